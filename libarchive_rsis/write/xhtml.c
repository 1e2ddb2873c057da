/*
 * xhtml.c - a commentary as a page of XHTML; specs/xhtml.md says what goes where and why.
 *
 * A block of text is an element whose class is the name of its slot; everything else is a container, a constant of
 * the mapping. Ids begin with the part's key, so that pages of many commentaries can stand in one book.
 */
#include "xhtml.h"

#include "../base/limits.h"
#include "book.h"
#include "emit.h"

struct page {
    struct rsis_emit e; /* first, so that the functions for inlines find the page */
    struct rsis_part *part;
    bool epub;
    unsigned paras, sections;
    RSIS_VEC(struct rsis_place_mark) heads, pages;
    uint8_t *referred; /* by note number: a mark in the text had its id */
};

static struct rsis_arena *arena(const struct page *p) {
    return p->e.doc->arena;
}

/* ---------------------------------------------------------------- ids and roles */

static const char *id_of(const struct page *p, const char *what, unsigned n) {
    return n ? rsis_format(arena(p), "%s-%s%u", p->part->key, what, n)
             : rsis_format(arena(p), "%s-%s", p->part->key, what);
}

static void put_id(struct page *p, const char *what, unsigned n) {
    rsis_emit_attr(&p->e, "id", id_of(p, what, n));
}

static void put_link(struct page *p, const char *what, unsigned n) {
    rsis_emit_attr(&p->e, "href", rsis_format(arena(p), "#%s", id_of(p, what, n)));
}

/* What the thing is, for readers of books and for screen readers. */
static void put_role(struct page *p, const char *type, const char *role) {
    if (type && p->epub) rsis_emit_attr(&p->e, "epub:type", type);
    if (role) rsis_emit_attr(&p->e, "role", role);
}

/* ---------------------------------------------------------------- inlines */

static void put_page(struct page *p, unsigned number) {
    const char *label = rsis_format(arena(p), "%u", number);
    put_role(p, "pagebreak", "doc-pagebreak");
    put_id(p, "page", number);
    rsis_emit_attr(&p->e, "aria-label", rsis_format(arena(p), "Page %s", label));
    rsis_xml_end_full(p->e.x);
    *RSIS_PUSH(arena(p), &p->pages) =
        (struct rsis_place_mark){.label = rsis_str_c(label), .id = id_of(p, "page", number)};
}

/* An inferred break is the extractor's and not the print edition's: it has no place here. */
static void page_break(struct rsis_emit *e, const struct rsis_node *n) {
    if (!n->evidenced) return;
    rsis_xml_inline(e->x, "span");
    put_page((struct page *)e, n->number);
}

static void note_ref(struct rsis_emit *e, const struct rsis_node *n) {
    struct page *p = (struct page *)e;
    rsis_xml_inline(e->x, "a");
    rsis_emit_attr(e, "class", rsis_slot_name(RSIS_SLOT_NOTE_REF));
    put_role(p, "noteref", "doc-noteref");
    put_link(p, "fn", n->number);
    if (!p->referred[n->number]) {
        p->referred[n->number] = 1;
        put_id(p, "ref", n->number);
    }
    rsis_emit_piece(e, RSIS_SLOT_NOTE_REF, n->piece);
    rsis_emit_end(e);
}

/* The book holds no other files, so a target that is no address leads nowhere. */
static const char *href_of(struct rsis_str target) {
    return rsis_is_address(target) ? "href" : "data-href";
}

static void direction(struct rsis_emit *e, struct rsis_str words) {
    if (rsis_book_runs_left(words)) rsis_emit_attr(e, "dir", "rtl");
}

/* Pictures are not inside; where one stood, its description leads to it. */
static void picture(struct rsis_emit *e, const struct rsis_node *n, enum rsis_slot slot) {
    rsis_xml_inline(e->x, "a");
    rsis_emit_attr(e, "class", "picture");
    rsis_emit_href(e, n);
    if (!n->child) rsis_emit_attr(e, "aria-label", "Picture, not included");
    rsis_emit_inlines(e, n, slot);
    rsis_xml_end_full(e->x);
}

static const struct rsis_inlines inlines = {
    .elements =
        {
            [RSIS_NODE_EM] = {"em", NULL, NULL},
            [RSIS_NODE_STRONG] = {"strong", NULL, NULL},
            [RSIS_NODE_SUP] = {"sup", NULL, NULL},
            [RSIS_NODE_SUB] = {"sub", NULL, NULL},
            [RSIS_NODE_LINK] = {"a", NULL, NULL},
            [RSIS_NODE_EMAIL] = {"a", NULL, NULL},
            [RSIS_NODE_FOREIGN] = {"span", NULL, NULL},
        },
    .lang = {"lang", "xml:lang"},
    .slot = "class",
    .href_of = href_of,
    .direction = direction,
    .page_break = page_break,
    .note_ref = note_ref,
    .picture = picture,
};

/* ---------------------------------------------------------------- head */

static void title_copies(struct page *p, const struct rsis_node *n) {
    for (; n; n = n->next) {
        if (n->type == RSIS_NODE_TEXT) {
            rsis_use_piece(p->e.doc, p->e.rec, RSIS_SLOT_PAGE_TITLE, p->e.block, n->piece, RSIS_USE_COPY);
            rsis_xml_text(p->e.x, rsis_doc_text(p->e.doc, n->piece));
        }
        if (n->type != RSIS_NODE_NOTE_REF) title_copies(p, n->child);
    }
}

static void page_title(struct page *p) {
    const struct rsis_doc *d = p->e.doc;
    rsis_xml_open(p->e.x, "title");
    p->e.block++;
    if (d->supplied_title.rule)
        rsis_emit_datum(&p->e, RSIS_SLOT_PAGE_TITLE, &d->supplied_title);
    else if (!rsis_node_empty(d->title))
        title_copies(p, d->title->child);
    else
        rsis_emit_value(&p->e, RSIS_SLOT_PAGE_TITLE, p->part->title, RSIS_USE_ASSERTED);
    rsis_emit_end(&p->e);
}

static void meta(struct page *p, const char *name) {
    rsis_xml_open(p->e.x, "meta");
    rsis_emit_attr(&p->e, "name", name);
}

static void meta_datum(struct page *p, const char *name, enum rsis_slot slot, const struct rsis_datum *d) {
    if (!d->rule) return;
    meta(p, name);
    rsis_emit_datum_attr(&p->e, "content", slot, d);
    rsis_emit_end(&p->e);
}

static void meta_asserted(struct page *p, const char *name, enum rsis_slot slot, struct rsis_str s) {
    if (!s.len) return;
    meta(p, name);
    rsis_emit_value_attr(&p->e, "content", slot, s, RSIS_USE_ASSERTED);
    rsis_emit_end(&p->e);
}

/* The commentary's metadata, so that the page can be cited when it is taken out of its book. */
static void metadata(struct page *p) {
    const struct rsis_doc *d = p->e.doc;
    meta_datum(p, "dcterms.identifier", RSIS_SLOT_ARTICLE_ID,
               d->supplied_number.rule ? &d->supplied_number : &d->number_id);
    meta_datum(p, "dcterms.identifier", RSIS_SLOT_ARTICLE_ID, &d->doi);
    meta_datum(p, "dcterms.identifier", RSIS_SLOT_ARTICLE_ID, &d->handle);
    for (size_t i = 0; i < d->n_authors; i++) meta_datum(p, "dcterms.creator", RSIS_SLOT_AUTHOR, &d->authors[i].name);
    if (!d->date_bad) meta_datum(p, "dcterms.issued", RSIS_SLOT_DATE_ISO, &d->date);
    meta_asserted(p, "dcterms.isPartOf", RSIS_SLOT_SERIES, d->era->title);
    meta_asserted(p, "dcterms.publisher", RSIS_SLOT_PUBLISHER, d->era->publisher);
    for (uint32_t i = 0; i < d->keywords.n; i++) meta_datum(p, "dcterms.subject", RSIS_SLOT_KEYWORD, &d->keywords.v[i]);
}

static void constant_meta(struct page *p, const char *name, const char *content) {
    meta(p, name);
    rsis_emit_attr(&p->e, "content", content);
    rsis_emit_end(&p->e);
}

static void style(struct page *p) {
    if (p->epub) {
        rsis_xml_open(p->e.x, "link");
        rsis_emit_attr(&p->e, "rel", "stylesheet");
        rsis_emit_attr(&p->e, "type", "text/css");
        rsis_emit_attr(&p->e, "href", RSIS_BOOK_STYLE);
        rsis_emit_end(&p->e);
        return;
    }
    constant_meta(p, "viewport", "width=device-width, initial-scale=1");
    rsis_xml_open(p->e.x, "style");
    rsis_xml_text(p->e.x, rsis_style(true));
    rsis_emit_end(&p->e);
}

static void head(struct page *p) {
    rsis_emit_open(&p->e, "head");
    rsis_xml_open(p->e.x, "meta");
    rsis_emit_attr(&p->e, "charset", "utf-8");
    rsis_emit_end(&p->e);
    page_title(p);
    metadata(p);
    style(p);
    rsis_emit_close(&p->e);
}

/* ---------------------------------------------------------------- parts of the page */

/* A section, named by its head when `head` says that there is one, else by `label`. */
static void section(struct page *p, const char *what, bool head, const char *label) {
    rsis_emit_open(&p->e, "section");
    put_id(p, what, 0);
    if (head)
        rsis_emit_attr(&p->e, "aria-labelledby", id_of(p, rsis_format(arena(p), "%s-head", what), 0));
    else
        rsis_emit_attr(&p->e, "aria-label", label);
}

static void section_head(struct page *p, const char *what, enum rsis_slot slot, struct rsis_piece label) {
    if (!label.len) return;
    rsis_emit_block(&p->e, "h2", slot);
    put_id(p, rsis_format(arena(p), "%s-head", what), 0);
    rsis_emit_piece(&p->e, slot, label);
    rsis_emit_end(&p->e);
}

static void mark_head(struct page *p, struct rsis_str text, const char *id, unsigned level) {
    *RSIS_PUSH(arena(p), &p->heads) = (struct rsis_place_mark){.label = text, .id = id, .level = level};
}

static void list(struct page *p, const struct rsis_node *n, enum rsis_slot slot) {
    rsis_emit_open(&p->e, n->ordered ? "ol" : "ul");
    if (n->child && n->child->mark.len) rsis_emit_attr(&p->e, "class", "labelled");
    for (const struct rsis_node *i = n->child; i; i = i->next) {
        rsis_emit_open(&p->e, "li");
        rsis_emit_piece_block(&p->e, "span", RSIS_SLOT_ITEM_LABEL, i->mark);
        rsis_emit_paras(&p->e, i, slot);
        rsis_emit_close(&p->e);
    }
    rsis_emit_close(&p->e);
}

static void title(struct page *p) {
    const struct rsis_doc *d = p->e.doc;
    if (!d->title && !d->supplied_title.rule) return;
    rsis_emit_block(&p->e, "h1", RSIS_SLOT_TITLE);
    put_id(p, "title", 0);
    if (d->supplied_title.rule) {
        direction(&p->e, d->supplied_title.value);
        rsis_emit_datum(&p->e, RSIS_SLOT_TITLE, &d->supplied_title);
    } else {
        rsis_emit_direction(&p->e, d->title);
        rsis_emit_inlines(&p->e, d->title, RSIS_SLOT_TITLE);
    }
    rsis_emit_end(&p->e);
}

static void pieces(struct page *p, const struct rsis_piece *v, uint32_t n, enum rsis_slot slot) {
    for (uint32_t i = 0; i < n; i++) rsis_emit_piece_block(&p->e, "p", slot, v[i]);
}

/* What a person supplied and the page does not print is shown where it would have been printed. */
static void header(struct page *p) {
    const struct rsis_doc *d = p->e.doc;
    rsis_emit_open(&p->e, "header");
    rsis_emit_paras(&p->e, d->masthead, RSIS_SLOT_MASTHEAD);
    pieces(p, d->number_lines.v, d->number_lines.n, RSIS_SLOT_NUMBER_LINE);
    rsis_emit_datum_block(&p->e, "p", RSIS_SLOT_ARTICLE_ID, &d->supplied_number);
    if (d->date.origin == RSIS_ORIGIN_SUPPLIED) rsis_emit_datum_block(&p->e, "p", RSIS_SLOT_DATE_ISO, &d->date);
    if (d->supplied_kicker.rule)
        rsis_emit_datum_block(&p->e, "p", RSIS_SLOT_KICKER, &d->supplied_kicker);
    else if (d->kicker)
        rsis_emit_inline_block(&p->e, "p", RSIS_SLOT_KICKER, d->kicker);
    title(p);
    if (!d->authors_supplied) pieces(p, d->bylines.v, d->bylines.n, RSIS_SLOT_BYLINE);
    for (size_t i = 0; i < d->n_authors && d->authors_supplied; i++)
        rsis_emit_datum_block(&p->e, "p", RSIS_SLOT_AUTHOR, &d->authors[i].name);
    rsis_emit_close(&p->e);
}

static void abstract(struct page *p) {
    const struct rsis_doc *d = p->e.doc;
    if (rsis_node_empty(d->abstract) && !d->abstract_label.len) return;
    section(p, "abs", d->abstract_label.len, "Synopsis");
    put_role(p, "abstract", "doc-abstract");
    section_head(p, "abs", RSIS_SLOT_ABSTRACT_TITLE, d->abstract_label);
    for (const struct rsis_node *n = d->abstract->child; n; n = n->next) {
        if (n->type == RSIS_NODE_LIST)
            list(p, n, RSIS_SLOT_ABSTRACT);
        else
            rsis_emit_inline_block(&p->e, "p", RSIS_SLOT_ABSTRACT, n);
    }
    rsis_emit_close(&p->e);
}

static void body_blocks(struct page *p, const struct rsis_node *parent, unsigned level);

static struct rsis_str text_of(struct page *p, const struct rsis_node *group) {
    struct rsis_buf b;
    rsis_buf_init(&b, arena(p));
    for (const struct rsis_node *n = group->child; n; n = n->next) {
        if (n->type == RSIS_NODE_TEXT) rsis_buf_str(&b, rsis_doc_text(p->e.doc, n->piece));
        if (n->type != RSIS_NODE_NOTE_REF && n->child) rsis_buf_str(&b, text_of(p, n));
    }
    return rsis_buf_slice(&b);
}

static void body_section(struct page *p, const struct rsis_node *n, unsigned level) {
    const char *id = id_of(p, "sec", ++p->sections);
    rsis_emit_open(&p->e, "section");
    rsis_emit_attr(&p->e, "aria-labelledby", id);
    rsis_emit_block(&p->e, rsis_format(arena(p), "h%u", level < 5 ? level + 1 : 6), RSIS_SLOT_HEADING);
    rsis_emit_attr(&p->e, "id", id);
    rsis_emit_direction(&p->e, n->head);
    rsis_emit_inlines(&p->e, n->head, RSIS_SLOT_HEADING);
    rsis_emit_end(&p->e);
    mark_head(p, text_of(p, n->head), id, level);
    body_blocks(p, n, level + 1);
    rsis_emit_close(&p->e);
}

static void body_blocks(struct page *p, const struct rsis_node *parent, unsigned level) {
    for (const struct rsis_node *n = parent->child; n; n = n->next) {
        switch ((enum rsis_node_type)n->type) {
        case RSIS_NODE_SECTION:
            body_section(p, n, level);
            break;
        case RSIS_NODE_LIST:
            list(p, n, RSIS_SLOT_ITEM);
            break;
        case RSIS_NODE_QUOTE:
            rsis_emit_open(&p->e, "blockquote");
            rsis_emit_paras(&p->e, n, RSIS_SLOT_QUOTE);
            rsis_emit_close(&p->e);
            break;
        case RSIS_NODE_FIGURE:
            rsis_emit_open(&p->e, "figure");
            rsis_emit_inline_block(&p->e, "figcaption", RSIS_SLOT_BODY, n->child);
            rsis_emit_close(&p->e);
            break;
        default:
            rsis_emit_block(&p->e, "p", RSIS_SLOT_BODY);
            put_id(p, "p", ++p->paras);
            rsis_emit_direction(&p->e, n);
            rsis_emit_inlines(&p->e, n, RSIS_SLOT_BODY);
            rsis_emit_end(&p->e);
            break;
        }
    }
}

static void ack(struct page *p) {
    if (rsis_node_empty(p->e.doc->ack)) return;
    section(p, "ack", false, "Acknowledgements");
    put_role(p, "acknowledgments", "doc-acknowledgments");
    rsis_emit_paras(&p->e, p->e.doc->ack, RSIS_SLOT_ACK);
    rsis_emit_close(&p->e);
}

static void bios(struct page *p) {
    const struct rsis_doc *d = p->e.doc;
    bool any = d->bio_label.len || !rsis_node_empty(d->other_bios);
    for (size_t i = 0; i < d->n_authors; i++) any |= d->authors[i].bio != NULL;
    if (!any) return;
    section(p, "about", d->bio_label.len, d->n_authors > 1 ? "About the authors" : "About the author");
    section_head(p, "about", RSIS_SLOT_BIO_TITLE, d->bio_label);
    for (size_t i = 0; i < d->n_authors; i++)
        if (d->authors[i].bio) rsis_emit_paras(&p->e, d->authors[i].bio, RSIS_SLOT_BIO);
    rsis_emit_paras(&p->e, d->other_bios, RSIS_SLOT_BIO);
    rsis_emit_close(&p->e);
}

/* The label leads back to where the note was called, if it was. */
static void note_label(struct page *p, const struct rsis_node *n) {
    if (!n->mark.len) return;
    bool back = p->referred[n->number];
    rsis_emit_block(&p->e, back ? "a" : "span", RSIS_SLOT_NOTE_LABEL);
    if (back) put_role(p, "backlink", "doc-backlink");
    if (back) put_link(p, "ref", n->number);
    rsis_emit_piece(&p->e, RSIS_SLOT_NOTE_LABEL, n->mark);
    rsis_emit_end(&p->e);
}

static void notes(struct page *p) {
    const struct rsis_doc *d = p->e.doc;
    if (rsis_node_empty(d->notes) && !d->notes_label.len) return;
    section(p, "notes", d->notes_label.len, "Notes");
    section_head(p, "notes", RSIS_SLOT_NOTES_TITLE, d->notes_label);
    for (const struct rsis_node *n = d->notes->child; n; n = n->next) {
        rsis_emit_open(&p->e, "aside");
        put_role(p, "footnote", "doc-footnote");
        put_id(p, "fn", n->number);
        note_label(p, n);
        rsis_emit_paras(&p->e, n, RSIS_SLOT_NOTE);
        rsis_emit_close(&p->e);
    }
    rsis_emit_close(&p->e);
}

static void permissions(struct page *p) {
    if (rsis_node_empty(p->e.doc->notice)) return;
    rsis_emit_open(&p->e, "footer");
    put_id(p, "rights", 0);
    rsis_emit_paras(&p->e, p->e.doc->notice, RSIS_SLOT_NOTICE);
    rsis_emit_close(&p->e);
}

/* What was printed and is shown otherwise, because a person decided so. */
static void as_printed(struct page *p) {
    const struct rsis_doc *d = p->e.doc;
    bool kicker = d->supplied_kicker.rule && d->kicker, heading = d->supplied_title.rule && d->title;
    bool byline = d->authors_supplied && d->bylines.n;
    if (!kicker && !heading && !byline) return;
    section(p, "printed", false, "As printed");
    if (kicker) rsis_emit_piece_block(&p->e, "p", RSIS_SLOT_PRINTED, d->kicker->piece);
    if (heading) rsis_emit_piece_block(&p->e, "p", RSIS_SLOT_PRINTED, d->title->piece);
    if (byline) pieces(p, d->bylines.v, d->bylines.n, RSIS_SLOT_BYLINE);
    rsis_emit_close(&p->e);
}

/* Running heads and page numbers: kept, because no word is lost, and shown to nobody. */
static void furniture(struct page *p) {
    if (rsis_node_empty(p->e.doc->furniture)) return;
    rsis_emit_open(&p->e, "section");
    rsis_emit_attr(&p->e, "class", "page-furniture");
    rsis_emit_attr(&p->e, "hidden", "hidden");
    rsis_emit_paras(&p->e, p->e.doc->furniture, RSIS_SLOT_FURNITURE);
    rsis_emit_close(&p->e);
}

/* ---------------------------------------------------------------- the page */

static bool has_evidenced(const struct rsis_node *n) {
    for (; n; n = n->next)
        if ((n->type == RSIS_NODE_BREAK && n->evidenced) || has_evidenced(n->child) || has_evidenced(n->head))
            return true;
    return false;
}

/* Where later pages are known, the first begins at the top. */
static void first_page(struct page *p) {
    const struct rsis_doc *d = p->e.doc;
    const struct rsis_node *const groups[] = {d->preface, d->abstract, d->body,     d->ack,
                                              d->notes,   d->notice,   d->masthead, d->other_bios};
    bool known = false;
    for (size_t i = 0; i < sizeof groups / sizeof *groups; i++) known |= has_evidenced(groups[i]);
    for (size_t i = 0; i < d->n_authors; i++) known |= has_evidenced(d->authors[i].bio);
    if (!known) return;
    rsis_xml_open(p->e.x, "span");
    put_page(p, 1);
}

static void chapter(struct page *p) {
    const struct rsis_doc *d = p->e.doc;
    rsis_emit_open(&p->e, "section");
    rsis_emit_attr(&p->e, "id", p->part->key);
    put_role(p, "chapter", "doc-chapter");
    if (d->title || d->supplied_title.rule)
        rsis_emit_attr(&p->e, "aria-labelledby", id_of(p, "title", 0));
    else
        rsis_emit_attr(&p->e, "aria-label", "Commentary without a title");
    first_page(p);
    header(p);
    rsis_emit_paras(&p->e, d->preface, RSIS_SLOT_PREFACE);
    abstract(p);
    rsis_emit_piece_block(&p->e, "p", RSIS_SLOT_SECTION_LABEL, d->section_label);
    body_blocks(p, d->body, 1);
    ack(p);
    bios(p);
    notes(p);
    permissions(p);
    as_printed(p);
    furniture(p);
    rsis_emit_close(&p->e);
}

static void root(struct page *p) {
    const struct rsis_doc *d = p->e.doc;
    rsis_emit_open(&p->e, "html");
    rsis_emit_attr(&p->e, "xmlns", "http://www.w3.org/1999/xhtml");
    if (p->epub) rsis_emit_attr(&p->e, "xmlns:epub", "http://www.idpf.org/2007/ops");
    rsis_emit_lang(&p->e, d->language.value,
                   d->language.origin == RSIS_ORIGIN_SUPPLIED ? RSIS_USE_SUPPLIED : RSIS_USE_ASSERTED);
    head(p);
    rsis_emit_open(&p->e, "body");
    chapter(p);
    rsis_emit_close(&p->e);
    rsis_emit_close(&p->e);
}

struct rsis_str rsis_write_xhtml(struct rsis_doc *doc, struct rsis_record *record, struct rsis_part *part,
                                 enum rsis_page_kind kind) {
    struct page p = {.e = {.doc = doc, .rec = record, .inlines = &inlines}, .part = part};
    p.epub = kind == RSIS_PAGE_EPUB;
    p.e.x = p.epub ? rsis_xml_new(doc->arena, "html", NULL, NULL) : rsis_xml_new_html(doc->arena);
    p.referred = RSIS_NEW_ARRAY(doc->arena, uint8_t, rsis_limit_NOTES + 1);
    root(&p);
    part->heads = p.heads.v;
    part->n_heads = p.heads.n;
    part->pages = p.pages.v;
    part->n_pages = p.pages.n;
    return rsis_xml_finish(p.e.x);
}
