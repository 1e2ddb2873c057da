#!/bin/bash
# disk.t - a disk that is full: nothing half-written, and it is said. A limit on file sizes stands in for it.
. "$(dirname "$0")/lib.sh"

good >small.txt
{ good && for i in $(seq 2000); do printf '\nParagraph %s of a commentary that is longer than the disk.\n' "$i"; done; } >large.txt
good >other.txt

# limited COMMAND...: no file may grow above 64 KiB.
limited() (
    ulimit -f 64
    "$RSIS" "$@" 2>"$scratch/err"
)

limited convert -o out/ small.txt large.txt other.txt
status=$?
ends "an output that does not fit: 2" 2
says "it is named with the reason" '^large\.txt: fatal: out/large\.xml cannot be written: File too large; nothing was written \[RSIS-OUT-002\]$'
files "nothing of it is there, and the others are" out other.xml small.xml
says "all are counted" '^2 converted, 1 failed, 0 unchanged'

echo old >out/large.xml
limited convert --force -o out/ large.txt
status=$?
ends "one that would replace another: 2" 2
is "the old one is as it was" "$(cat out/large.xml)" old
holds "no temporary file stays" test -z "$(find . -name '*rsis-*')"

limited convert large.txt >partial
status=$?
ends "standard output on a full disk: 2" 2
says "it is not said that nothing was written" 'standard output cannot be written: File too large; the output is incomplete \[RSIS-OUT-002\]$'

limited convert -o single.xml large.txt
status=$?
ends "a single output: 2" 2
holds "is not there" test ! -e single.xml

run convert --force -o out/ small.txt large.txt other.txt
ends "with room again: 0" 0
says "only the missing one is written" '^1 converted, 0 failed, 2 unchanged'
holds "it is whole" xmllint --noout out/large.xml
finish
