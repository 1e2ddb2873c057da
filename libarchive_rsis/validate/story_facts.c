/* story_facts.c - the values that a record gives, and those that the other files compose of them. */
#include "../base/utf8.h"
#include "story.h"

struct reader {
    struct rsis_facts *f;
    struct rsis_arena *a;
};

/* Lists have an end, because some are compared value by value; a commentary has some dozens of each. */
static void keep(struct reader *r, enum rsis_fact what, struct rsis_str s) {
    if (r->f->of[what].n == RSIS_FACT_MOST) {
        r->f->too_many = true;
        return;
    }
    *RSIS_PUSH(r->a, &r->f->of[what]) = s;
}

struct rsis_str rsis_fact(const struct rsis_facts *f, enum rsis_fact what) {
    return f->of[what].n ? f->of[what].v[0] : rsis_str("", 0);
}

/* ---------------------------------------------------------------- values of one element */

/* This element below that one, at any depth, with this attribute (or NULL); the first row that fits. */
static const struct {
    const char *element, *below, *attr, *value;
    enum rsis_fact fact;
} rows[] = {
    {"journal-id", "journal-meta", NULL, NULL, RSIS_FACT_SERIES_ID},
    {"journal-title", "journal-meta", NULL, NULL, RSIS_FACT_SERIES},
    {"publisher-name", "journal-meta", NULL, NULL, RSIS_FACT_PUBLISHER},
    {"issn", "journal-meta", NULL, NULL, RSIS_FACT_ISSN},
    {"article-id", "article-meta", "pub-id-type", "publisher-id", RSIS_FACT_NUMBER},
    {"article-id", "article-meta", "pub-id-type", "doi", RSIS_FACT_DOI},
    {"article-id", "article-meta", "pub-id-type", "handle", RSIS_FACT_HANDLE},
    {"article-version", "article-meta", NULL, NULL, RSIS_FACT_VERSION},
    {"related-article", "article-meta", NULL, NULL, RSIS_FACT_REPLACES},
    {"volume", "article-meta", NULL, NULL, RSIS_FACT_YEAR},
    {"issue", "article-meta", NULL, NULL, RSIS_FACT_ISSUE},
    {"article-title", "article-meta", NULL, NULL, RSIS_FACT_TITLE},
    {"string-name", "article-meta", NULL, NULL, RSIS_FACT_AUTHOR},
    {"contrib-id", "article-meta", "contrib-id-type", "orcid", RSIS_FACT_ORCID},
    {"license-p", "license", NULL, NULL, RSIS_FACT_NOTICE_PART},
    {"p", "abstract", NULL, NULL, RSIS_FACT_SYNOPSIS_PART},
    {"kwd", "kwd-group", NULL, NULL, RSIS_FACT_KEYWORD},
};

/* Values with a name beside them. */
static const struct {
    const char *name;
    enum rsis_fact fact;
} named[] = {
    {"source-file", RSIS_FACT_SOURCE},
    {"source-sha256", RSIS_FACT_SOURCE_SHA256},
    {"supplied", RSIS_FACT_SUPPLIED},
    {"version-reason", RSIS_FACT_REASON},
};

/* A note's mark is no part of a title or a notice. */
static struct rsis_str words_of(struct reader *r, const struct rsis_xml_node *n) {
    return rsis_xml_text_of(r->a, n, "xref");
}

static void value(struct reader *r, const struct rsis_xml_node *n) {
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        if (!rsis_xml_is(n, rows[i].element) || !rsis_xml_around(n, rows[i].below)) continue;
        if (rows[i].attr && !rsis_xml_has(n, rows[i].attr, rows[i].value)) continue;
        keep(r, rows[i].fact, words_of(r, n));
        return;
    }
}

static void named_value(struct reader *r, const struct rsis_xml_node *n) {
    struct rsis_str name = rsis_xml_child_text(r->a, n, "meta-name");
    if (!rsis_xml_around(n, "article-meta")) return;
    for (size_t i = 0; i < sizeof named / sizeof *named; i++)
        if (rsis_str_eq(name, rsis_str_c(named[i].name)))
            keep(r, named[i].fact, rsis_xml_child_text(r->a, n, "meta-value"));
}

/* "Singh, Bilveer"; a name without both parts is never inverted. */
static struct rsis_str as_sorted(struct reader *r, const struct rsis_xml_node *name, struct rsis_str whole) {
    if (!name) return whole;
    struct rsis_str given = rsis_xml_child_text(r->a, name, "given-names"),
                    surname = rsis_xml_child_text(r->a, name, "surname");
    if (given.len && surname.len)
        return rsis_str_c(rsis_format(r->a, "%.*s, %.*s", RSIS_ARG(surname), RSIS_ARG(given)));
    return whole.len ? whole : given;
}

static void person(struct reader *r, const struct rsis_xml_node *contrib) {
    const struct rsis_xml_node *both = rsis_xml_child(contrib, "name-alternatives");
    if (rsis_xml_around(contrib, "journal-meta"))
        keep(r, RSIS_FACT_EDITOR, as_sorted(r, rsis_xml_child(contrib, "name"), rsis_str("", 0)));
    else if (both)
        keep(r, RSIS_FACT_AUTHOR_AS,
             as_sorted(r, rsis_xml_child(both, "name"), rsis_xml_child_text(r->a, both, "string-name")));
}

static void subject(struct reader *r, const struct rsis_xml_node *n) {
    if (n->parent && rsis_xml_has(n->parent, "subj-group-type", "kicker"))
        keep(r, RSIS_FACT_KICKER, rsis_str_trim(words_of(r, n)));
}

static void node(struct reader *r, const struct rsis_xml_node *n) {
    if (rsis_xml_is(n, "contrib")) {
        person(r, n);
    } else if (rsis_xml_is(n, "custom-meta")) {
        named_value(r, n);
    } else if (rsis_xml_is(n, "subject")) {
        subject(r, n);
    } else if (rsis_xml_is(n, "pub-date") && rsis_xml_value(n, "iso-8601-date").ptr) {
        keep(r, RSIS_FACT_DATE, rsis_xml_value(n, "iso-8601-date"));
    } else {
        value(r, n);
    }
}

/* ---------------------------------------------------------------- composed values */

static struct rsis_str joined(struct rsis_arena *a, const rsis_said_list *parts, char between) {
    struct rsis_buf b;
    rsis_buf_init(&b, a);
    for (uint32_t i = 0; i < parts->n; i++) {
        if (b.len && parts->v[i].len) rsis_buf_char(&b, between);
        rsis_buf_str(&b, parts->v[i]);
    }
    return b.len ? rsis_buf_slice(&b) : rsis_str("", 0);
}

static void keep_once(struct reader *r, enum rsis_fact what, struct rsis_str s) {
    for (uint32_t i = 0; i < r->f->of[what].n; i++)
        if (rsis_str_eq(r->f->of[what].v[i], s)) return;
    if (s.len) keep(r, what, s);
}

static void compose(struct reader *r) {
    struct rsis_facts *f = r->f;
    struct rsis_str title = rsis_str_trim(rsis_fact(f, RSIS_FACT_TITLE)), number = rsis_fact(f, RSIS_FACT_NUMBER),
                    series = rsis_fact(f, RSIS_FACT_SERIES), notice = joined(r->a, &f->of[RSIS_FACT_NOTICE_PART], ' '),
                    synopsis = joined(r->a, &f->of[RSIS_FACT_SYNOPSIS_PART], '\n');
    keep(r, RSIS_FACT_TITLE_SHOWN, title.len ? title : rsis_fact(f, RSIS_FACT_SOURCE));
    if (number.len && series.len)
        keep(r, RSIS_FACT_CITATION, rsis_str_c(rsis_format(r->a, "%.*s %.*s", RSIS_ARG(series), RSIS_ARG(number))));
    else if (number.len)
        keep(r, RSIS_FACT_CITATION, number);
    if (notice.len) keep(r, RSIS_FACT_NOTICE, notice);
    if (synopsis.len) keep(r, RSIS_FACT_SYNOPSIS, synopsis);
    keep_once(r, RSIS_FACT_SUBJECT, rsis_fact(f, RSIS_FACT_KICKER));
    for (uint32_t i = 0; i < f->of[RSIS_FACT_KEYWORD].n; i++)
        keep_once(r, RSIS_FACT_SUBJECT, f->of[RSIS_FACT_KEYWORD].v[i]);
}

void rsis_facts_read(struct rsis_facts *out, struct rsis_arena *a, const struct rsis_xml_node *jats) {
    struct reader r = {out, a};
    *out = (struct rsis_facts){0};
    if (rsis_xml_value(jats, "lang").len) keep(&r, RSIS_FACT_LANGUAGE, rsis_xml_value(jats, "lang"));
    for (const struct rsis_xml_node *n = jats; n; n = rsis_xml_after(n))
        if (n->name) node(&r, n);
    compose(&r);
}

struct rsis_str rsis_fact_padded_number(const struct rsis_facts *f, struct rsis_arena *a) {
    struct rsis_str s = rsis_fact(f, RSIS_FACT_ISSUE);
    struct rsis_buf b;
    size_t digits = 0;
    while (digits < s.len && rsis_is_digit(s.ptr[digits])) digits++;
    if (!digits || !rsis_fact(f, RSIS_FACT_YEAR).len) return rsis_str("", 0);
    for (; digits > 3 && s.ptr[0] == '0'; digits--) s = rsis_str_from(s, 1);
    rsis_buf_init(&b, a);
    for (size_t i = digits; i < 3; i++) rsis_buf_char(&b, '0');
    for (size_t i = 0; i < s.len; i++) {
        char c = rsis_to_lower(s.ptr[i]);
        if (rsis_is_digit(c) || rsis_is_lower(c)) rsis_buf_char(&b, c);
    }
    return rsis_buf_slice(&b);
}
