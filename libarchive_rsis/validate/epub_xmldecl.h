/* epub_xmldecl.h - what stands before the first element: encoding, version, document type. */
#ifndef RSIS_EPUB_XMLDECL_H
#define RSIS_EPUB_XMLDECL_H

#include "epub_xml.h"

/* Judges byte order mark and XML declaration. False, with a finding: there is nothing that a parser could read. */
bool rsis_epub_judge_form(struct rsis_epub_parse *p, struct rsis_str bytes);

void rsis_epub_judge_doctype(struct rsis_epub_parse *p, const char *public_id, const char *system_id);

#endif
