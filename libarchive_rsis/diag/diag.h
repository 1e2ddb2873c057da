/* diag.h - findings of one input: collected in its arena, delivered in order. */
#ifndef RSIS_DIAG_INTERNAL_H
#define RSIS_DIAG_INTERNAL_H

#include "../base/arena.h"
#include "../base/str.h"

/* One symbol for each row of rsis_diag.def. */
enum rsis_diag_code {
#define RSIS_DIAG(symbol, id, severity, summary) RSIS_DIAG_##symbol,
#include "../include/rsis_diag.def"
#undef RSIS_DIAG
    RSIS_DIAG_COUNT
};

struct rsis_finding {
    uint32_t at, len;      /* in the stream; at is UINT32_MAX for the whole file */
    uint32_t line, column; /* when the place is known without a stream; else 0 */
    uint16_t code;
    const char *message;
};

struct rsis_diags {
    struct rsis_arena *arena;
    const char *path;
    struct rsis_str stream; /* where offsets point; empty until the input was decoded */
    RSIS_VEC(struct rsis_finding) list;
    struct rsis_counts counts;
};

void rsis_diags_init(struct rsis_diags *d, struct rsis_arena *a, const char *path);

/* A finding about stream bytes at..at+len; the message says what is wrong and what was done. */
#if defined(__GNUC__)
__attribute__((format(printf, 5, 6)))
#endif
void rsis_report(struct rsis_diags *d, enum rsis_diag_code code, uint32_t at, uint32_t len, const char *fmt, ...);

/* A finding about the whole input. */
#if defined(__GNUC__)
__attribute__((format(printf, 3, 4)))
#endif
void rsis_report_file(struct rsis_diags *d, enum rsis_diag_code code, const char *fmt, ...);

/* A finding at a known line and column, for profiles and overrides. */
#if defined(__GNUC__)
__attribute__((format(printf, 5, 6)))
#endif
void rsis_report_line(struct rsis_diags *d, enum rsis_diag_code code, uint32_t line, uint32_t column, const char *fmt,
                      ...);

/* Hands the findings over, by place in the input. Line and column are computed here. */
void rsis_diags_deliver(struct rsis_diags *d, rsis_diag_fn *fn, void *ctx);

/* Line and column (from 1, in characters) of a stream offset. For few look-ups; deliver does its own. */
void rsis_place(struct rsis_str stream, uint32_t at, uint32_t *line, uint32_t *column);

const char *rsis_diag_id(enum rsis_diag_code code);
enum rsis_severity rsis_diag_severity(enum rsis_diag_code code);
const char *rsis_diag_summary(enum rsis_diag_code code);

#endif
