/*
 * xmlout.h - XML out by libxml2's xmlTextWriter, indented, for records without mixed content. Private to package/.
 *
 * Any bytes may be given as text: what XML 1.0 cannot hold becomes U+FFFD. When memory runs out the arena jumps.
 */
#ifndef RSIS_XMLOUT_H
#define RSIS_XMLOUT_H

#include "../base/arena.h"
#include "../base/str.h"

struct rsis_xmlout;

/* A document with its declaration. */
struct rsis_xmlout *rsis_xmlout_new(struct rsis_arena *a);
void rsis_xmlout_open(struct rsis_xmlout *x, const char *name);
void rsis_xmlout_attr(struct rsis_xmlout *x, const char *name, struct rsis_str value);
void rsis_xmlout_attr_z(struct rsis_xmlout *x, const char *name, const char *value);
void rsis_xmlout_text(struct rsis_xmlout *x, struct rsis_str s);
void rsis_xmlout_close(struct rsis_xmlout *x);
/* An element with text alone. */
void rsis_xmlout_leaf(struct rsis_xmlout *x, const char *name, struct rsis_str text);
void rsis_xmlout_leaf_z(struct rsis_xmlout *x, const char *name, const char *text);
/* The whole document, valid as long as the arena; not copied, because a collection's is large. */
struct rsis_str rsis_xmlout_finish(struct rsis_xmlout *x);

#endif
