/* box.h - what archive.c shares with its three containers (dirread.c, zipread.c, tarread.c). */
#ifndef RSIS_BOX_H
#define RSIS_BOX_H

#include <sys/stat.h>
#include <sys/types.h>

#include "archive.h"

enum {
    /* Entries of a container: with names and digests they take about 40 MiB, and 64 MiB are promised. */
    RSIS_BOX_ENTRIES = 1 << 16,
    /* Bytes of all names, and of the headers that hold them: 160 for each entry and more than most have. */
    RSIS_BOX_HEADER_BYTES = 10 << 20,
    /* Levels of folders; each is an open descriptor during the walk. */
    RSIS_BOX_DEPTH = 100,
    /* Bytes of a name; what systems take in one path. */
    RSIS_BOX_NAME_BYTES = 4096,
    /* Bytes read at once. More is not faster: digests and inflating cost more than the calls. */
    RSIS_BOX_BUFFER = 64 << 10,
};

/* A file that is open, or bytes in memory. */
struct rsis_source {
    int fd; /* -1: bytes */
    struct rsis_str bytes;
    uint64_t size;
    uint64_t stamp;
};

/* Reads up to `n` bytes at a place, fewer only at the end. -1 with errno. */
ssize_t rsis_source_read(const struct rsis_source *s, uint64_t at, void *out, size_t n);

/* Inode, device, size and times of a file in one number. */
uint64_t rsis_stamp(const struct stat *st);

/* "Permission denied" and so on, in `buf`. */
const char *rsis_errno_text(int error, char *buf, size_t size);

/*
 * Each fills archive->members in the container's order; members whose name.ptr is NULL are dropped afterwards.
 * False when nothing more should be done, with findings.
 */
bool rsis_directory_open(struct rsis_archive *archive, int root);
bool rsis_zip_open(struct rsis_archive *archive, const struct rsis_source *s);
bool rsis_tar_open(struct rsis_archive *archive, const struct rsis_source *s);

/* Do the bytes at the start look like a tar's first header? */
bool rsis_tar_looks_like(const unsigned char block[512]);

/* A file below the directory, for reading; no component may be a link. -1 with errno. Any thread. */
int rsis_directory_open_file(int root, struct rsis_str name);

/*
 * The name as members have it: without leading "./" and without slashes at the end. Empty and ptr NULL, with a
 * finding, when it could lead out of the place where it is unpacked, or means different files to different systems.
 */
struct rsis_str rsis_box_name(struct rsis_archive *archive, struct rsis_str raw);

#endif
