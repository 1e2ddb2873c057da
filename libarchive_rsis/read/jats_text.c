/* jats_text.c - the tiles of a JATS file: what is markup, what is text, and white space between the two. */
#include "jats_parts.h"

#include "../base/utf8.h"

void rsis_jats_refuse(struct rsis_jats_reader *r, enum rsis_diag_code code, uint32_t at, uint32_t len, const char *fmt,
                      ...) {
    if (r->failed) return;
    va_list ap;
    va_start(ap, fmt);
    const char *message = rsis_vformat(r->doc->arena, fmt, ap);
    va_end(ap);
    rsis_report(r->doc->diags, code, at, len, "%s; nothing was converted", message);
    r->failed = true;
}

static void tile(struct rsis_jats_reader *r, uint32_t to, enum rsis_rule rule, struct rsis_str after) {
    if (to == r->at) return;
    struct rsis_tile *last = r->doc->ledger.tiles.n ? &r->doc->ledger.tiles.v[r->doc->ledger.tiles.n - 1] : NULL;
    if (rule == RSIS_RULE_COPY && last && last->rule == rule) {
        last->stream_len += to - r->at;
        last->text_len += to - r->at;
    } else {
        struct rsis_tile *t = RSIS_PUSH(r->doc->arena, &r->doc->ledger.tiles);
        // NOLINTNEXTLINE(clang-analyzer-core.NullDereference): an arena gives no NULL
        *t = (struct rsis_tile){to - r->at, (uint32_t)after.len, (uint16_t)rule};
    }
    rsis_buf_str(&r->text, after);
    r->at = to;
}

void rsis_jats_markup(struct rsis_jats_reader *r, uint32_t to, enum rsis_rule rule) {
    tile(r, to, rule, RSIS_LIT(""));
}

static void copy(struct rsis_jats_reader *r, uint32_t to) {
    tile(r, to, RSIS_RULE_COPY, rsis_str(r->stream.ptr + r->at, to - r->at));
}

/* Is there no text yet, or a line feed after what there is? */
bool rsis_jats_parted(const struct rsis_jats_reader *r) {
    return !r->text.len || r->text.ptr[r->text.len - 1] == '\n';
}

/* Each has been looked at before (check_references). */
static void reference(struct rsis_jats_reader *r) {
    uint32_t len = 1, cp = rsis_tag_reference(rsis_str_from(r->stream, r->at), &len);
    char out[4];
    tile(r, r->at + len, RSIS_RULE_ENTITY, rsis_str(out, rsis_utf8_put(cp, out)));
}

/* White space with a line end: somebody laid the file out anew. One blank inside a block, nothing at its edges. */
static void line_end(struct rsis_jats_reader *r, uint32_t end, bool first, bool last) {
    uint32_t to = r->at;
    while (to < end && rsis_is_space(r->stream.ptr[to])) to++;
    bool edge = first || (last && to == end);
    tile(r, to, edge ? RSIS_RULE_EDGE : RSIS_RULE_SPACE, edge ? RSIS_LIT("") : RSIS_LIT(" "));
}

/* Where the white space around the first line end from `at` on begins; `end` when there is none. */
static uint32_t next_line_end(struct rsis_str s, uint32_t at, uint32_t end) {
    const char *p = memchr(s.ptr + at, '\n', end - at);
    if (!p) return end;
    uint32_t i = (uint32_t)(p - s.ptr);
    while (i > at && rsis_is_space(s.ptr[i - 1])) i--;
    return i;
}

/* Characters up to `end`: text. `first` and `last`: a block begins before them, ends after them. */
void rsis_jats_characters(struct rsis_jats_reader *r, uint32_t end, bool first, bool last) {
    uint32_t line = next_line_end(r->stream, r->at, end);
    while (r->at < end && !r->failed) {
        const char *amp = memchr(r->stream.ptr + r->at, '&', line - r->at);
        if (amp) {
            copy(r, (uint32_t)(amp - r->stream.ptr));
            reference(r);
        } else {
            first &= line == r->at;
            copy(r, line);
            if (line < end) line_end(r, end, first, last);
            line = next_line_end(r->stream, r->at, end);
        }
        first = false;
    }
}

void rsis_jats_only_space(struct rsis_jats_reader *r, const struct rsis_tag *t) {
    uint32_t i = t->at;
    while (i < t->end && rsis_is_space(r->stream.ptr[i])) i++;
    if (i < t->end) rsis_jats_refuse(r, RSIS_DIAG_JATS_ELEMENT, i, 0, "text stands here, where rsis writes none");
}

/* White space between two elements: one line feed in the text, however many there are. */
void rsis_jats_between(struct rsis_jats_reader *r, const struct rsis_tag *t) {
    rsis_jats_only_space(r, t);
    if (rsis_jats_parted(r))
        rsis_jats_markup(r, t->end, RSIS_RULE_EDGE);
    else
        tile(r, t->end, RSIS_RULE_BREAK, RSIS_LIT("\n"));
}
