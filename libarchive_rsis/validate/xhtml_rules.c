/* xhtml_rules.c - what HTML and EPUB ask of content documents and no table can say. One function for each rule. */
#include "epub_css.h"
#include "xhtml.h"

#define AT(x, check, ...) rsis_epub_at((x)->w, check, __VA_ARGS__)

static struct rsis_epub_frame *around(const struct rsis_epub_walk *w, uint8_t code) {
    for (uint32_t i = w->frames.n; i-- > 1;)
        if (w->frames.v[i - 1].row->code == code) return &w->frames.v[i - 1];
    return NULL;
}

/* ---- one element each */

static void judge_bdo(struct rsis_xhtml *x, const struct rsis_epub_tag *tag, struct rsis_epub_frame *top) {
    (void)top;
    if (!rsis_epub_has(tag, RSIS_A_DIR)) AT(x, RSIS_CHECK_EPUB_ATTRIBUTE_MISSING, "bdo must have the attribute dir");
}

static void judge_area(struct rsis_xhtml *x, const struct rsis_epub_tag *tag, struct rsis_epub_frame *top) {
    (void)tag, (void)top;
    if (!around(x->w, RSIS_E_MAP)) AT(x, RSIS_CHECK_EPUB_ANCESTOR, "area must stand inside of a map");
}

static void judge_map(struct rsis_xhtml *x, const struct rsis_epub_tag *tag, struct rsis_epub_frame *top) {
    struct rsis_str name = rsis_epub_value(tag, RSIS_A_NAME);
    struct rsis_arena *a = x->w->book->scratch;
    (void)top;
    if (name.len && !rsis_epub_map_add(&x->map_names, 0, rsis_str(rsis_str_dup(a, name), name.len), 0))
        AT(x, RSIS_CHECK_EPUB_MAP_TWICE, "A second map with the name \"%.*s\"", (int)(name.len < 60 ? name.len : 60),
           name.ptr);
}

static void judge_option(struct rsis_xhtml *x, const struct rsis_epub_tag *tag, struct rsis_epub_frame *top) {
    struct rsis_epub_frame *select = around(x->w, RSIS_E_SELECT);
    (void)top;
    if (!select || !rsis_epub_has(tag, RSIS_A_SELECTED)) return;
    if (select->mark == 1)
        AT(x, RSIS_CHECK_EPUB_SELECTED, "More than one option is selected, and select is not multiple");
    if (select->mark == 0) select->mark = 1;
}

static void judge_select(struct rsis_xhtml *x, const struct rsis_epub_tag *tag, struct rsis_epub_frame *top) {
    (void)x;
    if (rsis_epub_has(tag, RSIS_A_MULTIPLE)) top->mark = 2;
}

static void judge_track(struct rsis_xhtml *x, const struct rsis_epub_tag *tag, struct rsis_epub_frame *top) {
    struct rsis_str label = rsis_epub_value(tag, RSIS_A_LABEL);
    struct rsis_epub_frame *media = x->w->frames.n > 1 ? &x->w->frames.v[x->w->frames.n - 2] : top;
    if (label.ptr && !label.len) AT(x, RSIS_CHECK_EPUB_VALUE, "The label of a track must not be empty");
    if (!rsis_epub_has(tag, RSIS_A_DEFAULT)) return;
    if (media->mark++) AT(x, RSIS_CHECK_EPUB_TRACKS, "More than one track is the default");
}

static bool one_of(const struct rsis_epub_tag *tag, const uint16_t *codes, size_t n) {
    for (size_t i = 0; i < n; i++)
        if (rsis_epub_has(tag, (enum rsis_epub_attr_code)codes[i])) return true;
    return false;
}

static void judge_content_type(struct rsis_xhtml *x, const struct rsis_epub_tag *tag) {
    struct rsis_str v = rsis_str_trim(rsis_epub_value(tag, RSIS_A_CONTENT));
    if (!rsis_str_eq_nocase(rsis_epub_value(tag, RSIS_A_HTTP_EQUIV), RSIS_LIT("content-type"))) return;
    x->content_types++;
    bool html = rsis_str_starts_nocase(v, RSIS_LIT("text/html;"));
    if (!html || !rsis_str_eq_nocase(rsis_str_trim(rsis_str_from(v, 10)), RSIS_LIT("charset=utf-8")))
        AT(x, RSIS_CHECK_EPUB_CONTENT_TYPE, "The declared content type must be \"text/html; charset=utf-8\"");
}

static void judge_meta(struct rsis_xhtml *x, const struct rsis_epub_tag *tag, struct rsis_epub_frame *top) {
    static const uint16_t kinds[] = {RSIS_A_NAME, RSIS_A_HTTP_EQUIV, RSIS_A_CHARSET, RSIS_A_ITEMPROP, RSIS_A_PROPERTY};
    static const uint16_t with_content[] = {RSIS_A_NAME, RSIS_A_HTTP_EQUIV, RSIS_A_ITEMPROP};
    (void)top;
    if (x->w->book->version == 2) return;
    if (!one_of(tag, kinds, 5))
        AT(x, RSIS_CHECK_EPUB_ATTRIBUTE_MISSING,
           "meta must have one of name, http-equiv, charset, itemprop and property");
    else if (one_of(tag, with_content, 3) && !rsis_epub_has(tag, RSIS_A_CONTENT))
        AT(x, RSIS_CHECK_EPUB_ATTRIBUTE_MISSING, "meta must have the attribute content");
    if (rsis_epub_has(tag, RSIS_A_CHARSET) && x->charsets++)
        AT(x, RSIS_CHECK_EPUB_CHARSETS, "A second meta with a charset");
    judge_content_type(x, tag);
    if (x->content_types && x->charsets &&
        (rsis_epub_has(tag, RSIS_A_CHARSET) || rsis_epub_has(tag, RSIS_A_HTTP_EQUIV)))
        AT(x, RSIS_CHECK_EPUB_CHARSETS, "The encoding is declared by charset and by http-equiv");
    if (!around(x->w, RSIS_E_HEAD) && !rsis_epub_has(tag, RSIS_A_ITEMPROP) && !rsis_epub_has(tag, RSIS_A_PROPERTY))
        AT(x, RSIS_CHECK_EPUB_ELEMENT, "meta may not stand outside of head without itemprop");
}

static bool rel_has(const struct rsis_epub_tag *tag, const char *word) {
    struct rsis_str rel = rsis_epub_value(tag, RSIS_A_REL), one;
    while (rsis_epub_next_word(&rel, &one))
        if (rsis_str_eq_nocase(one, rsis_str_c(word))) return true;
    return false;
}

static void judge_link(struct rsis_xhtml *x, const struct rsis_epub_tag *tag, struct rsis_epub_frame *top) {
    static const uint16_t kinds[] = {RSIS_A_REL, RSIS_A_REV, RSIS_A_ITEMPROP, RSIS_A_PROPERTY};
    (void)top;
    if (x->w->book->version == 2) return;
    if (!rsis_epub_has(tag, RSIS_A_HREF) && !rsis_epub_has(tag, RSIS_A_IMAGESRCSET))
        AT(x, RSIS_CHECK_EPUB_ATTRIBUTE_MISSING, "link must have the attribute href");
    if (!one_of(tag, kinds, 4)) AT(x, RSIS_CHECK_EPUB_ATTRIBUTE_MISSING, "link must have the attribute rel");
    if (rsis_epub_has(tag, RSIS_A_SIZES) && !rel_has(tag, "icon") && !rel_has(tag, "apple-touch-icon"))
        AT(x, RSIS_CHECK_EPUB_ATTRIBUTE, "link has sizes, and is no icon");
    if (rel_has(tag, "alternate") && rel_has(tag, "stylesheet") && rsis_epub_blank(rsis_epub_value(tag, RSIS_A_TITLE)))
        AT(x, RSIS_CHECK_EPUB_ALTERNATE_TITLE, "An alternative style sheet has no title");
}

/* Scripts are those that would run; data blocks are not. */
static bool is_script(struct rsis_str type) {
    static const char runs[] =
        "module text/javascript application/javascript text/ecmascript application/ecmascript "
        "application/x-javascript text/jscript text/livescript text/x-javascript text/x-ecmascript "
        "application/x-ecmascript text/javascript1.0 text/javascript1.1 text/javascript1.2 "
        "text/javascript1.3 text/javascript1.4 text/javascript1.5";
    type = rsis_str_trim(type);
    return !type.len || rsis_epub_word_in(type, runs, false);
}

static void judge_script(struct rsis_xhtml *x, const struct rsis_epub_tag *tag, struct rsis_epub_frame *top) {
    (void)top;
    if (is_script(rsis_epub_value(tag, RSIS_A_TYPE))) x->found |= RSIS_P_SCRIPTED;
}

static void judge_form(struct rsis_xhtml *x, const struct rsis_epub_tag *tag, struct rsis_epub_frame *top) {
    (void)tag, (void)top;
    x->found |= RSIS_P_SCRIPTED;
}

static void judge_switch(struct rsis_xhtml *x, const struct rsis_epub_tag *tag, struct rsis_epub_frame *top) {
    (void)tag, (void)top;
    x->found |= RSIS_P_SWITCH;
    AT(x, RSIS_CHECK_EPUB_DEPRECATED, "epub:switch is deprecated");
}

static void judge_trigger(struct rsis_xhtml *x, const struct rsis_epub_tag *tag, struct rsis_epub_frame *top) {
    (void)tag, (void)top;
    AT(x, RSIS_CHECK_EPUB_DEPRECATED, "epub:trigger is deprecated");
}

static void judge_prefix(struct rsis_xhtml *x, const struct rsis_epub_tag *tag, struct rsis_epub_frame *top) {
    struct rsis_str prefix = rsis_epub_value(tag, RSIS_A_OPS_PREFIX);
    (void)top;
    if (prefix.ptr) rsis_prefixes_declare(&x->prefixes, x->w, prefix);
}

static void judge_svg(struct rsis_xhtml *x, const struct rsis_epub_tag *tag, struct rsis_epub_frame *top) {
    x->found |= RSIS_P_SVG;
    judge_prefix(x, tag, top);
    if (x->w->frames.n > 1 && rsis_epub_has(tag, RSIS_A_OPS_PREFIX))
        AT(x, RSIS_CHECK_EPUB_ATTRIBUTE, "epub:prefix may stand on the document's element only");
}

static void judge_math(struct rsis_xhtml *x, const struct rsis_epub_tag *tag, struct rsis_epub_frame *top) {
    (void)tag, (void)top;
    x->found |= RSIS_P_MATHML;
}

static void judge_table(struct rsis_xhtml *x, const struct rsis_epub_tag *tag, struct rsis_epub_frame *top) {
    (void)tag;
    top->mark = x->w->table; /* the table around this one */
    x->w->table = ++x->w->tables;
}

/* A base: a URL of its own, or a path from where the document is. */
static void take_base(struct rsis_xhtml *x, struct rsis_str base) {
    struct rsis_arena *a = x->w->book->scratch;
    struct rsis_url url;
    bool leaks;
    base = rsis_str_trim(base);
    rsis_url_parse(&url, base);
    if (url.scheme.len || url.has_authority)
        x->base = rsis_str(rsis_str_dup(a, base), base.len);
    else if (url.path.len) {
        struct rsis_str path = rsis_url_resolve(&x->w->book->path, x->w->parse.member, url.path, &leaks);
        x->base = rsis_str(rsis_str_dup(a, path), path.len);
    };
}

static void judge_base(struct rsis_xhtml *x, const struct rsis_epub_tag *tag, struct rsis_epub_frame *top) {
    (void)top;
    take_base(x, rsis_epub_value(tag, RSIS_A_HREF));
}

/* Annotations of MathML: EPUB 3.3 6.1.5.2. */
static void judge_annotation(struct rsis_xhtml *x, const struct rsis_epub_tag *tag, struct rsis_epub_frame *top) {
    struct rsis_str encoding = rsis_epub_value(tag, RSIS_A_ENCODING), name = rsis_epub_value(tag, RSIS_A_NAME);
    bool content = rsis_epub_word_in(encoding, "MathML-Content application/mathml-content+xml", false);
    bool xhtml = rsis_epub_word_in(encoding, "application/xhtml+xml text/html HTML XHTML", false);
    (void)top;
    if (content && !rsis_str_eq(name, RSIS_LIT("contentequiv")))
        AT(x, RSIS_CHECK_EPUB_ANNOTATION, "An annotation in content MathML must have the name \"contentequiv\"");
    if (xhtml && name.ptr && rsis_str_eq(name, RSIS_LIT("contentequiv")))
        AT(x, RSIS_CHECK_EPUB_ANNOTATION, "An annotation in XHTML must have the name \"alternate-representation\"");
}

static void judge_input(struct rsis_xhtml *x, const struct rsis_epub_tag *tag, struct rsis_epub_frame *top) {
    static const struct {
        const char *type;
        uint16_t needs;
    } types[] = {{"image", RSIS_A_SRC}};
    struct rsis_str type = rsis_epub_value(tag, RSIS_A_TYPE);
    (void)top;
    if (rsis_str_eq_nocase(type, rsis_str_c(types[0].type)) && !rsis_epub_has(tag, RSIS_A_SRC))
        AT(x, RSIS_CHECK_EPUB_ATTRIBUTE_MISSING, "input of the type image must have the attribute src");
}

typedef void judge_fn(struct rsis_xhtml *x, const struct rsis_epub_tag *tag, struct rsis_epub_frame *top);
static judge_fn *const judges[] = {
    [RSIS_E_BDO] = judge_bdo,       [RSIS_E_AREA] = judge_area,         [RSIS_E_MAP] = judge_map,
    [RSIS_E_OPTION] = judge_option, [RSIS_E_SELECT] = judge_select,     [RSIS_E_TRACK] = judge_track,
    [RSIS_E_META] = judge_meta,     [RSIS_E_LINK] = judge_link,         [RSIS_E_SCRIPT] = judge_script,
    [RSIS_E_FORM] = judge_form,     [RSIS_E_SWITCH] = judge_switch,     [RSIS_E_TRIGGER] = judge_trigger,
    [RSIS_E_SVG] = judge_svg,       [RSIS_E_MATH] = judge_math,         [RSIS_E_TABLE] = judge_table,
    [RSIS_E_HTML] = judge_prefix,   [RSIS_E_BASE] = judge_base,         [RSIS_E_ANNOTATION_XML] = judge_annotation,
    [RSIS_E_INPUT] = judge_input,   [RSIS_E_SVG_SCRIPT] = judge_script,
};

/* ---- all elements */

static void judge_languages(struct rsis_xhtml *x, const struct rsis_epub_tag *tag) {
    struct rsis_str lang = rsis_epub_value(tag, RSIS_A_LANG), xml = rsis_epub_value(tag, RSIS_A_XML_LANG);
    if (tag->ns == RSIS_NS_XHTML && lang.ptr && xml.ptr && !rsis_str_eq_nocase(lang, xml))
        AT(x, RSIS_CHECK_EPUB_LANG_MISMATCH, "lang and xml:lang must be the same");
}

static void judge_role(struct rsis_xhtml *x, const struct rsis_epub_element *row, struct rsis_str list) {
    struct rsis_str word;
    while (rsis_epub_next_word(&list, &word)) {
        if (rsis_epub_word_in(word, "doc-endnote doc-biblioentry", true))
            AT(x, RSIS_CHECK_EPUB_DEPRECATED, "The role %.*s is deprecated", RSIS_ARG(word));
        if (row->roles && rsis_epub_is_role(word) && !rsis_epub_word_in(word, row->roles, true))
            AT(x, RSIS_CHECK_EPUB_ROLE, "%s may not have the role %.*s", row->name, RSIS_ARG(word));
    }
}

static void judge_epub_type(struct rsis_xhtml *x, struct rsis_str list) {
    struct rsis_str word, prefix, name;
    if (x->w->frames.v[x->w->frames.n - 1].row->is & (H_META | H_HEAD | H_TITLE))
        AT(x, RSIS_CHECK_EPUB_ATTRIBUTE, "epub:type may not stand on metadata");
    if (rsis_epub_blank(list)) AT(x, RSIS_CHECK_EPUB_VALUE, "epub:type must not be empty");
    while (rsis_epub_next_word(&list, &word)) rsis_property_split(&x->prefixes, x->w, word, &prefix, &name);
}

static void judge_phonemes(struct rsis_xhtml *x, struct rsis_epub_frame *top) {
    struct rsis_epub_walk *w = x->w;
    for (uint32_t i = w->frames.n; i-- > 1;)
        if (w->frames.v[i - 1].mark == UINT32_MAX) {
            AT(x, RSIS_CHECK_EPUB_PHONEMES, "ssml:ph stands inside of an element that has one");
            break;
        }
    top->mark = UINT32_MAX;
}

static void judge_one(struct rsis_xhtml *x, const struct rsis_epub_tag *tag, const struct rsis_epub_attr *a,
                      struct rsis_epub_frame *top) {
    switch (a->code) {
    case RSIS_A_ID:
        if (x->svg && tag->ns == RSIS_NS_SVG && !rsis_epub_is_ncname(rsis_str_trim(a->value)))
            AT(x, RSIS_CHECK_EPUB_VALUE, "An id of SVG must be an XML name");
        break;
    case RSIS_A_ROLE:
        judge_role(x, top->row, a->value);
        break;
    case RSIS_A_OPS_TYPE:
        if (x->w->book->version == 3) judge_epub_type(x, a->value);
        break;
    case RSIS_A_SSML_PH:
        judge_phonemes(x, top);
        break;
    case RSIS_A_STYLE:
        if (tag->ns == RSIS_NS_XHTML || tag->ns == RSIS_NS_SVG) rsis_epub_css_style(x->w, a->value);
        break;
    case RSIS_A_LANG:
    case RSIS_A_XML_LANG:
        judge_languages(x, tag);
        break;
    case RSIS_A_XML_BASE:
        if (x->w->frames.n == 1) take_base(x, a->value);
        break;
    default:
        break;
    }
}

void rsis_xhtml_judge(struct rsis_xhtml *x, const struct rsis_epub_tag *tag, struct rsis_epub_frame *top) {
    if (top->row->flags & RSIS_F_LOOSE && !top->row->name[0]) return;
    for (uint32_t i = 0; i < tag->n; i++) judge_one(x, tag, &tag->attrs[i], top);
    judge_fn *judge = top->row->code < sizeof judges / sizeof *judges ? judges[top->row->code] : NULL;
    if (judge) judge(x, tag, top);
}

void rsis_xhtml_judge_end(struct rsis_xhtml *x, struct rsis_epub_frame *top) {
    if (top->row->code == RSIS_E_HEAD && top->state == 0)
        AT(x, x->w->book->version == 2 ? RSIS_CHECK_EPUB_INCOMPLETE : RSIS_CHECK_EPUB_TITLE_MISSING,
           "head has no title");
    if (top->row->code == RSIS_E_TABLE) x->w->table = top->mark;
    if (top->row->code == RSIS_E_OBJECT && top->mark && (top->filled || top->children))
        x->w->book->refs.v[top->mark - 1].has_fallback = true;
}

/* ---- attributes that are in no table */

static const char handlers[] =
    "onabort onafterprint onauxclick onbeforeinput onbeforematch onbeforeprint onbeforetoggle onbeforeunload onblur "
    "oncancel "
    "oncanplay oncanplaythrough onchange onclick onclose oncontextlost oncontextmenu oncontextrestored oncopy "
    "oncuechange "
    "oncut ondblclick ondrag ondragend ondragenter ondragexit ondragleave ondragover ondragstart ondrop "
    "ondurationchange "
    "onemptied onended onerror onfocus onformdata onhashchange oninput oninvalid onkeydown onkeypress onkeyup "
    "onlanguagechange onload onloadeddata onloadedmetadata onloadend onloadstart onmessage onmessageerror onmousedown "
    "onmouseenter onmouseleave onmousemove onmouseout onmouseover onmouseup onmousewheel onoffline ononline onpagehide "
    "onpageshow onpaste onpause onplay onplaying onpopstate onprogress onratechange onrejectionhandled onreset "
    "onresize "
    "onscroll onscrollend onsecuritypolicyviolation onseeked onseeking onselect onshow onslotchange onsort onstalled "
    "onstorage onsubmit onsuspend ontimeupdate ontoggle onunhandledrejection onunload onvolumechange onwaiting onwheel";

static bool judge_data(struct rsis_epub_walk *w, struct rsis_str name) {
    bool bad = name.len == 5;
    for (size_t i = 5; i < name.len; i++) bad |= rsis_is_upper(name.ptr[i]);
    if (bad) rsis_epub_at(w, RSIS_CHECK_EPUB_DATA_ATTRIBUTE, "\"%.60s\" is no name for a data attribute", name.ptr);
    return true;
}

/* A name space of one's own must not pass for one of W3C or IDPF: EPUB 3.3 6.1.4. */
static bool judge_custom(struct rsis_epub_walk *w, const char *uri) {
    const char *host = strstr(uri, "://");
    if (!host) return true;
    host += 3;
    size_t len = strcspn(host, "/:?#");
    struct rsis_str s = rsis_str(host, len);
    if (rsis_str_find(s, RSIS_LIT("w3.org")) >= 0 || rsis_str_find(s, RSIS_LIT("idpf.org")) >= 0)
        rsis_epub_at(w, RSIS_CHECK_EPUB_CUSTOM_SPACE,
                     "The name space \"%.100s\" of a custom attribute is not one's own", uri);
    return true;
}

bool rsis_xhtml_judge_attribute(struct rsis_epub_walk *w, const struct rsis_epub_element *row,
                                const struct rsis_epub_attr *a) {
    struct rsis_str name = rsis_str_c(a->name);
    struct rsis_xhtml *x = w->ctx;
    if (a->ns == RSIS_NS_OTHER && strcmp(a->uri, "http://www.w3.org/2005/11/its") != 0)
        return row->ns != RSIS_NS_XHTML || judge_custom(w, a->uri);
    if (a->ns != RSIS_NS_NONE) return false;
    if (rsis_str_starts(name, RSIS_LIT("on")) && rsis_epub_word_in(name, handlers, false)) {
        x->found |= RSIS_P_SCRIPTED;
        return true;
    }
    if (row->ns == RSIS_NS_XHTML && rsis_str_starts(name, RSIS_LIT("data-"))) return judge_data(w, name);
    if (w->book->version == 2) return rsis_xhtml2_attribute(a);
    return row->code == RSIS_E_EMBED; /* a plugin's own */
}

/* ---- references by id */

static const uint8_t labelable[] = {RSIS_E_BUTTON,   RSIS_E_INPUT,  RSIS_E_METER,   RSIS_E_OUTPUT,
                                    RSIS_E_PROGRESS, RSIS_E_SELECT, RSIS_E_TEXTAREA};

static bool fits(const struct rsis_epub_idref *r, const struct rsis_epub_id *target) {
    if (r->attr == RSIS_A_LIST) return target->code == RSIS_E_DATALIST;
    if (r->attr == RSIS_A_FORM) return target->code == RSIS_E_FORM;
    if (r->attr == RSIS_A_HEADERS) return target->code == RSIS_E_TH && target->table == r->table;
    if (r->attr != RSIS_A_FOR || r->code != RSIS_E_LABEL) return true;
    for (size_t i = 0; i < sizeof labelable; i++)
        if (labelable[i] == target->code) return true;
    return false;
}

void rsis_xhtml_judge_idref(struct rsis_epub_walk *w, const struct rsis_epub_idref *r,
                            const struct rsis_epub_id *target) {
    if (fits(r, target)) return;
    rsis_found(w->book->report, RSIS_CHECK_EPUB_IDREF_KIND, w->parse.member, r->line, r->column,
               "%s refers to \"%.80s\", which is not an element of the right kind",
               rsis_epub_attr_name((enum rsis_epub_attr_code)r->attr), r->id.ptr);
}
