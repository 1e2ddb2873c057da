/* lines.h - building the flow's lines: what stands before a line, and the marks at its start. Private to read/. */
#ifndef RSIS_LINES_H
#define RSIS_LINES_H

#include "reader.h"

struct rsis_lines {
    struct rsis_reader *r;
    struct rsis_line line; /* the one being built */
    uint32_t at;           /* stream offset of what is left of it */
    uint32_t blanks;       /* since the last line */
    uint32_t feeds, marks; /* form feeds and page marks since the last line: a page may be blank */
    uint32_t fed;          /* where the line begins whose form feed was counted last */
    bool ruled, deep;
};

/* Counts the form feed before a physical line, once. */
void rsis_lines_feed(struct rsis_lines *ls, const struct rsis_physical *p);

/* Blank lines, drawn lines and page marks: swallowed, and remembered for the next line. */
bool rsis_lines_special(struct rsis_lines *ls, const struct rsis_physical *p);

/* Starts a line: the gap before it gets its tile. */
void rsis_lines_begin(struct rsis_lines *ls, const struct rsis_physical *p);

/* Takes the > marks of a quotation. */
void rsis_lines_quote(struct rsis_lines *ls, uint32_t end);

/* Sees a list number or a note's label at the start of `s`; both stay in the text. */
void rsis_lines_number(struct rsis_lines *ls, struct rsis_str s);

/* The marks are done: text begins here. */
void rsis_lines_open(struct rsis_lines *ls);

/* The text is done; a line that yields nothing is forgotten (its tiles stay). */
void rsis_lines_close(struct rsis_lines *ls, const struct rsis_physical *p);

#endif
