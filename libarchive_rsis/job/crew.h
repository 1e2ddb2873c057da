/*
 * crew.h - many inputs, one after the other to the caller, many at a time inside.
 *
 * Each thread has a desk: an arena that is used again for every input. What is known of an input when its turn comes
 * is its outcome and its findings; nothing else waits. What becomes of an input is the caller's to say.
 */
#ifndef RSIS_CREW_H
#define RSIS_CREW_H

#include "inputs.h"

/* What one thread works with. */
struct rsis_desk {
    struct rsis_arena arena;             /* emptied before every input; guard set by the crew */
    struct rsis_diags diags;             /* findings about the input, in the arena */
    RSIS_VEC(struct rsis_diag) findings; /* in the order of delivery */
    struct rsis_diag no_memory;          /* stands in for all of them when memory ran out */
    enum rsis_outcome outcome;
};

struct rsis_crew {
    const struct rsis_inputs *inputs;
    unsigned jobs; /* threads; 0 is one a core */

    /* Makes what is wanted of inputs->v[item], on any thread. A failure leaves a finding in the desk's diags. */
    enum rsis_outcome (*make)(void *ctx, struct rsis_desk *desk, size_t item);
    /*
     * What is left to do when the item's turn comes, in input order and one at a time; may be NULL. It sets a guard of
     * its own for what it allocates, and tells its findings itself.
     */
    enum rsis_outcome (*place)(void *ctx, size_t item, enum rsis_outcome outcome);
    void *ctx;

    /* Where it is told, in input order, from one thread at a time; either may be NULL. */
    rsis_diag_fn *diag;
    rsis_progress_fn *progress;
    void *told;
    struct rsis_summary *summary; /* inputs and findings are counted here */
};

/* A crew for the inputs of a batch: whom it tells and how many threads it has follow from that; it makes by `fn`. */
struct rsis_crew rsis_crew_of(const struct rsis_batch *batch, const struct rsis_inputs *inputs,
                              struct rsis_summary *summary,
                              enum rsis_outcome (*fn)(void *ctx, struct rsis_desk *desk, size_t item), void *ctx);

/* Runs through all inputs. RSIS_ERR_MEMORY when not even the desks can be had. */
enum rsis_status rsis_crew_run(const struct rsis_crew *crew);

/* Reads the input's bytes into the desk's arena; false with a finding. */
bool rsis_desk_read(struct rsis_desk *desk, const struct rsis_input *in, struct rsis_str *bytes);

/* Puts the findings so far in order; later ones are delivered after them, wherever in the input they point. */
void rsis_desk_settle(struct rsis_desk *desk, const char *path);

/* Counts a finding that is about no single input, and tells it. For struct rsis_notices: `ctx` is the crew. */
void rsis_crew_tell(void *ctx, const struct rsis_diag *diag);

#endif
