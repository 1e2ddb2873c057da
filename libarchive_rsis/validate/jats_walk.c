/* jats_walk.c - every element of an article once: what all have in common, and who judges it by its name. */
#include <stdlib.h>

#include "epub_walk.h"
#include "jats_parts.h"

enum {
    VALUE = 1,     /* must say something: without, it says something false */
    BLOCK = 2,     /* should not be empty */
    STRUCTURE = 4, /* holds elements, no text of its own */
};

struct rule {
    const char *name;
    unsigned flags;
    void (*judge)(struct rsis_jats_file *j, const xmlNode *n);
    const char *needs; /* children, of which one must be there; NULL: nothing */
};

/* By name, for a binary search. What is not here has nothing but the attributes that all have. */
static const struct rule rules[] = {
    {"abstract", BLOCK, NULL, NULL},
    {"ack", BLOCK, NULL, NULL},
    {"alt-text", BLOCK, NULL, NULL},
    {"app", BLOCK, NULL, NULL},
    {"article-id", VALUE, rsis_jats_article_id, NULL},
    {"article-meta", STRUCTURE, rsis_jats_article_meta, NULL},
    {"article-title", VALUE, rsis_jats_title, NULL},
    {"back", STRUCTURE, NULL, NULL},
    {"bio", BLOCK, NULL, NULL},
    {"body", BLOCK | STRUCTURE, NULL, NULL},
    {"caption", BLOCK, NULL, NULL},
    {"collab", VALUE, NULL, NULL},
    {"contrib", STRUCTURE, rsis_jats_contrib, NULL},
    {"contrib-group", STRUCTURE, NULL, "contrib"},
    {"contrib-id", VALUE, rsis_jats_contrib_id, NULL},
    {"copyright-holder", VALUE, NULL, NULL},
    {"copyright-statement", VALUE, NULL, NULL},
    {"copyright-year", VALUE, NULL, NULL},
    {"custom-meta", STRUCTURE, NULL, "meta-name"},
    {"date", STRUCTURE, rsis_jats_date, NULL},
    {"day", VALUE, NULL, NULL},
    {"disp-quote", BLOCK, NULL, NULL},
    {"element-citation", BLOCK, rsis_jats_citation, NULL},
    {"elocation-id", VALUE, NULL, NULL},
    {"email", VALUE, rsis_jats_email, NULL},
    {"ext-link", 0, rsis_jats_link, NULL},
    {"fig", BLOCK, rsis_jats_figure, NULL},
    {"fn", BLOCK, NULL, NULL},
    {"fn-group", STRUCTURE, NULL, NULL},
    {"fpage", VALUE, NULL, NULL},
    {"given-names", VALUE, NULL, NULL},
    {"graphic", 0, rsis_jats_graphic, NULL},
    {"history", STRUCTURE, rsis_jats_history, NULL},
    {"inline-graphic", 0, rsis_jats_graphic, NULL},
    {"issn", VALUE, rsis_jats_issn, NULL},
    {"issue", VALUE, NULL, NULL},
    {"journal-id", VALUE, NULL, NULL},
    {"journal-meta", STRUCTURE, rsis_jats_journal, NULL},
    {"journal-title", VALUE, NULL, NULL},
    {"journal-title-group", STRUCTURE, NULL, NULL},
    {"kwd", VALUE, NULL, NULL},
    {"kwd-group", STRUCTURE, rsis_jats_keywords, "kwd compound-kwd nested-kwd unstructured-kwd-group"},
    {"label", BLOCK, NULL, NULL},
    {"license", 0, rsis_jats_license, NULL},
    {"license-p", BLOCK, NULL, NULL},
    {"list", STRUCTURE, rsis_jats_list, "list-item"},
    {"list-item", BLOCK | STRUCTURE, NULL, NULL},
    {"lpage", VALUE, NULL, NULL},
    {"media", 0, rsis_jats_graphic, NULL},
    {"meta-name", VALUE, NULL, NULL},
    {"meta-value", VALUE, NULL, NULL},
    {"mixed-citation", BLOCK, rsis_jats_citation, NULL},
    {"month", VALUE, NULL, NULL},
    {"name", STRUCTURE, rsis_jats_name_parts, NULL},
    {"name-alternatives", STRUCTURE, NULL, "name string-name collab"},
    {"p", BLOCK, NULL, NULL},
    {"permissions", 0, rsis_jats_permissions, NULL},
    {"pub-date", STRUCTURE, rsis_jats_date, NULL},
    {"publisher", STRUCTURE, NULL, "publisher-name"},
    {"publisher-loc", VALUE, NULL, NULL},
    {"publisher-name", VALUE, NULL, NULL},
    {"ref", BLOCK, NULL, "mixed-citation element-citation citation-alternatives nlm-citation note label"},
    {"ref-list", STRUCTURE, NULL, NULL},
    {"related-article", 0, rsis_jats_related, NULL},
    {"sec", BLOCK, rsis_jats_section, NULL},
    {"self-uri", 0, rsis_jats_link, NULL},
    {"string-name", VALUE, NULL, NULL},
    {"subj-group", STRUCTURE, NULL, "subject compound-subject"},
    {"subject", VALUE, NULL, NULL},
    {"supplementary-material", 0, rsis_jats_graphic, NULL},
    {"surname", VALUE, rsis_jats_name_parts, NULL},
    {"table-wrap", BLOCK, rsis_jats_figure, NULL},
    {"title", VALUE, rsis_jats_title, NULL},
    {"title-group", STRUCTURE, NULL, NULL},
    {"uri", 0, rsis_jats_link, NULL},
    {"volume", VALUE, NULL, NULL},
    {"xref", 0, rsis_jats_xref, NULL},
    {"year", VALUE, NULL, NULL},
};

static int by_name(const void *key, const void *rule) {
    return strcmp(key, ((const struct rule *)rule)->name);
}

static const struct rule *rule_of(const xmlNode *n) {
    if (n->ns) return NULL;
    return bsearch(rsis_jats_name(n), rules, RSIS_COUNT(rules), sizeof *rules, by_name);
}

static bool has_one_of(const xmlNode *n, const char *names) {
    struct rsis_str list = rsis_str_c(names), name;
    while (rsis_jats_word(&list, &name))
        for (const xmlNode *c = rsis_jats_child(n, NULL); c; c = rsis_jats_next(c, NULL))
            if (!c->ns && rsis_str_eq(rsis_str_c(rsis_jats_name(c)), name)) return true;
    return false;
}

/* The text directly in an element that holds elements alone. */
static void judge_loose_text(struct rsis_jats_file *j, const xmlNode *n) {
    for (const xmlNode *c = n->children; c; c = c->next) {
        if (c->type != XML_TEXT_NODE) continue;
        struct rsis_str s = rsis_str_trim(rsis_str_c((const char *)c->content));
        if (!s.len) continue;
        RSIS_JATS_FOUND(j, n, LOOSE_TEXT, "Text stands directly in %s: \"%.*s\"", rsis_jats_name(n), RSIS_SHOW(s));
        return;
    }
}

static void judge_by_name(struct rsis_jats_file *j, const xmlNode *n) {
    const struct rule *rule = rule_of(n);
    if (!rule) return;
    const char *name = rsis_jats_name(n);
    bool wants_text = rule->flags & (VALUE | BLOCK), blank = wants_text && rsis_jats_is_blank(n);
    if (blank && (rule->flags & VALUE))
        RSIS_JATS_FOUND(j, n, EMPTY, "The element %s is empty", name);
    else if (blank)
        RSIS_JATS_FOUND(j, n, EMPTY_BLOCK, "The element %s is empty", name);
    if (rule->flags & STRUCTURE) judge_loose_text(j, n);
    if (rule->needs && !has_one_of(n, rule->needs))
        RSIS_JATS_FOUND(j, n, PARTS, "The element %s has no %.*s", name, (int)strcspn(rule->needs, " "), rule->needs);
    if (rule->judge && !blank) rule->judge(j, n);
}

static void judge_common(struct rsis_jats_file *j, const xmlNode *n) {
    struct rsis_str id = rsis_jats_attr(n, "id"), lang = rsis_jats_lang(n);
    if (id.ptr && !rsis_jats_is_xml_name(id))
        RSIS_JATS_FOUND(j, n, XML_ID, "\"%.*s\" is no id", RSIS_SHOW(id));
    else if (id.ptr)
        *RSIS_PUSH(j->arena, &j->ids) = (struct rsis_jats_id){.id = id, .node = n};
    if (rsis_jats_attr(n, "rid").ptr || rsis_jats_attr(n, "rids").ptr) *RSIS_PUSH(j->arena, &j->references) = n;
    if (lang.ptr && !rsis_epub_is_language(lang))
        RSIS_JATS_FOUND(j, n, LANGUAGE, "\"%.*s\" is no language tag", RSIS_SHOW(lang));
}

void rsis_jats_walk(struct rsis_jats_file *j) {
    for (const xmlNode *n = j->article; n; n = rsis_jats_after(n, j->article)) {
        if (n->type == XML_ENTITY_REF_NODE)
            RSIS_JATS_FOUND(j, n->parent, ENTITY_USED, "The entity \"%.100s\" is used", rsis_jats_name(n));
        if (n->type != XML_ELEMENT_NODE) continue;
        judge_common(j, n);
        judge_by_name(j, n);
    }
}
