/* common.h - what the writers of this room share. Private to package/. */
#ifndef RSIS_PACKAGE_COMMON_H
#define RSIS_PACKAGE_COMMON_H

#include "../base/buf.h"
#include "package.h"
#include "xmlout.h"

/* What a package of either kind says of itself in PREMIS and METS. */
struct rsis_content {
    const char *id, *when;
    bool date_given;
    const struct rsis_file *files;
    size_t n_files;
    const struct rsis_event *events;
    size_t n_events;
    struct rsis_str title;
    const struct rsis_part *part; /* NULL of a collection */
    unsigned version;             /* 0 of a collection */
    struct rsis_str replaces, reason;
    const struct rsis_holding *holdings; /* of a collection */
    size_t n_holdings;
};
struct rsis_str rsis_premis_of(struct rsis_arena *a, const struct rsis_content *c);
struct rsis_str rsis_mets_of(struct rsis_arena *a, const struct rsis_content *c);

/* The first file of a role, or NULL. */
const struct rsis_file *rsis_file_of_role(const struct rsis_file *files, size_t n, enum rsis_role role);

/* A path as manifests have it: on one line. */
void rsis_bag_path(struct rsis_buf *out, const char *path);

/* A line "Label: value" of a tag file; nothing without a value. Line ends and other controls become blanks. */
void rsis_tag_line(struct rsis_buf *out, const char *label, struct rsis_str value);
/* "Payload-Oxum: OCTETS.FILES"; gives the octets. */
uint64_t rsis_tag_oxum(struct rsis_buf *out, const struct rsis_file *files, size_t n);
/* What made the bag, and after which profiles: ours, and with `btr` that of Beyond the Repository. */
void rsis_tag_maker(struct rsis_buf *out, bool btr);

/* `s` with each control character as a blank, without white space at both ends. */
void rsis_one_line(struct rsis_buf *out, struct rsis_str s);
/* "RSIS Commentaries 046/2013"; whichever there is when the other is not. */
struct rsis_str rsis_citation(struct rsis_arena *a, const struct rsis_part *part);
/* Names with `between` two. */
void rsis_names(struct rsis_buf *out, const struct rsis_person *people, size_t n, const char *between);

/* Readme: what stands in every one. */
void rsis_readme_head(struct rsis_buf *out, const char *text);
void rsis_readme_line(struct rsis_buf *out, const char *label, struct rsis_str value); /* nothing without a value */
void rsis_readme_files(struct rsis_buf *out, const struct rsis_file *files, size_t n);
void rsis_readme_end(struct rsis_buf *out, const struct rsis_file *files, size_t n, const char *date);

#endif
