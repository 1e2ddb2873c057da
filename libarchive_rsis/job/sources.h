/*
 * sources.h - the files that a run reads, whatever their names: what is one of them is never replaced.
 *
 * A file is known by its device and inode. Only plain files count: devices and pipes can be read and written at once.
 */
#ifndef RSIS_SOURCES_H
#define RSIS_SOURCES_H

#include "inputs.h"

struct rsis_source;

struct rsis_sources {
    struct rsis_arena *arena;
    const struct rsis_inputs *inputs;
    const char *const *more;
    size_t n_more;
    struct rsis_source *v; /* sorted; NULL until somebody asks about a file that is there */
    size_t n;
};

/* The inputs, and `n_more` files besides. All must outlive it; what it needs comes from `arena`. */
void rsis_sources_init(struct rsis_sources *s, struct rsis_arena *arena, const struct rsis_inputs *inputs,
                       const char *const *more, size_t n_more);

/* The name of the source that the file at `path` is (NULL: standard output), or NULL when it is none. */
const char *rsis_sources_find(struct rsis_sources *s, const char *path);

#endif
