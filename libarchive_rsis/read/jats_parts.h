/* jats_parts.h - what the files of the JATS reader share: tags, the reader's state, tiles. Private to read/. */
#ifndef RSIS_JATS_PARTS_H
#define RSIS_JATS_PARTS_H

#include "jats.h"

/* ---- jats_tags.c: the stream cut into tags and what stands between them */

enum rsis_tag_kind {
    RSIS_TAG_TEXT,   /* characters and references between two tags */
    RSIS_TAG_PROLOG, /* the declaration or the document type */
    RSIS_TAG_OPEN,
    RSIS_TAG_EMPTY, /* <x/> */
    RSIS_TAG_CLOSE,
    RSIS_TAG_OTHER, /* a comment, a processing instruction, a CDATA section, too many attributes */
    RSIS_TAG_END,   /* the end of the stream */
};

enum { RSIS_TAG_ATTRIBUTES = 8 };

/* Names and values are slices of the stream; values have their references unresolved. */
struct rsis_tag {
    uint32_t at, end; /* in the stream */
    struct rsis_str name;
    struct {
        struct rsis_str name, value;
    } attributes[RSIS_TAG_ATTRIBUTES];
    uint8_t n, kind;
};

/* The tag or text at stream offset `at`; the stream must be well-formed XML. */
void rsis_tag_next(struct rsis_tag *out, struct rsis_str stream, uint32_t at);

/* The value of an attribute, as it stands; length 0 and NULL when the tag has none. */
struct rsis_str rsis_tag_value(const struct rsis_tag *t, const char *name);

/*
 * Does the tag have exactly the attributes of `spec`? "a=b c?=d#" is: a with the value b, perhaps c. In a value #
 * stands for digits, ~ for letters, digits, hyphens and stops, * for anything.
 */
bool rsis_tag_fits(const struct rsis_tag *t, const char *spec);

/* The character of the reference at the start of `s` (&amp; &#10; ...), *len its bytes; 0 when XML has no such. */
uint32_t rsis_tag_reference(struct rsis_str s, uint32_t *len);

/* An element's content or attribute's value as it reads: references resolved, white space with line ends one blank. */
struct rsis_str rsis_tag_decode(struct rsis_arena *a, struct rsis_str raw);

/* ---- the reader */

/* A value as the file says it; `value.ptr` is NULL when it does not. */
struct rsis_said {
    struct rsis_str value;
    uint32_t at; /* of its element in the stream, for findings */
};

struct rsis_said_author {
    struct rsis_said name, supplied, given, surname, orcid;
    uint32_t number, shares; /* of "au2"; shares 0: none */
    bool whole;
    struct rsis_node *bio;
};

struct rsis_said_editor {
    struct rsis_said surname, given, role;
};

struct rsis_jats_reader {
    struct rsis_doc *doc;
    struct rsis_str stream;
    struct rsis_buf text; /* never grows: room for all was taken */
    uint32_t at;          /* stream bytes that have a tile */
    bool failed;

    struct rsis_said article_type, language, journal_id, journal_title, issn, publisher, place, license;
    struct rsis_said id, doi, handle, volume, issue, elocation, title, kicker;
    struct rsis_said version, replaces, version_reason;
    struct rsis_said iso, day, month, year;
    struct rsis_said file, sha256, media_type, joined, repaired, review, asserted;
    struct rsis_said_author author; /* the one that is open */
    struct rsis_said_editor editor;
    RSIS_VEC(struct rsis_said_author) authors;
    RSIS_VEC(struct rsis_said_editor) editors;
    RSIS_VEC(struct rsis_said) keywords, supplied;
    struct rsis_buf claims;  /* about accessibility: each with "; " behind it */
    uint32_t claims_at;      /* of the first, for findings */
    const char *dtd_version; /* of the document type, NULL without one; static */
    uint32_t labelled;       /* number of the author whose note has the label over the notes; 0: none */
};

/* One finding, the first; from then on r->failed. */
#if defined(__GNUC__)
__attribute__((format(printf, 5, 6)))
#endif
void rsis_jats_refuse(struct rsis_jats_reader *r, enum rsis_diag_code code, uint32_t at, uint32_t len, const char *fmt, ...);

/* ---- jats_text.c: tiles up to stream offset `to` or `end` */

/* Markup or a value: it yields nothing. */
void rsis_jats_markup(struct rsis_jats_reader *r, uint32_t to, enum rsis_rule rule);

/* Characters: text. `first` and `last`: a block begins before them, ends after them. */
void rsis_jats_characters(struct rsis_jats_reader *r, uint32_t end, bool first, bool last);

/* White space between two elements: one line feed in the text, however many there are. */
void rsis_jats_between(struct rsis_jats_reader *r, const struct rsis_tag *t);

/* Refuses text where only white space may stand; no tile. */
void rsis_jats_only_space(struct rsis_jats_reader *r, const struct rsis_tag *t);

/* Is there no text yet, or a line feed after what there is? */
bool rsis_jats_parted(const struct rsis_jats_reader *r);

/* jats_values.c: what the file says becomes the document's data, each with its place in the text or its origin. */
void rsis_jats_settle(struct rsis_jats_reader *r);

/* Is this raw content of an element what a person supplied as `field`, by the provenance of the file? */
bool rsis_jats_is_supplied(const struct rsis_jats_reader *r, const char *field, struct rsis_str raw);

#endif
