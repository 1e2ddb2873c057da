/* ui.h - what people and programs see on standard error: findings, a progress bar, the last line. */
#ifndef RSIS_TOOL_UI_H
#define RSIS_TOOL_UI_H

#include <rsis.h>
#include <stdbool.h>
#include <time.h>

#include "options.h"

struct ui {
    enum rsis_diag_style style;
    enum rsis_severity least; /* what is shown */
    bool color, bar, sum_up;
    bool bar_shown;
    struct timespec bar_at; /* when it was drawn last */
    size_t shown;           /* findings */
};

/* Decides by the options, the environment and whether standard error is a terminal. */
void ui_open(struct ui *ui, const struct options *o);

/* Shows a finding; an rsis_diag_fn with a struct ui as context. */
void ui_finding(void *ctx, const struct rsis_diag *diag);

/* Shows how far a batch is; an rsis_progress_fn with a struct ui as context. */
void ui_progress(void *ctx, const char *path, enum rsis_outcome outcome, size_t done, size_t total);

/* Removes the bar and says how the batch went. */
void ui_close(struct ui *ui, const struct rsis_summary *summary);

#endif
