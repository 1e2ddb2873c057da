/* options.c - reading the command line by the table. */
#include "options.h"

#include <getopt.h>
#include <limits.h>
#include <stdarg.h>
#include <stdbool.h>
#include <string.h>

struct row {
    const char *name, *argument, *words, *help;
    unsigned verbs;
    char letter;
};

static const struct row rows[OPT_COUNT] = {
#define RSIS_OPTION(symbol, letter, name, argument, verbs, words, help) {name, argument, words, help, verbs, letter},
#include "options.def"
#undef RSIS_OPTION
};

int options_misuse(const struct options *o, const char *fmt, ...) {
    va_list ap;
    va_start(ap, fmt);
    fprintf(stderr, "%s: ", o->command);
    vfprintf(stderr, fmt, ap);
    va_end(ap);
    fprintf(stderr, "\nTry '%s --help'.\n", o->command);
    return EXIT_TROUBLE;
}

/* ---- help */

void options_help(FILE *out, enum verb verb, const struct command_help *help) {
    fprintf(out, "Usage: %s\n%s\n\n", help->usage, help->about);
    for (size_t i = 0; i < OPT_COUNT; i++) {
        const struct row *r = &rows[i];
        char left[32];
        if (!(r->verbs & verb)) continue;
        snprintf(left, sizeof left, "--%s %s", r->name, r->argument);
        fprintf(out, r->letter ? "  -%c, %-22s%s\n" : "  %c   %-22s%s\n", r->letter ? r->letter : ' ', left, r->help);
    }
    fprintf(out, "\nExample: %s\n", help->example);
    fputs("Exit status: 0 clean, 1 findings or a failed input, 2 misuse or failed output.\n", out);
}

/* ---- one argument */

/* The index of `text` among the words, or -1. */
static int word_index(const char *words, const char *text) {
    size_t len = strlen(text);
    for (int i = 0; *words; i++) {
        size_t n = strcspn(words, " ");
        if (n == len && memcmp(words, text, n) == 0) return i;
        words += n + (words[n] == ' ');
    }
    return -1;
}

/* "a, b or c" */
static void spell(char *out, size_t size, const char *words) {
    size_t at = 0;
    while (*words && at < size) {
        size_t n = strcspn(words, " ");
        const char *rest = words + n + (words[n] == ' ');
        const char *link = !*rest ? "" : strchr(rest, ' ') ? ", " : " or ";
        at += (size_t)snprintf(out + at, size - at, "%.*s%s", (int)n, words, link);
        words = rest;
    }
}

static bool take_number(struct option_value *v) {
    v->number = 0;
    for (const char *p = v->text; *p; p++) {
        unsigned digit = (unsigned)(*p - '0');
        if (digit > 9 || v->number > (UINT_MAX - digit) / 10) return false;
        v->number = v->number * 10 + digit;
    }
    return *v->text != 0;
}

/* Checks and keeps the argument of an option. Negative, or the exit status of a misuse. */
static int take(struct options *o, enum option_id id, const char *text) {
    const struct row *r = &rows[id];
    struct option_value *v = &o->v[id];
    v->text = text;
    if (id == OPT_ORIGINAL) {
        if (o->n_originals == MOST_OF_ONE) return options_misuse(o, "--original may be given %d times", MOST_OF_ONE);
        o->originals[o->n_originals++] = text;
    }
    if (r->words[0] == '<') return *text ? -1 : options_misuse(o, "--%s: the name is empty", r->name);
    if (r->words[0] == '#') return take_number(v) ? -1 : options_misuse(o, "--%s %s: expected a number", r->name, text);
    int choice = word_index(r->words, text);
    char expected[120];
    spell(expected, sizeof expected, r->words);
    if (choice < 0) return options_misuse(o, "--%s %s: expected %s", r->name, text, expected);
    v->number = (unsigned)choice;
    return -1;
}

/* ---- all arguments */

struct tables {
    char letters[2 * OPT_COUNT + 1];
    struct option names[OPT_COUNT + 1];
};

/* Long options give their row's number above all letters. */
enum { LONG = 256 };

static void fill(struct tables *t, enum verb verb) {
    size_t letters = 0, names = 0;
    for (size_t i = 0; i < OPT_COUNT; i++) {
        const struct row *r = &rows[i];
        if (!(r->verbs & verb)) continue;
        t->names[names++] =
            (struct option){r->name, *r->argument ? required_argument : no_argument, NULL, LONG + (int)i};
        if (!r->letter) continue;
        t->letters[letters++] = r->letter;
        if (*r->argument) t->letters[letters++] = ':';
    }
    t->letters[letters] = 0;
    t->names[names] = (struct option){0};
}

static enum option_id id_of(int c) {
    if (c >= LONG) return (enum option_id)(c - LONG);
    size_t i = 0;
    while (rows[i].letter != (char)c) i++;
    return (enum option_id)i;
}

int options_parse(struct options *o, enum verb verb, const struct command_help *help, int argc, char **argv) {
    struct tables t;
    unsigned order = 0;
    int c, rc = -1;
    fill(&t, verb);
    while (rc < 0 && (c = getopt_long(argc, argv, t.letters, t.names, NULL)) != -1) {
        if (c == '?') {
            fprintf(stderr, "Try '%s --help'.\n", o->command);
            return EXIT_TROUBLE;
        }
        enum option_id id = id_of(c);
        if (*rows[id].argument)
            rc = take(o, id, optarg);
        else
            o->v[id] = (struct option_value){"", ++order};
    }
    o->inputs = argv + optind;
    o->n_inputs = (size_t)(argc - optind);
    if (rc >= 0 || !o->v[OPT_HELP].text) return rc;
    options_help(stdout, verb, help);
    return EXIT_CLEAN;
}
