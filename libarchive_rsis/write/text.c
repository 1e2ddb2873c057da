/*
 * text.c - clean reading text: one line a paragraph, a blank line between two, in the order of print.
 *
 * It is made to be read again: number line, byline, labels and notes stand as they were printed. Emphasis and
 * link targets have no place in it and are left out (specs/ledger.md, "Reading text output back").
 */
#include "write.h"

struct text {
    struct rsis_doc *doc;
    struct rsis_record *rec;
    struct rsis_buf out;
    uint32_t block;
};

static void piece(struct text *t, enum rsis_slot slot, struct rsis_piece p) {
    rsis_use_piece(t->doc, t->rec, slot, t->block, p, RSIS_USE_PRIMARY);
    rsis_buf_str(&t->out, rsis_doc_text(t->doc, p));
}

static void begin(struct text *t) {
    if (t->out.len) rsis_buf_z(&t->out, "\n");
    t->block++;
}

static void end(struct text *t) {
    rsis_buf_char(&t->out, '\n');
}

static void line(struct text *t, enum rsis_slot slot, struct rsis_piece p) {
    if (!p.len) return;
    begin(t);
    piece(t, slot, p);
    end(t);
}

static void inlines(struct text *t, const struct rsis_node *parent, enum rsis_slot slot) {
    for (const struct rsis_node *n = parent->child; n; n = n->next) {
        if (n->type == RSIS_NODE_TEXT)
            piece(t, slot, n->piece);
        else if (n->type == RSIS_NODE_NOTE_REF)
            piece(t, RSIS_SLOT_NOTE_REF, n->piece);
        else
            inlines(t, n, slot);
        if (n->target.kind == RSIS_USE_PRIMARY) rsis_use_target(t->doc, t->rec, &n->target);
    }
}

static void para(struct text *t, const struct rsis_node *n, enum rsis_slot slot, const char *before) {
    begin(t);
    rsis_buf_z(&t->out, before);
    inlines(t, n, slot);
    end(t);
}

static void paras(struct text *t, const struct rsis_node *group, enum rsis_slot slot, const char *before) {
    for (const struct rsis_node *n = group ? group->child : NULL; n; n = n->next) para(t, n, slot, before);
}

/* A mark and its text on one line, with a blank between as in the source; further paragraphs are lines of their own. */
static void marked(struct text *t, const struct rsis_node *n, enum rsis_slot label, enum rsis_slot slot) {
    begin(t);
    if (n->mark.len) {
        piece(t, label, n->mark);
        rsis_buf_char(&t->out, ' ');
        t->block++;
    } else if (slot != RSIS_SLOT_NOTE && !rsis_str_starts(rsis_doc_text(t->doc, n->child->piece), RSIS_LIT("•"))) {
        rsis_buf_z(&t->out, "• ");
    }
    if (n->child) inlines(t, n->child, slot);
    end(t);
    for (const struct rsis_node *p = n->child ? n->child->next : NULL; p; p = p->next) para(t, p, slot, "");
}

/* The notice was cut by role; it reads as one paragraph. */
static void notice(struct text *t) {
    const struct rsis_node *n = t->doc->notice->child;
    if (!n) return;
    begin(t);
    for (; n; n = n->next) {
        inlines(t, n, RSIS_SLOT_NOTICE);
        t->block++;
        if (n->next) rsis_buf_char(&t->out, ' ');
    }
    end(t);
}

static void body(struct text *t, const struct rsis_node *parent) {
    for (const struct rsis_node *n = parent->child; n; n = n->next) {
        switch ((enum rsis_node_type)n->type) {
        case RSIS_NODE_SECTION:
            para(t, n->head, RSIS_SLOT_HEADING, "");
            body(t, n);
            break;
        case RSIS_NODE_LIST:
            for (const struct rsis_node *i = n->child; i; i = i->next)
                marked(t, i, RSIS_SLOT_ITEM_LABEL, RSIS_SLOT_ITEM);
            break;
        case RSIS_NODE_QUOTE:
            paras(t, n, RSIS_SLOT_QUOTE, "    ");
            break;
        case RSIS_NODE_FIGURE:
            paras(t, n, RSIS_SLOT_BODY, "");
            break;
        default:
            para(t, n, RSIS_SLOT_BODY, "");
            break;
        }
    }
}

static void supplied(struct text *t, const struct rsis_datum *d, enum rsis_slot slot) {
    begin(t);
    rsis_use_datum(t->doc, t->rec, slot, t->block, d);
    rsis_buf_str(&t->out, d->value);
    end(t);
}

static void front(struct text *t) {
    const struct rsis_doc *d = t->doc;
    paras(t, d->preface, RSIS_SLOT_PREFACE, "");
    paras(t, d->masthead, RSIS_SLOT_MASTHEAD, "");
    notice(t);
    for (uint32_t i = 0; i < d->number_lines.n; i++) line(t, RSIS_SLOT_NUMBER_LINE, d->number_lines.v[i]);
    if (d->supplied_kicker.rule)
        supplied(t, &d->supplied_kicker, RSIS_SLOT_KICKER);
    else if (d->kicker)
        para(t, d->kicker, RSIS_SLOT_KICKER, "");
    if (d->supplied_title.rule)
        supplied(t, &d->supplied_title, RSIS_SLOT_TITLE);
    else if (d->title)
        para(t, d->title, RSIS_SLOT_TITLE, "");
    for (uint32_t i = 0; i < d->bylines.n; i++) line(t, RSIS_SLOT_BYLINE, d->bylines.v[i]);
    line(t, RSIS_SLOT_ABSTRACT_TITLE, d->abstract_label);
    for (const struct rsis_node *n = d->abstract->child; n; n = n->next) {
        for (const struct rsis_node *i = n->type == RSIS_NODE_LIST ? n->child : NULL; i; i = i->next)
            marked(t, i, RSIS_SLOT_ITEM_LABEL, RSIS_SLOT_ABSTRACT);
        if (n->type != RSIS_NODE_LIST) para(t, n, RSIS_SLOT_ABSTRACT, "");
    }
    line(t, RSIS_SLOT_SECTION_LABEL, d->section_label);
}

/* Author notes in the order of the source, whoever they belong to. */
static void bios(struct text *t) {
    const struct rsis_doc *d = t->doc;
    line(t, RSIS_SLOT_BIO_TITLE, d->bio_label);
    for (uint32_t last = 0, found = 1; found;) {
        const struct rsis_node *next = NULL;
        for (size_t i = 0; i <= d->n_authors; i++) {
            const struct rsis_node *g = i < d->n_authors ? d->authors[i].bio : d->other_bios;
            for (const struct rsis_node *n = g ? g->child : NULL; n; n = n->next)
                if (n->piece.at >= last && (!next || n->piece.at < next->piece.at)) next = n;
        }
        found = next != NULL;
        if (!next) break;
        para(t, next, RSIS_SLOT_BIO, "");
        last = next->piece.at + 1;
    }
}

struct rsis_str rsis_write_text(struct rsis_doc *doc, struct rsis_record *record) {
    struct text t = {.doc = doc, .rec = record};
    rsis_buf_init(&t.out, doc->arena);
    rsis_buf_reserve(&t.out, doc->ledger.text.len + 1024);
    front(&t);
    body(&t, doc->body);
    paras(&t, doc->ack, RSIS_SLOT_ACK, "");
    bios(&t);
    line(&t, RSIS_SLOT_NOTES_TITLE, doc->notes_label);
    for (const struct rsis_node *n = doc->notes->child; n; n = n->next)
        marked(&t, n, RSIS_SLOT_NOTE_LABEL, RSIS_SLOT_NOTE);
    paras(&t, doc->furniture, RSIS_SLOT_FURNITURE,
          "\f"); /* at the edge of a page, so that it reads as furniture again */
    if (doc->supplied_title.rule && doc->title) {
        begin(&t);
        piece(&t, RSIS_SLOT_PRINTED, doc->title->piece);
        end(&t);
    }
    if (doc->supplied_kicker.rule && doc->kicker) {
        begin(&t);
        piece(&t, RSIS_SLOT_PRINTED, doc->kicker->piece);
        end(&t);
    }
    return rsis_buf_slice(&t.out);
}
