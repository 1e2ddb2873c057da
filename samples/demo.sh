#!/bin/sh
# demo.sh - converts the samples and says in plain words what was made. usage: samples/demo.sh build/rsis OUT
set -eu

rsis=$1
out=$2
samples=$(dirname "$0")

# written FORMAT ENDING
written() { "$rsis" convert -q --force --series "$series" -t "$1" -o "$out/$name.$2" "$input"; }

mkdir -p "$out"
book=$out/samples.epub
rm -f "$book"
set -- # the XML files, for one book of all
for input in "$samples"/*.txt; do
    name=$(basename "$input" .txt)
    case $name in iseas*) series='iseas-perspective' ;; *) series='rsis-commentary' ;; esac
    # A finding is no failure here: some samples are damaged on purpose.
    written jats xml 2>"$out/$name.findings" || true
    written epub epub 2>/dev/null || true
    written html html 2>/dev/null || true
    written text txt 2>/dev/null || true
    echo
    echo "$input"
    "$rsis" inspect --series "$series" "$input" 2>/dev/null | sed -nE 's/^(issue|date|title|author) /    &/p' || true
    if [ -s "$out/$name.xml" ]; then
        set -- "$@" "$out/$name.xml"
        echo "    written: $out/$name.xml (JATS, for the archive), .epub (a book), .html (a page) and .txt (to read)"
    else
        echo "    not written; $out/$name.findings says why"
    fi
done

# Two series are among them, so the book is made of the XML, which knows its series.
collected='No book was made of all of them.'
if "$rsis" collect -q --force --order date --title 'Sample commentaries' -o "$book" "$@"; then
    collected="All of them, by month and with an index of authors, make one book: $book"
fi

# One archive package, of a sample in which nothing is missing.
id='rsis-commentary-2013-089-v1'
packed='No archive package was made.'
if "$rsis" pack -q --force -o "$out/packages/" "$samples/2013-markdown.txt"; then
    packed="An archive package with source, XML, book and the record of what was done: $out/packages/$id.zip
Check it as anyone can, with nothing of ours; every line must end in OK:
    cd $out/packages && unzip -qo $id.zip && cd $id && sha512sum -c manifest-sha512.txt
Its data/README.txt says in plain words what it is."
fi

cat <<EOT

$# commentaries were converted. Look at:
    $out/*.xml        archival JATS XML
    $out/*.epub       the same as books, for any reader of EPUB
    $out/*.html       the same as pages, for a browser or a printer
    $out/*.txt        the same as clean reading text
    $out/*.findings   what was doubtful, and where
$collected
$packed
Try one of your own:   $rsis convert -t epub -o commentary.epub YOUR-FILE.txt
EOT
