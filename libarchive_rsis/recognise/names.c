/*
 * names.c - a byline into authors. Names are never turned round by guess: an index form comes from the
 * profile's authority list, or from a surname printed in capitals, or there is none.
 */
#include "parts.h"

#include "../base/utf8.h"

static struct rsis_str trim_piece(struct rsis_str s) {
    s = rsis_str_trim(s);
    while (s.len && strchr(",;*", s.ptr[s.len - 1])) s = rsis_str_trim(rsis_str(s.ptr, s.len - 1));
    while (s.len && strchr(",;*", s.ptr[0])) s = rsis_str_trim(rsis_str_from(s, 1));
    while (s.len > 1 && rsis_is_digit(s.ptr[s.len - 1]) && !rsis_is_space(s.ptr[s.len - 2])) s.len--; /* Negara1 */
    if (s.len > 4 && s.ptr[s.len - 1] == '.' && rsis_is_lower(s.ptr[s.len - 2]) && rsis_is_lower(s.ptr[s.len - 3]))
        s.len--;
    return s;
}

/* "and" or "&" as a word at s: its length, else 0. */
static size_t conjunction(struct rsis_str s) {
    if (rsis_str_starts(s, RSIS_LIT("& "))) return 1;
    return rsis_str_starts_nocase(s, RSIS_LIT("and ")) ? 3 : 0;
}

/* What follows a comma and belongs to the name before it. */
static bool is_suffix(struct rsis_str s) {
    static const char *const suffixes[] = {"Jr", "Jr.", "Sr",    "Sr.", "II",  "III",
                                           "IV", "PhD", "Ph.D.", "GCB", "KBE", "OBE"};
    size_t n = 0;
    s = rsis_str_trim(s);
    while (n < s.len && !rsis_is_space(s.ptr[n]) && s.ptr[n] != ',') n++;
    for (size_t i = 0; i < sizeof suffixes / sizeof *suffixes; i++)
        if (rsis_str_eq(rsis_str(s.ptr, n), rsis_str_c(suffixes[i]))) return true;
    return false;
}

/* Folds for comparison: letters and digits of both, case, stops and blanks aside. Length of `name` in `s`, or 0. */
static size_t name_prefix(struct rsis_str s, struct rsis_str name) {
    size_t i = 0, j = 0;
    while (j < name.len) {
        char c = name.ptr[j];
        if (c == '.' || rsis_is_space(c)) {
            j++;
            continue;
        }
        while (i < s.len && (s.ptr[i] == '.' || rsis_is_space(s.ptr[i]))) i++;
        if (i >= s.len || rsis_to_lower(s.ptr[i]) != rsis_to_lower(c)) return 0;
        i++;
        j++;
    }
    bool whole = i >= s.len || !(rsis_is_alpha(s.ptr[i]) || (s.ptr[i] & 0x80)) ||
                 rsis_str_starts(rsis_str_from(s, i), RSIS_LIT("\xE2\x80\x99"));
    return whole ? i : 0;
}

size_t rsis_names_match(const struct rsis_recogniser *r, struct rsis_str s, size_t *len) {
    size_t title = rsis_opens_with(s, r->series->titles_of_persons), skip = title;
    while (skip < s.len && (rsis_is_space(s.ptr[skip]) || s.ptr[skip] == '.' || s.ptr[skip] == '*')) skip++;
    for (size_t i = 0; i < r->doc->n_authors; i++) {
        const struct rsis_author *a = &r->doc->authors[i];
        *len = name_prefix(rsis_str_from(s, skip), a->name.value);
        if (!*len && skip) *len = name_prefix(s, a->name.value);
        if (!*len && a->surname.rule && skip) *len = name_prefix(rsis_str_from(s, skip), a->surname.value);
        if (*len) {
            *len += skip;
            return i;
        }
    }
    return r->doc->n_authors;
}

static struct rsis_datum printed(const struct rsis_recogniser *r, struct rsis_piece p, const char *rule) {
    return (struct rsis_datum){p, rsis_doc_text(r->doc, p), rule, RSIS_ORIGIN_PRINTED, RSIS_DERIVE_NONE};
}

/* Given name and surname where the authority list says them; both stand in the printed name. */
static bool by_authority(struct rsis_recogniser *r, struct rsis_author *a) {
    for (size_t i = 0; i < r->series->n_authorities; i++) {
        const struct rsis_authority *x = &r->series->authorities[i];
        if (!rsis_wording_matches(x->printed, a->name.value)) continue;
        a->whole = x->surname.len == 0;
        ptrdiff_t s = rsis_str_find(a->name.value, x->surname), g = rsis_str_find(a->name.value, x->given);
        if (a->whole || s < 0 || g < 0) return true;
        uint32_t at = a->name.piece.at;
        a->surname = printed(r, (struct rsis_piece){at + (uint32_t)s, (uint32_t)x->surname.len}, "name authority");
        a->given = printed(r, (struct rsis_piece){at + (uint32_t)g, (uint32_t)x->given.len}, "name authority");
        return true;
    }
    return false;
}

static bool all_capitals(struct rsis_str w) {
    size_t letters = 0;
    for (const char *p = w.ptr, *end = w.ptr + w.len; p < end;) {
        unsigned n;
        uint32_t cp = rsis_utf8_next(p, end, &n);
        if (rsis_is_lower_cp(cp) || cp == '.') return false;
        letters += rsis_is_upper_cp(cp);
        p += n;
    }
    return letters >= 3;
}

/* "Jean-Mathieu REY": one last word in capitals, none before it. */
static void by_capitals(struct rsis_recogniser *r, struct rsis_author *a) {
    struct rsis_str s = a->name.value;
    size_t last = s.len;
    while (last && !rsis_is_space(s.ptr[last - 1])) last--;
    if (!last || !all_capitals(rsis_str_from(s, last))) return;
    struct rsis_str given = rsis_str_trim(rsis_str(s.ptr, last));
    for (size_t i = 0, w; i < given.len; i = w + 1) {
        for (w = i; w < given.len && !rsis_is_space(given.ptr[w]); w++) {
        }
        if (all_capitals(rsis_str(given.ptr + i, w - i))) return;
    }
    uint32_t at = a->name.piece.at;
    a->given = printed(r, (struct rsis_piece){at, (uint32_t)given.len}, "surname in capitals");
    a->surname = printed(r, (struct rsis_piece){at + (uint32_t)last, (uint32_t)(s.len - last)}, "surname in capitals");
}

/* Words that stand in posts and places and not in names. */
static bool post_word(struct rsis_str w) {
    static const char *const words[] = {"School",    "Institute", "University", "Centre",    "Center",   "College",
                                        "Programme", "Fellow",    "Chairman",   "Professor", "Director", "Analyst",
                                        "Ministry",  "Embassy",   "Research",   "Studies",   "Lecturer", "Dean",
                                        "Head",      "Adviser",   "Ambassador", "Deputy",    "Senior",   "Associate",
                                        "Executive", "President", "Member",     "Editor"};
    for (size_t i = 0; i < sizeof words / sizeof *words; i++)
        if (rsis_str_eq(w, rsis_str_c(words[i]))) return true;
    return false;
}

/* After a comma: an affiliation, a post or a place is no further author. It stays in the byline as printed. */
static bool affiliated(struct rsis_recogniser *r, const struct rsis_view *v, struct rsis_str s, bool after_comma) {
    bool post = false, single = !memchr(s.ptr, ' ', s.len);
    for (size_t i = 0, e; i < s.len; i = e + 1) {
        for (e = i; e < s.len && !rsis_is_space(s.ptr[e]); e++) {
        }
        post |= post_word(rsis_str(s.ptr + i, e - i));
    }
    post |= rsis_wordings_find(r->series->masthead, s) >= 0 || (single && all_capitals(s));
    for (size_t i = 0; i < r->series->n_eras; i++) post |= rsis_str_eq_nocase(s, r->series->eras[i].place);
    if (!after_comma || !r->doc->n_authors || (!post && !single)) return false;
    uint32_t src = rsis_ledger_source(&r->doc->ledger, rsis_view_at(v, (size_t)(s.ptr - v->s.ptr)));
    rsis_report(r->diags, RSIS_DIAG_META_AUTHOR_DOUBTFUL, src, (uint32_t)s.len,
                post ? "\"%.*s\" in the byline was taken for a post, place or affiliation; runner-up: a further author"
                     : "\"%.*s\" in the byline was taken for a further author; runner-up: a post, place or affiliation",
                RSIS_ARG(s));
    return post;
}

static void add_author(struct rsis_recogniser *r, const struct rsis_view *v, struct rsis_str s, bool after_comma) {
    s = trim_piece(s);
    if (s.len && !r->doc->authors_supplied && affiliated(r, v, s, after_comma)) return;
    if (!s.len || r->doc->authors_supplied || r->doc->n_authors >= rsis_limit_AUTHORS) return;
    if (!r->doc->authors) r->doc->authors = RSIS_NEW_ARRAY(r->arena, struct rsis_author, rsis_limit_AUTHORS);
    struct rsis_author *a = &r->doc->authors[r->doc->n_authors++];
    a->name = printed(r, rsis_view_piece(v, (size_t)(s.ptr - v->s.ptr), s.len), "byline");
    if (!by_authority(r, a)) by_capitals(r, a);
}

void rsis_names_split(struct rsis_recogniser *r, const struct rsis_view *line, size_t at) {
    struct rsis_str s = line->s;
    size_t start = at;
    bool comma = false;
    for (size_t i = at; i < s.len; i++) {
        struct rsis_str rest = rsis_str_from(s, i);
        size_t n = 0;
        if (s.ptr[i] == ',' && !is_suffix(rsis_str_from(rest, 1))) n = 1;
        if (s.ptr[i] == ';') n = 1;
        if (i > at && rsis_is_space(s.ptr[i - 1])) n = n ? n : conjunction(rest);
        if (!n) continue;
        add_author(r, line, rsis_str(s.ptr + start, i - start), comma);
        comma = n == 1 && s.ptr[i] != '&';
        start = i + n;
        i += n - 1;
    }
    add_author(r, line, rsis_str_from(s, start), comma);
}

/* Small words that stand inside names. */
static bool particle(struct rsis_str w) {
    static const char *const words[] = {"bin", "binti", "bte", "de",  "da",  "del", "der", "den",
                                        "di",  "la",    "van", "von", "al",  "and", "&",   "of",
                                        "s/o", "d/o",   "a/l", "a/p", "ibn", "y",   "el"};
    for (size_t i = 0; i < sizeof words / sizeof *words; i++)
        if (rsis_str_eq_nocase(w, rsis_str_c(words[i]))) return true;
    return false;
}

bool rsis_names_plausible(struct rsis_str s) {
    unsigned words = 0, capitals = 0, run = 0;
    for (size_t i = 0, e; i < s.len; i = e + 1) {
        for (e = i; e < s.len && !rsis_is_space(s.ptr[e]); e++) {
        }
        struct rsis_str w = rsis_str(s.ptr + i, e - i);
        if (!w.len) continue;
        unsigned n;
        uint32_t cp = rsis_utf8_next(w.ptr, w.ptr + w.len, &n);
        char last = w.ptr[w.len - 1];
        if (last == '?' || last == '!' || last == ':' || rsis_is_digit(w.ptr[0])) return false;
        if (!rsis_is_upper_cp(cp) && !particle(w)) return false;
        words++;
        capitals += rsis_is_upper_cp(cp);
        run = last == ',' || rsis_str_eq(w, RSIS_LIT("and")) || w.ptr[0] == '&' ? 0 : run + 1;
        if (run > 7) return false;
    }
    return capitals >= 1 && words <= 40;
}
