/* flow.c - taking hyphens and line ends out of the text: noted one by one, done in one pass. */
#include "flow.h"

void rsis_flow_cut_gap(struct rsis_flow *f, uint32_t line, uint32_t hyphen_bytes) {
    struct rsis_line *l = &f->lines.v[line];
    struct rsis_tile *gap = &f->ledger.tiles.v[l->gap];
    uint32_t before = f->cuts.n ? f->cuts.v[f->cuts.n - 1].before + f->cuts.v[f->cuts.n - 1].len : 0;
    struct rsis_cut cut = {l->at + l->len - hyphen_bytes, hyphen_bytes + gap->text_len, before};
    if (hyphen_bytes) {
        gap[-1].stream_len -= hyphen_bytes;
        gap[-1].text_len -= hyphen_bytes;
        gap->stream_len += hyphen_bytes;
        l->len -= hyphen_bytes;
    }
    gap->text_len = 0;
    gap->rule = hyphen_bytes ? RSIS_RULE_DEHYPHEN : RSIS_RULE_HYPHEN_KEPT;
    *RSIS_PUSH(f->arena, &f->cuts) = cut;
}

uint32_t rsis_flow_place(const struct rsis_flow *f, uint32_t at) {
    uint32_t lo = 0, hi = f->cuts.n;
    while (lo < hi) {
        uint32_t mid = (lo + hi) / 2;
        if (f->cuts.v[mid].at < at)
            lo = mid + 1;
        else
            hi = mid;
    }
    return lo ? at - f->cuts.v[lo - 1].before - f->cuts.v[lo - 1].len : at;
}

static void move_text(struct rsis_flow *f) {
    size_t to = f->cuts.v[0].at;
    for (uint32_t i = 0; i < f->cuts.n; i++) {
        size_t from = f->cuts.v[i].at + f->cuts.v[i].len;
        size_t end = i + 1 < f->cuts.n ? f->cuts.v[i + 1].at : f->text.len;
        memmove(f->text.ptr + to, f->text.ptr + from, end - from);
        to += end - from;
    }
    f->text.len = to;
}

void rsis_flow_compact(struct rsis_flow *f) {
    if (!f->cuts.n) return;
    for (uint32_t i = 0; i < f->lines.n; i++) f->lines.v[i].at = rsis_flow_place(f, f->lines.v[i].at);
    for (uint32_t i = 0; i < f->runs.n; i++) {
        f->runs.v[i].at = rsis_flow_place(f, f->runs.v[i].at);
        f->runs.v[i].href_at = rsis_flow_place(f, f->runs.v[i].href_at);
    }
    move_text(f);
    f->cuts.n = 0;
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
