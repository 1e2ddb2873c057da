/* epub_xml.c - the pass over one document. */
#include "epub_xml.h"

#include <libxml/SAX2.h>
#include <libxml/parser.h>
#include <libxml/parserInternals.h>

#include "../base/libxml.h"
#include "epub_walk.h"
#include "epub_xmldecl.h"

#define FOUND(p, check, ...) rsis_found((p)->book->report, (check), (p)->member, (p)->line, (p)->column, __VA_ARGS__)

struct rsis_str rsis_epub_value(const struct rsis_epub_tag *tag, enum rsis_epub_attr_code code) {
    for (uint32_t i = 0; i < tag->n; i++)
        if (tag->attrs[i].code == code) return tag->attrs[i].value;
    return rsis_str(NULL, 0);
}

bool rsis_epub_has(const struct rsis_epub_tag *tag, enum rsis_epub_attr_code code) {
    return rsis_epub_value(tag, code).ptr != NULL;
}

static struct rsis_epub_parse *of(void *parser) {
    return ((xmlParserCtxtPtr)parser)->_private;
}

static void stop(struct rsis_epub_parse *p) {
    xmlStopParser(p->parser);
}

static void look_where(struct rsis_epub_parse *p, xmlParserCtxtPtr at) {
    if (!at->input) return;
    p->line = at->input->line > 0 ? (uint32_t)at->input->line : 0;
    p->column = at->input->col > 0 ? (uint32_t)at->input->col : 0;
}

/*
 * Runs `call` with a guard of its own in both arenas, so that no jump passes over libxml2's frames.
 */
#define GUARDED(p, call)                                                                                               \
    do {                                                                                                               \
        struct rsis_arena *one = (p)->book->arena, *two = (p)->book->scratch;                                          \
        jmp_buf here, *outer = one->guard, *other = two->guard;                                                        \
        if ((p)->fatal || (p)->out_of_memory) break;                                                                   \
        one->guard = two->guard = &here;                                                                               \
        if (!setjmp(here)) {                                                                                           \
            call;                                                                                                      \
        } else {                                                                                                       \
            (p)->out_of_memory = true;                                                                                 \
            stop(p);                                                                                                   \
        }                                                                                                              \
        one->guard = outer, two->guard = other;                                                                        \
    } while (0)

static uint8_t space_of(struct rsis_epub_parse *p, const char *uri) {
    if (!uri) return RSIS_NS_NONE;
    if (uri != p->last_uri) {
        p->last_uri = uri; /* the parser keeps one copy of a name: the same pointer is the same name */
        p->last_ns = (uint8_t)rsis_epub_ns_of(uri);
    }
    return p->last_ns;
}

static void take_attribute(struct rsis_epub_parse *p, const xmlChar **at) {
    struct rsis_epub_attr *a = RSIS_PUSH(p->book->scratch, &p->attrs);
    a->name = (const char *)at[0];
    a->uri = (const char *)at[2];
    a->ns = a->uri ? (uint8_t)rsis_epub_ns_of(a->uri) : RSIS_NS_NONE;
    a->value = rsis_str((const char *)at[3], (size_t)(at[4] - at[3]));
    a->code = (uint16_t)rsis_epub_attr(p->book, (enum rsis_epub_ns)a->ns, rsis_str_c(a->name));
}

static void do_start(struct rsis_epub_parse *p, const char *name, const char *uri, int n, const xmlChar **list) {
    struct rsis_epub_tag tag = {.name = name, .uri = uri, .ns = space_of(p, uri)};
    tag.row = rsis_epub_row(p->book, (enum rsis_epub_ns)tag.ns, rsis_str_c(name));
    p->attrs.n = 0;
    for (int i = 0; i < n; i++) take_attribute(p, list + (ptrdiff_t)i * 5);
    tag.attrs = p->attrs.v;
    tag.n = p->attrs.n;
    p->events->start(p->ctx, &tag);
}

// NOLINTNEXTLINE(readability-function-size): libxml2 decides how many parameters there are
static void on_start(void *parser, const xmlChar *name, const xmlChar *prefix, const xmlChar *uri, int n_ns,
                     const xmlChar **ns, int n, int n_defaulted, const xmlChar **list) {
    struct rsis_epub_parse *p = of(parser);
    (void)prefix, (void)n_ns, (void)ns, (void)n_defaulted;
    look_where(p, parser);
    GUARDED(p, do_start(p, (const char *)name, (const char *)uri, n, list));
    if (p->enough) stop(p);
}

static void on_end(void *parser, const xmlChar *name, const xmlChar *prefix, const xmlChar *uri) {
    struct rsis_epub_parse *p = of(parser);
    (void)name, (void)prefix, (void)uri;
    look_where(p, parser);
    GUARDED(p, p->events->end(p->ctx));
}

static void on_text(void *parser, const xmlChar *text, int len) {
    struct rsis_epub_parse *p = of(parser);
    look_where(p, parser);
    GUARDED(p, p->events->text(p->ctx, rsis_str((const char *)text, (size_t)len)));
}

/* ---- document types and entities */

static void on_doctype(void *parser, const xmlChar *name, const xmlChar *public_id, const xmlChar *system_id) {
    struct rsis_epub_parse *p = of(parser);
    look_where(p, parser);
    GUARDED(p, rsis_epub_judge_doctype(p, (const char *)public_id, (const char *)system_id));
    xmlSAX2InternalSubset(parser, name, public_id, system_id);
}

static void on_entity(void *parser, const xmlChar *name, int type, const xmlChar *public_id, const xmlChar *system_id,
                      xmlChar *content) {
    struct rsis_epub_parse *p = of(parser);
    look_where(p, parser);
    if (!public_id && !system_id) {
        xmlSAX2EntityDecl(parser, name, type, NULL, NULL, content);
        return;
    }
    /* Never declared to the parser, so that nothing can make it open a file. */
    p->has_external = true;
    GUARDED(p, FOUND(p, RSIS_CHECK_EPUB_EXTERNAL_ENTITY, "The entity \"%.100s\" is outside of this file", name));
}

/* ---- errors */

static bool harmless(const struct rsis_epub_parse *p, const xmlError *e) {
    if (e->level == XML_ERR_WARNING || e->level == XML_ERR_NONE) return true;
    if (e->code == XML_WAR_UNDECLARED_ENTITY)
        return p->has_external || (p->book->version == 2 && p->dialect != RSIS_DIALECT_OPF); /* the DTD has it */
    if (e->code == XML_ERR_UNDECLARED_ENTITY) return p->has_external;
    if (e->code >= XML_WAR_NS_URI && e->code <= XML_WAR_NS_COLUMN) return true;
    return e->domain == XML_FROM_VALID || e->domain == XML_FROM_DTD;
}

static void say_error(struct rsis_epub_parse *p, const xmlError *e) {
    struct rsis_str text = rsis_str_trim(rsis_str_c(e->message ? e->message : "not well-formed"));
    if (e->line > 0) p->line = (uint32_t)e->line, p->column = e->int2 > 0 ? (uint32_t)e->int2 : 0;
    if (text.len > 200) text.len = 200;
    FOUND(p, RSIS_CHECK_EPUB_NOT_WELL_FORMED, "Not well-formed: %.*s", RSIS_ARG(text));
}

static void on_error(void *parser, xmlErrorPtr e) {
    struct rsis_epub_parse *p = of(parser);
    if (p->fatal || harmless(p, e)) return;
    GUARDED(p, say_error(p, e));
    p->fatal = true;
    stop(p);
}

static void no_message(void *ctx, const char *fmt, ...) {
    (void)ctx, (void)fmt;
}

/* `held` is where the parser is noted; NULL there when it was given back before. */
static void free_parser(void *held) {
    xmlParserCtxtPtr parser = *(xmlParserCtxtPtr *)held;
    *(xmlParserCtxtPtr *)held = NULL;
    if (!parser) return;
    if (parser->myDoc) xmlFreeDoc(parser->myDoc);
    xmlFreeParserCtxt(parser);
}

static const xmlSAXHandler handler = {
    .initialized = XML_SAX2_MAGIC,
    .startDocument = xmlSAX2StartDocument,
    .internalSubset = on_doctype,
    .entityDecl = on_entity,
    .getEntity = xmlSAX2GetEntity,
    .getParameterEntity = xmlSAX2GetParameterEntity,
    .startElementNs = on_start,
    .endElementNs = on_end,
    .characters = on_text,
    .ignorableWhitespace = on_text,
    .cdataBlock = on_text,
    .serror = on_error,
    .warning = no_message,
    .error = no_message,
    .fatalError = no_message,
};

void rsis_epub_parse(struct rsis_epub_parse *p, struct rsis_str bytes) {
    rsis_libxml_init();
    p->line = 1, p->column = 1;
    if (!rsis_epub_judge_form(p, bytes)) {
        p->fatal = true;
        return;
    }
    xmlParserCtxtPtr *held = RSIS_NEW(p->book->scratch, xmlParserCtxtPtr);
    rsis_arena_defer(p->book->scratch, free_parser, held);
    xmlParserCtxtPtr parser = xmlCreateMemoryParserCtxt(bytes.ptr, (int)bytes.len);
    if (!parser) rsis_arena_give_up(p->book->arena);
    *held = parser;
    parser->_private = p;
    p->parser = parser;
    *parser->sax = handler;
    xmlCtxtUseOptions(parser, XML_PARSE_NONET | XML_PARSE_NOENT); /* NOENT: entities of the file as their text */
    xmlParseDocument(parser);
    if (p->out_of_memory || parser->errNo == XML_ERR_NO_MEMORY) rsis_arena_give_up(p->book->arena);
    free_parser(held); /* at once: it has a copy of the document */
}
