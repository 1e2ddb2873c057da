/*
 * emit.h - what the XML writers share: blocks and inlines go out through here, and each piece of text that goes
 * out is recorded as a use at the same moment, so that a writer cannot write what it does not record.
 */
#ifndef RSIS_EMIT_H
#define RSIS_EMIT_H

#include "write.h"
#include "xml.h"

struct rsis_emit;

/* How a format shows the inlines that are more than an element around text. */
struct rsis_inlines {
    /* by node type: the element and its constant attribute; name NULL where a function below does it */
    const struct { const char *name, *attr, *value; } elements[RSIS_NODE_FOREIGN + 1];
    const char *href;    /* name of the attribute for a link's target */
    const char *lang[2]; /* names of the attributes for a passage's language; the second may be NULL */
    const char *slot;    /* name of the attribute that says a block's slot; NULL: the element says it */
    /* the attribute for this target, where it is not always `href`; may be NULL */
    const char *(*href_of)(struct rsis_str target);
    /* writes what a block's first words say of their direction; may be NULL */
    void (*direction)(struct rsis_emit *e, struct rsis_str words);
    void (*page_break)(struct rsis_emit *e, const struct rsis_node *n);
    void (*note_ref)(struct rsis_emit *e, const struct rsis_node *n);
    void (*picture)(struct rsis_emit *e, const struct rsis_node *n, enum rsis_slot slot);
};

struct rsis_emit {
    struct rsis_doc *doc;
    struct rsis_record *rec;
    struct rsis_xml *x;
    const struct rsis_inlines *inlines;
    uint32_t block;  /* the number of the last block element that was opened */
    unsigned breaks; /* inferred page breaks so far */
};

/* Containers: elements that hold elements. */
void rsis_emit_open(struct rsis_emit *e, const char *name);
void rsis_emit_close(struct rsis_emit *e);

/* Block elements: what is read back as one run of text; `slot` is where its text stands. */
void rsis_emit_block(struct rsis_emit *e, const char *name, enum rsis_slot slot);
void rsis_emit_end(struct rsis_emit *e);

/* An attribute that is a constant of the mapping; an id made of a prefix and a number. */
void rsis_emit_attr(struct rsis_emit *e, const char *name, const char *value);
void rsis_emit_id(struct rsis_emit *e, const char *prefix, unsigned n);

/* Text inside the open block, recorded. */
void rsis_emit_value(struct rsis_emit *e, enum rsis_slot slot, struct rsis_str s, enum rsis_use_kind kind);
void rsis_emit_datum(struct rsis_emit *e, enum rsis_slot slot, const struct rsis_datum *d);
void rsis_emit_piece(struct rsis_emit *e, enum rsis_slot slot, struct rsis_piece p);
void rsis_emit_inlines(struct rsis_emit *e, const struct rsis_node *parent, enum rsis_slot slot);

/* Says the direction of the open block, which will hold this group. */
void rsis_emit_direction(struct rsis_emit *e, const struct rsis_node *group);

/* Whole blocks; nothing when there is nothing to say. */
void rsis_emit_asserted_block(struct rsis_emit *e, const char *name, enum rsis_slot slot, struct rsis_str s);
void rsis_emit_datum_block(struct rsis_emit *e, const char *name, enum rsis_slot slot, const struct rsis_datum *d);
void rsis_emit_piece_block(struct rsis_emit *e, const char *name, enum rsis_slot slot, struct rsis_piece p);
void rsis_emit_inline_block(struct rsis_emit *e, const char *name, enum rsis_slot slot, const struct rsis_node *group);
void rsis_emit_paras(struct rsis_emit *e, const struct rsis_node *group, enum rsis_slot slot);

/* Attributes that say something of the source, recorded. */
void rsis_emit_href(struct rsis_emit *e, const struct rsis_node *n);
void rsis_emit_lang(struct rsis_emit *e, struct rsis_str s, enum rsis_use_kind kind);
void rsis_emit_datum_attr(struct rsis_emit *e, const char *name, enum rsis_slot slot, const struct rsis_datum *d);
void rsis_emit_value_attr(struct rsis_emit *e, const char *name, enum rsis_slot slot, struct rsis_str s,
                          enum rsis_use_kind kind);

/* address.c: a web or mail address that is well formed (RFC 3986) and that every reader can follow. */
bool rsis_is_address(struct rsis_str s);

#endif
