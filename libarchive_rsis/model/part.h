/*
 * part.h - the plain record of one commentary: what a book, its indexes and an archive package say of it.
 *
 * No tree and no ledger: strings without markup, in the arena that the record was made in. Paragraphs of one
 * value are parted by line feeds. An empty string (length 0) is a value that the commentary has not.
 */
#ifndef RSIS_PART_H
#define RSIS_PART_H

#include <stdbool.h>

#include "../base/str.h"

struct rsis_person {
    struct rsis_str name;    /* as shown: "Bilveer Singh" */
    struct rsis_str file_as; /* as sorted: "Singh, Bilveer"; the name itself where it is never inverted */
    struct rsis_str role;    /* of an editor, in words; else empty */
    struct rsis_str orcid;   /* "0000-0002-1825-0097" */
};

/* A place in the part's page: a head, or a page of the print edition. */
struct rsis_place_mark {
    struct rsis_str label; /* the head's text, or the page's number */
    const char *id;        /* in the page: "c046-2013-sec1" */
    unsigned level;        /* of a head, from 1; of a page 0 */
};

struct rsis_part {
    const char *key; /* "c046-2013": name of its files without ending, and prefix of every id */

    struct rsis_str series_id; /* "rsis-commentaries" */
    struct rsis_str series;    /* "RSIS Commentaries" */
    struct rsis_str publisher, place, issn;
    struct rsis_str number;      /* "046/2013"; empty when the commentary has none */
    struct rsis_str issue;       /* of the number, leading zeros as printed: "046" */
    struct rsis_str year;        /* of the number: "2013" */
    struct rsis_str number_line; /* as printed: "No. 046/2013 dated 18 March 2013" */

    struct rsis_str title; /* never empty: the source's name where the commentary has none */
    struct rsis_str kicker;
    struct rsis_str date;     /* ISO 8601: "2013-03-18" */
    struct rsis_str language; /* BCP 47 */
    struct rsis_str synopsis;
    struct rsis_str rights; /* the permissions notice, verbatim */
    struct rsis_str doi, handle;
    struct rsis_person *authors, *editors;
    size_t n_authors, n_editors;
    struct rsis_str *keywords;
    size_t n_keywords;

    struct rsis_place_mark *heads; /* in order, the synopsis's label not counted */
    size_t n_heads;
    struct rsis_place_mark *pages; /* only evidenced ones, in order */
    size_t n_pages;
    bool pictures; /* names pictures; they are not inside */
    bool has_notes;

    struct rsis_str source;        /* base name of the file that was converted */
    struct rsis_str source_sha256; /* lower case */
    struct rsis_str version;       /* day of the latest decision in the overrides: "2014-01-07" */
};

/* A deep copy in another arena. */
struct rsis_part *rsis_part_copy(struct rsis_arena *a, const struct rsis_part *part);

/* Do the two have one series number? Leading zeros do not count; parts without a number have none in common. */
bool rsis_part_same_number(const struct rsis_part *a, const struct rsis_part *b);

/* Before, at or after (negative, 0, positive): by series, year and number; what has no number comes last, by title. */
int rsis_part_compare_number(const struct rsis_part *a, const struct rsis_part *b);

/* By date, then as above; what has no date comes last. */
int rsis_part_compare_date(const struct rsis_part *a, const struct rsis_part *b);

#endif
