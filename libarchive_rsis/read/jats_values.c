/*
 * jats_values.c - what a JATS file says of its data, settled: each value is found where the text prints it, or was
 * supplied by a person whom the provenance names, or is one of those that rsis asserts. Anything else would be a
 * value without an origin, and the file is refused.
 */
#include "jats_parts.h"

#include "../base/limits.h"
#include "../base/utf8.h"

static const char rule[] = "JATS";

static void unshown(struct rsis_jats_reader *r, const struct rsis_said *s, const char *what) {
    rsis_jats_refuse(r, RSIS_DIAG_JATS_VALUE, s->at, 0,
                     "the %s \"%.*s\" does not follow from the lines that were printed, and no provenance names who "
                     "supplied it",
                     what, RSIS_ARG(s->value));
}

/* ---------------------------------------------------------------- what people supplied */

/* Does a record of the provenance read "field = value; by ..."? */
static bool has_record(const struct rsis_jats_reader *r, const char *field, struct rsis_str value) {
    size_t n = strlen(field);
    for (uint32_t i = 0; i < r->supplied.n; i++) {
        struct rsis_str s = r->supplied.v[i].value;
        if (s.len <= n + 3 || memcmp(s.ptr, field, n) != 0 || memcmp(s.ptr + n, " = ", 3) != 0) continue;
        s = rsis_str_from(s, n + 3);
        if (rsis_str_starts(s, value) && rsis_str_starts(rsis_str_from(s, value.len), RSIS_LIT("; by "))) return true;
    }
    return false;
}

bool rsis_jats_is_supplied(const struct rsis_jats_reader *r, const char *field, struct rsis_str raw) {
    struct rsis_str mark = RSIS_LIT("<meta-value>");
    struct rsis_str want = rsis_str_c(rsis_format(r->doc->arena, "%s = %.*s; by ", field, RSIS_ARG(raw)));
    struct rsis_str rest = rsis_str_from(r->stream, r->at);
    for (ptrdiff_t at; (at = rsis_str_find(rest, mark)) >= 0;) {
        rest = rsis_str_from(rest, (size_t)at + mark.len);
        if (rsis_str_starts(rest, want)) return true;
    }
    return false;
}

static struct rsis_datum supplied(struct rsis_str value) {
    return (struct rsis_datum){.value = value, .rule = rule, .origin = RSIS_ORIGIN_SUPPLIED};
}

/* A value that only a person can have supplied. */
static struct rsis_datum by_person(struct rsis_jats_reader *r, const struct rsis_said *s, const char *field) {
    if (!s->value.ptr) return (struct rsis_datum){.rule = NULL};
    if (!has_record(r, field, s->value)) unshown(r, s, field);
    return supplied(s->value);
}

/* "YYYY-MM-DD; " at the start of `s`. */
static bool is_day(struct rsis_str s) {
    static const char shape[] = "0000-00-00; ";
    if (s.len < sizeof shape - 1) return false;
    for (size_t i = 0; i < sizeof shape - 1; i++)
        if (shape[i] == '0' ? !rsis_is_digit(s.ptr[i]) : s.ptr[i] != shape[i]) return false;
    return true;
}

/* "field = value; by who on day; reason": the parts, which put together again give the same line. */
static bool part_record(struct rsis_str s, struct rsis_supplied *out) {
    struct rsis_str is = RSIS_LIT(" = "), by = RSIS_LIT("; by "), on = RSIS_LIT(" on ");
    ptrdiff_t equals = rsis_str_find(s, is);
    if (equals < 0) return false;
    out->field = rsis_str(s.ptr, (size_t)equals);
    struct rsis_str rest = rsis_str_from(s, (size_t)equals + is.len);
    ptrdiff_t who = rsis_str_find(rest, by);
    if (who < 0) return false;
    out->value = rsis_str(rest.ptr, (size_t)who);
    rest = rsis_str_from(rest, (size_t)who + by.len);
    for (size_t i = 0; i < rest.len; i++) {
        struct rsis_str day = rsis_str_from(rest, i);
        if (!rsis_str_starts(day, on) || !is_day(rsis_str_from(day, on.len))) continue;
        out->who = rsis_str(rest.ptr, i);
        out->when = rsis_str(day.ptr + on.len, 10);
        out->reason = rsis_str_from(day, on.len + 12);
        return true;
    }
    return false;
}

/* Earlier decisions stand before those that overrides have taken for this run. */
static void records(struct rsis_jats_reader *r) {
    struct rsis_doc *d = r->doc;
    uint32_t n = d->supplied.n;
    struct rsis_supplied *now = d->supplied.v;
    d->supplied.v = NULL;
    d->supplied.n = d->supplied.cap = 0;
    for (uint32_t i = 0; i < r->supplied.n; i++)
        if (!part_record(r->supplied.v[i].value, RSIS_PUSH(d->arena, &d->supplied)))
            rsis_jats_refuse(r, RSIS_DIAG_JATS_ELEMENT, r->supplied.v[i].at, 0,
                             "\"%.*s\" is no record of a decision: \"field = value; by who on day; why\" is expected",
                             RSIS_ARG(r->supplied.v[i].value));
    for (uint32_t i = 0; i < n; i++) *RSIS_PUSH(d->arena, &d->supplied) = now[i];
}

/* ---------------------------------------------------------------- what is printed */

/* Does the name stand in the list of what was asserted? */
static bool asserted(const struct rsis_jats_reader *r, const char *name) {
    struct rsis_str list = r->asserted.value, want = rsis_str_c(name);
    while (list.len) {
        ptrdiff_t end = rsis_str_find(list, RSIS_LIT("; "));
        size_t n = end < 0 ? list.len : (size_t)end;
        if (rsis_str_eq(rsis_str(list.ptr, n), want)) return true;
        list = rsis_str_from(list, end < 0 ? n : n + 2);
    }
    return false;
}

/* `value` in the text from `at` to `end`, no word going on at either side; length 0 when it does not stand there. */
static struct rsis_piece alone(const struct rsis_jats_reader *r, uint32_t at, uint32_t end, struct rsis_str value) {
    const char *text = r->text.ptr, *stop = text + end;
    unsigned n;
    for (ptrdiff_t i; value.len && (i = rsis_str_find(rsis_str(text + at, end - at), value)) >= 0; at++) {
        at += (uint32_t)i;
        const char *p = text + at, *q = p + value.len;
        bool left = p > text && rsis_is_word_char(rsis_utf8_before(text, p, &n));
        bool right = q < stop && rsis_is_word_char(rsis_utf8_next(q, stop, &n));
        bool inner = rsis_is_word_char(rsis_utf8_next(p, stop, &n)) && left;
        if (!inner && !(right && rsis_is_word_char(rsis_utf8_before(text, q, &n))))
            return (struct rsis_piece){at, (uint32_t)value.len};
    }
    return (struct rsis_piece){0, 0};
}

/* The same in the first of some lines that has it, at or after `from`. */
static struct rsis_piece find(const struct rsis_jats_reader *r, const struct rsis_piece *v, uint32_t n, uint32_t from,
                              struct rsis_str value) {
    struct rsis_piece p = {0, 0};
    for (uint32_t i = 0; i < n && !p.len; i++) {
        uint32_t end = v[i].at + v[i].len, at = v[i].at > from ? v[i].at : from;
        if (at < end) p = alone(r, at, end, value);
    }
    return p;
}

static struct rsis_datum at_piece(const struct rsis_jats_reader *r, struct rsis_piece p) {
    return (struct rsis_datum){p, rsis_str(r->text.ptr + p.at, p.len), rule, RSIS_ORIGIN_PRINTED, RSIS_DERIVE_NONE};
}

/* A value that the number lines print. */
static struct rsis_datum in_number_lines(struct rsis_jats_reader *r, const struct rsis_said *s, const char *what) {
    if (!s->value.ptr) return (struct rsis_datum){.rule = NULL};
    struct rsis_piece p = find(r, r->doc->number_lines.v, r->doc->number_lines.n, 0, s->value);
    if (!p.len) unshown(r, s, what);
    return at_piece(r, p);
}

/* ---------------------------------------------------------------- date */

/* Is this the day that is meant: the one of the attribute, or, without one, a day of that year that does not exist? */
static bool is_meant(const struct rsis_jats_reader *r, struct rsis_date d) {
    struct rsis_date iso;
    if (r->iso.value.ptr) return rsis_date_parse(&iso, r->iso.value) && rsis_date_compare(iso, d) == 0;
    return !rsis_date_exists(d) && rsis_str_eq(r->year.value, rsis_str_c(rsis_format(r->doc->arena, "%04d", d.year)));
}

/* The piece of one line that reads as the date. */
static struct rsis_piece date_in(const struct rsis_jats_reader *r, struct rsis_piece line, struct rsis_date *when) {
    enum { LONGEST = 40 };
    struct rsis_str s = rsis_str(r->text.ptr + line.at, line.len);
    for (uint32_t i = 0; i < s.len; i++) {
        bool start = rsis_is_digit(s.ptr[i]) || rsis_is_alpha(s.ptr[i]);
        bool inner = i && (rsis_is_digit(s.ptr[i - 1]) || rsis_is_alpha(s.ptr[i - 1]));
        for (uint32_t n = s.len - i < LONGEST ? (uint32_t)s.len - i : LONGEST; start && !inner && n >= 8; n--)
            if (rsis_is_digit(s.ptr[i + n - 1]) && rsis_date_parse(when, rsis_str(s.ptr + i, n)) && is_meant(r, *when))
                return (struct rsis_piece){line.at + i, n};
    }
    return (struct rsis_piece){0, 0};
}

/* Day, month and year are written from the date: they must say the same. */
static bool parts_agree(const struct rsis_jats_reader *r, struct rsis_date d) {
    struct rsis_arena *a = r->doc->arena;
    bool bad = !r->iso.value.ptr;
    return rsis_str_eq(r->year.value, rsis_str_c(rsis_format(a, "%04d", d.year))) &&
           rsis_str_eq(r->month.value, rsis_str_c(bad ? NULL : rsis_format(a, "%02d", d.month))) &&
           rsis_str_eq(r->day.value, rsis_str_c(bad ? NULL : rsis_format(a, "%02d", d.day)));
}

static void settle_date(struct rsis_jats_reader *r) {
    struct rsis_doc *d = r->doc;
    const struct rsis_said *s = r->iso.value.ptr ? &r->iso : &r->year;
    struct rsis_piece p = {0, 0};
    if (!s->value.ptr) return;
    if (r->iso.value.ptr && has_record(r, "date", s->value) && rsis_date_parse(&d->when, s->value)) {
        d->date = supplied(s->value);
    } else {
        for (uint32_t i = 0; i < d->number_lines.n && !p.len; i++) p = date_in(r, d->number_lines.v[i], &d->when);
        d->date = at_piece(r, p);
        d->date.origin = RSIS_ORIGIN_DERIVED;
        d->date.derivation = RSIS_DERIVE_ISO_DATE;
        d->date_bad = !r->iso.value.ptr;
        if (!d->date_bad) d->date.value = s->value;
    }
    if ((!p.len && d->date.origin == RSIS_ORIGIN_DERIVED) || !parts_agree(r, d->when)) unshown(r, s, "date");
    if (d->date_bad) d->when.month = d->when.day = 0;
}

/* ---------------------------------------------------------------- number */

static void supplied_number(struct rsis_jats_reader *r) {
    struct rsis_doc *d = r->doc;
    struct rsis_str id = r->id.value;
    const char *slash = memchr(id.ptr, '/', id.len);
    size_t n = slash ? (size_t)(slash - id.ptr) : id.len;
    d->supplied_number = supplied(id);
    d->issue = supplied(rsis_str(id.ptr, n));
    d->year = supplied(slash ? rsis_str_from(id, n + 1) : rsis_str(id.ptr, 0));
    if (!rsis_str_eq(d->issue.value, r->issue.value)) unshown(r, &r->issue, "number");
    if (!rsis_str_eq(d->year.value, r->volume.value)) unshown(r, &r->volume, "year");
}

/* From the number to the year, whichever stands first. */
static struct rsis_piece span(struct rsis_piece a, struct rsis_piece b) {
    uint32_t from = a.at < b.at ? a.at : b.at, x = a.at + a.len, y = b.at + b.len;
    return (struct rsis_piece){from, (x > y ? x : y) - from};
}

static void printed_number(struct rsis_jats_reader *r) {
    struct rsis_doc *d = r->doc;
    d->issue = in_number_lines(r, &r->issue, "number");
    if (r->volume.value.ptr && asserted(r, "volume")) {
        d->year = d->date;
        d->year.value = r->volume.value;
        d->year.derivation = RSIS_DERIVE_YEAR;
        if (d->date.origin != RSIS_ORIGIN_DERIVED || !rsis_str_eq(r->volume.value, r->year.value))
            unshown(r, &r->volume, "year");
    } else {
        d->year = in_number_lines(r, &r->volume, "year");
    }
    if (!r->id.value.ptr) return;
    if (!asserted(r, "article-id")) {
        d->number_id = in_number_lines(r, &r->id, "number");
        return;
    }
    struct rsis_str whole =
        rsis_str_c(rsis_format(d->arena, "%.*s/%.*s", RSIS_ARG(d->issue.value), RSIS_ARG(d->year.value)));
    d->number_id = at_piece(r, span(d->issue.piece, d->year.piece));
    d->number_id.origin = RSIS_ORIGIN_DERIVED;
    d->number_id.derivation = RSIS_DERIVE_NUMBER_YEAR;
    d->number_id.value = r->id.value;
    if (!d->issue.rule || !d->year.rule || !rsis_str_eq(whole, r->id.value)) unshown(r, &r->id, "number");
}

static void settle_number(struct rsis_jats_reader *r) {
    if (!rsis_str_eq(r->id.value, r->elocation.value)) unshown(r, &r->elocation, "number");
    if (r->id.value.ptr && has_record(r, "number", r->id.value))
        supplied_number(r);
    else
        printed_number(r);
}

/* ---------------------------------------------------------------- authors */

/* The author with this name among those that overrides supplied, or n. */
static size_t same_name(const struct rsis_doc *d, struct rsis_str name) {
    size_t i = 0;
    while (i < d->n_authors && !rsis_str_eq(d->authors[i].name.value, name)) i++;
    return i;
}

/* Overrides have replaced the authors: their notes go to those of the same names, or to nobody. */
static void keep_bios(struct rsis_jats_reader *r) {
    struct rsis_doc *d = r->doc;
    for (uint32_t i = 0; i < r->authors.n; i++) {
        const struct rsis_said_author *s = &r->authors.v[i];
        size_t who = same_name(d, s->name.value.ptr ? s->name.value : s->supplied.value);
        if (!s->bio) continue;
        if (who < d->n_authors && !d->authors[who].bio) {
            d->authors[who].bio = s->bio;
            continue;
        }
        for (struct rsis_node *n = s->bio->child, *next; n; n = next) {
            next = n->next;
            n->next = NULL;
            rsis_node_append(d->other_bios, n);
        }
    }
}

/* A part of a printed name, or one that a person supplied. */
static struct rsis_datum name_part(struct rsis_jats_reader *r, const struct rsis_said *s, const struct rsis_author *a,
                                   const char *part) {
    if (!s->value.ptr) return (struct rsis_datum){.rule = NULL};
    const char *field = rsis_format(r->doc->arena, "author.%zu.%s", (size_t)(a - r->doc->authors) + 1, part);
    if (has_record(r, field, s->value)) return supplied(s->value);
    struct rsis_piece p = {0, 0};
    if (a->name.origin == RSIS_ORIGIN_PRINTED) p = find(r, &a->name.piece, 1, 0, s->value);
    if (!p.len) unshown(r, s, part);
    return at_piece(r, p);
}

static void settle_name(struct rsis_jats_reader *r, struct rsis_author *a, const struct rsis_said_author *s,
                        uint32_t *from) {
    struct rsis_doc *d = r->doc;
    if (!s->name.value.ptr) {
        a->name = by_person(r, &s->supplied, "author");
        if (!s->supplied.value.ptr)
            rsis_jats_refuse(r, RSIS_DIAG_JATS_ELEMENT, s->given.at, 0, "an author has no name");
        d->authors_supplied = true;
        return;
    }
    struct rsis_piece p = find(r, d->bylines.v, d->bylines.n, *from, s->name.value);
    if (!p.len) p = find(r, d->bylines.v, d->bylines.n, 0, s->name.value);
    if (!p.len) unshown(r, &s->name, "author");
    *from = p.at + p.len;
    a->name = at_piece(r, p);
}

static void settle_author(struct rsis_jats_reader *r, uint32_t i, uint32_t *from) {
    struct rsis_doc *d = r->doc;
    const struct rsis_said_author *s = &r->authors.v[i];
    struct rsis_author *a = &d->authors[i];
    settle_name(r, a, s, from);
    a->whole = s->whole;
    a->bio = s->bio;
    a->orcid = by_person(r, &s->orcid, rsis_format(d->arena, "author.%u.orcid", i + 1));
    if (!s->whole) {
        a->surname = name_part(r, &s->surname, a, "surname");
        a->given = name_part(r, &s->given, a, "given");
    } else if (!rsis_str_eq(s->given.value, a->name.value) || s->surname.value.ptr) {
        unshown(r, &s->given, "name");
    }
    if (s->number != i + 1 || s->shares > r->authors.n)
        rsis_jats_refuse(r, RSIS_DIAG_JATS_ELEMENT, s->name.at, 0,
                         "author %u has the id au%u and the rid au%u: authors are counted from 1", i + 1, s->number,
                         s->shares);
    else if (s->shares)
        a->shares = &d->authors[s->shares - 1];
}

static void settle_authors(struct rsis_jats_reader *r) {
    struct rsis_doc *d = r->doc;
    if (d->n_authors) {
        keep_bios(r);
        return;
    }
    if (r->authors.n > rsis_limit_AUTHORS) {
        rsis_jats_refuse(r, RSIS_DIAG_JATS_ELEMENT, r->authors.v[0].name.at, 0, "more than %u authors",
                         rsis_limit_AUTHORS);
        return;
    }
    uint32_t from = 0;
    d->authors = RSIS_NEW_ARRAY(d->arena, struct rsis_author, rsis_limit_AUTHORS);
    d->n_authors = r->authors.n;
    for (uint32_t i = 0; i < r->authors.n && !r->failed; i++) settle_author(r, i, &from);
    if (r->labelled && r->labelled <= r->authors.n) d->bio_labelled = &d->authors[r->labelled - 1];
}

/* ---------------------------------------------------------------- series */

static const struct rsis_editor *editors(const struct rsis_jats_reader *r) {
    struct rsis_editor *list = RSIS_NEW_ARRAY(r->doc->arena, struct rsis_editor, r->editors.n + 1);
    for (uint32_t i = 0; i < r->editors.n; i++) {
        const struct rsis_said_editor *s = &r->editors.v[i];
        struct rsis_str surname = s->surname.value, given = s->given.value;
        list[i] = (struct rsis_editor){given, surname, given, s->role.value};
        if (surname.len)
            list[i].name = rsis_str_c(rsis_format(r->doc->arena, "%.*s %.*s", RSIS_ARG(given), RSIS_ARG(surname)));
    }
    return list;
}

/* The texts that the file itself has set aside as page furniture: its paragraphs are the wordings of such. */
static struct rsis_strs wordings(const struct rsis_jats_reader *r) {
    size_t n = 0;
    for (const struct rsis_node *p = r->doc->furniture->child; p; p = p->next) n++;
    struct rsis_str *list = RSIS_NEW_ARRAY(r->doc->arena, struct rsis_str, n + 1);
    n = 0;
    for (const struct rsis_node *p = r->doc->furniture->child; p; p = p->next)
        list[n++] = rsis_str(r->text.ptr + p->piece.at, p->piece.len);
    return (struct rsis_strs){list, n};
}

static bool reviewed(const struct rsis_jats_reader *r, enum rsis_diag_code code) {
    return r->review.value.len && rsis_str_find(r->review.value, rsis_str_c(rsis_diag_id(code))) >= 0;
}

/* What the file says of its series, in the shape of a profile with one era that is always in force. */
static void settle_series(struct rsis_jats_reader *r) {
    struct rsis_doc *d = r->doc;
    struct rsis_series *s = RSIS_NEW(d->arena, struct rsis_series);
    struct rsis_era *era = RSIS_NEW(d->arena, struct rsis_era);
    if (!r->journal_id.value.ptr || !r->journal_title.value.ptr)
        rsis_jats_refuse(r, RSIS_DIAG_JATS_FOREIGN, 0, 0, "this file does not name its series as rsis does");
    if (r->place.value.ptr && !r->publisher.value.ptr)
        rsis_jats_refuse(r, RSIS_DIAG_JATS_ELEMENT, r->place.at, 0, "the place of a publisher without a name");
    *era = (struct rsis_era){.title = r->journal_title.value,
                             .publisher = r->publisher.value,
                             .place = r->place.value,
                             .editors = editors(r),
                             .n_editors = r->editors.n,
                             .evidenced = true};
    s->name = s->journal_id = r->journal_id.value;
    s->article_type = r->article_type.value;
    s->license_type = r->license.value;
    s->language = r->language.value;
    s->eras = era;
    s->n_eras = 1;
    s->furniture = wordings(r);
    s->needs_number = reviewed(r, RSIS_DIAG_META_NO_NUMBER);
    s->needs_date = reviewed(r, RSIS_DIAG_META_NO_DATE);
    s->needs_byline = reviewed(r, RSIS_DIAG_META_NO_AUTHOR);
    if (asserted(r, "issn"))
        era->issn = r->issn.value;
    else
        d->issn = in_number_lines(r, &r->issn, "ISSN");
    d->series = s;
    d->era = era;
}

/* ---------------------------------------------------------------- the rest */

/* A value that is not as rsis writes it, and would be lost or changed when it was written again. */
static void misshapen(struct rsis_jats_reader *r, const struct rsis_said *s, const char *what) {
    rsis_jats_refuse(r, RSIS_DIAG_JATS_ELEMENT, s->at, 0, "\"%.*s\" is no %s", RSIS_ARG(s->value), what);
}

/* A number of things, left out when there are none: up to nine digits, the first no 0. */
static uint32_t count_of(struct rsis_jats_reader *r, const struct rsis_said *s) {
    uint32_t n = 0;
    size_t i = 0;
    if (!s->value.ptr) return 0;
    for (; i < s->value.len && i < 9 && rsis_is_digit(s->value.ptr[i]); i++)
        n = n * 10 + (uint32_t)(s->value.ptr[i] - '0');
    if (i < s->value.len || !n || s->value.ptr[0] == '0') misshapen(r, s, "number of things that were counted");
    return n;
}

static void check_sha256(struct rsis_jats_reader *r) {
    enum { DIGITS = 64 };
    struct rsis_str s = r->sha256.value;
    size_t i = 0;
    while (i < s.len && (rsis_is_digit(s.ptr[i]) || (s.ptr[i] >= 'a' && s.ptr[i] <= 'f'))) i++;
    if (i < s.len || s.len != DIGITS) misshapen(r, &r->sha256, "SHA-256 of 64 small hexadecimal digits");
}

static bool is_finding(struct rsis_str id) {
    unsigned i = 0;
    while (i < RSIS_DIAG_COUNT && !rsis_str_eq(id, rsis_str_c(rsis_diag_id((enum rsis_diag_code)i)))) i++;
    return i < RSIS_DIAG_COUNT;
}

static void check_review(struct rsis_jats_reader *r) {
    struct rsis_str list = r->review.value;
    for (bool more = list.ptr; more;) {
        ptrdiff_t end = rsis_str_find(list, RSIS_LIT("; "));
        more = end >= 0;
        if (!is_finding(rsis_str(list.ptr, more ? (size_t)end : list.len)))
            misshapen(r, &r->review, "list of findings, with \"; \" between them");
        if (more) list = rsis_str_from(list, (size_t)end + 2);
    }
}

static void settle_provenance(struct rsis_jats_reader *r) {
    struct rsis_carried *c = RSIS_NEW(r->doc->arena, struct rsis_carried);
    if (!r->file.value.ptr || !r->sha256.value.ptr || !r->media_type.value.ptr || !r->asserted.value.ptr)
        rsis_jats_refuse(r, RSIS_DIAG_JATS_FOREIGN, 0, 0,
                         "this file does not say where it was converted from: rsis did not write it");
    check_sha256(r);
    check_review(r);
    c->name = r->file.value;
    c->sha256 = r->sha256.value;
    c->media_type = r->media_type.value;
    c->review = r->review.value;
    c->repairs = count_of(r, &r->repaired);
    r->doc->breaks = count_of(r, &r->joined);
    r->doc->carried = c;
}

static void settle_language(struct rsis_jats_reader *r) {
    struct rsis_datum *l = &r->doc->language;
    *l = asserted(r, "language") ? supplied(r->language.value) : by_person(r, &r->language, "language");
    if (asserted(r, "language")) l->origin = RSIS_ORIGIN_ASSERTED;
}

/* Title and kicker that a person replaced: the printed ones are kept, and are one piece. */
static void settle_titles(struct rsis_jats_reader *r) {
    struct rsis_doc *d = r->doc;
    struct rsis_node *groups[] = {d->title, d->kicker};
    if (r->title.value.ptr) d->supplied_title = supplied(r->title.value);
    if (r->kicker.value.ptr) d->supplied_kicker = supplied(r->kicker.value);
    for (size_t i = 0; i < sizeof groups / sizeof *groups; i++)
        if (groups[i] && !groups[i]->piece.len && groups[i]->child) groups[i]->piece = groups[i]->child->piece;
    d->title_rule = d->kicker_rule = d->synopsis_rule = d->notice_rule = d->bio_rule = rule;
}

/* The package says who made the version, so that no record of a decision is asked for. What is made now comes first. */
static void settle_version(struct rsis_jats_reader *r) {
    struct rsis_doc *d = r->doc;
    if (d->version.rule) return;
    if (r->version.value.ptr) d->version = supplied(r->version.value);
    if (r->replaces.value.ptr) d->replaces = supplied(r->replaces.value);
    if (r->version_reason.value.ptr) d->version_reason = r->version_reason.value;
}

/* ---------------------------------------------------------------- what the writer says anew */

/* Is there such a node in the blocks from `n` on? Of page breaks only the inferred ones count. */
static bool has(const struct rsis_node *n, enum rsis_node_type type) {
    for (; n; n = n->next)
        if ((n->type == type && !n->evidenced) || has(n->child, type)) return true;
    return false;
}

static bool in_text(const struct rsis_doc *d, enum rsis_node_type type) {
    return has(d->body->child, type) || has(d->abstract->child, type);
}

static bool is_derived(const struct rsis_datum *d) {
    return d->rule && d->origin == RSIS_ORIGIN_DERIVED;
}

static bool has_split_names(const struct rsis_doc *d) {
    for (size_t i = 0; i < d->n_authors; i++) {
        const struct rsis_author *a = &d->authors[i];
        if (a->whole || (a->surname.rule && a->surname.origin == RSIS_ORIGIN_PRINTED)) return true;
    }
    return false;
}

struct saying {
    bool now; /* does the writer say it of this document? */
    const char *name;
};

/* Refuses the list `s` when the writer would make another, because nobody would see the change. */
static void check_list(struct rsis_jats_reader *r, const struct rsis_said *s, const char *what,
                       const struct saying *all, size_t n) {
    struct rsis_buf b;
    rsis_buf_init(&b, r->doc->arena);
    for (size_t i = 0; i < n; i++)
        if (all[i].now) rsis_buf_printf(&b, "%s%s", b.len ? "; " : "", all[i].name);
    if (!rsis_str_eq(s->value, rsis_buf_slice(&b)))
        rsis_jats_refuse(r, RSIS_DIAG_JATS_ELEMENT, s->at, 0,
                         "%s reads \"%.*s\", and what follows from the rest of the file is \"%.*s\"", what,
                         RSIS_ARG(s->value), RSIS_ARG(rsis_buf_slice(&b)));
}

/* Claims and the list of what is not printed follow from the rest, and are written anew. The order is the writer's. */
static void check_sayings(struct rsis_jats_reader *r, bool other_authors) {
    const struct rsis_doc *d = r->doc;
    const struct rsis_node *body = d->body->child;
    const struct saying claims[] = {{has(body, RSIS_NODE_SECTION), "structuralNavigation"},
                                    {true, "readingOrder"},
                                    {!has(body, RSIS_NODE_PICTURE), "none"}};
    const struct saying names[] = {{true, "accessibility metadata"},
                                   {r->editors.n > 0, "series editor"},
                                   {true, "journal-id; journal-title; publisher-name; publisher-loc"},
                                   {has_split_names(d), "surname/given-names split"},
                                   {d->date.rule != NULL, "publication-format"},
                                   {!rsis_node_empty(d->notice), "license-type"},
                                   {true, "article-type"},
                                   {d->language.origin == RSIS_ORIGIN_ASSERTED, "language"},
                                   {is_derived(&d->year), "volume"},
                                   {is_derived(&d->number_id), "article-id"},
                                   {in_text(d, RSIS_NODE_BREAK), "inferred-break"},
                                   {!d->issn.rule && d->era->issn.len, "issn"},
                                   {in_text(d, RSIS_NODE_FOREIGN), "language of passages"}};
    struct rsis_said claimed = {rsis_buf_slice(&r->claims), r->claims_at};
    if (claimed.value.len) claimed.value.len -= 2; /* the last "; " */
    check_list(r, &claimed, "accessibility", claims, sizeof claims / sizeof *claims);
    if (!other_authors) check_list(r, &r->asserted, "asserted-not-printed", names, sizeof names / sizeof *names);
}

void rsis_jats_settle(struct rsis_jats_reader *r) {
    struct rsis_doc *d = r->doc;
    bool other_authors = d->n_authors > 0; /* overrides have replaced those of the file */
    settle_provenance(r);
    settle_series(r);
    records(r);
    settle_language(r);
    settle_titles(r);
    settle_date(r);
    settle_number(r);
    settle_authors(r);
    settle_version(r);
    d->doi = by_person(r, &r->doi, "doi");
    d->handle = by_person(r, &r->handle, "handle");
    for (uint32_t i = 0; i < r->keywords.n; i++)
        *RSIS_PUSH(d->arena, &d->keywords) = by_person(r, &r->keywords.v[i], "keyword");
    if (!r->failed) check_sayings(r, other_authors);
}
