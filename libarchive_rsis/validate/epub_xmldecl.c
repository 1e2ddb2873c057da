/* epub_xmldecl.c - EPUB 3.3 3.9 and B: XML 1.0, UTF-8 (UTF-16 where it must be), no external identifiers but a few. */
#include "epub_xmldecl.h"

#include "epub_walk.h"

#define FOUND(p, check, ...) rsis_found((p)->book->report, (check), (p)->member, (p)->line, (p)->column, __VA_ARGS__)

/* ---- encodings */

enum form { FORM_BYTES, FORM_UTF8, FORM_UTF16, FORM_UTF32 };

static const struct {
    const char *bytes;
    uint8_t len, form;
} marks[] = {
    {"\x00\x00\xFE\xFF", 4, FORM_UTF32},
    {"\xFF\xFE\x00\x00", 4, FORM_UTF32},
    {"\x00\x00\x00<", 4, FORM_UTF32},
    {"<\x00\x00\x00", 4, FORM_UTF32},
    {"\xEF\xBB\xBF", 3, FORM_UTF8},
    {"\xFE\xFF", 2, FORM_UTF16},
    {"\xFF\xFE", 2, FORM_UTF16},
    {"\x00<", 2, FORM_UTF16},
    {"<\x00", 2, FORM_UTF16},
};

static enum form form_of(struct rsis_str s) {
    for (size_t i = 0; i < sizeof marks / sizeof *marks; i++)
        if (rsis_str_starts(s, rsis_str(marks[i].bytes, marks[i].len))) return (enum form)marks[i].form;
    return FORM_BYTES;
}

/* The value of a word of the XML declaration, or nothing. */
static struct rsis_str declared(struct rsis_str s, const char *word) {
    struct rsis_str none = {NULL, 0};
    if (rsis_str_starts(s, rsis_str("\xEF\xBB\xBF", 3))) s = rsis_str_from(s, 3);
    if (!rsis_str_starts(s, RSIS_LIT("<?xml"))) return none;
    ptrdiff_t end = rsis_str_find(rsis_str(s.ptr, s.len < 400 ? s.len : 400), RSIS_LIT("?>"));
    if (end < 0) return none;
    s.len = (size_t)end;
    ptrdiff_t at = rsis_str_find(s, rsis_str_c(word));
    if (at < 0) return none;
    s = rsis_str_from(s, (size_t)at + strlen(word));
    while (s.len && *s.ptr != '"' && *s.ptr != '\'') s = rsis_str_from(s, 1);
    for (size_t i = 1; i < s.len; i++)
        if (s.ptr[i] == s.ptr[0]) return rsis_str(s.ptr + 1, i - 1);
    return none;
}

static void judge_utf16(struct rsis_epub_parse *p) {
    if (p->dialect == RSIS_DIALECT_XHTML && p->book->version == 3)
        FOUND(p, RSIS_CHECK_EPUB_XHTML_UTF16, "This XHTML document is in UTF-16");
    else
        FOUND(p, RSIS_CHECK_EPUB_UTF16, "This document is in UTF-16");
}

bool rsis_epub_judge_form(struct rsis_epub_parse *p, struct rsis_str bytes) {
    enum form form = form_of(bytes);
    struct rsis_str version = declared(bytes, "version"), encoding = declared(bytes, "encoding");
    if (bytes.len > INT32_MAX) {
        FOUND(p, RSIS_CHECK_EPUB_TOO_LARGE, "A document of %zu bytes is not read", bytes.len);
        return false;
    }
    if (form == FORM_UTF32) {
        FOUND(p, RSIS_CHECK_EPUB_ENCODING, "This document is in UTF-32");
        return false;
    }
    if (form == FORM_UTF16)
        judge_utf16(p);
    else if (encoding.len && !rsis_str_eq_nocase(encoding, RSIS_LIT("utf-8"))) {
        if (rsis_str_starts_nocase(encoding, RSIS_LIT("utf-16")))
            judge_utf16(p);
        else
            FOUND(p, RSIS_CHECK_EPUB_ENCODING, "This document says that it is in %.*s", RSIS_ARG(encoding));
    }
    if (rsis_str_eq(version, RSIS_LIT("1.1"))) FOUND(p, RSIS_CHECK_EPUB_XML11, "This document says that it is XML 1.1");
    if (bytes.len) return true;
    FOUND(p, RSIS_CHECK_EPUB_NOT_WELL_FORMED, "Not well-formed: the document is empty");
    return false;
}

/* ---- document types */

/* EPUB 3.3 B: the external identifiers that are allowed, and in what. */
static const struct {
    uint8_t dialect;
    const char *public_id, *system_id;
} allowed[] = {
    {RSIS_DIALECT_SVG, "-//W3C//DTD SVG 1.1//EN", "http://www.w3.org/Graphics/SVG/1.1/DTD/svg11.dtd"},
    {RSIS_DIALECT_NCX, "-//NISO//DTD ncx 2005-1//EN", "http://www.daisy.org/z3986/2005/ncx-2005-1.dtd"},
};

static bool same(const char *a, const char *b) {
    return a && b && strcmp(a, b) == 0;
}

static bool is_allowed(const struct rsis_epub_parse *p, const char *public_id, const char *system_id) {
    if (!public_id && !system_id) return true;
    for (size_t i = 0; i < sizeof allowed / sizeof *allowed; i++)
        if (allowed[i].dialect == p->dialect && same(public_id, allowed[i].public_id) &&
            same(system_id, allowed[i].system_id))
            return true;
    return false;
}

/* OPS 2.0.1: XHTML 1.1, and DTBook; a document type of HTML5 is no error there. */
static void judge_ops2(struct rsis_epub_parse *p, const char *public_id) {
    if (public_id && !same(public_id, "-//W3C//DTD XHTML 1.1//EN") && strstr(public_id, "//DTD X"))
        FOUND(p, RSIS_CHECK_EPUB_DOCTYPE, "The document type \"%.100s\" is not that of XHTML 1.1", public_id);
    else if (!public_id)
        FOUND(p, RSIS_CHECK_EPUB_DOCTYPE, "The document type is not that of XHTML 1.1");
}

void rsis_epub_judge_doctype(struct rsis_epub_parse *p, const char *public_id, const char *system_id) {
    if (p->dialect == RSIS_DIALECT_XHTML) {
        if (p->book->version == 2)
            judge_ops2(p, public_id);
        else if (public_id || (system_id && !same(system_id, "about:legacy-compat")))
            FOUND(p, RSIS_CHECK_EPUB_DOCTYPE, "The document type must be <!DOCTYPE html>, and is \"%.100s\"",
                  public_id ? public_id : system_id);
        return;
    }
    if (p->book->version == 3 && !is_allowed(p, public_id, system_id))
        FOUND(p, RSIS_CHECK_EPUB_EXTERNAL_ID, "The external identifier \"%.100s\" is not allowed in this kind of file",
              public_id ? public_id : system_id);
}
