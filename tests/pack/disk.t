#!/bin/bash
# disk.t - a disk that is full, at many sizes: nothing or a whole package, and it is said. sanitizers: no; timeout: 300
. "$(dirname "$0")/lib.sh"

good >x.txt
{ pdf && head -c 150000 /dev/urandom; } >x.pdf
arguments=(--original x.pdf x.txt)

there() { find "$scratch/got" -mindepth 1 -printf '%P '; }

# try NAME FORM SIZES COMMAND...: the command gets size and arguments of pack, and leaves $scratch/err.
try() {
    local name=$1 form=$2 small=0 large=0 bad='' size
    pack --form "$form" -o "$scratch/was-$form/" "${arguments[@]}"
    for size in $3; do
        rm -rf "$scratch/got" && mkdir "$scratch/got"
        "$4" "$size" pack -q --date $day --form "$form" "${arguments[@]}"
        status=$?
        if [ $status -eq 0 ] && diff -rq "$scratch/was-$form" "$scratch/got" >/dev/null; then
            large=$((large + 1))
        elif [ $status -eq 2 ] && [ -z "$(there)" ] && grep -qE ': fatal: .*\[RSIS-OUT-002\]$' "$scratch/err"; then
            small=$((small + 1))
        else
            bad="$bad; $size KiB: exit status $status, $(there), $(cat "$scratch/err")"
        fi
    done
    # shellcheck disable=SC2086
    [ -z "$bad" ] && [ $small -gt 2 ] && [ $large -gt 0 ]
    result $? "$name, $form: $small sizes are too small, $large are not" "$bad"
}

limited() (
    ulimit -f "$1"
    "$RSIS" "${@:2}" -o "$scratch/got/" 2>"$scratch/err"
)
for form in zip tar directory; do try "a limit for one file" $form "1 2 3 5 8 13 20 40 80 120 140 150 160 200 220 240 260 300 400" limited; done

# A small file system, where there may be one. What is in it is copied out before it goes.
mounted() {
    # shellcheck disable=SC2016 # for the inner shell
    unshare -m sh -c '
        mount -t tmpfs -o size="$1"k,nr_inodes=100 tmpfs "$2/mount" || exit 77
        shift
        room=$1 && shift
        "$@" -o "$room/mount/" 2>"$room/err"
        status=$?
        cp -r "$room/mount/." "$room/got/" && exit $status' - "$1" "$scratch" "$RSIS" "${@:2}"
}
mkdir "$scratch/mount"
if unshare -m mount -t tmpfs -o size=4k tmpfs "$scratch/mount" 2>/dev/null; then
    for form in zip tar directory; do
        try "a small file system" $form "4 8 16 40 80 150 160 200 240 300 320 340 360 380 400 420 440 480 600" mounted
    done
else
    skip "a small file system" "none may be mounted here"
fi
finish
