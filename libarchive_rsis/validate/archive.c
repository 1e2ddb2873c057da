/* archive.c - which container it is, what holds for the names of all of them, and reading members with one buffer. */
#include "archive.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <unistd.h>

#define ZLIB_CONST
#include <zlib.h>

#include "../base/utf8.h"
#include "box.h"

struct rsis_reader {
    const struct rsis_archive *archive;
    struct rsis_source file; /* of a directory's member while it is read; fd -1 otherwise */
    z_stream z;
    bool inflating; /* z is to be ended */
    unsigned char in[RSIS_BOX_BUFFER], out[RSIS_BOX_BUFFER];
};

struct handle {
    struct rsis_source source; /* not used by directories */
    struct rsis_reader *reader;
};

/* ---------------------------------------------------------------- bytes */

ssize_t rsis_source_read(const struct rsis_source *s, uint64_t at, void *out, size_t n) {
    if (at >= s->size) return 0;
    if (n > s->size - at) n = (size_t)(s->size - at);
    if (s->fd < 0) {
        memcpy(out, s->bytes.ptr + at, n);
        return (ssize_t)n;
    }
    size_t got = 0;
    while (got < n) {
        ssize_t one = pread(s->fd, (char *)out + got, n - got, (off_t)(at + got));
        if (one < 0 && errno == EINTR) continue;
        if (one < 0) return -1;
        if (one == 0) break;
        got += (size_t)one;
    }
    return (ssize_t)got;
}

uint64_t rsis_stamp(const struct stat *st) {
    const uint64_t parts[] = {(uint64_t)st->st_dev,         (uint64_t)st->st_ino,          (uint64_t)st->st_size,
                              (uint64_t)st->st_mtim.tv_sec, (uint64_t)st->st_mtim.tv_nsec, (uint64_t)st->st_ctim.tv_sec,
                              (uint64_t)st->st_ctim.tv_nsec};
    uint64_t h = 0xCBF29CE484222325u;
    for (size_t i = 0; i < sizeof parts / sizeof *parts; i++) {
        h = (h ^ parts[i]) * 0x9E3779B97F4A7C15u;
        h ^= h >> 29;
    }
    return h;
}

const char *rsis_errno_text(int error, char *buf, size_t size) {
    if (strerror_r(error, buf, size) != 0) return "the system refuses";
    return buf;
}

/* ---------------------------------------------------------------- names */

static bool is_dots(struct rsis_str component) {
    return rsis_str_eq(component, RSIS_LIT("..")) || rsis_str_eq(component, RSIS_LIT(".")) || component.len == 0;
}

/* ".", ".." or nothing between separators. A backslash separates on some systems, so it does here. */
static bool has_dots(struct rsis_str name) {
    size_t start = 0;
    for (size_t i = 0; i <= name.len; i++) {
        if (i < name.len && name.ptr[i] != '/' && name.ptr[i] != '\\') continue;
        if (is_dots(rsis_str(name.ptr + start, i - start))) return true;
        start = i + 1;
    }
    return false;
}

/* What is wrong with a name inside a ZIP or tar, or NULL. */
static const char *unsafe(enum rsis_archive_kind kind, struct rsis_str name) {
    if (name.len == 0) return "it is empty";
    if (name.len > RSIS_BOX_NAME_BYTES) return "it is longer than any system takes";
    if (memchr(name.ptr, 0, name.len)) return "it has a NUL byte, behind which some programs read nothing";
    if (name.ptr[0] == '/' || name.ptr[0] == '\\') return "it is absolute";
    if (name.len > 1 && name.ptr[1] == ':' && rsis_is_alpha(name.ptr[0])) return "it begins with a drive letter";
    if (has_dots(name)) return "it has an empty component, \".\" or \"..\"";
    if (kind == RSIS_ARCHIVE_TAR) return NULL; /* made on Unix, where the rest is legal */
    if (memchr(name.ptr, '\\', name.len)) return "it has a backslash, which is a separator on some systems";
    return NULL;
}

struct rsis_str rsis_box_name(struct rsis_archive *archive, struct rsis_str raw) {
    struct rsis_str name = raw;
    while (rsis_str_starts(name, RSIS_LIT("./"))) name = rsis_str_from(name, 2);
    while (name.len > 1 && name.ptr[name.len - 1] == '/') name.len--;
    const char *why = unsafe(archive->kind, name);
    if (why) {
        rsis_found(archive->report, RSIS_CHECK_BOX_NAME, raw, 0, 0, "the name is not safe: %s; the entry is left out",
                   why);
        return (struct rsis_str){NULL, 0};
    }
    return name;
}

/* ---------------------------------------------------------------- the members as a whole */

static int by_name(const void *a, const void *b) {
    const struct rsis_member *x = a, *y = b;
    int order = rsis_str_compare(x->name, y->name);
    if (order) return order;
    return x->index < y->index ? -1 : x->index > y->index;
}

static void drop_unsafe(struct rsis_archive *archive) {
    uint32_t kept = 0;
    for (uint32_t i = 0; i < archive->members.n; i++)
        if (archive->members.v[i].name.ptr) archive->members.v[kept++] = archive->members.v[i];
    archive->members.n = kept;
}

/* The members are sorted: equal names stand together, the first of the container first. */
static void drop_duplicates(struct rsis_archive *archive) {
    uint32_t kept = 0;
    for (uint32_t i = 0; i < archive->members.n; i++) {
        struct rsis_member *m = &archive->members.v[i];
        bool again = kept && rsis_str_eq(archive->members.v[kept - 1].name, m->name);
        if (again && !(m->directory && archive->members.v[kept - 1].directory))
            rsis_found(archive->report, RSIS_CHECK_BOX_DUPLICATE, m->name, 0, 0,
                       "the archive has this name more than once: entries %u and %u",
                       archive->members.v[kept - 1].index + 1, m->index + 1);
        if (!again) archive->members.v[kept++] = *m;
    }
    archive->members.n = kept;
}

static struct rsis_str folder_of(struct rsis_str name) {
    while (name.len && name.ptr[name.len - 1] != '/') name.len--;
    if (name.len) name.len--;
    return name;
}

/* A file "a" beside "a/b": it depends on the program and the order what is unpacked. */
static void find_clashes(struct rsis_archive *archive) {
    struct rsis_str last = {NULL, 0};
    for (uint32_t i = 0; i < archive->members.n; i++) {
        struct rsis_str name = archive->members.v[i].name, folder = folder_of(name);
        if (rsis_str_eq(folder, last)) continue;
        last = folder;
        for (; folder.len; folder = folder_of(folder)) {
            const struct rsis_member *m = rsis_archive_find(archive, folder);
            if (m && !m->directory)
                rsis_found(archive->report, RSIS_CHECK_BOX_CLASH, folder, 0, 0,
                           "this is a file, and also the folder of \"%.*s\"", RSIS_ARG(name));
        }
    }
}

static void find_names_that_are_no_text(struct rsis_archive *archive) {
    for (uint32_t i = 0; i < archive->members.n; i++) {
        struct rsis_str name = archive->members.v[i].name;
        size_t bad = rsis_utf8_check(name);
        if (bad < name.len)
            rsis_found(archive->report, RSIS_CHECK_BOX_NAME_TEXT, name, 0, 0, "byte %zu of the name is not UTF-8",
                       bad + 1);
    }
}

static void settle_names(struct rsis_archive *archive) {
    drop_unsafe(archive);
    if (archive->members.n) qsort(archive->members.v, archive->members.n, sizeof *archive->members.v, by_name);
    drop_duplicates(archive);
    find_names_that_are_no_text(archive);
    if (archive->kind != RSIS_ARCHIVE_DIRECTORY) find_clashes(archive);
}

const struct rsis_member *rsis_archive_find(const struct rsis_archive *archive, struct rsis_str name) {
    const struct rsis_member wanted = {.name = name};
    uint32_t low = 0, high = archive->members.n;
    while (low < high) {
        uint32_t middle = low + (high - low) / 2;
        if (by_name(&archive->members.v[middle], &wanted) < 0)
            low = middle + 1;
        else
            high = middle;
    }
    if (low == archive->members.n || !rsis_str_eq(archive->members.v[low].name, name)) return NULL;
    return &archive->members.v[low];
}

/* ---------------------------------------------------------------- opening */

static void close_source(void *p) {
    struct rsis_source *s = p;
    if (s->fd >= 0) close(s->fd);
    s->fd = -1;
}

/* Formats that hold files but are not read here. */
static const struct {
    unsigned char magic[4];
    const char *name;
} COMPRESSED[] = {
    {{0x1F, 0x8B, 8, 0}, "gzip"},   {{'B', 'Z', 'h', 0}, "bzip2"}, {{0xFD, '7', 'z', 'X'}, "xz"},
    {{'7', 'z', 0xBC, 0xAF}, "7z"}, {{'R', 'a', 'r', '!'}, "RAR"}, {{0x28, 0xB5, 0x2F, 0xFD}, "zstd"},
};

static const char *compressed(const unsigned char *block) {
    for (size_t i = 0; i < sizeof COMPRESSED / sizeof *COMPRESSED; i++)
        if (memcmp(block, COMPRESSED[i].magic, COMPRESSED[i].magic[3] ? 4 : 3) == 0) return COMPRESSED[i].name;
    return NULL;
}

/* Has it a ZIP's end record near the end? What has bytes in front is a ZIP all the same. */
static bool ends_like_zip(const struct rsis_source *s) {
    unsigned char tail[1024];
    uint64_t at = s->size > sizeof tail ? s->size - sizeof tail : 0;
    ssize_t n = rsis_source_read(s, at, tail, sizeof tail);
    for (ssize_t i = 0; i + 22 <= n; i++)
        if (memcmp(tail + i, "PK\5\6", 4) == 0) return true;
    return false;
}

static bool open_by_content(struct rsis_archive *archive, const struct rsis_source *s) {
    static const struct rsis_str whole = {"", 0};
    unsigned char block[512] = {0};
    char why[128];
    if (rsis_source_read(s, 0, block, sizeof block) < 0) {
        rsis_found(archive->report, RSIS_CHECK_BOX_OPEN, whole, 0, 0, "it cannot be read: %s",
                   rsis_errno_text(errno, why, sizeof why));
        return false;
    }
    if (s->size == 0) {
        rsis_found(archive->report, RSIS_CHECK_BOX_CUT, whole, 0, 0, "the file has no bytes: an incomplete transfer?");
        return false;
    }
    archive->kind = RSIS_ARCHIVE_ZIP;
    if (memcmp(block, "PK", 2) == 0 && block[2] < 9 && block[3] < 9) return rsis_zip_open(archive, s);
    archive->kind = RSIS_ARCHIVE_TAR;
    if (s->size >= sizeof block && rsis_tar_looks_like(block)) return rsis_tar_open(archive, s);
    archive->kind = RSIS_ARCHIVE_ZIP;
    const char *format = compressed(block);
    if (!format && ends_like_zip(s)) return rsis_zip_open(archive, s);
    rsis_found(archive->report, RSIS_CHECK_BOX_KIND, whole, 0, 0,
               format ? "it is compressed with %s, which is not read here" : "it is neither a ZIP nor a tar%s",
               format ? format : "");
    return false;
}

static struct handle *new_handle(struct rsis_archive *out, struct rsis_arena *a, struct rsis_report *report) {
    struct handle *h = RSIS_NEW(a, struct handle);
    h->source.fd = -1;
    *out = (struct rsis_archive){.arena = a, .report = report, .handle = h};
    rsis_arena_defer(a, close_source, &h->source);
    return h;
}

static bool finish_opening(struct rsis_archive *archive, bool opened) {
    settle_names(archive);
    return opened;
}

/* The path itself may be a link: the user gave it. O_NONBLOCK: a FIFO must not hold us. */
static bool open_path(struct rsis_archive *out, struct rsis_source *s, const char *path, struct stat *st) {
    char why[128];
    if (stat(path, st) == 0 && !S_ISREG(st->st_mode) && !S_ISDIR(st->st_mode)) {
        rsis_found(out->report, RSIS_CHECK_BOX_KIND, RSIS_LIT(""), 0, 0, "it is neither a file nor a directory");
        return false;
    }
    s->fd = open(path, O_RDONLY | O_NONBLOCK | O_CLOEXEC | O_NOCTTY);
    if (s->fd < 0 || fstat(s->fd, st) != 0) {
        rsis_found(out->report, RSIS_CHECK_BOX_OPEN, RSIS_LIT(""), 0, 0, "it cannot be opened: %s",
                   rsis_errno_text(errno, why, sizeof why));
        return false;
    }
    return true;
}

bool rsis_archive_open(struct rsis_archive *out, struct rsis_arena *a, struct rsis_report *report, const char *path) {
    struct handle *h = new_handle(out, a, report);
    struct stat st;
    if (!open_path(out, &h->source, path, &st)) return false;
    if (S_ISDIR(st.st_mode)) {
        out->kind = RSIS_ARCHIVE_DIRECTORY;
        return finish_opening(out, rsis_directory_open(out, h->source.fd));
    }
    if (!S_ISREG(st.st_mode)) {
        rsis_found(report, RSIS_CHECK_BOX_KIND, RSIS_LIT(""), 0, 0, "it is neither a file nor a directory");
        return false;
    }
    h->source.size = (uint64_t)st.st_size;
    h->source.stamp = rsis_stamp(&st);
    return finish_opening(out, open_by_content(out, &h->source));
}

bool rsis_archive_open_bytes(struct rsis_archive *out, struct rsis_arena *a, struct rsis_report *report,
                             const char *name, struct rsis_str bytes) {
    struct handle *h = new_handle(out, a, report);
    report->within = name;
    h->source.bytes = bytes;
    h->source.size = bytes.len;
    return finish_opening(out, open_by_content(out, &h->source));
}

void rsis_archive_settle(struct rsis_archive *archive) {
    const struct handle *h = archive->handle;
    struct stat st;
    if (h->source.fd < 0 || archive->kind == RSIS_ARCHIVE_DIRECTORY) return;
    if (fstat(h->source.fd, &st) != 0 || rsis_stamp(&st) != h->source.stamp)
        rsis_found(archive->report, RSIS_CHECK_BOX_CHANGED, RSIS_LIT(""), 0, 0, "it was changed while it was read");
}

/* ---------------------------------------------------------------- reading members */

/* One reading: where pieces go, and how far it is. */
struct stream {
    struct rsis_reader *reader;
    const struct rsis_source *source;
    const struct rsis_member *m;
    bool (*take)(void *ctx, const void *bytes, size_t len);
    void *ctx;
    uint64_t packed_done;
    bool stopped;
    uint32_t crc;
    struct rsis_member_end end;
};

static void close_reader(void *p) {
    struct rsis_reader *r = p;
    close_source(&r->file);
    if (r->inflating) inflateEnd(&r->z);
    r->inflating = false;
}

struct rsis_reader *rsis_reader_new(struct rsis_archive *archive) {
    struct rsis_reader *r = RSIS_NEW(archive->arena, struct rsis_reader);
    r->archive = archive;
    r->file.fd = -1;
    rsis_arena_defer(archive->arena, close_reader, r);
    if (archive->kind == RSIS_ARCHIVE_ZIP) {
        if (inflateInit2(&r->z, -MAX_WBITS) != Z_OK) rsis_arena_give_up(archive->arena);
        r->inflating = true;
    }
    return r;
}

static bool fail(struct stream *s, enum rsis_check check, int error) {
    s->end.check = check;
    s->end.error = error;
    return false;
}

/* Hands a piece on. Never more than one byte over the size that was claimed. */
static bool give(struct stream *s, const unsigned char *bytes, size_t n) {
    if (n > s->m->size - s->end.got) {
        s->end.got = s->m->size + 1;
        return fail(s, RSIS_CHECK_BOX_SIZE, 0);
    }
    s->end.got += n;
    if (s->reader->archive->kind == RSIS_ARCHIVE_ZIP) s->crc = (uint32_t)crc32_z(s->crc, bytes, n);
    s->stopped = n && !s->take(s->ctx, bytes, n);
    return !s->stopped;
}

/* The next bytes of the container that belong to the member; 0 at their end. */
static bool next_packed(struct stream *s, unsigned char *out, size_t *n) {
    uint64_t left = s->m->packed - s->packed_done;
    size_t want = left < RSIS_BOX_BUFFER ? (size_t)left : RSIS_BOX_BUFFER;
    ssize_t got = want ? rsis_source_read(s->source, s->m->data_at + s->packed_done, out, want) : 0;
    if (got < 0) return fail(s, RSIS_CHECK_BOX_MEMBER, errno);
    if ((size_t)got < want) return fail(s, RSIS_CHECK_BOX_CHANGED, 0);
    s->packed_done += want;
    *n = want;
    return true;
}

static bool copy(struct stream *s) {
    size_t n;
    do {
        if (!next_packed(s, s->reader->out, &n) || !give(s, s->reader->out, n)) return false;
    } while (n);
    return true;
}

/* Inflates what is in the input buffer. *done when the deflated stream ended. */
static bool inflate_piece(struct stream *s, bool *done) {
    z_stream *z = &s->reader->z;
    int status;
    do {
        z->next_out = s->reader->out;
        z->avail_out = RSIS_BOX_BUFFER;
        status = inflate(z, Z_NO_FLUSH);
        if (status != Z_OK && status != Z_STREAM_END && status != Z_BUF_ERROR)
            return fail(s, RSIS_CHECK_BOX_DATA, status == Z_MEM_ERROR ? ENOMEM : 0);
        if (!give(s, s->reader->out, RSIS_BOX_BUFFER - z->avail_out)) return false;
    } while (status == Z_OK && z->avail_out == 0);
    *done = status == Z_STREAM_END;
    return true;
}

static bool unpack(struct stream *s) {
    z_stream *z = &s->reader->z;
    bool done = false;
    inflateReset(z);
    while (!done) {
        size_t n;
        if (!next_packed(s, s->reader->in, &n)) return false;
        if (n == 0) return fail(s, RSIS_CHECK_BOX_DATA, 0);
        z->next_in = s->reader->in;
        z->avail_in = (uInt)n;
        if (!inflate_piece(s, &done)) return false;
    }
    if (z->avail_in || s->packed_done < s->m->packed) return fail(s, RSIS_CHECK_BOX_SIZE, 0);
    return true;
}

static void read_packed(struct stream *s) {
    if (s->m->method == 8 ? !unpack(s) : !copy(s)) return;
    if (s->end.got != s->m->size)
        fail(s, RSIS_CHECK_BOX_SIZE, 0);
    else if (s->reader->archive->kind == RSIS_ARCHIVE_ZIP && s->crc != s->m->crc)
        fail(s, RSIS_CHECK_BOX_CRC, 0);
}

/* Is it still the regular file that was seen when the directory was read? */
static bool unchanged(const struct rsis_source *file, const struct rsis_member *m) {
    struct stat st;
    return fstat(file->fd, &st) == 0 && S_ISREG(st.st_mode) && rsis_stamp(&st) == m->stamp;
}

static void read_file(struct stream *s) {
    struct rsis_source *file = &s->reader->file;
    file->fd = rsis_directory_open_file(s->source->fd, s->m->name);
    file->size = s->m->size;
    if (file->fd < 0) {
        bool gone = errno == ENOENT || errno == ELOOP || errno == ENOTDIR;
        fail(s, gone ? RSIS_CHECK_BOX_CHANGED : RSIS_CHECK_BOX_MEMBER, errno);
        return;
    }
    s->source = file;
    if (!unchanged(file, s->m))
        fail(s, RSIS_CHECK_BOX_CHANGED, 0);
    else if (copy(s) && !unchanged(file, s->m))
        fail(s, RSIS_CHECK_BOX_CHANGED, 0);
    close_source(file);
}

struct rsis_member_end rsis_reader_stream(struct rsis_reader *reader, const struct rsis_member *m,
                                          bool (*take)(void *ctx, const void *bytes, size_t len), void *ctx) {
    const struct handle *h = reader->archive->handle;
    struct stream s = {.reader = reader, .source = &h->source, .m = m, .take = take, .ctx = ctx};
    s.end.check = RSIS_CHECK_COUNT;
    close_source(&reader->file); /* left open when the last `take` jumped */
    if (m->told || m->directory)
        fail(&s, RSIS_CHECK_BOX_MEMBER, m->directory ? EISDIR : 0);
    else if (reader->archive->kind == RSIS_ARCHIVE_DIRECTORY)
        read_file(&s);
    else
        read_packed(&s);
    return s.end;
}

static const char *how_it_ended(enum rsis_check check) {
    switch (check) {
    case RSIS_CHECK_BOX_DATA:
        return "the deflated data are damaged";
    case RSIS_CHECK_BOX_CRC:
        return "the CRC does not fit the data";
    case RSIS_CHECK_BOX_CHANGED:
        return "it was changed while it was read";
    default:
        return "it cannot be read";
    }
}

void rsis_member_tell(struct rsis_archive *archive, const struct rsis_member *m, struct rsis_member_end end) {
    char why[128];
    if (end.check == RSIS_CHECK_COUNT || m->told) return;
    if (end.check == RSIS_CHECK_BOX_SIZE && end.got != m->size)
        rsis_found(archive->report, end.check, m->name, 0, 0, "it claims %llu bytes and has %s%llu",
                   (unsigned long long)m->size, end.got > m->size ? "at least " : "", (unsigned long long)end.got);
    else if (end.check == RSIS_CHECK_BOX_SIZE)
        rsis_found(archive->report, end.check, m->name, 0, 0, "its deflated data end before the entry does");
    else if (end.error)
        rsis_found(archive->report, end.check, m->name, 0, 0, "%s: %s", how_it_ended(end.check),
                   rsis_errno_text(end.error, why, sizeof why));
    else
        rsis_found(archive->report, end.check, m->name, 0, 0, "%s", how_it_ended(end.check));
}

bool rsis_member_stream(struct rsis_archive *archive, const struct rsis_member *m,
                        bool (*take)(void *ctx, const void *bytes, size_t len), void *ctx) {
    struct handle *h = archive->handle;
    if (!h->reader) h->reader = rsis_reader_new(archive);
    struct rsis_member_end end = rsis_reader_stream(h->reader, m, take, ctx);
    rsis_member_tell(archive, m, end);
    return end.check == RSIS_CHECK_COUNT;
}

/* Where rsis_member_read collects. */
struct whole {
    char *ptr;
    size_t len;
};

static bool collect(void *ctx, const void *bytes, size_t len) {
    struct whole *w = ctx;
    memcpy(w->ptr + w->len, bytes, len);
    w->len += len;
    return true;
}

bool rsis_member_read(struct rsis_str *out, struct rsis_archive *archive, const struct rsis_member *m, size_t limit) {
    *out = (struct rsis_str){NULL, 0};
    if (m->size > limit) {
        rsis_found(archive->report, RSIS_CHECK_BOX_LONG, m->name, 0, 0, "it has %llu bytes; at most %zu are read here",
                   (unsigned long long)m->size, limit);
        return false;
    }
    struct whole w = {.ptr = rsis_arena_bytes(archive->arena, (size_t)m->size + 1)};
    if (!rsis_member_stream(archive, m, collect, &w)) return false;
    w.ptr[w.len] = 0;
    *out = rsis_str(w.ptr, w.len);
    return true;
}
