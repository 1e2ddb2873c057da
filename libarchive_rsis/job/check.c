/*
 * check.c - `rsis validate`: which validator a path wants, and what it found.
 *
 * Each thread has an arena that is used again for every path. Verdicts are told in the order of the paths.
 */
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include <jansson.h>

#include "../base/file.h"
#include "../base/libxml.h"
#include "../base/limits.h"
#include "../base/pool.h"
#include "../validate/bag.h"
#include "../validate/epub.h"
#include "../validate/jats.h"
#include "story.h"

struct desk {
    struct rsis_arena arena;
    struct rsis_report report;
    const char *json;
};

typedef RSIS_VEC(const char *) path_list;

struct run {
    const struct rsis_validation *what;
    struct rsis_verdicts *verdicts;
    struct rsis_arena arena; /* the paths */
    path_list paths;
    struct desk *desks;
    struct rsis_jats_schema *schema;
};

/* ---------------------------------------------------------------- which paths */

static bool has_file(const char *directory, const char *name, struct rsis_arena *a) {
    struct stat st;
    return stat(rsis_format(a, "%s/%s", directory, name), &st) == 0 && S_ISREG(st.st_mode);
}

static bool is_directory(const char *path) {
    struct stat st;
    return stat(path, &st) == 0 && S_ISDIR(st.st_mode);
}

static int by_bytes(const void *a, const void *b) {
    return strcmp(*(const char *const *)a, *(const char *const *)b);
}

/* The names in a directory, sorted; those that begin with a dot are left out. Nothing leaves by a jump. */
static path_list list(struct run *r, const char *path) {
    path_list found = {0};
    jmp_buf *outer = r->arena.guard, guard;
    DIR *d = opendir(path);
    r->arena.guard = &guard;
    int failed = setjmp(guard);
    if (!failed)
        for (const struct dirent *e; d && (e = readdir(d));)
            if (e->d_name[0] != '.') *RSIS_PUSH(&r->arena, &found) = rsis_format(&r->arena, "%s/%s", path, e->d_name);
    if (d) closedir(d);
    r->arena.guard = outer;
    if (failed) rsis_arena_give_up(&r->arena);
    if (found.n) qsort(found.v, found.n, sizeof *found.v, by_bytes);
    return found;
}

/* A bag is one thing; any other directory holds things, or nothing, which is then said of it. */
static void expand(struct run *r, const char *path, unsigned depth) {
    enum { DEEPEST = 64 };
    struct stat st;
    bool link = depth && lstat(path, &st) == 0 && S_ISLNK(st.st_mode);
    if (link || !is_directory(path) || depth > DEEPEST || has_file(path, "bagit.txt", &r->arena)) {
        *RSIS_PUSH(&r->arena, &r->paths) = path;
        return;
    }
    path_list inside = list(r, path);
    if (!inside.n) *RSIS_PUSH(&r->arena, &r->paths) = path;
    for (uint32_t i = 0; i < inside.n; i++) expand(r, inside.v[i], depth + 1);
}

static const char *without_slashes(struct run *r, const char *path) {
    size_t len = strlen(path);
    while (len > 1 && path[len - 1] == '/') len--;
    return rsis_str_dup(&r->arena, rsis_str(path, len));
}

/* ---------------------------------------------------------------- one path */

/* The first bytes of a plain file; empty for anything else. Never waits for a pipe. */
static struct rsis_str beginning(const char *path, char buf[512]) {
    struct stat st;
    int fd = open(path, O_RDONLY | O_CLOEXEC | O_NOCTTY | O_NONBLOCK);
    ssize_t n = fd >= 0 && fstat(fd, &st) == 0 && S_ISREG(st.st_mode) ? read(fd, buf, 512) : 0;
    if (fd >= 0) close(fd);
    return rsis_str(buf, n > 0 ? (size_t)n : 0);
}

static bool looks_like_xml(struct rsis_str s) {
    if (rsis_str_starts(s, RSIS_LIT("\xEF\xBB\xBF"))) s = rsis_str_from(s, 3);
    while (s.len && rsis_is_space(*s.ptr)) s = rsis_str_from(s, 1);
    return s.len &&
           (*s.ptr == '<' || rsis_str_starts(s, RSIS_LIT("\xFF\xFE")) || rsis_str_starts(s, RSIS_LIT("\xFE\xFF")));
}

static void check_jats(const struct run *r, struct desk *k, const char *path) {
    struct rsis_str bytes;
    struct rsis_jats_options o = {
        .schema = r->schema, .dtd = r->what->dtd, .archive = r->what->archive != 0, .year = r->what->year};
    enum rsis_status st = rsis_file_read(&bytes, &k->arena, path, rsis_limit_SOURCE_BYTES);
    if (st == RSIS_OK)
        rsis_validate_jats(&k->report, bytes, &o);
    else
        rsis_found(&k->report, RSIS_CHECK_BOX_OPEN, RSIS_LIT(""), 0, 0, "it cannot be read: %s",
                   st == RSIS_ERR_LIMIT ? "it is larger than the limit" : strerror(errno));
}

static bool is_epub(const struct rsis_archive *a) {
    return a->kind == RSIS_ARCHIVE_ZIP &&
           (rsis_archive_find(a, RSIS_LIT("mimetype")) || rsis_archive_find(a, RSIS_LIT("META-INF/container.xml")));
}

static bool named_epub(const char *path) {
    struct rsis_str s = rsis_str_c(path);
    return s.len > 5 && rsis_str_eq_nocase(rsis_str_from(s, s.len - 5), RSIS_LIT(".epub"));
}

/* A bag, and when it is a package of ours the story that it tells. */
static void check_one_bag(struct rsis_report *report, struct rsis_archive *a, unsigned jobs, struct rsis_bag *bag) {
    rsis_validate_bag(report, a, &(struct rsis_bag_options){.jobs = jobs, .bag = bag});
    if (rsis_is_our_package(bag)) rsis_check_package(report, a, bag);
}

/* ---- the packages of a collection */

struct copy {
    char *to;
    size_t len, room;
};

static bool append(void *ctx, const void *bytes, size_t len) {
    struct copy *c = ctx;
    if (len > c->room - c->len) return false;
    memcpy(c->to + c->len, bytes, len);
    c->len += len;
    return true;
}

/* Memory for one package at a time: `inner` is the caller's to free. */
static void check_inner(struct desk *k, struct rsis_archive *a, const struct rsis_bag_file *f,
                        struct rsis_arena *inner) {
    struct rsis_archive package;
    struct rsis_bag bag = {0};
    if (f->member->size > rsis_limit_PACKAGE_BYTES) {
        rsis_found(&k->report, RSIS_CHECK_BOX_LONG, f->path, 0, 0,
                   "the package is larger than %u bytes; it was not opened", rsis_limit_PACKAGE_BYTES);
        return;
    }
    struct copy c = {.to = rsis_arena_bytes(inner, (size_t)f->member->size + 1), .room = (size_t)f->member->size};
    if (!rsis_member_stream(a, f->member, append, &c)) return;
    const char *name = rsis_str_dup(inner, f->path);
    if (rsis_archive_open_bytes(&package, inner, &k->report, name, rsis_str(c.to, c.len)))
        check_one_bag(&k->report, &package, 1, &bag);
    k->report.within = "";
    k->report.kind = "package";
}

/* In memory of its own; false when there is not enough. */
static bool check_apart(struct desk *k, struct rsis_archive *a, const struct rsis_bag_file *f) {
    jmp_buf guard;
    struct rsis_arena inner;
    rsis_arena_init(&inner, &guard);
    bool enough = setjmp(guard) == 0;
    if (enough) check_inner(k, a, f, &inner);
    k->report.within = "";
    rsis_arena_free(&inner);
    return enough;
}

static void check_deep(struct desk *k, struct rsis_archive *a, const struct rsis_bag *bag) {
    for (uint32_t i = 0; i < bag->n_files; i++) {
        const struct rsis_bag_file *f = &bag->files[i];
        if (!rsis_str_starts(f->path, RSIS_LIT("data/packages/")) || !rsis_str_ends(f->path, RSIS_LIT(".zip")))
            continue;
        if (!check_apart(k, a, f)) rsis_arena_give_up(&k->arena);
    }
}

static void check_bag(const struct run *r, struct desk *k, struct rsis_archive *a) {
    struct rsis_bag bag = {0};
    check_one_bag(&k->report, a, r->paths.n > 1 ? 1 : r->what->jobs, &bag); /* many paths keep the threads busy */
    if (r->what->deep) check_deep(k, a, &bag);
}

static void check_archive(const struct run *r, struct desk *k, const char *path, struct rsis_str head) {
    struct rsis_archive a;
    if (!rsis_archive_open(&a, &k->arena, &k->report, path)) {
        if (named_epub(path)) rsis_validate_epub_unopened(&k->report, head);
        return;
    }
    if (is_epub(&a) || (named_epub(path) && !rsis_looks_like_bag(&a)))
        rsis_validate_epub(&k->report, &a, &(struct rsis_epub_options){.archive = r->what->archive != 0});
    else
        check_bag(r, k, &a);
    rsis_archive_settle(&a);
}

static void check_path(const struct run *r, struct desk *k, const char *path) {
    char buf[512];
    struct rsis_str head = beginning(path, buf);
    rsis_report_init(&k->report, &k->arena, path);
    if (looks_like_xml(head))
        check_jats(r, k, path);
    else
        check_archive(r, k, path, head);
}

/* ---------------------------------------------------------------- telling */

static const char *const names[] = {"valid",   "valid with warnings", "incomplete",
                                    "invalid", "not verifiable",      "unreadable"};

const char *rsis_verdict_name(enum rsis_verdict verdict) {
    return (unsigned)verdict < sizeof names / sizeof *names ? names[verdict] : "?";
}

static enum rsis_verdict verdict_of(const struct rsis_report *report) {
    const char *name = rsis_report_verdict(report);
    unsigned v = RSIS_VALID;
    while (v < RSIS_UNREADABLE && strcmp(names[v], name) != 0) v++;
    return (enum rsis_verdict)v;
}

static json_t *text(const char *s) {
    json_t *j = json_string(s);
    return j ? j : json_string(""); /* what is no UTF-8 */
}

static json_t *fault_json(const struct rsis_found *f) {
    const struct rsis_check_row *row = rsis_check_row(f->check);
    json_t *o = json_object();
    json_object_set_new(o, "id", json_string(row->id));
    json_object_set_new(o, "severity", json_string(rsis_severity_name(f->severity)));
    json_object_set_new(o, "member", text(f->member));
    json_object_set_new(o, "line", json_integer(f->line));
    json_object_set_new(o, "column", json_integer(f->column));
    json_object_set_new(o, "message", text(f->message));
    json_object_set_new(o, "spec", json_string(row->spec));
    json_object_set_new(o, "equivalent", json_string(row->equivalent));
    json_object_set_new(o, "advice", json_string(row->advice));
    return o;
}

static void free_text(void *p) {
    free(p);
}

/* A path need not be UTF-8; JSON must be. */
static const char *printable(struct rsis_arena *a, const char *path) {
    json_t *j = json_string(path);
    json_decref(j);
    return j ? path : rsis_format(a, "(a name that is no UTF-8)");
}

static const char *json_of(struct desk *k) {
    const struct rsis_report *p = &k->report;
    const char *path = printable(&k->arena, p->path);
    json_t *root = json_object(), *faults = json_array();
    json_object_set_new(root, "path", text(path));
    json_object_set_new(root, "kind", json_string(p->kind));
    json_object_set_new(root, "verdict", json_string(rsis_report_verdict(p)));
    for (uint32_t i = 0; i < p->list.n; i++) json_array_append_new(faults, fault_json(&p->list.v[i]));
    json_object_set_new(root, "findings", faults);
    char *out = json_dumps(root, JSON_COMPACT | JSON_ENSURE_ASCII);
    json_decref(root);
    if (!out) rsis_arena_give_up(&k->arena);
    rsis_arena_defer(&k->arena, free_text, out);
    return out;
}

static void count(struct run *r, const struct rsis_report *p, enum rsis_verdict v) {
    r->verdicts->n[v]++;
    for (uint32_t i = 0; i < p->list.n; i++) {
        r->verdicts->errors += p->list.v[i].severity >= RSIS_ERROR;
        r->verdicts->warnings += p->list.v[i].severity == RSIS_WARNING;
    }
}

/* The findings as the caller sees them; the desk's thread is the one that tells. */
static struct rsis_fault *faults_of(struct desk *k) {
    struct rsis_fault *list = RSIS_NEW_ARRAY(&k->arena, struct rsis_fault, k->report.list.n + 1);
    for (uint32_t i = 0; i < k->report.list.n; i++) {
        const struct rsis_found *f = &k->report.list.v[i];
        const struct rsis_check_row *row = rsis_check_row(f->check);
        list[i] = (struct rsis_fault){row->id,    f->severity, f->member,       f->line,    f->column,
                                      f->message, row->spec,   row->equivalent, row->advice};
    }
    return list;
}

/* ---------------------------------------------------------------- the pool's three functions */

static void work(void *ctx, unsigned worker, size_t item) {
    struct run *r = ctx;
    struct desk *k = &r->desks[worker];
    jmp_buf guard;
    rsis_arena_reset(&k->arena);
    k->arena.guard = &guard;
    k->json = NULL;
    if (setjmp(guard) == 0) {
        check_path(r, k, r->paths.v[item]);
        if (r->what->json) k->json = json_of(k);
        return;
    }
    k->report = (struct rsis_report){.path = r->paths.v[item], .kind = "", .within = ""};
    k->report.standing = RSIS_STANDING_UNREADABLE; /* memory ran out */
}

/* What was found stays on the desk until its turn has come. */
static void *pack(void *ctx, unsigned worker, size_t item) {
    (void)ctx, (void)worker, (void)item;
    return NULL;
}

static void deliver(void *ctx, unsigned worker, size_t item, void *packed) {
    struct run *r = ctx;
    struct desk *k = &r->desks[worker];
    jmp_buf guard;
    (void)packed;
    struct rsis_checked c = {.path = r->paths.v[item], .kind = k->report.kind, .json = k->json};
    c.verdict = verdict_of(&k->report);
    count(r, &k->report, c.verdict);
    if (!r->what->checked) return;
    k->arena.guard = &guard;
    if (setjmp(guard) == 0) {
        c.faults = faults_of(k);
        c.n_faults = k->report.list.n;
    }
    r->what->checked(r->what->ctx, &c);
}

/* ---------------------------------------------------------------- the run */

static enum rsis_status run_steps(struct run *r) {
    rsis_libxml_init();
    for (size_t i = 0; i < r->what->n_paths; i++) expand(r, without_slashes(r, r->what->paths[i]), 0);
    unsigned jobs = r->what->jobs ? r->what->jobs : rsis_pool_cores();
    if (jobs > rsis_limit_JOBS) jobs = rsis_limit_JOBS;
    if (jobs > r->paths.n) jobs = r->paths.n;
    r->schema = rsis_jats_schema_load(rsis_str((const char *)rsis_jats_rng, rsis_jats_rng_len));
    r->desks = calloc(jobs, sizeof *r->desks);
    if (!r->desks || !r->schema) return RSIS_ERR_MEMORY;
    struct rsis_pool_task task = {r->paths.n, jobs, r, work, pack, deliver};
    rsis_pool_run(&task);
    for (unsigned i = 0; i < jobs; i++) rsis_arena_free(&r->desks[i].arena);
    return RSIS_OK;
}

enum rsis_status rsis_validate_run(struct rsis_verdicts *verdicts, const struct rsis_validation *validation) {
    jmp_buf guard;
    memset(verdicts, 0, sizeof *verdicts);
    if (!validation->n_paths) return RSIS_ERR_USAGE;
    struct run r = {.what = validation, .verdicts = verdicts};
    rsis_arena_init(&r.arena, &guard);
    enum rsis_status st = setjmp(guard) == 0 ? run_steps(&r) : RSIS_ERR_MEMORY;
    free(r.desks);
    rsis_jats_schema_free(r.schema);
    rsis_arena_free(&r.arena);
    return st;
}
