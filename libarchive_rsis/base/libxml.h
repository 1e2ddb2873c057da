/* libxml.h - libxml2's start-up, which it wants done once before threads use it. */
#ifndef RSIS_LIBXML_H
#define RSIS_LIBXML_H

/* Any number of threads may call it; the first call does the work. */
void rsis_libxml_init(void);

#endif
