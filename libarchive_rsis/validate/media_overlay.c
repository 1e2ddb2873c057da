/* media_overlay.c - media overlays (EPUB 3.3 section 9), as far as they refer to what else is in the book. */
#include "epub_walk.h"

static struct rsis_str value_of(const struct rsis_epub_tag *tag, enum rsis_epub_attr_code code) {
    return rsis_str_trim(rsis_epub_value(tag, code));
}

static void on_start(struct rsis_epub_walk *w, const struct rsis_epub_tag *tag, struct rsis_epub_frame *top) {
    struct rsis_epub_place at = {w->item, w->parse.member, w->parse.line, w->parse.column};
    bool text = strcmp(tag->name, "text") == 0, audio = strcmp(tag->name, "audio") == 0;
    struct rsis_str src = value_of(tag, RSIS_A_SRC), textref = value_of(tag, RSIS_A_OPS_TEXTREF);
    (void)top;
    if (textref.len) rsis_epub_refer(w->book, &at, RSIS_USE_OVERLAY, w->parse.member, textref);
    if (src.len && (text || audio))
        rsis_epub_refer(w->book, &at, text ? RSIS_USE_OVERLAY : RSIS_USE_AUDIO, w->parse.member, src);
}

void rsis_epub_check_smil(struct rsis_epub *book, uint32_t item, struct rsis_str bytes) {
    struct rsis_epub_rules rules = {.start = on_start};
    struct rsis_epub_walk w = {.book = book, .item = item, .room = item, .rules = &rules};
    rsis_epub_walk(&w, book->items.v[item].path, RSIS_DIALECT_PLAIN, bytes);
}
