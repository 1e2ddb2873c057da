#!/usr/bin/env python3
"""diagnostics.t - every finding has a paragraph in specs/diagnostics.md and a fixture that brings it about. TAP.

A fixture is named after its id. fixtures/ID.txt and ID.md are inputs and are converted as they are; ID.sh is run by
sh in an empty directory, with $RSIS, $fixtures and $specs set, and writes findings as JSON to standard error; exit
status 77 skips it. A fixture must bring about its id, at the severity of rsis_diag.def, and no other id but
those that are listed below.
"""
import json
import os
import re
import subprocess
import sys
import tempfile

TOP = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
RSIS = os.path.abspath(os.environ.get("RSIS") or TOP + "/build/rsis")
FIXTURES = TOP + "/tests/diagnostics/fixtures"
ALWAYS = {"RSIS-IN-007", "RSIS-PACK-004"}  # said of every input that could be read; of every package without an original
ALSO = {
    "RSIS-CHAR-006": {"RSIS-CHAR-005"},  # a direction control is one of the invisible characters
    "RSIS-META-006": {"RSIS-META-007"},  # two lines that disagree are two lines
    "RSIS-COLLECT-002": {"RSIS-IN-003"},  # why the input failed
    "RSIS-COLLECT-003": {"RSIS-IN-003"},
    "RSIS-PACK-001": {"RSIS-META-004"},  # the error
}
# These show a fault of the program; no input can bring them about. A unit test does, from inside.
ELSEWHERE = dict.fromkeys(("RSIS-LEDGER-000", "RSIS-LEDGER-001", "RSIS-LEDGER-002", "RSIS-LEDGER-003"),
                          "tests/unit/test_proof.c")

count = 0


def result(good, name, *details):
    global count
    count += 1
    print(f"{'ok' if good else 'not ok'} {count} - {name}")
    if not good:
        for line in "\n".join(str(d) for d in details).splitlines():
            print("# " + line)


def skip(name, why):
    global count
    count += 1
    print(f"ok {count} - {name} # SKIP {why}")


def read(path):
    with open(os.path.join(TOP, path), encoding="utf-8") as source:
        return source.read()


def table():
    """The rows of rsis_diag.def as (symbol, id, severity, summary)."""
    rows = re.findall(r'^RSIS_DIAG\((\w+), "([^"]+)", (\w+), "([^"]+)"\)$',
                      read("libarchive_rsis/include/rsis_diag.def"), re.M)
    return [(symbol, name, severity.lower(), summary) for symbol, name, severity, summary in rows]


def paragraphs(text):
    """What stands under each heading that is an id."""
    parts = re.split(r"^###? (.*)$", text, flags=re.M)[1:]
    return [(head, body.strip()) for head, body in zip(parts[::2], parts[1::2]) if head.startswith("RSIS-")]


def check_documents(rows):
    names = [row[1] for row in rows]
    text = paragraphs(read("specs/diagnostics.md"))
    result(len(names) > 50, "rsis_diag.def has rows", names)
    result(len(set(names)) == len(names), "no id stands twice", names)
    result([name for name, _ in text] == names, "specs/diagnostics.md has a paragraph for each id, in order",
           "missing: " + " ".join(set(names) - {n for n, _ in text}),
           "too many: " + " ".join({n for n, _ in text} - set(names)))
    told = dict(text)
    for _, name, severity, summary in rows:
        body = told.get(name, "")
        opening = f"**{severity}: {summary}.**"
        result(" ".join(body.split()).startswith(opening) and len(body) > len(opening) + 80 and "\n\n" not in body,
               f"{name} is explained in one paragraph", f"expected it to begin with {opening}", body[:200])
    return names


def find_fixtures(names):
    found = {}
    for entry in sorted(os.listdir(FIXTURES)):
        found.setdefault(os.path.splitext(entry)[0], []).append(os.path.join(FIXTURES, entry))
    result(set(found) | set(ELSEWHERE) == set(names), "every id has a fixture, and every fixture an id",
           "missing: " + " ".join(set(names) - set(found) - set(ELSEWHERE)),
           "too many: " + " ".join(set(found) - set(names)))
    result(all(len(paths) == 1 for paths in found.values()), "one fixture each")
    return {name: paths[0] for name, paths in found.items() if name in names}


def run(path):
    """The findings of a fixture, its exit status and what it said."""
    command = [RSIS, "convert", "-v", "--diagnostics", "json", path]
    if path.endswith(".sh"):
        command = ["sh", "-u", path]
    with tempfile.TemporaryDirectory() as directory:
        done = subprocess.run(command, cwd=directory, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL,
                              stderr=subprocess.PIPE, check=False,
                              env=dict(os.environ, RSIS=RSIS, fixtures=FIXTURES, specs=TOP + "/specs"))
    said = done.stderr.decode("utf-8", "replace")
    findings = []
    for line in said.splitlines():
        try:
            findings.append(json.loads(line))
        except ValueError:
            pass
    return [f for f in findings if "id" in f], done.returncode, said


def check_fixture(name, severity, path):
    findings, status, said = run(path)
    if status == 77:
        skip(f"{name} is brought about", "not under a sanitizer")
        return
    mine = [f for f in findings if f["id"] == name]
    others = {f["id"] for f in findings} - {name} - ALWAYS - ALSO.get(name, set())
    result(bool(mine) and all(f["severity"] == severity for f in mine) and not others,
           f"{name} is brought about, at severity {severity}, alone", f"exit status {status}", said)
    grave = any(f["severity"] in ("error", "fatal") for f in findings)
    result((status != 0) == grave, f"{name}: exit status", f"exit status {status}", said)


def check_elsewhere(symbol, name):
    path = ELSEWHERE[name]
    title = f"{name} is brought about in {path}"
    if not os.path.exists(os.path.join(TOP, path)):
        skip(title, f"there is no {path}")
        return
    text = read(path)
    result(name in text or "RSIS_DIAG_" + symbol in text, title, "it speaks neither of the id nor of its symbol")


def check_emitted(rows):
    """An id that no code speaks of can never be found."""
    code = ""
    for directory, _, entries in os.walk(TOP + "/libarchive_rsis"):
        code += "".join(read(os.path.join(directory, e)) for e in sorted(entries) if e.endswith(".c"))
    silent = [name for symbol, name, _, _ in rows if not re.search(rf"\bRSIS_DIAG_{symbol}\b", code)]
    result(not silent, "every id is reported by some code", *silent)


def main():
    rows = table()
    names = check_documents(rows)
    check_emitted(rows)
    fixtures = find_fixtures(names)
    for symbol, name, severity, _ in rows:
        if name in fixtures:
            check_fixture(name, severity, fixtures[name])
        elif name in ELSEWHERE:
            check_elsewhere(symbol, name)
    print(f"1..{count}")
    sys.stdout.flush()


if __name__ == "__main__":
    main()
