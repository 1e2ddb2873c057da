/*
 * test_proof.c - the conservation check must be able to fail: honest ledgers, records and outputs hold, and of
 * each some thousand seeded mutants none does. Every mutant is one that specs/ledger.md refuses; changes that it
 * allows (two blanks cut elsewhere) are never made.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "base/arena.h"
#include "base/buf.h"
#include "base/utf8.h"
#include "job/doc.h"
#include "proof/proof.h"

#define COUNT(a) (sizeof(a) / sizeof *(a))

enum { ROUNDS = 40 }; /* mutants of a kind and sample, at most */

/* ---- one sample, read and written */

struct subject {
    const char *name;
    struct rsis_arena arena, scratch; /* scratch: of one proof */
    jmp_buf guard;
    struct rsis_series *series;
    struct rsis_diags diags, said;
    struct rsis_str raw;
    struct rsis_doc *doc;
    struct rsis_str jats, text, page;
    struct rsis_record jats_record, text_record, page_record;
    struct rsis_str wordings[128];
    size_t n_wordings;
    uint64_t seed;
    unsigned mutants, refused; /* of the running test */
};

static const struct {
    const char *path, *series;
    enum rsis_jats jats;
} samples[] = {
    {"samples/2013-markdown.txt", "rsis-commentary", RSIS_JATS_1_3},
    {"samples/2014-blank-lines.txt", "rsis-commentary", RSIS_JATS_1_4},
    {"samples/2020-kicker-markdown.txt", "rsis-commentary", RSIS_JATS_1_3},
    {"samples/2021-lines.txt", "rsis-commentary", RSIS_JATS_1_4},
    {"samples/2022-page-furniture.txt", "rsis-commentary", RSIS_JATS_1_3},
    {"samples/cp1252.txt", "rsis-commentary", RSIS_JATS_1_3},
    {"samples/damaged.txt", "rsis-commentary", RSIS_JATS_1_3},
    {"samples/iseas-2021.txt", "iseas-perspective", RSIS_JATS_1_3},
};
static struct subject subjects[COUNT(samples)];

static struct rsis_str load(struct rsis_arena *a, const char *path) {
    FILE *f = fopen(path, "rb");
    if (!f) fail_msg("%s: run this from the top of the tree", path);
    struct rsis_buf b;
    rsis_buf_init(&b, a);
    char part[4096];
    for (size_t n; (n = fread(part, 1, sizeof part, f)) > 0;) rsis_buf_append(&b, part, n);
    fclose(f);
    return rsis_buf_slice(&b);
}

/* What may be furniture: the wordings that the profile names. */
static void collect_wordings(struct subject *s) {
    const struct rsis_series *p = s->series;
    assert_true(p->furniture.n + p->masthead.n + p->n_eras <= COUNT(s->wordings));
    for (size_t i = 0; i < p->furniture.n; i++) s->wordings[s->n_wordings++] = p->furniture.v[i];
    for (size_t i = 0; i < p->masthead.n; i++) s->wordings[s->n_wordings++] = p->masthead.v[i];
    for (size_t i = 0; i < p->n_eras; i++) s->wordings[s->n_wordings++] = p->eras[i].title;
}

/* A record of its own, so that the next output does not change it. */
static struct rsis_record keep(struct rsis_arena *a, const struct rsis_record *r) {
    struct rsis_record out = {.uses = {NULL, r->uses.n, r->uses.n}};
    out.uses.v = RSIS_NEW_ARRAY(a, struct rsis_use, r->uses.n + 1);
    memcpy(out.uses.v, r->uses.v, r->uses.n * sizeof *r->uses.v);
    return out;
}

static void open_subject(struct subject *s, size_t i) {
    s->name = samples[i].path;
    s->seed = 20261123 + i;
    rsis_arena_init(&s->arena, &s->guard);
    rsis_arena_init(&s->scratch, &s->guard);
    assert_int_equal(rsis_series_load(&s->series, samples[i].series, NULL, NULL), RSIS_OK);
    s->raw = load(&s->arena, s->name);
    rsis_diags_init(&s->diags, &s->arena, s->name);
    struct rsis_options options = {.series = s->series, .jats = samples[i].jats};
    assert_int_equal(rsis_doc_read_in(&s->doc, &s->arena, &s->diags, rsis_str_c(s->name), s->raw, &options), RSIS_OK);
    assert_int_equal(rsis_doc_write_in(&s->jats, s->doc, RSIS_TO_JATS), RSIS_OK);
    s->jats = rsis_str(rsis_str_dup(&s->arena, s->jats), s->jats.len);
    s->jats_record = keep(&s->arena, &s->doc->record);
    assert_int_equal(rsis_doc_write_in(&s->text, s->doc, RSIS_TO_TEXT), RSIS_OK);
    s->text = rsis_str(rsis_str_dup(&s->arena, s->text), s->text.len);
    s->text_record = keep(&s->arena, &s->doc->record);
    assert_true(rsis_doc_write_page(&s->page, s->doc, rsis_part_of(s->doc), RSIS_PAGE_EPUB));
    s->page = rsis_str(rsis_str_dup(&s->arena, s->page), s->page.len);
    s->page_record = keep(&s->arena, &s->doc->record);
    collect_wordings(s);
}

static bool open_guarded(struct subject *s, size_t i) {
    if (setjmp(s->guard)) return false;
    open_subject(s, i);
    return true;
}

static int open_all(void **state) {
    (void)state;
    for (size_t i = 0; i < COUNT(subjects); i++)
        if (!open_guarded(&subjects[i], i)) return -1;
    return 0;
}

static int close_all(void **state) {
    (void)state;
    for (size_t i = 0; i < COUNT(subjects); i++) {
        rsis_arena_free(&subjects[i].scratch);
        rsis_arena_free(&subjects[i].arena);
        rsis_series_free(subjects[i].series);
    }
    return 0;
}

/* ---- chance that is always the same */

static uint64_t chance(struct subject *s) {
    uint64_t z = s->seed += 0x9E3779B97F4A7C15u;
    z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9u;
    z = (z ^ (z >> 27)) * 0x94D049BB133111EBu;
    return z ^ (z >> 31);
}

static uint32_t below(struct subject *s, size_t n) {
    return (uint32_t)(chance(s) % n);
}

/* ---- asking the proofs */

static void fresh(struct subject *s) {
    rsis_arena_reset(&s->scratch);
    rsis_diags_init(&s->said, &s->scratch, s->name);
}

static bool asks_jats(struct subject *s, struct rsis_str file) {
    fresh(s);
    return rsis_prove_jats(&s->scratch, &s->said, &s->jats_record, file);
}

static bool asks_text(struct subject *s, struct rsis_str file) {
    fresh(s);
    return rsis_prove_text(&s->said, &s->text_record, file);
}

static bool asks_page(struct subject *s, struct rsis_str file) {
    fresh(s);
    return rsis_prove_xhtml(&s->scratch, &s->said, &s->page_record, file);
}

static bool asks_tiles(struct subject *s, const struct rsis_ledger *l) {
    fresh(s);
    return rsis_prove_tiles(&s->said, l);
}

static bool asks_uses(struct subject *s, const struct rsis_record *r) {
    fresh(s);
    return rsis_prove_uses(&s->scratch, &s->said, &s->doc->ledger, r, s->wordings, s->n_wordings);
}

/* A refusal comes with one finding of its statement, which says why. */
static void expect_refusal(struct subject *s, bool held, enum rsis_diag_code code, const char *kind, const char *show) {
    s->mutants++;
    if (held) fail_msg("%s: a mutant holds: %s: %s", s->name, kind, show);
    if (s->said.list.n != 1 || s->said.list.v[0].code != code || !*s->said.list.v[0].message)
        fail_msg("%s: %s: refused without the finding of its statement: %s", s->name, kind, show);
    s->refused++;
}

/* ---- honest ones hold */

static void honest_conversions_hold(void **state) {
    (void)state;
    for (size_t i = 0; i < COUNT(subjects); i++) {
        struct subject *s = &subjects[i];
        assert_true(asks_tiles(s, &s->doc->ledger));
        assert_true(asks_uses(s, &s->jats_record));
        assert_true(asks_uses(s, &s->text_record));
        assert_true(asks_uses(s, &s->page_record));
        assert_true(asks_page(s, s->page));
        assert_true(asks_jats(s, s->jats));
        assert_true(asks_text(s, s->text));
        fresh(s);
        assert_true(rsis_prove_stream(&s->scratch, &s->said, s->raw, s->doc->encoding, s->doc->ledger.stream));
        assert_int_equal(s->said.list.n, 0);
    }
}

/* White space between elements says nothing. */
static void layout_of_the_output_is_free(void **state) {
    (void)state;
    for (size_t i = 0; i < COUNT(subjects); i++) {
        struct subject *s = &subjects[i];
        struct rsis_buf b;
        rsis_arena_reset(&s->scratch);
        struct rsis_arena *a = &s->arena;
        rsis_buf_init(&b, a);
        const char *p = s->jats.ptr, *end = p + s->jats.len;
        for (; p < end; p++) {
            rsis_buf_char(&b, *p);
            if (*p == '\n') rsis_buf_z(&b, "\t \n");
        }
        assert_true(asks_jats(s, rsis_buf_slice(&b)));
    }
}

/* ---- words of an output file */

struct word {
    size_t at, len;
    bool joined; /* one blank, and then the next word of the same run of text */
};

struct words {
    struct word v[20000];
    size_t n;
};
static struct words words;

static bool word_ends(char c) {
    return c == '<' || rsis_is_space(c);
}

/* All words that stand between tags, or in a text without tags. */
static void find_words(struct rsis_str file, bool tags) {
    const char *body = strstr(file.ptr, "<article ");
    if (!body) body = strstr(file.ptr, "<body>");
    size_t i = tags && body ? (size_t)(body - file.ptr) : 0;
    words.n = 0;
    while (i < file.len && words.n < COUNT(words.v)) {
        if (tags && file.ptr[i] == '<') {
            while (i < file.len && file.ptr[i] != '>') i++;
            i++;
        } else if (rsis_is_space(file.ptr[i])) {
            i++;
        } else {
            size_t at = i;
            while (i < file.len && !word_ends(file.ptr[i])) i++;
            bool joined = i + 1 < file.len && file.ptr[i] == ' ' && !word_ends(file.ptr[i + 1]);
            words.v[words.n++] = (struct word){at, i - at, joined};
        }
    }
    assert_true(words.n > 300);
}

static void cut(struct rsis_buf *b, struct rsis_str file, size_t from, size_t to) {
    rsis_buf_append(b, file.ptr + from, to - from);
}

/* The file with from..to replaced, terminated. */
static struct rsis_str spliced(struct subject *s, struct rsis_str file, size_t from, size_t to, struct rsis_str by) {
    struct rsis_buf b;
    rsis_buf_init(&b, &s->arena);
    rsis_buf_reserve(&b, file.len + by.len + 1);
    cut(&b, file, 0, from);
    rsis_buf_str(&b, by);
    cut(&b, file, to, file.len);
    rsis_buf_char(&b, 0);
    return rsis_str(b.ptr, b.len - 1);
}

static struct rsis_str word_text(struct rsis_str file, struct word w) {
    return rsis_str(file.ptr + w.at, w.len);
}

/* Each gives the mutant, or an empty slice when this word does not allow it. */
typedef struct rsis_str mutation(struct subject *s, struct rsis_str file, size_t w);

static struct rsis_str word_deleted(struct subject *s, struct rsis_str file, size_t w) {
    struct word x = words.v[w];
    return spliced(s, file, x.at, x.at + x.len + x.joined, rsis_str("", 0));
}

static struct rsis_str words_swapped(struct subject *s, struct rsis_str file, size_t w) {
    if (!words.v[w].joined) return rsis_str("", 0);
    struct rsis_str x = word_text(file, words.v[w]), y = word_text(file, words.v[w + 1]);
    if (rsis_str_eq(x, y)) return rsis_str("", 0);
    const char *by = rsis_format(&s->arena, "%.*s %.*s", RSIS_ARG(y), RSIS_ARG(x));
    return spliced(s, file, words.v[w].at, words.v[w].at + x.len + 1 + y.len, rsis_str_c(by));
}

static struct rsis_str words_glued(struct subject *s, struct rsis_str file, size_t w) {
    size_t end = words.v[w].at + words.v[w].len;
    return words.v[w].joined ? spliced(s, file, end, end + 1, rsis_str("", 0)) : rsis_str("", 0);
}

static struct rsis_str word_doubled(struct subject *s, struct rsis_str file, size_t w) {
    const char *by = rsis_format(&s->arena, "%.*s ", RSIS_ARG(word_text(file, words.v[w])));
    return spliced(s, file, words.v[w].at, words.v[w].at, rsis_str_c(by));
}

static struct rsis_str word_retyped(struct subject *s, struct rsis_str file, size_t w) {
    struct rsis_str x = word_text(file, words.v[w]);
    if (memchr(x.ptr, '&', x.len)) return rsis_str("", 0);
    size_t i = below(s, x.len);
    char c = x.ptr[i];
    if (!rsis_is_alpha(c) && !rsis_is_digit(c)) return rsis_str("", 0);
    const char *by = rsis_format(&s->arena, "%c", c == '9' || c == 'z' || c == 'Z' ? c - 1 : c + 1);
    return spliced(s, file, words.v[w].at + i, words.v[w].at + i + 1, rsis_str_c(by));
}

static struct rsis_str case_changed(struct subject *s, struct rsis_str file, size_t w) {
    char c = file.ptr[words.v[w].at];
    if (!rsis_is_alpha(c)) return rsis_str("", 0);
    const char *by = rsis_format(&s->arena, "%c", c ^ 32);
    return spliced(s, file, words.v[w].at, words.v[w].at + 1, rsis_str_c(by));
}

static struct rsis_str word_split(struct subject *s, struct rsis_str file, size_t w) {
    struct rsis_str x = word_text(file, words.v[w]);
    if (x.len < 2 || (x.ptr[1] & 0x80) || memchr(x.ptr, '&', x.len)) return rsis_str("", 0);
    return spliced(s, file, words.v[w].at + 1, words.v[w].at + 1, RSIS_LIT(" "));
}

static struct rsis_str blank_doubled(struct subject *s, struct rsis_str file, size_t w) {
    size_t end = words.v[w].at + words.v[w].len;
    return words.v[w].joined ? spliced(s, file, end, end, RSIS_LIT(" ")) : rsis_str("", 0);
}

static struct rsis_str blank_to_line_feed(struct subject *s, struct rsis_str file, size_t w) {
    size_t end = words.v[w].at + words.v[w].len;
    return words.v[w].joined ? spliced(s, file, end, end + 1, RSIS_LIT("\n")) : rsis_str("", 0);
}

static struct rsis_str word_moved(struct subject *s, struct rsis_str file, size_t w) {
    size_t to = below(s, words.n);
    struct rsis_str x = word_text(file, words.v[w]);
    if (to >= w && to <= w + 2) return rsis_str("", 0);
    struct rsis_str there =
        spliced(s, file, words.v[to].at, words.v[to].at, rsis_str_c(rsis_format(&s->arena, "%.*s ", RSIS_ARG(x))));
    size_t at = words.v[w].at + (to < w ? x.len + 1 : 0);
    for (size_t i = to < w ? to : w; i < (to < w ? w : to); i++) /* the same words moved over show nothing */
        if (!rsis_str_eq(word_text(file, words.v[i]), x)) return spliced(s, there, at, at + x.len, rsis_str("", 0));
    return rsis_str("", 0);
}

static struct rsis_str element_in_text(struct subject *s, struct rsis_str file, size_t w) {
    return spliced(s, file, words.v[w].at, words.v[w].at, RSIS_LIT("<break/>"));
}

static struct rsis_str other_word_as_reference(struct subject *s, struct rsis_str file, size_t w) {
    return spliced(s, file, words.v[w].at, words.v[w].at, RSIS_LIT("&#65;"));
}

static struct rsis_str other_word_as_cdata(struct subject *s, struct rsis_str file, size_t w) {
    return spliced(s, file, words.v[w].at, words.v[w].at, RSIS_LIT("<![CDATA[and ]]>"));
}

struct mutant {
    const char *name;
    mutation *make;
};

static const struct mutant of_words[] = {
    {"a word is deleted", word_deleted},  {"two words are swapped", words_swapped},
    {"two words are glued", words_glued}, {"a word is doubled", word_doubled},
    {"a word is retyped", word_retyped},  {"a letter changes its case", case_changed},
    {"a word is moved", word_moved},
};
static const struct mutant of_markup[] = {
    {"a word is split", word_split},
    {"a blank is doubled", blank_doubled},
    {"a blank becomes a line feed", blank_to_line_feed},
    {"an element stands in the text", element_in_text},
    {"a letter by reference", other_word_as_reference},
    {"a word in a CDATA section", other_word_as_cdata},
};

typedef bool asking(struct subject *s, struct rsis_str file);

static void mutate(struct subject *s, struct rsis_str file, asking *asks, const struct mutant *kinds, size_t n_kinds) {
    bool tags = asks != asks_text;
    find_words(file, tags);
    for (size_t k = 0; k < n_kinds; k++) {
        unsigned made = 0;
        for (unsigned i = 0; i < 20 * ROUNDS && made < ROUNDS; i++) {
            size_t w = below(s, words.n - 1);
            /* Reading text marks list items; the mark is no word of the source. */
            if (!tags && rsis_str_eq(word_text(file, words.v[w]), RSIS_LIT("•"))) continue;
            struct rsis_str m = kinds[k].make(s, file, w);
            if (!m.len) continue;
            made++;
            expect_refusal(s, asks(s, m), RSIS_DIAG_LEDGER_OUTPUT, kinds[k].name, "");
        }
        assert_true(made >= ROUNDS / 2);
    }
}

static void jats_with_other_words_is_refused(void **state) {
    (void)state;
    for (size_t i = 0; i < COUNT(subjects); i++) {
        mutate(&subjects[i], subjects[i].jats, asks_jats, of_words, COUNT(of_words));
        mutate(&subjects[i], subjects[i].jats, asks_jats, of_markup, COUNT(of_markup));
    }
}

static void pages_with_other_words_are_refused(void **state) {
    (void)state;
    for (size_t i = 0; i < COUNT(subjects); i++) {
        mutate(&subjects[i], subjects[i].page, asks_page, of_words, COUNT(of_words));
        mutate(&subjects[i], subjects[i].page, asks_page, of_markup, COUNT(of_markup));
    }
}

/* Changes of a page's markup: what stands there, what stands there instead, and where to begin to look. */
static const struct {
    const char *name, *from, *to, *after;
} of_pages[] = {
    {"a paragraph is a heading", "class=\"body\"", "class=\"heading\"", "<section"},
    {"a paragraph has no slot", "class=\"body\"", "class=\"lead\"", "<section"},
    {"a paragraph is furniture", "class=\"body\"", "class=\"furniture\"", "<section"},
    {"a word is deleted from the title of the page", "<title>", "<title>A ", "<head"},
    {"the author is another", "name=\"dcterms.creator\" content=\"", "name=\"dcterms.creator\" content=\"X", "<head"},
    {"the number is called an author", "dcterms.identifier", "dcterms.creator", "<head"},
    {"metadata of another kind", "dcterms.identifier", "dcterms.rights", "<head"},
    {"the language is another", "lang=\"en\"", "lang=\"fr\"", "<html"},
    {"text stands in a container", "<header>", "<header>new", "<body"},
    {"a style sheet hides words in the body", "<header>", "<style>new</style><header>", "<body"},
    {"a picture with words", "<header>", "<header><p class=\"body\">new</p>", "<body"},
};

static void pages_with_other_markup_are_refused(void **state) {
    (void)state;
    for (size_t i = 0; i < COUNT(subjects); i++)
        for (size_t k = 0; k < COUNT(of_pages); k++) {
            struct subject *s = &subjects[i];
            const char *after = strstr(s->page.ptr, of_pages[k].after),
                       *at = after ? strstr(after, of_pages[k].from) : NULL;
            if (!at) continue; /* a sample without a number or an author */
            size_t from = (size_t)(at - s->page.ptr);
            struct rsis_str m = spliced(s, s->page, from, from + strlen(of_pages[k].from), rsis_str_c(of_pages[k].to));
            expect_refusal(s, asks_page(s, m), RSIS_DIAG_LEDGER_OUTPUT, of_pages[k].name, "");
        }
}

/* Reading text says nothing of white space, so a glued or split word is the JATS proof's matter. */
static void text_with_other_words_is_refused(void **state) {
    (void)state;
    for (size_t i = 0; i < COUNT(subjects); i++)
        for (size_t k = 0; k < COUNT(of_words); k++)
            if (of_words[k].make != words_glued) mutate(&subjects[i], subjects[i].text, asks_text, &of_words[k], 1);
}

/* ---- the structure of an output file */

/* The n-th `needle` in the file, from 0; NULL when there are fewer. */
static const char *nth(struct rsis_str file, const char *needle, size_t n) {
    const char *p = strstr(file.ptr, needle);
    while (p && n--) p = strstr(p + 1, needle);
    return p;
}

static size_t occurrences(struct rsis_str file, const char *needle) {
    size_t n = 0;
    for (const char *p = strstr(file.ptr, needle); p; p = strstr(p + 1, needle)) n++;
    return n;
}

static size_t place(struct rsis_str file, const char *p) {
    return (size_t)(p - file.ptr);
}

static void expect_jats_refused(struct subject *s, struct rsis_str mutant, const char *kind) {
    expect_refusal(s, asks_jats(s, mutant), RSIS_DIAG_LEDGER_OUTPUT, kind, "");
}

/* A body paragraph: from <p to </p>. */
static bool paragraph(struct rsis_str file, size_t n, size_t *from, size_t *to) {
    const char *body = strstr(file.ptr, "<body>"), *end = strstr(file.ptr, "</body>");
    const char *p = body;
    for (size_t i = 0; p && i <= n; i++) p = strstr(p + 1, "<p");
    if (!p || p > end) return false;
    *from = place(file, p);
    *to = place(file, strstr(p, "</p>")) + 4;
    return true;
}

static void paragraphs_are_hidden(struct subject *s) {
    size_t from, to, n = 0;
    for (; paragraph(s->jats, n, &from, &to); n++) {
        struct rsis_str p = rsis_str(s->jats.ptr + from, to - from),
                        without = spliced(s, s->jats, from, to, rsis_str("", 0));
        expect_jats_refused(s, without, "a paragraph is deleted");
        const char *back = strstr(without.ptr, "</back>");
        size_t at = place(without, back ? back : strstr(without.ptr, "</article>"));
        const char *hidden =
            back ? rsis_format(&s->arena, "<notes notes-type=\"page-furniture\">%.*s</notes>", RSIS_ARG(p))
                 : rsis_format(&s->arena, "<back><notes>%.*s</notes></back>", RSIS_ARG(p));
        expect_jats_refused(s, spliced(s, without, at, at, rsis_str_c(hidden)), "a paragraph is hidden as furniture");
        expect_jats_refused(s, spliced(s, s->jats, to, to, p), "a paragraph stands twice");
        struct rsis_str comment =
            spliced(s, spliced(s, s->jats, to, to, RSIS_LIT("-->")), from, from, RSIS_LIT("<!--"));
        expect_jats_refused(s, comment, "a paragraph is commented out");
    }
    assert_true(n >= 6);
}

static void paragraphs_are_swapped(struct subject *s) {
    size_t a, a_end, b, b_end;
    for (size_t n = 0; paragraph(s->jats, n, &a, &a_end) && paragraph(s->jats, n + 1, &b, &b_end); n++) {
        struct rsis_str x = rsis_str(s->jats.ptr + a, a_end - a), y = rsis_str(s->jats.ptr + b, b_end - b);
        struct rsis_str half = spliced(s, s->jats, b, b_end, x);
        expect_jats_refused(s, spliced(s, half, a, a_end, y), "two paragraphs are swapped");
        size_t to = place(s->jats, strchr(s->jats.ptr + b, '>')) + 1;
        expect_jats_refused(s, spliced(s, s->jats, a_end - 4, to, RSIS_LIT(" ")), "two paragraphs are one");
        expect_jats_refused(s, spliced(s, s->jats, a_end - 4, to, rsis_str("", 0)), "two paragraphs are glued");
        const char *blank = strchr(s->jats.ptr + a + 3, ' ');
        expect_jats_refused(s,
                            spliced(s, s->jats, place(s->jats, blank), place(s->jats, blank) + 1, RSIS_LIT(" </p><p>")),
                            "a paragraph is two");
    }
}

/* Every mutant of one kind: the needle is replaced, wherever it stands. */
static void replace_each(struct subject *s, const char *needle, const char *by, const char *kind, size_t least) {
    size_t n = occurrences(s->jats, needle);
    if (n < least) fail_msg("%s: %zu of %s", s->name, n, needle);
    for (size_t i = 0; i < n; i++) {
        size_t at = place(s->jats, nth(s->jats, needle, i));
        expect_jats_refused(s, spliced(s, s->jats, at, at + strlen(needle), rsis_str_c(by)), kind);
    }
}

static void attributes_are_dropped(struct subject *s) {
    static const char *const names[] = {" xlink:href=\"", " iso-8601-date=\"", " xml:lang=\""};
    for (size_t k = 0; k < COUNT(names); k++) {
        size_t n = occurrences(s->jats, names[k]);
        if (k) assert_true(n > 0);
        for (size_t i = 0; i < n; i++) {
            const char *p = nth(s->jats, names[k], i), *value = p + strlen(names[k]), *end = strchr(value, '"');
            size_t at = place(s->jats, p), stop = place(s->jats, end);
            expect_jats_refused(s, spliced(s, s->jats, at, stop + 1, rsis_str("", 0)), "an attribute is dropped");
            expect_jats_refused(s, spliced(s, s->jats, stop, stop, RSIS_LIT("x")), "an attribute has another value");
            expect_jats_refused(s, spliced(s, s->jats, at + strlen(names[k]), stop, rsis_str("", 0)),
                                "an attribute is empty");
            /* The same attribute once more, on an element that has none. */
            const char *tag = strstr(end, "<p>");
            if (!tag || k) continue;
            struct rsis_str again = rsis_str(p, (size_t)(end - p) + 1);
            expect_jats_refused(s, spliced(s, s->jats, place(s->jats, tag) + 2, place(s->jats, tag) + 2, again),
                                "an attribute stands twice");
        }
    }
}

static void dates_are_changed(struct subject *s) {
    static const char *const names[] = {"iso-8601-date=\"", "<day>", "<month>", "<year>"};
    for (size_t k = 0; k < COUNT(names); k++) {
        const char *p = strstr(s->jats.ptr, names[k]);
        assert_non_null(p);
        for (size_t at = place(s->jats, p) + strlen(names[k]); s->jats.ptr[at] != '<' && s->jats.ptr[at] != '"'; at++) {
            if (!rsis_is_digit(s->jats.ptr[at])) continue;
            char by = s->jats.ptr[at] == '9' ? '0' : (char)(s->jats.ptr[at] + 1);
            expect_jats_refused(s, spliced(s, s->jats, at, at + 1, rsis_str(&by, 1)), "a date has another digit");
        }
    }
    const char *day = strstr(s->jats.ptr, "<day>"), *month = strstr(s->jats.ptr, "<month>");
    struct rsis_str m = spliced(s, s->jats, place(s->jats, month) + 1, place(s->jats, month) + 6, RSIS_LIT("day"));
    const char *shut = strstr(m.ptr, "</month>");
    m = spliced(s, m, place(m, shut) + 2, place(m, shut) + 7, RSIS_LIT("day"));
    m = spliced(s, m, place(s->jats, day) + 1, place(s->jats, day) + 4, RSIS_LIT("month"));
    shut = strstr(m.ptr, "</day>");
    m = spliced(s, m, place(m, shut) + 2, place(m, shut) + 5, RSIS_LIT("month"));
    expect_jats_refused(s, m, "day and month change places");
}

static void jats_with_other_structure_is_refused(void **state) {
    (void)state;
    for (size_t i = 0; i < COUNT(subjects); i++) {
        struct subject *s = &subjects[i];
        paragraphs_are_hidden(s);
        paragraphs_are_swapped(s);
        attributes_are_dropped(s);
        dates_are_changed(s);
        replace_each(s, "</sec>", "word</sec>", "text stands outside of any block", 1);
        replace_each(s, "<sec ", "word<sec ", "text stands outside of any block", 1);
        replace_each(s, "</xref>", "1</xref>", "a note's mark is longer", 0);
        replace_each(s, "</article>", "", "the end is missing", 1);
        replace_each(s, "</article>", "</article><p>word</p>", "two roots", 1);
        replace_each(s, "</body>", "<p>word</p></body>", "a paragraph was added", 1);
        replace_each(s, "</body>", "<foot>word</foot></body>", "an unknown element holds text", 1);
        replace_each(s, "</front>", "<notes><p>word</p></notes></front>", "front matter was added", 1);
        replace_each(s, "</article-meta>",
                     "<permissions><license><license-p>free</license-p></license></permissions></article-meta>",
                     "a licence was added", 1);
    }
}

/* Headings become paragraphs, titles kickers, synopsis body: the words are all there. */
static void words_in_another_slot_are_refused(void **state) {
    (void)state;
    static const struct {
        const char *open, *shut, *to_open, *to_shut;
        bool in_body; /* the first one there */
    } moves[] = {
        {"<title>", "</title>", "<p>", "</p>", true},
        {"<article-title>", "</article-title>", "<subtitle>", "</subtitle>", false},
        {"<license-p", "</license-p>", "<p", "</p>", false},
        {"<string-name", "</string-name>", "<surname", "</surname>", false},
        {"<abstract", "</abstract>", "<trans-abstract", "</trans-abstract>", false},
        {"<body>", "</body>", "<ack>", "</ack>", false},
        {"<bio", "</bio>", "<fn", "</fn>", false},
        {"<fn-group", "</fn-group>", "<ack", "</ack>", false},
        {"<disp-quote", "</disp-quote>", "<boxed-text", "</boxed-text>", true},
        {"<list-item", "</list-item>", "<disp-quote", "</disp-quote>", true},
        {"<xref", "</xref>", "<sup", "</sup>", true},
        {"<issue ", "</issue>", "<volume ", "</volume>", false},
        {"<kwd-group", "</kwd-group>", "<abstract", "</abstract>", false},
    };
    for (size_t i = 0; i < COUNT(subjects); i++) {
        struct subject *s = &subjects[i];
        for (size_t k = 0; k < COUNT(moves); k++) {
            const char *p = strstr(s->jats.ptr, moves[k].open);
            if (moves[k].in_body) p = strstr(strstr(s->jats.ptr, "<body>"), moves[k].open);
            if (!p) continue;
            const char *q = strstr(p, moves[k].shut);
            struct rsis_str m = spliced(s, s->jats, place(s->jats, q), place(s->jats, q) + strlen(moves[k].shut),
                                        rsis_str_c(moves[k].to_shut));
            m = spliced(s, m, place(s->jats, p), place(s->jats, p) + strlen(moves[k].open),
                        rsis_str_c(moves[k].to_open));
            /* An abstract or boxed text of another name is what it was to no reader; S3 knows neither. */
            expect_jats_refused(s, m, moves[k].open);
        }
    }
}

static void cut_outputs_are_refused(void **state) {
    (void)state;
    for (size_t i = 0; i < COUNT(subjects); i++) {
        struct subject *s = &subjects[i];
        for (unsigned k = 0; k < ROUNDS; k++) {
            size_t at = below(s, s->jats.len - 12);
            expect_jats_refused(s, spliced(s, s->jats, at, s->jats.len, rsis_str("", 0)), "the file is cut short");
        }
        expect_jats_refused(s, rsis_str(" ", 1), "the file is empty");
        expect_jats_refused(s, rsis_str("<article/>", 10), "the article is empty");
        for (unsigned k = 0; k < ROUNDS; k++) {
            size_t at = below(s, s->text.len - 1);
            while (rsis_is_space(s->text.ptr[at]) && at + 2 < s->text.len) at++;
            bool held = asks_text(s, spliced(s, s->text, at, s->text.len, rsis_str("", 0)));
            expect_refusal(s, held, RSIS_DIAG_LEDGER_OUTPUT, "the text is cut short", "");
        }
        expect_refusal(s, asks_text(s, spliced(s, s->text, s->text.len, s->text.len, RSIS_LIT("more"))),
                       RSIS_DIAG_LEDGER_OUTPUT, "the text goes on", "");
    }
}

/* ---- S0 */

static void another_stream_is_refused(void **state) {
    (void)state;
    for (size_t i = 0; i < COUNT(subjects); i++) {
        struct subject *s = &subjects[i];
        for (unsigned k = 0; k < ROUNDS; k++) {
            size_t at = below(s, s->raw.len);
            char other = (char)(s->raw.ptr[at] ^ 1);
            struct rsis_str raw = spliced(s, s->raw, at, at + 1, rsis_str(&other, 1));
            fresh(s);
            bool held = rsis_prove_stream(&s->scratch, &s->said, raw, s->doc->encoding, s->doc->ledger.stream);
            expect_refusal(s, held, RSIS_DIAG_LEDGER_DECODE, "another byte", "");
        }
        struct rsis_str less = rsis_str(s->raw.ptr, s->raw.len - 1);
        fresh(s);
        expect_refusal(s, rsis_prove_stream(&s->scratch, &s->said, less, s->doc->encoding, s->doc->ledger.stream),
                       RSIS_DIAG_LEDGER_DECODE, "a byte is missing", "");
        fresh(s);
        expect_refusal(s, rsis_prove_stream(&s->scratch, &s->said, s->raw, "no-such-encoding", s->doc->ledger.stream),
                       RSIS_DIAG_LEDGER_DECODE, "an unknown encoding", "");
    }
}

/* ---- S1: the tiles */

struct tiles {
    struct rsis_ledger l; /* a copy that may be changed */
    char *stream, *text;
};

static struct tiles copy_ledger(struct subject *s) {
    const struct rsis_ledger *from = &s->doc->ledger;
    struct tiles t = {.l = *from};
    t.stream = rsis_str_dup(&s->arena, from->stream);
    t.text = rsis_str_dup(&s->arena, from->text);
    t.l.stream.ptr = t.stream;
    t.l.text.ptr = t.text;
    t.l.tiles.v = RSIS_NEW_ARRAY(&s->arena, struct rsis_tile, from->tiles.n + 2);
    memcpy(t.l.tiles.v, from->tiles.v, from->tiles.n * sizeof *from->tiles.v);
    return t;
}

struct place {
    size_t stream, text;
};

static struct place place_of(const struct rsis_ledger *l, uint32_t tile) {
    struct place p = {0, 0};
    for (uint32_t i = 0; i < tile; i++) {
        p.stream += l->tiles.v[i].stream_len;
        p.text += l->tiles.v[i].text_len;
    }
    return p;
}

static void expect_tiles_refused(struct subject *s, const struct tiles *t, const char *kind, uint32_t tile) {
    char where[80];
    const char *rule = tile < t->l.tiles.n && t->l.tiles.v[tile].rule < RSIS_RULE_COUNT
                           ? rsis_rule_name((enum rsis_rule)t->l.tiles.v[tile].rule)
                           : "?";
    snprintf(where, sizeof where, "tile %u, now of rule %s", tile, rule);
    expect_refusal(s, asks_tiles(s, &t->l), RSIS_DIAG_LEDGER_TILES, kind, where);
}

static enum rsis_fate fate(const struct rsis_tile *t) {
    return rsis_rule_fate((enum rsis_rule)t->rule);
}

static void lengths_are_changed(struct subject *s, struct tiles *t, uint32_t i) {
    struct rsis_tile *x = &t->l.tiles.v[i], was = *x;
    for (int k = 0; k < 4; k++) {
        if (k == 3 && !x->text_len) continue;
        *(k & 2 ? &x->text_len : &x->stream_len) += k & 1 ? UINT32_MAX : 1;
        expect_tiles_refused(s, t, "a length is changed", i);
        *x = was;
    }
    x->stream_len = UINT32_MAX;
    expect_tiles_refused(s, t, "a length is beyond everything", i);
    *x = was;
    x->text_len = UINT32_MAX;
    expect_tiles_refused(s, t, "a length is beyond everything", i);
    *x = was;
}

/* A border moves by one byte, in the stream, in the text or in both. One of the two is a copy. */
static void borders_are_moved(struct subject *s, struct tiles *t, uint32_t i) {
    if (i + 1 >= t->l.tiles.n) return;
    struct rsis_tile *x = &t->l.tiles.v[i], *y = x + 1, a = *x, b = *y;
    if ((a.rule == RSIS_RULE_COPY) == (b.rule == RSIS_RULE_COPY)) return;
    x->stream_len++, y->stream_len--;
    if (b.stream_len > 1) expect_tiles_refused(s, t, "a border moves in the stream", i);
    *x = a, *y = b;
    if (b.text_len) {
        x->text_len++, y->text_len--;
        expect_tiles_refused(s, t, "a border moves in the text", i);
        *x = a, *y = b;
    }
    const struct rsis_tile *other = a.rule == RSIS_RULE_COPY ? &b : &a;
    struct place at = place_of(&t->l, i + 1);
    char moved = a.rule == RSIS_RULE_COPY ? t->stream[at.stream - 1] : t->stream[at.stream];
    if (fate(other) == RSIS_FATE_TEXT || !(rsis_is_alpha(moved) || rsis_is_digit(moved))) return;
    int by = a.rule == RSIS_RULE_COPY ? -1 : 1;
    x->stream_len = (uint32_t)((int64_t)a.stream_len + by), y->stream_len = (uint32_t)((int64_t)b.stream_len - by);
    x->text_len = (uint32_t)((int64_t)a.text_len + by), y->text_len = (uint32_t)((int64_t)b.text_len - by);
    if (x->stream_len && y->stream_len) expect_tiles_refused(s, t, "a letter moves into a tile of another rule", i);
    *x = a, *y = b;
}

/* Rules that cannot hold for what this tile does. */
static bool may_hold(const struct rsis_tile *x, struct rsis_str before, struct rsis_str after, enum rsis_rule rule) {
    enum rsis_fate to = rsis_rule_fate(rule);
    if (x->rule == rule) return true;
    if (x->rule == RSIS_RULE_COPY) return before.len < 20;
    if (fate(x) == RSIS_FATE_TEXT) return to == RSIS_FATE_TEXT;
    if (fate(x) == RSIS_FATE_MARKUP) return to == RSIS_FATE_MARKUP;
    return to == RSIS_FATE_LAYOUT || rsis_str_eq(before, after);
}

static void rules_are_changed(struct subject *s, struct tiles *t, uint32_t i) {
    struct rsis_tile *x = &t->l.tiles.v[i], was = *x;
    struct place at = place_of(&t->l, i);
    for (int rule = 0; rule < RSIS_RULE_COUNT; rule++) {
        if (may_hold(&was, rsis_str(t->stream + at.stream, was.stream_len), rsis_str(t->text + at.text, was.text_len),
                     (enum rsis_rule)rule))
            continue;
        x->rule = (uint16_t)rule;
        expect_tiles_refused(s, t, "another rule", i);
    }
    x->rule = RSIS_RULE_COUNT;
    expect_tiles_refused(s, t, "no rule", i);
    x->rule = UINT16_MAX;
    expect_tiles_refused(s, t, "no rule", i);
    *x = was;
}

/* What a tile yields, changed; and what it takes, where it says exactly what that is. */
static void bytes_are_changed(struct subject *s, struct tiles *t, uint32_t i) {
    const struct rsis_tile *x = &t->l.tiles.v[i];
    struct place at = place_of(&t->l, i);
    if (x->text_len) {
        char *c = &t->text[at.text + below(s, x->text_len)], was = *c;
        *c = was == '\n' ? ' ' : was == ' ' && x->text_len == 1 ? '\n' : (char)(was ^ 1);
        expect_tiles_refused(s, t, "another byte in the text", i);
        *c = was;
    }
    if (x->rule == RSIS_RULE_COPY || fate(x) == RSIS_FATE_LAYOUT) {
        char *c = &t->stream[at.stream + below(s, x->stream_len)], was = *c;
        *c = x->rule == RSIS_RULE_COPY ? (char)(was ^ 1) : 'x';
        expect_tiles_refused(s, t, "another byte in the stream", i);
        *c = was;
    }
}

/* The byte between two words is taken out of the text. */
static void words_are_glued(struct subject *s, struct tiles *t, uint32_t i) {
    struct rsis_tile *x = &t->l.tiles.v[i], was = *x;
    struct place at = place_of(&t->l, i);
    if (fate(x) != RSIS_FATE_LAYOUT || x->text_len != 1 || !at.text || at.text + 1 >= t->l.text.len) return;
    if (!rsis_is_alpha(t->text[at.text - 1]) || !rsis_is_alpha(t->text[at.text + 1])) return;
    static const enum rsis_rule rules[] = {RSIS_RULE_SPACE,       RSIS_RULE_BREAK,        RSIS_RULE_EDGE,
                                           RSIS_RULE_HYPHEN_KEPT, RSIS_RULE_HYPHEN_SPACE, RSIS_RULE_DEHYPHEN,
                                           RSIS_RULE_INVISIBLE,   RSIS_RULE_ILLEGAL};
    struct rsis_str text = t->l.text;
    t->l.text = spliced(s, text, at.text, at.text + 1, rsis_str("", 0));
    for (size_t k = 0; k < COUNT(rules); k++) {
        *x = (struct rsis_tile){was.stream_len, 0, (uint16_t)rules[k]};
        expect_tiles_refused(s, t, "two words are glued", i);
    }
    *x = was;
    t->l.text = text;
}

static void tiles_come_and_go(struct subject *s, struct tiles *t, uint32_t i) {
    struct rsis_tile *v = t->l.tiles.v, was = v[i];
    uint32_t n = t->l.tiles.n;
    memmove(v + i, v + i + 1, (n - i - 1) * sizeof *v);
    t->l.tiles.n = n - 1;
    expect_tiles_refused(s, t, "a tile is missing", i);
    memmove(v + i + 1, v + i, (n - i - 1) * sizeof *v);
    v[i] = was;
    memmove(v + i + 1, v + i, (n - i) * sizeof *v);
    t->l.tiles.n = n + 1;
    expect_tiles_refused(s, t, "a tile stands twice", i);
    v[i] = (struct rsis_tile){0, 0, RSIS_RULE_EDGE};
    expect_tiles_refused(s, t, "an empty tile", i);
    v[i] = (struct rsis_tile){0, 0, RSIS_RULE_COPY};
    expect_tiles_refused(s, t, "an empty tile", i);
    memmove(v + i, v + i + 1, (n - i) * sizeof *v);
    t->l.tiles.n = n;
}

static void other_tiles_are_refused(void **state) {
    (void)state;
    static void (*const kinds[])(struct subject *, struct tiles *, uint32_t) = {lengths_are_changed, borders_are_moved,
                                                                                rules_are_changed,   bytes_are_changed,
                                                                                words_are_glued,     tiles_come_and_go};
    for (size_t i = 0; i < COUNT(subjects); i++) {
        struct subject *s = &subjects[i];
        struct tiles t = copy_ledger(s);
        for (size_t k = 0; k < COUNT(kinds); k++)
            for (unsigned n = 0; n < ROUNDS; n++) kinds[k](s, &t, below(s, t.l.tiles.n));
        assert_true(asks_tiles(s, &t.l)); /* every change was taken back */
        t.l.stream.len--;
        expect_tiles_refused(s, &t, "the source is shorter", 0);
        t.l.stream.len++, t.l.text.len--;
        expect_tiles_refused(s, &t, "the text is shorter", 0);
        t.l.text.len++, t.l.tiles.n = 0;
        expect_tiles_refused(s, &t, "no tiles", 0);
    }
}

/* ---- S2: the record */

static void expect_uses_refused(struct subject *s, const struct rsis_record *r, const char *kind, uint32_t i) {
    char where[200];
    const struct rsis_use *u = &r->uses.v[i];
    snprintf(where, sizeof where, "use %u (%s, kind %u, block %u): %.*s", i,
             u->slot < RSIS_SLOT_COUNT ? rsis_slot_name((enum rsis_slot)u->slot) : "?", u->kind, u->block,
             (int)(u->value.len < 60 ? u->value.len : 60), u->value.ptr);
    expect_refusal(s, asks_uses(s, r), RSIS_DIAG_LEDGER_USES, kind, where);
}

/* A piece of another place, with the value that stands there. */
static bool move_piece(struct subject *s, struct rsis_use *u, uint32_t at, uint32_t len) {
    if (!len || len > s->doc->ledger.text.len || at > s->doc->ledger.text.len - len) return false;
    u->at = at;
    u->len = len;
    u->value = rsis_str(s->doc->ledger.text.ptr + at, len);
    return true;
}

static bool blank_byte(const struct subject *s, uint32_t at) {
    char c = s->doc->ledger.text.ptr[at];
    return c == ' ' || c == '\n';
}

/* A byte loses its home, or gets two. */
static void pieces_are_moved(struct subject *s, struct rsis_record *r, uint32_t i) {
    struct rsis_use *u = &r->uses.v[i], was = *u;
    if (u->kind != RSIS_USE_PRIMARY) return;
    uint32_t end = was.at + was.len;
    if (!blank_byte(s, was.at) && move_piece(s, u, was.at + 1, was.len - 1))
        expect_uses_refused(s, r, "the first byte has no home", i);
    *u = was;
    if (!blank_byte(s, end - 1) && move_piece(s, u, was.at, was.len - 1))
        expect_uses_refused(s, r, "the last byte has no home", i);
    *u = was;
    if (was.at && !blank_byte(s, was.at - 1) && move_piece(s, u, was.at - 1, was.len + 1))
        expect_uses_refused(s, r, "a byte has two homes", i);
    *u = was;
    if (end < s->doc->ledger.text.len && !blank_byte(s, end) && move_piece(s, u, was.at, was.len + 1))
        expect_uses_refused(s, r, "a byte has two homes", i);
    *u = was;
    if (end < s->doc->ledger.text.len && s->doc->ledger.text.ptr[end] == '\n' && move_piece(s, u, was.at, was.len + 1))
        expect_uses_refused(s, r, "a piece holds a line feed", i);
    *u = was;
}

/* Places that are no pieces of the text. */
static void pieces_leave_the_text(struct subject *s, struct rsis_record *r, uint32_t i) {
    struct rsis_use *u = &r->uses.v[i], was = *u;
    if (u->kind & (RSIS_USE_ASSERTED | RSIS_USE_SUPPLIED)) return;
    uint32_t text = (uint32_t)s->doc->ledger.text.len;
    const struct {
        uint32_t at, len;
    } places[] = {{was.at, 0},          {text, was.len},          {text - was.len + 1, was.len}, {UINT32_MAX, was.len},
                  {was.at, UINT32_MAX}, {UINT32_MAX, UINT32_MAX}, {was.at, text - was.at + 1}};
    for (size_t k = 0; k < COUNT(places); k++) {
        u->at = places[k].at;
        u->len = places[k].len;
        expect_uses_refused(s, r, "a piece outside the text", i);
    }
    *u = was;
}

static void values_are_changed(struct subject *s, struct rsis_record *r, uint32_t i) {
    struct rsis_use *u = &r->uses.v[i], was = *u;
    if ((u->kind & (RSIS_USE_ASSERTED | RSIS_USE_SUPPLIED)) || !u->value.len) return;
    char *value = rsis_str_dup(&s->arena, u->value);
    size_t at = below(s, u->value.len);
    value[at] = value[at] == '9' ? '0' : (char)(value[at] + 1);
    u->value.ptr = value;
    expect_uses_refused(s, r, "another value", i);
    u->value = rsis_str(was.value.ptr, was.value.len - 1);
    expect_uses_refused(s, r, "a shorter value", i);
    u->value = rsis_str_c(rsis_format(&s->arena, "%.*sx", RSIS_ARG(was.value)));
    expect_uses_refused(s, r, "a longer value", i);
    *u = was;
}

static void kinds_are_changed(struct subject *s, struct rsis_record *r, uint32_t i) {
    struct rsis_use *u = &r->uses.v[i], was = *u;
    for (unsigned kind = 0; kind < 64; kind++) {
        bool one = kind && !(kind & (kind - 1)) && kind < 32;
        if (kind == was.kind || (one && (kind & rsis_slot_kinds((enum rsis_slot)u->slot)))) continue;
        u->kind = (uint8_t)kind;
        expect_uses_refused(s, r, "a kind that the slot does not allow", i);
    }
    *u = was;
    if (u->kind != RSIS_USE_PRIMARY || (u->len == 1 && blank_byte(s, u->at))) return;
    u->slot = RSIS_SLOT_HREF;
    u->kind = RSIS_USE_COPY;
    expect_uses_refused(s, r, "words with nothing but copies", i);
    *u = was;
}

static void slots_are_changed(struct subject *s, struct rsis_record *r, uint32_t i) {
    struct rsis_use *u = &r->uses.v[i], was = *u;
    for (int slot = 0; slot < RSIS_SLOT_COUNT; slot++) {
        if (was.kind & rsis_slot_kinds((enum rsis_slot)slot)) continue;
        u->slot = (uint8_t)slot;
        expect_uses_refused(s, r, "a slot that does not allow this kind", i);
    }
    u->slot = RSIS_SLOT_COUNT;
    expect_uses_refused(s, r, "no slot", i);
    u->slot = 255;
    expect_uses_refused(s, r, "no slot", i);
    *u = was;
}

/* Something that nobody printed in a place where only print may stand. */
static void inventions_are_added(struct subject *s, struct rsis_record *r, uint32_t i) {
    static const enum rsis_slot slots[] = {RSIS_SLOT_BODY,    RSIS_SLOT_ABSTRACT, RSIS_SLOT_BIO,   RSIS_SLOT_NOTICE,
                                           RSIS_SLOT_HEADING, RSIS_SLOT_BYLINE,   RSIS_SLOT_QUOTE, RSIS_SLOT_NOTE,
                                           RSIS_SLOT_ACK,     RSIS_SLOT_FURNITURE};
    static const uint8_t kinds[] = {RSIS_USE_ASSERTED, RSIS_USE_SUPPLIED, RSIS_USE_DERIVED, RSIS_USE_COPY};
    struct rsis_use *v = r->uses.v;
    uint32_t n = r->uses.n;
    memmove(v + i + 1, v + i, (n - i) * sizeof *v);
    r->uses.n = n + 1;
    for (size_t k = 0; k < COUNT(slots) * COUNT(kinds); k++) {
        v[i] = (struct rsis_use){.value = RSIS_LIT("not"),
                                 .slot = (uint8_t)slots[k / COUNT(kinds)],
                                 .kind = kinds[k % COUNT(kinds)],
                                 .block = v[i + 1].block};
        expect_uses_refused(s, r, "an invented word", i);
    }
    v[i] = (struct rsis_use){
        .value = RSIS_LIT("A Title"), .slot = RSIS_SLOT_TITLE, .kind = RSIS_USE_ASSERTED, .block = v[i + 1].block};
    expect_uses_refused(s, r, "a title that nobody supplied", i);
    memmove(v + i, v + i + 1, (n - i) * sizeof *v);
    r->uses.n = n;
}

static void uses_come_and_go(struct subject *s, struct rsis_record *r, uint32_t i) {
    struct rsis_use *v = r->uses.v, was = v[i];
    uint32_t n = r->uses.n;
    if (was.kind != RSIS_USE_PRIMARY || (was.len == 1 && blank_byte(s, was.at))) return;
    memmove(v + i, v + i + 1, (n - i - 1) * sizeof *v);
    r->uses.n = n - 1;
    expect_uses_refused(s, r, "a word has no home", i < n - 1 ? i : 0);
    memmove(v + i + 1, v + i, (n - i - 1) * sizeof *v);
    v[i] = was;
    memmove(v + i + 1, v + i, (n - i) * sizeof *v);
    r->uses.n = n + 1;
    expect_uses_refused(s, r, "a word has two homes", i);
    memmove(v + i, v + i + 1, (n - i) * sizeof *v);
    r->uses.n = n;
}

static void order_is_changed(struct subject *s, struct rsis_record *r, uint32_t i) {
    struct rsis_use *u = &r->uses.v[i], was = *u;
    enum rsis_region region = rsis_slot_region((enum rsis_slot)u->slot);
    if (u->kind != RSIS_USE_PRIMARY) return;
    if (region != RSIS_REGION_NOTES && region != RSIS_REGION_BIO) {
        u->moved = 1;
        expect_uses_refused(s, r, "moved, but neither note nor author note", i);
        *u = was;
    }
    for (uint32_t k = i + 1; k < r->uses.n && region != RSIS_REGION_NONE; k++) {
        struct rsis_use *w = &r->uses.v[k], other = *w;
        if (w->kind != RSIS_USE_PRIMARY || rsis_slot_region((enum rsis_slot)w->slot) != region || w->moved || u->moved)
            continue;
        u->at = other.at, u->len = other.len, u->value = other.value;
        w->at = was.at, w->len = was.len, w->value = was.value;
        expect_uses_refused(s, r, "two pieces stand in the wrong order", i);
        *u = was, *w = other;
        break;
    }
}

/* Blocks descend, or two blocks with a line feed between them are one. */
static void blocks_are_changed(struct subject *s, struct rsis_record *r, uint32_t i) {
    struct rsis_use *v = r->uses.v;
    if (!v[i].block || v[i].kind != RSIS_USE_PRIMARY) return;
    uint32_t was = v[i].block, later = i + 1;
    while (later < r->uses.n && (!v[later].block || v[later].block == was)) later++;
    if (i && v[i - 1].block > 1) {
        v[i].block = 1;
        expect_uses_refused(s, r, "blocks descend", i);
    }
    v[i].block = was;
    if (later >= r->uses.n || v[later].kind != RSIS_USE_PRIMARY) return;
    const struct rsis_use *last = NULL;
    for (uint32_t k = i; k < later; k++)
        if (v[k].block && v[k].kind == RSIS_USE_PRIMARY) last = &v[k];
    if (!last || last->at + last->len + 1 != v[later].at || s->doc->ledger.text.ptr[v[later].at - 1] != '\n') return;
    uint32_t next = v[later].block;
    for (uint32_t k = later; k < r->uses.n && v[k].block <= next; k++)
        if (v[k].block == next) v[k].block = was;
    expect_uses_refused(s, r, "two blocks are one", i);
    for (uint32_t k = later; k < r->uses.n && v[k].block <= next; k++)
        if (v[k].block == was) v[k].block = next;
}

static void derivations_are_changed(struct subject *s, struct rsis_record *r, uint32_t i) {
    struct rsis_use *u = &r->uses.v[i], was = *u;
    if (u->kind != RSIS_USE_DERIVED) return;
    for (int how = 0; how <= RSIS_DERIVE_COUNT; how++) {
        bool dates = was.value.len == 2 && (how == RSIS_DERIVE_DAY || how == RSIS_DERIVE_MONTH); /* 05/05 */
        if (how == was.derivation || dates) continue;
        u->derivation = (uint8_t)how;
        expect_uses_refused(s, r, "another derivation", i);
    }
    *u = was;
}

/* All of a paragraph is called furniture: it is too long, or no line, or nothing shows it. */
static void paragraphs_become_furniture(struct subject *s, struct rsis_record *r, uint32_t i) {
    struct rsis_use *v = r->uses.v;
    static const uint8_t from[] = {RSIS_SLOT_BODY, RSIS_SLOT_ABSTRACT, RSIS_SLOT_QUOTE, RSIS_SLOT_ITEM,
                                   RSIS_SLOT_NOTE, RSIS_SLOT_HEADING,  RSIS_SLOT_ACK};
    if (!memchr(from, v[i].slot, sizeof from) || v[i].value.len < 12) return;
    uint8_t was[4096];
    assert_true(r->uses.n <= sizeof was);
    for (uint32_t k = 0; k < r->uses.n; k++) {
        was[k] = v[k].slot;
        if (v[k].block == v[i].block) v[k].slot = RSIS_SLOT_FURNITURE;
    }
    expect_uses_refused(s, r, "a paragraph is called furniture", i);
    for (uint32_t k = 0; k < r->uses.n; k++) v[k].slot = was[k];
}

static void other_uses_are_refused(void **state) {
    (void)state;
    static void (*const kinds[])(struct subject *, struct rsis_record *, uint32_t) = {
        pieces_are_moved,   pieces_leave_the_text,   values_are_changed,         kinds_are_changed,
        slots_are_changed,  inventions_are_added,    uses_come_and_go,           order_is_changed,
        blocks_are_changed, derivations_are_changed, paragraphs_become_furniture};
    for (size_t i = 0; i < 2 * COUNT(subjects); i++) {
        struct subject *s = &subjects[i / 2];
        const struct rsis_record *honest = i & 1 ? &s->text_record : &s->jats_record;
        struct rsis_record r = keep(&s->arena, honest);
        r.uses.v = RSIS_NEW_ARRAY(&s->arena, struct rsis_use, r.uses.n + 2);
        memcpy(r.uses.v, honest->uses.v, r.uses.n * sizeof *r.uses.v);
        for (size_t k = 0; k < COUNT(kinds); k++) {
            unsigned before = s->mutants;
            for (unsigned n = 0; n < 10 * ROUNDS && s->mutants - before < 2 * ROUNDS; n++)
                kinds[k](s, &r, below(s, r.uses.n));
            bool text_has_none = i & 1 && kinds[k] == derivations_are_changed;
            assert_true(s->mutants > before || text_has_none);
        }
        assert_true(asks_uses(s, &r)); /* every change was taken back */
        r.uses.n = 0;
        expect_refusal(s, asks_uses(s, &r), RSIS_DIAG_LEDGER_USES, "an empty record", "");
    }
}

/* The record of one output is no record of the other, nor of another document. */
static void records_are_not_exchanged(void **state) {
    (void)state;
    for (size_t i = 0; i < COUNT(subjects); i++) {
        struct subject *s = &subjects[i], *other = &subjects[(i + 1) % COUNT(subjects)];
        fresh(s);
        assert_false(rsis_prove_jats(&s->scratch, &s->said, &other->jats_record, s->jats));
        fresh(s);
        assert_false(rsis_prove_jats(&s->scratch, &s->said, &s->text_record, s->jats));
        fresh(s);
        assert_false(rsis_prove_text(&s->said, &other->text_record, s->text));
        assert_false(asks_uses(s, &other->jats_record));
    }
}

static void mutants_were_many(void **state) {
    (void)state;
    for (size_t i = 0; i < COUNT(subjects); i++) {
        print_message("# %s: %u mutants, %u refused\n", subjects[i].name, subjects[i].mutants, subjects[i].refused);
        assert_true(subjects[i].mutants > 1000);
        assert_int_equal(subjects[i].mutants, subjects[i].refused);
    }
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(honest_conversions_hold),
        cmocka_unit_test(layout_of_the_output_is_free),
        cmocka_unit_test(jats_with_other_words_is_refused),
        cmocka_unit_test(pages_with_other_words_are_refused),
        cmocka_unit_test(pages_with_other_markup_are_refused),
        cmocka_unit_test(jats_with_other_structure_is_refused),
        cmocka_unit_test(words_in_another_slot_are_refused),
        cmocka_unit_test(cut_outputs_are_refused),
        cmocka_unit_test(text_with_other_words_is_refused),
        cmocka_unit_test(another_stream_is_refused),
        cmocka_unit_test(other_tiles_are_refused),
        cmocka_unit_test(other_uses_are_refused),
        cmocka_unit_test(records_are_not_exchanged),
        cmocka_unit_test(mutants_were_many),
    };
    return cmocka_run_group_tests(tests, open_all, close_all);
}
