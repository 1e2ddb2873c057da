/* opf.h - what the files about the package document share. */
#ifndef RSIS_OPF_H
#define RSIS_OPF_H

#include "epub_prefix.h"
#include "epub_walk.h"

#define O_BIT(n) (UINT64_C(1) << (n))
#define O_PACKAGE O_BIT(0)
#define O_METADATA O_BIT(1)
#define O_MANIFEST O_BIT(2)
#define O_SPINE O_BIT(3)
#define O_GUIDE O_BIT(4)
#define O_BINDINGS O_BIT(5)
#define O_COLLECTION O_BIT(6)
#define O_TOURS O_BIT(7)
#define O_DC O_BIT(8)
#define O_META O_BIT(9)
#define O_LINK O_BIT(10)
#define O_ITEM O_BIT(11)
#define O_ITEMREF O_BIT(12)
#define O_REFERENCE O_BIT(13)
#define O_MEDIATYPE O_BIT(14)
#define O_OLD_METADATA O_BIT(15)

/* One statement of the metadata: a Dublin Core element, a meta or a link. Of the package itself, not of collections. */
struct rsis_opf_meta {
    uint8_t code; /* enum rsis_epub_element_code */
    uint32_t line, column;
    struct rsis_str id, property, refines, scheme, value; /* property: without prefix for the default vocabulary */
    uint32_t target;                                      /* the statement that it refines, or UINT32_MAX */
};

struct rsis_opf_itemref {
    struct rsis_str idref;
    uint32_t line, column;
    bool linear;
};

struct rsis_opf {
    struct rsis_epub_walk *w;
    struct rsis_prefixes prefixes;
    uint32_t collections; /* how many are open */
    RSIS_VEC(struct rsis_opf_meta) metas;
    RSIS_VEC(struct rsis_opf_itemref) spine;
    struct rsis_epub_map guide_seen;
    struct rsis_str unique, toc; /* ids */
    bool has_package, has_unique, has_toc, has_spine, has_rights;
    uint32_t spine_line, spine_column;
    int meta_open; /* the statement whose element is open, or -1 */
    struct rsis_epub_element dc2;
};

/* Another row for an element of an EPUB 2 package, or NULL. */
const struct rsis_epub_element *rsis_opf_row2(struct rsis_opf *opf, const struct rsis_epub_element *row);

/* opf_items.c */
void rsis_opf_item(struct rsis_opf *opf, const struct rsis_epub_tag *tag);
void rsis_opf_check_items(struct rsis_opf *opf);
void rsis_opf_check_spine(struct rsis_opf *opf);
/* opf_meta.c */
void rsis_opf_check_metadata(struct rsis_opf *opf);
void rsis_opf_note_meta(struct rsis_opf *opf, const struct rsis_epub_tag *tag);
void rsis_opf_close_meta(struct rsis_opf *opf, struct rsis_str text);
/* opf_links.c */
void rsis_opf_link(struct rsis_opf *opf, const struct rsis_epub_tag *tag);
void rsis_opf_guide_reference(struct rsis_opf *opf, const struct rsis_epub_tag *tag);
void rsis_opf_collection(struct rsis_opf *opf, const struct rsis_epub_tag *tag);
/* opf_vocab.c: is the property one of the vocabulary that its prefix names? A finding when it is not. */
enum rsis_vocabulary {
    RSIS_VOCAB_META,
    RSIS_VOCAB_ITEM,
    RSIS_VOCAB_ITEMREF,
    RSIS_VOCAB_REL,
    RSIS_VOCAB_LINK,
    RSIS_VOCAB_SCHEME /* has only a prefix that is declared */
};
bool rsis_opf_property(struct rsis_opf *opf, enum rsis_vocabulary vocabulary, struct rsis_str property);

/* A copy of an attribute's value, trimmed, for as long as the book lives; ptr NULL when there is none. */
struct rsis_str rsis_opf_kept(struct rsis_opf *opf, const struct rsis_epub_tag *tag, enum rsis_epub_attr_code code);

#endif
