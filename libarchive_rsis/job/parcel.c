/* parcel.c - one commentary's files, their fixity and their story. */
#include "parcel.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include "../base/utf8.h"
#include "../write/write.h"
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

static struct rsis_str last_component(struct rsis_str path) {
    for (size_t i = path.len; i > 0; i--)
        if (path.ptr[i - 1] == '/') return rsis_str_from(path, i);
    return path;
}

static bool is_utf8(struct rsis_str s) {
    unsigned n;
    for (const char *p = s.ptr, *end = p + s.len; p < end; p += n)
        if (rsis_utf8_next(p, end, &n) == RSIS_UTF8_BAD) return false;
    return true;
}

/* The path of a file as received: its own name, or where that is no UTF-8 its bytes as %HH, which every tool can write.
 */
static const char *original_path(struct rsis_arena *a, struct rsis_str path) {
    struct rsis_str name = last_component(path);
    if (rsis_str_eq(name, RSIS_LIT("-")) || !name.len) name = RSIS_LIT("stdin");
    if (!is_utf8(name)) name = rsis_doc_name(a, name);
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
                         last_component(rsis_str_c(path)));
    digest(m->digester, f);
    m->p.n_files = m->n;
    return f;
}

bool rsis_original_take(struct rsis_original *out, struct rsis_spool *spool, const char *path, bool md5,
                        struct rsis_diags *diags) {
    enum { PIECE = 256 << 10 };
    struct rsis_arena *a = diags->arena;
    struct rsis_digester *d = rsis_digester_new(a, md5);
    char *piece = rsis_arena_bytes(a, PIECE), *head = rsis_arena_bytes(a, RSIS_FORMAT_WINDOW),
         *tail = rsis_arena_bytes(a, RSIS_FORMAT_WINDOW);
    size_t heads = 0, tails = 0;
    struct rsis_file *f = &out->file;
    *f = (struct rsis_file){.path = original_path(a, rsis_str_c(path)), .role = RSIS_ROLE_ORIGINAL};
    f->name = last_component(rsis_str_c(f->path));
    struct stat st;
    int fd = open(path, O_RDONLY | O_CLOEXEC | O_NOCTTY);
    bool ok = fd >= 0 && fstat(fd, &st) == 0;
    if (ok && !S_ISREG(st.st_mode)) {
        ok = false;
        errno = S_ISDIR(st.st_mode) ? EISDIR : EINVAL;
    }
    bool first = true;
    for (ssize_t n; ok && (n = read(fd, piece, PIECE)) != 0;) {
        uint64_t at;
        if (n < 0 && errno == EINTR) continue;
        ok = n > 0 && rsis_spool_add(spool, rsis_str(piece, (size_t)n), &at);
        if (!ok) break;
        if (first) f->at = at;
        first = false;
        size_t more = RSIS_FORMAT_WINDOW - heads < (size_t)n ? RSIS_FORMAT_WINDOW - heads : (size_t)n;
        memcpy(head + heads, piece, more);
        heads += more;
        tails = (size_t)n < RSIS_FORMAT_WINDOW ? (size_t)n : RSIS_FORMAT_WINDOW;
        memcpy(tail, piece + n - tails, tails);
        rsis_digester_feed(d, piece, (size_t)n);
    }
    int error = errno;
    if (fd >= 0) close(fd);
    if (!ok) {
        rsis_report_file(diags, RSIS_DIAG_PACK_ORIGINAL, "the original cannot be read: %s; nothing was packed",
                         strerror(error));
        return false;
    }
    rsis_digester_finish(d, &f->fixity);
    if (!f->fixity.size) f->bytes = rsis_str("", 0);
    rsis_identify_format(f, rsis_str(head, heads), rsis_str(tail, tails), f->name);
    return true;
}

/* Two names that differ in case only are one name on some systems. */
static bool add_originals(struct maker *m, const struct rsis_original *originals) {
    for (size_t i = 0; i < m->what->n_originals; i++) {
        for (size_t k = 0; k < m->n; k++) {
            if (!rsis_str_eq_nocase(rsis_str_c(m->files[k].path), rsis_str_c(originals[i].file.path))) continue;
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
    for (size_t i = 0; i < m->n; i++) {
        const struct rsis_file *f = &m->files[i];
        out->entries[i] = (struct rsis_zip_entry){.name = f->path,
                                                  .bytes = f->bytes,
                                                  .at = f->at,
                                                  .stored_size = f->fixity.size,
                                                  .size = f->fixity.size,
                                                  .crc = f->fixity.crc};
    }
    out->n = m->n;
    qsort(out->entries, out->n, sizeof *out->entries, by_name);
}

bool rsis_parcel_make(struct rsis_parcel *out, struct rsis_doc *doc, struct rsis_str name, struct rsis_str bytes,
                      const struct rsis_packing *what, const struct rsis_original *originals) {
    struct maker m = {.doc = doc, .a = doc->arena, .what = what};
    m.p.part = rsis_part_of(doc);
    m.p.version = what->edition.version ? what->edition.version : 1;
    m.p.replaces = rsis_str_c(what->edition.replaces);
    m.p.reason = rsis_str_c(what->edition.reason);
    m.p.when = what->when;
    m.p.date = rsis_format(m.a, "%.10s", what->when);
    m.p.date_given = what->when_given != 0;
    m.p.contact = contact(m.p.part);
    m.p.aptrust = what->service != NULL;
    m.files = m.p.files = RSIS_NEW_ARRAY(m.a, struct rsis_file, MOST_FILES + what->n_originals);
    m.digester = rsis_digester_new(m.a, m.p.aptrust);
    identify(&m);
    struct rsis_file *source = add(&m, original_path(m.a, name), RSIS_ROLE_SOURCE, NULL, bytes);
    source->name = last_component(rsis_str_c(source->path));
    if (!add_originals(&m, originals) || !write_texts(&m, source)) return false;
    write_descriptions(&m);
    write_tags(&m);
    list_entries(&m, out);
    out->id = m.p.id;
    return true;
}
