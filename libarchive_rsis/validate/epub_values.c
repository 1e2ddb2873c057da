/* epub_values.c - the types of attributes. */
#include "../base/utf8.h"
#include "epub_walk.h"

bool rsis_epub_blank(struct rsis_str s) {
    for (size_t i = 0; i < s.len; i++)
        if (s.ptr[i] != ' ' && s.ptr[i] != '\n' && s.ptr[i] != '\t' && s.ptr[i] != '\r') return false;
    return true;
}

bool rsis_epub_next_word(struct rsis_str *list, struct rsis_str *word) {
    size_t i = 0, end;
    while (i < list->len && rsis_is_space(list->ptr[i])) i++;
    for (end = i; end < list->len && !rsis_is_space(list->ptr[end]);) end++;
    *word = rsis_str(list->ptr + i, end - i);
    *list = rsis_str(list->ptr + end, list->len - end);
    return word->len > 0;
}

/* `words` that begin or end with a blank also have the empty word. */
bool rsis_epub_word_in(struct rsis_str word, const char *words, bool exact) {
    struct rsis_str list = rsis_str_c(words), one;
    if (!word.len) return list.len && (list.ptr[0] == ' ' || list.ptr[list.len - 1] == ' ');
    while (rsis_epub_next_word(&list, &one))
        if (exact ? rsis_str_eq(one, word) : rsis_str_eq_nocase(one, word)) return true;
    return false;
}

/* ---- names */

static bool name_start(uint32_t c) {
    return c == '_' || (c < 0x80 ? rsis_is_alpha((char)c) : c != 0xD7 && c != 0xF7 && c >= 0xC0 && c != RSIS_UTF8_BAD);
}

static bool name_char(uint32_t c) {
    return name_start(c) || c == '-' || c == '.' || c == 0xB7 || (c < 0x80 && rsis_is_digit((char)c));
}

bool rsis_epub_is_ncname(struct rsis_str s) {
    const char *p = s.ptr, *end = s.ptr + s.len;
    unsigned len;
    if (!s.len || !name_start(rsis_utf8_next(p, end, &len))) return false;
    for (p += len; p < end; p += len)
        if (!name_char(rsis_utf8_next(p, end, &len))) return false;
    return true;
}

static bool ncnames(struct rsis_str list, bool at_least_one) {
    struct rsis_str word;
    bool any = false;
    while (rsis_epub_next_word(&list, &word)) {
        any = true;
        for (size_t i = 0; i < word.len; i++)
            if (word.ptr[i] == ',' || word.ptr[i] == ';') return false;
    }
    return any || !at_least_one;
}

/* ---- numbers */

static size_t digits(struct rsis_str s, size_t at) {
    size_t n = 0;
    while (at + n < s.len && rsis_is_digit(s.ptr[at + n])) n++;
    return n;
}

static bool all_digits(struct rsis_str s) {
    return s.len && digits(s, 0) == s.len;
}

static bool integer(struct rsis_str s) {
    return all_digits(s.len && *s.ptr == '-' ? rsis_str_from(s, 1) : s);
}

static bool positive(struct rsis_str s) {
    if (!all_digits(s)) return false;
    for (size_t i = 0; i < s.len; i++)
        if (s.ptr[i] != '0') return true;
    return false;
}

static bool real(struct rsis_str s) {
    size_t i = s.len && *s.ptr == '-', whole = digits(s, i), part = 0;
    i += whole;
    if (i < s.len && s.ptr[i] == '.') {
        part = digits(s, i + 1);
        if (!part) return false;
        i += part + 1;
    }
    if (!whole && !part) return false;
    if (i < s.len && (s.ptr[i] == 'e' || s.ptr[i] == 'E')) {
        i++;
        if (i < s.len && (s.ptr[i] == '-' || s.ptr[i] == '+')) i++;
        size_t n = digits(s, i);
        if (!n) return false;
        i += n;
    }
    return i == s.len;
}

/* ---- dates: patterns in which Y, M, D, h, m, s, w, n stand for what they are, and every other character for itself */

static bool in_range(const char *p, int low, int high) {
    int v = (p[0] - '0') * 10 + (p[1] - '0');
    return v >= low && v <= high;
}

static const struct {
    char letter;
    int low, high;
} parts[] = {{'M', 1, 12}, {'D', 1, 31}, {'h', 0, 23}, {'m', 0, 59}, {'s', 0, 59}, {'w', 1, 53}};

/* One part of a pattern at `at`; the place after it, or 0. */
static size_t match_part(char letter, struct rsis_str s, size_t at) {
    size_t n = digits(s, at);
    if (letter == 'Y') return n >= 4 ? at + n : 0;
    if (letter == 'n') return n ? at + n : 0;
    for (size_t i = 0; i < sizeof parts / sizeof *parts; i++)
        if (parts[i].letter == letter) {
            bool ok = n >= 2 && in_range(s.ptr + at, parts[i].low, parts[i].high);
            return ok ? at + 2 : 0;
        }
    return at < s.len && s.ptr[at] == letter ? at + 1 : 0;
}

static bool matches(const char *pattern, struct rsis_str s) {
    size_t at = 0;
    for (; *pattern; pattern++) {
        size_t next = match_part(*pattern, s, at);
        if (!next) return false;
        at = next;
    }
    return at == s.len;
}

static const char *const dates[] = {"Y", "Y-M", "Y-M-D", "M-D", "--M-D", "Y-Ww"};
static const char *const times[] = {"h:m", "h:m:s", "h:m:s.n"};
static const char *const zones[] = {"Z", "+h:m", "-h:m", "+hm", "-hm"};
#define COUNT(a) (sizeof(a) / sizeof *(a))

static bool any_of(const char *const *patterns, size_t n, struct rsis_str s) {
    for (size_t i = 0; i < n; i++)
        if (matches(patterns[i], s)) return true;
    return false;
}

static bool time_with_zone(struct rsis_str s) {
    for (size_t i = 1; i < s.len; i++)
        if ((s.ptr[i] == 'Z' || s.ptr[i] == '+' || s.ptr[i] == '-') && any_of(zones, COUNT(zones), rsis_str_from(s, i)))
            return any_of(times, COUNT(times), rsis_str(s.ptr, i));
    return any_of(times, COUNT(times), s);
}

static bool duration(struct rsis_str s) {
    bool any = false;
    if (s.len && *s.ptr == 'P') s = rsis_str_from(s, 1);
    for (size_t i = 0; i < s.len;) {
        size_t n = digits(s, i);
        if (!n && (s.ptr[i] == 'T' || s.ptr[i] == ' ')) {
            i++;
            continue;
        }
        i += n;
        if (n && i < s.len && s.ptr[i] == '.') i += 1 + digits(s, i + 1);
        if (!n || i >= s.len || !strchr("WDHMSwdhms", s.ptr[i])) return false;
        i++;
        any = true;
    }
    return any;
}

static bool datetime(struct rsis_str s) {
    s = rsis_str_trim(s);
    if (any_of(dates, COUNT(dates), s) || time_with_zone(s) || any_of(zones, COUNT(zones), s) || duration(s))
        return true;
    for (size_t i = 8; i < s.len; i++)
        if (s.ptr[i] == 'T' || s.ptr[i] == ' ')
            return matches("Y-M-D", rsis_str(s.ptr, i)) && time_with_zone(rsis_str_from(s, i + 1));
    return false;
}

/* ---- words */

static bool mime(struct rsis_str s) {
    s = rsis_str_trim(s);
    ptrdiff_t slash = rsis_str_find(s, RSIS_LIT("/"));
    ptrdiff_t semicolon = rsis_str_find(s, RSIS_LIT(";"));
    size_t end = semicolon < 0 ? s.len : (size_t)semicolon;
    if (slash <= 0 || (size_t)slash + 1 >= end) return false;
    for (size_t i = 0; i < end; i++) {
        unsigned char c = (unsigned char)s.ptr[i];
        if (c <= ' ' || c >= 0x7F || strchr("()<>@,:\\\"[]?=", c)) return i > (size_t)slash && c == ' ';
    }
    return true;
}

/* The pattern of xsd:language; BCP 47 itself is asked in rsis_epub_is_language. */
static bool language(struct rsis_str s) {
    size_t run = 0;
    s = rsis_str_trim(s);
    for (size_t i = 0, part = 0; i <= s.len; i++) {
        if (i == s.len || s.ptr[i] == '-') {
            if (s.len && (run == 0 || run > 8)) return false;
            run = 0, part++;
        } else if (!rsis_is_alpha(s.ptr[i]) && !(part && rsis_is_digit(s.ptr[i]))) {
            return false;
        } else {
            run++;
        }
    }
    return true;
}

static bool coords(struct rsis_str s) {
    size_t i = 0;
    while (i < s.len) {
        if (!rsis_is_digit(s.ptr[i]) && !strchr("-., ", s.ptr[i])) return false;
        i++;
    }
    return true;
}

static bool target(struct rsis_str s) {
    if (!s.len) return false;
    return *s.ptr != '_' || rsis_epub_word_in(s, "_blank _self _parent _top", false);
}

static bool id(struct rsis_str s) {
    s = rsis_str_trim(s);
    for (size_t i = 0; i < s.len; i++)
        if (rsis_is_space(s.ptr[i])) return false;
    return s.len > 0;
}

static bool each_in(struct rsis_str list, const char *choices, bool exact) {
    struct rsis_str word;
    while (rsis_epub_next_word(&list, &word))
        if (!rsis_epub_word_in(word, choices, exact)) return false;
    return true;
}

static bool role(struct rsis_str list) {
    struct rsis_str word;
    bool any = false;
    while (rsis_epub_next_word(&list, &word)) {
        if (!rsis_epub_is_role(word)) return false;
        any = true;
    }
    return any;
}

static bool some(struct rsis_str v) {
    return v.len > 0;
}

static bool more_than_blanks(struct rsis_str v) {
    return !rsis_epub_blank(v);
}

static bool name_id(struct rsis_str v) {
    return rsis_epub_is_ncname(rsis_str_trim(v));
}

static bool idref(struct rsis_str v) {
    return ncnames(v, true);
}

static bool idrefs(struct rsis_str v) {
    return ncnames(v, false);
}

static bool charset(struct rsis_str v) {
    return rsis_str_eq_nocase(rsis_str_trim(v), RSIS_LIT("utf-8"));
}

static bool hash_name(struct rsis_str v) {
    return v.len > 1 && *v.ptr == '#';
}

/* What hangs on the value alone. */
static bool (*const forms[])(struct rsis_str v) = {
    [RSIS_T_TEXT] = more_than_blanks,
    [RSIS_T_FULL] = some,
    [RSIS_T_URL_FULL] = more_than_blanks,
    [RSIS_T_ID] = id,
    [RSIS_T_NAME_ID] = name_id,
    [RSIS_T_IDREF] = idref,
    [RSIS_T_IDREFS] = idrefs,
    [RSIS_T_INT] = integer,
    [RSIS_T_UINT] = all_digits,
    [RSIS_T_POSITIVE] = positive,
    [RSIS_T_FLOAT] = real,
    [RSIS_T_LANG] = language,
    [RSIS_T_MIME] = mime,
    [RSIS_T_CHARSET] = charset,
    [RSIS_T_DATETIME] = datetime,
    [RSIS_T_COORDS] = coords,
    [RSIS_T_TARGET] = target,
    [RSIS_T_HASHNAME] = hash_name,
    [RSIS_T_ROLE] = role,
    [RSIS_T_NMTOKENS] = more_than_blanks,
};

bool rsis_epub_value_ok(const struct rsis_epub_attr_rule *rule, const char *name, struct rsis_str v) {
    switch ((enum rsis_epub_type)rule->type) {
    case RSIS_T_BOOLEAN:
        return !v.len || rsis_str_eq_nocase(v, rsis_str_c(name));
    case RSIS_T_ENUM:
        return rsis_epub_word_in(v, rule->choices, false);
    case RSIS_T_EXACT:
        return rsis_epub_word_in(v, rule->choices, true);
    case RSIS_T_TOKENS:
        return !rule->choices || each_in(v, rule->choices, false);
    case RSIS_T_NONE:
        return false;
    default:
        return rule->type >= sizeof forms / sizeof *forms || !forms[rule->type] || forms[rule->type](v);
    }
}
