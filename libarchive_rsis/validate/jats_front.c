/* jats_front.c - the journal or series, and what says of the paper which one it is. */
#include "jats_parts.h"

/* ---- journal-meta */

static bool has_journal_title(const xmlNode *n) {
    return rsis_jats_child(rsis_jats_child(n, "journal-title-group"), "journal-title") ||
           rsis_jats_child(n, "journal-title"); /* its place before version 1.0 */
}

static void judge_issns(struct rsis_jats_file *j, const xmlNode *n) {
    const xmlNode *first = rsis_jats_child(n, "issn");
    unsigned i = 0;
    if (!first && !rsis_jats_child(n, "issn-l")) RSIS_JATS_FOUND(j, n, ISSN_MISSING, "The journal has no ISSN");
    for (const xmlNode *a = first; a && i < RSIS_JATS_COMPARED; a = rsis_jats_next(a, "issn"), i++)
        for (const xmlNode *b = rsis_jats_next(a, "issn"); b; b = rsis_jats_next(b, "issn"))
            if (rsis_str_eq(rsis_jats_text(j, a), rsis_jats_text(j, b))) {
                struct rsis_str s = rsis_jats_text(j, b);
                RSIS_JATS_FOUND(j, b, ISSN_TWICE, "The ISSN %.*s stands twice", RSIS_SHOW(s));
                return;
            }
}

void rsis_jats_journal(struct rsis_jats_file *j, const xmlNode *n) {
    if (!has_journal_title(n)) RSIS_JATS_FOUND(j, n, JOURNAL_TITLE, "The journal has no title");
    if (!rsis_jats_child(n, "journal-id")) RSIS_JATS_FOUND(j, n, JOURNAL_ID, "The journal has no identifier");
    if (!rsis_jats_child(n, "publisher")) RSIS_JATS_FOUND(j, n, PUBLISHER, "The journal has no publisher");
    judge_issns(j, n);
}

void rsis_jats_issn(struct rsis_jats_file *j, const xmlNode *n) {
    struct rsis_str s = rsis_jats_text(j, n);
    if (!rsis_jats_is_issn(s)) RSIS_JATS_FOUND(j, n, ISSN, "\"%.*s\" is no ISSN", RSIS_SHOW(s));
}

/* ---- identifiers of the paper */

static bool digits_after(struct rsis_str s, const char *prefix) {
    unsigned value;
    struct rsis_str p = rsis_str_c(prefix);
    return rsis_str_starts(s, p) && rsis_jats_digits(rsis_str_from(s, p.len), &value);
}

static bool is_pmid(struct rsis_str s) {
    return digits_after(s, "");
}

static bool is_pmcid(struct rsis_str s) {
    ptrdiff_t point = rsis_str_find(s, RSIS_LIT(".")); /* before the version */
    return digits_after(s, "PMC") || digits_after(s, "") ||
           (point > 0 && digits_after(rsis_str(s.ptr, (size_t)point), "PMC"));
}

static bool is_handle(struct rsis_str s) {
    ptrdiff_t slash = rsis_str_find(s, RSIS_LIT("/"));
    for (size_t i = 0; i < s.len; i++)
        if (rsis_is_space(s.ptr[i])) return false;
    return slash > 0 && (size_t)slash + 1 < s.len;
}

static const struct {
    const char *type;
    bool (*is)(struct rsis_str s);
} forms[] = {{"pmid", is_pmid}, {"pmc", is_pmcid}, {"pmcid", is_pmcid}, {"handle", is_handle}};

void rsis_jats_article_id(struct rsis_jats_file *j, const xmlNode *n) {
    struct rsis_str type = rsis_jats_attr(n, "pub-id-type"), s = rsis_jats_text(j, n);
    if (!type.len) RSIS_JATS_FOUND(j, n, ID_TYPE, "Nothing says what identifier \"%.*s\" is", RSIS_SHOW(s));
    if (rsis_str_eq(type, RSIS_LIT("doi")) && !rsis_jats_is_doi(s))
        RSIS_JATS_FOUND(j, n, DOI, "\"%.*s\" is no DOI", RSIS_SHOW(s));
    for (size_t i = 0; i < RSIS_COUNT(forms); i++)
        if (rsis_str_eq(type, rsis_str_c(forms[i].type)) && !forms[i].is(s))
            RSIS_JATS_FOUND(j, n, ID_FORM, "\"%.*s\" is no identifier of type %s", RSIS_SHOW(s), forms[i].type);
}

static void judge_ids(struct rsis_jats_file *j, const xmlNode *meta) {
    const xmlNode *first = rsis_jats_child(meta, "article-id");
    unsigned i = 0;
    if (!first && j->o->archive)
        RSIS_JATS_FOUND(j, meta, KEEP_ID, "The article has no identifier");
    else if (!first)
        RSIS_JATS_FOUND(j, meta, ID_MISSING, "The article has no identifier");
    for (const xmlNode *a = first; a && i < RSIS_JATS_COMPARED; a = rsis_jats_next(a, "article-id"), i++)
        for (const xmlNode *b = rsis_jats_next(a, "article-id"); b; b = rsis_jats_next(b, "article-id")) {
            struct rsis_str type = rsis_jats_attr(a, "pub-id-type");
            if (!type.len || !rsis_str_eq(type, rsis_jats_attr(b, "pub-id-type"))) continue;
            RSIS_JATS_FOUND(j, b, ID_TWICE, "There are two identifiers of type %.*s", RSIS_SHOW(type));
            return;
        }
}

/* ---- categories and titles */

/* One heading at most, and one subject in it; the headings of other languages do not count. */
static void judge_categories(struct rsis_jats_file *j, const xmlNode *meta) {
    const xmlNode *categories = rsis_jats_child(meta, "article-categories");
    unsigned headings = 0;
    for (const xmlNode *g = rsis_jats_child(categories, "subj-group"); g; g = rsis_jats_next(g, "subj-group")) {
        const xmlNode *subject = rsis_jats_child(g, "subject");
        if (!rsis_jats_attr_is(g, "subj-group-type", "heading") || rsis_jats_lang(g).ptr) continue;
        headings++;
        if (headings == 2) RSIS_JATS_FOUND(j, g, HEADINGS, "The article stands under more than one heading");
        if (subject && rsis_jats_next(subject, "subject"))
            RSIS_JATS_FOUND(j, g, HEADINGS, "The heading has more than one subject");
    }
    if (!headings) RSIS_JATS_FOUND(j, meta, HEADING_MISSING, "Nothing says under which heading the article appeared");
}

/* Is all that the title says inside one element of style? */
void rsis_jats_title(struct rsis_jats_file *j, const xmlNode *n) {
    static const char *const styles[] = {"bold", "italic", "underline", "sc", "monospace", "sans-serif"};
    const xmlNode *only = rsis_jats_child(n, NULL);
    if (!only || rsis_jats_next(only, NULL) || !rsis_jats_is_among(only, styles, RSIS_COUNT(styles))) return;
    /* the title of a cited paper can be a species and nothing else; of a section or a paper, hardly */
    bool cited =
        n->parent && (rsis_jats_is(n->parent, "mixed-citation") || rsis_jats_is(n->parent, "element-citation"));
    if (!cited && rsis_jats_text(j, n).len == rsis_jats_text(j, only).len)
        RSIS_JATS_FOUND(j, n, TITLE_STYLE, "The whole title is %s", rsis_jats_name(only));
}

static void judge_title(struct rsis_jats_file *j, const xmlNode *meta) {
    if (!rsis_jats_child(rsis_jats_child(meta, "title-group"), "article-title"))
        RSIS_JATS_FOUND(j, meta, TITLE, "The article has no title");
}

/* ---- abstract, keywords */

static bool same_attr(const xmlNode *a, const xmlNode *b, const char *name) {
    return rsis_str_eq(rsis_jats_attr(a, name), rsis_jats_attr(b, name));
}

static void judge_abstracts(struct rsis_jats_file *j, const xmlNode *meta) {
    const xmlNode *first = rsis_jats_child(meta, "abstract");
    unsigned i = 0;
    if (!first) RSIS_JATS_FOUND(j, meta, ABSTRACT, "The article has no abstract");
    for (const xmlNode *a = first; a && i < RSIS_JATS_COMPARED; a = rsis_jats_next(a, "abstract"), i++)
        for (const xmlNode *b = rsis_jats_next(a, "abstract"); b; b = rsis_jats_next(b, "abstract"))
            if (same_attr(a, b, "abstract-type") && rsis_str_eq(rsis_jats_lang(a), rsis_jats_lang(b))) {
                RSIS_JATS_FOUND(j, b, ABSTRACT_TWICE, "There are two abstracts of one kind");
                return;
            }
}

static bool is_list(struct rsis_str s) {
    unsigned commas = 0, semicolons = 0;
    for (size_t i = 0; i < s.len; i++) {
        commas += s.ptr[i] == ',';
        semicolons += s.ptr[i] == ';';
    }
    return commas >= 2 || semicolons;
}

void rsis_jats_keywords(struct rsis_jats_file *j, const xmlNode *n) {
    unsigned i = 0;
    for (const xmlNode *a = rsis_jats_child(n, "kwd"); a && i < RSIS_JATS_COMPARED; a = rsis_jats_next(a, "kwd"), i++) {
        struct rsis_str s = rsis_jats_text(j, a);
        unsigned k = i;
        if (is_list(s)) RSIS_JATS_FOUND(j, a, KEYWORDS, "Several keywords stand in one kwd: \"%.*s\"", RSIS_SHOW(s));
        for (const xmlNode *b = rsis_jats_next(a, "kwd"); b && k < RSIS_JATS_COMPARED;
             b = rsis_jats_next(b, "kwd"), k++)
            if (s.len && rsis_str_eq_nocase(s, rsis_jats_text(j, b)))
                RSIS_JATS_FOUND(j, b, KEYWORD_TWICE, "The keyword \"%.*s\" stands twice", RSIS_SHOW(s));
    }
}

/* ---- related articles */

void rsis_jats_related(struct rsis_jats_file *j, const xmlNode *n) {
    struct rsis_str href = rsis_str_trim(rsis_jats_href(n));
    if (!rsis_jats_attr(n, "related-article-type").len)
        RSIS_JATS_FOUND(j, n, RELATED_TYPE, "Nothing says how the articles are related");
    if (!href.len && !rsis_jats_text(j, n).len)
        RSIS_JATS_FOUND(j, n, RELATED_TARGET, "Nothing says which article is related");
    if (href.len && rsis_jats_attr_is(n, "ext-link-type", "doi") && !rsis_jats_is_doi(href))
        RSIS_JATS_FOUND(j, n, DOI, "\"%.*s\" is no DOI", RSIS_SHOW(href));
}

static void judge_related(struct rsis_jats_file *j, const xmlNode *meta) {
    static const char *const kinds[] = {
        "correction",         "retraction", "partial-retraction", "expression-of-concern", "addendum",
        "article-commentary", "reply"};
    struct rsis_str type = rsis_jats_attr(j->article, "article-type");
    if (rsis_jats_child(meta, "related-article") || rsis_jats_child(meta, "related-object")) return;
    for (size_t i = 0; i < RSIS_COUNT(kinds); i++)
        if (rsis_str_eq(type, rsis_str_c(kinds[i])))
            RSIS_JATS_FOUND(j, meta, RELATED_MISSING, "A %s does not say of which article", kinds[i]);
}

/* ---- pages */

static void judge_pages(struct rsis_jats_file *j, const xmlNode *meta) {
    const xmlNode *first = rsis_jats_child(meta, "fpage"), *last = rsis_jats_child(meta, "lpage");
    unsigned from, to;
    if (!first || !last) return;
    if (!rsis_jats_digits(rsis_jats_text(j, first), &from) || !rsis_jats_digits(rsis_jats_text(j, last), &to)) return;
    if (to < from) RSIS_JATS_FOUND(j, last, PAGES, "The last page is %u, the first %u", to, from);
}

void rsis_jats_article_meta(struct rsis_jats_file *j, const xmlNode *n) {
    judge_ids(j, n);
    judge_categories(j, n);
    judge_title(j, n);
    rsis_jats_authors(j, n);
    rsis_jats_pub_dates(j, n);
    judge_pages(j, n);
    if (!rsis_jats_child(n, "permissions")) {
        if (j->o->archive)
            RSIS_JATS_FOUND(j, n, KEEP_RIGHTS, "Nothing says what may be done with the text");
        else
            RSIS_JATS_FOUND(j, n, PERMISSIONS, "Nothing says what may be done with the text");
    }
    judge_related(j, n);
    judge_abstracts(j, n);
}
