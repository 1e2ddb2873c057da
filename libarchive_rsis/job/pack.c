/*
 * pack.c - `rsis pack`: each input becomes an archive package.
 *
 * A thread builds a package beside its name and syncs it. It is renamed when its turn comes, so that of two inputs that
 * would be one package the first in the list is always the one that is kept.
 */
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "../base/hash.h"
#include "../base/libxml.h"
#include "../base/utf8.h"
#include "contain.h"
#include "crew.h"
#include "doc.h"
#include "holdings.h"
#include "overrides.h"
#include "parcel.h"
#include "sources.h"

/* A package that waits for its turn. Its strings are malloc'ed. */
struct slot {
    char *id, *path, *temporary;
    bool directory;
};

struct run {
    const struct rsis_packing *what;
    struct rsis_options options; /* with the edition */
    struct rsis_crew crew;
    struct rsis_arena arena, scratch; /* scratch: findings about the run */
    struct rsis_notices notices;
    struct rsis_inputs inputs;
    struct rsis_outputs outputs;
    struct rsis_spool spool; /* of originals */
    struct rsis_original *originals;
    struct slot *slots;
    const char **ids; /* of what was installed: a hash table, at most half full */
    size_t mask;
    struct rsis_sources sources; /* inputs and originals */
};

/* ---------------------------------------------------------------- one package */

/* Keeps what its turn needs; without memory the package is given up. */
static bool keep(struct slot *s, const char *id, const struct rsis_output *out) {
    *s = (struct slot){strdup(id), strdup(out->path), strdup(out->temporary), out->directory};
    return s->id && s->path && s->temporary;
}

static enum rsis_outcome build(struct run *r, struct rsis_desk *desk, size_t item, const struct rsis_parcel *parcel) {
    struct rsis_output out;
    struct rsis_contents c = {.entries = parcel->entries,
                              .n = parcel->n,
                              .spool = r->spool.fd,
                              .top = parcel->id,
                              .mtime = rsis_moment_seconds(r->what->when)};
    const char *path = rsis_package_path(&r->outputs.plan, &desk->arena, parcel->id, r->what->form);
    if (!rsis_output_open(&out, &r->outputs, path, r->what->form == RSIS_PACKAGE_DIRECTORY, &desk->diags))
        return RSIS_FAILED;
    const char *why = rsis_contain(&out, &desk->arena, r->what->form, &c);
    if (!why && !rsis_output_seal(&out)) why = strerror(errno);
    if (!why && !keep(&r->slots[item], parcel->id, &out)) why = "no memory";
    if (!why) return RSIS_CONVERTED;
    rsis_output_abandon(&out, &r->outputs, &desk->diags, why);
    return RSIS_FAILED;
}

static bool may_be_packed(const struct run *r, struct rsis_desk *desk) {
    uint32_t errors = desk->diags.counts.n[RSIS_ERROR];
    if (!errors || r->what->allow_errors) return true;
    rsis_report_file(
        &desk->diags, RSIS_DIAG_PACK_ERRORS,
        "there are %u findings of severity error; nothing was packed (--allow-errors packs it and says so)",
        (unsigned)errors);
    return false;
}

static enum rsis_outcome make(void *ctx, struct rsis_desk *desk, size_t item) {
    struct run *r = ctx;
    const struct rsis_input *in = &r->inputs.v[item];
    struct rsis_str bytes, name = rsis_str_c(in->path);
    struct rsis_parcel parcel;
    struct rsis_doc *doc;
    if (!rsis_desk_read(desk, in, &bytes)) return RSIS_FAILED;
    if (rsis_doc_read_in(&doc, &desk->arena, &desk->diags, name, bytes, &r->options) != RSIS_OK) return RSIS_FAILED;
    if (!may_be_packed(r, desk)) return RSIS_FAILED;
    if (!rsis_parcel_make(&parcel, doc, name, bytes, r->what, r->originals)) return RSIS_FAILED;
    rsis_desk_settle(desk, in->path);
    return build(r, desk, item, &parcel);
}

/* ---------------------------------------------------------------- its turn */

/* Notes the id; false when an earlier input has it. */
static bool claim(struct run *r, const char *id) {
    size_t at = rsis_hash(rsis_str_c(id)) & r->mask;
    for (; r->ids[at]; at = (at + 1) & r->mask)
        if (strcmp(r->ids[at], id) == 0) return false;
    r->ids[at] = id;
    return true;
}

static void deliver(void *ctx, const struct rsis_diag *diag) {
    rsis_crew_tell(&((struct run *)ctx)->crew, diag);
}

static enum rsis_outcome install(struct run *r, size_t item) {
    struct slot *s = &r->slots[item];
    struct rsis_output out = {.path = s->path, .temporary = s->temporary, .fd = -1, .directory = s->directory};
    struct rsis_diags d;
    enum rsis_outcome outcome = RSIS_FAILED;
    rsis_diags_init(&d, &r->scratch, r->inputs.v[item].path);
    if (rsis_sources_find(&r->sources, s->path)) { /* whatever --force says */
        rsis_output_abandon(&out, &r->outputs, &d, NULL);
        atomic_store(&r->outputs.failed, true);
        rsis_report_file(&d, RSIS_DIAG_OUT_IS_INPUT,
                         "its package, %s, is one of the files that are read; nothing was packed", s->path);
    } else if (claim(r, s->id)) {
        outcome = rsis_output_install(&out, &r->outputs, &d);
    } else {
        rsis_output_abandon(&out, &r->outputs, &d, NULL);
        rsis_report_file(&d, RSIS_DIAG_PACK_TWICE, "an earlier input is the package %s already; nothing was packed",
                         s->id);
    }
    rsis_diags_deliver(&d, deliver, r);
    return outcome;
}

static enum rsis_outcome place(void *ctx, size_t item, enum rsis_outcome outcome) {
    struct run *r = ctx;
    struct slot *s = &r->slots[item];
    jmp_buf guard;
    if (outcome == RSIS_CONVERTED) {
        r->scratch.guard = r->arena.guard = &guard; /* nobody else has them while the crew is at work */
        outcome = setjmp(guard) == 0 ? install(r, item) : RSIS_FAILED;
        rsis_arena_reset(&r->scratch);
    } else if (s->temporary) { /* it was built, and then there was no memory to say so */
        struct rsis_output out = {.temporary = s->temporary, .fd = -1};
        rsis_output_abandon(&out, &r->outputs, NULL, NULL);
    }
    free(s->path);
    free(s->temporary);
    s->path = s->temporary = NULL;
    return outcome;
}

/* ---------------------------------------------------------------- the run */

static enum rsis_status take_originals(struct run *r) {
    const struct rsis_packing *w = r->what;
    r->originals = RSIS_NEW_ARRAY(&r->arena, struct rsis_original, w->n_originals + 1);
    enum rsis_status st = RSIS_OK;
    for (size_t i = 0; i < w->n_originals && st == RSIS_OK; i++) {
        struct rsis_diags d;
        rsis_diags_init(&d, &r->arena, w->originals[i]);
        st = rsis_original_take(&r->originals[i], &r->spool, w->originals[i], w->service != NULL, &d);
        rsis_diags_deliver(&d, rsis_crew_tell, &r->crew);
    }
    return st;
}

/* Characters that XML can hold and a line of bag-info.txt, too; or nothing at all. */
static bool is_line(const char *s) {
    unsigned n;
    for (const char *p = s, *end = s ? s + strlen(s) : s; p < end; p += n) {
        uint32_t c = rsis_utf8_next(p, end, &n);
        if (c == RSIS_UTF8_BAD || c < 0x20 || (c >= 0x7f && c < 0xa0) || !rsis_is_xml_char(c)) return false;
    }
    return true;
}

/* A new version names what it replaces, and a first one replaces nothing. */
static bool check_edition(struct run *r) {
    const struct rsis_edition *e = &r->what->edition;
    const char *wrong = NULL;
    if (e->version > 1 && !e->replaces) wrong = "a version above 1 needs the package that it replaces (--replaces ID)";
    if (e->version <= 1 && (e->replaces || e->reason)) wrong = "only a version above 1 replaces another (--version N)";
    if (!is_line(e->replaces) || !is_line(e->reason))
        wrong = "--replaces and --reason must each be one line of text in UTF-8 without control characters";
    if (wrong)
        rsis_notice(&r->notices, r->what->batch.output, RSIS_DIAG_PACK_EDITION, 0, "%s; nothing was packed", wrong);
    return !wrong;
}

static bool check_one(struct run *r) {
    if (r->inputs.n == 1 || !(r->what->n_originals || r->what->edition.version > 1)) return true;
    rsis_notice(&r->notices, r->what->batch.output, RSIS_DIAG_OUT_NOT_ONE, 0,
                "an original and a version are about one work, and there are %zu inputs; nothing was packed",
                r->inputs.n);
    return false;
}

static enum rsis_status open_spool(struct run *r) {
    if (!r->what->n_originals) return RSIS_OK;
    const char *beside = rsis_package_path(&r->outputs.plan, &r->scratch, "spool", RSIS_PACKAGE_ZIP);
    if (!rsis_spool_open(&r->spool, &r->outputs, beside, &r->scratch)) {
        rsis_notice(&r->notices, r->what->batch.output, RSIS_DIAG_OUT_WRITE, 0,
                    "cannot be written: %s; nothing was packed", strerror(errno));
        return RSIS_ERR_OUTPUT;
    }
    return take_originals(r);
}

static enum rsis_status pack_all(struct run *r) {
    rsis_sources_init(&r->sources, &r->arena, &r->inputs, r->what->originals, r->what->n_originals);
    size_t size = 16;
    while (size < r->inputs.n * 2) size *= 2;
    r->ids = RSIS_NEW_ARRAY(&r->arena, const char *, size);
    r->mask = size - 1;
    r->slots = RSIS_NEW_ARRAY(&r->arena, struct slot, r->inputs.n);
    jmp_buf *guard = r->scratch.guard;
    enum rsis_status st = rsis_crew_run(&r->crew);
    r->scratch.guard = r->arena.guard = guard;
    for (size_t i = 0; i < r->inputs.n; i++) free(r->slots[i].id);
    if (st != RSIS_OK) return st;
    const struct rsis_overrides *o = r->what->batch.options.overrides;
    if (o) rsis_overrides_report_unused(o, r->outputs.plan.one, &r->notices);
    rsis_outputs_sync(&r->outputs, &r->notices);
    return atomic_load(&r->outputs.failed) ? RSIS_ERR_OUTPUT : RSIS_OK;
}

static enum rsis_status run_steps(struct run *r) {
    rsis_libxml_init();
    if (!check_edition(r)) return RSIS_ERR_USAGE;
    enum rsis_status st = rsis_inputs_collect(&r->inputs, &r->arena, &r->what->batch, &r->notices);
    if (st != RSIS_OK) return st;
    if (!r->inputs.n) {
        rsis_notice(&r->notices, r->what->batch.output, RSIS_DIAG_IN_NONE, 0, "nothing to pack: no file was found");
        return RSIS_OK;
    }
    if (!check_one(r)) return RSIS_ERR_USAGE;
    st = rsis_plan_packages(&r->outputs.plan, &r->arena, &r->scratch, &r->what->batch, &r->inputs, &r->notices);
    if (st == RSIS_OK) st = open_spool(r);
    if (st != RSIS_OK) return st;
    rsis_outputs_report_leftovers(&r->outputs, &r->notices);
    return pack_all(r);
}

static enum rsis_status run_guarded(struct run *r) {
    jmp_buf guard;
    rsis_arena_init(&r->arena, &guard);
    rsis_arena_init(&r->scratch, &guard);
    return setjmp(guard) == 0 ? run_steps(r) : RSIS_ERR_MEMORY;
}

/* "2026-11-23T10:15:00Z" */
static bool is_moment(const char *s) {
    static const char shape[] = "0000-00-00T00:00:00Z";
    for (size_t i = 0; s && i < sizeof shape; i++)
        if (shape[i] == '0' ? s[i] < '0' || s[i] > '9' : s[i] != shape[i]) return false;
    return s != NULL;
}

static bool makes_sense(const struct rsis_packing *w) {
    const struct rsis_batch *b = &w->batch;
    return (b->n_inputs || b->files_from) && b->output && strcmp(b->output, "-") != 0 &&
           (unsigned)w->form <= RSIS_PACKAGE_TAR && is_moment(w->when) && rsis_options_make_sense(&b->options) &&
           (!w->service || strcmp(w->service, "aptrust") == 0);
}

enum rsis_status rsis_pack_run(struct rsis_summary *summary, const struct rsis_packing *packing) {
    memset(summary, 0, sizeof *summary);
    if (!makes_sense(packing)) return RSIS_ERR_USAGE;
    if (packing->collection) return rsis_holdings_run(summary, packing);
    const struct rsis_batch *b = &packing->batch;
    struct run r = {.what = packing, .options = b->options, .spool = {.fd = -1}};
    if (packing->edition.version > 1) r.options.edition = &packing->edition;
    r.crew = rsis_crew_of(b, &r.inputs, summary, make, &r);
    r.crew.place = place;
    r.notices = (struct rsis_notices){.arena = &r.scratch, .fn = rsis_crew_tell, .ctx = &r.crew};
    r.outputs.force = b->force != 0;
    enum rsis_status st = run_guarded(&r);
    rsis_spool_close(&r.spool);
    rsis_inputs_clear(&r.inputs);
    rsis_arena_free(&r.scratch);
    rsis_arena_free(&r.arena);
    return st;
}
