/* override_fields.c - the table of fields and the checks of their values. */
#include "override_fields.h"

#include "../base/limits.h"
#include "../series/series.h"

/* ---- shapes */

/* Does `s` look like `shape`? In it 0 is a digit, any other character itself. */
static bool looks_like(struct rsis_str s, const char *shape) {
    if (s.len != strlen(shape)) return false;
    for (size_t i = 0; i < s.len; i++)
        if (shape[i] == '0' ? !rsis_is_digit(s.ptr[i]) : s.ptr[i] != shape[i]) return false;
    return true;
}

static int number(struct rsis_str s, size_t at, size_t len) {
    int n = 0;
    for (size_t i = at; i < at + len; i++) n = n * 10 + (s.ptr[i] - '0');
    return n;
}

static size_t digits(struct rsis_str s) {
    size_t n = 0;
    while (n < s.len && rsis_is_digit(s.ptr[n])) n++;
    return n;
}

/* ---- values */

bool rsis_override_is_day(struct rsis_str s) {
    if (!looks_like(s, "0000-00-00")) return false;
    struct rsis_date d = {.year = number(s, 0, 4), .month = number(s, 5, 2), .day = number(s, 8, 2)};
    return d.year && rsis_date_exists(d);
}

static bool is_number(struct rsis_str s) {
    size_t n = digits(s);
    return n >= 1 && n <= 4 && looks_like(rsis_str_from(s, n), "/0000");
}

/* The last character makes the sum right: ISO 7064, MOD 11-2. */
static bool is_orcid(struct rsis_str s) {
    unsigned sum = 0;
    if (s.len != 19 || !(rsis_is_digit(s.ptr[18]) || s.ptr[18] == 'X')) return false;
    if (!looks_like(rsis_str(s.ptr, 18), "0000-0000-0000-000")) return false;
    for (size_t i = 0; i < 18; i++)
        if (s.ptr[i] != '-') sum = (sum + (unsigned)(s.ptr[i] - '0')) * 2 % 11;
    unsigned check = (12 - sum) % 11;
    return s.ptr[18] == (check == 10 ? 'X' : (char)('0' + check));
}

/* Digits and dots up to a slash, and something without blanks after it. */
static bool is_handle(struct rsis_str s) {
    size_t i = digits(s);
    if (!i) return false;
    while (i < s.len && s.ptr[i] == '.' && digits(rsis_str_from(s, i + 1))) i += 1 + digits(rsis_str_from(s, i + 1));
    if (i + 1 >= s.len || s.ptr[i] != '/') return false;
    for (; i < s.len; i++)
        if (s.ptr[i] == ' ') return false;
    return true;
}

/* A DOI is a handle under a prefix 10 with a registrant of at least four digits (ISO 26324). */
static bool is_doi(struct rsis_str s) {
    return rsis_str_starts(s, RSIS_LIT("10.")) && digits(rsis_str_from(s, 3)) >= 4 && is_handle(s);
}

static size_t letters_and_digits(struct rsis_str s) {
    size_t n = 0;
    while (n < s.len && (rsis_is_alpha(s.ptr[n]) || rsis_is_digit(s.ptr[n]))) n++;
    return n;
}

/* The shape of RFC 5646: a language of two or three letters, then subtags of up to eight. */
static bool is_language(struct rsis_str s) {
    size_t least = 2, most = 3;
    for (size_t i = 0; i < s.len && s.ptr[i] != '-'; i++)
        if (!rsis_is_alpha(s.ptr[i])) return false;
    for (;;) {
        size_t n = letters_and_digits(s);
        if (n < least || n > most) return false;
        if (n == s.len) return true;
        if (s.ptr[n] != '-') return false;
        s = rsis_str_from(s, n + 1);
        least = 1;
        most = 8;
    }
}

/* ---- fields */

static const struct rsis_override_rule rules[RSIS_OVERRIDE_FIELDS] = {
    [RSIS_OVERRIDE_NUMBER] = {"number", false, is_number, "number and year, like 046/2013"},
    [RSIS_OVERRIDE_DATE] = {"date", false, rsis_override_is_day, "a day that exists, like 2013-03-18"},
    [RSIS_OVERRIDE_TITLE] = {"title", false, NULL, NULL},
    [RSIS_OVERRIDE_KICKER] = {"kicker", false, NULL, NULL},
    [RSIS_OVERRIDE_AUTHOR] = {"author", true, NULL, NULL},
    [RSIS_OVERRIDE_AUTHOR_GIVEN] = {"author.N.given", false, NULL, NULL},
    [RSIS_OVERRIDE_AUTHOR_SURNAME] = {"author.N.surname", false, NULL, NULL},
    [RSIS_OVERRIDE_AUTHOR_ORCID] = {"author.N.orcid", false, is_orcid,
                                    "16 digits whose last one is right, like 0000-0002-1825-0097"},
    [RSIS_OVERRIDE_DOI] = {"doi", false, is_doi, "a DOI without https://doi.org/, like 10.5555/12345678"},
    [RSIS_OVERRIDE_HANDLE] = {"handle", false, is_handle, "a handle without https://hdl.handle.net/, like 10356/81799"},
    [RSIS_OVERRIDE_KEYWORD] = {"keyword", true, NULL, NULL},
    [RSIS_OVERRIDE_LANGUAGE] = {"language", false, is_language, "a language tag, like en or zh-Hans"},
};

const struct rsis_override_rule *rsis_override_rule(enum rsis_override_field field) {
    return &rules[field];
}

const char *rsis_override_field_name(enum rsis_override_field field) {
    return rules[field].name;
}

/* "author.12.given" against "author.N.given"; other names as they are. */
static bool names(struct rsis_str name, struct rsis_str pattern, unsigned *n) {
    static const struct rsis_str stem = {"author.", 7};
    *n = 0;
    if (!rsis_str_starts(pattern, stem)) return rsis_str_eq(name, pattern);
    if (!rsis_str_starts(name, stem)) return false;
    size_t len = digits(rsis_str_from(name, stem.len));
    if (len < 1 || len > 3 || name.ptr[stem.len] == '0') return false;
    *n = (unsigned)number(name, stem.len, len);
    return *n <= rsis_limit_AUTHORS &&
           rsis_str_eq(rsis_str_from(name, stem.len + len), rsis_str_from(pattern, stem.len + 1));
}

bool rsis_override_field_parse(enum rsis_override_field *field, unsigned *n, struct rsis_str name) {
    for (unsigned i = 0; i < RSIS_OVERRIDE_FIELDS; i++) {
        if (!names(name, rsis_str_c(rules[i].name), n)) continue;
        *field = (enum rsis_override_field)i;
        return true;
    }
    return false;
}
