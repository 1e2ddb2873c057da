/* run.h - what the commands have in common: load what people name, run the batch, say how it went. */
#ifndef RSIS_TOOL_RUN_H
#define RSIS_TOOL_RUN_H

#include <rsis.h>

#include "options.h"

/* Runs `batch`, whose inputs, output and format the command has set, with the other options. The exit status. */
int run_batch(const struct options *o, struct rsis_batch *batch);

/* The same for a collection. */
int run_collection(const struct options *o, struct rsis_collection *collection);

/* The same for packages; the moment of packing is set here. */
int run_packing(const struct options *o, struct rsis_packing *packing);

/* One file a command. Each gives the exit status. */
int cmd_convert(int argc, char **argv);
int cmd_inspect(int argc, char **argv);
int cmd_collect(int argc, char **argv);
int cmd_pack(int argc, char **argv);
int cmd_validate(int argc, char **argv);

#endif
