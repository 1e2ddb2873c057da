/*
 * test_series.c - profiles: dates, line forms, wordings, the built-in profiles, wrong profiles with the
 * place of every finding, memory that runs out, and many threads on one profile.
 */
#include <pthread.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

#include "series/series.h"

#define COUNT(a) (sizeof(a) / sizeof *(a))

static void assert_str(struct rsis_str got, const char *want) {
    if (!rsis_str_eq(got, rsis_str_c(want))) fail_msg("got \"%.*s\", want \"%s\"", RSIS_ARG(got), want);
}

/* ---- profiles from text */

/* The first findings as "line:column id", one a line. */
struct findings {
    char places[2000];
    char messages[8000];
};

static void append(char *to, size_t size, const char *what) {
    size_t n = strlen(to);
    snprintf(to + n, size - n, "%s\n", what);
}

static void collect(void *ctx, const struct rsis_diag *d) {
    struct findings *f = ctx;
    char place[80];
    snprintf(place, sizeof place, "%u:%u %s", (unsigned)d->line, (unsigned)d->column, d->id);
    append(f->places, sizeof f->places, place);
    append(f->messages, sizeof f->messages, d->message);
}

/* Loads a profile of these bytes by way of a file. */
static enum rsis_status load_bytes(struct rsis_series **out, const char *bytes, size_t len, struct findings *f) {
    char path[] = "/tmp/rsis-series-XXXXXX";
    int fd = mkstemp(path);
    assert_true(fd >= 0);
    assert_int_equal(write(fd, bytes, len), (ssize_t)len);
    close(fd);
    memset(f, 0, sizeof *f);
    enum rsis_status st = rsis_series_load(out, path, collect, f);
    unlink(path);
    return st;
}

/* The smallest profile there is; forms come after it. */
#define HEAD                                                                                                           \
    "format: 1\nname: x\njournal-id: x\narticle-type: editorial\nlanguage: en\nlicense-type: none\n"                   \
    "needs: {number: true, date: true, byline: false}\n"
#define ERA "{from: 2013-01-01, to: open, evidenced: true, title: X, publisher: P, place: Q}"
#define ERAS "eras: [" ERA "]\n"
#define FORMS "forms: [\"No. {issue}\"]\n"

static struct rsis_series *load_text(const char *text) {
    struct rsis_series *s = NULL;
    struct findings f;
    enum rsis_status st = load_bytes(&s, text, strlen(text), &f);
    if (st != RSIS_OK) fail_msg("status %d, findings:\n%s%s", st, f.places, f.messages);
    return s;
}

static struct rsis_series *load_builtin(const char *name) {
    struct rsis_series *s = NULL;
    struct findings f = {{0}, {0}};
    assert_int_equal(rsis_series_load(&s, name, collect, &f), RSIS_OK);
    assert_string_equal(f.places, "");
    return s;
}

/* ---- dates */

static void dates_are_read(void **state) {
    (void)state;
    static const struct {
        const char *text;
        struct rsis_date date;
    } good[] = {
        {"18 March 2013", {2013, 3, 18}},
        {"01 October 2025", {2025, 10, 1}},
        {"8 Jul 2014", {2014, 7, 8}},
        {"8 Sept. 2014", {2014, 9, 8}},
        {"October 18, 2017", {2017, 10, 18}},
        {"October 18 2017", {2017, 10, 18}},
        {"14/03/2016", {2016, 3, 14}},
        {"2013-03-18", {2013, 3, 18}},
        {"  18\t MARCH\n2013 ", {2013, 3, 18}},
        {"18\xC2\xA0may\xE2\x80\xAF"
         "2013",
         {2013, 5, 18}},
        {"31 February 2013", {2013, 2, 31}},
        {"99 March 2013", {2013, 3, 99}},
        {"01/13/2016", {2016, 13, 1}},
    };
    for (size_t i = 0; i < COUNT(good); i++) {
        struct rsis_date d = {0, 0, 0};
        if (!rsis_date_parse(&d, rsis_str_c(good[i].text)) || rsis_date_compare(d, good[i].date) != 0)
            fail_msg("%s: %d-%d-%d", good[i].text, d.year, d.month, d.day);
    }
}

static void other_texts_are_no_dates(void **state) {
    (void)state;
    static const char *const bad[] = {
        "",
        " ",
        "18 March",
        "March 2013",
        "18 Marsh 2013",
        "18March 2013",
        "118 March 2013",
        "18 March 13",
        "18 March 20133",
        "18 March 2013.",
        "on 18 March 2013",
        "2013-3-18",
        "18-03-2013",
        "2013/03/18",
        "18 Ma 2013",
        "18 March 2013 x",
        "18 , March 2013",
    };
    for (size_t i = 0; i < COUNT(bad); i++) {
        struct rsis_date d = {7, 7, 7};
        if (rsis_date_parse(&d, rsis_str_c(bad[i]))) fail_msg("\"%s\" was read", bad[i]);
        assert_int_equal(d.year, 7);
    }
    assert_false(rsis_date_parse(&(struct rsis_date){0, 0, 0}, rsis_str(NULL, 0)));
}

static void days_exist_or_not(void **state) {
    (void)state;
    static const struct rsis_date yes[] = {{2013, 3, 18}, {2012, 2, 29}, {2000, 2, 29}, {2013, 12, 31}, {2013, 4, 30}};
    static const struct rsis_date no[] = {{2013, 2, 29}, {1900, 2, 29}, {2013, 2, 31}, {2013, 4, 31},
                                          {2013, 13, 1}, {2013, 0, 1},  {2013, 1, 0},  {0, 1, 1}};
    for (size_t i = 0; i < COUNT(yes); i++) assert_true(rsis_date_exists(yes[i]));
    for (size_t i = 0; i < COUNT(no); i++) assert_false(rsis_date_exists(no[i]));
}

static void dates_compare(void **state) {
    (void)state;
    struct rsis_date a = {2013, 3, 18}, b = {2013, 3, 19}, c = {2013, 4, 1}, d = {2014, 1, 1};
    assert_int_equal(rsis_date_compare(a, a), 0);
    assert_int_equal(rsis_date_compare(a, b), -1);
    assert_int_equal(rsis_date_compare(c, b), 1);
    assert_int_equal(rsis_date_compare(c, d), -1);
}

/* ---- line forms */

/* "form|issue|year|date|issn|title" of the first form that matches, or "". */
static const char *match_line(char *buf, size_t size, const struct rsis_series *s, const char *line) {
    buf[0] = 0;
    for (size_t n = 0; n < s->n_forms; n++) {
        struct rsis_form_match m;
        struct rsis_str l = rsis_str_c(line);
        if (!rsis_form_match(&m, s, n, l)) continue;
        size_t at = (size_t)snprintf(buf, size, "%.*s", RSIS_ARG(m.form));
        for (int f = 0; f < RSIS_FORM_FIELDS; f++) {
            at += (size_t)snprintf(buf + at, size - at, " [%.*s]", (int)m.field[f].len,
                                   m.field[f].len ? m.field[f].ptr : "");
            if (!m.field[f].len) continue; /* a field is a slice of the line itself */
            assert_true(m.field[f].ptr >= l.ptr && m.field[f].ptr + m.field[f].len <= l.ptr + l.len);
        }
        break;
    }
    return buf;
}

struct line {
    const char *text, *want;
};

static void check_lines(const struct rsis_series *s, const struct line *lines, size_t n) {
    char got[800];
    for (size_t i = 0; i < n; i++)
        if (strcmp(match_line(got, sizeof got, s, lines[i].text), lines[i].want) != 0)
            fail_msg("\"%s\" gave \"%s\", want \"%s\"", lines[i].text, got, lines[i].want);
}

static void rsis_lines_match(void **state) {
    (void)state;
    static const struct line lines[] = {
        {"No. 046/2013 dated 18 March 2013", "No. {issue}/{year} dated {date} [046] [2013] [18 March 2013] [] []"},
        {"No. 131/2014 dated 8 July 2014", "No. {issue}/{year} dated {date} [131] [2014] [8 July 2014] [] []"},
        {"NO.046/2013\xC2\xA0 DATED\n18 March\t2013",
         "No. {issue}/{year} dated {date} [046] [2013] [18 March\t2013] [] []"},
        {"\xC2\xA0 No. 1/2013 dated 31 February 2013 ",
         "No. {issue}/{year} dated {date} [1] [2013] [31 February 2013] [] []"},
        {"No. 063 – 19 April 2021", "No. {issue} – {date} [063] [] [19 April 2021] [] []"},
        {"No. 063 - 19 April 2021", "No. {issue} – {date} [063] [] [19 April 2021] [] []"},
        {"No. 063—19 April 2021", "No. {issue} – {date} [063] [] [19 April 2021] [] []"},
        {"No. 063 ─ 19 April 2021", "No. {issue} – {date} [063] [] [19 April 2021] [] []"},
        {"No. 063 \xE2\x80\x90 19 April 2021", "No. {issue} – {date} [063] [] [19 April 2021] [] []"},
        {"No. 063 −19 April 2021", "No. {issue} – {date} [063] [] [19 April 2021] [] []"},
        {"No. 063 -- 19 April 2021", "No. {issue} – {date} [063] [] [19 April 2021] [] []"},
        {"No. 063 \xCC\xB6 19 April 2021", "No. {issue} – {date} [063] [] [19 April 2021] [] []"},
        {"No. 024a – 20 February 2020", "No. {issue} – {date} [024a] [] [20 February 2020] [] []"},
        {"No. 031-1 – 9 March 2020", "No. {issue} – {date} [031-1] [] [9 March 2020] [] []"},
        {"No. 012-9 March 2020", "No. {issue} – {date} [012] [] [9 March 2020] [] []"},
        {"No. 046/2013", "No. {issue}/{year} [046] [2013] [] [] []"},
        {"dated 18 March 2013", "dated {date} [] [] [18 March 2013] [] []"},
    };
    struct rsis_series *s = load_builtin("rsis-commentary");
    check_lines(s, lines, COUNT(lines));
    char got[800];
    assert_non_null(
        strstr(match_line(got, sizeof got, s, "CO16177 | The Rise of Trump"), "[177] [] [] [] [The Rise of Trump]"));
    assert_non_null(strstr(match_line(got, sizeof got, s, "CO20152-3 | A Title"), "[152-3] [] [] [] [A Title]"));
    rsis_series_free(s);
}

static void near_misses_do_not_match(void **state) {
    (void)state;
    static const struct line lines[] = {
        {"No. 8 on their list of frequently asked questions", ""},
        {"2 January 2021", ""},
        {"No. 8", ""},
        {"No. 8 March 2020", ""},
        {"No. – 19 April 2021", ""},
        {"No. 12345 – 19 April 2021", ""},
        {"No. 063 – 19 April 2021 and later", ""},
        {"See No. 063 – 19 April 2021", ""},
        {"No. 063 – 19 Arpil 2021", ""},
        {"No. 063 – 19 April 21", ""},
        {"No. 046/213 dated 18 March 2013", ""},
        {"No. 046/2013 dated", ""},
        {"No. 046/2013dated 18 March 2013", ""},
        {"No. 046/20133 dated 18 March 2013", ""},
        {"No 046/2013 dated 18 March 2013", ""},
        {"", ""},
        {"no digits here at all", ""},
        {"\xFF\xFE 063", ""},
    };
    struct rsis_series *s = load_builtin("rsis-commentary");
    check_lines(s, lines, COUNT(lines));
    rsis_series_free(s);
}

static void iseas_lines_match(void **state) {
    (void)state;
    static const struct line lines[] = {
        {"ISSUE: 2021 No. 58 ISSN 2335-6677", "ISSUE: {year} No. {issue} ISSN {issn} [58] [2021] [] [2335-6677] []"},
        {"ISSUE: 2015\nNO.59\nISSN 2335-6677", "ISSUE: {year} No. {issue} ISSN {issn} [59] [2015] [] [2335-6677] []"},
        {"ISSUE: 2024 No.\n70", "ISSUE: {year} No. {issue} [70] [2024] [] [] []"},
        {"ISSUE: 2015", "ISSUE: {year} [] [2015] [] [] []"},
        {"ISSUE: 2024 No.", "ISSUE: {year} No. [] [2024] [] [] []"},
        {"NO.59", "No. {issue} [59] [] [] [] []"},
        {"ISSN 2335-6677", "ISSN {issn} [] [] [] [2335-6677] []"},
        {"Singapore | 29 April 2021", "Singapore | {date} [] [] [29 April 2021] [] []"},
        {"Singapore |13 February 2020", "Singapore | {date} [] [] [13 February 2020] [] []"},
        {"ISEAS Perspective 2022/24, 9 March 2022",
         "ISEAS Perspective {year}/{issue}, {date} [24] [2022] [9 March 2022] [] []"},
        {"70", ""},
        {"Singapore 29 April 2021", ""},
        {"ISSN 2335-66777", ""},
    };
    struct rsis_series *s = load_builtin("iseas-perspective");
    check_lines(s, lines, COUNT(lines));
    rsis_series_free(s);
}

static void sister_lines_can_be_said(void **state) {
    (void)state;
    static const struct line lines[] = {
        {"Number 401 | October 18, 2017", "Number {issue} | {date} [401] [] [October 18, 2017] [] []"},
        {"2019/54, 25 June 2019", "{year}/{issue}, {date} [54] [2019] [25 June 2019] [] []"},
        {"Commentary 2016/19, 27 May 2016", "Commentary {year}/{issue}, {date} [19] [2016] [27 May 2016] [] []"},
        {"PacNet #25 – White Elephant, or Lost Hope?",
         "PacNet #{issue} – {title} [25] [] [] [] [White Elephant, or Lost Hope?]"},
        {"IP25095 | A Title", "IP[0-9]{2}(?<issue>[0-9]{3}) \\| (?<title>.+) [095] [] [] [] [A Title]"},
        {"Commentary24 March 2017", "Commentary{date} [] [] [24 March 2017] [] []"},
        {"No. 251", "No. {issue} [251] [] [] [] []"},
        {"6 November 2012", "{date} [] [] [6 November 2012] [] []"},
        {"Author\xE2\x80\x99s 7", "Author's {issue} [7] [] [] [] []"},
        {"On a title alone", "On {title} [] [] [] [] [a title alone]"},
    };
    struct rsis_series *s = load_text(HEAD ERAS "forms:\n"
                                                "  - \"Number {issue} | {date}\"\n"
                                                "  - \"{year}/{issue}, {date}\"\n"
                                                "  - \"Commentary {year}/{issue}, {date}\"\n"
                                                "  - \"PacNet #{issue} – {title}\"\n"
                                                "  - regex: 'IP[0-9]{2}(?<issue>[0-9]{3}) \\| (?<title>.+)'\n"
                                                "  - \"Commentary{date}\"\n"
                                                "  - \"No. {issue}\"\n"
                                                "  - \"{date}\"\n"
                                                "  - \"Author's {issue}\"\n"
                                                "  - \"On {title}\"\n");
    check_lines(s, lines, COUNT(lines));
    rsis_series_free(s);
}

/* What {date} takes in a form and what rsis_date_parse reads are the same. */
static void form_and_parser_agree(void **state) {
    (void)state;
    enum { SLOTS = 5, WAYS = 8 };
    static const char *const parts[SLOTS][WAYS] = {
        {"1", "18", "118", "2013", "March", "oct", "0", "x"},
        {" ", "/", "-", "", ".", ". ", " \xC2\xA0", ", "},
        {"3", "03", "18", "18,", "March", "sept", "Sept.", "sep. 7,"},
        {" ", "/", "-", "", ".", "  ", " \xC2\xA0", ", "},
        {"2013", "13", "20133", "18", "8", "2013.", "2013x", "March"},
    };
    struct rsis_series *s = load_text(HEAD ERAS "forms: [\"{date}\"]\n");
    size_t dates = 0;
    for (unsigned i = 0; i < 1u << 15; i++) {
        char text[80];
        snprintf(text, sizeof text, "%s%s%s%s%s", parts[0][i & 7], parts[1][i >> 3 & 7], parts[2][i >> 6 & 7],
                 parts[3][i >> 9 & 7], parts[4][i >> 12 & 7]);
        struct rsis_form_match m;
        struct rsis_date d;
        bool parsed = rsis_date_parse(&d, rsis_str_c(text));
        if (parsed != rsis_form_match(&m, s, 0, rsis_str_c(text))) fail_msg("\"%s\": the parser says %d", text, parsed);
        dates += parsed;
    }
    assert_true(dates > 50);
    rsis_series_free(s);
}

static void long_lines_and_steps_are_bounded(void **state) {
    (void)state;
    struct rsis_series *s = load_text(HEAD ERAS "forms: [\"On {title}\", {regex: '(?<issue>(a+a+)+)1'}]\n");
    char line[400] = "On ";
    memset(line + 3, 'a', 297);
    struct rsis_form_match m;
    assert_true(rsis_form_match(&m, s, 0, rsis_str(line, 300)));
    line[300] = 'a';
    assert_false(rsis_form_match(&m, s, 0, rsis_str(line, 301)));
    assert_false(rsis_form_match(&m, s, 2, rsis_str(line, 10))); /* there is no such form */
    /* Without a limit this one takes longer than anybody waits; it must come to an end, as no match. */
    memset(line, 'a', 299);
    line[299] = '2';
    assert_false(rsis_form_match(&m, s, 1, rsis_str(line, 300)));
    assert_true(rsis_form_match(&m, s, 1, RSIS_LIT("aaaa1")));
    rsis_series_free(s);
}

/* The second form matches, but only after more steps than are allowed; asking for more must not help. */
static void expressions_cannot_lift_limits(void **state) {
    (void)state;
    struct rsis_series *s =
        load_text(HEAD ERAS "forms:\n  - regex: '(*LIMIT_MATCH=4000000000)1(?<issue>(?:a?){6}a{6})'\n"
                            "  - regex: '(*LIMIT_MATCH=4000000000)1(?<issue>(?:a?){15}a{15})'\n");
    struct rsis_form_match m;
    assert_true(rsis_form_match(&m, s, 0, RSIS_LIT("1aaaaaa")));
    assert_false(rsis_form_match(&m, s, 1, RSIS_LIT("1aaaaaaaaaaaaaaa")));
    rsis_series_free(s);
}

/* ---- wordings */

static void wordings_compare(void **state) {
    (void)state;
    static const struct {
        const char *wording, *text;
        bool same;
    } pairs[] = {
        {"Synopsis", " SYNOPSIS ", true},
        {"Synopsis", "Synopsis:", false},
        {"Synopsis", "Synops", false},
        {"About the Author", "About\xC2\xA0the\nAuthor", true},
        {"S. Rajaratnam School", "S.Rajaratnam School", true},
        {"S.Rajaratnam School", "S.  Rajaratnam School", true},
        {"The authors’ views", "The authors' views", true},
        {"a - b", "a – b", true},
        {"a - b", "a -- b", true},
        {"policy-relevant", "policy relevant", false},
        {"mail {email}.", "mail RSISPublication@ntu.edu.sg.", true},
        {"mail {email}.", "mail [email\xC2\xA0protected].", true},
        {"mail: {email} or", "mail: [Email Protected] or", true},
        {"mail {email}", "mail nobody", false},
        {"mail {email}", "mail @ntu.edu.sg", false},
        {"mail {email}", "mail a@", false},
        {"end. {email}", "end.a@b.c", true},
        {"Level B{n}, Singapore {n}", "Level B3, Singapore 639798", true},
        {"Level B{n}", "Level B", false},
        {"Level B3", "Level B4", false},
        {"Page {n} of {n}", "Page 1 of 12", true},
        {"x", "", false},
        {"", "", false},
        {"", "x", false},
    };
    for (size_t i = 0; i < COUNT(pairs); i++)
        if (rsis_wording_matches(rsis_str_c(pairs[i].wording), rsis_str_c(pairs[i].text)) != pairs[i].same)
            fail_msg("\"%s\" and \"%s\"", pairs[i].wording, pairs[i].text);
}

static void prefixes_are_measured(void **state) {
    (void)state;
    assert_int_equal(rsis_wording_prefix(RSIS_LIT("By "), RSIS_LIT("By  C. Raja Mohan")), 4);
    assert_int_equal(rsis_wording_prefix(RSIS_LIT("By "), RSIS_LIT("Bystanders")), 0);
    assert_int_equal(rsis_wording_prefix(RSIS_LIT("By "), RSIS_LIT("By")), 0);
    assert_int_equal(rsis_wording_prefix(RSIS_LIT("One. "), RSIS_LIT("One. Two")), 4);
    assert_int_equal(rsis_wording_prefix(RSIS_LIT("One."), RSIS_LIT(" One. Two")), 5);
    assert_int_equal(rsis_wording_prefix(RSIS_LIT("One"), rsis_str(NULL, 0)), 0);
}

/* Both wordings of the notice, as documents print them, are known sentence by sentence. */
static void notices_are_known(void **state) {
    (void)state;
    static const struct {
        enum rsis_notice_role role;
        const char *text;
    } printed[] = {
        {RSIS_NOTICE_SCOPE, "RSIS Commentaries are intended to provide timely and, where appropriate, policy relevant "
                            "background and analysis of contemporary developments."},
        {RSIS_NOTICE_DISCLAIMER, "The views of the authors are their own and do not represent the official position of "
                                 "the S. Rajaratnam School of International Studies, NTU."},
        {RSIS_NOTICE_TERMS,
         "These commentaries may be reproduced electronically or in print with prior permission from RSIS."},
        {RSIS_NOTICE_TERMS, "Due recognition must be given to the author or authors and RSIS."},
        {RSIS_NOTICE_CONTACT, "Please email: RSISPublication@ntu.edu.sg or call (+65) 6790 6982 to speak to the Editor "
                              "RSIS Commentaries, Yang Razali Kassim."},
        {RSIS_NOTICE_CONTACT, "Please email: [email protected] or call (+65) 6790 6982 to speak to the Editor RSIS "
                              "Commentaries, Yang Razali Kassim."},
        {RSIS_NOTICE_SCOPE, "RSIS Commentary is a platform to provide timely and, where appropriate, policy-relevant "
                            "commentary and analysis of topical and contemporary issues."},
        {RSIS_NOTICE_DISCLAIMER, "The authors' views are their own and do not represent the official position of the "
                                 "S. Rajaratnam School of International Studies, NTU."},
        {RSIS_NOTICE_TERMS, "These commentaries may be reproduced with prior permission from RSIS and due recognition "
                            "to the author(s) and RSIS."},
        {RSIS_NOTICE_CONTACT, "Please email to Mr Yang Razali Kassim, Editor RSIS Commentary at [email protected]."},
    };
    struct rsis_series *s = load_builtin("rsis-commentary");
    for (size_t i = 0; i < COUNT(printed); i++) {
        int found = -1;
        for (size_t e = 0; e < s->n_eras; e++)
            for (size_t k = 0; k < s->eras[e].n_notice; k++)
                if (rsis_sentence_matches(&s->eras[e].notice[k], rsis_str_c(printed[i].text)))
                    found = (int)s->eras[e].notice[k].role;
        if (found != (int)printed[i].role) fail_msg("role %d: %s", found, printed[i].text);
    }
    rsis_series_free(s);
}

/* ---- built-in profiles */

static void builtins_load(void **state) {
    (void)state;
    size_t n = 0;
    for (const char *name; (name = rsis_series_builtin(n)); n++) {
        struct rsis_series *s = load_builtin(name);
        assert_str(s->name, name);
        assert_true(s->n_eras && s->n_forms);
        rsis_series_free(s);
    }
    assert_true(n >= 2);
    assert_null(rsis_series_builtin(SIZE_MAX));
}

static void rsis_profile_holds_what_it_should(void **state) {
    (void)state;
    struct rsis_series *s = load_builtin("rsis-commentary");
    assert_str(s->journal_id, "rsis-commentaries");
    assert_str(s->article_type, "editorial");
    assert_str(s->license_type, "prior-permission-required");
    assert_true(s->needs_number && s->needs_date && s->needs_byline);
    bool inside;
    const struct rsis_era *e = rsis_series_era(s, (struct rsis_date){2013, 3, 18}, &inside);
    assert_true(inside && e->evidenced);
    assert_str(e->title, "RSIS Commentaries");
    assert_str(e->publisher, "S. Rajaratnam School of International Studies, Nanyang Technological University");
    assert_str(e->place, "Singapore");
    assert_int_equal(e->issn.len, 0);
    assert_int_equal(e->n_editors, 1);
    assert_str(e->editors[0].name, "Yang Razali Kassim");
    assert_int_equal(e->editors[0].surname.len, 0);
    assert_str(e->editors[0].role, "Editor RSIS Commentaries");
    assert_int_equal(e->n_notice, 5);
    assert_str(s->authorities[0].surname, "Raja Mohan");
    assert_str(s->authorities[0].given, "C.");
    assert_int_equal(rsis_wordings_find(s->bio_labels, RSIS_LIT("ABOUT THE AUTHORS")), 1);
    assert_int_equal(rsis_wordings_find(s->bio_labels, RSIS_LIT("About")), -1);
    assert_true(rsis_wordings_find(s->kickers, RSIS_LIT("Southeast Asia's Maritime Security")) >= 0);
    assert_true(rsis_wordings_find(s->masthead, RSIS_LIT("S. RAJARATNAM SCHOOL \nOF INTERNATIONAL STUDIES")) >= 0);
    rsis_series_free(s);
}

static void eras_are_found(void **state) {
    (void)state;
    static const struct {
        const char *title;
        struct rsis_date date;
        bool inside, evidenced;
    } days[] = {
        {"RSIS Commentary", {2000, 12, 31}, false, false},  {"IDSS Commentaries", {2001, 1, 1}, true, false},
        {"RSIS Commentaries", {2012, 12, 31}, true, false}, {"RSIS Commentaries", {2013, 1, 1}, true, true},
        {"RSIS Commentaries", {2014, 7, 31}, true, true},   {"RSIS Commentary", {2014, 8, 1}, true, false},
        {"RSIS Commentary", {2021, 4, 19}, true, true},     {"RSIS Commentary", {2021, 0, 0}, true, true},
        {"RSIS Commentaries", {2013, 5, 0}, true, true},    {"RSIS Commentary", {2099, 1, 1}, true, false},
        {"RSIS Commentary", {0, 0, 0}, false, false},
    };
    struct rsis_series *s = load_builtin("rsis-commentary");
    for (size_t i = 0; i < COUNT(days); i++) {
        bool inside;
        const struct rsis_era *e = rsis_series_era(s, days[i].date, &inside);
        if (inside != days[i].inside || e->evidenced != days[i].evidenced) fail_msg("day %zu", i);
        assert_str(e->title, days[i].title);
    }
    rsis_series_free(s);
}

static void roles_have_names(void **state) {
    (void)state;
    assert_string_equal(rsis_notice_role_name(RSIS_NOTICE_SCOPE), "scope");
    assert_string_equal(rsis_notice_role_name(RSIS_NOTICE_DISCLAIMER), "disclaimer");
    assert_string_equal(rsis_notice_role_name(RSIS_NOTICE_TERMS), "terms");
    assert_string_equal(rsis_notice_role_name(RSIS_NOTICE_CONTACT), "contact");
}

/* ---- wrong profiles */

#define S1 " RSIS-SERIES-001\n"
#define S2 " RSIS-SERIES-002\n"
#define ALL HEAD ERAS FORMS                       /* 9 lines; what a case adds stands on line 10 */
#define WITH_ERAS(eras) HEAD "eras:\n" eras FORMS /* the first era stands on line 9 */
#define AN_ERA(from, to) "  - {from: " from ", to: " to ", evidenced: true, title: X, publisher: P, place: Q}\n"

static const struct wrong {
    const char *text, *places, *says; /* every finding; a piece of what is said */
} wrong[] = {
    /* not YAML */
    {"", "1:1" S2, "empty"},
    {"# nothing\n", "1:1" S2, "empty"},
    {ALL "masthead: [a, b\n", "11:1" S1, "expected ',' or ']'"},
    {ALL "masthead: \"a\n", "11:1" S1, "unexpected end of stream"},
    {ALL "masthead: a: b\n", "10:12" S1, "mapping values are not allowed"},
    {ALL "\tmasthead: [a]\n", "10:1" S1, "cannot start any token"},
    {ALL "kickers: [\xFF]\n", "10:11" S1, "UTF-8"},
    {ALL "kickers: [\x01]\n", "10:11" S1, "control characters"},
    {ALL "kickers: [\"\\q\"]\n", "10:12" S1, "unknown escape"},
    {"- a\n- b\n", "1:1" S2, "a list stands here; expected a series profile"},
    {"just text\n", "1:1" S2, "text stands here"},
    {ALL "---\nformat: 1\n", "10:1" S2, "a second document"},
    {ALL "kickers: [[[[[[[[[a]]]]]]]]]\n", "10:17" S2, "nested deeper"},
    {ALL "kickers: &k [a]\n", "10:10" S2, "an anchor or a tag"},
    {ALL "kickers: !t [a]\n", "10:10" S2, "an anchor or a tag"},
    {ALL "kickers: [&k a]\nmasthead: *k\n", "10:11" S2 "11:11" S2, "an alias"},
    /* keys */
    {ALL "masthed: [a]\n", "10:1" S2, "(did you mean \"masthead\"?); expected one of: format, name, "},
    {ALL "somewhere: [a]\n", "10:1" S2, "unknown key \"somewhere\" in a series profile; expected one of"},
    {ALL "[a, b]: c\n", "10:1" S2, "expected a key"},
    {ALL "name: y\n", "10:1" S2, "the key \"name\" stands twice"},
    {"format: 1\n" ERAS FORMS, "1:1" S2 "1:1" S2 "1:1" S2 "1:1" S2 "1:1" S2 "1:1" S2, "without the key \"journal-id\""},
    {ALL "needs: 3\n", "10:1" S2, "stands twice"},
    /* values */
    {"format: 2\nname: x\njournal-id: x\narticle-type: e\nlanguage: en\nlicense-type: n\n"
     "needs: {number: true, date: true, byline: false}\n" ERAS FORMS,
     "1:9" S2, "expected 1"},
    {"format: 1\nname: A b\njournal-id: \"\"\narticle-type: -e\nlanguage: english\nlicense-type: [n]\n"
     "needs: {number: yes, date: 'true', byline: []}\n" ERAS FORMS,
     "2:7" S2 "3:13" S2 "4:15" S2 "5:11" S2 "6:15" S2 "7:17" S2 "7:28" S2 "7:44" S2, "expected one of: true, false"},
    {"format: 1\nname: x\njournal-id: x\narticle-type: e\nlanguage: e\nlicense-type: n\n"
     "needs: {number: true, dat: true}\n" ERAS FORMS,
     "5:11" S2 "7:8" S2 "7:8" S2 "7:23" S2, "did you mean \"date\"?"},
    {ALL "masthead: a\n", "10:11" S2, "text stands here; expected a list of texts"},
    {ALL "masthead: [a, {b: c}, [d]]\n", "10:15" S2 "10:23" S2, "keys stands here; expected text"},
    {ALL "masthead: [a, '', b, a]\n", "10:15" S2 "10:22" S2, "an empty string"},
    {ALL "masthead:\n  - a\n  -\n", "12:4" S2, "an empty string"},
    {ALL "masthead: ['a ']\n", "10:12" S2, "blanks at an end"},
    {ALL "bio-openings: ['a ', ' b']\n", "10:22" S2, "blanks at an end"},
    {ALL "masthead: [\"a\\nb\"]\n", "10:12" S2, "a line end"},
    {ALL "masthead: [\"a\\0b\", \"\\x85\", \"\\x1b\"]\n", "10:12" S2 "10:20" S2 "10:28" S2, "a control character"},
    {ALL "furniture: ['{mail}', 'Page {n', 'a}']\n", "10:13" S2 "10:23" S2 "10:34" S2, "expected one of: {email}, {n}"},
    /* eras */
    {HEAD "eras: []\n" FORMS, "8:7" S2, "at least one"},
    {HEAD "eras: 2013\n" FORMS, "8:7" S2, "expected a list of eras"},
    {WITH_ERAS("  - 2013\n"), "9:5" S2, "expected an era"},
    {WITH_ERAS(AN_ERA("2013-02-30", "open")), "9:12" S2, "does not exist"},
    {WITH_ERAS(AN_ERA("18 March 2013", "2013-3-4")), "9:12" S2 "9:31" S2, "expected one such as 2013-03-18"},
    {WITH_ERAS(AN_ERA("2013-05-01", "2013-04-30")), "9:28" S2, "ends before it begins"},
    {WITH_ERAS(AN_ERA("2013-01-01", "2013-12-31") AN_ERA("2013-12-31", "open")), "10:12" S2, "not overlapping"},
    {WITH_ERAS(AN_ERA("2013-01-01", "open") AN_ERA("2014-01-01", "open")), "10:12" S2, "not overlapping"},
    {WITH_ERAS(AN_ERA("2013-01-01", "2013-12-31") AN_ERA("open", "open")), "10:12" S2, "not overlapping"},
    {WITH_ERAS(AN_ERA("2013-01-01", "never") AN_ERA("2014-01-01", "open")), "9:28" S2, "\"never\" is no date"},
    {WITH_ERAS("  - {from: open}\n"), "9:5" S2 "9:5" S2 "9:5" S2 "9:5" S2 "9:5" S2,
     "an era without the key \"evidenced\""},
    {HEAD
     "eras:\n  - from: 2013-01-01\n    to: open\n    evidenced: true\n    title: X\n    publisher: P\n    place: Q\n"
     "    issn: 2335-6678\n    editors: [{name: A B, role: R, surname: C}, {role: ''}]\n"
     "    notice: [{scope: a, terms: b}, {rules: c}, {contact: '{fax}'}, d]\n" FORMS,
     "15:11" S2 "16:45" S2 "16:45" S2 "16:49" S2 "16:56" S2 "17:14" S2 "17:37" S2 "17:58" S2 "17:68" S2, "check digit"},
    /* line forms */
    {HEAD ERAS "forms: ['No. {number}']\n", "9:9" S2, "unknown placeholder {number}; expected one of: {issue}, "},
    {HEAD ERAS "forms: ['No. {issue']\n", "9:9" S2, "a brace that begins no placeholder"},
    {HEAD ERAS "forms: ['No. 5}']\n", "9:9" S2, "a brace that begins no placeholder"},
    {HEAD ERAS "forms: ['{issue}{year}']\n", "9:9" S2, "nothing between"},
    {HEAD ERAS "forms: ['{date} {date}']\n", "9:9" S2, "{date} stands twice"},
    {HEAD ERAS "forms: ['No number']\n", "9:9" S2, "a line form without a field"},
    {HEAD ERAS "forms:\n  - regex: '(?<issue>[0-9]+'\n", "10:12" S2, "missing closing parenthesis, at its byte 16"},
    {HEAD ERAS "forms:\n  - regex: '(?<nr>[0-9]+)'\n  - regex: '[0-9]+'\n", "10:12" S2 "11:12" S2,
     "unknown group \"nr\""},
    {HEAD ERAS "forms:\n  - regex: '(?J)(?<issue>1)|(?<issue>2)'\n", "10:12" S2, "group \"issue\" stands twice"},
    {HEAD ERAS "forms:\n  - rgex: a\n  - [a]\n", "10:5" S2 "10:5" S2 "11:5" S2, "did you mean \"regex\"?"},
    /* names */
    {ALL "names:\n  - {printed: A B, surname: C, given: A}\n  - {printed: A B, given: A}\n  - {surname: a, given: b}\n",
     "11:29" S2 "12:27" S2 "13:5" S2, "does not stand in \"A B\""},
};

static void wrong_profiles_are_refused(void **state) {
    (void)state;
    for (size_t i = 0; i < COUNT(wrong); i++) {
        struct rsis_series *s = NULL;
        struct findings f;
        enum rsis_status st = load_bytes(&s, wrong[i].text, strlen(wrong[i].text), &f);
        if (st != RSIS_ERR_PROFILE || s || strcmp(f.places, wrong[i].places) != 0 || !strstr(f.messages, wrong[i].says))
            fail_msg("case %zu, status %d:\n%s\ngave\n%s%s\nwant\n%s%s", i, st, wrong[i].text, f.places, f.messages,
                     wrong[i].places, wrong[i].says);
    }
}

static void the_smallest_profile_is_right(void **state) {
    (void)state;
    struct rsis_series *s = load_text(ALL);
    assert_int_equal(s->n_eras, 1);
    assert_int_equal(s->eras[0].to.year, 0);
    assert_false(s->needs_byline);
    assert_int_equal(s->masthead.n, 0);
    rsis_series_free(s);
    rsis_series_free(load_text(ALL "masthead: []\nnames: []\nbyline-prefixes: ['By ']\n"));
    rsis_series_free(load_text("\xEF\xBB\xBF" ALL)); /* a byte order mark is no matter */
    rsis_series_free(NULL);
}

/* The page that explains profiles shows one; it must be right. Tests run in the top directory. */
static void the_example_in_the_specs_is_right(void **state) {
    (void)state;
    static char page[64 << 10];
    FILE *file = fopen("specs/series-profiles.md", "rb");
    assert_non_null(file);
    page[fread(page, 1, sizeof page - 1, file)] = 0;
    fclose(file);
    char *from = strstr(page, "```yaml\n"), *to = from ? strstr(from + 8, "```\n") : NULL;
    if (!to) {
        fail_msg("the page shows no example");
        return;
    }
    *to = 0;
    struct rsis_series *s = load_text(from + 8);
    static const struct line lines[] = {
        {"Note 12/2010, 4 May 2010", "Note {issue}/{year}, {date} [12] [2010] [4 May 2010] [] []"},
    };
    check_lines(s, lines, COUNT(lines));
    rsis_series_free(s);
}

static void unreadable_profiles_are_reported(void **state) {
    (void)state;
    struct rsis_series *s = NULL;
    struct findings f = {{0}, {0}};
    assert_int_equal(rsis_series_load(&s, "/nonexistent/profile.yaml", collect, &f), RSIS_ERR_IO);
    assert_string_equal(f.places, "0:0 RSIS-SERIES-003\n");
    assert_non_null(strstr(f.messages, "No such file"));
    size_t len = (1u << 20) + 1;
    char *big = malloc(len);
    assert_non_null(big);
    memset(big, '#', len);
    assert_int_equal(load_bytes(&s, big, len, &f), RSIS_ERR_LIMIT);
    free(big);
    assert_string_equal(f.places, "0:0 RSIS-SERIES-003\n");
    assert_int_equal(rsis_series_load(NULL, "x", NULL, NULL), RSIS_ERR_USAGE);
    assert_int_equal(rsis_series_load(&s, NULL, NULL, NULL), RSIS_ERR_USAGE);
    assert_int_equal(rsis_series_load(&s, "/nonexistent", NULL, NULL), RSIS_ERR_IO); /* nobody listens */
    assert_null(s);
}

/* ---- memory */

/* Every allocation fails once; each time the load must say so and give everything back (the sanitizer looks). */
static void memory_may_run_out_anywhere(void **state) {
    (void)state;
    uint64_t n = 1;
    for (;; n++) {
        struct rsis_series *s = NULL;
        rsis_arena_fail_after(n);
        enum rsis_status st = rsis_series_load(&s, "rsis-commentary", NULL, NULL);
        rsis_arena_fail_after(0);
        if (st == RSIS_OK) {
            rsis_series_free(s);
            break;
        }
        assert_int_equal(st, RSIS_ERR_MEMORY);
        assert_null(s);
    }
    assert_true(n > 100);
}

static void memory_may_run_out_while_reporting(void **state) {
    (void)state;
    const char *text = ALL "masthed: [a]\nmasthead: ['', '{x}']\nkickers: \"\\q\"\n";
    uint64_t n = 1;
    for (;; n++) {
        struct rsis_series *s = NULL;
        struct findings f;
        rsis_arena_fail_after(n);
        enum rsis_status st = load_bytes(&s, text, strlen(text), &f);
        rsis_arena_fail_after(0);
        if (st == RSIS_ERR_PROFILE) break;
        assert_int_equal(st, RSIS_ERR_MEMORY);
        assert_string_equal(f.places, ""); /* all findings or none */
    }
    assert_true(n > 10);
}

/* ---- threads */

struct worker {
    pthread_t thread;
    const struct rsis_series *series;
    unsigned seed;
    size_t wrong;
};

static void *match_much(void *p) {
    struct worker *w = p;
    for (unsigned i = 0; i < 3000; i++) {
        char line[80], issue[8];
        snprintf(issue, sizeof issue, "%03u", (i + w->seed * 37) % 1000);
        snprintf(line, sizeof line, "No. %s – 19 April 2021", issue);
        struct rsis_form_match m;
        bool ok = !rsis_form_match(&m, w->series, 0, rsis_str_c(line)) &&
                  rsis_form_match(&m, w->series, 1, rsis_str_c(line)) &&
                  rsis_str_eq(m.field[RSIS_FORM_ISSUE], rsis_str_c(issue));
        w->wrong += !ok;
    }
    return NULL;
}

static void threads_share_a_profile(void **state) {
    (void)state;
    struct rsis_series *s = load_builtin("rsis-commentary");
    struct worker workers[8];
    for (unsigned i = 0; i < COUNT(workers); i++) {
        workers[i] = (struct worker){.series = s, .seed = i};
        assert_int_equal(pthread_create(&workers[i].thread, NULL, match_much, &workers[i]), 0);
    }
    for (size_t i = 0; i < COUNT(workers); i++) {
        pthread_join(workers[i].thread, NULL);
        assert_int_equal(workers[i].wrong, 0);
    }
    rsis_series_free(s);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(dates_are_read),
        cmocka_unit_test(other_texts_are_no_dates),
        cmocka_unit_test(days_exist_or_not),
        cmocka_unit_test(dates_compare),
        cmocka_unit_test(rsis_lines_match),
        cmocka_unit_test(near_misses_do_not_match),
        cmocka_unit_test(iseas_lines_match),
        cmocka_unit_test(sister_lines_can_be_said),
        cmocka_unit_test(form_and_parser_agree),
        cmocka_unit_test(long_lines_and_steps_are_bounded),
        cmocka_unit_test(expressions_cannot_lift_limits),
        cmocka_unit_test(wordings_compare),
        cmocka_unit_test(prefixes_are_measured),
        cmocka_unit_test(notices_are_known),
        cmocka_unit_test(builtins_load),
        cmocka_unit_test(rsis_profile_holds_what_it_should),
        cmocka_unit_test(eras_are_found),
        cmocka_unit_test(roles_have_names),
        cmocka_unit_test(wrong_profiles_are_refused),
        cmocka_unit_test(the_smallest_profile_is_right),
        cmocka_unit_test(the_example_in_the_specs_is_right),
        cmocka_unit_test(unreadable_profiles_are_reported),
        cmocka_unit_test(memory_may_run_out_anywhere),
        cmocka_unit_test(memory_may_run_out_while_reporting),
        cmocka_unit_test(threads_share_a_profile),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
