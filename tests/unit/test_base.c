/*
 * test_base.c - arena (guard, cleanups, reset, the failing allocation), growing arrays and strings, slices,
 * UTF-8 in all sequences at the borders, the two faces of a finding.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>
#include <jansson.h>

#include "base/arena.h"
#include "base/buf.h"
#include "base/str.h"
#include "base/utf8.h"
#include "diag/diag.h"
#include "with_arena.h"

#define COUNT(a) (sizeof(a) / sizeof *(a))

/* ---- arena */

static bool zeroed(const char *p, size_t n) {
    for (size_t i = 0; i < n; i++)
        if (p[i]) return false;
    return true;
}

static void memory_is_zeroed_and_aligned(void **state) {
    (void)state;
    for (unsigned round = 0; round < 3; round++) {
        for (size_t size = 0; size < 3000; size += 7) {
            memset(rsis_arena_bytes(&arena, size % 13 + 1), 0xAA, size % 13 + 1);
            char *p = rsis_arena_alloc(&arena, size);
            assert_int_equal((uintptr_t)p % _Alignof(max_align_t), 0);
            assert_true(zeroed(p, size));
            memset(p, 0xFF, size);
        }
        rsis_arena_reset(&arena); /* what is given again is zeroed again */
    }
}

static void big_blocks_have_room(void **state) {
    (void)state;
    char *small = rsis_arena_alloc(&arena, 10);
    char *big = rsis_arena_alloc(&arena, 5 << 20), *bytes = rsis_arena_bytes(&arena, (3 << 20) + 1);
    memset(small, 1, 10);
    memset(big, 2, 5 << 20);
    memset(bytes, 3, (3 << 20) + 1);
    assert_true(small[9] == 1 && big[0] == 2 && big[(5 << 20) - 1] == 2 && bytes[3 << 20] == 3);
    assert_non_null(rsis_arena_alloc(&arena, 0));
}

/* 0 when the allocations went well, 1 when the arena jumped. */
static int take_three(unsigned *taken) {
    arena.guard = &guard;
    if (setjmp(guard)) return 1;
    rsis_arena_alloc(&arena, 8);
    *taken = 1;
    rsis_arena_bytes(&arena, 8);
    *taken = 2;
    rsis_format(&arena, "%d", 3);
    *taken = 3;
    return 0;
}

static void an_allocation_can_be_made_to_fail(void **state) {
    (void)state;
    static unsigned taken; /* static: it is read after a jump */
    for (unsigned n = 1; n <= 3; n++) {
        taken = 0;
        rsis_arena_fail_after(n);
        assert_int_equal(take_three(&taken), 1);
        assert_int_equal(taken, n - 1);
        taken = 0;
        assert_int_equal(take_three(&taken), 0); /* once only */
        assert_int_equal(taken, 3);
    }
    rsis_arena_fail_after(4);
    assert_int_equal(take_three(&taken), 0);
    rsis_arena_fail_after(1);
    rsis_arena_fail_after(0);
    assert_int_equal(take_three(&taken), 0);
}

static int ask_for(size_t size) {
    arena.guard = &guard;
    if (setjmp(guard)) return 1;
    rsis_arena_alloc(&arena, size);
    return 0;
}

static void real_exhaustion_jumps_too(void **state) {
    (void)state;
#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)
    skip(); /* the sanitizers report an allocation of that size */
#endif
    assert_int_equal(ask_for(SIZE_MAX / 4), 1);
    assert_int_equal(ask_for(100), 0);
}

static int surrender(void) {
    arena.guard = &guard;
    if (setjmp(guard)) return 1;
    rsis_arena_give_up(&arena);
}

static void giving_up_jumps(void **state) {
    (void)state;
    assert_int_equal(surrender(), 1);
}

static char order[16];

static void note(void *p) {
    strcat(order, p);
}

static void cleanups_run_newest_first_and_once(void **state) {
    (void)state;
    static char a[] = "a", b[] = "b", c[] = "c";
    *order = 0;
    rsis_arena_defer(&arena, note, a);
    rsis_arena_defer(&arena, note, b);
    rsis_arena_defer(&arena, note, c);
    assert_string_equal(order, "");
    rsis_arena_reset(&arena);
    assert_string_equal(order, "cba");
    rsis_arena_defer(&arena, note, b);
    rsis_arena_free(&arena);
    assert_string_equal(order, "cbab");
    rsis_arena_free(&arena);
    assert_string_equal(order, "cbab");
}

/* A cleanup that was registered before memory ended runs all the same; one that cannot be, at once. */
static int defer_then_fail(void) {
    static char a[] = "a", b[] = "b";
    arena.guard = &guard;
    if (setjmp(guard)) return 1;
    rsis_arena_defer(&arena, note, a);
    rsis_arena_fail_after(1);
    rsis_arena_defer(&arena, note, b);
    return 0;
}

static void cleanups_survive_a_jump(void **state) {
    (void)state;
    *order = 0;
    assert_int_equal(defer_then_fail(), 1);
    assert_string_equal(order, "b");
    rsis_arena_free(&arena);
    assert_string_equal(order, "ba");
}

static void arrays_grow(void **state) {
    (void)state;
    struct item {
        uint64_t a;
        char b[3];
    };
    RSIS_VEC(struct item) list = {NULL, 0, 0};
    for (uint32_t i = 0; i < 5000; i++) {
        struct item *p = RSIS_PUSH(&arena, &list);
        assert_true(p->a == 0 && zeroed(p->b, 3));
        *p = (struct item){i * 7919u, "xy"};
    }
    assert_int_equal(list.n, 5000);
    for (uint32_t i = 0; i < list.n; i++) assert_true(list.v[i].a == i * 7919u && list.v[i].b[1] == 'y');
}

static void strings_grow(void **state) {
    (void)state;
    struct rsis_buf b;
    rsis_buf_init(&b, &arena);
    assert_int_equal(rsis_buf_slice(&b).len, 0);
    rsis_buf_append(&b, NULL, 0);
    for (unsigned i = 0; i < 1000; i++) {
        rsis_buf_char(&b, 'a');
        rsis_buf_z(&b, "bc");
        rsis_buf_str(&b, rsis_str("defg", 2));
        rsis_buf_printf(&b, "%u;", i % 10);
    }
    struct rsis_str s = rsis_buf_slice(&b);
    assert_int_equal(s.len, 7000);
    for (size_t i = 0; i < s.len; i++)
        assert_int_equal(s.ptr[i], i % 7 == 5 ? '0' + (char)(i / 7 % 10) : "abcde0;"[i % 7]);
    rsis_buf_reserve(&b, 1 << 20);
    assert_true(b.cap - b.len >= 1 << 20);
    assert_memory_equal(b.ptr, "abcde0;", 7);
    assert_string_equal(rsis_format(&arena, "%s-%d-%c", "x", -5, 'y'), "x--5-y");
    assert_string_equal(rsis_format(&arena, "%s", ""), "");
}

/* ---- slices */

static void slices_compare(void **state) {
    (void)state;
    struct rsis_str none = {NULL, 0}, empty = RSIS_LIT(""), abc = RSIS_LIT("abc");
    assert_true(rsis_str_eq(none, empty));
    assert_true(rsis_str_eq(abc, rsis_str_c("abc")));
    assert_false(rsis_str_eq(abc, RSIS_LIT("abd")));
    assert_false(rsis_str_eq(abc, RSIS_LIT("ab")));
    assert_true(rsis_str_eq(rsis_str("a\0b", 3), rsis_str("a\0b", 3)));
    assert_false(rsis_str_eq(rsis_str("a\0b", 3), rsis_str("a\0c", 3)));
    assert_int_equal(rsis_str_c(NULL).len, 0);
    assert_true(rsis_str_starts(abc, RSIS_LIT("ab")) && rsis_str_starts(abc, empty) &&
                !rsis_str_starts(abc, RSIS_LIT("abcd")));
    assert_true(rsis_str_ends(abc, RSIS_LIT("bc")) && rsis_str_ends(abc, empty) &&
                !rsis_str_ends(abc, RSIS_LIT("xabc")));
    assert_true(rsis_str_eq_nocase(RSIS_LIT("aBz[`{"), RSIS_LIT("AbZ[`{")));
    assert_false(rsis_str_eq_nocase(RSIS_LIT("@"), RSIS_LIT("`")));
    assert_false(rsis_str_eq_nocase(RSIS_LIT("["), RSIS_LIT("{")));
    assert_false(rsis_str_eq_nocase(RSIS_LIT("\xC3\x89"), RSIS_LIT("\xC3\xA9")));
    assert_true(rsis_str_starts_nocase(RSIS_LIT("No. 1"), RSIS_LIT("NO.")));
    assert_false(rsis_str_starts_nocase(RSIS_LIT("No"), RSIS_LIT("NO.")));
    assert_true(rsis_str_eq(rsis_str_from(abc, 1), RSIS_LIT("bc")));
    assert_int_equal(rsis_str_from(abc, 3).len, 0);
}

static void slices_are_searched(void **state) {
    (void)state;
    static const struct {
        const char *s, *needle;
        int at;
    } rows[] = {
        {"abcabc", "abc", 0}, {"abcabc", "cab", 2}, {"abc", "abcd", -1}, {"abc", "c", 2},
        {"abc", "", 0},       {"", "", 0},          {"", "a", -1},       {"aaab", "aab", 1},
        {"abab", "abb", -1},  {"xaxab", "ab", 3},   {"ab", "b\xC3", -1},
    };
    for (size_t i = 0; i < COUNT(rows); i++)
        assert_int_equal(rsis_str_find(rsis_str_c(rows[i].s), rsis_str_c(rows[i].needle)), rows[i].at);
    assert_int_equal(rsis_str_find(rsis_str("abcd", 3), RSIS_LIT("cd")), -1); /* not beyond the end */
    assert_int_equal(rsis_str_find(rsis_str("a\0bc", 4), RSIS_LIT("bc")), 2);
}

static void slices_are_trimmed_and_copied(void **state) {
    (void)state;
    static const struct {
        const char *s, *trimmed;
    } rows[] = {{" a b ", "a b"},
                {"\t\r\n\v\f", ""},
                {"", ""},
                {"a", "a"},
                {"\xC2\xA0"
                 "a",
                 "\xC2\xA0"
                 "a"}};
    for (size_t i = 0; i < COUNT(rows); i++)
        assert_true(rsis_str_eq(rsis_str_trim(rsis_str_c(rows[i].s)), rsis_str_c(rows[i].trimmed)));
    char *copy = rsis_str_dup(&arena, rsis_str("abcd", 2));
    assert_string_equal(copy, "ab");
    assert_string_equal(rsis_str_dup(&arena, rsis_str(NULL, 0)), "");
    char *inner = rsis_str_dup(&arena, rsis_str("a\0b", 3));
    assert_memory_equal(inner, "a\0b\0", 4);
}

static void some_words_suspend_a_hyphen(void **state) {
    (void)state;
    static const struct {
        bool suspends;
        const char *rest;
    } rows[] = {
        {true, "and long-term"}, {true, "or"},       {true, "To be"},   {true, "versus"},  {false, "term"},
        {false, "android"},      {false, "orchard"}, {false, "totals"}, {false, ""},       {false, "19"},
        {false, "et\xC3\xA9"},   {true, "et al."},   {false, " and"},   {true, "rather,"}, {false, "Pacific"},
    };
    for (size_t i = 0; i < COUNT(rows); i++)
        assert_int_equal(rsis_str_suspends_hyphen(rsis_str_c(rows[i].rest)), rows[i].suspends);
}

static void ascii_classes_are_ascii(void **state) {
    (void)state;
    for (int c = -128; c < 128; c++) {
        char x = (char)c;
        assert_int_equal(rsis_is_digit(x), c >= '0' && c <= '9');
        assert_int_equal(rsis_is_alpha(x), (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z'));
        assert_int_equal(rsis_is_upper(x), c >= 'A' && c <= 'Z');
        assert_int_equal(rsis_is_lower(x), c >= 'a' && c <= 'z');
        assert_int_equal(rsis_is_space(x), c == ' ' || (c >= 9 && c <= 13));
        assert_int_equal(rsis_to_lower(x), c >= 'A' && c <= 'Z' ? c + 32 : c);
    }
}

/* ---- UTF-8 */

/* RFC 3629, table of well-formed byte sequences: the length of the one at p, or 0. Written from the table. */
static unsigned well_formed(const unsigned char *p, size_t n) {
    static const struct {
        unsigned len;
        unsigned char from[4], to[4];
    } rows[] = {
        {1, {0x00}, {0x7F}},
        {2, {0xC2, 0x80}, {0xDF, 0xBF}},
        {3, {0xE0, 0xA0, 0x80}, {0xE0, 0xBF, 0xBF}},
        {3, {0xE1, 0x80, 0x80}, {0xEC, 0xBF, 0xBF}},
        {3, {0xED, 0x80, 0x80}, {0xED, 0x9F, 0xBF}},
        {3, {0xEE, 0x80, 0x80}, {0xEF, 0xBF, 0xBF}},
        {4, {0xF0, 0x90, 0x80, 0x80}, {0xF0, 0xBF, 0xBF, 0xBF}},
        {4, {0xF1, 0x80, 0x80, 0x80}, {0xF3, 0xBF, 0xBF, 0xBF}},
        {4, {0xF4, 0x80, 0x80, 0x80}, {0xF4, 0x8F, 0xBF, 0xBF}},
    };
    for (size_t i = 0; i < COUNT(rows); i++) {
        bool fits = rows[i].len <= n;
        for (unsigned k = 0; fits && k < rows[i].len; k++) fits = p[k] >= rows[i].from[k] && p[k] <= rows[i].to[k];
        if (fits) return rows[i].len;
    }
    return 0;
}

/* The bytes at which something changes, and their neighbours. */
static const unsigned char borders[] = {0x00, 0x01, 0x09, 0x41, 0x7E, 0x7F, 0x80, 0x81, 0x8E, 0x8F, 0x90,
                                        0x91, 0x9E, 0x9F, 0xA0, 0xA1, 0xBE, 0xBF, 0xC0, 0xC1, 0xC2, 0xC3,
                                        0xDE, 0xDF, 0xE0, 0xE1, 0xE2, 0xEC, 0xED, 0xEE, 0xEF, 0xF0, 0xF1,
                                        0xF2, 0xF3, 0xF4, 0xF5, 0xF7, 0xF8, 0xFB, 0xFC, 0xFD, 0xFE, 0xFF};

static void check_sequence(const unsigned char *p, size_t n) {
    unsigned len = 99, want = well_formed(p, n);
    uint32_t cp = rsis_utf8_next((const char *)p, (const char *)p + n, &len);
    if (!want) {
        if (cp != RSIS_UTF8_BAD || len != 1) fail_msg("%02X %02X %02X %02X (%zu) is taken", p[0], p[1], p[2], p[3], n);
        return;
    }
    char back[4];
    if (cp == RSIS_UTF8_BAD || len != want) fail_msg("%02X %02X %02X %02X (%zu) is refused", p[0], p[1], p[2], p[3], n);
    if (rsis_utf8_put(cp, back) != len || memcmp(back, p, len) != 0)
        fail_msg("U+%04X does not come back", (unsigned)cp);
    unsigned again;
    if (rsis_utf8_before((const char *)p, (const char *)p + len, &again) != cp || again != len)
        fail_msg("U+%04X is not found backwards", (unsigned)cp);
}

static void sequences_at_the_borders_are_judged(void **state) {
    (void)state;
    const size_t n = COUNT(borders);
    unsigned char p[4];
    for (size_t i = 0; i < n * n * n * n; i++) {
        p[0] = borders[i / (n * n * n)];
        p[1] = borders[i / (n * n) % n];
        p[2] = borders[i / n % n];
        p[3] = borders[i % n];
        check_sequence(p, 4);
        if (p[3] == 0) check_sequence(p, 3);
        if (p[3] == 0 && p[2] == 0) check_sequence(p, 2);
        if (p[3] == 0 && p[2] == 0 && p[1] == 0) check_sequence(p, 1);
    }
    for (unsigned a = 0; a < 256; a++)
        for (unsigned b = 0; b < 256; b++) {
            unsigned char two[4] = {(unsigned char)a, (unsigned char)b, 0, 0};
            check_sequence(two, 2);
        }
}

static void every_character_comes_back(void **state) {
    (void)state;
    for (uint32_t cp = 0; cp <= 0x10FFFF; cp++) {
        if (cp >= 0xD800 && cp <= 0xDFFF) continue;
        char out[5] = {0};
        unsigned len, n = rsis_utf8_put(cp, out);
        assert_int_equal(n, cp < 0x80 ? 1 : cp < 0x800 ? 2 : cp < 0x10000 ? 3 : 4);
        assert_true(rsis_utf8_next(out, out + n, &len) == cp && len == n);
        bool xml = cp == 9 || cp == 10 || cp == 13 || (cp >= 0x20 && cp != 0xFFFE && cp != 0xFFFF);
        assert_int_equal(rsis_is_xml_char(cp), xml);
    }
    for (uint32_t cp = 0xD800; cp <= 0xDFFF; cp++) assert_false(rsis_is_xml_char(cp));
    assert_false(rsis_is_xml_char(RSIS_UTF8_BAD));
}

/* An ill-formed byte at any place among ASCII and wide text: the step of eight must not jump over it. */
static void the_first_bad_byte_is_found(void **state) {
    (void)state;
    char text[64];
    for (size_t len = 0; len < 40; len++)
        for (size_t at = 0; at < len; at++) {
            memset(text, 'a', len);
            text[at] = (char)0xFF;
            assert_int_equal(rsis_utf8_check(rsis_str(text, len)), at);
            text[at] = (char)0xC3; /* cut short by a letter or by the end */
            assert_int_equal(rsis_utf8_check(rsis_str(text, len)), at);
            if (at + 1 == len) continue;
            text[at + 1] = (char)0xA9;
            assert_int_equal(rsis_utf8_check(rsis_str(text, len)), len);
            assert_int_equal(rsis_utf8_length(rsis_str(text, len)), len - 1);
        }
    assert_int_equal(rsis_utf8_check(rsis_str(NULL, 0)), 0);
    assert_int_equal(rsis_utf8_length(RSIS_LIT("a\xE2\x80\x99\xF0\x9F\x98\x80z")), 4);
}

static void eight_bytes_are_judged_like_one(void **state) {
    (void)state;
    char text[8];
    for (int c = -128; c < 128; c++)
        for (size_t at = 0; at < 8; at++) {
            memset(text, 'm', 8);
            text[at] = (char)c;
            assert_int_equal(rsis_ascii8(text), c >= 0);
            /* It may call a printable byte doubtful, never a control or a wide byte plain. */
            if (rsis_printable8(text)) assert_true(c >= 0x20);
            if (c >= 0x20 && c < 0x7F) assert_true(rsis_printable8(text));
        }
}

static void characters_have_classes(void **state) {
    (void)state;
    static const struct {
        uint32_t cp;
        bool word, letter, upper, lower;
    } rows[] = {
        {'a', true, true, false, true},
        {'Z', true, true, true, false},
        {'0', true, false, false, false},
        {'-', false, false, false, false},
        {'\'', false, false, false, false},
        {'_', false, false, false, false},
        {0xE9, true, true, false, true},
        {0xC9, true, true, true, false},
        {0xD7, false, false, false, false},
        {0x2019, false, false, false, false},
        {0x2BC, true, true, false, false},
        {0x301, true, false, false, false},
        {0x4E2D, true, true, false, false},
        {0x627, true, true, false, false},
        {0x660, true, false, false, false},
        {0xB2, true, false, false, false},
        {0x1C5, true, true, true, false},
        {0xA0, false, false, false, false},
        {0xFFFD, false, false, false, false},
        {0x1F600, false, false, false, false},
        {RSIS_UTF8_BAD, false, false, false, false},
    };
    for (size_t i = 0; i < COUNT(rows); i++) {
        assert_int_equal(rsis_is_word_char(rows[i].cp), rows[i].word);
        assert_int_equal(rsis_is_letter(rows[i].cp), rows[i].letter);
        assert_int_equal(rsis_is_upper_cp(rows[i].cp), rows[i].upper);
        assert_int_equal(rsis_is_lower_cp(rows[i].cp), rows[i].lower);
    }
    static const struct {
        const char *s;
        unsigned len;
    } blanks[] = {{" ", 1},
                  {"\t", 1},
                  {"a", 0},
                  {"\xC2\xA0", 2},
                  {"\xE2\x80\x80", 3},
                  {"\xE2\x80\x8A", 3},
                  {"\xE2\x80\x8B", 0},
                  {"\xE2\x80\xAF", 3},
                  {"\xE3\x80\x80", 3},
                  {"\xE2\x80\xA8", 0},
                  {"\xC3\xA9", 0},
                  {"\xC2", 0}};
    for (size_t i = 0; i < COUNT(blanks); i++)
        assert_int_equal(rsis_utf8_blank(blanks[i].s, blanks[i].s + strlen(blanks[i].s)), blanks[i].len);
}

/* ---- findings */

static void places_are_counted_in_characters(void **state) {
    (void)state;
    static const struct {
        const char *stream;
        uint32_t at, line, column;
    } rows[] = {
        {"", 0, 1, 1},
        {"abc", 2, 1, 3},
        {"a\nb", 2, 2, 1},
        {"a\r\nb", 3, 2, 1},
        {"a\rb", 2, 2, 1},
        {"a\r\n\r\nb", 5, 3, 1},
        {"\xC3\xA9\xE2\x80\x99x", 5, 1, 3},
        {"a\fb", 2, 1, 3},
        {"abc", 99, 1, 4},
        {"a\n", 2, 2, 1},
    };
    for (size_t i = 0; i < COUNT(rows); i++) {
        uint32_t line = 0, column = 0;
        rsis_place(rsis_str_c(rows[i].stream), rows[i].at, &line, &column);
        if (line != rows[i].line || column != rows[i].column) fail_msg("row %zu: %u:%u", i, line, column);
    }
}

static char told[1000];

static void tell(void *ctx, const struct rsis_diag *d) {
    (void)ctx;
    size_t n = strlen(told);
    snprintf(told + n, sizeof told - n, "%s %u:%u %u+%u %s|", d->message, d->line, d->column, (unsigned)d->offset,
             (unsigned)d->length, rsis_severity_name(d->severity));
}

static void findings_come_by_place(void **state) {
    (void)state;
    struct rsis_diags d;
    rsis_diags_init(&d, &arena, "x");
    d.stream = RSIS_LIT("one\ntwo\nthree");
    rsis_report(&d, RSIS_DIAG_META_NO_AUTHOR, 8, 5, "third %d", 3);
    rsis_report(&d, RSIS_DIAG_FLOW_JOINED, 4, 0, "second");
    rsis_report_file(&d, RSIS_DIAG_META_NO_NOTICE, "file");
    rsis_report(&d, RSIS_DIAG_IN_BINARY, 4, 1, "second, too");
    rsis_report_file(&d, RSIS_DIAG_META_NO_TITLE, "file, too");
    rsis_report_line(&d, RSIS_DIAG_SERIES_CONTENT, 7, 9, "elsewhere");
    *told = 0;
    rsis_diags_deliver(&d, tell, NULL);
    assert_string_equal(told,
                        "file 0:0 0+0 warning|file, too 0:0 0+0 error|elsewhere 7:9 0+0 error|second 2:1 4+0 info|"
                        "second, too 2:1 4+1 fatal|third 3 3:1 8+5 error|");
    assert_true(d.counts.n[RSIS_INFO] == 1 && d.counts.n[RSIS_WARNING] == 1 && d.counts.n[RSIS_ERROR] == 3 &&
                d.counts.n[RSIS_FATAL] == 1);
    rsis_diags_deliver(&d, NULL, NULL);
}

static void ids_are_never_used_twice(void **state) {
    (void)state;
    for (int i = 0; i < RSIS_DIAG_COUNT; i++) {
        const char *a = rsis_diag_id((enum rsis_diag_code)i);
        assert_true(strncmp(a, "RSIS-", 5) == 0 && strlen(a) > 9);
        assert_true(rsis_diag_severity((enum rsis_diag_code)i) <= RSIS_FATAL);
        for (int k = 0; k < i; k++) assert_string_not_equal(a, rsis_diag_id((enum rsis_diag_code)k));
    }
}

static const struct rsis_diag hostile = {.id = "RSIS-X-001",
                                         .severity = RSIS_WARNING,
                                         .path = "a\x1B[31m\n\xC2\x9B\xE2\x80\x99\xFF.txt",
                                         .line = 3,
                                         .column = 7,
                                         .offset = 5000000000u,
                                         .length = 2,
                                         .message = "says \"\\\t\x7F\x01\xF0\x9F\x98\x80\xED\xA0\x80\""};

static void the_text_face_escapes_controls(void **state) {
    (void)state;
    char line[400];
    size_t n = rsis_diag_format(&hostile, RSIS_DIAG_TEXT, line, sizeof line);
    assert_string_equal(line, "a\\x1B[31m\\x0A\\xC2\\x9B\xE2\x80\x99\\xFF.txt:3:7: warning: says "
                              "\"\\\\x09\\x7F\\x01\xF0\x9F\x98\x80\\xED\\xA0\\x80\""
                              " [RSIS-X-001]");
    assert_int_equal(n, strlen(line));
    struct rsis_diag whole = {.id = "RSIS-X-002", .severity = RSIS_FATAL, .path = "-", .message = "no place"};
    rsis_diag_format(&whole, RSIS_DIAG_TEXT, line, sizeof line);
    assert_string_equal(line, "-: fatal: no place [RSIS-X-002]");
}

/* Every character below U+00A0, in path and message: none reaches a terminal. */
static void no_control_reaches_a_terminal(void **state) {
    (void)state;
    for (uint32_t cp = 1; cp < 0x100; cp++) {
        char z[8] = "<", line[200];
        unsigned n = rsis_utf8_put(cp, z + 1);
        strcpy(z + 1 + n, ">");
        struct rsis_diag d = {.id = "I", .path = z, .message = z};
        for (int style = RSIS_DIAG_TEXT; style <= RSIS_DIAG_JSON; style++) {
            rsis_diag_format(&d, (enum rsis_diag_style)style, line, sizeof line);
            for (const char *p = line; *p; p++) {
                assert_true((unsigned char)*p >= 0x20 && *p != 0x7F);
                bool c1 = (unsigned char)*p == 0xC2 && (unsigned char)p[1] < 0xA0;
                if (c1) fail_msg("U+%04X stands as it is in the %s face", (unsigned)cp, style ? "JSON" : "text");
            }
        }
    }
}

static void the_json_face_is_json(void **state) {
    (void)state;
    char line[500];
    size_t n = rsis_diag_format(&hostile, RSIS_DIAG_JSON, line, sizeof line);
    assert_int_equal(n, strlen(line));
    assert_null(strchr(line, '\n'));
    json_error_t e;
    json_t *o = json_loads(line, JSON_REJECT_DUPLICATES, &e);
    if (!o) fail_msg("%s: %s", line, e.text);
    assert_int_equal(json_object_size(o), 8);
    assert_string_equal(json_string_value(json_object_get(o, "id")), "RSIS-X-001");
    assert_string_equal(json_string_value(json_object_get(o, "severity")), "warning");
    assert_string_equal(json_string_value(json_object_get(o, "path")),
                        "a\x1B[31m\n\xC2\x9B\xE2\x80\x99\xEF\xBF\xBD.txt");
    assert_string_equal(json_string_value(json_object_get(o, "message")),
                        "says \"\\\t\x7F\x01\xF0\x9F\x98\x80\xEF\xBF\xBD\xEF\xBF\xBD\xEF\xBF\xBD\"");
    assert_int_equal(json_integer_value(json_object_get(o, "line")), 3);
    assert_int_equal(json_integer_value(json_object_get(o, "column")), 7);
    assert_true(json_integer_value(json_object_get(o, "offset")) == 5000000000);
    assert_int_equal(json_integer_value(json_object_get(o, "length")), 2);
    json_decref(o);
}

/* As snprintf does it: any room, always terminated, never beyond, and the length that is needed. */
static void faces_keep_to_their_room(void **state) {
    (void)state;
    char whole[500], part[500];
    for (int style = RSIS_DIAG_TEXT; style <= RSIS_DIAG_JSON; style++) {
        size_t n = rsis_diag_format(&hostile, (enum rsis_diag_style)style, whole, sizeof whole);
        assert_int_equal(rsis_diag_format(&hostile, (enum rsis_diag_style)style, NULL, 0), n);
        for (size_t size = 0; size <= n + 2; size++) {
            memset(part, '#', sizeof part);
            assert_int_equal(rsis_diag_format(&hostile, (enum rsis_diag_style)style, part, size), n);
            size_t fits = size > n ? n : size ? size - 1 : 0;
            assert_memory_equal(part, whole, fits);
            if (size) assert_int_equal(part[fits], 0);
            assert_int_equal(part[size], '#');
        }
    }
}

static void severities_have_names(void **state) {
    (void)state;
    assert_string_equal(rsis_severity_name(RSIS_INFO), "info");
    assert_string_equal(rsis_severity_name(RSIS_WARNING), "warning");
    assert_string_equal(rsis_severity_name(RSIS_ERROR), "error");
    assert_string_equal(rsis_severity_name(RSIS_FATAL), "fatal");
    assert_non_null(rsis_severity_name((enum rsis_severity)77));
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(memory_is_zeroed_and_aligned, begin, finish),
        cmocka_unit_test_setup_teardown(big_blocks_have_room, begin, finish),
        cmocka_unit_test_setup_teardown(an_allocation_can_be_made_to_fail, begin, finish),
        cmocka_unit_test_setup_teardown(real_exhaustion_jumps_too, begin, finish),
        cmocka_unit_test_setup_teardown(giving_up_jumps, begin, finish),
        cmocka_unit_test_setup_teardown(cleanups_run_newest_first_and_once, begin, finish),
        cmocka_unit_test_setup_teardown(cleanups_survive_a_jump, begin, finish),
        cmocka_unit_test_setup_teardown(arrays_grow, begin, finish),
        cmocka_unit_test_setup_teardown(strings_grow, begin, finish),
        cmocka_unit_test(slices_compare),
        cmocka_unit_test(slices_are_searched),
        cmocka_unit_test_setup_teardown(slices_are_trimmed_and_copied, begin, finish),
        cmocka_unit_test(some_words_suspend_a_hyphen),
        cmocka_unit_test(ascii_classes_are_ascii),
        cmocka_unit_test(sequences_at_the_borders_are_judged),
        cmocka_unit_test(every_character_comes_back),
        cmocka_unit_test(the_first_bad_byte_is_found),
        cmocka_unit_test(eight_bytes_are_judged_like_one),
        cmocka_unit_test(characters_have_classes),
        cmocka_unit_test(places_are_counted_in_characters),
        cmocka_unit_test_setup_teardown(findings_come_by_place, begin, finish),
        cmocka_unit_test(ids_are_never_used_twice),
        cmocka_unit_test(the_text_face_escapes_controls),
        cmocka_unit_test(no_control_reaches_a_terminal),
        cmocka_unit_test(the_json_face_is_json),
        cmocka_unit_test(faces_keep_to_their_room),
        cmocka_unit_test(severities_have_names),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
