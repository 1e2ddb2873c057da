#!/bin/bash
# collect.t - many papers in one book: what is refused, what is left alone, what may stand in it. sanitizers: no; timeout: 400
. "$(dirname "$0")/lib.sh"
unset SOURCE_DATE_EPOCH

cp "$top"/samples/2013-markdown.txt a.txt
cp "$top"/samples/2014-blank-lines.txt b.txt
cp "$top"/samples/2020-kicker-markdown.txt c.txt
head -c 1000 /dev/zero >bad.txt
books=()

# keys BOOK: the keys of its parts in reading order, on one line.
keys() {
    unzip -p "$1" epub/package.opf | python3 -c '
import sys, xml.etree.ElementTree as ET
o = "{http://www.idpf.org/2007/opf}"
r = ET.parse(sys.stdin.buffer).getroot()
files = {i.get("id"): i.get("href")[:-6] for i in r.iter(o + "item")}
parts = [files[i.get("idref")] for i in r.iter(o + "itemref")]
records = {l.get("href")[:-4] for l in r.iter(o + "link") if "record" in (l.get("rel") or "")}
print(*[p for p in parts if p in records])'
}
# refused NAME: the last run ended with trouble and left no book and nothing temporary.
refused() {
    [ "$status" -ne 0 ] && [ ! -e x.epub ] && [ -z "$(find . -name '*rsis-*' -o -name '*.tmp')" ]
    result $? "$1: nothing is written" "$(ls -la) $(said)"
    rm -f x.epub
}

# ---- inputs
run collect -o x.epub
ends "no inputs: 2" 2
refused "no inputs"
run collect a.txt
ends "no output: 2" 2
mkdir empty
run collect -o x.epub empty/
holds "an empty directory: not 0" test "$status" -ne 0
refused "an empty directory"
run collect -o x.epub a.txt nowhere.txt b.txt
holds "an input that is not there: not 0" test "$status" -ne 0
says "it is named" 'nowhere\.txt: .*\[RSIS-[A-Z]+-[0-9]+\]$'
refused "an input that is not there"
run collect -o x.epub a.txt bad.txt b.txt
holds "an input that fails: not 0" test "$status" -ne 0
says "the book was not made, and it is said" '\[RSIS-COLLECT-002\]$'
says "it is named, too" '^bad\.txt: .*\[RSIS-[A-Z]+-[0-9]+\]$'
refused "an input that fails"
run collect --skip-failed -o skipped.epub a.txt bad.txt nowhere.txt b.txt
books+=(skipped.epub)
ends "--skip-failed: 1" 1
says "what was left out is said" 'bad\.txt.*\[RSIS-COLLECT-003\]$'
is "the others are in the book" "$(keys skipped.epub)" "c089-2013 c201-2014"
about=$(unzip -p skipped.epub epub/about.xhtml)
holds "what was left out is named in it" grep -q 'bad\.txt' <<<"$about"
holds "all of it" grep -q 'nowhere\.txt' <<<"$about"
holds "and nothing else" test "$(grep -c 'a\.txt' <<<"$about")" -eq 0
run collect --skip-failed -o x.epub bad.txt nowhere.txt
holds "--skip-failed and nothing is left: not 0" test "$status" -ne 0
refused "nothing is left"

# ---- two with one number
sed 's/slow/late/' a.txt >twin.txt
run collect -o x.epub b.txt a.txt twin.txt
holds "two papers with one number: not 0" test "$status" -ne 0
says "the first is named" '(^|[^a-z])a\.txt.*\[RSIS-COLLECT-001\]$'
says "the second is named" 'twin\.txt.*\[RSIS-COLLECT-001\]$'
refused "two papers with one number"
sed 's|089/2013|89/2013|' a.txt >zeros.txt
run collect -o x.epub a.txt zeros.txt
holds "leading zeros make no other number" test "$status" -ne 0
refused "two papers with one number but for zeros"
run collect -o x.epub a.txt a.txt
[ ! -e x.epub ] || [ "$(keys x.epub)" = c089-2013 ]
result $? "one paper given twice is refused or taken once" "$(said)"
rm -f x.epub

# ---- outputs that are there
run collect -o out.epub a.txt b.txt
ends "a book: 0 or findings" "$status"
holds "is there" test -s out.epub
touch -d 2001-01-01 out.epub
was=$(stat -c '%i %Y %s' out.epub)
run collect -o out.epub a.txt b.txt
holds "the same again: no error" test "$status" -le 1
is "is left alone" "$(stat -c '%i %Y %s' out.epub)" "$was"
run collect -o out.epub a.txt b.txt c.txt
ends "one that differs: 2" 2
says "it is said" 'out\.epub is there already.*\[RSIS-OUT-001\]$'
is "it is left alone" "$(stat -c '%i %Y %s' out.epub)" "$was"
run collect --force -o out.epub a.txt b.txt c.txt
is "--force replaces it" "$(keys out.epub)" "c089-2013 c201-2014 c061-2020"
cp a.txt input.txt
run collect --force -o input.txt input.txt b.txt
holds "an output that is an input: not 0" test "$status" -ne 0
holds "the input is as it was" cmp a.txt input.txt

# ---- order, title, directories, lists, JATS
run collect --order given -o given.epub c.txt a.txt b.txt
is "--order given" "$(keys given.epub)" "c061-2020 c089-2013 c201-2014"
run collect --order number -o number.epub c.txt a.txt b.txt
is "--order number" "$(keys number.epub)" "c089-2013 c201-2014 c061-2020"
sed -e 's|089/2013|300/2012|' -e 's|14 May 2013|30 December 2015|' a.txt >late.txt
run collect --order date -o date.epub c.txt late.txt b.txt
is "--order date" "$(keys date.epub)" "c201-2014 c300-2012 c061-2020"
run collect --order number -o number-late.epub c.txt late.txt b.txt
is "--order number is not that of dates" "$(keys number-late.epub)" "c300-2012 c201-2014 c061-2020"
run collect --order size -o x.epub a.txt
ends "another order: 2" 2
refused "another order"
run collect --title 'A <b>Year</b> & "more"' -o title.epub a.txt b.txt
holds "--title is escaped" grep -q '<dc:title[^>]*>A &lt;b&gt;Year&lt;/b&gt; &amp; ' <(unzip -p title.epub epub/package.opf)
mkdir in && cp a.txt b.txt c.txt in/
run collect -o directory.epub in/
run collect -o listed.epub a.txt b.txt c.txt
holds "a directory is its files" cmp directory.epub listed.epub
printf '%s\n' c.txt b.txt a.txt >list
run collect --files-from list -o from.epub
holds "--files-from is its lines" cmp from.epub listed.epub
run convert -q -o b.xml b.txt
run collect -o mixed.epub a.txt b.xml c.txt
is "JATS and texts in one book" "$(keys mixed.epub)" "c089-2013 c201-2014 c061-2020"
run collect -o alone.epub a.txt
is "a collection of one" "$(keys alone.epub)" c089-2013

# ---- covers
python3 - <<'END'
import base64, struct, zlib
def chunk(kind, data):
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))
def png(width, height, rows):
    return (b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", struct.pack(">IIBBBBB", width, height, 8, 0, 0, 0, 0)) +
            chunk(b"IDAT", zlib.compress(rows)) + chunk(b"IEND", b""))
# A grey pixel as baseline JPEG: quantisation all ones, one code in each Huffman table.
def segment(mark, data):
    return b"\xff" + bytes([mark]) + struct.pack(">H", len(data) + 2) + data
jpeg = (b"\xff\xd8" + segment(0xe0, b"JFIF\0\1\1\0\0\1\0\1\0\0") + segment(0xdb, b"\0" + b"\1" * 64) +
        segment(0xc0, struct.pack(">BHHB", 8, 8, 8, 1) + b"\1\x11\0") +
        segment(0xc4, b"\0\1" + b"\0" * 15 + b"\0") + segment(0xc4, b"\x10\1" + b"\0" * 15 + b"\0") +
        segment(0xda, b"\1\1\0\0\x3f\0") + b"\x3f" + b"\xff\xd9")
svg = b'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 6 8"><title>A cover</title><rect width="6" height="8" fill="none"/>%s</svg>\n'
files = {
    "good.png": png(3, 4, b"\0\x10\x80\xf0" * 4),
    "good.jpg": jpeg,
    "good.svg": svg % b"",
    "huge.png": png(20000, 20000, b"\0" * 9),
    "cut.png": png(3, 4, b"\0\x10\x80\xf0" * 4)[:40],
    "cut.jpg": jpeg[:60],
    "script.svg": svg % b"<script>1</script>",
    "click.svg": svg % b'<rect width="1" height="1" onclick="1"/>',
    "remote.svg": svg % b'<image xmlns:xlink="http://www.w3.org/1999/xlink" xlink:href="https://example.org/x.png" width="1" height="1"/>',
    "entity.svg": b'<!DOCTYPE svg [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;&a;">]>' + svg % b"<desc>&b;</desc>",
    "broken.svg": (svg % b"")[:-8],
    "small.gif": base64.b64decode("R0lGODlhAQABAIAAAAAAAP///yH5BAEAAAAALAAAAAABAAEAAAIBRAA7"),
    "gif.png": base64.b64decode("R0lGODlhAQABAIAAAAAAAP///yH5BAEAAAAALAAAAAABAAEAAAIBRAA7"),
    "words.png": b"this is no image\n",
    "empty.png": b"",
}
for name, data in files.items():
    with open(name, "wb") as f:
        f.write(data)
END
mkdir directory.png
for good in good.png good.jpg good.svg; do
    run collect --cover "$good" -o "cover-$good.epub" a.txt
    holds "--cover $good: is in the book, byte for byte" cmp "$good" <(unzip -p "cover-$good.epub" "epub/cover.${good#*.}")
    books+=("cover-$good.epub")
done
cp good.png IMAGE
run collect --cover IMAGE -o cover-sniffed.epub a.txt
holds "what a cover is, its bytes say and not its name" cmp IMAGE <(unzip -p cover-sniffed.epub epub/cover.png)
# not_taken ID FILE...
not_taken() {
    local id=$1 bad
    shift
    for bad; do
        run collect --cover "$bad" -o x.epub a.txt
        holds "--cover $bad: not 0" test "$status" -ne 0
        says "--cover $bad: a finding" "$bad: .*\\[$id\\]\$"
        refused "--cover $bad"
    done
}
not_taken RSIS-COVER-001 nowhere.png directory.png
not_taken RSIS-COVER-002 cut.png cut.jpg script.svg click.svg remote.svg entity.svg broken.svg small.gif gif.png words.png empty.png
not_taken RSIS-COVER-003 huge.png

# ---- a full disk
mkdir disk && cp a.txt disk/small.txt
{ cat b.txt && for i in $(seq 4000); do printf '\nParagraph %s, %s: longer than the disk.\n' "$i" "$(sha256sum <<<"$i")"; done; } >disk/large.txt
(ulimit -f 64 && "$RSIS" collect -o x.epub disk/small.txt disk/large.txt 2>"$scratch/err")
status=$?
ends "a book that does not fit: 2" 2
says "it is said with the reason" 'x\.epub cannot be written: File too large.*\[RSIS-OUT-002\]$'
refused "a full disk"
echo old >x.epub
(ulimit -f 64 && "$RSIS" collect --force -o x.epub disk/small.txt disk/large.txt 2>"$scratch/err")
is "the old one stays as it was" "$(cat x.epub)" old
rm x.epub
if [ -w /dev/full ]; then
    "$RSIS" collect -o - a.txt b.txt >/dev/full 2>"$scratch/err"
    status=$?
    ends "standard output that is full, or no output for a book: 2" 2
fi
run collect -o large.epub disk/small.txt disk/large.txt
holds "with room it is made" test -s large.epub

# ---- texts that are hard on markup
paper() { printf 'No. %s/2013 dated 18 March 2013\n\n%s\n\nBy %s\n\nSynopsis\n\nSmall islands need %s.\n\nCommentary\n\nReefs do not move, but %s.\n\nTwo & two < five > three, "so" it is; ]]> ends nothing, and <!-- neither does -->.\n' "$@"; }
paper 001 'Reefs & Radars: <b>Bold</b> "Claims" of a > b' 'Mary <i>Tan</i> & Sons' 'a & b' 'x < y' >markup.txt
long=$(printf 'Archipelago%.0s ' {1..170})End
paper 002 'Short & plain' 'Omar Said' charts 'maps do' >long.txt
paper 003 'Straits' 'Mary Tan' 'خرائط' 'البحر واسع' >rtl.txt
paper 004 'Reefs 🐠 and Radars 📡 👩🏽‍✈️' 'Mary Tan' '🗺️' 'maps do 🌊' >emoji.txt
paper 005 'Peace at Sea' 'Mary Tan' 'מפות' 'הים גדול' >mixed-script.txt
# What recognition would doubt, a person supplies.
{
    echo source,field,value,who,when,reason
    supply() { printf '%s.txt,%s,%s,L. Tan,2026-03-02,as hard as they come\n' "$@"; }
    supply long title "$long"
    supply rtl title 'مضيق ملقا والملاحة الآمنة'
    supply rtl author 'فاطمة الزهراء'
    supply mixed-script title 'שלום בים and Peace at Sea'
    supply mixed-script author 'יעל כהן'
    supply emoji keyword '🐠 & <fish>'
} >hard.csv
for name in markup long rtl emoji mixed-script; do
    run convert -q -t epub --overrides hard.csv -o "hard-$name.epub" "$name.txt"
    holds "$name: a book of its own is made" test -s "hard-$name.epub"
done
run collect --overrides hard.csv --title 'مجموعة & <Papers> 🌏' -o hard.epub markup.txt long.txt rtl.txt emoji.txt mixed-script.txt
is "all are in one book" "$(keys hard.epub)" "c001-2013 c002-2013 c003-2013 c004-2013 c005-2013"
holds "the emoji arrive" grep -q '📡' <(unzip -p hard.epub epub/c004-2013.xhtml)
holds "and the other script" grep -q 'مضيق' <(unzip -p hard.epub epub/nav.xhtml)
holds "so does the long title" grep -qF "$long" <(unzip -p hard.epub epub/nav.xhtml)
run collect --title "$long" -o hard-title.epub a.txt
books+=(hard-title.epub hard-rtl.epub hard.epub)

valid "${books[@]}"
finish
