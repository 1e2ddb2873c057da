/*
 * story.h - does an archive package tell one story? The source, its ledger, the record, the book and the descriptions
 * must agree (specs/validation.md, "Packages"). It asks the readers of validate/ and the statements of proof/, and
 * nothing that reads, recognises or writes commentaries.
 */
#ifndef RSIS_JOB_STORY_H
#define RSIS_JOB_STORY_H

#include "../validate/package.h"

/*
 * Checks a package of ours (rsis_is_our_package) after rsis_validate_bag has filled `bag`; findings go to the report,
 * whose kind becomes "package". Of a collection only the bag is checked so far.
 */
void rsis_check_package(struct rsis_report *r, struct rsis_archive *a, const struct rsis_bag *bag);

#endif
