/*
 * book.h - what an EPUB says of its parts: package document, navigation, indexes, cover. specs/epub.md.
 *
 * Every function here is a pure function of the plain record: same record, same bytes. Results live in the arena
 * that is given. Nothing here sees a tree or a container.
 */
#ifndef RSIS_BOOK_H
#define RSIS_BOOK_H

#include "../base/buf.h"
#include "../model/part.h"
#include "xml.h"

/* An input that a collection was made without. */
struct rsis_left_out {
    struct rsis_str name; /* base name of the input, printable */
    struct rsis_str why;  /* ids of the findings, or a phrase */
};

struct rsis_book {
    bool single;              /* one commentary as a book of its own; else a collection */
    const char *identifier;   /* "urn:uuid:..." */
    const char *modified;     /* CCYY-MM-DDThh:mm:ssZ */
    struct rsis_str title;    /* of a single: its part's title */
    struct rsis_str language; /* of the package: the first part's */
    /* In reading order, at least one. Keys differ, are XML names without capitals, and are none of the names below
     * without ending, nor "ncx" or "cover-image". */
    const struct rsis_part *const *parts;
    size_t n;
    bool by_month;          /* parts stand in order of date, so that months can head them */
    const char *cover;      /* file name: "cover.svg", "cover.png", "cover.jpg" */
    const char *cover_type; /* media type */
    const struct rsis_left_out *left_out;
    size_t n_left_out;
};

/* File names inside the container, all in one directory. */
#define RSIS_BOOK_PACKAGE "package.opf"
#define RSIS_BOOK_NAV "nav.xhtml"
#define RSIS_BOOK_NCX "toc.ncx"
#define RSIS_BOOK_STYLE "style.css"
#define RSIS_BOOK_COVER "cover.xhtml"
#define RSIS_BOOK_AUTHORS "authors.xhtml" /* collections only */
#define RSIS_BOOK_TOPICS "topics.xhtml"   /* collections with kickers or keywords only */
#define RSIS_BOOK_ABOUT "about.xhtml"     /* collections only: what it holds, what was left out, notices */

/* Has the book an index of topics: a kicker or a keyword in any part? */
bool rsis_book_has_topics(const struct rsis_book *book);

struct rsis_str rsis_write_opf(struct rsis_arena *a, const struct rsis_book *book);
struct rsis_str rsis_write_nav(struct rsis_arena *a, const struct rsis_book *book);
struct rsis_str rsis_write_ncx(struct rsis_arena *a, const struct rsis_book *book);
struct rsis_str rsis_write_cover_page(struct rsis_arena *a, const struct rsis_book *book);
struct rsis_str rsis_write_cover_svg(struct rsis_arena *a, const struct rsis_book *book);
struct rsis_str rsis_write_authors(struct rsis_arena *a, const struct rsis_book *book);
struct rsis_str rsis_write_topics(struct rsis_arena *a, const struct rsis_book *book);
struct rsis_str rsis_write_about(struct rsis_arena *a, const struct rsis_book *book);

/* The style sheet of every page, without colours. Static storage. `html`: with what a page on the web needs. */
struct rsis_str rsis_style(bool html);

/* ---- book.c: what these writers share; private to write/ */

/* Different strings, counted from 0 in the order of their first coming. A zeroed one is empty. */
struct rsis_distinct {
    RSIS_VEC(struct rsis_str) list;
    uint32_t *slots; /* a table of places in the list, each one more than it is */
    uint32_t n_slots;
};
/* The place of `s`, which is put at the end of the list when it is new. */
uint32_t rsis_distinct_add(struct rsis_arena *a, struct rsis_distinct *d, struct rsis_str s);

/* An attribute that is a constant or was made for the purpose. */
void rsis_book_attr(struct rsis_xml *x, const char *name, const char *value);
/* An element with text, on a line of its own. */
void rsis_book_leaf(struct rsis_xml *x, const char *name, struct rsis_str text);
/* Is the first letter of a script that runs from right to left? */
bool rsis_book_runs_left(struct rsis_str text);
/* dir="rtl" for such text. */
void rsis_book_direction(struct rsis_xml *x, struct rsis_str text);
/* A page up to and with the start of its body. `language` is that of most of its words. */
struct rsis_xml *rsis_book_page(struct rsis_arena *a, struct rsis_str title, struct rsis_str language);
struct rsis_str rsis_book_page_end(struct rsis_xml *x);
/* <h1> or the like, with an id. */
void rsis_book_heading(struct rsis_xml *x, const char *element, const char *id, struct rsis_str text);
/* A link inside text. The page is in English; what is in another language is marked. */
void rsis_book_link(struct rsis_xml *x, const char *href, struct rsis_str language, struct rsis_str text);

bool rsis_book_is_english(struct rsis_str language);
/* The language, or "und" where there is none. */
struct rsis_str rsis_book_language(struct rsis_str language);
const char *rsis_book_href(struct rsis_arena *a, const struct rsis_part *part);
/* "046/2013 Title", or the title alone. */
struct rsis_str rsis_book_label(struct rsis_arena *a, const struct rsis_part *part);
/* How the part is named where there is room for a few words: its number, else its title. */
struct rsis_str rsis_book_short(const struct rsis_part *part);
/* "18 March 2013", "March 2013" or "2013" for an ISO date; anything else as it is. */
struct rsis_str rsis_book_date(struct rsis_arena *a, struct rsis_str iso);
/* The same without the day. */
struct rsis_str rsis_book_month(struct rsis_arena *a, struct rsis_str iso);
/* The first and the last date of the parts; empty when none has one. */
void rsis_book_span(const struct rsis_book *book, struct rsis_str *first, struct rsis_str *last);
/* Series, number, title and authors in one line, for the cover's description. */
struct rsis_str rsis_book_caption(struct rsis_arena *a, const struct rsis_book *book);

/* ---- toc.c: the table of contents, which nav.c and ncx.c write in two ways */

struct rsis_toc_entry {
    struct rsis_str label;
    struct rsis_str language; /* of the label */
    const char *href;
    unsigned level; /* from 1; at most one more than that of the entry before */
};
struct rsis_toc {
    RSIS_VEC(struct rsis_toc_entry) list;
};
/*
 * Single: title, heads. Collection: months (or years of the series, when dates do not ascend and there is more than
 * one), parts, heads; then the pages at the end. Entries deeper than `depth` are left out.
 */
void rsis_book_toc(struct rsis_arena *a, const struct rsis_book *book, unsigned depth, struct rsis_toc *toc);

/* A page of print: "2", or in a collection "046/2013 p. 2". Links to it. In order; same members as above. */
void rsis_book_pages(struct rsis_arena *a, const struct rsis_book *book, struct rsis_toc *pages);

#endif
