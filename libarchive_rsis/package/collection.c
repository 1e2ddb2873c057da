/* collection.c - the texts of a collection package, from the same writers as those of a commentary's. */
#include "common.h"

static struct rsis_content content_of(const struct rsis_package_collection *c) {
    return (struct rsis_content){
        .id = c->id,
        .when = c->when,
        .date_given = c->date_given,
        .files = c->files,
        .n_files = c->n_files,
        .events = c->events,
        .n_events = c->n_events,
        .title = c->title,
        .holdings = c->holdings,
        .n_holdings = c->n_holdings,
    };
}

struct rsis_str rsis_collection_premis(struct rsis_arena *a, const struct rsis_package_collection *c) {
    struct rsis_content content = content_of(c);
    return rsis_premis_of(a, &content);
}

struct rsis_str rsis_collection_mets(struct rsis_arena *a, const struct rsis_package_collection *c) {
    struct rsis_content content = content_of(c);
    return rsis_mets_of(a, &content);
}

/* "2013-01-04 to 2013-12-20", "2013-01-04", or empty. Dates of one length compare as strings, and "2013" is before all.
 */
static struct rsis_str period(struct rsis_arena *a, const struct rsis_package_collection *c) {
    struct rsis_str first = {0}, last = {0};
    for (size_t i = 0; i < c->n_holdings; i++) {
        struct rsis_str date = c->holdings[i].date;
        if (!date.len) continue;
        const char *z = rsis_str_dup(a, date);
        if (!first.len || strcmp(z, first.ptr) < 0) first = rsis_str_c(z);
        if (!last.len || strcmp(z, last.ptr) > 0) last = rsis_str_c(z);
    }
    if (!first.len || rsis_str_eq(first, last)) return first;
    return rsis_str_c(rsis_format(a, "%s to %s", first.ptr, last.ptr));
}

static struct rsis_str description(struct rsis_arena *a, const struct rsis_package_collection *c) {
    struct rsis_str when = period(a, c);
    return rsis_str_c(rsis_format(a, "%.*s%s%.*s, %zu package%s", RSIS_ARG(c->title), when.len ? ", " : "",
                                  RSIS_ARG(when), c->n_holdings, c->n_holdings == 1 ? "" : "s"));
}

/* "260 MB": decimal units, rounded up, as RFC 8493 shows it. */
static struct rsis_str in_units(struct rsis_arena *a, uint64_t octets) {
    static const char *const units[] = {"bytes", "kB", "MB", "GB", "TB"};
    size_t u = 0;
    for (; octets >= 1000 && u + 1 < sizeof units / sizeof *units; u++) octets = octets / 1000 + (octets % 1000 > 0);
    return rsis_str_c(rsis_format(a, "%llu %s", (unsigned long long)octets, units[u]));
}

struct rsis_str rsis_collection_bag_info(struct rsis_arena *a, const struct rsis_package_collection *c) {
    struct rsis_buf out;
    rsis_buf_init(&out, a);
    rsis_tag_line(&out, "Source-Organization", c->publisher.len ? c->publisher : RSIS_LIT("not known"));
    rsis_tag_line(&out, "External-Identifier", rsis_str_c(c->id));
    rsis_tag_line(&out, "External-Description", description(a, c));
    rsis_tag_line(&out, "Bagging-Date", rsis_str_c(c->date));
    uint64_t octets = rsis_tag_oxum(&out, c->files, c->n_files);
    rsis_tag_line(&out, "Bag-Size", in_units(a, octets));
    rsis_tag_line(&out, "Bag-Group-Identifier", rsis_str_c(c->group));
    rsis_tag_line(&out, "Internal-Sender-Identifier", rsis_str_c(c->id));
    rsis_tag_line(&out, "Contact-Email", c->contact);
    rsis_tag_maker(&out, true);
    return rsis_buf_slice(&out);
}

struct rsis_str rsis_collection_readme(struct rsis_arena *a, const struct rsis_package_collection *c) {
    struct rsis_buf out;
    rsis_buf_init(&out, a);
    rsis_readme_head(&out, "What this is");
    rsis_buf_z(&out,
               "This folder keeps a collection of commentaries for good. Each commentary is a package of its own,\n"
               "a ZIP file that can be taken out and checked alone.\n\n");
    rsis_readme_line(&out, "Title", c->title);
    rsis_readme_line(&out, "Series", c->series);
    rsis_readme_line(&out, "Publisher", c->publisher);
    rsis_readme_line(&out, "Dates", period(a, c));
    rsis_readme_line(&out, "Packages", rsis_str_c(rsis_format(a, "%zu", c->n_holdings)));
    rsis_readme_line(&out, "Package", rsis_str_c(c->id));
    rsis_readme_head(&out, "What is inside");
    rsis_buf_z(&out, "    data/packages/\n        the packages of the commentaries, as they were delivered\n");
    rsis_readme_files(&out, c->files, c->n_files);
    rsis_readme_end(&out, c->files, c->n_files, c->date);
    rsis_readme_head(&out, "Permissions");
    rsis_buf_z(&out, "Each commentary has its own notice: see README.txt in its package.\n");
    return rsis_buf_slice(&out);
}
