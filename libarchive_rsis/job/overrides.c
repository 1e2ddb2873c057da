/* overrides.c - loading an overrides file, and looking up what is in it for one input. */
#include "overrides.h"

#include <errno.h>
#include <stdatomic.h>
#include <stdlib.h>

#include "../base/file.h"
#include "../base/hash.h"
#include "../base/limits.h"
#include "../base/utf8.h"
#include "csv.h"
#include "override_fields.h"

struct rsis_overrides {
    struct rsis_arena arena; /* owns everything below */
    const char *path;
    RSIS_VEC(struct rsis_override) rows;
    atomic_uchar *used; /* of the rows */
    uint32_t *table;    /* by hash of the source: its first row, as index + 1 */
    size_t mask;
};

enum column { SOURCE, FIELD, VALUE, WHO, WHEN, REASON, COLUMNS };
static const char *const column_names[COLUMNS] = {"source", "field", "value", "who", "when", "reason"};

/* After so many findings the rest is not looked at: the file is hardly what was meant. */
enum { ENOUGH = 100 };

struct loader {
    struct rsis_overrides *o;
    struct rsis_diags diags;
    struct rsis_csv csv;
    struct rsis_cell cells[COLUMNS];
};

/* ---- one cell */

/* So much of a value that a message stays readable; whole characters. */
static struct rsis_str shortened(struct rsis_str s) {
    enum { MOST = 60 };
    size_t n = s.len > MOST ? MOST : s.len;
    while (n && n < s.len && ((unsigned char)s.ptr[n] & 0xC0) == 0x80) n--;
    return rsis_str(s.ptr, n);
}

static void wrong(struct loader *l, enum column column, const char *what, const char *expected) {
    const struct rsis_cell *c = &l->cells[column];
    struct rsis_str s = shortened(c->text);
    rsis_report(&l->diags, RSIS_DIAG_OVR_SYNTAX, c->at, c->len, "%s \"%.*s%s\": %s%s%s", column_names[column],
                RSIS_ARG(s), s.len < c->text.len ? "..." : "", what, expected ? "; expected " : "",
                expected ? expected : "");
}

/* Values go into single lines of XML and of reports. */
static bool is_plain(struct rsis_str s) {
    for (const char *p = s.ptr, *end = s.ptr + s.len; p < end;) {
        unsigned n;
        uint32_t cp = rsis_utf8_next(p, end, &n);
        if (cp < 0x20 || (cp >= 0x7F && cp < 0xA0) || !rsis_is_xml_char(cp)) return false;
        p += n;
    }
    return true;
}

static bool check_text(struct loader *l, enum column column) {
    struct rsis_str s = l->cells[column].text;
    if (!s.len)
        wrong(l, column, "it is empty", NULL);
    else if (!is_plain(s))
        wrong(l, column, "it holds a line end or another control character", "one line of text");
    else if (rsis_str_trim(s).len != s.len)
        wrong(l, column, "a blank stands at its start or end", "none");
    else
        return true;
    return false;
}

/* ---- one row */

static bool is_digest(struct rsis_str s) {
    if (s.len != 64) return false;
    for (size_t i = 0; i < s.len; i++) {
        char c = rsis_to_lower(s.ptr[i]);
        if (!rsis_is_digit(c) && (c < 'a' || c > 'f')) return false;
    }
    return true;
}

static bool take_source(struct loader *l, struct rsis_override *row) {
    struct rsis_str s = l->cells[SOURCE].text;
    if (memchr(s.ptr, '/', s.len)) {
        wrong(l, SOURCE, "it has directories", "a file name alone, or a SHA-256");
        return false;
    }
    char *copy = rsis_str_dup(&l->o->arena, s);
    for (size_t i = 0; is_digest(s) && i < s.len; i++) copy[i] = rsis_to_lower(copy[i]);
    row->source = rsis_str(copy, s.len);
    return true;
}

static bool take_field(struct loader *l, struct rsis_override *row) {
    enum rsis_override_field field;
    unsigned n;
    if (!rsis_override_field_parse(&field, &n, l->cells[FIELD].text)) {
        struct rsis_buf all;
        rsis_buf_init(&all, &l->o->arena);
        for (unsigned i = 0; i < RSIS_OVERRIDE_FIELDS; i++)
            rsis_buf_printf(&all, "%s%s", i ? ", " : "", rsis_override_field_name((enum rsis_override_field)i));
        rsis_buf_char(&all, 0);
        wrong(l, FIELD, "there is no such field", all.ptr);
        return false;
    }
    row->field = (uint8_t)field;
    row->n = (uint8_t)n;
    return true;
}

static bool take_value(struct loader *l, struct rsis_override *row) {
    const struct rsis_override_rule *rule = rsis_override_rule((enum rsis_override_field)row->field);
    row->value = l->cells[VALUE].text;
    if (!rule->valid || rule->valid(row->value)) return true;
    wrong(l, VALUE, "this cannot be right", rule->expected);
    return false;
}

static bool take_when(struct loader *l, struct rsis_override *row) {
    row->when = l->cells[WHEN].text;
    if (rsis_override_is_day(row->when)) return true;
    wrong(l, WHEN, "this cannot be right", "a day that exists, like 2026-11-23");
    return false;
}

static void take_row(struct loader *l, uint32_t line) {
    struct rsis_override row = {.line = line, .at = l->cells[SOURCE].at};
    bool ok = true;
    for (unsigned i = 0; i < COLUMNS; i++) ok = check_text(l, (enum column)i) && ok;
    if (!ok) return;
    ok = take_source(l, &row);
    ok = take_field(l, &row) && take_value(l, &row) && ok;
    ok = take_when(l, &row) && ok;
    if (!ok) return;
    row.who = l->cells[WHO].text;
    row.reason = l->cells[REASON].text;
    *RSIS_PUSH(&l->o->arena, &l->o->rows) = row;
}

/* ---- the file */

static bool is_header(const struct loader *l, size_t n) {
    for (size_t i = 0; i < COLUMNS && i < n; i++)
        if (!rsis_str_eq(l->cells[i].text, rsis_str_c(column_names[i]))) return false;
    return n == COLUMNS;
}

/* The next record of six cells, or false at the end and when reading on makes no sense. */
static bool next_record(struct loader *l, size_t *n) {
    if (l->diags.list.n >= ENOUGH) return false;
    enum rsis_csv_result got = rsis_csv_next(&l->csv, l->cells, COLUMNS, n);
    if (got == RSIS_CSV_WRONG) rsis_report(&l->diags, RSIS_DIAG_OVR_SYNTAX, (uint32_t)l->csv.at, 1, "%s", l->csv.wrong);
    return got == RSIS_CSV_RECORD;
}

static void read_rows(struct loader *l) {
    size_t n = 0;
    if (!next_record(l, &n) || !is_header(l, n)) {
        if (!l->diags.list.n)
            rsis_report(&l->diags, RSIS_DIAG_OVR_SYNTAX, 0, 0,
                        "expected this first line: source,field,value,who,when,reason");
        return;
    }
    for (uint32_t line = l->csv.line; next_record(l, &n); line = l->csv.line) {
        if (n == COLUMNS)
            take_row(l, line);
        else
            rsis_report(&l->diags, RSIS_DIAG_OVR_SYNTAX, l->cells[0].at, 0, "%zu fields on this line; expected %d", n,
                        COLUMNS);
    }
}

static bool read_text(struct loader *l, const char *path) {
    struct rsis_str text;
    enum rsis_status st = rsis_file_read(&text, &l->o->arena, path, rsis_limit_OVERRIDES_BYTES);
    if (st != RSIS_OK) {
        rsis_report_file(&l->diags, RSIS_DIAG_OVR_UNREADABLE, "the overrides file cannot be read: %s",
                         st == RSIS_ERR_LIMIT ? "it is too large" : strerror(errno));
        return false;
    }
    if (rsis_str_starts(text, RSIS_LIT("\xEF\xBB\xBF"))) text = rsis_str_from(text, 3); /* spreadsheets write it */
    l->diags.stream = text;
    size_t bad = rsis_utf8_check(text);
    if (bad < text.len)
        rsis_report(&l->diags, RSIS_DIAG_OVR_SYNTAX, (uint32_t)bad, 1, "this is not UTF-8; expected UTF-8");
    rsis_csv_init(&l->csv, &l->o->arena, text);
    return bad == text.len;
}

/* ---- rows by source */

/* Where the first row of `source` is, or would be. */
static uint32_t *head(const struct rsis_overrides *o, struct rsis_str source) {
    size_t at = rsis_hash(source) & o->mask;
    while (o->table[at] && !rsis_str_eq(o->rows.v[o->table[at] - 1].source, source)) at = (at + 1) & o->mask;
    return &o->table[at];
}

/* Backwards, so that each chain is in the order of the file. */
static void index_rows(struct rsis_overrides *o) {
    size_t size = 16;
    while (size < (size_t)o->rows.n * 2) size *= 2;
    o->table = RSIS_NEW_ARRAY(&o->arena, uint32_t, size);
    o->mask = size - 1;
    o->used = RSIS_NEW_ARRAY(&o->arena, atomic_uchar, o->rows.n);
    for (uint32_t i = o->rows.n; i-- > 0;) {
        uint32_t *first = head(o, o->rows.v[i].source);
        o->rows.v[i].next = *first;
        *first = i + 1;
    }
}

static bool same_field(const struct rsis_override *a, const struct rsis_override *b) {
    return a->field == b->field && a->n == b->n;
}

/* A value that can only be one, given twice for one source. */
static void check_twice(struct loader *l) {
    struct rsis_overrides *o = l->o;
    for (uint32_t i = 0; i < o->rows.n && l->diags.list.n < ENOUGH; i++) {
        const struct rsis_override *row = &o->rows.v[i];
        if (rsis_override_rule((enum rsis_override_field)row->field)->repeatable) continue;
        uint32_t first = *head(o, row->source);
        while (!same_field(&o->rows.v[first - 1], row)) first = o->rows.v[first - 1].next;
        if (first - 1 == i) continue;
        rsis_report(&l->diags, RSIS_DIAG_OVR_SYNTAX, row->at, 0,
                    "a second value for the same field of the same source; the first is on line %u",
                    (unsigned)o->rows.v[first - 1].line);
    }
}

/* ---- loading */

static enum rsis_status load(struct rsis_overrides *o, const char *path, rsis_diag_fn *diag, void *ctx) {
    struct loader l = {.o = o};
    o->path = rsis_str_dup(&o->arena, rsis_str_c(path));
    rsis_diags_init(&l.diags, &o->arena, o->path);
    if (read_text(&l, path)) {
        read_rows(&l);
        index_rows(o);
        check_twice(&l);
    }
    rsis_diags_deliver(&l.diags, diag, ctx);
    return l.diags.list.n ? RSIS_ERR_PROFILE : RSIS_OK;
}

static enum rsis_status load_guarded(struct rsis_overrides *o, const char *path, rsis_diag_fn *diag, void *ctx) {
    jmp_buf guard;
    rsis_arena_init(&o->arena, &guard);
    return setjmp(guard) == 0 ? load(o, path, diag, ctx) : RSIS_ERR_MEMORY;
}

enum rsis_status rsis_overrides_load(struct rsis_overrides **out, const char *path, rsis_diag_fn *diag, void *ctx) {
    struct rsis_overrides *o = calloc(1, sizeof *o);
    if (!o) return RSIS_ERR_MEMORY;
    enum rsis_status st = load_guarded(o, path, diag, ctx);
    if (st == RSIS_OK)
        *out = o;
    else
        rsis_overrides_free(o);
    return st;
}

void rsis_overrides_free(struct rsis_overrides *o) {
    if (!o) return;
    rsis_arena_free(&o->arena);
    free(o);
}

/* ---- looking up */

/* The first row of `source` after `previous`, as index + 1; 0 when there is none. */
static uint32_t next_of(const struct rsis_overrides *o, const struct rsis_override *previous, struct rsis_str source) {
    if (previous && rsis_str_eq(previous->source, source)) return previous->next;
    uint32_t i = *head(o, source), from = previous ? (uint32_t)(previous - o->rows.v) + 1 : 0;
    while (i && i <= from) i = o->rows.v[i - 1].next;
    return i;
}

/* Has `source` a row for the same field as row `i`? */
static bool has_field(const struct rsis_overrides *o, struct rsis_str source, uint32_t i) {
    for (uint32_t j = *head(o, source); j; j = o->rows.v[j - 1].next)
        if (same_field(&o->rows.v[i - 1], &o->rows.v[j - 1])) return true;
    return false;
}

const struct rsis_override *rsis_overrides_find(const struct rsis_overrides *o, const struct rsis_override *previous,
                                                struct rsis_str base, struct rsis_str sha256) {
    uint32_t by_digest = next_of(o, previous, sha256), by_name = next_of(o, previous, base);
    while (by_name && has_field(o, sha256, by_name)) by_name = o->rows.v[by_name - 1].next;
    uint32_t i = !by_name || (by_digest && by_digest < by_name) ? by_digest : by_name;
    if (!i) return NULL;
    atomic_store_explicit(&o->used[i - 1], 1, memory_order_relaxed);
    return &o->rows.v[i - 1];
}

const char *rsis_overrides_path(const struct rsis_overrides *o) {
    return o->path;
}

static bool was_used(const struct rsis_overrides *o, uint32_t i) {
    return atomic_load_explicit(&o->used[i], memory_order_relaxed);
}

static void report_none_used(const struct rsis_overrides *o, struct rsis_notices *notices) {
    for (uint32_t i = 0; i < o->rows.n; i++)
        if (was_used(o, i)) return;
    rsis_notice(notices, o->path, RSIS_DIAG_OVR_UNUSED, 0, "none of the %u rows is about the input",
                (unsigned)o->rows.n);
}

void rsis_overrides_report_unused(const struct rsis_overrides *o, bool one, struct rsis_notices *notices) {
    if (one) {
        report_none_used(o, notices);
        return;
    }
    for (uint32_t i = 0; i < o->rows.n; i++) {
        const struct rsis_override *row = &o->rows.v[i];
        if (!was_used(o, i))
            rsis_notice(notices, o->path, RSIS_DIAG_OVR_UNUSED, row->line,
                        "no input is \"%.*s\", or a row by SHA-256 has the same field; the row was not used",
                        RSIS_ARG(row->source));
    }
}
