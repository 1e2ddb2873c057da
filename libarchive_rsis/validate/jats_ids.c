/* jats_ids.c - ids and what refers to them, looked at when the whole file was seen. */
#include <stdlib.h>

#include "jats_parts.h"

/* By id; equal ones in the order of the file. */
static int by_id(const void *x, const void *y) {
    const struct rsis_jats_id *a = x, *b = y;
    int order = rsis_str_compare(a->id, b->id);
    if (order) return order;
    uint32_t la = rsis_jats_line(a->node), lb = rsis_jats_line(b->node);
    return la < lb ? -1 : la > lb;
}

static struct rsis_jats_id *find(struct rsis_jats_file *j, struct rsis_str id) {
    uint32_t low = 0, high = j->ids.n;
    struct rsis_jats_id key = {.id = id, .node = NULL};
    while (low < high) {
        uint32_t mid = low + (high - low) / 2;
        if (by_id(&j->ids.v[mid], &key) < 0)
            low = mid + 1;
        else
            high = mid;
    }
    return low < j->ids.n && rsis_str_eq(j->ids.v[low].id, id) ? &j->ids.v[low] : NULL;
}

/* Elements that an xref of a type may lead to. Types that are not here may lead anywhere. */
static const struct {
    const char *type, *elements;
} targets[] = {
    {"aff", "aff aff-alternatives institution-wrap"},
    {"app", "app app-group sec"},
    {"author-notes", "author-notes fn corresp p"},
    {"bibr", "ref element-citation mixed-citation citation-alternatives nlm-citation note"},
    {"bio", "bio"},
    {"boxed-text", "boxed-text"},
    {"contrib", "contrib"},
    {"corresp", "corresp contrib author-notes"},
    {"disp-formula", "disp-formula disp-formula-group inline-formula"},
    {"fig", "fig fig-group graphic"},
    {"fn", "fn fn-group"},
    {"list", "list list-item def-list def-item"},
    {"sec", "sec app boxed-text"},
    {"supplementary-material", "supplementary-material media inline-supplementary-material sec app"},
    {"table", "table-wrap table-wrap-group table"},
    {"table-fn", "fn table-wrap-foot p"},
};

static bool may_lead_to(struct rsis_str type, const xmlNode *n) {
    for (size_t i = 0; i < RSIS_COUNT(targets); i++) {
        if (!rsis_str_eq(type, rsis_str_c(targets[i].type))) continue;
        struct rsis_str list = rsis_str_c(targets[i].elements), name;
        while (rsis_jats_word(&list, &name))
            if (rsis_str_eq(name, rsis_str_c(rsis_jats_name(n)))) return true;
        return false;
    }
    return true;
}

static void judge_reference(struct rsis_jats_file *j, const xmlNode *n, struct rsis_str list) {
    struct rsis_str word, type = rsis_jats_attr(n, "ref-type");
    while (rsis_jats_word(&list, &word)) {
        struct rsis_jats_id *target = find(j, word);
        if (!target) {
            RSIS_JATS_FOUND(j, n, REFERENCE, "There is no id \"%.*s\"", RSIS_SHOW(word));
            continue;
        }
        target->used = true;
        if (rsis_jats_is(n, "xref") && !may_lead_to(type, target->node))
            RSIS_JATS_FOUND(j, n, XREF_KIND, "The reference of type %.*s leads to %s", RSIS_SHOW(type),
                            rsis_jats_name(target->node));
    }
}

/* Notes with a label are there to be referred to; affiliations beside the authors are where others are. */
static void judge_unused(struct rsis_jats_file *j, const struct rsis_jats_id *id, bool others) {
    bool note = rsis_jats_is(id->node, "fn") && rsis_jats_child(id->node, "label");
    bool aff = others && rsis_jats_is(id->node, "aff") && !rsis_jats_is(id->node->parent, "contrib");
    if (note && rsis_jats_is(id->node->parent, "fn-group"))
        RSIS_JATS_FOUND(j, id->node, NOTE_UNUSED, "Nothing refers to the note \"%.*s\"", RSIS_SHOW(id->id));
    if (aff) RSIS_JATS_FOUND(j, id->node, AFF_UNUSED, "Nothing refers to the affiliation \"%.*s\"", RSIS_SHOW(id->id));
}

void rsis_jats_judge_ids(struct rsis_jats_file *j) {
    if (j->ids.n) qsort(j->ids.v, j->ids.n, sizeof *j->ids.v, by_id);
    for (uint32_t i = 1; i < j->ids.n; i++)
        if (rsis_str_eq(j->ids.v[i].id, j->ids.v[i - 1].id))
            RSIS_JATS_FOUND(j, j->ids.v[i].node, XML_ID_TWICE, "The id \"%.*s\" stands twice",
                            RSIS_SHOW(j->ids.v[i].id));
    bool affs = false;
    for (uint32_t i = 0; i < j->references.n; i++) {
        affs |= rsis_jats_attr_is(j->references.v[i], "ref-type", "aff");
        judge_reference(j, j->references.v[i], rsis_jats_attr(j->references.v[i], "rid"));
        judge_reference(j, j->references.v[i], rsis_jats_attr(j->references.v[i], "rids"));
    }
    for (uint32_t i = 0; i < j->ids.n; i++)
        if (!j->ids.v[i].used) judge_unused(j, &j->ids.v[i], affs);
}
