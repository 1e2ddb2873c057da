/*
 * bagcheck.c - validates bags from the command line, for the tests: one JSON object a path, in the form of cli.md.
 *
 * usage: bagcheck [-j N] [-t] PATH...    (-t: the verdict and the path alone, with a tab between)
 */
#include <setjmp.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <jansson.h>

#include "validate/bag.h"

static const char *severity_name(enum rsis_severity severity) {
    static const char *const NAMES[] = {"info", "warning", "error", "fatal"};
    return NAMES[severity];
}

static void print_json(const struct rsis_report *r, const char *path) {
    json_t *findings = json_array(), *object;
    for (uint32_t i = 0; i < r->list.n; i++) {
        const struct rsis_found *f = &r->list.v[i];
        const struct rsis_check_row *row = rsis_check_row(f->check);
        json_array_append_new(findings, json_pack("{ss ss ss si si ss ss ss}", "id", row->id, "severity",
                                                  severity_name(f->severity), "member", f->member, "line", (int)f->line,
                                                  "column", (int)f->column, "message", f->message, "spec", row->spec,
                                                  "equivalent", row->equivalent));
    }
    object = json_pack("{ss ss ss so}", "path", path, "kind", r->kind, "verdict", rsis_report_verdict(r), "findings",
                       findings);
    if (!object) abort();
    json_dumpf(object, stdout, JSON_COMPACT);
    putchar('\n');
    json_decref(object);
}

/* False when there was no memory. */
static int validate(const char *path, unsigned jobs, int terse) {
    struct rsis_arena arena;
    jmp_buf guard;
    struct rsis_report report;
    struct rsis_archive archive;
    rsis_arena_init(&arena, &guard);
    if (setjmp(guard)) {
        rsis_arena_free(&arena);
        fprintf(stderr, "%s: no memory\n", path);
        return 0;
    }
    rsis_report_init(&report, &arena, path);
    if (rsis_archive_open(&archive, &arena, &report, path))
        rsis_validate_bag(&report, &archive, &(struct rsis_bag_options){.jobs = jobs});
    if (terse)
        printf("%s\t%s\n", path, rsis_report_verdict(&report));
    else
        print_json(&report, path);
    rsis_arena_free(&arena);
    return 1;
}

int main(int argc, char **argv) {
    unsigned jobs = 1;
    int terse = 0, ok = 1;
    for (int i = 1; i < argc; i++) {
        if (strcmp(argv[i], "-t") == 0)
            terse = 1;
        else if (strcmp(argv[i], "-j") == 0 && i + 1 < argc)
            jobs = (unsigned)atoi(argv[++i]);
        else
            ok = validate(argv[i], jobs, terse) && ok;
    }
    return ok ? 0 : 2;
}
