/*
 * furniture.c - running heads, page numbers and addresses at the edges of pages.
 *
 * A line is set aside only with evidence: it stands at the edge of a page that the source shows and is a page
 * number, a wording of the profile, a line that stands at another page's edge too, or a line of the front
 * matter again; or it is, anywhere, a whole line that the profile lists as furniture. Everything set aside is a
 * finding and stands in the output.
 */
#include "parts.h"

#include "../base/utf8.h"

enum { EDGE_LINES = 5, FRONT_LINES = 25, LONGEST = 200 };

/* Letters alone, lower case: what is left when digits, blanks and marks do not count. */
static struct rsis_str masked(struct rsis_recogniser *r, struct rsis_str s) {
    char *p = rsis_arena_bytes(r->arena, s.len + 1);
    size_t n = 0;
    for (size_t i = 0; i < s.len; i++)
        if (rsis_is_alpha(s.ptr[i]) || (s.ptr[i] & 0x80)) p[n++] = rsis_to_lower(s.ptr[i]);
    return rsis_str(p, n);
}

/* "3", "Page 3", "- 3 -", "3 of 4", "| 3": one or two numbers of at most three digits. */
static bool is_page_number(struct rsis_str s) {
    size_t digits = 0, numbers = 0;
    s = rsis_str_trim(s);
    if (rsis_str_starts_nocase(s, RSIS_LIT("page "))) s = rsis_str_from(s, 5);
    for (size_t i = 0; i < s.len; i++) {
        digits = rsis_is_digit(s.ptr[i]) ? digits + 1 : 0;
        numbers += digits == 1;
        if (digits > 3) return false;
        if (rsis_str_starts(rsis_str_from(s, i), RSIS_LIT("of ")))
            i += 2;
        else if (!digits && !strchr(" -|/", s.ptr[i]))
            return false;
    }
    return numbers == 1 || numbers == 2;
}

struct page {
    uint32_t first, end; /* lines */
};

typedef RSIS_VEC(struct page) pages;

static struct rsis_str line(const struct rsis_recogniser *r, uint32_t i) {
    return rsis_line_text(r->flow, &r->flow->lines.v[i]);
}

/* Does another page's same edge hold the same line, digits aside? */
static bool repeats(struct rsis_recogniser *r, const pages *ps, uint32_t page, bool top, struct rsis_str s) {
    struct rsis_str m = masked(r, s);
    if (m.len < 4) return false;
    for (uint32_t p = top; p < ps->n && p < 64; p++) { /* the first page's top is the masthead */
        if (p == page) continue;
        for (uint32_t k = 0; k < EDGE_LINES && k < ps->v[p].end - ps->v[p].first; k++) {
            uint32_t i = top ? ps->v[p].first + k : ps->v[p].end - 1 - k;
            if (rsis_str_eq(masked(r, line(r, i)), m)) return true;
        }
    }
    return false;
}

/* Nothing but numbers, dates and pages, as the ledger allows them (specs/ledger.md, S2.7). */
static bool says_where(struct rsis_str s) {
    static const char common[] =
        " no page of january february march april may june july august september october november december ";
    for (size_t i = 0, e; i < s.len; i = e) {
        for (e = i; e < s.len && (rsis_is_alpha(s.ptr[e]) || rsis_is_digit(s.ptr[e])); e++) {
        }
        if (e == i) {
            e++;
            continue;
        }
        char word[16] = " ";
        if (e - i > 12) return false;
        for (size_t k = i; k < e; k++) word[1 + k - i] = rsis_to_lower(s.ptr[k]);
        word[1 + e - i] = ' ';
        bool number = rsis_is_digit(s.ptr[i]) && rsis_is_digit(s.ptr[e - 1]) && e - i <= 4;
        if (!number && !strstr(common, word)) return false;
    }
    return true;
}

/* A line of the front matter again, or one that begins with the name of the series. */
static bool front_fact(struct rsis_recogniser *r, struct rsis_str s, uint32_t page_start) {
    struct rsis_str m = masked(r, s);
    for (uint32_t i = 0; m.len > 3 && i < FRONT_LINES && i < page_start; i++)
        if (rsis_str_eq(masked(r, line(r, i)), m)) return true;
    size_t n = rsis_opens_with(s, r->series->masthead);
    for (size_t e = 0; e < r->series->n_eras && !n; e++) n = rsis_wording_prefix(r->series->eras[e].title, s);
    return n && says_where(rsis_str_from(s, n));
}

static bool is_furniture(struct rsis_recogniser *r, const pages *ps, uint32_t page, bool top, uint32_t i) {
    struct rsis_str s = line(r, i);
    if (s.len > LONGEST) return false;
    return is_page_number(s) || rsis_wordings_find(r->series->furniture, s) >= 0 || repeats(r, ps, page, top, s) ||
           (page > 0 && top && front_fact(r, s, ps->v[page].first));
}

static void mark_edges(struct rsis_recogniser *r, const pages *ps, uint32_t page) {
    const struct page *p = &ps->v[page];
    struct rsis_line *l = r->flow->lines.v;
    uint32_t n = p->end - p->first;
    for (uint32_t k = 0; page > 0 && k < EDGE_LINES && k < n && is_furniture(r, ps, page, true, p->first + k); k++)
        l[p->first + k].aside = 1;
    for (uint32_t k = 0; k < EDGE_LINES && k < n && is_furniture(r, ps, page, false, p->end - 1 - k); k++)
        l[p->end - 1 - k].aside = 1;
}

void rsis_furniture_at_edges(struct rsis_recogniser *r) {
    const struct rsis_flow *f = r->flow;
    if (!f->pages) return;
    pages ps = {0};
    *RSIS_PUSH(r->arena, &ps) = (struct page){0, f->lines.n};
    for (uint32_t i = 1; i < f->lines.n; i++) {
        if (!f->lines.v[i].page) continue;
        ps.v[ps.n - 1].end = i;
        *RSIS_PUSH(r->arena, &ps) = (struct page){i, f->lines.n};
    }
    for (uint32_t p = 0; p < ps.n; p++) mark_edges(r, &ps, p);
}

static void set_aside(struct rsis_recogniser *r, struct rsis_block *b, const char *why) {
    b->role = ROLE_FURNITURE;
    rsis_report(r->diags, RSIS_DIAG_FURN_SET_ASIDE, rsis_block_src(r, b), b->len,
                "\"%.*s\" was set aside as page furniture: %s", (int)b->len, r->flow->text.ptr + b->at, why);
}

void rsis_furniture_find(struct rsis_recogniser *r) {
    for (uint32_t i = 0; i < r->blocks.n; i++) {
        struct rsis_block *b = &r->blocks.v[i];
        struct rsis_str s = rsis_str(r->flow->text.ptr + b->at, b->len);
        if (b->role != ROLE_NONE || b->len > LONGEST) continue;
        if (r->flow->lines.v[b->first].aside)
            set_aside(r, b, "it stands at the edge of a page");
        else if (i > 0 && rsis_wordings_find(r->series->furniture, rsis_view_block(r, b).s) >= 0)
            set_aside(r, b, "the profile lists this line");
        else if (b->kind == RSIS_LINE_PLAIN && is_page_number(s) && i > 0)
            rsis_report(r->diags, RSIS_DIAG_FURN_DOUBTFUL, rsis_block_src(r, b), b->len,
                        "\"%.*s\" may be a page number; kept, because nothing shows where pages end", RSIS_ARG(s));
    }
}
