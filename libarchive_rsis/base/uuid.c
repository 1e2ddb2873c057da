/* uuid.c - the name and its space hashed by SHA-1, which RFC 9562 asks for; nothing here needs it to be secure. */
#include "uuid.h"

#include <openssl/evp.h>

static bool sha1(unsigned char md[EVP_MAX_MD_SIZE], const unsigned char namespace_[16], struct rsis_str name) {
    unsigned n = 0;
    EVP_MD_CTX *ctx = EVP_MD_CTX_new();
    bool good = ctx && EVP_DigestInit_ex(ctx, EVP_sha1(), NULL) && EVP_DigestUpdate(ctx, namespace_, 16) &&
                EVP_DigestUpdate(ctx, name.len ? name.ptr : "", name.len) && EVP_DigestFinal_ex(ctx, md, &n);
    EVP_MD_CTX_free(ctx);
    return good && n == 20;
}

bool rsis_uuid_v5(char out[37], const unsigned char namespace_[16], struct rsis_str name) {
    static const char hex[] = "0123456789abcdef";
    unsigned char md[EVP_MAX_MD_SIZE];
    if (!sha1(md, namespace_, name)) return false;
    md[6] = (unsigned char)((md[6] & 0x0F) | 0x50); /* the version */
    md[8] = (unsigned char)((md[8] & 0x3F) | 0x80); /* the variant */
    for (unsigned i = 0; i < 16; i++) {
        if (i == 4 || i == 6 || i == 8 || i == 10) *out++ = '-';
        *out++ = hex[md[i] >> 4];
        *out++ = hex[md[i] & 15];
    }
    *out = 0;
    return true;
}
