/* cmd_collect.c - `rsis collect`: many commentaries into one EPUB. */
#include <string.h>

#include "run.h"

static const struct command_help help = {
    "rsis collect -o OUT.epub [OPTION]... INPUT...",
    "Make one book of many commentaries: a year, an author, a topic. INPUT is a file\n"
    "that convert reads, JATS that it wrote, a directory of them, or - for stdin.",
    "rsis collect -o 2013.epub --title 'RSIS Commentaries 2013' inbox/2013/",
};

int cmd_collect(int argc, char **argv) {
    struct options o = {.command = argv[0]};
    int rc = options_parse(&o, COLLECT, &help, argc, argv);
    if (rc >= 0) return rc;
    const char *output = o.v[OPT_OUTPUT].text;
    if (!output || strcmp(output, "-") == 0)
        return options_misuse(&o, "the book needs the name of a file: -o OUT.epub");
    if (!o.n_inputs && !o.v[OPT_FILES_FROM].text) return options_misuse(&o, "no input was named");
    struct rsis_collection collection = {
        .batch = {.inputs = (const char *const *)o.inputs,
                  .n_inputs = o.n_inputs,
                  .files_from = o.v[OPT_FILES_FROM].text,
                  .output = output,
                  .jobs = o.v[OPT_JOBS].number,
                  .force = o.v[OPT_FORCE].text != NULL},
        .title = o.v[OPT_TITLE].text,
        .cover = o.v[OPT_COVER].text,
        .order = (enum rsis_order)o.v[OPT_ORDER].number,
        .skip_failed = o.v[OPT_SKIP_FAILED].text != NULL,
    };
    return run_collection(&o, &collection);
}
