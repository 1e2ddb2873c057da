/* volume.c - leaves into a book. */
#include "volume.h"

bool rsis_bind(struct rsis_bound *out, struct rsis_arena *a, struct rsis_spool *spool, const struct rsis_leaf *leaf) {
    *out = (struct rsis_bound){
        .part = leaf->part, .page = rsis_zip_deflate(a, "", leaf->page), .record = rsis_zip_deflate(a, "", leaf->jats)};
    return rsis_bind_entries(out, spool);
}

bool rsis_bind_entries(struct rsis_bound *bound, struct rsis_spool *spool) {
    struct rsis_zip_entry *const both[] = {&bound->page, &bound->record};
    for (size_t i = 0; i < 2; i++) {
        if (!rsis_spool_add(spool, both[i]->bytes, &both[i]->at)) return false;
        both[i]->bytes = rsis_str(NULL, 0);
    }
    return true;
}

struct rsis_bound rsis_bound_keep(struct rsis_arena *a, const struct rsis_bound *from, struct rsis_str *rights) {
    struct rsis_bound kept = *from;
    struct rsis_part thin = *from->part, *part;
    if (!rsis_str_eq(*rights, thin.rights)) *rights = rsis_str(rsis_str_dup(a, thin.rights), thin.rights.len);
    thin.rights = rsis_str("", 0);
    thin.synopsis = rsis_str("", 0); /* only a book of one part shows it, and there may be 10,000 */
    part = rsis_part_copy(a, &thin);
    part->rights = *rights;
    kept.part = part;
    kept.page.name = rsis_epub_page_name(a, kept.part);
    kept.record.name = rsis_epub_record_name(a, kept.part);
    return kept;
}

/* ---------------------------------------------------------------- the title */

static struct rsis_str year_of(const struct rsis_part *p) {
    return p->year.len || p->date.len < 4 ? p->year : rsis_str(p->date.ptr, 4);
}

/* Has an earlier part the series of the i-th? A series may change its title, and is still one. */
static bool has_series_before(const struct rsis_part *const *parts, size_t i) {
    for (size_t k = 0; k < i; k++)
        if (rsis_str_eq(parts[k]->series_id, parts[i]->series_id)) return true;
    return false;
}

struct rsis_str rsis_volume_title(struct rsis_arena *a, const struct rsis_part *const *parts, size_t n) {
    struct rsis_buf b;
    struct rsis_str first = {0}, last = {0}, series = {0};
    rsis_buf_init(&b, a);
    for (size_t i = 0; i < n; i++) {
        struct rsis_str year = year_of(parts[i]);
        if (year.len && (!first.len || rsis_str_compare(year, first) < 0)) first = year;
        if (rsis_str_compare(year, last) > 0) last = year;
        if (rsis_str_eq(series, parts[i]->series_id) || has_series_before(parts, i)) continue;
        series = parts[i]->series_id;
        if (b.len) rsis_buf_z(&b, ", ");
        rsis_buf_str(&b, parts[i]->series);
    }
    if (first.len) rsis_buf_printf(&b, " %.*s", RSIS_ARG(first));
    if (!rsis_str_eq(first, last)) rsis_buf_printf(&b, "\xe2\x80\x93%.*s", RSIS_ARG(last));
    return rsis_buf_slice(&b);
}

/* ---------------------------------------------------------------- the book */

/* Do the dates never go back? Parts without a date may only stand at the end. */
static bool stands_by_month(const struct rsis_part *const *parts, size_t n) {
    for (size_t i = 1; i < n; i++) {
        struct rsis_str a = parts[i - 1]->date, b = parts[i]->date;
        if ((!a.len && b.len) || (a.len && b.len && memcmp(a.ptr, b.ptr, a.len < b.len ? a.len : b.len) > 0))
            return false;
    }
    return true;
}

struct rsis_epub rsis_volume_of(struct rsis_arena *a, const struct rsis_bound *const *bound, size_t n) {
    const struct rsis_part **parts = RSIS_NEW_ARRAY(a, const struct rsis_part *, n);
    struct rsis_zip_entry *pages = RSIS_NEW_ARRAY(a, struct rsis_zip_entry, n);
    struct rsis_zip_entry *records = RSIS_NEW_ARRAY(a, struct rsis_zip_entry, n);
    for (size_t i = 0; i < n; i++) {
        parts[i] = bound[i]->part;
        pages[i] = bound[i]->page;
        records[i] = bound[i]->record;
    }
    return (struct rsis_epub){.book = {.parts = parts,
                                       .n = n,
                                       .title = rsis_volume_title(a, parts, n),
                                       .language = parts[0]->language,
                                       .by_month = stands_by_month(parts, n),
                                       .cover = "cover.svg",
                                       .cover_type = "image/svg+xml"},
                              .pages = pages,
                              .records = records};
}
