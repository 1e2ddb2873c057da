/*
 * load.c - a profile from YAML. One table for each kind of mapping says which keys it has, what they
 * hold and where it goes; all that is wrong is reported, with its place and what was expected.
 */
#include "internal.h"

#include <errno.h>
#include <stdlib.h>

#include "../base/file.h"
#include "../base/limits.h"
#include "../base/utf8.h"

struct loader {
    const char *name_or_path;
    rsis_diag_fn *diag;
    void *ctx;
    struct rsis_series *series;
    struct rsis_arena scratch; /* the text, its tree and the findings */
    struct rsis_diags diags;
};

/* Reads `value` into the member at `to`; reports what is wrong and then may leave it zero. */
typedef void read_fn(struct loader *l, const struct rsis_node *value, void *to);

struct key {
    const char *name;
    bool required;
    size_t offset; /* of the member */
    read_fn *read;
};

struct table {
    const char *what; /* "an era", for messages */
    const struct key *keys;
    size_t n;
};

#define TABLE(what, keys)                                                                                              \
    { (what), (keys), sizeof(keys) / sizeof *(keys) }
#define MEMBER(type, member) offsetof(struct type, member)

/* ---- findings */

#define COMPLAIN(l, node, ...)                                                                                         \
    rsis_report_line(&(l)->diags, RSIS_DIAG_SERIES_CONTENT, (node)->line, (node)->column, __VA_ARGS__)

static const char *kind_name(const struct rsis_node *n) {
    static const char *const names[] = {"text", "a list", "keys", "nothing of use"};
    return names[n->kind];
}

/* What a refused node is, was said already. */
static bool expect(struct loader *l, const struct rsis_node *n, enum rsis_node_kind kind, const char *what) {
    if (n->kind == kind) return true;
    if (n->kind != RSIS_NODE_REFUSED) COMPLAIN(l, n, "%s stands here; expected %s", kind_name(n), what);
    return false;
}

/* The start of a string for a message; whole characters only. */
static struct rsis_str shown(struct rsis_str s) {
    if (s.len <= 60) return s;
    s.len = 60;
    s.len = rsis_utf8_check(s);
    return s;
}

/* ---- the nearest key */

static size_t min3(size_t a, size_t b, size_t c) {
    size_t m = a < b ? a : b;
    return m < c ? m : c;
}

/* Levenshtein's distance; long strings are far from everything. */
static size_t distance(struct rsis_str a, struct rsis_str b) {
    size_t row[32];
    if (a.len > 31 || b.len > 31) return SIZE_MAX;
    for (size_t j = 0; j <= b.len; j++) row[j] = j;
    for (size_t i = 1; i <= a.len; i++) {
        size_t corner = row[0];
        row[0] = i;
        for (size_t j = 1; j <= b.len; j++) {
            size_t old = row[j];
            row[j] = min3(row[j] + 1, row[j - 1] + 1, corner + (a.ptr[i - 1] != b.ptr[j - 1]));
            corner = old;
        }
    }
    return row[b.len];
}

static const char *nearest(const struct table *t, struct rsis_str key) {
    const char *best = NULL;
    size_t least = 4; /* farther than three changes is no typing error */
    for (size_t i = 0; i < t->n; i++) {
        struct rsis_str name = rsis_str_c(t->keys[i].name);
        size_t d = distance(key, name);
        if (d >= least || d * 2 > name.len) continue;
        least = d;
        best = t->keys[i].name;
    }
    return best;
}

static const char *key_list(struct loader *l, const struct table *t) {
    struct rsis_buf b;
    rsis_buf_init(&b, &l->scratch);
    for (size_t i = 0; i < t->n; i++) rsis_buf_printf(&b, "%s%s", i ? ", " : "", t->keys[i].name);
    rsis_buf_char(&b, 0);
    return b.ptr;
}

static void report_unknown(struct loader *l, const struct table *t, const struct rsis_node *key) {
    const char *best = nearest(t, key->text);
    COMPLAIN(l, key, "unknown key \"%.*s\" in %s%s%s%s; expected one of: %s", RSIS_ARG(shown(key->text)), t->what,
             best ? " (did you mean \"" : "", best ? best : "", best ? "\"?)" : "", key_list(l, t));
}

/* ---- mappings by table */

/* The value of a key, or NULL. */
static const struct rsis_node *value_of(const struct rsis_node *map, const char *name) {
    for (const struct rsis_node *k = map->child; k; k = k->next->next)
        if (k->kind == RSIS_NODE_SCALAR && rsis_str_eq(k->text, rsis_str_c(name))) return k->next;
    return NULL;
}

static const struct key *find_key(const struct table *t, struct rsis_str name) {
    for (size_t i = 0; i < t->n; i++)
        if (rsis_str_eq(name, rsis_str_c(t->keys[i].name))) return &t->keys[i];
    return NULL;
}

static void report_missing(struct loader *l, const struct table *t, const struct rsis_node *map) {
    for (size_t i = 0; i < t->n; i++)
        if (t->keys[i].required && !value_of(map, t->keys[i].name))
            COMPLAIN(l, map, "%s without the key \"%s\"; expected all of its required keys", t->what, t->keys[i].name);
}

static void read_entry(struct loader *l, const struct table *t, const struct rsis_node *map,
                       const struct rsis_node *key, void *to) {
    if (!expect(l, key, RSIS_NODE_SCALAR, "a key")) return;
    const struct key *k = find_key(t, key->text);
    if (!k)
        report_unknown(l, t, key);
    else if (value_of(map, k->name) != key->next)
        COMPLAIN(l, key, "the key \"%s\" stands twice; expected it once", k->name);
    else
        k->read(l, key->next, (char *)to + k->offset);
}

static bool read_table(struct loader *l, const struct table *t, const struct rsis_node *map, void *to) {
    if (!expect(l, map, RSIS_NODE_MAPPING, t->what)) return false;
    report_missing(l, t, map);
    for (const struct rsis_node *k = map->child; k; k = k->next->next) read_entry(l, t, map, k, to);
    return true;
}

/* ---- text */

static const char *text_fault(struct rsis_str s) {
    for (size_t i = 0; i < s.len;) {
        unsigned n;
        uint32_t cp = rsis_utf8_next(s.ptr + i, s.ptr + s.len, &n);
        if (cp == '\n' || cp == '\r' || cp == 0x85 || cp == 0x2028 || cp == 0x2029)
            return "a line end; expected one line of text (\">-\" folds several)";
        if (cp < 0x20 || (cp >= 0x7F && cp < 0xA0) || !rsis_is_xml_char(cp))
            return "a control character; expected text";
        i += n;
    }
    return NULL;
}

/* One line of text that is not empty, copied into the profile. Blanks at the end only if `open`. */
static bool read_line(struct loader *l, const struct rsis_node *n, struct rsis_str *to, bool open) {
    if (!expect(l, n, RSIS_NODE_SCALAR, "text")) return false;
    struct rsis_str s = rsis_trim_blanks(n->text);
    const char *fault = text_fault(n->text);
    if (fault)
        COMPLAIN(l, n, "%s", fault);
    else if (!s.len)
        COMPLAIN(l, n, "an empty string; expected text");
    else if (s.ptr != n->text.ptr || (s.len != n->text.len && !open))
        COMPLAIN(l, n, "blanks at an end of the text; expected none");
    if (fault || !s.len) return false;
    *to = rsis_str(rsis_str_dup(&l->series->arena, n->text), n->text.len);
    return true;
}

static void read_text(struct loader *l, const struct rsis_node *n, void *to) {
    read_line(l, n, to, false);
}

/* A name for machines. */
static void read_token(struct loader *l, const struct rsis_node *n, void *to) {
    struct rsis_str s = {NULL, 0};
    if (!read_line(l, n, &s, false)) return;
    for (size_t i = 0; i < s.len; i++) {
        char c = s.ptr[i];
        if (rsis_is_lower(c) || rsis_is_digit(c) || (i && c == '-')) continue;
        COMPLAIN(l, n, "\"%.*s\" is no name; expected small letters, digits and hyphens", RSIS_ARG(shown(s)));
        return;
    }
    *(struct rsis_str *)to = s;
}

/* A primary subtag of two or three letters and further subtags of up to eight letters and digits. */
static bool is_language(struct rsis_str s) {
    size_t start = 0;
    for (size_t i = 0; i <= s.len; i++) {
        if (i < s.len && (rsis_is_alpha(s.ptr[i]) || (start && rsis_is_digit(s.ptr[i])))) continue;
        if (i < s.len && s.ptr[i] != '-') return false;
        size_t n = i - start;
        if (start ? n < 1 || n > 8 : n < 2 || n > 3) return false;
        start = i + 1;
    }
    return true;
}

static void read_language(struct loader *l, const struct rsis_node *n, void *to) {
    struct rsis_str s = {NULL, 0};
    if (!read_line(l, n, &s, false)) return;
    if (is_language(s))
        *(struct rsis_str *)to = s;
    else
        COMPLAIN(l, n, "\"%.*s\" is no language tag; expected one such as en or zh-Hans", RSIS_ARG(shown(s)));
}

static bool is_issn(struct rsis_str s) {
    int sum = 0;
    if (s.len != 9 || s.ptr[4] != '-') return false;
    for (size_t i = 0, weight = 8; i < 9; i++) {
        if (i == 4) continue;
        bool x = i == 8 && s.ptr[i] == 'X';
        if (!x && !rsis_is_digit(s.ptr[i])) return false;
        sum += (x ? 10 : s.ptr[i] - '0') * (int)weight--;
    }
    return sum % 11 == 0;
}

static void read_issn(struct loader *l, const struct rsis_node *n, void *to) {
    struct rsis_str s = {NULL, 0};
    if (!read_line(l, n, &s, false)) return;
    if (is_issn(s))
        *(struct rsis_str *)to = s;
    else
        COMPLAIN(l, n, "\"%.*s\" is no ISSN; expected dddd-dddd with a right check digit", RSIS_ARG(shown(s)));
}

static void read_bool(struct loader *l, const struct rsis_node *n, void *to) {
    if (!expect(l, n, RSIS_NODE_SCALAR, "true or false")) return;
    bool yes = n->plain && rsis_str_eq(n->text, RSIS_LIT("true"));
    if (yes || (n->plain && rsis_str_eq(n->text, RSIS_LIT("false"))))
        *(bool *)to = yes;
    else
        COMPLAIN(l, n, "\"%.*s\" stands here; expected one of: true, false", RSIS_ARG(shown(n->text)));
}

/* The version of this format. A later one may mean other things by the same keys. */
static void read_format(struct loader *l, const struct rsis_node *n, void *to) {
    (void)to;
    if (!expect(l, n, RSIS_NODE_SCALAR, "1")) return;
    if (!rsis_str_eq(n->text, RSIS_LIT("1")))
        COMPLAIN(l, n, "format \"%.*s\" is not known; expected 1", RSIS_ARG(shown(n->text)));
}

/* ---- lists */

/* Zeroed room for the items of a list; NULL when there are none or it is no list. */
static void *list_room(struct loader *l, const struct rsis_node *n, size_t size, const char *what) {
    if (!expect(l, n, RSIS_NODE_SEQUENCE, what) || !n->n) return NULL;
    return rsis_arena_alloc(&l->series->arena, (size_t)n->n * size);
}

static void report_repeated(struct loader *l, const struct rsis_node *n, const struct rsis_str *v, size_t last) {
    for (size_t i = 0; i < last; i++)
        if (rsis_str_eq(v[i], v[last])) {
            COMPLAIN(l, n, "\"%.*s\" stands twice in one list; expected it once", RSIS_ARG(shown(v[last])));
            return;
        }
}

static void report_wording(struct loader *l, const struct rsis_node *n, struct rsis_str s) {
    struct rsis_str bad = rsis_wording_fault(s);
    if (bad.len) COMPLAIN(l, n, "unknown placeholder %.*s; expected one of: {email}, {n}", RSIS_ARG(shown(bad)));
}

static void read_strs(struct loader *l, const struct rsis_node *n, void *to, bool open) {
    struct rsis_strs *list = to;
    struct rsis_str *v = list_room(l, n, sizeof *v, "a list of texts");
    if (!v) return;
    list->v = v;
    for (const struct rsis_node *i = n->child; i; i = i->next) {
        if (!read_line(l, i, &v[list->n], open)) continue;
        report_wording(l, i, v[list->n]);
        report_repeated(l, i, v, list->n);
        list->n++;
    }
}

static void read_wordings(struct loader *l, const struct rsis_node *n, void *to) {
    read_strs(l, n, to, false);
}

/* The same for beginnings, where a blank at the end says that a word must end there. */
static void read_openings(struct loader *l, const struct rsis_node *n, void *to) {
    read_strs(l, n, to, true);
}

/* ---- eras */

/* What an array of entries in a profile becomes. */
struct slice {
    void *v;
    size_t n;
};

/* A date that is missing or wrong: said already, so nothing is concluded from it. */
static const struct rsis_date UNREAD = {-1, 0, 0};

static void read_era_date(struct loader *l, const struct rsis_node *n, void *to) {
    struct rsis_date d = {0, 0, 0};
    if (!expect(l, n, RSIS_NODE_SCALAR, "a date or open")) return;
    if (n->plain && rsis_str_eq(n->text, RSIS_LIT("open"))) {
        *(struct rsis_date *)to = d;
        return;
    }
    bool iso = n->text.len == 10 && n->text.ptr[4] == '-' && rsis_date_parse(&d, n->text);
    if (!iso)
        COMPLAIN(l, n, "\"%.*s\" is no date; expected one such as 2013-03-18, or open", RSIS_ARG(shown(n->text)));
    else if (!rsis_date_exists(d))
        COMPLAIN(l, n, "the day %.*s does not exist; expected a date of the calendar", RSIS_ARG(n->text));
    else
        *(struct rsis_date *)to = d;
}

static const struct key editor_keys[] = {
    {"name", true, MEMBER(rsis_editor, name), read_text},
    {"surname", false, MEMBER(rsis_editor, surname), read_text},
    {"given", false, MEMBER(rsis_editor, given), read_text},
    {"role", true, MEMBER(rsis_editor, role), read_text},
};
static const struct table editor_table = TABLE("an editor", editor_keys);

/* Both parts of a name or neither, and nothing in them that the name does not hold. */
static void check_name(struct loader *l, const struct rsis_node *n, struct rsis_str whole, struct rsis_str surname,
                       struct rsis_str given) {
    if (n->kind != RSIS_NODE_MAPPING) return;
    const struct rsis_node *s = value_of(n, "surname"), *g = value_of(n, "given");
    if (!s != !g)
        COMPLAIN(l, s ? s : g, "only one part of a name; expected both \"surname\" and \"given\", or neither");
    if (s && whole.len && rsis_str_find(whole, surname) < 0)
        COMPLAIN(l, s, "the surname does not stand in \"%.*s\"; expected a part of it", RSIS_ARG(shown(whole)));
    if (g && whole.len && rsis_str_find(whole, given) < 0)
        COMPLAIN(l, g, "the given name does not stand in \"%.*s\"; expected a part of it", RSIS_ARG(shown(whole)));
}

static void read_editors(struct loader *l, const struct rsis_node *n, void *to) {
    struct rsis_era *era = to;
    struct rsis_editor *v = list_room(l, n, sizeof *v, "a list of editors");
    if (!v) return;
    era->editors = v;
    for (const struct rsis_node *i = n->child; i; i = i->next) {
        struct rsis_editor *e = &v[era->n_editors++];
        if (read_table(l, &editor_table, i, e)) check_name(l, i, e->name, e->surname, e->given);
    }
}

static void read_sentence_text(struct loader *l, const struct rsis_node *n, void *to) {
    if (read_line(l, n, to, false)) report_wording(l, n, *(struct rsis_str *)to);
}

/* In the order of enum rsis_notice_role. */
static const struct key sentence_keys[RSIS_NOTICE_ROLES] = {
    {"scope", false, 0, read_sentence_text},
    {"disclaimer", false, 0, read_sentence_text},
    {"terms", false, 0, read_sentence_text},
    {"contact", false, 0, read_sentence_text},
};
static const struct table sentence_table = TABLE("a sentence of a notice", sentence_keys);

static void read_sentence(struct loader *l, const struct rsis_node *n, struct rsis_sentence *to) {
    if (!read_table(l, &sentence_table, n, &to->text)) return;
    if (n->n != 2) COMPLAIN(l, n, "a sentence has one role; expected one key");
    for (int role = 0; n->n && role < RSIS_NOTICE_ROLES; role++)
        if (rsis_str_eq(n->child->text, rsis_str_c(sentence_keys[role].name))) to->role = (enum rsis_notice_role)role;
}

static void read_notice(struct loader *l, const struct rsis_node *n, void *to) {
    struct rsis_era *era = to;
    struct rsis_sentence *v = list_room(l, n, sizeof *v, "a list of sentences");
    if (!v) return;
    era->notice = v;
    for (const struct rsis_node *i = n->child; i; i = i->next) read_sentence(l, i, &v[era->n_notice++]);
}

static const struct key era_keys[] = {
    {"from", true, MEMBER(rsis_era, from), read_era_date},
    {"to", true, MEMBER(rsis_era, to), read_era_date},
    {"evidenced", true, MEMBER(rsis_era, evidenced), read_bool},
    {"title", true, MEMBER(rsis_era, title), read_text},
    {"publisher", true, MEMBER(rsis_era, publisher), read_text},
    {"place", true, MEMBER(rsis_era, place), read_text},
    {"issn", false, MEMBER(rsis_era, issn), read_issn},
    {"editors", false, 0, read_editors},
    {"notice", false, 0, read_notice},
};
static const struct table era_table = TABLE("an era", era_keys);

/* "open" is an end that is not there: only the first era may begin with it, only the last end with it. */
static void check_era(struct loader *l, const struct rsis_node *n, const struct rsis_era *era, bool first) {
    if (era->from.year > 0 && era->to.year > 0 && rsis_date_compare(era->from, era->to) > 0)
        COMPLAIN(l, value_of(n, "to"), "the era ends before it begins; expected a later date");
    const struct rsis_era *before = era - 1;
    if (first || before->to.year == UNREAD.year || era->from.year == UNREAD.year) return;
    if (rsis_date_compare(before->to, era->from) >= 0 || !before->to.year)
        COMPLAIN(l, value_of(n, "from"),
                 "the era begins before the one above it has ended; expected eras in order, not overlapping");
}

static void read_eras(struct loader *l, const struct rsis_node *n, void *to) {
    struct rsis_series *s = to;
    struct rsis_era *v = list_room(l, n, sizeof *v, "a list of eras");
    if (!v && n->kind == RSIS_NODE_SEQUENCE) COMPLAIN(l, n, "no era; expected at least one");
    if (!v) return;
    s->eras = v;
    for (const struct rsis_node *i = n->child; i; i = i->next) {
        struct rsis_era *era = &v[s->n_eras++];
        era->from = era->to = UNREAD;
        if (read_table(l, &era_table, i, era)) check_era(l, i, era, era == v);
    }
}

/* ---- names, forms, needs */

static const struct key authority_keys[] = {
    {"printed", true, MEMBER(rsis_authority, printed), read_text},
    {"surname", false, MEMBER(rsis_authority, surname), read_text},
    {"given", false, MEMBER(rsis_authority, given), read_text},
};
static const struct table authority_table = TABLE("a name", authority_keys);

static void read_authorities(struct loader *l, const struct rsis_node *n, void *to) {
    struct rsis_series *s = to;
    struct rsis_authority *v = list_room(l, n, sizeof *v, "a list of names");
    if (!v) return;
    s->authorities = v;
    for (const struct rsis_node *i = n->child; i; i = i->next) {
        struct rsis_authority *a = &v[s->n_authorities++];
        if (read_table(l, &authority_table, i, a)) check_name(l, i, a->printed, a->surname, a->given);
    }
}

static const struct key regex_keys[] = {{"regex", true, 0, read_text}};
static const struct table regex_table = TABLE("a line form", regex_keys);

static void read_form(struct loader *l, const struct rsis_node *n, struct rsis_form *form) {
    struct rsis_str text = {NULL, 0};
    bool is_regex = n->kind == RSIS_NODE_MAPPING;
    if (is_regex ? !read_table(l, &regex_table, n, &text) : !read_line(l, n, &text, false)) return;
    if (!text.len) return;
    rsis_arena_defer(&l->series->arena, rsis_form_close, form); /* first: neither this nor compiling may return */
    const char *fault = rsis_form_compile(form, &l->series->arena, text, is_regex);
    if (fault) COMPLAIN(l, is_regex ? value_of(n, "regex") : n, "%s", fault);
}

static void read_forms(struct loader *l, const struct rsis_node *n, void *to) {
    struct rsis_series *s = to;
    struct rsis_form *v = list_room(l, n, sizeof *v, "a list of line forms");
    if (!v) return;
    s->forms = v;
    for (const struct rsis_node *i = n->child; i; i = i->next) read_form(l, i, &v[s->n_forms++]);
}

static const struct key needs_keys[] = {
    {"number", true, MEMBER(rsis_series, needs_number), read_bool},
    {"date", true, MEMBER(rsis_series, needs_date), read_bool},
    {"byline", true, MEMBER(rsis_series, needs_byline), read_bool},
};
static const struct table needs_table = TABLE("needs", needs_keys);

static void read_needs(struct loader *l, const struct rsis_node *n, void *to) {
    read_table(l, &needs_table, n, to);
}

/* ---- the whole */

static const struct key series_keys[] = {
    {"format", true, 0, read_format},
    {"name", true, MEMBER(rsis_series, name), read_token},
    {"journal-id", true, MEMBER(rsis_series, journal_id), read_token},
    {"article-type", true, MEMBER(rsis_series, article_type), read_token},
    {"language", true, MEMBER(rsis_series, language), read_language},
    {"license-type", true, MEMBER(rsis_series, license_type), read_token},
    {"needs", true, 0, read_needs},
    {"eras", true, 0, read_eras},
    {"forms", true, 0, read_forms},
    {"masthead", false, MEMBER(rsis_series, masthead), read_wordings},
    {"synopsis-labels", false, MEMBER(rsis_series, synopsis_labels), read_wordings},
    {"body-labels", false, MEMBER(rsis_series, body_labels), read_wordings},
    {"bio-labels", false, MEMBER(rsis_series, bio_labels), read_wordings},
    {"notes-labels", false, MEMBER(rsis_series, notes_labels), read_wordings},
    {"kickers", false, MEMBER(rsis_series, kickers), read_wordings},
    {"byline-prefixes", false, MEMBER(rsis_series, byline_prefixes), read_openings},
    {"titles-of-persons", false, MEMBER(rsis_series, titles_of_persons), read_wordings},
    {"ack-openings", false, MEMBER(rsis_series, ack_openings), read_openings},
    {"bio-openings", false, MEMBER(rsis_series, bio_openings), read_openings},
    {"preface-openings", false, MEMBER(rsis_series, preface_openings), read_openings},
    {"furniture", false, MEMBER(rsis_series, furniture), read_wordings},
    {"names", false, 0, read_authorities},
};
static const struct table series_table = TABLE("a series profile", series_keys);

static const struct rsis_builtin *find_builtin(const char *name) {
    for (size_t i = 0; i < rsis_n_builtins; i++)
        if (strcmp(rsis_builtins[i].name, name) == 0) return &rsis_builtins[i];
    return NULL;
}

static enum rsis_status get_text(struct loader *l, struct rsis_str *text) {
    const struct rsis_builtin *b = find_builtin(l->name_or_path);
    if (b) {
        *text = rsis_str((const char *)b->bytes, b->len);
        return RSIS_OK;
    }
    enum rsis_status st = rsis_file_read(text, &l->scratch, l->name_or_path, rsis_limit_PROFILE_BYTES);
    char why[128] = "unknown error";
    if (st == RSIS_ERR_IO && strerror_r(errno, why, sizeof why) != 0) why[0] = 0;
    if (st == RSIS_ERR_IO)
        rsis_report_file(&l->diags, RSIS_DIAG_SERIES_UNREADABLE,
                         "cannot be read: %s; expected a built-in name or a file", why);
    if (st == RSIS_ERR_LIMIT)
        rsis_report_file(&l->diags, RSIS_DIAG_SERIES_UNREADABLE, "larger than %u bytes",
                         (unsigned)rsis_limit_PROFILE_BYTES);
    return st;
}

static enum rsis_status load(struct loader *l) {
    struct rsis_str text = {NULL, 0};
    rsis_diags_init(&l->diags, &l->scratch, l->name_or_path);
    enum rsis_status st = get_text(l, &text);
    const struct rsis_node *root = st == RSIS_OK ? rsis_yaml_parse(&l->diags, &l->scratch, text) : NULL;
    if (root) read_table(l, &series_table, root, l->series);
    rsis_diags_deliver(&l->diags, l->diag, l->ctx);
    return st == RSIS_OK && l->diags.list.n ? RSIS_ERR_PROFILE : st;
}

/* What changes after setjmp lives with the caller, so that nothing is undefined after a jump. */
static enum rsis_status guarded_load(struct loader *l) {
    jmp_buf guard;
    rsis_arena_init(&l->scratch, &guard);
    rsis_arena_init(&l->series->arena, &guard);
    if (setjmp(guard)) return RSIS_ERR_MEMORY;
    return load(l);
}

enum rsis_status rsis_series_load(struct rsis_series **out, const char *name_or_path, rsis_diag_fn *diag, void *ctx) {
    if (!out || !name_or_path) return RSIS_ERR_USAGE;
    struct loader l = {.name_or_path = name_or_path, .diag = diag, .ctx = ctx};
    l.series = calloc(1, sizeof *l.series);
    if (!l.series) return RSIS_ERR_MEMORY;
    enum rsis_status st = guarded_load(&l);
    rsis_arena_free(&l.scratch);
    l.series->arena.guard = NULL; /* nothing is allocated any more */
    if (st == RSIS_OK)
        *out = l.series;
    else
        rsis_series_free(l.series);
    return st;
}

void rsis_series_free(struct rsis_series *series) {
    if (!series) return;
    rsis_arena_free(&series->arena);
    free(series);
}

const char *rsis_series_builtin(size_t n) {
    return n < rsis_n_builtins ? rsis_builtins[n].name : NULL;
}
