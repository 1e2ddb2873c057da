/*
 * tar.h - a tar archive in pax interchange form (POSIX.1-2017), the same bytes every time: one fixed owner, mode and
 * time, directories first met are not written, names beyond ustar's go into a pax header, the end is padded to 10,240.
 */
#ifndef RSIS_TAR_H
#define RSIS_TAR_H

#include "zip.h"

/*
 * Writes entries (bytes or spool; `deflated` must be false) under the folder `top` to the sink, in the order given and
 * one place after the other. Names are UTF-8 and may have any other character. `mtime` in seconds since 1970.
 *
 * NULL when it went well, else why not, in English (static), with errno from the sink or the spool where one of them
 * failed, else 0; the sink may then have had a part. No entries, a name twice, and sizes or a CRC-32 that contradict
 * the bytes are failures too. Memory from `a` alone; it may jump, and the sink must not.
 */
const char *rsis_tar_write(struct rsis_arena *a, const struct rsis_zip_sink *sink, int spool, const char *top,
                           const struct rsis_zip_entry *entries, size_t n, uint64_t mtime);

#endif
