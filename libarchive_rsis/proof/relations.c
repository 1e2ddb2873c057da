/*
 * relations.c - one predicate for each rule and each derivation of specs/ledger.md, in the order of that page.
 */
#include "proof.h"

#include <stdlib.h>

#include <utf8proc.h>

#include "../base/utf8.h"

/* ---------------------------------------------------------------- what stands around */

static bool word_at(struct rsis_str s, const char *p) {
    unsigned n;
    return p < s.ptr + s.len && rsis_is_word_char(rsis_utf8_next(p, s.ptr + s.len, &n));
}

static bool word_before(struct rsis_str s, const char *p) {
    unsigned n;
    return p > s.ptr && rsis_is_word_char(rsis_utf8_before(s.ptr, p, &n));
}

static bool glues(const struct rsis_change *c) {
    return c->after.len == 0 && word_before(c->text, c->after.ptr) && word_at(c->text, c->after.ptr);
}

/* White space of this page: length at p, or 0. */
static unsigned white(const char *p, const char *end) {
    if (rsis_is_space(*p)) return 1;
    if (end - p >= 2 && memcmp(p, "\xC2\x85", 2) == 0) return 2;
    return end - p >= 3 && (memcmp(p, "\xE2\x80\xA8", 3) == 0 || memcmp(p, "\xE2\x80\xA9", 3) == 0) ? 3 : 0;
}

static bool all_white(struct rsis_str s) {
    const char *end = s.ptr + s.len;
    for (unsigned n; s.len; s = rsis_str_from(s, n))
        if (!(n = white(s.ptr, end))) return false;
    return true;
}

bool rsis_has_line_end(struct rsis_str s) {
    const char *end = s.ptr + s.len;
    for (; s.len; s = rsis_str_from(s, 1))
        if ((*s.ptr >= '\n' && *s.ptr <= '\r') || white(s.ptr, end) > 1) return true;
    return false;
}

/* Does a line end stand just before p? */
static bool line_end_before(struct rsis_str s, const char *p) {
    size_t n = (size_t)(p - s.ptr);
    if (n && p[-1] >= '\n' && p[-1] <= '\r') return true;
    return (n >= 2 && white(p - 2, p) == 2) || (n >= 3 && white(p - 3, p) == 3);
}

/* Only blanks and marks of other lines stand between the piece and the start of its line in the stream. */
static bool at_line_start(const struct rsis_change *c) {
    static const char skipped[] = {' ', '\t', '>', '#', '\xEF', '\xBB', '\xBF'};
    const char *p = c->before.ptr;
    while (p > c->stream.ptr && memchr(skipped, p[-1], sizeof skipped)) p--;
    return p == c->stream.ptr || line_end_before(c->stream, p);
}

static bool at_line_end(const struct rsis_change *c) {
    const char *p = c->before.ptr + c->before.len, *end = c->stream.ptr + c->stream.len;
    while (p < end && (*p == ' ' || *p == '\t')) p++;
    return p == end || (*p >= '\n' && *p <= '\r') || white(p, end) > 1;
}

static bool one_of(struct rsis_str s, const char *const *list, size_t n) {
    for (size_t i = 0; i < n; i++)
        if (rsis_str_eq(s, rsis_str_c(list[i]))) return true;
    return false;
}
#define ONE_OF(s, list) one_of(s, list, sizeof(list) / sizeof *(list))

static uint32_t single(struct rsis_str s) {
    unsigned n;
    if (!s.len) return RSIS_UTF8_BAD;
    uint32_t cp = rsis_utf8_next(s.ptr, s.ptr + s.len, &n);
    return n == s.len ? cp : RSIS_UTF8_BAD;
}

/* ---------------------------------------------------------------- text */

static bool holds_copy(const struct rsis_change *c) {
    if (c->before.len != c->after.len || memcmp(c->before.ptr, c->after.ptr, c->after.len) != 0) return false;
    for (size_t i = 0; i < c->after.len; i++) {
        while (c->after.len - i > 8 && rsis_printable8(c->after.ptr + i)) i += 8;
        unsigned char b = (unsigned char)c->after.ptr[i];
        if (b < 0x20 && b != '\t') return false;
        if (b == 0xEF && c->after.len - i >= 3 && (unsigned char)c->after.ptr[i + 1] == 0xBF &&
            (unsigned char)c->after.ptr[i + 2] >= 0xBE)
            return false; /* U+FFFE, U+FFFF */
    }
    return true;
}

static bool holds_nfc(const struct rsis_change *c) {
    utf8proc_uint8_t *out = NULL;
    utf8proc_ssize_t n = utf8proc_map((const utf8proc_uint8_t *)c->before.ptr, (utf8proc_ssize_t)c->before.len, &out,
                                      UTF8PROC_STABLE | UTF8PROC_COMPOSE);
    bool same =
        n > 0 && rsis_str_eq(rsis_str((const char *)out, (size_t)n), c->after) && !rsis_str_eq(c->before, c->after);
    free(out);
    return same;
}

static bool holds_ligature(const struct rsis_change *c) {
    static const char *const spelt[] = {"ff", "fi", "fl", "ffi", "ffl", "\xC5\xBFt", "st"};
    uint32_t cp = single(c->before);
    return cp >= 0xFB00 && cp <= 0xFB06 && rsis_str_eq(c->after, rsis_str_c(spelt[cp - 0xFB00]));
}

static bool holds_entity(const struct rsis_change *c) {
    static const struct {
        const char *name;
        uint32_t cp;
    } named[] = {{"&amp;", '&'}, {"&lt;", '<'}, {"&gt;", '>'}, {"&quot;", '"'}, {"&apos;", '\''}, {"&nbsp;", 0xA0}};
    uint32_t cp = single(c->after);
    if (!rsis_is_xml_char(cp) || c->before.len > 12) return false;
    for (size_t i = 0; i < sizeof named / sizeof *named; i++)
        if (rsis_str_eq(c->before, rsis_str_c(named[i].name))) return cp == named[i].cp;
    char text[16] = "", *end = text;
    memcpy(text, c->before.ptr, c->before.len);
    bool hex = (text[2] | 32) == 'x';
    if (text[0] != '&' || text[1] != '#') return false;
    unsigned long n = strtoul(text + (hex ? 3 : 2), &end, hex ? 16 : 10);
    return n == cp && strcmp(end, ";") == 0;
}

/* CP1252's characters for bytes 80 to 9F; 0 where it has none. */
static const uint16_t cp1252[32] = {0x20AC, 0,      0x201A, 0x0192, 0x201E, 0x2026, 0x2020, 0x2021,
                                    0x02C6, 0x2030, 0x0160, 0x2039, 0x0152, 0,      0x017D, 0,
                                    0,      0x2018, 0x2019, 0x201C, 0x201D, 0x2022, 0x2013, 0x2014,
                                    0x02DC, 0x2122, 0x0161, 0x203A, 0x0153, 0,      0x017E, 0x0178};

/* Reads bytes as CP1252 into UTF-8 at `out`; the length. */
static size_t as_cp1252(struct rsis_str bytes, char *out) {
    size_t n = 0;
    for (size_t i = 0; i < bytes.len; i++) {
        unsigned char b = (unsigned char)bytes.ptr[i];
        uint32_t cp = b >= 0x80 && b < 0xA0 && cp1252[b - 0x80] ? cp1252[b - 0x80] : b;
        n += rsis_utf8_put(cp, out + n);
    }
    return n;
}

static bool holds_mojibake(const struct rsis_change *c) {
    char once[16], twice[64];
    if (!c->after.len || c->after.len > 4) return false;
    struct rsis_str first = rsis_str(once, as_cp1252(c->after, once));
    struct rsis_str second = rsis_str(twice, as_cp1252(first, twice));
    return !rsis_str_eq(c->before, c->after) && (rsis_str_eq(c->before, first) || rsis_str_eq(c->before, second));
}

static bool holds_c1(const struct rsis_change *c) {
    uint32_t cp = single(c->before);
    return cp >= 0x80 && cp < 0xA0 && cp1252[cp - 0x80] && single(c->after) == cp1252[cp - 0x80];
}

static bool holds_hard_hyphen(const struct rsis_change *c) {
    return single(c->before) == 0x1E && single(c->after) == 0x2011;
}

/* ---------------------------------------------------------------- layout */

static bool holds_space(const struct rsis_change *c) {
    return c->before.len && all_white(c->before) && rsis_str_eq(c->after, RSIS_LIT(" "));
}

static bool holds_break(const struct rsis_change *c) {
    if (!c->before.len || !all_white(c->before)) return false;
    return rsis_str_eq(c->after, RSIS_LIT("\n")) || (!c->after.len && !glues(c));
}

static bool holds_edge(const struct rsis_change *c) {
    return c->before.len && all_white(c->before) && !c->after.len && !glues(c);
}

static bool ends_with_hyphen(struct rsis_str text, const char *p, bool slash) {
    unsigned n;
    uint32_t cp = p > text.ptr ? rsis_utf8_before(text.ptr, p, &n) : 0;
    return cp == '-' || cp == 0x2010 || (slash && cp == '/');
}

static bool holds_hyphen_kept(const struct rsis_change *c) {
    return all_white(c->before) && rsis_has_line_end(c->before) && !c->after.len &&
           ends_with_hyphen(c->text, c->after.ptr, true);
}

static bool holds_hyphen_space(const struct rsis_change *c) {
    return rsis_str_eq(c->before, RSIS_LIT(" ")) && !c->after.len && ends_with_hyphen(c->text, c->after.ptr, false) &&
           word_at(c->text, c->after.ptr);
}

static bool holds_dehyphen(const struct rsis_change *c) {
    static const char *const hyphens[] = {"-", "\xC2\xAD", "\xE2\x80\x90", "\xC2\xAD-", "\xC2\xAD\xE2\x80\x90"};
    bool any = false;
    for (size_t i = 0; i < sizeof hyphens / sizeof *hyphens && !any; i++) {
        struct rsis_str h = rsis_str_c(hyphens[i]);
        if (!rsis_str_starts(c->before, h)) continue;
        struct rsis_str rest = rsis_str_from(c->before, h.len);
        any = all_white(rest) && rsis_has_line_end(rest);
    }
    return any && !c->after.len && word_before(c->text, c->after.ptr) && word_at(c->text, c->after.ptr);
}

static bool holds_invisible(const struct rsis_change *c) {
    uint32_t cp = single(c->before);
    return !c->after.len && (cp == 0xAD || (cp >= 0x200B && cp <= 0x200F) || cp == 0x2060 || cp == 0xFEFF ||
                             (cp >= 0x202A && cp <= 0x202E) || (cp >= 0x2066 && cp <= 0x2069));
}

static bool holds_illegal(const struct rsis_change *c) {
    uint32_t cp = single(c->before);
    return !c->after.len && cp < RSIS_UTF8_BAD && !rsis_is_xml_char(cp) && !all_white(c->before);
}

/* ---------------------------------------------------------------- markup */

static bool repeats(struct rsis_str s, const char *set, size_t most) {
    if (!s.len || s.len > most || !memchr(set, s.ptr[0], strlen(set))) return false;
    for (size_t i = 1; i < s.len; i++)
        if (s.ptr[i] != s.ptr[0]) return false;
    return true;
}

static bool holds_md_heading(const struct rsis_change *c) {
    return !c->after.len && repeats(c->before, "#", 6) && (at_line_start(c) || at_line_end(c));
}

static bool holds_md_emphasis(const struct rsis_change *c) {
    return !c->after.len && repeats(c->before, "*_", 3);
}

static bool holds_md_quote(const struct rsis_change *c) {
    return !c->after.len && rsis_str_eq(c->before, RSIS_LIT(">")) && at_line_start(c);
}

static bool holds_md_link(const struct rsis_change *c) {
    static const char *const marks[] = {"[", "![", "](", ")", "<", ">"};
    return !c->after.len && ONE_OF(c->before, marks);
}

static bool holds_md_escape(const struct rsis_change *c) {
    char next = c->after.ptr < c->text.ptr + c->text.len ? *c->after.ptr : 'x';
    return !c->after.len && rsis_str_eq(c->before, RSIS_LIT("\\")) && next > ' ' && next < 0x7F &&
           !rsis_is_alpha(next) && !rsis_is_digit(next);
}

static bool is_span(struct rsis_str s) {
    struct rsis_str head = RSIS_LIT("<span id=\"page-");
    if (!rsis_str_starts(s, head) || !rsis_str_ends(s, RSIS_LIT("\">"))) return false;
    unsigned hyphens = 0;
    for (size_t i = head.len; i + 2 < s.len; i++) {
        if (s.ptr[i] == '-')
            hyphens++;
        else if (!rsis_is_digit(s.ptr[i]))
            return false;
    }
    return hyphens == 1 && rsis_is_digit(s.ptr[head.len]) && rsis_is_digit(s.ptr[s.len - 3]);
}

static bool holds_md_tag(const struct rsis_change *c) {
    static const char *const tags[] = {"<sup>", "</sup>", "<sub>", "</sub>", "</span>"};
    static const char *const breaks[] = {"<br>", "<br/>", "<br />"};
    if (ONE_OF(c->before, breaks)) return rsis_str_eq(c->after, RSIS_LIT(" ")) || (!c->after.len && !glues(c));
    return !c->after.len && (ONE_OF(c->before, tags) || is_span(c->before));
}

static bool holds_md_break(const struct rsis_change *c) {
    return !c->after.len && rsis_str_eq(c->before, RSIS_LIT("\\")) && at_line_end(c) && !glues(c);
}

static bool holds_bullet(const struct rsis_change *c) {
    static const char *const glyphs[] = {"•",
                                         "●",
                                         "▪",
                                         "◦",
                                         "‣",
                                         "·",
                                         "–",
                                         "—",
                                         "*",
                                         "-",
                                         "+",
                                         "o",
                                         "\xEF\x82\xB7",
                                         "\xEF\x82\xA7",
                                         "\xEF\x83\x98",
                                         "\xEF\x83\xBC"};
    const char *next = c->before.ptr + c->before.len;
    bool blank = next < c->stream.ptr + c->stream.len && (*next == ' ' || *next == '\t');
    bool clear = ((unsigned char)*c->before.ptr & 0x80) && !rsis_str_eq(c->before, RSIS_LIT("·")) &&
                 !rsis_str_eq(c->before, RSIS_LIT("–")) && !rsis_str_eq(c->before, RSIS_LIT("—"));
    bool inside = clear && c->before.ptr > c->stream.ptr && c->before.ptr[-1] == ' ';
    return !c->after.len && ONE_OF(c->before, glyphs) && blank && (inside || at_line_start(c));
}

static bool holds_rule_line(const struct rsis_change *c) {
    size_t marks = 0;
    for (size_t i = 0; i < c->before.len; i++) {
        if (c->before.ptr[i] == ' ') continue;
        if (c->before.ptr[i] != c->before.ptr[0]) return false;
        if (c->before.len - i >= 3 && memcmp(c->before.ptr + i, "\xE2\x94\x80", 3) == 0)
            i += 2;
        else if (!memchr("-_*=", c->before.ptr[i], 4))
            return false;
        marks++;
    }
    return !c->after.len && marks >= 3 && at_line_start(c) && at_line_end(c);
}

static bool holds_page_mark(const struct rsis_change *c) {
    size_t i = 1, n = c->before.len;
    if (c->after.len || n < 6 || c->before.ptr[0] != '{') return false;
    while (i < n && rsis_is_digit(c->before.ptr[i])) i++;
    if (i == 1 || i >= n || c->before.ptr[i] != '}') return false;
    return repeats(rsis_str_from(c->before, i + 1), "-", n) && n - i > 3 && at_line_start(c) && at_line_end(c);
}

/* ---------------------------------------------------------------- markup of our JATS */

static bool in_list(struct rsis_str s, const char *list) {
    for (size_t n; *list; list += n + (list[n] == ' ')) {
        n = strcspn(list, " ");
        if (s.len == n && memcmp(s.ptr, list, n) == 0) return true;
    }
    return false;
}

/* Letters, digits, hyphens and stops without blanks: no more than one word can hide in a code. */
static bool is_code(struct rsis_str s) {
    for (size_t i = 0; i < s.len; i++)
        if (!rsis_is_alpha(s.ptr[i]) && !rsis_is_digit(s.ptr[i]) && s.ptr[i] != '-' && s.ptr[i] != '.') return false;
    return s.len && s.len <= 40;
}

/* One of some prefixes and a number. */
static bool is_id(struct rsis_str s) {
    size_t n = s.len;
    while (n && rsis_is_digit(s.ptr[n - 1])) n--;
    return n < s.len && s.len - n <= 6 && in_list(rsis_str(s.ptr, n), "au bio abs p sec fig fn page break");
}

/* The attributes of our tags: what their values may be; NULL: an id, "": a code. */
static bool attribute_holds(struct rsis_str name, struct rsis_str value) {
    static const struct {
        const char *name, *values;
    } rows[] = {{"id", NULL},
                {"rid", NULL},
                {"article-type", ""},
                {"dtd-version", "1.3 1.4"},
                {"xml:lang", ""},
                {"xmlns:xlink", "http://www.w3.org/1999/xlink"},
                {"tagset-family", "jats"},
                {"base-tagset", "archiving"},
                {"table-model", "none"},
                {"content-type",
                 "accessibility-metadata series-editors authors provenance scope disclaimer terms contact "
                 "foreign-passage"},
                {"contrib-type", "author editor"},
                {"notes-type", "masthead preface furniture"},
                {"subj-group-type", "heading kicker"},
                {"name-style", "given-only"},
                {"specific-use", "index"},
                {"date-type", "pub"},
                {"publication-format", "electronic"},
                {"iso-8601-date", ""},
                {"license-type", ""},
                {"list-type", "bullet order"},
                {"ref-type", "fn"},
                {"target-type", "page-break inferred-break"},
                {"ext-link-type", "uri"}};
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        if (!rsis_str_eq(name, rsis_str_c(rows[i].name))) continue;
        if (!rows[i].values) return is_id(value);
        return *rows[i].values ? in_list(value, rows[i].values) : is_code(value);
    }
    return false;
}

/* Does the text between this tag and the next end tag show where the link goes? */
static bool shows_target(const struct rsis_change *c, struct rsis_str href) {
    static const char *const prefixes[] = {"", "http://", "mailto:"};
    const char *from = c->before.ptr + c->before.len;
    struct rsis_str rest = rsis_str(from, (size_t)(c->stream.ptr + c->stream.len - from));
    for (size_t i = 0; i < sizeof prefixes / sizeof *prefixes; i++) {
        struct rsis_str p = rsis_str_c(prefixes[i]);
        if (!rsis_str_starts(href, p)) continue;
        struct rsis_str words = rsis_str_from(href, p.len);
        if (words.len && rsis_str_starts(rest, words) &&
            rsis_str_starts(rsis_str_from(rest, words.len), RSIS_LIT("</")))
            return true;
    }
    return false;
}

static struct rsis_str take_name(struct rsis_str *s) {
    size_t n = 0;
    while (n < s->len && (rsis_is_alpha(s->ptr[n]) || rsis_is_digit(s->ptr[n]) || memchr("-:", s->ptr[n], 2))) n++;
    struct rsis_str name = rsis_str(s->ptr, n);
    *s = rsis_str_from(*s, n);
    return name;
}

/* What follows a tag's name: attributes, then > or />; or up to a link's target, whose value begins at the end. */
static bool attributes_hold(const struct rsis_change *c, struct rsis_str s) {
    for (;;) {
        if (rsis_str_eq(s, RSIS_LIT(">")) || rsis_str_eq(s, RSIS_LIT("/>"))) return true;
        if (rsis_str_eq(s, RSIS_LIT(" xlink:href=\""))) return true;
        if (!s.len || s.ptr[0] != ' ') return false;
        s = rsis_str_from(s, 1);
        struct rsis_str name = take_name(&s);
        if (!rsis_str_starts(s, RSIS_LIT("=\""))) return false;
        const char *end = memchr(s.ptr + 2, '"', s.len - 2);
        if (!end) return false;
        struct rsis_str value = rsis_str(s.ptr + 2, (size_t)(end - s.ptr) - 2);
        s = rsis_str_from(s, value.len + 3);
        bool link = rsis_str_eq(name, RSIS_LIT("xlink:href"));
        if (link ? !rsis_str_eq(s, RSIS_LIT(">")) || !shows_target(c, value) : !attribute_holds(name, value))
            return false;
    }
}

/* "> or "/> after a link's target: the quote before it in the stream opens that attribute. */
static bool ends_target(const struct rsis_change *c) {
    struct rsis_str open = RSIS_LIT(" xlink:href=");
    if (!rsis_str_eq(c->before, RSIS_LIT("\">")) && !rsis_str_eq(c->before, RSIS_LIT("\"/>"))) return false;
    const char *p = c->before.ptr;
    while (p > c->stream.ptr && p[-1] != '"' && p[-1] != '<' && p[-1] != '>') p--;
    size_t n = (size_t)(p - c->stream.ptr);
    return n > open.len && p[-1] == '"' && memcmp(p - 1 - open.len, open.ptr, open.len) == 0;
}

static const char xml_elements[] =
    "article processing-meta custom-meta-group custom-meta meta-name meta-value front journal-meta journal-title-group "
    "contrib-group contrib name publisher notes article-meta article-categories subj-group subject title-group "
    "article-title name-alternatives bio title p pub-date permissions license license-p abstract list list-item label "
    "kwd-group body sec disp-quote fig caption graphic back ack fn-group fn italic bold sup sub ext-link email xref "
    "target named-content inline-graphic alt-text";

static bool holds_xml_tag(const struct rsis_change *c) {
    static const char *const starts[] = {"<?xml version=\"1.0\" encoding=\"UTF-8\"?>",
                                         "<!DOCTYPE article PUBLIC \"-//NLM//DTD JATS (Z39.96) Journal Archiving and "
                                         "Interchange DTD v1.3 20210610//EN\" "
                                         "\"https://jats.nlm.nih.gov/archiving/1.3/JATS-archivearticle1-3.dtd\">",
                                         "<!DOCTYPE article PUBLIC \"-//NLM//DTD JATS (Z39.96) Journal Archiving and "
                                         "Interchange DTD v1.4 20241031//EN\" "
                                         "\"https://jats.nlm.nih.gov/archiving/1.4/JATS-archivearticle1-4.dtd\">"};
    if (c->after.len) return false;
    if (ONE_OF(c->before, starts) || ends_target(c)) return true;
    bool close = rsis_str_starts(c->before, RSIS_LIT("</"));
    if (!close && !rsis_str_starts(c->before, RSIS_LIT("<"))) return false;
    struct rsis_str s = rsis_str_from(c->before, close ? 2 : 1);
    if (!in_list(take_name(&s), xml_elements)) return false;
    return close ? rsis_str_eq(s, RSIS_LIT(">")) : attributes_hold(c, s);
}

/* "<name ...>characters</name>" at the start of *s: taken off, its name and its characters set. */
static bool take_element(struct rsis_str *s, struct rsis_str *name, struct rsis_str *content) {
    if (!rsis_str_starts(*s, RSIS_LIT("<"))) return false;
    struct rsis_str rest = rsis_str_from(*s, 1);
    *name = take_name(&rest);
    const char *open = rest.len ? memchr(rest.ptr, '>', rest.len) : NULL;
    if (!name->len || !open) return false;
    rest = rsis_str_from(rest, (size_t)(open + 1 - rest.ptr));
    const char *end = rest.len ? memchr(rest.ptr, '<', rest.len) : NULL;
    if (!end || memchr(rest.ptr, '>', (size_t)(end - rest.ptr))) return false;
    *content = rsis_str(rest.ptr, (size_t)(end - rest.ptr));
    rest = rsis_str_from(rest, content->len);
    if (!rsis_str_starts(rest, RSIS_LIT("</")) || !rsis_str_starts(rsis_str_from(rest, 2), *name)) return false;
    rest = rsis_str_from(rest, 2 + name->len);
    if (!rsis_str_starts(rest, RSIS_LIT(">"))) return false;
    *s = rsis_str_from(rest, 1);
    return true;
}

/* A custom-meta, but none that holds a printed line. */
static bool is_custom_meta(struct rsis_str s) {
    static const char names[] = "source-file source-sha256 source-media-type page-breaks-rejoined characters-repaired "
                                "supplied version-reason needs-review asserted-not-printed accessibilityFeature "
                                "accessibilityHazard";
    struct rsis_str first = RSIS_LIT("<custom-meta>"), other = RSIS_LIT("<custom-meta vocab=\"schema.org\">"), name,
                    content;
    bool plain = rsis_str_starts(s, first);
    if (!plain && !rsis_str_starts(s, other)) return false;
    s = rsis_str_trim(rsis_str_from(s, plain ? first.len : other.len));
    if (!take_element(&s, &name, &content) || !in_list(name, "meta-name") || !in_list(content, names)) return false;
    s = rsis_str_trim(s);
    if (!take_element(&s, &name, &content) || !in_list(name, "meta-value")) return false;
    return rsis_str_eq(rsis_str_trim(s), RSIS_LIT("</custom-meta>"));
}

/* Does a record in the stream say that a person supplied this value of this field? */
static bool says_supplied(const struct rsis_change *c, const char *field, struct rsis_str value) {
    struct rsis_str rest = c->stream, mark = RSIS_LIT("<meta-value>");
    for (ptrdiff_t at; (at = rsis_str_find(rest, mark)) >= 0;) {
        rest = rsis_str_from(rest, (size_t)at + mark.len);
        struct rsis_str s = rest;
        if (!rsis_str_starts(s, rsis_str_c(field))) continue;
        s = rsis_str_from(s, strlen(field));
        if (!rsis_str_starts(s, RSIS_LIT(" = ")) || !rsis_str_starts(rsis_str_from(s, 3), value)) continue;
        if (rsis_str_starts(rsis_str_from(s, 3 + value.len), RSIS_LIT("; by "))) return true;
    }
    return false;
}

static bool holds_xml_value(const struct rsis_change *c) {
    static const char values[] =
        "journal-id journal-title given-names surname role issn publisher-name publisher-loc article-id elocation-id "
        "article-version related-article contrib-id string-name day month year volume issue kwd";
    static const char printed[] = "issue-line-as-printed author-as-printed title-as-printed kicker-as-printed";
    struct rsis_str s = c->before, name, content;
    if (c->after.len) return false;
    if (is_custom_meta(s)) return true;
    if (!take_element(&s, &name, &content) || s.len) return false;
    if (in_list(name, "article-title")) return says_supplied(c, "title", content);
    if (in_list(name, "subject")) return says_supplied(c, "kicker", content);
    if (in_list(name, "meta-name")) return in_list(content, printed);
    return in_list(name, values);
}

bool rsis_rule_holds(enum rsis_rule rule, const struct rsis_change *c) {
    static bool (*const table[RSIS_RULE_COUNT])(const struct rsis_change *) = {
        [RSIS_RULE_COPY] = holds_copy,
        [RSIS_RULE_NFC] = holds_nfc,
        [RSIS_RULE_LIGATURE] = holds_ligature,
        [RSIS_RULE_ENTITY] = holds_entity,
        [RSIS_RULE_MOJIBAKE] = holds_mojibake,
        [RSIS_RULE_C1] = holds_c1,
        [RSIS_RULE_HARD_HYPHEN] = holds_hard_hyphen,
        [RSIS_RULE_SPACE] = holds_space,
        [RSIS_RULE_BREAK] = holds_break,
        [RSIS_RULE_EDGE] = holds_edge,
        [RSIS_RULE_HYPHEN_KEPT] = holds_hyphen_kept,
        [RSIS_RULE_HYPHEN_SPACE] = holds_hyphen_space,
        [RSIS_RULE_DEHYPHEN] = holds_dehyphen,
        [RSIS_RULE_INVISIBLE] = holds_invisible,
        [RSIS_RULE_ILLEGAL] = holds_illegal,
        [RSIS_RULE_MD_HEADING] = holds_md_heading,
        [RSIS_RULE_MD_EMPHASIS] = holds_md_emphasis,
        [RSIS_RULE_MD_QUOTE] = holds_md_quote,
        [RSIS_RULE_MD_LINK] = holds_md_link,
        [RSIS_RULE_MD_ESCAPE] = holds_md_escape,
        [RSIS_RULE_MD_TAG] = holds_md_tag,
        [RSIS_RULE_MD_BREAK] = holds_md_break,
        [RSIS_RULE_BULLET] = holds_bullet,
        [RSIS_RULE_RULE_LINE] = holds_rule_line,
        [RSIS_RULE_PAGE_MARK] = holds_page_mark,
        [RSIS_RULE_XML_TAG] = holds_xml_tag,
        [RSIS_RULE_XML_VALUE] = holds_xml_value,
    };
    return (unsigned)rule < RSIS_RULE_COUNT && table[rule](c);
}

/* ---------------------------------------------------------------- derivations */

struct day {
    int y, m, d;
};

static struct rsis_str skip_blanks(struct rsis_str s) {
    for (unsigned n; s.len && (n = rsis_utf8_blank(s.ptr, s.ptr + s.len)); s = rsis_str_from(s, n)) {
    }
    return s;
}

static bool take_number(struct rsis_str *s, size_t least, size_t most, int *out) {
    size_t n = 0;
    *out = 0;
    while (n < s->len && n < 5 && rsis_is_digit(s->ptr[n])) *out = *out * 10 + (s->ptr[n++] - '0');
    *s = rsis_str_from(*s, n);
    return n >= least && n <= most;
}

static bool take_month(struct rsis_str *s, int *out) {
    static const char *const months[] = {"january", "february", "march",     "april",   "may",      "june",
                                         "july",    "august",   "september", "october", "november", "december"};
    size_t n = 0;
    while (n < s->len && rsis_is_alpha(s->ptr[n])) n++;
    struct rsis_str w = rsis_str(s->ptr, n);
    *out = 0;
    for (int i = 0; i < 12; i++) {
        struct rsis_str m = rsis_str_c(months[i]);
        bool cut = (n == 3 || (n == 4 && i == 8)) && rsis_str_starts_nocase(m, w);
        if (rsis_str_eq_nocase(w, m) || cut) *out = i + 1;
    }
    if (n < s->len && n && s->ptr[n] == '.') n++;
    *s = rsis_str_from(*s, n);
    return *out != 0;
}

static bool take(struct rsis_str *s, char c) {
    if (!s->len || s->ptr[0] != c) return false;
    *s = rsis_str_from(*s, 1);
    return true;
}

/* One shape of a date: D day, M month name, m month number, Y year, blank any white space, comma may be missing. */
static bool reads_as(struct rsis_str s, const char *shape, struct day *out) {
    s = skip_blanks(s);
    for (; *shape; shape++) {
        bool ok = true;
        switch (*shape) {
        case 'D':
            ok = take_number(&s, 1, 2, &out->d);
            break;
        case 'm':
            ok = take_number(&s, 1, 2, &out->m);
            break;
        case 'Y':
            ok = take_number(&s, 4, 4, &out->y);
            break;
        case 'M':
            ok = take_month(&s, &out->m);
            break;
        case ' ':
            ok = skip_blanks(s).len < s.len;
            s = skip_blanks(s);
            break;
        case ',':
            take(&s, ',');
            break;
        default:
            ok = take(&s, *shape);
            break;
        }
        if (!ok) return false;
    }
    return skip_blanks(s).len == 0;
}

static bool read_day(struct rsis_str s, struct day *out) {
    static const char *const shapes[] = {"D M Y", "M D, Y", "D/m/Y", "Y-m-D"};
    for (size_t i = 0; i < sizeof shapes / sizeof *shapes; i++)
        if (reads_as(s, shapes[i], out)) return true;
    return false;
}

static bool is_number(struct rsis_str value, size_t width, int n) {
    int got;
    return value.len == width && take_number(&value, width, width, &got) && got == n;
}

static bool holds_date(enum rsis_derivation how, struct rsis_str piece, struct rsis_str value) {
    struct day d = {0, 0, 0};
    if (!read_day(piece, &d)) return false;
    if (how == RSIS_DERIVE_DAY) return is_number(value, 2, d.d);
    if (how == RSIS_DERIVE_MONTH) return is_number(value, 2, d.m);
    if (how == RSIS_DERIVE_YEAR) return is_number(value, 4, d.y);
    return value.len == 10 && value.ptr[4] == '-' && value.ptr[7] == '-' && is_number(rsis_str(value.ptr, 4), 4, d.y) &&
           is_number(rsis_str(value.ptr + 5, 2), 2, d.m) && is_number(rsis_str(value.ptr + 8, 2), 2, d.d);
}

/* Does `run` stand in `s`, and no digit on either side? */
static bool stands_alone(struct rsis_str s, struct rsis_str run) {
    for (size_t i = 0; run.len && i + run.len <= s.len; i++) {
        bool left = i == 0 || !rsis_is_digit(s.ptr[i - 1]),
             right = i + run.len == s.len || !rsis_is_digit(s.ptr[i + run.len]);
        if (left && right && memcmp(s.ptr + i, run.ptr, run.len) == 0) return true;
    }
    return false;
}

static bool holds_number_year(struct rsis_str piece, struct rsis_str value) {
    const char *slash = memchr(value.ptr, '/', value.len);
    if (!slash || slash == value.ptr || !rsis_is_digit(value.ptr[0])) return false;
    struct rsis_str n = rsis_str(value.ptr, (size_t)(slash - value.ptr)), y = rsis_str_from(value, n.len + 1);
    int year;
    struct rsis_str rest = y;
    return y.len == 4 && take_number(&rest, 4, 4, &year) && stands_alone(piece, n) && stands_alone(piece, y);
}

bool rsis_derivation_holds(enum rsis_derivation how, struct rsis_str piece, struct rsis_str value) {
    struct rsis_str http = RSIS_LIT("http://"), mailto = RSIS_LIT("mailto:");
    switch (how) {
    case RSIS_DERIVE_DAY:
    case RSIS_DERIVE_MONTH:
    case RSIS_DERIVE_YEAR:
    case RSIS_DERIVE_ISO_DATE:
        return holds_date(how, piece, value);
    case RSIS_DERIVE_NUMBER_YEAR:
        return holds_number_year(piece, value);
    case RSIS_DERIVE_URL:
        return rsis_str_starts(value, http) && rsis_str_eq(rsis_str_from(value, http.len), piece);
    case RSIS_DERIVE_MAILTO:
        return rsis_str_starts(value, mailto) && rsis_str_eq(rsis_str_from(value, mailto.len), piece);
    default:
        return false;
    }
}
