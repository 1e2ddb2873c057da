/*
 * arena.h - memory that dies together.
 *
 * One document, one arena, one thread. Allocation never returns NULL: when memory runs out the arena
 * jumps to the guard that the job set, so that the rooms above need no check after every call. Handles
 * of foreign libraries are registered with rsis_arena_defer and are closed whichever way the arena ends.
 */
#ifndef RSIS_ARENA_H
#define RSIS_ARENA_H

#include <setjmp.h>
#include <stddef.h>
#include <stdint.h>

struct rsis_chunk;
struct rsis_cleanup;

struct rsis_arena {
    struct rsis_chunk *chunks;
    char *at, *end; /* free space of the newest chunk */
    struct rsis_cleanup *cleanups;
    jmp_buf *guard; /* where to go when memory runs out; must be set before the first allocation */
};

void rsis_arena_init(struct rsis_arena *a, jmp_buf *guard);

/* Runs the cleanups, newest first, and keeps one chunk for the next document. */
void rsis_arena_reset(struct rsis_arena *a);

/* Runs the cleanups and gives everything back. */
void rsis_arena_free(struct rsis_arena *a);

/* `size` bytes, zeroed, aligned for any type. */
void *rsis_arena_alloc(struct rsis_arena *a, size_t size);

/* The same, not zeroed and not aligned: for bytes. */
char *rsis_arena_bytes(struct rsis_arena *a, size_t size);

/* Calls fn(p) when the arena is reset or freed. */
void rsis_arena_defer(struct rsis_arena *a, void (*fn)(void *), void *p);

/* Out of memory in a foreign library: leave as if the arena itself had run out. */
_Noreturn void rsis_arena_give_up(struct rsis_arena *a);

/*
 * The n-th allocation after this call in this thread fails; 0 is never. Only fault tests set it.
 */
void rsis_arena_fail_after(uint64_t n);

#define RSIS_NEW(arena, type) ((type *)rsis_arena_alloc((arena), sizeof(type)))
#define RSIS_NEW_ARRAY(arena, type, n) ((type *)rsis_arena_alloc((arena), (n) * sizeof(type)))

/*
 * A growing array in an arena: struct { T *v; uint32_t n, cap; }. RSIS_PUSH gives the place of the new,
 * zeroed last element. Pointers into the array die with the next push.
 */
#define RSIS_VEC(type)                                                                                                 \
    struct {                                                                                                           \
        type *v;                                                                                                       \
        uint32_t n, cap;                                                                                               \
    }
#define RSIS_PUSH(arena, vec)                                                                                          \
    ((vec)->n == (vec)->cap ? (void)((vec)->v = rsis_arena_grow((arena), (vec)->v, &(vec)->cap, sizeof *(vec)->v))     \
                            : (void)0,                                                                                 \
     &(vec)->v[(vec)->n++])

/* Doubles an array of `*cap` elements; for RSIS_PUSH. */
void *rsis_arena_grow(struct rsis_arena *a, void *v, uint32_t *cap, size_t elem);

#endif
