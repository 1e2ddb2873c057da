/* epub_css.h - style sheets of a book: syntax, properties that EPUB forbids, references. */
#ifndef RSIS_EPUB_CSS_H
#define RSIS_EPUB_CSS_H

#include "epub_walk.h"

/* The content of a style element, at the place where it ends; and the value of a style attribute. */
void rsis_epub_css_sheet(struct rsis_epub_walk *w, struct rsis_str text, struct rsis_str base);
void rsis_epub_css_style(struct rsis_epub_walk *w, struct rsis_str text);

#endif
