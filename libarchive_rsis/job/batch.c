/*
 * batch.c - many inputs, one after the other to the caller, many at a time inside.
 *
 * Each thread has a desk: an arena that is used again for every document. What is known of a document when its
 * turn comes is its outcome and its findings; nothing else waits.
 */
#include <errno.h>
#include <stdlib.h>

#include "../base/file.h"
#include "../base/limits.h"
#include "../base/pool.h"
#include "../base/libxml.h"
#include "doc.h"
#include "inputs.h"
#include "output.h"
#include "overrides.h"

/* What one thread works with. */
struct desk {
    struct rsis_arena arena;
    struct rsis_diags diags;
    RSIS_VEC(struct rsis_diag) findings; /* in the order of delivery */
    struct rsis_diag no_memory;          /* stands in for all of them when memory ran out */
    enum rsis_outcome outcome;
};

/* A document that waits for its turn; messages stand behind the findings. */
struct parcel {
    enum rsis_outcome outcome;
    uint32_t n;
    struct rsis_diag v[];
};

struct run {
    const struct rsis_batch *batch;
    struct rsis_summary *summary;
    struct rsis_arena arena;   /* lives as long as the batch: the paths */
    struct rsis_arena scratch; /* for planning, and for findings about the batch */
    struct rsis_notices notices;
    struct rsis_inputs inputs;
    struct rsis_outputs outputs;
    struct desk *desks;
    unsigned jobs;
    size_t done;
};

/* ---- telling the caller */

static void tell(void *ctx, const struct rsis_diag *diag) {
    struct run *r = ctx;
    r->summary->findings.n[diag->severity]++;
    if (r->batch->diag) r->batch->diag(r->batch->ctx, diag);
}

static void count(struct run *r, const char *path, enum rsis_outcome outcome) {
    size_t *const counters[] = {
        [RSIS_CONVERTED] = &r->summary->converted,
        [RSIS_UNCHANGED] = &r->summary->unchanged,
        [RSIS_FAILED] = &r->summary->failed,
    };
    ++*counters[outcome];
    r->done++;
    if (r->batch->progress) r->batch->progress(r->batch->ctx, path, outcome, r->done, r->inputs.n);
}

/* ---- one document, on a desk */

static bool read_input(struct desk *k, const struct rsis_input *in, struct rsis_str *bytes) {
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

static bool make_output(const struct run *r, struct desk *k, const struct rsis_input *in, struct rsis_str *out) {
    struct rsis_str bytes;
    struct rsis_doc *doc;
    if (!read_input(k, in, &bytes)) return false;
    return rsis_doc_read_in(&doc, &k->arena, &k->diags, rsis_str_c(in->path), bytes, &r->batch->options) == RSIS_OK &&
           rsis_doc_write_in(out, doc, r->batch->to) == RSIS_OK;
}

static void keep(void *ctx, const struct rsis_diag *diag) {
    struct desk *k = ctx;
    *RSIS_PUSH(&k->arena, &k->findings) = *diag;
}

/* Puts the findings in order of delivery, so that delivery itself needs no memory. */
static void arrange(struct desk *k, const char *path) {
    rsis_diags_deliver(&k->diags, keep, k);
    rsis_diags_init(&k->diags, &k->arena, path);
}

static void convert(struct run *r, struct desk *k, const struct rsis_input *in) {
    struct rsis_str out;
    rsis_diags_init(&k->diags, &k->arena, in->path);
    bool made = make_output(r, k, in, &out);
    arrange(k, in->path);
    if (!made) return;
    k->outcome = rsis_outputs_put(&r->outputs, in, out, &k->diags);
    arrange(k, in->path); /* only a failure brings findings: what was written cannot fail here */
}

static void clear_desk(struct desk *k) {
    rsis_arena_reset(&k->arena);
    k->findings.v = NULL;
    k->findings.n = k->findings.cap = 0;
    k->outcome = RSIS_FAILED;
}

/* Nothing here may ask for memory. */
static void give_up(struct desk *k, const char *path) {
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

/* ---- the pool's three functions */

static void work(void *ctx, unsigned worker, size_t item) {
    struct run *r = ctx;
    struct desk *k = &r->desks[worker];
    const struct rsis_input *in = &r->inputs.v[item];
    jmp_buf guard;
    clear_desk(k);
    k->arena.guard = &guard;
    if (setjmp(guard) == 0)
        convert(r, k, in);
    else
        give_up(k, in->path);
}

/* More than this is not set aside: the thread waits for its turn instead. */
enum { PARCEL_MAX = 1 << 20 };

static void *pack(void *ctx, unsigned worker, size_t item) {
    const struct run *r = ctx;
    const struct desk *k = &r->desks[worker];
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
    const struct desk *k = &r->desks[worker];
    const struct parcel *p = packed;
    const struct rsis_diag *v = p ? p->v : k->findings.v;
    uint32_t n = p ? p->n : k->findings.n;
    for (uint32_t i = 0; i < n; i++) tell(r, &v[i]);
    count(r, r->inputs.v[item].path, p ? p->outcome : k->outcome);
    free(packed);
}

/* ---- the batch */

static enum rsis_status open_desks(struct run *r) {
    r->jobs = r->batch->jobs ? r->batch->jobs : rsis_pool_cores();
    if (r->jobs > rsis_limit_JOBS) r->jobs = rsis_limit_JOBS;
    if (r->jobs > r->inputs.n) r->jobs = (unsigned)r->inputs.n;
    r->desks = calloc(r->jobs, sizeof *r->desks);
    return r->desks ? RSIS_OK : RSIS_ERR_MEMORY;
}

static enum rsis_status convert_all(struct run *r) {
    struct rsis_pool_task task = {r->inputs.n, r->jobs, r, work, pack, deliver};
    rsis_pool_run(&task);
    const struct rsis_overrides *o = r->batch->options.overrides;
    if (o) rsis_overrides_report_unused(o, r->outputs.plan.one, &r->notices);
    rsis_outputs_sync(&r->outputs, &r->notices);
    return atomic_load(&r->outputs.failed) ? RSIS_ERR_OUTPUT : RSIS_OK;
}

/* Empty directories and lists are no misuse, but hardly what was meant. */
static enum rsis_status nothing_to_do(struct run *r) {
    const struct rsis_batch *b = r->batch;
    rsis_notice(&r->notices, b->n_inputs ? b->inputs[0] : b->files_from, RSIS_DIAG_IN_NONE, 0,
                "nothing to convert: no file was found");
    return RSIS_OK;
}

static enum rsis_status run_steps(struct run *r) {
    rsis_libxml_init();
    enum rsis_status st = rsis_inputs_collect(&r->inputs, &r->arena, r->batch, &r->notices);
    if (st != RSIS_OK) return st;
    if (r->inputs.n == 0) return nothing_to_do(r);
    st = rsis_plan_make(&r->outputs.plan, &r->arena, &r->scratch, r->batch, &r->inputs, &r->notices);
    rsis_arena_free(&r->scratch); /* tables as large as the batch */
    if (st == RSIS_OK) st = open_desks(r);
    return st == RSIS_OK ? convert_all(r) : st;
}

static enum rsis_status run_guarded(struct run *r) {
    jmp_buf guard;
    rsis_arena_init(&r->arena, &guard);
    rsis_arena_init(&r->scratch, &guard);
    return setjmp(guard) == 0 ? run_steps(r) : RSIS_ERR_MEMORY;
}

static bool makes_sense(const struct rsis_batch *b) {
    return (b->n_inputs || b->files_from) && b->options.series && (unsigned)b->to <= RSIS_TO_INSPECT_JSON &&
           (unsigned)b->options.from <= RSIS_FROM_LINES && (unsigned)b->options.jats <= RSIS_JATS_1_4;
}

enum rsis_status rsis_batch_run(struct rsis_summary *summary, const struct rsis_batch *batch) {
    memset(summary, 0, sizeof *summary);
    if (!makes_sense(batch)) return RSIS_ERR_USAGE;
    struct run r = {.batch = batch, .summary = summary};
    r.notices = (struct rsis_notices){.arena = &r.scratch, .fn = tell, .ctx = &r};
    r.outputs.force = batch->force != 0;
    enum rsis_status st = run_guarded(&r);
    for (unsigned i = 0; r.desks && i < r.jobs; i++) rsis_arena_free(&r.desks[i].arena);
    free(r.desks);
    rsis_inputs_clear(&r.inputs);
    rsis_arena_free(&r.scratch);
    rsis_arena_free(&r.arena);
    return st;
}
