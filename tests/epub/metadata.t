#!/usr/bin/env python3
"""metadata.t - what a book says of itself is what its JATS and the known facts of the sample say (TAP). sanitizers: no; timeout: 240"""
import json
import os
import sys

from book import FOLDER, Book, collection, fold, make, rewrite, samples, single
from common import TOP, Tap, note_what_is_missing, run, scratch, sources
import metadata

tap = Tap()
SAMPLE = os.path.join(TOP, "samples/2013-markdown.txt")
WITH_PAGES = os.path.join(TOP, "samples/2022-page-furniture.txt")


def look_at(name, path):
    book = Book(path)
    for rule, wrong in metadata.failures(book).items():
        tap.ok(not wrong, f"{name}: {rule}", *wrong)
    return book


def expected(name, book):
    """What people found in the sample with their own eyes."""
    with open(os.path.join(TOP, "samples", name + ".expected.json"), encoding="utf-8") as f:
        known = json.load(f)
    said = {  # a no-break space is a blank to people
        "date": fold(book.dc("date")[0].text), "title": fold(book.dc("title")[0].text),
        "authors": [fold(e.text) for e in book.dc("creator")],
        "synopsis": fold(" ".join(e.text for e in book.dc("description"))), "notice": bool(book.dc("rights")),
        "series": fold((book.metas("belongs-to-collection") or [""])[0]),
    }
    wanted = {k: known[k] for k in said}
    wanted["synopsis"] = " ".join(known["synopsis"] or [])
    said = {k: v.replace("\u00a0", " ") if isinstance(v, str) else v for k, v in said.items()}
    series = said.pop("series"), wanted.pop("series")
    # A series may have another name as a whole than on one paper.
    tap.ok(said == wanted and series[0].split()[0] == series[1].split()[0], f"{name}: is what is known of it", said, wanted, series)


def identifier(book):
    return fold(next(i.text for i in book.dc("identifier") if i.get("id") == book.opf.get("unique-identifier")))


def modified(book):
    return book.metas("dcterms:modified")[0]


class Room:
    """Books of texts that are changed for a purpose."""

    def __init__(self, room):
        self.room, self.n = room, 0

    def path(self, ending="epub"):
        self.n += 1
        return os.path.join(self.room, f"{self.n}.{ending}")

    def text(self, *changes, source=SAMPLE, name=None):
        with open(source, "rb") as f:
            data = f.read()
        for old, new in changes:
            if old not in data:
                raise RuntimeError(f"{old} is not in {source}")
            data = data.replace(old, new)
        path = os.path.join(self.room, name) if name else self.path("txt")
        with open(path, "wb") as f:
            f.write(data)
        return path

    def book(self, text, *options, **how):
        path = self.path()
        single(text, path, *options, **how)
        return Book(path)


def clean(**change):
    return {**{k: v for k, v in os.environ.items() if k != "SOURCE_DATE_EPOCH"}, **change}


def identifiers(room, books):
    was = room.book(SAMPLE)
    tap.ok(identifier(was) == identifier(room.book(SAMPLE)), "a second build has the same identifier")
    other = room.book(room.text((b"slow", b"late")))
    tap.ok(identifier(was) == identifier(other), "so has another text under the same number", identifier(was), identifier(other))
    tap.ok(modified(was) != modified(other), "which has another dcterms:modified", modified(was))
    next_number = room.book(room.text((b"089/2013", b"090/2013")))
    tap.ok(identifier(was) != identifier(next_number), "another number has another identifier", identifier(was))
    year = room.book(room.text((b"089/2013", b"089/2014"), (b"14 May 2013", b"14 May 2014")))
    tap.ok(identifier(was) != identifier(year), "and so has the same number of another year", identifier(was))
    all_of_them = [identifier(b) for b in books]
    tap.ok(len(set(all_of_them)) == len(all_of_them), "no two samples, nor the collection, share one", all_of_them)
    # Many small changes: never the same modified.
    times = {modified(room.book(room.text((b"slow", f"slow{n}".encode())))) for n in range(12)}
    tap.ok(len(times) == 12, "twelve contents under one number: twelve values of modified", sorted(times))


def days(room):
    """Where the day of dcterms:modified comes from."""

    def day(text, *options, **change):
        return modified(room.book(text, *options, env=clean(**change)))[:10]
    release = day(SAMPLE)
    tap.ok(release > "2013-05-14", "an old commentary has the day of the release", release)
    for sample in samples():
        wanted = max(release, metadata.facts(room.book(sample).jats(room.book(sample).keys[0]))["date"])
        tap.ok(day(sample) == wanted, f"{os.path.basename(sample)}: the later of release and publication", day(sample), wanted)
    late = room.text((b"089/2013", b"089/2098"), (b"14 May 2013", b"14 May 2098"))
    tap.ok(day(late) == "2098-05-14", "a later commentary has its own day", day(late))
    tap.ok(day(SAMPLE, SOURCE_DATE_EPOCH="1600000000") == "2020-09-13", "SOURCE_DATE_EPOCH", day(SAMPLE, SOURCE_DATE_EPOCH="1600000000"))
    if "--date" in run("convert", "--help").stdout.decode("utf-8", "replace"):
        said = day(SAMPLE, "--date", "2031-02-03", SOURCE_DATE_EPOCH="1600000000")
        tap.ok(said == "2031-02-03", "--date stands above it", said)
    else:
        tap.ok(False, "--date is an option of convert")
    for bad in ("yesterday", "-1", "99999999999999999999", "1600000000x", ""):
        path = room.path()
        done = run("convert", "-q", "-t", "epub", "-o", path, SAMPLE, env=clean(SOURCE_DATE_EPOCH=bad))
        said = modified(Book(path))[:10] if os.path.exists(path) else None
        tap.ok(said == release or (said is None and done.returncode == 2), f"SOURCE_DATE_EPOCH={bad!r} is refused or does not count",
               said, done.returncode, done.stderr)
    rows = ["source,field,value,who,when,reason"]
    rows += [f"2013-markdown.txt,keyword,{word},L. Tan,{when},cataloguing" for word, when in
             (("pilots", "2014-03-02"), ("rescue", "2016-01-07"), ("boats", "2015-12-31"))]
    table = room.path("csv")
    with open(table, "w", encoding="utf-8") as f:
        f.write("\n".join(rows) + "\n")
    said = day(SAMPLE, "--overrides", table, SOURCE_DATE_EPOCH="1600000000")
    tap.ok(said == "2016-01-07", "the last decision in the overrides stands above all", said)


def rebuilt(room):
    """A collection has the same identifier from the same parts, another from others."""
    texts = samples()

    def made(*arguments):
        path = room.path()
        make("collect", path, *arguments)
        return Book(path)
    was = made(*texts)
    tap.ok(identifier(was) == identifier(made(*texts)), "a collection that is built again has the same identifier", identifier(was))
    named = made("--title", "A Year of Papers", *texts)
    tap.ok(fold(named.dc("title")[0].text) == "A Year of Papers", "--title is the title", named.dc("title")[0].text)


def can_say_no(room, paths):
    """Faults planted in good books, and the rule that must see each."""
    def plant(rule, source, old, new, file="package.opf"):
        path = room.path()
        rewrite(source, path, lambda n, data: data.replace(old, new) if n == FOLDER + file else data)
        tap.ok(Book(path).files != Book(source).files, f"a fault can be planted: {rule}, {old}")
        tap.ok(metadata.failures(Book(path))[rule], f"a planted fault is seen: {rule}, {new}")
    book = paths["2013-markdown"]
    plant("identifier", book, b"urn:uuid:", b"urn:uuid:0")
    plant("modified", book, b"Z</meta>", b"</meta>")
    plant("rights verbatim", book, b"prior permission", b"permission")
    plant("creators in order", book, b"Wickremanayake", b"Wickremasinghe")
    plant("date and publisher", book, b"2013-05-14</dc:date>", b"2013-05-15</dc:date>")
    plant("series in both forms", book, b"2013.089", b"2013.89")
    plant("accessibility claims are true", book, b"displayTransformability", b"longDescription")
    plant("nothing leads nowhere", book, b'href="c089-2013.xhtml', b'href="c090-2013.xhtml', "nav.xhtml")
    plant("description is the synopsis", book, b"</dc:description>", b" And so on.</dc:description>")
    plant("records", book, b"rel=\"record\"", b"rel=\"alternate\"")
    plant("language", book, b'xml:lang="en"', b'xml:lang="fr"')
    plant("each part is described", paths["collection"], b"Margit Lindqvist-Rao</meta>", b"Margit Rao</meta>")
    plant("rights", paths["collection"], b"</dc:rights>", b"</dc:rights><dc:rights></dc:rights>")
    paged = paths["2022-page-furniture"]
    plant("page breaks and their source", paged, b'pageBreakSource', b'source-of')
    plant("page breaks and their source", paged, b'epub:type="page-list"', b'epub:type="lot"', "nav.xhtml")


def main():
    note_what_is_missing()
    with scratch() as top:
        room, books, paths = Room(top), [], {}
        for name, source in sources():
            path = room.path()
            single(source, path, name=name)
            book = look_at(name, path)
            if name.startswith("sample-"):
                expected(name[7:], book)
                books.append(book)
                paths[name[7:]] = path
        path = paths["collection"] = room.path()
        collection(path)
        books.append(look_at("collection", path))
        same_notice = room.path()
        make("collect", same_notice, *[p for n, p in sources() if n in ("sample-2013-markdown", "sample-2014-blank-lines")])
        tap.ok((Book(same_notice).dc("rights")[0].text or "").startswith("RSIS Commentaries are intended"),
               "one notice for all: rights verbatim")
        look_at("two of one notice", same_notice)
        identifiers(room, books)
        days(room)
        rebuilt(room)
        can_say_no(room, paths)
    return tap.finish()


sys.exit(main())
