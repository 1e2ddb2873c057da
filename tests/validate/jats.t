#!/bin/bash
# jats.t - JATS from the command line: DTDs from a directory or a catalog and from nowhere else, what other programs
# write, the two forms of the grammar, silence on standard error (TAP). sanitizers: no; timeout: 300
cd "$(dirname "$0")/../.." || exit 1
# shellcheck source=../cli/lib.sh
. tests/cli/lib.sh
cd "$top" || exit 1
BUILD=${BUILD:-build}
SHARED=${RSIS_SHARED:-../shared}
dtds=$top/tests/node_modules/@jats4r/dtds/schema
work=$scratch/work

# The driver, with the flags of the library and against it.
sanitize=()
[ -z "${SANITIZE:-}" ] || sanitize=("-fsanitize=$SANITIZE" -fno-sanitize-recover=all)
read -ra flags < <(make -s flags WERROR=)
# shellcheck disable=SC2046 # names of packages are words
read -ra libs < <(pkg-config --libs $(sed -n 's/^PKGS *:= *//p' Makefile))
if ! cc "${flags[@]}" "${sanitize[@]}" -o "$scratch/jatscheck" tests/validate/jatscheck.c \
    "$BUILD/libarchive_rsis.a" "${libs[@]}" 2>"$scratch/why"; then
    echo "1..0 # the driver does not compile"
    sed 's/^/# /' "$scratch/why"
    exit 1
fi

check() {
    "$scratch/jatscheck" "$@" >"$scratch/out" 2>"$scratch/err"
    status=$?
}
# The last check said nothing on standard error, and a line that matches: hears NAME REGEX; hears_not NAME REGEX
quiet() { [ "$status" -eq 0 ] && [ ! -s "$scratch/err" ]; }
hears() {
    quiet && grep -qE -- "$2" "$scratch/out"
    result $? "$1" "wanted: $2, but: $(said; head -n 20 "$scratch/out")"
}
hears_not() {
    quiet && ! grep -qE -- "$2" "$scratch/out"
    result $? "$1" "did not want: $2, but: $(said; head -n 20 "$scratch/out")"
}

# ---- what rsis writes

shopt -s nullglob
sources=(samples/*.txt "$SHARED"/seed/*.txt "$SHARED"/corpus/render/*/{md,plain,nb}.txt)
for version in 1.3 1.4; do
    all=()
    for source in "${sources[@]}"; do
        series=rsis-commentary
        case $source in */iseas-*) series=iseas-perspective ;; esac
        output=$work/$version-${#all[@]}.xml
        "$RSIS" convert -q --jats $version --series $series -o "$output" "$source" 2>/dev/null
        [ ! -s "$output" ] || all+=("$output")
    done
    [ "${#all[@]}" -ge 11 ]
    result $? "$version: there is something to check" "${#all[@]} files"
    check -y 2026 "${all[@]}"
    hears_not "$version: nothing that rsis writes is invalid" ": (invalid|unreadable|not verifiable)$"
    is "$version: each has a verdict" "$(grep -cE ': valid( with warnings)?$' "$scratch/out")" "${#all[@]}"
done

cat >"$work/supplied.csv" <<'CSV'
source,field,value,who,when,reason
2013-email.txt,number,46/2013,L. Tan,2026-03-02,the number line is cut off in the scan
2013-email.txt,author,C. Raja Mohan,L. Tan,2026-03-02,the byline was taken for a heading
2013-email.txt,author,Ann Other,L. Tan,2026-03-02,the byline was taken for a heading
2013-email.txt,author.1.given,Chilamkuri,L. Tan,2026-03-02,name authority file
2013-email.txt,author.1.surname,Raja Mohan,L. Tan,2026-03-02,name authority file
2013-email.txt,author.2.given,Ann,L. Tan,2026-03-02,name authority file
2013-email.txt,author.1.orcid,0000-0002-1825-0097,L. Tan,2026-03-02,the author told us
2013-email.txt,title,"Talks, at last: ""No"" is not an answer",L. Tan,2026-03-02,the title stood on three lines
2013-email.txt,kicker,Cyber Security,L. Tan,2026-03-02,printed as part of the banner
2013-email.txt,date,2014-03-18,L. Tan,2026-03-02,from the web page
2013-email.txt,handle,10356/81799,L. Tan,2026-03-02,DR-NTU
2013-email.txt,doi,10.5555/12345678,L. Tan,2026-03-02,registered this year
2013-email.txt,keyword,cyber security,L. Tan,2026-03-02,subject cataloguing
2013-email.txt,keyword,espionage,L. Tan,2026-03-02,subject cataloguing
2013-email.txt,language,en-SG,L. Tan,2026-03-02,house style
CSV
"$RSIS" convert -q --overrides "$work/supplied.csv" -o "$work/supplied.xml" samples/2013-email.txt 2>/dev/null
check -y 2026 "$work/supplied.xml"
hears "what people supply is valid" ": valid with warnings$"
printf '1. No\n\nBody ![pic](a.png) text with *em* and [l](http://x.y/z).\n\n![Big picture](b.png)\n' >"$work/bare.md"
"$RSIS" convert -q -o "$work/bare.xml" "$work/bare.md" 2>/dev/null
check "$work/bare.xml"
hears "a text without a title is invalid, for that reason" "error RSIS-JATSV-033"
hears_not "and for no other" "error RSIS-JATSV-(0[0-24-9]|03[0-24-9]|1)"

# ---- the grammar in its two forms

if command -v trang >/dev/null; then
    trang -I rnc -O rng specs/schema/rsis-jats.rnc "$work/made.rng" && cmp "$work/made.rng" specs/schema/rsis-jats.rng
    result $? "rsis-jats.rng is what trang makes of rsis-jats.rnc" "make it again: trang specs/schema/rsis-jats.rnc specs/schema/rsis-jats.rng"
else
    skip "rsis-jats.rng is what trang makes of rsis-jats.rnc" "no trang"
fi
# Without trang: both define the same names.
is "the two define the same" \
    "$(sed -nE 's/^([a-z0-9.-]+) =.*/\1/p' specs/schema/rsis-jats.rnc | grep -v '^start$' | sort | tr '\n' ' ')" \
    "$(sed -nE 's/.*<define name="([^"]+)".*/\1/p' specs/schema/rsis-jats.rng | sort | tr '\n' ' ')"

# ---- DTDs

if [ -f "$dtds/catalog.xml" ]; then
    check -d "$dtds" samples/*.jats.xml "$work"/1.4-*.xml
    hears_not "by the DTDs of a directory all are valid" "RSIS-JATSV-(109|110|111)|: invalid$"
    check -d "$dtds/catalog.xml" samples/2013-email.jats.xml
    hears "by a catalog" ": valid with warnings$"
    check -d "$dtds/1.3" samples/2013-email.jats.xml
    hears "by the directory of one version, without a catalog" ": valid with warnings$"
    check -d "$dtds/1.4" samples/2013-email.jats.xml
    hears "another version's directory has not the DTD" "RSIS-JATSV-110.*"
    hears "and nothing is verified" ": not verifiable$"

    sed 's/<front>/<front colour="red"><quux\/>/' samples/2013-email.jats.xml >"$work/bad.xml"
    check -d "$dtds" "$work/bad.xml"
    hears "an unknown element and an unknown attribute are found" "bad.xml:20: error RSIS-JATSV-109: No declaration for attribute colour"
    hears "with the line" "bad.xml:20: error RSIS-JATSV-109: .*quux"
    sed 's/id="sec2"/id="sec1"/' samples/2013-email.jats.xml >"$work/bad.xml"
    check -d "$dtds" "$work/bad.xml"
    hears "ids are asked by the DTD" "error RSIS-JATSV-109: ID sec1 already defined"

    # Every document type of the catalog can be read.
    count_types=0
    while IFS='"' read -r _ public _ uri _; do
        [ -f "$dtds/$uri" ] && count_types=$((count_types + 1))
        printf '<!DOCTYPE article PUBLIC "%s" "x"><article/>' "$public" >"$work/type-$count_types.xml"
    done < <(grep -o 'publicId="[^"]*" uri="[^"]*article[^"]*\.dtd"' "$dtds/catalog.xml")
    check -d "$dtds" "$work"/type-*.xml
    hears_not "each of $count_types document types can be read" "RSIS-JATSV-11[01]"
    [ "$count_types" -gt 50 ]
    result $? "and they are many"

    # A DTD with a module that is missing, or that lies outside.
    cp -R "$dtds/1.3" "$work/dtd" && rm "$work/dtd/JATS-section1-3.ent"
    check -d "$work/dtd" samples/2013-email.jats.xml
    hears "a missing module is named" "RSIS-JATSV-111.*JATS-section1-3.ent"
    mkdir "$work/small"
    printf '<!ENTITY %% m SYSTEM "../secret.ent">\n%%m;\n' >"$work/small/x.dtd"
    printf '<!ELEMENT article ANY>\n' >"$work/secret.ent"
    printf '<!DOCTYPE article SYSTEM "x.dtd"><article/>' >"$work/small.xml"
    check -d "$work/small" "$work/small.xml"
    hears "a module outside of the directory is not read" "RSIS-JATSV-111.*secret.ent"
    printf '<!ELEMENT article ANY' >"$work/small/x.dtd"
    check -d "$work/small" "$work/small.xml"
    hears "a broken DTD is no verdict" ": (not verifiable|invalid)$"
    hears "but told" "RSIS-JATSV-111"
    printf '<!DOCTYPE article SYSTEM "../secret.ent"><article/>' >"$work/small.xml"
    check -d "$work/small" "$work/small.xml"
    hears "nor is a DTD outside of it" "RSIS-JATSV-110"
else
    skip "validation by DTD" "no JATS DTDs; tests/setup.sh check installs them"
fi

# ---- nothing is opened but the file

if command -v strace >/dev/null && [ -z "${SANITIZE:-}" ]; then
    cat >"$work/outside.xml" <<XML
<!DOCTYPE article PUBLIC "-//NLM//DTD JATS (Z39.96) Journal Archiving and Interchange DTD v1.3 20210610//EN" "http://127.0.0.1:9/x.dtd" [
<!ENTITY a SYSTEM "file://$work/secret.ent"><!ENTITY % b SYSTEM "http://127.0.0.1:9/b.ent"> %b; ]>
<article><front><article-meta/></front><body><p>&a;</p></body></article>
XML
    strace -f -e trace=openat,open,socket,connect -o "$scratch/trace" "$scratch/jatscheck" "$work/outside.xml" >"$scratch/out" 2>&1
    opened=$(sed -n '/outside\.xml/,$p' "$scratch/trace" | grep -vE 'outside\.xml|\+\+\+ exited' | grep -v ENOENT)
    grep -q 'outside\.xml' "$scratch/trace"
    result $? "the file is opened"
    is "no other file is opened and no connection is made" "$opened" ""
    grep -q RSIS-JATSV-006 "$scratch/out"
    result $? "and the entity outside is told" "$(cat "$scratch/out")"
else
    skip "no other file is opened" "no strace, or a sanitizer"
fi

# ---- what other programs write

if command -v pandoc >/dev/null; then
    cat >"$work/other.md" <<'MD'
---
title: Reefs *and* Radars
author: [Mary Tan, Omar Said]
date: 2013-03-18
abstract: Small islands.
keywords: [reefs, radars]
lang: en-SG
article: {elocation-id: e1, doi: 10.5555/12345678, heading: Opinion}
journal: {title: J, publisher-name: P, publisher-id: j, eissn: 2049-3630}
copyright: {statement: (c) 2013 Mary Tan, year: 2013, holder: Mary Tan}
license: {type: open-access, link: 'https://creativecommons.org/licenses/by/4.0/', text: Open.}
---

Text [l](http://example.org/a) and a note.[^1]

# Heading

- one
- two

![Caption](a.png)

| a | b |
|---|---|
| 1 | 2 |

[^1]: A note.
MD
    for type in jats_archiving jats_publishing jats_articleauthoring; do
        pandoc -s -f markdown -t $type -o "$work/$type.xml" "$work/other.md" 2>"$scratch/why"
        check "$work/$type.xml"
        hears_not "pandoc's $type is not refused" ": (invalid|unreadable)$"
    done
    sed 's/<journal-title>J/<journal-title>/; s/2049-3630/2049-3631/; s/2013 Mary/1913 Mary/' "$work/jats_publishing.xml" >"$work/worse.xml"
    check "$work/worse.xml"
    hears "an empty title in it is found" "RSIS-JATSV-081"
    hears "a wrong ISSN" "RSIS-JATSV-024"
    hears "a copyright of another year" "RSIS-JATSV-061"
    pandoc -f markdown -t jats -o "$work/fragment.xml" "$work/other.md"
    check "$work/fragment.xml"
    hears "a fragment is unreadable" ": unreadable$"
else
    skip "what pandoc writes" "no pandoc"
fi

finish
