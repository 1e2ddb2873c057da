/*
 * zip.c - entries as they stand go through libzip into a sink; libzip deflates nothing and opens no file.
 *
 * libzip asks for data, and gives what it writes, by call-backs: one source for each entry, one for the container.
 * No call-back allocates from the arena, and nothing else does while libzip is at work, so no jump can pass over its
 * frames or lose its objects.
 */
#include "zip.h"

#include <errno.h>
#include <limits.h>
#include <unistd.h>

#include <zip.h> /* libzip's; NOLINT(readability-duplicate-include) */

#define ZLIB_CONST
#include <zlib.h>

#include "../base/buf.h"
#include "../base/utf8.h"

enum {
    LEVEL = 6,
    RAW = -15,            /* zlib's window bits: the largest window, no header of zlib's own */
    MEMORY = 8,           /* zlib's default; part of what decides the bytes */
    BUFFER = 128 << 10,   /* bytes on their way to the sink */
    DOS_DATE = 1 << 5 | 1 /* 1980-01-01: years since 1980, then four bits of month, five of day */
};
static const zip_uint32_t ATTRIBUTES = 0100644u << 16; /* a regular file that its owner may write */

/* ---------------------------------------------------------------- entries */

struct rsis_zip_entry rsis_zip_store(const char *name, struct rsis_str bytes) {
    if (!bytes.ptr) bytes = RSIS_LIT("");
    return (struct rsis_zip_entry){
        .name = name,
        .bytes = bytes,
        .stored_size = bytes.len,
        .size = bytes.len,
        .crc = (uint32_t)crc32_z(0, (const Bytef *)bytes.ptr, bytes.len),
    };
}

/* Deflates into `out`; *len is 0 when there is not enough room. False when zlib has no memory. */
static bool deflate_into(char *out, unsigned room, struct rsis_str bytes, size_t *len) {
    z_stream z = {.next_in = (const Bytef *)bytes.ptr, .avail_in = (uInt)bytes.len};
    z.next_out = (Bytef *)out;
    z.avail_out = room;
    if (deflateInit2(&z, LEVEL, Z_DEFLATED, RAW, MEMORY, Z_DEFAULT_STRATEGY) != Z_OK) return false;
    *len = deflate(&z, Z_FINISH) == Z_STREAM_END ? (size_t)z.total_out : 0;
    deflateEnd(&z);
    return true;
}

struct rsis_zip_entry rsis_zip_deflate(struct rsis_arena *a, const char *name, struct rsis_str bytes) {
    struct rsis_zip_entry entry = rsis_zip_store(name, bytes);
    if (bytes.len < 2 || bytes.len > UINT_MAX) return entry; /* zlib counts in unsigned */
    unsigned room = (unsigned)bytes.len - 1;                 /* what needs more is stored */
    char *out = rsis_arena_bytes(a, room);
    size_t len = 0;
    if (!deflate_into(out, room, bytes, &len)) rsis_arena_give_up(a);
    if (!len) return entry;
    entry.bytes = rsis_str(out, len);
    entry.stored_size = len;
    entry.deflated = true;
    return entry;
}

/* ---------------------------------------------------------------- what both kinds of source share */

/* One container while it is written. */
struct writing {
    const struct rsis_zip_sink *sink;
    int spool;
    char *buffer;     /* BUFFER bytes */
    uint64_t start;   /* where the buffer begins in the container */
    size_t held;      /* bytes in the buffer */
    uint64_t at, end; /* where the next byte goes; where the container ends so far */
    zip_error_t error;
    const char *why; /* the first thing that went wrong outside libzip */
    int saved_errno;
};

struct member {
    struct writing *w;
    const struct rsis_zip_entry *entry;
    uint64_t done; /* bytes given to libzip */
};

/* Keeps the first failure for the caller, and tells libzip that there was one. */
static int fail(struct writing *w, int zip_code, const char *why, int saved_errno) {
    if (!w->why) {
        w->why = why;
        w->saved_errno = saved_errno;
    }
    zip_error_set(&w->error, zip_code, saved_errno);
    return -1;
}

/* ---------------------------------------------------------------- an entry's data */

static zip_int64_t read_spool(struct member *m, void *out, size_t n) {
    ssize_t got;
    do got = pread(m->w->spool, out, n, (off_t)(m->entry->at + m->done));
    while (got < 0 && errno == EINTR);
    if (got < 0) return fail(m->w, ZIP_ER_READ, "the spool cannot be read", errno);
    if (got == 0) return fail(m->w, ZIP_ER_EOF, "the spool ends too early", 0);
    return got;
}

static zip_int64_t read_member(struct member *m, void *out, uint64_t room) {
    uint64_t left = m->entry->stored_size - m->done;
    size_t n = (size_t)(left < room ? left : room);
    zip_int64_t got = (zip_int64_t)n;
    if (n && m->entry->bytes.ptr)
        memcpy(out, m->entry->bytes.ptr + m->done, n);
    else if (n)
        got = read_spool(m, out, n);
    if (got > 0) m->done += (uint64_t)got;
    return got;
}

/* That the data are deflated already, and into how many bytes, makes libzip copy them as they are. */
static zip_int64_t describe_member(const struct member *m, zip_stat_t *st) {
    zip_stat_init(st);
    st->valid = ZIP_STAT_SIZE | ZIP_STAT_COMP_SIZE | ZIP_STAT_CRC | ZIP_STAT_COMP_METHOD;
    st->size = m->entry->size;
    st->comp_size = m->entry->stored_size;
    st->crc = m->entry->crc;
    st->comp_method = m->entry->deflated ? ZIP_CM_DEFLATE : ZIP_CM_STORE;
    return sizeof *st;
}

static zip_int64_t on_member(void *ctx, void *data, zip_uint64_t len, zip_source_cmd_t command) {
    struct member *m = ctx;
    switch (command) {
    case ZIP_SOURCE_OPEN:
        m->done = 0;
        return 0;
    case ZIP_SOURCE_READ:
        return read_member(m, data, len);
    case ZIP_SOURCE_STAT:
        return describe_member(m, data);
    case ZIP_SOURCE_ERROR:
        return zip_error_to_data(&m->w->error, data, len);
    case ZIP_SOURCE_SUPPORTS:
        return ZIP_SOURCE_SUPPORTS_READABLE;
    case ZIP_SOURCE_CLOSE:
    case ZIP_SOURCE_FREE:
        return 0; /* the arena owns it */
    default:
        return fail(m->w, ZIP_ER_OPNOTSUPP, NULL, 0);
    }
}

/* ---------------------------------------------------------------- the container */

static int flush(struct writing *w) {
    errno = 0;
    if (w->held && !w->sink->write(w->sink->ctx, w->start, w->buffer, w->held))
        return fail(w, ZIP_ER_WRITE, "the container cannot be written", errno);
    w->start += w->held;
    w->held = 0;
    return 0;
}

/* Does the buffer have, or can it take, the byte that comes next? */
static bool in_buffer(const struct writing *w) {
    return w->at >= w->start && w->at - w->start <= w->held && w->at - w->start < BUFFER;
}

/*
 * libzip writes in pieces of a few bytes, and goes back to each local header once it has written the data. Nearly
 * always that header is still in the buffer and is mended there.
 */
static zip_int64_t write_container(struct writing *w, const char *p, uint64_t n) {
    for (uint64_t left = n; left;) {
        if (!in_buffer(w)) {
            if (flush(w) != 0) return -1;
            w->start = w->at;
        }
        size_t offset = (size_t)(w->at - w->start), room = BUFFER - offset;
        size_t piece = left < room ? (size_t)left : room;
        memcpy(w->buffer + offset, p, piece);
        if (w->held < offset + piece) w->held = offset + piece;
        p += piece;
        left -= piece;
        w->at += piece;
        if (w->end < w->at) w->end = w->at;
    }
    return (zip_int64_t)n;
}

static zip_int64_t seek_container(struct writing *w, void *data, uint64_t len) {
    zip_int64_t at = zip_source_seek_compute_offset(w->at, w->end, data, len, &w->error);
    if (at < 0) return -1;
    w->at = (uint64_t)at;
    return 0;
}

static zip_int64_t on_container(void *ctx, void *data, zip_uint64_t len, zip_source_cmd_t command) {
    struct writing *w = ctx;
    switch (command) {
    case ZIP_SOURCE_STAT:
        zip_error_set(&w->error, ZIP_ER_READ, ENOENT);
        return -1; /* libzip's way to say: not there */
    case ZIP_SOURCE_WRITE:
        return write_container(w, data, len);
    case ZIP_SOURCE_SEEK_WRITE:
        return seek_container(w, data, len);
    case ZIP_SOURCE_TELL_WRITE:
        return (zip_int64_t)w->at;
    case ZIP_SOURCE_COMMIT_WRITE:
        return flush(w);
    case ZIP_SOURCE_ERROR:
        return zip_error_to_data(&w->error, data, len);
    case ZIP_SOURCE_SUPPORTS:
        return ZIP_SOURCE_SUPPORTS_WRITABLE;
    case ZIP_SOURCE_BEGIN_WRITE:
    case ZIP_SOURCE_ROLLBACK_WRITE:
    case ZIP_SOURCE_FREE:
        return 0;
    default:
        return fail(w, ZIP_ER_OPNOTSUPP, NULL, 0);
    }
}

/* ---------------------------------------------------------------- libzip's part */

/* A stored entry needs its method said; for a deflated one the default is what its source reports. */
static bool add_member(zip_t *zip, struct member *m) {
    const struct rsis_zip_entry *entry = m->entry;
    zip_source_t *source = zip_source_function(zip, on_member, m);
    if (!source) return false;
    zip_int64_t index = zip_file_add(zip, entry->name, source, ZIP_FL_ENC_UTF_8);
    if (index < 0) {
        zip_source_free(source);
        return false;
    }
    zip_uint64_t i = (zip_uint64_t)index;
    return (entry->deflated || zip_set_file_compression(zip, i, ZIP_CM_STORE, 0) == 0) &&
           zip_file_set_dostime(zip, i, 0, DOS_DATE, 0) == 0 &&
           zip_file_set_external_attributes(zip, i, 0, ZIP_OPSYS_UNIX, ATTRIBUTES) == 0;
}

static zip_t *open_container(struct writing *w, zip_error_t *error) {
    zip_source_t *source = zip_source_function_create(on_container, w, error);
    if (!source) return NULL;
    zip_t *zip = zip_open_from_source(source, ZIP_CREATE | ZIP_TRUNCATE, error);
    if (!zip) zip_source_free(source);
    return zip;
}

/* libzip's code, 0 when all went well. *reached: the entry that could not be added, or n. */
static int write_all(struct writing *w, struct member *members, size_t n, size_t *reached) {
    zip_error_t error;
    zip_error_init(&error);
    zip_t *zip = open_container(w, &error);
    int code = zip_error_code_zip(&error);
    zip_error_fini(&error);
    *reached = 0;
    if (!zip) return code;
    while (*reached < n && add_member(zip, &members[*reached])) ++*reached;
    if (*reached == n && zip_close(zip) == 0) return ZIP_ER_OK;
    code = zip_error_code_zip(zip_get_error(zip));
    zip_discard(zip);
    return code ? code : ZIP_ER_MEMORY; /* where libzip gives no code, an allocation failed */
}

/* ---------------------------------------------------------------- a container */

/* ASCII needs no flag; a file as received may have any name of UTF-8. A slash at the end would make a directory. */
static bool name_is_good(const char *name) {
    size_t len = strlen(name);
    return rsis_utf8_check(rsis_str(name, len)) == len && len && len <= UINT16_MAX && name[0] != '/' &&
           name[len - 1] != '/';
}

static const char *check(struct rsis_arena *a, int spool, const struct rsis_zip_entry *entries, size_t n) {
    if (!n) return "a container needs an entry";
    for (size_t i = 0; i < n; i++) {
        const struct rsis_zip_entry *e = &entries[i];
        if (!name_is_good(e->name)) return rsis_format(a, "the name of entry %zu is no name", i + 1);
        if (!e->bytes.ptr && spool < 0) return rsis_format(a, "%s: the data are in a spool that is not there", e->name);
        if ((e->bytes.ptr && e->bytes.len != e->stored_size) || (!e->deflated && e->size != e->stored_size))
            return rsis_format(a, "%s: its sizes contradict each other", e->name);
    }
    return NULL;
}

const char *rsis_zip_write(struct rsis_arena *a, const struct rsis_zip_sink *sink, int spool,
                           const struct rsis_zip_entry *entries, size_t n) {
    errno = 0;
    const char *wrong = check(a, spool, entries, n);
    if (wrong) return wrong;
    struct member *members = RSIS_NEW_ARRAY(a, struct member, n);
    struct writing w = {.sink = sink, .spool = spool, .buffer = rsis_arena_bytes(a, BUFFER)};
    for (size_t i = 0; i < n; i++) members[i] = (struct member){.w = &w, .entry = &entries[i]};
    zip_error_init(&w.error);
    size_t reached;
    int code = write_all(&w, members, n, &reached);
    zip_error_fini(&w.error);
    errno = w.saved_errno;
    if (code == ZIP_ER_OK) return NULL;
    if (w.why) return w.why;
    if (code == ZIP_ER_MEMORY) rsis_arena_give_up(a);
    if (code == ZIP_ER_EXISTS) return rsis_format(a, "%s: two entries have this name", entries[reached].name);
    return rsis_format(a, "libzip gives error %d", code);
}

/* ---------------------------------------------------------------- in memory */

struct memory {
    char *ptr;
    size_t len, cap;
};

static bool write_memory(void *ctx, uint64_t at, const void *bytes, size_t len) {
    struct memory *m = ctx;
    if (at > m->cap || len > m->cap - at) {
        errno = EFBIG;
        return false;
    }
    memcpy(m->ptr + at, bytes, len);
    if (m->len < at + len) m->len = (size_t)at + len;
    return true;
}

/* At least what the container takes: headers are 30 and 46 bytes, and have up to 48 for large files. */
static size_t container_bound(const struct rsis_zip_entry *entries, size_t n) {
    size_t bound = 22 + 76; /* the end, and what stands before it when there are many entries */
    for (size_t i = 0; i < n; i++) bound += 30 + 46 + 48 + 2 * strlen(entries[i].name) + entries[i].bytes.len;
    return bound;
}

struct rsis_str rsis_zip_bytes(struct rsis_arena *a, const struct rsis_zip_entry *entries, size_t n, const char **why) {
    struct memory m = {.cap = container_bound(entries, n)};
    m.ptr = rsis_arena_bytes(a, m.cap);
    struct rsis_zip_sink sink = {write_memory, &m};
    *why = rsis_zip_write(a, &sink, -1, entries, n);
    return *why ? (struct rsis_str){NULL, 0} : rsis_str(m.ptr, m.len);
}
