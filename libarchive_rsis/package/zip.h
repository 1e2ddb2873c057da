/*
 * zip.h - a ZIP container from entries that were deflated elsewhere, by libzip; the same bytes every time.
 *
 * Entries stand in the order that is given, with one fixed time, one set of attributes, no extra fields, no data
 * descriptors, no directory entries and no comments (specs/epub.md, "The container"). Entry data come from memory or
 * from a spool file, so that a large container needs no memory for them.
 */
#ifndef RSIS_ZIP_H
#define RSIS_ZIP_H

#include <stdbool.h>
#include <stdint.h>

#include "../base/arena.h"
#include "../base/str.h"

struct rsis_zip_entry {
    const char *name;      /* UTF-8, no slash at either end; in use until the container is written */
    struct rsis_str bytes; /* as they stand in the container; ptr NULL: in the spool */
    uint64_t at;           /* where in the spool */
    uint64_t stored_size;  /* bytes in the container */
    uint64_t size;         /* bytes when unpacked */
    uint32_t crc;          /* CRC-32 of the unpacked bytes; of a deflated entry it is taken on trust, as `size` is */
    bool deflated;
};

/* An entry that is stored as it is; `bytes` stay in use. */
struct rsis_zip_entry rsis_zip_store(const char *name, struct rsis_str bytes);

/*
 * An entry that is deflated (level 6) into `a`; stored when that is not shorter, and then `bytes` stay in use. Many
 * threads may do it at once, each with its own arena, which takes as many bytes as there were before.
 */
struct rsis_zip_entry rsis_zip_deflate(struct rsis_arena *a, const char *name, struct rsis_str bytes);

/*
 * Where the container goes: `len` bytes at a place, which is where the last call ended or lies before that. A call has
 * 128 KiB, except where a local header is mended that had been written already. False with errno.
 */
struct rsis_zip_sink {
    bool (*write)(void *ctx, uint64_t at, const void *bytes, size_t len);
    void *ctx;
};

/*
 * Writes the container. `spool` is the file descriptor for entries without bytes, or -1; it is read by place and not
 * moved. NULL when it went well, else why not, in English (static or in `a`), with errno from the sink or the spool
 * where one of them failed, else 0; the sink may then have had a part. No entries, a name twice or sizes that
 * contradict each other are failures too. When memory runs out, libzip's included, the arena jumps. Memory from `a`
 * alone, and libzip's own, which is given back before the return and before a jump. The sink must not jump.
 */
const char *rsis_zip_write(struct rsis_arena *a, const struct rsis_zip_sink *sink, int spool,
                           const struct rsis_zip_entry *entries, size_t n);

/* A container in memory, in `a`, of entries that have bytes. NULL bytes and *why when it fails, else *why is NULL. */
struct rsis_str rsis_zip_bytes(struct rsis_arena *a, const struct rsis_zip_entry *entries, size_t n, const char **why);

#endif
