#!/usr/bin/env python3
"""originals.t - the PDF and the DOCX behind a text: taken in as they are, known by signature, refused when that cannot be (TAP)."""
import hashlib
import io
import os
import resource
import subprocess
import sys
import zipfile

from bag import DAY, NS, Done, clean, sample, write
from common import RSIS, Tap, scratch

tap = Tap()


def docx():
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as z:
        for name in ("[Content_Types].xml", "_rels/.rels", "word/document.xml"):
            z.writestr(zipfile.ZipInfo(name), "<?xml version='1.0'?><x/>")
    return out.getvalue()


PDF = b"%PDF-1.4\n%\xe2\xe3\xcf\xd3\n1 0 obj <</Type /Catalog>> endobj\n%%EOF\n"
OLE2 = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(504)
FORMATS = {  # name: bytes, PRONOM identifier
    "a.pdf": (PDF, "fmt/18"), "b.pdf": (PDF.replace(b"1.4", b"1.7"), "fmt/276"), "c.docx": (docx(), "fmt/412"),
    "d.doc": (OLE2, "fmt/111"), "e.html": (b"<!DOCTYPE html>\n<html><body/></html>\n", "fmt/471"),
    "f.xml": (b"<?xml version='1.0'?><a/>\n", "fmt/101"), "g.txt": (b"plain words\n", "x-fmt/111"),
    "h.md": (b"# plain words\n", "fmt/1149"), "i.bin": (bytes(range(256)), None), "j.pdf": (b"", None),
    "pretends.pdf": (docx(), "fmt/412"), "k": (PDF, "fmt/18")}


def formats(room, text):
    options = []
    for name, (data, _) in FORMATS.items():
        options += ["--original", write(os.path.join(room, name), data)]
    done = Done(os.path.join(room, "formats.zip"), *options, text)
    tap.ok(done.status == 0, "originals of many formats", done)
    bag = done.bag()
    for name, (data, puid) in FORMATS.items():
        path = "data/original/" + name
        tap.ok(bag.files.get(path) == data, f"{name}: byte for byte")
        tap.ok(bag.format(path)[0] == puid, f"{name}: {puid} by its signature", bag.format(path))
        digests = {d.text for d in bag.object(path).iter("{%s}messageDigest" % NS["p"])}
        tap.ok(digests == {hashlib.sha512(data).hexdigest(), hashlib.sha256(data).hexdigest()}, f"{name}: both digests")
    tap.ok("The original is missing" not in bag.text("data/README.txt"), "the readme misses none")
    tap.ok(len(bag.events("message digest calculation")) == len(FORMATS) + 1, "each was digested")
    derived = bag.object("data/original/x.txt").findall("p:relationship", NS)
    tap.ok(derived, "the source has the originals as its source")
    one = Done(os.path.join(room, "one.zip"), "-v", text)
    tap.ok(one.status == 0 and "RSIS-PACK-004" in one.ids, "none at all is told with -v", one)


def windows(room, text):
    """What decides stands at the end of a long file, wherever reads happen to end."""
    step = 256 << 10
    for over in (-1, 0, 1, 7):
        out = io.BytesIO()
        with zipfile.ZipFile(out, "w") as z:
            z.writestr(zipfile.ZipInfo("[Content_Types].xml"), "<x/>")
            z.writestr(zipfile.ZipInfo("docProps/large"), b"")
            z.writestr(zipfile.ZipInfo("word/document.xml"), "<x/>")
        short = len(out.getvalue())
        out = io.BytesIO()
        with zipfile.ZipFile(out, "w") as z:
            z.writestr(zipfile.ZipInfo("[Content_Types].xml"), "<x/>")
            z.writestr(zipfile.ZipInfo("docProps/large"), b"x" * (step - short + over))
            z.writestr(zipfile.ZipInfo("word/document.xml"), "<x/>")
        path = write(os.path.join(room, "long.docx"), out.getvalue())
        done = Done(os.path.join(room, f"long{over}.zip"), "--original", path, text)
        got = done.bag().format("data/original/long.docx")
        tap.ok(os.path.getsize(path) == step + over and got[0] == "fmt/412", f"a DOCX of {step + over} bytes", got, done)


def refusals(room, text):
    inside = os.path.join(room, "a")
    os.mkdir(inside)
    fifo = os.path.join(room, "fifo.pdf")
    os.mkfifo(fifo)
    upper = write(os.path.join(inside, "X.TXT"), PDF)
    same = write(os.path.join(inside, "x.txt"), PDF)
    nfc, nfd = write(os.path.join(room, "caf\u00e9.pdf"), PDF), write(os.path.join(inside, "cafe\u0301.pdf"), PDF)
    umlaut, capital = write(os.path.join(room, "\u00fc.pdf"), PDF), write(os.path.join(inside, "\u00dc.PDF"), PDF)
    cases = {"missing": ([os.path.join(room, "none.pdf")], "No such file"), "a directory": ([inside], "Is a directory"),
             "a FIFO": ([fifo], "no plain file"), "a device": (["/dev/zero"], "no plain file"),
             "the name of the source": ([same], "has the name"), "its name in capitals": ([upper], "has the name"),
             "one name in two forms of accents": ([nfc, nfd], "has the name"), "or in other capitals": ([umlaut, capital], "has the name"),
             "given twice": ([nfc, nfc], "has the name")}
    for name, (paths, why) in cases.items():
        options = [o for p in paths for o in ("--original", p)]
        out = os.path.join(room, "refused.zip")
        try:
            done = Done(out, *options, text, timeout=20)
        except subprocess.TimeoutExpired:
            tap.ok(False, f"{name}: refused", "it hangs")
            continue
        tap.ok(done.status == 1 and "RSIS-PACK-003" in done.ids and why in done.said and not os.path.exists(out),
               f"{name}: refused", done)
    tap.ok(not [n for n in os.listdir(room) if n.startswith(".rsis-")], "no temporary stays", os.listdir(room))


def unreadable(room, text):
    locked = write(os.path.join(room, "locked.pdf"), PDF)
    os.chmod(locked, 0)
    drop = [] if os.getuid() else ["setpriv", "--bounding-set=-dac_override,-dac_read_search",
                                   "--inh-caps=-dac_override,-dac_read_search"]
    command = [*drop, RSIS, "pack", "--date", DAY, "-o", os.path.join(room, "locked.zip"), "--original", locked, text]
    try:
        done = subprocess.run(command, capture_output=True, check=False, env=clean())
    except FileNotFoundError:
        tap.skip("one that may not be read", "root may read everywhere, and there is no setpriv")
        return
    tap.ok(done.returncode == 1 and b"Permission denied" in done.stderr and b"RSIS-PACK-003" in done.stderr,
           "one that may not be read", done.stderr)


def large(room, text):
    """40 MB go through, not in."""
    path = os.path.join(room, "scan.pdf")
    with open(path, "wb") as f:
        f.write(PDF)
        block = bytes(range(256)) * 4096
        for _ in range(40):
            f.write(block)
        f.write(b"%%EOF\n")
    for form in ("zip", "tar", "directory"):
        out = os.path.join(room, "large-" + form)
        pid = os.spawnve(os.P_NOWAIT, RSIS, [RSIS, "pack", "-q", "--form", form, "--date", DAY, "-o", out, "--original", path, text], clean())
        _, status, usage = os.wait4(pid, 0)
        whole = os.path.exists(out) and (form == "directory" or os.path.getsize(out) > 40 << 20)
        tap.ok(status == 0 and whole, f"{form}: an original of 40 MB", status)
        if os.environ.get("SANITIZE"):
            tap.skip(f"{form}: in less than 64 MiB of memory", "a sanitizer takes more")
        else:
            tap.ok(usage.ru_maxrss < 64 << 10, f"{form}: in less than 64 MiB of memory", usage.ru_maxrss)
    with open(path, "rb") as a, open(os.path.join(room, "large-directory/data/original/scan.pdf"), "rb") as b:
        tap.ok(a.read() == b.read(), "byte for byte")


def untouched(room, text):
    paths = [text, write(os.path.join(room, "still.pdf"), PDF)]
    for path in paths:
        os.utime(path, (10**9, 10**9))
    facts = [(os.stat(p).st_mtime_ns, os.stat(p).st_ino, os.stat(p).st_mode, open(p, "rb").read()) for p in paths]
    Done(os.path.join(room, "still.zip"), "--original", paths[1], paths[0])
    for name, out in (("the source", paths[0]), ("an original", paths[1]), ("a link to the source", os.path.join(room, "link"))):
        if not os.path.exists(out):
            os.symlink(paths[0], out)
        done = Done(out, "--force", "--original", paths[1], paths[0])
        tap.ok(done.status == 2 and "RSIS-OUT-004" in done.ids, f"{name} as the output, with --force: 2", done)
    hidden = os.path.join(room, "out")
    os.mkdir(hidden)
    os.link(paths[0], os.path.join(hidden, "rsis-commentary-2013-089-v1.zip"))
    done = Done(hidden, "--force", paths[0])
    tap.ok(done.status == 2 and "RSIS-OUT-004" in done.ids, "the source under the package's name: 2", done)
    now = [(os.stat(p).st_mtime_ns, os.stat(p).st_ino, os.stat(p).st_mode, open(p, "rb").read()) for p in paths]
    tap.ok(facts == now, "source and original are as they were")


def main():
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    for part in (formats, windows, refusals, unreadable, large, untouched):
        with scratch() as room:
            part(room, write(os.path.join(room, "x.txt"), sample()))
    return tap.finish()


sys.exit(main())
