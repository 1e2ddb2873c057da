/* jats_dates.c - dates: in the calendar, said twice the same way, and in their order. */
#include "jats_parts.h"

/* The part of that name; false, with a finding, when it is there and no number. 0 when it is not there. */
static bool part(struct rsis_jats_file *j, const xmlNode *n, const char *name, unsigned *value) {
    const xmlNode *child = rsis_jats_child(n, name);
    *value = 0;
    if (!child || rsis_jats_is_blank(child)) return true; /* that it is empty was said of the child */
    struct rsis_str s = rsis_jats_text(j, child);
    bool number = rsis_jats_digits(s, value) && *value && (s.len == 4 || *name != 'y');
    if (!number) RSIS_JATS_FOUND(j, child, DATE_PART, "The %s \"%.*s\" is no number of one", name, RSIS_SHOW(s));
    return number;
}

static bool parts(struct rsis_jats_file *j, const xmlNode *n, struct rsis_jats_day *d) {
    bool year = part(j, n, "year", &d->year), month = part(j, n, "month", &d->month), day = part(j, n, "day", &d->day);
    return year && month && day;
}

static bool differ(unsigned a, unsigned b) {
    return a && b && a != b;
}

static void judge_iso(struct rsis_jats_file *j, const xmlNode *n, const struct rsis_jats_day *d) {
    struct rsis_str iso = rsis_jats_attr(n, "iso-8601-date");
    struct rsis_jats_day said;
    if (!iso.ptr) return;
    if (!rsis_jats_iso_date(iso, &said))
        RSIS_JATS_FOUND(j, n, DATE_ISO, "\"%.*s\" is no date of ISO 8601", RSIS_SHOW(iso));
    else if (!rsis_jats_is_day(&said))
        RSIS_JATS_FOUND(j, n, DATE, "There is no %.*s", RSIS_SHOW(iso));
    else if (differ(said.year, d->year) || differ(said.month, d->month) || differ(said.day, d->day))
        RSIS_JATS_FOUND(j, n, DATE_DIFFERS, "The date is %.*s in iso-8601-date and %u-%02u-%02u in its parts",
                        RSIS_SHOW(iso), d->year, d->month, d->day);
}

static void judge_year(struct rsis_jats_file *j, const xmlNode *n, unsigned year) {
    enum { FIRST_JOURNAL = 1665 };
    if (j->o->year && year > j->o->year + 1) RSIS_JATS_FOUND(j, n, DATE_FUTURE, "The year %u is yet to come", year);
    if (year && year < FIRST_JOURNAL) RSIS_JATS_FOUND(j, n, DATE_EARLY, "The year %u is too early", year);
}

/* date or pub-date */
void rsis_jats_date(struct rsis_jats_file *j, const xmlNode *n) {
    struct rsis_jats_day d;
    if (parts(j, n, &d)) {
        bool gap = d.day && !d.month && !rsis_jats_child(n, "season");
        bool no_year = (d.day || d.month) && !d.year && !rsis_jats_child(n, "year");
        if (gap || no_year) RSIS_JATS_FOUND(j, n, DATE_PART, "The date has no %s", gap ? "month" : "year");
        if (!rsis_jats_is_day(&d))
            RSIS_JATS_FOUND(j, n, DATE, "There is no day %u in month %u of %u", d.day, d.month, d.year);
    }
    judge_iso(j, n, &d);
    judge_year(j, n, d.year);
    if (!rsis_jats_attr(n, "date-type").len && !rsis_jats_attr(n, "pub-type").len)
        RSIS_JATS_FOUND(j, n, DATE_TYPE, "Nothing says what happened on that day");
}

static bool same(const xmlNode *a, const xmlNode *b) {
    static const char *const names[] = {"date-type", "pub-type", "publication-format"};
    for (size_t i = 0; i < RSIS_COUNT(names); i++)
        if (!rsis_str_eq(rsis_jats_attr(a, names[i]), rsis_jats_attr(b, names[i]))) return false;
    return true;
}

void rsis_jats_pub_dates(struct rsis_jats_file *j, const xmlNode *meta) {
    const xmlNode *first = rsis_jats_child(meta, "pub-date");
    unsigned i = 0;
    if (!first && !rsis_jats_child(meta, "pub-date-not-available")) {
        if (j->o->archive)
            RSIS_JATS_FOUND(j, meta, KEEP_DATE, "The article has no date of publication");
        else
            RSIS_JATS_FOUND(j, meta, DATE_MISSING, "The article has no date of publication");
    }
    for (const xmlNode *a = first; a && i < RSIS_JATS_COMPARED; a = rsis_jats_next(a, "pub-date"), i++)
        for (const xmlNode *b = rsis_jats_next(a, "pub-date"); b; b = rsis_jats_next(b, "pub-date"))
            if (same(a, b)) {
                RSIS_JATS_FOUND(j, b, DATE_TWICE, "There are two dates of one type and format");
                return;
            }
}

/* ---- history: what comes before what */

/* A number that grows with the days; 0 when the date is not known to the day. */
static unsigned day_number(const struct rsis_jats_file *j, const xmlNode *n) {
    unsigned v[3];
    static const char *const names[] = {"year", "month", "day"};
    for (size_t i = 0; i < 3; i++) {
        const xmlNode *child = rsis_jats_child(n, names[i]);
        if (!child || !rsis_jats_digits(rsis_jats_text(j, child), &v[i]) || v[i] > 9999) return 0;
    }
    return (v[0] * 100 + v[1]) * 100 + v[2];
}

static unsigned day_of(const struct rsis_jats_file *j, const xmlNode *history, const char *type) {
    for (const xmlNode *d = rsis_jats_child(history, "date"); d; d = rsis_jats_next(d, "date"))
        if (rsis_jats_attr_is(d, "date-type", type)) return day_number(j, d);
    return 0;
}

void rsis_jats_history(struct rsis_jats_file *j, const xmlNode *n) {
    static const char *const order[] = {"received", "rev-recd", "accepted"};
    unsigned before = 0;
    const char *name = "";
    for (size_t i = 0; i < RSIS_COUNT(order); i++) {
        unsigned day = day_of(j, n, order[i]);
        if (!day) continue;
        if (day < before) RSIS_JATS_FOUND(j, n, DATE_ORDER, "The date \"%s\" is before \"%s\"", order[i], name);
        before = day;
        name = order[i];
    }
}
