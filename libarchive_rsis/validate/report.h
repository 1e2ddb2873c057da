/*
 * report.h - what a validator found in one path: findings, and the verdict that follows from them.
 *
 * Every check has a row in one of the tables (bag.def, epub.def, jats.def, package.def) with a stable id that is never
 * reused; specs/validation.md has a line for each. All findings are kept, not the first, up to a limit a check.
 * A report and everything in it live in one arena and belong to one thread.
 */
#ifndef RSIS_REPORT_H
#define RSIS_REPORT_H

#include <stdbool.h>

#include "../base/arena.h"
#include "../base/buf.h"
#include "../base/str.h"

enum rsis_check {
#define RSIS_CHECK(symbol, id, severity, spec, equivalent, advice) RSIS_CHECK_##symbol,
#include "bag.def"
#include "epub.def"
#include "jats.def"
#include "package.def"
#undef RSIS_CHECK
    RSIS_CHECK_COUNT
};

/*
 * What is to be said of the whole beside the severities. A finding of severity FATAL makes it UNREADABLE; the others
 * are told by the validators. An error outdoes INCOMPLETE and NOT_VERIFIABLE: what is known to be wrong is invalid, so
 * the findings that go with these two are warnings.
 */
enum rsis_standing {
    RSIS_STANDING_SOUND = 0,
    RSIS_STANDING_INCOMPLETE = 1,     /* parts are elsewhere (fetch.txt) */
    RSIS_STANDING_NOT_VERIFIABLE = 2, /* nothing here can check it: unknown algorithm, encryption */
    RSIS_STANDING_UNREADABLE = 3,     /* it could not be read to the end */
};

struct rsis_found {
    enum rsis_check check;
    enum rsis_severity severity; /* the row's, or what the profile made of it */
    const char *member;          /* path inside the package, printable; "" for the whole */
    uint32_t line, column;       /* from 1; 0: the whole member */
    const char *message;         /* what is wrong, one line of UTF-8 */
};

struct rsis_report {
    struct rsis_arena *arena;
    const char *path;   /* as given */
    const char *kind;   /* "jats", "epub", "bag", ...; static; "" until it is known */
    const char *within; /* the package in a package that is looked at; stands before the member; "" for none */
    RSIS_VEC(struct rsis_found) list;
    uint32_t counts[RSIS_CHECK_COUNT]; /* of each check, also those past the limit */
    enum rsis_standing standing;       /* the worst so far */
};

void rsis_report_init(struct rsis_report *r, struct rsis_arena *a, const char *path);

/* One finding. `member` and the message may be any bytes: what is not printable is escaped. */
#if defined(__GNUC__)
__attribute__((format(printf, 6, 7)))
#endif
void rsis_found(struct rsis_report *r, enum rsis_check check, struct rsis_str member, uint32_t line, uint32_t column,
                const char *fmt, ...);

/* Are no more findings of this check listed? Then the text of one need not be made. */
bool rsis_report_is_full(const struct rsis_report *r, enum rsis_check check);

/* Makes the standing worse, never better. */
void rsis_report_stand(struct rsis_report *r, enum rsis_standing standing);

/* "valid", "valid with warnings", "incomplete", "invalid", "not verifiable" or "unreadable". Static storage. */
const char *rsis_report_verdict(const struct rsis_report *r);

/* The row of a check; static storage. `equivalent` is another validator's id ("RSC-005"), or "". */
struct rsis_check_row {
    const char *id;
    enum rsis_severity severity;
    const char *spec, *equivalent, *advice;
};
const struct rsis_check_row *rsis_check_row(enum rsis_check check);

#endif
