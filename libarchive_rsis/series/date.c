/* date.c - the dates that number lines print. */
#include "internal.h"

#include "../base/utf8.h"

const char *const rsis_date_shapes[RSIS_DATE_SHAPES] = {"D M Y", "M D, Y", "D/N/Y", "Y-n-d"};

const struct rsis_month_name rsis_month_names[RSIS_MONTH_NAMES] = {
    {"january", 1}, {"february", 2}, {"march", 3},     {"april", 4},    {"may", 5},       {"june", 6},
    {"july", 7},    {"august", 8},   {"september", 9}, {"october", 10}, {"november", 11}, {"december", 12},
    {"jan", 1},     {"feb", 2},      {"mar", 3},       {"apr", 4},      {"jun", 6},       {"jul", 7},
    {"aug", 8},     {"sept", 9},     {"sep", 9},       {"oct", 10},     {"nov", 11},      {"dec", 12},
};

int rsis_date_compare(struct rsis_date a, struct rsis_date b) {
    const int d[] = {a.year - b.year, a.month - b.month, a.day - b.day};
    for (size_t i = 0; i < 3; i++)
        if (d[i]) return d[i] < 0 ? -1 : 1;
    return 0;
}

static bool is_leap(int y) {
    return (y % 4 == 0 && y % 100 != 0) || y % 400 == 0;
}

bool rsis_date_exists(struct rsis_date d) {
    static const int days[] = {31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
    if (d.year < 1 || d.month < 1 || d.month > 12 || d.day < 1) return false;
    return d.day <= days[d.month - 1] + (d.month == 2 && is_leap(d.year));
}

static size_t read_blanks(struct rsis_str s) {
    size_t n = 0;
    for (unsigned k; n < s.len && (k = rsis_utf8_blank(s.ptr + n, s.ptr + s.len)); n += k) {
    }
    return n;
}

/* Between `least` and `most` digits and no digit after them; 0 bytes when there are not as many. */
static size_t read_number(struct rsis_str s, size_t least, size_t most, int *out) {
    size_t n = 0;
    int value = 0;
    for (; n < s.len && n < most && rsis_is_digit(s.ptr[n]); n++) value = value * 10 + (s.ptr[n] - '0');
    if (n < least || (n < s.len && rsis_is_digit(s.ptr[n]))) return 0;
    *out = value;
    return n;
}

static size_t read_month(struct rsis_str s, int *out) {
    size_t n = 0;
    while (n < s.len && rsis_is_alpha(s.ptr[n])) n++;
    for (size_t i = 0; i < RSIS_MONTH_NAMES; i++) {
        if (!rsis_str_eq_nocase(rsis_str(s.ptr, n), rsis_str_c(rsis_month_names[i].name))) continue;
        *out = rsis_month_names[i].month;
        return n < s.len && s.ptr[n] == '.' ? n + 1 : n;
    }
    return 0;
}

/* The numbers of a shape: how many digits, and where they go. */
static const struct {
    char part;
    size_t least, most, member;
} numbers[] = {
    {'D', 1, 2, offsetof(struct rsis_date, day)},   {'d', 2, 2, offsetof(struct rsis_date, day)},
    {'N', 1, 2, offsetof(struct rsis_date, month)}, {'n', 2, 2, offsetof(struct rsis_date, month)},
    {'Y', 4, 4, offsetof(struct rsis_date, year)},
};

/* Reads what one character of a shape stands for and moves on; false when it is not there. */
static bool read_part(char part, struct rsis_str *s, struct rsis_date *d) {
    size_t n = s->len && s->ptr[0] == part;
    if (part == 'M') n = read_month(*s, &d->month);
    if (part == ' ') n = read_blanks(*s);
    for (size_t i = 0; i < sizeof numbers / sizeof *numbers; i++)
        if (numbers[i].part == part)
            n = read_number(*s, numbers[i].least, numbers[i].most, (int *)(void *)((char *)d + numbers[i].member));
    *s = rsis_str_from(*s, n);
    return n > 0 || part == ',';
}

static bool read_shape(const char *shape, struct rsis_str s, struct rsis_date *d) {
    for (; *shape; shape++)
        if (!read_part(*shape, &s, d)) return false;
    return s.len == 0;
}

bool rsis_date_parse(struct rsis_date *out, struct rsis_str s) {
    s = rsis_trim_blanks(s);
    for (size_t i = 0; s.len && i < RSIS_DATE_SHAPES; i++) {
        struct rsis_date d = {0, 0, 0};
        if (!read_shape(rsis_date_shapes[i], s, &d)) continue;
        *out = d;
        return true;
    }
    return false;
}
