/*
 * css.h - the syntax of style sheets: CSS Syntax Level 3's tokens, the grammar of CSS 2.1 for what is inside of blocks.
 * Legal nesting of rules is a fault here: EPUB's style sheets must be read by systems that do not know it.
 */
#ifndef RSIS_CSS_H
#define RSIS_CSS_H

#include "../base/buf.h"

enum rsis_css_url { RSIS_CSS_IMPORT, RSIS_CSS_FONT, RSIS_CSS_OTHER };

struct rsis_css_events {
    void (*fault)(void *ctx, size_t at, const char *what);
    void (*url)(void *ctx, size_t at, enum rsis_css_url kind, struct rsis_str url); /* as written, without quotes */
    void (*property)(void *ctx, size_t at, struct rsis_str name);
    void (*empty_font)(void *ctx, size_t at); /* an @font-face without declarations */
};

/* A whole style sheet. `at` in events is an offset in `text`. */
void rsis_css_sheet(const struct rsis_css_events *events, void *ctx, struct rsis_str text);

/* The value of a style attribute. */
void rsis_css_declarations(const struct rsis_css_events *events, void *ctx, struct rsis_str text);

#endif
