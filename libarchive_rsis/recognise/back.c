/*
 * back.c - acknowledgement and author notes: looked for at the end only, because an author's name in the body is
 * no author note (it must begin the paragraph and the sentence must go on).
 */
#include "parts.h"

#include "../base/utf8.h"

enum { BACK_BLOCKS = 16 };

static struct rsis_str text_of(const struct rsis_recogniser *r, const struct rsis_block *b) {
    return rsis_view_block(r, b).s;
}

/* "X is", "X heads", "X, who", "X (": the name is the subject of the sentence. */
static bool name_opens(const struct rsis_recogniser *r, struct rsis_str s, uint16_t *author) {
    size_t len, i = rsis_names_match(r, s, &len);
    if (i == r->doc->n_authors) return false;
    struct rsis_str rest = rsis_str_trim(rsis_str_from(s, len));
    *author = (uint16_t)i;
    return rest.len > 10 && (rsis_starts_lower(rest) || rest.ptr[0] == ',' || rest.ptr[0] == '(' || rest.ptr[0] == '&');
}

static bool bio_by_words(const struct rsis_recogniser *r, struct rsis_block *b) {
    struct rsis_str s = text_of(r, b);
    b->author_hit = name_opens(r, s, &b->author);
    return b->author_hit || rsis_opens_with(s, r->series->bio_openings) > 0;
}

static bool candidate(const struct rsis_block *b) {
    return b->role == ROLE_NONE && !b->part && b->kind != RSIS_LINE_HEADING && b->kind != RSIS_LINE_NUMBERED &&
           b->kind != RSIS_LINE_TABLE && b->kind != RSIS_LINE_PICTURE;
}

static bool is_ack(const struct rsis_recogniser *r, const struct rsis_block *b) {
    return candidate(b) && rsis_opens_with(text_of(r, b), r->series->ack_openings) > 0;
}

static void under_label(struct rsis_recogniser *r, uint32_t label) {
    for (uint32_t i = label + 1; i < r->blocks.n; i++) {
        struct rsis_block *b = &r->blocks.v[i];
        if (b->role == ROLE_NOTES_LABEL) return;
        if (!candidate(b)) continue;
        if (is_ack(r, b)) {
            b->role = ROLE_ACK;
            continue;
        }
        bio_by_words(r, b);
        b->role = ROLE_BIO;
        r->doc->bio_rule = "author note under its label";
    }
}

static bool skipped(const struct rsis_block *b) {
    return b->role != ROLE_NONE && b->role != ROLE_HEADING && b->role != ROLE_BODY_LABEL;
}

/* From the end backwards, as long as paragraphs are author notes or acknowledgements. */
static void from_end(struct rsis_recogniser *r) {
    for (uint32_t n = 0, i = r->blocks.n; i-- > r->body + 1 && n < BACK_BLOCKS; n++) {
        struct rsis_block *b = &r->blocks.v[i];
        if (skipped(b)) continue;
        if (!candidate(b)) return;
        if (is_ack(r, b)) {
            b->role = ROLE_ACK;
            r->doc->ack_rule = "opening words of the profile";
        } else if (bio_by_words(r, b)) {
            b->role = ROLE_BIO;
            r->doc->bio_rule = b->author_hit ? "author note at the end, begins with the name"
                                             : "author note at the end, opening words of the profile";
        } else {
            return;
        }
    }
}

/* The last paragraph alone in italics: an author note that does not name the author. */
static void by_looks(struct rsis_recogniser *r) {
    uint32_t i = r->blocks.n;
    while (i > r->body + 2 && skipped(&r->blocks.v[i - 1])) i--;
    if (i < r->body + 3) return;
    struct rsis_block *b = &r->blocks.v[i - 1];
    if (!candidate(b) || !(b->style & RSIS_STYLE_EM) || (b[-1].style & RSIS_STYLE_EM) || b->kind != RSIS_LINE_PLAIN)
        return;
    b->role = ROLE_BIO;
    r->doc->bio_rule = "author note in italics at the end";
    rsis_report(r->diags, RSIS_DIAG_META_BIO_FALLBACK, rsis_block_src(r, b), b->len,
                "the last paragraph alone is in italics: using it as the author note; runner-up: the last paragraph of "
                "the body");
}

/* A note on the author before the summary, as some series print it. */
static void in_front(struct rsis_recogniser *r) {
    for (uint32_t i = 0; i < r->body && r->doc->n_authors; i++) {
        struct rsis_block *b = &r->blocks.v[i];
        if (!candidate(b) || !name_opens(r, text_of(r, b), &b->author)) continue;
        b->author_hit = 1;
        b->role = ROLE_BIO;
        r->doc->bio_rule = "author note in the front matter";
    }
}

void rsis_back_find(struct rsis_recogniser *r) {
    uint32_t label = rsis_block_find(r, ROLE_BIO_LABEL);
    in_front(r);
    if (label < r->blocks.n) under_label(r, label);
    from_end(r);
    if (label < r->blocks.n && rsis_block_find(r, ROLE_BIO) == r->blocks.n) {
        r->blocks.v[label].role = ROLE_NONE; /* nothing under it: a heading like others */
        r->doc->bio_label.len = 0;
    }
    if (rsis_block_find(r, ROLE_BIO) == r->blocks.n && r->doc->n_authors) by_looks(r);
}
