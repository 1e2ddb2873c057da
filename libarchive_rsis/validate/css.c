/* css.c - rules, at-rules and declarations. The parser goes on after a fault, so that references are found. */
#include "css.h"

#include "css_token.h"

enum { DEPTH = 64 }; /* of blocks in blocks; what is deeper is skipped */

struct parser {
    const struct rsis_css_events *events;
    void *ctx;
    struct rsis_css_reader reader;
    struct rsis_css_token t; /* the token to look at */
    bool bad_end;            /* the end was reached inside of something, and that was said */
};

static void fault(struct parser *p, const char *what) {
    if (p->events->fault) p->events->fault(p->ctx, p->t.at, what);
}

static void advance(struct parser *p) {
    p->t = rsis_css_next(&p->reader);
    while (p->t.kind == RSIS_CSS_BAD) {
        fault(p, p->t.fault);
        if (p->reader.at >= p->reader.all.len) p->bad_end = true;
        p->t = rsis_css_next(&p->reader);
    }
}

static bool at_mark(const struct parser *p, char mark) {
    return p->t.kind == RSIS_CSS_MARK && p->t.mark == mark;
}

static bool at_end(const struct parser *p) {
    return p->t.kind == RSIS_CSS_END;
}

static void skip_blanks(struct parser *p) {
    while (p->t.kind == RSIS_CSS_BLANK) advance(p);
}

static void premature(struct parser *p) {
    if (!p->bad_end) fault(p, "the style sheet ends too early");
    p->bad_end = true;
}

static void say_url(struct parser *p, enum rsis_css_url kind, struct rsis_str url) {
    if (p->events->url) p->events->url(p->ctx, p->t.at, kind, url);
}

static char closing(const struct rsis_css_token *t) {
    if (t->kind == RSIS_CSS_FUNCTION) return ')';
    if (t->kind != RSIS_CSS_MARK) return 0;
    return t->mark == '(' ? ')' : t->mark == '[' ? ']' : t->mark == '{' ? '}' : 0;
}

static bool opens_url(const struct rsis_css_token *t) {
    return t->kind == RSIS_CSS_FUNCTION &&
           (rsis_str_eq_nocase(t->text, RSIS_LIT("url")) || rsis_str_eq_nocase(t->text, RSIS_LIT("src")));
}

/*
 * Values and preludes: goes on to one of `stops` outside of brackets. What closes a bracket that is not open stops too.
 */
static void skip_value(struct parser *p, const char *stops, enum rsis_css_url kind) {
    char open[DEPTH];
    int n = 0;
    bool in_url = false;
    for (; !at_end(p); advance(p)) {
        if (p->t.kind == RSIS_CSS_MARK && n == 0 && strchr(stops, p->t.mark)) return;
        if (p->t.kind == RSIS_CSS_URL || (p->t.kind == RSIS_CSS_STRING && in_url)) say_url(p, kind, p->t.text);
        if (p->t.kind == RSIS_CSS_STRING && n == 0 && kind == RSIS_CSS_IMPORT) say_url(p, kind, p->t.text);
        if (p->t.kind != RSIS_CSS_BLANK) in_url = opens_url(&p->t);
        char c = closing(&p->t);
        if (c && n < DEPTH)
            open[n++] = c;
        else if (p->t.kind == RSIS_CSS_MARK && n > 0 && p->t.mark == open[n - 1])
            n--;
        else if (at_mark(p, '}') && n > 0) {
            fault(p, "a bracket without its end");
            return;
        }
    }
}

/* ---- declarations */

static void declaration(struct parser *p, bool font) {
    struct rsis_str name = p->t.text;
    size_t at = p->t.at;
    advance(p);
    skip_blanks(p);
    if (!at_mark(p, ':')) {
        fault(p, "a property without a colon");
        skip_value(p, ";}", RSIS_CSS_OTHER);
        return;
    }
    advance(p);
    if (p->events->property) p->events->property(p->ctx, at, name);
    bool source = font && rsis_str_eq_nocase(name, RSIS_LIT("src"));
    if (name.len > 2 && name.ptr[0] == '-' && name.ptr[1] == '-') { /* a custom property may hold blocks */
        skip_value(p, ";}", RSIS_CSS_OTHER);
        return;
    }
    skip_value(p, ";}{", source ? RSIS_CSS_FONT : RSIS_CSS_OTHER);
    if (at_mark(p, '{')) {
        fault(p, "a block inside of a declaration");
        advance(p);
        skip_value(p, "}", RSIS_CSS_OTHER);
        if (!at_end(p)) advance(p);
    }
}

/* Declarations up to "}" or the end. How many there were. */
static unsigned declarations(struct parser *p, bool font, unsigned depth) {
    unsigned n = 0;
    for (;;) {
        skip_blanks(p);
        if (at_end(p) || at_mark(p, '}')) return n;
        n++;
        if (p->t.kind == RSIS_CSS_IDENT) {
            declaration(p, font);
        } else if (p->t.kind == RSIS_CSS_AT) { /* a margin box of @page */
            skip_value(p, ";{}", RSIS_CSS_OTHER);
            if (at_mark(p, '{')) {
                advance(p);
                if (depth < DEPTH)
                    declarations(p, false, depth + 1);
                else
                    skip_value(p, "}", RSIS_CSS_OTHER);
                if (at_mark(p, '}')) advance(p);
                continue;
            }
        } else {
            fault(p, "a property is expected here");
            skip_value(p, ";{}", RSIS_CSS_OTHER);
            if (at_mark(p, '{')) {
                advance(p);
                skip_value(p, "}", RSIS_CSS_OTHER);
                if (!at_end(p)) advance(p);
                continue;
            }
        }
        if (at_mark(p, ';')) advance(p);
    }
}

static unsigned block(struct parser *p, bool font) {
    advance(p); /* its brace */
    unsigned n = declarations(p, font, 0);
    if (at_end(p))
        premature(p);
    else
        advance(p);
    return n;
}

/* ---- rules */

static void rules(struct parser *p, unsigned depth);

/* What must follow a mark of a selector: a name after "." and ":". */
static bool follows(char mark, const struct rsis_css_token *t) {
    bool name = t->kind == RSIS_CSS_IDENT;
    if (mark == '.') return name;
    if (mark == ':') return name || t->kind == RSIS_CSS_FUNCTION || (t->kind == RSIS_CSS_MARK && t->mark == ':');
    return true;
}

/* A selector list, up to its block. */
static void selector(struct parser *p) {
    char open = 0, last = ',';
    for (;; advance(p)) {
        bool mark = p->t.kind == RSIS_CSS_MARK;
        if (!follows(last, &p->t)) fault(p, "a name must follow here");
        if (last == ',' && !open && mark && strchr("{,", p->t.mark)) fault(p, "a selector is missing");
        if (at_end(p) || (!open && mark && strchr("{};", p->t.mark))) return;
        if (p->t.kind == RSIS_CSS_BLANK) {
            if (last != ',') last = 0;
            continue;
        }
        if (!open)
            open = closing(&p->t);
        else if (at_mark(p, open))
            open = 0;
        last = mark && !open ? p->t.mark : 0;
    }
}

static void qualified_rule(struct parser *p) {
    selector(p);
    if (at_mark(p, '{')) {
        block(p, false);
    } else if (at_end(p)) {
        premature(p);
    } else {
        fault(p, "a rule without a block");
        advance(p);
    }
}

/* At-rules whose blocks hold rules, and those whose blocks hold declarations. */
static const struct {
    const char *name;
    char holds;
} at_rules[] = {
    {"media", 'r'},          {"supports", 'r'}, {"layer", 'r'},     {"container", 'r'}, {"document", 'r'},
    {"-moz-document", 'r'},  {"scope", 'r'},    {"font-face", 'd'}, {"page", 'd'},      {"counter-style", 'd'},
    {"viewport", 'd'},       {"property", 'd'}, {"import", 'i'},    {"keyframes", 'r'}, {"-webkit-keyframes", 'r'},
    {"-moz-keyframes", 'r'}, {"namespace", 'n'}};

static char holds(struct rsis_str name) {
    for (size_t i = 0; i < sizeof at_rules / sizeof *at_rules; i++)
        if (rsis_str_eq_nocase(name, rsis_str_c(at_rules[i].name))) return at_rules[i].holds;
    return 0;
}

static void skip_block(struct parser *p) {
    advance(p);
    skip_value(p, "}", RSIS_CSS_OTHER);
    if (at_end(p))
        premature(p);
    else
        advance(p);
}

static void skip_namespace(struct parser *p) {
    while (!at_end(p) && !at_mark(p, ';')) advance(p); /* its URL is a name, not a resource */
}

static void at_rule(struct parser *p, unsigned depth) {
    struct rsis_str name = p->t.text;
    size_t at = p->t.at;
    char what = holds(name);
    advance(p);
    if (what == 'n')
        skip_namespace(p);
    else
        skip_value(p, ";{}", what == 'i' ? RSIS_CSS_IMPORT : RSIS_CSS_OTHER);
    if (at_mark(p, ';')) {
        advance(p);
    } else if (at_end(p) || at_mark(p, '}')) {
        if (at_end(p)) premature(p);
    } else if (what == 'r' && depth < DEPTH) {
        advance(p);
        rules(p, depth + 1);
        if (at_end(p))
            premature(p);
        else
            advance(p);
    } else if (what == 'd') {
        bool font = rsis_str_eq_nocase(name, RSIS_LIT("font-face"));
        if (!block(p, font) && font && p->events->empty_font) p->events->empty_font(p->ctx, at);
    } else {
        skip_block(p);
    }
}

static void rules(struct parser *p, unsigned depth) {
    while (!at_end(p)) {
        if (p->t.kind == RSIS_CSS_BLANK || p->t.kind == RSIS_CSS_CDX) {
            advance(p);
        } else if (at_mark(p, '}')) {
            if (depth) return;
            fault(p, "a closing brace without an opening one");
            advance(p);
        } else if (p->t.kind == RSIS_CSS_AT) {
            at_rule(p, depth);
        } else {
            qualified_rule(p);
        }
    }
}

void rsis_css_sheet(const struct rsis_css_events *events, void *ctx, struct rsis_str text) {
    struct parser p = {.events = events, .ctx = ctx, .reader = {text, 0}};
    advance(&p);
    rules(&p, 0);
}

void rsis_css_declarations(const struct rsis_css_events *events, void *ctx, struct rsis_str text) {
    struct parser p = {.events = events, .ctx = ctx, .reader = {text, 0}};
    advance(&p);
    while (!at_end(&p)) {
        declarations(&p, false, 0);
        if (at_end(&p)) break;
        fault(&p, "a closing brace without an opening one");
        advance(&p);
    }
}
