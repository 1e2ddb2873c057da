/* opf_vocab.c - the vocabularies of EPUB 3.3 appendix D. */
#include "opf.h"

static const struct {
    uint8_t vocabulary;
    const char *prefix, *terms;
} vocabularies[] = {
    {RSIS_VOCAB_META, "",
     "alternate-script authority belongs-to-collection collection-type display-seq file-as group-position "
     "identifier-type "
     "meta-auth pageBreakSource role source-of term title-type"},
    {RSIS_VOCAB_META, "a11y", "certifiedBy certifierCredential certifierReport exemption"},
    {RSIS_VOCAB_META, "media", "active-class duration narrator playback-active-class"},
    {RSIS_VOCAB_META, "rendition", "flow layout orientation spread viewport"},
    {RSIS_VOCAB_META, "dcterms",
     "abstract accessRights accrualMethod accrualPeriodicity accrualPolicy alternative audience available "
     "bibliographicCitation conformsTo contributor coverage created creator date dateAccepted dateCopyrighted "
     "dateSubmitted description educationLevel extent format hasFormat hasPart hasVersion identifier "
     "instructionalMethod "
     "isFormatOf isPartOf isReferencedBy isReplacedBy isRequiredBy isVersionOf issued language license mediator medium "
     "modified provenance publisher references relation replaces requires rights rightsHolder source spatial subject "
     "tableOfContents temporal title type valid"},
    {RSIS_VOCAB_ITEM, "",
     "cover-image data-nav dictionary glossary index mathml nav remote-resources scripted search-key-map svg switch"},
    {RSIS_VOCAB_ITEMREF, "", "page-spread-left page-spread-right"},
    {RSIS_VOCAB_ITEMREF, "rendition",
     "align-x-center flow-auto flow-paginated flow-scrolled-continuous flow-scrolled-doc layout-pre-paginated "
     "layout-reflowable orientation-auto orientation-landscape orientation-portrait page-spread-center "
     "page-spread-left "
     "page-spread-right spread-auto spread-both spread-landscape spread-none spread-portrait"},
    {RSIS_VOCAB_REL, "",
     "acquire alternate marc21xml-record mods-record onix-record record voicing xml-signature xmp-record"},
    {RSIS_VOCAB_REL, "a11y", "certifierCredential certifierReport"},
    {RSIS_VOCAB_LINK, "", "onix xmp"},
};

bool rsis_opf_property(struct rsis_opf *opf, enum rsis_vocabulary vocabulary, struct rsis_str property) {
    struct rsis_str prefix, name;
    if (!rsis_property_split(&opf->prefixes, opf->w, property, &prefix, &name)) return false;
    for (size_t i = 0; i < sizeof vocabularies / sizeof *vocabularies; i++) {
        if (vocabularies[i].vocabulary != vocabulary || !rsis_str_eq(prefix, rsis_str_c(vocabularies[i].prefix)))
            continue;
        if (rsis_epub_word_in(name, vocabularies[i].terms, true)) return true;
        rsis_epub_at(opf->w, RSIS_CHECK_EPUB_PROPERTY_UNKNOWN, "\"%.*s\" is in no vocabulary for this place",
                     (int)(property.len < 80 ? property.len : 80), property.ptr);
        return false;
    }
    return true; /* other vocabularies are their owners' */
}
