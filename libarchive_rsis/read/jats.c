/*
 * jats.c - walks over the tags of a JATS file that rsis wrote, gives every byte a tile and every block a node.
 *
 * One table says which element may stand where, with which attributes, and what becomes of it; what the table does
 * not know is refused, because it could not be written again. What the elements say of data is settled at the end
 * (jats_values.c), when all the text is there to be looked at.
 */
#include "jats_parts.h"

#include <libxml/parser.h>
#include <libxml/parserInternals.h>

enum { DEPTH = 60 };

/* What an element stands in. */
enum place {
    TOP,
    ARTICLE,
    CLAIMS,
    FRONT,
    JOURNAL,
    EDITORS,
    EDITOR,
    META,
    HEADING,
    KICKER,
    TITLE,
    AUTHORS,
    AUTHOR,
    NAMES,
    DATE,
    LICENSE,
    ABSTRACT,
    KEYWORDS,
    PROVENANCE,
    BODY,
    SEC,
    LIST,
    ITEM,
    FIGURE,
    BACK,
    NOTES,
    NOTE,
    PARAS,
    BIO,
    TEXT,    /* in a block: text and inlines */
    PICTURE, /* in a block: a description and nothing else */
    WORDS,   /* in a block: text alone */
};
#define IN(place) (1u << (place))

enum kind {
    HOLDER, /* elements in it, or inlines and text */
    BLOCK,  /* a block of text; its node gets the piece */
    PLAIN,  /* a block of text without inlines; `to` gets the piece */
    MARK,   /* the same; the node around it gets the piece as its mark */
    NOTE_REF,
    VALUE,  /* what `to` of the reader says */
    LISTED, /* what one more row of `to` says */
    CLAIM,  /* a custom-meta */
};

struct element;
/* The node that what stands in an element belongs to. */
typedef struct rsis_node *node_fn(struct rsis_jats_reader *r, struct rsis_node *parent, const struct element *e,
                                  const struct rsis_tag *t);

struct element {
    const char *name, *attributes;
    uint32_t in; /* places, as bits */
    uint8_t kind, inside;
    uint16_t to;   /* PLAIN and groups: in struct rsis_doc; VALUE and LISTED: in struct rsis_jats_reader */
    uint16_t said; /* of a block that a supplied value of `field` may replace: where that goes */
    uint8_t type;  /* of a new node */
    node_fn *node; /* NULL: the node around it */
    const char *field;
};

struct frame {
    const struct element *element;
    struct rsis_node *node;
    uint32_t from;  /* text offset */
    uint8_t target; /* the link goes where its text says: enum rsis_use_kind */
    struct rsis_str href;
};

struct walk {
    struct rsis_jats_reader *r;
    struct frame frames[DEPTH];
    unsigned depth; /* frames[depth] is the open one */
    unsigned block; /* of the open block, 0 for none */
};

/* ---------------------------------------------------------------- nodes */

static struct rsis_node *child(struct rsis_jats_reader *r, struct rsis_node *parent, const struct element *e,
                               const struct rsis_tag *t) {
    struct rsis_node *n = rsis_node_new(r->doc->arena, (enum rsis_node_type)e->type);
    struct rsis_str lang = rsis_tag_value(t, "xml:lang");
    n->ordered = rsis_str_eq(rsis_tag_value(t, "list-type"), RSIS_LIT("order"));
    if (lang.ptr) n->lang = rsis_str_dup(r->doc->arena, lang);
    rsis_node_append(parent, n);
    return n;
}

static struct rsis_node *group(struct rsis_jats_reader *r, struct rsis_node *parent, const struct element *e,
                               const struct rsis_tag *t) {
    (void)parent, (void)t;
    return *(struct rsis_node **)(void *)((char *)r->doc + e->to);
}

/* The number at the end of an id: 3 of "page3". */
static uint32_t number_of(struct rsis_str id) {
    uint32_t n = 0;
    for (size_t i = 0; i < id.len; i++)
        if (rsis_is_digit(id.ptr[i])) n = n * 10 + (uint32_t)(id.ptr[i] - '0');
    return n;
}

/* Footnotes, their marks and page breaks have numbers that mean something. */
static struct rsis_node *numbered(struct rsis_jats_reader *r, struct rsis_node *parent, const struct element *e,
                                  const struct rsis_tag *t) {
    struct rsis_node *n = child(r, parent, e, t);
    struct rsis_str id = rsis_tag_value(t, e->kind == NOTE_REF ? "rid" : "id");
    n->evidenced = e->type == RSIS_NODE_BREAK && rsis_str_starts(id, RSIS_LIT("page"));
    if (e->type != RSIS_NODE_BREAK || n->evidenced) n->number = number_of(id);
    return n;
}

static struct rsis_node *heading(struct rsis_jats_reader *r, struct rsis_node *parent, const struct element *e,
                                 const struct rsis_tag *t) {
    if (parent->head) rsis_jats_refuse(r, RSIS_DIAG_JATS_ELEMENT, t->at, t->end - t->at, "this section has two titles");
    (void)e;
    return parent->head = rsis_node_new(r->doc->arena, RSIS_NODE_GROUP);
}

/* The title or the kicker, as printed. */
static struct rsis_node *printed(struct rsis_jats_reader *r, struct rsis_node *parent, const struct element *e,
                                 const struct rsis_tag *t) {
    struct rsis_node **to = (struct rsis_node **)(void *)((char *)r->doc + e->to);
    (void)parent;
    if (*to) rsis_jats_refuse(r, RSIS_DIAG_JATS_ELEMENT, t->at, t->end - t->at, "a second <%.*s>", RSIS_ARG(t->name));
    return *to = rsis_node_new(r->doc->arena, RSIS_NODE_GROUP);
}

static struct rsis_node *sentence(struct rsis_jats_reader *r, struct rsis_node *parent, const struct element *e,
                                  const struct rsis_tag *t) {
    struct rsis_node *n = child(r, parent, e, t);
    struct rsis_str role = rsis_tag_value(t, "content-type");
    unsigned i = 0;
    while (i < RSIS_NOTICE_ROLES && !rsis_str_eq(role, rsis_str_c(rsis_notice_role_name((enum rsis_notice_role)i))))
        i++;
    n->role = (uint8_t)i;
    if (i == RSIS_NOTICE_ROLES)
        rsis_jats_refuse(r, RSIS_DIAG_JATS_ELEMENT, t->at, t->end - t->at, "\"%.*s\" is no role of a notice's sentence",
                         RSIS_ARG(role));
    return n;
}

static void say(const struct rsis_jats_reader *r, struct rsis_said *to, const struct rsis_tag *t, const char *name) {
    struct rsis_str value = rsis_tag_value(t, name);
    if (value.ptr) *to = (struct rsis_said){rsis_tag_decode(r->doc->arena, value), t->at};
}

static struct rsis_node *article(struct rsis_jats_reader *r, struct rsis_node *parent, const struct element *e,
                                 const struct rsis_tag *t) {
    struct rsis_str version = rsis_tag_value(t, "dtd-version");
    (void)e;
    if (r->dtd_version && !rsis_str_eq(version, rsis_str_c(r->dtd_version)))
        rsis_jats_refuse(r, RSIS_DIAG_JATS_ELEMENT, t->at, t->end - t->at,
                         "the dtd-version is not %s, that of the document type", r->dtd_version);
    say(r, &r->article_type, t, "article-type");
    say(r, &r->language, t, "xml:lang");
    return parent;
}

static struct rsis_node *date(struct rsis_jats_reader *r, struct rsis_node *parent, const struct element *e,
                              const struct rsis_tag *t) {
    (void)e;
    say(r, &r->iso, t, "iso-8601-date");
    return parent;
}

static struct rsis_node *license(struct rsis_jats_reader *r, struct rsis_node *parent, const struct element *e,
                                 const struct rsis_tag *t) {
    (void)parent, (void)e;
    say(r, &r->license, t, "license-type");
    return r->doc->notice;
}

static struct rsis_node *editor(struct rsis_jats_reader *r, struct rsis_node *parent, const struct element *e,
                                const struct rsis_tag *t) {
    (void)e, (void)t;
    r->editor = (struct rsis_said_editor){.role = {{NULL, 0}, 0}};
    return parent;
}

static struct rsis_node *author(struct rsis_jats_reader *r, struct rsis_node *parent, const struct element *e,
                                const struct rsis_tag *t) {
    (void)e;
    r->author = (struct rsis_said_author){.number = number_of(rsis_tag_value(t, "id")),
                                          .shares = number_of(rsis_tag_value(t, "rid"))};
    return parent;
}

static struct rsis_node *whole_name(struct rsis_jats_reader *r, struct rsis_node *parent, const struct element *e,
                                    const struct rsis_tag *t) {
    (void)e, (void)t;
    r->author.whole = true;
    return parent;
}

static struct rsis_node *bio(struct rsis_jats_reader *r, struct rsis_node *parent, const struct element *e,
                             const struct rsis_tag *t) {
    (void)parent, (void)e, (void)t;
    return r->author.bio = rsis_node_new(r->doc->arena, RSIS_NODE_GROUP);
}

/* A figure holds a paragraph with one picture. */
static struct rsis_node *figure(struct rsis_jats_reader *r, struct rsis_node *parent, const struct element *e,
                                const struct rsis_tag *t) {
    struct rsis_node *para = rsis_node_new(r->doc->arena, RSIS_NODE_PARA);
    struct rsis_node *picture = rsis_node_new(r->doc->arena, RSIS_NODE_PICTURE);
    rsis_node_append(child(r, parent, e, t), para);
    rsis_node_append(para, picture);
    return picture;
}

/* ---------------------------------------------------------------- the table */

#define DOC(member) .to = offsetof(struct rsis_doc, member)
#define SAID(member) .to = offsetof(struct rsis_jats_reader, member)
#define AROUND .node = NULL /* what stands in it belongs to the node around it */
#define NEW(t) .type = RSIS_NODE_##t, .node = child
#define REPLACED(f, s) .field = (f), .said = offsetof(struct rsis_jats_reader, s)

static const struct element elements[] = {
    /* what there is most of */
    {"p", "id=p#", IN(BODY) | IN(SEC), BLOCK, TEXT, NEW(PARA)},
    {"target", "id=page# target-type=page-break", IN(TEXT), HOLDER, WORDS, .type = RSIS_NODE_BREAK, .node = numbered},
    {"target", "id=break# target-type=inferred-break", IN(TEXT), HOLDER, WORDS, .type = RSIS_NODE_BREAK,
     .node = numbered},
    {"xref", "ref-type=fn rid=fn#", IN(TEXT), NOTE_REF, WORDS, .type = RSIS_NODE_NOTE_REF, .node = numbered},
    {"italic", "", IN(TEXT), HOLDER, TEXT, NEW(EM)},
    {"bold", "", IN(TEXT), HOLDER, TEXT, NEW(STRONG)},
    {"sup", "", IN(TEXT), HOLDER, TEXT, NEW(SUP)},
    {"sub", "", IN(TEXT), HOLDER, TEXT, NEW(SUB)},
    {"ext-link", "ext-link-type=uri xlink:href=*", IN(TEXT), HOLDER, TEXT, NEW(LINK)},
    {"email", "xlink:href=*", IN(TEXT), HOLDER, TEXT, NEW(EMAIL)},
    {"named-content", "content-type=foreign-passage xml:lang=~", IN(TEXT), HOLDER, TEXT, NEW(FOREIGN)},
    {"inline-graphic", "xlink:href=*", IN(TEXT), HOLDER, PICTURE, NEW(PICTURE)},
    {"alt-text", "", IN(PICTURE), HOLDER, TEXT, AROUND},
    {"custom-meta", "", IN(PROVENANCE), CLAIM, PROVENANCE, AROUND},
    {"custom-meta", "vocab=schema.org", IN(CLAIMS), CLAIM, CLAIMS, AROUND},
    {"p", "", IN(PARAS) | IN(ABSTRACT) | IN(ITEM) | IN(NOTE) | IN(BIO), BLOCK, TEXT, NEW(PARA)},

    {"article", "article-type=~ dtd-version=1.3 xml:lang=~ xmlns:xlink=http://www.w3.org/1999/xlink", IN(TOP), HOLDER,
     ARTICLE, .node = article},
    {"article", "article-type=~ dtd-version=1.4 xml:lang=~ xmlns:xlink=http://www.w3.org/1999/xlink", IN(TOP), HOLDER,
     ARTICLE, .node = article},
    {"processing-meta", "tagset-family=jats base-tagset=archiving table-model=none", IN(ARTICLE), HOLDER, CLAIMS,
     .to = 0},
    {"custom-meta-group", "content-type=accessibility-metadata", IN(CLAIMS), HOLDER, CLAIMS, AROUND},
    {"front", "", IN(ARTICLE), HOLDER, FRONT, AROUND},

    {"journal-meta", "", IN(FRONT), HOLDER, JOURNAL, AROUND},
    {"journal-id", "journal-id-type=publisher-id", IN(JOURNAL), VALUE, WORDS, SAID(journal_id)},
    {"journal-title-group", "", IN(JOURNAL), HOLDER, JOURNAL, AROUND},
    {"journal-title", "", IN(JOURNAL), VALUE, WORDS, SAID(journal_title)},
    {"contrib-group", "content-type=series-editors", IN(JOURNAL), HOLDER, EDITORS, AROUND},
    {"contrib", "contrib-type=editor", IN(EDITORS), HOLDER, EDITOR, .node = editor},
    {"name", "name-style?=given-only", IN(EDITOR), HOLDER, EDITOR, AROUND},
    {"surname", "", IN(EDITOR), VALUE, WORDS, SAID(editor.surname)},
    {"given-names", "", IN(EDITOR), VALUE, WORDS, SAID(editor.given)},
    {"role", "", IN(EDITOR), VALUE, WORDS, SAID(editor.role)},
    {"issn", "", IN(JOURNAL), VALUE, WORDS, SAID(issn)},
    {"publisher", "", IN(JOURNAL), HOLDER, JOURNAL, AROUND},
    {"publisher-name", "", IN(JOURNAL), VALUE, WORDS, SAID(publisher)},
    {"publisher-loc", "", IN(JOURNAL), VALUE, WORDS, SAID(place)},
    {"notes", "notes-type=masthead", IN(JOURNAL), HOLDER, PARAS, DOC(masthead), .node = group},

    {"article-meta", "", IN(FRONT), HOLDER, META, AROUND},
    {"article-id", "pub-id-type=publisher-id", IN(META), VALUE, WORDS, SAID(id)},
    {"article-id", "pub-id-type=doi", IN(META), VALUE, WORDS, SAID(doi)},
    {"article-id", "pub-id-type=handle", IN(META), VALUE, WORDS, SAID(handle)},
    {"article-categories", "", IN(META), HOLDER, META, AROUND},
    {"subj-group", "subj-group-type=heading", IN(META), HOLDER, HEADING, AROUND},
    {"subject", "", IN(HEADING), PLAIN, WORDS, DOC(section_label)},
    {"subj-group", "subj-group-type=kicker", IN(META), HOLDER, KICKER, AROUND},
    {"subject", "", IN(KICKER), BLOCK, TEXT, DOC(kicker), .node = printed, REPLACED("kicker", kicker)},
    {"article-version", "article-version-type=package", IN(META), VALUE, WORDS, SAID(version)},
    {"related-article", "related-article-type=updated-article ext-link-type=archive-package", IN(META), VALUE, WORDS,
     SAID(replaces)},
    {"title-group", "", IN(META), HOLDER, TITLE, AROUND},
    {"article-title", "", IN(TITLE), BLOCK, TEXT, DOC(title), .node = printed, REPLACED("title", title)},
    {"contrib-group", "content-type=authors", IN(META), HOLDER, AUTHORS, AROUND},
    {"contrib", "contrib-type=author id=au# rid?=au#", IN(AUTHORS), HOLDER, AUTHOR, .node = author},
    {"contrib-id", "contrib-id-type=orcid", IN(AUTHOR), VALUE, WORDS, SAID(author.orcid)},
    {"name-alternatives", "", IN(AUTHOR), HOLDER, NAMES, AROUND},
    {"name", "specific-use=index", IN(NAMES), HOLDER, NAMES, AROUND},
    {"name", "name-style=given-only specific-use=index", IN(NAMES), HOLDER, NAMES, .node = whole_name},
    {"surname", "", IN(NAMES), VALUE, WORDS, SAID(author.surname)},
    {"given-names", "", IN(NAMES), VALUE, WORDS, SAID(author.given)},
    {"string-name", "specific-use=as-printed", IN(NAMES), VALUE, WORDS, SAID(author.name)},
    {"string-name", "specific-use=supplied", IN(NAMES), VALUE, WORDS, SAID(author.supplied)},
    {"bio", "id=bio#", IN(AUTHOR), HOLDER, BIO, .node = bio},
    {"title", "", IN(BIO), PLAIN, WORDS, DOC(bio_label)},
    {"pub-date", "date-type=pub publication-format=electronic iso-8601-date?=~", IN(META), HOLDER, DATE, .node = date},
    {"day", "", IN(DATE), VALUE, WORDS, SAID(day)},
    {"month", "", IN(DATE), VALUE, WORDS, SAID(month)},
    {"year", "", IN(DATE), VALUE, WORDS, SAID(year)},
    {"volume", "content-type=year", IN(META), VALUE, WORDS, SAID(volume)},
    {"issue", "content-type=series-number", IN(META), VALUE, WORDS, SAID(issue)},
    {"elocation-id", "", IN(META), VALUE, WORDS, SAID(elocation)},
    {"permissions", "", IN(META), HOLDER, META, AROUND},
    {"license", "license-type=~", IN(META), HOLDER, LICENSE, .node = license},
    {"license-p", "content-type=~", IN(LICENSE), BLOCK, TEXT, .type = RSIS_NODE_PARA, .node = sentence},
    {"abstract", "id=abs1", IN(META), HOLDER, ABSTRACT, DOC(abstract), .node = group},
    {"title", "", IN(ABSTRACT), PLAIN, WORDS, DOC(abstract_label)},
    {"kwd-group", "", IN(META), HOLDER, KEYWORDS, AROUND},
    {"kwd", "", IN(KEYWORDS), LISTED, WORDS, SAID(keywords)},
    {"custom-meta-group", "content-type=provenance", IN(META), HOLDER, PROVENANCE, AROUND},
    {"notes", "notes-type=preface", IN(FRONT), HOLDER, PARAS, DOC(preface), .node = group},

    {"body", "", IN(ARTICLE), HOLDER, BODY, DOC(body), .node = group},
    {"sec", "id=sec#", IN(BODY) | IN(SEC), HOLDER, SEC, NEW(SECTION)},
    {"title", "", IN(SEC), BLOCK, TEXT, .node = heading},
    {"list", "list-type=bullet", IN(BODY) | IN(SEC) | IN(ABSTRACT), HOLDER, LIST, NEW(LIST)},
    {"list", "list-type=order", IN(BODY) | IN(SEC) | IN(ABSTRACT), HOLDER, LIST, NEW(LIST)},
    {"list-item", "", IN(LIST), HOLDER, ITEM, NEW(ITEM)},
    {"label", "", IN(ITEM) | IN(NOTE), MARK, WORDS, AROUND},
    {"disp-quote", "", IN(BODY) | IN(SEC), HOLDER, PARAS, NEW(QUOTE)},
    {"fig", "id=fig#", IN(BODY) | IN(SEC), HOLDER, FIGURE, .type = RSIS_NODE_FIGURE, .node = figure},
    {"caption", "", IN(FIGURE), HOLDER, FIGURE, AROUND},
    {"p", "", IN(FIGURE), BLOCK, TEXT, AROUND},
    {"graphic", "xlink:href=*", IN(FIGURE), HOLDER, WORDS, AROUND},

    {"back", "", IN(ARTICLE), HOLDER, BACK, AROUND},
    {"ack", "", IN(BACK), HOLDER, PARAS, DOC(ack), .node = group},
    {"bio", "id=bio#", IN(BACK), HOLDER, BIO, DOC(other_bios), .node = group},
    {"fn-group", "", IN(BACK), HOLDER, NOTES, DOC(notes), .node = group},
    {"title", "", IN(NOTES), PLAIN, WORDS, DOC(notes_label)},
    {"fn", "id=fn#", IN(NOTES), HOLDER, NOTE, .type = RSIS_NODE_NOTE, .node = numbered},
    {"notes", "notes-type=furniture", IN(BACK), HOLDER, PARAS, DOC(furniture), .node = group},
};

/* Provenance by its name: where it goes. */
static const struct {
    const char *name;
    size_t to;
    bool many;
} provenance[] = {
    {"source-file", offsetof(struct rsis_jats_reader, file), false},
    {"source-sha256", offsetof(struct rsis_jats_reader, sha256), false},
    {"source-media-type", offsetof(struct rsis_jats_reader, media_type), false},
    {"page-breaks-rejoined", offsetof(struct rsis_jats_reader, joined), false},
    {"characters-repaired", offsetof(struct rsis_jats_reader, repaired), false},
    {"supplied", offsetof(struct rsis_jats_reader, supplied), true},
    {"version-reason", offsetof(struct rsis_jats_reader, version_reason), false},
    {"needs-review", offsetof(struct rsis_jats_reader, review), false},
    {"asserted-not-printed", offsetof(struct rsis_jats_reader, asserted), false},
};

static const struct element *find_element(uint32_t in, const struct rsis_tag *t) {
    for (size_t i = 0; i < sizeof elements / sizeof *elements; i++)
        if (elements[i].in & in && rsis_str_eq(t->name, rsis_str_c(elements[i].name)) &&
            rsis_tag_fits(t, elements[i].attributes))
            return &elements[i];
    return NULL;
}

static uint8_t place_of(const struct walk *w) {
    return w->depth ? w->frames[w->depth].element->inside : (uint8_t)TOP;
}

static void refuse_tag(struct walk *w, const struct rsis_tag *t) {
    const char *in = w->depth ? w->frames[w->depth].element->name : "the file";
    size_t len = t->end - t->at;
    struct rsis_str s = rsis_str(w->r->stream.ptr + t->at, len < 80 ? len : 80);
    while (s.len < len && ((unsigned char)s.ptr[s.len] & 0xC0) == 0x80) s.len--;
    bool first = w->depth == 0 && t->kind <= RSIS_TAG_EMPTY;
    rsis_jats_refuse(w->r, first ? RSIS_DIAG_JATS_FOREIGN : RSIS_DIAG_JATS_ELEMENT, t->at, t->end - t->at,
                     "%.*s is not what rsis writes in %s", RSIS_ARG(s), in);
}

/* ---------------------------------------------------------------- links */

/* Does the text that follows the tag say where the link goes? Then its kind and, in *how, the derivation. */
static enum rsis_use_kind target_kind(struct rsis_str stream, uint32_t end, struct rsis_str href, uint8_t *how) {
    static const struct {
        struct rsis_str prefix;
        uint8_t kind, how;
    } ways[] = {{{"", 0}, RSIS_USE_COPY, RSIS_DERIVE_NONE},
                {{"http://", 7}, RSIS_USE_DERIVED, RSIS_DERIVE_URL},
                {{"mailto:", 7}, RSIS_USE_DERIVED, RSIS_DERIVE_MAILTO}};
    struct rsis_str rest = rsis_str_from(stream, end);
    for (size_t i = 0; i < sizeof ways / sizeof *ways; i++) {
        if (!rsis_str_starts(href, ways[i].prefix)) continue;
        struct rsis_str words = rsis_str_from(href, ways[i].prefix.len);
        if (!words.len || !rsis_str_starts(rest, words)) continue;
        if (!rsis_str_starts(rsis_str_from(rest, words.len), RSIS_LIT("</"))) continue;
        *how = ways[i].how;
        return (enum rsis_use_kind)ways[i].kind;
    }
    return RSIS_USE_PRIMARY;
}

/* The tag of a link: whole when the text shows its target, else in two halves with the target as text between. */
static void link_tag(struct walk *w, const struct rsis_tag *t, struct frame *f, struct rsis_str href) {
    struct rsis_jats_reader *r = w->r;
    uint32_t at = (uint32_t)(href.ptr - r->stream.ptr);
    for (size_t i = 0; i < href.len; i++)
        if ((unsigned char)href.ptr[i] < 0x20) href.len = 0;
    if (!href.len || f->node->target.kind) {
        refuse_tag(w, t);
        return;
    }
    struct rsis_target *target = &f->node->target;
    target->kind = (uint8_t)target_kind(r->stream, t->kind == RSIS_TAG_EMPTY ? (uint32_t)r->stream.len : t->end, href,
                                        &target->derivation);
    if (target->kind == RSIS_USE_PRIMARY) {
        uint32_t from = (uint32_t)r->text.len;
        rsis_jats_markup(r, at, RSIS_RULE_XML_TAG);
        rsis_jats_characters(r, at + (uint32_t)href.len, false, false);
        target->piece = (struct rsis_piece){from, (uint32_t)r->text.len - from};
        target->value = rsis_str(r->text.ptr + from, target->piece.len);
    } else {
        target->value = rsis_tag_decode(r->doc->arena, href);
    }
    rsis_jats_markup(r, t->end, RSIS_RULE_XML_TAG);
}

/* ---------------------------------------------------------------- values */

/* The raw content of the element that `t` opens, and its end; false when it is more than characters. */
static bool content(const struct rsis_jats_reader *r, const struct rsis_tag *t, struct rsis_str *out, uint32_t *end) {
    struct rsis_tag next;
    *out = rsis_str(r->stream.ptr + t->end, 0);
    if (t->kind != RSIS_TAG_OPEN) return false;
    rsis_tag_next(&next, r->stream, t->end);
    if (next.kind == RSIS_TAG_TEXT) {
        out->len = next.end - next.at;
        rsis_tag_next(&next, r->stream, next.end);
    }
    *end = next.end;
    return next.kind == RSIS_TAG_CLOSE && out->len;
}

static void keep(struct walk *w, size_t to, bool many, const struct rsis_tag *t, struct rsis_str raw) {
    struct rsis_jats_reader *r = w->r;
    struct rsis_said said = {rsis_tag_decode(r->doc->arena, raw), t->at};
    struct rsis_said *one = (struct rsis_said *)(void *)((char *)r + to);
    if (many) {
        one = to == offsetof(struct rsis_jats_reader, supplied) ? RSIS_PUSH(r->doc->arena, &r->supplied)
                                                                : RSIS_PUSH(r->doc->arena, &r->keywords);
    } else if (one->value.ptr) {
        rsis_jats_refuse(r, RSIS_DIAG_JATS_ELEMENT, t->at, t->end - t->at, "this is said twice");
    }
    *one = said;
}

/* A whole element that holds a value. */
static void value(struct walk *w, const struct rsis_tag *t, size_t to, bool many) {
    struct rsis_str raw;
    uint32_t end;
    if (!content(w->r, t, &raw, &end)) {
        refuse_tag(w, t);
        return;
    }
    keep(w, to, many, t, raw);
    rsis_jats_markup(w->r, end, RSIS_RULE_XML_VALUE);
}

/* What a line of the provenance that was printed belongs to. */
static struct rsis_piece *printed_piece(struct rsis_jats_reader *r, struct rsis_str name) {
    struct rsis_doc *d = r->doc;
    if (rsis_str_eq(name, RSIS_LIT("author-as-printed"))) return RSIS_PUSH(d->arena, &d->bylines);
    if (rsis_str_eq(name, RSIS_LIT("issue-line-as-printed"))) return RSIS_PUSH(d->arena, &d->number_lines);
    struct rsis_node **to = rsis_str_eq(name, RSIS_LIT("title-as-printed"))    ? &d->title
                            : rsis_str_eq(name, RSIS_LIT("kicker-as-printed")) ? &d->kicker
                                                                               : NULL;
    if (!to || *to) return NULL;
    *to = rsis_node_new(d->arena, RSIS_NODE_GROUP);
    struct rsis_node *text = rsis_node_new(d->arena, RSIS_NODE_TEXT);
    rsis_node_append(*to, text);
    return &text->piece;
}

/* The next tag; the white space before it gets a tile, or is part of one that is still to come. */
static void next_inside(struct rsis_jats_reader *r, struct rsis_tag *t, bool tiles) {
    uint32_t at = t->end;
    rsis_tag_next(t, r->stream, at);
    if (t->kind != RSIS_TAG_TEXT) return;
    rsis_jats_only_space(r, t);
    if (tiles) rsis_jats_between(r, t);
    rsis_tag_next(t, r->stream, t->end);
}

/* custom-meta with a printed line: `name` is the tag of its meta-name, which ends at `end`. */
static void printed_meta(struct walk *w, const struct rsis_tag *open, struct rsis_str what, uint32_t end) {
    struct rsis_jats_reader *r = w->r;
    struct rsis_tag t = *open;
    struct rsis_str raw = {NULL, 0};
    uint32_t stop = 0;
    struct rsis_piece *piece = printed_piece(r, what);
    rsis_jats_markup(r, t.end, RSIS_RULE_XML_TAG);
    next_inside(r, &t, true);
    rsis_jats_markup(r, end, RSIS_RULE_XML_VALUE);
    t.end = end;
    next_inside(r, &t, true);
    if (!piece || !rsis_str_eq(t.name, RSIS_LIT("meta-value")) || !content(r, &t, &raw, &stop) ||
        !rsis_jats_parted(r)) {
        refuse_tag(w, open);
        return;
    }
    rsis_jats_markup(r, t.end, RSIS_RULE_XML_TAG);
    piece->at = (uint32_t)r->text.len;
    rsis_jats_characters(r, t.end + (uint32_t)raw.len, true, true);
    piece->len = (uint32_t)r->text.len - piece->at;
    rsis_jats_markup(r, stop, RSIS_RULE_XML_TAG);
    t.end = stop;
    next_inside(r, &t, true);
    rsis_jats_markup(r, t.end, RSIS_RULE_XML_TAG);
    if (t.kind != RSIS_TAG_CLOSE) refuse_tag(w, open);
}

/* A claim about accessibility is made anew on writing; it must be one that rsis makes. */
static bool known_claim(struct rsis_str name, struct rsis_str raw) {
    return rsis_str_eq(name, RSIS_LIT("accessibilityFeature"))
               ? rsis_str_eq(raw, RSIS_LIT("readingOrder")) || rsis_str_eq(raw, RSIS_LIT("structuralNavigation"))
               : rsis_str_eq(name, RSIS_LIT("accessibilityHazard")) && rsis_str_eq(raw, RSIS_LIT("none"));
}

static bool note_claim(struct rsis_jats_reader *r, uint32_t at, struct rsis_str name, struct rsis_str raw) {
    if (!r->claims.len) r->claims_at = at;
    rsis_buf_str(&r->claims, raw);
    rsis_buf_z(&r->claims, "; ");
    return known_claim(name, raw);
}

static bool keep_claim(struct walk *w, const struct rsis_tag *t, struct rsis_str name, struct rsis_str raw) {
    if (place_of(w) == CLAIMS) return note_claim(w->r, t->at, name, raw);
    for (size_t i = 0; i < sizeof provenance / sizeof *provenance; i++) {
        if (!rsis_str_eq(name, rsis_str_c(provenance[i].name))) continue;
        keep(w, provenance[i].to, provenance[i].many, t, raw);
        return true;
    }
    return false;
}

static void claim(struct walk *w, const struct rsis_tag *open) {
    struct rsis_jats_reader *r = w->r;
    struct rsis_tag t = *open;
    struct rsis_str name = {NULL, 0}, raw = name;
    uint32_t end = 0;
    next_inside(r, &t, false);
    bool good = t.kind == RSIS_TAG_OPEN && rsis_str_eq(t.name, RSIS_LIT("meta-name")) && content(r, &t, &name, &end);
    if (good && rsis_str_ends(name, RSIS_LIT("-as-printed"))) {
        printed_meta(w, open, name, end);
        return;
    }
    t.end = good ? end : t.end;
    next_inside(r, &t, false);
    good = good && rsis_str_eq(t.name, RSIS_LIT("meta-value")) && content(r, &t, &raw, &end);
    t.end = good ? end : t.end;
    next_inside(r, &t, false);
    if (!good || t.kind != RSIS_TAG_CLOSE || !keep_claim(w, open, name, raw)) {
        refuse_tag(w, open);
        return;
    }
    rsis_jats_markup(r, t.end, RSIS_RULE_XML_VALUE);
}

/* ---------------------------------------------------------------- the walk */

/* A title that a person supplied is a value and no text of the source. */
static bool is_replaced(const struct walk *w, const struct element *e, const struct rsis_tag *t) {
    struct rsis_str raw;
    uint32_t end;
    return e->field && content(w->r, t, &raw, &end) && rsis_jats_is_supplied(w->r, e->field, raw);
}

static bool begins_block(const struct element *e) {
    return e->kind == BLOCK || e->kind == PLAIN || e->kind == MARK;
}

/* The piece of a block that ends, to where it belongs; each but that of a node of its own stands there once. */
static void give_piece(struct rsis_jats_reader *r, const struct frame *f, struct rsis_piece piece) {
    struct rsis_piece *to = &f->node->piece;
    if (f->element->kind == PLAIN) to = (struct rsis_piece *)(void *)((char *)r->doc + f->element->to);
    if (f->element->kind == MARK) to = &f->node->mark;
    if (to->len && (to != &f->node->piece || !f->element->node))
        rsis_jats_refuse(r, RSIS_DIAG_JATS_ELEMENT, r->at, 0, "a second <%s>", f->element->name);
    if (to == &r->doc->bio_label) r->labelled = r->author.number;
    *to = piece;
}

/* What the writers count on: each of these has what makes it one. */
static void check_whole(struct rsis_jats_reader *r, const struct frame *f) {
    const struct element *e = f->element;
    bool good = true;
    if (e->node == figure) good = f->node->target.kind != 0;
    if (e->node == bio || e->type == RSIS_NODE_ITEM) good = f->node->child != NULL;
    if (e->inside == SEC) good = f->node->head != NULL;
    if (!good) rsis_jats_refuse(r, RSIS_DIAG_JATS_ELEMENT, r->at, 0, "something is missing in <%s>", e->name);
}

static void leave(struct walk *w) {
    struct rsis_jats_reader *r = w->r;
    const struct frame *f = &w->frames[w->depth];
    const struct element *e = f->element;
    struct rsis_piece piece = {f->from, (uint32_t)r->text.len - f->from};
    struct rsis_target *target = &f->node->target;
    if (begins_block(e) || e->kind == NOTE_REF) give_piece(r, f, piece);
    if (target->kind > RSIS_USE_PRIMARY && !target->piece.len) {
        target->piece = piece;
        if (target->kind == RSIS_USE_COPY) target->value = rsis_str(r->text.ptr + piece.at, piece.len);
    }
    check_whole(r, f);
    if (e->node == author) {
        *RSIS_PUSH(r->doc->arena, &r->authors) = r->author;
        r->author = (struct rsis_said_author){.number = 0};
    }
    if (e->node == editor) *RSIS_PUSH(r->doc->arena, &r->editors) = r->editor;
    if (w->block == w->depth) w->block = 0;
    w->depth--;
}

/* Opens an element that holds text or elements. */
static void enter(struct walk *w, const struct element *e, const struct rsis_tag *t) {
    struct rsis_jats_reader *r = w->r;
    struct rsis_node *around = w->frames[w->depth].node;
    if (w->depth + 1 >= DEPTH) {
        rsis_jats_refuse(r, RSIS_DIAG_JATS_ELEMENT, t->at, t->end - t->at, "elements are nested deeper than %d", DEPTH);
        return;
    }
    if (begins_block(e) && !rsis_jats_parted(r)) {
        rsis_jats_refuse(r, RSIS_DIAG_JATS_ELEMENT, t->at, t->end - t->at,
                         "no white space stands between this paragraph and the one before");
        return;
    }
    struct frame *f = &w->frames[++w->depth];
    *f = (struct frame){.element = e, .from = (uint32_t)r->text.len};
    f->node = e->node ? e->node(r, around, e, t) : around;
    if (begins_block(e)) w->block = w->depth;
    struct rsis_str href = rsis_tag_value(t, "xlink:href");
    if (href.ptr) {
        link_tag(w, t, f, href);
        f->from = e->inside == PICTURE ? f->from : (uint32_t)r->text.len;
    } else {
        rsis_jats_markup(r, t->end, RSIS_RULE_XML_TAG);
    }
    if (t->kind == RSIS_TAG_EMPTY) leave(w);
}

static void open_tag(struct walk *w, const struct rsis_tag *t) {
    const struct element *e = find_element(IN(place_of(w)), t);
    if (!e) {
        refuse_tag(w, t);
    } else if (is_replaced(w, e, t)) {
        value(w, t, e->said, false);
    } else if (e->kind == VALUE || e->kind == LISTED) {
        value(w, t, e->to, e->kind == LISTED);
    } else if (e->kind == CLAIM) {
        claim(w, t);
    } else {
        enter(w, e, t);
    }
}

static void text(struct walk *w, const struct rsis_tag *t) {
    struct rsis_jats_reader *r = w->r;
    uint8_t place = place_of(w);
    struct frame *f = &w->frames[w->depth];
    if (!w->block) {
        rsis_jats_between(r, t);
        return;
    }
    if ((place != TEXT && place != WORDS) || f->element->type == RSIS_NODE_BREAK) {
        refuse_tag(w, t);
        return;
    }
    bool first = w->frames[w->block].from == r->text.len;
    bool last = w->depth == w->block && rsis_str_starts(rsis_str_from(r->stream, t->end), RSIS_LIT("</"));
    uint32_t from = (uint32_t)r->text.len;
    struct rsis_node *around = f->node;
    rsis_jats_characters(r, t->end, first, last);
    if (place == WORDS || r->text.len == from) return;
    struct rsis_node *n = rsis_node_new(r->doc->arena, RSIS_NODE_TEXT);
    n->piece = (struct rsis_piece){from, (uint32_t)r->text.len - from};
    rsis_node_append(around, n);
}

static void prolog(struct rsis_jats_reader *r, const struct rsis_tag *t) {
    static const struct {
        const char *text, *version;
    } ours[] = {{"<?xml version=\"1.0\" encoding=\"UTF-8\"?>", NULL},
                {"<!DOCTYPE article PUBLIC \"-//NLM//DTD JATS (Z39.96) Journal Archiving and Interchange DTD v1.3 "
                 "20210610//EN\" \"https://jats.nlm.nih.gov/archiving/1.3/JATS-archivearticle1-3.dtd\">",
                 "1.3"},
                {"<!DOCTYPE article PUBLIC \"-//NLM//DTD JATS (Z39.96) Journal Archiving and Interchange DTD v1.4 "
                 "20241031//EN\" \"https://jats.nlm.nih.gov/archiving/1.4/JATS-archivearticle1-4.dtd\">",
                 "1.4"}};
    for (size_t i = 0; i < sizeof ours / sizeof *ours; i++)
        if (rsis_str_eq(rsis_str(r->stream.ptr + t->at, t->end - t->at), rsis_str_c(ours[i].text))) {
            r->dtd_version = ours[i].version;
            rsis_jats_markup(r, t->end, RSIS_RULE_XML_TAG);
            return;
        }
    rsis_jats_refuse(r, RSIS_DIAG_JATS_FOREIGN, t->at, t->end - t->at,
                     "this is not the start of a JATS file that rsis wrote");
}

static void walk(struct rsis_jats_reader *r, struct walk *w) {
    struct rsis_tag t;
    if (rsis_str_starts(r->stream, RSIS_LIT("\xEF\xBB\xBF"))) rsis_jats_markup(r, 3, RSIS_RULE_INVISIBLE);
    while (!r->failed) {
        rsis_tag_next(&t, r->stream, r->at);
        switch ((enum rsis_tag_kind)t.kind) {
        case RSIS_TAG_END:
            return;
        case RSIS_TAG_TEXT:
            text(w, &t);
            break;
        case RSIS_TAG_PROLOG:
            prolog(r, &t);
            break;
        case RSIS_TAG_OPEN:
        case RSIS_TAG_EMPTY:
            open_tag(w, &t);
            break;
        case RSIS_TAG_CLOSE:
            leave(w);
            rsis_jats_markup(r, t.end, RSIS_RULE_XML_TAG);
            break;
        case RSIS_TAG_OTHER:
            refuse_tag(w, &t);
            break;
        }
    }
}

/* ---------------------------------------------------------------- is it XML */

static void quiet(void *ctx, xmlErrorPtr error) {
    (void)ctx, (void)error;
}

static void free_parser(void *p) {
    xmlFreeParserCtxt(p);
}

/* The stream offset of a line and column in bytes, as libxml2 counts them. */
static uint32_t offset_of(struct rsis_str s, int line, int column) {
    size_t at = 0;
    for (const char *p; line > 1 && (p = memchr(s.ptr + at, '\n', s.len - at)); line--) at = (size_t)(p - s.ptr) + 1;
    at += column > 1 ? (size_t)column - 1 : 0;
    return (uint32_t)(at < s.len ? at : s.len);
}

/* Nothing is loaded and nothing replaced: libxml2 is asked whether this is well-formed, and no more. */
static bool well_formed(struct rsis_jats_reader *r) {
    static const xmlSAXHandler sax = {.initialized = XML_SAX2_MAGIC, .serror = quiet};
    xmlParserCtxtPtr parser = xmlCreateMemoryParserCtxt(r->stream.ptr, (int)r->stream.len);
    if (!parser) rsis_arena_give_up(r->doc->arena);
    rsis_arena_defer(r->doc->arena, free_parser, parser);
    xmlCtxtUseOptions(parser, XML_PARSE_NONET);
    *parser->sax = sax;
    xmlParseDocument(parser);
    if (parser->errNo == XML_ERR_NO_MEMORY) rsis_arena_give_up(r->doc->arena);
    if (parser->wellFormed) return true;
    const char *why = parser->lastError.message ? parser->lastError.message : "unknown";
    rsis_jats_refuse(r, RSIS_DIAG_JATS_FOREIGN, offset_of(r->stream, parser->lastError.line, parser->lastError.int2), 0,
                     "this is not well-formed XML: %.*s", (int)strcspn(why, "\n"), why);
    return false;
}

/*
 * With a document type, libxml2 takes an entity that nobody declared for one that the DTD may declare. So each
 * reference is looked at, in texts, in values and in attributes: XML's own five, or a character that may stand there.
 */
static void check_references(struct rsis_jats_reader *r) {
    struct rsis_str s = r->stream;
    for (const char *p; !r->failed && (p = memchr(s.ptr, '&', s.len)); s = rsis_str_from(s, 1)) {
        uint32_t len = 1;
        s = rsis_str_from(s, (size_t)(p - s.ptr));
        uint32_t cp = rsis_tag_reference(s, &len);
        if (!cp || (cp < 0x20 && cp != '\t'))
            rsis_jats_refuse(r, RSIS_DIAG_JATS_ELEMENT, (uint32_t)(p - r->stream.ptr), len,
                             "rsis does not write this reference");
    }
}

bool rsis_is_jats(struct rsis_str s) {
    if (rsis_str_starts(s, RSIS_LIT("\xEF\xBB\xBF"))) s = rsis_str_from(s, 3);
    while (s.len && rsis_is_space(s.ptr[0])) s = rsis_str_from(s, 1);
    return rsis_str_starts(s, RSIS_LIT("<?xml ")) || rsis_str_starts(s, RSIS_LIT("<!DOCTYPE article ")) ||
           rsis_str_starts(s, RSIS_LIT("<article ")) || rsis_str_starts(s, RSIS_LIT("<article>"));
}

static void new_groups(struct rsis_doc *d) {
    struct rsis_node **groups[] = {&d->masthead, &d->preface, &d->furniture, &d->notice,    &d->abstract,
                                   &d->body,     &d->ack,     &d->notes,     &d->other_bios};
    for (size_t i = 0; i < sizeof groups / sizeof *groups; i++) *groups[i] = rsis_node_new(d->arena, RSIS_NODE_GROUP);
}

enum rsis_status rsis_read_jats(struct rsis_doc *doc, struct rsis_str stream, bool asked) {
    struct rsis_jats_reader *r = RSIS_NEW(doc->arena, struct rsis_jats_reader);
    struct walk *w = RSIS_NEW(doc->arena, struct walk);
    r->doc = doc;
    r->stream = doc->ledger.stream = stream;
    rsis_buf_init(&r->text, doc->arena);
    rsis_buf_init(&r->claims, doc->arena);
    rsis_buf_reserve(&r->text, stream.len + 1);
    new_groups(doc);
    w->r = r;
    w->frames[0].node = rsis_node_new(doc->arena, RSIS_NODE_GROUP);
    if (strcmp(doc->encoding, "UTF-8") != 0)
        rsis_jats_refuse(r, RSIS_DIAG_JATS_FOREIGN, 0, 0, "rsis writes UTF-8, and this is %s", doc->encoding);
    if (!stream.len) rsis_jats_refuse(r, RSIS_DIAG_JATS_FOREIGN, 0, 0, "the file is empty");
    if (!r->failed && well_formed(r)) check_references(r);
    if (!r->failed) walk(r, w);
    doc->ledger.text = rsis_buf_slice(&r->text);
    if (!r->failed) rsis_jats_settle(r);
    if (r->failed) return RSIS_ERR_INPUT;
    doc->flavour = RSIS_FROM_JATS;
    rsis_report_file(doc->diags, RSIS_DIAG_IN_FLAVOUR, "read as jats%s, UTF-8",
                     asked ? " (as asked)" : " (found from the content)");
    return RSIS_OK;
}
