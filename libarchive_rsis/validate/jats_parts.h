/* jats_parts.h - what the files of the JATS validator share: the tree, its questions, and who judges what. */
#ifndef RSIS_JATS_VALIDATE_PARTS_H
#define RSIS_JATS_VALIDATE_PARTS_H

#include <libxml/tree.h>

#include "jats.h"

struct rsis_jats_id {
    struct rsis_str id;
    const xmlNode *node;
    bool used; /* something refers to it */
};

/* One article that is looked at. */
struct rsis_jats_file {
    struct rsis_report *report;
    struct rsis_arena *arena; /* the report's */
    const struct rsis_jats_options *o;
    xmlDocPtr *doc; /* in the arena; given back by rsis_jats_forget, or with the arena */
    const xmlNode *article;
    const xmlNode *ours;                  /* the provenance of a file that rsis wrote; NULL for others */
    RSIS_VEC(struct rsis_jats_id) ids;    /* sorted when the walk is done */
    RSIS_VEC(const xmlNode *) references; /* elements with rid or rids */
    RSIS_VEC(struct rsis_jats_id) orcids; /* of the contributors so far */
    size_t *room;                         /* bytes of text that may still be copied */
    unsigned asked;                       /* authors whose address was looked for */
};

/* A finding at an element; `check` without RSIS_CHECK_JATS_. */
#define RSIS_JATS_FOUND(j, at, check, ...)                                                                             \
    rsis_found((j)->report, RSIS_CHECK_JATS_##check, (j)->o->member, rsis_jats_line(at), 0, __VA_ARGS__)

/* Of things that a good article has a few of, so many are compared with each other; a hostile file has 100,000. */
enum { RSIS_JATS_COMPARED = 100 };

#define RSIS_COUNT(a) (sizeof(a) / sizeof *(a))
/* For "%.*s": at most as much of a slice as a finding has room for. */
#define RSIS_SHOW(s) (int)((s).len < 100 ? (s).len : 100), (s).len ? (s).ptr : ""

/* ---- jats_tree.c: questions to libxml2's tree. Slices live as long as the tree or the arena. */

uint32_t rsis_jats_line(const xmlNode *n);
/* Is it an element of JATS (no name space) with this name? */
bool rsis_jats_is(const xmlNode *n, const char *name);
bool rsis_jats_is_among(const xmlNode *n, const char *const *names, size_t count);
static inline const char *rsis_jats_name(const xmlNode *n) {
    return (const char *)n->name;
}
/* The value of an attribute without name space, or of xlink:href, xml:lang; ptr NULL when there is none. */
struct rsis_str rsis_jats_attr(const xmlNode *n, const char *name);
struct rsis_str rsis_jats_href(const xmlNode *n);
struct rsis_str rsis_jats_lang(const xmlNode *n);
bool rsis_jats_attr_is(const xmlNode *n, const char *name, const char *value);
/* The first child element; the next one beside; NULL at the end. Name NULL: any element. */
const xmlNode *rsis_jats_child(const xmlNode *n, const char *name);
const xmlNode *rsis_jats_next(const xmlNode *n, const char *name);
/* The next node after `n` in the order of the file, below `top`. */
const xmlNode *rsis_jats_after(const xmlNode *n, const xmlNode *top);
/* The first element of that name anywhere below `top`. */
const xmlNode *rsis_jats_below(const xmlNode *top, const char *name);
/* The text below `n`, white space at both ends left out; of a text in pieces the first 8 KiB. */
struct rsis_str rsis_jats_text(const struct rsis_jats_file *j, const xmlNode *n);
/* Nothing in it that a reader would see or hear. */
bool rsis_jats_is_blank(const xmlNode *n);

/* ---- jats_forms.c: forms of values. */

struct rsis_jats_day {
    unsigned year, month, day; /* 0: not said */
};
bool rsis_jats_digits(struct rsis_str s, unsigned *value); /* digits alone, at most nine */
bool rsis_jats_is_day(const struct rsis_jats_day *d);      /* what is said exists in the calendar */
/* YYYY, YYYY-MM or YYYY-MM-DD, a time of day after it; also without hyphens. False when it is none of them. */
bool rsis_jats_iso_date(struct rsis_str s, struct rsis_jats_day *out);
bool rsis_jats_is_issn(struct rsis_str s);  /* the check digit is right */
bool rsis_jats_is_orcid(struct rsis_str s); /* with or without its address; the check digit is right */
bool rsis_jats_is_doi(struct rsis_str s);
bool rsis_jats_is_xml_name(struct rsis_str s); /* a name without colon, as ids must be */
/* The next word of `s`, which loses it; false when there is none. */
bool rsis_jats_word(struct rsis_str *s, struct rsis_str *word);
bool rsis_jats_contains(struct rsis_str s, const char *words); /* ASCII case does not count */

/* ---- jats_parse.c: bytes to a tree, nothing expanded. False with findings when there is none. */

bool rsis_jats_parse(struct rsis_jats_file *j, struct rsis_str bytes);
void rsis_jats_forget(struct rsis_jats_file *j);

/* ---- who judges what */

void rsis_jats_judge_file(struct rsis_jats_file *j);             /* document type, version, kind, what must be there */
void rsis_jats_walk(struct rsis_jats_file *j);                   /* every element by its name */
void rsis_jats_judge_ids(struct rsis_jats_file *j);              /* after the walk: ids and what refers to them */
void rsis_jats_judge_ours(struct rsis_jats_file *j);             /* what rsis wrote */
void rsis_jats_judge_dtd(struct rsis_jats_file *j);              /* by the DTD in the directory */
const char *rsis_jats_public_id(const struct rsis_jats_file *j); /* of the document type; "" for none */

/* One kind of element each. */
void rsis_jats_journal(struct rsis_jats_file *j, const xmlNode *n);
void rsis_jats_issn(struct rsis_jats_file *j, const xmlNode *n);
void rsis_jats_article_meta(struct rsis_jats_file *j, const xmlNode *n);
void rsis_jats_article_id(struct rsis_jats_file *j, const xmlNode *n);
void rsis_jats_title(struct rsis_jats_file *j, const xmlNode *n);
void rsis_jats_keywords(struct rsis_jats_file *j, const xmlNode *n);
void rsis_jats_related(struct rsis_jats_file *j, const xmlNode *n);
void rsis_jats_contrib(struct rsis_jats_file *j, const xmlNode *n);
void rsis_jats_contrib_id(struct rsis_jats_file *j, const xmlNode *n);
void rsis_jats_name_parts(struct rsis_jats_file *j, const xmlNode *n);
void rsis_jats_date(struct rsis_jats_file *j, const xmlNode *n);
void rsis_jats_history(struct rsis_jats_file *j, const xmlNode *n);
void rsis_jats_permissions(struct rsis_jats_file *j, const xmlNode *n);
void rsis_jats_license(struct rsis_jats_file *j, const xmlNode *n);
void rsis_jats_section(struct rsis_jats_file *j, const xmlNode *n);
void rsis_jats_xref(struct rsis_jats_file *j, const xmlNode *n);
void rsis_jats_link(struct rsis_jats_file *j, const xmlNode *n);
void rsis_jats_email(struct rsis_jats_file *j, const xmlNode *n);
void rsis_jats_graphic(struct rsis_jats_file *j, const xmlNode *n);
void rsis_jats_figure(struct rsis_jats_file *j, const xmlNode *n);
void rsis_jats_list(struct rsis_jats_file *j, const xmlNode *n);
void rsis_jats_citation(struct rsis_jats_file *j, const xmlNode *n);

/* Pieces of article-meta. */
void rsis_jats_pub_dates(struct rsis_jats_file *j, const xmlNode *meta);
void rsis_jats_authors(struct rsis_jats_file *j, const xmlNode *meta);

#endif
