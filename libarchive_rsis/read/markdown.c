/*
 * markdown.c - Markdown as PDF extractors write it. Not CommonMark: no setext headings, no indented code, no
 * reference links, because extractors do not write them and our texts would be taken for them.
 *
 * Lines that make one paragraph are parsed together, because a bold span may run over a hard line break. Marks
 * that do not pair stay in the text. specs/commentary-format.md, "Markdown extraction".
 */
#include "lines.h"

#include "../base/utf8.h"

enum { LINK_REACH = 2000 };

enum token_kind {
    TOK_DELIM,  /* * or _; after matching, `style` is what it turns on or off */
    TOK_ESCAPE, /* the backslash */
    TOK_BREAK,  /* the backslash at a line end */
    TOK_LINK,   /* [ or ![ */
    TOK_MID,    /* ]( */
    TOK_END,    /* ) */
    TOK_OPEN,   /* < of an autolink */
    TOK_CLOSE,  /* > of it */
    TOK_TAG,    /* an HTML tag */
    TOK_ENTITY,
};

struct token {
    uint32_t at, len;
    uint8_t kind, style, on, picture;
    uint8_t can_open, can_close;
    char entity[5];
};

struct markdown {
    struct rsis_lines ls;
    RSIS_VEC(struct rsis_physical) group; /* lines of one paragraph */
    RSIS_VEC(struct token) tokens;
    uint32_t next_token;
    uint8_t style;
    uint32_t link_run; /* the first run of the open link */
    bool in_link, picture;
    bool inside; /* the scan is inside a link's text: links do not nest */
};

static const char *stream_at(const struct markdown *m, uint32_t at) {
    return m->ls.r->stream.ptr + at;
}

static struct token *push(struct markdown *m, enum token_kind kind, uint32_t at, uint32_t len) {
    struct token *t = RSIS_PUSH(m->ls.r->flow->arena, &m->tokens);
    *t = (struct token){.kind = (uint8_t)kind, .at = at, .len = len};
    return t;
}

/* ---------------------------------------------------------------- tokens */

static bool punctuation(char c) {
    return c > ' ' && c < 0x7F && !rsis_is_alpha(c) && !rsis_is_digit(c);
}

/* A run of * or _. What it may do depends on its neighbours (CommonMark 0.30, 6.2, shortened). */
static uint32_t scan_delim(struct markdown *m, uint32_t at, uint32_t s, uint32_t e) {
    const char *p = m->ls.r->stream.ptr;
    uint32_t n = 1;
    while (at + n < e && p[at + n] == p[at]) n++;
    if (n > 3) return at + n; /* a drawn line or a gap to fill in: text */
    bool blank_before = at == s || rsis_is_space(p[at - 1]), blank_after = at + n == e || rsis_is_space(p[at + n]);
    bool word_before = at > s && (rsis_is_alpha(p[at - 1]) || rsis_is_digit(p[at - 1]) || (p[at - 1] & 0x80));
    bool word_after = at + n < e && (rsis_is_alpha(p[at + n]) || rsis_is_digit(p[at + n]) || (p[at + n] & 0x80));
    struct token *t = push(m, TOK_DELIM, at, n);
    t->can_open = !blank_after && !(p[at] == '_' && word_before);
    t->can_close = !blank_before && !(p[at] == '_' && word_after);
    return at + n;
}

/* `[text](target)`: finds the middle and the end within reach. */
static bool find_link(const struct markdown *m, uint32_t at, uint32_t e, uint32_t *mid, uint32_t *end) {
    const char *p = m->ls.r->stream.ptr;
    uint32_t limit = e - at > LINK_REACH ? at + LINK_REACH : e, i = at;
    for (unsigned depth = 0; i < limit; i++) {
        if (p[i] == '\\' && i + 1 < limit)
            i++;
        else if (p[i] == '[')
            depth++;
        else if (p[i] == ']' && depth-- == 0)
            break;
    }
    if (i + 2 >= limit || p[i + 1] != '(') return false;
    *mid = i;
    limit = e - i > LINK_REACH ? i + LINK_REACH : e;
    unsigned parens = 0;
    for (i += 2; i < limit && !rsis_is_space(p[i]); i++) {
        if (p[i] == '(') parens++;
        if (p[i] == ')' && parens-- == 0) break;
    }
    *end = i;
    return i < limit && p[i] == ')' && i > *mid + 2;
}

static uint32_t scan_inline(struct markdown *m, uint32_t at, uint32_t s, uint32_t e, uint32_t stop);

static uint32_t scan_link(struct markdown *m, uint32_t at, uint32_t e) {
    const char *p = m->ls.r->stream.ptr;
    uint32_t open = p[at] == '!' ? 2 : 1, mid, end;
    if (!find_link(m, at + open, e, &mid, &end) || (open == 1 && mid == at + 1)) return at + open;
    push(m, TOK_LINK, at, open)->picture = open == 2;
    m->inside = true;
    scan_inline(m, at + open, at + open, mid, mid);
    m->inside = false;
    push(m, TOK_MID, mid, 2)->picture = open == 2;
    push(m, TOK_END, end, 1)->picture = open == 2;
    return end + 1;
}

static const struct {
    struct rsis_str text;
    uint8_t style, on;
} tags[] = {
    {{"<sup>", 5}, RSIS_STYLE_SUP, 1},
    {{"</sup>", 6}, RSIS_STYLE_SUP, 0},
    {{"<sub>", 5}, RSIS_STYLE_SUB, 1},
    {{"</sub>", 6}, RSIS_STYLE_SUB, 0},
    {{"<br>", 4}, 0, 0},
    {{"<br/>", 5}, 0, 0},
    {{"<br />", 6}, 0, 0},
    {{"</span>", 7}, 0, 0},
};

/* `<span id="page-3-0">`: its length, or 0. */
static uint32_t span_tag(struct rsis_str s) {
    struct rsis_str head = RSIS_LIT("<span id=\"page-");
    if (!rsis_str_starts(s, head)) return 0;
    size_t i = head.len, first = i;
    while (i < s.len && rsis_is_digit(s.ptr[i])) i++;
    if (i == first || i >= s.len || s.ptr[i] != '-') return 0;
    size_t second = ++i;
    while (i < s.len && rsis_is_digit(s.ptr[i])) i++;
    return i > second && i + 1 < s.len && s.ptr[i] == '"' && s.ptr[i + 1] == '>' ? (uint32_t)i + 2 : 0;
}

static uint32_t scan_angle(struct markdown *m, uint32_t at, uint32_t e) {
    struct rsis_str s = rsis_str(stream_at(m, at), e - at);
    for (size_t i = 0; i < sizeof tags / sizeof *tags; i++) {
        if (!rsis_str_starts(s, tags[i].text)) continue;
        struct token *t = push(m, TOK_TAG, at, (uint32_t)tags[i].text.len);
        t->style = tags[i].style;
        t->on = tags[i].on;
        return at + t->len;
    }
    uint32_t n = span_tag(s);
    if (n) return push(m, TOK_TAG, at, n)->at + n;
    if (m->inside) return at + 1;
    const char *close = memchr(s.ptr, '>', s.len < LINK_REACH ? s.len : LINK_REACH);
    if (!close) return at + 1;
    struct rsis_str inner = rsis_str(s.ptr + 1, (size_t)(close - s.ptr) - 1);
    bool address = rsis_str_starts(inner, RSIS_LIT("http://")) || rsis_str_starts(inner, RSIS_LIT("https://")) ||
                   (inner.len > 2 && memchr(inner.ptr, '@', inner.len));
    if (!address || memchr(inner.ptr, ' ', inner.len) || memchr(inner.ptr, '<', inner.len)) return at + 1;
    push(m, TOK_OPEN, at, 1);
    push(m, TOK_CLOSE, at + 1 + (uint32_t)inner.len, 1);
    return at + 2 + (uint32_t)inner.len;
}

/* A character reference and what it stands for. */
static uint32_t scan_entity(struct markdown *m, uint32_t at, uint32_t e) {
    static const struct {
        struct rsis_str name;
        uint32_t cp;
    } named[] = {{{"&amp;", 5}, '&'},  {{"&lt;", 4}, '<'},    {{"&gt;", 4}, '>'},
                 {{"&quot;", 6}, '"'}, {{"&apos;", 6}, '\''}, {{"&nbsp;", 6}, 0xA0}};
    struct rsis_str s = rsis_str(stream_at(m, at), e - at);
    uint32_t cp = 0, n = 0;
    for (size_t i = 0; i < sizeof named / sizeof *named && !n; i++)
        if (rsis_str_starts(s, named[i].name)) cp = named[i].cp, n = (uint32_t)named[i].name.len;
    if (!n && s.len > 3 && s.ptr[1] == '#') {
        bool hex = s.ptr[2] == 'x' || s.ptr[2] == 'X';
        uint32_t i = hex ? 3 : 2, first = i;
        for (; i < s.len && i < first + 7; i++) {
            char c = rsis_to_lower(s.ptr[i]);
            int v = rsis_is_digit(c) ? c - '0' : hex && c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
            if (v < 0) break;
            cp = cp * (hex ? 16 : 10) + (uint32_t)v;
        }
        if (i > first && i < s.len && s.ptr[i] == ';') n = i + 1;
    }
    if (!n || !rsis_is_xml_char(cp) || cp < ' ') return at + 1;
    struct token *t = push(m, TOK_ENTITY, at, n);
    t->entity[rsis_utf8_put(cp, t->entity)] = 0;
    return at + n;
}

/* Tokens of at..stop in a line s..e. */
static uint32_t scan_inline(struct markdown *m, uint32_t at, uint32_t s, uint32_t e, uint32_t stop) {
    const char *p = m->ls.r->stream.ptr;
    while (at < stop) {
        char c = p[at];
        if (c == '*' || c == '_')
            at = scan_delim(m, at, s, e);
        else if (!m->inside && (c == '[' || (c == '!' && at + 1 < stop && p[at + 1] == '[')))
            at = scan_link(m, at, e);
        else if (c == '<')
            at = scan_angle(m, at, e);
        else if (c == '&')
            at = scan_entity(m, at, e);
        else if (c == '\\' && at + 1 < stop && punctuation(p[at + 1]))
            push(m, TOK_ESCAPE, at, 1), at += 2;
        else if (c == '\\' && at + 1 == e)
            push(m, TOK_BREAK, at++, 1);
        else
            at++;
    }
    return at;
}

/* ---------------------------------------------------------------- pairing */

/* Looks back for an opener of the same character. Bounded: far openers are no emphasis in our texts. */
static struct token *opener(struct markdown *m, uint32_t i) {
    const char *p = m->ls.r->stream.ptr;
    const struct token *close = &m->tokens.v[i];
    for (uint32_t back = 0; i-- > 0 && back < 64; back++) {
        struct token *t = &m->tokens.v[i];
        if (t->kind == TOK_DELIM && t->can_open && !t->style && p[t->at] == p[close->at]) return t;
    }
    return NULL;
}

/* Whole runs pair with whole runs of the same length; 3 is strong emphasis. What differs stays text. */
static void pair(struct markdown *m) {
    static const uint8_t style_of[] = {0, RSIS_STYLE_EM, RSIS_STYLE_STRONG, RSIS_STYLE_EM | RSIS_STYLE_STRONG};
    for (uint32_t i = 0; i < m->tokens.n; i++) {
        struct token *close = &m->tokens.v[i];
        if (close->kind != TOK_DELIM || !close->can_close) continue;
        struct token *open = opener(m, i);
        if (!open || open->len != close->len) continue;
        open->style = close->style = style_of[close->len];
        open->on = 1;
        for (struct token *t = open + 1; t < close; t++) /* openers in between can no longer pair */
            if (t->kind == TOK_DELIM && !t->style) t->can_open = 0;
    }
}

/* ---------------------------------------------------------------- writing the flow */

/* Text up to `to` in the current style. */
static void emit_text(struct markdown *m, uint32_t to) {
    struct rsis_flow *f = m->ls.r->flow;
    uint32_t at = (uint32_t)f->text.len;
    rsis_tile_text(m->ls.r, to);
    uint32_t len = (uint32_t)f->text.len - at;
    if (!len || !(m->style || m->in_link)) return;
    *RSIS_PUSH(f->arena, &f->runs) = (struct rsis_run){.at = at, .len = len, .style = m->style, .picture = m->picture};
}

/* The link's target is text too: it follows the link's text and gets its home in an attribute. */
static void emit_target(struct markdown *m, uint32_t to) {
    struct rsis_flow *f = m->ls.r->flow;
    uint32_t at = (uint32_t)f->text.len;
    rsis_tile_text(m->ls.r, to);
    if (m->link_run == f->runs.n) /* a picture without description */
        *RSIS_PUSH(f->arena, &f->runs) = (struct rsis_run){.at = at, .picture = m->picture};
    for (uint32_t i = m->link_run; i < f->runs.n; i++) {
        f->runs.v[i].href_at = at;
        f->runs.v[i].href_len = (uint32_t)f->text.len - at;
    }
}

static void emit_markup(struct markdown *m, const struct token *t, enum rsis_rule rule) {
    rsis_tile(m->ls.r, t->at + t->len, rule, RSIS_LIT(""));
}

static void emit_link(struct markdown *m, const struct token *t) {
    emit_markup(m, t, RSIS_RULE_MD_LINK);
    if (t->kind == TOK_LINK) {
        m->in_link = true;
        m->picture = t->picture;
        m->link_run = m->ls.r->flow->runs.n;
    } else if (t->kind == TOK_END) {
        m->in_link = m->picture = false;
    }
}

/* A <br> between two words is the only white space there. */
static bool parts_words(const struct markdown *m, const struct token *t) {
    const struct rsis_buf *b = &m->ls.r->flow->text;
    const char *next = stream_at(m, t->at + t->len), *end = m->ls.r->stream.ptr + m->ls.r->stream.len;
    bool is_break = rsis_str_starts(rsis_str(stream_at(m, t->at), t->len), RSIS_LIT("<br"));
    return is_break && b->len > m->ls.line.at && b->ptr[b->len - 1] != ' ' && next < end && !rsis_is_space(*next);
}

static void emit_tag(struct markdown *m, const struct token *t) {
    struct rsis_flow *f = m->ls.r->flow;
    bool blank = parts_words(m, t);
    rsis_tile(m->ls.r, t->at + t->len, RSIS_RULE_MD_TAG, blank ? RSIS_LIT(" ") : RSIS_LIT(""));
    struct rsis_run *last = f->runs.n ? &f->runs.v[f->runs.n - 1] : NULL;
    if (blank && last && (m->style || m->in_link) && last->at + last->len + 1 == f->text.len) last->len++;
}

static void emit_token(struct markdown *m, const struct token *t) {
    if (t->kind == TOK_DELIM && !t->style) return; /* unpaired: text */
    if (t->kind == TOK_END)
        emit_target(m, t->at);
    else
        emit_text(m, t->at);
    switch ((enum token_kind)t->kind) {
    case TOK_DELIM:
    case TOK_TAG:
        if (t->kind == TOK_TAG)
            emit_tag(m, t);
        else
            emit_markup(m, t, RSIS_RULE_MD_EMPHASIS);
        m->style = (uint8_t)(t->on ? m->style | t->style : m->style & ~t->style);
        break;
    case TOK_ESCAPE:
        emit_markup(m, t, RSIS_RULE_MD_ESCAPE);
        break;
    case TOK_BREAK:
        emit_markup(m, t, RSIS_RULE_MD_BREAK);
        m->ls.line.hard_break = 1;
        break;
    case TOK_ENTITY:
        rsis_tile(m->ls.r, t->at + t->len, RSIS_RULE_ENTITY, rsis_str_c(t->entity));
        break;
    case TOK_OPEN: /* the text of an autolink is its target: a link by its looks, found later */
    case TOK_CLOSE:
        emit_markup(m, t, RSIS_RULE_MD_LINK);
        break;
    case TOK_LINK:
    case TOK_MID:
    case TOK_END:
        emit_link(m, t);
        break;
    }
}

/* An entity inside a styled run or link needs its own run. */
static void emit_line(struct markdown *m, uint32_t end) {
    struct rsis_flow *f = m->ls.r->flow;
    while (m->next_token < m->tokens.n && m->tokens.v[m->next_token].at < end) {
        const struct token *t = &m->tokens.v[m->next_token++];
        uint32_t before = (uint32_t)f->text.len;
        emit_token(m, t);
        if (t->kind == TOK_ENTITY && f->text.len > before && (m->style || m->in_link)) {
            uint32_t at = (uint32_t)(f->text.len - strlen(t->entity));
            *RSIS_PUSH(f->arena, &f->runs) = (struct rsis_run){
                .at = at, .len = (uint32_t)strlen(t->entity), .style = m->style, .picture = m->picture};
        }
    }
    emit_text(m, end);
}

/* ---------------------------------------------------------------- lines */

static uint32_t heading_length(struct rsis_str s, uint8_t *level) {
    uint32_t n = 0;
    while (n < s.len && s.ptr[n] == '#') n++;
    if (n < 1 || n > 6 || n + 1 >= s.len || !rsis_is_space(s.ptr[n])) return 0;
    *level = (uint8_t)n;
    return n;
}

static void take_heading(struct rsis_lines *ls, uint32_t end) {
    struct rsis_str s = rsis_str(ls->r->stream.ptr + ls->at, end - ls->at);
    uint32_t n = heading_length(s, &ls->line.level);
    if (!n || ls->line.kind != RSIS_LINE_PLAIN) return;
    ls->line.kind = RSIS_LINE_HEADING;
    rsis_tile(ls->r, ls->at + n, RSIS_RULE_MD_HEADING, RSIS_LIT(""));
    while (n < s.len && rsis_is_space(s.ptr[n])) n++;
    rsis_tile(ls->r, ls->at + n, RSIS_RULE_EDGE, RSIS_LIT(""));
    ls->at += n;
}

static void take_bullet(struct rsis_lines *ls, uint32_t end) {
    struct rsis_str s = rsis_str(ls->r->stream.ptr + ls->at, end - ls->at);
    uint32_t glyph, n = rsis_bullet_length(s, &glyph);
    if (!n || s.ptr[0] == 'o' || ls->line.kind != RSIS_LINE_PLAIN) return;
    ls->line.kind = RSIS_LINE_BULLET;
    rsis_tile(ls->r, ls->at + glyph, RSIS_RULE_BULLET, RSIS_LIT(""));
    rsis_tile(ls->r, ls->at + n, RSIS_RULE_EDGE, RSIS_LIT(""));
    ls->at += n;
}

/* `<sup>1</sup> text` begins like a note; the label is the superscript. */
static void see_sup_label(struct rsis_lines *ls, uint32_t end) {
    struct rsis_str s = rsis_str(ls->r->stream.ptr + ls->at, end - ls->at);
    if (!rsis_str_starts(s, RSIS_LIT("<sup>"))) return;
    uint32_t n = 5, number = 0;
    while (n < s.len && rsis_is_digit(s.ptr[n]) && n < 8) number = number * 10 + (uint32_t)(s.ptr[n++] - '0');
    if (n == 5 && n < s.len && s.ptr[n] == '*') n++;
    if (n == 5 || !rsis_str_starts(rsis_str_from(s, n), RSIS_LIT("</sup>"))) return;
    ls->line.maybe_note = 1;
    ls->line.mark_len = (uint16_t)(n - 5);
    ls->line.number = number;
}

static bool is_picture(struct rsis_str s) {
    ptrdiff_t mid = s.len > 4 && s.ptr[0] == '!' && s.ptr[1] == '[' ? rsis_str_find(s, RSIS_LIT("](")) : -1;
    return mid > 0 && memchr(s.ptr + mid, ')', s.len - (size_t)mid) == s.ptr + s.len - 1;
}

/* The closing # of `## Title ##`. */
static uint32_t closing_hashes(struct rsis_lines *ls, uint32_t end) {
    const char *p = ls->r->stream.ptr;
    uint32_t e = end;
    if (ls->line.kind != RSIS_LINE_HEADING) return end;
    while (e > ls->at && p[e - 1] == '#') e--;
    return e > ls->at && e < end && end - e <= 6 && rsis_is_space(p[e - 1]) ? e : end;
}

static void read_marks(struct rsis_lines *ls, const struct rsis_physical *p) {
    rsis_lines_begin(ls, p);
    rsis_lines_quote(ls, p->end);
    take_heading(ls, p->end);
    take_bullet(ls, p->end);
    struct rsis_str s = rsis_str(ls->r->stream.ptr + ls->at, p->end - ls->at);
    rsis_lines_number(ls, s);
    see_sup_label(ls, p->end);
    if (ls->line.kind == RSIS_LINE_PLAIN && s.len && s.ptr[0] == '|') ls->line.kind = RSIS_LINE_TABLE;
    if (ls->line.kind == RSIS_LINE_PLAIN && is_picture(s)) ls->line.kind = RSIS_LINE_PICTURE;
}

/* Where a line's text begins, marks left out; the scan needs it before any tile is written. */
static uint32_t text_start(const struct rsis_reader *r, const struct rsis_physical *p) {
    const char *s = r->stream.ptr;
    uint32_t at = p->at, glyph;
    uint8_t level;
    while (at < p->end && (s[at] == '>' || s[at] == ' ' || s[at] == '\t')) at++;
    struct rsis_str rest = rsis_str(s + at, p->end - at);
    uint32_t n = heading_length(rest, &level);
    if (!n && s[at] != 'o') n = rsis_bullet_length(rest, &glyph);
    return at + n;
}

/* Parses and writes the lines of one paragraph. */
static void flush(struct markdown *m) {
    m->tokens.n = m->next_token = 0;
    m->style = 0;
    m->in_link = m->picture = false;
    for (uint32_t i = 0; i < m->group.n; i++) {
        const struct rsis_physical *p = &m->group.v[i];
        uint32_t s = text_start(m->ls.r, p);
        scan_inline(m, s, s, p->end, p->end);
    }
    pair(m);
    for (uint32_t i = 0; i < m->group.n; i++) {
        const struct rsis_physical *p = &m->group.v[i];
        read_marks(&m->ls, p);
        m->ls.line.joins = i > 0;
        rsis_lines_open(&m->ls);
        uint32_t end = closing_hashes(&m->ls, p->end);
        uint32_t trimmed = end;
        while (trimmed > m->ls.at && end != p->end && rsis_is_space(stream_at(m, trimmed)[-1])) trimmed--;
        emit_line(m, trimmed);
        rsis_tile(m->ls.r, end, RSIS_RULE_EDGE, RSIS_LIT(""));
        rsis_tile(m->ls.r, p->end, RSIS_RULE_MD_HEADING, RSIS_LIT(""));
        rsis_lines_close(&m->ls, p);
    }
    m->group.n = 0;
}

/* Does this line go on with the paragraph above it? */
static bool continues(const struct markdown *m, const struct rsis_physical *p) {
    if (!m->group.n || p->page) return false;
    const struct rsis_physical *first = &m->group.v[m->group.n - 1];
    const char *s = m->ls.r->stream.ptr;
    struct rsis_str t = rsis_str(s + p->at, p->end - p->at);
    uint8_t level;
    uint32_t glyph, number;
    if (s[first->at] == '#' || s[first->at] == '|' || (s[first->at] == '>') != (s[p->at] == '>')) return false;
    return !heading_length(t, &level) && s[p->at] != '|' && !rsis_bullet_length(t, &glyph) &&
           !rsis_number_length(t, &number) && !rsis_str_starts(t, RSIS_LIT("<sup>")) && !is_picture(t);
}

void rsis_read_markdown(struct rsis_reader *r) {
    struct markdown m = {.ls = {.r = r}};
    struct rsis_physical p;
    bool plain = rsis_only_line_feeds(r->stream);
    for (uint32_t at = rsis_bom_length(r->stream), next; rsis_physical_next(r->stream, plain, at, &p, &next);
         at = next) {
        bool special = p.at == p.end || rsis_is_rule_line(rsis_str(r->stream.ptr + p.at, p.end - p.at)) ||
                       r->stream.ptr[p.at] == '{';
        if (special || !continues(&m, &p)) flush(&m);
        if (special && rsis_lines_special(&m.ls, &p)) continue;
        *RSIS_PUSH(r->flow->arena, &m.group) = p;
        rsis_lines_feed(&m.ls, &p);
    }
    flush(&m);
}
