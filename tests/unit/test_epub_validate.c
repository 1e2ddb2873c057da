/*
 * test_epub_validate.c - the parts of the EPUB validator that need no book: URLs (parse, decode, resolve), style sheets
 * (tokens, faults, references), attribute types, language tags, roles, the map, and the tables of the content model.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "validate/css.h"
#include "validate/epub_walk.h"
#include "validate/xhtml_model.h"
#include "with_arena.h"

#define COUNT(a) (sizeof(a) / sizeof *(a))

/* ---- URLs */

static void urls_are_judged(void **state) {
    static const struct {
        const char *url;
        bool right;
    } cases[] = {
        {"a.xhtml", true},
        {"../a.xhtml#b", true},
        {"", true},
        {"#x", true},
        {"  http://example.org  ", true},
        {"https://w_w.example.com/a?b=c%20d#e", true},
        {"https://[::1]:80/", true},
        {"irc://irc.freenode.net", true},
        {"mailto:a@b.c", true},
        {"urn:isbn:1 2", true},
        {"data:image/gif;base64,XXX??aaa", true},
        {"a b.xhtml", false},
        {"a|b", false},
        {"a%zz", false},
        {"a%4", false},
        {"https:/www.example.com", false},
        {"https:www.example.com", false},
        {"https://", false},
        {"https://a b/", false},
        {"http://[::1/", false},
        {"https://a:b/", false},
        {"#a b", false},
    };
    (void)state;
    for (size_t i = 0; i < COUNT(cases); i++) {
        struct rsis_url u;
        rsis_url_parse(&u, rsis_str_c(cases[i].url));
        if (!u.fault != cases[i].right) fail_msg("\"%s\": %s", cases[i].url, u.fault ? u.fault : "no fault");
    }
}

static void url_parts_are_found(void **state) {
    struct rsis_url u;
    (void)state;
    rsis_url_parse(&u, RSIS_LIT("https://u@h:1/p/q?r=s#t"));
    assert_true(rsis_str_eq(u.scheme, RSIS_LIT("https")));
    assert_true(rsis_str_eq(u.host, RSIS_LIT("u@h:1")));
    assert_true(rsis_str_eq(u.path, RSIS_LIT("/p/q")));
    assert_true(rsis_str_eq(u.query, RSIS_LIT("r=s")));
    assert_true(rsis_str_eq(u.fragment, RSIS_LIT("t")));
    rsis_url_parse(&u, RSIS_LIT("a:b"));
    assert_true(u.opaque);
    rsis_url_parse(&u, RSIS_LIT("c.xhtml?"));
    assert_true(u.has_query && !u.has_fragment && !u.scheme.len);
}

static void paths_are_resolved(void **state) {
    static const struct {
        const char *from, *path, *wanted;
        bool leaks;
    } cases[] = {
        {"EPUB/a.opf", "b.xhtml", "EPUB/b.xhtml", false},
        {"EPUB/t/a.xhtml", "../b.css", "EPUB/b.css", false},
        {"EPUB/t/a.xhtml", "./b", "EPUB/t/b", false},
        {"a.opf", "b", "b", false},
        {"a.opf", "../b", "b", true},
        {"E/a.opf", "../../E/b", "E/b", true},
        {"E/a.opf", "/b", "b", true},
        {"E/a.opf", "b%20c%C3%A9", "E/b c\xC3\xA9", false},
        {"E/a.opf", "b%zz%", "E/b%zz%", false},
        {"E/a.opf", "a/../../b", "b", false},
        {"E/a.opf", "a%00b", "E/a?b", false},
    };
    struct rsis_buf out;
    (void)state;
    rsis_buf_init(&out, &arena);
    for (size_t i = 0; i < COUNT(cases); i++) {
        bool leaks;
        struct rsis_str got = rsis_url_resolve(&out, rsis_str_c(cases[i].from), rsis_str_c(cases[i].path), &leaks);
        assert_string_equal(got.ptr, cases[i].wanted);
        assert_int_equal(leaks, cases[i].leaks);
    }
}

/* ---- style sheets */

struct seen {
    unsigned faults, urls, fonts, imports, properties, empty;
};

static void on_fault(void *ctx, size_t at, const char *what) {
    (void)at, (void)what;
    ((struct seen *)ctx)->faults++;
}

static void on_url(void *ctx, size_t at, enum rsis_css_url kind, struct rsis_str url) {
    struct seen *s = ctx;
    (void)at, (void)url;
    s->urls++;
    s->fonts += kind == RSIS_CSS_FONT;
    s->imports += kind == RSIS_CSS_IMPORT;
}

static void on_property(void *ctx, size_t at, struct rsis_str name) {
    (void)at, (void)name;
    ((struct seen *)ctx)->properties++;
}

static void on_empty(void *ctx, size_t at) {
    (void)at;
    ((struct seen *)ctx)->empty++;
}

static const struct rsis_css_events events = {on_fault, on_url, on_property, on_empty};

static void sheets_without_fault(void **state) {
    static const char *const sheets[] = {
        "",
        "@charset \"UTF-8\"; p { margin: 0 }",
        "p { margin: 0; }",
        "p{}",
        "@import \"a.css\"; @import url(b.css) screen;",
        "a[href^=\"http\"] { color: red } p:is(.a, .b):not(.c)::before { margin: 0 }",
        "@media (min-width: 1em) { p { margin: 0 } @media print { q { x: y } } }",
        "@font-face { font-family: x; src: url(a.otf), local(\"b\") }",
        "@foo bar; @foo { a { b: c } }",
        "@keyframes x { from { a: b } 50.5% { a: b } to { a: b } }",
        ":root { --x: { a: b }; --y: 1px } p { margin: calc(var(--y) + 2px) }",
        "p { filter: progid:DXImageTransform.Microsoft.gradient() }",
        "<!-- p { a: b } --> /* x */",
        "@page :first { margin: 0; @top-left { content: 'x' } }",
        "@namespace epub \"http://www.idpf.org/2007/ops\";",
        "p > a + b ~ c, * { content: \"\\\"\" }",
        ".a\\:b { c: d }",
    };
    (void)state;
    for (size_t i = 0; i < COUNT(sheets); i++) {
        struct seen s = {0};
        rsis_css_sheet(&events, &s, rsis_str_c(sheets[i]));
        if (s.faults) fail_msg("a fault in: %s", sheets[i]);
    }
}

static void sheets_with_fault(void **state) {
    static const char *const sheets[] = {
        "p { margin: 0",         "p { margin: 0 } }",
        "p { margin 0 }",        "p { & b { margin: 0 } }",
        "p { a: b;; c: d }",     "/* open",
        "p { content: \"x }",    "p { *zoom: 1 }",
        "p..x { a: b }",         "p: { a: b }",
        "p, { a: b }",           "{ a: b }",
        "p; q { a: b }",         "p",
        "@media x { p { a: b }", "p { a: url(b",
        "p { a: (b }",           "p { a: [b; c: d }",
        "p { a: b } q {",        "p { 1: b }",
    };
    (void)state;
    for (size_t i = 0; i < COUNT(sheets); i++) {
        struct seen s = {0};
        rsis_css_sheet(&events, &s, rsis_str_c(sheets[i]));
        if (!s.faults) fail_msg("no fault in: %s", sheets[i]);
    }
}

static void sheet_references_are_found(void **state) {
    struct seen s = {0};
    (void)state;
    rsis_css_sheet(&events, &s,
                   RSIS_LIT("@import 'a.css'; @namespace url(n); p { x: url(b.png) url('c.png') \"d\" }"
                            "@font-face { src: url(e.otf) } @font-face {}"));
    assert_int_equal(s.urls, 4);
    assert_int_equal(s.imports, 1);
    assert_int_equal(s.fonts, 1);
    assert_int_equal(s.empty, 1);
    assert_int_equal(s.faults, 0);
    assert_int_equal(s.properties, 2);
    s = (struct seen){0};
    rsis_css_sheet(&events, &s, RSIS_LIT("p { a } q { x: url(b.png) }")); /* goes on after a fault */
    assert_true(s.faults == 1 && s.urls == 1);
    s = (struct seen){0};
    rsis_css_declarations(&events, &s, RSIS_LIT("a: b; c: url(d)"));
    assert_true(s.faults == 0 && s.urls == 1 && s.properties == 2);
    rsis_css_declarations(&events, &s, RSIS_LIT("a: b }"));
    assert_true(s.faults > 0);
}

/* Blocks in blocks without end take bounded stack. */
static void deep_sheets_end(void **state) {
    static const char *const parts[] = {"@media x {", "p { @x {", "p{a:(", "p{a:[{("};
    (void)state;
    for (size_t i = 0; i < COUNT(parts); i++) {
        struct rsis_buf b;
        struct seen s = {0};
        rsis_buf_init(&b, &arena);
        for (int k = 0; k < 100000; k++) rsis_buf_z(&b, parts[i]);
        rsis_css_sheet(&events, &s, rsis_buf_slice(&b));
        assert_true(s.faults > 0);
    }
}

/* ---- attribute types */

static void values_are_judged(void **state) {
    static const struct {
        const char *choices, *value;
        enum rsis_epub_type type;
        bool right;
    } cases[] = {
        {NULL, "", RSIS_T_BOOLEAN, true},
        {NULL, "HIDDEN", RSIS_T_BOOLEAN, true},
        {NULL, "true", RSIS_T_BOOLEAN, false},
        {"ltr rtl", "RTL", RSIS_T_ENUM, true},
        {"ltr rtl", "", RSIS_T_ENUM, false},
        {" a b", "", RSIS_T_ENUM, true},
        {"yes no", "Yes", RSIS_T_EXACT, false},
        {"a b", "b  a", RSIS_T_TOKENS, true},
        {"a b", "c", RSIS_T_TOKENS, false},
        {NULL, "1", RSIS_T_ID, true},
        {NULL, "a b", RSIS_T_ID, false},
        {NULL, "", RSIS_T_ID, false},
        {NULL, " a-1 ", RSIS_T_NAME_ID, true},
        {NULL, "1", RSIS_T_NAME_ID, false},
        {NULL, "\xC3\xA9", RSIS_T_NAME_ID, true},
        {NULL, "a:b", RSIS_T_NAME_ID, false},
        {NULL, "-3", RSIS_T_INT, true},
        {NULL, "3x", RSIS_T_INT, false},
        {NULL, "0", RSIS_T_UINT, true},
        {NULL, "-1", RSIS_T_UINT, false},
        {NULL, "00", RSIS_T_POSITIVE, false},
        {NULL, "10", RSIS_T_POSITIVE, true},
        {NULL, "-.5e3", RSIS_T_FLOAT, true},
        {NULL, "1.", RSIS_T_FLOAT, false},
        {NULL, "e", RSIS_T_FLOAT, false},
        {NULL, "en-GB", RSIS_T_LANG, true},
        {NULL, "", RSIS_T_LANG, true},
        {NULL, "en_US", RSIS_T_LANG, false},
        {NULL, "text/html; charset=utf-8", RSIS_T_MIME, true},
        {NULL, "text", RSIS_T_MIME, false},
        {NULL, "/x", RSIS_T_MIME, false},
        {NULL, "UTF-8", RSIS_T_CHARSET, true},
        {NULL, "latin1", RSIS_T_CHARSET, false},
        {NULL, "_blank", RSIS_T_TARGET, true},
        {NULL, "_x", RSIS_T_TARGET, false},
        {NULL, "#a", RSIS_T_HASHNAME, true},
        {NULL, "a", RSIS_T_HASHNAME, false},
        {NULL, "  ", RSIS_T_URL_FULL, false},
        {NULL, "doc-chapter", RSIS_T_ROLE, true},
        {NULL, "chapter", RSIS_T_ROLE, false},
        {NULL, "", RSIS_T_ROLE, false},
        {NULL, "2013-05-14", RSIS_T_DATETIME, true},
        {NULL, "2013", RSIS_T_DATETIME, true},
        {NULL, "2013-W20", RSIS_T_DATETIME, true},
        {NULL, "05-14", RSIS_T_DATETIME, true},
        {NULL, "12:30", RSIS_T_DATETIME, true},
        {NULL, "2013-05-14T12:30:00.5+08:00", RSIS_T_DATETIME, true},
        {NULL, "2013-05-14 12:30Z", RSIS_T_DATETIME, true},
        {NULL, "P1DT2H", RSIS_T_DATETIME, true},
        {NULL, "1h 30m", RSIS_T_DATETIME, true},
        {NULL, "2013-13-14", RSIS_T_DATETIME, false},
        {NULL, "14 May 2013", RSIS_T_DATETIME, false},
        {NULL, "", RSIS_T_DATETIME, false},
        {NULL, "24:00", RSIS_T_DATETIME, false},
    };
    (void)state;
    for (size_t i = 0; i < COUNT(cases); i++) {
        struct rsis_epub_attr_rule rule = {RSIS_A_ID, (uint8_t)cases[i].type, 0, cases[i].choices};
        bool ok = rsis_epub_value_ok(&rule, "hidden", rsis_str_c(cases[i].value));
        if (ok != cases[i].right) fail_msg("type %d: \"%s\"", (int)cases[i].type, cases[i].value);
    }
}

static void languages_are_judged(void **state) {
    static const char *const right[] = {"en",        "en-GB",    "zh-Hant-TW", "de-CH-1996", "x-private",
                                        "i-klingon", "sl-nedis", "en-a-bbb",   "en-x-y",     "es-419"};
    static const char *const wrong[] = {"",    "e",   "en_US",  "a-value", "english_UK", " en ",
                                        "en-", "-en", "en--us", "en-a",    "abcdefghi",  "en-abcdefghi"};
    (void)state;
    for (size_t i = 0; i < COUNT(right); i++)
        if (!rsis_epub_is_language(rsis_str_c(right[i]))) fail_msg("refused: %s", right[i]);
    for (size_t i = 0; i < COUNT(wrong); i++)
        if (rsis_epub_is_language(rsis_str_c(wrong[i]))) fail_msg("taken: \"%s\"", wrong[i]);
}

/* The list of roles is searched by halves, so it must be sorted: the first, the last and some between are found. */
static void roles_are_found(void **state) {
    static const char *const some[] = {"alert", "treeitem", "doc-abstract",   "doc-toc",
                                       "none",  "region",   "graphics-symbol"};
    (void)state;
    for (size_t i = 0; i < COUNT(some); i++) assert_true(rsis_epub_is_role(rsis_str_c(some[i])));
    assert_false(rsis_epub_is_role(RSIS_LIT("doc")));
    assert_false(rsis_epub_is_role(RSIS_LIT("alerts")));
    assert_false(rsis_epub_is_role(RSIS_LIT("")));
}

/* ---- the map */

static void map_keeps_what_it_is_given(void **state) {
    struct rsis_epub_map m;
    (void)state;
    rsis_epub_map_init(&m, &arena, 4);
    for (uint32_t i = 0; i < 5000; i++) {
        char *key = rsis_format(&arena, "k%u", i / 2);
        assert_true(rsis_epub_map_add(&m, i % 2, rsis_str_c(key), i));
        assert_false(rsis_epub_map_add(&m, i % 2, rsis_str_c(key), 0));
    }
    for (uint32_t i = 0; i < 5000; i++) {
        char *key = rsis_format(&arena, "k%u", i / 2);
        assert_int_equal(*rsis_epub_map_find(&m, i % 2, rsis_str_c(key)), i);
    }
    assert_null(rsis_epub_map_find(&m, 2, RSIS_LIT("k1")));
    assert_true(rsis_epub_map_add(&m, 7, rsis_str(NULL, 0), 1));
    assert_non_null(rsis_epub_map_find(&m, 7, RSIS_LIT("")));
}

/* ---- the tables */

static const struct rsis_epub_elements *const tables[] = {&rsis_xhtml_elements, &rsis_svg_elements, &rsis_math_elements,
                                                          &rsis_opf_elements,   &rsis_ncx_elements, &rsis_ocf_elements};

/* A step must be possible: its children allowed, its target a state; where not all states end, it says what is missing.
 */
static void steps_are_sound(void **state) {
    (void)state;
    for (size_t t = 0; t < COUNT(tables); t++)
        for (uint32_t i = 0; i < tables[t]->n; i++) {
            const struct rsis_epub_element *e = &tables[t]->rows[i];
            assert_non_null(e->name);
            assert_true(e->accept != 0);
            if (e->n_steps && e->accept != ~0u && !e->incomplete) fail_msg("%s does not say what it needs", e->name);
            for (uint32_t s = 0; s < e->n_steps; s++) {
                if (!(e->steps[s].set & (e->allows | RSIS_INHERITED)))
                    fail_msg("a step of %s can never be taken", e->name);
                assert_true(e->steps[s].from <= RSIS_STEP_ANY && e->steps[s].to <= RSIS_STEP_SAME);
            }
        }
}

static const struct rsis_epub_element *named(const struct rsis_epub_elements *table, const char *name) {
    for (uint32_t i = 0; i < table->n; i++)
        if (strcmp(table->rows[i].name, name) == 0) return &table->rows[i];
    fail_msg("no element %s", name);
    return NULL;
}

static void content_model_says_what_html_says(void **state) {
    static const struct {
        const char *parent, *child;
        bool may;
    } cases[] = {{"p", "span", true},       {"p", "div", false},      {"div", "p", true},    {"ul", "li", true},
                 {"ul", "p", false},        {"body", "li", false},    {"span", "h1", false}, {"h1", "em", true},
                 {"tr", "td", true},        {"table", "td", false},   {"dl", "dt", true},    {"figure", "p", true},
                 {"head", "style", true},   {"body", "style", false}, {"br", "span", false}, {"select", "option", true},
                 {"video", "source", true}, {"p", "source", false}};
    (void)state;
    for (size_t i = 0; i < COUNT(cases); i++) {
        const struct rsis_epub_element *parent = named(&rsis_xhtml_elements, cases[i].parent);
        bool may = (parent->allows & named(&rsis_xhtml_elements, cases[i].child)->is) != 0;
        if (may != cases[i].may) fail_msg("%s in %s", cases[i].child, cases[i].parent);
    }
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(urls_are_judged),
        cmocka_unit_test(url_parts_are_found),
        cmocka_unit_test_setup_teardown(paths_are_resolved, begin, finish),
        cmocka_unit_test(sheets_without_fault),
        cmocka_unit_test(sheets_with_fault),
        cmocka_unit_test(sheet_references_are_found),
        cmocka_unit_test_setup_teardown(deep_sheets_end, begin, finish),
        cmocka_unit_test(values_are_judged),
        cmocka_unit_test(languages_are_judged),
        cmocka_unit_test(roles_are_found),
        cmocka_unit_test_setup_teardown(map_keeps_what_it_is_given, begin, finish),
        cmocka_unit_test(steps_are_sound),
        cmocka_unit_test(content_model_says_what_html_says),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
