/* use.c - recording where text goes. */
#include "write.h"

static struct rsis_use *add(struct rsis_doc *doc, struct rsis_record *rec, enum rsis_slot slot, uint32_t block,
                            enum rsis_use_kind kind) {
    struct rsis_use *u = RSIS_PUSH(doc->arena, &rec->uses);
    *u = (struct rsis_use){.slot = (uint8_t)slot, .block = block, .kind = (uint8_t)kind};
    return u;
}

void rsis_use_piece(struct rsis_doc *doc, struct rsis_record *rec, enum rsis_slot slot, uint32_t block,
                    struct rsis_piece p, enum rsis_use_kind kind) {
    struct rsis_use *u = add(doc, rec, slot, block, kind);
    u->at = p.at;
    u->len = p.len;
    u->value = rsis_doc_text(doc, p);
    if (kind != RSIS_USE_PRIMARY) return;
    enum rsis_region region = rsis_slot_region(slot);
    bool may_move = region == RSIS_REGION_NOTES || region == RSIS_REGION_BIO;
    u->moved = may_move && p.at < rec->last[region];
    if (!u->moved) rec->last[region] = p.at + p.len;
}

void rsis_use_value(struct rsis_doc *doc, struct rsis_record *rec, enum rsis_slot slot, uint32_t block,
                    struct rsis_str value, enum rsis_use_kind kind) {
    add(doc, rec, slot, block, kind)->value = value;
}

struct rsis_str rsis_datum_text(const struct rsis_doc *doc, const struct rsis_datum *d) {
    return d->origin == RSIS_ORIGIN_PRINTED ? rsis_doc_text(doc, d->piece) : d->value;
}

void rsis_use_datum(struct rsis_doc *doc, struct rsis_record *rec, enum rsis_slot slot, uint32_t block,
                    const struct rsis_datum *d) {
    static const enum rsis_use_kind kinds[] = {RSIS_USE_COPY, RSIS_USE_DERIVED, RSIS_USE_ASSERTED, RSIS_USE_SUPPLIED};
    struct rsis_use *u = add(doc, rec, slot, block, kinds[d->origin]);
    u->value = rsis_datum_text(doc, d);
    u->derivation = d->derivation;
    if (d->origin > RSIS_ORIGIN_DERIVED) return;
    u->at = d->piece.at;
    u->len = d->piece.len;
}

void rsis_use_target(struct rsis_doc *doc, struct rsis_record *rec, const struct rsis_target *t) {
    struct rsis_use *u = add(doc, rec, RSIS_SLOT_HREF, 0, (enum rsis_use_kind)t->kind);
    u->at = t->piece.at;
    u->len = t->piece.len;
    u->value = t->value;
    u->derivation = t->derivation;
}
