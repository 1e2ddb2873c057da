/* utf8.c - decoding after RFC 3629; classes by utf8proc above ASCII. */
#include "utf8.h"

#include <utf8proc.h>

static bool continues(const char *p, const char *end, unsigned n) {
    if ((size_t)(end - p) <= n) return false;
    for (unsigned i = 1; i <= n; i++)
        if (((unsigned char)p[i] & 0xC0) != 0x80) return false;
    return true;
}

uint32_t rsis_utf8_next(const char *p, const char *end, unsigned *len) {
    unsigned char c = (unsigned char)p[0];
    *len = 1;
    if (c < 0x80) return c;
    static const struct {
        unsigned char mask, lead;
        uint32_t least;
    } form[] = {{0xE0, 0xC0, 0x80}, {0xF0, 0xE0, 0x800}, {0xF8, 0xF0, 0x10000}};
    for (unsigned n = 1; n <= 3; n++) {
        if ((c & form[n - 1].mask) != form[n - 1].lead) continue;
        if (!continues(p, end, n)) return RSIS_UTF8_BAD;
        uint32_t cp = c & (unsigned char)~form[n - 1].mask;
        for (unsigned i = 1; i <= n; i++) cp = cp << 6 | ((unsigned char)p[i] & 0x3F);
        if (cp < form[n - 1].least || cp > 0x10FFFF || (cp >= 0xD800 && cp <= 0xDFFF)) return RSIS_UTF8_BAD;
        *len = n + 1;
        return cp;
    }
    return RSIS_UTF8_BAD;
}

uint32_t rsis_utf8_before(const char *start, const char *p, unsigned *len) {
    const char *q = p - 1;
    while (q > start && ((unsigned char)*q & 0xC0) == 0x80) q--;
    return rsis_utf8_next(q, p, len);
}

unsigned rsis_utf8_put(uint32_t cp, char out[4]) {
    return (unsigned)utf8proc_encode_char((utf8proc_int32_t)cp, (utf8proc_uint8_t *)out);
}

size_t rsis_utf8_check(struct rsis_str s) {
    const char *p = s.ptr, *end = s.ptr + s.len;
    while (p < end) {
        if (!((unsigned char)*p & 0x80)) {
            p += end - p >= 8 && rsis_ascii8(p) ? 8 : 1;
            continue;
        }
        unsigned n;
        if (rsis_utf8_next(p, end, &n) == RSIS_UTF8_BAD) return (size_t)(p - s.ptr);
        p += n;
    }
    return s.len;
}

bool rsis_is_xml_char(uint32_t cp) {
    if (cp < 0x20) return cp == '\t' || cp == '\n' || cp == '\r';
    return cp < 0xD800 || (cp >= 0xE000 && cp < 0xFFFE) || (cp >= 0x10000 && cp <= 0x10FFFF);
}

bool rsis_is_word_char(uint32_t cp) {
    if (cp < 0x80) return rsis_is_alpha((char)cp) || rsis_is_digit((char)cp);
    utf8proc_category_t c = utf8proc_category((utf8proc_int32_t)cp);
    return c >= UTF8PROC_CATEGORY_LU && c <= UTF8PROC_CATEGORY_NO;
}

bool rsis_is_letter(uint32_t cp) {
    if (cp < 0x80) return rsis_is_alpha((char)cp);
    utf8proc_category_t c = utf8proc_category((utf8proc_int32_t)cp);
    return c >= UTF8PROC_CATEGORY_LU && c <= UTF8PROC_CATEGORY_LO;
}

bool rsis_is_upper_cp(uint32_t cp) {
    if (cp < 0x80) return rsis_is_upper((char)cp);
    utf8proc_category_t c = utf8proc_category((utf8proc_int32_t)cp);
    return c == UTF8PROC_CATEGORY_LU || c == UTF8PROC_CATEGORY_LT;
}

bool rsis_is_lower_cp(uint32_t cp) {
    if (cp < 0x80) return rsis_is_lower((char)cp);
    return utf8proc_category((utf8proc_int32_t)cp) == UTF8PROC_CATEGORY_LL;
}

size_t rsis_utf8_length(struct rsis_str s) {
    size_t n = 0;
    for (size_t i = 0; i < s.len;) {
        bool plain = s.len - i >= 8 && rsis_ascii8(s.ptr + i);
        n += plain ? 8 : ((unsigned char)s.ptr[i] & 0xC0) != 0x80;
        i += plain ? 8 : 1;
    }
    return n;
}

unsigned rsis_utf8_blank(const char *p, const char *end) {
    if (rsis_is_space(*p)) return 1;
    if (!((unsigned char)*p & 0x80)) return 0;
    unsigned n;
    uint32_t cp = rsis_utf8_next(p, end, &n);
    bool blank = cp == 0xA0 || (cp >= 0x2000 && cp <= 0x200A) || cp == 0x202F || cp == 0x3000;
    return blank ? n : 0;
}
