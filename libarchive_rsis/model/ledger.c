/* ledger.c - the ledger's tables and sums. */
#include "ledger.h"

static const struct {
    const char *name;
    enum rsis_fate fate;
} rules[] = {
#define RSIS_RULE(symbol, name, fate, what) {name, RSIS_FATE_##fate},
#include "ledger_rules.def"
#undef RSIS_RULE
};

static const struct {
    const char *name;
    enum rsis_region region;
    unsigned kinds;
} slots[] = {
#define P RSIS_USE_PRIMARY
#define C RSIS_USE_COPY
#define D RSIS_USE_DERIVED
#define A RSIS_USE_ASSERTED
#define S RSIS_USE_SUPPLIED
#define RSIS_SLOT(symbol, name, region, kinds) {name, RSIS_REGION_##region, kinds},
#include "ledger_slots.def"
#undef RSIS_SLOT
#undef P
#undef C
#undef D
#undef A
#undef S
};

static const char *const derivations[] = {
#define RSIS_DERIVATION(symbol, name, what) name,
#include "ledger_derivations.def"
#undef RSIS_DERIVATION
};

const char *rsis_rule_name(enum rsis_rule rule) {
    return rules[rule].name;
}

enum rsis_fate rsis_rule_fate(enum rsis_rule rule) {
    return rules[rule].fate;
}

const char *rsis_slot_name(enum rsis_slot slot) {
    return slots[slot].name;
}

enum rsis_region rsis_slot_region(enum rsis_slot slot) {
    return slots[slot].region;
}

unsigned rsis_slot_kinds(enum rsis_slot slot) {
    return slots[slot].kinds;
}

const char *rsis_derivation_name(enum rsis_derivation d) {
    return derivations[d];
}

const char *rsis_use_kind_name(enum rsis_use_kind kind) {
    switch (kind) {
    case RSIS_USE_PRIMARY:
        return "primary";
    case RSIS_USE_COPY:
        return "copy";
    case RSIS_USE_DERIVED:
        return "derived";
    case RSIS_USE_ASSERTED:
        return "asserted";
    case RSIS_USE_SUPPLIED:
        return "supplied";
    }
    return "?";
}

static bool takes_away(uint16_t rule) {
    return rule >= RSIS_RULE_HYPHEN_KEPT && rule <= RSIS_RULE_ILLEGAL;
}

struct rsis_ledger_sums rsis_ledger_sum(const struct rsis_ledger *ledger) {
    struct rsis_ledger_sums s = {0};
    for (uint32_t i = 0; i < ledger->tiles.n; i++) {
        const struct rsis_tile *t = &ledger->tiles.v[i];
        enum rsis_fate fate = rules[t->rule].fate;
        if (t->rule == RSIS_RULE_COPY)
            s.copied += t->stream_len;
        else if (fate == RSIS_FATE_TEXT)
            s.replaced += t->stream_len;
        else if (fate == RSIS_FATE_MARKUP)
            s.markup += t->stream_len;
        else
            s.layout += t->stream_len;
        s.repairs += (fate == RSIS_FATE_TEXT && t->rule != RSIS_RULE_COPY) || takes_away(t->rule);
    }
    return s;
}
