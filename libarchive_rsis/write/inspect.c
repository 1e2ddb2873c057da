/* inspect.c - what the program knows and why, for people and for programs (specs/ledger.md, "as a file"). */
#include "write.h"

#include <jansson.h>

#include "../base/file.h"

static const char *const origins[] = {"printed", "derived", "asserted", "supplied"};
static const char *const node_names[] = {
    [RSIS_NODE_SECTION] = "section", [RSIS_NODE_PARA] = "paragraph",     [RSIS_NODE_LIST] = "list",
    [RSIS_NODE_ITEM] = "item",       [RSIS_NODE_QUOTE] = "quotation",    [RSIS_NODE_NOTE] = "note",
    [RSIS_NODE_FIGURE] = "figure",   [RSIS_NODE_GROUP] = "group",        [RSIS_NODE_TEXT] = "text",
    [RSIS_NODE_EM] = "emphasis",     [RSIS_NODE_STRONG] = "strong",      [RSIS_NODE_SUP] = "superscript",
    [RSIS_NODE_SUB] = "subscript",   [RSIS_NODE_LINK] = "link",          [RSIS_NODE_EMAIL] = "email",
    [RSIS_NODE_PICTURE] = "picture", [RSIS_NODE_NOTE_REF] = "note mark", [RSIS_NODE_BREAK] = "page break",
    [RSIS_NODE_FOREIGN] = "foreign",
};

static const struct {
    const char *name;
    size_t offset;
} parts[] = {
    {"masthead", offsetof(struct rsis_doc, masthead)}, {"preface", offsetof(struct rsis_doc, preface)},
    {"abstract", offsetof(struct rsis_doc, abstract)}, {"body", offsetof(struct rsis_doc, body)},
    {"ack", offsetof(struct rsis_doc, ack)},           {"bios", offsetof(struct rsis_doc, other_bios)},
    {"notes", offsetof(struct rsis_doc, notes)},       {"furniture", offsetof(struct rsis_doc, furniture)},
};

static const struct rsis_node *part(const struct rsis_doc *d, size_t i) {
    return *(struct rsis_node *const *)(const void *)((const char *)d + parts[i].offset);
}

/* ---------------------------------------------------------------- for people */

/* At most `most` bytes of `s`, whole characters. */
static struct rsis_str head_of(struct rsis_str s, size_t most) {
    if (s.len <= most) return s;
    s.len = most;
    while (s.len && ((unsigned char)s.ptr[s.len] & 0xC0) == 0x80) s.len--;
    return s;
}

static void show_fields(const struct rsis_doc *d, struct rsis_buf *b) {
    for (int f = 0; f < RSIS_FIELD_COUNT; f++) {
        struct rsis_value v;
        for (size_t i = 0; rsis_values_get(d, (enum rsis_field)f, i, &v); i++) {
            struct rsis_str s = head_of(v.text, 100);
            rsis_buf_printf(b, "%-9s %.*s%s\n", rsis_field_name((enum rsis_field)f), RSIS_ARG(s),
                            s.len < v.text.len ? "..." : "");
            rsis_buf_printf(b, "          %s", origins[v.origin]);
            if (v.line) rsis_buf_printf(b, " at %.*s:%u:%u", RSIS_ARG(d->name), v.line, v.column);
            rsis_buf_printf(b, ", by: %s\n", v.rule);
        }
    }
}

static void show_tree(const struct rsis_doc *d, const struct rsis_node *n, struct rsis_buf *b, int depth) {
    for (; n; n = n->next) {
        const struct rsis_node *shown = n->head ? n->head : n;
        struct rsis_str s = head_of(rsis_doc_text(d, shown->piece), 60);
        bool block = n->type < RSIS_NODE_TEXT;
        if (!block) continue;
        rsis_buf_printf(b, "%*s%s", depth * 2, "", node_names[n->type]);
        if (n->mark.len) rsis_buf_printf(b, " %.*s", RSIS_ARG(rsis_doc_text(d, n->mark)));
        if (s.len) rsis_buf_printf(b, ": %.*s%s", RSIS_ARG(s), s.len < shown->piece.len ? "..." : "");
        rsis_buf_char(b, '\n');
        show_tree(d, n->child, b, depth + 1);
    }
}

static void show_sums(const struct rsis_doc *d, struct rsis_buf *b) {
    struct rsis_ledger_sums s = rsis_ledger_sum(&d->ledger);
    uint64_t furniture = 0;
    for (const struct rsis_node *n = d->furniture->child; n; n = n->next) furniture += n->piece.len;
    rsis_buf_printf(b, "source     %zu bytes, %s, sha256 %s\n", (size_t)d->source_bytes, d->encoding, d->sha256);
    rsis_buf_printf(b, "decoded    %zu bytes in %u tiles\n", d->ledger.stream.len, d->ledger.tiles.n);
    const struct {
        const char *name;
        uint64_t n;
    } rows[] = {{"text", s.copied}, {"replaced", s.replaced}, {"markup", s.markup}, {"layout", s.layout}};
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++)
        rsis_buf_printf(b, "  %-9s%llu\n", rows[i].name, (unsigned long long)rows[i].n);
    rsis_buf_printf(b, "furniture  %llu bytes of the text\nrepairs    %u\nchecked    S0 S1 S2 S3\n",
                    (unsigned long long)furniture, s.repairs);
}

struct rsis_str rsis_write_inspect_text(struct rsis_doc *doc) {
    struct rsis_buf b;
    rsis_buf_init(&b, doc->arena);
    rsis_buf_printf(&b, "read as   %s\nseries    %.*s (%.*s)\n", rsis_from_name(doc->flavour),
                    RSIS_ARG(doc->series->name), RSIS_ARG(doc->era->title));
    show_fields(doc, &b);
    for (size_t i = 0; i < sizeof parts / sizeof *parts; i++) {
        if (rsis_node_empty(part(doc, i))) continue;
        rsis_buf_printf(&b, "\n%s\n", parts[i].name);
        show_tree(doc, part(doc, i)->child, &b, 1);
    }
    rsis_buf_z(&b, "\n");
    show_sums(doc, &b);
    return rsis_buf_slice(&b);
}

/* ---------------------------------------------------------------- for programs */

static json_t *text(struct rsis_str s) {
    return json_stringn(s.len ? s.ptr : "", s.len);
}

static json_t *number(uint64_t n) {
    return json_integer((json_int_t)n);
}

/* Each object joins its parent before anything is asked of the arena, which may leave this function. */
static void fields_json(const struct rsis_doc *d, json_t *root) {
    json_t *all = json_object();
    json_object_set_new(root, "fields", all);
    for (int f = 0; f < RSIS_FIELD_COUNT; f++) {
        json_t *list = json_array();
        json_object_set_new(all, rsis_field_name((enum rsis_field)f), list);
        struct rsis_value v;
        for (size_t i = 0; rsis_values_get(d, (enum rsis_field)f, i, &v); i++) {
            json_t *o = json_object();
            json_object_set_new(o, "value", text(v.text));
            json_object_set_new(o, "origin", json_string(origins[v.origin]));
            json_object_set_new(o, "rule", json_string(v.rule));
            json_object_set_new(o, "line", number(v.line));
            json_object_set_new(o, "column", number(v.column));
            json_array_append_new(list, o);
        }
    }
}

static json_t *tree_json(const struct rsis_doc *d, const struct rsis_node *n) {
    json_t *list = json_array();
    for (; n; n = n->next) {
        json_t *o = json_object();
        json_object_set_new(o, "type", json_string(node_names[n->type]));
        if (n->mark.len) json_object_set_new(o, "mark", text(rsis_doc_text(d, n->mark)));
        if (n->type == RSIS_NODE_TEXT || n->type == RSIS_NODE_NOTE_REF)
            json_object_set_new(o, "text", text(rsis_doc_text(d, n->piece)));
        if (n->target.kind) json_object_set_new(o, "target", text(n->target.value));
        if (n->head) json_object_set_new(o, "title", tree_json(d, n->head->child));
        if (n->child) json_object_set_new(o, "children", tree_json(d, n->child));
        json_array_append_new(list, o);
    }
    return list;
}

static json_t *tiles_json(const struct rsis_ledger *l) {
    json_t *list = json_array();
    size_t stream = 0, at = 0;
    for (uint32_t i = 0; i < l->tiles.n; i++) {
        const struct rsis_tile *t = &l->tiles.v[i];
        json_t *tile = json_array();
        json_array_append_new(tile, json_string(rsis_rule_name((enum rsis_rule)t->rule)));
        if (t->rule == RSIS_RULE_COPY) {
            json_array_append_new(tile, number(t->stream_len));
        } else {
            json_array_append_new(tile, text(rsis_str(l->stream.ptr + stream, t->stream_len)));
            json_array_append_new(tile, text(rsis_str(l->text.ptr + at, t->text_len)));
        }
        json_array_append_new(list, tile);
        stream += t->stream_len;
        at += t->text_len;
    }
    return list;
}

static json_t *use_json(const struct rsis_use *u) {
    json_t *use = json_array();
    json_array_append_new(use, json_string(rsis_slot_name((enum rsis_slot)u->slot)));
    json_array_append_new(use, json_string(rsis_use_kind_name((enum rsis_use_kind)u->kind)));
    json_array_append_new(use, number(u->block));
    if (u->kind & (RSIS_USE_PRIMARY | RSIS_USE_COPY | RSIS_USE_DERIVED)) {
        json_array_append_new(use, number(u->at));
        json_array_append_new(use, number(u->len));
    }
    if (u->kind == RSIS_USE_DERIVED)
        json_array_append_new(use, json_string(rsis_derivation_name((enum rsis_derivation)u->derivation)));
    if (!(u->kind & (RSIS_USE_PRIMARY | RSIS_USE_COPY))) json_array_append_new(use, text(u->value));
    if (u->moved) json_array_append_new(use, json_string("moved"));
    return use;
}

static json_t *wordings_json(const struct rsis_series *s) {
    json_t *list = json_array();
    const struct rsis_strs *all[] = {&s->furniture, &s->masthead};
    for (size_t k = 0; k < 2; k++)
        for (size_t i = 0; i < all[k]->n; i++) json_array_append_new(list, text(all[k]->v[i]));
    for (size_t e = 0; e < s->n_eras; e++) json_array_append_new(list, text(s->eras[e].title));
    return list;
}

static json_t *ledger_json(struct rsis_doc *d, const struct rsis_record *rec, struct rsis_str jats) {
    json_t *l = json_object(), *source = json_object(), *output = json_object(), *uses = json_array();
    char sum[65] = "";
    json_object_set_new(l, "format", json_string("rsis-ledger/1"));
    json_object_set_new(source, "name", text(d->name));
    json_object_set_new(source, "bytes", number(d->source_bytes));
    json_object_set_new(source, "sha256", json_string(d->sha256));
    json_object_set_new(source, "encoding", json_string(d->encoding));
    json_object_set_new(l, "source", source);
    rsis_sha256_hex(d->ledger.text, sum);
    json_object_set_new(l, "text_sha256", json_string(sum));
    json_object_set_new(l, "tiles", tiles_json(&d->ledger));
    json_object_set_new(l, "furniture", wordings_json(d->series));
    rsis_sha256_hex(jats, sum);
    json_object_set_new(output, "format", json_string(d->jats == RSIS_JATS_1_4 ? "jats-1.4" : "jats-1.3"));
    json_object_set_new(output, "sha256", json_string(sum));
    json_object_set_new(l, "output", output);
    for (uint32_t i = 0; i < rec->uses.n; i++) json_array_append_new(uses, use_json(&rec->uses.v[i]));
    json_object_set_new(l, "uses", uses);
    return l;
}

static void free_json(void *p) {
    json_decref(p);
}

/* jansson must be left by returning, not by a jump over its frames. */
static int append(const char *p, size_t n, void *buf) {
    struct rsis_buf *b = buf;
    jmp_buf *outer = b->arena->guard, guard;
    b->arena->guard = &guard;
    int failed = setjmp(guard);
    if (!failed) rsis_buf_append(b, p, n);
    b->arena->guard = outer;
    return failed ? -1 : 0;
}

/* Writes it out and ends with a line feed. */
static struct rsis_str dumped(struct rsis_arena *a, const json_t *root, size_t flags) {
    struct rsis_buf b;
    rsis_buf_init(&b, a);
    if (json_dump_callback(root, append, &b, flags) != 0) rsis_arena_give_up(a);
    rsis_buf_char(&b, '\n');
    return rsis_buf_slice(&b);
}

struct rsis_str rsis_write_ledger(struct rsis_doc *doc, const struct rsis_record *record, struct rsis_str jats) {
    json_t *root = ledger_json(doc, record, jats);
    rsis_arena_defer(doc->arena, free_json, root);
    return dumped(doc->arena, root, JSON_INDENT(0) | JSON_COMPACT | JSON_ENSURE_ASCII);
}

struct rsis_str rsis_write_inspect_json(struct rsis_doc *doc, const struct rsis_record *record, struct rsis_str jats) {
    json_t *root = json_object();
    rsis_arena_defer(doc->arena, free_json, root);
    json_t *tree = json_object();
    json_object_set_new(root, "tree", tree);
    json_object_set_new(root, "format", json_string("rsis-inspect/1"));
    json_object_set_new(root, "from", json_string(rsis_from_name(doc->flavour)));
    json_object_set_new(root, "series", text(doc->series->name));
    json_object_set_new(root, "series_title", text(doc->era->title));
    fields_json(doc, root);
    for (size_t i = 0; i < sizeof parts / sizeof *parts; i++)
        json_object_set_new(tree, parts[i].name, tree_json(doc, part(doc, i) ? part(doc, i)->child : NULL));
    json_object_set_new(root, "ledger", ledger_json(doc, record, jats));
    return dumped(doc->arena, root, JSON_INDENT(1) | JSON_ENSURE_ASCII);
}
