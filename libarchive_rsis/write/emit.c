/* emit.c - writing and recording in one step. */
#include "emit.h"

void rsis_emit_open(struct rsis_emit *e, const char *name) {
    rsis_xml_open(e->x, name);
}

void rsis_emit_close(struct rsis_emit *e) {
    rsis_xml_close(e->x);
}

void rsis_emit_block(struct rsis_emit *e, const char *name, enum rsis_slot slot) {
    rsis_xml_open(e->x, name);
    if (e->inlines->slot) rsis_emit_attr(e, e->inlines->slot, rsis_slot_name(slot));
    e->block++;
}

void rsis_emit_end(struct rsis_emit *e) {
    rsis_xml_end(e->x);
}

void rsis_emit_attr(struct rsis_emit *e, const char *name, const char *value) {
    rsis_xml_attr(e->x, name, rsis_str_c(value));
}

void rsis_emit_id(struct rsis_emit *e, const char *prefix, unsigned n) {
    rsis_emit_attr(e, "id", rsis_format(e->doc->arena, "%s%u", prefix, n));
}

void rsis_emit_value(struct rsis_emit *e, enum rsis_slot slot, struct rsis_str s, enum rsis_use_kind kind) {
    rsis_use_value(e->doc, e->rec, slot, e->block, s, kind);
    rsis_xml_text(e->x, s);
}

void rsis_emit_datum(struct rsis_emit *e, enum rsis_slot slot, const struct rsis_datum *d) {
    rsis_use_datum(e->doc, e->rec, slot, e->block, d);
    rsis_xml_text(e->x, rsis_datum_text(e->doc, d));
}

void rsis_emit_piece(struct rsis_emit *e, enum rsis_slot slot, struct rsis_piece p) {
    rsis_use_piece(e->doc, e->rec, slot, e->block, p, RSIS_USE_PRIMARY);
    rsis_xml_text(e->x, rsis_doc_text(e->doc, p));
}

void rsis_emit_href(struct rsis_emit *e, const struct rsis_node *n) {
    const struct rsis_inlines *f = e->inlines;
    rsis_use_target(e->doc, e->rec, &n->target);
    rsis_xml_attr(e->x, f->href_of ? f->href_of(n->target.value) : f->href, n->target.value);
}

void rsis_emit_datum_attr(struct rsis_emit *e, const char *name, enum rsis_slot slot, const struct rsis_datum *d) {
    rsis_use_datum(e->doc, e->rec, slot, 0, d);
    rsis_xml_attr(e->x, name, rsis_datum_text(e->doc, d));
}

void rsis_emit_value_attr(struct rsis_emit *e, const char *name, enum rsis_slot slot, struct rsis_str s,
                          enum rsis_use_kind kind) {
    rsis_use_value(e->doc, e->rec, slot, 0, s, kind);
    rsis_xml_attr(e->x, name, s);
}

void rsis_emit_lang(struct rsis_emit *e, struct rsis_str s, enum rsis_use_kind kind) {
    for (size_t i = 0; i < 2 && e->inlines->lang[i]; i++)
        rsis_emit_value_attr(e, e->inlines->lang[i], RSIS_SLOT_LANGUAGE, s, kind);
}

static void wrapped(struct rsis_emit *e, const struct rsis_node *n, enum rsis_slot slot) {
    const struct rsis_inlines *f = e->inlines;
    rsis_xml_inline(e->x, f->elements[n->type].name);
    if (f->elements[n->type].attr) rsis_emit_attr(e, f->elements[n->type].attr, f->elements[n->type].value);
    if (n->target.kind) rsis_emit_href(e, n);
    if (n->lang) rsis_emit_lang(e, rsis_str_c(n->lang), RSIS_USE_ASSERTED);
    rsis_emit_inlines(e, n, slot);
    rsis_xml_end(e->x);
}

void rsis_emit_inlines(struct rsis_emit *e, const struct rsis_node *parent, enum rsis_slot slot) {
    for (const struct rsis_node *n = parent->child; n; n = n->next) {
        switch ((enum rsis_node_type)n->type) {
        case RSIS_NODE_TEXT:
            rsis_emit_piece(e, slot, n->piece);
            break;
        case RSIS_NODE_BREAK:
            e->inlines->page_break(e, n);
            break;
        case RSIS_NODE_NOTE_REF:
            e->inlines->note_ref(e, n);
            break;
        case RSIS_NODE_PICTURE:
            e->inlines->picture(e, n, slot);
            break;
        default:
            wrapped(e, n, slot);
            break;
        }
    }
}

/* The first words of a group; empty when it has none. */
static struct rsis_str first_words(const struct rsis_emit *e, const struct rsis_node *group) {
    for (const struct rsis_node *n = group->child; n; n = n->next) {
        struct rsis_str s = n->type == RSIS_NODE_TEXT ? rsis_doc_text(e->doc, n->piece) : first_words(e, n);
        if (s.len) return s;
    }
    return rsis_str("", 0);
}

static void direction(struct rsis_emit *e, struct rsis_str words) {
    if (e->inlines->direction) e->inlines->direction(e, words);
}

void rsis_emit_direction(struct rsis_emit *e, const struct rsis_node *group) {
    direction(e, first_words(e, group));
}

void rsis_emit_asserted_block(struct rsis_emit *e, const char *name, enum rsis_slot slot, struct rsis_str s) {
    if (!s.len) return;
    rsis_emit_block(e, name, slot);
    rsis_emit_value(e, slot, s, RSIS_USE_ASSERTED);
    rsis_emit_end(e);
}

void rsis_emit_datum_block(struct rsis_emit *e, const char *name, enum rsis_slot slot, const struct rsis_datum *d) {
    if (!d->rule) return;
    rsis_emit_block(e, name, slot);
    direction(e, rsis_datum_text(e->doc, d));
    rsis_emit_datum(e, slot, d);
    rsis_emit_end(e);
}

void rsis_emit_piece_block(struct rsis_emit *e, const char *name, enum rsis_slot slot, struct rsis_piece p) {
    if (!p.len) return;
    rsis_emit_block(e, name, slot);
    direction(e, rsis_doc_text(e->doc, p));
    rsis_emit_piece(e, slot, p);
    rsis_emit_end(e);
}

void rsis_emit_inline_block(struct rsis_emit *e, const char *name, enum rsis_slot slot, const struct rsis_node *group) {
    rsis_emit_block(e, name, slot);
    rsis_emit_direction(e, group);
    rsis_emit_inlines(e, group, slot);
    rsis_emit_end(e);
}

void rsis_emit_paras(struct rsis_emit *e, const struct rsis_node *group, enum rsis_slot slot) {
    for (const struct rsis_node *n = group->child; n; n = n->next) rsis_emit_inline_block(e, "p", slot, n);
}
