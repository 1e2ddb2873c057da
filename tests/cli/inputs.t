#!/bin/bash
# inputs.t - files, directories, lists.
. "$(dirname "$0")/lib.sh"

# The paths of the inputs in the order in which they were reported: each has one error.
order() { grep -o '^[^:]*: error: .*RSIS-META-004' "$scratch/err" | cut -d: -f1 | tr '\n' ' '; }

mkdir -p in/2013/deep in/2014 in/.hidden in/empty 'in/a b'
for name in 2013/b.txt 2013/a.md 2013.txt 2014/a.txt 2013/deep/c.txt .dotfile .hidden/x.txt 2013-x.txt 'a b/c d.txt' B.txt é.txt; do
    without_author >"in/$name"
done
mkfifo in/2014/pipe
ln -s ../2014 in/2013/linked-directory
ln -s ../2014/a.txt in/2013/linked.txt
ln -s nowhere in/2014/dangling.txt

run convert -o out/ in
ends "a directory with an input that cannot be read: 1" 1
files "directories are read to the bottom and keep their structure" out 2013-x.xml 2013.xml 2013/a.xml 2013/b.xml \
    2013/deep/c.xml 2013/linked.xml 2014/a.xml B.xml 'a b/c d.xml' é.xml
says "a link that leads nowhere is not lost" '^in/2014/dangling\.txt: fatal: .*\[RSIS-IN-001\]$'
silent "neither pipes nor linked directories are read" '/pipe:|linked-directory'
is "in the order of the bytes" "$(order)" "$(find in -name '*.[mt][dx]*' -not -path '*/.*' -not -name 'dangling*' \
    -not -path '*linked-directory*' | LC_ALL=C sort | tr '\n' ' ')"
cp -r out first
run convert -o out2/ in/
holds "a slash at the end makes no difference" diff -r out out2
silent "not even in the names" '//'
run convert -o out3/ ./in/B.txt in/2014 in/2013.txt
is "inputs come in the order in which they were given" "$(order)" "./in/B.txt in/2014/a.txt in/2013.txt "
run convert -o out4/ .
files "the directory itself can be an input" out4/in 2013-x.xml 2013.xml 2013/a.xml 2013/b.xml 2013/deep/c.xml \
    2013/linked.xml 2014/a.xml B.xml 'a b/c d.xml' é.xml
run convert -o single.xml in/2013/deep
holds "a directory with one file needs no directory for the output" cmp single.xml out/2013/deep/c.xml

run convert -o none/ in/empty
ends "an empty directory: 1" 1
says "it is named" '^in/empty: error: nothing to convert.*\[RSIS-IN-010\]$'
holds "nothing is made" test ! -e none

if can_run_as_user; then
    mkdir locked && without_author >locked.txt && chmod 0 locked locked.txt
    run_as_user convert -o unlocked/ locked locked.txt in/2013/deep
    ends "a directory and a file that cannot be read: 1" 1
    says "the directory is named" '^locked: fatal: .*Permission denied.*\[RSIS-IN-001\]$'
    says "the file is named" '^locked\.txt: fatal: .*Permission denied.*\[RSIS-IN-001\]$'
    says "both are counted" '^1 converted, 2 failed'
    chmod 700 locked
else
    for name in "a directory and a file that cannot be read: 1" "the directory is named" "the file is named" "both are counted"; do
        skip "$name" "root may read everything, and there is no setpriv"
    done
fi
long=$(printf 'd%.0s' $(seq 200))
mkdir long && (cd long && for _ in $(seq 25); do mkdir "$long" && cd "$long" || exit; done; without_author >x.txt)
run convert -o short/ long in/2013/deep
ends "a directory too deep to be named: 1" 1
says "it says so" '^long/d.*: fatal: .*File name too long.*\[RSIS-IN-001\]$'
files "the rest is converted" short c.xml
run convert -o down/ in/2013/deep
deep=in/2013/deep
for i in $(seq 200); do deep=$deep/$i; done
mkdir -p "$deep" && good >"$deep/end.txt"
run convert -o down/ in/2013/deep
ends "two hundred directories deep" 1
holds "the file at the end is found" test -s "down${deep#in/2013/deep}/end.xml"

# Lists.
printf 'in/B.txt\n\nin/2013/b.txt\n' >list
run convert -o list1/ --files-from list
is "--files-from keeps its order" "$(order)" "in/B.txt in/2013/b.txt "
files "outputs are named after the last component" list1 B.xml b.xml
printf 'in/B.txt\r\nin/2013/b.txt' >list
run convert -o list2/ --files-from list
files "CR LF, and a last line without an end" list2 B.xml b.xml
run convert -o list3/ --files-from - < <(printf 'in/B.txt\0in/a b/c d.txt\0')
files "NUL, and a list on standard input" list3 B.xml 'c d.xml'
run convert -o list4/ --files-from list in/2014/a.txt
is "inputs before the list" "$(order)" "in/2014/a.txt in/B.txt in/2013/b.txt "
printf 'in/2013\nin/B.txt\n' >list
run convert -o list5/ --files-from list
ends "a directory in a list: 1" 1
says "it is not read" '^in/2013: fatal: .*Is a directory.*\[RSIS-IN-001\]$'
: >list
run convert -o list6/ --files-from list
ends "an empty list: 1" 1
says "it is named" '^list: error: nothing to convert.*\[RSIS-IN-010\]$'
run convert -o list7/ --files-from missing
ends "a list that is not there: 2" 2
says "it is named with the reason" '^missing: fatal: the list of inputs cannot be read: No such file.*\[RSIS-IN-001\]$'
run convert -o list8/ --files-from - - < <(echo in/B.txt)
ends "standard input twice: 2" 2
holds "nothing is written" test ! -e list8

run convert -o dash/ ./in/B.txt -- in/2013/b.txt
files "-- ends the options" dash B.xml b.xml
cp in/B.txt ./-
run convert -o dash2/ ./-
files "a file called - has a path" dash2 -.xml
run convert -o process.xml <(good)
ends "a pipe that the shell made" 0
run convert -o slow.xml <(sleep 0.3 && good)
ends "one that has nothing to say yet" 0
finish
