/* xhtml.h - a commentary as a page of XHTML, and the plain record that goes with it. specs/xhtml.md. */
#ifndef RSIS_XHTML_H
#define RSIS_XHTML_H

#include "../model/part.h"
#include "write.h"

/* What books and packages say of the document: everything but the places in its page. In the document's arena. */
struct rsis_part *rsis_part_of(const struct rsis_doc *doc);

/* Where the page will be read. */
enum rsis_page_kind {
    RSIS_PAGE_EPUB, /* a content document of an EPUB, beside its style sheet */
    RSIS_PAGE_WEB,  /* a file by itself, for browsers and printers */
};

/*
 * Writes the page of `doc`, whose record is `part`, and notes the heads and pages in `part`. Every character is
 * recorded as a use. The bytes live in the document's arena.
 */
struct rsis_str rsis_write_xhtml(struct rsis_doc *doc, struct rsis_record *record, struct rsis_part *part,
                                 enum rsis_page_kind kind);

#endif
