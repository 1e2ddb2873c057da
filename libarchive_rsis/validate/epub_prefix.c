/* epub_prefix.c - reserved and declared prefixes. */
#include "epub_prefix.h"

static const struct {
    const char *prefix, *uri;
    bool content; /* reserved in content documents, not in the package document */
} reserved[] = {
    {"a11y", "http://www.idpf.org/epub/vocab/package/a11y/#", false},
    {"dcterms", "http://purl.org/dc/terms/", false},
    {"marc", "http://id.loc.gov/vocabulary/", false},
    {"media", "http://www.idpf.org/epub/vocab/overlays/#", false},
    {"onix", "http://www.editeur.org/ONIX/book/codelists/current.html#", false},
    {"rendition", "http://www.idpf.org/vocab/rendition/#", false},
    {"schema", "http://schema.org/", false},
    {"xsd", "http://www.w3.org/2001/XMLSchema#", false},
    {"msv", "http://www.idpf.org/epub/vocab/structure/magazine/#", true},
    {"prism", "http://www.prismstandard.org/specifications/3.0/PRISM_CV_Spec_3.0.htm#", true},
};
#define RESERVED (sizeof reserved / sizeof *reserved)

/* The default vocabularies, which no prefix may name. */
static const char *const defaults[] = {
    "http://idpf.org/epub/vocab/package/meta/#", "http://idpf.org/epub/vocab/package/link/#",
    "http://idpf.org/epub/vocab/package/item/#", "http://idpf.org/epub/vocab/package/itemref/#",
    "http://idpf.org/epub/vocab/structure/#",    "http://www.idpf.org/2007/ops",
};

void rsis_prefixes_init(struct rsis_prefixes *p, struct rsis_arena *a, bool content) {
    p->content = content;
    rsis_epub_map_init(&p->declared, a, 16);
}

static bool is_default(struct rsis_str uri) {
    for (size_t i = 0; i < sizeof defaults / sizeof *defaults; i++)
        if (rsis_str_eq(uri, rsis_str_c(defaults[i]))) return true;
    return rsis_str_eq(uri, RSIS_LIT("http://purl.org/dc/elements/1.1/"));
}

static void declare(struct rsis_prefixes *p, struct rsis_epub_walk *w, struct rsis_str prefix, struct rsis_str uri) {
    if (rsis_str_eq(prefix, RSIS_LIT("_"))) {
        rsis_epub_at(w, RSIS_CHECK_EPUB_PREFIX_UNDERSCORE, "The prefix \"_\" must not be declared");
        return;
    }
    for (size_t i = 0; i < RESERVED; i++)
        if (reserved[i].content == p->content && rsis_str_eq(prefix, rsis_str_c(reserved[i].prefix)) &&
            !rsis_str_eq(uri, rsis_str_c(reserved[i].uri)))
            rsis_epub_at(w, RSIS_CHECK_EPUB_PREFIX_RESERVED, "The reserved prefix \"%s\" is declared anew",
                         reserved[i].prefix);
    if (is_default(uri))
        rsis_epub_at(w, RSIS_CHECK_EPUB_PREFIX_DEFAULT, "The prefix \"%.*s\" is declared for a default vocabulary",
                     RSIS_ARG(prefix));
    rsis_epub_map_add(&p->declared, 0, rsis_str(rsis_str_dup(p->declared.arena, prefix), prefix.len), 0);
}

static void bad_syntax(struct rsis_epub_walk *w, struct rsis_str at) {
    if (at.len > 60) at.len = 60;
    rsis_epub_at(w, RSIS_CHECK_EPUB_PREFIX_SYNTAX,
                 "The prefix declaration is not of the form \"name: URL\" at \"%.*s\"", RSIS_ARG(at));
}

void rsis_prefixes_declare(struct rsis_prefixes *p, struct rsis_epub_walk *w, struct rsis_str value) {
    struct rsis_str prefix, uri;
    while (rsis_epub_next_word(&value, &prefix)) {
        bool colon = prefix.ptr[prefix.len - 1] == ':';
        if (!colon || prefix.len == 1 || !rsis_epub_is_ncname(rsis_str(prefix.ptr, prefix.len - 1))) {
            bad_syntax(w, prefix);
            return;
        }
        prefix.len--;
        if (!rsis_epub_next_word(&value, &uri) || rsis_str_find(uri, RSIS_LIT(":")) < 0) {
            bad_syntax(w, prefix);
            return;
        }
        declare(p, w, prefix, uri);
    }
}

static bool known(const struct rsis_prefixes *p, struct rsis_str prefix) {
    for (size_t i = 0; i < RESERVED; i++)
        if (reserved[i].content == p->content && rsis_str_eq(prefix, rsis_str_c(reserved[i].prefix))) return true;
    return rsis_epub_map_find(&p->declared, 0, prefix) != NULL;
}

bool rsis_property_split(const struct rsis_prefixes *p, struct rsis_epub_walk *w, struct rsis_str property,
                         struct rsis_str *prefix, struct rsis_str *name) {
    ptrdiff_t colon = rsis_str_find(property, RSIS_LIT(":"));
    *prefix = rsis_str(property.ptr, colon < 0 ? 0 : (size_t)colon);
    *name = rsis_str_from(property, colon < 0 ? 0 : (size_t)colon + 1);
    struct rsis_str shown = rsis_str(property.ptr, property.len < 80 ? property.len : 80);
    if (colon == 0 || !name->len) {
        rsis_epub_at(w, RSIS_CHECK_EPUB_PROPERTY_MALFORMED, "\"%.*s\" is no property", RSIS_ARG(shown));
        return false;
    }
    if (colon < 0 || known(p, *prefix)) return true;
    rsis_epub_at(w, RSIS_CHECK_EPUB_PREFIX_UNDECLARED, "The prefix of \"%.*s\" is not declared", RSIS_ARG(shown));
    return false;
}
