/*
 * text_blocks.c - the blocks of text of a record and of its page, in one form, so that they can be compared: what is
 * said, and between the words where emphasis and links begin and end, which note is called, and where a page begins.
 */
#include "text.h"

enum { NO_SLOT = RSIS_SLOT_COUNT };

/* Marks; XML forbids these characters. A number or a kind follows some. */
enum { MARK_OPEN = 1, MARK_CLOSE = 2, MARK_NOTE = 3, MARK_PAGE = 4 };

struct reader {
    struct rsis_arena *arena;
    struct rsis_reading *out;
    struct rsis_report *report; /* of a page; a record was read back by the proof already */
    struct rsis_str member;
    struct rsis_buf said; /* of the open block */
    uint8_t slot;         /* of it */
    bool caption;         /* it is the caption of a picture */
};

static void mark(struct reader *r, char what, char kind) {
    rsis_buf_char(&r->said, what);
    rsis_buf_char(&r->said, kind);
}

/* The digits at the end of an id or a reference: "fn3", "#c046-2013-fn3". */
static struct rsis_str number_at_end(struct rsis_str s) {
    size_t at = s.len;
    while (at && rsis_is_digit(s.ptr[at - 1])) at--;
    return rsis_str_from(s, at);
}

static void keep_href(struct reader *r, const struct rsis_xml_node *n, uint8_t slot, struct rsis_str target) {
    *RSIS_PUSH(r->arena, &r->out->hrefs) = (struct rsis_href){target, n->line, slot};
}

/* ---------------------------------------------------------------- the record */

/* Blocks that a page has too: this element below that one, at any depth; the first row that fits. */
static const struct {
    const char *element, *below;
    uint8_t slot;
} jats_blocks[] = {
    {"p", "bio", RSIS_SLOT_BIO},
    {"p", "abstract", RSIS_SLOT_ABSTRACT},
    {"p", "ack", RSIS_SLOT_ACK},
    {"p", "fn", RSIS_SLOT_NOTE},
    {"p", "journal-meta", RSIS_SLOT_MASTHEAD},
    {"p", "front", RSIS_SLOT_PREFACE},
    {"p", "disp-quote", RSIS_SLOT_QUOTE},
    {"p", "list-item", RSIS_SLOT_ITEM},
    {"p", "body", RSIS_SLOT_BODY},
    {"p", "back", RSIS_SLOT_FURNITURE},
    {"title", "bio", RSIS_SLOT_BIO_TITLE},
    {"title", "abstract", RSIS_SLOT_ABSTRACT_TITLE},
    {"title", "fn-group", RSIS_SLOT_NOTES_TITLE},
    {"title", "body", RSIS_SLOT_HEADING},
    {"label", "fn", RSIS_SLOT_NOTE_LABEL},
    {"label", "list-item", RSIS_SLOT_ITEM_LABEL},
    {"license-p", "license", RSIS_SLOT_NOTICE},
    {"article-title", "article-meta", RSIS_SLOT_TITLE},
};

/* A line that was printed and is kept as a value. */
static uint8_t kept_line(struct rsis_arena *a, const struct rsis_xml_node *n) {
    struct rsis_str name = rsis_xml_child_text(a, n->parent, "meta-name");
    if (!rsis_xml_around(n, "article-meta") || !rsis_str_ends(name, RSIS_LIT("-as-printed"))) return NO_SLOT;
    if (rsis_str_eq(name, RSIS_LIT("issue-line-as-printed"))) return RSIS_SLOT_NUMBER_LINE;
    return rsis_str_eq(name, RSIS_LIT("author-as-printed")) ? RSIS_SLOT_BYLINE : RSIS_SLOT_PRINTED;
}

static uint8_t jats_slot(struct rsis_arena *a, const struct rsis_xml_node *n) {
    if (rsis_xml_is(n, "meta-value")) return kept_line(a, n);
    if (rsis_xml_is(n, "subject") && n->parent)
        return rsis_xml_has(n->parent, "subj-group-type", "heading") ? RSIS_SLOT_SECTION_LABEL : RSIS_SLOT_KICKER;
    for (size_t i = 0; i < sizeof jats_blocks / sizeof *jats_blocks; i++)
        if (rsis_xml_is(n, jats_blocks[i].element) && rsis_xml_around(n, jats_blocks[i].below))
            return jats_blocks[i].slot;
    return NO_SLOT;
}

/* Inline elements that a page has as well: what stands for them between the words. */
static const struct {
    const char *jats, *page;
    char kind;
} inlines[] = {
    {"italic", "em", 'i'},  {"bold", "strong", 'b'}, {"sup", "sup", '^'},          {"sub", "sub", '_'},
    {"ext-link", "a", 'a'}, {"email", "a", 'a'},     {"named-content", NULL, 'l'},
};

static char jats_kind(const struct rsis_xml_node *n) {
    for (size_t i = 0; i < sizeof inlines / sizeof *inlines; i++)
        if (rsis_xml_is(n, inlines[i].jats)) return inlines[i].kind;
    return 0;
}

static void jats_inlines(struct reader *r, const struct rsis_xml_node *n);

static void jats_inline(struct reader *r, const struct rsis_xml_node *n) {
    struct rsis_str target = rsis_xml_value(n, "href");
    bool picture = rsis_xml_is(n, "inline-graphic"), note = rsis_xml_is(n, "xref");
    char kind = picture ? 'g' : note ? 'n' : jats_kind(n);
    if (target.ptr) keep_href(r, n, r->slot, target);
    if (rsis_xml_has(n, "target-type", "page-break")) {
        rsis_buf_char(&r->said, MARK_PAGE);
        rsis_buf_str(&r->said, number_at_end(rsis_xml_value(n, "id")));
        rsis_buf_char(&r->said, MARK_PAGE);
    }
    if (kind) mark(r, MARK_OPEN, kind);
    if (note) rsis_buf_str(&r->said, number_at_end(rsis_xml_value(n, "rid")));
    if (note) rsis_buf_char(&r->said, MARK_NOTE);
    if (kind == 'l') rsis_buf_str(&r->said, rsis_xml_value(n, "lang"));
    jats_inlines(r, n);
    if (kind) mark(r, MARK_CLOSE, kind);
}

static void jats_inlines(struct reader *r, const struct rsis_xml_node *n) {
    for (n = n->child; n; n = n->next) {
        if (n->name)
            jats_inline(r, n);
        else
            rsis_buf_str(&r->said, n->text);
    }
}

static void open_block(struct reader *r, uint8_t slot) {
    r->slot = slot;
    rsis_buf_init(&r->said, r->arena);
}

static void close_block(struct reader *r, const struct rsis_xml_node *n) {
    if (r->said.len)
        *RSIS_PUSH(r->arena, &r->out->blocks) = (struct rsis_said){rsis_buf_slice(&r->said), n->line, r->slot};
    r->slot = NO_SLOT;
}

static void jats_walk(struct reader *r, const struct rsis_xml_node *n) {
    for (n = n->child; n; n = n->next) {
        uint8_t slot = n->name ? jats_slot(r->arena, n) : NO_SLOT;
        if (n->name && rsis_xml_is(n, "graphic") && rsis_xml_value(n, "href").ptr)
            keep_href(r, n, RSIS_SLOT_BODY, rsis_xml_value(n, "href"));
        if (slot == NO_SLOT) {
            if (n->name) jats_walk(r, n);
            continue;
        }
        open_block(r, slot);
        jats_inlines(r, n);
        close_block(r, n);
    }
}

void rsis_read_jats_blocks(struct rsis_reading *out, struct rsis_arena *a, const struct rsis_xml_node *root) {
    struct reader r = {.arena = a, .out = out, .slot = NO_SLOT};
    *out = (struct rsis_reading){0};
    jats_walk(&r, root);
}

/* ---------------------------------------------------------------- the page */

#define FOUND(r, check, node, ...) rsis_found((r)->report, (check), (r)->member, (node)->line, 0, __VA_ARGS__)

static uint8_t class_slot(const struct rsis_xml_node *n) {
    struct rsis_str name = rsis_xml_value(n, "class");
    for (uint8_t i = 0; name.len && i < RSIS_SLOT_COUNT; i++)
        if (rsis_str_eq(name, rsis_str_c(rsis_slot_name((enum rsis_slot)i)))) return i;
    return NO_SLOT;
}

/* A target in a page; ptr NULL for a place in the page itself. */
static struct rsis_str page_target(const struct rsis_xml_node *n) {
    struct rsis_str s = rsis_xml_value(n, "data-href");
    if (s.ptr || !rsis_xml_is(n, "a")) return s;
    s = rsis_xml_value(n, "href");
    return s.ptr && rsis_str_starts(s, RSIS_LIT("#")) ? rsis_str(NULL, 0) : s;
}

/* Nobody can read what is hidden, and it is furniture only that nobody need read. */
static void look_for_hiding(struct reader *r, const struct rsis_xml_node *n) {
    static const char *const attrs[] = {"hidden", "style", "aria-hidden", "inert"};
    bool furniture = rsis_xml_is(n, "section") && rsis_xml_has(n, "class", "page-furniture");
    for (size_t i = 0; i < sizeof attrs / sizeof *attrs; i++)
        if (rsis_xml_value(n, attrs[i]).ptr && !(furniture && i == 0))
            FOUND(r, RSIS_CHECK_PKG_PAGE_HIDDEN, n, "<%s> has the attribute %s", n->name, attrs[i]);
}

static char page_kind(const struct reader *r, const struct rsis_xml_node *n) {
    if (rsis_xml_is(n, "a") && rsis_xml_has(n, "class", "picture")) return r->caption ? 0 : 'g';
    if (rsis_xml_has(n, "class", "note-ref")) return 'n';
    if (rsis_xml_is(n, "span")) return rsis_xml_value(n, "lang").ptr ? 'l' : 0;
    for (size_t i = 0; i < sizeof inlines / sizeof *inlines; i++)
        if (inlines[i].page && rsis_xml_is(n, inlines[i].page)) return inlines[i].kind;
    return 0;
}

static void page_inlines(struct reader *r, const struct rsis_xml_node *n);

static bool may_stand_in_block(const struct rsis_xml_node *n) {
    static const char *const names[] = {"em", "strong", "sup", "sub", "a", "span"};
    for (size_t i = 0; i < sizeof names / sizeof *names; i++)
        if (rsis_xml_is(n, names[i])) return true;
    return false;
}

static void page_inline(struct reader *r, const struct rsis_xml_node *n) {
    struct rsis_str target = page_target(n);
    char kind = page_kind(r, n);
    look_for_hiding(r, n);
    if (!may_stand_in_block(n)) FOUND(r, RSIS_CHECK_PKG_PAGE, n, "<%s> stands in a block of text", n->name);
    if (target.ptr) keep_href(r, n, r->slot, target);
    if (rsis_xml_has(n, "role", "doc-pagebreak")) {
        rsis_buf_char(&r->said, MARK_PAGE);
        rsis_buf_str(&r->said, number_at_end(rsis_xml_value(n, "id")));
        rsis_buf_char(&r->said, MARK_PAGE);
    }
    if (kind) mark(r, MARK_OPEN, kind);
    if (kind == 'n') rsis_buf_str(&r->said, number_at_end(rsis_xml_value(n, "href")));
    if (kind == 'n') rsis_buf_char(&r->said, MARK_NOTE);
    if (kind == 'l') rsis_buf_str(&r->said, rsis_xml_value(n, "lang"));
    page_inlines(r, n);
    if (kind) mark(r, MARK_CLOSE, kind);
}

static void page_inlines(struct reader *r, const struct rsis_xml_node *n) {
    for (n = n->child; n; n = n->next) {
        if (n->name)
            page_inline(r, n);
        else
            rsis_buf_str(&r->said, n->text);
    }
}

static bool is_blank(struct rsis_str s) {
    for (size_t i = 0; i < s.len; i++)
        if (!rsis_is_space(s.ptr[i])) return false;
    return true;
}

static void page_walk(struct reader *r, const struct rsis_xml_node *n) {
    for (n = n->child; n; n = n->next) {
        if (!n->name) {
            if (!is_blank(n->text)) FOUND(r, RSIS_CHECK_PKG_PAGE, n, "text stands outside of any block");
            continue;
        }
        look_for_hiding(r, n);
        uint8_t slot = class_slot(n);
        if (slot == NO_SLOT) {
            page_walk(r, n);
            continue;
        }
        open_block(r, slot);
        r->caption = rsis_xml_is(n, "figcaption");
        page_inlines(r, n);
        r->caption = false;
        close_block(r, n);
    }
}

void rsis_read_page_blocks(struct rsis_reading *out, struct rsis_report *report, struct rsis_str member,
                           const struct rsis_xml_node *root) {
    struct reader r = {.arena = report->arena, .out = out, .report = report, .member = member, .slot = NO_SLOT};
    *out = (struct rsis_reading){0};
    const struct rsis_xml_node *body = rsis_xml_child(root, "body");
    if (!body) {
        rsis_found(report, RSIS_CHECK_PKG_PAGE, member, root->line, 0, "the page has no body");
        return;
    }
    look_for_hiding(&r, root);
    look_for_hiding(&r, body);
    page_walk(&r, body);
}

/* ---------------------------------------------------------------- comparing */

/*
 * What is compared together, in order: a region where record and page have one order, else a slot by itself. The label
 * over the author notes stands first in a page and in a record over the note that stands first in the source.
 */
static unsigned group_of(uint8_t slot) {
    enum rsis_region region = rsis_slot_region((enum rsis_slot)slot);
    bool together = region == RSIS_REGION_BODY || region == RSIS_REGION_ABSTRACT || region == RSIS_REGION_NOTES;
    return together ? (unsigned)region : (unsigned)RSIS_REGION_COUNT + slot;
}

static bool is_printed(uint8_t slot) {
    return (rsis_slot_kinds((enum rsis_slot)slot) & RSIS_USE_PRIMARY) != 0;
}

static const struct rsis_said *next_of(const struct rsis_reading *of, uint32_t *at, unsigned group) {
    while (*at < of->blocks.n && group_of(of->blocks.v[*at].slot) != group) ++*at;
    return *at < of->blocks.n ? &of->blocks.v[(*at)++] : NULL;
}

/* The text around the place where `s` begins to differ from `other`, without marks. */
static const char *around(struct rsis_arena *a, const struct rsis_said *s, const struct rsis_said *other) {
    enum { BEFORE = 20, MOST = 60 };
    struct rsis_buf b;
    size_t same = 0, most = other && other->text.len < s->text.len ? other->text.len : s->text.len;
    while (other && same < most && s->text.ptr[same] == other->text.ptr[same]) same++;
    size_t from = same > BEFORE ? same - BEFORE : 0;
    while (from && ((unsigned char)s->text.ptr[from] & 0xC0) == 0x80) from--;
    rsis_buf_init(&b, a);
    for (size_t i = from; i < s->text.len; i++) {
        unsigned char c = (unsigned char)s->text.ptr[i];
        if (b.len >= MOST && (c & 0xC0) != 0x80) break;
        if (c >= ' ' || rsis_is_space((char)c)) rsis_buf_char(&b, (char)c);
    }
    rsis_buf_char(&b, 0);
    return b.ptr;
}

static void differ(struct rsis_report *r, struct rsis_str member, const struct rsis_said *jats,
                   const struct rsis_said *page) {
    struct rsis_arena *a = r->arena;
    const char *slot = rsis_slot_name((enum rsis_slot)(jats ? jats : page)->slot);
    if (!page)
        rsis_found(r, RSIS_CHECK_PKG_PAGE, member, 0, 0, "%s: the page lacks \"%s\"", slot, around(a, jats, NULL));
    else if (!jats)
        rsis_found(r, RSIS_CHECK_PKG_PAGE, member, page->line, 0, "%s: the page adds \"%s\"", slot,
                   around(a, page, NULL));
    else
        rsis_found(r, RSIS_CHECK_PKG_PAGE, member, page->line, 0, "%s: the page says \"%s\"; the record says \"%s\"",
                   slot, around(a, page, jats), around(a, jats, page));
}

/* One finding a group: what follows the first difference is mostly shifted. */
static void compare_group(struct rsis_report *r, struct rsis_str member, const struct rsis_reading *jats,
                          const struct rsis_reading *page, unsigned group) {
    for (uint32_t i = 0, k = 0;;) {
        const struct rsis_said *one = next_of(jats, &i, group), *two = next_of(page, &k, group);
        if (!one && !two) return;
        if (one && two && one->slot == two->slot && rsis_str_eq(one->text, two->text)) continue;
        differ(r, member, one, two);
        return;
    }
}

static const struct rsis_href *next_href(const struct rsis_reading *of, uint32_t *at, unsigned group) {
    while (*at < of->hrefs.n && group_of(of->hrefs.v[*at].slot) != group) ++*at;
    return *at < of->hrefs.n ? &of->hrefs.v[(*at)++] : NULL;
}

static void compare_hrefs(struct rsis_report *r, struct rsis_str member, const struct rsis_reading *jats,
                          const struct rsis_reading *page, unsigned group) {
    for (uint32_t i = 0, k = 0;;) {
        const struct rsis_href *one = next_href(jats, &i, group), *two = next_href(page, &k, group);
        if (!one && !two) return;
        if (one && two && rsis_str_eq(one->target, two->target)) continue;
        struct rsis_str none = RSIS_LIT("nothing"), says = one ? one->target : none, has = two ? two->target : none;
        rsis_found(r, RSIS_CHECK_PKG_PAGE, member, two ? two->line : 0, 0,
                   "a link leads to %.*s; in the record to %.*s", RSIS_ARG(has), RSIS_ARG(says));
        return;
    }
}

void rsis_compare_readings(struct rsis_report *r, struct rsis_str member, const struct rsis_reading *jats,
                           const struct rsis_reading *page) {
    bool done[RSIS_REGION_COUNT + RSIS_SLOT_COUNT] = {false};
    for (unsigned slot = 0; slot < RSIS_SLOT_COUNT; slot++) {
        unsigned group = group_of((uint8_t)slot);
        if (done[group] || !is_printed((uint8_t)slot) || slot == RSIS_SLOT_HREF) continue;
        done[group] = true;
        compare_group(r, member, jats, page, group);
        compare_hrefs(r, member, jats, page, group);
    }
}
