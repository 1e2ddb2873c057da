#!/usr/bin/env python3
"""expected.py - converts the samples and compares the JATS with samples/NAME.expected.json (TAP).

What the keys of the records mean stands in samples/README.md.
"""
import glob
import json
import os
import re
import subprocess
import sys

import jats

TOP = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
SERIES = {"rsis-commentaries": "RSIS Commentary", "iseas-perspective": "ISEAS Perspective"}
SAME = ("issue", "year", "date", "title", "kicker", "authors", "synopsis", "headings", "footnotes", "bios",
        "acknowledgement", "page_breaks")
KINDS = {"paragraphs": "p", "list_items": "li", "quotes": "quote"}


def fold_all(value):
    """The records know nothing of U+00A0 and its like: to a reader they are blanks."""
    if isinstance(value, list):
        return [fold_all(v) for v in value]
    return re.sub(r"\s+", " ", value) if isinstance(value, str) else value


def what_is_said(got):
    """What was read, in the words of the records."""
    said = {key: fold_all(got[key]) for key in SAME}
    # Titles of a series change with the years; the records name the series itself.
    said["series"] = SERIES.get(got["journal_id"], got["journal_id"])
    said["notice"] = bool(got["notice_text"])
    for key, kind in KINDS.items():
        said[key] = sum(1 for k, _ in got["blocks"] if k == kind)
    return said


def convert(program, source):
    command = [program, "convert", "-q", "-o", "-", source]
    if os.path.basename(source).startswith("iseas-"):
        command[2:2] = ["--series", "iseas-perspective"]
    run = subprocess.run(command, capture_output=True, check=False)
    if run.returncode > 1:
        raise ValueError(f"exit status {run.returncode}: {run.stderr.decode('utf-8', 'replace')}")
    return run.stdout


def main():
    program = os.path.abspath(os.environ.get("RSIS") or os.path.join(TOP, "build/rsis"))
    os.chdir(TOP)
    number = failed = 0
    for source in sorted(glob.glob("samples/*.txt")):
        with open(source[:-4] + ".expected.json", encoding="utf-8") as record:
            expected = json.load(record)
        said = what_is_said(jats.read(convert(program, source)))
        for key in sorted(set(expected) | set(said)):
            number += 1
            name = f"{number} - {os.path.basename(source)[:-4]}: {key}"
            if key in expected and said.get(key) == expected[key]:
                print("ok", name)
                continue
            failed += 1
            print("not ok", name)
            print("# recorded:", json.dumps(expected.get(key, "nothing"), ensure_ascii=False))
            print("# said:    ", json.dumps(said.get(key, "nothing"), ensure_ascii=False))
    print(f"1..{number}")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
