/* css_token.c - CSS Syntax Level 3, section 4. */
#include "css_token.h"

static char peek(const struct rsis_css_reader *r, size_t ahead) {
    return r->at + ahead < r->all.len ? r->all.ptr[r->at + ahead] : 0;
}

static bool name_start(char c) {
    return rsis_is_alpha(c) || c == '_' || (c & 0x80);
}

static bool name_char(char c) {
    return name_start(c) || rsis_is_digit(c) || c == '-';
}

static bool escape_at(const struct rsis_css_reader *r, size_t ahead) {
    return peek(r, ahead) == '\\' && r->at + ahead + 1 < r->all.len && peek(r, ahead + 1) != '\n';
}

static bool starts_name(const struct rsis_css_reader *r) {
    size_t i = peek(r, 0) == '-';
    if (i && peek(r, 1) == '-') return true;
    return name_start(peek(r, i)) || escape_at(r, i);
}

static struct rsis_str take_name(struct rsis_css_reader *r) {
    size_t from = r->at;
    while (r->at < r->all.len && (name_char(peek(r, 0)) || escape_at(r, 0))) r->at += peek(r, 0) == '\\' ? 2 : 1;
    return rsis_str(r->all.ptr + from, r->at - from);
}

static bool is_blank(char c) {
    return c == ' ' || c == '\n' || c == '\t' || c == '\r' || c == '\f';
}

static struct rsis_css_token take_blank(struct rsis_css_reader *r) {
    struct rsis_css_token t = {.kind = RSIS_CSS_BLANK, .at = r->at};
    while (r->at < r->all.len) {
        if (is_blank(peek(r, 0))) {
            r->at++;
            continue;
        }
        if (peek(r, 0) != '/' || peek(r, 1) != '*') break;
        ptrdiff_t end = rsis_str_find(rsis_str_from(r->all, r->at + 2), RSIS_LIT("*/"));
        if (end < 0) {
            t.kind = RSIS_CSS_BAD, t.fault = "a comment without its end";
            r->at = r->all.len;
            break;
        }
        r->at += (size_t)end + 4;
    }
    return t;
}

static struct rsis_css_token take_string(struct rsis_css_reader *r) {
    struct rsis_css_token t = {.kind = RSIS_CSS_STRING, .at = r->at};
    char quote = peek(r, 0);
    size_t from = ++r->at;
    while (r->at < r->all.len && peek(r, 0) != quote) {
        if (peek(r, 0) == '\n') break;
        r->at += peek(r, 0) == '\\' && r->at + 1 < r->all.len ? 2 : 1;
    }
    t.text = rsis_str(r->all.ptr + from, r->at - from);
    if (peek(r, 0) == quote && r->at < r->all.len)
        r->at++;
    else
        t.kind = RSIS_CSS_BAD, t.fault = "a string without its end";
    return t;
}

/* After "url(": the URL when it has no quotes. With quotes it is a function like others. */
static bool take_url(struct rsis_css_reader *r, struct rsis_css_token *t) {
    size_t i = r->at;
    while (i < r->all.len && is_blank(r->all.ptr[i])) i++;
    if (i < r->all.len && (r->all.ptr[i] == '"' || r->all.ptr[i] == '\'')) return false;
    size_t from = i;
    while (i < r->all.len && r->all.ptr[i] != ')') i += r->all.ptr[i] == '\\' && i + 1 < r->all.len ? 2 : 1;
    t->kind = RSIS_CSS_URL;
    t->text = rsis_str_trim(rsis_str(r->all.ptr + from, i - from));
    if (i >= r->all.len) t->kind = RSIS_CSS_BAD, t->fault = "url( without its end";
    r->at = i < r->all.len ? i + 1 : i;
    return true;
}

static struct rsis_css_token take_ident(struct rsis_css_reader *r) {
    struct rsis_css_token t = {.kind = RSIS_CSS_IDENT, .at = r->at};
    t.text = take_name(r);
    if (peek(r, 0) != '(') return t;
    r->at++;
    t.kind = RSIS_CSS_FUNCTION;
    if (rsis_str_eq_nocase(t.text, RSIS_LIT("url"))) take_url(r, &t);
    return t;
}

static bool starts_number(const struct rsis_css_reader *r) {
    size_t i = peek(r, 0) == '+' || peek(r, 0) == '-';
    return rsis_is_digit(peek(r, i)) || (peek(r, i) == '.' && rsis_is_digit(peek(r, i + 1)));
}

static struct rsis_css_token take_number(struct rsis_css_reader *r) {
    struct rsis_css_token t = {.kind = RSIS_CSS_NUMBER, .at = r->at};
    r->at++;
    while (rsis_is_digit(peek(r, 0)) || (peek(r, 0) == '.' && rsis_is_digit(peek(r, 1)))) r->at++;
    if (peek(r, 0) == '%')
        r->at++;
    else if (starts_name(r))
        take_name(r);
    return t;
}

static struct rsis_css_token take_mark(struct rsis_css_reader *r) {
    struct rsis_css_token t = {.kind = RSIS_CSS_MARK, .at = r->at, .mark = peek(r, 0)};
    struct rsis_str rest = rsis_str_from(r->all, r->at);
    if (rsis_str_starts(rest, RSIS_LIT("<!--"))) t.kind = RSIS_CSS_CDX, r->at += 3;
    if (rsis_str_starts(rest, RSIS_LIT("-->"))) t.kind = RSIS_CSS_CDX, r->at += 2;
    if (!t.mark) t.kind = RSIS_CSS_BAD, t.fault = "a NUL character";
    r->at++;
    return t;
}

struct rsis_css_token rsis_css_next(struct rsis_css_reader *r) {
    char c = peek(r, 0);
    struct rsis_css_token t = {.kind = RSIS_CSS_END, .at = r->at};
    if (r->at >= r->all.len) return t;
    if (is_blank(c) || (c == '/' && peek(r, 1) == '*')) return take_blank(r);
    if (c == '"' || c == '\'') return take_string(r);
    if (rsis_str_starts(rsis_str_from(r->all, r->at), RSIS_LIT("-->"))) return take_mark(r);
    if (starts_number(r)) return take_number(r);
    if (starts_name(r)) return take_ident(r);
    if ((c == '#' || c == '@') && r->at + 1 < r->all.len) {
        r->at++;
        bool named = c == '#' ? name_char(peek(r, 0)) || escape_at(r, 0) : starts_name(r);
        if (named) {
            t.kind = c == '#' ? RSIS_CSS_HASH : RSIS_CSS_AT;
            t.text = take_name(r);
            return t;
        }
        r->at--;
    }
    return take_mark(r);
}
