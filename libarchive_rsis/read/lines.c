/* lines.c - what both readers do with a physical line. */
#include "lines.h"

#include "../base/limits.h"
#include "../base/utf8.h"

/* "{3}----------": how extractors part pages. */
static bool is_page_mark(struct rsis_str s) {
    size_t i = 1;
    if (s.len < 6 || s.ptr[0] != '{') return false;
    while (i < s.len && rsis_is_digit(s.ptr[i])) i++;
    if (i == 1 || i + 4 > s.len || s.ptr[i] != '}') return false;
    for (i++; i < s.len; i++)
        if (s.ptr[i] != '-') return false;
    return true;
}

void rsis_lines_feed(struct rsis_lines *ls, const struct rsis_physical *p) {
    if (!p->page || (ls->feeds && ls->fed == p->line_at)) return;
    ls->fed = p->line_at;
    ls->feeds++;
}

/* An extractor may write both kinds between two pages. */
static uint8_t pages_since(const struct rsis_lines *ls) {
    uint32_t n = ls->feeds > ls->marks ? ls->feeds : ls->marks;
    return (uint8_t)(n < UINT8_MAX ? n : UINT8_MAX);
}

bool rsis_lines_special(struct rsis_lines *ls, const struct rsis_physical *p) {
    struct rsis_str s = rsis_str(ls->r->stream.ptr + p->at, p->end - p->at);
    rsis_lines_feed(ls, p);
    if (!s.len) {
        ls->blanks++;
        return true;
    }
    bool page = ls->r->markdown && is_page_mark(s);
    if (!page && !rsis_is_rule_line(s)) return false;
    rsis_tile_gap(ls->r, p->at);
    rsis_tile(ls->r, p->end, page ? RSIS_RULE_PAGE_MARK : RSIS_RULE_RULE_LINE, RSIS_LIT(""));
    ls->blanks++;
    if (page)
        ls->marks++;
    else
        ls->ruled = true;
    return true;
}

void rsis_lines_begin(struct rsis_lines *ls, const struct rsis_physical *p) {
    rsis_tile_gap(ls->r, p->at);
    ls->at = p->at;
    ls->line = (struct rsis_line){.indent = p->indent,
                                  .blanks = (uint16_t)(ls->blanks < 999 ? ls->blanks : 999),
                                  .page = ls->r->flow->lines.n ? pages_since(ls) : 0,
                                  .ruled = ls->ruled,
                                  .hard_break = p->hard};
}

void rsis_lines_quote(struct rsis_lines *ls, uint32_t end) {
    const char *s = ls->r->stream.ptr;
    uint32_t level = 0;
    while (ls->at < end && s[ls->at] == '>' && level < rsis_limit_QUOTE_DEPTH) {
        level++;
        rsis_tile(ls->r, ls->at + 1, RSIS_RULE_MD_QUOTE, RSIS_LIT(""));
        uint32_t to = ls->at + 1;
        while (to < end && (s[to] == ' ' || s[to] == '\t')) to++;
        rsis_tile(ls->r, to, RSIS_RULE_EDGE, RSIS_LIT(""));
        ls->at = to;
    }
    if (!level) return;
    ls->line.kind = RSIS_LINE_QUOTE;
    ls->line.level = (uint8_t)level;
    if (ls->at < end && s[ls->at] == '>' && !ls->deep) {
        ls->deep = true;
        rsis_report(ls->r->flow->diags, RSIS_DIAG_BODY_QUOTE_DEPTH, ls->at, 0,
                    "quotation nested more than %u deep; kept as level %u, further marks as text",
                    rsis_limit_QUOTE_DEPTH, rsis_limit_QUOTE_DEPTH);
    }
}

/* A list begins with 1 or goes on from the item before; "2013. That was" is no list. */
static bool in_sequence(const struct rsis_flow *f, uint32_t number) {
    if (number == 1) return true;
    for (uint32_t i = f->lines.n, seen = 0; i-- > 0 && seen < 40; seen++) {
        const struct rsis_line *l = &f->lines.v[i];
        if (l->kind == RSIS_LINE_NUMBERED) return l->number + 1 == number;
        if (l->kind == RSIS_LINE_HEADING) return false;
    }
    return false;
}

void rsis_lines_number(struct rsis_lines *ls, struct rsis_str s) {
    if (ls->line.kind != RSIS_LINE_PLAIN) return;
    uint32_t number, n = rsis_number_length(s, &number);
    if (n && in_sequence(ls->r->flow, number)) {
        ls->line.kind = RSIS_LINE_NUMBERED;
        ls->line.mark_len = (uint16_t)n;
        ls->line.number = number;
        return;
    }
    n = rsis_label_length(s, &number);
    if (!n) return;
    ls->line.maybe_note = 1;
    ls->line.mark_len = (uint16_t)n;
    ls->line.number = number;
}

void rsis_lines_open(struct rsis_lines *ls) {
    ls->line.at = (uint32_t)ls->r->flow->text.len;
    ls->line.src = ls->at;
    ls->line.tile = ls->r->flow->ledger.tiles.n;
    ls->r->line_at = ls->line.at;
}

void rsis_lines_close(struct rsis_lines *ls, const struct rsis_physical *p) {
    struct rsis_flow *f = ls->r->flow;
    rsis_tile_trim(ls->r, ls->line.at);
    ls->line.len = (uint32_t)f->text.len - ls->line.at;
    if (ls->line.mark_len + 1u >= ls->line.len) { /* a mark and nothing behind it marks nothing */
        ls->line.mark_len = ls->line.maybe_note = 0;
        if (ls->line.kind == RSIS_LINE_NUMBERED) ls->line.kind = RSIS_LINE_PLAIN;
    }
    if (!ls->line.len && ls->line.kind != RSIS_LINE_PICTURE) return;
    ls->line.width = ls->line.indent + (uint32_t)rsis_utf8_length(rsis_str(ls->r->stream.ptr + p->at, p->end - p->at));
    *RSIS_PUSH(f->arena, &f->lines) = ls->line;
    f->pages += ls->line.page;
    ls->blanks = ls->feeds = ls->marks = 0;
    ls->ruled = false;
}
