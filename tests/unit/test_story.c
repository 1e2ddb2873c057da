/*
 * test_story.c - the readers behind the check of packages: XML that must not be believed, ledgers that are none, what a
 * record and a page say; and a whole package, made, checked, altered, and checked while memory runs out.
 */
#include <errno.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cmocka.h>

#include "base/file.h"
#include "job/story.h"
#include "package/package.h"

#define COUNT(a) (sizeof(a) / sizeof *(a))

static struct rsis_arena arena;
static jmp_buf guard;
static struct rsis_report report;

static int begin(void **state) {
    (void)state;
    rsis_arena_init(&arena, &guard);
    rsis_report_init(&report, &arena, "test");
    return 0;
}

static int finish(void **state) {
    (void)state;
    rsis_arena_fail_after(0);
    rsis_arena_free(&arena);
    return 0;
}

static const struct rsis_str here = {"x", 1};

static bool told(enum rsis_check check) {
    return report.counts[check] > 0;
}

/* ---------------------------------------------------------------- the profile */

static void the_profile_is_the_one_that_is_written(void **state) {
    (void)state;
    assert_string_equal(RSIS_STORY_PROFILE, RSIS_BAG_PROFILE);
    struct rsis_bag bag = {0};
    assert_false(rsis_is_our_package(&bag));
    *RSIS_PUSH(&arena, &bag.info) =
        (struct rsis_bag_info){RSIS_LIT("BagIt-Profile-Identifier"), RSIS_LIT("https://example.org/"), 1};
    *RSIS_PUSH(&arena, &bag.info) = (struct rsis_bag_info){RSIS_LIT("Other"), RSIS_LIT(RSIS_BAG_PROFILE), 2};
    assert_false(rsis_is_our_package(&bag));
    *RSIS_PUSH(&arena, &bag.info) =
        (struct rsis_bag_info){RSIS_LIT("BagIt-Profile-Identifier"), RSIS_LIT(RSIS_BAG_PROFILE), 3};
    assert_true(rsis_is_our_package(&bag));
}

/* ---------------------------------------------------------------- XML */

static struct rsis_xml_node *read_z(const char *text) {
    return rsis_xml_read(&report, here, rsis_str_c(text));
}

static void a_document_is_a_tree(void **state) {
    (void)state;
    const struct rsis_xml_node *n = read_z("<a x:l='1' l='&lt;' xmlns:x='u'>one<b>two</b> &amp; <![CDATA[<]]><b/></a>");
    assert_non_null(n);
    assert_true(rsis_str_eq(rsis_xml_text_of(&arena, n, NULL), RSIS_LIT("onetwo & <")));
    assert_true(rsis_str_eq(rsis_xml_text_of(&arena, n, "b"), RSIS_LIT("one & <")));
    assert_true(rsis_str_eq(rsis_xml_child_text(&arena, n, "b"), RSIS_LIT("two")));
    assert_true(rsis_xml_has(n, "l", "1"));
    assert_null(rsis_xml_value(n, "k").ptr);
    unsigned nodes = 0;
    for (; n; n = rsis_xml_after(n)) nodes++;
    assert_true(nodes >= 5);
}

static void hostile_documents_are_refused(void **state) {
    (void)state;
    static const char *const documents[] = {
        "",
        "<a>",
        "<a></b>",
        "text",
        "<a/><b/>",
        "<a>&nothing;</a>",
        "<a b='1' b='2'/>",
        "<!DOCTYPE a [<!ENTITY w 'word'>]><a>&w;</a>",
        "<!DOCTYPE a [<!ENTITY w SYSTEM '/etc/passwd'>]><a>&w;</a>",
        "<!DOCTYPE a [<!ENTITY % p SYSTEM 'http://127.0.0.1/'> %p;]><a/>",
        "<!DOCTYPE a [<!ENTITY a 'aaaaaaaaaa'><!ENTITY b '&a;&a;&a;&a;&a;&a;'>]><a>&b;&b;</a>",
        "<a>\x01</a>",
        "<a>\xff</a>"};
    for (size_t i = 0; i < COUNT(documents); i++) {
        report.counts[RSIS_CHECK_PKG_XML] = 0;
        assert_null(read_z(documents[i]));
        assert_int_equal(report.counts[RSIS_CHECK_PKG_XML], 1);
    }
    struct rsis_buf deep;
    rsis_buf_init(&deep, &arena);
    for (int i = 0; i < 100; i++) rsis_buf_z(&deep, "<a>");
    for (int i = 0; i < 100; i++) rsis_buf_z(&deep, "</a>");
    assert_null(rsis_xml_read(&report, here, rsis_buf_slice(&deep)));
}

static void a_description_has_its_root_and_no_stray_text(void **state) {
    (void)state;
    assert_non_null(rsis_xml_read_record(&report, here, RSIS_LIT("<a xmlns='u'><b>c</b> </a>"), "a", "u"));
    assert_int_equal(report.list.n, 0);
    assert_null(rsis_xml_read_record(&report, here, RSIS_LIT("<a xmlns='v'/>"), "a", "u"));
    assert_null(rsis_xml_read_record(&report, here, RSIS_LIT("<b xmlns='u'/>"), "a", "u"));
    assert_int_equal(report.list.n, 2);
    rsis_xml_read_record(&report, here, RSIS_LIT("<a xmlns='u'><b>c</b>word</a>"), "a", "u");
    assert_int_equal(report.list.n, 3);
}

/* ---------------------------------------------------------------- what record and page say */

static const char record[] =
    "<article><front><article-meta><title-group><article-title>A <italic>T</italic><xref rid='fn1'>"
    "1</xref></article-title></title-group></article-meta></front><body><p id='p1'>See "
    "<ext-link xlink:href='http://a/' xmlns:xlink='x'>here</ext-link>.</p><sec><title>H</title>"
    "<p>Two</p></sec></body></article>";
static const char title_of_page[] = "<h1 class='title'>A <em>T</em><a class='note-ref' href='#k-fn1'>1</a></h1>";

static uint32_t compared(const char *title, const char *body) {
    struct rsis_reading one, two;
    const char *page = rsis_format(&arena, "<html><body>%s%s</body></html>", title, body);
    report.list.n = 0;
    rsis_read_jats_blocks(&one, &arena, read_z(record));
    rsis_read_page_blocks(&two, &report, here, read_z(page));
    rsis_compare_readings(&report, here, &one, &two);
    return report.list.n;
}

static void a_page_says_what_the_record_says(void **state) {
    (void)state;
    static const char body[] =
        "<p class='body'>See <a href='http://a/'>here</a>.</p><section><h2 class='heading'>H</h2>"
        "<p class='body'>Two</p></section>";
    assert_int_equal(compared(title_of_page, body), 0);
    static const char *const titles[] = {"<h1 class='title'>A <em>T</em></h1>",
                                         "<h1 class='title'>A T<a class='note-ref' href='#k-fn1'>1</a></h1>",
                                         "<h1 class='title'>A <em>T</em><a class='note-ref' href='#k-fn2'>1</a></h1>",
                                         "<h1 class='kicker'>A <em>T</em><a class='note-ref' href='#k-fn1'>1</a></h1>",
                                         "",
                                         "<h1 class='title'><em>A </em>T<a class='note-ref' href='#k-fn1'>1</a></h1>"};
    for (size_t i = 0; i < COUNT(titles); i++) assert_true(compared(titles[i], body) > 0);
    static const char *const bodies[] = {
        "<p class='body'>See <a href='http://b/'>here</a>.</p><h2 class='heading'>H</h2><p class='body'>Two</p>",
        "<p class='body'>See <a href='http://a/'>here.</a></p><h2 class='heading'>H</h2><p class='body'>Two</p>",
        "<p class='body'>See <a href='http://a/'>here</a>.</p><p class='body'>Two</p><h2 class='heading'>H</h2>",
        "<p class='body'>See <a href='http://a/'>here</a>.</p><h2 class='heading'>H</h2><p class='body'>Two</p>!",
        "<p class='body'>See <a href='http://a/'>here</a>.</p><h2 class='heading'>H</h2><p class='quote'>Two</p>",
        "<p class='body'>See <a href='http://a/'>here</a>.</p><h2 class='heading'>H</h2><p class='body' "
        "hidden=''>Two</p>",
        "<p class='body'>See <a href='http://a/'>here</a>.</p><h2 class='heading'>H</h2><p "
        "class='body'><b>Two</b></p>"};
    for (size_t i = 0; i < COUNT(bodies); i++) assert_true(compared(title_of_page, bodies[i]) > 0);
}

static void facts_are_read_from_the_record(void **state) {
    (void)state;
    struct rsis_facts f;
    rsis_facts_read(&f, &arena, read_z(record));
    assert_true(rsis_str_eq(rsis_fact(&f, RSIS_FACT_TITLE_SHOWN), RSIS_LIT("A T")));
    assert_int_equal(rsis_fact(&f, RSIS_FACT_CITATION).len, 0);
    static const struct {
        const char *issue, *year, *padded;
    } rows[] = {{"46", "2013", "046"},   {"046", "2013", "046"}, {"0046", "2013", "046"}, {"1046", "2013", "1046"},
                {"46A", "2013", "046a"}, {"46", "", ""},         {"A", "2013", ""},       {"", "2013", ""}};
    for (size_t i = 0; i < COUNT(rows); i++) {
        f = (struct rsis_facts){0};
        f.of[RSIS_FACT_ISSUE] = rsis_list_of(&arena, rsis_str_c(rows[i].issue));
        f.of[RSIS_FACT_YEAR] = rsis_list_of(&arena, rsis_str_c(rows[i].year));
        assert_true(rsis_str_eq(rsis_fact_padded_number(&f, &arena), rsis_str_c(rows[i].padded)));
    }
}

/* ---------------------------------------------------------------- ledgers */

#define SUM "0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef"

/* A ledger with these tiles and uses. */
static bool ledger_read(struct rsis_ledger_file *l, const char *tiles, const char *uses) {
    const char *text =
        rsis_format(&arena,
                    "{\"format\":\"rsis-ledger/1\",\"source\":{\"name\":\"x\",\"bytes\":3,\"sha256\":\"" SUM
                    "\",\"encoding\":\"UTF-8\"},\"text_sha256\":\"" SUM "\",\"tiles\":%s,\"furniture\":[],"
                    "\"output\":{\"format\":\"jats-1.3\",\"sha256\":\"" SUM "\"},\"uses\":%s}",
                    tiles, uses);
    return rsis_ledger_read(l, &report, here, rsis_str_c(text));
}

static void a_ledger_is_read_strictly(void **state) {
    (void)state;
    struct rsis_ledger_file l;
    assert_true(
        ledger_read(&l, "[[\"copy\",2],[\"illegal\",\"\\u0000\",\"\"]]",
                    "[[\"body\",\"primary\",1,0,2,\"moved\"],[\"href\",\"derived\",0,0,2,\"url\",\"http://ab\"]]"));
    assert_true(rsis_ledger_bind(&l, &report, here, rsis_str("ab\0", 3)));
    assert_true(rsis_str_eq(l.ledger.text, RSIS_LIT("ab")));
    assert_true(rsis_str_eq(l.record.uses.v[0].value, RSIS_LIT("ab")));
    assert_int_equal(report.list.n, 0);
    static const char *const tiles[] = {"1",
                                        "[1]",
                                        "[[]]",
                                        "[[\"copy\"]]",
                                        "[[\"copy\",-1]]",
                                        "[[\"copy\",1.0]]",
                                        "[[\"copy\",4294967296]]",
                                        "[[\"copy\",1,2]]",
                                        "[[\"nothing\",\"a\",\"b\"]]",
                                        "[[\"space\",\"a\"]]",
                                        "[[\"space\",\"a\",1]]",
                                        "[[\"space\",\"a\",\"b\",\"c\"]]"};
    for (size_t i = 0; i < COUNT(tiles); i++) assert_false(ledger_read(&l, tiles[i], "[]"));
    static const char *const uses[] = {"{}",
                                       "[[]]",
                                       "[[\"body\",\"primary\",0,0]]",
                                       "[[\"body\",\"primary\",0,0,1,1]]",
                                       "[[\"body\",\"derived\",0,0,1,\"none\",\"x\"]]",
                                       "[[\"body\",\"supplied\",0]]",
                                       "[[\"nobody\",\"primary\",0,0,1]]",
                                       "[[\"body\",\"secondary\",0,0,1]]",
                                       "[[\"body\",\"primary\",0,0,1,\"moved\",\"moved\"]]",
                                       "[[\"body\",\"asserted\",0,\"x\",\"unmoved\"]]"};
    for (size_t i = 0; i < COUNT(uses); i++) assert_false(ledger_read(&l, "[]", uses[i]));
    assert_int_equal(report.list.n, COUNT(tiles) + COUNT(uses));
}

static void tiles_lie_on_the_source(void **state) {
    (void)state;
    struct rsis_ledger_file l;
    assert_true(ledger_read(&l, "[[\"copy\",2],[\"space\",\"\\n\",\" \"]]", "[[\"body\",\"primary\",1,4294967295,9]]"));
    assert_false(rsis_ledger_bind(&l, &report, here, RSIS_LIT("abc")));
    assert_false(rsis_ledger_bind(&l, &report, here, RSIS_LIT("a")));
    assert_true(rsis_ledger_bind(&l, &report, here, RSIS_LIT("ab\n")));
    assert_int_equal(l.record.uses.v[0].value.len, 0);
    assert_true(told(RSIS_CHECK_PKG_S1));
}

static void a_source_is_decoded_as_declared(void **state) {
    (void)state;
    const struct {
        const char *encoding;
        struct rsis_str raw, text; /* text.ptr NULL: it does not decode */
    } rows[] = {
        {"UTF-8", RSIS_LIT("a"), RSIS_LIT("a")},
        {"CP1252", RSIS_LIT("\x93x\x80"), RSIS_LIT("\xE2\x80\x9Cx\xE2\x82\xAC")},
        {"MacRoman", RSIS_LIT("\xD2"), RSIS_LIT("\xE2\x80\x9C")},
        {"UTF-16LE", RSIS_LIT("a\0\x20\x20"), RSIS_LIT("a\xE2\x80\xA0")},
        {"UTF-16BE", RSIS_LIT("\0a"), RSIS_LIT("a")},
        {"UTF-16LE", RSIS_LIT("a"), {NULL, 0}},
        {"UTF-7", RSIS_LIT("a"), {NULL, 0}},
        {"UTF-8//IGNORE", RSIS_LIT("a"), {NULL, 0}},
    };
    for (size_t i = 0; i < COUNT(rows); i++) {
        struct rsis_ledger_file l = {.encoding = rsis_str_c(rows[i].encoding)};
        struct rsis_str stream;
        bool ok = rsis_ledger_decode(&stream, &report, here, &l, rows[i].raw);
        assert_int_equal(ok, rows[i].text.ptr != NULL);
        if (ok) assert_true(rsis_str_eq(stream, rows[i].text));
    }
}

static void supplied_values_are_decisions(void **state) {
    (void)state;
    static const struct {
        const char *use, *decision;
        bool decided;
    } rows[] = {
        {"[\"title\",\"supplied\",1,\"T; by and by\"]", "title = T; by and by; by A on 2026-01-01; why", true},
        {"[\"title\",\"supplied\",1,\"T\"]", "title = Tx; by A on 2026-01-01; why", false},
        {"[\"title\",\"supplied\",1,\"T\"]", "kicker = T; by A on 2026-01-01; why", false},
        {"[\"name-part\",\"supplied\",1,\"S\"]", "author.2.surname = S; by A on 2026-01-01; why", true},
        {"[\"contrib-id\",\"supplied\",1,\"S\"]", "author.2.surname = S; by A on 2026-01-01; why", false},
        {"[\"issue\",\"supplied\",1,\"046\"]", "number = 046/2013; by A on 2026-01-01; why", true},
        {"[\"issue\",\"supplied\",1,\"047\"]", "number = 046/2013; by A on 2026-01-01; why 047", false},
        {"[\"version\",\"supplied\",1,\"2\"]", "", true},
        {"[\"body\",\"supplied\",1,\"x\"]", "body = x; by A on 2026-01-01; why", false},
    };
    for (size_t i = 0; i < COUNT(rows); i++) {
        struct rsis_ledger_file l;
        struct rsis_facts f = {0};
        f.of[RSIS_FACT_SUPPLIED] = rsis_list_of(&arena, rsis_str_c(rows[i].decision));
        report.counts[RSIS_CHECK_PKG_SUPPLIED] = 0;
        assert_true(ledger_read(&l, "[]", rsis_format(&arena, "[%s]", rows[i].use)));
        rsis_check_supplied(&report, here, &l, &f);
        assert_int_equal(report.counts[RSIS_CHECK_PKG_SUPPLIED], rows[i].decided ? 0 : 1);
    }
}

/* ---------------------------------------------------------------- a whole package */

static char folder[4096];

/* Packs a sample into a directory of its own. */
static const char *packed(void) {
    const char *inputs[] = {"samples/2022-page-furniture.txt"};
    const char *tmp = getenv("TMPDIR");
    struct rsis_packing what = {.batch = {.inputs = inputs, .n_inputs = 1}, .when = "2026-11-23T10:15:00Z"};
    struct rsis_summary summary;
    struct rsis_series *series;
    snprintf(folder, sizeof folder, "%s/rsis-story-XXXXXX", tmp ? tmp : "/tmp");
    assert_non_null(mkdtemp(folder));
    const char *output = rsis_format(&arena, "%s/", folder);
    assert_int_equal(rsis_series_load(&series, rsis_series_builtin(0), NULL, NULL), RSIS_OK);
    what.batch.output = output;
    what.batch.options.series = series;
    assert_int_equal(rsis_pack_run(&summary, &what), RSIS_OK);
    rsis_series_free(series);
    return rsis_format(&arena, "%s/rsis-commentary-2022-088-v1.zip", folder);
}

static bool check(struct rsis_report *r, struct rsis_arena *a, const char *name, struct rsis_str bytes) {
    struct rsis_archive archive;
    struct rsis_bag bag = {0};
    rsis_report_init(r, a, name);
    if (!rsis_archive_open_bytes(&archive, a, r, "", bytes)) return false;
    rsis_validate_bag(r, &archive, &(struct rsis_bag_options){.jobs = 1, .bag = &bag});
    if (!rsis_is_our_package(&bag)) return false;
    rsis_check_package(r, &archive, &bag);
    return true;
}

static struct rsis_str zip_bytes(void) {
    struct rsis_str bytes;
    const char *path = packed();
    assert_int_equal(rsis_file_read(&bytes, &arena, path, 1 << 24), RSIS_OK);
    unlink(path);
    rmdir(folder);
    return bytes;
}

static void what_was_packed_is_valid(void **state) {
    (void)state;
    assert_true(check(&report, &arena, "p.zip", zip_bytes()));
    for (uint32_t i = 0; i < report.list.n; i++)
        print_message("%s: %s\n", report.list.v[i].member, report.list.v[i].message);
    assert_string_equal(rsis_report_verdict(&report), "valid");
    assert_string_equal(report.kind, "package");
}

/* False when memory ran out; then nothing but the arena is to be freed. */
static bool survives(uint64_t n, struct rsis_str bytes) {
    struct rsis_arena a;
    struct rsis_report r;
    jmp_buf out;
    rsis_arena_init(&a, &out);
    if (setjmp(out)) {
        rsis_arena_fail_after(0);
        rsis_arena_free(&a);
        return false;
    }
    rsis_arena_fail_after(n);
    check(&r, &a, "p.zip", bytes);
    rsis_arena_fail_after(0);
    assert_string_equal(rsis_report_verdict(&r), "valid");
    rsis_arena_free(&a);
    return true;
}

static void memory_runs_out(void **state) {
    (void)state;
    struct rsis_str bytes = zip_bytes();
    uint64_t n = 1, step = 1;
    for (; !survives(n, bytes); n += step) step = n < 200 ? 1 : 97; /* each early place, and a sample of the others */
    assert_true(n > 1000);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(the_profile_is_the_one_that_is_written, begin, finish),
        cmocka_unit_test_setup_teardown(a_document_is_a_tree, begin, finish),
        cmocka_unit_test_setup_teardown(hostile_documents_are_refused, begin, finish),
        cmocka_unit_test_setup_teardown(a_description_has_its_root_and_no_stray_text, begin, finish),
        cmocka_unit_test_setup_teardown(a_page_says_what_the_record_says, begin, finish),
        cmocka_unit_test_setup_teardown(facts_are_read_from_the_record, begin, finish),
        cmocka_unit_test_setup_teardown(a_ledger_is_read_strictly, begin, finish),
        cmocka_unit_test_setup_teardown(tiles_lie_on_the_source, begin, finish),
        cmocka_unit_test_setup_teardown(a_source_is_decoded_as_declared, begin, finish),
        cmocka_unit_test_setup_teardown(supplied_values_are_decisions, begin, finish),
        cmocka_unit_test_setup_teardown(what_was_packed_is_valid, begin, finish),
        cmocka_unit_test_setup_teardown(memory_runs_out, begin, finish),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
