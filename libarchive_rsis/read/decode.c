/*
 * decode.c - bytes to UTF-8 by a fixed ladder; no guessing by statistics.
 *
 * Byte-order mark; NULs in a regular pattern (UTF-16); strict UTF-8; MacRoman when its quotes and dashes stand in
 * their places more often than CP1252's do; CP1252 unless it has bytes that CP1252 leaves open; else stop and ask.
 */
#include "read.h"

#include <iconv.h>

#include "../base/utf8.h"

static const struct {
    struct rsis_str magic;
    const char *what;
} binaries[] = {
    {{"%PDF-", 5}, "a PDF; extract its text first"},
    {{"PK\3\4", 4}, "a ZIP container (DOCX, ODT or EPUB); save it as text first"},
    {{"\xD0\xCF\x11\xE0", 4}, "a legacy Office file; save it as text first"},
    {{"{\\rtf", 5}, "RTF; save it as text first"},
    {{"\x89PNG", 4}, "a PNG picture"},
    {{"\xFF\xD8\xFF", 3}, "a JPEG picture"},
    {{"\x1F\x8B", 2}, "gzip data"},
    {{"\x7F"
      "ELF",
      4},
     "a program"},
    {{"\xFF\xFE\0\0", 4}, "UTF-32; save it as UTF-8"},
    {{"\0\0\xFE\xFF", 4}, "UTF-32; save it as UTF-8"},
};

static const char *binary_kind(struct rsis_str raw) {
    for (size_t i = 0; i < sizeof binaries / sizeof *binaries; i++)
        if (rsis_str_starts(raw, binaries[i].magic)) return binaries[i].what;
    struct rsis_str s = rsis_str_trim(rsis_str(raw.ptr, raw.len < 256 ? raw.len : 256));
    bool html = rsis_str_starts_nocase(s, RSIS_LIT("<!doctype html")) || rsis_str_starts_nocase(s, RSIS_LIT("<html"));
    return html ? "an HTML page; save its text first" : NULL;
}

/* UTF-16 shows as NULs that stand mostly on one side of each pair; English text has no other. */
static const char *utf16_kind(struct rsis_str raw) {
    if (rsis_str_starts(raw, RSIS_LIT("\xFF\xFE"))) return "UTF-16LE";
    if (rsis_str_starts(raw, RSIS_LIT("\xFE\xFF"))) return "UTF-16BE";
    size_t n = raw.len < 4096 ? raw.len & ~(size_t)1 : 4096, even = 0, odd = 0;
    for (size_t i = 0; i < n; i++)
        if (!raw.ptr[i]) *(i & 1 ? &odd : &even) += 1;
    size_t pairs = n / 2;
    if (pairs >= 8 && odd * 10 >= pairs * 7 && even * 20 <= pairs) return "UTF-16LE";
    if (pairs >= 8 && even * 10 >= pairs * 7 && odd * 20 <= pairs) return "UTF-16BE";
    return NULL;
}

/* Control bytes that no text has, beyond what a stray one explains. */
static bool looks_binary(struct rsis_str raw) {
    size_t n = raw.len < 65536 ? raw.len : 65536, odd = 0;
    for (size_t i = 0; i < n; i++) {
        unsigned char c = (unsigned char)raw.ptr[i];
        odd += c < 0x20 && !rsis_is_space((char)c) && c != 0x1E && c != 0x1F;
    }
    return odd * 20 > n;
}

static bool has_byte(struct rsis_str raw, const char *set, size_t n) {
    for (size_t i = 0; i < raw.len; i++)
        if (memchr(set, raw.ptr[i], n)) return true;
    return false;
}

/* Bytes by what they would be as quotes and dashes: opening or closing double, apostrophe, dash. */
struct quotes {
    char open, close, apostrophe, en, em;
};

/* How often these bytes stand where such quotes and dashes stand. */
static size_t count_quotes(struct rsis_str s, struct quotes q) {
    size_t n = 0;
    for (size_t i = 1; i + 1 < s.len; i++) {
        char before = s.ptr[i - 1], c = s.ptr[i], after = s.ptr[i + 1];
        if (!(c & 0x80)) continue;
        bool edge = rsis_is_alpha(before) != rsis_is_alpha(after), apart = before == ' ' && after == ' ';
        bool tail = rsis_is_alpha(before) && (rsis_is_lower(after) || (after & 0x80));
        n += ((c == q.open || c == q.close) && edge) || ((c == q.en || c == q.em) && apart) ||
             (c == q.apostrophe && tail);
    }
    return n;
}

/* D2-D5 and D0 D1 are quotes and dashes in MacRoman but capitals in CP1252, 91 to 97 the other way round. */
static bool looks_mac(struct rsis_str raw) {
    size_t mac = count_quotes(raw, (struct quotes){'\xD2', '\xD3', '\xD5', '\xD0', '\xD1'});
    return mac > count_quotes(raw, (struct quotes){'\x93', '\x94', '\x92', '\x96', '\x97'});
}

static void close_iconv(void *cd) {
    iconv_close((iconv_t)cd);
}

bool rsis_decode_as(struct rsis_str *stream, struct rsis_arena *a, struct rsis_str raw, const char *encoding) {
    if (strcmp(encoding, "UTF-8") == 0) {
        *stream = raw;
        return rsis_utf8_check(raw) == raw.len;
    }
    iconv_t cd = iconv_open("UTF-8", strcmp(encoding, "MacRoman") == 0 ? "MACINTOSH" : encoding);
    if (cd == (iconv_t)-1) return false;
    rsis_arena_defer(a, close_iconv, cd);
    size_t room = raw.len * 4 + 16, left = raw.len, free_room = room;
    char *out = rsis_arena_bytes(a, room), *to = out;
    char *from = rsis_str_dup(a, raw); /* iconv wants it writable */
    if (iconv(cd, &from, &left, &to, &free_room) == (size_t)-1 || left) return false;
    *stream = rsis_str(out, room - free_room);
    return true;
}

/* The first encoding of the ladder that may be meant. */
static const char *ladder(struct rsis_str raw) {
    const char *wide = utf16_kind(raw);
    if (wide) return wide;
    if (rsis_utf8_check(raw) == raw.len) return "UTF-8";
    if (looks_mac(raw)) return "MacRoman";
    if (has_byte(raw, "\x81\x8D\x8F\x90\x9D", 5)) return NULL;
    return "CP1252";
}

enum rsis_status rsis_decode(struct rsis_str *stream, const char **encoding, struct rsis_arena *a, struct rsis_diags *d,
                             struct rsis_str raw) {
    const char *kind = binary_kind(raw);
    if (kind) {
        rsis_report_file(d, RSIS_DIAG_IN_BINARY, "this is %s; nothing was converted", kind);
        return RSIS_ERR_INPUT;
    }
    const char *name = ladder(raw);
    if ((!name || strncmp(name, "UTF-16", 6) != 0) && looks_binary(raw)) {
        rsis_report_file(d, RSIS_DIAG_IN_BINARY, "this is binary data, not text; nothing was converted");
        return RSIS_ERR_INPUT;
    }
    if (!name || !rsis_decode_as(stream, a, raw, name)) {
        rsis_report_file(d, RSIS_DIAG_IN_UNDECODABLE,
                         "neither UTF-8 (ill-formed at byte %zu) nor %s; save it as UTF-8; nothing was converted",
                         rsis_utf8_check(raw), name ? name : "CP1252");
        return RSIS_ERR_INPUT;
    }
    *encoding = name;
    d->stream = *stream;
    if (strcmp(name, "UTF-8") != 0) rsis_report_file(d, RSIS_DIAG_IN_NOT_UTF8, "not UTF-8; read as %s", name);
    return RSIS_OK;
}
