"""book.py - EPUBs as the tests make and read them, with zipfile and ElementTree alone. A module, not a test."""
import os
import posixpath
import re
import sys
import urllib.parse
import xml.etree.ElementTree as ET
import zipfile

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "../property"))

from common import TOP, options_for, run, sources  # noqa: E402

OPF = "{http://www.idpf.org/2007/opf}"
DC = "{http://purl.org/dc/elements/1.1/}"
NCX = "{http://www.daisy.org/z3986/2005/ncx/}"
XHTML = "{http://www.w3.org/1999/xhtml}"
OPS = "{http://www.idpf.org/2007/ops}"
XML = "{http://www.w3.org/XML/1998/namespace}"
XLINK = "{http://www.w3.org/1999/xlink}"
FOLDER = "epub/"


def fold(text):
    """White space folded; a no-break space is no white space here."""
    return re.sub(r"[ \t\n\r]+", " ", text or "").strip(" \t\n\r")


def words_of(element):
    """All characters of an element, note marks left out."""
    if element.tag == "xref":
        return ""
    return (element.text or "") + "".join(words_of(child) + (child.tail or "") for child in element)


def make(command, out, *arguments, **how):
    """Runs `convert` or `collect` into a file that is not there yet; gives its bytes. Findings are no failure."""
    done = run(command, "-q", *arguments[:-1], "-o", out, *(arguments[-1:] if arguments else ()), **how)
    path = os.path.join(how.get("cwd") or "", out)
    if done.returncode > 1 or not os.path.exists(path):
        raise RuntimeError(f"{command} {arguments}: exit status {done.returncode}: {done.stderr.decode('utf-8', 'replace')}")
    with open(path, "rb") as f:
        return f.read()


def single(path, out, *options, name=None, to="epub", **how):
    """One text as EPUB (or `to`)."""
    return make("convert", out, *options_for(name or os.path.basename(path)), "-t", to, *options, path, **how)


def samples(series="rsis"):
    """The samples of one series, in order of their names."""
    return [p for n, p in sources() if n.startswith("sample-") and ("iseas-" in n) == (series == "iseas")]


def collection(out, *arguments, **how):
    """All samples of the default series in one book."""
    done = run("collect", "-q", "-o", out, *arguments, *samples(), **how)
    if done.returncode > 1 or not os.path.exists(out):
        raise RuntimeError(f"collect: exit status {done.returncode}: {done.stderr.decode('utf-8', 'replace')}")
    with open(out, "rb") as f:
        return f.read()


class Book:
    """An EPUB as it lies on the disk. Names are those in the container."""

    def __init__(self, path):
        with zipfile.ZipFile(path) as container:
            self.names = container.namelist()
            self.files = {name: container.read(name) for name in self.names}
        self.opf = self.xml(FOLDER + "package.opf")
        self.metadata = self.opf.find(OPF + "metadata")
        self.manifest = {i.get("id"): i for i in self.opf.find(OPF + "manifest")}
        self.spine = [FOLDER + self.manifest[r.get("idref")].get("href") for r in self.opf.find(OPF + "spine")]
        # A part has its page and its JATS under one key.
        self.keys = [n[len(FOLDER):-6] for n in self.spine if n[:-6] + ".xml" in self.files]

    def xml(self, name):
        return ET.fromstring(self.files[name])

    def page(self, key):
        return self.xml(f"{FOLDER}{key}.xhtml")

    def jats(self, key):
        return self.xml(f"{FOLDER}{key}.xml")

    def dc(self, name):
        return self.metadata.findall(DC + name)

    def metas(self, name, refines=None):
        """The values of the meta elements with this property: of the book, or of an element with an id."""
        wanted = "#" + refines if refines else None
        return [fold(m.text) for m in self.metadata.findall(OPF + "meta")
                if m.get("property") == name and m.get("refines") == wanted]

    def old_metas(self, name):
        return [m.get("content") for m in self.metadata.findall(OPF + "meta") if m.get("name") == name]

    def navs(self):
        """{kind: nav element}"""
        return {nav.get(OPS + "type"): nav for nav in self.xml(FOLDER + "nav.xhtml").iter(XHTML + "nav")}

    def ids(self, name):
        return [e.get("id") for e in self.xml(name).iter() if e.get("id") is not None]

    def dangling(self):
        """Every reference that leads nowhere, as a line; web and mail addresses lead out of the book."""
        wrong, targets = [], {}
        for name in self.names:
            if not name.startswith(FOLDER) or not name.endswith((".xhtml", ".opf", ".ncx", ".svg")):
                continue
            for element in self.xml(name).iter():
                for attribute in ("href", "src", XLINK + "href"):
                    target = element.get(attribute)
                    if target is None or re.match(r"(https?|mailto|ftp):", target):
                        continue
                    path, fragment = urllib.parse.urldefrag(target)
                    path = posixpath.normpath(posixpath.join(posixpath.dirname(name), path)) if path else name
                    if path not in self.files:
                        wrong.append(f"{name}: {target}: no such file")
                    elif fragment:
                        if path not in targets:
                            targets[path] = set(self.ids(path))
                        if fragment not in targets[path]:
                            wrong.append(f"{name}: {target}: no such id")
        return wrong


def rewrite(source, target, change):
    """Copies a container; change(name, bytes) gives the bytes of each entry, None leaves it out. For planted faults."""
    with zipfile.ZipFile(source) as old, zipfile.ZipFile(target, "w") as new:
        for info in old.infolist():
            data = change(info.filename, old.read(info))
            if data is not None:
                new.writestr(info, data, info.compress_type)
    return target
