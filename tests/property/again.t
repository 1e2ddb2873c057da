#!/usr/bin/env python3
"""again.t - converting twice leaves what is there alone: nothing is written, not even the same bytes (TAP)."""
import os
import re
import sys

from common import Tap, lay_out, note_what_is_missing, run, scratch

tap = Tap()


def states(out):
    found = {}
    for root, _, files in os.walk(out):
        for file in files:
            s = os.stat(os.path.join(root, file))
            found[os.path.join(root, file)] = (s.st_ino, s.st_mtime_ns, s.st_ctime_ns, s.st_size, s.st_mode)
        s = os.stat(root)
        found[root] = (s.st_ino, s.st_mtime_ns)
    return found


def sums(done):
    m = re.search(rb"(\d+) converted, (\d+) failed, (\d+) unchanged", done.stderr)
    return tuple(int(x) for x in m.groups()) if m else done.stderr


def main():
    note_what_is_missing()
    with scratch() as top:
        room = os.path.join(top, "in")
        lay_out(room)
        n = len(os.listdir(os.path.join(room, "rsis")))
        for to in ("jats", "text"):
            out = os.path.join(top, to)
            command = ("convert", "-t", to, "-o", out + "/", os.path.join(room, "rsis"))
            first = run(*command)
            tap.ok(sums(first) == (n, 0, 0), f"{to}: the first time, {n} are converted", sums(first))
            was = states(out)
            for more in ((), ("--force",), ("-j", "7"), ("-v",)):
                name = " ".join((to,) + more)
                done = run(*command[:1], *more, *command[1:])
                tap.ok(sums(done) == (0, 0, n), f"{name}: all are unchanged", sums(done))
                tap.ok(states(out) == was, f"{name}: no file and no directory was touched",
                       *sorted(p for p in set(was) | set(states(out)) if was.get(p) != states(out).get(p)))
            victim = sorted(p for p in was if os.path.isfile(p))[0]
            with open(victim, "ab") as f:
                f.write(b" ")
            kept = states(out)
            done = run(*command)
            tap.ok(states(out) == kept, f"{to}: one that differs is left alone too, without --force", sums(done))
            tap.ok(done.returncode == 2, f"{to}: and that is said", done.returncode)
            done = run("convert", "--force", *command[1:])
            tap.ok(sums(done) == (1, 0, n - 1), f"{to}: with --force that one alone is written", sums(done))
    return tap.finish()


sys.exit(main())
