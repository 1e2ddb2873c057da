/* utf8.h - UTF-8 and the character classes that recognition and the ledger ask for. */
#ifndef RSIS_UTF8_H
#define RSIS_UTF8_H

#include <stdbool.h>
#include <stdint.h>

#include "str.h"

enum { RSIS_UTF8_BAD = 0x110000 };

/*
 * The code point at p (p < end) and its length in bytes. Ill-formed input (RFC 3629: overlong forms,
 * surrogates, above U+10FFFF, cut short) gives RSIS_UTF8_BAD with length 1.
 */
uint32_t rsis_utf8_next(const char *p, const char *end, unsigned *len);

/* The code point that ends just before `p` (start < p). `s` must be well-formed UTF-8. */
uint32_t rsis_utf8_before(const char *start, const char *p, unsigned *len);

/* Writes `cp` (a scalar value) to out[4] and gives the length. */
unsigned rsis_utf8_put(uint32_t cp, char out[4]);

/* Eight bytes at p: all of them ASCII? All of them ASCII and no controls? For skipping what needs no look. */
static inline uint64_t rsis_load8(const char *p) {
    uint64_t x;
    memcpy(&x, p, sizeof x);
    return x;
}
static inline bool rsis_ascii8(const char *p) {
    return (rsis_load8(p) & 0x8080808080808080u) == 0;
}
static inline bool rsis_printable8(const char *p) {
    uint64_t x = rsis_load8(p);
    return ((x | ((x - 0x2020202020202020u) & ~x)) & 0x8080808080808080u) == 0;
}

/* Offset of the first ill-formed byte, or s.len. */
size_t rsis_utf8_check(struct rsis_str s);

/* May stand in XML 1.0 (production Char). */
bool rsis_is_xml_char(uint32_t cp);

/* A letter, a mark or a number: what words are made of. Apostrophes and hyphens are not. */
bool rsis_is_word_char(uint32_t cp);
bool rsis_is_letter(uint32_t cp);
bool rsis_is_upper_cp(uint32_t cp);
bool rsis_is_lower_cp(uint32_t cp);

/* How many characters (code points) `s` has. */
size_t rsis_utf8_length(struct rsis_str s);

/* White space at p..end: ASCII, U+00A0, U+2000-200A, U+202F, U+3000. Length in bytes, 0 for none. */
unsigned rsis_utf8_blank(const char *p, const char *end);

#endif
