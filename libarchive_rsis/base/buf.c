/* buf.c - growing bytes; doubling, so appending n bytes costs O(n). */
#include "buf.h"

#include <stdio.h>

void rsis_buf_reserve(struct rsis_buf *b, size_t n) {
    if (b->cap - b->len >= n) return;
    size_t cap = b->cap ? b->cap * 2 : 256;
    while (cap - b->len < n) cap *= 2;
    char *p = rsis_arena_bytes(b->arena, cap);
    if (b->len) memcpy(p, b->ptr, b->len);
    b->ptr = p;
    b->cap = cap;
}

void rsis_buf_append(struct rsis_buf *b, const char *p, size_t n) {
    if (!n) return;
    rsis_buf_reserve(b, n);
    memcpy(b->ptr + b->len, p, n);
    b->len += n;
}

char *rsis_vformat(struct rsis_arena *a, const char *fmt, va_list ap) {
    va_list again;
    va_copy(again, ap);
    int n = vsnprintf(NULL, 0, fmt, again);
    va_end(again);
    if (n < 0) n = 0;
    char *p = rsis_arena_bytes(a, (size_t)n + 1);
    vsnprintf(p, (size_t)n + 1, fmt, ap);
    return p;
}

char *rsis_format(struct rsis_arena *a, const char *fmt, ...) {
    va_list ap;
    va_start(ap, fmt);
    char *p = rsis_vformat(a, fmt, ap);
    va_end(ap);
    return p;
}

void rsis_buf_printf(struct rsis_buf *b, const char *fmt, ...) {
    va_list ap;
    va_start(ap, fmt);
    const char *p = rsis_vformat(b->arena, fmt, ap);
    va_end(ap);
    rsis_buf_z(b, p);
}
