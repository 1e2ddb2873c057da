/*
 * archive.h - the members of a directory, a ZIP or a tar, read in place and never unpacked to disk.
 *
 * What is wrong with the container itself is found when it is opened (names, types, overlaps, sizes, counts); members
 * are then read through one interface. ZIP and tar are read by our own small parsers, because libzip is silent where an
 * archive needs an answer (specs/validation.md); deflated data go through zlib.
 *
 * Nothing that is not a regular file is ever opened, no symbolic link below the path is followed, and nothing is read
 * through names that the container gives: names are only compared. Memory does not depend on what sizes are claimed.
 */
#ifndef RSIS_ARCHIVE_H
#define RSIS_ARCHIVE_H

#include "report.h"

enum rsis_archive_kind { RSIS_ARCHIVE_DIRECTORY, RSIS_ARCHIVE_ZIP, RSIS_ARCHIVE_TAR };

struct rsis_member {
    struct rsis_str name; /* as it stands there, without "./" and without a slash at the end; never unsafe */
    uint64_t size;        /* unpacked, as declared */
    bool directory;       /* an entry for a directory; everything else that is kept is a regular file */
    bool told;            /* a finding has said already that it cannot be read (encrypted, unknown method, size) */
    uint64_t stamp;       /* of a file in a directory: inode, size and times in one number, to see a change */
    uint64_t packed;      /* bytes in the container; `size` but in a ZIP */
    uint64_t header_at, data_at; /* in a ZIP or tar */
    /* of an entry in a ZIP */
    uint32_t crc;
    uint16_t method, flags, extra_len; /* extra_len: of the local header */
    uint32_t index;                    /* in the container */
};

struct rsis_archive {
    struct rsis_arena *arena;
    struct rsis_report *report;
    enum rsis_archive_kind kind;
    RSIS_VEC(struct rsis_member) members; /* sorted by the bytes of their names, each name once */
    void *handle;
};

/*
 * Opens `path`. False, with findings, when it cannot be read at all or must not be trusted so far that reading
 * members makes no sense. True does not mean that there were no findings: members with unsafe names, links and
 * devices are told and left out. Everything is given back with the arena.
 */
bool rsis_archive_open(struct rsis_archive *out, struct rsis_arena *a, struct rsis_report *report, const char *path);

/*
 * An archive (ZIP or tar) inside memory, for a package in a package; `bytes` stay in use. `name` is put into
 * report->within and so stands before the member in all findings until the caller puts something else there.
 */
bool rsis_archive_open_bytes(struct rsis_archive *out, struct rsis_arena *a, struct rsis_report *report,
                             const char *name, struct rsis_str bytes);

/* The member of this name, or NULL. */
const struct rsis_member *rsis_archive_find(const struct rsis_archive *archive, struct rsis_str name);

/* The whole member in the archive's arena, at most `limit` bytes. False with a finding. */
bool rsis_member_read(struct rsis_str *out, struct rsis_archive *archive, const struct rsis_member *m, size_t limit);

/*
 * The member piece by piece; `take` returning false stops, and that is no failure. False with a finding when it
 * cannot be read to its end: then what came before is not to be trusted, because the CRC comes last. `take` may jump
 * to the arena's guard, but must not read another member of this archive.
 */
bool rsis_member_stream(struct rsis_archive *archive, const struct rsis_member *m,
                        bool (*take)(void *ctx, const void *bytes, size_t len), void *ctx);

/*
 * Asks at the end whether the archive's file was changed since it was opened, and reports it. The files of a directory
 * are asked one by one when they are read.
 */
void rsis_archive_settle(struct rsis_archive *archive);

/* ---- the same on several threads */

/* Buffers and handles for reading members; one thread at a time has it. */
struct rsis_reader;

/* Why a member could not be read to its end. No memory, so that any thread can make one. */
struct rsis_member_end {
    enum rsis_check check; /* RSIS_CHECK_COUNT: it was read, or `take` stopped it */
    int error;             /* errno where the system refused, else 0 */
    uint64_t got;          /* bytes that came */
};

/* A reader in the archive's arena, which also closes it. Call it on the thread that owns the arena. */
struct rsis_reader *rsis_reader_new(struct rsis_archive *archive);

/* Like rsis_member_stream, but touches neither arena nor report. */
struct rsis_member_end rsis_reader_stream(struct rsis_reader *reader, const struct rsis_member *m,
                                          bool (*take)(void *ctx, const void *bytes, size_t len), void *ctx);

/* The finding for an end; nothing when the member was read or was told before. On the arena's thread. */
void rsis_member_tell(struct rsis_archive *archive, const struct rsis_member *m, struct rsis_member_end end);

#endif
