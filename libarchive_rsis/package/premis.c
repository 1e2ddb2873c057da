/*
 * premis.c - premis.xml, PREMIS 3.0: the commentary, the package, its files, what happened to them, who did it, and the
 * permissions notice. Which terms are used and why: specs/package.md.
 */
#include "../base/uuid.h"
#include "common.h"

/* The name space of the identifiers that are made here; a random UUID, fixed for ever. */
static const unsigned char name_space[16] = {0xb1, 0x6d, 0x0f, 0x53, 0x4c, 0xe2, 0x47, 0x09,
                                             0x9a, 0x38, 0xe5, 0x71, 0x20, 0xcb, 0x86, 0xd4};

struct premis {
    struct rsis_arena *arena;
    struct rsis_xmlout *x;
    const struct rsis_content *c;
};

/* ---------------------------------------------------------------- terms and identifiers */

/* A term of a vocabulary of the Library of Congress; `code` NULL where its address is not known to us. */
static void term(struct premis *p, const char *element, const char *vocabulary, const char *code, const char *label) {
    rsis_xmlout_open(p->x, element);
    rsis_xmlout_attr_z(p->x, "authority", vocabulary);
    if (code)
        rsis_xmlout_attr_z(p->x, "valueURI",
                           rsis_format(p->arena, "http://id.loc.gov/vocabulary/preservation/%s/%s", vocabulary, code));
    rsis_xmlout_text(p->x, rsis_str_c(label));
    rsis_xmlout_close(p->x);
}

static struct rsis_str uuid(struct premis *p, struct rsis_str name) {
    char out[37];
    if (!rsis_uuid_v5(out, name_space, name)) rsis_arena_give_up(p->arena);
    return rsis_str(rsis_str_dup(p->arena, rsis_str(out, 36)), 36);
}

/* `id` alone is the package; the same name gives the same identifier in a successor's record. */
static struct rsis_str package_uuid(struct premis *p, struct rsis_str id) {
    return uuid(p, id);
}

static struct rsis_str work_uuid(struct premis *p) {
    const struct rsis_part *part = p->c->part;
    return uuid(p, rsis_str_c(rsis_format(p->arena, "work/%.*s/%s", RSIS_ARG(part->series_id), part->key)));
}

static struct rsis_str file_uuid(struct premis *p, const struct rsis_file *f) {
    return uuid(p, rsis_str_c(rsis_format(p->arena, "%s/%s", p->c->id, f->path)));
}

static struct rsis_str event_uuid(struct premis *p, size_t i) {
    return uuid(p, rsis_str_c(rsis_format(p->arena, "%s#event-%zu", p->c->id, i + 1)));
}

/* A person is known to one package only: the same name elsewhere may be somebody else. */
static struct rsis_str agent_uuid(struct premis *p, struct rsis_str name) {
    if (!name.len) return uuid(p, RSIS_LIT("agent/rsis " RSIS_VERSION));
    return uuid(p, rsis_str_c(rsis_format(p->arena, "%s#agent/%.*s", p->c->id, RSIS_ARG(name))));
}

static struct rsis_str rights_uuid(struct premis *p) {
    return uuid(p, rsis_str_c(rsis_format(p->arena, "%s#rights", p->c->id)));
}

/* "object" gives <objectIdentifier><objectIdentifierType>... without closing the outer element when `open`. */
static void identifier_open(struct premis *p, const char *what, const char *type, struct rsis_str value) {
    rsis_xmlout_open(p->x, rsis_format(p->arena, "%sIdentifier", what));
    rsis_xmlout_leaf_z(p->x, rsis_format(p->arena, "%sIdentifierType", what), type);
    rsis_xmlout_leaf(p->x, rsis_format(p->arena, "%sIdentifierValue", what), value);
}

/* Nothing without a value. */
static void identifier(struct premis *p, const char *what, const char *type, struct rsis_str value) {
    if (!value.len) return;
    identifier_open(p, what, type, value);
    rsis_xmlout_close(p->x);
}

/* ---------------------------------------------------------------- relationships */

struct relation {
    const char *type_code, *type, *code, *label;
};
static const struct relation has_source = {"der", "derivation", "hss", "has source"};
static const struct relation includes = {"str", "structural", "inc", "includes"};
static const struct relation is_represented_by = {"str", "structural", "isr", "is represented by"};
static const struct relation supersedes = {NULL, "replacement", "sup", "supersedes"};

static void relationship_open(struct premis *p, const struct relation *r) {
    rsis_xmlout_open(p->x, "relationship");
    term(p, "relationshipType", "relationshipType", r->type_code, r->type);
    term(p, "relationshipSubType", "relationshipSubType", r->code, r->label);
}

static void relationship(struct premis *p, const struct relation *r, struct rsis_str other) {
    relationship_open(p, r);
    identifier(p, "relatedObject", "UUID", other);
    rsis_xmlout_close(p->x);
}

static bool is_recorded(const struct rsis_file *f) {
    return f->role != RSIS_ROLE_TAG && f->role != RSIS_ROLE_PREMIS && f->role != RSIS_ROLE_METS;
}

/* The event that made the one of the other, where one is told. */
static void made_by(struct premis *p, const struct rsis_file *from, const struct rsis_file *to) {
    for (size_t i = 0; i < p->c->n_events; i++)
        if (p->c->events[i].source == from && p->c->events[i].result == to)
            identifier(p, "relatedEvent", "UUID", event_uuid(p, i));
}

/* What each file was made from; files of a role have all files of the other as sources. */
static void derivations(struct premis *p, const struct rsis_file *f) {
    static const struct {
        enum rsis_role role, from;
    } table[] = {{RSIS_ROLE_SOURCE, RSIS_ROLE_ORIGINAL},
                 {RSIS_ROLE_JATS, RSIS_ROLE_SOURCE},
                 {RSIS_ROLE_LEDGER, RSIS_ROLE_SOURCE},
                 {RSIS_ROLE_EPUB, RSIS_ROLE_JATS},
                 {RSIS_ROLE_DC, RSIS_ROLE_JATS}};
    for (size_t k = 0; k < sizeof table / sizeof *table; k++)
        for (size_t i = 0; table[k].role == f->role && i < p->c->n_files; i++) {
            const struct rsis_file *from = &p->c->files[i];
            if (from->role != table[k].from) continue;
            relationship_open(p, &has_source);
            identifier(p, "relatedObject", "UUID", file_uuid(p, from));
            made_by(p, from, f);
            rsis_xmlout_close(p->x);
        }
}

/* ---------------------------------------------------------------- objects */

static void object_open(struct premis *p, const char *type, struct rsis_str id) {
    rsis_xmlout_open(p->x, "object");
    rsis_xmlout_attr_z(p->x, "xsi:type", type);
    identifier(p, "object", "UUID", id);
}

static void work(struct premis *p) {
    const struct rsis_part *part = p->c->part;
    object_open(p, "intellectualEntity", work_uuid(p));
    identifier(p, "object", "DOI", part->doi);
    identifier(p, "object", "Handle", part->handle);
    if (part->number.len) identifier(p, "object", "series number", rsis_citation(p->arena, part));
    rsis_xmlout_leaf(p->x, "originalName", part->title);
    relationship(p, &is_represented_by, package_uuid(p, rsis_str_c(p->c->id)));
    rsis_xmlout_close(p->x);
}

static void version(struct premis *p) {
    if (!p->c->version) return;
    rsis_xmlout_open(p->x, "significantProperties");
    rsis_xmlout_leaf_z(p->x, "significantPropertiesType", "version");
    rsis_xmlout_leaf_z(p->x, "significantPropertiesValue", rsis_format(p->arena, "%u", p->c->version));
    rsis_xmlout_close(p->x);
}

static void package(struct premis *p) {
    object_open(p, "representation", package_uuid(p, rsis_str_c(p->c->id)));
    identifier(p, "object", "package", rsis_str_c(p->c->id));
    version(p);
    relationship_open(p, &includes);
    for (size_t i = 0; i < p->c->n_files; i++)
        if (is_recorded(&p->c->files[i])) identifier(p, "relatedObject", "UUID", file_uuid(p, &p->c->files[i]));
    rsis_xmlout_close(p->x);
    if (p->c->replaces.len) relationship(p, &supersedes, package_uuid(p, p->c->replaces));
    rsis_xmlout_close(p->x);
}

static void fixity(struct premis *p, const char *code, const char *algorithm, const char *digest) {
    if (!*digest) return;
    rsis_xmlout_open(p->x, "fixity");
    term(p, "messageDigestAlgorithm", "cryptographicHashFunctions", code, algorithm);
    rsis_xmlout_leaf_z(p->x, "messageDigest", digest);
    rsis_xmlout_leaf_z(p->x, "messageDigestOriginator", "rsis " RSIS_VERSION);
    rsis_xmlout_close(p->x);
}

/* A name and, when a signature was recognised, PRONOM's identifier. */
static void format(struct premis *p, const struct rsis_file *f) {
    rsis_xmlout_open(p->x, "format");
    rsis_xmlout_open(p->x, "formatDesignation");
    rsis_xmlout_leaf_z(p->x, "formatName", f->format ? f->format : f->media_type ? f->media_type : "not recognised");
    rsis_xmlout_close(p->x);
    if (f->puid) {
        rsis_xmlout_open(p->x, "formatRegistry");
        rsis_xmlout_leaf_z(p->x, "formatRegistryName", "PRONOM");
        rsis_xmlout_leaf_z(p->x, "formatRegistryKey", f->puid);
        rsis_xmlout_close(p->x);
    }
    if (f->role == RSIS_ROLE_JATS)
        rsis_xmlout_leaf_z(p->x, "formatNote",
                           "JATS Archiving and Interchange, for which PRONOM has no identifier of its own");
    rsis_xmlout_close(p->x);
}

static void characteristics(struct premis *p, const struct rsis_file *f) {
    bool received = f->role == RSIS_ROLE_SOURCE || f->role == RSIS_ROLE_ORIGINAL || f->role == RSIS_ROLE_PACKAGE;
    rsis_xmlout_open(p->x, "objectCharacteristics");
    rsis_xmlout_leaf_z(p->x, "compositionLevel", "0");
    fixity(p, NULL, "SHA-512", f->fixity.sha512);
    fixity(p, NULL, "SHA-256", f->fixity.sha256);
    fixity(p, NULL, "MD5", f->fixity.md5);
    rsis_xmlout_leaf_z(p->x, "size", rsis_format(p->arena, "%llu", (unsigned long long)f->fixity.size));
    format(p, f);
    if (!received) {
        rsis_xmlout_open(p->x, "creatingApplication");
        rsis_xmlout_leaf_z(p->x, "creatingApplicationName", "rsis");
        rsis_xmlout_leaf_z(p->x, "creatingApplicationVersion", RSIS_VERSION);
        rsis_xmlout_close(p->x);
    }
    rsis_xmlout_close(p->x);
}

static void place(struct premis *p, const struct rsis_file *f) {
    struct rsis_buf path;
    rsis_buf_init(&path, p->arena);
    rsis_bag_path(&path, f->path);
    rsis_xmlout_open(p->x, "storage");
    rsis_xmlout_open(p->x, "contentLocation");
    rsis_xmlout_leaf_z(p->x, "contentLocationType", "path as in the bag's manifests");
    rsis_xmlout_leaf(p->x, "contentLocationValue", rsis_buf_slice(&path));
    rsis_xmlout_close(p->x);
    rsis_xmlout_close(p->x);
}

/* A package in a collection: its file holds what its own record calls by this identifier. */
static void holds(struct premis *p, const struct rsis_file *f) {
    if (f->role != RSIS_ROLE_PACKAGE) return;
    const char *slash = strrchr(f->path, '/');
    struct rsis_str id = rsis_str_c(slash ? slash + 1 : f->path);
    if (rsis_str_ends(id, RSIS_LIT(".zip"))) id.len -= 4;
    relationship(p, &includes, package_uuid(p, id));
}

static void linked_events(struct premis *p, const struct rsis_file *f) {
    for (size_t i = 0; i < p->c->n_events; i++)
        if (p->c->events[i].source == f || p->c->events[i].result == f)
            identifier(p, "linkingEvent", "UUID", event_uuid(p, i));
}

static void file(struct premis *p, const struct rsis_file *f) {
    object_open(p, "file", file_uuid(p, f));
    characteristics(p, f);
    if (f->name.len) rsis_xmlout_leaf(p->x, "originalName", f->name);
    place(p, f);
    derivations(p, f);
    holds(p, f);
    linked_events(p, f);
    rsis_xmlout_close(p->x);
}

/* ---------------------------------------------------------------- events */

/* Addresses of the terms that the program uses; any other type is written without. */
static const char *event_code(const char *type) {
    static const char *const table[][2] = {{"message digest calculation", "mes"},
                                           {"normalization", "nor"},
                                           {"validation", "val"},
                                           {"creation", "cre"},
                                           {"information package creation", "ipc"},
                                           {"metadata modification", "mem"},
                                           {"fixity check", "fix"},
                                           {"format identification", "for"}};
    for (size_t i = 0; i < sizeof table / sizeof *table; i++)
        if (strcmp(table[i][0], type) == 0) return table[i][1];
    return NULL;
}

static void detail(struct premis *p, struct rsis_str text) {
    if (!text.len) return;
    rsis_xmlout_open(p->x, "eventDetailInformation");
    rsis_xmlout_leaf(p->x, "eventDetail", text);
    rsis_xmlout_close(p->x);
}

static void details(struct premis *p, const struct rsis_event *e) {
    detail(p, e->detail);
    if (p->c->date_given && strcmp(e->when, p->c->when) == 0)
        detail(p, RSIS_LIT("The time of this event was given by the caller and not read from a clock."));
    if (p->c->replaces.len && strcmp(e->type, "information package creation") == 0)
        detail(p, rsis_str_c(rsis_format(p->arena, "Replaces %.*s.%s%.*s", RSIS_ARG(p->c->replaces),
                                         p->c->reason.len ? " Reason: " : "", RSIS_ARG(p->c->reason))));
}

static void outcome(struct premis *p, const struct rsis_event *e) {
    rsis_xmlout_open(p->x, "eventOutcomeInformation");
    rsis_xmlout_leaf_z(p->x, "eventOutcome", e->outcome);
    if (e->outcome_note.len) {
        rsis_xmlout_open(p->x, "eventOutcomeDetail");
        rsis_xmlout_leaf(p->x, "eventOutcomeDetailNote", e->outcome_note);
        rsis_xmlout_close(p->x);
    }
    rsis_xmlout_close(p->x);
}

static void linked_agent(struct premis *p, struct rsis_str name, const char *code, const char *role) {
    identifier_open(p, "linkingAgent", "UUID", agent_uuid(p, name));
    term(p, "linkingAgentRole", "eventRelatedAgentRole", code, role);
    rsis_xmlout_close(p->x);
}

static void linked_object(struct premis *p, struct rsis_str id, const char *role) {
    identifier_open(p, "linkingObject", "UUID", id);
    term(p, "linkingObjectRole", "eventRelatedObjectRole", NULL, role);
    rsis_xmlout_close(p->x);
}

static void event(struct premis *p, size_t i) {
    const struct rsis_event *e = &p->c->events[i];
    rsis_xmlout_open(p->x, "event");
    identifier(p, "event", "UUID", event_uuid(p, i));
    term(p, "eventType", "eventType", event_code(e->type), e->type);
    rsis_xmlout_leaf_z(p->x, "eventDateTime", e->when);
    details(p, e);
    outcome(p, e);
    if (e->agent.len) linked_agent(p, e->agent, "imp", "implementer");
    linked_agent(p, rsis_str("", 0), "exe", "executing program");
    if (e->source) linked_object(p, file_uuid(p, e->source), "source");
    if (e->result) linked_object(p, file_uuid(p, e->result), "outcome");
    if (!e->source && !e->result) linked_object(p, package_uuid(p, rsis_str_c(p->c->id)), "outcome");
    rsis_xmlout_close(p->x);
}

/* ---------------------------------------------------------------- agents and rights */

static void agent(struct premis *p, struct rsis_str name, const char *type, const char *agent_version) {
    rsis_xmlout_open(p->x, "agent");
    identifier(p, "agent", "UUID", agent_uuid(p, name));
    rsis_xmlout_leaf(p->x, "agentName", name.len ? name : RSIS_LIT("rsis"));
    term(p, "agentType", "agentType", NULL, type);
    if (agent_version) rsis_xmlout_leaf_z(p->x, "agentVersion", agent_version);
    rsis_xmlout_close(p->x);
}

/* The program, and each person once. People are few; so are the events that name them. */
static void agents(struct premis *p) {
    agent(p, rsis_str("", 0), "software", RSIS_VERSION);
    for (size_t i = 0; i < p->c->n_events; i++) {
        size_t before = 0;
        struct rsis_str name = p->c->events[i].agent;
        while (name.len && !rsis_str_eq(p->c->events[before].agent, name)) before++;
        if (name.len && before == i) agent(p, name, "person", NULL);
    }
}

/*
 * The notice says what readers may do, in its publisher's words. It is neither a licence that two sides agreed on nor a
 * statement of copyright with status and country, so the basis is "other", and no right is derived from it.
 */
static void rights(struct premis *p) {
    rsis_xmlout_open(p->x, "rights");
    rsis_xmlout_open(p->x, "rightsStatement");
    identifier(p, "rightsStatement", "UUID", rights_uuid(p));
    term(p, "rightsBasis", "rightsBasis", NULL, "other");
    rsis_xmlout_open(p->x, "otherRightsInformation");
    rsis_xmlout_leaf_z(p->x, "otherRightsBasis", "permissions notice printed in the commentary");
    rsis_xmlout_leaf(p->x, "otherRightsNote", p->c->part->rights);
    rsis_xmlout_close(p->x);
    identifier(p, "linkingObject", "UUID", work_uuid(p));
    identifier(p, "linkingObject", "UUID", package_uuid(p, rsis_str_c(p->c->id)));
    rsis_xmlout_close(p->x);
    rsis_xmlout_close(p->x);
}

/* ---------------------------------------------------------------- the whole */

static void root(struct premis *p) {
    rsis_xmlout_open(p->x, "premis");
    rsis_xmlout_attr_z(p->x, "xmlns", "http://www.loc.gov/premis/v3");
    rsis_xmlout_attr_z(p->x, "xmlns:xsi", "http://www.w3.org/2001/XMLSchema-instance");
    rsis_xmlout_attr_z(p->x, "xsi:schemaLocation",
                       "http://www.loc.gov/premis/v3 http://www.loc.gov/standards/premis/v3/premis.xsd");
    rsis_xmlout_attr_z(p->x, "version", "3.0");
}

struct rsis_str rsis_premis_of(struct rsis_arena *a, const struct rsis_content *c) {
    struct premis p = {a, rsis_xmlout_new(a), c};
    root(&p);
    if (c->part) work(&p);
    package(&p);
    for (size_t i = 0; i < c->n_files; i++)
        if (is_recorded(&c->files[i])) file(&p, &c->files[i]);
    for (size_t i = 0; i < c->n_events; i++) event(&p, i);
    agents(&p);
    if (c->part && c->part->rights.len) rights(&p);
    rsis_xmlout_close(p.x);
    return rsis_xmlout_finish(p.x);
}

static struct rsis_content content_of(const struct rsis_package *p) {
    return (struct rsis_content){
        .id = p->id,
        .when = p->when,
        .date_given = p->date_given,
        .files = p->files,
        .n_files = p->n_files,
        .events = p->events,
        .n_events = p->n_events,
        .title = p->part->title,
        .part = p->part,
        .version = p->version,
        .replaces = p->replaces,
        .reason = p->reason,
    };
}

struct rsis_str rsis_package_premis(struct rsis_arena *a, const struct rsis_package *p) {
    struct rsis_content c = content_of(p);
    return rsis_premis_of(a, &c);
}

struct rsis_str rsis_package_mets(struct rsis_arena *a, const struct rsis_package *p) {
    struct rsis_content c = content_of(p);
    return rsis_mets_of(a, &c);
}
