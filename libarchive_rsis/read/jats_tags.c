/*
 * jats_tags.c - tags and text with their exact bytes. libxml2 has said that the stream is well-formed, so a tag ends
 * at the next > outside quotes, and what is no tag is text.
 */
#include "jats_parts.h"

#include "../base/utf8.h"

static size_t skip_space(struct rsis_str s, size_t i) {
    while (i < s.len && rsis_is_space(s.ptr[i])) i++;
    return i;
}

static size_t name_end(struct rsis_str s, size_t i) {
    while (i < s.len && !rsis_is_space(s.ptr[i]) && !strchr("=/>", s.ptr[i])) i++;
    return i;
}

/* The attributes of the tag `s`, from `i` on; false when there are too many. */
static bool attributes(struct rsis_tag *t, struct rsis_str s, size_t i) {
    for (i = skip_space(s, i); i < s.len && s.ptr[i] != '>' && s.ptr[i] != '/'; i = skip_space(s, i)) {
        size_t end = name_end(s, i), quote = end;
        while (quote < s.len && s.ptr[quote] != '"' && s.ptr[quote] != '\'') quote++;
        const char *close = quote < s.len ? memchr(s.ptr + quote + 1, s.ptr[quote], s.len - quote - 1) : NULL;
        if (!close || t->n == RSIS_TAG_ATTRIBUTES) return false;
        t->attributes[t->n].name = rsis_str(s.ptr + i, end - i);
        t->attributes[t->n++].value = rsis_str(s.ptr + quote + 1, (size_t)(close - s.ptr) - quote - 1);
        i = (size_t)(close - s.ptr) + 1;
    }
    return true;
}

/* The length of the tag at the start of `s`: to the first > outside quotes. */
static size_t tag_length(struct rsis_str s) {
    char quote = 0;
    for (size_t i = 0; i < s.len; i++) {
        if (quote)
            quote = s.ptr[i] == quote ? 0 : quote;
        else if (s.ptr[i] == '"' || s.ptr[i] == '\'')
            quote = s.ptr[i];
        else if (s.ptr[i] == '>')
            return i + 1;
    }
    return s.len;
}

static void read_tag(struct rsis_tag *t, struct rsis_str s) {
    bool close = s.len > 1 && s.ptr[1] == '/', empty = s.len > 2 && s.ptr[s.len - 2] == '/';
    size_t from = close ? 2 : 1, end = name_end(s, from);
    t->name = rsis_str(s.ptr + from, end - from);
    t->kind = close ? RSIS_TAG_CLOSE : empty ? RSIS_TAG_EMPTY : RSIS_TAG_OPEN;
    if (!attributes(t, s, end)) t->kind = RSIS_TAG_OTHER;
}

void rsis_tag_next(struct rsis_tag *t, struct rsis_str stream, uint32_t at) {
    struct rsis_str s = rsis_str_from(stream, at);
    *t = (struct rsis_tag){.at = at, .end = (uint32_t)stream.len, .kind = RSIS_TAG_END};
    if (!s.len) return;
    if (s.ptr[0] != '<') {
        const char *next = memchr(s.ptr, '<', s.len);
        t->kind = RSIS_TAG_TEXT;
        if (next) t->end = at + (uint32_t)(next - s.ptr);
        return;
    }
    s.len = tag_length(s);
    t->end = at + (uint32_t)s.len;
    bool odd = s.len > 1 && (s.ptr[1] == '!' || s.ptr[1] == '?');
    bool prolog = rsis_str_starts(s, RSIS_LIT("<?xml ")) || rsis_str_starts(s, RSIS_LIT("<!DOCTYPE "));
    if (odd)
        t->kind = prolog && !memchr(s.ptr, '[', s.len) ? RSIS_TAG_PROLOG : RSIS_TAG_OTHER;
    else
        read_tag(t, s);
}

static struct rsis_str value_of(const struct rsis_tag *t, struct rsis_str name) {
    for (unsigned i = 0; i < t->n; i++)
        if (rsis_str_eq(t->attributes[i].name, name)) return t->attributes[i].value;
    return rsis_str(NULL, 0);
}

struct rsis_str rsis_tag_value(const struct rsis_tag *t, const char *name) {
    return value_of(t, rsis_str_c(name));
}

/* ---------------------------------------------------------------- patterns */

static bool token_char(char c) {
    return rsis_is_alpha(c) || rsis_is_digit(c) || c == '-' || c == '.';
}

/* The value against a pattern; # and ~ take one character or more, as many as there are. */
static bool fits(struct rsis_str value, struct rsis_str pattern) {
    size_t i = 0;
    for (size_t k = 0; k < pattern.len; k++) {
        size_t from = i;
        if (pattern.ptr[k] == '*') return true;
        if (pattern.ptr[k] == '#')
            while (i < value.len && i - from < 6 && rsis_is_digit(value.ptr[i])) i++;
        else if (pattern.ptr[k] == '~')
            while (i < value.len && token_char(value.ptr[i])) i++;
        else
            i += i < value.len && value.ptr[i] == pattern.ptr[k];
        if (i == from) return false;
    }
    return i == value.len;
}

/* The next word of a specification: name, whether it may be missing, pattern. */
static bool next_attribute(const char **spec, struct rsis_str *name, bool *optional, struct rsis_str *pattern) {
    const char *s = *spec + strspn(*spec, " "), *equals = strchr(s, '=');
    if (!equals) return false;
    *optional = equals[-1] == '?';
    *name = rsis_str(s, (size_t)(equals - s) - *optional);
    *pattern = rsis_str(equals + 1, strcspn(equals + 1, " "));
    *spec = equals + 1 + pattern->len;
    return true;
}

bool rsis_tag_fits(const struct rsis_tag *t, const char *spec) {
    struct rsis_str name, pattern;
    bool optional;
    unsigned seen = 0;
    while (next_attribute(&spec, &name, &optional, &pattern)) {
        struct rsis_str value = value_of(t, name);
        if (!value.ptr && optional) continue;
        if (!value.ptr || !fits(value, pattern)) return false;
        seen++;
    }
    return seen == t->n;
}

/* ---------------------------------------------------------------- references */

static uint32_t numbered(struct rsis_str s) {
    bool hex = s.len > 1 && s.ptr[0] == 'x';
    uint32_t n = 0;
    for (size_t i = hex; i < s.len && n < RSIS_UTF8_BAD; i++) {
        char c = rsis_to_lower(s.ptr[i]);
        n = n * (hex ? 16 : 10) + (uint32_t)(rsis_is_digit(c) ? c - '0' : c - 'a' + 10);
    }
    return n;
}

uint32_t rsis_tag_reference(struct rsis_str s, uint32_t *len) {
    static const struct {
        struct rsis_str name;
        uint32_t cp;
    } names[] = {{{"amp", 3}, '&'}, {{"lt", 2}, '<'}, {{"gt", 2}, '>'}, {{"quot", 4}, '"'}, {{"apos", 4}, '\''}};
    const char *stop = memchr(s.ptr, ';', s.len < 12 ? s.len : 12);
    if (!stop) return 0;
    *len = (uint32_t)(stop - s.ptr) + 1;
    struct rsis_str name = rsis_str(s.ptr + 1, *len - 2);
    if (name.len && name.ptr[0] == '#') return numbered(rsis_str_from(name, 1));
    for (size_t i = 0; i < sizeof names / sizeof *names; i++)
        if (rsis_str_eq(name, names[i].name)) return names[i].cp;
    return 0;
}

struct rsis_str rsis_tag_decode(struct rsis_arena *a, struct rsis_str raw) {
    if (!memchr(raw.ptr, '&', raw.len) && !memchr(raw.ptr, '\n', raw.len)) return raw;
    struct rsis_buf b;
    rsis_buf_init(&b, a);
    rsis_buf_reserve(&b, raw.len);
    for (size_t i = 0; i < raw.len;) {
        uint32_t n = 1, cp;
        char out[4];
        size_t white = skip_space(raw, i);
        if (raw.ptr[i] == '&' && (cp = rsis_tag_reference(rsis_str_from(raw, i), &n))) {
            rsis_buf_append(&b, out, rsis_utf8_put(cp, out));
        } else if (white > i && memchr(raw.ptr + i, '\n', white - i)) {
            if (i && white < raw.len) rsis_buf_char(&b, ' ');
            n = (uint32_t)(white - i);
        } else {
            rsis_buf_char(&b, raw.ptr[i]);
        }
        i += n;
    }
    return rsis_buf_slice(&b);
}
