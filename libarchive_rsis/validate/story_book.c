/*
 * story_book.c - the book inside: its files, the record in it, its page against the record, and what it says of itself.
 * Whether it is valid EPUB is asked elsewhere.
 */
#include "../base/utf8.h"
#include "story.h"

enum { MOST = 32 << 20 };

struct book {
    struct rsis_story *s;
    struct rsis_report *report;
    struct rsis_arena *arena;
    struct rsis_archive *archive;
};

static bool read_file(struct rsis_str *out, struct book *b, const char *name) {
    const struct rsis_member *m = rsis_archive_find(b->archive, rsis_str_c(name));
    if (!m || m->directory) {
        rsis_found(b->report, RSIS_CHECK_PKG_BOOK, rsis_str_c(name), 0, 0, "it is missing in the book");
        return false;
    }
    return rsis_member_read(out, b->archive, m, MOST);
}

static const struct rsis_xml_node *read_xml(struct book *b, const char *name) {
    struct rsis_str bytes;
    return read_file(&bytes, b, name) ? rsis_xml_read(b->report, rsis_str_c(name), bytes) : NULL;
}

/* ---------------------------------------------------------------- files */

static const char *page_name(struct book *b) {
    return rsis_format(b->arena, "epub/%s.xhtml", b->s->key);
}

static const char *record_name(struct book *b) {
    return rsis_format(b->arena, "epub/%s.xml", b->s->key);
}

/* Nothing may be in a book that its package document does not show to readers, such as another text. */
static void check_files(struct book *b) {
    const char *const known[] = {"mimetype",       "META-INF/container.xml", "epub/package.opf", "epub/nav.xhtml",
                                 "epub/toc.ncx",   "epub/style.css",         "epub/cover.xhtml", "epub/cover.svg",
                                 "epub/cover.png", "epub/cover.jpg",         page_name(b),       record_name(b)};
    for (uint32_t i = 0; i < b->archive->members.n; i++) {
        const struct rsis_member *m = &b->archive->members.v[i];
        bool is_known = m->directory;
        for (size_t k = 0; k < sizeof known / sizeof *known && !is_known; k++)
            is_known = rsis_str_eq(m->name, rsis_str_c(known[k]));
        if (!is_known)
            rsis_found(b->report, RSIS_CHECK_PKG_BOOK, m->name, 0, 0, "a book of one commentary has no such file");
    }
}

/* What leads a reading system to the package document that is checked here, and to no other. */
static void check_way_in(struct book *b) {
    static const char type_name[] = "mimetype", container[] = "META-INF/container.xml";
    struct rsis_str type;
    uint32_t roots = 0, ours = 0;
    if (read_file(&type, b, type_name))
        rsis_same(b->report, RSIS_CHECK_PKG_BOOK, rsis_str_c(type_name), "it", RSIS_LIT("application/epub+zip"), type);
    const struct rsis_xml_node *root = read_xml(b, container);
    for (const struct rsis_xml_node *n = root; n; n = rsis_xml_after(n)) {
        roots += rsis_xml_is(n, "rootfile");
        ours += rsis_xml_is(n, "rootfile") && rsis_xml_has(n, "full-path", "epub/package.opf");
    }
    if (root && (roots != 1 || ours != 1))
        rsis_found(b->report, RSIS_CHECK_PKG_BOOK, rsis_str_c(container), 0, 0,
                   "it does not lead to epub/package.opf alone");
}

static void check_record(struct book *b, struct rsis_str jats) {
    struct rsis_str bytes;
    const char *name = record_name(b);
    if (!read_file(&bytes, b, name) || rsis_str_eq(bytes, jats)) return;
    size_t at = 0;
    while (at < bytes.len && at < jats.len && bytes.ptr[at] == jats.ptr[at]) at++;
    rsis_found(b->report, RSIS_CHECK_PKG_BOOK_RECORD, rsis_str_c(name), 0, 0,
               "it differs from data/article.xml after byte %zu", at);
}

/* ---------------------------------------------------------------- the page */

static void add(struct book *b, rsis_said_list *list, struct rsis_str s) {
    if (s.len) *RSIS_PUSH(b->arena, list) = s;
}

static void add_all(struct book *b, rsis_said_list *list, enum rsis_fact fact) {
    const rsis_said_list *from = &b->s->facts.of[fact];
    for (uint32_t i = 0; i < from->n; i++) add(b, list, from->v[i]);
}

/* Metadata in the head of the page: name, and the facts that its values are. */
static const struct {
    const char *name;
    int facts[3]; /* enum rsis_fact, or -1 */
} metas[] = {
    {"dcterms.identifier", {RSIS_FACT_NUMBER, RSIS_FACT_DOI, RSIS_FACT_HANDLE}},
    {"dcterms.creator", {RSIS_FACT_AUTHOR, -1, -1}},
    {"dcterms.issued", {RSIS_FACT_DATE, -1, -1}},
    {"dcterms.isPartOf", {RSIS_FACT_SERIES, -1, -1}},
    {"dcterms.publisher", {RSIS_FACT_PUBLISHER, -1, -1}},
    {"dcterms.subject", {RSIS_FACT_KEYWORD, -1, -1}},
};
enum { METAS = sizeof metas / sizeof *metas };

static void check_head(struct book *b, struct rsis_str member, const struct rsis_xml_node *head) {
    rsis_said_list got[METAS] = {{0}};
    struct rsis_str title = rsis_xml_child_text(b->arena, head, "title");
    rsis_same(b->report, RSIS_CHECK_PKG_PAGE_META, member, "title", rsis_fact(&b->s->facts, RSIS_FACT_TITLE_SHOWN),
              rsis_str_trim(title));
    for (const struct rsis_xml_node *n = head->child; n; n = n->next) {
        struct rsis_str name = rsis_xml_is(n, "meta") ? rsis_xml_value(n, "name") : rsis_str(NULL, 0);
        size_t i = 0;
        while (name.ptr && i < METAS && !rsis_str_eq(name, rsis_str_c(metas[i].name))) i++;
        if (name.ptr && i < METAS)
            *RSIS_PUSH(b->arena, &got[i]) = rsis_xml_value(n, "content");
        else if (name.ptr)
            rsis_found(b->report, RSIS_CHECK_PKG_PAGE_META, member, n->line, 0, "metadata of an unknown name: %.*s",
                       RSIS_ARG(name));
    }
    for (size_t i = 0; i < METAS; i++) {
        rsis_said_list want = {0};
        for (size_t k = 0; k < 3 && metas[i].facts[k] >= 0; k++) add_all(b, &want, (enum rsis_fact)metas[i].facts[k]);
        rsis_same_list(b->report, RSIS_CHECK_PKG_PAGE_META, member, metas[i].name, &want, &got[i]);
    }
}

/* The root says the language twice, and in a book once more for nothing else. */
static void check_language(struct book *b, struct rsis_str member, const struct rsis_xml_node *root) {
    struct rsis_str want = rsis_fact(&b->s->facts, RSIS_FACT_LANGUAGE);
    for (uint32_t i = 0; i < root->n_attrs; i++)
        if (strcmp(root->attrs[i].name, "lang") == 0)
            rsis_same(b->report, RSIS_CHECK_PKG_PAGE_META, member, "the language", want, root->attrs[i].value);
}

static bool is_supplied(const struct rsis_facts *f, const char *field) {
    const rsis_said_list *told = &f->of[RSIS_FACT_SUPPLIED];
    for (uint32_t i = 0; i < told->n; i++)
        if (rsis_str_starts(told->v[i], rsis_str_c(field))) return true;
    return false;
}

/* Values that were not printed stand in the page only when a person supplied them. */
static void check_supplied(struct book *b, struct rsis_str member, const struct rsis_reading *page) {
    static const struct {
        uint8_t slot;
        const char *field;
        enum rsis_fact fact;
    } shown[] = {{RSIS_SLOT_ARTICLE_ID, "number = ", RSIS_FACT_NUMBER},
                 {RSIS_SLOT_DATE_ISO, "date = ", RSIS_FACT_DATE},
                 {RSIS_SLOT_AUTHOR, "author = ", RSIS_FACT_AUTHOR}};
    bool known[RSIS_SLOT_COUNT] = {false};
    for (size_t i = 0; i < sizeof shown / sizeof *shown; i++) {
        rsis_said_list want = {0}, got = {0};
        known[shown[i].slot] = true;
        if (is_supplied(&b->s->facts, shown[i].field)) add_all(b, &want, shown[i].fact);
        for (uint32_t k = 0; k < page->blocks.n; k++)
            if (page->blocks.v[k].slot == shown[i].slot) *RSIS_PUSH(b->arena, &got) = page->blocks.v[k].text;
        rsis_same_list(b->report, RSIS_CHECK_PKG_PAGE, member, rsis_slot_name((enum rsis_slot)shown[i].slot), &want,
                       &got);
    }
    for (uint32_t k = 0; k < page->blocks.n; k++) {
        enum rsis_slot slot = (enum rsis_slot)page->blocks.v[k].slot;
        if (!(rsis_slot_kinds(slot) & RSIS_USE_PRIMARY) && !known[slot])
            rsis_found(b->report, RSIS_CHECK_PKG_PAGE, member, page->blocks.v[k].line, 0,
                       "a page has no text of the class %s", rsis_slot_name(slot));
    }
}

static void check_page(struct book *b, const struct rsis_xml_node *jats) {
    const char *name = page_name(b);
    struct rsis_str member = rsis_str_c(name);
    const struct rsis_xml_node *root = read_xml(b, name), *head = root ? rsis_xml_child(root, "head") : NULL;
    struct rsis_reading record, page;
    if (!root) return;
    if (head)
        check_head(b, member, head);
    else
        rsis_found(b->report, RSIS_CHECK_PKG_PAGE_META, member, 1, 0, "the page has no head");
    check_language(b, member, root);
    rsis_read_jats_blocks(&record, b->arena, jats);
    rsis_read_page_blocks(&page, b->report, member, root);
    rsis_compare_readings(b->report, member, &record, &page);
    check_supplied(b, member, &page);
}

/* ---------------------------------------------------------------- the package document */

static const char opf_name[] = "epub/package.opf";

/* Texts of the elements of this name; of `meta` those of a property. */
static rsis_said_list said(struct book *b, const struct rsis_xml_node *metadata, const char *name,
                           const char *property) {
    rsis_said_list list = {0};
    for (const struct rsis_xml_node *n = metadata->child; n; n = n->next)
        if (rsis_xml_is(n, name) && (!property || rsis_xml_has(n, "property", property)))
            *RSIS_PUSH(b->arena, &list) = rsis_xml_text_of(b->arena, n, NULL);
    return list;
}

static void opf_list(struct book *b, const char *what, const rsis_said_list *want, const rsis_said_list *got) {
    rsis_same_list(b->report, RSIS_CHECK_PKG_OPF, rsis_str_c(opf_name), what, want, got);
}

/* The first identifier is the book's own; the others are the commentary's. */
static void opf_identifiers(struct book *b, const struct rsis_xml_node *metadata) {
    rsis_said_list got = said(b, metadata, "identifier", NULL), want = {0};
    const struct rsis_facts *f = &b->s->facts;
    if (!got.n || !rsis_str_starts(got.v[0], RSIS_LIT("urn:uuid:"))) {
        rsis_found(b->report, RSIS_CHECK_PKG_OPF, rsis_str_c(opf_name), metadata->line, 0,
                   "the first dc:identifier is no urn:uuid");
        return;
    }
    add(b, &want, got.v[0]);
    add(b, &want, rsis_fact(f, RSIS_FACT_CITATION));
    add(b, &want, rsis_prefixed(b->arena, "doi:", rsis_fact(f, RSIS_FACT_DOI)));
    add(b, &want, rsis_prefixed(b->arena, "https://hdl.handle.net/", rsis_fact(f, RSIS_FACT_HANDLE)));
    opf_list(b, "dc:identifier", &want, &got);
}

static void opf_people(struct book *b, const struct rsis_xml_node *metadata) {
    rsis_said_list sorted = {0}, orcids = {0}, got = said(b, metadata, "meta", "file-as"), ids = {0};
    add_all(b, &sorted, RSIS_FACT_AUTHOR_AS);
    add_all(b, &sorted, RSIS_FACT_EDITOR);
    opf_list(b, "file-as", &sorted, &got);
    const rsis_said_list *known = &b->s->facts.of[RSIS_FACT_ORCID];
    for (uint32_t i = 0; i < known->n; i++) add(b, &orcids, rsis_prefixed(b->arena, "https://orcid.org/", known->v[i]));
    got = said(b, metadata, "meta", "dcterms:identifier");
    for (uint32_t i = 0; i < got.n; i++)
        if (rsis_str_starts(got.v[i], RSIS_LIT("https://orcid.org/"))) add(b, &ids, got.v[i]);
    opf_list(b, "ORCID", &orcids, &ids);
}

static void opf_language(struct book *b, const struct rsis_xml_node *metadata) {
    struct rsis_str want = rsis_fact(&b->s->facts, RSIS_FACT_LANGUAGE);
    rsis_said_list one = rsis_list_of(b->arena, want.len ? want : RSIS_LIT("und")),
                   got = said(b, metadata, "language", NULL);
    opf_list(b, "dc:language", &one, &got);
}

/* Printed pages are a source, too; the first is the file. */
static void opf_source(struct book *b, const struct rsis_xml_node *metadata) {
    rsis_said_list got = said(b, metadata, "source", NULL);
    rsis_same(b->report, RSIS_CHECK_PKG_OPF, rsis_str_c(opf_name), "dc:source",
              rsis_fact(&b->s->facts, RSIS_FACT_SOURCE), got.n ? got.v[0] : rsis_str("", 0));
}

/* The page is in the book, and readers come to it: an item of the manifest that stands in the spine. */
static void check_spine(struct book *b, const struct rsis_xml_node *root) {
    const struct rsis_xml_node *manifest = rsis_xml_child(root, "manifest"), *spine = rsis_xml_child(root, "spine"), *n;
    const char *href = rsis_format(b->arena, "%s.xhtml", b->s->key);
    struct rsis_str id = rsis_str(NULL, 0);
    for (n = manifest ? manifest->child : NULL; n; n = n->next)
        if (rsis_xml_is(n, "item") && rsis_xml_has(n, "href", href)) id = rsis_xml_value(n, "id");
    for (n = spine && id.ptr ? spine->child : NULL; n; n = n->next)
        if (rsis_xml_is(n, "itemref") && rsis_str_eq(rsis_xml_value(n, "idref"), id) &&
            !rsis_xml_value(n, "linear").ptr)
            return;
    rsis_found(b->report, RSIS_CHECK_PKG_OPF, rsis_str_c(opf_name), 0, 0, "the page %s does not stand in the spine",
               href);
}

static void check_opf(struct book *b) {
    static const struct {
        const char *element, *property, *what;
        enum rsis_fact fact;
    } rows[] = {
        {"title", NULL, "dc:title", RSIS_FACT_TITLE_SHOWN},
        {"creator", NULL, "dc:creator", RSIS_FACT_AUTHOR},
        {"publisher", NULL, "dc:publisher", RSIS_FACT_PUBLISHER},
        {"date", NULL, "dc:date", RSIS_FACT_DATE},
        {"description", NULL, "dc:description", RSIS_FACT_SYNOPSIS},
        {"subject", NULL, "dc:subject", RSIS_FACT_SUBJECT},
        {"rights", NULL, "dc:rights", RSIS_FACT_NOTICE},
        {"meta", "belongs-to-collection", "belongs-to-collection", RSIS_FACT_SERIES},
    };
    const struct rsis_xml_node *root = read_xml(b, opf_name),
                               *metadata = root ? rsis_xml_child(root, "metadata") : NULL;
    if (!root) return;
    if (!metadata) {
        rsis_found(b->report, RSIS_CHECK_PKG_OPF, rsis_str_c(opf_name), 1, 0, "it has no metadata");
        return;
    }
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        rsis_said_list want = {0}, got = said(b, metadata, rows[i].element, rows[i].property);
        add_all(b, &want, rows[i].fact);
        opf_list(b, rows[i].what, &want, &got);
    }
    opf_identifiers(b, metadata);
    opf_people(b, metadata);
    opf_language(b, metadata);
    opf_source(b, metadata);
    check_spine(b, root);
}

/* ---------------------------------------------------------------- contents and cover */

/* The list of contents: the title, then the heads, in the order of the page. */
static void check_contents(struct book *b, const struct rsis_xml_node *jats) {
    static const char nav_name[] = "epub/nav.xhtml";
    const struct rsis_xml_node *root = read_xml(b, nav_name), *nav = root, *n;
    rsis_said_list want = {0}, got = {0};
    add(b, &want, rsis_fact(&b->s->facts, RSIS_FACT_TITLE_SHOWN));
    for (n = jats; n; n = rsis_xml_after(n))
        if (rsis_xml_is(n, "title") && n->parent && rsis_xml_is(n->parent, "sec"))
            add(b, &want, rsis_str_trim(rsis_xml_text_of(b->arena, n, "xref")));
    while (nav && !(rsis_xml_is(nav, "nav") && rsis_xml_has(nav, "type", "toc"))) nav = rsis_xml_after(nav);
    if (!nav) {
        if (root) rsis_found(b->report, RSIS_CHECK_PKG_CONTENTS, rsis_str_c(nav_name), 1, 0, "it has no contents");
        return;
    }
    for (n = nav; n; n = rsis_xml_after(n))
        if (rsis_xml_is(n, "a") && rsis_xml_around(n, "nav") == nav)
            *RSIS_PUSH(b->arena, &got) = rsis_str_trim(rsis_xml_text_of(b->arena, n, NULL));
    rsis_same_list(b->report, RSIS_CHECK_PKG_CONTENTS, rsis_str_c(nav_name), "an entry of the contents", &want, &got);
}

/* The older list of contents says the title and the authors once more. */
static void check_ncx(struct book *b) {
    static const char name[] = "epub/toc.ncx";
    const struct rsis_xml_node *n = read_xml(b, name);
    rsis_said_list titles = {0}, authors = {0}, title = {0};
    add(b, &title, rsis_fact(&b->s->facts, RSIS_FACT_TITLE_SHOWN));
    add(b, &title, rsis_fact(&b->s->facts, RSIS_FACT_TITLE_SHOWN));
    if (!n) return;
    for (; n; n = rsis_xml_after(n)) {
        bool first = rsis_xml_is(n, "navMap") && rsis_xml_child(n, "navPoint");
        const struct rsis_xml_node *label = first ? rsis_xml_child(rsis_xml_child(n, "navPoint"), "navLabel") : n;
        if (rsis_xml_is(n, "docAuthor")) add(b, &authors, rsis_xml_child_text(b->arena, n, "text"));
        if (label && (first || rsis_xml_is(n, "docTitle")))
            add(b, &titles, rsis_xml_child_text(b->arena, label, "text"));
    }
    rsis_same_list(b->report, RSIS_CHECK_PKG_CONTENTS, rsis_str_c(name), "the title", &title, &titles);
    rsis_same_list(b->report, RSIS_CHECK_PKG_CONTENTS, rsis_str_c(name), "docAuthor", &b->s->facts.of[RSIS_FACT_AUTHOR],
                   &authors);
}

static void cover_says(struct book *b, const char *name, struct rsis_str text, const rsis_said_list *values) {
    for (uint32_t i = 0; i < values->n; i++)
        if (rsis_str_find(text, values->v[i]) < 0)
            rsis_found(b->report, RSIS_CHECK_PKG_CONTENTS, rsis_str_c(name), 0, 0,
                       "the description of the cover lacks \"%.*s\"", RSIS_ARG(values->v[i]));
}

static struct rsis_str without_blanks(struct rsis_arena *a, struct rsis_str s) {
    struct rsis_buf b;
    rsis_buf_init(&b, a);
    for (const char *p = s.ptr, *end = p + s.len; p < end;) {
        unsigned n = rsis_utf8_blank(p, end);
        if (!n) rsis_buf_char(&b, *p);
        p += n ? n : 1;
    }
    return b.len ? rsis_buf_slice(&b) : rsis_str("", 0);
}

/* All lines that the cover draws. Where one breaks is a matter of looks, so blanks do not count. */
static struct rsis_str drawn_lines(struct book *b, const struct rsis_xml_node *svg) {
    struct rsis_buf lines;
    rsis_buf_init(&lines, b->arena);
    for (const struct rsis_xml_node *n = svg; n; n = rsis_xml_after(n))
        if (rsis_xml_is(n, "text")) rsis_buf_str(&lines, without_blanks(b->arena, rsis_xml_text_of(b->arena, n, NULL)));
    return lines.len ? rsis_buf_slice(&lines) : rsis_str("", 0);
}

/* Whole; or as much as there was room for, and an ellipsis. What would follow such an end is not drawn at all. */
static bool is_drawn(struct rsis_str lines, struct rsis_str value, bool *cut) {
    enum { LEAST = 8 };
    struct rsis_str ellipsis = RSIS_LIT("\xE2\x80\xA6");
    if (rsis_str_find(lines, value) >= 0) return true;
    for (size_t at = 0; at < lines.len && !*cut; at++) {
        if (!rsis_str_starts(rsis_str_from(lines, at), ellipsis)) continue;
        size_t n = at < value.len ? at : value.len;
        while (n >= LEAST && memcmp(lines.ptr + at - n, value.ptr, n) != 0) n--;
        *cut = n >= LEAST;
    }
    return *cut;
}

static void check_drawing(struct book *b, const char *name, const struct rsis_xml_node *svg) {
    static const enum rsis_fact facts[] = {RSIS_FACT_SERIES, RSIS_FACT_NUMBER, RSIS_FACT_TITLE_SHOWN, RSIS_FACT_AUTHOR,
                                           RSIS_FACT_PUBLISHER};
    struct rsis_str lines = drawn_lines(b, svg);
    for (size_t i = 0; i < sizeof facts / sizeof *facts; i++) {
        const rsis_said_list *values = &b->s->facts.of[facts[i]];
        bool cut = false;
        for (uint32_t k = 0; k < values->n; k++)
            if (!is_drawn(lines, without_blanks(b->arena, values->v[k]), &cut))
                rsis_found(b->report, RSIS_CHECK_PKG_CONTENTS, rsis_str_c(name), 0, 0,
                           "the cover does not say \"%.*s\"", RSIS_ARG(values->v[k]));
    }
}

/* What is drawn may be cut; its description has title, number and authors whole, in both files. */
static void check_cover(struct book *b) {
    static const char svg_name[] = "epub/cover.svg", page_file[] = "epub/cover.xhtml";
    static const enum rsis_fact facts[] = {RSIS_FACT_TITLE_SHOWN, RSIS_FACT_NUMBER, RSIS_FACT_AUTHOR};
    const struct rsis_xml_node *svg = read_xml(b, svg_name), *page = read_xml(b, page_file), *n = page,
                               *head = page ? rsis_xml_child(page, "head") : NULL;
    while (n && !rsis_xml_is(n, "img")) n = rsis_xml_after(n);
    if (!svg || !page) return;
    if (!n || !head) {
        rsis_found(b->report, RSIS_CHECK_PKG_CONTENTS, rsis_str_c(page_file), 1, 0, "it does not show the cover");
        return;
    }
    struct rsis_str description = rsis_xml_child_text(b->arena, svg, "title"), alt = rsis_xml_value(n, "alt");
    rsis_same(b->report, RSIS_CHECK_PKG_CONTENTS, rsis_str_c(page_file), "the title",
              rsis_fact(&b->s->facts, RSIS_FACT_TITLE_SHOWN), rsis_xml_child_text(b->arena, head, "title"));
    for (size_t i = 0; i < sizeof facts / sizeof *facts; i++) {
        cover_says(b, svg_name, description, &b->s->facts.of[facts[i]]);
        cover_says(b, page_file, alt, &b->s->facts.of[facts[i]]);
    }
    check_drawing(b, svg_name, svg);
}

void rsis_check_book(struct rsis_story *s, const struct rsis_xml_node *jats, struct rsis_str jats_bytes,
                     struct rsis_archive *book) {
    struct book b = {s, s->report, s->arena, book};
    check_files(&b);
    check_way_in(&b);
    check_record(&b, jats_bytes);
    check_page(&b, jats);
    check_opf(&b);
    check_contents(&b, jats);
    check_ncx(&b);
    check_cover(&b);
}
