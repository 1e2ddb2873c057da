/* xml.h - XML out by libxml2's xmlTextWriter, with white space only where it cannot be text. Private to write/. */
#ifndef RSIS_XML_H
#define RSIS_XML_H

#include "../base/arena.h"
#include "../base/str.h"

struct rsis_xml;

/*
 * A document with its declaration and DOCTYPE: the public one when ids are given, `<!DOCTYPE html>` for the root
 * "html" without, none when there is no root to name.
 */
struct rsis_xml *rsis_xml_new(struct rsis_arena *a, const char *root, const char *public_id, const char *system_id);

/* The same for a page that browsers read as HTML: with DOCTYPE, without declaration. */
struct rsis_xml *rsis_xml_new_html(struct rsis_arena *a);

/* An element on a line of its own, indented. */
void rsis_xml_open(struct rsis_xml *x, const char *name);
/* An element inside text: no white space around it. */
void rsis_xml_inline(struct rsis_xml *x, const char *name);
void rsis_xml_attr(struct rsis_xml *x, const char *name, struct rsis_str value);
void rsis_xml_text(struct rsis_xml *x, struct rsis_str s);
/* Closes a container: its end tag on a line of its own. */
void rsis_xml_close(struct rsis_xml *x);
/* Closes an element that holds text or nothing. */
void rsis_xml_end(struct rsis_xml *x);
/* The same; an empty one gets an end tag of its own, which HTML parsers need where the element may have content. */
void rsis_xml_end_full(struct rsis_xml *x);
/* The whole document, in the arena. */
struct rsis_str rsis_xml_finish(struct rsis_xml *x);

#endif
