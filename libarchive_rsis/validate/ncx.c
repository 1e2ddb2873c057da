/* ncx.c - the NCX: DAISY/NISO Z39.86-2005 section 8, as OPF 2.0.1 2.4.1 takes it over. */
#include "epub_walk.h"

#include <stdlib.h>

#define COUNT(a) (uint8_t)(sizeof(a) / sizeof *(a))
#define N_BIT(n) (UINT64_C(1) << (n))
#define N_NCX N_BIT(0)
#define N_HEAD N_BIT(1)
#define N_DOC_TITLE N_BIT(2)
#define N_DOC_AUTHOR N_BIT(3)
#define N_NAV_MAP N_BIT(4)
#define N_PAGE_LIST N_BIT(5)
#define N_NAV_LIST N_BIT(6)
#define N_META N_BIT(7)
#define N_TEXT N_BIT(8)
#define N_AUDIO N_BIT(9)
#define N_IMG N_BIT(10)
#define N_INFO N_BIT(11)
#define N_LABEL N_BIT(12)
#define N_POINT N_BIT(13)
#define N_TARGET N_BIT(14)
#define N_PAGE N_BIT(15)
#define N_CONTENT N_BIT(16)
#define N_SMIL N_BIT(17)

#define EL(n, belongs, may) .name = (n), .ns = RSIS_NS_NCX, .family = RSIS_FAMILY_NCX, .is = (belongs), .allows = (may)
#define STEPS(a) .steps = (a), .n_steps = COUNT(a)
#define STATE(n) (1u << (n))
#define ALWAYS 0xFFFFFFFFu
#define OF(code, type)                                                                                                 \
    { RSIS_A_##code, RSIS_T_##type, 0, NULL }
#define MUST(code, type)                                                                                               \
    { RSIS_A_##code, RSIS_T_##type, 1, NULL }
#define ID                                                                                                             \
    { RSIS_A_ID, RSIS_T_NAME_ID, 0, NULL }
#define LANG                                                                                                           \
    OF(XML_LANG, LANG), {                                                                                              \
        RSIS_A_DIR, RSIS_T_EXACT, 0, "ltr rtl"                                                                         \
    }
#define END                                                                                                            \
    { 0, 0, 0, NULL }

static const struct rsis_epub_attr_rule a_ncx[] = {{RSIS_A_VERSION, RSIS_T_EXACT, 1, "2005-1"}, LANG, END};
static const struct rsis_epub_attr_rule a_meta[] = {MUST(NAME, ANY), MUST(CONTENT, ANY), OF(SCHEME, ANY), END};
static const struct rsis_epub_attr_rule a_smil[] = {MUST(NAME, ANY),     MUST(ID, NAME_ID),   OF(DEFAULTSTATE, ANY),
                                                    MUST(OVERRIDE, ANY), OF(BOOKSTRUCT, ANY), END};
static const struct rsis_epub_attr_rule a_id[] = {ID, LANG, END};
static const struct rsis_epub_attr_rule a_text[] = {ID, OF(CLASS, ANY), END};
static const struct rsis_epub_attr_rule a_audio[] = {
    ID, OF(CLASS, ANY), MUST(SRC, URL), MUST(CLIPBEGIN, ANY), MUST(CLIPEND, ANY), END};
static const struct rsis_epub_attr_rule a_img[] = {ID, OF(CLASS, ANY), MUST(SRC, URL), END};
static const struct rsis_epub_attr_rule a_info[] = {LANG, END};
static const struct rsis_epub_attr_rule a_list[] = {ID, OF(CLASS, ANY), END};
static const struct rsis_epub_attr_rule a_point[] = {MUST(ID, NAME_ID), OF(CLASS, ANY), OF(PLAYORDER, POSITIVE), END};
static const struct rsis_epub_attr_rule a_target[] = {MUST(ID, NAME_ID), OF(CLASS, ANY), OF(VALUE, UINT),
                                                      OF(PLAYORDER, POSITIVE), END};
static const struct rsis_epub_attr_rule a_page[] = {ID,
                                                    OF(CLASS, ANY),
                                                    OF(VALUE, UINT),
                                                    {RSIS_A_TYPE, RSIS_T_EXACT, 1, "front normal special"},
                                                    OF(PLAYORDER, POSITIVE),
                                                    END};
static const struct rsis_epub_attr_rule a_content[] = {ID, MUST(SRC, URL_FULL), END};

static const struct rsis_epub_step s_ncx[] = {{0, 1, N_HEAD},     {1, 2, N_DOC_TITLE}, {2, 2, N_DOC_AUTHOR},
                                              {2, 3, N_NAV_MAP},  {3, 4, N_PAGE_LIST}, {3, 5, N_NAV_LIST},
                                              {4, 5, N_NAV_LIST}, {5, 5, N_NAV_LIST}};
static const struct rsis_epub_step s_titled[] = {{0, 1, N_TEXT}, {1, 2, N_AUDIO}, {1, 3, N_IMG}, {2, 3, N_IMG}};
static const struct rsis_epub_step s_label[] = {{0, 1, N_TEXT}, {0, 2, N_AUDIO}, {1, 2, N_AUDIO},
                                                {0, 3, N_IMG},  {1, 3, N_IMG},   {2, 3, N_IMG}};
static const struct rsis_epub_step s_map[] = {{0, 0, N_INFO | N_LABEL}, {0, 1, N_POINT}, {1, 1, N_POINT}};
static const struct rsis_epub_step s_point[] = {{0, 1, N_LABEL}, {1, 1, N_LABEL}, {1, 2, N_CONTENT}, {2, 2, N_POINT}};
static const struct rsis_epub_step s_pages[] = {{0, 0, N_INFO | N_LABEL}, {0, 1, N_PAGE}, {1, 1, N_PAGE}};
static const struct rsis_epub_step s_list[] = {
    {0, 0, N_INFO}, {0, 1, N_LABEL}, {1, 1, N_LABEL}, {1, 2, N_TARGET}, {2, 2, N_TARGET}};
static const struct rsis_epub_step s_target[] = {{0, 1, N_LABEL}, {1, 1, N_LABEL}, {1, 2, N_CONTENT}};

static const struct rsis_epub_element rows[] = {
    {EL("ncx", N_NCX, N_HEAD | N_DOC_TITLE | N_DOC_AUTHOR | N_NAV_MAP | N_PAGE_LIST | N_NAV_LIST), .code = RSIS_E_NCX,
     .attrs = a_ncx, STEPS(s_ncx), .accept = STATE(3) | STATE(4) | STATE(5), .incomplete = "head, docTitle and navMap"},
    {EL("head", N_HEAD, N_META | N_SMIL), .accept = ALWAYS},
    {EL("meta", N_META, 0), .code = RSIS_E_NCX_META, .attrs = a_meta, .accept = ALWAYS},
    {EL("smilCustomTest", N_SMIL, 0), .attrs = a_smil, .accept = ALWAYS},
    {EL("docTitle", N_DOC_TITLE, N_TEXT | N_AUDIO | N_IMG), .attrs = a_id, STEPS(s_titled), .accept = ~1u,
     .incomplete = "a text"},
    {EL("docAuthor", N_DOC_AUTHOR, N_TEXT | N_AUDIO | N_IMG), .attrs = a_id, STEPS(s_titled), .accept = ~1u,
     .incomplete = "a text"},
    {EL("text", N_TEXT, 0), .flags = RSIS_F_TEXT, .code = RSIS_E_NCX_TEXT, .attrs = a_text, .accept = ALWAYS},
    {EL("audio", N_AUDIO, 0), .attrs = a_audio, .accept = ALWAYS},
    {EL("img", N_IMG, 0), .code = RSIS_E_NCX_IMG, .attrs = a_img, .accept = ALWAYS},
    {EL("navMap", N_NAV_MAP, N_INFO | N_LABEL | N_POINT), .code = RSIS_E_NAV_MAP, .attrs = a_list, STEPS(s_map),
     .accept = STATE(1), .incomplete = "a navPoint"},
    {EL("navInfo", N_INFO, N_TEXT | N_AUDIO | N_IMG), .attrs = a_info, STEPS(s_label), .accept = ALWAYS},
    {EL("navLabel", N_LABEL, N_TEXT | N_AUDIO | N_IMG), .attrs = a_info, STEPS(s_label), .accept = ~1u,
     .incomplete = "a text"},
    {EL("navPoint", N_POINT, N_LABEL | N_CONTENT | N_POINT), .code = RSIS_E_NAV_POINT, .attrs = a_point, STEPS(s_point),
     .accept = STATE(2), .incomplete = "a navLabel and a content"},
    {EL("content", N_CONTENT, 0), .code = RSIS_E_NCX_CONTENT, .attrs = a_content, .accept = ALWAYS},
    {EL("pageList", N_PAGE_LIST, N_INFO | N_LABEL | N_PAGE), .attrs = a_list, STEPS(s_pages), .accept = STATE(1),
     .incomplete = "a pageTarget"},
    {EL("pageTarget", N_PAGE, N_LABEL | N_CONTENT), .code = RSIS_E_PAGE_TARGET, .attrs = a_page, STEPS(s_target),
     .accept = STATE(2), .incomplete = "a navLabel and a content"},
    {EL("navList", N_NAV_LIST, N_INFO | N_LABEL | N_TARGET), .attrs = a_list, STEPS(s_list), .accept = STATE(2),
     .incomplete = "a navLabel and a navTarget"},
    {EL("navTarget", N_TARGET, N_LABEL | N_CONTENT), .code = RSIS_E_NAV_TARGET, .attrs = a_target, STEPS(s_target),
     .accept = STATE(2), .incomplete = "a navLabel and a content"},
};

const struct rsis_epub_elements rsis_ncx_elements = {rows, sizeof rows / sizeof *rows};

/* ---- rules */

/* One number and where it leads; equal numbers must lead to the same place. */
struct order {
    uint32_t number, line, column;
    struct rsis_str src;
};

struct ncx {
    struct rsis_epub *book;
    RSIS_VEC(struct order) orders;
    bool wants_src; /* the last number has no place yet */
};

static void take_order(struct ncx *n, struct rsis_epub_walk *w, struct rsis_str v) {
    uint32_t number = 0;
    if (!v.len || v.len > 9) return;
    for (size_t i = 0; i < v.len; i++) {
        if (!rsis_is_digit(v.ptr[i])) return;
        number = number * 10 + (uint32_t)(v.ptr[i] - '0');
    }
    struct order *o = RSIS_PUSH(w->book->scratch, &n->orders);
    *o = (struct order){.number = number, .line = w->parse.line, .column = w->parse.column, .src = {"", 0}};
    n->wants_src = true;
}

static void take_content(struct ncx *n, struct rsis_epub_walk *w, struct rsis_str src) {
    struct rsis_epub_place at = {w->item, w->parse.member, w->parse.line, w->parse.column};
    src = rsis_str_trim(src);
    if (!src.len) return;
    rsis_epub_refer(w->book, &at, RSIS_USE_NCX, w->parse.member, src);
    if (n->wants_src && n->orders.n)
        n->orders.v[n->orders.n - 1].src = rsis_str(rsis_str_dup(w->book->scratch, src), src.len);
    n->wants_src = false;
}

static void take_meta(struct ncx *n, struct rsis_epub_walk *w, const struct rsis_epub_tag *tag) {
    struct rsis_str uid = rsis_str_trim(rsis_epub_value(tag, RSIS_A_CONTENT));
    if (!rsis_str_eq(rsis_epub_value(tag, RSIS_A_NAME), RSIS_LIT("dtb:uid")) || !n->book->identifier.ptr) return;
    if (!rsis_str_eq(uid, n->book->identifier))
        rsis_epub_at(w, RSIS_CHECK_EPUB_NCX_UID, "dtb:uid is \"%.*s\", and the package's identifier is another",
                     (int)(uid.len < 80 ? uid.len : 80), uid.ptr);
}

static void on_start(struct rsis_epub_walk *w, const struct rsis_epub_tag *tag, struct rsis_epub_frame *top) {
    struct ncx *n = w->ctx;
    struct rsis_epub_place at = {w->item, w->parse.member, w->parse.line, w->parse.column};
    uint8_t code = top->row->code;
    struct rsis_str src = rsis_str_trim(rsis_epub_value(tag, RSIS_A_SRC));
    if (code == RSIS_E_NAV_POINT || code == RSIS_E_NAV_TARGET || code == RSIS_E_PAGE_TARGET)
        take_order(n, w, rsis_str_trim(rsis_epub_value(tag, RSIS_A_PLAYORDER)));
    if (code == RSIS_E_NCX_CONTENT) take_content(n, w, src);
    if (code == RSIS_E_NCX_META) take_meta(n, w, tag);
    if (code == RSIS_E_NCX_IMG && src.len) rsis_epub_refer(w->book, &at, RSIS_USE_IMAGE, w->parse.member, src);
}

static int by_number(const void *a, const void *b) {
    const struct order *x = a, *y = b;
    if (x->number != y->number) return x->number < y->number ? -1 : 1;
    if (x->line != y->line) return x->line < y->line ? -1 : 1;
    return x->column < y->column ? -1 : x->column > y->column;
}

#define FOUND(w, o, check, ...)                                                                                        \
    rsis_found((w)->book->report, (check), (w)->parse.member, (o)->line, (o)->column, __VA_ARGS__)

static void judge_orders(struct ncx *n, struct rsis_epub_walk *w) {
    if (!n->orders.n) return;
    qsort(n->orders.v, n->orders.n, sizeof *n->orders.v, by_number);
    if (n->orders.v[0].number != 1) FOUND(w, n->orders.v, RSIS_CHECK_EPUB_NCX_ORDER, "The first playOrder is not 1");
    for (uint32_t i = 1; i < n->orders.n; i++) {
        const struct order *a = &n->orders.v[i - 1], *b = &n->orders.v[i];
        if (b->number > a->number + 1)
            FOUND(w, b, RSIS_CHECK_EPUB_NCX_ORDER, "There is a gap in playOrder before %u", b->number);
        if (b->number == a->number && !rsis_str_eq(a->src, b->src))
            FOUND(w, b, RSIS_CHECK_EPUB_NCX_ORDER, "playOrder %u stands for two places", b->number);
    }
}

void rsis_epub_check_ncx(struct rsis_epub *book, uint32_t item, struct rsis_str bytes) {
    struct ncx n = {.book = book};
    struct rsis_epub_rules rules = {.root = N_NCX, .root_name = "ncx", .start = on_start};
    struct rsis_epub_walk w = {.book = book, .item = item, .room = item, .rules = &rules, .ctx = &n};
    if (rsis_epub_walk(&w, book->items.v[item].path, RSIS_DIALECT_NCX, bytes)) judge_orders(&n, &w);
}
