/* str.h - slices: bytes with a length. Nothing here allocates but rsis_str_dup. ASCII case only. */
#ifndef RSIS_STR_H
#define RSIS_STR_H

#include <stdbool.h>
#include <string.h>

#include "../include/rsis.h"
#include "arena.h"

/* A slice of a string literal. */
#define RSIS_LIT(s) ((struct rsis_str){(s), sizeof(s) - 1})
/* For printf's "%.*s". */
#define RSIS_ARG(s) (int)(s).len, (s).ptr

static inline struct rsis_str rsis_str(const char *ptr, size_t len) {
    return (struct rsis_str){ptr, len};
}
static inline struct rsis_str rsis_str_c(const char *z) {
    return (struct rsis_str){z, z ? strlen(z) : 0};
}
static inline bool rsis_str_eq(struct rsis_str a, struct rsis_str b) {
    return a.len == b.len && (a.len == 0 || memcmp(a.ptr, b.ptr, a.len) == 0);
}
static inline bool rsis_str_starts(struct rsis_str s, struct rsis_str prefix) {
    return s.len >= prefix.len && memcmp(s.ptr, prefix.ptr, prefix.len) == 0;
}
static inline bool rsis_str_ends(struct rsis_str s, struct rsis_str tail) {
    return s.len >= tail.len && memcmp(s.ptr + s.len - tail.len, tail.ptr, tail.len) == 0;
}
static inline struct rsis_str rsis_str_from(struct rsis_str s, size_t at) {
    return (struct rsis_str){at ? s.ptr + at : s.ptr, s.len - at}; /* NULL + 0 is no sum in C */
}
static inline bool rsis_is_digit(char c) {
    return c >= '0' && c <= '9';
}
static inline bool rsis_is_upper(char c) {
    return c >= 'A' && c <= 'Z';
}
static inline bool rsis_is_lower(char c) {
    return c >= 'a' && c <= 'z';
}
static inline bool rsis_is_alpha(char c) {
    return rsis_is_upper(c) || rsis_is_lower(c);
}
/* ASCII white space; U+00A0 is not. */
static inline bool rsis_is_space(char c) {
    return c == ' ' || (c >= '\t' && c <= '\r');
}
static inline char rsis_to_lower(char c) {
    return rsis_is_upper(c) ? (char)(c + 32) : c;
}

/* Before, at or after (negative, 0, positive) by bytes; what is the beginning of the other comes first. */
int rsis_str_compare(struct rsis_str a, struct rsis_str b);
/* What stands after the last slash of a path. */
struct rsis_str rsis_str_base_name(struct rsis_str path);
bool rsis_str_eq_nocase(struct rsis_str a, struct rsis_str b);
bool rsis_str_starts_nocase(struct rsis_str s, struct rsis_str prefix);
/* Offset of the first `needle` in `s`, or -1. */
ptrdiff_t rsis_str_find(struct rsis_str s, struct rsis_str needle);
/* Without white space at both ends. */
struct rsis_str rsis_str_trim(struct rsis_str s);
/* A copy in the arena, terminated. */
char *rsis_str_dup(struct rsis_arena *a, struct rsis_str s);
/* Does `s` begin with a word before which a hyphen is suspended ("short- and long-term")? Its blank stays. */
bool rsis_str_suspends_hyphen(struct rsis_str s);

#endif
