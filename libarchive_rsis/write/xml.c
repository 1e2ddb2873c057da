/*
 * xml.c - xmlTextWriter into memory. libxml2 writes what it is given; that there are only XML characters is
 * the model's invariant (read/reader.c) and is checked again when the output is read back.
 */
#include "xml.h"

#include <libxml/xmlwriter.h>

#define XML(s) ((const xmlChar *)(s))

struct rsis_xml {
    struct rsis_arena *arena;
    xmlBufferPtr buffer;
    xmlTextWriterPtr writer;
    unsigned depth;
};

static void free_writer(void *p) {
    xmlFreeTextWriter(p);
}

static void free_buffer(void *p) {
    xmlBufferFree(p);
}

static void check(struct rsis_xml *x, int n) {
    if (n < 0) rsis_arena_give_up(x->arena); /* writing to memory fails for want of memory only */
}

struct rsis_xml *rsis_xml_new(struct rsis_arena *a, const char *root, const char *public_id, const char *system_id) {
    struct rsis_xml *x = RSIS_NEW(a, struct rsis_xml);
    x->arena = a;
    x->buffer = xmlBufferCreateSize(32 << 10);
    if (!x->buffer) rsis_arena_give_up(a);
    rsis_arena_defer(a, free_buffer, x->buffer);
    x->writer = xmlNewTextWriterMemory(x->buffer, 0);
    if (!x->writer) rsis_arena_give_up(a);
    rsis_arena_defer(a, free_writer, x->writer);
    check(x, xmlTextWriterWriteRaw(x->writer, XML("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n")));
    check(x, xmlTextWriterWriteDTD(x->writer, XML(root), XML(public_id), XML(system_id), NULL));
    return x;
}

static void new_line(struct rsis_xml *x) {
    static const char blanks[] = "\n                                                                ";
    unsigned n = x->depth * 2 < sizeof blanks - 2 ? x->depth * 2 : sizeof blanks - 2;
    check(x, xmlTextWriterWriteRawLen(x->writer, XML(blanks), (int)n + 1));
}

void rsis_xml_open(struct rsis_xml *x, const char *name) {
    new_line(x);
    rsis_xml_inline(x, name);
}

void rsis_xml_inline(struct rsis_xml *x, const char *name) {
    check(x, xmlTextWriterStartElement(x->writer, XML(name)));
    x->depth++;
}

void rsis_xml_attr(struct rsis_xml *x, const char *name, struct rsis_str value) {
    check(x, xmlTextWriterWriteAttribute(x->writer, XML(name), XML(rsis_str_dup(x->arena, value))));
}

static const char *reference(char c) {
    switch (c) {
    case '&':
        return "&amp;";
    case '<':
        return "&lt;";
    case '>':
        return "&gt;";
    default:
        return NULL;
    }
}

void rsis_xml_text(struct rsis_xml *x, struct rsis_str s) {
    size_t from = 0;
    if (!memchr(s.ptr, '&', s.len) && !memchr(s.ptr, '<', s.len) && !memchr(s.ptr, '>', s.len)) {
        if (s.len) check(x, xmlTextWriterWriteRawLen(x->writer, XML(s.ptr), (int)s.len));
        return;
    }
    for (size_t i = 0; i <= s.len; i++) {
        const char *ref = i < s.len ? reference(s.ptr[i]) : "";
        if (!ref) continue;
        if (i > from) check(x, xmlTextWriterWriteRawLen(x->writer, XML(s.ptr + from), (int)(i - from)));
        if (*ref) check(x, xmlTextWriterWriteRaw(x->writer, XML(ref)));
        from = i + 1;
    }
}

void rsis_xml_end(struct rsis_xml *x) {
    x->depth--;
    check(x, xmlTextWriterEndElement(x->writer));
}

void rsis_xml_close(struct rsis_xml *x) {
    x->depth--;
    new_line(x);
    check(x, xmlTextWriterEndElement(x->writer));
}

struct rsis_str rsis_xml_finish(struct rsis_xml *x) {
    check(x, xmlTextWriterWriteRaw(x->writer, XML("\n")));
    check(x, xmlTextWriterFlush(x->writer));
    struct rsis_str s = rsis_str((const char *)xmlBufferContent(x->buffer), (size_t)xmlBufferLength(x->buffer));
    return rsis_str(rsis_str_dup(x->arena, s), s.len);
}
