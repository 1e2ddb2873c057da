/*
 * text.h - the XML files of a package read back as trees, and from them what a record and a page say. specs/ledger.md,
 * "Reading JATS back" and "Reading XHTML back". Private to the check of packages; it shares no code with what writes.
 */
#ifndef RSIS_TEXT_H
#define RSIS_TEXT_H

#include "../model/ledger.h"
#include "report.h"

/* ---------------------------------------------------------------- text_xml.c: any document */

struct rsis_xml_attr {
    const char *name; /* local */
    struct rsis_str value;
};

/* An element, or a piece of text between tags (name NULL); several may follow each other. */
struct rsis_xml_node {
    const char *name;  /* local */
    const char *space; /* its name space, or "" */
    struct rsis_str text;
    struct rsis_xml_node *parent, *child, *last, *next;
    struct rsis_xml_attr *attrs;
    uint32_t n_attrs, line;
};

/*
 * The root of a document, in the report's arena; NULL with a finding when it is not well-formed, declares entities, or
 * is deeper or has more nodes than any of ours. Nothing outside of `bytes` is ever read. `bytes` may go afterwards.
 */
struct rsis_xml_node *rsis_xml_read(struct rsis_report *r, struct rsis_str member, struct rsis_str bytes);

/* The same of a description: its root is this element of this name space, and text stands in leaves alone. */
struct rsis_xml_node *rsis_xml_read_record(struct rsis_report *r, struct rsis_str member, struct rsis_str bytes,
                                           const char *root, const char *space);

bool rsis_xml_is(const struct rsis_xml_node *n, const char *name);
/* The value of the first attribute of this local name; ptr NULL without one. */
struct rsis_str rsis_xml_value(const struct rsis_xml_node *n, const char *name);
bool rsis_xml_has(const struct rsis_xml_node *n, const char *attr, const char *value);
/* The nearest element of this name around `n`, or NULL. */
const struct rsis_xml_node *rsis_xml_around(const struct rsis_xml_node *n, const char *name);
/* The first child element of this name, or NULL. */
const struct rsis_xml_node *rsis_xml_child(const struct rsis_xml_node *n, const char *name);
/* The next node of the whole tree in the order of the document, or NULL at its end. */
const struct rsis_xml_node *rsis_xml_after(const struct rsis_xml_node *n);
/* All text in it, but for that in elements of the name `but` (or NULL). */
struct rsis_str rsis_xml_text_of(struct rsis_arena *a, const struct rsis_xml_node *n, const char *but);
/* The text of the first child element of this name; empty without one. */
struct rsis_str rsis_xml_child_text(struct rsis_arena *a, const struct rsis_xml_node *n, const char *name);

/* ---------------------------------------------------------------- text_blocks.c: what readers see */

/*
 * A block of text: its characters, and between them marks for what stands in it. A mark is U+0001 to U+0008, which XML
 * forbids, so that no text can pass for one: emphasis, links, note marks with their numbers, pages.
 */
struct rsis_said {
    struct rsis_str text;
    uint32_t line;
    uint8_t slot; /* enum rsis_slot */
};

struct rsis_href {
    struct rsis_str target;
    uint32_t line;
    uint8_t slot; /* of the block that it stands in */
};

struct rsis_reading {
    RSIS_VEC(struct rsis_said) blocks;
    RSIS_VEC(struct rsis_href) hrefs;
};

/* What a JATS file prints: the slots that a page has as well. */
void rsis_read_jats_blocks(struct rsis_reading *out, struct rsis_arena *a, const struct rsis_xml_node *root);

/* What a page says, the head not counted. Findings: text outside of blocks, unknown elements in them, hidden text. */
void rsis_read_page_blocks(struct rsis_reading *out, struct rsis_report *r, struct rsis_str member,
                           const struct rsis_xml_node *root);

/* Must be the same in every printed slot and region; findings are about the page. */
void rsis_compare_readings(struct rsis_report *r, struct rsis_str member, const struct rsis_reading *jats,
                           const struct rsis_reading *page);

#endif
