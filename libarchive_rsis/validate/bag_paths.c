/* bag_paths.c - from a path in a tag file to a file that is there, without folding two files into one. */
#include "bag_parts.h"

#include <stdlib.h>

#include <utf8proc.h>

/* Names that fold into one and are looked at one by one. Real ones are two or three. */
enum { TWINS_MOST = 16 };

/* The first file whose path is not below `path`. */
static uint32_t first_from(const struct rsis_bag *bag, struct rsis_str path) {
    uint32_t low = 0, high = bag->n_files;
    while (low < high) {
        uint32_t middle = low + (high - low) / 2;
        if (rsis_str_compare(bag->files[middle].path, path) < 0)
            low = middle + 1;
        else
            high = middle;
    }
    return low;
}

void rsis_bag_next_line(struct bag *b) {
    rsis_arena_reset(&b->passing);
}

int32_t rsis_bag_exact(const struct rsis_bag *bag, struct rsis_str path) {
    uint32_t i = first_from(bag, path);
    if (i == bag->n_files || !rsis_str_eq(bag->files[i].path, path)) return RSIS_BAG_NO_FILE;
    return (int32_t)i;
}

bool rsis_bag_has_folder(struct bag *b, struct rsis_str path) {
    struct rsis_buf *key = &b->scratch;
    while (path.len && path.ptr[path.len - 1] == '/') path.len--;
    key->len = 0;
    rsis_buf_str(key, b->bag.root);
    rsis_buf_str(key, path);
    const struct rsis_member *m = rsis_archive_find(b->bag.archive, rsis_buf_slice(key));
    if (m && m->directory) return true;
    rsis_buf_char(key, '/');
    struct rsis_str below = rsis_str_from(rsis_buf_slice(key), b->bag.root.len);
    uint32_t i = first_from(&b->bag, below);
    return i < b->bag.n_files && rsis_str_starts(b->bag.files[i].path, below);
}

/* ---------------------------------------------------------------- what a path may be */

/* Why a path leads out of the bag, or NULL. */
static const char *unsafe(struct rsis_str p) {
    if (p.len == 0) return "there is no path";
    if (p.ptr[0] == '/' || p.ptr[0] == '\\') return "it is absolute";
    if (p.len > 1 && p.ptr[1] == ':' && rsis_is_alpha(p.ptr[0])) return "it begins with a drive letter";
    size_t start = 0;
    for (size_t i = 0; i <= p.len; i++) {
        if (i < p.len && p.ptr[i] != '/' && p.ptr[i] != '\\') continue;
        if (i - start == 2 && p.ptr[start] == '.' && p.ptr[start + 1] == '.') return "it goes up with \"..\"";
        start = i + 1;
    }
    return NULL;
}

/* The length of a component at p.ptr[i] with its slash; 0 for the length *kept when it is "." or empty. */
static size_t component(struct rsis_str p, size_t i, size_t *kept) {
    const char *slash = memchr(p.ptr + i, '/', p.len - i);
    size_t len = slash ? (size_t)(slash - p.ptr) + 1 - i : p.len - i;
    bool dot = p.ptr[i] == '.' && (len == 1 || (len == 2 && p.ptr[i + 1] == '/'));
    *kept = dot || p.ptr[i] == '/' ? 0 : len;
    return len;
}

/* Without "." and empty components; a slash at the end stays, because only a folder has one. */
static struct rsis_str without_dots(struct bag *b, struct rsis_str p) {
    size_t kept, total = 0;
    for (size_t i = 0; i < p.len; total += kept) i += component(p, i, &kept);
    if (total == p.len) return p;
    char *out = rsis_arena_bytes(&b->passing, total + 1);
    struct rsis_str plain = rsis_str(out, total);
    for (size_t i = 0; i < p.len; out += kept) {
        size_t len = component(p, i, &kept);
        memcpy(out, p.ptr + i, kept);
        i += len;
    }
    return plain;
}

bool rsis_bag_clean(struct bag *b, struct rsis_str at, uint32_t line, struct rsis_str listed, struct rsis_str *path) {
    const char *why = unsafe(listed);
    if (why) {
        rsis_found(b->report, RSIS_CHECK_BAG_PATH, at, line, 0, "the path \"%.*s\" is refused: %s", RSIS_ARG(listed),
                   why);
        return false;
    }
    *path = without_dots(b, listed);
    if (path->len != listed.len)
        rsis_found(b->report, RSIS_CHECK_BAG_DOT_PATH, at, line, 0, "the path \"%.*s\" is read as \"%.*s\"",
                   RSIS_ARG(listed), RSIS_ARG(*path));
    return path->len > 0;
}

/* ---------------------------------------------------------------- percent signs */

/* The byte that three characters at a percent sign stand for; 0: none of the three that are encoded. */
static char encoded(struct rsis_str s) {
    static const struct {
        const char *text;
        char byte;
    } CODES[] = {{"%25", '%'}, {"%0A", '\n'}, {"%0D", '\r'}};
    for (size_t i = 0; i < 3; i++)
        if (rsis_str_starts_nocase(s, rsis_str_c(CODES[i].text))) return CODES[i].byte;
    return 0;
}

/* Decoded once, so that %250A is "%0A". *bare: there is another percent sign, which stays. */
static struct rsis_str decode(struct bag *b, struct rsis_str s, bool *bare) {
    *bare = false;
    if (!s.len || !memchr(s.ptr, '%', s.len)) return s;
    struct rsis_buf buf;
    rsis_buf_init(&buf, &b->passing);
    for (size_t i = 0; i < s.len;) {
        char c = s.ptr[i] == '%' ? encoded(rsis_str_from(s, i)) : 0;
        if (s.ptr[i] == '%' && !c) *bare = true;
        rsis_buf_char(&buf, c ? c : s.ptr[i]);
        i += c ? 3 : 1;
    }
    return rsis_buf_slice(&buf);
}

/* ---------------------------------------------------------------- names that systems take for one */

static bool is_plain(struct rsis_str s) {
    for (size_t i = 0; i < s.len; i++)
        if ((unsigned char)s.ptr[i] >= 0x80 || rsis_is_upper(s.ptr[i])) return false;
    return true;
}

/* By utf8proc into the arena; what is no UTF-8 stays as it is. */
static struct rsis_str mapped(struct rsis_arena *a, struct rsis_str s, utf8proc_option_t options) {
    if (is_plain(s)) return s;
    const utf8proc_uint8_t *in = (const utf8proc_uint8_t *)s.ptr;
    utf8proc_ssize_t n = utf8proc_decompose(in, (utf8proc_ssize_t)s.len, NULL, 0, options);
    if (n < 0) return s;
    utf8proc_int32_t *out = RSIS_NEW_ARRAY(a, utf8proc_int32_t, (size_t)n + 1); /* and a terminator */
    utf8proc_decompose(in, (utf8proc_ssize_t)s.len, out, n, options);
    n = utf8proc_reencode(out, n, options);
    return n < 0 ? s : rsis_str((const char *)out, (size_t)n);
}

static struct rsis_str fold(struct rsis_arena *a, struct rsis_str s) {
    return mapped(a, s, UTF8PROC_STABLE | UTF8PROC_COMPOSE | UTF8PROC_CASEFOLD);
}

static bool same_text(struct bag *b, struct rsis_str x, struct rsis_str y) {
    utf8proc_option_t form_c = UTF8PROC_STABLE | UTF8PROC_COMPOSE;
    return rsis_str_eq(mapped(&b->passing, x, form_c), mapped(&b->passing, y, form_c));
}

static int by_key(const void *a, const void *b) {
    const struct folded *x = a, *y = b;
    int order = rsis_str_compare(x->key, y->key);
    return order ? order : x->file < y->file ? -1 : x->file > y->file;
}

void rsis_bag_fold(struct bag *b) {
    uint32_t n = b->bag.n_files;
    b->folded = RSIS_NEW_ARRAY(b->arena, struct folded, (size_t)n + 1);
    for (uint32_t i = 0; i < n; i++) b->folded[i] = (struct folded){fold(b->arena, b->bag.files[i].path), i};
    if (n) qsort(b->folded, n, sizeof *b->folded, by_key);
    for (uint32_t i = 1; i < n; i++) {
        if (!rsis_str_eq(b->folded[i].key, b->folded[i - 1].key)) continue;
        rsis_bag_next_line(b);
        struct rsis_str one = b->bag.files[b->folded[i - 1].file].path, two = b->bag.files[b->folded[i].file].path;
        rsis_found(b->report, RSIS_CHECK_BAG_TWINS, two, 0, 0, "the name differs from \"%.*s\" only in %s",
                   RSIS_ARG(one), same_text(b, one, two) ? "Unicode normal form" : "capital letters");
    }
}

static uint32_t first_folded(const struct bag *b, struct rsis_str key) {
    uint32_t low = 0, high = b->bag.n_files;
    while (low < high) {
        uint32_t middle = low + (high - low) / 2;
        if (rsis_str_compare(b->folded[middle].key, key) < 0)
            low = middle + 1;
        else
            high = middle;
    }
    return low;
}

/* The one file that is the same text in another normal form; none when there are two, for then it would be a guess. */
static int32_t in_other_form(struct bag *b, struct rsis_str path) {
    struct rsis_str key = fold(&b->passing, path);
    int32_t found = RSIS_BAG_NO_FILE;
    uint32_t first = first_folded(b, key);
    for (uint32_t i = first; i < b->bag.n_files && rsis_str_eq(b->folded[i].key, key); i++) {
        if (i - first == TWINS_MOST) return RSIS_BAG_NO_FILE;
        if (!same_text(b, b->bag.files[b->folded[i].file].path, path)) continue;
        if (found != RSIS_BAG_NO_FILE) return RSIS_BAG_NO_FILE;
        found = (int32_t)b->folded[i].file;
    }
    return found;
}

/* ---------------------------------------------------------------- resolving */

int32_t rsis_bag_resolve(struct bag *b, struct rsis_str at, uint32_t line, struct rsis_str *path) {
    bool bare;
    struct rsis_str literal = *path, decoded = decode(b, literal, &bare), other = b->old ? decoded : literal;
    *path = b->old ? literal : decoded;
    if (bare && !b->old)
        rsis_found(b->report, RSIS_CHECK_BAG_PERCENT, at, line, 0,
                   "\"%.*s\" has a percent sign that is not encoded; it is read as it stands", RSIS_ARG(literal));
    int32_t file = rsis_bag_exact(&b->bag, *path);
    if (file != RSIS_BAG_NO_FILE) return file;
    if (!rsis_str_eq(other, *path) && (file = rsis_bag_exact(&b->bag, other)) != RSIS_BAG_NO_FILE) {
        rsis_found(b->report, RSIS_CHECK_BAG_PERCENT, at, line, 0,
                   "\"%.*s\" is a file only when %%25, %%0A and %%0D are %s", RSIS_ARG(literal),
                   b->old ? "decoded, which this version does not do" : "taken literally");
        return file;
    }
    file = in_other_form(b, *path);
    if (file != RSIS_BAG_NO_FILE)
        rsis_found(b->report, RSIS_CHECK_BAG_NORMAL_FORM, at, line, 0,
                   "\"%.*s\" is written in another Unicode normal form than the file has", RSIS_ARG(*path));
    return file;
}

const char *rsis_bag_hint(struct bag *b, struct rsis_str path) {
    struct rsis_str key = fold(&b->passing, path);
    uint32_t i = first_folded(b, key);
    if (i < b->bag.n_files && rsis_str_eq(b->folded[i].key, key))
        return rsis_format(&b->passing, "; \"%.*s\" is there", RSIS_ARG(b->bag.files[b->folded[i].file].path));
    char *slashes = rsis_str_dup(&b->passing, path);
    for (size_t k = 0; k < path.len; k++)
        if (slashes[k] == '\\') slashes[k] = '/';
    if (rsis_bag_exact(&b->bag, rsis_str(slashes, path.len)) != RSIS_BAG_NO_FILE)
        return "; with slashes for its backslashes it is there";
    if (rsis_bag_exact(&b->bag, rsis_str_trim(path)) != RSIS_BAG_NO_FILE)
        return "; without the blanks at its end it is there";
    return "";
}

/* ---------------------------------------------------------------- names that travel badly */

static bool is_one_of(struct rsis_str s, const char *const *names, size_t n) {
    for (size_t i = 0; i < n; i++)
        if (rsis_str_eq_nocase(s, rsis_str_c(names[i]))) return true;
    return false;
}

static const char *const SYSTEM_FILES[] = {".DS_Store", "Thumbs.db", "desktop.ini"};
static const char *const DEVICES[] = {"CON",  "PRN",  "AUX",  "NUL",  "COM1", "COM2", "COM3", "COM4",
                                      "COM5", "COM6", "COM7", "COM8", "COM9", "LPT1", "LPT2", "LPT3",
                                      "LPT4", "LPT5", "LPT6", "LPT7", "LPT8", "LPT9"};

/* Why Windows does not take a component of a path, or NULL. */
static const char *not_portable(struct rsis_str name) {
    for (size_t i = 0; i < name.len; i++)
        if ((unsigned char)name.ptr[i] < 0x20 || strchr("<>:\"|?*\\", name.ptr[i])) return "it has a character";
    if (name.len && (name.ptr[name.len - 1] == '.' || name.ptr[name.len - 1] == ' '))
        return "it ends with a dot or blank";
    const char *dot = name.len ? memchr(name.ptr, '.', name.len) : NULL;
    if (dot) name.len = (size_t)(dot - name.ptr);
    return is_one_of(name, DEVICES, sizeof DEVICES / sizeof *DEVICES) ? "it is the name of a device" : NULL;
}

static void check_name(struct bag *b, struct rsis_str path) {
    struct rsis_str rest = path, name = path;
    const char *why = NULL;
    while (rest.len && !why) {
        const char *slash = memchr(rest.ptr, '/', rest.len);
        name = rsis_str(rest.ptr, slash ? (size_t)(slash - rest.ptr) : rest.len);
        rest = rsis_str_from(rest, slash ? name.len + 1 : name.len);
        why = not_portable(name);
    }
    if (why)
        rsis_found(b->report, RSIS_CHECK_BAG_PORTABLE, path, 0, 0, "Windows does not take the name \"%.*s\": %s",
                   RSIS_ARG(name), why);
    else if (is_one_of(name, SYSTEM_FILES, sizeof SYSTEM_FILES / sizeof *SYSTEM_FILES))
        rsis_found(b->report, RSIS_CHECK_BAG_SYSTEM_FILE, path, 0, 0,
                   "this is a file of the operating system, which systems make and remove by themselves");
    else if (rsis_bag_is_payload(path) && rsis_str_eq(name, RSIS_LIT("bagit.txt")))
        rsis_found(b->report, RSIS_CHECK_BAG_INNER, path, 0, 0,
                   "there is a bag in the payload; only its bytes are verified");
}

void rsis_bag_check_names(struct bag *b) {
    for (uint32_t i = 0; i < b->bag.n_files; i++) check_name(b, b->bag.files[i].path);
}
