/* buf.h - a growing string of bytes in an arena. */
#ifndef RSIS_BUF_H
#define RSIS_BUF_H

#include <stdarg.h>

#include "arena.h"
#include "str.h"

struct rsis_buf {
    struct rsis_arena *arena;
    char *ptr;
    size_t len, cap;
};

static inline void rsis_buf_init(struct rsis_buf *b, struct rsis_arena *a) {
    *b = (struct rsis_buf){.arena = a};
}
/* Makes room for `n` more bytes. */
void rsis_buf_reserve(struct rsis_buf *b, size_t n);
void rsis_buf_append(struct rsis_buf *b, const char *p, size_t n);
static inline void rsis_buf_str(struct rsis_buf *b, struct rsis_str s) {
    rsis_buf_append(b, s.ptr, s.len);
}
static inline void rsis_buf_z(struct rsis_buf *b, const char *z) {
    rsis_buf_append(b, z, strlen(z));
}
static inline void rsis_buf_char(struct rsis_buf *b, char c) {
    rsis_buf_append(b, &c, 1);
}
#if defined(__GNUC__)
__attribute__((format(printf, 2, 3)))
#endif
void rsis_buf_printf(struct rsis_buf *b, const char *fmt, ...);
static inline struct rsis_str rsis_buf_slice(const struct rsis_buf *b) {
    return (struct rsis_str){b->ptr, b->len};
}
/* What printf would print, terminated, in the arena. */
#if defined(__GNUC__)
__attribute__((format(printf, 2, 3)))
#endif
char *
rsis_format(struct rsis_arena *a, const char *fmt, ...);
#if defined(__GNUC__)
__attribute__((format(printf, 2, 0)))
#endif
char *
rsis_vformat(struct rsis_arena *a, const char *fmt, va_list ap);

#endif
