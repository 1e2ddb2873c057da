#!/usr/bin/env python3
"""container.t - the ZIP container of a book, byte by byte: what EPUB demands and what makes it the same everywhere (TAP)."""
import os
import re
import struct
import subprocess
import sys
import unicodedata

from book import FOLDER, Book, collection, samples, single
from common import Tap, scratch

MIMETYPE = b"application/epub+zip"
LOCAL, CENTRAL, END = b"PK\3\4", b"PK\1\2", b"PK\5\6"
ENCRYPTED, DESCRIPTOR = 1, 8
NAME = re.compile(r"(META-INF/)?[a-z0-9._-]+(/[a-z0-9._-]+)*")
tap = Tap()


def entries_of(data):
    """[(name, facts)] of the central directory, each with the facts of the local header beside it."""
    count, _, at, comment = struct.unpack("<HIIH", data[-12:])
    found = []
    for _ in range(count):
        (mark, made, _, flags, method, clock, crc, packed, size, name, extra, note, _, inside, outside,
         where) = struct.unpack("<4sHHHHIIIIHHHHHII", data[at:at + 46])
        here = struct.unpack("<4sHHHIIIIHH", data[where:where + 30])
        found.append((data[at + 46:at + 46 + name].decode("latin-1"), {
            "mark": mark, "made": made, "flags": flags, "method": method, "time": clock, "crc": crc, "packed": packed,
            "size": size, "extra": extra, "note": note, "inside": inside, "outside": outside, "at": where,
            "local": dict(zip(("mark", "needs", "flags", "method", "time", "crc", "packed", "size", "name", "extra"), here)),
            "local name": data[where + 30:where + 30 + here[8]].decode("latin-1")}))
        at += 46 + name + extra + note
    return found, at, comment


def failures(data, is_book=True):
    """What is wrong with a container, as (rule, what) pairs."""
    wrong = []
    if data[-22:-18] != END:
        return [("the end", "no end record without a comment")]
    found, after, comment = entries_of(data)
    if comment or after != len(data) - 22:
        wrong.append(("nothing but entries", "a comment, or bytes before the end record"))
    names = [name for name, _ in found]
    if data[:4] != LOCAL or data[30:38] != b"mimetype" or data[38:58] != MIMETYPE or struct.unpack("<H", data[28:30])[0]:
        wrong.append(("mimetype first, stored, without extra field", data[:60]))
    place = 0
    for name, e in found:
        here = e["local"]
        if here["mark"] != LOCAL or e["mark"] != CENTRAL or e["local name"] != name:
            wrong.append(("headers agree", name))
            continue
        if any(here[k] != e[k] for k in ("flags", "method", "time", "crc", "packed", "size")):
            wrong.append(("headers agree", f"{name}: {e}"))
        if e["at"] != place:
            wrong.append(("nothing but entries", f"{name} is at {e['at']} and not at {place}"))
        place = e["at"] + 30 + here["name"] + here["extra"] + e["packed"]
        if e["flags"] & (DESCRIPTOR | ENCRYPTED):
            wrong.append(("no data descriptors, nothing encrypted", f"{name}: flags {e['flags']:#x}"))
        if e["extra"] or here["extra"] or e["note"]:
            wrong.append(("no extra fields, no comments", name))
        if e["method"] not in (0, 8) or (name == "mimetype" and e["method"]):
            wrong.append(("stored or deflated", f"{name}: method {e['method']}"))
        if any(e[k] != found[0][1][k] for k in ("time", "made", "inside", "outside")):
            wrong.append(("one time and one set of attributes", name))
        if name != "mimetype" and not NAME.fullmatch(name) and name != "META-INF/container.xml":
            wrong.append(("names", name))
    folded = [unicodedata.normalize("NFC", n).casefold() for n in names]
    wrong += [("no two names are equal but for case", n) for n in sorted(set(n for n in folded if folded.count(n) > 1))]
    if is_book and names[:3] != ["mimetype", "META-INF/container.xml", FOLDER + "package.opf"]:
        wrong.append(("mimetype, container.xml, package document", names[:3]))
    return wrong


RULES = ("the end", "nothing but entries", "mimetype first, stored, without extra field", "headers agree",
         "no data descriptors, nothing encrypted", "no extra fields, no comments", "stored or deflated",
         "one time and one set of attributes", "names", "no two names are equal but for case",
         "mimetype, container.xml, package document")


def look_at(name, path, data):
    wrong = failures(data)
    for rule in RULES:
        tap.ok(rule not in [r for r, _ in wrong], f"{name}: {rule}", *(w for r, w in wrong if r == rule))
    done = subprocess.run(["unzip", "-tqq", path], capture_output=True, check=False)
    tap.ok(done.returncode == 0 and not done.stderr, f"{name}: unzip -t", done.stdout, done.stderr)
    book = Book(path)
    pages = [n[len(FOLDER):-6] for n in book.names if n[len(FOLDER):-6] in book.keys and n.endswith(".xhtml")]
    tap.ok(pages == book.keys, f"{name}: parts stand in reading order", pages, book.keys)
    tap.ok(book.keys, f"{name}: each part has its page and its JATS under one name", book.names)
    listed = {FOLDER + i.get("href") for i in book.manifest.values()} | {
        FOLDER + e.get("href") for e in book.metadata if e.get("rel")}
    inside = {n for n in book.names if n.startswith(FOLDER)} - {FOLDER + "package.opf"}
    tap.ok(listed == inside, f"{name}: the package document names every file and no other", listed ^ inside)


def patch(data, at, what):
    return data[:at] + what + data[at + len(what):]


def can_say_no(data):
    """Each fault is planted in a good container and must be seen."""
    found, _, _ = entries_of(data)
    central = data.index(CENTRAL)
    second = found[1][1]["at"]
    swapped = data.replace(b"package.opf", b"Package.opf")
    renamed = data.replace(found[-1][0].encode(), found[-2][0].encode()[:len(found[-1][0])].ljust(len(found[-1][0]), b"x"))
    planted = {
        "no data descriptors, nothing encrypted": patch(patch(data, 6, b"\x08"), central + 8, b"\x08"),
        "one time and one set of attributes": patch(patch(data, second + 10, b"\x01\x02"), central + 46 + 8 + 12, b"\x01\x02"),
        "headers agree": patch(data, second + 14, b"\0\0\0\0"),
        "mimetype first, stored, without extra field": patch(data, 38, b"application/zip+epub"),
        "stored or deflated": patch(patch(data, 8, b"\x0c"), central + 10, b"\x0c"),
        "names": swapped,
        "the end": data + b"\n",
        "mimetype, container.xml, package document": renamed.replace(b"epub/package.opf", b"epub/packages.op"),
    }
    for rule, spoilt in planted.items():
        tap.ok(rule in [r for r, _ in failures(spoilt)], f"a planted fault is seen: {rule}", failures(spoilt))


def main():
    with scratch() as room:
        texts = samples() + samples("iseas")
        made = {}
        for text in texts:
            name = os.path.basename(text)[:-4]
            path = os.path.join(room, name + ".epub")
            made[name] = single(text, path)
            look_at(name, path, made[name])
        path = os.path.join(room, "collection.epub")
        made["collection"] = collection(path)
        look_at("collection", path, made["collection"])
        times = {e["time"] for data in made.values() for _, e in entries_of(data)[0]}
        tap.ok(len(times) == 1, "all books have one time for all entries", times)
        can_say_no(made["2013-markdown"])
    return tap.finish()


sys.exit(main())
