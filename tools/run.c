/* run.c - from options to a batch, from its summary to an exit status. */
#include "run.h"

#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "ui.h"

/* Findings were shown where there are any; memory has none. */
static int trouble(const struct options *o, enum rsis_status st) {
    if (st == RSIS_ERR_MEMORY) fprintf(stderr, "%s: %s\n", o->command, rsis_status_text(st));
    return EXIT_TROUBLE;
}

/* Findings at or above --fail-on; an input that failed always counts. */
static int judge(const struct options *o, const struct rsis_summary *s) {
    enum { ON_ERROR, ON_WARNING };
    enum rsis_severity least = o->v[OPT_FAIL_ON].number == ON_WARNING ? RSIS_WARNING : RSIS_ERROR;
    size_t n = s->failed;
    for (unsigned severity = least; severity <= RSIS_FATAL; severity++) n += s->findings.n[severity];
    return n ? EXIT_FINDINGS : EXIT_CLEAN;
}

/* One of the library's three runs; `what` is its description. */
typedef enum rsis_status running(struct rsis_summary *summary, const void *what);

static enum rsis_status batch_run(struct rsis_summary *summary, const void *what) {
    return rsis_batch_run(summary, what);
}

static enum rsis_status collect_run(struct rsis_summary *summary, const void *what) {
    return rsis_collect_run(summary, what);
}

static enum rsis_status pack_run(struct rsis_summary *summary, const void *what) {
    return rsis_pack_run(summary, what);
}

/* Runs once everything was loaded. */
static int run_loaded(const struct options *o, struct ui *ui, running *go, const void *what) {
    struct rsis_summary summary;
    enum rsis_status st = go(&summary, what);
    ui_close(ui, &summary);
    if (st == RSIS_ERR_INPUT) return EXIT_FINDINGS;
    return st == RSIS_OK ? judge(o, &summary) : trouble(o, st);
}

/* ---- the day of a book */

static unsigned days_in(unsigned year, unsigned month) {
    static const unsigned char days[] = {31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
    bool leap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);
    return month < 1 || month > 12 ? 0 : days[month - 1] + (leap && month == 2 ? 1u : 0u);
}

static unsigned digits(const char *s, unsigned n) {
    unsigned value = 0;
    while (n--) value = value * 10 + (unsigned)(*s++ - '0');
    return value;
}

static bool is_day(const char *s) {
    static const char shape[] = "0000-00-00";
    for (size_t i = 0; i < sizeof shape; i++)
        if (shape[i] == '0' ? s[i] < '0' || s[i] > '9' : s[i] != shape[i]) return false;
    unsigned day = digits(s + 8, 2);
    return digits(s, 4) && day >= 1 && day <= days_in(digits(s, 4), digits(s + 5, 2));
}

/* What a book or package is said to be made on. */
struct moment {
    char day[11];  /* "" when neither an option nor the environment says one */
    char when[21]; /* "2026-11-23T10:15:00Z"; the clock's when nobody says one */
};

static bool set_moment(struct moment *m, time_t t, bool said) {
    struct tm tm;
    if (!gmtime_r(&t, &tm) || tm.tm_year > 9999 - 1900) return false;
    if (said) strftime(m->day, sizeof m->day, "%Y-%m-%d", &tm);
    return strftime(m->when, sizeof m->when, "%Y-%m-%dT%H:%M:%SZ", &tm) != 0;
}

/* --date, or SOURCE_DATE_EPOCH (reproducible-builds.org), or the clock. False after a misuse was reported. */
static bool find_moment(const struct options *o, struct moment *m) {
    const char *given = o->v[OPT_DATE].text, *epoch = getenv("SOURCE_DATE_EPOCH");
    char *end = NULL;
    *m = (struct moment){"", ""};
    if (given && !is_day(given)) {
        options_misuse(o, "--date: expected a day as YYYY-MM-DD");
        return false;
    }
    if (given) {
        snprintf(m->day, sizeof m->day, "%s", given);
        snprintf(m->when, sizeof m->when, "%.10sT00:00:00Z", given);
        return true;
    }
    bool said = epoch && *epoch;
    time_t t = said ? (time_t)strtoll(epoch, &end, 10) : time(NULL);
    if ((!said || (!*end && t >= 0)) && set_moment(m, t, said)) return true;
    options_misuse(o, "SOURCE_DATE_EPOCH: expected seconds since 1970");
    return false;
}

static int run(const struct options *o, struct rsis_batch *batch, running *go, const void *what) {
    const char *series_name = o->v[OPT_SERIES].text ? o->v[OPT_SERIES].text : rsis_series_builtin(0);
    struct rsis_series *series = NULL;
    struct rsis_overrides *overrides = NULL;
    struct ui ui;
    ui_open(&ui, o);
    enum rsis_status st = rsis_series_load(&series, series_name, ui_finding, &ui);
    if (st == RSIS_OK && o->v[OPT_OVERRIDES].text)
        st = rsis_overrides_load(&overrides, o->v[OPT_OVERRIDES].text, ui_finding, &ui);
    batch->options.series = series;
    batch->options.overrides = overrides;
    batch->options.from = (enum rsis_from)o->v[OPT_FROM].number;
    batch->options.jats = (enum rsis_jats)o->v[OPT_JATS].number;
    batch->diag = ui_finding;
    batch->progress = ui_progress;
    batch->ctx = &ui;
    int rc = st == RSIS_OK ? run_loaded(o, &ui, go, what) : trouble(o, st);
    rsis_overrides_free(overrides);
    rsis_series_free(series);
    return rc;
}

/* The same for what has a date of its own. */
static int run_dated(const struct options *o, struct rsis_batch *batch, running *go, const void *what,
                     struct moment *m) {
    if (!find_moment(o, m)) return EXIT_TROUBLE;
    batch->options.date = *m->day ? m->day : NULL;
    return run(o, batch, go, what);
}

int run_batch(const struct options *o, struct rsis_batch *batch) {
    struct moment m;
    return batch->to == RSIS_TO_EPUB ? run_dated(o, batch, batch_run, batch, &m) : run(o, batch, batch_run, batch);
}

int run_collection(const struct options *o, struct rsis_collection *collection) {
    struct moment m;
    return run_dated(o, &collection->batch, collect_run, collection, &m);
}

int run_packing(const struct options *o, struct rsis_packing *packing) {
    struct moment m;
    packing->when = m.when;
    if (!find_moment(o, &m)) return EXIT_TROUBLE;
    packing->when_given = *m.day != 0;
    return run_dated(o, &packing->batch, pack_run, packing, &m);
}
