/* jats_rights.c - permissions: what is said must agree, and say which licence. */
#include "jats_parts.h"

#include "url.h"

static struct rsis_str text_of(const struct rsis_jats_file *j, const xmlNode *parent, const char *name) {
    const xmlNode *n = rsis_jats_child(parent, name);
    return n ? rsis_jats_text(j, n) : RSIS_LIT("");
}

/* Holders may be written longer or shorter than in the statement; only a holder with no word of it is doubtful. */
static bool shares_a_word(struct rsis_str holder, struct rsis_str statement) {
    struct rsis_str word;
    while (rsis_jats_word(&holder, &word))
        if (word.len > 2 && rsis_str_find(statement, word) >= 0) return true;
    return false;
}

static void judge_copyright(struct rsis_jats_file *j, const xmlNode *n) {
    struct rsis_str statement = text_of(j, n, "copyright-statement"), year = text_of(j, n, "copyright-year");
    struct rsis_str holder = text_of(j, n, "copyright-holder");
    unsigned value;
    if (year.len && (year.len != 4 || !rsis_jats_digits(year, &value)))
        RSIS_JATS_FOUND(j, rsis_jats_child(n, "copyright-year"), COPYRIGHT_YEAR_FORM, "\"%.*s\" is no year",
                        RSIS_SHOW(year));
    if (!statement.len) return;
    if (!year.len) RSIS_JATS_FOUND(j, n, COPYRIGHT_YEAR, "The copyright statement has no copyright-year beside it");
    if (!holder.len)
        RSIS_JATS_FOUND(j, n, COPYRIGHT_HOLDER, "The copyright statement has no copyright-holder beside it");
    if (year.len && rsis_str_find(statement, year) < 0)
        RSIS_JATS_FOUND(j, n, COPYRIGHT_DIFFERS, "The copyright statement does not say the year %.*s", RSIS_SHOW(year));
    if (holder.len && !shares_a_word(holder, statement))
        RSIS_JATS_FOUND(j, n, COPYRIGHT_DIFFERS, "The copyright statement does not name \"%.*s\"", RSIS_SHOW(holder));
}

void rsis_jats_permissions(struct rsis_jats_file *j, const xmlNode *n) {
    bool in_meta = rsis_jats_is(n->parent, "article-meta");
    if (!rsis_jats_child(n, NULL)) {
        RSIS_JATS_FOUND(j, n, PERMISSIONS_EMPTY, "The element permissions is empty");
        return;
    }
    judge_copyright(j, n);
    if (in_meta && !rsis_jats_child(n, "license")) RSIS_JATS_FOUND(j, n, LICENSE_MISSING, "No licence is given");
}

/* ---- the licence */

/* The licence's address: on it, in ali:license_ref, or on a link in its words. */
static struct rsis_str address_of(const struct rsis_jats_file *j, const xmlNode *n) {
    struct rsis_str s = rsis_str_trim(rsis_jats_href(n));
    for (const xmlNode *at = n; !s.len && (at = rsis_jats_after(at, n)) != NULL;)
        if (at->type == XML_ELEMENT_NODE && at->ns && strcmp(rsis_jats_name(at), "license_ref") == 0)
            s = rsis_jats_text(j, at);
    return s;
}

/* Licence names as they stand in the addresses and words of Creative Commons. */
static bool is_open(struct rsis_str words) {
    return rsis_jats_contains(words, "creative commons") || rsis_jats_contains(words, "creativecommons.org") ||
           rsis_jats_contains(words, "CC BY") || rsis_jats_contains(words, "CC-BY");
}

static void judge_address(struct rsis_jats_file *j, const xmlNode *n, struct rsis_str address) {
    struct rsis_url url;
    rsis_url_parse(&url, address);
    if (url.fault || !url.scheme.len)
        RSIS_JATS_FOUND(j, n, LINK_FORM, "The licence's address \"%.*s\" is none", RSIS_SHOW(address));
}

/* "by-nc" of ".../licenses/by-nc/4.0/". */
static struct rsis_str terms_of(struct rsis_str address) {
    ptrdiff_t at = rsis_str_find(address, RSIS_LIT("/licenses/"));
    if (at < 0) return RSIS_LIT("");
    struct rsis_str rest = rsis_str_from(address, (size_t)at + strlen("/licenses/"));
    ptrdiff_t slash = rsis_str_find(rest, RSIS_LIT("/"));
    return slash < 0 ? rest : rsis_str(rest.ptr, (size_t)slash);
}

/* Words that go with some addresses of Creative Commons only. */
static void judge_words(struct rsis_jats_file *j, const xmlNode *n, struct rsis_str address, struct rsis_str words) {
    static const struct {
        const char *words, *term;
    } conditions[] = {{"non-commercial", "nc"}, {"noncommercial", "nc"},  {"no derivatives", "nd"},
                      {"noderivatives", "nd"},  {"no-derivatives", "nd"}, {"sharealike", "sa"},
                      {"share alike", "sa"},    {"share-alike", "sa"}};
    struct rsis_str terms = terms_of(address);
    if (!rsis_jats_contains(address, "creativecommons.org") || !terms.len) return;
    if (rsis_jats_contains(words, "all rights reserved"))
        RSIS_JATS_FOUND(j, n, LICENSE_DIFFERS, "The address is that of an open licence, the words reserve all rights");
    for (size_t i = 0; i < RSIS_COUNT(conditions); i++)
        if (rsis_jats_contains(words, conditions[i].words) && !rsis_jats_contains(terms, conditions[i].term)) {
            RSIS_JATS_FOUND(j, n, LICENSE_DIFFERS, "The words say \"%s\", the address \"%.*s\"", conditions[i].words,
                            RSIS_SHOW(terms));
            return;
        }
}

void rsis_jats_license(struct rsis_jats_file *j, const xmlNode *n) {
    struct rsis_str address = address_of(j, n), words = rsis_jats_text(j, n);
    bool open_type = rsis_jats_attr_is(n, "license-type", "open-access");
    if (!address.len && !words.len) {
        RSIS_JATS_FOUND(j, n, LICENSE_EMPTY, "The licence has neither words nor an address");
        return;
    }
    if (address.len)
        judge_address(j, n, address);
    else if ((is_open(words) || open_type) && !rsis_jats_below(n, "ext-link"))
        RSIS_JATS_FOUND(j, n, LICENSE_OPEN, "The licence is an open one, and its address is missing");
    else
        RSIS_JATS_FOUND(j, n, LICENSE_URI, "The licence has no address");
    judge_words(j, n, address, words);
}
