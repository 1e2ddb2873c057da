/* epub_walk.c - the walk: may this stand here, is it complete, are its attributes right. */
#include "epub_walk.h"

/* What no table knows, and what is inside of it. */
static const struct rsis_epub_element anything = {
    .name = "", .flags = RSIS_F_LOOSE | RSIS_F_TEXT, .allows = ~UINT64_C(0), .accept = ~0u};

static struct rsis_epub_frame *parent_of(const struct rsis_epub_walk *w) {
    return w->frames.n ? &w->frames.v[w->frames.n - 1] : NULL;
}

/* ---- order */

static const struct rsis_epub_step *step_for(const struct rsis_epub_frame *f, uint64_t is) {
    for (uint32_t i = 0; i < f->row->n_steps; i++) {
        const struct rsis_epub_step *s = &f->row->steps[i];
        if ((s->from == f->state || s->from == RSIS_STEP_ANY) && (s->set & is)) return s;
    }
    return NULL;
}

/* True: there is no order, or the child comes in order. */
static bool take_step(struct rsis_epub_frame *f, uint64_t is) {
    if (!f->row->n_steps) return true;
    const struct rsis_epub_step *s = step_for(f, is);
    if (s && s->to != RSIS_STEP_SAME) f->state = s->to;
    return s != NULL;
}

/* ---- may it stand here */

static bool foreign_here(const struct rsis_epub_frame *parent, const struct rsis_epub_tag *tag) {
    return (parent->row->flags & RSIS_F_FOREIGN) && (!tag->row || tag->row->family != parent->row->family) &&
           tag->ns != parent->row->ns;
}

static void judge_place(struct rsis_epub_walk *w, struct rsis_epub_frame *parent, const struct rsis_epub_tag *tag) {
    const struct rsis_epub_element *row = tag->row;
    const char *in = parent->row->name;
    if ((parent->row->flags & RSIS_F_LOOSE) || foreign_here(parent, tag)) return;
    if (!row)
        rsis_epub_at(w, RSIS_CHECK_EPUB_ELEMENT, "No such element: \"%.60s\" in %s", tag->name, in);
    else if (row->family != parent->row->family || !(row->is & parent->allows))
        rsis_epub_at(w, RSIS_CHECK_EPUB_ELEMENT, "%s may not stand in %s", tag->name, in);
    else if (!take_step(parent, row->is))
        rsis_epub_at(w, RSIS_CHECK_EPUB_ORDER, "%s may not stand at this place in %s", tag->name, in);
    else if (row->kind & parent->bans)
        rsis_epub_at(w, RSIS_CHECK_EPUB_ANCESTOR, "%s may not stand inside of one of the elements that are open",
                     tag->name);
}

static void judge_root(struct rsis_epub_walk *w, const struct rsis_epub_tag *tag) {
    if (w->rules->root && (!tag->row || !(tag->row->is & w->rules->root)))
        rsis_epub_at(w, RSIS_CHECK_EPUB_ROOT, "The document's element must be %s, and is \"%.60s\"%s",
                     w->rules->root_name, tag->name, tag->uri ? "" : " in no name space");
}

/* ---- attributes */

static const struct rsis_epub_attr_rule *find_rule(const struct rsis_epub_attr_rule *list, uint16_t code) {
    for (; list && list->code; list++)
        if (list->code == code) return list;
    return NULL;
}

void rsis_epub_common(struct rsis_epub_rules *rules) {
    for (const struct rsis_epub_attr_rule *r = rules->common; r && r->code; r++) rules->common_of[r->code] = r;
}

static void note_idrefs(struct rsis_epub_walk *w, const struct rsis_epub_attr *a, uint8_t code) {
    struct rsis_str list = a->value, word;
    while (rsis_epub_next_word(&list, &word)) {
        if (w->idrefs.n >= RSIS_EPUB_IDREFS) {
            rsis_epub_too_many(w->book, w->parse.member, "references by id");
            return;
        }
        struct rsis_epub_idref *r = RSIS_PUSH(w->book->scratch, &w->idrefs);
        r->id = rsis_str(rsis_str_dup(w->book->scratch, word), word.len);
        r->attr = a->code;
        r->code = code;
        r->table = w->table;
        r->line = w->parse.line, r->column = w->parse.column;
    }
}

static void judge_value(struct rsis_epub_walk *w, const struct rsis_epub_attr_rule *rule,
                        const struct rsis_epub_attr *a, uint8_t code) {
    struct rsis_str v = a->value;
    if (!rsis_epub_value_ok(rule, a->name, v)) {
        if (v.len > 80) v.len = 80;
        rsis_epub_at(w, RSIS_CHECK_EPUB_VALUE, "\"%.*s\" is no value for the attribute %s", RSIS_ARG(v), a->name);
    } else if (rule->type == RSIS_T_IDREF || rule->type == RSIS_T_IDREFS) {
        note_idrefs(w, a, code);
    }
}

static bool custom(const struct rsis_epub_attr *a) {
    return a->ns == RSIS_NS_OTHER || a->ns == RSIS_NS_ENC || a->ns == RSIS_NS_DSIG || a->ns == RSIS_NS_SMIL;
}

static void judge_attribute(struct rsis_epub_walk *w, const struct rsis_epub_element *row,
                            const struct rsis_epub_attr *a) {
    const struct rsis_epub_attr_rule *rule = a->code ? find_rule(row->attrs, a->code) : NULL;
    if (!rule && a->code && w->rules->common && row->ns == w->rules->common_ns) rule = w->rules->common_of[a->code];
    if (rule) {
        judge_value(w, rule, a, row->code);
        return;
    }
    if (w->rules->attribute && w->rules->attribute(w, row, a)) return;
    if ((row->flags & RSIS_F_ANY_ATTR) && (a->ns == RSIS_NS_NONE || a->ns == RSIS_NS_XLINK)) return;
    if (!custom(a))
        rsis_epub_at(w, RSIS_CHECK_EPUB_ATTRIBUTE, "%s may not have the attribute \"%.60s\"", row->name, a->name);
}

static void judge_required(struct rsis_epub_walk *w, const struct rsis_epub_tag *tag) {
    for (const struct rsis_epub_attr_rule *r = tag->row->attrs; r && r->code; r++)
        if (r->required && !rsis_epub_has(tag, (enum rsis_epub_attr_code)r->code))
            rsis_epub_at(w, RSIS_CHECK_EPUB_ATTRIBUTE_MISSING, "%s must have the attribute %s", tag->name,
                         rsis_epub_attr_name((enum rsis_epub_attr_code)r->code));
}

/* ---- ids */

static void note_id(struct rsis_epub_walk *w, struct rsis_str id, enum rsis_epub_anchor anchor, uint8_t code) {
    struct rsis_epub *book = w->book;
    id = rsis_str_trim(id);
    if (!id.len) return;
    if (book->ids.n >= RSIS_EPUB_IDS) {
        rsis_epub_too_many(book, w->parse.member, "ids");
        return;
    }
    struct rsis_str kept = rsis_str(rsis_str_dup(book->arena, id), id.len);
    if (!rsis_epub_map_add(&book->ids, w->room, kept, book->id_list.n)) {
        if (id.len > 80) id.len = 80;
        rsis_epub_at(w, RSIS_CHECK_EPUB_ID_TWICE, "The id \"%.*s\" stands here a second time", RSIS_ARG(id));
        return;
    }
    *RSIS_PUSH(book->arena, &book->id_list) =
        (struct rsis_epub_id){.order = w->order, .table = w->table, .anchor = (uint8_t)anchor, .code = code};
}

/* ---- events */

static uint64_t inherited(const struct rsis_epub_element *row, const struct rsis_epub_frame *parent) {
    if (!(row->flags & RSIS_F_TRANSPARENT)) return row->allows;
    uint64_t from = parent ? parent->allows : 0;
    if (parent && (parent->row->flags & RSIS_F_LOOSE)) return parent->allows;
    return row->allows | (from & RSIS_INHERITED);
}

static struct rsis_epub_frame *open_frame(struct rsis_epub_walk *w, const struct rsis_epub_element *row) {
    struct rsis_epub_frame *parent = parent_of(w);
    uint32_t bans = parent ? parent->bans : 0;
    uint64_t allows = inherited(row, parent);
    if (parent) parent->children++;
    struct rsis_epub_frame *f = RSIS_PUSH(w->book->scratch, &w->frames);
    *f = (struct rsis_epub_frame){.row = row, .allows = allows, .bans = bans | row->bans};
    f->line = w->parse.line, f->column = w->parse.column;
    if (row->flags & RSIS_F_KEEP) w->text.len = 0;
    return f;
}

static const uint8_t anchors[] = {[RSIS_E_SVG_PAINT] = RSIS_ANCHOR_PAINT,
                                  [RSIS_E_SVG_CLIP] = RSIS_ANCHOR_CLIP,
                                  [RSIS_E_SVG_SYMBOL] = RSIS_ANCHOR_SYMBOL,
                                  [RSIS_E_OCF_LINK] = 0};

static enum rsis_epub_anchor anchor_of(const struct rsis_epub_tag *tag) {
    if (tag->ns == RSIS_NS_XHTML) return RSIS_ANCHOR_HTML;
    uint8_t anchor = tag->row ? anchors[tag->row->code] : 0;
    return anchor ? (enum rsis_epub_anchor)anchor : RSIS_ANCHOR_GENERIC;
}

static void note_ids(struct rsis_epub_walk *w, const struct rsis_epub_tag *tag) {
    for (uint32_t i = 0; i < tag->n; i++)
        if (tag->attrs[i].code == RSIS_A_ID || tag->attrs[i].code == RSIS_A_XML_ID)
            note_id(w, tag->attrs[i].value, anchor_of(tag), tag->row ? tag->row->code : 0);
}

/* The tag with the row that the rules want for it in this place. */
static struct rsis_epub_tag placed(struct rsis_epub_walk *w, const struct rsis_epub_tag *tag) {
    struct rsis_epub_tag t = *tag;
    const struct rsis_epub_element *other = w->rules->row ? w->rules->row(w, tag) : NULL;
    if (other) t.row = other;
    return t;
}

static void judge_attributes(struct rsis_epub_walk *w, const struct rsis_epub_tag *tag) {
    for (uint32_t i = 0; i < tag->n; i++) judge_attribute(w, tag->row, &tag->attrs[i]);
    judge_required(w, tag);
}

static void on_start(void *ctx, const struct rsis_epub_tag *raw) {
    struct rsis_epub_walk *w = ctx;
    struct rsis_epub_frame *parent = parent_of(w);
    bool loose = parent && (parent->row->flags & RSIS_F_LOOSE);
    struct rsis_epub_tag tag = placed(w, raw);
    w->order++;
    if (parent)
        judge_place(w, parent, &tag);
    else
        judge_root(w, &tag);
    const struct rsis_epub_element *row = tag.row && !loose ? tag.row : &anything;
    struct rsis_epub_frame *f = open_frame(w, row);
    if (row != &anything && !(row->flags & RSIS_F_LOOSE)) judge_attributes(w, &tag);
    note_ids(w, &tag);
    if (w->rules->start) w->rules->start(w, &tag, f);
}

static void judge_end(struct rsis_epub_walk *w, const struct rsis_epub_frame *f) {
    if (!(f->row->accept >> f->state & 1))
        rsis_epub_at(w, RSIS_CHECK_EPUB_INCOMPLETE, "%s is incomplete: it needs %s", f->row->name, f->row->incomplete);
    if ((f->row->flags & RSIS_F_FILLED) && !f->filled)
        rsis_epub_at(w, RSIS_CHECK_EPUB_EMPTY, "%s must not be empty", f->row->name);
}

static void on_end(void *ctx) {
    struct rsis_epub_walk *w = ctx;
    struct rsis_epub_frame *f = parent_of(w);
    bool filled = f->filled;
    judge_end(w, f);
    if (w->rules->end) w->rules->end(w, f, rsis_buf_slice(&w->text));
    w->frames.n--;
    if (w->frames.n && filled) w->frames.v[w->frames.n - 1].filled = true;
}

static void on_text(void *ctx, struct rsis_str s) {
    struct rsis_epub_walk *w = ctx;
    struct rsis_epub_frame *f = parent_of(w);
    if (!f) return;
    if (f->row->flags & RSIS_F_KEEP) rsis_buf_str(&w->text, s);
    if (f->own_text || rsis_epub_blank(s)) return;
    f->filled = f->own_text = true;
    if (!(f->row->flags & (RSIS_F_TEXT | RSIS_F_LOOSE)))
        rsis_epub_at(w, RSIS_CHECK_EPUB_TEXT, "%s may not contain text of its own", f->row->name);
}

static const struct rsis_epub_events events = {on_start, on_end, on_text};

static void resolve(struct rsis_epub_walk *w) {
    for (uint32_t i = 0; i < w->idrefs.n; i++) {
        const struct rsis_epub_idref *r = &w->idrefs.v[i];
        const uint32_t *at = rsis_epub_map_find(&w->book->ids, w->room, r->id);
        if (at && w->rules->idref) w->rules->idref(w, r, &w->book->id_list.v[*at]);
        if (at) continue;
        rsis_found(w->book->report, RSIS_CHECK_EPUB_IDREF, w->parse.member, r->line, r->column,
                   "%s refers to the id \"%.80s\", which this document does not have",
                   rsis_epub_attr_name((enum rsis_epub_attr_code)r->attr), r->id.ptr);
    }
}

bool rsis_epub_walk(struct rsis_epub_walk *w, struct rsis_str member, enum rsis_epub_dialect dialect,
                    struct rsis_str bytes) {
    w->parse =
        (struct rsis_epub_parse){.book = w->book, .member = member, .dialect = dialect, .events = &events, .ctx = w};
    rsis_buf_init(&w->text, w->book->scratch);
    rsis_epub_parse(&w->parse, bytes);
    if (!w->parse.fatal) resolve(w);
    return !w->parse.fatal;
}
