#!/bin/bash
# kill.t - kill -9 at random moments: what is there is whole; at most temporaries are left, and the next run names them.
# sanitizers: no; timeout: 300
. "$(dirname "$0")/lib.sh"

rounds=100
mkdir in
for i in $(seq 10 33); do good | sed "s|^No\. 089/2013|No. 1$i/2013|" >"in/$i.txt"; done
pdf >x.pdf
head -c 3000000 /dev/urandom >>x.pdf
sources=$(sha256sum in/* x.pdf && stat -c '%Y %i' in/* x.pdf)

for form in zip directory tar; do pack --form $form -o "$scratch/whole/" in; done
for form in zip directory tar; do pack --form $form --original x.pdf -o "$scratch/alone/" in/10.txt; done

# Each package that is there is whole, and so is each folder of one.
whole() { # REFERENCE
    local package
    for package in out/*; do
        [ ! -e "$package" ] || diff -rq "$1/$(basename "$package")" "$package" || return
    done
}

# Packs until it is killed after a part of the time that it takes: interrupted NUMBER-OF-MICROSECONDS ARGUMENT...
interrupted() {
    local pid
    "$RSIS" pack -q --date $day "${@:2}" >/dev/null 2>"$scratch/err" &
    pid=$!
    sleep "$(printf '0.%06d' "$1")"
    kill -9 $pid 2>/dev/null
    wait $pid 2>/dev/null
}

bad='' unfinished=0 leftovers=0
for ((round = 0; round < rounds; round++)); do
    form=$(printf 'zip\ndirectory\ntar\n' | sed -n "$((round % 3 + 1))p")
    rm -rf out && mkdir out
    if [ $((round % 2)) -eq 0 ]; then
        reference=$scratch/whole most=24 arguments=(-j 4 --form "$form" -o out/ in)
    else
        reference=$scratch/alone most=1 arguments=(--form "$form" --original x.pdf -o out/ in/10.txt)
    fi
    begun=$(date +%s%N)
    "$RSIS" pack -q --date $day "${arguments[@]}" 2>/dev/null
    took=$((($(date +%s%N) - begun) / 1000))
    rm -rf out && mkdir out
    interrupted $((took < 900000 ? (RANDOM * 32768 + RANDOM) % took : 900000)) "${arguments[@]}"
    wrong=$(whole "$reference")
    there=$(find out -mindepth 1 -maxdepth 1 -name 'rsis-*' | wc -l)
    left=$(find out -mindepth 1 -maxdepth 1 -name '.rsis-*.tmp' | wc -l)
    [ "$(find out -mindepth 1 -maxdepth 1 | wc -l)" -eq $((there + left)) ] || wrong="$wrong; also there: $(ls -A out)"
    [ "$there" -eq $most ] || unfinished=$((unfinished + 1))
    leftovers=$((leftovers + left))
    # The next run names what was left, and makes what is missing.
    "$RSIS" pack --date $day "${arguments[@]}" 2>"$scratch/err"
    status=$?
    named=$(grep -c '^out: warning: \.rsis-[0-9]*-[0-9]*\.tmp was left .*\[RSIS-OUT-006\]$' "$scratch/err")
    [ "$named" -eq "$left" ] || wrong="$wrong; $left temporaries, $named are named: $(cat "$scratch/err")"
    [ $status -eq 0 ] && [ "$(find out -mindepth 1 -maxdepth 1 -name 'rsis-*' | wc -l)" -eq $most ] ||
        wrong="$wrong; the next run: $(said)"
    wrong="$wrong$(whole "$reference")"
    [ -z "$wrong" ] || bad="$bad round $round, $form: $wrong"
done
[ -z "$bad" ]
result $? "$rounds rounds: nothing or whole packages, and the next run makes the rest" "$bad"
[ $unfinished -gt $((rounds / 10)) ] && [ $leftovers -gt 0 ]
result $? "the program was at work when it was killed: $unfinished of $rounds runs unfinished, $leftovers temporaries" "too seldom"
is "sources were not touched" "$(sha256sum in/* x.pdf && stat -c '%Y %i' in/* x.pdf)" "$sources"
finish
