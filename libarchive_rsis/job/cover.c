/*
 * cover.c - an image for a cover, looked at: PNG and JPEG are walked piece by piece to their end, SVG is read with
 * libxml2's SAX interface. Nothing is decoded to pixels and nothing is changed.
 *
 * Bytes after the end of a PNG or JPEG are let be: cameras and phones put a second picture there, and readers do not
 * look at them.
 */
#include "cover.h"

#include <errno.h>

#include <libxml/parser.h>
#include <libxml/parserInternals.h>
#include <zlib.h>

#include "../base/file.h"
#include "../base/libxml.h"
#include "../base/limits.h"

/* What the look at an image has to say. */
struct sight {
    const char *wrong;      /* static, NULL while nothing is */
    char what[80];          /* more about it, or empty */
    uint32_t width, height; /* in pixels; for SVG 0 where it does not say */
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

static const char *png_header(struct sight *sight, const struct chunk *c) {
    if (!rsis_str_eq(c->type, RSIS_LIT("IHDR")) || c->data.len != PNG_HEADER)
        return "the PNG image does not begin with its header";
    sight->width = be32(c->data, 0);
    sight->height = be32(c->data, 4);
    return sight->width && sight->height ? NULL : "the PNG image has no extent";
}

static const char *walk_png(struct sight *sight, struct rsis_str s) {
    size_t at = PNG_SIGNATURE;
    struct chunk c;
    bool has_data = false;
    const char *wrong = png_chunk(&c, s, &at);
    if (!wrong) wrong = png_header(sight, &c);
    while (!wrong && !rsis_str_eq(c.type, RSIS_LIT("IEND"))) {
        wrong = png_chunk(&c, s, &at);
        has_data |= !wrong && c.data.len && rsis_str_eq(c.type, RSIS_LIT("IDAT"));
    }
    if (wrong) return wrong;
    return has_data ? NULL : "the PNG image holds no picture";
}

/* ---------------------------------------------------------------- JPEG */

/* The second byte of a marker; the first is 0xFF. */
enum {
    SOF0 = 0xC0,
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

/* The frame header says the extent. A height of 0 would be told after the first scan, which no reader understands. */
static const char *jpeg_frame(struct sight *sight, struct rsis_str segment) {
    enum { FIXED = 8, COMPONENT = 3 };
    if (sight->width || segment.len < FIXED || segment.len != FIXED + COMPONENT * (size_t)byte(segment, 7))
        return jpeg_damaged;
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
    if (is_frame(marker)) return jpeg_frame(sight, segment);
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

/* Text of CSS in pieces; escapes are resolved, since they can stand for any letter. */
struct style {
    char last[12]; /* the last characters, small letters, with a terminator; longer than each of the words below */
    bool url;      /* inside "url(", before its first character */
    enum { PLAIN, ESCAPE, HEX } state;
    uint32_t code;
    unsigned digits;
};

static bool ends(const struct style *style, const char *word) {
    return rsis_str_ends(rsis_str_c(style->last), rsis_str_c(word));
}

static const char *style_char(struct style *style, uint32_t c) {
    char low = c < 0x80 && c ? rsis_to_lower((char)c) : '?';
    if (style->url && (rsis_is_space(low) || low == '"' || low == '\'')) return NULL;
    if (style->url && low != '#') return "it refers to something outside of it with url()";
    size_t n = strlen(style->last);
    if (n + 1 == sizeof style->last) memmove(style->last, style->last + 1, n--);
    style->last[n] = low;
    style->last[n + 1] = 0;
    style->url = ends(style, "url(");
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
        style->state = PLAIN;
        wrong = style_char(style, style->code);
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
    bool utf16;
    bool inside;     /* of the root element */
    unsigned styles; /* open style elements */
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

/* An attribute is five pointers: name, prefix, name space, begin and end of its value. */
static void attribute(struct svg *svg, const xmlChar *element, const xmlChar **a, bool root) {
    struct rsis_str name = rsis_str_c((const char *)a[0]);
    struct rsis_str value = rsis_str((const char *)a[3], (size_t)(a[4] - a[3]));
    struct style style = {0};
    const char *wrong = bad_attribute(element, name, rsis_str_trim(value));
    if (!wrong) wrong = style_text(&style, value);
    if (!wrong && root && !a[2]) wrong = extent(svg->sight, name, value);
    if (wrong) refuse(svg, wrong, name.ptr);
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
    if (same(local, "style") && svg->styles++ == 0) svg->style = (struct style){0};
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

/* Before the root: what the XML declaration says of the encoding is known by now. */
static void start_document(void *ctx) {
    struct svg *svg = ctx;
    const xmlChar *said = svg->parser->encoding;
    if (!said && svg->parser->input) said = svg->parser->input->encoding;
    if (said && !same(said, svg->utf16 ? "UTF-16" : "UTF-8"))
        refuse(svg, "it says that its encoding is another than it is, or than UTF-8 or UTF-16", (const char *)said);
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

/* False when memory ran out. */
static bool parse_quietly(struct svg *svg, struct rsis_str s) {
    xmlParserCtxtPtr parser = xmlCreateMemoryParserCtxt(s.ptr, (int)s.len);
    if (!parser) return false;
    xmlCtxtUseOptions(parser, XML_PARSE_NONET | XML_PARSE_NOENT); /* NOENT: &amp; in attributes as its character */
    *parser->sax = events;
    parser->userData = svg;
    svg->parser = parser;
    xmlParseDocument(parser);
    bool memory = parser->lastError.code != XML_ERR_NO_MEMORY;
    if (!parser->wellFormed || !parser->nsWellFormed)
        refuse(svg, "it is not well-formed XML", parser->lastError.message);
    xmlFreeDoc(parser->myDoc); /* libxml2 keeps entities in one, and leaves it behind when it is stopped */
    xmlFreeParserCtxt(parser);
    return memory;
}

/* Errors of its decoders libxml2 does not give to the parser's handler, but to one that each thread has. */
static bool parse(struct svg *svg, struct rsis_str s) {
    xmlStructuredErrorFunc handler = xmlStructuredError;
    void *context = xmlStructuredErrorContext;
    xmlSetStructuredErrorFunc(NULL, quiet);
    bool memory = parse_quietly(svg, s);
    xmlSetStructuredErrorFunc(context, handler);
    return memory;
}

/* ---------------------------------------------------------------- which of them it is */

static const struct rsis_str utf16_marks[] = {{"\xFF\xFE", 2}, {"\xFE\xFF", 2}};

static bool is_utf16(struct rsis_str s) {
    return rsis_str_starts(s, utf16_marks[0]) || rsis_str_starts(s, utf16_marks[1]);
}

/* XML begins with "<", at most after a byte-order mark and white space; UTF-16 must have the mark. */
static bool is_xml(struct rsis_str s) {
    if (is_utf16(s)) return s.len >= 4 && (memcmp(s.ptr + 2, s.ptr[0] == '\xFF' ? "<\0" : "\0<", 2) == 0);
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
};

static const char *what_else(struct rsis_str s) {
    if (!s.len) return "it is empty";
    for (size_t i = 0; i < sizeof others / sizeof *others; i++)
        if (s.len >= others[i].at && rsis_str_starts(rsis_str_from(s, others[i].at), others[i].bytes))
            return others[i].wrong;
    return "it is neither a PNG nor a JPEG nor an SVG image";
}

/* ---------------------------------------------------------------- the look */

static bool look(struct rsis_cover *out, struct sight *sight, struct rsis_str s) {
    bool memory = true;
    if (rsis_str_starts(s, png_signature)) {
        *out = (struct rsis_cover){s, "cover.png", "image/png"};
        sight->wrong = walk_png(sight, s);
    } else if (rsis_str_starts(s, RSIS_LIT("\xFF\xD8\xFF"))) {
        *out = (struct rsis_cover){s, "cover.jpg", "image/jpeg"};
        sight->wrong = walk_jpeg(sight, s);
    } else if (is_xml(s)) {
        struct svg svg = {.sight = sight, .utf16 = is_utf16(s)};
        *out = (struct rsis_cover){s, "cover.svg", "image/svg+xml"};
        memory = parse(&svg, s);
    } else {
        sight->wrong = what_else(s);
    }
    return memory;
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
    if (!look(out, &sight, s)) rsis_arena_give_up(diags->arena);
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
