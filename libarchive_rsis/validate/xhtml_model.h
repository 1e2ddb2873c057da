/* xhtml_model.h - the categories that HTML's elements belong to, shared with the SVG and MathML tables. */
#ifndef RSIS_XHTML_MODEL_H
#define RSIS_XHTML_MODEL_H

#include <stddef.h>

#include "epub_model.h"

#define H_BIT(n) (UINT64_C(1) << (n))
#define H_META H_BIT(0) /* what head contains, besides its title */
#define H_FLOW H_BIT(1)
#define H_PHRASE H_BIT(2)
#define H_HEAD H_BIT(3)
#define H_BODY H_BIT(4)
#define H_TITLE H_BIT(5)
#define H_LI H_BIT(6)
#define H_DT H_BIT(7)
#define H_DD H_BIT(8)
#define H_DIV H_BIT(9)
#define H_CAPTION H_BIT(10)
#define H_COLGROUP H_BIT(11)
#define H_COL H_BIT(12)
#define H_THEAD H_BIT(13)
#define H_TBODY H_BIT(14)
#define H_TFOOT H_BIT(15)
#define H_TR H_BIT(16)
#define H_CELL H_BIT(17)
#define H_FIGCAPTION H_BIT(18)
#define H_LEGEND H_BIT(19)
#define H_SUMMARY H_BIT(20)
#define H_OPTION H_BIT(21)
#define H_OPTGROUP H_BIT(22)
#define H_SOURCE H_BIT(23)
#define H_TRACK H_BIT(24)
#define H_PARAM H_BIT(25)
#define H_RT H_BIT(26)
#define H_HEADING H_BIT(27)
#define H_P H_BIT(28)
#define H_SCRIPTING H_BIT(29)
#define H_IMG H_BIT(30)
#define H_CASE H_BIT(31)
#define H_DEFAULT H_BIT(32)
#define H_TRIGGER H_BIT(33)
#define H_HTML H_BIT(34)
#define H_NAV H_BIT(35)
#define H_OL H_BIT(36)
#define H_A H_BIT(37)
#define H_SPAN H_BIT(38)
#define H_HR H_BIT(39)
#define M_ROOT H_BIT(44)    /* math */
#define M_ANY H_BIT(45)     /* presentation MathML anywhere */
#define M_CONTENT H_BIT(46) /* content MathML */
#define M_NOTE H_BIT(47)    /* annotation, annotation-xml */
#define M_ROW H_BIT(48)
#define M_CELL H_BIT(49)
#define M_SCRIPTS H_BIT(50)
#define S_ROOT H_BIT(54)
#define S_ANY H_BIT(55)
#define S_RDF H_BIT(56)

/* What an element is to the bans of its ancestors. */
enum {
    X_A = 1,
    X_INTERACTIVE = 1 << 1,
    X_FORM = 1 << 2,
    X_HEADER = 1 << 3,
    X_FOOTER = 1 << 4,
    X_DFN = 1 << 5,
    X_PROGRESS = 1 << 6,
    X_METER = 1 << 7,
    X_TABLE = 1 << 8,
    X_LABEL = 1 << 9,
    X_SECTIONING = 1 << 10,
    X_HEADING = 1 << 11,
    X_ADDRESS = 1 << 12,
    X_MEDIA = 1 << 13,
    X_MAIN = 1 << 14,
    X_NOSCRIPT = 1 << 15,
};

extern const struct rsis_epub_element rsis_xhtml_dl_div;

/* Attributes that every element of HTML may have. */
extern const struct rsis_epub_attr_rule *const rsis_xhtml_common;

#endif
