/* cmd_pack.c - `rsis pack`: commentaries into archive packages. */
#include <stdbool.h>
#include <string.h>

#include "run.h"

static const struct command_help help = {
    "rsis pack -o OUT [OPTION]... INPUT...",
    "Make archive packages (BagIt) that can be checked in fifty years: the source as\n"
    "received, JATS, EPUB, provenance, fixity. OUT: a directory, or a file for one.",
    "rsis pack -o packages/ --original CO13046.pdf CO13046.txt",
};

int cmd_pack(int argc, char **argv) {
    enum { NONE, APTRUST };
    struct options o = {.command = argv[0]};
    int rc = options_parse(&o, PACK, &help, argc, argv);
    if (rc >= 0) return rc;
    const char *output = o.v[OPT_OUTPUT].text;
    bool aptrust = o.v[OPT_FOR].number == APTRUST;
    if (!output || strcmp(output, "-") == 0) return options_misuse(&o, "a package needs a place: -o OUT");
    if (!o.n_inputs && !o.v[OPT_FILES_FROM].text) return options_misuse(&o, "no input was named");
    struct rsis_packing packing = {
        .batch = {.inputs = (const char *const *)o.inputs,
                  .n_inputs = o.n_inputs,
                  .files_from = o.v[OPT_FILES_FROM].text,
                  .output = output,
                  .jobs = o.v[OPT_JOBS].number,
                  .force = o.v[OPT_FORCE].text != NULL},
        /* the service takes tar only */
        .form = o.v[OPT_FORM].text || !aptrust ? (enum rsis_package_form)o.v[OPT_FORM].number : RSIS_PACKAGE_TAR,
        .originals = o.originals,
        .n_originals = o.n_originals,
        .edition = {o.v[OPT_EDITION].number, o.v[OPT_REPLACES].text, o.v[OPT_REASON].text},
        .service = aptrust ? "aptrust" : NULL,
        .allow_errors = o.v[OPT_ALLOW_ERRORS].text != NULL,
        .collection = o.v[OPT_COLLECTION].text,
    };
    return run_packing(&o, &packing);
}
