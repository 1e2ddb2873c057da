/* spool.h - a file without a name that many threads append to: what is large and needed once. */
#ifndef RSIS_SPOOL_H
#define RSIS_SPOOL_H

#include <stdatomic.h>

#include "output.h"

struct rsis_spool {
    int fd; /* -1: none */
    _Atomic uint64_t size;
};

/* Opens it in the directory of `path`. False with errno. The caller closes it with rsis_spool_close. */
bool rsis_spool_open(struct rsis_spool *s, struct rsis_outputs *o, const char *path, struct rsis_arena *arena);

/* Appends bytes; *at is where they stand. False with errno. Any number of threads may call it at once. */
bool rsis_spool_add(struct rsis_spool *s, struct rsis_str bytes, uint64_t *at);

/* A finding, with errno: the output at `path` cannot be written, because its spool cannot. */
void rsis_spool_report(struct rsis_outputs *o, const char *path, struct rsis_diags *diags);

/* Reads at most `len` bytes from `at` on; 0 with errno when there are none. */
size_t rsis_spool_read(const struct rsis_spool *s, uint64_t at, void *out, size_t len);

void rsis_spool_close(struct rsis_spool *s);

#endif
