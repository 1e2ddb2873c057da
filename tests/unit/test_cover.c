/*
 * test_cover.c - images for covers, built byte by byte: each kind as it should be, every beginning of it, what is too
 * large, what is something else, SVG that does more than show a picture, and random damage.
 */
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
#include "job/cover.h"

#define COUNT(a) (sizeof(a) / sizeof *(a))

static struct rsis_arena arena; /* of the image under test */
static struct rsis_arena kept;  /* of the test */
static jmp_buf guard, kept_guard;
static struct rsis_diags diags;
static struct rsis_cover cover;
static char directory[64], path[96];

static int begin(void **state) {
    (void)state;
    strcpy(directory, "/tmp/test_cover.XXXXXX");
    if (!mkdtemp(directory)) return -1;
    snprintf(path, sizeof path, "%s/image", directory);
    rsis_arena_init(&arena, &guard);
    rsis_arena_init(&kept, &kept_guard);
    return 0;
}

static int finish(void **state) {
    (void)state;
    rsis_arena_fail_after(0);
    rsis_arena_free(&arena);
    rsis_arena_free(&kept);
    unlink(path);
    return rmdir(directory);
}

static void put_file(struct rsis_str s) {
    FILE *f = fopen(path, "wb");
    assert_non_null(f);
    assert_int_equal(fwrite(s.len ? s.ptr : "", 1, s.len, f), s.len);
    assert_int_equal(fclose(f), 0);
}

/* The id of the one finding about a file, or "" when it was taken. */
static const char *look_at(const char *file) {
    rsis_arena_reset(&arena);
    rsis_diags_init(&diags, &arena, file);
    bool taken = rsis_cover_read(&cover, file, &diags);
    assert_int_equal(diags.list.n, taken ? 0 : 1);
    return taken ? "" : rsis_diag_id((enum rsis_diag_code)diags.list.v[0].code);
}

static const char *look(struct rsis_str s) {
    put_file(s);
    return look_at(path);
}

static void assert_taken(struct rsis_str s, const char *name, const char *type) {
    const char *id = look(s);
    if (*id) fail_msg("%s: %s", id, diags.list.v[0].message);
    assert_string_equal(cover.name, name);
    assert_string_equal(cover.type, type);
    assert_true(rsis_str_eq(cover.bytes, s));
}

/* Refused as unsupported, for the reason given, in a sentence that says what was done. */
static void assert_refused(struct rsis_str s, const char *why) {
    const char *id = look(s);
    if (strcmp(id, "RSIS-COVER-002") != 0) fail_msg("%.*s: got \"%s\"", (int)(s.len < 200 ? s.len : 200), s.ptr, id);
    const char *message = diags.list.v[0].message;
    if (!strstr(message, why)) fail_msg("\"%s\" does not say \"%s\"", message, why);
    assert_non_null(strstr(message, "; no book was made"));
    assert_null(strchr(message, '\n'));
}

static void assert_large(struct rsis_str s) {
    assert_string_equal(look(s), "RSIS-COVER-003");
}

static void refuse_beginnings(struct rsis_str s) {
    for (size_t n = 0; n < s.len; n++) assert_refused(rsis_str(s.ptr, n), "");
}

/* ---- images */

static void put32(struct rsis_buf *b, uint32_t n) {
    for (int shift = 24; shift >= 0; shift -= 8) rsis_buf_char(b, (char)(n >> shift & 0xFF));
}

static void put16(struct rsis_buf *b, uint32_t n) {
    rsis_buf_char(b, (char)(n >> 8 & 0xFF));
    rsis_buf_char(b, (char)(n & 0xFF));
}

static void chunk(struct rsis_buf *b, const char *type, struct rsis_str data) {
    put32(b, (uint32_t)data.len);
    size_t at = b->len;
    rsis_buf_z(b, type);
    rsis_buf_str(b, data);
    put32(b, (uint32_t)crc32(0, (const Bytef *)b->ptr + at, (uInt)(b->len - at)));
}

/* What a header says besides the extent: bits of a sample, colour type, compression, filter, interlace. */
static struct rsis_buf png_begin_as(uint32_t width, uint32_t height, const char kind[5]) {
    struct rsis_buf b, header;
    rsis_buf_init(&b, &kept);
    rsis_buf_init(&header, &kept);
    put32(&header, width);
    put32(&header, height);
    rsis_buf_append(&header, kind, 5);
    rsis_buf_append(&b, "\x89PNG\r\n\x1a\n", 8);
    chunk(&b, "IHDR", rsis_buf_slice(&header));
    return b;
}

#define GREY "\x08\0\0\0\0"

static struct rsis_buf png_begin(uint32_t width, uint32_t height) {
    return png_begin_as(width, height, GREY);
}

/* `n` bytes 0, deflated: rows without filter, all black. */
static struct rsis_str black(size_t n) {
    enum { MOST = 1 << 20 };
    static const Bytef zeros[MOST];
    uLongf size = compressBound(n);
    char *data = rsis_arena_bytes(&kept, size);
    assert_in_range(n, 0, MOST);
    assert_int_equal(compress((Bytef *)data, &size, zeros, n), Z_OK);
    return rsis_str(data, size);
}

static struct rsis_str png_end(struct rsis_buf *b, struct rsis_str data) {
    chunk(b, "IDAT", data);
    chunk(b, "IEND", rsis_str("", 0));
    return rsis_buf_slice(b);
}

/* An image of a kind with `n` bytes of pixels. */
static struct rsis_str png_as(uint32_t width, uint32_t height, const char kind[5], size_t n) {
    struct rsis_buf b = png_begin_as(width, height, kind);
    return png_end(&b, black(n));
}

/* Of 100 rows and columns at most; larger ones have too few pixels. */
static struct rsis_str png(uint32_t width, uint32_t height) {
    struct rsis_buf b = png_begin(width, height);
    chunk(&b, "tEXt", rsis_str("Title\0A cover", 13));
    return png_end(&b, black(width <= 100 && height <= 100 ? (size_t)(width + 1) * height : 2));
}

static void segment(struct rsis_buf *b, unsigned marker, struct rsis_str data) {
    put16(b, 0xFF00 | marker);
    put16(b, (uint32_t)data.len + 2);
    rsis_buf_str(b, data);
}

static struct rsis_buf jpeg_begin(void) {
    struct rsis_buf b;
    rsis_buf_init(&b, &kept);
    put16(&b, 0xFFD8);
    segment(&b, 0xE0, rsis_str("JFIF\0\1\1\0\0\1\0\1\0\0", 14));
    segment(&b, 0xFE, rsis_str("\xFF\xD9 in a comment ends nothing", 28));
    return b;
}

static void frame(struct rsis_buf *b, unsigned marker, uint32_t width, uint32_t height) {
    struct rsis_buf data;
    rsis_buf_init(&data, &kept);
    rsis_buf_char(&data, 8);
    put16(&data, height);
    put16(&data, width);
    rsis_buf_append(&data, "\1\1\x11\0", 4);
    segment(b, marker, rsis_buf_slice(&data));
}

static void scan(struct rsis_buf *b) {
    segment(b, 0xDA, rsis_str("\1\1\0\0\x3F\0", 6));
    rsis_buf_append(b, "\x12\xFF\0\x34\xFF\xD0\x56\xFF\xFF\xD1\x78", 11); /* a coded 0xFF, restarts, a filling byte */
}

/* With two scans, as progressive images have them. */
static struct rsis_str jpeg(unsigned marker, uint32_t width, uint32_t height) {
    struct rsis_buf b = jpeg_begin();
    put16(&b, 0xFFFF); /* bytes that fill */
    rsis_buf_char(&b, '\xFF');
    rsis_buf_append(&b, "\xDB\0\x02", 3);
    frame(&b, marker, width, height);
    scan(&b);
    segment(&b, 0xC4, rsis_str("table", 5));
    scan(&b);
    put16(&b, 0xFFD9);
    return rsis_buf_slice(&b);
}

#define OPEN "<svg xmlns='http://www.w3.org/2000/svg' xmlns:xlink='http://www.w3.org/1999/xlink' "

static struct rsis_str svg(const char *attributes, const char *content) {
    struct rsis_buf b;
    rsis_buf_init(&b, &kept);
    rsis_buf_printf(&b, OPEN "%s>%s</svg>", attributes, content);
    return rsis_buf_slice(&b);
}

static struct rsis_str utf16(const char *ascii, bool little) {
    struct rsis_buf b;
    rsis_buf_init(&b, &kept);
    rsis_buf_append(&b, little ? "\xFF\xFE" : "\xFE\xFF", 2);
    for (; *ascii; ascii++) {
        if (!little) rsis_buf_char(&b, 0);
        rsis_buf_char(&b, *ascii);
        if (little) rsis_buf_char(&b, 0);
    }
    return rsis_buf_slice(&b);
}

static struct rsis_str followed(struct rsis_str s, struct rsis_str by) {
    struct rsis_buf b;
    rsis_buf_init(&b, &kept);
    rsis_buf_str(&b, s);
    rsis_buf_str(&b, by);
    return rsis_buf_slice(&b);
}

/* ---- PNG and JPEG */

static void png_is_taken_whole_only(void **state) {
    (void)state;
    assert_taken(png(1, 1), "cover.png", "image/png");
    assert_taken(png_as(10000, 1, GREY, 10001), "cover.png", "image/png");
    assert_taken(png_as(1, 10000, GREY, 20000), "cover.png", "image/png");
    refuse_beginnings(png(1, 1));
}

static void damage_to_a_png_is_seen(void **state) {
    (void)state;
    struct rsis_str whole = png(3, 4);
    for (size_t i = 8; i < whole.len; i++) {
        char *p = rsis_str_dup(&kept, whole);
        p[i] ^= 0x20;
        assert_refused(rsis_str(p, whole.len), "PNG image");
    }
    struct rsis_buf b = png_begin(1, 1);
    chunk(&b, "IEND", rsis_str("", 0));
    assert_refused(rsis_buf_slice(&b), "holds no picture");
    b = png_begin(1, 1);
    assert_refused(png_end(&b, rsis_str("", 0)), "pixels");
    rsis_buf_init(&b, &kept);
    rsis_buf_append(&b, "\x89PNG\r\n\x1a\n", 8);
    chunk(&b, "IEND", rsis_str("", 0));
    assert_refused(rsis_buf_slice(&b), "does not begin with its header");
    assert_refused(png(0, 1), "no extent");
    assert_refused(png(1, 0), "no extent");
    assert_large(png(20000, 20000));
    assert_large(png(1, 10001));
    assert_large(png(UINT32_MAX, 1));
}

/* Sizes as the PNG specification computes them, by hand. */
static void png_has_the_pixels_it_announces(void **state) {
    (void)state;
    static const struct {
        uint32_t width, height;
        const char *kind;
        size_t n;
    } kinds[] = {
        {9, 2, "\x01\0\0\0\0", 6},        {9, 2, "\x02\0\0\0\0", 8},
        {9, 2, "\x04\0\0\0\0", 12},       {9, 2, GREY, 20},
        {9, 2, "\x10\0\0\0\0", 38},       {3, 2, "\x08\2\0\0\0", 20},
        {3, 2, "\x10\2\0\0\0", 38},       {3, 2, "\x08\4\0\0\0", 14},
        {3, 2, "\x10\4\0\0\0", 26},       {3, 2, "\x08\6\0\0\0", 26},
        {3, 2, "\x10\6\0\0\0", 50},       {1, 1, "\x08\0\0\0\1", 2},
        {8, 8, "\x08\0\0\0\1", 79},       {8, 8, "\x01\0\0\0\1", 30},
        {3, 2, "\x08\0\0\0\1", 10},       {5000, 3, "\x08\2\0\0\0", 45003},
        {5000, 1, "\x10\6\0\0\0", 40001},
    };
    for (size_t i = 0; i < COUNT(kinds); i++) {
        uint32_t width = kinds[i].width, height = kinds[i].height;
        assert_taken(png_as(width, height, kinds[i].kind, kinds[i].n), "cover.png", "image/png");
        assert_refused(png_as(width, height, kinds[i].kind, kinds[i].n - 1), "pixels");
        assert_refused(png_as(width, height, kinds[i].kind, kinds[i].n + 1), "pixels");
    }
    /* a small file of many pixels ends where the header says */
    assert_refused(png_as(1, 1, GREY, 1 << 20), "pixels");
}

static void png_of_unknown_kinds_is_refused(void **state) {
    (void)state;
    static const char bad[][6] = {"\x08\1", "\x08\5", "\x08\7", "\0\0",   "\x03\0", "\x20\0", "\x04\2",
                                  "\x01\2", "\x10\3", "\x02\4", "\x04\6", "\x06\0", "\x18\0", "\x09\2"};
    for (size_t i = 0; i < COUNT(bad); i++) assert_refused(png_as(1, 1, bad[i], 2), "colour type or bit depth");
    static const char methods[][6] = {"\x08\0\1\0\0", "\x08\0\0\1\0", "\x08\0\0\0\2"};
    for (size_t i = 0; i < COUNT(methods); i++) assert_refused(png_as(1, 1, methods[i], 2), "method");
}

static void png_may_have_its_stream_in_pieces(void **state) {
    (void)state;
    struct rsis_str data = black(20);
    struct rsis_buf b = png_begin(9, 2);
    for (size_t i = 0; i < data.len; i++) {
        chunk(&b, "IDAT", rsis_str(data.ptr + i, 1));
        chunk(&b, "IDAT", rsis_str("", 0));
    }
    chunk(&b, "IEND", rsis_str("", 0));
    struct rsis_str whole = rsis_buf_slice(&b);
    assert_taken(whole, "cover.png", "image/png");
    assert_taken(followed(whole, RSIS_LIT("a second picture")), "cover.png", "image/png");
    b = png_begin(9, 2);
    chunk(&b, "IDAT", rsis_str(data.ptr, 5));
    chunk(&b, "tEXt", rsis_str("Title\0A cover", 13));
    assert_refused(png_end(&b, rsis_str_from(data, 5)), "two places");
    b = png_begin(9, 2);
    assert_refused(png_end(&b, followed(data, RSIS_LIT("x"))), "pixels");
    b = png_begin(9, 2);
    chunk(&b, "IDAT", data);
    assert_refused(png_end(&b, RSIS_LIT("x")), "pixels");
    b = png_begin(9, 2);
    assert_refused(png_end(&b, rsis_str(data.ptr, data.len - 1)), "pixels"); /* its sum is broken off */
    b = png_begin(9, 2);
    chunk(&b, "CgBI", rsis_str("", 0));
    assert_refused(png_end(&b, data), "no reader knows");
    b = png_begin(9, 2);
    chunk(&b, "IHDR", rsis_str("", 0));
    assert_refused(png_end(&b, data), "no reader knows");
}

/* Every bit of a stream that is packed plainly, with sums of the chunks that agree: it has a sum of its own. */
static void damage_to_pixels_is_seen(void **state) {
    (void)state;
    static const Bytef rows[20] = {0};
    unsigned char data[64];
    uLongf size = sizeof data;
    assert_int_equal(compress2(data, &size, rows, sizeof rows, Z_NO_COMPRESSION), Z_OK);
    for (size_t bit = 24; bit < size * 8; bit++) { /* some bits of the first bytes say nothing */
        struct rsis_buf b = png_begin(9, 2);
        data[bit / 8] = (unsigned char)(data[bit / 8] ^ 1u << bit % 8);
        assert_refused(png_end(&b, rsis_str((const char *)data, size)), "pixels");
        data[bit / 8] = (unsigned char)(data[bit / 8] ^ 1u << bit % 8);
    }
    struct rsis_buf b = png_begin(1, 1);
    unsigned char filtered[32];
    uLongf n = sizeof filtered;
    assert_int_equal(compress(filtered, &n, (const Bytef *)"\5\0", 2), Z_OK);
    assert_refused(png_end(&b, rsis_str((const char *)filtered, n)), "pixels"); /* there is no filter 5 */
}

static void png_with_a_palette_has_one(void **state) {
    (void)state;
    static const char palette[] = "\x08\3\0\0\0";
    static const struct {
        const char *kind;
        size_t n;
        bool good;
    } rows[] = {{palette, 3, true},         {palette, 768, true},       {palette, 771, false},
                {palette, 0, false},        {palette, 4, false},        {"\x01\3\0\0\0", 6, true},
                {"\x01\3\0\0\0", 9, false}, {"\x08\2\0\0\0", 768, true}};
    static const char colours[800];
    for (size_t i = 0; i < COUNT(rows); i++) {
        struct rsis_buf b = png_begin_as(1, 1, rows[i].kind);
        chunk(&b, "PLTE", rsis_str(colours, rows[i].n));
        struct rsis_str image = png_end(&b, black(rows[i].kind[1] == 2 ? 4 : 2));
        if (rows[i].good)
            assert_taken(image, "cover.png", "image/png");
        else
            assert_refused(image, "palette");
    }
    assert_refused(png_as(1, 1, palette, 2), "no palette");
    struct rsis_buf b = png_begin_as(1, 1, palette);
    chunk(&b, "IDAT", black(2));
    chunk(&b, "PLTE", rsis_str(colours, 3));
    chunk(&b, "IEND", rsis_str("", 0));
    assert_refused(rsis_buf_slice(&b), "palette");
    b = png_begin_as(1, 1, palette);
    chunk(&b, "PLTE", rsis_str(colours, 3));
    chunk(&b, "PLTE", rsis_str(colours, 3));
    assert_refused(png_end(&b, black(2)), "palette");
}

static void jpeg_is_taken_whole_only(void **state) {
    (void)state;
    static const unsigned frames[] = {0xC0, 0xC1, 0xC2};
    static const unsigned unshown[] = {0xC3, 0xC5, 0xC6, 0xC7, 0xC9, 0xCA, 0xCB, 0xCD, 0xCE, 0xCF};
    for (size_t i = 0; i < COUNT(unshown); i++) assert_refused(jpeg(unshown[i], 1, 1), "readers do not show");
    struct rsis_buf b = jpeg_begin();
    segment(&b, 0xC1, rsis_str("\x0C\0\1\0\1\1\1\x11\0", 9)); /* twelve bits */
    assert_refused(rsis_buf_slice(&b), "readers do not show");
    for (size_t i = 0; i < COUNT(frames); i++) assert_taken(jpeg(frames[i], 1, 1), "cover.jpg", "image/jpeg");
    assert_taken(followed(jpeg(0xC0, 9, 9), jpeg(0xC0, 1, 1)), "cover.jpg", "image/jpeg");
    refuse_beginnings(jpeg(0xC2, 1, 1));
}

static void damage_to_a_jpeg_is_seen(void **state) {
    (void)state;
    struct rsis_buf b = jpeg_begin();
    put16(&b, 0xFFD9);
    assert_refused(rsis_buf_slice(&b), "holds no picture");
    b = jpeg_begin();
    scan(&b);
    put16(&b, 0xFFD9);
    assert_refused(rsis_buf_slice(&b), "damaged"); /* a scan of no frame */
    b = jpeg_begin();
    segment(&b, 0xC0, rsis_str("\x08\0\1\0\1\3", 6));
    assert_refused(rsis_buf_slice(&b), "damaged"); /* the three components are missing */
    b = jpeg_begin();
    frame(&b, 0xC0, 1, 1);
    frame(&b, 0xC0, 1, 1);
    assert_refused(rsis_buf_slice(&b), "damaged"); /* two frames */
    assert_refused(rsis_str("\xFF\xD8\xFF\xE0\0\1\xFF\xD9", 8), "damaged");
    assert_refused(jpeg(0xC4, 1, 1), "damaged"); /* no frame at all */
    assert_refused(jpeg(0xC0, 0, 1), "no extent");
    assert_refused(jpeg(0xC0, 1, 0), "no extent");
    assert_large(jpeg(0xC0, 20000, 20000));
    assert_large(jpeg(0xC2, 65535, 1));
}

/* ---- SVG */

static void svg_is_taken_whole_only(void **state) {
    (void)state;
    static const char *const good[][2] = {
        {"", ""},
        {"viewBox='0 0 1 1'", "<rect width='0' height='20000'/>"},
        {"viewBox=' -5,-5 , 1e3\t21000.5 ' width='100%' height='29.7cm'", "<title>url(http://a/) @import</title>"},
        {"width='1.e1px' height='10000'",
         "<g fill='url(#a)' stroke='url( \"#b\" )'/><!-- <script/> --><g id='a'/><g id='b'/>"},
        {"width='1em' height='+.5'", "<g id='a'/><use href='#a'/><use xlink:href=' #b'/><g id='b'/>"},
        {"", "<image href='data:image/png;base64,AAAA'/><image xlink:href='data:image/jpeg,x'/>"},
        {"", "<style>a{fill:url(#x)} b{font-family:'\\5B8B\\4F53'}</style><g id='x'/>"},
        {"", "<style>a{fill:url(#\\E9 x)}</style><g fill='url(#\xC3\xA9x)' style='fill:url(\"#b\\5f \")' "
             "id='\xC3\xA9x'/><g id='b_'/>"},
        {"", "<animate attributeName='x' from='1' to='2'/><set attributeName='fill' to='url(#a)' id='a'/>"},
        {"", "<a xlink:href='#top' id='top'><text>&amp;&#8212;\xE2\x80\x94</text></a>"},
        {"", "<metadata><c xmlns='urn:x' resource='http://example.org/'/></metadata>"},
        {"id='a'",
         "<g id='b-1'/><g id='_'/><g id='\xC3\xA9t\xC3\xA9'/><g xml:id='&#97;1' x:id='1 2' xmlns:x='urn:x'/>"},
    };
    for (size_t i = 0; i < COUNT(good); i++) assert_taken(svg(good[i][0], good[i][1]), "cover.svg", "image/svg+xml");
    refuse_beginnings(svg("viewBox='0 0 1 1'", "<style>a{}</style><text id='a' fill='url(#a)'>\xC3\xA9&lt;</text>"));
}

static void svg_has_a_prologue(void **state) {
    (void)state;
    static const char *const good[] = {
        "\xEF\xBB\xBF \n",
        "<?xml version='1.0' encoding='utf-8'?>",
        "<!DOCTYPE svg>",
        "<!DOCTYPE svg PUBLIC '-//W3C//DTD SVG 1.1//EN' 'http://www.w3.org/Graphics/SVG/1.1/DTD/svg11.dtd'>",
    };
    for (size_t i = 0; i < COUNT(good); i++)
        assert_taken(followed(rsis_str_c(good[i]), svg("", "")), "cover.svg", "image/svg+xml");
    assert_refused(utf16(OPEN "/>", true), "UTF-16");
    assert_refused(utf16("<?xml version='1.0' encoding='UTF-16'?>" OPEN "/>", false), "UTF-16");
    static const char *const bad[][2] = {
        {"<?xml version='1.0' encoding='ISO-8859-1'?>", "encoding"},
        {"<?xml version='1.0' encoding='UTF-7'?>", "encoding"},
        {"<?xml version='1.1'?>", "another version than 1.0: 1.1"},
        {"<?xml version='1.1' encoding='UTF-8'?>", "another version"},
        {"<?xml version='1.0' encoding='UTF-16'?>", ""},
        {"<?xml-stylesheet href='http://a/s.css'?>", "processing instruction: xml-stylesheet"},
        {"<!DOCTYPE svg SYSTEM 'http://a/evil.dtd'>", "document type"},
        {"<!DOCTYPE svg PUBLIC '-//W3C//DTD SVG 1.1//EN' 'http://a/evil.dtd'>", "document type"},
        {"<!DOCTYPE svg [<!ENTITY e SYSTEM 'file:///etc/passwd'>]>", "entity: e"},
        {"<!DOCTYPE svg [<!ENTITY % e SYSTEM 'http://a/'> %e;]>", "entity: e"},
        {"<!DOCTYPE svg [%e;]>", "entity: e"},
        {"<!DOCTYPE svg [<!ATTLIST svg onload CDATA 'alert(1)'>]>", "entity: onload"},
        {"<!DOCTYPE svg [<!ATTLIST svg a (b|c) 'b'>]>", "entity: a"},
        {"<!DOCTYPE svg [<!ELEMENT svg ANY>]>", "entity: svg"},
        {"<!DOCTYPE svg [<!ELEMENT svg (a|(b,c))*>]>", "entity: svg"},
        {"<!DOCTYPE svg [<!NOTATION n SYSTEM 'n'>]>", "entity: n"},
        {"<!DOCTYPE svg [<!ENTITY e SYSTEM 'e' NDATA n>]>", "entity: e"},
    };
    for (size_t i = 0; i < COUNT(bad); i++)
        assert_refused(followed(rsis_str_c(bad[i][0]), svg("", "<text/>")), bad[i][1]);
}

static void svg_only_shows_a_picture(void **state) {
    (void)state;
    static const char *const bad[][3] = {
        {"", "<script>alert(1)</script>", "script"},
        {"", "<s:script xmlns:s='urn:any'/>", "script"},
        {"", "<foreignObject/>", "foreignObject"},
        {"", "<handler/>", "handler"},
        {"", "<h:img xmlns:h='http://www.w3.org/1999/xhtml'/>", "element that a cover must not hold: img"},
        {"onload='alert(1)'", "", "event handler: onload"},
        {"", "<g onclick=''/>", "event handler"},
        {"", "<image href='http://a/b.png'/>", "outside of it: href"},
        {"", "<image xlink:href='b.png'/>", "outside"},
        {"", "<image href='data:image/svg+xml,x'/>", "outside"},
        {"", "<image href='data:text/html,x'/>", "outside"},
        {"", "<image href='data:image/png'/>", "outside"},
        {"", "<use href='data:image/png,x'/>", "outside"},
        {"", "<use href=''/>", "outside"},
        {"", "<a xlink:href='javascript:alert(1)'/>", "outside"},
        {"", "<g src='x'/>", "outside"},
        {"xml:base='http://a/'", "<use href='#a'/>", "xml:base"},
        {"", "<set attributeName='xlink:href' to='javascript:x'/>", "animates"},
        {"", "<animate attributeName=' onload' to='x'/>", "animates"},
        {"", "<g fill='url(http://a/)'/>", "url(): fill"},
        {"", "<g fill='URL( \"x#a\")'/>", "url()"},
        {"", "<g style='fill:u\\72 l(x)'/>", "url()"},
        {"", "<g style='fill:\\000075rl\\28 x)'/>", "url()"},
        {"", "<g style='fill:ur\\l(x)'/>", "url()"},
        {"", "<g fill='&#117;rl(x)'/>", "url()"},
        {"", "<style>@import 'x';</style>", "imports"},
        {"", "<style>@im<!-- -->port 'x';</style>", "imports"},
        {"", "<style>@im<![CDATA[port 'x';]]></style>", "imports"},
        {"", "<style>@\\69<g/>mport 'x'</style>", "imports"},
        {"", "<style><style/>@IMPORT 'x'</style>", "imports"},
        {"", "<style>a{b:image-set('x' 1x)}</style>", "image-set"},
        {"", "<style>a{b:url('x')}</style>", "url(): style"},
        {"id=''", "", "no XML name"},
        {"", "<g id='1 2'/>", "no XML name: 1 2"},
        {"", "<g id=' a'/>", "no XML name"},
        {"", "<g id='1'/>", "no XML name"},
        {"", "<g id='a:b'/>", "no XML name"},
        {"", "<g xml:id='-'/>", ""},
        {"id='a'", "<g id='a'/>", "an id twice: a"},
        {"", "<g id='a'/><g xml:id='a'/>", "an id twice"},
        {"", "<g id='a'/><g id='&#97;'/>", "an id twice"},
        {"", "<use href='#a'/>", "an id that it does not have: a"},
        {"", "<g id='a'/><use xlink:href=' #A'/>", "an id that it does not have: A"},
        {"", "<g fill='url(#a)'/>", "an id that it does not have: a"},
        {"", "<g style=\"fill:url( '#\\E9 ')\"/>", "an id that it does not have: \xC3\xA9"},
        {"", "<style>a{fill:url(#a)}</style>", "an id that it does not have: a"},
        {"", "<use href='#'/>", "an id that it does not have"},
        {"", "<?php x?>", "processing instruction: php"},
        {"", "&e;", ""},
        {"", "<g a='&e;'/>", ""},
        {"", "<a></b>", "not well-formed"},
        {"", "<x:g/>", "not well-formed"},
        {"", "\x01", "not well-formed"},
        {"", "\xFF", "not well-formed"},
    };
    for (size_t i = 0; i < COUNT(bad); i++) assert_refused(svg(bad[i][0], bad[i][1]), bad[i][2]);
    assert_refused(RSIS_LIT("<svg/>"), "root element is: svg");
    assert_refused(RSIS_LIT("<!DOCTYPE html><html></html>"), "root element is: html");
    assert_refused(RSIS_LIT("<SVG xmlns='http://www.w3.org/2000/svg'/>"), "root element is: SVG");
}

static void svg_has_an_extent(void **state) {
    (void)state;
    static const char *const bad[] = {
        "width='0'",           "width='-1'",        "height='0px'",       "width='wide'",    "width=''",
        "width='1e-999'",      "viewBox='0 0 0 1'", "viewBox='0 0 1 -1'", "viewBox='0 0 1'", "viewBox=''",
        "viewBox='0 0 1 1 1'", "viewBox='a b c d'", "viewBox='0,,0 1 1'",
    };
    for (size_t i = 0; i < COUNT(bad); i++) assert_refused(svg(bad[i], ""), "positive");
    static const char *const large[] = {"width='10001'", "height='20000px'", "width='1e5'", "width='1e9999'"};
    for (size_t i = 0; i < COUNT(large); i++) assert_large(svg(large[i], ""));
}

static struct rsis_str nested(unsigned depth) {
    struct rsis_buf b;
    rsis_buf_init(&b, &kept);
    rsis_buf_z(&b, OPEN ">");
    for (unsigned i = 0; i < depth; i++) rsis_buf_z(&b, "<g>");
    for (unsigned i = 0; i < depth; i++) rsis_buf_z(&b, "</g>");
    rsis_buf_z(&b, "</svg>");
    return rsis_buf_slice(&b);
}

static void bombs_do_not_go_off(void **state) {
    (void)state;
    struct rsis_buf b;
    rsis_buf_init(&b, &kept);
    rsis_buf_z(&b, "<!DOCTYPE svg [<!ENTITY e0 'ha'>");
    for (int i = 1; i < 40; i++) rsis_buf_printf(&b, "<!ENTITY e%d '&e%d;&e%d;'>", i, i - 1, i - 1);
    rsis_buf_z(&b, "]>");
    assert_refused(followed(rsis_buf_slice(&b), svg("a='&e39;'", "&e39;")), "entity: e0");
    assert_taken(nested(100), "cover.svg", "image/svg+xml");
    assert_refused(nested(100000), "not well-formed");
    /* with a document type, an entity that nobody declared is not ill-formed for libxml2 */
    static const char dtd[] =
        "<!DOCTYPE svg PUBLIC '-//W3C//DTD SVG 1.1//EN' 'http://www.w3.org/Graphics/SVG/1.1/DTD/svg11.dtd'>";
    assert_refused(followed(rsis_str_c(dtd), svg("", "&e;")), "entity: e");
    assert_refused(followed(rsis_str_c(dtd), svg("a='&e;'", "")), "entity: e");
}

/* A long style sheet comes in pieces; what stands across two of them is seen. */
static void style_is_read_across_pieces(void **state) {
    (void)state;
    for (unsigned before = 280; before < 320; before++) {
        const char *content = rsis_format(&kept, "<style>%*s\\75 rl(x)</style>", (int)before, "");
        assert_refused(svg("", content), "url()");
    }
}

/* ---- what is no image, or cannot be read */

static void other_files_are_named(void **state) {
    (void)state;
    static const struct {
        struct rsis_str bytes;
        const char *why;
    } others[] = {
        {{"", 0}, "empty"},
        {{"GIF89a", 6}, "GIF"},
        {{"RIFF\0\0\0\0WEBPVP8 ", 16}, "WebP"},
        {{"\0\0\0\x1c"
          "ftypavif",
          12},
         "AVIF"},
        {{"\x1f\x8b\x08", 3}, "gzip"},
        {{"%PDF-1.7", 8}, "PDF"},
        {{"A text.\n", 8}, "neither"},
        {{" \n\t", 3}, "neither"},
        {{"<\0s\0v\0g\0", 8}, "neither"},
        {{"\xFE\xFF\0<\0s", 6}, "UTF-16"},
        {{"\xFF\xFE\0\0<\0\0\0", 8}, "neither"},
    };
    for (size_t i = 0; i < COUNT(others); i++) assert_refused(others[i].bytes, others[i].why);
}

static void what_cannot_be_read_says_so(void **state) {
    (void)state;
    assert_string_equal(look_at(directory), "RSIS-COVER-001");
    unlink(path);
    assert_string_equal(look_at(path), "RSIS-COVER-001");
    assert_null(strstr(diags.list.v[0].message, path)); /* the finding has it already */
    assert_int_equal(mkfifo(path, 0600), 0);
    assert_string_equal(look_at(path), "RSIS-COVER-002"); /* nobody writes: empty */
    unlink(path);
    assert_string_equal(look_at("/dev/zero"), "RSIS-COVER-003");
}

static void bytes_are_limited(void **state) {
    (void)state;
    enum { LIMIT = 16 << 20 };
    struct rsis_str image = png(1, 1);
    char *p = rsis_arena_alloc(&kept, LIMIT + 1);
    memcpy(p, image.ptr, image.len);
    assert_taken(rsis_str(p, LIMIT), "cover.png", "image/png");
    assert_large(rsis_str(p, LIMIT + 1));
}

/* ---- faults */

static uint32_t next_random(uint32_t *x) {
    *x = *x * 1664525u + 1013904223u;
    return *x >> 8;
}

/* Up to four bytes of an image are changed; whatever is said of it, nothing else may happen. */
static void random_damage_does_no_harm(void **state) {
    (void)state;
    const struct rsis_str images[] = {
        png(7, 5), jpeg(0xC2, 7, 5),
        svg("viewBox='0 0 1 1'", "<style>a{fill:u\\72l(#a)}</style><g id='a' fill='url(#a)'>&amp;<![CDATA[x]]></g>"),
        svg("width='1e1px' id='a'", "<g id='b'/><g id='a1'/>")};
    uint32_t x = 1;
    unsigned taken = 0;
    for (unsigned i = 0; i < 10000; i++) {
        struct rsis_str image = images[i % COUNT(images)];
        char *p = rsis_arena_bytes(&kept, image.len);
        memcpy(p, image.ptr, image.len);
        for (uint32_t n = next_random(&x) % 4 + 1; n; n--)
            p[next_random(&x) % image.len] = (char)(next_random(&x) & 0xFF);
        taken += !*look(rsis_str(p, image.len));
    }
    assert_in_range(taken, 1, 9999);
}

/* 0 when the call came to an end, 1 when memory ran out. */
static int look_with(uint64_t allocations) {
    rsis_arena_free(&arena);
    rsis_arena_init(&arena, &guard);
    if (setjmp(guard)) return 1;
    rsis_diags_init(&diags, &arena, path);
    rsis_arena_fail_after(allocations);
    rsis_cover_read(&cover, path, &diags);
    return 0;
}

static void memory_may_run_out_anywhere(void **state) {
    (void)state;
    put_file(svg("", "<script/>"));
    uint64_t n = 1;
    while (look_with(n) && n < 100) {
        rsis_arena_fail_after(0);
        n++;
    }
    rsis_arena_fail_after(0);
    assert_in_range(n, 2, 99);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(png_is_taken_whole_only, begin, finish),
        cmocka_unit_test_setup_teardown(damage_to_a_png_is_seen, begin, finish),
        cmocka_unit_test_setup_teardown(png_has_the_pixels_it_announces, begin, finish),
        cmocka_unit_test_setup_teardown(png_of_unknown_kinds_is_refused, begin, finish),
        cmocka_unit_test_setup_teardown(png_may_have_its_stream_in_pieces, begin, finish),
        cmocka_unit_test_setup_teardown(damage_to_pixels_is_seen, begin, finish),
        cmocka_unit_test_setup_teardown(png_with_a_palette_has_one, begin, finish),
        cmocka_unit_test_setup_teardown(jpeg_is_taken_whole_only, begin, finish),
        cmocka_unit_test_setup_teardown(damage_to_a_jpeg_is_seen, begin, finish),
        cmocka_unit_test_setup_teardown(svg_is_taken_whole_only, begin, finish),
        cmocka_unit_test_setup_teardown(svg_has_a_prologue, begin, finish),
        cmocka_unit_test_setup_teardown(svg_only_shows_a_picture, begin, finish),
        cmocka_unit_test_setup_teardown(svg_has_an_extent, begin, finish),
        cmocka_unit_test_setup_teardown(bombs_do_not_go_off, begin, finish),
        cmocka_unit_test_setup_teardown(style_is_read_across_pieces, begin, finish),
        cmocka_unit_test_setup_teardown(other_files_are_named, begin, finish),
        cmocka_unit_test_setup_teardown(what_cannot_be_read_says_so, begin, finish),
        cmocka_unit_test_setup_teardown(bytes_are_limited, begin, finish),
        cmocka_unit_test_setup_teardown(random_damage_does_no_harm, begin, finish),
        cmocka_unit_test_setup_teardown(memory_may_run_out_anywhere, begin, finish),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
