/* mets.c - mets.xml, METS 1.12.1: where each file is, its digest, and how the files hang together. specs/package.md. */
#include "common.h"

struct mets {
    struct rsis_arena *arena;
    struct rsis_xmlout *x;
    const struct rsis_content *c;
};

/* What files are for: the groups of the file section and the divisions of a commentary. METS does not list itself. */
static const char *const uses[] = {"original", "source",        "archival", "access", "packages",
                                   "index",    "documentation", "metadata", "ledger"};
static const char *const use_of[RSIS_ROLE_COUNT] = {
    [RSIS_ROLE_SOURCE] = "source",     [RSIS_ROLE_ORIGINAL] = "original",    [RSIS_ROLE_JATS] = "archival",
    [RSIS_ROLE_EPUB] = "access",       [RSIS_ROLE_LEDGER] = "ledger",        [RSIS_ROLE_DC] = "metadata",
    [RSIS_ROLE_PREMIS] = "metadata",   [RSIS_ROLE_README] = "documentation", [RSIS_ROLE_PACKAGE] = "packages",
    [RSIS_ROLE_COLLECTION] = "access", [RSIS_ROLE_INDEX] = "index",
};

static bool is_of(const struct rsis_file *f, const char *use) {
    return use_of[f->role] && strcmp(use_of[f->role], use) == 0;
}

static bool has_use(const struct mets *m, const char *use) {
    for (size_t i = 0; i < m->c->n_files; i++)
        if (is_of(&m->c->files[i], use)) return true;
    return false;
}

/* ---------------------------------------------------------------- references */

/* The path as a reference from data/metadata/mets.xml: every byte that is not unreserved (RFC 3986) is escaped. */
static struct rsis_str reference(struct mets *m, const char *path) {
    static const char here[] = "data/metadata/", above[] = "data/";
    struct rsis_buf out;
    rsis_buf_init(&out, m->arena);
    if (strncmp(path, here, sizeof here - 1) == 0) {
        path += sizeof here - 1;
    } else if (strncmp(path, above, sizeof above - 1) == 0) {
        path += sizeof above - 1;
        rsis_buf_z(&out, "../");
    }
    for (const char *p = path; *p; p++) {
        if (rsis_is_alpha(*p) || rsis_is_digit(*p) || strchr("-._~/", *p))
            rsis_buf_char(&out, *p);
        else
            rsis_buf_printf(&out, "%%%02X", (unsigned)(unsigned char)*p);
    }
    return rsis_buf_slice(&out);
}

static void link_to(struct mets *m, const struct rsis_file *f) {
    rsis_xmlout_attr_z(m->x, "LOCTYPE", "URL");
    rsis_xmlout_attr_z(m->x, "xlink:type", "simple");
    rsis_xmlout_attr(m->x, "xlink:href", reference(m, f->path));
}

static void measure(struct mets *m, const struct rsis_file *f) {
    rsis_xmlout_attr_z(m->x, "MIMETYPE", f->media_type ? f->media_type : "application/octet-stream");
    rsis_xmlout_attr_z(m->x, "SIZE", rsis_format(m->arena, "%llu", (unsigned long long)f->fixity.size));
    rsis_xmlout_attr_z(m->x, "CHECKSUM", f->fixity.sha512);
    rsis_xmlout_attr_z(m->x, "CHECKSUMTYPE", "SHA-512");
}

/* Ids count files in the order of the package. */
static const char *file_id(struct mets *m, const struct rsis_file *f) {
    return rsis_format(m->arena, "file-%zu", (size_t)(f - m->c->files) + 1);
}

/* ---------------------------------------------------------------- header and metadata */

static void header(struct mets *m) {
    rsis_xmlout_open(m->x, "metsHdr");
    rsis_xmlout_attr_z(m->x, "CREATEDATE", m->c->when);
    rsis_xmlout_attr_z(m->x, "RECORDSTATUS", "complete");
    rsis_xmlout_open(m->x, "agent");
    rsis_xmlout_attr_z(m->x, "ROLE", "CREATOR");
    rsis_xmlout_attr_z(m->x, "TYPE", "OTHER");
    rsis_xmlout_attr_z(m->x, "OTHERTYPE", "SOFTWARE");
    rsis_xmlout_leaf_z(m->x, "name", "rsis");
    rsis_xmlout_leaf_z(m->x, "note", "version " RSIS_VERSION);
    rsis_xmlout_close(m->x);
    rsis_xmlout_close(m->x);
}

/* Metadata in files of their own: one section for each file of the role. */
struct section {
    enum rsis_role role;
    const char *element, *wrapper; /* wrapper: around the element, or NULL */
    const char *type, *other_type; /* of METS's list, or OTHER and what it is */
    const char *id;
};
static const struct section sections[] = {
    {RSIS_ROLE_DC, "dmdSec", NULL, "DC", NULL, "dmd-dc"},
    {RSIS_ROLE_JATS, "dmdSec", NULL, "OTHER", "JATS", "dmd-jats"},
    {RSIS_ROLE_INDEX, "dmdSec", NULL, "OTHER", "CSV", "dmd-index"},
    {RSIS_ROLE_PREMIS, "digiprovMD", "amdSec", "PREMIS", NULL, "amd-premis"},
};
enum { SECTIONS = sizeof sections / sizeof *sections };

static const struct rsis_file *file_of(const struct mets *m, const struct section *s) {
    return rsis_file_of_role(m->c->files, m->c->n_files, s->role);
}

static void section(struct mets *m, const struct section *s) {
    const struct rsis_file *f = file_of(m, s);
    if (!f) return;
    if (s->wrapper) rsis_xmlout_open(m->x, s->wrapper);
    rsis_xmlout_open(m->x, s->element);
    rsis_xmlout_attr_z(m->x, "ID", s->id);
    rsis_xmlout_open(m->x, "mdRef");
    link_to(m, f);
    rsis_xmlout_attr_z(m->x, "MDTYPE", s->type);
    if (s->other_type) rsis_xmlout_attr_z(m->x, "OTHERMDTYPE", s->other_type);
    measure(m, f);
    rsis_xmlout_close(m->x);
    rsis_xmlout_close(m->x);
    if (s->wrapper) rsis_xmlout_close(m->x);
}

/* The ids of the sections of one kind that there are, with blanks between. */
static struct rsis_str section_ids(struct mets *m, const char *element) {
    struct rsis_buf out;
    rsis_buf_init(&out, m->arena);
    for (size_t i = 0; i < SECTIONS; i++) {
        if (strcmp(sections[i].element, element) != 0 || !file_of(m, &sections[i])) continue;
        if (out.len) rsis_buf_char(&out, ' ');
        rsis_buf_z(&out, sections[i].id);
    }
    return rsis_buf_slice(&out);
}

/* ---------------------------------------------------------------- files */

static void file(struct mets *m, const struct rsis_file *f) {
    rsis_xmlout_open(m->x, "file");
    rsis_xmlout_attr_z(m->x, "ID", file_id(m, f));
    measure(m, f);
    rsis_xmlout_open(m->x, "FLocat");
    link_to(m, f);
    rsis_xmlout_close(m->x);
    rsis_xmlout_close(m->x);
}

static void files(struct mets *m) {
    rsis_xmlout_open(m->x, "fileSec");
    for (size_t u = 0; u < sizeof uses / sizeof *uses; u++) {
        if (!has_use(m, uses[u])) continue;
        rsis_xmlout_open(m->x, "fileGrp");
        rsis_xmlout_attr_z(m->x, "USE", uses[u]);
        for (size_t i = 0; i < m->c->n_files; i++)
            if (is_of(&m->c->files[i], uses[u])) file(m, &m->c->files[i]);
        rsis_xmlout_close(m->x);
    }
    rsis_xmlout_close(m->x);
}

/* ---------------------------------------------------------------- structure */

static void division(struct mets *m, const char *type, struct rsis_str label) {
    rsis_xmlout_open(m->x, "div");
    rsis_xmlout_attr_z(m->x, "TYPE", type);
    if (label.len) rsis_xmlout_attr(m->x, "LABEL", label);
}

static void pointer(struct mets *m, const struct rsis_file *f) {
    rsis_xmlout_open(m->x, "fptr");
    rsis_xmlout_attr_z(m->x, "FILEID", file_id(m, f));
    rsis_xmlout_close(m->x);
}

/* One division for each use, but not for the packages of a collection, which have divisions of their own. */
static void by_use(struct mets *m) {
    for (size_t u = 0; u < sizeof uses / sizeof *uses; u++) {
        if (strcmp(uses[u], "packages") == 0 || !has_use(m, uses[u])) continue;
        division(m, uses[u], rsis_str("", 0));
        for (size_t i = 0; i < m->c->n_files; i++)
            if (is_of(&m->c->files[i], uses[u])) pointer(m, &m->c->files[i]);
        rsis_xmlout_close(m->x);
    }
}

static struct rsis_str up_to(struct rsis_str s, size_t n) {
    return rsis_str(s.ptr, s.len < n ? s.len : n);
}

static void holding(struct mets *m, const struct rsis_holding *h) {
    division(m, "package", h->title.len ? h->title : rsis_str_c(h->id));
    if (h->file) pointer(m, h->file);
    rsis_xmlout_close(m->x);
}

/*
 * Year, month, package. A division is left open while the next package belongs into it; one without a month stands in
 * its year, one without a date at the end of the collection.
 */
static void by_date(struct mets *m) {
    struct rsis_str year = {0}, month = {0};
    for (size_t i = 0; i < m->c->n_holdings; i++) {
        const struct rsis_holding *h = &m->c->holdings[i];
        struct rsis_str its_year = up_to(h->date, 4);
        struct rsis_str its_month = h->date.len >= 7 ? up_to(h->date, 7) : rsis_str("", 0);
        if (month.len && !rsis_str_eq(month, its_month)) rsis_xmlout_close(m->x);
        if (!rsis_str_eq(month, its_month)) month = rsis_str("", 0);
        if (year.len && !rsis_str_eq(year, its_year)) rsis_xmlout_close(m->x);
        if (its_year.len && !rsis_str_eq(year, its_year)) division(m, "year", its_year);
        if (its_month.len && !rsis_str_eq(month, its_month)) division(m, "month", its_month);
        year = its_year;
        month = its_month;
        holding(m, h);
    }
    if (month.len) rsis_xmlout_close(m->x);
    if (year.len) rsis_xmlout_close(m->x);
}

static void structure(struct mets *m) {
    struct rsis_str described = section_ids(m, "dmdSec"), administered = section_ids(m, "digiprovMD");
    rsis_xmlout_open(m->x, "structMap");
    rsis_xmlout_attr_z(m->x, "TYPE", "logical");
    rsis_xmlout_open(m->x, "div");
    rsis_xmlout_attr_z(m->x, "TYPE", m->c->part ? "commentary" : "collection");
    rsis_xmlout_attr(m->x, "LABEL", m->c->title);
    if (described.len) rsis_xmlout_attr(m->x, "DMDID", described);
    if (administered.len) rsis_xmlout_attr(m->x, "ADMID", administered);
    by_use(m);
    by_date(m);
    rsis_xmlout_close(m->x);
    rsis_xmlout_close(m->x);
}

static void root(struct mets *m) {
    rsis_xmlout_open(m->x, "mets");
    rsis_xmlout_attr_z(m->x, "xmlns", "http://www.loc.gov/METS/");
    rsis_xmlout_attr_z(m->x, "xmlns:xlink", "http://www.w3.org/1999/xlink");
    rsis_xmlout_attr_z(m->x, "xmlns:xsi", "http://www.w3.org/2001/XMLSchema-instance");
    rsis_xmlout_attr_z(m->x, "xsi:schemaLocation",
                       "http://www.loc.gov/METS/ http://www.loc.gov/standards/mets/mets.xsd");
    rsis_xmlout_attr_z(m->x, "OBJID", m->c->id);
    rsis_xmlout_attr(m->x, "LABEL", m->c->title);
    rsis_xmlout_attr_z(m->x, "TYPE", m->c->part ? "commentary" : "collection");
    rsis_xmlout_attr_z(m->x, "PROFILE", RSIS_BAG_PROFILE);
}

struct rsis_str rsis_mets_of(struct rsis_arena *a, const struct rsis_content *c) {
    struct mets m = {a, rsis_xmlout_new(a), c};
    root(&m);
    header(&m);
    for (size_t i = 0; i < SECTIONS; i++) section(&m, &sections[i]);
    files(&m);
    structure(&m);
    rsis_xmlout_close(m.x);
    return rsis_xmlout_finish(m.x);
}
