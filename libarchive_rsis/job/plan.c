/* plan.c - names of outputs; collisions are found by hash tables, so that 100,000 inputs take no time. */
#include "plan.h"

#include <errno.h>
#include <sys/stat.h>
#include <unistd.h>

#include "../base/hash.h"
#include "sources.h"

/* ---- names */

/* Endings that say "text" and give way to the output's; any other ending is part of the name. */
static const char *const text_endings[] = {".txt", ".text", ".md", ".markdown", ".xml"};

static bool has_ending(struct rsis_str name, struct rsis_str ending) {
    if (name.len <= ending.len || name.ptr[name.len - ending.len - 1] == '/') return false;
    return rsis_str_eq_nocase(rsis_str_from(name, name.len - ending.len), ending);
}

/* The input's part of its output's name: "2013/CO13046" of "inbox/2013/CO13046.txt". */
static struct rsis_str stem(const struct rsis_input *in) {
    if (rsis_input_is_stdin(in)) return RSIS_LIT("stdin");
    struct rsis_str name = rsis_str_c(in->path + in->tail);
    for (size_t i = 0; i < sizeof text_endings / sizeof *text_endings; i++) {
        struct rsis_str ending = rsis_str_c(text_endings[i]);
        if (has_ending(name, ending)) return rsis_str(name.ptr, name.len - ending.len);
    }
    return name;
}

const char *rsis_plan_path(struct rsis_buf *path, const struct rsis_plan *plan, const struct rsis_input *in) {
    path->len = 0;
    rsis_buf_z(path, plan->output);
    if (plan->kind == RSIS_PLAN_DIRECTORY) {
        if (strcmp(plan->output, "/") != 0) rsis_buf_char(path, '/');
        rsis_buf_str(path, stem(in));
        rsis_buf_z(path, plan->extension);
    }
    rsis_buf_char(path, 0);
    return path->ptr;
}

/* ---- directories */

static bool is_directory(const char *path) {
    struct stat st;
    return stat(path, &st) == 0 && S_ISDIR(st.st_mode);
}

static bool make_directory(const char *path) {
    if (mkdir(path, 0777) == 0) return true;
    if (errno != EEXIST) return false;
    errno = ENOTDIR;
    return is_directory(path); /* another thread or program may have made it */
}

/* Makes the directory `path` and those above it. */
static bool make_directories(struct rsis_arena *arena, struct rsis_str path) {
    char *p = rsis_str_dup(arena, path);
    for (size_t i = 1; i < path.len; i++) {
        if (p[i] != '/') continue;
        p[i] = 0;
        bool made = make_directory(p);
        p[i] = '/';
        if (!made) return false;
    }
    return make_directory(p);
}

bool rsis_plan_make_parents(struct rsis_arena *arena, const char *path) {
    const char *slash = strrchr(path, '/');
    return !slash || slash == path || make_directories(arena, rsis_str(path, (size_t)(slash - path)));
}

/* ---- what would go wrong */

/* A set of inputs: open addressing, at most half full. Entries are the input's index + 1. */
struct table {
    uint32_t *v;
    size_t mask;
};

struct check {
    const struct rsis_plan *plan;
    const struct rsis_inputs *inputs;
    struct rsis_arena *scratch;
    struct rsis_notices *notices;
    struct rsis_buf path;
};

static struct table table_new(struct rsis_arena *scratch, size_t n) {
    size_t size = 16;
    while (size < n * 2) size *= 2;
    return (struct table){RSIS_NEW_ARRAY(scratch, uint32_t, size), size - 1};
}

static void report_collision(struct check *c, const struct rsis_input *later, const struct rsis_input *first) {
    const char *out = rsis_plan_path(&c->path, c->plan, later);
    if (strcmp(later->path, first->path) == 0)
        rsis_notice(c->notices, later->path, RSIS_DIAG_OUT_COLLISION, 0,
                    "this input is given twice and would be written to %s twice; nothing was converted", out);
    else
        rsis_notice(c->notices, later->path, RSIS_DIAG_OUT_COLLISION, 0,
                    "would be written to %s, and so would %s: convert them into different directories; "
                    "nothing was converted",
                    out, first->path);
}

/* Every input whose output has the name of an earlier one's. */
static void check_collisions(struct check *c) {
    struct table t = table_new(c->scratch, c->inputs->n);
    for (size_t i = 0; i < c->inputs->n; i++) {
        const struct rsis_input *in = &c->inputs->v[i], *first = NULL;
        if (in->error) continue;
        struct rsis_str name = stem(in);
        size_t at = rsis_hash(name) & t.mask;
        for (; t.v[at]; at = (at + 1) & t.mask) {
            first = &c->inputs->v[t.v[at] - 1];
            if (rsis_str_eq(name, stem(first))) break;
        }
        if (t.v[at])
            report_collision(c, in, first);
        else
            t.v[at] = (uint32_t)i + 1;
    }
}

static void check_not_input(struct check *c, struct rsis_sources *sources, const struct rsis_input *in) {
    bool standard = c->plan->kind == RSIS_PLAN_STDOUT;
    const char *out = standard ? NULL : rsis_plan_path(&c->path, c->plan, in);
    const char *hit = in->error ? NULL : rsis_sources_find(sources, out);
    if (hit)
        rsis_notice(c->notices, in->path, RSIS_DIAG_OUT_IS_INPUT, 0,
                    "its output, %s, is the input %s; nothing was converted", out ? out : "standard output", hit);
}

static enum rsis_status check(struct check *c) {
    if (c->plan->kind == RSIS_PLAN_DIRECTORY) check_collisions(c);
    struct rsis_sources sources;
    rsis_sources_init(&sources, c->scratch, c->inputs, NULL, 0);
    for (size_t i = 0; i < c->inputs->n; i++) check_not_input(c, &sources, &c->inputs->v[i]);
    return c->notices->n ? RSIS_ERR_USAGE : RSIS_OK;
}

/* ---- the plan */

static const char *const extensions[] = {
    [RSIS_TO_JATS] = ".xml",          [RSIS_TO_TEXT] = ".txt",  [RSIS_TO_INSPECT_TEXT] = ".txt",
    [RSIS_TO_INSPECT_JSON] = ".json", [RSIS_TO_EPUB] = ".epub", [RSIS_TO_HTML] = ".html",
};

static enum rsis_plan_kind kind_of(const char *output) {
    if (!output || strcmp(output, "-") == 0) return RSIS_PLAN_STDOUT;
    return rsis_str_ends(rsis_str_c(output), RSIS_LIT("/")) || is_directory(output) ? RSIS_PLAN_DIRECTORY
                                                                                    : RSIS_PLAN_FILE;
}

static enum rsis_status report_not_one(const struct rsis_plan *plan, size_t n, struct rsis_notices *notices) {
    bool standard = plan->kind == RSIS_PLAN_STDOUT;
    rsis_notice(notices, plan->output, RSIS_DIAG_OUT_NOT_ONE, 0,
                "%zu inputs cannot be written to %s; name a directory: -o %s/", n,
                standard ? "standard output" : "one file", standard ? "out" : plan->output);
    return RSIS_ERR_USAGE;
}

static enum rsis_status open_directory(const struct rsis_plan *plan, struct rsis_arena *scratch,
                                       struct rsis_notices *notices) {
    if (is_directory(plan->output) || make_directories(scratch, rsis_str_c(plan->output))) return RSIS_OK;
    rsis_notice(notices, plan->output, RSIS_DIAG_OUT_WRITE, 0,
                "the directory cannot be made: %s; nothing was converted", strerror(errno));
    return RSIS_ERR_OUTPUT;
}

static const char *without_slashes(struct rsis_arena *arena, const char *path) {
    size_t len = strlen(path);
    while (len > 1 && path[len - 1] == '/') len--;
    return rsis_str_dup(arena, rsis_str(path, len));
}

enum rsis_status rsis_plan_make(struct rsis_plan *out, struct rsis_arena *arena, struct rsis_arena *scratch,
                                const struct rsis_batch *batch, const struct rsis_inputs *inputs,
                                struct rsis_notices *notices) {
    *out = (struct rsis_plan){.kind = kind_of(batch->output), .extension = extensions[batch->to]};
    out->one = inputs->n == 1;
    out->output = out->kind == RSIS_PLAN_STDOUT ? "-" : without_slashes(arena, batch->output);
    if (out->kind != RSIS_PLAN_DIRECTORY && inputs->n > 1) return report_not_one(out, inputs->n, notices);
    struct check c = {.plan = out, .inputs = inputs, .scratch = scratch, .notices = notices};
    rsis_buf_init(&c.path, scratch);
    enum rsis_status st = check(&c);
    if (st != RSIS_OK || out->kind != RSIS_PLAN_DIRECTORY) return st;
    return open_directory(out, scratch, notices);
}

enum rsis_status rsis_plan_packages(struct rsis_plan *out, struct rsis_arena *arena, struct rsis_arena *scratch,
                                    const struct rsis_batch *batch, const struct rsis_inputs *inputs,
                                    struct rsis_notices *notices) {
    *out = (struct rsis_plan){.kind = kind_of(batch->output), .one = inputs->n == 1};
    out->output = without_slashes(arena, batch->output);
    if (out->kind != RSIS_PLAN_DIRECTORY && inputs->n > 1) return report_not_one(out, inputs->n, notices);
    return out->kind == RSIS_PLAN_DIRECTORY ? open_directory(out, scratch, notices) : RSIS_OK;
}

enum rsis_status rsis_plan_collection(struct rsis_plan *out, struct rsis_arena *arena, struct rsis_arena *scratch,
                                      const struct rsis_batch *batch, struct rsis_notices *notices) {
    *out = (struct rsis_plan){.kind = kind_of(batch->output), .one = true};
    out->output = without_slashes(arena, batch->output);
    return out->kind == RSIS_PLAN_DIRECTORY ? open_directory(out, scratch, notices) : RSIS_OK;
}
