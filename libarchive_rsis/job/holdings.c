/*
 * holdings.c - `rsis pack --collection`: packages of commentaries into one package, with a book of all.
 *
 * Each thread reads a package once: checks it as a bag, takes its digests, puts it into the spool as it is, and binds
 * its JATS for the book. What stays in memory is a row of the index. A package that is not valid is not taken in, and
 * then there is no collection.
 */
#include "holdings.h"

#include <errno.h>
#include <pthread.h>
#include <stdlib.h>
#include <string.h>

#define ZLIB_CONST
#include <zlib.h>

#include "../base/file.h"
#include "../base/libxml.h"
#include "../base/limits.h"
#include "../package/package.h"
#include "../validate/bag.h"
#include "contain.h"
#include "crew.h"
#include "doc.h"
#include "sources.h"
#include "story.h"
#include "volume.h"

struct slot {
    struct rsis_bound bound; /* its part is NULL when the input failed */
    const char *id;
    unsigned version;
    bool outdated; /* a later version is among the inputs */
    uint64_t at;   /* the package in the spool */
    struct rsis_fixity fixity;
    const char *path;
};

struct run {
    const struct rsis_packing *what;
    struct rsis_options options;
    struct rsis_crew crew;
    struct rsis_arena arena, scratch; /* arena: what was taken in; scratch: findings and the making of the package */
    struct rsis_str rights;           /* the notice that was copied last */
    pthread_mutex_t lock;             /* of the arena while the crew is at work */
    struct rsis_notices notices;
    struct rsis_inputs inputs;
    struct rsis_outputs outputs;
    struct rsis_spool spool;
    struct slot *slots, **sorted;
    struct rsis_file *files;
    size_t n_files;
    struct rsis_digester *digester;
};

/* ---------------------------------------------------------------- one package */

/* The first value of a label of bag-info.txt; labels are compared as RFC 8493 wants it, case aside. */
static struct rsis_str info(const struct rsis_bag *bag, const char *label) {
    for (uint32_t i = 0; i < bag->info.n; i++)
        if (rsis_str_eq_nocase(bag->info.v[i].label, rsis_str_c(label))) return bag->info.v[i].value;
    return rsis_str("", 0);
}

/* Every finding of the validator that speaks against the package. */
static bool is_valid(struct rsis_desk *desk, const struct rsis_report *report) {
    bool valid = report->standing == RSIS_STANDING_SOUND;
    for (uint32_t i = 0; i < report->list.n; i++) {
        const struct rsis_found *f = &report->list.v[i];
        if (f->severity < RSIS_ERROR) continue;
        valid = false;
        rsis_report_file(&desk->diags, RSIS_DIAG_PACK_INVALID, "%s%s%s [%s]; no collection was made", f->member,
                         *f->member ? ": " : "", f->message, rsis_check_row(f->check)->id);
    }
    if (!valid && !report->list.n)
        rsis_report_file(&desk->diags, RSIS_DIAG_PACK_INVALID, "the package is %s; no collection was made",
                         rsis_report_verdict(report));
    return valid;
}

static bool refuse(struct rsis_desk *desk, const char *why) {
    rsis_report_file(&desk->diags, RSIS_DIAG_PACK_INVALID, "%s; no collection was made", why);
    return false;
}

/* "-v2" at the end of the id; 1 when there is none. */
static unsigned version_of(const char *id) {
    const char *v = strrchr(id, '-');
    long n = v && v[1] == 'v' ? strtol(v + 2, NULL, 10) : 1;
    return n > 0 && n < 1000000 ? (unsigned)n : 1;
}

/* Ids name files here. */
static bool is_plain(struct rsis_str id) {
    for (size_t i = 0; i < id.len; i++) {
        char c = id.ptr[i];
        if (!rsis_is_alpha(c) && !rsis_is_digit(c) && c != '-' && c != '_' && c != '.') return false;
    }
    return id.len && id.len <= 200 && id.ptr[0] != '.';
}

static bool read_package(struct rsis_desk *desk, const char *path, struct rsis_str *out) {
    enum rsis_status st = rsis_file_read(out, &desk->arena, path, rsis_limit_PACKAGE_BYTES);
    if (st == RSIS_OK) return true;
    rsis_report_file(&desk->diags, st == RSIS_ERR_LIMIT ? RSIS_DIAG_IN_TOO_LARGE : RSIS_DIAG_IN_UNREADABLE,
                     "the package cannot be read: %s; no collection was made",
                     st == RSIS_ERR_LIMIT ? "it is larger than the limit" : strerror(errno));
    return false;
}

/* The package as a bag, and its JATS. */
static bool check_package(struct rsis_desk *desk, const char *path, struct rsis_str bytes, struct slot *s,
                          struct rsis_str *jats, struct rsis_str *epub) {
    struct rsis_report report;
    struct rsis_archive archive;
    struct rsis_bag bag = {0};
    rsis_report_init(&report, &desk->arena, path);
    bool opened = rsis_archive_open_bytes(&archive, &desk->arena, &report, "", bytes);
    if (opened) rsis_validate_bag(&report, &archive, &(struct rsis_bag_options){.jobs = 1, .bag = &bag});
    if (opened && rsis_is_our_package(&bag)) rsis_check_package(&report, &archive, &bag);
    if (!is_valid(desk, &report)) return false;
    struct rsis_str id = info(&bag, "External-Identifier"), root = bag.root;
    const struct rsis_bag_file *article = rsis_bag_find(&bag, RSIS_LIT("data/article.xml"));
    const struct rsis_bag_file *book = rsis_bag_find(&bag, RSIS_LIT("data/article.epub"));
    if (!rsis_is_our_package(&bag) || !is_plain(id) || !article || !book)
        return refuse(desk, "this is no commentary package");
    if (root.len != id.len + 1 || !rsis_str_starts(root, id))
        return refuse(desk, "its folder has another name than its External-Identifier");
    if (!rsis_member_read(jats, &archive, article->member, rsis_limit_SOURCE_BYTES) ||
        !rsis_member_read(epub, &archive, book->member, rsis_limit_SOURCE_BYTES))
        return refuse(desk, "its JATS or its EPUB cannot be read");
    s->id = rsis_str_dup(&desk->arena, id);
    s->version = version_of(s->id);
    return true;
}

/* The bytes as an entry: as the package's own EPUB has them, when it has the same, else deflated anew. */
static struct rsis_zip_entry entry_of(struct rsis_desk *desk, const struct rsis_archive *book, struct rsis_str whole,
                                      const char *name, struct rsis_str bytes) {
    const struct rsis_member *m = rsis_archive_find(book, rsis_str_c(name));
    uint32_t crc = (uint32_t)crc32_z(0, (const Bytef *)bytes.ptr, bytes.len);
    if (!m || m->method != 8 || m->size != bytes.len || m->crc != crc || m->packed > whole.len ||
        m->data_at > whole.len - m->packed)
        return rsis_zip_deflate(&desk->arena, "", bytes);
    return (struct rsis_zip_entry){.bytes = rsis_str(whole.ptr + m->data_at, (size_t)m->packed),
                                   .stored_size = m->packed,
                                   .size = bytes.len,
                                   .crc = crc,
                                   .deflated = true};
}

static bool bind_leaf(struct run *r, struct rsis_desk *desk, const struct rsis_leaf *leaf, struct rsis_str epub,
                      struct slot *s) {
    struct rsis_archive book = {0};
    struct rsis_report report; /* it was validated: nothing will be found */
    struct rsis_arena *a = &desk->arena;
    rsis_report_init(&report, a, "");
    if (!rsis_archive_open_bytes(&book, a, &report, "", epub)) return refuse(desk, "its EPUB cannot be read");
    s->bound.part = leaf->part;
    s->bound.page = entry_of(desk, &book, epub, rsis_epub_page_name(a, leaf->part), leaf->page);
    s->bound.record = entry_of(desk, &book, epub, rsis_epub_record_name(a, leaf->part), leaf->jats);
    if (rsis_bind_entries(&s->bound, &r->spool)) return true;
    rsis_spool_report(&r->outputs, r->what->batch.output, &desk->diags);
    return false;
}

/* The record of the book is the JATS in the package, byte for byte; its page is written and proved anew. */
static bool bind(struct run *r, struct rsis_desk *desk, struct rsis_str jats, struct rsis_str epub, struct slot *s) {
    struct rsis_doc *doc;
    struct rsis_leaf leaf = {.jats = jats};
    const char *name = rsis_format(&desk->arena, "%s/data/article.xml", s->id);
    if (rsis_doc_read_in(&doc, &desk->arena, &desk->diags, rsis_str_c(name), jats, &r->options) != RSIS_OK)
        return false;
    leaf.part = rsis_part_of(doc);
    return rsis_doc_write_page(&leaf.page, doc, leaf.part, RSIS_PAGE_EPUB) && bind_leaf(r, desk, &leaf, epub, s);
}

static bool spool_package(struct run *r, struct rsis_desk *desk, struct rsis_str bytes, struct slot *s) {
    struct rsis_digester *d = rsis_digester_new(&desk->arena, false);
    rsis_digester_feed(d, bytes.ptr, bytes.len);
    rsis_digester_finish(d, &s->fixity);
    if (rsis_spool_add(&r->spool, bytes, &s->at)) return true;
    rsis_spool_report(&r->outputs, r->what->batch.output, &desk->diags);
    return false;
}

/* What outlives the desk. The arena belongs to one thread at a time. */
static bool keep(struct run *r, struct slot *to, const struct slot *from) {
    jmp_buf guard;
    pthread_mutex_lock(&r->lock);
    r->arena.guard = &guard;
    bool ok = setjmp(guard) == 0;
    if (ok) {
        struct slot kept = *from;
        kept.id = rsis_str_dup(&r->arena, rsis_str_c(from->id));
        kept.bound = rsis_bound_keep(&r->arena, &from->bound, &r->rights);
        *to = kept;
    }
    pthread_mutex_unlock(&r->lock);
    return ok;
}

static enum rsis_outcome make(void *ctx, struct rsis_desk *desk, size_t item) {
    struct run *r = ctx;
    const char *path = r->inputs.v[item].path;
    struct rsis_str bytes, jats, epub;
    struct slot s = {.path = path};
    if (!read_package(desk, path, &bytes) || !check_package(desk, path, bytes, &s, &jats, &epub)) return RSIS_FAILED;
    if (!bind(r, desk, jats, epub, &s) || !spool_package(r, desk, bytes, &s)) return RSIS_FAILED;
    if (!keep(r, &r->slots[item], &s)) rsis_arena_give_up(&desk->arena);
    return RSIS_CONVERTED;
}

/* ---------------------------------------------------------------- the book */

static int by_date(const void *a, const void *b) {
    const struct slot *x = *(const struct slot *const *)a, *y = *(const struct slot *const *)b;
    int order = rsis_part_compare_date(x->bound.part, y->bound.part);
    return order ? order : (x->version > y->version) - (x->version < y->version);
}

static int by_id(const void *a, const void *b) {
    return strcmp((*(const struct slot *const *)a)->id, (*(const struct slot *const *)b)->id);
}

static bool check_ids(struct run *r) {
    size_t before = r->notices.n;
    qsort(r->sorted, r->inputs.n, sizeof *r->sorted, by_id);
    for (size_t i = 1; i < r->inputs.n; i++)
        if (strcmp(r->sorted[i - 1]->id, r->sorted[i]->id) == 0)
            rsis_notice(&r->notices, r->sorted[i]->path, RSIS_DIAG_PACK_TWICE, 0,
                        "is the package %s, and so is %s; no collection was made", r->sorted[i]->id,
                        r->sorted[i - 1]->path);
    return r->notices.n == before;
}

static int by_key(const void *a, const void *b) {
    const struct slot *x = *(const struct slot *const *)a, *y = *(const struct slot *const *)b;
    int order = strcmp(x->bound.part->key, y->bound.part->key);
    return order ? order : (x->version > y->version) - (x->version < y->version);
}

/*
 * Of several versions of one commentary the book holds the last, whatever their dates. Two series whose files would
 * have one name cannot stand in one book.
 */
static bool choose_versions(struct run *r) {
    size_t before = r->notices.n;
    qsort(r->sorted, r->inputs.n, sizeof *r->sorted, by_key);
    for (size_t i = 1; i < r->inputs.n; i++) {
        struct slot *x = r->sorted[i - 1], *y = r->sorted[i];
        if (strcmp(x->bound.part->key, y->bound.part->key) != 0) continue;
        x->outdated = true;
        if (!rsis_str_eq(x->bound.part->series_id, y->bound.part->series_id))
            rsis_notice(&r->notices, y->path, RSIS_DIAG_COLLECT_NAMES, 0,
                        "its files in the book would be called %s, and so would those of %s, of another series; no "
                        "collection was made",
                        y->bound.part->key, x->path);
    }
    return r->notices.n == before;
}

static size_t latest(struct run *r, const struct rsis_bound **out) {
    size_t n = 0;
    for (size_t i = 0; i < r->inputs.n; i++)
        if (!r->sorted[i]->outdated) out[n++] = &r->sorted[i]->bound;
    return n;
}

/* The spool is written from `base` on. */
struct tail {
    struct rsis_output file;
    uint64_t base, end;
};

static bool write_tail(void *ctx, uint64_t at, const void *bytes, size_t len) {
    struct tail *t = ctx;
    if (t->end < t->base + at + len) t->end = t->base + at + len;
    return rsis_output_write(&t->file, t->base + at, bytes, len);
}

/* Digests of what lies in the spool. */
static bool digest_spool(struct run *r, uint64_t at, uint64_t end, struct rsis_fixity *out) {
    enum { PIECE = 256 << 10 };
    char *piece = rsis_arena_bytes(&r->scratch, PIECE);
    while (at < end) {
        size_t n = rsis_spool_read(&r->spool, at, piece, end - at < PIECE ? (size_t)(end - at) : PIECE);
        if (!n) return false;
        rsis_digester_feed(r->digester, piece, n);
        at += n;
    }
    rsis_digester_finish(r->digester, out);
    return true;
}

static struct rsis_file *next_file(struct run *r, const char *path, enum rsis_role role, const char *type) {
    struct rsis_file *f = &r->files[r->n_files++];
    *f = (struct rsis_file){.path = path, .role = role, .media_type = type};
    return f;
}

/* NULL, or why the book cannot be made. */
static const char *add_book(struct run *r, struct rsis_str *title) {
    const struct rsis_bound **bound = RSIS_NEW_ARRAY(&r->scratch, const struct rsis_bound *, r->inputs.n);
    struct rsis_epub epub = rsis_volume_of(&r->scratch, bound, latest(r, bound));
    struct tail t = {.file = {.fd = r->spool.fd}, .base = atomic_load(&r->spool.size)};
    struct rsis_zip_sink sink = {write_tail, &t};
    size_t n;
    epub.date = r->what->batch.options.date;
    *title = epub.book.title;
    t.end = t.base;
    const struct rsis_zip_entry *entries = rsis_epub_entries(&epub, &r->scratch, &n);
    struct rsis_file *f = next_file(r, "data/collection.epub", RSIS_ROLE_COLLECTION, "application/epub+zip");
    f->at = t.base;
    const char *why = rsis_zip_write(&r->scratch, &sink, r->spool.fd, entries, n);
    if (why) return errno ? strerror(errno) : why;
    atomic_store(&r->spool.size, t.end);
    if (!digest_spool(r, t.base, t.end, &f->fixity)) return strerror(errno);
    f->puid = "fmt/483"; /* what this program wrote itself needs no signature */
    f->format = "ePub format";
    return NULL;
}

/* ---------------------------------------------------------------- the package */

static void add_packages(struct run *r) {
    for (size_t i = 0; i < r->inputs.n; i++) {
        const struct slot *s = r->sorted[i];
        const char *path = rsis_format(&r->arena, "data/packages/%s.zip", s->id);
        struct rsis_file *f = next_file(r, path, RSIS_ROLE_PACKAGE, "application/zip");
        f->at = s->at;
        f->fixity = s->fixity;
        f->puid = "x-fmt/263";
        f->format = "ZIP Format";
    }
}

static struct rsis_str author_names(struct rsis_arena *a, const struct rsis_part *p) {
    struct rsis_buf b;
    rsis_buf_init(&b, a);
    for (size_t i = 0; i < p->n_authors; i++)
        rsis_buf_printf(&b, "%s%.*s", i ? "; " : "", RSIS_ARG(p->authors[i].name));
    return b.len ? rsis_buf_slice(&b) : rsis_str("", 0);
}

static struct rsis_holding *list_holdings(struct run *r) {
    struct rsis_holding *list = RSIS_NEW_ARRAY(&r->arena, struct rsis_holding, r->inputs.n);
    for (size_t i = 0; i < r->inputs.n; i++) {
        const struct rsis_part *p = r->sorted[i]->bound.part;
        list[i] = (struct rsis_holding){.id = r->sorted[i]->id,
                                        .path = r->files[i].path,
                                        .doi = p->doi,
                                        .title = p->title,
                                        .authors = author_names(&r->arena, p),
                                        .date = p->date,
                                        .source = p->source,
                                        .number = p->number,
                                        .file = &r->files[i]};
    }
    return list;
}

static struct rsis_event *list_events(struct run *r, size_t *n) {
    struct rsis_event *v = RSIS_NEW_ARRAY(&r->arena, struct rsis_event, r->inputs.n + 2);
    for (*n = 0; *n < r->inputs.n; ++*n)
        v[*n] = (struct rsis_event){
            .type = "validation",
            .detail =
                RSIS_LIT("valid: a complete BagIt bag, every digest right, and source, ledger, JATS and EPUB tell one "
                         "story"),
            .source = &r->files[*n]};
    v[(*n)++] = (struct rsis_event){.type = "creation",
                                    .detail = RSIS_LIT("EPUB 3.3 of all commentaries, from the JATS in the packages"),
                                    .result = &r->files[r->inputs.n]};
    v[(*n)++] = (struct rsis_event){.type = "information package creation", .detail = RSIS_LIT("BagIt 1.0 bag")};
    for (size_t i = 0; i < *n; i++) {
        v[i].when = r->what->when;
        v[i].outcome = "success";
    }
    return v;
}

/* A text of the package, from memory that is given back: digested, and into the spool. */
static bool add_text(struct run *r, const char *path, enum rsis_role role, const char *type, struct rsis_str text) {
    struct rsis_file *f = next_file(r, path, role, type);
    rsis_digester_feed(r->digester, text.ptr, text.len);
    rsis_digester_finish(r->digester, &f->fixity);
    size_t head = text.len < RSIS_FORMAT_WINDOW ? text.len : RSIS_FORMAT_WINDOW;
    rsis_identify_format(f, rsis_str(text.ptr, head), rsis_str_from(text, text.len - head), rsis_str_c(path));
    bool ok = rsis_spool_add(&r->spool, text, &f->at);
    if (!text.len) f->bytes = rsis_str("", 0);
    rsis_arena_free(&r->scratch);
    return ok;
}

static bool add_manifests(struct run *r, bool tags) {
    size_t n = r->n_files; /* a tag manifest lists no tag manifest */
    static const char *const names[][2] = {{"manifest-sha512.txt", "tagmanifest-sha512.txt"},
                                           {"manifest-sha256.txt", "tagmanifest-sha256.txt"}};
    for (size_t i = 0; i < 2; i++) {
        struct rsis_str text = rsis_manifest(&r->scratch, r->files, n, i ? RSIS_SHA256 : RSIS_SHA512, tags);
        if (!add_text(r, names[i][tags], RSIS_ROLE_TAG, "text/plain", text)) return false;
    }
    return true;
}

static bool add_texts(struct run *r, struct rsis_package_collection *c) {
    struct rsis_arena *a = &r->scratch;
    static const struct {
        const char *path;
        enum rsis_role role;
        const char *type;
        struct rsis_str (*write)(struct rsis_arena *a, const struct rsis_package_collection *c);
    } texts[] = {
        {"data/index.csv", RSIS_ROLE_INDEX, "text/csv", rsis_collection_index},
        {"data/README.txt", RSIS_ROLE_README, "text/plain", rsis_collection_readme},
        {"data/metadata/premis.xml", RSIS_ROLE_PREMIS, "application/xml", rsis_collection_premis},
        {"data/metadata/mets.xml", RSIS_ROLE_METS, "application/xml", rsis_collection_mets},
        {"bag-info.txt", RSIS_ROLE_TAG, "text/plain", rsis_collection_bag_info},
    };
    for (size_t i = 0; i < sizeof texts / sizeof *texts; i++) {
        c->n_files = r->n_files;
        if (texts[i].role == RSIS_ROLE_README) /* it names those that come after it, too */
            for (size_t k = i; k < i + 3; k++)
                r->files[c->n_files++] = (struct rsis_file){.path = texts[k].path, .role = texts[k].role};
        if (!add_text(r, texts[i].path, texts[i].role, texts[i].type, texts[i].write(a, c))) return false;
    }
    return add_text(r, "bagit.txt", RSIS_ROLE_TAG, "text/plain", rsis_bagit_txt()) && add_manifests(r, false) &&
           add_manifests(r, true);
}

static int by_name(const void *a, const void *b) {
    return strcmp(((const struct rsis_zip_entry *)a)->name, ((const struct rsis_zip_entry *)b)->name);
}

static enum rsis_status write_out(struct run *r) {
    struct rsis_zip_entry *entries = RSIS_NEW_ARRAY(&r->scratch, struct rsis_zip_entry, r->n_files);
    for (size_t i = 0; i < r->n_files; i++) entries[i] = rsis_file_entry(&r->files[i]);
    qsort(entries, r->n_files, sizeof *entries, by_name);
    struct rsis_contents c = {.entries = entries,
                              .n = r->n_files,
                              .spool = r->spool.fd,
                              .top = r->what->collection,
                              .mtime = rsis_moment_seconds(r->what->when)};
    const char *path = rsis_package_path(&r->outputs.plan, &r->scratch, r->what->collection, r->what->form);
    struct rsis_diags d;
    struct rsis_output out;
    rsis_diags_init(&d, &r->scratch, path);
    if (rsis_output_open(&out, &r->outputs, path, r->what->form == RSIS_PACKAGE_DIRECTORY, &d)) {
        const char *why = rsis_contain(&out, &r->scratch, r->what->form, &c);
        if (why)
            rsis_output_abandon(&out, &r->outputs, &d, why);
        else
            rsis_output_install(&out, &r->outputs, &d);
    }
    rsis_diags_deliver(&d, rsis_crew_tell, &r->crew);
    rsis_outputs_sync(&r->outputs, &r->notices);
    return atomic_load(&r->outputs.failed) ? RSIS_ERR_OUTPUT : RSIS_OK;
}

static enum rsis_status cannot_write(struct run *r, const char *why) {
    rsis_notice(&r->notices, r->what->batch.output, RSIS_DIAG_OUT_WRITE, 0,
                "cannot be written: %s; nothing was written", why);
    return RSIS_ERR_OUTPUT;
}

static enum rsis_status make_package(struct run *r) {
    enum { OTHERS = 16 };
    struct rsis_str title;
    r->sorted = RSIS_NEW_ARRAY(&r->arena, struct slot *, r->inputs.n);
    for (size_t i = 0; i < r->inputs.n; i++) r->sorted[i] = &r->slots[i];
    if (!check_ids(r) || !choose_versions(r)) return RSIS_ERR_INPUT;
    qsort(r->sorted, r->inputs.n, sizeof *r->sorted, by_date);
    r->files = RSIS_NEW_ARRAY(&r->arena, struct rsis_file, r->inputs.n + OTHERS);
    r->digester = rsis_digester_new(&r->arena, false);
    add_packages(r);
    const char *why = add_book(r, &title);
    if (why) return cannot_write(r, why);
    const struct rsis_part *first = r->sorted[0]->bound.part;
    struct rsis_package_collection c = {.id = r->what->collection,
                                        .group = rsis_str_dup(&r->arena, first->series_id),
                                        .title = rsis_str_c(rsis_str_dup(&r->arena, title)),
                                        .series = first->series,
                                        .publisher = first->publisher,
                                        .date = rsis_format(&r->arena, "%.10s", r->what->when),
                                        .when = r->what->when,
                                        .date_given = r->what->when_given != 0,
                                        .files = r->files,
                                        .holdings = list_holdings(r),
                                        .n_holdings = r->inputs.n};
    c.events = list_events(r, &c.n_events);
    rsis_arena_free(&r->scratch);
    return add_texts(r, &c) ? write_out(r) : cannot_write(r, strerror(errno));
}

/* ---------------------------------------------------------------- the run */

/* Packages are only ever read, whatever --force says. */
static bool replaces_input(struct run *r) {
    struct rsis_sources sources;
    const char *path = rsis_package_path(&r->outputs.plan, &r->scratch, r->what->collection, r->what->form);
    rsis_sources_init(&sources, &r->scratch, &r->inputs, NULL, 0);
    const char *hit = rsis_sources_find(&sources, path);
    if (hit)
        rsis_notice(&r->notices, hit, RSIS_DIAG_OUT_IS_INPUT, 0,
                    "the collection would replace this package; no collection was made");
    return hit != NULL;
}

static enum rsis_status run_steps(struct run *r) {
    rsis_libxml_init();
    enum rsis_status st = rsis_inputs_collect(&r->inputs, &r->arena, &r->what->batch, &r->notices);
    if (st != RSIS_OK) return st;
    if (!r->inputs.n || !is_plain(rsis_str_c(r->what->collection))) {
        rsis_notice(&r->notices, r->what->batch.output, RSIS_DIAG_IN_NONE, 0, "%s",
                    r->inputs.n ? "the id of a collection has letters, digits, hyphens, stops and underscores only"
                                : "there is no package to collect");
        return RSIS_ERR_USAGE;
    }
    st = rsis_plan_collection(&r->outputs.plan, &r->arena, &r->scratch, &r->what->batch, &r->notices);
    if (st != RSIS_OK) return st;
    if (replaces_input(r)) return RSIS_ERR_USAGE;
    rsis_outputs_report_leftovers(&r->outputs, &r->notices);
    const char *beside = rsis_package_path(&r->outputs.plan, &r->scratch, "spool", RSIS_PACKAGE_ZIP);
    if (!rsis_spool_open(&r->spool, &r->outputs, beside, &r->scratch)) return cannot_write(r, strerror(errno));
    r->slots = RSIS_NEW_ARRAY(&r->arena, struct slot, r->inputs.n);
    jmp_buf *guard = r->arena.guard;
    st = rsis_crew_run(&r->crew);
    r->arena.guard = guard;
    if (st != RSIS_OK) return st;
    if (atomic_load(&r->outputs.failed)) return RSIS_ERR_OUTPUT;
    return r->crew.summary->failed ? RSIS_ERR_INPUT : make_package(r);
}

static enum rsis_status run_guarded(struct run *r) {
    jmp_buf guard;
    rsis_arena_init(&r->arena, &guard);
    rsis_arena_init(&r->scratch, &guard);
    return setjmp(guard) == 0 ? run_steps(r) : RSIS_ERR_MEMORY;
}

enum rsis_status rsis_holdings_run(struct rsis_summary *summary, const struct rsis_packing *packing) {
    const struct rsis_batch *b = &packing->batch;
    struct run r = {.what = packing, .options = b->options, .spool = {.fd = -1}, .lock = PTHREAD_MUTEX_INITIALIZER};
    r.options.from = RSIS_FROM_JATS;
    r.options.overrides = NULL; /* a package is sealed */
    r.crew = rsis_crew_of(b, &r.inputs, summary, make, &r);
    r.notices = (struct rsis_notices){.arena = &r.scratch, .fn = rsis_crew_tell, .ctx = &r.crew};
    r.outputs.force = b->force != 0;
    enum rsis_status st = run_guarded(&r);
    rsis_spool_close(&r.spool);
    rsis_inputs_clear(&r.inputs);
    rsis_arena_free(&r.scratch);
    rsis_arena_free(&r.arena);
    pthread_mutex_destroy(&r.lock);
    return st;
}
