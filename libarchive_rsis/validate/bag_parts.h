/* bag_parts.h - what the files bag*.c share while one bag is checked. */
#ifndef RSIS_BAG_PARTS_H
#define RSIS_BAG_PARTS_H

#include "bag.h"

enum {
    RSIS_BAG_MANIFESTS = 32, /* manifests of one bag; there are not more algorithms than that in use */
    RSIS_BAG_NO_FILE = -1,
};

/* ---------------------------------------------------------------- bag_text.c: tag files as lines */

/* How bytes become characters. Bytes: an encoding that is not known; ASCII is read, the rest passes through. */
enum rsis_bag_encoding {
    RSIS_BAG_UTF8,
    RSIS_BAG_ASCII,
    RSIS_BAG_LATIN1,
    RSIS_BAG_CP1252,
    RSIS_BAG_UTF16,
    RSIS_BAG_UTF16LE,
    RSIS_BAG_UTF16BE,
    RSIS_BAG_BYTES
};

struct bag;
typedef void rsis_bag_line_fn(void *ctx, struct rsis_str line, uint32_t number);

/*
 * Gives each line (ended by LF, CR or CRLF) in UTF-8; the line lives only during the call. What is wrong with bytes
 * and lines is told here. The declaration is always UTF-8 and has no mark. False when the file cannot be read.
 */
bool rsis_bag_lines(struct bag *b, const struct rsis_bag_file *f, rsis_bag_line_fn *fn, void *ctx);

/* The encoding of this name; RSIS_BAG_BYTES when it is not known. */
enum rsis_bag_encoding rsis_bag_encoding_of(struct rsis_str name);

/* ---------------------------------------------------------------- bag_digest.c */

/* The algorithm of a manifest, by its name without all but letters and digits; -1: not known here. */
int rsis_bag_algorithm(struct rsis_str name, bool *normal);
size_t rsis_digest_length(int digest);
bool rsis_digest_is_weak(int digest);

/* ---------------------------------------------------------------- the bag while it is checked */

/* A manifest, of the payload or of tag files. */
struct manifest {
    struct rsis_str path;
    const struct rsis_bag_file *file;
    bool tag;
    int digest;              /* enum rsis_digest, or -1 */
    size_t length;           /* of a digest in bytes; 0 when it is not known */
    uint32_t *lines;         /* by file: where it is listed; 0: it is not */
    unsigned char *expected; /* by file: `length` bytes */
    bool *usable;            /* by file: there is a digest to compare with */
};

/* A path that a manifest lists and that is not there. */
struct absent {
    struct rsis_str path;
    uint32_t line;
    uint16_t manifest;
};

/* A name as systems compare it that fold case and normal form; sorted. */
struct folded {
    struct rsis_str key;
    uint32_t file;
};

/* A line of fetch.txt. */
struct fetched {
    struct rsis_str path;
    uint64_t length;
    uint32_t line;
    bool has_length;
    int32_t file;   /* RSIS_BAG_NO_FILE: it is a hole */
    unsigned times; /* payload manifests that list a hole */
};

struct bag {
    struct rsis_bag bag;
    struct rsis_report *report;
    struct rsis_arena *arena;
    unsigned jobs;
    bool old; /* before 1.0 */
    enum rsis_bag_encoding encoding;
    struct manifest manifests[RSIS_BAG_MANIFESTS];
    unsigned n_manifests;
    size_t table_bytes; /* of the tables of all manifests */
    struct folded *folded;
    RSIS_VEC(struct absent) absent;
    RSIS_VEC(struct fetched) fetched;
    bool holes;
    struct rsis_buf scratch;   /* for keys to look up */
    struct rsis_arena passing; /* what lives for one line of a tag file; rsis_bag_next_line empties it */
};

/* ---------------------------------------------------------------- bag_paths.c */

/* To be called before the paths of another line are looked at; those of the line before are gone then. */
void rsis_bag_next_line(struct bag *b);

/* The file of this path by its bytes; RSIS_BAG_NO_FILE. */
int32_t rsis_bag_exact(const struct rsis_bag *bag, struct rsis_str path);

/* Is there a folder of this path, by an entry or by what lies in it? */
bool rsis_bag_has_folder(struct bag *b, struct rsis_str path);

/* Makes b->folded, and tells names that fold into one. */
void rsis_bag_fold(struct bag *b);

/*
 * A path as a tag file lists it -> *path without "./" and "//", percent signs as written; it lives until the next line.
 * False with a finding when it leads out of the bag. `at` and `line` say where it is listed.
 */
bool rsis_bag_clean(struct bag *b, struct rsis_str at, uint32_t line, struct rsis_str listed, struct rsis_str *path);

/*
 * The file that a clean path means: percent signs by the version, then by bytes, then in the other reading of percent
 * signs, then in normal form C; each of the last two is a warning. RSIS_BAG_NO_FILE, and *path as it should be.
 */
int32_t rsis_bag_resolve(struct bag *b, struct rsis_str at, uint32_t line, struct rsis_str *path);

/* A few words on what is there instead of a missing file, for the message; "" when nothing is known. */
const char *rsis_bag_hint(struct bag *b, struct rsis_str path);

/* Names that some systems refuse, leave behind or treat as their own. */
void rsis_bag_check_names(struct bag *b);

/* ---------------------------------------------------------------- between manifests and fetch.txt */

/* In how many of the payload manifests a file is listed. */
unsigned rsis_bag_times_listed(const struct bag *b, uint32_t file, unsigned *of);

/* Is the missing file, which `times` payload manifests list, to be fetched? Then it is a hole. */
bool rsis_bag_note_hole(struct bag *b, struct rsis_str path, unsigned times);

/* ---------------------------------------------------------------- bag.c */

bool rsis_bag_is_payload(struct rsis_str path); /* below data/ */
const struct rsis_bag_file *rsis_bag_tag_file(struct bag *b, struct rsis_str path);

/* ---------------------------------------------------------------- the steps, in their order */

void rsis_bag_read_declaration(struct bag *b); /* bag_tags.c */
void rsis_bag_read_info(struct bag *b);
void rsis_bag_read_manifests(struct bag *b); /* bag_manifest.c */
void rsis_bag_read_fetch(struct bag *b);     /* bag_fetch.c */
void rsis_bag_check_sets(struct bag *b);     /* bag_manifest.c */
void rsis_bag_check_fetch(struct bag *b);    /* bag_fetch.c */
void rsis_bag_check_oxum(struct bag *b);     /* bag_tags.c */
void rsis_bag_check_digests(struct bag *b);  /* bag_digest.c */

#endif
