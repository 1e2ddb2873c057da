/*
 * test_jats_validate.c - JATS judged: samples that are good, mutants of them that are refused by the right check, rules
 * for what others write, hostile files, and memory that ends at every single allocation.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <pthread.h>

#include <cmocka.h>

#include "base/file.h"
#include "validate/jats.h"
#include "with_arena.h"

#define COUNT(a) (sizeof(a) / sizeof *(a))

static struct rsis_jats_schema *schema;
static struct rsis_report report;

static int open_all(void **state) {
    (void)state;
    schema = rsis_jats_schema_load(rsis_str((const char *)rsis_jats_rng, rsis_jats_rng_len));
    return schema ? 0 : -1;
}

static int close_all(void **state) {
    (void)state;
    rsis_jats_schema_free(schema);
    return 0;
}

static struct rsis_str load(const char *name) {
    struct rsis_str bytes;
    const char *path = rsis_format(&arena, "samples/%s.jats.xml", name);
    if (rsis_file_read(&bytes, &arena, path, 1 << 20) != RSIS_OK)
        fail_msg("%s: run this from the top of the tree", path);
    return bytes;
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

static void judge_with(struct rsis_str bytes, struct rsis_jats_options o) {
    rsis_report_init(&report, &arena, "a.xml");
    rsis_validate_jats(&report, bytes, &o);
}

static void judge(struct rsis_str bytes) {
    judge_with(bytes, (struct rsis_jats_options){.schema = schema, .year = 2026});
}

static unsigned worse_than(enum rsis_severity severity) {
    unsigned n = 0;
    for (uint32_t i = 0; i < report.list.n; i++) n += report.list.v[i].severity > severity;
    return n;
}

static const struct rsis_found *found(const char *number) {
    for (uint32_t i = 0; i < report.list.n; i++)
        if (strcmp(rsis_check_row(report.list.v[i].check)->id + strlen("RSIS-JATSV-"), number) == 0)
            return &report.list.v[i];
    return NULL;
}

static void show(void) {
    for (uint32_t i = 0; i < report.list.n; i++)
        print_message("%u: %s: %s\n", report.list.v[i].line, rsis_check_row(report.list.v[i].check)->id,
                      report.list.v[i].message);
}

/* ---- what is good */

static const char *const samples[] = {"2013-email",
                                      "2013-markdown",
                                      "2014-blank-lines",
                                      "2014-underscores-wrapped",
                                      "2020-kicker-markdown",
                                      "2020-two-number-lines",
                                      "2021-lines",
                                      "2022-page-furniture",
                                      "cp1252",
                                      "damaged",
                                      "iseas-2021"};

static void samples_are_good(void **state) {
    (void)state;
    for (size_t i = 0; i < COUNT(samples); i++) {
        judge(load(samples[i]));
        if (worse_than(RSIS_WARNING)) {
            show();
            fail_msg("%s", samples[i]);
        }
        assert_string_equal(report.kind, "jats");
    }
}

/* Whitespace, comments and another order of attributes are no change. */
static void what_means_the_same_is_good(void **state) {
    (void)state;
    struct rsis_str s = load("2013-markdown");
    s = changed(s, "<front>", "<!-- front -->\n\n<front>");
    s = changed(s, "contrib-type=\"author\" id=\"au1\"", "id='au1'  contrib-type='author'");
    s = changed(s, "<body>", "<?page 1?><body>");
    judge(s);
    assert_int_equal(worse_than(RSIS_WARNING), 0);
}

/* ---- mutants of what rsis wrote */

struct mutant {
    const char *sample, *before, *after, *number;
};

#define EMAIL "2013-email"
#define KICKER "2020-kicker-markdown"
#define LINES "2021-lines"
#define BLANKS "2014-blank-lines"
static const struct mutant mutants[] = {
    /* the grammar: what rsis does not write, though JATS may allow it */
    {EMAIL, "<processing-meta tagset-family=\"jats\"", "<processing-meta tagset-family=\"bits\"", "102"},
    {EMAIL, "table-model=\"none\"", "table-model=\"xhtml\"", "102"},
    {EMAIL, "<journal-id journal-id-type=\"publisher-id\">", "<journal-id journal-id-type=\"nlm-ta\">", "102"},
    {EMAIL, "<journal-id journal-id-type=\"publisher-id\">", "<journal-id>", "102"},
    {EMAIL, "<contrib-group content-type=\"authors\">", "<contrib-group>", "102"},
    {EMAIL, "<contrib contrib-type=\"author\"", "<contrib contrib-type=\"editor\"", "102"},
    {EMAIL, "specific-use=\"as-printed\"", "specific-use=\"display\"", "102"},
    {EMAIL, "date-type=\"pub\"", "date-type=\"pub\" pub-type=\"epub\"", "102"},
    {EMAIL, "<volume content-type=\"year\">", "<volume>", "102"},
    {EMAIL, "<issue content-type=\"series-number\">172</issue>", "", "104"},
    {EMAIL, "<issue content-type=\"series-number\">", "<issue>", "102"},
    {EMAIL, "<abstract id=\"abs1\">", "<abstract id=\"abstract\">", "102"},
    {EMAIL, "<meta-name>source-file</meta-name>", "<meta-name>file</meta-name>", "102"},
    {EMAIL, "ee37025a", "EE37025A", "102"},
    {EMAIL, "ee37025a", "ee37025", "102"},
    {EMAIL, "text/plain; charset=UTF-8", "text/html; charset=UTF-8", "102"},
    {EMAIL, "RSIS-META-015; RSIS-META-018", "RSIS-META-015, RSIS-META-018", "102"},
    {EMAIL, "notes-type=\"preface\"", "notes-type=\"intro\"", "102"},
    {EMAIL, "</body>", "</body><back><ack><p>x</p></ack>x</back>", "085"},
    {EMAIL, "<p id=\"p1\">", "<p>", "102"},
    {EMAIL, "<sec id=\"sec1\">", "<sec id=\"sec1\" sec-type=\"intro\">", "102"},
    {EMAIL, "<front>", "<front colour=\"red\">", "102"},
    {EMAIL, "<body>", "<body><table-wrap><label>1</label></table-wrap>", "102"},
    {EMAIL, "xml:lang=\"en\"", "xml:lang=\"en\" specific-use=\"x\"", "102"},
    {EMAIL, "mailto:RSISPublication@ntu.edu.sg", "http://RSISPublication.example.org/", "102"},
    {KICKER, "license-p content-type=\"scope\"", "license-p content-type=\"words\"", "102"},
    {KICKER, "<meta-value>1</meta-value>", "<meta-value>one</meta-value>", "102"},
    {KICKER, "target-type=\"inferred-break\"", "target-type=\"page-break\"", "102"},
    {KICKER, "subj-group-type=\"kicker\"", "subj-group-type=\"series\"", "102"},
    {KICKER, "<list list-type=\"bullet\">", "<list list-type=\"simple\">", "102"},
    {LINES, "<list list-type=\"order\">", "<list list-type=\"order\"><title>Rules</title>", "102"},
    {LINES, "<ack>", "<ack id=\"ack1\">", "102"},
    /* what a grammar cannot say */
    {EMAIL, "id=\"p3\"", "id=\"p33\"", "103"},
    {EMAIL, "id=\"sec2\"", "id=\"sec9\"", "103"},
    {EMAIL, "<elocation-id>172/2013", "<elocation-id>127/2013", "104"},
    {EMAIL, "<issue content-type=\"series-number\">172", "<issue content-type=\"series-number\">72x", "104"},
    {EMAIL, "<volume content-type=\"year\">2013", "<volume content-type=\"year\">2031", "104"},
    {EMAIL, "publication-format; article-type; language", "article-type; language", "105"},
    {EMAIL, "accessibility metadata; ", "", "105"},
    {EMAIL, "article-type; language", "article-type; language; title", "105"},
    {EMAIL, "article-type; language", "article-type; language; license-type", "105"},
    {KICKER, "; inferred-break", "", "105"},
    {EMAIL, "<meta-value>readingOrder</meta-value>", "<meta-value>none</meta-value>", "102"},
    {BLANKS, "<surname>LACHENAL", "<surname>SMITH", "108"},
    {EMAIL, "<meta-name>source-file</meta-name>",
     "<meta-name>supplied</meta-name><meta-value>number = 1</meta-value></custom-meta><custom-meta>"
     "<meta-name>source-file</meta-name>",
     "107"},
    /* any JATS */
    {EMAIL, "</front>", "", "001"},
    {EMAIL, "<p id=\"p1\">", "<p id=\"p1\" id=\"p1\">", "001"},
    {EMAIL, "<p id=\"p1\">", "<p id=\"p1\">\x01", "001"},
    {EMAIL, "<p id=\"p1\">", "<p id=\"p1\">\xC3(", "001"},
    {EMAIL, "xmlns:xlink=", "xmlns:x=", "004"},
    {EMAIL, "dtd-version=\"1.3\"", "dtd-version=\"1.2\"", "012"},
    {EMAIL, "dtd-version=\"1.3\"", "dtd-version=\"5.0\"", "011"},
    {EMAIL, "dtd-version=\"1.3\"", "", "010"},
    {EMAIL, "-//NLM//DTD JATS (Z39.96) Journal", "-//W3C//DTD Something", "009"},
    {EMAIL, "article-type=\"editorial\"", "", "014"},
    {EMAIL, "article-type=\"editorial\"", "article-type=\"commentary\"", "015"},
    {EMAIL, "xml:lang=\"en\"", "", "016"},
    {EMAIL, "xml:lang=\"en\"", "xml:lang=\"english language\"", "017"},
    {EMAIL, "<journal-title>RSIS Commentaries</journal-title>", "", "020"},
    {EMAIL, "<journal-title>RSIS Commentaries<", "<journal-title> <", "081"},
    {"iseas-2021", "2335-6677", "2335-6678", "024"},
    {"iseas-2021", "2335-6677", "2335 6677", "024"},
    {"iseas-2021", "<issn>2335-6677</issn>", "<issn>2335-6677</issn><issn>2335-6677</issn>", "025"},
    {EMAIL, "pub-id-type=\"publisher-id\"", "pub-id-type=\"doi\"", "028"},
    {EMAIL, "<article-id pub-id-type=\"publisher-id\">172/2013", "<article-id pub-id-type=\"pmid\">172/2013", "029"},
    {EMAIL, "<article-id pub-id-type=\"publisher-id\">", "<article-id>", "027"},
    {KICKER, "subj-group-type=\"kicker\"", "subj-group-type=\"heading\"", "031"},
    {KICKER, "<subject>COMMENTARY</subject>", "<subject>COMMENTARY</subject><subject>News</subject>", "031"},
    {EMAIL, "<title>The power of a blank</title>", "<title><bold>The power of a blank</bold></title>", "034"},
    {EMAIL, "<title>The power of a blank</title>", "<title/>", "081"},
    {EMAIL, "<title>The power of a blank</title>", "", "083"},
    {EMAIL, "<p id=\"p3\">", "<p id=\"p0\"/><p id=\"p3\">", "082"},
    {EMAIL, "<contrib contrib-type=\"editor\">", "<contrib contrib-type=\"editor\" corresp=\"yes\">", "043"},
    {EMAIL, "<name name-style=\"given-only\">", "<name>", "038"},
    {BLANKS, "<surname>LACHENAL", "<surname>LACHENAL, PhD", "039"},
    {BLANKS, "<surname>LACHENAL", "<surname> ", "081"},
    {EMAIL, "<name-alternatives>",
     "<contrib-id contrib-id-type=\"orcid\">0000-0002-1825-0098</contrib-id><name-alternatives>", "040"},
    {EMAIL, "<name-alternatives>", "<contrib-id>1</contrib-id><name-alternatives>", "042"},
    {EMAIL, "iso-8601-date=\"2013-09-18\"", "iso-8601-date=\"2013-09-19\"", "049"},
    {EMAIL, "iso-8601-date=\"2013-09-18\"", "iso-8601-date=\"18-09-2013\"", "048"},
    {EMAIL, "iso-8601-date=\"2013-09-18\"", "iso-8601-date=\"2013-09-31\"", "046"},
    {EMAIL, "<day>18</day>", "<day>31</day>", "046"},
    {EMAIL, "<month>09</month>", "<month>13</month>", "046"},
    {EMAIL, "<month>09</month>", "<month>September</month>", "047"},
    {EMAIL, "<month>09</month>", "", "047"},
    {EMAIL, "<year>2013</year>", "<year>13</year>", "047"},
    {EMAIL, "<year>2013</year>", "<year>2031</year>", "050"},
    {EMAIL, "<year>2013</year>", "<year>1013</year>", "051"},
    {KICKER, "rid=\"fn1\"", "rid=\"fn9\"", "076"},
    {KICKER, "ref-type=\"fn\"", "ref-type=\"fig\"", "079"},
    {KICKER, "ref-type=\"fn\" ", "", "078"},
    {KICKER, " rid=\"fn1\"", "", "077"},
    {KICKER, "<xref ref-type=\"fn\" rid=\"fn1\">1</xref>", "", "080"},
    {KICKER, "<fn id=\"fn2\"", "<fn id=\"fn1\"", "075"},
    {KICKER, "<fn id=\"fn2\"", "<fn id=\"2\"", "074"},
    {KICKER, "<license-p content-type=\"scope\">", "<license-p content-type=\"scope\"/><license-p>", "082"},
    {KICKER, "mailto:RSISPublications@ntu.edu.sg", "mailto:nobody", "091"},
    {"damaged", "xlink:href=\"http://www.rsis.edu.sg\"", "", "086"},
    {"damaged", "http://www.rsis.edu.sg", "http://www.rsis edu.sg", "087"},
    {"damaged", "http://www.rsis.edu.sg", "file:///C:/rsis.htm", "088"},
    {"damaged", "http://www.rsis.edu.sg", "JavaScript:alert(1)", "089"},
    {"damaged", "\">www.rsis.edu.sg", "\">http://www.example.org/", "090"},
};

static void mutants_are_refused(void **state) {
    (void)state;
    assert_true(COUNT(mutants) >= 60);
    for (size_t i = 0; i < COUNT(mutants); i++) {
        const struct mutant *m = &mutants[i];
        struct rsis_str s = load(m->sample);
        judge(s);
        if (strcmp(m->number, "102") == 0 || strcmp(m->number, "001") == 0) assert_null(found(m->number));
        judge(changed(s, m->before, m->after));
        if (found(m->number)) continue;
        show();
        fail_msg("mutant %zu (%s for %s) is not refused by %s", i, m->after, m->before, m->number);
    }
}

/* Where the fault stands, the finding points. */
static void findings_have_a_line(void **state) {
    (void)state;
    judge(changed(load(EMAIL), "<day>18</day>", "<day>31</day>"));
    assert_int_equal(found("046")->line, 54);
    judge(changed(load(EMAIL), "<issue content-type=\"series-number\">", "<issue>"));
    assert_int_equal(found("102")->line, 59);
    judge(changed(load(EMAIL), "</front>", ""));
    assert_int_equal(found("001")->line, 119);
    assert_string_equal(rsis_report_verdict(&report), "unreadable");
}

/* ---- what others write */

/* An article in which nothing is wrong, with places to put something. */
#define HEAD                                                                                                           \
    "<!DOCTYPE article PUBLIC \"-//NLM//DTD JATS (Z39.96) Journal Publishing DTD v1.2 20190208//EN\" \"x.dtd\">\n"     \
    "<article article-type=\"research-article\" dtd-version=\"1.2\" xml:lang=\"en\""                                   \
    " xmlns:xlink=\"http://www.w3.org/1999/xlink\">"
#define JOURNAL                                                                                                        \
    "<journal-meta><journal-id journal-id-type=\"publisher-id\">j</journal-id><journal-title-group><journal-title>J"   \
    "</journal-title></journal-title-group><issn>2049-3630</issn><publisher><publisher-name>P</publisher-name>"        \
    "</publisher></journal-meta>"
#define META                                                                                                           \
    "<article-id pub-id-type=\"doi\">10.5555/12345678</article-id><article-categories><subj-group "                    \
    "subj-group-type=\"heading\"><subject>Articles</subject></subj-group></article-categories><title-group>"           \
    "<article-title>T</article-title></title-group>"
#define PEOPLE                                                                                                         \
    "<contrib-group><contrib contrib-type=\"author\"><contrib-id contrib-id-type=\"orcid\">"                           \
    "https://orcid.org/0000-0002-1825-0097</contrib-id><name><surname>S</surname><given-names>G</given-names></name>"  \
    "<xref ref-type=\"aff\" rid=\"a1\"/></contrib><aff id=\"a1\">A</aff></contrib-group>"
#define DATES                                                                                                          \
    "<pub-date date-type=\"pub\"><day>29</day><month>2</month><year>2024</year></pub-date><fpage>1</fpage>"            \
    "<lpage>9</lpage>"
#define RIGHTS                                                                                                         \
    "<permissions><copyright-statement>(c) 2024 Ann Holder</copyright-statement><copyright-year>2024"                  \
    "</copyright-year><copyright-holder>Ann Holder</copyright-holder><license "                                        \
    "xlink:href=\"https://creativecommons.org/licenses/by/4.0/\"><license-p>Open.</license-p></license></permissions>"
#define ABSTRACT "<abstract><p>A.</p></abstract><kwd-group><kwd>k</kwd></kwd-group>"
#define BODY                                                                                                           \
    "<body><sec><title>S</title><p>Text<xref ref-type=\"bibr\" rid=\"b1\">1</xref></p><fig id=\"f1\"><label>1</label>" \
    "<graphic xlink:href=\"a.png\"><alt-text>A</alt-text></graphic></fig></sec></body>"
#define BACK                                                                                                           \
    "<back><ref-list><ref id=\"b1\"><mixed-citation publication-type=\"book\">B</mixed-citation></ref></ref-list>"     \
    "</back>"
static const char article[] = HEAD "<front>" JOURNAL "<article-meta>" META PEOPLE DATES RIGHTS ABSTRACT
                                   "</article-meta></front>" BODY BACK "</article>";

static const struct mutant others[] = {
    {"", "<article ", "<html ", "001"},
    {"", "PUBLIC \"-//NLM//DTD JATS (Z39.96) Journal Publishing DTD v1.2 20190208//EN\" \"x.dtd\"", "", "008"},
    {"", "<p>Text", "<p>&nbsp;Text", "007"},
    {"", "\"x.dtd\">", "\"x.dtd\" [<!ENTITY me \"I\">]>", "005"},
    {"", "\"x.dtd\">", "\"x.dtd\" [<!ENTITY me SYSTEM \"file:///etc/passwd\">]>", "006"},
    {"", JOURNAL, "", "019"},
    {"", "<journal-id journal-id-type=\"publisher-id\">j</journal-id>", "", "021"},
    {"", "<publisher><publisher-name>P</publisher-name></publisher>", "", "022"},
    {"", "<publisher-name>P</publisher-name>", "", "084"},
    {"", "<issn>2049-3630</issn>", "", "023"},
    {"", "<front>" JOURNAL, "", "001"},
    {"", "<article-id pub-id-type=\"doi\">10.5555/12345678</article-id>", "", "026"},
    {"", "10.5555/12345678", "https://doi.org/10.5555/12345678", "028"},
    {"", "10.5555/12345678", "10.5555/1234 5678", "028"},
    {"", "</article-id>", "</article-id><article-id pub-id-type=\"doi\">10.5555/2</article-id>", "030"},
    {"", "<article-categories>", "<article-id pub-id-type=\"pmc\">x1</article-id><article-categories>", "029"},
    {"", "subj-group-type=\"heading\"", "", "032"},
    {"", "<subject>Articles</subject>", "", "084"},
    {"", "<title-group><article-title>T</article-title></title-group>", "", "033"},
    {"", "<article-title>T</article-title>", "<article-title><bold>T</bold></article-title>", "034"},
    {"", PEOPLE, "", "035"},
    {"", "<name><surname>S</surname><given-names>G</given-names></name>", "", "036"},
    {"", "<contrib contrib-type=\"author\">", "<contrib>", "037"},
    {"", "<surname>S</surname>", "", "038"},
    {"", "<surname>S</surname>", "<surname>Smith and Jones</surname>", "039"},
    {"", "0000-0002-1825-0097", "0000-0002-1825-009X", "040"},
    {"", "</contrib>",
     "</contrib><contrib contrib-type=\"author\"><contrib-id contrib-id-type=\"orcid\">0000-0002-1825-0097"
     "</contrib-id><name><surname>U</surname></name></contrib>",
     "041"},
    {"", "<aff id=\"a1\">", "<aff id=\"a2\">B</aff><aff id=\"a1\">", "044"},
    {"", "<day>29</day><month>2</month><year>2024</year>", "<day>29</day><month>2</month><year>2023</year>", "046"},
    {"", "<day>29</day><month>2</month><year>2024</year>", "<day>29</day><year>2024</year>", "047"},
    {"", "<day>29</day><month>2</month><year>2024</year>", "<month>2</month>", "047"},
    {"", " date-type=\"pub\"", "", "052"},
    {"", "<fpage>", "<pub-date date-type=\"pub\"><year>2024</year></pub-date><fpage>", "053"},
    {"", "<permissions>",
     "<history><date date-type=\"received\"><day>2</day><month>3</month><year>2024</year></date>"
     "<date date-type=\"accepted\"><day>1</day><month>3</month><year>2024</year></date></history><permissions>",
     "054"},
    {"", "<lpage>9", "<lpage>0", "055"},
    {"", RIGHTS, "", "056"},
    {"", RIGHTS, "<permissions/>", "057"},
    {"", "<copyright-year>2024</copyright-year>", "", "058"},
    {"", "<copyright-holder>Ann Holder</copyright-holder>", "", "059"},
    {"", "<copyright-year>2024", "<copyright-year>24", "060"},
    {"", "<copyright-year>2024", "<copyright-year>2023", "061"},
    {"", "<copyright-holder>Ann Holder", "<copyright-holder>Publishing House", "061"},
    {"", "<license xlink:href=\"https://creativecommons.org/licenses/by/4.0/\"><license-p>Open.</license-p></license>",
     "", "062"},
    {"", "<license xlink:href=\"https://creativecommons.org/licenses/by/4.0/\"><license-p>Open.</license-p></license>",
     "<license/>", "063"},
    {"", " xlink:href=\"https://creativecommons.org/licenses/by/4.0/\"", "", "064"},
    {"", " xlink:href=\"https://creativecommons.org/licenses/by/4.0/\"><license-p>Open.",
     "><license-p>Creative Commons.", "065"},
    {"", "Open.", "All rights reserved.", "066"},
    {"", "Open.", "For non-commercial use.", "066"},
    {"", "https://creativecommons.org/licenses/by/4.0/", "CC BY 4.0", "087"},
    {"", ABSTRACT, "", "067"},
    {"", ABSTRACT, ABSTRACT ABSTRACT, "068"},
    {"", "<kwd>k</kwd>", "<kwd>k; l; m</kwd>", "069"},
    {"", "<kwd>k</kwd>", "<kwd>k</kwd><kwd>K</kwd>", "070"},
    {"", "<kwd>k</kwd>", "", "084"},
    {"", "<abstract>", "<related-article xlink:href=\"10.5555/1\"/><abstract>", "071"},
    {"", "<abstract>", "<related-article related-article-type=\"corrected-article\"/><abstract>", "072"},
    {"", "article-type=\"research-article\"", "article-type=\"correction\"", "073"},
    {"", "rid=\"b1\"", "rid=\"f1\"", "079"},
    {"", "<body>", "<body>loose", "085"},
    {"", " xlink:href=\"a.png\"", "", "092"},
    {"", "<alt-text>A</alt-text>", "", "093"},
    {"", "<label>1</label><graphic xlink:href=\"a.png\"><alt-text>A</alt-text></graphic>",
     "<graphic xlink:href=\"a.png\"/>", "094"},
    {"", "</p><fig", "</p><list><list-item><p>x</p></list-item></list><fig", "095"},
    {"", "</p><fig", "</p><list list-type=\"bullet\"/><fig", "084"},
    {"", " publication-type=\"book\"", "", "096"},
    {"", "<p>Text", "<p><uri>not an address</uri>", "087"},
    {"", "<p>Text", "<p><ext-link ext-link-type=\"doi\" xlink:href=\"5555/1\">d</ext-link>", "028"},
};

static void others_are_judged(void **state) {
    (void)state;
    judge(rsis_str_c(article));
    if (report.list.n) show();
    assert_int_equal(report.list.n, 0);
    for (size_t i = 0; i < COUNT(others); i++) {
        judge(changed(rsis_str_c(article), others[i].before, others[i].after));
        if (found(others[i].number)) continue;
        show();
        fail_msg("\"%s\" for \"%s\" is not found by %s", others[i].after, others[i].before, others[i].number);
    }
}

static void other_xml_is_no_article(void **state) {
    (void)state;
    judge(RSIS_LIT("<html xmlns=\"http://www.w3.org/1999/xhtml\"><body/></html>"));
    assert_non_null(found("003"));
    assert_string_equal(rsis_report_verdict(&report), "unreadable");
    judge(RSIS_LIT("<article/>"));
    assert_non_null(found("013"));
    assert_non_null(found("018"));
}

/* ---- for keeping */

static void keeping_asks_for_more(void **state) {
    (void)state;
    static const struct mutant rows[] = {
        {"", "PUBLIC \"-//NLM//DTD JATS (Z39.96) Journal Publishing DTD v1.2 20190208//EN\" \"x.dtd\"", "", "097"},
        {"", "<article-id pub-id-type=\"doi\">10.5555/12345678</article-id>", "", "098"},
        {"", DATES, "", "099"},
        {"", RIGHTS, "", "100"},
        {"", "a.png", "https://example.org/a.png", "101"},
    };
    struct rsis_jats_options o = {.schema = schema, .archive = true};
    judge_with(rsis_str_c(article), o);
    assert_int_equal(report.list.n, 0);
    for (size_t i = 0; i < COUNT(rows); i++) {
        judge_with(changed(rsis_str_c(article), rows[i].before, rows[i].after), o);
        if (!found(rows[i].number)) fail_msg("%s", rows[i].number);
        assert_string_equal(rsis_report_verdict(&report), "invalid");
    }
}

/* Without a schema that was handed in, the grammar is asked all the same. */
static void the_grammar_is_always_asked(void **state) {
    (void)state;
    struct rsis_jats_options o = {.member = {"data/a.xml", 10}};
    judge_with(changed(load(EMAIL), "table-model=\"none\"", "table-model=\"x\""), o);
    assert_non_null(found("102"));
    assert_string_equal(found("102")->member, "data/a.xml");
    assert_null(rsis_jats_schema_load(RSIS_LIT("")));
    assert_null(rsis_jats_schema_load(RSIS_LIT("<grammar>")));
    assert_null(rsis_jats_schema_load(RSIS_LIT("<a/>")));
}

/* ---- hostile files */

static struct rsis_str repeated(const char *before, const char *what, size_t times, const char *after) {
    struct rsis_buf b;
    rsis_buf_init(&b, &arena);
    rsis_buf_z(&b, before);
    for (size_t i = 0; i < times; i++) rsis_buf_z(&b, what);
    rsis_buf_z(&b, after);
    return rsis_buf_slice(&b);
}

static void unreadable(struct rsis_str s, const char *number) {
    judge(s);
    if (!found(number)) {
        show();
        fail_msg("%.60s...", s.ptr);
    }
    assert_string_equal(rsis_report_verdict(&report), "unreadable");
}

static void hostile_files_are_findings(void **state) {
    (void)state;
    unreadable(RSIS_LIT(""), "001");
    unreadable(rsis_str("\0\0\0\0", 4), "001");
    unreadable(RSIS_LIT("\xFF\xFE<\0a\0"), "001");
    unreadable(RSIS_LIT("<?xml version=\"1.0\" encoding=\"UTF-7\"?><article/>"), "001");
    unreadable(RSIS_LIT("<?xml version=\"1.0\" encoding=\"none-such\"?><article/>"), "001");
    unreadable(RSIS_LIT("just words"), "001");
    unreadable(repeated("<article>", "<sec>", 100000, ""), "001");
    unreadable(repeated("<article>", "<a/>", 300000, "</article>"), "002");
    unreadable(repeated("<article", " a='", 5000, "'/>"), "002");
    unreadable(repeated("", " ", 33 << 20, "<article/>"), "002");
    unreadable(repeated("<!DOCTYPE article SYSTEM 'a'><article>", "&a;", 300000, "</article>"), "002");
    unreadable(RSIS_LIT("<!DOCTYPE article [<!ENTITY a \"&b;&b;\"><!ENTITY b \"&a;\">]><article>&a;</article>"), "001");
}

/* Entities that double twenty times stay references. */
static void entities_are_not_expanded(void **state) {
    (void)state;
    struct rsis_buf b;
    rsis_buf_init(&b, &arena);
    rsis_buf_z(&b, "<!DOCTYPE article [<!ENTITY e0 \"ha\">");
    for (int i = 1; i <= 30; i++) rsis_buf_printf(&b, "<!ENTITY e%d \"&e%d;&e%d;\">", i, i - 1, i - 1);
    rsis_buf_z(&b, "]><article article-type=\"other\"><front/><body><p>&e30;</p></body></article>");
    judge(rsis_buf_slice(&b));
    assert_true(report.list.n < 20);
    judge(RSIS_LIT("<!DOCTYPE article [<!ENTITY x SYSTEM \"samples/README.md\">]>"
                   "<article><front/><body><p>&x;</p></body></article>"));
    assert_non_null(found("006"));
    assert_non_null(found("007"));
}

/* Each prefix of a file, and the file with each eighth byte changed: findings or none, and an end. */
static void damaged_files_end(void **state) {
    (void)state;
    struct rsis_str s = load(KICKER);
    char *copy = rsis_str_dup(&arena, s);
    for (size_t n = 0; n < s.len; n += 61) judge(rsis_str(s.ptr, n));
    for (size_t n = 0; n < s.len; n += 23) {
        copy[n] ^= (char)(1 << n % 8);
        judge(rsis_str(copy, s.len));
        copy[n] = s.ptr[n];
    }
}

/* ---- threads */

struct task {
    struct rsis_str bytes;
    unsigned rounds, findings;
};

static void validate_once(struct task *t) {
    struct rsis_jats_options o = {.schema = schema, .year = 2026};
    struct rsis_arena own;
    struct rsis_report r;
    jmp_buf here;
    rsis_arena_init(&own, &here);
    if (!setjmp(here)) {
        rsis_report_init(&r, &own, "a.xml");
        rsis_validate_jats(&r, t->bytes, &o);
        t->findings += r.list.n;
    }
    rsis_arena_free(&own);
}

static void *validate_often(void *ctx) {
    struct task *t = ctx;
    for (unsigned i = 0; i < t->rounds; i++) validate_once(t);
    return NULL;
}

static void threads_share_a_schema(void **state) {
    (void)state;
    struct task tasks[4];
    pthread_t threads[COUNT(tasks)];
    struct rsis_str bytes = changed(load(KICKER), "<sec id=\"sec1\">", "<sec id=\"sec1\" x=\"y\">");
    judge(bytes);
    unsigned each = report.list.n;
    assert_true(each > 0);
    for (size_t i = 0; i < COUNT(tasks); i++) {
        tasks[i] = (struct task){.bytes = bytes, .rounds = 50};
        assert_int_equal(pthread_create(&threads[i], NULL, validate_often, &tasks[i]), 0);
    }
    for (size_t i = 0; i < COUNT(tasks); i++) {
        pthread_join(threads[i], NULL);
        assert_int_equal(tasks[i].findings, each * tasks[i].rounds);
    }
}

static void memory_ends_anywhere(void **state) {
    (void)state;
    struct rsis_jats_options o = {.schema = schema, .year = 2026};
    struct rsis_str in = changed(load(KICKER), "rid=\"fn1\"", "rid=\"fn9\"");
    for (uint64_t n = 1; n < 100000; n++) {
        struct rsis_arena other;
        struct rsis_report r;
        jmp_buf here;
        rsis_arena_init(&other, &here);
        rsis_arena_fail_after(n);
        if (!setjmp(here)) {
            rsis_report_init(&r, &other, "a.xml");
            rsis_validate_jats(&r, in, &o);
            rsis_arena_fail_after(0);
            assert_string_equal(rsis_report_verdict(&r), "invalid");
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
        TEST(samples_are_good),          TEST(what_means_the_same_is_good), TEST(mutants_are_refused),
        TEST(findings_have_a_line),      TEST(others_are_judged),           TEST(other_xml_is_no_article),
        TEST(keeping_asks_for_more),     TEST(the_grammar_is_always_asked), TEST(hostile_files_are_findings),
        TEST(entities_are_not_expanded), TEST(damaged_files_end),           TEST(threads_share_a_schema),
        TEST(memory_ends_anywhere),
    };
    if (setjmp(guard)) return 1;
    return cmocka_run_group_tests(tests, open_all, close_all);
}
