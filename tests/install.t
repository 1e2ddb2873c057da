#!/bin/bash
# install.t - what is installed is enough to build a program with, and can be removed without a trace.
# timeout: 300
set -u

root=$TMPDIR/root
prefix=/opt/rsis
example=tests/example/example.c
input=$(find samples -name '*.txt' | sort | head -n 1)
n=0

# Runs a command as one test; its output is shown when it fails.
try() {
    local name=$1 output
    shift
    n=$((n + 1))
    if output=$("$@" 2>&1); then echo "ok $n - $name"; else
        echo "not ok $n - $name"
        printf '%s\n' "$output" | tail -n 40 | sed 's/^/# /'
    fi
}

rsis_make() { make -s "$@" BUILD="$BUILD" PREFIX=$prefix DESTDIR="$root"; }

installed() {
    local file status=0
    for file in bin/rsis include/rsis.h lib/libarchive_rsis.a lib/libarchive_rsis.so lib/libarchive_rsis.so.0 \
        lib/pkgconfig/archive_rsis.pc share/man/man1/rsis.1 share/man/man3/libarchive_rsis.3 \
        share/bash-completion/completions/rsis; do
        [ -s "$root$prefix/$file" ] || { echo "not installed: $file" && status=1; }
    done
    return $status
}

package() {
    PKG_CONFIG_PATH=$root$prefix/lib/pkgconfig PKG_CONFIG_SYSROOT_DIR=$root pkg-config "$@" archive_rsis
}

versions_agree() {
    [ "$(package --modversion)" = "$(sed -n 's/^#define RSIS_VERSION "\(.*\)"/\1/p' "$root$prefix/include/rsis.h")" ]
}

# shellcheck disable=SC2046 # pkg-config prints words
build_shared() { cc -std=c11 -Wall -Wextra -Werror -o "$TMPDIR/shared" $example $(package --cflags --libs); }

# shellcheck disable=SC2046
build_static() {
    mkdir -p "$TMPDIR/only" && cp "$root$prefix/lib/libarchive_rsis.a" "$TMPDIR/only" &&
        cc -std=c11 -o "$TMPDIR/static" $example -L"$TMPDIR/only" $(package --cflags --static --libs | sed "s|-L$root$prefix/lib||") &&
        ! ldd "$TMPDIR/static" | grep -F libarchive_rsis
}

needs_the_soname() { objdump -p "$TMPDIR/shared" | grep 'NEEDED *libarchive_rsis\.so\.0$'; }

example_works() {
    "$@" "$input" >"$TMPDIR/out.xml" 2>"$TMPDIR/facts" || { cat "$TMPDIR/facts" && return 1; }
    xmllint --noout --nonet "$TMPDIR/out.xml" && for fact in number date title author; do
        grep "^$fact: ." "$TMPDIR/facts" || { echo "no $fact" && return 1; }
    done
}

# The programs that the manual shows, each after a comment with its name, are written into $TMPDIR/manual.
manual_programs() {
    mkdir -p "$TMPDIR/manual" && awk -v dir="$TMPDIR/manual" '
        /^\.\\" program: / { file = dir "/" $NF }
        /^\.Ed/ { inside = 0; file = "" }
        inside { sub(/^\\&/, ""); gsub(/\\e/, "\\"); gsub(/\\-/, "-"); print > file }
        /^\.Bd -literal/ && file { inside = 1 }' libarchive_rsis/libarchive_rsis.3
}

# shellcheck disable=SC2046
manual_works() {
    local program
    manual_programs
    [ -s "$TMPDIR/manual/title.c" ] || { echo "no programs found" && return 1; }
    for program in "$TMPDIR"/manual/*.c; do
        cc -std=c11 -Wall -Wextra -Werror -o "${program%.c}" "$program" $(package --cflags --libs) || return
    done
    LD_LIBRARY_PATH=$root$prefix/lib "$TMPDIR/manual/title" <"$input" 2>/dev/null | grep .
}

nothing_left() { [ -z "$(find "$root" ! -type d | tee /dev/stderr)" ]; }

echo 1..11
try "make install" rsis_make install
try "everything is there" installed
try "pkg-config and the header name one version" versions_agree
try "a program builds with the shared library" build_shared
try "and asks for it by its soname" needs_the_soname
try "and works" example_works env LD_LIBRARY_PATH="$root$prefix/lib" "$TMPDIR/shared"
try "a program builds with the static library" build_static
try "and works" example_works "$TMPDIR/static"
try "the programs of the manual build, and the first one works" manual_works
try "make uninstall" rsis_make uninstall
try "nothing is left" nothing_left
