/* notice.h - findings about a batch as such: each has a path of its own and is delivered at once. */
#ifndef RSIS_NOTICE_H
#define RSIS_NOTICE_H

#include "../diag/diag.h"

struct rsis_notices {
    struct rsis_arena *arena; /* for messages; guard set by the caller */
    rsis_diag_fn *fn;
    void *ctx;
    size_t n; /* how many there were */
};

/* Delivers one finding about `path`; `line` 0 is the whole file, else its column is 1. */
#if defined(__GNUC__)
__attribute__((format(printf, 5, 6)))
#endif
void rsis_notice(struct rsis_notices *to, const char *path, enum rsis_diag_code code, uint32_t line, const char *fmt,
                 ...);

#endif
