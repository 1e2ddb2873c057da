/* jats_heard.c - errors of libxml2's validators as findings. */
#include "jats_heard.h"

#include "jats_parts.h"

/* The line of the element, which knows more than the 16 bits that an error has for it. */
static uint32_t line_of(const xmlError *e) {
    const xmlNode *n = e->node;
    if (n && n->type == XML_ELEMENT_NODE) return rsis_jats_line(n);
    return e->line > 0 ? (uint32_t)e->line : 0;
}

void rsis_jats_hear(void *heard, xmlErrorPtr e) {
    struct rsis_jats_heard *h = heard;
    const char *text = e && e->message ? e->message : "it does not match";
    if (e && e->level == XML_ERR_WARNING) return;
    if (e && e->code == XML_ERR_NO_MEMORY) h->no_memory = true;
    if (h->n == RSIS_JATS_HEARD_MOST) {
        h->more++;
        return;
    }
    size_t n = strcspn(text, "\n");
    if (n >= sizeof h->v->text) n = sizeof h->v->text - 1;
    memcpy(h->v[h->n].text, text, n);
    h->v[h->n].text[n] = 0;
    h->v[h->n++].line = e ? line_of(e) : 0;
}

void rsis_jats_report_heard(struct rsis_jats_file *j, enum rsis_check check, const struct rsis_jats_heard *h) {
    for (unsigned i = 0; i < h->n; i++) {
        bool last = h->more && i + 1 == h->n;
        if (last)
            rsis_found(j->report, check, j->o->member, h->v[i].line, 0, "%s (and %u more)", h->v[i].text, h->more);
        else
            rsis_found(j->report, check, j->o->member, h->v[i].line, 0, "%s", h->v[i].text);
    }
}
