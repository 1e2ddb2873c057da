/* reader.h - what the two readers share: physical lines, tiles, the character pass. Private to read/. */
#ifndef RSIS_READER_H
#define RSIS_READER_H

#include "read.h"

struct rsis_reader {
    struct rsis_flow *flow;
    struct rsis_str stream;
    uint32_t at;    /* stream bytes that have a tile already */
    size_t line_at; /* where the text of the open line begins */
    bool mojibake;  /* the gate for repairing mojibake is open */
    bool markdown;
    uint32_t counts[RSIS_RULE_COUNT]; /* repairs by rule, for one finding each */
    uint32_t first[RSIS_RULE_COUNT];  /* stream offset of the first */
};

/* A physical line: content without line end, and what stood before it. */
struct rsis_physical {
    uint32_t at, end;           /* in the stream, white space at both ends left out; at == end when blank */
    uint32_t line_at, line_end; /* with it */
    uint16_t indent;
    bool page; /* a form feed stands between this line and the one before */
    bool hard; /* ended by two blanks or a vertical tab: a line break inside a paragraph */
};

/* Bytes of a byte-order mark at the start of the stream: 3 or 0. */
uint32_t rsis_bom_length(struct rsis_str stream);

/* Does nothing but line feeds end the lines of this stream? Then they are found faster. */
bool rsis_only_line_feeds(struct rsis_str stream);

/* The physical line at stream offset `at`; false at the end. *next is where the following one starts. */
bool rsis_physical_next(struct rsis_str stream, bool only_line_feeds, uint32_t at, struct rsis_physical *out,
                        uint32_t *next);

/* A tile up to stream offset `to` that yields `after` (may be empty). Nothing when `to` is where we are. */
void rsis_tile(struct rsis_reader *r, uint32_t to, enum rsis_rule rule, struct rsis_str after);

/* Text up to stream offset `to` through the character pass: copies, repairs, white space folded. */
void rsis_tile_text(struct rsis_reader *r, uint32_t to);

/* White space (and what it hides) before the next line: one tile with one byte, or none at the start. */
void rsis_tile_gap(struct rsis_reader *r, uint32_t to);

/* Takes a blank at the end of the text back, if it was yielded at or after text offset `from`. */
void rsis_tile_trim(struct rsis_reader *r, uint32_t from);

/* Says what the character pass did: one finding for each kind. */
void rsis_reader_report(struct rsis_reader *r);

/* The mark of a list item at the start of `s`: its length with the blanks after it, or 0. */
uint32_t rsis_bullet_length(struct rsis_str s, uint32_t *glyph_len);

/* "1." "1)" "(a)" "i)": length of the mark without blanks, 0 for none; *number its value, or 0 for letters. */
uint32_t rsis_number_length(struct rsis_str s, uint32_t *number);

/* "[1]" "1" "[^1]:" "*": a note's label at the start of `s`, blanks after it required; 0 for none. */
uint32_t rsis_label_length(struct rsis_str s, uint32_t *number);

/* A line of - _ * = and blanks only, three marks at least. */
bool rsis_is_rule_line(struct rsis_str s);

void rsis_read_markdown(struct rsis_reader *r);
void rsis_read_text(struct rsis_reader *r);

#endif
