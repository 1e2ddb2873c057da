#!/usr/bin/env python3
"""words.t - every word of a text is in its book: seen by pandoc, and slot by slot against the JATS inside (TAP). sanitizers: no; timeout: 240"""
import collections
import os
import re
import shutil
import subprocess
import sys
import unicodedata
import xml.etree.ElementTree as ET

from book import FOLDER, Book, rewrite, single
from common import Tap, note_what_is_missing, scratch, sources
import words

tap = Tap()


def counted(text):
    """Words without the marks that pandoc's plain text has for emphasis, raised and lowered letters and notes."""
    text = re.sub(r"[\^_*\[\]]", "", unicodedata.normalize("NFKC", text))
    return collections.Counter(words.tokens(text.casefold()))


def seen_by_pandoc(path):
    done = subprocess.run(["pandoc", "-f", "epub", "-t", "plain", "--wrap=none", path], capture_output=True, check=False)
    return counted(done.stdout.decode("utf-8", "replace"))


def missing(text, path, labels):
    """Words of the text output that pandoc does not see in the book; it numbers notes itself, so labels do not count."""
    wanted = counted(text)
    wanted.subtract(counted(" ".join(labels)))
    there = seen_by_pandoc(path)
    return {w: n - there[w] for w, n in wanted.items() if n > there[w]}


def labels_of(book):
    found = words.jats_slots(book.jats(book.keys[0]))
    return found["note-label"] + found["note-ref"] + found["item-label"]


def look_at(name, source, room):
    path = os.path.join(room, name + ".epub")
    try:
        single(source, path, name=name)
    except RuntimeError as error:
        tap.ok(False, f"{name}: is made", error)
        return None
    book = Book(path)
    key = book.keys[0]
    text = single(source, os.path.join(room, name + ".text"), name=name, to="text").decode("utf-8")
    if shutil.which("pandoc"):
        lost = missing(text, path, labels_of(book))
        tap.ok(not lost, f"{name}: pandoc sees every word of the text output", lost)
    else:
        tap.skip(f"{name}: pandoc", "no pandoc; tests/setup.sh check installs it")
    wrong = words.differences(book.page(key), book.jats(key))
    slots = [s for s, t in words.jats_slots(book.jats(key)).items() if t]
    tap.ok(not wrong and len(slots) > 3, f"{name}: page and JATS say the same in {len(slots)} slots",
           *(f"{slot}: {what}" for slot, what in wrong))
    html = single(source, os.path.join(room, name + ".html"), name=name, to="html")
    wrong = words.differences(ET.fromstring(html), book.jats(key))
    tap.ok(not wrong, f"{name}: so does the page for the web", *(f"{slot}: {what}" for slot, what in wrong))
    return path


def can_say_no(path, room):
    """A word changed, moved, doubled, hidden in another slot: each must be seen."""
    book = Book(path)
    key = book.keys[0]
    file = f"{FOLDER}{key}.xhtml"
    jats = book.jats(key)
    page = book.files[file].decode("utf-8")
    planted = {
        "a word replaced": page.replace("genetic", "generic", 1),
        "two words glued": page.replace("genetic material", "geneticmaterial", 1),
        "a word cut in two": page.replace("genetic", "gen etic", 1),
        "a word doubled": page.replace("genetic", "genetic genetic", 1),
        "a heading hidden as text": page.replace('class="heading', 'class="body', 1),
        "a note mark lost": re.sub(r'(class="note-ref"[^>]*>)[^<]+', r"\1", page, count=1),
    }
    for name, spoilt in planted.items():
        tap.ok(spoilt != page and words.differences(ET.fromstring(spoilt), jats), f"a planted fault is seen: {name}")
    lost = rewrite(path, os.path.join(room, "lost.epub"),
                   lambda n, data: planted["a word replaced"].encode() if n == file else data)
    if shutil.which("pandoc"):
        tap.ok("genetic" in missing("genetic", lost, []) and "genetic" not in missing("genetic", path, []),
               "pandoc sees a word that was replaced")


def main():
    note_what_is_missing()
    with scratch() as room:
        made = {name: look_at(name, source, room) for name, source in sources()}
        path = made["sample-2020-kicker-markdown"]
        tap.ok(path, "the sample for planted faults is there")
        if path:
            can_say_no(path, room)
    return tap.finish()


sys.exit(main())
