/* batch.c - `rsis convert`: each input becomes one output. */
#include <string.h>

#include "../base/libxml.h"
#include "crew.h"
#include "doc.h"
#include "output.h"
#include "overrides.h"

struct run {
    const struct rsis_batch *batch;
    struct rsis_crew crew;
    struct rsis_arena arena;   /* lives as long as the batch: the paths */
    struct rsis_arena scratch; /* for planning, and for findings about the batch */
    struct rsis_notices notices;
    struct rsis_inputs inputs;
    struct rsis_outputs outputs;
};

static enum rsis_outcome convert(void *ctx, struct rsis_desk *desk, size_t item) {
    struct run *r = ctx;
    const struct rsis_input *in = &r->inputs.v[item];
    struct rsis_str bytes, out;
    struct rsis_doc *doc;
    if (!rsis_desk_read(desk, in, &bytes)) return RSIS_FAILED;
    if (rsis_doc_read_in(&doc, &desk->arena, &desk->diags, rsis_str_c(in->path), bytes, &r->batch->options) != RSIS_OK)
        return RSIS_FAILED;
    if (rsis_doc_write_in(&out, doc, r->batch->to) != RSIS_OK) return RSIS_FAILED;
    rsis_desk_settle(desk, in->path);
    return rsis_outputs_put(&r->outputs, in, out, &desk->diags);
}

static enum rsis_status convert_all(struct run *r) {
    enum rsis_status st = rsis_crew_run(&r->crew);
    if (st != RSIS_OK) return st;
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
    return st == RSIS_OK ? convert_all(r) : st;
}

static enum rsis_status run_guarded(struct run *r) {
    jmp_buf guard;
    rsis_arena_init(&r->arena, &guard);
    rsis_arena_init(&r->scratch, &guard);
    return setjmp(guard) == 0 ? run_steps(r) : RSIS_ERR_MEMORY;
}

static bool makes_sense(const struct rsis_batch *b) {
    return (b->n_inputs || b->files_from) && (unsigned)b->to <= RSIS_TO_HTML && rsis_options_make_sense(&b->options);
}

enum rsis_status rsis_batch_run(struct rsis_summary *summary, const struct rsis_batch *batch) {
    memset(summary, 0, sizeof *summary);
    if (!makes_sense(batch)) return RSIS_ERR_USAGE;
    struct run r = {.batch = batch};
    r.crew = rsis_crew_of(batch, &r.inputs, summary, convert, &r);
    r.notices = (struct rsis_notices){.arena = &r.scratch, .fn = rsis_crew_tell, .ctx = &r.crew};
    r.outputs.force = batch->force != 0;
    enum rsis_status st = run_guarded(&r);
    rsis_inputs_clear(&r.inputs);
    rsis_arena_free(&r.scratch);
    rsis_arena_free(&r.arena);
    return st;
}
