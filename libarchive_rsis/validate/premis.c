/*
 * premis.c - premis.xml against the files and the record: every file has an object with its digests, size and path;
 * what is linked exists; titles, identifiers, decisions and the notice are those of the record.
 */
#include "../base/uuid.h"
#include "story.h"

enum {
    MOST_BYTES = 16 << 20,
    MOST = 2048,  /* objects, events and agents together: a package has some dozens */
    GUESSES = 64, /* ways to divide the text of a decision */
};

static const char path[] = "data/metadata/premis.xml";

/* The name space of the identifiers in PREMIS (specs/validation.md, "Packages"). */
static const unsigned char name_space[16] = {0xb1, 0x6d, 0x0f, 0x53, 0x4c, 0xe2, 0x47, 0x09,
                                             0x9a, 0x38, 0xe5, 0x71, 0x20, 0xcb, 0x86, 0xd4};

/* A file object: which file it is about, what it calls itself, and where it stands in premis.xml. */
struct object {
    const struct rsis_bag_file *file;
    struct rsis_str uuid;
    const struct rsis_xml_node *node;
    rsis_said_list events; /* that it links */
};

struct event {
    const struct rsis_xml_node *node;
    struct rsis_str id, type;
    rsis_said_list details, objects, agents; /* the last two: that it links */
};

struct premis {
    struct rsis_story *s;
    struct rsis_arena *arena;
    const struct rsis_xml_node *root, *work, *package;
    RSIS_VEC(struct object) objects;
    RSIS_VEC(struct event) events;
    rsis_said_list agent_ids;
    struct rsis_str work_id, package_id;
};

#define FOUND(p, check, node, ...)                                                                                     \
    rsis_found((p)->s->report, (check), rsis_str_c(path), (node) ? (node)->line : 0, 0, __VA_ARGS__)

/* ---------------------------------------------------------------- identifiers */

static struct rsis_str uuid(struct premis *p, const char *name) {
    char out[37];
    if (!rsis_uuid_v5(out, name_space, rsis_str_c(name))) rsis_arena_give_up(p->arena);
    return rsis_str(rsis_str_dup(p->arena, rsis_str(out, 36)), 36);
}

/* The values of identifiers of one type: "object", "UUID" reads objectIdentifier. */
static rsis_said_list identifiers(struct premis *p, const struct rsis_xml_node *n, const char *what, const char *type) {
    rsis_said_list list = {0};
    const char *outer = rsis_format(p->arena, "%sIdentifier", what), *kind = rsis_format(p->arena, "%sType", outer),
               *value = rsis_format(p->arena, "%sValue", outer);
    for (n = n->child; n; n = n->next)
        if (rsis_xml_is(n, outer) && rsis_str_eq(rsis_xml_child_text(p->arena, n, kind), rsis_str_c(type)))
            *RSIS_PUSH(p->arena, &list) = rsis_xml_child_text(p->arena, n, value);
    return list;
}

static bool has(const rsis_said_list *list, struct rsis_str s) {
    for (uint32_t i = 0; i < list->n; i++)
        if (rsis_str_eq(list->v[i], s)) return true;
    return false;
}

static void same_ids(struct premis *p, const char *what, const rsis_said_list *want, const rsis_said_list *got) {
    rsis_same_list(p->s->report, RSIS_CHECK_PKG_PREMIS_SAYS, rsis_str_c(path), what, want, got);
}

static void says(struct premis *p, const char *what, struct rsis_str want, struct rsis_str got) {
    rsis_same(p->s->report, RSIS_CHECK_PKG_PREMIS_SAYS, rsis_str_c(path), what, rsis_xml_clean(p->arena, want), got);
}

/* ---------------------------------------------------------------- file objects */

/* Where an object's file is: the path with %, CR and LF escaped as in manifests. */
static const struct rsis_bag_file *file_at(struct premis *p, struct rsis_str place) {
    static const struct {
        const char *from;
        char to;
    } escapes[] = {{"%0D", '\r'}, {"%0A", '\n'}, {"%25", '%'}};
    struct rsis_buf b;
    rsis_buf_init(&b, p->arena);
    for (size_t i = 0; i < place.len;) {
        size_t k = 0;
        while (k < 3 && !rsis_str_starts(rsis_str_from(place, i), rsis_str_c(escapes[k].from))) k++;
        rsis_buf_char(&b, k < 3 ? escapes[k].to : place.ptr[i]);
        i += k < 3 ? 3 : 1;
    }
    const struct rsis_bag_file *f = b.len ? rsis_bag_find(p->s->bag, rsis_buf_slice(&b)) : NULL;
    if (f || rsis_str_find(place, RSIS_LIT("\xEF\xBF\xBD")) < 0) return f;
    for (uint32_t i = 0; i < p->s->bag->n_files; i++) /* XML cannot hold its name */
        if (rsis_str_eq(rsis_xml_clean(p->arena, p->s->bag->files[i].path), rsis_buf_slice(&b)))
            return &p->s->bag->files[i];
    return NULL;
}

static void check_fixity(struct premis *p, const struct object *o, const struct rsis_xml_node *what) {
    static const struct {
        const char *name;
        enum rsis_digest digest;
        bool required;
    } algorithms[] = {
        {"SHA-512", RSIS_DIGEST_SHA512, true}, {"SHA-256", RSIS_DIGEST_SHA256, true}, {"MD5", RSIS_DIGEST_MD5, false}};
    for (size_t i = 0; i < 3; i++) {
        struct rsis_str want = rsis_hex_digest(p->s, o->file, algorithms[i].digest), got = {0};
        for (const struct rsis_xml_node *n = what->child; n; n = n->next)
            if (rsis_xml_is(n, "fixity") &&
                rsis_str_eq(rsis_xml_child_text(p->arena, n, "messageDigestAlgorithm"), rsis_str_c(algorithms[i].name)))
                got = rsis_xml_child_text(p->arena, n, "messageDigest");
        if (!got.len && !algorithms[i].required) continue;
        if (got.len && want.len && rsis_str_eq(want, got)) continue;
        FOUND(p, RSIS_CHECK_PKG_PREMIS_FIXITY, o->node, "%.*s: its %s is not that of the file", RSIS_ARG(o->file->path),
              algorithms[i].name);
    }
    struct rsis_str size = rsis_xml_child_text(p->arena, what, "size");
    const char *want = rsis_format(p->arena, "%llu", (unsigned long long)o->file->member->size);
    if (!rsis_str_eq(size, rsis_str_c(want)))
        FOUND(p, RSIS_CHECK_PKG_PREMIS_FIXITY, o->node, "%.*s: its size is said to be %.*s and is %s",
              RSIS_ARG(o->file->path), RSIS_ARG(size), want);
}

static struct rsis_str last_part(struct rsis_str s) {
    for (size_t i = s.len; i > 0; i--)
        if (s.ptr[i - 1] == '/') return rsis_str_from(s, i);
    return s;
}

static void check_object(struct premis *p, const struct object *o) {
    const struct rsis_xml_node *what = rsis_xml_child(o->node, "objectCharacteristics");
    struct rsis_str name = rsis_xml_child_text(p->arena, o->node, "originalName"), want = rsis_str("", 0);
    if (rsis_str_starts(o->file->path, RSIS_LIT("data/original/"))) want = last_part(o->file->path);
    says(p, "originalName", want, name);
    if (!rsis_str_eq(o->uuid, uuid(p, rsis_format(p->arena, "%.*s/%.*s", RSIS_ARG(p->s->id), RSIS_ARG(o->file->path)))))
        FOUND(p, RSIS_CHECK_PKG_PREMIS_SAYS, o->node, "%.*s: the UUID does not follow from package and path",
              RSIS_ARG(o->file->path));
    if (what)
        check_fixity(p, o, what);
    else
        FOUND(p, RSIS_CHECK_PKG_PREMIS_FIXITY, o->node, "%.*s: there are no digests", RSIS_ARG(o->file->path));
}

static void take_file(struct premis *p, const struct rsis_xml_node *n) {
    const struct rsis_xml_node *storage = rsis_xml_child(n, "storage"),
                               *place = storage ? rsis_xml_child(storage, "contentLocation") : NULL;
    struct rsis_str where = place ? rsis_xml_child_text(p->arena, place, "contentLocationValue") : rsis_str("", 0);
    rsis_said_list ids = identifiers(p, n, "object", "UUID");
    const struct rsis_bag_file *f = file_at(p, where);
    if (!f || !rsis_str_starts(f->path, RSIS_LIT("data/"))) {
        FOUND(p, RSIS_CHECK_PKG_PREMIS, n, "an object is about \"%.*s\", which is no file of the payload",
              RSIS_ARG(where));
        return;
    }
    for (uint32_t i = 0; i < p->objects.n; i++)
        if (p->objects.v[i].file == f) FOUND(p, RSIS_CHECK_PKG_PREMIS, n, "%.*s has two objects", RSIS_ARG(f->path));
    *RSIS_PUSH(p->arena, &p->objects) =
        (struct object){f, ids.n ? ids.v[0] : rsis_str("", 0), n, identifiers(p, n, "linkingEvent", "UUID")};
}

static bool is_described(struct rsis_str file) {
    return rsis_str_starts(file, RSIS_LIT("data/")) && !rsis_str_eq(file, RSIS_LIT("data/metadata/premis.xml")) &&
           !rsis_str_eq(file, RSIS_LIT("data/metadata/mets.xml"));
}

static const struct object *object_of(const struct premis *p, const struct rsis_bag_file *f) {
    for (uint32_t i = 0; i < p->objects.n; i++)
        if (p->objects.v[i].file == f) return &p->objects.v[i];
    return NULL;
}

static void check_complete(struct premis *p) {
    for (uint32_t i = 0; i < p->s->bag->n_files; i++) {
        const struct rsis_bag_file *f = &p->s->bag->files[i];
        const struct object *o = object_of(p, f);
        if (is_described(f->path) && !o)
            FOUND(p, RSIS_CHECK_PKG_PREMIS, p->root, "no object is about %.*s", RSIS_ARG(f->path));
        if (o && !is_described(f->path))
            FOUND(p, RSIS_CHECK_PKG_PREMIS, o->node, "%.*s cannot have an object", RSIS_ARG(f->path));
    }
}

/* ---------------------------------------------------------------- relationships */

/* What objects this one relates to, by the kind of relationship. */
static rsis_said_list related(struct premis *p, const struct rsis_xml_node *n, const char *kind) {
    rsis_said_list all = {0};
    for (n = n->child; n; n = n->next) {
        if (!rsis_xml_is(n, "relationship") ||
            !rsis_str_eq(rsis_xml_child_text(p->arena, n, "relationshipSubType"), rsis_str_c(kind)))
            continue;
        rsis_said_list some = identifiers(p, n, "relatedObject", "UUID");
        for (uint32_t i = 0; i < some.n; i++) *RSIS_PUSH(p->arena, &all) = some.v[i];
    }
    return all;
}

static struct rsis_str uuid_of_path(struct premis *p, struct rsis_str file) {
    return uuid(p, rsis_format(p->arena, "%.*s/%.*s", RSIS_ARG(p->s->id), RSIS_ARG(file)));
}

/* Must hold the same, in any order. */
static void same_links(struct premis *p, const struct rsis_xml_node *n, const char *what, const rsis_said_list *want,
                       const rsis_said_list *got) {
    bool same = want->n == got->n;
    for (uint32_t i = 0; i < want->n && same; i++) same = has(got, want->v[i]);
    if (!same) FOUND(p, RSIS_CHECK_PKG_PREMIS_LINK, n, "%s does not lead to what it should", what);
}

/* Source to originals, record and ledger to source, book and Dublin Core to record. */
static void check_derivation(struct premis *p, const struct object *o) {
    static const struct {
        const char *path, *from; /* from: NULL for the source */
    } table[] = {{"data/article.xml", NULL},
                 {"data/metadata/ledger.json", NULL},
                 {"data/article.epub", "data/article.xml"},
                 {"data/metadata/oai_dc.xml", "data/article.xml"}};
    rsis_said_list want = {0}, got = related(p, o->node, "has source");
    for (uint32_t i = 0; o->file == p->s->source && i < p->objects.n; i++)
        if (p->objects.v[i].file != p->s->source &&
            rsis_str_starts(p->objects.v[i].file->path, RSIS_LIT("data/original/")))
            *RSIS_PUSH(p->arena, &want) = p->objects.v[i].uuid;
    for (size_t i = 0; i < sizeof table / sizeof *table; i++) {
        if (!rsis_str_eq(o->file->path, rsis_str_c(table[i].path))) continue;
        if (!table[i].from && !p->s->source) return;
        *RSIS_PUSH(p->arena, &want) = uuid_of_path(p, table[i].from ? rsis_str_c(table[i].from) : p->s->source->path);
    }
    same_links(p, o->node, rsis_format(p->arena, "\"has source\" of %.*s", RSIS_ARG(o->file->path)), &want, &got);
}

/* ---------------------------------------------------------------- commentary and package */

static void check_work(struct premis *p) {
    const struct rsis_facts *f = &p->s->facts;
    const struct rsis_xml_node *n = p->work;
    if (!n) {
        FOUND(p, RSIS_CHECK_PKG_PREMIS, p->root, "no object is the commentary");
        return;
    }
    rsis_said_list want = rsis_list_of(p->arena, p->work_id), got = identifiers(p, n, "object", "UUID");
    same_ids(p, "the UUID of the commentary", &want, &got);
    want = rsis_list_of(p->arena, rsis_fact(f, RSIS_FACT_DOI));
    got = identifiers(p, n, "object", "DOI");
    same_ids(p, "the DOI", &want, &got);
    want = rsis_list_of(p->arena, rsis_fact(f, RSIS_FACT_HANDLE));
    got = identifiers(p, n, "object", "Handle");
    same_ids(p, "the handle", &want, &got);
    want = rsis_list_of(p->arena, rsis_fact(f, RSIS_FACT_CITATION));
    got = identifiers(p, n, "object", "series number");
    same_ids(p, "the series number", &want, &got);
    says(p, "the title", rsis_fact(f, RSIS_FACT_TITLE_SHOWN), rsis_xml_child_text(p->arena, n, "originalName"));
    want = rsis_list_of(p->arena, p->package_id);
    got = related(p, n, "is represented by");
    same_links(p, n, "\"is represented by\" of the commentary", &want, &got);
}

static void check_version(struct premis *p, const struct rsis_xml_node *n) {
    const struct rsis_xml_node *properties = rsis_xml_child(n, "significantProperties");
    struct rsis_str version =
        properties ? rsis_xml_child_text(p->arena, properties, "significantPropertiesValue") : rsis_str("", 0);
    says(p, "the version", rsis_str_c(rsis_format(p->arena, "%u", p->s->version)), version);
    rsis_said_list want = {0}, got = related(p, n, "supersedes");
    struct rsis_str replaces = rsis_fact(&p->s->facts, RSIS_FACT_REPLACES);
    if (replaces.len) *RSIS_PUSH(p->arena, &want) = uuid(p, rsis_str_dup(p->arena, replaces));
    same_links(p, n, "\"supersedes\" of the package", &want, &got);
}

static void check_package(struct premis *p) {
    const struct rsis_xml_node *n = p->package;
    if (!n) {
        FOUND(p, RSIS_CHECK_PKG_PREMIS, p->root, "no object is the package");
        return;
    }
    rsis_said_list want = rsis_list_of(p->arena, p->package_id), got = identifiers(p, n, "object", "UUID");
    same_ids(p, "the UUID of the package", &want, &got);
    want = rsis_list_of(p->arena, p->s->id);
    got = identifiers(p, n, "object", "package");
    same_ids(p, "the id of the package", &want, &got);
    rsis_said_list files = {0}, included = related(p, n, "includes");
    for (uint32_t i = 0; i < p->objects.n; i++) *RSIS_PUSH(p->arena, &files) = p->objects.v[i].uuid;
    same_links(p, n, "\"includes\" of the package", &files, &included);
    check_version(p, n);
}

/* ---------------------------------------------------------------- events and agents */

/* Events and objects name each other. */
static void check_objects(struct premis *p, uint32_t i) {
    const struct event *e = &p->events.v[i];
    uint32_t known = has(&e->objects, p->package_id);
    for (uint32_t k = 0; k < p->objects.n; k++) {
        bool here = has(&e->objects, p->objects.v[k].uuid);
        known += here;
        if (here != has(&p->objects.v[k].events, e->id))
            FOUND(p, RSIS_CHECK_PKG_PREMIS_LINK, e->node, "event %u and %.*s do not name each other", i + 1,
                  RSIS_ARG(p->objects.v[k].file->path));
    }
    if (known != e->objects.n)
        FOUND(p, RSIS_CHECK_PKG_PREMIS_LINK, e->node, "event %u names an object that is not there", i + 1);
}

static void check_event(struct premis *p, uint32_t i) {
    const struct event *e = &p->events.v[i];
    if (!rsis_str_eq(e->id, uuid(p, rsis_format(p->arena, "%.*s#event-%u", RSIS_ARG(p->s->id), i + 1))))
        FOUND(p, RSIS_CHECK_PKG_PREMIS_SAYS, e->node, "the UUID of event %u does not follow from the package", i + 1);
    for (uint32_t k = 0; k < e->agents.n; k++)
        if (!has(&p->agent_ids, e->agents.v[k]))
            FOUND(p, RSIS_CHECK_PKG_PREMIS_LINK, e->node, "event %u names an agent that is not there", i + 1);
    if (!e->objects.n || !e->agents.n)
        FOUND(p, RSIS_CHECK_PKG_PREMIS_LINK, e->node, "event %u names no object or no agent", i + 1);
    check_objects(p, i);
}

static bool is_event(const struct premis *p, struct rsis_str id) {
    for (uint32_t i = 0; i < p->events.n; i++)
        if (rsis_str_eq(p->events.v[i].id, id)) return true;
    return false;
}

static void check_links_of(struct premis *p, const struct object *o) {
    rsis_said_list events = o->events;
    for (const struct rsis_xml_node *n = o->node->child; n; n = n->next) {
        rsis_said_list some = {0};
        if (rsis_xml_is(n, "relationship")) some = identifiers(p, n, "relatedEvent", "UUID");
        for (uint32_t i = 0; i < some.n; i++) *RSIS_PUSH(p->arena, &events) = some.v[i];
    }
    for (uint32_t i = 0; i < events.n; i++)
        if (!is_event(p, events.v[i]))
            FOUND(p, RSIS_CHECK_PKG_PREMIS_LINK, o->node, "%.*s names an event that is not there",
                  RSIS_ARG(o->file->path));
}

/* Does an event of this type, with these two objects and these words, exist? What is empty is not asked. */
static bool is_told(const struct premis *p, const char *type, struct rsis_str from, struct rsis_str to,
                    struct rsis_str detail) {
    for (uint32_t i = 0; i < p->events.n; i++) {
        const struct event *e = &p->events.v[i];
        if (rsis_str_eq(e->type, rsis_str_c(type)) && (!from.len || has(&e->objects, from)) &&
            (!to.len || has(&e->objects, to)) && (!detail.len || has(&e->details, detail)))
            return true;
    }
    return false;
}

static void must_be_told(struct premis *p, const char *type, struct rsis_str from, struct rsis_str to,
                         struct rsis_str detail) {
    if (is_told(p, type, from, to, detail)) return;
    FOUND(p, RSIS_CHECK_PKG_PREMIS, p->root, "no event tells of the %s%s%.*s", type, detail.len ? ": " : "",
          RSIS_ARG(detail));
}

/* "title = Reefs; by L. Tan on 2026-03-02; why" is told as: title was set to "Reefs": why. */
static void check_decision(struct premis *p, struct rsis_str told) {
    ptrdiff_t at = rsis_str_find(told, RSIS_LIT(" = "));
    struct rsis_str jats = uuid_of_path(p, RSIS_LIT("data/article.xml"));
    if (at < 0) return;
    struct rsis_str field = rsis_str(told.ptr, (size_t)at), rest = rsis_str_from(told, (size_t)at + 3);
    unsigned guesses = 0;
    for (size_t by = 0; by < rest.len && guesses < GUESSES; by++) { /* the value itself may hold "; by " */
        if (!rsis_str_starts(rsis_str_from(rest, by), RSIS_LIT("; by "))) continue;
        for (size_t why = by + 5; why < rest.len && guesses < GUESSES; why++) {
            if (!rsis_str_starts(rsis_str_from(rest, why), RSIS_LIT("; "))) continue;
            guesses++;
            const char *detail = rsis_format(p->arena, "%.*s was set to \"%.*s\": %.*s", RSIS_ARG(field), (int)by,
                                             rest.ptr, RSIS_ARG(rsis_str_from(rest, why + 2)));
            if (is_told(p, "metadata modification", rsis_str("", 0), jats, rsis_str_c(detail))) return;
        }
    }
    FOUND(p, RSIS_CHECK_PKG_PREMIS_SAYS, p->root, "no event tells of the decision \"%.*s\"", RSIS_ARG(told));
}

static uint32_t count_events(const struct premis *p, const char *type) {
    uint32_t n = 0;
    for (uint32_t i = 0; i < p->events.n; i++) n += rsis_str_eq(p->events.v[i].type, rsis_str_c(type));
    return n;
}

/* "Replaces ID. Reason: why" */
static void check_replacement(struct premis *p) {
    struct rsis_str replaces = rsis_fact(&p->s->facts, RSIS_FACT_REPLACES),
                    reason = rsis_fact(&p->s->facts, RSIS_FACT_REASON);
    if (!replaces.len) return;
    must_be_told(p, "information package creation", p->package_id, rsis_str("", 0),
                 rsis_str_c(rsis_format(p->arena, "Replaces %.*s.%s%.*s", RSIS_ARG(replaces),
                                        reason.len ? " Reason: " : "", RSIS_ARG(reason))));
}

static void check_history(struct premis *p) {
    struct rsis_str jats = uuid_of_path(p, RSIS_LIT("data/article.xml")),
                    epub = uuid_of_path(p, RSIS_LIT("data/article.epub")), none = rsis_str("", 0);
    const rsis_said_list *decisions = &p->s->facts.of[RSIS_FACT_SUPPLIED];
    if (p->s->source) must_be_told(p, "normalization", uuid_of_path(p, p->s->source->path), jats, none);
    must_be_told(p, "creation", jats, epub, none);
    must_be_told(p, "information package creation", p->package_id, none,
                 rsis_str_c(rsis_format(p->arena, "BagIt 1.0 bag %.*s", RSIS_ARG(p->s->id))));
    check_replacement(p);
    for (uint32_t i = 0; i < decisions->n && i < MOST; i++) check_decision(p, decisions->v[i]);
    if (count_events(p, "metadata modification") != decisions->n)
        FOUND(p, RSIS_CHECK_PKG_PREMIS_SAYS, p->root, "it tells of %u decisions and the record of %u",
              count_events(p, "metadata modification"), decisions->n);
}

/* ---------------------------------------------------------------- rights */

static void check_rights(struct premis *p) {
    struct rsis_str want = rsis_fact(&p->s->facts, RSIS_FACT_NOTICE), got = rsis_str("", 0);
    for (const struct rsis_xml_node *n = p->root; n; n = rsis_xml_after(n)) {
        if (rsis_xml_is(n, "otherRightsNote")) got = rsis_xml_text_of(p->arena, n, NULL);
        if (!rsis_xml_is(n, "rightsStatement")) continue;
        rsis_said_list objects = {0}, linked = identifiers(p, n, "linkingObject", "UUID");
        *RSIS_PUSH(p->arena, &objects) = p->work_id;
        *RSIS_PUSH(p->arena, &objects) = p->package_id;
        same_links(p, n, "the notice", &objects, &linked);
    }
    says(p, "the permissions notice", want, got);
}

/* ---------------------------------------------------------------- the whole */

static void take_event(struct premis *p, const struct rsis_xml_node *n) {
    rsis_said_list ids = identifiers(p, n, "event", "UUID");
    struct event *e = RSIS_PUSH(p->arena, &p->events);
    e->node = n;
    e->id = ids.n ? ids.v[0] : rsis_str("", 0);
    e->type = rsis_xml_child_text(p->arena, n, "eventType");
    e->objects = identifiers(p, n, "linkingObject", "UUID");
    e->agents = identifiers(p, n, "linkingAgent", "UUID");
    for (n = n->child; n; n = n->next)
        if (rsis_xml_is(n, "eventDetailInformation"))
            *RSIS_PUSH(p->arena, &e->details) = rsis_xml_child_text(p->arena, n, "eventDetail");
}

static void take(struct premis *p, const struct rsis_xml_node *n) {
    if (rsis_xml_is(n, "event")) {
        take_event(p, n);
    } else if (rsis_xml_is(n, "agent")) {
        rsis_said_list ids = identifiers(p, n, "agent", "UUID");
        if (ids.n) *RSIS_PUSH(p->arena, &p->agent_ids) = ids.v[0];
    } else if (rsis_xml_has(n, "type", "intellectualEntity") && !p->work) {
        p->work = n;
    } else if (rsis_xml_has(n, "type", "representation") && !p->package) {
        p->package = n;
    } else if (rsis_xml_has(n, "type", "file")) {
        take_file(p, n);
    } else if (!rsis_xml_is(n, "rights")) {
        FOUND(p, RSIS_CHECK_PKG_PREMIS, n, "<%s> has no place here", n->name);
    }
}

static bool take_all(struct premis *p) {
    uint32_t n = 0;
    for (const struct rsis_xml_node *at = p->root->child; at; at = at->next) {
        if (!at->name) continue;
        if (++n > MOST) {
            FOUND(p, RSIS_CHECK_PKG_LIMIT, at, "it has more than %d objects and events; none was checked", MOST);
            return false;
        }
        take(p, at);
    }
    return true;
}

void rsis_check_premis(struct rsis_story *s) {
    struct premis p = {.s = s, .arena = s->arena};
    struct rsis_str bytes;
    if (!rsis_story_file(&bytes, s, path, MOST_BYTES)) return;
    p.root = rsis_xml_read_record(s->report, rsis_str_c(path), bytes, "premis", "http://www.loc.gov/premis/v3");
    if (!p.root) return;
    p.package_id = uuid(&p, rsis_str_dup(p.arena, s->id));
    p.work_id =
        uuid(&p, rsis_format(p.arena, "work/%.*s/%s", RSIS_ARG(rsis_fact(&s->facts, RSIS_FACT_SERIES_ID)), s->key));
    if (!take_all(&p)) return;
    check_work(&p);
    check_package(&p);
    for (uint32_t i = 0; i < p.objects.n; i++) {
        check_object(&p, &p.objects.v[i]);
        check_derivation(&p, &p.objects.v[i]);
        check_links_of(&p, &p.objects.v[i]);
    }
    check_complete(&p);
    for (uint32_t i = 0; i < p.events.n; i++) check_event(&p, i);
    check_history(&p);
    check_rights(&p);
}
