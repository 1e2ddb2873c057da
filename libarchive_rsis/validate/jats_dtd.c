/*
 * jats_dtd.c - validity by the DTD, from a directory or an XML catalog of the user's. libxml2 asks one loader of the
 * whole process for files and may go to the network; here no file is ever asked for: each module of a DTD is read when
 * it is declared, from below the DTD's folder or as the catalog says, and given to libxml2 as a text that it has.
 */
#include "jats_parts.h"

#include <stdio.h>

#include <libxml/SAX2.h>
#include <libxml/parserInternals.h>
#include <libxml/uri.h>
#include <libxml/valid.h>

#include "../base/file.h"
#include "jats_heard.h"

enum { MODULE_BYTES = 4 << 20, MODULES = 400, FOLDERS = 16, CATALOGS = 8 };

struct loader {
    struct rsis_jats_file *j;
    const char *catalog;              /* path; NULL: none */
    struct rsis_str folders[FOLDERS]; /* where modules may lie: the DTD's folder first, "/" at the end */
    unsigned n_folders, modules;
    bool no_memory;
    char missing[120]; /* the first module that is used and not here; empty: none */
    struct rsis_jats_heard *heard;
};

/* ---- files */

static bool read_file(struct rsis_jats_file *j, const char *path, struct rsis_str *out) {
    return rsis_file_read(out, j->arena, path, MODULE_BYTES) == RSIS_OK;
}

static struct rsis_str folder_of(struct rsis_str path) {
    size_t n = path.len;
    while (n && path.ptr[n - 1] != '/') n--;
    return n ? rsis_str(path.ptr, n) : RSIS_LIT("./");
}

/* A relative path that stays below its folder. */
static bool stays_below(struct rsis_str path) {
    return path.len && *path.ptr != '/' && rsis_str_find(path, RSIS_LIT("..")) < 0 &&
           rsis_str_find(path, RSIS_LIT(":")) < 0;
}

/* ---- catalogs: public identifiers and addresses to paths */

/* The path of an address beside its catalog; NULL when it is not on this machine. */
static const char *local_path(struct rsis_jats_file *j, const xmlNode *n, struct rsis_str uri) {
    xmlChar *base = xmlNodeGetBase(n->doc, n), *whole = base ? xmlBuildURI((const xmlChar *)uri.ptr, base) : NULL;
    char copy[1024] = "";
    if (whole && strlen((char *)whole) < sizeof copy) memcpy(copy, whole, strlen((char *)whole) + 1);
    xmlFree(base);
    xmlFree(whole);
    struct rsis_str path = rsis_str_c(copy);
    if (rsis_str_starts(path, RSIS_LIT("file://"))) path = rsis_str_from(path, 7);
    return path.len && rsis_str_find(path, RSIS_LIT("://")) < 0 ? rsis_str_dup(j->arena, path) : NULL;
}

struct wanted {
    struct rsis_str public_id, system_id;
    unsigned catalogs; /* read so far: one may name the next */
};

static const char *in_catalog(struct rsis_jats_file *j, const char *catalog, struct wanted *w);

static const char *in_entry(struct rsis_jats_file *j, const xmlNode *n, struct wanted *w) {
    const char *name = rsis_jats_name(n);
    struct rsis_str public_id = rsis_jats_attr(n, "publicId"), system_id = rsis_jats_attr(n, "systemId");
    struct rsis_str uri = rsis_jats_attr(n, "uri"), next = rsis_jats_attr(n, "catalog");
    bool by_public = strcmp(name, "public") == 0 && w->public_id.len && rsis_str_eq(public_id, w->public_id);
    bool by_system = strcmp(name, "system") == 0 && w->system_id.len && rsis_str_eq(system_id, w->system_id);
    if ((by_public || by_system) && uri.len) return local_path(j, n, uri);
    const char *path = strcmp(name, "nextCatalog") == 0 && next.len ? local_path(j, n, next) : NULL;
    return path ? in_catalog(j, path, w) : NULL;
}

static void free_catalog(void *doc) {
    xmlFreeDoc(doc);
}

static void quiet(void *ctx, xmlErrorPtr e) {
    (void)ctx, (void)e;
}

static xmlDocPtr read_catalog(struct rsis_jats_file *j, const char *path) {
    struct rsis_str bytes;
    if (!read_file(j, path, &bytes) || !bytes.len) return NULL;
    xmlStructuredErrorFunc handler = xmlStructuredError;
    void *context = xmlStructuredErrorContext;
    xmlSetStructuredErrorFunc(NULL, quiet);
    xmlDocPtr doc = xmlReadMemory(bytes.ptr, (int)bytes.len, path, NULL, XML_PARSE_NONET);
    xmlSetStructuredErrorFunc(context, handler);
    if (doc) rsis_arena_defer(j->arena, free_catalog, doc);
    return doc;
}

static const char *in_catalog(struct rsis_jats_file *j, const char *catalog, struct wanted *w) {
    xmlDocPtr doc = w->catalogs++ < CATALOGS ? read_catalog(j, catalog) : NULL;
    const xmlNode *root = doc ? xmlDocGetRootElement(doc) : NULL;
    const char *path = NULL;
    for (const xmlNode *n = root; n && !path; n = rsis_jats_after(n, root))
        if (n->type == XML_ELEMENT_NODE) path = in_entry(j, n, w);
    return path;
}

/* ---- the modules of a DTD */

static void remember_folder(struct loader *l, struct rsis_str path) {
    struct rsis_str folder = folder_of(path);
    for (unsigned i = 0; i < l->n_folders; i++)
        if (rsis_str_eq(l->folders[i], folder)) return;
    if (l->n_folders < FOLDERS) l->folders[l->n_folders++] = folder;
}

static bool read_module(struct loader *l, struct rsis_str public_id, struct rsis_str system_id, struct rsis_str *out) {
    for (unsigned i = 0; i < l->n_folders && stays_below(system_id); i++) {
        const char *path = rsis_format(l->j->arena, "%.*s%.*s", RSIS_ARG(l->folders[i]), RSIS_ARG(system_id));
        if (!read_file(l->j, path, out)) continue;
        remember_folder(l, rsis_str_c(path));
        return true;
    }
    struct wanted w = {public_id, system_id, 0};
    const char *path = l->catalog ? in_catalog(l->j, l->catalog, &w) : NULL;
    return path && read_file(l->j, path, out);
}

/* Without what says the encoding, which may stand at the beginning of a file only. */
static const char *plain_text(struct rsis_arena *a, struct rsis_str s) {
    if (rsis_str_starts(s, RSIS_LIT("\xEF\xBB\xBF"))) s = rsis_str_from(s, 3);
    ptrdiff_t end = rsis_str_starts(s, RSIS_LIT("<?xml")) ? rsis_str_find(s, RSIS_LIT("?>")) : -1;
    return rsis_str_dup(a, end < 0 ? s : rsis_str_from(s, (size_t)end + 2));
}

/*
 * The text of a module. Many are declared and never used, so that one is not there is told by an instruction in its
 * place, which is heard when it is used.
 */
static const char NO_MODULE[] = "rsis-no-module";

static const char *module_text(struct loader *l, struct rsis_str public_id, struct rsis_str system_id) {
    struct rsis_str s;
    if (l->modules++ < MODULES && read_module(l, public_id, system_id, &s)) return plain_text(l->j->arena, s);
    return rsis_format(l->j->arena, "<?%s %.*s?>", NO_MODULE, RSIS_SHOW(system_id));
}

static void on_instruction(void *ctx, const xmlChar *target, const xmlChar *data) {
    struct loader *l = ((xmlParserCtxtPtr)ctx)->sax->_private;
    if (strcmp((const char *)target, NO_MODULE) != 0 || *l->missing) return;
    snprintf(l->missing, sizeof l->missing, "%s", data ? (const char *)data : "?");
}

/* The same where libxml2 must not be jumped over. */
static const char *module_text_safely(struct loader *l, const xmlChar *public_id, const xmlChar *system_id) {
    jmp_buf here, *outer = l->j->arena->guard;
    const char *volatile text = NULL;
    l->j->arena->guard = &here;
    if (!setjmp(here))
        text = module_text(l, rsis_str_c((const char *)public_id), rsis_str_c((const char *)system_id));
    else
        l->no_memory = true;
    l->j->arena->guard = outer;
    return text;
}

static void on_entity(void *ctx, const xmlChar *name, int type, const xmlChar *public_id, const xmlChar *system_id,
                      xmlChar *content) {
    xmlParserCtxtPtr parser = ctx;
    struct loader *l = parser->sax->_private;
    /* libxml2 guards itself against texts that multiply, and takes a DTD of many modules for one; this one is ours */
    parser->options |= XML_PARSE_HUGE;
    if (type != XML_EXTERNAL_PARAMETER_ENTITY) {
        xmlSAX2EntityDecl(ctx, name, type, public_id, system_id, content);
        return;
    }
    /* the first declaration of a name counts; others need not be read */
    if (xmlSAX2GetParameterEntity(ctx, name)) return;
    const char *text = module_text_safely(l, public_id, system_id);
    xmlChar *copy = xmlStrdup((const xmlChar *)(text ? text : ""));
    l->no_memory |= !copy;
    if (copy) xmlSAX2EntityDecl(ctx, name, XML_INTERNAL_PARAMETER_ENTITY, NULL, NULL, copy);
    xmlFree(copy);
    if (l->no_memory) xmlStopParser(parser);
}

static void on_error(void *ctx, xmlErrorPtr e) {
    xmlParserCtxtPtr parser = ctx;
    struct loader *l = parser && parser->sax ? parser->sax->_private : NULL;
    if (l && e->level >= XML_ERR_ERROR) rsis_jats_hear(l->heard, e);
}

static void no_message(void *ctx, const char *fmt, ...) {
    (void)ctx, (void)fmt;
}

static xmlDtdPtr parse_dtd(struct loader *l, struct rsis_str bytes) {
    xmlSAXHandler sax = {.initialized = 0};
    xmlSAXVersion(&sax, 2);
    sax.entityDecl = on_entity;
    sax.serror = on_error;
    sax.comment = NULL;
    sax.processingInstruction = on_instruction;
    sax.warning = sax.error = sax.fatalError = no_message;
    sax._private = l;
    xmlParserInputBufferPtr input = xmlParserInputBufferCreateMem(bytes.ptr, (int)bytes.len, XML_CHAR_ENCODING_NONE);
    xmlDtdPtr dtd = input ? xmlIOParseDTD(&sax, input, XML_CHAR_ENCODING_NONE) : NULL;
    l->no_memory |= !input || l->heard->no_memory;
    return dtd;
}

/* ---- validity */

/* What was heard of a document by its DTD. False when memory ran out. */
static bool validate(struct rsis_jats_file *j, xmlDtdPtr dtd, struct rsis_jats_heard *heard) {
    xmlValidCtxtPtr valid = xmlNewValidCtxt();
    if (!valid) return false;
    xmlSetStructuredErrorFunc(heard, rsis_jats_hear);
    bool good = xmlValidateDtd(valid, *j->doc, dtd);
    xmlFreeValidCtxt(valid);
    if (!good && !heard->n) rsis_jats_hear(heard, NULL);
    return !heard->no_memory;
}

/* Where the DTD of this document type lies; NULL when it is not here. */
static const char *dtd_path(struct loader *l) {
    struct rsis_jats_file *j = l->j;
    const xmlDtd *said = (*j->doc)->intSubset;
    struct wanted w = {rsis_str_c(rsis_jats_public_id(j)), rsis_str_c(said ? (const char *)said->SystemID : NULL), 0};
    struct rsis_str bytes;
    bool is_file = read_file(j, j->o->dtd, &bytes);
    l->catalog = is_file ? j->o->dtd : rsis_format(j->arena, "%s/catalog.xml", j->o->dtd);
    const char *path = in_catalog(j, l->catalog, &w);
    if (path || is_file || !w.system_id.len) return path;
    struct rsis_str name = rsis_str_from(w.system_id, folder_of(w.system_id).len);
    if (!memchr(w.system_id.ptr, '/', w.system_id.len)) name = w.system_id;
    path = rsis_format(j->arena, "%s/%.*s", j->o->dtd, RSIS_ARG(name));
    return stays_below(name) && read_file(j, path, &bytes) ? path : NULL;
}

static void not_checked(struct rsis_jats_file *j) {
    struct rsis_str id = rsis_str_c(rsis_jats_public_id(j));
    RSIS_JATS_FOUND(j, NULL, DTD_MISSING, "The DTD \"%.*s\" is not here", RSIS_SHOW(id));
    rsis_report_stand(j->report, RSIS_STANDING_NOT_VERIFIABLE);
}

static void broken(struct rsis_jats_file *j, const struct loader *l) {
    if (*l->missing)
        RSIS_JATS_FOUND(j, NULL, DTD_BROKEN, "The DTD has no module \"%.200s\"", l->missing);
    else
        RSIS_JATS_FOUND(j, NULL, DTD_BROKEN, "The DTD cannot be read: %s", l->heard->n ? l->heard->v[0].text : "?");
    rsis_report_stand(j->report, RSIS_STANDING_NOT_VERIFIABLE);
}

/* Parses the DTD and validates by it, with libxml2's messages kept away from standard error. */
static xmlDtdPtr run(struct loader *l, struct rsis_str bytes, struct rsis_jats_heard *heard) {
    xmlStructuredErrorFunc handler = xmlStructuredError;
    void *context = xmlStructuredErrorContext;
    xmlSetStructuredErrorFunc(NULL, quiet);
    xmlDtdPtr dtd = parse_dtd(l, bytes);
    if (dtd && !*l->missing && !l->heard->n && !l->no_memory) l->no_memory = !validate(l->j, dtd, heard);
    xmlSetStructuredErrorFunc(context, handler);
    if (l->no_memory && dtd) xmlFreeDtd(dtd);
    return l->no_memory ? NULL : dtd;
}

void rsis_jats_judge_dtd(struct rsis_jats_file *j) {
    struct loader l = {.j = j, .heard = RSIS_NEW(j->arena, struct rsis_jats_heard)};
    struct rsis_jats_heard *heard = RSIS_NEW(j->arena, struct rsis_jats_heard);
    struct rsis_str bytes;
    const char *path = dtd_path(&l);
    if (!path || !read_file(j, path, &bytes)) {
        not_checked(j);
        return;
    }
    remember_folder(&l, rsis_str_c(path));
    xmlDtdPtr dtd = run(&l, bytes, heard);
    if (l.no_memory) rsis_arena_give_up(j->arena);
    if (!dtd || *l.missing || l.heard->n)
        broken(j, &l);
    else
        rsis_jats_report_heard(j, RSIS_CHECK_JATS_DTD, heard);
    if (dtd) xmlFreeDtd(dtd);
}
