/* opf_items.c - manifest and spine. */
#include "opf.h"

#define FOUND(opf, line, column, check, ...)                                                                           \
    rsis_found((opf)->w->book->report, (check), (opf)->w->parse.member, (line), (column), __VA_ARGS__)

struct rsis_str rsis_opf_kept(struct rsis_opf *opf, const struct rsis_epub_tag *tag, enum rsis_epub_attr_code code) {
    struct rsis_str v = rsis_epub_value(tag, code);
    if (!v.ptr) return v;
    v = rsis_str_trim(v);
    return rsis_str(rsis_str_dup(opf->w->book->arena, v), v.len);
}

/* ---- item */

static const struct {
    const char *word;
    uint32_t property;
    uint32_t kinds; /* of media, bit n for enum rsis_epub_flavour n */
} known[] = {
    {"nav", RSIS_P_NAV, 1u << RSIS_MEDIA_XHTML},
    {"cover-image", RSIS_P_COVER_IMAGE, 1u << RSIS_MEDIA_IMAGE | 1u << RSIS_MEDIA_SVG},
    {"scripted", RSIS_P_SCRIPTED, 1u << RSIS_MEDIA_XHTML | 1u << RSIS_MEDIA_SVG},
    {"svg", RSIS_P_SVG, 1u << RSIS_MEDIA_XHTML},
    {"mathml", RSIS_P_MATHML, 1u << RSIS_MEDIA_XHTML},
    {"switch", RSIS_P_SWITCH, 1u << RSIS_MEDIA_XHTML},
    {"remote-resources", RSIS_P_REMOTE, ~0u},
};

static void take_properties(struct rsis_opf *opf, struct rsis_epub_item *item, struct rsis_str list) {
    struct rsis_str word;
    while (rsis_epub_next_word(&list, &word)) {
        rsis_opf_property(opf, RSIS_VOCAB_ITEM, word);
        for (size_t i = 0; i < sizeof known / sizeof *known; i++) {
            if (!rsis_str_eq(word, rsis_str_c(known[i].word))) continue;
            item->declared |= known[i].property;
            if (!(known[i].kinds >> item->flavour & 1))
                rsis_epub_at(opf->w, RSIS_CHECK_EPUB_PROPERTY_TYPE, "The property %s is not for the media type %.*s",
                             known[i].word, (int)(item->media_type.len < 60 ? item->media_type.len : 60),
                             item->media_type.ptr);
        }
    }
}

static bool judge_scheme(struct rsis_opf *opf, struct rsis_epub_item *item, const struct rsis_url *url) {
    if (rsis_str_eq_nocase(url->scheme, RSIS_LIT("data"))) {
        rsis_epub_at(opf->w, RSIS_CHECK_EPUB_DATA_URL, "A data URL may not stand here");
        item->data = true;
        item->remote = true;
        return false;
    }
    if (rsis_str_eq_nocase(url->scheme, RSIS_LIT("file"))) {
        rsis_epub_at(opf->w, RSIS_CHECK_EPUB_FILE_URL, "A file URL may not stand here");
    }
    item->remote = url->scheme.len || url->has_authority;
    return true;
}

static void judge_local(struct rsis_opf *opf, struct rsis_epub_item *item, const struct rsis_url *url) {
    bool leaks;
    item->path =
        rsis_epub_keep(opf->w->book, rsis_url_resolve(&opf->w->book->path, opf->w->parse.member, url->path, &leaks));
    if (leaks) rsis_epub_at(opf->w, RSIS_CHECK_EPUB_URL_LEAKS, "This URL leads out of the container");
    if (url->has_query)
        rsis_epub_at(opf->w, RSIS_CHECK_EPUB_URL_QUERY, "A URL inside of the container may not have a query");
    if (rsis_str_starts(item->path, RSIS_LIT("META-INF/")))
        rsis_epub_at(opf->w, RSIS_CHECK_EPUB_ITEM_META_INF, "A publication resource may not be in META-INF");
    if (rsis_str_eq(item->path, opf->w->parse.member))
        rsis_epub_at(opf->w, RSIS_CHECK_EPUB_ITEM_PACKAGE, "The manifest may not list the package document");
}

static void take_href(struct rsis_opf *opf, struct rsis_epub_item *item) {
    struct rsis_url url;
    rsis_url_parse(&url, item->href);
    item->path = item->href;
    if (url.fault) rsis_epub_at(opf->w, RSIS_CHECK_EPUB_URL_INVALID, "This is no URL: it has %s", url.fault);
    if (url.has_fragment && opf->w->book->version == 3)
        rsis_epub_at(opf->w, RSIS_CHECK_EPUB_ITEM_FRAGMENT, "The href of an item may not have a fragment");
    if (!judge_scheme(opf, item, &url)) return;
    if (!item->remote) judge_local(opf, item, &url);
}

void rsis_opf_item(struct rsis_opf *opf, const struct rsis_epub_tag *tag) {
    struct rsis_epub *book = opf->w->book;
    uint32_t at = book->items.n;
    if (at >= RSIS_EPUB_ITEMS) {
        rsis_epub_too_many(book, opf->w->parse.member, "items");
        return;
    }
    struct rsis_epub_item *item = RSIS_PUSH(book->arena, &book->items);
    item->line = opf->w->parse.line, item->column = opf->w->parse.column;
    item->id = rsis_opf_kept(opf, tag, RSIS_A_ID);
    item->href = rsis_opf_kept(opf, tag, RSIS_A_HREF);
    item->media_type = rsis_opf_kept(opf, tag, RSIS_A_MEDIA_TYPE);
    item->fallback = rsis_opf_kept(opf, tag, RSIS_A_FALLBACK);
    item->overlay = rsis_opf_kept(opf, tag, RSIS_A_MEDIA_OVERLAY);
    item->flavour = (uint8_t)rsis_epub_flavour(item->media_type);
    item->fallback_item = RSIS_NO_ITEM;
    if (item->id.len && !rsis_epub_map_add(&book->by_id, 0, item->id, at))
        *rsis_epub_map_find(&book->by_id, 0, item->id) = at; /* the last one, as other systems take it */
    if (item->href.len)
        take_href(opf, item);
    else
        item->missing = true;
    if (item->path.len && !rsis_epub_map_add(&book->by_path, 0, item->path, at))
        rsis_epub_at(opf->w, RSIS_CHECK_EPUB_ITEM_TWICE, "The manifest lists this resource a second time");
    if (book->version == 3) take_properties(opf, item, rsis_epub_value(tag, RSIS_A_PROPERTIES));
}

/* ---- all items, after the last one */

static void resolve_fallback(struct rsis_opf *opf, struct rsis_epub_item *item) {
    if (!item->fallback.ptr) return;
    const uint32_t *at = rsis_epub_map_find(&opf->w->book->by_id, 0, item->fallback);
    if (at)
        item->fallback_item = *at;
    else
        FOUND(opf, item->line, item->column, RSIS_CHECK_EPUB_FALLBACK_UNKNOWN, "There is no item with the id \"%.80s\"",
              item->fallback.ptr);
}

/* A chain that does not end is cut at its first item. */
static void judge_chain(struct rsis_opf *opf, uint32_t from) {
    struct rsis_epub *book = opf->w->book;
    uint32_t steps = 0, at = from;
    while (at != RSIS_NO_ITEM && ++steps <= 100) at = book->items.v[at].fallback_item;
    if (at == RSIS_NO_ITEM) return;
    struct rsis_epub_item *item = &book->items.v[from];
    if (item->fallback_item != RSIS_NO_ITEM)
        FOUND(opf, item->line, item->column, RSIS_CHECK_EPUB_FALLBACK_CYCLE, "The chain of fallbacks does not end");
    item->fallback_item = RSIS_NO_ITEM;
}

static void judge_navs(struct rsis_opf *opf) {
    uint32_t navs = 0, covers = 0;
    for (uint32_t i = 0; i < opf->w->book->items.n; i++) {
        const struct rsis_epub_item *item = &opf->w->book->items.v[i];
        navs += (item->declared & RSIS_P_NAV) != 0;
        covers += (item->declared & RSIS_P_COVER_IMAGE) != 0;
        if ((item->declared & RSIS_P_NAV) && item->flavour != RSIS_MEDIA_XHTML)
            FOUND(opf, item->line, item->column, RSIS_CHECK_EPUB_NAV_TYPE, "The navigation document must be XHTML");
    }
    if (navs != 1)
        FOUND(opf, 0, 0, RSIS_CHECK_EPUB_NAV_ITEM, "One item must have the property nav, and %u have it", navs);
    if (covers > 1)
        FOUND(opf, 0, 0, RSIS_CHECK_EPUB_COVERS, "Only one item may have the property cover-image, and %u have it",
              covers);
}

static void judge_exists(struct rsis_opf *opf, struct rsis_epub_item *item) {
    struct rsis_epub *book = opf->w->book;
    if (item->remote || !item->path.len) return;
    const struct rsis_member *m = rsis_archive_find(book->archive, item->path);
    if (m && !m->directory) return;
    item->missing = true;
    if (book->version == 2)
        FOUND(opf, item->line, item->column, RSIS_CHECK_EPUB_ITEM_MISSING, "There is no file \"%.200s\"",
              item->path.ptr);
    else
        FOUND(opf, item->line, item->column, RSIS_CHECK_EPUB_ITEM_MISSING, "There is no file \"%.200s\"",
              item->path.ptr);
}

void rsis_opf_check_items(struct rsis_opf *opf) {
    struct rsis_epub *book = opf->w->book;
    for (uint32_t i = 0; i < book->items.n; i++) {
        resolve_fallback(opf, &book->items.v[i]);
        judge_exists(opf, &book->items.v[i]);
    }
    for (uint32_t i = 0; i < book->items.n; i++) judge_chain(opf, i);
    if (book->version == 3) judge_navs(opf);
}

/* ---- spine */

static bool is_content(const struct rsis_epub *book, const struct rsis_epub_item *item) {
    return item->flavour == RSIS_MEDIA_XHTML || item->flavour == RSIS_MEDIA_SVG ||
           (book->version == 2 && item->flavour == RSIS_MEDIA_DTBOOK);
}

bool rsis_epub_is_content(const struct rsis_epub *book, uint32_t at) {
    for (; at != RSIS_NO_ITEM; at = book->items.v[at].fallback_item)
        if (is_content(book, &book->items.v[at])) return true;
    return false;
}

static void judge_spine_item(struct rsis_opf *opf, const struct rsis_opf_itemref *ref, uint32_t at) {
    struct rsis_epub *book = opf->w->book;
    struct rsis_epub_item *item = &book->items.v[at];
    if (item->in_spine)
        FOUND(opf, ref->line, ref->column,
              book->version == 2 ? RSIS_CHECK_EPUB_ITEMREF_TWICE_2 : RSIS_CHECK_EPUB_ITEMREF_TWICE,
              "The item \"%.80s\" is in the spine a second time", item->id.ptr);
    else
        item->spine_at = book->spine_n++;
    item->in_spine = true;
    item->linear |= ref->linear;
    if (item->remote && !item->data)
        FOUND(opf, ref->line, ref->column, RSIS_CHECK_EPUB_REMOTE, "A remote resource may not be in the spine");
    else if (!item->data && !rsis_epub_is_content(book, at))
        FOUND(opf, ref->line, ref->column,
              item->fallback.ptr ? RSIS_CHECK_EPUB_SPINE_CHAIN : RSIS_CHECK_EPUB_SPINE_TYPE,
              "The item \"%.80s\" is of the type %.80s and has no content document as its fallback", item->id.ptr,
              item->media_type.len ? item->media_type.ptr : "unknown");
}

static void judge_toc(struct rsis_opf *opf) {
    struct rsis_epub *book = opf->w->book;
    bool has_ncx = false;
    for (uint32_t i = 0; i < book->items.n; i++) has_ncx |= book->items.v[i].flavour == RSIS_MEDIA_NCX;
    if (!opf->has_toc) {
        if (book->version == 2 || has_ncx)
            FOUND(opf, opf->spine_line, opf->spine_column, RSIS_CHECK_EPUB_TOC_MISSING,
                  "The spine must name the NCX in its attribute toc");
        return;
    }
    const uint32_t *at = rsis_epub_map_find(&book->by_id, 0, opf->toc);
    if (!at) {
        FOUND(opf, opf->spine_line, opf->spine_column, RSIS_CHECK_EPUB_IDREF_UNKNOWN,
              "There is no item with the id \"%.80s\"", opf->toc.ptr);
        FOUND(opf, opf->spine_line, opf->spine_column, RSIS_CHECK_EPUB_TOC_UNKNOWN,
              "toc must name an item of the manifest");
    } else if (book->items.v[*at].flavour != RSIS_MEDIA_NCX) {
        FOUND(opf, opf->spine_line, opf->spine_column, RSIS_CHECK_EPUB_TOC_TYPE, "toc names an item that is no NCX");
        FOUND(opf, opf->spine_line, opf->spine_column, RSIS_CHECK_EPUB_TOC_UNKNOWN, "toc must name the NCX");
    }
}

void rsis_opf_check_spine(struct rsis_opf *opf) {
    struct rsis_epub *book = opf->w->book;
    bool linear = false;
    for (uint32_t i = 0; i < opf->spine.n; i++) {
        const struct rsis_opf_itemref *ref = &opf->spine.v[i];
        const uint32_t *at = ref->idref.len ? rsis_epub_map_find(&book->by_id, 0, ref->idref) : NULL;
        linear |= ref->linear;
        if (at) {
            judge_spine_item(opf, ref, *at);
        } else if (ref->idref.ptr) {
            FOUND(opf, ref->line, ref->column, RSIS_CHECK_EPUB_IDREF_UNKNOWN, "There is no item with the id \"%.80s\"",
                  ref->idref.ptr);
            if (book->version == 3)
                FOUND(opf, ref->line, ref->column, RSIS_CHECK_EPUB_ITEMREF_UNKNOWN,
                      "itemref must name an item of the manifest");
        }
    }
    if (opf->spine.n && !linear)
        FOUND(opf, opf->spine_line, opf->spine_column, RSIS_CHECK_EPUB_SPINE_LINEAR, "Nothing in the spine is linear");
    if (opf->has_spine) judge_toc(opf);
}
