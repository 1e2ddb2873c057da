/* doc.c - nodes; from the text back to the source. */
#include "doc.h"

struct rsis_node *rsis_node_new(struct rsis_arena *a, enum rsis_node_type type) {
    struct rsis_node *n = RSIS_NEW(a, struct rsis_node);
    n->type = (uint8_t)type;
    return n;
}

void rsis_node_append(struct rsis_node *parent, struct rsis_node *child) {
    if (parent->last)
        parent->last->next = child;
    else
        parent->child = child;
    parent->last = child;
}

uint32_t rsis_ledger_source(const struct rsis_ledger *l, uint32_t at) {
    uint32_t stream = 0, text = 0;
    for (uint32_t i = 0; i < l->tiles.n; i++) {
        const struct rsis_tile *t = &l->tiles.v[i];
        if (at < text + t->text_len) return stream + (t->rule == RSIS_RULE_COPY ? at - text : 0);
        stream += t->stream_len;
        text += t->text_len;
    }
    return stream;
}
