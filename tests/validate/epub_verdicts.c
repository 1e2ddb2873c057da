/*
 * epub_verdicts.c - for epub.t: each EPUB named on the command line (or on standard input, one a line), its verdict
 * and its findings. Lines are path, verdict, "SEVERITY:equivalent" words; with -v also every finding,
 * with -a by the profile for keeping. With -m memory runs out at each allocation in turn.
 */
#include <setjmp.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "validate/epub.h"

static const char *const severities[] = {"INFO", "WARNING", "ERROR", "FATAL"};

static struct rsis_str head_of(const char *path, char room[4]) {
    FILE *f = fopen(path, "rb");
    size_t n = f ? fread(room, 1, 4, f) : 0;
    if (f) fclose(f);
    return rsis_str(room, n);
}

static void judge(struct rsis_report *r, struct rsis_arena *a, const char *path, bool archive) {
    struct rsis_epub_options options = {.archive = archive};
    struct rsis_archive box;
    char room[4];
    if (rsis_archive_open(&box, a, r, path))
        rsis_validate_epub(r, &box, &options);
    else
        rsis_validate_epub_unopened(r, head_of(path, room));
}

static void show(const struct rsis_report *r, const char *path, bool verbose) {
    const char *verdict = rsis_report_verdict(r);
    bool valid = strncmp(verdict, "valid", 5) == 0;
    printf("%s\t%s\t", path, valid ? "valid" : "invalid");
    for (int c = 0; c < RSIS_CHECK_COUNT; c++) {
        const struct rsis_check_row *row = rsis_check_row((enum rsis_check)c);
        if (r->counts[c]) printf("%s:%s ", severities[row->severity], *row->equivalent ? row->equivalent : row->id);
    }
    putchar('\n');
    for (uint32_t i = 0; verbose && i < r->list.n; i++) {
        const struct rsis_found *f = &r->list.v[i];
        const struct rsis_check_row *row = rsis_check_row(f->check);
        printf("  %s:%u:%u: %s: %s [%s %s]\n", f->member, f->line, f->column, severities[f->severity], f->message,
               row->id, row->equivalent);
    }
}

/* One book with the `fail`-th allocation failing (0: none). False: memory ran out. */
static bool one(const char *path, bool verbose, bool archive, uint64_t fail) {
    struct rsis_arena a;
    struct rsis_report r;
    jmp_buf guard;
    volatile bool whole = false;
    rsis_arena_init(&a, &guard);
    if (!setjmp(guard)) {
        rsis_arena_fail_after(fail);
        rsis_report_init(&r, &a, path);
        judge(&r, &a, path, archive);
        rsis_arena_fail_after(0);
        if (!fail) show(&r, path, verbose);
        whole = true;
    }
    rsis_arena_fail_after(0);
    rsis_arena_free(&a);
    return whole;
}

/* Memory runs out at each place in turn; the book must be given up in order every time. */
static void starve(const char *path) {
    uint64_t n = 1;
    while (!one(path, false, true, n)) n++;
    printf("%s\tstarved\t%llu\n", path, (unsigned long long)n);
}

int main(int argc, char **argv) {
    bool verbose = false, archive = false, some = false, starving = false;
    char line[4096];
    for (int i = 1; i < argc; i++) {
        if (strcmp(argv[i], "-v") == 0)
            verbose = true;
        else if (strcmp(argv[i], "-a") == 0)
            archive = true;
        else if (strcmp(argv[i], "-m") == 0)
            starving = true;
        else if (starving)
            some = true, starve(argv[i]);
        else
            some = true, one(argv[i], verbose, archive, 0);
    }
    while (!some && fgets(line, sizeof line, stdin)) {
        line[strcspn(line, "\n")] = 0;
        one(line, verbose, archive, 0);
        fflush(stdout);
    }
    return 0;
}
