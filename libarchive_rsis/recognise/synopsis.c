/*
 * synopsis.c - where the synopsis begins and ends, and so where the body begins.
 * With labels it is plain; without them the look of the paragraphs decides, and a warning says so.
 */
#include "parts.h"

static uint32_t next_free(const struct rsis_recogniser *r, uint32_t i) {
    while (i < r->blocks.n && r->blocks.v[i].role != ROLE_NONE) i++;
    return i;
}

static void take(struct rsis_recogniser *r, uint32_t from, uint32_t to, const char *rule) {
    for (uint32_t i = from; i < to; i++)
        if (r->blocks.v[i].role == ROLE_NONE) r->blocks.v[i].role = ROLE_SYNOPSIS;
    r->doc->synopsis_rule = rule;
}

static void warn(struct rsis_recogniser *r, uint32_t i, const char *why) {
    const struct rsis_block *b = &r->blocks.v[i];
    struct rsis_str s = rsis_str(r->flow->text.ptr + b->at, b->len < 60 ? b->len : 60);
    while (s.len < b->len && ((unsigned char)s.ptr[s.len] & 0xC0) == 0x80) s.len++;
    uint32_t next = next_free(r, i + 1);
    uint32_t line = 0, column;
    if (next < r->blocks.n) rsis_place(r->doc->ledger.stream, rsis_block_src(r, &r->blocks.v[next]), &line, &column);
    rsis_report(r->diags, RSIS_DIAG_META_SYNOPSIS_FALLBACK, rsis_block_src(r, b), b->len,
                "%s: using \"%.*s...\"; runner-up: the paragraph at line %u", why, RSIS_ARG(s), line);
}

/* The first block after the front matter. */
static uint32_t front_done(const struct rsis_recogniser *r) {
    uint32_t from = 0;
    for (uint32_t i = 0; i < r->blocks.n && i < rsis_limit_FRONT_BLOCKS; i++) {
        uint8_t role = r->blocks.v[i].role;
        if (role != ROLE_NONE && role <= ROLE_BODY_LABEL && role != ROLE_PREFACE) from = i + 1;
    }
    return from;
}

/* Between the label and the body's label; or one paragraph, or all that is set in italics. */
static void by_label(struct rsis_recogniser *r, uint32_t label) {
    uint32_t body = rsis_block_find(r, ROLE_BODY_LABEL), first = label + 1, to = first;
    if (body < r->blocks.n && body > label) {
        take(r, first, body, "synopsis label");
        r->body = body + 1;
    } else {
        bool italic = first < r->blocks.n && (r->blocks.v[first].style & RSIS_STYLE_EM);
        while (to < r->blocks.n && r->blocks.v[to].role == ROLE_NONE &&
               (to == first || (italic && r->blocks.v[to].style & RSIS_STYLE_EM)))
            to++;
        while (to < r->blocks.n && r->blocks.v[first].kind == RSIS_LINE_BULLET &&
               r->blocks.v[to].kind == RSIS_LINE_BULLET)
            to++;
        take(r, first, to, "synopsis label");
        r->body = to;
        if (to > first && to < r->blocks.n && !italic && r->blocks.v[first].kind != RSIS_LINE_BULLET &&
            r->series->body_labels.n)
            warn(r, first, "no label shows where the synopsis ends");
    }
    if (rsis_block_find(r, ROLE_SYNOPSIS) == r->blocks.n)
        rsis_report(r->diags, RSIS_DIAG_META_SYNOPSIS_EMPTY, rsis_block_src(r, &r->blocks.v[label]),
                    r->blocks.v[label].len,
                    "nothing stands between this label and the body; the label is kept, the abstract is empty");
}

/* One past the last recognised block above `end`. */
static uint32_t last_claimed(const struct rsis_recogniser *r, uint32_t end) {
    while (end > 0 && r->blocks.v[end - 1].role == ROLE_NONE) end--;
    return end;
}

/* The body's label alone: what stands between the byline and it is the synopsis. */
static void by_body_label(struct rsis_recogniser *r, uint32_t label) {
    uint32_t from = next_free(r, last_claimed(r, label));
    r->body = label + 1;
    if (from >= label) return;
    take(r, from, label, "synopsis above the body's label");
    warn(r, from, "no synopsis label; taken by its place between byline and body label");
}

/* No labels: italics over the first paragraph, or capitals at the start of the second, show the synopsis. */
static void by_looks(struct rsis_recogniser *r) {
    uint32_t first = next_free(r, front_done(r)), second = next_free(r, first + 1);
    r->body = first;
    if (rsis_block_find(r, ROLE_TITLE) == r->blocks.n || second >= r->blocks.n) return;
    const struct rsis_block *a = &r->blocks.v[first], *b = &r->blocks.v[second];
    struct rsis_str s = rsis_str(r->flow->text.ptr + a->at, a->len), t = rsis_str(r->flow->text.ptr + b->at, b->len);
    bool plain = a->kind == RSIS_LINE_PLAIN && a->len > 60 && rsis_ends_sentence(s);
    bool italic = (a->style & RSIS_STYLE_EM) && !(b->style & RSIS_STYLE_EM);
    if (!plain || !(italic || (rsis_starts_caps(t) && !rsis_starts_caps(s)))) return;
    take(r, first, second, italic ? "synopsis in italics" : "synopsis before a start in capitals");
    r->body = second;
    warn(r, first,
         italic ? "no synopsis label; taken because it alone is in italics"
                : "no synopsis label; taken because the paragraph after it begins in capitals");
}

void rsis_front_synopsis(struct rsis_recogniser *r) {
    uint32_t synopsis = rsis_block_find(r, ROLE_SYNOPSIS_LABEL), body = rsis_block_find(r, ROLE_BODY_LABEL);
    if (synopsis < r->blocks.n)
        by_label(r, synopsis);
    else if (body < r->blocks.n)
        by_body_label(r, body);
    else
        by_looks(r);
    for (uint32_t i = 0; i < r->body; i++) {
        struct rsis_block *b = &r->blocks.v[i];
        if (b->role != ROLE_NONE) continue;
        rsis_report(r->diags, RSIS_DIAG_BODY_UNRECOGNISED, rsis_block_src(r, b), b->len,
                    "not recognised; kept as the first paragraphs of the body");
    }
}
