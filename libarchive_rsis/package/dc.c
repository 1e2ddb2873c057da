/* dc.c - oai_dc.xml: the record in unqualified Dublin Core, as OAI-PMH defines it. Every element may be repeated. */
#include "common.h"

struct dc {
    struct rsis_arena *arena;
    struct rsis_xmlout *x;
};

/* Nothing without a value. */
static void element(struct dc *d, const char *name, struct rsis_str value) {
    if (value.len) rsis_xmlout_leaf(d->x, name, value);
}

static void in_language(struct dc *d, const char *name, const struct rsis_part *part, struct rsis_str value) {
    if (!value.len) return;
    rsis_xmlout_open(d->x, name);
    if (part->language.len) rsis_xmlout_attr(d->x, "xml:lang", part->language);
    rsis_xmlout_text(d->x, value);
    rsis_xmlout_close(d->x);
}

static void prefixed(struct dc *d, const char *name, const char *prefix, struct rsis_str value) {
    if (value.len) element(d, name, rsis_str_c(rsis_format(d->arena, "%s%.*s", prefix, RSIS_ARG(value))));
}

static void people(struct dc *d, const char *name, const struct rsis_person *list, size_t n) {
    for (size_t i = 0; i < n; i++) element(d, name, list[i].file_as.len ? list[i].file_as : list[i].name);
}

static void subjects(struct dc *d, const struct rsis_part *part) {
    in_language(d, "dc:subject", part, part->kicker);
    for (size_t i = 0; i < part->n_keywords; i++) in_language(d, "dc:subject", part, part->keywords[i]);
}

static void elements(struct dc *d, const struct rsis_part *part) {
    in_language(d, "dc:title", part, part->title);
    people(d, "dc:creator", part->authors, part->n_authors);
    subjects(d, part);
    in_language(d, "dc:description", part, part->synopsis);
    element(d, "dc:publisher", part->publisher);
    people(d, "dc:contributor", part->editors, part->n_editors);
    element(d, "dc:date", part->date);
    element(d, "dc:type", RSIS_LIT("Text"));
    if (part->number.len) element(d, "dc:identifier", rsis_citation(d->arena, part));
    prefixed(d, "dc:identifier", "https://doi.org/", part->doi);
    prefixed(d, "dc:identifier", "https://hdl.handle.net/", part->handle);
    element(d, "dc:language", part->language);
    element(d, "dc:relation", part->series);
    prefixed(d, "dc:relation", "urn:issn:", part->issn);
    element(d, "dc:rights", part->rights);
}

struct rsis_str rsis_package_dc(struct rsis_arena *a, const struct rsis_part *part) {
    struct dc d = {a, rsis_xmlout_new(a)};
    rsis_xmlout_open(d.x, "oai_dc:dc");
    rsis_xmlout_attr_z(d.x, "xmlns:oai_dc", "http://www.openarchives.org/OAI/2.0/oai_dc/");
    rsis_xmlout_attr_z(d.x, "xmlns:dc", "http://purl.org/dc/elements/1.1/");
    rsis_xmlout_attr_z(d.x, "xmlns:xsi", "http://www.w3.org/2001/XMLSchema-instance");
    rsis_xmlout_attr_z(d.x, "xsi:schemaLocation",
                       "http://www.openarchives.org/OAI/2.0/oai_dc/ http://www.openarchives.org/OAI/2.0/oai_dc.xsd");
    elements(&d, part);
    rsis_xmlout_close(d.x);
    return rsis_xmlout_finish(d.x);
}
