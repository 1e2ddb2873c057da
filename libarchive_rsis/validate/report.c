/* report.c - findings are kept with their text made printable; the verdict follows from the worst of them. */
#include "report.h"

#include <stdio.h>

#include "../base/utf8.h"

/* Findings of one check that are listed; more are counted. Enough to mend by, and it bounds the memory. */
enum {
    LISTED = 1000,
    /* Bytes of a message, and of a member's name, that are shown; a hostile archive has longer ones. */
    SHOWN = 1000,
};

static const struct rsis_check_row ROWS[RSIS_CHECK_COUNT] = {
#define RSIS_CHECK(symbol, id, severity, spec, equivalent, advice) {id, RSIS_##severity, spec, equivalent, advice},
#include "bag.def"
#include "epub.def"
#include "jats.def"
#include "package.def"
#undef RSIS_CHECK
};

const struct rsis_check_row *rsis_check_row(enum rsis_check check) {
    return &ROWS[check];
}

void rsis_report_init(struct rsis_report *r, struct rsis_arena *a, const char *path) {
    *r = (struct rsis_report){.arena = a, .path = path, .kind = "", .within = ""};
}

/* Controls, and what turns the direction of writing or breaks lines, would let a name deceive its reader. */
static bool printable(uint32_t cp) {
    if (cp < 0x20 || (cp >= 0x7F && cp < 0xA0) || cp == RSIS_UTF8_BAD) return false;
    return !(cp >= 0x2028 && cp <= 0x202E) && !(cp >= 0x2066 && cp <= 0x2069) && cp != 0xFEFF;
}

/* Text on its way to a finding. */
struct shown {
    char text[SHOWN + 16]; /* room for an escaped character and "..." behind the last that fits */
    size_t len;
};

/* Appends `s`, or as many characters of it as fit; each byte of what is not printable becomes \xNN. */
static void append_printable(struct shown *out, struct rsis_str s) {
    const char *p = s.ptr, *end = p + s.len;
    while (p < end && out->len < SHOWN) {
        unsigned len;
        if (printable(rsis_utf8_next(p, end, &len))) {
            memcpy(out->text + out->len, p, len);
            out->len += len;
            p += len;
        } else { /* byte by byte: the others of the character are not printable by themselves */
            out->len += (size_t)snprintf(out->text + out->len, 5, "\\x%02X", (unsigned)(unsigned char)*p++);
        }
    }
    if (p == end) return;
    memcpy(out->text + out->len, "...", 3);
    out->len += 3;
}

static const char *keep(struct rsis_report *r, const struct shown *s) {
    return rsis_str_dup(r->arena, rsis_str(s->text, s->len));
}

static const char *shown_member(struct rsis_report *r, struct rsis_str member) {
    struct shown s = {.len = 0};
    append_printable(&s, rsis_str_c(r->within));
    if (s.len && member.len) append_printable(&s, RSIS_LIT("/"));
    if (member.len) append_printable(&s, member);
    return keep(r, &s);
}

void rsis_found(struct rsis_report *r, enum rsis_check check, struct rsis_str member, uint32_t line, uint32_t column,
                const char *fmt, ...) {
    enum rsis_severity severity = ROWS[check].severity;
    if (severity == RSIS_FATAL) rsis_report_stand(r, RSIS_STANDING_UNREADABLE);
    if (r->counts[check]++ >= LISTED) return;
    char raw[SHOWN + 8]; /* longer than what is shown, so that a cut is seen */
    struct shown text = {.len = 0};
    va_list ap;
    va_start(ap, fmt);
    vsnprintf(raw, sizeof raw, fmt, ap);
    va_end(ap);
    append_printable(&text, rsis_str_c(raw));
    struct rsis_found found = {.check = check, .severity = severity, .line = line, .column = column};
    found.member = shown_member(r, member);
    found.message = keep(r, &text);
    *RSIS_PUSH(r->arena, &r->list) = found;
}

bool rsis_report_is_full(const struct rsis_report *r, enum rsis_check check) {
    return r->counts[check] >= LISTED;
}

void rsis_report_stand(struct rsis_report *r, enum rsis_standing standing) {
    if (standing > r->standing) r->standing = standing;
}

static enum rsis_severity worst(const struct rsis_report *r) {
    enum rsis_severity worst = RSIS_INFO;
    for (uint32_t i = 0; i < r->list.n; i++)
        if (r->list.v[i].severity > worst) worst = r->list.v[i].severity;
    return worst;
}

const char *rsis_report_verdict(const struct rsis_report *r) {
    enum rsis_severity severity = worst(r);
    if (r->standing == RSIS_STANDING_UNREADABLE) return "unreadable";
    if (severity >= RSIS_ERROR) return "invalid";
    if (r->standing == RSIS_STANDING_NOT_VERIFIABLE) return "not verifiable";
    if (r->standing == RSIS_STANDING_INCOMPLETE) return "incomplete";
    return severity == RSIS_WARNING ? "valid with warnings" : "valid";
}
