/* indexes.c - pages at the end of a collection: authors, topics, and what the book is made of. */
#include "book.h"

#include <stdlib.h>

#include <utf8proc.h>

#include "../base/utf8.h"

/* ---- entries: a term and a part */

struct entry {
    struct rsis_str term, key; /* key: as sorted */
    size_t part;
};

struct index {
    struct rsis_arena *arena;
    const struct rsis_book *book;
    RSIS_VEC(struct entry) list;
};

static void skip_to_word(struct rsis_str *s) {
    unsigned len;
    while (s->len && !rsis_is_word_char(rsis_utf8_next(s->ptr, s->ptr + s->len, &len))) *s = rsis_str_from(*s, len);
}

/* Without case, accents and what stands before the first letter, so that "Ångström" is found under A. */
static struct rsis_str sort_key(struct rsis_arena *a, struct rsis_str term) {
    const utf8proc_option_t options = UTF8PROC_STABLE | UTF8PROC_DECOMPOSE | UTF8PROC_CASEFOLD | UTF8PROC_STRIPMARK;
    skip_to_word(&term);
    const utf8proc_uint8_t *bytes = (const utf8proc_uint8_t *)term.ptr;
    utf8proc_ssize_t len = (utf8proc_ssize_t)term.len, n = utf8proc_decompose(bytes, len, NULL, 0, options);
    if (n <= 0) return term;
    utf8proc_int32_t *points = RSIS_NEW_ARRAY(a, utf8proc_int32_t, (size_t)n + 1);
    n = utf8proc_decompose(bytes, len, points, n, options);
    n = utf8proc_reencode(points, n, UTF8PROC_STABLE); /* in place */
    return rsis_str((const char *)points, (size_t)n);
}

static int compare_entries(const void *a, const void *b) {
    const struct entry *x = a, *y = b;
    int order = rsis_str_compare(x->key, y->key);
    if (!order) order = rsis_str_compare(x->term, y->term);
    return order ? order : (x->part > y->part) - (x->part < y->part);
}

static void add(struct index *index, struct rsis_str term, size_t part) {
    if (!rsis_str_trim(term).len) return;
    *RSIS_PUSH(index->arena, &index->list) = (struct entry){term, sort_key(index->arena, term), part};
}

static bool same_term(const struct index *index, uint32_t i, uint32_t k) {
    return rsis_str_eq(index->list.v[i].term, index->list.v[k].term);
}

/* ---- pages of terms */

static void part_item(struct index *index, struct rsis_xml *x, size_t i) {
    const struct rsis_part *part = index->book->parts[i];
    rsis_xml_open(x, "li");
    rsis_book_link(x, rsis_book_href(index->arena, part), part->language, rsis_book_label(index->arena, part));
    rsis_xml_end(x);
}

/* The term of entry `from` and its parts; gives the next term's first entry. */
static uint32_t term(struct index *index, struct rsis_xml *x, uint32_t from) {
    uint32_t i = from;
    rsis_xml_open(x, "li");
    rsis_xml_open(x, "span");
    rsis_book_direction(x, index->list.v[from].term);
    rsis_xml_text(x, index->list.v[from].term);
    rsis_xml_end(x);
    rsis_xml_open(x, "ul");
    for (; i < index->list.n && same_term(index, i, from); i++) {
        bool again = i > from && index->list.v[i].part == index->list.v[i - 1].part;
        if (!again) part_item(index, x, index->list.v[i].part);
    }
    rsis_xml_close(x);
    rsis_xml_close(x);
    return i;
}

/* The letter under which an entry stands, as a capital; "Others" for what begins with none. */
static struct rsis_str letter_of(struct rsis_arena *a, const struct entry *e) {
    unsigned len;
    char out[4];
    uint32_t cp = e->key.len ? rsis_utf8_next(e->key.ptr, e->key.ptr + e->key.len, &len) : '#';
    if (!rsis_is_letter(cp)) return RSIS_LIT("Others");
    len = rsis_utf8_put((uint32_t)utf8proc_toupper((utf8proc_int32_t)cp), out);
    return rsis_str(rsis_str_dup(a, rsis_str(out, len)), len);
}

static uint32_t count_terms(const struct index *index) {
    uint32_t n = 0;
    for (uint32_t i = 0; i < index->list.n; i++) n += i == 0 || !same_term(index, i, i - 1);
    return n;
}

/* One list for each letter; `headings`: with the letter over it, else one list for all. */
static void term_lists(struct index *index, struct rsis_xml *x, bool headings) {
    struct rsis_str current = {NULL, 0};
    for (uint32_t i = 0; i < index->list.n;) {
        struct rsis_str letter = headings ? letter_of(index->arena, &index->list.v[i]) : RSIS_LIT("-");
        if (!rsis_str_eq(letter, current)) {
            if (current.len) rsis_xml_close(x);
            if (headings) rsis_book_leaf(x, "h2", letter);
            rsis_xml_open(x, "ul");
            rsis_book_attr(x, "class", "index");
        }
        current = letter;
        i = term(index, x, i);
    }
    if (current.len) rsis_xml_close(x);
}

/* How many terms make a list too long to be looked through without letters. */
enum { MANY_TERMS = 30 };

static struct rsis_str write_index(struct index *index, struct rsis_str title, const char *nothing) {
    struct rsis_xml *x = rsis_book_page(index->arena, title, RSIS_LIT("en"));
    if (index->list.n) qsort(index->list.v, index->list.n, sizeof *index->list.v, compare_entries);
    rsis_xml_open(x, "section");
    rsis_book_attr(x, "epub:type", "index");
    rsis_book_attr(x, "role", "doc-index");
    rsis_book_attr(x, "aria-labelledby", "index-title");
    rsis_book_heading(x, "h1", "index-title", title);
    if (!index->list.n) rsis_book_leaf(x, "p", rsis_str_c(nothing));
    term_lists(index, x, count_terms(index) > MANY_TERMS);
    rsis_xml_close(x);
    return rsis_book_page_end(x);
}

struct rsis_str rsis_write_authors(struct rsis_arena *a, const struct rsis_book *book) {
    struct index index = {.arena = a, .book = book};
    for (size_t i = 0; i < book->n; i++) {
        const struct rsis_part *part = book->parts[i];
        for (size_t k = 0; k < part->n_authors; k++)
            add(&index, part->authors[k].file_as.len ? part->authors[k].file_as : part->authors[k].name, i);
    }
    return write_index(&index, RSIS_LIT("Authors"), "No commentary in this book names its author.");
}

struct rsis_str rsis_write_topics(struct rsis_arena *a, const struct rsis_book *book) {
    struct index index = {.arena = a, .book = book};
    for (size_t i = 0; i < book->n; i++) {
        const struct rsis_part *part = book->parts[i];
        add(&index, part->kicker, i);
        for (size_t k = 0; k < part->n_keywords; k++) add(&index, part->keywords[k], i);
    }
    return write_index(&index, RSIS_LIT("Topics"), "No commentary in this book names a topic.");
}

/* ---- about.xhtml */

/* Which parts share a string: chains through the parts, so that each is visited once. */
struct sharing {
    struct rsis_distinct values;
    size_t *first, *last, *count; /* of each value: parts, counted from 1; 0 for none */
    size_t *next;                 /* of each part */
};

static void share(struct rsis_arena *a, struct sharing *s, size_t part, struct rsis_str value) {
    uint32_t known = s->values.list.n, v = rsis_distinct_add(a, &s->values, value);
    if (v == known)
        s->first[v] = part + 1;
    else
        s->next[s->last[v] - 1] = part + 1;
    s->last[v] = part + 1;
    s->count[v]++;
}

static struct sharing notices(struct rsis_arena *a, const struct rsis_book *book) {
    struct sharing s = {.first = RSIS_NEW_ARRAY(a, size_t, book->n),
                        .last = RSIS_NEW_ARRAY(a, size_t, book->n),
                        .count = RSIS_NEW_ARRAY(a, size_t, book->n),
                        .next = RSIS_NEW_ARRAY(a, size_t, book->n)};
    for (size_t i = 0; i < book->n; i++) share(a, &s, i, book->parts[i]->rights);
    return s;
}

static void say(struct rsis_xml *x, const char *words) {
    rsis_xml_text(x, rsis_str_c(words));
}

/* Numbers with links, in a sentence. */
static void part_links(struct rsis_arena *a, struct rsis_xml *x, const struct rsis_book *book, const struct sharing *s,
                       uint32_t v) {
    for (size_t i = s->first[v]; i; i = s->next[i - 1]) {
        const struct rsis_part *part = book->parts[i - 1];
        if (i != s->first[v]) say(x, ", ");
        rsis_book_link(x, rsis_book_href(a, part), part->language, rsis_book_short(part));
    }
}

/* Paragraphs are parted by line feeds. */
static void paragraphs(struct rsis_xml *x, struct rsis_str text) {
    while (text.len) {
        const char *end = memchr(text.ptr, '\n', text.len);
        size_t n = end ? (size_t)(end - text.ptr) : text.len;
        rsis_xml_open(x, "p");
        rsis_book_direction(x, rsis_str(text.ptr, n));
        rsis_xml_text(x, rsis_str(text.ptr, n));
        rsis_xml_end(x);
        text = rsis_str_from(text, end ? n + 1 : n);
    }
}

static void one_notice(struct rsis_arena *a, struct rsis_xml *x, const struct rsis_book *book, const struct sharing *s,
                       uint32_t v) {
    struct rsis_str notice = s->values.list.v[v], language = book->parts[s->first[v] - 1]->language;
    bool all = s->count[v] == book->n;
    rsis_xml_open(x, "p");
    if (notice.len)
        say(x, all ? "All commentaries were printed with this notice:" : "Printed with this notice: ");
    else
        say(x, all ? "None was printed with a notice." : "Printed without a notice: ");
    if (!all) part_links(a, x, book, s, v);
    rsis_xml_end(x);
    if (!notice.len) return;
    rsis_xml_open(x, "blockquote");
    if (language.len && !rsis_book_is_english(language)) {
        rsis_xml_attr(x, "lang", language);
        rsis_xml_attr(x, "xml:lang", language);
    }
    paragraphs(x, notice);
    rsis_xml_close(x);
}

static void about_notices(struct rsis_arena *a, struct rsis_xml *x, const struct rsis_book *book) {
    struct sharing s = notices(a, book);
    rsis_book_heading(x, "h2", "permissions", RSIS_LIT("Permissions"));
    rsis_book_leaf(x, "p",
                   RSIS_LIT("What was printed about the use of the commentaries stands here and in each of them."));
    for (uint32_t v = 0; v < s.values.list.n; v++) one_notice(a, x, book, &s, v);
}

static void about_contents(struct rsis_arena *a, struct rsis_xml *x, const struct rsis_book *book) {
    struct rsis_str first, last;
    struct rsis_buf b;
    size_t undated = 0, pictures = 0;
    for (size_t i = 0; i < book->n; i++) {
        undated += !book->parts[i]->date.len;
        pictures += book->parts[i]->pictures;
    }
    rsis_book_span(book, &first, &last);
    rsis_buf_init(&b, a);
    rsis_buf_printf(&b, book->n == 1 ? "This book holds %zu commentary" : "This book holds %zu commentaries", book->n);
    if (first.len) {
        struct rsis_str from = rsis_book_date(a, first), to = rsis_book_date(a, last);
        rsis_buf_printf(&b, rsis_str_eq(from, to) ? " of %.*s" : " from %.*s", RSIS_ARG(from));
        if (!rsis_str_eq(from, to)) rsis_buf_printf(&b, " to %.*s", RSIS_ARG(to));
    }
    rsis_buf_char(&b, '.');
    if (first.len && undated) rsis_buf_printf(&b, " %zu of them without a date.", undated);
    if (pictures) rsis_buf_printf(&b, " Pictures that %zu of them name are not in the book.", pictures);
    rsis_book_leaf(x, "p", rsis_buf_slice(&b));
    rsis_book_leaf(x, "p",
                   RSIS_LIT("For each commentary its archival record, in JATS XML, is kept in the file of this book, "
                            "beside the page and under the same name."));
}

static void about_left_out(struct rsis_xml *x, const struct rsis_book *book) {
    if (!book->n_left_out) return;
    rsis_book_heading(x, "h2", "left-out", RSIS_LIT("What was left out"));
    rsis_book_leaf(x, "p", RSIS_LIT("These files were given for this book and are not in it:"));
    rsis_xml_open(x, "ul");
    for (size_t i = 0; i < book->n_left_out; i++) {
        rsis_xml_open(x, "li");
        rsis_book_direction(x, book->left_out[i].name);
        rsis_xml_text(x, book->left_out[i].name);
        if (book->left_out[i].why.len) say(x, ": ");
        rsis_xml_text(x, book->left_out[i].why);
        rsis_xml_end(x);
    }
    rsis_xml_close(x);
}

struct rsis_str rsis_write_about(struct rsis_arena *a, const struct rsis_book *book) {
    struct rsis_xml *x = rsis_book_page(a, RSIS_LIT("About this book"), RSIS_LIT("en"));
    rsis_xml_open(x, "section");
    rsis_book_attr(x, "epub:type", "colophon");
    rsis_book_attr(x, "role", "doc-colophon");
    rsis_book_attr(x, "aria-labelledby", "about-title");
    rsis_book_heading(x, "h1", "about-title", RSIS_LIT("About this book"));
    rsis_xml_open(x, "p");
    rsis_book_direction(x, book->title);
    rsis_xml_text(x, book->title);
    rsis_xml_end(x);
    about_contents(a, x, book);
    about_notices(a, x, book);
    about_left_out(x, book);
    rsis_xml_close(x);
    return rsis_book_page_end(x);
}
