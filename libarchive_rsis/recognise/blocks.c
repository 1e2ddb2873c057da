/*
 * blocks.c - lines to blocks, by the flavour's own rule for where a paragraph ends.
 *
 * Wrapped text was filled greedily: a line ends early only if the next word did not fit. So a line after
 * which the next word would have fitted ends a paragraph (specs/commentary-format.md, "Unwrapping").
 */
#include "parts.h"

#include <stdlib.h>

#include "../base/utf8.h"

enum { FRONT_LINES = 40 };

/* ---------------------------------------------------------------- small questions about text */

static bool closes(uint32_t cp) {
    return cp == '"' || cp == '\'' || cp == ')' || cp == ']' || cp == 0x2019 || cp == 0x201D;
}

/* Without a note's mark: digits, or digits in brackets, that follow a stop at once. */
static struct rsis_str without_mark(struct rsis_str s) {
    size_t n = s.len;
    if (n && (s.ptr[n - 1] == ']' || s.ptr[n - 1] == ')')) n--;
    size_t end = n;
    while (n && rsis_is_digit(s.ptr[n - 1]) && end - n < 3) n--;
    if (n == end || !n) return s;
    if (n < s.len && (s.ptr[n - 1] == '[' || s.ptr[n - 1] == '(')) n--;
    if (n > 1 && s.ptr[n - 1] == ' ') n--;
    return n && strchr(".?!\"')", s.ptr[n - 1]) ? rsis_str(s.ptr, n)
           : n >= 3 && (s.ptr[n - 1] & 0x80)    ? rsis_str(s.ptr, n)
                                                : s;
}

bool rsis_ends_sentence(struct rsis_str s) {
    s = without_mark(rsis_str_trim(s));
    while (s.len) {
        unsigned n;
        uint32_t cp = rsis_utf8_before(s.ptr, s.ptr + s.len, &n);
        if (cp == '.' || cp == '?' || cp == '!' || cp == ':' || cp == ';' || cp == 0x2026 || cp == 0x3002 ||
            cp == 0xFF1F || cp == 0xFF01 || cp == 0x06D4 || cp == 0x061F)
            return true;
        if (!closes(cp)) return false;
        s.len -= n;
    }
    return true;
}

bool rsis_starts_lower(struct rsis_str s) {
    unsigned n;
    return s.len && rsis_is_lower_cp(rsis_utf8_next(s.ptr, s.ptr + s.len, &n));
}

/* The next word at *at: letters, digits, apostrophes, hyphens. Empty at the end. */
static struct rsis_str next_word(struct rsis_str s, size_t *at) {
    size_t i = *at;
    while (i < s.len && rsis_is_space(s.ptr[i])) i++;
    size_t start = i;
    while (i < s.len && !rsis_is_space(s.ptr[i])) i++;
    *at = i;
    return rsis_str(s.ptr + start, i - start);
}

static bool in_capitals(struct rsis_str w, bool *letters) {
    bool any = false;
    for (const char *p = w.ptr, *end = w.ptr + w.len; p < end;) {
        unsigned n;
        uint32_t cp = rsis_utf8_next(p, end, &n);
        if (rsis_is_lower_cp(cp)) return false;
        any |= rsis_is_letter(cp);
        p += n;
    }
    *letters = any;
    return true;
}

bool rsis_starts_caps(struct rsis_str s) {
    size_t at = 0;
    unsigned words = 0, letters = 0;
    for (bool any; words < 4; words++) {
        struct rsis_str w = next_word(s, &at);
        if (!w.len || !in_capitals(w, &any)) break;
        letters += any;
    }
    return letters >= 2 && s.len > 60;
}

bool rsis_is_label(struct rsis_str s, struct rsis_strs labels) {
    s = rsis_str_trim(s);
    if (s.len && s.ptr[s.len - 1] == ':') s.len--;
    return s.len < 80 && rsis_wordings_find(labels, s) >= 0;
}

size_t rsis_opens_with(struct rsis_str s, struct rsis_strs wordings) {
    for (size_t i = 0; i < wordings.n; i++) {
        size_t n = rsis_wording_prefix(wordings.v[i], s);
        if (n) return n;
    }
    return 0;
}

/* ---------------------------------------------------------------- wrapped lines */

static uint32_t first_word_width(struct rsis_str s) {
    size_t at = 0;
    struct rsis_str w = next_word(s, &at);
    const char *hyphen = memchr(w.ptr, '-', w.len);
    if (hyphen && hyphen > w.ptr) w.len = (size_t)(hyphen - w.ptr) + 1;
    return (uint32_t)rsis_utf8_length(w);
}

static int by_size(const void *a, const void *b) {
    uint32_t x = *(const uint32_t *)a, y = *(const uint32_t *)b;
    return x < y ? -1 : x > y;
}

/* The width of full lines, from lines that were certainly wrapped: a small letter follows at once. */
static uint32_t full_width(const struct rsis_flow *f, struct rsis_arena *a) {
    uint32_t *w = RSIS_NEW_ARRAY(a, uint32_t, f->lines.n + 1), n = 0;
    for (uint32_t i = 1; i < f->lines.n; i++) {
        const struct rsis_line *l = &f->lines.v[i];
        if (!l->blanks && rsis_starts_lower(rsis_line_text(f, l))) w[n++] = f->lines.v[i - 1].width;
    }
    if (!n) return 0;
    qsort(w, n, sizeof *w, by_size);
    return w[n - 1 - n / 50];
}

static bool next_would_fit(const struct rsis_recogniser *r, const struct rsis_line *a, const struct rsis_line *b) {
    return a->width + 1 + first_word_width(rsis_line_text(r->flow, b)) <= r->full;
}

/* "1 Prices are": a note that follows a note, or stands under a drawn line. */
static bool note_starts(const struct rsis_recogniser *r, const struct rsis_block *open, const struct rsis_line *a,
                        const struct rsis_line *b) {
    if (!b->maybe_note || !b->number) return false;
    return open->maybe_note && open->number + 1 == b->number && rsis_ends_sentence(rsis_line_text(r->flow, a));
}

/* Lines that stand alone whatever their length: labels, and in front mastheads, kickers, number lines, bylines. */
static bool stands_alone(const struct rsis_recogniser *r, uint32_t i) {
    const struct rsis_series *s = r->series;
    struct rsis_str t = rsis_line_text(r->flow, &r->flow->lines.v[i]);
    struct rsis_form_match m;
    if (t.len > 120) return false;
    if (rsis_is_label(t, s->synopsis_labels) || rsis_is_label(t, s->body_labels) || rsis_is_label(t, s->bio_labels) ||
        rsis_is_label(t, s->notes_labels))
        return true;
    if (i >= FRONT_LINES) return false;
    size_t by = rsis_opens_with(t, s->byline_prefixes);
    bool byline = by && by < t.len && !rsis_ends_sentence(t) && rsis_names_plausible(rsis_str_from(t, by));
    for (size_t f = 0; f < s->n_forms && !byline; f++) byline = rsis_form_match(&m, s, f, t);
    return byline || rsis_wordings_find(s->masthead, t) >= 0 || rsis_wordings_find(s->kickers, t) >= 0;
}

static bool wrapped_joins(const struct rsis_recogniser *r, const struct rsis_block *open, const struct rsis_line *a,
                          const struct rsis_line *b) {
    if (a->alone || b->alone) return false;
    struct rsis_str s = rsis_line_text(r->flow, a), t = rsis_line_text(r->flow, b);
    if (note_starts(r, open, a, b)) return false;
    bool runs_on = rsis_starts_lower(t) && !rsis_ends_sentence(s);
    bool item = open->kind == RSIS_LINE_BULLET || open->kind == RSIS_LINE_NUMBERED;
    if (b->indent >= a->indent + 2 && !item && rsis_ends_sentence(s)) return false;
    if (b->indent + 2 <= a->indent && open->first != open->last && rsis_ends_sentence(s)) return false;
    return runs_on || !next_would_fit(r, a, b);
}

static uint8_t style_of(const struct rsis_flow *f, const struct rsis_piece p, uint8_t *linked);

/* A line in bold over a line that is not: a heading without a blank line. */
static bool bold_ends(const struct rsis_flow *f, const struct rsis_line *a, const struct rsis_line *b) {
    uint8_t linked;
    uint8_t x = style_of(f, (struct rsis_piece){a->at, a->len}, &linked);
    uint8_t y = style_of(f, (struct rsis_piece){b->at, b->len}, &linked);
    return (x & RSIS_STYLE_STRONG) != (y & RSIS_STYLE_STRONG) && a->len < 160;
}

static bool line_joins(const struct rsis_recogniser *r, const struct rsis_block *open, uint32_t i) {
    const struct rsis_line *a = &r->flow->lines.v[i - 1], *b = &r->flow->lines.v[i];
    bool quoted = b->kind == RSIS_LINE_QUOTE && a->kind == RSIS_LINE_QUOTE && a->level == b->level;
    if (b->blanks || b->ruled || b->page || a->aside || b->aside || (b->kind != RSIS_LINE_PLAIN && !quoted))
        return false;
    if (a->kind == RSIS_LINE_PICTURE) return false;
    if (r->flow->flavour == RSIS_FROM_MARKDOWN) return b->joins && !a->hard_break && !bold_ends(r->flow, a, b);
    return r->flow->flavour == RSIS_FROM_WRAPPED && wrapped_joins(r, open, a, b);
}

/* ---------------------------------------------------------------- hyphens at line ends */

static bool occurs_whole(struct rsis_str text, struct rsis_str a, struct rsis_str b, const char *between) {
    char word[128];
    size_t gap = strlen(between);
    if (a.len + b.len + gap > sizeof word) return false;
    memcpy(word, a.ptr, a.len);
    memcpy(word + a.len, between, gap);
    memcpy(word + a.len + gap, b.ptr, b.len);
    struct rsis_str w = rsis_str(word, a.len + gap + b.len);
    for (ptrdiff_t at; (at = rsis_str_find(text, w)) >= 0; text = rsis_str_from(text, (size_t)at + 1)) {
        const char *p = text.ptr + at;
        bool left = at == 0 || !rsis_is_alpha(p[-1]),
             right = (size_t)at + w.len == text.len || !rsis_is_alpha(p[w.len]);
        if (left && right) return true;
    }
    return false;
}

static struct rsis_str last_token(struct rsis_str s) {
    size_t i = s.len;
    while (i && !rsis_is_space(s.ptr[i - 1])) i--;
    return rsis_str_from(s, i);
}

static bool is_address(struct rsis_str token) {
    return rsis_str_find(token, RSIS_LIT("://")) >= 0 || rsis_str_starts(token, RSIS_LIT("www.")) ||
           (token.len && memchr(token.ptr, '@', token.len));
}

static size_t letters(struct rsis_str s, bool backwards) {
    size_t n = 0;
    while (n < s.len &&
           ((s.ptr[backwards ? s.len - 1 - n : n] & 0x80) || rsis_is_alpha(s.ptr[backwards ? s.len - 1 - n : n])))
        n++;
    return n;
}

static bool word_ends(struct rsis_str s) {
    unsigned n;
    return rsis_is_word_char(rsis_utf8_before(s.ptr, s.ptr + s.len, &n));
}

static bool word_begins(struct rsis_str s) {
    unsigned n;
    return rsis_is_word_char(rsis_utf8_next(s.ptr, s.ptr + s.len, &n));
}

/* Only a word that stands whole elsewhere in the text, and never with its hyphen, was divided by a typesetter. */
static bool was_divided(const struct rsis_recogniser *r, struct rsis_str a, struct rsis_str b) {
    struct rsis_str stem = rsis_str(a.ptr, a.len - 1);
    size_t n = letters(stem, true), m = letters(b, false);
    if (!n || !m || !word_ends(stem) || !rsis_starts_lower(b)) return false;
    struct rsis_str x = rsis_str_from(stem, stem.len - n), y = rsis_str(b.ptr, m),
                    text = rsis_buf_slice(&r->flow->text);
    return occurs_whole(text, x, y, "") && !occurs_whole(text, x, y, "-");
}

/* Does nothing stand between the end of this line and the next but its line end? */
static bool adjacent(const struct rsis_flow *f, uint32_t line) {
    uint32_t next = f->lines.v[line + 1].tile;
    return f->lines.v[line].gap + 1 == next && f->ledger.tiles.v[next].rule == RSIS_RULE_COPY;
}

/* The soft hyphen's own tile goes into the line end's: together they are one decision. */
static bool cut_soft_hyphen(struct rsis_recogniser *r, uint32_t line, struct rsis_str a, struct rsis_str b) {
    struct rsis_flow *f = r->flow;
    if (!a.len || !b.len || !word_ends(a) || !word_begins(b) || !adjacent(f, line)) return false;
    uint32_t gap = f->lines.v[line].gap;
    struct rsis_tile *t = &f->ledger.tiles.v[gap];
    if (!gap || t[-1].rule != RSIS_RULE_INVISIBLE || t[-1].stream_len != 2) return false;
    uint32_t src = 0;
    for (uint32_t i = 0; i + 1 < gap; i++) src += f->ledger.tiles.v[i].stream_len;
    struct rsis_str before = rsis_str(f->ledger.stream.ptr, src);
    if (memcmp(before.ptr + src, "\xC2\xAD", 2) != 0 || !before.len || !word_ends(before)) return false;
    rsis_flow_cut_gap(f, line, 0);
    t->rule = RSIS_RULE_DEHYPHEN;
    t->stream_len += 2;
    memmove(t - 1, t, (f->ledger.tiles.n - gap) * sizeof *t);
    f->ledger.tiles.n--;
    for (uint32_t i = line; i < f->lines.n; i++) {
        f->lines.v[i].gap -= f->lines.v[i].gap >= gap;
        f->lines.v[i].tile -= f->lines.v[i].tile >= gap;
    }
    return true;
}

/* Decides what the line end after `line` yields when the next line goes on with it. */
static void join_lines(struct rsis_recogniser *r, uint32_t line, uint32_t *searches) {
    struct rsis_flow *f = r->flow;
    const struct rsis_line *l = &f->lines.v[line];
    struct rsis_str a = rsis_line_text(f, l), b = rsis_line_text(f, l + 1);
    f->text.ptr[l->at + l->len] = ' ';
    if (cut_soft_hyphen(r, line, a, b)) return;
    if (a.len < 2 || (a.ptr[a.len - 1] != '-' && a.ptr[a.len - 1] != '/') || rsis_is_space(a.ptr[a.len - 2])) return;
    struct rsis_str token = last_token(a);
    if (is_address(token)) {
        rsis_flow_cut_gap(f, line, 0);
        return;
    }
    if (a.ptr[a.len - 1] == '/' || a.ptr[a.len - 2] == '-' || rsis_str_suspends_hyphen(b)) return;
    if (adjacent(f, line) && (*searches)++ < 2000 && was_divided(r, a, b)) {
        rsis_report(r->diags, RSIS_DIAG_FLOW_DEHYPHENATED, l->src + l->len - 1, 1,
                    "\"%.*s\" and \"%.*s\" were taken for one divided word: it stands whole elsewhere in the text",
                    RSIS_ARG(token), (int)letters(b, false), b.ptr);
        rsis_flow_cut_gap(f, line, 1);
        return;
    }
    rsis_flow_cut_gap(f, line, 0);
}

/* ---------------------------------------------------------------- building */

/* Style bits that all of a piece has, white space and link targets aside. */
static uint8_t style_of(const struct rsis_flow *f, const struct rsis_piece p, uint8_t *linked) {
    uint32_t lo = rsis_first_run(f, p.at), at = p.at, end = p.at + p.len;
    *linked = 0;
    uint8_t style = 0xFF;
    for (; lo < f->runs.n && f->runs.v[lo].at < end; lo++) {
        const struct rsis_run *run = &f->runs.v[lo];
        for (; at < run->at; at++)
            if (!rsis_is_space(f->text.ptr[at])) style = 0;
        style &= run->style;
        *linked |= run->href_len != 0;
        at = run->at + run->len;
        if (run->href_len && run->href_at == at) at += run->href_len;
    }
    for (; at < end; at++)
        if (!rsis_is_space(f->text.ptr[at])) return 0;
    return style == 0xFF ? 0 : style;
}

static void open_block(struct rsis_recogniser *r, uint32_t i) {
    const struct rsis_line *l = &r->flow->lines.v[i];
    // NOLINTNEXTLINE(clang-analyzer-core.NullDereference): RSIS_PUSH never gives NULL
    *RSIS_PUSH(r->arena, &r->blocks) = (struct rsis_block){.first = i,
                                                           .last = i,
                                                           .kind = l->kind,
                                                           .level = l->level,
                                                           .number = l->number,
                                                           .mark_len = l->mark_len,
                                                           .blanks = l->blanks,
                                                           .indent = l->indent,
                                                           .page = l->page,
                                                           .ruled = l->ruled,
                                                           .maybe_note = l->maybe_note};
}

static void measure(const struct rsis_recogniser *r, struct rsis_block *b) {
    const struct rsis_line *first = &r->flow->lines.v[b->first], *last = &r->flow->lines.v[b->last];
    b->at = first->at;
    b->len = last->at + last->len - first->at;
    b->style = style_of(r->flow, (struct rsis_piece){b->at, b->len}, &b->linked);
}

void rsis_blocks_build(struct rsis_recogniser *r) {
    struct rsis_flow *f = r->flow;
    uint32_t searches = 0;
    if (f->flavour == RSIS_FROM_WRAPPED) {
        r->full = full_width(f, r->arena);
        for (uint32_t i = 0; i < f->lines.n; i++) f->lines.v[i].alone = stands_alone(r, i);
    }
    for (uint32_t i = 0; i < f->lines.n; i++) {
        struct rsis_block *open = r->blocks.n ? &r->blocks.v[r->blocks.n - 1] : NULL;
        if (open && line_joins(r, open, i)) {
            join_lines(r, i - 1, &searches);
            open->last = i;
        } else {
            open_block(r, i);
        }
    }
    rsis_flow_compact(f);
    for (uint32_t i = 0; i < r->blocks.n; i++) measure(r, &r->blocks.v[i]);
}

void rsis_block_split(struct rsis_recogniser *r, uint32_t i, uint32_t at) {
    RSIS_PUSH(r->arena, &r->blocks);
    struct rsis_block *b = &r->blocks.v[i];
    memmove(b + 1, b, (r->blocks.n - 1 - i) * sizeof *b);
    uint32_t end = b->at + b->len;
    b[0].len = at - 1 - b->at;
    b[1].at = at;
    b[1].len = end - at;
    b[1].blanks = 0;
    for (int k = 0; k < 2; k++) b[k].style = style_of(r->flow, (struct rsis_piece){b[k].at, b[k].len}, &b[k].linked);
}

void rsis_block_split_line(struct rsis_recogniser *r, uint32_t i, uint32_t line) {
    uint32_t at = r->flow->lines.v[line].at;
    r->flow->text.ptr[at - 1] = '\n';
    rsis_block_split(r, i, at);
    r->blocks.v[i].last = line - 1;
    r->blocks.v[i + 1].first = line;
    r->blocks.v[i + 1].maybe_note = r->flow->lines.v[line].maybe_note;
    r->blocks.v[i + 1].page = 0;
}

void rsis_block_merge(struct rsis_recogniser *r, uint32_t i) {
    struct rsis_block *b = &r->blocks.v[i];
    r->flow->text.ptr[b->at + b->len] = ' ';
    b->len = b[1].at + b[1].len - b->at;
    b->last = b[1].last;
    b->style &= b[1].style;
    b->linked |= b[1].linked;
    memmove(b + 1, b + 2, (r->blocks.n - i - 2) * sizeof *b);
    r->blocks.n--;
}

void rsis_blocks_settle(struct rsis_recogniser *r) {
    for (uint32_t i = 0; i < r->blocks.n; i++) r->blocks.v[i].at = rsis_flow_place(r->flow, r->blocks.v[i].at);
    rsis_flow_compact(r->flow);
}

void rsis_block_join(struct rsis_recogniser *r, uint32_t i, uint32_t to) {
    struct rsis_block *a = &r->blocks.v[i], *b = &r->blocks.v[to];
    struct rsis_str s = rsis_str(r->flow->text.ptr + a->at, a->len);
    a->next_part = to;
    b->part = 1;
    r->flow->text.ptr[a->at + a->len] = ' ';
    a->len++; /* the blank is part of the paragraph now */
    if (s.len < 2 || s.ptr[s.len - 1] != '-' || rsis_is_space(s.ptr[s.len - 2])) return;
    if (rsis_str_suspends_hyphen(rsis_str(r->flow->text.ptr + b->at, b->len))) return;
    a->len--;
    if (b->first == a->last + 1)
        rsis_flow_cut_gap(r->flow, a->last, 0); /* rsis_blocks_settle moves the text */
    else
        r->flow->text.ptr[a->at + a->len] = '\n'; /* parts the hyphen from what stands between */
}

/* ---------------------------------------------------------------- views */

struct rsis_view rsis_view_block(const struct rsis_recogniser *r, const struct rsis_block *b) {
    const struct rsis_flow *f = r->flow;
    struct rsis_piece *parts = RSIS_NEW(r->arena, struct rsis_piece);
    *parts = (struct rsis_piece){b->at, b->len};
    if (!b->linked) return (struct rsis_view){rsis_str(f->text.ptr + b->at, b->len), parts, 1};
    struct rsis_buf buf;
    rsis_buf_init(&buf, r->arena);
    RSIS_VEC(struct rsis_piece) list = {0};
    uint32_t at = b->at, end = b->at + b->len;
    for (uint32_t i = rsis_first_run(f, at); i < f->runs.n && f->runs.v[i].at < end; i++) {
        const struct rsis_run *run = &f->runs.v[i];
        if (!run->href_len || run->href_at < at || run->href_at >= end) continue;
        *RSIS_PUSH(r->arena, &list) = (struct rsis_piece){at, run->href_at - at};
        rsis_buf_append(&buf, f->text.ptr + at, run->href_at - at);
        at = run->href_at + run->href_len;
    }
    *RSIS_PUSH(r->arena, &list) = (struct rsis_piece){at, end - at};
    rsis_buf_append(&buf, f->text.ptr + at, end - at);
    return (struct rsis_view){rsis_buf_slice(&buf), list.v, list.n};
}

uint32_t rsis_view_at(const struct rsis_view *v, size_t at) {
    for (uint32_t i = 0; i < v->n; i++) {
        if (at < v->parts[i].len) return v->parts[i].at + (uint32_t)at;
        at -= v->parts[i].len;
    }
    return v->parts[v->n - 1].at + v->parts[v->n - 1].len;
}

struct rsis_piece rsis_view_piece(const struct rsis_view *v, size_t at, size_t len) {
    uint32_t from = rsis_view_at(v, at), last = len ? rsis_view_at(v, at + len - 1) : from;
    return (struct rsis_piece){from, len ? last + 1 - from : 0};
}

uint32_t rsis_block_src(const struct rsis_recogniser *r, const struct rsis_block *b) {
    return r->flow->lines.v[b->first].src;
}
