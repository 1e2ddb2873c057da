/* uuid.h - identifiers that follow from a name: the same name, the same identifier, anywhere. */
#ifndef RSIS_UUID_H
#define RSIS_UUID_H

#include "str.h"

/*
 * The UUID version 5 of `name` (any bytes) within a name space (the 16 bytes of a UUID, in the order of its text),
 * after RFC 9562, section 5.5: 36 characters in lower case and a terminator. False, and nothing in `out`, when
 * libcrypto fails. Any number of threads may call it.
 */
bool rsis_uuid_v5(char out[37], const unsigned char namespace_[16], struct rsis_str name);

#endif
