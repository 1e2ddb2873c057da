# lib.sh - what the tests of the program share: TAP, a directory of their own, inputs.
# shellcheck shell=bash disable=SC2034 # $status is for the tests
set -u

top=$(cd "$(dirname "${BASH_SOURCE[0]}")/../.." && pwd)
RSIS=$(realpath "${RSIS:-$top/build/rsis}")
scratch=$(mktemp -d) || exit 1
trap 'cd / && rm -rf "$scratch"' EXIT
mkdir "$scratch/work" && cd "$scratch/work" || exit 1
unset NO_COLOR
count=0

# The result of one test: 0 or not, its name, and what to show when it failed.
result() {
    count=$((count + 1))
    if [ "$1" -eq 0 ]; then echo "ok $count - $2"; else
        echo "not ok $count - $2"
        printf '%s\n' "${3-}" | sed 's/^/# /'
    fi
}

skip() {
    count=$((count + 1))
    echo "ok $count - $1 # SKIP $2"
}

finish() { echo "1..$count"; }

# Runs the program; $status is its exit status, what it said lies in $scratch/out and $scratch/err.
run() {
    "$RSIS" "$@" >"$scratch/out" 2>"$scratch/err"
    status=$?
}

# The same without the right to read and write everything, which root has; can_run_as_user says whether that works.
drop=()
[ "$(id -u)" -ne 0 ] || drop=(setpriv --bounding-set=-dac_override,-dac_read_search --inh-caps=-dac_override,-dac_read_search)
can_run_as_user() { "${drop[@]}" true 2>/dev/null; }
run_as_user() {
    "${drop[@]}" "$RSIS" "$@" >"$scratch/out" 2>"$scratch/err"
    status=$?
}

said() { printf 'exit status %s\n' "$status" && cat "$scratch/err"; }

# is NAME GOT WANTED
is() {
    [ "$2" = "$3" ]
    result $? "$1" "$(printf 'got:    %s\nwanted: %s' "$2" "$3")"
}

# A command that must succeed: holds NAME COMMAND...
holds() {
    local name=$1 shown
    shift
    shown=$("$@" 2>&1)
    result $? "$name" "$* failed: $shown"
}

# The last run ended with this status: ends NAME STATUS
ends() {
    [ "$status" -eq "$2" ]
    result $? "$1" "wanted exit status $2, but: $(said)"
}

# Standard error of the last run has a line that matches: says NAME REGEX
says() {
    grep -qE -- "$2" "$scratch/err"
    result $? "$1" "wanted: $2, but: $(said)"
}

# And none that does.
silent() {
    ! grep -qE -- "$2" "$scratch/err"
    result $? "$1" "did not want: $2, but: $(said)"
}

# Exactly these files stand below the directory: files NAME DIRECTORY FILE...
files() {
    local name=$1 directory=$2 wanted=
    shift 2
    [ $# -eq 0 ] || wanted=$(printf '%s ' "$@")
    is "$name" "$(cd "$directory" && find . ! -type d | sed 's|^\./||' | LC_ALL=C sort | tr '\n' ' ')" "$wanted"
}

# Inputs: a commentary with nothing missing, one without an author (an error), one without a synopsis (a warning).
good() { cat "$top/samples/2013-markdown.txt"; }
without_author() { good | sed '/^By /d'; }
without_synopsis() { good | sed -e '/Synopsis/d' -e '/^\*.*\*$/d'; }
