/* contain.h - entries into an open output, in the form that was asked for. */
#ifndef RSIS_CONTAIN_H
#define RSIS_CONTAIN_H

#include "../package/package.h"
#include "../package/zip.h"
#include "output.h"

struct rsis_contents {
    const struct rsis_zip_entry *entries; /* names without a top folder */
    size_t n;
    int spool;       /* for entries without bytes, or -1 */
    const char *top; /* folder that everything stands in, or NULL; a directory is that folder itself */
    uint64_t mtime;  /* of tar entries, seconds since 1970 */
};

/* The file as an entry: stored, its bytes in memory or in the spool. */
struct rsis_zip_entry rsis_file_entry(const struct rsis_file *file);

/* Where the package `id` goes: into the directory of the plan under its own name, or to the file that was named. */
const char *rsis_package_path(const struct rsis_plan *plan, struct rsis_arena *a, const char *id,
                              enum rsis_package_form form);

/* Seconds since 1970 of "YYYY-MM-DDThh:mm:ssZ". */
uint64_t rsis_moment_seconds(const char *when);

/*
 * Writes the contents. NULL when it went well, else why not, in `a` or static; running out of memory is such a reason
 * too and no jump, so that the caller can clean up. Files of a directory are synced one by one.
 */
const char *rsis_contain(struct rsis_output *out, struct rsis_arena *a, enum rsis_package_form form,
                         const struct rsis_contents *c);

#endif
