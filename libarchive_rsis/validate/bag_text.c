/* bag_text.c - tag files as lines of UTF-8, read piece by piece: a manifest may be larger than memory. */
#include "bag_parts.h"

#include "../base/utf8.h"

/* Bytes of a line. Paths have at most 4096, three times that in percent signs; values of bag-info.txt can be long. */
enum { LINE_MOST = 64 << 10 };

struct text {
    struct bag *b;
    const struct rsis_bag_file *f;
    rsis_bag_line_fn *fn;
    void *ctx;
    enum rsis_bag_encoding encoding;
    bool declaration;
    uint64_t at;     /* of the next byte */
    uint32_t number; /* of the line */
    unsigned char held[4];
    unsigned n_held; /* bytes of a character that is not complete */
    bool after_cr, too_long;
    bool told_bytes, told_nul; /* once a file */
    char line[LINE_MOST];
    size_t len;
};

static const struct {
    const char *name;
    enum rsis_bag_encoding encoding;
} ENCODINGS[] = {
    {"utf-8", RSIS_BAG_UTF8},       {"utf8", RSIS_BAG_UTF8},         {"us-ascii", RSIS_BAG_ASCII},
    {"ascii", RSIS_BAG_ASCII},      {"iso-8859-1", RSIS_BAG_LATIN1}, {"iso8859-1", RSIS_BAG_LATIN1},
    {"latin1", RSIS_BAG_LATIN1},    {"latin-1", RSIS_BAG_LATIN1},    {"windows-1252", RSIS_BAG_CP1252},
    {"cp1252", RSIS_BAG_CP1252},    {"utf-16", RSIS_BAG_UTF16},      {"utf16", RSIS_BAG_UTF16},
    {"utf-16le", RSIS_BAG_UTF16LE}, {"utf-16be", RSIS_BAG_UTF16BE},
};

enum rsis_bag_encoding rsis_bag_encoding_of(struct rsis_str name) {
    for (size_t i = 0; i < sizeof ENCODINGS / sizeof *ENCODINGS; i++)
        if (rsis_str_eq_nocase(name, rsis_str_c(ENCODINGS[i].name))) return ENCODINGS[i].encoding;
    return RSIS_BAG_BYTES;
}

/* 0x80 to 0x9F of windows-1252; 0: not assigned. */
static const uint16_t CP1252[32] = {0x20AC, 0,      0x201A, 0x0192, 0x201E, 0x2026, 0x2020, 0x2021,
                                    0x02C6, 0x2030, 0x0160, 0x2039, 0x0152, 0,      0x017D, 0,
                                    0,      0x2018, 0x2019, 0x201C, 0x201D, 0x2022, 0x2013, 0x2014,
                                    0x02DC, 0x2122, 0x0161, 0x203A, 0x0153, 0,      0x017E, 0x0178};

static void tell_bytes(struct text *t) {
    if (!t->told_bytes)
        rsis_found(t->b->report, RSIS_CHECK_BAG_TEXT, t->f->path, t->number, 0,
                   "byte %llu is not of the encoding that bagit.txt names", (unsigned long long)t->at);
    t->told_bytes = true;
}

/* ---------------------------------------------------------------- lines */

static void end_line(struct text *t) {
    if (t->too_long)
        rsis_found(t->b->report, RSIS_CHECK_BAG_LINE, t->f->path, t->number, 0,
                   "the line has more than %d bytes; it is not read", LINE_MOST);
    else
        t->fn(t->ctx, rsis_str(t->line, t->len), t->number);
    t->len = 0;
    t->too_long = false;
    t->number++;
}

static void add(struct text *t, const void *bytes, size_t n) {
    if (t->len + n > LINE_MOST) {
        t->too_long = true;
        return;
    }
    memcpy(t->line + t->len, bytes, n);
    t->len += n;
}

static void tell_mark(struct text *t) {
    if (t->declaration)
        rsis_found(t->b->report, RSIS_CHECK_BAG_DECLARATION_BOM, t->f->path, 1, 1, "it begins with a byte-order mark");
    else if (t->encoding == RSIS_BAG_UTF8 || t->encoding == RSIS_BAG_ASCII)
        rsis_found(t->b->report, RSIS_CHECK_BAG_BOM, t->f->path, 1, 1,
                   "it begins with a byte-order mark, which UTF-8 does not need");
}

/* One character, `bytes` in UTF-8. */
static void character(struct text *t, uint32_t cp, const void *bytes, size_t n) {
    bool lf_of_crlf = cp == '\n' && t->after_cr;
    t->after_cr = cp == '\r';
    if (lf_of_crlf) return;
    if (cp == 0 && !t->told_nul) {
        rsis_found(t->b->report, RSIS_CHECK_BAG_NUL, t->f->path, t->number, 0, "byte %llu is NUL; this is no text file",
                   (unsigned long long)t->at);
        t->told_nul = true;
    }
    if (cp == '\r' || cp == '\n')
        end_line(t);
    else if (cp == 0xFEFF && t->number == 1 && t->len == 0)
        tell_mark(t);
    else
        add(t, bytes, n);
}

static void put(struct text *t, uint32_t cp) {
    char out[4];
    unsigned n = rsis_utf8_put(cp, out);
    character(t, cp, out, n);
}

/* ---------------------------------------------------------------- characters */

/* Bytes that a character with this first byte has. */
static unsigned utf8_length(unsigned char c) {
    return c < 0xC0 ? 1 : c < 0xE0 ? 2 : c < 0xF0 ? 3 : 4;
}

/* The first of the held bytes, as one character or as a byte that is none; it leaves. */
static void take_utf8(struct text *t) {
    unsigned len;
    uint32_t cp = rsis_utf8_next((const char *)t->held, (const char *)t->held + t->n_held, &len);
    if (cp == RSIS_UTF8_BAD || (t->encoding == RSIS_BAG_ASCII && cp > 0x7F)) {
        tell_bytes(t);
        cp = RSIS_UTF8_BAD;
    }
    character(t, cp, t->held, len);
    memmove(t->held, t->held + len, t->n_held - len);
    t->n_held -= len;
}

static void byte_of_utf8(struct text *t, unsigned char c) {
    t->held[t->n_held++] = c;
    while (t->n_held && t->n_held >= utf8_length(t->held[0])) take_utf8(t);
}

static uint32_t unit(const struct text *t, unsigned i) {
    return t->encoding == RSIS_BAG_UTF16LE ? (uint32_t)(t->held[i] | t->held[i + 1] << 8)
                                           : (uint32_t)(t->held[i] << 8 | t->held[i + 1]);
}

static void byte_of_utf16(struct text *t, unsigned char c) {
    t->held[t->n_held++] = c;
    if (t->n_held < 2 || t->n_held == 3) return;
    if (t->encoding == RSIS_BAG_UTF16) { /* without a mark it is big-endian (RFC 2781) */
        bool little = t->held[0] == 0xFF && t->held[1] == 0xFE;
        t->encoding = little ? RSIS_BAG_UTF16LE : RSIS_BAG_UTF16BE;
    }
    uint32_t first = unit(t, 0), second = t->n_held == 4 ? unit(t, 2) : 0;
    bool high = first >= 0xD800 && first < 0xDC00, low = second >= 0xDC00 && second < 0xE000;
    if (high && t->n_held == 2) return;
    if ((high && !low) || (first >= 0xDC00 && first < 0xE000)) {
        tell_bytes(t);
        first = 0xFFFD;
    } else if (high) {
        first = 0x10000 + ((first - 0xD800) << 10) + (second - 0xDC00);
    }
    t->n_held = 0;
    put(t, first);
}

static void byte_of_one(struct text *t, unsigned char c) {
    uint32_t cp = c;
    if (t->encoding == RSIS_BAG_CP1252 && c >= 0x80 && c < 0xA0) {
        cp = CP1252[c - 0x80];
        if (!cp) tell_bytes(t);
        if (!cp) cp = 0xFFFD;
    }
    if (t->encoding == RSIS_BAG_BYTES)
        character(t, c, &c, 1);
    else
        put(t, cp);
}

static bool take(void *ctx, const void *bytes, size_t len) {
    struct text *t = ctx;
    const unsigned char *p = bytes;
    for (size_t i = 0; i < len; i++) {
        t->at++;
        if (t->encoding == RSIS_BAG_UTF8 || t->encoding == RSIS_BAG_ASCII) {
            if (p[i] < 0x80 && t->n_held == 0)
                character(t, p[i], p + i, 1);
            else
                byte_of_utf8(t, p[i]);
        } else if (t->encoding >= RSIS_BAG_UTF16 && t->encoding <= RSIS_BAG_UTF16BE) {
            byte_of_utf16(t, p[i]);
        } else {
            byte_of_one(t, p[i]);
        }
    }
    return true;
}

/* What is left at the end: half a character, a line without an end. */
static void finish(struct text *t) {
    bool utf8 = t->encoding == RSIS_BAG_UTF8 || t->encoding == RSIS_BAG_ASCII;
    while (utf8 && t->n_held) take_utf8(t);
    if (t->n_held) tell_bytes(t);
    if (t->len || t->too_long) end_line(t);
}

bool rsis_bag_lines(struct bag *b, const struct rsis_bag_file *f, rsis_bag_line_fn *fn, void *ctx) {
    struct text *t = RSIS_NEW(b->arena, struct text);
    t->b = b;
    t->f = f;
    t->fn = fn;
    t->ctx = ctx;
    t->number = 1;
    t->declaration = rsis_str_eq(f->path, RSIS_LIT("bagit.txt"));
    t->encoding = t->declaration ? RSIS_BAG_UTF8 : b->encoding;
    if (!rsis_member_stream(b->bag.archive, f->member, take, t)) return false;
    finish(t);
    return true;
}
