/* epub.c - the order in which a book is read: container, package, each item once, then what refers to what. */
#include "epub_book.h"

/* One document; what is longer is not read. */
enum { DOCUMENT_BYTES = 16 << 20 };

struct whole {
    char *ptr;
    size_t len;
};

static bool collect(void *ctx, const void *bytes, size_t len) {
    struct whole *w = ctx;
    memcpy(w->ptr + w->len, bytes, len);
    w->len += len;
    return true;
}

bool rsis_epub_stream(struct rsis_epub *book, const struct rsis_member *m,
                      bool (*take)(void *ctx, const void *bytes, size_t len), void *ctx) {
    struct rsis_member_end end = rsis_reader_stream(book->reader, m, take, ctx);
    rsis_member_tell(book->archive, m, end);
    return end.check == RSIS_CHECK_COUNT;
}

bool rsis_epub_read(struct rsis_epub *book, struct rsis_str *out, struct rsis_str path) {
    const struct rsis_member *m = rsis_archive_find(book->archive, path);
    if (!m || m->directory) return false;
    if (m->size > DOCUMENT_BYTES) {
        rsis_found(book->report, RSIS_CHECK_EPUB_TOO_LARGE, path, 0, 0, "A document of more than %d bytes is not read",
                   DOCUMENT_BYTES);
        return false;
    }
    rsis_arena_reset(book->scratch);
    struct whole w = {.ptr = rsis_arena_bytes(book->scratch, (size_t)m->size + 1)};
    if (!rsis_epub_stream(book, m, collect, &w)) return false;
    w.ptr[w.len] = 0;
    *out = rsis_str(w.ptr, w.len);
    return true;
}

typedef void check_fn(struct rsis_epub *book, uint32_t item, struct rsis_str bytes);
static check_fn *const checks[] = {
    [RSIS_MEDIA_XHTML] = rsis_epub_check_xhtml, [RSIS_MEDIA_SVG] = rsis_epub_check_svg,
    [RSIS_MEDIA_CSS] = rsis_epub_check_css,     [RSIS_MEDIA_NCX] = rsis_epub_check_ncx,
    [RSIS_MEDIA_SMIL] = rsis_epub_check_smil,
};

static void check_item(struct rsis_epub *book, uint32_t at) {
    struct rsis_epub_item *item = &book->items.v[at];
    const uint32_t *first = rsis_epub_map_find(&book->by_path, 0, item->path);
    struct rsis_str bytes;
    if (item->remote || item->missing || (first && *first != at)) return;
    check_fn *check = item->flavour < sizeof checks / sizeof *checks ? checks[item->flavour] : NULL;
    item->parsed = true;
    if (!check)
        rsis_epub_check_media(book, at);
    else if (rsis_epub_read(book, &bytes, item->path))
        check(book, at, bytes);
    if (book->items.v[at].found & RSIS_P_SCRIPTED) book->scripted = true;
    if (book->options->archive && (book->items.v[at].found & RSIS_P_SCRIPTED))
        rsis_found(book->report, RSIS_CHECK_EPUB_KEEP_SCRIPT, book->items.v[at].path, 0, 0,
                   "This document has scripts or forms");
}

static void check_book(struct rsis_epub *book) {
    rsis_epub_check_names(book);
    rsis_epub_check_container(book);
    if (!book->package.len) return;
    bool whole = rsis_epub_check_package(book);
    rsis_epub_check_meta_inf(book);
    if (!whole) return;
    for (uint32_t i = 0; i < book->items.n; i++) check_item(book, i);
    rsis_epub_check_refs(book);
}

static void free_arena(void *p) {
    rsis_arena_free(p);
}

struct rsis_str rsis_epub_keep(struct rsis_epub *book, struct rsis_str s) {
    return rsis_str(rsis_str_dup(book->arena, s), s.len);
}

void rsis_epub_too_many(struct rsis_epub *book, struct rsis_str member, const char *what) {
    if (!book->too_many)
        rsis_found(book->report, RSIS_CHECK_EPUB_TOO_MANY, member, 0, 0,
                   "There are too many %s; the rest is not looked at", what);
    book->too_many = true;
}

void rsis_validate_epub(struct rsis_report *r, struct rsis_archive *a, const struct rsis_epub_options *o) {
    struct rsis_epub *book = RSIS_NEW(r->arena, struct rsis_epub);
    r->kind = "epub";
    book->arena = r->arena;
    book->scratch = RSIS_NEW(r->arena, struct rsis_arena);
    book->report = r;
    book->archive = a;
    book->options = o;
    book->version = 3;
    rsis_arena_init(book->scratch, r->arena->guard);
    rsis_arena_defer(r->arena, free_arena, book->scratch);
    book->reader = rsis_reader_new(a);
    rsis_epub_names_init(book);
    rsis_epub_map_init(&book->by_id, r->arena, 64);
    rsis_epub_map_init(&book->by_path, r->arena, 64);
    rsis_buf_init(&book->path, r->arena);
    rsis_epub_map_init(&book->paths, r->arena, 256);
    rsis_epub_map_init(&book->ids, r->arena, 1024);
    check_book(book);
    rsis_arena_reset(book->scratch);
}

void rsis_validate_epub_unopened(struct rsis_report *r, struct rsis_str head) {
    struct rsis_str whole = {"", 0};
    r->kind = "epub";
    if (head.len < 4 || memcmp(head.ptr, "PK\3\4", 4) != 0)
        rsis_found(r, RSIS_CHECK_EPUB_NO_ZIP, whole, 0, 0, "This file does not begin as a ZIP does");
    rsis_found(r, RSIS_CHECK_EPUB_UNREADABLE, whole, 0, 0, "This file cannot be read as a ZIP");
}
