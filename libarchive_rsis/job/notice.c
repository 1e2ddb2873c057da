/* notice.c - one finding made and handed over. */
#include "notice.h"

#include <stdarg.h>

#include "../base/buf.h"

void rsis_notice(struct rsis_notices *to, const char *path, enum rsis_diag_code code, uint32_t line, const char *fmt,
                 ...) {
    va_list ap;
    va_start(ap, fmt);
    struct rsis_diag diag = {.id = rsis_diag_id(code), .severity = rsis_diag_severity(code), .path = path};
    diag.line = line;
    diag.column = line ? 1 : 0;
    diag.message = rsis_vformat(to->arena, fmt, ap);
    va_end(ap);
    to->n++;
    if (to->fn) to->fn(to->ctx, &diag);
}
