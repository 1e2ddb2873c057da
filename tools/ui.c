/* ui.c - the faces on standard error; nothing here decides anything. */
#include "ui.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum { BAR = 30, BAR_EVERY_MS = 100 };

static bool on_terminal(void) {
    const char *term = getenv("TERM");
    return isatty(STDERR_FILENO) && term && strcmp(term, "dumb") != 0;
}

/* --color; https://no-color.org for what is not said there. */
static bool wants_color(const struct options *o) {
    enum { AUTO, ALWAYS, NEVER };
    const char *no_color = getenv("NO_COLOR");
    if (o->v[OPT_COLOR].number != AUTO || o->v[OPT_DIAGNOSTICS].number == RSIS_DIAG_JSON)
        return o->v[OPT_COLOR].number == ALWAYS && o->v[OPT_DIAGNOSTICS].number == RSIS_DIAG_TEXT;
    return on_terminal() && !(no_color && *no_color);
}

/* -q and -v: the last one counts. Programs that read JSON choose for themselves. */
static enum rsis_severity least_shown(const struct options *o) {
    unsigned quiet = o->v[OPT_QUIET].number, verbose = o->v[OPT_VERBOSE].number;
    if (quiet > verbose) return RSIS_ERROR;
    return verbose || o->v[OPT_DIAGNOSTICS].number == RSIS_DIAG_JSON ? RSIS_INFO : RSIS_WARNING;
}

void ui_open(struct ui *ui, const struct options *o) {
    const char *output = o->v[OPT_OUTPUT].text;
    bool to_stdout = !output || strcmp(output, "-") == 0;
    *ui = (struct ui){.style = (enum rsis_diag_style)o->v[OPT_DIAGNOSTICS].number};
    ui->least = least_shown(o);
    ui->color = wants_color(o);
    ui->bar = ui->style == RSIS_DIAG_TEXT && ui->least < RSIS_ERROR && on_terminal();
    ui->sum_up = ui->least < RSIS_ERROR && (!to_stdout || o->v[OPT_VERBOSE].number);
}

/* ---- findings */

static void clear_bar(struct ui *ui) {
    if (ui->bar_shown) fputs("\r\033[K", stderr);
    ui->bar_shown = false;
}

/* The line with its severity in colour: what stands before it is as long as the rest is not. */
static void put_colored(const struct rsis_diag *diag, const char *line, size_t len) {
    static const char *const colors[] = {"\033[36m", "\033[35m", "\033[31m", "\033[1;31m"};
    struct rsis_diag bare = *diag;
    const char *name = rsis_severity_name(diag->severity);
    size_t n = strlen(name);
    bare.message = "";
    size_t before = rsis_diag_format(&bare, RSIS_DIAG_TEXT, NULL, 0) - n - strlen(diag->id) - strlen(":  []");
    fprintf(stderr, "%.*s%s%s\033[0m%.*s\n", (int)before, line, colors[diag->severity], name, (int)(len - before - n),
            line + before + n);
}

static void put_line(const struct ui *ui, const struct rsis_diag *diag, const char *line, size_t len) {
    if (ui->color)
        put_colored(diag, line, len);
    else
        fprintf(stderr, "%s\n", line);
}

void ui_finding(void *ctx, const struct rsis_diag *diag) {
    struct ui *ui = ctx;
    char line[2048], *longer = NULL;
    if (diag->severity < ui->least) return;
    ui->shown++;
    clear_bar(ui);
    size_t len = rsis_diag_format(diag, ui->style, line, sizeof line);
    if (len >= sizeof line && (longer = malloc(len + 1))) rsis_diag_format(diag, ui->style, longer, len + 1);
    put_line(ui, diag, longer ? longer : line, longer || len < sizeof line ? len : sizeof line - 1);
    free(longer);
}

/* ---- progress */

static bool time_for_bar(struct ui *ui) {
    struct timespec now;
    if (clock_gettime(CLOCK_MONOTONIC, &now) != 0) return false;
    long ms = (now.tv_sec - ui->bar_at.tv_sec) * 1000 + (now.tv_nsec - ui->bar_at.tv_nsec) / 1000000;
    if (ms < BAR_EVERY_MS) return false;
    ui->bar_at = now;
    return true;
}

void ui_progress(void *ctx, const char *path, enum rsis_outcome outcome, size_t done, size_t total) {
    static const char full[] = "##############################";
    struct ui *ui = ctx;
    (void)path;
    (void)outcome;
    if (!ui->bar || total < 2 || done == total || !time_for_bar(ui)) return;
    int filled = (int)(done * BAR / total);
    fprintf(stderr, "\r[%-*.*s] %zu of %zu\033[K", BAR, filled, full, done, total);
    ui->bar_shown = true;
}

void ui_close(struct ui *ui, const struct rsis_summary *s) {
    clear_bar(ui);
    if (!ui->sum_up || s->converted + s->failed + s->unchanged == 0) return;
    bool json = ui->style == RSIS_DIAG_JSON;
    const struct {
        size_t n;
        const char *text, *json;
    } parts[] = {
        {s->converted, " converted, ", "{\"converted\":"},
        {s->failed, " failed, ", ",\"failed\":"},
        {s->unchanged, " unchanged, ", ",\"unchanged\":"},
        {ui->shown, " findings", ",\"findings\":"},
    };
    for (size_t i = 0; i < sizeof parts / sizeof *parts; i++)
        fprintf(stderr, "%s%zu%s", json ? parts[i].json : "", parts[i].n, json ? "" : parts[i].text);
    fputs(json ? "}\n" : "\n", stderr);
}
