/* options.h - the options of all commands, from one table (options.def). */
#ifndef RSIS_TOOL_OPTIONS_H
#define RSIS_TOOL_OPTIONS_H

#include <stddef.h>
#include <stdio.h>

/* Bits, because an option may belong to several. */
enum verb { CONVERT = 1, INSPECT = 2, COLLECT = 4, PACK = 8, VALIDATE = 16 };

enum { MOST_OF_ONE = 16 }; /* times that one option may be given */

enum option_id {
#define RSIS_OPTION(symbol, letter, name, argument, verbs, words, help) OPT_##symbol,
#include "options.def"
#undef RSIS_OPTION
    OPT_COUNT
};

struct option_value {
    const char *text; /* the argument; NULL when the option was not given */
    unsigned number;  /* of a choice: its index; of a number: itself; of a flag: when it came, from 1 */
};

struct options {
    const char *command; /* "rsis convert" */
    struct option_value v[OPT_COUNT];
    const char *originals[MOST_OF_ONE]; /* of --original, which may be given again */
    size_t n_originals;
    char **inputs; /* what is left */
    size_t n_inputs;
};

/* Exit statuses: a contract that scripts lean on. */
enum { EXIT_CLEAN = 0, EXIT_FINDINGS = 1, EXIT_TROUBLE = 2 };

/* What a command says about itself in its help. */
struct command_help {
    const char *usage, *about, *example;
};

/*
 * Reads the arguments of `verb`. Negative: go on. Else the exit status: help was asked for and shown, or a
 * misuse was reported to standard error.
 */
int options_parse(struct options *o, enum verb verb, const struct command_help *help, int argc, char **argv);

/* Reports a misuse and gives EXIT_TROUBLE. */
#if defined(__GNUC__)
__attribute__((format(printf, 2, 3)))
#endif
int options_misuse(const struct options *o, const char *fmt, ...);

/* Shows the help of `verb`. */
void options_help(FILE *out, enum verb verb, const struct command_help *help);

#endif
