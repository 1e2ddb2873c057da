/* contain.h - entries into an open output, in the form that was asked for. */
#ifndef RSIS_CONTAIN_H
#define RSIS_CONTAIN_H

#include "../package/zip.h"
#include "output.h"

struct rsis_contents {
    const struct rsis_zip_entry *entries; /* names without a top folder */
    size_t n;
    int spool;       /* for entries without bytes, or -1 */
    const char *top; /* folder that everything stands in, or NULL; a directory is that folder itself */
    uint64_t mtime;  /* of tar entries, seconds since 1970 */
};

/*
 * Writes the contents. NULL when it went well, else why not, in `a` or static; running out of memory is such a reason
 * too and no jump, so that the caller can clean up. Files of a directory are synced one by one.
 */
const char *rsis_contain(struct rsis_output *out, struct rsis_arena *a, enum rsis_package_form form,
                         const struct rsis_contents *c);

#endif
