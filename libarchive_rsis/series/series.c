/* series.c - look-ups in a loaded profile. */
#include "internal.h"

const char *rsis_notice_role_name(enum rsis_notice_role role) {
    static const char *const names[RSIS_NOTICE_ROLES] = {"scope", "disclaimer", "terms", "contact"};
    return (unsigned)role < RSIS_NOTICE_ROLES ? names[role] : "?";
}

/* Compares as far as both are known. */
static int compare_known(struct rsis_date a, struct rsis_date b) {
    if (!a.month || !b.month) a.month = b.month = 0;
    if (!a.month || !a.day || !b.day) a.day = b.day = 0;
    return rsis_date_compare(a, b);
}

static bool era_holds(const struct rsis_era *e, struct rsis_date d) {
    return (!e->from.year || compare_known(e->from, d) <= 0) && (!e->to.year || compare_known(d, e->to) <= 0);
}

const struct rsis_era *rsis_series_era(const struct rsis_series *s, struct rsis_date d, bool *inside) {
    *inside = true;
    for (size_t i = 0; d.year && i < s->n_eras; i++)
        if (era_holds(&s->eras[i], d)) return &s->eras[i];
    *inside = false;
    return &s->eras[s->n_eras - 1];
}
