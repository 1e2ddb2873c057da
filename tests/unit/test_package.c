/*
 * test_package.c - the texts of a package: valid against the schemas of PREMIS, METS and Dublin Core, in agreement with
 * each other, with coreutils and with specs/bag-profile.json, for records of all kinds. The schemas lie beside the tree
 * (RSIS_SHARED); without them only their tests are skipped.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cmocka.h>
#include <jansson.h>
#include <libxml/catalog.h>
#include <libxml/xmlschemas.h>
#include <libxml/xpath.h>
#include <libxml/xpathInternals.h>
#include <zlib.h>

#include "base/buf.h"
#include "base/libxml.h"
#include "job/csv.h"
#include "package/package.h"

#define COUNT(a) (sizeof(a) / sizeof *(a))
#define WHEN "2026-11-23T10:15:00Z"

static struct rsis_arena arena;
static jmp_buf guard;

static int begin(void **state) {
    (void)state;
    rsis_libxml_init();
    rsis_arena_init(&arena, &guard);
    return 0;
}

static int finish(void **state) {
    (void)state;
    rsis_arena_fail_after(0);
    rsis_arena_free(&arena);
    return 0;
}

static bool has(struct rsis_str s, const char *what) {
    return rsis_str_find(s, rsis_str_c(what)) >= 0;
}

static void assert_text(struct rsis_str s, const char *expected) {
    assert_string_equal(rsis_str_dup(&arena, s), expected);
}

/* ---------------------------------------------------------------- a package, as a job makes it */

enum { ROOM = 300 };

struct bag {
    struct rsis_arena *arena;
    struct rsis_part part;
    struct rsis_package p;
    struct rsis_package_collection c; /* when it is a collection */
    struct rsis_file files[ROOM];
    struct rsis_event events[8];
};

static struct rsis_file *add(struct bag *b, const char *path, enum rsis_role role, struct rsis_str bytes) {
    struct rsis_file *f = &b->files[b->p.n_files++];
    assert_true(b->p.n_files <= ROOM);
    *f = (struct rsis_file){.path = path, .role = role, .bytes = bytes};
    if (role == RSIS_ROLE_JATS) f->media_type = "application/jats+xml";
    b->c.n_files = b->p.n_files;
    return f;
}

/* A place for a text that is written later, so that the order is that of the layout. */
static struct rsis_file *place(struct bag *b, const char *path, enum rsis_role role) {
    return add(b, path, role, rsis_str("", 0));
}

static const struct rsis_file *of_role(const struct bag *b, enum rsis_role role) {
    for (size_t i = 0; i < b->p.n_files; i++)
        if (b->files[i].role == role) return &b->files[i];
    fail();
    return NULL;
}

static struct rsis_str text_of(const struct bag *b, enum rsis_role role) {
    return of_role(b, role)->bytes;
}

static struct rsis_str text_at(const struct bag *b, const char *path) {
    for (size_t i = 0; i < b->p.n_files; i++)
        if (strcmp(b->files[i].path, path) == 0) return b->files[i].bytes;
    fail_msg("no %s", path);
    return rsis_str("", 0);
}

static void seal(struct bag *b, struct rsis_file *f) {
    struct rsis_digester *d = rsis_digester_new(b->arena, b->p.aptrust);
    rsis_digester_feed(d, f->bytes.ptr, f->bytes.len);
    rsis_digester_finish(d, &f->fixity);
    rsis_identify_format(f, f->bytes, f->bytes, f->name.len ? f->name : rsis_str_c(f->path));
}

static void seal_text(struct bag *b, struct rsis_file *f, struct rsis_str text) {
    f->bytes = text;
    seal(b, f);
}

static struct rsis_file *receive(struct bag *b, enum rsis_role role, const char *name, struct rsis_str bytes) {
    struct rsis_file *f = add(b, rsis_format(b->arena, "data/original/%s", name), role, bytes);
    f->name = rsis_str_c(name);
    seal(b, f);
    return f;
}

static const struct rsis_part full_part = {
    .key = "c046-2013",
    .series_id = {"rsis-commentaries", 17},
    .series = {"RSIS Commentaries", 17},
    .publisher = {"S. Rajaratnam School of International Studies", 45},
    .number = {"046/2013", 8},
    .issue = {"046", 3},
    .year = {"2013", 4},
    .title = {"Order & <Justice>: \"Sabah\"", 26},
    .kicker = {"Special", 7},
    .date = {"2013-03-18", 10},
    .language = {"en", 2},
    .synopsis = {"One paragraph.\nAnother.", 23},
    .rights = {"This may be reproduced with prior permission. Mail editor@example.org.", 70},
    .doi = {"10.5555/12345678", 16},
    .handle = {"10356/1", 7},
    .source = {"CO13046.txt", 11},
    .authors = (struct rsis_person[]){{.name = {"Bilveer Singh", 13}, .file_as = {"Singh, Bilveer", 14}},
                                      {.name = {"Ong Wei Chong", 13}, .file_as = {"Ong Wei Chong", 13}}},
    .n_authors = 2,
    .keywords = (struct rsis_str[]){{"Sabah", 5}},
    .n_keywords = 1,
};

static struct bag *new_bag(struct rsis_arena *a) {
    struct bag *b = RSIS_NEW(a, struct bag);
    b->arena = a;
    b->part = full_part;
    b->p = (struct rsis_package){.id = "rsis-commentary-2013-046-v1",
                                 .group = "rsis-commentary-2013",
                                 .part = &b->part,
                                 .version = 1,
                                 .date = "2026-11-23",
                                 .when = WHEN,
                                 .files = b->files,
                                 .events = b->events};
    return b;
}

static void happen(struct bag *b, const char *type, const struct rsis_file *source, const struct rsis_file *result,
                   const char *person) {
    struct rsis_event *e = &b->events[b->p.n_events++];
    *e = (struct rsis_event){.type = type,
                             .when = *person ? "2014-01-07" : WHEN,
                             .detail = RSIS_LIT("3 ligatures & 2 hyphens"),
                             .outcome = "success",
                             .source = source,
                             .result = result,
                             .agent = rsis_str_c(person)};
    if (!source) e->outcome_note = RSIS_LIT("nothing to say");
}

static void tag(struct bag *b, const char *path, struct rsis_str text) {
    seal_text(b, add(b, path, RSIS_ROLE_TAG, rsis_str("", 0)), text);
}

static void manifests(struct bag *b, bool tags) {
    static const char *const names[] = {"sha512", "sha256", "md5"};
    for (size_t i = 0; i < (b->p.aptrust ? 3u : 2u); i++) {
        const char *path = rsis_format(b->arena, "%smanifest-%s.txt", tags ? "tag" : "", names[i]);
        tag(b, path, rsis_manifest(b->arena, b->files, b->p.n_files, (enum rsis_algorithm)i, tags));
    }
}

/* What stands after the source: everything is made in the order that package.h asks for. */
static void complete(struct bag *b) {
    struct rsis_arena *a = b->arena;
    const struct rsis_file *source = of_role(b, RSIS_ROLE_SOURCE);
    struct rsis_file *jats = add(b, "data/article.xml", RSIS_ROLE_JATS, RSIS_LIT("<?xml version=\"1.0\"?><article/>"));
    struct rsis_file *epub = add(b, "data/article.epub", RSIS_ROLE_EPUB,
                                 RSIS_LIT("PK\3\4__________________________mimetypeapplication/epub+zip"));
    struct rsis_file *readme = place(b, "data/README.txt", RSIS_ROLE_README);
    struct rsis_file *premis = place(b, "data/metadata/premis.xml", RSIS_ROLE_PREMIS);
    struct rsis_file *mets = place(b, "data/metadata/mets.xml", RSIS_ROLE_METS);
    struct rsis_file *ledger = add(b, "data/metadata/ledger.json", RSIS_ROLE_LEDGER, RSIS_LIT("{}\n"));
    struct rsis_file *dc = place(b, "data/metadata/oai_dc.xml", RSIS_ROLE_DC);
    seal(b, jats);
    seal(b, epub);
    seal(b, ledger);
    seal_text(b, dc, rsis_package_dc(a, &b->part));
    seal_text(b, readme, rsis_package_readme(a, &b->p));
    happen(b, "message digest calculation", source, NULL, "");
    happen(b, "normalization", source, jats, "");
    happen(b, "creation", jats, epub, "");
    happen(b, "metadata modification", NULL, jats, "L. Tan");
    happen(b, "metadata modification", NULL, jats, "L. Tan");
    happen(b, "information package creation", NULL, NULL, "");
    seal_text(b, premis, rsis_package_premis(a, &b->p));
    seal_text(b, mets, rsis_package_mets(a, &b->p));
    tag(b, "bagit.txt", rsis_bagit_txt());
    tag(b, "bag-info.txt", rsis_package_bag_info(a, &b->p));
    if (b->p.aptrust) tag(b, "aptrust-info.txt", rsis_package_aptrust_info(a, &b->p));
    manifests(b, false);
    manifests(b, true);
}

/* ---------------------------------------------------------------- packages of all kinds */

static struct bag *ordinary(struct rsis_arena *a) {
    struct bag *b = new_bag(a);
    receive(b, RSIS_ROLE_ORIGINAL, "CO13046.pdf", RSIS_LIT("%PDF-1.4\n..."));
    receive(b, RSIS_ROLE_SOURCE, "CO13046.txt", RSIS_LIT("No. 046/2013\n"));
    b->p.has_original = true;
    b->p.contact = RSIS_LIT("editor@example.org");
    complete(b);
    return b;
}

/* Hardly anything is known of it. */
static struct bag *bare(struct rsis_arena *a) {
    struct bag *b = new_bag(a);
    b->part =
        (struct rsis_part){.key = "c-0123456789ab", .title = RSIS_LIT("notes.txt"), .source = RSIS_LIT("notes.txt")};
    b->p.id = "rsis-commentary-0123456789ab-v1";
    b->p.group = NULL;
    receive(b, RSIS_ROLE_SOURCE, "notes.txt", RSIS_LIT(""));
    complete(b);
    return b;
}

#define SHIN "\xD7\xA9\xD7\x9C\xD7\x95\xD7\x9D"
static struct bag *right_to_left(struct rsis_arena *a) {
    struct bag *b = new_bag(a);
    b->part.title = RSIS_LIT(SHIN " (2013)\tand \x01 a control");
    b->part.language = RSIS_LIT("he");
    receive(b, RSIS_ROLE_SOURCE, SHIN ".md", RSIS_LIT("# " SHIN "\n"));
    complete(b);
    return b;
}

#define LONGEST "0123456789012345678901234567890123456789012345678901234567890123456789012345678901234567890123456789"
static struct bag *weird_names(struct rsis_arena *a) {
    struct bag *b = new_bag(a);
    receive(b, RSIS_ROLE_SOURCE, "with  spaces & 'quotes' \"\xE2\x80\x9D <\\>.txt", RSIS_LIT("a"));
    receive(b, RSIS_ROLE_ORIGINAL, "100%25 %0A.txt", RSIS_LIT("b"));
    receive(b, RSIS_ROLE_ORIGINAL, "cr\rlf\nend", RSIS_LIT("c"));
    receive(b, RSIS_ROLE_ORIGINAL, "e\xCC\x81 nfd", RSIS_LIT("d"));
    receive(b, RSIS_ROLE_ORIGINAL, "\xC3\xA9 nfd", RSIS_LIT("e"));
    receive(b, RSIS_ROLE_ORIGINAL, LONGEST LONGEST "01234567890123456789012345678901234567890123456789.docx",
            RSIS_LIT("f"));
    receive(b, RSIS_ROLE_ORIGINAL, "a:b?c#d;e=f&g+h\t\x01\x7F", RSIS_LIT("g"));
    receive(b, RSIS_ROLE_ORIGINAL, "-leading", RSIS_LIT("h"));
    b->p.has_original = true;
    complete(b);
    return b;
}

static struct bag *second(struct rsis_arena *a) {
    struct bag *b = new_bag(a);
    b->p.id = "rsis-commentary-2013-046-v2";
    b->p.version = 2;
    b->p.replaces = RSIS_LIT("rsis-commentary-2013-046-v1");
    b->p.reason = RSIS_LIT("An author's name was wrong\nand is right now");
    b->p.date_given = true;
    receive(b, RSIS_ROLE_SOURCE, "CO13046.txt", RSIS_LIT("No. 046/2013\n"));
    complete(b);
    return b;
}

static struct bag *aptrust(struct rsis_arena *a) {
    struct bag *b = new_bag(a);
    b->p.aptrust = true;
    receive(b, RSIS_ROLE_SOURCE, "CO13046.txt", RSIS_LIT("No. 046/2013\n"));
    complete(b);
    return b;
}

static struct bag *(*const kinds[])(struct rsis_arena *a) = {ordinary,    bare,   right_to_left,
                                                             weird_names, second, aptrust};

/* A collection of `n`, three a month, the last two without a day and without a date. */
static struct bag *collection(struct rsis_arena *a, size_t n, struct rsis_file *files, struct rsis_holding *holdings) {
    struct bag *b = new_bag(a);
    b->c = (struct rsis_package_collection){.id = "rsis-commentary-2013",
                                            .group = "rsis-commentary",
                                            .title = RSIS_LIT("RSIS Commentaries 2013"),
                                            .series = RSIS_LIT("RSIS Commentaries"),
                                            .publisher = RSIS_LIT("S. Rajaratnam School"),
                                            .date = "2026-11-23",
                                            .when = WHEN,
                                            .files = files,
                                            .events = b->events,
                                            .holdings = holdings,
                                            .n_holdings = n};
    for (size_t i = 0; i < n; i++) {
        const char *id = rsis_format(a, "rsis-commentary-2013-%04zu-v1", i + 1);
        struct rsis_file *f = &files[b->c.n_files++];
        const char *day = rsis_format(a, "2013-%02zu-%02zu", i / 30 % 12 + 1, i % 28 + 1);
        *f = (struct rsis_file){.path = rsis_format(a, "data/packages/%s.zip", id), .role = RSIS_ROLE_PACKAGE};
        f->bytes = rsis_str_c(rsis_format(a, "PK\3\4%zu", i));
        seal(b, f);
        holdings[i] = (struct rsis_holding){.id = id,
                                            .path = f->path,
                                            .title = RSIS_LIT("A \"title\", and\nmore"),
                                            .authors = RSIS_LIT("A; B"),
                                            .date = rsis_str_c(day),
                                            .source = RSIS_LIT("x.txt"),
                                            .file = f};
    }
    if (n > 2) holdings[n - 2].date = RSIS_LIT("2014");
    holdings[n - 1].date = rsis_str("", 0);
    happen(b, "validation", &files[0], NULL, "");
    happen(b, "information package creation", NULL, NULL, "");
    b->c.n_events = b->p.n_events;
    return b;
}

static struct rsis_file *add_to(struct bag *b, const char *path, enum rsis_role role, struct rsis_str text) {
    struct rsis_file *f = &b->c.files[b->c.n_files++];
    *f = (struct rsis_file){.path = path, .role = role};
    seal_text(b, f, text);
    return f;
}

static void complete_collection(struct bag *b) {
    struct rsis_arena *a = b->arena;
    add_to(b, "data/RSIS-2013.epub", RSIS_ROLE_COLLECTION, RSIS_LIT("PK\3\4"));
    add_to(b, "data/index.csv", RSIS_ROLE_INDEX, rsis_collection_index(a, &b->c));
    struct rsis_file *readme = &b->c.files[b->c.n_files];
    add_to(b, "data/README.txt", RSIS_ROLE_README, rsis_str("", 0));
    struct rsis_file *premis = add_to(b, "data/metadata/premis.xml", RSIS_ROLE_PREMIS, rsis_str("", 0));
    struct rsis_file *mets = add_to(b, "data/metadata/mets.xml", RSIS_ROLE_METS, rsis_str("", 0));
    seal_text(b, readme, rsis_collection_readme(a, &b->c));
    seal_text(b, premis, rsis_collection_premis(a, &b->c));
    seal_text(b, mets, rsis_collection_mets(a, &b->c));
    b->p.files = b->c.files;
}

/* ---------------------------------------------------------------- schemas */

static const char *schema_path(const char *name) {
    const char *shared = getenv("RSIS_SHARED");
    return rsis_format(&arena, "%s/schemas/%s", shared ? shared : "../shared", name);
}

/* The schema, or a skipped test with the reason. Nothing comes from the network. */
static xmlSchemaPtr schema(const char *name) {
    const char *path = schema_path(name);
    if (access(path, R_OK) != 0) {
        print_message("no schemas here (RSIS_SHARED)\n");
        skip();
    }
    xmlSetExternalEntityLoader(xmlNoNetExternalEntityLoader);
    assert_int_equal(xmlLoadCatalog(schema_path("catalog.xml")), 0);
    xmlSchemaParserCtxtPtr ctxt = xmlSchemaNewParserCtxt(path);
    assert_non_null(ctxt);
    xmlSchemaPtr s = xmlSchemaParse(ctxt);
    xmlSchemaFreeParserCtxt(ctxt);
    assert_non_null(s);
    return s;
}

static xmlDocPtr parse(struct rsis_str text) {
    xmlDocPtr doc = xmlReadMemory(text.ptr, (int)text.len, "text.xml", NULL, XML_PARSE_NONET | XML_PARSE_HUGE);
    assert_non_null(doc);
    return doc;
}

static void say(void *ctx, const xmlError *error) {
    (void)ctx;
    print_message("# line %d: %s", error->line, error->message);
}

#if LIBXML_VERSION < 21200
static void say_old(void *ctx, xmlErrorPtr error) {
    say(ctx, error);
}
#else
#define say_old say
#endif

static bool is_valid(xmlSchemaPtr s, struct rsis_str text) {
    xmlDocPtr doc = parse(text);
    xmlSchemaValidCtxtPtr ctxt = xmlSchemaNewValidCtxt(s);
    xmlSchemaSetValidStructuredErrors(ctxt, say_old, NULL);
    bool valid = xmlSchemaValidateDoc(ctxt, doc) == 0;
    xmlSchemaFreeValidCtxt(ctxt);
    xmlFreeDoc(doc);
    return valid;
}

static void all_valid(const char *name, enum rsis_role role, bool in_collections) {
    xmlSchemaPtr s = schema(name);
    static const size_t sizes[] = {1, 3, 250};
    for (size_t i = 0; i < COUNT(kinds); i++) assert_true(is_valid(s, text_of(kinds[i](&arena), role)));
    for (size_t i = 0; in_collections && i < COUNT(sizes); i++) {
        struct bag *b = collection(&arena, sizes[i], RSIS_NEW_ARRAY(&arena, struct rsis_file, sizes[i] + 8),
                                   RSIS_NEW_ARRAY(&arena, struct rsis_holding, sizes[i]));
        complete_collection(b);
        for (size_t k = 0; k < b->c.n_files; k++)
            if (b->c.files[k].role == role) assert_true(is_valid(s, b->c.files[k].bytes));
    }
    /* The schema can say no. */
    assert_false(is_valid(s, RSIS_LIT("<premis xmlns=\"http://www.loc.gov/premis/v3\"/>")));
    xmlSchemaFree(s);
}

static void premis_is_valid(void **state) {
    (void)state;
    all_valid("premis/premis-v3-0.xsd", RSIS_ROLE_PREMIS, true);
}

static void mets_is_valid(void **state) {
    (void)state;
    all_valid("mets/mets-1.12.1.xsd", RSIS_ROLE_METS, true);
}

static void dublin_core_is_valid(void **state) {
    (void)state;
    all_valid("oai_dc/oai_dc.xsd", RSIS_ROLE_DC, false);
}

/* ---------------------------------------------------------------- what PREMIS and METS say */

static const struct {
    const char *prefix, *uri;
} prefixes[] = {{"p", "http://www.loc.gov/premis/v3"},
                {"m", "http://www.loc.gov/METS/"},
                {"l", "http://www.w3.org/1999/xlink"},
                {"d", "http://purl.org/dc/elements/1.1/"}};

/* The string value of an XPath expression, in the arena. */
static const char *ask(struct rsis_str text, const char *path) {
    xmlDocPtr doc = parse(text);
    xmlXPathContextPtr ctxt = xmlXPathNewContext(doc);
    for (size_t i = 0; i < COUNT(prefixes); i++)
        xmlXPathRegisterNs(ctxt, (const xmlChar *)prefixes[i].prefix, (const xmlChar *)prefixes[i].uri);
    xmlXPathObjectPtr found = xmlXPathEvalExpression((const xmlChar *)path, ctxt);
    assert_non_null(found);
    xmlChar *s = xmlXPathCastToString(found);
    const char *out = rsis_str_dup(&arena, rsis_str_c((const char *)s));
    xmlFree(s);
    xmlXPathFreeObject(found);
    xmlXPathFreeContext(ctxt);
    xmlFreeDoc(doc);
    return out;
}

#define FILE_OBJECT(path) "//p:object[p:storage/p:contentLocation/p:contentLocationValue='" path "']"
#define ID "p:objectIdentifier[p:objectIdentifierType='UUID']/p:objectIdentifierValue"
#define SOURCE_OF(path)                                                                                                \
    "string(" FILE_OBJECT(path) "/p:relationship[p:relationshipSubType='has source']//p:relatedObjectIdentifierValue)"

static void premis_tells_what_came_from_what(void **state) {
    (void)state;
    struct bag *b = ordinary(&arena);
    struct rsis_str premis = text_of(b, RSIS_ROLE_PREMIS);
    const char *original = ask(premis, FILE_OBJECT("data/original/CO13046.pdf") "/" ID);
    const char *source = ask(premis, FILE_OBJECT("data/original/CO13046.txt") "/" ID);
    const char *jats = ask(premis, FILE_OBJECT("data/article.xml") "/" ID);
    assert_int_equal(strlen(original), 36);
    assert_string_equal(ask(premis, SOURCE_OF("data/original/CO13046.txt")), original);
    assert_string_equal(ask(premis, SOURCE_OF("data/article.xml")), source);
    assert_string_equal(ask(premis, SOURCE_OF("data/article.epub")), jats);
    assert_string_equal(ask(premis, SOURCE_OF("data/README.txt")), "");
    assert_string_equal(ask(premis, "count(//p:relatedEventIdentifier)"), "2");
    assert_string_equal(ask(premis, "count(//p:object)"), "9"); /* the work, the package, nine files but two */
    assert_string_equal(ask(premis, "count(" FILE_OBJECT("data/metadata/mets.xml") ")"), "0");
    assert_string_equal(ask(premis, FILE_OBJECT("data/original/CO13046.pdf") "//p:formatRegistryKey"), "fmt/18");
    assert_string_equal(ask(premis, FILE_OBJECT("data/original/CO13046.pdf") "/p:originalName"), "CO13046.pdf");
    assert_string_equal(ask(premis, "count(//p:object//p:originalName[.='CO13046.txt'])"), "1");
    assert_string_equal(ask(premis, FILE_OBJECT("data/article.xml") "//p:size"), "31");
    assert_string_equal(ask(premis, "//p:otherRightsNote"), b->part.rights.ptr);
    assert_string_equal(ask(premis, "//p:rightsBasis"), "other");
    assert_string_equal(ask(premis, "count(//p:rights)"), "1");
    assert_string_equal(ask(text_of(bare(&arena), RSIS_ROLE_PREMIS), "count(//p:rights)"), "0");
}

static void premis_tells_who_and_when(void **state) {
    (void)state;
    struct rsis_str clock = text_of(ordinary(&arena), RSIS_ROLE_PREMIS);
    struct rsis_str given = text_of(second(&arena), RSIS_ROLE_PREMIS);
    assert_string_equal(ask(clock, "count(//p:agent)"), "2"); /* the program, and a person once */
    assert_string_equal(ask(clock, "//p:agent[p:agentType='software']/p:agentVersion"), RSIS_VERSION);
    assert_string_equal(ask(clock, "//p:agent[p:agentType='person']/p:agentName"), "L. Tan");
    assert_string_equal(ask(clock, "count(//p:linkingAgentIdentifierValue[.=//p:agent[p:agentType='person']"
                                   "/p:agentIdentifier/p:agentIdentifierValue])"),
                        "2");
    assert_string_equal(ask(clock, "count(//p:event)"), "6");
    assert_string_equal(ask(clock, "//p:event[p:eventType='normalization']/p:eventDateTime"), WHEN);
    assert_string_equal(ask(clock, "count(//p:eventDetail[contains(., 'given by the caller')])"), "0");
    assert_string_equal(ask(given, "count(//p:eventDetail[contains(., 'given by the caller')])"), "4");
    assert_string_equal(ask(given, "count(//p:event[p:eventDateTime='2014-01-07'][contains(., 'given by')])"), "0");
    /* every identifier that is pointed at is there */
    assert_string_equal(ask(given, "count(//p:linkingObjectIdentifierValue[not(.=//p:objectIdentifierValue)]"
                                   "|//p:linkingAgentIdentifierValue[not(.=//p:agentIdentifierValue)]"
                                   "|//p:linkingEventIdentifierValue[not(.=//p:eventIdentifierValue)])"),
                        "0");
}

static void a_successor_names_what_it_replaces(void **state) {
    (void)state;
    struct rsis_str first = text_of(ordinary(&arena), RSIS_ROLE_PREMIS),
                    next = text_of(second(&arena), RSIS_ROLE_PREMIS);
    const char *package = "//p:object[p:objectIdentifier/p:objectIdentifierType='package']/" ID;
    const char *work = "//p:object[p:objectIdentifier/p:objectIdentifierType='DOI']/" ID;
    assert_string_equal(
        ask(next, "//p:relationship[p:relationshipSubType='supersedes']//p:relatedObjectIdentifierValue"),
        ask(first, package));
    assert_string_not_equal(ask(first, package), ask(next, package));
    assert_string_equal(ask(first, work), ask(next, work));
    assert_true(has(next, "Replaces rsis-commentary-2013-046-v1. Reason: An author's name was wrong"));
    assert_false(has(first, "supersedes"));
    assert_true(has(text_of(second(&arena), RSIS_ROLE_README), "Replaces  rsis-commentary-2013-046-v1\n"));
    assert_true(has(text_of(second(&arena), RSIS_ROLE_README), "An author's name was wrong and is right now\n"));
}

static int hex(char c) {
    return rsis_is_digit(c) ? c - '0' : c - 'A' + 10;
}

/* Percent escapes undone. */
static const char *decoded(const char *s) {
    struct rsis_buf b;
    rsis_buf_init(&b, &arena);
    for (; *s; s++) {
        if (*s == '%') {
            rsis_buf_char(&b, (char)(hex(s[1]) << 4 | hex(s[2])));
            s += 2;
        } else {
            rsis_buf_char(&b, *s);
        }
    }
    return rsis_str_dup(&arena, rsis_buf_slice(&b));
}

/* A reference from data/metadata/mets.xml as a path in the bag. */
static const char *resolved(const char *href) {
    bool above = strncmp(href, "../", 3) == 0;
    for (const char *p = href; *p; p++) assert_true(rsis_is_alpha(*p) || rsis_is_digit(*p) || strchr("-._~/%", *p));
    return decoded(rsis_format(&arena, "data/%s%s", above ? "" : "metadata/", above ? href + 3 : href));
}

static void mets_lists_every_file_once(void **state) {
    (void)state;
    for (size_t i = 0; i < COUNT(kinds); i++) {
        struct bag *b = kinds[i](&arena);
        struct rsis_str mets = text_of(b, RSIS_ROLE_METS);
        size_t n = (size_t)strtoul(ask(mets, "count(//m:file)"), NULL, 10), expected = 0;
        for (size_t k = 0; k < b->p.n_files; k++) {
            const struct rsis_file *f = &b->files[k];
            if (f->role == RSIS_ROLE_TAG || f->role == RSIS_ROLE_METS) continue;
            const char *file = rsis_format(&arena, "//m:file[@ID='file-%zu']", k + 1);
            expected++;
            assert_string_equal(resolved(ask(mets, rsis_format(&arena, "string(%s/m:FLocat/@l:href)", file))), f->path);
            assert_string_equal(ask(mets, rsis_format(&arena, "string(%s/@CHECKSUM)", file)), f->fixity.sha512);
            assert_string_equal(ask(mets, rsis_format(&arena, "string(%s/@SIZE)", file)),
                                rsis_format(&arena, "%zu", f->bytes.len));
            assert_string_equal(ask(mets, rsis_format(&arena, "count(//m:fptr[@FILEID='file-%zu'])", k + 1)), "1");
        }
        assert_int_equal(n, expected);
        assert_string_equal(ask(mets, "string(//m:digiprovMD/m:mdRef/@CHECKSUM)"),
                            of_role(b, RSIS_ROLE_PREMIS)->fixity.sha512);
        assert_string_equal(ask(mets, "string(//m:structMap/m:div/@DMDID)"), "dmd-dc dmd-jats");
        assert_string_equal(ask(mets, "string(//m:metsHdr/@CREATEDATE)"), WHEN);
    }
}

static void dublin_core_says_what_is_known(void **state) {
    (void)state;
    struct rsis_str dc = text_of(ordinary(&arena), RSIS_ROLE_DC), nothing = text_of(bare(&arena), RSIS_ROLE_DC);
    assert_string_equal(ask(dc, "//d:title"), "Order & <Justice>: \"Sabah\"");
    assert_string_equal(ask(dc, "//d:creator[1]"), "Singh, Bilveer");
    assert_string_equal(ask(dc, "count(//d:identifier)"), "3");
    assert_string_equal(ask(dc, "//d:identifier[2]"), "https://doi.org/10.5555/12345678");
    assert_string_equal(ask(nothing, "count(//*)"), "3"); /* the root, title, type */
}

static void what_xml_cannot_hold(void **state) {
    (void)state;
    struct bag *b = right_to_left(&arena);
    assert_string_equal(ask(text_of(b, RSIS_ROLE_DC), "//d:title"), SHIN " (2013)\tand \xEF\xBF\xBD a control");
    assert_string_equal(ask(text_of(b, RSIS_ROLE_METS), "string(/m:mets/@LABEL)"),
                        SHIN " (2013)\tand \xEF\xBF\xBD a control");
    b = weird_names(&arena);
    assert_string_equal(ask(text_of(b, RSIS_ROLE_PREMIS), "//p:originalName[contains(., 'lf')]"), "cr\rlf\nend");
}

/* ---------------------------------------------------------------- manifests */

/* Every line of a manifest is a file of the bag, in order and once; `expected` of them. */
static void manifest_agrees(const struct bag *b, const char *path, size_t digits, size_t expected) {
    struct rsis_str s = text_at(b, path);
    const char *before = "";
    size_t lines = 0;
    for (const char *p = s.ptr, *end = s.ptr + s.len; p < end; lines++) {
        const char *eol = memchr(p, '\n', (size_t)(end - p));
        assert_non_null(eol);
        assert_memory_equal(p + digits, "  ", 2);
        const char *name = decoded(rsis_str_dup(&arena, rsis_str(p + digits + 2, (size_t)(eol - p) - digits - 2)));
        assert_true(strcmp(before, name) < 0);
        struct rsis_file copy = {.bytes = text_at(b, name)};
        struct rsis_digester *d = rsis_digester_new(&arena, true);
        rsis_digester_feed(d, copy.bytes.ptr, copy.bytes.len);
        rsis_digester_finish(d, &copy.fixity);
        const char *is = digits == 128 ? copy.fixity.sha512 : digits == 64 ? copy.fixity.sha256 : copy.fixity.md5;
        assert_memory_equal(p, is, digits);
        before = name;
        p = eol + 1;
    }
    assert_int_equal(lines, expected);
}

static void manifests_agree_with_files(void **state) {
    (void)state;
    for (size_t i = 0; i < COUNT(kinds); i++) {
        struct bag *b = kinds[i](&arena);
        size_t algorithms = b->p.aptrust ? 3 : 2, payload = b->p.n_files - 2 - 2 * algorithms - b->p.aptrust;
        size_t tags = 2 + algorithms + b->p.aptrust;
        manifest_agrees(b, "manifest-sha512.txt", 128, payload);
        manifest_agrees(b, "manifest-sha256.txt", 64, payload);
        manifest_agrees(b, "tagmanifest-sha512.txt", 128, tags);
        manifest_agrees(b, "tagmanifest-sha256.txt", 64, tags);
        if (b->p.aptrust) manifest_agrees(b, "manifest-md5.txt", 32, payload);
    }
    struct rsis_str weird = text_at(weird_names(&arena), "manifest-sha512.txt");
    assert_true(has(weird, "  data/original/100%2525 %250A.txt\n"));
    assert_true(has(weird, "  data/original/cr%0Dlf%0Aend\n"));
    assert_true(has(weird, "  data/original/e\xCC\x81 nfd\n"));
}

static void save(const char *path, struct rsis_str s) {
    FILE *f = fopen(path, "wb");
    assert_non_null(f);
    assert_int_equal(fwrite(s.ptr ? s.ptr : "", 1, s.len, f), s.len);
    assert_int_equal(fclose(f), 0);
}

static int run(const char *command) {
    return system(command); /* NOLINT(cert-env33-c): a command of ours */
}

static const char *unpack(const struct bag *b) {
    static const char *const folders[] = {"", "/data", "/data/original", "/data/metadata"};
    const char *tmp = getenv("TMPDIR");
    char *dir = rsis_format(&arena, "%s/rsis-package-XXXXXX", tmp ? tmp : "/tmp");
    assert_non_null(mkdtemp(dir));
    for (size_t i = 1; i < COUNT(folders); i++)
        assert_int_equal(mkdir(rsis_format(&arena, "%s%s", dir, folders[i]), 0755), 0);
    for (size_t i = 0; i < b->p.n_files; i++)
        save(rsis_format(&arena, "%s/%s", dir, b->files[i].path), b->files[i].bytes);
    return dir;
}

/* What the readme tells people to type. */
static void coreutils_agree(void **state) {
    (void)state;
    static const char *const lists[] = {
        "sha512sum -c --strict --quiet manifest-sha512.txt", "sha512sum -c --strict --quiet tagmanifest-sha512.txt",
        "sha256sum -c --strict --quiet manifest-sha256.txt", "sha256sum -c --strict --quiet tagmanifest-sha256.txt"};
    for (size_t i = 0; i < COUNT(kinds); i++) {
        struct bag *b = kinds[i](&arena);
        bool escapes = has(text_of(b, RSIS_ROLE_README), "%25, %0A or");
        const char *dir = unpack(b);
        for (size_t k = 0; k < COUNT(lists); k++) {
            bool payload = strstr(lists[k], " manifest") != NULL;
            int status = run(rsis_format(&arena, "cd %s && %s >/dev/null 2>&1", dir, lists[k]));
            assert_int_equal(status == 0, !(escapes && payload)); /* the readme warns where it does not work */
        }
        assert_int_equal(escapes, kinds[i] == weird_names);
        save(rsis_format(&arena, "%s/data/article.xml", dir), RSIS_LIT("other"));
        assert_int_not_equal(run(rsis_format(&arena, "cd %s && %s >/dev/null 2>&1", dir, lists[0])), 0);
        assert_int_equal(run(rsis_format(&arena, "rm -r %s", dir)), 0);
    }
}

/* ---------------------------------------------------------------- tag files, readme */

static void bag_info_word_for_word(void **state) {
    (void)state;
    struct bag *b = ordinary(&arena);
    uint64_t octets = 0;
    size_t n = 0;
    for (; b->files[n].role != RSIS_ROLE_TAG; n++) octets += b->files[n].bytes.len;
    assert_text(text_at(b, "bagit.txt"), "BagIt-Version: 1.0\nTag-File-Character-Encoding: UTF-8\n");
    assert_text(
        text_at(b, "bag-info.txt"),
        rsis_format(&arena,
                    "Source-Organization: S. Rajaratnam School of International Studies\n"
                    "External-Identifier: rsis-commentary-2013-046-v1\n"
                    "External-Identifier: doi:10.5555/12345678\n"
                    "External-Description: RSIS Commentaries 046/2013, 2013-03-18: Order & <Justice>: \"Sabah\", "
                    "by Bilveer Singh and Ong Wei Chong\n"
                    "Bagging-Date: 2026-11-23\n"
                    "Payload-Oxum: %zu.%zu\n"
                    "Bag-Group-Identifier: rsis-commentary-2013\n"
                    "Internal-Sender-Identifier: CO13046.txt\n"
                    "Contact-Email: editor@example.org\n"
                    "Bag-Software-Agent: rsis " RSIS_VERSION "\n"
                    "BagIt-Profile-Identifier: " RSIS_BAG_PROFILE "\n"
                    "BagIt-Profile-Identifier: https://github.com/dpscollaborative/btr_bagit_profile/releases/"
                    "download/1.0/btr-bagit-profile.json\n",
                    (size_t)octets, n));
    assert_true(has(text_at(right_to_left(&arena), "bag-info.txt"), ": " SHIN " (2013) and   a control, by"));
    assert_true(has(text_at(bare(&arena), "bag-info.txt"), "Source-Organization: not known\n"));
    assert_false(has(text_at(bare(&arena), "bag-info.txt"), "Bag-Group-Identifier"));
}

static void aptrust_gets_what_it_asks_for(void **state) {
    (void)state;
    struct bag *b = aptrust(&arena);
    assert_text(text_at(b, "aptrust-info.txt"),
                "Title: Order & <Justice>: \"Sabah\"\nAccess: Institution\nStorage-Option: Standard\n");
    assert_true(has(text_at(b, "tagmanifest-sha512.txt"), "  aptrust-info.txt\n"));
    assert_true(has(text_at(b, "tagmanifest-sha512.txt"), "  manifest-md5.txt\n"));
    assert_false(has(text_at(b, "bag-info.txt"), "btr-bagit-profile")); /* it would be checked as that */
}

static void the_readme_is_plain(void **state) {
    (void)state;
    struct rsis_str with = text_of(ordinary(&arena), RSIS_ROLE_README),
                    without = text_of(bare(&arena), RSIS_ROLE_README);
    assert_false(has(with, "original is missing"));
    assert_true(has(without, "The original is missing."));
    assert_true(has(with, "    sha512sum -c manifest-sha512.txt\n"));
    assert_true(
        has(with, "\nThe commentary carries this notice:\n\nThis may be reproduced with prior permission. Mail"));
    assert_true(has(without, "No permissions notice was found"));
    assert_true(has(with, "Authors   Bilveer Singh; Ong Wei Chong\n"));
    assert_true(has(with, "rsis, version " RSIS_VERSION ", on 2026-11-23."));
    struct bag *b = ordinary(&arena);
    for (size_t i = 0; b->files[i].role != RSIS_ROLE_TAG; i++)
        assert_true(has(with, rsis_format(&arena, "    %s\n        ", b->files[i].path)));
    assert_true(has(text_of(weird_names(&arena), RSIS_ROLE_README), "    data/original/cr%0Dlf%0Aend\n"));
    assert_true(has(text_of(weird_names(&arena), RSIS_ROLE_README), "g+h%09%01%7F\n"));
}

/* The bag's tags against the profile: required ones are there, once where they must be, and no others. */
static void keeps_to(json_t *profile, struct rsis_str info) {
    json_t *tags = json_object_get(profile, "Bag-Info"), *rule = NULL;
    const char *name = NULL;
    size_t known = 0, lines = 0;
    info = rsis_str_c(rsis_format(&arena, "\n%.*s", RSIS_ARG(info)));
    json_object_foreach(tags, name, rule) {
        size_t n = 0;
        const char *line = rsis_format(&arena, "\n%s: ", name);
        for (const char *p = info.ptr; (p = strstr(p, line)); p++) n++;
        assert_true(n > 0 || !json_is_true(json_object_get(rule, "required")));
        assert_true(n < 2 || json_is_true(json_object_get(rule, "repeatable")));
        known += n;
    }
    for (size_t i = 1; i < info.len; i++) lines += info.ptr[i] == '\n';
    assert_int_equal(known, lines);
}

static void bags_keep_to_our_profile(void **state) {
    (void)state;
    json_error_t error;
    json_t *profile = json_load_file("specs/bag-profile.json", 0, &error);
    assert_non_null(profile);
    assert_string_equal(
        json_string_value(json_object_get(json_object_get(profile, "BagIt-Profile-Info"), "BagIt-Profile-Identifier")),
        RSIS_BAG_PROFILE);
    for (size_t i = 0; i < COUNT(kinds); i++) keeps_to(profile, text_at(kinds[i](&arena), "bag-info.txt"));
    struct rsis_file files[12];
    struct rsis_holding holdings[3];
    struct bag *b = collection(&arena, 3, files, holdings);
    complete_collection(b);
    keeps_to(profile, rsis_collection_bag_info(&arena, &b->c));
    json_decref(profile);
}

/* ---------------------------------------------------------------- collections */

static struct rsis_str collection_text(const struct bag *b, enum rsis_role role) {
    for (size_t i = 0; i < b->c.n_files; i++)
        if (b->c.files[i].role == role) return b->c.files[i].bytes;
    fail();
    return rsis_str("", 0);
}

static struct bag *collection_of(size_t n) {
    struct bag *b = collection(&arena, n, RSIS_NEW_ARRAY(&arena, struct rsis_file, n + 8),
                               RSIS_NEW_ARRAY(&arena, struct rsis_holding, n));
    complete_collection(b);
    return b;
}

static void a_collection_by_year_and_month(void **state) {
    (void)state;
    struct bag *b = collection_of(250);
    struct rsis_str mets = collection_text(b, RSIS_ROLE_METS), premis = collection_text(b, RSIS_ROLE_PREMIS);
    assert_string_equal(ask(mets, "count(//m:div[@TYPE='year'])"), "2");
    assert_string_equal(ask(mets, "count(//m:div[@TYPE='year'][@LABEL='2013']/m:div[@TYPE='month'])"), "9");
    assert_string_equal(ask(mets, "count(//m:div[@TYPE='month'][@LABEL='2013-02']/m:div[@TYPE='package']/m:fptr)"),
                        "30");
    assert_string_equal(ask(mets, "count(//m:div[@LABEL='2014']/m:div[@TYPE='package'])"), "1");
    assert_string_equal(ask(mets, "count(/m:mets/m:structMap/m:div/m:div[@TYPE='package'])"), "1");
    assert_string_equal(ask(mets, "count(//m:div[@TYPE='package'])"), "250");
    assert_string_equal(ask(premis, "count(//p:object)"), "254"); /* and the EPUB, index, readme, the package */
    struct bag *one = ordinary(&arena);
    one->p.id = b->c.holdings[6].id; /* the ZIP holds what that package calls itself */
    assert_string_equal(ask(premis, "//p:object[contains(p:storage, '2013-0007-v1.zip')]"
                                    "/p:relationship//p:relatedObjectIdentifierValue"),
                        ask(rsis_package_premis(&arena, &one->p),
                            "//p:object[p:objectIdentifier/p:objectIdentifierType='package']/" ID));
    assert_true(has(rsis_collection_bag_info(&arena, &b->c),
                    "External-Description: RSIS Commentaries 2013, 2013-01-01 to 2014, 250 packages\n"));
    assert_true(has(collection_text(b, RSIS_ROLE_README), "Packages  250\n"));
}

static void the_index_can_be_read(void **state) {
    (void)state;
    struct bag *b = collection_of(3);
    struct rsis_csv csv;
    struct rsis_cell cells[10];
    size_t n = 0;
    rsis_csv_init(&csv, &arena, collection_text(b, RSIS_ROLE_INDEX));
    assert_int_equal(rsis_csv_next(&csv, cells, COUNT(cells), &n), RSIS_CSV_RECORD);
    assert_int_equal(n, 9);
    for (size_t i = 0; i < 3; i++) {
        const struct rsis_holding *h = &b->c.holdings[i];
        assert_int_equal(rsis_csv_next(&csv, cells, COUNT(cells), &n), RSIS_CSV_RECORD);
        assert_int_equal(n, 9);
        assert_text(cells[0].text, h->id);
        assert_text(cells[2].text, "A \"title\", and\nmore");
        assert_text(cells[6].text, h->path);
        assert_text(cells[7].text, h->file->fixity.sha512);
        assert_text(cells[8].text, rsis_format(&arena, "%zu", h->file->bytes.len));
    }
    assert_int_equal(rsis_csv_next(&csv, cells, COUNT(cells), &n), RSIS_CSV_END);
}

/* ---------------------------------------------------------------- digests, formats */

static void same_fixity(const struct rsis_fixity *a, const struct rsis_fixity *b) {
    assert_string_equal(a->sha512, b->sha512);
    assert_string_equal(a->sha256, b->sha256);
    assert_string_equal(a->md5, b->md5);
    assert_int_equal(a->crc, b->crc);
    assert_int_equal(a->size, b->size);
}

static int checked_by(const char *algorithm, const char *digest, const char *path) {
    return run(rsis_format(&arena, "printf '%%s  %%s\\n' %s %s | %ssum -c --status", digest, path, algorithm));
}

/* Bytes in pieces of all sizes give what coreutils give for them in one. */
static void digests_as_coreutils_have_them(void **state) {
    (void)state;
    enum { LEN = 100003 };
    char *p = rsis_arena_bytes(&arena, LEN);
    uint32_t x = 1;
    for (size_t i = 0; i < LEN; i++) p[i] = (char)((x = x * 1664525u + 1013904223u) >> 24);
    struct rsis_digester *d = rsis_digester_new(&arena, true);
    struct rsis_fixity once, pieces, none;
    for (size_t at = 0, n = 1; at < LEN; at += n, n = n * 3 % 40009) {
        if (n > LEN - at) n = LEN - at;
        rsis_digester_feed(d, p + at, n);
    }
    rsis_digester_finish(d, &pieces);
    rsis_digester_finish(d, &none);
    rsis_digester_feed(d, p, LEN);
    rsis_digester_finish(d, &once);
    same_fixity(&once, &pieces);
    assert_int_equal(once.crc, crc32(0, (const Bytef *)p, LEN));
    assert_int_equal(once.size, LEN);
    assert_string_equal(none.md5, "d41d8cd98f00b204e9800998ecf8427e");
    assert_string_equal(none.sha256, "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
    assert_int_equal(none.crc, 0);
    const char *tmp = getenv("TMPDIR");
    const char *path = rsis_format(&arena, "%s/rsis-digest-%d", tmp ? tmp : "/tmp", (int)getpid());
    save(path, rsis_str(p, LEN));
    assert_int_equal(checked_by("sha512", once.sha512, path), 0);
    assert_int_equal(checked_by("sha256", once.sha256, path), 0);
    assert_int_equal(checked_by("md5", once.md5, path), 0);
    assert_int_not_equal(checked_by("md5", none.md5, path), 0);
    unlink(path);
    rsis_digester_finish(rsis_digester_new(&arena, false), &none);
    assert_string_equal(none.md5, "");
}

static void formats_by_signature(void **state) {
    (void)state;
#define CASE(bytes, name, puid, type)                                                                                  \
    { {(bytes), sizeof(bytes) - 1}, name, puid, type }
    static const struct {
        struct rsis_str bytes;
        const char *name, *puid, *type;
    } cases[] = {
        CASE("Words.\n", "a.txt", "x-fmt/111", "text/plain"),
        CASE("Words.\n", "a", "x-fmt/111", "text/plain"),
        CASE("caf\xE9\n", "a.txt", "x-fmt/111", "text/plain"),
        CASE("\xFF\xFEW\0o\0", "a.txt", "x-fmt/111", "text/plain"),
        CASE("# Words\n", "a.MD", "fmt/1149", "text/markdown"),
        CASE("{}", "a.json", "fmt/817", "application/json"),
        CASE("a,b\n", "a.csv", "x-fmt/18", "text/csv"),
        CASE("a\0b", "a.txt", NULL, "application/octet-stream"),
        CASE("", "a.txt", NULL, "application/octet-stream"),
        CASE("<?xml version=\"1.0\"?><a/>", "a.txt", "fmt/101", "application/xml"),
        CASE("%PDF-1.0\n", "a.txt", "fmt/14", "application/pdf"),
        CASE("%PDF-1.7\n\xE2\xE3", "a.pdf", "fmt/276", "application/pdf"),
        CASE("%PDF-2.0\n", "a.pdf", "fmt/1129", "application/pdf"),
        CASE("%PDF-3.0\n\x01", "a.pdf", NULL, "application/octet-stream"),
        CASE("%PDF-1.4 <pdfaid:part>1</pdfaid:part><pdfaid:conformance>B</", "a.pdf", "fmt/354", "application/pdf"),
        CASE("%PDF-1.4 pdfaid:part='1' pdfaid:conformance='A'", "a.pdf", "fmt/95", "application/pdf"),
        CASE("%PDF-1.7 pdfaid:part = \"2\" pdfaid:conformance=\"u\"", "a.pdf", "fmt/478", "application/pdf"),
        CASE("%PDF-1.7 pdfaid:part=\"9\" pdfaid:conformance=\"u\"", "a.pdf", "fmt/276", "application/pdf"),
        CASE("PK\3\4__________________________mimetypeapplication/epub+zip", "a.zip", "fmt/483",
             "application/epub+zip"),
        CASE("PK\3\4..", "a.epub", "x-fmt/263", "application/zip"),
        CASE("PK\3\4[Content_Types].xml..word/document.xml", "a", "fmt/412",
             "application/vnd.openxmlformats-officedocument.wordprocessingml.document"),
        CASE("PK\3\4[Content_Types].xml..xl/workbook.xml", "a.docx", "x-fmt/263", "application/zip"),
        CASE("\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1", "a.doc", "fmt/111", "application/x-ole-storage"),
        CASE("  <!DOCTYPE html>\n<html>", "a", "fmt/471", "text/html"),
        CASE("<!DOCTYPE HTML PUBLIC \"-//W3C//DTD HTML 4.01//EN\">", "a", "fmt/96", "text/html"),
        CASE("<HTML><p>", "a.txt", "fmt/96", "text/html"),
        CASE("{\\rtf1\\ansi", "a.rtf", NULL, "application/rtf"),
        CASE("\xFF\xD8\xFF\xE0\0\x10JFIF\0\1\1", "a.jpg", "fmt/43", "image/jpeg"),
        CASE("\xFF\xD8\xFF\xE1\0\x10"
             "Exif\0",
             "a.jpg", NULL, "image/jpeg"),
        CASE("\x89PNG\r\n\x1A\n\0\0", "a.png", NULL, "image/png"),
    };
    for (size_t i = 0; i < COUNT(cases); i++) {
        struct rsis_file f = {.puid = "stale", .format = "stale"}, kept = {.media_type = "x/y"};
        rsis_identify_format(&f, cases[i].bytes, cases[i].bytes, rsis_str_c(cases[i].name));
        rsis_identify_format(&kept, cases[i].bytes, cases[i].bytes, rsis_str_c(cases[i].name));
        if (!cases[i].puid) assert_null(f.puid);
        if (cases[i].puid) assert_string_equal(f.puid, cases[i].puid);
        assert_string_equal(f.media_type, cases[i].type);
        assert_string_equal(kept.media_type, "x/y");
        assert_int_equal(f.format == NULL, strcmp(cases[i].type, "application/octet-stream") == 0);
    }
    struct rsis_file pdf = {0}, binary = {0};
    rsis_identify_format(&pdf, RSIS_LIT("%PDF-1.4\n"), RSIS_LIT("<pdfaid:part>2</><pdfaid:conformance>B<"),
                         RSIS_LIT("a"));
    assert_string_equal(pdf.puid, "fmt/477");
    rsis_identify_format(&binary, RSIS_LIT("text at first"), RSIS_LIT("\0"), RSIS_LIT("a.txt"));
    assert_null(binary.puid);
}

/* ---------------------------------------------------------------- sameness, memory */

static void the_same_record_gives_the_same_bytes(void **state) {
    (void)state;
    for (size_t i = 0; i < COUNT(kinds); i++) {
        struct bag *a = kinds[i](&arena), *b = kinds[i](&arena);
        assert_int_equal(a->p.n_files, b->p.n_files);
        for (size_t k = 0; k < a->p.n_files; k++) same_fixity(&a->files[k].fixity, &b->files[k].fixity);
    }
}

static void memory_runs_out_anywhere(void **state) {
    (void)state;
    volatile uint64_t k = 1;
    for (volatile bool done = false; !done; k += 1 + k / 50) {
        struct rsis_arena own;
        jmp_buf here;
        rsis_arena_init(&own, &here);
        if (setjmp(here) == 0) {
            rsis_arena_fail_after(k);
            second(&own);
            done = true;
        }
        rsis_arena_fail_after(0);
        rsis_arena_free(&own);
    }
    assert_true(k > 100);
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, begin, finish)
int main(void) {
    const struct CMUnitTest tests[] = {
        TEST(premis_is_valid),
        TEST(mets_is_valid),
        TEST(dublin_core_is_valid),
        TEST(premis_tells_what_came_from_what),
        TEST(premis_tells_who_and_when),
        TEST(a_successor_names_what_it_replaces),
        TEST(mets_lists_every_file_once),
        TEST(dublin_core_says_what_is_known),
        TEST(what_xml_cannot_hold),
        TEST(manifests_agree_with_files),
        TEST(coreutils_agree),
        TEST(bag_info_word_for_word),
        TEST(aptrust_gets_what_it_asks_for),
        TEST(the_readme_is_plain),
        TEST(bags_keep_to_our_profile),
        TEST(a_collection_by_year_and_month),
        TEST(the_index_can_be_read),
        TEST(digests_as_coreutils_have_them),
        TEST(formats_by_signature),
        TEST(the_same_record_gives_the_same_bytes),
        TEST(memory_runs_out_anywhere),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
