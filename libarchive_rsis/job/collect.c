/*
 * collect.c - `rsis collect`: many commentaries into one book.
 *
 * Each thread writes page and JATS of an input, deflates them and puts them into a spool file; what stays in memory is
 * the plain record. When all are in, they are put in order, and the container is made from the spool.
 */
#include <errno.h>
#include <pthread.h>
#include <stdlib.h>
#include <sys/stat.h>

#include "../base/libxml.h"
#include "../base/utf8.h"
#include "cover.h"
#include "crew.h"
#include "doc.h"
#include "contain.h"
#include "overrides.h"
#include "sources.h"
#include "volume.h"

/* What became of one input. */
struct slot {
    struct rsis_bound bound; /* its part is NULL when the input failed */
    const char *path;
    struct rsis_left_out left_out; /* when it failed */
};

struct run {
    const struct rsis_collection *what;
    struct rsis_crew crew;
    struct rsis_arena arena;   /* records and paths */
    struct rsis_arena scratch; /* findings about the collection, and the making of the book */
    struct rsis_str rights;    /* the notice that was copied last */
    pthread_mutex_t lock;      /* of the arena while the crew is at work */
    struct rsis_notices notices;
    struct rsis_inputs inputs;
    struct rsis_outputs outputs;
    struct slot *slots;
    size_t n; /* slots that hold a part, once they stand in order */
    struct rsis_spool spool;
    struct rsis_cover cover;
};

/* ---------------------------------------------------------------- taking inputs in */

/* What outlives the desk. The arena belongs to one thread at a time. */
static bool keep_bound(struct run *r, struct rsis_bound *to, const struct rsis_bound *from) {
    jmp_buf guard;
    pthread_mutex_lock(&r->lock);
    r->arena.guard = &guard;
    bool ok = setjmp(guard) == 0;
    if (ok) *to = rsis_bound_keep(&r->arena, from, &r->rights);
    pthread_mutex_unlock(&r->lock);
    return ok;
}

static enum rsis_outcome take_in(struct run *r, struct rsis_desk *desk, size_t item) {
    const struct rsis_input *in = &r->inputs.v[item];
    struct rsis_str bytes;
    struct rsis_doc *doc;
    struct rsis_leaf leaf;
    if (atomic_load(&r->outputs.failed)) return RSIS_FAILED; /* the disk is full, and that was said */
    if (!rsis_desk_read(desk, in, &bytes)) return RSIS_FAILED;
    if (rsis_doc_read_in(&doc, &desk->arena, &desk->diags, rsis_str_c(in->path), bytes, &r->what->batch.options) !=
        RSIS_OK)
        return RSIS_FAILED;
    if (!rsis_leaf_make(&leaf, doc)) return RSIS_FAILED;
    struct rsis_bound bound;
    if (!rsis_bind(&bound, &desk->arena, &r->spool, &leaf)) {
        rsis_spool_report(&r->outputs, r->what->batch.output, &desk->diags);
        return RSIS_FAILED;
    }
    if (!keep_bound(r, &r->slots[item].bound, &bound)) rsis_arena_give_up(&desk->arena);
    return RSIS_CONVERTED;
}

/* The ids of what made the input fail, for the page that says what the book lacks. */
static struct rsis_str reasons(const struct rsis_diags *d) {
    struct rsis_buf b;
    rsis_buf_init(&b, d->arena);
    for (uint32_t i = 0; i < d->list.n; i++) {
        enum rsis_diag_code code = (enum rsis_diag_code)d->list.v[i].code;
        if (rsis_diag_severity(code) < RSIS_FATAL) continue;
        if (b.len) rsis_buf_z(&b, ", ");
        rsis_buf_printf(&b, "%s (%s)", rsis_diag_summary(code), rsis_diag_id(code));
    }
    return b.len ? rsis_buf_slice(&b) : RSIS_LIT("it could not be converted");
}

static void keep_failure(struct run *r, struct slot *to, const struct rsis_input *in, const struct rsis_diags *d) {
    jmp_buf guard;
    pthread_mutex_lock(&r->lock);
    r->arena.guard = &guard;
    if (setjmp(guard) == 0) {
        struct rsis_str why = reasons(d);
        to->left_out.why = rsis_str(rsis_str_dup(&r->arena, why), why.len);
        to->left_out.name = rsis_doc_name(&r->arena, rsis_str_c(in->path));
    }
    pthread_mutex_unlock(&r->lock);
}

static enum rsis_outcome make(void *ctx, struct rsis_desk *desk, size_t item) {
    struct run *r = ctx;
    r->slots[item].path = r->inputs.v[item].path;
    enum rsis_outcome outcome = take_in(r, desk, item);
    if (outcome == RSIS_FAILED) keep_failure(r, &r->slots[item], &r->inputs.v[item], &desk->diags);
    return outcome;
}

/* ---------------------------------------------------------------- putting them in order */

static const struct rsis_part *part_of(const void *slot) {
    return ((const struct slot *)slot)->bound.part;
}

static int by_number(const void *a, const void *b) {
    return rsis_part_compare_number(part_of(a), part_of(b));
}

static int by_date(const void *a, const void *b) {
    return rsis_part_compare_date(part_of(a), part_of(b));
}

static int by_key(const void *a, const void *b) {
    const struct slot *x = *(const struct slot *const *)a, *y = *(const struct slot *const *)b;
    int order = strcmp(x->bound.part->key, y->bound.part->key);
    return order ? order : (x > y) - (x < y);
}

/* One source, decided on again later: then the later decision is meant. */
static bool replaces(const struct slot *a, const struct slot *b) {
    return rsis_str_eq(a->bound.part->source_sha256, b->bound.part->source_sha256) &&
           rsis_str_compare(a->bound.part->version, b->bound.part->version) > 0;
}

static void give_way(struct run *r, struct slot *older, const struct slot *newer) {
    rsis_notice(&r->notices, older->path, RSIS_DIAG_COLLECT_REPLACED, 0,
                "%s is a later version of the same source; the book has that one", newer->path);
    older->bound.part = NULL;
}

static void refuse_pair(struct run *r, const struct slot *second, const struct slot *first) {
    const struct rsis_part *p = second->bound.part;
    if (!rsis_str_eq(p->series_id, first->bound.part->series_id))
        rsis_notice(&r->notices, second->path, RSIS_DIAG_COLLECT_NAMES, 0,
                    "its files would be called %s, and so would those of %s, of another series; no book was made",
                    p->key, first->path);
    else if (p->number.len)
        rsis_notice(&r->notices, second->path, RSIS_DIAG_COLLECT_TWICE, 0,
                    "has the series number %.*s, and so has %s; no book was made", RSIS_ARG(p->number), first->path);
    else
        rsis_notice(&r->notices, second->path, RSIS_DIAG_COLLECT_TWICE, 0,
                    "has no series number and the same source as %s; no book was made", first->path);
}

/* Two slots of one key: one gives way, or the book is refused. True when it is not. */
static bool settle_pair(struct run *r, struct slot **x, struct slot **y) {
    struct slot *first = *x, *second = *y;
    if (replaces(first, second)) {
        give_way(r, second, first);
        *y = first;
    } else if (replaces(second, first)) {
        give_way(r, first, second);
    } else {
        refuse_pair(r, second, first);
        return false;
    }
    return true;
}

/* No two parts may have one key: it names their files. */
static bool check_keys(struct run *r) {
    bool good = true;
    struct slot **sorted = RSIS_NEW_ARRAY(&r->scratch, struct slot *, r->n + 1);
    for (size_t i = 0; i < r->n; i++) sorted[i] = &r->slots[i];
    qsort(sorted, r->n, sizeof(struct slot *), by_key);
    for (size_t i = 1; i < r->n; i++)
        if (strcmp(sorted[i - 1]->bound.part->key, sorted[i]->bound.part->key) == 0)
            good &= settle_pair(r, &sorted[i - 1], &sorted[i]);
    return good;
}

/* Moves the slots that hold a part to the front and counts them. */
static void close_ranks(struct run *r, size_t n) {
    r->n = 0;
    for (size_t i = 0; i < n; i++)
        if (r->slots[i].bound.part) r->slots[r->n++] = r->slots[i];
}

static bool arrange(struct run *r) {
    close_ranks(r, r->inputs.n);
    if (!check_keys(r)) return false;
    close_ranks(r, r->n);
    if (r->what->order != RSIS_ORDER_GIVEN)
        qsort(r->slots, r->n, sizeof *r->slots, r->what->order == RSIS_ORDER_DATE ? by_date : by_number);
    return true;
}

/* ---------------------------------------------------------------- what was left out */

/* Inputs that failed, in their order. */
struct failures {
    struct rsis_left_out *list;
    const char **paths;
    size_t n;
};

static struct failures list_failures(struct run *r) {
    size_t n = r->crew.summary->failed;
    struct failures f = {RSIS_NEW_ARRAY(&r->scratch, struct rsis_left_out, n + 1),
                         RSIS_NEW_ARRAY(&r->scratch, const char *, n + 1), 0};
    for (size_t i = 0; i < r->inputs.n; i++) {
        const struct slot *s = &r->slots[i];
        if (s->bound.part) continue;
        f.list[f.n] = s->left_out;
        if (!s->left_out.name.len) /* memory ran out before it could be said */
            f.list[f.n] =
                (struct rsis_left_out){rsis_doc_name(&r->scratch, rsis_str_c(s->path)), RSIS_LIT("no memory")};
        f.paths[f.n++] = s->path;
    }
    return f;
}

static void tell_failures(struct run *r, const struct failures *f, bool made) {
    for (size_t i = 0; i < f->n; i++)
        rsis_notice(&r->notices, f->paths[i], made ? RSIS_DIAG_COLLECT_LEFT_OUT : RSIS_DIAG_COLLECT_FAILED, 0, "%s",
                    made ? "the book was made without this input, and says so"
                         : "no book was made (--skip-failed makes it without this input)");
}

/* ---------------------------------------------------------------- the book */

static struct rsis_epub bind_all(struct run *r) {
    const struct rsis_bound **bound = RSIS_NEW_ARRAY(&r->scratch, const struct rsis_bound *, r->n);
    for (size_t i = 0; i < r->n; i++) bound[i] = &r->slots[i].bound;
    struct rsis_epub epub = rsis_volume_of(&r->scratch, bound, r->n);
    if (r->what->title) epub.book.title = rsis_str_c(r->what->title);
    if (r->cover.bytes.len) {
        epub.book.cover = r->cover.name;
        epub.book.cover_type = r->cover.type;
        epub.cover = r->cover.bytes;
    }
    epub.date = r->what->batch.options.date;
    return epub;
}

/* Findings about the output as such. */
static void tell_output(struct run *r, struct rsis_diags *d) {
    rsis_diags_deliver(d, rsis_crew_tell, &r->crew);
}

static enum rsis_status write_book(struct run *r, struct rsis_epub *epub) {
    struct rsis_output out;
    struct rsis_diags d;
    size_t n;
    const struct rsis_zip_entry *entries = rsis_epub_entries(epub, &r->scratch, &n);
    rsis_diags_init(&d, &r->scratch, r->what->batch.output);
    if (rsis_output_open(&out, &r->outputs, r->what->batch.output, false, &d)) {
        struct rsis_contents c = {.entries = entries, .n = n, .spool = r->spool.fd};
        const char *why = rsis_contain(&out, &r->scratch, RSIS_PACKAGE_ZIP, &c);
        if (why)
            rsis_output_abandon(&out, &r->outputs, &d, why);
        else
            rsis_output_install(&out, &r->outputs, &d);
    }
    tell_output(r, &d);
    rsis_outputs_sync(&r->outputs, &r->notices);
    return atomic_load(&r->outputs.failed) ? RSIS_ERR_OUTPUT : RSIS_OK;
}

static enum rsis_status make_book(struct run *r) {
    struct failures f = list_failures(r);
    if (f.n && !r->what->skip_failed) {
        tell_failures(r, &f, false);
        return RSIS_ERR_INPUT;
    }
    if (!arrange(r)) return RSIS_ERR_INPUT;
    if (!r->n) {
        rsis_notice(&r->notices, r->what->batch.output, RSIS_DIAG_COLLECT_NOTHING, 0,
                    "no input could be taken in; no book was made");
        return RSIS_ERR_INPUT;
    }
    struct rsis_epub epub = bind_all(r);
    epub.book.left_out = f.list;
    epub.book.n_left_out = f.n;
    enum rsis_status st = write_book(r, &epub);
    if (st == RSIS_OK) tell_failures(r, &f, true);
    return st;
}

/* ---------------------------------------------------------------- the whole */

static bool read_cover(struct run *r) {
    struct rsis_diags d;
    if (!r->what->cover) return true;
    rsis_diags_init(&d, &r->arena, r->what->cover);
    bool ok = rsis_cover_read(&r->cover, r->what->cover, &d);
    tell_output(r, &d);
    return ok;
}

/* One line of characters that XML allows, something to be seen among them. */
static bool check_title(struct run *r) {
    const char *p = r->what->title ? r->what->title : "-", *end = p + strlen(p);
    bool good = true, seen = false;
    for (unsigned n; p < end && good; p += n) {
        uint32_t cp = rsis_utf8_next(p, end, &n);
        good = cp >= 0x20 && cp != RSIS_UTF8_BAD && rsis_is_xml_char(cp) && !(cp >= 0x7F && cp < 0xA0) &&
               cp != 0x2028 && cp != 0x2029;
        seen |= rsis_is_word_char(cp) || (cp > 0x20 && cp < 0x7F);
    }
    if (good && seen) return true;
    rsis_notice(&r->notices, r->what->batch.output, RSIS_DIAG_COLLECT_TITLE, 0,
                "the title must be one line of text in UTF-8 without control characters; no book was made");
    return false;
}

/* The book must not take the place of what it is made of. */
static bool check_output(struct run *r) {
    struct stat out;
    const char *path = r->what->batch.output;
    if (stat(path, &out) != 0) return true;
    if (S_ISDIR(out.st_mode)) {
        rsis_notice(&r->notices, path, RSIS_DIAG_OUT_EXISTS, 0, "is a directory; name a file: no book was made");
        return false;
    }
    struct rsis_sources sources;
    rsis_sources_init(&sources, &r->scratch, &r->inputs, &r->what->cover, r->what->cover != NULL);
    const char *hit = rsis_sources_find(&sources, path);
    if (!hit) return true;
    rsis_notice(&r->notices, hit, RSIS_DIAG_OUT_IS_INPUT, 0, "the book would replace this input; no book was made");
    return false;
}

static enum rsis_status open_spool(struct run *r) {
    if (rsis_spool_open(&r->spool, &r->outputs, r->what->batch.output, &r->scratch)) return RSIS_OK;
    rsis_notice(&r->notices, r->what->batch.output, RSIS_DIAG_OUT_WRITE, 0, "cannot be written: %s; no book was made",
                strerror(errno));
    return RSIS_ERR_OUTPUT;
}

static enum rsis_status run_steps(struct run *r) {
    rsis_libxml_init();
    enum rsis_status st = rsis_inputs_collect(&r->inputs, &r->arena, &r->what->batch, &r->notices);
    if (st != RSIS_OK) return st;
    if (!r->inputs.n) {
        rsis_notice(&r->notices, r->what->batch.output, RSIS_DIAG_COLLECT_NOTHING, 0,
                    "no file was found among the inputs; no book was made");
        return RSIS_ERR_INPUT;
    }
    if (!check_title(r) || !check_output(r) || !read_cover(r)) return RSIS_ERR_USAGE;
    st = open_spool(r);
    if (st != RSIS_OK) return st;
    r->slots = RSIS_NEW_ARRAY(&r->arena, struct slot, r->inputs.n);
    jmp_buf *guard = r->arena.guard;
    st = rsis_crew_run(&r->crew);
    r->arena.guard = guard;
    if (st != RSIS_OK) return st;
    if (r->what->batch.options.overrides)
        rsis_overrides_report_unused(r->what->batch.options.overrides, r->inputs.n == 1, &r->notices);
    if (atomic_load(&r->outputs.failed)) return RSIS_ERR_OUTPUT;
    return make_book(r);
}

static enum rsis_status run_guarded(struct run *r) {
    jmp_buf guard;
    rsis_arena_init(&r->arena, &guard);
    rsis_arena_init(&r->scratch, &guard);
    return setjmp(guard) == 0 ? run_steps(r) : RSIS_ERR_MEMORY;
}

static bool makes_sense(const struct rsis_collection *c) {
    const struct rsis_batch *b = &c->batch;
    return (b->n_inputs || b->files_from) && b->output && strcmp(b->output, "-") != 0 &&
           (unsigned)c->order <= RSIS_ORDER_GIVEN && rsis_options_make_sense(&b->options);
}

enum rsis_status rsis_collect_run(struct rsis_summary *summary, const struct rsis_collection *collection) {
    memset(summary, 0, sizeof *summary);
    if (!makes_sense(collection)) return RSIS_ERR_USAGE;
    const struct rsis_batch *b = &collection->batch;
    struct run r = {.what = collection, .spool = {.fd = -1}, .lock = PTHREAD_MUTEX_INITIALIZER};
    r.crew = rsis_crew_of(b, &r.inputs, summary, make, &r);
    r.notices = (struct rsis_notices){.arena = &r.scratch, .fn = rsis_crew_tell, .ctx = &r.crew};
    r.outputs.force = b->force != 0;
    r.outputs.plan = (struct rsis_plan){.kind = RSIS_PLAN_FILE, .output = b->output, .one = true};
    enum rsis_status st = run_guarded(&r);
    rsis_spool_close(&r.spool);
    rsis_inputs_clear(&r.inputs);
    rsis_arena_free(&r.scratch);
    rsis_arena_free(&r.arena);
    pthread_mutex_destroy(&r.lock);
    return st;
}
