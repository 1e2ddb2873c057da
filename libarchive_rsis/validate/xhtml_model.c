/*
 * xhtml_model.c - HTML's elements, as the HTML Living Standard and EPUB 3.3 sections 6 and 7 have them: what each is,
 * what it may contain, which attributes it has and of what type.
 */
#include "xhtml_model.h"

#define COUNT(a) (uint8_t)(sizeof(a) / sizeof *(a))
#define STEPS(a) .steps = (a), .n_steps = COUNT(a)
#define STATE(n) (1u << (n))
#define ALWAYS 0xFFFFFFFFu
#define EL(n) .name = (n), .ns = RSIS_NS_XHTML, .family = RSIS_FAMILY_HTML

/* ---- attributes of one element each */

#define URL(code)                                                                                                      \
    { RSIS_A_##code, RSIS_T_URL, 0, NULL }
#define ANY(code)                                                                                                      \
    { RSIS_A_##code, RSIS_T_ANY, 0, NULL }
#define OF(code, type)                                                                                                 \
    { RSIS_A_##code, RSIS_T_##type, 0, NULL }
#define MUST(code, type)                                                                                               \
    { RSIS_A_##code, RSIS_T_##type, 1, NULL }
#define ONE_OF(code, words)                                                                                            \
    { RSIS_A_##code, RSIS_T_ENUM, 0, words }
#define FLAG(code)                                                                                                     \
    { RSIS_A_##code, RSIS_T_BOOLEAN, 0, NULL }
#define END                                                                                                            \
    { 0, 0, 0, NULL }

#define REFERRER                                                                                                       \
    ONE_OF(REFERRERPOLICY, " no-referrer no-referrer-when-downgrade same-origin origin strict-origin "                 \
                           "origin-when-cross-origin strict-origin-when-cross-origin unsafe-url")
#define CROSSORIGIN ONE_OF(CROSSORIGIN, " anonymous use-credentials")
#define SHAPE ONE_OF(SHAPE, "rect rectangle circ circle poly polygon default")
#define FORM_METHOD "get post dialog"
#define FORM_ENCODING "application/x-www-form-urlencoded multipart/form-data text/plain"

static const struct rsis_epub_attr_rule a_html[] = {ANY(OPS_PREFIX), END};
static const struct rsis_epub_attr_rule a_body[] = {END};
static const struct rsis_epub_attr_rule a_base[] = {URL(HREF), OF(TARGET, TARGET), END};
static const struct rsis_epub_attr_rule a_link[] = {OF(HREF, URL),   CROSSORIGIN,
                                                    ANY(REL),        ANY(AS),
                                                    ANY(MEDIA),      OF(HREFLANG, LANG),
                                                    OF(TYPE, MIME),  ANY(SIZES),
                                                    ANY(IMAGESIZES), ANY(IMAGESRCSET),
                                                    ANY(INTEGRITY),  REFERRER,
                                                    FLAG(DISABLED),  ANY(COLOR),
                                                    ANY(BLOCKING),   ONE_OF(FETCHPRIORITY, "high low auto"),
                                                    ANY(REV),        END};
static const struct rsis_epub_attr_rule a_meta[] = {
    ANY(NAME),
    ANY(CONTENT),
    ANY(MEDIA),
    OF(CHARSET, CHARSET),
    ONE_OF(HTTP_EQUIV, "content-type default-style refresh x-ua-compatible content-security-policy "
                       "content-language content-script-type content-style-type"),
    ANY(SCHEME),
    END};
static const struct rsis_epub_attr_rule a_style[] = {ANY(MEDIA), OF(TYPE, MIME), ANY(BLOCKING), FLAG(INERT), END};
static const struct rsis_epub_attr_rule a_script[] = {OF(SRC, URL_FULL),
                                                      ANY(TYPE),
                                                      FLAG(NOMODULE),
                                                      FLAG(ASYNC),
                                                      FLAG(DEFER),
                                                      CROSSORIGIN,
                                                      ANY(INTEGRITY),
                                                      REFERRER,
                                                      ANY(CHARSET),
                                                      ANY(LANGUAGE),
                                                      ANY(BLOCKING),
                                                      ONE_OF(FETCHPRIORITY, "high low auto"),
                                                      END};
static const struct rsis_epub_attr_rule a_a[] = {
    URL(HREF),          OF(TARGET, TARGET), ANY(DOWNLOAD), ANY(PING),      ANY(REL), ANY(REV),
    OF(HREFLANG, LANG), OF(TYPE, MIME),     REFERRER,      OF(NAME, FULL), END};
static const struct rsis_epub_attr_rule a_area[] = {ANY(ALT),           OF(COORDS, COORDS), SHAPE,     URL(HREF),
                                                    OF(TARGET, TARGET), ANY(DOWNLOAD),      ANY(PING), ANY(REL),
                                                    OF(HREFLANG, LANG), OF(TYPE, MIME),     REFERRER,  END};
static const struct rsis_epub_attr_rule a_cite[] = {URL(CITE), END};
static const struct rsis_epub_attr_rule a_edit[] = {URL(CITE), OF(DATETIME, DATETIME), END};
static const struct rsis_epub_attr_rule a_data[] = {MUST(VALUE, ANY), END};
static const struct rsis_epub_attr_rule a_time[] = {OF(DATETIME, DATETIME), END};
static const struct rsis_epub_attr_rule a_ol[] = {
    FLAG(REVERSED), OF(START, INT), {RSIS_A_TYPE, RSIS_T_EXACT, 0, "1 a A i I"}, END};
static const struct rsis_epub_attr_rule a_li[] = {OF(VALUE, INT), END};
static const struct rsis_epub_attr_rule a_img[] = {OF(ALT, ANY),
                                                   MUST(SRC, URL_FULL),
                                                   ANY(SRCSET),
                                                   ANY(SIZES),
                                                   CROSSORIGIN,
                                                   OF(USEMAP, HASHNAME),
                                                   FLAG(ISMAP),
                                                   OF(WIDTH, UINT),
                                                   OF(HEIGHT, UINT),
                                                   REFERRER,
                                                   ONE_OF(DECODING, "sync async auto"),
                                                   ONE_OF(LOADING, "lazy eager"),
                                                   ONE_OF(FETCHPRIORITY, "high low auto"),
                                                   OF(BORDER, UINT),
                                                   ANY(LONGDESC),
                                                   OF(NAME, FULL),
                                                   END};
static const struct rsis_epub_attr_rule a_source[] = {OF(TYPE, MIME), ANY(MEDIA),      OF(SRC, URL_FULL), ANY(SRCSET),
                                                      ANY(SIZES),     OF(WIDTH, UINT), OF(HEIGHT, UINT),  END};
static const struct rsis_epub_attr_rule a_iframe[] = {OF(SRC, URL_FULL),
                                                      ANY(SRCDOC),
                                                      OF(NAME, TARGET),
                                                      ANY(SANDBOX),
                                                      ANY(ALLOW),
                                                      FLAG(ALLOWFULLSCREEN),
                                                      OF(WIDTH, UINT),
                                                      OF(HEIGHT, UINT),
                                                      REFERRER,
                                                      ONE_OF(LOADING, "lazy eager"),
                                                      END};
static const struct rsis_epub_attr_rule a_embed[] = {OF(SRC, URL_FULL), OF(TYPE, MIME), OF(WIDTH, UINT),
                                                     OF(HEIGHT, UINT), END};
static const struct rsis_epub_attr_rule a_object[] = {
    OF(DATA, URL_FULL), OF(TYPE, MIME),   OF(NAME, TARGET),     OF(FORM, IDREF),
    OF(WIDTH, UINT),    OF(HEIGHT, UINT), OF(USEMAP, HASHNAME), END};
static const struct rsis_epub_attr_rule a_param[] = {MUST(NAME, ANY), MUST(VALUE, ANY), END};
#define MEDIA_ATTRS                                                                                                    \
    OF(SRC, URL_FULL), CROSSORIGIN, ONE_OF(PRELOAD, " none metadata auto"), FLAG(AUTOPLAY), FLAG(LOOP), FLAG(MUTED),   \
        FLAG(CONTROLS)
static const struct rsis_epub_attr_rule a_video[] = {MEDIA_ATTRS,     OF(POSTER, URL_FULL), FLAG(PLAYSINLINE),
                                                     OF(WIDTH, UINT), OF(HEIGHT, UINT),     END};
static const struct rsis_epub_attr_rule a_audio[] = {MEDIA_ATTRS, END};
static const struct rsis_epub_attr_rule a_track[] = {
    FLAG(DEFAULT),     ONE_OF(KIND, "subtitles captions descriptions chapters metadata"),
    ANY(LABEL),        MUST(SRC, URL_FULL),
    OF(SRCLANG, LANG), END};
static const struct rsis_epub_attr_rule a_canvas[] = {OF(WIDTH, UINT), OF(HEIGHT, UINT), END};
static const struct rsis_epub_attr_rule a_map[] = {MUST(NAME, FULL), END};
static const struct rsis_epub_attr_rule a_table[] = {{RSIS_A_BORDER, RSIS_T_EXACT, 0, " 1"}, END};
static const struct rsis_epub_attr_rule a_col[] = {OF(SPAN, POSITIVE), END};
static const struct rsis_epub_attr_rule a_td[] = {OF(COLSPAN, POSITIVE), OF(ROWSPAN, UINT), OF(HEADERS, IDREFS), END};
static const struct rsis_epub_attr_rule a_th[] = {OF(COLSPAN, POSITIVE),
                                                  OF(ROWSPAN, UINT),
                                                  OF(HEADERS, IDREFS),
                                                  ANY(ABBR),
                                                  ONE_OF(SCOPE, "row col rowgroup colgroup auto"),
                                                  END};
static const struct rsis_epub_attr_rule a_form[] = {ANY(ACCEPT_CHARSET),
                                                    OF(ACTION, URL_FULL),
                                                    ONE_OF(AUTOCOMPLETE, "on off"),
                                                    ONE_OF(ENCTYPE, FORM_ENCODING),
                                                    ONE_OF(METHOD, FORM_METHOD),
                                                    OF(NAME, FULL),
                                                    FLAG(NOVALIDATE),
                                                    OF(TARGET, TARGET),
                                                    ANY(REL),
                                                    END};
#define SUBMIT                                                                                                         \
    OF(FORMACTION, URL_FULL), ONE_OF(FORMENCTYPE, FORM_ENCODING), ONE_OF(FORMMETHOD, FORM_METHOD),                     \
        FLAG(FORMNOVALIDATE), OF(FORMTARGET, TARGET)
static const struct rsis_epub_attr_rule a_label[] = {OF(FOR, IDREF), OF(FORM, IDREF), END};
static const struct rsis_epub_attr_rule a_input[] = {
    ANY(ACCEPT),
    ANY(ALT),
    ANY(AUTOCOMPLETE),
    FLAG(CHECKED),
    ANY(DIRNAME),
    FLAG(DISABLED),
    OF(FORM, IDREF),
    SUBMIT,
    OF(HEIGHT, UINT),
    OF(LIST, IDREF),
    ANY(MAX),
    OF(MAXLENGTH, UINT),
    ANY(MIN),
    OF(MINLENGTH, UINT),
    FLAG(MULTIPLE),
    OF(NAME, FULL),
    ANY(PATTERN),
    ANY(PLACEHOLDER),
    FLAG(READONLY),
    FLAG(REQUIRED),
    OF(SIZE, POSITIVE),
    OF(SRC, URL_FULL),
    ANY(STEP),
    ONE_OF(TYPE,
           "hidden text search tel url email password date month week time datetime datetime-local number range color "
           "checkbox radio file submit image reset button"),
    ANY(VALUE),
    OF(WIDTH, UINT),
    OF(USEMAP, HASHNAME),
    END};
static const struct rsis_epub_attr_rule a_button[] = {
    FLAG(DISABLED), OF(FORM, IDREF), SUBMIT, OF(NAME, FULL), ONE_OF(TYPE, "submit reset button"), ANY(VALUE), END};
static const struct rsis_epub_attr_rule a_select[] = {
    ANY(AUTOCOMPLETE), FLAG(DISABLED), OF(FORM, IDREF),    FLAG(MULTIPLE),
    OF(NAME, FULL),    FLAG(REQUIRED), OF(SIZE, POSITIVE), END};
static const struct rsis_epub_attr_rule a_optgroup[] = {FLAG(DISABLED), MUST(LABEL, ANY), END};
static const struct rsis_epub_attr_rule a_option[] = {FLAG(DISABLED), OF(LABEL, FULL), FLAG(SELECTED), ANY(VALUE), END};
static const struct rsis_epub_attr_rule a_textarea[] = {ANY(AUTOCOMPLETE),
                                                        OF(COLS, POSITIVE),
                                                        ANY(DIRNAME),
                                                        FLAG(DISABLED),
                                                        OF(FORM, IDREF),
                                                        OF(MAXLENGTH, UINT),
                                                        OF(MINLENGTH, UINT),
                                                        OF(NAME, FULL),
                                                        ANY(PLACEHOLDER),
                                                        FLAG(READONLY),
                                                        FLAG(REQUIRED),
                                                        OF(ROWS, POSITIVE),
                                                        ONE_OF(WRAP, "soft hard"),
                                                        END};
static const struct rsis_epub_attr_rule a_output[] = {OF(FOR, IDREFS), OF(FORM, IDREF), OF(NAME, FULL), END};
static const struct rsis_epub_attr_rule a_progress[] = {OF(VALUE, FLOAT), OF(MAX, FLOAT), OF(FORM, IDREF), END};
static const struct rsis_epub_attr_rule a_meter[] = {
    OF(VALUE, FLOAT), OF(MIN, FLOAT),     OF(MAX, FLOAT),  OF(LOW, FLOAT),
    OF(HIGH, FLOAT),  OF(OPTIMUM, FLOAT), OF(FORM, IDREF), END};
static const struct rsis_epub_attr_rule a_fieldset[] = {FLAG(DISABLED), OF(FORM, IDREF), OF(NAME, FULL), END};
static const struct rsis_epub_attr_rule a_details[] = {FLAG(OPEN), OF(NAME, FULL), END};
static const struct rsis_epub_attr_rule a_case[] = {MUST(REQUIRED_NAMESPACE, ANY), ANY(REQUIRED_MODULES), END};

/* ---- order of children */

#define REST (~(H_SOURCE | H_TRACK | H_PARAM))

static const struct rsis_epub_step s_html[] = {{0, 1, H_HEAD}, {1, 2, H_BODY}};
static const struct rsis_epub_step s_head[] = {{0, 1, H_TITLE}, {RSIS_STEP_ANY, RSIS_STEP_SAME, H_META}};
static const struct rsis_epub_step s_dl[] = {
    {0, 1, H_DT}, {1, 1, H_DT},  {1, 2, H_DD},  {2, 2, H_DD},
    {2, 1, H_DT}, {0, 3, H_DIV}, {3, 3, H_DIV}, {RSIS_STEP_ANY, RSIS_STEP_SAME, H_SCRIPTING}};
/* figure: figcaption first, last, or nowhere */
static const struct rsis_epub_step s_figure[] = {
    {0, 1, H_FIGCAPTION}, {0, 2, H_FLOW}, {1, 1, H_FLOW}, {2, 2, H_FLOW}, {2, 3, H_FIGCAPTION}};
static const struct rsis_epub_step s_table[] = {{0, 1, H_CAPTION},
                                                {0, 1, H_COLGROUP},
                                                {1, 1, H_COLGROUP},
                                                {0, 2, H_THEAD},
                                                {1, 2, H_THEAD},
                                                {0, 3, H_TBODY},
                                                {1, 3, H_TBODY},
                                                {2, 3, H_TBODY},
                                                {3, 3, H_TBODY},
                                                {0, 4, H_TR},
                                                {1, 4, H_TR},
                                                {2, 4, H_TR},
                                                {4, 4, H_TR},
                                                {0, 5, H_TFOOT},
                                                {1, 5, H_TFOOT},
                                                {2, 5, H_TFOOT},
                                                {3, 5, H_TFOOT},
                                                {4, 5, H_TFOOT},
                                                {5, 5, H_TBODY | H_TR}, /* as HTML 5.1 still had it */
                                                {RSIS_STEP_ANY, RSIS_STEP_SAME, H_SCRIPTING}};
static const struct rsis_epub_step s_details[] = {{0, 1, H_SUMMARY}, {1, 1, H_FLOW}};
static const struct rsis_epub_step s_fieldset[] = {{0, 1, H_LEGEND}, {0, 1, H_FLOW}, {1, 1, H_FLOW}};
static const struct rsis_epub_step s_media[] = {
    {0, 0, H_SOURCE}, {0, 1, H_TRACK}, {1, 1, H_TRACK}, {RSIS_STEP_ANY, 2, REST}};
static const struct rsis_epub_step s_object[] = {{0, 0, H_PARAM}, {RSIS_STEP_ANY, 1, REST}};
static const struct rsis_epub_step s_picture[] = {
    {0, 0, H_SOURCE}, {0, 1, H_IMG}, {RSIS_STEP_ANY, RSIS_STEP_SAME, H_SCRIPTING}};
static const struct rsis_epub_step s_hgroup[] = {
    {0, 0, H_P | H_SCRIPTING}, {0, 1, H_HEADING}, {1, 1, H_P | H_HEADING | H_SCRIPTING}};
static const struct rsis_epub_step s_switch[] = {{0, 1, H_CASE}, {1, 1, H_CASE}, {1, 2, H_DEFAULT}};
static const struct rsis_epub_step s_ruby[] = {{0, 1, H_PHRASE}, {1, 1, H_PHRASE}, {0, 2, H_RT},
                                               {1, 2, H_RT},     {2, 2, H_RT},     {2, 1, H_PHRASE}};

/* ---- roles, where ARIA in HTML restricts them */

#define R_NONE ""
#define R_ARTICLE "article application document feed main none presentation region"
#define R_ASIDE                                                                                                        \
    "complementary feed none note presentation region search doc-dedication doc-example doc-footnote doc-glossary "    \
    "doc-pullquote doc-tip"
#define R_HEADER "banner group none presentation doc-footnote generic"
#define R_FOOTER "contentinfo group none presentation doc-footnote generic"
#define R_H "heading none presentation tab doc-subtitle"
#define R_HR "separator none presentation doc-pagebreak"
#define R_LI                                                                                                           \
    "listitem menuitem menuitemcheckbox menuitemradio option none presentation radio separator tab treeitem "          \
    "doc-biblioentry doc-endnote"
#define R_LIST "list directory group listbox menu menubar none presentation radiogroup tablist toolbar tree"
#define R_NAV "navigation menu menubar none presentation tablist doc-index doc-pagelist doc-toc"
#define R_MAIN "main"
#define R_FORM "form none presentation search"

/* ---- the elements */

static const struct rsis_epub_element rows[] = {
    {EL("html"), .is = H_HTML, .allows = H_HEAD | H_BODY, .flags = 0, .code = RSIS_E_HTML, .attrs = a_html,
     STEPS(s_html), .accept = STATE(2), .roles = "document generic", .incomplete = "head and body"},
    {EL("head"), .is = H_HEAD, .allows = H_META | H_TITLE, .flags = 0, .code = RSIS_E_HEAD, STEPS(s_head),
     .accept = ALWAYS, .roles = R_NONE},
    {EL("body"), .is = H_BODY, .allows = H_FLOW, .flags = RSIS_F_TEXT, .code = RSIS_E_BODY, .attrs = a_body,
     .accept = ALWAYS},
    {EL("title"), .is = H_TITLE, .allows = 0, .flags = RSIS_F_TEXT | RSIS_F_KEEP | RSIS_F_FILLED, .code = RSIS_E_TITLE,
     .accept = ALWAYS, .roles = R_NONE},
    {EL("base"), .is = H_META, .allows = 0, .flags = 0, .code = RSIS_E_BASE, .attrs = a_base, .accept = ALWAYS,
     .roles = R_NONE},
    {EL("link"), .is = H_META | H_PHRASE | H_FLOW, .allows = 0, .flags = 0, .code = RSIS_E_LINK, .attrs = a_link,
     .accept = ALWAYS, .roles = R_NONE},
    {EL("meta"), .is = H_META | H_PHRASE | H_FLOW, .allows = 0, .flags = 0, .code = RSIS_E_META, .attrs = a_meta,
     .accept = ALWAYS, .roles = R_NONE},
    {EL("style"), .is = H_META, .allows = 0, .flags = RSIS_F_TEXT | RSIS_F_KEEP, .code = RSIS_E_STYLE, .attrs = a_style,
     .accept = ALWAYS, .roles = R_NONE},
    {EL("script"), .is = H_META | H_PHRASE | H_FLOW | H_SCRIPTING, .allows = 0, .flags = RSIS_F_TEXT,
     .code = RSIS_E_SCRIPT, .attrs = a_script, .accept = ALWAYS, .roles = R_NONE},
    {EL("template"), .is = H_META | H_PHRASE | H_FLOW | H_SCRIPTING, .allows = 0, .flags = RSIS_F_LOOSE | RSIS_F_TEXT,
     .accept = ALWAYS, .roles = R_NONE},
    {EL("noscript"), .is = H_META | H_PHRASE | H_FLOW, .allows = H_META | H_FLOW,
     .flags = RSIS_F_TEXT | RSIS_F_TRANSPARENT, .kind = X_NOSCRIPT, .bans = X_NOSCRIPT, .accept = ALWAYS,
     .roles = R_NONE},
    {EL("article"), .is = H_FLOW, .allows = H_FLOW, .flags = RSIS_F_TEXT, .kind = X_SECTIONING, .accept = ALWAYS,
     .roles = R_ARTICLE},
    {EL("section"), .is = H_FLOW, .allows = H_FLOW, .flags = RSIS_F_TEXT, .kind = X_SECTIONING, .accept = ALWAYS},
    {EL("nav"), .is = H_FLOW | H_NAV, .allows = H_FLOW, .flags = RSIS_F_TEXT, .code = RSIS_E_NAV, .kind = X_SECTIONING,
     .accept = ALWAYS, .roles = R_NAV},
    {EL("aside"), .is = H_FLOW, .allows = H_FLOW, .flags = RSIS_F_TEXT, .kind = X_SECTIONING, .accept = ALWAYS,
     .roles = R_ASIDE},
    {EL("h1"), .is = H_FLOW | H_HEADING, .allows = H_PHRASE, .flags = RSIS_F_TEXT, .code = RSIS_E_H, .kind = X_HEADING,
     .accept = ALWAYS, .roles = R_H},
    {EL("h2"), .is = H_FLOW | H_HEADING, .allows = H_PHRASE, .flags = RSIS_F_TEXT, .code = RSIS_E_H, .kind = X_HEADING,
     .accept = ALWAYS, .roles = R_H},
    {EL("h3"), .is = H_FLOW | H_HEADING, .allows = H_PHRASE, .flags = RSIS_F_TEXT, .code = RSIS_E_H, .kind = X_HEADING,
     .accept = ALWAYS, .roles = R_H},
    {EL("h4"), .is = H_FLOW | H_HEADING, .allows = H_PHRASE, .flags = RSIS_F_TEXT, .code = RSIS_E_H, .kind = X_HEADING,
     .accept = ALWAYS, .roles = R_H},
    {EL("h5"), .is = H_FLOW | H_HEADING, .allows = H_PHRASE, .flags = RSIS_F_TEXT, .code = RSIS_E_H, .kind = X_HEADING,
     .accept = ALWAYS, .roles = R_H},
    {EL("h6"), .is = H_FLOW | H_HEADING, .allows = H_PHRASE, .flags = RSIS_F_TEXT, .code = RSIS_E_H, .kind = X_HEADING,
     .accept = ALWAYS, .roles = R_H},
    {EL("hgroup"), .is = H_FLOW | H_HEADING, .allows = H_HEADING | H_P | H_SCRIPTING, .flags = 0, .code = RSIS_E_HGROUP,
     .kind = X_HEADING, STEPS(s_hgroup), .accept = STATE(1), .incomplete = "a heading"},
    {EL("header"), .is = H_FLOW, .allows = H_FLOW, .flags = RSIS_F_TEXT, .kind = X_HEADER, .bans = X_HEADER | X_FOOTER,
     .accept = ALWAYS, .roles = R_HEADER},
    {EL("footer"), .is = H_FLOW, .allows = H_FLOW, .flags = RSIS_F_TEXT, .kind = X_FOOTER, .bans = X_HEADER | X_FOOTER,
     .accept = ALWAYS, .roles = R_FOOTER},
    {EL("address"), .is = H_FLOW, .allows = H_FLOW, .flags = RSIS_F_TEXT, .kind = X_ADDRESS, .accept = ALWAYS},
    {EL("main"), .is = H_FLOW, .allows = H_FLOW, .flags = RSIS_F_TEXT, .kind = X_MAIN, .accept = ALWAYS,
     .roles = R_MAIN},
    {EL("search"), .is = H_FLOW, .allows = H_FLOW, .flags = RSIS_F_TEXT, .accept = ALWAYS},
    {EL("p"), .is = H_FLOW | H_P, .allows = H_PHRASE, .flags = RSIS_F_TEXT, .accept = ALWAYS},
    {EL("hr"), .is = H_FLOW | H_HR, .allows = 0, .flags = 0, .accept = ALWAYS, .roles = R_HR},
    {EL("pre"), .is = H_FLOW, .allows = H_PHRASE, .flags = RSIS_F_TEXT, .accept = ALWAYS},
    {EL("blockquote"), .is = H_FLOW, .allows = H_FLOW, .flags = RSIS_F_TEXT, .code = RSIS_E_BLOCKQUOTE, .attrs = a_cite,
     .accept = ALWAYS},
    {EL("ol"), .is = H_FLOW | H_OL, .allows = H_LI | H_SCRIPTING, .flags = 0, .code = RSIS_E_OL, .attrs = a_ol,
     .accept = ALWAYS, .roles = R_LIST},
    {EL("ul"), .is = H_FLOW, .allows = H_LI | H_SCRIPTING, .flags = 0, .accept = ALWAYS, .roles = R_LIST},
    {EL("menu"), .is = H_FLOW, .allows = H_LI | H_SCRIPTING, .flags = 0, .accept = ALWAYS, .roles = R_LIST},
    {EL("li"), .is = H_LI, .allows = H_FLOW, .flags = RSIS_F_TEXT, .code = RSIS_E_LI, .attrs = a_li, .accept = ALWAYS,
     .roles = R_LI},
    {EL("dl"), .code = RSIS_E_DL, .is = H_FLOW, .allows = H_DT | H_DD | H_DIV | H_SCRIPTING, .flags = 0, STEPS(s_dl),
     .accept = STATE(0) | STATE(2) | STATE(3), .incomplete = "dd"},
    {EL("dt"), .is = H_DT, .allows = H_FLOW, .flags = RSIS_F_TEXT, .accept = ALWAYS},
    {EL("dd"), .is = H_DD, .allows = H_FLOW, .flags = RSIS_F_TEXT, .accept = ALWAYS},
    {EL("figure"), .is = H_FLOW, .allows = H_FLOW | H_FIGCAPTION, .flags = RSIS_F_TEXT, .code = RSIS_E_FIGURE,
     STEPS(s_figure), .accept = ALWAYS},
    {EL("figcaption"), .is = H_FIGCAPTION, .allows = H_FLOW, .flags = RSIS_F_TEXT, .code = RSIS_E_FIGCAPTION,
     .accept = ALWAYS},
    {EL("div"), .is = H_FLOW | H_DIV, .allows = H_FLOW, .flags = RSIS_F_TEXT, .accept = ALWAYS},
    {EL("a"), .is = H_FLOW | H_PHRASE | H_A, .allows = 0, .flags = RSIS_F_TEXT | RSIS_F_TRANSPARENT, .code = RSIS_E_A,
     .attrs = a_a, .kind = X_A, .bans = X_A | X_INTERACTIVE, .accept = ALWAYS},
    {EL("em"), .is = H_FLOW | H_PHRASE, .allows = H_PHRASE, .flags = RSIS_F_TEXT, .accept = ALWAYS},
    {EL("strong"), .is = H_FLOW | H_PHRASE, .allows = H_PHRASE, .flags = RSIS_F_TEXT, .accept = ALWAYS},
    {EL("small"), .is = H_FLOW | H_PHRASE, .allows = H_PHRASE, .flags = RSIS_F_TEXT, .accept = ALWAYS},
    {EL("s"), .is = H_FLOW | H_PHRASE, .allows = H_PHRASE, .flags = RSIS_F_TEXT, .accept = ALWAYS},
    {EL("cite"), .is = H_FLOW | H_PHRASE, .allows = H_PHRASE, .flags = RSIS_F_TEXT, .accept = ALWAYS},
    {EL("abbr"), .is = H_FLOW | H_PHRASE, .allows = H_PHRASE, .flags = RSIS_F_TEXT, .accept = ALWAYS},
    {EL("b"), .is = H_FLOW | H_PHRASE, .allows = H_PHRASE, .flags = RSIS_F_TEXT, .accept = ALWAYS},
    {EL("i"), .is = H_FLOW | H_PHRASE, .allows = H_PHRASE, .flags = RSIS_F_TEXT, .accept = ALWAYS},
    {EL("u"), .is = H_FLOW | H_PHRASE, .allows = H_PHRASE, .flags = RSIS_F_TEXT, .accept = ALWAYS},
    {EL("var"), .is = H_FLOW | H_PHRASE, .allows = H_PHRASE, .flags = RSIS_F_TEXT, .accept = ALWAYS},
    {EL("samp"), .is = H_FLOW | H_PHRASE, .allows = H_PHRASE, .flags = RSIS_F_TEXT, .accept = ALWAYS},
    {EL("kbd"), .is = H_FLOW | H_PHRASE, .allows = H_PHRASE, .flags = RSIS_F_TEXT, .accept = ALWAYS},
    {EL("code"), .is = H_FLOW | H_PHRASE, .allows = H_PHRASE, .flags = RSIS_F_TEXT, .accept = ALWAYS},
    {EL("sub"), .is = H_FLOW | H_PHRASE, .allows = H_PHRASE, .flags = RSIS_F_TEXT, .accept = ALWAYS},
    {EL("sup"), .is = H_FLOW | H_PHRASE, .allows = H_PHRASE, .flags = RSIS_F_TEXT, .accept = ALWAYS},
    {EL("bdi"), .is = H_FLOW | H_PHRASE, .allows = H_PHRASE, .flags = RSIS_F_TEXT, .accept = ALWAYS},
    {EL("q"), .is = H_FLOW | H_PHRASE, .allows = H_PHRASE, .flags = RSIS_F_TEXT, .code = RSIS_E_Q, .attrs = a_cite,
     .accept = ALWAYS},
    {EL("dfn"), .is = H_FLOW | H_PHRASE, .allows = H_PHRASE, .flags = RSIS_F_TEXT, .code = RSIS_E_DFN, .kind = X_DFN,
     .bans = X_DFN, .accept = ALWAYS},
    {EL("mark"), .is = H_FLOW | H_PHRASE, .allows = H_PHRASE, .flags = RSIS_F_TEXT, .accept = ALWAYS},
    {EL("bdo"), .is = H_FLOW | H_PHRASE, .allows = H_PHRASE, .flags = RSIS_F_TEXT, .code = RSIS_E_BDO,
     .accept = ALWAYS},
    {EL("span"), .is = H_FLOW | H_PHRASE | H_SPAN, .allows = H_PHRASE, .flags = RSIS_F_TEXT, .code = RSIS_E_SPAN,
     .accept = ALWAYS},
    {EL("ruby"), .is = H_FLOW | H_PHRASE, .allows = H_PHRASE | H_RT, .flags = RSIS_F_TEXT, STEPS(s_ruby),
     .accept = ALWAYS},
    {EL("rt"), .is = H_RT, .allows = H_PHRASE, .flags = RSIS_F_TEXT, .accept = ALWAYS},
    {EL("rp"), .is = H_RT, .allows = H_PHRASE, .flags = RSIS_F_TEXT, .accept = ALWAYS},
    {EL("rb"), .is = H_RT, .allows = H_PHRASE, .flags = RSIS_F_TEXT, .accept = ALWAYS},
    {EL("rtc"), .is = H_RT, .allows = H_PHRASE | H_RT, .flags = RSIS_F_TEXT, .accept = ALWAYS},
    {EL("data"), .is = H_FLOW | H_PHRASE, .allows = H_PHRASE, .flags = RSIS_F_TEXT, .attrs = a_data, .accept = ALWAYS},
    {EL("time"), .is = H_FLOW | H_PHRASE, .allows = H_PHRASE, .flags = RSIS_F_TEXT, .code = RSIS_E_TIME,
     .attrs = a_time, .accept = ALWAYS},
    {EL("br"), .is = H_FLOW | H_PHRASE, .allows = 0, .flags = 0, .accept = ALWAYS},
    {EL("wbr"), .is = H_FLOW | H_PHRASE, .allows = 0, .flags = 0, .accept = ALWAYS},
    {EL("ins"), .is = H_FLOW | H_PHRASE, .allows = 0, .flags = RSIS_F_TEXT | RSIS_F_TRANSPARENT, .code = RSIS_E_INS,
     .attrs = a_edit, .accept = ALWAYS},
    {EL("del"), .is = H_FLOW | H_PHRASE, .allows = 0, .flags = RSIS_F_TEXT | RSIS_F_TRANSPARENT, .code = RSIS_E_DEL,
     .attrs = a_edit, .accept = ALWAYS},
    {EL("picture"), .is = H_FLOW | H_PHRASE, .allows = H_SOURCE | H_IMG | H_SCRIPTING, .flags = 0,
     .code = RSIS_E_PICTURE, STEPS(s_picture), .accept = STATE(1), .roles = R_NONE, .incomplete = "img"},
    {EL("source"), .is = H_SOURCE, .allows = 0, .flags = 0, .code = RSIS_E_SOURCE, .attrs = a_source, .accept = ALWAYS,
     .roles = R_NONE},
    {EL("img"), .is = H_FLOW | H_PHRASE | H_IMG, .allows = 0, .flags = 0, .code = RSIS_E_IMG, .attrs = a_img,
     .accept = ALWAYS},
    {EL("iframe"), .is = H_FLOW | H_PHRASE, .allows = 0, .flags = RSIS_F_TEXT, .code = RSIS_E_IFRAME, .attrs = a_iframe,
     .kind = X_INTERACTIVE, .accept = ALWAYS},
    {EL("embed"), .is = H_FLOW | H_PHRASE, .allows = 0, .flags = 0, .code = RSIS_E_EMBED, .attrs = a_embed,
     .kind = X_INTERACTIVE, .accept = ALWAYS},
    {EL("object"), .is = H_FLOW | H_PHRASE, .allows = H_PARAM, .flags = RSIS_F_TEXT | RSIS_F_TRANSPARENT,
     .code = RSIS_E_OBJECT, .attrs = a_object, STEPS(s_object), .accept = ALWAYS},
    {EL("param"), .is = H_PARAM, .allows = 0, .flags = 0, .code = RSIS_E_PARAM, .attrs = a_param, .accept = ALWAYS,
     .roles = R_NONE},
    {EL("video"), .is = H_FLOW | H_PHRASE, .allows = H_SOURCE | H_TRACK, .flags = RSIS_F_TEXT | RSIS_F_TRANSPARENT,
     .code = RSIS_E_VIDEO, .attrs = a_video, .kind = X_MEDIA, .bans = X_MEDIA, STEPS(s_media), .accept = ALWAYS},
    {EL("audio"), .is = H_FLOW | H_PHRASE, .allows = H_SOURCE | H_TRACK, .flags = RSIS_F_TEXT | RSIS_F_TRANSPARENT,
     .code = RSIS_E_AUDIO, .attrs = a_audio, .kind = X_MEDIA, .bans = X_MEDIA, STEPS(s_media), .accept = ALWAYS},
    {EL("track"), .is = H_TRACK, .allows = 0, .flags = 0, .code = RSIS_E_TRACK, .attrs = a_track, .accept = ALWAYS,
     .roles = R_NONE},
    {EL("canvas"), .is = H_FLOW | H_PHRASE, .allows = 0, .flags = RSIS_F_TEXT | RSIS_F_TRANSPARENT, .attrs = a_canvas,
     .accept = ALWAYS},
    {EL("map"), .is = H_FLOW | H_PHRASE, .allows = 0, .flags = RSIS_F_TEXT | RSIS_F_TRANSPARENT, .code = RSIS_E_MAP,
     .attrs = a_map, .accept = ALWAYS, .roles = R_NONE},
    {EL("area"), .is = H_FLOW | H_PHRASE, .allows = 0, .flags = 0, .code = RSIS_E_AREA, .attrs = a_area,
     .accept = ALWAYS},
    {EL("table"), .is = H_FLOW, .allows = H_CAPTION | H_COLGROUP | H_THEAD | H_TBODY | H_TFOOT | H_TR | H_SCRIPTING,
     .flags = 0, .code = RSIS_E_TABLE, .attrs = a_table, .kind = X_TABLE, STEPS(s_table), .accept = ALWAYS},
    {EL("caption"), .is = H_CAPTION, .allows = H_FLOW, .flags = RSIS_F_TEXT, .bans = X_TABLE, .accept = ALWAYS},
    {EL("colgroup"), .is = H_COLGROUP, .allows = H_COL | H_SCRIPTING, .flags = 0, .attrs = a_col, .accept = ALWAYS},
    {EL("col"), .is = H_COL, .allows = 0, .flags = 0, .attrs = a_col, .accept = ALWAYS},
    {EL("thead"), .is = H_THEAD, .allows = H_TR | H_SCRIPTING, .flags = 0, .accept = ALWAYS},
    {EL("tbody"), .is = H_TBODY, .allows = H_TR | H_SCRIPTING, .flags = 0, .accept = ALWAYS},
    {EL("tfoot"), .is = H_TFOOT, .allows = H_TR | H_SCRIPTING, .flags = 0, .accept = ALWAYS},
    {EL("tr"), .is = H_TR, .allows = H_CELL | H_SCRIPTING, .flags = 0, .accept = ALWAYS},
    {EL("td"), .is = H_CELL, .allows = H_FLOW, .flags = RSIS_F_TEXT, .code = RSIS_E_TD, .attrs = a_td,
     .accept = ALWAYS},
    {EL("th"), .is = H_CELL, .allows = H_FLOW, .flags = RSIS_F_TEXT, .code = RSIS_E_TH, .attrs = a_th,
     .accept = ALWAYS},
    {EL("form"), .is = H_FLOW, .allows = H_FLOW, .flags = RSIS_F_TEXT, .code = RSIS_E_FORM, .attrs = a_form,
     .kind = X_FORM, .bans = X_FORM, .accept = ALWAYS, .roles = R_FORM},
    {EL("label"), .is = H_FLOW | H_PHRASE, .allows = H_PHRASE, .flags = RSIS_F_TEXT, .code = RSIS_E_LABEL,
     .attrs = a_label, .kind = X_LABEL | X_INTERACTIVE, .bans = X_LABEL, .accept = ALWAYS},
    {EL("input"), .is = H_FLOW | H_PHRASE, .allows = 0, .flags = 0, .code = RSIS_E_INPUT, .attrs = a_input,
     .accept = ALWAYS},
    {EL("button"), .is = H_FLOW | H_PHRASE, .allows = H_PHRASE, .flags = RSIS_F_TEXT, .code = RSIS_E_BUTTON,
     .attrs = a_button, .kind = X_INTERACTIVE, .bans = X_INTERACTIVE | X_A, .accept = ALWAYS},
    {EL("select"), .is = H_FLOW | H_PHRASE, .allows = H_OPTION | H_OPTGROUP | H_SCRIPTING | H_HR, .flags = 0,
     .code = RSIS_E_SELECT, .attrs = a_select, .kind = X_INTERACTIVE, .accept = ALWAYS},
    {EL("datalist"), .is = H_FLOW | H_PHRASE, .allows = H_PHRASE | H_OPTION | H_SCRIPTING, .flags = RSIS_F_TEXT,
     .code = RSIS_E_DATALIST, .accept = ALWAYS},
    {EL("optgroup"), .is = H_OPTGROUP, .allows = H_OPTION | H_SCRIPTING, .flags = 0, .attrs = a_optgroup,
     .accept = ALWAYS},
    {EL("option"), .is = H_OPTION, .allows = 0, .flags = RSIS_F_TEXT, .code = RSIS_E_OPTION, .attrs = a_option,
     .accept = ALWAYS},
    {EL("textarea"), .is = H_FLOW | H_PHRASE, .allows = 0, .flags = RSIS_F_TEXT, .code = RSIS_E_TEXTAREA,
     .attrs = a_textarea, .kind = X_INTERACTIVE, .accept = ALWAYS},
    {EL("output"), .is = H_FLOW | H_PHRASE, .allows = H_PHRASE, .flags = RSIS_F_TEXT, .code = RSIS_E_OUTPUT,
     .attrs = a_output, .accept = ALWAYS},
    {EL("progress"), .is = H_FLOW | H_PHRASE, .allows = H_PHRASE, .flags = RSIS_F_TEXT, .code = RSIS_E_PROGRESS,
     .attrs = a_progress, .kind = X_PROGRESS, .bans = X_PROGRESS, .accept = ALWAYS},
    {EL("meter"), .is = H_FLOW | H_PHRASE, .allows = H_PHRASE, .flags = RSIS_F_TEXT, .code = RSIS_E_METER,
     .attrs = a_meter, .kind = X_METER, .bans = X_METER, .accept = ALWAYS},
    {EL("fieldset"), .is = H_FLOW, .allows = H_FLOW | H_LEGEND, .flags = RSIS_F_TEXT, .attrs = a_fieldset,
     STEPS(s_fieldset), .accept = ALWAYS},
    {EL("legend"), .is = H_LEGEND, .allows = H_PHRASE | H_HEADING, .flags = RSIS_F_TEXT, .accept = ALWAYS},
    {EL("details"), .is = H_FLOW, .allows = H_FLOW | H_SUMMARY, .flags = RSIS_F_TEXT, .attrs = a_details,
     .kind = X_INTERACTIVE, STEPS(s_details), .accept = STATE(1), .incomplete = "summary"},
    {EL("summary"), .is = H_SUMMARY, .allows = H_PHRASE | H_HEADING, .flags = RSIS_F_TEXT, .accept = ALWAYS},
    {EL("dialog"), .is = H_FLOW, .allows = H_FLOW, .flags = RSIS_F_TEXT, .accept = ALWAYS},
    {EL("slot"), .is = H_FLOW | H_PHRASE, .allows = 0, .flags = RSIS_F_TEXT | RSIS_F_TRANSPARENT, .accept = ALWAYS},
#undef EL
#define EL(n) .name = (n), .ns = RSIS_NS_OPS, .family = RSIS_FAMILY_HTML
    {EL("switch"), .is = H_FLOW | H_PHRASE, .allows = H_CASE | H_DEFAULT, .code = RSIS_E_SWITCH, STEPS(s_switch),
     .accept = STATE(2), .incomplete = "epub:case and epub:default"},
    {EL("case"), .is = H_CASE, .allows = H_FLOW, .flags = RSIS_F_TEXT, .code = RSIS_E_CASE, .attrs = a_case,
     .accept = ALWAYS},
    {EL("default"), .is = H_DEFAULT, .allows = H_FLOW, .flags = RSIS_F_TEXT, .accept = ALWAYS},
    {EL("trigger"), .is = H_META | H_FLOW | H_PHRASE, .flags = RSIS_F_ANY_ATTR, .code = RSIS_E_TRIGGER,
     .accept = ALWAYS},
};

const struct rsis_epub_elements rsis_xhtml_elements = {rows, sizeof rows / sizeof *rows};

/* div around the terms and definitions of a dl */
static const struct rsis_epub_step s_dl_div[] = {
    {0, 1, H_DT}, {1, 1, H_DT}, {1, 2, H_DD}, {2, 2, H_DD}, {RSIS_STEP_ANY, RSIS_STEP_SAME, H_SCRIPTING}};
const struct rsis_epub_element rsis_xhtml_dl_div = {.name = "div",
                                                    .ns = RSIS_NS_XHTML,
                                                    .family = RSIS_FAMILY_HTML,
                                                    .is = H_DIV,
                                                    .allows = H_DT | H_DD | H_SCRIPTING,
                                                    STEPS(s_dl_div),
                                                    .accept = STATE(2),
                                                    .incomplete = "dt and dd"};

/* ---- attributes of all elements */

static const struct rsis_epub_attr_rule common[] = {
    ANY(CLASS),
    OF(ID, ID),
    ANY(STYLE),
    ANY(TITLE),
    OF(LANG, LANG),
    OF(XML_LANG, LANG),
    ONE_OF(DIR, "ltr rtl auto"),
    OF(ROLE, ROLE),
    OF(OPS_TYPE, TOKENS),
    OF(TABINDEX, INT),
    ANY(ACCESSKEY),
    ONE_OF(CONTENTEDITABLE, "true false plaintext-only "),
    ONE_OF(DRAGGABLE, "true false"),
    ONE_OF(HIDDEN, "hidden until-found "),
    ONE_OF(SPELLCHECK, "true false "),
    ONE_OF(TRANSLATE, "yes no "),
    ANY(XML_BASE),
    ONE_OF(XML_SPACE, "preserve default"),
    ANY(IS),
    ANY(SLOT),
    ANY(NONCE),
    ANY(PART),
    ONE_OF(ENTERKEYHINT, "enter done go next previous search send"),
    ONE_OF(INPUTMODE, "none text tel url email numeric decimal search"),
    ANY(AUTOCAPITALIZE),
    FLAG(AUTOFOCUS),
    FLAG(INERT),
    ANY(POPOVER),
    ANY(EXPORTPARTS),
    /* microdata and RDFa */
    ANY(ITEMID),
    ANY(ITEMPROP),
    ANY(ITEMREF),
    FLAG(ITEMSCOPE),
    ANY(ITEMTYPE),
    ANY(ABOUT),
    ANY(CONTENT),
    ANY(DATATYPE),
    ANY(INLIST),
    ANY(PREFIX),
    ANY(PROPERTY),
    ANY(REL),
    ANY(RESOURCE),
    ANY(REV),
    ANY(TYPEOF),
    ANY(VOCAB),
    ANY(SSML_PH),
    ANY(SSML_ALPHABET),
    {RSIS_A_ARIA_ACTIVEDESCENDANT, RSIS_T_IDREF, 0, NULL},
    {RSIS_A_ARIA_ATOMIC, RSIS_T_ENUM, 0, "true false"},
    {RSIS_A_ARIA_AUTOCOMPLETE, RSIS_T_ENUM, 0, "inline list both none"},
    {RSIS_A_ARIA_BRAILLELABEL, RSIS_T_TEXT, 0, NULL},
    {RSIS_A_ARIA_BRAILLEROLEDESCRIPTION, RSIS_T_TEXT, 0, NULL},
    {RSIS_A_ARIA_BUSY, RSIS_T_ENUM, 0, "true false"},
    {RSIS_A_ARIA_CHECKED, RSIS_T_ENUM, 0, "true false mixed undefined"},
    {RSIS_A_ARIA_COLCOUNT, RSIS_T_INT, 0, NULL},
    {RSIS_A_ARIA_COLINDEX, RSIS_T_POSITIVE, 0, NULL},
    {RSIS_A_ARIA_COLINDEXTEXT, RSIS_T_ANY, 0, NULL},
    {RSIS_A_ARIA_COLSPAN, RSIS_T_POSITIVE, 0, NULL},
    {RSIS_A_ARIA_CONTROLS, RSIS_T_IDREFS, 0, NULL},
    {RSIS_A_ARIA_CURRENT, RSIS_T_ENUM, 0, "page step location date time true false"},
    {RSIS_A_ARIA_DESCRIBEDBY, RSIS_T_IDREFS, 0, NULL},
    {RSIS_A_ARIA_DESCRIPTION, RSIS_T_ANY, 0, NULL},
    {RSIS_A_ARIA_DETAILS, RSIS_T_IDREFS, 0, NULL},
    {RSIS_A_ARIA_DISABLED, RSIS_T_ENUM, 0, "true false"},
    {RSIS_A_ARIA_DROPEFFECT, RSIS_T_TOKENS, 0, "copy move link execute popup none"},
    {RSIS_A_ARIA_ERRORMESSAGE, RSIS_T_IDREF, 0, NULL},
    {RSIS_A_ARIA_EXPANDED, RSIS_T_ENUM, 0, "true false undefined"},
    {RSIS_A_ARIA_FLOWTO, RSIS_T_IDREFS, 0, NULL},
    {RSIS_A_ARIA_GRABBED, RSIS_T_ENUM, 0, "true false undefined"},
    {RSIS_A_ARIA_HASPOPUP, RSIS_T_ENUM, 0, "true false menu listbox tree grid dialog"},
    {RSIS_A_ARIA_HIDDEN, RSIS_T_ENUM, 0, "true false undefined"},
    {RSIS_A_ARIA_INVALID, RSIS_T_ENUM, 0, "true false grammar spelling"},
    {RSIS_A_ARIA_KEYSHORTCUTS, RSIS_T_ANY, 0, NULL},
    {RSIS_A_ARIA_LABEL, RSIS_T_ANY, 0, NULL},
    {RSIS_A_ARIA_LABELLEDBY, RSIS_T_IDREFS, 0, NULL},
    {RSIS_A_ARIA_LEVEL, RSIS_T_POSITIVE, 0, NULL},
    {RSIS_A_ARIA_LIVE, RSIS_T_ENUM, 0, "off polite assertive"},
    {RSIS_A_ARIA_MODAL, RSIS_T_ENUM, 0, "true false"},
    {RSIS_A_ARIA_MULTILINE, RSIS_T_ENUM, 0, "true false"},
    {RSIS_A_ARIA_MULTISELECTABLE, RSIS_T_ENUM, 0, "true false"},
    {RSIS_A_ARIA_ORIENTATION, RSIS_T_ENUM, 0, "horizontal vertical undefined"},
    {RSIS_A_ARIA_OWNS, RSIS_T_IDREFS, 0, NULL},
    {RSIS_A_ARIA_PLACEHOLDER, RSIS_T_ANY, 0, NULL},
    {RSIS_A_ARIA_POSINSET, RSIS_T_POSITIVE, 0, NULL},
    {RSIS_A_ARIA_PRESSED, RSIS_T_ENUM, 0, "true false mixed undefined"},
    {RSIS_A_ARIA_READONLY, RSIS_T_ENUM, 0, "true false"},
    {RSIS_A_ARIA_RELEVANT, RSIS_T_TOKENS, 0, "additions removals text all"},
    {RSIS_A_ARIA_REQUIRED, RSIS_T_ENUM, 0, "true false"},
    {RSIS_A_ARIA_ROLEDESCRIPTION, RSIS_T_TEXT, 0, NULL},
    {RSIS_A_ARIA_ROWCOUNT, RSIS_T_INT, 0, NULL},
    {RSIS_A_ARIA_ROWINDEX, RSIS_T_POSITIVE, 0, NULL},
    {RSIS_A_ARIA_ROWINDEXTEXT, RSIS_T_ANY, 0, NULL},
    {RSIS_A_ARIA_ROWSPAN, RSIS_T_UINT, 0, NULL},
    {RSIS_A_ARIA_SELECTED, RSIS_T_ENUM, 0, "true false undefined"},
    {RSIS_A_ARIA_SETSIZE, RSIS_T_INT, 0, NULL},
    {RSIS_A_ARIA_SORT, RSIS_T_ENUM, 0, "none ascending descending other"},
    {RSIS_A_ARIA_VALUEMAX, RSIS_T_FLOAT, 0, NULL},
    {RSIS_A_ARIA_VALUEMIN, RSIS_T_FLOAT, 0, NULL},
    {RSIS_A_ARIA_VALUENOW, RSIS_T_FLOAT, 0, NULL},
    {RSIS_A_ARIA_VALUETEXT, RSIS_T_ANY, 0, NULL},
    END};

const struct rsis_epub_attr_rule *const rsis_xhtml_common = common;
