#!/bin/bash
# lint.t - how the sources are written. timeout: 900
set -u

n=0
# Runs a command as one test; what it prints is shown when it fails.
try() {
    local name=$1 output
    shift
    n=$((n + 1))
    if output=$("$@" 2>&1); then echo "ok $n - $name"; else
        echo "not ok $n - $name"
        printf '%s\n' "$output" | sed 's/^/# /'
    fi
}

c_files() { find libarchive_rsis tools tests -name node_modules -prune -o -name "$1" -print | sort; }

laid_out() { c_files '*.[ch]' | xargs clang-format --dry-run -Werror; }

# The analyzer follows paths through the code and takes most of the time: `make lint` has it, `make check` not.
tidy() {
    local flags checks=()
    [ -n "${FULL-}" ] || checks=(--checks=-clang-analyzer-*)
    flags=$(make -s flags WERROR=) || return
    # shellcheck disable=SC2086 # flags are words
    find libarchive_rsis tools -name '*.c' | sort |
        xargs -P "$(nproc)" -I FILE clang-tidy --quiet "${checks[@]}" FILE -- $flags -Wno-unknown-warning-option 2>"$TMPDIR/tidy" ||
        { grep -v 'warnings generated' "$TMPDIR/tidy" && return 1; }
}

# Lines between the braces of each function as "lines file:line". The layout is known, so braces are enough.
function_lengths() {
    find libarchive_rsis tools -name '*.c' -print0 | sort -z | xargs -0 awk '
        FNR == 1 { start = 0 }
        /^[a-z_].*\(/ && !/;$/ { head = FNR }
        /^}/ && start { print FNR - start - 1, FILENAME ":" start; start = 0 }
        /^[^#].*\) \{$/ && head && !start && (/^[a-z_]/ || /^ /) && !/^    (if|for|while|switch|do)/ {
            if (/^[a-z_]/ || FNR - head < 8) start = FNR
            head = 0
        }' | sort -n
}

# The rule: median at most 15 lines, nine in ten at most 40, none over 70.
short_functions() {
    function_lengths >"$TMPDIR/lengths"
    awk '{ lines[NR] = $1; place[NR] = $2; if ($1 > 40) over++ }
        END {
            if (NR == 0) { print "no functions found"; exit 1 }
            median = lines[int((NR + 1) / 2)]; most = lines[int((9 * NR + 9) / 10)]
            printf "%d functions: median %d lines, nine in ten at most %d, longest %d (%s), %d over 40\n", \
                NR, median, most, lines[NR], place[NR], over
            for (i = NR; i > 0 && lines[i] > 70; i--) printf "%s has %d lines\n", place[i], lines[i]
            exit median > 15 || most > 40 || lines[NR] > 70
        }' "$TMPDIR/lengths" | tee "$TMPDIR/summary"
    return "${PIPESTATUS[0]}"
}

scripts() {
    find .ci samples tests tools -name node_modules -prune -o -type f -executable -print0 |
        xargs -0 grep -lE '^#!/bin/(ba)?sh' | sort | xargs shellcheck -x -P SCRIPTDIR
}

pages() {
    find tools libarchive_rsis -name '*.[135]' -print0 | xargs -0 -r mandoc -T lint -W warning
}

echo 1..5
try "clang-format finds every C file laid out" laid_out
try "clang-tidy has nothing to say" tidy
try "functions are short" short_functions
sed 's/^/# /' "$TMPDIR/summary"
try "shellcheck has nothing to say" scripts
try "mandoc has nothing to say about the manual" pages
