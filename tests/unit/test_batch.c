/*
 * test_batch.c - the public way to convert many documents: order, counts, one call-back at a time, wrong calls,
 * memory that runs out at every place. What outputs are called and what is refused is in tests/cli.
 */
#define _XOPEN_SOURCE 700 /* nftw */
#include <dirent.h>
#include <ftw.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdatomic.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cmocka.h>

#include "base/arena.h"
#include "include/rsis.h"

#define COUNT(a) (sizeof(a) / sizeof *(a))

static const char *const commentary =
    "RSIS COMMENTARIES\n\nNo. 101/2015 dated 4 May 2015\n\n## **A Title for a Test**\n\nBy Ann Author\n\n"
    "### **Synopsis**\n\n*What this is about.*\n\n### **Commentary**\n\nTHE FIRST paragraph says something.\n\n"
    "The second one says something else.\n\n*Ann Author is a Fellow of the School.*\n";

static char dir[] = "/tmp/rsis-batch-XXXXXX";
static struct rsis_series *series;

/* ---- files */

static const char *in_dir(const char *name) {
    static char paths[8][200];
    static unsigned next;
    char *p = paths[next++ % COUNT(paths)];
    snprintf(p, sizeof paths[0], "%s/%s", dir, name);
    return p;
}

static void write_file(const char *name, const char *text) {
    FILE *f = fopen(in_dir(name), "wb");
    assert_non_null(f);
    assert_int_equal(fwrite(text, 1, strlen(text), f), strlen(text));
    assert_int_equal(fclose(f), 0);
}

/* The file's bytes, terminated; NULL when it is not there. Freed by the caller. */
static char *read_file(const char *name) {
    FILE *f = fopen(in_dir(name), "rb");
    if (!f) return NULL;
    char *text = calloc(1, 1 << 16);
    assert_non_null(text);
    assert_true(fread(text, 1, (1 << 16) - 1, f) > 0);
    fclose(f);
    return text;
}

static int remove_entry(const char *path, const struct stat *st, int type, struct FTW *ftw) {
    (void)st;
    (void)type;
    (void)ftw;
    return remove(path);
}

static void remove_tree(const char *path) {
    nftw(path, remove_entry, 16, FTW_DEPTH | FTW_PHYS);
}

static unsigned count_entries(const char *path, const char *part) {
    DIR *d = opendir(path);
    unsigned n = 0;
    if (!d) return 0;
    for (const struct dirent *e; (e = readdir(d));)
        if (e->d_name[0] != '.' || e->d_name[1] == 'r') n += strstr(e->d_name, part) != NULL;
    closedir(d);
    return n;
}

/* ---- what a batch says */

struct heard {
    atomic_bool busy;
    unsigned overlaps; /* calls while another was under way */
    unsigned findings[4];
    size_t documents, total;
    unsigned disorder; /* findings of another document than the next one */
    const char *const *inputs;
    enum rsis_outcome outcomes[64];
    char first[200]; /* the first finding that is an error or worse: "id path" */
};

static void enter(struct heard *h) {
    if (atomic_exchange(&h->busy, true)) h->overlaps++;
}

static void hear_finding(void *ctx, const struct rsis_diag *d) {
    struct heard *h = ctx;
    enter(h);
    h->findings[d->severity]++;
    if (h->inputs && strcmp(d->path, h->inputs[h->documents]) != 0) h->disorder++;
    if (d->severity >= RSIS_ERROR && !h->first[0]) snprintf(h->first, sizeof h->first, "%s %s", d->id, d->path);
    atomic_store(&h->busy, false);
}

static void hear_progress(void *ctx, const char *path, enum rsis_outcome outcome, size_t done, size_t total) {
    struct heard *h = ctx;
    enter(h);
    if (h->inputs && strcmp(path, h->inputs[h->documents]) != 0) h->disorder++;
    if (h->documents < COUNT(h->outcomes)) h->outcomes[h->documents] = outcome;
    h->documents++;
    h->total = total;
    if (done != h->documents) h->disorder++;
    atomic_store(&h->busy, false);
}

static struct rsis_batch batch_of(const char *const *inputs, size_t n, const char *output, struct heard *h) {
    memset(h, 0, sizeof *h);
    return (struct rsis_batch){
        .inputs = inputs,
        .n_inputs = n,
        .output = output,
        .options = {.series = series},
        .diag = hear_finding,
        .progress = hear_progress,
        .ctx = h,
    };
}

/* ---- tests */

static void test_order_and_counts(void **state) {
    enum { N = 60 };
    static char names[N][200];
    const char *inputs[N];
    struct heard h;
    struct rsis_summary s;
    (void)state;
    for (size_t i = 0; i < N; i++) {
        char name[20];
        snprintf(name, sizeof name, "%02zu.txt", (i * 37) % N); /* the order given, not the order of names */
        snprintf(names[i], sizeof names[i], "%s", in_dir(name));
        inputs[i] = names[i];
        if (i % 6 == 5) continue; /* is not there */
        write_file(name, i % 6 == 4 ? "" : commentary);
    }
    for (unsigned jobs = 1; jobs <= 16; jobs *= 4) {
        struct rsis_batch b = batch_of(inputs, N, in_dir("many/"), &h);
        h.inputs = inputs;
        b.jobs = jobs;
        assert_int_equal(rsis_batch_run(&s, &b), RSIS_OK);
        assert_int_equal(h.overlaps, 0);
        assert_int_equal(h.disorder, 0);
        assert_int_equal(h.documents, N);
        assert_int_equal(h.total, N);
        assert_int_equal(s.converted + s.unchanged, N / 6 * 4);
        assert_int_equal(jobs == 1 ? s.unchanged : s.converted, 0);
        assert_int_equal(s.failed, N / 6 * 2);
        for (size_t i = 0; i < N; i++)
            assert_int_equal(h.outcomes[i], i % 6 >= 4 ? RSIS_FAILED : jobs == 1 ? RSIS_CONVERTED : RSIS_UNCHANGED);
        for (size_t i = 0; i < 4; i++) assert_int_equal(s.findings.n[i], h.findings[i]);
        assert_int_equal(s.findings.n[RSIS_FATAL], N / 6 * 2);
    }
}

static void test_nobody_listens(void **state) {
    struct heard h;
    struct rsis_summary s;
    (void)state;
    write_file("quiet.txt", commentary);
    const char *inputs[] = {in_dir("quiet.txt"), in_dir("missing.txt")};
    struct rsis_batch b = batch_of(inputs, 2, in_dir("quiet/"), &h);
    b.diag = NULL;
    b.progress = NULL;
    assert_int_equal(rsis_batch_run(&s, &b), RSIS_OK);
    assert_int_equal(s.converted, 1);
    assert_int_equal(s.failed, 1);
    assert_int_equal(s.findings.n[RSIS_FATAL], 1);
}

static void test_wrong_calls(void **state) {
    struct heard h;
    struct rsis_summary s;
    (void)state;
    write_file("wrong.txt", commentary);
    const char *inputs[] = {in_dir("wrong.txt")};
    const struct rsis_batch right = batch_of(inputs, 1, in_dir("wrong.xml"), &h);
    struct rsis_batch wrong[6] = {right, right, right, right, right, right};
    wrong[0].options.series = NULL;
    wrong[1].n_inputs = 0;
    wrong[2].to = (enum rsis_to)6;
    wrong[3].to = (enum rsis_to) - 1;
    wrong[4].options.from = (enum rsis_from)6;
    wrong[5].options.jats = (enum rsis_jats)2;
    for (size_t i = 0; i < COUNT(wrong); i++) {
        memset(&s, 0xFF, sizeof s);
        assert_int_equal(rsis_batch_run(&s, &wrong[i]), RSIS_ERR_USAGE);
        assert_int_equal(s.converted + s.unchanged + s.failed + s.findings.n[RSIS_FATAL], 0);
    }
    assert_int_equal(h.documents, 0);
    assert_int_equal(access(in_dir("wrong.xml"), F_OK), -1);
}

static void test_summary_of_refusals(void **state) {
    struct heard h;
    struct rsis_summary s;
    (void)state;
    write_file("x.txt", commentary);
    const char *inputs[] = {in_dir("x.txt"), in_dir("x.txt")};
    struct rsis_batch b = batch_of(inputs, 2, in_dir("refused/"), &h);
    assert_int_equal(rsis_batch_run(&s, &b), RSIS_ERR_USAGE);
    assert_int_equal(s.findings.n[RSIS_ERROR], 1);
    assert_memory_equal(h.first, "RSIS-OUT-003 ", 13);
    assert_int_equal(h.documents, 0);
    b.output = in_dir("x.txt/y.xml");
    b.n_inputs = 1;
    memset(&h, 0, sizeof h);
    assert_int_equal(rsis_batch_run(&s, &b), RSIS_ERR_OUTPUT);
    assert_int_equal(s.failed, 1);
    assert_memory_equal(h.first, "RSIS-OUT-002 ", 13);
}

/* Three inputs, and what becomes of each when there is memory. */
struct three {
    char paths[3][40];
    const char *inputs[3];
    char *outputs[3];
};

static const char *output_name(const char *directory, size_t i) {
    static char name[40];
    snprintf(name, sizeof name, "%s/%zu.xml", directory, i);
    return name;
}

/* What stands in the output directory after memory ran out: whole outputs and nothing else. */
static unsigned check_outputs(const struct three *t) {
    unsigned n = 0;
    for (size_t i = 0; i < 3; i++) {
        char *text = read_file(output_name("oom", i));
        if (!text) continue;
        assert_string_equal(text, t->outputs[i]);
        free(text);
        n++;
    }
    assert_int_equal(count_entries(in_dir("oom"), "rsis"), 0);
    assert_int_equal(count_entries(in_dir("oom"), ""), n);
    return n;
}

/* Runs the batch with its n-th allocation failing; false when it had fewer. */
static bool run_without_memory(uint64_t n, const struct three *t) {
    struct heard h;
    struct rsis_summary s;
    struct rsis_batch b = batch_of(t->inputs, 3, in_dir("oom/"), &h);
    b.jobs = 1;
    rsis_arena_fail_after(n);
    enum rsis_status st = rsis_batch_run(&s, &b);
    rsis_arena_fail_after(0);
    unsigned written = check_outputs(t);
    remove_tree(in_dir("oom"));
    if (st == RSIS_ERR_MEMORY) return true; /* while inputs were collected, or names planned */
    assert_int_equal(st, RSIS_OK);
    assert_int_equal(h.documents, 3);
    assert_int_equal(s.converted + s.failed, 3);
    assert_int_equal(s.converted, written);
    if (!s.failed) return false;
    assert_int_equal(s.failed, 1); /* the others go on */
    assert_int_equal(s.findings.n[RSIS_FATAL], 1);
    assert_memory_equal(h.first, "RSIS-IN-008 ", 12);
    return true;
}

static void test_no_memory(void **state) {
    struct three t;
    struct heard h;
    struct rsis_summary s;
    (void)state;
    for (size_t i = 0; i < 3; i++) {
        char name[] = {(char)('0' + i), '.', 't', 'x', 't', 0};
        write_file(name, commentary);
        snprintf(t.paths[i], sizeof t.paths[i], "%s", in_dir(name));
        t.inputs[i] = t.paths[i];
    }
    struct rsis_batch b = batch_of(t.inputs, 3, in_dir("reference/"), &h);
    assert_int_equal(rsis_batch_run(&s, &b), RSIS_OK);
    for (size_t i = 0; i < 3; i++) assert_non_null(t.outputs[i] = read_file(output_name("reference", i)));
    uint64_t n = 1, runs = 0;
    while (run_without_memory(n, &t)) {
        n += n < 300 ? 1 : n / 64; /* every allocation at the start, then ever fewer */
        runs++;
    }
    assert_true(runs > 30);
    for (size_t i = 0; i < 3; i++) free(t.outputs[i]);
}

/* ---- memory */

/* The largest resident set of this program so far, in bytes; 0 when the system does not say. */
static size_t peak(void) {
    FILE *f = fopen("/proc/self/status", "r");
    char line[200];
    size_t kib = 0;
    if (!f) return 0;
    while (fgets(line, sizeof line, f))
        if (sscanf(line, "VmHWM: %zu", &kib) == 1) break;
    fclose(f);
    return kib * 1024;
}

/* `n` links to one input, and one for each in a batch of two threads. */
static size_t peak_of(size_t n, const char *name, size_t *path_bytes) {
    struct heard h;
    struct rsis_summary s;
    char link_name[80], directory[100], output[110];
    const char *inputs[] = {directory};
    snprintf(directory, sizeof directory, "%s", in_dir(name));
    snprintf(output, sizeof output, "%s-out/", directory);
    assert_int_equal(mkdir(directory, 0777), 0);
    *path_bytes = 0;
    for (size_t i = 0; i < n; i++) {
        snprintf(link_name, sizeof link_name, "%s/a-name-of-common-length-%zu.txt", name, i);
        assert_int_equal(link(in_dir("one.txt"), in_dir(link_name)), 0);
        *path_bytes += strlen(in_dir(link_name)) + 1;
    }
    struct rsis_batch b = batch_of(inputs, 1, output, &h);
    b.jobs = 2;
    assert_int_equal(rsis_batch_run(&s, &b), RSIS_OK);
    assert_int_equal(s.converted, n);
    return peak();
}

/* What is kept of an input until the end: its path and at most 128 bytes. */
static void test_memory_for_each_input(void **state) {
    enum { FEW = 500, MANY = 6000 };
    const char *sanitize = getenv("SANITIZE");
    size_t few_paths, many_paths;
    (void)state;
    if ((sanitize && *sanitize) || !peak()) skip(); /* sanitizers keep what is freed */
    write_file("one.txt", commentary);
    size_t few = peak_of(FEW, "few", &few_paths);
    size_t many = peak_of(MANY, "many-more", &many_paths);
    assert_in_range(many - few, 0, (MANY - FEW) * 128 + many_paths);
    assert_in_range(many, 0, 64 << 20);
}

static int set_up(void **state) {
    (void)state;
    if (!mkdtemp(dir)) return -1;
    return rsis_series_load(&series, rsis_series_builtin(0), NULL, NULL) == RSIS_OK ? 0 : -1;
}

static int tear_down(void **state) {
    (void)state;
    rsis_series_free(series);
    remove_tree(dir);
    return 0;
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_order_and_counts), cmocka_unit_test(test_nobody_listens),
        cmocka_unit_test(test_wrong_calls),      cmocka_unit_test(test_summary_of_refusals),
        cmocka_unit_test(test_no_memory),        cmocka_unit_test(test_memory_for_each_input),
    };
    return cmocka_run_group_tests(tests, set_up, tear_down);
}
