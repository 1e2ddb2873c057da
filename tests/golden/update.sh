#!/bin/bash
# update.sh - makes the goldens beside the samples anew. usage: tests/golden/update.sh [NAME...]
# RSIS is the program, build/rsis when it is not set. Look at `git diff samples` before you commit.
set -eu
cd "$(dirname "$0")/../.."
RSIS=$(realpath "${RSIS:-build/rsis}")
. tests/golden/lib.sh
export LC_ALL=C

if [ $# -eq 0 ]; then
    for sample in samples/*.txt; do
        set -- "$@" "$(basename "$sample" .txt)"
    done
fi
for name; do
    [ -f "samples/$name.txt" ] || { echo "update.sh: there is no samples/$name.txt" >&2 && exit 2; }
    for kind in $kinds; do
        golden=samples/$name.$kind
        new=$(mktemp "$golden.XXXXXX")
        if make_golden "$name" "$kind" "$new"; then
            chmod 644 "$new"
            if cmp -s "$new" "$golden"; then rm "$new"; else mv "$new" "$golden" && echo "$golden"; fi
        else
            rm -f "$new"
            echo "update.sh: samples/$name.txt cannot be converted; $golden is left alone" >&2
            exit 1
        fi
    done
done
