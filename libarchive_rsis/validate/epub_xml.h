/*
 * epub_xml.h - one pass of libxml2's SAX over one document: names looked up in the tables, attributes as slices,
 * well-formedness, encodings and document type declarations judged on the way.
 *
 * Nothing outside of the bytes is ever read: no DTD, no entity, no network. Callbacks may allocate: a jump of the
 * arena is caught before it passes libxml2, and taken again when the parser has returned.
 */
#ifndef RSIS_EPUB_XML_H
#define RSIS_EPUB_XML_H

#include "epub_model.h"

struct rsis_epub;

/* One attribute of a start tag; strings last until the callback returns. */
struct rsis_epub_attr {
    uint16_t code; /* enum rsis_epub_attr_code; RSIS_A_OTHER: in no table */
    uint8_t ns;    /* enum rsis_epub_ns */
    const char *name, *uri;
    struct rsis_str value;
};

/* One start tag. */
struct rsis_epub_tag {
    const struct rsis_epub_element *row; /* NULL: in no table */
    uint8_t ns;
    const char *name, *uri; /* uri NULL: no name space */
    const struct rsis_epub_attr *attrs;
    uint32_t n;
};

/* The value of an attribute; ptr NULL when the tag has none. */
struct rsis_str rsis_epub_value(const struct rsis_epub_tag *tag, enum rsis_epub_attr_code code);
bool rsis_epub_has(const struct rsis_epub_tag *tag, enum rsis_epub_attr_code code);

struct rsis_epub_events {
    void (*start)(void *ctx, const struct rsis_epub_tag *tag);
    void (*end)(void *ctx);
    void (*text)(void *ctx, struct rsis_str s); /* in pieces, as the parser gives them */
};

enum rsis_epub_dialect { RSIS_DIALECT_XHTML, RSIS_DIALECT_SVG, RSIS_DIALECT_NCX, RSIS_DIALECT_OPF, RSIS_DIALECT_PLAIN };

struct rsis_epub_parse {
    struct rsis_epub *book;
    struct rsis_str member;
    enum rsis_epub_dialect dialect; /* which document type declarations are right */
    const struct rsis_epub_events *events;
    void *ctx;
    /* what the pass found */
    uint32_t line, column; /* of the event that is being handled */
    bool fatal;            /* not well-formed: events stopped where it was seen */
    /* its own */
    void *parser;
    bool enough; /* set by an event: nothing more is wanted */
    bool out_of_memory, has_external;
    RSIS_VEC(struct rsis_epub_attr) attrs;
    const char *last_uri;
    uint8_t last_ns;
};

/* Reads the whole document. Findings about its form are made here; the rest is the events'. */
void rsis_epub_parse(struct rsis_epub_parse *p, struct rsis_str bytes);

#endif
