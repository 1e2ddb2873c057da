/* jats_people.c - contributors: who, by which name and identifier, and where to write to. */
#include "jats_parts.h"

static const char *const namings[] = {"name",      "name-alternatives", "string-name", "collab", "collab-alternatives",
                                      "anonymous", "on-behalf-of"};

/* Kinds of articles that often have no author. */
static bool may_be_unsigned(struct rsis_str type) {
    static const char *const kinds[] = {"announcement", "calendar", "collection", "correction", "expression-of-concern",
                                        "in-brief",     "news",     "obituary",   "retraction", "partial-retraction",
                                        "other"};
    for (size_t i = 0; i < RSIS_COUNT(kinds); i++)
        if (rsis_str_eq(type, rsis_str_c(kinds[i]))) return true;
    return false;
}

void rsis_jats_authors(struct rsis_jats_file *j, const xmlNode *meta) {
    for (const xmlNode *g = rsis_jats_child(meta, "contrib-group"); g; g = rsis_jats_next(g, "contrib-group"))
        for (const xmlNode *c = rsis_jats_child(g, "contrib"); c; c = rsis_jats_next(c, "contrib")) {
            struct rsis_str type = rsis_jats_attr(c, "contrib-type");
            if (!type.len || rsis_str_eq(type, RSIS_LIT("author")) || rsis_jats_child(c, "anonymous")) return;
        }
    if (!may_be_unsigned(rsis_jats_attr(j->article, "article-type")))
        RSIS_JATS_FOUND(j, meta, AUTHOR, "The article has no author");
}

/* Is there a way to write to this author? */
static bool can_be_reached(const xmlNode *n) {
    static const char *const ways[] = {"email", "address", "ext-link", "corresp", "phone"};
    for (const xmlNode *at = n; (at = rsis_jats_after(at, n)) != NULL;) {
        if (rsis_jats_is_among(at, ways, RSIS_COUNT(ways))) return true;
        if (rsis_jats_is(at, "xref") && rsis_jats_attr_is(at, "ref-type", "corresp")) return true;
    }
    for (const xmlNode *up = n->parent; up; up = up->parent)
        if (rsis_jats_is(up, "article-meta") || rsis_jats_is(up, "front-stub"))
            return rsis_jats_below(rsis_jats_child(up, "author-notes"), "corresp") != NULL;
    return false;
}

void rsis_jats_contrib(struct rsis_jats_file *j, const xmlNode *n) {
    bool named = false;
    for (size_t i = 0; i < RSIS_COUNT(namings); i++) named |= rsis_jats_child(n, namings[i]) != NULL;
    if (!named) RSIS_JATS_FOUND(j, n, CONTRIB, "The contributor has no name");
    if (!rsis_jats_attr(n, "contrib-type").len && !rsis_jats_child(n, "role") &&
        !rsis_jats_attr(n->parent, "content-type").len)
        RSIS_JATS_FOUND(j, n, CONTRIB_TYPE, "Nothing says what the contributor did");
    if (rsis_jats_attr_is(n, "corresp", "yes") && j->asked++ < RSIS_JATS_COMPARED && !can_be_reached(n))
        RSIS_JATS_FOUND(j, n, CORRESP, "The author to write to has no address");
}

/* The same ORCID under another name; one person may be author and editor. */
static void judge_orcid(struct rsis_jats_file *j, const xmlNode *n, struct rsis_str s) {
    enum { COMPARED = 500 };
    struct rsis_str bare = s.len > 19 ? rsis_str_from(s, s.len - 19) : s;
    if (!rsis_jats_is_orcid(s)) {
        RSIS_JATS_FOUND(j, n, ORCID, "\"%.*s\" is no ORCID", RSIS_SHOW(s));
        return;
    }
    for (uint32_t i = 0; i < j->orcids.n; i++)
        if (rsis_str_eq(j->orcids.v[i].id, bare) && j->orcids.v[i].node == n->parent->parent)
            RSIS_JATS_FOUND(j, n, ORCID_TWICE, "Two contributors have the ORCID %.*s", RSIS_SHOW(bare));
    if (j->orcids.n < COMPARED)
        *RSIS_PUSH(j->arena, &j->orcids) = (struct rsis_jats_id){.id = bare, .node = n->parent->parent};
}

void rsis_jats_contrib_id(struct rsis_jats_file *j, const xmlNode *n) {
    struct rsis_str type = rsis_jats_attr(n, "contrib-id-type"), s = rsis_jats_text(j, n);
    if (rsis_str_eq_nocase(type, RSIS_LIT("orcid")))
        judge_orcid(j, n, s);
    else if (!type.len)
        RSIS_JATS_FOUND(j, n, CONTRIB_ID, "Nothing says what identifier \"%.*s\" is", RSIS_SHOW(s));
}

/* A surname holds no digits, no list, and no degree after a comma. */
static void judge_surname(struct rsis_jats_file *j, const xmlNode *n) {
    struct rsis_str s = rsis_jats_text(j, n);
    bool digit = false, list = rsis_jats_contains(s, " and ") || rsis_jats_contains(s, " & ");
    for (size_t i = 0; i < s.len; i++) {
        digit |= rsis_is_digit(s.ptr[i]);
        list |= s.ptr[i] == ',' || s.ptr[i] == ';' || s.ptr[i] == '*';
    }
    if (digit || list) RSIS_JATS_FOUND(j, n, NAME_PART, "The surname \"%.*s\" holds more than a surname", RSIS_SHOW(s));
}

void rsis_jats_name_parts(struct rsis_jats_file *j, const xmlNode *n) {
    const xmlNode *surname = rsis_jats_child(n, "surname"), *given = rsis_jats_child(n, "given-names");
    if (rsis_jats_is(n, "surname"))
        judge_surname(j, n);
    else if (!surname && !given)
        RSIS_JATS_FOUND(j, n, PARTS, "The name has no surname and no given names");
    else if (!surname && !rsis_jats_attr_is(n, "name-style", "given-only"))
        RSIS_JATS_FOUND(j, n, SURNAME, "The name has no surname");
}
