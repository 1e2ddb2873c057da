/* contain.c - ZIP, tar or a directory out of the same entries. */
#include "contain.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include "../package/tar.h"

/* ---------------------------------------------------------------- names, moments, entries */

struct rsis_zip_entry rsis_file_entry(const struct rsis_file *f) {
    return (struct rsis_zip_entry){.name = f->path,
                                   .bytes = f->bytes,
                                   .at = f->at,
                                   .stored_size = f->fixity.size,
                                   .size = f->fixity.size,
                                   .crc = f->fixity.crc};
}

const char *rsis_package_path(const struct rsis_plan *plan, struct rsis_arena *a, const char *id,
                              enum rsis_package_form form) {
    static const char *const endings[] = {
        [RSIS_PACKAGE_ZIP] = ".zip", [RSIS_PACKAGE_DIRECTORY] = "", [RSIS_PACKAGE_TAR] = ".tar"};
    if (plan->kind == RSIS_PLAN_FILE) return plan->output;
    return rsis_format(a, "%s/%s%s", strcmp(plan->output, "/") == 0 ? "" : plan->output, id, endings[form]);
}

/* Days by the civil calendar: years begin in March, so that the odd day comes last. */
uint64_t rsis_moment_seconds(const char *when) {
    long y = strtol(when, NULL, 10), m = strtol(when + 5, NULL, 10), d = strtol(when + 8, NULL, 10);
    long h = strtol(when + 11, NULL, 10), min = strtol(when + 14, NULL, 10), s = strtol(when + 17, NULL, 10);
    y -= m <= 2;
    long days = 365 * y + y / 4 - y / 100 + y / 400 + (153 * (m + (m > 2 ? -3 : 9)) + 2) / 5 + d - 1 - 719468;
    return (uint64_t)(((days * 24 + h) * 60 + min) * 60 + s);
}

/* ---------------------------------------------------------------- a directory */

/* The directory `name` in `parent`, made and synced where it is missing. -1 with errno. */
static int open_below(int parent, const char *name) {
    bool made = mkdirat(parent, name, 0777) == 0;
    if (!made && errno != EEXIST) return -1;
    if (made && fsync(parent) != 0 && errno != EINVAL) return -1;
    return openat(parent, name, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
}

/* The directory that `path` stands in, below `top`. -1 with errno. */
static int open_parent(int top, char *path) {
    int fd = dup(top);
    for (char *name = path, *slash; fd >= 0 && (slash = strchr(name, '/')); name = slash + 1) {
        *slash = 0;
        int below = open_below(fd, name);
        int error = errno;
        *slash = '/';
        close(fd);
        errno = error;
        fd = below;
    }
    return fd;
}

static bool copy_spool(int to, int spool, const struct rsis_zip_entry *e) {
    struct rsis_output file = {.fd = to};
    char buf[32 << 10];
    for (uint64_t done = 0; done < e->stored_size;) {
        size_t n = e->stored_size - done < sizeof buf ? (size_t)(e->stored_size - done) : sizeof buf;
        ssize_t got = pread(spool, buf, n, (off_t)(e->at + done));
        if (got < 0 && errno == EINTR) continue;
        if (got <= 0 || !rsis_output_write(&file, done, buf, (size_t)got)) return false;
        done += (uint64_t)got;
    }
    return true;
}

static bool fill_file(int fd, int spool, const struct rsis_zip_entry *e) {
    struct rsis_output file = {.fd = fd};
    bool ok = e->bytes.ptr ? rsis_output_write(&file, 0, e->bytes.ptr, e->bytes.len) : copy_spool(fd, spool, e);
    ok = ok && (fsync(fd) == 0 || errno == EINVAL);
    int error = errno;
    if (close(fd) != 0 && ok) return false;
    errno = error;
    return ok;
}

static bool write_entry(int top, int spool, const struct rsis_zip_entry *e, char *path) {
    int parent = open_parent(top, path);
    if (parent < 0) return false;
    const char *slash = strrchr(path, '/');
    int fd = openat(parent, slash ? slash + 1 : path, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0666);
    bool ok = fd >= 0 && fill_file(fd, spool, e) && (fsync(parent) == 0 || errno == EINVAL);
    int error = errno;
    close(parent);
    errno = error;
    return ok;
}

static const char *fill_directory(const struct rsis_output *out, struct rsis_arena *a, const struct rsis_contents *c) {
    for (size_t i = 0; i < c->n; i++) {
        char *path = rsis_str_dup(a, rsis_str_c(c->entries[i].name)); /* no descriptor is open now but the output's */
        if (!write_entry(out->fd, c->spool, &c->entries[i], path)) return strerror(errno);
    }
    return NULL;
}

/* ---------------------------------------------------------------- forms */

static const char *fill_zip(struct rsis_output *out, struct rsis_arena *a, const struct rsis_contents *c) {
    struct rsis_zip_sink sink = {rsis_output_write, out};
    struct rsis_zip_entry *entries = RSIS_NEW_ARRAY(a, struct rsis_zip_entry, c->n);
    for (size_t i = 0; i < c->n; i++) {
        entries[i] = c->entries[i];
        if (c->top) entries[i].name = rsis_format(a, "%s/%s", c->top, entries[i].name);
    }
    return rsis_zip_write(a, &sink, c->spool, entries, c->n);
}

static const char *fill_tar(struct rsis_output *out, struct rsis_arena *a, const struct rsis_contents *c) {
    struct rsis_zip_sink sink = {rsis_output_write, out};
    return rsis_tar_write(a, &sink, c->spool, c->top, c->entries, c->n, c->mtime);
}

static const char *fill(struct rsis_output *out, struct rsis_arena *a, enum rsis_package_form form,
                        const struct rsis_contents *c) {
    errno = 0;
    const char *why = form == RSIS_PACKAGE_ZIP   ? fill_zip(out, a, c)
                      : form == RSIS_PACKAGE_TAR ? fill_tar(out, a, c)
                                                 : fill_directory(out, a, c);
    return why && errno ? strerror(errno) : why;
}

const char *rsis_contain(struct rsis_output *out, struct rsis_arena *a, enum rsis_package_form form,
                         const struct rsis_contents *c) {
    jmp_buf guard, *outer = a->guard;
    a->guard = &guard;
    const char *why = setjmp(guard) == 0 ? fill(out, a, form, c) : "no memory";
    a->guard = outer;
    return why;
}
