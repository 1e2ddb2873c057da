/* opf_model.c - the package document's elements: EPUB 3.3 section 5, and what OPF 2.0.1 has besides. */
#include "opf.h"

#define COUNT(a) (uint8_t)(sizeof(a) / sizeof *(a))
#define STEPS(a) .steps = (a), .n_steps = COUNT(a)
#define STATE(n) (1u << (n))
#define ALWAYS 0xFFFFFFFFu
#define OPF(n, belongs, may) .name = (n), .ns = RSIS_NS_OPF, .family = RSIS_FAMILY_OPF, .is = (belongs), .allows = (may)
#define DC(n, c)                                                                                                       \
    {                                                                                                                  \
        .name = (n), .ns = RSIS_NS_DC, .family = RSIS_FAMILY_OPF, .is = O_DC,                                          \
        .flags = RSIS_F_TEXT | RSIS_F_KEEP | RSIS_F_FILLED, .code = RSIS_E_##c, .attrs = a_dc, .accept = ALWAYS        \
    }

#define ID                                                                                                             \
    { RSIS_A_ID, RSIS_T_NAME_ID, 0, NULL }
#define LANG                                                                                                           \
    { RSIS_A_XML_LANG, RSIS_T_LANG, 0, NULL }
#define DIR                                                                                                            \
    { RSIS_A_DIR, RSIS_T_EXACT, 0, "ltr rtl auto" }
#define END                                                                                                            \
    { 0, 0, 0, NULL }
#define OF(code, type)                                                                                                 \
    { RSIS_A_##code, RSIS_T_##type, 0, NULL }
#define MUST(code, type)                                                                                               \
    { RSIS_A_##code, RSIS_T_##type, 1, NULL }

static const struct rsis_epub_attr_rule a_package[] = {
    ID, LANG, DIR, MUST(VERSION, ANY), OF(UNIQUE_IDENTIFIER, ANY), OF(PREFIX, ANY), END};
static const struct rsis_epub_attr_rule a_metadata[] = {ID, END};
static const struct rsis_epub_attr_rule a_dc[] = {ID, LANG, DIR, END};
static const struct rsis_epub_attr_rule a_meta[] = {
    ID, LANG, DIR, OF(PROPERTY, ANY), OF(REFINES, ANY), OF(SCHEME, ANY), OF(NAME, ANY), OF(CONTENT, ANY), END};
static const struct rsis_epub_attr_rule a_link[] = {ID,
                                                    MUST(HREF, URL),
                                                    OF(REL, NMTOKENS),
                                                    OF(MEDIA_TYPE, MIME),
                                                    OF(HREFLANG, LANG),
                                                    OF(PROPERTIES, NMTOKENS),
                                                    OF(REFINES, ANY),
                                                    END};
static const struct rsis_epub_attr_rule a_manifest[] = {ID, END};
static const struct rsis_epub_attr_rule a_item[] = {MUST(ID, NAME_ID),
                                                    MUST(HREF, URL_FULL),
                                                    MUST(MEDIA_TYPE, MIME),
                                                    OF(FALLBACK, ANY),
                                                    OF(PROPERTIES, NMTOKENS),
                                                    OF(MEDIA_OVERLAY, ANY),
                                                    END};
static const struct rsis_epub_attr_rule a_spine[] = {
    ID, OF(TOC, ANY), {RSIS_A_PAGE_PROGRESSION_DIRECTION, RSIS_T_EXACT, 0, "ltr rtl default"}, END};
static const struct rsis_epub_attr_rule a_itemref[] = {
    ID, MUST(IDREF, ANY), {RSIS_A_LINEAR, RSIS_T_EXACT, 0, "yes no"}, OF(PROPERTIES, NMTOKENS), END};
static const struct rsis_epub_attr_rule a_reference[] = {ID, MUST(TYPE, ANY), OF(TITLE, ANY), MUST(HREF, URL), END};
static const struct rsis_epub_attr_rule a_media_type[] = {ID, MUST(MEDIA_TYPE, MIME), MUST(HANDLER, ANY), END};
static const struct rsis_epub_attr_rule a_collection[] = {ID, LANG, DIR, MUST(ROLE, NMTOKENS), END};

static const struct rsis_epub_step s_package[] = {{0, 1, O_METADATA},   {1, 2, O_MANIFEST},   {2, 3, O_SPINE},
                                                  {3, 4, O_GUIDE},      {4, 4, O_GUIDE},      {3, 5, O_BINDINGS},
                                                  {4, 5, O_BINDINGS},   {3, 6, O_COLLECTION}, {4, 6, O_COLLECTION},
                                                  {5, 6, O_COLLECTION}, {6, 6, O_COLLECTION}};
static const struct rsis_epub_step s_items[] = {{0, 1, ~UINT64_C(0)}, {1, 1, ~UINT64_C(0)}};
static const struct rsis_epub_step s_collection[] = {{0, 1, O_METADATA},   {0, 2, O_COLLECTION}, {1, 2, O_COLLECTION},
                                                     {2, 2, O_COLLECTION}, {0, 3, O_LINK},       {1, 3, O_LINK},
                                                     {2, 3, O_LINK},       {3, 3, O_LINK}};

static const struct rsis_epub_element rows[] = {
    {OPF("package", O_PACKAGE, O_METADATA | O_MANIFEST | O_SPINE | O_GUIDE | O_BINDINGS | O_COLLECTION),
     .code = RSIS_E_PACKAGE, .attrs = a_package, STEPS(s_package), .accept = STATE(3) | STATE(4) | STATE(5) | STATE(6),
     .incomplete = "metadata, manifest and spine"},
    {OPF("metadata", O_METADATA, O_DC | O_META | O_LINK), .code = RSIS_E_METADATA, .attrs = a_metadata,
     .accept = ALWAYS},
    {OPF("meta", O_META, 0), .flags = RSIS_F_TEXT | RSIS_F_KEEP, .code = RSIS_E_OPF_META, .attrs = a_meta,
     .accept = ALWAYS},
    {OPF("link", O_LINK, 0), .code = RSIS_E_OPF_LINK, .attrs = a_link, .accept = ALWAYS},
    {OPF("manifest", O_MANIFEST, O_ITEM), .code = RSIS_E_MANIFEST, .attrs = a_manifest, STEPS(s_items),
     .accept = STATE(1), .incomplete = "an item"},
    {OPF("item", O_ITEM, 0), .code = RSIS_E_ITEM, .attrs = a_item, .accept = ALWAYS},
    {OPF("spine", O_SPINE, O_ITEMREF), .code = RSIS_E_SPINE, .attrs = a_spine, STEPS(s_items), .accept = STATE(1),
     .incomplete = "an itemref"},
    {OPF("itemref", O_ITEMREF, 0), .code = RSIS_E_ITEMREF, .attrs = a_itemref, .accept = ALWAYS},
    {OPF("guide", O_GUIDE, O_REFERENCE), .code = RSIS_E_GUIDE, .attrs = a_manifest, STEPS(s_items), .accept = STATE(1),
     .incomplete = "a reference"},
    {OPF("reference", O_REFERENCE, 0), .code = RSIS_E_REFERENCE, .attrs = a_reference, .accept = ALWAYS},
    {OPF("bindings", O_BINDINGS, O_MEDIATYPE), .code = RSIS_E_BINDINGS, .attrs = a_manifest, STEPS(s_items),
     .accept = STATE(1), .incomplete = "a mediaType"},
    {OPF("mediaType", O_MEDIATYPE, 0), .code = RSIS_E_MEDIA_TYPE, .attrs = a_media_type, .accept = ALWAYS},
    {OPF("collection", O_COLLECTION, O_METADATA | O_COLLECTION | O_LINK), .code = RSIS_E_COLLECTION,
     .attrs = a_collection, STEPS(s_collection), .accept = STATE(2) | STATE(3), .incomplete = "a collection or a link"},
    {OPF("tours", O_TOURS, 0), .flags = RSIS_F_LOOSE, .code = RSIS_E_TOURS, .accept = ALWAYS},
    /* OPF 2.0.1, of OEBPS 1.2 */
    {OPF("dc-metadata", O_OLD_METADATA, O_DC), .flags = RSIS_F_FOREIGN, .accept = ALWAYS},
    {OPF("x-metadata", O_OLD_METADATA, O_META), .flags = RSIS_F_FOREIGN, .accept = ALWAYS},
    DC("identifier", DC_IDENTIFIER),
    DC("title", DC_TITLE),
    DC("language", DC_LANGUAGE),
    DC("creator", DC_CREATOR),
    DC("contributor", DC_CONTRIBUTOR),
    DC("publisher", DC_PUBLISHER),
    DC("date", DC_DATE),
    DC("subject", DC_SUBJECT),
    DC("source", DC_SOURCE),
    DC("rights", DC_RIGHTS),
    DC("coverage", DC_OTHER),
    DC("description", DC_OTHER),
    DC("format", DC_OTHER),
    DC("relation", DC_OTHER),
    DC("type", DC_OTHER),
};

const struct rsis_epub_elements rsis_opf_elements = {rows, sizeof rows / sizeof *rows};

/* ---- the same in a package of EPUB 2 */

static const struct rsis_epub_attr_rule a_item2[] = {
    MUST(ID, NAME_ID),       MUST(HREF, URL_FULL),        MUST(MEDIA_TYPE, MIME),    OF(FALLBACK, ANY),
    OF(FALLBACK_STYLE, ANY), OF(REQUIRED_NAMESPACE, ANY), OF(REQUIRED_MODULES, ANY), END};
static const struct rsis_epub_attr_rule a_dc2[] = {
    ID, LANG, OF(OPF_ROLE, ANY), OF(OPF_FILE_AS, ANY), OF(OPF_SCHEME, ANY), OF(OPF_EVENT, ANY), END};
static const struct rsis_epub_attr_rule a_meta2[] = {ID, LANG, MUST(NAME, ANY), MUST(CONTENT, ANY), OF(SCHEME, ANY),
                                                     END};

static const struct rsis_epub_step s_package2[] = {{0, 1, O_METADATA}, {1, 2, O_MANIFEST}, {2, 3, O_SPINE},
                                                   {3, 4, O_TOURS},    {3, 4, O_GUIDE},    {4, 4, O_GUIDE}};

static const struct rsis_epub_element rows2[] = {
    {OPF("package", O_PACKAGE, O_METADATA | O_MANIFEST | O_SPINE | O_GUIDE | O_TOURS), .code = RSIS_E_PACKAGE,
     .attrs = a_package, STEPS(s_package2), .accept = STATE(3) | STATE(4),
     .incomplete = "metadata, manifest and spine"},
    {OPF("metadata", O_METADATA, O_DC | O_META | O_OLD_METADATA), .code = RSIS_E_METADATA, .attrs = a_metadata,
     .flags = RSIS_F_FOREIGN, .accept = ALWAYS},
    {OPF("meta", O_META, 0), .flags = RSIS_F_TEXT | RSIS_F_KEEP, .code = RSIS_E_OPF_META, .attrs = a_meta2,
     .accept = ALWAYS},
    {OPF("item", O_ITEM, 0), .code = RSIS_E_ITEM, .attrs = a_item2, .accept = ALWAYS},
};
static const struct rsis_epub_element dc2 = {.ns = RSIS_NS_DC,
                                             .name = "a Dublin Core element",
                                             .family = RSIS_FAMILY_OPF,
                                             .is = O_DC,
                                             .flags = RSIS_F_TEXT | RSIS_F_KEEP,
                                             .attrs = a_dc2,
                                             .accept = ALWAYS};
static struct rsis_epub_element dc2_of(const struct rsis_epub_element *row) {
    struct rsis_epub_element e = dc2;
    e.name = row->name;
    e.code = row->code;
    return e;
}

const struct rsis_epub_element *rsis_opf_row2(struct rsis_opf *opf, const struct rsis_epub_element *row) {
    for (size_t i = 0; i < sizeof rows2 / sizeof *rows2; i++)
        if (row->ns == RSIS_NS_OPF && strcmp(rows2[i].name, row->name) == 0) return &rows2[i];
    if (row->ns != RSIS_NS_DC) return NULL;
    opf->dc2 = dc2_of(row); /* has no children: one at a time is enough */
    return &opf->dc2;
}
