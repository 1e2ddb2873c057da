#!/usr/bin/env python3
"""same.t - the same inputs make the same book, byte for byte, whatever lies around them; a part is the same alone and in
a book, and made from its JATS (TAP). timeout: 300"""
import io
import os
import random
import shutil
import sys
import zipfile

from book import FOLDER, Book, collection, make, samples, single
from common import TOP, Tap, difference, note_what_is_missing, scratch, sources

VARIATIONS = (("TZ", "Pacific/Kiritimati"), ("TZ", "XYZ-14:59"), ("LC_ALL", "C"), ("LC_ALL", "tr_TR.UTF-8"),
              ("LC_ALL", "de_DE.ISO-8859-1"), ("COLUMNS", "20"), ("TMPDIR", "/"))
SOME = ("2013-markdown", "2020-kicker-markdown", "cp1252")
tap = Tap()


def differ(a, b):
    """Where two outputs part; of two books, in which files and lines."""
    if not (a.startswith(b"PK") and b.startswith(b"PK")):
        return difference(a, b)
    was, now = (zipfile.ZipFile(io.BytesIO(x)) for x in (a, b))
    if was.namelist() != now.namelist():
        return f"{was.namelist()} and {now.namelist()}"
    changed = [n for n in was.namelist() if was.read(n) != now.read(n)]
    return "\n".join(f"{n}:\n{difference(was.read(n), now.read(n))}" for n in changed) or "the containers differ, their files do not"


def same(name, a, b):
    tap.ok(a == b, name, "" if a == b else differ(a, b))


def clean(**change):
    """The environment without what may date a book."""
    env = {k: v for k, v in os.environ.items() if k != "SOURCE_DATE_EPOCH"}
    return {**env, **change}


class Room:
    """Makes books under names that are new each time."""

    def __init__(self, room):
        self.room, self.n = room, 0

    def path(self, ending):
        self.n += 1
        return os.path.join(self.room, f"{self.n}.{ending}")

    def all(self, *options, **how):
        """Some texts as EPUB and HTML, and all in one book."""
        made = {}
        for name in SOME:
            text = os.path.join(TOP, "samples", name + ".txt")
            for to in ("epub", "html"):
                made[f"{name}.{to}"] = single(text, self.path(to), *options, to=to, **how)
        made["collection"] = collection(self.path("epub"), *options, **how)
        return made


def surroundings(room):
    was = room.all(env=clean())
    changes = {f"{k}={v}": {"env": clean(**{k: v})} for k, v in VARIATIONS}
    changes["an empty environment"] = {"env": {}}
    changes["umask 077"] = {"env": clean(), "umask": 0o077}
    for name, how in changes.items():
        now = room.all(**how)
        tap.ok(was == now, f"{name}: the same bytes", *(f"{k}: {differ(was[k], now[k])}" for k in was if was[k] != now[k]))
    for jobs in ("1", "2", "7"):
        same(f"-j {jobs}: the same bytes", was["collection"], collection(room.path("epub"), "-j", jobs, env=clean()))
    names = [os.path.basename(p) for p in samples()]
    from_there = make("collect", room.path("epub"), *names[:-1], names[-1], cwd=os.path.dirname(samples()[0]), env=clean())
    same("another working directory: the same bytes", was["collection"], from_there)


def orders(room):
    texts = samples()
    for order in ("number", "date"):
        was = make("collect", room.path("epub"), "--order", order, *texts)
        for seed in (1, 2):
            shuffled = texts[:]
            random.Random(seed).shuffle(shuffled)
            same(f"--order {order}: in whatever order they are given ({seed})", was,
                 make("collect", room.path("epub"), "--order", order, *shuffled))
    given = make("collect", room.path("epub"), "--order", "given", *texts)
    turned = make("collect", room.path("epub"), "--order", "given", *reversed(texts))
    tap.ok(given != turned, "--order given: the order that is given is seen")


def parts(room):
    """A part alone and in the book."""
    book_path = room.path("epub")
    collection(book_path)
    book = Book(book_path)
    seen = []
    for text in samples():
        path = room.path("epub")
        single(text, path)
        alone = Book(path)
        key = alone.keys[0] if len(alone.keys) == 1 else None
        name = os.path.basename(text)
        tap.ok(key is not None, f"{name}: one part alone", alone.keys)
        seen.append(key)
        for ending in ("xhtml", "xml"):
            file = f"{FOLDER}{key}.{ending}"
            same(f"{name}: {file} is the same alone and in the book", alone.files.get(file, b"-"), book.files.get(file, b""))
    tap.ok(sorted(map(str, seen)) == sorted(book.keys), "the book has these parts and no other", seen, book.keys)


def from_jats(room):
    """The JATS that was written says all that a book says."""
    texts, all_jats = [], []
    for name, text in sources():
        where = os.path.join(room.room, "jats-" + name)
        os.mkdir(where)
        jats = os.path.join(where, os.path.basename(text)[:-4] + ".xml")
        written = single(text, jats, name=name, to="jats")
        for to in ("epub", "html"):
            straight = single(text, room.path(to), name=name, to=to)
            try:
                again = single(jats, room.path(to), name=name, to=to)
            except RuntimeError as error:
                tap.ok(False, f"{name}: {to} from its JATS", error)
                continue
            same(f"{name}: {to} from its JATS is {to} from the text", straight, again)
        if text in samples():
            texts.append(text)
            all_jats.append(jats)
            path = room.path("epub")
            single(text, path)
            alone = Book(path)
            same(f"{name}: the JATS inside is what convert writes", alone.files[f"{FOLDER}{alone.keys[0]}.xml"], written)
    straight = make("collect", room.path("epub"), *texts)
    same("a collection from JATS is the one from texts", straight, make("collect", room.path("epub"), *all_jats))
    mixed = [t if i % 2 else j for i, (t, j) in enumerate(zip(texts, all_jats))]
    same("and from some of each", straight, make("collect", room.path("epub"), *mixed))


def content_counts(room):
    """The comparison can say no: one word changed changes the book."""
    text = os.path.join(room.room, "2013-markdown.txt")
    shutil.copyfile(os.path.join(TOP, "samples/2013-markdown.txt"), text)
    was = single(text, room.path("epub"))
    same("a copy of a text elsewhere: the same book", was, single(os.path.join(TOP, "samples/2013-markdown.txt"), room.path("epub")))
    with open(text, "r+b") as f:
        data = f.read().replace(b"slow", b"late", 1)
        f.seek(0)
        f.write(data)
    tap.ok(was != single(text, room.path("epub")), "another word: another book")


def main():
    note_what_is_missing()
    with scratch() as top:
        room = Room(top)
        surroundings(room)
        orders(room)
        parts(room)
        from_jats(room)
        content_counts(room)
    return tap.finish()


sys.exit(main())
