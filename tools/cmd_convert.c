/* cmd_convert.c - `rsis convert`: many commentaries, each into JATS XML, EPUB, a page of HTML or clean text. */
#include "run.h"

static const struct command_help help = {
    "rsis convert [OPTION]... INPUT...",
    "Turn commentaries into archival XML, EPUB, HTML or clean text without losing a\n"
    "word. INPUT is a file, a directory (read to the bottom) or - for stdin.",
    "rsis convert -o out/ inbox/",
};

/* In the order of the words of --to. */
static const enum rsis_to formats[] = {RSIS_TO_JATS, RSIS_TO_EPUB, RSIS_TO_HTML, RSIS_TO_TEXT};

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
        .to = formats[o.v[OPT_TO].number],
        .jobs = o.v[OPT_JOBS].number,
        .force = o.v[OPT_FORCE].text != NULL,
    };
    return run_batch(&o, &batch);
}
