/*
 * test_api.c - the contract of rsis.h: misuse, who owns what, values and their places, memory that ends at every
 * single allocation, two documents in two threads.
 */
#include <pthread.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "base/arena.h"
#include "include/rsis.h"

#define COUNT(a) (sizeof(a) / sizeof *(a))

static struct rsis_series *series;
static char *sample; /* samples/2013-markdown.txt */
static size_t sample_len;

static char *load(const char *path, size_t *len) {
    FILE *f = fopen(path, "rb");
    if (!f) fail_msg("%s: run this from the top of the tree", path);
    char *bytes = malloc(1 << 20);
    assert_non_null(bytes);
    *len = fread(bytes, 1, 1 << 20, f);
    fclose(f);
    return bytes;
}

static int open_all(void **state) {
    (void)state;
    sample = load("samples/2013-markdown.txt", &sample_len);
    return rsis_series_load(&series, "rsis-commentary", NULL, NULL) == RSIS_OK ? 0 : -1;
}

static int close_all(void **state) {
    (void)state;
    rsis_series_free(series);
    free(sample);
    return 0;
}

/* ---- findings, counted */

struct heard {
    unsigned n[4], all;
    char ids[4000];
    bool places_ascend, complete;
    uint64_t last;
};

static void hear(void *ctx, const struct rsis_diag *d) {
    struct heard *h = ctx;
    h->n[d->severity]++;
    h->all++;
    size_t n = strlen(h->ids);
    snprintf(h->ids + n, sizeof h->ids - n, "%s ", d->id);
    h->places_ascend &= d->offset >= h->last;
    h->complete &= d->id && d->path && d->message && *d->message && !d->line == !d->column;
    h->last = d->offset;
}

static struct heard silence(void) {
    return (struct heard){.places_ascend = true, .complete = true};
}

static enum rsis_status read_text(struct rsis_doc **out, const char *text, size_t len, struct heard *h) {
    struct rsis_options options = {.series = series};
    *h = silence();
    return rsis_doc_read(out, "in/x.txt", text, len, &options, hear, h);
}

/* ---- names and texts */

static void names_are_never_null(void **state) {
    (void)state;
    assert_string_equal(rsis_version(), RSIS_VERSION);
    for (int i = -2; i < 40; i++) {
        assert_true(*rsis_status_text((enum rsis_status)i));
        assert_true(*rsis_from_name((enum rsis_from)i));
        assert_true(*rsis_to_name((enum rsis_to)i));
        assert_true(*rsis_field_name((enum rsis_field)i));
        assert_true(*rsis_severity_name((enum rsis_severity)i));
    }
    for (int i = 0; i <= RSIS_ERR_OUTPUT; i++)
        for (int k = 0; k < i; k++)
            assert_string_not_equal(rsis_status_text((enum rsis_status)i), rsis_status_text((enum rsis_status)k));
    static const char *const fields[] = {"issue",  "year",     "date",   "title", "kicker",
                                         "author", "synopsis", "notice", "bio",   "language"};
    assert_int_equal(COUNT(fields), RSIS_FIELD_COUNT);
    for (int i = 0; i < RSIS_FIELD_COUNT; i++) assert_string_equal(rsis_field_name((enum rsis_field)i), fields[i]);
    assert_string_equal(rsis_to_name(RSIS_TO_JATS), "jats");
    assert_string_equal(rsis_to_name(RSIS_TO_TEXT), "text");
    assert_string_equal(rsis_from_name(RSIS_FROM_WRAPPED), "wrapped");
}

static void built_in_profiles_are_listed(void **state) {
    (void)state;
    size_t n = 0;
    for (const char *name; (name = rsis_series_builtin(n)); n++) {
        struct rsis_series *s = NULL;
        assert_int_equal(rsis_series_load(&s, name, NULL, NULL), RSIS_OK);
        rsis_series_free(s);
    }
    assert_true(n >= 2);
    assert_string_equal(rsis_series_builtin(0), "rsis-commentary");
    assert_null(rsis_series_builtin(n + 1000));
    assert_null(rsis_series_builtin(SIZE_MAX));
}

/* ---- misuse */

static void misuse_is_refused(void **state) {
    (void)state;
    struct rsis_doc *doc = (struct rsis_doc *)&series; /* must not be touched */
    struct rsis_options none = {.series = NULL}, options = {.series = series};
    assert_int_equal(rsis_doc_read(&doc, "x", "text", 4, NULL, NULL, NULL), RSIS_ERR_USAGE);
    assert_int_equal(rsis_doc_read(&doc, "x", "text", 4, &none, NULL, NULL), RSIS_ERR_USAGE);
    assert_int_equal(rsis_doc_read(&doc, "x", NULL, 4, &options, NULL, NULL), RSIS_ERR_USAGE);
    assert_ptr_equal(doc, &series);
    assert_int_equal(rsis_doc_read(&doc, "x", NULL, 0, &options, NULL, NULL), RSIS_ERR_INPUT);
    assert_int_equal(rsis_doc_read(&doc, NULL, "", 0, &options, NULL, NULL), RSIS_ERR_INPUT);
    assert_ptr_equal(doc, &series);
    rsis_doc_free(NULL);
    rsis_series_free(NULL);
    rsis_overrides_free(NULL);
}

/* An unknown layout or version of JATS is misuse, not something to guess about. */
static void unknown_options_are_refused(void **state) {
    (void)state;
    static const int wrong[] = {-1, 6, 99};
    for (size_t i = 0; i < COUNT(wrong); i++) {
        struct rsis_doc *doc = NULL;
        struct rsis_options from = {.series = series, .from = (enum rsis_from)wrong[i]};
        struct rsis_options jats = {.series = series, .jats = (enum rsis_jats)wrong[i]};
        assert_int_equal(rsis_doc_read(&doc, "x", sample, sample_len, &from, NULL, NULL), RSIS_ERR_USAGE);
        assert_null(doc);
        assert_int_equal(rsis_doc_read(&doc, "x", sample, sample_len, &jats, NULL, NULL), RSIS_ERR_USAGE);
        assert_null(doc);
    }
    static const char *const days[] = {"", "2013", "2013-02-30", "18 March 2013", "2013-03-18T00:00:00Z"};
    for (size_t i = 0; i < COUNT(days); i++) {
        struct rsis_doc *doc = NULL;
        struct rsis_options date = {.series = series, .date = days[i]};
        assert_int_equal(rsis_doc_read(&doc, "x", sample, sample_len, &date, NULL, NULL), RSIS_ERR_USAGE);
        assert_null(doc);
    }
}

static void unknown_formats_and_fields_are_refused(void **state) {
    (void)state;
    struct rsis_doc *doc = NULL;
    struct heard h;
    assert_int_equal(read_text(&doc, sample, sample_len, &h), RSIS_OK);
    const char *out = "untouched";
    size_t len = 9;
    static const int wrong[] = {-1, 6, 10, 1000};
    for (size_t i = 0; i < COUNT(wrong); i++) {
        struct rsis_value v = {.line = 77};
        assert_int_equal(rsis_doc_write(&out, &len, doc, (enum rsis_to)wrong[i], NULL, NULL), RSIS_ERR_USAGE);
        if (wrong[i] == 6) continue;
        assert_int_equal(rsis_doc_count(doc, (enum rsis_field)wrong[i]), 0);
        assert_int_equal(rsis_doc_value(&v, doc, (enum rsis_field)wrong[i], 0), RSIS_ERR_USAGE);
        assert_int_equal(v.line, 77);
    }
    assert_string_equal(out, "untouched");
    assert_int_equal(len, 9);
    for (int field = 0; field < RSIS_FIELD_COUNT; field++) {
        struct rsis_value v = {.line = 77};
        size_t n = rsis_doc_count(doc, (enum rsis_field)field);
        assert_int_equal(rsis_doc_value(&v, doc, (enum rsis_field)field, n), RSIS_ERR_USAGE);
        assert_int_equal(rsis_doc_value(&v, doc, (enum rsis_field)field, SIZE_MAX), RSIS_ERR_USAGE);
        assert_int_equal(v.line, 77);
    }
    rsis_doc_free(doc);
}

static void unreadable_inputs_say_why(void **state) {
    (void)state;
    static const struct {
        const char *bytes;
        size_t len;
        enum rsis_status status;
        const char *id;
    } rows[] = {
        {"", 0, RSIS_ERR_INPUT, "RSIS-IN-003"},
        {" \n\t\r\n", 5, RSIS_ERR_INPUT, "RSIS-IN-003"},
        {"%PDF-1.4", 8, RSIS_ERR_INPUT, "RSIS-IN-004"},
        {"caf\xE9 \x81", 6, RSIS_ERR_INPUT, "RSIS-IN-006"},
    };
    for (size_t i = 0; i < COUNT(rows); i++) {
        struct rsis_doc *doc = NULL;
        struct heard h;
        assert_int_equal(read_text(&doc, rows[i].bytes, rows[i].len, &h), rows[i].status);
        assert_null(doc);
        assert_int_equal(h.n[RSIS_FATAL], 1);
        assert_non_null(strstr(h.ids, rows[i].id));
    }
    size_t len = (16u << 20) + 1;
    char *big = malloc(len);
    assert_non_null(big);
    memset(big, 'a', len);
    struct rsis_doc *doc = NULL;
    struct heard h;
    assert_int_equal(read_text(&doc, big, len, &h), RSIS_ERR_LIMIT);
    assert_string_equal(h.ids, "RSIS-IN-002 ");
    free(big);
}

static void missing_files_say_so(void **state) {
    (void)state;
    struct rsis_series *s = (struct rsis_series *)(void *)&series;
    struct rsis_overrides *o = (struct rsis_overrides *)(void *)&series;
    struct heard h = silence();
    assert_int_not_equal(rsis_series_load(&s, "no/such/profile.yaml", hear, &h), RSIS_OK);
    assert_true(h.all == 1 && strstr(h.ids, "RSIS-SERIES-003"));
    h = silence();
    assert_int_not_equal(rsis_overrides_load(&o, "no/such/file.csv", hear, &h), RSIS_OK);
    assert_true(h.all == 1 && strstr(h.ids, "RSIS-OVR-002"));
    assert_int_not_equal(rsis_series_load(&s, "no/such/profile.yaml", NULL, NULL), RSIS_OK);
    assert_ptr_equal(s, &series);
    assert_ptr_equal(o, &series);
}

/* ---- values */

struct expected {
    enum rsis_field field;
    size_t index;
    const char *text;
    enum rsis_origin origin;
    uint32_t line, column;
};

static void check_values(struct rsis_doc *doc, const struct expected *rows, size_t n) {
    for (size_t i = 0; i < n; i++) {
        struct rsis_value v;
        assert_int_equal(rsis_doc_value(&v, doc, rows[i].field, rows[i].index), RSIS_OK);
        if (v.text.len != strlen(rows[i].text) || memcmp(v.text.ptr, rows[i].text, v.text.len) != 0)
            fail_msg("%s: \"%.*s\"", rsis_field_name(rows[i].field), (int)v.text.len, v.text.ptr);
        if (v.origin != rows[i].origin || v.line != rows[i].line || v.column != rows[i].column)
            fail_msg("%s: origin %d at %u:%u", rsis_field_name(rows[i].field), v.origin, v.line, v.column);
        assert_true(v.rule && *v.rule);
    }
}

static const char small[] =
    "RSIS COMMENTARIES\n\n"
    "   No. 046/2013 dated 8 March 2013\n\n"
    "On Caf\xC3\xA9s: A View\n\n"
    "By Ann Author and C\xC3\xA9line Bel\n\n"
    "Synopsis\n\n"
    "What stands here is the synopsis of it all.\n\n"
    "Commentary\n\n"
    "THE BODY of this text begins here and it says what there is to say about the matter.\n\n"
    "It goes on in a second paragraph, which is not much longer than the first one was.\n\n"
    "Ann Author is a Fellow at the School. C\xC3\xA9line Bel is another Fellow at the School.\n";

static void values_have_places(void **state) {
    (void)state;
    struct rsis_doc *doc = NULL;
    struct heard h;
    assert_int_equal(read_text(&doc, small, sizeof small - 1, &h), RSIS_OK);
    static const struct expected rows[] = {
        {RSIS_FIELD_ISSUE, 0, "046", RSIS_ORIGIN_PRINTED, 3, 8},
        {RSIS_FIELD_YEAR, 0, "2013", RSIS_ORIGIN_PRINTED, 3, 12},
        {RSIS_FIELD_DATE, 0, "2013-03-08", RSIS_ORIGIN_DERIVED, 3, 23},
        {RSIS_FIELD_TITLE, 0, "On Caf\xC3\xA9s: A View", RSIS_ORIGIN_PRINTED, 5, 1},
        {RSIS_FIELD_AUTHOR, 0, "Ann Author", RSIS_ORIGIN_PRINTED, 7, 4},
        {RSIS_FIELD_AUTHOR, 1, "C\xC3\xA9line Bel", RSIS_ORIGIN_PRINTED, 7, 19},
        {RSIS_FIELD_SYNOPSIS, 0, "What stands here is the synopsis of it all.", RSIS_ORIGIN_PRINTED, 11, 1},
        {RSIS_FIELD_LANGUAGE, 0, "en", RSIS_ORIGIN_ASSERTED, 0, 0},
    };
    check_values(doc, rows, COUNT(rows));
    assert_int_equal(rsis_doc_count(doc, RSIS_FIELD_AUTHOR), 2);
    assert_int_equal(rsis_doc_count(doc, RSIS_FIELD_KICKER), 0);
    assert_int_equal(rsis_doc_count(doc, RSIS_FIELD_NOTICE), 0);
    rsis_doc_free(doc);
}

static void missing_values_are_none(void **state) {
    (void)state;
    struct rsis_doc *doc = NULL;
    struct heard h;
    static const char text[] =
        "just a few words that say nothing of a number, of a date or of anybody who wrote them.\n";
    assert_int_equal(read_text(&doc, text, sizeof text - 1, &h), RSIS_OK);
    assert_true(h.n[RSIS_ERROR] >= 3 && h.complete && h.places_ascend);
    assert_int_equal(rsis_doc_count(doc, RSIS_FIELD_ISSUE), 0);
    assert_int_equal(rsis_doc_count(doc, RSIS_FIELD_DATE), 0);
    assert_int_equal(rsis_doc_count(doc, RSIS_FIELD_AUTHOR), 0);
    rsis_doc_free(doc);
}

static void findings_are_counted(void **state) {
    (void)state;
    struct rsis_doc *doc = NULL;
    struct heard h;
    assert_int_equal(read_text(&doc, small, sizeof small - 1, &h), RSIS_OK);
    struct rsis_counts c = rsis_doc_counts(doc);
    for (int i = 0; i < 4; i++) assert_int_equal(c.n[i], h.n[i]);
    assert_true(h.all > 0 && h.complete && h.places_ascend);
    /* Writing what can be proved adds nothing. */
    const char *out;
    size_t n;
    struct heard more = silence();
    assert_int_equal(rsis_doc_write(&out, &n, doc, RSIS_TO_JATS, hear, &more), RSIS_OK);
    assert_int_equal(more.all, 0);
    c = rsis_doc_counts(doc);
    for (int i = 0; i < 4; i++) assert_int_equal(c.n[i], h.n[i]);
    rsis_doc_free(doc);
}

/* ---- who owns what */

static void the_caller_may_free_the_bytes(void **state) {
    (void)state;
    struct rsis_doc *doc = NULL, *again = NULL;
    struct heard h;
    char *bytes = malloc(sample_len), name[] = "in/x.txt";
    struct rsis_options options = {.series = series};
    assert_non_null(bytes);
    memcpy(bytes, sample, sample_len);
    assert_int_equal(rsis_doc_read(&doc, name, bytes, sample_len, &options, NULL, NULL), RSIS_OK);
    memset(bytes, 'x', sample_len);
    free(bytes);
    memset(name, 'y', sizeof name - 1);
    memset(&options, 0, sizeof options);
    assert_int_equal(read_text(&again, sample, sample_len, &h), RSIS_OK);
    const char *a, *b;
    size_t n, m;
    for (int to = 0; to < 4; to++) {
        assert_int_equal(rsis_doc_write(&a, &n, doc, (enum rsis_to)to, NULL, NULL), RSIS_OK);
        assert_int_equal(rsis_doc_write(&b, &m, again, (enum rsis_to)to, NULL, NULL), RSIS_OK);
        assert_true(n == m && memcmp(a, b, n) == 0);
    }
    for (int field = 0; field < RSIS_FIELD_COUNT; field++) {
        struct rsis_value v, w;
        if (rsis_doc_value(&v, doc, (enum rsis_field)field, 0) != RSIS_OK) continue;
        assert_int_equal(rsis_doc_value(&w, again, (enum rsis_field)field, 0), RSIS_OK);
        assert_true(v.line == w.line && v.column == w.column);
    }
    assert_int_equal(rsis_doc_write(&a, &n, doc, RSIS_TO_JATS, NULL, NULL), RSIS_OK);
    char *jats = malloc(n + 1);
    assert_non_null(jats);
    memcpy(jats, a, n);
    jats[n] = 0;
    assert_non_null(strstr(jats, "<meta-value>x.txt</meta-value>"));
    free(jats);
    rsis_doc_free(again);
    rsis_doc_free(doc);
}

/* Any format, any number of times, in any order: the same bytes, and values stay where they are. */
static void writing_again_gives_the_same(void **state) {
    (void)state;
    struct rsis_doc *doc = NULL;
    struct heard h;
    struct rsis_value title;
    char *first[4];
    size_t lens[4];
    assert_int_equal(read_text(&doc, sample, sample_len, &h), RSIS_OK);
    assert_int_equal(rsis_doc_value(&title, doc, RSIS_FIELD_TITLE, 0), RSIS_OK);
    for (int to = 0; to < 4; to++) {
        const char *out;
        assert_int_equal(rsis_doc_write(&out, &lens[to], doc, (enum rsis_to)to, NULL, NULL), RSIS_OK);
        first[to] = malloc(lens[to]);
        assert_non_null(first[to]);
        memcpy(first[to], out, lens[to]);
    }
    for (int round = 0; round < 8; round++) {
        const char *out;
        size_t len;
        int to = round * 3 % 4;
        assert_int_equal(rsis_doc_write(&out, &len, doc, (enum rsis_to)to, NULL, NULL), RSIS_OK);
        assert_true(len == lens[to] && memcmp(out, first[to], len) == 0);
    }
    assert_memory_equal(title.text.ptr, "Submarine Rescue Pacts", 22);
    for (int to = 0; to < 4; to++) free(first[to]);
    rsis_doc_free(doc);
}

/* ---- memory that ends */

enum { STEPS = 4000 };

static enum rsis_status whole_life(uint64_t fail_at, const char *text, size_t len, enum rsis_to to, bool *reached) {
    struct rsis_options options = {.series = series};
    struct rsis_doc *doc = NULL;
    struct heard h = silence();
    const char *out = NULL;
    size_t n = 0;
    struct rsis_value v;
    rsis_arena_fail_after(fail_at);
    enum rsis_status st = rsis_doc_read(&doc, "x.txt", text, len, &options, hear, &h);
    if (st == RSIS_OK) {
        st = rsis_doc_write(&out, &n, doc, to, hear, &h);
        for (int f = 0; st == RSIS_OK && f < RSIS_FIELD_COUNT; f++)
            if (rsis_doc_count(doc, (enum rsis_field)f)) st = rsis_doc_value(&v, doc, (enum rsis_field)f, 0);
        assert_true(st != RSIS_OK || n > 0);
    } else {
        assert_null(doc);
    }
    if (st != RSIS_OK && doc) { /* the document is still whole */
        rsis_arena_fail_after(0);
        assert_int_equal(rsis_doc_write(&out, &n, doc, to, NULL, NULL), RSIS_OK);
        assert_true(n > 0);
    }
    *reached = st == RSIS_OK;
    rsis_arena_fail_after(0);
    rsis_doc_free(doc);
    return st;
}

static void check_exhaustion(const char *text, size_t len, enum rsis_to to) {
    bool done = false;
    uint64_t n = 1;
    /* Every allocation at first, then ever fewer: the arithmetic of a long list is the same at each. */
    for (; !done; n += n < STEPS ? 1 : 37) {
        enum rsis_status st = whole_life(n, text, len, to, &done);
        if (st != RSIS_ERR_MEMORY && st != RSIS_OK) fail_msg("allocation %llu: status %d", (unsigned long long)n, st);
        assert_true(n < 1000000);
    }
    print_message("# %s: memory ended at each of some %llu allocations\n", rsis_to_name(to), (unsigned long long)n - 1);
    assert_true(n > 50);
}

static void memory_may_end_anywhere(void **state) {
    (void)state;
    for (int to = 0; to <= RSIS_TO_HTML; to++) check_exhaustion(small, sizeof small - 1, (enum rsis_to)to);
    check_exhaustion(sample, sample_len, RSIS_TO_JATS);
    check_exhaustion(sample, sample_len, RSIS_TO_EPUB);
    size_t len;
    char *wide = load("samples/damaged.txt", &len);
    check_exhaustion(wide, len, RSIS_TO_JATS);
    free(wide);
    char *foreign = load("samples/cp1252.txt", &len);
    check_exhaustion(foreign, len, RSIS_TO_TEXT);
    free(foreign);
}

static void memory_may_end_while_loading(void **state) {
    (void)state;
    unsigned failed = 0;
    for (uint64_t n = 1; n < 100000; n++) {
        struct rsis_series *s = NULL;
        struct heard h = silence();
        rsis_arena_fail_after(n);
        enum rsis_status st = rsis_series_load(&s, "rsis-commentary", hear, &h);
        rsis_arena_fail_after(0);
        if (st == RSIS_OK) {
            rsis_series_free(s);
            break;
        }
        assert_int_equal(st, RSIS_ERR_MEMORY);
        assert_null(s);
        failed++;
    }
    assert_true(failed > 20);
}

/* What refuses an input needs memory too, and must not lose the refusal. */
static void memory_may_end_while_refusing(void **state) {
    (void)state;
    static const char *const texts[] = {"%PDF-1.4", "\n", "caf\xE9 \x81"};
    for (size_t i = 0; i < COUNT(texts); i++) {
        unsigned memory = 0;
        for (uint64_t n = 1; n < 1000; n++) {
            bool done;
            enum rsis_status st = whole_life(n, texts[i], strlen(texts[i]), RSIS_TO_JATS, &done);
            if (st == RSIS_ERR_INPUT) break;
            assert_int_equal(st, RSIS_ERR_MEMORY);
            memory++;
        }
        assert_true(memory >= 2 && memory < 999);
    }
}

/* ---- threads */

struct thread {
    const char *path;
    char *text, *want[2];
    size_t len, want_len[2];
    unsigned wrong;
};

/* One conversion; 0 when it is as it was. */
static unsigned convert_again(const struct thread *t, bool first, struct thread *keep) {
    struct rsis_options options = {.series = series};
    struct rsis_doc *doc = NULL;
    unsigned wrong = 0;
    if (rsis_doc_read(&doc, t->path, t->text, t->len, &options, NULL, NULL) != RSIS_OK) return 1;
    for (int to = 0; to < 2; to++) {
        const char *out;
        size_t n;
        if (rsis_doc_write(&out, &n, doc, (enum rsis_to)to, NULL, NULL) != RSIS_OK) {
            wrong++;
        } else if (first) {
            keep->want[to] = malloc(n);
            if (keep->want[to]) memcpy(keep->want[to], out, n);
            keep->want_len[to] = n;
        } else {
            wrong += n != t->want_len[to] || memcmp(out, t->want[to], n) != 0;
        }
    }
    rsis_doc_free(doc);
    return wrong;
}

static void *work(void *p) {
    struct thread *t = p;
    for (unsigned i = 0; i < 25; i++) t->wrong += convert_again(t, false, NULL);
    return NULL;
}

/* Memory that ends in this thread is no matter of another. */
static void *fail_often(void *p) {
    struct thread *t = p;
    for (unsigned i = 1; i < 200; i++) {
        bool done;
        t->wrong += whole_life(i, t->text, t->len, RSIS_TO_JATS, &done) != RSIS_ERR_MEMORY;
    }
    return NULL;
}

static void documents_in_threads_are_independent(void **state) {
    (void)state;
    struct thread threads[] = {
        {.path = "samples/2013-markdown.txt"}, {.path = "samples/2021-lines.txt"}, {.path = "samples/damaged.txt"}};
    pthread_t ids[COUNT(threads)];
    for (size_t i = 0; i < COUNT(threads); i++) {
        threads[i].text = load(threads[i].path, &threads[i].len);
        assert_int_equal(convert_again(&threads[i], true, &threads[i]), 0);
        assert_non_null(threads[i].want[1]);
    }
    for (size_t i = 0; i < COUNT(threads); i++)
        assert_int_equal(pthread_create(&ids[i], NULL, i == 2 ? fail_often : work, &threads[i]), 0);
    for (size_t i = 0; i < COUNT(threads); i++) pthread_join(ids[i], NULL);
    for (size_t i = 0; i < COUNT(threads); i++) {
        assert_int_equal(threads[i].wrong, 0);
        free(threads[i].want[0]);
        free(threads[i].want[1]);
        free(threads[i].text);
    }
}

/* A document that one thread read may be written and freed by another. */
static void *write_and_free(void *p) {
    const char *out;
    size_t n = 0;
    enum rsis_status st = rsis_doc_write(&out, &n, p, RSIS_TO_JATS, NULL, NULL);
    rsis_doc_free(p);
    return st == RSIS_OK && n > 1000 ? NULL : p;
}

static void documents_may_change_hands(void **state) {
    (void)state;
    struct rsis_doc *doc = NULL;
    struct heard h;
    pthread_t id;
    void *failed = NULL;
    assert_int_equal(read_text(&doc, sample, sample_len, &h), RSIS_OK);
    assert_int_equal(pthread_create(&id, NULL, write_and_free, doc), 0);
    pthread_join(id, &failed);
    assert_null(failed);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(names_are_never_null),
        cmocka_unit_test(built_in_profiles_are_listed),
        cmocka_unit_test(misuse_is_refused),
        cmocka_unit_test(unknown_options_are_refused),
        cmocka_unit_test(unknown_formats_and_fields_are_refused),
        cmocka_unit_test(unreadable_inputs_say_why),
        cmocka_unit_test(missing_files_say_so),
        cmocka_unit_test(values_have_places),
        cmocka_unit_test(missing_values_are_none),
        cmocka_unit_test(findings_are_counted),
        cmocka_unit_test(the_caller_may_free_the_bytes),
        cmocka_unit_test(writing_again_gives_the_same),
        cmocka_unit_test(memory_may_end_anywhere),
        cmocka_unit_test(memory_may_end_while_loading),
        cmocka_unit_test(memory_may_end_while_refusing),
        cmocka_unit_test(documents_in_threads_are_independent),
        cmocka_unit_test(documents_may_change_hands),
    };
    return cmocka_run_group_tests(tests, open_all, close_all);
}
