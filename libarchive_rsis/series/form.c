/*
 * form.c - line forms: templates that editors can write, turned into PCRE2 patterns.
 *
 * The pattern is anchored at both ends by compile options, and its limits are set once in a context that
 * matching only reads, so that any number of threads may share the form.
 */
#include "internal.h"

#define PCRE2_CODE_UNIT_WIDTH 8
#include <pcre2.h>

#include "../base/limits.h"
#include "../base/utf8.h"

#define BLANKS "[\\h\\s]"
#define DASH "(?:--|[-\\x{2010}-\\x{2015}\\x{2212}\\x{2500}\\x{336}])"
#define NO_DIGIT_BEFORE "(?<![0-9])"
#define NO_DIGIT_AFTER "(?![0-9])"

enum { HEAP_KIB = 4096 };

const char *const rsis_form_field_names[RSIS_FORM_FIELDS] = {"issue", "year", "date", "issn", "title"};

/* The date is made from rsis_date_shapes. An issue may carry a letter or a part: 024a, 031-1. */
static const char *const field_patterns[RSIS_FORM_FIELDS] = {
    NO_DIGIT_BEFORE "[0-9]{1,4}(?:[a-z]|-[0-9])?(?![0-9a-z])",
    NO_DIGIT_BEFORE "[0-9]{4}" NO_DIGIT_AFTER,
    NULL,
    NO_DIGIT_BEFORE "[0-9]{4}-[0-9]{3}[0-9x](?![0-9a-z])",
    "\\S(?:.*?\\S)?",
};

/* ---- template -> pattern */

static void put_months(struct rsis_buf *b) {
    rsis_buf_z(b, "(?:");
    for (size_t i = 0; i < RSIS_MONTH_NAMES; i++) {
        if (i) rsis_buf_char(b, '|');
        rsis_buf_z(b, rsis_month_names[i].name);
    }
    rsis_buf_z(b, ")\\.?");
}

static void put_date_part(struct rsis_buf *b, char part) {
    static const struct {
        char part;
        const char *pattern;
    } parts[] = {{'D', "[0-9]{1,2}"}, {'N', "[0-9]{1,2}"}, {'d', "[0-9]{2}"}, {'n', "[0-9]{2}"},
                 {'Y', "[0-9]{4}"},   {' ', BLANKS "+"},   {',', ",?"}};
    for (size_t i = 0; i < sizeof parts / sizeof *parts; i++) {
        if (parts[i].part != part) continue;
        rsis_buf_z(b, parts[i].pattern);
        return;
    }
    if (part == 'M')
        put_months(b);
    else
        rsis_buf_char(b, part);
}

/* The shape only: whether the day exists is for the recogniser to say. */
static void put_date(struct rsis_buf *b) {
    rsis_buf_z(b, NO_DIGIT_BEFORE "(?:");
    for (size_t i = 0; i < RSIS_DATE_SHAPES; i++) {
        if (i) rsis_buf_char(b, '|');
        for (const char *p = rsis_date_shapes[i]; *p; p++) put_date_part(b, *p);
    }
    rsis_buf_z(b, ")" NO_DIGIT_AFTER);
}

static int field_of(struct rsis_str name) {
    for (int f = 0; f < RSIS_FORM_FIELDS; f++)
        if (rsis_str_eq(name, rsis_str_c(rsis_form_field_names[f]))) return f;
    return -1;
}

static const char *expected_fields = "{issue}, {year}, {date}, {issn}, {title}";

/* A template being read. */
struct maker {
    struct rsis_buf pattern;
    struct rsis_str rest;
    unsigned seen;    /* fields so far, a bit each */
    bool after_field; /* the last thing was a placeholder */
    bool after_loose; /* ... or a dash, bar, full stop or colon, which brings its own blanks */
    const char *fault;
};

static void forget(struct maker *m) {
    m->after_field = m->after_loose = false;
}

static const char *placeholder_fault(struct maker *m, struct rsis_str name, size_t len, int field) {
    struct rsis_arena *a = m->pattern.arena;
    if (!len) return rsis_format(a, "a brace that begins no placeholder; expected one of: %s", expected_fields);
    if (field < 0)
        return rsis_format(a, "unknown placeholder {%.*s}; expected one of: %s", RSIS_ARG(name), expected_fields);
    if (m->seen >> field & 1) return rsis_format(a, "placeholder {%.*s} stands twice", RSIS_ARG(name));
    if (m->after_field) return rsis_format(a, "nothing between {%.*s} and the placeholder before it", RSIS_ARG(name));
    return NULL;
}

static void put_placeholder(struct maker *m) {
    struct rsis_str name = {NULL, 0};
    size_t len = rsis_placeholder_at(m->rest, &name);
    int field = len ? field_of(name) : -1;
    m->fault = placeholder_fault(m, name, len, field);
    if (m->fault || field < 0) return;
    rsis_buf_printf(&m->pattern, "(?<%s>", rsis_form_field_names[field]);
    if (field == RSIS_FORM_DATE)
        put_date(&m->pattern);
    else
        rsis_buf_z(&m->pattern, field_patterns[field]);
    rsis_buf_char(&m->pattern, ')');
    m->rest = rsis_str_from(m->rest, len);
    m->seen |= 1u << field;
    forget(m);
    m->after_field = true;
}

static unsigned blank_run(struct rsis_str s) {
    unsigned n = 0;
    for (unsigned k; n < s.len && (k = rsis_utf8_blank(s.ptr + n, s.ptr + s.len)); n += k) {
    }
    return n;
}

/* A dash or bar at the start of `s`: its bytes. */
static unsigned loose_at(struct rsis_str s) {
    if (!s.len) return 0;
    return s.ptr[0] == '|' ? 1 : rsis_dash_at(s.ptr, s.ptr + s.len);
}

static void put_blanks(struct maker *m, unsigned n) {
    m->rest = rsis_str_from(m->rest, n);
    if (m->after_loose || loose_at(m->rest)) return;
    rsis_buf_z(&m->pattern, BLANKS "+");
    forget(m);
}

static void put_loose(struct maker *m, unsigned n) {
    rsis_buf_printf(&m->pattern, BLANKS "*%s" BLANKS "*", m->rest.ptr[0] == '|' ? "\\|" : DASH);
    m->rest = rsis_str_from(m->rest, n);
    forget(m);
    m->after_loose = true;
}

static void put_literal(struct maker *m) {
    unsigned n;
    uint32_t cp = rsis_utf8_next(m->rest.ptr, m->rest.ptr + m->rest.len, &n);
    if (cp == '\'' || cp == 0x2019)
        rsis_buf_z(&m->pattern, "['\\x{2019}]");
    else
        rsis_buf_printf(&m->pattern, "\\x{%x}", (unsigned)cp);
    m->rest = rsis_str_from(m->rest, n);
    forget(m);
    m->after_loose = cp == '.' || cp == ':';
    if (m->after_loose) rsis_buf_z(&m->pattern, BLANKS "*");
}

static void put_next(struct maker *m) {
    unsigned n;
    if (m->rest.ptr[0] == '{' || m->rest.ptr[0] == '}')
        put_placeholder(m);
    else if ((n = blank_run(m->rest)) > 0)
        put_blanks(m, n);
    else if ((n = loose_at(m->rest)) > 0)
        put_loose(m, n);
    else
        put_literal(m);
}

static const char *put_template(struct rsis_buf *pattern, struct rsis_str text) {
    struct maker m = {.pattern = *pattern, .rest = text};
    while (m.rest.len && !m.fault) put_next(&m);
    *pattern = m.pattern;
    return m.fault;
}

/* ---- pattern -> code */

static const char *compile_fault(struct rsis_arena *arena, int error, size_t at) {
    PCRE2_UCHAR text[120] = "unknown error";
    pcre2_get_error_message(error, text, sizeof text);
    return rsis_format(arena, "not a regular expression: %s, at its byte %zu", (const char *)text, at + 1);
}

/*
 * Not in the pattern: there the last setting holds, so that an expression could lift the limits again. Of
 * a context's limit and a pattern's the lower one holds.
 */
static void *make_limits(struct rsis_arena *arena) {
    pcre2_match_context *limits = pcre2_match_context_create(NULL);
    if (!limits) rsis_arena_give_up(arena);
    pcre2_set_match_limit(limits, rsis_limit_MATCH_STEPS);
    pcre2_set_depth_limit(limits, rsis_limit_MATCH_STEPS);
    pcre2_set_heap_limit(limits, HEAP_KIB);
    return limits;
}

/* Finds the groups by name. A name that is no field is a mistake: its text would be lost without a word. */
static const char *bind_groups(struct rsis_form *form, struct rsis_arena *arena) {
    uint32_t count = 0, size = 0;
    PCRE2_SPTR table = NULL;
    pcre2_pattern_info(form->code, PCRE2_INFO_NAMECOUNT, &count);
    pcre2_pattern_info(form->code, PCRE2_INFO_NAMEENTRYSIZE, &size);
    pcre2_pattern_info(form->code, PCRE2_INFO_NAMETABLE, &table);
    for (uint32_t i = 0; i < count; i++) {
        PCRE2_SPTR row = table + (size_t)i * size; /* two bytes of number, then the name */
        const char *name = (const char *)row + 2;
        int field = field_of(rsis_str_c(name));
        if (field < 0)
            return rsis_format(arena, "unknown group \"%s\"; expected one of: issue, year, date, issn, title", name);
        if (form->group[field]) return rsis_format(arena, "group \"%s\" stands twice", name);
        form->group[field] = (uint32_t)row[0] << 8 | row[1];
    }
    return NULL;
}

static const char *check_fields(struct rsis_form *form) {
    bool any = false;
    for (int f = 0; f < RSIS_FORM_FIELDS; f++) {
        any |= form->group[f] > 0;
        form->needs_digit |= f != RSIS_FORM_TITLE && form->group[f] > 0;
    }
    return any ? NULL : "a line form without a field; expected at least one of: issue, year, date, issn, title";
}

const char *rsis_form_compile(struct rsis_form *form, struct rsis_arena *arena, struct rsis_str text, bool is_regex) {
    struct rsis_buf b;
    rsis_buf_init(&b, arena);
    const char *fault = NULL;
    if (is_regex)
        rsis_buf_str(&b, text);
    else
        fault = put_template(&b, text);
    if (fault) return fault;
    uint32_t options = PCRE2_UTF | PCRE2_CASELESS | PCRE2_ANCHORED | PCRE2_ENDANCHORED | PCRE2_NEVER_BACKSLASH_C;
    int error;
    size_t at;
    form->text = text;
    form->limits = make_limits(arena);
    form->code = pcre2_compile((PCRE2_SPTR)b.ptr, b.len, options, &error, &at, NULL);
    if (!form->code && error == PCRE2_ERROR_HEAP_FAILED) rsis_arena_give_up(arena);
    if (!form->code) return compile_fault(arena, error, at);
    fault = bind_groups(form, arena);
    return fault ? fault : check_fields(form);
}

void rsis_form_close(void *p) {
    struct rsis_form *form = p;
    pcre2_code_free(form->code);
    pcre2_match_context_free(form->limits);
}

/* ---- matching */

/* What most lines of a document fail, before PCRE2 is asked. */
static bool may_match(const struct rsis_form *form, struct rsis_str line) {
    if (!line.len || line.len > RSIS_FORM_LINE_BYTES) return false;
    if (!form->needs_digit) return true;
    for (size_t i = 0; i < line.len; i++)
        if (rsis_is_digit(line.ptr[i])) return true;
    return false;
}

static struct rsis_str group_of(struct rsis_str line, const size_t *ovector, uint32_t pairs, uint32_t group) {
    if (!group || group >= pairs || ovector[2 * group] == PCRE2_UNSET) return rsis_str(NULL, 0);
    return rsis_str(line.ptr + ovector[2 * group], ovector[2 * group + 1] - ovector[2 * group]);
}

bool rsis_form_match(struct rsis_form_match *out, const struct rsis_series *s, size_t n, struct rsis_str line) {
    if (n >= s->n_forms) return false;
    const struct rsis_form *form = &s->forms[n];
    line = rsis_trim_blanks(line);
    if (!may_match(form, line)) return false;
    pcre2_match_data *data = pcre2_match_data_create_from_pattern(form->code, NULL);
    if (!data) return false;
    bool matched = pcre2_match(form->code, (PCRE2_SPTR)line.ptr, line.len, 0, 0, data, form->limits) > 0;
    if (matched) {
        const size_t *ovector = pcre2_get_ovector_pointer(data);
        uint32_t pairs = pcre2_get_ovector_count(data);
        out->form = form->text;
        for (int f = 0; f < RSIS_FORM_FIELDS; f++) out->field[f] = group_of(line, ovector, pairs, form->group[f]);
    }
    pcre2_match_data_free(data);
    return matched;
}
