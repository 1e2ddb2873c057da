/*
 * test_bag.c - bags that are right in odd ways and bags that are wrong in one way: a table of small bags, each built as
 * a tar in memory, with the verdict and exactly the findings that it must have. Every check of bag.def has its row.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>
#include <openssl/evp.h>

#include "base/buf.h"
#include "validate/bag.h"
#include "with_arena.h"

#define COUNT(a) (sizeof(a) / sizeof *(a))
enum { FILES = 10 };

static struct rsis_report report;
static struct rsis_archive archive;
static struct rsis_bag bag;
static uint32_t seen[RSIS_CHECK_COUNT];

/* A file; {sha256 PATH} in its content is the digest of another. Content NULL: a folder. len 0: to the first NUL. */
struct file {
    const char *path, *content;
    size_t len;
};

struct example {
    const char *name, *version; /* NULL: no bagit.txt of its own */
    struct file files[FILES];
    const char *verdict, *ids; /* without those of severity info */
};

/* ---- a tar of them */

static void tar_file(struct rsis_buf *b, const char *top, const char *path, bool folder, struct rsis_str content) {
    char h[512] = {0};
    unsigned sum = 0;
    snprintf(h, 100, "%s%s", top, path);
    memcpy(h + 100, "0000644", 7);
    snprintf(h + 124, 12, "%011o", (unsigned)content.len & 0xFFFFFFF);
    h[156] = folder ? '5' : '0';
    memcpy(h + 257, "ustar\00000", 8);
    memset(h + 148, ' ', 8);
    for (size_t i = 0; i < sizeof h; i++) sum += (unsigned char)h[i];
    snprintf(h + 148, 8, "%06o", sum);
    rsis_buf_append(b, h, sizeof h);
    rsis_buf_str(b, content);
    while (b->len % 512) rsis_buf_char(b, 0);
}

static struct rsis_str fill(const struct example *e, const struct file *f);

/* The hexadecimal digest of a file of the example, by OpenSSL's name of the algorithm. */
static void put_digest(struct rsis_buf *b, const struct example *e, struct rsis_str algorithm, struct rsis_str path) {
    unsigned char out[EVP_MAX_MD_SIZE];
    unsigned n = 0;
    for (size_t i = 0; i < FILES && e->files[i].path; i++) {
        if (!rsis_str_eq(rsis_str_c(e->files[i].path), path)) continue;
        struct rsis_str content = fill(e, &e->files[i]);
        const EVP_MD *md = EVP_get_digestbyname(rsis_str_dup(&arena, algorithm));
        assert_non_null(md);
        assert_int_equal(EVP_Digest(content.ptr ? content.ptr : "", content.len, out, &n, md, NULL), 1);
        break;
    }
    assert_true(n > 0);
    for (unsigned i = 0; i < n; i++) rsis_buf_printf(b, "%02x", out[i]);
}

static struct rsis_str fill(const struct example *e, const struct file *f) {
    struct rsis_buf b;
    rsis_buf_init(&b, &arena);
    struct rsis_str rest = f->len ? rsis_str(f->content, f->len) : rsis_str_c(f->content);
    while (rest.len) {
        ptrdiff_t open = rsis_str_find(rest, RSIS_LIT("{")), close = rsis_str_find(rest, RSIS_LIT("}"));
        if (open < 0) break;
        rsis_buf_append(&b, rest.ptr, (size_t)open);
        struct rsis_str inside = rsis_str(rest.ptr + open + 1, (size_t)(close - open) - 1);
        ptrdiff_t blank = rsis_str_find(inside, RSIS_LIT(" "));
        put_digest(&b, e, rsis_str(inside.ptr, (size_t)blank), rsis_str_from(inside, (size_t)blank + 1));
        rest = rsis_str_from(rest, (size_t)close + 1);
    }
    rsis_buf_str(&b, rest);
    return rsis_buf_slice(&b);
}

static struct rsis_str tar_of(const struct example *e, const char *top) {
    struct rsis_buf b;
    rsis_buf_init(&b, &arena);
    if (e->version)
        tar_file(
            &b, top, "bagit.txt", false,
            rsis_str_c(rsis_format(&arena, "BagIt-Version: %s\nTag-File-Character-Encoding: UTF-8\n", e->version)));
    for (size_t i = 0; i < FILES && e->files[i].path; i++) {
        bool folder = !e->files[i].content;
        tar_file(&b, top, e->files[i].path, folder, folder ? rsis_str(NULL, 0) : fill(e, &e->files[i]));
    }
    for (unsigned i = 0; i < 1024; i++) rsis_buf_char(&b, 0);
    return rsis_buf_slice(&b);
}

static void validate(struct rsis_str bytes, unsigned jobs) {
    rsis_report_init(&report, &arena, "test");
    bool opened = rsis_archive_open_bytes(&archive, &arena, &report, "", bytes);
    assert_true(opened);
    rsis_validate_bag(&report, &archive, &(struct rsis_bag_options){.jobs = jobs, .bag = &bag});
}

/* The ids in their order, each once. */
static const char *ids_found(void) {
    struct rsis_buf b;
    rsis_buf_init(&b, &arena);
    for (unsigned i = 0; i < RSIS_CHECK_COUNT; i++) {
        const struct rsis_check_row *row = rsis_check_row((enum rsis_check)i);
        seen[i] += report.counts[i];
        if (report.counts[i] && row->severity > RSIS_INFO) rsis_buf_printf(&b, "%s%s", b.len ? " " : "", row->id + 9);
    }
    rsis_buf_char(&b, 0);
    return b.ptr;
}

static void show(void) {
    for (uint32_t i = 0; i < report.list.n; i++)
        print_message("#   %s %s:%u: %s\n", rsis_check_row(report.list.v[i].check)->id, report.list.v[i].member,
                      report.list.v[i].line, report.list.v[i].message);
}

static void examine(const struct example *e, size_t n) {
    unsigned failed = 0;
    for (size_t i = 0; i < n; i++) {
        validate(tar_of(&e[i], "bag/"), 1 + (unsigned)i % 3);
        const char *ids = ids_found(), *verdict = rsis_report_verdict(&report);
        if (strcmp(ids, e[i].ids) == 0 && strcmp(verdict, e[i].verdict) == 0) continue;
        failed++;
        print_message("# %s: got %s [%s], wanted %s [%s]\n", e[i].name, verdict, ids, e[i].verdict, e[i].ids);
        show();
    }
    assert_int_equal(failed, 0);
}

/* ---- what most of them have */

#define A                                                                                                              \
    { "data/a", "alpha", 0 }
#define SHA256(text)                                                                                                   \
    { "manifest-sha256.txt", text, 0 }
#define LISTS_A SHA256("{sha256 data/a}  data/a\n")
#define BAGIT(version)                                                                                                 \
    { "bagit.txt", "BagIt-Version: " version "\nTag-File-Character-Encoding: UTF-8\n", 0 }
#define NFC "data/\xC3\xA4"  /* a with diaeresis, one character */
#define NFD "data/a\xCC\x88" /* the same, two */
#define ZEROS "0000000000000000000000000000000000000000000000000000000000000000"

/* ---- legal, whatever it looks like */

static const struct example GOOD[] = {
    {"plain", "1.0", {A, LISTS_A}, "valid", ""},
    {"two digests and a tag manifest",
     NULL,
     {A,
      BAGIT("1.0"),
      LISTS_A,
      {"manifest-sha512.txt", "{sha512 data/a} data/a\n", 0},
      {"bag-info.txt", "Payload-Oxum: 5.1\n", 0},
      {"tagmanifest-sha512.txt",
       "{sha512 manifest-sha256.txt} manifest-sha256.txt\n{sha512 manifest-sha512.txt} manifest-sha512.txt\n"
       "{sha512 bag-info.txt} bag-info.txt\n{sha512 bagit.txt} bagit.txt\n",
       0}},
     "valid",
     ""},
    {"no payload", "1.0", {{"data", NULL, 0}, SHA256("")}, "valid", ""},
    {"CR",
     NULL,
     {A, {"bagit.txt", "BagIt-Version: 1.0\rTag-File-Character-Encoding: UTF-8\r", 0}, LISTS_A},
     "valid",
     ""},
    {"CR and tabs", "1.0", {A, SHA256("{sha256 data/a}\t \tdata/a\r")}, "valid", ""},
    {"CRLF and no last end",
     "1.0",
     {A, {"data/b", "b", 0}, SHA256("{sha256 data/a} data/a\r\n{sha256 data/b} data/b")},
     "valid",
     ""},
    {"md5 alone", "0.97", {A, {"manifest-md5.txt", "{md5 data/a} data/a\n", 0}}, "valid", ""},
    {"sha1", "0.97", {A, {"manifest-sha1.txt", "{sha1 data/a} data/a\n", 0}}, "valid", ""},
    {"sha224 and sha384",
     "1.0",
     {A,
      {"manifest-sha224.txt", "{sha224 data/a} data/a\n", 0},
      {"manifest-sha384.txt", "{sha384 data/a} data/a\n", 0}},
     "valid",
     ""},
    {"sha3-256", "1.0", {A, {"manifest-sha3256.txt", "{sha3-256 data/a} data/a\n", 0}}, "valid", ""},
    {"capital digits",
     "1.0",
     {{"data/a", "", 0}, SHA256("E3B0C44298FC1C149AFBF4C8996FB92427AE41E4649B934CA495991B7852B855 data/a\n")},
     "valid",
     ""},
    {"%25 in 1.0", "1.0", {{"data/100%", "x", 0}, SHA256("{sha256 data/100%} data/100%25\n")}, "valid", ""},
    {"%0a in 1.0, small letters",
     "1.0",
     {{"data/a\nb", "x", 0}, SHA256("{sha256 data/a\nb} data/a%0ab\n")},
     "valid",
     ""},
    {"%250A is decoded once", "1.0", {{"data/a%0A", "x", 0}, SHA256("{sha256 data/a%0A} data/a%250A\n")}, "valid", ""},
    {"raw % before 1.0", "0.97", {{"data/%25", "x", 0}, SHA256("{sha256 data/%25} data/%25\n")}, "valid", ""},
    {"%2e%2e is a name", "0.97", {{"data/%2e%2e", "x", 0}, SHA256("{sha256 data/%2e%2e} data/%2e%2e\n")}, "valid", ""},
    {"a backslash in a name", "1.0", {{"data/a\\b", "x", 0}, SHA256("{sha256 data/a\\b} data/a\\b\n")}, "valid", ""},
    {"blanks in a name", "1.0", {{"data/a  b ", "x", 0}, SHA256("{sha256 data/a  b } data/a  b \n")}, "valid", ""},
    {"a name that begins with two dots",
     "1.0",
     {{"data/..a", "x", 0}, SHA256("{sha256 data/..a} data/..a\n")},
     "valid",
     ""},
    {"in one of two manifests before 1.0",
     "0.97",
     {A, {"data/b", "b", 0}, LISTS_A, {"manifest-md5.txt", "{md5 data/b} data/b\n", 0}},
     "valid",
     ""},
    {"fetch.txt with all files there",
     "1.0",
     {A, LISTS_A, {"fetch.txt", "http://example.org/a 5 data/a\n", 0}},
     "valid",
     ""},
    {"labels in any case, continued, repeated",
     "1.0",
     {A, LISTS_A, {"bag-info.txt", "payload-OXUM: 5.1\nContact-Name: A\nContact-Name: B\n  and C\nempty: \nX:\n", 0}},
     "valid",
     ""},
    {"blanks around the colon before 1.0",
     "0.96",
     {A, LISTS_A, {"bag-info.txt", "Payload-Oxum \t:   5.1\n", 0}},
     "valid",
     ""},
    {"blanks in bagit.txt before 1.0",
     NULL,
     {{"bagit.txt", "BagIt-Version : 0.97 \nTag-File-Character-Encoding:UTF-8\n", 0}, A, LISTS_A},
     "valid",
     ""},
    {"package-info.txt in 0.94",
     "0.94",
     {A, {"manifest-md5.txt", "{md5 data/a} data/a\n", 0}, {"package-info.txt", "Payload-Oxum: 5.1\n", 0}},
     "valid",
     ""},
    {"ISO-8859-1",
     NULL,
     {{"bagit.txt", "BagIt-Version: 0.97\nTag-File-Character-Encoding: ISO-8859-1\n", 0},
      {NFC, "x", 0},
      SHA256("{sha256 " NFC "} data/\xE4\n")},
     "valid",
     ""},
    {"windows-1252",
     NULL,
     {{"bagit.txt", "BagIt-Version: 0.97\nTag-File-Character-Encoding: windows-1252\n", 0},
      {"data/\xE2\x82\xAC", "x", 0},
      SHA256("{sha256 data/\xE2\x82\xAC} data/\x80\n")},
     "valid",
     ""},
    {"a bag in a bag",
     "1.0",
     {{"data/bagit.txt", "x", 0}, SHA256("{sha256 data/bagit.txt} data/bagit.txt\n")},
     "valid",
     ""},
    {"tag files in folders", "1.0", {A, LISTS_A, {"more/tag.txt", "x", 0}}, "valid", ""},
};

static void legal_oddities_are_accepted(void **state) {
    (void)state;
    examine(GOOD, COUNT(GOOD));
}

/* ---- wrong or doubtful, each in one way */

#define INFO(text)                                                                                                     \
    { "bag-info.txt", text, 0 }
#define FETCH(text)                                                                                                    \
    { "fetch.txt", text, 0 }
#define TAGS(text)                                                                                                     \
    { "tagmanifest-sha256.txt", text, 0 }
#define ALL_TAGS "{sha256 bagit.txt} bagit.txt\n{sha256 manifest-sha256.txt} manifest-sha256.txt\n"

static const struct example BAD[] = {
    /* bagit.txt */
    {"no bagit.txt", NULL, {A, LISTS_A}, "invalid", "001"},
    {"an empty bagit.txt", NULL, {{"bagit.txt", "", 0}, A, LISTS_A}, "invalid", "002"},
    {"one line", NULL, {{"bagit.txt", "BagIt-Version: 1.0\n", 0}, A, LISTS_A}, "invalid", "002"},
    {"a third line",
     NULL,
     {{"bagit.txt", "BagIt-Version: 1.0\nTag-File-Character-Encoding: UTF-8\nx: y\n", 0}, A, LISTS_A},
     "invalid",
     "002"},
    {"lines exchanged",
     NULL,
     {{"bagit.txt", "Tag-File-Character-Encoding: UTF-8\nBagIt-Version: 1.0\n", 0}, A, LISTS_A},
     "invalid",
     "002"},
    {"a blank before the colon in 1.0",
     NULL,
     {{"bagit.txt", "BagIt-Version : 1.0\nTag-File-Character-Encoding: UTF-8\n", 0}, A, LISTS_A},
     "invalid",
     "002"},
    {"a blank at the end in 1.0", "1.0 ", {A, LISTS_A}, "invalid", "002"},
    {"a mark in bagit.txt",
     NULL,
     {{"bagit.txt",
       "\xEF\xBB\xBF"
       "BagIt-Version: 1.0\nTag-File-Character-Encoding: UTF-8\n",
       0},
      A,
      LISTS_A},
     "invalid",
     "003"},
    {"no number before the full stop", ".97", {A, LISTS_A}, "invalid", "004"},
    {"three numbers", "1.0.0", {A, LISTS_A}, "invalid", "004"},
    {"a version of the future", "2.0", {A, LISTS_A}, "valid with warnings", "005"},
    {"an unknown encoding",
     NULL,
     {{"bagit.txt", "BagIt-Version: 1.0\nTag-File-Character-Encoding: EBCDIC\n", 0}, A, LISTS_A},
     "not verifiable",
     "007"},
    /* text */
    {"a mark in bag-info.txt",
     "1.0",
     {A, LISTS_A, INFO("\xEF\xBB\xBFPayload-Oxum: 5.1\n")},
     "valid with warnings",
     "008"},
    {"bytes that are no UTF-8", "1.0", {A, LISTS_A, INFO("Contact-Name: \xE4\n")}, "invalid", "009"},
    {"half a character at the end", "1.0", {A, LISTS_A, INFO("Contact-Name: \xC3")}, "invalid", "009"},
    {"half of a pair in UTF-16",
     NULL,
     {{"bagit.txt", "BagIt-Version: 0.97\nTag-File-Character-Encoding: UTF-16\n", 0},
      A,
      {"manifest-sha256.txt", "\xFE\xFF\xD8\0\0a\0\n", 8}},
     "invalid",
     "009 023 036"},
    {"NUL", "1.0", {A, LISTS_A, {"bag-info.txt", "Contact-Name: a\0b\n", 18}}, "invalid", "010"},
    {"a blank line", "1.0", {A, SHA256("{sha256 data/a} data/a\n\n")}, "valid with warnings", "012"},
    /* places */
    {"no data folder", "1.0", {SHA256("")}, "invalid", "016"},
    {"data is a file", "1.0", {{"data", "x", 0}, SHA256("")}, "invalid", "016"},
    /* manifests */
    {"no manifest", "1.0", {A}, "invalid", "017"},
    {"a capital in the algorithm",
     "1.0",
     {A, {"manifest-SHA-256.txt", "{sha256 data/a} data/a\n", 0}},
     "valid with warnings",
     "018"},
    {"one algorithm twice",
     "1.0",
     {A, LISTS_A, {"manifest-SHA256.txt", "{sha256 data/a} data/a\n", 0}},
     "valid with warnings",
     "018 019 034"},
    {"an unknown algorithm beside a known one",
     "1.0",
     {A, LISTS_A, {"manifest-tiger.txt", "abc data/a\n", 0}},
     "valid with warnings",
     "020"},
    {"an unknown algorithm alone", "1.0", {A, {"manifest-tiger.txt", "abc data/a\n", 0}}, "not verifiable", "020 021"},
    {"an unknown algorithm and a missing file",
     "1.0",
     {A, {"manifest-tiger.txt", "abc data/a\nabc data/b\n", 0}},
     "invalid",
     "020 021 035"},
    {"no path", "1.0", {A, SHA256("{sha256 data/a} data/a\n{sha256 data/a}\n")}, "invalid", "023"},
    {"a short digest", "1.0", {A, SHA256("abcd data/a\n")}, "invalid", "024"},
    {"a digest that is not hexadecimal",
     "1.0",
     {A, SHA256("z000000000000000000000000000000000000000000000000000000000000000 data/a\n")},
     "invalid",
     "024"},
    {"an asterisk", "1.0", {A, SHA256("{sha256 data/a} *data/a\n")}, "valid with warnings", "025"},
    {"./", "1.0", {A, SHA256("{sha256 data/a} ./data/a\n")}, "valid with warnings", "026"},
    {"//", "1.0", {A, SHA256("{sha256 data/a} data//a\n")}, "valid with warnings", "026"},
    {"..", "1.0", {A, SHA256("{sha256 data/a} data/a\n" ZEROS " data/../../x\n")}, "invalid", "027"},
    {".. with a backslash", "1.0", {A, SHA256("{sha256 data/a} data/a\n" ZEROS " data\\..\\x\n")}, "invalid", "027"},
    {"an absolute path", "1.0", {A, SHA256("{sha256 data/a} data/a\n" ZEROS " /etc/passwd\n")}, "invalid", "027"},
    {"a drive", "1.0", {A, SHA256("{sha256 data/a} data/a\n" ZEROS " C:/x\n")}, "invalid", "027"},
    {"a home", "1.0", {A, SHA256("{sha256 data/a} data/a\n" ZEROS " ~root/x\n")}, "invalid", "028"},
    {"a tag file in a payload manifest",
     "1.0",
     {A, SHA256("{sha256 data/a} data/a\n" ZEROS " bagit.txt\n")},
     "invalid",
     "028"},
    {"a folder",
     "1.0",
     {{"data/d/a", "x", 0}, SHA256("{sha256 data/d/a} data/d/a\n" ZEROS " data/d\n")},
     "invalid",
     "029"},
    {"an empty folder",
     "1.0",
     {A, {"data/d", NULL, 0}, SHA256("{sha256 data/a} data/a\n" ZEROS " data/d/\n")},
     "invalid",
     "029"},
    {"a file twice in 1.0", "1.0", {A, SHA256("{sha256 data/a} data/a\n{sha256 data/a} data/a\n")}, "invalid", "030"},
    {"a file twice by ./",
     "1.0",
     {A, SHA256("{sha256 data/a} data/a\n{sha256 data/a} data/./a\n")},
     "invalid",
     "026 030"},
    {"a file twice before 1.0",
     "0.97",
     {A, SHA256("{sha256 data/a} data/a\n{sha256 data/a} data/a\n")},
     "valid with warnings",
     "031"},
    {"twice with two digests before 1.0",
     "0.97",
     {A, SHA256("{sha256 data/a} data/a\n" ZEROS " data/a\n")},
     "invalid",
     "030"},
    {"a missing file twice",
     "1.0",
     {A, SHA256("{sha256 data/a} data/a\n" ZEROS " data/b\n" ZEROS " data/b\n")},
     "invalid",
     "030 035"},
    {"a bare % in 1.0",
     "1.0",
     {{"data/100%", "x", 0}, SHA256("{sha256 data/100%} data/100%\n")},
     "valid with warnings",
     "032"},
    {"%25 as it stands in 1.0",
     "1.0",
     {{"data/a%25", "x", 0}, SHA256("{sha256 data/a%25} data/a%25\n")},
     "valid with warnings",
     "032"},
    {"%25 decoded before 1.0",
     "0.97",
     {{"data/a%", "x", 0}, SHA256("{sha256 data/a%} data/a%25\n")},
     "valid with warnings",
     "032"},
    {"NFD in the manifest, NFC there",
     "1.0",
     {{NFC, "x", 0}, SHA256("{sha256 " NFC "} " NFD "\n")},
     "valid with warnings",
     "033"},
    {"the same, and the content changed", "1.0", {{NFC, "x", 0}, SHA256(ZEROS " " NFD "\n")}, "invalid", "033 038"},
    {"both forms for one file in 1.0",
     "1.0",
     {{NFC, "x", 0}, SHA256("{sha256 " NFC "} " NFD "\n{sha256 " NFC "} " NFC "\n")},
     "invalid",
     "030 033"},
    {"real twins of normal form",
     "1.0",
     {{NFC, "x", 0}, {NFD, "y", 0}, SHA256("{sha256 " NFC "} " NFC "\n{sha256 " NFD "} " NFD "\n")},
     "valid with warnings",
     "034"},
    {"real twins of case",
     "1.0",
     {A, {"data/A", "b", 0}, SHA256("{sha256 data/a} data/a\n{sha256 data/A} data/A\n")},
     "valid with warnings",
     "034"},
    /* complete and valid */
    {"a missing file", "1.0", {A, SHA256("{sha256 data/a} data/a\n" ZEROS " data/b\n")}, "invalid", "035"},
    {"another case", "1.0", {A, SHA256("{sha256 data/a} data/A\n")}, "invalid", "035 036"},
    {"a backslash for a slash",
     "1.0",
     {{"data/d/a", "x", 0}, SHA256("{sha256 data/d/a} data/d\\a\n")},
     "invalid",
     "035 036"},
    {"a file that no manifest lists", "1.0", {A, {"data/b", "b", 0}, LISTS_A}, "invalid", "036"},
    {"the same before 1.0", "0.97", {A, {"data/b", "b", 0}, LISTS_A}, "invalid", "036"},
    {"in one of two manifests",
     "1.0",
     {A, {"data/b", "b", 0}, LISTS_A, {"manifest-md5.txt", "{md5 data/a} data/a\n{md5 data/b} data/b\n", 0}},
     "invalid",
     "037"},
    {"a wrong digest", "1.0", {A, SHA256(ZEROS " data/a\n")}, "invalid", "038"},
    {"files exchanged",
     "1.0",
     {A,
      {"data/b", "delta", 0},
      SHA256("{sha256 data/b} data/a\n{sha256 data/a} data/b\n"),
      INFO("Payload-Oxum: 10.2\n")},
     "invalid",
     "038"},
    {"one of two digests wrong",
     "1.0",
     {A, LISTS_A, {"manifest-md5.txt", "00000000000000000000000000000000 data/a\n", 0}},
     "invalid",
     "038"},
    /* tag manifests */
    {"payload in a tag manifest",
     NULL,
     {BAGIT("1.0"), A, LISTS_A, TAGS(ALL_TAGS "{sha256 data/a} data/a\n")},
     "invalid",
     "040"},
    {"a tag manifest in one",
     NULL,
     {BAGIT("1.0"), A, LISTS_A, TAGS(ALL_TAGS "{md5 data/a} tagmanifest-md5.txt\n"), {"tagmanifest-md5.txt", "", 0}},
     "invalid",
     "024 041 042 044"},
    {"a manifest is left out",
     NULL,
     {BAGIT("1.0"), A, LISTS_A, TAGS("{sha256 bagit.txt} bagit.txt\n")},
     "invalid",
     "042"},
    {"the same before 1.0",
     NULL,
     {BAGIT("0.97"), A, LISTS_A, TAGS("{sha256 bagit.txt} bagit.txt\n{sha256 data/a} data/a\n")},
     "valid with warnings",
     "043"},
    {"a tag file that is not listed",
     NULL,
     {BAGIT("1.0"), A, LISTS_A, INFO("Contact-Name: B\n"), TAGS(ALL_TAGS)},
     "valid with warnings",
     "044"},
    {"a changed tag file",
     NULL,
     {BAGIT("1.0"), A, LISTS_A, INFO("Contact-Name: B\n"), TAGS(ALL_TAGS ZEROS " bag-info.txt\n")},
     "invalid",
     "038"},
    {"a missing tag file", NULL, {BAGIT("1.0"), A, LISTS_A, TAGS(ALL_TAGS ZEROS " bag-info.txt\n")}, "invalid", "035"},
    /* bag-info.txt */
    {"no colon", "1.0", {A, LISTS_A, INFO("Contact-Name B\n")}, "invalid", "046"},
    {"nothing to continue", "1.0", {A, LISTS_A, INFO("  B\n")}, "invalid", "046"},
    {"no label", "1.0", {A, LISTS_A, INFO(": B\n")}, "invalid", "046"},
    {"no blank behind the colon in 1.0", "1.0", {A, LISTS_A, INFO("Contact-Name:B\n")}, "invalid", "047"},
    {"a blank before the colon in 1.0", "1.0", {A, LISTS_A, INFO("Contact-Name : B\n")}, "invalid", "047"},
    {"Bagging-Date twice",
     "1.0",
     {A, LISTS_A, INFO("Bagging-Date: 2012-01-01\nBagging-Date: 2012-01-02\n")},
     "valid with warnings",
     "048"},
    {"no date", "1.0", {A, LISTS_A, INFO("Bagging-Date: 2012-13-01\n")}, "valid with warnings", "049"},
    {"no count", "1.0", {A, LISTS_A, INFO("Bag-Count: one\nbag-count: 1 of ?\n")}, "valid with warnings", "048 050"},
    {"a malformed sum", "1.0", {A, LISTS_A, INFO("Payload-Oxum: 5\n")}, "invalid", "051"},
    {"a sum that does not fit", "1.0", {A, LISTS_A, INFO("Payload-Oxum: 18446744073709551621.1\n")}, "invalid", "051"},
    {"a negative sum", "1.0", {A, LISTS_A, INFO("Payload-Oxum: -5.1\n")}, "invalid", "051"},
    {"the sum twice", "1.0", {A, LISTS_A, INFO("Payload-Oxum: 5.1\nPayload-Oxum: 5.1\n")}, "invalid", "052"},
    {"the sum twice before 1.0",
     "0.97",
     {A, LISTS_A, INFO("Payload-Oxum: 5.1\nPayload-Oxum: 5.1\n")},
     "valid with warnings",
     "048"},
    {"a wrong sum in small letters", "1.0", {A, LISTS_A, INFO("payload-oxum: 6.1\n")}, "invalid", "053"},
    {"a wrong number", "1.0", {A, LISTS_A, INFO("Payload-Oxum: 5.2\n")}, "invalid", "053"},
    /* fetch.txt */
    {"a hole",
     "1.0",
     {A, SHA256("{sha256 data/a} data/a\n" ZEROS " data/b\n"), FETCH("http://example.org/b - data/b\n"),
      INFO("Payload-Oxum: 9.2\n")},
     "incomplete",
     "060"},
    {"a hole and a wrong file",
     "1.0",
     {A, SHA256(ZEROS " data/a\n" ZEROS " data/b\n"), FETCH("http://example.org/b - data/b\n")},
     "invalid",
     "038 060"},
    {"two fields", "1.0", {A, LISTS_A, FETCH("http://example.org/a data/a\n")}, "invalid", "054"},
    {"a relative URL", "1.0", {A, LISTS_A, FETCH("example/a - data/a\n")}, "invalid", "055"},
    {"no length", "1.0", {A, LISTS_A, FETCH("http://example.org/a -5 data/a\n")}, "invalid", "056"},
    {"a length that does not fit",
     "1.0",
     {A, LISTS_A, FETCH("http://example.org/a 99999999999999999999 data/a\n")},
     "invalid",
     "056"},
    {"not in a manifest", "1.0", {A, LISTS_A, FETCH("http://example.org/b - data/b\n")}, "invalid", "057"},
    {"a file to fetch twice",
     "1.0",
     {A, LISTS_A, FETCH("http://example.org/a - data/a\nhttp://example.org/b - data/a\n")},
     "invalid",
     "058"},
    {"another length", "1.0", {A, LISTS_A, FETCH("http://example.org/a 6 data/a\n")}, "invalid", "059"},
    {"a tag file to fetch", "1.0", {A, LISTS_A, FETCH("http://example.org/a - bag-info.txt\n")}, "invalid", "028"},
    {"fetching upwards", "1.0", {A, LISTS_A, FETCH("http://example.org/a - ../x\n")}, "invalid", "027"},
    {"a hole in one of two manifests",
     "1.0",
     {A,
      LISTS_A,
      {"manifest-md5.txt", "{md5 data/a} data/a\n{md5 data/a} data/b\n", 0},
      FETCH("http://example.org/b - data/b\n")},
     "invalid",
     "037 060"},
    /* names */
    {"a file of the system",
     "1.0",
     {{"data/.DS_Store", "x", 0}, SHA256("{sha256 data/.DS_Store} data/.DS_Store\n")},
     "valid with warnings",
     "061"},
    {"a name that Windows refuses",
     "1.0",
     {{"data/aux.txt", "x", 0}, SHA256("{sha256 data/aux.txt} data/aux.txt\n")},
     "valid",
     ""},
};

static void every_fault_is_told(void **state) {
    (void)state;
    examine(BAD, COUNT(BAD));
}

/* ---- where the bag stands in its archive */

static const struct example PLAIN = {"plain", "1.0", {A, LISTS_A}, "valid", ""};

static void places(void **state) {
    (void)state;
    struct rsis_buf b;
    validate(tar_of(&PLAIN, ""), 1);
    assert_string_equal(ids_found(), "013");
    assert_int_equal(bag.root.len, 0);
    validate(tar_of(&PLAIN, "x/y/"), 1); /* deeper it is not looked for */
    assert_string_equal(ids_found(), "001 016 017");

    struct rsis_str tar = tar_of(&PLAIN, "bag/");
    rsis_buf_init(&b, &arena);
    tar_file(&b, "README", "", false, RSIS_LIT("x"));
    rsis_buf_str(&b, tar);
    validate(rsis_buf_slice(&b), 1);
    assert_string_equal(ids_found(), "014");
    assert_true(rsis_looks_like_bag(&archive));
    b.len = 0;
    tar_file(&b, "other/", "bagit.txt", false, RSIS_LIT("x"));
    rsis_buf_str(&b, tar);
    validate(rsis_buf_slice(&b), 1);
    assert_string_equal(ids_found(), "015");
}

/* ---- limits */

static char *repeat(const char *text, size_t n) {
    size_t len = strlen(text);
    char *out = rsis_arena_bytes(&arena, n * len + 1);
    for (size_t i = 0; i < n; i++) memcpy(out + i * len, text, len);
    out[n * len] = 0;
    return out;
}

static void limits(void **state) {
    (void)state;
    struct example e = {"a long line", "1.0", {A, LISTS_A, INFO(NULL)}, "invalid", "011"};
    e.files[2].content = repeat("a", 1 << 20);
    examine(&e, 1);
    e.ids = "039";
    e.files[2].content = repeat("Contact-Name: Somebody\n", 60000);
    examine(&e, 1);
    assert_true(bag.info.n > 10000 && bag.info.n < 60000);

    struct rsis_buf b;
    rsis_buf_init(&b, &arena);
    for (unsigned i = 0; i < 40; i++)
        tar_file(&b, "bag/", rsis_format(&arena, "manifest-x%02u.txt", i), false, RSIS_LIT(""));
    rsis_buf_str(&b, tar_of(&PLAIN, "bag/"));
    validate(rsis_buf_slice(&b), 1);
    assert_int_equal(report.counts[RSIS_CHECK_BAG_MANY], 9);
}

/* ---- what others are given */

static void the_bag_is_handed_over(void **state) {
    (void)state;
    static const struct example e = {"two digests",
                                     "1.0",
                                     {{"data/a", "abc", 0},
                                      {"data/b", "b", 0},
                                      SHA256("{sha256 data/a} data/a\n{sha256 data/b} data/b\n"),
                                      {"manifest-md5.txt", "{md5 data/a} data/a\n{md5 data/b} data/b\n", 0},
                                      INFO("External-Identifier: one\nNote: first\n\tsecond\n")},
                                     "valid",
                                     ""};
    examine(&e, 1);
    assert_int_equal(bag.major, 1);
    assert_int_equal(bag.minor, 0);
    assert_true(rsis_str_eq(bag.root, RSIS_LIT("bag/")));
    assert_int_equal(bag.n_files, 6);
    assert_int_equal(bag.info.n, 2);
    assert_true(rsis_str_eq(bag.info.v[1].label, RSIS_LIT("Note")));
    assert_true(rsis_str_eq(bag.info.v[1].value, RSIS_LIT("first second")));
    const struct rsis_bag_file *f = rsis_bag_find(&bag, RSIS_LIT("data/a"));
    assert_non_null(f);
    assert_int_equal(f->member->size, 3);
    struct rsis_str sum = rsis_bag_digest(&bag, f, RSIS_DIGEST_MD5);
    assert_true(rsis_str_eq(sum, rsis_str("\x90\x01\x50\x98\x3C\xD2\x4F\xB0\xD6\x96\x3F\x7D\x28\xE1\x7F\x72", 16)));
    assert_int_equal(rsis_bag_digest(&bag, f, RSIS_DIGEST_SHA256).len, 32);
    assert_int_equal(rsis_bag_digest(&bag, f, RSIS_DIGEST_SHA512).len, 0);
    assert_null(rsis_bag_find(&bag, RSIS_LIT("data/c")));
    assert_int_equal(rsis_bag_digest(&bag, rsis_bag_find(&bag, RSIS_LIT("bagit.txt")), RSIS_DIGEST_MD5).len, 0);
}

/* The findings of many wrong files, and their order, do not depend on the number of threads. */
static void threads_change_nothing(void **state) {
    (void)state;
    struct rsis_buf b, manifest, first;
    rsis_buf_init(&b, &arena);
    rsis_buf_init(&manifest, &arena);
    tar_file(&b, "bag/", "bagit.txt", false, RSIS_LIT("BagIt-Version: 1.0\nTag-File-Character-Encoding: UTF-8\n"));
    for (unsigned i = 0; i < 300; i++) {
        const char *path = rsis_format(&arena, "data/%03u", i);
        tar_file(&b, "bag/", path, false, rsis_str_c(repeat("x", i * 10 + 1)));
        rsis_buf_printf(&manifest, ZEROS " %s\n", path);
    }
    tar_file(&b, "bag/", "manifest-sha256.txt", false, rsis_buf_slice(&manifest));
    for (unsigned i = 0; i < 1024; i++) rsis_buf_char(&b, 0);
    rsis_buf_init(&first, &arena);
    for (unsigned jobs = 1; jobs < 6; jobs++) {
        struct rsis_buf now;
        rsis_buf_init(&now, &arena);
        validate(rsis_buf_slice(&b), jobs);
        assert_int_equal(report.counts[RSIS_CHECK_BAG_DIGEST], 300);
        for (uint32_t i = 0; i < report.list.n; i++)
            rsis_buf_printf(&now, "%s %s\n", report.list.v[i].member, report.list.v[i].message);
        if (jobs == 1) first = now;
        assert_true(rsis_str_eq(rsis_buf_slice(&first), rsis_buf_slice(&now)));
    }
}

/* ---- memory runs out at every place where it can */

static bool out_of_memory_at(uint64_t n, struct rsis_str bytes) {
    struct rsis_arena a;
    jmp_buf out;
    struct rsis_report r;
    struct rsis_archive opening;
    rsis_arena_init(&a, &out);
    if (setjmp(out)) {
        rsis_arena_free(&a);
        return true;
    }
    rsis_arena_fail_after(n);
    rsis_report_init(&r, &a, "test");
    if (rsis_archive_open_bytes(&opening, &a, &r, "", bytes))
        rsis_validate_bag(&r, &opening, &(struct rsis_bag_options){.jobs = 1});
    rsis_arena_fail_after(0);
    rsis_arena_free(&a);
    return false;
}

static void memory_runs_out(void **state) {
    (void)state;
    static const struct example e = {
        "much",
        "1.0",
        {{NFC, "x", 0},
         {"data/100%", "y", 0},
         {"data/Z", "z", 0},
         SHA256(ZEROS " " NFD "\n" ZEROS " data/100%25\n" ZEROS " data/c\n" ZEROS " ./data/z\n"),
         INFO("Payload-Oxum: 1.1\n"),
         FETCH("http://example.org/c - data/c\n")},
        "invalid",
        ""};
    uint64_t n = 1;
    while (out_of_memory_at(n, tar_of(&e, "bag/"))) n++;
    assert_true(n > 40);
}

/* Every check of bags was found above, so that no row of bag.def is without a use. */
static void every_check_was_seen(void **state) {
    (void)state;
    unsigned missing = 0;
    for (unsigned i = 0; i < RSIS_CHECK_COUNT; i++) {
        if (strncmp(rsis_check_row((enum rsis_check)i)->id, "RSIS-BAG-", 9) != 0 || seen[i]) continue;
        print_message("# no example of %s\n", rsis_check_row((enum rsis_check)i)->id);
        missing++;
    }
    assert_int_equal(missing, 0);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(legal_oddities_are_accepted, begin, finish),
        cmocka_unit_test_setup_teardown(every_fault_is_told, begin, finish),
        cmocka_unit_test_setup_teardown(places, begin, finish),
        cmocka_unit_test_setup_teardown(limits, begin, finish),
        cmocka_unit_test_setup_teardown(the_bag_is_handed_over, begin, finish),
        cmocka_unit_test_setup_teardown(threads_change_nothing, begin, finish),
        cmocka_unit_test_setup_teardown(memory_runs_out, begin, finish),
        cmocka_unit_test_setup_teardown(every_check_was_seen, begin, finish),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
