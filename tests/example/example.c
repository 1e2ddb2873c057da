/* example.c - reads a commentary, says what it is and writes it as JATS XML. */
#include <rsis.h>
#include <stdio.h>
#include <stdlib.h>

static void show_finding(void *ctx, const struct rsis_diag *diag) {
    char line[1024];
    (void)ctx;
    rsis_diag_format(diag, RSIS_DIAG_TEXT, line, sizeof line);
    fprintf(stderr, "%s\n", line);
}

static void show_field(const struct rsis_doc *doc, enum rsis_field field, const char *label) {
    struct rsis_value value;
    for (size_t i = 0; rsis_doc_value(&value, doc, field, i) == RSIS_OK; i++)
        fprintf(stderr, "%s: %.*s\n", label, (int)value.text.len, value.text.ptr);
}

static enum rsis_status convert(const char *name, const char *bytes, size_t len, const struct rsis_options *options) {
    struct rsis_doc *doc;
    enum rsis_status status = rsis_doc_read(&doc, name, bytes, len, options, show_finding, NULL);
    if (status != RSIS_OK) return status;
    show_field(doc, RSIS_FIELD_ISSUE, "number");
    show_field(doc, RSIS_FIELD_DATE, "date");
    show_field(doc, RSIS_FIELD_TITLE, "title");
    show_field(doc, RSIS_FIELD_AUTHOR, "author");

    const char *xml;
    status = rsis_doc_write(&xml, &len, doc, RSIS_TO_JATS, show_finding, NULL);
    if (status == RSIS_OK && fwrite(xml, 1, len, stdout) != len) status = RSIS_ERR_OUTPUT;
    rsis_doc_free(doc);
    return status;
}

int main(int argc, char **argv) {
    static char bytes[1 << 20];
    FILE *file = argc == 2 ? fopen(argv[1], "rb") : NULL;
    if (!file) {
        fprintf(stderr, "usage: example FILE\n");
        return 2;
    }
    size_t len = fread(bytes, 1, sizeof bytes, file);
    fclose(file);

    struct rsis_series *series;
    enum rsis_status status = rsis_series_load(&series, rsis_series_builtin(0), show_finding, NULL);
    if (status == RSIS_OK) {
        const struct rsis_options options = {.series = series};
        status = convert(argv[1], bytes, len, &options);
        rsis_series_free(series);
    }
    if (status != RSIS_OK) fprintf(stderr, "%s: %s\n", argv[1], rsis_status_text(status));
    return status == RSIS_OK ? EXIT_SUCCESS : EXIT_FAILURE;
}
