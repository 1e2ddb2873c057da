#!/bin/bash
# golden.t - what becomes of each sample, byte for byte: JATS, reading text, findings of all severities.
# When a difference is meant, run tests/golden/update.sh and look at what changed before you commit it.
set -u
cd "$(dirname "$0")/../.." || exit 1
RSIS=$(realpath "${RSIS:-build/rsis}")
. tests/golden/lib.sh
scratch=$(mktemp -d) || exit 1
trap 'rm -rf "$scratch"' EXIT
export LC_ALL=C
n=0
failed=0

# result STATUS NAME [FILE TO SHOW]
result() {
    n=$((n + 1))
    if [ "$1" -eq 0 ]; then echo "ok $n - $2"; else
        failed=1
        echo "not ok $n - $2"
        [ $# -lt 3 ] || sed 's/^/# /' "$3"
    fi
}

for sample in samples/*.txt; do
    name=$(basename "$sample" .txt)
    for kind in $kinds; do
        golden=samples/$name.$kind
        made=$scratch/made
        if ! make_golden "$name" "$kind" "$made"; then
            result 1 "$name.$kind: rsis ends with 0 or 1"
        elif [ ! -f "$golden" ]; then
            result 1 "$name.$kind: there is no golden; tests/golden/update.sh makes it"
        else
            diff -u --label "$golden" --label "what rsis made" "$golden" "$made" >"$scratch/diff" 2>&1
            result $? "$name.$kind" "$scratch/diff"
        fi
    done
done

# A golden without a sample is never compared.
for kind in $kinds; do
    for golden in samples/*."$kind"; do
        [ -e "$golden" ] || continue
        [ -f "${golden%."$kind"}.txt" ] || echo "$golden"
    done
done >"$scratch/orphans"
[ ! -s "$scratch/orphans" ]
result $? "every golden has its sample" "$scratch/orphans"
echo "1..$n"
exit $failed
