/* internal.h - what the files of this room share and no other room sees. */
#ifndef RSIS_SERIES_INTERNAL_H
#define RSIS_SERIES_INTERNAL_H

#include "../base/buf.h"
#include "../diag/diag.h"
#include "series.h"

/* ---- dates: one table of shapes serves the parser and the pattern of {date} */

/*
 * D day of one or two digits, N month of one or two, M month by name, Y year of four digits, d and n two
 * digits exactly, a blank a run of white space, a comma one that may be missing; the rest itself.
 */
#define RSIS_DATE_SHAPES 4
extern const char *const rsis_date_shapes[RSIS_DATE_SHAPES];
/* Full and short names in lower case; "sept" is the one short name of four letters. */
#define RSIS_MONTH_NAMES 24
struct rsis_month_name {
    const char *name;
    int month;
};
extern const struct rsis_month_name rsis_month_names[RSIS_MONTH_NAMES];

/* ---- wordings */

/* `s` without white space at both ends, U+00A0 and its kin included. */
struct rsis_str rsis_trim_blanks(struct rsis_str s);
/* A dash of any kind at p..end: its length in bytes, 0 for none. "--" is one dash. */
unsigned rsis_dash_at(const char *p, const char *end);
/* "{name}" at the start of `s`: sets *name to what is inside and gives the length of all, 0 for none. */
size_t rsis_placeholder_at(struct rsis_str s, struct rsis_str *name);
/* The first brace of `wording` that begins no known placeholder, as the text to complain about; or empty. */
struct rsis_str rsis_wording_fault(struct rsis_str wording);

/* ---- line forms */

enum { RSIS_FORM_LINE_BYTES = 300 };

struct rsis_form {
    struct rsis_str text;             /* as the profile writes it */
    void *code, *limits;              /* pcre2_code and pcre2_match_context; rsis_form_close frees them */
    uint32_t group[RSIS_FORM_FIELDS]; /* number of the capturing group, 0 for none */
    bool needs_digit;                 /* a line without one cannot match */
};

/* "issue", "year", "date", "issn", "title". */
extern const char *const rsis_form_field_names[RSIS_FORM_FIELDS];
/*
 * Compiles a template or a regular expression. NULL, or what is wrong with it (in the arena or static).
 * `form` must be zeroed and registered with rsis_arena_defer(arena, rsis_form_close, form) before.
 */
const char *rsis_form_compile(struct rsis_form *form, struct rsis_arena *arena, struct rsis_str text, bool is_regex);
void rsis_form_close(void *p);

/* ---- YAML as a tree with places */

enum rsis_node_kind { RSIS_NODE_SCALAR, RSIS_NODE_SEQUENCE, RSIS_NODE_MAPPING, RSIS_NODE_REFUSED };

struct rsis_node {
    enum rsis_node_kind kind;
    uint32_t line, column;   /* from 1, in characters */
    struct rsis_str text;    /* of a scalar */
    bool plain;              /* a scalar without quotes */
    struct rsis_node *child; /* of a sequence: items; of a mapping: key, value, key, value ... */
    struct rsis_node *next;
    uint32_t n; /* children */
};

/*
 * Parses one YAML document. What profiles do not use (anchors, aliases, tags, deep nesting) is reported
 * and gives a REFUSED node. NULL when it is not YAML at all, with one finding.
 */
struct rsis_node *rsis_yaml_parse(struct rsis_diags *diags, struct rsis_arena *arena, struct rsis_str text);

/* ---- built-in profiles, generated from specs/series by tools/embed.sh */

struct rsis_builtin {
    const char *name;
    const unsigned char *bytes;
    size_t len;
};
extern const struct rsis_builtin rsis_builtins[];
extern const size_t rsis_n_builtins;

#endif
