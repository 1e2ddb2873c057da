/*
 * zipread.c - the headers of a ZIP, read so that no two programs could disagree about what it holds.
 *
 * The end record, the central directory and every local header are read; the bytes of all entries are laid beside each
 * other, and no byte may belong to two. Nothing is inflated here. Numbers are little-endian (APPNOTE 6.3.10).
 */
#include <errno.h>
#include <stdlib.h>

#include "../base/utf8.h"
#include "box.h"

enum {
    END_BYTES = 22,
    END64_BYTES = 56,
    LOCATOR_BYTES = 20,
    CENTRAL_BYTES = 46,
    LOCAL_BYTES = 30,
    LOCAL_FIRST = 512, /* read at once; most names and extra areas are shorter */
    COMMENT_MOST = 65535,
    FLAG_ENCRYPTED = 1,
    FLAG_DESCRIPTOR = 8, /* sizes and CRC stand behind the data */
    FLAG_STRONG = 1 << 6 | 1 << 13,
    FLAG_UTF8 = 1 << 11,
    FLAGS_COMPARED = FLAG_ENCRYPTED | FLAG_DESCRIPTOR | FLAG_STRONG | FLAG_UTF8,
    EXTRA_ZIP64 = 1,
    EXTRA_UNICODE_PATH = 0x7075,
    STORED = 0,
    DEFLATED = 8,
    /* Deflate cannot make more of one byte (RFC 1951: 258 bytes from two bits); a larger claim is a lie. */
    DEFLATE_MOST = 1032,
    /* A member may unpack to this many times its bytes; below 16 MiB nobody is harmed by any factor. */
    RATIO_MOST = 200,
    RATIO_FREE_BYTES = 16 << 20,
};
/* What all deflated members may unpack to: half an hour of digests. Stored ones cannot grow. */
static const uint64_t TOTAL_MOST = (uint64_t)1 << 40;

/* The end of the archive, from one or two records. */
struct end {
    uint64_t at;                   /* of the first record of the end; the central directory ends there */
    uint64_t record;               /* of the record with the comment */
    uint64_t entries, size, start; /* of the central directory, as claimed */
    uint64_t shift;                /* bytes before the archive, which its offsets do not count */
};

/* The bytes of one entry in the container. */
struct span {
    uint64_t start, end;
    uint32_t index;
};

struct zip {
    struct rsis_archive *archive;
    const struct rsis_source *s;
    struct end end;
    struct rsis_str directory;
    struct span *spans;   /* of each entry, and one for the directory */
    unsigned char *local; /* room for the longest local header */
};

static const struct rsis_str WHOLE = {"", 0};

static uint16_t u16(const unsigned char *p) {
    return (uint16_t)(p[0] | p[1] << 8);
}
static uint32_t u32(const unsigned char *p) {
    return u16(p) | (uint32_t)u16(p + 2) << 16;
}
static uint64_t u64(const unsigned char *p) {
    return u32(p) | (uint64_t)u32(p + 4) << 32;
}

static bool get(const struct zip *z, uint64_t at, unsigned char *out, size_t n) {
    return rsis_source_read(z->s, at, out, n) == (ssize_t)n;
}

/* The archive ends here: a structure is not where it should be. */
static bool damaged(struct zip *z, const char *what) {
    rsis_found(z->archive->report, RSIS_CHECK_BOX_DAMAGED, WHOLE, 0, 0, "%s", what);
    return false;
}

/* ---------------------------------------------------------------- the end record */

/* What the tail of the file says about end records. */
struct tail {
    size_t n;
    ptrdiff_t last;  /* the last signature of one */
    ptrdiff_t fits;  /* the last whose comment ends with the file */
    unsigned n_fits; /* how many of those there are */
};

static struct tail look_at_tail(const unsigned char *p, size_t n) {
    struct tail t = {.n = n, .last = -1, .fits = -1};
    for (size_t i = 0; i + 4 <= n; i++) {
        if (memcmp(p + i, "PK\5\6", 4) != 0) continue;
        t.last = (ptrdiff_t)i;
        if (i + END_BYTES > n || i + END_BYTES + u16(p + i + 20) != n) continue;
        t.fits = (ptrdiff_t)i;
        t.n_fits++;
    }
    return t;
}

/* Where the end record stands in the tail, or -1 with a finding. */
static ptrdiff_t choose_end(struct zip *z, const unsigned char *p, const struct tail *t) {
    struct rsis_report *r = z->archive->report;
    if (t->n_fits > 1 || (t->fits >= 0 && t->last > t->fits)) {
        /* Programs that search from the other side would read another ZIP. */
        rsis_found(r, RSIS_CHECK_BOX_TWO_ENDS, WHOLE, 0, 0,
                   "the comment at its end holds the signature of an end record");
        return -1;
    }
    if (t->fits >= 0) return t->fits;
    size_t after = t->last < 0 ? 0 : t->n - (size_t)t->last;
    if (after < END_BYTES || after - END_BYTES < u16(p + t->last + 20)) {
        rsis_found(r, RSIS_CHECK_BOX_CUT, WHOLE, 0, 0, "the end record of the ZIP is %s: an incomplete transfer?",
                   after ? "cut off" : "missing");
        return -1;
    }
    rsis_found(r, RSIS_CHECK_BOX_TRAILING, WHOLE, 0, 0, "%zu bytes stand behind the end of the ZIP",
               after - END_BYTES - u16(p + t->last + 20));
    return t->last;
}

/* Values that do not fit the old record stand in a second one before it. */
static bool read_end64(struct zip *z) {
    struct end *e = &z->end;
    unsigned char locator[LOCATOR_BYTES], p[END64_BYTES];
    bool wanted = e->entries == 0xFFFF || e->size == 0xFFFFFFFFu || e->start == 0xFFFFFFFFu;
    bool there = e->record >= LOCATOR_BYTES && get(z, e->record - LOCATOR_BYTES, locator, sizeof locator) &&
                 memcmp(locator, "PK\6\7", 4) == 0;
    if (!there)
        return !wanted || (e->entries == 0xFFFF && e->size != 0xFFFFFFFFu) ||
               damaged(z, "a ZIP64 end record is missing");
    uint64_t claimed = u64(locator + 8), at = e->record - LOCATOR_BYTES - END64_BYTES;
    if (e->record < LOCATOR_BYTES + END64_BYTES || !get(z, at, p, sizeof p) || memcmp(p, "PK\6\6", 4) != 0) {
        at = claimed; /* it may be longer than usual */
        if (!get(z, at, p, sizeof p) || memcmp(p, "PK\6\6", 4) != 0)
            return damaged(z, "the ZIP64 end record is not where it should be");
    }
    if (u32(p + 16) || u32(p + 20) || u64(p + 24) != u64(p + 32))
        return damaged(z, "the ZIP64 end record makes no sense");
    if ((e->entries != 0xFFFF && e->entries != u64(p + 32)) || (e->size != 0xFFFFFFFFu && e->size != u64(p + 40)) ||
        (e->start != 0xFFFFFFFFu && e->start != u64(p + 48)))
        return damaged(z, "the two end records contradict each other");
    *e = (struct end){.at = at, .record = e->record, .entries = u64(p + 32), .size = u64(p + 40), .start = u64(p + 48)};
    return true;
}

static bool read_end(struct zip *z) {
    size_t most = END_BYTES + COMMENT_MOST;
    size_t n = z->s->size < most ? (size_t)z->s->size : most;
    unsigned char *p = (unsigned char *)rsis_arena_bytes(z->archive->arena, n);
    if (!get(z, z->s->size - n, p, n)) return damaged(z, "its end cannot be read");
    struct tail t = look_at_tail(p, n);
    ptrdiff_t at = choose_end(z, p, &t);
    if (at < 0) return false;
    p += at;
    if (u16(p + 4) || u16(p + 6) || u16(p + 8) != u16(p + 10)) {
        rsis_found(z->archive->report, RSIS_CHECK_BOX_SPLIT, WHOLE, 0, 0, "it is one volume of several");
        return false;
    }
    z->end.record = z->end.at = z->s->size - n + (size_t)at;
    z->end.entries = u16(p + 10);
    z->end.size = u32(p + 12);
    z->end.start = u32(p + 16);
    return read_end64(z);
}

/* ---------------------------------------------------------------- the central directory */

static bool too_many(struct zip *z) {
    rsis_found(z->archive->report, RSIS_CHECK_BOX_ENTRIES, WHOLE, 0, 0,
               "its directory has %llu bytes for %llu entries; at most %d and %d are read",
               (unsigned long long)z->end.size, (unsigned long long)z->end.entries, RSIS_BOX_HEADER_BYTES,
               RSIS_BOX_ENTRIES);
    return false;
}

/* The directory ends where the end begins; where it starts then tells whether bytes were put in front. */
static bool find_directory(struct zip *z) {
    struct end *e = &z->end;
    if (e->size > e->at) return damaged(z, "the central directory is longer than the file");
    uint64_t start = e->at - e->size;
    if (e->start > start) return damaged(z, "the central directory is not where the end record says");
    e->shift = start - e->start;
    if (e->size > RSIS_BOX_HEADER_BYTES || e->entries > RSIS_BOX_ENTRIES) return too_many(z);
    char *p = rsis_arena_bytes(z->archive->arena, (size_t)e->size + 1);
    if (!get(z, start, (unsigned char *)p, (size_t)e->size)) return damaged(z, "the central directory cannot be read");
    if (e->size && (e->size < CENTRAL_BYTES || memcmp(p, "PK\1\2", 4) != 0))
        return damaged(z, "there is no central directory where the end record says");
    z->directory = rsis_str(p, (size_t)e->size);
    if (e->shift)
        rsis_found(z->archive->report, RSIS_CHECK_BOX_PREPENDED, WHOLE, 0, 0,
                   "%llu bytes stand before the ZIP, or inside it where nothing should be",
                   (unsigned long long)e->shift);
    return true;
}

/* The field of this id in an extra area; len 0 and ptr NULL when there is none. */
static struct rsis_str extra_field(const unsigned char *extra, size_t n, uint16_t id) {
    for (size_t i = 0; i + 4 <= n;) {
        size_t len = u16(extra + i + 2);
        if (len > n - i - 4) break;
        if (u16(extra + i) == id) return rsis_str((const char *)extra + i + 4, len);
        i += 4 + len;
    }
    return (struct rsis_str){NULL, 0};
}

/* Sizes and place that do not fit 32 bits stand in the ZIP64 field, in this order, each only if it is needed. */
static bool widen(struct rsis_str field, uint64_t *values[], size_t n) {
    for (size_t i = 0; i < n; i++) {
        if (*values[i] != 0xFFFFFFFFu) continue;
        if (field.len < 8) return false;
        *values[i] = u64((const unsigned char *)field.ptr);
        field = rsis_str_from(field, 8);
    }
    return true;
}

/* Another name for Info-ZIP's unzip alone: field 0x7075 is a version, a CRC and the name. */
static void compare_unicode_path(struct zip *z, struct rsis_str name, struct rsis_str field) {
    if (field.len < 5 || rsis_str_eq(rsis_str_from(field, 5), name)) return;
    if (rsis_utf8_check(name) < name.len) return; /* that is what it is for */
    rsis_found(z->archive->report, RSIS_CHECK_BOX_LOCAL, name, 0, 0, "an extra field gives it another name: \"%.*s\"",
               RSIS_ARG(rsis_str_from(field, 5)));
}

static const char *kind_of(uint32_t mode) {
    switch (mode & 0170000) {
    case 0120000:
        return "a symbolic link";
    case 0010000:
        return "a named pipe";
    case 0140000:
        return "a socket";
    case 0060000:
    case 0020000:
        return "a device";
    case 0:
    case 0100000:
    case 0040000:
        return NULL;
    default:
        return "neither a file nor a folder";
    }
}

/* Name and type of an entry; what is unsafe or no file is told and loses its name. */
static void check_identity(struct zip *z, struct rsis_member *m, struct rsis_str raw, uint32_t attributes) {
    uint32_t mode = attributes >> 16;
    const char *kind = kind_of(mode);
    m->directory = (raw.len && raw.ptr[raw.len - 1] == '/') || (mode & 0170000) == 0040000;
    m->name = rsis_box_name(z->archive, raw);
    if (m->directory && m->size) kind = "a folder with content";
    if (!kind || !m->name.ptr) return;
    rsis_found(z->archive->report, RSIS_CHECK_BOX_TYPE, raw, 0, 0, "the entry is %s; it is left out", kind);
    m->name = (struct rsis_str){NULL, 0};
}

static void refuse_member(struct zip *z, struct rsis_member *m, enum rsis_check check, const char *why) {
    if (!m->told) rsis_found(z->archive->report, check, m->name, 0, 0, "%s", why);
    m->told = true;
}

static void check_sizes(struct zip *z, struct rsis_member *m) {
    if (m->flags & (FLAG_ENCRYPTED | FLAG_STRONG)) {
        refuse_member(z, m, RSIS_CHECK_BOX_ENCRYPTED, "it is encrypted and cannot be verified");
    } else if (m->method != STORED && m->method != DEFLATED) {
        if (!m->told)
            rsis_found(z->archive->report, RSIS_CHECK_BOX_METHOD, m->name, 0, 0,
                       "it is compressed by method %u and cannot be verified", m->method);
        m->told = true;
    } else if (m->method == STORED && m->packed != m->size) {
        refuse_member(z, m, RSIS_CHECK_BOX_SIZE, "it is stored, but its two sizes differ");
    } else if (m->size / DEFLATE_MOST > m->packed) {
        refuse_member(z, m, RSIS_CHECK_BOX_SIZE, "it claims to unpack to more than deflating can make");
    } else if (m->size > RATIO_FREE_BYTES && m->size / RATIO_MOST > m->packed) {
        rsis_found(z->archive->report, RSIS_CHECK_BOX_BOMB, m->name, 0, 0,
                   "it would unpack from %llu bytes to %llu, more than %d times as many; it is not unpacked",
                   (unsigned long long)m->packed, (unsigned long long)m->size, RATIO_MOST);
        m->told = true;
    }
}

/* One central header at `p`; gives its length, or 0 when it makes no sense. */
static size_t read_central(struct zip *z, const unsigned char *p, size_t left) {
    if (left < CENTRAL_BYTES || memcmp(p, "PK\1\2", 4) != 0) return 0;
    size_t name_len = u16(p + 28), extra_len = u16(p + 30), length = CENTRAL_BYTES + name_len + extra_len + u16(p + 32);
    if (length > left) return 0;
    struct rsis_str raw = rsis_str((const char *)p + CENTRAL_BYTES, name_len);
    struct rsis_member m = {.flags = u16(p + 8), .method = u16(p + 10), .crc = u32(p + 16)};
    m.packed = u32(p + 20);
    m.size = u32(p + 24);
    m.header_at = u32(p + 42);
    m.index = z->archive->members.n;
    const unsigned char *extra = p + CENTRAL_BYTES + name_len;
    if (!widen(extra_field(extra, extra_len, EXTRA_ZIP64), (uint64_t *[]){&m.size, &m.packed, &m.header_at}, 3))
        return 0;
    if (m.header_at > z->s->size || m.packed > z->s->size) return 0;
    m.header_at += z->end.shift;
    check_identity(z, &m, raw, u32(p + 38));
    compare_unicode_path(z, raw, extra_field(extra, extra_len, EXTRA_UNICODE_PATH));
    *RSIS_PUSH(z->archive->arena, &z->archive->members) = m;
    return length;
}

static bool read_directory(struct zip *z) {
    struct rsis_archive *archive = z->archive;
    size_t most = z->directory.len / CENTRAL_BYTES;
    if (most > z->end.entries) most = (size_t)z->end.entries; /* room at once, because growing copies */
    archive->members.v = RSIS_NEW_ARRAY(archive->arena, struct rsis_member, most);
    archive->members.cap = (uint32_t)most;
    const unsigned char *p = (const unsigned char *)z->directory.ptr;
    size_t left = z->directory.len;
    while (left) {
        if (archive->members.n == RSIS_BOX_ENTRIES) return too_many(z);
        size_t length = read_central(z, p, left);
        if (length == 0) {
            rsis_found(z->archive->report, RSIS_CHECK_BOX_DAMAGED, WHOLE, 0, 0,
                       "entry %u of the central directory makes no sense", z->archive->members.n + 1);
            return false;
        }
        p += length;
        left -= length;
    }
    if (z->archive->members.n != z->end.entries)
        rsis_found(z->archive->report, RSIS_CHECK_BOX_COUNT, WHOLE, 0, 0,
                   "the end record counts %llu entries and there are %u", (unsigned long long)z->end.entries,
                   z->archive->members.n);
    if (z->archive->members.n == 0)
        rsis_found(z->archive->report, RSIS_CHECK_BOX_EMPTY, WHOLE, 0, 0, "it has no entries");
    return true;
}

/* ---------------------------------------------------------------- local headers */

/* What a local header says differently from the central one, or NULL. */
static const char *difference(const struct rsis_member *m, const unsigned char *p, struct rsis_str name) {
    size_t name_len = u16(p + 26);
    uint64_t size = u32(p + 22), packed = u32(p + 18);
    bool later = m->flags & FLAG_DESCRIPTOR;
    struct rsis_str field = extra_field(p + LOCAL_BYTES + name_len, m->extra_len, EXTRA_ZIP64);
    if (!rsis_str_eq(rsis_str((const char *)p + LOCAL_BYTES, name_len), name)) return "the name";
    if (!widen(field, (uint64_t *[]){&size, &packed}, 2)) return "sizes";
    if ((u16(p + 6) ^ m->flags) & FLAGS_COMPARED) return "flags";
    if (u16(p + 8) != m->method) return "the method";
    if (u32(p + 14) != m->crc && !(later && u32(p + 14) == 0)) return "the CRC";
    if (size != m->size && !(later && size == 0)) return "the size";
    if (packed != m->packed && !(later && packed == 0)) return "the packed size";
    return NULL;
}

/* CRC and sizes behind the data, with or without a signature, in 32 or 64 bits. Its length; 0 when it contradicts. */
static unsigned descriptor_length(const struct zip *z, const struct rsis_member *m) {
    unsigned char p[24] = {0};
    ssize_t n = rsis_source_read(z->s, m->data_at + m->packed, p, sizeof p);
    for (unsigned signature = 0; signature <= 4; signature += 4) {
        const unsigned char *q = p + signature;
        if (signature && memcmp(p, "PK\7\10", 4) != 0) break;
        if (n >= (ssize_t)signature + 12 && u32(q) == m->crc && u32(q + 4) == m->packed && u32(q + 8) == m->size)
            return signature + 12;
        if (n >= (ssize_t)signature + 20 && u32(q) == m->crc && u64(q + 4) == m->packed && u64(q + 12) == m->size)
            return signature + 20;
    }
    return 0;
}

/* The whole local header with its name and extra area in z->local, and the place of the data. */
static bool load_local(struct zip *z, struct rsis_member *m) {
    ssize_t got = rsis_source_read(z->s, m->header_at, z->local, LOCAL_FIRST);
    if (got < LOCAL_BYTES || memcmp(z->local, "PK\3\4", 4) != 0) return false;
    size_t length = LOCAL_BYTES + (size_t)u16(z->local + 26) + u16(z->local + 28);
    if (length > (size_t)got && !get(z, m->header_at, z->local, length)) return false;
    m->extra_len = u16(z->local + 28);
    m->data_at = m->header_at + length;
    return true;
}

/* `name` is the one of the central directory, also of an entry that was left out. */
static struct span read_local(struct zip *z, struct rsis_member *m, struct rsis_str name) {
    struct rsis_report *r = z->archive->report;
    struct span span = {m->header_at, m->header_at + LOCAL_BYTES, m->index};
    if (!load_local(z, m)) {
        rsis_found(r, RSIS_CHECK_BOX_LOCAL, name, 0, 0, "there is no local header at byte %llu",
                   (unsigned long long)m->header_at);
        m->told = true;
        return span;
    }
    span.end = m->data_at + m->packed;
    const char *what = difference(m, z->local, name);
    if (m->flags & FLAG_DESCRIPTOR) {
        unsigned length = descriptor_length(z, m);
        if (!what && length == 0) what = "what stands behind the data";
        span.end += length;
    }
    if (what)
        rsis_found(r, RSIS_CHECK_BOX_LOCAL, name, 0, 0, "%s in its own header is not as the central directory says",
                   what);
    return span;
}

static void read_locals(struct zip *z) {
    struct rsis_archive *archive = z->archive;
    const unsigned char *p = (const unsigned char *)z->directory.ptr;
    z->spans = RSIS_NEW_ARRAY(archive->arena, struct span, archive->members.n + 1);
    z->local = (unsigned char *)rsis_arena_bytes(archive->arena, LOCAL_BYTES + 2 * 0xFFFF);
    for (uint32_t i = 0; i < archive->members.n; i++) {
        struct rsis_member *m = &archive->members.v[i];
        z->spans[i] = read_local(z, m, rsis_str((const char *)p + CENTRAL_BYTES, u16(p + 28)));
        if (m->name.ptr && !m->directory) check_sizes(z, m);
        p += CENTRAL_BYTES + (size_t)u16(p + 28) + u16(p + 30) + u16(p + 32);
    }
}

/* ---------------------------------------------------------------- the bytes of all entries beside each other */

static int by_place(const void *a, const void *b) {
    const struct span *x = a, *y = b;
    if (x->start != y->start) return x->start < y->start ? -1 : 1;
    return x->index < y->index ? -1 : x->index > y->index;
}

static void tell_gap(struct zip *z, uint64_t from, uint64_t to) {
    struct rsis_report *r = z->archive->report;
    if (from == 0 && z->end.shift == 0)
        rsis_found(r, RSIS_CHECK_BOX_PREPENDED, WHOLE, 0, 0, "%llu bytes stand before the first entry",
                   (unsigned long long)to);
    else if (from) /* what stands before the archive was told */
        rsis_found(r, RSIS_CHECK_BOX_GAP, WHOLE, 0, 0, "%llu bytes from byte %llu belong to no entry",
                   (unsigned long long)(to - from), (unsigned long long)from);
}

static void tell_overlap(struct zip *z, const struct span *s, uint32_t other) {
    struct rsis_report *r = z->archive->report;
    if (s->index == z->archive->members.n)
        rsis_found(r, RSIS_CHECK_BOX_OVERLAP, WHOLE, 0, 0, "entry %u reaches into the central directory", other + 1);
    else
        rsis_found(r, RSIS_CHECK_BOX_OVERLAP, WHOLE, 0, 0, "entry %u begins at byte %llu, inside entry %u",
                   s->index + 1, (unsigned long long)s->start, other + 1);
}

/* False when two entries share bytes: then no member is to be believed. The directory counts as the last span. */
static bool sweep(struct zip *z) {
    uint32_t n = z->archive->members.n, last = 0;
    uint64_t end = 0;
    bool apart = true;
    if (n) qsort(z->spans, n, sizeof *z->spans, by_place);
    z->spans[n] = (struct span){z->end.at - z->end.size, z->end.at, n};
    for (uint32_t i = 0; i <= n; i++) {
        const struct span *s = &z->spans[i];
        if (s->start > end) tell_gap(z, end, s->start);
        if (s->start < end) {
            tell_overlap(z, s, last);
            apart = false;
        }
        if (s->end > end) {
            end = s->end;
            last = s->index;
        }
    }
    return apart;
}

static bool total_is_bearable(struct zip *z) {
    uint64_t total = 0;
    for (uint32_t i = 0; i < z->archive->members.n; i++) {
        const struct rsis_member *m = &z->archive->members.v[i];
        if (!m->told && m->method == DEFLATED) total += m->size; /* each at most RATIO_MOST times a part of the file */
    }
    if (total <= TOTAL_MOST) return true;
    rsis_found(z->archive->report, RSIS_CHECK_BOX_BOMB, WHOLE, 0, 0, "all entries together would unpack to %llu bytes",
               (unsigned long long)total);
    return false;
}

bool rsis_zip_open(struct rsis_archive *archive, const struct rsis_source *s) {
    struct zip z = {.archive = archive, .s = s};
    if (!read_end(&z) || !find_directory(&z) || !read_directory(&z)) return false;
    read_locals(&z);
    return sweep(&z) && total_is_bearable(&z);
}
