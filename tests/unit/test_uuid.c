/*
 * test_uuid.c - name-based UUIDs: the example of RFC 9562, appendix A.4, the name space identifiers of RFC 9562 table 4
 * with names of all kinds, and Python's uuid module as a second opinion on as many names as one likes.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "base/uuid.h"

static const unsigned char dns[16] = {0x6b, 0xa7, 0xb8, 0x10, 0x9d, 0xad, 0x11, 0xd1,
                                      0x80, 0xb4, 0x00, 0xc0, 0x4f, 0xd4, 0x30, 0xc8};
static const unsigned char url[16] = {0x6b, 0xa7, 0xb8, 0x11, 0x9d, 0xad, 0x11, 0xd1,
                                      0x80, 0xb4, 0x00, 0xc0, 0x4f, 0xd4, 0x30, 0xc8};

static void the_example_of_the_rfc(void **state) {
    (void)state;
    char out[37];
    assert_true(rsis_uuid_v5(out, dns, RSIS_LIT("www.example.com")));
    assert_string_equal(out, "2ed6657d-e927-568b-95e1-2665a8aea6a2");
}

static void no_name_is_a_name(void **state) {
    (void)state;
    char out[37];
    assert_true(rsis_uuid_v5(out, dns, rsis_str(NULL, 0)));
    assert_string_equal(out, "4ebd0208-8328-5d69-8c44-ec50939c0967");
}

static void name_and_space_both_count(void **state) {
    (void)state;
    char in_dns[37], in_url[37], other[37], cut[37];
    assert_true(rsis_uuid_v5(in_dns, dns, RSIS_LIT("a\0b")));
    assert_true(rsis_uuid_v5(in_url, url, RSIS_LIT("a\0b")));
    assert_true(rsis_uuid_v5(other, dns, RSIS_LIT("a\0c")));
    assert_true(rsis_uuid_v5(cut, dns, RSIS_LIT("a")));
    assert_string_not_equal(in_dns, in_url);
    assert_string_not_equal(in_dns, other);
    assert_string_not_equal(in_dns, cut);
}

/* Python prints the UUIDs of the names "", "x", "xx", ... and one that is not ASCII. */
static void python_agrees(void **state) {
    (void)state;
    static const char oracle[] = "python3 -c 'import uuid\n"
                                 "for n in range(150): print(uuid.uuid5(uuid.NAMESPACE_URL, \"x\" * n))\n"
                                 "print(uuid.uuid5(uuid.NAMESPACE_URL, \"\\u00e9\\u4e2d\\U0001F600\"))'";
    static const char xs[] = "xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx"
                             "xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx";
    FILE *python = popen(oracle, "r"); // NOLINT(cert-env33-c): the oracle is another program
    assert_non_null(python);
    for (size_t n = 0; n <= 150; n++) {
        struct rsis_str name = n < 150 ? rsis_str(xs, n) : RSIS_LIT("\xC3\xA9\xE4\xB8\xAD\xF0\x9F\x98\x80");
        char expected[40], out[37];
        assert_non_null(fgets(expected, sizeof expected, python));
        assert_true(rsis_uuid_v5(out, url, name));
        assert_int_equal(strlen(expected), 37);
        assert_memory_equal(expected, out, 36);
    }
    assert_int_equal(pclose(python), 0);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_example_of_the_rfc),
        cmocka_unit_test(no_name_is_a_name),
        cmocka_unit_test(name_and_space_both_count),
        cmocka_unit_test(python_agrees),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
