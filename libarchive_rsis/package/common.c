/* common.c - small things that several texts of a package say. */
#include "common.h"

const struct rsis_file *rsis_file_of_role(const struct rsis_file *files, size_t n, enum rsis_role role) {
    for (size_t i = 0; i < n; i++)
        if (files[i].role == role) return &files[i];
    return NULL;
}

void rsis_one_line(struct rsis_buf *out, struct rsis_str s) {
    s = rsis_str_trim(s);
    for (size_t i = 0; i < s.len; i++)
        rsis_buf_char(out, (unsigned char)s.ptr[i] < ' ' || s.ptr[i] == 0x7F ? ' ' : s.ptr[i]);
}

struct rsis_str rsis_citation(struct rsis_arena *a, const struct rsis_part *part) {
    if (!part->series.len) return part->number;
    if (!part->number.len) return part->series;
    return rsis_str_c(rsis_format(a, "%.*s %.*s", RSIS_ARG(part->series), RSIS_ARG(part->number)));
}

void rsis_names(struct rsis_buf *out, const struct rsis_person *people, size_t n, const char *between) {
    for (size_t i = 0; i < n; i++) {
        if (i) rsis_buf_z(out, between);
        rsis_one_line(out, people[i].name);
    }
}
