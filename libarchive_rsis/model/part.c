/* part.c - the plain record of a commentary: copying and ordering. */
#include "part.h"

static struct rsis_str copy_str(struct rsis_arena *a, struct rsis_str s) {
    return s.len ? rsis_str(rsis_str_dup(a, s), s.len) : rsis_str(NULL, 0);
}

static struct rsis_str *copy_strs(struct rsis_arena *a, const struct rsis_str *from, size_t n) {
    struct rsis_str *to = RSIS_NEW_ARRAY(a, struct rsis_str, n);
    for (size_t i = 0; i < n; i++) to[i] = copy_str(a, from[i]);
    return to;
}

static struct rsis_person *copy_people(struct rsis_arena *a, const struct rsis_person *from, size_t n) {
    struct rsis_person *to = RSIS_NEW_ARRAY(a, struct rsis_person, n);
    for (size_t i = 0; i < n; i++)
        to[i] = (struct rsis_person){copy_str(a, from[i].name), copy_str(a, from[i].file_as), copy_str(a, from[i].role),
                                     copy_str(a, from[i].orcid)};
    return to;
}

static struct rsis_place_mark *copy_marks(struct rsis_arena *a, const struct rsis_place_mark *from, size_t n) {
    struct rsis_place_mark *to = RSIS_NEW_ARRAY(a, struct rsis_place_mark, n);
    for (size_t i = 0; i < n; i++)
        to[i] = (struct rsis_place_mark){copy_str(a, from[i].label), rsis_str_dup(a, rsis_str_c(from[i].id)),
                                         from[i].level};
    return to;
}

struct rsis_part *rsis_part_copy(struct rsis_arena *a, const struct rsis_part *part) {
    struct rsis_part *p = RSIS_NEW(a, struct rsis_part);
    *p = *part;
    struct rsis_str *strs[] = {&p->series_id, &p->series,      &p->publisher,     &p->place,  &p->issn,
                               &p->number,    &p->issue,       &p->year,          &p->title,  &p->kicker,
                               &p->date,      &p->language,    &p->synopsis,      &p->doi,    &p->handle,
                               &p->rights,    &p->number_line, &p->source_sha256, &p->source, &p->version};
    for (size_t i = 0; i < sizeof strs / sizeof *strs; i++) *strs[i] = copy_str(a, *strs[i]);
    p->key = rsis_str_dup(a, rsis_str_c(part->key));
    p->authors = copy_people(a, part->authors, part->n_authors);
    p->editors = copy_people(a, part->editors, part->n_editors);
    p->keywords = copy_strs(a, part->keywords, part->n_keywords);
    p->heads = copy_marks(a, part->heads, part->n_heads);
    p->pages = copy_marks(a, part->pages, part->n_pages);
    return p;
}

/* Takes the digits at the start of *s, without leading zeros. */
static struct rsis_str take_digits(struct rsis_str *s) {
    size_t n = 0, zeros = 0;
    while (n < s->len && rsis_is_digit(s->ptr[n])) n++;
    while (zeros < n && s->ptr[zeros] == '0') zeros++;
    struct rsis_str digits = rsis_str(s->ptr + zeros, n - zeros);
    *s = rsis_str_from(*s, n);
    return digits;
}

/* Runs of digits by value, so that 9 is before 10 and 046 is 46; all else by bytes. */
static int compare_natural(struct rsis_str a, struct rsis_str b) {
    while (a.len && b.len) {
        if (rsis_is_digit(*a.ptr) && rsis_is_digit(*b.ptr)) {
            struct rsis_str x = take_digits(&a), y = take_digits(&b);
            if (x.len != y.len) return x.len < y.len ? -1 : 1;
            int order = rsis_str_compare(x, y);
            if (order) return order;
        } else {
            if (*a.ptr != *b.ptr) return (unsigned char)*a.ptr < (unsigned char)*b.ptr ? -1 : 1;
            a = rsis_str_from(a, 1);
            b = rsis_str_from(b, 1);
        }
    }
    return (a.len > 0) - (b.len > 0);
}

bool rsis_part_same_number(const struct rsis_part *a, const struct rsis_part *b) {
    return a->number.len && b->number.len && rsis_str_eq(a->series_id, b->series_id) &&
           compare_natural(a->number, b->number) == 0;
}

/* What has the value comes before what has not; 0 when both have it or neither. */
static int compare_presence(struct rsis_str a, struct rsis_str b) {
    return (a.len == 0) - (b.len == 0);
}

int rsis_part_compare_number(const struct rsis_part *a, const struct rsis_part *b) {
    int order = compare_presence(a->number, b->number);
    if (!order && a->number.len) {
        order = rsis_str_compare(a->series_id, b->series_id);
        if (!order) order = compare_natural(a->year, b->year);
        if (!order) order = compare_natural(a->issue, b->issue);
        if (!order) order = compare_natural(a->number, b->number);
    }
    if (!order) order = rsis_str_compare(a->title, b->title);
    return order ? order : rsis_str_compare(rsis_str_c(a->key), rsis_str_c(b->key));
}

int rsis_part_compare_date(const struct rsis_part *a, const struct rsis_part *b) {
    int order = compare_presence(a->date, b->date);
    if (!order) order = rsis_str_compare(a->date, b->date);
    return order ? order : rsis_part_compare_number(a, b);
}
