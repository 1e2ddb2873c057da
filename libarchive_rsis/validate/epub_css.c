/* epub_css.c - EPUB 3.3 6.3: CSS in UTF-8, without direction and unicode-bidi; its fonts, images and imports. */
#include "epub_css.h"

#include "../base/utf8.h"
#include "css.h"

struct sheet {
    struct rsis_epub *book;
    struct rsis_epub_place at; /* of the whole */
    struct rsis_str text, base;
    size_t counted; /* up to where lines were counted; never back, so that many findings cost little */
    uint32_t line, column;
    bool inside; /* of an XHTML or SVG document: its place stands for all */
};

static struct rsis_epub_place place(struct sheet *s, size_t at) {
    struct rsis_epub_place p = s->at;
    if (s->inside) return p;
    for (; s->counted < at && s->counted < s->text.len; s->counted++) {
        bool end = s->text.ptr[s->counted] == '\n';
        s->line += end;
        s->column = end ? 1 : s->column + 1;
    }
    p.line = s->line, p.column = s->column;
    return p;
}

static void on_fault(void *ctx, size_t at, const char *what) {
    struct sheet *s = ctx;
    struct rsis_epub_place p = place(s, at);
    rsis_found(s->book->report, RSIS_CHECK_EPUB_CSS_SYNTAX, p.member, p.line, p.column, "Style sheet: %s", what);
}

static void on_property(void *ctx, size_t at, struct rsis_str name) {
    struct sheet *s = ctx;
    if (!rsis_epub_word_in(name, "direction unicode-bidi", false) || s->book->version == 2) return;
    struct rsis_epub_place p = place(s, at);
    rsis_found(s->book->report, RSIS_CHECK_EPUB_CSS_DIRECTION, p.member, p.line, p.column,
               "The property %.*s must not be used", RSIS_ARG(name));
}

static void on_empty_font(void *ctx, size_t at) {
    struct sheet *s = ctx;
    struct rsis_epub_place p = place(s, at);
    rsis_found(s->book->report, RSIS_CHECK_EPUB_CSS_FONT_EMPTY, p.member, p.line, p.column,
               "An @font-face without content");
}

static void on_url(void *ctx, size_t at, enum rsis_css_url kind, struct rsis_str url) {
    static const uint8_t uses[] = {RSIS_USE_STYLESHEET, RSIS_USE_FONT, RSIS_USE_GENERIC};
    struct sheet *s = ctx;
    struct rsis_epub_place p = place(s, at);
    if (!url.len) {
        rsis_found(s->book->report, RSIS_CHECK_EPUB_CSS_URL_EMPTY, p.member, p.line, p.column, "An empty URL");
        return;
    }
    struct rsis_epub_ref *ref = rsis_epub_refer(s->book, &p, (enum rsis_epub_use)uses[kind], s->base, url);
    if (ref) ref->css = true;
}

static const struct rsis_css_events events = {on_fault, on_url, on_property, on_empty_font};

void rsis_epub_css_sheet(struct rsis_epub_walk *w, struct rsis_str text, struct rsis_str base) {
    struct sheet s = {.book = w->book, .text = text, .base = base, .inside = true};
    s.at = (struct rsis_epub_place){w->item, w->parse.member, w->parse.line, w->parse.column};
    rsis_css_sheet(&events, &s, text);
}

void rsis_epub_css_style(struct rsis_epub_walk *w, struct rsis_str text) {
    struct sheet s = {.book = w->book, .text = text, .base = w->parse.member, .inside = true};
    s.at = (struct rsis_epub_place){w->item, w->parse.member, w->parse.line, w->parse.column};
    rsis_css_declarations(&events, &s, text);
}

/* ---- encodings */

static struct rsis_str from_utf16(struct rsis_arena *a, struct rsis_str s) {
    struct rsis_buf b;
    bool big = (unsigned char)s.ptr[0] == 0xFE;
    rsis_buf_init(&b, a);
    for (size_t i = 2; i + 1 < s.len; i += 2) {
        char out[4];
        unsigned hi = (unsigned char)s.ptr[i + !big], lo = (unsigned char)s.ptr[i + big];
        uint32_t c = hi << 8 | lo;
        if (c >= 0xD800 && c < 0xE000) c = 0xFFFD; /* names and URLs of style sheets have none */
        rsis_buf_append(&b, out, rsis_utf8_put(c, out));
    }
    return rsis_buf_slice(&b);
}

static void judge_charset(struct sheet *s) {
    struct rsis_str rest = s->text;
    if (!rsis_str_starts(rest, RSIS_LIT("@charset \""))) return;
    rest = rsis_str_from(rest, 10);
    ptrdiff_t end = rsis_str_find(rsis_str(rest.ptr, rest.len < 60 ? rest.len : 60), RSIS_LIT("\""));
    if (end < 0) return;
    rest.len = (size_t)end;
    if (rsis_str_eq_nocase(rest, RSIS_LIT("utf-8"))) return;
    bool wide = rsis_str_starts_nocase(rest, RSIS_LIT("utf-16"));
    rsis_found(s->book->report, wide ? RSIS_CHECK_EPUB_CSS_UTF16 : RSIS_CHECK_EPUB_CSS_CHARSET, s->at.member, 1, 1,
               "This style sheet says that it is in %.*s", RSIS_ARG(rest));
}

void rsis_epub_check_css(struct rsis_epub *book, uint32_t item, struct rsis_str bytes) {
    struct rsis_str path = book->items.v[item].path;
    struct sheet s = {.book = book, .at = {item, path, 0, 0}, .text = bytes, .base = path, .line = 1, .column = 1};
    if (rsis_str_starts(bytes, rsis_str("\xFE\xFF", 2)) || rsis_str_starts(bytes, rsis_str("\xFF\xFE", 2))) {
        rsis_found(book->report, RSIS_CHECK_EPUB_CSS_UTF16, path, 0, 0, "This style sheet is in UTF-16");
        s.text = from_utf16(book->scratch, bytes);
    } else {
        if (rsis_str_starts(bytes, rsis_str("\xEF\xBB\xBF", 3))) s.text = rsis_str_from(bytes, 3);
        judge_charset(&s);
    }
    rsis_css_sheet(&events, &s, s.text);
}
