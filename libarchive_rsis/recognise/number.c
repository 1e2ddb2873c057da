/*
 * number.c - the number and date line in all its forms: one line or several, with or without the year.
 * specs/commentary-format.md, "Number and date".
 */
#include "parts.h"

#include "../base/utf8.h"

enum { LOOKED_AT_BY_LOOKS = 12 };

static struct rsis_piece piece_of(const struct rsis_view *v, struct rsis_str s) {
    return rsis_view_piece(v, (size_t)(s.ptr - v->s.ptr), s.len);
}

/* Keeps the first value of a field; says so when a later one is another. */
static void keep(struct rsis_recogniser *r, struct rsis_datum *d, const struct rsis_view *v, struct rsis_str found,
                 const char *rule, const char *what, bool *again) {
    if (!found.len) return;
    struct rsis_piece p = piece_of(v, found);
    if (!d->rule) {
        *d = (struct rsis_datum){p, rsis_doc_text(r->doc, p), rule, RSIS_ORIGIN_PRINTED, RSIS_DERIVE_NONE};
        return;
    }
    struct rsis_date a, b;
    bool dates = rsis_date_parse(&a, d->value) && rsis_date_parse(&b, found);
    *again = true;
    if (dates ? rsis_date_compare(a, b) == 0 : rsis_str_eq(d->value, found)) return;
    rsis_report(r->diags, RSIS_DIAG_META_NUMBERS_DISAGREE, rsis_ledger_source(&r->doc->ledger, p.at), p.len,
                "two number lines disagree on the %s: using \"%.*s\", which stands first, not \"%.*s\"", what,
                RSIS_ARG(d->value), RSIS_ARG(found));
}

/* Number lines keep the order of print, in whatever order they were recognised. */
static void add_sorted(struct rsis_recogniser *r, struct rsis_piece p) {
    RSIS_PUSH(r->arena, &r->doc->number_lines);
    uint32_t i = r->doc->number_lines.n - 1;
    struct rsis_piece *v = r->doc->number_lines.v;
    for (; i > 0 && v[i - 1].at > p.at; i--) v[i] = v[i - 1];
    v[i] = p;
}

static void take_line(struct rsis_recogniser *r, struct rsis_block *b, const struct rsis_form_match *m,
                      const struct rsis_view *v) {
    struct rsis_doc *doc = r->doc;
    const char *rule = rsis_format(r->arena, "number-line \"%.*s\"", RSIS_ARG(m->form));
    bool again = false;
    b->role = ROLE_NUMBER;
    add_sorted(r, (struct rsis_piece){b->at, b->len});
    keep(r, &doc->issue, v, m->field[RSIS_FORM_ISSUE], rule, "number", &again);
    keep(r, &doc->year, v, m->field[RSIS_FORM_YEAR], rule, "year", &again);
    keep(r, &doc->date, v, m->field[RSIS_FORM_DATE], rule, "date", &again);
    keep(r, &doc->issn, v, m->field[RSIS_FORM_ISSN], rule, "ISSN", &again);
    if (again)
        rsis_report(r->diags, RSIS_DIAG_META_NUMBER_TWICE, rsis_block_src(r, b), b->len,
                    "another number line; both are kept in the provenance");
}

/* A target in the middle of a field: then it is not what is printed. */
static bool has_hole(const struct rsis_form_match *m, const struct rsis_view *v) {
    for (size_t i = 0; i < RSIS_FORM_FIELDS; i++)
        if (m->field[i].len && piece_of(v, m->field[i]).len != m->field[i].len) return true;
    return false;
}

static bool match_line(struct rsis_recogniser *r, uint32_t i, struct rsis_str line, const struct rsis_view *v) {
    struct rsis_form_match m;
    for (size_t f = 0; f < r->series->n_forms; f++) {
        if (!rsis_form_match(&m, r->series, f, line) || has_hole(&m, v)) continue;
        if (m.field[RSIS_FORM_TITLE].len && m.field[RSIS_FORM_TITLE].ptr > v->s.ptr) /* the title is not the number's */
            rsis_block_split(r, i, rsis_view_at(v, (size_t)(m.field[RSIS_FORM_TITLE].ptr - v->s.ptr)));
        take_line(r, &r->blocks.v[i], &m, v);
        return true;
    }
    return false;
}

/* "www.rsis.edu.sg No. 118 – 22 June 2020": a masthead line and the number line on one line. */
static bool match_after_masthead(struct rsis_recogniser *r, uint32_t i, const struct rsis_view *v) {
    size_t n = rsis_opens_with(v->s, r->series->masthead);
    if (!n || n >= v->s.len || !rsis_is_space(v->s.ptr[n])) return false;
    struct rsis_str rest = rsis_str_trim(rsis_str_from(v->s, n));
    struct rsis_form_match m;
    for (size_t f = 0; f < r->series->n_forms; f++) {
        if (!rsis_form_match(&m, r->series, f, rest) || has_hole(&m, v)) continue;
        rsis_block_split(r, i, rsis_view_at(v, (size_t)(rest.ptr - v->s.ptr)));
        r->blocks.v[i].role = ROLE_MASTHEAD;
        take_line(r, &r->blocks.v[i + 1], &m, v);
        return true;
    }
    return false;
}

/* The first date that stands anywhere in the line. */
static struct rsis_str find_date(struct rsis_str s) {
    struct rsis_date d;
    for (size_t i = 0; i < s.len; i++) {
        if (!(rsis_is_digit(s.ptr[i]) || rsis_is_upper(s.ptr[i])) || (i && !rsis_is_space(s.ptr[i - 1]))) continue;
        for (size_t n = s.len - i < 20 ? s.len - i : 20; n >= 8; n--)
            if (rsis_is_digit(s.ptr[i + n - 1]) && rsis_date_parse(&d, rsis_str(s.ptr + i, n)))
                return rsis_str(s.ptr + i, n);
    }
    return rsis_str(NULL, 0);
}

/* "12/2013" anywhere in the line. */
static bool find_number(struct rsis_str s, struct rsis_str *issue, struct rsis_str *year) {
    ptrdiff_t no = rsis_str_find(s, RSIS_LIT("No"));
    size_t from = no < 0 ? s.len : (size_t)no + 2, n = 0;
    while (from < s.len && (s.ptr[from] == '.' || s.ptr[from] == ' ')) from++;
    while (from + n < s.len && rsis_is_digit(s.ptr[from + n])) n++;
    bool apart = no == 0 || (no > 0 && !rsis_is_alpha(s.ptr[no - 1])),
         slash = from + n < s.len && s.ptr[from + n] == '/';
    if (apart && n >= 1 && n <= 4 && !slash && find_date(s).len) { /* "No 046: 19 April 2021" */
        *issue = rsis_str(s.ptr + from, n);
        return true;
    }
    for (size_t i = 1; i + 4 < s.len; i++) {
        size_t a = i;
        if (s.ptr[i] != '/') continue;
        n = 0;
        while (a && rsis_is_digit(s.ptr[a - 1])) a--;
        while (n < 5 && i + 1 + n < s.len && rsis_is_digit(s.ptr[i + 1 + n])) n++;
        bool part_of_date = a && s.ptr[a - 1] == '/';
        if (n != 4 || i - a < 1 || i - a > 4 || part_of_date || (s.ptr[i + 1] != '2' && s.ptr[i + 1] != '1')) continue;
        *issue = rsis_str(s.ptr + a, i - a);
        *year = rsis_str(s.ptr + i + 1, 4);
        return true;
    }
    return false;
}

/* A line that no form knows, but that looks like one. */
static bool looks_like_one(struct rsis_recogniser *r, const struct rsis_block *b, struct rsis_view *v,
                           struct rsis_form_match *m) {
    if (b->role != ROLE_NONE || b->len > 120) return false;
    *v = rsis_view_block(r, b);
    *m = (struct rsis_form_match){.form = RSIS_LIT("by its looks"), .field = {[RSIS_FORM_DATE] = find_date(v->s)}};
    return find_number(v->s, &m->field[RSIS_FORM_ISSUE], &m->field[RSIS_FORM_YEAR]) && !has_hole(m, v);
}

/* The first such line; the second is the runner-up. */
static void by_looks(struct rsis_recogniser *r) {
    uint32_t end = rsis_front_end(r), i = 0;
    struct rsis_view v, other_view;
    struct rsis_form_match m, other;
    struct rsis_str runner_up = RSIS_LIT("none");
    if (end > LOOKED_AT_BY_LOOKS) end = LOOKED_AT_BY_LOOKS;
    while (i < end && !looks_like_one(r, &r->blocks.v[i], &v, &m)) i++;
    if (i == end) return;
    for (uint32_t k = i + 1; k < end; k++)
        if (looks_like_one(r, &r->blocks.v[k], &other_view, &other)) {
            runner_up = other_view.s;
            break;
        }
    take_line(r, &r->blocks.v[i], &m, &v);
    rsis_report(r->diags, RSIS_DIAG_META_NUMBER_FALLBACK, rsis_block_src(r, &r->blocks.v[i]), r->blocks.v[i].len,
                "no line form of the profile fits; using number \"%.*s\" of the line \"%.*s\"; runner-up: %.*s",
                RSIS_ARG(m.field[RSIS_FORM_ISSUE]), RSIS_ARG(v.s), RSIS_ARG(runner_up));
}

/* A date on a line of its own, where no number line has one. */
static void date_alone(struct rsis_recogniser *r) {
    uint32_t end = rsis_front_end(r);
    for (uint32_t i = 0; i < end && i < LOOKED_AT_BY_LOOKS; i++) {
        struct rsis_block *b = &r->blocks.v[i];
        struct rsis_date d;
        if (b->role != ROLE_NONE || b->len > 40) continue;
        struct rsis_view v = rsis_view_block(r, b);
        struct rsis_form_match m = {.form = RSIS_LIT("a date alone"), .field = {[RSIS_FORM_DATE] = rsis_str_trim(v.s)}};
        if (!rsis_date_parse(&d, v.s) || has_hole(&m, &v)) continue;
        take_line(r, b, &m, &v);
        rsis_report(r->diags, RSIS_DIAG_META_NUMBER_FALLBACK, rsis_block_src(r, b), b->len,
                    "no number line has a date; using \"%.*s\", which stands on a line of its own; runner-up: none",
                    RSIS_ARG(v.s));
        return;
    }
}

/* 046/2013: the piece itself when it is printed so, else composed of its parts. */
static void compose_id(struct rsis_recogniser *r) {
    struct rsis_doc *d = r->doc;
    if (!d->issue.rule || !d->year.rule) return;
    struct rsis_piece i = d->issue.piece, y = d->year.piece;
    uint32_t from = i.at < y.at ? i.at : y.at, to = i.at + i.len > y.at + y.len ? i.at + i.len : y.at + y.len;
    struct rsis_piece all = {from, to - from};
    bool printed = y.at == i.at + i.len + 1 && r->flow->text.ptr[i.at + i.len] == '/' && y.len == 4;
    d->number_id =
        (struct rsis_datum){all, rsis_doc_text(d, all), "number-year", RSIS_ORIGIN_PRINTED, RSIS_DERIVE_NONE};
    if (printed) return;
    d->number_id.origin = RSIS_ORIGIN_DERIVED;
    d->number_id.derivation = RSIS_DERIVE_NUMBER_YEAR;
    d->number_id.value =
        rsis_str_c(rsis_format(r->arena, "%.*s/%.*s", RSIS_ARG(d->issue.value), RSIS_ARG(d->year.value)));
}

static void settle_date(struct rsis_recogniser *r) {
    struct rsis_doc *d = r->doc;
    struct rsis_date when;
    if (!d->date.rule || !rsis_date_parse(&when, d->date.value)) return;
    uint32_t src = rsis_ledger_source(&d->ledger, d->date.piece.at);
    if (!rsis_date_exists(when)) {
        d->date_bad = true;
        rsis_report(r->diags, RSIS_DIAG_META_BAD_DATE, src, d->date.piece.len,
                    "\"%.*s\" is no date of the calendar; kept as printed, only the year is used",
                    RSIS_ARG(d->date.value));
        when.month = when.day = 0;
    }
    d->when = when;
    d->date.value = d->date_bad ? d->date.value
                                : rsis_str_c(rsis_format(r->arena, "%04d-%02d-%02d", when.year, when.month, when.day));
    d->date.origin = RSIS_ORIGIN_DERIVED;
    d->date.derivation = RSIS_DERIVE_ISO_DATE;
}

static void settle_year(struct rsis_recogniser *r) {
    struct rsis_doc *d = r->doc;
    if (!d->issue.rule || !d->date.rule) return;
    uint32_t src = rsis_ledger_source(&d->ledger, d->date.piece.at);
    const char *from_date = rsis_format(r->arena, "%04d", d->when.year);
    if (!d->year.rule) {
        d->year = (struct rsis_datum){d->date.piece, rsis_str_c(from_date), "year of the date", RSIS_ORIGIN_DERIVED,
                                      RSIS_DERIVE_YEAR};
        rsis_report(r->diags, RSIS_DIAG_META_YEAR_FROM_DATE, src, d->date.piece.len,
                    "the number has no year; using %s, the year of the date", from_date);
    } else if (!rsis_str_eq(d->year.value, rsis_str_c(from_date))) {
        rsis_report(r->diags, RSIS_DIAG_META_YEAR_DISAGREES, src, d->date.piece.len,
                    "the number says %.*s, the date %s; both are kept as printed", RSIS_ARG(d->year.value), from_date);
    }
}

/* The number that a file name such as CO13046 or ...-046-2013 speaks of: issue and last two digits of the year. */
static bool name_number(struct rsis_str name, struct rsis_str *issue, struct rsis_str *year) {
    for (size_t i = 0; i + 7 <= name.len; i++) {
        struct rsis_str s = rsis_str_from(name, i);
        size_t n = 0;
        bool start = i == 0 || !(rsis_is_alpha(name.ptr[i - 1]) || rsis_is_digit(name.ptr[i - 1]));
        if (start && (rsis_str_starts_nocase(s, RSIS_LIT("CO")))) {
            while (2 + n < s.len && rsis_is_digit(s.ptr[2 + n])) n++;
            *year = rsis_str(s.ptr + 2, 2);
            *issue = rsis_str(s.ptr + 4, 3);
            if (n == 5) return true;
        }
        while (n < s.len && rsis_is_digit(s.ptr[n])) n++;
        if (!start || n != 3 || s.len < 8 || s.ptr[3] != '-' || s.ptr[4] != '2' || s.ptr[5] != '0') continue;
        *issue = rsis_str(s.ptr, 3);
        *year = rsis_str(s.ptr + 6, 2);
        if (rsis_is_digit(s.ptr[6]) && rsis_is_digit(s.ptr[7]) && (s.len == 8 || !rsis_is_digit(s.ptr[8]))) return true;
    }
    return false;
}

static long value_of(struct rsis_str s) {
    long n = 0;
    for (size_t i = 0; i < s.len && rsis_is_digit(s.ptr[i]); i++) n = n * 10 + (s.ptr[i] - '0');
    return n;
}

static void compare_name(struct rsis_recogniser *r) {
    struct rsis_doc *d = r->doc;
    struct rsis_str issue, year;
    if (!d->issue.rule || !name_number(d->name, &issue, &year)) return;
    bool year_differs = d->year.rule && value_of(d->year.value) % 100 != value_of(year);
    if (value_of(issue) == value_of(d->issue.value) && !year_differs) return;
    rsis_report(r->diags, RSIS_DIAG_META_NAME_DISAGREES, rsis_ledger_source(&d->ledger, d->issue.piece.at),
                d->issue.piece.len, "the text says number %.*s of %.*s, the file name \"%.*s\" another; using the text",
                RSIS_ARG(d->issue.value), RSIS_ARG(d->year.value), RSIS_ARG(d->name));
}

void rsis_front_numbers(struct rsis_recogniser *r) {
    for (uint32_t i = 0; i < rsis_front_end(r); i++) {
        if (r->blocks.v[i].role != ROLE_NONE || r->blocks.v[i].len > 400) continue;
        struct rsis_view v = rsis_view_block(r, &r->blocks.v[i]);
        if (!match_line(r, i, v.s, &v)) match_after_masthead(r, i, &v);
    }
    if (!r->doc->issue.rule) by_looks(r);
    if (!r->doc->date.rule) date_alone(r);
    settle_date(r);
    settle_year(r);
    compose_id(r);
    compare_name(r);
}
