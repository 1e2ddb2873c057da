/* story.c - one package, from the source to what is said about it. */
#include "story.h"

#include "../base/file.h"
#include "../base/limits.h"
#include "../base/utf8.h"
#include "../proof/proof.h"

static const char jats_path[] = "data/article.xml", epub_path[] = "data/article.epub",
                  ledger_path[] = "data/metadata/ledger.json";

enum {
    MOST_JATS = 32 << 20,
    MOST_EPUB = 64 << 20,
    MOST_LEDGER = 64 << 20,
};

static bool sha256(struct rsis_story *s, struct rsis_str bytes, struct rsis_str *out) {
    char *hex = rsis_arena_bytes(s->arena, 65);
    if (!rsis_sha256_hex(bytes, hex)) rsis_arena_give_up(s->arena);
    *out = rsis_str_c(hex);
    return true;
}

/* ---------------------------------------------------------------- the source */

/* The name as the ledger has it: what XML cannot hold is written %HH. */
static struct rsis_str ledger_name(struct rsis_arena *a, struct rsis_str name) {
    struct rsis_buf b;
    unsigned n;
    rsis_buf_init(&b, a);
    for (const char *p = name.ptr, *end = p + name.len; p < end; p += n) {
        uint32_t cp = rsis_utf8_next(p, end, &n);
        bool plain = cp >= 0x20 && cp != RSIS_UTF8_BAD && rsis_is_xml_char(cp);
        for (unsigned i = 0; i < n; i++) {
            if (plain)
                rsis_buf_char(&b, p[i]);
            else
                rsis_buf_printf(&b, "%%%02X", (unsigned char)p[i]);
        }
    }
    return b.len ? rsis_buf_slice(&b) : rsis_str("", 0);
}

/* The file in data/original that has the name that the ledger gives. */
static void find_source(struct rsis_story *s, const struct rsis_ledger_file *l) {
    static const char folder[] = "data/original/";
    for (uint32_t i = 0; i < s->bag->n_files && !s->source; i++) {
        const struct rsis_bag_file *f = &s->bag->files[i];
        if (!rsis_str_starts(f->path, rsis_str_c(folder))) continue;
        struct rsis_str name = rsis_str_from(f->path, sizeof folder - 1);
        bool stdin_ = rsis_str_eq(name, RSIS_LIT("stdin")) && rsis_str_eq(l->name, RSIS_LIT("-"));
        if (!stdin_ && !rsis_str_eq(ledger_name(s->arena, name), l->name)) continue;
        s->source = f;
        s->source_name = name;
    }
    if (!s->source)
        rsis_found(s->report, RSIS_CHECK_PKG_SOURCE, rsis_str_c(ledger_path), 0, 0,
                   "the source \"%.*s\" is not in data/original", RSIS_ARG(l->name));
}

static bool check_source(struct rsis_story *s, const struct rsis_ledger_file *l, struct rsis_str raw) {
    struct rsis_str sum;
    bool same = sha256(s, raw, &sum) && rsis_str_eq(sum, l->sha256) && raw.len == l->bytes;
    if (!same)
        rsis_found(s->report, RSIS_CHECK_PKG_SOURCE, rsis_str_c(ledger_path), 0, 0,
                   "the ledger is about another file of this name: it has %llu bytes and another SHA-256, or %.*s was "
                   "changed",
                   (unsigned long long)l->bytes, RSIS_ARG(s->source->path));
    return same;
}

/* ---------------------------------------------------------------- the proof */

/* What the proof calls its findings. */
static enum rsis_check check_of(enum rsis_diag_code code) {
    switch (code) {
    case RSIS_DIAG_LEDGER_DECODE:
        return RSIS_CHECK_PKG_S0;
    case RSIS_DIAG_LEDGER_TILES:
        return RSIS_CHECK_PKG_S1;
    case RSIS_DIAG_LEDGER_USES:
        return RSIS_CHECK_PKG_S2;
    default:
        return RSIS_CHECK_PKG_S3;
    }
}

/* The proof speaks as if to somebody who converts; here nothing is written anyway. */
static struct rsis_str without_ending(struct rsis_str s) {
    static const char ending[] = "; nothing was written";
    if (rsis_str_ends(s, rsis_str_c(ending))) s.len -= sizeof ending - 1;
    return s;
}

static void tell(struct rsis_story *s, const struct rsis_diags *d) {
    for (uint32_t i = 0; i < d->list.n; i++) {
        const struct rsis_finding *f = &d->list.v[i];
        enum rsis_check check = check_of((enum rsis_diag_code)f->code);
        struct rsis_str text = without_ending(rsis_str_c(f->message)),
                        member = rsis_str_c(check == RSIS_CHECK_PKG_S3 ? jats_path : ledger_path);
        uint32_t line = 0, column = 0;
        if (f->at != UINT32_MAX) rsis_place(d->stream, f->at, &line, &column);
        if (line)
            rsis_found(s->report, check, member, 0, 0, "%.*s (line %u of the source)", RSIS_ARG(text), line);
        else
            rsis_found(s->report, check, member, 0, 0, "%.*s", RSIS_ARG(text));
    }
}

/* S0 to S3 over exactly what lies in the package. */
static void prove(struct rsis_story *s, struct rsis_ledger_file *l, struct rsis_str raw, struct rsis_str jats) {
    struct rsis_str stream, sum, member = rsis_str_c(ledger_path);
    struct rsis_diags d;
    if (!rsis_ledger_decode(&stream, s->report, member, l, raw)) return;
    rsis_diags_init(&d, s->arena, s->report->path);
    d.stream = stream;
    if (rsis_prove_stream(s->arena, &d, raw, rsis_str_dup(s->arena, l->encoding), stream) &&
        rsis_ledger_bind(l, s->report, member, stream)) {
        if (sha256(s, l->ledger.text, &sum) && !rsis_str_eq(sum, l->text_sha256))
            rsis_found(s->report, RSIS_CHECK_PKG_TEXT, member, 0, 0,
                       "text_sha256 is not that of the text that the tiles yield");
        (void)(rsis_prove_tiles(&d, &l->ledger) &&
               rsis_prove_uses(s->arena, &d, &l->ledger, &l->record, l->furniture.v, l->furniture.n) &&
               rsis_prove_jats(s->arena, &d, &l->record, jats));
    }
    tell(s, &d);
}

/* ---------------------------------------------------------------- where the record comes from */

static bool is_jats(const struct rsis_ledger_file *l) {
    for (uint32_t i = 0; i < l->ledger.tiles.n; i++)
        if (l->ledger.tiles.v[i].rule == RSIS_RULE_XML_TAG) return true;
    return false;
}

/* The record names the file that it was made from; when that was a record itself, what that one names. */
static void check_provenance(struct rsis_story *s, const struct rsis_ledger_file *l, struct rsis_str raw) {
    struct rsis_str name = l->name, sum = l->sha256, member = rsis_str_c(jats_path);
    if (is_jats(l)) {
        const struct rsis_xml_node *root = rsis_xml_read(s->report, s->source->path, raw);
        struct rsis_facts before;
        if (!root) return;
        rsis_facts_read(&before, s->arena, root);
        name = rsis_fact(&before, RSIS_FACT_SOURCE);
        sum = rsis_fact(&before, RSIS_FACT_SOURCE_SHA256);
    }
    rsis_same(s->report, RSIS_CHECK_PKG_PROVENANCE, member, "source-file", name,
              rsis_fact(&s->facts, RSIS_FACT_SOURCE));
    rsis_same(s->report, RSIS_CHECK_PKG_PROVENANCE, member, "source-sha256", sum,
              rsis_fact(&s->facts, RSIS_FACT_SOURCE_SHA256));
}

/* "jats-1.3" */
static struct rsis_str jats_format(struct rsis_story *s, const struct rsis_xml_node *root) {
    return rsis_prefixed(s->arena, "jats-", rsis_xml_value(root, "dtd-version"));
}

static void check_ledger(struct rsis_story *s, const struct rsis_xml_node *root, struct rsis_str jats) {
    struct rsis_str bytes, raw, sum, member = rsis_str_c(ledger_path);
    struct rsis_ledger_file l;
    if (!rsis_story_file(&bytes, s, ledger_path, MOST_LEDGER) || !rsis_ledger_read(&l, s->report, member, bytes))
        return;
    s->ledger_sha256 = l.sha256;
    if (sha256(s, jats, &sum) && !rsis_str_eq(sum, l.output_sha256))
        rsis_found(s->report, RSIS_CHECK_PKG_OUTPUT, member, 0, 0,
                   "the ledger was closed for another record than data/article.xml");
    if (!rsis_str_eq(l.output_format, jats_format(s, root)))
        rsis_found(s->report, RSIS_CHECK_PKG_OUTPUT, member, 0, 0, "it is about %.*s and the record is not",
                   RSIS_ARG(l.output_format));
    rsis_check_supplied(s->report, member, &l, &s->facts);
    find_source(s, &l);
    if (!s->source || !rsis_member_read(&raw, s->archive, s->source->member, rsis_limit_SOURCE_BYTES)) return;
    if (!check_source(s, &l, raw)) return;
    prove(s, &l, raw, jats);
    check_provenance(s, &l, raw);
}

/* ---------------------------------------------------------------- the whole */

/* The letter of the series, number and year; the source's digest where there is no number: "c046-2013". */
static const char *key_of(struct rsis_story *s) {
    struct rsis_str id = rsis_fact(&s->facts, RSIS_FACT_SERIES_ID), year = rsis_fact(&s->facts, RSIS_FACT_YEAR),
                    number = rsis_fact_padded_number(&s->facts, s->arena);
    char letter = 'x';
    for (size_t i = 0; i < id.len; i++)
        if ((i == 0 || id.ptr[i - 1] == '-') && rsis_is_alpha(id.ptr[i])) letter = rsis_to_lower(id.ptr[i]);
    if (number.len) return rsis_format(s->arena, "%c%.*s-%.*s", letter, RSIS_ARG(number), RSIS_ARG(year));
    return rsis_format(s->arena, "%c-%.12s", letter, s->ledger_sha256.len ? s->ledger_sha256.ptr : "");
}

static void check_book(struct rsis_story *s, const struct rsis_xml_node *jats, struct rsis_str bytes) {
    struct rsis_str epub;
    struct rsis_archive book;
    const char *within = s->report->within;
    if (!rsis_story_file(&epub, s, epub_path, MOST_EPUB)) return;
    const char *name = *within ? rsis_format(s->arena, "%s/%s", within, epub_path) : epub_path;
    if (rsis_archive_open_bytes(&book, s->arena, s->report, name, epub)) rsis_check_book(s, jats, bytes, &book);
    s->report->within = within;
}

static void check_commentary(struct rsis_story *s) {
    struct rsis_str jats;
    if (!rsis_check_layout(s) || !rsis_story_file(&jats, s, jats_path, MOST_JATS)) return;
    const struct rsis_xml_node *root = rsis_xml_read(s->report, rsis_str_c(jats_path), jats);
    if (!root) return;
    rsis_facts_read(&s->facts, s->arena, root);
    if (s->facts.too_many)
        rsis_found(s->report, RSIS_CHECK_PKG_LIMIT, rsis_str_c(jats_path), 0, 0,
                   "it has more than %d values of one kind", RSIS_FACT_MOST);
    check_ledger(s, root, jats);
    s->key = key_of(s);
    rsis_check_bag_info(s);
    check_book(s, root, jats);
    rsis_check_premis(s);
    rsis_check_mets(s);
    rsis_check_dc(s);
    rsis_check_readme(s);
}

void rsis_check_package(struct rsis_report *r, struct rsis_archive *a, const struct rsis_bag *bag) {
    struct rsis_story s = {.report = r, .arena = r->arena, .archive = a, .bag = bag, .key = ""};
    r->kind = "package";
    /* A collection has packages in data/packages and index.csv: what is asked of those belongs here. */
    if (!rsis_is_collection(bag)) check_commentary(&s);
}
