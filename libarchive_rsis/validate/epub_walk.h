/*
 * epub_walk.h - a document held against the tables, element by element. What the tables cannot say is asked of rules
 * that the kind of document brings along.
 */
#ifndef RSIS_EPUB_WALK_H
#define RSIS_EPUB_WALK_H

#include "epub_book.h"
#include "epub_xml.h"

struct rsis_epub_frame {
    const struct rsis_epub_element *row; /* never NULL: what no table knows is an element that contains anything */
    uint64_t allows;
    uint32_t bans; /* of all ancestors and its own */
    uint32_t line, column, children, mark;
    uint32_t group; /* of the references of a media element */
    uint8_t state;
    bool filled;   /* text that is not blank was seen below */
    bool own_text; /* such text directly in it */
};

/* An IDREF that waits for the end of the document. */
struct rsis_epub_idref {
    struct rsis_str id;
    uint32_t line, column;
    uint16_t attr;
    uint8_t code;   /* of the element */
    uint32_t table; /* its table, for headers */
};

struct rsis_epub_walk {
    struct rsis_epub *book;
    uint32_t item; /* whose document; RSIS_NO_ITEM: of the container */
    uint32_t room; /* of its ids */
    struct rsis_epub_parse parse;
    const struct rsis_epub_rules *rules;
    void *ctx; /* of the rules */
    RSIS_VEC(struct rsis_epub_frame) frames;
    RSIS_VEC(struct rsis_epub_idref) idrefs;
    struct rsis_buf text;   /* of the innermost open element that keeps its text */
    uint32_t order;         /* of the element in the document, from 1 */
    uint32_t table, tables; /* HTML's table that is open; how many there were */
};

struct rsis_epub_rules {
    uint64_t root; /* what the document's element must be */
    const char *root_name;
    /* Attributes that every element of a name space has: by code, made by rsis_epub_common; NULL for none. */
    const struct rsis_epub_attr_rule *common;
    uint8_t common_ns;
    const struct rsis_epub_attr_rule *common_of[RSIS_A_COUNT];
    /* After the tables' judgement; `top` is the frame of the element. May be NULL, as the others. */
    void (*start)(struct rsis_epub_walk *w, const struct rsis_epub_tag *tag, struct rsis_epub_frame *top);
    /* Before the frame goes. `text`: what it kept. */
    void (*end)(struct rsis_epub_walk *w, struct rsis_epub_frame *top, struct rsis_str text);
    /* Another row than the tables' (tag->row, NULL for none) for an element in this place; or NULL. */
    const struct rsis_epub_element *(*row)(struct rsis_epub_walk *w, const struct rsis_epub_tag *tag);
    /* What may be wrong with an IDREF to an id that is there: false with a finding made. NULL: nothing. */
    void (*idref)(struct rsis_epub_walk *w, const struct rsis_epub_idref *r, const struct rsis_epub_id *target);
    /* An attribute that is in no table: true when it is right nevertheless, or was reported. */
    bool (*attribute)(struct rsis_epub_walk *w, const struct rsis_epub_element *row, const struct rsis_epub_attr *a);
};

/* Fills common_of from common. */
void rsis_epub_common(struct rsis_epub_rules *rules);

/* Walks the document and resolves its IDREFs. False: not well-formed. */
bool rsis_epub_walk(struct rsis_epub_walk *w, struct rsis_str member, enum rsis_epub_dialect dialect,
                    struct rsis_str bytes);

/* A finding at the event that is being handled. */
#define rsis_epub_at(w, check, ...)                                                                                    \
    rsis_found((w)->book->report, (check), (w)->parse.member, (w)->parse.line, (w)->parse.column, __VA_ARGS__)

/* Is the value of the attribute what its type asks for? */
bool rsis_epub_value_ok(const struct rsis_epub_attr_rule *rule, const char *name, struct rsis_str value);
/* The word among `words` (blanks between), case as it stands or ignored. */
bool rsis_epub_word_in(struct rsis_str word, const char *words, bool exact);
/* The next word of a list; false at its end. */
bool rsis_epub_next_word(struct rsis_str *list, struct rsis_str *word);
bool rsis_epub_blank(struct rsis_str s);
bool rsis_epub_is_ncname(struct rsis_str s);
bool rsis_epub_is_role(struct rsis_str word);
bool rsis_epub_is_language(struct rsis_str tag);

/* Names. */
enum rsis_epub_ns rsis_epub_ns_of(const char *uri);
const struct rsis_epub_element *rsis_epub_row(const struct rsis_epub *book, enum rsis_epub_ns ns, struct rsis_str name);
enum rsis_epub_attr_code rsis_epub_attr(const struct rsis_epub *book, enum rsis_epub_ns ns, struct rsis_str name);
const char *rsis_epub_attr_name(enum rsis_epub_attr_code code);

#endif
