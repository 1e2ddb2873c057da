/*
 * story.h - what the files of an archive package say, and whether they say the same. Private to the check of packages:
 * package.h and job/story.c use it. Everything lives in the report's arena.
 *
 * The record (data/article.xml) is what the others are compared with; the ledger joins the record to the source, and
 * the proof judges the ledger.
 */
#ifndef RSIS_STORY_H
#define RSIS_STORY_H

#include "bag.h"
#include "text.h"

/* ---------------------------------------------------------------- story_facts.c: what the record says */

/* Values of a record, each a list: most have at most one. */
enum rsis_fact {
    RSIS_FACT_SERIES_ID,
    RSIS_FACT_SERIES,
    RSIS_FACT_PUBLISHER,
    RSIS_FACT_ISSN,
    RSIS_FACT_EDITOR, /* as sorted: "Singh, Bilveer" */
    RSIS_FACT_NUMBER, /* "046/2013" */
    RSIS_FACT_DOI,
    RSIS_FACT_HANDLE,
    RSIS_FACT_ISSUE,
    RSIS_FACT_YEAR, /* of the number */
    RSIS_FACT_VERSION,
    RSIS_FACT_REPLACES,
    RSIS_FACT_REASON,
    RSIS_FACT_KICKER,
    RSIS_FACT_TITLE,
    RSIS_FACT_AUTHOR,    /* as shown */
    RSIS_FACT_AUTHOR_AS, /* as sorted */
    RSIS_FACT_ORCID,
    RSIS_FACT_DATE, /* ISO 8601 */
    RSIS_FACT_LANGUAGE,
    RSIS_FACT_NOTICE_PART, /* each license-p */
    RSIS_FACT_SYNOPSIS_PART,
    RSIS_FACT_KEYWORD,
    RSIS_FACT_SOURCE, /* name of the file that the record was made from */
    RSIS_FACT_SOURCE_SHA256,
    RSIS_FACT_SUPPLIED, /* "title = Reefs; by L. Tan on 2026-03-02; why" */
    /* composed of these */
    RSIS_FACT_TITLE_SHOWN, /* the title; without one the source's name */
    RSIS_FACT_CITATION,    /* "RSIS Commentaries 046/2013" */
    RSIS_FACT_NOTICE,      /* as one paragraph */
    RSIS_FACT_SYNOPSIS,    /* paragraphs parted by line feeds */
    RSIS_FACT_SUBJECT,     /* kicker and keywords, each once */
    RSIS_FACT_COUNT
};

typedef RSIS_VEC(struct rsis_str) rsis_said_list;

enum { RSIS_FACT_MOST = 2048 };

struct rsis_facts {
    rsis_said_list of[RSIS_FACT_COUNT];
    bool too_many; /* more than RSIS_FACT_MOST of something; the others were left out */
};

void rsis_facts_read(struct rsis_facts *out, struct rsis_arena *a, const struct rsis_xml_node *jats);

/* The first value, or an empty string. */
struct rsis_str rsis_fact(const struct rsis_facts *f, enum rsis_fact what);

/* The number as ids have it: "046", padded; empty when it has no digits or the year is missing. */
struct rsis_str rsis_fact_padded_number(const struct rsis_facts *f, struct rsis_arena *a);

/* ---------------------------------------------------------------- story_ledger.c: the ledger as a file */

/* ledger.json, read. Strings live as long as the arena. */
struct rsis_ledger_file {
    struct rsis_str name, sha256, encoding; /* of the source */
    uint64_t bytes;
    struct rsis_str text_sha256, output_format, output_sha256;
    rsis_said_list furniture;
    struct rsis_ledger ledger; /* tiles; stream and text only after rsis_ledger_bind */
    struct rsis_record record;
    RSIS_VEC(struct rsis_str) sides; /* of each tile that is no copy: before, after */
};

/* False with findings when it is not a ledger of the form "rsis-ledger/1". */
bool rsis_ledger_read(struct rsis_ledger_file *out, struct rsis_report *r, struct rsis_str member,
                      struct rsis_str bytes);

/* The source in UTF-8 by the declared encoding; false with a finding when it does not decode. */
bool rsis_ledger_decode(struct rsis_str *stream, struct rsis_report *r, struct rsis_str member,
                        const struct rsis_ledger_file *l, struct rsis_str raw);

/*
 * Lays the tiles over the stream: what each says stood there must stand there. Fills in stream, text and the values of
 * uses. False with findings.
 */
bool rsis_ledger_bind(struct rsis_ledger_file *l, struct rsis_report *r, struct rsis_str member,
                      struct rsis_str stream);

/* Every supplied value must be a decision that the record tells of. */
void rsis_check_supplied(struct rsis_report *r, struct rsis_str member, const struct rsis_ledger_file *l,
                         const struct rsis_facts *facts);

/* ---------------------------------------------------------------- the package */

struct rsis_story {
    struct rsis_report *report;
    struct rsis_arena *arena;
    struct rsis_archive *archive;
    const struct rsis_bag *bag;
    struct rsis_str id; /* of the package */
    unsigned version;
    struct rsis_facts facts;
    const struct rsis_bag_file *source; /* in data/original; NULL when it was not found */
    struct rsis_str source_name;        /* as received: its path without folders */
    const char *key;                    /* of the page in the book: "c046-2013" */
    struct rsis_str ledger_sha256;      /* of the source, as the ledger has it */
};

/* The whole file, at most `limit` bytes; false with a finding, also when it is missing. */
bool rsis_story_file(struct rsis_str *out, struct rsis_story *s, const char *path, size_t limit);

/*
 * Two lists that must be the same: `want` from the record, `got` from the file `member`. `what` names the value
 * ("dc:title"). One finding for the first difference.
 */
void rsis_same_list(struct rsis_report *r, enum rsis_check check, struct rsis_str member, const char *what,
                    const rsis_said_list *want, const rsis_said_list *got);
void rsis_same(struct rsis_report *r, enum rsis_check check, struct rsis_str member, const char *what,
               struct rsis_str want, struct rsis_str got);
/* A list of one value; of none when it is empty. */
rsis_said_list rsis_list_of(struct rsis_arena *a, struct rsis_str value);
/* `prefix` and the value; empty without a value. */
struct rsis_str rsis_prefixed(struct rsis_arena *a, const char *prefix, struct rsis_str value);
/* As XML writers have it: what XML 1.0 cannot hold is U+FFFD. */
struct rsis_str rsis_xml_clean(struct rsis_arena *a, struct rsis_str s);
/* Digest in lower-case hexadecimal; empty when the bag has none. */
struct rsis_str rsis_hex_digest(struct rsis_story *s, const struct rsis_bag_file *f, enum rsis_digest digest);

void rsis_check_book(struct rsis_story *s, const struct rsis_xml_node *jats, struct rsis_str jats_bytes,
                     struct rsis_archive *book); /* story_book.c */
void rsis_check_dc(struct rsis_story *s);        /* story_same.c */
void rsis_check_readme(struct rsis_story *s);    /* story_same.c */
void rsis_check_premis(struct rsis_story *s);    /* premis.c */
void rsis_check_mets(struct rsis_story *s);      /* mets.c */

#endif
