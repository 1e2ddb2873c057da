/*
 * ledger.h - the record that shows that no word was lost or invented; specs/ledger.md defines it.
 *
 * The decoded stream is cut into tiles; what the tiles yield is the text; every byte of the text has one
 * primary use in the output. Rooms above only write this record down; proof/ checks it.
 */
#ifndef RSIS_LEDGER_H
#define RSIS_LEDGER_H

#include <stdbool.h>
#include <stdint.h>

#include "../base/arena.h"
#include "../base/buf.h"
#include "../base/str.h"

enum rsis_fate { RSIS_FATE_TEXT, RSIS_FATE_MARKUP, RSIS_FATE_LAYOUT };

/* What a tile may do to the stream: ledger_rules.def. */
enum rsis_rule {
#define RSIS_RULE(symbol, name, fate, what) RSIS_RULE_##symbol,
#include "ledger_rules.def"
#undef RSIS_RULE
    RSIS_RULE_COUNT
};

/* Where a use stands in the output: ledger_slots.def. */
enum rsis_slot {
#define RSIS_SLOT(symbol, name, region, kinds) RSIS_SLOT_##symbol,
#include "ledger_slots.def"
#undef RSIS_SLOT
    RSIS_SLOT_COUNT
};

/* Uses of one region follow each other as they do in the source. */
enum rsis_region {
    RSIS_REGION_NONE, /* single values: no order */
    RSIS_REGION_MASTHEAD,
    RSIS_REGION_NOTICE,
    RSIS_REGION_PREFACE,
    RSIS_REGION_PROVENANCE,
    RSIS_REGION_ABSTRACT,
    RSIS_REGION_BODY,
    RSIS_REGION_NOTES,
    RSIS_REGION_ACK,
    RSIS_REGION_BIO,
    RSIS_REGION_FURNITURE,
    RSIS_REGION_COUNT
};

enum rsis_use_kind {
    RSIS_USE_PRIMARY = 1,   /* the one home of a piece of text */
    RSIS_USE_COPY = 2,      /* the same bytes again */
    RSIS_USE_DERIVED = 4,   /* computed from a piece of text */
    RSIS_USE_ASSERTED = 8,  /* not in the source: from the profile or from this program */
    RSIS_USE_SUPPLIED = 16, /* not in the source: from a person */
};

/* How a derived value comes from its text: ledger_derivations.def. */
enum rsis_derivation {
#define RSIS_DERIVATION(symbol, name, what) RSIS_DERIVE_##symbol,
#include "ledger_derivations.def"
#undef RSIS_DERIVATION
    RSIS_DERIVE_COUNT
};

/* Tiles follow each other; offsets are sums, so gaps and overlaps cannot be written down. */
struct rsis_tile {
    uint32_t stream_len, text_len;
    uint16_t rule;
};

struct rsis_use {
    uint32_t at, len;      /* in the text; for ASSERTED and SUPPLIED both are 0 */
    struct rsis_str value; /* what stands in the output; for PRIMARY and COPY the text itself */
    uint32_t block;        /* uses with one number stand in one block of the output, ascending */
    uint8_t slot, kind, moved;
    uint8_t derivation; /* of a DERIVED use */
};

typedef RSIS_VEC(struct rsis_tile) rsis_tiles;
typedef RSIS_VEC(struct rsis_use) rsis_uses;

/* What the tiles say of one source. */
struct rsis_ledger {
    struct rsis_str stream, text;
    rsis_tiles tiles;
};

/* What one output says of the text, in order of emission. */
struct rsis_record {
    rsis_uses uses;
    uint32_t last[RSIS_REGION_COUNT]; /* where the last primary use of each region ended */
};

const char *rsis_rule_name(enum rsis_rule rule);
enum rsis_fate rsis_rule_fate(enum rsis_rule rule);
const char *rsis_slot_name(enum rsis_slot slot);
enum rsis_region rsis_slot_region(enum rsis_slot slot);
unsigned rsis_slot_kinds(enum rsis_slot slot);
const char *rsis_use_kind_name(enum rsis_use_kind kind);
const char *rsis_derivation_name(enum rsis_derivation d);

/* Sums for people: bytes of the stream by fate, and of the text by region. */
struct rsis_ledger_sums {
    uint64_t copied, replaced; /* stream bytes of TEXT tiles: kept as they are, changed by a repair */
    uint64_t markup, layout;   /* stream bytes */
    uint32_t repairs;          /* TEXT tiles that are not copies, and LAYOUT tiles that take a character away */
};
struct rsis_ledger_sums rsis_ledger_sum(const struct rsis_ledger *ledger);

#endif
