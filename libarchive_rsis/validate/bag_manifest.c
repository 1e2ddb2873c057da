/* bag_manifest.c - manifests of payload and tag files: what they list, and what they ought to. */
#include "bag_parts.h"

#include <stdlib.h>

enum {
    /* Missing files that are kept in mind: as many as a container may have entries, in two manifests. */
    ABSENT_MOST = 2 << 16,
    /* Bytes of what all manifests say of the files. Two digests and MD5, of payload and tags, for 65,536 files. */
    TABLES_MOST = 16 << 20,
};

static bool is_blank(char c) {
    return c == ' ' || c == '\t';
}

static bool is_tag_manifest(struct rsis_str path) {
    return rsis_str_starts(path, RSIS_LIT("tagmanifest-")) && rsis_str_ends(path, RSIS_LIT(".txt")) &&
           !memchr(path.ptr, '/', path.len);
}

static bool is_payload_manifest(struct rsis_str path) {
    return rsis_str_starts(path, RSIS_LIT("manifest-")) && rsis_str_ends(path, RSIS_LIT(".txt")) &&
           !memchr(path.ptr, '/', path.len);
}

/* ---------------------------------------------------------------- one line */

/* One manifest while it is read. */
struct reading {
    struct bag *b;
    struct manifest *m;
    unsigned number; /* of the manifest */
    bool starred;    /* told, once a manifest */
};

static int hex(char c) {
    if (rsis_is_digit(c)) return c - '0';
    c = rsis_to_lower(c);
    return c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
}

/* The digest in bytes. False when it is not what this manifest's algorithm gives. */
static bool digest_of(const struct manifest *m, struct rsis_str text, unsigned char *out) {
    if (m->length && text.len != 2 * m->length) return false;
    for (size_t i = 0; i < text.len; i++) {
        int digit = hex(text.ptr[i]);
        if (digit < 0) return false;
        if (m->length) out[i / 2] = (unsigned char)(out[i / 2] << 4 | digit);
    }
    return text.len > 0;
}

/* The digest and the path of a line; the digest is empty when there are not both. */
static struct rsis_str part(struct rsis_str *line) {
    size_t n = 0;
    while (n < line->len && !is_blank(line->ptr[n])) n++;
    struct rsis_str digest = rsis_str(line->ptr, n);
    while (n < line->len && is_blank(line->ptr[n])) n++;
    *line = rsis_str_from(*line, n);
    return line->len ? digest : rsis_str(NULL, 0);
}

/* md5sum marks files that it read as binary. A file may begin with an asterisk, though no payload path can. */
static struct rsis_str without_star(struct reading *r, struct rsis_str path, uint32_t line) {
    if (path.ptr[0] != '*' || rsis_bag_exact(&r->b->bag, path) != RSIS_BAG_NO_FILE) return path;
    if (!r->starred)
        rsis_found(r->b->report, RSIS_CHECK_BAG_STAR, r->m->path, line, 0, "an asterisk stands before the path");
    r->starred = true;
    return rsis_str_from(path, 1);
}

/* What a tag manifest must not list; older bags may. */
static void check_scope_of_tag(struct reading *r, struct rsis_str path, uint32_t line) {
    bool payload = rsis_bag_is_payload(path);
    if (!payload && !is_tag_manifest(path)) return;
    enum rsis_check check = payload ? RSIS_CHECK_BAG_TAG_PAYLOAD : RSIS_CHECK_BAG_TAG_TAG;
    rsis_found(r->b->report, r->b->old ? RSIS_CHECK_BAG_TAG_OLD : check, r->m->path, line, 0,
               "a tag manifest lists \"%.*s\", which is a %s", RSIS_ARG(path),
               payload ? "payload file" : "tag manifest");
}

static bool in_scope(struct reading *r, struct rsis_str path, uint32_t line) {
    if (r->m->tag) {
        check_scope_of_tag(r, path, line);
        return true;
    }
    if (rsis_bag_is_payload(path)) return true;
    rsis_found(r->b->report, RSIS_CHECK_BAG_OUTSIDE, r->m->path, line, 0, "\"%.*s\" is not below data/",
               RSIS_ARG(path));
    return false;
}

static struct rsis_str keep(struct bag *b, struct rsis_str s) {
    return rsis_str(rsis_str_dup(b->arena, s), s.len);
}

static void not_there(struct reading *r, struct rsis_str path, uint32_t line) {
    struct bag *b = r->b;
    if (rsis_bag_has_folder(b, path))
        rsis_found(b->report, RSIS_CHECK_BAG_DIRECTORY, r->m->path, line, 0, "\"%.*s\" is a folder", RSIS_ARG(path));
    else if (b->absent.n < ABSENT_MOST)
        *RSIS_PUSH(b->arena, &b->absent) = (struct absent){keep(b, path), line, (uint16_t)r->number};
    else if (!b->report->counts[RSIS_CHECK_BAG_MANY])
        rsis_found(b->report, RSIS_CHECK_BAG_MANY, r->m->path, line, 0,
                   "too many files are missing; the rest of the manifest is not compared");
}

/* A digest for a file, or the second one. */
static void list(struct reading *r, uint32_t file, const unsigned char *digest, bool usable, uint32_t line) {
    struct manifest *m = r->m;
    size_t at = file * m->length;
    usable = usable && m->expected;
    if (m->lines[file] == 0) {
        m->lines[file] = line;
        m->usable[file] = usable;
        if (usable) memcpy(m->expected + at, digest, m->length);
        return;
    }
    bool same = usable && m->usable[file] && memcmp(m->expected + at, digest, m->length) == 0;
    bool mild = r->b->old && (same || !m->length);
    rsis_found(r->b->report, mild ? RSIS_CHECK_BAG_TWICE_OLD : RSIS_CHECK_BAG_TWICE, m->path, line, 0,
               "\"%.*s\" is listed already in line %u, with %s digest", RSIS_ARG(r->b->bag.files[file].path),
               m->lines[file], same ? "the same" : "another");
}

static void manifest_line(void *ctx, struct rsis_str line, uint32_t number) {
    struct reading *r = ctx;
    struct rsis_str rest = line, digest = part(&rest), path;
    unsigned char bytes[64] = {0};
    rsis_bag_next_line(r->b);
    if (digest.len == 0) {
        bool blank = rsis_str_trim(line).len == 0;
        rsis_found(r->b->report, blank ? RSIS_CHECK_BAG_BLANK : RSIS_CHECK_BAG_MANIFEST_LINE, r->m->path, number, 0,
                   blank ? "the line is blank" : "the line is not a digest and a path");
        return;
    }
    bool usable = digest_of(r->m, digest, bytes);
    if (!usable)
        rsis_found(r->b->report, RSIS_CHECK_BAG_DIGEST_FORM, r->m->path, number, 1,
                   r->m->length ? "\"%.*s\" is not %zu hexadecimal digits" : "\"%.*s\" is not hexadecimal",
                   (int)(digest.len < 160 ? digest.len : 160), digest.ptr, 2 * r->m->length);
    if (!rsis_bag_clean(r->b, r->m->path, number, without_star(r, rest, number), &path)) return;
    if (!in_scope(r, path, number)) return;
    int32_t file = rsis_bag_resolve(r->b, r->m->path, number, &path);
    if (file == RSIS_BAG_NO_FILE)
        not_there(r, path, number);
    else
        list(r, (uint32_t)file, bytes, usable, number);
}

/* ---------------------------------------------------------------- all manifests */

static struct rsis_str algorithm_of(struct rsis_str path, bool tag) {
    size_t head = tag ? sizeof "tagmanifest-" - 1 : sizeof "manifest-" - 1;
    return rsis_str(path.ptr + head, path.len - head - 4);
}

/* Room for what the manifest says of each file. False with a finding when there would be too much of it. */
static bool make_tables(struct bag *b, struct manifest *m) {
    size_t n = b->bag.n_files;
    b->table_bytes += n * (sizeof *m->lines + sizeof *m->usable + m->length);
    if (b->n_manifests == RSIS_BAG_MANIFESTS || b->table_bytes > TABLES_MOST) {
        rsis_found(b->report, RSIS_CHECK_BAG_MANY, m->path, 0, 0,
                   "there are too many manifests for so many files; this one is not read");
        return false;
    }
    m->lines = RSIS_NEW_ARRAY(b->arena, uint32_t, n);
    m->usable = RSIS_NEW_ARRAY(b->arena, bool, n);
    if (m->length) m->expected = RSIS_NEW_ARRAY(b->arena, unsigned char, n * m->length);
    return true;
}

static void open_manifest(struct bag *b, const struct rsis_bag_file *f, bool tag) {
    bool normal;
    struct manifest new = {.path = f->path, .file = f, .tag = tag};
    new.digest = rsis_bag_algorithm(algorithm_of(f->path, tag), &normal);
    new.length = rsis_digest_length(new.digest);
    if (!make_tables(b, &new)) return;
    struct manifest *m = &b->manifests[b->n_manifests++];
    *m = new;
    if (!normal)
        rsis_found(b->report, RSIS_CHECK_BAG_MANIFEST_NAME, f->path, 0, 0,
                   "the algorithm in the name should be small letters and digits alone");
    for (unsigned i = 0; i + 1 < b->n_manifests; i++)
        if (b->manifests[i].tag == tag && m->digest >= 0 && b->manifests[i].digest == m->digest)
            rsis_found(b->report, RSIS_CHECK_BAG_MANIFEST_TWICE, f->path, 0, 0,
                       "\"%.*s\" is for the same algorithm; both are checked", RSIS_ARG(b->manifests[i].path));
}

/* Can anything be verified, and by what? */
static void check_algorithms(struct bag *b) {
    unsigned payload = 0, known = 0, strong = 0;
    for (unsigned i = 0; i < b->n_manifests; i++) {
        const struct manifest *m = &b->manifests[i];
        payload += !m->tag;
        known += !m->tag && m->digest >= 0;
        strong += !m->tag && m->digest >= 0 && !rsis_digest_is_weak(m->digest);
        if (m->digest < 0)
            rsis_found(b->report, RSIS_CHECK_BAG_ALGORITHM, m->path, 0, 0,
                       "its algorithm is not known here; its digests are not verified");
    }
    if (payload == 0) {
        rsis_found(b->report, RSIS_CHECK_BAG_MANIFEST, RSIS_LIT(""), 0, 0, "there is no payload manifest");
    } else if (known == 0) {
        rsis_found(b->report, RSIS_CHECK_BAG_UNVERIFIABLE, RSIS_LIT(""), 0, 0,
                   "no payload manifest is of an algorithm that is known here");
        rsis_report_stand(b->report, RSIS_STANDING_NOT_VERIFIABLE);
    } else if (strong == 0) {
        rsis_found(b->report, RSIS_CHECK_BAG_WEAK, RSIS_LIT(""), 0, 0,
                   "all payload digests are of algorithms that forgers can overcome");
    }
}

void rsis_bag_read_manifests(struct bag *b) {
    for (unsigned tag = 0; tag < 2; tag++) {
        for (uint32_t i = 0; i < b->bag.n_files; i++) {
            const struct rsis_bag_file *f = &b->bag.files[i];
            if (tag ? is_tag_manifest(f->path) : is_payload_manifest(f->path)) open_manifest(b, f, tag);
        }
    }
    check_algorithms(b);
    for (unsigned i = 0; i < b->n_manifests; i++) {
        struct reading r = {.b = b, .m = &b->manifests[i], .number = i};
        rsis_bag_lines(b, b->manifests[i].file, manifest_line, &r);
    }
}

/* ---------------------------------------------------------------- what ought to be listed */

static unsigned payload_manifests(const struct bag *b) {
    unsigned n = 0;
    while (n < b->n_manifests && !b->manifests[n].tag) n++; /* they come first */
    return n;
}

/* A payload file must be in all payload manifests, before 1.0 in one. */
static void check_payload_file(struct bag *b, uint32_t file) {
    unsigned n = payload_manifests(b), times = 0, omits = 0;
    for (unsigned i = 0; i < n; i++) {
        if (b->manifests[i].lines[file])
            times++;
        else
            omits = i;
    }
    if (times == 0)
        rsis_found(b->report, RSIS_CHECK_BAG_UNLISTED, b->bag.files[file].path, 0, 0, "no manifest lists this file");
    else if (times < n && !b->old)
        rsis_found(b->report, RSIS_CHECK_BAG_NOT_IN_ALL, b->bag.files[file].path, 0, 0, "%.*s does not list this file",
                   RSIS_ARG(b->manifests[omits].path));
}

/* Every tag manifest must list every payload manifest, and should list all other tag files but tag manifests. */
static void check_tag_file(struct bag *b, uint32_t file) {
    struct rsis_str path = b->bag.files[file].path;
    for (unsigned i = payload_manifests(b); i < b->n_manifests; i++) {
        const struct manifest *m = &b->manifests[i];
        if (m->lines[file] || is_tag_manifest(path)) continue;
        if (is_payload_manifest(path))
            rsis_found(b->report, b->old ? RSIS_CHECK_BAG_TAG_OLD : RSIS_CHECK_BAG_TAG_OMITS, m->path, 0, 0,
                       "it does not list %.*s", RSIS_ARG(path));
        else if (!b->old)
            rsis_found(b->report, RSIS_CHECK_BAG_TAG_UNLISTED, path, 0, 0, "%.*s does not list this tag file",
                       RSIS_ARG(m->path));
    }
}

static int by_path(const void *x, const void *y) {
    const struct absent *a = x, *b = y;
    int order = rsis_str_compare(a->path, b->path);
    if (order) return order;
    if (a->manifest != b->manifest) return a->manifest < b->manifest ? -1 : 1;
    return a->line < b->line ? -1 : a->line > b->line;
}

/* The listings of one path that is not there: of one manifest or several, and twice in one. */
static void check_absent_path(struct bag *b, const struct absent *a, uint32_t n) {
    unsigned payload = payload_manifests(b), times = 0;
    rsis_bag_next_line(b);
    for (uint32_t i = 0; i < n; i++) {
        bool again = i && a[i].manifest == a[i - 1].manifest;
        if (again)
            rsis_found(b->report, b->old ? RSIS_CHECK_BAG_TWICE_OLD : RSIS_CHECK_BAG_TWICE,
                       b->manifests[a[i].manifest].path, a[i].line, 0, "\"%.*s\" is listed already in line %u",
                       RSIS_ARG(a->path), a[i - 1].line);
        times += !again && a[i].manifest < payload;
    }
    if (!rsis_bag_note_hole(b, a->path, times))
        rsis_found(b->report, RSIS_CHECK_BAG_MISSING, a->path, 0, 0, "the file is missing; line %u of %.*s lists it%s",
                   a->line, RSIS_ARG(b->manifests[a->manifest].path),
                   rsis_report_is_full(b->report, RSIS_CHECK_BAG_MISSING) ? "" : rsis_bag_hint(b, a->path));
    if (times && times < payload && !b->old)
        rsis_found(b->report, RSIS_CHECK_BAG_NOT_IN_ALL, a->path, 0, 0, "%u of %u payload manifests list this file",
                   times, payload);
}

static void check_absent(struct bag *b) {
    const struct absent *v = b->absent.v;
    if (b->absent.n) qsort(b->absent.v, b->absent.n, sizeof *v, by_path);
    for (uint32_t i = 0, next; i < b->absent.n; i = next) {
        for (next = i + 1; next < b->absent.n && rsis_str_eq(v[i].path, v[next].path);) next++;
        check_absent_path(b, v + i, next - i);
    }
}

void rsis_bag_check_sets(struct bag *b) {
    unsigned payload = payload_manifests(b);
    check_absent(b);
    for (uint32_t i = 0; i < b->bag.n_files; i++) {
        if (!rsis_bag_is_payload(b->bag.files[i].path))
            check_tag_file(b, i);
        else if (payload)
            check_payload_file(b, i);
    }
    if (payload == b->n_manifests)
        rsis_found(b->report, RSIS_CHECK_BAG_TAG_NONE, RSIS_LIT(""), 0, 0,
                   "there is no tag manifest: changes of tag files stay unseen");
}

unsigned rsis_bag_times_listed(const struct bag *b, uint32_t file, unsigned *of) {
    unsigned times = 0;
    *of = payload_manifests(b);
    for (unsigned i = 0; i < *of; i++) times += b->manifests[i].lines[file] != 0;
    return times;
}
