/*
 * test_overrides.c - CSV, the checks of values, looking rows up, the places of findings, memory that runs
 * out. What the file format is for people is tested in tests/cli/overrides.t.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

#include "job/csv.h"
#include "job/override_fields.h"
#include "job/overrides.h"

#define COUNT(a) (sizeof(a) / sizeof *(a))
#define HEADER "source,field,value,who,when,reason\n"
#define DIGEST "00112233445566778899aabbccddeeff00112233445566778899aabbccddeeff"

static void assert_str(struct rsis_str got, const char *want) {
    if (!rsis_str_eq(got, rsis_str_c(want))) fail_msg("got \"%.*s\", want \"%s\"", RSIS_ARG(got), want);
}

/* ---- CSV */

/* All records as "cell|cell/line;", or "wrong at N" at the end. */
static void read_csv(char *out, size_t size, const char *text) {
    struct rsis_arena arena;
    jmp_buf guard;
    struct rsis_csv csv;
    struct rsis_cell cells[3];
    size_t n;
    rsis_arena_init(&arena, &guard);
    if (setjmp(guard)) fail();
    rsis_csv_init(&csv, &arena, rsis_str_c(text));
    enum rsis_csv_result got = RSIS_CSV_END;
    *out = 0;
    for (uint32_t line = 1; (got = rsis_csv_next(&csv, cells, 3, &n)) == RSIS_CSV_RECORD; line = csv.line) {
        for (size_t i = 0; i < n && i < 3; i++) {
            size_t at = strlen(out);
            snprintf(out + at, size - at, "%s%.*s", i ? "|" : "", RSIS_ARG(cells[i].text));
        }
        snprintf(out + strlen(out), size - strlen(out), "%s/%u;", n > 3 ? "|more" : "", (unsigned)line);
    }
    if (got == RSIS_CSV_WRONG) snprintf(out + strlen(out), size - strlen(out), "wrong at %zu", csv.at);
    rsis_arena_free(&arena);
}

static void test_csv(void **state) {
    static const struct {
        const char *text, *want;
    } cases[] = {
        {"", ""},
        {"a,b\n", "a|b/1;"},
        {"a,b", "a|b/1;"},
        {"a,b\r\nc\r\n", "a|b/1;c/2;"},
        {",\n,,", "|/1;||/2;"},
        {"\n\na", "/1;/2;a/3;"},
        {"\"a,b\",c\n", "a,b|c/1;"},
        {"\"a \"\"b\"\"\"\n", "a \"b\"/1;"},
        {"\"\",\"\"\"\"\n", "|\"/1;"},
        {"\"a\nb\"\nc\n", "a\nb/1;c/3;"},
        {"\"a\r\nb\",c\r\nd\n", "a\r\nb|c/1;d/3;"},
        {"1,2,3,4,5\n", "1|2|3|more/1;"},
        {"a\"b\n", "wrong at 1"},
        {"x\na,b\"\n", "x/1;wrong at 5"},
        {"\"a\"b\n", "wrong at 3"},
        {"\"a\" ,b\n", "wrong at 3"},
        {"a,\"b\nc\n", "wrong at 2"},
        {"a\rb\n", "wrong at 1"},
        {"a\r", "wrong at 1"},
        {"\"a\"\r", "wrong at 3"},
    };
    (void)state;
    for (size_t i = 0; i < COUNT(cases); i++) {
        char got[200];
        read_csv(got, sizeof got, cases[i].text);
        if (strcmp(got, cases[i].want) != 0) fail_msg("%s: got \"%s\", want \"%s\"", cases[i].text, got, cases[i].want);
    }
}

/* ---- fields and values */

static void test_field_names(void **state) {
    static const struct {
        const char *name;
        int field; /* -1: none */
        unsigned n;
    } cases[] = {
        {"number", RSIS_OVERRIDE_NUMBER, 0},
        {"author", RSIS_OVERRIDE_AUTHOR, 0},
        {"author.1.given", RSIS_OVERRIDE_AUTHOR_GIVEN, 1},
        {"author.64.surname", RSIS_OVERRIDE_AUTHOR_SURNAME, 64},
        {"author.12.orcid", RSIS_OVERRIDE_AUTHOR_ORCID, 12},
        {"language", RSIS_OVERRIDE_LANGUAGE, 0},
        {"author.65.given", -1, 0},
        {"author.0.given", -1, 0},
        {"author.01.given", -1, 0},
        {"author.4294967297.given", -1, 0},
        {"author.N.given", -1, 0},
        {"author.given", -1, 0},
        {"author.1", -1, 0},
        {"author.1.name", -1, 0},
        {"author.", -1, 0},
        {"Title", -1, 0},
        {"", -1, 0},
    };
    (void)state;
    for (size_t i = 0; i < COUNT(cases); i++) {
        enum rsis_override_field field;
        unsigned n;
        bool found = rsis_override_field_parse(&field, &n, rsis_str_c(cases[i].name));
        if (found != (cases[i].field >= 0)) fail_msg("%s: found %d", cases[i].name, found);
        if (!found) continue;
        assert_int_equal(field, cases[i].field);
        assert_int_equal(n, cases[i].n);
    }
}

static void test_values(void **state) {
    static const struct {
        enum rsis_override_field field;
        const char *value;
        bool valid;
    } cases[] = {
        {RSIS_OVERRIDE_NUMBER, "046/2013", true},
        {RSIS_OVERRIDE_NUMBER, "1/2013", true},
        {RSIS_OVERRIDE_NUMBER, "1234/2013", true},
        {RSIS_OVERRIDE_NUMBER, "12345/2013", false},
        {RSIS_OVERRIDE_NUMBER, "/2013", false},
        {RSIS_OVERRIDE_NUMBER, "046/13", false},
        {RSIS_OVERRIDE_NUMBER, "046-2013", false},
        {RSIS_OVERRIDE_NUMBER, "046/2013 ", false},
        {RSIS_OVERRIDE_DATE, "2013-03-18", true},
        {RSIS_OVERRIDE_DATE, "2012-02-29", true},
        {RSIS_OVERRIDE_DATE, "2000-02-29", true},
        {RSIS_OVERRIDE_DATE, "1900-02-29", false},
        {RSIS_OVERRIDE_DATE, "2013-02-29", false},
        {RSIS_OVERRIDE_DATE, "2013-13-01", false},
        {RSIS_OVERRIDE_DATE, "2013-00-01", false},
        {RSIS_OVERRIDE_DATE, "2013-01-00", false},
        {RSIS_OVERRIDE_DATE, "0000-01-01", false},
        {RSIS_OVERRIDE_DATE, "2013-3-18", false},
        {RSIS_OVERRIDE_DATE, "2013/03/18", false},
        {RSIS_OVERRIDE_DATE, "2013-03-18T00:00", false},
        {RSIS_OVERRIDE_AUTHOR_ORCID, "0000-0002-1825-0097", true},
        {RSIS_OVERRIDE_AUTHOR_ORCID, "0000-0001-5109-3700", true},
        {RSIS_OVERRIDE_AUTHOR_ORCID, "0000-0002-1694-233X", true},
        {RSIS_OVERRIDE_AUTHOR_ORCID, "0000-0002-1694-233x", false},
        {RSIS_OVERRIDE_AUTHOR_ORCID, "0000-0002-1694-2330", false},
        {RSIS_OVERRIDE_AUTHOR_ORCID, "0000-0002-1825-0079", false},
        {RSIS_OVERRIDE_AUTHOR_ORCID, "0000000218250097", false},
        {RSIS_OVERRIDE_AUTHOR_ORCID, "0000-0002-182X-0097", false},
        {RSIS_OVERRIDE_DOI, "10.5555/12345678", true},
        {RSIS_OVERRIDE_DOI, "10.1000.10/x", true},
        {RSIS_OVERRIDE_DOI, "10.32656/a(b)<c>;d", true},
        {RSIS_OVERRIDE_DOI, "10.555/12345678", false},
        {RSIS_OVERRIDE_DOI, "10.5555/", false},
        {RSIS_OVERRIDE_DOI, "10.5555", false},
        {RSIS_OVERRIDE_DOI, "10.5555.", false},
        {RSIS_OVERRIDE_DOI, "10.5555./x", false},
        {RSIS_OVERRIDE_DOI, "10.5555/a b", false},
        {RSIS_OVERRIDE_DOI, "doi:10.5555/12345678", false},
        {RSIS_OVERRIDE_HANDLE, "10356/81799", true},
        {RSIS_OVERRIDE_HANDLE, "2027.42/x", true},
        {RSIS_OVERRIDE_HANDLE, "10356/", false},
        {RSIS_OVERRIDE_HANDLE, "/81799", false},
        {RSIS_OVERRIDE_HANDLE, "hdl/81799", false},
        {RSIS_OVERRIDE_HANDLE, "10356/81 799", false},
        {RSIS_OVERRIDE_LANGUAGE, "en", true},
        {RSIS_OVERRIDE_LANGUAGE, "zh-Hans-SG", true},
        {RSIS_OVERRIDE_LANGUAGE, "sl-1994", true},
        {RSIS_OVERRIDE_LANGUAGE, "msa", true},
        {RSIS_OVERRIDE_LANGUAGE, "e", false},
        {RSIS_OVERRIDE_LANGUAGE, "english", false},
        {RSIS_OVERRIDE_LANGUAGE, "e1", false},
        {RSIS_OVERRIDE_LANGUAGE, "en-", false},
        {RSIS_OVERRIDE_LANGUAGE, "en--SG", false},
        {RSIS_OVERRIDE_LANGUAGE, "-en", false},
        {RSIS_OVERRIDE_LANGUAGE, "en_SG", false},
        {RSIS_OVERRIDE_LANGUAGE, "en-abcdefghi", false},
        {RSIS_OVERRIDE_LANGUAGE, "", false},
    };
    (void)state;
    for (size_t i = 0; i < COUNT(cases); i++) {
        const struct rsis_override_rule *rule = rsis_override_rule(cases[i].field);
        if (rule->valid(rsis_str_c(cases[i].value)) != cases[i].valid)
            fail_msg("%s %s: should be %s", rule->name, cases[i].value, cases[i].valid ? "valid" : "refused");
    }
}

/* ---- loading */

struct seen {
    char text[4000]; /* "line:column id message" of each finding, one a line */
    unsigned n;
};

static void see(void *ctx, const struct rsis_diag *d) {
    struct seen *s = ctx;
    size_t at = strlen(s->text);
    s->n++;
    snprintf(s->text + at, sizeof s->text - at, "%u:%u %s %s\n", (unsigned)d->line, (unsigned)d->column, d->id,
             d->message);
}

static char path[] = "/tmp/rsis-overrides-XXXXXX";

static void write_file(const char *text) {
    FILE *f = fopen(path, "wb");
    assert_non_null(f);
    assert_int_equal(fwrite(text, 1, strlen(text), f), strlen(text));
    assert_int_equal(fclose(f), 0);
}

static struct rsis_overrides *load(const char *text) {
    struct rsis_overrides *o = NULL;
    struct seen seen = {.n = 0};
    write_file(text);
    enum rsis_status st = rsis_overrides_load(&o, path, see, &seen);
    if (st != RSIS_OK) fail_msg("%s", seen.text);
    assert_int_equal(seen.n, 0);
    return o;
}

/* The values for an input, with a comma after each. */
static const char *values(const struct rsis_overrides *o, const char *base, const char *digest) {
    static char out[400];
    *out = 0;
    const struct rsis_override *row = NULL;
    while ((row = rsis_overrides_find(o, row, rsis_str_c(base), rsis_str_c(digest))))
        snprintf(out + strlen(out), sizeof out - strlen(out), "%.*s,", RSIS_ARG(row->value));
    return out;
}

static void test_look_up(void **state) {
    struct rsis_overrides *o =
        load(HEADER "a.txt,title,A title,w,2026-01-01,r\n"
                    "b.txt,title,B title,w,2026-01-01,r\n" DIGEST ",keyword,k1,w,2026-01-01,r\n"
                    "a.txt,keyword,k2,w,2026-01-01,r\n"
                    "a.txt,date,2013-01-01,w,2026-01-01,r\n" DIGEST ",date,2013-01-02,w,2026-01-01,r\n"
                    "a.txt,author,First,w,2026-01-01,r\n"
                    "a.txt,author,Second,w,2026-01-01,r\n"
                    "a.txt,author.2.given,\"S, \"\"X\"\"\",w,2026-01-01,r\n");
    static const char other[] = "ff112233445566778899aabbccddeeff00112233445566778899aabbccddeeff";
    (void)state;
    assert_string_equal(values(o, "a.txt", other), "A title,k2,2013-01-01,First,Second,S, \"X\",");
    assert_string_equal(values(o, "b.txt", other), "B title,");
    assert_string_equal(values(o, "c.txt", other), "");
    assert_string_equal(values(o, "", other), "");
    assert_string_equal(values(o, "a.tx", other), "");
    assert_string_equal(values(o, "c.txt", DIGEST), "k1,2013-01-02,");
    /* By digest and by name: in the order of the file; a digest's field hides the name's, keywords too. */
    assert_string_equal(values(o, "a.txt", DIGEST), "A title,k1,2013-01-02,First,Second,S, \"X\",");
    const struct rsis_override *row = rsis_overrides_find(o, NULL, rsis_str_c("b.txt"), rsis_str_c(other));
    assert_str(row->who, "w");
    assert_str(row->when, "2026-01-01");
    assert_str(row->reason, "r");
    assert_str(row->source, "b.txt");
    assert_int_equal(row->line, 3);
    assert_string_equal(rsis_overrides_path(o), path);
    rsis_overrides_free(o);
}

static void test_digest_in_capitals(void **state) {
    char text[400];
    (void)state;
    snprintf(text, sizeof text, HEADER "%s,title,T,w,2026-01-01,r\n", DIGEST);
    for (char *p = text + strlen(HEADER); *p != ','; p++)
        if (*p >= 'a' && *p <= 'f') *p = (char)(*p - 32);
    struct rsis_overrides *o = load(text);
    assert_string_equal(values(o, "x", DIGEST), "T,");
    rsis_overrides_free(o);
}

static void report(const struct rsis_overrides *o, bool one, struct seen *seen) {
    struct rsis_arena arena;
    jmp_buf guard;
    memset(seen, 0, sizeof *seen);
    rsis_arena_init(&arena, &guard);
    struct rsis_notices notices = {.arena = &arena, .fn = see, .ctx = seen};
    if (setjmp(guard) == 0) rsis_overrides_report_unused(o, one, &notices);
    rsis_arena_free(&arena);
}

static void test_unused(void **state) {
    struct seen seen;
    struct rsis_overrides *o = load(HEADER "a.txt,title,A,w,2026-01-01,r\n"
                                           "b.txt,title,B,w,2026-01-01,r\n"
                                           "a.txt,kicker,K,w,2026-01-01,r\n");
    (void)state;
    report(o, true, &seen);
    assert_string_equal(seen.text, "0:0 RSIS-OVR-004 none of the 3 rows is about the input\n");
    report(o, false, &seen);
    assert_int_equal(seen.n, 3);
    values(o, "a.txt", DIGEST);
    report(o, false, &seen);
    assert_int_equal(seen.n, 1);
    assert_memory_equal(seen.text, "3:1 RSIS-OVR-004 ", 17);
    assert_non_null(strstr(seen.text, "\"b.txt\""));
    report(o, true, &seen);
    assert_int_equal(seen.n, 0);
    values(o, "b.txt", DIGEST);
    report(o, false, &seen);
    assert_int_equal(seen.n, 0);
    rsis_overrides_free(o);
}

static void test_no_rows(void **state) {
    struct seen seen;
    struct rsis_overrides *o = load(HEADER);
    (void)state;
    assert_string_equal(values(o, "a.txt", DIGEST), "");
    report(o, false, &seen);
    assert_int_equal(seen.n, 0);
    rsis_overrides_free(o);
    rsis_overrides_free(NULL);
}

static void test_many_rows(void **state) {
    enum { SOURCES = 5000 };
    FILE *f = fopen(path, "wb");
    struct rsis_overrides *o = NULL;
    (void)state;
    assert_non_null(f);
    fputs(HEADER, f);
    for (int round = 0; round < 2; round++)
        for (int i = 0; i < SOURCES; i++)
            fprintf(f, "CO%05d.txt,%s,%d of %d,w,2026-01-01,r\n", i, round ? "kicker" : "title", round, i);
    assert_int_equal(fclose(f), 0);
    assert_int_equal(rsis_overrides_load(&o, path, NULL, NULL), RSIS_OK);
    for (int i = 0; i < SOURCES; i++) {
        char name[20], want[40];
        snprintf(name, sizeof name, "CO%05d.txt", i);
        snprintf(want, sizeof want, "0 of %d,1 of %d,", i, i);
        assert_string_equal(values(o, name, DIGEST), want);
    }
    rsis_overrides_free(o);
}

static void test_wrong_files(void **state) {
    static const struct {
        const char *text, *findings;
    } cases[] = {
        {"", "1:1 RSIS-OVR-001 expected this first line: source,field,value,who,when,reason\n"},
        {HEADER "\xC3\xA9,title,x\ty,\xC3\xA9,2026-01-01,r\n",
         "2:9 RSIS-OVR-001 value \"x\ty\": it holds a line end or another control character; expected one line of "
         "text\n"},
        {HEADER "\xC3\xA9\xC3\xA9,title,T,,2026-01-01,r\n", "2:12 RSIS-OVR-001 who \"\": it is empty\n"},
        {HEADER "a,date,18.3.2013,w,2026-01-01,r\nb,date,2013-02-30,w,2026-01-32,r\n",
         "2:8 RSIS-OVR-001 value \"18.3.2013\": this cannot be right; expected a day that exists, like 2013-03-18\n"
         "3:8 RSIS-OVR-001 value \"2013-02-30\": this cannot be right; expected a day that exists, like 2013-03-18\n"
         "3:21 RSIS-OVR-001 when \"2026-01-32\": this cannot be right; expected a day that exists, like 2026-11-23\n"},
        {HEADER "a,number,0123456789012345678901234567890123456789012345678901234567\xC3\xA9\xC3\xA9,w,2026-01-01,r\n",
         "2:10 RSIS-OVR-001 value \"0123456789012345678901234567890123456789012345678901234567\xC3\xA9...\": this "
         "cannot be right; expected number and year, like 046/2013\n"},
    };
    (void)state;
    for (size_t i = 0; i < COUNT(cases); i++) {
        struct rsis_overrides *o = NULL;
        struct seen seen = {.n = 0};
        write_file(cases[i].text);
        assert_int_equal(rsis_overrides_load(&o, path, see, &seen), RSIS_ERR_PROFILE);
        assert_null(o);
        assert_string_equal(seen.text, cases[i].findings);
    }
}

/* Each allocation in turn fails: nothing leaks (the sanitizers look), and the result is all or nothing. */
static void test_no_memory(void **state) {
    enum rsis_status st = RSIS_ERR_MEMORY;
    uint64_t n = 0;
    (void)state;
    write_file(HEADER "a.txt,title,\"A \"\"title\"\"\",w,2026-01-01,r\nb.txt,title,B,w,2026-01-01,r\n");
    while (st != RSIS_OK) {
        struct rsis_overrides *o = NULL;
        rsis_arena_fail_after(++n);
        st = rsis_overrides_load(&o, path, NULL, NULL);
        rsis_arena_fail_after(0);
        if (st == RSIS_OK)
            assert_string_equal(values(o, "b.txt", DIGEST), "B,");
        else
            assert_int_equal(st, RSIS_ERR_MEMORY);
        rsis_overrides_free(o);
    }
    assert_true(n > 5);
}

static int set_up(void **state) {
    int fd = mkstemp(path);
    (void)state;
    return fd < 0 ? -1 : close(fd);
}

static int tear_down(void **state) {
    (void)state;
    return unlink(path);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_csv),       cmocka_unit_test(test_field_names), cmocka_unit_test(test_values),
        cmocka_unit_test(test_look_up),   cmocka_unit_test(test_unused),      cmocka_unit_test(test_digest_in_capitals),
        cmocka_unit_test(test_no_rows),   cmocka_unit_test(test_many_rows),   cmocka_unit_test(test_wrong_files),
        cmocka_unit_test(test_no_memory),
    };
    return cmocka_run_group_tests(tests, set_up, tear_down);
}
