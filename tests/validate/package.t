#!/usr/bin/env python3
"""package.t - archive packages tell one story: what was altered is refused, with the file named, although every sum was
made right again; what `rsis pack` makes is accepted (TAP). sanitizers: no; timeout: 600
"""
import glob
import os
import re
import subprocess
import sys

HERE = os.path.dirname(os.path.abspath(__file__))
sys.path.insert(0, HERE)
sys.path.insert(0, os.path.join(HERE, "../property"))

import forge  # noqa: E402
from common import RSIS, TOP, Tap, options_for, scratch  # noqa: E402

BUILD = os.path.abspath(os.environ.get("BUILD") or os.path.join(TOP, "build"))
SANITIZE = os.environ.get("SANITIZE", "")
LEAST_REFUSED, LEAST_ACCEPTED = 300, 50
tap = Tap()


def words(*command):
    return subprocess.run(command, cwd=TOP, capture_output=True, check=True, text=True).stdout.split()


def build(room):
    """packagecheck.c, with the flags of the library and against it."""
    with open(os.path.join(TOP, "Makefile"), encoding="utf-8") as f:
        libs = words("pkg-config", "--libs", *re.search(r"^PKGS\s*:=\s*(.*)$", f.read(), re.M)[1].split())
    sanitize = [f"-fsanitize={SANITIZE}", "-fno-sanitize-recover=all"] if SANITIZE else []
    out = os.path.join(room, "packagecheck")
    done = subprocess.run(["cc", *words("make", "-s", "flags", "WERROR="), *sanitize, "-o", out,
                           "tests/validate/packagecheck.c", f"{BUILD}/libarchive_rsis.a", *libs],
                          cwd=TOP, capture_output=True, check=False, text=True)
    tap.ok(done.returncode == 0, "the driver is built", done.stderr)
    return out


def validate(program, paths):
    """{path: (verdict, kind, [(id, severity, member, message)])}"""
    done = subprocess.run([program, "-"], input="".join(f"{p}\n" for p in paths), capture_output=True, check=False,
                          text=True, timeout=500)
    tap.ok(done.returncode == 0, f"the driver looked at {len(paths)} packages and ended well", done.stderr[-2000:])
    found, path = {}, None
    for line in done.stdout.split("\n")[:-1]:
        part = line.split("\t")
        if part[0]:
            path = part[2]
            found[path] = (part[0], part[1], [])
        else:
            found[path][2].append(tuple(part[1:]))
    return found


def pack(out, *arguments, cwd=None):
    """Packs into OUT; the one package in it."""
    done = subprocess.run([RSIS, "pack", "-q", "--allow-errors", "-o", out + "/", *arguments], capture_output=True,
                          check=False, text=True, cwd=cwd)
    made = sorted(glob.glob(out + "/*"))
    if len(made) != 1:
        tap.ok(False, f"pack {' '.join(arguments)}", done.stderr)
        return None
    return made[0]


SAMPLE = os.path.join(TOP, "samples/2013-markdown.txt")
OVERRIDES = {
    "number": ["046/2014"], "date": ["2014-03-18"], "title": ['Talks, at last: "No" is & no answer'],
    "kicker": ["Cyber <Security>"], "author": ["C. Raja Mohan", "Mary Tan"], "author.1.given": ["Leopold"],
    "author.1.surname": ["Wickremanayake"], "author.1.orcid": ["0000-0002-1825-0097"], "doi": ["10.5555/12345678"],
    "handle": ["10356/81799"], "keyword": ["one; by the way", "two"], "language": ["zh-Hans"],
}


def overrides(path, fields, source="2013-markdown.txt"):
    """A file of decisions; both parts of a name, or it would be no name."""
    rows = ["source,field,value,who,when,reason"]
    for field in fields:
        for value in OVERRIDES[field]:
            rows.append(f'{source},{field},"{value.replace(chr(34), chr(34) * 2)}",L. Tan,2026-03-02,a reason; by and by')
    with open(path, "w", encoding="utf-8") as f:
        f.write("\n".join(rows) + "\n")
    return path


def legitimate(room):
    """Packages that must be accepted: (name, path)."""
    n = 0

    def one(name, *arguments):
        nonlocal n
        n += 1
        path = pack(os.path.join(room, f"ok{n}"), *arguments)
        return [(name, path)] if path else []

    for path in sorted(glob.glob(TOP + "/samples/*.txt")):
        name = os.path.basename(path)
        for form in ("zip", "tar", "directory"):
            yield from one(f"{name} as {form}", *options_for(name), "--form", form, path)
        jats = path[:-4] + ".jats.xml"
        if os.path.exists(jats):
            yield from one(f"{os.path.basename(jats)}", *options_for(name), jats)
    for field in OVERRIDES:
        fields = ["author.1.given", "author.1.surname"] if field in ("author.1.given", "author.1.surname") else [field]
        yield from one(f"{field} supplied", "--overrides", overrides(f"{room}/{field}.csv", fields), SAMPLE)
    every = overrides(f"{room}/all.csv", OVERRIDES)
    yield from one("everything supplied", "--overrides", every, SAMPLE)
    second = ("--version", "2", "--replaces", "rsis-commentary-2013-089-v1", "--reason", "a word; mended & \"more\"")
    yield from one("version 2", *second, SAMPLE)
    yield from one("version 2 with everything", "--overrides", every, *second, SAMPLE)
    yield from one("version 3 without a reason", "--version", "3", "--replaces", "rsis-commentary-2013-089-v2", SAMPLE)
    for name in ("paper.pdf", "a b & c%41.docx", "résumé.pdf"):
        with open(f"{room}/{name}", "wb") as f:
            f.write(b"%PDF-1.4 not much of one")
    yield from one("an original", "--original", f"{room}/paper.pdf", SAMPLE)
    yield from one("three originals with odd names", "--original", f"{room}/paper.pdf", "--original",
                   f"{room}/a b & c%41.docx", "--original", f"{room}/résumé.pdf", SAMPLE)
    yield from one("for APTrust", "--for", "aptrust", "--form", "tar", SAMPLE)
    yield from one("JATS 1.4", "--jats", "1.4", SAMPLE)
    yield from one("a day of the book", "--date", "2020-01-01", SAMPLE)
    odd = f"{room}/odd %0A name.txt"
    with open(SAMPLE, "rb") as f, open(odd, "wb") as g:
        g.write(f.read())
    yield from one("a source with an odd name", odd)
    with open(SAMPLE, "rb") as f, open(f"{room}/sixteen.txt", "wb") as g:
        g.write(f.read().decode().encode("utf-16"))
    yield from one("a source in UTF-16", f"{room}/sixteen.txt")
    with open(f"{room}/bare.txt", "w", encoding="utf-8") as f:
        f.write("A note without anything\n\nOnly some words stand here, and nobody signed them.\n")
    yield from one("a text without number, date and author", f"{room}/bare.txt")
    jats = pack(f"{room}/full", "--overrides", every, "--form", "directory", SAMPLE)
    yield from one("JATS with everything supplied", jats + "/data/article.xml")


def bases(room):
    """Packages to alter, as ZIPs."""
    found = [pack(f"{room}/base{i}", *options_for(p), p) for i, p in enumerate(sorted(glob.glob(TOP + "/samples/*.txt")))]
    found.append(pack(f"{room}/base-v2", "--overrides", overrides(f"{room}/b.csv", ["title", "author", "doi", "keyword"]),
                      "--version", "2", "--replaces", "rsis-commentary-2013-089-v1", "--reason", "misprints", SAMPLE))
    found.append(pack(f"{room}/base-jats", TOP + "/samples/2013-markdown.jats.xml"))
    return [f for f in found if f]


def is_refused(result, names):
    """Invalid, by the story alone, and a file is named that was altered."""
    verdict, _, findings = result
    ids = {f[0] for f in findings}
    named = any(f[1] in ("error", "fatal") and any((n and n in f[2]) or n == f[2] for n in names) for f in findings)
    return verdict in ("invalid", "unreadable") and not any(i.startswith("RSIS-BAG") for i in ids) and named


def forged(room, made):
    """Writes every alteration of every package: {path: (name, files)}."""
    others, out = [forge.Package(m) for m in made], {}
    for k, path in enumerate(made):
        for i, (name, alter) in enumerate(forge.alterations(others)):
            package = forge.Package(path)
            names = alter(package)
            if not names:
                continue
            to = f"{room}/forged-{k}-{i}.zip"
            package.seal(to)
            out[to] = (f"{package.id}: {name}", names)
    return out


def resealed(room, made):
    """The forger itself changes nothing that matters: {path: name}."""
    out = {}
    for k, path in enumerate(made):
        for what in ("sums", "book", "ledger"):
            package = forge.Package(path)
            package.book_changed = what == "book"
            if what == "ledger":
                package.set_ledger(package.ledger())
            to = f"{room}/sealed-{k}-{what}.zip"
            package.seal(to)
            out[to] = f"{package.id}: written again, {what}"
    return out


def main():
    with scratch() as room:
        program = build(room)
        made = bases(room)
        wanted = dict((path, name) for name, path in legitimate(room))
        wanted.update(resealed(room, made))
        found = validate(program, list(wanted))
        for path, name in wanted.items():
            result = found.get(path, ("", "", []))
            tap.ok(result[0] == "valid" and result[1] == "package", f"accepted: {name}", *result)
        tap.ok(len(wanted) >= LEAST_ACCEPTED, f"{len(wanted)} packages were to be accepted")
        bad = forged(room, made)
        found = validate(program, list(bad))
        groups, wrong = {}, 0
        for path, (name, names) in bad.items():
            result = found.get(path, ("", "", []))
            kind = name.split(": ", 1)[1]
            total, failed = groups.setdefault(kind, [0, []])
            groups[kind][0] = total + 1
            if not is_refused(result, names):
                wrong += 1
                failed += [name, f"wanted: {names}", *result]
        for kind, (total, failed) in groups.items():
            tap.ok(not failed, f"refused, {total} times: {kind}", *failed)
        tap.ok(len(bad) >= LEAST_REFUSED, f"{len(bad)} packages were to be refused, {wrong} were not")
    return tap.finish()


sys.exit(main())
