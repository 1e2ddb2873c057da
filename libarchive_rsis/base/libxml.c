/* libxml.c - xmlInitParser under pthread_once: its own guard races (seen by ThreadSanitizer in 2.9.14). */
#include "libxml.h"

#include <pthread.h>

#include <libxml/parser.h>

void rsis_libxml_init(void) {
    static pthread_once_t once = PTHREAD_ONCE_INIT;
    pthread_once(&once, xmlInitParser);
}
