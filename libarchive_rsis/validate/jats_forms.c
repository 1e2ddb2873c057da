/* jats_forms.c - forms of values in JATS: dates, numbers with check digits, names. */
#include "jats_parts.h"

bool rsis_jats_digits(struct rsis_str s, unsigned *value) {
    *value = 0;
    if (!s.len || s.len > 9) return false;
    for (size_t i = 0; i < s.len; i++) {
        if (!rsis_is_digit(s.ptr[i])) return false;
        *value = *value * 10 + (unsigned)(s.ptr[i] - '0');
    }
    return true;
}

static unsigned days_in(unsigned year, unsigned month) {
    static const unsigned char days[] = {31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
    bool leap = (year % 4 == 0 && year % 100 != 0) || year % 400 == 0;
    return month == 2 && leap ? 29 : days[month - 1];
}

bool rsis_jats_is_day(const struct rsis_jats_day *d) {
    if (d->month > 12) return false;
    if (d->day && !d->month) return d->day <= 31;
    return !d->day || d->day <= days_in(d->year ? d->year : 2000, d->month);
}

/* So many digits at *at, which is set behind them. */
static bool number_at(struct rsis_str s, size_t *at, size_t digits, unsigned *value) {
    if (s.len - *at < digits || !rsis_jats_digits(rsis_str(s.ptr + *at, digits), value)) return false;
    *at += digits;
    return true;
}

/* A time of day is not looked at closely; it must not hold anything but its characters. */
static bool is_time(struct rsis_str s) {
    if (s.len < 3 || s.ptr[0] != 'T') return false;
    for (size_t i = 1; i < s.len; i++)
        if (!rsis_is_digit(s.ptr[i]) && !strchr(":.,+-Z", s.ptr[i])) return false;
    return true;
}

bool rsis_jats_iso_date(struct rsis_str s, struct rsis_jats_day *out) {
    size_t at = 0;
    *out = (struct rsis_jats_day){0};
    if (!number_at(s, &at, 4, &out->year)) return false;
    if (at == s.len) return true;
    bool hyphens = s.ptr[at] == '-';
    at += hyphens;
    if (!number_at(s, &at, 2, &out->month) || !out->month) return false;
    if (at == s.len) return hyphens;
    if (hyphens && s.ptr[at++] != '-') return false;
    if (!number_at(s, &at, 2, &out->day) || !out->day) return false;
    return at == s.len || is_time(rsis_str_from(s, at));
}

bool rsis_jats_is_issn(struct rsis_str s) {
    unsigned sum = 0;
    if (s.len != 9 || s.ptr[4] != '-') return false;
    for (unsigned i = 0, weight = 8; i < 8; i++) {
        if (i == 4) continue;
        if (!rsis_is_digit(s.ptr[i])) return false;
        sum += (unsigned)(s.ptr[i] - '0') * weight--;
    }
    unsigned check = (11 - sum % 11) % 11;
    return check == 10 ? s.ptr[8] == 'X' || s.ptr[8] == 'x' : s.ptr[8] == (char)('0' + check);
}

bool rsis_jats_is_orcid(struct rsis_str s) {
    static const char *const addresses[] = {"https://orcid.org/", "http://orcid.org/"};
    unsigned sum = 0;
    for (size_t i = 0; i < RSIS_COUNT(addresses); i++)
        if (rsis_str_starts(s, rsis_str_c(addresses[i]))) s = rsis_str_from(s, strlen(addresses[i]));
    if (s.len != 19) return false;
    for (size_t i = 0; i < 18; i++) {
        if (i % 5 == 4 ? s.ptr[i] != '-' : !rsis_is_digit(s.ptr[i])) return false;
        if (i % 5 != 4) sum = (sum + (unsigned)(s.ptr[i] - '0')) * 2;
    }
    unsigned check = (12 - sum % 11) % 11;
    return s.ptr[18] == (check == 10 ? 'X' : (char)('0' + check));
}

bool rsis_jats_is_doi(struct rsis_str s) {
    size_t at = 3;
    if (!rsis_str_starts(s, RSIS_LIT("10."))) return false;
    while (at < s.len && (rsis_is_digit(s.ptr[at]) || s.ptr[at] == '.')) at++;
    if (at < 7 || at + 1 >= s.len || s.ptr[at] != '/') return false;
    for (; at < s.len; at++)
        if ((unsigned char)s.ptr[at] <= ' ') return false;
    return true;
}

bool rsis_jats_is_xml_name(struct rsis_str s) {
    bool plain = s.len && (rsis_is_alpha(*s.ptr) || *s.ptr == '_' || (*s.ptr & 0x80));
    if (!plain || memchr(s.ptr, ':', s.len)) return false;
    return xmlValidateNCName((const xmlChar *)s.ptr, 0) == 0; /* an attribute's value is terminated */
}

bool rsis_jats_word(struct rsis_str *s, struct rsis_str *word) {
    while (s->len && rsis_is_space(*s->ptr)) *s = rsis_str_from(*s, 1);
    size_t n = 0;
    while (n < s->len && !rsis_is_space(s->ptr[n])) n++;
    *word = rsis_str(s->ptr, n);
    *s = rsis_str_from(*s, n);
    return n > 0;
}

bool rsis_jats_contains(struct rsis_str s, const char *words) {
    struct rsis_str w = rsis_str_c(words);
    for (; s.len >= w.len && s.len; s = rsis_str_from(s, 1))
        if (rsis_str_starts_nocase(s, w)) return true;
    return false;
}
