/* xhtml2.c - content documents of EPUB 2: XHTML 1.1, which has fewer elements than HTML and some older attributes. */
#include "xhtml.h"

/* Elements of HTML that XHTML 1.1 does not have. */
static const char newer[] =
    "article aside audio bdi canvas data datalist details dialog embed figcaption figure footer header hgroup "
    "iframe main mark menu meter nav output picture progress rb rtc s search section slot source summary "
    "template time track u video wbr";

/* Attributes of XHTML 1.1 that HTML has given up. */
static const char older[] =
    "abbr accept align archive axis border cellpadding cellspacing char charoff charset classid codebase "
    "codetype coords data declare frame height longdesc name profile rev rules scheme shape standby summary "
    "type valign valuetype version width";

static const struct rsis_epub_element not_there = {.name = "an element of HTML",
                                                   .ns = RSIS_NS_XHTML,
                                                   .family = RSIS_FAMILY_HTML,
                                                   .flags = RSIS_F_LOOSE,
                                                   .accept = ~0u};

static const struct rsis_epub_element old_phrase = {.name = "big, tt or acronym",
                                                    .ns = RSIS_NS_XHTML,
                                                    .family = RSIS_FAMILY_HTML,
                                                    .flags = RSIS_F_TEXT,
                                                    .is = H_FLOW | H_PHRASE,
                                                    .allows = H_PHRASE,
                                                    .accept = ~0u};

/* Columns may stand in a table without a group. */
static const struct rsis_epub_element old_col = {.name = "col",
                                                 .ns = RSIS_NS_XHTML,
                                                 .family = RSIS_FAMILY_HTML,
                                                 .flags = RSIS_F_ANY_ATTR,
                                                 .is = H_COL | H_COLGROUP,
                                                 .accept = ~0u};

const struct rsis_epub_element *rsis_xhtml2_row(const struct rsis_epub_tag *tag) {
    struct rsis_str name = rsis_str_c(tag->name);
    if (tag->ns != RSIS_NS_XHTML) return NULL;
    if (rsis_epub_word_in(name, "acronym big tt", true)) return &old_phrase;
    if (rsis_str_eq(name, RSIS_LIT("col"))) return &old_col;
    return rsis_epub_word_in(name, newer, true) ? &not_there : NULL;
}

bool rsis_xhtml2_attribute(const struct rsis_epub_attr *a) {
    return a->ns == RSIS_NS_NONE && rsis_epub_word_in(rsis_str_c(a->name), older, true);
}

/* What only EPUB 3 allows: roles, ARIA, epub:type. */
void rsis_xhtml2_judge(struct rsis_xhtml *x, const struct rsis_epub_tag *tag) {
    for (uint32_t i = 0; tag->ns == RSIS_NS_XHTML && i < tag->n; i++) {
        const struct rsis_epub_attr *a = &tag->attrs[i];
        bool aria = a->ns == RSIS_NS_NONE && rsis_str_starts(rsis_str_c(a->name), RSIS_LIT("aria-"));
        if (aria || a->code == RSIS_A_ROLE || a->code == RSIS_A_OPS_TYPE)
            rsis_epub_at(x->w, RSIS_CHECK_EPUB_ATTRIBUTE, "%s may not have the attribute \"%.60s\" in EPUB 2",
                         tag->name, a->name);
    }
}
