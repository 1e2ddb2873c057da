/*
 * parts.h - what the recognisers share: blocks with roles over the flow. Private to recognise/.
 *
 * A block is a run of lines that make one paragraph, heading, item ... Recognisers give blocks their role, in
 * the order of rsis_recognise; a role is given once and never taken away.
 */
#ifndef RSIS_PARTS_H
#define RSIS_PARTS_H

#include "../base/limits.h"
#include "recognise.h"

enum rsis_role {
    ROLE_NONE, /* not recognised yet: body text in the end */
    ROLE_MASTHEAD,
    ROLE_PREFACE,
    ROLE_NOTICE,
    ROLE_NUMBER,
    ROLE_KICKER,
    ROLE_TITLE,
    ROLE_BYLINE,
    ROLE_SYNOPSIS_LABEL,
    ROLE_SYNOPSIS,
    ROLE_BODY_LABEL,
    ROLE_HEADING,
    ROLE_NOTES_LABEL,
    ROLE_NOTE,
    ROLE_BIO_LABEL,
    ROLE_BIO,
    ROLE_ACK,
    ROLE_FURNITURE,
};

struct rsis_block {
    uint32_t at, len;     /* in the text */
    uint32_t first, last; /* lines of the flow */
    uint32_t next_part;   /* index of the block that goes on with this paragraph after a page break; 0 none */
    uint32_t number;      /* of a numbered item or note */
    uint16_t mark_len;    /* bytes of the mark at the start */
    uint16_t blanks, indent;
    uint8_t kind, level; /* of its first line */
    uint8_t style;       /* bits that all of its text has */
    uint8_t linked;      /* some of it is a link */
    uint8_t page, ruled, maybe_note;
    uint8_t role;
    uint8_t part;       /* goes on with an earlier block */
    uint8_t evidenced;  /* ... after a page break that the source shows */
    uint8_t author_hit; /* a bio: begins with the name of an author */
    uint16_t author;    /* ... this one */
};

struct rsis_recogniser {
    struct rsis_arena *arena;
    struct rsis_diags *diags;
    struct rsis_flow *flow;
    const struct rsis_series *series;
    struct rsis_doc *doc;
    RSIS_VEC(struct rsis_block) blocks;
    uint32_t body;      /* the first block of the body */
    uint32_t notes;     /* how many notes were found; they are numbered 1.. */
    uint32_t next_mark; /* the number that the next mark in the text must have */
    uint32_t missing;   /* marks without a note that were seen */
    uint8_t *marked;    /* by note number: a mark refers to it */
    uint32_t *page_of;  /* by line: its page; NULL when the source shows no pages */
    uint32_t full;      /* width of full lines, in characters; 0 when the text is not wrapped */
};

/* What people see of a block: its text without link targets. */
struct rsis_view {
    struct rsis_str s;
    const struct rsis_piece *parts; /* pieces of the text that make it up */
    uint32_t n;
};
struct rsis_view rsis_view_block(const struct rsis_recogniser *r, const struct rsis_block *b);
/* The text offset of view offset `at`. */
uint32_t rsis_view_at(const struct rsis_view *v, size_t at);
/* The piece of the text from view offset `at`, `len` bytes of the view. */
struct rsis_piece rsis_view_piece(const struct rsis_view *v, size_t at, size_t len);

/* Where a block stands in the stream, for findings. */
uint32_t rsis_block_src(const struct rsis_recogniser *r, const struct rsis_block *b);

/* blocks.c: lines to blocks; hyphens at line ends. */
void rsis_blocks_build(struct rsis_recogniser *r);
/* Cuts block `i` in two at text offset `at`; the byte before `at` is the separator. */
void rsis_block_split(struct rsis_recogniser *r, uint32_t i, uint32_t at);
/* Cuts block `i` in two before line `line`. */
void rsis_block_split_line(struct rsis_recogniser *r, uint32_t i, uint32_t line);
/* Makes the gap after block `i` a blank: the text goes on in block `to`. Blocks in ascending order. */
void rsis_block_join(struct rsis_recogniser *r, uint32_t i, uint32_t to);
/* After the last rsis_block_join: hyphenated joins take their line ends out of the text. */
void rsis_blocks_settle(struct rsis_recogniser *r);
/* Joins block i+1 onto block i for good: one block over the lines of both. */
void rsis_block_merge(struct rsis_recogniser *r, uint32_t i);

/* Does text end like a sentence? Closing quotes and a note's mark may follow the stop. */
bool rsis_ends_sentence(struct rsis_str s);
/* Does it begin with a small letter? */
bool rsis_starts_lower(struct rsis_str s);
/* Does it begin with words in capitals, as bodies of commentaries do ("THE US national")? */
bool rsis_starts_caps(struct rsis_str s);
/* Is `s` one of the labels? A colon after it does not count. */
bool rsis_is_label(struct rsis_str s, struct rsis_strs labels);
/* How many bytes of `s` one of the wordings covers from its start; 0 for none. */
size_t rsis_opens_with(struct rsis_str s, struct rsis_strs wordings);

/* front.c, number.c, notice.c, names.c, synopsis.c: the front matter. */
void rsis_front_labels(struct rsis_recogniser *r);
void rsis_front_numbers(struct rsis_recogniser *r);
void rsis_front_notice(struct rsis_recogniser *r);
void rsis_front_masthead(struct rsis_recogniser *r);
void rsis_front_byline(struct rsis_recogniser *r);
void rsis_front_title(struct rsis_recogniser *r);
void rsis_front_synopsis(struct rsis_recogniser *r);
/* The first block of the kind, or the number of blocks. */
uint32_t rsis_block_find(const struct rsis_recogniser *r, enum rsis_role role);
/* Blocks among which front matter is looked for end here. */
uint32_t rsis_front_end(const struct rsis_recogniser *r);

/* furniture.c, notes.c, back.c, body.c: the rest. */
void rsis_furniture_at_edges(struct rsis_recogniser *r); /* lines, before blocks are built */
void rsis_furniture_find(struct rsis_recogniser *r);
void rsis_notes_find(struct rsis_recogniser *r);
void rsis_back_in_front(struct rsis_recogniser *r); /* author notes before the synopsis */
void rsis_back_find(struct rsis_recogniser *r);
/* Parts author notes that unwrapping ran together. */
void rsis_back_split(struct rsis_recogniser *r);
/* Does the block begin like an author note, with the name of an author? */
bool rsis_back_opens(const struct rsis_recogniser *r, const struct rsis_block *b);
void rsis_headings_find(struct rsis_recogniser *r);
void rsis_pages_join(struct rsis_recogniser *r);
void rsis_body_build(struct rsis_recogniser *r);
void rsis_notice_build(struct rsis_recogniser *r);

/* names.c */
void rsis_names_split(struct rsis_recogniser *r, const struct rsis_view *line, size_t at);
/* The author whose name begins `s` (titles of persons aside), or n_authors; *len is the name's length. */
size_t rsis_names_match(const struct rsis_recogniser *r, struct rsis_str s, size_t *len);
/* Does `s` look like a list of names? */
bool rsis_names_plausible(struct rsis_str s);

/* inline.c: the inlines of a piece of text; styles in `ignore` are the look of the block, not meaning. */
void rsis_inline_build(struct rsis_recogniser *r, struct rsis_node *parent, struct rsis_piece p, uint8_t ignore);
/* The mark of a page that begins with this block, where the source shows one. */
void rsis_inline_page(struct rsis_recogniser *r, struct rsis_node *parent, const struct rsis_block *b);
/* A paragraph of a whole block, its later parts after page breaks included. */
struct rsis_node *rsis_inline_para(struct rsis_recogniser *r, const struct rsis_block *b, uint8_t ignore);

#endif
