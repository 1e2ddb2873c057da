/*
 * notes.c - footnotes: which blocks are notes. A block is a note when it has the number that comes next and
 * something shows that it is one: how its label is written, a label or drawn line above it, the note before
 * it, or its mark in the text. The marks themselves are found by inline.c.
 */
#include "parts.h"

#include <stdio.h>

/* A mark glued to a word or stop: `rice.3 It`, `media1 and`. The digit before must not be one. */
static bool glued_mark(struct rsis_str s, uint32_t number) {
    char want[12], bracket[16];
    snprintf(bracket, sizeof bracket, "[%u]", number);
    if (rsis_str_find(s, rsis_str_c(bracket)) > 0) return true;
    struct rsis_str w = rsis_str_c(want);
    w.len = (size_t)snprintf(want, sizeof want, "%u", number);
    for (size_t i = 1; i + w.len <= s.len; i++) {
        if (memcmp(s.ptr + i, want, w.len) != 0) continue;
        char before = s.ptr[i - 1], after = i + w.len < s.len ? s.ptr[i + w.len] : ' ';
        bool stop = strchr(".,;:?!\")'", before) && i > 1 && !rsis_is_digit(s.ptr[i - 2]);
        bool word = rsis_is_lower(before) || (before & 0x80);
        if ((stop || word) && !rsis_is_digit(after) && !rsis_is_alpha(after) && after != '.') return true;
    }
    return false;
}

static bool has_mark(const struct rsis_recogniser *r, uint32_t number) {
    for (uint32_t i = r->body; i < r->blocks.n; i++) {
        const struct rsis_block *b = &r->blocks.v[i];
        if (b->role != ROLE_NONE && b->role != ROLE_SYNOPSIS) continue;
        if (glued_mark(rsis_str(r->flow->text.ptr + b->at, b->len), number)) return true;
    }
    return false;
}

/* `[1]`, `[^1]:` or a superscript: nothing else is written so. */
static bool explicit_label(const struct rsis_recogniser *r, const struct rsis_block *b) {
    const struct rsis_flow *f = r->flow;
    if (f->text.ptr[b->at] == '[') return true;
    for (uint32_t i = 0; i < f->runs.n; i++)
        if (f->runs.v[i].at == b->at) return (f->runs.v[i].style & RSIS_STYLE_SUP) != 0;
    return false;
}

struct search {
    uint32_t number; /* the last number looked for, and what was found */
    bool found, in_notes;
};

/* Nothing but numbered lines from here to the end: notes written like a list. */
static bool numbered_tail(const struct rsis_recogniser *r, const struct rsis_block *b) {
    for (; b < r->blocks.v + r->blocks.n; b++)
        if (b->kind != RSIS_LINE_NUMBERED) return false;
    return true;
}

static bool follows_note(const struct rsis_recogniser *r, const struct rsis_block *b) {
    return b > r->blocks.v && b[-1].role == ROLE_NOTE;
}

static bool is_note(struct rsis_recogniser *r, const struct rsis_block *b, struct search *s) {
    bool listed = b->kind == RSIS_LINE_NUMBERED && (s->in_notes || follows_note(r, b) || numbered_tail(r, b));
    if (b->role != ROLE_NONE || !(b->maybe_note || listed) || b->number != r->notes + 1 || r->notes >= rsis_limit_NOTES)
        return false;
    if (s->in_notes || b->ruled || (b->maybe_note && explicit_label(r, b)) || follows_note(r, b)) return true;
    if (s->number != b->number) {
        s->number = b->number;
        s->found = has_mark(r, b->number);
    }
    return s->found;
}

void rsis_notes_find(struct rsis_recogniser *r) {
    struct search s = {0};
    for (uint32_t i = r->body; i < r->blocks.n; i++) {
        struct rsis_block *b = &r->blocks.v[i];
        if (b->role == ROLE_NOTES_LABEL) s.in_notes = true;
        if (b->role == ROLE_BIO_LABEL) s.in_notes = false;
        if (!is_note(r, b, &s)) continue;
        b->role = ROLE_NOTE;
        r->notes++;
    }
    uint32_t label = rsis_block_find(r, ROLE_NOTES_LABEL);
    if (r->notes || label == r->blocks.n) return;
    r->blocks.v[label].role = ROLE_NONE; /* no notes under it: a heading like others */
}
