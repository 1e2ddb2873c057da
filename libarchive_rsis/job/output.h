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

/* One large output, a file or a directory, written piece by piece beside its name. */
struct rsis_output {
    const char *path;      /* links resolved */
    const char *temporary; /* its name until it is installed */
    int fd;                /* of the file, or of the directory */
    bool directory;
};

/*
 * Opens it; false with a finding in `diags`. The names live in the arena of `diags`. Until it is installed or
 * abandoned nothing may leave by a jump.
 */
bool rsis_output_open(struct rsis_output *out, struct rsis_outputs *o, const char *path, bool directory,
                      struct rsis_diags *diags);

/* Puts bytes at a place in it; `ctx` is the output. False with errno. */
bool rsis_output_write(void *ctx, uint64_t at, const void *bytes, size_t len);

/* Brings what was written to the disk, and closes it; it can still be installed. False with errno. */
bool rsis_output_seal(struct rsis_output *out);

/* Puts it in place as rsis_outputs_put does, sealed first where that was not done. A directory
   that differs is not replaced, force or not. RSIS_FAILED leaves nothing. */
enum rsis_outcome rsis_output_install(struct rsis_output *out, struct rsis_outputs *o, struct rsis_diags *diags);

/* Gives it up and leaves nothing; `why` is a finding's text, or NULL when the finding was made elsewhere. */
void rsis_output_abandon(struct rsis_output *out, struct rsis_outputs *o, struct rsis_diags *diags, const char *why);

/* A file without a name in the directory of `path`; -1 with errno. */
int rsis_outputs_nameless(struct rsis_outputs *o, const char *path, struct rsis_arena *arena);

/* Names each temporary that an interrupted run has left in the directory of the outputs; they are not touched. */
void rsis_outputs_report_leftovers(const struct rsis_outputs *o, struct rsis_notices *notices);

/* Asks the system to bring to the disk what was written. A failure is a finding, and `failed`. */
void rsis_outputs_sync(struct rsis_outputs *o, struct rsis_notices *notices);

#endif
