/* jats_file.c - the file as such: document type, version, kind of article, language, what must be there at all. */
#include "jats_parts.h"

const char *rsis_jats_public_id(const struct rsis_jats_file *j) {
    const xmlDtd *dtd = (*j->doc)->intSubset;
    return dtd && dtd->ExternalID ? (const char *)dtd->ExternalID : "";
}

/* The beginnings of the public identifiers of all tag sets and versions; drafts have a letter in the version. */
static bool is_jats_doctype(struct rsis_str id) {
    return rsis_str_starts(id, RSIS_LIT("-//NLM//DTD JATS (Z39.96) ")) ||
           rsis_str_starts(id, RSIS_LIT("-//NLM//DTD Journal Archiving")) ||
           rsis_str_starts(id, RSIS_LIT("-//NLM//DTD Journal Publishing"));
}

/* "1.3" of "... DTD v1.3 20210610//EN". */
static struct rsis_str version_in(struct rsis_str id) {
    ptrdiff_t at = rsis_str_find(id, RSIS_LIT(" v"));
    if (at < 0) return RSIS_LIT("");
    struct rsis_str rest = rsis_str_from(id, (size_t)at + 2), version = rest;
    return rsis_jats_word(&rest, &version) ? version : RSIS_LIT("");
}

/* Published versions, and their drafts ("1.3d2"). NISO 1.0 came after NLM 3.0, which has the same elements. */
static bool is_published(struct rsis_str version) {
    static const char *const published[] = {"1.0", "1.1", "1.2", "1.3", "1.4", "2.0", "2.1", "2.2", "2.3", "3.0"};
    for (size_t i = 0; i < RSIS_COUNT(published); i++) {
        struct rsis_str p = rsis_str_c(published[i]);
        bool draft = version.len == p.len + 2 && version.ptr[p.len] == 'd' && rsis_is_digit(version.ptr[p.len + 1]);
        if (rsis_str_starts(version, p) && (version.len == p.len || draft)) return true;
    }
    return false;
}

/* In the series of JATS, "20151215" is how 1.1 was once written, and so on; only what is named so may stand. */
static bool same_version(struct rsis_str a, struct rsis_str b) {
    return !a.len || !b.len || rsis_str_eq(a, b);
}

static void judge_doctype(struct rsis_jats_file *j) {
    struct rsis_str id = rsis_str_c(rsis_jats_public_id(j)), said = rsis_jats_attr(j->article, "dtd-version");
    if (!id.len && j->o->archive)
        RSIS_JATS_FOUND(j, NULL, KEEP_DOCTYPE, "The file names no DTD by a public identifier");
    else if (!id.len)
        RSIS_JATS_FOUND(j, NULL, DOCTYPE, "The file names no DTD by a public identifier");
    else if (!is_jats_doctype(id))
        RSIS_JATS_FOUND(j, NULL, DOCTYPE_UNKNOWN, "The document type \"%.*s\" is not of JATS", RSIS_SHOW(id));
    if (!said.len)
        RSIS_JATS_FOUND(j, j->article, VERSION, "The article does not say its version of JATS");
    else if (!is_published(said))
        RSIS_JATS_FOUND(j, j->article, VERSION_UNKNOWN, "No version \"%.*s\" of JATS was published", RSIS_SHOW(said));
    if (is_jats_doctype(id) && said.len && !same_version(version_in(id), said))
        RSIS_JATS_FOUND(j, j->article, VERSION_DIFFERS, "The document type is of version %.*s, dtd-version says %.*s",
                        RSIS_SHOW(version_in(id)), RSIS_SHOW(said));
}

/* What the tag library suggests. */
static const char *const types[] = {
    "abstract",
    "addendum",
    "announcement",
    "article-commentary",
    "article-preprint",
    "author-comment",
    "book-review",
    "books-received",
    "brief-report",
    "calendar",
    "case-report",
    "clinical-trial",
    "collection",
    "community-comment",
    "correction",
    "corrected-article",
    "data-paper",
    "decision-letter",
    "discussion",
    "dissertation",
    "editor-report",
    "editorial",
    "editorial-comment",
    "expression-of-concern",
    "guideline",
    "in-brief",
    "index",
    "interview",
    "introduction",
    "letter",
    "meeting-report",
    "methods-article",
    "news",
    "obituary",
    "oration",
    "other",
    "partial-retraction",
    "poster",
    "preprint",
    "product-review",
    "protocol",
    "rapid-communication",
    "referee-report",
    "reply",
    "reprint",
    "republished-article",
    "research-article",
    "retracted-article",
    "retraction",
    "review-article",
    "reviewer-report",
    "software",
    "systematic-review",
    "technical-report",
    "translation",
    "undetermined",
    "version-of-record",
};

static void judge_type(struct rsis_jats_file *j) {
    struct rsis_str type = rsis_jats_attr(j->article, "article-type");
    bool known = false;
    if (!type.len) {
        RSIS_JATS_FOUND(j, j->article, TYPE, "The article does not say what kind it is");
        return;
    }
    for (size_t i = 0; i < RSIS_COUNT(types); i++) known |= rsis_str_eq(type, rsis_str_c(types[i]));
    if (!known) RSIS_JATS_FOUND(j, j->article, TYPE_UNKNOWN, "Few know the article type \"%.*s\"", RSIS_SHOW(type));
}

static void judge_parts(struct rsis_jats_file *j) {
    const xmlNode *front = rsis_jats_child(j->article, "front");
    if (!front || !rsis_jats_child(front, "article-meta"))
        RSIS_JATS_FOUND(j, front ? front : j->article, FRONT, "The article has no %s",
                        front ? "article-meta" : "front");
    bool draft = strstr(rsis_jats_public_id(j), "Article Authoring") != NULL; /* has no place for a journal */
    if (front && !draft && !rsis_jats_child(front, "journal-meta"))
        RSIS_JATS_FOUND(j, front, JOURNAL, "Nothing says in which journal or series the article appeared");
    if (!rsis_jats_child(j->article, "body"))
        RSIS_JATS_FOUND(j, j->article, NO_TEXT, "The file has no body: it holds metadata alone");
}

void rsis_jats_judge_file(struct rsis_jats_file *j) {
    judge_doctype(j);
    judge_type(j);
    if (!rsis_jats_lang(j->article).ptr)
        RSIS_JATS_FOUND(j, j->article, LANGUAGE_MISSING, "The article does not say its language");
    judge_parts(j);
}
