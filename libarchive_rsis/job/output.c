/* output.c - putting outputs in place; every write, close and rename is checked. */
#define _GNU_SOURCE /* syncfs, renameat2; NOLINT(bugprone-reserved-identifier,cert-dcl37-c,cert-dcl51-cpp) */
#include "output.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

/* What stands under a name that is to be written. */
enum there { NOTHING, SAME, DIFFERENT, SPECIAL };

/* ---- bytes */

static bool write_all(int fd, struct rsis_str bytes) {
    while (bytes.len) {
        ssize_t n = write(fd, bytes.ptr, bytes.len);
        if (n < 0 && errno == EINTR) continue;
        if (n < 0) return false;
        bytes = rsis_str_from(bytes, (size_t)n);
    }
    return true;
}

/* Does the open file hold exactly `bytes`? A file that cannot be read does not. */
static bool holds(int fd, struct rsis_str bytes) {
    char buf[16 << 10];
    for (;;) {
        ssize_t n = read(fd, buf, sizeof buf);
        if (n < 0 && errno == EINTR) continue;
        if (n <= 0) return n == 0 && bytes.len == 0;
        if ((size_t)n > bytes.len || memcmp(buf, bytes.ptr, (size_t)n) != 0) return false;
        bytes = rsis_str_from(bytes, (size_t)n);
    }
}

static enum there look(const char *path, struct rsis_str bytes) {
    struct stat st;
    /* A link that leads nowhere is in the way like a file that differs. */
    if (stat(path, &st) != 0) return lstat(path, &st) == 0 ? DIFFERENT : NOTHING;
    if (!S_ISREG(st.st_mode)) return SPECIAL;
    if ((uint64_t)st.st_size != bytes.len) return DIFFERENT;
    int fd = open(path, O_RDONLY | O_CLOEXEC | O_NOCTTY);
    if (fd < 0) return DIFFERENT;
    bool same = holds(fd, bytes);
    close(fd);
    return same ? SAME : DIFFERENT;
}

/* ---- findings */

/* Into a pipe or a device a part may have gone; of a file nothing is left. */
static enum rsis_outcome cannot_write(struct rsis_outputs *o, struct rsis_diags *diags, const char *path, bool stream) {
    int error = errno;
    atomic_store(&o->failed, true);
    rsis_report_file(diags, RSIS_DIAG_OUT_WRITE, "%s cannot be written: %s; %s", path, strerror(error),
                     stream ? "the output is incomplete" : "nothing was written");
    return RSIS_FAILED;
}

static enum rsis_outcome in_the_way(struct rsis_outputs *o, struct rsis_diags *diags, const char *path,
                                    enum there there) {
    atomic_store(&o->failed, true);
    rsis_report_file(diags, RSIS_DIAG_OUT_EXISTS, "%s %s; nothing was written", path,
                     there == SPECIAL ? "is there already and is no plain file"
                                      : "is there already and differs (--force replaces it)");
    return RSIS_FAILED;
}

/* ---- a file */

/* A new file beside `path`, under a name that tells what left it there. -1 with errno. */
static int open_beside(struct rsis_outputs *o, struct rsis_buf *name, const char *path) {
    const char *slash = strrchr(path, '/');
    for (;;) {
        name->len = 0;
        rsis_buf_append(name, path, slash ? (size_t)(slash - path) + 1 : 0);
        rsis_buf_printf(name, ".rsis-%ld-%u.tmp", (long)getpid(), atomic_fetch_add(&o->temporaries, 1));
        rsis_buf_char(name, 0);
        int fd = open(name->ptr, O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC | O_NOCTTY, 0666);
        if (fd >= 0 || errno != EEXIST) return fd;
    }
}

/* The directories above an output come with the first output in them. */
static int open_temporary(struct rsis_outputs *o, struct rsis_buf *name, const char *path) {
    int fd = open_beside(o, name, path);
    if (fd >= 0 || errno != ENOENT || o->plan.kind != RSIS_PLAN_DIRECTORY) return fd;
    return rsis_plan_make_parents(name->arena, path) ? open_beside(o, name, path) : -1;
}

/* Without `force` even a file that appeared this moment is not replaced, where the file system can tell. */
static bool install(const char *temporary, const char *path, bool force) {
    if (!force) {
        if (renameat2(AT_FDCWD, temporary, AT_FDCWD, path, RENAME_NOREPLACE) == 0) return true;
        if (errno != EINVAL && errno != ENOSYS) return false;
    }
    return rename(temporary, path) == 0;
}

/* A batch is synced once, at its end; a single output at once. */
static bool fill(const struct rsis_outputs *o, int fd, struct rsis_str bytes) {
    bool ok = write_all(fd, bytes) && (!o->plan.one || fsync(fd) == 0 || errno == EINVAL);
    int error = errno;
    if (close(fd) != 0 && ok) return false;
    errno = error;
    return ok;
}

/* Where a link leads, so that it stays a link; else the path itself. */
static const char *resolve(const char *path, char real[PATH_MAX]) {
    struct stat st;
    return lstat(path, &st) == 0 && S_ISLNK(st.st_mode) && realpath(path, real) ? real : path;
}

static bool write_file(struct rsis_outputs *o, const char *path, struct rsis_str bytes, struct rsis_arena *arena) {
    char real[PATH_MAX];
    struct rsis_buf name;
    path = resolve(path, real);
    rsis_buf_init(&name, arena);
    rsis_buf_reserve(&name, strlen(path) + 64); /* no memory is asked for while the file is open */
    int fd = open_temporary(o, &name, path);
    if (fd < 0) return false;
    if (fill(o, fd, bytes) && install(name.ptr, path, o->force)) {
        atomic_store(&o->written, true);
        return true;
    }
    int error = errno;
    unlink(name.ptr);
    errno = error;
    return false;
}

/* A device or a pipe that was named as the output: there is nothing to put beside it. */
static bool write_special(const char *path, struct rsis_str bytes) {
    int fd = open(path, O_WRONLY | O_CLOEXEC | O_NOCTTY);
    if (fd < 0) return false;
    bool ok = write_all(fd, bytes);
    int error = errno;
    if (close(fd) != 0 && ok) return false;
    errno = error;
    return ok;
}

enum rsis_outcome rsis_outputs_put(struct rsis_outputs *o, const struct rsis_input *in, struct rsis_str bytes,
                                   struct rsis_diags *diags) {
    struct rsis_buf buf;
    rsis_buf_init(&buf, diags->arena);
    if (o->plan.kind == RSIS_PLAN_STDOUT)
        return write_all(STDOUT_FILENO, bytes) ? RSIS_CONVERTED : cannot_write(o, diags, "standard output", true);
    const char *path = rsis_plan_path(&buf, &o->plan, in);
    enum there there = look(path, bytes);
    if (there == SAME) return RSIS_UNCHANGED;
    bool special = there == SPECIAL && o->plan.kind == RSIS_PLAN_FILE;
    if (there == SPECIAL && !special) return in_the_way(o, diags, path, there);
    if (there == DIFFERENT && !o->force) return in_the_way(o, diags, path, there);
    bool ok = special ? write_special(path, bytes) : write_file(o, path, bytes, diags->arena);
    return ok ? RSIS_CONVERTED : cannot_write(o, diags, path, special);
}

/* ---- a large file */

bool rsis_output_open(struct rsis_output *out, struct rsis_outputs *o, const char *path, struct rsis_diags *diags) {
    char real[PATH_MAX];
    path = resolve(path, real);
    out->path = rsis_str_dup(diags->arena, rsis_str_c(path));
    rsis_buf_init(&out->temporary, diags->arena);
    rsis_buf_reserve(&out->temporary, strlen(path) + 64);
    out->fd = open_temporary(o, &out->temporary, out->path);
    if (out->fd >= 0) return true;
    cannot_write(o, diags, out->path, false);
    return false;
}

static bool write_at(int fd, uint64_t at, const char *bytes, size_t len) {
    while (len) {
        ssize_t n = pwrite(fd, bytes, len, (off_t)at);
        if (n < 0 && errno == EINTR) continue;
        if (n < 0) return false;
        bytes += n;
        at += (size_t)n;
        len -= (size_t)n;
    }
    return true;
}

bool rsis_output_write(void *ctx, uint64_t at, const void *bytes, size_t len) {
    const struct rsis_output *out = ctx;
    return write_at(out->fd, at, bytes, len);
}

/* Is what was written the same as the plain file `path`? */
static bool is_same(const struct rsis_output *out) {
    struct stat mine, there;
    char a[16 << 10], b[sizeof a];
    if (stat(out->path, &there) != 0 || fstat(out->fd, &mine) != 0 || mine.st_size != there.st_size) return false;
    int fd = open(out->path, O_RDONLY | O_CLOEXEC | O_NOCTTY);
    bool same = fd >= 0;
    for (off_t at = 0; same && at < mine.st_size; at += (off_t)sizeof a) {
        ssize_t n = pread(out->fd, a, sizeof a, at);
        same = n > 0 && pread(fd, b, (size_t)n, at) == n && memcmp(a, b, (size_t)n) == 0;
    }
    if (fd >= 0) close(fd);
    return same;
}

static enum there look_at_file(const struct rsis_output *out) {
    struct stat st;
    if (lstat(out->path, &st) != 0) return NOTHING;
    if (!S_ISREG(st.st_mode)) return SPECIAL;
    return is_same(out) ? SAME : DIFFERENT;
}

void rsis_output_abandon(struct rsis_output *out, struct rsis_outputs *o, struct rsis_diags *diags, const char *why) {
    int error = errno;
    close(out->fd);
    unlink(out->temporary.ptr);
    errno = error;
    if (!why) return;
    atomic_store(&o->failed, true);
    rsis_report_file(diags, RSIS_DIAG_OUT_WRITE, "%s cannot be written: %s; nothing was written", out->path, why);
}

enum rsis_outcome rsis_output_install(struct rsis_output *out, struct rsis_outputs *o, struct rsis_diags *diags) {
    enum there there = look_at_file(out);
    if (there == SAME || there == SPECIAL || (there == DIFFERENT && !o->force)) {
        rsis_output_abandon(out, o, diags, NULL);
        return there == SAME ? RSIS_UNCHANGED : in_the_way(o, diags, out->path, there);
    }
    bool ok = fsync(out->fd) == 0 || errno == EINVAL;
    if (!ok || !install(out->temporary.ptr, out->path, o->force)) {
        rsis_output_abandon(out, o, diags, strerror(errno));
        return RSIS_FAILED;
    }
    atomic_store(&o->written, true);
    if (close(out->fd) == 0) return RSIS_CONVERTED;
    return cannot_write(o, diags, out->path, true);
}

int rsis_outputs_spool(struct rsis_outputs *o, const char *path, struct rsis_arena *arena) {
    struct rsis_buf name;
    rsis_buf_init(&name, arena);
    rsis_buf_reserve(&name, strlen(path) + 64);
    int fd = open_temporary(o, &name, path);
    if (fd >= 0) unlink(name.ptr);
    return fd;
}

/* ---- the end of a batch */

/* One output was synced itself and only its name is missing; for many, the whole file system is cheaper. */
static bool sync_directory(const struct rsis_outputs *o, const char *path) {
    int fd = open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    if (fd < 0) return false;
    bool ok = (o->plan.one ? fsync(fd) : syncfs(fd)) == 0 || errno == EINVAL;
    int error = errno;
    close(fd);
    errno = error;
    return ok;
}

void rsis_outputs_sync(struct rsis_outputs *o, struct rsis_notices *notices) {
    if (!atomic_load(&o->written)) return;
    const char *path = o->plan.output, *slash = strrchr(path, '/');
    if (o->plan.kind == RSIS_PLAN_FILE)
        path = slash ? rsis_str_dup(notices->arena, rsis_str(path, (size_t)(slash - path) + 1)) : ".";
    if (sync_directory(o, path)) return;
    int error = errno;
    atomic_store(&o->failed, true);
    rsis_notice(notices, path, RSIS_DIAG_OUT_WRITE, 0, "what was written may not have reached the disk: %s",
                strerror(error));
}
