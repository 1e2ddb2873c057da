#!/bin/bash
# fault.t - each call that brings a package to the disk fails once, the first, the second, to the last: afterwards there
# is nothing or a whole package, and it is said. sanitizers: no; timeout: 600
. "$(dirname "$0")/lib.sh"

if [ -n "${SANITIZE-}" ]; then
    skip "faults" "sanitizers want to be loaded first"
    finish
    exit
fi

# FAULT names a function and which of its calls fails; a file FIRED appears when it did. Standard streams are left alone.
cat >fault.c <<'END'
#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <stdarg.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <string.h>
#include <sys/syscall.h>
#include <unistd.h>

/* Is this the call that is to fail? Each function asks with a counter of its own. */
static int now(const char *name, atomic_int *calls) {
    const char *fault = getenv("FAULT");
    size_t n = strlen(name);
    if (!fault || strncmp(fault, name, n) != 0 || fault[n] != ':') return 0;
    if (atomic_fetch_add(calls, 1) + 1 != atoi(fault + n + 1)) return 0;
    long fd = syscall(SYS_openat, AT_FDCWD, getenv("FIRED"), O_WRONLY | O_CREAT, 0666);
    syscall(SYS_close, fd);
    return 1;
}
#define FAIL(name, error) do { static atomic_int calls; if (now(name, &calls)) { errno = error; return -1; } } while (0)

ssize_t write(int fd, const void *p, size_t n) {
    if (fd > 2) FAIL("write", ENOSPC);
    return syscall(SYS_write, fd, p, n);
}
ssize_t pwrite(int fd, const void *p, size_t n, off_t at) {
    FAIL("pwrite", ENOSPC);
    static atomic_int calls;
    if (now("short", &calls) && n > 1) n /= 2;
    static atomic_int others;
    if (now("interrupted", &others)) { errno = EINTR; return -1; }
    return syscall(SYS_pwrite64, fd, p, n, at);
}
ssize_t pwrite64(int fd, const void *p, size_t n, off_t at) { return pwrite(fd, p, n, at); }
ssize_t pread(int fd, void *p, size_t n, off_t at) {
    FAIL("pread", EIO);
    return syscall(SYS_pread64, fd, p, n, at);
}
ssize_t pread64(int fd, void *p, size_t n, off_t at) { return pread(fd, p, n, at); }
int close(int fd) {
    int rc = (int)syscall(SYS_close, fd);
    if (fd > 2) FAIL("close", EIO);
    return rc;
}
int fsync(int fd) { FAIL("fsync", EIO); return (int)syscall(SYS_fsync, fd); }
int syncfs(int fd) { FAIL("syncfs", EIO); return (int)syscall(SYS_syncfs, fd); }
int rename(const char *from, const char *to) { FAIL("rename", EIO); return (int)syscall(SYS_renameat2, AT_FDCWD, from, AT_FDCWD, to, 0); }
int renameat2(int a, const char *from, int b, const char *to, unsigned flags) {
    FAIL("renameat2", EIO);
    return (int)syscall(SYS_renameat2, a, from, b, to, flags);
}
int mkdir(const char *path, mode_t mode) { FAIL("mkdir", ENOSPC); return (int)syscall(SYS_mkdirat, AT_FDCWD, path, mode); }
int mkdirat(int at, const char *path, mode_t mode) { FAIL("mkdirat", ENOSPC); return (int)syscall(SYS_mkdirat, at, path, mode); }
int dup(int fd) { FAIL("dup", EMFILE); return (int)syscall(SYS_dup, fd); }
static int opening(int at, const char *path, int flags, mode_t mode) {
    if (flags & (O_CREAT | O_DIRECTORY)) FAIL("open", EMFILE); /* outputs; inputs are another matter */
    return (int)syscall(SYS_openat, at, path, flags, mode);
}
int openat(int at, const char *path, int flags, ...) {
    va_list v;
    va_start(v, flags);
    mode_t mode = flags & O_CREAT ? va_arg(v, mode_t) : 0;
    va_end(v);
    return opening(at, path, flags, mode);
}
int open(const char *path, int flags, ...) {
    va_list v;
    va_start(v, flags);
    mode_t mode = flags & O_CREAT ? va_arg(v, mode_t) : 0;
    va_end(v);
    return opening(AT_FDCWD, path, flags, mode);
}
END
cc -shared -fPIC -o "$scratch/fault.so" fault.c || exit 1

good >x.txt
good | sed 's|^No\. 089/2013|No. 090/2013|' >y.txt
{ pdf && head -c 700000 /dev/zero; } >x.pdf
digest=$(sha256sum x.txt y.txt x.pdf && stat -c '%Y %i' x.txt y.txt x.pdf)

# What is wrong after a run into out/; $scratch/was-FORM is how it should be: wrong FORM
wrong() {
    local package
    for package in out/*; do
        [ -e "$package" ] || continue
        diff -rq "$package" "$scratch/was-$1/$(basename "$package")" || return
    done
    [ -z "$(find . -name '.rsis-*')" ] || echo "a temporary stays: $(find . -name '.rsis-*')"
    if [ "$status" -eq 0 ]; then
        diff -rq "$scratch/was-$1" out
    elif [ "$status" -ne 2 ]; then
        echo "exit status $status"
    elif ! grep -qE ': fatal: .*\[RSIS-OUT-002\]$' "$scratch/err"; then
        echo "no finding"
    fi
}

# Every call of a function, one after the other: each FUNCTION FORM FATAL ARGUMENT...
each() {
    local function=$1 form=$2 fatal=$3 n=0 bad='' failed=0
    shift 3
    while :; do
        n=$((n + 1))
        rm -rf out "$scratch/fired" && mkdir out
        FAULT=$function:$n FIRED=$scratch/fired LD_PRELOAD=$scratch/fault.so run pack -q -j 1 --date $day --form "$form" -o out/ "$@"
        [ -e "$scratch/fired" ] || break
        [ "$status" -eq 0 ] || failed=$((failed + 1))
        bad=$bad$(wrong "$form" | sed "s/^/call $n: /")
        [ "$n" -lt 3000 ] || break
    done
    n=$((n - 1))
    # shellcheck disable=SC2086 # a comparison
    [ -z "$bad" ] && [ "$n" -gt 0 ] && case $fatal in
    all) [ $failed -eq $n ] ;;
    some) [ $failed -gt 0 ] ;;
    none) [ $failed -eq 0 ] ;;
    esac
    result $? "$form: $function fails at each of $n calls${1:+, $# arguments}" "$failed of $n runs failed, wanted $fatal. $bad"
}

for form in zip directory tar; do
    rm -rf "$scratch/was-$form"
    pack --form $form -o "$scratch/was-$form/" x.txt y.txt
    each pwrite $form all x.txt y.txt
    each short $form none x.txt y.txt
    each interrupted $form none x.txt y.txt
    each fsync $form all x.txt y.txt
    each syncfs $form all x.txt y.txt
    each renameat2 $form all x.txt y.txt
    each open $form all x.txt y.txt
    each close $form some x.txt y.txt
    [ $form != directory ] || each mkdir $form all x.txt y.txt
    [ $form != directory ] || each mkdirat $form all x.txt y.txt
    [ $form != directory ] || each dup $form all x.txt y.txt
    # One, with an original that goes through the spool.
    rm -rf "$scratch/was-$form"
    pack --form $form --original x.pdf -o "$scratch/was-$form/" x.txt
    each pwrite $form all --original x.pdf x.txt
    each fsync $form all --original x.pdf x.txt
    each open $form all --original x.pdf x.txt
    each pread $form all --original x.pdf x.txt
    each close $form some --original x.pdf x.txt
done

# --force: the old package or the new one.
pack --form zip --date 2001-01-01 -o old.zip x.txt
pack -o new.zip x.txt
for function in pwrite fsync rename open; do
    n=0 bad=
    while :; do
        n=$((n + 1))
        rm -f "$scratch/fired" && cp old.zip now.zip
        FAULT=$function:$n FIRED=$scratch/fired LD_PRELOAD=$scratch/fault.so run pack -q --force --date $day -o now.zip x.txt
        [ -e "$scratch/fired" ] || break
        [ "$status" -eq 2 ] && { cmp -s now.zip old.zip || cmp -s now.zip new.zip; } && [ -z "$(find . -name '.rsis-*')" ] || bad="$bad $n"
    done
    [ $n -gt 1 ] && [ -z "$bad" ]
    result $? "--force: $function fails at each of $((n - 1)) calls: the old or the new one" "not so at call$bad; $(said)"
done
is "sources were not touched" "$(sha256sum x.txt y.txt x.pdf && stat -c '%Y %i' x.txt y.txt x.pdf)" "$digest"


FAULT=mkdir:1 FIRED=$scratch/fired LD_PRELOAD=$scratch/fault.so run pack -q -o made/ x.txt
ends "the folder of the packages cannot be made: 2" 2
says "it is said" '^made: fatal: the directory cannot be made: No space left'
finish
