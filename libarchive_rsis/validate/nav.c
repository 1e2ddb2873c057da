/* nav.c - the navigation document: EPUB 3.3 section 7. */
#include "xhtml.h"

#define COUNT(a) (uint8_t)(sizeof(a) / sizeof *(a))
#define STATE(n) (1u << (n))

/* Inside of a nav that has an epub:type: a heading, one list; entries are links or labels with a list under them. */
static const struct rsis_epub_step s_nav[] = {{0, 1, H_HEADING}, {0, 2, H_OL}, {1, 2, H_OL}};
static const struct rsis_epub_step s_ol[] = {{0, 1, H_LI}, {1, 1, H_LI}};
static const struct rsis_epub_step s_li[] = {{0, 1, H_A}, {0, 2, H_SPAN}, {1, 3, H_OL}, {2, 3, H_OL}};

#define NAV(n) .name = (n), .ns = RSIS_NS_XHTML, .family = RSIS_FAMILY_HTML
static const struct rsis_epub_element nav_row = {
    NAV("nav"),
    .is = H_FLOW | H_NAV,
    .allows = H_HEADING | H_OL,
    .code = RSIS_E_NAV,
    .kind = X_SECTIONING,
    .steps = s_nav,
    .n_steps = COUNT(s_nav),
    .accept = STATE(2),
    .incomplete = "an ol",
    .roles = "navigation menu menubar none presentation tablist doc-index doc-pagelist doc-toc"};
static const struct rsis_epub_element ol_row = {NAV("ol"),          .is = H_OL | H_FLOW,  .allows = H_LI,
                                                .code = RSIS_E_OL,  .steps = s_ol,        .n_steps = COUNT(s_ol),
                                                .accept = STATE(1), .incomplete = "an li"};
static const struct rsis_epub_element li_row = {NAV("li"),
                                                .is = H_LI,
                                                .allows = H_A | H_SPAN | H_OL | H_PHRASE, /* for what is inside of a */
                                                .code = RSIS_E_LI,
                                                .steps = s_li,
                                                .n_steps = COUNT(s_li),
                                                .accept = STATE(1) | STATE(3),
                                                .incomplete = "a link, or a label with an ol"};

static bool has_word(struct rsis_str list, const char *word) {
    struct rsis_str one;
    while (rsis_epub_next_word(&list, &one))
        if (rsis_str_eq(one, rsis_str_c(word))) return true;
    return false;
}

const struct rsis_epub_element *rsis_nav_row(struct rsis_xhtml *x, const struct rsis_epub_tag *tag) {
    const struct rsis_epub_walk *w = x->w;
    const struct rsis_epub_element *in = w->frames.n ? w->frames.v[w->frames.n - 1].row : NULL;
    if (!x->nav || tag->ns != RSIS_NS_XHTML) return NULL;
    if (tag->row->code == RSIS_E_NAV && rsis_epub_has(tag, RSIS_A_OPS_TYPE)) return &nav_row;
    if (tag->row->code == RSIS_E_OL && (in == &nav_row || in == &li_row)) return &ol_row;
    if (tag->row->code == RSIS_E_LI && in == &ol_row) return &li_row;
    return NULL;
}

static const struct {
    const char *type;
    uint8_t nav;
} types[] = {{"toc", RSIS_NAV_TOC}, {"page-list", RSIS_NAV_PAGE_LIST}, {"landmarks", RSIS_NAV_LANDMARKS}};

static void count(struct rsis_xhtml *x) {
    if (x->navs.open == RSIS_NAV_TOC) x->navs.toc++;
    if (x->navs.open == RSIS_NAV_PAGE_LIST && x->navs.page_list++)
        rsis_epub_at(x->w, RSIS_CHECK_EPUB_NAV_TWICE, "This is the second page-list");
    if (x->navs.open == RSIS_NAV_LANDMARKS && x->navs.landmarks++)
        rsis_epub_at(x->w, RSIS_CHECK_EPUB_NAV_TWICE, "These are the second landmarks");
}

static void open_nav(struct rsis_xhtml *x, const struct rsis_epub_tag *tag) {
    struct rsis_str list = rsis_epub_value(tag, RSIS_A_OPS_TYPE);
    x->navs.open = RSIS_NAV_OTHER;
    x->navs.depth = x->w->frames.n;
    for (size_t i = 0; i < sizeof types / sizeof *types; i++)
        if (has_word(list, types[i].type)) x->navs.open = types[i].nav;
    count(x);
}

/* Landmarks: each link says what it is, and no two say the same of the same place. */
static void judge_landmark(struct rsis_xhtml *x, const struct rsis_epub_tag *tag) {
    struct rsis_str type = rsis_epub_value(tag, RSIS_A_OPS_TYPE), href = rsis_epub_value(tag, RSIS_A_HREF), word;
    if (rsis_epub_blank(type)) {
        rsis_epub_at(x->w, RSIS_CHECK_EPUB_LANDMARK_TYPE, "A link among the landmarks has no epub:type");
        return;
    }
    while (rsis_epub_next_word(&type, &word)) {
        char *key = rsis_format(x->w->book->scratch, "%.*s %.*s", RSIS_ARG(word), RSIS_ARG(href));
        if (!rsis_epub_map_add(&x->navs.landmarks_seen, 0, rsis_str_c(key), 0))
            rsis_epub_at(x->w, RSIS_CHECK_EPUB_LANDMARK_TWICE,
                         "A second landmark of the type \"%.*s\" for the same place", RSIS_ARG(word));
    }
}

static uint32_t lists_open(const struct rsis_epub_walk *w) {
    uint32_t n = 0;
    for (uint32_t i = 0; i < w->frames.n; i++) n += w->frames.v[i].row == &ol_row;
    return n;
}

static bool flat(uint8_t nav) {
    return nav == RSIS_NAV_LANDMARKS || nav == RSIS_NAV_PAGE_LIST;
}

void rsis_nav_start(struct rsis_xhtml *x, const struct rsis_epub_tag *tag, struct rsis_epub_frame *top) {
    struct rsis_epub_walk *w = x->w;
    struct rsis_epub_frame *parent = w->frames.n > 1 ? &w->frames.v[w->frames.n - 2] : NULL;
    if (!x->nav || tag->ns != RSIS_NS_XHTML) return;
    if (top->row == &nav_row && !x->navs.open) open_nav(x, tag);
    if (!x->navs.open) return;
    if (top->row == &ol_row && flat(x->navs.open) && lists_open(w) == 2)
        rsis_epub_at(w, RSIS_CHECK_EPUB_NAV_NESTED, "Landmarks and page lists are one list, without lists in it");
    if (top->row == &ol_row && parent && parent->row == &nav_row && parent->children == 1 &&
        x->navs.open == RSIS_NAV_OTHER)
        rsis_epub_at(w, RSIS_CHECK_EPUB_NAV_HEADING, "This nav has no heading");
    if (top->row->code == RSIS_E_A && x->navs.open == RSIS_NAV_LANDMARKS) judge_landmark(x, tag);
    if (top->row->code == RSIS_E_IMG && !rsis_epub_blank(rsis_epub_value(tag, RSIS_A_ALT))) top->filled = true;
    if ((top->row->code == RSIS_E_A || top->row->code == RSIS_E_SPAN) &&
        !rsis_epub_blank(rsis_epub_value(tag, RSIS_A_TITLE)))
        top->mark = 1;
}

static bool is_label(const struct rsis_epub_walk *w, const struct rsis_epub_frame *top) {
    const struct rsis_epub_element *in = w->frames.n > 1 ? w->frames.v[w->frames.n - 2].row : NULL;
    if (top->row->code == RSIS_E_H) return in == &nav_row;
    return (top->row->code == RSIS_E_A || top->row->code == RSIS_E_SPAN) && in == &li_row;
}

void rsis_nav_end(struct rsis_xhtml *x, struct rsis_epub_frame *top) {
    if (!x->nav || !x->navs.open) return;
    if (!top->filled && !top->mark && is_label(x->w, top))
        rsis_epub_at(x->w, RSIS_CHECK_EPUB_NAV_EMPTY, "This %s has no text", top->row->name);
    if (x->w->frames.n == x->navs.depth) x->navs.open = RSIS_NAV_NONE;
}

void rsis_nav_finish(struct rsis_xhtml *x) {
    if (x->nav && x->navs.toc != 1)
        rsis_epub_at(x->w, RSIS_CHECK_EPUB_NAV_TOC, "There must be one nav of the type toc, and there are %u",
                     x->navs.toc);
}
