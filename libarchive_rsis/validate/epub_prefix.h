/* epub_prefix.h - vocabularies: the prefix attribute, and property values with a prefix (EPUB 3.3 D.1). */
#ifndef RSIS_EPUB_PREFIX_H
#define RSIS_EPUB_PREFIX_H

#include "epub_walk.h"

struct rsis_prefixes {
    bool content; /* of a content document: other reserved prefixes than in the package document */
    struct rsis_epub_map declared;
};

void rsis_prefixes_init(struct rsis_prefixes *p, struct rsis_arena *a, bool content);

/* A prefix attribute: its mappings are noted, its faults found. */
void rsis_prefixes_declare(struct rsis_prefixes *p, struct rsis_epub_walk *w, struct rsis_str value);

/*
 * Splits a property. False, with a finding: it is malformed or its prefix is not declared. `prefix` is empty when
 * there is none.
 */
bool rsis_property_split(const struct rsis_prefixes *p, struct rsis_epub_walk *w, struct rsis_str property,
                         struct rsis_str *prefix, struct rsis_str *name);

#endif
