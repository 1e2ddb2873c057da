/*
 * body.c - headings, page joins, and the tree of the body.
 */
#include "parts.h"

#include "../base/utf8.h"

enum { HEADING_MOST = 100, JOIN_LEAST = 60 };

static struct rsis_str text_of(const struct rsis_recogniser *r, const struct rsis_block *b) {
    return rsis_str(r->flow->text.ptr + b->at, b->len);
}

static bool in_body(const struct rsis_block *b) {
    return b->role == ROLE_NONE || b->role == ROLE_HEADING;
}

/* The next body block after i, or the number of blocks. */
static uint32_t next_body(const struct rsis_recogniser *r, uint32_t i) {
    for (i++; i < r->blocks.n && !in_body(&r->blocks.v[i]); i++) {
    }
    return i;
}

/* ---------------------------------------------------------------- headings */

/* Does this source mark its headings? Then lines without marks are none. */
static bool marks_headings(const struct rsis_recogniser *r) {
    for (uint32_t i = r->body; i < r->blocks.n; i++) {
        const struct rsis_block *b = &r->blocks.v[i];
        if (b->role != ROLE_NONE) continue;
        if (b->kind == RSIS_LINE_HEADING || ((b->style & RSIS_STYLE_STRONG) && b->len < HEADING_MOST * 2)) return true;
    }
    return false;
}

static bool marked(const struct rsis_recogniser *r, const struct rsis_block *b) {
    if (b->kind == RSIS_LINE_HEADING) return true;
    struct rsis_str s = text_of(r, b);
    return b->kind == RSIS_LINE_PLAIN && (b->style & RSIS_STYLE_STRONG) && s.len < HEADING_MOST * 2 &&
           s.ptr[s.len - 1] != '.';
}

/* The last character before closing quotes and brackets. */
static char last_mark(struct rsis_str s) {
    while (s.len > 1 && (strchr("\"')]", s.ptr[s.len - 1]) || rsis_str_ends(s, RSIS_LIT("\xE2\x80\x9D")) ||
                         rsis_str_ends(s, RSIS_LIT("\xE2\x80\x99"))))
        s.len -= s.ptr[s.len - 1] & 0x80 ? 3 : 1;
    return s.len ? s.ptr[s.len - 1] : ' ';
}

static bool has_letters(struct rsis_str s) {
    size_t n = 0;
    for (size_t i = 0; i < s.len; i++) n += rsis_is_alpha(s.ptr[i]) || (s.ptr[i] & 0x80);
    return n >= 3;
}

/* A question alone may be a heading or a paragraph. */
static bool asks(struct rsis_str s) {
    return s.ptr[s.len - 1] == '?' || s.ptr[s.len - 1] == '!';
}

static bool in_title_case(struct rsis_str s) {
    unsigned words = 0, small = 0;
    for (size_t i = 0; i < s.len; i++) {
        if (i && !rsis_is_space(s.ptr[i - 1])) continue;
        words++;
        size_t n = 0;
        while (i + n < s.len && rsis_is_lower(s.ptr[i + n])) n++;
        small += n > 3;
    }
    return words > 1 && small == 0;
}

/* A short line that ends no sentence and stands between two that do. */
static bool bare_heading(const struct rsis_recogniser *r, uint32_t i) {
    const struct rsis_block *b = &r->blocks.v[i];
    struct rsis_str s = text_of(r, b);
    if (b->role != ROLE_NONE || b->kind != RSIS_LINE_PLAIN || b->first != b->last) return false;
    if (rsis_utf8_length(s) > HEADING_MOST || !has_letters(s) || strchr(".,;:-", last_mark(s)) || rsis_starts_lower(s))
        return false;
    uint32_t next = next_body(r, i), before = i;
    while (before > r->body && !in_body(&r->blocks.v[before - 1])) before--;
    bool ended = before == r->body || rsis_ends_sentence(text_of(r, &r->blocks.v[before - 1])) ||
                 r->blocks.v[before - 1].role == ROLE_HEADING || r->blocks.v[before - 1].kind != RSIS_LINE_PLAIN;
    if (!ended || next >= r->blocks.n) return false;
    const struct rsis_block *n = &r->blocks.v[next];
    return !rsis_starts_lower(text_of(r, n)) && (in_title_case(s) || n->len > b->len || n->kind != RSIS_LINE_PLAIN);
}

static void doubt(struct rsis_recogniser *r, const struct rsis_block *b, bool taken) {
    struct rsis_str s = text_of(r, b);
    rsis_report(r->diags, RSIS_DIAG_BODY_HEADING_DOUBTFUL, rsis_block_src(r, b), b->len,
                taken ? "\"%.*s\" was taken for a heading; runner-up: a short paragraph"
                      : "\"%.*s\" was kept as a paragraph; runner-up: a heading",
                RSIS_ARG(s));
}

static void bare_headings(struct rsis_recogniser *r) {
    uint32_t plain = 0;
    for (uint32_t i = r->body; i < r->blocks.n; i++) plain += bare_heading(r, i) && !asks(text_of(r, &r->blocks.v[i]));
    for (uint32_t i = r->body; i < r->blocks.n; i++) {
        struct rsis_block *b = &r->blocks.v[i];
        if (!bare_heading(r, i)) continue;
        struct rsis_str s = text_of(r, b);
        if (asks(s) && !plain && !in_title_case(s)) {
            doubt(r, b, false);
            continue;
        }
        b->role = ROLE_HEADING;
        if (r->flow->flavour == RSIS_FROM_MARKDOWN) doubt(r, b, true);
    }
}

void rsis_headings_find(struct rsis_recogniser *r) {
    if (!marks_headings(r)) {
        bare_headings(r);
        return;
    }
    for (uint32_t i = r->body; i < r->blocks.n; i++) {
        struct rsis_block *b = &r->blocks.v[i];
        if (b->role == ROLE_NONE && marked(r, b)) b->role = ROLE_HEADING;
    }
}

/* ---------------------------------------------------------------- page joins */

static bool goes_on(const struct rsis_block *a, const struct rsis_block *b) {
    if (a->role != ROLE_NONE || b->role != ROLE_NONE || a->kind == RSIS_LINE_TABLE || a->kind == RSIS_LINE_PICTURE)
        return false;
    return b->kind == RSIS_LINE_PLAIN || (b->kind == RSIS_LINE_QUOTE && a->kind == RSIS_LINE_QUOTE);
}

static bool page_between(const struct rsis_recogniser *r, uint32_t a, uint32_t b) {
    for (uint32_t i = a + 1; i <= b; i++)
        if (r->blocks.v[i].page) return true;
    return false;
}

/* A label between the two, or an author note that begins: no sentence goes on across it. */
static bool parted(struct rsis_recogniser *r, uint32_t a, uint32_t b) {
    for (uint32_t i = a + 1; i < b; i++) {
        uint8_t role = r->blocks.v[i].role;
        if (role == ROLE_BIO_LABEL || role == ROLE_NOTES_LABEL || role == ROLE_NOTICE) return true;
    }
    return rsis_back_opens(r, &r->blocks.v[b]);
}

/* Rejoins a paragraph that was cut in two; a join that needs more than a small letter is said to be doubtful. */
static void join(struct rsis_recogniser *r, uint32_t a, uint32_t b, bool evidenced) {
    struct rsis_str s = text_of(r, &r->blocks.v[a]), t = text_of(r, &r->blocks.v[b]);
    bool sure = rsis_starts_lower(t);
    if (!sure && !evidenced && s.len < JOIN_LEAST) return;
    size_t tail = s.len < 30 ? s.len : 30, head = t.len < 30 ? t.len : 30;
    while (tail < s.len && ((unsigned char)s.ptr[s.len - tail] & 0xC0) == 0x80) tail++;
    while (head < t.len && ((unsigned char)t.ptr[head] & 0xC0) == 0x80) head++;
    rsis_report(r->diags, sure ? RSIS_DIAG_FLOW_JOINED : RSIS_DIAG_FLOW_JOIN_DOUBTFUL,
                rsis_block_src(r, &r->blocks.v[b]), 0, "rejoined \"...%.*s\" and \"%.*s...\": the sentence goes on%s",
                (int)tail, s.ptr + s.len - tail, (int)head, t.ptr, sure ? "" : "; runner-up: two paragraphs");
    r->blocks.v[b].evidenced = evidenced;
    r->doc->breaks++;
    rsis_block_join(r, a, b);
}

void rsis_pages_join(struct rsis_recogniser *r) {
    for (uint32_t i = r->body, next; i < r->blocks.n; i = next) {
        next = next_body(r, i);
        if (next >= r->blocks.n) return;
        const struct rsis_block *a = &r->blocks.v[i], *b = &r->blocks.v[next];
        if (!in_body(a) || !goes_on(a, b) || rsis_ends_sentence(text_of(r, a)) || parted(r, i, next)) continue;
        join(r, i, next, page_between(r, i, next));
    }
}

/* ---------------------------------------------------------------- the tree */

struct builder {
    struct rsis_recogniser *r;
    struct rsis_node *section; /* where blocks go: the body or its last section */
    struct rsis_node *list, *quote;
    uint8_t list_kind;
    uint32_t list_indent;
};

/* How far most paragraphs are indented: what stands further in is a quotation. */
static uint32_t base_indent(const struct rsis_recogniser *r) {
    uint32_t count[64] = {0}, best = 0;
    for (uint32_t i = r->body; i < r->blocks.n; i++) {
        const struct rsis_block *b = &r->blocks.v[i];
        if (b->role == ROLE_NONE && b->kind == RSIS_LINE_PLAIN && b->len > 60 && b->indent < 64) count[b->indent]++;
    }
    for (uint32_t k = 1; k < 64; k++)
        if (count[k] > count[best]) best = k;
    return best;
}

static void add_heading(struct builder *b, const struct rsis_block *x) {
    struct rsis_node *sec = rsis_node_new(b->r->arena, RSIS_NODE_SECTION);
    sec->head = rsis_node_new(b->r->arena, RSIS_NODE_GROUP);
    sec->head->piece = (struct rsis_piece){x->at, x->len};
    rsis_inline_page(b->r, sec->head, x);
    rsis_inline_build(b->r, sec->head, sec->head->piece, (uint8_t)(x->style | RSIS_STYLE_STRONG));
    rsis_node_append(b->r->doc->body, sec);
    b->section = sec;
}

/* A list item: its number is a label of its own; the blank after it parts the two. */
static void add_item(struct builder *b, const struct rsis_block *x) {
    struct rsis_recogniser *r = b->r;
    bool first = x->kind == RSIS_LINE_NUMBERED && x->number == 1;
    if (!b->list || b->list_kind != x->kind || (first && b->list->child)) {
        b->list = rsis_node_new(r->arena, RSIS_NODE_LIST);
        b->list->ordered = x->kind == RSIS_LINE_NUMBERED;
        b->list_kind = x->kind;
        rsis_node_append(b->section, b->list);
    }
    struct rsis_node *item = rsis_node_new(r->arena, RSIS_NODE_ITEM);
    struct rsis_block rest = *x;
    if (x->kind == RSIS_LINE_NUMBERED) {
        item->mark = (struct rsis_piece){x->at, x->mark_len};
        rest.at += x->mark_len + 1u;
        rest.len -= x->mark_len + 1u;
    }
    rsis_node_append(item, rsis_inline_para(r, &rest, 0));
    rsis_node_append(b->list, item);
}

static void add_quote(struct builder *b, const struct rsis_block *x) {
    if (!b->quote) {
        b->quote = rsis_node_new(b->r->arena, RSIS_NODE_QUOTE);
        rsis_node_append(b->section, b->quote);
    }
    rsis_node_append(b->quote, rsis_inline_para(b->r, x, x->style & RSIS_STYLE_EM));
}

static void add_picture(struct builder *b, const struct rsis_block *x) {
    struct rsis_node *fig = rsis_node_new(b->r->arena, RSIS_NODE_FIGURE);
    struct rsis_node *para = rsis_inline_para(b->r, x, 0);
    bool alone = para->child && para->child->type == RSIS_NODE_PICTURE && !para->child->next;
    rsis_node_append(fig, para);
    rsis_node_append(b->section, alone ? fig : para);
    rsis_report(b->r->diags, RSIS_DIAG_BODY_PICTURE, rsis_block_src(b->r, x), x->len,
                "a picture stands here; its file is named in the output but is not part of it");
}

static void add_block(struct builder *b, const struct rsis_block *x, uint32_t base) {
    bool item = x->kind == RSIS_LINE_BULLET || x->kind == RSIS_LINE_NUMBERED;
    bool quote = x->role != ROLE_HEADING &&
                 (x->kind == RSIS_LINE_QUOTE || (x->kind == RSIS_LINE_PLAIN && x->indent >= base + 4 && x->len > 40));
    if (!item) b->list = NULL;
    if (!quote || item) b->quote = NULL;
    if (x->role == ROLE_HEADING)
        add_heading(b, x);
    else if (item)
        add_item(b, x);
    else if (quote)
        add_quote(b, x);
    else if (x->kind == RSIS_LINE_PICTURE)
        add_picture(b, x);
    else
        rsis_node_append(b->section, rsis_inline_para(b->r, x, x->style));
    if (x->kind == RSIS_LINE_TABLE)
        rsis_report(b->r->diags, RSIS_DIAG_BODY_TABLE, rsis_block_src(b->r, x), x->len,
                    "a row of a table was kept as a line of text");
}

/* Under one section or the body: blocks in order, pages evidenced between them marked. */
void rsis_body_build(struct rsis_recogniser *r) {
    r->doc->body = rsis_node_new(r->arena, RSIS_NODE_GROUP);
    struct builder b = {.r = r, .section = r->doc->body};
    uint32_t base = base_indent(r);
    for (uint32_t i = 0; i < r->blocks.n; i++) {
        const struct rsis_block *x = &r->blocks.v[i];
        bool unrecognised = i < r->body && x->role == ROLE_NONE;
        if (x->part || !in_body(x) || (i < r->body && !unrecognised)) continue;
        add_block(&b, x, base);
    }
}
