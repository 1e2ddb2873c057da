/* ocf_names.c - file names in the container: EPUB 3.3 4.2.3. */
#include <stdlib.h>

#include <utf8proc.h>

#include "../base/utf8.h"
#include "epub_walk.h"

#define FOUND(book, member, check, ...) rsis_found((book)->report, (check), (member), 0, 0, __VA_ARGS__)

static bool forbidden(uint32_t c) {
    if (c < 0x80) return c < 0x20 || c == 0x7F || strchr("\"*:<>?\\|", (int)c);
    return (c >= 0x80 && c <= 0x9F) || (c >= 0xE000 && c <= 0xF8FF) || (c >= 0xFDD0 && c <= 0xFDEF) ||
           (c >= 0xFFF0 && c <= 0xFFFF) || c == 0xE0001 || (c & 0xFFFE) == 0xFFFE || c >= 0xF0000;
}

static void judge_characters(struct rsis_epub *book, struct rsis_str name) {
    bool space = false;
    for (const char *p = name.ptr, *end = name.ptr + name.len; p < end;) {
        unsigned len;
        uint32_t c = rsis_utf8_next(p, end, &len);
        p += len;
        space |= c == ' ' || c == 0xA0 || c == '\t' || c == '\n' || (c >= 0x2000 && c <= 0x200A) || c == 0x3000;
        if (c == RSIS_UTF8_BAD) {
            FOUND(book, name, RSIS_CHECK_EPUB_NAME_UTF8, "This file name is not in UTF-8");
            return;
        }
        if (!forbidden(c)) continue;
        FOUND(book, name, RSIS_CHECK_EPUB_NAME_CHARACTER, "This file name has the character U+%04X", (unsigned)c);
        return;
    }
    if (space) FOUND(book, name, RSIS_CHECK_EPUB_NAME_SPACE, "This file name has spaces");
    if (name.len && name.ptr[name.len - 1] == '.')
        FOUND(book, name, RSIS_CHECK_EPUB_NAME_DOT, "This file name ends with a full stop");
}

/* The name after canonical composition and full case folding: two names that agree here are one to some systems. */
static struct rsis_str folded(struct rsis_epub *book, struct rsis_str name) {
    utf8proc_uint8_t *out = NULL;
    utf8proc_ssize_t n = utf8proc_map((const utf8proc_uint8_t *)name.ptr, (utf8proc_ssize_t)name.len, &out,
                                      UTF8PROC_STABLE | UTF8PROC_COMPOSE | UTF8PROC_CASEFOLD);
    if (n == UTF8PROC_ERROR_NOMEM) rsis_arena_give_up(book->arena);
    if (n < 0) return name;
    rsis_arena_defer(book->scratch, free, out);
    return rsis_str((char *)out, (size_t)n);
}

static bool has_child(const struct rsis_archive *a, uint32_t at) {
    struct rsis_str dir = a->members.v[at].name;
    for (uint32_t i = at + 1; i < a->members.n; i++) {
        struct rsis_str name = a->members.v[i].name;
        if (!rsis_str_starts(name, dir)) return false;
        if (name.len > dir.len && name.ptr[dir.len] == '/') return true;
    }
    return false;
}

void rsis_epub_check_names(struct rsis_epub *book) {
    const struct rsis_archive *a = book->archive;
    struct rsis_epub_map seen;
    rsis_epub_map_init(&seen, book->scratch, 256);
    for (uint32_t i = 0; i < a->members.n; i++) {
        struct rsis_str name = a->members.v[i].name;
        if (a->members.v[i].directory) {
            if (!has_child(a, i)) FOUND(book, name, RSIS_CHECK_EPUB_NAME_FOLDER, "This folder is empty");
            continue;
        }
        judge_characters(book, name);
        if (!rsis_epub_map_add(&seen, 0, folded(book, name), i))
            FOUND(book, name, RSIS_CHECK_EPUB_NAME_TWICE, "Another file has this name, but for case or composition");
    }
}
