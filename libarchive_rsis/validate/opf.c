/* opf.c - the package document: version, and then element by element. */
#include "opf.h"

static void start_package(struct rsis_opf *opf, const struct rsis_epub_tag *tag) {
    struct rsis_str prefix = rsis_epub_value(tag, RSIS_A_PREFIX);
    opf->unique = rsis_opf_kept(opf, tag, RSIS_A_UNIQUE_IDENTIFIER);
    opf->has_package = true;
    opf->has_unique = opf->unique.ptr != NULL;
    if (prefix.ptr) rsis_prefixes_declare(&opf->prefixes, opf->w, prefix);
}

static void start_spine(struct rsis_opf *opf, const struct rsis_epub_tag *tag) {
    opf->toc = rsis_opf_kept(opf, tag, RSIS_A_TOC);
    opf->has_toc = opf->toc.ptr != NULL;
    opf->has_spine = true;
    opf->spine_line = opf->w->parse.line, opf->spine_column = opf->w->parse.column;
    if (rsis_epub_has(tag, RSIS_A_PAGE_MAP)) {
        rsis_epub_at(opf->w, RSIS_CHECK_EPUB_PAGE_MAP, "page-map is no attribute of EPUB");
    }
}

static void start_itemref(struct rsis_opf *opf, const struct rsis_epub_tag *tag) {
    struct rsis_opf_itemref *r = RSIS_PUSH(opf->w->book->arena, &opf->spine);
    struct rsis_str list = rsis_epub_value(tag, RSIS_A_PROPERTIES), word;
    r->idref = rsis_opf_kept(opf, tag, RSIS_A_IDREF);
    r->line = opf->w->parse.line, r->column = opf->w->parse.column;
    r->linear = !rsis_str_eq(rsis_epub_value(tag, RSIS_A_LINEAR), RSIS_LIT("no"));
    if (opf->w->book->version == 3)
        while (rsis_epub_next_word(&list, &word)) rsis_opf_property(opf, RSIS_VOCAB_ITEMREF, word);
}

static void start_collection(struct rsis_opf *opf, const struct rsis_epub_tag *tag) {
    opf->collections++;
    rsis_opf_collection(opf, tag);
}

static void start_bindings(struct rsis_opf *opf, const struct rsis_epub_tag *tag) {
    (void)tag;
    rsis_epub_at(opf->w, RSIS_CHECK_EPUB_DEPRECATED, "bindings is deprecated");
}

typedef void start_fn(struct rsis_opf *opf, const struct rsis_epub_tag *tag);
static start_fn *const starts[] = {
    [RSIS_E_PACKAGE] = start_package,
    [RSIS_E_SPINE] = start_spine,
    [RSIS_E_ITEM] = rsis_opf_item,
    [RSIS_E_ITEMREF] = start_itemref,
    [RSIS_E_COLLECTION] = start_collection,
    [RSIS_E_BINDINGS] = start_bindings,
    [RSIS_E_REFERENCE] = rsis_opf_guide_reference,
    [RSIS_E_OPF_LINK] = rsis_opf_link,
};

static void judge_language(struct rsis_opf *opf, struct rsis_str tag) {
    if (tag.len && !rsis_epub_is_language(tag))
        rsis_epub_at(opf->w, RSIS_CHECK_EPUB_LANGUAGE, "\"%.*s\" is no language tag",
                     (int)(tag.len < 60 ? tag.len : 60), tag.ptr);
}

static bool is_meta(uint8_t code) {
    return code == RSIS_E_OPF_META || code == RSIS_E_OPF_LINK ||
           (code >= RSIS_E_DC_IDENTIFIER && code <= RSIS_E_DC_OTHER);
}

static void on_start(struct rsis_epub_walk *w, const struct rsis_epub_tag *tag, struct rsis_epub_frame *top) {
    struct rsis_opf *opf = w->ctx;
    uint8_t code = top->row->code;
    if (!tag->row || !code) return;
    judge_language(opf, rsis_epub_value(tag, RSIS_A_XML_LANG));
    judge_language(opf, rsis_epub_value(tag, RSIS_A_HREFLANG));
    if (is_meta(code) && !opf->collections) rsis_opf_note_meta(opf, tag);
    if (code < sizeof starts / sizeof *starts && starts[code]) starts[code](opf, tag);
}

static void on_end(struct rsis_epub_walk *w, struct rsis_epub_frame *top, struct rsis_str text) {
    struct rsis_opf *opf = w->ctx;
    if (is_meta(top->row->code) && !opf->collections) rsis_opf_close_meta(opf, text);
    if (top->row->code == RSIS_E_COLLECTION) opf->collections--;
}

static const struct rsis_epub_element *other_row(struct rsis_epub_walk *w, const struct rsis_epub_tag *tag) {
    return w->book->version == 2 && tag->row ? rsis_opf_row2(w->ctx, tag->row) : NULL;
}

/* ---- the version decides which rules there are; it is read before the walk */

struct peek {
    struct rsis_epub_parse *parse;
    struct rsis_str version;
    bool seen, has;
    char room[32];
};

static void peek_start(void *ctx, const struct rsis_epub_tag *tag) {
    struct peek *p = ctx;
    struct rsis_str v = rsis_epub_value(tag, RSIS_A_VERSION);
    if (p->seen) return;
    p->seen = p->parse->enough = true;
    p->has = v.ptr != NULL;
    v = rsis_str_trim(v);
    if (v.len > sizeof p->room) v.len = sizeof p->room;
    if (v.len) memcpy(p->room, v.ptr, v.len);
    p->version = rsis_str(p->room, v.len);
}

static void peek_end(void *ctx) {
    (void)ctx;
}

static void peek_text(void *ctx, struct rsis_str s) {
    (void)ctx, (void)s;
}

/* False, with a finding: no version that is known. */
static bool find_version(struct rsis_epub *book, struct rsis_str bytes) {
    static const struct rsis_epub_events events = {peek_start, peek_end, peek_text};
    struct peek p = {.seen = false};
    struct rsis_report aside = *book->report, *real = book->report; /* what is wrong otherwise is found by the walk */
    struct rsis_epub_parse parse = {
        .book = book, .member = book->package, .dialect = RSIS_DIALECT_OPF, .events = &events, .ctx = &p};
    p.parse = &parse;
    aside.list.n = aside.list.cap = 0;
    aside.list.v = NULL;
    book->report = &aside;
    book->version = 3;
    rsis_epub_parse(&parse, bytes);
    book->report = real;
    if (rsis_str_eq(p.version, RSIS_LIT("2.0"))) book->version = 2;
    if (rsis_str_eq(p.version, RSIS_LIT("3.0")) || book->version == 2 || parse.fatal) return true;
    rsis_found(book->report, RSIS_CHECK_EPUB_VERSION, book->package, 0, 0,
               p.has ? "The version \"%.*s\" of the package is not known" : "The package has no version%.*s",
               RSIS_ARG(p.version));
    return false;
}

static void check_archive_profile(struct rsis_opf *opf) {
    struct rsis_epub *book = opf->w->book;
    if (!book->options->archive) return;
    if (!opf->has_rights)
        rsis_found(book->report, RSIS_CHECK_EPUB_KEEP_RIGHTS, book->package, 0, 0, "There is no dc:rights");
    if (!book->identifier.len)
        rsis_found(book->report, RSIS_CHECK_EPUB_KEEP_IDENTIFIER, book->package, 0, 0, "There is no unique identifier");
}

bool rsis_epub_check_package(struct rsis_epub *book) {
    struct rsis_str bytes;
    if (!rsis_epub_read(book, &bytes, book->package) || !find_version(book, bytes)) return false;
    struct rsis_epub_rules rules = {
        .root = O_PACKAGE, .root_name = "package", .start = on_start, .end = on_end, .row = other_row};
    struct rsis_opf opf = {.meta_open = -1};
    struct rsis_epub_walk w = {.book = book, .item = RSIS_NO_ITEM, .room = RSIS_NO_ITEM, .rules = &rules, .ctx = &opf};
    opf.w = &w;
    rsis_prefixes_init(&opf.prefixes, book->scratch, false);
    rsis_epub_map_init(&opf.guide_seen, book->scratch, 16);
    bool whole = rsis_epub_walk(&w, book->package, RSIS_DIALECT_OPF, bytes);
    rsis_opf_check_metadata(&opf);
    check_archive_profile(&opf);
    if (!whole) return false;
    rsis_opf_check_items(&opf);
    rsis_opf_check_spine(&opf);
    return true;
}
