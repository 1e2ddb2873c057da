/* parcel.h - what goes into the archive package of one commentary. specs/package.md. */
#ifndef RSIS_PARCEL_H
#define RSIS_PARCEL_H

#include "../model/doc.h"
#include "../package/package.h"
#include "../package/zip.h"
#include "spool.h"

/* An original, taken in once: it lies in the spool, or in memory when it is small. */
struct rsis_original {
    struct rsis_file file;
};

/* Everything that a package is made of. */
struct rsis_parcel {
    const char *id;
    struct rsis_zip_entry *entries; /* without the top folder, sorted by the bytes of their names */
    size_t n;
};

/*
 * Takes in the original at `path`, a plain file: digests, format, bytes into the spool. `md5` as the service wants it.
 * RSIS_ERR_INPUT when it cannot be read and RSIS_ERR_OUTPUT when the spool cannot be written, with a finding in
 * `diags`. One call at a time, because an original lies in the spool in one piece.
 */
enum rsis_status rsis_original_take(struct rsis_original *out, struct rsis_spool *spool, const char *path, bool md5,
                                    struct rsis_diags *diags);

/*
 * Makes the parcel of `doc`, which was read from `bytes` of the input `name`, in the document's arena. False, with
 * findings, when a statement of the ledger does not hold, or when an original has the source's name.
 */
bool rsis_parcel_make(struct rsis_parcel *out, struct rsis_doc *doc, struct rsis_str name, struct rsis_str bytes,
                      const struct rsis_packing *what, const struct rsis_original *originals);

#endif
