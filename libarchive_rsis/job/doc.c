/*
 * doc.c - one document: read, recognise, supply, check, write, check. Here the rooms meet, and here lives the
 * rule that a failed proof writes nothing.
 */
#include "doc.h"

#include <stdlib.h>

#include "../base/file.h"
#include "../base/utf8.h"
#include "../base/libxml.h"
#include "../base/limits.h"
#include "../proof/proof.h"
#include "../read/jats.h"
#include "../read/read.h"
#include "../recognise/recognise.h"
#include "../write/write.h"
#include "epub.h"
#include "override_fields.h"
#include "supply.h"

/* ---------------------------------------------------------------- checks on what is known */

static void missing(struct rsis_doc *doc, bool is_missing, enum rsis_diag_code code, const char *what) {
    if (is_missing)
        rsis_report_file(doc->diags, code, "no %s was found; the output has none (an overrides file can supply it)",
                         what);
}

/* What every commentary must have, and what it should have. */
static void check_required(struct rsis_doc *doc) {
    const struct rsis_series *s = doc->series;
    missing(doc, s->needs_number && !doc->issue.rule, RSIS_DIAG_META_NO_NUMBER, "series number");
    missing(doc, s->needs_date && !doc->date.rule, RSIS_DIAG_META_NO_DATE, "date");
    missing(doc, !doc->title && !doc->supplied_title.rule, RSIS_DIAG_META_NO_TITLE, "title");
    missing(doc, s->needs_byline && !doc->n_authors, RSIS_DIAG_META_NO_AUTHOR, "author");
    if (!doc->body->child)
        rsis_report_file(doc->diags, RSIS_DIAG_BODY_NONE, "no body text was found; the output has none");
    if (!doc->abstract->child && !doc->abstract_label.len)
        rsis_report_file(doc->diags, RSIS_DIAG_META_NO_SYNOPSIS,
                         "no synopsis was found: neither a label nor the look of the first paragraphs shows one");
    if (!doc->notice->child)
        rsis_report_file(doc->diags, RSIS_DIAG_META_NO_NOTICE,
                         "no permissions notice was found; the output states none");
    if (s->body_labels.n && !doc->section_label.len)
        rsis_report_file(doc->diags, RSIS_DIAG_META_BODY_LABEL, "no label stands over the body; none was invented");
}

/* What held on the day of publication. */
static void choose_era(struct rsis_doc *doc) {
    bool inside;
    doc->era = rsis_series_era(doc->series, doc->when, &inside);
    if (doc->when.year && !(inside && doc->era->evidenced))
        rsis_report_file(doc->diags, RSIS_DIAG_META_ERA,
                         "the profile has no evidence for %04d-%02d-%02d; using what it says of the series as \"%.*s\"",
                         doc->when.year, doc->when.month, doc->when.day, RSIS_ARG(doc->era->title));
}

/* A file name may hold anything; the output holds XML characters. */
static struct rsis_str printable(struct rsis_arena *a, struct rsis_str s) {
    struct rsis_buf b;
    rsis_buf_init(&b, a);
    for (const char *p = s.ptr, *end = s.ptr + s.len; p < end;) {
        unsigned n;
        uint32_t cp = rsis_utf8_next(p, end, &n);
        if (cp < 0x20 || cp == RSIS_UTF8_BAD || !rsis_is_xml_char(cp))
            for (unsigned i = 0; i < n; i++) rsis_buf_printf(&b, "%%%02X", (unsigned char)p[i]);
        else
            rsis_buf_append(&b, p, n);
        p += n;
    }
    return rsis_buf_slice(&b);
}

struct rsis_str rsis_doc_name(struct rsis_arena *a, struct rsis_str path) {
    return printable(a, rsis_str_base_name(path));
}

static struct rsis_datum by_person(struct rsis_arena *a, const char *value) {
    struct rsis_str copy = rsis_str_c(rsis_str_dup(a, rsis_str_c(value)));
    return (struct rsis_datum){.value = copy, .rule = "edition", .origin = RSIS_ORIGIN_SUPPLIED};
}

static void set_edition(struct rsis_doc *doc, const struct rsis_edition *e) {
    if (!e) return;
    doc->version = by_person(doc->arena, rsis_format(doc->arena, "%u", e->version));
    if (e->replaces) doc->replaces = by_person(doc->arena, e->replaces);
    if (e->reason) doc->version_reason = rsis_str_c(rsis_str_dup(doc->arena, rsis_str_c(e->reason)));
}

static struct rsis_doc *new_doc(struct rsis_arena *a, struct rsis_diags *diags, struct rsis_str name,
                                struct rsis_str bytes, const struct rsis_options *options) {
    struct rsis_doc *doc = RSIS_NEW(a, struct rsis_doc);
    doc->arena = a;
    doc->diags = diags;
    doc->series = options->series;
    doc->jats = options->jats;
    doc->book_date = options->date ? rsis_str_dup(a, rsis_str_c(options->date)) : NULL;
    doc->name = rsis_doc_name(a, name);
    doc->source_bytes = bytes.len;
    doc->language = (struct rsis_datum){
        .value = options->series->language, .rule = "series profile", .origin = RSIS_ORIGIN_ASSERTED};
    set_edition(doc, options->edition);
    if (!rsis_sha256_hex(bytes, doc->sha256)) rsis_arena_give_up(a);
    return doc;
}

static enum rsis_status prove_input(struct rsis_doc *doc, struct rsis_str bytes) {
    bool holds = rsis_prove_stream(doc->arena, doc->diags, bytes, doc->encoding, doc->ledger.stream) &&
                 rsis_prove_tiles(doc->diags, &doc->ledger);
    return holds ? RSIS_OK : RSIS_ERR_UNPROVED;
}

/* Text is read into a flow and recognised; JATS of ours says itself what everything is. */
static enum rsis_status understand(struct rsis_doc *doc, struct rsis_str stream, const struct rsis_options *options) {
    struct rsis_flow *flow;
    if (options->from == RSIS_FROM_JATS || (options->from == RSIS_FROM_AUTO && rsis_is_jats(stream))) {
        rsis_supply_authors(doc, options->overrides);
        return rsis_read_jats(doc, stream, options->from == RSIS_FROM_JATS);
    }
    enum rsis_status st = rsis_read(&flow, doc->arena, doc->diags, stream, doc->encoding, options->from);
    if (st != RSIS_OK) return st;
    doc->flavour = flow->flavour;
    rsis_supply_authors(doc, options->overrides);
    rsis_recognise(doc, flow);
    return RSIS_OK;
}

enum rsis_status rsis_doc_read_in(struct rsis_doc **out, struct rsis_arena *arena, struct rsis_diags *diags,
                                  struct rsis_str name, struct rsis_str bytes, const struct rsis_options *options) {
    struct rsis_str stream;
    if (bytes.len > rsis_limit_SOURCE_BYTES) {
        rsis_report_file(diags, RSIS_DIAG_IN_TOO_LARGE, "the input is larger than %u bytes; nothing was converted",
                         rsis_limit_SOURCE_BYTES);
        return RSIS_ERR_LIMIT;
    }
    struct rsis_doc *doc = new_doc(arena, diags, name, bytes, options);
    enum rsis_status st = rsis_decode(&stream, &doc->encoding, arena, diags, bytes);
    if (st == RSIS_OK) st = understand(doc, stream, options);
    if (st != RSIS_OK) return st;
    rsis_supply_values(doc, options->overrides);
    choose_era(doc);
    check_required(doc);
    st = prove_input(doc, bytes);
    if (st == RSIS_OK) *out = doc;
    return st;
}

/* ---------------------------------------------------------------- writing */

/* The wordings that furniture may be made of. */
static struct rsis_strs wordings(const struct rsis_doc *doc) {
    const struct rsis_series *s = doc->series;
    size_t n = 0;
    struct rsis_str *list = RSIS_NEW_ARRAY(doc->arena, struct rsis_str, s->furniture.n + s->masthead.n + s->n_eras);
    for (size_t i = 0; i < s->furniture.n; i++) list[n++] = s->furniture.v[i];
    for (size_t i = 0; i < s->masthead.n; i++) list[n++] = s->masthead.v[i];
    for (size_t i = 0; i < s->n_eras; i++) list[n++] = s->eras[i].title;
    return (struct rsis_strs){list, n};
}

static bool prove_uses(struct rsis_doc *doc) {
    struct rsis_strs w = wordings(doc);
    return rsis_prove_uses(doc->arena, doc->diags, &doc->ledger, &doc->record, w.v, w.n);
}

static void begin_record(struct rsis_doc *doc) {
    doc->record.uses.n = 0;
    memset(doc->record.last, 0, sizeof doc->record.last);
}

bool rsis_doc_write_jats(struct rsis_str *out, struct rsis_doc *doc) {
    begin_record(doc);
    *out = rsis_write_jats(doc, &doc->record);
    return prove_uses(doc) && rsis_prove_jats(doc->arena, doc->diags, &doc->record, *out);
}

bool rsis_doc_write_page(struct rsis_str *out, struct rsis_doc *doc, struct rsis_part *part, enum rsis_page_kind kind) {
    begin_record(doc);
    *out = rsis_write_xhtml(doc, &doc->record, part, kind);
    return prove_uses(doc) && rsis_prove_xhtml(doc->arena, doc->diags, &doc->record, *out);
}

static bool write_html(struct rsis_str *out, struct rsis_doc *doc) {
    return rsis_doc_write_page(out, doc, rsis_part_of(doc), RSIS_PAGE_WEB);
}

static bool write_text(struct rsis_str *out, struct rsis_doc *doc) {
    begin_record(doc);
    *out = rsis_write_text(doc, &doc->record);
    return prove_uses(doc) && rsis_prove_text(doc->diags, &doc->record, *out);
}

/* What inspect shows is true of a JATS file that was written and checked. */
static bool write_inspect_text(struct rsis_str *out, struct rsis_doc *doc) {
    struct rsis_str jats;
    if (!rsis_doc_write_jats(&jats, doc)) return false;
    *out = rsis_write_inspect_text(doc);
    return true;
}

static bool write_inspect_json(struct rsis_str *out, struct rsis_doc *doc) {
    struct rsis_str jats;
    if (!rsis_doc_write_jats(&jats, doc)) return false;
    *out = rsis_write_inspect_json(doc, &doc->record, jats);
    return true;
}

static const struct {
    const char *name;
    bool (*write)(struct rsis_str *out, struct rsis_doc *doc);
} formats[] = {
    [RSIS_TO_JATS] = {"jats", rsis_doc_write_jats},
    [RSIS_TO_TEXT] = {"text", write_text},
    [RSIS_TO_INSPECT_TEXT] = {"inspect", write_inspect_text},
    [RSIS_TO_INSPECT_JSON] = {"inspect-json", write_inspect_json},
    [RSIS_TO_EPUB] = {"epub", rsis_epub_write},
    [RSIS_TO_HTML] = {"html", write_html},
};

const char *rsis_to_name(enum rsis_to to) {
    return (unsigned)to < sizeof formats / sizeof *formats ? formats[to].name : "?";
}

enum rsis_status rsis_doc_write_in(struct rsis_str *out, struct rsis_doc *doc, enum rsis_to to) {
    if ((unsigned)to >= sizeof formats / sizeof *formats) return RSIS_ERR_USAGE;
    return formats[to].write(out, doc) ? RSIS_OK : RSIS_ERR_UNPROVED;
}

/* ---------------------------------------------------------------- the public face */

bool rsis_options_make_sense(const struct rsis_options *o) {
    return o->series && (unsigned)o->from <= RSIS_FROM_JATS && (unsigned)o->jats <= RSIS_JATS_1_4 &&
           (!o->date || rsis_override_is_day(rsis_str_c(o->date)));
}

/* A document that owns its memory. */
struct owned {
    struct rsis_arena arena; /* first, so that a document finds its owner */
    struct rsis_diags diags;
};

static enum rsis_status read_owned(struct rsis_doc **out, struct owned *o, const char *name, struct rsis_str bytes,
                                   const struct rsis_options *options) {
    jmp_buf guard;
    o->arena.guard = &guard;
    if (setjmp(guard)) return RSIS_ERR_MEMORY;
    struct rsis_str copy = rsis_str(rsis_str_dup(&o->arena, bytes), bytes.len);
    rsis_diags_init(&o->diags, &o->arena, rsis_str_dup(&o->arena, rsis_str_c(name)));
    return rsis_doc_read_in(out, &o->arena, &o->diags, rsis_str_c(name), copy, options);
}

/* Findings from index `from` on. */
static enum rsis_status deliver(struct owned *o, uint32_t from, rsis_diag_fn *diag, void *ctx) {
    jmp_buf guard;
    o->arena.guard = &guard;
    if (setjmp(guard)) return RSIS_ERR_MEMORY;
    struct rsis_diags part = o->diags;
    part.list.v += from;
    part.list.n -= from;
    rsis_diags_deliver(&part, diag, ctx);
    return RSIS_OK;
}

enum rsis_status rsis_doc_read(struct rsis_doc **out, const char *name, const void *bytes, size_t len,
                               const struct rsis_options *options, rsis_diag_fn *diag, void *ctx) {
    if (!options || !rsis_options_make_sense(options) || (!bytes && len)) return RSIS_ERR_USAGE;
    struct owned *o = calloc(1, sizeof *o);
    if (!o) return RSIS_ERR_MEMORY;
    rsis_libxml_init();
    struct rsis_doc *doc = NULL;
    rsis_arena_init(&o->arena, NULL);
    enum rsis_status st = read_owned(&doc, o, name ? name : "-", rsis_str(bytes ? bytes : "", len), options);
    if (st != RSIS_ERR_MEMORY && deliver(o, 0, diag, ctx) != RSIS_OK) st = RSIS_ERR_MEMORY;
    if (st == RSIS_OK) {
        *out = doc;
        return RSIS_OK;
    }
    rsis_arena_free(&o->arena);
    free(o);
    return st;
}

void rsis_doc_free(struct rsis_doc *doc) {
    if (!doc) return;
    struct owned *o = (struct owned *)(void *)doc->arena;
    rsis_arena_free(&o->arena);
    free(o);
}

enum rsis_status rsis_doc_write(const char **out, size_t *len, struct rsis_doc *doc, enum rsis_to to,
                                rsis_diag_fn *diag, void *ctx) {
    struct owned *o = (struct owned *)(void *)doc->arena;
    uint32_t said = doc->diags->list.n;
    jmp_buf guard;
    doc->arena->guard = &guard;
    if (setjmp(guard)) return RSIS_ERR_MEMORY;
    struct rsis_str s;
    enum rsis_status st = rsis_doc_write_in(&s, doc, to);
    if (deliver(o, said, diag, ctx) != RSIS_OK) return RSIS_ERR_MEMORY;
    if (st != RSIS_OK) return st;
    *out = s.ptr;
    *len = s.len;
    return RSIS_OK;
}

size_t rsis_doc_count(const struct rsis_doc *doc, enum rsis_field field) {
    return rsis_values_count(doc, field);
}

enum rsis_status rsis_doc_value(struct rsis_value *out, const struct rsis_doc *doc, enum rsis_field field,
                                size_t index) {
    jmp_buf guard;
    struct rsis_value v;
    doc->arena->guard = &guard;
    if (setjmp(guard)) return RSIS_ERR_MEMORY;
    if ((unsigned)field >= RSIS_FIELD_COUNT || !rsis_values_get(doc, field, index, &v)) return RSIS_ERR_USAGE;
    *out = v;
    return RSIS_OK;
}

struct rsis_counts rsis_doc_counts(const struct rsis_doc *doc) {
    return doc->diags->counts;
}

const char *rsis_field_name(enum rsis_field field) {
    static const char *const names[] = {"issue",  "year",     "date",   "title", "kicker",
                                        "author", "synopsis", "notice", "bio",   "language"};
    return (unsigned)field < sizeof names / sizeof *names ? names[field] : "?";
}

const char *rsis_version(void) {
    return RSIS_VERSION;
}

const char *rsis_status_text(enum rsis_status status) {
    static const char *const texts[] = {"no error",
                                        "no memory",
                                        "a file could not be read or written",
                                        "the call makes no sense",
                                        "a limit was reached",
                                        "the input is not text",
                                        "a profile or overrides file is wrong",
                                        "the conservation check failed",
                                        "an output could not be written"};
    return (unsigned)status < sizeof texts / sizeof *texts ? texts[status] : "unknown status";
}
