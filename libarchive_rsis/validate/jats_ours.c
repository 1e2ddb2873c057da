/*
 * jats_ours.c - files that rsis wrote: the grammar of the mapping, and what a grammar cannot say of it. Who wrote the
 * file is its own claim; a file that makes it must keep to what specs/jats-mapping.md says.
 */
#include <stdio.h>
#include <stdlib.h>

#include <libxml/relaxng.h>
#include <libxml/xmlschemastypes.h>

#include "../base/libxml.h"
#include "jats_heard.h"
#include "jats_parts.h"

/* ---- the grammar */

struct rsis_jats_schema {
    xmlRelaxNGPtr grammar;
};

static void quiet(void *ctx, xmlErrorPtr e) {
    (void)ctx, (void)e;
}

static xmlRelaxNGPtr compile(struct rsis_str rng) {
    xmlRelaxNGParserCtxtPtr parser = xmlRelaxNGNewMemParserCtxt(rng.ptr, (int)rng.len);
    if (!parser) return NULL;
    xmlRelaxNGSetParserStructuredErrors(parser, quiet, NULL);
    xmlRelaxNGPtr grammar = xmlRelaxNGParse(parser);
    xmlRelaxNGFreeParserCtxt(parser);
    return grammar;
}

struct rsis_jats_schema *rsis_jats_schema_load(struct rsis_str rng) {
    struct rsis_jats_schema *schema = rng.len && rng.len < 1 << 20 ? malloc(sizeof *schema) : NULL;
    if (!schema) return NULL;
    rsis_libxml_init();
    xmlStructuredErrorFunc handler = xmlStructuredError;
    void *context = xmlStructuredErrorContext;
    xmlSetStructuredErrorFunc(NULL, quiet);
    schema->grammar = compile(rng);
    xmlSetStructuredErrorFunc(context, handler);
    if (schema->grammar) return schema;
    free(schema);
    return NULL;
}

void rsis_jats_schema_free(struct rsis_jats_schema *schema) {
    if (!schema) return;
    xmlRelaxNGFree(schema->grammar);
    free(schema);
}

/* False when memory ran out. */
static bool validate(struct rsis_jats_file *j, const struct rsis_jats_schema *schema, struct rsis_jats_heard *heard) {
    xmlRelaxNGValidCtxtPtr valid = schema ? xmlRelaxNGNewValidCtxt(schema->grammar) : NULL;
    if (!valid) return false;
    xmlRelaxNGSetValidStructuredErrors(valid, rsis_jats_hear, heard);
    int result = xmlRelaxNGValidateDoc(valid, *j->doc);
    xmlRelaxNGFreeValidCtxt(valid);
    if (result > 0 && !heard->n) rsis_jats_hear(heard, NULL);
    return result >= 0 && !heard->no_memory;
}

static void judge_grammar(struct rsis_jats_file *j) {
    struct rsis_jats_heard *heard = RSIS_NEW(j->arena, struct rsis_jats_heard);
    struct rsis_str rng = rsis_str((const char *)rsis_jats_rng, rsis_jats_rng_len);
    struct rsis_jats_schema *own = j->o->schema ? NULL : rsis_jats_schema_load(rng);
    xmlStructuredErrorFunc handler = xmlStructuredError;
    void *context = xmlStructuredErrorContext;
    xmlSetStructuredErrorFunc(NULL, quiet);
    bool memory = validate(j, j->o->schema ? j->o->schema : own, heard);
    xmlSetStructuredErrorFunc(context, handler);
    rsis_jats_schema_free(own);
    if (!memory) rsis_arena_give_up(j->arena);
    rsis_jats_report_heard(j, RSIS_CHECK_JATS_OURS, heard);
}

/* ---- ids are counted */

static const struct {
    const char *element, *prefix;
} counted[] = {{"contrib", "au"}, {"bio", "bio"}, {"p", "p"}, {"sec", "sec"}, {"fig", "fig"}};

static void judge_counts(struct rsis_jats_file *j) {
    unsigned counts[RSIS_COUNT(counted)] = {0}, breaks = 0;
    for (const xmlNode *n = j->article; n; n = rsis_jats_after(n, j->article)) {
        struct rsis_str id = rsis_jats_attr(n, "id");
        char want[32] = "";
        for (size_t i = 0; id.ptr && i < RSIS_COUNT(counted); i++)
            if (rsis_jats_is(n, counted[i].element))
                snprintf(want, sizeof want, "%s%u", counted[i].prefix, ++counts[i]);
        if (rsis_jats_is(n, "target") && rsis_jats_attr_is(n, "target-type", "inferred-break"))
            snprintf(want, sizeof want, "break%u", ++breaks);
        if (*want && (!id.ptr || !rsis_str_eq(id, rsis_str_c(want))))
            RSIS_JATS_FOUND(j, n, OURS_COUNT, "The id is \"%.*s\" where %s comes next", RSIS_SHOW(id), want);
    }
}

/* ---- the number of the paper */

static struct rsis_str text_of(const struct rsis_jats_file *j, const xmlNode *parent, const char *name) {
    const xmlNode *n = rsis_jats_child(parent, name);
    return n ? rsis_jats_text(j, n) : RSIS_LIT("");
}

/* Did a person supply a field whose name begins so? */
static bool supplies(const struct rsis_jats_file *j, const char *field) {
    for (const xmlNode *m = rsis_jats_child(j->ours, "custom-meta"); m; m = rsis_jats_next(m, "custom-meta"))
        if (rsis_str_eq(text_of(j, m, "meta-name"), RSIS_LIT("supplied")) &&
            rsis_str_starts(text_of(j, m, "meta-value"), rsis_str_c(field)))
            return true;
    return false;
}

static void judge_number(struct rsis_jats_file *j, const xmlNode *meta) {
    const xmlNode *id = rsis_jats_child(meta, "article-id");
    struct rsis_str location = text_of(j, meta, "elocation-id"), number = RSIS_LIT("");
    if (id && rsis_jats_attr_is(id, "pub-id-type", "publisher-id")) number = rsis_jats_text(j, id);
    if (!rsis_str_eq(number, location))
        RSIS_JATS_FOUND(j, meta, OURS_NUMBER, "The number is \"%.*s\" in article-id and \"%.*s\" in elocation-id",
                        RSIS_SHOW(number), RSIS_SHOW(location));
    struct rsis_str volume = text_of(j, meta, "volume"), issue = text_of(j, meta, "issue");
    if (!number.len || supplies(j, "number") || supplies(j, "date")) return;
    const char *want = rsis_format(j->arena, "%.*s/%.*s", RSIS_ARG(issue), RSIS_ARG(volume));
    if (!rsis_str_eq(number, rsis_str_c(want)))
        RSIS_JATS_FOUND(j, meta, OURS_NUMBER, "The number is \"%.*s\", and of issue and volume \"%.100s\"",
                        RSIS_SHOW(number), want);
}

/* ---- where values come from */

static struct rsis_str member(const struct rsis_jats_file *j, const char *name) {
    for (const xmlNode *m = rsis_jats_child(j->ours, "custom-meta"); m; m = rsis_jats_next(m, "custom-meta"))
        if (rsis_str_eq(text_of(j, m, "meta-name"), rsis_str_c(name))) return text_of(j, m, "meta-value");
    return RSIS_LIT("");
}

/* The next name of a list with "; " between; false at its end. */
static bool next_name(struct rsis_str *list, struct rsis_str *name) {
    if (!list->len) return false;
    ptrdiff_t end = rsis_str_find(*list, RSIS_LIT("; "));
    *name = rsis_str(list->ptr, end < 0 ? list->len : (size_t)end);
    *list = rsis_str_from(*list, end < 0 ? list->len : (size_t)end + 2);
    return true;
}

static bool lists(struct rsis_str list, const char *wanted) {
    struct rsis_str name;
    while (next_name(&list, &name))
        if (rsis_str_eq(name, rsis_str_c(wanted))) return true;
    return false;
}

/* What may be listed, and the element that must then be there; ALWAYS is in every file. */
enum { ALWAYS = 1, PRESENT = 2 };
static const struct {
    const char *name, *element;
    unsigned when; /* ALWAYS listed; listed only where the element is PRESENT, and always there */
} origins[] = {
    {"accessibility metadata", "processing-meta", ALWAYS},
    {"series editor", "role", 0},
    {"journal-id", "journal-id", ALWAYS},
    {"journal-title", "journal-title", ALWAYS},
    {"publisher-name", "journal-id", ALWAYS}, /* the four are listed together, publisher or not */
    {"publisher-loc", "journal-id", ALWAYS},
    {"surname/given-names split", "name-alternatives", 0},
    {"publication-format", "pub-date", PRESENT},
    {"license-type", "license", PRESENT},
    {"article-type", "article-meta", ALWAYS},
    {"language", "article-meta", 0},
    {"volume", "volume", 0},
    {"article-id", "article-id", 0},
    {"inferred-break", "target", 0},
    {"issn", "issn", 0},
    {"language of passages", "named-content", PRESENT},
};

static void judge_listed(struct rsis_jats_file *j, struct rsis_str list) {
    struct rsis_str name;
    while (next_name(&list, &name)) {
        size_t i = 0;
        while (i < RSIS_COUNT(origins) && !rsis_str_eq(name, rsis_str_c(origins[i].name))) i++;
        if (i == RSIS_COUNT(origins))
            RSIS_JATS_FOUND(j, j->ours, OURS_ORIGIN, "rsis asserts nothing by the name \"%.*s\"", RSIS_SHOW(name));
        else if (!rsis_jats_below(j->article, origins[i].element) && i != 1)
            RSIS_JATS_FOUND(j, j->ours, OURS_ORIGIN, "\"%s\" is listed, and there is no %s", origins[i].name,
                            origins[i].element);
    }
}

static bool has_inferred_break(const struct rsis_jats_file *j) {
    for (const xmlNode *n = j->article; n; n = rsis_jats_after(n, j->article))
        if (rsis_jats_is(n, "target") && rsis_jats_attr_is(n, "target-type", "inferred-break")) return true;
    return false;
}

static void judge_origins(struct rsis_jats_file *j) {
    struct rsis_str list = member(j, "asserted-not-printed");
    judge_listed(j, list);
    for (size_t i = 0; i < RSIS_COUNT(origins); i++) {
        bool must = origins[i].when == ALWAYS ||
                    (origins[i].when == PRESENT && rsis_jats_below(j->article, origins[i].element));
        if (must && !lists(list, origins[i].name))
            RSIS_JATS_FOUND(j, j->ours, OURS_ORIGIN, "\"%s\" is not printed, and not listed as asserted",
                            origins[i].name);
    }
    if (has_inferred_break(j) != lists(list, "inferred-break"))
        RSIS_JATS_FOUND(j, j->ours, OURS_ORIGIN, "Inferred breaks and their listing as asserted do not agree");
}

/* ---- accessibility */

static bool claims(const struct rsis_jats_file *j, const char *value) {
    const xmlNode *group = rsis_jats_child(rsis_jats_child(j->article, "processing-meta"), "custom-meta-group");
    for (const xmlNode *m = rsis_jats_child(group, "custom-meta"); m; m = rsis_jats_next(m, "custom-meta"))
        if (rsis_str_eq(text_of(j, m, "meta-value"), rsis_str_c(value))) return true;
    return false;
}

static void judge_claims(struct rsis_jats_file *j) {
    const xmlNode *body = rsis_jats_child(j->article, "body");
    bool sections = rsis_jats_below(body, "sec") != NULL;
    bool pictures = rsis_jats_below(body, "graphic") || rsis_jats_below(body, "inline-graphic");
    if (claims(j, "structuralNavigation") != sections)
        RSIS_JATS_FOUND(j, j->article, OURS_ACCESS, "The body has %s sections, and the file says otherwise",
                        sections ? "" : "no");
    if (claims(j, "none") == pictures)
        RSIS_JATS_FOUND(j, j->article, OURS_ACCESS, "The body has %s picture, and the file says otherwise",
                        pictures ? "a" : "no");
}

/* ---- what people supplied: "field = value; by who on when; why" */

static bool is_supplied(struct rsis_str s) {
    ptrdiff_t equals = rsis_str_find(s, RSIS_LIT(" = ")), by = rsis_str_find(s, RSIS_LIT("; by "));
    ptrdiff_t on = by < 0 ? -1 : rsis_str_find(rsis_str_from(s, (size_t)by), RSIS_LIT(" on "));
    if (equals <= 0 || by < equals || on < 0) return false;
    struct rsis_str when = rsis_str_from(s, (size_t)(by + on) + 4);
    ptrdiff_t why = rsis_str_find(when, RSIS_LIT("; "));
    struct rsis_jats_day day;
    return why == 10 && rsis_jats_iso_date(rsis_str(when.ptr, 10), &day) && rsis_jats_is_day(&day) &&
           (size_t)why + 2 < when.len;
}

static void judge_supplied(struct rsis_jats_file *j) {
    for (const xmlNode *m = rsis_jats_child(j->ours, "custom-meta"); m; m = rsis_jats_next(m, "custom-meta")) {
        struct rsis_str value = text_of(j, m, "meta-value");
        if (rsis_str_eq(text_of(j, m, "meta-name"), RSIS_LIT("supplied")) && !is_supplied(value))
            RSIS_JATS_FOUND(j, m, OURS_SUPPLIED, "\"%.*s\" does not say who supplied what, when and why",
                            RSIS_SHOW(value));
    }
}

/* ---- names: an index form has the words of the printed one, in whatever order and case */

static bool has_words_of(struct rsis_str whole, struct rsis_str part) {
    struct rsis_str word;
    while (rsis_jats_word(&part, &word))
        if (rsis_str_find(whole, word) < 0) return false;
    return true;
}

static void judge_names(struct rsis_jats_file *j, const xmlNode *meta) {
    if (supplies(j, "author")) return; /* a person may know the name in full */
    const xmlNode *group = rsis_jats_child(meta, "contrib-group");
    for (const xmlNode *c = rsis_jats_child(group, "contrib"); c; c = rsis_jats_next(c, "contrib")) {
        const xmlNode *both = rsis_jats_child(c, "name-alternatives"), *index = rsis_jats_child(both, "name");
        const xmlNode *printed = rsis_jats_child(both, "string-name");
        if (!index || !printed || !rsis_jats_attr_is(printed, "specific-use", "as-printed")) continue;
        struct rsis_str whole = rsis_jats_text(j, printed);
        if (!has_words_of(whole, text_of(j, index, "surname")) ||
            !has_words_of(whole, text_of(j, index, "given-names")))
            RSIS_JATS_FOUND(j, index, OURS_SPLIT, "The name \"%.*s\" has another index form", RSIS_SHOW(whole));
    }
}

void rsis_jats_judge_ours(struct rsis_jats_file *j) {
    if (!j->ours) return;
    const xmlNode *meta = j->ours->parent;
    judge_grammar(j);
    judge_counts(j);
    judge_number(j, meta);
    judge_origins(j);
    judge_claims(j);
    judge_supplied(j);
    judge_names(j, meta);
}
