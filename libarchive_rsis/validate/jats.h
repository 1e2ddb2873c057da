/*
 * jats.h - is this a good JATS article? Archiving, Publishing and Authoring 1.0 to 1.4, by anybody; and for what rsis
 * wrote, exactly what rsis writes. specs/validation.md has the checks.
 *
 * Nothing is ever fetched. Without a DTD directory nothing but the bytes is read, and entities are not expanded.
 */
#ifndef RSIS_VALIDATE_JATS_H
#define RSIS_VALIDATE_JATS_H

#include "report.h"

/* The grammar of what rsis writes (specs/schema/rsis-jats.rng), compiled: some milliseconds of work, best done once. */
struct rsis_jats_schema;

/* The grammar's text, which the build puts into the library. */
extern const unsigned char rsis_jats_rng[];
extern const size_t rsis_jats_rng_len;

/*
 * Compiles `rng`. NULL when it is no RELAX NG grammar or memory is short. Any number of threads may use one schema at
 * the same time; rsis_jats_schema_free(NULL) does nothing.
 */
struct rsis_jats_schema *rsis_jats_schema_load(struct rsis_str rng);
void rsis_jats_schema_free(struct rsis_jats_schema *schema);

struct rsis_jats_options {
    const struct rsis_jats_schema *schema; /* NULL: compiled for this call, when the file says that rsis wrote it */
    const char *dtd; /* a directory with the JATS DTDs, or an XML catalog; NULL: no validation by DTD */
    bool archive;    /* what a file for keeping needs: document type, identifier, date, rights, no remote parts */
    unsigned year;   /* this year: a date more than a year later is in the far future; 0: not checked */
    struct rsis_str member; /* path in a package, for the findings; empty for a file of its own */
};

/*
 * Checks the file `bytes`; findings go to the report, whose kind becomes "jats" when it has none yet. A guard must be
 * set in the report's arena. Findings have the line on which the start tag of their element ends.
 */
void rsis_validate_jats(struct rsis_report *r, struct rsis_str bytes, const struct rsis_jats_options *o);

#endif
