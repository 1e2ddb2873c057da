/*
 * dirread.c - a directory as a container: walked by descriptors, so that a path that changes under our feet leads
 * nowhere; every entry is looked at before it is opened, and only regular files and directories ever are.
 */
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <unistd.h>

#include "box.h"

/* Entries that are not kept; a directory with more of them is no package. */
enum { ODD_MOST = 5000 };

/* One of them. */
struct odd {
    struct rsis_str name;
    enum rsis_check check;
    int error;
    const char *what;
};

struct walk {
    struct rsis_archive *archive;
    struct rsis_buf path;
    DIR *open[RSIS_BOX_DEPTH]; /* of each level that is being read */
    RSIS_VEC(struct odd) odd;
    size_t name_bytes;
    bool too_many;
};

static void close_walk(void *p) {
    struct walk *w = p;
    for (unsigned i = 0; i < RSIS_BOX_DEPTH; i++)
        if (w->open[i]) closedir(w->open[i]);
    memset(w->open, 0, sizeof w->open);
}

static struct rsis_str path_now(struct walk *w) {
    return rsis_str(rsis_str_dup(w->archive->arena, rsis_buf_slice(&w->path)), w->path.len);
}

static void note(struct walk *w, enum rsis_check check, int error, const char *what) {
    if (w->odd.n == ODD_MOST) w->too_many = true;
    *RSIS_PUSH(w->archive->arena, &w->odd) = (struct odd){path_now(w), check, error, what};
}

static const char *kind_of(mode_t mode) {
    if (S_ISLNK(mode)) return "a symbolic link";
    if (S_ISFIFO(mode)) return "a named pipe";
    if (S_ISSOCK(mode)) return "a socket";
    return S_ISBLK(mode) || S_ISCHR(mode) ? "a device" : "neither a file nor a folder";
}

static void walk_level(struct walk *w, int fd, unsigned depth);

static void enter(struct walk *w, int parent, const char *name, unsigned depth) {
    if (depth == RSIS_BOX_DEPTH) {
        note(w, RSIS_CHECK_BOX_DEPTH, 0, NULL);
        return;
    }
    int fd = openat(parent, name, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC);
    if (fd < 0)
        note(w, RSIS_CHECK_BOX_MEMBER, errno, NULL);
    else
        walk_level(w, fd, depth);
}

static void visit(struct walk *w, int parent, const char *name, unsigned depth) {
    struct rsis_archive *archive = w->archive;
    struct stat st;
    if (fstatat(parent, name, &st, AT_SYMLINK_NOFOLLOW) != 0) {
        note(w, RSIS_CHECK_BOX_MEMBER, errno, NULL);
    } else if (!S_ISREG(st.st_mode) && !S_ISDIR(st.st_mode)) {
        note(w, RSIS_CHECK_BOX_TYPE, 0, kind_of(st.st_mode));
    } else if (archive->members.n == RSIS_BOX_ENTRIES || w->name_bytes > RSIS_BOX_HEADER_BYTES) {
        w->too_many = true;
    } else {
        struct rsis_member m = {.name = path_now(w), .directory = S_ISDIR(st.st_mode), .index = archive->members.n};
        if (!m.directory) m.size = m.packed = (uint64_t)st.st_size;
        m.stamp = rsis_stamp(&st);
        w->name_bytes += m.name.len;
        *RSIS_PUSH(archive->arena, &archive->members) = m;
        if (m.directory) enter(w, parent, name, depth + 1);
    }
}

/* Takes `fd` over. */
static void walk_level(struct walk *w, int fd, unsigned depth) {
    DIR *dir = w->open[depth] = fdopendir(fd);
    if (!dir) {
        int error = errno;
        close(fd);
        note(w, RSIS_CHECK_BOX_MEMBER, error, NULL);
        return;
    }
    size_t length = w->path.len;
    struct dirent *e;
    while (!w->too_many && (errno = 0, e = readdir(dir)) != NULL) {
        if (strcmp(e->d_name, ".") == 0 || strcmp(e->d_name, "..") == 0) continue;
        if (length) rsis_buf_char(&w->path, '/');
        rsis_buf_z(&w->path, e->d_name);
        visit(w, dirfd(dir), e->d_name, depth);
        w->path.len = length;
    }
    if (!w->too_many && errno) note(w, RSIS_CHECK_BOX_MEMBER, errno, NULL);
    w->open[depth] = NULL;
    closedir(dir);
}

static int by_name(const void *a, const void *b) {
    const struct odd *x = a, *y = b;
    return strcmp(x->name.ptr, y->name.ptr);
}

/* Sorted, because a directory gives its entries in any order. */
static void tell(struct walk *w) {
    struct rsis_report *r = w->archive->report;
    char why[128];
    if (w->odd.n) qsort(w->odd.v, w->odd.n, sizeof *w->odd.v, by_name);
    for (uint32_t i = 0; i < w->odd.n; i++) {
        const struct odd *o = &w->odd.v[i];
        if (o->check == RSIS_CHECK_BOX_TYPE)
            rsis_found(r, o->check, o->name, 0, 0, "it is %s; it was not opened", o->what);
        else if (o->check == RSIS_CHECK_BOX_DEPTH)
            rsis_found(r, o->check, o->name, 0, 0, "folders deeper than %d levels are not looked at", RSIS_BOX_DEPTH);
        else
            rsis_found(r, o->check, o->name, 0, 0, "it cannot be read: %s", rsis_errno_text(o->error, why, sizeof why));
    }
}

bool rsis_directory_open(struct rsis_archive *archive, int root) {
    struct walk *w = RSIS_NEW(archive->arena, struct walk);
    w->archive = archive;
    rsis_buf_init(&w->path, archive->arena);
    rsis_buf_reserve(&w->path, 1);
    rsis_arena_defer(archive->arena, close_walk, w);
    int fd = openat(root, ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    if (fd < 0)
        note(w, RSIS_CHECK_BOX_MEMBER, errno, NULL);
    else
        walk_level(w, fd, 0);
    tell(w);
    if (w->too_many)
        rsis_found(archive->report, RSIS_CHECK_BOX_ENTRIES, RSIS_LIT(""), 0, 0,
                   "it has more than %d files and folders, or names of more than %d bytes; no more are looked at",
                   RSIS_BOX_ENTRIES, RSIS_BOX_HEADER_BYTES);
    return !w->too_many;
}

/* Takes the next component of *rest into `name`. False when no system has so long a name. */
static bool next_component(struct rsis_str *rest, char *name, size_t room) {
    const char *slash = memchr(rest->ptr, '/', rest->len);
    size_t len = slash ? (size_t)(slash - rest->ptr) : rest->len;
    if (len >= room) return false;
    memcpy(name, rest->ptr, len);
    name[len] = 0;
    *rest = rsis_str_from(*rest, slash ? len + 1 : len);
    return true;
}

int rsis_directory_open_file(int root, struct rsis_str name) {
    char component[1024];
    int at = root, fd = -1;
    do {
        if (!next_component(&name, component, sizeof component)) {
            errno = ENAMETOOLONG;
            fd = -1;
        } else {
            int kind = name.len ? O_DIRECTORY : O_NONBLOCK | O_NOCTTY;
            fd = openat(at, component, O_RDONLY | O_NOFOLLOW | O_CLOEXEC | kind);
        }
        int error = errno;
        if (at != root) close(at);
        errno = error;
        at = fd;
    } while (name.len && fd >= 0);
    return fd;
}
