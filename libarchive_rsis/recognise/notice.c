/*
 * notice.c - the permissions notice: kept whole and in order, cut into runs of sentences with one role.
 * A block is a notice when one of its sentences is known, or when it speaks like one (then with a warning).
 */
#include "parts.h"

#include "../base/utf8.h"

enum { NOTICE_LEAST = 120 };

struct sentence {
    size_t at, len; /* in the view */
    enum rsis_notice_role role;
    bool known;
};

typedef RSIS_VEC(struct sentence) sentences;

/* A stop after one letter or "Mr" ends no sentence. */
static bool abbreviates(struct rsis_str s, size_t stop) {
    size_t n = 0;
    while (n < stop && rsis_is_alpha(s.ptr[stop - 1 - n])) n++;
    struct rsis_str w = rsis_str(s.ptr + stop - n, n);
    return n == 1 || rsis_str_eq(w, RSIS_LIT("Mr")) || rsis_str_eq(w, RSIS_LIT("Dr")) || rsis_str_eq(w, RSIS_LIT("Ms"));
}

static bool ends_at(struct rsis_str s, size_t i) {
    if ((s.ptr[i] != '.' && s.ptr[i] != '?' && s.ptr[i] != '!') || abbreviates(s, i)) return false;
    return i + 2 < s.len && rsis_is_space(s.ptr[i + 1]) && (rsis_is_upper(s.ptr[i + 2]) || (s.ptr[i + 2] & 0x80));
}

/* A word in small letters or with a capital; most paragraphs are asked and have none. */
static bool has(struct rsis_str s, const char *word) {
    char capital[16];
    size_t n = strlen(word);
    memcpy(capital, word, n);
    capital[0] = (char)(word[0] - (word[0] >= 'a' ? 32 : 0));
    return rsis_str_find(s, rsis_str(word, n)) >= 0 || rsis_str_find(s, rsis_str(capital, n)) >= 0;
}

/* Words that show a role where the wording is not known. */
static enum rsis_notice_role role_by_words(struct rsis_str s) {
    static const struct {
        const char *word;
        enum rsis_notice_role role;
    } rows[] = {
        {"email", RSIS_NOTICE_CONTACT},      {"e-mail", RSIS_NOTICE_CONTACT},      {"@", RSIS_NOTICE_CONTACT},
        {"contact", RSIS_NOTICE_CONTACT},    {"permission", RSIS_NOTICE_TERMS},    {"reproduced", RSIS_NOTICE_TERMS},
        {"recognition", RSIS_NOTICE_TERMS},  {"copyright", RSIS_NOTICE_TERMS},     {"views", RSIS_NOTICE_DISCLAIMER},
        {"opinion", RSIS_NOTICE_DISCLAIMER}, {"responsib", RSIS_NOTICE_DISCLAIMER}};
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++)
        if (has(s, rows[i].word)) return rows[i].role;
    return RSIS_NOTICE_SCOPE;
}

static bool known_role(const struct rsis_series *series, struct rsis_str s, enum rsis_notice_role *role) {
    for (size_t e = 0; e < series->n_eras; e++)
        for (size_t i = 0; i < series->eras[e].n_notice; i++)
            if (rsis_sentence_matches(&series->eras[e].notice[i], s)) {
                *role = series->eras[e].notice[i].role;
                return true;
            }
    return false;
}

/* The next sentence of `s` from *at on; false at the end. */
static bool next_sentence(struct rsis_str s, size_t *at, struct rsis_str *out) {
    size_t from = *at, i = from;
    if (from >= s.len) return false;
    while (i + 1 < s.len && !ends_at(s, i)) i++;
    *out = rsis_str(s.ptr + from, i + 1 - from);
    *at = i + 2;
    return true;
}

/* One sentence that the profile knows is enough. */
static bool has_known(const struct rsis_series *series, struct rsis_str s) {
    struct rsis_str text;
    enum rsis_notice_role role;
    for (size_t at = 0; next_sentence(s, &at, &text);)
        if (known_role(series, text, &role)) return true;
    return false;
}

static void split(struct rsis_recogniser *r, struct rsis_str s, sentences *out) {
    struct rsis_str text;
    for (size_t at = 0; next_sentence(s, &at, &text);) {
        struct sentence *x = RSIS_PUSH(r->arena, out);
        x->at = (size_t)(text.ptr - s.ptr);
        x->len = text.len;
        x->known = known_role(r->series, text, &x->role);
        if (!x->known) x->role = role_by_words(text);
    }
}

static bool speaks_like_one(struct rsis_str s) {
    return s.len > NOTICE_LEAST && has(s, "permission") &&
           (has(s, "reproduced") || has(s, "copyright") || has(s, "reprinted"));
}

/* One paragraph of inlines for each run of sentences with one role. */
static void build(struct rsis_recogniser *r, const struct rsis_block *b, const struct rsis_view *v,
                  const sentences *list) {
    for (uint32_t i = 0, to; i < list->n; i = to) {
        for (to = i + 1; to < list->n && list->v[to].role == list->v[i].role; to++) {
        }
        const struct sentence *last = &list->v[to - 1];
        struct rsis_piece p = rsis_view_piece(v, list->v[i].at, last->at + last->len - list->v[i].at);
        if (to == list->n) p.len = b->at + b->len - p.at; /* a link's target after the last word */
        struct rsis_node *para = rsis_node_new(r->arena, RSIS_NODE_PARA);
        para->role = (uint8_t)list->v[i].role;
        para->piece = p;
        rsis_inline_build(r, para, p, b->style);
        rsis_node_append(r->doc->notice, para);
    }
}

static void say_unknown(struct rsis_recogniser *r, const struct rsis_block *b, const struct rsis_view *v,
                        const sentences *list) {
    for (uint32_t i = 0; i < list->n; i++) {
        const struct sentence *x = &list->v[i];
        if (x->known) continue;
        uint32_t src = rsis_ledger_source(&r->doc->ledger, rsis_view_at(v, x->at));
        rsis_report(r->diags, RSIS_DIAG_META_NOTICE_WORDING, b->len ? src : 0, (uint32_t)x->len,
                    "the profile does not know this sentence of the notice; kept, its role taken for %s by its words",
                    rsis_notice_role_name(x->role));
    }
}

static void take(struct rsis_recogniser *r, struct rsis_block *b) {
    struct rsis_view v = rsis_view_block(r, b);
    bool known = has_known(r->series, v.s);
    if (!known && !speaks_like_one(v.s)) return;
    b->role = ROLE_NOTICE;
    r->doc->notice_rule = known ? "notice wording of the profile" : "notice by its words";
}

/* A hidden or broken-off mail address stands on a line of its own: "... at" / "[email protected]." */
static void rejoin(struct rsis_recogniser *r, uint32_t i) {
    const struct rsis_block *b = &r->blocks.v[i];
    if (i + 1 >= r->blocks.n || b[1].role != ROLE_NONE || b[1].len > 60) return;
    struct rsis_str s = rsis_view_block(r, b).s, t = rsis_view_block(r, b + 1).s;
    bool address = (t.len && memchr(t.ptr, '@', t.len)) || rsis_str_starts(t, RSIS_LIT("[email"));
    bool at_end =
        rsis_str_ends(s, RSIS_LIT(" at")) || rsis_str_ends(s, RSIS_LIT(":")) || rsis_str_ends(s, RSIS_LIT(" to"));
    if (address && at_end) rsis_block_merge(r, i);
}

void rsis_front_notice(struct rsis_recogniser *r) {
    uint32_t end = rsis_front_end(r);
    for (uint32_t i = 0; i < r->blocks.n; i++) {
        struct rsis_block *b = &r->blocks.v[i];
        bool front = i < end && i < 20, back = i + 6 >= r->blocks.n;
        if (b->role != ROLE_NONE || b->len < 40 || !(front || back) || b->kind != RSIS_LINE_PLAIN) continue;
        rejoin(r, i);
        take(r, b);
    }
}

void rsis_notice_build(struct rsis_recogniser *r) {
    r->doc->notice = rsis_node_new(r->arena, RSIS_NODE_GROUP);
    for (uint32_t i = 0; i < r->blocks.n; i++) {
        const struct rsis_block *b = &r->blocks.v[i];
        if (b->role != ROLE_NOTICE) continue;
        struct rsis_view v = rsis_view_block(r, b);
        sentences list = {0};
        split(r, v.s, &list);
        build(r, b, &v, &list);
        say_unknown(r, b, &v, &list);
    }
}
