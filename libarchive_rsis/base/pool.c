/* pool.c - a shared counter gives items out, a second one says whose turn it is to be delivered. */
#include "pool.h"

#include <pthread.h>
#include <stdbool.h>
#include <string.h>
#include <unistd.h>

#include "limits.h"

enum {
    AHEAD = 4, /* items a thread that a worker may be ahead of delivery */
    RING = AHEAD * rsis_limit_JOBS,
};

struct pool {
    const struct rsis_pool_task *task;
    pthread_mutex_t lock;
    pthread_cond_t moved; /* `turn` went on */
    size_t next;          /* the first item that nobody took */
    size_t turn;          /* the first item that was not delivered; it belongs to the thread that has it */
    size_t window;        /* next < turn + window, so that items in flight have different places in the ring */
    void *ready[RING];    /* packed results, by item % window */
};

struct worker {
    struct pool *pool;
    unsigned number;
    pthread_t thread;
};

/* Delivers `item`, whose turn it is, and what lies packed behind it. The lock is held around, not during. */
static void deliver(struct pool *p, unsigned worker, size_t item, void *packed) {
    do {
        pthread_mutex_unlock(&p->lock);
        p->task->deliver(p->task->ctx, worker, item, packed);
        pthread_mutex_lock(&p->lock);
        item = ++p->turn;
        packed = p->ready[item % p->window];
        p->ready[item % p->window] = NULL;
        pthread_cond_broadcast(&p->moved);
    } while (packed);
}

/* Leaves the result of `item` for delivery, now or by whoever comes there. The lock is held around. */
static void hand_over(struct worker *w, size_t item) {
    struct pool *p = w->pool;
    void *packed = NULL;
    if (p->turn != item) {
        pthread_mutex_unlock(&p->lock);
        packed = p->task->pack(p->task->ctx, w->number, item);
        pthread_mutex_lock(&p->lock);
    }
    if (packed && p->turn != item) {
        p->ready[item % p->window] = packed;
        return;
    }
    while (p->turn != item) pthread_cond_wait(&p->moved, &p->lock);
    deliver(p, w->number, item, packed);
}

/* The next item to do, or false at the end. The lock is held. */
static bool take(struct pool *p, size_t *item) {
    while (p->next < p->task->items && p->next >= p->turn + p->window) pthread_cond_wait(&p->moved, &p->lock);
    if (p->next >= p->task->items) return false;
    *item = p->next++;
    return true;
}

static void *work(void *arg) {
    struct worker *w = arg;
    struct pool *p = w->pool;
    size_t item;
    pthread_mutex_lock(&p->lock);
    while (take(p, &item)) {
        pthread_mutex_unlock(&p->lock);
        p->task->work(p->task->ctx, w->number, item);
        pthread_mutex_lock(&p->lock);
        hand_over(w, item);
    }
    pthread_mutex_unlock(&p->lock);
    return NULL;
}

static unsigned clamp(const struct rsis_pool_task *task) {
    size_t jobs = task->jobs ? task->jobs : 1;
    if (jobs > rsis_limit_JOBS) jobs = rsis_limit_JOBS;
    if (jobs > task->items && task->items) jobs = task->items;
    return (unsigned)jobs;
}

void rsis_pool_run(const struct rsis_pool_task *task) {
    struct pool p;
    memset(&p, 0, sizeof p);
    unsigned jobs = clamp(task), started = 1;
    p.task = task;
    p.window = (size_t)jobs * AHEAD;
    pthread_mutex_init(&p.lock, NULL);
    pthread_cond_init(&p.moved, NULL);

    struct worker workers[rsis_limit_JOBS];
    for (unsigned i = 0; i < jobs; i++) workers[i] = (struct worker){.pool = &p, .number = i};
    while (started < jobs && pthread_create(&workers[started].thread, NULL, work, &workers[started]) == 0) started++;
    work(&workers[0]);
    for (unsigned i = 1; i < started; i++) pthread_join(workers[i].thread, NULL);

    pthread_cond_destroy(&p.moved);
    pthread_mutex_destroy(&p.lock);
}

unsigned rsis_pool_cores(void) {
    long n = sysconf(_SC_NPROCESSORS_ONLN);
    return n < 1 ? 1 : n > rsis_limit_JOBS ? rsis_limit_JOBS : (unsigned)n;
}
