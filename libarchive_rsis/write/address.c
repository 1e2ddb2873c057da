/* address.c - which link targets are addresses. Strict: what is doubtful is kept as text and not as a link. */
#include "../base/utf8.h"
#include "emit.h"

static bool is_one_of(char c, const char *set) {
    return c && strchr(set, c);
}

static bool is_hex(char c) {
    return rsis_is_digit(c) || is_one_of(c, "abcdefABCDEF");
}

/* Characters of RFC 3986, letters beyond ASCII, and escapes of two hexadecimal digits. */
static bool is_spelt_well(struct rsis_str s) {
    unsigned n;
    for (size_t i = 0; i < s.len; i += n) {
        char c = s.ptr[i];
        bool escape = c == '%' && i + 2 < s.len && is_hex(s.ptr[i + 1]) && is_hex(s.ptr[i + 2]);
        bool plain = rsis_is_alpha(c) || rsis_is_digit(c) || is_one_of(c, "-._~:/?#@!$&'()*+,;=");
        uint32_t cp = rsis_utf8_next(s.ptr + i, s.ptr + s.len, &n);
        if (!escape && !plain && (cp < 0x80 || cp == RSIS_UTF8_BAD || !rsis_is_word_char(cp))) return false;
    }
    return true;
}

/* Letters, digits and hyphens, one at least and 63 at most (RFC 1035). What is no Punycode must not look like it. */
static bool is_label(struct rsis_str s) {
    for (size_t i = 0; i < s.len; i++)
        if (!rsis_is_alpha(s.ptr[i]) && !rsis_is_digit(s.ptr[i]) && s.ptr[i] != '-') return false;
    return s.len && s.len <= 63 && s.ptr[0] != '-' && s.ptr[s.len - 1] != '-' &&
           !rsis_str_starts_nocase(s, RSIS_LIT("xn--"));
}

static size_t up_to(struct rsis_str s, const char *set) {
    size_t n = 0;
    while (n < s.len && !is_one_of(s.ptr[n], set)) n++;
    return n;
}

static bool is_host(struct rsis_str s) {
    if (s.len > 253) return false;
    for (;;) {
        size_t n = up_to(s, ".");
        if (!is_label(rsis_str(s.ptr, n))) return false;
        if (n == s.len) return true;
        s = rsis_str_from(s, n + 1);
    }
}

static bool is_port(struct rsis_str s) {
    unsigned value = 0;
    for (size_t i = 0; i < s.len && s.len <= 5; i++) {
        if (!rsis_is_digit(s.ptr[i])) return false;
        value = value * 10 + (unsigned)(s.ptr[i] - '0');
    }
    return s.len && s.len <= 5 && value <= 65535;
}

static bool is_authority(struct rsis_str s) {
    size_t host = up_to(s, ":");
    return is_host(rsis_str(s.ptr, host)) && (host == s.len || is_port(rsis_str_from(s, host + 1)));
}

/* One fragment mark at most. */
static bool is_path(struct rsis_str s) {
    size_t mark = up_to(s, "#");
    return mark == s.len || up_to(rsis_str_from(s, mark + 1), "#") == s.len - mark - 1;
}

static bool is_web(struct rsis_str s) {
    size_t n = up_to(s, "/?#");
    return is_authority(rsis_str(s.ptr, n)) && is_path(rsis_str_from(s, n));
}

static bool is_mail(struct rsis_str s) {
    size_t at = up_to(s, "@");
    return at && at < s.len && up_to(s, ":/?#") == s.len && is_host(rsis_str_from(s, at + 1));
}

bool rsis_is_address(struct rsis_str s) {
    static const struct {
        const char *scheme;
        bool (*rest)(struct rsis_str s);
    } kinds[] = {{"http://", is_web}, {"https://", is_web}, {"mailto:", is_mail}};
    for (size_t i = 0; i < sizeof kinds / sizeof *kinds; i++) {
        struct rsis_str scheme = rsis_str_c(kinds[i].scheme);
        if (rsis_str_starts_nocase(s, scheme)) return is_spelt_well(s) && kinds[i].rest(rsis_str_from(s, scheme.len));
    }
    return false;
}
