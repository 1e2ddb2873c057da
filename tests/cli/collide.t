#!/bin/bash
# collide.t - what is refused before anything is written.
. "$(dirname "$0")/lib.sh"

mkdir -p a/sub b/sub
good >a/x.txt
good >a/sub/x.txt
good >b/sub/x.md
good >b/y.txt
cp a/x.txt x.txt
cp a/x.txt x.md

run convert -o out/ a b
ends "two directories with the same name below: 2" 2
says "the pair is named" '^b/sub/x\.md: error: would be written to out/sub/x\.xml, and so would a/sub/x\.txt.*\[RSIS-OUT-003\]$'
holds "nothing is written, not even the directory" test ! -e out
run convert -o out/ x.txt b/y.txt x.md a/x.txt
ends "three inputs for one output: 2" 2
is "each is named" "$(grep -c 'RSIS-OUT-003' "$scratch/err")" 2
says "the second" '^x\.md: error: .*and so would x\.txt'
says "the third" '^a/x\.txt: error: .*and so would x\.txt'
run convert -o out/ x.txt x.txt
ends "the same input twice: 2" 2
says "it is said plainly" '^x\.txt: error: this input is given twice'
run convert -o out/ a
ends "equal names in different directories of one input: 0" 0
files "are different outputs" out sub/x.xml x.xml
run convert -o case/ x.txt a/sub
ends "a file and a directory with the same name below: 2" 2
cp x.txt X.txt
run convert -o case/ x.txt X.txt
ends "case makes another name" 0

# Outputs that are inputs.
before=$(md5sum x.txt)
run convert -t text -o x.txt x.txt
ends "the output is the input: 2" 2
says "it is named" '^x\.txt: error: its output, x\.txt, is the input x\.txt; nothing was converted \[RSIS-OUT-004\]$'
run convert -t text --force -o . x.txt
ends "by a directory, with --force: 2" 2
run convert -t text --force -o ./a/.././x.txt x.txt
ends "by another path: 2" 2
ln -s x.txt soft && ln x.txt hard
run convert -t text --force -o soft x.txt
ends "by a symbolic link: 2" 2
run convert -t text --force -o hard x.txt
ends "by a hard link: 2" 2
mkdir mixed && ln a/x.txt mixed/y.txt
run convert -t text --force -o mixed/ a/x.txt b/y.txt
ends "another input of the batch: 2" 2
says "both are named" '^b/y\.txt: error: its output, mixed/y\.txt, is the input a/x\.txt'
# shellcheck disable=SC2094 # that is the point
run convert -t text --force -o x.txt - <x.txt
ends "by standard input: 2" 2
# shellcheck disable=SC2094
"$RSIS" convert -t text x.txt >>x.txt 2>"$scratch/err"
status=$?
ends "by standard output: 2" 2
says "standard output is named" 'its output, standard output, is the input x\.txt'
is "the input is as it was" "$(md5sum x.txt)" "$before"
run convert -o /dev/null - </dev/null
ends "a device can be both" 1
mkdir many links
for i in $(seq 200); do good >"many/$i.txt"; done
for i in $(seq 200); do ln "many/$i.txt" "links/$((i % 200 + 1)).txt"; done
run convert -t text --force -o links/ many
ends "many outputs that are inputs: 2" 2
is "each is found" "$(grep -c 'RSIS-OUT-004' "$scratch/err")" 200
good >list.txt
mkdir again && cp list.txt again
run convert -o again/ again
ends "a first run into the directory of the inputs" 0
run convert -o again/ again
ends "the second finds the first one's outputs among its inputs: 2" 2
finish
