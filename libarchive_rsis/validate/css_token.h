/* css_token.h - one token after the other. */
#ifndef RSIS_CSS_TOKEN_H
#define RSIS_CSS_TOKEN_H

#include "../base/str.h"

enum rsis_css_kind {
    RSIS_CSS_END,
    RSIS_CSS_BLANK, /* white space and comments */
    RSIS_CSS_IDENT,
    RSIS_CSS_FUNCTION, /* with its "(" */
    RSIS_CSS_AT,
    RSIS_CSS_HASH,
    RSIS_CSS_STRING,
    RSIS_CSS_URL, /* url(...) without quotes */
    RSIS_CSS_NUMBER,
    RSIS_CSS_CDX,  /* <!-- and --> */
    RSIS_CSS_MARK, /* any other character; `mark` has it */
    RSIS_CSS_BAD,  /* a string or a comment without its end, or NUL; `fault` says what */
};

struct rsis_css_token {
    enum rsis_css_kind kind;
    char mark;
    size_t at;
    struct rsis_str text; /* a string's or a URL's content, a name; else all of it */
    const char *fault;
};

struct rsis_css_reader {
    struct rsis_str all;
    size_t at;
};

struct rsis_css_token rsis_css_next(struct rsis_css_reader *r);

#endif
