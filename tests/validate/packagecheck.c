/*
 * packagecheck.c - validates archive packages from the command line, for the tests: for each path a line with the
 * verdict, the kind and the path, and then one for each finding: id, severity, member and message; tabs between.
 *
 * usage: packagecheck PATH...    (- alone: paths from standard input, one a line; output is flushed after each)
 */
#include <setjmp.h>
#include <stdio.h>
#include <string.h>

#include "job/story.h"

static const char *severity_name(enum rsis_severity severity) {
    static const char *const names[] = {"info", "warning", "error", "fatal"};
    return names[severity];
}

static void print(const struct rsis_report *r, const char *path) {
    printf("%s\t%s\t%s\n", rsis_report_verdict(r), r->kind, path);
    for (uint32_t i = 0; i < r->list.n; i++) {
        const struct rsis_found *f = &r->list.v[i];
        printf("\t%s\t%s\t%s\t%s\n", rsis_check_row(f->check)->id, severity_name(f->severity), f->member, f->message);
    }
    fflush(stdout);
}

/* 0 when there was no memory. */
static int validate(const char *path) {
    struct rsis_arena arena;
    jmp_buf guard;
    struct rsis_report report;
    struct rsis_archive archive;
    struct rsis_bag bag;
    rsis_arena_init(&arena, &guard);
    if (setjmp(guard)) {
        rsis_arena_free(&arena);
        fprintf(stderr, "%s: no memory\n", path);
        return 0;
    }
    rsis_report_init(&report, &arena, path);
    memset(&bag, 0, sizeof bag);
    if (rsis_archive_open(&archive, &arena, &report, path)) {
        rsis_validate_bag(&report, &archive, &(struct rsis_bag_options){.jobs = 1, .bag = &bag});
        if (rsis_is_our_package(&bag)) rsis_check_package(&report, &archive, &bag);
    }
    print(&report, path);
    rsis_arena_free(&arena);
    return 1;
}

int main(int argc, char **argv) {
    int ok = 1;
    char line[4096];
    if (argc == 2 && strcmp(argv[1], "-") == 0) {
        while (fgets(line, sizeof line, stdin)) {
            line[strcspn(line, "\n")] = 0;
            ok = validate(line) && ok;
        }
        return ok ? 0 : 2;
    }
    for (int i = 1; i < argc; i++) ok = validate(argv[i]) && ok;
    return ok ? 0 : 2;
}
