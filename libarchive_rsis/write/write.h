/* write.h - documents to bytes. A writer records every use; proof/ compares the record with the bytes. */
#ifndef RSIS_WRITE_H
#define RSIS_WRITE_H

#include "../model/doc.h"

/* JATS Archiving and Interchange, specs/jats-mapping.md. The bytes live in the arena. */
struct rsis_str rsis_write_jats(struct rsis_doc *doc, struct rsis_record *record);

/* Clean reading text: one line a paragraph, blank lines between, readable again by read/text.c. */
struct rsis_str rsis_write_text(struct rsis_doc *doc, struct rsis_record *record);

/* Metadata with origins, the tree, the ledger's sums. `jats` is what `record` was closed for. */
struct rsis_str rsis_write_inspect_text(struct rsis_doc *doc);
struct rsis_str rsis_write_inspect_json(struct rsis_doc *doc, const struct rsis_record *record, struct rsis_str jats);

/* The ledger alone, as a file for an archive package (specs/ledger.md, "The ledger as a file"). */
struct rsis_str rsis_write_ledger(struct rsis_doc *doc, const struct rsis_record *record, struct rsis_str jats);

/* use.c: one use more. `block` is 0 for attributes. */
void rsis_use_piece(struct rsis_doc *doc, struct rsis_record *rec, enum rsis_slot slot, uint32_t block,
                    struct rsis_piece p, enum rsis_use_kind kind);
void rsis_use_datum(struct rsis_doc *doc, struct rsis_record *rec, enum rsis_slot slot, uint32_t block,
                    const struct rsis_datum *d);
void rsis_use_value(struct rsis_doc *doc, struct rsis_record *rec, enum rsis_slot slot, uint32_t block,
                    struct rsis_str value, enum rsis_use_kind kind);
void rsis_use_target(struct rsis_doc *doc, struct rsis_record *rec, const struct rsis_target *t);

/* The value that a datum shows: its own, or the piece that it names. */
struct rsis_str rsis_datum_text(const struct rsis_doc *doc, const struct rsis_datum *d);

/* values.c: `field` as the public interface and inspect show it. */
size_t rsis_values_count(const struct rsis_doc *doc, enum rsis_field field);
bool rsis_values_get(const struct rsis_doc *doc, enum rsis_field field, size_t index, struct rsis_value *out);

#endif
