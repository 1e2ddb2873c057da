/*
 * text.c - plain text, wrapped or not: every line of the source is a line of the flow.
 * Marks at the start of a line are seen here; what they mean together is the recogniser's matter.
 */
#include "lines.h"

#include "../base/utf8.h"

/* Glyphs that are nothing but bullets; the others need a list around them. */
static bool certain_bullet(struct rsis_str s) {
    return (unsigned char)s.ptr[0] >= 0x80 && !rsis_str_starts(s, RSIS_LIT("–")) &&
           !rsis_str_starts(s, RSIS_LIT("—")) && !rsis_str_starts(s, RSIS_LIT("·"));
}

static bool list_before(const struct rsis_lines *ls) {
    const struct rsis_flow *f = ls->r->flow;
    if (ls->blanks || !f->lines.n) return true;
    const struct rsis_line *last = &f->lines.v[f->lines.n - 1];
    struct rsis_str t = rsis_line_text(f, last);
    return last->kind == RSIS_LINE_BULLET || (t.len && t.ptr[t.len - 1] == ':');
}

static void mark_bullet(struct rsis_lines *ls, struct rsis_str s) {
    uint32_t glyph, n = rsis_bullet_length(s, &glyph);
    if (!n || ls->line.kind != RSIS_LINE_PLAIN || !(certain_bullet(s) || list_before(ls))) return;
    ls->line.kind = RSIS_LINE_BULLET;
    rsis_tile(ls->r, ls->at + glyph, RSIS_RULE_BULLET, RSIS_LIT(""));
    rsis_tile(ls->r, ls->at + n, RSIS_RULE_EDGE, RSIS_LIT(""));
    ls->at += n;
}

static void read_part(struct rsis_lines *ls, const struct rsis_physical *p) {
    rsis_lines_begin(ls, p);
    rsis_lines_quote(ls, p->end);
    struct rsis_str s = rsis_str(ls->r->stream.ptr + ls->at, p->end - ls->at);
    mark_bullet(ls, s);
    rsis_lines_number(ls, rsis_str(ls->r->stream.ptr + ls->at, p->end - ls->at));
    rsis_lines_open(ls);
    rsis_tile_text(ls->r, p->end);
    rsis_lines_close(ls, p);
}

/* The next bullet inside a line, with a blank on both sides: its offset, or the line's end. */
static uint32_t inner_bullet(const struct rsis_reader *r, uint32_t at, uint32_t end) {
    for (const char *p = r->stream.ptr + at, *e = r->stream.ptr + end;
         p + 2 < e && (p = memchr(p, ' ', (size_t)(e - p))); p++) {
        struct rsis_str rest = rsis_str(p + 1, (size_t)(e - p) - 1);
        uint32_t glyph;
        if (rest.len > 3 && ((unsigned char)*rest.ptr & 0x80) && certain_bullet(rest) &&
            rsis_bullet_length(rest, &glyph))
            return (uint32_t)(rest.ptr - r->stream.ptr);
    }
    return end;
}

/* "three things: • One • Two": a list that extraction ran together is taken apart again. */
static bool flat_list(const struct rsis_reader *r, const struct rsis_physical *p) {
    uint32_t first = inner_bullet(r, p->at, p->end);
    if (first == p->end) return false;
    bool colon = first > p->at + 1 && r->stream.ptr[first - 2] == ':',
         item = (unsigned char)r->stream.ptr[p->at] >= 0x80;
    return colon || item || inner_bullet(r, first, p->end) < p->end;
}

static void read_line(struct rsis_lines *ls, const struct rsis_physical *p) {
    if (!flat_list(ls->r, p)) {
        read_part(ls, p);
        return;
    }
    rsis_report(ls->r->flow->diags, RSIS_DIAG_BODY_LIST_FLAT, p->at, p->end - p->at,
                "a list was run together in this line; taken apart at its bullets; what follows the last item cannot "
                "be told from it");
    struct rsis_physical part = *p;
    while (part.at < p->end) {
        uint32_t next = inner_bullet(ls->r, part.at, p->end);
        part.end = next < p->end ? next - 1 : p->end;
        read_part(ls, &part);
        part.indent = (uint16_t)(p->indent + (next - p->at < 900 ? next - p->at : 900));
        part.at = next;
    }
}

void rsis_read_text(struct rsis_reader *r) {
    struct rsis_lines ls = {.r = r};
    struct rsis_physical p;
    bool plain = rsis_only_line_feeds(r->stream);
    for (uint32_t at = rsis_bom_length(r->stream), next; rsis_physical_next(r->stream, plain, at, &p, &next); at = next)
        if (!rsis_lines_special(&ls, &p)) read_line(&ls, &p);
}
