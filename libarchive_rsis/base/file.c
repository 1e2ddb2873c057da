/* file.c - reading whole files with a limit; SHA-256 by libcrypto. */
#include "file.h"

#include <errno.h>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <openssl/evp.h>

/* Reads to the end or to one byte past the limit. */
static enum rsis_status read_all(struct rsis_buf *b, int fd, size_t limit) {
    for (;;) {
        rsis_buf_reserve(b, b->len < 1 ? 16 << 10 : 1);
        size_t room = b->cap - b->len;
        if (room > limit + 1 - b->len) room = limit + 1 - b->len;
        ssize_t n = read(fd, b->ptr + b->len, room);
        if (n < 0 && errno == EINTR) continue;
        if (n < 0) return RSIS_ERR_IO;
        if (n == 0) return RSIS_OK;
        b->len += (size_t)n;
        if (b->len > limit) return RSIS_ERR_LIMIT;
    }
}

static enum rsis_status read_fd(struct rsis_buf *b, int fd, size_t limit) {
    struct stat st;
    if (fstat(fd, &st) != 0) return RSIS_ERR_IO;
    if (S_ISDIR(st.st_mode)) {
        errno = EISDIR;
        return RSIS_ERR_IO;
    }
    if (S_ISREG(st.st_mode)) {
        if ((uint64_t)st.st_size > limit) return RSIS_ERR_LIMIT;
        rsis_buf_reserve(b, (size_t)st.st_size + 1); /* one more, so that the end is seen without growing */
    }
    return read_all(b, fd, limit);
}

enum rsis_status rsis_file_read(struct rsis_str *out, struct rsis_arena *a, const char *path, size_t limit) {
    bool is_stdin = strcmp(path, "-") == 0;
    struct rsis_buf b;
    rsis_buf_init(&b, a);
    rsis_buf_reserve(&b, 16 << 10); /* before the file is open: running out of memory leaves this function */
    /* O_NONBLOCK so that a FIFO without a writer cannot hold the batch up. */
    int fd = is_stdin ? STDIN_FILENO : open(path, O_RDONLY | O_CLOEXEC | O_NOCTTY | O_NONBLOCK);
    if (fd < 0) return RSIS_ERR_IO;
    if (!is_stdin) fcntl(fd, F_SETFL, 0); /* a FIFO with a writer is waited for */
    jmp_buf *outer = a->guard, guard;
    a->guard = &guard;
    enum rsis_status st = setjmp(guard) ? RSIS_ERR_MEMORY : read_fd(&b, fd, limit);
    a->guard = outer;
    int saved = errno;
    if (!is_stdin) close(fd);
    errno = saved;
    if (st == RSIS_ERR_MEMORY) rsis_arena_give_up(a);
    if (st == RSIS_OK) *out = rsis_buf_slice(&b);
    return st;
}

bool rsis_sha256_hex(struct rsis_str s, char out[65]) {
    unsigned char md[EVP_MAX_MD_SIZE];
    unsigned n = 0;
    if (!EVP_Digest(s.len ? s.ptr : "", s.len, md, &n, EVP_sha256(), NULL) || n != 32) return false;
    static const char hex[] = "0123456789abcdef";
    for (unsigned i = 0; i < 32; i++) {
        out[2 * i] = hex[md[i] >> 4];
        out[2 * i + 1] = hex[md[i] & 15];
    }
    out[64] = 0;
    return true;
}
