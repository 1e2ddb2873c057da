#!/bin/bash
# validate.t - the verb as its users meet it: kinds, verdicts, formats, exit statuses. What each check finds is
# tested in tests/validate.
. "$(dirname "$0")/lib.sh"

good >good.txt
"$RSIS" convert -q -o good.xml good.txt
"$RSIS" convert -q -t epub -o good.epub good.txt
"$RSIS" pack -q -o packages/ good.txt
package=$(echo packages/*.zip)
verdict() { "$RSIS" validate "$@" 2>&1 | head -n 1 | sed 's/^[^:]*: //'; }
# What the last run showed on standard output matches.
shows() { holds "$1" grep -Eq -- "$2" "$scratch/out"; }

is "JATS" "$(verdict good.xml)" "valid (jats)"
is "an EPUB" "$(verdict good.epub)" "valid (epub)"
is "a package" "$(verdict "$package")" "valid (package)"
run validate good.xml good.epub "$package"
ends "all of them: 0" 0
"$RSIS" pack -q --form directory -o form/ good.txt
"$RSIS" pack -q --form tar -o form/ good.txt
is "a directory that is a package is one thing" "$("$RSIS" validate form | wc -l)" 2
cp good.epub misnamed.zip
is "the name does not say what it is" "$(verdict misnamed.zip)" "valid (epub)"

# What is wrong is said with its place, and the exit status is 1.
sed 's|</article>||' good.xml >cut.xml
run validate cut.xml
ends "a JATS file that is cut off: 1" 1
shows "it is invalid or unreadable" '^cut\.xml: (invalid|unreadable) \(jats\)$'
head -c 3000 "$package" >half.zip
run validate half.zip
ends "half a package: 1" 1
shows "it is unreadable" '^half\.zip: unreadable'
python3 - "$package" altered.zip <<'PY'
import sys
data = bytearray(open(sys.argv[1], "rb").read())
source = open("good.txt", "rb").read()
data[data.find(source) + 100] ^= 0x20
open(sys.argv[2], "wb").write(data)
PY
run validate altered.zip
ends "a package with one bit changed: 1" 1
shows "it is invalid, and the file is named" 'data/original/good\.txt'
run validate no-such-file
ends "a path that is not there: 1" 1
run validate good.txt
ends "a text is nothing to validate: 1" 1
run validate
ends "no path: 2" 2

# JSON: one object a path, findings with all members.
"$RSIS" validate --format json good.xml altered.zip half.zip >out.json || true
is "one line a path" "$(wc -l <out.json)" 3
holds "each is an object" jq -es 'length == 3 and all(has("path") and has("kind") and has("verdict") and (.findings | type == "array"))' out.json
holds "findings are whole" jq -es '[.[].findings[]] | length > 0 and all(has("id") and has("severity") and has("member") and
    has("line") and has("column") and has("message") and has("spec") and has("equivalent"))' out.json
is "in the order of the paths" "$(jq -r .path out.json | xargs)" "good.xml altered.zip half.zip"
for jobs in 1 2 8; do
    "$RSIS" validate -j "$jobs" --format json good.xml altered.zip half.zip good.epub "$package" >"jobs.$jobs" || true
done
holds "the same at any -j" cmp jobs.1 jobs.8
holds "and at -j 2" cmp jobs.1 jobs.2

# A collection, and its packages.
good | sed 's|^No\. 089/2013|No. 090/2013|' >other.txt
"$RSIS" pack -q -o packages/ other.txt
run pack --collection year-2013 -o . packages/
ends "a collection is made" 0
is "it is valid, its packages too" "$(verdict --deep year-2013.zip)" "valid (package)"
run pack --collection broken -o . altered.zip "$package"
ends "a package that is not valid is not taken in: 1" 1
says "which is said" 'altered\.zip.*RSIS-PACK-006'
holds "and there is no collection" test ! -e broken.zip

# Packages are only ever read, and of two versions the book has the later, though its date is another.
before=$(sha256sum <"$package")
run pack --collection "$(basename "$package" .zip)" --force -o packages packages
ends "a collection that would replace a package is refused: 2" 2
is "the package is as it was" "$(sha256sum <"$package")" "$before"
mkdir good2 && good | sed 's|14 May 2013|20 June 2013|' >good2/good.txt
run pack -o packages/ --version 2 --replaces "$(basename "$package" .zip)" --reason 'the date was wrong' good2/good.txt
ends "a second version is packed" 0
run pack --collection versions -o . packages/
ends "both versions go into one collection" 0
unzip -p versions.zip versions/data/collection.epub >versions.epub
is "the book has the second" "$(unzip -p versions.epub 'epub/c089-2013.xhtml' | grep -o 'dcterms.issued" content="[^"]*')" \
    'dcterms.issued" content="2013-06-20'
is "and is valid" "$(verdict versions.epub)" "valid (epub)"

# Nothing is written where it is read.
mkdir ro && cp "$package" ro/x.zip && before=$(ls -la --time-style=full-iso ro)
run validate ro
is "nothing was written" "$(ls -la --time-style=full-iso ro)" "$before"
finish
