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

static struct rsis_xml *new_writer(struct rsis_arena *a) {
    struct rsis_xml *x = RSIS_NEW(a, struct rsis_xml);
    x->arena = a;
    x->buffer = xmlBufferCreateSize(32 << 10);
    if (!x->buffer) rsis_arena_give_up(a);
    rsis_arena_defer(a, free_buffer, x->buffer);
    xmlBufferSetAllocationScheme(x->buffer, XML_BUFFER_ALLOC_DOUBLEIT);
    x->writer = xmlNewTextWriterMemory(x->buffer, 0);
    if (!x->writer) rsis_arena_give_up(a);
    rsis_arena_defer(a, free_writer, x->writer);
    return x;
}

struct rsis_xml *rsis_xml_new(struct rsis_arena *a, const char *root, const char *public_id, const char *system_id) {
    struct rsis_xml *x = new_writer(a);
    check(x, xmlTextWriterWriteRaw(x->writer, XML("<?xml version=\"1.0\" encoding=\"UTF-8\"?>")));
    if (root) {
        check(x, xmlTextWriterWriteRaw(x->writer, XML("\n")));
        check(x, xmlTextWriterWriteDTD(x->writer, XML(root), XML(public_id), XML(system_id), NULL));
    }
    return x;
}

struct rsis_xml *rsis_xml_new_html(struct rsis_arena *a) {
    struct rsis_xml *x = new_writer(a);
    check(x, xmlTextWriterWriteDTD(x->writer, XML("html"), NULL, NULL, NULL));
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

/* What stands for a character; line ends and tabs in attributes would be read as blanks. */
static const char *reference(char c, bool attribute) {
    static const struct {
        char c;
        bool everywhere;
        const char *ref;
    } table[] = {{'&', true, "&amp;"},   {'<', true, "&lt;"},    {'>', true, "&gt;"},  {'"', false, "&quot;"},
                 {'\n', false, "&#10;"}, {'\r', false, "&#13;"}, {'\t', false, "&#9;"}};
    for (size_t i = 0; i < sizeof table / sizeof *table; i++)
        if (c == table[i].c && (attribute || table[i].everywhere)) return table[i].ref;
    return NULL;
}

static void raw(struct rsis_xml *x, const char *p, size_t n) {
    if (n) check(x, xmlTextWriterWriteRawLen(x->writer, XML(p), (int)n));
}

/* Raw, because libxml2 writes every letter beyond ASCII in an attribute as a reference. */
static void escaped(struct rsis_xml *x, struct rsis_str s, bool attribute) {
    size_t from = 0;
    for (size_t i = 0; i < s.len; i++) {
        if (s.ptr[i] >= '?' || (unsigned char)s.ptr[i] >= 0x80) continue; /* most letters, at the price of one test */
        const char *ref = reference(s.ptr[i], attribute);
        if (!ref) continue;
        raw(x, s.ptr + from, i - from);
        raw(x, ref, strlen(ref));
        from = i + 1;
    }
    raw(x, s.ptr + from, s.len - from);
}

void rsis_xml_attr(struct rsis_xml *x, const char *name, struct rsis_str value) {
    check(x, xmlTextWriterStartAttribute(x->writer, XML(name)));
    escaped(x, value, true);
    check(x, xmlTextWriterEndAttribute(x->writer));
}

void rsis_xml_text(struct rsis_xml *x, struct rsis_str s) {
    if (!memchr(s.ptr, '&', s.len) && !memchr(s.ptr, '<', s.len) && !memchr(s.ptr, '>', s.len))
        raw(x, s.ptr, s.len);
    else
        escaped(x, s, false);
}

void rsis_xml_end(struct rsis_xml *x) {
    x->depth--;
    check(x, xmlTextWriterEndElement(x->writer));
}

void rsis_xml_end_full(struct rsis_xml *x) {
    x->depth--;
    check(x, xmlTextWriterFullEndElement(x->writer));
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
