/* xmlout.c - elements and attributes by libxml2, escaping by ourselves, so that no version of it changes the bytes. */
#include "xmlout.h"

#include <libxml/xmlwriter.h>

#include "../base/utf8.h"

#define XML(s) ((const xmlChar *)(s))

struct rsis_xmlout {
    struct rsis_arena *arena;
    xmlBufferPtr buffer;
    xmlTextWriterPtr writer;
};

static void free_writer(void *p) {
    xmlFreeTextWriter(p);
}

static void free_buffer(void *p) {
    xmlBufferFree(p);
}

static void check(struct rsis_xmlout *x, int n) {
    if (n < 0) rsis_arena_give_up(x->arena); /* writing to memory fails for want of memory only */
}

struct rsis_xmlout *rsis_xmlout_new(struct rsis_arena *a) {
    struct rsis_xmlout *x = RSIS_NEW(a, struct rsis_xmlout);
    x->arena = a;
    x->buffer = xmlBufferCreateSize(16 << 10);
    if (!x->buffer) rsis_arena_give_up(a);
    rsis_arena_defer(a, free_buffer, x->buffer);
    x->writer = xmlNewTextWriterMemory(x->buffer, 0);
    if (!x->writer) rsis_arena_give_up(a);
    rsis_arena_defer(a, free_writer, x->writer);
    check(x, xmlTextWriterWriteRaw(x->writer, XML("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n")));
    check(x, xmlTextWriterSetIndent(x->writer, 1));
    check(x, xmlTextWriterSetIndentString(x->writer, XML("  ")));
    return x;
}

void rsis_xmlout_open(struct rsis_xmlout *x, const char *name) {
    check(x, xmlTextWriterStartElement(x->writer, XML(name)));
}

/* What stands for a character, or NULL when it stands for itself. A parser would change white space in attributes. */
static const char *instead(uint32_t cp, bool attribute) {
    static const struct {
        uint32_t cp;
        bool attributes_only;
        const char *text;
    } table[] = {{'&', false, "&amp;"}, {'<', false, "&lt;"}, {'>', false, "&gt;"}, {'\r', false, "&#13;"},
                 {'"', true, "&quot;"}, {'\t', true, "&#9;"}, {'\n', true, "&#10;"}};
    if (cp == RSIS_UTF8_BAD || !rsis_is_xml_char(cp)) return "\xEF\xBF\xBD";
    for (size_t i = 0; cp < 0x80 && i < sizeof table / sizeof *table; i++)
        if (table[i].cp == cp && (attribute || !table[i].attributes_only)) return table[i].text;
    return NULL;
}

static void raw(struct rsis_xmlout *x, const char *from, const char *to) {
    if (to > from) check(x, xmlTextWriterWriteRawLen(x->writer, XML(from), (int)(to - from)));
}

static void escaped(struct rsis_xmlout *x, struct rsis_str s, bool attribute) {
    if (!s.len) return;
    const char *from = s.ptr, *end = s.ptr + s.len;
    unsigned len = 0;
    for (const char *p = s.ptr; p < end; p += len) {
        const char *text = instead(rsis_utf8_next(p, end, &len), attribute);
        if (!text) continue;
        raw(x, from, p);
        check(x, xmlTextWriterWriteRaw(x->writer, XML(text)));
        from = p + len;
    }
    raw(x, from, end);
}

void rsis_xmlout_attr(struct rsis_xmlout *x, const char *name, struct rsis_str value) {
    check(x, xmlTextWriterStartAttribute(x->writer, XML(name)));
    escaped(x, value, true);
    check(x, xmlTextWriterEndAttribute(x->writer));
}

void rsis_xmlout_attr_z(struct rsis_xmlout *x, const char *name, const char *value) {
    rsis_xmlout_attr(x, name, rsis_str_c(value));
}

void rsis_xmlout_text(struct rsis_xmlout *x, struct rsis_str s) {
    escaped(x, s, false);
}

void rsis_xmlout_close(struct rsis_xmlout *x) {
    check(x, xmlTextWriterEndElement(x->writer));
}

void rsis_xmlout_leaf(struct rsis_xmlout *x, const char *name, struct rsis_str text) {
    rsis_xmlout_open(x, name);
    rsis_xmlout_text(x, text);
    rsis_xmlout_close(x);
}

void rsis_xmlout_leaf_z(struct rsis_xmlout *x, const char *name, const char *text) {
    rsis_xmlout_leaf(x, name, rsis_str_c(text));
}

struct rsis_str rsis_xmlout_finish(struct rsis_xmlout *x) {
    check(x, xmlTextWriterFlush(x->writer));
    return rsis_str((const char *)xmlBufferContent(x->buffer), (size_t)xmlBufferLength(x->buffer));
}
