/* epub.h - books out of pages: one commentary, or many. specs/epub.md. */
#ifndef RSIS_JOB_EPUB_H
#define RSIS_JOB_EPUB_H

#include "../model/doc.h"
#include "../package/zip.h"
#include "../write/book.h"

/* A commentary made ready for books. */
struct rsis_leaf {
    struct rsis_part *part;
    struct rsis_str page, jats; /* both read back and proved */
};

/* Writes page and JATS of `doc`, in its arena. False when a statement of the ledger does not hold. */
bool rsis_leaf_make(struct rsis_leaf *out, struct rsis_doc *doc);

/* A book that waits to be written. */
struct rsis_epub {
    struct rsis_book book;                /* parts, title, cover and so on; identifier and modified are set below */
    const struct rsis_zip_entry *pages;   /* of the parts, in reading order, with their names in the container */
    const struct rsis_zip_entry *records; /* their JATS */
    struct rsis_str cover;                /* the image, or empty: a plain one is made */
    const char *date;                     /* from the options, or NULL */
};

/* The names of a part's files in the container. */
const char *rsis_epub_page_name(struct rsis_arena *a, const struct rsis_part *part);
const char *rsis_epub_record_name(struct rsis_arena *a, const struct rsis_part *part);

/*
 * All entries of the book in the order of the container, in `a`; identifier and modified are chosen here. What
 * is only needed on the way stands in `scratch`.
 */
struct rsis_zip_entry *rsis_epub_entries(struct rsis_epub *epub, struct rsis_arena *a, size_t *n);

/* The EPUB of one leaf, in the document's arena. */
struct rsis_str rsis_epub_of(struct rsis_doc *doc, const struct rsis_leaf *leaf);

/* The EPUB of one commentary, in the document's arena. False when a statement of the ledger does not hold. */
bool rsis_epub_write(struct rsis_str *out, struct rsis_doc *doc);

#endif
