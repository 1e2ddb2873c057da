/* bag_tags.c - bagit.txt and bag-info.txt: labels, values, and what some of them promise. */
#include "bag_parts.h"

static const struct rsis_str DECLARATION = {"bagit.txt", 9};

static bool is_blank(char c) {
    return c == ' ' || c == '\t';
}

static struct rsis_str trim(struct rsis_str s) {
    while (s.len && is_blank(s.ptr[0])) s = rsis_str_from(s, 1);
    while (s.len && is_blank(s.ptr[s.len - 1])) s.len--;
    return s;
}

static struct rsis_str keep(struct bag *b, struct rsis_str s) {
    return rsis_str(rsis_str_dup(b->arena, s), s.len);
}

/* ---------------------------------------------------------------- bagit.txt */

/* The declaration while it is read. */
struct declaration {
    struct bag *b;
    struct rsis_str value[2]; /* as written behind the colon */
    struct rsis_str raw[2];
    uint32_t lines;
};

static const struct rsis_str LABELS[2] = {{"BagIt-Version", 13}, {"Tag-File-Character-Encoding", 27}};

static void bad_form(struct bag *b, uint32_t line, const char *what) {
    rsis_found(b->report, RSIS_CHECK_BAG_DECLARATION_FORM, DECLARATION, line, 1, "%s", what);
}

static void declaration_line(void *ctx, struct rsis_str line, uint32_t number) {
    struct declaration *d = ctx;
    if (number > 2) {
        if (trim(line).len)
            bad_form(d->b, number, "there are more than two lines");
        else
            rsis_found(d->b->report, RSIS_CHECK_BAG_BLANK, DECLARATION, number, 1, "the line is blank");
        return;
    }
    d->lines = number;
    d->raw[number - 1] = keep(d->b, line);
    const char *colon = line.len ? memchr(line.ptr, ':', line.len) : NULL;
    struct rsis_str label = trim(rsis_str(line.ptr, colon ? (size_t)(colon - line.ptr) : 0));
    if (!colon || !rsis_str_eq_nocase(label, LABELS[number - 1])) {
        rsis_found(d->b->report, RSIS_CHECK_BAG_DECLARATION_FORM, DECLARATION, number, 1,
                   "the line must begin with \"%s: \"", LABELS[number - 1].ptr);
        return;
    }
    d->value[number - 1] = keep(d->b, trim(rsis_str_from(line, (size_t)(colon - line.ptr) + 1)));
}

/* "M.N" in digits. */
static bool version_of(struct rsis_str s, unsigned *major, unsigned *minor) {
    unsigned part[2] = {0, 0};
    size_t i = 0;
    for (unsigned n = 0; n < 2; n++) {
        size_t start = i;
        for (; i < s.len && rsis_is_digit(s.ptr[i]) && i - start < 4; i++)
            part[n] = part[n] * 10 + (unsigned)(s.ptr[i] - '0');
        if (i == start || (n == 0 && (i == s.len || s.ptr[i++] != '.'))) return false;
    }
    *major = part[0];
    *minor = part[1];
    return i == s.len;
}

/* From 1.0 on a line is exactly label, colon, blank and value. */
static void check_exactness(struct bag *b, const struct declaration *d) {
    for (unsigned i = 0; i < 2; i++) {
        struct rsis_str raw = d->raw[i], rest = rsis_str_from(raw, raw.len < LABELS[i].len ? raw.len : LABELS[i].len);
        if (!d->value[i].ptr) continue;
        if (!rsis_str_starts(raw, LABELS[i]) || !rsis_str_starts(rest, RSIS_LIT(": ")) ||
            !rsis_str_eq(rsis_str_from(rest, 2), d->value[i]))
            bad_form(b, i + 1, "from version 1.0 on there must be one blank, behind the colon, and no other");
    }
}

static void settle_version(struct bag *b, const struct declaration *d) {
    unsigned *major = &b->bag.major, *minor = &b->bag.minor;
    if (!d->value[0].ptr) return;
    if (!version_of(d->value[0], major, minor)) {
        rsis_found(b->report, RSIS_CHECK_BAG_VERSION, DECLARATION, 1, 1, "\"%.*s\" is no version",
                   RSIS_ARG(d->value[0]));
        return;
    }
    b->old = *major == 0;
    if ((*major == 0 && (*minor < 93 || *minor > 97)) || *major > 1 || (*major == 1 && *minor > 0))
        rsis_found(b->report, RSIS_CHECK_BAG_VERSION_UNKNOWN, DECLARATION, 1, 1,
                   "version %u.%u is not known; the rules of %s are applied", *major, *minor, b->old ? "0.97" : "1.0");
    if (!b->old) check_exactness(b, d);
}

static void settle_encoding(struct bag *b, const struct declaration *d) {
    struct rsis_str name = d->value[1];
    if (!name.ptr) return;
    b->encoding = rsis_bag_encoding_of(name);
    if (b->encoding == RSIS_BAG_BYTES) {
        rsis_report_stand(b->report, RSIS_STANDING_NOT_VERIFIABLE);
        rsis_found(b->report, RSIS_CHECK_BAG_ENCODING_UNKNOWN, DECLARATION, 2, 1,
                   "the encoding \"%.*s\" is not known here; only what is ASCII in the tag files is understood",
                   RSIS_ARG(name));
    } else if (b->encoding != RSIS_BAG_UTF8) {
        rsis_found(b->report, RSIS_CHECK_BAG_ENCODING, DECLARATION, 2, 1, "the tag files are in %.*s, not in UTF-8",
                   RSIS_ARG(name));
    }
}

void rsis_bag_read_declaration(struct bag *b) {
    struct declaration d = {.b = b};
    const struct rsis_bag_file *f = rsis_bag_tag_file(b, DECLARATION);
    b->old = true; /* without a version, by the milder rules */
    if (!f) {
        rsis_found(b->report, RSIS_CHECK_BAG_DECLARATION, DECLARATION, 0, 0, "it is missing");
        return;
    }
    if (!rsis_bag_lines(b, f, declaration_line, &d)) return;
    if (d.lines < 2) bad_form(b, d.lines, d.lines ? "the second line is missing" : "it is empty");
    settle_version(b, &d);
    settle_encoding(b, &d);
}

/* ---------------------------------------------------------------- bag-info.txt */

/* Bytes of bag-info.txt, which is kept in memory. People write it, and have written less. */
enum { INFO_MOST = 1 << 20 };

/* The file while it is read; the value of the last label grows by the lines that continue it. */
struct info {
    struct bag *b;
    const struct rsis_bag_file *f;
    struct rsis_buf value;
    bool open;    /* there is a label to continue */
    size_t bytes; /* of all lines */
};

static void end_value(struct info *in) {
    if (!in->open) return;
    struct rsis_bag_info *last = &in->b->bag.info.v[in->b->bag.info.n - 1];
    last->value = trim(keep(in->b, rsis_buf_slice(&in->value)));
}

static void continue_value(struct info *in, struct rsis_str line, uint32_t number) {
    if (!in->open) {
        rsis_found(in->b->report, RSIS_CHECK_BAG_INFO_LINE, in->f->path, number, 1,
                   "the line is indented and continues nothing");
        return;
    }
    rsis_buf_char(&in->value, ' ');
    rsis_buf_str(&in->value, trim(line));
}

static void check_blanks(struct info *in, struct rsis_str label, struct rsis_str rest, uint32_t number) {
    bool around = label.len != trim(label).len, behind = rest.len == 0 || is_blank(rest.ptr[0]);
    if (!in->b->old && (around || !behind))
        rsis_found(in->b->report, RSIS_CHECK_BAG_INFO_SPACE, in->f->path, number, 1,
                   around ? "there is a blank before the colon" : "there is no blank behind the colon");
}

static void info_line(void *ctx, struct rsis_str line, uint32_t number) {
    struct info *in = ctx;
    bool told = in->bytes > INFO_MOST;
    if ((in->bytes += line.len + 1) > INFO_MOST) {
        if (!told)
            rsis_found(in->b->report, RSIS_CHECK_BAG_MANY, in->f->path, number, 0, "only %d bytes are read", INFO_MOST);
        return;
    }
    if (trim(line).len == 0) {
        rsis_found(in->b->report, RSIS_CHECK_BAG_BLANK, in->f->path, number, 1, "the line is blank");
        return;
    }
    if (is_blank(line.ptr[0])) {
        continue_value(in, line, number);
        return;
    }
    end_value(in);
    const char *colon = memchr(line.ptr, ':', line.len);
    in->open = colon && colon != line.ptr;
    if (!in->open) {
        rsis_found(in->b->report, RSIS_CHECK_BAG_INFO_LINE, in->f->path, number, 1,
                   colon ? "there is no label before the colon" : "there is no colon");
        return;
    }
    struct rsis_str label = rsis_str(line.ptr, (size_t)(colon - line.ptr));
    struct rsis_str rest = rsis_str_from(line, label.len + 1);
    check_blanks(in, label, rest, number);
    struct rsis_bag_info *pair = RSIS_PUSH(in->b->arena, &in->b->bag.info);
    pair->label = keep(in->b, trim(label));
    pair->line = number;
    in->value.len = 0;
    rsis_buf_str(&in->value, trim(rest));
}

/* "2012-02-29": digits in the right places and a day that the month has. */
static bool is_date(struct rsis_str s) {
    static const unsigned char DAYS[] = {31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
    if (s.len != 10) return false;
    for (size_t i = 0; i < 10; i++)
        if (i == 4 || i == 7 ? s.ptr[i] != '-' : !rsis_is_digit(s.ptr[i])) return false;
    int month = (s.ptr[5] - '0') * 10 + s.ptr[6] - '0', day = (s.ptr[8] - '0') * 10 + s.ptr[9] - '0';
    return month >= 1 && month <= 12 && day >= 1 && day <= DAYS[month - 1];
}

static size_t digits(struct rsis_str s) {
    size_t n = 0;
    while (n < s.len && rsis_is_digit(s.ptr[n])) n++;
    return n;
}

/* "N of T" or "N of ?". */
static bool is_count(struct rsis_str s) {
    size_t n = digits(s);
    struct rsis_str rest = rsis_str_from(s, n);
    if (n == 0 || !rsis_str_starts_nocase(rest, RSIS_LIT(" of "))) return false;
    rest = rsis_str_from(rest, 4);
    return rsis_str_eq(rest, RSIS_LIT("?")) || (rest.len && digits(rest) == rest.len);
}

/* Labels that stand once (SHOULD NOT be repeated), and the form that a value has. */
static const struct {
    const char *label;
    bool (*holds)(struct rsis_str value);
    enum rsis_check check;
} ONCE[] = {
    {"Bagging-Date", is_date, RSIS_CHECK_BAG_INFO_DATE},
    {"Bag-Count", is_count, RSIS_CHECK_BAG_INFO_COUNT},
    {"Bag-Size", NULL, RSIS_CHECK_COUNT},
    {"Bag-Group-Identifier", NULL, RSIS_CHECK_COUNT},
};

static void check_label(struct bag *b, const struct rsis_bag_file *f, size_t row) {
    unsigned times = 0;
    for (uint32_t i = 0; i < b->bag.info.n; i++) {
        const struct rsis_bag_info *pair = &b->bag.info.v[i];
        if (!rsis_str_eq_nocase(pair->label, rsis_str_c(ONCE[row].label))) continue;
        if (++times == 2 && !b->old)
            rsis_found(b->report, RSIS_CHECK_BAG_INFO_TWICE, f->path, pair->line, 1, "%s is given more than once",
                       ONCE[row].label);
        if (ONCE[row].holds && !ONCE[row].holds(pair->value))
            rsis_found(b->report, ONCE[row].check, f->path, pair->line, 1, "%s is \"%.*s\"", ONCE[row].label,
                       RSIS_ARG(pair->value));
    }
}

/* The file was called package-info.txt up to 0.95. */
static const struct rsis_bag_file *info_file(struct bag *b) {
    const struct rsis_bag_file *f = rsis_bag_tag_file(b, RSIS_LIT("bag-info.txt"));
    if (!f && b->old && b->bag.minor <= 95) f = rsis_bag_tag_file(b, RSIS_LIT("package-info.txt"));
    return f;
}

void rsis_bag_read_info(struct bag *b) {
    struct info in = {.b = b, .f = info_file(b)};
    if (!in.f) return;
    rsis_buf_init(&in.value, b->arena);
    rsis_bag_lines(b, in.f, info_line, &in);
    end_value(&in);
    for (size_t i = 0; i < sizeof ONCE / sizeof *ONCE; i++) check_label(b, in.f, i);
}

/* ---------------------------------------------------------------- Payload-Oxum */

/* A decimal number at the start of *s, which it leaves. False when there is none or it does not fit. */
static bool number(struct rsis_str *s, uint64_t *out) {
    size_t n = digits(*s);
    *out = 0;
    for (size_t i = 0; i < n; i++) {
        uint64_t digit = (uint64_t)(s->ptr[i] - '0');
        if (*out > (UINT64_MAX - digit) / 10) return false;
        *out = *out * 10 + digit;
    }
    *s = rsis_str_from(*s, n);
    return n > 0;
}

static bool is_oxum(struct rsis_str s, uint64_t *bytes, uint64_t *files) {
    if (!number(&s, bytes) || !rsis_str_starts(s, RSIS_LIT("."))) return false;
    s = rsis_str_from(s, 1);
    return number(&s, files) && s.len == 0;
}

static void compare_oxum(struct bag *b, struct rsis_str at, const struct rsis_bag_info *pair) {
    uint64_t bytes, files, there = 0, count = 0;
    if (!is_oxum(pair->value, &bytes, &files)) {
        rsis_found(b->report, RSIS_CHECK_BAG_OXUM_FORM, at, pair->line, 1, "Payload-Oxum is \"%.*s\"",
                   RSIS_ARG(pair->value));
        return;
    }
    for (uint32_t i = 0; i < b->bag.n_files; i++) {
        if (!rsis_bag_is_payload(b->bag.files[i].path)) continue;
        there += b->bag.files[i].member->size;
        count++;
    }
    if (!b->holes && (there != bytes || count != files))
        rsis_found(b->report, RSIS_CHECK_BAG_OXUM, at, pair->line, 1,
                   "Payload-Oxum says %llu bytes in %llu files; there are %llu in %llu", (unsigned long long)bytes,
                   (unsigned long long)files, (unsigned long long)there, (unsigned long long)count);
}

void rsis_bag_check_oxum(struct bag *b) {
    const struct rsis_bag_file *f = info_file(b);
    unsigned times = 0;
    for (uint32_t i = 0; i < b->bag.info.n; i++) {
        const struct rsis_bag_info *pair = &b->bag.info.v[i];
        if (!rsis_str_eq_nocase(pair->label, RSIS_LIT("Payload-Oxum"))) continue;
        if (++times == 2)
            rsis_found(b->report, b->old ? RSIS_CHECK_BAG_INFO_TWICE : RSIS_CHECK_BAG_OXUM_TWICE, f->path, pair->line,
                       1, "Payload-Oxum is given more than once");
        compare_oxum(b, f->path, pair);
    }
}
