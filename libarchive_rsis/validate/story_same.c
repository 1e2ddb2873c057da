/* story_same.c - what the check of packages shares, and the two files that only repeat the record. */
#include "../base/utf8.h"
#include "story.h"

/* ---------------------------------------------------------------- files and forms */

bool rsis_story_file(struct rsis_str *out, struct rsis_story *s, const char *path, size_t limit) {
    const struct rsis_bag_file *f = rsis_bag_find(s->bag, rsis_str_c(path));
    *out = rsis_str("", 0);
    return f && rsis_member_read(out, s->archive, f->member, limit); /* a missing one was told with the layout */
}

struct rsis_str rsis_hex_digest(struct rsis_story *s, const struct rsis_bag_file *f, enum rsis_digest digest) {
    static const char hex[] = "0123456789abcdef";
    struct rsis_str raw = rsis_bag_digest(s->bag, f, digest);
    char *out = rsis_arena_bytes(s->arena, raw.len * 2 + 1);
    for (size_t i = 0; i < raw.len; i++) {
        out[i * 2] = hex[(unsigned char)raw.ptr[i] >> 4];
        out[i * 2 + 1] = hex[(unsigned char)raw.ptr[i] & 15];
    }
    return rsis_str(out, raw.len * 2);
}

struct rsis_str rsis_xml_clean(struct rsis_arena *a, struct rsis_str s) {
    struct rsis_buf b;
    rsis_buf_init(&b, a);
    unsigned n;
    for (const char *p = s.ptr, *end = p + s.len; p < end; p += n) {
        uint32_t cp = rsis_utf8_next(p, end, &n);
        if (cp == RSIS_UTF8_BAD || !rsis_is_xml_char(cp))
            rsis_buf_z(&b, "\xEF\xBF\xBD");
        else
            rsis_buf_append(&b, p, n);
    }
    return b.len ? rsis_buf_slice(&b) : rsis_str("", 0);
}

rsis_said_list rsis_list_of(struct rsis_arena *a, struct rsis_str value) {
    rsis_said_list list = {0};
    if (value.len) *RSIS_PUSH(a, &list) = value;
    return list;
}

struct rsis_str rsis_prefixed(struct rsis_arena *a, const char *prefix, struct rsis_str value) {
    return value.len ? rsis_str_c(rsis_format(a, "%s%.*s", prefix, RSIS_ARG(value))) : value;
}

/* Long values, such as a notice, are told by their beginning. */
static struct rsis_str beginning(struct rsis_str s) {
    enum { MOST = 120 };
    if (s.len <= MOST) return s;
    s.len = MOST;
    while (s.len && ((unsigned char)s.ptr[s.len] & 0xC0) == 0x80) s.len--;
    return s;
}

void rsis_same(struct rsis_report *r, enum rsis_check check, struct rsis_str member, const char *what,
               struct rsis_str want, struct rsis_str got) {
    if (rsis_str_eq(want, got)) return;
    struct rsis_str has = beginning(got), record = beginning(want);
    rsis_found(r, check, member, 0, 0, "%s is \"%.*s\"; after the record it is \"%.*s\"", what, RSIS_ARG(has),
               RSIS_ARG(record));
}

void rsis_same_list(struct rsis_report *r, enum rsis_check check, struct rsis_str member, const char *what,
                    const rsis_said_list *want, const rsis_said_list *got) {
    for (uint32_t i = 0; i < want->n || i < got->n; i++) {
        struct rsis_str none = rsis_str("", 0), one = i < want->n ? want->v[i] : none,
                        two = i < got->n ? got->v[i] : none;
        if (i < want->n && i < got->n && rsis_str_eq(one, two)) continue;
        rsis_same(r, check, member, what, one, two);
        if (one.len == two.len && rsis_str_eq(one, two))
            rsis_found(r, check, member, 0, 0, "%s stands there empty", what);
        return;
    }
}

/* ---------------------------------------------------------------- Dublin Core */

static const char dc_path[] = "data/metadata/oai_dc.xml", dc_space[] = "http://purl.org/dc/elements/1.1/";

static rsis_said_list all_of(struct rsis_arena *a, const struct rsis_xml_node *root, const char *name) {
    rsis_said_list list = {0};
    for (const struct rsis_xml_node *n = root->child; n; n = n->next)
        if (rsis_xml_is(n, name) && strcmp(n->space, dc_space) == 0)
            *RSIS_PUSH(a, &list) = rsis_xml_text_of(a, n, NULL);
    return list;
}

/* What each element must say: the values of some facts, one after the other, with what is put before them. */
static const struct {
    const char *element, *what;
    struct {
        int fact; /* enum rsis_fact, or -1 */
        const char *prefix;
    } from[3];
} dc_rows[] = {
    {"title", "dc:title", {{RSIS_FACT_TITLE_SHOWN, ""}, {-1, NULL}, {-1, NULL}}},
    {"creator", "dc:creator", {{RSIS_FACT_AUTHOR_AS, ""}, {-1, NULL}, {-1, NULL}}},
    {"contributor", "dc:contributor", {{RSIS_FACT_EDITOR, ""}, {-1, NULL}, {-1, NULL}}},
    {"subject", "dc:subject", {{RSIS_FACT_KICKER, ""}, {RSIS_FACT_KEYWORD, ""}, {-1, NULL}}},
    {"description", "dc:description", {{RSIS_FACT_SYNOPSIS, ""}, {-1, NULL}, {-1, NULL}}},
    {"publisher", "dc:publisher", {{RSIS_FACT_PUBLISHER, ""}, {-1, NULL}, {-1, NULL}}},
    {"date", "dc:date", {{RSIS_FACT_DATE, ""}, {-1, NULL}, {-1, NULL}}},
    {"identifier",
     "dc:identifier",
     {{RSIS_FACT_CITATION, ""}, {RSIS_FACT_DOI, "https://doi.org/"}, {RSIS_FACT_HANDLE, "https://hdl.handle.net/"}}},
    {"language", "dc:language", {{RSIS_FACT_LANGUAGE, ""}, {-1, NULL}, {-1, NULL}}},
    {"relation", "dc:relation", {{RSIS_FACT_SERIES, ""}, {RSIS_FACT_ISSN, "urn:issn:"}, {-1, NULL}}},
    {"rights", "dc:rights", {{RSIS_FACT_NOTICE, ""}, {-1, NULL}, {-1, NULL}}},
};

void rsis_check_dc(struct rsis_story *s) {
    enum { MOST = 1 << 20 };
    struct rsis_str bytes, member = rsis_str_c(dc_path);
    if (!rsis_story_file(&bytes, s, dc_path, MOST)) return;
    const struct rsis_xml_node *root =
        rsis_xml_read_record(s->report, member, bytes, "dc", "http://www.openarchives.org/OAI/2.0/oai_dc/");
    for (size_t i = 0; root && i < sizeof dc_rows / sizeof *dc_rows; i++) {
        rsis_said_list want = {0}, got = all_of(s->arena, root, dc_rows[i].element);
        for (size_t k = 0; k < 3 && dc_rows[i].from[k].fact >= 0; k++) {
            const rsis_said_list *values = &s->facts.of[dc_rows[i].from[k].fact];
            for (uint32_t v = 0; v < values->n; v++)
                if (values->v[v].len)
                    *RSIS_PUSH(s->arena, &want) = rsis_prefixed(s->arena, dc_rows[i].from[k].prefix, values->v[v]);
        }
        rsis_same_list(s->report, RSIS_CHECK_PKG_DC, member, dc_rows[i].what, &want, &got);
    }
}

/* ---------------------------------------------------------------- README.txt */

static const char readme_path[] = "data/README.txt";

/* As it stands in a line: without controls. */
static struct rsis_str one_line(struct rsis_arena *a, struct rsis_str s) {
    s = rsis_str_trim(s);
    char *out = rsis_arena_bytes(a, s.len + 1);
    for (size_t i = 0; i < s.len; i++) out[i] = (unsigned char)s.ptr[i] < ' ' || s.ptr[i] == 0x7F ? ' ' : s.ptr[i];
    return rsis_str(out, s.len);
}

/* A path with controls and % as escapes. */
static struct rsis_str shown_path(struct rsis_arena *a, struct rsis_str path) {
    struct rsis_buf b;
    rsis_buf_init(&b, a);
    for (size_t i = 0; i < path.len; i++) {
        unsigned char c = (unsigned char)path.ptr[i];
        if (c < ' ' || c == 0x7F || c == '%')
            rsis_buf_printf(&b, "%%%02X", c);
        else
            rsis_buf_char(&b, path.ptr[i]);
    }
    return rsis_buf_slice(&b);
}

/* Does a line end with the value, after its label? */
static bool has_line(struct rsis_str text, struct rsis_str value) {
    for (size_t from = 0; from < text.len;) {
        ptrdiff_t at = rsis_str_find(rsis_str_from(text, from), value);
        if (at < 0) return false;
        size_t end = from + (size_t)at + value.len, start = from + (size_t)at;
        if ((end == text.len || text.ptr[end] == '\n') && (start == 0 || text.ptr[start - 1] == ' ')) return true;
        from = start + 1;
    }
    return false;
}

static void readme_line(struct rsis_story *s, struct rsis_str text, const char *label, struct rsis_str value) {
    value = one_line(s->arena, value);
    if (!value.len || has_line(text, value)) return;
    struct rsis_str shown = beginning(value);
    rsis_found(s->report, RSIS_CHECK_PKG_README, rsis_str_c(readme_path), 0, 0, "no line says the %s \"%.*s\"", label,
               RSIS_ARG(shown));
}

static struct rsis_str names(struct rsis_story *s) {
    struct rsis_buf b;
    rsis_buf_init(&b, s->arena);
    const rsis_said_list *list = &s->facts.of[RSIS_FACT_AUTHOR];
    for (uint32_t i = 0; i < list->n; i++) {
        if (i) rsis_buf_z(&b, "; ");
        rsis_buf_str(&b, one_line(s->arena, list->v[i]));
    }
    return b.len ? rsis_buf_slice(&b) : rsis_str("", 0);
}

static void readme_files(struct rsis_story *s, struct rsis_str text) {
    for (uint32_t i = 0; i < s->bag->n_files; i++) {
        struct rsis_str path = s->bag->files[i].path;
        if (rsis_str_starts(path, RSIS_LIT("data/"))) readme_line(s, text, "file", shown_path(s->arena, path));
    }
}

void rsis_check_readme(struct rsis_story *s) {
    enum { MOST = 512 << 10 };
    static const struct {
        const char *label;
        enum rsis_fact fact;
    } lines[] = {{"title", RSIS_FACT_TITLE_SHOWN},   {"series", RSIS_FACT_SERIES},
                 {"number", RSIS_FACT_NUMBER},       {"date", RSIS_FACT_DATE},
                 {"publisher", RSIS_FACT_PUBLISHER}, {"DOI", RSIS_FACT_DOI},
                 {"handle", RSIS_FACT_HANDLE},       {"replaced package", RSIS_FACT_REPLACES},
                 {"reason", RSIS_FACT_REASON}};
    struct rsis_str text, notice = rsis_fact(&s->facts, RSIS_FACT_NOTICE);
    if (!rsis_story_file(&text, s, readme_path, MOST)) return;
    for (size_t i = 0; i < sizeof lines / sizeof *lines; i++)
        readme_line(s, text, lines[i].label, rsis_fact(&s->facts, lines[i].fact));
    readme_line(s, text, "authors", names(s));
    readme_line(s, text, "package", s->id);
    readme_line(s, text, "version", rsis_str_c(rsis_format(s->arena, "Version   %u", s->version)));
    readme_files(s, text);
    if (notice.len && rsis_str_find(text, notice) < 0)
        rsis_found(s->report, RSIS_CHECK_PKG_README, rsis_str_c(readme_path), 0, 0,
                   "it does not have the permissions notice as the record has it");
    if (!notice.len && rsis_str_find(text, RSIS_LIT("carries this notice")) >= 0)
        rsis_found(s->report, RSIS_CHECK_PKG_README, rsis_str_c(readme_path), 0, 0,
                   "it has a permissions notice and the record has none");
}
