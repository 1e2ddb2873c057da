/*
 * test_zip.c - the container byte by byte, read by a reader of its own, by unzip and by Python; the same in every time
 * zone; data from memory and from a spool; what fails, at every place where it can, fails cleanly.
 */
#include <errno.h>
#include <locale.h>
#include <pthread.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include <cmocka.h>
#include <zlib.h>

#include "base/buf.h"
#include "package/zip.h"
#include "with_arena.h"

#define COUNT(a) (sizeof(a) / sizeof *(a))
enum { BUFFER = 128 << 10 };

/* `len` bytes that deflate to about a half; the same for the same seed. */
static struct rsis_str some_text(size_t len, unsigned seed) {
    char *p = rsis_arena_bytes(&arena, len + 1);
    uint32_t x = seed * 2654435761u + 1;
    for (size_t i = 0; i < len; i++) {
        x = x * 1664525u + 1013904223u;
        p[i] = "etaoin shrdlu cm"[x >> 28];
    }
    return rsis_str(p, len);
}

static struct rsis_zip_entry deflated(const char *name, size_t len, unsigned seed) {
    return rsis_zip_deflate(&arena, name, some_text(len, seed));
}

static struct rsis_zip_entry mimetype(void) {
    return rsis_zip_store("mimetype", RSIS_LIT("application/epub+zip"));
}

/* ---- a sink that counts its calls, and fails at one of them */

struct sink {
    char *ptr;
    size_t len, cap;
    unsigned calls, fail_at; /* fail_at 0: never */
};

static bool write_sink(void *ctx, uint64_t at, const void *bytes, size_t len) {
    struct sink *s = ctx;
    if (++s->calls == s->fail_at) {
        errno = ENOSPC;
        return false;
    }
    assert_true(len > 0 && at <= s->len);
    while (s->cap < at + len) {
        s->cap = s->cap ? 2 * s->cap : 1 << 16;
        s->ptr = realloc(s->ptr, s->cap);
        assert_non_null(s->ptr);
    }
    memcpy(s->ptr + at, bytes, len);
    if (s->len < at + len) s->len = (size_t)at + len;
    return true;
}

static const char *write_into(struct sink *s, int spool, const struct rsis_zip_entry *entries, size_t n) {
    struct rsis_zip_sink sink = {write_sink, s};
    s->len = s->calls = 0;
    return rsis_zip_write(&arena, &sink, spool, entries, n);
}

/* ---- a reader that allows no freedom */

static uint32_t number(const char *p, unsigned bytes) {
    uint32_t v = 0;
    while (bytes--) v = v << 8 | (unsigned char)p[bytes];
    return v;
}

/* What a local header and the central directory both say; `p` is where the version needed stands. */
static void assert_common(const char *p, const struct rsis_zip_entry *e) {
    assert_int_equal(number(p, 2), e->deflated ? 20 : 10);
    assert_int_equal(number(p + 2, 2), 0); /* flags: no data descriptor, no UTF-8, no level */
    assert_int_equal(number(p + 4, 2), e->deflated ? 8 : 0);
    assert_int_equal(number(p + 6, 2), 0);      /* 00:00:00 */
    assert_int_equal(number(p + 8, 2), 0x0021); /* 1980-01-01 */
    assert_int_equal(number(p + 10, 4), e->crc);
    assert_int_equal(number(p + 14, 4), e->stored_size);
    assert_int_equal(number(p + 18, 4), e->size);
    assert_int_equal(number(p + 22, 2), strlen(e->name));
    assert_int_equal(number(p + 24, 2), 0); /* no extra field */
}

static size_t assert_local(struct rsis_str zip, size_t at, const struct rsis_zip_entry *e) {
    const char *p = zip.ptr + at;
    size_t name_len = strlen(e->name), len = 30 + name_len + (size_t)e->stored_size;
    assert_true(at + len <= zip.len);
    assert_memory_equal(p, "PK\3\4", 4);
    assert_common(p + 4, e);
    assert_memory_equal(p + 30, e->name, name_len);
    if (e->bytes.len) assert_memory_equal(p + 30 + name_len, e->bytes.ptr, e->bytes.len);
    return at + len;
}

static size_t assert_central(struct rsis_str zip, size_t at, size_t local, const struct rsis_zip_entry *e) {
    const char *p = zip.ptr + at;
    size_t name_len = strlen(e->name);
    assert_true(at + 46 + name_len <= zip.len);
    assert_memory_equal(p, "PK\1\2", 4);
    assert_int_equal(number(p + 4, 2) >> 8, 3); /* made by Unix */
    assert_common(p + 6, e);
    assert_int_equal(number(p + 32, 2), 0); /* no comment */
    assert_int_equal(number(p + 34, 2), 0);
    assert_int_equal(number(p + 36, 2), 0);
    assert_int_equal(number(p + 38, 4), 0100644u << 16);
    assert_int_equal(number(p + 42, 4), local);
    assert_memory_equal(p + 46, e->name, name_len);
    return at + 46 + name_len;
}

/* The container is these entries in this order, one behind the other, and nothing else. */
static void assert_container(struct rsis_str zip, const struct rsis_zip_entry *entries, size_t n) {
    size_t at = 0, local = 0;
    for (size_t i = 0; i < n; i++) at = assert_local(zip, at, &entries[i]);
    size_t central = at;
    for (size_t i = 0; i < n; i++) {
        at = assert_central(zip, at, local, &entries[i]);
        local += 30 + strlen(entries[i].name) + (size_t)entries[i].stored_size;
    }
    const char *p = zip.ptr + at;
    assert_int_equal(zip.len, at + 22);
    assert_memory_equal(p, "PK\5\6\0\0\0\0", 8);
    assert_int_equal(number(p + 8, 2), n);
    assert_int_equal(number(p + 10, 2), n);
    assert_int_equal(number(p + 12, 4), at - central);
    assert_int_equal(number(p + 16, 4), central);
    assert_int_equal(number(p + 20, 2), 0);
}

static struct rsis_str container(const struct rsis_zip_entry *entries, size_t n) {
    const char *why = "not asked";
    struct rsis_str zip = rsis_zip_bytes(&arena, entries, n, &why);
    assert_null(why);
    assert_non_null(zip.ptr);
    return zip;
}

/* ---- entries */

static void deflating_can_be_undone(void **state) {
    (void)state;
    static const size_t sizes[] = {2, 60, 3000, 70000, 1 << 20};
    for (size_t i = 0; i < COUNT(sizes); i++) {
        struct rsis_str text = some_text(sizes[i], 7);
        memset((char *)(uintptr_t)text.ptr, 'a', sizes[i] / 2); /* the shortest do not shrink all the same */
        struct rsis_zip_entry e = rsis_zip_deflate(&arena, "a", text);
        assert_int_equal(e.deflated, sizes[i] > 2);
        assert_int_equal(e.size, text.len);
        assert_int_equal(e.stored_size, e.bytes.len);
        assert_int_equal(e.crc, crc32(0, (const Bytef *)text.ptr, (uInt)text.len));
        if (!e.deflated) continue;
        assert_true(e.bytes.len < text.len);
        char *back = rsis_arena_bytes(&arena, text.len);
        z_stream z = {.next_in = (Bytef *)(uintptr_t)e.bytes.ptr, .avail_in = (uInt)e.bytes.len};
        z.next_out = (Bytef *)back;
        z.avail_out = (uInt)text.len;
        assert_int_equal(inflateInit2(&z, -15), Z_OK);
        assert_int_equal(inflate(&z, Z_FINISH), Z_STREAM_END);
        assert_int_equal(inflateEnd(&z), Z_OK);
        assert_int_equal(z.total_out, text.len);
        assert_memory_equal(back, text.ptr, text.len);
    }
}

static void what_does_not_shrink_is_stored(void **state) {
    (void)state;
    static const char *const texts[] = {"", "a", "ab", "abcdefgh"};
    for (size_t i = 0; i < COUNT(texts); i++) {
        struct rsis_zip_entry e = rsis_zip_deflate(&arena, "a", rsis_str_c(texts[i]));
        assert_false(e.deflated);
        assert_ptr_equal(e.bytes.ptr, texts[i]);
        assert_int_equal(e.stored_size, strlen(texts[i]));
    }
    struct rsis_zip_entry none = rsis_zip_store("a", rsis_str(NULL, 0));
    assert_container(container(&none, 1), &none, 1); /* and is not looked for in a spool */
}

struct deflater {
    pthread_t thread;
    struct rsis_str text;
    struct rsis_str out[50];
    struct rsis_arena arena;
    jmp_buf guard;
};

/* NULL when memory ran out. */
static void *deflate_often(void *arg) {
    struct deflater *volatile d = arg;
    rsis_arena_init(&d->arena, &d->guard);
    if (setjmp(d->guard)) return NULL;
    for (size_t i = 0; i < COUNT(d->out); i++) d->out[i] = rsis_zip_deflate(&d->arena, "a", d->text).bytes;
    return d;
}

static void threads_do_not_meet(void **state) {
    (void)state;
    static struct deflater workers[4];
    struct rsis_str text = some_text(20000, 3);
    struct rsis_str expected = rsis_zip_deflate(&arena, "a", text).bytes;
    for (size_t i = 0; i < COUNT(workers); i++) {
        workers[i].text = text;
        assert_int_equal(pthread_create(&workers[i].thread, NULL, deflate_often, &workers[i]), 0);
    }
    for (size_t i = 0; i < COUNT(workers); i++) {
        void *done = NULL;
        assert_int_equal(pthread_join(workers[i].thread, &done), 0);
        assert_ptr_equal(done, &workers[i]);
        for (size_t k = 0; k < COUNT(workers[i].out); k++) assert_true(rsis_str_eq(workers[i].out[k], expected));
        rsis_arena_free(&workers[i].arena);
    }
}

/* ---- containers */

static void a_container_byte_by_byte(void **state) {
    (void)state;
    struct rsis_zip_entry entries[] = {
        mimetype(),
        rsis_zip_store("META-INF/container.xml", RSIS_LIT("<container/>")),
        deflated("EPUB/z.xhtml", 3000, 1),
        deflated("EPUB/a.xhtml", 300000, 2),
        rsis_zip_store("EPUB/empty", RSIS_LIT("")),
        deflated("EPUB/b c.xhtml", 10, 3),
    };
    struct rsis_str zip = container(entries, COUNT(entries));
    assert_container(zip, entries, COUNT(entries));
    assert_memory_equal(zip.ptr + 30, "mimetypeapplication/epub+zip", 28);
    assert_true(entries[2].deflated && entries[3].deflated);
}

/* The second header begins at every place around the end of the buffer, and is mended there. */
static void headers_may_lie_across_the_buffer(void **state) {
    (void)state;
    struct rsis_zip_entry last = deflated("last", 500, 1);
    struct rsis_str text = some_text(BUFFER, 2);
    for (size_t len = BUFFER - 120; len <= BUFFER; len++) {
        struct rsis_zip_entry entries[] = {rsis_zip_store("first", rsis_str(text.ptr, len)), last};
        struct sink s = {.ptr = NULL};
        assert_null(write_into(&s, -1, entries, 2));
        assert_container(rsis_str(s.ptr, s.len), entries, 2);
        free(s.ptr);
    }
}

static void time_zone_and_locale_do_not_matter(void **state) {
    (void)state;
    static const char *const zones[] = {"UTC",     "Asia/Singapore",     "America/New_York", "Asia/Kathmandu",
                                        "XYZ+12",  "Pacific/Kiritimati", "UTC-14",           "Africa/Monrovia",
                                        "ABC3DEF", "Australia/Lord_Howe"};
    static const char *const locales[] = {"C", "", "C.UTF-8"};
    struct rsis_zip_entry entries[] = {mimetype(), deflated("a", 3000, 1)};
    for (size_t i = 0; i < COUNT(zones); i++) {
        assert_int_equal(setenv("TZ", zones[i], 1), 0);
        tzset();
        setlocale(LC_ALL, locales[i % COUNT(locales)]);
        assert_container(container(entries, 2), entries, 2);
    }
    assert_int_equal(unsetenv("TZ"), 0);
    tzset();
    setlocale(LC_ALL, "C");
    assert_container(container(entries, 2), entries, 2);
}

/* Writes the container to a file and runs a command with "$1" as its name. */
static void assert_accepted(struct rsis_str zip, const char *command) {
    char path[] = "/tmp/rsis-zip-XXXXXX", line[600];
    int fd = mkstemp(path);
    assert_true(fd >= 0);
    FILE *f = fdopen(fd, "wb");
    assert_non_null(f);
    assert_int_equal(fwrite(zip.ptr, 1, zip.len, f), zip.len);
    assert_int_equal(fclose(f), 0);
    assert_true(snprintf(line, sizeof line, "set -- %s; %s", path, command) < (int)sizeof line);
    int status = system(line); // NOLINT(cert-env33-c): the oracle is another program
    remove(path);
    assert_int_equal(status, 0);
}

/* "e00000", "e00001", ... of 3 kB each */
static struct rsis_zip_entry *many_entries(size_t n) {
    struct rsis_zip_entry *entries = RSIS_NEW_ARRAY(&arena, struct rsis_zip_entry, n);
    struct rsis_zip_entry one = deflated("", 6000, 1);
    for (size_t i = 0; i < n; i++) {
        entries[i] = one;
        entries[i].name = rsis_format(&arena, "e%05zu", i);
    }
    return entries;
}

static void other_readers_accept_it(void **state) {
    (void)state;
    struct rsis_zip_entry *entries = many_entries(300);
    entries[0] = mimetype();
    struct rsis_str zip = container(entries, 300);
    assert_accepted(zip, "unzip -tqq \"$1\"");
    assert_accepted(zip, "python3 -c 'import sys, zipfile\n"
                         "z = zipfile.ZipFile(sys.argv[1])\n"
                         "assert z.testzip() is None\n"
                         "names = [\"mimetype\"] + [\"e%05d\" % i for i in range(1, 300)]\n"
                         "assert z.namelist() == names\n"
                         "assert {len(z.read(n)) for n in names[1:]} == {6000}\n"
                         "assert {i.date_time for i in z.infolist()} == {(1980, 1, 1, 0, 0, 0)}' \"$1\"");
}

/* The best of three, in seconds. */
static double time_of(const struct rsis_zip_entry *entries, size_t n) {
    double best = 1e9;
    for (unsigned round = 0; round < 3; round++) {
        struct sink s = {.ptr = NULL};
        struct timespec from, to;
        clock_gettime(CLOCK_MONOTONIC, &from);
        assert_null(write_into(&s, -1, entries, n));
        clock_gettime(CLOCK_MONOTONIC, &to);
        double seconds = (double)(to.tv_sec - from.tv_sec) + (double)(to.tv_nsec - from.tv_nsec) / 1e9;
        if (seconds < best) best = seconds;
        assert_true(s.calls <= 3 * (s.len / BUFFER + 1)); /* a call a buffer, and two for a header between buffers */
        if (round == 0) assert_container(rsis_str(s.ptr, s.len), entries, n);
        free(s.ptr);
    }
    return best;
}

static void time_is_linear(void **state) {
    (void)state;
    const struct rsis_zip_entry *entries = many_entries(20000);
    double few = time_of(entries, 2500), many = time_of(entries, 20000);
    print_message("# 2,500 entries: %.1f ms, 20,000 entries: %.1f ms\n", few * 1e3, many * 1e3);
    assert_true(many < 24 * few + 0.05); /* 8 times as many; 64 if each looked at all others */
}

/* ---- the spool */

struct spooled {
    struct rsis_zip_entry memory[40], disk[40];
    FILE *file;
};

/* Entries of all sizes, written to the file in the opposite order. */
static void spool(struct spooled *s) {
    s->file = tmpfile();
    assert_non_null(s->file);
    assert_int_equal(fputs("something else", s->file) >= 0, 1);
    for (unsigned i = COUNT(s->memory); i--;) {
        s->memory[i] = deflated(rsis_format(&arena, "%u", i), (size_t)i * i * 29, i);
        s->disk[i] = s->memory[i];
        s->disk[i].bytes = rsis_str(NULL, 0);
        s->disk[i].at = (uint64_t)ftell(s->file);
        assert_int_equal(fwrite(s->memory[i].bytes.ptr, 1, s->memory[i].bytes.len, s->file), s->memory[i].bytes.len);
    }
    assert_int_equal(fflush(s->file), 0);
}

static void data_may_lie_in_a_spool(void **state) {
    (void)state;
    struct spooled s;
    spool(&s);
    s.disk[7] = s.memory[7]; /* both may be mixed */
    struct sink out = {.ptr = NULL};
    off_t place = lseek(fileno(s.file), 0, SEEK_CUR);
    assert_null(write_into(&out, fileno(s.file), s.disk, COUNT(s.disk)));
    assert_int_equal(lseek(fileno(s.file), 0, SEEK_CUR), place);
    assert_container(rsis_str(out.ptr, out.len), s.memory, COUNT(s.memory));
    free(out.ptr);
    fclose(s.file);
}

static void a_spool_that_ends_too_early_is_an_error(void **state) {
    (void)state;
    struct spooled s;
    spool(&s);
    struct sink out = {.ptr = NULL};
    off_t size = lseek(fileno(s.file), 0, SEEK_END);
    static const off_t missing[] = {1, 10, 5000, 100000};
    for (size_t i = 0; i < COUNT(missing); i++) {
        assert_int_equal(ftruncate(fileno(s.file), size - missing[i]), 0);
        errno = EINVAL;
        assert_string_equal(write_into(&out, fileno(s.file), s.disk, COUNT(s.disk)), "the spool ends too early");
        assert_int_equal(errno, 0);
    }
    free(out.ptr);
    fclose(s.file);
}

static void a_spool_that_cannot_be_read_is_an_error(void **state) {
    (void)state;
    struct spooled s;
    spool(&s);
    struct sink out = {.ptr = NULL};
    int ends[2];
    assert_int_equal(pipe(ends), 0);
    assert_string_equal(write_into(&out, ends[0], s.disk, COUNT(s.disk)), "the spool cannot be read");
    assert_int_equal(errno, ESPIPE);
    s.disk[1].at = UINT64_MAX - 5;
    assert_string_equal(write_into(&out, fileno(s.file), s.disk, COUNT(s.disk)), "the spool cannot be read");
    assert_int_equal(errno, EINVAL);
    close(ends[0]);
    close(ends[1]);
    free(out.ptr);
    fclose(s.file);
}

/* ---- what is refused */

static void names_must_be_good_and_different(void **state) {
    (void)state;
    char *long_name = rsis_arena_bytes(&arena, 65537);
    memset(long_name, 'n', 65536);
    long_name[65536] = 0;
    const char *const names[] = {"", "/a", "a/", "\xC3", "\xED\xA0\x80", long_name};
    const char *why = NULL;
    for (size_t i = 0; i < COUNT(names); i++) {
        struct rsis_zip_entry entries[] = {mimetype(), rsis_zip_store(names[i], RSIS_LIT("x"))};
        assert_null(rsis_zip_bytes(&arena, entries, 2, &why).ptr);
        assert_string_equal(why, "the name of entry 2 is no name");
    }
    struct rsis_zip_entry longest = rsis_zip_store(long_name + 1, RSIS_LIT("x"));
    assert_container(container(&longest, 1), &longest, 1);
    struct rsis_zip_entry twice[] = {mimetype(), deflated("a/b", 100, 1), deflated("a/B", 100, 1),
                                     rsis_zip_store("a/b", RSIS_LIT("x"))};
    assert_null(rsis_zip_bytes(&arena, twice, 4, &why).ptr);
    assert_string_equal(why, "a/b: two entries have this name");
    assert_container(container(twice, 3), twice, 3); /* case counts */
}

static void contradictions_are_refused(void **state) {
    (void)state;
    struct rsis_zip_entry good = deflated("a", 100, 1), bad = good;
    const char *why = NULL;
    bad.stored_size++;
    assert_null(rsis_zip_bytes(&arena, &bad, 1, &why).ptr);
    assert_string_equal(why, "a: its sizes contradict each other");
    bad = good;
    bad.deflated = false;
    assert_null(rsis_zip_bytes(&arena, &bad, 1, &why).ptr);
    assert_string_equal(why, "a: its sizes contradict each other");
    bad = good;
    bad.bytes = rsis_str(NULL, 0);
    assert_null(rsis_zip_bytes(&arena, &bad, 1, &why).ptr);
    assert_string_equal(why, "a: the data are in a spool that is not there");
    assert_null(rsis_zip_bytes(&arena, &good, 0, &why).ptr);
    assert_string_equal(why, "a container needs an entry");
}

/* ---- what fails on the way */

static void a_sink_may_fail_at_every_call(void **state) {
    (void)state;
    struct spooled s;
    spool(&s);
    struct sink out = {.ptr = NULL};
    assert_null(write_into(&out, fileno(s.file), s.disk, COUNT(s.disk)));
    unsigned calls = out.calls;
    assert_true(calls > 5);
    for (out.fail_at = 1; out.fail_at <= calls; out.fail_at++) {
        errno = 0;
        assert_string_equal(write_into(&out, fileno(s.file), s.disk, COUNT(s.disk)), "the container cannot be written");
        assert_int_equal(errno, ENOSPC);
        assert_int_equal(out.calls, out.fail_at); /* it is not asked again */
    }
    assert_null(write_into(&out, fileno(s.file), s.disk, COUNT(s.disk)));
    assert_container(rsis_str(out.ptr, out.len), s.memory, COUNT(s.memory));
    free(out.ptr);
    fclose(s.file);
}

/* Deflates and writes; false when memory ran out on the way. */
static bool survives(uint64_t n, struct rsis_str text) {
    arena.guard = &guard;
    if (setjmp(guard)) return false;
    rsis_arena_fail_after(n);
    struct rsis_zip_entry entries[] = {mimetype(), rsis_zip_deflate(&arena, "a", text), mimetype()};
    const char *why;
    rsis_zip_bytes(&arena, entries, 2, &why);
    if (why) return false;
    rsis_zip_bytes(&arena, entries, 3, &why); /* its message needs memory too */
    rsis_arena_fail_after(0);
    return why != NULL;
}

static void memory_may_end_everywhere(void **state) {
    (void)state;
    struct rsis_str text = some_text(3000, 1);
    uint64_t n = 1;
    while (n < 100 && !survives(n, text)) n++;
    assert_in_range(n, 8, 20); /* one, three and four allocations, and the one that is not reached */
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(deflating_can_be_undone, begin, finish),
        cmocka_unit_test_setup_teardown(what_does_not_shrink_is_stored, begin, finish),
        cmocka_unit_test_setup_teardown(threads_do_not_meet, begin, finish),
        cmocka_unit_test_setup_teardown(a_container_byte_by_byte, begin, finish),
        cmocka_unit_test_setup_teardown(headers_may_lie_across_the_buffer, begin, finish),
        cmocka_unit_test_setup_teardown(time_zone_and_locale_do_not_matter, begin, finish),
        cmocka_unit_test_setup_teardown(other_readers_accept_it, begin, finish),
        cmocka_unit_test_setup_teardown(time_is_linear, begin, finish),
        cmocka_unit_test_setup_teardown(data_may_lie_in_a_spool, begin, finish),
        cmocka_unit_test_setup_teardown(a_spool_that_ends_too_early_is_an_error, begin, finish),
        cmocka_unit_test_setup_teardown(a_spool_that_cannot_be_read_is_an_error, begin, finish),
        cmocka_unit_test_setup_teardown(names_must_be_good_and_different, begin, finish),
        cmocka_unit_test_setup_teardown(contradictions_are_refused, begin, finish),
        cmocka_unit_test_setup_teardown(a_sink_may_fail_at_every_call, begin, finish),
        cmocka_unit_test_setup_teardown(memory_may_end_everywhere, begin, finish),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
