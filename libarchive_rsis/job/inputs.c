/* inputs.c - collecting inputs: as given, from a list, from directories. */
#include "inputs.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <sys/stat.h>

#include "../base/file.h"
#include "../base/limits.h"

bool rsis_input_is_stdin(const struct rsis_input *in) {
    return strcmp(in->path, "-") == 0;
}

void rsis_inputs_clear(struct rsis_inputs *in) {
    free(in->v);
    in->v = NULL;
    in->n = in->cap = 0;
}

static struct rsis_input *add(struct rsis_inputs *in, const char *path, size_t tail) {
    if (in->n == in->cap) {
        size_t cap = in->cap ? in->cap + in->cap / 2 : 64;
        struct rsis_input *v = realloc(in->v, cap * sizeof *v);
        if (!v) rsis_arena_give_up(in->arena);
        in->v = v;
        in->cap = cap;
    }
    struct rsis_input *input = &in->v[in->n++];
    *input = (struct rsis_input){.path = path, .tail = (uint32_t)tail};
    if (rsis_input_is_stdin(input)) in->uses_stdin = true;
    return input;
}

/* A file is named after its last component. */
static void add_file(struct rsis_inputs *in, struct rsis_str path) {
    size_t tail = path.len;
    while (tail && path.ptr[tail - 1] != '/') tail--;
    add(in, rsis_str_dup(in->arena, path), tail);
}

/* ---- directories */

typedef RSIS_VEC(const char *) path_list;

static const char *join(struct rsis_arena *a, const char *dir, const char *name) {
    size_t n = strlen(dir), m = strlen(name);
    bool slash = n && dir[n - 1] != '/';
    char *p = rsis_arena_bytes(a, n + slash + m + 1);
    memcpy(p, dir, n);
    if (slash) p[n] = '/';
    memcpy(p + n + slash, name, m + 1);
    return p;
}

enum kind { LEAVE_OUT, TAKE, ENTER };

/* A link that leads nowhere is taken, so that its finding is not lost. */
static enum kind kind_of(int dir, const char *name) {
    struct stat st;
    if (name[0] == '.') return LEAVE_OUT;
    if (fstatat(dir, name, &st, AT_SYMLINK_NOFOLLOW) != 0) return TAKE;
    if (S_ISDIR(st.st_mode)) return ENTER;
    if (S_ISLNK(st.st_mode)) return fstatat(dir, name, &st, 0) != 0 || S_ISREG(st.st_mode) ? TAKE : LEAVE_OUT;
    return S_ISREG(st.st_mode) ? TAKE : LEAVE_OUT;
}

/* Lists one directory: files go to the inputs, directories to `deeper`. The errno of what went wrong, or 0. */
static int list_open(struct rsis_inputs *in, DIR *d, const char *path, size_t tail, path_list *deeper) {
    for (;;) {
        errno = 0;
        const struct dirent *e = readdir(d);
        if (!e) return errno;
        switch (kind_of(dirfd(d), e->d_name)) {
        case LEAVE_OUT:
            break;
        case TAKE:
            add(in, join(in->arena, path, e->d_name), tail);
            break;
        case ENTER:
            *RSIS_PUSH(in->arena, deeper) = join(in->arena, path, e->d_name);
        }
    }
}

/* Running out of memory must not leave the directory open. */
static int list_guarded(struct rsis_inputs *in, DIR *d, const char *path, size_t tail, path_list *deeper) {
    jmp_buf *outer = in->arena->guard, guard;
    in->arena->guard = &guard;
    int error = setjmp(guard) ? ENOMEM : list_open(in, d, path, tail, deeper);
    in->arena->guard = outer;
    return error;
}

static void list(struct rsis_inputs *in, const char *path, size_t tail, path_list *deeper) {
    DIR *d = opendir(path);
    int error = d ? list_guarded(in, d, path, tail, deeper) : errno;
    if (d) closedir(d);
    if (error == ENOMEM) rsis_arena_give_up(in->arena);
    if (error) add(in, path, 0)->error = error;
}

static int by_path(const void *a, const void *b) {
    return strcmp(((const struct rsis_input *)a)->path, ((const struct rsis_input *)b)->path);
}

static void add_directory(struct rsis_inputs *in, const char *given) {
    size_t from = in->n, len = strlen(given);
    while (len > 1 && given[len - 1] == '/') len--;
    const char *top = rsis_str_dup(in->arena, rsis_str(given, len));
    size_t tail = len + (top[len - 1] != '/');
    path_list deeper = {0};
    list(in, top, tail, &deeper);
    while (deeper.n) {
        const char *path = deeper.v[--deeper.n];
        list(in, path, tail, &deeper);
    }
    if (in->n > from) qsort(in->v + from, in->n - from, sizeof *in->v, by_path);
}

/* ---- what was given */

static void add_given(struct rsis_inputs *in, const char *path) {
    struct stat st;
    if (strcmp(path, "-") != 0 && stat(path, &st) == 0 && S_ISDIR(st.st_mode))
        add_directory(in, path);
    else
        add_file(in, rsis_str_c(path));
}

/*
 * Names end in LF or CR LF; in a list that holds a NUL, which no name can, they end in NUL (find -print0).
 * Empty ones do not count.
 */
static void add_names(struct rsis_inputs *in, struct rsis_str names) {
    char separator = names.len && memchr(names.ptr, 0, names.len) ? 0 : '\n';
    while (names.len) {
        const char *end = memchr(names.ptr, separator, names.len);
        struct rsis_str name = {names.ptr, end ? (size_t)(end - names.ptr) : names.len};
        names = rsis_str_from(names, name.len + (end != NULL));
        if (separator && name.len && name.ptr[name.len - 1] == '\r') name.len--;
        if (name.len) add_file(in, name);
    }
}

static enum rsis_status add_files_from(struct rsis_inputs *in, const char *path, struct rsis_notices *notices) {
    struct rsis_str names;
    enum rsis_status st = rsis_file_read(&names, in->arena, path, rsis_limit_SOURCE_BYTES);
    if (st == RSIS_ERR_LIMIT)
        rsis_notice(notices, path, RSIS_DIAG_IN_TOO_LARGE, 0,
                    "the list of inputs is larger than %d bytes; nothing was converted", rsis_limit_SOURCE_BYTES);
    else if (st != RSIS_OK)
        rsis_notice(notices, path, RSIS_DIAG_IN_UNREADABLE, 0,
                    "the list of inputs cannot be read: %s; nothing was converted", strerror(errno));
    if (st != RSIS_OK) return RSIS_ERR_USAGE;
    add_names(in, names);
    return RSIS_OK;
}

/* Standard input has one reader. */
static enum rsis_status check_stdin(const struct rsis_inputs *in, const struct rsis_batch *batch,
                                    struct rsis_notices *notices) {
    bool is_list = batch->files_from && strcmp(batch->files_from, "-") == 0;
    if (!is_list || !in->uses_stdin) return RSIS_OK;
    rsis_notice(notices, "-", RSIS_DIAG_IN_UNREADABLE, 0,
                "standard input is the list of inputs and cannot be an input too; nothing was converted");
    return RSIS_ERR_USAGE;
}

enum rsis_status rsis_inputs_collect(struct rsis_inputs *out, struct rsis_arena *arena, const struct rsis_batch *batch,
                                     struct rsis_notices *notices) {
    enum rsis_status st = RSIS_OK;
    *out = (struct rsis_inputs){.arena = arena};
    for (size_t i = 0; i < batch->n_inputs; i++) add_given(out, batch->inputs[i]);
    if (batch->files_from) st = add_files_from(out, batch->files_from, notices);
    return st == RSIS_OK ? check_stdin(out, batch, notices) : st;
}
