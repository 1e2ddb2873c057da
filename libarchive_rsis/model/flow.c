/* flow.c - taking a hyphen and its line end out of the text. */
#include "flow.h"

/* Everything at or after text offset `at` moves `n` bytes towards the start. */
static void shift(struct rsis_flow *f, uint32_t first_line, uint32_t at, uint32_t n) {
    memmove(f->text.ptr + at - n, f->text.ptr + at, f->text.len - at);
    f->text.len -= n;
    for (uint32_t i = first_line; i < f->lines.n; i++) f->lines.v[i].at -= n;
    for (uint32_t i = f->runs.n; i-- > 0 && f->runs.v[i].at >= at - n;) {
        struct rsis_run *r = &f->runs.v[i];
        if (r->at >= at) r->at -= n;
        if (r->href_at >= at) r->href_at -= n;
    }
}

void rsis_flow_cut_gap(struct rsis_flow *f, uint32_t line, uint32_t hyphen_bytes) {
    struct rsis_line *l = &f->lines.v[line];
    struct rsis_tile *gap = &f->ledger.tiles.v[l->gap];
    uint32_t end = l->at + l->len + gap->text_len;
    if (hyphen_bytes) {
        gap[-1].stream_len -= hyphen_bytes;
        gap[-1].text_len -= hyphen_bytes;
        gap->stream_len += hyphen_bytes;
        l->len -= hyphen_bytes;
    }
    shift(f, line + 1, end, hyphen_bytes + gap->text_len);
    gap->text_len = 0;
    gap->rule = hyphen_bytes ? RSIS_RULE_DEHYPHEN : RSIS_RULE_HYPHEN_KEPT;
}

uint32_t rsis_first_run(const struct rsis_flow *f, uint32_t at) {
    uint32_t lo = 0, hi = f->runs.n;
    while (lo < hi) {
        uint32_t mid = (lo + hi) / 2;
        const struct rsis_run *run = &f->runs.v[mid];
        if (run->at + run->len <= at && run->at < at)
            lo = mid + 1;
        else
            hi = mid;
    }
    return lo;
}
