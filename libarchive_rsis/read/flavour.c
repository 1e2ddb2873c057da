/*
 * flavour.c - how a text is laid out, from counts over its lines: marks of Markdown, blank lines, widths.
 * The verdict is always reported and --from overrules it.
 */
#include "reader.h"

#include "../base/utf8.h"

enum { WRAP_LEAST = 40, WRAP_MOST = 130 };

struct counts {
    uint32_t lines, blanks, markdown, runs_of_lines, wide;
    uint32_t in_runs; /* lines followed at once by another */
    uint32_t longest; /* in characters */
    uint32_t full;    /* lines that end near the width of wrapped text */
};

static bool find(struct rsis_str s, const char *needle) {
    return rsis_str_find(s, rsis_str_c(needle)) >= 0;
}

/* Marks that extractors write and people do not. */
static bool is_markdown(struct rsis_str s) {
    size_t hashes = 0;
    while (hashes < s.len && s.ptr[hashes] == '#') hashes++;
    if (hashes >= 1 && hashes <= 6 && hashes + 1 < s.len && s.ptr[hashes] == ' ') return true;
    if (find(s, "](http") || find(s, "](mailto:") || find(s, "](#") || find(s, "](_page_") || find(s, "<sup>"))
        return true;
    if (find(s, "<span id=\"page-")) return true;
    ptrdiff_t strong = rsis_str_find(s, RSIS_LIT("**"));
    if (strong >= 0 && (size_t)strong + 2 < s.len && !rsis_is_space(s.ptr[strong + 2]))
        return rsis_str_find(rsis_str_from(s, (size_t)strong + 3), RSIS_LIT("**")) > 0;
    return s.len > 3 && s.ptr[0] == '*' && s.ptr[s.len - 1] == '*' && !rsis_is_space(s.ptr[1]) && s.ptr[1] != '*';
}

static struct counts count(struct rsis_str stream) {
    struct counts c = {0};
    struct rsis_physical l;
    bool before = false;
    bool plain = rsis_only_line_feeds(stream);
    for (uint32_t at = rsis_bom_length(stream), next; rsis_physical_next(stream, plain, at, &l, &next); at = next) {
        struct rsis_str s = rsis_str(stream.ptr + l.at, l.end - l.at);
        if (!s.len) {
            c.blanks += c.lines > 0;
            before = false;
            continue;
        }
        uint32_t width = (uint32_t)rsis_utf8_length(s) + l.indent;
        c.lines++;
        c.in_runs += before;
        before = true;
        if (rsis_is_rule_line(s)) continue;
        c.markdown += is_markdown(s);
        if (width > c.longest) c.longest = width;
        c.wide += width > WRAP_MOST;
        c.full += width >= WRAP_LEAST && width <= WRAP_MOST;
    }
    return c;
}

enum rsis_from rsis_flavour_find(struct rsis_str stream) {
    struct counts c = count(stream);
    if (c.markdown) return RSIS_FROM_MARKDOWN;
    /* One stray long line (a URL) does not make wrapped text unwrapped. */
    bool wrapped = c.wide * 20 <= c.full && c.full >= 4;
    if (wrapped && (c.in_runs * 2 > c.lines || c.blanks * 10 < c.lines)) return RSIS_FROM_WRAPPED;
    return c.blanks * 6 >= c.lines ? RSIS_FROM_TEXT : RSIS_FROM_LINES;
}

static const char *const names[] = {"auto", "markdown", "text", "wrapped", "lines", "jats"};

const char *rsis_from_name(enum rsis_from from) {
    return (unsigned)from < sizeof names / sizeof *names ? names[from] : "?";
}
