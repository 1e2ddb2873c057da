/*
 * pool.h - many items on a few threads, handed over in order.
 *
 * Work on items runs at the same time; delivery is for one item after the other, in order, by one thread
 * at a time, whatever `jobs` is. A worker whose item is done early packs the result and goes on; it may run
 * ahead by a fixed number of items only, so what waits to be delivered stays small.
 */
#ifndef RSIS_POOL_H
#define RSIS_POOL_H

#include <stddef.h>

struct rsis_pool_task {
    size_t items;
    unsigned jobs; /* threads at most, the calling one included; 0 counts as 1 */
    void *ctx;     /* given to all three functions */

    /* Does one item. `worker` (below jobs) says whose scratch memory to use: one thread at a time has it. */
    void (*work)(void *ctx, unsigned worker, size_t item);

    /*
     * Moves the result of the worker's last item out of its scratch memory. NULL when that cannot be
     * done: then the worker waits for the item's turn.
     */
    void *(*pack)(void *ctx, unsigned worker, size_t item);

    /* Hands the item over and frees `packed`; when that is NULL the result still lies with the worker. */
    void (*deliver)(void *ctx, unsigned worker, size_t item, void *packed);
};

/*
 * Runs the task and comes back when every item was delivered. Cannot fail: where threads cannot be had, fewer
 * do the work, at worst the calling one alone.
 */
void rsis_pool_run(const struct rsis_pool_task *task);

/* How many threads make sense when the caller does not say: one a core that is on line. */
unsigned rsis_pool_cores(void);

#endif
