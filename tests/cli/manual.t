#!/bin/bash
# manual.t - the manual pages are well-formed, and their examples do what they say.
. "$(dirname "$0")/lib.sh"

pages=("$top"/tools/*.1 "$top"/libarchive_rsis/*.3)
holds "there are manual pages" test "${#pages[@]}" -ge 6
for page in "${pages[@]}"; do
    holds "$(basename "$page") is clean" mandoc -T lint -W warning "$page"
done

# A place where the examples make sense.
mkdir -p bin inbox/2013 && ln -s "$RSIS" bin/rsis
PATH=$scratch/work/bin:$PATH
good | sed 's|^No\. 089/2013|No. 046/2013|' >CO13046.txt
cp CO13046.txt inbox/2013
printf '%%PDF-1.4\n%%%%EOF\n' >CO13046.pdf
without_synopsis >inbox/CO14001.md
printf 'source,field,value,who,when,reason\nCO13046.txt,keyword,cyber,L. Tan,2026-03-02,cataloguing\n' >decisions.csv
# The smallest picture there is: one grey point.
base64 -d >cover.png <<'END'
iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAAAAAA6fptVAAAACklEQVR4nGNoAAAAggCBd81ytgAAAABJRU5ErkJggg==
END
examples() { sed -n '/^\.Sh EXAMPLES/,$s/^\.Dl \$ //p' "$1"; }
for page in "$top"/tools/*.1; do
    holds "$(basename "$page") has examples" test -n "$(examples "$page")"
    while IFS= read -r example; do
        holds "$example" bash -o pipefail -c "${example//\\e/\\}"
    done < <(examples "$page")
done
files "the directory was converted" xml 2013/CO13046.xml CO14001.xml
files "to text too" text 2013/CO13046.txt CO14001.txt
files "and the list" new CO13046.xml CO14001.xml
files "books are named after their inputs" books 2013/CO13046.epub CO14001.epub
for book in books/CO14001 2013 read author inbox; do
    holds "$book.epub was made" unzip -tq "$book.epub"
done
for id in packages/rsis-commentary-2013-046-v1 packages/rsis-commentary-2013-046-v2 archive/rsis-commentary-2013-046-v1; do
    holds "$id.zip was made" unzip -tq $id.zip
done
holds "a tar for the service" tar -tf aptrust/rsis-commentary-2013-046-v1.tar
files "what was unpacked and checked" rsis-commentary-2013-046-v1/data/original CO13046.pdf CO13046.txt
holds "the cover is in the book" cmp cover.png <(unzip -p read.epub epub/cover.png)

# The programs of the library's page, compiled as a user would.
program() { awk -v name="$1" '$0 == ".\\\" program: " name ".c" { on = 1; next } on && /^\.Ed/ { exit } on && !/^\.Bd/ { gsub(/\\e/, "\\"); print }' \
    "$top/libarchive_rsis/libarchive_rsis.3"; }
page=$top/libarchive_rsis/libarchive_rsis.3
library=$(dirname "$RSIS")/libarchive_rsis.a
read -ra libraries < <(pkg-config --libs libxml-2.0 libutf8proc libpcre2-8 yaml-0.1 libcrypto jansson libzip zlib)
build() {
    program "$1" >"$1.c" && cc -std=c11 -Wall -Wextra -Wpedantic -Werror ${SANITIZE:+-fsanitize="$SANITIZE"} -pthread \
        -I "$top/libarchive_rsis/include" -o "./run-$1" "$1.c" "$library" "${libraries[@]}"
}
if [ -e "$library" ]; then
    holds "title.c compiles" build title
    is "title.c prints the title" "$(./run-title <CO13046.txt 2>/dev/null)" "$("$RSIS" inspect CO13046.txt 2>/dev/null |
        grep -o 'Submarine Rescue Pacts.*Seabed' | head -n 1)"
    holds "inbox.c compiles" build inbox
    is "inbox.c converts a directory" "$(./run-inbox 2>/dev/null)" "2 converted, 0 failed"
    files "into its place" out 2013/CO13046.xml CO14001.xml
    rm -f 2013.epub
    holds "year.c compiles" build year
    is "year.c makes a book" "$(./run-year 2>/dev/null)" "1 in the book"
    holds "which is there" unzip -tq 2013.epub
    holds "keep.c compiles" build keep
    is "keep.c makes a package" "$(./run-keep 2>/dev/null)" "1 packed"
    holds "which is whole" unzip -tq kept/rsis-commentary-2013-046-v1.zip
else
    for name in "title.c compiles" "title.c prints the title" "inbox.c compiles" "inbox.c converts a directory" "into its place" \
        "year.c compiles" "year.c makes a book" "which is there" "keep.c compiles" "keep.c makes a package" "which is whole"; do
        skip "$name" "there is no $library"
    done
fi

# The header and the manual page speak of the same functions.
is "every function has its place in the page" \
    "$(sed -n 's/^RSIS_API [^(]*\(rsis_[a-z0-9_]*\)(.*/\1/p' "$top/libarchive_rsis/include/rsis.h" | LC_ALL=C sort)" \
    "$(sed -n '/^\.Sh SYNOPSIS/,/^\.Sh DESCRIPTION/s/^\.F[no] \([a-z0-9_]*\).*/\1/p' "$page" | LC_ALL=C sort)"
is "every status too" \
    "$(sed -n 's/^    \(RSIS_ERR_[A-Z]*\) =.*/\1/p' "$top/libarchive_rsis/include/rsis.h" | LC_ALL=C sort)" \
    "$(sed -n 's/^\.It Dv \(RSIS_ERR_[A-Z]*\)/\1/p' "$page" | LC_ALL=C sort)"
finish
