#!/bin/bash
# status.t - exit statuses: scripts lean on them.
. "$(dirname "$0")/lib.sh"

good >good.txt
without_author >error.txt
without_synopsis >warning.txt

run convert good.txt
ends "a clean commentary: 0" 0

run convert -o warning.xml warning.txt
ends "a warning: 0" 0
says "the warning is shown" '^warning\.txt(:[0-9]+:[0-9]+)?: warning: .* \[RSIS-META-016\]$'
run convert --fail-on warning -o warning2.xml warning.txt
ends "a warning with --fail-on warning: 1" 1
holds "its output is written all the same" cmp warning.xml warning2.xml

run convert -o error.xml error.txt
ends "an error: 1" 1
says "the error is shown" '^error\.txt(:[0-9]+:[0-9]+)?: error: .* \[RSIS-META-004\]$'
holds "a document with an error is written" test -s error.xml

run convert -o out/ good.txt missing.txt warning.txt
ends "an input that cannot be read: 1" 1
says "it is named with the reason" '^missing\.txt: fatal: .*No such file or directory.* \[RSIS-IN-001\]$'
files "the others are converted" out good.xml warning.xml
says "and counted" '^2 converted, 1 failed, 0 unchanged, [0-9]+ findings$'

printf 'PK\003\004\000\000\000\000\000' >binary.txt
: >empty.txt
run convert -o out2/ binary.txt empty.txt good.txt
ends "inputs that are no text: 1" 1
says "a binary file is refused" '^binary\.txt: fatal: .* \[RSIS-IN-004\]$'
says "an empty one too" '^empty\.txt: fatal: .* \[RSIS-IN-003\]$'
files "nothing is written for them" out2 good.xml

head -c 16777217 /dev/zero | tr '\0' 'x' >huge.txt
run convert -o huge.xml huge.txt
ends "an input above the limit: 1" 1
says "it says so" '^huge\.txt: fatal: .* \[RSIS-IN-002\]$'
rm huge.txt

run convert
ends "no input: 2" 2
says "no input is explained" '^rsis convert: no input'
run convert --unknown good.txt
ends "an unknown option: 2" 2
says "its name and where help is" "^Try 'rsis convert --help'\.$"
run convert -t docx good.txt
ends "an unknown format: 2" 2
says "what was expected" '^rsis convert: --to docx: expected jats, epub, html or text$'
run convert -f docx good.txt
says "three and more are spelt out" 'expected auto, markdown, text, wrapped, lines or jats$'
for wrong in -1 4x '' 99999999999; do
    run convert -j "$wrong" good.txt
    ends "-j '$wrong': 2" 2
done
run convert --series nobody good.txt
ends "an unknown series: 2" 2
says "it is named" 'nobody.*\[RSIS-SERIES-00[0-9]\]$'
run convert --overrides nobody.csv good.txt
ends "overrides that are not there: 2" 2
says "they are named" '^nobody\.csv: error: .*\[RSIS-OVR-002\]$'
run convert -o good.txt/x.xml good.txt
ends "an output that cannot be written: 2" 2
run convert good.txt warning.txt
ends "many inputs to standard output: 2" 2

run inspect good.txt
ends "inspect a clean commentary: 0" 0
holds "it shows something" test -s "$scratch/out"
run inspect error.txt
ends "inspect one with an error: 1" 1
run inspect missing.txt
ends "inspect nothing: 1" 1
run inspect good.txt warning.txt
ends "inspect takes one input: 2" 2
run inspect --force good.txt
ends "inspect has no --force: 2" 2
run inspect --format json good.txt
ends "inspect as JSON: 0" 0
holds "it is JSON" python3 -m json.tool "$scratch/out"

"$RSIS" convert good.txt >/dev/full 2>"$scratch/err"
status=$?
ends "standard output on a full disk: 2" 2
says "it says why" 'standard output cannot be written: No space left on device.*\[RSIS-OUT-002\]$'
"$RSIS" convert good.txt >&- 2>"$scratch/err"
status=$?
ends "standard output closed: 2" 2
says "that is said too" 'standard output cannot be written: Bad file descriptor'
# A pipe holds 64 KiB: the program is certain to find out that nobody reads.
{ good && for i in $(seq 3000); do printf '\nA paragraph of the commentary, number %s, that fills the pipe.\n' "$i"; done; } >long.txt
{ "$RSIS" convert -q long.txt 2>"$scratch/err" && echo 0 >"$scratch/status" || echo $? >"$scratch/status"; } | head -c 1 >/dev/null
status=$(cat "$scratch/status")
ends "a reader that went away: 2" 2
says "and a message instead of a silent death" 'standard output cannot be written: Broken pipe'
"$RSIS" convert --help >/dev/full 2>"$scratch/err"
status=$?
ends "help on a full disk: 2" 2
says "help on a full disk says so" '^rsis: standard output: No space left on device$'
"$RSIS" convert -v -o quiet.xml good.txt 2>&-
status=$?
ends "standard error closed: 0" 0
"$RSIS" convert - <&- >"$scratch/out" 2>"$scratch/err"
status=$?
ends "standard input closed: 1" 1
says "a closed standard input is an unreadable one" '^-: fatal: .*Bad file descriptor.*\[RSIS-IN-001\]$'
finish
