/* opf.c - package.opf: what the book is, what is in it, and in which order. specs/epub.md says why. */
#include "book.h"

struct opf {
    struct rsis_arena *arena;
    struct rsis_xml *x;
    const struct rsis_book *book;
    const struct rsis_part *only; /* the part of a single; NULL in a collection */
    struct rsis_distinct series, series_ids, publishers, languages, subjects, rights, editors;
    size_t with_heads, with_pages, with_pictures, with_rights;
};

/* ---- forms of metadata */

/* Nothing when there is no value. Only what is written in words may have a direction. */
static void dc_element(struct opf *o, const char *name, const char *id, struct rsis_str text, bool words) {
    if (!text.len) return;
    rsis_xml_open(o->x, name);
    if (id) rsis_book_attr(o->x, "id", id);
    if (words) rsis_book_direction(o->x, text);
    rsis_xml_text(o->x, text);
    rsis_xml_end(o->x);
}

static void dc(struct opf *o, const char *name, const char *id, struct rsis_str text) {
    dc_element(o, name, id, text, false);
}

static void dc_words(struct opf *o, const char *name, const char *id, struct rsis_str text) {
    dc_element(o, name, id, text, true);
}

static void meta(struct opf *o, const char *property, struct rsis_str text) {
    rsis_xml_open(o->x, "meta");
    rsis_book_attr(o->x, "property", property);
    rsis_xml_text(o->x, text);
    rsis_xml_end(o->x);
}

/* Says something of the element `id`; `scheme` may be NULL. */
static void refine(struct opf *o, const char *id, const char *property, const char *scheme, struct rsis_str text) {
    if (!text.len) return;
    rsis_xml_open(o->x, "meta");
    rsis_book_attr(o->x, "refines", rsis_format(o->arena, "#%s", id));
    rsis_book_attr(o->x, "property", property);
    if (scheme) rsis_book_attr(o->x, "scheme", scheme);
    rsis_book_direction(o->x, text);
    rsis_xml_text(o->x, text);
    rsis_xml_end(o->x);
}

/* The form of EPUB 2, which some reading systems still want. */
static void named(struct opf *o, const char *name, const char *content) {
    rsis_xml_open(o->x, "meta");
    rsis_book_attr(o->x, "name", name);
    rsis_book_attr(o->x, "content", content);
    rsis_xml_end(o->x);
}

/* A sentence of ours, which is English whatever the book is. */
static void english(struct opf *o, const char *element, const char *property, struct rsis_str text) {
    rsis_xml_open(o->x, element);
    if (property) rsis_book_attr(o->x, "property", property);
    if (!rsis_book_is_english(o->book->language)) rsis_book_attr(o->x, "xml:lang", "en");
    rsis_xml_text(o->x, text);
    rsis_xml_end(o->x);
}

/* ---- what the parts have in common */

static void note(struct opf *o, struct rsis_distinct *d, struct rsis_str s) {
    if (s.len) rsis_distinct_add(o->arena, d, s);
}

static void gather(struct opf *o) {
    note(o, &o->languages, rsis_book_language(o->book->language));
    for (size_t i = 0; i < o->book->n; i++) {
        const struct rsis_part *p = o->book->parts[i];
        uint32_t known = o->series_ids.list.n;
        note(o, &o->series_ids, p->series_id);
        if (o->series_ids.list.n > known || !p->series_id.len) note(o, &o->series, p->series); /* one name each */
        note(o, &o->publishers, p->publisher);
        note(o, &o->languages, p->language);
        note(o, &o->subjects, p->kicker);
        note(o, &o->rights, p->rights);
        for (size_t k = 0; k < p->n_keywords; k++) note(o, &o->subjects, p->keywords[k]);
        o->with_heads += p->n_heads > 0;
        o->with_pages += p->n_pages > 0;
        o->with_pictures += p->pictures;
        o->with_rights += p->rights.len > 0;
    }
}

/* Do notices differ, so that each part must name its own? */
static bool rights_differ(const struct opf *o) {
    return o->rights.list.n > 1 || (o->rights.list.n == 1 && o->with_rights < o->book->n);
}

static void dc_all(struct opf *o, const char *name, const struct rsis_distinct *d) {
    for (uint32_t i = 0; i < d->list.n; i++) dc_words(o, name, NULL, d->list.v[i]);
}

/* ---- identifiers, titles, people */

/* "RSIS Commentaries 046/2013"; empty without a number. */
static struct rsis_str citation(struct opf *o, const struct rsis_part *p) {
    if (!p->number.len || !p->series.len) return p->number;
    return rsis_str_c(rsis_format(o->arena, "%.*s %.*s", RSIS_ARG(p->series), RSIS_ARG(p->number)));
}

static struct rsis_str prefixed(struct opf *o, const char *prefix, struct rsis_str s) {
    return s.len ? rsis_str_c(rsis_format(o->arena, "%s%.*s", prefix, RSIS_ARG(s))) : s;
}

/* `type`: of ONIX code list 5. */
static void identifier(struct opf *o, const char *id, const char *type, struct rsis_str value) {
    if (!value.len) return;
    dc(o, "dc:identifier", id, value);
    refine(o, id, "identifier-type", "onix:codelist5", rsis_str_c(type));
}

static void identifiers(struct opf *o) {
    dc(o, "dc:identifier", "bookIdentifier", rsis_str_c(o->book->identifier));
    if (!o->only) return;
    identifier(o, "partNumber", "01", citation(o, o->only));
    identifier(o, "partDoi", "06", prefixed(o, "doi:", o->only->doi));
    dc(o, "dc:identifier", NULL, prefixed(o, "https://hdl.handle.net/", o->only->handle));
}

static void person(struct opf *o, const char *element, const char *id, const char *role, const struct rsis_person *p) {
    dc_words(o, element, id, p->name);
    refine(o, id, "role", "marc:relators", rsis_str_c(role));
    refine(o, id, "file-as", NULL, p->file_as);
    refine(o, id, "dcterms:identifier", NULL, prefixed(o, "https://orcid.org/", p->orcid));
}

static void authors(struct opf *o) {
    for (size_t i = 0; o->only && i < o->only->n_authors; i++) {
        const char *id = rsis_format(o->arena, "partAuthor%zu", i + 1);
        person(o, "dc:creator", id, "aut", &o->only->authors[i]);
        refine(o, id, "display-seq", NULL, rsis_str_c(rsis_format(o->arena, "%zu", i + 1)));
    }
}

/* The editors of a part, but for those that an earlier part has too. */
static void part_editors(struct opf *o, const struct rsis_part *p) {
    for (size_t i = 0; i < p->n_editors; i++) {
        uint32_t known = o->editors.list.n;
        if (rsis_distinct_add(o->arena, &o->editors, p->editors[i].name) < known) continue;
        person(o, "dc:contributor", rsis_format(o->arena, "seriesEditor%u", known + 1), "edt", &p->editors[i]);
    }
}

/* ---- series */

static bool all_digits(struct rsis_str s) {
    for (size_t i = 0; i < s.len; i++)
        if (!rsis_is_digit(s.ptr[i])) return false;
    return s.len > 0 && s.len < 10;
}

static struct rsis_str without_zeros(struct rsis_str s) {
    while (s.len > 1 && s.ptr[0] == '0') s = rsis_str_from(s, 1);
    return s;
}

/* "2013.046": padded, so that readers which take it for a decimal fraction sort it rightly, too. */
static struct rsis_str position(struct opf *o, const struct rsis_part *p) {
    struct rsis_buf b;
    rsis_buf_init(&b, o->arena);
    if (all_digits(p->year)) rsis_buf_printf(&b, "%.*s.", RSIS_ARG(p->year));
    struct rsis_str issue = without_zeros(p->issue);
    for (size_t i = issue.len; i < 3; i++) rsis_buf_char(&b, '0');
    rsis_buf_str(&b, issue);
    return rsis_buf_slice(&b);
}

/* calibre and foliate-js read only this form. A year and its number make one series and an index. */
static void calibre_series(struct opf *o) {
    const struct rsis_part *p = o->book->parts[0];
    bool numbered = o->only && all_digits(p->issue);
    const char *year = numbered && p->year.len ? rsis_format(o->arena, " %.*s", RSIS_ARG(p->year)) : "";
    if (o->series.list.n != 1) return;
    named(o, "calibre:series", rsis_format(o->arena, "%.*s%s", RSIS_ARG(o->series.list.v[0]), year));
    if (numbered) named(o, "calibre:series_index", rsis_str_dup(o->arena, without_zeros(p->issue)));
}

static void series(struct opf *o) {
    const struct rsis_part *p = o->book->parts[0];
    for (uint32_t i = 0; i < o->series.list.n; i++) {
        const char *id = rsis_format(o->arena, "seriesName%u", (unsigned)i + 1);
        rsis_xml_open(o->x, "meta");
        rsis_book_attr(o->x, "property", "belongs-to-collection");
        rsis_book_attr(o->x, "id", id);
        rsis_xml_text(o->x, o->series.list.v[i]);
        rsis_xml_end(o->x);
        refine(o, id, "collection-type", NULL, RSIS_LIT("series"));
        if (o->only && all_digits(p->issue)) refine(o, id, "group-position", NULL, position(o, p));
        if (o->series.list.n == 1) refine(o, id, "dcterms:identifier", NULL, prefixed(o, "urn:issn:", p->issn));
    }
    calibre_series(o);
}

/* ---- publication */

static void rights(struct opf *o) {
    size_t without = o->book->n - o->with_rights;
    if (!o->with_rights) return;
    if (!rights_differ(o)) {
        dc_words(o, "dc:rights", NULL, o->rights.list.v[0]);
        return;
    }
    struct rsis_buf b;
    rsis_buf_init(&b, o->arena);
    if (o->rights.list.n > 1)
        rsis_buf_z(&b, "The commentaries in this book were printed under different notices. Each carries its own.");
    else
        rsis_buf_z(&b, "Not every commentary in this book was printed with a notice. Each that was carries its own.");
    if (without) rsis_buf_printf(&b, " Without one: %zu of %zu.", without, o->book->n);
    english(o, "dc:rights", NULL, rsis_buf_slice(&b));
}

/* The file that was read; for pages, the print edition too, since a page's number means nothing without it. */
static void sources(struct opf *o) {
    struct rsis_str print = RSIS_LIT("The print edition of each commentary");
    if (o->only) {
        struct rsis_str name = citation(o, o->only);
        print = rsis_str_c(rsis_format(o->arena, "%.*s, print edition", RSIS_ARG(name.len ? name : o->only->title)));
        dc(o, "dc:source", NULL, o->only->source);
    }
    if (!o->with_pages) return;
    dc(o, "dc:source", "printEdition", print);
    refine(o, "printEdition", "source-of", NULL, RSIS_LIT("pagination"));
    meta(o, "pageBreakSource", print);
}

static void publication(struct opf *o) {
    struct rsis_str first, last;
    rsis_book_span(o->book, &first, &last);
    dc_all(o, "dc:publisher", &o->publishers);
    dc(o, "dc:date", NULL, last);
    for (uint32_t i = 0; i < o->languages.list.n; i++) dc(o, "dc:language", NULL, o->languages.list.v[i]);
    if (o->only) dc_words(o, "dc:description", NULL, o->only->synopsis);
    dc_all(o, "dc:subject", &o->subjects);
    rights(o);
    sources(o);
    meta(o, "dcterms:modified", rsis_str_c(o->book->modified));
}

/* ---- accessibility: nothing is claimed that the content does not show */

/* The cover that was made for the book is known to hold words only. */
static bool cover_is_ours(const struct opf *o) {
    return strcmp(o->book->cover, "cover.svg") == 0;
}

static struct rsis_str summary(struct opf *o) {
    struct rsis_buf b;
    rsis_buf_init(&b, o->arena);
    rsis_buf_z(&b, "All of the text is text, in the order of reading, with a table of contents.");
    if (o->with_heads) rsis_buf_z(&b, " Headings divide it.");
    if (o->with_pages)
        rsis_buf_printf(&b, " Pages of the print edition are marked and listed%s.",
                        o->with_pages < o->book->n ? " where they are known" : "");
    if (!o->only) rsis_buf_z(&b, " There is an index of authors.");
    if (o->with_pictures) rsis_buf_z(&b, " Pictures that the text names are not in the book.");
    rsis_buf_z(&b, cover_is_ours(o) ? " The only picture is the cover, which repeats the title."
                                    : " The only picture is the cover.");
    rsis_buf_z(&b, " Nobody has evaluated the book for conformance with an accessibility standard.");
    return rsis_buf_slice(&b);
}

static void accessibility(struct opf *o) {
    const struct {
        const char *name;
        bool holds;
    } features[] = {
        {"tableOfContents", true},
        {"readingOrder", true},
        {"structuralNavigation", o->with_heads},
        {"displayTransformability", true},
        {"ARIA", true},
        {"index", !o->only},
        {"pageBreakMarkers", o->with_pages},
        {"pageNavigation", o->with_pages},
    };
    bool known = cover_is_ours(o) && !o->with_pictures;
    meta(o, "schema:accessMode", RSIS_LIT("textual"));
    meta(o, "schema:accessModeSufficient", RSIS_LIT("textual"));
    for (size_t i = 0; i < sizeof features / sizeof *features; i++)
        if (features[i].holds) meta(o, "schema:accessibilityFeature", rsis_str_c(features[i].name));
    meta(o, "schema:accessibilityHazard", rsis_str_c(known ? "none" : "unknown"));
    english(o, "meta", "schema:accessibilitySummary", summary(o));
}

/* ---- parts */

/* In a collection each part says what it is, so that it can be cited by itself. */
static void part_metadata(struct opf *o, const struct rsis_part *p) {
    refine(o, p->key, "dcterms:title", NULL, p->title);
    for (size_t i = 0; i < p->n_authors; i++) refine(o, p->key, "dcterms:creator", NULL, p->authors[i].name);
    refine(o, p->key, "dcterms:issued", NULL, p->date);
    refine(o, p->key, "dcterms:identifier", NULL, citation(o, p));
    refine(o, p->key, "dcterms:identifier", NULL, prefixed(o, "doi:", p->doi));
    if (rights_differ(o)) refine(o, p->key, "dcterms:rights", NULL, p->rights);
}

/* The archival record. It is linked and no item of the manifest, because no reading system shows it. */
static void record(struct opf *o, const struct rsis_part *p) {
    rsis_xml_open(o->x, "link");
    rsis_book_attr(o->x, "rel", "record");
    rsis_book_attr(o->x, "href", rsis_format(o->arena, "%s.xml", p->key));
    rsis_book_attr(o->x, "media-type", "application/jats+xml");
    rsis_xml_end(o->x);
}

static void metadata(struct opf *o) {
    rsis_xml_open(o->x, "metadata");
    rsis_book_attr(o->x, "xmlns:dc", "http://purl.org/dc/elements/1.1/");
    identifiers(o);
    dc_words(o, "dc:title", "bookTitle", o->book->title);
    refine(o, "bookTitle", "title-type", NULL, RSIS_LIT("main"));
    authors(o);
    for (size_t i = 0; i < o->book->n; i++) part_editors(o, o->book->parts[i]);
    publication(o);
    series(o);
    accessibility(o);
    named(o, "cover", "cover-image");
    for (size_t i = 0; !o->only && i < o->book->n; i++) part_metadata(o, o->book->parts[i]);
    for (size_t i = 0; i < o->book->n; i++) record(o, o->book->parts[i]);
    rsis_xml_close(o->x);
}

/* ---- manifest and spine */

static const char page_type[] = "application/xhtml+xml";

static void item(struct opf *o, const char *id, const char *href, const char *type, const char *properties) {
    rsis_xml_open(o->x, "item");
    rsis_book_attr(o->x, "id", id);
    rsis_book_attr(o->x, "href", href);
    rsis_book_attr(o->x, "media-type", type);
    if (properties) rsis_book_attr(o->x, "properties", properties);
    rsis_xml_end(o->x);
}

static void itemref(struct opf *o, const char *id) {
    rsis_xml_open(o->x, "itemref");
    rsis_book_attr(o->x, "idref", id);
    rsis_xml_end(o->x);
}

static void manifest(struct opf *o) {
    rsis_xml_open(o->x, "manifest");
    item(o, "nav", RSIS_BOOK_NAV, page_type, "nav");
    item(o, "ncx", RSIS_BOOK_NCX, "application/x-dtbncx+xml", NULL);
    item(o, "style", RSIS_BOOK_STYLE, "text/css", NULL);
    item(o, "cover", RSIS_BOOK_COVER, page_type, NULL);
    item(o, "cover-image", o->book->cover, o->book->cover_type, "cover-image");
    for (size_t i = 0; i < o->book->n; i++)
        item(o, o->book->parts[i]->key, rsis_book_href(o->arena, o->book->parts[i]), page_type, NULL);
    if (!o->only) item(o, "authors", RSIS_BOOK_AUTHORS, page_type, NULL);
    if (!o->only && rsis_book_has_topics(o->book)) item(o, "topics", RSIS_BOOK_TOPICS, page_type, NULL);
    if (!o->only) item(o, "about", RSIS_BOOK_ABOUT, page_type, NULL);
    rsis_xml_close(o->x);
}

static void spine(struct opf *o) {
    rsis_xml_open(o->x, "spine");
    rsis_book_attr(o->x, "toc", "ncx");
    rsis_book_attr(o->x, "page-progression-direction", "ltr");
    itemref(o, "cover");
    itemref(o, "nav");
    for (size_t i = 0; i < o->book->n; i++) itemref(o, o->book->parts[i]->key);
    if (!o->only) itemref(o, "authors");
    if (!o->only && rsis_book_has_topics(o->book)) itemref(o, "topics");
    if (!o->only) itemref(o, "about");
    rsis_xml_close(o->x);
}

struct rsis_str rsis_write_opf(struct rsis_arena *a, const struct rsis_book *book) {
    struct opf o = {.arena = a, .book = book, .only = book->single ? book->parts[0] : NULL};
    gather(&o);
    o.x = rsis_xml_new(a, NULL, NULL, NULL);
    rsis_xml_open(o.x, "package");
    rsis_book_attr(o.x, "xmlns", "http://www.idpf.org/2007/opf");
    rsis_book_attr(o.x, "version", "3.0");
    rsis_book_attr(o.x, "unique-identifier", "bookIdentifier");
    rsis_xml_attr(o.x, "xml:lang", rsis_book_language(book->language));
    rsis_book_attr(o.x, "dir", "ltr");
    metadata(&o);
    manifest(&o);
    spine(&o);
    rsis_xml_close(o.x);
    return rsis_xml_finish(o.x);
}
