/* libxml.c - libxml2 started under pthread_once: its own guards race (seen by ThreadSanitizer in 2.9.14). */
#include "libxml.h"

#include <pthread.h>

#include <libxml/parser.h>
#include <libxml/relaxng.h>
#include <libxml/xmlschemastypes.h>

/* The types of RELAX NG are made at first use, too, and without a lock. */
static void start(void) {
    xmlInitParser();
    xmlSchemaInitTypes();
    xmlRelaxNGInitTypes();
}

void rsis_libxml_init(void) {
    static pthread_once_t once = PTHREAD_ONCE_INIT;
    pthread_once(&once, start);
}
