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

/* How an author note goes on after the name. Other verbs may open a paragraph of the body. */
static bool noted(struct rsis_str rest) {
    static const char *const words[] = {
        "is",         "was",      "are",      "were",        "has",         "have",        "heads",     "leads",
        "teaches",    "directs",  "serves",   "served",      "works",       "worked",      "holds",     "held",
        "writes",     "wrote",    "joined",   "joins",       "studies",     "researches",  "manages",   "runs",
        "chairs",     "edits",    "lectures", "covers",      "specialises", "specializes", "currently", "recently",
        "previously", "formerly", "also",     "contributes", "contributed", "graduated",   "received",  "obtained",
        "retired",    "and",      "who",      "coordinates", "advises",     "practises",   "practices", "read",
        "reads",      "graduated"};
    size_t n = 0;
    while (n < rest.len && rsis_is_lower(rest.ptr[n])) n++;
    for (size_t i = 0; i < sizeof words / sizeof *words; i++)
        if (rsis_str_eq(rsis_str(rest.ptr, n), rsis_str_c(words[i]))) return true;
    return rest.ptr[0] == ',' || rest.ptr[0] == '(' || rest.ptr[0] == '&';
}

/* "X is", "X, who", "X (": the name of an author is the subject of a note. */
static bool name_opens(const struct rsis_recogniser *r, struct rsis_str s, uint16_t *author) {
    size_t len, i = rsis_names_match(r, s, &len);
    if (i == r->doc->n_authors) return false;
    struct rsis_str rest = rsis_str_trim(rsis_str_from(s, len));
    *author = (uint16_t)i;
    return rest.len > 10 && noted(rest);
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

/* "She was ...", "Mr Tan ...": a further paragraph of the note above it. */
static bool goes_on(const struct rsis_recogniser *r, struct rsis_str s) {
    static const char *const openings[] = {"He ",    "She ", "They ", "His ", "Her ",
                                           "Their ", "Mr ",  "Ms ",   "Dr ",  "Prof "};
    if (s.len > 600) return false;
    for (size_t i = 0; i < sizeof openings / sizeof *openings; i++)
        if (rsis_str_starts(s, rsis_str_c(openings[i]))) return true;
    for (size_t i = 0; i < r->doc->n_authors; i++) { /* the last word of a name */
        struct rsis_str name = r->doc->authors[i].name.value;
        size_t last = name.len;
        while (last && !rsis_is_space(name.ptr[last - 1])) last--;
        if (last && rsis_str_starts(s, rsis_str_from(name, last))) return true;
    }
    return false;
}

/* Is there an author note at most two paragraphs above block i, with only its further paragraphs between? */
static bool note_above(struct rsis_recogniser *r, uint32_t i) {
    for (unsigned n = 0; n < 3 && i > r->body + 1; n++) {
        for (i--; i > r->body + 1 && skipped(&r->blocks.v[i]); i--) {
        }
        struct rsis_block *b = &r->blocks.v[i];
        if (!candidate(b)) return false;
        if (bio_by_words(r, b)) return true;
        if (!goes_on(r, text_of(r, b))) return false;
    }
    return false;
}

static bool take(struct rsis_recogniser *r, uint32_t i) {
    struct rsis_block *b = &r->blocks.v[i];
    if (!candidate(b)) return false;
    bool further = false;
    if (is_ack(r, b)) {
        b->role = ROLE_ACK;
        return true;
    }
    if (!bio_by_words(r, b) && !(further = goes_on(r, text_of(r, b)) && note_above(r, i))) return false;
    b->role = ROLE_BIO;
    r->doc->bio_rule = further         ? "further paragraph of an author note"
                       : b->author_hit ? "author note at the end, begins with the name"
                                       : "author note at the end, opening words of the profile";
    return true;
}

/* The last paragraph begins with an author's name, but not like a note: kept in the body, and said. */
static void doubt(struct rsis_recogniser *r, const struct rsis_block *b) {
    size_t len;
    struct rsis_str s = text_of(r, b);
    if (candidate(b) && rsis_names_match(r, s, &len) < r->doc->n_authors)
        rsis_report(r->diags, RSIS_DIAG_META_BIO_FALLBACK, rsis_block_src(r, b), b->len,
                    "the last paragraph begins with an author's name, but does not read like an author note; kept in "
                    "the body; runner-up: an author note");
}

/* From the end backwards, as long as paragraphs are author notes or acknowledgements. */
static void from_end(struct rsis_recogniser *r) {
    for (uint32_t n = 0, i = r->blocks.n; i-- > r->body + 1 && n < BACK_BLOCKS; n++) {
        if (skipped(&r->blocks.v[i])) continue;
        if (take(r, i)) continue;
        if (rsis_block_find(r, ROLE_BIO) == r->blocks.n) doubt(r, &r->blocks.v[i]);
        return;
    }
}

/* Wrapped text may have run notes together: a line that begins like a note after a line that ends a sentence. */
void rsis_back_split(struct rsis_recogniser *r) {
    uint32_t seen = 0;
    for (uint32_t i = r->blocks.n; i-- > r->body && seen++ < BACK_BLOCKS;) {
        struct rsis_block *b = &r->blocks.v[i];
        for (uint32_t k = b->last; candidate(b) && k > b->first; k--) {
            const struct rsis_line *l = &r->flow->lines.v[k];
            struct rsis_str s = rsis_line_text(r->flow, l);
            uint16_t who;
            bool opens = name_opens(r, s, &who) || rsis_opens_with(s, r->series->ack_openings);
            bool gap = r->flow->ledger.tiles.v[l[-1].gap].text_len == 1; /* not a hyphen's, which is gone */
            if (!opens || !gap || !rsis_ends_sentence(rsis_line_text(r->flow, l - 1))) continue;
            rsis_block_split_line(r, i, k);
            b = &r->blocks.v[i];
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

bool rsis_back_opens(const struct rsis_recogniser *r, const struct rsis_block *b) {
    uint16_t author;
    return name_opens(r, text_of(r, b), &author);
}

/* A note on the author before the summary, as some series print it. */
void rsis_back_in_front(struct rsis_recogniser *r) {
    uint32_t end = rsis_front_end(r);
    for (uint32_t i = rsis_block_find(r, ROLE_BYLINE); i < end && r->doc->n_authors; i++) {
        struct rsis_block *b = &r->blocks.v[i];
        if (!candidate(b) || b->len < 60 || !name_opens(r, text_of(r, b), &b->author)) continue;
        b->author_hit = 1;
        b->role = ROLE_BIO;
        r->doc->bio_rule = "author note in the front matter";
    }
}

void rsis_back_find(struct rsis_recogniser *r) {
    uint32_t label = rsis_block_find(r, ROLE_BIO_LABEL);
    if (label < r->blocks.n) under_label(r, label);
    from_end(r);
    if (label < r->blocks.n && rsis_block_find(r, ROLE_BIO) == r->blocks.n)
        r->blocks.v[label].role = ROLE_NONE; /* nothing under it: a heading like others */
    if (rsis_block_find(r, ROLE_BIO) == r->blocks.n && r->doc->n_authors) by_looks(r);
}
