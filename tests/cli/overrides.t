#!/bin/bash
# overrides.t - what specs/overrides.md says, run.
. "$(dirname "$0")/lib.sh"

good >CO13046.txt
without_author >other.txt
header=source,field,value,who,when,reason

# The blocks of the specification: block csv | block 'csv refused'
block() { awk -v fence="\`\`\`$1" '$0 == "```" { on = 0 } on { print } $0 == fence { on = 1 }' "$top/specs/overrides.md"; }

block csv >spec.csv
holds "the specification has an example" grep -q . spec.csv
run convert -v --overrides spec.csv -o spec.xml CO13046.txt
ends "its example is accepted" 0
for field in number date title kicker author author.1.orcid doi handle keyword language; do
    holds "which has a row for $field" grep -q "^CO13046.txt,$field," spec.csv
done
says "values are reported as supplied" '^CO13046\.txt(:[0-9]+:[0-9]+)?: info: .*\[RSIS-OVR-003\]$'
sed 's/$/\r/' spec.csv >crlf.csv
run convert --overrides crlf.csv -o crlf.xml CO13046.txt
holds "CR LF makes no difference" cmp spec.xml crlf.xml
{ printf '\357\273\277' && cat spec.csv; } >bom.csv
run convert --overrides bom.csv -o bom.xml CO13046.txt
holds "nor does a byte-order mark" cmp spec.xml bom.xml

block 'csv refused' >refused.csv
holds "the specification says what is refused" test "$(wc -l <refused.csv)" -gt 15
while IFS= read -r row; do
    printf '%s\n%s\n' "$header" "$row" >row.csv
    run convert --overrides row.csv -o row.xml CO13046.txt
    ends "refused: $row" 2
    says "and why: ${row#CO13046.txt,}" '^row\.csv:2:[0-9]+: error: .* \[RSIS-OVR-001\]$'
done <refused.csv
holds "nothing was converted" test ! -e row.xml

# refuses NAME TEXT PLACE-AND-MESSAGE
refuses() {
    # shellcheck disable=SC2059 # escapes are wanted
    printf "$2" >wrong.csv
    run convert --overrides wrong.csv CO13046.txt
    ends "$1: 2" 2
    says "$1: what was expected" "^wrong\.csv:$3.* \[RSIS-OVR-001\]$"
}
row='CO13046.txt,title,A,B,2026-03-02,C'
refuses "an empty file" '' '1:1: error: expected this first line: source,field'
refuses "no header" "$row\n" '1:1: error: expected this first line'
refuses "another header" 'source,field,value,when,who,reason\n' '1:1: error: expected this first line'
refuses "a header with blanks" 'source, field, value, who, when, reason\n' '1:1: error: expected this first line'
refuses "semicolons" 'source;field;value;who;when;reason\n' '1:1: error: expected this first line'
refuses "an empty line" "$header\n$row\n\n$row\n" '3:1: error: 1 fields on this line; expected 6'
refuses "a seventh field" "$header\n$row,D\n" '2:1: error: 7 fields on this line; expected 6'
refuses "not UTF-8" "$header\n$row\xe9\n" '2:35: error: this is not UTF-8'
refuses "a carriage return alone" "$header\r$row\n" '1:35: error: a carriage return stands alone'
refuses "a line end in a value" "$header\nx,title,\"a\nb\",B,2026-03-02,C\n" '2:9: error: value .*: it holds a line end'
refuses "a second title" "$header\n$row\n$row\n" '3:1: error: a second value .*; the first is on line 2'
refuses "two different authors' parts twice" \
    "$header\nx,author.2.given,A,B,2026-03-02,C\nx,author.1.given,A,B,2026-03-02,C\nx,author.2.given,A,B,2026-03-02,C\n" \
    '4:1: error: a second value .*; the first is on line 2'
refuses "a digest and the same in capitals" "$header\n$(printf 'ab%.0s' $(seq 32)),title,A,B,2026-03-02,C\n$(printf \
    'AB%.0s' $(seq 32)),title,A,B,2026-03-02,C\n" '3:1: error: a second value'
printf '%s\nx,titel,A,B,2026-02-30,C\n,title,A,,2026-03-02,C\n"x"y\n' $header >wrong.csv
run convert --overrides wrong.csv CO13046.txt
is "every mistake is reported" "$(grep -o '^wrong.csv:[0-9:]*' "$scratch/err" | tr '\n' ' ')" \
    "wrong.csv:2:3: wrong.csv:2:13: wrong.csv:3:1: wrong.csv:3:10: wrong.csv:4:4: "
{ echo $header && for i in $(seq 500); do echo "x,titel,$i,B,2026-03-02,C"; done; } >wrong.csv
run convert --overrides wrong.csv CO13046.txt
is "but after a hundred it is enough" "$(wc -l <"$scratch/err")" 100
mkdir directory.csv
run convert --overrides directory.csv CO13046.txt
ends "a directory: 2" 2
says "a directory: why" '^directory\.csv: error: the overrides file cannot be read: Is a directory \[RSIS-OVR-002\]$'
{ echo $header && head -c 16777216 /dev/zero | tr '\0' x; } >wrong.csv
run convert --overrides wrong.csv CO13046.txt
ends "too large: 2" 2
says "too large: why" '\[RSIS-OVR-002\]$'

# What was not used.
digest=$(sha256sum <CO13046.txt | cut -d' ' -f1)
cat >used.csv <<END
$header
CO13046.txt,title,By Name,B,2026-03-02,C
${digest^^},title,By Digest,B,2026-03-02,C
other.txt,author,An Author,B,2026-03-02,C
CO13064.txt,title,Misspelt,B,2026-03-02,C
END
run convert --overrides used.csv -o used/ CO13046.txt other.txt
is "rows that no input asked for" "$(grep -o '^used\.csv:.*warning.*OVR-004' "$scratch/err" | cut -d: -f2,3 | tr '\n' ' ')" "2:1 5:1 "
run convert --fail-on warning --overrides used.csv -o used1.xml CO13046.txt
silent "after one input the others do not matter" 'RSIS-OVR-004'
printf '%s\nCO13064.txt,title,Misspelt,B,2026-03-02,C\n' $header >unused.csv
run convert --overrides unused.csv -o used2.xml CO13046.txt
says "unless none was about it" '^unused\.csv: warning: none of the 1 rows is about the input \[RSIS-OVR-004\]$'
run convert -v -j 4 --overrides used.csv -o used3/ CO13046.txt other.txt
says "a row by digest outdoes one by name" '^CO13046\.txt.*By Digest.*\[RSIS-OVR-003\]$'
silent "which is not used" 'By Name'
mkdir deep && cp other.txt deep/
run convert -v --overrides used.csv -o deep.xml deep/other.txt
says "a source has no directories" '^deep/other\.txt.*An Author.*\[RSIS-OVR-003\]$'
finish
