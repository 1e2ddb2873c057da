/*
 * cover.c - an image for a cover, looked at: PNG and JPEG are walked piece by piece to their end, SVG is read with
 * libxml2's SAX interface. The pixels of a PNG are inflated and counted, and let go; nothing is changed.
 *
 * Bytes after the end of a PNG or JPEG are let be: cameras and phones put a second picture there, and readers do not
 * look at them.
 */
#define ZLIB_CONST
#include "cover.h"

#include <errno.h>

#include <libxml/hash.h>
#include <libxml/parser.h>
#include <libxml/parserInternals.h>
#include <zlib.h>

#include "../base/file.h"
#include "../base/libxml.h"
#include "../base/limits.h"
#include "../base/utf8.h"

/* What the look at an image has to say. */
struct sight {
    const char *wrong;      /* static, NULL while nothing is */
    char what[80];          /* more about it, or empty */
    uint32_t width, height; /* in pixels; for SVG 0 where it does not say */
    bool starved;           /* memory ran out; the look means nothing */
};

static unsigned byte(struct rsis_str s, size_t at) {
    return (unsigned char)s.ptr[at];
}

static uint32_t be16(struct rsis_str s, size_t at) {
    return byte(s, at) << 8 | byte(s, at + 1);
}

static uint32_t be32(struct rsis_str s, size_t at) {
    return be16(s, at) << 16 | be16(s, at + 2);
}

/* ---------------------------------------------------------------- PNG */

/* A PNG is its signature and chunks; a chunk is its length, its type, data, and the CRC of type and data. */
enum { PNG_SIGNATURE = 8, PNG_AROUND = 12, PNG_HEADER = 13 };

static const struct rsis_str png_signature = {"\x89PNG\r\n\x1a\n", PNG_SIGNATURE};
static const char png_broken_off[] = "the PNG image is broken off";

struct chunk {
    struct rsis_str type, data;
};

/* The chunk at *at, which is set behind it. */
static const char *png_chunk(struct chunk *c, struct rsis_str s, size_t *at) {
    if (s.len - *at < PNG_AROUND) return png_broken_off;
    uint32_t len = be32(s, *at);
    if (len > s.len - *at - PNG_AROUND) return png_broken_off;
    c->type = rsis_str(s.ptr + *at + 4, 4);
    c->data = rsis_str(s.ptr + *at + 8, len);
    uLong crc = crc32(0, (const Bytef *)c->type.ptr, len + 4);
    if (crc != be32(s, *at + 8 + len)) return "a chunk of the PNG image is damaged";
    *at += PNG_AROUND + len;
    return NULL;
}

/* Bits of a pixel, by colour type and bits of a sample; 0 where PNG has no such kind. */
static unsigned png_pixel_bits(unsigned colour, unsigned depth) {
    static const struct {
        uint8_t colour, samples, depths; /* `depths` is the sum of those that are allowed */
    } kinds[] = {{0, 1, 1 | 2 | 4 | 8 | 16}, {2, 3, 8 | 16}, {3, 1, 1 | 2 | 4 | 8}, {4, 2, 8 | 16}, {6, 4, 8 | 16}};
    bool power = depth && (depth & (depth - 1)) == 0;
    for (size_t i = 0; i < sizeof kinds / sizeof *kinds; i++)
        if (kinds[i].colour == colour && power && kinds[i].depths & depth) return depth * kinds[i].samples;
    return 0;
}

/* What the chunks of a PNG say, for the look at its pixels. */
struct png {
    uint32_t width, height;
    unsigned bits; /* of a pixel */
    bool palette, interlaced;
    bool has_palette;
    size_t data; /* offset of the first chunk IDAT, 0 before there was one */
    bool over;   /* another chunk came after the chunks IDAT */
};

static const char *png_header(struct png *png, const struct chunk *c) {
    if (!rsis_str_eq(c->type, RSIS_LIT("IHDR")) || c->data.len != PNG_HEADER)
        return "the PNG image does not begin with its header";
    unsigned colour = byte(c->data, 9), interlace = byte(c->data, 12);
    png->width = be32(c->data, 0);
    png->height = be32(c->data, 4);
    png->bits = png_pixel_bits(colour, byte(c->data, 8));
    png->palette = colour == 3;
    png->interlaced = interlace == 1;
    if (!png->width || !png->height) return "the PNG image has no extent";
    if (!png->bits) return "the PNG image has a colour type or bit depth that PNG does not know";
    return byte(c->data, 10) || byte(c->data, 11) || interlace > 1
               ? "the PNG image has a compression, filter or interlace method that PNG does not know"
               : NULL;
}

/* A palette has whole colours, and no more of them than pixels can name. */
static const char *png_palette(struct png *png, const struct chunk *c) {
    size_t most = png->palette ? (size_t)1 << png->bits : 256;
    bool good = !png->has_palette && !png->data && c->data.len && c->data.len % 3 == 0 && c->data.len / 3 <= most;
    png->has_palette = true;
    return good ? NULL : "the PNG image has a palette that cannot be used";
}

/* A chunk after the header, which stands at `at`. A capital letter begins the types that a reader must know. */
static const char *png_part(struct png *png, const struct chunk *c, size_t at) {
    bool data = rsis_str_eq(c->type, RSIS_LIT("IDAT"));
    if (data && png->over) return "the PNG image has its pixels in two places";
    if (data && !png->data) png->data = at;
    png->over = png->data && !data;
    if (rsis_str_eq(c->type, RSIS_LIT("PLTE"))) return png_palette(png, c);
    bool known = data || rsis_str_eq(c->type, RSIS_LIT("IEND")) || c->type.ptr[0] & 0x20;
    return known ? NULL : "the PNG image has a chunk that no reader knows";
}

static const char *png_chunks(struct png *png, struct rsis_str s) {
    size_t at = PNG_SIGNATURE;
    struct chunk c;
    const char *wrong = png_chunk(&c, s, &at);
    if (!wrong) wrong = png_header(png, &c);
    while (!wrong && !rsis_str_eq(c.type, RSIS_LIT("IEND"))) {
        size_t from = at;
        wrong = png_chunk(&c, s, &at);
        if (!wrong) wrong = png_part(png, &c, from);
    }
    if (wrong) return wrong;
    if (!png->data) return "the PNG image holds no picture";
    return png->palette && !png->has_palette ? "the PNG image has no palette" : NULL;
}

/* ---------------------------------------------------------------- PNG: its pixels */

/* The pixels, inflated and let go; the chunks IDAT are one stream. */
struct pixels {
    z_stream z;
    struct rsis_str rest; /* the chunks after the one that z has */
    int status;           /* what inflate said last; Z_OK: there is more */
};

/* Gives the next chunk IDAT to z. False when there is none. */
static bool next_data(struct pixels *p) {
    struct chunk c;
    size_t at = 0;
    if (png_chunk(&c, p->rest, &at) || !rsis_str_eq(c.type, RSIS_LIT("IDAT"))) return false;
    p->rest = rsis_str_from(p->rest, at);
    p->z.next_in = (const Bytef *)c.data.ptr;
    p->z.avail_in = (uInt)c.data.len;
    return true;
}

/* Inflates into `out`, which has `n` bytes; false when there are not so many. */
static bool inflate_bytes(struct pixels *p, unsigned char *out, size_t n) {
    p->z.next_out = out;
    p->z.avail_out = (uInt)n;
    while (p->z.avail_out && p->status == Z_OK) {
        if (!p->z.avail_in && !next_data(p)) return false;
        if (p->z.avail_in) p->status = inflate(&p->z, Z_NO_FLUSH);
    }
    return !p->z.avail_out;
}

/* The rows of one image or pass: each is the number of a filter and its pixels. */
static bool inflate_rows(struct pixels *p, uint32_t width, uint32_t height, unsigned bits) {
    enum { FILTERS = 5 };
    unsigned char out[4096];
    for (; height && width; height--) {
        if (!inflate_bytes(p, out, 1) || out[0] >= FILTERS) return false;
        for (size_t left = ((size_t)width * bits + 7) / 8, n; left; left -= n) {
            n = left < sizeof out ? left : sizeof out;
            if (!inflate_bytes(p, out, n)) return false;
        }
    }
    return true;
}

/* The seven passes of an interlaced image: every `dx`th pixel of every `dy`th row, beginning at x, y. */
static bool inflate_passes(struct pixels *p, const struct png *png) {
    static const struct {
        uint8_t x, y, dx, dy;
    } passes[] = {{0, 0, 8, 8}, {4, 0, 8, 8}, {0, 4, 4, 8}, {2, 0, 4, 4}, {0, 2, 2, 4}, {1, 0, 2, 2}, {0, 1, 1, 2}};
    if (!png->interlaced) return inflate_rows(p, png->width, png->height, png->bits);
    bool good = true;
    for (size_t i = 0; i < sizeof passes / sizeof *passes && good; i++)
        good = inflate_rows(p, (png->width + passes[i].dx - 1u - passes[i].x) / passes[i].dx,
                            (png->height + passes[i].dy - 1u - passes[i].y) / passes[i].dy, png->bits);
    return good;
}

/* Nothing may come after the pixels: neither another one, nor bytes behind the end of the stream. */
static bool inflated_all(struct pixels *p) {
    unsigned char more;
    if (inflate_bytes(p, &more, 1) || p->status != Z_STREAM_END || p->z.avail_in) return false;
    while (next_data(p))
        if (p->z.avail_in) return false;
    return true;
}

/* Are the chunks IDAT exactly the pixels that the header announces? */
static const char *png_pixels(struct sight *sight, const struct png *png, struct rsis_str s) {
    struct pixels p = {.rest = rsis_str_from(s, png->data), .status = Z_OK};
    sight->starved = inflateInit(&p.z) != Z_OK;
    if (sight->starved) return NULL;
    bool good = inflate_passes(&p, png) && inflated_all(&p);
    sight->starved = p.status == Z_MEM_ERROR;
    inflateEnd(&p.z);
    return good ? NULL : "the PNG image has other pixels than its header says, or damaged ones";
}

/* An image that is too large for a cover is refused for that, and not inflated. */
static const char *walk_png(struct sight *sight, struct rsis_str s) {
    struct png png = {.width = 0};
    const char *wrong = png_chunks(&png, s);
    sight->width = png.width;
    sight->height = png.height;
    if (wrong || png.width > rsis_limit_COVER_PIXELS || png.height > rsis_limit_COVER_PIXELS) return wrong;
    return png_pixels(sight, &png, s);
}

/* ---------------------------------------------------------------- JPEG */

/* The second byte of a marker; the first is 0xFF. */
enum {
    SOF0 = 0xC0,
    SOF2 = 0xC2,
    DHT = 0xC4,
    JPG = 0xC8,
    DAC = 0xCC,
    SOF15 = 0xCF,
    RST0 = 0xD0,
    RST7 = 0xD7,
    SOI,
    EOI,
    SOS,
    TEM = 1
};

static const char jpeg_damaged[] = "the JPEG image is damaged";
static const char jpeg_broken_off[] = "the JPEG image is broken off";

static bool is_frame(unsigned marker) {
    return marker >= SOF0 && marker <= SOF15 && marker != DHT && marker != JPG && marker != DAC;
}

static bool is_restart(unsigned marker) {
    return marker >= RST0 && marker <= RST7;
}

/*
 * The frame header says the extent. A height of 0 would be told after the first scan, which no reader understands.
 * Frames after SOF2 are lossless, in layers or coded arithmetically, and have decoders in medicine, not in readers.
 */
static const char *jpeg_frame(struct sight *sight, unsigned marker, struct rsis_str segment) {
    enum { FIXED = 8, COMPONENT = 3, BITS = 8 };
    if (sight->width || segment.len < FIXED || segment.len != FIXED + COMPONENT * (size_t)byte(segment, 7))
        return jpeg_damaged;
    if (marker > SOF2 || byte(segment, 2) != BITS)
        return "it is a JPEG image of a kind that readers do not show (lossless, arithmetic or of more than 8 bits)";
    sight->height = be16(segment, 3);
    sight->width = be16(segment, 5);
    return sight->width && sight->height ? NULL : "the JPEG image has no extent";
}

/* The end of coded data: the next marker that is neither a restart nor a coded byte 0xFF. */
static size_t skip_scan(struct rsis_str s, size_t at) {
    for (; at + 1 < s.len; at++) {
        unsigned next = byte(s, at + 1);
        if (byte(s, at) == 0xFF && next != 0 && next != 0xFF && !is_restart(next)) return at;
    }
    return s.len;
}

/* The segment at *at, whose first two bytes are its length; for SOS also the coded data behind it. */
static const char *jpeg_segment(struct sight *sight, unsigned marker, struct rsis_str s, size_t *at) {
    if (s.len - *at < 2) return jpeg_broken_off;
    size_t len = be16(s, *at);
    if (len < 2) return jpeg_damaged;
    if (len > s.len - *at) return jpeg_broken_off;
    struct rsis_str segment = rsis_str(s.ptr + *at, len);
    *at += len;
    if (is_frame(marker)) return jpeg_frame(sight, marker, segment);
    if (marker != SOS) return NULL;
    *at = skip_scan(s, *at);
    return sight->width ? NULL : jpeg_damaged;
}

static const char *walk_jpeg(struct sight *sight, struct rsis_str s) {
    bool scanned = false;
    for (size_t at = 2; s.len - at >= 2;) {
        unsigned marker = byte(s, at + 1);
        if (byte(s, at) != 0xFF || marker == 0 || marker == SOI) return jpeg_damaged;
        at += marker == 0xFF ? 1 : 2; /* bytes 0xFF may fill */
        if (marker == EOI) return scanned ? NULL : "the JPEG image holds no picture";
        if (marker == 0xFF || marker == TEM || is_restart(marker)) continue;
        const char *wrong = jpeg_segment(sight, marker, s, &at);
        if (wrong) return wrong;
        scanned |= marker == SOS;
    }
    return jpeg_broken_off;
}

/* ---------------------------------------------------------------- style: what CSS may refer to */

struct svg;
static void refer(struct svg *svg, const char *id);

/* Text of CSS in pieces; escapes are resolved, since they can stand for any letter. */
struct style {
    struct svg *svg;
    char last[12]; /* the last characters, small letters, with a terminator; longer than each of the words below */
    enum { OUTSIDE, BEFORE, INSIDE } url; /* of "url(": before its first character, in the id behind "#" */
    char id[100];
    size_t id_len;
    enum { PLAIN, ESCAPE, HEX } state;
    uint32_t code;
    unsigned digits;
};

static bool ends(const struct style *style, const char *word) {
    return rsis_str_ends(rsis_str_c(style->last), rsis_str_c(word));
}

/* A character of url(...), `c`, a code point or a byte of one. */
static const char *style_url(struct style *style, uint32_t c) {
    bool blank = c < 0x80 && rsis_is_space((char)c);
    bool edge = blank || c == '"' || c == '\'';
    if (style->url == BEFORE) {
        if (edge) return NULL;
        style->url = INSIDE;
        style->id_len = 0;
        return c == '#' ? NULL : "it refers to something outside of it with url()";
    }
    if (edge || c == ')') {
        style->url = OUTSIDE;
        style->id[style->id_len] = 0;
        refer(style->svg, style->id);
        return NULL;
    }
    if (style->id_len + 5 > sizeof style->id) return "it refers to a very long id with url()";
    if (style->state == HEX || c < 0x80)
        style->id_len += rsis_utf8_put(c, style->id + style->id_len);
    else
        style->id[style->id_len++] = (char)c;
    return NULL;
}

/* `c` is a byte, or in the state HEX the code point of an escape. */
static const char *style_char(struct style *style, uint32_t c) {
    char low = c < 0x80 && c ? rsis_to_lower((char)c) : '?';
    if (style->url) return style_url(style, c);
    size_t n = strlen(style->last);
    if (n + 1 == sizeof style->last) memmove(style->last, style->last + 1, n--);
    style->last[n] = low;
    style->last[n + 1] = 0;
    style->url = ends(style, "url(") ? BEFORE : OUTSIDE;
    if (ends(style, "@import")) return "it imports a style sheet";
    return ends(style, "image-set(") ? "it refers to something outside of it with image-set()" : NULL;
}

/* The value of a hexadecimal digit, or 16. */
static uint32_t digit(char c) {
    if (rsis_is_digit(c)) return (uint32_t)(c - '0');
    char low = rsis_to_lower(c);
    return low >= 'a' && low <= 'f' ? (uint32_t)(low - 'a') + 10 : 16;
}

/* The first digit after a backslash, or the character that stands for itself. */
static const char *style_escape(struct style *style, char c) {
    style->state = digit(c) < 16 ? HEX : PLAIN;
    style->code = digit(c);
    style->digits = 1;
    return style->state == HEX ? NULL : style_char(style, (unsigned char)c);
}

/* One byte. What is wrong, or NULL. */
static const char *style_byte(struct style *style, char c) {
    if (style->state == ESCAPE) return style_escape(style, c);
    const char *wrong = NULL;
    if (style->state == HEX) {
        if (digit(c) < 16 && style->digits++ < 6) {
            style->code = style->code << 4 | digit(c);
            return NULL;
        }
        wrong = style_char(style, style->code);
        style->state = PLAIN;
        if (wrong || rsis_is_space(c)) return wrong; /* one blank ends the digits */
    }
    if (c != '\\') return style_char(style, (unsigned char)c);
    style->state = ESCAPE;
    return NULL;
}

static const char *style_text(struct style *style, struct rsis_str s) {
    const char *wrong = NULL;
    for (size_t i = 0; i < s.len && !wrong; i++) wrong = style_byte(style, s.ptr[i]);
    return wrong;
}

/* ---------------------------------------------------------------- SVG: lengths */

/* Takes a number from *s, without regard to the locale. False when there is none. */
static bool take_number(struct rsis_str *s, double *out) {
    size_t i = 0, digits = 0;
    bool minus = s->len && s->ptr[0] == '-';
    double value = 0, unit = 1;
    if (s->len && (minus || s->ptr[0] == '+')) i++;
    for (; i < s->len && rsis_is_digit(s->ptr[i]); i++, digits++) value = value * 10 + (s->ptr[i] - '0');
    if (i < s->len && s->ptr[i] == '.')
        for (i++; i < s->len && rsis_is_digit(s->ptr[i]); i++, digits++) value += (unit /= 10) * (s->ptr[i] - '0');
    *out = minus ? -value : value;
    *s = rsis_str_from(*s, i);
    return digits > 0;
}

/* Takes an exponent, as in "1e3", if there is one; "1em" has none. */
static void take_exponent(struct rsis_str *s, double *value) {
    enum { MOST = 400 };
    size_t i = 1;
    unsigned n = 0;
    if (!s->len || rsis_to_lower(s->ptr[0]) != 'e') return;
    bool minus = s->len > 1 && s->ptr[1] == '-';
    if (s->len > 1 && (minus || s->ptr[1] == '+')) i++;
    if (i >= s->len || !rsis_is_digit(s->ptr[i])) return;
    for (; i < s->len && rsis_is_digit(s->ptr[i]); i++)
        if (n < MOST) n = n * 10 + (unsigned)(s->ptr[i] - '0');
    for (; n; n--) *value = minus ? *value / 10 : *value * 10;
    *s = rsis_str_from(*s, i);
}

static bool take_value(struct rsis_str *s, double *out) {
    *s = rsis_str_trim(*s);
    if (!take_number(s, out)) return false;
    take_exponent(s, out);
    return true;
}

/* A side of the image in *pixels, when it is given in pixels. */
static const char *svg_length(struct rsis_str value, uint32_t *pixels) {
    double n;
    if (!take_value(&value, &n) || !(n > 0)) return "the SVG image has a width or height that is no positive length";
    if (value.len == 0 || rsis_str_eq_nocase(rsis_str_trim(value), RSIS_LIT("px")))
        *pixels = n < 1 ? 1 : n < UINT32_MAX ? (uint32_t)n : UINT32_MAX;
    return NULL;
}

/* Four numbers, the last two the extent in units of its own. */
static const char *svg_view_box(struct rsis_str value) {
    static const char wrong[] = "the SVG image has a viewBox that is no positive extent";
    double n[4];
    for (unsigned i = 0; i < 4; i++) {
        value = rsis_str_trim(value);
        if (i && value.len && value.ptr[0] == ',') value = rsis_str_from(value, 1);
        if (!take_value(&value, &n[i])) return wrong;
    }
    return n[2] > 0 && n[3] > 0 && rsis_str_trim(value).len == 0 ? NULL : wrong;
}

/* ---------------------------------------------------------------- SVG: libxml2's events */

#define SVG "http://www.w3.org/2000/svg"
#define XHTML "http://www.w3.org/1999/xhtml"

/* Callbacks note what is wrong and return; nothing in here allocates in an arena. */
struct svg {
    struct sight *sight;
    xmlParserCtxtPtr parser;
    xmlHashTablePtr ids;
    xmlHashTablePtr references; /* to ids */
    bool inside;                /* of the root element */
    unsigned styles;            /* open style elements */
    struct style style;
};

/* Text that libxml2 gave, such as values of attributes, may be gone after this. `name` is cut where it is long. */
static void refuse(struct svg *svg, const char *wrong, const char *name) {
    struct sight *sight = svg->sight;
    if (sight->wrong) return;
    size_t n = name ? strlen(name) : 0;
    if (n >= sizeof sight->what) n = sizeof sight->what - 1;
    if (n) memcpy(sight->what, name, n);
    sight->what[n] = 0;
    sight->wrong = wrong;
    xmlStopParser(svg->parser);
}

static bool same(const xmlChar *a, const char *b) {
    return a && rsis_str_eq_nocase(rsis_str_c((const char *)a), rsis_str_c(b));
}

static bool is_svg(const xmlChar *local, const xmlChar *uri) {
    return uri && strcmp((const char *)local, "svg") == 0 && strcmp((const char *)uri, SVG) == 0;
}

/* Elements that run something, or show another kind of document. */
static const char *const bad_elements[] = {"script", "handler", "listener", "foreignObject"};

static bool is_bad_element(const xmlChar *local, const xmlChar *uri) {
    if (same(uri, XHTML)) return true;
    for (size_t i = 0; i < sizeof bad_elements / sizeof *bad_elements; i++)
        if (same(local, bad_elements[i])) return true;
    return false;
}

/* An SVG inside of an SVG cannot be looked at here; a picture of pixels runs nothing. */
static bool is_picture(const xmlChar *element, struct rsis_str value) {
    static const char *const begins[] = {"data:image/png", "data:image/jpeg", "data:image/gif", "data:image/webp"};
    if (!same(element, "image") && !same(element, "feImage")) return false;
    for (size_t i = 0; i < sizeof begins / sizeof *begins; i++) {
        struct rsis_str begin = rsis_str_c(begins[i]);
        if (rsis_str_starts_nocase(value, begin) && value.len > begin.len && strchr(";,", value.ptr[begin.len]))
            return true;
    }
    return false;
}

static bool is_reference(struct rsis_str name) {
    return rsis_str_eq_nocase(name, RSIS_LIT("href")) || rsis_str_eq_nocase(name, RSIS_LIT("src"));
}

static bool is_handler(struct rsis_str name) {
    return rsis_str_starts_nocase(name, RSIS_LIT("on"));
}

/* "href" of "xlink:href". */
static struct rsis_str local_part(struct rsis_str name) {
    ptrdiff_t colon = rsis_str_find(name, RSIS_LIT(":"));
    return colon < 0 ? name : rsis_str_from(name, (size_t)colon + 1);
}

/* What is wrong with an attribute, or NULL. An animation must not set what could not be written either. */
static const char *bad_attribute(const xmlChar *element, struct rsis_str name, struct rsis_str value) {
    if (is_handler(name)) return "it has an event handler";
    if (is_reference(name))
        return rsis_str_starts(value, RSIS_LIT("#")) || is_picture(element, value)
                   ? NULL
                   : "it refers to something outside of it";
    if (rsis_str_eq(name, RSIS_LIT("base"))) return "it says that references begin elsewhere (xml:base)";
    if (!rsis_str_eq_nocase(name, RSIS_LIT("attributeName"))) return NULL;
    struct rsis_str target = local_part(rsis_str_trim(value));
    return is_handler(target) || is_reference(target) ? "it animates a reference or an event handler" : NULL;
}

static const char *extent(struct sight *sight, struct rsis_str name, struct rsis_str value) {
    if (rsis_str_eq(name, RSIS_LIT("width"))) return svg_length(value, &sight->width);
    if (rsis_str_eq(name, RSIS_LIT("height"))) return svg_length(value, &sight->height);
    return rsis_str_eq(name, RSIS_LIT("viewBox")) ? svg_view_box(value) : NULL;
}

/* An id is a name, and stands in a file once; `value` has a terminator. */
static const char *new_id(struct svg *svg, const xmlChar *value) {
    if (xmlValidateNCName(value, 0) != 0) return "it has an id that is no XML name";
    if (xmlHashLookup(svg->ids, value)) return "it has an id twice";
    svg->sight->starved |= xmlHashAddEntry(svg->ids, value, svg) != 0;
    return NULL;
}

static void identifier(struct svg *svg, struct rsis_str value) {
    xmlChar *id = xmlStrndup((const xmlChar *)value.ptr, (int)value.len);
    const char *wrong = NULL;
    svg->sight->starved |= !id;
    if (id) wrong = new_id(svg, id);
    if (wrong) refuse(svg, wrong, (const char *)id);
    xmlFree(id);
}

/* What is referred to may stand further on. An id cannot be looked for that is no name: it is missing in the end. */
static void refer(struct svg *svg, const char *id) {
    const xmlChar *name = (const xmlChar *)id;
    if (xmlHashLookup(svg->references, name)) return;
    svg->sight->starved |= xmlHashAddEntry(svg->references, name, svg) != 0;
}

/* The value of a reference that is good: "#" and an id, or a picture. */
static void refer_to(struct svg *svg, struct rsis_str value) {
    if (value.ptr[0] != '#') return;
    xmlChar *name = xmlStrndup((const xmlChar *)value.ptr + 1, (int)value.len - 1);
    svg->sight->starved |= !name;
    if (name) refer(svg, (const char *)name);
    xmlFree(name);
}

static void look_for(void *payload, void *ctx, const xmlChar *id) {
    struct svg *svg = ctx;
    (void)payload;
    if (!xmlHashLookup(svg->ids, id)) refuse(svg, "it refers to an id that it does not have", (const char *)id);
}

static bool is_id(const xmlChar **a) {
    return strcmp((const char *)a[0], "id") == 0 && (!a[1] || strcmp((const char *)a[1], "xml") == 0);
}

/* An attribute is five pointers: name, prefix, name space, begin and end of its value. */
static void attribute(struct svg *svg, const xmlChar *element, const xmlChar **a, bool root) {
    struct rsis_str name = rsis_str_c((const char *)a[0]);
    struct rsis_str value = rsis_str((const char *)a[3], (size_t)(a[4] - a[3]));
    struct style style = {.svg = svg};
    const char *wrong = bad_attribute(element, name, rsis_str_trim(value));
    if (!wrong) wrong = style_text(&style, value);
    if (!wrong && root && !a[2]) wrong = extent(svg->sight, name, value);
    if (!wrong && is_reference(name)) refer_to(svg, rsis_str_trim(value));
    if (wrong)
        refuse(svg, wrong, name.ptr);
    else if (is_id(a))
        identifier(svg, value);
}

// NOLINTNEXTLINE(readability-function-size): libxml2 decides how many parameters there are
static void start(void *ctx, const xmlChar *local, const xmlChar *prefix, const xmlChar *uri, int n_namespaces,
                  const xmlChar **namespaces, int n_attributes, int n_defaulted, const xmlChar **list) {
    (void)prefix, (void)n_namespaces, (void)namespaces, (void)n_defaulted;
    struct svg *svg = ctx;
    bool root = !svg->inside;
    if (svg->sight->wrong) return;
    svg->inside = true;
    if (root && !is_svg(local, uri))
        refuse(svg, "it is XML, but not an SVG image: the root element is", (const char *)local);
    if (is_bad_element(local, uri)) refuse(svg, "it holds an element that a cover must not hold", (const char *)local);
    for (int i = 0; i < n_attributes && !svg->sight->wrong; i++) attribute(svg, local, list + (ptrdiff_t)i * 5, root);
    if (same(local, "style") && svg->styles++ == 0) svg->style = (struct style){.svg = svg};
}

static void end(void *ctx, const xmlChar *local, const xmlChar *prefix, const xmlChar *uri) {
    (void)prefix, (void)uri;
    struct svg *svg = ctx;
    if (svg->styles && same(local, "style")) svg->styles--;
}

/* A style element's text may come in pieces, also around elements and comments. */
static void characters(void *ctx, const xmlChar *text, int len) {
    struct svg *svg = ctx;
    if (svg->sight->wrong || !svg->styles) return;
    const char *wrong = style_text(&svg->style, rsis_str((const char *)text, (size_t)len));
    if (wrong) refuse(svg, wrong, "style");
}

static void instruction(void *ctx, const xmlChar *target, const xmlChar *data) {
    (void)data;
    refuse(ctx, "it has a processing instruction", (const char *)target);
}

/* Before the root: what the XML declaration says of the version and the encoding is known by now. */
static void start_document(void *ctx) {
    struct svg *svg = ctx;
    const xmlChar *version = svg->parser->version, *said = svg->parser->encoding;
    if (!said && svg->parser->input) said = svg->parser->input->encoding;
    if (version && !same(version, "1.0")) refuse(svg, "it is XML of another version than 1.0", (const char *)version);
    if (said && !same(said, "UTF-8"))
        refuse(svg, "it says that its encoding is another than UTF-8", (const char *)said);
}

/* The one document type that EPUB allows for SVG, and none; it is never loaded. */
static void document_type(void *ctx, const xmlChar *name, const xmlChar *public_id, const xmlChar *system_id) {
    bool plain = !public_id && !system_id;
    bool svg11 = same(public_id, "-//W3C//DTD SVG 1.1//EN") &&
                 same(system_id, "http://www.w3.org/Graphics/SVG/1.1/DTD/svg11.dtd");
    if (!plain && !svg11) refuse(ctx, "it has a document type other than that of SVG 1.1", (const char *)name);
}

static const char declares[] = "it declares something of its own, or refers to an entity";

static void entity_declared(void *ctx, const xmlChar *name, int type, const xmlChar *public_id,
                            const xmlChar *system_id,
                            xmlChar *content) { // NOLINT(readability-non-const-parameter): libxml2's type
    (void)type, (void)public_id, (void)system_id, (void)content;
    refuse(ctx, declares, (const char *)name);
}

static void element_declared(void *ctx, const xmlChar *name, int type, xmlElementContentPtr content) {
    (void)type, (void)content;
    refuse(ctx, declares, (const char *)name);
}

static void attribute_declared(void *ctx, const xmlChar *element, const xmlChar *name, int type, int def,
                               const xmlChar *value, xmlEnumerationPtr tree) {
    (void)element, (void)type, (void)def, (void)value;
    xmlFreeEnumeration(tree); /* libxml2 hands it over */
    refuse(ctx, declares, (const char *)name);
}

static void notation_declared(void *ctx, const xmlChar *name, const xmlChar *public_id, const xmlChar *system_id) {
    (void)public_id, (void)system_id;
    refuse(ctx, declares, (const char *)name);
}

static void unparsed_declared(void *ctx, const xmlChar *name, const xmlChar *public_id, const xmlChar *system_id,
                              const xmlChar *notation) {
    (void)public_id, (void)system_id, (void)notation;
    refuse(ctx, declares, (const char *)name);
}

/* Asked for every entity but XML's own five. */
static xmlEntityPtr no_entity(void *ctx, const xmlChar *name) {
    refuse(ctx, declares, (const char *)name);
    return NULL;
}

static void quiet(void *ctx, xmlErrorPtr error) {
    (void)ctx, (void)error;
}

static void no_message(void *ctx, const char *fmt, ...) {
    (void)ctx, (void)fmt;
}

static const xmlSAXHandler events = {
    .initialized = XML_SAX2_MAGIC,
    .startDocument = start_document,
    .internalSubset = document_type,
    .entityDecl = entity_declared,
    .elementDecl = element_declared,
    .attributeDecl = attribute_declared,
    .notationDecl = notation_declared,
    .unparsedEntityDecl = unparsed_declared,
    .getEntity = no_entity,
    .getParameterEntity = no_entity,
    .processingInstruction = instruction,
    .startElementNs = start,
    .endElementNs = end,
    .characters = characters,
    .ignorableWhitespace = characters,
    .cdataBlock = characters,
    .serror = quiet,
    .warning = no_message,
    .error = no_message,
    .fatalError = no_message,
};

static void parse_quietly(struct svg *svg, struct rsis_str s) {
    xmlParserCtxtPtr parser = xmlCreateMemoryParserCtxt(s.ptr, (int)s.len);
    svg->sight->starved = !parser;
    if (!parser) return;
    xmlCtxtUseOptions(parser, XML_PARSE_NONET | XML_PARSE_NOENT); /* NOENT: &amp; in attributes as its character */
    *parser->sax = events;
    parser->userData = svg;
    svg->parser = parser;
    xmlParseDocument(parser);
    svg->sight->starved |= parser->lastError.code == XML_ERR_NO_MEMORY;
    if (parser->wellFormed) xmlHashScan(svg->references, look_for, svg);
    if (!parser->wellFormed || !parser->nsWellFormed)
        refuse(svg, "it is not well-formed XML", parser->lastError.message);
    xmlFreeDoc(parser->myDoc); /* libxml2 keeps entities in one, and leaves it behind when it is stopped */
    xmlFreeParserCtxt(parser);
}

/* Errors of its decoders libxml2 does not give to the parser's handler, but to one that each thread has. */
static void parse(struct sight *sight, struct rsis_str s) {
    enum { IDS = 64 }; /* to begin with */
    struct svg svg = {.sight = sight, .ids = xmlHashCreate(IDS), .references = xmlHashCreate(IDS)};
    xmlStructuredErrorFunc handler = xmlStructuredError;
    void *context = xmlStructuredErrorContext;
    xmlSetStructuredErrorFunc(NULL, quiet);
    sight->starved = !svg.ids || !svg.references;
    if (!sight->starved) parse_quietly(&svg, s);
    xmlSetStructuredErrorFunc(context, handler);
    xmlHashFree(svg.ids, NULL);
    xmlHashFree(svg.references, NULL);
}

/* ---------------------------------------------------------------- which of them it is */

/* XML in UTF-8 begins with "<", at most after a byte-order mark and white space. */
static bool is_xml(struct rsis_str s) {
    if (rsis_str_starts(s, RSIS_LIT("\xEF\xBB\xBF"))) s = rsis_str_from(s, 3);
    s = rsis_str_trim(s);
    return s.len && s.ptr[0] == '<' && !memchr(s.ptr, 0, s.len);
}

/* Images that are often taken for a cover, but that not every reader of EPUB shows, or that are packed. */
static const struct {
    size_t at;
    struct rsis_str bytes;
    const char *wrong;
} others[] = {
    {0, {"GIF8", 4}, "it is a GIF image"},
    {8, {"WEBP", 4}, "it is a WebP image"},
    {0, {"II*\0", 4}, "it is a TIFF image"},
    {0, {"MM\0*", 4}, "it is a TIFF image"},
    {0, {"%PDF-", 5}, "it is a PDF document"},
    {4, {"ftyp", 4}, "it is an image or film of another kind (AVIF, HEIC)"},
    {0, {"\x1F\x8B", 2}, "it is packed (gzip)"},
    {0, {"\xFF\xFE<\0", 4}, "it is in UTF-16, and a book wants UTF-8"},
    {0, {"\xFE\xFF\0<", 4}, "it is in UTF-16, and a book wants UTF-8"},
};

static const char *what_else(struct rsis_str s) {
    if (!s.len) return "it is empty";
    for (size_t i = 0; i < sizeof others / sizeof *others; i++)
        if (s.len >= others[i].at && rsis_str_starts(rsis_str_from(s, others[i].at), others[i].bytes))
            return others[i].wrong;
    return "it is neither a PNG nor a JPEG nor an SVG image";
}

/* ---------------------------------------------------------------- the look */

static void look(struct rsis_cover *out, struct sight *sight, struct rsis_str s) {
    if (rsis_str_starts(s, png_signature)) {
        *out = (struct rsis_cover){s, "cover.png", "image/png"};
        sight->wrong = walk_png(sight, s);
    } else if (rsis_str_starts(s, RSIS_LIT("\xFF\xD8\xFF"))) {
        *out = (struct rsis_cover){s, "cover.jpg", "image/jpeg"};
        sight->wrong = walk_jpeg(sight, s);
    } else if (is_xml(s)) {
        *out = (struct rsis_cover){s, "cover.svg", "image/svg+xml"};
        parse(sight, s);
    } else {
        sight->wrong = what_else(s);
    }
}

static bool read_bytes(struct rsis_str *out, const char *path, struct rsis_diags *diags) {
    enum rsis_status st = rsis_file_read(out, diags->arena, path, rsis_limit_COVER_BYTES);
    if (st == RSIS_ERR_LIMIT)
        rsis_report_file(diags, RSIS_DIAG_COVER_TOO_LARGE, "the cover is larger than %u bytes; no book was made",
                         rsis_limit_COVER_BYTES);
    else if (st != RSIS_OK)
        rsis_report_file(diags, RSIS_DIAG_COVER_UNREADABLE, "the cover cannot be read: %s; no book was made",
                         strerror(errno));
    return st == RSIS_OK;
}

bool rsis_cover_read(struct rsis_cover *out, const char *path, struct rsis_diags *diags) {
    struct rsis_str s;
    struct sight sight = {0};
    if (!read_bytes(&s, path, diags)) return false;
    rsis_libxml_init();
    look(out, &sight, s);
    if (sight.starved) rsis_arena_give_up(diags->arena);
    if (sight.wrong) {
        int n = (int)strcspn(sight.what, "\n"); /* libxml2 ends its messages with one */
        rsis_report_file(diags, RSIS_DIAG_COVER_UNSUPPORTED, "the cover cannot be used: %s%s%.*s; no book was made",
                         sight.wrong, n ? ": " : "", n, sight.what);
    } else if (sight.width > rsis_limit_COVER_PIXELS || sight.height > rsis_limit_COVER_PIXELS) {
        rsis_report_file(diags, RSIS_DIAG_COVER_TOO_LARGE,
                         "the cover is %u by %u pixels, and a side may have %u; no book was made", sight.width,
                         sight.height, rsis_limit_COVER_PIXELS);
    } else {
        return true;
    }
    return false;
}
