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

/* Runs once everything was loaded: the collection, or without one the batch. */
static int run_loaded(const struct options *o, struct ui *ui, const struct rsis_batch *batch,
                      const struct rsis_collection *collection) {
    struct rsis_summary summary;
    enum rsis_status st = collection ? rsis_collect_run(&summary, collection) : rsis_batch_run(&summary, batch);
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
    return day >= 1 && day <= days_in(digits(s, 4), digits(s + 5, 2));
}

/* --date, or the day of SOURCE_DATE_EPOCH (reproducible-builds.org), or none. False when it is no day. */
static bool find_date(const struct options *o, bool dated, char day[11], const char **out) {
    const char *given = o->v[OPT_DATE].text, *epoch = dated ? getenv("SOURCE_DATE_EPOCH") : NULL;
    char *end = NULL;
    struct tm tm;
    *out = given;
    if (given || !epoch || !*epoch) return !given || is_day(given);
    time_t t = (time_t)strtoll(epoch, &end, 10);
    if (*end || t < 0 || !gmtime_r(&t, &tm) || tm.tm_year > 9999 - 1900) return false;
    strftime(day, 11, "%Y-%m-%d", &tm);
    *out = day;
    return true;
}

/* `dated`: the output has a date of its own. */
static int run(const struct options *o, bool dated, struct rsis_batch *batch,
               const struct rsis_collection *collection) {
    const char *series_name = o->v[OPT_SERIES].text ? o->v[OPT_SERIES].text : rsis_series_builtin(0);
    struct rsis_series *series = NULL;
    struct rsis_overrides *overrides = NULL;
    struct ui ui;
    char day[11];
    if (!find_date(o, dated, day, &batch->options.date))
        return options_misuse(o, "%s: expected %s", o->v[OPT_DATE].text ? "--date" : "SOURCE_DATE_EPOCH",
                              o->v[OPT_DATE].text ? "a day as YYYY-MM-DD" : "seconds since 1970");
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
    int rc = st == RSIS_OK ? run_loaded(o, &ui, batch, collection) : trouble(o, st);
    rsis_overrides_free(overrides);
    rsis_series_free(series);
    return rc;
}

int run_batch(const struct options *o, struct rsis_batch *batch) {
    return run(o, batch->to == RSIS_TO_EPUB, batch, NULL);
}

int run_collection(const struct options *o, struct rsis_collection *collection) {
    return run(o, true, &collection->batch, collection);
}
