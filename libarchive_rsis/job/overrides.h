/*
 * overrides.h - what people decided where the source is silent or recognition is wrong (specs/overrides.md).
 *
 * The rows are fixed once loaded; which of them were asked for is kept apart, so all threads may share them.
 */
#ifndef RSIS_OVERRIDES_H
#define RSIS_OVERRIDES_H

#include "notice.h"

enum rsis_override_field {
    RSIS_OVERRIDE_NUMBER, /* "046/2013" */
    RSIS_OVERRIDE_DATE,   /* "2013-03-18" */
    RSIS_OVERRIDE_TITLE,
    RSIS_OVERRIDE_KICKER,
    RSIS_OVERRIDE_AUTHOR,       /* one row an author, in order; together they replace the printed ones */
    RSIS_OVERRIDE_AUTHOR_GIVEN, /* of author `n` */
    RSIS_OVERRIDE_AUTHOR_SURNAME,
    RSIS_OVERRIDE_AUTHOR_ORCID, /* "0000-0002-1825-0097" */
    RSIS_OVERRIDE_DOI,          /* "10.32656/example" */
    RSIS_OVERRIDE_HANDLE,       /* "10356/81799" */
    RSIS_OVERRIDE_KEYWORD,      /* one row a keyword */
    RSIS_OVERRIDE_LANGUAGE,     /* BCP 47 */
    RSIS_OVERRIDE_FIELDS
};

/* One row. Values are checked: a date exists, an ORCID's last digit is right. */
struct rsis_override {
    struct rsis_str source; /* base name of the input, or its SHA-256 in lower case */
    struct rsis_str value, who, when, reason;
    uint8_t field; /* enum rsis_override_field */
    uint8_t n;     /* of author.N.*, from 1; else 0 */
    uint32_t line; /* in the overrides file */
    uint32_t at;   /* the same in bytes */
    uint32_t next; /* the next row of the same source, as index + 1; internal */
};

/*
 * The row after `previous` (NULL: the first) for the input with this base name and SHA-256 (64 lower-case
 * digits), in the order of the file, or NULL. A row by digest outdoes rows by name for the same
 * field. What is given out counts as used. Any number of threads may call it.
 */
const struct rsis_override *rsis_overrides_find(const struct rsis_overrides *o, const struct rsis_override *previous,
                                                struct rsis_str base, struct rsis_str sha256);

/* The name of the row's field as the file spells it, with "N" for the number: "author.N.given". Static storage. */
const char *rsis_override_field_name(enum rsis_override_field field);

/* The path it was loaded from; lives as long as `o`. */
const char *rsis_overrides_path(const struct rsis_overrides *o);

/*
 * Delivers RSIS-OVR-004 for each row that no input asked for since the rows were loaded. After a batch of `one`
 * input the other rows are about other inputs: then it is delivered once, and only when no row was asked for.
 */
void rsis_overrides_report_unused(const struct rsis_overrides *o, bool one, struct rsis_notices *notices);

#endif
