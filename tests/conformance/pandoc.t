#!/usr/bin/env python3
"""pandoc.t - an independent reader of JATS sees every word of title, synopsis, body, notes and acknowledgement (TAP).

What pandoc 2.17 leaves out of JATS, found by trying, and is therefore not asked for here: the title of an abstract,
article-categories (kicker, section label), permissions, bio, string-name inside name-alternatives, volume, issue,
the parts of pub-date, custom-meta and all of journal-meta but its issn. It renumbers lists and notes, so labels are
left out too; and it makes marks of emphasis that are no words.
"""
import os
import re
import shutil
import subprocess
import sys
import unicodedata

HERE = os.path.dirname(os.path.abspath(__file__))
sys.path[:0] = [os.path.join(HERE, "../property"), os.path.join(HERE, "../golden")]

from common import Tap, convert, note_what_is_missing, scratch, sources  # noqa: E402
import jats  # noqa: E402
import xml.etree.ElementTree as ET  # noqa: E402

TEMPLATE = "TITLE $title$\n\nABSTRACT $abstract$\n\nBODY $body$\n\nEND\n"
tap = Tap()


def letters(text):
    """What is compared: letters and digits, whatever stands between them."""
    return re.sub(r"[\W_]+", "", unicodedata.normalize("NFKC", text)).casefold()


def part(output, start, end):
    return letters(output[output.index(start) + len(start):output.index(end)])


def in_order(texts, whole):
    """The first text that does not follow the ones before it."""
    at = 0
    for text in texts:
        found = whole.find(letters(text), at)
        if found < 0:
            return text
        at = found + len(letters(text))
    return None


def body_texts(body):
    """Headings, paragraphs, items, quotations with the marks of their notes: what stands in the body."""
    for e in body.iter():
        if e.tag in ("p", "title"):
            yield jats.seen(e, ())


def main():
    if not shutil.which("pandoc"):
        print("1..0 # SKIP no pandoc; tests/setup.sh check installs it")
        return 0
    note_what_is_missing()
    with scratch() as room:
        template = os.path.join(room, "plain.txt")
        with open(template, "w", encoding="ascii") as f:
            f.write(TEMPLATE)
        for name, path in sources():
            data = convert(path, name=name)
            done = subprocess.run(["pandoc", "-f", "jats", "-t", "plain", "--wrap=none", "--template", template], input=data,
                                  capture_output=True, check=False)
            if done.returncode:
                tap.ok(False, f"{name}: pandoc reads it", done.stderr.decode("utf-8", "replace"))
                continue
            output = done.stdout.decode("utf-8")
            root, got = ET.fromstring(data), jats.read(data)
            title, body = part(output, "TITLE ", "\nABSTRACT "), part(output, "\nBODY ", "\nEND\n")
            abstract = part(output, "\nABSTRACT ", "\nBODY ")
            tap.ok(title == letters(got["title"] or ""), f"{name}: the title", title)
            tap.ok(abstract == letters("".join(got["synopsis"])), f"{name}: the synopsis", abstract)
            texts = list(body_texts(root.find("body")))
            missing = in_order(texts, body)
            tap.ok(len(texts) > 5 and missing is None, f"{name}: the body, in order", len(texts), missing)
            rest = got["footnotes"] + [got["acknowledgement"] or ""] + got["furniture"]
            unseen = [t for t in rest if letters(t) not in body]
            tap.ok(not unseen, f"{name}: notes and acknowledgement", *unseen)
    return tap.finish()


sys.exit(main())
