/*
 * jats_parse.c - bytes to a tree: entities stay references, nothing is loaded, and a hostile file costs no more than a
 * large article. Callbacks of libxml2 must not jump, so they allocate nothing and keep what they heard in a structure.
 */
#include "jats_parts.h"

#include <libxml/SAX2.h>
#include <libxml/parserInternals.h>

#include "../base/libxml.h"

enum {
    MOST_BYTES = 32 << 20,
    MOST_NODES = 250000, /* elements, attributes, references: an article of 10 MB has fewer */
    MOST_SPACES = 1000,  /* name spaces that are in force at one place; libxml2 looks through all of them */
    /* attributes of one element; libxml2 compares each with each */
    MOST_ATTRIBUTES = 1000,
};

/* One thing that was heard, in words of libxml2 or a name of the file; line 0: nothing was. */
struct heard {
    uint32_t line, column;
    char text[200];
};

struct parse {
    xmlParserCtxtPtr parser;
    unsigned nodes;
    const char *too_large; /* static: what there is too much of */
    bool no_memory;
    struct heard fatal, spaces, entity, external;
};

static void hear(struct heard *h, long line, long column, const char *text) {
    if (h->line) return;
    size_t n = strcspn(text, "\n");
    if (n >= sizeof h->text) n = sizeof h->text - 1;
    memcpy(h->text, text, n);
    h->text[n] = 0;
    h->line = line > 0 ? (uint32_t)line : 1;
    h->column = column > 0 ? (uint32_t)column : 0;
}

static void hear_here(struct parse *p, struct heard *h, const char *text) {
    xmlParserInputPtr in = p->parser->input;
    hear(h, in ? in->line : 1, in ? in->col : 0, text);
}

static struct parse *of(void *ctx) {
    return ((xmlParserCtxtPtr)ctx)->_private;
}

/* Counts what makes the tree grow. False when it is enough; the parser's values are gone then. */
static bool grow(struct parse *p, int by) {
    p->nodes += (unsigned)by;
    if (p->nodes > MOST_NODES) p->too_large = "elements and attributes";
    if (p->parser->nsNr / 2 > MOST_SPACES) p->too_large = "name spaces";
    if (p->too_large) xmlStopParser(p->parser);
    return !p->too_large;
}

// NOLINTNEXTLINE(readability-function-size): libxml2 decides how many parameters there are
static void on_start(void *ctx, const xmlChar *local, const xmlChar *prefix, const xmlChar *uri, int n_spaces,
                     const xmlChar **spaces, int n_attributes, int n_defaulted, const xmlChar **list) {
    if (grow(of(ctx), 1 + n_spaces + n_attributes))
        xmlSAX2StartElementNs(ctx, local, prefix, uri, n_spaces, spaces, n_attributes, n_defaulted, list);
}

static void on_reference(void *ctx, const xmlChar *name) {
    if (grow(of(ctx), 1)) xmlSAX2Reference(ctx, name);
}

static void on_entity(void *ctx, const xmlChar *name, int type, const xmlChar *public_id, const xmlChar *system_id,
                      xmlChar *content) {
    struct parse *p = of(ctx);
    hear_here(p, public_id || system_id ? &p->external : &p->entity, (const char *)name);
    if (grow(p, 1)) xmlSAX2EntityDecl(ctx, name, type, public_id, system_id, content);
}

static void on_error(void *ctx, xmlErrorPtr e) {
    struct parse *p = ctx ? of(ctx) : NULL;
    if (!p || p->too_large) return;
    const char *text = e->message ? e->message : "it cannot be read";
    p->no_memory |= e->code == XML_ERR_NO_MEMORY;
    if (e->level == XML_ERR_FATAL)
        hear(&p->fatal, e->line, e->int2, text);
    else if (e->domain == XML_FROM_NAMESPACE && e->level == XML_ERR_ERROR)
        hear(&p->spaces, e->line, e->int2, text);
}

/* Errors of libxml2's decoders are not given to the parser's handler, but to one that each thread has. */
static void quiet(void *ctx, xmlErrorPtr e) {
    (void)ctx, (void)e;
}

static void no_message(void *ctx, const char *fmt, ...) {
    (void)ctx, (void)fmt;
}

/* Encodings in which the bytes of markup are those of ASCII, zeros left out: what `tags_are_modest` counted. */
static bool encoding_is_plain(const char *name) {
    static const char *const begins[] = {"UTF-8", "UTF-16",      "ISO-8859-", "ISO-10646-UCS", "US-ASCII",
                                         "ASCII", "WINDOWS-125", "UCS-",      "UTF8",          "UTF16"};
    for (size_t i = 0; i < RSIS_COUNT(begins); i++)
        if (rsis_str_starts_nocase(rsis_str_c(name), rsis_str_c(begins[i]))) return true;
    return false;
}

static void on_begin(void *ctx) {
    struct parse *p = of(ctx);
    const xmlChar *name = p->parser->encoding;
    if (!name && p->parser->input) name = p->parser->input->encoding;
    xmlSAX2StartDocument(ctx);
    if (!name || encoding_is_plain((const char *)name)) return;
    hear_here(p, &p->fatal, "its encoding is none that archives read; write it in UTF-8");
    xmlStopParser(p->parser);
}

static void listen(xmlSAXHandlerPtr sax) {
    sax->startDocument = on_begin;
    sax->startElementNs = on_start;
    sax->reference = on_reference;
    sax->entityDecl = on_entity;
    sax->comment = NULL; /* comments and instructions are no part of the text, and need no room */
    sax->processingInstruction = NULL;
    sax->serror = on_error;
    sax->warning = sax->error = sax->fatalError = no_message;
}

/* ---- before libxml2 */

/* How many bytes until behind `what`; all when it does not come. */
static size_t until(struct rsis_str s, const char *what) {
    ptrdiff_t at = rsis_str_find(s, rsis_str_c(what));
    return at < 0 ? s.len : (size_t)at + strlen(what);
}

/* The start tag at the beginning of `s`: its length, and how many quoted values it has. */
static size_t tag_length(struct rsis_str s, unsigned *values) {
    char quote = 0;
    size_t i = 1;
    for (*values = 0; i < s.len && (quote || s.ptr[i] != '>'); i++) {
        char c = s.ptr[i];
        if (quote && c == quote)
            quote = 0;
        else if (!quote && (c == '"' || c == '\''))
            quote = c, ++*values;
    }
    return i;
}

/* False when a start tag has so many attributes that libxml2 would be busy with it for hours. */
static bool tags_are_modest(struct rsis_str s) {
    const char *open;
    while (s.len && (open = memchr(s.ptr, '<', s.len)) != NULL) {
        unsigned values = 0;
        s = rsis_str_from(s, (size_t)(open - s.ptr));
        size_t n = rsis_str_starts(s, RSIS_LIT("<!--"))        ? until(s, "-->")
                   : rsis_str_starts(s, RSIS_LIT("<![CDATA[")) ? until(s, "]]>")
                   : rsis_str_starts(s, RSIS_LIT("<?"))        ? until(s, "?>")
                   : rsis_str_starts(s, RSIS_LIT("<!"))        ? 2
                                                               : tag_length(s, &values);
        if (values > MOST_ATTRIBUTES) return false;
        s = rsis_str_from(s, n);
    }
    return true;
}

/* UTF-16 and UTF-32 without their zeros are near enough to ASCII to count by. */
static struct rsis_str without_zeros(struct rsis_arena *a, struct rsis_str s) {
    if (!memchr(s.ptr, 0, s.len < 64 ? s.len : 64)) return s;
    char *out = rsis_arena_bytes(a, s.len);
    size_t n = 0;
    for (size_t i = 0; i < s.len; i++)
        if (s.ptr[i]) out[n++] = s.ptr[i];
    return rsis_str(out, n);
}

/* ---- after it */

static void found(struct rsis_jats_file *j, enum rsis_check check, const struct heard *h, const char *before) {
    rsis_found(j->report, check, j->o->member, h->line, h->column, "%s%s", before, h->text);
}

static void report(struct rsis_jats_file *j, const struct parse *p) {
    if (p->entity.line) found(j, RSIS_CHECK_JATS_ENTITY, &p->entity, "The file declares an entity of its own: ");
    if (p->external.line)
        found(j, RSIS_CHECK_JATS_ENTITY_EXTERNAL, &p->external, "The file declares an entity that is outside of it: ");
    if (p->spaces.line) found(j, RSIS_CHECK_JATS_NAMESPACES, &p->spaces, "");
    if (p->too_large)
        rsis_found(j->report, RSIS_CHECK_JATS_LARGE, j->o->member, 0, 0, "The file has too many %s", p->too_large);
    else if (p->fatal.line)
        found(j, RSIS_CHECK_JATS_WELL_FORMED, &p->fatal, "");
}

/* `doc` points to where the document stands; NULL there when it was given back before. */
static void free_document(void *doc) {
    xmlDocPtr *at = (xmlDocPtr *)doc;
    if (*at) xmlFreeDoc(*at);
    *at = NULL;
}

static void run(struct parse *p, struct rsis_str bytes) {
    p->parser = xmlCreateMemoryParserCtxt(bytes.ptr, (int)bytes.len);
    if (!p->parser) return;
    p->parser->_private = p;
    xmlCtxtUseOptions(p->parser, XML_PARSE_NONET | XML_PARSE_NOCDATA | XML_PARSE_BIG_LINES);
    listen(p->parser->sax);
    xmlParseDocument(p->parser);
}

/* Parses; the document, or NULL when there is none to be looked at. */
static xmlDocPtr parse_quietly(struct parse *p, struct rsis_str bytes) {
    xmlStructuredErrorFunc handler = xmlStructuredError;
    void *context = xmlStructuredErrorContext;
    xmlDocPtr doc = NULL;
    xmlSetStructuredErrorFunc(NULL, quiet);
    run(p, bytes);
    if (p->parser) {
        doc = p->parser->myDoc;
        p->no_memory |= p->parser->errNo == XML_ERR_NO_MEMORY;
        if (!p->parser->wellFormed && !p->fatal.line) hear(&p->fatal, 1, 0, "it is not well-formed");
        xmlFreeParserCtxt(p->parser);
    }
    xmlSetStructuredErrorFunc(context, handler);
    if (doc && (p->fatal.line || p->too_large || p->no_memory)) {
        xmlFreeDoc(doc);
        doc = NULL;
    }
    return doc;
}

bool rsis_jats_parse(struct rsis_jats_file *j, struct rsis_str bytes) {
    struct parse p = {.too_large = NULL};
    rsis_libxml_init();
    j->doc = RSIS_NEW(j->arena, xmlDocPtr);
    rsis_arena_defer(j->arena, free_document, j->doc);
    if (!bytes.len)
        hear(&p.fatal, 1, 0, "the file is empty");
    else if (bytes.len > MOST_BYTES)
        p.too_large = "bytes";
    else if (!tags_are_modest(without_zeros(j->arena, bytes)))
        p.too_large = "attributes in one tag";
    else
        *j->doc = parse_quietly(&p, bytes);
    if (p.no_memory || (!*j->doc && !p.fatal.line && !p.too_large)) rsis_arena_give_up(j->arena);
    report(j, &p);
    return *j->doc != NULL;
}

void rsis_jats_forget(struct rsis_jats_file *j) {
    free_document(j->doc);
}
