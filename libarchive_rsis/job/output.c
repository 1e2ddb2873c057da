/* output.c - putting outputs in place; every write, close and rename is checked. */
#define _GNU_SOURCE /* syncfs, renameat2, fts; NOLINT(bugprone-reserved-identifier,cert-dcl37-c,cert-dcl51-cpp) */
#include "output.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <fts.h>
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

/* ---- a large file, or a directory */

/* Opens a directory that was made this moment, or takes it away again. */
static int open_made(const char *path) {
    int fd = open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    int error = errno;
    if (fd < 0) rmdir(path);
    errno = error;
    return fd;
}

static int open_directory_beside(struct rsis_outputs *o, struct rsis_buf *name, const char *path) {
    const char *slash = strrchr(path, '/');
    for (;;) {
        name->len = 0;
        rsis_buf_append(name, path, slash ? (size_t)(slash - path) + 1 : 0);
        rsis_buf_printf(name, ".rsis-%ld-%u.tmp", (long)getpid(), atomic_fetch_add(&o->temporaries, 1));
        rsis_buf_char(name, 0);
        if (mkdir(name->ptr, 0777) == 0) return open_made(name->ptr);
        if (errno != EEXIST) return -1;
    }
}

bool rsis_output_open(struct rsis_output *out, struct rsis_outputs *o, const char *path, bool directory,
                      struct rsis_diags *diags) {
    char real[PATH_MAX];
    struct rsis_buf name;
    path = resolve(path, real);
    *out = (struct rsis_output){.path = rsis_str_dup(diags->arena, rsis_str_c(path)), .directory = directory};
    rsis_buf_init(&name, diags->arena);
    rsis_buf_reserve(&name, strlen(path) + 64);
    out->fd = directory ? open_directory_beside(o, &name, out->path) : open_temporary(o, &name, out->path);
    out->temporary = name.ptr;
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

bool rsis_output_seal(struct rsis_output *out) {
    int fd = out->fd;
    if (fd < 0) return true;
    out->fd = -1; /* closed below, also when that fails */
    bool ok = fsync(fd) == 0 || errno == EINVAL;
    int error = errno;
    if (close(fd) != 0 && ok) return false;
    errno = error;
    return ok;
}

/* Takes a file away, or a directory with all that was written into it. */
static void remove_all(const char *path) {
    char *const paths[] = {(char *)(uintptr_t)path, NULL}; /* fts never writes there */
    FTS *tree = fts_open(paths, FTS_PHYSICAL | FTS_NOCHDIR | FTS_NOSTAT, NULL);
    for (FTSENT *e; tree && (e = fts_read(tree));)
        if (e->fts_info != FTS_D) remove(e->fts_accpath);
    if (tree) fts_close(tree);
}

/* Are two plain files the same? O_NONBLOCK: a FIFO in the other's place must not hold the run up. */
static bool same_files(const char *a, const char *b) {
    enum { HOW = O_RDONLY | O_CLOEXEC | O_NOCTTY | O_NOFOLLOW | O_NONBLOCK };
    struct stat x, y;
    char p[16 << 10], q[sizeof p];
    int fa = open(a, HOW), fb = open(b, HOW);
    bool same = fa >= 0 && fb >= 0 && fstat(fa, &x) == 0 && fstat(fb, &y) == 0 && S_ISREG(x.st_mode) &&
                S_ISREG(y.st_mode) && x.st_size == y.st_size;
    for (off_t at = 0; same && at < x.st_size; at += (off_t)sizeof p) {
        ssize_t n = pread(fa, p, sizeof p, at);
        same = n > 0 && pread(fb, q, (size_t)n, at) == n && memcmp(p, q, (size_t)n) == 0;
    }
    if (fa >= 0) close(fa);
    if (fb >= 0) close(fb);
    return same;
}

/* Counts the files below `path`; with `other` also compares each with its counterpart there. */
static bool walk(const char *path, const char *other, size_t *files) {
    char *const paths[] = {(char *)(uintptr_t)path, NULL}, twin[PATH_MAX];
    FTS *tree = fts_open(paths, FTS_PHYSICAL | FTS_NOCHDIR, NULL);
    bool same = tree != NULL;
    *files = 0;
    for (FTSENT *e; tree && (e = fts_read(tree));) {
        if (e->fts_info == FTS_D || e->fts_info == FTS_DP) continue;
        ++*files;
        if (!other || !same) continue;
        int n = snprintf(twin, sizeof twin, "%s%s", other, e->fts_path + strlen(path));
        same = n > 0 && (size_t)n < sizeof twin && same_files(e->fts_path, twin);
    }
    if (tree) fts_close(tree);
    return same;
}

static bool same_directories(const char *a, const char *b) {
    size_t x, y;
    return walk(a, b, &x) && walk(b, NULL, &y) && x == y;
}

static enum there look_beside(const struct rsis_output *out) {
    struct stat st;
    if (lstat(out->path, &st) != 0) return NOTHING;
    if (out->directory ? !S_ISDIR(st.st_mode) : !S_ISREG(st.st_mode)) return SPECIAL;
    bool same = out->directory ? same_directories(out->temporary, out->path) : same_files(out->temporary, out->path);
    return same ? SAME : DIFFERENT;
}

void rsis_output_abandon(struct rsis_output *out, struct rsis_outputs *o, struct rsis_diags *diags, const char *why) {
    int error = errno;
    if (out->fd >= 0) close(out->fd);
    out->fd = -1;
    remove_all(out->temporary);
    errno = error;
    if (!why) return;
    atomic_store(&o->failed, true);
    rsis_report_file(diags, RSIS_DIAG_OUT_WRITE, "%s cannot be written: %s; nothing was written", out->path, why);
}

enum rsis_outcome rsis_output_install(struct rsis_output *out, struct rsis_outputs *o, struct rsis_diags *diags) {
    enum there there = look_beside(out);
    bool force = o->force && !out->directory;
    if (there == SAME || there == SPECIAL || (there == DIFFERENT && !force)) {
        rsis_output_abandon(out, o, diags, NULL);
        return there == SAME ? RSIS_UNCHANGED : in_the_way(o, diags, out->path, there);
    }
    if (!rsis_output_seal(out) || !install(out->temporary, out->path, force)) {
        rsis_output_abandon(out, o, diags, strerror(errno));
        return RSIS_FAILED;
    }
    atomic_store(&o->written, true);
    return RSIS_CONVERTED;
}

int rsis_outputs_nameless(struct rsis_outputs *o, const char *path, struct rsis_arena *arena) {
    struct rsis_buf name;
    rsis_buf_init(&name, arena);
    rsis_buf_reserve(&name, strlen(path) + 64);
    int fd = open_temporary(o, &name, path);
    if (fd >= 0) unlink(name.ptr);
    return fd;
}

/* ---- what an interrupted run has left */

void rsis_outputs_report_leftovers(const struct rsis_outputs *o, struct rsis_notices *notices) {
    const char *path = o->plan.output, *slash = strrchr(path, '/');
    if (o->plan.kind == RSIS_PLAN_FILE)
        path = slash ? rsis_str_dup(notices->arena, rsis_str(path, (size_t)(slash - path) + 1)) : ".";
    DIR *d = opendir(path);
    for (const struct dirent *e; d && (e = readdir(d));) {
        struct rsis_str name = rsis_str_c(e->d_name);
        if (!rsis_str_starts(name, RSIS_LIT(".rsis-")) || !rsis_str_ends(name, RSIS_LIT(".tmp"))) continue;
        rsis_notice(notices, path, RSIS_DIAG_OUT_LEFTOVER, 0,
                    "%s was left by a run that was interrupted; no output needs it, and it may be deleted", e->d_name);
    }
    if (d) closedir(d);
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
