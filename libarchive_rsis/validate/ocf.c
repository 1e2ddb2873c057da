/* ocf.c - the container: mimetype, META-INF/container.xml and its siblings (EPUB 3.3 section 4, OCF 2.0.1). */
#include "epub_walk.h"

#define COUNT(a) (uint8_t)(sizeof(a) / sizeof *(a))
#define C_BIT(n) (UINT64_C(1) << (n))
#define C_CONTAINER C_BIT(0)
#define C_ROOTFILES C_BIT(1)
#define C_ROOTFILE C_BIT(2)
#define C_LINKS C_BIT(3)
#define C_LINK C_BIT(4)
#define C_ENCRYPTION C_BIT(5)
#define C_SIGNATURES C_BIT(6)
#define C_ENCRYPTED C_BIT(7)
#define C_SIGNATURE C_BIT(8)

#define EL(n, belongs, may) .name = (n), .ns = RSIS_NS_OCF, .family = RSIS_FAMILY_OCF, .is = (belongs), .allows = (may)
#define STEPS(a) .steps = (a), .n_steps = COUNT(a)
#define STATE(n) (1u << (n))
#define ALWAYS 0xFFFFFFFFu
#define OF(code, type)                                                                                                 \
    { RSIS_A_##code, RSIS_T_##type, 0, NULL }
#define MUST(code, type)                                                                                               \
    { RSIS_A_##code, RSIS_T_##type, 1, NULL }
#define END                                                                                                            \
    { 0, 0, 0, NULL }

static const struct rsis_epub_attr_rule a_container[] = {{RSIS_A_VERSION, RSIS_T_EXACT, 1, "1.0"}, END};
static const struct rsis_epub_attr_rule a_rootfile[] = {OF(FULL_PATH, ANY), MUST(MEDIA_TYPE, ANY), END};
static const struct rsis_epub_attr_rule a_link[] = {MUST(HREF, URL), MUST(REL, ANY), OF(MEDIA_TYPE, ANY), END};
static const struct rsis_epub_step s_container[] = {{0, 1, C_ROOTFILES}, {1, 2, C_LINKS}};
static const struct rsis_epub_step s_one[] = {{0, 1, ~UINT64_C(0)}, {1, 1, ~UINT64_C(0)}};

static const struct rsis_epub_element rows[] = {
    {EL("container", C_CONTAINER, C_ROOTFILES | C_LINKS), .code = RSIS_E_CONTAINER, .attrs = a_container,
     STEPS(s_container), .accept = STATE(1) | STATE(2), .incomplete = "rootfiles", .flags = RSIS_F_FOREIGN},
    {EL("rootfiles", C_ROOTFILES, C_ROOTFILE), .code = RSIS_E_ROOTFILES, STEPS(s_one), .accept = STATE(1),
     .incomplete = "a rootfile"},
    {EL("rootfile", C_ROOTFILE, 0), .code = RSIS_E_ROOTFILE, .attrs = a_rootfile, .accept = ALWAYS},
    {EL("links", C_LINKS, C_LINK), STEPS(s_one), .accept = STATE(1), .incomplete = "a link"},
    {EL("link", C_LINK, 0), .code = RSIS_E_OCF_LINK, .attrs = a_link, .accept = ALWAYS},
    {EL("encryption", C_ENCRYPTION, C_ENCRYPTED), STEPS(s_one), .accept = STATE(1),
     .incomplete = "an EncryptedData or EncryptedKey"},
    {EL("signatures", C_SIGNATURES, C_SIGNATURE), STEPS(s_one), .accept = STATE(1), .incomplete = "a Signature"},
    {.name = "EncryptedData",
     .ns = RSIS_NS_ENC,
     .family = RSIS_FAMILY_OCF,
     .is = C_ENCRYPTED,
     .flags = RSIS_F_LOOSE,
     .accept = ALWAYS},
    {.name = "EncryptedKey",
     .ns = RSIS_NS_ENC,
     .family = RSIS_FAMILY_OCF,
     .is = C_ENCRYPTED,
     .flags = RSIS_F_LOOSE,
     .accept = ALWAYS},
    {.name = "Signature",
     .ns = RSIS_NS_DSIG,
     .family = RSIS_FAMILY_OCF,
     .is = C_SIGNATURE,
     .flags = RSIS_F_LOOSE,
     .accept = ALWAYS},
};

const struct rsis_epub_elements rsis_ocf_elements = {rows, sizeof rows / sizeof *rows};

#define FOUND(book, member, check, ...) rsis_found((book)->report, (check), (member), 0, 0, __VA_ARGS__)

/* ---- mimetype */

static void judge_mimetype_bytes(struct rsis_epub *book, const struct rsis_member *m) {
    struct rsis_str name = RSIS_LIT("mimetype"), bytes;
    bool right = rsis_epub_read(book, &bytes, name) && rsis_str_eq(bytes, RSIS_LIT("application/epub+zip"));
    if (!right)
        FOUND(book, name, RSIS_CHECK_EPUB_MIMETYPE_BYTES, "It must hold \"application/epub+zip\" and nothing else");
    if (m->method) FOUND(book, name, RSIS_CHECK_EPUB_MIMETYPE_PACKED, "It must be stored, and is compressed");
}

static void check_mimetype(struct rsis_epub *book) {
    struct rsis_str name = RSIS_LIT("mimetype");
    const struct rsis_member *m = rsis_archive_find(book->archive, name);
    bool zip = book->archive->kind == RSIS_ARCHIVE_ZIP;
    for (uint32_t i = 0; m && zip && i < book->archive->members.n; i++)
        if (book->archive->members.v[i].header_at < m->header_at) m = NULL;
    if (!m) {
        FOUND(book, name, RSIS_CHECK_EPUB_MIMETYPE, "There is no file mimetype at the beginning of the container");
        return;
    }
    if (m->extra_len)
        FOUND(book, name, RSIS_CHECK_EPUB_MIMETYPE_EXTRA, "Its header has an extra field of %u bytes", m->extra_len);
    judge_mimetype_bytes(book, m);
}

/* ---- container.xml */

struct container {
    uint32_t rootfiles; /* that are packages */
    bool named;         /* an attribute full-path was there */
};

static void take_rootfile(struct rsis_epub_walk *w, struct container *c, const struct rsis_epub_tag *tag) {
    struct rsis_str path = rsis_epub_value(tag, RSIS_A_FULL_PATH);
    if (!rsis_str_eq(rsis_str_trim(rsis_epub_value(tag, RSIS_A_MEDIA_TYPE)), RSIS_LIT("application/oebps-package+xml")))
        return;
    if (!path.ptr) {
        rsis_epub_at(w, RSIS_CHECK_EPUB_ROOTFILE_PATH, "rootfile must have the attribute full-path");
    } else if (!rsis_str_trim(path).len) {
        rsis_epub_at(w, RSIS_CHECK_EPUB_ROOTFILE_EMPTY, "full-path must not be empty");
    } else if (!c->rootfiles++) {
        path = rsis_str_trim(path);
        w->book->package = rsis_str(rsis_str_dup(w->book->arena, path), path.len);
    }
}

static void on_start(struct rsis_epub_walk *w, const struct rsis_epub_tag *tag, struct rsis_epub_frame *top) {
    if (top->row->code == RSIS_E_ROOTFILE) take_rootfile(w, w->ctx, tag);
}

static void judge_package_path(struct rsis_epub *book, struct rsis_str member) {
    bool leaks;
    if (*book->package.ptr == '/') {
        FOUND(book, member, RSIS_CHECK_EPUB_URL_LEAKS, "The path of the package document begins with a slash");
        book->package = rsis_str_from(book->package, 1);
    }
    struct rsis_str path = rsis_epub_keep(book, rsis_url_resolve(&book->path, rsis_str("", 0), book->package, &leaks));
    if (!rsis_archive_find(book->archive, book->package)) book->package = path;
    if (rsis_archive_find(book->archive, book->package)) return;
    FOUND(book, member, RSIS_CHECK_EPUB_PACKAGE_MISSING, "The package document \"%.200s\" is not in the container",
          book->package.ptr);
    book->package = rsis_str(NULL, 0);
}

void rsis_epub_check_container(struct rsis_epub *book) {
    struct rsis_str name = RSIS_LIT("META-INF/container.xml"), bytes;
    struct container c = {.rootfiles = 0};
    check_mimetype(book);
    if (!rsis_archive_find(book->archive, name)) {
        FOUND(book, name, RSIS_CHECK_EPUB_CONTAINER, "There is no META-INF/container.xml");
        return;
    }
    if (!rsis_epub_read(book, &bytes, name)) return;
    struct rsis_epub_rules rules = {.start = on_start};
    struct rsis_epub_walk w = {
        .book = book, .item = RSIS_NO_ITEM, .room = RSIS_NO_ITEM - 1, .rules = &rules, .ctx = &c};
    bool whole = rsis_epub_walk(&w, name, RSIS_DIALECT_PLAIN, bytes);
    if (whole && !c.rootfiles)
        FOUND(book, name, RSIS_CHECK_EPUB_ROOTFILE, "It names no package document (application/oebps-package+xml)");
    if (!whole) book->package = rsis_str(NULL, 0);
    if (book->package.len) judge_package_path(book, name);
    book->rootfiles = c.rootfiles;
}

/* ---- what else META-INF may have */

static void check_meta_file(struct rsis_epub *book, struct rsis_str name, uint64_t root, const char *root_name) {
    struct rsis_str bytes;
    if (!rsis_archive_find(book->archive, name) || !rsis_epub_read(book, &bytes, name)) return;
    struct rsis_epub_rules rules = {.root = root, .root_name = root_name};
    struct rsis_epub_walk w = {.book = book, .item = RSIS_NO_ITEM, .room = RSIS_NO_ITEM - 2, .rules = &rules};
    rsis_epub_walk(&w, name, RSIS_DIALECT_PLAIN, bytes);
    if (book->options->archive && root == C_ENCRYPTION)
        FOUND(book, name, RSIS_CHECK_EPUB_KEEP_ENCRYPTION, "Resources are encrypted or obfuscated");
}

void rsis_epub_check_meta_inf(struct rsis_epub *book) {
    check_meta_file(book, RSIS_LIT("META-INF/encryption.xml"), C_ENCRYPTION, "encryption");
    check_meta_file(book, RSIS_LIT("META-INF/signatures.xml"), C_SIGNATURES, "signatures");
    if (book->version == 2 && book->rootfiles > 1)
        FOUND(book, RSIS_LIT("META-INF/container.xml"), RSIS_CHECK_EPUB_ROOTFILES, "It names %u package documents",
              book->rootfiles);
}
