/*
 * jats.c - JATS Archiving and Interchange 1.3 and 1.4; specs/jats-mapping.md says what goes where and why.
 * Every character that is written is recorded as a use; ids and types are constants of the mapping.
 */
#include "emit.h"

struct jats {
    struct rsis_emit e;
    unsigned paras, sections, bios, figures;
    struct rsis_buf asserted; /* names of values that are not printed */
};

/* Says that a value is not printed in the source. */
static void not_printed(struct jats *j, const char *what) {
    if (j->asserted.len) rsis_buf_z(&j->asserted, "; ");
    rsis_buf_z(&j->asserted, what);
}

/* ---------------------------------------------------------------- inlines */

static void page_break(struct rsis_emit *e, const struct rsis_node *n) {
    rsis_xml_inline(e->x, "target");
    if (n->evidenced)
        rsis_emit_id(e, "page", n->number);
    else
        rsis_emit_id(e, "break", ++e->breaks);
    rsis_emit_attr(e, "target-type", n->evidenced ? "page-break" : "inferred-break");
    rsis_emit_end(e);
}

static void note_ref(struct rsis_emit *e, const struct rsis_node *n) {
    rsis_xml_inline(e->x, "xref");
    rsis_emit_attr(e, "ref-type", "fn");
    rsis_emit_attr(e, "rid", rsis_format(e->doc->arena, "fn%u", n->number));
    rsis_emit_piece(e, RSIS_SLOT_NOTE_REF, n->piece);
    rsis_emit_end(e);
}

static void picture(struct rsis_emit *e, const struct rsis_node *n, enum rsis_slot slot) {
    rsis_xml_inline(e->x, "inline-graphic");
    rsis_emit_href(e, n);
    if (n->child) {
        rsis_xml_inline(e->x, "alt-text");
        rsis_emit_inlines(e, n, slot);
        rsis_emit_end(e);
    }
    rsis_emit_end(e);
}

static const struct rsis_inlines inlines = {
    .elements =
        {
            [RSIS_NODE_EM] = {"italic", NULL, NULL},
            [RSIS_NODE_STRONG] = {"bold", NULL, NULL},
            [RSIS_NODE_SUP] = {"sup", NULL, NULL},
            [RSIS_NODE_SUB] = {"sub", NULL, NULL},
            [RSIS_NODE_LINK] = {"ext-link", "ext-link-type", "uri"},
            [RSIS_NODE_EMAIL] = {"email", NULL, NULL},
            [RSIS_NODE_FOREIGN] = {"named-content", "content-type", "foreign-passage"},
        },
    .href = "xlink:href",
    .lang = {"xml:lang"},
    .page_break = page_break,
    .note_ref = note_ref,
    .picture = picture,
};

/* ---------------------------------------------------------------- front */

static void meta(struct jats *j, enum rsis_slot slot, const char *name) {
    rsis_emit_open(&j->e, "custom-meta");
    if (slot == RSIS_SLOT_PROCESSING) rsis_emit_attr(&j->e, "vocab", "schema.org");
    rsis_emit_asserted_block(&j->e, "meta-name", slot, rsis_str_c(name));
}

static void meta_asserted(struct jats *j, enum rsis_slot slot, const char *name, struct rsis_str s) {
    meta(j, slot, name);
    rsis_emit_asserted_block(&j->e, "meta-value", slot, s);
    rsis_emit_close(&j->e);
}

static void meta_piece(struct jats *j, const char *name, enum rsis_slot slot, struct rsis_piece p) {
    meta(j, RSIS_SLOT_PROVENANCE, name);
    rsis_emit_piece_block(&j->e, "meta-value", slot, p);
    rsis_emit_close(&j->e);
}

static bool has_type(const struct rsis_node *n, enum rsis_node_type type) {
    for (; n; n = n->next)
        if (n->type == type || has_type(n->child, type)) return true;
    return false;
}

/* Claims about accessibility, each only where it is true. */
static void processing_meta(struct jats *j) {
    rsis_emit_open(&j->e, "processing-meta");
    rsis_emit_attr(&j->e, "tagset-family", "jats");
    rsis_emit_attr(&j->e, "base-tagset", "archiving");
    rsis_emit_attr(&j->e, "table-model", "none");
    rsis_emit_open(&j->e, "custom-meta-group");
    rsis_emit_attr(&j->e, "content-type", "accessibility-metadata");
    if (has_type(j->e.doc->body->child, RSIS_NODE_SECTION))
        meta_asserted(j, RSIS_SLOT_PROCESSING, "accessibilityFeature", RSIS_LIT("structuralNavigation"));
    meta_asserted(j, RSIS_SLOT_PROCESSING, "accessibilityFeature", RSIS_LIT("readingOrder"));
    if (!has_type(j->e.doc->body->child, RSIS_NODE_PICTURE))
        meta_asserted(j, RSIS_SLOT_PROCESSING, "accessibilityHazard", RSIS_LIT("none"));
    rsis_emit_close(&j->e);
    rsis_emit_close(&j->e);
    not_printed(j, "accessibility metadata");
}

static void editors(struct jats *j) {
    const struct rsis_era *era = j->e.doc->era;
    if (!era->n_editors) return;
    rsis_emit_open(&j->e, "contrib-group");
    rsis_emit_attr(&j->e, "content-type", "series-editors");
    for (size_t i = 0; i < era->n_editors; i++) {
        const struct rsis_editor *e = &era->editors[i];
        rsis_emit_open(&j->e, "contrib");
        rsis_emit_attr(&j->e, "contrib-type", "editor");
        rsis_emit_open(&j->e, "name");
        if (!e->surname.len) rsis_emit_attr(&j->e, "name-style", "given-only");
        rsis_emit_asserted_block(&j->e, "surname", RSIS_SLOT_EDITOR, e->surname);
        rsis_emit_asserted_block(&j->e, "given-names", RSIS_SLOT_EDITOR, e->surname.len ? e->given : e->name);
        rsis_emit_close(&j->e);
        rsis_emit_asserted_block(&j->e, "role", RSIS_SLOT_EDITOR, e->role);
        rsis_emit_close(&j->e);
    }
    rsis_emit_close(&j->e);
    not_printed(j, "series editor");
}

static void journal_meta(struct jats *j) {
    const struct rsis_doc *d = j->e.doc;
    rsis_emit_open(&j->e, "journal-meta");
    rsis_emit_block(&j->e, "journal-id", RSIS_SLOT_SERIES);
    rsis_emit_attr(&j->e, "journal-id-type", "publisher-id");
    rsis_emit_value(&j->e, RSIS_SLOT_SERIES, d->series->journal_id, RSIS_USE_ASSERTED);
    rsis_emit_end(&j->e);
    rsis_emit_open(&j->e, "journal-title-group");
    rsis_emit_asserted_block(&j->e, "journal-title", RSIS_SLOT_SERIES, d->era->title);
    rsis_emit_close(&j->e);
    editors(j);
    if (d->issn.rule)
        rsis_emit_datum_block(&j->e, "issn", RSIS_SLOT_ISSN, &d->issn);
    else
        rsis_emit_asserted_block(&j->e, "issn", RSIS_SLOT_ISSN, d->era->issn);
    if (d->era->publisher.len) {
        rsis_emit_open(&j->e, "publisher");
        rsis_emit_asserted_block(&j->e, "publisher-name", RSIS_SLOT_PUBLISHER, d->era->publisher);
        rsis_emit_asserted_block(&j->e, "publisher-loc", RSIS_SLOT_PUBLISHER, d->era->place);
        rsis_emit_close(&j->e);
    }
    if (!rsis_node_empty(d->masthead)) {
        rsis_emit_open(&j->e, "notes");
        rsis_emit_attr(&j->e, "notes-type", "masthead");
        rsis_emit_paras(&j->e, d->masthead, RSIS_SLOT_MASTHEAD);
        rsis_emit_close(&j->e);
    }
    rsis_emit_close(&j->e);
    not_printed(j, "journal-id; journal-title; publisher-name; publisher-loc");
}

static void article_id(struct jats *j, const char *type, const struct rsis_datum *d) {
    if (!d->rule) return;
    rsis_emit_block(&j->e, "article-id", RSIS_SLOT_ARTICLE_ID);
    rsis_emit_attr(&j->e, "pub-id-type", type);
    rsis_emit_datum(&j->e, RSIS_SLOT_ARTICLE_ID, d);
    rsis_emit_end(&j->e);
}

static const struct rsis_datum *number_of(const struct rsis_doc *d) {
    return d->supplied_number.rule ? &d->supplied_number : &d->number_id;
}

static void subject(struct jats *j, const char *type, const struct rsis_node *inl, struct rsis_piece p,
                    enum rsis_slot slot) {
    rsis_emit_open(&j->e, "subj-group");
    rsis_emit_attr(&j->e, "subj-group-type", type);
    if (inl)
        rsis_emit_inline_block(&j->e, "subject", slot, inl);
    else
        rsis_emit_piece_block(&j->e, "subject", slot, p);
    rsis_emit_close(&j->e);
}

static void categories(struct jats *j) {
    const struct rsis_doc *d = j->e.doc;
    bool kicker = d->kicker || d->supplied_kicker.rule;
    if (!d->section_label.len && !kicker) return;
    rsis_emit_open(&j->e, "article-categories");
    if (d->section_label.len) subject(j, "heading", NULL, d->section_label, RSIS_SLOT_SECTION_LABEL);
    if (d->supplied_kicker.rule) {
        rsis_emit_open(&j->e, "subj-group");
        rsis_emit_attr(&j->e, "subj-group-type", "kicker");
        rsis_emit_datum_block(&j->e, "subject", RSIS_SLOT_KICKER, &d->supplied_kicker);
        rsis_emit_close(&j->e);
    } else if (d->kicker) {
        subject(j, "kicker", d->kicker, (struct rsis_piece){0, 0}, RSIS_SLOT_KICKER);
    }
    rsis_emit_close(&j->e);
}

static void title(struct jats *j) {
    const struct rsis_doc *d = j->e.doc;
    if (!d->title && !d->supplied_title.rule) return;
    rsis_emit_open(&j->e, "title-group");
    if (d->supplied_title.rule)
        rsis_emit_datum_block(&j->e, "article-title", RSIS_SLOT_TITLE, &d->supplied_title);
    else
        rsis_emit_inline_block(&j->e, "article-title", RSIS_SLOT_TITLE, d->title);
    rsis_emit_close(&j->e);
}

static void index_name(struct jats *j, const struct rsis_author *a) {
    if (!a->surname.rule && !a->given.rule) {
        if (!a->whole) return;
        rsis_emit_open(&j->e, "name");
        rsis_emit_attr(&j->e, "name-style", "given-only");
        rsis_emit_attr(&j->e, "specific-use", "index");
        rsis_emit_datum_block(&j->e, "given-names", RSIS_SLOT_NAME_PART, &a->name);
        rsis_emit_close(&j->e);
        return;
    }
    rsis_emit_open(&j->e, "name");
    rsis_emit_attr(&j->e, "specific-use", "index");
    rsis_emit_datum_block(&j->e, "surname", RSIS_SLOT_NAME_PART, &a->surname);
    rsis_emit_datum_block(&j->e, "given-names", RSIS_SLOT_NAME_PART, &a->given);
    rsis_emit_close(&j->e);
}

static void bio(struct jats *j, const struct rsis_node *group, bool label) {
    rsis_emit_open(&j->e, "bio");
    rsis_emit_id(&j->e, "bio", ++j->bios);
    if (label) rsis_emit_piece_block(&j->e, "title", RSIS_SLOT_BIO_TITLE, j->e.doc->bio_label);
    rsis_emit_paras(&j->e, group, RSIS_SLOT_BIO);
    rsis_emit_close(&j->e);
}

/* The author whose note stands first in the source; the label over the notes goes there. */
static const struct rsis_author *first_bio(const struct rsis_doc *d) {
    const struct rsis_author *first = NULL;
    if (d->bio_labelled) return d->bio_labelled;
    for (size_t i = 0; i < d->n_authors; i++) {
        const struct rsis_author *a = &d->authors[i];
        if (a->bio && (!first || a->bio->child->piece.at < first->bio->child->piece.at)) first = a;
    }
    return first;
}

static void author(struct jats *j, const struct rsis_author *a, unsigned n) {
    rsis_emit_open(&j->e, "contrib");
    rsis_emit_attr(&j->e, "contrib-type", "author");
    rsis_emit_id(&j->e, "au", n);
    if (a->shares)
        rsis_emit_attr(&j->e, "rid",
                       rsis_format(j->e.doc->arena, "au%u", (unsigned)(a->shares - j->e.doc->authors) + 1));
    if (a->orcid.rule) {
        rsis_emit_block(&j->e, "contrib-id", RSIS_SLOT_CONTRIB_ID);
        rsis_emit_attr(&j->e, "contrib-id-type", "orcid");
        rsis_emit_datum(&j->e, RSIS_SLOT_CONTRIB_ID, &a->orcid);
        rsis_emit_end(&j->e);
    }
    rsis_emit_open(&j->e, "name-alternatives");
    index_name(j, a);
    rsis_emit_block(&j->e, "string-name", RSIS_SLOT_AUTHOR);
    rsis_emit_attr(&j->e, "specific-use", a->name.origin == RSIS_ORIGIN_SUPPLIED ? "supplied" : "as-printed");
    rsis_emit_datum(&j->e, RSIS_SLOT_AUTHOR, &a->name);
    rsis_emit_end(&j->e);
    rsis_emit_close(&j->e);
    if (a->bio) bio(j, a->bio, a == first_bio(j->e.doc));
    rsis_emit_close(&j->e);
}

static void authors(struct jats *j) {
    const struct rsis_doc *d = j->e.doc;
    if (!d->n_authors) return;
    rsis_emit_open(&j->e, "contrib-group");
    rsis_emit_attr(&j->e, "content-type", "authors");
    bool split = false;
    for (size_t i = 0; i < d->n_authors; i++) {
        author(j, &d->authors[i], (unsigned)i + 1);
        split |=
            d->authors[i].whole || (d->authors[i].surname.rule && d->authors[i].surname.origin == RSIS_ORIGIN_PRINTED);
    }
    rsis_emit_close(&j->e);
    if (split) not_printed(j, "surname/given-names split");
}

static void date_part(struct jats *j, const char *name, int n, int digits, enum rsis_derivation how) {
    struct rsis_datum d = j->e.doc->date;
    if (d.origin == RSIS_ORIGIN_PRINTED || !n) return;
    d.value = rsis_str_c(rsis_format(j->e.doc->arena, "%0*d", digits, n));
    d.derivation = (uint8_t)(d.origin == RSIS_ORIGIN_DERIVED ? how : RSIS_DERIVE_NONE);
    rsis_emit_datum_block(&j->e, name, RSIS_SLOT_DATE_PART, &d);
}

static void pub_date(struct jats *j) {
    const struct rsis_doc *d = j->e.doc;
    if (!d->date.rule) return;
    rsis_emit_open(&j->e, "pub-date");
    rsis_emit_attr(&j->e, "date-type", "pub");
    rsis_emit_attr(&j->e, "publication-format", "electronic");
    if (!d->date_bad) {
        rsis_emit_datum_attr(&j->e, "iso-8601-date", RSIS_SLOT_DATE_ISO, &d->date);
        date_part(j, "day", d->when.day, 2, RSIS_DERIVE_DAY);
        date_part(j, "month", d->when.month, 2, RSIS_DERIVE_MONTH);
    }
    date_part(j, "year", d->when.year, 4, RSIS_DERIVE_YEAR);
    rsis_emit_close(&j->e);
    not_printed(j, "publication-format");
}

static void typed(struct jats *j, const char *name, const char *type, enum rsis_slot slot, const struct rsis_datum *d) {
    if (!d->rule) return;
    rsis_emit_block(&j->e, name, slot);
    rsis_emit_attr(&j->e, "content-type", type);
    rsis_emit_datum(&j->e, slot, d);
    rsis_emit_end(&j->e);
}

static void permissions(struct jats *j) {
    const struct rsis_doc *d = j->e.doc;
    if (rsis_node_empty(d->notice)) return;
    rsis_emit_open(&j->e, "permissions");
    rsis_emit_open(&j->e, "license");
    rsis_xml_attr(j->e.x, "license-type", d->series->license_type);
    for (const struct rsis_node *n = d->notice->child; n; n = n->next) {
        rsis_emit_block(&j->e, "license-p", RSIS_SLOT_NOTICE);
        rsis_emit_attr(&j->e, "content-type", rsis_notice_role_name((enum rsis_notice_role)n->role));
        rsis_emit_inlines(&j->e, n, RSIS_SLOT_NOTICE);
        rsis_emit_end(&j->e);
    }
    rsis_emit_close(&j->e);
    rsis_emit_close(&j->e);
    not_printed(j, "license-type");
}

static void list(struct jats *j, const struct rsis_node *n, enum rsis_slot slot) {
    rsis_emit_open(&j->e, "list");
    rsis_emit_attr(&j->e, "list-type", n->ordered ? "order" : "bullet");
    for (const struct rsis_node *i = n->child; i; i = i->next) {
        rsis_emit_open(&j->e, "list-item");
        rsis_emit_piece_block(&j->e, "label", RSIS_SLOT_ITEM_LABEL, i->mark);
        rsis_emit_paras(&j->e, i, slot);
        rsis_emit_close(&j->e);
    }
    rsis_emit_close(&j->e);
}

static void abstract(struct jats *j) {
    const struct rsis_doc *d = j->e.doc;
    if (rsis_node_empty(d->abstract) && !d->abstract_label.len) return;
    rsis_emit_open(&j->e, "abstract");
    rsis_emit_id(&j->e, "abs", 1);
    rsis_emit_piece_block(&j->e, "title", RSIS_SLOT_ABSTRACT_TITLE, d->abstract_label);
    for (const struct rsis_node *n = d->abstract->child; n; n = n->next) {
        if (n->type == RSIS_NODE_LIST)
            list(j, n, RSIS_SLOT_ABSTRACT);
        else
            rsis_emit_inline_block(&j->e, "p", RSIS_SLOT_ABSTRACT, n);
    }
    rsis_emit_close(&j->e);
}

static void keywords(struct jats *j) {
    if (!j->e.doc->keywords.n) return;
    rsis_emit_open(&j->e, "kwd-group");
    for (uint32_t i = 0; i < j->e.doc->keywords.n; i++)
        rsis_emit_datum_block(&j->e, "kwd", RSIS_SLOT_KEYWORD, &j->e.doc->keywords.v[i]);
    rsis_emit_close(&j->e);
}

/* ---------------------------------------------------------------- provenance */

static const char *media_type(const struct rsis_doc *d) {
    if (d->carried) return rsis_str_dup(d->arena, d->carried->media_type);
    const char *type = d->flavour == RSIS_FROM_MARKDOWN ? "text/markdown" : "text/plain";
    const char *charset = strcmp(d->encoding, "CP1252") == 0     ? "windows-1252"
                          : strcmp(d->encoding, "MacRoman") == 0 ? "macintosh"
                                                                 : d->encoding;
    return rsis_format(d->arena, "%s; charset=%s", type, charset);
}

static void printed_lines(struct jats *j) {
    const struct rsis_doc *d = j->e.doc;
    if (d->supplied_kicker.rule && d->kicker) meta_piece(j, "kicker-as-printed", RSIS_SLOT_PRINTED, d->kicker->piece);
    if (d->supplied_title.rule && d->title) meta_piece(j, "title-as-printed", RSIS_SLOT_PRINTED, d->title->piece);
    for (uint32_t i = 0; i < d->bylines.n; i++) meta_piece(j, "author-as-printed", RSIS_SLOT_BYLINE, d->bylines.v[i]);
    for (uint32_t i = 0; i < d->number_lines.n; i++)
        meta_piece(j, "issue-line-as-printed", RSIS_SLOT_NUMBER_LINE, d->number_lines.v[i]);
}

/* What people decided: field, value, who, when, why. */
static void supplied(struct jats *j) {
    for (uint32_t i = 0; i < j->e.doc->supplied.n; i++) {
        const struct rsis_supplied *s = &j->e.doc->supplied.v[i];
        const char *text = rsis_format(j->e.doc->arena, "%.*s = %.*s; by %.*s on %.*s; %.*s", RSIS_ARG(s->field),
                                       RSIS_ARG(s->value), RSIS_ARG(s->who), RSIS_ARG(s->when), RSIS_ARG(s->reason));
        meta(j, RSIS_SLOT_PROVENANCE, "supplied");
        rsis_emit_block(&j->e, "meta-value", RSIS_SLOT_PROVENANCE);
        rsis_emit_value(&j->e, RSIS_SLOT_PROVENANCE, rsis_str_c(text), RSIS_USE_SUPPLIED);
        rsis_emit_end(&j->e);
        rsis_emit_close(&j->e);
    }
}

static bool is_reported(const struct rsis_diags *g, struct rsis_str id) {
    for (uint32_t i = 0; i < g->list.n; i++)
        if (rsis_str_eq(id, rsis_str_c(rsis_diag_id((enum rsis_diag_code)g->list.v[i].code)))) return true;
    return false;
}

/* Ids that a JATS source brings along; what was looked for again and is there now needs no review any more. */
static void carried_review(const struct rsis_doc *d, struct rsis_buf *b) {
    static const uint8_t again[] = {RSIS_DIAG_META_NO_NUMBER,  RSIS_DIAG_META_NO_DATE, RSIS_DIAG_META_NO_TITLE,
                                    RSIS_DIAG_META_NO_AUTHOR,  RSIS_DIAG_BODY_NONE,    RSIS_DIAG_META_NO_NOTICE,
                                    RSIS_DIAG_META_NO_SYNOPSIS};
    struct rsis_str list = d->carried ? d->carried->review : RSIS_LIT("");
    while (list.len) {
        ptrdiff_t end = rsis_str_find(list, RSIS_LIT("; "));
        struct rsis_str id = rsis_str(list.ptr, end < 0 ? list.len : (size_t)end);
        bool settled = false;
        for (size_t i = 0; i < sizeof again && !settled; i++)
            settled =
                rsis_str_eq(id, rsis_str_c(rsis_diag_id((enum rsis_diag_code)again[i]))) && !is_reported(d->diags, id);
        if (!settled && b->len) rsis_buf_z(b, "; ");
        if (!settled) rsis_buf_str(b, id);
        list = rsis_str_from(list, end < 0 ? id.len : id.len + 2);
    }
}

static void version_reason(struct jats *j) {
    if (!j->e.doc->version_reason.len) return;
    meta(j, RSIS_SLOT_PROVENANCE, "version-reason");
    rsis_emit_block(&j->e, "meta-value", RSIS_SLOT_PROVENANCE);
    rsis_emit_value(&j->e, RSIS_SLOT_PROVENANCE, j->e.doc->version_reason, RSIS_USE_SUPPLIED);
    rsis_emit_end(&j->e);
    rsis_emit_close(&j->e);
}

/* Findings that a person should look at, by id: the record travels with the file. */
static void review(struct jats *j) {
    const struct rsis_diags *g = j->e.doc->diags;
    struct rsis_buf b;
    rsis_buf_init(&b, j->e.doc->arena);
    carried_review(j->e.doc, &b);
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
    if (n) meta_asserted(j, RSIS_SLOT_PROVENANCE, name, rsis_str_c(rsis_format(j->e.doc->arena, "%u", n)));
}

static bool has_inferred(const struct rsis_node *n) {
    for (; n; n = n->next)
        if ((n->type == RSIS_NODE_BREAK && !n->evidenced) || has_inferred(n->child)) return true;
    return false;
}

static void list_asserted(struct jats *j) {
    const struct rsis_doc *d = j->e.doc;
    not_printed(j, "article-type");
    if (d->language.origin == RSIS_ORIGIN_ASSERTED) not_printed(j, "language");
    if (d->year.rule && d->year.origin == RSIS_ORIGIN_DERIVED) not_printed(j, "volume");
    if (d->number_id.rule && d->number_id.origin == RSIS_ORIGIN_DERIVED && !d->supplied_number.rule)
        not_printed(j, "article-id");
    if (has_inferred(d->body) || has_inferred(d->abstract)) not_printed(j, "inferred-break");
    if (!d->issn.rule && d->era->issn.len) not_printed(j, "issn");
    if (has_type(d->body, RSIS_NODE_FOREIGN) || has_type(d->abstract, RSIS_NODE_FOREIGN))
        not_printed(j, "language of passages");
    meta_asserted(j, RSIS_SLOT_PROVENANCE, "asserted-not-printed", rsis_buf_slice(&j->asserted));
}

static void provenance(struct jats *j) {
    const struct rsis_doc *d = j->e.doc;
    rsis_emit_open(&j->e, "custom-meta-group");
    rsis_emit_attr(&j->e, "content-type", "provenance");
    printed_lines(j);
    meta_asserted(j, RSIS_SLOT_PROVENANCE, "source-file", d->carried ? d->carried->name : d->name);
    meta_asserted(j, RSIS_SLOT_PROVENANCE, "source-sha256", d->carried ? d->carried->sha256 : rsis_str_c(d->sha256));
    meta_asserted(j, RSIS_SLOT_PROVENANCE, "source-media-type", rsis_str_c(media_type(d)));
    count(j, "page-breaks-rejoined", d->breaks);
    count(j, "characters-repaired", d->carried ? d->carried->repairs : rsis_ledger_sum(&d->ledger).repairs);
    supplied(j);
    version_reason(j);
    review(j);
    list_asserted(j);
    rsis_emit_close(&j->e);
}

/* Of the archive package that the file was made for. */
static void version(struct jats *j) {
    if (!j->e.doc->version.rule) return;
    rsis_emit_block(&j->e, "article-version", RSIS_SLOT_VERSION);
    rsis_emit_attr(&j->e, "article-version-type", "package");
    rsis_emit_datum(&j->e, RSIS_SLOT_VERSION, &j->e.doc->version);
    rsis_emit_end(&j->e);
}

static void predecessor(struct jats *j) {
    if (!j->e.doc->replaces.rule) return;
    rsis_emit_block(&j->e, "related-article", RSIS_SLOT_VERSION);
    rsis_emit_attr(&j->e, "related-article-type", "updated-article");
    rsis_emit_attr(&j->e, "ext-link-type", "archive-package");
    rsis_emit_datum(&j->e, RSIS_SLOT_VERSION, &j->e.doc->replaces);
    rsis_emit_end(&j->e);
}

static void article_meta(struct jats *j) {
    const struct rsis_doc *d = j->e.doc;
    rsis_emit_open(&j->e, "article-meta");
    article_id(j, "publisher-id", number_of(d));
    article_id(j, "doi", &d->doi);
    article_id(j, "handle", &d->handle);
    version(j);
    categories(j);
    title(j);
    authors(j);
    pub_date(j);
    typed(j, "volume", "year", RSIS_SLOT_VOLUME, &d->year);
    typed(j, "issue", "series-number", RSIS_SLOT_ISSUE, &d->issue);
    rsis_emit_datum_block(&j->e, "elocation-id", RSIS_SLOT_ARTICLE_ID, number_of(d));
    permissions(j);
    predecessor(j);
    abstract(j);
    keywords(j);
    provenance(j);
    rsis_emit_close(&j->e);
}

static void front(struct jats *j) {
    rsis_emit_open(&j->e, "front");
    journal_meta(j);
    article_meta(j);
    if (!rsis_node_empty(j->e.doc->preface)) {
        rsis_emit_open(&j->e, "notes");
        rsis_emit_attr(&j->e, "notes-type", "preface");
        rsis_emit_paras(&j->e, j->e.doc->preface, RSIS_SLOT_PREFACE);
        rsis_emit_close(&j->e);
    }
    rsis_emit_close(&j->e);
}

/* ---------------------------------------------------------------- body and back */

static void figure(struct jats *j, const struct rsis_node *n) {
    rsis_emit_open(&j->e, "fig");
    rsis_emit_id(&j->e, "fig", ++j->figures);
    const struct rsis_node *pic = n->child->child;
    if (pic->child) {
        rsis_emit_open(&j->e, "caption");
        rsis_emit_inline_block(&j->e, "p", RSIS_SLOT_BODY, pic);
        rsis_emit_close(&j->e);
    }
    rsis_xml_open(j->e.x, "graphic");
    rsis_emit_href(&j->e, pic);
    rsis_emit_end(&j->e);
    rsis_emit_close(&j->e);
}

static void body_blocks(struct jats *j, const struct rsis_node *parent) {
    for (const struct rsis_node *n = parent->child; n; n = n->next) {
        switch ((enum rsis_node_type)n->type) {
        case RSIS_NODE_SECTION:
            rsis_emit_open(&j->e, "sec");
            rsis_emit_id(&j->e, "sec", ++j->sections);
            rsis_emit_inline_block(&j->e, "title", RSIS_SLOT_HEADING, n->head);
            body_blocks(j, n);
            rsis_emit_close(&j->e);
            break;
        case RSIS_NODE_LIST:
            list(j, n, RSIS_SLOT_ITEM);
            break;
        case RSIS_NODE_QUOTE:
            rsis_emit_open(&j->e, "disp-quote");
            rsis_emit_paras(&j->e, n, RSIS_SLOT_QUOTE);
            rsis_emit_close(&j->e);
            break;
        case RSIS_NODE_FIGURE:
            figure(j, n);
            break;
        default:
            rsis_emit_block(&j->e, "p", RSIS_SLOT_BODY);
            rsis_emit_id(&j->e, "p", ++j->paras);
            rsis_emit_inlines(&j->e, n, RSIS_SLOT_BODY);
            rsis_emit_end(&j->e);
            break;
        }
    }
}

static void notes(struct jats *j) {
    const struct rsis_doc *d = j->e.doc;
    if (rsis_node_empty(d->notes) && !d->notes_label.len) return;
    rsis_emit_open(&j->e, "fn-group");
    rsis_emit_piece_block(&j->e, "title", RSIS_SLOT_NOTES_TITLE, d->notes_label);
    for (const struct rsis_node *n = d->notes->child; n; n = n->next) {
        rsis_emit_open(&j->e, "fn");
        rsis_emit_id(&j->e, "fn", n->number);
        rsis_emit_piece_block(&j->e, "label", RSIS_SLOT_NOTE_LABEL, n->mark);
        rsis_emit_paras(&j->e, n, RSIS_SLOT_NOTE);
        rsis_emit_close(&j->e);
    }
    rsis_emit_close(&j->e);
}

static void back(struct jats *j) {
    const struct rsis_doc *d = j->e.doc;
    bool label = d->bio_label.len && !first_bio(d), bios = !rsis_node_empty(d->other_bios) || label;
    bool has_notes = !rsis_node_empty(d->notes) || d->notes_label.len;
    if (rsis_node_empty(d->ack) && !bios && !has_notes && rsis_node_empty(d->furniture)) return;
    rsis_emit_open(&j->e, "back");
    if (!rsis_node_empty(d->ack)) {
        rsis_emit_open(&j->e, "ack");
        rsis_emit_paras(&j->e, d->ack, RSIS_SLOT_ACK);
        rsis_emit_close(&j->e);
    }
    if (bios) bio(j, d->other_bios, label);
    notes(j);
    if (!rsis_node_empty(d->furniture)) {
        rsis_emit_open(&j->e, "notes");
        rsis_emit_attr(&j->e, "notes-type", "furniture");
        rsis_emit_paras(&j->e, d->furniture, RSIS_SLOT_FURNITURE);
        rsis_emit_close(&j->e);
    }
    rsis_emit_close(&j->e);
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
    struct jats j = {.e = {.doc = doc, .rec = record, .inlines = &inlines}};
    rsis_buf_init(&j.asserted, doc->arena);
    j.e.x = rsis_xml_new(doc->arena, "article", versions[v].public_id, versions[v].system_id);
    rsis_emit_open(&j.e, "article");
    rsis_xml_attr(j.e.x, "article-type", doc->series->article_type);
    rsis_emit_attr(&j.e, "dtd-version", versions[v].version);
    rsis_emit_lang(&j.e, doc->language.value,
                   doc->language.origin == RSIS_ORIGIN_SUPPLIED ? RSIS_USE_SUPPLIED : RSIS_USE_ASSERTED);
    rsis_emit_attr(&j.e, "xmlns:xlink", "http://www.w3.org/1999/xlink");
    processing_meta(&j);
    front(&j);
    if (!rsis_node_empty(doc->body)) {
        rsis_emit_open(&j.e, "body");
        body_blocks(&j, doc->body);
        rsis_emit_close(&j.e);
    }
    back(&j);
    rsis_emit_close(&j.e);
    return rsis_xml_finish(j.e.x);
}
