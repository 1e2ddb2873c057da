/* sources.c - a sorted list: it is asked once an output, and only about outputs that are there already. */
#include "sources.h"

#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

struct rsis_source {
    dev_t dev;
    ino_t ino;
    const char *path;
};

static int by_file(const void *a, const void *b) {
    const struct rsis_source *x = a, *y = b;
    if (x->dev != y->dev) return x->dev < y->dev ? -1 : 1;
    return x->ino < y->ino ? -1 : x->ino > y->ino;
}

static bool identify(struct rsis_source *out, const char *path, int standard) {
    struct stat st;
    if ((path ? stat(path, &st) : fstat(standard, &st)) != 0 || !S_ISREG(st.st_mode)) return false;
    *out = (struct rsis_source){st.st_dev, st.st_ino, path ? path : "-"};
    return true;
}

void rsis_sources_init(struct rsis_sources *s, struct rsis_arena *arena, const struct rsis_inputs *inputs,
                       const char *const *more, size_t n_more) {
    *s = (struct rsis_sources){.arena = arena, .inputs = inputs, .more = more, .n_more = n_more};
}

static void look(struct rsis_sources *s) {
    s->v = RSIS_NEW_ARRAY(s->arena, struct rsis_source, s->inputs->n + s->n_more + 1);
    for (size_t i = 0; i < s->inputs->n; i++) {
        const struct rsis_input *in = &s->inputs->v[i];
        s->n += identify(&s->v[s->n], rsis_input_is_stdin(in) ? NULL : in->path, STDIN_FILENO);
    }
    for (size_t i = 0; i < s->n_more; i++) s->n += identify(&s->v[s->n], s->more[i], -1);
    qsort(s->v, s->n, sizeof *s->v, by_file);
}

const char *rsis_sources_find(struct rsis_sources *s, const char *path) {
    struct rsis_source wanted;
    if (!identify(&wanted, path, STDOUT_FILENO)) return NULL;
    if (!s->v) look(s);
    const struct rsis_source *hit = bsearch(&wanted, s->v, s->n, sizeof *s->v, by_file);
    return hit ? hit->path : NULL;
}
