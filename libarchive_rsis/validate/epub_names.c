/* epub_names.c - names of elements, attributes and name spaces to what the tables know of them. */
#include "epub_book.h"
#include "epub_walk.h"

static const char *const uris[] = {
    [RSIS_NS_XHTML] = "http://www.w3.org/1999/xhtml",
    [RSIS_NS_SVG] = "http://www.w3.org/2000/svg",
    [RSIS_NS_MATHML] = "http://www.w3.org/1998/Math/MathML",
    [RSIS_NS_OPS] = "http://www.idpf.org/2007/ops",
    [RSIS_NS_XML] = "http://www.w3.org/XML/1998/namespace",
    [RSIS_NS_XLINK] = "http://www.w3.org/1999/xlink",
    [RSIS_NS_SSML] = "http://www.w3.org/2001/10/synthesis",
    [RSIS_NS_OPF] = "http://www.idpf.org/2007/opf",
    [RSIS_NS_DC] = "http://purl.org/dc/elements/1.1/",
    [RSIS_NS_NCX] = "http://www.daisy.org/z3986/2005/ncx/",
    [RSIS_NS_OCF] = "urn:oasis:names:tc:opendocument:xmlns:container",
    [RSIS_NS_OEB] = "http://openebook.org/namespaces/oeb-package/1.0/",
    [RSIS_NS_ENC] = "http://www.w3.org/2001/04/xmlenc#",
    [RSIS_NS_DSIG] = "http://www.w3.org/2000/09/xmldsig#",
    [RSIS_NS_SMIL] = "http://www.w3.org/ns/SMIL",
};

enum rsis_epub_ns rsis_epub_ns_of(const char *uri) {
    if (!uri) return RSIS_NS_NONE;
    for (int i = RSIS_NS_XHTML; i < RSIS_NS_OTHER; i++)
        if (strcmp(uri, uris[i]) == 0) return (enum rsis_epub_ns)i;
    return RSIS_NS_OTHER;
}

static const struct {
    uint8_t ns;
    const char *name;
} attrs[] = {
    [RSIS_A_OTHER] = {RSIS_NS_OTHER, ""},
#define ATTR(code, space, word) [RSIS_A_##code] = {RSIS_NS_##space, word},
#include "epub_attrs.def"
#undef ATTR
};

static const struct rsis_epub_elements *const tables[] = {
    &rsis_xhtml_elements, &rsis_svg_elements, &rsis_math_elements,
    &rsis_opf_elements,   &rsis_ncx_elements, &rsis_ocf_elements,
};
enum { TABLES = sizeof tables / sizeof *tables };

void rsis_epub_names_init(struct rsis_epub *book) {
    uint32_t n = 0;
    for (int t = 0; t < TABLES; t++) n += tables[t]->n;
    rsis_epub_map_init(&book->elements, book->arena, 1024);
    rsis_epub_map_init(&book->attrs, book->arena, 1024);
    book->rows = RSIS_NEW_ARRAY(book->arena, const struct rsis_epub_element *, n);
    n = 0;
    for (int t = 0; t < TABLES; t++)
        for (uint32_t i = 0; i < tables[t]->n; i++) {
            const struct rsis_epub_element *row = &tables[t]->rows[i];
            book->rows[n] = row;
            rsis_epub_map_add(&book->elements, row->ns, rsis_str_c(row->name), n++);
        }
    for (uint32_t i = 1; i < RSIS_A_COUNT; i++)
        rsis_epub_map_add(&book->attrs, attrs[i].ns, rsis_str_c(attrs[i].name), i);
}

const struct rsis_epub_element *rsis_epub_row(const struct rsis_epub *book, enum rsis_epub_ns ns,
                                              struct rsis_str name) {
    const uint32_t *at = rsis_epub_map_find(&book->elements, ns, name);
    if (!at && (ns == RSIS_NS_SVG || ns == RSIS_NS_MATHML))
        at = rsis_epub_map_find(&book->elements, ns, rsis_str("*", 1));
    return at ? book->rows[*at] : NULL;
}

enum rsis_epub_attr_code rsis_epub_attr(const struct rsis_epub *book, enum rsis_epub_ns ns, struct rsis_str name) {
    const uint32_t *at = rsis_epub_map_find(&book->attrs, ns, name);
    return at ? (enum rsis_epub_attr_code) * at : RSIS_A_OTHER;
}

const char *rsis_epub_attr_name(enum rsis_epub_attr_code code) {
    return attrs[code].name;
}
