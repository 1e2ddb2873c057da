#!/bin/bash
# existing.t - outputs that are there already.
. "$(dirname "$0")/lib.sh"

good >x.txt
without_synopsis >y.txt
run convert -o out/ x.txt y.txt
says "the first run" '^2 converted, 0 failed, 0 unchanged, '
touch -d 2001-01-01 out/x.xml out/y.xml
inode=$(stat -c '%i %Y' out/x.xml)
run convert -o out/ x.txt y.txt
ends "the same again: 0" 0
says "is unchanged" '^0 converted, 0 failed, 2 unchanged, '
is "and is not touched" "$(stat -c '%i %Y' out/x.xml)" "$inode"
run convert --force -o out/ x.txt y.txt
says "not even with --force" '^0 converted, 0 failed, 2 unchanged, '

echo mine >out/x.xml
run convert -o out/ x.txt y.txt
ends "one that differs: 2" 2
says "it is named, and how to replace it" '^x\.txt: error: out/x\.xml is there already and differs \(--force replaces it\); nothing was written \[RSIS-OUT-001\]$'
says "the others go on" '^0 converted, 1 failed, 1 unchanged, '
is "it is left alone" "$(cat out/x.xml)" mine
run convert --force -o out/ x.txt y.txt
ends "with --force: 0" 0
says "it is replaced" '^1 converted, 0 failed, 1 unchanged, '
run convert -o - x.txt
holds "by the right one" cmp out/x.xml "$scratch/out"
{ cat "$scratch/out" && echo; } >out/x.xml
run convert -o out/x.xml x.txt
ends "one byte more is a difference" 2
tr '<' '[' <"$scratch/out" >out/x.xml
run convert -o - x.txt
head -c -1 "$scratch/out" >out/x.xml && printf X >>out/x.xml
run convert -o out/x.xml x.txt
ends "a different last byte is one" 2
: >out/x.xml
run convert -o out/x.xml x.txt
ends "an empty file is one" 2

run convert -o - x.txt
cp "$scratch/out" x.jats
echo old >target
ln -s ../target out/link.xml
run convert --force -o out/link.xml x.txt
ends "a link to a file, with --force: 0" 0
holds "stays a link" test -L out/link.xml
holds "and its file is replaced" cmp target x.jats
run convert -o out/link.xml x.txt
ends "an unchanged one behind a link: 0" 0
ln -s nowhere dangling
run convert -o dangling x.txt
ends "a link that leads nowhere is in the way: 2" 2
says "it is said like that" '^x\.txt: error: dangling is there already.*\[RSIS-OUT-001\]$'
holds "it stays" test -L dangling
run convert --force -o dangling x.txt
holds "with --force it is replaced" cmp dangling x.jats
holds "and nothing appears where it led" test ! -e nowhere

# A reader sees the old output or the new one, never a part: it is replaced, not rewritten.
echo old >held
exec 9<held
run convert --force -o held x.txt
is "who has the old one open keeps it" "$(cat <&9)" old
exec 9<&-
if can_run_as_user; then
    mkdir locked && echo mine >locked/y.xml && chmod 500 locked && chmod 0 locked/y.xml
    run_as_user convert -o locked/ x.txt
    ends "a directory that cannot be written to: 2" 2
    says "it is named with the reason" 'locked/x\.xml cannot be written: Permission denied.*\[RSIS-OUT-002\]$'
    run_as_user convert -o locked/ y.txt
    says "a file that cannot be read may differ" '^y\.txt: error: locked/y\.xml is there already.*\[RSIS-OUT-001\]$'
    run_as_user convert -o locked/below/ x.txt
    says "a directory that cannot be made" '^locked/below: fatal: the directory cannot be made: Permission denied.*\[RSIS-OUT-002\]$'
else
    for name in "a directory that cannot be written to: 2" "it is named with the reason" "a file that cannot be read may differ" \
        "a directory that cannot be made"; do
        skip "$name" "root may write everywhere, and there is no setpriv"
    done
fi
holds "no temporary file stays" test -z "$(find . -name '*rsis-*')"
finish
