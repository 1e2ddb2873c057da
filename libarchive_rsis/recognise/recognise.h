/* recognise.h - a flow becomes a document; specs/commentary-format.md says by which rules. */
#ifndef RSIS_RECOGNISE_H
#define RSIS_RECOGNISE_H

#include "../model/doc.h"
#include "../model/flow.h"

/*
 * Fills `doc` (arena, diags, series and name are set) from the flow and closes the ledger. What is not
 * recognised stays in the body; every doubt is a finding. Cannot fail.
 */
void rsis_recognise(struct rsis_doc *doc, struct rsis_flow *flow);

#endif
