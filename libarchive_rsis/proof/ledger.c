/* ledger.c - S0, S1 and S2. */
#include "proof.h"

#include <iconv.h>
#include <stdlib.h>

#include "../base/utf8.h"

/* ---------------------------------------------------------------- S0 */

static bool decodes_to(struct rsis_arena *a, struct rsis_str raw, const char *encoding, struct rsis_str stream) {
    if (strcmp(encoding, "UTF-8") == 0) return rsis_str_eq(raw, stream) && rsis_utf8_check(raw) == raw.len;
    size_t room = stream.len + 1, left = raw.len, spare = room;
    char *out = rsis_arena_bytes(a, room), *to = out, *from = rsis_str_dup(a, raw);
    iconv_t cd = iconv_open("UTF-8", strcmp(encoding, "MacRoman") == 0 ? "MACINTOSH" : encoding);
    if (cd == (iconv_t)-1) return false;
    size_t n = iconv(cd, &from, &left, &to, &spare);
    iconv_close(cd);
    return n != (size_t)-1 && !left && rsis_str_eq(rsis_str(out, room - spare), stream);
}

bool rsis_prove_stream(struct rsis_arena *a, struct rsis_diags *d, struct rsis_str raw, const char *encoding,
                       struct rsis_str stream) {
    if (decodes_to(a, raw, encoding, stream)) return true;
    rsis_report_file(d, RSIS_DIAG_LEDGER_DECODE,
                     "S0 does not hold: the bytes do not decode to this text as %s; nothing was written", encoding);
    return false;
}

/* ---------------------------------------------------------------- S1 */

static bool bad_tile(struct rsis_diags *d, uint32_t at, const struct rsis_tile *t, const char *why) {
    const char *name = t->rule < RSIS_RULE_COUNT ? rsis_rule_name((enum rsis_rule)t->rule) : "?";
    rsis_report(d, RSIS_DIAG_LEDGER_TILES, at, t->stream_len, "S1 does not hold: rule %s: %s; nothing was written",
                name, why);
    return false;
}

/* Link marks follow each other as they do in a link: [ or ![, then ](, then ); < then >. */
static bool link_order(char *state, struct rsis_str before) {
    char c = before.len == 1 ? before.ptr[0] : before.ptr[0] == ']' ? 'm' : '[';
    bool ok = c == '[' || c == '<' ? *state == 0 : c == 'm' ? *state == '[' : c == ')' ? *state == 'm' : *state == '<';
    *state = c == ')' || c == '>' ? 0 : c;
    return ok;
}

bool rsis_prove_tiles(struct rsis_diags *d, const struct rsis_ledger *l) {
    size_t stream = 0, text = 0;
    char link = 0;
    for (uint32_t i = 0; i < l->tiles.n; i++) {
        const struct rsis_tile *t = &l->tiles.v[i];
        if (t->stream_len > l->stream.len - stream || t->text_len > l->text.len - text)
            return bad_tile(d, (uint32_t)stream, t, "the tiles are longer than the source or the text");
        struct rsis_change c = {rsis_str(l->stream.ptr + stream, t->stream_len),
                                rsis_str(l->text.ptr + text, t->text_len), l->stream, l->text};
        if (!t->stream_len || !rsis_rule_holds((enum rsis_rule)t->rule, &c))
            return bad_tile(d, (uint32_t)stream, t, "it does not allow this change");
        if (t->rule == RSIS_RULE_MD_LINK && !link_order(&link, c.before))
            return bad_tile(d, (uint32_t)stream, t, "the marks of a link stand out of order");
        stream += t->stream_len;
        text += t->text_len;
    }
    if (stream == l->stream.len && text == l->text.len && !link) return true;
    rsis_report(d, RSIS_DIAG_LEDGER_TILES, (uint32_t)stream, 0,
                "S1 does not hold: the tiles end before the source or the text does; nothing was written");
    return false;
}

/* ---------------------------------------------------------------- S2 */

struct checker {
    struct rsis_arena *arena;
    struct rsis_diags *d;
    const struct rsis_ledger *l;
    const struct rsis_record *rec;
    const struct rsis_str *wordings;
    size_t n_wordings;
    const struct rsis_use **primary; /* by place in the text */
    uint32_t n_primary;
    struct rsis_str front;       /* words of the front matter, for furniture */
    uint32_t tile, stream, text; /* where line_edge stands */
};

/* Where text offset `at` comes from in the stream. */
static uint32_t source_of(const struct rsis_ledger *l, uint32_t at) {
    uint32_t stream = 0, text = 0, i = 0;
    for (; i < l->tiles.n && text + l->tiles.v[i].text_len <= at; i++) {
        stream += l->tiles.v[i].stream_len;
        text += l->tiles.v[i].text_len;
    }
    return i < l->tiles.n && l->tiles.v[i].rule == RSIS_RULE_COPY ? stream + at - text : stream;
}

static bool bad_use(const struct checker *c, uint32_t at, uint32_t len, const char *slot, const char *why) {
    size_t size = c->l->text.len, from = at < size ? at : size, most = len < 60 ? len : 60;
    struct rsis_str s = rsis_str(c->l->text.ptr + from, size - from < most ? size - from : most);
    while (s.len && from + s.len < size && ((unsigned char)s.ptr[s.len] & 0xC0) == 0x80) s.len--;
    rsis_report(c->d, RSIS_DIAG_LEDGER_USES, source_of(c->l, at), len,
                "S2 does not hold: %s (%s) \"%.*s\"; nothing was written", why, slot, RSIS_ARG(s));
    return false;
}

static bool bad(const struct checker *c, const struct rsis_use *u, const char *why) {
    return bad_use(c, u->at, u->len, u->slot < RSIS_SLOT_COUNT ? rsis_slot_name((enum rsis_slot)u->slot) : "?", why);
}

/* Which derivations a slot takes. */
static bool may_derive(enum rsis_slot slot, enum rsis_derivation how) {
    switch (slot) {
    case RSIS_SLOT_HREF:
        return how == RSIS_DERIVE_URL || how == RSIS_DERIVE_MAILTO;
    case RSIS_SLOT_DATE_ISO:
        return how == RSIS_DERIVE_ISO_DATE;
    case RSIS_SLOT_VOLUME:
        return how == RSIS_DERIVE_YEAR;
    case RSIS_SLOT_ARTICLE_ID:
        return how == RSIS_DERIVE_NUMBER_YEAR;
    case RSIS_SLOT_DATE_PART:
        return how == RSIS_DERIVE_DAY || how == RSIS_DERIVE_MONTH || how == RSIS_DERIVE_YEAR;
    default:
        return false;
    }
}

/* One use by itself: its kind, its piece, its value. */
static bool use_holds(const struct checker *c, const struct rsis_use *u) {
    if (u->slot >= RSIS_SLOT_COUNT || !(u->kind & rsis_slot_kinds((enum rsis_slot)u->slot)) ||
        (u->kind & (u->kind - 1)))
        return bad(c, u, "this slot does not allow this kind of use");
    enum rsis_region region = rsis_slot_region((enum rsis_slot)u->slot);
    if (u->moved && (u->kind != RSIS_USE_PRIMARY || (region != RSIS_REGION_NOTES && region != RSIS_REGION_BIO)))
        return bad(c, u, "only notes and author notes may be moved");
    if (u->kind == RSIS_USE_ASSERTED || u->kind == RSIS_USE_SUPPLIED) return true;
    if (!u->len || u->len > c->l->text.len || u->at > c->l->text.len - u->len)
        return bad(c, u, "the piece is empty or outside the text");
    struct rsis_str piece = rsis_str(c->l->text.ptr + u->at, u->len);
    if (u->kind == RSIS_USE_DERIVED && !may_derive((enum rsis_slot)u->slot, (enum rsis_derivation)u->derivation))
        return bad(c, u, "this slot does not allow this derivation");
    if (u->kind == RSIS_USE_DERIVED)
        return rsis_derivation_holds((enum rsis_derivation)u->derivation, piece, u->value) ||
               bad(c, u, "the value does not follow from the text");
    if (!rsis_str_eq(piece, u->value)) return bad(c, u, "a copy is not the same");
    return u->kind != RSIS_USE_PRIMARY || !memchr(piece.ptr, '\n', piece.len) || bad(c, u, "two blocks in one place");
}

static bool is_word(const struct checker *c, uint32_t at, bool before) {
    const char *p = c->l->text.ptr + at, *end = c->l->text.ptr + c->l->text.len;
    unsigned n;
    if (before) return at > 0 && rsis_is_word_char(rsis_utf8_before(c->l->text.ptr, p, &n));
    return p < end && rsis_is_word_char(rsis_utf8_next(p, end, &n));
}

/* Two uses that meet in the output: does the hole between them in the text glue words? Targets may stand there. */
static bool glued(const struct checker *c, uint32_t end, uint32_t at) {
    if (end == at || !is_word(c, end, true) || !is_word(c, at, false)) return false;
    for (uint32_t k = 0; k < c->n_primary && end < at; k++) { /* the primary uses stand in order of place */
        const struct rsis_use *u = c->primary[k];
        if (u->slot == RSIS_SLOT_HREF && u->at == end) end += u->len;
    }
    return end != at;
}

/* In emission order: blocks ascend, regions ascend, and nothing is glued where a block has a hole. */
static bool order_holds(const struct checker *c) {
    uint32_t last[RSIS_REGION_COUNT] = {0}, block = 0;
    const struct rsis_use *before = NULL;
    for (uint32_t i = 0; i < c->rec->uses.n; i++) {
        const struct rsis_use *u = &c->rec->uses.v[i];
        if (u->block && u->block < block) return bad(c, u, "blocks stand out of order");
        if (u->block) block = u->block;
        if (u->kind != RSIS_USE_PRIMARY) continue;
        enum rsis_region region = rsis_slot_region((enum rsis_slot)u->slot);
        if (region != RSIS_REGION_NONE && !u->moved) {
            if (u->at < last[region]) return bad(c, u, "text stands out of order");
            last[region] = u->at + u->len;
        }
        if (!u->block) continue;
        if (before && before->block == u->block && glued(c, before->at + before->len, u->at))
            return bad(c, u, "two words are glued over a hole");
        before = u;
    }
    return true;
}

static int by_place(const void *a, const void *b) {
    const struct rsis_use *x = *(const struct rsis_use *const *)a, *y = *(const struct rsis_use *const *)b;
    return x->at < y->at ? -1 : x->at > y->at;
}

/* Every byte has one home; what has none is one blank or line feed between two blocks. */
static bool homes_hold(const struct checker *c) {
    uint32_t at = 0;
    const struct rsis_use *last = NULL;
    for (uint32_t i = 0; i <= c->n_primary; i++) {
        const struct rsis_use *u = i < c->n_primary ? c->primary[i] : NULL;
        uint32_t next = u ? u->at : (uint32_t)c->l->text.len;
        if (u && next < at) return bad(c, u, "a piece of text has two homes");
        if (next > at) {
            char s = c->l->text.ptr[at];
            bool inside = last && u && last->block && last->block == u->block;
            if (next - at > 1 || (s != ' ' && s != '\n') || inside)
                return bad_use(c, at, next - at, "none", "text has no home");
        }
        if (!u) return true;
        at = u->at + u->len;
        if (u->block) last = u;
    }
    return true;
}

/* ---------------------------------------------------------------- furniture */

enum { FURNITURE_MOST = 200 };

/* "3", "Page 3", "- 3 -", "3 of 4", "| 3 |". */
static bool is_page_number(struct rsis_str s) {
    size_t runs = 0, digits = 0;
    s = rsis_str_trim(s);
    if (rsis_str_starts_nocase(s, RSIS_LIT("page "))) s = rsis_str_from(s, 5);
    for (size_t i = 0; i < s.len; i++) {
        if (rsis_is_digit(s.ptr[i])) {
            runs += i == 0 || !rsis_is_digit(s.ptr[i - 1]);
            digits = i && rsis_is_digit(s.ptr[i - 1]) ? digits + 1 : 1;
            if (digits > 3) return false;
        } else if (rsis_str_starts(rsis_str_from(s, i), RSIS_LIT("of "))) {
            i += 2;
        } else if (!memchr(" -|/", s.ptr[i], 4)) {
            return false;
        }
    }
    return runs >= 1 && runs <= 2;
}

/* The next letter at *i, lower case: ASCII letters and bytes of characters above U+007F. 0 at the end. */
static char next_letter(struct rsis_str s, size_t *i) {
    while (*i < s.len && !rsis_is_alpha(s.ptr[*i]) && !(s.ptr[*i] & 0x80)) ++*i;
    return *i < s.len ? rsis_to_lower(s.ptr[(*i)++]) : 0;
}

static bool same_letters(struct rsis_str a, struct rsis_str b) {
    size_t i = 0, j = 0, n = 0;
    for (;; n++) {
        char x = next_letter(a, &i), y = next_letter(b, &j);
        if (x != y) return false;
        if (!x) return n >= 4;
    }
}

static bool has_line_end(const struct checker *c, const struct rsis_tile *t, size_t stream) {
    return rsis_rule_fate((enum rsis_rule)t->rule) == RSIS_FATE_LAYOUT &&
           rsis_has_line_end(rsis_str(c->l->stream.ptr + stream, t->stream_len));
}

/* Does another line of the text have the letters of the one that begins at `at`? */
static bool printed_again(const struct checker *c, uint32_t at, struct rsis_str s) {
    size_t stream = 0, text = 0, from = 0;
    for (uint32_t i = 0; i <= c->l->tiles.n; i++) {
        const struct rsis_tile *t = i < c->l->tiles.n ? &c->l->tiles.v[i] : NULL;
        if (!t || has_line_end(c, t, stream)) {
            if (from != at && same_letters(rsis_str(c->l->text.ptr + from, text - from), s)) return true;
            from = text + (t ? t->text_len : 0);
        }
        if (!t) break;
        stream += t->stream_len;
        text += t->text_len;
    }
    return false;
}

/* The next word at *at: a run of digits, or of word characters that are no digits. */
static struct rsis_str next_word(struct rsis_str s, size_t *at) {
    unsigned n = 1;
    const char *end = s.ptr + s.len;
    while (*at < s.len && !rsis_is_word_char(rsis_utf8_next(s.ptr + *at, end, &n))) *at += n;
    size_t start = *at;
    bool digits = start < s.len && rsis_is_digit(s.ptr[start]);
    while (*at < s.len && rsis_is_word_char(rsis_utf8_next(s.ptr + *at, end, &n)) &&
           rsis_is_digit(s.ptr[*at]) == digits)
        *at += n;
    return rsis_str(s.ptr + start, *at - start);
}

static bool has_word(struct rsis_str s, struct rsis_str w) {
    for (size_t at = 0;;) {
        struct rsis_str x = next_word(s, &at);
        if (!x.len) return false;
        if (rsis_str_eq_nocase(x, w)) return true;
    }
}

static const char common[] =
    "no page of january february march april may june july august september october november december";

static bool all_known(const struct checker *c, struct rsis_str s) {
    for (size_t at = 0;;) {
        struct rsis_str w = next_word(s, &at);
        if (!w.len) return true;
        bool number = w.len <= 4 && rsis_is_digit(w.ptr[0]);
        bool known = number || has_word(RSIS_LIT(common), w) || has_word(c->front, w);
        for (size_t i = 0; i < c->n_wordings && !known; i++) known = has_word(c->wordings[i], w);
        if (!known) return false;
    }
}

/* Is the byte at `at` the trace of a line end, or `at` outside the text? Mostly asked in ascending order. */
static bool line_edge(struct checker *c, uint32_t at) {
    if (at >= c->l->text.len) return true;
    if (at < c->text) c->tile = c->stream = c->text = 0;
    for (; c->tile < c->l->tiles.n; c->tile++) {
        const struct rsis_tile *t = &c->l->tiles.v[c->tile];
        if (c->text + t->text_len > at) return has_line_end(c, t, c->stream);
        c->stream += t->stream_len;
        c->text += t->text_len;
    }
    return true;
}

/* The uses of one furniture block as one piece of the text. */
static bool furniture_block(struct checker *c, const struct rsis_use *first, const struct rsis_use *last) {
    uint32_t at = first->at, end = last->at + last->len;
    for (uint32_t k = 0; k < c->n_primary; k++) /* a link's target at an end of the line is part of it */
        if (c->primary[k]->slot == RSIS_SLOT_HREF && c->primary[k]->at == end) end += c->primary[k]->len;
    for (uint32_t k = c->n_primary; k-- > 0;)
        if (c->primary[k]->slot == RSIS_SLOT_HREF && c->primary[k]->at + c->primary[k]->len == at)
            at = c->primary[k]->at;
    struct rsis_str s = rsis_str(c->l->text.ptr + at, end - at);
    if (s.len > FURNITURE_MOST) return bad(c, first, "too long for page furniture");
    if ((at && !line_edge(c, at - 1)) || !line_edge(c, end)) return bad(c, first, "page furniture is not a whole line");
    if (is_page_number(s) || all_known(c, s) || printed_again(c, at, s)) return true;
    return bad(c, first, "nothing shows that this is page furniture");
}

static bool furniture_holds(struct checker *c) {
    static const uint8_t front[] = {RSIS_SLOT_MASTHEAD, RSIS_SLOT_NOTICE, RSIS_SLOT_NUMBER_LINE,
                                    RSIS_SLOT_BYLINE,   RSIS_SLOT_TITLE,  RSIS_SLOT_KICKER};
    const struct rsis_use *v = c->rec->uses.v;
    uint32_t n = c->rec->uses.n;
    struct rsis_buf b;
    rsis_buf_init(&b, c->arena);
    bool any = false;
    for (uint32_t i = 0; i < n; i++) {
        any |= v[i].slot == RSIS_SLOT_FURNITURE;
        if (v[i].kind != RSIS_USE_PRIMARY || !memchr(front, v[i].slot, sizeof front)) continue;
        rsis_buf_str(&b, v[i].value);
        rsis_buf_char(&b, '\n');
    }
    c->front = rsis_buf_slice(&b);
    for (uint32_t i = 0, last; any && i < n; i++) {
        if (v[i].slot != RSIS_SLOT_FURNITURE) continue;
        const struct rsis_use *first = &v[i];
        for (last = i; i < n && (v[i].block == first->block || !v[i].block); i++) /* a link's target is in no block */
            if (v[i].block) last = i;
        i = last;
        if (!furniture_block(c, first, &v[last])) return false;
    }
    return true;
}

bool rsis_prove_uses(struct rsis_arena *a, struct rsis_diags *d, const struct rsis_ledger *ledger,
                     const struct rsis_record *record, const struct rsis_str *wordings, size_t n_wordings) {
    struct checker c = {.arena = a, .d = d, .l = ledger, .rec = record, .wordings = wordings, .n_wordings = n_wordings};
    c.primary = RSIS_NEW_ARRAY(a, const struct rsis_use *, record->uses.n + 1);
    for (uint32_t i = 0; i < record->uses.n; i++) {
        const struct rsis_use *u = &record->uses.v[i];
        if (!use_holds(&c, u)) return false;
        if (u->kind == RSIS_USE_PRIMARY) c.primary[c.n_primary++] = u;
    }
    qsort(c.primary, c.n_primary, sizeof(const struct rsis_use *), by_place);
    return homes_hold(&c) && order_holds(&c) && furniture_holds(&c);
}
