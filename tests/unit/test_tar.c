/*
 * test_tar.c - the archive as GNU tar and Python's tarfile read it: every name and every byte; the same bytes each
 * time; data from memory and from a spool; what fails, at every place where it can, fails cleanly.
 */
#include <errno.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

#include "base/buf.h"
#include "package/tar.h"
#include "with_arena.h"

#define COUNT(a) (sizeof(a) / sizeof *(a))
enum { MOMENT = 1795428900 }; /* 2026-11-23T10:15:00Z */

/* ---- a sink in memory that fails at one of its calls */

struct sink {
    char *ptr;
    size_t len;
    unsigned calls, fail_at; /* fail_at 0: never */
};

static bool write_sink(void *ctx, uint64_t at, const void *bytes, size_t len) {
    struct sink *s = ctx;
    if (++s->calls == s->fail_at) {
        errno = ENOSPC;
        return false;
    }
    assert_true(len > 0 && at == s->len);
    s->ptr = realloc(s->ptr, s->len + len);
    assert_non_null(s->ptr);
    memcpy(s->ptr + s->len, bytes, len);
    s->len += len;
    return true;
}

static const char *archive(struct sink *s, int spool, const struct rsis_zip_entry *entries, size_t n, uint64_t mtime) {
    struct rsis_zip_sink sink = {write_sink, s};
    errno = 0;
    return rsis_tar_write(&arena, &sink, spool, "top-v1", entries, n, mtime);
}

static struct rsis_str some_bytes(size_t len) {
    char *p = rsis_arena_bytes(&arena, len + 1);
    uint32_t x = (uint32_t)len + 7;
    for (size_t i = 0; i < len; i++) p[i] = (char)((x = x * 1664525u + 1013904223u) >> 24);
    return rsis_str(p, len);
}

/* ---- names of all kinds */

static const char *long_name(size_t len, const char *piece) {
    struct rsis_buf b;
    rsis_buf_init(&b, &arena);
    rsis_buf_z(&b, "data/original/");
    while (b.len - 14 + strlen(piece) <= len) rsis_buf_z(&b, piece);
    while (b.len - 14 < len) rsis_buf_char(&b, 'z');
    return rsis_str_dup(&arena, rsis_buf_slice(&b));
}

/* Names and their bytes; the sizes stand on both sides of a block and of the buffer. */
static size_t all_kinds(struct rsis_zip_entry *e) {
    const char *names[] = {"bagit.txt",
                           "data/original/with spaces and 100%.txt",
                           "data/original/cr\rlf\nend.txt",
                           "data/original/e\xCC\x81t\xC3\xA9.txt",
                           "data/original/\xD7\xA9\xD7\x9C\xD7\x95\xD7\x9D.pdf",
                           long_name(255, "a name of print "),
                           long_name(255, "\xE4\xB8\xAD"),
                           long_name(79, "x"), /* 100 with the folder before it */
                           long_name(80, "x"),
                           "data/empty",
                           "data/large"};
    static const size_t sizes[] = {54, 511, 512, 513, 1, 1024, 3, 4, 5, 0, 300001};
    for (size_t i = 0; i < COUNT(names); i++) e[i] = rsis_zip_store(names[i], some_bytes(sizes[i]));
    return COUNT(names);
}

static const char *temporary(const char *name) {
    const char *dir = getenv("TMPDIR");
    return rsis_format(&arena, "%s/rsis-tar-%d-%s", dir ? dir : "/tmp", (int)getpid(), name);
}

static void save(const char *path, const char *p, size_t len) {
    FILE *f = fopen(path, "wb");
    assert_non_null(f);
    assert_int_equal(fwrite(p, 1, len, f), len);
    assert_int_equal(fclose(f), 0);
}

/* What a command prints, in the arena; its status must be 0. */
static struct rsis_str output_of(const char *command) {
    struct rsis_buf b;
    char piece[4096];
    FILE *f = popen(command, "r"); /* NOLINT(cert-env33-c): a command of ours */
    assert_non_null(f);
    rsis_buf_init(&b, &arena);
    for (size_t n = 0; (n = fread(piece, 1, sizeof piece, f)) > 0;) rsis_buf_append(&b, piece, n);
    assert_int_equal(pclose(f), 0);
    return rsis_buf_slice(&b);
}

static void assert_same(struct rsis_str a, struct rsis_str b) {
    assert_int_equal(a.len, b.len);
    if (a.len) assert_memory_equal(a.ptr, b.ptr, a.len);
}

static void gnu_tar_reads_it(void **state) {
    (void)state;
    struct rsis_zip_entry entries[16];
    struct sink s = {0};
    size_t n = all_kinds(entries);
    const char *path = temporary("a.tar");
    struct rsis_buf names, all;
    assert_null(archive(&s, -1, entries, n, MOMENT));
    save(path, s.ptr, s.len);
    rsis_buf_init(&names, &arena);
    rsis_buf_init(&all, &arena);
    for (size_t i = 0; i < n; i++) {
        rsis_buf_printf(&names, "top-v1/%s", entries[i].name);
        rsis_buf_char(&names, '\0');
        rsis_buf_str(&all, entries[i].bytes);
    }
    /* GNU tar ends names with LF and keeps the one in a name: so both are made NUL. */
    for (size_t i = 0; i < names.len; i++)
        if (names.ptr[i] == '\n') names.ptr[i] = '\0';
    assert_same(output_of(rsis_format(&arena, "tar --quoting-style=literal -tf %s | tr '\\n' '\\0'", path)),
                rsis_buf_slice(&names));
    assert_same(output_of(rsis_format(&arena, "tar -xOf %s", path)), rsis_buf_slice(&all));
    struct rsis_str verbose = output_of(rsis_format(&arena, "TZ=UTC tar --full-time -tvf %s top-v1/bagit.txt", path));
    assert_true(rsis_str_starts(verbose, RSIS_LIT("-rw-r--r-- 0/0")));
    assert_true(rsis_str_find(verbose, RSIS_LIT("2026-11-23 10:15:00")) > 0);
    unlink(path);
    free(s.ptr);
}

static void python_reads_it(void **state) {
    (void)state;
    static const char program[] =
        "import hashlib, sys, tarfile\n"
        "t = tarfile.open(sys.argv[1], 'r:', errorlevel=2)\n"
        "for m in t:\n"
        "    data = t.extractfile(m).read()\n"
        "    assert m.isreg() and (m.uid, m.gid, m.uname, m.gname, m.mode) == (0, 0, '', '', 0o644), m\n"
        "    print(repr(m.name.encode()), int(m.mtime), len(data), hashlib.md5(data).hexdigest())\n";
    struct rsis_zip_entry entries[16];
    struct sink s = {0};
    size_t n = all_kinds(entries), lines = 0;
    const char *path = temporary("b.tar"), *script = temporary("b.py");
    assert_null(archive(&s, -1, entries, n, ((uint64_t)1 << 33) + 5)); /* past what eleven octal digits hold */
    save(path, s.ptr, s.len);
    save(script, program, sizeof program - 1);
    struct rsis_str said = output_of(rsis_format(&arena, "python3 %s %s", script, path));
    for (size_t i = 0; i < said.len; i++) lines += said.ptr[i] == '\n';
    assert_int_equal(lines, n);
    assert_true(rsis_str_find(said, RSIS_LIT("b'top-v1/data/original/cr\\rlf\\nend.txt' 8589934597 512 ")) > 0);
    assert_true(rsis_str_find(said, RSIS_LIT("b'top-v1/data/original/e\\xcc\\x81t\\xc3\\xa9.txt' ")) > 0);
    assert_true(rsis_str_find(said, RSIS_LIT("b'top-v1/data/empty' 8589934597 0 d41d8cd98f00b204e9800998ecf8427e")) >
                0);
    unlink(path);
    unlink(script);
    free(s.ptr);
}

static void pax_headers_only_where_they_must(void **state) {
    (void)state;
    struct rsis_zip_entry plain = rsis_zip_store(long_name(79, "x"), RSIS_LIT("a"));
    struct rsis_zip_entry longer = rsis_zip_store(long_name(80, "x"), RSIS_LIT("a"));
    struct sink s = {0}, l = {0};
    assert_null(archive(&s, -1, &plain, 1, MOMENT));
    assert_null(archive(&l, -1, &longer, 1, MOMENT));
    assert_int_equal(s.ptr[156], '0');
    assert_memory_equal(s.ptr + 257, "ustar\00000", 8);
    assert_int_equal(l.ptr[156], 'x');
    assert_memory_equal(l.ptr + 512, "111 path=top-v1/data/original/xxx", 33);
    assert_int_equal(s.len % 10240, 0);
    assert_int_equal(s.len, 10240);
    free(s.ptr);
    free(l.ptr);
}

/* A record's length counts its own digits: 9 and 10, 99 and 100. */
static void lengths_of_records(void **state) {
    (void)state;
    for (size_t len = 60; len < 120; len++) {
        struct rsis_zip_entry e = rsis_zip_store(long_name(len, "\xC3\xA9"), RSIS_LIT("a"));
        struct sink s = {0};
        assert_null(archive(&s, -1, &e, 1, MOMENT));
        size_t told = (size_t)strtoul(s.ptr + 512, NULL, 10), size = (size_t)strtoul(s.ptr + 124, NULL, 8);
        assert_int_equal(told, size);
        assert_int_equal(s.ptr[512 + told - 1], '\n');
        assert_int_equal(s.ptr[512 + told], 0);
        free(s.ptr);
    }
}

static void spool_and_memory_give_the_same(void **state) {
    (void)state;
    struct rsis_zip_entry entries[16], spooled[16];
    struct sink a = {0}, b = {0}, c = {0};
    size_t n = all_kinds(entries);
    FILE *spool = tmpfile();
    assert_non_null(spool);
    assert_int_equal(fwrite("ahead", 1, 5, spool), 5);
    uint64_t at = 5;
    for (size_t i = 0; i < n; i++) {
        spooled[i] = entries[i];
        spooled[i].bytes = rsis_str(NULL, 0);
        spooled[i].at = at;
        if (entries[i].size) assert_int_equal(fwrite(entries[i].bytes.ptr, 1, entries[i].size, spool), entries[i].size);
        at += entries[i].size;
    }
    assert_int_equal(fflush(spool), 0);
    assert_null(archive(&a, -1, entries, n, MOMENT));
    assert_null(archive(&b, fileno(spool), spooled, n, MOMENT));
    assert_null(archive(&c, -1, entries, n, MOMENT));
    assert_same(rsis_str(a.ptr, a.len), rsis_str(b.ptr, b.len));
    assert_same(rsis_str(a.ptr, a.len), rsis_str(c.ptr, c.len));

    spooled[n - 1].at = at; /* past the end */
    struct sink d = {0};
    assert_string_equal(archive(&d, fileno(spool), spooled, n, MOMENT), "the spool ends too early");
    assert_int_equal(errno, 0);
    struct sink e = {0};
    spooled[n - 1].at = 0; /* other bytes than its CRC is of */
    assert_non_null(strstr(archive(&e, fileno(spool), spooled, n, MOMENT), "CRC-32"));
    int closed = dup(fileno(spool));
    close(closed);
    struct sink f = {0};
    assert_string_equal(archive(&f, closed, spooled, n, MOMENT), "the spool cannot be read");
    assert_int_equal(errno, EBADF);
    fclose(spool);
    free(a.ptr);
    free(b.ptr);
    free(c.ptr);
    free(d.ptr);
    free(e.ptr);
    free(f.ptr);
}

static void a_sink_that_fails_at_each_write(void **state) {
    (void)state;
    struct rsis_zip_entry entries[16];
    struct sink whole = {0};
    size_t n = all_kinds(entries);
    assert_null(archive(&whole, -1, entries, n, MOMENT));
    assert_true(whole.calls > 2);
    for (unsigned k = 1; k <= whole.calls; k++) {
        struct sink s = {.fail_at = k};
        assert_string_equal(archive(&s, -1, entries, n, MOMENT), "the archive cannot be written");
        assert_int_equal(errno, ENOSPC);
        assert_int_equal(s.calls, k); /* and is left alone after that */
        free(s.ptr);
    }
    free(whole.ptr);
}

static void what_cannot_be_an_archive(void **state) {
    (void)state;
    struct rsis_zip_entry good = rsis_zip_store("a", RSIS_LIT("abc"));
    struct rsis_zip_entry twice[] = {good, rsis_zip_store("b", RSIS_LIT("")), good};
    struct rsis_zip_entry deflated = good, absolute = good, sized = good, spooled = good, nameless = good;
    struct sink s = {0};
    deflated.deflated = true;
    absolute.name = "/etc/passwd";
    nameless.name = "";
    sized.size = sized.stored_size = 4;
    spooled.bytes = rsis_str(NULL, 0);
    assert_non_null(archive(&s, -1, NULL, 0, MOMENT));
    assert_non_null(archive(&s, -1, twice, 3, MOMENT));
    assert_non_null(archive(&s, -1, &deflated, 1, MOMENT));
    assert_non_null(archive(&s, -1, &absolute, 1, MOMENT));
    assert_non_null(archive(&s, -1, &nameless, 1, MOMENT));
    assert_non_null(archive(&s, -1, &sized, 1, MOMENT));
    assert_non_null(archive(&s, -1, &spooled, 1, MOMENT));
    assert_int_equal(s.calls, 0);
}

static void memory_runs_out_anywhere(void **state) {
    (void)state;
    struct rsis_zip_entry entries[16];
    size_t n = all_kinds(entries);
    volatile uint64_t k = 1;
    for (volatile bool done = false; !done; k++) {
        struct rsis_arena own;
        jmp_buf here;
        struct sink s = {0};
        struct rsis_zip_sink sink = {write_sink, &s};
        rsis_arena_init(&own, &here);
        if (setjmp(here) == 0) {
            rsis_arena_fail_after(k);
            assert_null(rsis_tar_write(&own, &sink, -1, "top", entries, n, MOMENT));
            done = true;
        }
        rsis_arena_fail_after(0);
        rsis_arena_free(&own);
        free(s.ptr);
    }
    assert_true(k > 10);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(gnu_tar_reads_it, begin, finish),
        cmocka_unit_test_setup_teardown(python_reads_it, begin, finish),
        cmocka_unit_test_setup_teardown(pax_headers_only_where_they_must, begin, finish),
        cmocka_unit_test_setup_teardown(lengths_of_records, begin, finish),
        cmocka_unit_test_setup_teardown(spool_and_memory_give_the_same, begin, finish),
        cmocka_unit_test_setup_teardown(a_sink_that_fails_at_each_write, begin, finish),
        cmocka_unit_test_setup_teardown(what_cannot_be_an_archive, begin, finish),
        cmocka_unit_test_setup_teardown(memory_runs_out_anywhere, begin, finish),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
