/*
 * plan.h - what goes where: the names of outputs, and what is refused before anything is written.
 *
 * Refused are two inputs that would write one output, an output that is one of the inputs, and one output file
 * for many inputs. Nothing is written here but the output directory itself, when it is missing.
 */
#ifndef RSIS_PLAN_H
#define RSIS_PLAN_H

#include "../base/buf.h"
#include "inputs.h"

enum rsis_plan_kind { RSIS_PLAN_STDOUT, RSIS_PLAN_FILE, RSIS_PLAN_DIRECTORY };

struct rsis_plan {
    enum rsis_plan_kind kind;
    const char *output;    /* the file or directory; without slashes at its end */
    const char *extension; /* of outputs: ".xml" */
    bool one;              /* a batch of one input */
};

/*
 * Decides where the outputs of `batch` go. RSIS_ERR_USAGE when the batch makes no sense, RSIS_ERR_OUTPUT
 * when the directory cannot be made; findings say why. The plan lives in `arena`, what is only needed here
 * in `scratch` (guards set by the caller).
 */
enum rsis_status rsis_plan_make(struct rsis_plan *out, struct rsis_arena *arena, struct rsis_arena *scratch,
                                const struct rsis_batch *batch, const struct rsis_inputs *inputs,
                                struct rsis_notices *notices);

/*
 * The same for packages, which are named after what is in them: a directory for many, or for one that is there or ends
 * in a slash; else one file.
 */
enum rsis_status rsis_plan_packages(struct rsis_plan *out, struct rsis_arena *arena, struct rsis_arena *scratch,
                                    const struct rsis_batch *batch, const struct rsis_inputs *inputs,
                                    struct rsis_notices *notices);

/* The same for one package of all inputs. */
enum rsis_status rsis_plan_collection(struct rsis_plan *out, struct rsis_arena *arena, struct rsis_arena *scratch,
                                      const struct rsis_batch *batch, struct rsis_notices *notices);

/* The path of the output of `in`, in place of what `path` held. Not for a plan that writes to standard output. */
const char *rsis_plan_path(struct rsis_buf *path, const struct rsis_plan *plan, const struct rsis_input *in);

/* Makes the directories above `path` that are missing. False with errno. */
bool rsis_plan_make_parents(struct rsis_arena *arena, const char *path);

#endif
