#!/bin/bash
# output.t - where outputs go and what they are called.
. "$(dirname "$0")/lib.sh"

good >x.txt
without_synopsis >y.md
run convert x.txt
cp "$scratch/out" x.jats
holds "without -o the output goes to standard output" grep -q '<article' x.jats
run convert -o - x.txt
holds "-o - is the same" cmp "$scratch/out" x.jats
silent "one input to standard output has no last line" ' converted, '
run convert -v x.txt
says "but with -v" '^1 converted, 0 failed, 0 unchanged, [0-9]+ findings$'
run convert - <x.txt
ends "standard input is read" 0
run convert -o named.xml x.txt
holds "-o FILE" cmp named.xml x.jats
run convert -o bare -t text x.txt
holds "a file may have any name" test -s bare
run convert -t text x.txt
holds "-t text to standard output" cmp "$scratch/out" bare

run convert -o new/deep/er/ x.txt y.md
ends "-o DIR/ makes the directories that are missing" 0
files "each output is named after its input" new/deep/er x.xml y.xml
holds "a file in a directory is the same" cmp new/deep/er/x.xml x.jats
mkdir there
run convert -o there x.txt y.md
files "an existing directory needs no slash" there x.xml y.xml
run convert -t text -o there/ x.txt
files "text is called .txt" there x.txt x.xml y.xml

mkdir names
for name in a.TXT b.text c.Markdown d.v2.txt e.html f '.txt' 'g 3.2' .md.txt; do cp x.txt "names/$name"; done
run convert -o named/ names/a.TXT names/b.text names/c.Markdown names/d.v2.txt names/e.html names/f names/.txt \
    'names/g 3.2' names/.md.txt
files "only endings that say text are replaced" named .md.xml .txt.xml a.xml b.xml c.xml d.v2.xml e.html.xml f.xml 'g 3.2.xml'
run convert -o from-stdin/ - <x.txt
files "standard input is called stdin" from-stdin stdin.xml

run convert -o one.xml x.txt y.md
ends "many inputs and one file: 2" 2
says "it says what to do" '^one\.xml: error: 2 inputs .*-o one\.xml/ \[RSIS-OUT-005\]$'
holds "and nothing is written" test ! -e one.xml
run convert -o nowhere/x.xml x.txt
ends "a file in a directory that is missing: 2" 2
says "it is named with the reason" 'nowhere/x\.xml cannot be written: No such file or directory.*\[RSIS-OUT-002\]$'
holds "the directory is not made" test ! -e nowhere
run convert -o x.txt/ x.txt
ends "a directory that is a file: 2" 2
says "it says so" '^x\.txt: fatal: the directory cannot be made: Not a directory.*\[RSIS-OUT-002\]$'
run convert -o x.txt/deeper/ x.txt
ends "and below one: 2" 2
holds "the file is as it was" cmp x.txt <(good)

mkfifo pipe
cat pipe >through &
run convert -o pipe x.txt
wait
ends "a pipe as the output: 0" 0
holds "the output went through it" cmp through x.jats
holds "it is still a pipe" test -p pipe
mkdir special && mkfifo special/x.xml
run convert -o special/ x.txt
ends "a pipe in the way in a directory: 2" 2
says "it is no plain file" '^x\.txt: error: special/x\.xml is there already and is no plain file.*\[RSIS-OUT-001\]$'
mkdir -p dir-in-way/x.xml
run convert --force -o dir-in-way/ x.txt
ends "a directory in the way, even with --force: 2" 2
holds "it stays" test -d dir-in-way/x.xml
if mknod full c 1 7 2>/dev/null && ! echo 2>/dev/null >full; then
    run convert -o full x.txt
    ends "a device that is full: 2" 2
    holds "it is still a device" test -c full
else
    skip "a device that is full: 2" "devices cannot be made here"
    skip "it is still a device" "devices cannot be made here"
fi
long=$(printf 'n%.0s' $(seq 251))
cp x.txt "$long.txt"
run convert -o long/ "$long.txt"
ends "a name as long as the file system allows" 0
files "it is written" long "$long.xml"
cd there && run convert -o ../up/ x.txt && cd ..
files "directories may go up" up x.xml

(umask 027 && run convert -o mode.xml x.txt)
is "the umask holds for outputs" "$(stat -c %a mode.xml)" 640
holds "no temporary file stays anywhere" test -z "$(find . -name '*rsis-*')"
finish
