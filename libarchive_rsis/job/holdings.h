/* holdings.h - `rsis pack --collection`: commentary packages into a package of packages. specs/package.md. */
#ifndef RSIS_HOLDINGS_H
#define RSIS_HOLDINGS_H

#include "../include/rsis.h"

/* As rsis_pack_run, for packings that name a collection. */
enum rsis_status rsis_holdings_run(struct rsis_summary *summary, const struct rsis_packing *packing);

#endif
