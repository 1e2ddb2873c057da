#!/bin/bash
# same.t - with a day that was given, the same inputs make the same packages whatever lies around them.
. "$(dirname "$0")/lib.sh"

mkdir in
for sample in "$top"/samples/2*.txt; do cp "$sample" in; done
for form in zip directory tar; do
    was=$scratch/was-$form
    make_with() { # NAME COMMAND...: the environment, then the program
        local out=$scratch/made
        rm -rf "$out"
        "${@:2}" pack -q --form $form -o "$out/" "${inputs[@]}" 2>"$scratch/err"
        holds "$form, $1: the same bytes" diff -r "$was" "$out"
    }
    inputs=("$PWD/in")
    pack --form $form -o "$was/" in
    holds "$form: there is something to compare" test "$(find "$was" -type f | wc -l)" -gt 5
    epoch() { SOURCE_DATE_EPOCH=1795392000 "$RSIS" "$@"; } # 2026-11-23T00:00:00Z
    make_with SOURCE_DATE_EPOCH epoch
    dated() { "$RSIS" "$1" --date $day "${@:2}"; }
    for zone in Pacific/Kiritimati XYZ-14:59; do
        zoned() { TZ=$zone dated "$@"; }
        make_with "TZ=$zone" zoned
    done
    for locale in C tr_TR.UTF-8 de_DE.ISO-8859-1; do
        local_() { LC_ALL=$locale dated "$@"; }
        make_with "LC_ALL=$locale" local_
    done
    for mask in 077 000; do
        masked() (umask "$mask" && dated "$@")
        make_with "umask $mask" masked
    done
    if [ $form != directory ]; then
        is "$form: modes inside do not depend on it" "$(umask 077 && dated pack -q --form $form -o "$scratch/one" in/2013-markdown.txt &&
            sha256sum <"$scratch/one" && rm "$scratch/one")" "$(sha256sum <"$was"/rsis-commentary-2013-089-v1.*)"
    fi
    for jobs in 1 8; do
        jobs_() { dated "$1" -j "$jobs" "${@:2}"; }
        make_with "-j $jobs" jobs_
    done
    elsewhere() (cd / && dated "$@")
    make_with "another working directory" elsewhere
    inputs=()
    for name in $(cd in && printf '%s\n' ./*.txt | sort -r); do inputs+=("in/$name"); done
    make_with "another order, named one by one" dated
done

# The comparison can say no.
pack -o "$scratch/a" in/2013-markdown.txt
day=2026-11-24 pack -o "$scratch/b" in/2013-markdown.txt
! cmp -s "$scratch/a" "$scratch/b"
result $? "another day is seen"
sed -i 's/slow/late/' in/2013-markdown.txt
pack -o "$scratch/c" in/2013-markdown.txt
! cmp -s "$scratch/a" "$scratch/c"
result $? "another word is seen"
finish
