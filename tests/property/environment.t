#!/usr/bin/env python3
"""environment.t - the same bytes and the same findings whatever zone, locale, directory, mask, time and number of
threads, and in whatever order the inputs are given (TAP)."""
import os
import random
import sys
import time

from common import Tap, difference, lay_out, note_what_is_missing, run, scratch, tree

tap = Tap()


def convert_all(room, out, *options, shuffle=None, environment=None, directory=None, mask=None):
    """Converts all that lies in ROOM; gives outputs and findings."""
    said = []
    home = directory or room
    for series in ("rsis", "iseas"):
        inputs = sorted(os.listdir(os.path.join(room, series)))
        if shuffle is not None:
            random.Random(shuffle).shuffle(inputs)
        paths = [os.path.join(os.path.relpath(room, home), series, name) for name in inputs]
        profile = ["--series", "iseas-perspective"] if series == "iseas" else []
        done = run("convert", "-v", *profile, *options, "-o", os.path.join(out, series) + "/", "--", *paths, cwd=home,
                   env=environment, umask=-1 if mask is None else mask)
        if done.returncode > 1:
            said.append(f"exit status {done.returncode}".encode())
        said += done.stderr.splitlines()
    return tree(out), said


def compare(name, was, now, findings=True):
    wrong = [path for path in sorted(set(was[0]) | set(now[0])) if was[0].get(path) != now[0].get(path)]
    why = [difference(was[0].get(p, b""), now[0].get(p, b"")) for p in wrong[:2]]
    tap.ok(not wrong, f"{name}: the same bytes", *wrong, *why)
    if findings:
        tap.ok(was[1] == now[1], f"{name}: the same findings", difference(b"\n".join(was[1]), b"\n".join(now[1])))


def main():
    note_what_is_missing()
    base = dict(os.environ)
    variations = {f"{k}={v}": {k: v} for k, v in (
        ("TZ", "Pacific/Kiritimati"), ("TZ", "America/St_Johns"), ("TZ", "XYZ-14:59"), ("TZ", ""),
        ("LC_ALL", "C"), ("LC_ALL", "C.UTF-8"), ("LC_ALL", "tr_TR.UTF-8"), ("LC_ALL", "de_DE.ISO-8859-1"),
        ("LC_ALL", "no such locale"), ("LANG", "tr_TR"), ("SOURCE_DATE_EPOCH", "0"), ("SOURCE_DATE_EPOCH", "4102444800"),
        ("SOURCE_DATE_EPOCH", "yesterday"), ("COLUMNS", "20"), ("POSIXLY_CORRECT", "1"))}
    with scratch() as top:
        room = os.path.join(top, "in")
        lay_out(room)
        for to in ("jats", "text"):
            place = [0]

            def again(*options, kind=to, **how):
                place[0] += 1
                return convert_all(room, os.path.join(top, f"{kind}-{place[0]}"), "-t", kind, *options, **how)

            started = time.time()
            was = again("-j", "2", environment=base)
            names = sum(len(os.listdir(os.path.join(room, s))) for s in ("rsis", "iseas"))
            tap.ok(len(was[0]) == names, f"{to}: all {names} inputs were converted", was[1])
            for name, change in variations.items():
                compare(f"{to}, {name}", was, again("-j", "2", environment={**base, **change}))
            compare(f"{to}, an empty environment", was, again("-j", "2", environment={}))
            for jobs in ("1", "2", "7"):
                compare(f"{to}, -j {jobs}", was, again("-j", jobs))
            for seed in (1, 2, 3):
                compare(f"{to}, another order of inputs", was, again("-j", "3", shuffle=seed), findings=False)
            for mask in (0o000, 0o077):
                compare(f"{to}, umask {mask:03o}", was, again(mask=mask))
            elsewhere = os.path.join(top, "some where", "else")
            os.makedirs(elsewhere, exist_ok=True)
            compare(f"{to}, another directory", was, again(directory=elsewhere), findings=False)
            for root, _, files in os.walk(room):
                for file in files:
                    os.utime(os.path.join(root, file), (1, 1))
            compare(f"{to}, inputs of 1970", was, again())
            time.sleep(max(0.0, 1.1 - (time.time() - started)))
            compare(f"{to}, a second later", was, again())
    return tap.finish()


sys.exit(main())
