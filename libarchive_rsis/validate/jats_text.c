/* jats_text.c - the text: sections, lists, links, pictures, citations. */
#include "jats_parts.h"

#include "url.h"

void rsis_jats_section(struct rsis_jats_file *j, const xmlNode *n) {
    if (!rsis_jats_child(n, "title")) RSIS_JATS_FOUND(j, n, SECTION_TITLE, "The section has no title");
}

void rsis_jats_list(struct rsis_jats_file *j, const xmlNode *n) {
    if (!rsis_jats_attr(n, "list-type").len) RSIS_JATS_FOUND(j, n, LIST_LABEL, "Nothing says what kind of list it is");
}

void rsis_jats_citation(struct rsis_jats_file *j, const xmlNode *n) {
    if (!rsis_jats_attr(n, "publication-type").len && !rsis_jats_attr(n, "citation-type").len)
        RSIS_JATS_FOUND(j, n, CITATION_TYPE, "Nothing says what is cited");
}

void rsis_jats_xref(struct rsis_jats_file *j, const xmlNode *n) {
    if (!rsis_jats_attr(n, "rid").len && !rsis_jats_attr(n, "alt").len)
        RSIS_JATS_FOUND(j, n, XREF, "The reference leads nowhere");
    if (!rsis_jats_attr(n, "ref-type").len)
        RSIS_JATS_FOUND(j, n, XREF_TYPE, "Nothing says what kind of reference it is");
}

/* ---- links */

static bool is_scheme(const struct rsis_url *url, const char *scheme) {
    return rsis_str_eq_nocase(url->scheme, rsis_str_c(scheme));
}

/* "example.org" of "http://www.example.org/": what a text must share with the address that it shows. */
static struct rsis_str host_of(struct rsis_str address) {
    struct rsis_url url;
    rsis_url_parse(&url, address);
    return rsis_str_starts_nocase(url.host, RSIS_LIT("www.")) ? rsis_str_from(url.host, 4) : url.host;
}

/* A text that is itself an address must lead where it says. */
static void judge_shown(struct rsis_jats_file *j, const xmlNode *n, struct rsis_str href) {
    struct rsis_str text = rsis_jats_text(j, n);
    bool address = rsis_str_starts(text, RSIS_LIT("http://")) || rsis_str_starts(text, RSIS_LIT("https://"));
    struct rsis_str shown = address ? host_of(text) : RSIS_LIT(""), meant = host_of(href);
    if (shown.len && meant.len && !rsis_str_eq_nocase(shown, meant))
        RSIS_JATS_FOUND(j, n, LINK_DIFFERS, "The text shows %.*s, and the link leads to %.*s", RSIS_SHOW(shown),
                        RSIS_SHOW(meant));
}

static void judge_address(struct rsis_jats_file *j, const xmlNode *n, struct rsis_str href) {
    struct rsis_url url;
    rsis_url_parse(&url, href);
    if (is_scheme(&url, "javascript") || is_scheme(&url, "data") || is_scheme(&url, "vbscript"))
        RSIS_JATS_FOUND(j, n, LINK_UNSAFE, "The link \"%.*s\" runs something", RSIS_SHOW(href));
    else if (is_scheme(&url, "file"))
        RSIS_JATS_FOUND(j, n, LINK_LOCAL, "The link \"%.*s\" leads to a file of one machine", RSIS_SHOW(href));
    else if (url.fault)
        RSIS_JATS_FOUND(j, n, LINK_FORM, "The link \"%.*s\" is no address: %s", RSIS_SHOW(href), url.fault);
    else if (!url.scheme.len && !url.host.len && *href.ptr != '#' && !rsis_jats_is(n, "self-uri"))
        RSIS_JATS_FOUND(j, n, LINK_LOCAL, "The link \"%.*s\" is no full address", RSIS_SHOW(href));
}

/* What is linked by a number of a registry has no address here. */
static bool is_number(const xmlNode *n) {
    struct rsis_str type = rsis_jats_attr(n, "ext-link-type");
    return type.len && !rsis_str_eq(type, RSIS_LIT("uri")) && !rsis_str_eq(type, RSIS_LIT("ftp")) &&
           !rsis_str_eq(type, RSIS_LIT("url"));
}

/* ext-link, uri or self-uri; the text of a uri is its address when it has no other. */
void rsis_jats_link(struct rsis_jats_file *j, const xmlNode *n) {
    struct rsis_str href = rsis_str_trim(rsis_jats_href(n));
    if (!href.len && rsis_jats_is(n, "uri")) href = rsis_jats_text(j, n);
    if (!href.len) {
        RSIS_JATS_FOUND(j, n, LINK, "The %s leads nowhere", rsis_jats_name(n));
    } else if (rsis_jats_attr_is(n, "ext-link-type", "doi") && !rsis_jats_contains(href, "doi.org/")) {
        if (!rsis_jats_is_doi(href)) RSIS_JATS_FOUND(j, n, DOI, "\"%.*s\" is no DOI", RSIS_SHOW(href));
    } else if (!is_number(n)) {
        judge_address(j, n, href);
        judge_shown(j, n, href);
    }
}

static bool is_mail(struct rsis_str s) {
    const char *at = s.len ? memchr(s.ptr, '@', s.len) : NULL;
    if (!at || at == s.ptr || at + 1 == s.ptr + s.len) return false;
    for (size_t i = 0; i < s.len; i++)
        if (rsis_is_space(s.ptr[i]) || strchr(",;<>", s.ptr[i])) return false;
    return !memchr(at + 1, '@', (size_t)(s.ptr + s.len - at - 1));
}

void rsis_jats_email(struct rsis_jats_file *j, const xmlNode *n) {
    struct rsis_str href = rsis_str_trim(rsis_jats_href(n)), s = href.len ? href : rsis_jats_text(j, n);
    if (rsis_str_starts_nocase(s, RSIS_LIT("mailto:"))) s = rsis_str_from(s, strlen("mailto:"));
    if (!is_mail(s)) RSIS_JATS_FOUND(j, n, EMAIL, "\"%.*s\" is no mail address", RSIS_SHOW(s));
}

/* ---- pictures */

static bool has_words(const xmlNode *n) {
    return rsis_jats_child(n, "alt-text") || rsis_jats_child(n, "long-desc");
}

/* Supplements and films are files as pictures are, but need no words instead of them. */
static bool is_picture(const xmlNode *n) {
    return rsis_jats_is(n, "graphic") || rsis_jats_is(n, "inline-graphic");
}

void rsis_jats_graphic(struct rsis_jats_file *j, const xmlNode *n) {
    struct rsis_str href = rsis_str_trim(rsis_jats_href(n));
    bool holds_file = rsis_jats_below(n, "media") || rsis_jats_below(n, "graphic");
    if (!href.len && !holds_file) {
        RSIS_JATS_FOUND(j, n, GRAPHIC, "The element %s names no file", rsis_jats_name(n));
    } else if (href.len) {
        struct rsis_url url;
        rsis_url_parse(&url, href);
        if (j->o->archive && (is_scheme(&url, "http") || is_scheme(&url, "https") || is_scheme(&url, "ftp")))
            RSIS_JATS_FOUND(j, n, KEEP_REMOTE, "The file \"%.*s\" is elsewhere", RSIS_SHOW(href));
    }
    if (is_picture(n) && !has_words(n) && !has_words(n->parent))
        RSIS_JATS_FOUND(j, n, ALT_TEXT, "The picture has no words for those who do not see it");
}

/* fig or table-wrap */
void rsis_jats_figure(struct rsis_jats_file *j, const xmlNode *n) {
    bool table = rsis_jats_is(n, "table-wrap");
    if (!rsis_jats_child(n, "label") && !rsis_jats_child(n, "caption") && !rsis_jats_below(n, "alt-text") && !table)
        RSIS_JATS_FOUND(j, n, FIGURE, "Nothing says what the figure shows");
}
