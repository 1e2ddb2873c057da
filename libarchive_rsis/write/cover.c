/* cover.c - the cover's page, and a plain typographic cover for books that are given none. */
#include "book.h"

#include <utf8proc.h>

#include "../base/utf8.h"

struct rsis_str rsis_write_cover_page(struct rsis_arena *a, const struct rsis_book *book) {
    struct rsis_xml *x = rsis_book_page(a, book->title, book->language);
    rsis_xml_open(x, "section");
    rsis_book_attr(x, "epub:type", "cover");
    rsis_book_attr(x, "class", "cover");
    rsis_xml_open(x, "img");
    rsis_book_attr(x, "src", book->cover);
    rsis_book_attr(x, "role", "doc-cover");
    rsis_xml_attr(x, "alt", rsis_book_caption(a, book));
    rsis_xml_end(x);
    rsis_xml_close(x);
    return rsis_book_page_end(x);
}

/* ---- lines: widths are estimates in thousandths of the size, rather too large, since no font is known */

enum { WIDTH = 1600, HEIGHT = 2400, ROOM = 1300, LINES = 12, ELLIPSIS = 1000 };

static unsigned ascii_width(char c) {
    if (strchr(" .,:;'!|()[]/-ijltfrI", c)) return 350;
    if (strchr("mwMW@%", c)) return 900;
    return rsis_is_upper(c) ? 760 : 620;
}

static unsigned width_of(uint32_t cp) {
    if (cp < 0x80) return ascii_width((char)cp);
    int cells = utf8proc_charwidth((utf8proc_int32_t)cp);
    return cells == 0 ? 0 : cells == 2 ? 1050 : rsis_is_upper_cp(cp) ? 780 : 650;
}

/* What a reader sees as one character: its length in bytes, and its width. A joined emoji is one. */
static size_t take_cluster(struct rsis_str s, unsigned *width) {
    unsigned len;
    utf8proc_int32_t state = 0;
    uint32_t cp = rsis_utf8_next(s.ptr, s.ptr + s.len, &len);
    size_t n = len;
    *width = width_of(cp);
    while (n < s.len) {
        uint32_t next = rsis_utf8_next(s.ptr + n, s.ptr + s.len, &len);
        if (utf8proc_grapheme_break_stateful((utf8proc_int32_t)cp, (utf8proc_int32_t)next, &state)) break;
        n += len;
        cp = next;
    }
    return n;
}

/* Takes a line from *rest: up to the last blank that fits, or as much of a long word as fits. */
static struct rsis_str take_line(struct rsis_str *rest, unsigned room) {
    *rest = rsis_str_trim(*rest);
    size_t at = 0, blank = 0;
    for (unsigned used = 0, width; at < rest->len; used += width) {
        size_t n = take_cluster(rsis_str_from(*rest, at), &width);
        if (rsis_utf8_blank(rest->ptr + at, rest->ptr + rest->len))
            blank = at;
        else if (used + width > room && at)
            break;
        at += n;
    }
    if (at < rest->len && blank) at = blank;
    struct rsis_str line = rsis_str(rest->ptr, at);
    *rest = rsis_str_trim(rsis_str_from(*rest, at));
    return rsis_str_trim(line);
}

struct lines {
    struct rsis_str v[LINES];
    unsigned n;
};

/* Breaks `text` into at most `most` lines. False when it does not fit; then the last line ends with an ellipsis. */
static bool break_lines(struct rsis_arena *a, struct lines *lines, struct rsis_str text, unsigned size, unsigned most) {
    unsigned room = ROOM * 1000 / size;
    struct rsis_str rest = rsis_str_trim(text), before = rest;
    for (lines->n = 0; rest.len && lines->n < most; lines->n++) {
        before = rest;
        lines->v[lines->n] = take_line(&rest, room);
    }
    if (!rest.len) return true;
    struct rsis_str last = take_line(&before, room - ELLIPSIS);
    lines->v[most - 1] = rsis_str_c(rsis_format(a, "%.*s…", RSIS_ARG(last)));
    return false;
}

/* ---- the cover: boxes from top to bottom */

enum { SIZES = 6 };

struct box {
    unsigned top, height;
    unsigned sizes[SIZES]; /* the first at which the text fits is taken, else the last before 0 */
    const char *weight;
};

static const struct box series_box = {180, 180, {84, 64, 0}, "normal"};
static const struct box number_box = {380, 120, {84, 64, 0}, "normal"};
static const struct box title_box = {640, 1080, {150, 125, 104, 88, 74, 0}, "bold"};
static const struct box authors_box = {1780, 240, {72, 56, 44, 0}, "normal"};
static const struct box date_box = {2040, 80, {56, 44, 0}, "normal"};
static const struct box publisher_box = {2140, 160, {48, 38, 0}, "normal"};

static void number_attr(struct rsis_arena *a, struct rsis_xml *x, const char *name, unsigned n) {
    rsis_book_attr(x, name, rsis_format(a, "%u", n));
}

static void draw(struct rsis_arena *a, struct rsis_xml *x, const struct box *box, struct rsis_str text) {
    struct lines lines = {.n = 0};
    unsigned size = 0, pitch = 0;
    for (unsigned i = 0; i < SIZES && box->sizes[i]; i++) {
        size = box->sizes[i];
        pitch = size * 5 / 4;
        unsigned most = box->height / pitch;
        if (break_lines(a, &lines, text, size, most < LINES ? most : LINES)) break;
    }
    for (unsigned i = 0; i < lines.n; i++) {
        rsis_xml_open(x, "text");
        number_attr(a, x, "x", WIDTH / 2);
        number_attr(a, x, "y", box->top + size + i * pitch);
        number_attr(a, x, "font-size", size);
        rsis_book_attr(x, "font-weight", box->weight);
        if (rsis_book_runs_left(text)) rsis_book_attr(x, "direction", "rtl");
        rsis_xml_text(x, lines.v[i]);
        rsis_xml_end(x);
    }
}

static void rectangle(struct rsis_arena *a, struct rsis_xml *x, const unsigned place[4], const char *fill) {
    static const char *const names[] = {"x", "y", "width", "height"};
    rsis_xml_open(x, "rect");
    for (unsigned i = 0; i < 4; i++) number_attr(a, x, names[i], place[i]);
    rsis_book_attr(x, "fill", fill);
    rsis_xml_end(x);
}

static struct rsis_str author_names(struct rsis_arena *a, const struct rsis_part *part) {
    struct rsis_buf b;
    rsis_buf_init(&b, a);
    for (size_t i = 0; i < part->n_authors; i++) {
        if (i) rsis_buf_z(&b, ", ");
        rsis_buf_str(&b, part->authors[i].name);
    }
    return rsis_buf_slice(&b);
}

/* "2013", or "2013–2014". */
static struct rsis_str years(struct rsis_arena *a, const struct rsis_book *book) {
    struct rsis_str first, last;
    rsis_book_span(book, &first, &last);
    if (first.len < 4 || last.len < 4) return rsis_str(NULL, 0);
    if (memcmp(first.ptr, last.ptr, 4) == 0) return rsis_str(first.ptr, 4);
    return rsis_str_c(rsis_format(a, "%.4s–%.4s", first.ptr, last.ptr));
}

/* Names of months are English. */
static struct rsis_str date_of(struct rsis_arena *a, const struct rsis_book *book) {
    struct rsis_str date = book->parts[0]->date;
    return rsis_book_is_english(book->language) ? rsis_book_date(a, date) : date;
}

static void open_svg(struct rsis_arena *a, struct rsis_xml *x, const struct rsis_book *book) {
    rsis_xml_open(x, "svg");
    rsis_book_attr(x, "xmlns", "http://www.w3.org/2000/svg");
    rsis_book_attr(x, "viewBox", rsis_format(a, "0 0 %d %d", WIDTH, HEIGHT));
    number_attr(a, x, "width", WIDTH);
    number_attr(a, x, "height", HEIGHT);
    rsis_xml_attr(x, "xml:lang", rsis_book_language(book->language));
    rsis_book_attr(x, "role", "img");
    rsis_book_attr(x, "aria-labelledby", "cover-title");
    rsis_xml_open(x, "title");
    rsis_book_attr(x, "id", "cover-title");
    rsis_xml_text(x, rsis_book_caption(a, book));
    rsis_xml_end(x);
}

struct rsis_str rsis_write_cover_svg(struct rsis_arena *a, const struct rsis_book *book) {
    static const unsigned ground[4] = {0, 0, WIDTH, HEIGHT}, rule[4] = {150, 560, ROOM, 6},
                          foot[4] = {150, 1740, ROOM, 6};
    const struct rsis_part *part = book->parts[0];
    struct rsis_xml *x = rsis_xml_new(a, NULL, NULL, NULL);
    open_svg(a, x, book);
    rectangle(a, x, ground, "#fbfaf7");
    rectangle(a, x, rule, "#1a1a1a");
    rectangle(a, x, foot, "#1a1a1a");
    rsis_xml_open(x, "g");
    rsis_book_attr(x, "fill", "#1a1a1a");
    rsis_book_attr(x, "font-family", "sans-serif");
    rsis_book_attr(x, "text-anchor", "middle");
    draw(a, x, &series_box, part->series);
    draw(a, x, &number_box, book->single ? part->number : years(a, book));
    draw(a, x, &title_box, book->title);
    if (book->single) {
        draw(a, x, &authors_box, author_names(a, part));
        draw(a, x, &date_box, date_of(a, book));
    }
    draw(a, x, &publisher_box, part->publisher);
    rsis_xml_close(x);
    rsis_xml_close(x);
    return rsis_xml_finish(x);
}
