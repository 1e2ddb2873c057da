/* xhtml.h - what the files about XHTML content documents share: the document that is being read. */
#ifndef RSIS_XHTML_H
#define RSIS_XHTML_H

#include "epub_prefix.h"
#include "epub_walk.h"
#include "xhtml_model.h"

struct rsis_xhtml {
    struct rsis_epub_walk *w;
    struct rsis_epub_frame *top; /* of the element that begins */
    bool nav;                    /* the navigation document */
    bool svg;                    /* an SVG document */
    uint32_t found;              /* properties that its content asks for, enum rsis_epub_property */
    struct rsis_str base;        /* what its URLs are relative to */
    struct rsis_prefixes prefixes;
    uint32_t charsets, content_types; /* meta elements */
    struct {
        uint32_t toc, page_list, landmarks; /* how many there were */
        uint8_t open;                       /* which is open: enum rsis_nav */
        uint32_t depth;                     /* frames at its start */
        struct rsis_epub_map landmarks_seen;
    } navs;
    struct rsis_epub_map map_names;
};

/* xhtml_refs.c: what the element refers to. */
void rsis_xhtml_refer(struct rsis_xhtml *x, const struct rsis_epub_tag *tag);
/* xhtml_rules.c: what the tables cannot say. */
void rsis_xhtml_judge(struct rsis_xhtml *x, const struct rsis_epub_tag *tag, struct rsis_epub_frame *top);
void rsis_xhtml_judge_end(struct rsis_xhtml *x, struct rsis_epub_frame *top);
void rsis_xhtml_judge_idref(struct rsis_epub_walk *w, const struct rsis_epub_idref *r,
                            const struct rsis_epub_id *target);
bool rsis_xhtml_judge_attribute(struct rsis_epub_walk *w, const struct rsis_epub_element *row,
                                const struct rsis_epub_attr *a);
/* xhtml2.c: what is different in EPUB 2; the row may be NULL. */
const struct rsis_epub_element *rsis_xhtml2_row(const struct rsis_epub_tag *tag);
bool rsis_xhtml2_attribute(const struct rsis_epub_attr *a);
void rsis_xhtml2_judge(struct rsis_xhtml *x, const struct rsis_epub_tag *tag);
/* nav.c */
const struct rsis_epub_element *rsis_nav_row(struct rsis_xhtml *x, const struct rsis_epub_tag *tag);
void rsis_nav_start(struct rsis_xhtml *x, const struct rsis_epub_tag *tag, struct rsis_epub_frame *top);
void rsis_nav_end(struct rsis_xhtml *x, struct rsis_epub_frame *top);
void rsis_nav_finish(struct rsis_xhtml *x);

/* Notes a reference of this document to be looked at later, and what follows from it for its properties. */
struct rsis_epub_ref *rsis_xhtml_note(struct rsis_xhtml *x, enum rsis_epub_use use, struct rsis_str url);

#endif
