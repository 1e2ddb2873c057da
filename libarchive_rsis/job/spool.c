/* spool.c - places are given out first, so that nobody waits for another's bytes. */
#include "spool.h"

#include <errno.h>
#include <unistd.h>

bool rsis_spool_open(struct rsis_spool *s, struct rsis_outputs *o, const char *path, struct rsis_arena *arena) {
    s->fd = rsis_outputs_nameless(o, path, arena);
    return s->fd >= 0;
}

bool rsis_spool_add(struct rsis_spool *s, struct rsis_str bytes, uint64_t *at) {
    struct rsis_output file = {.fd = s->fd};
    *at = atomic_fetch_add(&s->size, bytes.len);
    return rsis_output_write(&file, *at, bytes.ptr, bytes.len);
}

void rsis_spool_report(struct rsis_outputs *o, const char *path, struct rsis_diags *diags) {
    int error = errno;
    atomic_store(&o->failed, true);
    rsis_report_file(diags, RSIS_DIAG_OUT_WRITE, "%s cannot be written: %s; nothing was written", path,
                     strerror(error));
}

size_t rsis_spool_read(const struct rsis_spool *s, uint64_t at, void *out, size_t len) {
    ssize_t n;
    do n = pread(s->fd, out, len, (off_t)at);
    while (n < 0 && errno == EINTR);
    return n > 0 ? (size_t)n : 0;
}

void rsis_spool_close(struct rsis_spool *s) {
    if (s->fd >= 0) close(s->fd);
    s->fd = -1;
}
