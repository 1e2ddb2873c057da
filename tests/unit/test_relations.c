/*
 * test_relations.c - each relation of specs/ledger.md by hand: what a rule allows and what it does not, what
 * follows from a date, which marks form a link, what may be called furniture, where words are glued.
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
#include "proof/proof.h"

#define COUNT(a) (sizeof(a) / sizeof *(a))

/* ---- S1: one tile between two pieces of the stream and of the text */

/*
 * "L|before|R" is the stream and "l|after|r" the text; where l and r are missing ("after" alone), L and R
 * stand there too.
 */
struct change {
    enum rsis_rule rule;
    bool holds;
    const char *stream, *text;
};

static struct rsis_str field(const char *z, int n) {
    while (n-- && z) z = strchr(z, '|') ? strchr(z, '|') + 1 : NULL;
    return z ? rsis_str(z, strcspn(z, "|")) : rsis_str("", 0);
}

/* A string of the three fields without the bars; the middle one is *piece. */
static struct rsis_str joined(char *room, const char *z, struct rsis_str *piece) {
    struct rsis_str a = field(z, 0), b = field(z, 1), c = field(z, 2);
    size_t n = (size_t)snprintf(room, 512, "%.*s%.*s%.*s", RSIS_ARG(a), RSIS_ARG(b), RSIS_ARG(c));
    *piece = rsis_str(room + a.len, b.len);
    return rsis_str(room, n);
}

static bool asks(const struct change *c) {
    char stream[512], text[512], whole[512];
    struct rsis_change x;
    x.stream = joined(stream, c->stream, &x.before);
    if (!strchr(c->text, '|')) {
        struct rsis_str left = field(c->stream, 0), right = field(c->stream, 2);
        snprintf(whole, sizeof whole, "%.*s|%s|%.*s", RSIS_ARG(left), c->text, RSIS_ARG(right));
    } else {
        snprintf(whole, sizeof whole, "%s", c->text);
    }
    x.text = joined(text, whole, &x.after);
    return rsis_rule_holds(c->rule, &x);
}

#define YES(rule, stream, text)                                                                                        \
    { RSIS_RULE_##rule, true, stream, text }
#define NO(rule, stream, text)                                                                                         \
    { RSIS_RULE_##rule, false, stream, text }

static const struct change text_rules[] = {
    YES(COPY, "|abc|", "abc"),
    YES(COPY, "a| \t|b", " \t"),
    YES(COPY, "|\xC2\xA0\xE2\x80\x99\xF0\x9F\x98\x80|", "\xC2\xA0\xE2\x80\x99\xF0\x9F\x98\x80"),
    NO(COPY, "|abc|", "abd"),
    NO(COPY, "|abc|", "ab"),
    NO(COPY, "|abc|", "abcd"),
    NO(COPY, "|a\nb|", "a\nb"),
    NO(COPY, "|a\rb|", "a\rb"),
    NO(COPY, "|a\x01|", "a\x01"),
    NO(COPY, "|\x1F|", "\x1F"),
    NO(COPY, "|plain text before it \x0B and after|", "plain text before it \x0B and after"),
    NO(COPY, "|\xEF\xBF\xBE|", "\xEF\xBF\xBE"),
    NO(COPY, "|long enough for eight \xEF\xBF\xBF|", "long enough for eight \xEF\xBF\xBF"),
    YES(COPY, "|\xEF\xBF\xBD|", "\xEF\xBF\xBD"),
    YES(NFC, "|e\xCC\x81|", "\xC3\xA9"),
    YES(NFC, "|a\xCC\xA3\xCC\x82|", "\xE1\xBA\xAD"),
    NO(NFC, "|e\xCC\x81|", "e"),
    NO(NFC, "|e\xCC\x81|", "e\xCC\x81"),
    NO(NFC, "|\xC3\xA9|", "\xC3\xA9"),
    NO(NFC, "|abc|", "abc"),
    NO(NFC, "|\xEF\xAC\x81|", "fi"),
    YES(LIGATURE, "|\xEF\xAC\x80|", "ff"),
    YES(LIGATURE, "|\xEF\xAC\x81|", "fi"),
    YES(LIGATURE, "|\xEF\xAC\x82|", "fl"),
    YES(LIGATURE, "|\xEF\xAC\x83|", "ffi"),
    YES(LIGATURE, "|\xEF\xAC\x84|", "ffl"),
    YES(LIGATURE, "|\xEF\xAC\x85|", "\xC5\xBFt"),
    YES(LIGATURE, "|\xEF\xAC\x86|", "st"),
    NO(LIGATURE, "|\xEF\xAC\x81|", "fl"),
    NO(LIGATURE, "|\xEF\xAC\x81\xEF\xAC\x81|", "fifi"),
    NO(LIGATURE, "|\xEF\xAC\x87|", "st"),
    NO(LIGATURE, "|fi|", "fi"),
    YES(ENTITY, "|&amp;|", "&"),
    YES(ENTITY, "|&lt;|", "<"),
    YES(ENTITY, "|&gt;|", ">"),
    YES(ENTITY, "|&quot;|", "\""),
    YES(ENTITY, "|&apos;|", "'"),
    YES(ENTITY, "|&nbsp;|", "\xC2\xA0"),
    YES(ENTITY, "|&#233;|", "\xC3\xA9"),
    YES(ENTITY, "|&#xE9;|", "\xC3\xA9"),
    YES(ENTITY, "|&#xe9;|", "\xC3\xA9"),
    NO(ENTITY, "|&amp;|", "a"),
    NO(ENTITY, "|&amp|", "&"),
    NO(ENTITY, "|&lt;|", ">"),
    NO(ENTITY, "|&#233;|", "e"),
    NO(ENTITY, "|&#233|", "\xC3\xA9"),
    NO(ENTITY, "|&#1;|", "\x01"),
    NO(ENTITY, "|&hellip;|", "\xE2\x80\xA6"),
    NO(ENTITY, "|& lt;|", "<"),
    NO(ENTITY, "|&#;|", ""),
    NO(ENTITY, "|&#65;x|", "A"),
    YES(MOJIBAKE, "|\xC3\xA2\xE2\x82\xAC\xE2\x84\xA2|", "\xE2\x80\x99"),
    YES(MOJIBAKE, "|\xC3\x83\xC2\xA9|", "\xC3\xA9"),
    YES(MOJIBAKE, "|\xC3\x83\xC6\x92\xC3\x82\xC2\xA9|", "\xC3\xA9"),
    NO(MOJIBAKE, "|\xC3\x83\xC2\xA9|", "\xC3\xA8"),
    NO(MOJIBAKE, "|\xC3\x83\xC2\xA9|", "e"),
    NO(MOJIBAKE, "|\xC3\xA9|", "\xC3\xA9"),
    NO(MOJIBAKE, "|a|", "a"),
    NO(MOJIBAKE, "|\xC3\x83\xC2\xA9|", ""),
    NO(MOJIBAKE, "|ab|", "a"),
    YES(C1, "|\xC2\x92|", "\xE2\x80\x99"),
    YES(C1, "|\xC2\x80|", "\xE2\x82\xAC"),
    YES(C1, "|\xC2\x85|", "\xE2\x80\xA6"),
    NO(C1, "|\xC2\x92|", "\xE2\x80\x98"),
    NO(C1, "|\xC2\x81|", ""),
    NO(C1, "|\xC2\x81|", "a"),
    NO(C1, "|\xC2\xA0|", " "),
    YES(HARD_HYPHEN, "|\x1E|", "\xE2\x80\x91"),
    NO(HARD_HYPHEN, "|\x1E|", "-"),
    NO(HARD_HYPHEN, "|-|", "\xE2\x80\x91"),
};

static const struct change layout_rules[] = {
    YES(SPACE, "a| |b", " "),
    YES(SPACE, "a| \t\r\n\v\f|b", " "),
    YES(SPACE, "a|\xC2\x85|b", " "),
    YES(SPACE, "a|\xE2\x80\xA8|b", " "),
    YES(SPACE, "a|\xE2\x80\xA9|b", " "),
    NO(SPACE, "a|\n|b", ""),
    NO(SPACE, "a|\n|b", "\n"),
    NO(SPACE, "a|\n|b", "  "),
    NO(SPACE, "a|x|b", " "),
    NO(SPACE, "a| x |b", " "),
    NO(SPACE, "a|\xC2\xA0|b", " "),
    NO(SPACE, "a|\xE3\x80\x80|b", " "),
    NO(SPACE, "a||b", " "),
    YES(BREAK, "a|\n\n|b", "\n"),
    YES(BREAK, "a.|\n\n|b", ""),
    YES(BREAK, "a|\n\n|", ""),
    NO(BREAK, "a|\n\n|b", ""),
    NO(BREAK, "a|\n\n|b", " "),
    NO(BREAK, "a|\nx\n|b", "\n"),
    NO(BREAK, "a||b", "\n"),
    YES(EDGE, "|  |b", ""),
    YES(EDGE, "a |  |b", ""),
    YES(EDGE, "a,|  |b", ""),
    NO(EDGE, "a|  |b", ""),
    NO(EDGE, "\xC3\xA9| |\xC3\xA9", ""),
    NO(EDGE, "1| |2", ""),
    NO(EDGE, "a |  |b", " "),
    NO(EDGE, "a |x|b", ""),
    NO(EDGE, "a |\xC2\xA0|b", ""),
    YES(HYPHEN_KEPT, "policy-|\n|makers", ""),
    YES(HYPHEN_KEPT, "policy\xE2\x80\x90|\r\n|makers", ""),
    YES(HYPHEN_KEPT, "and/|\n|or", ""),
    NO(HYPHEN_KEPT, "policy-| |makers", ""),
    NO(HYPHEN_KEPT, "policy|\n|makers", ""),
    NO(HYPHEN_KEPT, "policy\xE2\x80\x93|\n|makers", ""),
    NO(HYPHEN_KEPT, "policy-|\n|makers", " "),
    NO(HYPHEN_KEPT, "policy-|\nx|makers", ""),
    YES(HYPHEN_SPACE, "COVID-| |19", ""),
    NO(HYPHEN_SPACE, "COVID-| |(x", ""),
    NO(HYPHEN_SPACE, "COVID| |19", ""),
    NO(HYPHEN_SPACE, "and/| |or", ""),
    NO(HYPHEN_SPACE, "COVID-|  |19", ""),
    NO(HYPHEN_SPACE, "COVID-|\n|19", ""),
    NO(HYPHEN_SPACE, "COVID-| |19", " "),
    YES(DEHYPHEN, "gov|-\n|ernment", ""),
    YES(DEHYPHEN, "gov|- \r\n  |ernment", ""),
    YES(DEHYPHEN, "gov|\xC2\xAD\n|ernment", ""),
    YES(DEHYPHEN, "gov|\xE2\x80\x90\n|ernment", ""),
    YES(DEHYPHEN, "gov|\xC2\xAD-\n|ernment", ""),
    NO(DEHYPHEN, "gov|-|ernment", ""),
    NO(DEHYPHEN, "gov|- |ernment", ""),
    NO(DEHYPHEN, "gov|\n|ernment", ""),
    NO(DEHYPHEN, "gov|-\n|ernment", "-"),
    NO(DEHYPHEN, "gov |-\n|ernment", ""),
    NO(DEHYPHEN, "gov|-\n|(ernment", ""),
    NO(DEHYPHEN, "gov|--\n|ernment", ""),
    NO(DEHYPHEN, "gov|\xE2\x80\x93\n|ernment", ""),
    NO(DEHYPHEN, "gov|-\nx|ernment", ""),
    YES(INVISIBLE, "a|\xC2\xAD|b", ""),
    YES(INVISIBLE, "a|\xE2\x80\x8B|b", ""),
    YES(INVISIBLE, "a|\xE2\x81\xA0|b", ""),
    YES(INVISIBLE, "a|\xEF\xBB\xBF|b", ""),
    YES(INVISIBLE, "a|\xE2\x80\xAE|b", ""),
    YES(INVISIBLE, "a|\xE2\x81\xA9|b", ""),
    NO(INVISIBLE, "a|\xE2\x80\x8A|b", ""),
    NO(INVISIBLE, "a|\xE2\x80\x90|b", ""),
    NO(INVISIBLE, "a|\xE2\x81\xA5|b", ""),
    NO(INVISIBLE, "a|x|b", ""),
    NO(INVISIBLE, "a|\xC2\xAD\xC2\xAD|b", ""),
    NO(INVISIBLE, "a|\xC2\xAD|b", " "),
    YES(ILLEGAL, "a|\x01|b", ""),
    YES(ILLEGAL, "a|\x1F|b", ""),
    YES(ILLEGAL, "a|\xEF\xBF\xBF|b", ""),
    NO(ILLEGAL, "a|\x01\x01|b", ""),
    NO(ILLEGAL, "a|\n|b", ""),
    NO(ILLEGAL, "a|\f|b", ""),
    NO(ILLEGAL, "a|x|b", ""),
    NO(ILLEGAL, "a|\x7F|b", ""),
    NO(ILLEGAL, "a|\x01|b", " "),
    NO(ILLEGAL, "a|\xEF\xBF\xBD|b", ""),
};

static const struct change markup_rules[] = {
    YES(XML_TAG, "|<p>|", ""),
    NO(XML_TAG, "|<p>x|", ""),
    YES(XML_VALUE, "|<issue>1</issue>|", ""),
    NO(XML_VALUE, "|<p>1</p>|", ""),
    YES(MD_HEADING, "|#| a", ""),
    YES(MD_HEADING, "x\n|######| a", ""),
    YES(MD_HEADING, "> |##| a", ""),
    YES(MD_HEADING, "a |##|", ""),
    YES(MD_HEADING, "a |##| \t\nb", ""),
    YES(MD_HEADING, "\xEF\xBB\xBF|#| a", ""),
    YES(MD_HEADING, "x\xE2\x80\xA8|#| a", ""),
    NO(MD_HEADING, "a |#| b", ""),
    NO(MD_HEADING, "|#######| a", ""),
    NO(MD_HEADING, "|# #| a", ""),
    NO(MD_HEADING, "|#| a", "#"),
    YES(MD_EMPHASIS, "a|*|b", ""),
    YES(MD_EMPHASIS, "a|***|b", ""),
    YES(MD_EMPHASIS, "a|__|b", ""),
    NO(MD_EMPHASIS, "a|****|b", ""),
    NO(MD_EMPHASIS, "a|*_|b", ""),
    NO(MD_EMPHASIS, "a|* *|b", ""),
    NO(MD_EMPHASIS, "a|*|b", " "),
    NO(MD_EMPHASIS, "a|x|b", ""),
    YES(MD_QUOTE, "|>| a", ""),
    YES(MD_QUOTE, "x\n> |>| a", ""),
    NO(MD_QUOTE, "a |>| b", ""),
    NO(MD_QUOTE, "|>>| b", ""),
    YES(MD_LINK, "|[|a", ""),
    YES(MD_LINK, "|![|a", ""),
    YES(MD_LINK, "a|](|b", ""),
    YES(MD_LINK, "a|)|b", ""),
    YES(MD_LINK, "a|<|b", ""),
    NO(MD_LINK, "a|]|b", ""),
    NO(MD_LINK, "a|(|b", ""),
    NO(MD_LINK, "a|[x|b", ""),
    NO(MD_LINK, "a|[|b", " "),
    YES(MD_ESCAPE, "a|\\|*", ""),
    YES(MD_ESCAPE, "a|\\|~", ""),
    NO(MD_ESCAPE, "a|\\|b", ""),
    NO(MD_ESCAPE, "a|\\|1", ""),
    NO(MD_ESCAPE, "a|\\| ", ""),
    NO(MD_ESCAPE, "a|\\|", ""),
    NO(MD_ESCAPE, "a|\\\\|*", ""),
    NO(MD_ESCAPE, "a|\\|\xC3\xA9", ""),
    YES(MD_TAG, "a|<sup>|1", ""),
    YES(MD_TAG, "1|</sub>|a", ""),
    YES(MD_TAG, "|<span id=\"page-3-12\">|a", ""),
    YES(MD_TAG, "|</span>|a", ""),
    YES(MD_TAG, "a|<br>|b", " "),
    YES(MD_TAG, "a.|<br/>|b", ""),
    YES(MD_TAG, "a|<br />|b", " "),
    NO(MD_TAG, "a|<br>|b", ""),
    NO(MD_TAG, "a|<br>|b", "\n"),
    NO(MD_TAG, "a|<sup>|1", " "),
    NO(MD_TAG, "a|<SUP>|1", ""),
    NO(MD_TAG, "a|<b>|b", ""),
    NO(MD_TAG, "|<span>|a", ""),
    NO(MD_TAG, "|<span id=\"page-3\">|a", ""),
    NO(MD_TAG, "|<span id=\"page-a-1\">|a", ""),
    NO(MD_TAG, "|<span id=\"page--1\">|a", ""),
    NO(MD_TAG, "|<span id=\"page-1-\">|a", ""),
    NO(MD_TAG, "|<span id=\"page-1-2-3\">|a", ""),
    NO(MD_TAG, "|<span id=\"page-1-2\" words>|a", ""),
    YES(MD_BREAK, "a|\\|\nb", "a||\nb"),
    YES(MD_BREAK, "a|\\| \t", ""),
    NO(MD_BREAK, "a|\\|b", ""),
    NO(MD_BREAK, "a|\\|\nb", "a||b"),
    NO(MD_BREAK, "a|x|\nb", "a||\nb"),
    YES(BULLET, "|-| a", ""),
    YES(BULLET, "x\n  |\xE2\x80\xA2|\ta", ""),
    YES(BULLET, "> |*| a", ""),
    YES(BULLET, "|o| a", ""),
    YES(BULLET, "|\xEF\x82\xB7| a", ""),
    YES(BULLET, "x\n|\xEF\x83\xBC| a", ""),
    YES(BULLET, "a |\xE2\x80\xA2| b", ""),
    NO(BULLET, "a|\xE2\x80\xA2| b", ""),
    NO(BULLET, "a |\xE2\x80\x93| b", ""),
    NO(BULLET, "|-|a", ""),
    NO(BULLET, "a |-| b", ""),
    NO(BULLET, "|a| b", ""),
    NO(BULLET, "|--| b", ""),
    NO(BULLET, "|-|", ""),
    NO(BULLET, "|-| a", " "),
    YES(RULE_LINE, "|---|", ""),
    YES(RULE_LINE, "x\n|_ _ _| \ny", ""),
    YES(RULE_LINE, "|\xE2\x94\x80\xE2\x94\x80\xE2\x94\x80|\n", ""),
    YES(RULE_LINE, "|= = =  =|\n", ""),
    NO(RULE_LINE, "|-=*|\n", ""),
    NO(RULE_LINE, "|---\xE2\x94\x80|\n", ""),
    NO(RULE_LINE, "|--|\n", ""),
    NO(RULE_LINE, "|---a|\n", ""),
    NO(RULE_LINE, "a |---|\n", ""),
    NO(RULE_LINE, "|---| a\n", ""),
    NO(RULE_LINE, "|---|\n", " "),
    YES(PAGE_MARK, "|{3}---|", ""),
    YES(PAGE_MARK, "x\n|{12}--------|\ny", ""),
    NO(PAGE_MARK, "|{}---|", ""),
    NO(PAGE_MARK, "|{3}--|", ""),
    NO(PAGE_MARK, "|{a}---|", ""),
    NO(PAGE_MARK, "|{3---|", ""),
    NO(PAGE_MARK, "|{3}---a|", ""),
    NO(PAGE_MARK, "a|{3}---|", ""),
    NO(PAGE_MARK, "|{3}---|a", ""),
    NO(PAGE_MARK, "|{3}---|", "3"),
};

static void check_changes(const struct change *list, size_t n) {
    unsigned wrong = 0;
    for (size_t i = 0; i < n; i++) {
        if (asks(&list[i]) == list[i].holds) continue;
        print_error("row %zu: %s: \"%s\" to \"%s\": must%s hold\n", i, rsis_rule_name(list[i].rule), list[i].stream,
                    list[i].text, list[i].holds ? "" : " not");
        wrong++;
    }
    assert_int_equal(wrong, 0);
}

static void text_rules_hold(void **state) {
    (void)state;
    check_changes(text_rules, COUNT(text_rules));
}

static void layout_rules_hold(void **state) {
    (void)state;
    check_changes(layout_rules, COUNT(layout_rules));
}

static void markup_rules_hold(void **state) {
    (void)state;
    check_changes(markup_rules, COUNT(markup_rules));
}

/* A rule that somebody adds needs rows here. */
static void every_rule_has_rows(void **state) {
    (void)state;
    static const struct {
        const struct change *list;
        size_t n;
    } tables[] = {
        {text_rules, COUNT(text_rules)}, {layout_rules, COUNT(layout_rules)}, {markup_rules, COUNT(markup_rules)}};
    for (int rule = 0; rule < RSIS_RULE_COUNT; rule++) {
        unsigned yes = 0, no = 0;
        for (size_t t = 0; t < COUNT(tables); t++)
            for (size_t i = 0; i < tables[t].n; i++) {
                yes += tables[t].list[i].rule == (enum rsis_rule)rule && tables[t].list[i].holds;
                no += tables[t].list[i].rule == (enum rsis_rule)rule && !tables[t].list[i].holds;
            }
        if (!yes || !no)
            fail_msg("rule %s has %u rows that hold and %u that do not", rsis_rule_name((enum rsis_rule)rule), yes, no);
    }
}

/* ---- derivations */

static void derivations_hold(void **state) {
    (void)state;
    static const struct {
        enum rsis_derivation how;
        bool holds;
        const char *piece, *value;
    } rows[] = {
        {RSIS_DERIVE_DAY, true, "8 March 2013", "08"},
        {RSIS_DERIVE_DAY, true, "March 18, 2013", "18"},
        {RSIS_DERIVE_DAY, true, "March 18 2013", "18"},
        {RSIS_DERIVE_DAY, true, "18/03/2013", "18"},
        {RSIS_DERIVE_DAY, true, "2013-03-18", "18"},
        {RSIS_DERIVE_DAY, true, "18\xC2\xA0Sept. 2013", "18"},
        {RSIS_DERIVE_DAY, true, "18\nmar 2013", "18"},
        {RSIS_DERIVE_DAY, false, "8 March 2013", "8"},
        {RSIS_DERIVE_DAY, false, "8 March 2013", "09"},
        {RSIS_DERIVE_DAY, false, "8 March 2013", "03"},
        {RSIS_DERIVE_DAY, false, "8 Marsh 2013", "08"},
        {RSIS_DERIVE_DAY, false, "8 Ma 2013", "08"},
        {RSIS_DERIVE_DAY, false, "8 March 13", "08"},
        {RSIS_DERIVE_DAY, false, "8 March 2013 or so", "08"},
        {RSIS_DERIVE_DAY, false, "on 8 March 2013", "08"},
        {RSIS_DERIVE_DAY, false, "", "08"},
        {RSIS_DERIVE_MONTH, true, "8 March 2013", "03"},
        {RSIS_DERIVE_MONTH, true, "8 Dec 2013", "12"},
        {RSIS_DERIVE_MONTH, true, "03/04/2013", "04"},
        {RSIS_DERIVE_MONTH, false, "03/04/2013", "03"},
        {RSIS_DERIVE_MONTH, false, "8 March 2013", "3"},
        {RSIS_DERIVE_MONTH, false, "8 June 2013", "07"},
        {RSIS_DERIVE_YEAR, true, "8 March 2013", "2013"},
        {RSIS_DERIVE_YEAR, false, "8 March 2013", "2014"},
        {RSIS_DERIVE_YEAR, false, "8 March 2013", "13"},
        {RSIS_DERIVE_ISO_DATE, true, "8 March 2013", "2013-03-08"},
        {RSIS_DERIVE_ISO_DATE, true, "31 February 2013", "2013-02-31"},
        {RSIS_DERIVE_ISO_DATE, false, "8 March 2013", "2013-08-03"},
        {RSIS_DERIVE_ISO_DATE, false, "8 March 2013", "2013/03/08"},
        {RSIS_DERIVE_ISO_DATE, false, "8 March 2013", "2013-03-08Z"},
        {RSIS_DERIVE_ISO_DATE, false, "8 March 2013", "2013-03-8"},
        {RSIS_DERIVE_NUMBER_YEAR, true, "No. 046 dated 18 March 2013", "046/2013"},
        {RSIS_DERIVE_NUMBER_YEAR, true, "046/2013", "046/2013"},
        {RSIS_DERIVE_NUMBER_YEAR, false, "No. 046 dated 18 March 2013", "46/2013"},
        {RSIS_DERIVE_NUMBER_YEAR, false, "No. 1046 dated 18 March 2013", "046/2013"},
        {RSIS_DERIVE_NUMBER_YEAR, false, "No. 0461 dated 18 March 2013", "046/2013"},
        {RSIS_DERIVE_NUMBER_YEAR, false, "No. 046 dated 18 March 2013", "046/2014"},
        {RSIS_DERIVE_NUMBER_YEAR, false, "No. 046 dated 18 March 2013", "046/13"},
        {RSIS_DERIVE_NUMBER_YEAR, false, "No. 046 dated 18 March 2013", "No/2013"},
        {RSIS_DERIVE_NUMBER_YEAR, false, "No. 046 dated 18 March 2013", "0462013"},
        {RSIS_DERIVE_NUMBER_YEAR, false, "2013", "/2013"},
        {RSIS_DERIVE_URL, true, "www.x.sg", "http://www.x.sg"},
        {RSIS_DERIVE_URL, false, "www.x.sg", "www.x.sg"},
        {RSIS_DERIVE_URL, false, "www.x.sg", "https://www.x.sg"},
        {RSIS_DERIVE_URL, false, "www.x.sg", "http://www.y.sg"},
        {RSIS_DERIVE_MAILTO, true, "a@x.sg", "mailto:a@x.sg"},
        {RSIS_DERIVE_MAILTO, false, "a@x.sg", "mailto:b@x.sg"},
        {RSIS_DERIVE_MAILTO, false, "a@x.sg", "a@x.sg"},
        {RSIS_DERIVE_NONE, false, "a", "a"},
        {RSIS_DERIVE_COUNT, false, "a", "a"},
    };
    for (size_t i = 0; i < COUNT(rows); i++)
        if (rsis_derivation_holds(rows[i].how, rsis_str_c(rows[i].piece), rsis_str_c(rows[i].value)) != rows[i].holds)
            fail_msg("row %zu: \"%s\" to \"%s\": must%s hold", i, rows[i].piece, rows[i].value,
                     rows[i].holds ? "" : " not");
}

/* ---- S1 and S2 over a ledger made by hand */

/* Tiles as "rule before after" triples; the stream and the text follow from them. */
struct hand {
    struct rsis_arena arena;
    struct rsis_diags diags;
    struct rsis_buf stream, text;
    struct rsis_ledger l;
    struct rsis_record record;
};
static struct hand hand;
static jmp_buf guard;

static int begin(void **state) {
    (void)state;
    memset(&hand, 0, sizeof hand);
    rsis_arena_init(&hand.arena, &guard);
    rsis_diags_init(&hand.diags, &hand.arena, "by hand");
    return 0;
}

static int finish(void **state) {
    (void)state;
    rsis_arena_free(&hand.arena);
    return 0;
}

static void restart(void) {
    finish(NULL);
    begin(NULL);
    rsis_buf_init(&hand.stream, &hand.arena);
    rsis_buf_init(&hand.text, &hand.arena);
}

static void tile(enum rsis_rule rule, const char *before, const char *after) {
    rsis_buf_z(&hand.stream, before);
    rsis_buf_z(&hand.text, after);
    *RSIS_PUSH(&hand.arena, &hand.l.tiles) =
        (struct rsis_tile){(uint32_t)strlen(before), (uint32_t)strlen(after), (uint16_t)rule};
    hand.l.stream = rsis_buf_slice(&hand.stream);
    hand.l.text = rsis_buf_slice(&hand.text);
}

static void copied(const char *z) {
    tile(RSIS_RULE_COPY, z, z);
}

static void link_marks_form_links(void **state) {
    (void)state;
    static const struct {
        bool holds;
        const char *marks[8];
    } rows[] = {
        {true, {"[", "](", ")"}},
        {true, {"![", "](", ")"}},
        {true, {"<", ">"}},
        {true, {"[", "](", ")", "<", ">", "![", "](", ")"}},
        {true, {NULL}},
        {false, {"["}},
        {false, {"[", "]("}},
        {false, {")"}},
        {false, {"]("}},
        {false, {"](", ")"}},
        {false, {"[", ")"}},
        {false, {"<"}},
        {false, {">"}},
        {false, {"<", ")"}},
        {false, {"[", "](", ">"}},
        {false, {"[", "[", "](", ")"}},
        {false, {"[", "](", ")", ")"}},
        {false, {"<", "[", "](", ")", ">"}},
        {false, {"<", "<", ">"}},
        {false, {"[", "](", "](", ")"}},
        {false, {"[", "<", ">", "](", ")"}},
    };
    for (size_t i = 0; i < COUNT(rows); i++) {
        restart();
        copied("a");
        for (size_t k = 0; k < 8 && rows[i].marks[k]; k++) {
            tile(RSIS_RULE_MD_LINK, rows[i].marks[k], "");
            copied("b");
        }
        if (rsis_prove_tiles(&hand.diags, &hand.l) != rows[i].holds)
            fail_msg("row %zu must%s hold", i, rows[i].holds ? "" : " not");
    }
}

/* A primary use of the first `piece` in the text after the uses before it, or of any when it stands earlier. */
static void use(enum rsis_slot slot, uint32_t block, const char *piece) {
    const char *p = NULL;
    uint32_t after = 0;
    for (uint32_t i = 0; i < hand.record.uses.n; i++) {
        const struct rsis_use *u = &hand.record.uses.v[i];
        if (u->kind == RSIS_USE_PRIMARY && u->at + u->len > after) after = u->at + u->len;
    }
    rsis_buf_char(&hand.text, 0);
    p = strstr(hand.text.ptr + after, piece);
    if (!p) p = strstr(hand.text.ptr, piece);
    hand.text.len--;
    hand.l.text = rsis_buf_slice(&hand.text);
    assert_non_null(p);
    *RSIS_PUSH(&hand.arena, &hand.record.uses) = (struct rsis_use){.at = (uint32_t)(p - hand.text.ptr),
                                                                   .len = (uint32_t)strlen(piece),
                                                                   .value = rsis_str_c(piece),
                                                                   .block = block,
                                                                   .slot = (uint8_t)slot,
                                                                   .kind = RSIS_USE_PRIMARY};
}

static const struct rsis_str known[] = {{"Nanyang Technological University", 32}, {"Caf\xC3\xA9 9", 7}};

static bool uses_hold(void) {
    assert_true(rsis_prove_tiles(&hand.diags, &hand.l));
    return rsis_prove_uses(&hand.arena, &hand.diags, &hand.l, &hand.record, known, COUNT(known));
}

/* A document: title, two lines of body, and between them a line that is called furniture. */
static bool furniture(const char *line) {
    restart();
    copied("On Sampans");
    tile(RSIS_RULE_BREAK, "\n\n", "\n");
    copied("The first part goes on.");
    tile(RSIS_RULE_BREAK, "\n", "\n");
    copied(line);
    tile(RSIS_RULE_SPACE, "\n", " ");
    copied("and the second part follows it. The harbour prints this again.");
    tile(RSIS_RULE_BREAK, "\n", "\n");
    copied("The Harbour: prints this!");
    use(RSIS_SLOT_TITLE, 1, "On Sampans");
    use(RSIS_SLOT_BODY, 2, "The first part goes on.");
    use(RSIS_SLOT_FURNITURE, 4, line);
    use(RSIS_SLOT_BODY, 3, "and the second part follows it. The harbour prints this again.");
    use(RSIS_SLOT_BODY, 3, "The Harbour: prints this!");
    struct rsis_use f = hand.record.uses.v[2];
    hand.record.uses.v[2] = hand.record.uses.v[3];
    hand.record.uses.v[3] = hand.record.uses.v[4];
    hand.record.uses.v[3].block = 4;
    hand.record.uses.v[4] = f;
    hand.record.uses.v[4].block = 5;
    return uses_hold();
}

static void furniture_shows_why(void **state) {
    (void)state;
    static const char *const good[] = {
        "3",
        "Page 3",
        "page 12",
        "- 3 -",
        "3 of 4",
        "Page 3 of 12",
        "| 3 |",
        "3/4",
        "999",
        "3  ",
        "1 - 2",
        "Nanyang Technological University",
        "nanyang UNIVERSITY",
        "Technological",
        "Sampans 3",
        "On Sampans | page 4 of 9",
        "No. 88",
        "18 August 2022",
        "No. 088 Sampans",
        "CAF\xC3\xA9",
        "the harbour, prints this",
        "THE HARBOUR PRINTS: 7 THIS",
    };
    static const char *const bad[] = {
        "Unknown",
        "Nanyang Technical University",
        "On Sampans and more",
        "3 of 4 of 5 x",
        "12345",
        "August Strindberg",
        "the harbour prints that",
        "caf\xC3\x89",
        "Nanyang University Press",
        "the",
        "harbour prints",
        "a",
        "...and then 3",
    };
    for (size_t i = 0; i < COUNT(good); i++)
        if (!furniture(good[i])) fail_msg("\"%s\" may be furniture: %s", good[i], hand.diags.list.v[0].message);
    for (size_t i = 0; i < COUNT(bad); i++)
        if (furniture(bad[i])) fail_msg("\"%s\" may not be furniture", bad[i]);
}

static void furniture_is_short(void **state) {
    (void)state;
    char line[256] = "On";
    while (strlen(line) < 197) strcat(line, " On");
    strcat(line, " 9");
    strcat(line, "9");
    assert_int_equal(strlen(line), 200);
    assert_true(furniture(line));
    strcat(line, "9");
    assert_false(furniture(line));
}

/* What stands beside it is a line end of the source, not just a blank. */
static void furniture_is_a_whole_line(void **state) {
    (void)state;
    static const struct {
        bool holds;
        const char *left, *right;
    } rows[] = {{true, "\n", "\n"}, {true, " \r\n", "\f"}, {false, " ", "\n"}, {false, "\n", " "}, {false, "\t ", " "}};
    for (size_t i = 0; i < COUNT(rows); i++) {
        restart();
        copied("He was born in");
        tile(RSIS_RULE_SPACE, rows[i].left, " ");
        copied("196");
        tile(RSIS_RULE_SPACE, rows[i].right, " ");
        copied("houses.");
        use(RSIS_SLOT_BODY, 1, "He was born in");
        use(RSIS_SLOT_FURNITURE, 3, "196");
        use(RSIS_SLOT_BODY, 2, "houses.");
        struct rsis_use f = hand.record.uses.v[1];
        hand.record.uses.v[1] = hand.record.uses.v[2];
        hand.record.uses.v[2] = f;
        if (uses_hold() != rows[i].holds) fail_msg("row %zu must%s hold", i, rows[i].holds ? "" : " not");
    }
    restart();
    copied("born in 196 houses");
    use(RSIS_SLOT_BODY, 1, "born in ");
    use(RSIS_SLOT_BODY, 1, " houses");
    hand.record.uses.v[1].at = 11;
    use(RSIS_SLOT_FURNITURE, 2, "196");
    assert_false(uses_hold());
}

/* A paragraph with a hole: what stood in the hole has its home elsewhere. */
static bool hole(const char *left, const char *inside, enum rsis_slot slot, const char *right) {
    restart();
    copied(left);
    copied(inside);
    copied(right);
    uint32_t a = (uint32_t)strlen(left), b = a + (uint32_t)strlen(inside);
    bool link = slot == RSIS_SLOT_HREF;
    const struct rsis_use uses[] = {
        {.at = link ? 0 : a,
         .len = link ? a : b - a,
         .value = rsis_str_c(link ? left : inside),
         .block = link ? 2 : 1,
         .slot = (uint8_t)(link ? RSIS_SLOT_BODY : slot),
         .kind = RSIS_USE_PRIMARY},
        {.at = link ? a : 0,
         .len = link ? b - a : a,
         .value = rsis_str_c(link ? inside : left),
         .block = link ? 0 : 2,
         .slot = (uint8_t)(link ? slot : RSIS_SLOT_BODY),
         .kind = RSIS_USE_PRIMARY},
        {.at = b,
         .len = (uint32_t)strlen(right),
         .value = rsis_str_c(right),
         .block = 2,
         .slot = RSIS_SLOT_BODY,
         .kind = RSIS_USE_PRIMARY},
    };
    for (size_t i = 0; i < COUNT(uses); i++) *RSIS_PUSH(&hand.arena, &hand.record.uses) = uses[i];
    return uses_hold();
}

static void nothing_is_glued_over_a_hole(void **state) {
    (void)state;
    assert_true(hole("we ", "kicker", RSIS_SLOT_KICKER, "wait"));
    assert_true(hole("we", "kicker", RSIS_SLOT_KICKER, " wait"));
    assert_true(hole("we.", "kicker", RSIS_SLOT_KICKER, "wait"));
    assert_false(hole("we", "kicker", RSIS_SLOT_KICKER, "wait"));
    assert_false(hole("w\xC3\xA9", "kicker", RSIS_SLOT_KICKER, "\xC3\xA9wait"));
    assert_false(hole("1", " kicker ", RSIS_SLOT_KICKER, "2"));
    /* Just the target of a link: "[we](http://x)wait" was printed that way. */
    assert_true(hole("we", "http://x", RSIS_SLOT_HREF, "wait"));
}

static void separators_are_single(void **state) {
    (void)state;
    static const struct {
        bool holds;
        const char *before, *after; /* what stands between two paragraphs */
        bool one_block;
    } rows[] = {
        {true, "\n\n", "\n", false}, {true, "\n", " ", false}, {false, "\n", "\n", true}, {false, "\n", " ", true}};
    for (size_t i = 0; i < COUNT(rows); i++) {
        restart();
        copied("One.");
        tile(rows[i].after[0] == ' ' ? RSIS_RULE_SPACE : RSIS_RULE_BREAK, rows[i].before, rows[i].after);
        copied("Two.");
        use(RSIS_SLOT_BODY, 1, "One.");
        use(RSIS_SLOT_BODY, rows[i].one_block ? 1 : 2, "Two.");
        if (uses_hold() != rows[i].holds) fail_msg("row %zu must%s hold", i, rows[i].holds ? "" : " not");
    }
    restart();
    copied("One.");
    tile(RSIS_RULE_BREAK, "\n", "\n");
    tile(RSIS_RULE_SPACE, " ", " ");
    copied("Two.");
    use(RSIS_SLOT_BODY, 1, "One.");
    use(RSIS_SLOT_BODY, 2, "Two.");
    assert_false(uses_hold());
}

/* A date's day is no volume, and an address no date. */
static void slots_take_their_derivations(void **state) {
    (void)state;
    static const struct {
        const char *piece, *value;
        enum rsis_derivation how;
    } values[] = {{"18 May 2013", "18", RSIS_DERIVE_DAY},
                  {"18 May 2013", "05", RSIS_DERIVE_MONTH},
                  {"18 May 2013", "2013", RSIS_DERIVE_YEAR},
                  {"18 May 2013", "2013-05-18", RSIS_DERIVE_ISO_DATE},
                  {"No. 7 of 18 May 2013", "7/2013", RSIS_DERIVE_NUMBER_YEAR},
                  {"a@b.sg", "mailto:a@b.sg", RSIS_DERIVE_MAILTO},
                  {"www.b.sg", "http://www.b.sg", RSIS_DERIVE_URL}};
    static const struct {
        enum rsis_slot slot;
        unsigned takes; /* of the values above, as bits */
    } slots[] = {{RSIS_SLOT_DATE_PART, 7},
                 {RSIS_SLOT_VOLUME, 4},
                 {RSIS_SLOT_DATE_ISO, 8},
                 {RSIS_SLOT_ARTICLE_ID, 16},
                 {RSIS_SLOT_HREF, 96}};
    for (size_t i = 0; i < COUNT(slots) * COUNT(values); i++) {
        size_t s = i / COUNT(values), v = i % COUNT(values);
        restart();
        copied(values[v].piece);
        use(RSIS_SLOT_BODY, 2, values[v].piece);
        *RSIS_PUSH(&hand.arena, &hand.record.uses) = (struct rsis_use){.len = (uint32_t)strlen(values[v].piece),
                                                                       .value = rsis_str_c(values[v].value),
                                                                       .slot = (uint8_t)slots[s].slot,
                                                                       .kind = RSIS_USE_DERIVED,
                                                                       .derivation = (uint8_t)values[v].how};
        bool takes = slots[s].takes >> v & 1;
        if (uses_hold() != takes)
            fail_msg("%s in %s must%s hold", values[v].value, rsis_slot_name(slots[s].slot), takes ? "" : " not");
    }
}

/* Two homes in two regions, so that no order is broken; and a use that is empty. */
static void every_piece_has_one_home(void **state) {
    (void)state;
    static const struct {
        bool holds;
        uint32_t at, len;
        enum rsis_slot slot;
    } rows[] = {
        {false, 0, 4, RSIS_SLOT_TITLE},    {false, 1, 2, RSIS_SLOT_TITLE},  {false, 3, 2, RSIS_SLOT_TITLE},
        {false, 3, 1, RSIS_SLOT_MASTHEAD}, {false, 5, 4, RSIS_SLOT_NOTICE}, {false, 0, 0, RSIS_SLOT_TITLE},
        {false, 9, 0, RSIS_SLOT_TITLE},    {true, 10, 4, RSIS_SLOT_TITLE},
    };
    for (size_t i = 0; i < COUNT(rows); i++) {
        restart();
        copied("One.");
        tile(RSIS_RULE_BREAK, "\n", "\n");
        copied("Two.");
        tile(RSIS_RULE_BREAK, "\n", "\n");
        if (rows[i].holds) copied("Six.");
        *RSIS_PUSH(&hand.arena, &hand.record.uses) =
            (struct rsis_use){.at = rows[i].at,
                              .len = rows[i].len,
                              .value = rsis_str(hand.text.ptr + rows[i].at, rows[i].len),
                              .block = 1,
                              .slot = (uint8_t)rows[i].slot,
                              .kind = RSIS_USE_PRIMARY};
        *RSIS_PUSH(&hand.arena, &hand.record.uses) = (struct rsis_use){
            .at = 0, .len = 4, .value = RSIS_LIT("One."), .block = 2, .slot = RSIS_SLOT_BODY, .kind = RSIS_USE_PRIMARY};
        *RSIS_PUSH(&hand.arena, &hand.record.uses) = (struct rsis_use){
            .at = 5, .len = 4, .value = RSIS_LIT("Two."), .block = 3, .slot = RSIS_SLOT_BODY, .kind = RSIS_USE_PRIMARY};
        if (uses_hold() != rows[i].holds) fail_msg("row %zu must%s hold", i, rows[i].holds ? "" : " not");
    }
}

/* Notes and author notes may be moved; nothing else, and nothing backwards in its region. */
static void regions_keep_their_order(void **state) {
    (void)state;
    static const struct {
        bool holds;
        enum rsis_slot first, second;
        bool moved;
    } rows[] = {
        {false, RSIS_SLOT_BODY, RSIS_SLOT_BODY, false},        {false, RSIS_SLOT_BODY, RSIS_SLOT_HEADING, false},
        {false, RSIS_SLOT_ITEM, RSIS_SLOT_QUOTE, false},       {false, RSIS_SLOT_NOTE, RSIS_SLOT_NOTE, false},
        {true, RSIS_SLOT_NOTE, RSIS_SLOT_NOTE, true},          {true, RSIS_SLOT_BIO, RSIS_SLOT_BIO, true},
        {false, RSIS_SLOT_BIO, RSIS_SLOT_BIO_TITLE, false},    {false, RSIS_SLOT_BODY, RSIS_SLOT_BODY, true},
        {false, RSIS_SLOT_ABSTRACT, RSIS_SLOT_ABSTRACT, true}, {true, RSIS_SLOT_BIO, RSIS_SLOT_BODY, false},
        {true, RSIS_SLOT_TITLE, RSIS_SLOT_KICKER, false},      {false, RSIS_SLOT_FURNITURE, RSIS_SLOT_FURNITURE, true},
    };
    for (size_t i = 0; i < COUNT(rows); i++) {
        restart();
        copied("One.");
        tile(RSIS_RULE_BREAK, "\n", "\n");
        copied("Two.");
        use(rows[i].first, 1, "Two.");
        use(rows[i].second, 2, "One.");
        hand.record.uses.v[1].moved = rows[i].moved;
        if (uses_hold() != rows[i].holds) fail_msg("row %zu must%s hold", i, rows[i].holds ? "" : " not");
    }
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(text_rules_hold),
        cmocka_unit_test(layout_rules_hold),
        cmocka_unit_test(markup_rules_hold),
        cmocka_unit_test(every_rule_has_rows),
        cmocka_unit_test(derivations_hold),
        cmocka_unit_test_setup_teardown(link_marks_form_links, begin, finish),
        cmocka_unit_test_setup_teardown(furniture_shows_why, begin, finish),
        cmocka_unit_test_setup_teardown(furniture_is_short, begin, finish),
        cmocka_unit_test_setup_teardown(furniture_is_a_whole_line, begin, finish),
        cmocka_unit_test_setup_teardown(nothing_is_glued_over_a_hole, begin, finish),
        cmocka_unit_test_setup_teardown(separators_are_single, begin, finish),
        cmocka_unit_test_setup_teardown(slots_take_their_derivations, begin, finish),
        cmocka_unit_test_setup_teardown(every_piece_has_one_home, begin, finish),
        cmocka_unit_test_setup_teardown(regions_keep_their_order, begin, finish),
    };
    if (setjmp(guard)) return 1;
    return cmocka_run_group_tests(tests, NULL, NULL);
}
