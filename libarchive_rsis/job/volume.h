/* volume.h - many leaves as one book: what collections and collection packages share. */
#ifndef RSIS_VOLUME_H
#define RSIS_VOLUME_H

#include "epub.h"
#include "spool.h"

/* A leaf that was taken in: its record in memory, page and JATS deflated in the spool. */
struct rsis_bound {
    const struct rsis_part *part;
    struct rsis_zip_entry page, record;
};

/* Deflates page and JATS of the leaf, in `a`, and puts them into the spool. False with errno. */
bool rsis_bind(struct rsis_bound *out, struct rsis_arena *a, struct rsis_spool *spool, const struct rsis_leaf *leaf);

/* The same with page and JATS deflated already; both are moved into the spool. */
bool rsis_bind_entries(struct rsis_bound *bound, struct rsis_spool *spool);

/*
 * The same with everything that it points to copied into another arena. *rights is the notice that was copied last, at
 * first empty: thousands of parts carry the same one, and share it.
 */
struct rsis_bound rsis_bound_keep(struct rsis_arena *a, const struct rsis_bound *from, struct rsis_str *rights);

/* "RSIS Commentaries 2013", "RSIS Commentaries 2013-2014" with a dash; every series once. */
struct rsis_str rsis_volume_title(struct rsis_arena *a, const struct rsis_part *const *parts, size_t n);

/* The book of the bound leaves, at least one, in this order; title, cover and date are the caller's to change. */
struct rsis_epub rsis_volume_of(struct rsis_arena *a, const struct rsis_bound *const *bound, size_t n);

#endif
