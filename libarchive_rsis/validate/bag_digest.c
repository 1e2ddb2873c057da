/* bag_digest.c - each listed file is read once, all its digests are computed, on several threads; then they are
 * compared. */
#include "bag_parts.h"

#include <openssl/evp.h>

#include "../base/pool.h"

/* By enum rsis_digest: the name in manifests, OpenSSL's name, bytes, and whether forgers can overcome it. */
static const struct {
    const char *name, *openssl;
    size_t length;
    bool weak;
} DIGESTS[RSIS_DIGEST_COUNT] = {
    {"md5", "MD5", 16, true},
    {"sha1", "SHA1", 20, true},
    {"sha224", "SHA224", 28, false},
    {"sha256", "SHA256", 32, false},
    {"sha384", "SHA384", 48, false},
    {"sha512", "SHA512", 64, false},
    {"sha512256", "SHA512-256", 32, false},
    {"sha3256", "SHA3-256", 32, false},
    {"sha3384", "SHA3-384", 48, false},
    {"sha3512", "SHA3-512", 64, false},
};

int rsis_bag_algorithm(struct rsis_str name, bool *normal) {
    char plain[16];
    size_t n = 0;
    *normal = true;
    for (size_t i = 0; i < name.len; i++) {
        char c = rsis_to_lower(name.ptr[i]);
        bool kept = rsis_is_lower(c) || rsis_is_digit(c);
        if (!kept || c != name.ptr[i]) *normal = false;
        if (kept && n < sizeof plain) plain[n++] = c;
    }
    for (int i = 0; i < RSIS_DIGEST_COUNT; i++)
        if (rsis_str_eq(rsis_str(plain, n), rsis_str_c(DIGESTS[i].name))) return i;
    return -1;
}

size_t rsis_digest_length(int digest) {
    return digest < 0 ? 0 : DIGESTS[digest].length;
}

bool rsis_digest_is_weak(int digest) {
    return DIGESTS[digest].weak;
}

/* ---------------------------------------------------------------- computing */

/* What one thread has. */
struct hasher {
    struct rsis_reader *reader;
    EVP_MD_CTX *ctx[RSIS_DIGEST_COUNT]; /* NULL: not wanted */
};

struct hashing {
    struct bag *b;
    EVP_MD *md[RSIS_DIGEST_COUNT];
    struct hasher *hashers;
    uint32_t *items; /* the files that are listed */
    uint32_t n_items;
    size_t stride;         /* bytes of all digests of a file */
    unsigned char *values; /* by item */
    struct rsis_member_end *ends;
};

static void free_md(void *p) {
    EVP_MD_free(p);
}

static void free_ctx(void *p) {
    EVP_MD_CTX_free(p);
}

static bool update(void *ctx, const void *bytes, size_t len) {
    struct hasher *h = ctx;
    for (unsigned i = 0; i < RSIS_DIGEST_COUNT; i++)
        if (h->ctx[i] && EVP_DigestUpdate(h->ctx[i], bytes, len) != 1) return false;
    return true;
}

static void work(void *ctx, unsigned worker, size_t item) {
    struct hashing *h = ctx;
    struct hasher *mine = &h->hashers[worker];
    unsigned char *out = h->values + item * h->stride;
    const struct rsis_bag_file *f = &h->b->bag.files[h->items[item]];
    for (unsigned i = 0; i < RSIS_DIGEST_COUNT; i++)
        if (mine->ctx[i]) EVP_DigestInit_ex(mine->ctx[i], h->md[i], NULL);
    h->ends[item] = rsis_reader_stream(mine->reader, f->member, update, mine);
    for (unsigned i = 0; i < RSIS_DIGEST_COUNT; i++)
        if (mine->ctx[i]) EVP_DigestFinal_ex(mine->ctx[i], out + h->b->bag.offsets[i], NULL);
}

/* Results lie in their places already; a non-NULL value lets the worker go on. */
static void *pack(void *ctx, unsigned worker, size_t item) {
    (void)worker;
    (void)item;
    return ctx;
}

static void deliver(void *ctx, unsigned worker, size_t item, void *packed) {
    (void)ctx;
    (void)worker;
    (void)item;
    (void)packed;
}

/* The digests that manifests want, and where each lies among a file's values. */
static void choose(struct hashing *h) {
    struct bag *b = h->b;
    for (unsigned i = 0; i < b->n_manifests; i++) {
        int digest = b->manifests[i].digest;
        if (digest < 0 || b->bag.offsets[digest] >= 0) continue;
        h->md[digest] = EVP_MD_fetch(NULL, DIGESTS[digest].openssl, NULL);
        if (!h->md[digest]) continue; /* a libcrypto that refuses MD5, say; told where it is compared */
        rsis_arena_defer(b->arena, free_md, h->md[digest]);
        b->bag.offsets[digest] = (int16_t)h->stride;
        h->stride += DIGESTS[digest].length;
    }
}

static void list_items(struct hashing *h) {
    struct bag *b = h->b;
    h->items = RSIS_NEW_ARRAY(b->arena, uint32_t, b->bag.n_files);
    for (uint32_t file = 0; file < b->bag.n_files; file++) {
        bool listed = false;
        for (unsigned i = 0; i < b->n_manifests && !listed; i++) listed = b->manifests[i].usable[file];
        if (listed) h->items[h->n_items++] = file;
    }
}

static void make_hashers(struct hashing *h, unsigned jobs) {
    struct rsis_arena *a = h->b->arena;
    h->hashers = RSIS_NEW_ARRAY(a, struct hasher, jobs);
    for (unsigned w = 0; w < jobs; w++) {
        h->hashers[w].reader = rsis_reader_new(h->b->bag.archive);
        for (unsigned i = 0; i < RSIS_DIGEST_COUNT; i++) {
            if (!h->md[i]) continue;
            EVP_MD_CTX *ctx = h->hashers[w].ctx[i] = EVP_MD_CTX_new();
            if (!ctx) rsis_arena_give_up(a);
            rsis_arena_defer(a, free_ctx, ctx);
            if (EVP_DigestInit_ex(ctx, h->md[i], NULL) != 1) rsis_arena_give_up(a); /* later ones need no memory */
        }
    }
}

static void compute(struct hashing *h) {
    struct rsis_arena *a = h->b->arena;
    unsigned jobs = h->b->jobs ? h->b->jobs : rsis_pool_cores();
    if (jobs > h->n_items) jobs = h->n_items ? h->n_items : 1;
    if (jobs > 64) jobs = 64; /* more do not read faster, and each has 128 KiB */
    h->values = RSIS_NEW_ARRAY(a, unsigned char, h->n_items * h->stride);
    h->ends = RSIS_NEW_ARRAY(a, struct rsis_member_end, h->n_items);
    make_hashers(h, jobs);
    rsis_pool_run(&(struct rsis_pool_task){h->n_items, jobs, h, work, pack, deliver});
}

/* ---------------------------------------------------------------- comparing */

static const char *hexadecimal(struct bag *b, const unsigned char *p, size_t n) {
    struct rsis_buf out;
    rsis_buf_init(&out, b->arena);
    for (size_t i = 0; i < n; i++)
        rsis_buf_append(&out, (char[]){"0123456789abcdef"[p[i] >> 4], "0123456789abcdef"[p[i] & 15]}, 2);
    rsis_buf_char(&out, 0);
    return out.ptr;
}

static void compare(struct bag *b, const struct manifest *m, uint32_t file, const unsigned char *values) {
    if (!m->usable[file] || b->bag.offsets[m->digest] < 0) return;
    const unsigned char *got = values + b->bag.offsets[m->digest], *expected = m->expected + file * m->length;
    if (memcmp(got, expected, m->length) == 0) return;
    bool full = rsis_report_is_full(b->report, RSIS_CHECK_BAG_DIGEST);
    rsis_found(b->report, RSIS_CHECK_BAG_DIGEST, b->bag.files[file].path, 0, 0, "%s is %s; line %u of %.*s says %s",
               DIGESTS[m->digest].name, full ? "" : hexadecimal(b, got, m->length), m->lines[file], RSIS_ARG(m->path),
               full ? "" : hexadecimal(b, expected, m->length));
}

static void compare_all(struct hashing *h) {
    struct bag *b = h->b;
    for (uint32_t item = 0; item < h->n_items; item++) {
        uint32_t file = h->items[item];
        const unsigned char *values = h->values + item * h->stride;
        rsis_member_tell(b->bag.archive, b->bag.files[file].member, h->ends[item]);
        if (h->ends[item].check != RSIS_CHECK_COUNT) continue;
        b->bag.files[file].digests = values;
        for (unsigned i = 0; i < b->n_manifests; i++) compare(b, &b->manifests[i], file, values);
    }
}

/* An algorithm that libcrypto does not give in this place. */
static void tell_refused(struct hashing *h) {
    for (unsigned i = 0; i < h->b->n_manifests; i++) {
        const struct manifest *m = &h->b->manifests[i];
        if (m->digest < 0 || h->md[m->digest]) continue;
        rsis_found(h->b->report, RSIS_CHECK_BAG_ALGORITHM, m->path, 0, 0,
                   "libcrypto does not give %s; its digests are not verified", DIGESTS[m->digest].name);
        rsis_report_stand(h->b->report, RSIS_STANDING_NOT_VERIFIABLE);
    }
}

void rsis_bag_check_digests(struct bag *b) {
    struct hashing h = {.b = b};
    choose(&h);
    tell_refused(&h);
    list_items(&h);
    if (h.n_items) compute(&h);
    compare_all(&h);
}

struct rsis_str rsis_bag_digest(const struct rsis_bag *bag, const struct rsis_bag_file *file, enum rsis_digest digest) {
    if (!file->digests || bag->offsets[digest] < 0) return (struct rsis_str){NULL, 0};
    return rsis_str((const char *)file->digests + bag->offsets[digest], DIGESTS[digest].length);
}
