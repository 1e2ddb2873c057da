/* arena.c - chunks of growing size; a cleanup list; one way out when memory ends. */
#include "arena.h"

#include <stdalign.h>
#include <stdlib.h>
#include <string.h>

enum { FIRST_CHUNK = 256 << 10, KEEP_CHUNK = 1 << 20 };

struct rsis_chunk {
    struct rsis_chunk *next;
    size_t size;
    alignas(max_align_t) char data[];
};

struct rsis_cleanup {
    struct rsis_cleanup *next;
    void (*fn)(void *);
    void *p;
};

/* Fault tests make an allocation fail here; nothing else touches it. Per thread, so no thread sees another's. */
static _Thread_local uint64_t fail_countdown;

void rsis_arena_fail_after(uint64_t n) {
    fail_countdown = n;
}

void rsis_arena_init(struct rsis_arena *a, jmp_buf *guard) {
    memset(a, 0, sizeof *a);
    a->guard = guard;
}

void rsis_arena_give_up(struct rsis_arena *a) {
    longjmp(*a->guard, 1);
}

static void add_chunk(struct rsis_arena *a, size_t need) {
    size_t size = a->chunks ? a->chunks->size * 2 : FIRST_CHUNK;
    if (size < need) size = need;
    struct rsis_chunk *c = malloc(sizeof *c + size);
    if (!c) rsis_arena_give_up(a);
    c->next = a->chunks;
    c->size = size;
    a->chunks = c;
    a->at = c->data;
    a->end = c->data + size;
}

static char *take(struct rsis_arena *a, size_t size) {
    if (fail_countdown && --fail_countdown == 0) rsis_arena_give_up(a);
    if ((size_t)(a->end - a->at) < size) add_chunk(a, size);
    char *p = a->at;
    a->at += size;
    return p;
}

char *rsis_arena_bytes(struct rsis_arena *a, size_t size) {
    return take(a, size);
}

void *rsis_arena_alloc(struct rsis_arena *a, size_t size) {
    size_t align = alignof(max_align_t);
    size_t pad = a->at ? (size_t)(-(uintptr_t)a->at & (align - 1)) : 0;
    if ((size_t)(a->end - a->at) < pad + size) {
        pad = 0; /* a new chunk starts aligned; what is left of this one is not */
        a->at = a->end;
    }
    char *p = take(a, pad + size) + pad;
    memset(p, 0, size);
    return p;
}

void *rsis_arena_grow(struct rsis_arena *a, void *v, uint32_t *cap, size_t elem) {
    uint32_t bigger = *cap ? *cap * 2 : 16;
    char *p = rsis_arena_alloc(a, (size_t)bigger * elem);
    if (*cap) memcpy(p, v, (size_t)*cap * elem);
    *cap = bigger;
    return p;
}

void rsis_arena_defer(struct rsis_arena *a, void (*fn)(void *), void *p) {
    jmp_buf *outer = a->guard, guard;
    a->guard = &guard;
    if (setjmp(guard)) { /* no memory to remember the handle: it is closed now, not leaked */
        a->guard = outer;
        fn(p);
        rsis_arena_give_up(a);
    }
    struct rsis_cleanup *c = RSIS_NEW(a, struct rsis_cleanup);
    a->guard = outer;
    c->next = a->cleanups;
    c->fn = fn;
    c->p = p;
    a->cleanups = c;
}

static void run_cleanups(struct rsis_arena *a) {
    for (struct rsis_cleanup *c = a->cleanups; c; c = c->next) c->fn(c->p);
    a->cleanups = NULL;
}

void rsis_arena_reset(struct rsis_arena *a) {
    run_cleanups(a);
    struct rsis_chunk *keep = NULL, *next;
    for (struct rsis_chunk *c = a->chunks; c; c = next) {
        next = c->next;
        if (!keep && c->size <= KEEP_CHUNK)
            keep = c;
        else
            free(c);
    }
    if (keep) keep->next = NULL;
    a->chunks = keep;
    a->at = keep ? keep->data : NULL;
    a->end = keep ? keep->data + keep->size : NULL;
}

void rsis_arena_free(struct rsis_arena *a) {
    run_cleanups(a);
    for (struct rsis_chunk *c = a->chunks, *next; c; c = next) {
        next = c->next;
        free(c);
    }
    a->chunks = NULL;
    a->at = a->end = NULL;
}
