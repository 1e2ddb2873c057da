/*
 * epub.h - EPUB 3.3, and EPUB 2 where archives hold it: the container, the package document, the contents and what
 * refers to what. Written from the specifications; specs/validation-epub.md says which clause each check comes from.
 */
#ifndef RSIS_EPUB_H
#define RSIS_EPUB_H

#include "archive.h"

struct rsis_epub_options {
    bool archive; /* what a book for keeping must not have: remote resources, scripts, encryption; and what it must */
};

/*
 * Reads the book in `a` and adds its findings to `r`. Members are read one at a time into memory of their own, which
 * is given back; what stays in the report's arena are findings, names, references and ids. Nothing is fetched and
 * nothing is written. One thread; a guard must be set in the report's arena.
 */
void rsis_validate_epub(struct rsis_report *r, struct rsis_archive *a, const struct rsis_epub_options *o);

/*
 * For a file that should be an EPUB and could not be opened as a ZIP: says so in EPUB's terms. `head` is the
 * beginning of the file, as much as there is of its first four bytes.
 */
void rsis_validate_epub_unopened(struct rsis_report *r, struct rsis_str head);

#endif
