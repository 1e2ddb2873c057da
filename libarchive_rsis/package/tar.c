/*
 * tar.c - pax interchange form: a ustar header for each entry, and before it, where the header has no room for a name,
 * a size or the time, a header of type x with records. Every byte follows from the arguments.
 */
#include "tar.h"

#include <errno.h>
#include <stdlib.h>
#include <unistd.h>

#define ZLIB_CONST
#include <zlib.h>

#include "../base/buf.h"

enum {
    BLOCK = 512,
    RECORD = 20 * BLOCK, /* what the end is padded to */
    BUFFER = 128 << 10,  /* bytes on their way to the sink */
    SIZE_DIGITS = 11     /* octal digits of size and time */
};
static const uint64_t OCTAL_LIMIT = (uint64_t)1 << 3 * SIZE_DIGITS;

/* One archive while it is written. After the first failure nothing is written any more. */
struct tar {
    struct rsis_arena *arena;
    const struct rsis_zip_sink *sink;
    int spool;
    const char *top;
    uint64_t mtime;
    char *buffer; /* BUFFER bytes */
    size_t held;
    uint64_t at; /* where the buffer begins in the archive */
    const char *why;
    int saved_errno;
};

static void fail(struct tar *t, const char *why, int saved_errno) {
    if (t->why) return;
    t->why = why;
    t->saved_errno = saved_errno;
}

/* ---------------------------------------------------------------- bytes out */

static void flush(struct tar *t) {
    if (t->why || !t->held) return;
    if (!t->sink->write(t->sink->ctx, t->at, t->buffer, t->held)) fail(t, "the archive cannot be written", errno);
    t->at += t->held;
    t->held = 0;
}

static void put(struct tar *t, const char *p, size_t len) {
    while (len && !t->why) {
        size_t n = BUFFER - t->held < len ? BUFFER - t->held : len;
        memcpy(t->buffer + t->held, p, n);
        t->held += n;
        p += n;
        len -= n;
        if (t->held == BUFFER) flush(t);
    }
}

/* Zeros up to a multiple of `unit`. */
static void pad(struct tar *t, uint64_t written, unsigned unit) {
    static const char zeros[RECORD];
    unsigned over = (unsigned)(written % unit);
    if (over) put(t, zeros, unit - over);
}

/* ---------------------------------------------------------------- headers */

/* `digits` octal digits and a NUL. */
static void octal(char *field, unsigned digits, uint64_t value) {
    for (unsigned i = digits; i-- > 0; value >>= 3) field[i] = (char)('0' + (value & 7));
    field[digits] = 0;
}

/* What the fields cannot hold is cut or 0 here, and right in the records before. */
static void header(struct tar *t, const char *name, char type, uint64_t size) {
    char h[BLOCK] = {0};
    unsigned sum = 0;
    size_t len = strlen(name);
    memcpy(h, name, len < 100 ? len : 100);
    octal(h + 100, 7, 0644);
    octal(h + 108, 7, 0);
    octal(h + 116, 7, 0);
    octal(h + 124, SIZE_DIGITS, size < OCTAL_LIMIT ? size : 0);
    octal(h + 136, SIZE_DIGITS, t->mtime < OCTAL_LIMIT ? t->mtime : 0);
    memset(h + 148, ' ', 8);
    h[156] = type;
    memcpy(h + 257, "ustar\00000", 8);
    octal(h + 329, 7, 0);
    octal(h + 337, 7, 0);
    for (size_t i = 0; i < BLOCK; i++) sum += (unsigned char)h[i];
    octal(h + 148, 6, sum);
    put(t, h, BLOCK);
}

/* "LENGTH KEY=VALUE\n", where the length counts its own digits. */
static void record(struct rsis_buf *out, const char *key, struct rsis_str value) {
    size_t rest = strlen(key) + value.len + 3, digits = 1, total = rest + 1;
    for (size_t limit = 10; total >= limit; limit *= 10) total = rest + ++digits;
    rsis_buf_printf(out, "%zu %s=", total, key);
    rsis_buf_str(out, value);
    rsis_buf_char(out, '\n');
}

static void number(struct tar *t, struct rsis_buf *out, const char *key, uint64_t value) {
    if (value >= OCTAL_LIMIT) record(out, key, rsis_str_c(rsis_format(t->arena, "%llu", (unsigned long long)value)));
}

static bool is_plain(const char *name) {
    for (const char *p = name; *p; p++)
        if ((unsigned char)*p >= 0x80 || (unsigned char)*p < ' ' || *p == 0x7F) return false;
    return strlen(name) <= 100;
}

/* The name for programs that do not know pax: what is beyond printable ASCII is an underline. */
static const char *plain(struct tar *t, const char *name) {
    char *out = rsis_str_dup(t->arena, rsis_str_c(name));
    for (char *p = out; *p; p++)
        if ((unsigned char)*p >= 0x80 || (unsigned char)*p < ' ' || *p == 0x7F) *p = '_';
    return out;
}

static void headers(struct tar *t, const char *name, uint64_t size) {
    struct rsis_buf records;
    rsis_buf_init(&records, t->arena);
    if (!is_plain(name)) record(&records, "path", rsis_str_c(name));
    number(t, &records, "size", size);
    number(t, &records, "mtime", t->mtime);
    if (records.len) {
        header(t, "././@PaxHeader", 'x', records.len);
        put(t, records.ptr, records.len);
        pad(t, records.len, BLOCK);
    }
    header(t, plain(t, name), '0', size);
}

/* ---------------------------------------------------------------- data */

static void from_spool(struct tar *t, const struct rsis_zip_entry *e, uint32_t *crc) {
    char piece[16 << 10];
    for (uint64_t done = 0; done < e->size && !t->why;) {
        uint64_t left = e->size - done;
        ssize_t got;
        do got = pread(t->spool, piece, left < sizeof piece ? (size_t)left : sizeof piece, (off_t)(e->at + done));
        while (got < 0 && errno == EINTR);
        if (got < 0) fail(t, "the spool cannot be read", errno);
        if (got == 0) fail(t, "the spool ends too early", 0);
        if (got <= 0) return;
        *crc = (uint32_t)crc32_z(*crc, (const Bytef *)piece, (size_t)got);
        put(t, piece, (size_t)got);
        done += (uint64_t)got;
    }
}

static void entry(struct tar *t, const struct rsis_zip_entry *e) {
    uint32_t crc = 0;
    headers(t, rsis_format(t->arena, "%s/%s", t->top, e->name), e->size);
    if (e->bytes.ptr) {
        crc = (uint32_t)crc32_z(0, (const Bytef *)e->bytes.ptr, e->bytes.len);
        put(t, e->bytes.ptr, e->bytes.len);
    } else {
        from_spool(t, e, &crc);
    }
    if (crc != e->crc) fail(t, "an entry's bytes are not those that its CRC-32 was made of", 0);
    pad(t, e->size, BLOCK);
}

/* ---------------------------------------------------------------- what cannot be written */

static int by_name(const void *a, const void *b) {
    return strcmp(*(const char *const *)a, *(const char *const *)b);
}

/* A name twice would lose a file to whoever unpacks the archive. */
static bool is_twice(struct tar *t, const struct rsis_zip_entry *entries, size_t n) {
    const char **names = RSIS_NEW_ARRAY(t->arena, const char *, n);
    for (size_t i = 0; i < n; i++) names[i] = entries[i].name;
    qsort(names, n, sizeof *names, by_name);
    for (size_t i = 1; i < n; i++)
        if (strcmp(names[i - 1], names[i]) == 0) return true;
    return false;
}

static void inspect(struct tar *t, const struct rsis_zip_entry *entries, size_t n) {
    if (!n) fail(t, "an archive without entries", 0);
    for (size_t i = 0; i < n; i++) {
        const struct rsis_zip_entry *e = &entries[i];
        if (!*e->name || *e->name == '/') fail(t, "an entry without a name inside the folder", 0);
        if (e->deflated || e->stored_size != e->size) fail(t, "an entry is deflated", 0);
        if (e->bytes.ptr && e->bytes.len != e->size) fail(t, "an entry's size is not that of its bytes", 0);
        if (!e->bytes.ptr && t->spool < 0) fail(t, "an entry without bytes and no spool", 0);
    }
    if (!t->why && is_twice(t, entries, n)) fail(t, "a name stands there twice", 0);
}

const char *rsis_tar_write(struct rsis_arena *a, const struct rsis_zip_sink *sink, int spool, const char *top,
                           const struct rsis_zip_entry *entries, size_t n, uint64_t mtime) {
    static const char zeros[2 * BLOCK];
    struct tar t = {.arena = a, .sink = sink, .spool = spool, .top = top, .mtime = mtime};
    t.buffer = rsis_arena_bytes(a, BUFFER);
    inspect(&t, entries, n);
    for (size_t i = 0; i < n && !t.why; i++) entry(&t, &entries[i]);
    put(&t, zeros, sizeof zeros);
    pad(&t, t.at + t.held, RECORD);
    flush(&t);
    if (t.why) errno = t.saved_errno;
    return t.why;
}
