/* refs.c - references: noted while documents are read, followed when all have been read. */
#include "epub_walk.h"

#define FOUND(book, ref, check, ...)                                                                                   \
    rsis_found((book)->report, (check), member_of((book), (ref)->item), (ref)->line, (ref)->column, __VA_ARGS__)

static struct rsis_str member_of(const struct rsis_epub *book, uint32_t item) {
    return item == RSIS_NO_ITEM ? book->package : book->items.v[item].path;
}

/* What each use of a resource asks for. */
enum {
    U_LINK = 1,     /* leads somewhere; is no part of the publication */
    U_RESOURCE = 2, /* a publication resource: must be in the manifest */
    U_REMOTE = 4,   /* may be remote: EPUB 3.3 3.6 */
    U_FALLBACK = 8, /* must be a core media type or have a fallback */
    U_CONTENT = 16, /* must lead to a content document */
    U_SPINE = 32,   /* which is in the spine */
    U_COUNTS = 64,  /* a remote one asks for the property remote-resources */
};
static const uint8_t uses[] = {
    [RSIS_USE_HYPERLINK] = U_LINK | U_CONTENT | U_SPINE,
    [RSIS_USE_NAV] = U_LINK | U_CONTENT | U_SPINE,
    [RSIS_USE_NCX] = U_LINK | U_CONTENT | U_SPINE,
    [RSIS_USE_GUIDE] = U_LINK,
    [RSIS_USE_LINK] = U_LINK,
    [RSIS_USE_CITE] = U_LINK,
    [RSIS_USE_IMAGE] = U_RESOURCE | U_FALLBACK | U_COUNTS,
    [RSIS_USE_AUDIO] = U_RESOURCE | U_FALLBACK | U_REMOTE | U_COUNTS,
    [RSIS_USE_VIDEO] = U_RESOURCE | U_FALLBACK | U_REMOTE | U_COUNTS,
    [RSIS_USE_TRACK] = U_RESOURCE,
    [RSIS_USE_FONT] = U_RESOURCE | U_REMOTE | U_COUNTS,
    [RSIS_USE_STYLESHEET] = U_RESOURCE,
    [RSIS_USE_EMBED] = U_RESOURCE | U_FALLBACK | U_COUNTS,
    [RSIS_USE_SVG_PAINT] = U_RESOURCE,
    [RSIS_USE_SVG_CLIP] = U_RESOURCE,
    [RSIS_USE_SVG_SYMBOL] = U_RESOURCE,
    [RSIS_USE_OVERLAY] = U_RESOURCE | U_CONTENT,
    [RSIS_USE_GENERIC] = U_RESOURCE | U_COUNTS,
};

/* ---- noting */

static void say(struct rsis_epub *book, const struct rsis_epub_place *at, enum rsis_check check, const char *what) {
    rsis_found(book->report, check, at->member, at->line, at->column, "%s", what);
}

/* Schemes that lead out of the book and that are met in books; IANA's registry has more. */
static const char schemes[] =
    "about acct blob cid dav dict dns doi example feed ftp geo git go gopher http https iax icap im imap "
    "info ipp iris irc irc6 ircs jabber javascript ldap magnet mailto maps market message mid mms msrp "
    "news nfs nntp oid opaquelocktoken pop pres rsync rtsp service session sftp shttp sip sips skype sms "
    "snmp spotify ssh steam svn tag tel telnet tftp thismessage tip tv udp urn vemmi view-source webcal "
    "ws wss xmlrpc.beep xmpp ymsgr z39.50r z39.50s isbn itms itms-apps whatsapp fax hdl file data";

static bool registered(struct rsis_str scheme) {
    return rsis_epub_word_in(scheme, schemes, false);
}

static bool is_link(enum rsis_epub_use use) {
    return (uses[use] & U_LINK) != 0;
}

/* Judges the scheme; true when there is something to follow. */
static bool take_scheme(struct rsis_epub *book, const struct rsis_epub_place *at, struct rsis_epub_ref *ref,
                        const struct rsis_url *url) {
    struct rsis_str s = url->scheme;
    bool web = rsis_str_eq_nocase(s, RSIS_LIT("http")) || rsis_str_eq_nocase(s, RSIS_LIT("https"));
    ref->remote = s.len || url->has_authority;
    if (rsis_str_eq_nocase(s, RSIS_LIT("data"))) {
        ref->data = true;
        if (is_link((enum rsis_epub_use)ref->use))
            say(book, at, RSIS_CHECK_EPUB_DATA_URL, "A data URL may not stand here");
        return true;
    }
    if (rsis_str_eq_nocase(s, RSIS_LIT("file"))) {
        say(book, at, RSIS_CHECK_EPUB_FILE_URL, "A file URL may not stand here");
        return !is_link((enum rsis_epub_use)ref->use) && ref->use != RSIS_USE_FONT;
    }
    if (s.len && !web && is_link((enum rsis_epub_use)ref->use)) {
        if (!registered(s) && book->version == 3)
            rsis_found(book->report, RSIS_CHECK_EPUB_URL_SCHEME, at->member, at->line, at->column,
                       "The scheme \"%.*s\" is not registered", (int)(s.len < 40 ? s.len : 40), s.ptr);
        return false;
    }
    return true;
}

/* Paths are kept once each: books refer to few places often. */
static const char *kept(struct rsis_epub *book, struct rsis_str s) {
    const uint32_t *at = rsis_epub_map_find(&book->paths, 0, s);
    if (at) return book->path_list.v[*at];
    const char *z = rsis_str_dup(book->arena, s);
    rsis_epub_map_add(&book->paths, 0, rsis_str(z, s.len), book->path_list.n);
    *RSIS_PUSH(book->arena, &book->path_list) = z;
    return z;
}

static void take_local(struct rsis_epub *book, const struct rsis_epub_place *at, struct rsis_epub_ref *ref,
                       struct rsis_str base, const struct rsis_url *url) {
    bool leaks = false;
    if (!url->path.len && rsis_str_eq(base, at->member)) {
        ref->path = at->member.ptr;
        ref->target = at->item;
        return;
    }
    ref->path = kept(book, rsis_url_resolve(&book->path, base, url->path, &leaks));
    if (leaks) say(book, at, RSIS_CHECK_EPUB_URL_LEAKS, "This URL leads out of the container");
    if (url->has_query && book->version == 3)
        say(book, at, RSIS_CHECK_EPUB_URL_QUERY, "A URL inside of the container may not have a query");
}

/* A relative URL against a base that is not the document's place: remote when the base is. */
static bool base_is_remote(struct rsis_str base) {
    struct rsis_url url;
    rsis_url_parse(&url, base);
    return url.scheme.len || url.has_authority;
}

struct rsis_epub_ref *rsis_epub_refer(struct rsis_epub *book, const struct rsis_epub_place *at, enum rsis_epub_use use,
                                      struct rsis_str base, struct rsis_str written) {
    struct rsis_url url;
    written = rsis_str_trim(written);
    rsis_url_parse(&url, written);
    if (url.fault)
        rsis_found(book->report, RSIS_CHECK_EPUB_URL_INVALID, at->member, at->line, at->column,
                   "This is no URL: it has %s", url.fault);
    if (url.unusable || !written.len) return NULL;
    struct rsis_epub_ref ref = {.item = at->item,
                                .line = at->line,
                                .column = at->column,
                                .use = (uint8_t)use,
                                .target = RSIS_NO_ITEM,
                                .path = ""};
    if (book->refs.n >= RSIS_EPUB_REFS) {
        rsis_epub_too_many(book, at->member, "references");
        return NULL;
    }
    if (!take_scheme(book, at, &ref, &url)) return NULL;
    if (!ref.remote && base_is_remote(base)) ref.remote = true;
    if (ref.remote)
        ref.path = kept(book, rsis_str(written.ptr, ref.data && written.len > 100 ? 100 : written.len));
    else
        take_local(book, at, &ref, base, &url);
    ref.has_fragment = url.has_fragment;
    if (url.fragment.len && !ref.remote) ref.fragment = rsis_url_decode(book->arena, url.fragment).ptr;
    struct rsis_epub_ref *out = RSIS_PUSH(book->arena, &book->refs);
    *out = ref;
    return out;
}

/* ---- following */

/* A remote resource is in the manifest under its URL without the fragment. */
static void find_target(struct rsis_epub *book, struct rsis_epub_ref *ref) {
    struct rsis_str path = rsis_str_c(ref->path);
    if (ref->target != RSIS_NO_ITEM) return;
    ptrdiff_t hash = ref->remote ? rsis_str_find(path, RSIS_LIT("#")) : -1;
    if (hash >= 0) path.len = (size_t)hash;
    const uint32_t *at = rsis_epub_map_find(&book->by_path, 0, path);
    if (at) ref->target = *at;
}

static void need_remote(struct rsis_epub *book, const struct rsis_epub_ref *ref) {
    if (ref->item == RSIS_NO_ITEM) return;
    book->items.v[ref->item].found |= RSIS_P_REMOTE;
}

static bool media_may_be_remote(const struct rsis_epub *book, const struct rsis_epub_ref *ref) {
    if (uses[ref->use] & U_REMOTE) return true;
    if (ref->target == RSIS_NO_ITEM) return false;
    uint8_t f = book->items.v[ref->target].flavour;
    return f == RSIS_MEDIA_AUDIO || f == RSIS_MEDIA_VIDEO || f == RSIS_MEDIA_FONT;
}

static void follow_remote(struct rsis_epub *book, const struct rsis_epub_ref *ref) {
    uint8_t use = uses[ref->use];
    if (ref->use == RSIS_USE_NAV && ref->nav != RSIS_NAV_OTHER) {
        FOUND(book, ref, RSIS_CHECK_EPUB_NAV_REMOTE, "The navigation may not lead out of the publication");
        return;
    }
    if (use & U_LINK) return;
    if (use & U_COUNTS) need_remote(book, ref);
    if (book->options->archive)
        FOUND(book, ref, RSIS_CHECK_EPUB_KEEP_REMOTE, "A resource is not in the container: %.200s", ref->path);
    if (!media_may_be_remote(book, ref))
        FOUND(book, ref, RSIS_CHECK_EPUB_REMOTE, "A resource of this kind must be in the container: %.200s", ref->path);
    else if (rsis_str_starts_nocase(rsis_str_c(ref->path), RSIS_LIT("http:")))
        FOUND(book, ref, RSIS_CHECK_EPUB_URL_HTTPS, "A remote resource should be referred to by https: %.200s",
              ref->path);
    if (media_may_be_remote(book, ref) && ref->target == RSIS_NO_ITEM)
        FOUND(book, ref, RSIS_CHECK_EPUB_UNDECLARED, "A remote resource is not in the manifest: %.200s", ref->path);
}

static void follow_unlisted(struct rsis_epub *book, const struct rsis_epub_ref *ref) {
    const struct rsis_member *m = rsis_archive_find(book->archive, rsis_str_c(ref->path));
    bool there = m && !m->directory;
    if (ref->use == RSIS_USE_GUIDE)
        FOUND(book, ref, RSIS_CHECK_EPUB_GUIDE_UNLISTED, "The guide refers to what is not in the manifest: %.200s",
              ref->path);
    if (ref->use == RSIS_USE_LINK && !there)
        FOUND(book, ref, RSIS_CHECK_EPUB_LINK_MISSING, "There is no file \"%.200s\"", ref->path);
    else if (!there)
        FOUND(book, ref, RSIS_CHECK_EPUB_MISSING, "There is no file \"%.200s\"", ref->path);
    else if (ref->use != RSIS_USE_LINK && ref->use != RSIS_USE_CITE)
        FOUND(book, ref, RSIS_CHECK_EPUB_UNDECLARED, "This file is not in the manifest: %.200s", ref->path);
}

static void judge_link(struct rsis_epub *book, struct rsis_epub_ref *ref) {
    uint8_t use = uses[ref->use];
    struct rsis_epub_item *target = &book->items.v[ref->target];
    if (ref->item != ref->target) target->reached = true;
    if (!(use & (U_CONTENT | U_SPINE))) return;
    if (rsis_str_eq(target->media_type, RSIS_LIT("text/html"))) return; /* the spine says what is wrong */
    if ((use & U_CONTENT) && !rsis_epub_is_content(book, ref->target))
        FOUND(book, ref, RSIS_CHECK_EPUB_LINK_TYPE_TARGET, "A link leads to a resource of the type %.80s",
              target->media_type.len ? target->media_type.ptr : "unknown");
    else if ((use & U_SPINE) && !target->in_spine)
        FOUND(book, ref, RSIS_CHECK_EPUB_NOT_IN_SPINE, "A link leads to \"%.200s\", which is not in the spine",
              target->path.ptr);
}

/* ---- fallbacks */

static bool chain_has_core(const struct rsis_epub *book, uint32_t at) {
    for (; at != RSIS_NO_ITEM; at = book->items.v[at].fallback_item)
        if (rsis_epub_core_type(book->items.v[at].media_type)) return true;
    return false;
}

static struct rsis_str data_type(struct rsis_str url) {
    size_t from = 5, to = from;
    while (to < url.len && url.ptr[to] != ';' && url.ptr[to] != ',') to++;
    return rsis_str(url.ptr + from, (to < url.len ? to : url.len) - from);
}

static bool is_core(const struct rsis_epub *book, const struct rsis_epub_ref *ref) {
    if (ref->data) return rsis_epub_core_type(data_type(rsis_str_c(ref->path)));
    return ref->target == RSIS_NO_ITEM || chain_has_core(book, ref->target);
}

static bool directly_core(const struct rsis_epub *book, const struct rsis_epub_ref *ref) {
    if (ref->data) return rsis_epub_core_type(data_type(rsis_str_c(ref->path)));
    return ref->target == RSIS_NO_ITEM || rsis_epub_core_type(book->items.v[ref->target].media_type);
}

static void judge_type(struct rsis_epub *book, const struct rsis_epub_ref *ref) {
    if (ref->target == RSIS_NO_ITEM || !ref->type || (ref->use != RSIS_USE_EMBED && ref->tag != RSIS_E_SOURCE)) return;
    struct rsis_str declared = book->items.v[ref->target].media_type;
    if (declared.len && !rsis_str_eq_nocase(rsis_str_c(ref->type), declared))
        FOUND(book, ref, RSIS_CHECK_EPUB_TYPE_MISMATCH, "This says that the resource is %.80s, and the manifest %.80s",
              ref->type, declared.ptr);
}

static void judge_fallback(struct rsis_epub *book, const struct rsis_epub_ref *ref) {
    if (!(uses[ref->use] & U_FALLBACK) || book->version == 2) return;
    judge_type(book, ref);
    if (ref->in_picture && ref->tag == RSIS_E_IMG) {
        if (!directly_core(book, ref))
            FOUND(book, ref, RSIS_CHECK_EPUB_PICTURE_IMG, "An img in picture must be of a core media type");
        return;
    }
    if (ref->in_picture) {
        if (!directly_core(book, ref) && !ref->type)
            FOUND(book, ref, RSIS_CHECK_EPUB_PICTURE_SOURCE,
                  "A source of another than a core media type must name its type");
        return;
    }
    if (ref->group && book->group_core[ref->group]) return;
    if (!ref->has_fallback && !is_core(book, ref))
        FOUND(book, ref, RSIS_CHECK_EPUB_FALLBACK, "A resource that is of no core media type has no fallback: %.200s",
              ref->path);
}

/* ---- fragments */

static bool takes_any_fragment(struct rsis_str f) {
    return rsis_str_starts(f, RSIS_LIT("epubcfi(")) || rsis_str_starts(f, RSIS_LIT("svgView(")) ||
           rsis_str_starts(f, RSIS_LIT("xywh=")) || rsis_str_starts(f, RSIS_LIT("t=")) ||
           rsis_str_starts(f, RSIS_LIT("viewBox("));
}

/* EPUB 3.3 5.6 and SVG: what a reference of this kind may point at. */
static bool fits(const struct rsis_epub_ref *ref, uint8_t anchor) {
    switch ((enum rsis_epub_use)ref->use) {
    case RSIS_USE_SVG_PAINT:
        return anchor == RSIS_ANCHOR_PAINT;
    case RSIS_USE_SVG_CLIP:
        return anchor == RSIS_ANCHOR_CLIP;
    case RSIS_USE_HYPERLINK:
    case RSIS_USE_NAV:
    case RSIS_USE_NCX:
        return anchor == RSIS_ANCHOR_HTML || anchor == RSIS_ANCHOR_GENERIC;
    case RSIS_USE_SVG_SYMBOL:
        return anchor == RSIS_ANCHOR_SYMBOL || anchor == RSIS_ANCHOR_GENERIC;
    default:
        return true;
    }
}

static void judge_missing_fragment(struct rsis_epub *book, const struct rsis_epub_ref *ref) {
    if (ref->use == RSIS_USE_SVG_SYMBOL && !ref->has_fragment)
        FOUND(book, ref, RSIS_CHECK_EPUB_USE_FRAGMENT, "A use of SVG must name an element");
}

static void judge_fragment(struct rsis_epub *book, struct rsis_epub_ref *ref) {
    const struct rsis_epub_item *target = &book->items.v[ref->target];
    bool document = target->flavour == RSIS_MEDIA_XHTML || target->flavour == RSIS_MEDIA_SVG;
    if (ref->use == RSIS_USE_STYLESHEET) {
        FOUND(book, ref, RSIS_CHECK_EPUB_STYLE_FRAGMENT, "A reference to a style sheet may not have a fragment");
        return;
    }
    if (ref->use == RSIS_USE_IMAGE && target->flavour == RSIS_MEDIA_IMAGE) {
        FOUND(book, ref, RSIS_CHECK_EPUB_IMAGE_FRAGMENT,
              "A reference to an image that is not SVG should not have a fragment");
        return;
    }
    if (takes_any_fragment(rsis_str_c(ref->fragment)) || ref->css || ref->use == RSIS_USE_LINK ||
        ref->use == RSIS_USE_CITE)
        return;
    if (!document) {
        bool link = (uses[ref->use] & U_CONTENT) && rsis_epub_is_content(book, ref->target);
        bool html = rsis_str_eq(target->media_type, RSIS_LIT("text/html"));
        if ((link || html) && (uses[ref->use] & U_LINK))
            FOUND(book, ref, RSIS_CHECK_EPUB_FRAGMENT_KIND, "This fragment is of no kind that a link may lead to");
        return;
    }
    const uint32_t *at = rsis_epub_map_find(&book->ids, ref->target, rsis_str_c(ref->fragment));
    if (!at && book->ids.n >= RSIS_EPUB_IDS) return;
    if (!at) {
        FOUND(book, ref, RSIS_CHECK_EPUB_FRAGMENT, "\"%.200s\" has no element with the id \"%.100s\"", target->path.ptr,
              ref->fragment);
        return;
    }
    ref->order = book->id_list.v[*at].order;
    if (!fits(ref, book->id_list.v[*at].anchor))
        FOUND(book, ref, RSIS_CHECK_EPUB_FRAGMENT_KIND, "The element \"%.100s\" is not of the kind that may stand here",
              ref->fragment);
}

/* A document with an overlay says so, and names that one. */
static void judge_overlay(struct rsis_epub *book, const struct rsis_epub_ref *ref) {
    const struct rsis_epub_item *target = &book->items.v[ref->target];
    if (ref->use != RSIS_USE_OVERLAY || ref->item == RSIS_NO_ITEM) return;
    if (!target->overlay.len)
        FOUND(book, ref, RSIS_CHECK_EPUB_OVERLAY_MISSING, "\"%.200s\" does not name its media overlay in the manifest",
              target->path.ptr);
    else if (!rsis_str_eq(target->overlay, book->items.v[ref->item].id))
        FOUND(book, ref, RSIS_CHECK_EPUB_OVERLAY_OTHER, "\"%.200s\" names another media overlay", target->path.ptr);
}

static void follow(struct rsis_epub *book, struct rsis_epub_ref *ref) {
    if (ref->data) {
        if (uses[ref->use] & U_SPINE) FOUND(book, ref, RSIS_CHECK_EPUB_NOT_IN_SPINE, "A link leads to a data URL");
        judge_fallback(book, ref);
        return;
    }
    if (ref->remote) {
        follow_remote(book, ref);
        if (ref->target != RSIS_NO_ITEM && media_may_be_remote(book, ref)) judge_fallback(book, ref);
        return;
    }
    if (ref->target == RSIS_NO_ITEM) {
        if (!*ref->path || !rsis_str_eq(rsis_str_c(ref->path), book->package)) follow_unlisted(book, ref);
        return;
    }
    judge_link(book, ref);
    judge_overlay(book, ref);
    judge_fallback(book, ref);
    judge_missing_fragment(book, ref);
    if (ref->fragment) judge_fragment(book, ref);
}

/* ---- the whole */

static uint64_t reading_order(const struct rsis_epub *book, const struct rsis_epub_ref *ref) {
    return (uint64_t)book->items.v[ref->target].spine_at << 32 | ref->order;
}

/* The table of contents follows the spine: EPUB 3.3 7.4.1. */
static void check_order(struct rsis_epub *book) {
    uint64_t last = 0;
    for (uint32_t i = 0; i < book->refs.n; i++) {
        const struct rsis_epub_ref *ref = &book->refs.v[i];
        if (ref->nav != RSIS_NAV_TOC || ref->target == RSIS_NO_ITEM || ref->remote ||
            !book->items.v[ref->target].in_spine)
            continue;
        if (ref->fragment && !ref->order) continue;
        uint64_t here = reading_order(book, ref);
        if (here < last)
            FOUND(book, ref, RSIS_CHECK_EPUB_NAV_ORDER, "\"%.200s\" comes before the target of the entry above",
                  ref->path);
        last = here;
    }
}

static void check_reachable(struct rsis_epub *book) {
    for (uint32_t i = 0; i < book->items.n; i++) {
        const struct rsis_epub_item *item = &book->items.v[i];
        if (item->in_spine && !item->linear && !item->reached && !book->scripted)
            rsis_found(book->report, RSIS_CHECK_EPUB_UNREACHABLE, book->package, item->line, item->column,
                       "No link leads to \"%.200s\", which is not linear", item->path.ptr);
    }
}

static void check_remote_property(struct rsis_epub *book) {
    for (uint32_t i = 0; i < book->items.n; i++) {
        const struct rsis_epub_item *item = &book->items.v[i];
        bool document =
            item->flavour == RSIS_MEDIA_XHTML || item->flavour == RSIS_MEDIA_SVG || item->flavour == RSIS_MEDIA_CSS;
        if (!document || item->remote) continue;
        if ((item->found & RSIS_P_REMOTE) && !(item->declared & RSIS_P_REMOTE))
            rsis_found(book->report, RSIS_CHECK_EPUB_PROPERTY_NEEDED, item->path, 0, 0,
                       "The manifest must give this document the property remote-resources");
        if (!(item->found & (RSIS_P_REMOTE | RSIS_P_SCRIPTED)) && (item->declared & RSIS_P_REMOTE))
            rsis_found(book->report, RSIS_CHECK_EPUB_REMOTE_UNNEEDED, item->path, 0, 0,
                       "The manifest says that this document has remote resources, and it refers to none");
    }
}

static void find_groups(struct rsis_epub *book) {
    book->group_core = RSIS_NEW_ARRAY(book->arena, bool, book->groups + 1);
    for (uint32_t i = 0; i < book->refs.n; i++) {
        struct rsis_epub_ref *ref = &book->refs.v[i];
        find_target(book, ref);
        if (ref->group && is_core(book, ref)) book->group_core[ref->group] = true;
    }
}

/* A remote item that nothing refers to in a way that allows it. */
static void check_remote_items(struct rsis_epub *book) {
    for (uint32_t i = 0; i < book->refs.n; i++)
        if (book->refs.v[i].target != RSIS_NO_ITEM && !(uses[book->refs.v[i].use] & U_LINK))
            book->items.v[book->refs.v[i].target].used = true;
    for (uint32_t i = 0; i < book->items.n; i++) {
        const struct rsis_epub_item *item = &book->items.v[i];
        uint8_t f = item->flavour;
        if (!item->remote || item->data || item->used || item->in_spine) continue;
        if (book->options->archive)
            rsis_found(book->report, RSIS_CHECK_EPUB_KEEP_REMOTE, book->package, item->line, item->column,
                       "A resource is not in the container: %.200s", item->path.ptr);
        if (f == RSIS_MEDIA_AUDIO || f == RSIS_MEDIA_VIDEO || f == RSIS_MEDIA_FONT || f == RSIS_MEDIA_SVG) continue;
        if (!rsis_str_eq(item->media_type, RSIS_LIT("application/x-shockwave-flash")))
            rsis_found(book->report, RSIS_CHECK_EPUB_REMOTE, book->package, item->line, item->column,
                       "A resource of this kind must be in the container: %.200s", item->path.ptr);
    }
}

void rsis_epub_check_refs(struct rsis_epub *book) {
    find_groups(book);
    for (uint32_t i = 0; i < book->refs.n; i++) follow(book, &book->refs.v[i]);
    if (book->version == 2) return;
    check_remote_items(book);
    check_order(book);
    check_reachable(book);
    check_remote_property(book);
}
