#!/bin/bash
# symbols.t - what the library shows, and what it keeps its hands off.
set -u
shopt -s lastpipe # the last command of a pipeline counts here

header=libarchive_rsis/include/rsis.h
n=0

# One test: passes when nothing is printed on standard input.
nothing() {
    local found
    found=$(cat)
    n=$((n + 1))
    if [ -z "$found" ]; then echo "ok $n - $1"; else
        echo "not ok $n - $1"
        printf '%s\n' "$found" | sed 's/^/# /'
    fi
}

functions() {
    sed -n 's/^RSIS_API [^(]*\(rsis_[a-z0-9_]*\)(.*/\1/p' "$header" | sort
}

exported() {
    nm -D --defined-only "$BUILD"/libarchive_rsis.so.0 | awk '{ print $3 }' | sort
}

# Variables that can change, as "object: variable". Constants that need relocation (.data.rel.ro) cannot.
mutable() {
    objects | while read -r object; do
        objdump -t "$object" | grep -F ' O ' | grep -E '\s(\.data|\.bss|\.tdata|\.tbss|\*COM\*)' |
            grep -vF .data.rel.ro | awk -v object="${object#"$BUILD"/}" '{ print object ": " $NF }'
    done
}

objects() { find "$BUILD/libarchive_rsis" "$BUILD/gen" -name '*.o' 2>/dev/null | sort; }

# Who calls any of the functions $1 (a regular expression), as "object: function".
callers() {
    objects | while read -r object; do
        nm -u "$object" | awk -v object="${object#"$BUILD"/}" '{ print object ": " $2 }'
    done | grep -E ": ($1)\$"
}

echo 1..10
comm -3 <(functions) <(exported) | nothing "the shared library exports the functions of rsis.h and nothing else"
functions | awk 'END { if (NR < 10) print "only " NR " functions found" }' |
    nothing "the functions of rsis.h are found"
for language in c11 c++17; do
    echo '#include "rsis.h"' |
        cc -x "$(case $language in c++*) echo c++ ;; *) echo c ;; esac)" -std=$language -Wall -Wextra -Wpedantic -Werror \
            -I "$(dirname $header)" -fsyntax-only - 2>&1 | nothing "rsis.h compiles alone as $language"
done
# One comment may stand over a run of one-line declarations.
awk '/^RSIS_API/ && previous !~ /\*\/$|^RSIS_API.*;$/ { print FILENAME ":" FNR ": " $0 } { previous = $0 }' "$header" |
    nothing "every public function has a comment directly above"

# Fault tests count allocations down with the one, in one thread; the other guards the start-up of libxml2.
mutable | grep -vxE 'libarchive_rsis/base/(arena.o: fail_countdown|libxml.o: once(\.[0-9]+)?)' | nothing "no variable outlives a call"
callers '(__)?(v?f?d?printf|puts|fputs|putc|putchar|fputc|perror)(_chk)?|stderr|stdout' | nothing "no printing"
callers 'setlocale|newlocale|uselocale|strcoll|strxfrm|__ctype_.*|localeconv|strtod|atof|tolower|toupper|isw.*' |
    nothing "nothing depends on the locale"
callers 'exit|_exit|_Exit|quick_exit|abort|raise|signal|sigaction|socket|connect|getaddrinfo|system|popen|exec.*|fork' |
    nothing "no ending of the process, no signals, no network, no other programs"

find "$BUILD/tools" -name '*.o' -exec nm -u {} + | awk '$2 ~ /^rsis_/ { print $2 }' | sort -u | comm -23 - <(
    find "$BUILD/tools" -name '*.o' -exec nm --defined-only {} + | awk '{ print $3 }' | cat - <(functions) | sort -u
) | nothing "the program uses the public functions only"
