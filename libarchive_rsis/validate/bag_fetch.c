/* bag_fetch.c - fetch.txt: which files are elsewhere. It is read and compared; nothing is ever fetched. */
#include "bag_parts.h"

#include <stdlib.h>

static const struct rsis_str FETCH = {"fetch.txt", 9};

/* Lines that are kept in mind: as many as a container may have entries. */
enum { LINES_MOST = 1 << 16 };

static bool is_blank(char c) {
    return c == ' ' || c == '\t';
}

/* The next word of *rest, which goes on behind the blanks. */
static struct rsis_str word(struct rsis_str *rest) {
    size_t n = 0;
    while (n < rest->len && !is_blank(rest->ptr[n])) n++;
    struct rsis_str w = rsis_str(rest->ptr, n);
    while (n < rest->len && is_blank(rest->ptr[n])) n++;
    *rest = rsis_str_from(*rest, n);
    return w;
}

/* A scheme, a colon and something (RFC 3986 4.3). */
static bool is_absolute(struct rsis_str url) {
    size_t i = 0;
    while (i < url.len &&
           (rsis_is_alpha(url.ptr[i]) || (i && (rsis_is_digit(url.ptr[i]) || strchr("+-.", url.ptr[i])))))
        i++;
    return i > 0 && i + 1 < url.len && url.ptr[i] == ':';
}

static bool length_of(struct rsis_str s, uint64_t *out) {
    *out = 0;
    for (size_t i = 0; i < s.len; i++) {
        if (!rsis_is_digit(s.ptr[i]) || *out > (UINT64_MAX - 9) / 10) return false;
        *out = *out * 10 + (uint64_t)(s.ptr[i] - '0');
    }
    return s.len > 0;
}

static void fetch_line(void *ctx, struct rsis_str line, uint32_t number) {
    struct bag *b = ctx;
    struct fetched f = {.line = number, .file = RSIS_BAG_NO_FILE};
    rsis_bag_next_line(b);
    struct rsis_str rest = line, url = word(&rest), length = word(&rest);
    if (rest.len == 0) {
        bool blank = rsis_str_trim(line).len == 0;
        rsis_found(b->report, blank ? RSIS_CHECK_BAG_BLANK : RSIS_CHECK_BAG_FETCH_LINE, FETCH, number, 0,
                   blank ? "the line is blank" : "the line is not a URL, a length and a path");
        return;
    }
    if (!is_absolute(url))
        rsis_found(b->report, RSIS_CHECK_BAG_FETCH_URL, FETCH, number, 1, "\"%.*s\" is no absolute URL", RSIS_ARG(url));
    f.has_length = length_of(length, &f.length);
    if (!f.has_length && !rsis_str_eq(length, RSIS_LIT("-")))
        rsis_found(b->report, RSIS_CHECK_BAG_FETCH_LENGTH, FETCH, number, 0, "\"%.*s\" is no length", RSIS_ARG(length));
    if (!rsis_bag_clean(b, FETCH, number, rest, &f.path)) return;
    if (!rsis_bag_is_payload(f.path)) {
        rsis_found(b->report, RSIS_CHECK_BAG_OUTSIDE, FETCH, number, 0, "\"%.*s\" is not below data/",
                   RSIS_ARG(f.path));
        return;
    }
    f.file = rsis_bag_resolve(b, FETCH, number, &f.path);
    f.path = rsis_str(rsis_str_dup(b->arena, f.path), f.path.len);
    if (b->fetched.n < LINES_MOST)
        *RSIS_PUSH(b->arena, &b->fetched) = f;
    else if (!b->report->counts[RSIS_CHECK_BAG_MANY])
        rsis_found(b->report, RSIS_CHECK_BAG_MANY, FETCH, number, 0, "only %d lines are read", LINES_MOST);
}

static int by_path(const void *x, const void *y) {
    const struct fetched *a = x, *b = y;
    int order = rsis_str_compare(a->path, b->path);
    if (order) return order;
    return a->line < b->line ? -1 : a->line > b->line;
}

void rsis_bag_read_fetch(struct bag *b) {
    const struct rsis_bag_file *f = rsis_bag_tag_file(b, FETCH);
    if (!f) return;
    rsis_bag_lines(b, f, fetch_line, b);
    if (b->fetched.n) qsort(b->fetched.v, b->fetched.n, sizeof *b->fetched.v, by_path);
}

/* The first line for this path, or NULL. */
static struct fetched *find(struct bag *b, struct rsis_str path) {
    const struct fetched wanted = {.path = path};
    uint32_t low = 0, high = b->fetched.n;
    while (low < high) {
        uint32_t middle = low + (high - low) / 2;
        if (by_path(&b->fetched.v[middle], &wanted) < 0)
            low = middle + 1;
        else
            high = middle;
    }
    return low < b->fetched.n && rsis_str_eq(b->fetched.v[low].path, path) ? &b->fetched.v[low] : NULL;
}

bool rsis_bag_note_hole(struct bag *b, struct rsis_str path, unsigned times) {
    struct fetched *f = times ? find(b, path) : NULL;
    if (!f || f->file != RSIS_BAG_NO_FILE) return false;
    f->times = times;
    b->holes = true;
    rsis_report_stand(b->report, RSIS_STANDING_INCOMPLETE);
    rsis_found(b->report, RSIS_CHECK_BAG_HOLE, path, 0, 0, "the file is to be fetched: line %u of fetch.txt", f->line);
    return true;
}

static void check_size(struct bag *b, const struct fetched *f) {
    uint64_t there = b->bag.files[f->file].member->size;
    if (f->has_length && f->length != there)
        rsis_found(b->report, RSIS_CHECK_BAG_FETCH_SIZE, FETCH, f->line, 0,
                   "\"%.*s\" is there with %llu bytes, not %llu", RSIS_ARG(f->path), (unsigned long long)there,
                   (unsigned long long)f->length);
}

/* Every file in fetch.txt must be in every payload manifest, before 1.0 in one. A hole that is in some was told. */
static void check_listing(struct bag *b, const struct fetched *f) {
    unsigned of, times = f->times;
    if (f->file != RSIS_BAG_NO_FILE) times = rsis_bag_times_listed(b, (uint32_t)f->file, &of);
    if (times == 0)
        rsis_found(b->report, RSIS_CHECK_BAG_FETCH_UNLISTED, FETCH, f->line, 0, "no payload manifest lists \"%.*s\"",
                   RSIS_ARG(f->path));
}

void rsis_bag_check_fetch(struct bag *b) {
    for (uint32_t i = 0; i < b->fetched.n; i++) {
        const struct fetched *f = &b->fetched.v[i];
        if (i && rsis_str_eq(f->path, f[-1].path)) {
            rsis_found(b->report, RSIS_CHECK_BAG_FETCH_TWICE, FETCH, f->line, 0,
                       "\"%.*s\" is listed already in line %u", RSIS_ARG(f->path), f[-1].line);
            continue;
        }
        if (f->file != RSIS_BAG_NO_FILE) check_size(b, f);
        check_listing(b, f);
    }
}
