/* crew.c - the pool at work on a list of inputs. */
#include "crew.h"

#include <errno.h>
#include <stdlib.h>

#include "../base/file.h"
#include "../base/limits.h"
#include "../base/pool.h"

/* An input that waits for its turn; messages stand behind the findings. */
struct parcel {
    enum rsis_outcome outcome;
    uint32_t n;
    struct rsis_diag v[];
};

struct run {
    const struct rsis_crew *crew;
    struct rsis_desk *desks;
    size_t done;
};

/* ---- telling the caller */

void rsis_crew_tell(void *ctx, const struct rsis_diag *diag) {
    const struct rsis_crew *c = ctx;
    c->summary->findings.n[diag->severity]++;
    if (c->diag) c->diag(c->told, diag);
}

static void count(struct run *r, const char *path, enum rsis_outcome outcome) {
    struct rsis_summary *s = r->crew->summary;
    size_t *const counters[] = {
        [RSIS_CONVERTED] = &s->converted,
        [RSIS_UNCHANGED] = &s->unchanged,
        [RSIS_FAILED] = &s->failed,
    };
    ++*counters[outcome];
    r->done++;
    if (r->crew->progress) r->crew->progress(r->crew->told, path, outcome, r->done, r->crew->inputs->n);
}

/* ---- one input, on a desk */

bool rsis_desk_read(struct rsis_desk *k, const struct rsis_input *in, struct rsis_str *bytes) {
    errno = in->error;
    enum rsis_status st = in->error ? RSIS_ERR_IO : rsis_file_read(bytes, &k->arena, in->path, rsis_limit_SOURCE_BYTES);
    if (st == RSIS_ERR_LIMIT)
        rsis_report_file(&k->diags, RSIS_DIAG_IN_TOO_LARGE, "the input is larger than %d bytes; nothing was written",
                         rsis_limit_SOURCE_BYTES);
    else if (st != RSIS_OK)
        rsis_report_file(&k->diags, RSIS_DIAG_IN_UNREADABLE, "the input cannot be read: %s; nothing was written",
                         strerror(errno));
    return st == RSIS_OK;
}

static void keep(void *ctx, const struct rsis_diag *diag) {
    struct rsis_desk *k = ctx;
    *RSIS_PUSH(&k->arena, &k->findings) = *diag;
}

/* Delivery itself then needs no memory. */
void rsis_desk_settle(struct rsis_desk *k, const char *path) {
    rsis_diags_deliver(&k->diags, keep, k);
    rsis_diags_init(&k->diags, &k->arena, path);
}

static void clear_desk(struct rsis_desk *k) {
    rsis_arena_reset(&k->arena);
    k->findings.v = NULL;
    k->findings.n = k->findings.cap = 0;
    k->outcome = RSIS_FAILED;
}

/* Nothing here may ask for memory. */
static void give_up(struct rsis_desk *k, const char *path) {
    clear_desk(k);
    k->no_memory = (struct rsis_diag){
        .id = rsis_diag_id(RSIS_DIAG_IN_MEMORY),
        .severity = rsis_diag_severity(RSIS_DIAG_IN_MEMORY),
        .path = path,
        .message = "no memory for this input; nothing was written",
    };
    k->findings.v = &k->no_memory;
    k->findings.n = 1;
}

static void make(const struct run *r, struct rsis_desk *k, size_t item) {
    const char *path = r->crew->inputs->v[item].path;
    rsis_diags_init(&k->diags, &k->arena, path);
    k->outcome = r->crew->make(r->crew->ctx, k, item);
    rsis_desk_settle(k, path);
}

/* ---- the pool's three functions */

static void work(void *ctx, unsigned worker, size_t item) {
    struct run *r = ctx;
    struct rsis_desk *k = &r->desks[worker];
    jmp_buf guard;
    clear_desk(k);
    k->arena.guard = &guard;
    if (setjmp(guard) == 0)
        make(r, k, item);
    else
        give_up(k, r->crew->inputs->v[item].path);
}

/* More than this is not set aside: the thread waits for its turn instead. */
enum { PARCEL_MAX = 1 << 20 };

static void *pack(void *ctx, unsigned worker, size_t item) {
    const struct run *r = ctx;
    const struct rsis_desk *k = &r->desks[worker];
    size_t size = sizeof(struct parcel) + k->findings.n * sizeof(struct rsis_diag);
    for (uint32_t i = 0; i < k->findings.n; i++) size += strlen(k->findings.v[i].message) + 1;
    struct parcel *p = size <= PARCEL_MAX ? malloc(size) : NULL;
    (void)item;
    if (!p) return NULL;
    p->outcome = k->outcome;
    p->n = k->findings.n;
    char *text = (char *)&p->v[p->n];
    for (uint32_t i = 0; i < p->n; i++) {
        size_t len = strlen(k->findings.v[i].message) + 1;
        p->v[i] = k->findings.v[i]; /* the path is the list's, the id the table's */
        p->v[i].message = memcpy(text, k->findings.v[i].message, len);
        text += len;
    }
    return p;
}

static void deliver(void *ctx, unsigned worker, size_t item, void *packed) {
    struct run *r = ctx;
    const struct rsis_desk *k = &r->desks[worker];
    const struct parcel *p = packed;
    const struct rsis_diag *v = p ? p->v : k->findings.v;
    uint32_t n = p ? p->n : k->findings.n;
    struct rsis_crew crew = *r->crew;
    for (uint32_t i = 0; i < n; i++) rsis_crew_tell(&crew, &v[i]);
    enum rsis_outcome outcome = p ? p->outcome : k->outcome;
    if (crew.place) outcome = crew.place(crew.ctx, item, outcome);
    count(r, crew.inputs->v[item].path, outcome);
    free(packed);
}

/* ---- all of them */

struct rsis_crew rsis_crew_of(const struct rsis_batch *batch, const struct rsis_inputs *inputs,
                              struct rsis_summary *summary,
                              enum rsis_outcome (*fn)(void *ctx, struct rsis_desk *desk, size_t item), void *ctx) {
    return (struct rsis_crew){.inputs = inputs,
                              .jobs = batch->jobs,
                              .make = fn,
                              .ctx = ctx,
                              .diag = batch->diag,
                              .progress = batch->progress,
                              .told = batch->ctx,
                              .summary = summary};
}

static unsigned threads(const struct rsis_crew *crew) {
    unsigned jobs = crew->jobs ? crew->jobs : rsis_pool_cores();
    if (jobs > rsis_limit_JOBS) jobs = rsis_limit_JOBS;
    return jobs > crew->inputs->n ? (unsigned)crew->inputs->n : jobs;
}

enum rsis_status rsis_crew_run(const struct rsis_crew *crew) {
    struct run r = {.crew = crew};
    unsigned jobs = threads(crew);
    r.desks = calloc(jobs ? jobs : 1, sizeof *r.desks);
    if (!r.desks) return RSIS_ERR_MEMORY;
    struct rsis_pool_task task = {crew->inputs->n, jobs, &r, work, pack, deliver};
    rsis_pool_run(&task);
    for (unsigned i = 0; i < jobs; i++) rsis_arena_free(&r.desks[i].arena);
    free(r.desks);
    return RSIS_OK;
}
