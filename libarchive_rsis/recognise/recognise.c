/*
 * recognise.c - the order of recognition, and what becomes of the pieces that are not the body.
 */
#include "recognise.h"

#include "parts.h"

#include "../base/utf8.h"

/* A paragraph for each block of a role. */
static struct rsis_node *paras(struct rsis_recogniser *r, enum rsis_role role, bool strip) {
    struct rsis_node *group = rsis_node_new(r->arena, RSIS_NODE_GROUP);
    for (uint32_t i = 0; i < r->blocks.n; i++) {
        const struct rsis_block *b = &r->blocks.v[i];
        if (b->role == role && !b->part) rsis_node_append(group, rsis_inline_para(r, b, strip ? 0xFF : b->style));
    }
    return group;
}

static void build_notes(struct rsis_recogniser *r) {
    r->doc->notes = rsis_node_new(r->arena, RSIS_NODE_GROUP);
    uint32_t number = 0, marks = r->next_mark;
    r->next_mark = UINT32_MAX; /* no marks inside notes */
    for (uint32_t i = 0; i < r->blocks.n; i++) {
        struct rsis_block b = r->blocks.v[i];
        if (b.role != ROLE_NOTE) continue;
        struct rsis_node *note = rsis_node_new(r->arena, RSIS_NODE_NOTE);
        note->number = ++number;
        note->mark = (struct rsis_piece){b.at, b.mark_len};
        uint32_t skip = b.mark_len;
        while (skip < b.len && r->flow->text.ptr[b.at + skip] == ' ' && skip < b.mark_len + 1u) skip++;
        b.at += skip;
        b.len -= skip;
        rsis_node_append(note, rsis_inline_para(r, &b, 0));
        rsis_node_append(r->doc->notes, note);
        if (!r->marked[number])
            rsis_report(r->diags, RSIS_DIAG_NOTE_UNREFERENCED, rsis_block_src(r, &b), b.mark_len,
                        "no mark in the text refers to note %u; it is kept among the notes", number);
    }
    r->next_mark = marks;
}

/* Other authors whose names stand in the note of one. */
static void share_bio(struct rsis_recogniser *r, size_t first, struct rsis_str s) {
    for (size_t i = 0; i < r->doc->n_authors; i++) {
        struct rsis_author *a = &r->doc->authors[i];
        if (i != first && !a->bio && rsis_str_find(s, a->name.value) >= 0) a->shares = &r->doc->authors[first];
    }
}

static void give_bio(struct rsis_recogniser *r, const struct rsis_block *b, size_t *last) {
    struct rsis_doc *d = r->doc;
    struct rsis_node *para = rsis_inline_para(r, b, b->style);
    size_t who = b->author_hit ? b->author : d->n_authors;
    if (who == d->n_authors && *last < d->n_authors) who = *last; /* a further paragraph of the same note */
    if (who == d->n_authors && d->n_authors == 1) who = 0;
    if (who == d->n_authors) {
        rsis_node_append(d->other_bios, para);
        rsis_report(
            r->diags, RSIS_DIAG_META_BIO_UNMATCHED, rsis_block_src(r, b), b->len,
            "this author note begins with none of the authors' names; it stands behind the body, not with an author");
        return;
    }
    if (!d->authors[who].bio) d->authors[who].bio = rsis_node_new(r->arena, RSIS_NODE_GROUP);
    rsis_node_append(d->authors[who].bio, para);
    *last = who;
    share_bio(r, who, rsis_view_block(r, b).s);
}

static void build_bios(struct rsis_recogniser *r) {
    size_t last = r->doc->n_authors;
    r->doc->other_bios = rsis_node_new(r->arena, RSIS_NODE_GROUP);
    for (uint32_t i = 0; i < r->blocks.n; i++)
        if (r->blocks.v[i].role == ROLE_BIO && !r->blocks.v[i].part) give_bio(r, &r->blocks.v[i], &last);
}

/* Where the labels stand, now that text no longer moves. */
static void find_labels(struct rsis_recogniser *r) {
    struct rsis_doc *d = r->doc;
    for (uint32_t i = 0; i < r->blocks.n; i++) {
        const struct rsis_block *b = &r->blocks.v[i];
        struct rsis_piece p = {b->at, b->len};
        if (b->role == ROLE_SYNOPSIS_LABEL) d->abstract_label = p;
        if (b->role == ROLE_BODY_LABEL) d->section_label = p;
        if (b->role == ROLE_BIO_LABEL) d->bio_label = p;
        if (b->role == ROLE_NOTES_LABEL) d->notes_label = p;
    }
}

/* Paragraphs, and bullets as a list. */
static void build_abstract(struct rsis_recogniser *r) {
    struct rsis_node *list = NULL, *abstract = rsis_node_new(r->arena, RSIS_NODE_GROUP);
    r->doc->abstract = abstract;
    for (uint32_t i = 0; i < r->blocks.n; i++) {
        const struct rsis_block *b = &r->blocks.v[i];
        if (b->role != ROLE_SYNOPSIS || b->part) continue;
        struct rsis_node *para = rsis_inline_para(r, b, b->style);
        if (b->kind != RSIS_LINE_BULLET) {
            list = NULL;
            rsis_node_append(abstract, para);
            continue;
        }
        struct rsis_node *item = rsis_node_new(r->arena, RSIS_NODE_ITEM);
        if (!list) rsis_node_append(abstract, list = rsis_node_new(r->arena, RSIS_NODE_LIST));
        rsis_node_append(item, para);
        rsis_node_append(list, item);
    }
}

/* Gaps end as what they yield: a blank inside a block, a line feed between two. */
static void close_ledger(struct rsis_recogniser *r) {
    struct rsis_flow *f = r->flow;
    for (uint32_t i = 0; i < f->lines.n; i++) {
        struct rsis_tile *t = f->lines.v[i].gap ? &f->ledger.tiles.v[f->lines.v[i].gap] : NULL;
        if (!t || !t->text_len) continue;
        t->rule = f->text.ptr[f->lines.v[i].at + f->lines.v[i].len] == ' ' ? RSIS_RULE_SPACE : RSIS_RULE_BREAK;
    }
    r->doc->ledger = f->ledger;
    r->doc->ledger.text = rsis_buf_slice(&f->text);
}

/* Which page each line stands on, where the source shows pages. */
static void count_pages(struct rsis_recogniser *r) {
    if (!r->flow->pages) return;
    r->page_of = RSIS_NEW_ARRAY(r->arena, uint32_t, r->flow->lines.n);
    uint32_t page = 1;
    for (uint32_t i = 0; i < r->flow->lines.n; i++) r->page_of[i] = page += r->flow->lines.v[i].page;
}

/* A body paragraph that follows a page edge takes over the page mark of the furniture before it. */
static void carry_pages(struct rsis_recogniser *r) {
    bool page = false;
    for (uint32_t i = 0; i < r->blocks.n; i++) {
        struct rsis_block *b = &r->blocks.v[i];
        page |= b->page != 0;
        bool aside = b->role == ROLE_FURNITURE || b->role == ROLE_NOTE;
        b->page = page && !aside;
        page = page && aside;
    }
}

static void hidden_addresses(struct rsis_recogniser *r) {
    struct rsis_str s = r->doc->ledger.stream, needle = RSIS_LIT("[email\xC2\xA0protected]"),
                    plain = RSIS_LIT("[email protected]");
    ptrdiff_t at = rsis_str_find(s, plain);
    if (at < 0) at = rsis_str_find(s, needle);
    if (at >= 0)
        rsis_report(r->diags, RSIS_DIAG_META_ADDRESS_HIDDEN, (uint32_t)at, (uint32_t)plain.len,
                    "the site this text came from hid a mail address here; the placeholder is kept");
}

static void long_paragraphs(struct rsis_recogniser *r) {
    for (uint32_t i = r->body; i < r->blocks.n && r->flow->flavour == RSIS_FROM_WRAPPED; i++) {
        const struct rsis_block *b = &r->blocks.v[i];
        if (b->role != ROLE_NONE || b->len < 1800) continue;
        for (uint32_t k = b->first; k < b->last; k++) {
            const struct rsis_line *l = &r->flow->lines.v[k];
            if (!rsis_ends_sentence(rsis_line_text(r->flow, l)) || rsis_starts_lower(rsis_line_text(r->flow, l + 1)))
                continue;
            rsis_report(
                r->diags, RSIS_DIAG_FLOW_MERGED, l[1].src, 0,
                "a long paragraph has a full line that ends a sentence here; two paragraphs may have run together");
            break;
        }
    }
}

void rsis_recognise(struct rsis_doc *doc, struct rsis_flow *flow) {
    struct rsis_recogniser r = {
        .arena = doc->arena, .diags = doc->diags, .flow = flow, .series = doc->series, .doc = doc};
    rsis_furniture_at_edges(&r);
    rsis_blocks_build(&r);
    doc->ledger = flow->ledger;
    doc->ledger.text = rsis_buf_slice(&flow->text);
    count_pages(&r);
    rsis_front_labels(&r);
    rsis_front_numbers(&r);
    rsis_front_notice(&r);
    rsis_front_masthead(&r);
    rsis_front_byline(&r);
    rsis_front_title(&r);
    rsis_furniture_find(&r);
    if (rsis_front_end(&r) < r.blocks.n && rsis_front_end(&r) < rsis_limit_FRONT_BLOCKS) rsis_back_in_front(&r);
    rsis_front_synopsis(&r);
    carry_pages(&r);
    r.marked = RSIS_NEW_ARRAY(r.arena, uint8_t, rsis_limit_NOTES + 1);
    rsis_notes_find(&r);
    rsis_headings_find(&r);
    if (flow->flavour == RSIS_FROM_WRAPPED) rsis_back_split(&r);
    rsis_pages_join(&r);
    rsis_blocks_settle(&r);
    rsis_back_find(&r);
    doc->ledger = flow->ledger;
    doc->ledger.text = rsis_buf_slice(&flow->text);
    r.next_mark = 1;
    find_labels(&r);
    rsis_notice_build(&r);
    build_abstract(&r);
    rsis_body_build(&r);
    doc->masthead = paras(&r, ROLE_MASTHEAD, false);
    doc->preface = paras(&r, ROLE_PREFACE, false);
    doc->furniture = paras(&r, ROLE_FURNITURE, true);
    doc->ack = paras(&r, ROLE_ACK, false);
    build_bios(&r);
    build_notes(&r);
    hidden_addresses(&r);
    long_paragraphs(&r);
    close_ledger(&r);
}
