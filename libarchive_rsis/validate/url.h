/* url.h - URLs as the URL Standard has them: parts, faults, and where a relative one leads inside a container. */
#ifndef RSIS_URL_H
#define RSIS_URL_H

#include "../base/buf.h"

struct rsis_url {
    struct rsis_str scheme, host, path, query, fragment; /* as written; scheme empty: relative */
    bool has_authority, has_query, has_fragment;
    bool opaque;       /* a scheme without a path in folders: mailto:, urn:, data: */
    bool unusable;     /* the fault leaves no URL at all */
    const char *fault; /* what is wrong, static; NULL: nothing */
};

/* Takes the URL apart; slices are of `s`. Blanks around it do not count. */
void rsis_url_parse(struct rsis_url *out, struct rsis_str s);

/* Percent escapes as bytes, in the arena. Escapes that are none stay as they are. */
struct rsis_str rsis_url_decode(struct rsis_arena *a, struct rsis_str s);

/*
 * Where the path of a relative URL leads from the folder of `from` (a path in the container): decoded, without dots,
 * in `out`, whose content is replaced; terminated, and as long as `out` is left alone. *leaks: it climbs out of the
 * container, or begins at a root that containers do not have.
 */
struct rsis_str rsis_url_resolve(struct rsis_buf *out, struct rsis_str from, struct rsis_str path, bool *leaks);

#endif
