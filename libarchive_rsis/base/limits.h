/* limits.h - rsis_limits.def as constants: rsis_limit_SOURCE_BYTES and so on. */
#ifndef RSIS_LIMITS_H
#define RSIS_LIMITS_H

enum rsis_limit {
#define RSIS_LIMIT(name, value, what) rsis_limit_##name = (value),
#include "../include/rsis_limits.def"
#undef RSIS_LIMIT
};

#endif
