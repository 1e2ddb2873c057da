/* address.c - which link targets are addresses. Strict: what is doubtful is kept as text and not as a link. */
#include "emit.h"

static bool is_one_of(char c, const char *set) {
    return c && strchr(set, c);
}

static bool is_hex(char c) {
    return rsis_is_digit(c) || is_one_of(c, "abcdefABCDEF");
}

/* Characters of RFC 3986, letters beyond ASCII, and escapes of two hexadecimal digits. */
static bool is_spelt_well(struct rsis_str s) {
    for (size_t i = 0; i < s.len; i++) {
        char c = s.ptr[i];
        bool escape = c == '%' && i + 2 < s.len && is_hex(s.ptr[i + 1]) && is_hex(s.ptr[i + 2]);
        bool plain = rsis_is_alpha(c) || rsis_is_digit(c) || is_one_of(c, "-._~:/?#@!$&'()*+,;=");
        if (!escape && !plain && (unsigned char)c < 0x80) return false;
    }
    return true;
}

/* Letters, digits, hyphens and stops; no label is empty. */
static bool is_host(struct rsis_str s) {
    char before = '.';
    for (size_t i = 0; i < s.len; i++) {
        char c = s.ptr[i];
        if (!rsis_is_alpha(c) && !rsis_is_digit(c) && (!is_one_of(c, "-.") || before == '.')) return false;
        before = c;
    }
    return s.len && before != '.' && before != '-';
}

static bool is_port(struct rsis_str s) {
    for (size_t i = 0; i < s.len; i++)
        if (!rsis_is_digit(s.ptr[i])) return false;
    return s.len && s.len <= 4;
}

static size_t up_to(struct rsis_str s, const char *set) {
    size_t n = 0;
    while (n < s.len && !is_one_of(s.ptr[n], set)) n++;
    return n;
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
