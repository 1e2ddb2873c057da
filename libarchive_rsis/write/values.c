/* values.c - what is known of a commentary, field by field, with origins: for the interface and for inspect. */
#include "write.h"

static const struct rsis_datum *datum_of(const struct rsis_doc *d, enum rsis_field f) {
    switch (f) {
    case RSIS_FIELD_ISSUE:
        return &d->issue;
    case RSIS_FIELD_YEAR:
        return &d->year;
    case RSIS_FIELD_DATE:
        return d->date_bad ? NULL : &d->date;
    case RSIS_FIELD_LANGUAGE:
        return &d->language;
    case RSIS_FIELD_TITLE:
        return d->supplied_title.rule ? &d->supplied_title : NULL;
    case RSIS_FIELD_KICKER:
        return d->supplied_kicker.rule ? &d->supplied_kicker : NULL;
    default:
        return NULL;
    }
}

/* The text that readers see of a node: its pieces, joined. */
static void gather(const struct rsis_doc *d, const struct rsis_node *n, struct rsis_buf *b) {
    for (n = n->child; n; n = n->next) {
        if (n->type == RSIS_NODE_TEXT)
            rsis_buf_str(b, rsis_doc_text(d, n->piece));
        else
            gather(d, n, b);
    }
}

struct source {
    const struct rsis_node *node; /* a paragraph or group of inlines */
    const char *rule;
};

static bool child_at(const struct rsis_node *group, size_t *index, struct source *out, const char *rule) {
    for (const struct rsis_node *n = group ? group->child : NULL; n; n = n->next) {
        if (n->type == RSIS_NODE_LIST || n->type == RSIS_NODE_ITEM) {
            if (child_at(n, index, out, rule)) return true;
        } else if ((*index)-- == 0) {
            *out = (struct source){n, rule};
            return true;
        }
    }
    return false;
}

static bool node_of(const struct rsis_doc *d, enum rsis_field f, size_t index, struct source *out) {
    switch (f) {
    case RSIS_FIELD_TITLE:
        *out = (struct source){d->title, d->title_rule};
        return index == 0 && d->title;
    case RSIS_FIELD_KICKER:
        *out = (struct source){d->kicker, d->kicker_rule};
        return index == 0 && d->kicker;
    case RSIS_FIELD_SYNOPSIS:
        return child_at(d->abstract, &index, out, d->synopsis_rule);
    case RSIS_FIELD_NOTICE:
        return child_at(d->notice, &index, out, d->notice_rule);
    case RSIS_FIELD_BIO:
        for (size_t i = 0; i < d->n_authors; i++)
            if (child_at(d->authors[i].bio, &index, out, d->bio_rule)) return true;
        return child_at(d->other_bios, &index, out, d->bio_rule);
    default:
        return false;
    }
}

static void place(const struct rsis_doc *d, uint32_t at, struct rsis_value *out) {
    rsis_place(d->ledger.stream, rsis_ledger_source(&d->ledger, at), &out->line, &out->column);
}

static void from_datum(const struct rsis_doc *d, const struct rsis_datum *x, struct rsis_value *out) {
    out->text = rsis_datum_text(d, x);
    out->origin = (enum rsis_origin)x->origin;
    out->rule = x->rule;
    if (x->origin <= RSIS_ORIGIN_DERIVED) place(d, x->piece.at, out);
}

bool rsis_values_get(const struct rsis_doc *d, enum rsis_field f, size_t index, struct rsis_value *out) {
    memset(out, 0, sizeof *out);
    const struct rsis_datum *x =
        f == RSIS_FIELD_AUTHOR && index < d->n_authors ? &d->authors[index].name : datum_of(d, f);
    if (x && x->rule) {
        if (index && f != RSIS_FIELD_AUTHOR) return false;
        from_datum(d, x, out);
        return true;
    }
    struct source s;
    if (!node_of(d, f, index, &s)) return false;
    struct rsis_buf b;
    rsis_buf_init(&b, d->arena); // NOLINT(clang-analyzer-core.NullDereference): no document is NULL here
    gather(d, s.node, &b);
    out->text = rsis_buf_slice(&b);
    out->rule = s.rule ? s.rule : "";
    place(d, s.node->piece.at, out);
    return true;
}

size_t rsis_values_count(const struct rsis_doc *d, enum rsis_field f) {
    size_t n = 0;
    struct source s;
    if (f == RSIS_FIELD_AUTHOR) return d->n_authors;
    const struct rsis_datum *x = datum_of(d, f);
    if (x && x->rule) return 1;
    while (node_of(d, f, n, &s)) n++;
    return n;
}
