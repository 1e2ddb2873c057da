/* manifest.c - the declaration and the manifests of a bag (RFC 8493, sections 2.1.1, 2.1.3 and 2.2.1). */
#include <stdlib.h>

#include "common.h"

struct rsis_str rsis_bagit_txt(void) {
    return RSIS_LIT("BagIt-Version: 1.0\nTag-File-Character-Encoding: UTF-8\n");
}

/* CR, LF and % are written as percent and two digits, and nothing else is (RFC 8493, section 2.1.3). */
void rsis_bag_path(struct rsis_buf *out, const char *path) {
    for (const char *p = path; *p; p++) {
        if (*p == '\r' || *p == '\n' || *p == '%')
            rsis_buf_printf(out, "%%%02X", (unsigned)*p);
        else
            rsis_buf_char(out, *p);
    }
}

static int by_path(const void *a, const void *b) {
    return strcmp((*(const struct rsis_file *const *)a)->path, (*(const struct rsis_file *const *)b)->path);
}

static bool is_wanted(const struct rsis_file *f, bool tags) {
    if (!tags) return f->role != RSIS_ROLE_TAG;
    return f->role == RSIS_ROLE_TAG && strncmp(f->path, "tagmanifest-", 12) != 0;
}

static const char *digest(const struct rsis_file *f, enum rsis_algorithm algorithm) {
    const struct rsis_fixity *x = &f->fixity;
    return algorithm == RSIS_SHA512 ? x->sha512 : algorithm == RSIS_SHA256 ? x->sha256 : x->md5;
}

struct rsis_str rsis_manifest(struct rsis_arena *a, const struct rsis_file *files, size_t n,
                              enum rsis_algorithm algorithm, bool tags) {
    const struct rsis_file **list = RSIS_NEW_ARRAY(a, const struct rsis_file *, n + 1);
    struct rsis_buf out;
    size_t wanted = 0;
    rsis_buf_init(&out, a);
    for (size_t i = 0; i < n; i++)
        if (is_wanted(&files[i], tags)) list[wanted++] = &files[i];
    qsort(list, wanted, sizeof *list, by_path);
    for (size_t i = 0; i < wanted; i++) {
        rsis_buf_printf(&out, "%s  ", digest(list[i], algorithm));
        rsis_bag_path(&out, list[i]->path);
        rsis_buf_char(&out, '\n');
    }
    return rsis_buf_slice(&out);
}
