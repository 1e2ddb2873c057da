/*
 * inline.c - the inlines of a piece of text: emphasis, links and addresses, note marks, passages in other scripts.
 */
#include "parts.h"

#include "../base/utf8.h"

enum { LONGEST_ADDRESS = 2000, REPORTS_MOST = 20 };

struct inliner {
    struct rsis_recogniser *r;
    const char *text;
    bool linked; /* inside a link: no addresses */
};

static struct rsis_node *add(struct inliner *x, struct rsis_node *parent, enum rsis_node_type type, uint32_t at,
                             uint32_t len) {
    struct rsis_node *n = rsis_node_new(x->r->arena, type);
    n->piece = (struct rsis_piece){at, len};
    rsis_node_append(parent, n);
    return n;
}

static void add_text(struct inliner *x, struct rsis_node *parent, uint32_t from, uint32_t to) {
    if (to > from) add(x, parent, RSIS_NODE_TEXT, from, to - from);
}

/* ---------------------------------------------------------------- scripts */

static const struct {
    uint32_t from, to;
    const char *lang; /* the language where the script has one, else the script alone */
} scripts[] = {
    {0x0370, 0x03FF, "el"},       {0x0400, 0x052F, "und-Cyrl"},   {0x0590, 0x05FF, "und-Hebr"},
    {0x0600, 0x06FF, "und-Arab"}, {0x0750, 0x077F, "und-Arab"},   {0x08A0, 0x08FF, "und-Arab"},
    {0x0900, 0x097F, "und-Deva"}, {0x0980, 0x09FF, "und-Beng"},   {0x0B80, 0x0BFF, "ta"},
    {0x0E00, 0x0E7F, "th"},       {0x0E80, 0x0EFF, "lo"},         {0x1000, 0x109F, "und-Mymr"},
    {0x1780, 0x17FF, "km"},       {0x1F00, 0x1FFF, "el"},         {0x2E80, 0x2FDF, "und-Hani"},
    {0x3040, 0x30FF, "ja"},       {0x3400, 0x4DBF, "und-Hani"},   {0x4E00, 0x9FFF, "und-Hani"},
    {0xAC00, 0xD7AF, "ko"},       {0xF900, 0xFAFF, "und-Hani"},   {0xFB50, 0xFDFF, "und-Arab"},
    {0xFE70, 0xFEFC, "und-Arab"}, {0x20000, 0x3FFFF, "und-Hani"},
};

static const char *script_of(uint32_t cp) {
    size_t lo = 0, hi = sizeof scripts / sizeof *scripts;
    while (lo < hi) {
        size_t mid = (lo + hi) / 2;
        if (cp > scripts[mid].to)
            lo = mid + 1;
        else if (cp < scripts[mid].from)
            hi = mid;
        else
            return scripts[mid].lang;
    }
    return NULL;
}

/* Han goes with kana: Japanese. */
static const char *merge_scripts(const char *a, const char *b) {
    if (strcmp(a, b) == 0) return a;
    bool han_kana =
        (strcmp(a, "ja") == 0 && strcmp(b, "und-Hani") == 0) || (strcmp(b, "ja") == 0 && strcmp(a, "und-Hani") == 0);
    return han_kana ? "ja" : NULL;
}

/* A passage in one other script from `at`: its end, blanks and marks between its words included; 0 for none. */
static uint32_t foreign_end(const struct inliner *x, uint32_t at, uint32_t end, const char **lang) {
    uint32_t last = 0, letters = 0;
    *lang = NULL;
    for (uint32_t i = at; i < end;) {
        unsigned n;
        uint32_t cp = rsis_utf8_next(x->text + i, x->text + end, &n);
        const char *s = cp < 0x370 ? NULL : script_of(cp);
        const char *both = s && *lang ? merge_scripts(*lang, s) : s;
        if (s && !both) break;
        if (!s && (rsis_is_word_char(cp) || i - last > 8) && last) break;
        if (s) {
            *lang = both;
            last = i + n;
            letters++;
        }
        i += n;
    }
    return letters >= 2 ? last : 0;
}

/* ---------------------------------------------------------------- addresses */

static bool address_char(char c) {
    return rsis_is_alpha(c) || rsis_is_digit(c) || strchr("-._~:/?#[]@!$&'()*+,;=%", c);
}

/* Trailing stops belong to the sentence, and so does a bracket that was not opened inside. */
static uint32_t trim_address(const char *t, uint32_t at, uint32_t to) {
    for (;;) {
        char c = to > at ? t[to - 1] : 'x';
        bool closes = c == ')' && !memchr(t + at, '(', to - at);
        if (!closes && !strchr(".,;:!?'\"", c)) return to;
        to--;
    }
}

static uint32_t url_end(const struct inliner *x, uint32_t at, uint32_t end) {
    struct rsis_str s = rsis_str(x->text + at, end - at);
    bool www = rsis_str_starts(s, RSIS_LIT("www."));
    if (!www && !rsis_str_starts(s, RSIS_LIT("http://")) && !rsis_str_starts(s, RSIS_LIT("https://"))) return 0;
    uint32_t to = at;
    while (to < end && to - at < LONGEST_ADDRESS && x->text[to] && address_char(x->text[to])) to++;
    to = trim_address(x->text, at, to);
    return to > at + 8 && memchr(x->text + at + 4, '.', to - at - 4) ? to : 0;
}

static bool mail_char(char c) {
    return rsis_is_alpha(c) || rsis_is_digit(c) || (c && strchr("._-+", c));
}

/* The mail address around the @ at `at`; it begins at or after `from`. */
static bool mail_around(const struct inliner *x, uint32_t from, uint32_t at, uint32_t end, uint32_t *start,
                        uint32_t *to) {
    uint32_t a = at, z = at + 1;
    while (a > from && mail_char(x->text[a - 1])) a--;
    while (z < end && mail_char(x->text[z]) && x->text[z] != '_') z++;
    while (z > at + 1 && (x->text[z - 1] == '.' || x->text[z - 1] == '-')) z--;
    *start = a;
    *to = z;
    return a < at && z > at + 3 && memchr(x->text + at, '.', z - at);
}

static void set_target(struct inliner *x, struct rsis_node *n, enum rsis_derivation how, const char *prefix) {
    struct rsis_str s = rsis_str(x->text + n->piece.at, n->piece.len);
    n->target.piece = n->piece;
    n->target.value = *prefix ? rsis_str_c(rsis_format(x->r->arena, "%s%.*s", prefix, RSIS_ARG(s))) : s;
    n->target.kind = *prefix ? RSIS_USE_DERIVED : RSIS_USE_COPY;
    n->target.derivation = (uint8_t)(*prefix ? how : RSIS_DERIVE_NONE);
}

static void add_link(struct inliner *x, struct rsis_node *parent, uint32_t at, uint32_t to, bool mail) {
    struct rsis_node *n = add(x, parent, mail ? RSIS_NODE_EMAIL : RSIS_NODE_LINK, at, to - at);
    add_text(x, n, at, to);
    bool www = !mail && x->text[at] == 'w';
    set_target(x, n, mail ? RSIS_DERIVE_MAILTO : RSIS_DERIVE_URL, mail ? "mailto:" : www ? "http://" : "");
}

/* ---------------------------------------------------------------- note marks */

static uint32_t number_at(const char *t, uint32_t at, uint32_t end, uint32_t *value) {
    uint32_t i = at;
    *value = 0;
    while (i < end && i - at < 3 && rsis_is_digit(t[i])) *value = *value * 10 + (uint32_t)(t[i++] - '0');
    return i < end && rsis_is_digit(t[i]) ? at : i;
}

/* A mark at `at` that is glued to a word or stop, or stands in brackets; its end, or 0. */
static uint32_t mark_end(const struct inliner *x, uint32_t from, uint32_t at, uint32_t end, uint32_t *number) {
    const char *t = x->text;
    bool open = t[at] == '[', caret = open && at + 1 < end && t[at + 1] == '^';
    uint32_t first = at + open + caret, n = number_at(t, first, end, number);
    if (n == first || *number != x->r->next_mark || *number > x->r->notes) return 0;
    if (open) return n < end && t[n] == ']' ? n + 1 : 0;
    if (at <= from) return 0;
    char before = t[at - 1], after = n < end ? t[n] : ' ';
    bool blank = before == ' ' && at >= from + 2 && strchr(".?!", t[at - 2]) &&
                 (n == end || (after == ' ' && n + 1 < end && rsis_is_upper(t[n + 1])));
    bool stop = strchr(".,;:?!\")'", before) && at >= from + 2 && !rsis_is_digit(t[at - 2]);
    bool word = rsis_is_lower(before) || ((unsigned char)before & 0x80);
    bool free = !rsis_is_digit(after) && !rsis_is_alpha(after) && after != '%' && after != '.';
    return (stop || word || (blank && x->r->flow->flavour != RSIS_FROM_MARKDOWN)) && free ? n : 0;
}

static void add_mark(struct inliner *x, struct rsis_node *parent, uint32_t at, uint32_t to, uint32_t number) {
    struct rsis_node *n = add(x, parent, RSIS_NODE_NOTE_REF, at, to - at);
    n->number = number;
    x->r->next_mark = number + 1;
    x->r->marked[number] = 1;
}

/* ---------------------------------------------------------------- leaves */

static bool word_start(const struct inliner *x, uint32_t from, uint32_t i) {
    return i == from || !(rsis_is_alpha(x->text[i - 1]) || rsis_is_digit(x->text[i - 1]));
}

/* One special thing at `i`: adds it and what stands before it, and gives its end; 0 for none. */
static uint32_t special(struct inliner *x, struct rsis_node *parent, uint32_t done, uint32_t i, uint32_t end) {
    unsigned char c = (unsigned char)x->text[i];
    uint32_t to = 0, start = i, number;
    if ((c == 'h' || c == 'w') && !x->linked && word_start(x, done, i) && (to = url_end(x, i, end))) {
        add_text(x, parent, done, i);
        add_link(x, parent, i, to, false);
    } else if (c == '@' && !x->linked && mail_around(x, done, i, end, &start, &to)) {
        add_text(x, parent, done, start);
        add_link(x, parent, start, to, true);
    } else if (x->r->notes && (c == '[' || rsis_is_digit((char)c)) && (to = mark_end(x, done, i, end, &number))) {
        add_text(x, parent, done, i);
        add_mark(x, parent, i, to, number);
    } else if (c >= 0xCD && c != 0xE2) {
        const char *lang;
        to = foreign_end(x, i, end, &lang);
        if (!to) return 0;
        add_text(x, parent, done, i);
        struct rsis_node *n = add(x, parent, RSIS_NODE_FOREIGN, i, to - i);
        n->lang = lang;
        add_text(x, n, i, to);
    } else {
        return 0;
    }
    return to;
}

/* Bytes at which something special may begin: h w @ [ digits, and the first bytes of other scripts. */
static bool may_be_special(unsigned char c) {
    static const uint32_t ascii[4] = {0, 0x03FF0000, 0x08000001, 0x00800100};
    return c < 0x80 ? ascii[c >> 5] >> (c & 31) & 1 : c >= 0xCD;
}

static void leaf(struct inliner *x, struct rsis_node *parent, uint32_t from, uint32_t end) {
    uint32_t done = from;
    for (uint32_t i = from; i < end;) {
        if (!may_be_special((unsigned char)x->text[i])) {
            i++;
            continue;
        }
        uint32_t to = special(x, parent, done, i, end);
        if (to)
            done = i = to;
        else if (!rsis_is_digit(x->text[i++]))
            continue;
        else
            while (!to && i < end && rsis_is_digit(x->text[i])) i++;
    }
    add_text(x, parent, done, end);
}

/* ---------------------------------------------------------------- styles */

static const struct {
    uint8_t style, type;
} wrappers[] = {{RSIS_STYLE_STRONG, RSIS_NODE_STRONG},
                {RSIS_STYLE_EM, RSIS_NODE_EM},
                {RSIS_STYLE_SUP, RSIS_NODE_SUP},
                {RSIS_STYLE_SUB, RSIS_NODE_SUB}};

/* A superscript number: a note's mark when there is such a note. */
static bool sup_mark(struct inliner *x, struct rsis_node *parent, uint32_t at, uint32_t end) {
    uint32_t number, n = number_at(x->text, at, end, &number);
    if (n != end || !number) return false;
    if (number <= x->r->notes) {
        add_mark(x, parent, at, end, number);
        return true;
    }
    if (x->r->missing++ < REPORTS_MOST)
        rsis_report(x->r->diags, RSIS_DIAG_NOTE_MISSING, rsis_ledger_source(&x->r->doc->ledger, at), end - at,
                    "%u is set like a footnote's mark, but there is no footnote %u; kept as a superscript", number,
                    number);
    return false;
}

/* A link whose target stands behind it in the text. */
static struct rsis_node *open_link(struct inliner *x, struct rsis_node *parent, const struct rsis_run *run) {
    if (!run->href_len) return parent;
    struct rsis_str href = rsis_str(x->text + run->href_at, run->href_len);
    bool mail = rsis_str_starts(href, RSIS_LIT("mailto:"));
    struct rsis_node *n = add(x, parent,
                              run->picture ? RSIS_NODE_PICTURE
                              : mail       ? RSIS_NODE_EMAIL
                                           : RSIS_NODE_LINK,
                              run->at, run->len);
    n->target = (struct rsis_target){{run->href_at, run->href_len}, href, RSIS_USE_PRIMARY, RSIS_DERIVE_NONE};
    return n;
}

static void styled(struct inliner *x, struct rsis_node *parent, uint32_t at, uint32_t end, uint8_t style) {
    if ((style & RSIS_STYLE_SUP) && sup_mark(x, parent, at, end)) return;
    for (size_t i = 0; i < sizeof wrappers / sizeof *wrappers; i++)
        if (style & wrappers[i].style) parent = add(x, parent, wrappers[i].type, at, end - at);
    leaf(x, parent, at, end);
}

/* Neighbouring runs of one style and no link, with at most a blank between, are one. */
static uint32_t run_end(const struct rsis_flow *f, uint32_t *i, uint32_t end, uint8_t ignore) {
    uint32_t to = f->runs.v[*i].at + f->runs.v[*i].len;
    uint8_t style = f->runs.v[*i].style & (uint8_t)~ignore;
    while (*i + 1 < f->runs.n && style && !f->runs.v[*i].href_len) {
        const struct rsis_run *next = &f->runs.v[*i + 1];
        bool near = next->at == to || (next->at == to + 1 && f->text.ptr[to] == ' ');
        if (!near || (next->style & (uint8_t)~ignore) != style || next->href_len || next->at + next->len > end) break;
        to = next->at + next->len;
        ++*i;
    }
    return to;
}

/* Run `*i`, and those that belong to it, clipped to at..end; gives where the text after them begins. */
static uint32_t one_run(struct inliner *x, struct rsis_node *parent, uint32_t *i, uint32_t at, uint32_t end,
                        uint8_t ignore) {
    const struct rsis_flow *f = x->r->flow;
    const struct rsis_run *first = &f->runs.v[*i], *run = first;
    uint32_t from = run->at > at ? run->at : at, to = run_end(f, i, end, ignore);
    struct rsis_node *in = open_link(x, parent, first);
    if (to > end) to = end;
    x->linked = in != parent;
    styled(x, in, from, to, run->style & (uint8_t)~ignore);
    while (first->href_len && *i + 1 < f->runs.n && run[1].href_at == first->href_at && run[1].at == to) {
        run++; /* a link over several styles */
        ++*i;
        to = run->at + run->len;
        styled(x, in, run->at, to, run->style & (uint8_t)~ignore);
    }
    x->linked = false;
    return first->href_len && first->href_at == to ? to + first->href_len : to;
}

void rsis_inline_build(struct rsis_recogniser *r, struct rsis_node *parent, struct rsis_piece p, uint8_t ignore) {
    const struct rsis_flow *f = r->flow;
    struct inliner x = {.r = r, .text = f->text.ptr};
    uint32_t at = p.at, end = p.at + p.len;
    for (uint32_t i = rsis_first_run(f, at); i < f->runs.n; i++) {
        const struct rsis_run *run = &f->runs.v[i];
        if (run->at >= end) break;
        if (run->at > at) leaf(&x, parent, at, run->at);
        at = one_run(&x, parent, &i, run->at > at ? run->at : at, end, ignore);
    }
    if (at < end) leaf(&x, parent, at, end);
}

void rsis_inline_page(struct rsis_recogniser *r, struct rsis_node *parent, const struct rsis_block *b) {
    if (!r->page_of || !b->page || r->page_of[b->first] < 2) return;
    struct rsis_node *page = rsis_node_new(r->arena, RSIS_NODE_BREAK);
    page->evidenced = 1;
    page->number = r->page_of[b->first];
    rsis_node_append(parent, page);
}

struct rsis_node *rsis_inline_para(struct rsis_recogniser *r, const struct rsis_block *b, uint8_t ignore) {
    struct rsis_node *para = rsis_node_new(r->arena, RSIS_NODE_PARA);
    para->piece = (struct rsis_piece){b->at, b->len};
    for (;;) {
        if (!b->part) rsis_inline_page(r, para, b);
        rsis_inline_build(r, para, (struct rsis_piece){b->at, b->len}, ignore);
        if (!b->next_part) return para;
        b = &r->blocks.v[b->next_part];
        struct rsis_node *gap = rsis_node_new(r->arena, RSIS_NODE_BREAK);
        gap->evidenced = b->evidenced;
        gap->number = b->evidenced ? r->page_of[b->first] : 0;
        rsis_node_append(para, gap);
    }
}
