/*
 * proof.h - the statements S0 to S3 of specs/ledger.md, over the ledger and the output alone.
 *
 * This room trusts nobody: it knows no reader, recogniser or writer, and asks of every change whether it is
 * allowed, never whether it is what the code would do again. Each function gives true when its statement
 * holds; otherwise one finding says where it does not.
 */
#ifndef RSIS_PROOF_H
#define RSIS_PROOF_H

#include "../diag/diag.h"
#include "../model/ledger.h"

/* S0: decoding `raw` by `encoding` gives the stream. */
bool rsis_prove_stream(struct rsis_arena *a, struct rsis_diags *d, struct rsis_str raw, const char *encoding,
                       struct rsis_str stream);

/* S1: the tiles make the stream and the text, and each change is allowed. */
bool rsis_prove_tiles(struct rsis_diags *d, const struct rsis_ledger *ledger);

/* S2: every word has one home. `wordings` are those that may be furniture. */
bool rsis_prove_uses(struct rsis_arena *a, struct rsis_diags *d, const struct rsis_ledger *ledger,
                     const struct rsis_record *record, const struct rsis_str *wordings, size_t n_wordings);

/* S3: the JATS file, read back, says what the record says. */
bool rsis_prove_jats(struct rsis_arena *a, struct rsis_diags *d, const struct rsis_record *record,
                     struct rsis_str file);

/* The same for a page of XHTML (specs/ledger.md, "Reading XHTML back"). */
bool rsis_prove_xhtml(struct rsis_arena *a, struct rsis_diags *d, const struct rsis_record *record,
                      struct rsis_str file);

/* S3 for reading text: the same without white space and attributes. */
bool rsis_prove_text(struct rsis_diags *d, const struct rsis_record *record, struct rsis_str file);

/* relations.c: may a tile of this rule turn `before` into `after` here? */
struct rsis_change {
    struct rsis_str before, after; /* pieces of the stream and of the text */
    struct rsis_str stream, text;  /* all of both, for what stands around the pieces */
};
bool rsis_rule_holds(enum rsis_rule rule, const struct rsis_change *c);

/* relations.c: does `value` come from `piece` in this way? */
bool rsis_derivation_holds(enum rsis_derivation how, struct rsis_str piece, struct rsis_str value);

/* relations.c: is a byte of the text that this tile yields the trace of a line end? */
bool rsis_has_line_end(struct rsis_str s);

#endif
