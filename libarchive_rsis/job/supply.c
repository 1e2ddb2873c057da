/* supply.c - overrides into a document: each value is `supplied`, and what it replaces is kept as printed. */
#include "supply.h"

#include "../base/limits.h"

static struct rsis_datum supplied(struct rsis_str value) {
    return (struct rsis_datum){.value = value, .rule = "overrides", .origin = RSIS_ORIGIN_SUPPLIED};
}

static void remember(struct rsis_doc *doc, const struct rsis_override *o) {
    const char *name = rsis_override_field_name((enum rsis_override_field)o->field);
    const char *n = strchr(name, 'N');
    struct rsis_str field =
        rsis_str_c(n && o->n ? rsis_format(doc->arena, "%.*s%u%s", (int)(n - name), name, o->n, n + 1) : name);
    *RSIS_PUSH(doc->arena, &doc->supplied) = (struct rsis_supplied){field, o->value, o->who, o->when, o->reason};
    rsis_report_file(doc->diags, RSIS_DIAG_OVR_APPLIED, "%.*s is \"%.*s\", supplied by %.*s on %.*s: %.*s",
                     RSIS_ARG(field), RSIS_ARG(o->value), RSIS_ARG(o->who), RSIS_ARG(o->when), RSIS_ARG(o->reason));
}

static const struct rsis_override *next(struct rsis_doc *doc, const struct rsis_overrides *o,
                                        const struct rsis_override *row) {
    return o ? rsis_overrides_find(o, row, doc->name, rsis_str_c(doc->sha256)) : NULL;
}

void rsis_supply_authors(struct rsis_doc *doc, const struct rsis_overrides *o) {
    for (const struct rsis_override *row = NULL; (row = next(doc, o, row));) {
        if (row->field != RSIS_OVERRIDE_AUTHOR || doc->n_authors >= rsis_limit_AUTHORS) continue;
        if (!doc->authors) doc->authors = RSIS_NEW_ARRAY(doc->arena, struct rsis_author, rsis_limit_AUTHORS);
        doc->authors[doc->n_authors++].name = supplied(row->value);
        doc->authors_supplied = true;
        remember(doc, row);
    }
}

static void supply_number(struct rsis_doc *doc, struct rsis_str value) {
    const char *slash = memchr(value.ptr, '/', value.len);
    doc->supplied_number = supplied(value);
    if (!slash) return;
    doc->issue = supplied(rsis_str(value.ptr, (size_t)(slash - value.ptr)));
    doc->year = supplied(rsis_str_from(value, doc->issue.value.len + 1));
}

static void supply_date(struct rsis_doc *doc, struct rsis_str value) {
    doc->date = supplied(value);
    doc->date_bad = !rsis_date_parse(&doc->when, value);
}

/* Values of an author; a number past the last author is said to have no place. */
static void supply_author(struct rsis_doc *doc, const struct rsis_override *row) {
    if (!row->n || row->n > doc->n_authors) {
        rsis_report_file(doc->diags, RSIS_DIAG_OVR_UNUSED, "%s: there is no author %u; the value was not used",
                         rsis_override_field_name((enum rsis_override_field)row->field), row->n);
        return;
    }
    struct rsis_author *a = &doc->authors[row->n - 1];
    struct rsis_datum *where = row->field == RSIS_OVERRIDE_AUTHOR_GIVEN     ? &a->given
                               : row->field == RSIS_OVERRIDE_AUTHOR_SURNAME ? &a->surname
                                                                            : &a->orcid;
    *where = supplied(row->value);
    a->whole = false;
    remember(doc, row);
}

static void supply(struct rsis_doc *doc, const struct rsis_override *row) {
    struct rsis_datum value = supplied(row->value);
    switch ((enum rsis_override_field)row->field) {
    case RSIS_OVERRIDE_NUMBER:
        supply_number(doc, row->value);
        break;
    case RSIS_OVERRIDE_DATE:
        supply_date(doc, row->value);
        break;
    case RSIS_OVERRIDE_TITLE:
        doc->supplied_title = value;
        break;
    case RSIS_OVERRIDE_KICKER:
        doc->supplied_kicker = value;
        break;
    case RSIS_OVERRIDE_DOI:
        doc->doi = value;
        break;
    case RSIS_OVERRIDE_HANDLE:
        doc->handle = value;
        break;
    case RSIS_OVERRIDE_KEYWORD:
        *RSIS_PUSH(doc->arena, &doc->keywords) = value;
        break;
    case RSIS_OVERRIDE_LANGUAGE:
        doc->language = value;
        break;
    case RSIS_OVERRIDE_AUTHOR:
        return; /* done before recognition */
    case RSIS_OVERRIDE_AUTHOR_GIVEN:
    case RSIS_OVERRIDE_AUTHOR_SURNAME:
    case RSIS_OVERRIDE_AUTHOR_ORCID:
        supply_author(doc, row);
        return;
    case RSIS_OVERRIDE_FIELDS:
        return;
    }
    remember(doc, row);
}

void rsis_supply_values(struct rsis_doc *doc, const struct rsis_overrides *o) {
    for (const struct rsis_override *row = NULL; (row = next(doc, o, row));) supply(doc, row);
}
