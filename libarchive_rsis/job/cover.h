/* cover.h - an image that a person gives for the cover of a book: looked at before it is taken in. */
#ifndef RSIS_COVER_H
#define RSIS_COVER_H

#include "../diag/diag.h"

struct rsis_cover {
    struct rsis_str bytes; /* the file as it is */
    const char *name;      /* in the book: "cover.png", "cover.jpg" or "cover.svg"; static */
    const char *type;      /* media type; static */
};

/*
 * Reads the image into the arena of `diags`, whose path is the image's. What it is, is found from its content, not from
 * its name. False, with one finding, when it cannot be read, is no PNG, JPEG or SVG, is broken off or has no extent,
 * is larger than the limits COVER_BYTES and COVER_PIXELS (a side), or, for SVG, is not well-formed or holds what a
 * book must not hold: scripts, event handlers, references to anything outside of the file, entities.
 */
bool rsis_cover_read(struct rsis_cover *out, const char *path, struct rsis_diags *diags);

#endif
