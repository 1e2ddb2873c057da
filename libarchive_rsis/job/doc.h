/* doc.h - one document from bytes to bytes, inside an arena of the caller's. */
#ifndef RSIS_JOB_DOC_H
#define RSIS_JOB_DOC_H

#include "../model/doc.h"
#include "../write/xhtml.h"

/*
 * Reads `bytes`, recognises, applies overrides and checks S0 and S1, all in `arena` (guard set by the caller).
 * `name` is the input's name as given. Findings go to `diags`, which `bytes` must outlive. RSIS_ERR_INPUT or
 * RSIS_ERR_LIMIT when it is no text, RSIS_ERR_UNPROVED when a statement does not hold.
 */
enum rsis_status rsis_doc_read_in(struct rsis_doc **out, struct rsis_arena *arena, struct rsis_diags *diags,
                                  struct rsis_str name, struct rsis_str bytes, const struct rsis_options *options);

/* Writes `doc` as `to` and checks S2 and S3. The bytes live in the document's arena. */
enum rsis_status rsis_doc_write_in(struct rsis_str *out, struct rsis_doc *doc, enum rsis_to to);

/* The base name of a path, with what XML cannot hold as %XX; in `a`. */
struct rsis_str rsis_doc_name(struct rsis_arena *a, struct rsis_str path);

/* JATS, checked. The bytes live in the document's arena. False, with a finding, when S2 or S3 does not hold. */
bool rsis_doc_write_jats(struct rsis_str *out, struct rsis_doc *doc);

/* A page, checked likewise; `part` is the document's record and learns its heads and pages. */
bool rsis_doc_write_page(struct rsis_str *out, struct rsis_doc *doc, struct rsis_part *part, enum rsis_page_kind kind);

/* Is there a series, and does every member have a value that it may have? */
bool rsis_options_make_sense(const struct rsis_options *options);

#endif
