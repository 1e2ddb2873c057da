/* jats_heard.h - what libxml2's validators say, kept until they are done: their callbacks must not jump. */
#ifndef RSIS_JATS_HEARD_H
#define RSIS_JATS_HEARD_H

#include <libxml/xmlerror.h>

#include "report.h"

struct rsis_jats_file;

enum { RSIS_JATS_HEARD_MOST = 64 };

struct rsis_jats_heard {
    unsigned n, more; /* kept; beyond them */
    bool no_memory;
    struct {
        uint32_t line;
        char text[240];
    } v[RSIS_JATS_HEARD_MOST];
};

/* A structured error handler of libxml2; `heard` is a struct rsis_jats_heard, `e` may be NULL. */
void rsis_jats_hear(void *heard, xmlErrorPtr e);

/* One finding for each thing that was heard. */
void rsis_jats_report_heard(struct rsis_jats_file *j, enum rsis_check check, const struct rsis_jats_heard *heard);

#endif
