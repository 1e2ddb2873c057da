/* hash.h - a hash of bytes for tables in memory (FNV-1a); it may change, so it is written down nowhere. */
#ifndef RSIS_HASH_H
#define RSIS_HASH_H

#include "str.h"

static inline size_t rsis_hash(struct rsis_str s) {
    uint64_t h = 0xCBF29CE484222325u;
    for (size_t i = 0; i < s.len; i++) h = (h ^ (unsigned char)s.ptr[i]) * 0x100000001B3u;
    return (size_t)(h ^ h >> 32);
}

#endif
