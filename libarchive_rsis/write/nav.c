/* nav.c - nav.xhtml: contents, landmarks and printed pages. It is read as a page of the book, too. */
#include "book.h"

#include <limits.h>

static void item(struct rsis_xml *x, const struct rsis_toc_entry *e) {
    rsis_xml_open(x, "li");
    rsis_book_link(x, e->href, e->language, e->label);
}

/* Levels become lists in items. */
static void list(struct rsis_xml *x, const struct rsis_toc *toc) {
    unsigned depth = 0;
    for (uint32_t i = 0; i < toc->list.n; i++) {
        const struct rsis_toc_entry *e = &toc->list.v[i];
        if (e->level > depth) {
            rsis_xml_open(x, "ol");
            depth++;
        } else {
            for (rsis_xml_close(x); depth > e->level; depth--) {
                rsis_xml_close(x);
                rsis_xml_close(x);
            }
        }
        item(x, e);
    }
    for (; depth; depth--) {
        rsis_xml_close(x);
        rsis_xml_close(x);
    }
}

/* `role`: NULL where no role means the same. The id of the heading is that of the list and "-title". */
static void open_nav(struct rsis_xml *x, const char *type, const char *role, const char *title_id) {
    rsis_xml_open(x, "nav");
    rsis_book_attr(x, "epub:type", type);
    if (role) rsis_book_attr(x, "role", role);
    rsis_book_attr(x, "id", type);
    rsis_book_attr(x, "aria-labelledby", title_id);
}

static void contents(struct rsis_arena *a, struct rsis_xml *x, const struct rsis_book *book) {
    struct rsis_toc toc = {{NULL, 0, 0}};
    rsis_book_toc(a, book, UINT_MAX, &toc);
    open_nav(x, "toc", "doc-toc", "toc-title");
    rsis_book_heading(x, "h1", "toc-title", RSIS_LIT("Contents"));
    list(x, &toc);
    rsis_xml_close(x);
}

static void landmark(struct rsis_xml *x, const char *type, const char *href, const char *label) {
    rsis_xml_open(x, "li");
    rsis_xml_inline(x, "a");
    rsis_book_attr(x, "epub:type", type);
    rsis_book_attr(x, "href", href);
    rsis_xml_text(x, rsis_str_c(label));
    rsis_xml_end(x);
    rsis_xml_close(x);
}

static void landmarks(struct rsis_arena *a, struct rsis_xml *x, const struct rsis_book *book) {
    open_nav(x, "landmarks", NULL, "landmarks-title");
    rsis_book_attr(x, "hidden", "hidden");
    rsis_book_heading(x, "h2", "landmarks-title", RSIS_LIT("Landmarks"));
    rsis_xml_open(x, "ol");
    landmark(x, "cover", RSIS_BOOK_COVER, "Cover");
    landmark(x, "toc", RSIS_BOOK_NAV, "Contents");
    landmark(x, "bodymatter", rsis_book_href(a, book->parts[0]), book->single ? "Text" : "First commentary");
    if (!book->single) {
        landmark(x, "index", RSIS_BOOK_AUTHORS, "Authors");
        if (rsis_book_has_topics(book)) landmark(x, "index", RSIS_BOOK_TOPICS, "Topics");
        landmark(x, "colophon", RSIS_BOOK_ABOUT, "About this book");
    }
    rsis_xml_close(x);
    rsis_xml_close(x);
}

static void pages(struct rsis_arena *a, struct rsis_xml *x, const struct rsis_book *book) {
    struct rsis_toc toc = {{NULL, 0, 0}};
    rsis_book_pages(a, book, &toc);
    if (!toc.list.n) return;
    open_nav(x, "page-list", "doc-pagelist", "page-list-title");
    rsis_book_attr(x, "hidden", "hidden");
    rsis_book_heading(x, "h2", "page-list-title", RSIS_LIT("Pages of the print edition"));
    list(x, &toc);
    rsis_xml_close(x);
}

struct rsis_str rsis_write_nav(struct rsis_arena *a, const struct rsis_book *book) {
    struct rsis_xml *x = rsis_book_page(a, RSIS_LIT("Contents"), RSIS_LIT("en"));
    contents(a, x, book);
    landmarks(a, x, book);
    pages(a, x, book);
    return rsis_book_page_end(x);
}
