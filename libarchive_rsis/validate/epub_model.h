/*
 * epub_model.h - what the content model's tables are made of, and the walk that holds a document against them.
 *
 * An element has categories that it belongs to and categories that it may contain; both are sets of bits, so one AND
 * answers most questions. Order, where it matters, is a small automaton over the same sets. What an element may not
 * have among its ancestors is a second set. Attributes have types. All tables are constant and written by hand from
 * the specifications of HTML, EPUB, OPF, NCX, OCF, SVG and MathML.
 */
#ifndef RSIS_EPUB_MODEL_H
#define RSIS_EPUB_MODEL_H

#include <stdbool.h>

#include "../base/str.h"

enum rsis_epub_ns {
    RSIS_NS_NONE,
    RSIS_NS_XHTML,
    RSIS_NS_SVG,
    RSIS_NS_MATHML,
    RSIS_NS_OPS,
    RSIS_NS_XML,
    RSIS_NS_XLINK,
    RSIS_NS_SSML,
    RSIS_NS_OPF,
    RSIS_NS_DC,
    RSIS_NS_NCX,
    RSIS_NS_OCF,
    RSIS_NS_OEB, /* the package of OEBPS 1.2, which is no EPUB */
    RSIS_NS_ENC, /* XML Encryption */
    RSIS_NS_DSIG,
    RSIS_NS_SMIL,
    RSIS_NS_OTHER,
};

enum rsis_epub_attr_code {
    RSIS_A_OTHER,
#define ATTR(code, ns, name) RSIS_A_##code,
#include "epub_attrs.def"
#undef ATTR
    RSIS_A_COUNT
};

/* Elements that rules in code ask for. All others have the code 0. */
enum rsis_epub_element_code {
    RSIS_E_PLAIN,
#define ELEMENT(code) RSIS_E_##code,
#include "epub_codes.def"
#undef ELEMENT
};

enum rsis_epub_type {
    RSIS_T_NONE, /* not allowed */
    RSIS_T_ANY,
    RSIS_T_TEXT,    /* at least one character that is not blank */
    RSIS_T_FULL,    /* at least one character */
    RSIS_T_BOOLEAN, /* "" or the attribute's own name */
    RSIS_T_ENUM,    /* one of `choices`, ASCII case ignored */
    RSIS_T_EXACT,   /* one of `choices` */
    RSIS_T_TOKENS,  /* a list; each of `choices` when there are any */
    RSIS_T_ID,
    RSIS_T_NAME_ID, /* an ID that must be an NCName */
    RSIS_T_IDREF,   /* to an element of this document */
    RSIS_T_IDREFS,
    RSIS_T_URL, /* what it refers to is looked at elsewhere */
    RSIS_T_URL_FULL,
    RSIS_T_INT,
    RSIS_T_UINT,
    RSIS_T_POSITIVE,
    RSIS_T_FLOAT,
    RSIS_T_LANG,
    RSIS_T_MIME,
    RSIS_T_CHARSET,
    RSIS_T_DATETIME, /* of time, ins and del */
    RSIS_T_COORDS,
    RSIS_T_TARGET,
    RSIS_T_HASHNAME,
    RSIS_T_ROLE,
    RSIS_T_NMTOKENS, /* one or more */
};

struct rsis_epub_attr_rule {
    uint16_t code; /* 0 ends the list */
    uint8_t type;
    uint8_t required;
    const char *choices; /* words between blanks, or NULL */
};

/* In state `from` a child of `set` leads to state `to`. */
struct rsis_epub_step {
    uint8_t from, to;
    uint64_t set;
};
enum { RSIS_STEP_ANY = 31, RSIS_STEP_SAME = 32 }; /* from: any state; to: the state as it was */

enum rsis_epub_flags {
    RSIS_F_TEXT = 1,
    RSIS_F_TRANSPARENT = 2, /* contains what its parent may contain, besides `allows` */
    RSIS_F_KEEP = 4,        /* its text is kept for the rules */
    RSIS_F_LOOSE = 8,       /* anything may be inside, and any attribute: judged by no table */
    RSIS_F_FILLED = 16,     /* its text must not be blank */
    RSIS_F_ANY_ATTR = 32,   /* attributes without name space are not judged */
    RSIS_F_FOREIGN = 64,    /* may contain elements of name spaces that no table knows */
};

struct rsis_epub_element {
    const char *name;
    uint8_t ns, family, flags;
    uint8_t code;
    uint8_t n_steps;
    uint64_t is, allows;
    uint32_t kind, bans; /* what it is for descendants' bans; what it bans among its descendants */
    uint32_t accept;     /* states in which it may end; bit n for state n */
    const struct rsis_epub_step *steps;
    const struct rsis_epub_attr_rule *attrs;
    const char *roles;      /* which roles are allowed; NULL: any, "": none */
    const char *incomplete; /* what is missing when it ends in another state */
};

/* What a transparent element inherits: HTML's flow, phrasing and metadata, and what else may stand among them. */
#define RSIS_INHERITED UINT64_C(0x7)

/* The families: elements of different families never contain each other. */
enum { RSIS_FAMILY_HTML, RSIS_FAMILY_OPF, RSIS_FAMILY_NCX, RSIS_FAMILY_OCF };

struct rsis_epub_elements {
    const struct rsis_epub_element *rows;
    uint32_t n;
};

/* Every element table: rooms for look-ups. The name space of a row says which room it is in. */
extern const struct rsis_epub_elements rsis_xhtml_elements, rsis_svg_elements, rsis_math_elements, rsis_opf_elements,
    rsis_ncx_elements, rsis_ocf_elements;

#endif
