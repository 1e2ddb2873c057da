/* book.c - what the files of a book share: links, labels, dates, the frame of a page. */
#include "book.h"

#include <utf8proc.h>

#include "../base/hash.h"
#include "../base/utf8.h"

/* ---- different strings */

static uint32_t *find_slot(const struct rsis_distinct *d, struct rsis_str s) {
    size_t i = rsis_hash(s) & (d->n_slots - 1);
    while (d->slots[i] && !rsis_str_eq(d->list.v[d->slots[i] - 1], s)) i = (i + 1) & (d->n_slots - 1);
    return &d->slots[i];
}

static void make_room(struct rsis_arena *a, struct rsis_distinct *d) {
    if (d->list.n < d->n_slots / 2) return;
    d->n_slots = d->n_slots ? d->n_slots * 4 : 64;
    d->slots = RSIS_NEW_ARRAY(a, uint32_t, d->n_slots);
    for (uint32_t i = 0; i < d->list.n; i++) *find_slot(d, d->list.v[i]) = i + 1;
}

uint32_t rsis_distinct_add(struct rsis_arena *a, struct rsis_distinct *d, struct rsis_str s) {
    make_room(a, d);
    uint32_t *slot = find_slot(d, s);
    if (!*slot) {
        *RSIS_PUSH(a, &d->list) = s;
        *slot = d->list.n;
    }
    return *slot - 1;
}

/* ---- markup */

void rsis_book_attr(struct rsis_xml *x, const char *name, const char *value) {
    rsis_xml_attr(x, name, rsis_str_c(value));
}

void rsis_book_leaf(struct rsis_xml *x, const char *name, struct rsis_str text) {
    rsis_xml_open(x, name);
    rsis_xml_text(x, text);
    rsis_xml_end(x);
}

bool rsis_book_runs_left(struct rsis_str s) {
    const char *end = s.len ? s.ptr + s.len : s.ptr;
    unsigned len;
    for (const char *p = s.ptr; p < end; p += len) {
        switch (utf8proc_get_property((utf8proc_int32_t)rsis_utf8_next(p, end, &len))->bidi_class) {
        case UTF8PROC_BIDI_CLASS_L:
            return false;
        case UTF8PROC_BIDI_CLASS_R:
        case UTF8PROC_BIDI_CLASS_AL:
            return true;
        default:
            break;
        }
    }
    return false;
}

void rsis_book_direction(struct rsis_xml *x, struct rsis_str text) {
    if (rsis_book_runs_left(text)) rsis_book_attr(x, "dir", "rtl");
}

struct rsis_xml *rsis_book_page(struct rsis_arena *a, struct rsis_str title, struct rsis_str language) {
    struct rsis_xml *x = rsis_xml_new(a, "html", NULL, NULL);
    rsis_xml_open(x, "html");
    rsis_book_attr(x, "xmlns", "http://www.w3.org/1999/xhtml");
    rsis_book_attr(x, "xmlns:epub", "http://www.idpf.org/2007/ops");
    rsis_xml_attr(x, "lang", rsis_book_language(language));
    rsis_xml_attr(x, "xml:lang", rsis_book_language(language));
    rsis_xml_open(x, "head");
    rsis_xml_open(x, "meta");
    rsis_book_attr(x, "charset", "utf-8");
    rsis_xml_end(x);
    rsis_book_leaf(x, "title", title);
    rsis_xml_open(x, "link");
    rsis_book_attr(x, "rel", "stylesheet");
    rsis_book_attr(x, "type", "text/css");
    rsis_book_attr(x, "href", RSIS_BOOK_STYLE);
    rsis_xml_end(x);
    rsis_xml_close(x);
    rsis_xml_open(x, "body");
    return x;
}

struct rsis_str rsis_book_page_end(struct rsis_xml *x) {
    rsis_xml_close(x);
    rsis_xml_close(x);
    return rsis_xml_finish(x);
}

void rsis_book_heading(struct rsis_xml *x, const char *element, const char *id, struct rsis_str text) {
    rsis_xml_open(x, element);
    rsis_book_attr(x, "id", id);
    rsis_book_direction(x, text);
    rsis_xml_text(x, text);
    rsis_xml_end(x);
}

void rsis_book_link(struct rsis_xml *x, const char *href, struct rsis_str language, struct rsis_str text) {
    rsis_xml_inline(x, "a");
    rsis_book_attr(x, "href", href);
    if (language.len && !rsis_book_is_english(language)) {
        rsis_xml_attr(x, "lang", language);
        rsis_xml_attr(x, "xml:lang", language);
    }
    rsis_book_direction(x, text);
    rsis_xml_text(x, text);
    rsis_xml_end(x);
}

/* ---- words */

bool rsis_book_is_english(struct rsis_str language) {
    return rsis_str_starts_nocase(language, RSIS_LIT("en")) && (language.len == 2 || language.ptr[2] == '-');
}

struct rsis_str rsis_book_language(struct rsis_str language) {
    return language.len ? language : RSIS_LIT("und");
}

const char *rsis_book_href(struct rsis_arena *a, const struct rsis_part *part) {
    return rsis_format(a, "%s.xhtml", part->key);
}

struct rsis_str rsis_book_label(struct rsis_arena *a, const struct rsis_part *part) {
    if (!part->number.len) return part->title;
    struct rsis_buf b;
    rsis_buf_init(&b, a);
    rsis_buf_reserve(&b, part->number.len + 1 + part->title.len);
    rsis_buf_str(&b, part->number);
    rsis_buf_char(&b, ' ');
    rsis_buf_str(&b, part->title);
    return rsis_buf_slice(&b);
}

struct rsis_str rsis_book_short(const struct rsis_part *part) {
    return part->number.len ? part->number : part->title;
}

/* The number that `n` digits at `at` make; 0 when there are none. */
static unsigned digits(struct rsis_str s, size_t at, size_t n) {
    unsigned value = 0;
    if (s.len < at + n) return 0;
    for (size_t i = at; i < at + n; i++) {
        if (!rsis_is_digit(s.ptr[i])) return 0;
        value = value * 10 + (unsigned)(s.ptr[i] - '0');
    }
    return value;
}

struct rsis_str rsis_book_month(struct rsis_arena *a, struct rsis_str iso) {
    static const char *const months[] = {"January", "February", "March",     "April",   "May",      "June",
                                         "July",    "August",   "September", "October", "November", "December"};
    unsigned month = digits(iso, 5, 2);
    if (!digits(iso, 0, 4)) return iso;
    if (month < 1 || month > 12) return rsis_str(iso.ptr, 4);
    return rsis_str_c(rsis_format(a, "%s %.4s", months[month - 1], iso.ptr));
}

struct rsis_str rsis_book_date(struct rsis_arena *a, struct rsis_str iso) {
    struct rsis_str month = rsis_book_month(a, iso);
    unsigned day = digits(iso, 8, 2);
    return day ? rsis_str_c(rsis_format(a, "%u %.*s", day, RSIS_ARG(month))) : month;
}

void rsis_book_span(const struct rsis_book *book, struct rsis_str *first, struct rsis_str *last) {
    *first = *last = rsis_str(NULL, 0);
    for (size_t i = 0; i < book->n; i++) {
        struct rsis_str date = book->parts[i]->date;
        if (!date.len) continue;
        if (!first->len || rsis_str_compare(date, *first) < 0) *first = date;
        if (!last->len || rsis_str_compare(date, *last) > 0) *last = date;
    }
}

struct rsis_str rsis_book_caption(struct rsis_arena *a, const struct rsis_book *book) {
    const struct rsis_part *part = book->parts[0];
    struct rsis_buf b;
    rsis_buf_init(&b, a);
    if (book->single) {
        rsis_buf_str(&b, part->series);
        if (part->number.len) rsis_buf_printf(&b, "%s%.*s", b.len ? " " : "", RSIS_ARG(part->number));
        if (b.len) rsis_buf_z(&b, ": ");
    }
    rsis_buf_str(&b, book->title);
    for (size_t i = 0; book->single && i < part->n_authors; i++) {
        rsis_buf_z(&b, ", ");
        rsis_buf_str(&b, part->authors[i].name);
    }
    return rsis_buf_slice(&b);
}

bool rsis_book_has_topics(const struct rsis_book *book) {
    for (size_t i = 0; i < book->n; i++)
        if (book->parts[i]->kicker.len || book->parts[i]->n_keywords) return true;
    return false;
}
