/* xhtml.c - one XHTML or SVG content document from its bytes to its findings and references. */
#include "xhtml.h"

#include "epub_css.h"

static void on_start(struct rsis_epub_walk *w, const struct rsis_epub_tag *tag, struct rsis_epub_frame *top) {
    struct rsis_xhtml *x = w->ctx;
    if (!tag->row) return;
    x->top = top;
    if (w->book->version == 2) rsis_xhtml2_judge(x, tag);
    rsis_xhtml_judge(x, tag, top);
    rsis_nav_start(x, tag, top);
    rsis_xhtml_refer(x, tag);
}

static void on_end(struct rsis_epub_walk *w, struct rsis_epub_frame *top, struct rsis_str text) {
    struct rsis_xhtml *x = w->ctx;
    if (top->row->code == RSIS_E_STYLE || top->row->code == RSIS_E_SVG_STYLE) rsis_epub_css_sheet(w, text, x->base);
    rsis_xhtml_judge_end(x, top);
    rsis_nav_end(x, top);
}

static const struct rsis_epub_element *other_row(struct rsis_epub_walk *w, const struct rsis_epub_tag *tag) {
    const struct rsis_epub_element *in = w->frames.n ? w->frames.v[w->frames.n - 1].row : NULL;
    if (w->book->version == 2) return rsis_xhtml2_row(tag);
    if (!tag->row) return NULL;
    if (in && in->code == RSIS_E_DL && tag->row->is & H_DIV) return &rsis_xhtml_dl_div;
    return rsis_nav_row(w->ctx, tag);
}

static const struct {
    uint32_t property;
    const char *name;
} properties[] = {
    {RSIS_P_SCRIPTED, "scripted"}, {RSIS_P_SVG, "svg"}, {RSIS_P_MATHML, "mathml"}, {RSIS_P_SWITCH, "switch"}};

/* Properties in the manifest that the content asks for, or does not. */
static void judge_properties(struct rsis_xhtml *x, const struct rsis_epub_item *item) {
    for (size_t i = 0; i < sizeof properties / sizeof *properties; i++) {
        uint32_t p = properties[i].property;
        if ((x->found & p) && !(item->declared & p))
            rsis_found(x->w->book->report, RSIS_CHECK_EPUB_PROPERTY_NEEDED, x->w->parse.member, 0, 0,
                       "The manifest must give this document the property %s", properties[i].name);
        if (!(x->found & p) && (item->declared & p) && item->flavour == RSIS_MEDIA_XHTML)
            rsis_found(x->w->book->report, RSIS_CHECK_EPUB_PROPERTY_UNNEEDED, x->w->parse.member, 0, 0,
                       "The manifest gives this document the property %s without need", properties[i].name);
    }
}

static void check(struct rsis_epub *book, uint32_t at, struct rsis_str bytes, bool svg) {
    struct rsis_epub_item *item = &book->items.v[at];
    struct rsis_epub_rules rules = {.root = svg ? S_ROOT : H_HTML,
                                    .root_name = svg ? "svg" : "html",
                                    .common = rsis_xhtml_common,
                                    .common_ns = RSIS_NS_XHTML,
                                    .start = on_start,
                                    .end = on_end,
                                    .row = other_row,
                                    .idref = rsis_xhtml_judge_idref,
                                    .attribute = rsis_xhtml_judge_attribute};
    struct rsis_xhtml x = {
        .svg = svg, .nav = !svg && (item->declared & RSIS_P_NAV) && book->version == 3, .base = item->path};
    struct rsis_epub_walk w = {.book = book, .item = at, .room = at, .rules = &rules, .ctx = &x};
    x.w = &w;
    rsis_epub_common(&rules);
    rsis_prefixes_init(&x.prefixes, book->scratch, true);
    rsis_epub_map_init(&x.map_names, book->scratch, 16);
    rsis_epub_map_init(&x.navs.landmarks_seen, book->scratch, 16);
    bool whole = rsis_epub_walk(&w, item->path, svg ? RSIS_DIALECT_SVG : RSIS_DIALECT_XHTML, bytes);
    if (svg) x.found &= ~(uint32_t)RSIS_P_SVG;
    item = &book->items.v[at];
    item->found |= x.found;
    if (whole && book->version == 3) judge_properties(&x, item);
    if (whole) rsis_nav_finish(&x);
}

void rsis_epub_check_xhtml(struct rsis_epub *book, uint32_t item, struct rsis_str bytes) {
    check(book, item, bytes, false);
}

void rsis_epub_check_svg(struct rsis_epub *book, uint32_t item, struct rsis_str bytes) {
    check(book, item, bytes, true);
}
