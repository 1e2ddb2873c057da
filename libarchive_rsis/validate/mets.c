/* mets.c - mets.xml against the files and the record: every reference leads to a file with that digest and size. */
#include "story.h"

enum {
    MOST_BYTES = 16 << 20,
    MOST = 4096, /* files and pointers: a package has some dozens */
};

static const char path[] = "data/metadata/mets.xml";

struct mets {
    struct rsis_story *s;
    struct rsis_arena *arena;
    const struct rsis_xml_node *root;
    rsis_said_list ids, pointed;                              /* of files; what the structure points at */
    RSIS_VEC(const struct rsis_bag_file *) listed, described; /* by the file section; as metadata */
};

#define FOUND(m, check, node, ...) rsis_found((m)->s->report, (check), rsis_str_c(path), (node)->line, 0, __VA_ARGS__)

/* ---------------------------------------------------------------- references */

static int hex(char c) {
    if (rsis_is_digit(c)) return c - '0';
    c = rsis_to_lower(c);
    return c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
}

/* The file that a reference of data/metadata/mets.xml leads to; NULL when it leads nowhere. */
static const struct rsis_bag_file *file_at(struct mets *m, struct rsis_str href) {
    struct rsis_buf b;
    bool above = rsis_str_starts(href, RSIS_LIT("../"));
    rsis_buf_init(&b, m->arena);
    rsis_buf_z(&b, above ? "data/" : "data/metadata/");
    if (above) href = rsis_str_from(href, 3);
    for (size_t i = 0; i < href.len; i++) {
        char c = href.ptr[i];
        if (c == '%') {
            int high = i + 2 < href.len ? hex(href.ptr[i + 1]) : -1, low = high < 0 ? -1 : hex(href.ptr[i + 2]);
            if (low < 0) return NULL;
            c = (char)(high * 16 + low);
            i += 2;
        }
        rsis_buf_char(&b, c);
    }
    return rsis_bag_find(m->s->bag, rsis_buf_slice(&b));
}

static void check_fixity(struct mets *m, const struct rsis_xml_node *n, const struct rsis_bag_file *f) {
    struct rsis_str sum = rsis_xml_value(n, "CHECKSUM"), size = rsis_xml_value(n, "SIZE"),
                    want = rsis_hex_digest(m->s, f, RSIS_DIGEST_SHA512);
    const char *bytes = rsis_format(m->arena, "%llu", (unsigned long long)f->member->size);
    if (!rsis_xml_has(n, "CHECKSUMTYPE", "SHA-512") || !want.len || !rsis_str_eq(sum, want))
        FOUND(m, RSIS_CHECK_PKG_METS_FIXITY, n, "%.*s: its SHA-512 is not that of the file", RSIS_ARG(f->path));
    if (!rsis_str_eq(size, rsis_str_c(bytes)))
        FOUND(m, RSIS_CHECK_PKG_METS_FIXITY, n, "%.*s: its size is said to be %.*s and is %s", RSIS_ARG(f->path),
              RSIS_ARG(size), bytes);
}

/* `fixity` has digest and size, `locator` the reference; one element may be both. */
static const struct rsis_bag_file *reference(struct mets *m, const struct rsis_xml_node *fixity,
                                             const struct rsis_xml_node *locator) {
    struct rsis_str href = rsis_xml_value(locator, "href");
    const struct rsis_bag_file *f = href.ptr ? file_at(m, href) : NULL;
    if (!f) {
        FOUND(m, RSIS_CHECK_PKG_METS, locator, "the reference \"%.*s\" leads to no file of the package",
              href.ptr ? (int)href.len : 0, href.ptr ? href.ptr : "");
        return NULL;
    }
    check_fixity(m, fixity, f);
    return f;
}

/* ---------------------------------------------------------------- parts */

/* The group that a file must stand in. */
static const char *use_of(const struct rsis_story *s, const struct rsis_bag_file *f) {
    static const char *const uses[][2] = {
        {"data/article.xml", "archival"},         {"data/article.epub", "access"},
        {"data/README.txt", "documentation"},     {"data/metadata/ledger.json", "ledger"},
        {"data/metadata/oai_dc.xml", "metadata"}, {"data/metadata/premis.xml", "metadata"}};
    for (size_t i = 0; i < sizeof uses / sizeof *uses; i++)
        if (rsis_str_eq(f->path, rsis_str_c(uses[i][0]))) return uses[i][1];
    return f == s->source ? "source" : "original";
}

static void take_file(struct mets *m, const struct rsis_xml_node *n) {
    const struct rsis_xml_node *locator = rsis_xml_child(n, "FLocat");
    const struct rsis_bag_file *f = locator ? reference(m, n, locator) : NULL;
    struct rsis_str id = rsis_xml_value(n, "ID");
    if (!locator) FOUND(m, RSIS_CHECK_PKG_METS, n, "a file has no FLocat");
    if (id.ptr) *RSIS_PUSH(m->arena, &m->ids) = id;
    if (!f) return;
    *RSIS_PUSH(m->arena, &m->listed) = f;
    if (m->s->source && n->parent && !rsis_xml_has(n->parent, "USE", use_of(m->s, f)))
        FOUND(m, RSIS_CHECK_PKG_METS, n, "%.*s does not stand in the group %s", RSIS_ARG(f->path), use_of(m->s, f));
}

static void take(struct mets *m, const struct rsis_xml_node *n) {
    if (rsis_xml_is(n, "file")) {
        take_file(m, n);
    } else if (rsis_xml_is(n, "mdRef")) {
        const struct rsis_bag_file *f = reference(m, n, n);
        if (f) *RSIS_PUSH(m->arena, &m->described) = f;
    } else if (rsis_xml_is(n, "fptr")) {
        *RSIS_PUSH(m->arena, &m->pointed) = rsis_xml_value(n, "FILEID");
    }
}

/* How often each file is listed: METS does not list itself. */
static void check_complete(struct mets *m) {
    for (uint32_t i = 0; i < m->s->bag->n_files; i++) {
        const struct rsis_bag_file *f = &m->s->bag->files[i];
        uint32_t wanted = rsis_str_starts(f->path, RSIS_LIT("data/")) && !rsis_str_eq(f->path, rsis_str_c(path)), n = 0;
        for (uint32_t k = 0; k < m->listed.n; k++) n += m->listed.v[k] == f;
        if (n != wanted) FOUND(m, RSIS_CHECK_PKG_METS, m->root, "%.*s is listed %u times", RSIS_ARG(f->path), n);
    }
}

/* Dublin Core and record as description, PREMIS as provenance; each once. */
static void check_described(struct mets *m) {
    static const char *const wanted[] = {"data/metadata/oai_dc.xml", "data/article.xml", "data/metadata/premis.xml"};
    uint32_t known = 0;
    for (size_t i = 0; i < sizeof wanted / sizeof *wanted; i++) {
        uint32_t n = 0;
        for (uint32_t k = 0; k < m->described.n; k++) n += rsis_str_eq(m->described.v[k]->path, rsis_str_c(wanted[i]));
        known += n;
        if (n != 1) FOUND(m, RSIS_CHECK_PKG_METS, m->root, "%s is named as metadata %u times", wanted[i], n);
    }
    if (known != m->described.n) FOUND(m, RSIS_CHECK_PKG_METS, m->root, "a file is named as metadata that is none");
}

/* The structure points at each file once, and at nothing else. */
static void check_structure(struct mets *m) {
    bool same = m->ids.n == m->pointed.n;
    for (uint32_t i = 0; i < m->ids.n && same; i++) {
        uint32_t n = 0;
        for (uint32_t k = 0; k < m->pointed.n; k++) n += rsis_str_eq(m->ids.v[i], m->pointed.v[k]);
        same = n == 1;
    }
    if (!same) FOUND(m, RSIS_CHECK_PKG_METS, m->root, "the structure does not point at each file once");
}

static void check_words(struct mets *m) {
    struct rsis_story *s = m->s;
    struct rsis_str title = rsis_fact(&s->facts, RSIS_FACT_TITLE_SHOWN), member = rsis_str_c(path);
    const struct rsis_xml_node *map = rsis_xml_child(m->root, "structMap"),
                               *top = map ? rsis_xml_child(map, "div") : NULL;
    title = rsis_xml_clean(m->arena, title);
    rsis_same(s->report, RSIS_CHECK_PKG_ID, member, "OBJID", s->id, rsis_xml_value(m->root, "OBJID"));
    rsis_same(s->report, RSIS_CHECK_PKG_METS, member, "LABEL", title, rsis_xml_value(m->root, "LABEL"));
    if (top)
        rsis_same(s->report, RSIS_CHECK_PKG_METS, member, "LABEL of the structure", title,
                  rsis_xml_value(top, "LABEL"));
}

void rsis_check_mets(struct rsis_story *s) {
    struct mets m = {.s = s, .arena = s->arena};
    struct rsis_str bytes;
    if (!rsis_story_file(&bytes, s, path, MOST_BYTES)) return;
    m.root = rsis_xml_read_record(s->report, rsis_str_c(path), bytes, "mets", "http://www.loc.gov/METS/");
    if (!m.root) return;
    for (const struct rsis_xml_node *n = m.root; n; n = rsis_xml_after(n)) {
        if (n->name) take(&m, n);
        if (m.ids.n + m.pointed.n + m.described.n <= MOST) continue;
        FOUND(&m, RSIS_CHECK_PKG_LIMIT, n, "it has more than %d files and pointers", MOST);
        return;
    }
    check_words(&m);
    check_complete(&m);
    check_described(&m);
    check_structure(&m);
}
