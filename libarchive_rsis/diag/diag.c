/* diag.c - collecting findings, giving them places, and their two faces. */
#include "diag.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>

#include "../base/buf.h"
#include "../base/utf8.h"

static const struct {
    const char *id;
    enum rsis_severity severity;
    const char *summary;
} rows[] = {
#define RSIS_DIAG(symbol, id, severity, summary) {id, RSIS_##severity, summary},
#include "../include/rsis_diag.def"
#undef RSIS_DIAG
};

const char *rsis_diag_id(enum rsis_diag_code code) {
    return rows[code].id;
}

enum rsis_severity rsis_diag_severity(enum rsis_diag_code code) {
    return rows[code].severity;
}

const char *rsis_diag_summary(enum rsis_diag_code code) {
    return rows[code].summary;
}

const char *rsis_severity_name(enum rsis_severity severity) {
    static const char *const names[] = {"info", "warning", "error", "fatal"};
    return (unsigned)severity < 4 ? names[severity] : "?";
}

void rsis_diags_init(struct rsis_diags *d, struct rsis_arena *a, const char *path) {
    memset(d, 0, sizeof *d);
    d->arena = a;
    d->path = path;
}

#if defined(__GNUC__)
__attribute__((format(printf, 3, 0)))
#endif
static struct rsis_finding *
add(struct rsis_diags *d, enum rsis_diag_code code, const char *fmt, va_list ap) {
    const char *message = rsis_vformat(d->arena, fmt, ap);
    struct rsis_finding *f = RSIS_PUSH(d->arena, &d->list);
    f->code = (uint16_t)code;
    f->at = UINT32_MAX;
    f->message = message;
    d->counts.n[rows[code].severity]++;
    return f;
}

void rsis_report(struct rsis_diags *d, enum rsis_diag_code code, uint32_t at, uint32_t len, const char *fmt, ...) {
    va_list ap;
    va_start(ap, fmt);
    struct rsis_finding *f = add(d, code, fmt, ap);
    va_end(ap);
    f->at = at;
    f->len = len;
}

void rsis_report_file(struct rsis_diags *d, enum rsis_diag_code code, const char *fmt, ...) {
    va_list ap;
    va_start(ap, fmt);
    add(d, code, fmt, ap);
    va_end(ap);
}

void rsis_report_line(struct rsis_diags *d, enum rsis_diag_code code, uint32_t line, uint32_t column, const char *fmt,
                      ...) {
    va_list ap;
    va_start(ap, fmt);
    struct rsis_finding *f = add(d, code, fmt, ap);
    va_end(ap);
    f->line = line;
    f->column = column;
}

/* Walks forward only, so that many findings on one long line stay linear. */
struct walker {
    struct rsis_str stream;
    size_t at;
    uint32_t line, column;
};

static void walk_to(struct walker *w, size_t to) {
    for (; w->at < to && w->at < w->stream.len; w->at++) {
        char c = w->stream.ptr[w->at];
        bool cr = c == '\r' && !(w->at + 1 < w->stream.len && w->stream.ptr[w->at + 1] == '\n');
        if (c == '\n' || cr) {
            w->line++;
            w->column = 1;
        } else {
            w->column += ((unsigned char)c & 0xC0) != 0x80;
        }
    }
}

void rsis_place(struct rsis_str stream, uint32_t at, uint32_t *line, uint32_t *column) {
    struct walker w = {stream, 0, 1, 1};
    walk_to(&w, at);
    *line = w.line;
    *column = w.column;
}

/* By place, whole-file findings first; equal places keep their order. */
static int by_place(const void *a, const void *b) {
    const struct rsis_finding *x = *(const struct rsis_finding *const *)a, *y = *(const struct rsis_finding *const *)b;
    uint32_t p = x->at + 1, q = y->at + 1; /* UINT32_MAX wraps to 0 */
    if (p != q) return p < q ? -1 : 1;
    return x < y ? -1 : x > y;
}

void rsis_diags_deliver(struct rsis_diags *d, rsis_diag_fn *fn, void *ctx) {
    if (!fn || !d->list.n) return;
    struct rsis_finding **order = RSIS_NEW_ARRAY(d->arena, struct rsis_finding *, d->list.n);
    for (uint32_t i = 0; i < d->list.n; i++) order[i] = &d->list.v[i];
    qsort(order, d->list.n, sizeof *order, by_place);
    struct walker w = {d->stream, 0, 1, 1};
    for (uint32_t i = 0; i < d->list.n; i++) {
        const struct rsis_finding *f = order[i];
        struct rsis_diag out = {.id = rows[f->code].id, .severity = rows[f->code].severity, .path = d->path};
        out.line = f->line;
        out.column = f->column;
        out.message = f->message;
        if (f->at != UINT32_MAX) {
            walk_to(&w, f->at);
            out.line = w.line;
            out.column = w.column;
            out.offset = f->at;
            out.length = f->len;
        }
        fn(ctx, &out);
    }
}

/* snprintf-like output: counts everything, keeps what fits. */
struct face {
    char *buf;
    size_t size, len;
};

static void put(struct face *f, const char *p, size_t n) {
    for (size_t i = 0; i < n; i++, f->len++)
        if (f->len + 1 < f->size) f->buf[f->len] = p[i];
}

static void put_z(struct face *f, const char *z) {
    put(f, z, strlen(z));
}

static void put_number(struct face *f, uint64_t n) {
    char s[24];
    put(f, s, (size_t)snprintf(s, sizeof s, "%llu", (unsigned long long)n));
}

/* Text for a terminal: control characters and bad UTF-8 become \xNN. */
static void put_visible(struct face *f, const char *z) {
    const char *end = z + strlen(z);
    while (z < end) {
        unsigned n;
        uint32_t cp = rsis_utf8_next(z, end, &n);
        if (cp >= 0x20 && cp != 0x7F && cp < RSIS_UTF8_BAD && !(cp >= 0x80 && cp < 0xA0)) {
            put(f, z, n);
        } else {
            char s[24];
            for (unsigned i = 0; i < n; i++) put(f, s, (size_t)snprintf(s, sizeof s, "\\x%02X", (unsigned char)z[i]));
        }
        z += n;
    }
}

/* A JSON string. Bytes that are no UTF-8 become U+FFFD: JSON cannot hold them. */
static void put_json(struct face *f, const char *z) {
    const char *end = z + strlen(z);
    put_z(f, "\"");
    while (z < end) {
        unsigned n;
        uint32_t cp = rsis_utf8_next(z, end, &n);
        char s[8];
        if (cp == '"' || cp == '\\')
            put(f, s, (size_t)snprintf(s, sizeof s, "\\%c", (char)cp));
        else if (cp < 0x20 || (cp >= 0x7F && cp < 0xA0))
            put(f, s, (size_t)snprintf(s, sizeof s, "\\u%04x", (unsigned)cp));
        else if (cp == RSIS_UTF8_BAD)
            put_z(f, "\xEF\xBF\xBD");
        else
            put(f, z, n);
        z += n;
    }
    put_z(f, "\"");
}

static void face_text(struct face *f, const struct rsis_diag *d) {
    put_visible(f, d->path);
    put_z(f, ":");
    if (d->line) {
        put_number(f, d->line);
        put_z(f, ":");
        put_number(f, d->column);
        put_z(f, ":");
    }
    put_z(f, " ");
    put_z(f, rsis_severity_name(d->severity));
    put_z(f, ": ");
    put_visible(f, d->message);
    put_z(f, " [");
    put_z(f, d->id);
    put_z(f, "]");
}

static void face_json(struct face *f, const struct rsis_diag *d) {
    const struct {
        const char *key;
        uint64_t n;
    } numbers[] = {{"line", d->line}, {"column", d->column}, {"offset", d->offset}, {"length", d->length}};
    put_z(f, "{\"path\":");
    put_json(f, d->path);
    for (size_t i = 0; i < sizeof numbers / sizeof *numbers; i++) {
        put_z(f, ",\"");
        put_z(f, numbers[i].key);
        put_z(f, "\":");
        put_number(f, numbers[i].n);
    }
    put_z(f, ",\"severity\":\"");
    put_z(f, rsis_severity_name(d->severity));
    put_z(f, "\",\"id\":\"");
    put_z(f, d->id);
    put_z(f, "\",\"message\":");
    put_json(f, d->message);
    put_z(f, "}");
}

size_t rsis_diag_format(const struct rsis_diag *diag, enum rsis_diag_style style, char *buf, size_t size) {
    struct face f = {buf, size, 0};
    if (style == RSIS_DIAG_JSON)
        face_json(&f, diag);
    else
        face_text(&f, diag);
    if (size) buf[f.len < size ? f.len : size - 1] = 0;
    return f.len;
}
