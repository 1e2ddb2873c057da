/* wording.c - how the wordings of a profile compare with what documents print. */
#include "internal.h"

#include "../base/utf8.h"

struct rsis_str rsis_trim_blanks(struct rsis_str s) {
    for (unsigned n; s.len && (n = rsis_utf8_blank(s.ptr, s.ptr + s.len));) s = rsis_str_from(s, n);
    while (s.len) {
        unsigned n;
        const char *end = s.ptr + s.len;
        rsis_utf8_before(s.ptr, end, &n);
        if (!rsis_utf8_blank(end - n, end)) break;
        s.len -= n;
    }
    return s;
}

/* Characters that extraction and typists put where a dash or a quote stands, and what they count as. */
static const struct {
    uint32_t cp;
    char as;
} alike[] = {
    {'-', '-'},     {0x2010, '-'},  {0x2011, '-'}, {0x2012, '-'}, {0x2013, '-'},  {0x2014, '-'},  {0x2015, '-'},
    {0x2212, '-'},  {0x2500, '-'},  {0x0336, '-'}, {'`', '\''},   {0x00B4, '\''}, {0x02BC, '\''}, {0x2018, '\''},
    {0x2019, '\''}, {0x2032, '\''}, {0x201C, '"'}, {0x201D, '"'}, {0x2033, '"'},
};

static uint32_t fold(uint32_t cp) {
    if (cp < 0x80 && cp != '`') return (unsigned char)rsis_to_lower((char)cp);
    for (size_t i = 0; i < sizeof alike / sizeof *alike; i++)
        if (alike[i].cp == cp) return (unsigned char)alike[i].as;
    return cp;
}

unsigned rsis_dash_at(const char *p, const char *end) {
    unsigned n;
    if (fold(rsis_utf8_next(p, end, &n)) != '-') return 0;
    return *p == '-' && end - p > 1 && p[1] == '-' ? 2 : n;
}

size_t rsis_placeholder_at(struct rsis_str s, struct rsis_str *name) {
    if (!s.len || s.ptr[0] != '{') return 0;
    const char *close = memchr(s.ptr, '}', s.len);
    if (!close) return 0;
    *name = rsis_str(s.ptr + 1, (size_t)(close - s.ptr) - 1);
    return name->len + 2;
}

/* ---- what placeholders of wordings stand for */

static bool is_mail_char(char c) {
    return rsis_is_alpha(c) || rsis_is_digit(c) || (c && strchr("._%+-", c));
}

/* A run of the characters that mail addresses are made of, without a full stop at its end. */
static size_t mail_run(struct rsis_str s) {
    size_t n = 0;
    while (n < s.len && is_mail_char(s.ptr[n])) n++;
    while (n && s.ptr[n - 1] == '.') n--;
    return n;
}

static size_t take_email(struct rsis_str s) {
    /* What a web site shows instead of an address; its blank may be of any kind. */
    size_t hidden = rsis_wording_prefix(RSIS_LIT("[email protected]"), s);
    if (hidden) return hidden;
    size_t local = mail_run(s);
    if (!local || local == s.len || s.ptr[local] != '@') return 0;
    size_t domain = mail_run(rsis_str_from(s, local + 1));
    return domain ? local + 1 + domain : 0;
}

static size_t take_digits(struct rsis_str s) {
    size_t n = 0;
    while (n < s.len && rsis_is_digit(s.ptr[n])) n++;
    return n;
}

static const struct {
    const char *name;
    size_t (*take)(struct rsis_str); /* bytes at the start of the text; 0 for none */
} placeholders[] = {{"email", take_email}, {"n", take_digits}};

/* The index of a placeholder and its length in the wording; -1 for none. */
static int placeholder(struct rsis_str s, size_t *len) {
    struct rsis_str name;
    *len = rsis_placeholder_at(s, &name);
    for (int i = 0; *len && i < (int)(sizeof placeholders / sizeof *placeholders); i++)
        if (rsis_str_eq(name, rsis_str_c(placeholders[i].name))) return i;
    return -1;
}

struct rsis_str rsis_wording_fault(struct rsis_str wording) {
    for (size_t i = 0, len; i < wording.len; i++) {
        struct rsis_str rest = rsis_str_from(wording, i), name;
        if (rest.ptr[0] == '}') return rsis_str(rest.ptr, 1);
        if (rest.ptr[0] != '{') continue;
        if (placeholder(rest, &len) < 0) return rsis_str(rest.ptr, (len = rsis_placeholder_at(rest, &name)) ? len : 1);
        i += len - 1;
    }
    return rsis_str(NULL, 0);
}

/* ---- comparing */

struct cursor {
    const char *p, *end;
    bool after_stop; /* the last character was a full stop: blanks do not count now */
};

static void skip_blanks(struct cursor *c) {
    for (unsigned n; c->p < c->end && (n = rsis_utf8_blank(c->p, c->end)); c->p += n) {
    }
}

/* The next character as it counts: a run of blanks is one blank. 0 at the end. */
static uint32_t next(struct cursor *c) {
    if (c->after_stop) skip_blanks(c);
    c->after_stop = false;
    if (c->p == c->end) return 0;
    if (rsis_utf8_blank(c->p, c->end)) {
        skip_blanks(c);
        return ' ';
    }
    unsigned n = rsis_dash_at(c->p, c->end);
    if (n) {
        c->p += n;
        return '-';
    }
    uint32_t cp = fold(rsis_utf8_next(c->p, c->end, &n));
    c->p += n;
    c->after_stop = cp == '.';
    return cp;
}

static bool next_matches(struct cursor *w, struct cursor *t) {
    size_t len;
    int k = placeholder(rsis_str(w->p, (size_t)(w->end - w->p)), &len);
    if (k < 0) return next(w) == next(t);
    if (t->after_stop) skip_blanks(t);
    t->after_stop = w->after_stop = false;
    size_t taken = placeholders[k].take(rsis_str(t->p, (size_t)(t->end - t->p)));
    w->p += len;
    t->p += taken;
    return taken > 0;
}

/* Two letters that no folding makes alike: most wordings are told apart by their first. */
static bool first_differs(char w, char t) {
    return rsis_is_alpha(w) && rsis_is_alpha(t) && rsis_to_lower(w) != rsis_to_lower(t);
}

size_t rsis_wording_prefix(struct rsis_str wording, struct rsis_str text) {
    if (!wording.len || !text.len || first_differs(wording.ptr[0], text.ptr[0])) return 0;
    struct cursor w = {wording.ptr, wording.ptr + wording.len, false}, t = {text.ptr, text.ptr + text.len, false};
    skip_blanks(&t);
    while (w.p < w.end) {
        if (w.after_stop) skip_blanks(&w); /* so that a placeholder after ". " is seen */
        if (w.p < w.end && !next_matches(&w, &t)) return 0;
    }
    return (size_t)(t.p - text.ptr);
}

bool rsis_wording_matches(struct rsis_str wording, struct rsis_str text) {
    text = rsis_trim_blanks(text);
    return text.len && rsis_wording_prefix(wording, text) == text.len;
}

ptrdiff_t rsis_wordings_find(struct rsis_strs wordings, struct rsis_str text) {
    for (size_t i = 0; i < wordings.n; i++)
        if (rsis_wording_matches(wordings.v[i], text)) return (ptrdiff_t)i;
    return -1;
}

bool rsis_sentence_matches(const struct rsis_sentence *sentence, struct rsis_str text) {
    return rsis_wording_matches(sentence->text, text);
}
