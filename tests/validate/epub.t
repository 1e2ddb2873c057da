#!/usr/bin/env python3
"""epub.t - EPUBs: a small book with one fault after the other; random bytes changed; and the suite with EPUBCheck's
verdicts when it is there (TAP). sanitizers: no; timeout: 900
"""
import os
import random
import re
import resource
import subprocess
import sys
import tarfile
import zipfile

HERE = os.path.dirname(os.path.abspath(__file__))
sys.path.insert(0, os.path.join(HERE, "../property"))
sys.path.insert(0, HERE)

from common import SHARED, TOP, Tap, scratch  # noqa: E402
from epub_cases import BOOK, CASES, KEPT, OLD, RICH  # noqa: E402

BUILD = os.path.abspath(os.environ.get("BUILD") or os.path.join(TOP, "build"))
SANITIZE = os.environ.get("SANITIZE", "")
SUITE = os.path.join(SHARED, "suites", "epub-suite.tar.xz")
MUTATIONS = 300
MEMORY = 64 << 20
tap = Tap()

# EPUBCheck calls these valid and they are not, or the container's own rules refuse them (specs/validation-epub.md).
RIGHT = {"item-property-cover-image-webp-valid.opf", "xhtml__xhtml-badutf8--c", "xhtml__xhtml-badutf8--p", "ocf__ocf-suffix-garbage--p",
         "ocf__ocf-dotdot--p"}


def words(*command):
    return subprocess.run(command, cwd=TOP, capture_output=True, check=True, text=True).stdout.split()


def build(room):
    """epub_verdicts.c, with the flags of the library and against it."""
    with open(os.path.join(TOP, "Makefile"), encoding="utf-8") as f:
        packages = re.search(r"^PKGS\s*:=\s*(.*)$", f.read(), re.M)[1].split()
    sanitize = [f"-fsanitize={SANITIZE}", "-fno-sanitize-recover=all"] if SANITIZE else []
    out = os.path.join(room, "verdicts")
    done = subprocess.run(["cc", *words("make", "-s", "flags", "WERROR="), *sanitize, "-o", out, "tests/validate/epub_verdicts.c",
                           f"{BUILD}/libarchive_rsis.a", *words("pkg-config", "--libs", *packages)],
                          cwd=TOP, capture_output=True, check=False, text=True)
    tap.ok(done.returncode == 0, "the driver is built", done.stderr)
    return out


def pack(path, files):
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as z:
        z.writestr(zipfile.ZipInfo("mimetype"), b"application/epub+zip")
        for name, data in files.items():
            z.writestr(name, data)


def judge(program, paths, *options):
    """The lines of the driver as {path: (verdict, ids, all)}; None when it failed."""
    done = subprocess.run([program, *options, *paths], capture_output=True, check=False, text=True)
    lines = [line.split("\t") for line in done.stdout.splitlines() if "\t" in line and not line.startswith(" ")]
    found = {}
    for path, verdict, ids in lines:
        found[path] = verdict, {i.split(":")[1] for i in ids.split() if i.startswith(("ERROR", "FATAL"))}, done.stdout
    return found if done.returncode == 0 else None, done.stderr


def run_cases(program, room, cases, *options):
    for name, (member, old, new, wanted) in cases.items():
        path = os.path.join(room, "case.epub")
        assert not old or old in BOOK[member], name
        pack(path, {**BOOK, member: BOOK[member].replace(old, new, 1) if old else BOOK[member]})
        found, why = judge(program, [path], "-v", *options)
        verdict, ids, shown = found[path] if found else ("crash", set(), why)
        tap.ok(ids == set(wanted.split()) and verdict == ("invalid" if wanted else "valid"), name,
               f"wanted {wanted or 'nothing'}", shown[:2000])


def run_right_books(program, room):
    for name, book in (("most of what HTML allows", RICH), ("EPUB 2 with XHTML 1.1", OLD)):
        path = os.path.join(room, "right.epub")
        pack(path, book)
        found, why = judge(program, [path], "-v")
        shown = found[path][2] if found else why
        tap.ok(found and found[path][0] == "valid" and "[" not in shown, f"nothing is found in {name}", shown[:3000])
    path = os.path.join(room, "newer.epub")
    pack(path, {**OLD, "EPUB/a.xhtml": OLD["EPUB/a.xhtml"].replace("</body>", "<section/><p role='none'/></body>")})
    found, why = judge(program, [path])
    tap.ok(found and found[path][1] == {"RSC-005"}, "EPUB 2 has no section and no roles", found, why)


def run_container_cases(program, room):
    path = os.path.join(room, "box.epub")
    pack(path, BOOK)
    with zipfile.ZipFile(path, "w") as z:
        z.writestr("EPUB/x", "x")
        z.writestr("mimetype", "application/epub+zip")
    found, why = judge(program, [path])
    tap.ok(found and {"PKG-006", "RSC-002"} <= found[path][1], "mimetype is not first, and there is no container.xml", found, why)
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as z:
        z.writestr("mimetype", "application/epub+zip" * 1)
        for name, data in BOOK.items():
            z.writestr(name, data)
    found, why = judge(program, [path])
    tap.ok(found and found[path][1] == {"PKG-007"}, "mimetype is compressed", found, why)
    with open(path, "wb") as f:
        f.write(b"no ZIP")
    found, why = judge(program, [path])
    tap.ok(found and {"PKG-003", "PKG-008"} <= found[path][1], "no ZIP", found, why)


def mutate(data, rng):
    data = bytearray(data)
    for _ in range(rng.randint(1, 4)):
        at = rng.randrange(len(data))
        kind = rng.randrange(4)
        if kind == 0:
            data[at] = rng.randrange(256)
        elif kind == 1:
            data[at:at] = rng.choice([b"<", b">", b"&", b'"', b"</", b"{", b"}", b"url(", b"%", b"\0", b"\xff", b"<table>", b"<svg>"])
        elif kind == 2:
            del data[at:at + rng.randint(1, 60)]
        else:
            data[at:at] = data[at:at + rng.randint(1, 60)]
        if not data:
            break
    return bytes(data)


def run_mutations(program, room):
    rng = random.Random(2013)
    paths = []
    for i in range(MUTATIONS):
        name = rng.choice(sorted(BOOK))
        data = BOOK[name] if isinstance(BOOK[name], bytes) else BOOK[name].encode()
        paths.append(os.path.join(room, f"m{i}.epub"))
        pack(paths[-1], {**BOOK, name: mutate(data, rng)})
    found, why = judge(program, paths)
    tap.ok(found and len(found) == MUTATIONS, f"{MUTATIONS} books with changed bytes get a verdict each", why)
    again, _ = judge(program, paths)
    tap.ok(found and {p: f[:2] for p, f in found.items()} == {p: f[:2] for p, f in again.items()}, "and the same one twice")


def run_memory(program, room):
    if SANITIZE:
        tap.skip("memory", "sanitizers take their own")
        return
    path = os.path.join(room, "large.epub")
    links = "".join(f"<p id='p{i}'><a href='#p{i + 1}'>x</a></p>" for i in range(100000))
    pack(path, {**BOOK, "EPUB/a.xhtml": BOOK["EPUB/a.xhtml"].replace("<!--here-->", links)})
    before = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss
    found, why = judge(program, [path])
    after = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss * 1024
    tap.ok(found and (after <= max(MEMORY, before * 1024)), "a hundred thousand links in 64 MiB", after, why)


def run_starvation(program, room):
    """One book with a fault of every kind; each allocation of its validation fails once."""
    path = os.path.join(room, "starve.epub")
    page = BOOK["EPUB/a.xhtml"].replace("<!--here-->", "<p id='top' x='y' style='a'><a href='z#z'>&#xe9;</a><foo/></p><table id='&'/>")
    pack(path, {**BOOK, "EPUB/a.xhtml": page, "EPUB/é.css": "p {", "EPUB/s.css": "p { a: url(x.png) }}"})
    done = subprocess.run([program, "-m", path], capture_output=True, check=False, text=True)
    starved = re.search(r"\tstarved\t(\d+)$", done.stdout, re.M)
    tap.ok(done.returncode == 0 and starved and int(starved[1]) > 20, "memory may run out anywhere", done.stdout, done.stderr[-2000:])


def run_suite(program, room):
    if not os.path.exists(SUITE):
        tap.skip("EPUBCheck's verdicts", "no suites/epub-suite.tar.xz here (RSIS_SHARED)")
        return
    with tarfile.open(SUITE) as t:
        t.extractall(room, filter="data") if hasattr(tarfile, "data_filter") else t.extractall(room)
    suite = os.path.join(room, "epub-suite")
    with open(os.path.join(suite, "suite.tsv"), encoding="utf-8") as f:
        keys = [line.split("\t")[0] for line in f][1:]
    done = subprocess.run([program], cwd=suite, input="\n".join(keys) + "\n", capture_output=True, check=False, text=True)
    tap.ok(done.returncode == 0, "the suite is read to its end", done.stderr[-2000:])
    with open(os.path.join(room, "results.tsv"), "w", encoding="utf-8") as f:
        f.write(done.stdout)
    for part in ("full", "wrapped", "mutant"):
        said = subprocess.run([sys.executable, "score.py", os.path.join(room, "results.tsv"), "--sets", part, "--scope", "core,near", "--list"],
                              cwd=suite, capture_output=True, check=False, text=True).stdout
        total = re.search(r"^ALL.* acc=([\d.]+).*exact-id-set=([\d.]+)", said, re.M)
        tap.ok(total and float(total[1]) >= 0.99, f"{part}: the same verdict in 0.99", said)
        tap.ok(total and float(total[2]) >= 0.95, f"{part}: the same ids in 0.95", said)
        alarms = {os.path.basename(k)[:-5] for k in re.findall(r"^valid/\w+\t(\S+)", said, re.M)}
        tap.ok(alarms <= RIGHT, f"{part}: no false alarm", *sorted(alarms - RIGHT))


def main():
    with scratch() as room:
        program = build(room)
        if not os.path.exists(program):
            return tap.finish()
        run_cases(program, room, CASES)
        run_cases(program, room, KEPT, "-a")
        run_container_cases(program, room)
        run_right_books(program, room)
        run_mutations(program, room)
        run_memory(program, room)
        run_starvation(program, room)
        run_suite(program, room)
    return tap.finish()


sys.exit(main())
