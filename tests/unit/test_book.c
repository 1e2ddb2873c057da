/*
 * test_book.c - what an EPUB says of its parts: package document, contents, indexes, cover, style; and the plain
 * record itself, its copy and its order. Outputs are read back with libxml2 and asked by XPath.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>
#include <libxml/parser.h>
#include <libxml/xpath.h>
#include <libxml/xpathInternals.h>

#include "base/buf.h"
#include "write/book.h"

#define COUNT(a) (sizeof(a) / sizeof *(a))
#define STR(s)                                                                                                         \
    { (s), sizeof(s) - 1 } /* a constant, which RSIS_LIT is not */
#define MANY 250

static struct rsis_arena arena;
static jmp_buf guard;

static int begin(void **state) {
    (void)state;
    rsis_arena_init(&arena, &guard);
    if (setjmp(guard)) abort();
    return 0;
}

static int finish(void **state) {
    (void)state;
    rsis_arena_free(&arena);
    return 0;
}

/* ---- records */

static const char notice[] = "These commentaries may be reproduced with prior permission from RSIS.\n"
                             "Please email: editor@example.org.";

/* A commentary of which nothing is known but the file it came from. */
static struct rsis_part *bare(const char *key, const char *title) {
    struct rsis_part *p = RSIS_NEW(&arena, struct rsis_part);
    p->key = key;
    p->title = p->source = rsis_str_c(title);
    return p;
}

static struct rsis_part *numbered(const char *key, const char *issue, const char *year, const char *date,
                                  const char *title) {
    struct rsis_part *p = bare(key, title);
    p->series_id = RSIS_LIT("rsis-commentaries");
    p->series = RSIS_LIT("RSIS Commentaries");
    p->publisher = RSIS_LIT("S. Rajaratnam School of International Studies");
    p->issue = rsis_str_c(issue);
    p->year = rsis_str_c(year);
    p->number = rsis_str_c(rsis_format(&arena, "%s/%s", issue, year));
    p->date = rsis_str_c(date);
    p->language = RSIS_LIT("en");
    p->rights = rsis_str_c(notice);
    return p;
}

static void add_author(struct rsis_part *p, const char *name, const char *file_as, const char *orcid) {
    struct rsis_person *more = RSIS_NEW_ARRAY(&arena, struct rsis_person, p->n_authors + 1);
    for (size_t i = 0; i < p->n_authors; i++) more[i] = p->authors[i];
    more[p->n_authors++] = (struct rsis_person){rsis_str_c(name), rsis_str_c(file_as), {NULL, 0}, rsis_str_c(orcid)};
    p->authors = more;
}

static struct rsis_place_mark *marks(const char *key, const char *what, size_t n, const char *const *labels,
                                     const unsigned *levels) {
    struct rsis_place_mark *v = RSIS_NEW_ARRAY(&arena, struct rsis_place_mark, n);
    for (size_t i = 0; i < n; i++)
        v[i] = (struct rsis_place_mark){rsis_str_c(labels[i]), rsis_format(&arena, "%s-%s%zu", key, what, i + 1),
                                        levels ? levels[i] : 0};
    return v;
}

static struct rsis_part *with_places(struct rsis_part *p) {
    static const char *const heads[] = {"Who do you call?", "  ", "Deep", "Pacts & <limits>"}, *const pages[] = {"1",
                                                                                                                 "2"};
    static const unsigned levels[] = {1, 1, 3, 1};
    p->heads = marks(p->key, "sec", p->n_heads = COUNT(heads), heads, levels);
    p->pages = marks(p->key, "page", p->n_pages = COUNT(pages), pages, NULL);
    return p;
}

/* A commentary with everything. */
static struct rsis_part *full(void) {
    static struct rsis_person editors[] = {
        {STR("Yang Razali Kassim"), STR("Yang Razali Kassim"), STR("Editor RSIS Commentaries"), STR("")}};
    static struct rsis_str keywords[] = {STR("submarines"), STR("terrorism")};
    struct rsis_part *p = numbered("c046-2013", "046", "2013", "2013-03-18", "Is <Islam> & \"Politics\" 'in'?");
    p->place = RSIS_LIT("Singapore");
    p->issn = RSIS_LIT("2382-6444");
    p->number_line = RSIS_LIT("No. 046/2013 dated 18 March 2013");
    p->kicker = RSIS_LIT("Malaysian Elections");
    p->synopsis = RSIS_LIT("First paragraph.\nSecond paragraph.");
    p->doi = RSIS_LIT("10.5555/12345678");
    p->handle = RSIS_LIT("10356/81799");
    p->source_sha256 = RSIS_LIT("00ff");
    p->version = RSIS_LIT("2014-01-07");
    add_author(p, "Bilveer Singh", "Singh, Bilveer", "0000-0002-1825-0097");
    add_author(p, "Ann Tan", "Tan, Ann", "");
    p->editors = editors;
    p->n_editors = COUNT(editors);
    p->keywords = keywords;
    p->n_keywords = COUNT(keywords);
    return with_places(p);
}

static struct rsis_book book_of(bool single, const struct rsis_part *const *parts, size_t n) {
    return (struct rsis_book){.single = single,
                              .identifier = "urn:uuid:5b3a6a57-7a3c-5d0e-9d0e-0f2b6f6a8a10",
                              .modified = "2014-01-07T00:00:00Z",
                              .title = single ? parts[0]->title : RSIS_LIT("RSIS Commentaries 2013"),
                              .language = parts[0]->language,
                              .parts = parts,
                              .n = n,
                              .by_month = true,
                              .cover = "cover.svg",
                              .cover_type = "image/svg+xml"};
}

static struct rsis_book single(const struct rsis_part *part) {
    const struct rsis_part **parts = RSIS_NEW_ARRAY(&arena, const struct rsis_part *, 1);
    parts[0] = part;
    return book_of(true, parts, 1);
}

static struct rsis_book collection(size_t n, ...) {
    const struct rsis_part **parts = RSIS_NEW_ARRAY(&arena, const struct rsis_part *, n);
    va_list ap;
    va_start(ap, n);
    for (size_t i = 0; i < n; i++) parts[i] = va_arg(ap, const struct rsis_part *);
    va_end(ap);
    return book_of(false, parts, n);
}

/* March, March again and a commentary without number, date, author or notice. */
static struct rsis_book three(void) {
    struct rsis_part *second = numbered("c047-2013", "047", "2013", "2013-03-19", "Second");
    add_author(second, "Bilveer Singh", "Singh, Bilveer", "");
    second->pictures = true;
    return collection(3, full(), second, bare("letter", "letter.txt"));
}

static struct rsis_book many(void) {
    static struct rsis_str topics[MANY][1];
    const struct rsis_part **parts = RSIS_NEW_ARRAY(&arena, const struct rsis_part *, MANY);
    for (unsigned i = 0; i < MANY; i++) {
        const char *issue = rsis_format(&arena, "%03u", i + 1), *key = rsis_format(&arena, "c%s-2013", issue);
        const char *date = rsis_format(&arena, "2013-%02u-%02u", i / 21 + 1, i % 21 + 1);
        struct rsis_part *p = numbered(key, issue, "2013", date, rsis_format(&arena, "Commentary <%u> & more", i));
        const char *surname = rsis_format(&arena, "%c%u", 'A' + (int)(i % 26), i % 52);
        add_author(p, rsis_format(&arena, "Given %s", surname), rsis_format(&arena, "%s, Given", surname), "");
        topics[i][0] = rsis_str_c(rsis_format(&arena, "topic %u", i % 10));
        p->keywords = topics[i];
        p->n_keywords = 1;
        parts[i] = with_places(p);
    }
    return book_of(false, parts, MANY);
}

/* ---- reading back */

static void free_document(void *p) {
    xmlFreeDoc(p);
}

static void check_ids(xmlXPathContextPtr context) {
    struct rsis_distinct seen = {{NULL, 0, 0}, NULL, 0};
    xmlXPathObjectPtr ids = xmlXPathEvalExpression((const xmlChar *)"//@id", context);
    for (int i = 0; i < xmlXPathNodeSetGetLength(ids->nodesetval); i++) {
        const char *id = (const char *)ids->nodesetval->nodeTab[i]->children->content;
        uint32_t known = seen.list.n;
        if (rsis_distinct_add(&arena, &seen, rsis_str_c(id)) < known) fail_msg("the id %s is there twice", id);
    }
    xmlXPathFreeObject(ids);
}

static xmlXPathContextPtr context_of(xmlDocPtr doc) {
    static const char *const names[][2] = {
        {"opf", "http://www.idpf.org/2007/opf"},         {"dc", "http://purl.org/dc/elements/1.1/"},
        {"h", "http://www.w3.org/1999/xhtml"},           {"epub", "http://www.idpf.org/2007/ops"},
        {"ncx", "http://www.daisy.org/z3986/2005/ncx/"}, {"svg", "http://www.w3.org/2000/svg"}};
    xmlXPathContextPtr context = xmlXPathNewContext(doc);
    for (size_t i = 0; i < COUNT(names); i++)
        xmlXPathRegisterNs(context, (const xmlChar *)names[i][0], (const xmlChar *)names[i][1]);
    return context;
}

/* Well-formed, and no id is there twice. */
static xmlDocPtr parse(struct rsis_str s) {
    xmlDocPtr doc = xmlReadMemory(s.ptr, (int)s.len, "output", NULL, XML_PARSE_NONET | XML_PARSE_HUGE);
    assert_non_null(doc);
    rsis_arena_defer(&arena, free_document, doc);
    xmlXPathContextPtr context = context_of(doc);
    check_ids(context);
    xmlXPathFreeContext(context);
    return doc;
}

/* The string value of an expression. */
static const char *ask(xmlDocPtr doc, const char *path) {
    xmlXPathContextPtr context = context_of(doc);
    xmlXPathObjectPtr found = xmlXPathEvalExpression((const xmlChar *)path, context);
    assert_non_null(found);
    xmlChar *value = xmlXPathCastToString(found);
    const char *kept = rsis_str_dup(&arena, rsis_str_c((const char *)value));
    xmlFree(value);
    xmlXPathFreeObject(found);
    xmlXPathFreeContext(context);
    return kept;
}

static void asks(xmlDocPtr doc, const char *path, const char *answer) {
    const char *found = ask(doc, path);
    if (strcmp(found, answer) != 0) fail_msg("%s is \"%s\", not \"%s\"", path, found, answer);
}

/* Value of the metadata element that refines `id`. */
static void refines(xmlDocPtr doc, const char *id, const char *property, const char *answer) {
    asks(doc, rsis_format(&arena, "//opf:meta[@refines='#%s'][@property='%s']", id, property), answer);
}

static void named(xmlDocPtr doc, const char *name, const char *answer) {
    asks(doc, rsis_format(&arena, "//opf:meta[@name='%s']/@content", name), answer);
}

static void property(xmlDocPtr doc, const char *name, const char *answer) {
    asks(doc, rsis_format(&arena, "//opf:meta[@property='%s'][not(@refines)]", name), answer);
}

/* ---- package document */

static void a_single_says_everything(void **state) {
    (void)state;
    struct rsis_book book = single(full());
    xmlDocPtr doc = parse(rsis_write_opf(&arena, &book));
    asks(doc, "concat(/opf:package/@version,' ',/opf:package/@xml:lang,' ',/opf:package/@dir)", "3.0 en ltr");
    asks(doc, "//dc:identifier[@id=/opf:package/@unique-identifier]", book.identifier);
    asks(doc, "//dc:identifier[2]", "RSIS Commentaries 046/2013");
    refines(doc, "partNumber", "identifier-type", "01");
    asks(doc, "//dc:identifier[3]", "doi:10.5555/12345678");
    refines(doc, "partDoi", "identifier-type", "06");
    asks(doc, "//dc:identifier[4]", "https://hdl.handle.net/10356/81799");
    asks(doc, "//dc:title", "Is <Islam> & \"Politics\" 'in'?");
    refines(doc, "bookTitle", "title-type", "main");
    asks(doc, "//dc:creator[1]", "Bilveer Singh");
    asks(doc, "//dc:creator[2]", "Ann Tan");
    refines(doc, "partAuthor1", "role", "aut");
    refines(doc, "partAuthor1", "file-as", "Singh, Bilveer");
    refines(doc, "partAuthor1", "dcterms:identifier", "https://orcid.org/0000-0002-1825-0097");
    refines(doc, "partAuthor2", "dcterms:identifier", "");
    refines(doc, "partAuthor2", "display-seq", "2");
    asks(doc, "//dc:contributor", "Yang Razali Kassim");
    refines(doc, "seriesEditor1", "role", "edt");
    asks(doc, "//dc:date", "2013-03-18");
    asks(doc, "//dc:description", "First paragraph.\nSecond paragraph.");
    asks(doc, "//dc:rights", notice);
    asks(doc, "//dc:subject[1]", "Malaysian Elections");
    asks(doc, "count(//dc:subject)", "3");
    asks(doc, "count(//opf:meta[@property='dcterms:modified'])", "1");
    property(doc, "dcterms:modified", "2014-01-07T00:00:00Z");
}

static void a_single_says_its_place_in_the_series(void **state) {
    (void)state;
    struct rsis_book book = single(full());
    xmlDocPtr doc = parse(rsis_write_opf(&arena, &book));
    property(doc, "belongs-to-collection", "RSIS Commentaries");
    refines(doc, "seriesName1", "collection-type", "series");
    refines(doc, "seriesName1", "group-position", "2013.046");
    refines(doc, "seriesName1", "dcterms:identifier", "urn:issn:2382-6444");
    named(doc, "calibre:series", "RSIS Commentaries 2013");
    named(doc, "calibre:series_index", "46");
    struct rsis_part *odd = numbered("c7a-2013", "7A", "2013", "2013-03-18", "Odd");
    book = single(odd);
    doc = parse(rsis_write_opf(&arena, &book));
    refines(doc, "seriesName1", "group-position", "");
    named(doc, "calibre:series", "RSIS Commentaries");
    named(doc, "calibre:series_index", "");
    odd->issue = RSIS_LIT("7");
    doc = parse(rsis_write_opf(&arena, &book));
    refines(doc, "seriesName1", "group-position", "2013.007");
    named(doc, "calibre:series_index", "7");
}

static void features(xmlDocPtr doc, const char *const *expected, size_t n) {
    for (size_t i = 0; i < n; i++)
        asks(doc, rsis_format(&arena, "//opf:meta[@property='schema:accessibilityFeature'][%zu]", i + 1), expected[i]);
    asks(doc, "count(//opf:meta[@property='schema:accessibilityFeature'])", rsis_format(&arena, "%zu", n));
}

static void accessibility_is_claimed_where_it_is_true(void **state) {
    (void)state;
    static const char *const all[] = {"tableOfContents",         "readingOrder", "structuralNavigation",
                                      "displayTransformability", "ARIA",         "pageBreakMarkers",
                                      "pageNavigation"};
    static const char *const few[] = {"tableOfContents", "readingOrder", "displayTransformability", "ARIA"};
    struct rsis_part *part = full();
    struct rsis_book book = single(part);
    xmlDocPtr doc = parse(rsis_write_opf(&arena, &book));
    features(doc, all, COUNT(all));
    property(doc, "schema:accessibilityHazard", "none");
    property(doc, "schema:accessMode", "textual");
    property(doc, "pageBreakSource", "RSIS Commentaries 046/2013, print edition");
    asks(doc, "count(//opf:meta[contains(@property,'conformsTo') or contains(@property,'certified')])", "0");
    part->pictures = true;
    doc = parse(rsis_write_opf(&arena, &book));
    property(doc, "schema:accessibilityHazard", "unknown");
    book = single(bare("letter", "letter.txt"));
    doc = parse(rsis_write_opf(&arena, &book));
    features(doc, few, COUNT(few));
    property(doc, "pageBreakSource", "");
    book.cover = "cover.png";
    doc = parse(rsis_write_opf(&arena, &book));
    property(doc, "schema:accessibilityHazard", "unknown");
}

static void nothing_is_said_of_what_is_not_known(void **state) {
    (void)state;
    struct rsis_book book = single(bare("letter", "letter.txt"));
    xmlDocPtr doc = parse(rsis_write_opf(&arena, &book));
    asks(doc, "count(//dc:*)", "4"); /* identifier, title, language, source */
    asks(doc, "//dc:title", "letter.txt");
    asks(doc, "//dc:language", "und");
    asks(doc, "//dc:source", "letter.txt");
    asks(doc, "count(//opf:meta[@name])", "1");
    asks(doc, "count(//opf:meta[not(normalize-space(.)) and not(@content)])", "0");
}

static void order_of(xmlDocPtr doc, const char *const *ids, size_t n) {
    for (size_t i = 0; i < n; i++) asks(doc, rsis_format(&arena, "//opf:itemref[%zu]/@idref", i + 1), ids[i]);
    asks(doc, "count(//opf:itemref)", rsis_format(&arena, "%zu", n));
}

static void manifest_and_spine(void **state) {
    (void)state;
    static const char *const alone[] = {"cover", "nav", "c046-2013"};
    static const char *const together[] = {"cover",  "nav",     "c046-2013", "c047-2013",
                                           "letter", "authors", "topics",    "about"};
    struct rsis_book book = single(full());
    xmlDocPtr doc = parse(rsis_write_opf(&arena, &book));
    order_of(doc, alone, COUNT(alone));
    asks(doc, "//opf:item[@properties='nav']/@href", "nav.xhtml");
    asks(doc, "//opf:item[@properties='cover-image']/@href", "cover.svg");
    asks(doc, "//opf:item[@id=//opf:meta[@name='cover']/@content]/@media-type", "image/svg+xml");
    asks(doc, "//opf:item[@id=//opf:spine/@toc]/@href", "toc.ncx");
    asks(doc, "//opf:link/@href", "c046-2013.xml");
    asks(doc, "count(//opf:item[contains(@href,'.xml')])", "0");
    book = three();
    doc = parse(rsis_write_opf(&arena, &book));
    order_of(doc, together, COUNT(together));
    asks(doc, "count(//opf:itemref[not(@idref=//opf:item/@id)])", "0");
    asks(doc, "count(//opf:link[@rel='record'][not(@refines)])", "3");
}

static void parts_of_a_collection_are_described(void **state) {
    (void)state;
    struct rsis_book book = three();
    xmlDocPtr doc = parse(rsis_write_opf(&arena, &book));
    refines(doc, "c046-2013", "dcterms:title", "Is <Islam> & \"Politics\" 'in'?");
    asks(doc, "//opf:meta[@refines='#c046-2013'][@property='dcterms:creator'][2]", "Ann Tan");
    refines(doc, "c046-2013", "dcterms:issued", "2013-03-18");
    refines(doc, "c047-2013", "dcterms:identifier", "RSIS Commentaries 047/2013");
    refines(doc, "c047-2013", "dcterms:rights", notice);
    asks(doc, "count(//opf:meta[@refines='#letter'])", "1");
    asks(doc, "count(//dc:creator)", "0");
    asks(doc, "count(//dc:contributor)", "1");
    asks(doc, "//dc:date", "2013-03-19");
    property(doc, "belongs-to-collection", "RSIS Commentaries");
    asks(doc, "count(//opf:meta[@property='group-position'])", "0");
    property(doc, "schema:accessibilityHazard", "unknown");
}

static void rights_of_a_collection(void **state) {
    (void)state;
    struct rsis_part *a = numbered("c1-2013", "1", "2013", "", "A"), *b = numbered("c2-2013", "2", "2013", "", "B");
    struct rsis_book book = collection(2, a, b);
    xmlDocPtr doc = parse(rsis_write_opf(&arena, &book));
    asks(doc, "//dc:rights", notice);
    asks(doc, "count(//opf:meta[@property='dcterms:rights'])", "0");
    b->rights = RSIS_LIT("");
    doc = parse(rsis_write_opf(&arena, &book));
    asks(doc, "//dc:rights",
         "Not every commentary in this book was printed with a notice. Each that was carries its "
         "own. Without one: 1 of 2.");
    b->rights = RSIS_LIT("Another.");
    doc = parse(rsis_write_opf(&arena, &book));
    asks(doc, "//dc:rights",
         "The commentaries in this book were printed under different notices. Each carries its own.");
    refines(doc, "c2-2013", "dcterms:rights", "Another.");
    a->rights = b->rights = RSIS_LIT("");
    doc = parse(rsis_write_opf(&arena, &book));
    asks(doc, "count(//dc:rights)", "0");
}

static void languages_of_a_collection(void **state) {
    (void)state;
    struct rsis_part *a = numbered("c1-2013", "1", "2013", "", "A"), *b = numbered("c2-2013", "2", "2013", "", "B");
    a->language = RSIS_LIT("ms");
    struct rsis_part *c = numbered("c3-2013", "3", "2013", "", "C");
    c->language = RSIS_LIT("ms");
    struct rsis_book book = collection(3, a, b, c);
    xmlDocPtr doc = parse(rsis_write_opf(&arena, &book));
    asks(doc, "concat(//dc:language[1],' ',//dc:language[2],' ',count(//dc:language))", "ms en 2");
    asks(doc, "//opf:meta[@property='schema:accessibilitySummary']/@xml:lang", "en");
    doc = parse(rsis_write_nav(&arena, &book));
    asks(doc, "concat(/h:html/@lang,' ',//h:a[@href='c1-2013.xhtml'][.='1/2013 A']/@lang)", "en ms");
}

/* ---- contents */

#define TOC "//h:nav[@epub:type='toc']"
#define PAGES "//h:nav[@epub:type='page-list']"

static void contents_of_a_single(void **state) {
    (void)state;
    struct rsis_book book = single(full());
    xmlDocPtr doc = parse(rsis_write_nav(&arena, &book));
    asks(doc, TOC "/h:ol/h:li/h:a", "Is <Islam> & \"Politics\" 'in'?");
    asks(doc, TOC "/h:ol/h:li/h:ol/h:li[1]/h:a/@href", "c046-2013.xhtml#c046-2013-sec1");
    asks(doc, TOC "/h:ol/h:li/h:ol/h:li[1]/h:ol/h:li/h:a", "Deep"); /* level 3 below 1 is level 2 */
    asks(doc, TOC "/h:ol/h:li/h:ol/h:li[2]/h:a", "Pacts & <limits>");
    asks(doc, "count(" TOC "//h:a)", "4"); /* the blank head is none */
    asks(doc, PAGES "/h:ol/h:li[2]/h:a", "2");
    asks(doc, PAGES "/h:ol/h:li[2]/h:a/@href", "c046-2013.xhtml#c046-2013-page2");
    asks(doc, "count(//h:nav[@hidden])", "2");
    asks(doc, "//h:a[@epub:type='bodymatter']/@href", "c046-2013.xhtml");
    asks(doc, "//h:a[@epub:type='cover']/@href", "cover.xhtml");
    asks(doc, "count(//h:nav[@epub:type='landmarks']/@role)", "0");
    asks(doc, "count(//h:h1)", "1");
    book = single(bare("letter", "letter.txt"));
    doc = parse(rsis_write_nav(&arena, &book));
    asks(doc, "count(" PAGES ")", "0");
}

static void contents_by_month(void **state) {
    (void)state;
    struct rsis_book book = three();
    xmlDocPtr doc = parse(rsis_write_nav(&arena, &book));
    asks(doc, "count(" TOC "/h:ol/h:li)", "5");
    asks(doc, TOC "/h:ol/h:li[1]/h:a", "March 2013");
    asks(doc, "count(" TOC "/h:ol/h:li[1]/h:ol/h:li)", "2");
    asks(doc, TOC "/h:ol/h:li[1]/h:ol/h:li[2]/h:a", "047/2013 Second");
    asks(doc, TOC "/h:ol/h:li[1]/h:ol/h:li[1]/h:ol/h:li[2]/h:a", "Pacts & <limits>");
    asks(doc, TOC "/h:ol/h:li[2]/h:a", "Undated");
    asks(doc, TOC "/h:ol/h:li[2]/h:ol/h:li/h:a", "letter.txt");
    asks(doc, TOC "/h:ol/h:li[5]/h:a/@href", "about.xhtml");
    asks(doc, PAGES "//h:li[2]/h:a", "046/2013 p. 2");
    asks(doc, "count(//h:a[@epub:type='index'])", "2");
}

static void contents_by_year_or_flat(void **state) {
    (void)state;
    struct rsis_part *a = numbered("c1-2013", "1", "2013", "2013-05-01", "A");
    struct rsis_part *b = numbered("c1-2014", "1", "2014", "2014-01-01", "B");
    struct rsis_book book = collection(3, a, b, bare("letter", "letter.txt"));
    book.by_month = false;
    xmlDocPtr doc = parse(rsis_write_nav(&arena, &book));
    asks(doc, TOC "/h:ol/h:li[1]/h:a", "RSIS Commentaries 2013");
    asks(doc, TOC "/h:ol/h:li[2]/h:ol/h:li/h:a", "1/2014 B");
    asks(doc, TOC "/h:ol/h:li[3]/h:a", "Without a year");
    book.n = 1;
    doc = parse(rsis_write_nav(&arena, &book));
    asks(doc, TOC "/h:ol/h:li[1]/h:a", "1/2013 A");
}

static void contents_for_old_readers(void **state) {
    (void)state;
    struct rsis_book book = single(full());
    xmlDocPtr doc = parse(rsis_write_ncx(&arena, &book));
    asks(doc, "//ncx:meta[@name='dtb:uid']/@content", book.identifier);
    asks(doc, "//ncx:meta[@name='dtb:depth']/@content", "2");
    asks(doc, "//ncx:meta[@name='dtb:totalPageCount']/@content", "2");
    asks(doc, "//ncx:docTitle/ncx:text", "Is <Islam> & \"Politics\" 'in'?");
    asks(doc, "//ncx:navMap/ncx:navPoint/ncx:navLabel/ncx:text", "Is <Islam> & \"Politics\" 'in'?");
    asks(doc, "normalize-space(//ncx:docAuthor[2])", "Ann Tan");
    asks(doc, "count(//ncx:navPoint/ncx:navPoint)", "2"); /* the one of level 3 is too deep */
    asks(doc, "//ncx:pageTarget[2]/ncx:content/@src", "c046-2013.xhtml#c046-2013-page2");
    asks(doc, "count(//@playOrder)", "0");
    book = three();
    doc = parse(rsis_write_ncx(&arena, &book));
    asks(doc, "normalize-space(//ncx:navMap/ncx:navPoint[1]/ncx:navPoint[2]/ncx:navLabel)", "047/2013 Second");
    asks(doc, "count(//ncx:navPoint/ncx:navPoint/ncx:navPoint)", "0");
}

/* ---- indexes */

static void authors_are_sorted_as_people_look_for_them(void **state) {
    (void)state;
    struct rsis_part *a = numbered("c1-2013", "1", "2013", "", "A"), *b = numbered("c2-2013", "2", "2013", "", "B");
    static const char *const order[] = {"Ångström, Å", "Azra", "'t Hooft, G", "tan, ann", "Zed, A"};
    add_author(a, "A Zed", "Zed, A", "");
    add_author(a, "G 't Hooft", "'t Hooft, G", "");
    add_author(a, "Azra", "Azra", "");
    add_author(b, "Å Ångström", "Ångström, Å", "");
    add_author(b, "ann tan", "tan, ann", "");
    add_author(b, "A Zed", "Zed, A", "");
    add_author(b, "A Zed", "Zed, A", "");
    struct rsis_book book = collection(2, a, b);
    xmlDocPtr doc = parse(rsis_write_authors(&arena, &book));
    for (size_t i = 0; i < COUNT(order); i++)
        asks(doc, rsis_format(&arena, "//h:ul[@class='index']/h:li[%zu]/h:span", i + 1), order[i]);
    asks(doc, "count(//h:ul[@class='index']/h:li)", "5");
    asks(doc, "count(//h:ul[@class='index']/h:li[5]/h:ul/h:li)", "2"); /* one a part */
    asks(doc, "//h:ul[@class='index']/h:li[5]/h:ul/h:li[2]/h:a/@href", "c2-2013.xhtml");
    asks(doc, "count(//h:h2)", "0");
}

static void an_index_without_entries_says_so(void **state) {
    (void)state;
    struct rsis_book book = collection(1, bare("letter", "letter.txt"));
    xmlDocPtr doc = parse(rsis_write_authors(&arena, &book));
    asks(doc, "//h:p", "No commentary in this book names its author.");
    asks(doc, "count(//h:ul)", "0");
    assert_false(rsis_book_has_topics(&book));
    book = three();
    assert_true(rsis_book_has_topics(&book));
    doc = parse(rsis_write_topics(&arena, &book));
    asks(doc, "//h:li/h:span", "Malaysian Elections");
    asks(doc, "count(//h:ul[@class='index']/h:li)", "3");
}

static void about_tells_notices_and_what_is_missing(void **state) {
    (void)state;
    static const struct rsis_left_out out[] = {{STR("<bad>.txt"), STR("RSIS-IN-001")}};
    struct rsis_book book = three();
    book.left_out = out;
    book.n_left_out = COUNT(out);
    xmlDocPtr doc = parse(rsis_write_about(&arena, &book));
    asks(doc, "//h:section/h:p[2]",
         "This book holds 3 commentaries from 18 March 2013 to 19 March 2013. 1 of them without "
         "a date. Pictures that 1 of them name are not in the book.");
    asks(doc, "//h:p[starts-with(.,'Printed with this')]", "Printed with this notice: 046/2013, 047/2013");
    asks(doc, "//h:p[starts-with(.,'Printed without')]", "Printed without a notice: letter.txt");
    asks(doc, "count(//h:blockquote/h:p)", "2");
    asks(doc, "//h:li", "<bad>.txt: RSIS-IN-001");
    book.n = 2;
    book.n_left_out = 0;
    doc = parse(rsis_write_about(&arena, &book));
    asks(doc, "count(//h:p[.='All commentaries were printed with this notice:'])", "1");
    asks(doc, "count(//h:li)", "0");
}

/* ---- large and awkward */

typedef struct rsis_str writer(struct rsis_arena *a, const struct rsis_book *book);
static writer *const writers[] = {rsis_write_opf,       rsis_write_nav,     rsis_write_ncx,    rsis_write_cover_page,
                                  rsis_write_cover_svg, rsis_write_authors, rsis_write_topics, rsis_write_about};

static void a_volume_of_many(void **state) {
    (void)state;
    struct rsis_book book = many();
    xmlDocPtr opf = parse(rsis_write_opf(&arena, &book)), nav = parse(rsis_write_nav(&arena, &book));
    asks(opf, "count(//opf:itemref)", "255");
    asks(nav, "count(" TOC "/h:ol/h:li)", "15"); /* twelve months and three pages */
    asks(nav, "count(" TOC "/h:ol/h:li/h:ol/h:li)", "250");
    asks(nav, "count(" PAGES "//h:a)", "500");
    xmlDocPtr authors = parse(rsis_write_authors(&arena, &book));
    asks(authors, "count(//h:h2)", "26");
    asks(authors, "//h:h2[26]", "Z");
    asks(authors, "count(//h:a)", "250");
    xmlDocPtr topics = parse(rsis_write_topics(&arena, &book));
    asks(topics, "concat(count(//h:span),' ',count(//h:h2))", "10 0");
    for (size_t i = 0; i < COUNT(writers); i++) {
        struct rsis_str once = writers[i](&arena, &book);
        assert_true(rsis_str_eq(once, writers[i](&arena, &book)));
        parse(once);
    }
}

static struct rsis_str repeated(const char *s, size_t n) {
    struct rsis_buf b;
    rsis_buf_init(&b, &arena);
    for (size_t i = 0; i < n; i++) rsis_buf_z(&b, s);
    return rsis_buf_slice(&b);
}

#define FAMILY "\xF0\x9F\x91\xA9\xE2\x80\x8D\xF0\x9F\x91\xA7" /* woman, joiner, girl */

static void titles_of_every_kind(void **state) {
    (void)state;
    const struct rsis_str titles[] = {RSIS_LIT("<&>\"'"),  RSIS_LIT("]]>"),       repeated("long word ", 200),
                                      repeated("x", 2000), repeated(FAMILY, 300), RSIS_LIT("السياسة في ماليزيا")};
    for (size_t i = 0; i < COUNT(titles); i++) {
        struct rsis_part *part = full();
        part->title = part->kicker = part->publisher = part->source = part->series = titles[i];
        part->authors[0].name = part->authors[0].file_as = titles[i];
        for (unsigned k = 0; k < 2; k++) {
            struct rsis_book book = k ? single(part) : collection(1, part);
            book.title = titles[i];
            for (size_t w = 0; w < COUNT(writers); w++) parse(writers[w](&arena, &book));
            asks(parse(rsis_write_opf(&arena, &book)), "//dc:title", rsis_str_dup(&arena, titles[i]));
        }
    }
}

static void text_from_right_to_left_is_marked(void **state) {
    (void)state;
    struct rsis_part *part = full();
    part->title = RSIS_LIT("2013: السياسة");
    struct rsis_book book = single(part);
    asks(parse(rsis_write_opf(&arena, &book)), "concat(//dc:title/@dir,//dc:creator/@dir)", "rtl");
    asks(parse(rsis_write_nav(&arena, &book)), "concat(" TOC "//h:a/@dir,' ',count(//@dir))", "rtl 1");
    asks(parse(rsis_write_cover_svg(&arena, &book)), "//svg:text[@font-weight='bold']/@direction", "rtl");
}

/* ---- cover */

#define TITLE "//svg:text[@font-weight='bold']"

static xmlDocPtr cover(struct rsis_str title) {
    struct rsis_part *part = full();
    part->title = title;
    struct rsis_book book = single(part);
    return parse(rsis_write_cover_svg(&arena, &book));
}

static void the_cover_names_the_book(void **state) {
    (void)state;
    xmlDocPtr doc = cover(RSIS_LIT("Short"));
    asks(doc, TITLE, "Short");
    asks(doc, TITLE "/@font-size", "150");
    asks(doc, "//svg:svg/@viewBox", "0 0 1600 2400");
    asks(doc, "//svg:title", "RSIS Commentaries 046/2013: Short, Bilveer Singh, Ann Tan");
    asks(doc, "count(//svg:text[.='18 March 2013'])", "1");
    asks(doc, "count(//svg:text[.='Bilveer Singh, Ann Tan'])", "1");
    struct rsis_book book = three();
    asks(parse(rsis_write_cover_svg(&arena, &book)), "//svg:text[2]", "2013");
    xmlDocPtr page = parse(rsis_write_cover_page(&arena, &book));
    asks(page, "//h:img/@alt", "RSIS Commentaries 2013");
    asks(page, "concat(//h:img/@src,' ',//h:img/@role)", "cover.svg doc-cover");
}

static void long_titles_are_broken_and_cut(void **state) {
    (void)state;
    xmlDocPtr doc = cover(RSIS_LIT("Submarine Rescue Pacts: Insurance for a Crowded Seabed"));
    asks(doc, "normalize-space(" TITLE "[1])", "Submarine");
    asks(doc, "count(" TITLE ") < 8 and not(contains(//svg:g, '…'))", "true");
    doc = cover(repeated("long word ", 200));
    asks(doc, "count(" TITLE ")", "11");
    asks(doc, TITLE "/@font-size", "74");
    asks(doc, "substring(" TITLE "[11], string-length(" TITLE "[11]))", "…");
    asks(doc, "count(" TITLE "[starts-with(.,' ') or contains(.,'  ')])", "0");
    doc = cover(repeated("x", 50));
    asks(doc, "concat(" TITLE "[1]," TITLE "[2]," TITLE "[3]," TITLE "[4])", rsis_str_dup(&arena, repeated("x", 50)));
    doc = cover(repeated(FAMILY, 20)); /* a joined emoji stays in one piece: no line begins with its second half */
    asks(doc, "count(" TITLE "[not(starts-with(.,'" FAMILY "'))])", "0");
    asks(doc, "count(" TITLE ") > 1", "true");
}

/* ---- style */

static void the_style_leaves_colours_to_the_reader(void **state) {
    (void)state;
    static const char *const not_there[] = {"#", "px", "rgb", "font-family", "background", "<", ">", "&", ";;", "url("};
    struct rsis_str book = rsis_style(false), web = rsis_style(true);
    int depth = 0, deepest = 0;
    for (size_t i = 0; i < COUNT(not_there); i++)
        if (rsis_str_find(web, rsis_str_c(not_there[i])) >= 0) fail_msg("the style has %s", not_there[i]);
    for (size_t i = 0; i < book.len; i++) {
        depth += (book.ptr[i] == '{') - (book.ptr[i] == '}');
        if (depth > deepest) deepest = depth;
    }
    assert_int_equal(depth, 0);
    assert_int_equal(deepest, 1);
    assert_true(rsis_str_starts(web, book));
    assert_true(rsis_str_find(web, RSIS_LIT("@media print")) > 0 && rsis_str_find(book, RSIS_LIT("@page")) < 0);
}

/* ---- the plain record */

static void a_copy_is_deep(void **state) {
    (void)state;
    struct rsis_part *part = full();
    char *title = rsis_str_dup(&arena, part->title), *head = rsis_str_dup(&arena, RSIS_LIT("Head"));
    part->title = rsis_str_c(title);
    part->heads[0].label = rsis_str_c(head);
    struct rsis_part *copy = rsis_part_copy(&arena, part);
    struct rsis_book before = single(part), after = single(copy);
    for (size_t i = 0; i < COUNT(writers); i++)
        assert_true(rsis_str_eq(writers[i](&arena, &before), writers[i](&arena, &after)));
    title[0] = head[0] = '!';
    assert_true(copy->title.ptr[0] == 'I' && copy->heads[0].label.ptr[0] == 'H');
    assert_true(rsis_str_eq(copy->version, part->version) && rsis_str_eq(copy->source_sha256, part->source_sha256));
    assert_true(rsis_str_eq(copy->place, part->place) && rsis_str_eq(copy->number_line, part->number_line));
    assert_true(copy->authors != part->authors && copy->pages != part->pages && copy->key != part->key);
}

static void numbers_are_the_same_without_zeros(void **state) {
    (void)state;
    struct rsis_part *a = numbered("a", "046", "2013", "", "A"), *b = numbered("b", "46", "2013", "", "B");
    assert_true(rsis_part_same_number(a, b));
    b->series_id = RSIS_LIT("another");
    assert_false(rsis_part_same_number(a, b));
    assert_false(rsis_part_same_number(a, numbered("c", "046A", "2013", "", "C")));
    assert_false(rsis_part_same_number(a, numbered("c", "046", "2014", "", "C")));
    assert_false(rsis_part_same_number(bare("a", "x"), bare("a", "x")));
}

typedef int comparison(const struct rsis_part *a, const struct rsis_part *b);

/* Each comes before all that follow, and the reverse; itself is equal to itself. */
static void in_order(comparison *compare, const struct rsis_part *const *parts, size_t n) {
    for (size_t i = 0; i < n; i++)
        for (size_t k = 0; k < n; k++) {
            int order = compare(parts[i], parts[k]);
            if ((order > 0) - (order < 0) != (i > k) - (i < k)) fail_msg("%zu and %zu: %d", i, k, order);
        }
}

static void order_by_number(void **state) {
    (void)state;
    struct rsis_part *other = numbered("i", "1", "2012", "", "I");
    other->series_id = RSIS_LIT("z");
    const struct rsis_part *const parts[] = {numbered("a", "200", "2012", "", "Z"),
                                             numbered("b", "9", "2013", "", "A"),
                                             numbered("c", "010", "2013", "", "A"),
                                             numbered("d", "10", "2013", "", "B"),
                                             numbered("e", "10", "2013", "", "B"),
                                             numbered("f", "046", "2013", "", "A"),
                                             numbered("g", "46A", "2013", "", "A"),
                                             numbered("h", "047", "2013", "", "A"),
                                             other,
                                             bare("j", "A"),
                                             bare("k", "A"),
                                             bare("a", "B")};
    in_order(rsis_part_compare_number, parts, COUNT(parts));
}

static void order_by_date(void **state) {
    (void)state;
    struct rsis_part *dated = bare("d", "A");
    dated->date = RSIS_LIT("2013-03-18");
    const struct rsis_part *const parts[] = {numbered("a", "99", "2013", "2012-12-31", "A"),
                                             numbered("b", "9", "2013", "2013-03-18", "A"),
                                             numbered("c", "10", "2013", "2013-03-18", "A"),
                                             dated,
                                             numbered("e", "1", "2013", "", "A"),
                                             bare("f", "A")};
    in_order(rsis_part_compare_date, parts, COUNT(parts));
}

/* ---- no memory */

/* 1 when the arena jumped, 0 when the writer came to its end. */
static int write_with(struct rsis_arena *a, writer *write, const struct rsis_book *book, uint64_t fail) {
    jmp_buf there;
    a->guard = &there;
    if (setjmp(there)) return 1;
    rsis_arena_fail_after(fail);
    write(a, book);
    return 0;
}

static void memory_may_run_out_anywhere(void **state) {
    (void)state;
    struct rsis_book book = three();
    for (size_t i = 0; i < COUNT(writers); i++) {
        uint64_t n = 1;
        for (int failed = 1; failed; n++) {
            struct rsis_arena a;
            rsis_arena_init(&a, NULL);
            failed = write_with(&a, writers[i], &book, n);
            rsis_arena_fail_after(0);
            rsis_arena_free(&a);
        }
        assert_true(n > 3);
    }
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(a_single_says_everything, begin, finish),
        cmocka_unit_test_setup_teardown(a_single_says_its_place_in_the_series, begin, finish),
        cmocka_unit_test_setup_teardown(accessibility_is_claimed_where_it_is_true, begin, finish),
        cmocka_unit_test_setup_teardown(nothing_is_said_of_what_is_not_known, begin, finish),
        cmocka_unit_test_setup_teardown(manifest_and_spine, begin, finish),
        cmocka_unit_test_setup_teardown(parts_of_a_collection_are_described, begin, finish),
        cmocka_unit_test_setup_teardown(rights_of_a_collection, begin, finish),
        cmocka_unit_test_setup_teardown(languages_of_a_collection, begin, finish),
        cmocka_unit_test_setup_teardown(contents_of_a_single, begin, finish),
        cmocka_unit_test_setup_teardown(contents_by_month, begin, finish),
        cmocka_unit_test_setup_teardown(contents_by_year_or_flat, begin, finish),
        cmocka_unit_test_setup_teardown(contents_for_old_readers, begin, finish),
        cmocka_unit_test_setup_teardown(authors_are_sorted_as_people_look_for_them, begin, finish),
        cmocka_unit_test_setup_teardown(an_index_without_entries_says_so, begin, finish),
        cmocka_unit_test_setup_teardown(about_tells_notices_and_what_is_missing, begin, finish),
        cmocka_unit_test_setup_teardown(a_volume_of_many, begin, finish),
        cmocka_unit_test_setup_teardown(titles_of_every_kind, begin, finish),
        cmocka_unit_test_setup_teardown(text_from_right_to_left_is_marked, begin, finish),
        cmocka_unit_test_setup_teardown(the_cover_names_the_book, begin, finish),
        cmocka_unit_test_setup_teardown(long_titles_are_broken_and_cut, begin, finish),
        cmocka_unit_test_setup_teardown(the_style_leaves_colours_to_the_reader, begin, finish),
        cmocka_unit_test_setup_teardown(a_copy_is_deep, begin, finish),
        cmocka_unit_test_setup_teardown(numbers_are_the_same_without_zeros, begin, finish),
        cmocka_unit_test_setup_teardown(order_by_number, begin, finish),
        cmocka_unit_test_setup_teardown(order_by_date, begin, finish),
        cmocka_unit_test_setup_teardown(memory_may_run_out_anywhere, begin, finish),
    };
    return cmocka_run_group_tests_name("book", tests, NULL, NULL);
}
