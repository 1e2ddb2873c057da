/* str.c - the few slice functions that are too long to be inline. */
#include "str.h"

static bool equal_nocase(const char *a, const char *b, size_t n) {
    for (size_t i = 0; i < n; i++)
        if (rsis_to_lower(a[i]) != rsis_to_lower(b[i])) return false;
    return true;
}

bool rsis_str_eq_nocase(struct rsis_str a, struct rsis_str b) {
    return a.len == b.len && equal_nocase(a.ptr, b.ptr, a.len);
}

bool rsis_str_starts_nocase(struct rsis_str s, struct rsis_str prefix) {
    return s.len >= prefix.len && equal_nocase(s.ptr, prefix.ptr, prefix.len);
}

ptrdiff_t rsis_str_find(struct rsis_str s, struct rsis_str needle) {
    if (needle.len == 0) return 0;
    if (s.len < needle.len) return -1;
    const char *p = s.ptr, *last = s.ptr + s.len - needle.len;
    while (p <= last && (p = memchr(p, needle.ptr[0], (size_t)(last - p) + 1))) {
        if (memcmp(p, needle.ptr, needle.len) == 0) return p - s.ptr;
        p++;
    }
    return -1;
}

struct rsis_str rsis_str_trim(struct rsis_str s) {
    while (s.len && rsis_is_space(s.ptr[0])) s = rsis_str_from(s, 1);
    while (s.len && rsis_is_space(s.ptr[s.len - 1])) s.len--;
    return s;
}

char *rsis_str_dup(struct rsis_arena *a, struct rsis_str s) {
    char *p = rsis_arena_bytes(a, s.len + 1);
    if (s.len) memcpy(p, s.ptr, s.len);
    p[s.len] = 0;
    return p;
}

/* The next byte of `s` at *i with white space folded, or 0 at the end. */
static char folded_next(struct rsis_str s, size_t *i) {
    if (*i >= s.len) return 0;
    char c = s.ptr[(*i)++];
    if (!rsis_is_space(c)) return rsis_to_lower(c);
    while (*i < s.len && rsis_is_space(s.ptr[*i])) (*i)++;
    return ' ';
}

bool rsis_str_same_words(struct rsis_str a, struct rsis_str b) {
    a = rsis_str_trim(a);
    b = rsis_str_trim(b);
    size_t i = 0, j = 0;
    for (;;) {
        char x = folded_next(a, &i), y = folded_next(b, &j);
        if (x != y) return false;
        if (!x) return true;
    }
}
