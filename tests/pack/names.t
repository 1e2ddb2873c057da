#!/usr/bin/env python3
"""names.t - a source keeps its name, whatever is in it, in every form and in every list (TAP)."""
import os
import subprocess
import sys
import tarfile
import xml.etree.ElementTree as ET
import zipfile
from urllib.parse import unquote_to_bytes

from bag import DAY, ID, NS, Bag, Done, clean, sample, write
from common import RSIS, SHARED, Tap, scratch

tap = Tap()
XLINK = "{http://www.w3.org/1999/xlink}href"
NAMES = {
    "blanks": b" a  b .txt", "a percent sign": b"50%.txt", "what looks escaped": b"a%0Ab%25.txt", "CR": b"a\rb.txt",
    "LF": b"a\nb.txt", "CR LF": b"a\r\nb.txt", "a tab": b"a\tb.txt", "quotes and XML": b"\"a' & <b> ]]>.txt",
    "NFD": "cafe\u0301.txt".encode(), "NFC": "caf\u00e9.txt".encode(), "ideographs": ("\u5730\u56f3" * 40 + ".txt").encode(),
    "255 bytes": b"x" * 251 + b".txt", "255 bytes in accents": ("\u00e9" * 125 + "y.txt").encode(),
    "a backslash": b"a\\b.txt", "stars": b"*?[x].txt", "a dash": b"-v.txt", "a dot at the end": b"a.", "a hidden one": b".x",
    "DEL": b"a\x7fb.txt", "right to left": "a\u202eb.txt".encode(), "outside the BMP": "\U0001f4dc.txt".encode(),
    "a colon": b"C:x.txt", "name of a tag file": b"bagit.txt", "no ending": b"README"}
NOT_UTF8 = {"Latin-1": (b"caf\xe9.txt", b"caf%E9.txt"), "no text at all": (b"\xff\xfe\x01.txt", b"%FF%FE%01.txt")}


def escaped(name):
    return name.replace(b"%", b"%25").replace(b"\r", b"%0D").replace(b"\n", b"%0A")


def paths_in_zip(path):
    with zipfile.ZipFile(path) as z:
        return {n.encode("utf-8"): z.read(n) for n in z.namelist()}


def paths_in_tar(path):
    with tarfile.open(path) as t:
        return {os.fsencode(m.name): t.extractfile(m).read() for m in t.getmembers()}


def paths_below(path):
    found, path = {}, os.fsencode(path)
    for root, _, files in os.walk(path):
        for f in files:
            with open(os.path.join(root, f), "rb") as data:
                found[ID.encode() + b"/" + os.path.relpath(os.path.join(root, f), path)] = data.read()
    return found


def listed(text):
    return [line.split(b"  ", 1)[1] for line in text.splitlines()]


def look(name, given, stored, room, text):
    where = os.path.join(os.fsencode(room), given)
    write(where, text)
    made = {}
    for form, opened in (("zip", paths_in_zip), ("tar", paths_in_tar), ("directory", paths_below)):
        out = os.path.join(room, "p." + form)
        done = subprocess.run([RSIS, "pack", "-q", "--date", DAY, "--form", form, "-o", out, "--", os.fsencode(where)],
                              capture_output=True, check=False, env=clean())
        tap.ok(done.returncode == 0, f"{name}: {form}", done.stderr)
        if done.returncode:
            return
        made[form] = opened(out)
    tap.ok(made["zip"] == made["tar"] == made["directory"], f"{name}: the same files in every form",
           *(sorted(m) for m in made.values()))
    here = ID.encode() + b"/data/original/" + stored
    tap.ok(made["zip"].get(here) == text, f"{name}: under its name, byte for byte", sorted(made["zip"]))
    bag = Bag(os.path.join(room, "p.zip"))
    for kind in ("sha512", "sha256"):
        names = listed(bag.files[f"manifest-{kind}.txt"].replace(b"\r", b"?"))
        tap.ok(b"data/original/" + escaped(stored) in names and len(names) == 8 and names == sorted(names),
               f"{name}: manifest-{kind}.txt", *names)
    mets = ET.fromstring(bag.files["data/metadata/mets.xml"])
    hrefs = [unquote_to_bytes(e.get(XLINK)) for e in mets.iter() if e.get(XLINK, "").startswith("../original/")]
    tap.ok(set(hrefs) == {b"../original/" + stored}, f"{name}: METS refers to it", hrefs)
    if not any(c < 32 for c in stored) and b"%" not in stored:
        done = subprocess.run(["sha512sum", "--quiet", "--strict", "-c", "manifest-sha512.txt"], capture_output=True, check=False,
                              cwd=os.path.join(room, "p.directory"))
        tap.ok(done.returncode == 0, f"{name}: sha512sum -c", done.stdout, done.stderr)
    elif any(c in stored for c in b"\r\n%"):
        readme = bag.text("data/README.txt")
        tap.ok("per cent sign or a line end" in readme and "sha512sum does not undo" in readme, f"{name}: the readme says what sha512sum does not do", readme)
    for kind, schema in (("mets", "mets/mets-1.12.1.xsd"), ("premis", "premis/premis-v3-0.xsd")):
        path = os.path.join(SHARED, "schemas", schema)
        if not os.path.exists(path):
            tap.skip(f"{name}: {kind}.xml is valid", "no schemas here (RSIS_SHARED)")
            continue
        file = os.path.join(room, f"p.directory/data/metadata/{kind}.xml")
        done = subprocess.run(["xmllint", "--nonet", "--noout", "--schema", path, file], capture_output=True, check=False,
                              env=clean(XML_CATALOG_FILES=os.path.join(SHARED, "schemas/catalog.xml")))
        tap.ok(done.returncode == 0, f"{name}: {kind}.xml is valid", done.stderr)


def name_of(bag):
    """The name as PREMIS has it."""
    objects = bag.premis.findall("p:object", NS)
    return [o.findtext("p:originalName", "", NS) for o in objects if o.findtext(".//p:contentLocationValue", "", NS).startswith("data/original/")]


def main():
    text = sample()
    for name, given in NAMES.items():
        with scratch() as room:
            look(name, given, given, room, text)
    for name, (given, stored) in NOT_UTF8.items():
        with scratch() as room:
            look(name, given, stored, room, text)
    with scratch() as room:
        path = write(os.path.join(room, "of the source.txt"), text)
        bag = Done(os.path.join(room, "x.zip"), path).bag()
        tap.ok(name_of(bag) == ["of the source.txt"], "PREMIS has the name as received", name_of(bag))
        # A name in bytes that are no text is longer when they are spelled; where a file system has no room for it, it is said.
        path = write(os.path.join(os.fsencode(room), b"\xff" * 100), text)
        out = os.path.join(room, "long")
        done = Done(out, "--form", "directory", path)
        tap.ok(done.status == 2 and done.ids[-1:] == ["RSIS-OUT-002"] and "too long" in done.said and not os.path.exists(out),
               "a spelled name that is too long for a folder: 2", done)
    return tap.finish()


sys.exit(main())
