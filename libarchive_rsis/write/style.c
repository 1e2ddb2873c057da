/*
 * style.c - the style sheet. No colours, fonts or fixed sizes: those are the reader's. Only what every reading system
 * knows: no nesting, no variables. None of the characters that XML escapes: a page by itself has it inside, and HTML
 * reads a style element as it stands.
 */
#include "book.h"

/* Class names are those of the slots (model/ledger_slots.def) and a few of the pages'. */
#define EVERYWHERE                                                                                                     \
    ":root { color-scheme: light dark; }\n"                                                                            \
    "body { margin: 5%; line-height: 1.5; orphans: 2; widows: 2; }\n"                                                  \
    "h1, h2, h3, h4, h5, h6 { line-height: 1.2; margin: 1.5em 0 0.5em; text-align: left; hyphens: manual;\n"           \
    "  page-break-after: avoid; break-after: avoid; page-break-inside: avoid; break-inside: avoid; }\n"                \
    "h1 { font-size: 1.6em; margin-top: 0.5em; }\n"                                                                    \
    "h2 { font-size: 1.25em; }\n"                                                                                      \
    "h3, h4, h5, h6 { font-size: 1em; }\n"                                                                             \
    "[dir=\"rtl\"] { text-align: right; }\n"                                                                           \
    "p { margin: 0 0 0.75em; }\n"                                                                                      \
    "a { overflow-wrap: break-word; }\n"                                                                               \
    "ol, ul { margin: 0 0 0.75em; padding-left: 1.75em; padding-inline-start: 1.75em; }\n"                             \
    "sup, sub { line-height: 0; }\n"                                                                                   \
    "figure { margin: 1em 0; }\n"                                                                                      \
    "[hidden] { display: none; }\n"                                                                                    \
    ".masthead, .number-line, .article-id, .date-iso, .preface, .printed { font-size: 0.9em; }\n"                      \
    ".kicker { font-variant: small-caps; margin-bottom: 0.25em; hyphens: manual;\n"                                    \
    "  page-break-after: avoid; break-after: avoid; }\n"                                                               \
    ".byline, .author { font-style: italic; hyphens: manual; }\n"                                                      \
    ".section-label, .abstract-title, .notes-title, .bio-title { font-size: 1em; font-weight: bold;\n"                 \
    "  margin: 1.25em 0 0.5em; page-break-after: avoid; break-after: avoid; }\n"                                       \
    ".abstract { font-style: italic; }\n"                                                                              \
    ".quote, blockquote { margin: 0.75em 5%; }\n"                                                                      \
    "blockquote .quote { margin: 0 0 0.75em; }\n"                                                                      \
    "ol.labelled, ul.labelled { list-style: none; padding-left: 0; padding-inline-start: 0; }\n"                       \
    ".labelled li { margin-left: 2em; margin-inline-start: 2em; }\n"                                                   \
    ".labelled .item-label { float: left; margin-left: -2em; min-width: 1.75em; }\n"                                   \
    "[dir=\"rtl\"] .item-label { float: right; margin-left: 0; margin-right: -2em; }\n"                                \
    ".note-ref { font-size: 0.75em; vertical-align: super; line-height: 0; }\n"                                        \
    ".note, .note-label, .bio, .ack { font-size: 0.9em; }\n"                                                           \
    ".note-label { padding-right: 0.5em; padding-inline-end: 0.5em; }\n"                                               \
    ".note-label + .note { display: inline; }\n"                                                                       \
    ".notice { font-size: 0.85em; }\n"                                                                                 \
    "footer { border-top: thin solid currentColor; margin-top: 1.5em; padding-top: 0.5em; }\n"                         \
    ".page-furniture, .furniture { display: none; }\n"                                                                 \
    ".cover { margin: 0; text-align: center; page-break-after: always; break-after: page; }\n"                         \
    ".cover img { max-width: 100%; max-height: 95vh; height: auto; }\n"                                                \
    "nav ol { list-style: none; padding-left: 0; padding-inline-start: 0; }\n"                                         \
    "nav ol ol { margin-bottom: 0; padding-left: 1.25em; padding-inline-start: 1.25em; }\n"                            \
    ".index, .index ul { list-style: none; padding-left: 0; padding-inline-start: 0; }\n"                              \
    ".index ul { padding-left: 1.25em; padding-inline-start: 1.25em; }\n"

/* A page by itself has the whole window, and is printed. */
#define WEB                                                                                                            \
    "body { max-width: 38em; margin: 2em auto; padding: 0 1em; }\n"                                                    \
    "@page { size: A4; margin: 2.5cm 2cm; }\n"                                                                         \
    "@media print {\n"                                                                                                 \
    "  body { max-width: none; margin: 0; padding: 0; }\n"                                                             \
    "  a { text-decoration: none; }\n"                                                                                 \
    "}\n"

struct rsis_str rsis_style(bool html) {
    return html ? RSIS_LIT(EVERYWHERE WEB) : RSIS_LIT(EVERYWHERE);
}
