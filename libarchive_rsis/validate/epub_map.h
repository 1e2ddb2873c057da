/* epub_map.h - a hash table from bytes and a number (a document, a name space) to a number. Grows in an arena. */
#ifndef RSIS_EPUB_MAP_H
#define RSIS_EPUB_MAP_H

#include "../base/arena.h"
#include "../base/str.h"

struct rsis_epub_slot {
    struct rsis_str key; /* ptr NULL: free */
    uint32_t room, value;
    uint32_t hash;
};

struct rsis_epub_map {
    struct rsis_arena *arena;
    struct rsis_epub_slot *slots;
    uint32_t n, cap; /* cap is a power of two */
};

void rsis_epub_map_init(struct rsis_epub_map *m, struct rsis_arena *a, uint32_t cap);

/* The value's place, or NULL. */
uint32_t *rsis_epub_map_find(const struct rsis_epub_map *m, uint32_t room, struct rsis_str key);

/*
 * Puts a value under a key that is new; false, and nothing changed, when the key is there already. The bytes of
 * `key` must live as long as the map.
 */
bool rsis_epub_map_add(struct rsis_epub_map *m, uint32_t room, struct rsis_str key, uint32_t value);

#endif
