/* package.c - the layout of a package and its bag-info.txt. */
#include "package.h"

static const char info_path[] = "bag-info.txt";

static struct rsis_str info(const struct rsis_bag *bag, const char *label, uint32_t nth) {
    for (uint32_t i = 0; i < bag->info.n; i++)
        if (rsis_str_eq(bag->info.v[i].label, rsis_str_c(label)) && nth-- == 0) return bag->info.v[i].value;
    return rsis_str("", 0);
}

static uint32_t count(const struct rsis_bag *bag, const char *label) {
    uint32_t n = 0;
    for (uint32_t i = 0; i < bag->info.n; i++) n += rsis_str_eq(bag->info.v[i].label, rsis_str_c(label));
    return n;
}

bool rsis_is_our_package(const struct rsis_bag *bag) {
    for (uint32_t i = 0; i < bag->info.n; i++)
        if (rsis_str_eq(bag->info.v[i].label, RSIS_LIT("BagIt-Profile-Identifier")) &&
            rsis_str_eq(bag->info.v[i].value, RSIS_LIT(RSIS_STORY_PROFILE)))
            return true;
    return false;
}

bool rsis_is_collection(const struct rsis_bag *bag) {
    return rsis_bag_find(bag, RSIS_LIT("data/index.csv")) && !rsis_bag_find(bag, RSIS_LIT("data/article.xml"));
}

/* ---------------------------------------------------------------- the id */

/* "rsis-commentary-2013-046-v1": small letters, digits and hyphens, and the version at the end. */
static bool read_id(struct rsis_story *s) {
    struct rsis_str id = info(s->bag, "External-Identifier", 0);
    size_t at = id.len;
    for (size_t i = 0; i < id.len; i++)
        if (!rsis_is_lower(id.ptr[i]) && !rsis_is_upper(id.ptr[i]) && !rsis_is_digit(id.ptr[i]) &&
            !memchr("-._", id.ptr[i], 3))
            at = 0;
    while (at && rsis_is_digit(id.ptr[at - 1])) s->version = 0, at--;
    bool ok = at > 2 && at < id.len && id.len - at < 9 && rsis_str_starts(rsis_str_from(id, at - 2), RSIS_LIT("-v")) &&
              id.ptr[at] != '0';
    for (size_t i = at; ok && i < id.len; i++) s->version = s->version * 10 + (unsigned)(id.ptr[i] - '0');
    s->id = id;
    if (!ok)
        rsis_found(s->report, RSIS_CHECK_PKG_ID, rsis_str_c(info_path), 0, 0,
                   "\"%.*s\" is no id of a package (series, year, number, -v and the version)", RSIS_ARG(id));
    return ok;
}

/* The folder of an archive; of a directory the last name of the path that was given, if it has one. */
static struct rsis_str folder(const struct rsis_story *s) {
    struct rsis_str name = s->bag->root.len ? s->bag->root : rsis_str_c(s->report->path);
    while (name.len > 1 && name.ptr[name.len - 1] == '/') name.len--;
    for (size_t i = name.len; i > 0; i--)
        if (name.ptr[i - 1] == '/') {
            name = rsis_str_from(name, i);
            break;
        }
    return name;
}

static void check_folder(struct rsis_story *s) {
    struct rsis_str name = folder(s);
    bool directory = s->archive->kind == RSIS_ARCHIVE_DIRECTORY;
    if (!s->bag->root.len && !directory)
        rsis_found(s->report, RSIS_CHECK_PKG_ID, rsis_str("", 0), 0, 0, "the package does not stand in a folder");
    else if (directory && (rsis_str_eq(name, RSIS_LIT(".")) || rsis_str_eq(name, RSIS_LIT(".."))))
        return; /* nobody said its name */
    else
        rsis_same(s->report, RSIS_CHECK_PKG_ID, rsis_str("", 0), "the name of the folder", s->id, name);
}

/* ---------------------------------------------------------------- files */

enum presence { REQUIRED, ALLOWED, APTRUST };

static const struct {
    const char *path;
    enum presence presence;
} places[] = {
    {"bagit.txt", REQUIRED},
    {"bag-info.txt", REQUIRED},
    {"aptrust-info.txt", APTRUST},
    {"manifest-sha512.txt", REQUIRED},
    {"manifest-sha256.txt", REQUIRED},
    {"manifest-md5.txt", APTRUST},
    {"tagmanifest-sha512.txt", REQUIRED},
    {"tagmanifest-sha256.txt", REQUIRED},
    {"tagmanifest-md5.txt", APTRUST},
    {"data/article.xml", REQUIRED},
    {"data/article.epub", REQUIRED},
    {"data/README.txt", REQUIRED},
    {"data/metadata/premis.xml", REQUIRED},
    {"data/metadata/mets.xml", REQUIRED},
    {"data/metadata/ledger.json", REQUIRED},
    {"data/metadata/oai_dc.xml", REQUIRED},
};
enum {
    PLACES = sizeof places / sizeof *places,
    MOST_FILES = 1000, /* a package has some twenty */
};

static bool has_place(struct rsis_str path) {
    static const char originals[] = "data/original/";
    if (rsis_str_starts(path, rsis_str_c(originals)))
        return path.len > sizeof originals - 1 &&
               !memchr(path.ptr + sizeof originals - 1, '/', path.len - (sizeof originals - 1));
    for (size_t i = 0; i < PLACES; i++)
        if (rsis_str_eq(path, rsis_str_c(places[i].path))) return true;
    return false;
}

static bool check_required(struct rsis_story *s) {
    bool aptrust = rsis_bag_find(s->bag, RSIS_LIT("aptrust-info.txt")) != NULL, all = true;
    for (size_t i = 0; i < PLACES; i++) {
        bool there = rsis_bag_find(s->bag, rsis_str_c(places[i].path)) != NULL;
        bool wanted = places[i].presence == REQUIRED || (places[i].presence == APTRUST && aptrust);
        if (there && places[i].presence == APTRUST && !aptrust)
            rsis_found(s->report, RSIS_CHECK_PKG_EXTRA, rsis_str_c(places[i].path), 0, 0,
                       "only a package for APTrust has this file");
        if (there || !wanted) continue;
        all = false;
        rsis_found(s->report, RSIS_CHECK_PKG_MISSING, rsis_str_c(places[i].path), 0, 0, "it is missing in the package");
    }
    return all;
}

bool rsis_check_layout(struct rsis_story *s) {
    uint32_t originals = 0;
    bool all = read_id(s);
    check_folder(s);
    if (s->bag->n_files > MOST_FILES) {
        rsis_found(s->report, RSIS_CHECK_PKG_LIMIT, rsis_str("", 0), 0, 0,
                   "it has more than %d files; their story was not checked", MOST_FILES);
        return false;
    }
    for (uint32_t i = 0; i < s->bag->n_files; i++) {
        struct rsis_str path = s->bag->files[i].path;
        originals += rsis_str_starts(path, RSIS_LIT("data/original/"));
        if (!has_place(path)) rsis_found(s->report, RSIS_CHECK_PKG_EXTRA, path, 0, 0, "a package has no such file");
    }
    if (!originals)
        rsis_found(s->report, RSIS_CHECK_PKG_MISSING, RSIS_LIT("data/original"), 0, 0, "the source is missing");
    if (s->bag->major != 1 || s->bag->minor != 0)
        rsis_found(s->report, RSIS_CHECK_PKG_INFO, RSIS_LIT("bagit.txt"), 0, 0, "a package is BagIt 1.0 and not %u.%u",
                   s->bag->major, s->bag->minor);
    return check_required(s) && all;
}

/* ---------------------------------------------------------------- bag-info.txt */

static const struct {
    const char *label;
    uint32_t least, most;
} fields[] = {
    {"Source-Organization", 1, 1},
    {"External-Identifier", 1, 2},
    {"External-Description", 1, 1},
    {"Bagging-Date", 1, 1},
    {"Payload-Oxum", 1, 1},
    {"Bag-Group-Identifier", 0, 1},
    {"Internal-Sender-Identifier", 1, 1},
    {"Contact-Email", 0, 1},
    {"Bag-Software-Agent", 1, 1},
    {"BagIt-Profile-Identifier", 1, UINT32_MAX},
};
enum { FIELDS = sizeof fields / sizeof *fields };

static void check_fields(struct rsis_story *s) {
    for (size_t i = 0; i < FIELDS; i++) {
        uint32_t n = count(s->bag, fields[i].label);
        if (n < fields[i].least || n > fields[i].most)
            rsis_found(s->report, RSIS_CHECK_PKG_INFO, rsis_str_c(info_path), 0, 0, "%s stands there %u times",
                       fields[i].label, n);
    }
    for (uint32_t i = 0; i < s->bag->info.n; i++) {
        size_t k = 0;
        while (k < FIELDS && !rsis_str_eq(s->bag->info.v[i].label, rsis_str_c(fields[k].label))) k++;
        if (k == FIELDS)
            rsis_found(s->report, RSIS_CHECK_PKG_INFO, rsis_str_c(info_path), s->bag->info.v[i].line, 0,
                       "a package has no field %.*s", RSIS_ARG(s->bag->info.v[i].label));
    }
}

/* A value of bag-info.txt is one line: controls became blanks. */
static struct rsis_str one_line(struct rsis_arena *a, struct rsis_str s) {
    s = rsis_str_trim(s);
    char *out = rsis_arena_bytes(a, s.len + 1);
    for (size_t i = 0; i < s.len; i++) out[i] = (unsigned char)s.ptr[i] < ' ' || s.ptr[i] == 0x7F ? ' ' : s.ptr[i];
    return rsis_str(out, s.len);
}

static void says(struct rsis_story *s, const char *label, uint32_t nth, struct rsis_str want) {
    rsis_same(s->report, RSIS_CHECK_PKG_INFO, rsis_str_c(info_path), label, one_line(s->arena, want),
              info(s->bag, label, nth));
}

/* "RSIS Commentaries 046/2013, 2013-03-18: Title, by A and B" */
static struct rsis_str description(struct rsis_story *s) {
    const struct rsis_facts *f = &s->facts;
    const rsis_said_list *authors = &f->of[RSIS_FACT_AUTHOR];
    struct rsis_str cited = rsis_fact(f, RSIS_FACT_CITATION), date = rsis_fact(f, RSIS_FACT_DATE);
    struct rsis_buf b;
    rsis_buf_init(&b, s->arena);
    rsis_buf_str(&b, cited.len ? cited : rsis_fact(f, RSIS_FACT_SERIES));
    if (b.len && date.len) rsis_buf_z(&b, ", ");
    rsis_buf_str(&b, date);
    if (b.len) rsis_buf_z(&b, ": ");
    rsis_buf_str(&b, rsis_fact(f, RSIS_FACT_TITLE_SHOWN));
    for (uint32_t i = 0; i < authors->n; i++) {
        rsis_buf_z(&b, i ? " and " : ", by ");
        rsis_buf_str(&b, one_line(s->arena, authors->v[i]));
    }
    return rsis_buf_slice(&b);
}

/* Series, year, number, version; the source's digest where there is no number. The series is the profile's name. */
static void check_id(struct rsis_story *s) {
    struct rsis_str number = rsis_fact_padded_number(&s->facts, s->arena), year = rsis_fact(&s->facts, RSIS_FACT_YEAR),
                    sum = rsis_fact(&s->facts, RSIS_FACT_SOURCE_SHA256);
    const char *tail = number.len
                           ? rsis_format(s->arena, "-%.*s-%.*s-v%u", RSIS_ARG(year), RSIS_ARG(number), s->version)
                           : rsis_format(s->arena, "-%.12s-v%u", sum.len == 64 ? sum.ptr : "", s->version);
    if (!rsis_str_ends(s->id, rsis_str_c(tail)) || s->id.len == strlen(tail)) {
        rsis_found(s->report, RSIS_CHECK_PKG_ID, rsis_str_c(info_path), 0, 0,
                   "the id %.*s does not end as the record demands: %s", RSIS_ARG(s->id), tail);
        return;
    }
    struct rsis_str series = rsis_str(s->id.ptr, s->id.len - strlen(tail)), group = rsis_str("", 0);
    if (number.len) group = rsis_str_c(rsis_format(s->arena, "%.*s-%.*s", RSIS_ARG(series), RSIS_ARG(year)));
    says(s, "Bag-Group-Identifier", 0, group);
}

/* A first version says nothing of versions; a later one says which, and what it replaces. */
static void check_version(struct rsis_story *s) {
    struct rsis_str version = rsis_fact(&s->facts, RSIS_FACT_VERSION), member = RSIS_LIT("data/article.xml"),
                    want = rsis_str("", 0);
    bool replaces = rsis_fact(&s->facts, RSIS_FACT_REPLACES).len > 0;
    if (s->version > 1) want = rsis_str_c(rsis_format(s->arena, "%u", s->version));
    if (!rsis_str_eq(version, want))
        rsis_found(s->report, RSIS_CHECK_PKG_VERSION, member, 0, 0,
                   "the record says version \"%.*s\"; the package is version %u", RSIS_ARG(version), s->version);
    if (replaces != (s->version > 1))
        rsis_found(s->report, RSIS_CHECK_PKG_VERSION, member, 0, 0,
                   replaces ? "the first version of a package replaces nothing"
                            : "the record does not say which package this one replaces");
}

static void check_contact(struct rsis_story *s) {
    struct rsis_str mail = info(s->bag, "Contact-Email", 0), notice = rsis_fact(&s->facts, RSIS_FACT_NOTICE);
    if (mail.len && rsis_str_find(notice, mail) < 0)
        rsis_found(s->report, RSIS_CHECK_PKG_INFO, rsis_str_c(info_path), 0, 0,
                   "Contact-Email is not an address of the permissions notice");
    if (!mail.len && rsis_str_find(notice, RSIS_LIT("@")) > 0)
        rsis_found(s->report, RSIS_CHECK_PKG_INFO, rsis_str_c(info_path), 0, 0,
                   "Contact-Email is missing; the permissions notice has an address");
}

void rsis_check_bag_info(struct rsis_story *s) {
    struct rsis_str publisher = rsis_fact(&s->facts, RSIS_FACT_PUBLISHER);
    check_fields(s);
    check_id(s);
    check_version(s);
    check_contact(s);
    says(s, "Source-Organization", 0, publisher.len ? publisher : RSIS_LIT("not known"));
    says(s, "External-Identifier", 1, rsis_prefixed(s->arena, "doi:", rsis_fact(&s->facts, RSIS_FACT_DOI)));
    says(s, "External-Description", 0, description(s));
    says(s, "BagIt-Profile-Identifier", 0, RSIS_LIT(RSIS_STORY_PROFILE));
    if (s->source) says(s, "Internal-Sender-Identifier", 0, s->source_name);
}
