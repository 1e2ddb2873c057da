#!/bin/bash
# epubcheck.t - EPUBCheck finds nothing in a book: no fatal, error, warning, information or usage. sanitizers: no; timeout: 400
. "$(dirname "$0")/lib.sh"

books=() inputs=()
for sample in "$top"/samples/*.txt; do
    name=$(basename "$sample" .txt)
    series=rsis-commentary
    case $name in iseas-*) series=iseas-perspective ;; esac
    run convert -q -t epub --series $series -o "$name.epub" "$sample"
    holds "$name is made" test -s "$name.epub"
    [ $series != rsis-commentary ] || inputs+=("$sample")
    books+=("$name.epub")
done
run collect -q -o collection.epub "${inputs[@]}"
holds "a collection of ${#inputs[@]} is made" test -s collection.epub
valid "${books[@]}" collection.epub

# The judge can say no, also to what is only a usage.
if can_epubcheck; then
    unzip -q 2013-markdown.epub -d spoilt
    echo '/* nobody names this file */' >spoilt/epub/unused.css
    sed -i 's|</manifest>|<item id="unused" href="unused.css" media-type="text/css"/>&|' spoilt/epub/package.opf
    sed -i 's|</body>|<p><p/></p>&|' spoilt/epub/nav.xhtml
    (cd spoilt && zip -qX0 ../spoilt.epub mimetype && zip -qXr9 ../spoilt.epub META-INF epub)
    said=$(epubcheck spoilt.epub)
    is "a file that nothing refers to is seen" "$(grep -c '^USAGE(OPF-097)' <<<"$said")" 1
    is "a paragraph in a paragraph is seen" "$(grep -c '^ERROR(RSC-005).*nav.xhtml' <<<"$said")" 1
fi
finish
