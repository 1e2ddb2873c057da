/*
 * test_jats_read.c - our JATS read back: the relations of its two rules, ledgers that hold and mutants of them that
 * do not, what is refused and where, overrides on top, and memory that ends at every single allocation.
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
#include "job/doc.h"
#include "proof/proof.h"
#include "with_arena.h"

#define COUNT(a) (sizeof(a) / sizeof *(a))

static const char *const samples[] = {"samples/2013-markdown.jats.xml", "samples/2020-kicker-markdown.jats.xml",
                                      "samples/2022-page-furniture.jats.xml", "samples/iseas-2021.jats.xml",
                                      "samples/damaged.jats.xml"};

static struct rsis_series *series;
static struct rsis_diags diags;

static int open_all(void **state) {
    (void)state;
    return rsis_series_load(&series, "rsis-commentary", NULL, NULL) == RSIS_OK ? 0 : -1;
}

static int close_all(void **state) {
    (void)state;
    rsis_series_free(series);
    return 0;
}

static struct rsis_str load(const char *path) {
    FILE *f = fopen(path, "rb");
    if (!f) fail_msg("%s: run this from the top of the tree", path);
    struct rsis_buf b;
    rsis_buf_init(&b, &arena);
    char part[4096];
    for (size_t n; (n = fread(part, 1, sizeof part, f)) > 0;) rsis_buf_append(&b, part, n);
    fclose(f);
    return rsis_buf_slice(&b);
}

/* `s` with the first `before` replaced by `after`. */
static struct rsis_str changed(struct rsis_str s, const char *before, const char *after) {
    ptrdiff_t at = rsis_str_find(s, rsis_str_c(before));
    if (at < 0) fail_msg("\"%s\" does not stand in the sample", before);
    struct rsis_buf b;
    rsis_buf_init(&b, &arena);
    rsis_buf_append(&b, s.ptr, (size_t)at);
    rsis_buf_z(&b, after);
    rsis_buf_str(&b, rsis_str_from(s, (size_t)at + strlen(before)));
    return rsis_buf_slice(&b);
}

static enum rsis_status read_it(struct rsis_doc **doc, struct rsis_str bytes, enum rsis_from from) {
    struct rsis_options options = {.series = series, .from = from};
    rsis_diags_init(&diags, &arena, "a.xml");
    return rsis_doc_read_in(doc, &arena, &diags, RSIS_LIT("a.xml"), bytes, &options);
}

/* ---- relations */

struct row {
    enum rsis_rule rule;
    bool holds;
    const char *before, *left, *right; /* what stands around it in the stream */
};

#define TAG RSIS_RULE_XML_TAG
#define VALUE RSIS_RULE_XML_VALUE
static const struct row rows[] = {
    {TAG, true, "<p>", "", ""},
    {TAG, true, "</p>", "", ""},
    {TAG, true, "<p id=\"p12\">", "", ""},
    {TAG, true, "<target id=\"page3\" target-type=\"page-break\"/>", "", ""},
    {TAG, true, "<?xml version=\"1.0\" encoding=\"UTF-8\"?>", "", ""},
    {TAG, true, "<ext-link ext-link-type=\"uri\" xlink:href=\"http://a.b\">", "", "http://a.b</ext-link>"},
    {TAG, true, "<ext-link ext-link-type=\"uri\" xlink:href=\"http://a.b\">", "", "a.b</ext-link>"},
    {TAG, true, "<email xlink:href=\"mailto:a@b.c\">", "", "a@b.c</email>"},
    {TAG, true, "<email xlink:href=\"", "", "x"},
    {TAG, true, "\">", "<email xlink:href=\"mailto:x", ""},
    {TAG, true, "\"/>", "<graphic xlink:href=\"a b.png", ""},
    {TAG, false, "p", "", ""},
    {TAG, false, "<p", "", ""},
    {TAG, false, "<p>word", "", ""},
    {TAG, false, "<secret>", "", ""},
    {TAG, false, "<p id=\"word\">", "", ""},
    {TAG, false, "<p id=\"p1234567\">", "", ""},
    {TAG, false, "<p class=\"p1\">", "", ""},
    {TAG, false, "<p  id=\"p1\">", "", ""},
    {TAG, false, "</p id=\"p1\">", "", ""},
    {TAG, false, "<article xml:lang=\"two words\">", "", ""},
    {TAG, false, "<notes notes-type=\"words\">", "", ""},
    {TAG, false, "<!-- words -->", "", ""},
    {TAG, false, "<?xml version=\"1.0\"?>", "", ""},
    {TAG, false, "<!DOCTYPE article SYSTEM \"words\">", "", ""},
    {TAG, false, "<ext-link xlink:href=\"http://a.b\">", "", "other</ext-link>"},
    {TAG, false, "<ext-link xlink:href=\"http://a.b\">", "", "a.b and more</ext-link>"},
    {TAG, false, "<ext-link xlink:href=\"http://\">", "", "</ext-link>"},
    {TAG, false, "<graphic xlink:href=\"a.png\"/>", "", ""},
    {TAG, false, "\">", "<p id=\"x", ""},
    {TAG, false, "\">", "<email xlink:href=\"x\">y", ""},
    {VALUE, true, "<issue content-type=\"series-number\">046</issue>", "", ""},
    {VALUE, true, "<meta-name>author-as-printed</meta-name>", "", ""},
    {VALUE, true, "<custom-meta>\n <meta-name>source-file</meta-name>\n <meta-value>a.txt</meta-value>\n</custom-meta>",
     "", ""},
    {VALUE, true, "<article-title>New</article-title>", "", "<meta-value>title = New; by A on 2026-01-01; x"},
    {VALUE, true, "<subject>New</subject>", "", "<meta-value>kicker = New; by A on 2026-01-01; x"},
    {VALUE, false, "<p>words</p>", "", ""},
    {VALUE, false, "<issue>046", "", ""},
    {VALUE, false, "<issue>046</issue> words", "", ""},
    {VALUE, false, "<issue>046<p>words</p></issue>", "", ""},
    {VALUE, false, "<issue>046</volume>", "", ""},
    {VALUE, false, "<meta-name>source-file</meta-name>", "", ""},
    {VALUE, false, "<meta-value>words</meta-value>", "", ""},
    {VALUE, false, "<article-title>Printed</article-title>", "", ""},
    {VALUE, false, "<article-title>Printed</article-title>", "", "<meta-value>kicker = Printed; by A"},
    {VALUE, false, "<article-title>Print</article-title>", "", "<meta-value>title = Printed; by A"},
    {VALUE, false,
     "<custom-meta><meta-name>author-as-printed</meta-name><meta-value>By Mary Tan</meta-value></custom-meta>", "", ""},
    {VALUE, false, "<custom-meta>words<meta-name>source-file</meta-name><meta-value>a</meta-value></custom-meta>", "",
     ""},
    {VALUE, false, "<custom-meta><meta-name>other</meta-name><meta-value>words</meta-value></custom-meta>", "", ""},
};

static bool holds(const struct row *r, const char *after) {
    char stream[1024];
    size_t left = strlen(r->left), n = strlen(r->before);
    snprintf(stream, sizeof stream, "%s%s%s", r->left, r->before, r->right);
    struct rsis_change c = {rsis_str(stream + left, n), rsis_str_c(after), rsis_str_c(stream), rsis_str_c(after)};
    return rsis_rule_holds(r->rule, &c);
}

static void relations_hold(void **state) {
    (void)state;
    for (size_t i = 0; i < COUNT(rows); i++) {
        if (holds(&rows[i], "") != rows[i].holds)
            fail_msg("%s must%s hold between \"%s\" and \"%s\"", rows[i].before, rows[i].holds ? "" : " not",
                     rows[i].left, rows[i].right);
        if (holds(&rows[i], " ") || holds(&rows[i], "x")) fail_msg("%s must yield nothing", rows[i].before);
    }
}

/* ---- ledgers */

static void same_bytes_again(void **state) {
    (void)state;
    for (size_t i = 0; i < COUNT(samples); i++) {
        struct rsis_doc *doc;
        struct rsis_str out, in = load(samples[i]);
        assert_int_equal(read_it(&doc, in, RSIS_FROM_AUTO), RSIS_OK);
        assert_int_equal(doc->flavour, RSIS_FROM_JATS);
        assert_int_equal(rsis_doc_write_in(&out, doc, RSIS_TO_JATS), RSIS_OK);
        if (!rsis_str_eq(out, in)) fail_msg("%s is not the same again", samples[i]);
        assert_int_equal(rsis_doc_write_in(&out, doc, RSIS_TO_TEXT), RSIS_OK);
    }
}

/* The text without, with twice, or with two of its words exchanged; the tiles stay. */
static struct rsis_str mutant(struct rsis_str text, int kind, size_t at) {
    while (at && text.ptr[at - 1] != ' ') at--;
    size_t n = strcspn(text.ptr + at, " \n") + 1, m = strcspn(text.ptr + at + n, " \n") + 1;
    struct rsis_buf b;
    rsis_buf_init(&b, &arena);
    rsis_buf_append(&b, text.ptr, at);
    if (kind == 1) rsis_buf_append(&b, text.ptr + at, n);
    if (kind == 1) rsis_buf_append(&b, text.ptr + at, n);
    if (kind == 2) rsis_buf_append(&b, text.ptr + at + n, m);
    if (kind == 2) rsis_buf_append(&b, text.ptr + at, n);
    rsis_buf_str(&b, rsis_str_from(text, at + n + (kind == 2 ? m : 0)));
    return rsis_buf_slice(&b);
}

static void mutants_are_refused(void **state) {
    (void)state;
    for (size_t i = 0; i < COUNT(samples); i++) {
        struct rsis_doc *doc;
        assert_int_equal(read_it(&doc, load(samples[i]), RSIS_FROM_AUTO), RSIS_OK);
        struct rsis_ledger honest = doc->ledger;
        honest.text = rsis_str(rsis_str_dup(&arena, honest.text), honest.text.len);
        assert_true(rsis_prove_tiles(&diags, &honest));
        for (size_t at = 200; at + 200 < honest.text.len; at += 97)
            for (int kind = 0; kind < 3; kind++) {
                struct rsis_ledger l = honest;
                l.text = mutant(honest.text, kind, at);
                if (!rsis_str_eq(l.text, honest.text) && rsis_prove_tiles(&diags, &l))
                    fail_msg("%s: mutant %d at %zu holds", samples[i], kind, at);
            }
    }
}

/* A paragraph that a tile of markup would swallow: its text is gone from the ledger, and the rule says no. */
static void words_cannot_hide(void **state) {
    (void)state;
    static const enum rsis_rule rules[] = {RSIS_RULE_XML_TAG, RSIS_RULE_XML_VALUE, RSIS_RULE_BREAK, RSIS_RULE_EDGE};
    struct rsis_doc *doc;
    assert_int_equal(read_it(&doc, load(samples[0]), RSIS_FROM_AUTO), RSIS_OK);
    struct rsis_ledger *l = &doc->ledger;
    size_t tried = 0, at = 0;
    for (uint32_t i = 0; i < l->tiles.n; at += l->tiles.v[i++].text_len) {
        struct rsis_tile was = l->tiles.v[i];
        if (was.rule != RSIS_RULE_COPY) continue;
        struct rsis_ledger hidden = *l;
        struct rsis_buf b;
        rsis_buf_init(&b, &arena);
        rsis_buf_append(&b, l->text.ptr, at);
        rsis_buf_str(&b, rsis_str_from(l->text, at + was.text_len));
        hidden.text = rsis_buf_slice(&b);
        for (size_t k = 0; k < COUNT(rules); k++, tried++) {
            l->tiles.v[i] = (struct rsis_tile){was.stream_len, 0, (uint16_t)rules[k]};
            if (rsis_prove_tiles(&diags, &hidden)) fail_msg("tile %u can be hidden as %d", i, (int)rules[k]);
        }
        l->tiles.v[i] = was;
    }
    assert_true(tried > 100);
}

/* ---- what is refused */

static void refused_with_a_place(void **state) {
    (void)state;
    static const struct {
        const char *before, *after;
        enum rsis_diag_code code;
    } edits[] = {
        {"<body>", "<body><table-wrap/>", RSIS_DIAG_JATS_ELEMENT},
        {"<body>", "<body><!-- x -->", RSIS_DIAG_JATS_ELEMENT},
        {"<body>", "<body>words", RSIS_DIAG_JATS_ELEMENT},
        {"<body>", "<body><?x y?>", RSIS_DIAG_JATS_ELEMENT},
        {"id=\"p1\"", "id=\"para\"", RSIS_DIAG_JATS_ELEMENT},
        {"</p>\n        <p>", "</p><p>", RSIS_DIAG_JATS_ELEMENT},
        {"89/2013</article-id>", "89/2014</article-id>", RSIS_DIAG_JATS_VALUE},
        {"<year>2013", "<year>2014", RSIS_DIAG_JATS_VALUE},
        {"<year>2013", "<year>&yr;", RSIS_DIAG_JATS_ELEMENT},
        {"Singapore</publisher-loc>", "Singa&foo;pore</publisher-loc>", RSIS_DIAG_JATS_ELEMENT},
        {"Singapore</publisher-loc>", "Singapore&#10;</publisher-loc>", RSIS_DIAG_JATS_ELEMENT},
        {"xml:lang=\"en\"", "xml:lang=\"e&n;\"", RSIS_DIAG_JATS_ELEMENT},
        {"The lesson", "The &lesson;", RSIS_DIAG_JATS_ELEMENT},
        {"<publisher-name>S. Rajaratnam School of International Studies, Nanyang Technological "
         "University</publisher-name>",
         "", RSIS_DIAG_JATS_ELEMENT},
        {">page-breaks-rejoined</meta-name>\n          <meta-value>", ">page-breaks-rejoined</meta-name><meta-value>0",
         RSIS_DIAG_JATS_ELEMENT},
        {">page-breaks-rejoined</meta-name>\n          <meta-value>",
         ">page-breaks-rejoined</meta-name><meta-value>about ", RSIS_DIAG_JATS_ELEMENT},
        {">page-breaks-rejoined</meta-name>\n          <meta-value>",
         ">page-breaks-rejoined</meta-name><meta-value>4294967296", RSIS_DIAG_JATS_ELEMENT},
        {">source-sha256</meta-name>\n          <meta-value>", ">source-sha256</meta-name><meta-value>0",
         RSIS_DIAG_JATS_ELEMENT},
        {">asserted-not-printed</meta-name>\n          <meta-value>accessibility metadata; ",
         ">asserted-not-printed</meta-name><meta-value>", RSIS_DIAG_JATS_ELEMENT},
        {"journal-id; journal-title;", "journal-id; journal-titel;", RSIS_DIAG_JATS_ELEMENT},
        {"readingOrder", "readingOrderly", RSIS_DIAG_JATS_ELEMENT},
        {"structuralNavigation", "readingOrder", RSIS_DIAG_JATS_ELEMENT},
        {"dtd-version=\"1.3\"", "dtd-version=\"1.4\"", RSIS_DIAG_JATS_ELEMENT},
        {"xml:lang=\"en\"", "xml:lang=\"fr\" xml:lang=\"en\"", RSIS_DIAG_JATS_FOREIGN},
        {"</body>", "", RSIS_DIAG_JATS_FOREIGN},
        {"<journal-title>RSIS Commentaries</journal-title>", "", RSIS_DIAG_JATS_FOREIGN},
        {"encoding=\"UTF-8\"", "encoding=\"UTF-8\" standalone=\"yes\"", RSIS_DIAG_JATS_FOREIGN},
    };
    struct rsis_str sample = load(samples[0]);
    for (size_t i = 0; i < COUNT(edits); i++) {
        struct rsis_doc *doc = NULL;
        assert_int_equal(read_it(&doc, changed(sample, edits[i].before, edits[i].after), RSIS_FROM_AUTO),
                         RSIS_ERR_INPUT);
        assert_null(doc);
        assert_int_equal(diags.list.n, 1);
        const struct rsis_finding *f = &diags.list.v[0];
        if (f->code != edits[i].code) fail_msg("%s: %s", edits[i].after, f->message);
        if (f->code != RSIS_DIAG_JATS_FOREIGN) assert_in_range(f->at, 1, sample.len);
    }
}

/* What the record of the findings holds is a list of ids. */
static void review_lists_findings(void **state) {
    (void)state;
    static const char *const bad[] = {"RSIS-META-00", "RSIS-META-008; ", "RSIS-META-008;RSIS-META-013",
                                      " RSIS-META-008"};
    const char *before = "<custom-meta>\n          <meta-name>asserted-not-printed";
    struct rsis_str sample = load(samples[0]);
    struct rsis_doc *doc;
    for (size_t i = 0; i <= COUNT(bad); i++) {
        const char *list = i < COUNT(bad) ? bad[i] : "RSIS-BODY-004; RSIS-META-018";
        struct rsis_str file =
            changed(sample, before,
                    rsis_format(&arena,
                                "<custom-meta><meta-name>needs-review</meta-name><meta-value>%s</meta-value>"
                                "</custom-meta>%s",
                                list, before));
        if (read_it(&doc, file, RSIS_FROM_AUTO) != (i < COUNT(bad) ? RSIS_ERR_INPUT : RSIS_OK))
            fail_msg("\"%s\"", list);
    }
}

/* Two paragraphs in an item are two in the text, and no words are joined. */
static void paragraphs_of_an_item_stay_apart(void **state) {
    (void)state;
    static const char item[] = "<list list-type=\"bullet\">\n<list-item>\n<p>First <bold>one</bold>.</p>\n"
                               "<p>Second one.</p>\n<p>Third one.</p>\n</list-item>\n</list>\n<p id=\"p1\">";
    struct rsis_doc *doc;
    struct rsis_str out;
    assert_int_equal(read_it(&doc, changed(load(samples[0]), "<p id=\"p1\">", item), RSIS_FROM_AUTO), RSIS_OK);
    for (int to = RSIS_TO_JATS; to <= RSIS_TO_TEXT; to++)
        assert_int_equal(rsis_doc_write_in(&out, doc, (enum rsis_to)to), RSIS_OK);
    assert_int_equal(rsis_doc_write_in(&out, doc, RSIS_TO_TEXT), RSIS_OK);
    assert_true(rsis_str_find(out, RSIS_LIT("\n\n\xE2\x80\xA2 First one.\n\nSecond one.\n\nThird one.\n\n")) > 0);
}

static void hostile_files_are_findings(void **state) {
    (void)state;
    struct rsis_buf deep, wide;
    rsis_buf_init(&deep, &arena);
    rsis_buf_init(&wide, &arena);
    for (int i = 0; i < 100000; i++) rsis_buf_z(&deep, "<italic>");
    for (int i = 0; i < 1000000; i++) rsis_buf_z(&wide, "word ");
    struct rsis_str sample = load(samples[0]), out;
    const char *bomb = "dtd\" [<!ENTITY a \"aaaaaaaa\"><!ENTITY b \"&a;&a;&a;&a;&a;&a;&a;&a;\">]>";
    rsis_buf_char(&wide, 0);
    const struct rsis_str files[] = {
        rsis_buf_slice(&deep),
        changed(sample, "<body>", "<body><p id=\"p1\">&#0;</p>"),
        changed(changed(sample, "dtd\">", bomb), "<body>", "<body><p id=\"p1\">&b;</p>"),
        changed(sample, "editorial", wide.ptr),
        RSIS_LIT("<article"),
        RSIS_LIT("<?xml"),
        RSIS_LIT(""),
        RSIS_LIT("\xEF\xBB\xBF"),
        rsis_str(sample.ptr, sample.len / 2),
    };
    for (size_t i = 0; i < COUNT(files); i++) {
        struct rsis_doc *doc = NULL;
        if (read_it(&doc, files[i], RSIS_FROM_JATS) != RSIS_ERR_INPUT) fail_msg("file %zu was read", i);
        assert_int_equal(diags.list.n, 1);
    }
    struct rsis_doc *doc = NULL; /* much text is no harm */
    assert_int_equal(read_it(&doc, changed(sample, "The lesson", wide.ptr), RSIS_FROM_AUTO), RSIS_OK);
    assert_int_equal(rsis_doc_write_in(&out, doc, RSIS_TO_JATS), RSIS_OK);
}

/* ---- memory */

static void memory_ends_anywhere(void **state) {
    (void)state;
    struct rsis_str in = load(samples[2]);
    for (uint64_t n = 1; n < 100000; n++) {
        struct rsis_arena other;
        struct rsis_options options = {.series = series};
        struct rsis_diags said;
        struct rsis_doc *doc;
        struct rsis_str out = {NULL, 0};
        jmp_buf here;
        rsis_arena_init(&other, &here);
        rsis_arena_fail_after(n);
        if (!setjmp(here)) {
            rsis_diags_init(&said, &other, "a.xml");
            enum rsis_status got = rsis_doc_read_in(&doc, &other, &said, RSIS_LIT("a.xml"), in, &options);
            if (got == RSIS_OK) got = rsis_doc_write_in(&out, doc, RSIS_TO_JATS);
            rsis_arena_fail_after(0);
            assert_int_equal(got, RSIS_OK);
            assert_true(rsis_str_eq(out, in));
            rsis_arena_free(&other);
            return;
        }
        rsis_arena_fail_after(0);
        rsis_arena_free(&other);
    }
    fail_msg("memory never sufficed");
}

#define TEST(f) cmocka_unit_test_setup_teardown(f, begin, finish)

int main(void) {
    const struct CMUnitTest tests[] = {
        TEST(relations_hold),
        TEST(same_bytes_again),
        TEST(mutants_are_refused),
        TEST(words_cannot_hide),
        TEST(refused_with_a_place),
        TEST(review_lists_findings),
        TEST(paragraphs_of_an_item_stay_apart),
        TEST(hostile_files_are_findings),
        TEST(memory_ends_anywhere),
    };
    if (setjmp(guard)) return 1;
    return cmocka_run_group_tests(tests, open_all, close_all);
}
