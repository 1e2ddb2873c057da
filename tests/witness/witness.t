#!/bin/bash
# Every sample and every shared source, converted by $RSIS and judged by two checkers that share no code
# with it; the samples and a few others with mutants. TAP. The current directory is the root of the repository.
set -u
export LC_ALL=C.UTF-8
RSIS=${RSIS:-build/rsis}
SHARED=${RSIS_SHARED:-../shared}
HERE=tests/witness
PYTHON=${PYTHON:-python3}
JOBS=${JOBS:-2}

if [ ! -x "$RSIS" ] && ! command -v "$RSIS" >/dev/null; then
    echo "Bail out! no program $RSIS"
    exit 1
fi
room=$(mktemp -d) || exit 1
trap 'rm -rf "$room"' EXIT

shopt -s nullglob
sources=(samples/*.txt)
mutate=("${sources[@]}")
if [ -d "$SHARED" ]; then
    seeds=("$SHARED"/seed/*.txt)
    renders=("$SHARED"/corpus/render/*/*.txt)
    sources+=("${seeds[@]}" "${renders[@]}")
    mutate+=("${seeds[@]:0:1}")
    for name in d02/md d03/nb d05/plain; do
        [ -f "$SHARED/corpus/render/$name.txt" ] && mutate+=("$SHARED/corpus/render/$name.txt")
    done
fi

# say FILE STATUS NAME [OUTPUT]: one result, its number is put in at the end
say() {
    if [ "$2" -eq 0 ]; then echo "ok @ - $3"; else echo "not ok @ - $3"; fi >>"$1"
    [ $# -gt 3 ] && [ -s "$4" ] && [ "$2" -ne 0 ] && head -n 20 "$4" | sed 's/^/# /' >>"$1"
    return 0
}

# judge N SOURCE MUTATE
judge() {
    local tap=$room/$1.tap json=$room/$1.json xml=$room/$1.xml log=$room/$1.log src=$2 name status
    local -a series=()
    name=${src#"$SHARED"/}
    [ "${src##*/}" = iseas-2021.txt ] && series=(--series iseas-perspective)
    : >"$tap"
    # 1 is no failure: something is missing in the source; but there must be output
    "$RSIS" inspect -q "${series[@]}" --format json "$src" >"$json" 2>"$log"
    status=$?
    [ "$status" -le 1 ] && [ -s "$json" ]
    say "$tap" $? "$name: inspect (exit status $status)" "$log"
    "$RSIS" convert -q "${series[@]}" -t jats -o "$xml" "$src" >"$log" 2>&1
    status=$?
    [ "$status" -le 1 ] && [ -s "$xml" ]
    say "$tap" $? "$name: convert (exit status $status)" "$log"
    if [ ! -s "$xml" ]; then
        say "$tap" 1 "$name: no output to judge"
        return
    fi
    timeout 60 "$PYTHON" "$HERE/witness.py" "$src" "$json" "$xml" >"$log" 2>&1
    say "$tap" $? "$name: the witness accepts" "$log"
    timeout 60 "$PYTHON" "$HERE/words.py" "$src" "$xml" >"$log" 2>&1
    say "$tap" $? "$name: every word has its place" "$log"
    if [ "$3" = yes ]; then
        timeout 120 "$PYTHON" "$HERE/mutants.py" "$src" "$json" "$xml" >"$log" 2>&1
        status=$?
        say "$tap" $status "$name: every mutant is refused"
        sed -n '/^1\.\./!s/^/# /p' "$log" >>"$tap"
    fi
}

# sources with mutants first, because they take longest
queue=()
for src in "${mutate[@]}"; do queue+=("yes $src"); done
for src in "${sources[@]}"; do
    for m in "${mutate[@]}"; do [ "$m" = "$src" ] && continue 2; done
    queue+=("no $src")
done
if [ ${#queue[@]} -eq 0 ]; then
    echo "1..0 # SKIP no sources"
    exit 0
fi
n=0
for entry in "${queue[@]}"; do
    while [ "$(jobs -rp | wc -l)" -ge "$JOBS" ]; do wait -n; done
    n=$((n + 1))
    judge "$n" "${entry#* }" "${entry%% *}" &
done
wait
for ((i = 1; i <= n; i++)); do cat "$room/$i.tap"; done |
    awk '/^(not )?ok @/ { sub(/@/, ++k); if (/^not/) bad = 1 } { print } END { print "1.." k; exit bad }'
