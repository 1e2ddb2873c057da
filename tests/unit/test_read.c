/*
 * test_read.c - bytes to flow: the decoding ladder rung by rung, how a layout is found, physical lines, the
 * character pass tile by tile, Markdown's inline marks and those that stay text.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "base/arena.h"
#include "base/buf.h"
#include "base/utf8.h"
#include "job/doc.h"
#include "proof/proof.h"
#include "read/read.h"
#include "read/reader.h"

#define COUNT(a) (sizeof(a) / sizeof *(a))

static struct rsis_arena arena;
static struct rsis_diags diags;
static jmp_buf guard;

static int begin(void **state) {
    (void)state;
    rsis_arena_init(&arena, &guard);
    rsis_diags_init(&diags, &arena, "input");
    return 0;
}

static int finish(void **state) {
    (void)state;
    rsis_arena_free(&arena);
    return 0;
}

static void restart(void) {
    finish(NULL);
    begin(NULL);
}

/* Is there a finding of this code? */
static const struct rsis_finding *found(enum rsis_diag_code code) {
    for (uint32_t i = 0; i < diags.list.n; i++)
        if (diags.list.v[i].code == code) return &diags.list.v[i];
    return NULL;
}

static void assert_text(const char *what, struct rsis_str got, const char *want) {
    if (!rsis_str_eq(got, rsis_str_c(want))) fail_msg("%s:\n   got: %.*s\n  want: %s", what, RSIS_ARG(got), want);
}

/* ---- the decoding ladder */

#define BYTES(z) (z), sizeof(z) - 1

static void every_rung_decodes(void **state) {
    (void)state;
    static const struct {
        const char *raw;
        size_t len;
        const char *encoding, *stream;
    } rows[] = {
        {BYTES(""), "UTF-8", ""},
        {BYTES("abc\r\n"), "UTF-8", "abc\r\n"},
        {BYTES("\xEF\xBB\xBF"
               "abc"),
         "UTF-8",
         "\xEF\xBB\xBF"
         "abc"},
        {BYTES("it\xE2\x80\x99s \xF0\x9F\x98\x80"), "UTF-8", "it\xE2\x80\x99s \xF0\x9F\x98\x80"},
        {BYTES("\xC2\x92 stays for the character pass"), "UTF-8", "\xC2\x92 stays for the character pass"},
        {BYTES("\xFF\xFE"
               "a\0\x19\x20"),
         "UTF-16LE",
         "\xEF\xBB\xBF"
         "a\xE2\x80\x99"},
        {BYTES("\xFE\xFF"
               "\0a\x20\x19"),
         "UTF-16BE",
         "\xEF\xBB\xBF"
         "a\xE2\x80\x99"},
        {BYTES("\xFF\xFE\x3D\xD8\x00\xDE"), "UTF-16LE", "\xEF\xBB\xBF\xF0\x9F\x98\x80"},
        {BYTES("n\0o\0 \0m\0a\0r\0k\0 \0h\0e\0r\0e\0"), "UTF-16LE", "no mark here"},
        {BYTES("\0n\0o\0 \0m\0a\0r\0k\0 \0h\0e\0r\0e"), "UTF-16BE", "no mark here"},
        {BYTES("it\x92s the \x93"
               "end\x94 \x96 for \x80 5"),
         "CP1252",
         "it\xE2\x80\x99s the \xE2\x80\x9C"
         "end\xE2\x80\x9D \xE2\x80\x93 for \xE2\x82\xAC 5"},
        {BYTES("caf\xE9 na\xEFve"), "CP1252", "caf\xC3\xA9 na\xC3\xAFve"},
        {BYTES("\xC0\x80 is no UTF-8"), "CP1252", "\xC3\x80\xE2\x82\xAC is no UTF-8"},
        {BYTES("it\xD5s the \xD2"
               "end\xD3 \xD0 caf\x8E"),
         "MacRoman",
         "it\xE2\x80\x99s the \xE2\x80\x9C"
         "end\xE2\x80\x9D \xE2\x80\x93 caf\xC3\xA9"},
        {BYTES("d\xD5\x8E"
               "t\x8E"),
         "MacRoman", "d\xE2\x80\x99\xC3\xA9t\xC3\xA9"},
        {BYTES("\xD1 A\xD5S \xD5"), "CP1252", "\xC3\x91 A\xC3\x95S \xC3\x95"},
        {BYTES("it\xD5s and it\x92s"), "CP1252", "it\xC3\x95s and it\xE2\x80\x99s"},
    };
    for (size_t i = 0; i < COUNT(rows); i++) {
        restart();
        struct rsis_str stream, again, raw = rsis_str(rows[i].raw, rows[i].len);
        const char *encoding = NULL;
        if (rsis_decode(&stream, &encoding, &arena, &diags, raw) != RSIS_OK)
            fail_msg("row %zu: %s", i, diags.list.v[0].message);
        /* Bytes 95 and 8E are quotes or letters in either: what decides is said in read/decode.c. */
        if (strcmp(encoding, rows[i].encoding) != 0) fail_msg("row %zu: %s, not %s", i, encoding, rows[i].encoding);
        assert_text("decoded", stream, rows[i].stream);
        assert_true(rsis_str_eq(diags.stream, stream));
        assert_true(rsis_decode_as(&again, &arena, raw, encoding));
        assert_text("decoded again", again, rows[i].stream);
        assert_true(rsis_prove_stream(&arena, &diags, raw, encoding, stream));
        bool foreign = strcmp(encoding, "UTF-8") != 0;
        assert_true(!foreign == !found(RSIS_DIAG_IN_NOT_UTF8));
        if (foreign) assert_non_null(strstr(found(RSIS_DIAG_IN_NOT_UTF8)->message, encoding));
    }
}

static void every_refusal_says_why(void **state) {
    (void)state;
    static const struct {
        const char *raw;
        size_t len;
        enum rsis_diag_code code;
        const char *says;
    } rows[] = {
        {BYTES("%PDF-1.7 ..."), RSIS_DIAG_IN_BINARY, "PDF"},
        {BYTES("PK\3\4....."), RSIS_DIAG_IN_BINARY, "ZIP"},
        {BYTES("\xD0\xCF\x11\xE0...."), RSIS_DIAG_IN_BINARY, "Office"},
        {BYTES("{\\rtf1\\ansi text}"), RSIS_DIAG_IN_BINARY, "RTF"},
        {BYTES("\x89PNG\r\n"), RSIS_DIAG_IN_BINARY, "PNG"},
        {BYTES("\xFF\xD8\xFF\xE0"), RSIS_DIAG_IN_BINARY, "JPEG"},
        {BYTES("\x1F\x8B\x08"), RSIS_DIAG_IN_BINARY, "gzip"},
        {BYTES("\x7F"
               "ELF\2\1\1"),
         RSIS_DIAG_IN_BINARY, "program"},
        {BYTES("a\x01"
               "b\x02"
               "c\x03"
               "d\x04"
               "e\x05"),
         RSIS_DIAG_IN_BINARY, "binary"},
        {BYTES("\0\0\0\0abc\0\0\0"), RSIS_DIAG_IN_BINARY, "binary"},
        {BYTES("caf\xE9 \x81 x"), RSIS_DIAG_IN_UNDECODABLE, "byte 3"},
        {BYTES("caf\xE9 \x8D"), RSIS_DIAG_IN_UNDECODABLE, "byte 3"},
        {BYTES("caf\xE9 \x8F"), RSIS_DIAG_IN_UNDECODABLE, "byte 3"},
        {BYTES("caf\xE9 \x90"), RSIS_DIAG_IN_UNDECODABLE, "byte 3"},
        {BYTES("caf\xE9 \x9D"), RSIS_DIAG_IN_UNDECODABLE, "byte 3"},
        {BYTES("\xFF\xFE"
               "a\0b"),
         RSIS_DIAG_IN_UNDECODABLE, "UTF-16LE"},
        {BYTES("\xFF\xFE\x3D\xD8"
               "a\0"),
         RSIS_DIAG_IN_UNDECODABLE, "UTF-16LE"},
        {BYTES("\xFE\xFF\xDE\x00\0a"), RSIS_DIAG_IN_UNDECODABLE, "UTF-16BE"},
    };
    for (size_t i = 0; i < COUNT(rows); i++) {
        restart();
        struct rsis_str stream;
        const char *encoding = NULL;
        enum rsis_status st = rsis_decode(&stream, &encoding, &arena, &diags, rsis_str(rows[i].raw, rows[i].len));
        if (st != RSIS_ERR_INPUT) fail_msg("row %zu: status %d", i, st);
        if (diags.list.n != 1 || diags.list.v[0].code != rows[i].code) fail_msg("row %zu: another finding", i);
        if (!strstr(diags.list.v[0].message, rows[i].says)) fail_msg("row %zu: %s", i, diags.list.v[0].message);
    }
}

/* A stray control character is a matter of the character pass; tabs, returns and form feeds are text. */
static void a_few_controls_are_no_binary(void **state) {
    (void)state;
    char text[400];
    memset(text, 'a', sizeof text);
    for (size_t i = 0; i < 20; i++) text[i * 20] = 1; /* one in twenty */
    struct rsis_str stream;
    const char *encoding;
    assert_int_equal(rsis_decode(&stream, &encoding, &arena, &diags, rsis_str(text, sizeof text)), RSIS_OK);
    text[5] = 2;
    assert_int_equal(rsis_decode(&stream, &encoding, &arena, &diags, rsis_str(text, sizeof text)), RSIS_ERR_INPUT);
    memset(text, '\f', sizeof text);
    memset(text, '\t', 100);
    memset(text + 100, 0x1E, 100);
    assert_int_equal(rsis_decode(&stream, &encoding, &arena, &diags, rsis_str(text, sizeof text)), RSIS_OK);
}

/* ---- flavours */

#define LONG                                                                                                           \
    "This sentence is made long enough to show that nobody wrapped it at a column, because it goes on and on, past "   \
    "every width that a mail program or an editor would have cut it at."
#define WRAP "These words fill a line of wrapped text nearly to its very end\n"

static void flavours_are_found(void **state) {
    (void)state;
    static const struct {
        enum rsis_from from;
        const char *text;
    } rows[] = {
        {RSIS_FROM_MARKDOWN, "# Title\n\nText.\n"},
        {RSIS_FROM_MARKDOWN, "###### Title\n\nText.\n"},
        {RSIS_FROM_MARKDOWN, "Text with **strong** words.\n"},
        {RSIS_FROM_MARKDOWN, "*All of it in italics*\n\nText.\n"},
        {RSIS_FROM_MARKDOWN, "See [here](http://example.org) for more.\n"},
        {RSIS_FROM_MARKDOWN, "Write to [me](mailto:a@b.org).\n"},
        {RSIS_FROM_MARKDOWN, "A note.<sup>1</sup>\n"},
        {RSIS_FROM_MARKDOWN, "<span id=\"page-1-0\"></span>Text\n"},
        {RSIS_FROM_MARKDOWN, WRAP WRAP WRAP WRAP WRAP "## Title\n"},
        {RSIS_FROM_TEXT, "####### Seven\n\nText.\n"},
        {RSIS_FROM_TEXT, "#hashtag\n\nText.\n"},
        {RSIS_FROM_TEXT, "a ** b\n\nText.\n"},
        {RSIS_FROM_TEXT, LONG "\n\n" LONG "\n\n" LONG "\n"},
        {RSIS_FROM_TEXT, "No. 1\n\n" LONG "\n\nHead\n\n" LONG "\n\n" LONG "\n"},
        {RSIS_FROM_WRAPPED, WRAP WRAP WRAP WRAP "\n" WRAP WRAP WRAP "and end.\n"},
        {RSIS_FROM_WRAPPED, WRAP WRAP WRAP WRAP WRAP "\r\n" WRAP WRAP WRAP "and end.\r\n"},
        {RSIS_FROM_LINES, LONG "\n" LONG "\nHead\n" LONG "\n" LONG "\n"},
        /* One stray long line (an address) does not make wrapped text unwrapped; more do. */
        {RSIS_FROM_WRAPPED,
         WRAP WRAP WRAP WRAP WRAP WRAP WRAP WRAP WRAP WRAP LONG "\n" WRAP WRAP WRAP WRAP WRAP WRAP WRAP WRAP WRAP WRAP},
        {RSIS_FROM_LINES, WRAP WRAP WRAP WRAP LONG "\n" WRAP WRAP WRAP WRAP LONG "\n"},
        {RSIS_FROM_LINES, "one line"},
        {RSIS_FROM_LINES, LONG "\n" LONG "\n" LONG "\n" LONG "\n" LONG "\n" LONG "\n" LONG "\n\n"},
    };
    for (size_t i = 0; i < COUNT(rows); i++) {
        enum rsis_from got = rsis_flavour_find(rsis_str_c(rows[i].text));
        if (got != rows[i].from) fail_msg("row %zu: %s, not %s", i, rsis_from_name(got), rsis_from_name(rows[i].from));
    }
    assert_string_equal(rsis_from_name(RSIS_FROM_AUTO), "auto");
    assert_string_equal(rsis_from_name((enum rsis_from)99), "?");
}

/* ---- physical lines */

/* The lines as "content" or "content!" (a hard break) or "^content" (a page before it), with bars between. */
static struct rsis_str lines_of(const char *text, bool fast) {
    struct rsis_buf b;
    rsis_buf_init(&b, &arena);
    struct rsis_str stream = rsis_str_c(text);
    struct rsis_physical p;
    uint32_t last = 0;
    for (uint32_t at = 0, next; rsis_physical_next(stream, fast, at, &p, &next); at = next) {
        assert_int_equal(p.line_at, at);
        assert_true(p.line_at <= p.at && p.at <= p.end && p.end <= p.line_end && p.line_end <= next &&
                    next <= stream.len);
        assert_true(next > at);
        rsis_buf_printf(&b, "%s%s%.*s%s%s", b.len ? "|" : "", p.page ? "^" : "", (int)(p.end - p.at), text + p.at,
                        p.hard ? "!" : "", p.indent ? rsis_format(&arena, "(%u)", p.indent) : "");
        last = next;
    }
    assert_int_equal(last, stream.len);
    return rsis_buf_slice(&b);
}

static void physical_lines_end_where_they_should(void **state) {
    (void)state;
    static const struct {
        const char *text, *lines;
    } rows[] = {
        {"", ""},
        {"a", "a"},
        {"a\n", "a"},
        {"a\nb", "a|b"},
        {"a\n\nb\n", "a||b"},
        {"a\r\nb\r\n", "a|b"},
        {"a\rb\r\rc", "a|b||c"},
        {"a\r\n\rb\n\rc", "a||b||c"},
        {"a\vb", "a!|b"},
        {"a\fb\f", "a|^b"},
        {"a\n\fb", "a||^b"},
        {"a\xC2\x85"
         "b",
         "a|b"},
        {"a\xE2\x80\xA8"
         "b\xE2\x80\xA9"
         "c",
         "a|b|c"},
        {"a\xC2\xA0"
         "b\xE2\x80\xA7"
         "c\xE2\x81\xA8",
         "a\xC2\xA0"
         "b\xE2\x80\xA7"
         "c\xE2\x81\xA8"},
        {"a\xC2", "a\xC2"},
        {"a\xE2\x80", "a\xE2\x80"},
        {"  a \n\tb", "a(2)|b(8)"},
        {" \t a\t\n", "a(9)"},
        {"a  \nb \n", "a!|b"},
        {"   \n\f", "(3)|"},
        {"\xC2\xA0"
         "a",
         "\xC2\xA0"
         "a"},
    };
    for (size_t i = 0; i < COUNT(rows); i++) {
        struct rsis_str s = rsis_str_c(rows[i].text);
        assert_text(rows[i].text, lines_of(rows[i].text, false), rows[i].lines);
        bool plain = !s.len || !strpbrk(rows[i].text, "\r\v\f");
        plain &= rsis_str_find(s, RSIS_LIT("\xC2\x85")) < 0 && rsis_str_find(s, RSIS_LIT("\xE2\x80\xA8")) < 0;
        assert_int_equal(rsis_only_line_feeds(s), plain);
        if (plain) assert_text(rows[i].text, lines_of(rows[i].text, true), rows[i].lines);
    }
    assert_false(rsis_only_line_feeds(RSIS_LIT("a\xE2\x80\xA9"
                                               "b")));
}

/* ---- tiles */

static void show(struct rsis_buf *b, struct rsis_str s) {
    static const char *const names[] = {"\\t", "\\n", "\\v", "\\f", "\\r"};
    for (size_t i = 0; i < s.len; i++) {
        unsigned char c = (unsigned char)s.ptr[i];
        if (c >= '\t' && c <= '\r')
            rsis_buf_z(b, names[c - '\t']);
        else if (c < ' ')
            rsis_buf_printf(b, "\\x%02X", c);
        else
            rsis_buf_char(b, (char)c);
    }
}

/* Copies as they are; of every other tile {rule before>after}. */
static struct rsis_str tiles_of(const struct rsis_ledger *l) {
    struct rsis_buf b;
    rsis_buf_init(&b, &arena);
    size_t stream = 0, text = 0;
    for (uint32_t i = 0; i < l->tiles.n; i++) {
        const struct rsis_tile *t = &l->tiles.v[i];
        if (t->rule == RSIS_RULE_COPY) {
            show(&b, rsis_str(l->text.ptr + text, t->text_len));
        } else {
            rsis_buf_printf(&b, "{%s ", rsis_rule_name((enum rsis_rule)t->rule));
            show(&b, rsis_str(l->stream.ptr + stream, t->stream_len));
            rsis_buf_char(&b, '>');
            show(&b, rsis_str(l->text.ptr + text, t->text_len));
            rsis_buf_char(&b, '}');
        }
        stream += t->stream_len;
        text += t->text_len;
    }
    return rsis_buf_slice(&b);
}

static struct rsis_flow *read_as(const char *text, enum rsis_from from) {
    struct rsis_flow *f = NULL;
    restart();
    diags.stream = rsis_str_c(text);
    enum rsis_status st = rsis_read(&f, &arena, &diags, rsis_str_c(text), "UTF-8", from);
    if (st != RSIS_OK) fail_msg("\"%s\": status %d", text, st);
    f->ledger.text = rsis_buf_slice(&f->text);
    /* What the readers write down is what the page on the ledger allows. */
    if (!rsis_prove_tiles(&diags, &f->ledger)) fail_msg("\"%s\": %s", text, diags.list.v[diags.list.n - 1].message);
    return f;
}

struct tiling {
    const char *text, *tiles;
};

static void check_tiles(enum rsis_from from, const struct tiling *rows, size_t n) {
    for (size_t i = 0; i < n; i++) {
        struct rsis_flow *f = read_as(rows[i].text, from);
        assert_text(rows[i].text, tiles_of(&f->ledger), rows[i].tiles);
    }
}

static void the_character_pass_repairs(void **state) {
    (void)state;
    static const struct tiling rows[] = {
        {"plain text", "plain text"},
        {"one  two\tthree", "one{space   > }two{space \\t> }three"},
        {" in and out \n", "{edge  >}in and out{edge  \\n>}"},
        {"a\n\n\nb", "a{break \\n\\n\\n>\\n}b"},
        {"a\r\nb\rc", "a{break \\r\\n>\\n}b{break \\r>\\n}c"},
        {"a\vb\fc", "a{break \\v>\\n}b{break \\f>\\n}c"},
        {"a\xC2\x85"
         "b\xE2\x80\xA8"
         "c\xE2\x80\xA9"
         "d",
         "a{break \xC2\x85>\\n}b{break \xE2\x80\xA8>\\n}c{break \xE2\x80\xA9>\\n}d"},
        {"e\xCC\x81t\xC3\xA9", "{nfc e\xCC\x81>\xC3\xA9}t\xC3\xA9"},
        {"a\xCC\xA3\xCC\x82 b", "{nfc a\xCC\xA3\xCC\x82>\xE1\xBA\xAD} b"},
        {"\xC3\xA2\xCC\xA3", "{nfc \xC3\xA2\xCC\xA3>\xE1\xBA\xAD}"},
        {"q\xCC\x81", "q\xCC\x81"},
        {"\xE2\x84\xAB", "{nfc \xE2\x84\xAB>\xC3\x85}"},
        {"\xE1\x84\x80\xE1\x85\xA1", "{nfc \xE1\x84\x80\xE1\x85\xA1>\xEA\xB0\x80}"},
        {"\xEF\xAC\x80\xEF\xAC\x81\xEF\xAC\x82",
         "{ligature \xEF\xAC\x80>ff}{ligature \xEF\xAC\x81>fi}{ligature \xEF\xAC\x82>fl}"},
        {"\xEF\xAC\x83\xEF\xAC\x84", "{ligature \xEF\xAC\x83>ffi}{ligature \xEF\xAC\x84>ffl}"},
        {"\xEF\xAC\x85\xEF\xAC\x86", "{ligature \xEF\xAC\x85>\xC5\xBFt}{ligature \xEF\xAC\x86>st}"},
        {"\xEF\xAC\x93", "\xEF\xAC\x93"},
        {"it\xC2\x92s \xC2\x80", "it{c1 \xC2\x92>\xE2\x80\x99}s {c1 \xC2\x80>\xE2\x82\xAC}"},
        {"a\xC2\x81"
         "b",
         "a\xC2\x81"
         "b"},
        {"co\x1Eop", "co{hard-hyphen \\x1E>\xE2\x80\x91}op"},
        {"a\x01"
         "b\x1F"
         "c",
         "a{illegal \\x01>}b{illegal \\x1F>}c"},
        {"a\xEF\xBF\xBF"
         "b\xEF\xBF\xBE",
         "a{illegal \xEF\xBF\xBF>}b{illegal \xEF\xBF\xBE>}"},
        {"a\x7F"
         "b\xEF\xBF\xBD",
         "a\x7F"
         "b\xEF\xBF\xBD"},
        {"gov\xC2\xAD"
         "ernment",
         "gov{invisible \xC2\xAD>}ernment"},
        {"\xEF\xBB\xBF"
         "a\xE2\x80\x8B"
         "b",
         "{invisible \xEF\xBB\xBF>}a{invisible \xE2\x80\x8B>}b"},
        {"a\xE2\x80\xAE"
         "b\xE2\x81\xA0"
         "c",
         "a{invisible \xE2\x80\xAE>}b{invisible \xE2\x81\xA0>}c"},
        {"a\xE2\x80\x8D"
         "b",
         "a{invisible \xE2\x80\x8D>}b"},
        {"\xE0\xA4\x95\xE0\xA5\x8D\xE2\x80\x8D\xE0\xA4\xB7", "\xE0\xA4\x95\xE0\xA5\x8D\xE2\x80\x8D\xE0\xA4\xB7"},
        {"COVID- 19", "COVID-{hyphen-space  >}19"},
        {"by- product", "by-{hyphen-space  >}product"},
        {"short- and long-term", "short- and long-term"},
        {"two- or three", "two- or three"},
        {"1990- 2000", "1990- 2000"},
        {"word - word", "word - word"},
        {"a- (b)", "a- (b)"},
        {"&amp; &#233;", "&amp; &#233;"}, /* plain text means what it says */
        {"a *b* [c](http://d) <sup>1</sup> \\*", "a *b* [c](http://d) <sup>1</sup> \\*"},
        {"a\xC2\xA0"
         "b",
         "a\xC2\xA0"
         "b"},
        {"\xE2\x80\x9Cquotes\xE2\x80\x9D \xE2\x80\x93 'and' - dashes --",
         "\xE2\x80\x9Cquotes\xE2\x80\x9D \xE2\x80\x93 'and' - dashes --"},
    };
    check_tiles(RSIS_FROM_TEXT, rows, COUNT(rows));
}

static void mojibake_needs_its_gate(void **state) {
    (void)state;
    static const struct tiling rows[] = {
        /* One sequence that nobody types opens the gate. */
        {"it\xC3\xA2\xE2\x82\xAC\xE2\x84\xA2s caf\xC3\x83\xC2\xA9",
         "it{mojibake \xC3\xA2\xE2\x82\xAC\xE2\x84\xA2>\xE2\x80\x99}s caf{mojibake \xC3\x83\xC2\xA9>\xC3\xA9}"},
        {"\xC3\xA2\xE2\x82\xAC\xC5\x93quote\xC3\xA2\xE2\x82\xAC\xC2\x9D",
         "{mojibake \xC3\xA2\xE2\x82\xAC\xC5\x93>\xE2\x80\x9C}quote{mojibake "
         "\xC3\xA2\xE2\x82\xAC\xC2\x9D>\xE2\x80\x9D}"},
        /* Twice over: an apostrophe. */
        {"\xC3\xA2\xE2\x82\xAC\xE2\x84\xA2 "
         "\xC3\x83\xC2\xA2\xC3\xA2\xE2\x80\x9A\xC2\xAC\xC3\xA2\xE2\x80\x9E\xC2\xA2",
         "{mojibake \xC3\xA2\xE2\x82\xAC\xE2\x84\xA2>\xE2\x80\x99} "
         "{mojibake \xC3\x83\xC2\xA2\xC3\xA2\xE2\x80\x9A\xC2\xAC\xC3\xA2\xE2\x80\x9E\xC2\xA2>\xE2\x80\x99}"},
        /* Without it these are letters. */
        {"caf\xC3\x83\xC2\xA9", "caf\xC3\x83\xC2\xA9"},
        {"\xC3\x83 and \xC3\xA2ge", "\xC3\x83 and \xC3\xA2ge"},
        /* With it, still. */
        {"\xC3\xA2\xE2\x82\xAC\xE2\x84\xA2 \xC3\xA2ge S\xC3\x83O",
         "{mojibake \xC3\xA2\xE2\x82\xAC\xE2\x84\xA2>\xE2\x80\x99} \xC3\xA2ge S\xC3\x83O"},
    };
    check_tiles(RSIS_FROM_TEXT, rows, COUNT(rows));
}

static void repairs_are_reported(void **state) {
    (void)state;
    static const struct {
        const char *text;
        enum rsis_diag_code code;
        uint32_t at;
    } rows[] = {
        {"a b\x01 c\x02", RSIS_DIAG_CHAR_ILLEGAL, 3},
        {"a \xEF\xBF\xBD", RSIS_DIAG_CHAR_REPLACEMENT, 2},
        {"a \xEE\x80\x80", RSIS_DIAG_CHAR_PRIVATE, 2},
        {"it\xC3\xA2\xE2\x82\xAC\xE2\x84\xA2s", RSIS_DIAG_CHAR_MOJIBAKE, 2},
        {"a e\xCC\x81", RSIS_DIAG_CHAR_REPAIRED, 2},
        {"a \xEF\xAC\x81", RSIS_DIAG_CHAR_REPAIRED, 2},
        {"a \xE2\x80\xAE", RSIS_DIAG_CHAR_BIDI, 2},
        {"by- product", RSIS_DIAG_FLOW_HYPHEN_SPACE, 3},
    };
    for (size_t i = 0; i < COUNT(rows); i++) {
        read_as(rows[i].text, RSIS_FROM_TEXT);
        const struct rsis_finding *f = found(rows[i].code);
        if (!f || f->at != rows[i].at) fail_msg("row %zu: %s", i, f ? f->message : "no finding");
    }
    read_as("nothing to say", RSIS_FROM_TEXT);
    assert_int_equal(diags.list.n, 1);
    assert_non_null(found(RSIS_DIAG_IN_FLAVOUR));
}

static void marks_of_lines_have_tiles(void **state) {
    (void)state;
    static const struct tiling text[] = {
        {"\xE2\x80\xA2 one\n\xE2\x80\xA2 two",
         "{bullet \xE2\x80\xA2>}{edge  >}one{break \\n>\\n}{bullet \xE2\x80\xA2>}{edge  >}two"},
        {"x\n\n- one\n- two", "x{break \\n\\n>\\n}{bullet ->}{edge  >}one{break \\n>\\n}{bullet ->}{edge  >}two"},
        {"so:\no one", "so:{break \\n>\\n}{bullet o>}{edge  >}one"},
        {"x\n- y", "x{break \\n>\\n}- y"},
        {"\xE2\x80\xA2one", "\xE2\x80\xA2one"},
        {"> quoted\n>> twice", "{md-quote >>}{edge  >}quoted{break \\n>\\n}{md-quote >>}{md-quote >>}{edge  >}twice"},
        {"a\n---\nb", "a{break \\n>\\n}{rule-line --->}{edge \\n>}b"},
        {"___ _\na", "{rule-line ___ _>}{edge \\n>}a"},
        {"a\n{3}----\nb", "a{break \\n>\\n}{3}----{break \\n>\\n}b"},
        {"# a", "# a"},
    };
    static const struct tiling markdown[] = {
        {"# a", "{md-heading #>}{edge  >}a"},
        {"###### a ##", "{md-heading ######>}{edge  >}a{edge  >}{md-heading ##>}"},
        {"####### a", "####### a"},
        {"#a", "#a"},
        {"* one\n* two", "{bullet *>}{edge  >}one{break \\n>\\n}{bullet *>}{edge  >}two"},
        {"o one", "o one"},
        {"> a\n> b", "{md-quote >>}{edge  >}a{break \\n>\\n}{md-quote >>}{edge  >}b"},
        {"a\n\n{3}-----\n\nb", "a{break \\n\\n>\\n}{page-mark {3}----->}{edge \\n\\n>}b"},
        {"a\n\n* * *\n\nb", "a{break \\n\\n>\\n}{rule-line * * *>}{edge \\n\\n>}b"},
        {"1. a", "1. a"},
        {"a\n===", "a{break \\n>\\n}{rule-line ===>}"},
        {"    four blanks", "{edge     >}four blanks"},
    };
    check_tiles(RSIS_FROM_TEXT, text, COUNT(text));
    check_tiles(RSIS_FROM_MARKDOWN, markdown, COUNT(markdown));
}

/* U+FEFF before a mark is nothing: specs/ledger.md, "at a line start". */
static void a_byte_order_mark_hides_no_mark(void **state) {
    (void)state;
    static const struct tiling text[] = {
        {"\xEF\xBB\xBF> a", "{invisible \xEF\xBB\xBF>}{md-quote >>}{edge  >}a"},
        {"\xEF\xBB\xBF\xE2\x80\xA2 a", "{invisible \xEF\xBB\xBF>}{bullet \xE2\x80\xA2>}{edge  >}a"},
    };
    static const struct tiling markdown[] = {
        {"\xEF\xBB\xBF# a", "{invisible \xEF\xBB\xBF>}{md-heading #>}{edge  >}a"},
        {"\xEF\xBB\xBF> a", "{invisible \xEF\xBB\xBF>}{md-quote >>}{edge  >}a"},
        {"\xEF\xBB\xBF**a**", "{invisible \xEF\xBB\xBF>}{md-emphasis **>}a{md-emphasis **>}"},
    };
    check_tiles(RSIS_FROM_MARKDOWN, markdown, COUNT(markdown));
    check_tiles(RSIS_FROM_TEXT, text, COUNT(text));
    assert_int_equal(rsis_flavour_find(RSIS_LIT("\xEF\xBB\xBF# Title\n\nText.\n")), RSIS_FROM_MARKDOWN);
}

/* ---- Markdown inlines */

/* Runs as "style:text" or "text>target"; e emphasis, s strong, ^ superscript, _ subscript, ! a picture. */
static struct rsis_str runs_of(const struct rsis_flow *f) {
    struct rsis_buf b;
    rsis_buf_init(&b, &arena);
    for (uint32_t i = 0; i < f->runs.n; i++) {
        const struct rsis_run *r = &f->runs.v[i];
        rsis_buf_printf(&b, "%s%s%s%s%s%s:%.*s", b.len ? "|" : "", r->style & RSIS_STYLE_EM ? "e" : "",
                        r->style & RSIS_STYLE_STRONG ? "s" : "", r->style & RSIS_STYLE_SUP ? "^" : "",
                        r->style & RSIS_STYLE_SUB ? "_" : "", r->picture ? "!" : "", (int)r->len, f->text.ptr + r->at);
        if (r->href_len) rsis_buf_printf(&b, ">%.*s", (int)r->href_len, f->text.ptr + r->href_at);
    }
    return rsis_buf_slice(&b);
}

static void markdown_marks_are_taken(void **state) {
    (void)state;
    static const struct {
        const char *text, *tiles, *runs;
    } rows[] = {
        {"a *b* c", "a {md-emphasis *>}b{md-emphasis *>} c", "e:b"},
        {"a **b c** d", "a {md-emphasis **>}b c{md-emphasis **>} d", "s:b c"},
        {"***a***", "{md-emphasis ***>}a{md-emphasis ***>}", "es:a"},
        {"_a_ __b__", "{md-emphasis _>}a{md-emphasis _>} {md-emphasis __>}b{md-emphasis __>}", "e:a|s:b"},
        {"**a *b* c**", "{md-emphasis **>}a {md-emphasis *>}b{md-emphasis *>} c{md-emphasis **>}", "s:a |es:b|s: c"},
        {"*a*b*c*", "{md-emphasis *>}a{md-emphasis *>}b{md-emphasis *>}c{md-emphasis *>}", "e:a|e:c"},
        {"**a\nb**", "{md-emphasis **>}a{break \\n>\\n}b{md-emphasis **>}", "s:a|s:b"},
        {"*a*", "{md-emphasis *>}a{md-emphasis *>}", "e:a"},
        {"x<sup>2</sup> H<sub>2</sub>O", "x{md-tag <sup>>}2{md-tag </sup>>} H{md-tag <sub>>}2{md-tag </sub>>}O",
         "^:2|_:2"},
        {"<span id=\"page-1-0\"></span>a", "{md-tag <span id=\"page-1-0\">>}{md-tag </span>>}a", ""},
        {"[a](http://b.c)", "{md-link [>}a{md-link ](>}http://b.c{md-link )>}", ":a>http://b.c"},
        {"[a *b*](#c)", "{md-link [>}a {md-emphasis *>}b{md-emphasis *>}{md-link ](>}#c{md-link )>}", ":a >#c|e:b>#c"},
        {"[a](b(c)d)", "{md-link [>}a{md-link ](>}b(c)d{md-link )>}", ":a>b(c)d"},
        {"[a [b] c](d)", "{md-link [>}a [b] c{md-link ](>}d{md-link )>}", ":a [b] c>d"},
        {"see ![a](b.png) there", "see {md-link ![>}a{md-link ](>}b.png{md-link )>} there", "!:a>b.png"},
        {"<http://a.b/c>", "{md-link <>}http://a.b/c{md-link >>}", ""},
        {"<a@b.org>", "{md-link <>}a@b.org{md-link >>}", ""},
        {"5 \\* 3 \\\\ \\[x\\]", "5 {md-escape \\>}* 3 {md-escape \\>}\\ {md-escape \\>}[x{md-escape \\>}]", ""},
        {"a\\\nb", "a{md-break \\>}{break \\n>\\n}b", ""},
        {"&amp; &lt; &gt; &quot; &apos;",
         "{entity &amp;>&} {entity &lt;><} {entity &gt;>>} {entity &quot;>\"} {entity &apos;>'}", ""},
        {"&#233;&#xE9;&nbsp;x", "{entity &#233;>\xC3\xA9}{entity &#xE9;>\xC3\xA9}{entity &nbsp;>\xC2\xA0}x", ""},
        {"*a &amp; b*", "{md-emphasis *>}a {entity &amp;>&} b{md-emphasis *>}", "e:a |e:&|e: b"},
        {"*e\xCC\x81*", "{md-emphasis *>}{nfc e\xCC\x81>\xC3\xA9}{md-emphasis *>}", "e:\xC3\xA9"},
        {"## **a**", "{md-heading ##>}{edge  >}{md-emphasis **>}a{md-emphasis **>}", "s:a"},
    };
    for (size_t i = 0; i < COUNT(rows); i++) {
        struct rsis_flow *f = read_as(rows[i].text, RSIS_FROM_MARKDOWN);
        assert_text(rows[i].text, tiles_of(&f->ledger), rows[i].tiles);
        assert_text(rows[i].text, runs_of(f), rows[i].runs);
    }
}

/* What does not pair, what people write without meaning a mark: every character stays. */
static void unpaired_marks_stay(void **state) {
    (void)state;
    static const char *const kept[] = {
        "a * b * c",
        "*a",
        "a*",
        "**a*",
        "*a _b",
        "a_b_c",
        "snake_case_name and _x",
        "****a****",
        "5 * 3",
        "[a]",
        "[a] (b)",
        "[a](b c)",
        "[a](",
        "[a]()",
        "[Note]: see there",
        "[1] a",
        "a < b > c",
        "<b>a</b>",
        "<not an address>",
        "<http://a b>",
        "AT&T",
        "&hellip; &#1; &#xD800; &amp",
        "C:\\dir and \\x",
        "2013. That was",
        "046.",
        "!a",
        "100%",
        "a ~~b~~ `c`",
    };
    for (size_t i = 0; i < COUNT(kept); i++) {
        struct rsis_flow *f = read_as(kept[i], RSIS_FROM_MARKDOWN);
        assert_text(kept[i], tiles_of(&f->ledger), kept[i]);
        assert_int_equal(f->runs.n, 0);
    }
    struct rsis_flow *f = read_as("a *b* * c", RSIS_FROM_MARKDOWN);
    assert_text("one of three", tiles_of(&f->ledger), "a {md-emphasis *>}b{md-emphasis *>} * c");
    f = read_as("*a _b* c_", RSIS_FROM_MARKDOWN);
    assert_text("crossed", tiles_of(&f->ledger), "{md-emphasis *>}a _b{md-emphasis *>} c_");
    f = read_as("*a **b* c**x", RSIS_FROM_MARKDOWN);
    assert_int_equal(f->text.len, strlen("*a **b* c**x") - 4); /* the two that pair are taken */
    f = read_as("*a\n\nb*", RSIS_FROM_MARKDOWN);
    assert_text("not over a blank line", tiles_of(&f->ledger), "*a{break \\n\\n>\\n}b*");
}

static uint64_t next_chance(uint64_t *seed) {
    *seed = *seed * 6364136223846793005u + 1442695040888963407u;
    return *seed >> 33;
}

/* A break that stands between two words parts them. */
static void breaks_do_not_glue(void **state) {
    (void)state;
    static const struct tiling rows[] = {
        {"a <br>b", "a {md-tag <br>>}b"},
        {"a.<br/>\nb", "a.{md-tag <br/>>}{break \\n>\\n}b"},
        {"a<br>b", "a{md-tag <br>> }b"},
        {"a<br />b<br/>c", "a{md-tag <br />> }b{md-tag <br/>> }c"},
        {"**a**<br>*b*", "{md-emphasis **>}a{md-emphasis **>}{md-tag <br>> }{md-emphasis *>}b{md-emphasis *>}"},
    };
    check_tiles(RSIS_FROM_MARKDOWN, rows, COUNT(rows));
}

/* Pieces of which texts are made by chance. */
static const char *const parts[] = {"a",
                                    "b ",
                                    " ",
                                    "\n",
                                    "\n\n",
                                    "*",
                                    "**",
                                    "_",
                                    "[",
                                    "](",
                                    ")",
                                    "<",
                                    ">",
                                    "\\",
                                    "&amp;",
                                    "#",
                                    "# ",
                                    "> ",
                                    "- ",
                                    "1. ",

                                    "<sup>",
                                    "</sup>",
                                    "![",
                                    "\r\n",
                                    "\f",
                                    "\v",
                                    "\t",
                                    "-",
                                    "- \n",
                                    "-\n",
                                    "\xC2\xAD",
                                    "\xEF\xBB\xBF",
                                    "e\xCC\x81",
                                    "\xEF\xAC\x81",
                                    "\x01",
                                    "\x1E",
                                    "{3}----\n",
                                    "---\n",
                                    "\xC2\x85",
                                    "\xE2\x80\xA8",
                                    "\xC2\x92",
                                    "\xC3\xA2\xE2\x82\xAC\xE2\x84\xA2",
                                    "|",
                                    "\xE2\x80\xA2 ",
                                    "http://x.y ",
                                    "<a@b.c>",
                                    "&#x41;",
                                    "<span id=\"page-1-2\">",
                                    "</span>",

                                    "\xE2\x80\x8D",
                                    "\xE0\xA4\x95",
                                    "o ",
                                    "\xC2\xA0",
                                    "="};
struct made {
    uint8_t part[32];
    unsigned n;
};

/* Reads it; false and the rule when a tile is not what the page on the ledger allows. */
static bool tiles_hold(const struct made *m, enum rsis_from from, char *text, const char **why) {
    struct rsis_flow *f = NULL;
    strcpy(text, "x");
    for (unsigned i = 0; i < m->n; i++) strcat(text, parts[m->part[i]]);
    restart();
    diags.stream = rsis_str_c(text);
    assert_int_equal(rsis_read(&f, &arena, &diags, rsis_str_c(text), "UTF-8", from), RSIS_OK);
    f->ledger.text = rsis_buf_slice(&f->text);
    for (uint32_t i = 0; i < f->lines.n; i++) assert_true(f->lines.v[i].at + f->lines.v[i].len <= f->text.len);
    for (uint32_t i = 0; i < f->runs.n; i++) {
        const struct rsis_run *r = &f->runs.v[i];
        *why = "a run or its target lies outside the text";
        if (r->at + r->len > f->text.len || r->href_at + r->href_len > f->text.len) return false;
        if (i) assert_true(r[-1].at + r[-1].len <= r->at);
    }
    bool holds = rsis_prove_tiles(&diags, &f->ledger);
    *why = holds ? "" : diags.list.v[diags.list.n - 1].message;
    return holds;
}

/* The shortest text that still fails, by leaving parts out. */
static void shrink(struct made *m, enum rsis_from from) {
    char text[512];
    const char *why;
    for (unsigned i = 0; i < m->n;) {
        struct made less = *m;
        memmove(less.part + i, less.part + i + 1, --less.n - i);
        if (tiles_hold(&less, from, text, &why)) {
            i++;
        } else {
            *m = less;
            i = 0;
        }
    }
}

/* Whatever stands there, the tiles are what the page allows, in every layout. */
static void any_text_is_tiled(void **state) {
    (void)state;
    uint64_t seed = 46;
    unsigned failed = 0;
    for (unsigned n = 0; n < 40000 && failed < 2; n++) {
        struct made m = {.n = 1 + (unsigned)(next_chance(&seed) % 24)};
        for (unsigned k = 0; k < m.n; k++) m.part[k] = (uint8_t)(next_chance(&seed) % COUNT(parts));
        for (int from = RSIS_FROM_MARKDOWN; from <= RSIS_FROM_TEXT; from++) {
            char text[512];
            const char *why;
            if (tiles_hold(&m, (enum rsis_from)from, text, &why)) continue;
            shrink(&m, (enum rsis_from)from);
            tiles_hold(&m, (enum rsis_from)from, text, &why);
            struct rsis_buf b;
            rsis_buf_init(&b, &arena);
            show(&b, rsis_str_c(text));
            print_error("%s: \"%.*s\": %s\n", rsis_from_name((enum rsis_from)from), RSIS_ARG(rsis_buf_slice(&b)), why);
            failed++;
            break;
        }
    }
    assert_int_equal(failed, 0);
}

/* ---- what recognition decides about line ends */

#define FRONT                                                                                                          \
    "RSIS COMMENTARIES\n\nNo. 1/2013 dated 2 January 2013\n\nOn Hyphens and Line Ends in This Text\n\nBy Ann "         \
    "Author\n\n"                                                                                                       \
    "Synopsis\n\nA short synopsis of some words stands here, and it is wrapped as\nthe rest of the text "              \
    "is.\n\nCommentary\n\n"

/* Reads a whole wrapped commentary and shows its tiles. */
static struct rsis_str converted(const char *body) {
    restart();
    struct rsis_series *series = NULL;
    struct rsis_doc *doc = NULL;
    assert_int_equal(rsis_series_load(&series, "rsis-commentary", NULL, NULL), RSIS_OK);
    struct rsis_options options = {.series = series, .from = RSIS_FROM_WRAPPED};
    const char *text = rsis_format(&arena, "%s%s", FRONT, body);
    assert_int_equal(rsis_doc_read_in(&doc, &arena, &diags, RSIS_LIT("x.txt"), rsis_str_c(text), &options), RSIS_OK);
    struct rsis_str tiles = tiles_of(&doc->ledger);
    rsis_series_free(series);
    return tiles;
}

static void line_ends_inside_words_are_closed(void **state) {
    (void)state;
    static const struct {
        const char *body, *has;
    } rows[] = {
        {"The ministers of the region have spoken at length about the policy-\nmakers who are to blame for this, and "
         "of policy-makers elsewhere.\n",
         "policy-{hyphen-kept \\n>}makers"},
        {"The ministers of the region have spoken at length at the address http://www.example.org/a/\nlong/path that "
         "is to blame for this, and of others "
         "which may come.\n",
         "example.org/a/{hyphen-kept \\n>}long/path"},
        {"The ministers of the region have spoken at length about all of the and/\nor clauses that they had to read "
         "before they could say "
         "a word on it.\n",
         "and/{space \\n> }or"},
        {"The ministers of the region have spoken at length about all the govern-\nment that is to blame for this, and "
         "of the government "
         "after it.\n",
         "govern{dehyphen -\\n>}ment"},
        {"The ministers of the region have spoken at length about all the short-\nand long-term measures that are to "
         "blame for this one.\n",
         "short-{space \\n> }and"},
        {"The ministers of the region have spoken at length about the govern\xC2\xAD\nment that is to blame for this, "
         "and of others which may come after it.\n",
         "govern{dehyphen \xC2\xAD\\n>}ment"},
        {"The ministers of the region have spoken at length about these words\nthat are to blame for this, and of "
         "others which may come after them.\n",
         "words{space \\n> }that"},
    };
    for (size_t i = 0; i < COUNT(rows); i++) {
        struct rsis_str tiles = converted(rows[i].body);
        if (rsis_str_find(tiles, rsis_str_c(rows[i].has)) < 0)
            fail_msg("row %zu: %s\nis not in\n%.*s", i, rows[i].has, RSIS_ARG(tiles));
    }
}

/* ---- limits and nothing */

static void nothing_is_refused(void **state) {
    (void)state;
    static const char *const empty[] = {"",     "\n",    " \t\r\n\f\v", "---\n", "\xEF\xBB\xBF", "\xE2\x80\x8B\n",
                                        "\x01", "***\n", "{1}-----\n"};
    for (size_t i = 0; i < COUNT(empty); i++)
        for (int from = RSIS_FROM_AUTO; from <= RSIS_FROM_LINES; from++) {
            if (*empty[i] == '{' && from != RSIS_FROM_MARKDOWN) continue; /* in plain text that is text */
            struct rsis_flow *f = NULL;
            restart();
            enum rsis_status st = rsis_read(&f, &arena, &diags, rsis_str_c(empty[i]), "UTF-8", (enum rsis_from)from);
            if (st != RSIS_ERR_INPUT || !found(RSIS_DIAG_IN_EMPTY))
                fail_msg("row %zu as %s: status %d", i, rsis_from_name((enum rsis_from)from), st);
        }
}

static void deep_quotations_are_bounded(void **state) {
    (void)state;
    char text[200];
    memset(text, '>', 100);
    strcpy(text + 100, " deep");
    struct rsis_flow *f = read_as(text, RSIS_FROM_TEXT);
    assert_int_equal(f->lines.n, 1);
    assert_int_equal(f->lines.v[0].level, 32);
    assert_non_null(found(RSIS_DIAG_BODY_QUOTE_DEPTH));
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(every_rung_decodes, begin, finish),
        cmocka_unit_test_setup_teardown(every_refusal_says_why, begin, finish),
        cmocka_unit_test_setup_teardown(a_few_controls_are_no_binary, begin, finish),
        cmocka_unit_test_setup_teardown(flavours_are_found, begin, finish),
        cmocka_unit_test_setup_teardown(physical_lines_end_where_they_should, begin, finish),
        cmocka_unit_test_setup_teardown(the_character_pass_repairs, begin, finish),
        cmocka_unit_test_setup_teardown(mojibake_needs_its_gate, begin, finish),
        cmocka_unit_test_setup_teardown(repairs_are_reported, begin, finish),
        cmocka_unit_test_setup_teardown(marks_of_lines_have_tiles, begin, finish),
        cmocka_unit_test_setup_teardown(a_byte_order_mark_hides_no_mark, begin, finish),
        cmocka_unit_test_setup_teardown(markdown_marks_are_taken, begin, finish),
        cmocka_unit_test_setup_teardown(unpaired_marks_stay, begin, finish),
        cmocka_unit_test_setup_teardown(breaks_do_not_glue, begin, finish),
        cmocka_unit_test_setup_teardown(any_text_is_tiled, begin, finish),
        cmocka_unit_test_setup_teardown(line_ends_inside_words_are_closed, begin, finish),
        cmocka_unit_test_setup_teardown(nothing_is_refused, begin, finish),
        cmocka_unit_test_setup_teardown(deep_quotations_are_bounded, begin, finish),
    };
    if (setjmp(guard)) return 1;
    return cmocka_run_group_tests(tests, NULL, NULL);
}
