/*
 * story_ledger.c - ledger.json into the ledger that the proof judges. Everything is asked strictly: a name that is not
 * known, a member too many or a number out of range is a finding, and such a ledger proves nothing.
 */
#include <iconv.h>
#include <jansson.h>

#include "story.h"

/* Tokens of JSON that may stand in it; each takes some 30 to 100 bytes of memory. A commentary has some ten thousand.
 */
enum { TOKENS = 4 << 20 };

struct reader {
    struct rsis_report *report;
    struct rsis_arena *arena;
    struct rsis_str member;
    struct rsis_ledger_file *out;
    bool bad;
};

#define BAD(r, ...)                                                                                                    \
    ((r)->bad = true, rsis_found((r)->report, RSIS_CHECK_PKG_LEDGER, (r)->member, 0, 0, __VA_ARGS__), false)

/* ---------------------------------------------------------------- values of JSON */

static bool is_text(const json_t *j, struct rsis_str *out) {
    if (!json_is_string(j)) return false;
    *out = rsis_str(json_string_value(j), json_string_length(j));
    return true;
}

static bool is_count(const json_t *j, uint32_t *out) {
    json_int_t n = json_is_integer(j) ? json_integer_value(j) : -1;
    *out = (uint32_t)n;
    return n >= 0 && n <= (json_int_t)UINT32_MAX;
}

static bool is_digest(struct rsis_str s) {
    for (size_t i = 0; i < s.len; i++)
        if (!rsis_is_digit(s.ptr[i]) && !(s.ptr[i] >= 'a' && s.ptr[i] <= 'f')) return false;
    return s.len == 64;
}

/* The members of an object: exactly these, all strings but those with `out` NULL. */
struct member {
    const char *name;
    struct rsis_str *out;
};

static bool members(struct reader *r, const json_t *object, const char *what, const struct member *list, size_t n) {
    if (!json_is_object(object)) return BAD(r, "%s is no object", what);
    for (size_t i = 0; i < n; i++) {
        const json_t *j = json_object_get(object, list[i].name);
        if (!j) return BAD(r, "%s has no member %s", what, list[i].name);
        if (list[i].out && !is_text(j, list[i].out)) return BAD(r, "%s of %s is no string", list[i].name, what);
    }
    return json_object_size(object) == n || BAD(r, "%s has members that a ledger has not", what);
}

/* ---------------------------------------------------------------- head */

static bool head(struct reader *r, const json_t *root) {
    struct rsis_ledger_file *l = r->out;
    struct rsis_str format;
    const json_t *source = json_object_get(root, "source"), *output = json_object_get(root, "output");
    const struct member all[] = {{"format", &format}, {"source", NULL},    {"text_sha256", &l->text_sha256},
                                 {"tiles", NULL},     {"furniture", NULL}, {"output", NULL},
                                 {"uses", NULL}};
    const struct member of_source[] = {
        {"name", &l->name}, {"bytes", NULL}, {"sha256", &l->sha256}, {"encoding", &l->encoding}};
    const struct member of_output[] = {{"format", &l->output_format}, {"sha256", &l->output_sha256}};
    if (!members(r, root, "the ledger", all, sizeof all / sizeof *all)) return false;
    if (!rsis_str_eq(format, RSIS_LIT("rsis-ledger/1")))
        return BAD(r, "its format is \"%.*s\" and not rsis-ledger/1", RSIS_ARG(format));
    if (!members(r, source, "source", of_source, sizeof of_source / sizeof *of_source) ||
        !members(r, output, "output", of_output, sizeof of_output / sizeof *of_output))
        return false;
    uint32_t bytes;
    if (!is_count(json_object_get(source, "bytes"), &bytes)) return BAD(r, "bytes of source is no number of bytes");
    l->bytes = bytes;
    if (!is_digest(l->sha256) || !is_digest(l->text_sha256) || !is_digest(l->output_sha256))
        return BAD(r, "a SHA-256 is not 64 hexadecimal digits");
    return true;
}

static bool wordings(struct reader *r, const json_t *list) {
    struct rsis_str s;
    if (!json_is_array(list)) return BAD(r, "furniture is no array");
    for (size_t i = 0; i < json_array_size(list); i++) {
        if (!is_text(json_array_get(list, i), &s)) return BAD(r, "a furniture wording is no string");
        *RSIS_PUSH(r->arena, &r->out->furniture) = s;
    }
    return true;
}

/* ---------------------------------------------------------------- tiles */

static bool rule_named(const json_t *j, uint16_t *out) {
    struct rsis_str s;
    if (!is_text(j, &s)) return false;
    for (unsigned i = 0; i < RSIS_RULE_COUNT; i++)
        if (rsis_str_eq(s, rsis_str_c(rsis_rule_name((enum rsis_rule)i)))) {
            *out = (uint16_t)i;
            return true;
        }
    return false;
}

static bool tile(struct reader *r, const json_t *j, size_t number) {
    struct rsis_tile *t = RSIS_PUSH(r->arena, &r->out->ledger.tiles);
    struct rsis_str before, after;
    if (!rule_named(json_array_get(j, 0), &t->rule)) return BAD(r, "tile %zu has no rule that is known", number);
    if (t->rule == RSIS_RULE_COPY) {
        if (json_array_size(j) != 2 || !is_count(json_array_get(j, 1), &t->stream_len))
            return BAD(r, "tile %zu: a copy has a length and nothing else", number);
        t->text_len = t->stream_len;
        return true;
    }
    if (json_array_size(j) != 3 || !is_text(json_array_get(j, 1), &before) || !is_text(json_array_get(j, 2), &after))
        return BAD(r, "tile %zu has not the form [rule, before, after]", number);
    t->stream_len = (uint32_t)before.len; /* the file's limit is below 4 GiB */
    t->text_len = (uint32_t)after.len;
    *RSIS_PUSH(r->arena, &r->out->sides) = before;
    *RSIS_PUSH(r->arena, &r->out->sides) = after;
    return true;
}

static bool tiles(struct reader *r, const json_t *list) {
    if (!json_is_array(list)) return BAD(r, "tiles is no array");
    for (size_t i = 0; i < json_array_size(list); i++)
        if (!tile(r, json_array_get(list, i), i + 1)) return false;
    return true;
}

/* ---------------------------------------------------------------- uses */

static bool slot_named(const json_t *j, uint8_t *out) {
    struct rsis_str s;
    if (!is_text(j, &s)) return false;
    for (unsigned i = 0; i < RSIS_SLOT_COUNT; i++)
        if (rsis_str_eq(s, rsis_str_c(rsis_slot_name((enum rsis_slot)i)))) {
            *out = (uint8_t)i;
            return true;
        }
    return false;
}

static bool kind_named(const json_t *j, uint8_t *out) {
    static const enum rsis_use_kind kinds[] = {RSIS_USE_PRIMARY, RSIS_USE_COPY, RSIS_USE_DERIVED, RSIS_USE_ASSERTED,
                                               RSIS_USE_SUPPLIED};
    struct rsis_str s;
    if (!is_text(j, &s)) return false;
    for (size_t i = 0; i < sizeof kinds / sizeof *kinds; i++)
        if (rsis_str_eq(s, rsis_str_c(rsis_use_kind_name(kinds[i])))) {
            *out = (uint8_t)kinds[i];
            return true;
        }
    return false;
}

static bool derivation_named(const json_t *j, uint8_t *out) {
    struct rsis_str s;
    if (!is_text(j, &s)) return false;
    for (unsigned i = RSIS_DERIVE_NONE + 1; i < RSIS_DERIVE_COUNT; i++)
        if (rsis_str_eq(s, rsis_str_c(rsis_derivation_name((enum rsis_derivation)i)))) {
            *out = (uint8_t)i;
            return true;
        }
    return false;
}

static bool use(struct reader *r, const json_t *j, size_t number) {
    struct rsis_use *u = RSIS_PUSH(r->arena, &r->out->record.uses);
    struct rsis_str moved;
    size_t at = 3;
    bool ok = slot_named(json_array_get(j, 0), &u->slot) && kind_named(json_array_get(j, 1), &u->kind) &&
              is_count(json_array_get(j, 2), &u->block);
    if (ok && (u->kind & (RSIS_USE_PRIMARY | RSIS_USE_COPY | RSIS_USE_DERIVED))) {
        ok = is_count(json_array_get(j, at), &u->at) && is_count(json_array_get(j, at + 1), &u->len);
        at += 2;
    }
    if (ok && u->kind == RSIS_USE_DERIVED) ok = derivation_named(json_array_get(j, at++), &u->derivation);
    if (ok && !(u->kind & (RSIS_USE_PRIMARY | RSIS_USE_COPY))) ok = is_text(json_array_get(j, at++), &u->value);
    if (ok && at < json_array_size(j)) {
        u->moved = is_text(json_array_get(j, at++), &moved) && rsis_str_eq(moved, RSIS_LIT("moved"));
        ok = u->moved;
    }
    return (ok && at == json_array_size(j)) || BAD(r, "use %zu has not the form of a use", number);
}

static bool uses(struct reader *r, const json_t *list) {
    if (!json_is_array(list)) return BAD(r, "uses is no array");
    for (size_t i = 0; i < json_array_size(list); i++)
        if (!use(r, json_array_get(list, i), i + 1)) return false;
    return true;
}

/* ---------------------------------------------------------------- the file */

static void free_json(void *p) {
    json_decref(p);
}

/* What stands between values, counted before anything is built of them. */
static bool is_too_much(struct rsis_str s) {
    size_t n = 0;
    for (size_t i = 0; i < s.len; i++) n += s.ptr[i] == ',' || s.ptr[i] == '[' || s.ptr[i] == '{';
    return n > TOKENS;
}

bool rsis_ledger_read(struct rsis_ledger_file *out, struct rsis_report *r, struct rsis_str member,
                      struct rsis_str bytes) {
    struct reader me = {.report = r, .arena = r->arena, .member = member, .out = out};
    json_error_t error;
    *out = (struct rsis_ledger_file){0};
    if (is_too_much(bytes)) {
        rsis_found(r, RSIS_CHECK_PKG_LIMIT, member, 0, 0, "it has more than %d values and was not checked", TOKENS);
        return false;
    }
    json_t *root = json_loadb(bytes.ptr ? bytes.ptr : "", bytes.len, JSON_REJECT_DUPLICATES | JSON_ALLOW_NUL, &error);
    if (!root) {
        rsis_found(r, RSIS_CHECK_PKG_LEDGER, member, error.line > 0 ? (uint32_t)error.line : 0, 0, "it is no JSON: %s",
                   error.text);
        return false;
    }
    rsis_arena_defer(r->arena, free_json, root);
    return head(&me, root) && wordings(&me, json_object_get(root, "furniture")) &&
           tiles(&me, json_object_get(root, "tiles")) && uses(&me, json_object_get(root, "uses"));
}

/* ---------------------------------------------------------------- over the source */

bool rsis_ledger_decode(struct rsis_str *stream, struct rsis_report *r, struct rsis_str member,
                        const struct rsis_ledger_file *l, struct rsis_str raw) {
    static const struct {
        const char *name, *iconv;
    } encodings[] = {{"UTF-8", NULL},
                     {"UTF-16LE", "UTF-16LE"},
                     {"UTF-16BE", "UTF-16BE"},
                     {"CP1252", "CP1252"},
                     {"MacRoman", "MACINTOSH"}};
    enum { LONGEST = 3 }; /* bytes of UTF-8 that a byte of these encodings becomes at most */
    size_t i = 0, n = sizeof encodings / sizeof *encodings;
    while (i < n && !rsis_str_eq(l->encoding, rsis_str_c(encodings[i].name))) i++;
    if (i == n) {
        rsis_found(r, RSIS_CHECK_PKG_LEDGER, member, 0, 0, "the encoding \"%.*s\" is not known", RSIS_ARG(l->encoding));
        return false;
    }
    *stream = raw;
    if (!encodings[i].iconv) return true; /* whether it is UTF-8 the proof asks */
    size_t left = raw.len, room = raw.len * LONGEST + 1, spare = room;
    char *out = rsis_arena_bytes(r->arena, room), *to = out, *from = rsis_str_dup(r->arena, raw);
    iconv_t cd = iconv_open("UTF-8", encodings[i].iconv);
    size_t done = cd == (iconv_t)-1 ? (size_t)-1 : iconv(cd, &from, &left, &to, &spare);
    if (cd != (iconv_t)-1) iconv_close(cd);
    *stream = rsis_str(out, room - spare);
    if (done != (size_t)-1 && !left) return true;
    rsis_found(r, RSIS_CHECK_PKG_S0, member, 0, 0, "the source does not decode as %s", encodings[i].name);
    return false;
}

static bool not_there(struct rsis_report *r, struct rsis_str member, uint32_t number, struct rsis_str stream,
                      size_t at) {
    uint32_t line = 1;
    for (size_t i = 0; i < at && i < stream.len; i++) line += stream.ptr[i] == '\n';
    rsis_found(r, RSIS_CHECK_PKG_S1, member, 0, 0,
               "S1 does not hold: tile %u says that something else stands in line %u of the source", number, line);
    return false;
}

/* The pieces of uses. One that lies outside of the text has no value, and the proof refuses it. */
static void give_values(struct rsis_ledger_file *l) {
    struct rsis_str text = l->ledger.text;
    for (uint32_t i = 0; i < l->record.uses.n; i++) {
        struct rsis_use *u = &l->record.uses.v[i];
        if (!(u->kind & (RSIS_USE_PRIMARY | RSIS_USE_COPY))) continue;
        bool inside = u->len <= text.len && u->at <= text.len - u->len;
        u->value = inside ? rsis_str(text.ptr + u->at, u->len) : rsis_str("", 0);
    }
}

bool rsis_ledger_bind(struct rsis_ledger_file *l, struct rsis_report *r, struct rsis_str member,
                      struct rsis_str stream) {
    struct rsis_buf text;
    size_t at = 0, side = 0;
    rsis_buf_init(&text, r->arena);
    for (uint32_t i = 0; i < l->ledger.tiles.n; i++) {
        const struct rsis_tile *t = &l->ledger.tiles.v[i];
        if (t->stream_len > stream.len - at) return not_there(r, member, i + 1, stream, at);
        struct rsis_str there = rsis_str(stream.ptr + at, t->stream_len), after = there;
        if (t->rule != RSIS_RULE_COPY) {
            if (!rsis_str_eq(there, l->sides.v[side])) return not_there(r, member, i + 1, stream, at);
            after = l->sides.v[side + 1];
            side += 2;
        }
        rsis_buf_str(&text, after);
        at += t->stream_len;
    }
    l->ledger.stream = stream;
    l->ledger.text = text.len ? rsis_buf_slice(&text) : rsis_str("", 0);
    give_values(l);
    return true;
}

/* ---------------------------------------------------------------- decisions */

/* Which decision stands behind a supplied value of a slot; `part`: the value is a part of what was decided. */
static const struct {
    const char *field, *tail; /* the field is this; or, with a tail, begins and ends so */
    uint8_t slot;
    bool part;
} decisions[] = {
    {"title", NULL, RSIS_SLOT_TITLE, false},           {"title", NULL, RSIS_SLOT_PAGE_TITLE, false},
    {"kicker", NULL, RSIS_SLOT_KICKER, false},         {"author", NULL, RSIS_SLOT_AUTHOR, false},
    {"author.", ".given", RSIS_SLOT_NAME_PART, false}, {"author.", ".surname", RSIS_SLOT_NAME_PART, false},
    {"author", NULL, RSIS_SLOT_NAME_PART, false},      {"author.", ".orcid", RSIS_SLOT_CONTRIB_ID, false},
    {"keyword", NULL, RSIS_SLOT_KEYWORD, false},       {"language", NULL, RSIS_SLOT_LANGUAGE, false},
    {"date", NULL, RSIS_SLOT_DATE_ISO, false},         {"date", NULL, RSIS_SLOT_DATE_PART, true},
    {"number", NULL, RSIS_SLOT_ARTICLE_ID, false},     {"doi", NULL, RSIS_SLOT_ARTICLE_ID, false},
    {"handle", NULL, RSIS_SLOT_ARTICLE_ID, false},     {"number", NULL, RSIS_SLOT_ISSUE, true},
    {"number", NULL, RSIS_SLOT_VOLUME, true},          {"date", NULL, RSIS_SLOT_VOLUME, true},
};

/* Does "FIELD = VALUE; by WHO ..." decide this value? */
static bool decides(struct rsis_str told, size_t row, struct rsis_str value) {
    ptrdiff_t at = rsis_str_find(told, RSIS_LIT(" = "));
    if (at < 0) return false;
    struct rsis_str field = rsis_str(told.ptr, (size_t)at), rest = rsis_str_from(told, (size_t)at + 3);
    struct rsis_str wanted = rsis_str_c(decisions[row].field), tail = rsis_str_c(decisions[row].tail);
    if (tail.len ? !rsis_str_starts(field, wanted) || !rsis_str_ends(field, tail) : !rsis_str_eq(field, wanted))
        return false;
    if (!decisions[row].part)
        return rsis_str_starts(rest, value) && rsis_str_starts(rsis_str_from(rest, value.len), RSIS_LIT("; by "));
    ptrdiff_t end = rsis_str_find(rest, RSIS_LIT("; by "));
    return end >= 0 && rsis_str_find(rsis_str(rest.ptr, (size_t)end), value) >= 0;
}

static bool is_decided(const struct rsis_facts *facts, const struct rsis_use *u) {
    const rsis_said_list *told = &facts->of[RSIS_FACT_SUPPLIED];
    for (size_t row = 0; row < sizeof decisions / sizeof *decisions; row++)
        for (uint32_t i = 0; decisions[row].slot == u->slot && i < told->n; i++)
            if (decides(told->v[i], row, u->value)) return true;
    return false;
}

void rsis_check_supplied(struct rsis_report *r, struct rsis_str member, const struct rsis_ledger_file *l,
                         const struct rsis_facts *facts) {
    for (uint32_t i = 0, n = 0; i < l->record.uses.n; i++) {
        const struct rsis_use *u = &l->record.uses.v[i];
        /* decisions themselves, and versions, which belong to the package */
        if (u->kind != RSIS_USE_SUPPLIED || u->slot == RSIS_SLOT_PROVENANCE || u->slot == RSIS_SLOT_VERSION) continue;
        if (++n > RSIS_FACT_MOST) {
            rsis_found(r, RSIS_CHECK_PKG_LIMIT, member, 0, 0, "more than %d values are said to be supplied",
                       RSIS_FACT_MOST);
            return;
        }
        if (is_decided(facts, u)) continue;
        rsis_found(r, RSIS_CHECK_PKG_SUPPLIED, member, 0, 0, "%s \"%.*s\" is said to be supplied, and nobody did",
                   rsis_slot_name((enum rsis_slot)u->slot), RSIS_ARG(u->value));
    }
}
