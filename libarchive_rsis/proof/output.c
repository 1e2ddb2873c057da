/*
 * output.c - S3: reads the output back with libxml2's SAX interface and walks along the record. It knows which
 * elements are blocks and which slot each is (specs/ledger.md, "Reading JATS back" and "Reading XHTML back"),
 * nothing else of the writer.
 */
#include "proof.h"

#include <libxml/parser.h>
#include <libxml/parserInternals.h>

enum context {
    CTX_OTHER,
    CTX_JOURNAL,
    CTX_MASTHEAD,
    CTX_FRONT,
    CTX_ARTICLE,
    CTX_HEADING_SUBJECT,
    CTX_KICKER_SUBJECT,
    CTX_CONTRIB,
    CTX_BIO,
    CTX_DATE,
    CTX_LICENSE,
    CTX_ABSTRACT,
    CTX_PROCESSING,
    CTX_PREFACE,
    CTX_BODY,
    CTX_SEC,
    CTX_QUOTE,
    CTX_ITEM,
    CTX_BACK,
    CTX_ACK,
    CTX_NOTES,
    CTX_NOTE,
    CTX_FURNITURE,
    CTX_ANY,
};

enum { NOT_A_BLOCK = RSIS_SLOT_COUNT, BY_NAME, DEPTH = 64 };

/* Containers: in this context (or any), this element opens that context. Others keep the context they are in. */
static const struct {
    const char *element;
    uint8_t in; /* ANY or a context */
    uint8_t context;
} containers[] = {
    {"front", CTX_ANY, CTX_FRONT},
    {"journal-meta", CTX_FRONT, CTX_JOURNAL},
    {"article-meta", CTX_FRONT, CTX_ARTICLE},
    {"notes", CTX_JOURNAL, CTX_MASTHEAD},
    {"notes", CTX_FRONT, CTX_PREFACE},
    {"notes", CTX_BACK, CTX_FURNITURE},
    {"contrib", CTX_ARTICLE, CTX_CONTRIB},
    {"bio", CTX_CONTRIB, CTX_BIO},
    {"bio", CTX_BACK, CTX_BIO},
    {"pub-date", CTX_ARTICLE, CTX_DATE},
    {"license", CTX_ARTICLE, CTX_LICENSE},
    {"abstract", CTX_ARTICLE, CTX_ABSTRACT},
    {"processing-meta", CTX_OTHER, CTX_PROCESSING},
    {"body", CTX_OTHER, CTX_BODY},
    {"sec", CTX_BODY, CTX_SEC},
    {"sec", CTX_SEC, CTX_SEC},
    {"disp-quote", CTX_BODY, CTX_QUOTE},
    {"disp-quote", CTX_SEC, CTX_QUOTE},
    {"list-item", CTX_BODY, CTX_ITEM},
    {"list-item", CTX_SEC, CTX_ITEM},
    {"back", CTX_OTHER, CTX_BACK},
    {"ack", CTX_BACK, CTX_ACK},
    {"fn-group", CTX_BACK, CTX_NOTES},
    {"fn", CTX_NOTES, CTX_NOTE},
};

/* Block elements: in this context, this element is a run of text in that slot. */
static const struct {
    const char *element;
    uint8_t in, slot;
} blocks[] = {
    {"p", CTX_SEC, RSIS_SLOT_BODY},
    {"p", CTX_BODY, RSIS_SLOT_BODY},
    {"meta-name", CTX_ARTICLE, RSIS_SLOT_PROVENANCE},
    {"meta-value", CTX_ARTICLE, BY_NAME},
    {"license-p", CTX_LICENSE, RSIS_SLOT_NOTICE},
    {"p", CTX_ITEM, RSIS_SLOT_ITEM},
    {"label", CTX_ITEM, RSIS_SLOT_ITEM_LABEL},
    {"p", CTX_QUOTE, RSIS_SLOT_QUOTE},
    {"title", CTX_SEC, RSIS_SLOT_HEADING},
    {"p", CTX_BIO, RSIS_SLOT_BIO},
    {"title", CTX_BIO, RSIS_SLOT_BIO_TITLE},
    {"p", CTX_ABSTRACT, RSIS_SLOT_ABSTRACT},
    {"title", CTX_ABSTRACT, RSIS_SLOT_ABSTRACT_TITLE},
    {"p", CTX_NOTE, RSIS_SLOT_NOTE},
    {"label", CTX_NOTE, RSIS_SLOT_NOTE_LABEL},
    {"title", CTX_NOTES, RSIS_SLOT_NOTES_TITLE},
    {"p", CTX_FURNITURE, RSIS_SLOT_FURNITURE},
    {"p", CTX_ACK, RSIS_SLOT_ACK},
    {"p", CTX_MASTHEAD, RSIS_SLOT_MASTHEAD},
    {"p", CTX_PREFACE, RSIS_SLOT_PREFACE},
    {"journal-id", CTX_JOURNAL, RSIS_SLOT_SERIES},
    {"journal-title", CTX_JOURNAL, RSIS_SLOT_SERIES},
    {"given-names", CTX_JOURNAL, RSIS_SLOT_EDITOR},
    {"surname", CTX_JOURNAL, RSIS_SLOT_EDITOR},
    {"string-name", CTX_JOURNAL, RSIS_SLOT_EDITOR},
    {"role", CTX_JOURNAL, RSIS_SLOT_EDITOR},
    {"issn", CTX_JOURNAL, RSIS_SLOT_ISSN},
    {"publisher-name", CTX_JOURNAL, RSIS_SLOT_PUBLISHER},
    {"publisher-loc", CTX_JOURNAL, RSIS_SLOT_PUBLISHER},
    {"article-id", CTX_ARTICLE, RSIS_SLOT_ARTICLE_ID},
    {"elocation-id", CTX_ARTICLE, RSIS_SLOT_ARTICLE_ID},
    {"article-version", CTX_ARTICLE, RSIS_SLOT_VERSION},
    {"related-article", CTX_ARTICLE, RSIS_SLOT_VERSION},
    {"subject", CTX_HEADING_SUBJECT, RSIS_SLOT_SECTION_LABEL},
    {"subject", CTX_KICKER_SUBJECT, RSIS_SLOT_KICKER},
    {"article-title", CTX_ARTICLE, RSIS_SLOT_TITLE},
    {"contrib-id", CTX_CONTRIB, RSIS_SLOT_CONTRIB_ID},
    {"given-names", CTX_CONTRIB, RSIS_SLOT_NAME_PART},
    {"surname", CTX_CONTRIB, RSIS_SLOT_NAME_PART},
    {"string-name", CTX_CONTRIB, RSIS_SLOT_AUTHOR},
    {"day", CTX_DATE, RSIS_SLOT_DATE_PART},
    {"month", CTX_DATE, RSIS_SLOT_DATE_PART},
    {"year", CTX_DATE, RSIS_SLOT_DATE_PART},
    {"volume", CTX_ARTICLE, RSIS_SLOT_VOLUME},
    {"issue", CTX_ARTICLE, RSIS_SLOT_ISSUE},
    {"kwd", CTX_ARTICLE, RSIS_SLOT_KEYWORD},
    {"meta-name", CTX_PROCESSING, RSIS_SLOT_PROCESSING},
    {"meta-value", CTX_PROCESSING, RSIS_SLOT_PROCESSING},
};

static const char *const inline_elements[] = {"target",        "xref", "italic", "bold",           "ext-link", "email",
                                              "named-content", "sup",  "sub",    "inline-graphic", "alt-text"};

struct reader;

/* What one start tag is, as a format's rules see it. */
struct tag {
    const char *name;
    const xmlChar **list; /* attributes, five pointers each */
    int n;
};

/* How a format is read back. */
struct dialect {
    /* the context inside this element, outside of blocks */
    uint8_t (*context_of)(const struct reader *r, const struct tag *t);
    /* the slot of the block that this element is, or NOT_A_BLOCK */
    uint8_t (*slot_of)(struct reader *r, const struct tag *t);
    /* the slot of text in this element inside a block of `outer`, or NOT_A_BLOCK where it may not stand */
    uint8_t (*inline_slot)(const struct tag *t, uint8_t outer);
    void (*attributes)(struct reader *r, const struct tag *t);
};

/* What is shown of a text: its beginning, not cut inside a character. */
struct shown {
    char text[64];
    int len;
};

static struct shown show(struct rsis_str s) {
    struct shown out = {.len = (int)(s.len < sizeof out.text ? s.len : sizeof out.text)};
    while (out.len > 0 && (size_t)out.len < s.len && ((unsigned char)s.ptr[out.len] & 0xC0) == 0x80) out.len--;
    if (out.len) memcpy(out.text, s.ptr, (size_t)out.len);
    return out;
}

struct reader {
    const struct dialect *dialect;
    struct rsis_diags *d;
    const rsis_uses *uses;
    uint32_t next; /* the use that the output must say next */
    size_t said;   /* bytes of it that were seen */
    uint32_t block;
    unsigned depth, block_depth;         /* block_depth: of the open block element, 0 for none */
    uint8_t context[DEPTH], slot[DEPTH]; /* by depth; slot: of text, inside a block */
    char element[32];                    /* of the open block */
    char meta_name[64];
    size_t meta_len;
    bool failed;
    const char *why; /* it failed */
    struct shown got;
    xmlParserCtxtPtr parser;
};

/* Keeps the first failure. It is told when the parser is done: a jump must not pass over its frames. */
static void fail(struct reader *r, const char *why, struct rsis_str got) {
    if (r->failed) return;
    r->failed = true;
    r->why = why;
    r->got = show(got);
    xmlStopParser(r->parser);
}

static void tell_failure(const struct reader *r) {
    bool end = r->next >= r->uses->n;
    struct shown want = show(end ? RSIS_LIT("the end") : r->uses->v[r->next].value);
    rsis_report_file(r->d, RSIS_DIAG_LEDGER_OUTPUT,
                     "S3 does not hold: %s: the output says \"%.*s\", the ledger \"%.*s\" (%s); nothing was written",
                     r->why, r->got.len, r->got.text, want.len, want.text,
                     end ? "" : rsis_slot_name((enum rsis_slot)r->uses->v[r->next].slot));
}

static const struct rsis_use *next_use(struct reader *r) {
    while (r->next < r->uses->n && r->said == r->uses->v[r->next].value.len) {
        r->next++;
        r->said = 0;
    }
    return r->next < r->uses->n ? &r->uses->v[r->next] : NULL;
}

/* A date's parts are told apart by their elements. */
static bool right_part(const struct reader *r, const struct rsis_use *u) {
    return u->slot != RSIS_SLOT_DATE_PART || u->kind != RSIS_USE_DERIVED ||
           strcmp(r->element, rsis_derivation_name((enum rsis_derivation)u->derivation)) == 0;
}

static void say(struct reader *r, enum rsis_slot slot, uint32_t block, struct rsis_str s) {
    struct rsis_str all = s;
    while (s.len) {
        const struct rsis_use *u = next_use(r);
        if (!u || u->slot != slot || u->block != block || !right_part(r, u)) {
            fail(r, "text in the wrong place", all);
            return;
        }
        size_t n = u->value.len - r->said < s.len ? u->value.len - r->said : s.len;
        if (memcmp(u->value.ptr + r->said, s.ptr, n) != 0) {
            fail(r, "other text", all);
            return;
        }
        r->said += n;
        s = rsis_str_from(s, n);
    }
}

static void say_attribute(struct reader *r, enum rsis_slot slot, struct rsis_str s) {
    if (r->failed) return; /* the parser was stopped, and the value is gone */
    const struct rsis_use *u = next_use(r);
    if (!u || r->said || u->slot != slot || u->block != 0 || !rsis_str_eq(u->value, s))
        fail(r, "an attribute", s);
    else
        r->said = s.len;
}

static const struct {
    const char *name, *on; /* on: element, or NULL for any */
    enum rsis_slot slot;
} attributes[] = {
    {"href", NULL, RSIS_SLOT_HREF},
    {"iso-8601-date", "pub-date", RSIS_SLOT_DATE_ISO},
    {"lang", "article", RSIS_SLOT_LANGUAGE},
    {"lang", "named-content", RSIS_SLOT_LANGUAGE},
};

static struct rsis_str value_of(const xmlChar **attribute) {
    return rsis_str((const char *)attribute[3], (size_t)(attribute[4] - attribute[3]));
}

static bool has_attribute(const struct tag *t, const char *name) {
    for (int i = 0; i < t->n; i++)
        if (strcmp((const char *)t->list[i * 5], name) == 0) return true;
    return false;
}

/* The value of an attribute; empty when the tag has none. */
static struct rsis_str attribute(const struct tag *t, const char *name) {
    for (int i = 0; i < t->n; i++)
        if (strcmp((const char *)t->list[i * 5], name) == 0) return value_of(t->list + (ptrdiff_t)i * 5);
    return rsis_str("", 0);
}

/* libxml2 gives an attribute's value with its references unresolved only when entities are kept; here it is plain. */
static void jats_attributes(struct reader *r, const struct tag *t) {
    const xmlChar **list = t->list;
    for (int i = 0; i < t->n && !r->failed; i++, list += 5)
        for (size_t k = 0; k < sizeof attributes / sizeof *attributes; k++)
            if (strcmp((const char *)list[0], attributes[k].name) == 0 &&
                (!attributes[k].on || strcmp(t->name, attributes[k].on) == 0))
                say_attribute(r, attributes[k].slot, value_of(list));
}

static uint8_t jats_context(const struct reader *r, const struct tag *t) {
    uint8_t in = r->context[r->depth];
    const char *name = t->name;
    if (strcmp(name, "subj-group") == 0 && in == CTX_ARTICLE) {
        bool heading = rsis_str_eq(attribute(t, "subj-group-type"), RSIS_LIT("heading"));
        return heading ? CTX_HEADING_SUBJECT : CTX_KICKER_SUBJECT;
    }
    for (size_t i = 0; i < sizeof containers / sizeof *containers; i++)
        if ((containers[i].in == CTX_ANY || containers[i].in == in) && strcmp(name, containers[i].element) == 0)
            return containers[i].context;
    return in;
}

static uint8_t meta_slot(const struct reader *r) {
    struct rsis_str name = rsis_str(r->meta_name, r->meta_len);
    if (rsis_str_eq(name, RSIS_LIT("issue-line-as-printed"))) return RSIS_SLOT_NUMBER_LINE;
    if (rsis_str_eq(name, RSIS_LIT("author-as-printed"))) return RSIS_SLOT_BYLINE;
    return rsis_str_ends(name, RSIS_LIT("-as-printed")) ? RSIS_SLOT_PRINTED : RSIS_SLOT_PROVENANCE;
}

static uint8_t jats_slot(struct reader *r, const struct tag *t) {
    for (size_t i = 0; i < sizeof blocks / sizeof *blocks; i++) {
        if (blocks[i].in != r->context[r->depth] || strcmp(t->name, blocks[i].element) != 0) continue;
        if (strcmp(t->name, "meta-name") == 0) r->meta_len = 0;
        return blocks[i].slot == BY_NAME ? meta_slot(r) : blocks[i].slot;
    }
    return NOT_A_BLOCK;
}

static bool is_among(const char *name, const char *const *list, size_t n) {
    for (size_t i = 0; i < n; i++)
        if (strcmp(name, list[i]) == 0) return true;
    return false;
}

static uint8_t jats_inline(const struct tag *t, uint8_t outer) {
    if (!is_among(t->name, inline_elements, sizeof inline_elements / sizeof *inline_elements)) return NOT_A_BLOCK;
    return strcmp(t->name, "xref") == 0 ? RSIS_SLOT_NOTE_REF : outer;
}

static const struct dialect jats = {jats_context, jats_slot, jats_inline, jats_attributes};

/* ---------------------------------------------------------------- XHTML: the class says the slot */

enum { CTX_STYLE = CTX_ANY + 1, CTX_HEAD };

static uint8_t xhtml_context(const struct reader *r, const struct tag *t) {
    if (strcmp(t->name, "head") == 0) return CTX_HEAD;
    return strcmp(t->name, "style") == 0 && r->context[r->depth] == CTX_HEAD ? CTX_STYLE : r->context[r->depth];
}

static uint8_t slot_named(struct rsis_str name) {
    for (unsigned i = 0; name.len && i < RSIS_SLOT_COUNT; i++)
        if (rsis_str_eq(name, rsis_str_c(rsis_slot_name((enum rsis_slot)i)))) return (uint8_t)i;
    return NOT_A_BLOCK;
}

static uint8_t xhtml_slot(struct reader *r, const struct tag *t) {
    if (r->context[r->depth] == CTX_HEAD) return strcmp(t->name, "title") == 0 ? RSIS_SLOT_PAGE_TITLE : NOT_A_BLOCK;
    return slot_named(attribute(t, "class"));
}

static uint8_t xhtml_inline(const struct tag *t, uint8_t outer) {
    static const char *const names[] = {"em", "strong", "sup", "sub", "a", "span"};
    if (!is_among(t->name, names, sizeof names / sizeof *names)) return NOT_A_BLOCK;
    uint8_t own = slot_named(attribute(t, "class"));
    return own == NOT_A_BLOCK ? outer : own;
}

/* Metadata in the head: the name says the slot. */
static const struct {
    const char *name;
    enum rsis_slot slot;
} metadata[] = {
    {"dcterms.identifier", RSIS_SLOT_ARTICLE_ID}, {"dcterms.creator", RSIS_SLOT_AUTHOR},
    {"dcterms.issued", RSIS_SLOT_DATE_ISO},       {"dcterms.isPartOf", RSIS_SLOT_SERIES},
    {"dcterms.publisher", RSIS_SLOT_PUBLISHER},   {"dcterms.subject", RSIS_SLOT_KEYWORD},
};

static void say_metadata(struct reader *r, const struct tag *t) {
    struct rsis_str name = attribute(t, "name"), content = attribute(t, "content");
    if (!has_attribute(t, "content") || rsis_str_eq(name, RSIS_LIT("viewport"))) return;
    for (size_t i = 0; i < sizeof metadata / sizeof *metadata; i++)
        if (rsis_str_eq(name, rsis_str_c(metadata[i].name))) {
            say_attribute(r, metadata[i].slot, content);
            return;
        }
    fail(r, "metadata of an unknown name", name);
}

/* The target of a link that is not a place in the page itself, and languages. */
static void xhtml_attributes(struct reader *r, const struct tag *t) {
    if (strcmp(t->name, "meta") == 0) say_metadata(r, t);
    const xmlChar **list = t->list;
    for (int i = 0; i < t->n && !r->failed; i++, list += 5) {
        const char *name = (const char *)list[0];
        struct rsis_str value = value_of(list);
        bool target = strcmp(name, "data-href") == 0 || (strcmp(name, "href") == 0 && strcmp(t->name, "a") == 0 &&
                                                         !rsis_str_starts(value, RSIS_LIT("#")));
        if (target) say_attribute(r, RSIS_SLOT_HREF, value);
        if (strcmp(name, "lang") == 0) say_attribute(r, RSIS_SLOT_LANGUAGE, value);
    }
}

static const struct dialect xhtml = {xhtml_context, xhtml_slot, xhtml_inline, xhtml_attributes};

/* ---------------------------------------------------------------- libxml2's events */

static void open_inline(struct reader *r, const struct tag *t) {
    uint8_t slot = r->dialect->inline_slot(t, r->slot[r->depth - 1]);
    if (slot == NOT_A_BLOCK) fail(r, "an element where only text may stand", rsis_str_c(t->name));
    r->context[r->depth] = r->context[r->depth - 1];
    r->slot[r->depth] = slot;
}

static void open_outer(struct reader *r, const struct tag *t) {
    r->context[r->depth] = r->context[r->depth - 1];
    r->depth--; /* the tables ask where the element stands */
    uint8_t context = r->dialect->context_of(r, t);
    r->context[++r->depth] = context;
    uint8_t slot = r->dialect->slot_of(r, t);
    r->slot[r->depth] = slot;
    if (slot == NOT_A_BLOCK) return;
    r->block++;
    r->block_depth = r->depth;
    size_t len = strlen(t->name) < sizeof r->element - 1 ? strlen(t->name) : sizeof r->element - 1;
    memcpy(r->element, t->name, len);
    r->element[len] = 0;
}

// NOLINTNEXTLINE(readability-function-size): libxml2 decides how many parameters there are
static void start(void *ctx, const xmlChar *local, const xmlChar *prefix, const xmlChar *uri, int n_namespaces,
                  const xmlChar **namespaces, int n_attributes, int n_defaulted, const xmlChar **list) {
    (void)prefix, (void)uri, (void)n_namespaces, (void)namespaces, (void)n_defaulted;
    struct reader *r = ctx;
    struct tag t = {(const char *)local, list, n_attributes};
    if (r->failed) return;
    if (r->depth + 1 >= DEPTH) {
        fail(r, "elements nested too deeply", rsis_str_c(t.name));
        return;
    }
    r->depth++;
    if (r->block_depth)
        open_inline(r, &t);
    else
        open_outer(r, &t);
    if (!r->failed) r->dialect->attributes(r, &t);
}

static void end(void *ctx, const xmlChar *local, const xmlChar *prefix, const xmlChar *uri) {
    (void)local, (void)prefix, (void)uri;
    struct reader *r = ctx;
    if (r->block_depth == r->depth) r->block_depth = 0;
    if (r->depth) r->depth--;
}

static bool blank(struct rsis_str s) {
    for (size_t i = 0; i < s.len; i++)
        if (!rsis_is_space(s.ptr[i])) return false;
    return true;
}

static void characters(void *ctx, const xmlChar *text, int len) {
    struct reader *r = ctx;
    struct rsis_str s = rsis_str((const char *)text, (size_t)len);
    if (r->failed) return;
    if (!r->block_depth) {
        if (!blank(s) && r->context[r->depth] != CTX_STYLE) fail(r, "text outside of any block", s);
        return;
    }
    if (strcmp(r->element, "meta-name") == 0 && r->meta_len + s.len < sizeof r->meta_name) {
        memcpy(r->meta_name + r->meta_len, s.ptr, s.len);
        r->meta_len += s.len;
    }
    say(r, (enum rsis_slot)r->slot[r->depth], r->block, s);
}

static void quiet(void *ctx, xmlErrorPtr error) {
    (void)ctx, (void)error;
}

static void no_message(void *ctx, const char *fmt, ...) {
    (void)ctx, (void)fmt;
}

static void free_parser(void *p) {
    xmlFreeParserCtxt(p);
}

static bool prove(struct rsis_arena *a, struct rsis_diags *d, const struct rsis_record *record, struct rsis_str file,
                  const struct dialect *dialect) {
    struct reader r = {.dialect = dialect, .d = d, .uses = &record->uses};
    xmlSAXHandler sax = {.initialized = XML_SAX2_MAGIC,
                         .startElementNs = start,
                         .endElementNs = end,
                         .characters = characters,
                         .ignorableWhitespace = characters,
                         .cdataBlock = characters,
                         .serror = quiet,
                         .warning = no_message,
                         .error = no_message,
                         .fatalError = no_message};
    r.parser = xmlCreateMemoryParserCtxt(file.ptr, (int)file.len);
    if (!r.parser) rsis_arena_give_up(a);
    rsis_arena_defer(a, free_parser, r.parser);
    xmlCtxtUseOptions(r.parser, XML_PARSE_NONET | XML_PARSE_NOENT); /* NOENT: &amp; in attributes as its character */
    *r.parser->sax = sax;
    r.parser->userData = &r;
    xmlParseDocument(r.parser);
    if (!r.failed && !r.parser->wellFormed) {
        const char *why = r.parser->lastError.message ? r.parser->lastError.message : "unknown";
        fail(&r, "the output is not well-formed XML", rsis_str(why, strcspn(why, "\n")));
    } else if (!r.failed && next_use(&r)) {
        fail(&r, "the output ends too early", rsis_str("", 0));
    }
    if (r.failed) tell_failure(&r);
    return !r.failed;
}

bool rsis_prove_jats(struct rsis_arena *a, struct rsis_diags *d, const struct rsis_record *record,
                     struct rsis_str file) {
    return prove(a, d, record, file, &jats);
}

bool rsis_prove_xhtml(struct rsis_arena *a, struct rsis_diags *d, const struct rsis_record *record,
                      struct rsis_str file) {
    return prove(a, d, record, file, &xhtml);
}

/* ---------------------------------------------------------------- reading text */

static size_t skip_white(struct rsis_str s, size_t i) {
    while (i < s.len && rsis_is_space(s.ptr[i])) i++;
    return i;
}

/* The bullet that the text writer sets before an item; an item that has its own keeps it. */
static size_t skip_bullet(struct rsis_str file, size_t at, struct rsis_str value) {
    struct rsis_str bullet = RSIS_LIT("•"), rest = rsis_str_from(file, at);
    bool set = rsis_str_starts(rest, bullet) && !rsis_str_starts(rsis_str_trim(value), bullet);
    return set ? skip_white(file, at + bullet.len) : at;
}

/* Walks over one value; where the file goes on after it, or SIZE_MAX when it says something else. */
static size_t walk_value(struct rsis_str file, size_t at, struct rsis_str value) {
    for (size_t i = skip_white(value, 0); i < value.len; i = skip_white(value, i + 1)) {
        at = skip_white(file, at);
        if (at >= file.len || file.ptr[at] != value.ptr[i]) return SIZE_MAX;
        at++;
    }
    return at;
}

static bool bad_text(struct rsis_diags *d, struct rsis_str file, size_t at, struct rsis_str want) {
    rsis_report_file(d, RSIS_DIAG_LEDGER_OUTPUT,
                     "S3 does not hold: after byte %zu the text output does not say \"%.*s\"; nothing was written",
                     at < file.len ? at : file.len, (int)(want.len < 60 ? want.len : 60), want.ptr);
    return false;
}

bool rsis_prove_text(struct rsis_diags *d, const struct rsis_record *record, struct rsis_str file) {
    size_t at = 0;
    uint32_t block = 0;
    for (uint32_t i = 0; i < record->uses.n; i++) {
        const struct rsis_use *u = &record->uses.v[i];
        if (u->slot == RSIS_SLOT_HREF) continue;
        at = skip_white(file, at);
        if (u->block != block) at = skip_bullet(file, at, u->value);
        block = u->block;
        size_t next = walk_value(file, at, u->value);
        if (next == SIZE_MAX) return bad_text(d, file, at, u->value);
        at = next;
    }
    return skip_white(file, at) == file.len || bad_text(d, file, at, RSIS_LIT("the end"));
}
