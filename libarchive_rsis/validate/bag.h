/*
 * bag.h - is this a valid BagIt bag? Versions 0.93 to 1.0 (RFC 8493), in a directory, a ZIP or a tar.
 *
 * Nothing is ever fetched, whatever fetch.txt says. Every payload and tag file that a manifest lists is read once, for
 * all digests together. specs/validation.md has the checks.
 */
#ifndef RSIS_BAG_H
#define RSIS_BAG_H

#include "archive.h"

enum rsis_digest {
    RSIS_DIGEST_MD5,
    RSIS_DIGEST_SHA1,
    RSIS_DIGEST_SHA224,
    RSIS_DIGEST_SHA256,
    RSIS_DIGEST_SHA384,
    RSIS_DIGEST_SHA512,
    RSIS_DIGEST_SHA512_256,
    RSIS_DIGEST_SHA3_256,
    RSIS_DIGEST_SHA3_384,
    RSIS_DIGEST_SHA3_512,
    RSIS_DIGEST_COUNT
};

/* A line of bag-info.txt with what continues it, in UTF-8. */
struct rsis_bag_info {
    struct rsis_str label, value;
    uint32_t line;
};

struct rsis_bag_file {
    struct rsis_str path; /* below the bag's folder: "data/...", or a tag file */
    const struct rsis_member *member;
    const unsigned char *digests; /* see rsis_bag_digest; NULL: the file was not read to its end */
};

/* What was found out about a bag. Everything lives in the archive's arena. */
struct rsis_bag {
    struct rsis_archive *archive;
    struct rsis_str root;  /* the folder in the archive, with its slash; "" when the bag is the archive's root */
    unsigned major, minor; /* the declared version; 0.0 when it could not be read */
    RSIS_VEC(struct rsis_bag_info) info; /* in their order */
    struct rsis_bag_file *files;         /* all files of the bag, sorted by the bytes of their paths */
    uint32_t n_files;
    int16_t offsets[RSIS_DIGEST_COUNT]; /* of each digest in a file's digests; -1: it is in no manifest */
};

struct rsis_bag_options {
    unsigned jobs;        /* threads for the digests; 0: one a core. Findings do not depend on it */
    struct rsis_bag *bag; /* filled in, also when there are findings; may be NULL */
};

/* Checks the bag in an opened archive; the findings go to the report, whose kind becomes "bag". */
void rsis_validate_bag(struct rsis_report *r, struct rsis_archive *a, const struct rsis_bag_options *o);

/* Does the archive hold a bagit.txt at its root or in a top folder? */
bool rsis_looks_like_bag(const struct rsis_archive *a);

/* The file of this path, or NULL. */
const struct rsis_bag_file *rsis_bag_find(const struct rsis_bag *bag, struct rsis_str path);

/* The digest of a file as bytes, which was computed and not copied from a manifest; len 0 when there is none. */
struct rsis_str rsis_bag_digest(const struct rsis_bag *bag, const struct rsis_bag_file *file, enum rsis_digest digest);

#endif
