/*
 * tarread.c - a tar, block by block: ustar, pax and GNU's long names (POSIX.1-2008 pax; GNU tar manual, "Tar
 * Internals").
 *
 * Members lie in it as they are, so the whole file is known when its headers were read.
 */
#include <errno.h>

#include "box.h"

enum {
    BLOCK = 512,
    /* Bytes of a pax header or long name. They hold names and times; a name has at most RSIS_BOX_NAME_BYTES. */
    EXTENSION_MOST = 64 << 10,
    AT_SIZE = 124,
    AT_SUM = 148,
    AT_TYPE = 156,
    AT_MAGIC = 257,
    AT_PREFIX = 345,
};

struct tar {
    struct rsis_archive *archive;
    const struct rsis_source *s;
    uint64_t at; /* of the next header */
    /* From extension headers, for the next entry */
    struct rsis_str name;
    uint64_t size;
    bool has_size, sparse;
    uint32_t index;
    size_t header_bytes; /* of names and extension headers */
};

static const struct rsis_str WHOLE = {"", 0};

/* An octal number, or GNU's binary one, which has the top bit set. False when it is neither. */
static bool number(const unsigned char *p, size_t n, uint64_t *out) {
    uint64_t x = 0;
    size_t i = 0;
    if (*p == 0x80) {
        for (i = 1; i < n; i++) {
            if (x >> 55) return false;
            x = x << 8 | p[i];
        }
        *out = x;
        return true;
    }
    while (i < n && p[i] == ' ') i++;
    for (; i < n && p[i] >= '0' && p[i] <= '7'; i++) x = x << 3 | (uint64_t)(p[i] - '0');
    while (i < n && (p[i] == ' ' || p[i] == 0)) i++;
    *out = x;
    return i == n;
}

/* The sum of all bytes, with blanks for the sum itself; old programs added signed bytes. */
static bool sum_is_right(const unsigned char *p) {
    uint64_t claimed;
    int64_t plain = 0, with_signs = 0;
    if (!number(p + AT_SUM, 8, &claimed)) return false;
    for (size_t i = 0; i < BLOCK; i++) {
        unsigned char c = i >= AT_SUM && i < AT_SUM + 8 ? ' ' : p[i];
        plain += c;
        with_signs += c < 128 ? c : c - 256;
    }
    return (int64_t)claimed == plain || (int64_t)claimed == with_signs;
}

static bool is_zero(const unsigned char *p, size_t n) {
    for (size_t i = 0; i < n; i++)
        if (p[i]) return false;
    return true;
}

bool rsis_tar_looks_like(const unsigned char block[512]) {
    return !is_zero(block, BLOCK) && (sum_is_right(block) || memcmp(block + AT_MAGIC, "ustar", 5) == 0);
}

static struct rsis_str field(const unsigned char *p, size_t n) {
    const unsigned char *end = memchr(p, 0, n);
    return rsis_str((const char *)p, end ? (size_t)(end - p) : n);
}

/* The name of an entry, in the arena: from an extension, or from the header's one or two fields. */
static struct rsis_str name_of(struct tar *t, const unsigned char *p) {
    if (t->name.ptr) return t->name;
    struct rsis_str prefix = field(p + AT_PREFIX, 155), name = field(p, 100);
    if (memcmp(p + AT_MAGIC, "ustar\0", 6) != 0) prefix.len = 0; /* GNU tar, "ustar ", keeps other things there */
    return rsis_str_c(
        rsis_format(t->archive->arena, "%.*s%s%.*s", RSIS_ARG(prefix), prefix.len ? "/" : "", RSIS_ARG(name)));
}

/* ---------------------------------------------------------------- extension headers */

/* One record "LENGTH KEY=VALUE\n" at the start of *rest. False when it is none. */
static bool pax_record(struct rsis_str *rest, struct rsis_str *key, struct rsis_str *value) {
    size_t length = 0, i = 0;
    for (; i < rest->len && i < 8 && rsis_is_digit(rest->ptr[i]); i++)
        length = length * 10 + (size_t)(rest->ptr[i] - '0');
    if (i == 0 || i >= rest->len || rest->ptr[i] != ' ' || length > rest->len || length < i + 3) return false;
    const char *equals = memchr(rest->ptr + i + 1, '=', length - i - 1);
    if (!equals || rest->ptr[length - 1] != '\n') return false;
    *key = rsis_str(rest->ptr + i + 1, (size_t)(equals - rest->ptr) - i - 1);
    *value = rsis_str(equals + 1, (size_t)(rest->ptr + length - 1 - equals - 1));
    *rest = rsis_str_from(*rest, length);
    return true;
}

static bool decimal(struct rsis_str s, uint64_t *out) {
    uint64_t x = 0;
    for (size_t i = 0; i < s.len; i++) {
        if (!rsis_is_digit(s.ptr[i]) || x > UINT64_MAX / 16) return false;
        x = x * 10 + (uint64_t)(s.ptr[i] - '0');
    }
    *out = x;
    return s.len > 0;
}

static bool read_pax(struct tar *t, struct rsis_str records) {
    struct rsis_str key, value;
    while (records.len) {
        if (!pax_record(&records, &key, &value)) return false;
        if (rsis_str_eq(key, RSIS_LIT("path"))) t->name = value;
        if (rsis_str_starts(key, RSIS_LIT("GNU.sparse."))) t->sparse = true;
        if (rsis_str_eq(key, RSIS_LIT("size")) && !(t->has_size = decimal(value, &t->size))) return false;
    }
    return true;
}

/* The content of an extension header. */
static bool extend(struct tar *t, char type, struct rsis_str content) {
    if (type == 'x') return read_pax(t, content);
    if (type == 'L') t->name = field((const unsigned char *)content.ptr, content.len);
    return true; /* 'K', the target of a link, and 'g', which is for all: neither moves a file */
}

/* A global header must not name or size files: programs disagree about that. */
static bool global_is_harmless(struct rsis_str records) {
    struct rsis_str key, value;
    while (pax_record(&records, &key, &value))
        if (rsis_str_eq(key, RSIS_LIT("path")) || rsis_str_eq(key, RSIS_LIT("size"))) return false;
    return true;
}

/* ---------------------------------------------------------------- entries */

static bool nonsense(struct tar *t, const char *what) {
    rsis_found(t->archive->report, RSIS_CHECK_BOX_DAMAGED, WHOLE, 0, 0, "%s at byte %llu", what,
               (unsigned long long)t->at);
    return false;
}

static bool cut(struct tar *t, const char *what) {
    rsis_found(t->archive->report, RSIS_CHECK_BOX_CUT, WHOLE, 0, 0, "it ends inside %s: an incomplete transfer?", what);
    return false;
}

static const struct {
    char type;
    const char *what; /* NULL: a file */
} TYPES[] = {
    {'0', NULL},           {0, NULL},
    {'7', NULL}, /* contiguous on systems that had such files */
    {'1', "a hard link"},  {'2', "a symbolic link"},
    {'3', "a device"},     {'4', "a device"},
    {'6', "a named pipe"}, {'S', "a sparse file"},
};

static const char *kind_of(char type) {
    for (size_t i = 0; i < sizeof TYPES / sizeof *TYPES; i++)
        if (TYPES[i].type == type) return TYPES[i].what;
    return "of a type that is not known";
}

static void keep(struct tar *t, char type, struct rsis_str raw, uint64_t size) {
    struct rsis_archive *archive = t->archive;
    const char *kind = t->sparse ? "a sparse file" : kind_of(type);
    struct rsis_member m = {.size = size, .packed = size, .header_at = t->at, .index = t->index++};
    m.data_at = t->at + BLOCK;
    m.directory = type == '5' || (!kind && raw.len && raw.ptr[raw.len - 1] == '/');
    if (m.directory && (rsis_str_eq(raw, RSIS_LIT(".")) || rsis_str_eq(raw, RSIS_LIT("./")))) return;
    m.name = rsis_box_name(archive, raw);
    if (!m.name.ptr) return;
    if (!m.directory && kind) {
        rsis_found(archive->report, RSIS_CHECK_BOX_TYPE, raw, 0, 0, "the entry is %s; it is left out", kind);
        return;
    }
    *RSIS_PUSH(archive->arena, &archive->members) = m;
}

/* An extension header of `size` bytes; its content goes to the next entry. */
static bool read_extension(struct tar *t, char type, uint64_t size) {
    if (size > EXTENSION_MOST) return nonsense(t, "there is a header that is too long to be one");
    char *p = rsis_arena_bytes(t->archive->arena, (size_t)size + 1);
    if (rsis_source_read(t->s, t->at + BLOCK, p, (size_t)size) != (ssize_t)size) return cut(t, "a header");
    struct rsis_str content = rsis_str(p, (size_t)size);
    if (type == 'g' && !global_is_harmless(content)) return nonsense(t, "a global header names or sizes files");
    return extend(t, type, content) || nonsense(t, "there is a pax header that cannot be read");
}

/* One header and what belongs to it. False at the end, and when there can be no next. */
static bool read_entry(struct tar *t, const unsigned char *p) {
    char type = (char)p[AT_TYPE];
    uint64_t size;
    bool extension = type == 'x' || type == 'g' || type == 'L' || type == 'K';
    if (!sum_is_right(p)) return nonsense(t, "there is no header, or a damaged one,");
    if (!number(p + AT_SIZE, 12, &size)) return nonsense(t, "a header has no size that can be read");
    if (!extension && t->has_size) size = t->size;
    if (type >= '1' && type <= '6') size = 0; /* links, devices and folders have no data whatever is claimed */
    if (size > t->s->size - t->at - BLOCK) return cut(t, extension ? "a header" : "a file");
    if (extension) {
        t->header_bytes += (size_t)size;
        if (!read_extension(t, type, size)) return false;
    } else {
        struct rsis_str name = name_of(t, p);
        t->header_bytes += name.len;
        keep(t, type, name, size);
        t->name = (struct rsis_str){NULL, 0};
        t->has_size = t->sparse = false;
    }
    t->at += BLOCK + (size + BLOCK - 1) / BLOCK * BLOCK;
    return true;
}

/* Behind the two blocks of zeros there may only be more zeros. */
static void check_end(struct tar *t) {
    unsigned char p[8 * BLOCK];
    ssize_t n;
    uint64_t at = t->at;
    if (t->s->size - at < (uint64_t)2 * BLOCK)
        rsis_found(t->archive->report, RSIS_CHECK_BOX_NO_END, WHOLE, 0, 0,
                   "it does not end with two blocks of zeros; it may have been cut between two files");
    while ((n = rsis_source_read(t->s, at, p, sizeof p)) > 0) {
        if (!is_zero(p, (size_t)n)) {
            rsis_found(t->archive->report, RSIS_CHECK_BOX_TRAILING, WHOLE, 0, 0,
                       "there is something behind the end of the tar, after byte %llu", (unsigned long long)at);
            return;
        }
        at += (uint64_t)n;
    }
}

bool rsis_tar_open(struct rsis_archive *archive, const struct rsis_source *s) {
    struct tar t = {.archive = archive, .s = s};
    unsigned char block[BLOCK];
    for (;;) {
        ssize_t n = t.at < s->size ? rsis_source_read(s, t.at, block, BLOCK) : 0;
        if (n == 0 || (n == BLOCK && is_zero(block, BLOCK))) break;
        if (n != BLOCK) return cut(&t, "a header");
        if (t.index == RSIS_BOX_ENTRIES || t.header_bytes > RSIS_BOX_HEADER_BYTES) {
            rsis_found(archive->report, RSIS_CHECK_BOX_ENTRIES, WHOLE, 0, 0,
                       "it has more than %d entries, or headers of more than %d bytes; no more are looked at",
                       RSIS_BOX_ENTRIES, RSIS_BOX_HEADER_BYTES);
            return false;
        }
        if (!read_entry(&t, block)) return false;
    }
    if (t.at > s->size) return cut(&t, "a file");
    check_end(&t);
    if (archive->members.n == 0) rsis_found(archive->report, RSIS_CHECK_BOX_EMPTY, WHOLE, 0, 0, "it has no entries");
    return true;
}
