#!/bin/bash
# fault.t - every call that brings an output to the disk fails in turn: it is said, and nothing is left behind.
. "$(dirname "$0")/lib.sh"

if [ -n "${SANITIZE-}" ]; then
    skip "faults" "sanitizers want to be loaded first"
    finish
    exit
fi

# What FAULT names fails, for files only; "short" and "interrupted" are no errors.
cat >fault.c <<'END'
#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/syscall.h>
#include <unistd.h>

static int wanted(const char *name) {
    const char *fault = getenv("FAULT");
    return fault && strcmp(fault, name) == 0;
}
static int fail(int error) {
    errno = error;
    return -1;
}
ssize_t write(int fd, const void *bytes, size_t n) {
    static int calls;
    if (wanted("slow")) usleep(2000);
    if (fd > 2 && wanted("write")) return fail(ENOSPC);
    if (fd > 2 && wanted("late-write") && ++calls > 1) return fail(ENOSPC);
    if (fd > 2 && wanted("interrupted") && ++calls % 2) return fail(EINTR);
    if (fd > 2 && (wanted("short") || wanted("late-write")) && n > 7) n = 7;
    return syscall(SYS_write, fd, bytes, n);
}
int close(int fd) {
    int rc = (int)syscall(SYS_close, fd);
    return fd > 2 && wanted("close") ? fail(EIO) : rc;
}
int fsync(int fd) { return wanted("fsync") ? fail(EIO) : (int)syscall(SYS_fsync, fd); }
int syncfs(int fd) { return wanted("syncfs") ? fail(EIO) : (int)syscall(SYS_syncfs, fd); }
int rename(const char *from, const char *to) {
    return wanted("rename") ? fail(EIO) : (int)syscall(SYS_renameat2, AT_FDCWD, from, AT_FDCWD, to, 0);
}
int renameat2(int a, const char *from, int b, const char *to, unsigned flags) {
    if (wanted("renameat2")) return fail(EIO);
    return wanted("old-kernel") || wanted("rename") ? fail(ENOSYS) : (int)syscall(SYS_renameat2, a, from, b, to, flags);
}
int mkdir(const char *path, mode_t mode) {
    return wanted("mkdir") ? fail(ENOSPC) : (int)syscall(SYS_mkdirat, AT_FDCWD, path, mode);
}
END
cc -shared -fPIC -o "$scratch/fault.so" fault.c || exit 1
faulty() { # FAULT ARGUMENT...
    FAULT=$1 LD_PRELOAD=$scratch/fault.so run "${@:2}"
}

mkdir in
good >in/x.txt
without_synopsis >in/y.txt
run convert -o right/ in

# FAULT MESSAGE
for case in 'write:No space left on device' 'late-write:No space left on device' 'close:Input/output error' \
    'rename:Input/output error' 'renameat2:Input/output error'; do
    fault=${case%%:*}
    faulty "$fault" convert -j 1 -o "$fault/" in
    ends "$fault: 2" 2
    says "$fault: why" "^in/x\.txt: fatal: $fault/x\.xml cannot be written: ${case#*:}; nothing was written \[RSIS-OUT-002\]$"
    says "$fault: how many" '^0 converted, 2 failed, 0 unchanged, '
    files "$fault: nothing is left" "$fault"
    mkdir -p "$fault-old" && echo old >"$fault-old/x.xml"
    [ "$fault" = renameat2 ] && continue # --force needs rename alone
    faulty "$fault" convert --force -o "$fault-old/" in/x.txt
    ends "$fault, --force: 2" 2
    is "$fault, --force: the old output stays" "$(cat "$fault-old/x.xml")" old
    files "$fault, --force: alone" "$fault-old" x.xml
done
for fault in short interrupted old-kernel; do
    faulty "$fault" convert -o "$fault/" in
    ends "$fault: 0" 0
    holds "$fault: no harm is done" diff -r right "$fault"
done

# With standard error closed, its number must not come to stand for an output while other threads report.
mkdir many
for i in $(seq 40); do without_author >"many/$i.txt"; done
run convert -o open/ many
FAULT=slow LD_PRELOAD=$scratch/fault.so "$RSIS" convert -v -j 4 -o closed/ many 2>&-
holds "no finding goes into an output" diff -r open closed

faulty fsync convert -o one.xml in/x.txt
ends "fsync of one output: 2" 2
says "fsync: why" '^in/x\.txt: fatal: one\.xml cannot be written: Input/output error; nothing was written \[RSIS-OUT-002\]$'
holds "fsync: nothing is left" test ! -e one.xml
faulty fsync convert -o batch/ in
ends "a batch is not synced file by file: 0" 0
faulty syncfs convert -o synced/ in
ends "but once at its end: 2" 2
says "syncfs: why" '^synced: fatal: what was written may not have reached the disk: Input/output error \[RSIS-OUT-002\]$'
holds "syncfs: the outputs are there" diff -r right synced
faulty syncfs convert -o synced/ in
ends "nothing written, nothing to sync: 0" 0
faulty syncfs convert in/x.txt
ends "nor for standard output: 0" 0
faulty mkdir convert -o made/ in
ends "mkdir: 2" 2
says "mkdir: why" '^made: fatal: the directory cannot be made: No space left on device; nothing was converted \[RSIS-OUT-002\]$'
mkdir -p deep/sub there && cp in/x.txt deep/sub
faulty mkdir convert -o there/ deep
ends "mkdir of a sub-directory: 2" 2
says "mkdir of a sub-directory: why" '^deep/sub/x\.txt: fatal: there/sub/x\.xml cannot be written: No space left'
finish
