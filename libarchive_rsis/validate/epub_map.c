/* epub_map.c - open addressing with linear probing, at most half full. */
#include "epub_map.h"

#include "../base/hash.h"

static uint32_t hash_of(uint32_t room, struct rsis_str key) {
    uint64_t h = (uint64_t)rsis_hash(key) + room * 0x9E3779B97F4A7C15u;
    h *= 0xD6E8FEB86659FD93u;
    return (uint32_t)(h >> 32);
}

void rsis_epub_map_init(struct rsis_epub_map *m, struct rsis_arena *a, uint32_t cap) {
    *m = (struct rsis_epub_map){.arena = a, .slots = RSIS_NEW_ARRAY(a, struct rsis_epub_slot, cap), .cap = cap};
}

/* The slot of the key, or the free one where it would stand. */
static struct rsis_epub_slot *slot_of(const struct rsis_epub_map *m, uint32_t hash, uint32_t room,
                                      struct rsis_str key) {
    for (uint32_t i = hash & (m->cap - 1);; i = (i + 1) & (m->cap - 1)) {
        struct rsis_epub_slot *s = &m->slots[i];
        if (!s->key.ptr || (s->hash == hash && s->room == room && rsis_str_eq(s->key, key))) return s;
    }
}

uint32_t *rsis_epub_map_find(const struct rsis_epub_map *m, uint32_t room, struct rsis_str key) {
    struct rsis_epub_slot *s = slot_of(m, hash_of(room, key), room, key);
    return s->key.ptr ? &s->value : NULL;
}

static void grow(struct rsis_epub_map *m) {
    struct rsis_epub_map bigger;
    rsis_epub_map_init(&bigger, m->arena, m->cap * 2);
    for (uint32_t i = 0; i < m->cap; i++) {
        struct rsis_epub_slot *s = &m->slots[i];
        if (s->key.ptr) *slot_of(&bigger, s->hash, s->room, s->key) = *s;
    }
    bigger.n = m->n;
    *m = bigger;
}

bool rsis_epub_map_add(struct rsis_epub_map *m, uint32_t room, struct rsis_str key, uint32_t value) {
    if (m->n * 2 >= m->cap) grow(m);
    if (!key.ptr) key.ptr = "";
    uint32_t hash = hash_of(room, key);
    struct rsis_epub_slot *s = slot_of(m, hash, room, key);
    if (s->key.ptr) return false;
    *s = (struct rsis_epub_slot){key, room, value, hash};
    m->n++;
    return true;
}
