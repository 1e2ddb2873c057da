/*
 * doc.h - a commentary: one metadata struct and one tree of blocks and inlines over the ledger's text.
 *
 * Text is never stored twice: nodes and data are pieces of the text (offset, length). What the source does not
 * print carries its value and says who asserts or supplied it. Everything lives in the document's arena.
 */
#ifndef RSIS_DOC_H
#define RSIS_DOC_H

#include "../diag/diag.h"
#include "../series/series.h"
#include "ledger.h"

/* A piece of the text. */
struct rsis_piece {
    uint32_t at, len;
};

enum rsis_node_type {
    /* blocks */
    RSIS_NODE_SECTION, /* head: its title; children: blocks */
    RSIS_NODE_PARA,
    RSIS_NODE_LIST,   /* children: items; `ordered` */
    RSIS_NODE_ITEM,   /* mark: the printed number; children: paragraphs */
    RSIS_NODE_QUOTE,  /* children: paragraphs */
    RSIS_NODE_NOTE,   /* mark: the printed label; children: paragraphs */
    RSIS_NODE_FIGURE, /* children: one picture */
    RSIS_NODE_GROUP,  /* a holder: children are what its owner says */
    /* inlines */
    RSIS_NODE_TEXT, /* piece */
    RSIS_NODE_EM,
    RSIS_NODE_STRONG,
    RSIS_NODE_SUP,
    RSIS_NODE_SUB,
    RSIS_NODE_LINK,     /* target */
    RSIS_NODE_EMAIL,    /* target */
    RSIS_NODE_PICTURE,  /* target; children: its description */
    RSIS_NODE_NOTE_REF, /* piece; number of the note it refers to */
    RSIS_NODE_BREAK,    /* a page ended here; `evidenced`, `number` */
    RSIS_NODE_FOREIGN,  /* lang */
};

/* Where a link goes: a piece that stands in the source only for that (PRIMARY), or one that is printed too. */
struct rsis_target {
    struct rsis_piece piece;
    struct rsis_str value;
    uint8_t kind; /* enum rsis_use_kind */
    uint8_t derivation;
};

struct rsis_node {
    struct rsis_node *next, *child, *last; /* last: of the children */
    struct rsis_node *head;                /* of a section: GROUP of inlines */
    struct rsis_piece piece, mark;
    struct rsis_target target;
    const char *lang;
    uint32_t number; /* note, page; of a section, paragraph, item ...: counted by the writers */
    uint8_t type, ordered, evidenced, role;
};

/* A value with its origin: a piece of the text, or something that is not printed. */
struct rsis_datum {
    struct rsis_piece piece; /* where it stands, or what it was derived from */
    struct rsis_str value;   /* the value itself; points into the text when printed */
    const char *rule;        /* what found it; NULL when there is no value */
    uint8_t origin;          /* enum rsis_origin */
    uint8_t derivation;
};

struct rsis_author {
    struct rsis_datum name;           /* as printed, or supplied */
    struct rsis_datum given, surname; /* of the index form; rule NULL when there is none */
    struct rsis_datum orcid;
    bool whole;                       /* the name is never inverted */
    struct rsis_node *bio;            /* GROUP of paragraphs, or NULL */
    const struct rsis_author *shares; /* the author whose bio speaks of this one too */
};

/* What a person decided, kept in the provenance. */
struct rsis_supplied {
    struct rsis_str field, value, who, when, reason;
};

/* What a JATS source says of the text that it was converted from; it is written again as it was. */
struct rsis_carried {
    struct rsis_str name, sha256, media_type;
    struct rsis_str review; /* ids of findings, as "needs-review" lists them */
    uint32_t repairs;
};

struct rsis_doc {
    struct rsis_arena *arena;
    struct rsis_diags *diags;
    const struct rsis_series *series;
    const struct rsis_era *era;
    struct rsis_ledger ledger;
    struct rsis_str name; /* base name of the source */
    uint64_t source_bytes;
    char sha256[65];
    enum rsis_from flavour;
    enum rsis_jats jats;
    const char *book_date; /* the day that a book of it is said to be made on, or NULL */
    const char *encoding;
    const struct rsis_carried *carried; /* of a JATS source; else NULL: the source itself is the origin */

    struct rsis_datum issue, year, number_id, issn; /* number_id: 046/2013 */
    struct rsis_datum date;                         /* value: ISO; piece: the date as printed */
    struct rsis_date when;
    bool date_bad;
    struct rsis_datum language;
    struct rsis_datum doi, handle;
    struct rsis_datum supplied_title, supplied_kicker, supplied_number;
    const char *title_rule, *kicker_rule, *synopsis_rule, *notice_rule, *bio_rule;

    RSIS_VEC(struct rsis_piece) number_lines, bylines;
    struct rsis_node *masthead, *preface, *furniture; /* GROUPs of paragraphs */
    struct rsis_node *notice;                         /* GROUP of paragraphs with `role` */
    struct rsis_node *kicker, *title;                 /* GROUPs of inlines */
    struct rsis_piece section_label, abstract_label, bio_label, notes_label;
    struct rsis_node *abstract, *body, *ack; /* GROUPs of blocks */
    struct rsis_node *notes;                 /* GROUP of NOTEs */
    struct rsis_node *other_bios;            /* GROUP of paragraphs that name no author */
    const struct rsis_author *bio_labelled;  /* whose note has bio_label; NULL: the one that stands first */
    struct rsis_author *authors;
    size_t n_authors;
    bool authors_supplied; /* the list is a person's; the byline is kept as printed */
    RSIS_VEC(struct rsis_datum) keywords;
    RSIS_VEC(struct rsis_supplied) supplied;
    struct rsis_datum version, replaces; /* of the package that holds it: "2", and the id of the one before */
    struct rsis_str version_reason;      /* why there is a new version; empty when nobody said */
    uint32_t breaks;                     /* page breaks inside paragraphs that were rejoined */

    /* the last output and its record */
    struct rsis_record record;
};

struct rsis_node *rsis_node_new(struct rsis_arena *a, enum rsis_node_type type);
void rsis_node_append(struct rsis_node *parent, struct rsis_node *child);
static inline bool rsis_node_empty(const struct rsis_node *n) {
    return !n || !n->child;
}
static inline struct rsis_str rsis_doc_text(const struct rsis_doc *d, struct rsis_piece p) {
    return rsis_str(d->ledger.text.ptr + p.at, p.len);
}
/* The stream offset from which text offset `at` came; for findings. */
uint32_t rsis_ledger_source(const struct rsis_ledger *l, uint32_t at);

#endif
