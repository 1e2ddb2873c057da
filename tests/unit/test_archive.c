/*
 * test_archive.c - containers: a ZIP and a tar built byte by byte and spoilt in one place, each with its own finding;
 * directories with links, pipes and files that change; limits; what findings look like and which verdict they give.
 */
#include <errno.h>
#include <fcntl.h>
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
#include <zlib.h>

#include "base/buf.h"
#include "validate/archive.h"

#define COUNT(a) (sizeof(a) / sizeof *(a))
enum { ENTRIES = 8 };

static struct rsis_arena arena;
static jmp_buf guard;
static struct rsis_report report;
static struct rsis_archive archive;
static bool opened;

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

/* ---- a ZIP that knows where its parts are */

struct zip {
    struct rsis_buf b;
    unsigned n;
    size_t local[ENTRIES], data[ENTRIES], central[ENTRIES], directory, end;
};

static void le(struct rsis_buf *b, uint64_t x, unsigned bytes) {
    for (unsigned i = 0; i < bytes; i++) rsis_buf_char(b, (char)(x >> 8 * i));
}

static void set(struct zip *z, size_t at, uint64_t x, unsigned bytes) {
    for (unsigned i = 0; i < bytes; i++) z->b.ptr[at + i] = (char)(x >> 8 * i);
}

struct entry {
    struct rsis_str name, data; /* as they stand in the container */
    uint32_t crc, size, attributes;
    uint16_t method, flags;
};

static void common(struct rsis_buf *b, const struct entry *e) {
    le(b, 20, 2);
    le(b, e->flags, 2);
    le(b, e->method, 2);
    le(b, 0x00210000, 4); /* 1980-01-01 */
    le(b, e->crc, 4);
    le(b, e->data.len, 4);
    le(b, e->size, 4);
    le(b, e->name.len, 2);
    le(b, 0, 2); /* extra */
}

static void write_zip(struct zip *z, const struct entry *e, unsigned n) {
    *z = (struct zip){.n = n};
    rsis_buf_init(&z->b, &arena);
    for (unsigned i = 0; i < n; i++) {
        z->local[i] = z->b.len;
        rsis_buf_append(&z->b, "PK\3\4", 4);
        common(&z->b, &e[i]);
        rsis_buf_str(&z->b, e[i].name);
        z->data[i] = z->b.len;
        rsis_buf_str(&z->b, e[i].data);
    }
    z->directory = z->b.len;
    for (unsigned i = 0; i < n; i++) {
        z->central[i] = z->b.len;
        rsis_buf_append(&z->b, "PK\1\2", 4);
        le(&z->b, 3 << 8 | 20, 2);
        common(&z->b, &e[i]);
        le(&z->b, 0, 2 + 2 + 2);
        le(&z->b, e[i].attributes, 4);
        le(&z->b, z->local[i], 4);
        rsis_buf_str(&z->b, e[i].name);
    }
    z->end = z->b.len;
    rsis_buf_append(&z->b, "PK\5\6\0\0\0\0", 8);
    le(&z->b, n, 2);
    le(&z->b, n, 2);
    le(&z->b, z->end - z->directory, 4);
    le(&z->b, z->directory, 4);
    le(&z->b, 0, 2);
}

static struct entry stored(const char *name, const char *text) {
    struct entry e = {.name = rsis_str_c(name), .data = rsis_str_c(text), .size = (uint32_t)strlen(text)};
    e.crc = (uint32_t)crc32_z(0, (const Bytef *)text, strlen(text));
    return e;
}

static struct entry deflated(const char *name, struct rsis_str text) {
    char *out = rsis_arena_bytes(&arena, text.len + 100);
    z_stream z = {.next_in = (Bytef *)(uintptr_t)text.ptr, .avail_in = (uInt)text.len};
    z.next_out = (Bytef *)out;
    z.avail_out = (uInt)text.len + 100;
    assert_int_equal(deflateInit2(&z, 9, Z_DEFLATED, -15, 8, Z_DEFAULT_STRATEGY), Z_OK);
    assert_int_equal(deflate(&z, Z_FINISH), Z_STREAM_END);
    struct entry e = {.name = rsis_str_c(name), .data = rsis_str(out, z.total_out), .size = (uint32_t)text.len};
    e.crc = (uint32_t)crc32_z(0, (const Bytef *)text.ptr, text.len);
    e.method = 8;
    deflateEnd(&z);
    return e;
}

/* Two entries, "a.txt" stored and "d/b.txt" deflated. */
static void two(struct zip *z) {
    const struct entry e[] = {stored("a.txt", "alpha\n"), deflated("d/b.txt", RSIS_LIT("beta beta beta beta\n"))};
    write_zip(z, e, 2);
}

/* ---- opening and reading everything */

static bool ignore(void *ctx, const void *bytes, size_t len) {
    (void)bytes;
    *(size_t *)ctx += len;
    return true;
}

static size_t read_all(void) {
    size_t total = 0;
    for (uint32_t i = 0; i < archive.members.n; i++)
        if (!archive.members.v[i].directory) rsis_member_stream(&archive, &archive.members.v[i], ignore, &total);
    rsis_archive_settle(&archive);
    return total;
}

static void look(const struct zip *z) {
    rsis_report_init(&report, &arena, "test");
    opened = rsis_archive_open_bytes(&archive, &arena, &report, "", rsis_buf_slice(&z->b));
    if (opened) read_all();
}

/* Exactly these checks, in order of their ids, each at least once. */
static void found(const char *ids, const char *verdict) {
    struct rsis_buf b;
    rsis_buf_init(&b, &arena);
    for (unsigned i = 0; i < RSIS_CHECK_COUNT; i++)
        if (report.counts[i]) rsis_buf_printf(&b, "%s%s", b.len ? " " : "", rsis_check_row((enum rsis_check)i)->id);
    rsis_buf_char(&b, 0);
    assert_string_equal(b.ptr, ids);
    assert_string_equal(rsis_report_verdict(&report), verdict);
}

/* ---- ZIP */

static void a_good_zip_is_read(void **state) {
    (void)state;
    struct zip z;
    struct rsis_str text;
    two(&z);
    look(&z);
    found("", "valid");
    assert_true(opened);
    assert_int_equal(archive.members.n, 2);
    const struct rsis_member *m = rsis_archive_find(&archive, RSIS_LIT("d/b.txt"));
    assert_non_null(m);
    assert_true(rsis_member_read(&text, &archive, m, 100));
    assert_true(rsis_str_eq(text, RSIS_LIT("beta beta beta beta\n")));
    assert_null(rsis_archive_find(&archive, RSIS_LIT("d")));
    assert_false(rsis_member_read(&text, &archive, m, 19));
    found("RSIS-BOX-030", "invalid");
}

/* One way to spoil it, and what is found then. */
struct fault {
    const char *name;
    void (*spoil)(struct zip *z);
    const char *ids, *verdict;
    bool opens;
};

static void cut_in_the_end(struct zip *z) {
    z->b.len -= 5;
}
static void cut_in_the_data(struct zip *z) {
    z->b.len = z->data[1] + 3;
}
static void no_bytes(struct zip *z) {
    z->b.len = 0;
}
static void trailing(struct zip *z) {
    rsis_buf_z(&z->b, "tail");
}
static void put_in_front(struct zip *z) {
    rsis_buf_z(&z->b, "front");
    memmove(z->b.ptr + 5, z->b.ptr, z->b.len - 5);
    memcpy(z->b.ptr, "front", 5);
}
static void comment_with_end(struct zip *z) {
    set(z, z->end + 20, 8, 2);
    rsis_buf_z(&z->b, "abPK\5\6cd");
}
static void comment_that_is_an_end(struct zip *z) {
    set(z, z->end + 20, 22, 2);
    rsis_buf_append(&z->b, z->b.ptr + z->end, 20);
    le(&z->b, 0, 2);
}
static void harmless_comment(struct zip *z) {
    set(z, z->end + 20, 5, 2);
    rsis_buf_z(&z->b, "hello");
}
static void count_too_high(struct zip *z) {
    set(z, z->end + 8, 0x00030003, 4);
}
static void volume(struct zip *z) {
    set(z, z->end + 4, 1, 2);
}
static void one_body(struct zip *z) {
    set(z, z->central[1] + 42, z->local[0], 4);
}
static void quoted_overlap(struct zip *z) { /* the first entry's data take in the second entry's header */
    size_t size = z->directory - z->data[0];
    set(z, z->local[0] + 18, size, 4);
    set(z, z->local[0] + 22, size, 4);
    set(z, z->central[0] + 20, size, 4);
    set(z, z->central[0] + 24, size, 4);
}
static void into_the_directory(struct zip *z) {
    size_t size = z->directory - z->data[1] + 9;
    set(z, z->local[1] + 18, size, 4);
    set(z, z->central[1] + 20, size, 4);
}
static void local_name(struct zip *z) {
    z->b.ptr[z->local[0] + 30] = 'x';
}
static void local_size(struct zip *z) {
    set(z, z->local[0] + 22, 7, 4);
}
static void local_method(struct zip *z) {
    set(z, z->local[1] + 8, 0, 2);
}
static void no_local(struct zip *z) {
    z->b.ptr[z->local[1]] = 'x';
}
static void central_name(struct zip *z, const char *name) { /* five letters, in both headers */
    memcpy(z->b.ptr + z->central[0] + 46, name, 5);
    memcpy(z->b.ptr + z->local[0] + 30, name, 5);
}
static void up(struct zip *z) {
    central_name(z, "../ab");
}
static void up_with_backslash(struct zip *z) {
    central_name(z, "a\\..b");
}
static void absolute(struct zip *z) {
    central_name(z, "/a.tx");
}
static void drive(struct zip *z) {
    central_name(z, "C:/ab");
}
static void nul(struct zip *z) {
    memcpy(z->b.ptr + z->central[0] + 46, "a\0txt", 5);
    memcpy(z->b.ptr + z->local[0] + 30, "a\0txt", 5);
}
static void dot(struct zip *z) {
    central_name(z, "a/./b");
}
static void no_utf8(struct zip *z) {
    central_name(z, "a\xFFtxt");
}
static void mode_link(struct zip *z) {
    set(z, z->central[0] + 38, 0120777u << 16, 4);
}
static void mode_pipe(struct zip *z) {
    set(z, z->central[0] + 38, 0010644u << 16, 4);
}
static void mode_device(struct zip *z) {
    set(z, z->central[0] + 38, 0060644u << 16, 4);
}
static void encrypted(struct zip *z) {
    set(z, z->central[0] + 8, 1, 2);
    set(z, z->local[0] + 6, 1, 2);
}
static void unknown_method(struct zip *z) {
    set(z, z->central[0] + 10, 14, 2);
    set(z, z->local[0] + 8, 14, 2);
}
static void say_size(struct zip *z, uint32_t size) {
    set(z, z->central[1] + 24, size, 4);
    set(z, z->local[1] + 22, size, 4);
}
static void claims_less(struct zip *z) {
    say_size(z, 10);
}
static void claims_more(struct zip *z) {
    say_size(z, 40);
}
static void claims_the_impossible(struct zip *z) {
    say_size(z, 1 << 20);
}
static void stored_sizes_differ(struct zip *z) {
    set(z, z->central[0] + 24, 5, 4);
    set(z, z->local[0] + 22, 5, 4);
}
static void wrong_crc(struct zip *z) {
    z->b.ptr[z->data[0] + 2] ^= 1;
}
static void damaged_data(struct zip *z) {
    z->b.ptr[z->data[1]] = 7; /* a block type that does not exist */
}
static void damaged_directory(struct zip *z) {
    z->b.ptr[z->central[1]] = 'x';
}
static void directory_elsewhere(struct zip *z) {
    set(z, z->end + 16, z->directory + 10, 4);
}
static void gap(struct zip *z) { /* the first entry leaves */
    memmove(z->b.ptr + z->central[0], z->b.ptr + z->central[1], z->b.len - z->central[1]);
    size_t gone = z->central[1] - z->central[0];
    z->b.len -= gone;
    set(z, z->end - gone + 8, 0x00010001, 4);
    set(z, z->end - gone + 12, z->end - z->central[1], 4);
}

static const struct fault FAULTS[] = {
    {"a cut in the end record", cut_in_the_end, "RSIS-BOX-003", "unreadable", false},
    {"a cut in the data", cut_in_the_data, "RSIS-BOX-003", "unreadable", false},
    {"no bytes", no_bytes, "RSIS-BOX-003", "unreadable", false},
    {"trailing bytes", trailing, "RSIS-BOX-007", "invalid", true},
    {"bytes in front", put_in_front, "RSIS-BOX-006", "invalid", true},
    {"a signature in the comment", comment_with_end, "RSIS-BOX-008", "invalid", false},
    {"a second end record", comment_that_is_an_end, "RSIS-BOX-008", "invalid", false},
    {"a comment", harmless_comment, "", "valid", true},
    {"a count that lies", count_too_high, "RSIS-BOX-009", "invalid", true},
    {"one volume of several", volume, "RSIS-BOX-028", "unreadable", false},
    {"one body, two names", one_body, "RSIS-BOX-010 RSIS-BOX-011 RSIS-BOX-012", "invalid", false},
    {"a quoted overlap", quoted_overlap, "RSIS-BOX-010", "invalid", false},
    {"data that reach into the directory", into_the_directory, "RSIS-BOX-010", "invalid", false},
    {"another local name", local_name, "RSIS-BOX-012", "invalid", true},
    {"another local size", local_size, "RSIS-BOX-012", "invalid", true},
    {"another local method", local_method, "RSIS-BOX-012", "invalid", true},
    {"no local header", no_local, "RSIS-BOX-011 RSIS-BOX-012", "invalid", true},
    {"..", up, "RSIS-BOX-014", "invalid", true},
    {".. behind a backslash", up_with_backslash, "RSIS-BOX-014", "invalid", true},
    {"an absolute name", absolute, "RSIS-BOX-014", "invalid", true},
    {"a drive letter", drive, "RSIS-BOX-014", "invalid", true},
    {"NUL in a name", nul, "RSIS-BOX-014", "invalid", true},
    {"a dot component", dot, "RSIS-BOX-014", "invalid", true},
    {"a name that is no UTF-8", no_utf8, "RSIS-BOX-015", "valid with warnings", true},
    {"a symbolic link", mode_link, "RSIS-BOX-016", "invalid", true},
    {"a pipe", mode_pipe, "RSIS-BOX-016", "invalid", true},
    {"a device", mode_device, "RSIS-BOX-016", "invalid", true},
    {"encryption", encrypted, "RSIS-BOX-018", "invalid", true},
    {"an unknown method", unknown_method, "RSIS-BOX-019", "invalid", true},
    {"a size that is too small", claims_less, "RSIS-BOX-020", "invalid", true},
    {"a size that is too large", claims_more, "RSIS-BOX-020", "invalid", true},
    {"a size that cannot be", claims_the_impossible, "RSIS-BOX-020", "invalid", true},
    {"two sizes of a stored entry", stored_sizes_differ, "RSIS-BOX-020", "invalid", true},
    {"a wrong CRC", wrong_crc, "RSIS-BOX-024", "invalid", true},
    {"damaged data", damaged_data, "RSIS-BOX-023", "invalid", true},
    {"a damaged directory", damaged_directory, "RSIS-BOX-004", "unreadable", false},
    {"a directory that is elsewhere", directory_elsewhere, "RSIS-BOX-004", "unreadable", false},
    {"bytes of no entry", gap, "RSIS-BOX-006", "invalid", true},
};

static void every_fault_of_a_zip_has_its_finding(void **state) {
    (void)state;
    for (size_t i = 0; i < COUNT(FAULTS); i++) {
        struct zip z;
        two(&z);
        FAULTS[i].spoil(&z);
        look(&z);
        print_message("# %s\n", FAULTS[i].name);
        found(FAULTS[i].ids, FAULTS[i].verdict);
        assert_int_equal(opened, FAULTS[i].opens);
    }
}

static void names_that_clash(void **state) {
    (void)state;
    struct zip z;
    const struct entry same[] = {stored("a", "1"), stored("b", "2"), stored("a", "3")};
    write_zip(&z, same, 3);
    look(&z);
    found("RSIS-BOX-013", "invalid");
    assert_int_equal(archive.members.n, 2);
    const struct entry clash[] = {stored("a", "1"), stored("a-b", "2"), stored("a/c/d", "3")};
    write_zip(&z, clash, 3);
    look(&z);
    found("RSIS-BOX-017", "invalid");
    const struct entry folders[] = {stored("a/", ""), stored("a/b", "2"), stored("./c", "3")};
    write_zip(&z, folders, 3);
    look(&z);
    found("", "valid");
    assert_non_null(rsis_archive_find(&archive, RSIS_LIT("c")));
    assert_true(rsis_archive_find(&archive, RSIS_LIT("a"))->directory);
    write_zip(&z, folders, 0);
    look(&z);
    found("RSIS-BOX-005", "invalid");
}

/* 20 MiB of nothing: below deflate's limit, above ours. And what claims 10 bytes gives 11 to the reader at most. */
static void bombs_are_not_unpacked(void **state) {
    (void)state;
    struct zip z;
    size_t n = 20u << 20, total;
    char *zeros = rsis_arena_bytes(&arena, n);
    memset(zeros, 0, n);
    struct entry e = deflated("bomb", rsis_str(zeros, n));
    write_zip(&z, &e, 1);
    look(&z);
    found("RSIS-BOX-021", "invalid");
    assert_int_equal(read_all(), 0);
    e.size = 10;
    write_zip(&z, &e, 1);
    rsis_report_init(&report, &arena, "test");
    assert_true(rsis_archive_open_bytes(&archive, &arena, &report, "", rsis_buf_slice(&z.b)));
    total = read_all();
    assert_true(total <= 10);
    found("RSIS-BOX-020", "invalid");
}

/* Sizes behind the data, with the four forms of what stands there. */
static void descriptors(void **state) {
    (void)state;
    for (unsigned form = 0; form < 5; form++) {
        struct zip z;
        struct rsis_buf data;
        struct entry e = stored("a", "hello");
        rsis_buf_init(&data, &arena);
        e.flags = 8;
        write_zip(&z, &e, 1);
        rsis_buf_str(&data, rsis_str(z.b.ptr, z.directory));
        for (unsigned i = 0; i < 12; i++) data.ptr[14 + i] = 0; /* not known when the local header was written */
        if (form & 1) rsis_buf_append(&data, "PK\7\10", 4);
        le(&data, form == 4 ? 1 : e.crc, 4);
        le(&data, 5, form & 2 ? 8 : 4);
        le(&data, 5, form & 2 ? 8 : 4);
        size_t grown = data.len - z.directory;
        rsis_buf_str(&data, rsis_str(z.b.ptr + z.directory, z.b.len - z.directory));
        z.b = data;
        set(&z, z.end + grown + 16, z.directory + grown, 4);
        look(&z);
        found(form == 4 ? "RSIS-BOX-011 RSIS-BOX-012" : "", form == 4 ? "invalid" : "valid");
    }
}

/* ---- tar */

static void tar_header(struct rsis_buf *b, const char *name, char type, size_t size) {
    char h[512] = {0};
    unsigned sum = 0;
    snprintf(h, 100, "%s", name);
    memcpy(h + 100, "0000644", 7);
    snprintf(h + 124, 12, "%011o", (unsigned)size & 0xFFFFFFF);
    memcpy(h + 136, "00000000000", 11);
    h[156] = type;
    memcpy(h + 257, "ustar\00000", 8);
    memset(h + 148, ' ', 8);
    for (size_t i = 0; i < sizeof h; i++) sum += (unsigned char)h[i];
    snprintf(h + 148, 8, "%06o", sum);
    rsis_buf_append(b, h, sizeof h);
}

static void pad(struct rsis_buf *b) {
    while (b->len % 512) rsis_buf_char(b, 0);
}

static void tar_file(struct rsis_buf *b, const char *name, char type, const char *text) {
    tar_header(b, name, type, strlen(text));
    rsis_buf_z(b, text);
    pad(b);
}

static void tar_end(struct rsis_buf *b) {
    for (unsigned i = 0; i < 1024; i++) rsis_buf_char(b, 0);
}

static void look_at_tar(struct rsis_buf *b) {
    rsis_report_init(&report, &arena, "test");
    opened = rsis_archive_open_bytes(&archive, &arena, &report, "", rsis_buf_slice(b));
    if (opened) read_all();
}

static void a_good_tar_is_read(void **state) {
    (void)state;
    struct rsis_buf b;
    struct rsis_str text;
    char lengthy[200];
    memset(lengthy, 'n', sizeof lengthy - 1);
    lengthy[sizeof lengthy - 1] = 0;
    rsis_buf_init(&b, &arena);
    tar_file(&b, "./", '5', "");
    tar_file(&b, "./d/", '5', "");
    tar_file(&b, "./d/a\\b", '0', "alpha"); /* legal where tars are made */
    tar_file(&b, "pax", 'x', "16 path=d/p\303\244th\n");
    tar_file(&b, "short", '0', "beta");
    tar_file(&b, "././@LongLink", 'L', lengthy);
    tar_file(&b, "short", '0', "gamma");
    tar_end(&b);
    look_at_tar(&b);
    found("", "valid");
    assert_int_equal(archive.members.n, 4);
    assert_non_null(rsis_archive_find(&archive, RSIS_LIT("d/a\\b")));
    assert_non_null(rsis_archive_find(&archive, rsis_str_c(lengthy)));
    const struct rsis_member *m = rsis_archive_find(&archive, RSIS_LIT("d/p\303\244th"));
    assert_non_null(m);
    assert_true(rsis_member_read(&text, &archive, m, 4));
    assert_true(rsis_str_eq(text, RSIS_LIT("beta")));
}

static void what_is_wrong_with_a_tar(void **state) {
    (void)state;
    static const struct {
        char type;
        const char *name, *text, *ids;
    } ENTRIES_OF[] = {
        {'1', "link", "", "RSIS-BOX-016"},           {'2', "link", "", "RSIS-BOX-016"},
        {'3', "device", "", "RSIS-BOX-016"},         {'6', "pipe", "", "RSIS-BOX-016"},
        {'S', "sparse", "", "RSIS-BOX-016"},         {'?', "odd", "", "RSIS-BOX-016"},
        {'0', "../up", "x", "RSIS-BOX-014"},         {'0', "/abs", "x", "RSIS-BOX-014"},
        {'0', "a\\..\\b", "x", "RSIS-BOX-014"},      {'x', "pax", "8 path=\n", "RSIS-BOX-014"},
        {'x', "pax", "99 path=a\n", "RSIS-BOX-004"}, {'g', "pax", "9 path=a\n", "RSIS-BOX-004"},
        {'0', "first", "again", "RSIS-BOX-013"},     {'0', "\xFF", "", "RSIS-BOX-015"},
    };
    for (size_t i = 0; i < COUNT(ENTRIES_OF); i++) {
        struct rsis_buf b;
        rsis_buf_init(&b, &arena);
        tar_file(&b, "first", '0', "1");
        tar_file(&b, ENTRIES_OF[i].name, ENTRIES_OF[i].type, ENTRIES_OF[i].text);
        tar_file(&b, "last", '0', "2");
        tar_end(&b);
        look_at_tar(&b);
        print_message("# %c %s\n", ENTRIES_OF[i].type, ENTRIES_OF[i].name);
        found(ENTRIES_OF[i].ids, rsis_report_verdict(&report));
    }
}

static void a_tar_that_does_not_end(void **state) {
    (void)state;
    struct rsis_buf b;
    rsis_buf_init(&b, &arena);
    tar_file(&b, "a", '0', "alpha");
    look_at_tar(&b);
    found("RSIS-BOX-029", "valid with warnings");
    tar_end(&b);
    rsis_buf_z(&b, "hidden");
    look_at_tar(&b);
    found("RSIS-BOX-007", "invalid");
    b.len = 514;
    look_at_tar(&b);
    found("RSIS-BOX-003", "unreadable");
    b.len = 600;
    b.ptr[0] = 'b'; /* the sum is wrong now, but it says "ustar" */
    look_at_tar(&b);
    found("RSIS-BOX-004", "unreadable");
}

static void other_files_are_no_archives(void **state) {
    (void)state;
    static const char *const CONTENTS[] = {"\x1F\x8B\x08\0abc", "7z\xBC\xAF", "hello, this is a text\n"};
    for (size_t i = 0; i < COUNT(CONTENTS); i++) {
        rsis_report_init(&report, &arena, "test");
        assert_false(rsis_archive_open_bytes(&archive, &arena, &report, "inner.zip", rsis_str_c(CONTENTS[i])));
        found("RSIS-BOX-002", "unreadable");
        assert_string_equal(report.list.v[0].member, "inner.zip");
    }
}

/* ---- directories */

static char place[64];

static int make_place(void **state) {
    begin(state);
    snprintf(place, sizeof place, "/tmp/rsis-archive-XXXXXX");
    assert_non_null(mkdtemp(place));
    return 0;
}

static char *below(const char *name) {
    return rsis_format(&arena, "%s/%s", place, name);
}

static void make_file(const char *name, size_t n) {
    FILE *f = fopen(below(name), "wb");
    assert_non_null(f);
    for (size_t i = 0; i < n; i++) putc('x', f);
    assert_int_equal(fclose(f), 0);
}

static int remove_place(void **state) {
    assert_int_equal(system(rsis_format(&arena, "rm -rf '%s'", place)), 0);
    return finish(state);
}

static void what_is_no_file_is_told_and_not_opened(void **state) {
    (void)state;
    make_file("file", 10);
    assert_int_equal(mkdir(below("d"), 0700), 0);
    make_file("d/inner", 200000);
    assert_int_equal(symlink("/etc", below("d/link")), 0);
    assert_int_equal(symlink("nowhere", below("dangling")), 0);
    assert_int_equal(mkfifo(below("pipe"), 0600), 0);
    assert_true(rsis_archive_open(&archive, &arena, &report, place));
    assert_int_equal(read_all(), 200010);
    found("RSIS-BOX-016", "invalid");
    assert_int_equal(report.list.n, 3);
    assert_string_equal(report.list.v[0].member, "d/link");
    assert_int_equal(archive.members.n, 3);
    rsis_report_init(&report, &arena, "test");
    assert_false(rsis_archive_open(&archive, &arena, &report, below("pipe")));
    found("RSIS-BOX-002", "unreadable");
    rsis_report_init(&report, &arena, "test");
    assert_false(rsis_archive_open(&archive, &arena, &report, below("dangling")));
    found("RSIS-BOX-001", "unreadable");
}

static bool grow(void *ctx, const void *bytes, size_t len) {
    (void)bytes;
    (void)len;
    if (*(int *)ctx) return true;
    *(int *)ctx = 1;
    FILE *f = fopen(below("file"), "ab");
    assert_non_null(f);
    putc('y', f);
    assert_int_equal(fclose(f), 0);
    return true;
}

static bool stop(void *ctx, const void *bytes, size_t len) {
    (void)bytes;
    *(size_t *)ctx += len;
    return false;
}

static void a_file_that_changes(void **state) {
    (void)state;
    int once = 0;
    size_t got = 0;
    make_file("file", 200000);
    assert_true(rsis_archive_open(&archive, &arena, &report, place));
    const struct rsis_member *m = rsis_archive_find(&archive, RSIS_LIT("file"));
    assert_true(rsis_member_stream(&archive, m, stop, &got));
    assert_true(got > 0 && got < 200000);
    found("", "valid");
    assert_false(rsis_member_stream(&archive, m, grow, &once));
    found("RSIS-BOX-026", "invalid");
    assert_false(rsis_member_stream(&archive, m, ignore, &got)); /* it is not the file that was listed */
    assert_int_equal(unlink(below("file")), 0);
    assert_int_equal(symlink("/etc/passwd", below("file")), 0);
    got = 0;
    assert_false(rsis_member_stream(&archive, m, ignore, &got));
    assert_int_equal(got, 0);
    assert_int_equal(report.counts[RSIS_CHECK_BOX_CHANGED], 3);
}

static void an_archive_that_changes(void **state) {
    (void)state;
    struct zip z;
    two(&z);
    FILE *f = fopen(below("z.zip"), "wb");
    assert_non_null(f);
    assert_int_equal(fwrite(z.b.ptr, 1, z.b.len, f), z.b.len);
    assert_int_equal(fclose(f), 0);
    assert_true(rsis_archive_open(&archive, &arena, &report, below("z.zip")));
    read_all();
    found("", "valid");
    f = fopen(below("z.zip"), "ab");
    putc('x', f);
    fclose(f);
    rsis_archive_settle(&archive);
    found("RSIS-BOX-026", "invalid");
}

static void too_deep(void **state) {
    (void)state;
    struct rsis_buf b;
    rsis_buf_init(&b, &arena);
    rsis_buf_z(&b, place);
    for (unsigned i = 0; i < 101; i++) {
        rsis_buf_append(&b, "/d", 3);
        b.len--;
        assert_int_equal(mkdir(b.ptr, 0700), 0);
    }
    assert_true(rsis_archive_open(&archive, &arena, &report, place));
    found("RSIS-BOX-027", "invalid");
}

/* ---- findings */

static void findings_are_printable_and_bounded(void **state) {
    (void)state;
    static char lengthy[10000];
    memset(lengthy, 'a', sizeof lengthy - 1);
    rsis_found(&report, RSIS_CHECK_BOX_NAME, RSIS_LIT("a\033[2J\xFF\xE2\x80\xAE\xC3\xA4"), 0, 0, "%s", "line\nline");
    assert_string_equal(report.list.v[0].member, "a\\x1B[2J\\xFF\\xE2\\x80\\xAE\xC3\xA4");
    assert_string_equal(report.list.v[0].message, "line\\x0Aline");
    report.within = "inner.zip";
    rsis_found(&report, RSIS_CHECK_BOX_NAME, RSIS_LIT("b"), 7, 3, "%s", lengthy);
    assert_string_equal(report.list.v[1].member, "inner.zip/b");
    assert_true(strlen(report.list.v[1].message) < 1020);
    assert_true(rsis_str_ends(rsis_str_c(report.list.v[1].message), RSIS_LIT("a...")));
    assert_int_equal(report.list.v[1].line, 7);
    for (unsigned i = 0; i < 3000; i++) rsis_found(&report, RSIS_CHECK_BOX_NAME, RSIS_LIT(""), 0, 0, "again");
    assert_int_equal(report.counts[RSIS_CHECK_BOX_NAME], 3002);
    assert_int_equal(report.list.n, 1000);
    assert_true(rsis_report_is_full(&report, RSIS_CHECK_BOX_NAME));
}

static void the_verdict_is_the_worst(void **state) {
    (void)state;
    assert_string_equal(rsis_report_verdict(&report), "valid");
    rsis_found(&report, RSIS_CHECK_BOX_GAP, RSIS_LIT(""), 0, 0, "warning");
    assert_string_equal(rsis_report_verdict(&report), "valid with warnings");
    rsis_report_stand(&report, RSIS_STANDING_INCOMPLETE);
    assert_string_equal(rsis_report_verdict(&report), "incomplete");
    rsis_report_stand(&report, RSIS_STANDING_NOT_VERIFIABLE);
    rsis_report_stand(&report, RSIS_STANDING_INCOMPLETE);
    assert_string_equal(rsis_report_verdict(&report), "not verifiable");
    rsis_found(&report, RSIS_CHECK_BOX_NAME, RSIS_LIT(""), 0, 0, "error");
    assert_string_equal(rsis_report_verdict(&report), "invalid");
    rsis_found(&report, RSIS_CHECK_BOX_OPEN, RSIS_LIT(""), 0, 0, "fatal");
    assert_string_equal(rsis_report_verdict(&report), "unreadable");
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
    if (rsis_archive_open_bytes(&opening, &a, &r, "", bytes)) {
        size_t total = 0;
        rsis_member_stream(&opening, &opening.members.v[0], ignore, &total);
    }
    rsis_arena_fail_after(0);
    rsis_arena_free(&a);
    return false;
}

static void memory_runs_out(void **state) {
    (void)state;
    struct zip z;
    uint64_t n = 1;
    two(&z);
    while (out_of_memory_at(n, rsis_buf_slice(&z.b))) n++;
    assert_true(n > 5);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(a_good_zip_is_read, begin, finish),
        cmocka_unit_test_setup_teardown(every_fault_of_a_zip_has_its_finding, begin, finish),
        cmocka_unit_test_setup_teardown(names_that_clash, begin, finish),
        cmocka_unit_test_setup_teardown(bombs_are_not_unpacked, begin, finish),
        cmocka_unit_test_setup_teardown(descriptors, begin, finish),
        cmocka_unit_test_setup_teardown(a_good_tar_is_read, begin, finish),
        cmocka_unit_test_setup_teardown(what_is_wrong_with_a_tar, begin, finish),
        cmocka_unit_test_setup_teardown(a_tar_that_does_not_end, begin, finish),
        cmocka_unit_test_setup_teardown(other_files_are_no_archives, begin, finish),
        cmocka_unit_test_setup_teardown(what_is_no_file_is_told_and_not_opened, make_place, remove_place),
        cmocka_unit_test_setup_teardown(a_file_that_changes, make_place, remove_place),
        cmocka_unit_test_setup_teardown(an_archive_that_changes, make_place, remove_place),
        cmocka_unit_test_setup_teardown(too_deep, make_place, remove_place),
        cmocka_unit_test_setup_teardown(findings_are_printable_and_bounded, begin, finish),
        cmocka_unit_test_setup_teardown(the_verdict_is_the_worst, begin, finish),
        cmocka_unit_test_setup_teardown(memory_runs_out, begin, finish),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
