/* bag.c - where the bag stands in its archive, and the order in which it is looked at. */
#include "bag_parts.h"

static const struct rsis_str DECLARATION = {"bagit.txt", 9};
static const struct rsis_str PAYLOAD = {"data/", 5};
static const struct rsis_str WHOLE = {"", 0};

bool rsis_bag_is_payload(struct rsis_str path) {
    return rsis_str_starts(path, PAYLOAD);
}

const struct rsis_bag_file *rsis_bag_find(const struct rsis_bag *bag, struct rsis_str path) {
    int32_t i = rsis_bag_exact(bag, path);
    return i == RSIS_BAG_NO_FILE ? NULL : &bag->files[i];
}

const struct rsis_bag_file *rsis_bag_tag_file(struct bag *b, struct rsis_str path) {
    return rsis_bag_find(&b->bag, path);
}

/* ---------------------------------------------------------------- the root */

/* The first component with its slash; the whole name when it has no slash. */
static struct rsis_str top_of(struct rsis_str name) {
    const char *slash = name.len ? memchr(name.ptr, '/', name.len) : NULL;
    return slash ? rsis_str(name.ptr, (size_t)(slash - name.ptr) + 1) : name;
}

static bool is_declaration_below(struct rsis_str name, struct rsis_str top) {
    return name.len > top.len && rsis_str_eq(rsis_str_from(name, top.len), DECLARATION);
}

/* How many top folders hold a bagit.txt; *top is the first of them. */
static unsigned count_bags(const struct rsis_archive *a, struct rsis_str *top) {
    unsigned n = 0;
    for (uint32_t i = 0; i < a->members.n; i++) {
        struct rsis_str name = a->members.v[i].name, t = top_of(name);
        if (a->members.v[i].directory || !is_declaration_below(name, t)) continue;
        if (n++ == 0) *top = t;
    }
    return n;
}

static bool has_declaration_at_root(const struct rsis_archive *a) {
    const struct rsis_member *m = rsis_archive_find(a, DECLARATION);
    return m && !m->directory;
}

bool rsis_looks_like_bag(const struct rsis_archive *a) {
    struct rsis_str top;
    return has_declaration_at_root(a) || (a->kind != RSIS_ARCHIVE_DIRECTORY && count_bags(a, &top) > 0);
}

/* The only top folder, when everything is in one. */
static struct rsis_str only_top(const struct rsis_archive *a) {
    struct rsis_str top = WHOLE;
    for (uint32_t i = 0; i < a->members.n; i++) {
        struct rsis_str t = top_of(a->members.v[i].name);
        if (t.len == a->members.v[i].name.len && a->members.v[i].directory) continue; /* the folder's own entry */
        if (top.len && !rsis_str_eq(t, top)) return WHOLE;
        top = t;
    }
    return top.len && top.ptr[top.len - 1] == '/' ? top : WHOLE;
}

static void tell_strays(struct bag *b) {
    const struct rsis_archive *a = b->bag.archive;
    for (uint32_t i = 0; i < a->members.n; i++)
        if (!a->members.v[i].directory && !rsis_str_starts(a->members.v[i].name, b->bag.root))
            rsis_found(b->report, RSIS_CHECK_BAG_BESIDE, a->members.v[i].name, 0, 0,
                       "it stands beside the bag, which is the folder \"%.*s\"", RSIS_ARG(b->bag.root));
}

/* A directory is the bag; in an archive the bag is a folder. False when there is not one bag. */
static bool find_root(struct bag *b) {
    const struct rsis_archive *a = b->bag.archive;
    struct rsis_str top = WHOLE;
    b->bag.root = WHOLE;
    if (a->kind == RSIS_ARCHIVE_DIRECTORY) return true;
    if (has_declaration_at_root(a)) {
        rsis_found(b->report, RSIS_CHECK_BAG_FOLDER, WHOLE, 0, 0,
                   "the bag is not in a folder of its own but at the root of the archive");
        return true;
    }
    unsigned bags = count_bags(a, &top);
    if (bags > 1) {
        rsis_found(b->report, RSIS_CHECK_BAG_SEVERAL, WHOLE, 0, 0, "the archive holds %u bags; none was checked", bags);
        return false;
    }
    b->bag.root = bags ? top : only_top(a);
    if (bags) tell_strays(b);
    return true;
}

/* The files below the root. The members are sorted, and so are the files. */
static void list_files(struct bag *b) {
    const struct rsis_archive *a = b->bag.archive;
    b->bag.files = RSIS_NEW_ARRAY(b->arena, struct rsis_bag_file, (size_t)a->members.n + 1);
    for (uint32_t i = 0; i < a->members.n; i++) {
        const struct rsis_member *m = &a->members.v[i];
        if (m->directory || !rsis_str_starts(m->name, b->bag.root)) continue;
        struct rsis_str path = rsis_str_from(m->name, b->bag.root.len);
        b->bag.files[b->bag.n_files++] = (struct rsis_bag_file){.path = path, .member = m};
    }
}

static void check_payload_folder(struct bag *b) {
    if (rsis_bag_tag_file(b, RSIS_LIT("data")))
        rsis_found(b->report, RSIS_CHECK_BAG_DATA, RSIS_LIT("data"), 0, 0, "data is a file, not a folder");
    else if (!rsis_bag_has_folder(b, RSIS_LIT("data")))
        rsis_found(b->report, RSIS_CHECK_BAG_DATA, RSIS_LIT("data"), 0, 0, "the folder data is missing");
}

static void free_arena(void *p) {
    rsis_arena_free(p);
}

static void check(struct bag *b) {
    list_files(b);
    rsis_bag_read_declaration(b);
    check_payload_folder(b);
    rsis_bag_fold(b);
    rsis_bag_check_names(b);
    rsis_bag_read_info(b);
    rsis_bag_read_manifests(b);
    rsis_bag_read_fetch(b);
    rsis_bag_check_sets(b);
    rsis_bag_check_fetch(b);
    rsis_bag_check_oxum(b);
    rsis_bag_check_digests(b);
    rsis_archive_settle(b->bag.archive);
}

void rsis_validate_bag(struct rsis_report *r, struct rsis_archive *a, const struct rsis_bag_options *o) {
    struct bag *b = RSIS_NEW(a->arena, struct bag);
    b->bag.archive = a;
    b->report = r;
    b->arena = a->arena;
    b->jobs = o->jobs;
    rsis_buf_init(&b->scratch, b->arena);
    rsis_arena_init(&b->passing, b->arena->guard);
    rsis_arena_defer(b->arena, free_arena, &b->passing);
    for (unsigned i = 0; i < RSIS_DIGEST_COUNT; i++) b->bag.offsets[i] = -1;
    r->kind = "bag";
    if (find_root(b)) check(b);
    if (o->bag) *o->bag = b->bag;
}
