/* jats.h - the JATS that rsis writes, read back: bytes to document, with no flow and no recognition between. */
#ifndef RSIS_READ_JATS_H
#define RSIS_READ_JATS_H

#include "../model/doc.h"

/* Does the stream begin as JATS does: with an XML declaration, the document type `article` or the element? */
bool rsis_is_jats(struct rsis_str stream);

/*
 * Reads `stream`, which is doc->diags->stream, into `doc`: its tree, its data, what the file says of its series
 * (doc->series and doc->era become views of that) and of where it was converted from (doc->carried). Authors that
 * overrides supplied before stay, and get the notes of the authors of the same names. The stream must live as long
 * as the document. RSIS_ERR_INPUT with one finding (RSIS-JATS-001 to -003) when it is not JATS of ours, holds what
 * rsis does not write, or says a value that neither its text shows nor a person supplied.
 */
enum rsis_status rsis_read_jats(struct rsis_doc *doc, struct rsis_str stream, bool asked);

#endif
