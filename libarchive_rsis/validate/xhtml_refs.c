/* xhtml_refs.c - what XHTML and SVG refer to: links, images, media, style sheets. */
#include "xhtml.h"

struct rsis_epub_ref *rsis_xhtml_note(struct rsis_xhtml *x, enum rsis_epub_use use, struct rsis_str url) {
    struct rsis_epub_walk *w = x->w;
    struct rsis_epub_place at = {w->item, w->parse.member, w->parse.line, w->parse.column};
    return rsis_epub_refer(w->book, &at, use, x->base, url);
}

static const struct {
    uint16_t attr;
    uint8_t element, use;
} sources[] = {
    {RSIS_A_HREF, RSIS_E_A, RSIS_USE_HYPERLINK},
    {RSIS_A_HREF, RSIS_E_AREA, RSIS_USE_HYPERLINK},
    {RSIS_A_SRC, RSIS_E_IMG, RSIS_USE_IMAGE},
    {RSIS_A_SRC, RSIS_E_INPUT, RSIS_USE_IMAGE},
    {RSIS_A_SRC, RSIS_E_AUDIO, RSIS_USE_AUDIO},
    {RSIS_A_SRC, RSIS_E_VIDEO, RSIS_USE_VIDEO},
    {RSIS_A_POSTER, RSIS_E_VIDEO, RSIS_USE_IMAGE},
    {RSIS_A_SRC, RSIS_E_TRACK, RSIS_USE_TRACK},
    {RSIS_A_SRC, RSIS_E_IFRAME, RSIS_USE_EMBED},
    {RSIS_A_SRC, RSIS_E_EMBED, RSIS_USE_EMBED},
    {RSIS_A_DATA, RSIS_E_OBJECT, RSIS_USE_EMBED},
    {RSIS_A_SRC, RSIS_E_SCRIPT, RSIS_USE_GENERIC},
    {RSIS_A_CITE, RSIS_E_BLOCKQUOTE, RSIS_USE_CITE},
    {RSIS_A_CITE, RSIS_E_Q, RSIS_USE_CITE},
    {RSIS_A_CITE, RSIS_E_INS, RSIS_USE_CITE},
    {RSIS_A_CITE, RSIS_E_DEL, RSIS_USE_CITE},
    {RSIS_A_ALTIMG, RSIS_E_MATH, RSIS_USE_IMAGE},
    {RSIS_A_HREF, RSIS_E_SVG_A, RSIS_USE_HYPERLINK},
    {RSIS_A_HREF, RSIS_E_SVG_IMAGE, RSIS_USE_IMAGE},
    {RSIS_A_HREF, RSIS_E_SVG_USE, RSIS_USE_SVG_SYMBOL},
    {RSIS_A_HREF, RSIS_E_SVG_FONT, RSIS_USE_FONT},
    {RSIS_A_HREF, RSIS_E_SVG_SCRIPT, RSIS_USE_GENERIC},
    {RSIS_A_HREF, RSIS_E_SVG_PAINT, RSIS_USE_SVG_PAINT},
    {RSIS_A_HREF, RSIS_E_SVG_OTHER, RSIS_USE_GENERIC},
};

static enum rsis_epub_use use_of(const struct rsis_xhtml *x, enum rsis_epub_use use) {
    bool listed =
        x->navs.open == RSIS_NAV_TOC || x->navs.open == RSIS_NAV_PAGE_LIST || x->navs.open == RSIS_NAV_LANDMARKS;
    return use == RSIS_USE_HYPERLINK && x->nav && listed ? RSIS_USE_NAV : use;
}

static struct rsis_epub_frame *parent_of(const struct rsis_xhtml *x) {
    return x->w->frames.n > 1 ? &x->w->frames.v[x->w->frames.n - 2] : NULL;
}

/* What around a reference matters to the search for its fallback. */
static void mark(struct rsis_xhtml *x, const struct rsis_epub_tag *tag, struct rsis_epub_ref *ref) {
    struct rsis_epub_frame *top = x->top, *parent = parent_of(x);
    ref->tag = tag->row->code;
    if (parent) ref->in_picture = parent->row->code == RSIS_E_PICTURE;
    if (ref->use == RSIS_USE_AUDIO || ref->use == RSIS_USE_VIDEO) ref->group = top->group;
    if (ref->tag == RSIS_E_SOURCE && parent) ref->group = parent->group;
    if (ref->tag == RSIS_E_OBJECT) top->mark = x->w->book->refs.n;
}

static void refer_source(struct rsis_xhtml *x, const struct rsis_epub_tag *tag, uint16_t attr, enum rsis_epub_use use) {
    struct rsis_str v = rsis_epub_value(tag, (enum rsis_epub_attr_code)attr);
    if (!v.ptr && tag->ns == RSIS_NS_SVG && attr == RSIS_A_HREF) v = rsis_epub_value(tag, RSIS_A_XLINK_HREF);
    if (!v.ptr) return;
    struct rsis_epub_ref *ref = rsis_xhtml_note(x, use_of(x, use), v);
    if (!ref) return;
    ref->nav = x->navs.open;
    mark(x, tag, ref);
    struct rsis_str type = rsis_str_trim(rsis_epub_value(tag, RSIS_A_TYPE));
    if (type.len) ref->type = rsis_str_dup(x->w->book->arena, type);
}

/* ---- lists of image candidates */

static bool candidate(struct rsis_str *list, struct rsis_str *url) {
    size_t i = 0, end;
    while (i < list->len && (rsis_is_space(list->ptr[i]) || list->ptr[i] == ',')) i++;
    for (end = i; end < list->len && !rsis_is_space(list->ptr[end]);) end++;
    if (rsis_str_starts_nocase(rsis_str_from(*list, i), RSIS_LIT("data:"))) end = list->len; /* has commas of its own */
    *url = rsis_str(list->ptr + i, end - i);
    while (url->len && url->ptr[url->len - 1] == ',') url->len--;
    bool comma = end > i && list->ptr[end - 1] == ',';
    while (!comma && end < list->len && list->ptr[end] != ',') end++;
    *list = rsis_str(list->ptr + end, list->len - end);
    return url->len > 0;
}

static void refer_set(struct rsis_xhtml *x, const struct rsis_epub_tag *tag, struct rsis_str list) {
    struct rsis_str url, type = rsis_str_trim(rsis_epub_value(tag, RSIS_A_TYPE));
    while (candidate(&list, &url)) {
        struct rsis_epub_ref *ref = rsis_xhtml_note(x, RSIS_USE_IMAGE, url);
        if (!ref) continue;
        mark(x, tag, ref);
        if (type.len) ref->type = rsis_str_dup(x->w->book->arena, type);
    }
}

/* ---- elements of which the use depends on more than one attribute */

static bool rel_has(const struct rsis_epub_tag *tag, const char *word) {
    struct rsis_str rel = rsis_epub_value(tag, RSIS_A_REL), one;
    while (rsis_epub_next_word(&rel, &one))
        if (rsis_str_eq_nocase(one, rsis_str_c(word))) return true;
    return false;
}

static void refer_link(struct rsis_xhtml *x, const struct rsis_epub_tag *tag) {
    struct rsis_str href = rsis_str_trim(rsis_epub_value(tag, RSIS_A_HREF));
    enum rsis_epub_use use = RSIS_USE_LINK;
    if (!href.len) return;
    if (rel_has(tag, "stylesheet"))
        use = RSIS_USE_STYLESHEET;
    else if (rel_has(tag, "icon"))
        use = RSIS_USE_GENERIC;
    refer_source(x, tag, RSIS_A_HREF, use);
}

static void refer_candidate(struct rsis_xhtml *x, const struct rsis_epub_tag *tag) {
    const struct rsis_epub_frame *parent = parent_of(x);
    uint8_t in = parent ? parent->row->code : 0;
    refer_source(x, tag, RSIS_A_SRC,
                 in == RSIS_E_AUDIO   ? RSIS_USE_AUDIO
                 : in == RSIS_E_VIDEO ? RSIS_USE_VIDEO
                                      : RSIS_USE_IMAGE);
}

/* SVG's presentation attributes: url(#id) */
static void refer_paint(struct rsis_xhtml *x, const struct rsis_epub_attr *a) {
    static const char painted[] = "fill stroke", clipped[] = "clip-path";
    struct rsis_str name = rsis_str_c(a->name), v = rsis_str_trim(a->value);
    if (!rsis_str_starts(v, RSIS_LIT("url("))) return;
    bool clip = rsis_epub_word_in(name, clipped, true);
    if (!clip && !rsis_epub_word_in(name, painted, true)) return;
    ptrdiff_t end = rsis_str_find(v, RSIS_LIT(")"));
    struct rsis_str url = rsis_str_trim(rsis_str(v.ptr + 4, (end < 4 ? v.len : (size_t)end) - 4));
    if (url.len > 1 && (*url.ptr == '\'' || *url.ptr == '"')) url = rsis_str(url.ptr + 1, url.len - 2);
    if (url.len) rsis_xhtml_note(x, clip ? RSIS_USE_SVG_CLIP : RSIS_USE_SVG_PAINT, url);
}

void rsis_xhtml_refer(struct rsis_xhtml *x, const struct rsis_epub_tag *tag) {
    uint8_t code = tag->row->code;
    struct rsis_str set = rsis_epub_value(tag, RSIS_A_SRCSET);
    if (tag->ns == RSIS_NS_SVG)
        for (uint32_t i = 0; i < tag->n; i++) refer_paint(x, &tag->attrs[i]);
    if (code == RSIS_E_PLAIN) return;
    if (code == RSIS_E_AUDIO || code == RSIS_E_VIDEO) x->top->group = ++x->w->book->groups;
    if (code == RSIS_E_LINK) refer_link(x, tag);
    if (code == RSIS_E_SOURCE) refer_candidate(x, tag);
    if (set.len && (code == RSIS_E_IMG || code == RSIS_E_SOURCE)) refer_set(x, tag, set);
    for (size_t i = 0; i < sizeof sources / sizeof *sources; i++)
        if (sources[i].element == code) refer_source(x, tag, sources[i].attr, (enum rsis_epub_use)sources[i].use);
}
