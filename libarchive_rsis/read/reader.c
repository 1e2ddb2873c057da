/*
 * reader.c - physical lines, tiles, and the character pass.
 *
 * The character pass repairs what extraction did to characters (specs/commentary-format.md, "Characters").
 * Quotes, dashes, spelling and case are never touched. Whatever is changed becomes a tile of its own.
 */
#include "reader.h"

#include <utf8proc.h>

#include "../base/limits.h"

#include "../base/utf8.h"

/* ---------------------------------------------------------------- physical lines */

/* A line end at p: its length, or 0. Form feeds and vertical tabs end lines too. */
static unsigned line_end(const char *p, const char *end) {
    switch ((unsigned char)*p) {
    case '\r':
        return p + 1 < end && p[1] == '\n' ? 2 : 1;
    case '\n':
    case '\v':
    case '\f':
        return 1;
    case 0xC2:
        return end - p >= 2 && (unsigned char)p[1] == 0x85 ? 2 : 0;
    case 0xE2:
        return end - p >= 3 && p[1] == (char)0x80 && (p[2] == (char)0xA8 || p[2] == (char)0xA9) ? 3 : 0;
    default:
        return 0;
    }
}

/* Moves to the first byte that may end a line; most bytes cannot. */
static const char *skip_plain(const char *p, const char *end) {
    while (p < end && (unsigned char)*p > '\r' && (unsigned char)*p != 0xC2 && (unsigned char)*p != 0xE2) p++;
    return p;
}

static uint16_t columns(const char *p, const char *to) {
    unsigned n = 0;
    for (; p < to; p++) n = *p == '\t' ? (n / 8 + 1) * 8 : n + 1;
    return (uint16_t)(n < 999 ? n : 999);
}

uint32_t rsis_bom_length(struct rsis_str stream) {
    return rsis_str_starts(stream, RSIS_LIT("\xEF\xBB\xBF")) ? 3 : 0;
}

bool rsis_only_line_feeds(struct rsis_str s) {
    for (const char *c = "\r\v\f"; *c; c++)
        if (s.len && memchr(s.ptr, *c, s.len)) return false;
    return rsis_str_find(s, RSIS_LIT("\xC2\x85")) < 0 && rsis_str_find(s, RSIS_LIT("\xE2\x80\xA8")) < 0 &&
           rsis_str_find(s, RSIS_LIT("\xE2\x80\xA9")) < 0;
}

bool rsis_physical_next(struct rsis_str stream, bool only_line_feeds, uint32_t at, struct rsis_physical *out,
                        uint32_t *next) {
    if (at >= stream.len) return false;
    const char *start = stream.ptr + at, *end = stream.ptr + stream.len, *p = start;
    unsigned n = 0;
    if (only_line_feeds) {
        const char *feed = memchr(p, '\n', (size_t)(end - p));
        p = feed ? feed : end;
        n = feed != NULL;
    } else {
        while ((p = skip_plain(p, end)) < end && !(n = line_end(p, end))) p++;
    }
    *out = (struct rsis_physical){.line_at = at, .line_end = (uint32_t)(p - stream.ptr)};
    const char *a = start, *z = p;
    while (a < z && (*a == ' ' || *a == '\t')) a++;
    while (z > a && (z[-1] == ' ' || z[-1] == '\t')) z--;
    out->at = (uint32_t)(a - stream.ptr);
    out->end = (uint32_t)(z - stream.ptr);
    out->indent = columns(start, a);
    out->hard = p - z >= 2 || (n && *p == '\v');
    /* The form feed belongs to the line after it, as pdftotext writes it. */
    out->page = at > 0 && stream.ptr[at - 1] == '\f';
    *next = (uint32_t)(p - stream.ptr) + n;
    return true;
}

/* ---------------------------------------------------------------- tiles */

void rsis_tile(struct rsis_reader *r, uint32_t to, enum rsis_rule rule, struct rsis_str after) {
    if (to <= r->at) return;
    struct rsis_flow *f = r->flow;
    uint32_t n = to - r->at;
    rsis_buf_str(&f->text, after);
    struct rsis_tile *last = f->ledger.tiles.n ? &f->ledger.tiles.v[f->ledger.tiles.n - 1] : NULL;
    if (rule == RSIS_RULE_COPY && last && last->rule == RSIS_RULE_COPY) {
        last->stream_len += n;
        last->text_len += n;
    } else {
        struct rsis_tile *t = RSIS_PUSH(f->arena, &f->ledger.tiles);
        // NOLINTNEXTLINE(clang-analyzer-core.NullDereference): RSIS_PUSH never gives NULL
        *t = (struct rsis_tile){n, (uint32_t)after.len, (uint16_t)rule};
    }
    if (!r->counts[rule]++) r->first[rule] = r->at;
    r->at = to;
}

static void copy(struct rsis_reader *r, uint32_t to) {
    rsis_tile(r, to, RSIS_RULE_COPY, rsis_str(r->stream.ptr + r->at, to > r->at ? to - r->at : 0));
}

void rsis_tile_gap(struct rsis_reader *r, uint32_t to) {
    struct rsis_flow *f = r->flow;
    if (!f->lines.n || f->lines.v[f->lines.n - 1].gap) { /* at the start, or the line has its byte */
        rsis_tile(r, to, RSIS_RULE_EDGE, RSIS_LIT(""));
        return;
    }
    if (to <= r->at) return;
    f->lines.v[f->lines.n - 1].gap = f->ledger.tiles.n;
    rsis_tile(r, to, RSIS_RULE_BREAK, RSIS_LIT("\n"));
}

/* What stood behind the blank yielded nothing: the blank is at the line's edge after all. */
void rsis_tile_trim(struct rsis_reader *r, uint32_t from) {
    struct rsis_flow *f = r->flow;
    if (f->text.len <= from || f->text.ptr[f->text.len - 1] != ' ') return;
    uint32_t k = f->ledger.tiles.n - 1;
    while (!f->ledger.tiles.v[k].text_len) k--;
    f->text.len--;
    struct rsis_run *run = f->runs.n ? &f->runs.v[f->runs.n - 1] : NULL;
    if (run && run->len && run->at + run->len > f->text.len) run->len--;
    if (f->ledger.tiles.v[k].rule != RSIS_RULE_COPY || f->ledger.tiles.v[k].text_len == 1) {
        if (f->ledger.tiles.v[k].rule != RSIS_RULE_MD_TAG) f->ledger.tiles.v[k].rule = RSIS_RULE_EDGE;
        f->ledger.tiles.v[k].text_len = 0;
        return;
    }
    RSIS_PUSH(f->arena, &f->ledger.tiles);
    struct rsis_tile *t = &f->ledger.tiles.v[k];
    memmove(t + 2, t + 1, (f->ledger.tiles.n - k - 2) * sizeof *t);
    t->stream_len--;
    t->text_len--;
    t[1] = (struct rsis_tile){1, 0, RSIS_RULE_EDGE};
}

/* ---------------------------------------------------------------- the character pass */

/* CP1252's characters for bytes 80 to 9F; 0 where it has none. */
static const uint16_t cp1252[32] = {0x20AC, 0,      0x201A, 0x0192, 0x201E, 0x2026, 0x2020, 0x2021,
                                    0x02C6, 0x2030, 0x0160, 0x2039, 0x0152, 0,      0x017D, 0,
                                    0,      0x2018, 0x2019, 0x201C, 0x201D, 0x2022, 0x2013, 0x2014,
                                    0x02DC, 0x2122, 0x0161, 0x203A, 0x0153, 0,      0x017E, 0x0178};

/* The byte that CP1252 writes for `cp`; bytes that it leaves open stand for the C1 control. -1: none. */
static int to_cp1252(uint32_t cp) {
    if (cp < 0x80 || (cp >= 0xA0 && cp <= 0xFF)) return (int)cp;
    for (int i = 0; i < 32; i++)
        if (cp1252[i] == cp || (!cp1252[i] && cp == (uint32_t)(0x80 + i))) return 0x80 + i;
    return -1;
}

static bool plausible(uint32_t cp, unsigned n, bool again) {
    if (n == 2) return (cp >= (again ? 0x80u : 0xA0u) && cp <= 0x17F);
    if (n != 3) return false;
    return (cp >= 0x2000 && cp <= 0x206F) || (cp >= 0x20A0 && cp <= 0x20CF) || (cp >= 0x1E00 && cp <= 0x1EFF) ||
           (cp >= 0xFB00 && cp <= 0xFB06) || cp == 0x2122;
}

/* Characters at p that are the bytes of one UTF-8 sequence read as CP1252. *used is their length in bytes. */
static uint32_t unmojibake(const char *p, const char *end, unsigned *used, bool again) {
    char bytes[4];
    unsigned want = 0, have = 0;
    const char *q = p;
    while (q < end && have < (want ? want : 1)) {
        unsigned n;
        int b = to_cp1252(rsis_utf8_next(q, end, &n));
        if (b < 0) return 0;
        if (!want) want = b >= 0xC2 && b <= 0xDF ? 2 : b >= 0xE0 && b <= 0xEF ? 3 : 0;
        if (!want) return 0;
        bytes[have++] = (char)b;
        q += n;
    }
    unsigned n;
    if (have != want) return 0;
    uint32_t cp = rsis_utf8_next(bytes, bytes + have, &n);
    if (cp == RSIS_UTF8_BAD || n != have || !plausible(cp, n, again)) return 0;
    *used = (unsigned)(q - p);
    return cp;
}

/* The gate: repairs begin only in a document that has one sequence which no writer types. */
static bool has_mojibake(struct rsis_str s) {
    const char *p = s.ptr, *end = s.ptr + s.len;
    while ((p = memchr(p, 0xC3, (size_t)(end - p))) && p + 1 < end) {
        unsigned used;
        if (p[1] == (char)0xA2 && unmojibake(p, end, &used, false) >= 0x2000) return true; /* â.. */
        p++;
    }
    return false;
}

struct special {
    enum rsis_rule rule;
    const char *after;
};

static const char *const ligatures[] = {"ff", "fi", "fl", "ffi", "ffl", "\xC5\xBFt", "st"};

static bool invisible(uint32_t cp) {
    return cp == 0xAD || (cp >= 0x200B && cp <= 0x200F) || cp == 0x2060 || cp == 0xFEFF ||
           (cp >= 0x202A && cp <= 0x202E) || (cp >= 0x2066 && cp <= 0x2069);
}

/* Joiners mean something in Arabic and Indic words; between Latin letters they are noise. */
static bool joiner_needed(struct rsis_reader *r, const char *p, uint32_t cp) {
    if (cp != 0x200C && cp != 0x200D) return false;
    unsigned n;
    return p > r->stream.ptr && rsis_utf8_before(r->stream.ptr, p, &n) >= 0x0590;
}

/* Bytes from p on that make one cluster of a starter and its marks; p stands on the starter. */
static unsigned cluster(const char *p, const char *end) {
    unsigned n, total;
    rsis_utf8_next(p, end, &total);
    while (p + total < end && (unsigned char)p[total] >= 0x80) {
        uint32_t cp = rsis_utf8_next(p + total, end, &n);
        bool jamo = cp >= 0x1161 && cp <= 0x11C2;
        if (!jamo && utf8proc_get_property((utf8proc_int32_t)cp)->combining_class == 0) break;
        total += n;
    }
    return total;
}

/* NFC of the cluster at p; NULL when it is NFC already. Terminated, in the arena. */
static const char *nfc(struct rsis_reader *r, const char *p, unsigned len) {
    utf8proc_int32_t points[64];
    utf8proc_ssize_t n =
        utf8proc_decompose((const utf8proc_uint8_t *)p, len, points, 63, UTF8PROC_STABLE | UTF8PROC_COMPOSE);
    if (n < 0 || n > 63) return NULL; /* a pile of marks that long is left as it is */
    n = utf8proc_reencode(points, n, UTF8PROC_STABLE | UTF8PROC_COMPOSE);
    if (n < 0) return NULL;
    struct rsis_str s = rsis_str((const char *)points, (size_t)n);
    return rsis_str_eq(s, rsis_str(p, len)) ? NULL : rsis_str_dup(r->flow->arena, s);
}

/* Ends the copy before `p` and yields `after` for the `len` bytes at p. */
static const char *replace(struct rsis_reader *r, const char *p, unsigned len, enum rsis_rule rule, const char *after) {
    uint32_t at = (uint32_t)(p - r->stream.ptr);
    copy(r, at);
    rsis_tile(r, at + len, rule, rsis_str_c(after));
    return p + len;
}

static char *utf8_of(struct rsis_reader *r, uint32_t cp) {
    char out[4];
    return rsis_str_dup(r->flow->arena, rsis_str(out, rsis_utf8_put(cp, out)));
}

static void note_odd(struct rsis_reader *r, uint32_t cp, const char *p, unsigned len) {
    struct rsis_diags *d = r->flow->diags;
    uint32_t at = (uint32_t)(p - r->stream.ptr);
    if (cp == 0xFFFD)
        rsis_report(d, RSIS_DIAG_CHAR_REPLACEMENT, at, len,
                    "U+FFFD: a character was lost before this text was made; kept, look it up in the original");
    else if (cp >= 0xE000 && cp <= 0xF8FF)
        rsis_report(d, RSIS_DIAG_CHAR_PRIVATE, at, len,
                    "U+%04X has no public meaning; kept, look it up in the original", (unsigned)cp);
    else if (invisible(cp) && cp >= 0x200E && cp != 0x2060 && cp != 0xFEFF)
        rsis_report(d, RSIS_DIAG_CHAR_BIDI, at, len, "direction control U+%04X left out", (unsigned)cp);
}

/* Mojibake once or twice over. */
static const char *repair_mojibake(struct rsis_reader *r, const char *p, const char *end) {
    unsigned used, n;
    uint32_t cp = unmojibake(p, end, &used, true);
    if (!cp) return NULL;
    char twice[16];
    unsigned len = 0;
    const char *q = p;
    while (q < end && len + 4 <= sizeof twice) { /* decode what follows once, then look again */
        uint32_t c = unmojibake(q, end, &n, true);
        if (!c) break;
        len += rsis_utf8_put(c, twice + len);
        q += n;
        unsigned inner;
        uint32_t deep = unmojibake(twice, twice + len, &inner, false);
        if (deep && inner == len) return replace(r, p, (unsigned)(q - p), RSIS_RULE_MOJIBAKE, utf8_of(r, deep));
    }
    if (!unmojibake(p, end, &used, false)) return NULL;
    return replace(r, p, used, RSIS_RULE_MOJIBAKE, utf8_of(r, cp));
}

/* Combining marks (U+0300 and on) begin with these bytes. */
static bool mark_follows(const char *p, const char *end) {
    return end - p >= 3 && ((unsigned char)p[1] == 0xCC || (unsigned char)p[1] == 0xCD);
}

/* The character at p and its marks, looked at as a whole. */
static const char *pass_cluster(struct rsis_reader *r, const char *p, const char *end) {
    unsigned whole = cluster(p, end);
    const char *composed = nfc(r, p, whole);
    return composed ? replace(r, p, whole, RSIS_RULE_NFC, composed) : p + whole;
}

/* What happens to one character above ASCII; gives where to go on. */
static const char *pass_wide(struct rsis_reader *r, const char *p, const char *end) {
    unsigned len;
    uint32_t cp = rsis_utf8_next(p, end, &len);
    if (r->mojibake && cp >= 0xC2 && cp <= 0xEF) {
        const char *q = repair_mojibake(r, p, end);
        if (q) return q;
    }
    if (cp < 0xA0) {
        uint16_t meant = cp1252[cp - 0x80];
        return meant ? replace(r, p, len, RSIS_RULE_C1, utf8_of(r, meant)) : p + len;
    }
    if (cp >= 0xFB00 && cp <= 0xFB06) return replace(r, p, len, RSIS_RULE_LIGATURE, ligatures[cp - 0xFB00]);
    if (cp == 0xFFFE || cp == 0xFFFF) return replace(r, p, len, RSIS_RULE_ILLEGAL, "");
    if (cp >= 0x2000 || cp == 0xAD) note_odd(r, cp, p, len);
    if (invisible(cp) && !joiner_needed(r, p, cp)) return replace(r, p, len, RSIS_RULE_INVISIBLE, "");
    return cp >= 0x340 || mark_follows(p + len - 1, end) ? pass_cluster(r, p, end) : p + len;
}

/* "COVID- 19", "by- product": a line end was lost after the hyphen and left its blank. p stands on the blank. */
static bool hyphen_space(const struct rsis_reader *r, const char *p, const char *end) {
    if (p - r->stream.ptr < 2 || p[-1] != '-' || p + 1 >= end) return false;
    unsigned n;
    uint32_t before = rsis_utf8_before(r->stream.ptr, p - 1, &n), after = rsis_utf8_next(p + 1, end, &n);
    bool clear = after < 0x80 || !r->mojibake; /* else the character may not be what it seems */
    return rsis_is_letter(before) && rsis_is_word_char(after) && clear &&
           !rsis_str_suspends_hyphen(rsis_str(p + 1, (size_t)(end - p) - 1));
}

/* White space inside a line: one blank is copied, more become one. */
static const char *pass_blank(struct rsis_reader *r, const char *p, const char *end) {
    const char *q = p;
    while (q < end && (*q == ' ' || *q == '\t')) q++;
    if (r->flow->text.len + (size_t)(p - r->stream.ptr) - r->at ==
        r->line_at) /* what stood before it yielded nothing */
        return replace(r, p, (unsigned)(q - p), RSIS_RULE_EDGE, "");
    if (q - p > 1 || *p == '\t') return replace(r, p, (unsigned)(q - p), RSIS_RULE_SPACE, " ");
    if (!hyphen_space(r, p, end)) return q;
    uint32_t at = (uint32_t)(p - r->stream.ptr);
    const char *word = p - 1;
    while (word > r->stream.ptr && !rsis_is_space(word[-1])) word--;
    const char *tail = q;
    while (tail < end && !rsis_is_space(*tail)) tail++;
    rsis_report(r->flow->diags, RSIS_DIAG_FLOW_HYPHEN_SPACE, at, 1,
                "the blank in \"%.*s\" was taken for a lost line end", (int)(tail - word), word);
    return replace(r, p, 1, RSIS_RULE_HYPHEN_SPACE, "");
}

static const char *pass_control(struct rsis_reader *r, const char *p) {
    bool hyphen = *p == 0x1E;
    return replace(r, p, 1, hyphen ? RSIS_RULE_HARD_HYPHEN : RSIS_RULE_ILLEGAL, hyphen ? "\xE2\x80\x91" : "");
}

void rsis_tile_text(struct rsis_reader *r, uint32_t to) {
    const char *p = r->stream.ptr + r->at, *end = r->stream.ptr + to;
    while (p < end) {
        unsigned char c = (unsigned char)*p;
        if (c > ' ' && c < 0x7F && (p + 1 == end || (unsigned char)p[1] < 0x80 || !mark_follows(p, end)))
            p++;
        else if (c == ' ' || c == '\t')
            p = pass_blank(r, p, end);
        else if (c < 0x20)
            p = pass_control(r, p);
        else if (mark_follows(p, end))
            p = pass_cluster(r, p, end);
        else if (c >= 0x80)
            p = pass_wide(r, p, end);
        else
            p++; /* U+007F is legal in XML */
    }
    copy(r, to);
}

void rsis_reader_report(struct rsis_reader *r) {
    static const struct {
        enum rsis_rule rule;
        enum rsis_diag_code code;
        const char *what;
    } rows[] = {
        {RSIS_RULE_ILLEGAL, RSIS_DIAG_CHAR_ILLEGAL, "characters that XML forbids were left out"},
        {RSIS_RULE_MOJIBAKE, RSIS_DIAG_CHAR_MOJIBAKE, "sequences of wrongly decoded text were repaired"},
        {RSIS_RULE_NFC, RSIS_DIAG_CHAR_REPAIRED, "clusters were composed (NFC)"},
        {RSIS_RULE_LIGATURE, RSIS_DIAG_CHAR_REPAIRED, "ligatures were spelt out"},
        {RSIS_RULE_C1, RSIS_DIAG_CHAR_REPAIRED, "C1 controls were read as CP1252"},
        {RSIS_RULE_HARD_HYPHEN, RSIS_DIAG_CHAR_REPAIRED, "Word's hard hyphens became U+2011"},
        {RSIS_RULE_INVISIBLE, RSIS_DIAG_CHAR_REPAIRED, "invisible characters were left out"},
        {RSIS_RULE_ENTITY, RSIS_DIAG_CHAR_REPAIRED, "character references were resolved"},
    };
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        uint32_t n = r->counts[rows[i].rule];
        if (n)
            rsis_report(r->flow->diags, rows[i].code, r->first[rows[i].rule], 0, "%s: %u; the first stands here",
                        rows[i].what, n);
    }
}

/* ---------------------------------------------------------------- marks at the start of a line */

uint32_t rsis_bullet_length(struct rsis_str s, uint32_t *glyph_len) {
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
    for (size_t i = 0; i < sizeof glyphs / sizeof *glyphs; i++) {
        struct rsis_str g = rsis_str_c(glyphs[i]);
        if (!rsis_str_starts(s, g)) continue;
        uint32_t n = (uint32_t)g.len;
        while (n < s.len && (s.ptr[n] == ' ' || s.ptr[n] == '\t')) n++;
        if (n == g.len || n == s.len) return 0;
        *glyph_len = (uint32_t)g.len;
        return n;
    }
    return 0;
}

static uint32_t digits(struct rsis_str s, uint32_t at, uint32_t most, uint32_t *number) {
    uint32_t n = at;
    *number = 0;
    while (n < s.len && n - at < most && rsis_is_digit(s.ptr[n])) *number = *number * 10 + (uint32_t)(s.ptr[n++] - '0');
    return n < s.len && rsis_is_digit(s.ptr[n]) ? at : n;
}

static bool blank_at(struct rsis_str s, uint32_t n) {
    return n < s.len && (s.ptr[n] == ' ' || s.ptr[n] == '\t');
}

uint32_t rsis_number_length(struct rsis_str s, uint32_t *number) {
    *number = 0;
    uint32_t open = s.len && s.ptr[0] == '(', n = digits(s, open, 3, number);
    if (n == open) { /* (a) a) */
        if (n >= s.len || !rsis_is_lower(s.ptr[n])) return 0;
        *number = (uint32_t)(s.ptr[n] - 'a') + 1;
        n++;
        if (!(n < s.len && s.ptr[n] == ')')) return 0;
    }
    bool closed = n < s.len && (open ? s.ptr[n] == ')' : s.ptr[n] == '.' || s.ptr[n] == ')');
    return closed && blank_at(s, n + 1) ? n + 1 : 0;
}

uint32_t rsis_label_length(struct rsis_str s, uint32_t *number) {
    *number = 0;
    if (s.len && s.ptr[0] == '*') {
        uint32_t n = 0;
        while (n < s.len && n < 3 && s.ptr[n] == '*') n++;
        return n < s.len && !rsis_is_space(s.ptr[n]) && s.ptr[n] == '*' ? 0 : n;
    }
    uint32_t open = rsis_str_starts(s, RSIS_LIT("[^")) ? 2 : s.len && s.ptr[0] == '[';
    uint32_t n = digits(s, open, 3, number);
    if (n == open) return 0;
    if (open) {
        if (!(n < s.len && s.ptr[n] == ']')) return 0;
        n++;
        if (n < s.len && s.ptr[n] == ':') n++;
    } else if (n < s.len && s.ptr[n] == '.') {
        return 0; /* "1. " is a list item */
    }
    return blank_at(s, n) ? n : 0;
}

bool rsis_is_rule_line(struct rsis_str s) {
    uint32_t marks = 0;
    for (size_t i = 0; i < s.len; i++) {
        if (s.ptr[i] == ' ') continue;
        if (s.ptr[i] != s.ptr[0]) return false;
        if (memcmp(s.ptr + i, "\xE2\x94\x80", s.len - i < 3 ? s.len - i : 3) == 0)
            i += 2;
        else if (!strchr("-_*=", s.ptr[i]))
            return false;
        marks++;
    }
    return marks >= 3;
}

enum rsis_status rsis_read(struct rsis_flow **out, struct rsis_arena *a, struct rsis_diags *d, struct rsis_str stream,
                           const char *encoding, enum rsis_from from) {
    struct rsis_flow *f = RSIS_NEW(a, struct rsis_flow);
    f->arena = a;
    f->diags = d;
    f->encoding = encoding;
    f->flavour = from == RSIS_FROM_AUTO ? rsis_flavour_find(stream) : from;
    f->ledger.stream = stream;
    rsis_buf_init(&f->text, a);
    rsis_buf_reserve(&f->text, stream.len + 64);
    struct rsis_reader r = {.flow = f, .stream = stream, .mojibake = has_mojibake(stream)};
    r.markdown = f->flavour == RSIS_FROM_MARKDOWN;
    rsis_tile(&r, rsis_bom_length(stream), RSIS_RULE_INVISIBLE, RSIS_LIT(""));
    (r.markdown ? rsis_read_markdown : rsis_read_text)(&r);
    rsis_tile(&r, (uint32_t)stream.len, RSIS_RULE_EDGE, RSIS_LIT("")); /* after the last line nothing needs parting */
    rsis_reader_report(&r);
    if (f->lines.n > rsis_limit_LINES) {
        rsis_report_file(d, RSIS_DIAG_IN_LINES, "more than %u lines; nothing was converted", rsis_limit_LINES);
        return RSIS_ERR_LIMIT;
    }
    if (!f->lines.n) {
        rsis_report_file(d, RSIS_DIAG_IN_EMPTY, "there is no text here; nothing was converted");
        return RSIS_ERR_INPUT;
    }
    rsis_report_file(d, RSIS_DIAG_IN_FLAVOUR, "read as %s%s, %s", rsis_from_name(f->flavour),
                     from == RSIS_FROM_AUTO ? " (found from the content)" : " (as asked)", encoding);
    *out = f;
    return RSIS_OK;
}
