"""common.py - what the property tests share: sources, runs of the program, TAP. A module, not a test."""
import difflib
import glob
import os
import shutil
import subprocess
import sys
import tempfile

TOP = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
RSIS = os.path.abspath(os.environ.get("RSIS") or os.path.join(TOP, "build/rsis"))
SHARED = os.path.abspath(os.environ.get("RSIS_SHARED") or os.path.join(TOP, "../shared"))
sys.path.insert(0, os.path.join(TOP, "tests/golden"))


class Tap:
    """Counts results; `finish` gives the exit status."""

    def __init__(self):
        self.number = self.failed = 0

    def ok(self, holds, name, *why):
        self.number += 1
        self.failed += not holds
        print("ok" if holds else "not ok", self.number, "-", name)
        if not holds:
            for line in "\n".join(str(w) for w in why).splitlines()[:30]:
                print("#", line)

    def skip(self, name, why):
        self.number += 1
        print("ok", self.number, "-", name, "# SKIP", why)

    def finish(self):
        print(f"1..{self.number}")
        return 1 if self.failed else 0


def sources():
    """All texts to convert as (name, path); what lies beside the tree is optional."""
    found = [("sample-" + os.path.basename(p)[:-4], p) for p in glob.glob(TOP + "/samples/*.txt")]
    found += [("seed-" + os.path.basename(p)[:-4], p) for p in glob.glob(SHARED + "/seed/*.txt")]
    for kind in ("md", "plain", "nb"):
        found += [(f"corpus-{p.split('/')[-2]}-{kind}", p) for p in glob.glob(f"{SHARED}/corpus/render/*/{kind}.txt")]
    return sorted(found)


def note_what_is_missing():
    if not os.path.isdir(SHARED):
        print("# no seed and no corpus here (RSIS_SHARED); the samples alone are used")


def options_for(name):
    return ["--series", "iseas-perspective"] if "iseas-" in name else []


def scratch():
    """A directory that ends with the test."""
    return tempfile.TemporaryDirectory(prefix="rsis-property-")


def run(*arguments, **how):
    return subprocess.run([RSIS, *arguments], capture_output=True, check=False, stdin=subprocess.DEVNULL, **how)


def convert(path, *options, name=None):
    """The output of one conversion; findings are no failure."""
    done = run("convert", "-q", *options_for(name or os.path.basename(path)), *options, "-o", "-", path)
    if done.returncode > 1 or not done.stdout:
        raise RuntimeError(f"{path}: exit status {done.returncode}: {done.stderr.decode('utf-8', 'replace')}")
    return done.stdout


def difference(before, after):
    a, b = (x.decode("utf-8", "replace").splitlines() for x in (before, after))
    return "\n".join(line[:300] for line in difflib.unified_diff(a, b, "before", "after", n=1, lineterm=""))


def lay_out(directory):
    """Copies all sources into DIRECTORY/rsis and DIRECTORY/iseas, under their unique names."""
    for name, path in sources():
        where = os.path.join(directory, "iseas" if "iseas-" in name else "rsis")
        os.makedirs(where, exist_ok=True)
        shutil.copyfile(path, os.path.join(where, name + ".txt"))


def tree(directory):
    """{relative path: bytes} of all files."""
    found = {}
    for root, _, files in os.walk(directory):
        for file in files:
            path = os.path.join(root, file)
            with open(path, "rb") as f:
                found[os.path.relpath(path, directory)] = f.read()
    return found
