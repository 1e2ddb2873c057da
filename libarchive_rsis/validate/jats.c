/* jats.c - one JATS file: read, walked once, and asked about its ids, its origin and its DTD. */
#include "jats_parts.h"

/* The members of a file that rsis wrote say where it comes from. */
static const xmlNode *provenance_of(const struct rsis_jats_file *j) {
    const xmlNode *meta = rsis_jats_child(rsis_jats_child(j->article, "front"), "article-meta");
    for (const xmlNode *g = rsis_jats_child(meta, "custom-meta-group"); g; g = rsis_jats_next(g, "custom-meta-group")) {
        if (!rsis_jats_attr_is(g, "content-type", "provenance")) continue;
        for (const xmlNode *m = rsis_jats_child(g, "custom-meta"); m; m = rsis_jats_next(m, "custom-meta")) {
            const xmlNode *name = rsis_jats_child(m, "meta-name");
            if (name && rsis_str_eq(rsis_jats_text(j, name), RSIS_LIT("source-sha256"))) return g;
        }
    }
    return NULL;
}

void rsis_validate_jats(struct rsis_report *r, struct rsis_str bytes, const struct rsis_jats_options *o) {
    size_t room = 16 << 20;
    struct rsis_jats_file j = {.report = r, .arena = r->arena, .o = o, .room = &room};
    if (!*r->kind) r->kind = "jats";
    if (!rsis_jats_parse(&j, bytes)) return;
    j.article = xmlDocGetRootElement(*j.doc);
    if (!rsis_jats_is(j.article, "article")) {
        RSIS_JATS_FOUND(&j, j.article, ROOT, "The root element is \"%.100s\", not article", rsis_jats_name(j.article));
    } else {
        j.ours = provenance_of(&j);
        rsis_jats_judge_file(&j);
        rsis_jats_walk(&j);
        rsis_jats_judge_ids(&j);
        rsis_jats_judge_ours(&j);
        if (o->dtd) rsis_jats_judge_dtd(&j);
    }
    rsis_jats_forget(&j);
}
