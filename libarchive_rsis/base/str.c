/* str.c - the few slice functions that are too long to be inline. */
#include "str.h"

static bool equal_nocase(const char *a, const char *b, size_t n) {
    for (size_t i = 0; i < n; i++)
        if (rsis_to_lower(a[i]) != rsis_to_lower(b[i])) return false;
    return true;
}

int rsis_str_compare(struct rsis_str a, struct rsis_str b) {
    size_t n = a.len < b.len ? a.len : b.len;
    int order = n ? memcmp(a.ptr, b.ptr, n) : 0;
    return order ? order : (a.len > b.len) - (a.len < b.len);
}

struct rsis_str rsis_str_base_name(struct rsis_str path) {
    for (size_t i = path.len; i > 0; i--)
        if (path.ptr[i - 1] == '/') return rsis_str_from(path, i);
    return path;
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

bool rsis_str_suspends_hyphen(struct rsis_str s) {
    static const struct rsis_str words[] = {{"and", 3}, {"or", 2}, {"to", 2},     {"nor", 3},   {"but", 3},
                                            {"und", 3}, {"et", 2}, {"rather", 6}, {"versus", 6}};
    size_t n = 0;
    while (n < s.len && rsis_is_alpha(s.ptr[n])) n++;
    if (n < s.len && (s.ptr[n] & 0x80)) return false; /* the word goes on */
    for (size_t i = 0; i < sizeof words / sizeof *words; i++)
        if (rsis_str_eq_nocase(rsis_str(s.ptr, n), words[i])) return true;
    return false;
}
