/* supply.h - a person's decisions take their places in the document. */
#ifndef RSIS_SUPPLY_H
#define RSIS_SUPPLY_H

#include "../model/doc.h"
#include "overrides.h"

/* Before recognition: authors, because author notes are matched against their names. */
void rsis_supply_authors(struct rsis_doc *doc, const struct rsis_overrides *overrides);

/* After recognition: everything else. The printed values stay in the provenance. */
void rsis_supply_values(struct rsis_doc *doc, const struct rsis_overrides *overrides);

#endif
