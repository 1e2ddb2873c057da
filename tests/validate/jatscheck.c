/*
 * jatscheck.c - validates JATS files from the command line, for the tests: a line for each finding, as
 * "FILE:LINE: SEVERITY ID: message", then "FILE: verdict".
 *
 * usage: jatscheck [-d DTDS] [-y YEAR] [-a] [-n TIMES] FILE...
 *     -a  with the profile "archive"        -n  each file so often, to measure the time
 */
#include <setjmp.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/file.h"
#include "validate/jats.h"

enum { MOST = 256 << 20 };

static void print(const struct rsis_report *r, const char *path) {
    static const char *const NAMES[] = {"info", "warning", "error", "fatal"};
    for (uint32_t i = 0; i < r->list.n; i++) {
        const struct rsis_found *f = &r->list.v[i];
        printf("%s:%u: %s %s: %s\n", path, f->line, NAMES[f->severity], rsis_check_row(f->check)->id, f->message);
    }
    printf("%s: %s\n", path, rsis_report_verdict(r));
}

/* Volatile where a jump would find another value. False when there was no memory or no file. */
static int validate(const char *path, const struct rsis_jats_options *o, unsigned times) {
    struct rsis_arena arena;
    jmp_buf guard;
    volatile int ok = 1;
    rsis_arena_init(&arena, &guard);
    for (volatile unsigned i = 1; i <= times && ok; i++) {
        struct rsis_report report;
        struct rsis_str bytes;
        if (setjmp(guard)) {
            fprintf(stderr, "%s: no memory\n", path);
            ok = 0;
            break;
        }
        if (rsis_file_read(&bytes, &arena, path, MOST) != RSIS_OK) {
            perror(path);
            ok = 0;
            break;
        }
        rsis_report_init(&report, &arena, path);
        rsis_validate_jats(&report, bytes, o);
        if (i == times) print(&report, path);
        rsis_arena_reset(&arena);
    }
    rsis_arena_free(&arena);
    return ok;
}

int main(int argc, char **argv) {
    struct rsis_str rng = rsis_str((const char *)rsis_jats_rng, rsis_jats_rng_len);
    struct rsis_jats_schema *schema = rsis_jats_schema_load(rng);
    struct rsis_jats_options o = {.schema = schema};
    unsigned times = 1;
    int ok = schema != NULL;
    for (int i = 1; i < argc && ok; i++) {
        const char *more = i + 1 < argc ? argv[i + 1] : "";
        if (strcmp(argv[i], "-d") == 0) {
            o.dtd = more;
        } else if (strcmp(argv[i], "-y") == 0) {
            o.year = (unsigned)atoi(more);
        } else if (strcmp(argv[i], "-n") == 0) {
            times = (unsigned)atoi(more);
        } else if (strcmp(argv[i], "-a") == 0) {
            o.archive = true;
            continue;
        } else {
            ok = validate(argv[i], &o, times);
            continue;
        }
        i++;
    }
    rsis_jats_schema_free(schema);
    return ok ? 0 : 2;
}
