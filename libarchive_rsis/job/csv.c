/* csv.c - RFC 4180, section 2, with LF as a line end besides CR LF. */
#include "csv.h"

void rsis_csv_init(struct rsis_csv *csv, struct rsis_arena *arena, struct rsis_str input) {
    *csv = (struct rsis_csv){.arena = arena, .input = input, .line = 1};
}

/* The byte at the cursor; -1 at the end. */
static int peek(const struct rsis_csv *csv) {
    return csv->at < csv->input.len ? (unsigned char)csv->input.ptr[csv->at] : -1;
}

static bool refuse(struct rsis_csv *csv, size_t at, const char *wrong) {
    csv->at = at;
    csv->wrong = wrong;
    return false;
}

/* The text between quotes; `open` is where the first one stands. */
static bool read_quoted(struct rsis_csv *csv, size_t open, struct rsis_str *text) {
    struct rsis_buf b;
    rsis_buf_init(&b, csv->arena);
    for (;;) {
        struct rsis_str rest = rsis_str_from(csv->input, csv->at);
        const char *quote = rest.len ? memchr(rest.ptr, '"', rest.len) : NULL;
        if (!quote) return refuse(csv, open, "this quote is never closed");
        size_t n = (size_t)(quote - rest.ptr);
        for (size_t i = 0; i < n; i++) csv->line += rest.ptr[i] == '\n';
        rsis_buf_append(&b, rest.ptr, n);
        csv->at += n + 1;
        if (peek(csv) != '"') break;
        rsis_buf_char(&b, '"'); /* two quotes are one */
        csv->at++;
    }
    *text = rsis_buf_slice(&b);
    return true;
}

static bool read_bare(struct rsis_csv *csv, struct rsis_str *text) {
    size_t from = csv->at;
    for (int c = peek(csv); c >= 0 && c != ',' && c != '\n' && c != '\r'; c = peek(csv)) {
        if (c == '"')
            return refuse(csv, csv->at,
                          "a quote stands inside a field; expected the whole field in quotes, and each "
                          "quote in it doubled");
        csv->at++;
    }
    *text = rsis_str(csv->input.ptr + from, csv->at - from);
    return true;
}

static bool read_cell(struct rsis_csv *csv, struct rsis_cell *cell) {
    size_t from = csv->at;
    bool quoted = peek(csv) == '"';
    csv->at += quoted;
    if (!(quoted ? read_quoted(csv, from, &cell->text) : read_bare(csv, &cell->text))) return false;
    cell->at = (uint32_t)from;
    cell->len = (uint32_t)(csv->at - from);
    int c = peek(csv);
    if (c < 0 || c == ',' || c == '\n') return true;
    if (c != '\r')
        return refuse(csv, csv->at, "text stands after a closing quote; expected a comma or the end of the line");
    if (csv->at + 1 < csv->input.len && csv->input.ptr[csv->at + 1] == '\n') return true;
    return refuse(csv, csv->at, "a carriage return stands alone; expected lines that end in LF or CR LF");
}

enum rsis_csv_result rsis_csv_next(struct rsis_csv *csv, struct rsis_cell *cells, size_t max, size_t *n) {
    struct rsis_cell extra;
    if (peek(csv) < 0) return RSIS_CSV_END;
    for (*n = 0;; csv->at++) {
        if (!read_cell(csv, *n < max ? &cells[*n] : &extra)) return RSIS_CSV_WRONG;
        ++*n;
        if (peek(csv) != ',') break;
    }
    csv->at += peek(csv) == '\r';
    csv->line += peek(csv) == '\n';
    csv->at += peek(csv) == '\n';
    return RSIS_CSV_RECORD;
}
