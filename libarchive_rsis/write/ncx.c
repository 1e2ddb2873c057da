/* ncx.c - toc.ncx: the contents for reading systems of EPUB 2, two levels deep. */
#include "book.h"

enum { DEPTH = 2 };

static void head(struct rsis_xml *x, const char *name, const char *content) {
    rsis_xml_open(x, "meta");
    rsis_book_attr(x, "name", name);
    rsis_book_attr(x, "content", content);
    rsis_xml_end(x);
}

static void labelled(struct rsis_xml *x, const char *element, struct rsis_str text) {
    rsis_xml_open(x, element);
    rsis_book_leaf(x, "text", text);
    rsis_xml_close(x);
}

/* Label and target of a point; the element stays open. There is no playOrder: it is optional, and points share targets.
 */
static void point(struct rsis_arena *a, struct rsis_xml *x, const char *id, uint32_t n,
                  const struct rsis_toc_entry *e) {
    rsis_book_attr(x, "id", rsis_format(a, "%s%u", id, (unsigned)n));
    labelled(x, "navLabel", e->label);
    rsis_xml_open(x, "content");
    rsis_book_attr(x, "src", e->href);
    rsis_xml_end(x);
}

static void map(struct rsis_arena *a, struct rsis_xml *x, const struct rsis_toc *toc) {
    unsigned depth = 0;
    rsis_xml_open(x, "navMap");
    for (uint32_t i = 0; i < toc->list.n; i++) {
        const struct rsis_toc_entry *e = &toc->list.v[i];
        for (; depth >= e->level; depth--) rsis_xml_close(x);
        rsis_xml_open(x, "navPoint");
        point(a, x, "point", i + 1, e);
        depth = e->level;
    }
    for (; depth; depth--) rsis_xml_close(x);
    rsis_xml_close(x);
}

/* Only numbers are "normal" pages. */
static bool is_number(struct rsis_str s) {
    for (size_t i = 0; i < s.len; i++)
        if (!rsis_is_digit(s.ptr[i])) return false;
    return s.len > 0;
}

static void page_list(struct rsis_arena *a, struct rsis_xml *x, const struct rsis_toc *pages, bool single) {
    if (!pages->list.n) return;
    rsis_xml_open(x, "pageList");
    for (uint32_t i = 0; i < pages->list.n; i++) {
        const struct rsis_toc_entry *page = &pages->list.v[i];
        rsis_xml_open(x, "pageTarget");
        rsis_book_attr(x, "type", single && is_number(page->label) ? "normal" : "special");
        point(a, x, "page", i + 1, page);
        rsis_xml_close(x);
    }
    rsis_xml_close(x);
}

static unsigned depth_of(const struct rsis_toc *toc) {
    unsigned depth = 0;
    for (uint32_t i = 0; i < toc->list.n; i++)
        if (toc->list.v[i].level > depth) depth = toc->list.v[i].level;
    return depth;
}

struct rsis_str rsis_write_ncx(struct rsis_arena *a, const struct rsis_book *book) {
    struct rsis_toc toc = {{NULL, 0, 0}}, pages = {{NULL, 0, 0}};
    rsis_book_toc(a, book, DEPTH, &toc);
    rsis_book_pages(a, book, &pages);
    struct rsis_xml *x = rsis_xml_new(a, NULL, NULL, NULL);
    rsis_xml_open(x, "ncx");
    rsis_book_attr(x, "xmlns", "http://www.daisy.org/z3986/2005/ncx/");
    rsis_book_attr(x, "version", "2005-1");
    rsis_xml_attr(x, "xml:lang", rsis_book_language(book->language));
    rsis_xml_open(x, "head");
    head(x, "dtb:uid", book->identifier);
    head(x, "dtb:depth", rsis_format(a, "%u", depth_of(&toc)));
    head(x, "dtb:totalPageCount", rsis_format(a, "%u", (unsigned)pages.list.n));
    head(x, "dtb:maxPageNumber", "0"); /* pages of several commentaries have no common count */
    rsis_xml_close(x);
    labelled(x, "docTitle", book->title);
    for (size_t i = 0; book->single && i < book->parts[0]->n_authors; i++)
        labelled(x, "docAuthor", book->parts[0]->authors[i].name);
    map(a, x, &toc);
    page_list(a, x, &pages, book->single);
    rsis_xml_close(x);
    return rsis_xml_finish(x);
}
