/* text_xml.c - a document as a tree, built by libxml2's SAX interface. */
#include "text.h"

#include <libxml/parser.h>
#include <libxml/parserInternals.h>

#include "../base/libxml.h"

enum {
    DEPTH = 64,
    NODES = 1 << 20, /* a commentary has some thousands */
};

struct builder {
    struct rsis_report *report;
    struct rsis_arena *arena;
    xmlParserCtxtPtr parser;
    struct rsis_xml_node *root, *at;
    unsigned depth;
    uint32_t nodes;
    const char *why; /* it was given up: static */
    bool out_of_memory;
};

static void give_up(struct builder *b, const char *why) {
    if (!b->why) b->why = why;
    xmlStopParser(b->parser);
}

static struct rsis_xml_node *add(struct builder *b) {
    struct rsis_xml_node *n = RSIS_NEW(b->arena, struct rsis_xml_node);
    n->parent = b->at;
    n->line = b->parser->input && b->parser->input->line > 0 ? (uint32_t)b->parser->input->line : 0;
    if (!b->at)
        b->root = n;
    else if (b->at->last)
        b->at->last->next = n;
    else
        b->at->child = n;
    if (b->at) b->at->last = n;
    return n;
}

static struct rsis_str copy(struct rsis_arena *a, const xmlChar *from, size_t len) {
    return rsis_str(rsis_str_dup(a, rsis_str((const char *)from, len)), len);
}

static void do_start(struct builder *b, const xmlChar *name, const xmlChar *space, int n_attrs, const xmlChar **list) {
    struct rsis_xml_node *n = add(b);
    n->space = rsis_str_dup(b->arena, rsis_str_c((const char *)space));
    n->name = rsis_str_dup(b->arena, rsis_str_c((const char *)name));
    n->n_attrs = (uint32_t)n_attrs;
    n->attrs = RSIS_NEW_ARRAY(b->arena, struct rsis_xml_attr, n->n_attrs + 1);
    for (uint32_t i = 0; i < n->n_attrs; i++, list += 5) {
        n->attrs[i].name = rsis_str_dup(b->arena, rsis_str_c((const char *)list[0]));
        n->attrs[i].value = copy(b->arena, list[3], (size_t)(list[4] - list[3]));
    }
    b->at = n;
}

/* The parser gives a run of text in pieces, and each is a node: joining them would take the square of their number. */
static void do_text(struct builder *b, const xmlChar *text, size_t len) {
    add(b)->text = copy(b->arena, text, len);
}

/* Runs `call` with a guard of its own, so that no jump passes over libxml2's frames. */
#define GUARDED(b, call)                                                                                               \
    do {                                                                                                               \
        jmp_buf here, *outer = (b)->arena->guard;                                                                      \
        if ((b)->why || (b)->out_of_memory) break;                                                                     \
        if (++(b)->nodes > NODES) {                                                                                    \
            give_up((b), "it has more elements than any commentary");                                                  \
            break;                                                                                                     \
        }                                                                                                              \
        (b)->arena->guard = &here;                                                                                     \
        if (!setjmp(here)) {                                                                                           \
            call;                                                                                                      \
        } else {                                                                                                       \
            (b)->out_of_memory = true;                                                                                 \
            xmlStopParser((b)->parser);                                                                                \
        }                                                                                                              \
        (b)->arena->guard = outer;                                                                                     \
    } while (0)

// NOLINTNEXTLINE(readability-function-size): libxml2 decides how many parameters there are
static void on_start(void *parser, const xmlChar *name, const xmlChar *prefix, const xmlChar *uri, int n_ns,
                     const xmlChar **ns, int n, int n_defaulted, const xmlChar **list) {
    struct builder *b = ((xmlParserCtxtPtr)parser)->_private;
    (void)prefix, (void)n_ns, (void)ns, (void)n_defaulted;
    if (++b->depth > DEPTH) give_up(b, "its elements are nested too deeply");
    GUARDED(b, do_start(b, name, uri, n, list));
}

static void on_end(void *parser, const xmlChar *name, const xmlChar *prefix, const xmlChar *uri) {
    struct builder *b = ((xmlParserCtxtPtr)parser)->_private;
    (void)name, (void)prefix, (void)uri;
    if (b->why || b->out_of_memory) return;
    b->depth--;
    if (b->at->parent) b->at = b->at->parent;
}

static void on_text(void *parser, const xmlChar *text, int len) {
    struct builder *b = ((xmlParserCtxtPtr)parser)->_private;
    if (b->at) GUARDED(b, do_text(b, text, (size_t)len));
}

/* Our files declare none, and what is declared could say anything in the place of a word. */
static void on_entity(void *parser, const xmlChar *name, int type, const xmlChar *public_id, const xmlChar *system_id,
                      xmlChar *content) { // NOLINT(readability-non-const-parameter): libxml2 decides
    (void)name, (void)type, (void)public_id, (void)system_id, (void)content;
    give_up(((xmlParserCtxtPtr)parser)->_private, "it declares entities");
}

static void quiet(void *ctx, xmlErrorPtr error) {
    (void)ctx, (void)error;
}

static void no_message(void *ctx, const char *fmt, ...) {
    (void)ctx, (void)fmt;
}

/* Entities make libxml2 begin a document, although nobody wants one. */
static void free_parser(void *p) {
    xmlParserCtxtPtr parser = p;
    if (parser->myDoc) xmlFreeDoc(parser->myDoc);
    xmlFreeParserCtxt(parser);
}

static const xmlSAXHandler handler = {.initialized = XML_SAX2_MAGIC,
                                      .entityDecl = on_entity,
                                      .startElementNs = on_start,
                                      .endElementNs = on_end,
                                      .characters = on_text,
                                      .ignorableWhitespace = on_text,
                                      .cdataBlock = on_text,
                                      .serror = quiet,
                                      .warning = no_message,
                                      .error = no_message,
                                      .fatalError = no_message};

static void tell(const struct builder *b, struct rsis_str member) {
    const xmlError *e = &b->parser->lastError;
    const char *why = b->why ? b->why : e->message ? e->message : "the reason is not known";
    uint32_t line = !b->why && e->line > 0 ? (uint32_t)e->line : 0;
    rsis_found(b->report, RSIS_CHECK_PKG_XML, member, line, 0, "%s: %.*s",
               b->why ? "it cannot be read" : "it is not well-formed XML", (int)strcspn(why, "\n"), why);
}

struct rsis_xml_node *rsis_xml_read(struct rsis_report *r, struct rsis_str member, struct rsis_str bytes) {
    struct builder b = {.report = r, .arena = r->arena};
    rsis_libxml_init();
    if (!bytes.len || bytes.len > INT32_MAX) {
        rsis_found(r, RSIS_CHECK_PKG_XML, member, 0, 0, "it is %s", bytes.len ? "too large" : "empty");
        return NULL;
    }
    b.parser = xmlCreateMemoryParserCtxt(bytes.ptr, (int)bytes.len);
    if (!b.parser) rsis_arena_give_up(r->arena);
    rsis_arena_defer(r->arena, free_parser, b.parser);
    b.parser->_private = &b;
    *b.parser->sax = handler;
    xmlCtxtUseOptions(b.parser, XML_PARSE_NONET | XML_PARSE_NOENT); /* NOENT: &amp; in attributes as its character */
    xmlParseDocument(b.parser);
    if (b.out_of_memory || b.parser->errNo == XML_ERR_NO_MEMORY) rsis_arena_give_up(r->arena);
    if (!b.why && b.parser->wellFormed && b.root) return b.root;
    tell(&b, member);
    return NULL;
}

static bool is_blank(struct rsis_str s) {
    for (size_t i = 0; i < s.len; i++)
        if (!rsis_is_space(s.ptr[i])) return false;
    return true;
}

/* Text beside an element. */
static const struct rsis_xml_node *stray_text(const struct rsis_xml_node *root) {
    for (const struct rsis_xml_node *n = root; n; n = rsis_xml_after(n)) {
        const struct rsis_xml_node *element = NULL, *text = NULL;
        for (const struct rsis_xml_node *k = n->child; k; k = k->next) {
            if (k->name) element = k;
            if (!k->name && !is_blank(k->text)) text = k;
        }
        if (element && text) return text;
    }
    return NULL;
}

struct rsis_xml_node *rsis_xml_read_record(struct rsis_report *r, struct rsis_str member, struct rsis_str bytes,
                                           const char *root, const char *space) {
    struct rsis_xml_node *top = rsis_xml_read(r, member, bytes);
    if (!top) return NULL;
    const struct rsis_xml_node *stray = stray_text(top);
    if (stray) rsis_found(r, RSIS_CHECK_PKG_XML, member, stray->line, 0, "text stands between elements");
    if (rsis_xml_is(top, root) && strcmp(top->space, space) == 0) return top;
    rsis_found(r, RSIS_CHECK_PKG_XML, member, top->line, 0, "the root is not <%s> of the name space %s", root, space);
    return NULL;
}

/* ---------------------------------------------------------------- looking around in it */

bool rsis_xml_is(const struct rsis_xml_node *n, const char *name) {
    return n->name && strcmp(n->name, name) == 0;
}

struct rsis_str rsis_xml_value(const struct rsis_xml_node *n, const char *name) {
    for (uint32_t i = 0; i < n->n_attrs; i++)
        if (strcmp(n->attrs[i].name, name) == 0) return n->attrs[i].value;
    return rsis_str(NULL, 0);
}

bool rsis_xml_has(const struct rsis_xml_node *n, const char *attr, const char *value) {
    struct rsis_str s = rsis_xml_value(n, attr);
    return s.ptr && rsis_str_eq(s, rsis_str_c(value));
}

const struct rsis_xml_node *rsis_xml_around(const struct rsis_xml_node *n, const char *name) {
    for (n = n->parent; n && !rsis_xml_is(n, name);) n = n->parent;
    return n;
}

const struct rsis_xml_node *rsis_xml_child(const struct rsis_xml_node *n, const char *name) {
    for (n = n->child; n && !rsis_xml_is(n, name);) n = n->next;
    return n;
}

const struct rsis_xml_node *rsis_xml_after(const struct rsis_xml_node *n) {
    if (n->child) return n->child;
    while (n && !n->next) n = n->parent;
    return n ? n->next : NULL;
}

static void gather(struct rsis_buf *b, const struct rsis_xml_node *n, const char *but) {
    for (n = n->child; n; n = n->next) {
        if (!n->name)
            rsis_buf_str(b, n->text);
        else if (!but || strcmp(n->name, but) != 0)
            gather(b, n, but);
    }
}

struct rsis_str rsis_xml_text_of(struct rsis_arena *a, const struct rsis_xml_node *n, const char *but) {
    struct rsis_buf b;
    rsis_buf_init(&b, a);
    gather(&b, n, but);
    return b.len ? rsis_buf_slice(&b) : rsis_str("", 0);
}

struct rsis_str rsis_xml_child_text(struct rsis_arena *a, const struct rsis_xml_node *n, const char *name) {
    n = rsis_xml_child(n, name);
    return n ? rsis_xml_text_of(a, n, NULL) : rsis_str("", 0);
}
