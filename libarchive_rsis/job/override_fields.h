/* override_fields.h - what each field of an overrides file may hold. */
#ifndef RSIS_OVERRIDE_FIELDS_H
#define RSIS_OVERRIDE_FIELDS_H

#include "overrides.h"

/* One field: its name in the file ("N" stands for an author's number) and the values it takes. */
struct rsis_override_rule {
    const char *name;
    bool repeatable;
    bool (*valid)(struct rsis_str value); /* NULL: any text */
    const char *expected;                 /* of a valid value, for people */
};

/* The rule of a field. Static storage. */
const struct rsis_override_rule *rsis_override_rule(enum rsis_override_field field);

/* Reads a field's name: "title", "author.2.given" (then *n is 2, else 0). False when there is no such field. */
bool rsis_override_field_parse(enum rsis_override_field *field, unsigned *n, struct rsis_str name);

/* A day that exists, as YYYY-MM-DD. */
bool rsis_override_is_day(struct rsis_str s);

#endif
