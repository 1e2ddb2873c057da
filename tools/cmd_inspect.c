/* cmd_inspect.c - `rsis inspect`: what was found in one commentary, and where. */
#include "run.h"

static const struct command_help help = {
    "rsis inspect [OPTION]... INPUT",
    "Show what was found in one commentary, where it stands and what was done with\n"
    "it. INPUT is a file or - for standard input.",
    "rsis inspect --format json CO13046.txt | jq .metadata",
};

int cmd_inspect(int argc, char **argv) {
    struct options o = {.command = argv[0]};
    int rc = options_parse(&o, INSPECT, &help, argc, argv);
    if (rc >= 0) return rc;
    if (o.n_inputs != 1) return options_misuse(&o, "expected one input, not %zu", o.n_inputs);
    struct rsis_batch batch = {
        .inputs = (const char *const *)o.inputs,
        .n_inputs = 1,
        .to = o.v[OPT_FORMAT].number ? RSIS_TO_INSPECT_JSON : RSIS_TO_INSPECT_TEXT,
        .jobs = 1,
    };
    return run_batch(&o, &batch);
}
