/* epub_language.c - BCP 47 (RFC 5646 2.1): well-formed language tags. */
#include "epub_walk.h"

static bool all(struct rsis_str s, bool digits_too) {
    for (size_t i = 0; i < s.len; i++)
        if (!rsis_is_alpha(s.ptr[i]) && !(digits_too && rsis_is_digit(s.ptr[i]))) return false;
    return s.len > 0;
}

static struct rsis_str subtag(struct rsis_str *rest) {
    size_t i = 0;
    while (i < rest->len && rest->ptr[i] != '-') i++;
    struct rsis_str s = rsis_str(rest->ptr, i);
    *rest = i < rest->len ? rsis_str_from(*rest, i + 1) : rsis_str(rest->ptr + i, 0);
    return s;
}

static bool irregular(struct rsis_str tag) {
    return rsis_epub_word_in(
        tag,
        "en-GB-oed i-ami i-bnn i-default i-enochian i-hak i-klingon i-lux i-mingo i-navajo i-pwn i-tao "
        "i-tay i-tsu sgn-BE-FR sgn-BE-NL sgn-CH-DE",
        false);
}

/* Subtags after a singleton: at least one, two to eight characters each (one to eight in private use). */
static bool extension(struct rsis_str *rest, bool private_use) {
    bool any = false;
    while (rest->len) {
        struct rsis_str before = *rest, s = subtag(rest);
        if (s.len == 1 && !private_use) {
            *rest = before;
            break;
        }
        if (s.len > 8 || !all(s, true)) return false;
        any = true;
    }
    return any;
}

bool rsis_epub_is_language(struct rsis_str tag) {
    struct rsis_str rest = tag, s;
    if (tag.len && tag.ptr[tag.len - 1] == '-') return false;
    s = subtag(&rest);
    if (rsis_str_eq_nocase(s, RSIS_LIT("x"))) return extension(&rest, true);
    if (s.len < 2 || s.len > 8 || !all(s, false)) return irregular(tag);
    while (rest.len) {
        s = subtag(&rest);
        if (s.len == 1 && all(s, true)) {
            if (!extension(&rest, rsis_str_eq_nocase(s, RSIS_LIT("x")))) return irregular(tag);
            continue;
        }
        bool variant = s.len >= 5 || (s.len == 4 && rsis_is_digit(*s.ptr));
        if (s.len < 2 || s.len > 8 || !all(s, true)) return irregular(tag);
        if (!variant && s.len != 2 && s.len != 3 && s.len != 4) return irregular(tag);
    }
    return true;
}
