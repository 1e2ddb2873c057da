/*
 * rsis.h - the whole public interface of libarchive_rsis, in reading order.
 *
 * The library turns a policy commentary, as text extraction left it, into archival JATS XML and clean
 * reading text, and proves on every conversion that no word was lost or invented (specs/ledger.md).
 *
 * Conventions, true for every function unless its comment says otherwise:
 *   - Results come back through the first argument and are set only when the status is RSIS_OK.
 *   - Strings are slices (struct rsis_str): UTF-8, not terminated, valid as long as their owner.
 *   - An object may be used by one thread at a time; different objects by different threads at once.
 *     A struct rsis_series never changes after it was loaded and may be shared by all threads.
 *   - The library has no global state, never writes to stderr, never calls setlocale, and never
 *     opens a network connection.
 */
#ifndef RSIS_H
#define RSIS_H

#include <stddef.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

#if defined(__GNUC__) && defined(RSIS_BUILD)
#define RSIS_API __attribute__((visibility("default")))
#else
#define RSIS_API
#endif

#define RSIS_VERSION "0.1.0"
#define RSIS_RELEASED "2026-11-23"

/* ---------------------------------------------------------------- basics */

/* The version of the library that is linked, e.g. "0.1.0". Static storage. */
RSIS_API const char *rsis_version(void);

/* Bytes with a length. `ptr` may be NULL when `len` is 0. Never owns anything. */
struct rsis_str {
    const char *ptr;
    size_t len;
};

/*
 * Trouble: why a call could not do its work. Values are fixed for ever; new ones are added at the end.
 * What is wrong with a *document* is not trouble but a finding (struct rsis_diag).
 */
enum rsis_status {
    RSIS_OK = 0,
    RSIS_ERR_MEMORY = 1,   /* no memory */
    RSIS_ERR_IO = 2,       /* a file could not be read or written */
    RSIS_ERR_USAGE = 3,    /* the caller broke the contract, e.g. an unknown format */
    RSIS_ERR_LIMIT = 4,    /* a limit of rsis_limits.def */
    RSIS_ERR_INPUT = 5,    /* the input is not text that can be read; a finding says why */
    RSIS_ERR_PROFILE = 6,  /* a series profile or overrides file is wrong; a finding says where */
    RSIS_ERR_UNPROVED = 7, /* the conservation check failed: nothing is written; a finding says where */
    RSIS_ERR_OUTPUT = 8,   /* an output could not be written or is in the way; a finding says which */
};

/* One short English phrase for `status`; never NULL. Static storage. */
RSIS_API const char *rsis_status_text(enum rsis_status status);

/* ---------------------------------------------------------------- findings */

/* Severity is defined by its consequence. */
enum rsis_severity {
    RSIS_INFO = 0,    /* worth knowing; nothing to do */
    RSIS_WARNING = 1, /* doubtful: the text says what was chosen; the document needs review */
    RSIS_ERROR = 2,   /* a required datum is missing or text is at risk; the output is incomplete */
    RSIS_FATAL = 3,   /* no output for this input */
};

/*
 * One finding. Everything it points to lives only during the callback.
 * `id` is stable and never reused (specs/diagnostics.md has a paragraph for each).
 */
struct rsis_diag {
    const char *id; /* "RSIS-META-003" */
    enum rsis_severity severity;
    const char *path;    /* the input's name as given; "-" is standard input */
    uint32_t line;       /* from 1; 0 when the finding is about the whole file */
    uint32_t column;     /* in characters, from 1; 0 with line 0 */
    uint64_t offset;     /* of the span in the decoded text, in bytes */
    uint64_t length;     /* of the span, in bytes; may be 0 */
    const char *message; /* what is wrong and what was done about it, one line of UTF-8 */
};

/* Receives findings. Called from one thread at a time, for one input after the other in input order. */
typedef void rsis_diag_fn(void *ctx, const struct rsis_diag *diag);

/* How a finding is shown: "path:line:col: severity: text [ID]", or one JSON object (JSON Lines). */
enum rsis_diag_style { RSIS_DIAG_TEXT = 0, RSIS_DIAG_JSON = 1 };

/*
 * Writes the finding as one line without line end into `buf`, always terminated, and gives the length
 * that the whole line needs without its terminator (like snprintf). Control characters are escaped,
 * so a hostile file name cannot reach a terminal.
 */
RSIS_API size_t rsis_diag_format(const struct rsis_diag *diag, enum rsis_diag_style style, char *buf, size_t size);

/* "info", "warning", "error" or "fatal". Static storage. */
RSIS_API const char *rsis_severity_name(enum rsis_severity severity);

/* ---------------------------------------------------------------- series profiles */

/* What a series prints and where (specs/series-profiles.md): data, with dates of validity. */
struct rsis_series;

/* The n-th built-in profile's name ("rsis-commentary", ...), or NULL past the last. Static storage. */
RSIS_API const char *rsis_series_builtin(size_t n);

/*
 * Loads a profile: a built-in one when `name_or_path` is the name of one, else the YAML file of that
 * path. A wrong profile gives RSIS_ERR_PROFILE and findings with file:line:column and what was
 * expected. The caller frees *out with rsis_series_free.
 */
RSIS_API enum rsis_status rsis_series_load(struct rsis_series **out, const char *name_or_path, rsis_diag_fn *diag,
                                           void *ctx);

/* Frees a profile; NULL is allowed. No document that was read with it may be in use any more. */
RSIS_API void rsis_series_free(struct rsis_series *series);

/* ---------------------------------------------------------------- overrides */

/* What people decided where the source is silent or recognition is wrong (specs/overrides.md). */
struct rsis_overrides;

/*
 * Loads a CSV file with the columns source, field, value, who, when, reason. RSIS_ERR_PROFILE and
 * findings with file:line:column when it is wrong. The caller frees *out with rsis_overrides_free.
 * Never changes after it was loaded and may be shared by all threads.
 */
RSIS_API enum rsis_status rsis_overrides_load(struct rsis_overrides **out, const char *path, rsis_diag_fn *diag,
                                              void *ctx);

/* Frees overrides; NULL is allowed. No document that was read with them may be in use any more. */
RSIS_API void rsis_overrides_free(struct rsis_overrides *overrides);

/* ---------------------------------------------------------------- one document */

/* How the input is laid out. RSIS_FROM_AUTO looks at the content and reports what it found. */
enum rsis_from {
    RSIS_FROM_AUTO = 0,
    RSIS_FROM_MARKDOWN = 1, /* Markdown as PDF extractors write it: one line a paragraph, or wrapped */
    RSIS_FROM_TEXT = 2,     /* plain text, blank lines between paragraphs, one line a paragraph */
    RSIS_FROM_WRAPPED = 3,  /* plain text, paragraphs wrapped at a column */
    RSIS_FROM_LINES = 4,    /* plain text without blank lines, one line a paragraph */
    RSIS_FROM_JATS = 5,     /* JATS that this library wrote; its series and provenance come from the file */
};

/* What is written. */
enum rsis_to {
    RSIS_TO_JATS = 0,         /* JATS Archiving and Interchange, as `jats` says */
    RSIS_TO_TEXT = 1,         /* clean reading text that can be read again */
    RSIS_TO_INSPECT_TEXT = 2, /* metadata with origins, the tree, the ledger's sums; for people */
    RSIS_TO_INSPECT_JSON = 3, /* the same and the whole ledger; for programs (specs/ledger.md) */
    RSIS_TO_EPUB = 4,         /* EPUB 3.3 with the JATS inside (specs/epub.md) */
    RSIS_TO_HTML = 5,         /* one page of HTML, for screen and paper (specs/xhtml.md) */
};

enum rsis_jats { RSIS_JATS_1_3 = 0, RSIS_JATS_1_4 = 1 };

/* The name of a format as options spell it ("markdown", "jats", ...). Static storage. */
RSIS_API const char *rsis_from_name(enum rsis_from from);
RSIS_API const char *rsis_to_name(enum rsis_to to);

/* Which version of its archive package a document is for (specs/package.md). */
struct rsis_edition {
    unsigned version;     /* from 1 */
    const char *replaces; /* id of the package before it, or NULL */
    const char *reason;   /* why there is a new version, or NULL */
};

/* How to read. A zeroed struct with `series` set is the normal case. */
struct rsis_options {
    const struct rsis_series *series;       /* required */
    const struct rsis_overrides *overrides; /* or NULL */
    enum rsis_from from;
    enum rsis_jats jats;
    const char *date; /* the day that a book is said to be made on, "2013-03-18"; NULL: see specs/epub.md */
    const struct rsis_edition *edition; /* stands in the JATS; or NULL */
};

/* A commentary that was read, recognised and checked. */
struct rsis_doc;

/*
 * Reads a commentary of `len` bytes. `name` is what findings call it and its last component becomes
 * the source-file datum. The bytes are copied where they are needed: the caller may free them.
 * Statements S0 and S1 of the ledger hold for *out, or the call gives RSIS_ERR_UNPROVED; S2 and S3 are about
 * an output and are checked when one is written.
 * RSIS_ERR_INPUT when the bytes are no text. The caller frees *out with rsis_doc_free;
 * options->series and options->overrides must outlive it.
 * RSIS_ERR_LIMIT when it is larger than a limit of rsis_limits.def.
 */
RSIS_API enum rsis_status rsis_doc_read(struct rsis_doc **out, const char *name, const void *bytes, size_t len,
                                        const struct rsis_options *options, rsis_diag_fn *diag, void *ctx);

/* Frees a document; NULL is allowed. */
RSIS_API void rsis_doc_free(struct rsis_doc *doc);

/*
 * Writes the document in the format `to`, reads the result back and checks statements S2 and S3 against it.
 * *out is `*len` bytes that the document owns, valid until the next rsis_doc_write or rsis_doc_free.
 * RSIS_ERR_UNPROVED when the check fails; then there is no output, and a finding says where. `diag` receives
 * the findings of this call alone; those of reading went to the function that rsis_doc_read was given.
 */
RSIS_API enum rsis_status rsis_doc_write(const char **out, size_t *len, struct rsis_doc *doc, enum rsis_to to,
                                         rsis_diag_fn *diag, void *ctx);

/* What is known of a commentary. Values are fixed for ever; new ones are added at the end. */
enum rsis_field {
    RSIS_FIELD_ISSUE = 0, /* series number as printed, leading zeros kept: "046" */
    RSIS_FIELD_YEAR = 1,  /* of the number: "2013" */
    RSIS_FIELD_DATE = 2,  /* ISO 8601: "2013-03-18" */
    RSIS_FIELD_TITLE = 3,
    RSIS_FIELD_KICKER = 4,   /* name of the special series, when one stands over the title */
    RSIS_FIELD_AUTHOR = 5,   /* one value an author, as printed */
    RSIS_FIELD_SYNOPSIS = 6, /* one value a paragraph */
    RSIS_FIELD_NOTICE = 7,   /* one value for each run of sentences with one role */
    RSIS_FIELD_BIO = 8,      /* one value a paragraph */
    RSIS_FIELD_LANGUAGE = 9, /* BCP 47 */
    RSIS_FIELD_COUNT = 10,
};

/* Where a value comes from. */
enum rsis_origin {
    RSIS_ORIGIN_PRINTED = 0,  /* stands in the source as it is */
    RSIS_ORIGIN_DERIVED = 1,  /* computed from what stands in the source: March -> 03 */
    RSIS_ORIGIN_ASSERTED = 2, /* from the series profile */
    RSIS_ORIGIN_SUPPLIED = 3, /* from a person, by an overrides file */
};

struct rsis_value {
    struct rsis_str text; /* owned by the document */
    enum rsis_origin origin;
    const char *rule; /* the rule that found it, e.g. "title above the byline"; owned by the document */
    uint32_t line;    /* where it stands, from 1; 0 when it is not printed */
    uint32_t column;
};

/* How many values the document has for `field`; 0 when it has none. */
RSIS_API size_t rsis_doc_count(const struct rsis_doc *doc, enum rsis_field field);

/* The `index`-th value of `field`. RSIS_ERR_USAGE when there is none. */
RSIS_API enum rsis_status rsis_doc_value(struct rsis_value *out, const struct rsis_doc *doc, enum rsis_field field,
                                         size_t index);

/* "issue", "title", ... Static storage. */
RSIS_API const char *rsis_field_name(enum rsis_field field);

/* The findings of one document, counted by severity. */
struct rsis_counts {
    uint32_t n[4]; /* indexed by enum rsis_severity */
};

/* The findings so far: of reading, and of writing what was written. */
RSIS_API struct rsis_counts rsis_doc_counts(const struct rsis_doc *doc);

/* ---------------------------------------------------------------- many documents */

/* What became of one input. */
enum rsis_outcome {
    RSIS_CONVERTED = 0, /* written */
    RSIS_UNCHANGED = 1, /* the output was there already with the same bytes */
    RSIS_FAILED = 2,    /* nothing was written; a finding says why */
};

/* Called once an input, in input order, from one thread at a time. May be NULL. */
typedef void rsis_progress_fn(void *ctx, const char *path, enum rsis_outcome outcome, size_t done, size_t total);

/* A batch: which inputs, what to make of them, where it goes. Zeroed members are the defaults. */
struct rsis_batch {
    const char *const *inputs; /* files, directories (read recursively), "-" for standard input */
    size_t n_inputs;
    const char *files_from; /* a file that lists inputs, one a line; "-" is standard input; or NULL */
    const char *output;     /* a file for one input; "DIR/" or a directory for many; "-" or NULL for
                               standard output, one input only */
    struct rsis_options options;
    enum rsis_to to;
    unsigned jobs; /* threads; 0 is one a core */
    int force;     /* overwrite outputs that differ */
    rsis_diag_fn *diag;
    rsis_progress_fn *progress;
    void *ctx; /* given to both */
};

struct rsis_summary {
    size_t converted, unchanged, failed; /* inputs */
    struct rsis_counts findings;
};

/*
 * Converts a batch. One bad input does not stop the rest; results do not depend on `jobs`.
 * Outputs are written beside their final name and renamed into place, synced once at the end.
 * RSIS_OK when every input could be tried (see `summary` for how it went), RSIS_ERR_USAGE when
 * nothing was tried because the batch makes no sense (a finding says why), RSIS_ERR_OUTPUT when some
 * output could not be written. `summary` is filled in every case.
 */
RSIS_API enum rsis_status rsis_batch_run(struct rsis_summary *summary, const struct rsis_batch *batch);

/* ---------------------------------------------------------------- many documents in one book */

/* How the parts of a collection follow each other. */
enum rsis_order {
    RSIS_ORDER_NUMBER = 0, /* by series, year and number */
    RSIS_ORDER_DATE = 1,   /* by date of publication */
    RSIS_ORDER_GIVEN = 2,  /* as the inputs are given */
};

/*
 * A collection: one EPUB of many commentaries. `batch` says which inputs, how to read them, where the EPUB goes (a
 * file; required) and who is told; its member `to` has no meaning here.
 */
struct rsis_collection {
    struct rsis_batch batch;
    const char *title; /* of the book; NULL: made from the series and the years */
    const char *cover; /* a PNG, JPEG or SVG file; NULL: a plain cover is made */
    enum rsis_order order;
    int skip_failed; /* make the book without the inputs that fail; it says which */
};

/*
 * Makes the book. Inputs that were taken in count as converted. RSIS_OK when it was made, or was there already with
 * the same bytes; RSIS_ERR_INPUT when an input failed or two have one series number, and nothing was written;
 * RSIS_ERR_USAGE and RSIS_ERR_OUTPUT as for rsis_batch_run. Findings say why.
 */
RSIS_API enum rsis_status rsis_collect_run(struct rsis_summary *summary, const struct rsis_collection *collection);

/* ---------------------------------------------------------------- archive packages */

/* The forms that a package can take; the bytes of its files are the same in each. */
enum rsis_package_form {
    RSIS_PACKAGE_ZIP = 0, /* one top folder, stored */
    RSIS_PACKAGE_DIRECTORY = 1,
    RSIS_PACKAGE_TAR = 2, /* pax */
};

/*
 * Packing: a BagIt bag of each input, with JATS, EPUB, ledger and provenance (specs/package.md). `batch` says which
 * inputs, how to read them, who is told, and where packages go: a directory, where each is named after its id, or for
 * one input a file; its member `to` has no meaning here. With `collection` the inputs are packages, and one collection
 * package of them is made.
 */
struct rsis_packing {
    struct rsis_batch batch;
    enum rsis_package_form form;
    const char *const *originals; /* what the source was extracted from or written in; one input only */
    size_t n_originals;
    struct rsis_edition edition; /* version 0 counts as 1 */
    const char *service;         /* "aptrust", or NULL */
    const char *when;            /* the moment of packing, "2026-11-23T10:15:00Z"; required: the library has no clock */
    int when_given;              /* a person chose it, and it is not the clock's */
    int allow_errors;            /* pack documents with findings of severity error too; the package says so */
    const char *collection;      /* id of the collection package, or NULL */
};

/*
 * Packs. Statuses as for rsis_batch_run. Packages are built beside their names, synced file by file, and renamed
 * last: whatever happens, there is a whole package or none.
 */
RSIS_API enum rsis_status rsis_pack_run(struct rsis_summary *summary, const struct rsis_packing *packing);

/* ---------------------------------------------------------------- validating */

/* What a path is worth. Values are fixed for ever; new ones are added at the end. */
enum rsis_verdict {
    RSIS_VALID = 0,
    RSIS_VALID_WITH_WARNINGS = 1,
    RSIS_INCOMPLETE = 2,     /* parts are elsewhere, as the package itself says */
    RSIS_INVALID = 3,        /* something is wrong for certain */
    RSIS_NOT_VERIFIABLE = 4, /* nothing here can check it */
    RSIS_UNREADABLE = 5,     /* it could not be read to its end */
};

/* "valid", "valid with warnings", ... Static storage. */
RSIS_API const char *rsis_verdict_name(enum rsis_verdict verdict);

/* One finding of a validator. Everything it points to lives only during the callback. */
struct rsis_fault {
    const char *id; /* stable: "RSIS-BAG-012"; specs/validation.md has a line for each */
    enum rsis_severity severity;
    const char *member;     /* path inside the package, printable; "" for the whole */
    uint32_t line, column;  /* from 1; 0: the whole member */
    const char *message;    /* what is wrong */
    const char *spec;       /* the clause: "RFC 8493 2.1.3" */
    const char *equivalent; /* another validator's id: "RSC-005"; or "" */
    const char *advice;     /* what to do */
};

/* One path and what was found in it. */
struct rsis_checked {
    const char *path;
    const char *kind; /* "jats", "epub", "bag", "package"; "" when that was not found out. Static storage */
    enum rsis_verdict verdict;
    const struct rsis_fault *faults;
    size_t n_faults;
    const char *json; /* the same as one object (specs/validation.md); NULL unless it was asked for */
};

/* Called once a path, in order, from one thread at a time. */
typedef void rsis_checked_fn(void *ctx, const struct rsis_checked *checked);

/* What to validate, and how. Zeroed members are the defaults. */
struct rsis_validation {
    const char *const *paths; /* JATS files, EPUBs, packages (ZIP, tar, directory); other directories are read to the
                                 bottom for such */
    size_t n_paths;
    int archive;     /* the profile for keeping: nothing remote, no scripts, no encryption, rights and identifier */
    int deep;        /* go into the packages of a collection */
    const char *dtd; /* a directory with the JATS DTDs or an XML catalog, or NULL */
    unsigned year;   /* this year, for dates in the far future; 0: they are not looked at */
    unsigned jobs;   /* threads; 0 is one a core */
    int json;        /* fill in rsis_checked.json */
    rsis_checked_fn *checked;
    void *ctx;
};

/* How many paths had each verdict; index: enum rsis_verdict. */
struct rsis_verdicts {
    size_t n[6];
    size_t errors, warnings; /* findings */
};

/*
 * Validates. Nothing is written and nothing is fetched. RSIS_OK when every path was tried, whatever the verdicts;
 * RSIS_ERR_USAGE without paths. Results do not depend on `jobs`.
 */
RSIS_API enum rsis_status rsis_validate_run(struct rsis_verdicts *verdicts, const struct rsis_validation *validation);

#ifdef __cplusplus
}
#endif
#endif
