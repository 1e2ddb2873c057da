#!/bin/bash
# existing.t - what is there already; two inputs that are one package; directories of inputs; places that cannot be written.
. "$(dirname "$0")/lib.sh"

id=rsis-commentary-2013-089-v1
good >x.txt
for form in zip tar directory; do
    ending=.$form
    [ $form != directory ] || ending=
    package=$form/$id$ending
    pack --form $form -o $form/ x.txt
    ends "$form: made" 0
    find $form -exec touch -h -d 2001-01-01 {} +
    facts=$(find $form -mindepth 1 -printf '%p %i %T@ %s\n' | sort)
    run pack --form $form --date $day -o $form/ x.txt
    ends "$form: the same again: 0" 0
    says "$form: is unchanged" '^0 converted, 0 failed, 1 unchanged, '
    is "$form: and not touched" "$(find $form -mindepth 1 -printf '%p %i %T@ %s\n' | sort)" "$facts"
    run pack --force --form $form --date $day -o $form/ x.txt
    is "$form: not even with --force" "$(find $form -mindepth 1 -printf '%p %i %T@ %s\n' | sort)" "$facts"

    cp -r $package kept
    run pack --form $form --date 2026-11-24 -o $form/ x.txt
    ends "$form: one that differs: 2" 2
    says "$form: it is named" "^x\.txt: error: $package is there already .*nothing was written \[RSIS-OUT-001\]$"
    holds "$form: it is left alone" diff -r kept $package
    run pack --force --form $form --date 2026-11-24 -o $form/ x.txt
    if [ $form = directory ]; then
        ends "$form: not even --force replaces a folder: 2" 2
        holds "$form: it is left alone still" diff -r kept $package
        echo more >$package/data/more
        pack --form $form -o $form/ x.txt
        ends "$form: one file more is a difference: 2" 2
        rm $package/data/more && rm $package/data/article.xml && mkfifo $package/data/article.xml
        status=124 && timeout 20 "$RSIS" pack -q --date $day --form $form -o $form/ x.txt 2>"$scratch/err" || status=$?
        ends "$form: a FIFO in it is one, and holds nothing up: 2" 2
    else
        ends "$form: with --force it is replaced: 0" 0
        ! diff -rq kept $package >/dev/null
        result $? "$form: by another"
    fi
    rm -rf kept
    is "$form: no temporary stays" "$(find . -name '.rsis-*')" ""
done
mkdir there && mkdir there/$id.zip
pack -o there/ x.txt
ends "a folder in a file's place: 2" 2
says "it is named" "$id\.zip is there already and is no plain file.*\[RSIS-OUT-001\]$"
ln -s nowhere dangling
pack -o dangling x.txt
ends "a link that leads nowhere: 2" 2
holds "it stays" test -L dangling
echo old >target && ln -s target link
pack --force -o link x.txt
ends "a link to a file, with --force: 0" 0
holds "stays a link" test -L link
holds "and its file is replaced" unzip -tqq target

# Two inputs that are one package: always the first is kept.
mkdir in
good >in/a.txt
for i in $(seq 10 40); do
    good | sed "s/slow/slow$i/" >"in/b$i.txt"
    good | sed "s|^No\. 089/2013|No. 1$i/2013|" >"in/c$i.txt"
done
pack -o first x.txt
for jobs in 1 8 8 8; do
    run pack --date $day -j $jobs -o twice/ in
    ends "-j $jobs: one number many times: 1" 1
    is "-j $jobs: each later one is named" "$(grep -c '^in/b[0-9]*\.txt: error: an earlier input is the package rsis-commentary-2013-089-v1 already; nothing was packed \[RSIS-PACK-002\]$' "$scratch/err")" 31
    says "-j $jobs: the others are made" '^32 converted, 31 failed, 0 unchanged, '
    holds "-j $jobs: the first is there" cmp in/a.txt <(unzip -p twice/$id.zip "*/data/original/a.txt")
    is "-j $jobs: nothing else is" "$(find twice -mindepth 1 | wc -l)" 32
    is "-j $jobs: findings are in order" "$(grep -o '^in/[a-z0-9]*' "$scratch/err")" "$(grep -o '^in/[a-z0-9]*' "$scratch/err" | LC_ALL=C sort)"
    rm -r twice
done
: >in/0.txt
run pack --date $day -j 4 -o some/ in
ends "an input that fails: 1" 1
says "does not stop the others" '^32 converted, 32 failed, 0 unchanged, '
pack -o one.zip x.txt in/a.txt
ends "two inputs, one file: 2" 2
says "it is said" 'RSIS-OUT-005'
holds "nothing is there" test ! -e one.zip
run pack x.txt
ends "no place: 2" 2
run pack -o - x.txt
ends "standard output is none: 2" 2
mkdir empty
run pack -o none/ empty
ends "a folder without files: 1" 1
says "is said" 'nothing to pack'
find in -type f | sort >list
run pack --date $day --files-from list -o listed/ 2>/dev/null
says "a list of inputs" '^32 converted'
holds "gives the same" diff -r some listed
mkdir -p deep/er/est && cp x.txt deep/er/est
pack -o new/place/for/ deep
ends "a folder to the bottom, into one that is new: 0" 0
holds "is there" test -e new/place/for/$id.zip

if can_run_as_user; then
    mkdir locked && chmod 500 locked
    for form in zip tar directory; do
        run_as_user pack --form $form -o locked/ x.txt
        ends "$form: a read-only folder: 2" 2
        says "$form: it is named, with the reason" '^x\.txt: fatal: locked/rsis.* cannot be written: Permission denied; nothing was written \[RSIS-OUT-002\]$'
    done
    run_as_user pack --original x.txt -o locked/ in/a.txt
    ends "with an original: 2" 2
    says "it is named" 'cannot be written: Permission denied.*\[RSIS-OUT-002\]$'
    is "nothing is there" "$(ls -A locked)" ""
    run_as_user pack -o locked/below/ x.txt
    ends "one that cannot be made: 2" 2
else
    skip "a read-only folder" "root may write everywhere, and there is no setpriv"
fi

# Leftovers are named, and not touched.
mkdir left && echo half >left/.rsis-1-2.tmp && mkdir left/.rsis-1-3.tmp
run pack --date $day -o left/ x.txt
ends "temporaries of another run: 0" 0
says "a file is named" '^left: warning: \.rsis-1-2\.tmp was left by a run .*\[RSIS-OUT-006\]$'
says "a folder is named" '^left: warning: \.rsis-1-3\.tmp was left by a run .*\[RSIS-OUT-006\]$'
is "and both stay" "$(cat left/.rsis-1-2.tmp && ls -d left/.rsis-1-3.tmp)" "$(printf 'half\nleft/.rsis-1-3.tmp')"
run pack --date $day -o left/y.zip x.txt
says "also beside one file" 'RSIS-OUT-006'
pack -o first x.txt
silent "without any, nothing is said" 'RSIS-OUT-006'
finish
