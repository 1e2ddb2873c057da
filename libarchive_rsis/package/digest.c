/* digest.c - SHA-512, SHA-256, MD5 where it is wanted and CRC-32 of the same bytes, while they are in the cache. */
#include <openssl/evp.h>

#define ZLIB_CONST
#include <zlib.h>

#include "package.h"

enum { DIGESTS = 3, SLICE = 16 << 10 /* bytes that all digests see one after the other */ };

struct rsis_digester {
    struct rsis_arena *arena;
    EVP_MD_CTX *ctx[DIGESTS]; /* in the order of enum rsis_algorithm; NULL where none is wanted */
    uint32_t crc;
    uint64_t size;
};

static void free_context(void *p) {
    EVP_MD_CTX_free(p);
}

static void check(struct rsis_digester *d, int good) {
    if (!good) rsis_arena_give_up(d->arena);
}

static const EVP_MD *kind(size_t i) {
    return i == RSIS_SHA512 ? EVP_sha512() : i == RSIS_SHA256 ? EVP_sha256() : EVP_md5();
}

static void start(struct rsis_digester *d) {
    for (size_t i = 0; i < DIGESTS; i++)
        if (d->ctx[i]) check(d, EVP_DigestInit_ex(d->ctx[i], kind(i), NULL));
    d->crc = 0;
    d->size = 0;
}

struct rsis_digester *rsis_digester_new(struct rsis_arena *a, bool md5) {
    struct rsis_digester *d = RSIS_NEW(a, struct rsis_digester);
    d->arena = a;
    for (size_t i = 0; i < DIGESTS; i++) {
        if (i == RSIS_MD5 && !md5) continue;
        d->ctx[i] = EVP_MD_CTX_new();
        check(d, d->ctx[i] != NULL);
        rsis_arena_defer(a, free_context, d->ctx[i]);
    }
    start(d);
    return d;
}

void rsis_digester_feed(struct rsis_digester *d, const void *bytes, size_t len) {
    const unsigned char *p = bytes;
    for (size_t n = 0; len; p += n, len -= n) {
        n = len < SLICE ? len : SLICE;
        for (size_t i = 0; i < DIGESTS; i++)
            if (d->ctx[i]) check(d, EVP_DigestUpdate(d->ctx[i], p, n));
        d->crc = (uint32_t)crc32_z(d->crc, p, n);
        d->size += n;
    }
}

/* The digest in hexadecimal; "" without a context. */
static void hexadecimal(struct rsis_digester *d, size_t i, char *out) {
    static const char digits[] = "0123456789abcdef";
    unsigned char md[EVP_MAX_MD_SIZE];
    unsigned n = 0;
    if (d->ctx[i]) check(d, EVP_DigestFinal_ex(d->ctx[i], md, &n));
    for (unsigned k = 0; k < n; k++) {
        *out++ = digits[md[k] >> 4];
        *out++ = digits[md[k] & 15];
    }
    *out = 0;
}

void rsis_digester_finish(struct rsis_digester *d, struct rsis_fixity *out) {
    hexadecimal(d, RSIS_SHA512, out->sha512);
    hexadecimal(d, RSIS_SHA256, out->sha256);
    hexadecimal(d, RSIS_MD5, out->md5);
    out->crc = d->crc;
    out->size = d->size;
    start(d);
}
