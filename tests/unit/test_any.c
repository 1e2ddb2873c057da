/*
 * test_any.c - whatever stands in a text, it is converted: texts are made by chance of pieces that extractors and
 * people leave behind, and none may end in a failed proof. What fails is made as short as it can be before it is shown.
 * For a longer search: ANY_TEXTS=1000000 ANY_SEED=7 build/tests/unit/test_any
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "include/rsis.h"

#define COUNT(a) (sizeof(a) / sizeof *(a))

enum { PARTS = 40, TEXTS = 6000, ROOM = PARTS * 160, SHOWN = 12, KIND = 62 };

/* Whole lines of a commentary, marks, blanks, and characters that something is done about. */
static const char *const parts[] = {
    "RSIS COMMENTARIES\n\n",
    "No. 046/2013 dated 18 March 2013\n\n",
    "No. 046/2013 dated 18 March 2013\n",
    "A Title of Some Words\n\n",
    "By Ann Author\n\n",
    "By Ann Author and Ben B\xC3\xA9l\n",
    "Synopsis\n\n",
    "Commentary\n\n",
    "Notes\n\n",
    "About the Author\n",
    "Ann Author is a Fellow at the School of some studies.\n\n",
    "The authors thank those who helped with it.\n\n",
    "RSIS Commentaries are intended to provide timely analysis.\n\n",
    "THE FIRST words stand in capitals, and then the text goes on and on.\n",
    "A sentence that is long enough to be a line of the text, and it goes on\n",
    "to the next line, where it ends.\n\n",
    "A Short Head\n\n",
    "www.rsis.edu.sg\n",
    "S. Rajaratnam School of International Studies\n",
    "Page 3\n",
    "3\n",
    "\f",
    "{3}-----\n\n",
    "---\n",
    "1. ",
    "2. ",
    "[1] ",
    "[1]",
    "1 ",
    "word",
    "word.1",
    "words ",
    "and ",
    "- ",
    "-",
    "-\n",
    "/\n",
    "* ",
    "*",
    "**",
    "***",
    "_",
    "# ",
    "## ",
    "#",
    "> ",
    "> > ",
    "    ",
    "\n",
    "\n",
    "\n\n",
    "\n\n",
    "\r\n",
    "\r",
    "\v",
    "\t",
    "  ",
    " ",
    " ",
    "\\",
    "\\\n",
    "[",
    "](",
    ")",
    "](http://x.y/z)",
    "![",
    "![a](b.png)",
    "[a](http://a.b)",
    "<",
    ">",
    "<http://a.b/c>",
    "<a@b.sg>",
    "a@b.sg",
    "www.a.b",
    "http://a.b/c-\n",
    "<br>",
    "<br/>",
    "<sup>",
    "</sup>",
    "<sup>1</sup>",
    "<sub>",
    "</sub>",
    "<span id=\"page-1-0\"></span>",
    "&amp;",
    "&#233;",
    "&",
    "|",
    "| a | b |\n",
    "\xE2\x80\xA2 ",
    "\xEF\x82\xB7 ",
    "o ",
    "\xE2\x80\x93 ",
    "\xE2\x80\x94",
    "\xE2\x80\x9C",
    "\xE2\x80\x9D",
    "\xE2\x80\x99",
    "\xC2\xA0",
    "\xC2\xAD",
    "\xC2\xAD\n",
    "\xEF\xBB\xBF",
    "\xE2\x80\x8B",
    "\xE2\x80\x8D",
    "\xE2\x80\xAE",
    "\xE2\x80\xA8",
    "\xC2\x85",
    "\xC2\x92",
    "e\xCC\x81",
    "\xCC\x81",
    "\xEF\xAC\x81",
    "\xC3\xA2\xE2\x82\xAC\xE2\x84\xA2",
    "\xC3\x83\xC2\xA9",
    "\x01",
    "\x1E",
    "\xEF\xBF\xBD",
    "\xEF\xBF\xBF",
    "\xE5\xAD\x9D",
    "\xD8\xA8\xD8\xB1",
    "\xEE\x80\x80",
    "\xE2\x94\x80\xE2\x94\x80\xE2\x94\x80\n",
    "[email protected]",
    "2013. ",
    "COVID- 19 ",
    "short- and ",
    "18 March 2013",
    "Annex",
};

struct made {
    uint8_t part[PARTS];
    unsigned n;
};

static const char *const profiles[] = {"rsis-commentary", "iseas-perspective"};
static struct rsis_series *series[COUNT(profiles)];

static int open_all(void **state) {
    (void)state;
    for (size_t i = 0; i < COUNT(profiles); i++)
        if (rsis_series_load(&series[i], profiles[i], NULL, NULL) != RSIS_OK) return -1;
    return 0;
}

static int close_all(void **state) {
    (void)state;
    for (size_t i = 0; i < COUNT(profiles); i++) rsis_series_free(series[i]);
    return 0;
}

static char said[400]; /* the first fatal finding */

static void hear(void *ctx, const struct rsis_diag *d) {
    (void)ctx;
    if (d->severity == RSIS_FATAL && !*said) snprintf(said, sizeof said, "%s %s", d->id, d->message);
}

static size_t write_out(const struct made *m, char *text) {
    size_t n = 0;
    for (unsigned i = 0; i < m->n; i++) {
        size_t len = strlen(parts[m->part[i]]);
        memcpy(text + n, parts[m->part[i]], len);
        n += len;
    }
    text[n] = 0;
    return n;
}

/* May be read and written in every format, or is no text at all; `said` tells why not. */
static bool converts(const struct made *m, const struct rsis_options *options) {
    static char text[ROOM];
    struct rsis_doc *doc = NULL;
    const char *out;
    size_t len, n = write_out(m, text);
    *said = 0;
    enum rsis_status st = rsis_doc_read(&doc, "any.txt", text, n, options, hear, NULL);
    if (st == RSIS_ERR_INPUT) return true;
    for (int to = 0; st == RSIS_OK && to <= RSIS_TO_HTML; to++)
        st = rsis_doc_write(&out, &len, doc, (enum rsis_to)to, hear, NULL);
    rsis_doc_free(doc);
    return st == RSIS_OK;
}

/* Leaves parts out for as long as it fails. */
static void shrink(struct made *m, const struct rsis_options *options) {
    for (unsigned i = 0; i < m->n;) {
        struct made less = *m;
        memmove(less.part + i, less.part + i + 1, --less.n - i);
        if (converts(&less, options)) {
            i++;
        } else {
            *m = less;
            i = 0;
        }
    }
    converts(m, options);
}

static void show(const struct made *m, const struct rsis_options *options) {
    static char text[ROOM];
    size_t n = write_out(m, text);
    fprintf(stderr, "-f %s: printf '", rsis_from_name(options->from));
    for (size_t i = 0; i < n; i++) {
        unsigned char c = (unsigned char)text[i];
        if (c == '\n')
            fputs("\\n", stderr);
        else if (c < 0x20 || c >= 0x7F || c == '\'' || c == '\\' || c == '%')
            fprintf(stderr, "\\x%02X", c);
        else
            fputc(c, stderr);
    }
    fprintf(stderr, "'\n   %s\n", said);
}

static uint64_t next_chance(uint64_t *seed) {
    *seed = *seed * 6364136223846793005u + 1442695040888963407u;
    return *seed >> 33;
}

/* Findings of one kind begin alike; what they quote differs. */
static void kind_of_failure(char *kind) {
    size_t n = strcspn(said, "\"");
    memset(kind, 0, KIND + 1);
    memcpy(kind, said, n < KIND ? n : KIND);
}

/* Has a failure of this kind been shown? */
static bool known(char kinds[SHOWN][KIND + 1], unsigned n) {
    char kind[KIND + 1];
    kind_of_failure(kind);
    for (unsigned i = 0; i < n; i++)
        if (strcmp(kinds[i], kind) == 0) return true;
    return false;
}

static uint64_t asked(const char *name, uint64_t otherwise) {
    const char *z = getenv(name);
    return z ? strtoull(z, NULL, 10) : otherwise;
}

static void any_text_is_converted(void **state) {
    (void)state;
    static char kinds[SHOWN][KIND + 1];
    uint64_t seed = asked("ANY_SEED", 2013046), texts = asked("ANY_TEXTS", TEXTS);
    unsigned failed = 0, shown = 0;
    for (uint64_t i = 0; i < texts; i++) {
        struct made m = {.n = 4 + (unsigned)(next_chance(&seed) % (PARTS - 4))};
        struct rsis_options options = {.series = series[i % 8 == 0], .from = (enum rsis_from)(next_chance(&seed) % 5)};
        if (i % 2) options.from = RSIS_FROM_MARKDOWN; /* most marks are of Markdown */
        for (unsigned k = 0; k < m.n; k++) m.part[k] = (uint8_t)(next_chance(&seed) % COUNT(parts));
        if (i % 3 == 0) /* a beginning as it should be */
            for (uint8_t k = 0; k < 2 && k < m.n; k++) m.part[k] = k;
        if (converts(&m, &options)) continue;
        failed++;
        if (shown == SHOWN || known(kinds, shown)) continue;
        shrink(&m, &options);
        if (known(kinds, shown)) continue;
        kind_of_failure(kinds[shown++]);
        show(&m, &options);
    }
    if (failed) fail_msg("%u of %llu texts, of %u kinds at least", failed, (unsigned long long)texts, shown);
}

int main(void) {
    const struct CMUnitTest tests[] = {cmocka_unit_test(any_text_is_converted)};
    return cmocka_run_group_tests(tests, open_all, close_all);
}
