/* media.c - media types: what they are to a book, and whether an image is what it says. */
#include "epub_book.h"

static const struct {
    const char *type;
    uint8_t flavour;
    bool core; /* EPUB 3.3 3.2 */
} types[] = {
    {"application/xhtml+xml", RSIS_MEDIA_XHTML, true},
    {"image/svg+xml", RSIS_MEDIA_SVG, true},
    {"text/css", RSIS_MEDIA_CSS, true},
    {"application/x-dtbncx+xml", RSIS_MEDIA_NCX, true},
    {"application/smil+xml", RSIS_MEDIA_SMIL, true},
    {"application/pls+xml", RSIS_MEDIA_PLS, true},
    {"application/javascript", RSIS_MEDIA_SCRIPT, true},
    {"application/ecmascript", RSIS_MEDIA_SCRIPT, true},
    {"text/javascript", RSIS_MEDIA_SCRIPT, true},
    {"image/png", RSIS_MEDIA_IMAGE, true},
    {"image/jpeg", RSIS_MEDIA_IMAGE, true},
    {"image/gif", RSIS_MEDIA_IMAGE, true},
    {"image/webp", RSIS_MEDIA_IMAGE, true},
    {"audio/mpeg", RSIS_MEDIA_AUDIO, true},
    {"audio/mp4", RSIS_MEDIA_AUDIO, true},
    {"audio/ogg; codecs=opus", RSIS_MEDIA_AUDIO, true},
    {"font/ttf", RSIS_MEDIA_FONT, true},
    {"font/otf", RSIS_MEDIA_FONT, true},
    {"font/woff", RSIS_MEDIA_FONT, true},
    {"font/woff2", RSIS_MEDIA_FONT, true},
    {"application/font-sfnt", RSIS_MEDIA_FONT, true},
    {"application/vnd.ms-opentype", RSIS_MEDIA_FONT, true},
    {"application/font-woff", RSIS_MEDIA_FONT, true},
    {"application/x-font-ttf", RSIS_MEDIA_FONT, true},
    {"application/x-font-otf", RSIS_MEDIA_FONT, true},
    {"application/x-font-truetype", RSIS_MEDIA_FONT, true},
    {"application/x-font-opentype", RSIS_MEDIA_FONT, true},
    {"application/x-dtbook+xml", RSIS_MEDIA_DTBOOK, false},
};

/* What is no exact match is known by its first half. */
static const struct {
    const char *prefix;
    uint8_t flavour;
} families[] = {{"image/", RSIS_MEDIA_IMAGE},          {"audio/", RSIS_MEDIA_AUDIO},
                {"video/", RSIS_MEDIA_VIDEO},          {"font/", RSIS_MEDIA_FONT},
                {"application/font", RSIS_MEDIA_FONT}, {"application/x-font", RSIS_MEDIA_FONT}};

enum rsis_epub_flavour rsis_epub_flavour(struct rsis_str type) {
    if (!type.len) return RSIS_MEDIA_NONE;
    for (size_t i = 0; i < sizeof types / sizeof *types; i++)
        if (rsis_str_eq_nocase(type, rsis_str_c(types[i].type))) return (enum rsis_epub_flavour)types[i].flavour;
    for (size_t i = 0; i < sizeof families / sizeof *families; i++)
        if (rsis_str_starts_nocase(type, rsis_str_c(families[i].prefix)))
            return (enum rsis_epub_flavour)families[i].flavour;
    return RSIS_MEDIA_OTHER;
}

bool rsis_epub_core_type(struct rsis_str type) {
    if (rsis_str_starts_nocase(type, RSIS_LIT("audio/ogg")) && rsis_str_find(type, RSIS_LIT("opus")) > 0) return true;
    for (size_t i = 0; i < sizeof types / sizeof *types; i++)
        if (rsis_str_eq_nocase(type, rsis_str_c(types[i].type))) return types[i].core;
    return rsis_epub_flavour(type) == RSIS_MEDIA_VIDEO; /* any video may be used: EPUB 3.3 3.2 */
}

/* ---- images by their first bytes */

enum { HEAD = 32 };

struct head {
    char bytes[HEAD];
    size_t n;
};

static bool take(void *ctx, const void *bytes, size_t len) {
    struct head *h = ctx;
    size_t room = HEAD - h->n < len ? HEAD - h->n : len;
    memcpy(h->bytes + h->n, bytes, room);
    h->n += room;
    return true; /* to the end, so that a damaged file is found */
}

static const struct {
    const char *magic;
    uint8_t len, least; /* least: bytes that an image of this kind must have */
    const char *type, *extensions;
} kinds[] = {
    {"\x89PNG\r\n\x1A\n", 8, 24, "image/png", ".png"},
    {"\xFF\xD8\xFF", 3, 4, "image/jpeg", ".jpg .jpeg .jpe .jif .jfif .jfi"},
    {"GIF8", 4, 10, "image/gif", ".gif"},
    {"RIFF", 4, 16, "image/webp", ".webp"},
};
enum { KINDS = sizeof kinds / sizeof *kinds };

static int kind_of(const struct head *h) {
    struct rsis_str s = rsis_str(h->bytes, h->n);
    for (int i = 0; i < KINDS; i++)
        if (rsis_str_starts(s, rsis_str(kinds[i].magic, kinds[i].len)))
            return i == 3 && (s.len < 12 || memcmp(s.ptr + 8, "WEBP", 4) != 0) ? -1 : i;
    return -1;
}

static bool has_extension(struct rsis_str path, int kind) {
    size_t dot = path.len;
    while (dot && path.ptr[dot - 1] != '.' && path.ptr[dot - 1] != '/') dot--;
    if (!dot || path.ptr[dot - 1] != '.') return true;
    struct rsis_str extension = rsis_str_from(path, dot - 1);
    struct rsis_str list = rsis_str_c(kinds[kind].extensions);
    for (size_t i = 0; i + extension.len <= list.len; i++)
        if (rsis_str_eq_nocase(rsis_str(list.ptr + i, extension.len), extension) &&
            (i + extension.len == list.len || list.ptr[i + extension.len] == ' '))
            return true;
    return false;
}

static void judge_image(struct rsis_epub *book, const struct rsis_epub_item *item, const struct head *h) {
    int kind = kind_of(h), declared = -1;
    for (int i = 0; i < KINDS; i++)
        if (rsis_str_eq_nocase(item->media_type, rsis_str_c(kinds[i].type))) declared = i;
    if (declared < 0) return;
    if (h->n < 4)
        rsis_found(book->report, RSIS_CHECK_EPUB_IMAGE_SHORT, item->path, 0, 0, "This image has only %zu bytes", h->n);
    else if (kind != declared)
        rsis_found(book->report, RSIS_CHECK_EPUB_IMAGE_TYPE, item->path, 0, 0, "This is no %s, as the manifest says",
                   kinds[declared].type);
    if (kind < 0 || h->n < kinds[kind].least)
        rsis_found(book->report, RSIS_CHECK_EPUB_IMAGE_DAMAGED, item->path, 0, 0, "This image is damaged");
    else if (!has_extension(item->path, kind))
        rsis_found(book->report, RSIS_CHECK_EPUB_IMAGE_NAME, item->path, 0, 0,
                   "This is a %s, and has another extension", kinds[kind].type);
}

void rsis_epub_check_media(struct rsis_epub *book, uint32_t item_at) {
    const struct rsis_epub_item *item = &book->items.v[item_at];
    const struct rsis_member *m = rsis_archive_find(book->archive, item->path);
    struct head h = {.n = 0};
    if (!m || !rsis_epub_stream(book, m, take, &h)) return;
    if (item->flavour == RSIS_MEDIA_IMAGE) judge_image(book, item, &h);
}
