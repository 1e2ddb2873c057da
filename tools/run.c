/* run.c - from options to a batch, from its summary to an exit status. */
#include "run.h"

#include <stdio.h>

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

static int run_loaded(const struct options *o, struct ui *ui, struct rsis_batch *batch) {
    struct rsis_summary summary;
    enum rsis_status st = rsis_batch_run(&summary, batch);
    ui_close(ui, &summary);
    return st == RSIS_OK ? judge(o, &summary) : trouble(o, st);
}

int run_batch(const struct options *o, struct rsis_batch *batch) {
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
    int rc = st == RSIS_OK ? run_loaded(o, &ui, batch) : trouble(o, st);
    rsis_overrides_free(overrides);
    rsis_series_free(series);
    return rc;
}
