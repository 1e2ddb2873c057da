/* opf_links.c - link, guide and collection: what the package document refers to. */
#include "opf.h"

static struct rsis_epub_place place(const struct rsis_opf *opf) {
    return (struct rsis_epub_place){RSIS_NO_ITEM, opf->w->parse.member, opf->w->parse.line, opf->w->parse.column};
}

/* ---- link */

static bool has_word(struct rsis_str list, const char *words) {
    struct rsis_str one;
    while (rsis_epub_next_word(&list, &one))
        if (rsis_epub_word_in(one, words, true)) return true;
    return false;
}

static void judge_rel(struct rsis_opf *opf, const struct rsis_epub_tag *tag) {
    struct rsis_str rel = rsis_epub_value(tag, RSIS_A_REL), list = rel, one, more;
    uint32_t n = 0;
    while (rsis_epub_next_word(&list, &one)) {
        n++;
        rsis_opf_property(opf, RSIS_VOCAB_REL, one);
        if (rsis_epub_word_in(one, "marc21xml-record mods-record onix-record xml-signature xmp-record", true))
            rsis_epub_at(opf->w, RSIS_CHECK_EPUB_REL_DEPRECATED, "The relation %.*s is deprecated", RSIS_ARG(one));
    }
    list = rsis_epub_value(tag, RSIS_A_PROPERTIES);
    while (rsis_epub_next_word(&list, &more)) rsis_opf_property(opf, RSIS_VOCAB_LINK, more);
    if (n > 1 && has_word(rel, "alternate"))
        rsis_epub_at(opf->w, RSIS_CHECK_EPUB_REL_ALONE, "The relation alternate must stand alone");
    if (!n && !opf->collections)
        rsis_epub_at(opf->w, RSIS_CHECK_EPUB_ATTRIBUTE_MISSING, "link must have the attribute rel");
    bool refines = rsis_epub_has(tag, RSIS_A_REFINES);
    if (has_word(rel, "record") && refines)
        rsis_epub_at(opf->w, RSIS_CHECK_EPUB_REL_REFINES, "A record is about the publication: it must not refine");
    if (has_word(rel, "voicing") && !refines)
        rsis_epub_at(opf->w, RSIS_CHECK_EPUB_REL_REFINES, "A voicing must refine what it is the sound of");
}

static void judge_link_type(struct rsis_opf *opf, const struct rsis_epub_tag *tag, const struct rsis_epub_ref *ref) {
    struct rsis_str rel = rsis_epub_value(tag, RSIS_A_REL);
    if (rsis_epub_has(tag, RSIS_A_MEDIA_TYPE)) return;
    if (ref && !ref->remote)
        rsis_epub_at(opf->w, RSIS_CHECK_EPUB_LINK_TYPE, "A link inside of the container needs a media-type");
    else if (has_word(rel, "record voicing"))
        rsis_epub_at(opf->w, RSIS_CHECK_EPUB_LINK_TYPE_RECORD, "A link to a record or a voicing needs a media-type");
}

void rsis_opf_link(struct rsis_opf *opf, const struct rsis_epub_tag *tag) {
    struct rsis_str href = rsis_str_trim(rsis_epub_value(tag, RSIS_A_HREF));
    struct rsis_epub_place at = place(opf);
    if (!href.len) return;
    struct rsis_epub_ref *ref = rsis_epub_refer(opf->w->book, &at, RSIS_USE_LINK, opf->w->parse.member, href);
    if (opf->collections) return;
    judge_rel(opf, tag);
    judge_link_type(opf, tag, ref);
    if (ref && !ref->remote && rsis_str_eq(rsis_str_c(ref->path), opf->w->parse.member))
        rsis_epub_at(opf->w, RSIS_CHECK_EPUB_LINK_PACKAGE,
                     "A link must lead to a resource, not into the package document");
}

/* ---- guide */

void rsis_opf_guide_reference(struct rsis_opf *opf, const struct rsis_epub_tag *tag) {
    struct rsis_str type = rsis_epub_value(tag, RSIS_A_TYPE), href = rsis_str_trim(rsis_epub_value(tag, RSIS_A_HREF));
    struct rsis_epub_place at = place(opf);
    struct rsis_arena *a = opf->w->book->scratch;
    if (!href.len) return;
    rsis_epub_refer(opf->w->book, &at, RSIS_USE_GUIDE, opf->w->parse.member, href);
    char *key = rsis_format(a, "%.*s %.*s", RSIS_ARG(type), RSIS_ARG(href));
    if (!rsis_epub_map_add(&opf->guide_seen, 0, rsis_str_c(key), 0) && opf->w->book->version == 3)
        rsis_epub_at(opf->w, RSIS_CHECK_EPUB_GUIDE_TWICE, "A second reference of this type to the same place");
}

/* ---- collection */

void rsis_opf_collection(struct rsis_opf *opf, const struct rsis_epub_tag *tag) {
    struct rsis_str roles = rsis_epub_value(tag, RSIS_A_ROLE), role;
    struct rsis_url url;
    while (rsis_epub_next_word(&roles, &role)) {
        bool manifest = rsis_str_eq(role, RSIS_LIT("manifest"));
        if (manifest && opf->collections == 1)
            rsis_epub_at(opf->w, RSIS_CHECK_EPUB_COLLECTION_MANIFEST,
                         "A manifest collection must stand in another one");
        if (rsis_str_find(role, RSIS_LIT(":")) < 0) continue;
        rsis_url_parse(&url, role);
        if (url.fault)
            rsis_epub_at(opf->w, RSIS_CHECK_EPUB_COLLECTION_ROLE, "The role \"%.*s\" is no URL of one's own",
                         (int)(role.len < 80 ? role.len : 80), role.ptr);
    }
}
