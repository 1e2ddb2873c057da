/*
 * output.h - one output into place: written beside its final name, renamed, never half there.
 *
 * What is there already with the same bytes is left alone; what differs is replaced only with `force`.
 */
#ifndef RSIS_OUTPUT_H
#define RSIS_OUTPUT_H

#include <stdatomic.h>

#include "plan.h"

/* Shared by all threads of a batch. */
struct rsis_outputs {
    struct rsis_plan plan;
    bool force;
    atomic_uint temporaries; /* numbers them */
    atomic_bool written;     /* something was written that is to be synced */
    atomic_bool failed;      /* some output could not be written, or was in the way */
};

/*
 * Puts `bytes` where the plan wants the output of `in`. RSIS_FAILED leaves no trace of the attempt and one
 * finding in `diags`; memory in the arena of `diags`. Any number of threads may call it at once.
 */
enum rsis_outcome rsis_outputs_put(struct rsis_outputs *o, const struct rsis_input *in, struct rsis_str bytes,
                                   struct rsis_diags *diags);

/* Asks the system to bring to the disk what was written. A failure is a finding, and `failed`. */
void rsis_outputs_sync(struct rsis_outputs *o, struct rsis_notices *notices);

#endif
