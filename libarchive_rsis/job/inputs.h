/*
 * inputs.h - the list of what a batch reads.
 *
 * Directories are read to the bottom; what is found is sorted by the bytes of its path. Names that begin with a
 * dot, links to directories and what is neither a file nor a link are left out. An input that cannot be
 * read stays in the list: its turn comes, and then its finding.
 */
#ifndef RSIS_INPUTS_H
#define RSIS_INPUTS_H

#include <stdint.h>

#include "notice.h"

/* Kept small: there may be a great many. */
struct rsis_input {
    const char *path; /* as given, or as found in a directory that was given; "-" is standard input */
    uint32_t tail;    /* where the part of the path begins that names the output */
    int32_t error;    /* errno of a directory that could not be listed, else 0 */
};

struct rsis_inputs {
    struct rsis_arena *arena; /* owns the paths */
    struct rsis_input *v;     /* malloc: an array that grows leaves nothing behind */
    size_t n, cap;
    bool uses_stdin;
};

/*
 * Lists the inputs of `batch`, with paths in `arena` (guard set by the caller). RSIS_ERR_USAGE and a finding
 * when the list itself cannot be had. The caller frees with rsis_inputs_clear, on failure too.
 */
enum rsis_status rsis_inputs_collect(struct rsis_inputs *out, struct rsis_arena *arena, const struct rsis_batch *batch,
                                     struct rsis_notices *notices);

/* Frees the list; the paths are the arena's. */
void rsis_inputs_clear(struct rsis_inputs *in);

/* Is it standard input? */
bool rsis_input_is_stdin(const struct rsis_input *in);

#endif
