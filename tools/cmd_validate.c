/* cmd_validate.c - `rsis validate`: is it what it claims to be, and where not? */
#include <stdbool.h>
#include <stdio.h>
#include <string.h>
#include <time.h>

#include "run.h"

static const struct command_help help = {
    "rsis validate [OPTION]... PATH...",
    "Say what is wrong with JATS files, EPUBs and archive packages (ZIP, tar or\n"
    "directory), where, by which clause, and what to do. Nothing is unpacked.",
    "rsis validate --format json packages/ | jq -r .verdict",
};

struct show {
    bool json;
    enum rsis_severity least;
};

static void show_fault(const struct rsis_fault *f) {
    printf("  %s: ", rsis_severity_name(f->severity));
    if (*f->member) printf("%s:", f->member);
    if (f->line) printf("%u:%u:", (unsigned)f->line, (unsigned)f->column);
    if (*f->member || f->line) putchar(' ');
    printf("%s [%s%s%s", f->message, f->id, *f->spec ? "; " : "", f->spec);
    printf("%s%s]\n", *f->equivalent ? "; EPUBCheck " : "", f->equivalent);
    if (*f->advice) printf("      %s\n", f->advice);
}

static void show(void *ctx, const struct rsis_checked *c) {
    const struct show *s = ctx;
    if (s->json) {
        puts(c->json ? c->json : "{}");
        return;
    }
    printf("%s: %s%s%s%s\n", c->path, rsis_verdict_name(c->verdict), *c->kind ? " (" : "", c->kind,
           *c->kind ? ")" : "");
    for (size_t i = 0; i < c->n_faults; i++)
        if (c->faults[i].severity >= s->least) show_fault(&c->faults[i]);
}

static unsigned this_year(void) {
    time_t now = time(NULL);
    struct tm tm;
    return gmtime_r(&now, &tm) ? (unsigned)tm.tm_year + 1900 : 0;
}

/* What could not be verified counts as much as what is wrong. */
static int judge(const struct options *o, const struct rsis_verdicts *v) {
    enum { ON_ERROR, ON_WARNING };
    size_t bad = v->n[RSIS_INCOMPLETE] + v->n[RSIS_INVALID] + v->n[RSIS_NOT_VERIFIABLE] + v->n[RSIS_UNREADABLE];
    if (o->v[OPT_FAIL_ON].number == ON_WARNING) bad += v->n[RSIS_VALID_WITH_WARNINGS];
    return bad ? EXIT_FINDINGS : EXIT_CLEAN;
}

int cmd_validate(int argc, char **argv) {
    enum { PLAIN, ARCHIVE };
    struct options o = {.command = argv[0]};
    int rc = options_parse(&o, VALIDATE, &help, argc, argv);
    if (rc >= 0) return rc;
    if (!o.n_inputs) return options_misuse(&o, "no path was named");
    struct show s = {.json = o.v[OPT_FORMAT].number != 0,
                     .least = o.v[OPT_QUIET].number > o.v[OPT_VERBOSE].number ? RSIS_ERROR
                              : o.v[OPT_VERBOSE].number                       ? RSIS_INFO
                                                                              : RSIS_WARNING};
    struct rsis_verdicts verdicts;
    struct rsis_validation v = {.paths = (const char *const *)o.inputs,
                                .n_paths = o.n_inputs,
                                .archive = o.v[OPT_PROFILE].number == ARCHIVE,
                                .deep = o.v[OPT_DEEP].text != NULL,
                                .dtd = o.v[OPT_DTD].text,
                                .year = this_year(),
                                .jobs = o.v[OPT_JOBS].number,
                                .json = s.json,
                                .checked = show,
                                .ctx = &s};
    enum rsis_status st = rsis_validate_run(&verdicts, &v);
    if (st == RSIS_OK) return judge(&o, &verdicts);
    fprintf(stderr, "%s: %s\n", o.command, rsis_status_text(st));
    return EXIT_TROUBLE;
}
