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
