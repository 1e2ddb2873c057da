/* jats_tree.c - questions to libxml2's tree. */
#include "jats_parts.h"

static const char XLINK[] = "http://www.w3.org/1999/xlink";

uint32_t rsis_jats_line(const xmlNode *n) {
    long line = n ? xmlGetLineNo(n) : 0;
    return line > 0 ? (uint32_t)line : 0;
}

bool rsis_jats_is(const xmlNode *n, const char *name) {
    return n && n->type == XML_ELEMENT_NODE && !n->ns && strcmp(rsis_jats_name(n), name) == 0;
}

bool rsis_jats_is_among(const xmlNode *n, const char *const *names, size_t count) {
    for (size_t i = 0; i < count; i++)
        if (rsis_jats_is(n, names[i])) return true;
    return false;
}

/* Entities of the file's own are not expanded, so a value may be in pieces; the first says enough. */
static struct rsis_str value_of(const xmlAttr *a) {
    const xmlNode *text = a->children;
    return rsis_str_c(text && text->type == XML_TEXT_NODE ? (const char *)text->content : "");
}

static struct rsis_str attribute(const xmlNode *n, const char *uri, const char *name) {
    for (const xmlAttr *a = n->type == XML_ELEMENT_NODE ? n->properties : NULL; a; a = a->next) {
        bool same_space = uri ? a->ns && strcmp((const char *)a->ns->href, uri) == 0 : !a->ns;
        if (same_space && strcmp((const char *)a->name, name) == 0) return value_of(a);
    }
    return rsis_str(NULL, 0);
}

struct rsis_str rsis_jats_attr(const xmlNode *n, const char *name) {
    return attribute(n, NULL, name);
}

struct rsis_str rsis_jats_href(const xmlNode *n) {
    return attribute(n, XLINK, "href");
}

struct rsis_str rsis_jats_lang(const xmlNode *n) {
    return attribute(n, (const char *)XML_XML_NAMESPACE, "lang");
}

bool rsis_jats_attr_is(const xmlNode *n, const char *name, const char *value) {
    return rsis_str_eq(rsis_jats_attr(n, name), rsis_str_c(value));
}

static const xmlNode *from(const xmlNode *n, const char *name) {
    while (n && (n->type != XML_ELEMENT_NODE || (name && !rsis_jats_is(n, name)))) n = n->next;
    return n;
}

const xmlNode *rsis_jats_child(const xmlNode *n, const char *name) {
    return n && n->type == XML_ELEMENT_NODE ? from(n->children, name) : NULL;
}

const xmlNode *rsis_jats_next(const xmlNode *n, const char *name) {
    return from(n->next, name);
}

/* The children of a reference to an entity are its declaration, which is no part of the tree. */
const xmlNode *rsis_jats_after(const xmlNode *n, const xmlNode *top) {
    if (n->type == XML_ELEMENT_NODE && n->children) return n->children;
    while (n != top && !n->next) n = n->parent;
    return n == top ? NULL : n->next;
}

const xmlNode *rsis_jats_below(const xmlNode *top, const char *name) {
    const xmlNode *n = top;
    while (n && (n = rsis_jats_after(n, top)) != NULL)
        if (rsis_jats_is(n, name)) return n;
    return NULL;
}

static bool is_text(const xmlNode *n) {
    return (n->type == XML_TEXT_NODE || n->type == XML_CDATA_SECTION_NODE) && n->content;
}

struct rsis_str rsis_jats_text(const struct rsis_jats_file *j, const xmlNode *n) {
    if (n->children && !n->children->next && is_text(n->children))
        return rsis_str_trim(rsis_str_c((const char *)n->children->content));
    enum { LOOKED_AT = 8192 };
    struct rsis_buf b;
    rsis_buf_init(&b, j->arena);
    for (const xmlNode *at = n; (at = rsis_jats_after(at, n)) != NULL && b.len < LOOKED_AT && *j->room;) {
        if (!is_text(at)) continue;
        size_t len = strlen((const char *)at->content), most = LOOKED_AT < *j->room ? LOOKED_AT : *j->room;
        if (len > most) len = most;
        rsis_buf_append(&b, (const char *)at->content, len);
        *j->room -= len;
    }
    return b.len ? rsis_str_trim(rsis_buf_slice(&b)) : RSIS_LIT("");
}

static bool says_something(const xmlNode *n) {
    static const char *const seen[] = {"graphic",
                                       "inline-graphic",
                                       "media",
                                       "inline-media",
                                       "private-char",
                                       "inline-formula",
                                       "disp-formula",
                                       "supplementary-material",
                                       "xref",
                                       "break",
                                       "inline-supplementary-material"};
    if (n->type == XML_ENTITY_REF_NODE) return true;
    if (n->type == XML_ELEMENT_NODE) return n->ns || rsis_jats_is_among(n, seen, RSIS_COUNT(seen));
    return is_text(n) && rsis_str_trim(rsis_str_c((const char *)n->content)).len;
}

bool rsis_jats_is_blank(const xmlNode *n) {
    for (const xmlNode *at = n; (at = rsis_jats_after(at, n)) != NULL;)
        if (says_something(at)) return false;
    return true;
}
