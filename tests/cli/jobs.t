#!/bin/bash
# jobs.t - nothing depends on the number of threads.
# timeout: 300
. "$(dirname "$0")/lib.sh"

# Inputs of very different length, some with findings, some that fail: threads overtake each other.
mkdir in
good >one && without_author >two && without_synopsis >three
{ good && for i in $(seq 1500); do printf '\nParagraph %s of a commentary that takes longer than the others do.\n' "$i"; done; } >four
for i in $(seq 100 220); do
    case $((i % 7)) in
    0) cp four "in/$i.txt" ;;
    1 | 2) cp one "in/$i.txt" ;;
    3) cp two "in/$i.txt" ;;
    4) cp three "in/$i.txt" ;;
    5) : >"in/$i.txt" ;;
    6) ln -s nowhere "in/$i.txt" ;;
    esac
done

run convert -v -j 1 -o out1/ in
ends "one thread: 1" 1
mv "$scratch/err" err1
says_all() { [ "$(grep -c . err1)" -gt 121 ]; }
holds "there is much to say" says_all
holds "in the order of the inputs" bash -c 'sed -n "s/^\(in[^:]*\):.*/\1/p" err1 | LC_ALL=C sort -c'
for jobs in 2 4 16 256 0 1000; do
    run convert -v -j $jobs -o "out$jobs/" in
    sed -i "s|out$jobs/|out1/|" "$scratch/err"
    ends "-j $jobs: 1" 1
    holds "-j $jobs: the same outputs" diff -r out1 "out$jobs"
    holds "-j $jobs: the same findings in the same order" diff err1 "$scratch/err"
done
run convert -v --diagnostics json -j 1 -o out1/ in
mv "$scratch/err" err1
run convert -v --diagnostics json -j 5 -o out1/ in
holds "and as JSON" diff err1 "$scratch/err"
finish
