/*
 * jats.c - JATS Archiving and Interchange 1.3 and 1.4; specs/jats-mapping.md says what goes where and why.
 * Every character that is written is recorded as a use; ids and types are constants of the mapping.
 */
#include "write.h"
#include "xml.h"

struct jats {
    struct rsis_doc *doc;
    struct rsis_record *rec;
    struct rsis_xml *x;
    uint32_t block;
    unsigned paras, sections, breaks, bios, figures;
    struct rsis_buf asserted; /* names of values that are not printed */
};

/* ---------------------------------------------------------------- small pieces */

static void constant(struct jats *j, const char *name, const char *value) {
    rsis_xml_attr(j->x, name, rsis_str_c(value));
}

static void id(struct jats *j, const char *prefix, unsigned n) {
    constant(j, "id", rsis_format(j->doc->arena, "%s%u", prefix, n));
}

static void open(struct jats *j, const char *name) {
    rsis_xml_open(j->x, name);
}

static void close(struct jats *j) {
    rsis_xml_close(j->x);
}

/* A block element: what is read back as one run of text. */
static void block(struct jats *j, const char *name) {
    rsis_xml_open(j->x, name);
    j->block++;
}

static void end(struct jats *j) {
    rsis_xml_end(j->x);
}

static void value(struct jats *j, enum rsis_slot slot, struct rsis_str s, enum rsis_use_kind kind) {
    rsis_use_value(j->doc, j->rec, slot, j->block, s, kind);
    rsis_xml_text(j->x, s);
}

static void asserted(struct jats *j, const char *name, enum rsis_slot slot, struct rsis_str s) {
    if (!s.len) return;
    block(j, name);
    value(j, slot, s, RSIS_USE_ASSERTED);
    end(j);
}

static void datum_text(struct jats *j, enum rsis_slot slot, const struct rsis_datum *d) {
    rsis_use_datum(j->doc, j->rec, slot, j->block, d);
    rsis_xml_text(j->x, rsis_datum_text(j->doc, d));
}

static void datum(struct jats *j, const char *name, enum rsis_slot slot, const struct rsis_datum *d) {
    if (!d->rule) return;
    block(j, name);
    datum_text(j, slot, d);
    end(j);
}

static void piece(struct jats *j, enum rsis_slot slot, struct rsis_piece p) {
    rsis_use_piece(j->doc, j->rec, slot, j->block, p, RSIS_USE_PRIMARY);
    rsis_xml_text(j->x, rsis_doc_text(j->doc, p));
}

static void piece_block(struct jats *j, const char *name, enum rsis_slot slot, struct rsis_piece p) {
    if (!p.len) return;
    block(j, name);
    piece(j, slot, p);
    end(j);
}

static void lang(struct jats *j, struct rsis_str s, enum rsis_use_kind kind) {
    rsis_use_value(j->doc, j->rec, RSIS_SLOT_LANGUAGE, 0, s, kind);
    rsis_xml_attr(j->x, "xml:lang", s);
}

/* Says that a value is not printed in the source. */
static void not_printed(struct jats *j, const char *what) {
    if (j->asserted.len) rsis_buf_z(&j->asserted, "; ");
    rsis_buf_z(&j->asserted, what);
}

/* ---------------------------------------------------------------- inlines */

static void href(struct jats *j, const struct rsis_node *n) {
    rsis_use_target(j->doc, j->rec, &n->target);
    rsis_xml_attr(j->x, "xlink:href", n->target.value);
}

static void inlines(struct jats *j, const struct rsis_node *parent, enum rsis_slot slot);

static void page_break(struct jats *j, const struct rsis_node *n) {
    rsis_xml_inline(j->x, "target");
    if (n->evidenced)
        id(j, "page", n->number);
    else
        id(j, "break", ++j->breaks);
    constant(j, "target-type", n->evidenced ? "page-break" : "inferred-break");
    rsis_xml_end(j->x);
}

static void note_ref(struct jats *j, const struct rsis_node *n) {
    rsis_xml_inline(j->x, "xref");
    constant(j, "ref-type", "fn");
    constant(j, "rid", rsis_format(j->doc->arena, "fn%u", n->number));
    piece(j, RSIS_SLOT_NOTE_REF, n->piece);
    rsis_xml_end(j->x);
}

/* The element for an inline that holds inlines, with its constant attribute. */
static const struct {
    const char *name, *attr, *attr_value;
} elements[] = {
    [RSIS_NODE_EM] = {"italic", NULL, NULL},
    [RSIS_NODE_STRONG] = {"bold", NULL, NULL},
    [RSIS_NODE_SUP] = {"sup", NULL, NULL},
    [RSIS_NODE_SUB] = {"sub", NULL, NULL},
    [RSIS_NODE_LINK] = {"ext-link", "ext-link-type", "uri"},
    [RSIS_NODE_EMAIL] = {"email", NULL, NULL},
    [RSIS_NODE_PICTURE] = {"inline-graphic", NULL, NULL},
    [RSIS_NODE_FOREIGN] = {"named-content", "content-type", "foreign-passage"},
};

/* A picture's description comes before its target in the source: its use is recorded first. */
static void picture(struct jats *j, const struct rsis_node *n, enum rsis_slot slot) {
    rsis_xml_inline(j->x, "inline-graphic");
    href(j, n);
    if (n->child) {
        rsis_xml_inline(j->x, "alt-text");
        inlines(j, n, slot);
        rsis_xml_end(j->x);
    }
    rsis_xml_end(j->x);
}

static void wrapped(struct jats *j, const struct rsis_node *n, enum rsis_slot slot) {
    rsis_xml_inline(j->x, elements[n->type].name);
    if (elements[n->type].attr) constant(j, elements[n->type].attr, elements[n->type].attr_value);
    if (n->target.kind) href(j, n);
    if (n->lang) lang(j, rsis_str_c(n->lang), RSIS_USE_ASSERTED);
    inlines(j, n, slot);
    rsis_xml_end(j->x);
}

static void inlines(struct jats *j, const struct rsis_node *parent, enum rsis_slot slot) {
    for (const struct rsis_node *n = parent->child; n; n = n->next) {
        switch ((enum rsis_node_type)n->type) {
        case RSIS_NODE_TEXT:
            piece(j, slot, n->piece);
            break;
        case RSIS_NODE_BREAK:
            page_break(j, n);
            break;
        case RSIS_NODE_NOTE_REF:
            note_ref(j, n);
            break;
        case RSIS_NODE_PICTURE:
            picture(j, n, slot);
            break;
        default:
            wrapped(j, n, slot);
            break;
        }
    }
}

static void inline_block(struct jats *j, const char *name, enum rsis_slot slot, const struct rsis_node *group) {
    block(j, name);
    inlines(j, group, slot);
    end(j);
}

static void paras(struct jats *j, const struct rsis_node *group, enum rsis_slot slot) {
    for (const struct rsis_node *n = group->child; n; n = n->next) inline_block(j, "p", slot, n);
}

/* ---------------------------------------------------------------- front */

static void meta(struct jats *j, enum rsis_slot slot, const char *name) {
    open(j, "custom-meta");
    if (slot == RSIS_SLOT_PROCESSING) constant(j, "vocab", "schema.org");
    asserted(j, "meta-name", slot, rsis_str_c(name));
}

static void meta_asserted(struct jats *j, enum rsis_slot slot, const char *name, struct rsis_str s) {
    meta(j, slot, name);
    asserted(j, "meta-value", slot, s);
    close(j);
}

static void meta_piece(struct jats *j, const char *name, enum rsis_slot slot, struct rsis_piece p) {
    meta(j, RSIS_SLOT_PROVENANCE, name);
    piece_block(j, "meta-value", slot, p);
    close(j);
}

static bool has_type(const struct rsis_node *n, enum rsis_node_type type) {
    for (; n; n = n->next)
        if (n->type == type || has_type(n->child, type)) return true;
    return false;
}

/* Claims about accessibility, each only where it is true. */
static void processing_meta(struct jats *j) {
    open(j, "processing-meta");
    constant(j, "tagset-family", "jats");
    constant(j, "base-tagset", "archiving");
    constant(j, "table-model", "none");
    open(j, "custom-meta-group");
    constant(j, "content-type", "accessibility-metadata");
    if (has_type(j->doc->body->child, RSIS_NODE_SECTION))
        meta_asserted(j, RSIS_SLOT_PROCESSING, "accessibilityFeature", RSIS_LIT("structuralNavigation"));
    meta_asserted(j, RSIS_SLOT_PROCESSING, "accessibilityFeature", RSIS_LIT("readingOrder"));
    if (!has_type(j->doc->body->child, RSIS_NODE_PICTURE))
        meta_asserted(j, RSIS_SLOT_PROCESSING, "accessibilityHazard", RSIS_LIT("none"));
    close(j);
    close(j);
    not_printed(j, "accessibility metadata");
}

static void editors(struct jats *j) {
    const struct rsis_era *era = j->doc->era;
    if (!era->n_editors) return;
    open(j, "contrib-group");
    constant(j, "content-type", "series-editors");
    for (size_t i = 0; i < era->n_editors; i++) {
        const struct rsis_editor *e = &era->editors[i];
        open(j, "contrib");
        constant(j, "contrib-type", "editor");
        open(j, "name");
        if (!e->surname.len) constant(j, "name-style", "given-only");
        asserted(j, "surname", RSIS_SLOT_EDITOR, e->surname);
        asserted(j, "given-names", RSIS_SLOT_EDITOR, e->surname.len ? e->given : e->name);
        close(j);
        asserted(j, "role", RSIS_SLOT_EDITOR, e->role);
        close(j);
    }
    close(j);
    not_printed(j, "series editor");
}

static void journal_meta(struct jats *j) {
    const struct rsis_doc *d = j->doc;
    open(j, "journal-meta");
    block(j, "journal-id");
    constant(j, "journal-id-type", "publisher-id");
    value(j, RSIS_SLOT_SERIES, d->series->journal_id, RSIS_USE_ASSERTED);
    end(j);
    open(j, "journal-title-group");
    asserted(j, "journal-title", RSIS_SLOT_SERIES, d->era->title);
    close(j);
    editors(j);
    if (d->issn.rule)
        datum(j, "issn", RSIS_SLOT_ISSN, &d->issn);
    else
        asserted(j, "issn", RSIS_SLOT_ISSN, d->era->issn);
    if (d->era->publisher.len) {
        open(j, "publisher");
        asserted(j, "publisher-name", RSIS_SLOT_PUBLISHER, d->era->publisher);
        asserted(j, "publisher-loc", RSIS_SLOT_PUBLISHER, d->era->place);
        close(j);
    }
    if (!rsis_node_empty(d->masthead)) {
        open(j, "notes");
        constant(j, "notes-type", "masthead");
        paras(j, d->masthead, RSIS_SLOT_MASTHEAD);
        close(j);
    }
    close(j);
    not_printed(j, "journal-id; journal-title; publisher-name; publisher-loc");
}

static void article_id(struct jats *j, const char *type, const struct rsis_datum *d) {
    if (!d->rule) return;
    block(j, "article-id");
    constant(j, "pub-id-type", type);
    datum_text(j, RSIS_SLOT_ARTICLE_ID, d);
    end(j);
}

static const struct rsis_datum *number_of(const struct rsis_doc *d) {
    return d->supplied_number.rule ? &d->supplied_number : &d->number_id;
}

static void subject(struct jats *j, const char *type, const struct rsis_node *inl, struct rsis_piece p,
                    enum rsis_slot slot) {
    open(j, "subj-group");
    constant(j, "subj-group-type", type);
    if (inl)
        inline_block(j, "subject", slot, inl);
    else
        piece_block(j, "subject", slot, p);
    close(j);
}

static void categories(struct jats *j) {
    const struct rsis_doc *d = j->doc;
    bool kicker = d->kicker || d->supplied_kicker.rule;
    if (!d->section_label.len && !kicker) return;
    open(j, "article-categories");
    if (d->section_label.len) subject(j, "heading", NULL, d->section_label, RSIS_SLOT_SECTION_LABEL);
    if (d->supplied_kicker.rule) {
        open(j, "subj-group");
        constant(j, "subj-group-type", "kicker");
        datum(j, "subject", RSIS_SLOT_KICKER, &d->supplied_kicker);
        close(j);
    } else if (d->kicker) {
        subject(j, "kicker", d->kicker, (struct rsis_piece){0, 0}, RSIS_SLOT_KICKER);
    }
    close(j);
}

static void title(struct jats *j) {
    const struct rsis_doc *d = j->doc;
    if (!d->title && !d->supplied_title.rule) return;
    open(j, "title-group");
    if (d->supplied_title.rule)
        datum(j, "article-title", RSIS_SLOT_TITLE, &d->supplied_title);
    else
        inline_block(j, "article-title", RSIS_SLOT_TITLE, d->title);
    close(j);
}

static void index_name(struct jats *j, const struct rsis_author *a) {
    if (!a->surname.rule && !a->given.rule) {
        if (!a->whole) return;
        open(j, "name");
        constant(j, "name-style", "given-only");
        constant(j, "specific-use", "index");
        datum(j, "given-names", RSIS_SLOT_NAME_PART, &a->name);
        close(j);
        return;
    }
    open(j, "name");
    constant(j, "specific-use", "index");
    datum(j, "surname", RSIS_SLOT_NAME_PART, &a->surname);
    datum(j, "given-names", RSIS_SLOT_NAME_PART, &a->given);
    close(j);
}

static void bio(struct jats *j, const struct rsis_node *group, bool label) {
    open(j, "bio");
    id(j, "bio", ++j->bios);
    if (label) piece_block(j, "title", RSIS_SLOT_BIO_TITLE, j->doc->bio_label);
    paras(j, group, RSIS_SLOT_BIO);
    close(j);
}

/* The author whose note stands first in the source; the label over the notes goes there. */
static const struct rsis_author *first_bio(const struct rsis_doc *d) {
    const struct rsis_author *first = NULL;
    for (size_t i = 0; i < d->n_authors; i++) {
        const struct rsis_author *a = &d->authors[i];
        if (a->bio && (!first || a->bio->child->piece.at < first->bio->child->piece.at)) first = a;
    }
    return first;
}

static void author(struct jats *j, const struct rsis_author *a, unsigned n) {
    open(j, "contrib");
    constant(j, "contrib-type", "author");
    id(j, "au", n);
    if (a->shares) constant(j, "rid", rsis_format(j->doc->arena, "au%u", (unsigned)(a->shares - j->doc->authors) + 1));
    if (a->orcid.rule) {
        block(j, "contrib-id");
        constant(j, "contrib-id-type", "orcid");
        datum_text(j, RSIS_SLOT_CONTRIB_ID, &a->orcid);
        end(j);
    }
    open(j, "name-alternatives");
    index_name(j, a);
    block(j, "string-name");
    constant(j, "specific-use", "as-printed");
    datum_text(j, RSIS_SLOT_AUTHOR, &a->name);
    end(j);
    close(j);
    if (a->bio) bio(j, a->bio, a == first_bio(j->doc));
    close(j);
}

static void authors(struct jats *j) {
    const struct rsis_doc *d = j->doc;
    if (!d->n_authors) return;
    open(j, "contrib-group");
    constant(j, "content-type", "authors");
    bool split = false;
    for (size_t i = 0; i < d->n_authors; i++) {
        author(j, &d->authors[i], (unsigned)i + 1);
        split |= d->authors[i].surname.rule || d->authors[i].whole;
    }
    close(j);
    if (split) not_printed(j, "surname/given-names split");
}

static void date_part(struct jats *j, const char *name, int n, int digits, enum rsis_derivation how) {
    struct rsis_datum d = j->doc->date;
    if (d.origin == RSIS_ORIGIN_PRINTED || !n) return;
    d.value = rsis_str_c(rsis_format(j->doc->arena, "%0*d", digits, n));
    d.derivation = (uint8_t)(d.origin == RSIS_ORIGIN_DERIVED ? how : RSIS_DERIVE_NONE);
    datum(j, name, RSIS_SLOT_DATE_PART, &d);
}

static void pub_date(struct jats *j) {
    const struct rsis_doc *d = j->doc;
    if (!d->date.rule) return;
    open(j, "pub-date");
    constant(j, "date-type", "pub");
    constant(j, "publication-format", "electronic");
    if (!d->date_bad) {
        rsis_use_datum(j->doc, j->rec, RSIS_SLOT_DATE_ISO, 0, &d->date);
        rsis_xml_attr(j->x, "iso-8601-date", d->date.value);
        date_part(j, "day", d->when.day, 2, RSIS_DERIVE_DAY);
        date_part(j, "month", d->when.month, 2, RSIS_DERIVE_MONTH);
    }
    date_part(j, "year", d->when.year, 4, RSIS_DERIVE_YEAR);
    close(j);
    not_printed(j, "publication-format");
}

static void typed(struct jats *j, const char *name, const char *type, enum rsis_slot slot, const struct rsis_datum *d) {
    if (!d->rule) return;
    block(j, name);
    constant(j, "content-type", type);
    datum_text(j, slot, d);
    end(j);
}

static void permissions(struct jats *j) {
    const struct rsis_doc *d = j->doc;
    if (rsis_node_empty(d->notice)) return;
    open(j, "permissions");
    open(j, "license");
    rsis_xml_attr(j->x, "license-type", d->series->license_type);
    for (const struct rsis_node *n = d->notice->child; n; n = n->next) {
        block(j, "license-p");
        constant(j, "content-type", rsis_notice_role_name((enum rsis_notice_role)n->role));
        inlines(j, n, RSIS_SLOT_NOTICE);
        end(j);
    }
    close(j);
    close(j);
    not_printed(j, "license-type");
}

static void abstract(struct jats *j) {
    const struct rsis_doc *d = j->doc;
    if (rsis_node_empty(d->abstract) && !d->abstract_label.len) return;
    open(j, "abstract");
    id(j, "abs", 1);
    piece_block(j, "title", RSIS_SLOT_ABSTRACT_TITLE, d->abstract_label);
    paras(j, d->abstract, RSIS_SLOT_ABSTRACT);
    close(j);
}

static void keywords(struct jats *j) {
    if (!j->doc->keywords.n) return;
    open(j, "kwd-group");
    for (uint32_t i = 0; i < j->doc->keywords.n; i++) datum(j, "kwd", RSIS_SLOT_KEYWORD, &j->doc->keywords.v[i]);
    close(j);
}

/* ---------------------------------------------------------------- provenance */

static const char *media_type(const struct rsis_doc *d) {
    const char *type = d->flavour == RSIS_FROM_MARKDOWN ? "text/markdown" : "text/plain";
    const char *charset = strcmp(d->encoding, "CP1252") == 0     ? "windows-1252"
                          : strcmp(d->encoding, "MacRoman") == 0 ? "macintosh"
                                                                 : d->encoding;
    return rsis_format(d->arena, "%s; charset=%s", type, charset);
}

static void printed_lines(struct jats *j) {
    const struct rsis_doc *d = j->doc;
    if (d->supplied_kicker.rule && d->kicker) meta_piece(j, "kicker-as-printed", RSIS_SLOT_PRINTED, d->kicker->piece);
    if (d->supplied_title.rule && d->title) meta_piece(j, "title-as-printed", RSIS_SLOT_PRINTED, d->title->piece);
    for (uint32_t i = 0; i < d->bylines.n; i++) meta_piece(j, "author-as-printed", RSIS_SLOT_BYLINE, d->bylines.v[i]);
    for (uint32_t i = 0; i < d->number_lines.n; i++)
        meta_piece(j, "issue-line-as-printed", RSIS_SLOT_NUMBER_LINE, d->number_lines.v[i]);
}

/* What people decided: field, value, who, when, why. */
static void supplied(struct jats *j) {
    for (uint32_t i = 0; i < j->doc->supplied.n; i++) {
        const struct rsis_supplied *s = &j->doc->supplied.v[i];
        const char *text = rsis_format(j->doc->arena, "%.*s = %.*s; by %.*s on %.*s; %.*s", RSIS_ARG(s->field),
                                       RSIS_ARG(s->value), RSIS_ARG(s->who), RSIS_ARG(s->when), RSIS_ARG(s->reason));
        meta(j, RSIS_SLOT_PROVENANCE, "supplied");
        block(j, "meta-value");
        value(j, RSIS_SLOT_PROVENANCE, rsis_str_c(text), RSIS_USE_SUPPLIED);
        end(j);
        close(j);
    }
}

/* Findings that a person should look at, by id: the record travels with the file. */
static void review(struct jats *j) {
    const struct rsis_diags *g = j->doc->diags;
    struct rsis_buf b;
    rsis_buf_init(&b, j->doc->arena);
    for (uint32_t i = 0; i < g->list.n; i++) {
        const struct rsis_finding *f = &g->list.v[i];
        if (rsis_diag_severity((enum rsis_diag_code)f->code) < RSIS_WARNING) continue;
        struct rsis_str name = rsis_str_c(rsis_diag_id((enum rsis_diag_code)f->code));
        if (b.len && rsis_str_find(rsis_buf_slice(&b), name) >= 0) continue;
        if (b.len) rsis_buf_z(&b, "; ");
        rsis_buf_str(&b, name);
    }
    if (b.len) meta_asserted(j, RSIS_SLOT_PROVENANCE, "needs-review", rsis_buf_slice(&b));
}

static void count(struct jats *j, const char *name, unsigned n) {
    if (n) meta_asserted(j, RSIS_SLOT_PROVENANCE, name, rsis_str_c(rsis_format(j->doc->arena, "%u", n)));
}

static void list_asserted(struct jats *j) {
    const struct rsis_doc *d = j->doc;
    not_printed(j, "article-type");
    if (d->language.origin == RSIS_ORIGIN_ASSERTED) not_printed(j, "language");
    if (d->year.rule && d->year.origin == RSIS_ORIGIN_DERIVED) not_printed(j, "volume");
    if (d->number_id.rule && d->number_id.origin == RSIS_ORIGIN_DERIVED) not_printed(j, "article-id");
    if (j->breaks) not_printed(j, "inferred-break");
    if (has_type(d->body, RSIS_NODE_FOREIGN)) not_printed(j, "language of passages");
    meta_asserted(j, RSIS_SLOT_PROVENANCE, "asserted-not-printed", rsis_buf_slice(&j->asserted));
}

static void provenance(struct jats *j) {
    const struct rsis_doc *d = j->doc;
    open(j, "custom-meta-group");
    constant(j, "content-type", "provenance");
    printed_lines(j);
    meta_asserted(j, RSIS_SLOT_PROVENANCE, "source-file", d->name);
    meta_asserted(j, RSIS_SLOT_PROVENANCE, "source-sha256", rsis_str_c(d->sha256));
    meta_asserted(j, RSIS_SLOT_PROVENANCE, "source-media-type", rsis_str_c(media_type(d)));
    count(j, "page-breaks-rejoined", d->breaks);
    count(j, "characters-repaired", rsis_ledger_sum(&d->ledger).repairs);
    supplied(j);
    review(j);
    list_asserted(j);
    close(j);
}

static void article_meta(struct jats *j) {
    const struct rsis_doc *d = j->doc;
    open(j, "article-meta");
    article_id(j, "publisher-id", number_of(d));
    article_id(j, "doi", &d->doi);
    article_id(j, "handle", &d->handle);
    categories(j);
    title(j);
    authors(j);
    pub_date(j);
    typed(j, "volume", "year", RSIS_SLOT_VOLUME, &d->year);
    typed(j, "issue", "series-number", RSIS_SLOT_ISSUE, &d->issue);
    datum(j, "elocation-id", RSIS_SLOT_ARTICLE_ID, number_of(d));
    permissions(j);
    abstract(j);
    keywords(j);
    provenance(j);
    close(j);
}

static void front(struct jats *j) {
    open(j, "front");
    journal_meta(j);
    article_meta(j);
    if (!rsis_node_empty(j->doc->preface)) {
        open(j, "notes");
        constant(j, "notes-type", "preface");
        paras(j, j->doc->preface, RSIS_SLOT_PREFACE);
        close(j);
    }
    close(j);
}

/* ---------------------------------------------------------------- body and back */

static void item(struct jats *j, const struct rsis_node *n) {
    open(j, "list-item");
    piece_block(j, "label", RSIS_SLOT_ITEM_LABEL, n->mark);
    paras(j, n, RSIS_SLOT_ITEM);
    close(j);
}

static void figure(struct jats *j, const struct rsis_node *n) {
    open(j, "fig");
    id(j, "fig", ++j->figures);
    const struct rsis_node *pic = n->child->child;
    if (pic->child) {
        open(j, "caption");
        inline_block(j, "p", RSIS_SLOT_BODY, pic);
        close(j);
    }
    rsis_xml_open(j->x, "graphic");
    href(j, pic);
    end(j);
    close(j);
}

static void body_blocks(struct jats *j, const struct rsis_node *parent) {
    for (const struct rsis_node *n = parent->child; n; n = n->next) {
        switch ((enum rsis_node_type)n->type) {
        case RSIS_NODE_SECTION:
            open(j, "sec");
            id(j, "sec", ++j->sections);
            inline_block(j, "title", RSIS_SLOT_HEADING, n->head);
            body_blocks(j, n);
            close(j);
            break;
        case RSIS_NODE_LIST:
            open(j, "list");
            constant(j, "list-type", n->ordered ? "order" : "bullet");
            for (const struct rsis_node *i = n->child; i; i = i->next) item(j, i);
            close(j);
            break;
        case RSIS_NODE_QUOTE:
            open(j, "disp-quote");
            paras(j, n, RSIS_SLOT_QUOTE);
            close(j);
            break;
        case RSIS_NODE_FIGURE:
            figure(j, n);
            break;
        default:
            block(j, "p");
            id(j, "p", ++j->paras);
            inlines(j, n, RSIS_SLOT_BODY);
            end(j);
            break;
        }
    }
}

static void notes(struct jats *j) {
    const struct rsis_doc *d = j->doc;
    if (rsis_node_empty(d->notes) && !d->notes_label.len) return;
    open(j, "fn-group");
    piece_block(j, "title", RSIS_SLOT_NOTES_TITLE, d->notes_label);
    for (const struct rsis_node *n = d->notes->child; n; n = n->next) {
        open(j, "fn");
        id(j, "fn", n->number);
        piece_block(j, "label", RSIS_SLOT_NOTE_LABEL, n->mark);
        paras(j, n, RSIS_SLOT_NOTE);
        close(j);
    }
    close(j);
}

static void back(struct jats *j) {
    const struct rsis_doc *d = j->doc;
    bool label = d->bio_label.len && !first_bio(d), bios = !rsis_node_empty(d->other_bios) || label;
    bool has_notes = !rsis_node_empty(d->notes) || d->notes_label.len;
    if (rsis_node_empty(d->ack) && !bios && !has_notes && rsis_node_empty(d->furniture)) return;
    open(j, "back");
    if (!rsis_node_empty(d->ack)) {
        open(j, "ack");
        paras(j, d->ack, RSIS_SLOT_ACK);
        close(j);
    }
    if (bios) bio(j, d->other_bios, label);
    notes(j);
    if (!rsis_node_empty(d->furniture)) {
        open(j, "notes");
        constant(j, "notes-type", "furniture");
        paras(j, d->furniture, RSIS_SLOT_FURNITURE);
        close(j);
    }
    close(j);
}

static const struct {
    const char *version, *public_id, *system_id;
} versions[] = {
    [RSIS_JATS_1_3] = {"1.3", "-//NLM//DTD JATS (Z39.96) Journal Archiving and Interchange DTD v1.3 20210610//EN",
                       "https://jats.nlm.nih.gov/archiving/1.3/JATS-archivearticle1-3.dtd"},
    [RSIS_JATS_1_4] = {"1.4", "-//NLM//DTD JATS (Z39.96) Journal Archiving and Interchange DTD v1.4 20241031//EN",
                       "https://jats.nlm.nih.gov/archiving/1.4/JATS-archivearticle1-4.dtd"},
};

struct rsis_str rsis_write_jats(struct rsis_doc *doc, struct rsis_record *record) {
    enum rsis_jats v = doc->jats;
    struct jats j = {.doc = doc, .rec = record};
    rsis_buf_init(&j.asserted, doc->arena);
    j.x = rsis_xml_new(doc->arena, "article", versions[v].public_id, versions[v].system_id);
    open(&j, "article");
    rsis_xml_attr(j.x, "article-type", doc->series->article_type);
    constant(&j, "dtd-version", versions[v].version);
    lang(&j, doc->language.value, doc->language.origin == RSIS_ORIGIN_SUPPLIED ? RSIS_USE_SUPPLIED : RSIS_USE_ASSERTED);
    constant(&j, "xmlns:xlink", "http://www.w3.org/1999/xlink");
    processing_meta(&j);
    front(&j);
    if (!rsis_node_empty(doc->body)) {
        open(&j, "body");
        body_blocks(&j, doc->body);
        close(&j);
    }
    back(&j);
    close(&j);
    return rsis_xml_finish(j.x);
}
