/*
 * front.c - labels, masthead, byline, kicker and title: what stands above the body, by wording first and by
 * place where wording fails. Every choice by place is a warning with the runner-up.
 */
#include "parts.h"

#include "../base/utf8.h"

uint32_t rsis_block_find(const struct rsis_recogniser *r, enum rsis_role role) {
    uint32_t i = 0;
    while (i < r->blocks.n && r->blocks.v[i].role != role) i++;
    return i;
}

static uint32_t least(uint32_t a, uint32_t b) {
    return a < b ? a : b;
}

uint32_t rsis_front_end(const struct rsis_recogniser *r) {
    uint32_t label = least(rsis_block_find(r, ROLE_SYNOPSIS_LABEL), rsis_block_find(r, ROLE_BODY_LABEL));
    return least(least(label, rsis_limit_FRONT_BLOCKS), r->blocks.n);
}

/* ---------------------------------------------------------------- labels */

static struct rsis_piece whole(const struct rsis_block *b) {
    return (struct rsis_piece){b->at, b->len};
}

/* Labels are whole lines: the words stand in sentences too. */
void rsis_front_labels(struct rsis_recogniser *r) {
    const struct rsis_series *s = r->series;
    bool synopsis = false, body = false, bio = false, notes = false;
    for (uint32_t i = 0; i < r->blocks.n; i++) {
        struct rsis_block *b = &r->blocks.v[i];
        if (b->len > 80 || b->kind == RSIS_LINE_BULLET) continue;
        struct rsis_str t = rsis_view_block(r, b).s;
        bool front = i < rsis_limit_FRONT_BLOCKS;
        if (front && !synopsis && !body && rsis_is_label(t, s->synopsis_labels)) {
            synopsis = true;
            b->role = ROLE_SYNOPSIS_LABEL;
        } else if (front && !body && rsis_is_label(t, s->body_labels)) {
            body = true;
            b->role = ROLE_BODY_LABEL;
        } else if (i > 4 && !bio && rsis_is_label(t, s->bio_labels)) {
            bio = true;
            b->role = ROLE_BIO_LABEL;
        } else if (i > 4 && !notes && rsis_is_label(t, s->notes_labels)) {
            notes = true;
            b->role = ROLE_NOTES_LABEL;
        }
    }
}

/* ---------------------------------------------------------------- masthead */

/* "S. RAJARATNAM SCHOOL" / "OF INTERNATIONAL STUDIES": one wording over up to three lines. */
static uint32_t masthead_span(const struct rsis_recogniser *r, uint32_t i, uint32_t end) {
    struct rsis_buf b;
    rsis_buf_init(&b, r->arena);
    for (uint32_t n = 1; n <= 3 && i + n <= end; n++) {
        const struct rsis_block *x = &r->blocks.v[i + n - 1];
        if (x->role != ROLE_NONE || x->len > 160) return 0;
        if (n > 1) rsis_buf_char(&b, ' ');
        rsis_buf_str(&b, rsis_view_block(r, x).s);
        if (rsis_wordings_find(r->series->masthead, rsis_buf_slice(&b)) >= 0) return n;
    }
    return 0;
}

static void set_preface(struct rsis_recogniser *r, struct rsis_block *b) {
    struct rsis_str t = rsis_view_block(r, b).s;
    if (b->role == ROLE_NONE && rsis_opens_with(t, r->series->preface_openings)) b->role = ROLE_PREFACE;
}

void rsis_front_masthead(struct rsis_recogniser *r) {
    for (uint32_t i = 0; i < rsis_front_end(r); i++) {
        struct rsis_block *b = &r->blocks.v[i];
        uint32_t n = masthead_span(r, i, rsis_front_end(r));
        for (uint32_t k = 1; k < n; k++) rsis_block_merge(r, i);
        bool address = i < 12 && b->role == ROLE_NONE && b->len < 200 &&
                       rsis_wordings_find(r->series->furniture, rsis_view_block(r, b).s) >= 0;
        if (n || address) b->role = ROLE_MASTHEAD;
        set_preface(r, b);
    }
}

/* ---------------------------------------------------------------- byline */

/* "By X": the prefix with its blank, then a capital. */
static size_t byline_prefix(const struct rsis_recogniser *r, struct rsis_str s) {
    size_t n = rsis_opens_with(s, r->series->byline_prefixes);
    while (n && n < s.len && rsis_is_space(s.ptr[n])) n++;
    if (!n || n >= s.len) return 0;
    unsigned len;
    uint32_t cp = rsis_utf8_next(s.ptr + n, s.ptr + s.len, &len);
    return rsis_is_upper_cp(cp) || (cp >= 0x2E80 && rsis_is_letter(cp)) ? n : 0;
}

static void take_byline(struct rsis_recogniser *r, uint32_t i, size_t prefix) {
    struct rsis_block *b = &r->blocks.v[i];
    struct rsis_view v = rsis_view_block(r, b);
    b->role = ROLE_BYLINE;
    *RSIS_PUSH(r->arena, &r->doc->bylines) = whole(b);
    rsis_names_split(r, &v, prefix);
    if (!rsis_names_plausible(rsis_str_from(v.s, prefix)))
        rsis_report(r->diags, RSIS_DIAG_META_AUTHOR_DOUBTFUL, rsis_block_src(r, b), b->len,
                    "\"%.*s\" was split into %zu names, but it does not look like names alone", RSIS_ARG(v.s),
                    r->doc->n_authors);
}

static uint32_t after_numbers(const struct rsis_recogniser *r) {
    uint32_t end = rsis_front_end(r), from = 0;
    for (uint32_t i = 0; i < end; i++)
        if (r->blocks.v[i].role == ROLE_NUMBER) from = i + 1;
    return from;
}

/* Blocks of the front that nobody claimed, between the number line and the body. */
static uint32_t unclaimed(const struct rsis_recogniser *r, uint32_t from, uint32_t end, uint32_t *list, uint32_t most) {
    uint32_t n = 0;
    for (uint32_t i = from; i < end && n < most; i++) {
        const struct rsis_block *b = &r->blocks.v[i];
        if (b->role == ROLE_BYLINE || b->len > 320) break;
        if (b->role == ROLE_NONE) list[n++] = i;
    }
    return n;
}

/* No prefix: the last short line above the synopsis, when it looks like names. */
static void byline_by_place(struct rsis_recogniser *r) {
    uint32_t list[8], n = unclaimed(r, after_numbers(r), rsis_front_end(r), list, 8);
    bool expected = r->series->byline_prefixes.n == 0;
    for (uint32_t i = n; i-- > 1;) {
        struct rsis_str s = rsis_view_block(r, &r->blocks.v[list[i]]).s;
        if (s.len > 160 || rsis_ends_sentence(s) || !rsis_names_plausible(s)) continue;
        struct rsis_str other = RSIS_LIT("none");
        for (uint32_t k = i; k-- > 0 && rsis_str_eq(other, RSIS_LIT("none"));) {
            struct rsis_str t = rsis_view_block(r, &r->blocks.v[list[k]]).s;
            if (rsis_names_plausible(t)) other = t;
        }
        take_byline(r, list[i], 0);
        if (!expected)
            rsis_report(r->diags, RSIS_DIAG_META_BYLINE_FALLBACK, rsis_block_src(r, &r->blocks.v[list[i]]),
                        (uint32_t)s.len,
                        "no line begins with \"%.*s\"; using \"%.*s\" as the byline by its place; runner-up: %.*s",
                        RSIS_ARG(r->series->byline_prefixes.v[0]), RSIS_ARG(s), RSIS_ARG(other));
        return;
    }
}

/* "By A," / "and B": a byline that goes on over the next line. */
static void byline_goes_on(struct rsis_recogniser *r, uint32_t i) {
    while (i + 1 < r->blocks.n) {
        struct rsis_block *b = &r->blocks.v[i], *next = b + 1;
        struct rsis_str s = rsis_view_block(r, b).s, t = rsis_view_block(r, next).s;
        bool open =
            rsis_str_ends(s, RSIS_LIT(",")) || rsis_str_ends(s, RSIS_LIT(" and")) || rsis_str_ends(s, RSIS_LIT("&"));
        bool opens = rsis_str_starts(t, RSIS_LIT("and ")) || rsis_str_starts(t, RSIS_LIT("& "));
        if (next->role != ROLE_NONE || next->len > 160 || !(open || opens) || !rsis_names_plausible(t)) return;
        rsis_block_merge(r, i);
    }
}

static void say_second(struct rsis_recogniser *r, uint32_t first, uint32_t second) {
    struct rsis_str s = rsis_view_block(r, &r->blocks.v[first]).s, t = rsis_view_block(r, &r->blocks.v[second]).s;
    rsis_report(r->diags, RSIS_DIAG_META_BYLINE_FALLBACK, rsis_block_src(r, &r->blocks.v[second]), (uint32_t)t.len,
                "two lines begin like a byline: using \"%.*s\"; runner-up: \"%.*s\"", RSIS_ARG(t), RSIS_ARG(s));
}

void rsis_front_byline(struct rsis_recogniser *r) {
    uint32_t end = rsis_front_end(r), first = r->blocks.n;
    size_t prefix = 0;
    for (uint32_t i = 0; i < end && (first == r->blocks.n || i < first + 4); i++) {
        const struct rsis_block *b = &r->blocks.v[i];
        if (b->role != ROLE_NONE || b->len > 300) continue;
        struct rsis_str s = rsis_view_block(r, b).s;
        size_t n = byline_prefix(r, s);
        bool names = n && rsis_names_plausible(rsis_str_from(s, n));
        if (!n || (!names && (first < r->blocks.n || rsis_ends_sentence(s)))) continue;
        if (first < r->blocks.n) say_second(r, first, i);
        first = i; /* a title may begin with "By": the byline is the last such line */
        prefix = n;
    }
    if (first == r->blocks.n) {
        byline_by_place(r);
        return;
    }
    byline_goes_on(r, first);
    take_byline(r, first, prefix);
}

/* ---------------------------------------------------------------- title and kicker */

static void inlines_of(struct rsis_recogniser *r, struct rsis_node **group, const struct rsis_block *b) {
    if (!*group) *group = rsis_node_new(r->arena, RSIS_NODE_GROUP);
    uint8_t ignore = (uint8_t)(b->style | RSIS_STYLE_STRONG);
    if ((*group)->piece.len == 0) (*group)->piece = whole(b);
    (*group)->piece.len = b->at + b->len - (*group)->piece.at;
    rsis_inline_build(r, *group, whole(b), ignore);
}

static bool is_kicker(const struct rsis_recogniser *r, uint32_t i) {
    return rsis_wordings_find(r->series->kickers, rsis_view_block(r, &r->blocks.v[i]).s) >= 0;
}

/* A line that cannot be whole: the next one goes on with it. */
static bool open_ended(struct rsis_str s) {
    static const char *const words[] = {"and",  "of",   "the", "in", "for", "to", "a",  "an", "on",
                                        "with", "from", "by",  "&",  "vs",  "or", "at", "as"};
    s = rsis_str_trim(s);
    if (!s.len) return false;
    if (strchr(":,-", s.ptr[s.len - 1]) || rsis_str_ends(s, RSIS_LIT("–")) || rsis_str_ends(s, RSIS_LIT("—")))
        return true;
    size_t i = s.len;
    while (i && !rsis_is_space(s.ptr[i - 1])) i--;
    for (size_t k = 0; k < sizeof words / sizeof *words; k++)
        if (rsis_str_eq_nocase(rsis_str_from(s, i), rsis_str_c(words[k]))) return true;
    return false;
}

static void set_kicker(struct rsis_recogniser *r, uint32_t i, const char *rule) {
    r->blocks.v[i].role = ROLE_KICKER;
    r->doc->kicker_rule = rule;
    inlines_of(r, &r->doc->kicker, &r->blocks.v[i]);
}

/* The lines above the byline that may be the title; they follow each other. */
static uint32_t title_lines(const struct rsis_recogniser *r, uint32_t *first) {
    uint32_t byline = rsis_block_find(r, ROLE_BYLINE), end = least(byline, rsis_front_end(r)), n = 0;
    while (end > 0 && byline < r->blocks.n && r->blocks.v[end - 1].role != ROLE_NONE) end--;
    while (end > n && r->blocks.v[end - 1 - n].role == ROLE_NONE && r->blocks.v[end - 1 - n].len <= 320 && n < 6 &&
           (n == 0 || !rsis_ends_sentence(rsis_view_block(r, &r->blocks.v[end - 1 - n]).s) ||
            r->blocks.v[end - 1 - n].len < 120))
        n++;
    *first = end - n;
    return n;
}

/* Without a byline: the first short line after the number line, or the first marked heading. */
static uint32_t title_by_place(struct rsis_recogniser *r, uint32_t *first) {
    uint32_t end = rsis_front_end(r), from = after_numbers(r);
    for (uint32_t i = from; i < end && i < from + 4; i++) {
        const struct rsis_block *b = &r->blocks.v[i];
        struct rsis_str s = rsis_view_block(r, b).s;
        bool stop = s.len && s.ptr[s.len - 1] == '.';
        if (b->role != ROLE_NONE || b->len > 200 || stop || (!from && b->kind != RSIS_LINE_HEADING)) continue;
        *first = i;
        uint32_t n = 1;
        while (i + n < end && open_ended(rsis_view_block(r, &r->blocks.v[i + n - 1]).s) &&
               r->blocks.v[i + n].role == ROLE_NONE)
            n++;
        rsis_report(r->diags, RSIS_DIAG_META_TITLE_FALLBACK, rsis_block_src(r, b), b->len,
                    "no byline shows where the title ends; using \"%.*s\" by its place%s", RSIS_ARG(s),
                    i + 1 < r->blocks.n ? "; runner-up: the line after it" : "; runner-up: none");
        return n;
    }
    return 0;
}

/* Known kickers at the top of the lines; up to two lines may make one. */
static uint32_t take_kickers(struct rsis_recogniser *r, uint32_t first, uint32_t *n) {
    if (*n > 1 && is_kicker(r, first)) {
        set_kicker(r, first, "kicker of the profile");
        --*n;
        return first + 1;
    }
    if (*n < 3) return first;
    struct rsis_str a = rsis_view_block(r, &r->blocks.v[first]).s, b = rsis_view_block(r, &r->blocks.v[first + 1]).s;
    struct rsis_str both = rsis_str_c(rsis_format(r->arena, "%.*s %.*s", RSIS_ARG(a), RSIS_ARG(b)));
    if (rsis_wordings_find(r->series->kickers, both) < 0) return first;
    rsis_block_merge(r, first);
    set_kicker(r, first, "kicker of the profile");
    *n -= 2;
    return first + 1;
}

/* Two lines and no known kicker: one title over two lines, or a kicker that the profile does not know? */
static uint32_t settle_doubt(struct rsis_recogniser *r, uint32_t first, uint32_t *n) {
    const struct rsis_block *a = &r->blocks.v[first], *b = a + 1;
    struct rsis_str s = rsis_view_block(r, a).s, t = rsis_view_block(r, b).s;
    if (open_ended(s) || rsis_starts_lower(t)) return first;
    bool parted = (a->kind == RSIS_LINE_HEADING && b->kind == RSIS_LINE_HEADING) || b->blanks;
    if (!parted || r->doc->kicker) {
        rsis_report(
            r->diags, RSIS_DIAG_META_TITLE_DOUBTFUL, rsis_block_src(r, a), a->len,
            "the title was taken to stand on %u lines; runner-up: \"%.*s\" is a kicker that the profile does not know",
            *n, RSIS_ARG(s));
        return first;
    }
    rsis_report(r->diags, RSIS_DIAG_META_KICKER_FALLBACK, rsis_block_src(r, a), a->len,
                "\"%.*s\" stands apart above the title and was taken for a kicker; runner-up: it is part of the title",
                RSIS_ARG(s));
    set_kicker(r, first, "kicker by its place");
    --*n;
    return first + 1;
}

static void check_title(struct rsis_recogniser *r, const struct rsis_block *b) {
    struct rsis_str s = rsis_view_block(r, b).s;
    const char *why = NULL;
    if (s.len > 250)
        why = "it is very long";
    else if (open_ended(s))
        why = "it seems to go on";
    else if (rsis_starts_lower(s))
        why = "it begins with a small letter";
    else if (s.len > 1 && s.ptr[s.len - 1] == '.' && !rsis_is_upper(s.ptr[s.len - 2]))
        why = "it ends like a sentence";
    if (why)
        rsis_report(r->diags, RSIS_DIAG_META_TITLE_DOUBTFUL, rsis_block_src(r, b), b->len,
                    "\"%.*s\" was taken for the title, but %s", RSIS_ARG(s), why);
}

void rsis_front_title(struct rsis_recogniser *r) {
    uint32_t first, n = 0;
    if (rsis_block_find(r, ROLE_BYLINE) < r->blocks.n ||
        rsis_front_end(r) < least(rsis_limit_FRONT_BLOCKS, r->blocks.n))
        n = title_lines(r, &first);
    r->doc->title_rule = "title above the byline";
    if (!n) {
        n = title_by_place(r, &first);
        r->doc->title_rule = "title by its place";
    }
    if (!n) return;
    first = take_kickers(r, first, &n);
    for (uint32_t was = 0; n > 1 && was != n;) {
        was = n;
        first = settle_doubt(r, first, &n);
    }
    while (n > 1) {
        rsis_block_merge(r, first);
        n--;
    }
    r->blocks.v[first].role = ROLE_TITLE;
    inlines_of(r, &r->doc->title, &r->blocks.v[first]);
    check_title(r, &r->blocks.v[first]);
}
