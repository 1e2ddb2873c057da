/* parcel.c - one commentary's files, their fixity and their story. */
#include "parcel.h"

#include <errno.h>
#include <fcntl.h>
#include <setjmp.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include <utf8proc.h>

#include "../base/utf8.h"
#include "../write/write.h"
#include "contain.h"
#include "doc.h"
#include "epub.h"

enum { MOST_FILES = 32 };

struct maker {
    struct rsis_doc *doc;
    struct rsis_arena *a;
    const struct rsis_packing *what;
    struct rsis_package p;
    struct rsis_file *files;
    size_t n;
    RSIS_VEC(struct rsis_event) events;
    struct rsis_digester *digester;
};

/* ---------------------------------------------------------------- names */

/* The path of a file as received: its own name, or where that is no UTF-8 its bytes as %HH, which every tool can write.
 */
static const char *original_path(struct rsis_arena *a, struct rsis_str path) {
    struct rsis_str name = rsis_str_base_name(path);
    if (rsis_str_eq(name, RSIS_LIT("-")) || !name.len) name = RSIS_LIT("stdin");
    if (rsis_utf8_check(name) != name.len) name = rsis_doc_name(a, name);
    return rsis_format(a, "data/original/%.*s", RSIS_ARG(name));
}

/* Series, year, number and version: "rsis-commentary-2013-046-v1". Without a number the source's digest stands in. */
static void identify(struct maker *m) {
    const struct rsis_part *part = m->p.part;
    const struct rsis_series *known = m->what->batch.options.series;
    bool same = rsis_str_eq(known->journal_id, part->series_id);
    struct rsis_str series = same ? known->name : part->series_id;
    const char *dash = strchr(part->key, '-');
    bool numbered = dash && dash > part->key + 1;
    m->p.group = numbered ? rsis_format(m->a, "%.*s-%s", RSIS_ARG(series), dash + 1) : NULL;
    m->p.id = numbered ? rsis_format(m->a, "%s-%.*s-v%u", m->p.group, (int)(dash - part->key - 1), part->key + 1,
                                     m->p.version)
                       : rsis_format(m->a, "%.*s-%.12s-v%u", RSIS_ARG(series), part->source_sha256.ptr, m->p.version);
}

static bool replaces_another(struct maker *m) {
    if (!rsis_str_eq(m->p.replaces, rsis_str_c(m->p.id))) return true;
    rsis_report_file(m->doc->diags, RSIS_DIAG_PACK_EDITION,
                     "%s is this package itself and cannot be what it replaces; nothing was packed", m->p.id);
    return false;
}

/* The first mail address of the notice. */
static struct rsis_str contact(const struct rsis_part *part) {
    struct rsis_str s = part->rights;
    const char *at = s.len ? memchr(s.ptr, '@', s.len) : NULL;
    if (!at) return rsis_str("", 0);
    static const char others[] = " \n\t()<>,;:\"";
    const char *from = at, *to = at;
    while (from > s.ptr && !strchr(others, from[-1])) from--;
    while (to < s.ptr + s.len && !strchr(others, *to)) to++;
    while (to > at && to[-1] == '.') to--;
    return from < at && to > at + 1 ? rsis_str(from, (size_t)(to - from)) : rsis_str("", 0);
}

/* ---------------------------------------------------------------- files */

static void digest(struct rsis_digester *d, struct rsis_file *f) {
    rsis_digester_feed(d, f->bytes.ptr, f->bytes.len);
    rsis_digester_finish(d, &f->fixity);
}

static struct rsis_file *add(struct maker *m, const char *path, enum rsis_role role, const char *type,
                             struct rsis_str bytes) {
    struct rsis_file *f = &m->files[m->n++];
    *f = (struct rsis_file){.path = path, .role = role, .media_type = type, .bytes = bytes};
    size_t head = bytes.len < RSIS_FORMAT_WINDOW ? bytes.len : RSIS_FORMAT_WINDOW;
    rsis_identify_format(f, rsis_str(bytes.ptr, head), rsis_str_from(bytes, bytes.len - head),
                         rsis_str_base_name(rsis_str_c(path)));
    digest(m->digester, f);
    m->p.n_files = m->n;
    return f;
}

/* ---------------------------------------------------------------- originals */

struct taking {
    struct rsis_file *file;
    struct rsis_spool *spool;
    struct rsis_digester *digester;
    char *piece, *head, *tail;
    bool spool_failed;
};

enum { PIECE = 256 << 10 };

/* A plain file, open for reading. O_NONBLOCK: a FIFO must not hold the run up. NULL or why not. */
static const char *open_plain(int *fd, const char *path) {
    struct stat st;
    *fd = open(path, O_RDONLY | O_CLOEXEC | O_NOCTTY | O_NONBLOCK);
    if (*fd < 0 || fstat(*fd, &st) != 0) return strerror(errno);
    if (S_ISDIR(st.st_mode)) return strerror(EISDIR);
    return S_ISREG(st.st_mode) ? NULL : "it is no plain file";
}

static bool add_piece(struct taking *t, struct rsis_str piece) {
    uint64_t at;
    t->spool_failed = !rsis_spool_add(t->spool, piece, &at);
    if (t->spool_failed) return false;
    if (!t->file->fixity.size) t->file->at = at;
    t->file->fixity.size += piece.len;
    rsis_digester_feed(t->digester, piece.ptr, piece.len);
    return true;
}

/* False with errno. */
static bool copy_in(struct taking *t, int fd) {
    for (;;) {
        ssize_t n = read(fd, t->piece, PIECE);
        if (n < 0 && errno == EINTR) continue;
        if (n <= 0) return n == 0;
        if (!add_piece(t, rsis_str(t->piece, (size_t)n))) return false;
    }
}

/* Reads `len` bytes of the spool. False with errno. */
static bool read_back(struct taking *t, char *buf, size_t len, uint64_t at) {
    while (len) {
        ssize_t n = pread(t->spool->fd, buf, len, (off_t)at);
        if (n < 0 && errno == EINTR) continue;
        if (n == 0) errno = EIO;
        t->spool_failed = n <= 0;
        if (t->spool_failed) return false;
        buf += n;
        at += (size_t)n;
        len -= (size_t)n;
    }
    return true;
}

/* False with errno. */
static bool finish(struct taking *t) {
    struct rsis_file *f = t->file;
    uint64_t size = f->fixity.size;
    size_t window = size < RSIS_FORMAT_WINDOW ? (size_t)size : RSIS_FORMAT_WINDOW;
    if (!size) f->bytes = rsis_str("", 0);
    rsis_digester_finish(t->digester, &f->fixity);
    if (!read_back(t, t->head, window, f->at) || !read_back(t, t->tail, window, f->at + size - window)) return false;
    rsis_identify_format(f, rsis_str(t->head, window), rsis_str(t->tail, window), f->name);
    return true;
}

/* A jump of the arena is stopped here, so that the file is closed. NULL or why not. */
static const char *take(struct taking *t, struct rsis_arena *a, const char *path) {
    int fd;
    jmp_buf guard, *outer = a->guard;
    const char *why = open_plain(&fd, path);
    a->guard = &guard;
    bool jumped = false;
    if (setjmp(guard) != 0)
        jumped = true;
    else if (!why && !(copy_in(t, fd) && finish(t)))
        why = strerror(errno);
    a->guard = outer;
    if (fd >= 0) close(fd);
    if (jumped) rsis_arena_give_up(a);
    return why;
}

static enum rsis_status cannot_take(const struct taking *t, struct rsis_diags *diags, const char *why) {
    if (t->spool_failed) {
        rsis_report_file(diags, RSIS_DIAG_OUT_WRITE,
                         "its copy beside the output cannot be written or read: %s; nothing was packed", why);
        return RSIS_ERR_OUTPUT;
    }
    rsis_report_file(diags, RSIS_DIAG_PACK_ORIGINAL, "the original cannot be read: %s; nothing was packed", why);
    return RSIS_ERR_INPUT;
}

enum rsis_status rsis_original_take(struct rsis_original *out, struct rsis_spool *spool, const char *path, bool md5,
                                    struct rsis_diags *diags) {
    struct rsis_arena *a = diags->arena;
    struct taking t = {.file = &out->file, .spool = spool, .digester = rsis_digester_new(a, md5)};
    t.piece = rsis_arena_bytes(a, PIECE);
    t.head = rsis_arena_bytes(a, RSIS_FORMAT_WINDOW);
    t.tail = rsis_arena_bytes(a, RSIS_FORMAT_WINDOW);
    out->file = (struct rsis_file){.path = original_path(a, rsis_str_c(path)), .role = RSIS_ROLE_ORIGINAL};
    out->file.name = rsis_str_base_name(rsis_str_c(out->file.path));
    const char *why = take(&t, a, path);
    return why ? cannot_take(&t, diags, why) : RSIS_OK;
}

/* Names are compared as some systems do, to whom those that differ in case or in the form of accents are one. */
static struct rsis_str folded(struct rsis_arena *a, const char *path) {
    utf8proc_uint8_t *form = NULL;
    utf8proc_ssize_t n = utf8proc_map((const utf8proc_uint8_t *)path, 0, &form,
                                      UTF8PROC_NULLTERM | UTF8PROC_STABLE | UTF8PROC_COMPOSE | UTF8PROC_CASEFOLD);
    if (n < 0) rsis_arena_give_up(a); /* paths are UTF-8: it is memory that there is none of */
    rsis_arena_defer(a, free, form);
    return rsis_str((const char *)form, (size_t)n);
}

static bool add_originals(struct maker *m, const struct rsis_original *originals) {
    for (size_t i = 0; i < m->what->n_originals; i++) {
        for (size_t k = 0; k < m->n; k++) {
            if (!rsis_str_eq(folded(m->a, m->files[k].path), folded(m->a, originals[i].file.path))) continue;
            rsis_report_file(m->doc->diags, RSIS_DIAG_PACK_ORIGINAL,
                             "%.*s has the name of another file of the package; nothing was packed",
                             RSIS_ARG(originals[i].file.name));
            return false;
        }
        m->files[m->n++] = originals[i].file;
        m->p.n_files = m->n;
    }
    m->p.has_original = m->what->n_originals > 0;
    if (!m->p.has_original)
        rsis_report_file(m->doc->diags, RSIS_DIAG_PACK_NO_ORIGINAL,
                         "the package holds the text that was converted and no original (--original FILE); it says so");
    return true;
}

/* ---------------------------------------------------------------- the story */

static struct rsis_event *event(struct maker *m, const char *type, const char *detail) {
    struct rsis_event *e = RSIS_PUSH(m->a, &m->events);
    *e = (struct rsis_event){.type = type, .when = m->what->when, .outcome = "success"};
    e->detail = rsis_str_c(detail);
    return e;
}

/* Ids of the findings from warnings on, each once. */
static struct rsis_str finding_ids(const struct maker *m) {
    struct rsis_buf b;
    rsis_buf_init(&b, m->a);
    const struct rsis_diags *d = m->doc->diags;
    for (uint32_t i = 0; i < d->list.n; i++) {
        enum rsis_diag_code code = (enum rsis_diag_code)d->list.v[i].code;
        struct rsis_str id = rsis_str_c(rsis_diag_id(code));
        if (rsis_diag_severity(code) < RSIS_WARNING) continue;
        if (b.len && rsis_str_find(rsis_buf_slice(&b), id) >= 0) continue;
        rsis_buf_printf(&b, "%s%s (%s)", b.len ? "; " : "", id.ptr, rsis_diag_summary(code));
    }
    return b.len ? rsis_buf_slice(&b) : rsis_str("", 0);
}

static void tell_digests(struct maker *m) {
    for (size_t i = 0; i < m->n; i++)
        if (m->files[i].role == RSIS_ROLE_SOURCE || m->files[i].role == RSIS_ROLE_ORIGINAL)
            event(m, "message digest calculation", "SHA-512 and SHA-256 of the file as received, in one read")->source =
                &m->files[i];
}

static void tell_decisions(struct maker *m, const struct rsis_file *jats) {
    for (uint32_t i = 0; i < m->doc->supplied.n; i++) {
        const struct rsis_supplied *s = &m->doc->supplied.v[i];
        struct rsis_event *e = event(m, "metadata modification",
                                     rsis_format(m->a, "%.*s was set to \"%.*s\": %.*s", RSIS_ARG(s->field),
                                                 RSIS_ARG(s->value), RSIS_ARG(s->reason)));
        e->when = rsis_str_dup(m->a, s->when);
        e->agent = s->who;
        e->result = jats;
    }
}

static void tell_conversion(struct maker *m, const struct rsis_file *source, const struct rsis_file *jats,
                            const struct rsis_file *epub) {
    const struct rsis_counts *c = &m->doc->diags->counts;
    unsigned repairs = m->doc->carried ? m->doc->carried->repairs : rsis_ledger_sum(&m->doc->ledger).repairs;
    struct rsis_event *e =
        event(m, "normalization",
              rsis_format(m->a,
                          "converted to JATS %s; paragraphs rejoined: %u; characters or sequences repaired: %u; "
                          "every byte of the source has its fate in metadata/ledger.json",
                          m->doc->jats == RSIS_JATS_1_4 ? "1.4" : "1.3", m->doc->breaks, repairs));
    e->source = source;
    e->result = jats;
    e->outcome_note = finding_ids(m);
    e->outcome = c->n[RSIS_ERROR] ? "failure" : e->outcome_note.len ? "warning" : "success";
    if (c->n[RSIS_ERROR]) {
        e->outcome_note = rsis_str_c(
            rsis_format(m->a, "packed with errors because a person allowed it: %.*s", RSIS_ARG(e->outcome_note)));
    }
    e = event(m, "validation",
              "read back as well-formed XML; statements S0 to S3 of the ledger hold: no word lost, none invented");
    e->source = jats;
    e = event(m, "creation", "EPUB 3.3 with the JATS inside");
    e->source = jats;
    e->result = epub;
    e = event(m, "validation", "its page was read back; statements S2 and S3 of the ledger hold for it");
    e->source = epub;
}

/* ---------------------------------------------------------------- the whole */

static bool write_texts(struct maker *m, const struct rsis_file *source) {
    struct rsis_leaf leaf = {.part = (struct rsis_part *)(uintptr_t)m->p.part};
    if (!rsis_doc_write_jats(&leaf.jats, m->doc)) return false;
    struct rsis_str ledger = rsis_write_ledger(m->doc, &m->doc->record, leaf.jats);
    if (!rsis_doc_write_page(&leaf.page, m->doc, leaf.part, RSIS_PAGE_EPUB)) return false;
    struct rsis_file *jats = add(m, "data/article.xml", RSIS_ROLE_JATS, "application/jats+xml", leaf.jats);
    struct rsis_file *epub =
        add(m, "data/article.epub", RSIS_ROLE_EPUB, "application/epub+zip", rsis_epub_of(m->doc, &leaf));
    add(m, "data/metadata/ledger.json", RSIS_ROLE_LEDGER, "application/json", ledger);
    add(m, "data/metadata/oai_dc.xml", RSIS_ROLE_DC, "application/xml", rsis_package_dc(m->a, m->p.part));
    tell_digests(m);
    tell_conversion(m, source, jats, epub);
    tell_decisions(m, jats);
    event(m, "information package creation", rsis_format(m->a, "BagIt 1.0 bag %s", m->p.id));
    m->p.events = m->events.v;
    m->p.n_events = m->events.n;
    return true;
}

/* Each describes those before it; the readme names all, and so wants to know that they are coming. */
static void write_descriptions(struct maker *m) {
    struct rsis_arena *a = m->a;
    size_t readme = m->n++, premis = m->n++, mets = m->n++, end = m->n;
    m->files[readme] = (struct rsis_file){.path = "data/README.txt", .role = RSIS_ROLE_README};
    m->files[premis] = (struct rsis_file){.path = "data/metadata/premis.xml", .role = RSIS_ROLE_PREMIS};
    m->files[mets] = (struct rsis_file){.path = "data/metadata/mets.xml", .role = RSIS_ROLE_METS};
    m->p.n_files = end;
    struct rsis_str text = rsis_package_readme(a, &m->p);
    m->n = readme;
    add(m, "data/README.txt", RSIS_ROLE_README, "text/plain", text);
    m->p.n_files = premis;
    add(m, "data/metadata/premis.xml", RSIS_ROLE_PREMIS, "application/xml", rsis_package_premis(a, &m->p));
    add(m, "data/metadata/mets.xml", RSIS_ROLE_METS, "application/xml", rsis_package_mets(a, &m->p));
}

static void add_manifests(struct maker *m, bool tags) {
    static const struct {
        enum rsis_algorithm algorithm;
        const char *name;
        bool aptrust;
    } all[] = {{RSIS_SHA512, "manifest-sha512.txt", false},
               {RSIS_SHA256, "manifest-sha256.txt", false},
               {RSIS_MD5, "manifest-md5.txt", true}};
    size_t n = m->n; /* a tag manifest lists no tag manifest */
    for (size_t i = 0; i < sizeof all / sizeof *all; i++) {
        if (all[i].aptrust && !m->p.aptrust) continue;
        struct rsis_str text = rsis_manifest(m->a, m->files, n, all[i].algorithm, tags);
        add(m, rsis_format(m->a, "%s%s", tags ? "tag" : "", all[i].name), RSIS_ROLE_TAG, "text/plain", text);
    }
}

static void write_tags(struct maker *m) {
    struct rsis_str info = rsis_package_bag_info(m->a, &m->p);
    add(m, "bagit.txt", RSIS_ROLE_TAG, "text/plain", rsis_bagit_txt());
    add(m, "bag-info.txt", RSIS_ROLE_TAG, "text/plain", info);
    if (m->p.aptrust) add(m, "aptrust-info.txt", RSIS_ROLE_TAG, "text/plain", rsis_package_aptrust_info(m->a, &m->p));
    add_manifests(m, false);
    add_manifests(m, true);
}

static int by_name(const void *a, const void *b) {
    return strcmp(((const struct rsis_zip_entry *)a)->name, ((const struct rsis_zip_entry *)b)->name);
}

static void list_entries(const struct maker *m, struct rsis_parcel *out) {
    out->entries = RSIS_NEW_ARRAY(m->a, struct rsis_zip_entry, m->n);
    for (size_t i = 0; i < m->n; i++) out->entries[i] = rsis_file_entry(&m->files[i]);
    out->n = m->n;
    qsort(out->entries, out->n, sizeof *out->entries, by_name);
}

/* What the caller says stands in the document; JATS of an earlier package brings its own. */
static void set_version(struct maker *m) {
    const struct rsis_doc *d = m->doc;
    unsigned long n = d->version.rule ? strtoul(rsis_str_dup(m->a, d->version.value), NULL, 10) : 1;
    m->p.version = n >= 1 && n < 1000000 ? (unsigned)n : 1;
    m->p.replaces = d->replaces.rule ? d->replaces.value : rsis_str("", 0);
    m->p.reason = d->version_reason;
}

bool rsis_parcel_make(struct rsis_parcel *out, struct rsis_doc *doc, struct rsis_str name, struct rsis_str bytes,
                      const struct rsis_packing *what, const struct rsis_original *originals) {
    struct maker m = {.doc = doc, .a = doc->arena, .what = what};
    m.p.part = rsis_part_of(doc);
    set_version(&m);
    m.p.when = what->when;
    m.p.date = rsis_format(m.a, "%.10s", what->when);
    m.p.date_given = what->when_given != 0;
    m.p.contact = contact(m.p.part);
    m.p.aptrust = what->service != NULL;
    m.files = m.p.files = RSIS_NEW_ARRAY(m.a, struct rsis_file, MOST_FILES + what->n_originals);
    m.digester = rsis_digester_new(m.a, m.p.aptrust);
    identify(&m);
    if (!replaces_another(&m)) return false;
    struct rsis_file *source = add(&m, original_path(m.a, name), RSIS_ROLE_SOURCE, NULL, bytes);
    source->name = rsis_str_base_name(rsis_str_c(source->path));
    if (!add_originals(&m, originals) || !write_texts(&m, source)) return false;
    write_descriptions(&m);
    write_tags(&m);
    list_entries(&m, out);
    out->id = m.p.id;
    return true;
}
