/*
 * yaml.c - one YAML document as a tree with places, by libyaml's events.
 *
 * Events and not libyaml's own tree, because the tree hides anchors and follows aliases, and a profile
 * that refers to itself would never end.
 */
#include "internal.h"

#include <yaml.h>

#include "../base/utf8.h"

enum { MAX_DEPTH = 8 };

struct reader {
    yaml_parser_t parser;
    yaml_event_t event; /* the current one */
    struct rsis_diags *diags;
    struct rsis_arena *arena;
    struct rsis_str text;
    bool failed; /* a finding was made and nothing more can be read */
};

static void close_reader(void *p) {
    struct reader *r = p;
    yaml_event_delete(&r->event);
    yaml_parser_delete(&r->parser);
}

/* ---- what libyaml complains about */

static void report_bytes(struct reader *r, size_t at, const char *what) {
    uint32_t line, column;
    rsis_place(r->text, (uint32_t)at, &line, &column);
    rsis_report_line(r->diags, RSIS_DIAG_SERIES_SYNTAX, line, column, "not YAML: %s; expected UTF-8 text", what);
    r->failed = true;
}

static void report_parser(struct reader *r) {
    const yaml_parser_t *p = &r->parser;
    if (p->error == YAML_MEMORY_ERROR) rsis_arena_give_up(r->arena);
    const char *problem = p->problem ? p->problem : "unknown error";
    if (p->error == YAML_READER_ERROR) {
        report_bytes(r, p->problem_offset, problem);
        return;
    }
    uint32_t line = (uint32_t)p->problem_mark.line + 1, column = (uint32_t)p->problem_mark.column + 1;
    rsis_report_line(r->diags, RSIS_DIAG_SERIES_SYNTAX, line, column, "not YAML: %s%s%s", problem,
                     p->context ? ", " : "", p->context ? p->context : "");
    r->failed = true;
}

static yaml_event_type_t advance(struct reader *r) {
    yaml_event_delete(&r->event);
    if (r->failed) return YAML_NO_EVENT;
    if (!yaml_parser_parse(&r->parser, &r->event)) report_parser(r);
    return r->failed ? YAML_NO_EVENT : r->event.type;
}

/* ---- events -> nodes */

static struct rsis_node *new_node(struct reader *r, enum rsis_node_kind kind) {
    struct rsis_node *n = RSIS_NEW(r->arena, struct rsis_node);
    n->kind = kind;
    n->line = (uint32_t)r->event.start_mark.line + 1;
    n->column = (uint32_t)r->event.start_mark.column + 1;
    return n;
}

static struct rsis_node *refuse(struct reader *r, const char *what) {
    struct rsis_node *n = new_node(r, RSIS_NODE_REFUSED);
    rsis_report_line(r->diags, RSIS_DIAG_SERIES_CONTENT, n->line, n->column, "%s; expected plain keys, lists and text",
                     what);
    return n;
}

/* Anchors and tags of the current event. Profiles do without them. */
static bool is_decorated(const yaml_event_t *e) {
    if (e->type == YAML_SCALAR_EVENT) return e->data.scalar.anchor || e->data.scalar.tag;
    if (e->type == YAML_SEQUENCE_START_EVENT) return e->data.sequence_start.anchor || e->data.sequence_start.tag;
    return e->type == YAML_MAPPING_START_EVENT && (e->data.mapping_start.anchor || e->data.mapping_start.tag);
}

static struct rsis_node *scalar(struct reader *r) {
    struct rsis_node *n = new_node(r, RSIS_NODE_SCALAR);
    struct rsis_str text = rsis_str((const char *)r->event.data.scalar.value, r->event.data.scalar.length);
    n->plain = r->event.data.scalar.style == YAML_PLAIN_SCALAR_STYLE;
    n->text = rsis_str(rsis_str_dup(r->arena, text), text.len);
    return n;
}

static struct rsis_node *read_node(struct reader *r, unsigned depth);

static struct rsis_node *collection(struct reader *r, enum rsis_node_kind kind, unsigned depth) {
    struct rsis_node *n = new_node(r, kind), **last = &n->child;
    if (depth == MAX_DEPTH) {
        r->failed = true;
        return refuse(r, "nested deeper than any profile is");
    }
    yaml_event_type_t end = kind == RSIS_NODE_MAPPING ? YAML_MAPPING_END_EVENT : YAML_SEQUENCE_END_EVENT;
    while (advance(r) != end && !r->failed) {
        *last = read_node(r, depth + 1);
        last = &(*last)->next;
        n->n++;
    }
    return n;
}

/* The node that begins with the current event. Never NULL; of no use when the reader failed. */
static struct rsis_node *read_node(struct reader *r, unsigned depth) {
    if (is_decorated(&r->event)) refuse(r, "an anchor or a tag");
    if (r->event.type == YAML_SCALAR_EVENT) return scalar(r);
    if (r->event.type == YAML_SEQUENCE_START_EVENT) return collection(r, RSIS_NODE_SEQUENCE, depth);
    if (r->event.type == YAML_MAPPING_START_EVENT) return collection(r, RSIS_NODE_MAPPING, depth);
    return refuse(r, "an alias");
}

static struct rsis_node *read_stream(struct reader *r) {
    advance(r); /* stream start */
    if (advance(r) == YAML_STREAM_END_EVENT) {
        rsis_report_line(r->diags, RSIS_DIAG_SERIES_CONTENT, 1, 1, "the profile is empty; expected its keys");
        r->failed = true;
    }
    if (r->failed) return NULL;
    advance(r);
    struct rsis_node *root = r->failed ? NULL : read_node(r, 0);
    advance(r); /* document end */
    if (!r->failed && advance(r) != YAML_STREAM_END_EVENT && !r->failed) refuse(r, "a second document");
    return r->failed ? NULL : root;
}

struct rsis_node *rsis_yaml_parse(struct rsis_diags *diags, struct rsis_arena *arena, struct rsis_str text) {
    struct reader *r = RSIS_NEW(arena, struct reader);
    r->diags = diags;
    r->arena = arena;
    r->text = text;
    size_t bad = rsis_utf8_check(text);
    if (bad < text.len) {
        report_bytes(r, bad, "bytes that are no UTF-8");
        return NULL;
    }
    rsis_arena_defer(arena, close_reader, r); /* before anything is there to close: this may not return */
    if (!yaml_parser_initialize(&r->parser)) rsis_arena_give_up(arena);
    yaml_parser_set_input_string(&r->parser, (const unsigned char *)text.ptr, text.len);
    return read_stream(r);
}
