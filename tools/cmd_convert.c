/* cmd_convert.c - `rsis convert`: many commentaries into JATS XML or clean text. */
#include "run.h"

static const struct command_help help = {
    "rsis convert [OPTION]... INPUT...",
    "Turn commentaries into archival XML or clean text without losing a word. INPUT\n"
    "is a file, a directory (read to the bottom) or - for standard input.",
    "rsis convert -o out/ inbox/",
};

int cmd_convert(int argc, char **argv) {
    struct options o = {.command = argv[0]};
    int rc = options_parse(&o, CONVERT, &help, argc, argv);
    if (rc >= 0) return rc;
    if (!o.n_inputs && !o.v[OPT_FILES_FROM].text) return options_misuse(&o, "no input was named");
    struct rsis_batch batch = {
        .inputs = (const char *const *)o.inputs,
        .n_inputs = o.n_inputs,
        .files_from = o.v[OPT_FILES_FROM].text,
        .output = o.v[OPT_OUTPUT].text,
        .to = o.v[OPT_TO].number ? RSIS_TO_TEXT : RSIS_TO_JATS,
        .jobs = o.v[OPT_JOBS].number,
        .force = o.v[OPT_FORCE].text != NULL,
    };
    return run_batch(&o, &batch);
}
