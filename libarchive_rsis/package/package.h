/*
 * package.h - archive packages: BagIt 1.0 bags with PREMIS, METS and a readme inside. specs/package.md.
 *
 * This room sees files and plain records, never a tree. Texts are pure functions of the record: the same record, the
 * same bytes. Nothing here reads a clock or writes a file.
 */
#ifndef RSIS_PACKAGE_H
#define RSIS_PACKAGE_H

#include "../model/part.h"

/*
 * The identifier of specs/bag-profile.json. A name and no address: nothing needs to be fetched to check a package, and
 * nobody can serve another profile under it.
 */
#define RSIS_BAG_PROFILE "urn:uuid:52a34fd0-9c0e-4f6f-8a55-0c7d2a4b91e3"

/* What a file is in its package. */
enum rsis_role {
    RSIS_ROLE_SOURCE,     /* what was converted, as received */
    RSIS_ROLE_ORIGINAL,   /* what the source was extracted from or written in: the PDF, the author's DOCX */
    RSIS_ROLE_JATS,       /* data/article.xml */
    RSIS_ROLE_EPUB,       /* data/article.epub */
    RSIS_ROLE_LEDGER,     /* data/metadata/ledger.json */
    RSIS_ROLE_DC,         /* data/metadata/oai_dc.xml */
    RSIS_ROLE_PREMIS,     /* data/metadata/premis.xml */
    RSIS_ROLE_METS,       /* data/metadata/mets.xml */
    RSIS_ROLE_README,     /* data/README.txt */
    RSIS_ROLE_PACKAGE,    /* of a collection: data/packages/ID.zip */
    RSIS_ROLE_COLLECTION, /* of a collection: the year's EPUB */
    RSIS_ROLE_INDEX,      /* of a collection: data/index.csv */
    RSIS_ROLE_TAG,        /* bagit.txt, bag-info.txt, manifests */
    RSIS_ROLE_COUNT
};

/* Both digests and the CRC of one file, computed in one read; hexadecimal, lower case, terminated. */
struct rsis_fixity {
    char sha512[129], sha256[65], md5[33]; /* md5 only where a service wants it, else "" */
    uint32_t crc;
    uint64_t size;
};

/*
 * Feeds bytes to all digests at once. It lives in the arena, which gives libcrypto's parts back; when libcrypto fails,
 * the arena jumps. One thread at a time.
 */
struct rsis_digester;
struct rsis_digester *rsis_digester_new(struct rsis_arena *a, bool md5);
void rsis_digester_feed(struct rsis_digester *d, const void *bytes, size_t len);
void rsis_digester_finish(struct rsis_digester *d, struct rsis_fixity *out); /* and is ready for the next file */

struct rsis_file {
    const char *path; /* in the bag, UTF-8: "data/article.xml" */
    enum rsis_role role;
    const char *media_type; /* static; NULL before rsis_identify_format */
    const char *puid;       /* PRONOM id by signature, or NULL when none was recognised; static */
    const char *format;     /* its name in PRONOM, or what is known of it; static */
    struct rsis_str name;   /* as received, for sources and originals; else empty */
    struct rsis_str bytes;  /* or ptr NULL: `at` in the spool */
    uint64_t at;
    struct rsis_fixity fixity;
};

/*
 * What happened, as PREMIS events say it. `type` is the Library of Congress term. When the package's moment was given
 * by the caller, PREMIS says so in every event of that moment.
 */
struct rsis_event {
    const char *type;                        /* "normalization" */
    const char *when;                        /* ISO 8601 with Z, or the day of a person's decision */
    struct rsis_str detail;                  /* in words: what was done, with what counts */
    const char *outcome;                     /* "success", "warning", "failure" */
    struct rsis_str outcome_note;            /* or empty */
    const struct rsis_file *source, *result; /* or NULL; without both the event is about the whole package */
    struct rsis_str agent;                   /* a person, for decisions in overrides; else empty: this program */
};

/* One commentary package. */
struct rsis_package {
    const char *id;    /* "rsis-commentary-2013-046-v1" */
    const char *group; /* series and year, "rsis-commentary-2013"; NULL without a number */
    const struct rsis_part *part;
    unsigned version;         /* from 1 */
    struct rsis_str replaces; /* id of the package before it, or empty */
    struct rsis_str reason;   /* why there is a new version, or empty */
    const char *date;         /* Bagging-Date, "2026-11-23" */
    const char *when;         /* the moment of packing, "2026-11-23T10:15:00Z" */
    bool date_given;          /* the moment is what the caller said and not the clock's */
    struct rsis_file *files;  /* payload first, in the order of the layout */
    size_t n_files;
    const struct rsis_event *events;
    size_t n_events;
    struct rsis_str contact; /* mail address from the notice, or empty */
    bool has_original;       /* an original stands beside the source */
    bool aptrust;            /* with manifest-md5 and aptrust-info.txt */
};

/* A collection of packages. */
struct rsis_holding {      /* one row of the index */
    const char *id, *path; /* of the package; "data/packages/ID.zip" */
    struct rsis_str doi, title, authors, date, source, number;
    const struct rsis_file *file; /* required */
};
struct rsis_package_collection {
    const char *id;
    const char *group; /* the series: "rsis-commentary" */
    struct rsis_str title, series, publisher;
    struct rsis_str contact; /* mail address, or empty */
    const char *date, *when;
    bool date_given;
    const struct rsis_holding *holdings; /* in order of date and number */
    size_t n_holdings;
    struct rsis_file *files;
    size_t n_files;
    const struct rsis_event *events;
    size_t n_events;
};

/*
 * Texts of a commentary package; each in `a`. PREMIS lists every file of the payload but itself and METS; METS lists
 * every one but itself, PREMIS with its digest; the readme names them all and wants no digests; bag-info counts them
 * all. So the order is: dc, readme, PREMIS, METS, bag-info.
 */
struct rsis_str rsis_package_premis(struct rsis_arena *a, const struct rsis_package *p);
struct rsis_str rsis_package_mets(struct rsis_arena *a, const struct rsis_package *p);
struct rsis_str rsis_package_dc(struct rsis_arena *a, const struct rsis_part *part);
struct rsis_str rsis_package_readme(struct rsis_arena *a, const struct rsis_package *p);
struct rsis_str rsis_package_bag_info(struct rsis_arena *a, const struct rsis_package *p);
struct rsis_str rsis_package_aptrust_info(struct rsis_arena *a, const struct rsis_package *p);

/* Texts of a collection package. */
struct rsis_str rsis_collection_premis(struct rsis_arena *a, const struct rsis_package_collection *c);
struct rsis_str rsis_collection_mets(struct rsis_arena *a, const struct rsis_package_collection *c);
struct rsis_str rsis_collection_readme(struct rsis_arena *a, const struct rsis_package_collection *c);
struct rsis_str rsis_collection_index(struct rsis_arena *a, const struct rsis_package_collection *c);
struct rsis_str rsis_collection_bag_info(struct rsis_arena *a, const struct rsis_package_collection *c);

/* Tag files of any bag. */
struct rsis_str rsis_bagit_txt(void);
enum rsis_algorithm { RSIS_SHA512, RSIS_SHA256, RSIS_MD5 };
/*
 * The manifest over the files of a kind, sorted by the bytes of the path: the payload, or with `tags` the tag files but
 * for tag manifests. `files` may stand in any order and must have their digests.
 */
struct rsis_str rsis_manifest(struct rsis_arena *a, const struct rsis_file *files, size_t n,
                              enum rsis_algorithm algorithm, bool tags);

/* How much of a file's beginning and end rsis_identify_format looks at; more does no good. */
enum { RSIS_FORMAT_WINDOW = 64 << 10 };

/*
 * Sets puid and format of `file` by signatures in its first and last bytes (the same slice twice for a short file).
 * NULL when none is recognised, puid alone when PRONOM's identifier hangs on what signatures do not tell. A media type
 * that is NULL is set as well. `name` tells Markdown, JSON and CSV from other plain text, and nothing else.
 */
void rsis_identify_format(struct rsis_file *file, struct rsis_str head, struct rsis_str tail, struct rsis_str name);

#endif
