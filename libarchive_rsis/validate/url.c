/* url.c - the URL Standard's parser, as far as a validator needs it. */
#include "url.h"

#include "../base/utf8.h"

/* ---- characters */

static bool is_hex(char c) {
    return rsis_is_digit(c) || (c >= 'a' && c <= 'f') || (c >= 'A' && c <= 'F');
}

/* URL code points of the standard; '%' is judged apart. */
static bool is_url_char(char c) {
    return (c & 0x80) || rsis_is_alpha(c) || rsis_is_digit(c) || (c && strchr("!$&'()*+,-./:;=?@_~%", c));
}

static const char *fault_of(struct rsis_str s) {
    for (size_t i = 0; i < s.len; i++) {
        if (s.ptr[i] == ' ') return "a space";
        if (!is_url_char(s.ptr[i])) return "a character that URLs do not have";
        if (s.ptr[i] == '%' && (i + 2 >= s.len || !is_hex(s.ptr[i + 1]) || !is_hex(s.ptr[i + 2])))
            return "a percent sign without two hexadecimal digits";
    }
    return NULL;
}

static void blame(struct rsis_url *u, const char *fault) {
    if (fault && !u->fault) u->fault = fault;
}

static void condemn(struct rsis_url *u, const char *fault) {
    blame(u, fault);
    u->unusable = true;
}

/* ---- parts */

static struct rsis_str cut(struct rsis_str *s, const char *at_any) {
    size_t i = 0;
    while (i < s->len && !strchr(at_any, s->ptr[i])) i++;
    struct rsis_str head = rsis_str(s->ptr, i);
    *s = rsis_str_from(*s, i);
    return head;
}

static void take_scheme(struct rsis_url *u, struct rsis_str *s) {
    size_t i = 0;
    if (!s->len || !rsis_is_alpha(*s->ptr)) return;
    while (i < s->len && (rsis_is_alpha(s->ptr[i]) || rsis_is_digit(s->ptr[i]) || strchr("+-.", s->ptr[i]))) i++;
    if (i == s->len || s->ptr[i] != ':') return;
    u->scheme = rsis_str(s->ptr, i);
    *s = rsis_str_from(*s, i + 1);
}

static bool is_special(struct rsis_str scheme) {
    static const char *const special[] = {"http", "https", "ftp", "ws", "wss"};
    for (size_t i = 0; i < sizeof special / sizeof *special; i++)
        if (rsis_str_eq_nocase(scheme, rsis_str_c(special[i]))) return true;
    return false;
}

static void judge_host(struct rsis_url *u, struct rsis_str host) {
    ptrdiff_t user = rsis_str_find(host, RSIS_LIT("@"));
    if (user >= 0) host = rsis_str_from(host, (size_t)user + 1);
    if (host.len && *host.ptr == '[') {
        if (rsis_str_find(host, RSIS_LIT("]")) < 0) condemn(u, "a host with \"[\" and without \"]\"");
        return;
    }
    ptrdiff_t colon = rsis_str_find(host, RSIS_LIT(":"));
    struct rsis_str port = rsis_str_from(host, colon < 0 ? host.len : (size_t)colon + 1);
    if (colon >= 0) host.len = (size_t)colon;
    for (size_t i = 0; i < port.len; i++)
        if (!rsis_is_digit(port.ptr[i])) condemn(u, "a port that is no number");
    if (!host.len) condemn(u, "no host");
    for (size_t i = 0; i < host.len; i++)
        if ((unsigned char)host.ptr[i] <= ' ' || strchr("<>[]\\^|\"`{}%", host.ptr[i]))
            condemn(u, "a host with a character that hosts do not have");
}

static void take_authority(struct rsis_url *u, struct rsis_str *s) {
    bool special = is_special(u->scheme);
    if (rsis_str_starts(*s, RSIS_LIT("//"))) {
        *s = rsis_str_from(*s, 2);
        u->has_authority = true;
        u->host = cut(s, "/?#\\");
        if (special || !u->scheme.len) judge_host(u, u->host);
    } else if (special) {
        condemn(u, "no \"//\" after the scheme");
    } else if (u->scheme.len && (!s->len || *s->ptr != '/')) {
        u->opaque = true;
    }
}

void rsis_url_parse(struct rsis_url *out, struct rsis_str s) {
    *out = (struct rsis_url){.scheme = {"", 0}};
    s = rsis_str_trim(s);
    take_scheme(out, &s);
    take_authority(out, &s);
    out->path = cut(&s, "?#");
    if (s.len && *s.ptr == '?') {
        s = rsis_str_from(s, 1);
        out->has_query = true;
        out->query = cut(&s, "#");
    }
    if (s.len && *s.ptr == '#') {
        out->has_fragment = true;
        out->fragment = rsis_str_from(s, 1);
    }
    if (out->opaque) return;
    blame(out, fault_of(out->path));
    blame(out, fault_of(out->query));
    blame(out, fault_of(out->fragment));
}

/* ---- where it leads */

static int hex_value(char c) {
    return rsis_is_digit(c) ? c - '0' : (c | 32) - 'a' + 10;
}

/* Decodes `s` to `out`, which may be where it stands. How many bytes that are. */
static size_t decode(char *out, struct rsis_str s) {
    size_t n = 0;
    for (size_t i = 0; i < s.len; i++) {
        bool escape = s.ptr[i] == '%' && i + 2 < s.len && is_hex(s.ptr[i + 1]) && is_hex(s.ptr[i + 2]);
        char c = escape ? (char)(hex_value(s.ptr[i + 1]) * 16 + hex_value(s.ptr[i + 2])) : s.ptr[i];
        out[n++] = c ? c : '?'; /* no name has a NUL */
        i += escape ? 2 : 0;
    }
    return n;
}

struct rsis_str rsis_url_decode(struct rsis_arena *a, struct rsis_str s) {
    char *out = rsis_arena_bytes(a, s.len + 1);
    size_t n = decode(out, s);
    out[n] = 0;
    return rsis_str(out, n);
}

/* Takes the last folder off; false when there is none. */
static bool climb(struct rsis_buf *b) {
    if (!b->len) return false;
    b->len--; /* its slash */
    while (b->len && b->ptr[b->len - 1] != '/') b->len--;
    return true;
}

static void step(struct rsis_buf *b, struct rsis_str segment, bool last, bool *leaks) {
    if (rsis_str_eq(segment, RSIS_LIT(".."))) {
        if (!climb(b)) *leaks = true;
    } else if (segment.len && !rsis_str_eq(segment, RSIS_LIT("."))) {
        rsis_buf_str(b, segment);
        if (!last) rsis_buf_char(b, '/');
    }
}

struct rsis_str rsis_url_resolve(struct rsis_buf *out, struct rsis_str from, struct rsis_str path, bool *leaks) {
    out->len = 0;
    rsis_buf_reserve(out, from.len + path.len + 1);
    *leaks = path.len && *path.ptr == '/';
    if (!*leaks) {
        while (from.len && from.ptr[from.len - 1] != '/') from.len--;
        rsis_buf_str(out, from);
    }
    for (struct rsis_str rest = path; rest.len;) {
        struct rsis_str segment = cut(&rest, "/");
        bool last = !rest.len;
        if (!last) rest = rsis_str_from(rest, 1);
        step(out, segment, last, leaks);
    }
    out->len = decode(out->ptr, rsis_buf_slice(out));
    out->ptr[out->len] = 0;
    return rsis_buf_slice(out);
}
