/* with_arena.h - an arena for each test: set up by begin, given back by finish. */
#ifndef RSIS_TEST_WITH_ARENA_H
#define RSIS_TEST_WITH_ARENA_H

#include <setjmp.h>

#include "base/arena.h"

static struct rsis_arena arena;
static jmp_buf guard;

static inline int begin(void **state) {
    (void)state;
    rsis_arena_init(&arena, &guard);
    return 0;
}

static inline int finish(void **state) {
    (void)state;
    rsis_arena_fail_after(0);
    rsis_arena_free(&arena);
    return 0;
}

#endif
