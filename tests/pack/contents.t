#!/bin/bash
# contents.t - what is in a package: the source as it was, JATS and EPUB as convert makes them, a ledger that a second
# checker accepts, METS, PREMIS and Dublin Core that are valid. sanitizers: no; timeout: 300
. "$(dirname "$0")/lib.sh"

dtds=$top/tests/node_modules/@jats4r/dtds/schema/catalog.xml
schemas=$SHARED/schemas
dtd_valid() { XML_CATALOG_FILES=$dtds xmllint --nonet --noout --valid "$1"; }
schema_valid() { XML_CATALOG_FILES=$schemas/catalog.xml xmllint --nonet --noout --schema "$schemas/$1" "$2"; }
with() { [ -e "$1" ] && command -v xmllint >/dev/null; }

# holds_with NEEDED NAME COMMAND...: skipped where what the command needs is not here
holds_with() {
    if with "$1"; then holds "${@:2}"; else skip "$2" "no $(basename "$1") here"; fi
}

# The ledger alone, in the place where the checker looks for it.
accepts() { # SOURCE LEDGER JATS
    { printf '{"ledger":' && cat "$2" && printf '}'; } >"$scratch/ledger.json"
    timeout 60 python3 "$top/tests/witness/witness.py" "$1" "$scratch/ledger.json" "$3"
}

# look NAME SOURCE BAG EDITED OPTION...: EDITED is yes where the JATS says more than convert writes
look() {
    local name=$1 source=$2 bag=$3 edited=$4
    shift 4
    holds "$name: every digest holds" checks "$bag"
    holds "$name: the source, byte for byte" cmp "$source" "$bag/data/original/$(basename "$source")"
    holds "$name: the second checker accepts the ledger" accepts "$source" "$bag/data/metadata/ledger.json" "$bag/data/article.xml"
    if [ "$edited" = no ]; then
        run convert -q "$@" -o "$scratch/is.xml" --force "$source"
        holds "$name: the JATS that convert writes" cmp "$scratch/is.xml" "$bag/data/article.xml"
        run convert -q "$@" -t epub --date $day -o "$scratch/is.epub" --force "$source"
        holds "$name: the EPUB that convert writes" cmp "$scratch/is.epub" "$bag/data/article.epub"
    fi
    holds_with "$dtds" "$name: the JATS is valid" dtd_valid "$bag/data/article.xml"
    holds_with "$schemas" "$name: METS is valid" schema_valid mets/mets-1.12.1.xsd "$bag/data/metadata/mets.xml"
    holds_with "$schemas" "$name: PREMIS is valid" schema_valid premis/premis-v3-0.xsd "$bag/data/metadata/premis.xml"
    holds_with "$schemas" "$name: Dublin Core is valid" schema_valid oai_dc/oai_dc.xsd "$bag/data/metadata/oai_dc.xml"
}

books=()
for sample in "$top"/samples/*.txt; do
    name=$(basename "$sample" .txt)
    pack --allow-errors --form directory --series "$(series_of "$sample")" -o "$name/" "$sample"
    bag=$(echo "$name"/*)
    holds "$name is packed" test -d "$bag"
    look "$name" "$sample" "$bag" no --series "$(series_of "$sample")"
    cp "$bag/data/article.epub" "$name.epub"
    books+=("$name.epub")
done
valid "${books[@]:0:3}"

good >x.txt
pdf >x.pdf
docx x.docx
pack --form directory --jats 1.4 --original x.pdf --original x.docx -o originals/ x.txt
look "JATS 1.4 with originals" x.txt originals/* no --jats 1.4
pack --form directory --version 2 --replaces rsis-commentary-2013-089-v1 --reason 'A <note> & "more" was lost' -o second/ x.txt
look "a second version" x.txt second/* yes
bag=second/rsis-commentary-2013-089-v2
holds "it is named by its version" test -d $bag
for file in article.xml metadata/premis.xml README.txt; do
    holds "$file names the version before it" grep -q rsis-commentary-2013-089-v1 "$bag/data/$file"
    holds "$file says why there is another" grep -qE 'A (<|&lt;)note(>|&gt;) (&|&amp;) ("|&quot;)more("|&quot;) was lost' "$bag/data/$file"
done
holds "JATS says which it is" grep -q '<article-version[^>]*>2</article-version>' "$bag/data/article.xml"
valid $bag/data/article.epub

# Titles that XML, METS or a shell could trip over; "jats" as input, and standard input.
n=0
while IFS= read -r title; do
    n=$((n + 1))
    good | TITLE=$title awk '/^## \*\*Submarine/ { print "## **" ENVIRON["TITLE"] "**"; next } { print }' >"title-$n.txt"
    holds "title $n stands in the text" grep -qF -- "$title" "title-$n.txt"
    pack --allow-errors --form directory -o "title-$n/" "title-$n.txt"
    look "title $n" "title-$n.txt" title-$n/* no
done <<'END'
Ships & Sealing-Wax: <Tags>, "Quotes" and 'More'
]]> --> %s %n $(date) `date` \n
Überfahrten, ที่ราบ, 地図, и ещё
A Title with U+202E ‮ and U+0085 in It
END
run convert -q -o x.xml x.txt
pack --form directory -o from-jats/ x.xml
look "JATS as input" x.xml from-jats/* yes
"$RSIS" pack -q --date $day --form directory -o stdin/ - <x.txt
holds "standard input: named so" cmp x.txt stdin/*/data/original/stdin
holds "standard input: every digest holds" checks stdin/*

# The judges can say no.
if with "$schemas"; then
    sed 's/<mets:*structMap/<bogus\/>&/; s/<structMap/<bogus\/>&/' $bag/data/metadata/mets.xml >bad.xml
    ! schema_valid mets/mets-1.12.1.xsd bad.xml 2>/dev/null
    result $? "METS with an unknown element is not valid"
    sed 's/<size>[^<]*</<size>large</' $bag/data/metadata/premis.xml >bad.xml
    ! schema_valid premis/premis-v3-0.xsd bad.xml 2>/dev/null
    result $? "PREMIS with a size that is no number is not valid"
fi
sed 's/slow/late/' x.txt >late.txt
! accepts late.txt $bag/data/metadata/ledger.json $bag/data/article.xml >/dev/null
result $? "the ledger of another source is not accepted"
finish
