/*
 * svg_model.c - SVG and MathML inside EPUB. SVG may have any element and attribute of its own name space (EPUB 3.3 6.2
 * sets only a few limits); MathML is presentation markup, with content markup in annotations (EPUB 3.3 6.1.5).
 */
#include "xhtml_model.h"

#define COUNT(a) (uint8_t)(sizeof(a) / sizeof *(a))
#define STEPS(a) .steps = (a), .n_steps = COUNT(a)
#define ALWAYS 0xFFFFFFFFu
#define SVG(n, belongs, may, flag, rules)                                                                              \
    .name = (n), .ns = RSIS_NS_SVG, .family = RSIS_FAMILY_HTML, .accept = ALWAYS, .is = (belongs), .allows = (may),    \
    .flags = (flag), .attrs = (rules)
#define MATH(n, belongs, may, flag, rules)                                                                             \
    .name = (n), .ns = RSIS_NS_MATHML, .family = RSIS_FAMILY_HTML, .accept = ALWAYS, .is = (belongs), .allows = (may), \
    .flags = RSIS_F_ANY_ATTR | (flag), .attrs = (rules)
#define ID_AND_TYPE                                                                                                    \
    {RSIS_A_ID, RSIS_T_ID, 0, NULL}, {RSIS_A_XML_ID, RSIS_T_NAME_ID, 0, NULL},                                         \
        {RSIS_A_XML_LANG, RSIS_T_LANG, 0, NULL}, {RSIS_A_XML_SPACE, RSIS_T_ANY, 0, NULL}, {                            \
        RSIS_A_XML_BASE, RSIS_T_ANY, 0, NULL                                                                           \
    }

static const struct rsis_epub_attr_rule a_svg_root[] = {
    ID_AND_TYPE, {RSIS_A_OPS_TYPE, RSIS_T_TOKENS, 0, NULL}, {RSIS_A_OPS_PREFIX, RSIS_T_ANY, 0, NULL}, {0, 0, 0, NULL}};
static const struct rsis_epub_attr_rule a_svg[] = {
    ID_AND_TYPE, {RSIS_A_OPS_TYPE, RSIS_T_TOKENS, 0, NULL}, {0, 0, 0, NULL}};
static const struct rsis_epub_attr_rule a_svg_plain[] = {ID_AND_TYPE, {0, 0, 0, NULL}};
static const struct rsis_epub_attr_rule a_math[] = {ID_AND_TYPE, {RSIS_A_XREF, RSIS_T_IDREF, 0, NULL}, {0, 0, 0, NULL}};
static const struct rsis_epub_attr_rule a_math_root[] = {ID_AND_TYPE,
                                                         {RSIS_A_XREF, RSIS_T_IDREF, 0, NULL},
                                                         {RSIS_A_OPS_TYPE, RSIS_T_TOKENS, 0, NULL},
                                                         {RSIS_A_DISPLAY, RSIS_T_EXACT, 0, "block inline"},
                                                         {0, 0, 0, NULL}};

static const struct rsis_epub_step s_foreign[] = {{0, 1, H_BODY}, {0, 2, H_FLOW | S_ANY}, {2, 2, H_FLOW | S_ANY}};

#define SHAPE (RSIS_F_TEXT | RSIS_F_ANY_ATTR | RSIS_F_FOREIGN)

static const struct rsis_epub_element svg_rows[] = {
    {SVG("svg", S_ROOT | S_ANY | H_FLOW | H_PHRASE, S_ANY, SHAPE, a_svg_root), .code = RSIS_E_SVG},
    {SVG("a", S_ANY, S_ANY, SHAPE, a_svg), .code = RSIS_E_SVG_A},
    {SVG("image", S_ANY, S_ANY, SHAPE, a_svg), .code = RSIS_E_SVG_IMAGE},
    {SVG("use", S_ANY, S_ANY, SHAPE, a_svg), .code = RSIS_E_SVG_USE},
    {SVG("linearGradient", S_ANY, S_ANY, SHAPE, a_svg), .code = RSIS_E_SVG_PAINT},
    {SVG("radialGradient", S_ANY, S_ANY, SHAPE, a_svg), .code = RSIS_E_SVG_PAINT},
    {SVG("pattern", S_ANY, S_ANY, SHAPE, a_svg), .code = RSIS_E_SVG_PAINT},
    {SVG("clipPath", S_ANY, S_ANY, SHAPE, a_svg), .code = RSIS_E_SVG_CLIP},
    {SVG("symbol", S_ANY, S_ANY, SHAPE, a_svg), .code = RSIS_E_SVG_SYMBOL},
    {SVG("font-face-uri", S_ANY, S_ANY, SHAPE, a_svg), .code = RSIS_E_SVG_FONT},
    {SVG("style", S_ANY, 0, RSIS_F_TEXT | RSIS_F_KEEP | RSIS_F_ANY_ATTR, a_svg_plain), .code = RSIS_E_SVG_STYLE},
    {SVG("script", S_ANY, S_ANY, SHAPE, a_svg_plain), .code = RSIS_E_SVG_SCRIPT},
    {SVG("metadata", S_ANY, 0, RSIS_F_TEXT | RSIS_F_LOOSE, a_svg_plain)},
    {SVG("foreignObject", S_ANY, H_BODY | H_FLOW | S_ANY, RSIS_F_ANY_ATTR, a_svg), .code = RSIS_E_SVG_FOREIGN,
     STEPS(s_foreign)},
    {SVG("title", S_ANY, H_FLOW, RSIS_F_TEXT | RSIS_F_ANY_ATTR | RSIS_F_KEEP, a_svg_plain), .code = RSIS_E_SVG_TITLE},
    {SVG("desc", S_ANY, H_FLOW, RSIS_F_TEXT | RSIS_F_ANY_ATTR, a_svg_plain), .code = RSIS_E_SVG_TITLE},
    {SVG("*", S_ANY, S_ANY, SHAPE, a_svg), .code = RSIS_E_SVG_OTHER},
};

const struct rsis_epub_elements rsis_svg_elements = {svg_rows, sizeof svg_rows / sizeof *svg_rows};

#define TOKEN(n) MATH(n, M_ANY, M_ANY | H_PHRASE, RSIS_F_TEXT, a_math)
#define LAYOUT(n) MATH(n, M_ANY, M_ANY, 0, a_math)

static const struct rsis_epub_element math_rows[] = {
    {MATH("math", M_ROOT | H_FLOW | H_PHRASE, M_ANY, 0, a_math_root), .code = RSIS_E_MATH},
    {TOKEN("mi")},
    {TOKEN("mn")},
    {TOKEN("mo")},
    {TOKEN("mtext")},
    {TOKEN("ms")},
    {LAYOUT("mspace")},
    {LAYOUT("mrow")},
    {LAYOUT("mfrac")},
    {LAYOUT("msqrt")},
    {LAYOUT("mroot")},
    {LAYOUT("mstyle")},
    {LAYOUT("merror")},
    {LAYOUT("mpadded")},
    {LAYOUT("mphantom")},
    {LAYOUT("mfenced")},
    {LAYOUT("menclose")},
    {LAYOUT("msub")},
    {LAYOUT("msup")},
    {LAYOUT("msubsup")},
    {LAYOUT("munder")},
    {LAYOUT("mover")},
    {LAYOUT("munderover")},
    {LAYOUT("mmultiscripts")},
    {LAYOUT("mprescripts")},
    {LAYOUT("none")},
    {LAYOUT("mtable")},
    {LAYOUT("mtr")},
    {LAYOUT("mlabeledtr")},
    {LAYOUT("mtd")},
    {LAYOUT("maligngroup")},
    {LAYOUT("malignmark")},
    {LAYOUT("mglyph")},
    {LAYOUT("maction")},
    {LAYOUT("mstack")},
    {LAYOUT("mlongdiv")},
    {LAYOUT("msgroup")},
    {LAYOUT("msrow")},
    {LAYOUT("mscarries")},
    {LAYOUT("mscarry")},
    {LAYOUT("msline")},
    {MATH("semantics", M_ANY | M_CONTENT, M_ANY | M_NOTE, 0, a_math)},
    {MATH("annotation", M_NOTE, 0, RSIS_F_TEXT, a_math), .code = RSIS_E_ANNOTATION},
    {MATH("annotation-xml", M_NOTE, M_ANY | M_CONTENT | M_ROOT | S_ROOT | H_FLOW | H_HTML, 0, a_math),
     .code = RSIS_E_ANNOTATION_XML},
    {MATH("*", M_CONTENT, M_CONTENT | M_ANY | M_NOTE, RSIS_F_TEXT, a_math)},
};

const struct rsis_epub_elements rsis_math_elements = {math_rows, sizeof math_rows / sizeof *math_rows};
