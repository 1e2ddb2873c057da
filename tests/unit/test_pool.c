/*
 * test_pool.c - order of delivery, one delivery at a time, the bound on what waits, scratch that is not shared,
 * results that cannot be packed.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stdatomic.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include <cmocka.h>

#include "base/limits.h"
#include "base/pool.h"

enum { ITEMS = 2000, MOST_WORKERS = rsis_limit_JOBS };

struct run {
    unsigned jobs;
    unsigned pack_every;     /* each so manieth result can be packed; 0 is none */
    atomic_uint done[ITEMS]; /* how often an item was worked on */
    atomic_size_t delivered; /* how many were */
    atomic_size_t furthest;  /* how far work was ahead of delivery */
    atomic_size_t packed;
    atomic_bool busy[MOST_WORKERS]; /* somebody uses the worker's scratch */
    size_t scratch[MOST_WORKERS];   /* the item that lies there */
    atomic_bool delivering;
    atomic_uint mistakes;
};

/* Counted, not asserted: cmocka's jumps must not leave a thread. */
static void expect(struct run *r, bool ok) {
    if (!ok) atomic_fetch_add(&r->mistakes, 1);
}

static void pause_for(size_t item) {
    struct timespec t = {0, (long)(item * 7919 % 13) * 20000};
    if (item % 50 == 0) nanosleep(&t, NULL);
}

static void work(void *ctx, unsigned worker, size_t item) {
    struct run *r = ctx;
    size_t ahead = item - atomic_load(&r->delivered), seen = atomic_load(&r->furthest);
    while (ahead > seen && ahead < ITEMS && !atomic_compare_exchange_weak(&r->furthest, &seen, ahead)) continue;
    expect(r, worker < r->jobs || (worker == 0 && r->jobs == 0));
    expect(r, !atomic_exchange(&r->busy[worker], true));
    r->scratch[worker] = item;
    pause_for(item);
    atomic_fetch_add(&r->done[item], 1);
    atomic_store(&r->busy[worker], false);
}

static void *pack(void *ctx, unsigned worker, size_t item) {
    struct run *r = ctx;
    expect(r, r->scratch[worker] == item);
    if (!r->pack_every || item % r->pack_every) return NULL;
    size_t *packed = malloc(sizeof *packed);
    if (packed) *packed = item;
    atomic_fetch_add(&r->packed, 1);
    return packed;
}

static void deliver(void *ctx, unsigned worker, size_t item, void *packed) {
    struct run *r = ctx;
    expect(r, !atomic_exchange(&r->delivering, true));
    expect(r, item == atomic_load(&r->delivered));
    expect(r, packed ? *(size_t *)packed == item : r->scratch[worker] == item);
    free(packed);
    atomic_fetch_add(&r->delivered, 1);
    atomic_store(&r->delivering, false);
}

static void run_all(struct run *r, size_t items, unsigned jobs, unsigned pack_every) {
    memset(r, 0, sizeof *r);
    r->jobs = jobs;
    r->pack_every = pack_every;
    struct rsis_pool_task task = {items, jobs, r, work, pack, deliver};
    rsis_pool_run(&task);
    assert_int_equal(atomic_load(&r->mistakes), 0);
    assert_int_equal(atomic_load(&r->delivered), items);
    for (size_t i = 0; i < items; i++) assert_int_equal(atomic_load(&r->done[i]), 1);
}

static void test_order(void **state) {
    static const unsigned jobs[] = {1, 2, 3, 8, 64};
    struct run *r = *state;
    for (size_t i = 0; i < sizeof jobs / sizeof *jobs; i++) {
        run_all(r, ITEMS, jobs[i], 1);
        assert_true(atomic_load(&r->furthest) < (size_t)jobs[i] * 4);
    }
}

static void test_one_thread_packs_nothing(void **state) {
    struct run *r = *state;
    run_all(r, ITEMS, 1, 1);
    assert_int_equal(atomic_load(&r->packed), 0);
}

static void test_what_cannot_be_packed_waits(void **state) {
    struct run *r = *state;
    run_all(r, ITEMS, 8, 0);
    assert_int_equal(atomic_load(&r->packed), 0);
    run_all(r, ITEMS, 8, 3);
    run_all(r, ITEMS, 2, 2);
}

/* ---- one slow item */

enum { SLOW_JOBS = 2, SLOW_ITEMS = 50 };

/* Item 0 waits until as many items were worked on as may wait for it. */
static void work_slowly(void *ctx, unsigned worker, size_t item) {
    struct run *r = ctx;
    struct timespec t = {0, 1000000};
    r->scratch[worker] = item;
    atomic_fetch_add(&r->done[item], 1);
    for (unsigned ms = 0; item == 0 && !atomic_load(&r->done[SLOW_JOBS * 4 - 1]); ms++) {
        nanosleep(&t, NULL);
        if (ms < 20000) continue;
        expect(r, false);
        break;
    }
}

static void test_slow_item_stops_nobody(void **state) {
    struct run *r = *state;
    memset(r, 0, sizeof *r);
    r->pack_every = 1;
    struct rsis_pool_task task = {SLOW_ITEMS, SLOW_JOBS, r, work_slowly, pack, deliver};
    rsis_pool_run(&task);
    assert_int_equal(atomic_load(&r->mistakes), 0);
    assert_int_equal(atomic_load(&r->delivered), SLOW_ITEMS);
    assert_true(atomic_load(&r->packed) >= SLOW_JOBS * 4 - 1);
}

static void test_edges(void **state) {
    struct run *r = *state;
    run_all(r, 0, 4, 1);
    run_all(r, 1, 4, 1);
    run_all(r, 3, 64, 1);
    run_all(r, 10, 0, 1);
    run_all(r, ITEMS, MOST_WORKERS, 1);
    memset(r, 0, sizeof *r);
    r->jobs = MOST_WORKERS; /* more are not started */
    struct rsis_pool_task task = {ITEMS, 100000, r, work, pack, deliver};
    rsis_pool_run(&task);
    assert_int_equal(atomic_load(&r->mistakes), 0);
    assert_int_equal(atomic_load(&r->delivered), ITEMS);
    assert_in_range(rsis_pool_cores(), 1, MOST_WORKERS);
}

static int set_up(void **state) {
    *state = malloc(sizeof(struct run));
    return *state ? 0 : -1;
}

static int tear_down(void **state) {
    free(*state);
    return 0;
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_order),
        cmocka_unit_test(test_one_thread_packs_nothing),
        cmocka_unit_test(test_what_cannot_be_packed_waits),
        cmocka_unit_test(test_slow_item_stops_nobody),
        cmocka_unit_test(test_edges),
    };
    return cmocka_run_group_tests(tests, set_up, tear_down);
}
