/*
 * csv.h - comma-separated values as RFC 4180 has them, and nothing looser.
 *
 * Lines end in CR LF or LF. Refused are a quote inside a field that does not begin with one, text after
 * a closing quote, a quote that is never closed, and a CR alone: guessing there would change values.
 */
#ifndef RSIS_CSV_H
#define RSIS_CSV_H

#include "../base/buf.h"

struct rsis_cell {
    struct rsis_str text; /* without quotes; in the arena or the input */
    uint32_t at, len;     /* as it stands in the input */
};

struct rsis_csv {
    struct rsis_arena *arena;
    struct rsis_str input;
    size_t at;
    uint32_t line;     /* of the record that comes next, from 1 */
    const char *wrong; /* after RSIS_CSV_WRONG: what is wrong at input byte `at` and what was expected */
};

enum rsis_csv_result { RSIS_CSV_RECORD, RSIS_CSV_END, RSIS_CSV_WRONG };

/* Begins to read `input`, which must outlive what is read. At most 4 GiB. */
void rsis_csv_init(struct rsis_csv *csv, struct rsis_arena *arena, struct rsis_str input);

/* The next record: how many cells it has, and the first `max` of them. */
enum rsis_csv_result rsis_csv_next(struct rsis_csv *csv, struct rsis_cell *cells, size_t max, size_t *n);

#endif
