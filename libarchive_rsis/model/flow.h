/*
 * flow.h - what every reader yields: lines with their marks, styled runs, tiles; no opinion of what they are.
 *
 * The flow's text holds the yield of all tiles, with exactly one byte for each gap between two lines (a line
 * feed until somebody decides that it is a blank), so that joining and parting lines later never moves text.
 */
#ifndef RSIS_FLOW_H
#define RSIS_FLOW_H

#include "../base/buf.h"
#include "../diag/diag.h"
#include "ledger.h"

enum rsis_line_kind {
    RSIS_LINE_PLAIN,
    RSIS_LINE_HEADING, /* marked as a heading; level 1 to 6 */
    RSIS_LINE_BULLET,
    RSIS_LINE_NUMBERED, /* the number stands in the text, mark_len bytes long */
    RSIS_LINE_QUOTE,    /* marked as a quotation; level from 1 */
    RSIS_LINE_TABLE,    /* cells between bars, kept as they are */
    RSIS_LINE_PICTURE,  /* nothing but a picture */
};

enum rsis_style {
    RSIS_STYLE_EM = 1,
    RSIS_STYLE_STRONG = 2,
    RSIS_STYLE_SUP = 4,
    RSIS_STYLE_SUB = 8,
};

struct rsis_line {
    uint32_t at, len;  /* in the text: what the line yields, marks of MARKUP fate left out */
    uint32_t src;      /* stream offset of its first yielded character, for findings */
    uint32_t tile;     /* index of its first tile */
    uint32_t gap;      /* index of the tile after the line: it yields the one byte at at + len */
    uint32_t width;    /* characters of the line as it stands, indentation included */
    uint32_t number;   /* of a numbered line or a possible note; 0 for none */
    uint16_t indent;   /* columns before the first character */
    uint16_t mark_len; /* bytes of a numbered line's mark or a note's label at the start of the text */
    uint16_t blanks;   /* blank lines before it, at most 999 */
    uint8_t kind, level;
    uint8_t page;       /* how many page breaks stand before it: pages may be blank; 255 is 255 or more */
    uint8_t hard_break; /* the source marks a line break after it */
    uint8_t ruled;      /* a drawn line stands before it */
    uint8_t maybe_note; /* begins like a footnote: mark_len and number say how */
    uint8_t aside;      /* page furniture, by its place at the edge of a page */
    uint8_t alone;      /* a line of its own by its wording */
    uint8_t joins;      /* Markdown: no paragraph break between this line and the one before */
};

/* Text with a style or a link; runs ascend and do not overlap; text outside has neither. */
struct rsis_run {
    uint32_t at, len;
    uint32_t href_at, href_len; /* the link's target, which stands in the text as well; 0 for none */
    uint8_t style;
    uint8_t picture; /* the run is a picture's description */
};

/* Bytes to be taken out of the text; `before`: how many earlier cuts take. */
struct rsis_cut {
    uint32_t at, len, before;
};

struct rsis_flow {
    struct rsis_arena *arena;
    struct rsis_diags *diags;
    enum rsis_from flavour;
    const char *encoding;
    struct rsis_ledger ledger;
    struct rsis_buf text; /* becomes ledger.text */
    RSIS_VEC(struct rsis_line) lines;
    RSIS_VEC(struct rsis_run) runs;
    RSIS_VEC(struct rsis_cut) cuts;
    uint32_t pages; /* page breaks seen */
};

/* Index of the first run that ends after text offset `at`, or begins there. */
uint32_t rsis_first_run(const struct rsis_flow *f, uint32_t at);

/* The text of a line. */
static inline struct rsis_str rsis_line_text(const struct rsis_flow *f, const struct rsis_line *l) {
    return rsis_str(f->text.ptr + l->at, l->len);
}

/*
 * The line end after `line` yields nothing; with `hyphen_bytes` the hyphen before it goes too. Lines must come in
 * ascending order. Text moves only in rsis_flow_compact: until then offsets are the old ones.
 */
void rsis_flow_cut_gap(struct rsis_flow *f, uint32_t line, uint32_t hyphen_bytes);

/* Where text offset `at` will be after rsis_flow_compact. */
uint32_t rsis_flow_place(const struct rsis_flow *f, uint32_t at);

/* Takes out what was cut. Lines and runs move along; whoever holds other offsets moves them first. */
void rsis_flow_compact(struct rsis_flow *f);

#endif
