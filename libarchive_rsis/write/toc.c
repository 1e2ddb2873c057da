/* toc.c - the table of contents and the list of printed pages, as lists with levels. */
#include "book.h"

struct list {
    struct rsis_arena *arena;
    struct rsis_toc *toc;
    unsigned depth; /* deeper entries are left out */
};

/* Adds an entry; its level is lessened where it would skip one. */
static void add(struct list *l, unsigned level, const char *href, struct rsis_str language, struct rsis_str label) {
    struct rsis_toc *t = l->toc;
    unsigned most = t->list.n ? t->list.v[t->list.n - 1].level + 1 : 1;
    *RSIS_PUSH(l->arena, &t->list) = (struct rsis_toc_entry){label, language, href, level < most ? level : most};
}

static void add_part(struct list *l, const struct rsis_part *part, unsigned level, struct rsis_str label) {
    const char *href = rsis_book_href(l->arena, part);
    add(l, level, href, part->language, label);
    for (size_t i = 0; i < part->n_heads; i++) {
        const struct rsis_place_mark *head = &part->heads[i];
        unsigned below = level + (head->level ? head->level : 1);
        if (below <= l->depth && rsis_str_trim(head->label).len)
            add(l, below, rsis_format(l->arena, "%s#%s", href, head->id), part->language, head->label);
    }
}

/* The heading under which a part stands: its month, or series and year. */
static struct rsis_str group_of(struct rsis_arena *a, const struct rsis_book *book, const struct rsis_part *part) {
    if (book->by_month) return part->date.len ? rsis_book_month(a, part->date) : RSIS_LIT("Undated");
    if (!part->year.len) return RSIS_LIT("Without a year");
    return rsis_str_c(rsis_format(a, "%.*s %.*s", RSIS_ARG(part->series), RSIS_ARG(part->year)));
}

/* Years head a list only where there are several. */
static bool has_groups(struct rsis_arena *a, const struct rsis_book *book) {
    if (book->by_month) return true;
    struct rsis_str first = group_of(a, book, book->parts[0]);
    for (size_t i = 1; i < book->n; i++)
        if (!rsis_str_eq(first, group_of(a, book, book->parts[i]))) return true;
    return false;
}

static void add_parts(struct list *l, const struct rsis_book *book) {
    bool groups = has_groups(l->arena, book);
    struct rsis_str current = {NULL, 0};
    for (size_t i = 0; i < book->n; i++) {
        const struct rsis_part *part = book->parts[i];
        struct rsis_str group = groups ? group_of(l->arena, book, part) : current;
        if (!rsis_str_eq(group, current)) add(l, 1, rsis_book_href(l->arena, part), RSIS_LIT("en"), group);
        current = group;
        add_part(l, part, groups ? 2 : 1, rsis_book_label(l->arena, part));
    }
}

void rsis_book_toc(struct rsis_arena *a, const struct rsis_book *book, unsigned depth, struct rsis_toc *toc) {
    struct list l = {a, toc, depth};
    if (book->single) {
        add_part(&l, book->parts[0], 1, book->parts[0]->title);
        return;
    }
    add_parts(&l, book);
    add(&l, 1, RSIS_BOOK_AUTHORS, RSIS_LIT("en"), RSIS_LIT("Authors"));
    if (rsis_book_has_topics(book)) add(&l, 1, RSIS_BOOK_TOPICS, RSIS_LIT("en"), RSIS_LIT("Topics"));
    add(&l, 1, RSIS_BOOK_ABOUT, RSIS_LIT("en"), RSIS_LIT("About this book"));
}

/* A part without a number is named by its key, because a title is too long for a page's label. */
static struct rsis_str page_label(struct rsis_arena *a, const struct rsis_book *book, const struct rsis_part *part,
                                  struct rsis_str page) {
    struct rsis_str name = part->number.len ? part->number : rsis_str_c(part->key);
    if (book->single) return page;
    return rsis_str_c(rsis_format(a, "%.*s p. %.*s", RSIS_ARG(name), RSIS_ARG(page)));
}

void rsis_book_pages(struct rsis_arena *a, const struct rsis_book *book, struct rsis_toc *pages) {
    struct list l = {a, pages, 1};
    for (size_t i = 0; i < book->n; i++) {
        const struct rsis_part *part = book->parts[i];
        for (size_t k = 0; k < part->n_pages; k++)
            add(&l, 1, rsis_format(a, "%s.xhtml#%s", part->key, part->pages[k].id), RSIS_LIT("en"),
                page_label(a, book, part, part->pages[k].label));
    }
}
