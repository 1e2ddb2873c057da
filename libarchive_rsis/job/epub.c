/* epub.c - what stands in the container, in which order, and what a book is called. */
#include "epub.h"

#include <inttypes.h>
#include <stdlib.h>

#include "../base/file.h"
#include "../base/uuid.h"
#include "../proof/proof.h"
#include "../write/write.h"
#include "../write/xhtml.h"
#include "doc.h"

#define HERE "epub/" /* everything but what the container format wants elsewhere */

/* ---------------------------------------------------------------- leaves */

bool rsis_leaf_make(struct rsis_leaf *out, struct rsis_doc *doc) {
    out->part = rsis_part_of(doc);
    return rsis_doc_write_jats(&out->jats, doc) && rsis_doc_write_page(&out->page, doc, out->part, RSIS_PAGE_EPUB);
}

const char *rsis_epub_page_name(struct rsis_arena *a, const struct rsis_part *part) {
    return rsis_format(a, HERE "%s.xhtml", part->key);
}

const char *rsis_epub_record_name(struct rsis_arena *a, const struct rsis_part *part) {
    return rsis_format(a, HERE "%s.xml", part->key);
}

/* ---------------------------------------------------------------- identity */

/* The name space of the identifiers that are made here; a random UUID, fixed for ever. */
static const unsigned char name_space[16] = {0x5f, 0x0c, 0x3a, 0x7e, 0x91, 0x2b, 0x4d, 0x86,
                                             0xb3, 0x17, 0x6e, 0x40, 0xd8, 0x95, 0xc2, 0x1a};

static int by_key(const void *a, const void *b) {
    return strcmp((*(const struct rsis_part *const *)a)->key, (*(const struct rsis_part *const *)b)->key);
}

/* A commentary is its series and number; a collection its title and the numbers in it, whatever their order. */
static struct rsis_str name_of(struct rsis_arena *a, const struct rsis_book *book) {
    struct rsis_buf name;
    rsis_buf_init(&name, a);
    if (!book->single) rsis_buf_printf(&name, "collection/%.*s\n", RSIS_ARG(book->title));
    const struct rsis_part **sorted = RSIS_NEW_ARRAY(a, const struct rsis_part *, book->n);
    memcpy(sorted, book->parts, book->n * sizeof *sorted);
    qsort(sorted, book->n, sizeof *sorted, by_key);
    for (size_t i = 0; i < book->n; i++)
        rsis_buf_printf(&name, "%.*s/%s\n", RSIS_ARG(sorted[i]->series_id), sorted[i]->key);
    return rsis_buf_slice(&name);
}

static void identify(struct rsis_arena *a, struct rsis_book *book) {
    char uuid[37];
    if (!rsis_uuid_v5(uuid, name_space, name_of(a, book))) rsis_arena_give_up(a);
    book->identifier = rsis_format(a, "urn:uuid:%s", uuid);
}

static struct rsis_str later(struct rsis_str x, struct rsis_str y) {
    return rsis_str_compare(x, y) > 0 ? x : y;
}

/* The day of the version: what people decided, else what the caller says, else of publication or of the program. */
static struct rsis_str version_day(const struct rsis_epub *e) {
    struct rsis_str decided = {0}, published = RSIS_LIT(RSIS_RELEASED);
    for (size_t i = 0; i < e->book.n; i++) {
        decided = later(decided, e->book.parts[i]->version);
        published = later(published, e->book.parts[i]->date);
    }
    if (decided.len) return decided;
    return e->date ? rsis_str_c(e->date) : published;
}

/*
 * Dates here have no time of day. It is made from the content instead, so that two books of one identifier and one day
 * that differ do not pass for the same.
 */
static unsigned content_second(struct rsis_arena *a, const struct rsis_zip_entry *v, size_t n,
                               struct rsis_str package) {
    struct rsis_buf facts;
    char digest[65];
    rsis_buf_init(&facts, a);
    rsis_buf_str(&facts, package);
    for (size_t i = 0; i < n; i++)
        rsis_buf_printf(&facts, "%s %" PRIu64 " %" PRIx32 "\n", v[i].name, v[i].size, v[i].crc);
    if (!rsis_sha256_hex(rsis_buf_slice(&facts), digest)) rsis_arena_give_up(a);
    digest[8] = 0;
    return (unsigned)(strtoul(digest, NULL, 16) % 86400);
}

static const char *moment(struct rsis_arena *a, struct rsis_str day, unsigned second) {
    return rsis_format(a, "%.*sT%02u:%02u:%02uZ", RSIS_ARG(day), second / 3600, second / 60 % 60, second % 60);
}

/* ---------------------------------------------------------------- the container */

static const char container[] =
    "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n"
    "<container version=\"1.0\" xmlns=\"urn:oasis:names:tc:opendocument:xmlns:container\">\n"
    "  <rootfiles>\n"
    "    <rootfile full-path=\"" HERE RSIS_BOOK_PACKAGE "\" media-type=\"application/oebps-package+xml\"/>\n"
    "  </rootfiles>\n"
    "</container>\n";

struct entries {
    struct rsis_arena *a;
    struct rsis_arena *texts; /* given back after each: of a large book they are large */
    struct rsis_zip_entry *v;
    size_t n;
};

static void free_texts(void *p) {
    rsis_arena_free(p);
}

static struct rsis_zip_entry deflated(struct entries *e, const char *name, struct rsis_str bytes) {
    struct rsis_zip_entry entry = rsis_zip_deflate(e->texts, name, bytes);
    entry.bytes = rsis_str(rsis_str_dup(e->a, entry.bytes), entry.bytes.len);
    rsis_arena_free(e->texts);
    return entry;
}

static void add(struct entries *e, const char *name, struct rsis_str bytes) {
    e->v[e->n++] = deflated(e, name, bytes);
}

static void add_text(struct entries *e, const char *name,
                     struct rsis_str (*write)(struct rsis_arena *a, const struct rsis_book *book),
                     const struct rsis_book *book) {
    add(e, name, write(e->texts, book));
}

static void add_all(struct entries *e, const struct rsis_zip_entry *v, size_t n) {
    memcpy(e->v + e->n, v, n * sizeof *v);
    e->n += n;
}

/* Images are compressed already; SVG is text. */
static void add_cover(struct entries *e, const struct rsis_epub *epub) {
    const struct rsis_book *b = &epub->book;
    add_text(e, HERE RSIS_BOOK_COVER, rsis_write_cover_page, b);
    const char *name = rsis_format(e->a, HERE "%s", b->cover);
    if (!epub->cover.len)
        add_text(e, name, rsis_write_cover_svg, b);
    else if (strcmp(b->cover_type, "image/svg+xml") == 0)
        add(e, name, epub->cover);
    else
        e->v[e->n++] = rsis_zip_store(name, epub->cover);
}

/* What only a collection has. */
static void add_indexes(struct entries *e, const struct rsis_book *b) {
    if (b->single) return;
    add_text(e, HERE RSIS_BOOK_AUTHORS, rsis_write_authors, b);
    if (rsis_book_has_topics(b)) add_text(e, HERE RSIS_BOOK_TOPICS, rsis_write_topics, b);
    add_text(e, HERE RSIS_BOOK_ABOUT, rsis_write_about, b);
}

/* The package document is written twice: the day alone is known before the content is. */
static struct rsis_zip_entry package_document(struct rsis_epub *epub, struct entries *e) {
    struct rsis_book *b = &epub->book;
    struct rsis_str day = version_day(epub);
    b->modified = moment(e->a, day, 0);
    unsigned second = content_second(e->texts, e->v, e->n, rsis_write_opf(e->texts, b));
    rsis_arena_free(e->texts);
    b->modified = moment(e->a, day, second);
    return deflated(e, HERE RSIS_BOOK_PACKAGE, rsis_write_opf(e->texts, b));
}

struct rsis_zip_entry *rsis_epub_entries(struct rsis_epub *epub, struct rsis_arena *a, size_t *n) {
    enum { OTHERS = 16, PACKAGE = 2 };
    struct rsis_book *b = &epub->book;
    struct entries e = {.a = a, .texts = RSIS_NEW(a, struct rsis_arena)};
    rsis_arena_init(e.texts, a->guard);
    rsis_arena_defer(a, free_texts, e.texts);
    e.v = RSIS_NEW_ARRAY(a, struct rsis_zip_entry, b->n * 2 + OTHERS);
    identify(a, b);
    e.v[e.n++] = rsis_zip_store("mimetype", RSIS_LIT("application/epub+zip"));
    add(&e, "META-INF/container.xml", rsis_str(container, sizeof container - 1));
    e.v[e.n++] = rsis_zip_store(HERE RSIS_BOOK_PACKAGE, rsis_str("", 0)); /* its place */
    add_text(&e, HERE RSIS_BOOK_NAV, rsis_write_nav, b);
    add_text(&e, HERE RSIS_BOOK_NCX, rsis_write_ncx, b);
    add(&e, HERE RSIS_BOOK_STYLE, rsis_style(false));
    add_cover(&e, epub);
    add_all(&e, epub->pages, b->n);
    add_indexes(&e, b);
    add_all(&e, epub->records, b->n);
    e.v[PACKAGE] = package_document(epub, &e);
    *n = e.n;
    return e.v;
}

struct rsis_str rsis_epub_of(struct rsis_doc *doc, const struct rsis_leaf *leaf) {
    struct rsis_arena *a = doc->arena;
    const struct rsis_part *part = leaf->part;
    struct rsis_zip_entry page = rsis_zip_deflate(a, rsis_epub_page_name(a, part), leaf->page);
    struct rsis_zip_entry record = rsis_zip_deflate(a, rsis_epub_record_name(a, part), leaf->jats);
    struct rsis_epub epub = {.book = {.single = true, .title = part->title, .language = part->language, .n = 1},
                             .pages = &page,
                             .records = &record,
                             .date = doc->book_date};
    epub.book.parts = &part;
    epub.book.cover = "cover.svg";
    epub.book.cover_type = "image/svg+xml";
    size_t n;
    const struct rsis_zip_entry *entries = rsis_epub_entries(&epub, a, &n);
    const char *why;
    struct rsis_str out = rsis_zip_bytes(a, entries, n, &why);
    if (!out.ptr) rsis_arena_give_up(a); /* memory is all that a container in memory can want */
    return out;
}

bool rsis_epub_write(struct rsis_str *out, struct rsis_doc *doc) {
    struct rsis_leaf leaf;
    if (!rsis_leaf_make(&leaf, doc)) return false;
    *out = rsis_epub_of(doc, &leaf);
    return true;
}
