/*
 * formats.c - which format bytes are in, by signatures that PRONOM knows. An identifier is given only where a signature
 * decides it: versions of RTF and PNG, for instance, hang on more than that, so those get a name and no identifier.
 */
#include "package.h"

struct format {
    const char *puid, *name, *media_type;
};

static bool has(struct rsis_str s, struct rsis_str needle) {
    return rsis_str_find(s, needle) >= 0;
}

static bool has_at(struct rsis_str s, size_t at, struct rsis_str what) {
    return s.len >= at && rsis_str_starts(rsis_str_from(s, at), what);
}

/* ---------------------------------------------------------------- bytes at the beginning */

struct signature {
    size_t at;
    struct rsis_str bytes;
    struct format format;
};
#define BYTES(s)                                                                                                       \
    { (s), sizeof(s) - 1 }
#define PDF(version, puid)                                                                                             \
    {                                                                                                                  \
        0, BYTES("%PDF-" version), {                                                                                   \
            puid, "PDF " version, "application/pdf"                                                                    \
        }                                                                                                              \
    }

/* The first that fits counts. */
static const struct signature signatures[] = {
    PDF("1.0", "fmt/14"),
    PDF("1.1", "fmt/15"),
    PDF("1.2", "fmt/16"),
    PDF("1.3", "fmt/17"),
    PDF("1.4", "fmt/18"),
    PDF("1.5", "fmt/19"),
    PDF("1.6", "fmt/20"),
    PDF("1.7", "fmt/276"),
    PDF("2.0", "fmt/1129"),
    {30, BYTES("mimetypeapplication/epub+zip"), {"fmt/483", "ePub format", "application/epub+zip"}},
    {0, BYTES("PK\3\4"), {"x-fmt/263", "ZIP Format", "application/zip"}},
    {0,
     BYTES("\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1"),
     {"fmt/111", "OLE2 Compound Document Format", "application/x-ole-storage"}},
    {0, BYTES("{\\rtf"), {NULL, "Rich Text Format", "application/rtf"}},
    {6, BYTES("JFIF\0\1\0"), {"fmt/42", "JPEG File Interchange Format 1.00", "image/jpeg"}},
    {6, BYTES("JFIF\0\1\1"), {"fmt/43", "JPEG File Interchange Format 1.01", "image/jpeg"}},
    {6, BYTES("JFIF\0\1\2"), {"fmt/44", "JPEG File Interchange Format 1.02", "image/jpeg"}},
    {0, BYTES("\xFF\xD8\xFF"), {NULL, "JPEG", "image/jpeg"}},
    {0, BYTES("\x89PNG\r\n\x1A\n"), {NULL, "Portable Network Graphics", "image/png"}},
    {0, BYTES("<?xml"), {"fmt/101", "Extensible Markup Language 1.0", "application/xml"}},
    {0, BYTES("\xEF\xBB\xBF<?xml"), {"fmt/101", "Extensible Markup Language 1.0", "application/xml"}},
};

static const struct format *by_signature(struct rsis_str head) {
    for (size_t i = 0; i < sizeof signatures / sizeof *signatures; i++)
        if (has_at(head, signatures[i].at, signatures[i].bytes)) return &signatures[i].format;
    return NULL;
}

/* ---------------------------------------------------------------- what is told apart inside */

/* The value of an XMP property as an element or as an attribute: one character, in upper case; 0 without. */
static char xmp(struct rsis_str s, struct rsis_str property) {
    ptrdiff_t at = rsis_str_find(s, property);
    if (at < 0) return 0;
    struct rsis_str rest = rsis_str_from(s, (size_t)at + property.len);
    size_t n = 0;
    while (n < rest.len && n < 4 && memchr(">=\"' ", rest.ptr[n], 5)) n++;
    if (n == 0 || n == rest.len) return 0;
    return rsis_is_lower(rest.ptr[n]) ? (char)(rest.ptr[n] - 32) : rest.ptr[n];
}

/* PDF/A when the metadata say so; only signatures are looked at, so this is a claim that nobody checked. */
static const struct format *pdf_a(struct rsis_str s) {
    static const struct {
        char part, conformance;
        struct format format;
    } table[] = {
        {'1', 'A', {"fmt/95", "PDF/A-1a", "application/pdf"}},  {'1', 'B', {"fmt/354", "PDF/A-1b", "application/pdf"}},
        {'2', 'A', {"fmt/476", "PDF/A-2a", "application/pdf"}}, {'2', 'B', {"fmt/477", "PDF/A-2b", "application/pdf"}},
        {'2', 'U', {"fmt/478", "PDF/A-2u", "application/pdf"}}, {'3', 'A', {"fmt/479", "PDF/A-3a", "application/pdf"}},
        {'3', 'B', {"fmt/480", "PDF/A-3b", "application/pdf"}}, {'3', 'U', {"fmt/481", "PDF/A-3u", "application/pdf"}},
    };
    char part = xmp(s, RSIS_LIT("pdfaid:part")), conformance = xmp(s, RSIS_LIT("pdfaid:conformance"));
    for (size_t i = 0; i < sizeof table / sizeof *table; i++)
        if (table[i].part == part && table[i].conformance == conformance) return &table[i].format;
    return NULL;
}

/* The names of a ZIP's members stand in it undeflated, at the latest in its directory at the end. */
static bool is_word(struct rsis_str s) {
    return has(s, RSIS_LIT("[Content_Types].xml")) && has(s, RSIS_LIT("word/document.xml"));
}

static const struct format *refine(const struct format *f, struct rsis_str head, struct rsis_str tail) {
    static const struct format word = {"fmt/412", "Microsoft Word for Windows 2007 onwards",
                                       "application/vnd.openxmlformats-officedocument.wordprocessingml.document"};
    const struct format *better = NULL;
    if (strcmp(f->media_type, "application/pdf") == 0) {
        better = pdf_a(head);
        if (!better) better = pdf_a(tail);
    } else if (strcmp(f->media_type, "application/zip") == 0 && (is_word(head) || is_word(tail))) {
        better = &word;
    }
    return better ? better : f;
}

/* ---------------------------------------------------------------- text */

/* Nothing but text has neither NUL nor other controls; what begins with the mark of UTF-16 is text, too. */
static bool is_text(struct rsis_str s) {
    if (rsis_str_starts(s, RSIS_LIT("\xFF\xFE")) || rsis_str_starts(s, RSIS_LIT("\xFE\xFF"))) return true;
    for (size_t i = 0; i < s.len; i++) {
        unsigned char c = (unsigned char)s.ptr[i];
        if (c == 0x7F || (c < ' ' && !rsis_is_space(s.ptr[i]) && c != 0x1A)) return false;
    }
    return s.len > 0;
}

static const struct format *html(struct rsis_str head) {
    static const struct format html5 = {"fmt/471", "Hypertext Markup Language 5", "text/html"};
    static const struct format any = {"fmt/96", "Hypertext Markup Language", "text/html"};
    struct rsis_str s = rsis_str_trim(rsis_str_starts(head, RSIS_LIT("\xEF\xBB\xBF")) ? rsis_str_from(head, 3) : head);
    if (rsis_str_starts_nocase(s, RSIS_LIT("<!doctype html>"))) return &html5;
    if (rsis_str_starts_nocase(s, RSIS_LIT("<!doctype html")) || rsis_str_starts_nocase(s, RSIS_LIT("<html")))
        return &any;
    return NULL;
}

/* Plain text looks the same whatever it is written in; only here the name has a say. */
static const struct format *text(struct rsis_str name) {
    static const struct {
        struct rsis_str ending;
        struct format format;
    } table[] = {
        {BYTES(".md"), {"fmt/1149", "Markdown", "text/markdown"}},
        {BYTES(".json"), {"fmt/817", "JSON Data Interchange Format", "application/json"}},
        {BYTES(".csv"), {"x-fmt/18", "Comma Separated Values", "text/csv"}},
        {BYTES(""), {"x-fmt/111", "Plain Text File", "text/plain"}},
    };
    size_t i = 0;
    while (name.len < table[i].ending.len ||
           !rsis_str_eq_nocase(rsis_str_from(name, name.len - table[i].ending.len), table[i].ending))
        i++;
    return &table[i].format;
}

void rsis_identify_format(struct rsis_file *file, struct rsis_str head, struct rsis_str tail, struct rsis_str name) {
    const struct format *f = by_signature(head);
    if (f) f = refine(f, head, tail);
    if (!f && is_text(head) && (is_text(tail) || !tail.len)) {
        f = html(head);
        if (!f) f = text(name);
    }
    file->puid = f ? f->puid : NULL;
    file->format = f ? f->name : NULL;
    if (!file->media_type) file->media_type = f ? f->media_type : "application/octet-stream";
}
