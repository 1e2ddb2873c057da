/*
 * epub_book.h - what is known of one book while it is being validated: its items, references and ids.
 */
#ifndef RSIS_EPUB_BOOK_H
#define RSIS_EPUB_BOOK_H

#include "epub.h"
#include "epub_map.h"
#include "epub_model.h"
#include "url.h"

/* How one resource is referred to. The order is that of the table in refs.c. */
enum rsis_epub_use {
    RSIS_USE_HYPERLINK,
    RSIS_USE_NAV, /* an entry of the table of contents, the page list or the landmarks */
    RSIS_USE_NCX,
    RSIS_USE_GUIDE,
    RSIS_USE_LINK, /* link in the package document, link other than a style sheet in XHTML */
    RSIS_USE_CITE,
    RSIS_USE_IMAGE,
    RSIS_USE_AUDIO,
    RSIS_USE_VIDEO,
    RSIS_USE_TRACK,
    RSIS_USE_FONT,
    RSIS_USE_STYLESHEET,
    RSIS_USE_EMBED, /* embed, object, iframe and the like */
    RSIS_USE_SVG_PAINT,
    RSIS_USE_SVG_CLIP,
    RSIS_USE_SVG_SYMBOL,
    RSIS_USE_OVERLAY, /* text of a media overlay */
    RSIS_USE_GENERIC,
};

/* What an id stands on, for references to it. */
enum rsis_epub_anchor {
    RSIS_ANCHOR_HTML,
    RSIS_ANCHOR_GENERIC,
    RSIS_ANCHOR_PAINT,
    RSIS_ANCHOR_CLIP,
    RSIS_ANCHOR_SYMBOL
};

enum rsis_epub_property {
    RSIS_P_NAV = 1,
    RSIS_P_COVER_IMAGE = 2,
    RSIS_P_SCRIPTED = 4,
    RSIS_P_SVG = 8,
    RSIS_P_MATHML = 16,
    RSIS_P_SWITCH = 32,
    RSIS_P_REMOTE = 64,
    RSIS_P_OTHER = 128,
};

enum rsis_epub_flavour {
    RSIS_MEDIA_NONE,
    RSIS_MEDIA_XHTML,
    RSIS_MEDIA_SVG,
    RSIS_MEDIA_DTBOOK,
    RSIS_MEDIA_CSS,
    RSIS_MEDIA_NCX,
    RSIS_MEDIA_IMAGE,
    RSIS_MEDIA_AUDIO,
    RSIS_MEDIA_VIDEO,
    RSIS_MEDIA_FONT,
    RSIS_MEDIA_SCRIPT,
    RSIS_MEDIA_SMIL,
    RSIS_MEDIA_PLS,
    RSIS_MEDIA_OTHER
};

#define RSIS_NO_ITEM UINT32_MAX

/* What one book may have, so that it is validated in 64 MiB; far above what books have. The rest is not followed. */
enum {
    RSIS_EPUB_ITEMS = 20000,
    RSIS_EPUB_METAS = 10000,
    RSIS_EPUB_REFS = 150000,
    RSIS_EPUB_IDS = 131000,
    RSIS_EPUB_IDREFS = 50000
};

struct rsis_epub_item {
    struct rsis_str id, href, path; /* path: in the container, decoded; or the URL of a remote resource */
    struct rsis_str media_type, fallback, overlay;
    uint32_t line, column;
    uint32_t declared, found; /* properties, enum rsis_epub_property */
    uint8_t flavour;          /* enum rsis_epub_flavour */
    bool remote, data, in_spine, linear, parsed, missing, reached, used;
    uint32_t spine_at;      /* where in the spine */
    uint32_t fallback_item; /* or RSIS_NO_ITEM */
};

struct rsis_epub_ref {
    uint32_t item;   /* the document it stands in; RSIS_NO_ITEM: the package document */
    uint32_t target; /* the item it leads to, or RSIS_NO_ITEM */
    uint32_t line, column;
    uint32_t group; /* references of one media element, of which one core media type is enough; 0: none */
    uint32_t order; /* of the element that the fragment names */
    uint8_t use;    /* enum rsis_epub_use */
    uint8_t nav;    /* in which nav it stands, enum rsis_nav */
    uint8_t tag;    /* of which element, enum rsis_epub_element_code */
    bool has_fallback, has_fragment, in_picture, remote, data, css;
    const char *path;     /* decoded; of a remote one: the URL as written */
    const char *fragment; /* decoded, or NULL */
    const char *type;     /* the media type that the markup names, or NULL */
};

/* The kinds of nav in the navigation document. */
enum rsis_nav { RSIS_NAV_NONE, RSIS_NAV_TOC, RSIS_NAV_PAGE_LIST, RSIS_NAV_LANDMARKS, RSIS_NAV_OTHER };

/* What an id is: place in its document, and enum rsis_epub_anchor. */
struct rsis_epub_id {
    uint32_t order, table; /* table: the number of the HTML table that it is in */
    uint8_t anchor, code;  /* code: enum rsis_epub_element_code */
};

struct rsis_epub {
    struct rsis_arena *arena;   /* the report's */
    struct rsis_arena *scratch; /* of the member that is being read */
    struct rsis_report *report;
    struct rsis_archive *archive;
    struct rsis_reader *reader; /* of the archive */
    const struct rsis_epub_options *options;
    struct rsis_epub_map elements, attrs;     /* names */
    const struct rsis_epub_element **rows;    /* what `elements` counts */
    struct rsis_epub_map by_id, by_path, ids; /* ids: room is the item */
    struct rsis_buf path;                     /* the one that was resolved last */
    RSIS_VEC(const char *) path_list;
    struct rsis_epub_map paths; /* of references: each is kept once */
    bool too_many;              /* that was said */
    RSIS_VEC(struct rsis_epub_item) items;
    RSIS_VEC(struct rsis_epub_ref) refs;
    RSIS_VEC(struct rsis_epub_id) id_list;
    struct rsis_str package; /* its path */
    int version;             /* 2 or 3 */
    struct rsis_str identifier;
    uint32_t spine_n;
    uint32_t groups;    /* of references */
    bool *group_core;   /* has it one of a core media type? */
    bool scripted;      /* some document has scripts */
    uint32_t rootfiles; /* how many package documents the container names */
};

/* Puts the names of all tables into the maps; before anything else. */
void rsis_epub_names_init(struct rsis_epub *book);

/* A member piece by piece. False with a finding when it cannot be read to its end. */
bool rsis_epub_stream(struct rsis_epub *book, const struct rsis_member *m,
                      bool (*take)(void *ctx, const void *bytes, size_t len), void *ctx);

/* A member into scratch memory, which is cleared first. False with a finding. */
bool rsis_epub_read(struct rsis_epub *book, struct rsis_str *out, struct rsis_str path);

/*
 * Notes a reference from `item` (or RSIS_NO_ITEM) and judges its URL. `base` is what relative URLs are relative to.
 * False when the URL is no URL or leads nowhere by its scheme (mailto and the like): nothing was noted then.
 */
struct rsis_epub_place {
    uint32_t item;
    struct rsis_str member;
    uint32_t line, column;
};
struct rsis_epub_ref *rsis_epub_refer(struct rsis_epub *book, const struct rsis_epub_place *at, enum rsis_epub_use use,
                                      struct rsis_str base, struct rsis_str written);

/* A copy that lives as long as the book. */
struct rsis_str rsis_epub_keep(struct rsis_epub *book, struct rsis_str s);

/* Says once that the book has more of something than is looked at. */
void rsis_epub_too_many(struct rsis_epub *book, struct rsis_str member, const char *what);

/* The last step: what every reference leads to. */
void rsis_epub_check_refs(struct rsis_epub *book);

/* Each kind of document; `item` is its place in book->items. */
void rsis_epub_check_container(struct rsis_epub *book);
bool rsis_epub_check_package(struct rsis_epub *book);
void rsis_epub_check_names(struct rsis_epub *book);
void rsis_epub_check_ncx(struct rsis_epub *book, uint32_t item, struct rsis_str bytes);
void rsis_epub_check_xhtml(struct rsis_epub *book, uint32_t item, struct rsis_str bytes);
void rsis_epub_check_svg(struct rsis_epub *book, uint32_t item, struct rsis_str bytes);
void rsis_epub_check_smil(struct rsis_epub *book, uint32_t item, struct rsis_str bytes);
void rsis_epub_check_css(struct rsis_epub *book, uint32_t item, struct rsis_str bytes);
void rsis_epub_check_media(struct rsis_epub *book, uint32_t item_at);

/* Members of META-INF beside container.xml. */
void rsis_epub_check_meta_inf(struct rsis_epub *book);

enum rsis_epub_flavour rsis_epub_flavour(struct rsis_str media_type);
bool rsis_epub_core_type(struct rsis_str media_type);

/* Is the item, or something in its chain of fallbacks, a content document? */
bool rsis_epub_is_content(const struct rsis_epub *book, uint32_t item);

#endif
