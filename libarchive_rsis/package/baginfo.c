/* baginfo.c - bag-info.txt and aptrust-info.txt. Fields, order and reasons: specs/package.md. */
#include "common.h"

/* Beyond the Repository's profile, which a package for any service but APTrust names as well. */
#define BTR_PROFILE "https://github.com/dpscollaborative/btr_bagit_profile/releases/download/1.0/btr-bagit-profile.json"

void rsis_tag_line(struct rsis_buf *out, const char *label, struct rsis_str value) {
    if (!rsis_str_trim(value).len) return;
    rsis_buf_printf(out, "%s: ", label);
    rsis_one_line(out, value);
    rsis_buf_char(out, '\n');
}

uint64_t rsis_tag_oxum(struct rsis_buf *out, const struct rsis_file *files, size_t n) {
    uint64_t octets = 0;
    size_t count = 0;
    for (size_t i = 0; i < n; i++) {
        if (files[i].role == RSIS_ROLE_TAG) continue;
        octets += files[i].fixity.size;
        count++;
    }
    rsis_buf_printf(out, "Payload-Oxum: %llu.%zu\n", (unsigned long long)octets, count);
    return octets;
}

void rsis_tag_maker(struct rsis_buf *out, bool btr) {
    rsis_buf_z(out, "Bag-Software-Agent: rsis " RSIS_VERSION "\nBagIt-Profile-Identifier: " RSIS_BAG_PROFILE "\n");
    if (btr) rsis_buf_z(out, "BagIt-Profile-Identifier: " BTR_PROFILE "\n");
}

/* "RSIS Commentaries 046/2013, 2013-03-18: Title, by A and B" */
static struct rsis_str description(struct rsis_arena *a, const struct rsis_part *p) {
    struct rsis_buf out;
    rsis_buf_init(&out, a);
    rsis_buf_str(&out, rsis_citation(a, p));
    if (out.len && p->date.len) rsis_buf_z(&out, ", ");
    rsis_buf_str(&out, p->date);
    if (out.len) rsis_buf_z(&out, ": ");
    rsis_buf_str(&out, p->title);
    if (p->n_authors) rsis_buf_z(&out, ", by ");
    rsis_names(&out, p->authors, p->n_authors, " and ");
    return rsis_buf_slice(&out);
}

/* The name of what was converted, as received; the record's name of it in a package without a source. */
static struct rsis_str sender_identifier(const struct rsis_package *p) {
    const struct rsis_file *source = rsis_file_of_role(p->files, p->n_files, RSIS_ROLE_SOURCE);
    return source && source->name.len ? source->name : p->part->source;
}

struct rsis_str rsis_package_bag_info(struct rsis_arena *a, const struct rsis_package *p) {
    const struct rsis_part *part = p->part;
    struct rsis_buf out;
    rsis_buf_init(&out, a);
    rsis_tag_line(&out, "Source-Organization", part->publisher.len ? part->publisher : RSIS_LIT("not known"));
    rsis_tag_line(&out, "External-Identifier", rsis_str_c(p->id));
    if (part->doi.len)
        rsis_tag_line(&out, "External-Identifier", rsis_str_c(rsis_format(a, "doi:%.*s", RSIS_ARG(part->doi))));
    rsis_tag_line(&out, "External-Description", description(a, part));
    rsis_tag_line(&out, "Bagging-Date", rsis_str_c(p->date));
    rsis_tag_oxum(&out, p->files, p->n_files);
    rsis_tag_line(&out, "Bag-Group-Identifier", rsis_str_c(p->group));
    rsis_tag_line(&out, "Internal-Sender-Identifier", sender_identifier(p));
    rsis_tag_line(&out, "Contact-Email", p->contact);
    rsis_tag_maker(&out, !p->aptrust);
    return rsis_buf_slice(&out);
}

struct rsis_str rsis_package_aptrust_info(struct rsis_arena *a, const struct rsis_package *p) {
    struct rsis_buf out;
    rsis_buf_init(&out, a);
    rsis_tag_line(&out, "Title", p->part->title);
    rsis_buf_z(&out, "Access: Institution\nStorage-Option: Standard\n");
    return rsis_buf_slice(&out);
}
