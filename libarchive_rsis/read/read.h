/* read.h - bytes to flow: decoding, finding the flavour, one reader for Markdown and one for text. */
#ifndef RSIS_READ_H
#define RSIS_READ_H

#include "../model/flow.h"

/*
 * Decodes `raw` by the ladder of specs/commentary-format.md into UTF-8 (the same bytes when they are UTF-8).
 * *encoding gets the name that specs/ledger.md uses. RSIS_ERR_INPUT with a finding when it is no text.
 */
enum rsis_status rsis_decode(struct rsis_str *stream, const char **encoding, struct rsis_arena *a, struct rsis_diags *d,
                             struct rsis_str raw);

/* Decodes again by the named encoding, for S0. False when it cannot be done. */
bool rsis_decode_as(struct rsis_str *stream, struct rsis_arena *a, struct rsis_str raw, const char *encoding);

/* Finds how a decoded text is laid out. Never RSIS_FROM_AUTO. */
enum rsis_from rsis_flavour_find(struct rsis_str stream);

/*
 * Reads the stream into a flow. `from` may be AUTO. RSIS_ERR_LIMIT or RSIS_ERR_INPUT with a finding.
 * Everything lives in the arena.
 */
enum rsis_status rsis_read(struct rsis_flow **out, struct rsis_arena *a, struct rsis_diags *d, struct rsis_str stream,
                           const char *encoding, enum rsis_from from);

#endif
