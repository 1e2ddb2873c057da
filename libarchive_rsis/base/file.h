/* file.h - whole files in, digests. What writes files lives in job/output.c. */
#ifndef RSIS_FILE_H
#define RSIS_FILE_H

#include "buf.h"
#include "str.h"

/*
 * Reads a whole file ("-" is standard input) of at most `limit` bytes into the arena.
 * RSIS_ERR_IO with errno set, or RSIS_ERR_LIMIT when there is more. A directory gives EISDIR.
 */
enum rsis_status rsis_file_read(struct rsis_str *out, struct rsis_arena *a, const char *path, size_t limit);

/* SHA-256 of `s` as 64 hexadecimal digits and a terminator. False when libcrypto fails. */
bool rsis_sha256_hex(struct rsis_str s, char out[65]);

#endif
