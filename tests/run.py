#!/usr/bin/env python3
"""run.py - runs the tests of rsis and ends with "N passed, N failed, N skipped".

usage: tests/run.py [-j N] [TEST...]      (after `make all unit`; `make check` does both)

Tests are found by their place: tests/unit/*.c (cmocka, built as $BUILD/tests/unit/*), tests/*.t, tests/*/*.t
and tests/*/*test*.py, all of which speak TAP (other *.py are modules and tools of tests). Each runs from the
top of the tree in a process group of its own, with a time limit (120 s, or what a "timeout: N" in its first ten
lines says), and with

    RSIS        the program            BUILD     where it was built      SANITIZE  which sanitizer, or empty
    TMPDIR      an empty directory     RSIS_SHARED  optional test material beside the tree

What counts as failed: "not ok", a plan that is missing or not kept, a bad exit status, the time limit and any
report of a sanitizer, caught or not. tests/*.t look at the tree and its build as such, not at behaviour, and
are left out under a sanitizer. Exit status 1 when anything failed, and when nothing ran.
"""
import argparse
import concurrent.futures
import glob
import os
import re
import signal
import subprocess
import sys
import tempfile
import time

TOP = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
BUILD = os.path.abspath(os.path.join(TOP, os.environ.get("BUILD") or "build"))
SANITIZE = os.environ.get("SANITIZE", "")
running = set()  # process groups, to be ended when this program is told to end
NOT_TESTS = ("node_modules", "bench", "example")

RESULT = re.compile(r"(not )?ok\b[ \t]*(\d*)[ \t]*(.*)")
PLAN = re.compile(r"1\.\.(\d+)[ \t]*(#[ \t]*skip\b.*)?", re.I)
SKIP = re.compile(r"#[ \t]*(skip|todo)\b[ \t]*(.*)", re.I)


class Result:
    """What one test file did."""

    def __init__(self, name):
        self.name = name
        self.passed = self.failed = 0
        self.skips = []      # reasons
        self.troubles = []   # failures that are not a "not ok"
        self.output = ""
        self.seconds = 0.0

    def fail(self, why):
        self.failed += 1
        self.troubles.append(why)

    def show(self):
        word = "FAILED" if self.failed else "ok" if self.passed else "skipped"
        counts = [(self.passed, "passed"), (self.failed, "failed"), (len(self.skips), "skipped")]
        counts = ", ".join(f"{n} {what}" for n, what in counts if n)
        print(f"{word:8}{self.name:42} {counts} ({self.seconds:.1f} s)")
        if self.failed:
            print("\n".join("    " + line for line in self.output.splitlines() + self.troubles))
        for reason in self.skips:
            print(f"    skipped: {reason}")
        sys.stdout.flush()


def parse_tap(result, text, cmocka):
    """Counts what TAP says. cmocka prints a plan for each group, and writes "not ok" before a SKIP."""
    seen = planned = plans = 0
    for line in text.splitlines():
        if m := PLAN.fullmatch(line.rstrip()):
            plans += 1
            planned += int(m[1])
            if m[1] == "0":
                result.skips.append((m[2] or "# nothing to do").lstrip("# ")[4:].strip())
        elif m := RESULT.fullmatch(line.rstrip()):
            seen += 1
            skip = SKIP.search(m[3])
            if skip and (cmocka or not m[1]):
                result.skips.append(skip[2] or m[3])
            elif m[1]:
                result.failed += 1
            else:
                result.passed += 1
        elif line.startswith("Bail out!"):
            result.fail(line)
    if plans == 0:
        result.fail("no plan: not TAP, or it ended early")
    elif plans > 1 and not cmocka:
        result.fail("more than one plan")
    elif seen != planned:
        result.fail(f"{planned} tests were planned and {seen} ran")


def marked(path, pattern):
    """What the first lines of a test say of how it is run."""
    with open(path, encoding="utf-8", errors="replace") as source:
        for _, line in zip(range(10), source):
            if m := re.search(pattern, line):
                return m
    return None


def time_limit(path):
    m = marked(path, r"timeout: (\d+)")
    return int(m[1]) if m else 120


def environment(scratch):
    log = f"exitcode=86:log_path={scratch}/sanitizer"
    env = dict(os.environ, RSIS=BUILD + "/rsis", BUILD=BUILD, SANITIZE=SANITIZE, TMPDIR=scratch + "/tmp",
               CMOCKA_MESSAGE_OUTPUT="TAP", PYTHONDONTWRITEBYTECODE="1",
               ASAN_OPTIONS=log + ":allocator_may_return_null=1:detect_stack_use_after_return=1",
               UBSAN_OPTIONS=log + ":print_stacktrace=1", TSAN_OPTIONS=f"{log}:suppressions={TOP}/tests/tsan.supp")
    env.setdefault("RSIS_SHARED", os.path.join(TOP, "..", "shared"))
    return env


def end(group):
    try:
        os.killpg(group, signal.SIGKILL)
    except ProcessLookupError:
        pass


def interrupted(number, _frame):
    for group in list(running):
        end(group)
    os._exit(128 + number)


def execute(result, command, limit, scratch):
    """Runs the command with its whole family; gives its standard output, and its status or None."""
    os.mkdir(scratch + "/tmp")
    with open(scratch + "/out", "w+b") as out, open(scratch + "/err", "w+b") as err:
        process = subprocess.Popen(command, cwd=TOP, env=environment(scratch), stdin=subprocess.DEVNULL,
                                   stdout=out, stderr=err, start_new_session=True)
        running.add(process.pid)
        try:
            status = process.wait(limit)
        except subprocess.TimeoutExpired:
            status = None
        running.discard(process.pid)
        end(process.pid)  # also what the test left running
        process.wait()
        texts = []
        for stream in (out, err):
            stream.seek(0)
            texts.append(stream.read().decode("utf-8", "replace"))
    result.output = texts[0] + texts[1]
    return texts[0], status


def run(test):
    name, command, source = test
    result = Result(name)
    started = time.monotonic()
    limit = time_limit(source) * (3 if SANITIZE else 1)
    with tempfile.TemporaryDirectory(prefix="rsis-test-") as scratch:
        try:
            text, status = execute(result, command, limit, scratch)
        except OSError as error:
            result.fail(f"cannot be run: {error}")
            return result
        parse_tap(result, text, cmocka=source.endswith(".c"))
        if status is None:
            result.fail(f"did not end within {limit} s")
        elif status != 0 and not result.failed:
            result.fail(f"exit status {status}")
        for report in sorted(glob.glob(scratch + "/sanitizer.*")):
            with open(report, encoding="utf-8", errors="replace") as lines:
                result.fail(lines.read())
    result.seconds = time.monotonic() - started
    return result


def find(patterns):
    """The tests as (name, command, source), those that may take long first."""
    paths = [p for pattern in patterns or ["tests/unit/*.c", "tests/*/*.t", "tests/*/*test*.py", "tests/*.t"]
             for p in sorted(glob.glob(pattern, root_dir=TOP)) or ([pattern] if patterns else [])]
    tests = []
    for path in dict.fromkeys(paths):
        full = os.path.join(TOP, path)
        if path.split("/")[1:2] and path.split("/")[1] in NOT_TESTS:
            continue
        apart = re.fullmatch(r"tests/[^/]*\.t", path) or marked(full, "sanitizers: no")  # other tools, or hours
        if SANITIZE and apart and not patterns:
            continue
        command = [os.path.join(BUILD, path[:-2])] if path.endswith(".c") else [full]
        tests.append((path, command, full))
    return sorted(tests, key=lambda t: -time_limit(t[2]) if os.path.exists(t[2]) else 0)


def main():
    parser = argparse.ArgumentParser(usage="tests/run.py [-j N] [TEST...]")
    parser.add_argument("-j", type=int, default=len(os.sched_getaffinity(0)))
    parser.add_argument("tests", nargs="*")
    options = parser.parse_args()
    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, interrupted)
    passed = failed = skipped = 0
    with concurrent.futures.ThreadPoolExecutor(options.j) as pool:
        for result in pool.map(run, find(options.tests)):
            result.show()
            passed += result.passed
            failed += result.failed
            skipped += len(result.skips)
    if passed + failed == 0:
        print("no test ran")
    line = f"{passed} passed, {failed} failed, {skipped} skipped"
    os.makedirs(BUILD, exist_ok=True)
    with open(BUILD + "/tests.count", "w", encoding="ascii") as count:
        count.write(line + "\n")
    print(line)
    sys.exit(1 if failed or passed == 0 else 0)


if __name__ == "__main__":
    main()
