/* index.c - index.csv of a collection: RFC 4180 in UTF-8, with LF at the end of lines. specs/package.md. */
#include "common.h"

static void cell(struct rsis_buf *out, struct rsis_str s) {
    bool quoted = false;
    for (size_t i = 0; i < s.len; i++) quoted |= memchr(",\"\r\n", s.ptr[i], 4) != NULL;
    if (quoted) rsis_buf_char(out, '"');
    for (size_t i = 0; i < s.len; i++) {
        if (s.ptr[i] == '"') rsis_buf_char(out, '"');
        rsis_buf_char(out, s.ptr[i]);
    }
    if (quoted) rsis_buf_char(out, '"');
}

static void row(struct rsis_buf *out, const struct rsis_str *cells, size_t n) {
    for (size_t i = 0; i < n; i++) {
        if (i) rsis_buf_char(out, ',');
        cell(out, cells[i]);
    }
    rsis_buf_char(out, '\n');
}

struct rsis_str rsis_collection_index(struct rsis_arena *a, const struct rsis_package_collection *c) {
    static const struct rsis_str head[] = {{"id", 2},     {"doi", 3},     {"title", 5},  {"authors", 7}, {"date", 4},
                                           {"source", 6}, {"package", 7}, {"sha512", 6}, {"bytes", 5}};
    struct rsis_buf out;
    rsis_buf_init(&out, a);
    row(&out, head, sizeof head / sizeof *head);
    for (size_t i = 0; i < c->n_holdings; i++) {
        const struct rsis_holding *h = &c->holdings[i];
        const char *bytes = rsis_format(a, "%llu", (unsigned long long)h->file->fixity.size);
        struct rsis_str cells[] = {rsis_str_c(h->id),
                                   h->doi,
                                   h->title,
                                   h->authors,
                                   h->date,
                                   h->source,
                                   rsis_str_c(h->path),
                                   rsis_str_c(h->file->fixity.sha512),
                                   rsis_str_c(bytes)};
        row(&out, cells, sizeof cells / sizeof *cells);
    }
    return rsis_buf_slice(&out);
}
