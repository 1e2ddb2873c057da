/*
 * series.h - a series profile as the recogniser and the writers see it (specs/series-profiles.md).
 *
 * Data only: what a series prints and where, with dates of validity. Recognition tries the wording of
 * every block, because the date is not known yet; what is asserted comes from the block that the
 * document's date falls into. Immutable after loading.
 */
#ifndef RSIS_SERIES_H
#define RSIS_SERIES_H

#include <stdbool.h>
#include <stdint.h>

#include "../base/arena.h"
#include "../base/str.h"

/* Roles of a notice's sentences, in the order of specs/series-profiles.md. */
enum rsis_notice_role {
    RSIS_NOTICE_SCOPE,
    RSIS_NOTICE_DISCLAIMER,
    RSIS_NOTICE_TERMS,
    RSIS_NOTICE_CONTACT,
    RSIS_NOTICE_ROLES
};
/* "scope", "disclaimer", "terms", "contact". */
const char *rsis_notice_role_name(enum rsis_notice_role role);

struct rsis_strs {
    const struct rsis_str *v;
    size_t n;
};

/* A calendar date; month and day are 0 when unknown. */
struct rsis_date {
    int year, month, day;
};
/* -1, 0, 1 as a is before, on, after b. */
int rsis_date_compare(struct rsis_date a, struct rsis_date b);
/* Does the day exist in the Gregorian calendar? 31 February does not. */
bool rsis_date_exists(struct rsis_date d);
/*
 * Reads all of `s` as a date: "18 March 2013", "01 October 2025", "8 Jul 2014", "October 18, 2017",
 * "14/03/2016" (day first), "2013-03-18". Case and runs of white space do not count. It need not exist.
 * False, and nothing set, when `s` has none of these shapes. {date} in a line form takes the same shapes.
 */
bool rsis_date_parse(struct rsis_date *out, struct rsis_str s);

struct rsis_sentence {
    enum rsis_notice_role role;
    struct rsis_str text;
};

struct rsis_editor {
    struct rsis_str name, surname, given, role; /* surname empty: the name has none, use name */
};

/* What held from one day to another (both included). */
struct rsis_era {
    struct rsis_date from, to; /* year 0: open */
    struct rsis_str title;     /* of the series, as asserted */
    struct rsis_str publisher, place;
    struct rsis_str issn; /* empty when the series has none */
    const struct rsis_editor *editors;
    size_t n_editors;
    const struct rsis_sentence *notice; /* the wording of the permissions notice, sentence by sentence */
    size_t n_notice;
    bool evidenced; /* seen in real documents; else from hearsay, and a match is doubtful */
};

/* A line form with its fields compiled; opaque. */
struct rsis_form;

enum rsis_form_field {
    RSIS_FORM_ISSUE,
    RSIS_FORM_YEAR,
    RSIS_FORM_DATE,
    RSIS_FORM_ISSN,
    RSIS_FORM_TITLE,
    RSIS_FORM_FIELDS
};

/* Where the fields of a line form stand in the line that matched. Length 0: not in this form. */
struct rsis_form_match {
    struct rsis_str field[RSIS_FORM_FIELDS];
    struct rsis_str form; /* as the profile writes it; for the rule that found the value */
};

/* An entry of the name authority list. */
struct rsis_authority {
    struct rsis_str printed, surname, given; /* surname empty: the name is never inverted */
};

struct rsis_series {
    struct rsis_arena arena; /* owns everything below */
    struct rsis_str name;    /* "rsis-commentary" */
    struct rsis_str journal_id;
    struct rsis_str article_type;
    struct rsis_str language;
    struct rsis_str license_type;
    const struct rsis_era *eras; /* in order of date, not overlapping */
    size_t n_eras;
    struct rsis_strs masthead; /* lines above the article, any case */
    struct rsis_strs synopsis_labels, body_labels, bio_labels, notes_labels;
    struct rsis_strs kickers;
    struct rsis_strs byline_prefixes;   /* "By "; may be empty: then the byline has none */
    struct rsis_strs titles_of_persons; /* "Dr", "Prof": stripped before names are compared */
    struct rsis_strs ack_openings;      /* how an acknowledgement begins */
    struct rsis_strs bio_openings;      /* how an author note begins that does not name the author */
    struct rsis_strs preface_openings;  /* how the preface of an e-mail copy begins */
    struct rsis_strs furniture;         /* lines at page edges: addresses, running heads */
    const struct rsis_authority *authorities;
    size_t n_authorities;
    const struct rsis_form *forms; /* number and date lines, in order of preference */
    size_t n_forms;
    bool needs_number, needs_date, needs_byline; /* what every commentary of the series must have */
};

/*
 * How the wordings of a profile (masthead, labels, kickers, furniture, openings, notices) compare with a
 * document: runs of white space (U+00A0 and its kin included) count as one blank, blanks after a full
 * stop and at both ends do not count, ASCII case does not count, curly and straight quotes are alike,
 * and so are all dashes. Digits compare exactly. In the wording {email} stands for a mail address or
 * "[email protected]", and {n} for one or more digits. Nothing is allocated.
 */
bool rsis_wording_matches(struct rsis_str wording, struct rsis_str text);
/*
 * How many bytes of `text` the wording covers from its start (leading blanks included); 0 for none. A
 * wording that ends with a blank ("By ") wants one, and the blanks of the text are counted then.
 */
size_t rsis_wording_prefix(struct rsis_str wording, struct rsis_str text);
/* The index of the first wording that matches all of `text`, or -1. */
ptrdiff_t rsis_wordings_find(struct rsis_strs wordings, struct rsis_str text);
/* Is `text` this sentence of a notice, by the same comparison? */
bool rsis_sentence_matches(const struct rsis_sentence *sentence, struct rsis_str text);

/*
 * The era of a date; the last one when the date is unknown (year 0) or in no era, with *inside false.
 * A month or day of 0 fits any. NULL never: a profile has at least one era.
 */
const struct rsis_era *rsis_series_era(const struct rsis_series *s, struct rsis_date d, bool *inside);

/*
 * Matches all of `line` (white space at its ends does not count) against the n-th form. Blanks in a
 * form stand for any run of white space (line ends too), a dash for any dash. The fields are slices of
 * `line`. False also when the line is longer than 300 bytes, when the form's step limit was reached, and
 * when there is no memory for the match; then nothing is set. Any number of threads may match at once.
 */
bool rsis_form_match(struct rsis_form_match *out, const struct rsis_series *s, size_t n, struct rsis_str line);

#endif
