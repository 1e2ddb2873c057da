#!/bin/sh
# demo.sh - converts the samples and says in plain words what was made. usage: samples/demo.sh build/rsis OUT
set -eu

rsis=$1
out=$2
samples=$(dirname "$0")

mkdir -p "$out"
n=0
for input in "$samples"/*.txt; do
    name=$(basename "$input" .txt)
    case $name in iseas*) series='iseas-perspective' ;; *) series='rsis-commentary' ;; esac
    # A finding is no failure here: some samples are damaged on purpose.
    "$rsis" convert -q --force --series "$series" -t jats -o "$out/$name.xml" "$input" 2>"$out/$name.findings" || true
    "$rsis" convert -q --force --series "$series" -t text -o "$out/$name.txt" "$input" 2>/dev/null || true
    echo
    echo "$input"
    "$rsis" inspect --series "$series" "$input" 2>/dev/null | sed -nE 's/^(issue|date|title|author) /    &/p' || true
    if [ -s "$out/$name.xml" ]; then
        n=$((n + 1))
        echo "    written: $out/$name.xml (JATS, for the archive) and $out/$name.txt (to read)"
    else
        echo "    not written; $out/$name.findings says why"
    fi
done

cat <<EOT

$n commentaries were converted. Look at:
    $out/*.xml        archival JATS XML
    $out/*.txt        the same as clean reading text
    $out/*.findings   what was doubtful, and where
Try one of your own:   $rsis convert YOUR-FILE.txt -o commentary.xml
EOT
