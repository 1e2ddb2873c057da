/* opf_meta.c - the metadata of the package: what must be there, and what refines what (EPUB 3.3 5.5 and D.3). */
#include "opf.h"

#include "../base/utf8.h"

#define FOUND(opf, m, check, ...)                                                                                      \
    rsis_found((opf)->w->book->report, (check), (opf)->w->parse.member, (m)->line, (m)->column, __VA_ARGS__)

#define NO_TARGET UINT32_MAX

/* ---- collecting */

static const struct {
    uint8_t code;
    const char *name;
} names[] = {{RSIS_E_DC_IDENTIFIER, "identifier"},
             {RSIS_E_DC_TITLE, "title"},
             {RSIS_E_DC_LANGUAGE, "language"},
             {RSIS_E_DC_CREATOR, "creator"},
             {RSIS_E_DC_CONTRIBUTOR, "contributor"},
             {RSIS_E_DC_PUBLISHER, "publisher"},
             {RSIS_E_DC_DATE, "date"},
             {RSIS_E_DC_SUBJECT, "subject"},
             {RSIS_E_DC_SOURCE, "source"},
             {RSIS_E_DC_RIGHTS, "rights"}};

static struct rsis_str name_of(uint8_t code) {
    for (size_t i = 0; i < sizeof names / sizeof *names; i++)
        if (names[i].code == code) return rsis_str_c(names[i].name);
    return rsis_str("", 0);
}

static bool single(struct rsis_opf *opf, struct rsis_str list) {
    struct rsis_str one, more;
    if (!rsis_epub_next_word(&list, &one) || !rsis_epub_next_word(&list, &more)) return true;
    rsis_epub_at(opf->w, RSIS_CHECK_EPUB_PROPERTY_LIST, "Only one value is allowed here");
    return false;
}

static void judge_meta(struct rsis_opf *opf, const struct rsis_epub_tag *tag, struct rsis_opf_meta *m) {
    if (opf->w->book->version == 2) return;
    if (!m->property.ptr && (!rsis_epub_has(tag, RSIS_A_NAME) || !rsis_epub_has(tag, RSIS_A_CONTENT)))
        rsis_epub_at(opf->w, RSIS_CHECK_EPUB_ATTRIBUTE_MISSING, "meta must have property, or name and content");
    if (m->property.ptr && rsis_epub_has(tag, RSIS_A_NAME))
        rsis_epub_at(opf->w, RSIS_CHECK_EPUB_ATTRIBUTE, "meta may not have both property and name");
    if (m->property.ptr && rsis_epub_blank(m->property))
        rsis_epub_at(opf->w, RSIS_CHECK_EPUB_VALUE, "property must not be empty");
    else if (m->property.ptr && single(opf, m->property))
        rsis_opf_property(opf, RSIS_VOCAB_META, m->property);
    else if (m->property.ptr)
        rsis_epub_at(opf->w, RSIS_CHECK_EPUB_VALUE, "property must be one word");
    if (m->scheme.len && single(opf, m->scheme)) {
        if (rsis_str_find(m->scheme, RSIS_LIT(":")) < 0)
            rsis_epub_at(opf->w, RSIS_CHECK_EPUB_PROPERTY_UNKNOWN, "The scheme \"%.80s\" has no prefix", m->scheme.ptr);
        else
            rsis_opf_property(opf, RSIS_VOCAB_SCHEME, m->scheme);
    } else if (m->scheme.len) {
        rsis_epub_at(opf->w, RSIS_CHECK_EPUB_VALUE, "scheme must be one word");
    }
}

void rsis_opf_note_meta(struct rsis_opf *opf, const struct rsis_epub_tag *tag) {
    if (opf->metas.n >= RSIS_EPUB_METAS) {
        rsis_epub_too_many(opf->w->book, opf->w->parse.member, "statements in the metadata");
        return;
    }
    struct rsis_opf_meta *m = RSIS_PUSH(opf->w->book->arena, &opf->metas);
    opf->meta_open = (int)opf->metas.n - 1;
    m->code = tag->row->code;
    m->line = opf->w->parse.line, m->column = opf->w->parse.column;
    m->target = NO_TARGET;
    m->id = rsis_opf_kept(opf, tag, RSIS_A_ID);
    m->refines = rsis_opf_kept(opf, tag, RSIS_A_REFINES);
    if (m->code == RSIS_E_OPF_META) {
        m->property = rsis_opf_kept(opf, tag, RSIS_A_PROPERTY);
        m->scheme = rsis_opf_kept(opf, tag, RSIS_A_SCHEME);
        judge_meta(opf, tag, m);
    } else if (m->code != RSIS_E_OPF_LINK) {
        m->property = name_of(m->code);
    }
}

/* ---- values */

/* Date patterns: d is a digit; the rest stands for itself. */
static bool looks(struct rsis_str s, const char *pattern) {
    size_t i = 0;
    for (; i < s.len && pattern[i]; i++)
        if (pattern[i] == 'd' ? !rsis_is_digit(s.ptr[i]) : s.ptr[i] != pattern[i]) return false;
    return i == s.len && !pattern[i];
}

static int number(struct rsis_str s, size_t at) {
    return s.len >= at + 2 ? (s.ptr[at] - '0') * 10 + (s.ptr[at + 1] - '0') : 0;
}

/* W3CDTF, ranges of month and day with it. */
static bool is_date(struct rsis_str s) {
    static const char *const forms[] = {"dddd",
                                        "dddd-dd",
                                        "dddd-dd-dd",
                                        "dddd-dd-ddTdd:ddZ",
                                        "dddd-dd-ddTdd:dd:ddZ",
                                        "dddd-dd-ddTdd:dd+dd:dd",
                                        "dddd-dd-ddTdd:dd-dd:dd",
                                        "dddd-dd-ddTdd:dd:dd+dd:dd",
                                        "dddd-dd-ddTdd:dd:dd-dd:dd"};
    struct rsis_str whole = s;
    ptrdiff_t point = rsis_str_find(s, RSIS_LIT("."));
    char plain[40];
    if (point > 0 && s.len < sizeof plain) { /* a fraction of seconds */
        size_t end = (size_t)point + 1;
        while (end < s.len && rsis_is_digit(s.ptr[end])) end++;
        memcpy(plain, s.ptr, (size_t)point);
        memcpy(plain + point, s.ptr + end, s.len - end);
        s = rsis_str(plain, (size_t)point + s.len - end);
    }
    for (size_t i = 0; i < sizeof forms / sizeof *forms; i++)
        if (looks(s, forms[i]))
            return (whole.len < 7 || (number(s, 5) >= 1 && number(s, 5) <= 12)) &&
                   (whole.len < 10 || (number(s, 8) >= 1 && number(s, 8) <= 31));
    return false;
}

static bool is_uuid(struct rsis_str s) {
    if (s.len != 36) return false;
    for (size_t i = 0; i < 36; i++) {
        bool dash = i == 8 || i == 13 || i == 18 || i == 23;
        char c = rsis_to_lower(s.ptr[i]);
        if (dash ? c != '-' : !rsis_is_digit(c) && !(c >= 'a' && c <= 'f')) return false;
    }
    return true;
}

static void judge_identifier(struct rsis_opf *opf, const struct rsis_opf_meta *m) {
    struct rsis_str v = m->value;
    if (rsis_str_starts_nocase(v, RSIS_LIT("urn:uuid:")) && !is_uuid(rsis_str_from(v, 9)))
        FOUND(opf, m, RSIS_CHECK_EPUB_UUID, "\"%.80s\" is no UUID", v.ptr);
    if (m->id.len && rsis_str_eq(m->id, opf->unique)) opf->w->book->identifier = v;
}

static void judge_date(struct rsis_opf *opf, const struct rsis_opf_meta *m) {
    if (m->value.len && !is_date(m->value))
        FOUND(opf, m, RSIS_CHECK_EPUB_DATE, "The date \"%.60s\" is not in the recommended form", m->value.ptr);
}

static void judge_language(struct rsis_opf *opf, const struct rsis_opf_meta *m) {
    if (m->value.len && !rsis_epub_is_language(m->value))
        FOUND(opf, m, RSIS_CHECK_EPUB_LANGUAGE, "\"%.60s\" is no language tag", m->value.ptr);
}

static const struct {
    const char *property, *values;
} closed[] = {{"rendition:layout", "pre-paginated reflowable"},
              {"rendition:orientation", "auto landscape portrait"},
              {"rendition:spread", "auto both landscape none portrait"},
              {"rendition:flow", "auto paginated scrolled-continuous scrolled-doc"},
              {"source-of", "pagination"},
              {"a11y:exemption", NULL}};

static void judge_value(struct rsis_opf *opf, const struct rsis_opf_meta *m) {
    if (rsis_epub_blank(m->value)) {
        FOUND(opf, m, RSIS_CHECK_EPUB_EMPTY, "The value of a meta must not be empty");
        return;
    }
    if (rsis_str_eq(m->property, RSIS_LIT("dcterms:modified")) && !m->refines.ptr &&
        !looks(m->value, "dddd-dd-ddTdd:dd:ddZ"))
        FOUND(opf, m, RSIS_CHECK_EPUB_MODIFIED_FORM, "dcterms:modified must be of the form CCYY-MM-DDThh:mm:ssZ");
    for (size_t i = 0; i < sizeof closed / sizeof *closed; i++)
        if (closed[i].values && rsis_str_eq(m->property, rsis_str_c(closed[i].property)) &&
            !rsis_epub_word_in(m->value, closed[i].values, true))
            FOUND(opf, m, RSIS_CHECK_EPUB_META_VALUE, "\"%.60s\" is no value of %s", m->value.ptr, closed[i].property);
    if (rsis_str_eq(m->property, RSIS_LIT("meta-auth")))
        FOUND(opf, m, RSIS_CHECK_EPUB_DEPRECATED, "meta-auth is deprecated");
}

void rsis_opf_close_meta(struct rsis_opf *opf, struct rsis_str text) {
    if (opf->meta_open < 0) return;
    struct rsis_opf_meta *m = &opf->metas.v[opf->meta_open];
    opf->meta_open = -1;
    text = rsis_str_trim(text);
    m->value = rsis_str(rsis_str_dup(opf->w->book->arena, text), text.len);
    if (m->code == RSIS_E_DC_IDENTIFIER) judge_identifier(opf, m);
    if (m->code == RSIS_E_DC_DATE) judge_date(opf, m);
    if (m->code == RSIS_E_DC_LANGUAGE) judge_language(opf, m);
    if (m->code == RSIS_E_DC_RIGHTS && m->value.len) opf->has_rights = true;
    if (m->code == RSIS_E_OPF_META && m->property.ptr && opf->w->book->version == 3) judge_value(opf, m);
}

/* ---- what refines what */

static bool is_item_path(const struct rsis_opf *opf, struct rsis_str refines) {
    bool leaks;
    struct rsis_str path = rsis_url_resolve(&opf->w->book->path, opf->w->parse.member, refines, &leaks);
    return rsis_epub_map_find(&opf->w->book->by_path, 0, path) != NULL;
}

static void find_target(struct rsis_opf *opf, const struct rsis_epub_map *by_id, struct rsis_opf_meta *m) {
    struct rsis_url url;
    struct rsis_str id = m->refines;
    rsis_url_parse(&url, m->refines);
    if (url.scheme.len || url.has_authority) {
        FOUND(opf, m, RSIS_CHECK_EPUB_REFINES_FORM, "refines must be a relative URL");
    } else if (id.len && *id.ptr == '#') {
        id = rsis_str_from(id, 1);
        const uint32_t *at = rsis_epub_map_find(by_id, 0, id);
        if (at)
            m->target = *at;
        else if (!rsis_epub_map_find(&opf->w->book->ids, RSIS_NO_ITEM, id))
            FOUND(opf, m, RSIS_CHECK_EPUB_REFINES_UNKNOWN, "This refines \"%.80s\", which is not there", id.ptr);
    } else if (is_item_path(opf, id)) {
        FOUND(opf, m, RSIS_CHECK_EPUB_REFINES_PATH, "refines should name the item by its id");
    } else {
        FOUND(opf, m, RSIS_CHECK_EPUB_REFINES_UNKNOWN, "This refines \"%.80s\", which is not there",
              id.len ? id.ptr : "");
    }
}

/* EPUB 3.3 D.3: what a property may refine, whether it must, and how often it may do so for one thing. */
static const struct {
    const char *property, *targets;
    bool must, once;
} refinements[] = {
    {"alternate-script", NULL, false, false},
    {"authority", "subject", true, true},
    {"term", "subject", true, true},
    {"belongs-to-collection", "belongs-to-collection", false, false},
    {"collection-type", "belongs-to-collection", true, true},
    {"display-seq", NULL, false, true},
    {"file-as", NULL, false, true},
    {"group-position", NULL, false, true},
    {"identifier-type", "identifier source", true, true},
    {"role", "creator contributor publisher", true, false},
    {"source-of", "source", true, true},
    {"title-type", "title", true, true},
};

static void judge_refinement(struct rsis_opf *opf, const struct rsis_opf_meta *m, size_t rule,
                             struct rsis_epub_map *seen) {
    const char *targets = refinements[rule].targets;
    bool loose = m->refines.ptr && m->target == NO_TARGET; /* what is wrong there was said */
    if (targets && (m->refines.ptr ? !loose : refinements[rule].must)) {
        struct rsis_str to = m->target == NO_TARGET ? rsis_str("", 0) : opf->metas.v[m->target].property;
        if (!rsis_epub_word_in(to, targets, true))
            FOUND(opf, m, RSIS_CHECK_EPUB_REFINES_KIND, "%s must refine: %s", refinements[rule].property, targets);
    } else if (targets && loose && refinements[rule].must) {
        FOUND(opf, m, RSIS_CHECK_EPUB_REFINES_KIND, "%s must refine: %s", refinements[rule].property, targets);
    }
    struct rsis_str to = m->refines.ptr ? m->refines : rsis_str("", 0);
    if (refinements[rule].once && !rsis_epub_map_add(seen, (uint32_t)rule, to, 0))
        FOUND(opf, m, RSIS_CHECK_EPUB_REFINES_TWICE, "%s stands a second time for the same",
              refinements[rule].property);
}

static bool refined_by(const struct rsis_opf *opf, struct rsis_str refines, const char *property) {
    for (uint32_t i = 0; i < opf->metas.n; i++)
        if (rsis_str_eq(opf->metas.v[i].property, rsis_str_c(property)) && opf->metas.v[i].refines.ptr &&
            rsis_str_eq(opf->metas.v[i].refines, refines))
            return true;
    return false;
}

/* A subject has both an authority and a term of it, or neither. */
static void judge_pair(struct rsis_opf *opf, const struct rsis_opf_meta *m) {
    bool authority = rsis_str_eq(m->property, RSIS_LIT("authority")), term = rsis_str_eq(m->property, RSIS_LIT("term"));
    if ((!authority && !term) || m->target == NO_TARGET) return;
    if (!refined_by(opf, m->refines, authority ? "term" : "authority"))
        FOUND(opf, m, RSIS_CHECK_EPUB_REFINES_PAIR, "authority and term must stand together for one subject");
}

static void judge_cycle(struct rsis_opf *opf, uint32_t from) {
    uint32_t at = from, steps = 0;
    while (at != NO_TARGET && ++steps <= 100) at = opf->metas.v[at].target;
    if (at == NO_TARGET) return;
    FOUND(opf, &opf->metas.v[from], RSIS_CHECK_EPUB_REFINES_CYCLE, "This refines what refines it");
    opf->metas.v[from].target = NO_TARGET;
}

static void check_refinements(struct rsis_opf *opf) {
    struct rsis_epub_map by_id, seen;
    rsis_epub_map_init(&by_id, opf->w->book->scratch, 64);
    rsis_epub_map_init(&seen, opf->w->book->scratch, 64);
    for (uint32_t i = 0; i < opf->metas.n; i++)
        if (opf->metas.v[i].id.len) rsis_epub_map_add(&by_id, 0, opf->metas.v[i].id, i);
    for (uint32_t i = 0; i < opf->metas.n; i++)
        if (opf->metas.v[i].refines.ptr) find_target(opf, &by_id, &opf->metas.v[i]);
    for (uint32_t i = 0; i < opf->metas.n; i++) judge_cycle(opf, i);
    for (uint32_t i = 0; i < opf->metas.n; i++) {
        const struct rsis_opf_meta *m = &opf->metas.v[i];
        if (m->code != RSIS_E_OPF_META) continue;
        for (size_t k = 0; k < sizeof refinements / sizeof *refinements; k++)
            if (rsis_str_eq(m->property, rsis_str_c(refinements[k].property))) judge_refinement(opf, m, k, &seen);
        judge_pair(opf, m);
    }
}

/* ---- what must be there */

static uint32_t count(const struct rsis_opf *opf, uint8_t code) {
    uint32_t n = 0;
    for (uint32_t i = 0; i < opf->metas.n; i++) n += opf->metas.v[i].code == code;
    return n;
}

static void check_required(struct rsis_opf *opf) {
    static const uint8_t required[] = {RSIS_E_DC_IDENTIFIER, RSIS_E_DC_TITLE, RSIS_E_DC_LANGUAGE};
    const struct rsis_opf_meta at = {.line = 0};
    for (size_t i = 0; i < sizeof required; i++)
        if (!count(opf, required[i]))
            FOUND(opf, &at, RSIS_CHECK_EPUB_METADATA_MISSING, "The metadata must have a dc:%s",
                  name_of(required[i]).ptr);
    if (opf->w->book->version == 2) return;
    uint32_t modified = 0;
    for (uint32_t i = 0; i < opf->metas.n; i++)
        modified += !opf->metas.v[i].refines.ptr && opf->metas.v[i].property.ptr &&
                    rsis_str_eq(opf->metas.v[i].property, RSIS_LIT("dcterms:modified"));
    if (modified != 1)
        FOUND(opf, &at, RSIS_CHECK_EPUB_MODIFIED, "dcterms:modified must stand once, and stands %u times", modified);
    if (count(opf, RSIS_E_DC_DATE) > 1) FOUND(opf, &at, RSIS_CHECK_EPUB_DATES, "There is more than one dc:date");
}

static void check_unique(struct rsis_opf *opf) {
    const struct rsis_opf_meta at = {.line = 0};
    struct rsis_epub *book = opf->w->book;
    bool found = false;
    for (uint32_t i = 0; i < opf->metas.n; i++)
        found |= opf->metas.v[i].code == RSIS_E_DC_IDENTIFIER && opf->metas.v[i].id.len &&
                 rsis_str_eq(opf->metas.v[i].id, opf->unique);
    if (opf->has_package && !opf->has_unique) {
        FOUND(opf, &at, RSIS_CHECK_EPUB_UNIQUE_MISSING, "package must have the attribute unique-identifier");
        FOUND(opf, &at, RSIS_CHECK_EPUB_UNIQUE_ATTRIBUTE, "package must have the attribute unique-identifier");
    }
    if (found || (opf->w->parse.fatal && !opf->has_unique)) return;
    FOUND(opf, &at, RSIS_CHECK_EPUB_UNIQUE_UNKNOWN, "No dc:identifier has the id \"%.80s\"",
          opf->has_unique ? opf->unique.ptr : "");
    if (book->version == 3 && opf->has_unique && !opf->w->parse.fatal)
        FOUND(opf, &at, RSIS_CHECK_EPUB_UNIQUE_TARGET, "unique-identifier must name a dc:identifier");
}

void rsis_opf_check_metadata(struct rsis_opf *opf) {
    check_unique(opf);
    if (opf->w->parse.fatal) return;
    check_required(opf);
    if (opf->w->book->version == 3) check_refinements(opf);
}
