/* record.c - the plain record of a document: its metadata as strings. */
#include "../base/utf8.h"
#include "xhtml.h"

/* ---------------------------------------------------------------- text without markup */

static void flatten(const struct rsis_doc *doc, struct rsis_buf *out, const struct rsis_node *n) {
    for (; n; n = n->next) {
        if (n->type == RSIS_NODE_TEXT) rsis_buf_str(out, rsis_doc_text(doc, n->piece));
        if (n->type != RSIS_NODE_NOTE_REF) flatten(doc, out, n->child);
    }
}

static struct rsis_str paragraphs(const struct rsis_doc *doc, const struct rsis_node *group, char between);

/* A paragraph, or the paragraphs of a list or an item. */
static struct rsis_str block_text(const struct rsis_doc *doc, const struct rsis_node *n, char between) {
    struct rsis_buf one;
    if (n->type == RSIS_NODE_LIST || n->type == RSIS_NODE_ITEM) return paragraphs(doc, n, between);
    rsis_buf_init(&one, doc->arena);
    flatten(doc, &one, n->child);
    return rsis_buf_slice(&one);
}

/* The paragraphs of a group with `between` two. */
static struct rsis_str paragraphs(const struct rsis_doc *doc, const struct rsis_node *group, char between) {
    struct rsis_buf out;
    rsis_buf_init(&out, doc->arena);
    for (const struct rsis_node *n = group ? group->child : NULL; n; n = n->next) {
        struct rsis_str s = block_text(doc, n, between);
        if (out.len && s.len) rsis_buf_char(&out, between);
        rsis_buf_str(&out, s);
    }
    return rsis_buf_slice(&out);
}

static struct rsis_str inline_text(const struct rsis_doc *doc, const struct rsis_node *group) {
    struct rsis_buf out;
    rsis_buf_init(&out, doc->arena);
    if (group) flatten(doc, &out, group->child);
    return rsis_str_trim(rsis_buf_slice(&out));
}

static struct rsis_str datum(const struct rsis_doc *doc, const struct rsis_datum *d) {
    return d->rule ? rsis_datum_text(doc, d) : rsis_str("", 0);
}

/* ---------------------------------------------------------------- names and numbers */

/* Series in one book are told apart by the first letter of the last word: "rsis-commentaries" gives c. */
static char series_letter(struct rsis_str id) {
    char letter = 'x';
    for (size_t i = 0; i < id.len; i++)
        if ((i == 0 || id.ptr[i - 1] == '-') && rsis_is_alpha(id.ptr[i])) letter = rsis_to_lower(id.ptr[i]);
    return letter;
}

/*
 * The key names files and ids, so it is lower-case ASCII letters and digits: "c046-2013". The number is padded to
 * three digits, so that "46/2013" and "046/2013" are one. Without a number the source's digest stands in.
 */
static const char *key_of(const struct rsis_doc *doc, const struct rsis_part *p) {
    struct rsis_buf b;
    size_t digits = 0, zeros = 0;
    rsis_buf_init(&b, doc->arena);
    rsis_buf_char(&b, series_letter(p->series_id));
    while (digits < p->issue.len && rsis_is_digit(p->issue.ptr[digits])) digits++;
    while (zeros + 3 < digits && p->issue.ptr[zeros] == '0') zeros++;
    for (size_t i = digits; i < 3; i++) rsis_buf_char(&b, '0');
    for (size_t i = zeros; i < p->issue.len; i++) {
        char c = rsis_to_lower(p->issue.ptr[i]);
        if (rsis_is_digit(c) || rsis_is_lower(c)) rsis_buf_char(&b, c);
    }
    if (!digits || !p->year.len) return rsis_format(doc->arena, "%c-%.12s", series_letter(p->series_id), doc->sha256);
    return rsis_format(doc->arena, "%.*s-%.*s", RSIS_ARG(rsis_buf_slice(&b)), RSIS_ARG(p->year));
}

static struct rsis_str join(struct rsis_arena *a, struct rsis_str x, const char *between, struct rsis_str y) {
    return rsis_str_c(rsis_format(a, "%.*s%s%.*s", RSIS_ARG(x), between, RSIS_ARG(y)));
}

static struct rsis_person person(const struct rsis_doc *doc, const struct rsis_author *a) {
    struct rsis_person p = {.name = datum(doc, &a->name), .orcid = datum(doc, &a->orcid)};
    struct rsis_str given = datum(doc, &a->given), surname = datum(doc, &a->surname);
    p.file_as = given.len && surname.len ? join(doc->arena, surname, ", ", given) : p.name;
    return p;
}

static void people(const struct rsis_doc *doc, struct rsis_part *p) {
    p->authors = RSIS_NEW_ARRAY(doc->arena, struct rsis_person, doc->n_authors + 1);
    for (p->n_authors = 0; p->n_authors < doc->n_authors; p->n_authors++)
        p->authors[p->n_authors] = person(doc, &doc->authors[p->n_authors]);
    p->editors = RSIS_NEW_ARRAY(doc->arena, struct rsis_person, doc->era->n_editors + 1);
    for (size_t i = 0; i < doc->era->n_editors; i++) {
        const struct rsis_editor *e = &doc->era->editors[i];
        struct rsis_str inverted = e->surname.len ? join(doc->arena, e->surname, ", ", e->given) : e->name;
        p->editors[p->n_editors++] = (struct rsis_person){.name = e->name, .file_as = inverted, .role = e->role};
    }
}

static void number(const struct rsis_doc *doc, struct rsis_part *p) {
    p->issue = datum(doc, &doc->issue);
    p->year = datum(doc, &doc->year);
    if (doc->supplied_number.rule)
        p->number = datum(doc, &doc->supplied_number);
    else if (doc->number_id.rule)
        p->number = datum(doc, &doc->number_id);
    if (doc->number_lines.n) p->number_line = rsis_doc_text(doc, doc->number_lines.v[0]);
}

static void subjects(const struct rsis_doc *doc, struct rsis_part *p) {
    p->kicker = doc->supplied_kicker.rule ? datum(doc, &doc->supplied_kicker) : inline_text(doc, doc->kicker);
    p->keywords = RSIS_NEW_ARRAY(doc->arena, struct rsis_str, doc->keywords.n + 1);
    for (uint32_t i = 0; i < doc->keywords.n; i++) p->keywords[p->n_keywords++] = datum(doc, &doc->keywords.v[i]);
}

static void versions(const struct rsis_doc *doc, struct rsis_part *p) {
    for (uint32_t i = 0; i < doc->supplied.n; i++) {
        struct rsis_str when = doc->supplied.v[i].when;
        if (rsis_str_compare(when, p->version) > 0) p->version = when;
    }
}

static bool has_picture(const struct rsis_node *n) {
    for (; n; n = n->next)
        if (n->type == RSIS_NODE_PICTURE || has_picture(n->child)) return true;
    return false;
}

struct rsis_part *rsis_part_of(const struct rsis_doc *doc) {
    struct rsis_part *p = RSIS_NEW(doc->arena, struct rsis_part);
    p->source = doc->carried ? doc->carried->name : doc->name;
    p->source_sha256 = doc->carried ? doc->carried->sha256 : rsis_str_c(doc->sha256);
    p->series_id = doc->series->journal_id;
    p->series = doc->era->title;
    p->publisher = doc->era->publisher;
    p->place = doc->era->place;
    p->issn = doc->issn.rule ? datum(doc, &doc->issn) : doc->era->issn;
    number(doc, p);
    p->title = doc->supplied_title.rule ? datum(doc, &doc->supplied_title) : inline_text(doc, doc->title);
    if (!p->title.len) p->title = p->source;
    p->date = doc->date.rule && !doc->date_bad && doc->when.day ? doc->date.value : rsis_str("", 0);
    p->language = doc->language.value;
    p->synopsis = paragraphs(doc, doc->abstract, '\n');
    p->rights = paragraphs(doc, doc->notice, ' '); /* it was cut by role and reads as one paragraph */
    p->doi = datum(doc, &doc->doi);
    p->handle = datum(doc, &doc->handle);
    people(doc, p);
    subjects(doc, p);
    versions(doc, p);
    p->pictures = has_picture(doc->body);
    p->has_notes = !rsis_node_empty(doc->notes);
    p->key = key_of(doc, p);
    return p;
}
