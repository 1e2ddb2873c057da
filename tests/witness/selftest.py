#!/usr/bin/env python3
"""selftest.py - the checkers against triples made by hand: each relation's yes and its no. TAP; needs no program."""

import hashlib
import json
import os
import subprocess
import sys
import tempfile
from xml.sax.saxutils import escape, quoteattr

HERE = os.path.dirname(os.path.abspath(__file__))
sys.path.insert(0, HERE)
import witness  # noqa: E402
import words  # noqa: E402

COUNT = FAILED = 0


def test(name, good, *notes):
    global COUNT, FAILED
    COUNT += 1
    print(f"{'ok' if good else 'not ok'} {COUNT} - {name}")
    if not good:
        FAILED += 1
        for note in notes:
            print(f"# {note}")


class Triple:
    """A source with its ledger and its output, laid and written by hand."""

    def __init__(self, encoding="UTF-8"):
        self.stream, self.text, self.tiles, self.uses = "", "", [], []
        self.xml, self.block, self.encoding, self.furniture = "", 0, encoding, []
        self.raw = None

    def lay(self, rule, before, after=""):
        """A tile; gives its piece of the text."""
        at = len(self.text.encode())
        self.tiles.append(["copy", len(before.encode())] if rule == "copy" else [rule, before, after])
        self.stream += before
        self.text += before if rule == "copy" else after
        return at, len(self.text.encode()) - at

    def copy(self, piece):
        return self.lay("copy", piece)

    def piece(self, at, size):
        return self.text.encode()[at:at + size].decode("utf-8", "replace")

    def put(self, xml):
        self.xml += xml
        return self

    def attribute(self, name, slot, kind, *rest):
        self.uses.append([slot, kind, 0, *rest])
        value = self.piece(*rest) if kind in ("primary", "copy") else rest[-1]
        self.xml += f" {name}={quoteattr(value)}"

    def element(self, name, slot, kind="primary", *rest, parts=None, moved=False):
        """A block element with one use, or with `parts`: uses (slot, kind, ...) and pieces of XML."""
        self.block += 1
        self.xml += f"<{name}>"
        for part in parts or [(slot, kind, *rest)]:
            if isinstance(part, str):
                self.xml += part
                continue
            use_slot, use_kind, *more = part
            self.uses.append([use_slot, use_kind, self.block, *more] + (["moved"] if moved else []))
            self.xml += escape(self.piece(*more) if use_kind in ("primary", "copy") else more[-1])
        self.xml += f"</{name}>"

    def ledger(self):
        raw = self.source()
        return {"format": "rsis-ledger/1",
                "source": {"name": "x.txt", "bytes": len(raw), "sha256": hashlib.sha256(raw).hexdigest(),
                           "encoding": self.encoding},
                "text_sha256": hashlib.sha256(self.text.encode()).hexdigest(),
                "tiles": self.tiles, "furniture": self.furniture,
                "output": {"format": "jats-1.3", "sha256": hashlib.sha256(self.xml.encode()).hexdigest()},
                "uses": self.uses}

    def source(self):
        if self.raw is not None:
            return self.raw
        codec = {"UTF-16LE": "utf-16-le", "UTF-16BE": "utf-16-be", "CP1252": "cp1252", "MacRoman": "mac_roman"}
        return self.stream.encode(codec.get(self.encoding, "utf-8"))

    def failures(self):
        return witness.check(self.source(), self.ledger(), self.xml.encode())


def accepts(name, triple):
    lines = triple.failures()
    test(f"accepts {name}", lines == [], *lines)


def refuses(name, triple, statement):
    lines = triple.failures()
    test(f"refuses {name}", any(line.startswith(statement) for line in lines), f"wanted {statement}", *lines)


def tile(rule, before, after="", left="a", right="b"):
    """left, the tile, right, as one paragraph, or as two when the tile yields a line feed."""
    return laid(("copy", left, left), (rule, before, after), ("copy", right, right))


def laid(*tiles):
    """Tiles as a body of paragraphs."""
    t = Triple()
    for rule, before, after in tiles:
        if rule != "copy" or before:
            t.lay(rule, before, after)
    t.put('<article xmlns:xlink="http://www.w3.org/1999/xlink"><body>')
    at = 0
    for piece in t.text.split("\n"):
        if piece:
            t.element("p", "body", "primary", at, len(piece.encode()))
        at += len(piece.encode()) + 1
    return t.put("</body></article>")


def after_line(rule, before, *, pre=(), right="b"):
    """A line, then perhaps tiles, then the tile."""
    return laid(("copy", "a", "a"), ("break", "\n", "\n"), *pre, (rule, before, ""), ("copy", right, right))


def link(*marks):
    """Words with marks of links between them."""
    tiles = [("copy", "a ", "a ")]
    for i, mark in enumerate(marks):
        tiles += [("md-link", mark, ""), ("copy", f"w{i} ", f"w{i} ")]
    return laid(*tiles)


YES = [
    ("copy", "x\u00e9", "x\u00e9"), ("nfc", "e\u0301", "\u00e9"), ("ligature", "\ufb01", "fi"),
    ("ligature", "\ufb00", "ff"), ("ligature", "\ufb02", "fl"), ("ligature", "\ufb03", "ffi"),
    ("ligature", "\ufb04", "ffl"), ("ligature", "\ufb05", "\u017ft"), ("ligature", "\ufb06", "st"),
    ("entity", "&amp;", "&"), ("entity", "&nbsp;", "\u00a0"), ("entity", "&#8217;", "\u2019"),
    ("entity", "&#x2019;", "\u2019"), ("entity", "&apos;", "'"), ("mojibake", "\u00e2\u20ac\u2122", "\u2019"),
    ("mojibake", "\u00c3\u00a2\u00e2\u201a\u00ac\u00e2\u201e\u00a2", "\u2019"),
    ("mojibake", "\u00e2\u20ac\u009d", "\u201d"), ("c1", "\u0092", "\u2019"), ("hard-hyphen", "\x1e", "\u2011"),
    ("space", " \n\t", " "), ("space", "\n\x0c\n", " "), ("space", "\u2028", " "), ("break", "\n\n", "\n"),
    ("break", "\n", "", "a", ""), ("break", "\n", "", "", "b"), ("edge", " ", "", "a", "."), ("edge", "\n", "", "", "b"),
    ("hyphen-kept", "\n", "", "a-"), ("hyphen-kept", " \n ", "", "a/"), ("hyphen-kept", "\n", "", "a\u2010"),
    ("hyphen-space", " ", "", "non-"), ("dehyphen", "-\n"), ("dehyphen", "\u00ad\n"), ("dehyphen", "\u2010 \n  "),
    ("dehyphen", "\u00ad-\r\n"), ("invisible", "\u200b"), ("invisible", "\ufeff"), ("illegal", "\x07"),
    ("illegal", "\ufffe"), ("md-heading", "##", "", ""), ("md-heading", "#", "", "a ", ""),
    ("md-emphasis", "***"), ("md-emphasis", "__"), ("md-quote", ">", "", ""), ("md-escape", "\\", "", "a", "*"), ("md-tag", "<sup>"), ("md-tag", "<br />", " "),
    ("md-tag", "<br>", "", "a", " b"), ("md-tag", "<br/>", "", "a.", "b"), ("md-break", "\\", "", "a", ""),
    ("md-tag", '<span id="page-1-12">'), ("md-tag", "</span>"), ("bullet", "\u2022", "", "", " b"), ("bullet", "\uf0b7", "", "", "\tb"),
    ("bullet", "\u2022", "", "a ", " b"), ("bullet", "\uf0d8", "", "a ", "\tb"),
    ("rule-line", "---", "", "", ""), ("rule-line", "* * *", "", "", ""), ("rule-line", "\u2500\u2500\u2500\u2500", "", "", ""),
    ("page-mark", "{3}-----", "", "", ""), ("break", "\n", "", "a", "."), ("break", "\n", "", "a.", "b"),
    ("space", "\x85", " "), ("hyphen-kept", "\x0c", "", "a-"), ("hyphen-kept", "\u2029", "", "a/"), ("dehyphen", "-\x0b"),
]

NO = [
    ("copy", "x\x07", "x\x07"), ("nfc", "\u00e9", "\u00e9"), ("nfc", "e\u0301", "e"), ("ligature", "\ufb01", "fl"),
    ("ligature", "fi", "fi"), ("ligature", "\ufb05", "st"), ("entity", "&amp;", "and"), ("entity", "&#8217;", "'"),
    ("entity", "&copy;", "\u00a9"), ("entity", "&amp", "&"), ("mojibake", "\u00e2\u20ac\u2122", "'"),
    ("mojibake", "word", "word"), ("mojibake", "word", "ward"), ("c1", "\u0081", "\u0081"), ("c1", "\u0092", "'"),
    ("hard-hyphen", "-", "\u2011"), ("space", "x", " "), ("space", "\u00a0", " "), ("space", " ", "\n"),
    ("space", "", " "), ("break", "\n", ""), ("break", "\n", " "), ("edge", " ", ""),
    ("edge", "x", "", "a", ""), ("edge", " ", " "), ("edge", "\u00a0", "", "a", "."), ("hyphen-kept", "\n", "", "a"),
    ("hyphen-kept", " ", "", "a-"), ("hyphen-space", "  ", "", "non-"), ("hyphen-space", " ", "", "non"),
    ("hyphen-space", " ", "", "non-", "."), ("dehyphen", "-"), ("dehyphen", "- "), ("dehyphen", "-\n", "", ","),
    ("dehyphen", "-\n", "", "a", "."), ("dehyphen", "--\n"), ("invisible", "\u00a0"), ("invisible", "\u200b\u200b"),
    ("illegal", "x"), ("illegal", "\x07\x07"), ("illegal", "\x0c"), ("illegal", "\x0b", "", "a", "."),
    ("md-heading", "#######", "", ""), ("md-heading", "x", "", ""), ("md-heading", "##"), ("md-heading", "#", " ", ""),
    ("md-emphasis", "****"), ("md-emphasis", "**", "x"), ("md-quote", ">>", "", ""), ("md-quote", ">"),
    ("md-quote", ">", "", "a ", ""), ("md-link", "("), ("md-link", "]"), ("md-link", "["), ("md-link", "]("), ("md-link", ")"),
    ("md-escape", "\\", "", "a", "n"), ("md-tag", "<b>"), ("md-tag", "<span>"), ("md-tag", "<br>"),
    ("md-tag", "<sup>", " "), ("md-tag", "<br>", "\n"), ("md-break", "\\"), ("md-break", "\\", " ", "a", ""),
    ("bullet", "a", "", "", " b"), ("bullet", "\u2022\u2022", "", "", " b"), ("bullet", "-", "", "a ", " b"), ("bullet", "\u00b7", "", "a ", " b"),
    ("bullet", "\u2022", "", "a", " b"), ("bullet", "\u2022", "", "a ", "b"), ("bullet", "\u2022", "", "a\t", " b"), ("bullet", "o", "", "", "b"),
    ("bullet", "\u2022", "", "", ""), ("bullet", "\u2022", "", "", "\u00a0b"), ("rule-line", "--", "", "", ""),
    ("rule-line", "--- ", "", "", ""), ("rule-line", "-_-", "", "", ""), ("rule-line", "---", "", "a ", ""),
    ("rule-line", "---", "", "", " b"), ("page-mark", "{3}--", "", "", ""), ("page-mark", "{x}---", "", "", ""),
    ("page-mark", "{3}---", "", "", "b"), ("page-mark", "{3}---", "", "a ", ""), ("no-such-rule", " ", " "),
]


def paragraphs(*pieces, source="\n\n"):
    """A body of paragraphs. Gives the triple before it is written, and where the pieces are."""
    t = Triple()
    places = []
    for i, piece in enumerate(pieces):
        if i:
            t.lay("break", source, "\n")
        places.append(t.copy(piece))
    return t, places


def written(t, places, slot="body", name="p", wrap=("<article><body>", "</body></article>")):
    t.put(wrap[0])
    for place in places:
        t.element(name, slot, "primary", *place)
    return t.put(wrap[1])


def edit_ledger(t, change):
    ledger = json.loads(json.dumps(t.ledger()))
    change(ledger)
    return witness.check(t.source(), ledger, t.xml.encode())


def derived(derivation, piece, value, slot=None):
    t = Triple()
    at = t.copy(piece)
    names = {"day": "day", "month": "month", "year": "year"}
    t.put('<article xmlns:xlink="http://www.w3.org/1999/xlink"><front><article-meta>')
    if derivation in ("url", "mailto"):
        t.put("</article-meta></front><body>")
        t.block += 1
        t.put("<p><ext-link")
        t.attribute("xlink:href", "href", "derived", *at, derivation, value)
        t.put(">")
        t.uses.append(["body", "primary", t.block, *at])
        return t.put(escape(piece) + "</ext-link></p></body></article>")
    if derivation == "number-year":
        t.element("article-id", "article-id", "derived", *at, derivation, value)
    else:
        t.put("<pub-date")
        if derivation == "iso-date":
            t.attribute("iso-8601-date", "date-iso", "derived", *at, derivation, value)
        t.put(">")
        if derivation in names:
            t.element(names[derivation], "date-part", "derived", *at, derivation, value)
        t.put("</pub-date>")
    t.put("</article-meta></front><body>")
    t.element("p", "body", "primary", *at)
    return t.put("</body></article>")


FRONT_WORDS = "RSIS Commentaries are intended"


def with_furniture(piece, *more, wordings=()):
    """A notice, a paragraph and furniture."""
    t = Triple()
    notice = t.copy(FRONT_WORDS)
    t.lay("break", "\n\n", "\n")
    body = t.copy("The body speaks.")
    pieces = []
    for p in (piece, *more):
        t.lay("break", "\n\n", "\n")
        pieces.append(t.copy(p))
    t.furniture = list(wordings)
    t.put("<article><front><article-meta><permissions><license>")
    t.element("license-p", "notice", "primary", *notice)
    t.put("</license></permissions></article-meta></front><body>")
    t.element("p", "body", "primary", *body)
    t.put('</body><back><notes notes-type="furniture">')
    for p in pieces:
        t.element("p", "furniture", "primary", *p)
    return t.put("</notes></back></article>")


def letter():
    """A whole commentary in small, with markup, a hyphenation, a link and a page number inside a paragraph."""
    t = Triple()
    t.lay("md-heading", "#")
    t.lay("edge", " ")
    masthead = t.copy("RSIS COMMENTARIES")
    t.lay("break", "\n\n", "\n")
    at = t.copy("RSIS Commentaries are intended to provide timely analysis. Please email: ")
    t.lay("md-link", "[")
    shown = t.copy("editor@example.org")
    t.lay("md-link", "](")
    target = t.copy("mailto:editor@example.org")
    t.lay("md-link", ")")
    rest = t.copy(" or call to speak to the Editor.")
    t.lay("break", "\n\n", "\n")
    number = t.copy("No. 046/2013 dated 3 May 2013")
    t.lay("break", "\n\n", "\n")
    t.lay("md-heading", "##")
    t.lay("edge", " ")
    t.lay("md-emphasis", "**")
    title = t.copy("Small Hulls, Long Shadows")
    t.lay("md-emphasis", "**")
    t.lay("break", "\n\n", "\n")
    byline = t.copy("By Jane Q. Doe")
    t.lay("break", "\n\n", "\n")
    t.lay("md-heading", "###")
    t.lay("edge", " ")
    synopsis = t.copy("Synopsis")
    t.lay("break", "\n\n", "\n")
    t.lay("md-emphasis", "*")
    abstract = t.copy("A modest hotline will not settle who owns what.")
    t.lay("md-emphasis", "*")
    t.lay("break", "\n\n", "\n")
    commentary = t.copy("Commentary")
    t.lay("break", "\n\n", "\n")
    one = t.copy("THE coast guard has a saying that the radio is the cheapest ship in the fleet. Mari")[0]
    t.lay("dehyphen", "-\n")
    t.copy("time agencies have been slower to")
    t.lay("space", "\n", " ")
    t.copy("accept the point & the bill, e")
    t.lay("ligature", "\ufb03", "ffi")
    t.copy("ciently")
    first = (one, len(t.text.encode()) - one)
    t.lay("break", "\n\n", "\n")
    two = t.copy("Nobody was hurt, and that is luck rather than ")[0]
    t.copy("policy; between January and March this year patrol vessels from four littoral states came")
    t.lay("space", "\n\n", " ")
    second = (two, len(t.text.encode()) - two)
    page = t.copy("2")
    t.lay("break", "\n\n", "\n")
    third = t.copy("within a few hundred metres of one another on three occasions, and nobody spoke on the radio.")
    t.lay("break", "\n\n", "\n")
    fourth = t.copy("A working group will meet in Surabaya to consider a proposal for round-the-clock hotlines.")
    t.lay("break", "\n\n", "\n")
    head = t.copy("Why grey hulls are not the answer")
    t.lay("break", "\n\n", "\n")
    fifth = t.copy("Some defence planners would prefer to send navies. Their reasoning is understandable: warships "
                   "are larger, better equipped and used to working with foreign counterparts, but a warship also "
                   "carries a message that a white-hulled cutter does not.")
    t.lay("break", "\n\n", "\n")
    bio = t.copy("Jane Q. Doe is a research fellow in maritime affairs.")
    t.lay("break", "\n", "")

    t.put('<?xml version="1.0" encoding="UTF-8"?>\n<article xmlns:xlink="http://www.w3.org/1999/xlink"')
    t.attribute("xml:lang", "language", "asserted", "en")
    t.put(">\n<front>\n<journal-meta>")
    t.element("journal-id", "series", "asserted", "rsis-commentaries")
    t.put("\n<notes>")
    t.element("p", "masthead", "primary", *masthead)
    t.put("</notes></journal-meta>\n<article-meta>")
    t.element("article-id", "article-id", "derived", *number, "number-year", "046/2013")
    t.put('<article-categories><subj-group subj-group-type="heading">')
    t.element("subject", "section-label", "primary", *commentary)
    t.put("</subj-group></article-categories>\n<title-group>")
    t.element("article-title", "title", "primary", *title)
    t.put("</title-group>\n<contrib-group><contrib><name>")
    name = byline[0] + 3
    t.element("surname", "name-part", "copy", name + 8, 3)
    t.element("given-names", "name-part", "copy", name, 7)
    t.put("</name><bio>")
    t.element("p", "bio", "primary", *bio)
    t.put("</bio></contrib></contrib-group><pub-date")
    date = (number[0] + number[1] - len("3 May 2013"), len("3 May 2013"))
    t.attribute("iso-8601-date", "date-iso", "derived", *date, "iso-date", "2013-05-03")
    t.put(">")
    for part, value in (("day", "03"), ("month", "05"), ("year", "2013")):
        t.element(part, "date-part", "derived", *date, part, value)
    t.put("</pub-date>")
    t.element("issue", "issue", "copy", number[0] + 4, 3)
    t.put("<permissions><license>")
    t.block += 1
    t.put("<license-p>" + t.piece(*at) + "<ext-link")
    t.uses.append(["notice", "primary", t.block, *at])
    t.attribute("xlink:href", "href", "primary", *target)
    t.uses.append(["notice", "primary", t.block, *shown])
    t.uses.append(["notice", "primary", t.block, *rest])
    t.put(">" + t.piece(*shown) + "</ext-link>" + t.piece(*rest) + "</license-p></license></permissions>\n<abstract>")
    t.element("title", "abstract-title", "primary", *synopsis)
    t.element("p", "abstract", "primary", *abstract)
    t.put("</abstract>\n<custom-meta-group><custom-meta>")
    for label, slot, place in (("issue-line-as-printed", "number-line", number), ("author-as-printed", "byline", byline)):
        t.element("meta-name", "provenance", "asserted", label)
        t.element("meta-value", slot, "primary", *place)
        if slot == "number-line":
            t.put("</custom-meta><custom-meta>")
    t.put("</custom-meta></custom-meta-group></article-meta>\n</front>\n<body>\n")
    t.element("p", "body", "primary", *first)
    t.element("p", "body", parts=[("body", "primary", *second), ("body", "primary", *third)])
    t.put("\n")
    t.element("p", "body", "primary", *fourth)
    t.put("<sec>")
    t.element("title", "heading", "primary", *head)
    t.element("p", "body", "primary", *fifth)
    t.put('</sec></body>\n<back><notes notes-type="furniture">')
    t.element("p", "furniture", "primary", *page)
    return t.put("</notes></back></article>\n")


def words_case(name, source, xml, good):
    lines = words.check(source.encode(), f"<article>{xml}</article>".encode())
    test(f"words.py {'accepts' if good else 'refuses'} {name}", (lines == []) == good, *lines)


def run(script, *arguments):
    done = subprocess.run([sys.executable, os.path.join(HERE, script), *arguments], capture_output=True, text=True,
                          check=False)
    return done.returncode, done.stdout, done.stderr


def after_target(rest):
    """A link, then more of its paragraph."""
    t = Triple()
    pieces = {}
    for name, rule, before in (("", "md-link", "["), ("shown", "copy", "shown"), ("", "md-link", "]("),
                               ("target", "copy", "target"), ("", "md-link", ")"), ("rest", "copy", rest)):
        if before:
            pieces[name] = t.lay(rule, before)
    t.put('<article xmlns:xlink="http://www.w3.org/1999/xlink"><body>')
    t.block += 1
    t.put("<p><ext-link")
    t.attribute("xlink:href", "href", "primary", *pieces["target"])
    t.uses.append(["body", "primary", 1, *pieces["shown"]])
    if rest:
        t.uses.append(["body", "primary", 1, *pieces["rest"]])
    return t.put(f">shown</ext-link>{rest}</p></body></article>")


def relations():
    for case in YES:
        accepts(f"tile {json.dumps(case)}", tile(*case))
    for case in NO:
        refuses(f"tile {json.dumps(case)}", tile(*case), "S1")
    quote, blank = ("md-quote", ">", ""), ("edge", " ", "")
    for rule, before, right in (("md-heading", "#", " b"), ("md-quote", ">", "b"), ("bullet", "*", " b"),
                                ("rule-line", "***", ""), ("page-mark", "{3}---", "")):
        accepts(f"{rule} on a line of its own", after_line(rule, before, right=right))
        accepts(f"{rule} behind a quotation mark", after_line(rule, before, pre=(quote, blank), right=right))
        accepts(f"{rule} behind a byte-order mark", after_line(rule, before, pre=(("invisible", "\ufeff", ""), blank),
                                                               right=right))
        refuses(f"{rule} behind emphasis", after_line(rule, before, pre=(("md-emphasis", "*", ""),), right=right), "S1")
        refuses(f"{rule} behind a zero-width space",
                after_line(rule, before, pre=(("invisible", "\u200b", ""),), right=right), "S1")
        refuses(f"{rule} behind a word", after_line(rule, before, pre=(("copy", "c ", "c "),), right=right), "S1")
    for marks in (("[", "](", ")"), ("![", "](", ")"), ("<", ">"), ("[", "](", ")", "<", ">", "[", "](", ")"), ()):
        accepts(f"marks of links {' '.join(marks)}", link(*marks))
    for marks in (("[", "]("), ("[", ")"), ("](", ")"), ("[", "[", "](", ")"), ("<", "<", ">"), ("<", ")"), (">", "<"),
                  ("[", "<", ">", "](", ")"), ("[", "![", "](", ")", "](", ")"), ("![",), (">",)):
        refuses(f"marks of links {' '.join(marks)}", link(*marks), "S1")

    t = Triple()
    t.copy("a")
    t.lay("md-break", "\\")
    t.lay("space", "\n", " ")
    at = t.copy("b")
    accepts("md-break before a line end", written(t, [(0, at[0] + 1)]))
    refuses("two words glued by a md-break", laid(("copy", "a", "a"), ("md-break", "\\", ""), ("break", "\n", ""),
                                                  ("copy", "b", "b")), "S1")
    t = Triple()
    t.copy("well")
    t.lay("md-emphasis", "**")
    t.lay("edge", " ")
    at = t.copy("known")
    refuses("two words glued by an edge behind markup", written(t, [(0, at[0] + at[1])]), "S1")

    t = written(*paragraphs("One.", "Two."))
    accepts("two paragraphs", t)
    for name, change, statement in [
            ("a digest of the source", lambda x: x["source"].update(sha256="0" * 64), "S0"),
            ("a length of the source", lambda x: x["source"].update(bytes=3), "S0"),
            ("another encoding", lambda x: x["source"].update(encoding="UTF-16LE"), "S"),
            ("an unknown encoding", lambda x: x["source"].update(encoding="EBCDIC"), "S0"),
            ("another format", lambda x: x.update(format="rsis-ledger/2"), "S0"),
            ("a digest of the text", lambda x: x.update(text_sha256="0" * 64), "S1"),
            ("a tile too short", lambda x: x["tiles"].pop(), "S1"),
            ("a tile too many", lambda x: x["tiles"].append(["copy", 1]), "S1"),
            ("a literal that is not in the stream", lambda x: x["tiles"][1].__setitem__(1, "\n "), "S1"),
            ("a copy with two sides", lambda x: x["tiles"].__setitem__(0, ["copy", "One.", "One."]), "S1"),
            ("a digest of the output", lambda x: x["output"].update(sha256="0" * 64), "S3"),
            ("a use too short", lambda x: x["uses"].pop(), "S2"),
            ("a use of no form", lambda x: x["uses"][0].append(1), "S2"),
            ("a use that begins one byte late", lambda x: x["uses"][0].__setitem__(3, 1), "S2.1"),
            ("a use that holds the line feed", lambda x: x["uses"][0].__setitem__(4, 5), "S2.1"),
            ("a word with two homes", lambda x: x["uses"].insert(1, list(x["uses"][0])), "S2.1"),
            ("an unknown slot", lambda x: x["uses"][0].__setitem__(0, "attic"), "S2.3"),
            ("an attribute in a block", lambda x: x["uses"][0].__setitem__(0, "href"), "S2.5"),
            ("a body use that moved", lambda x: x["uses"][0].append("moved"), "S2.4"),
            ("blocks that descend", lambda x: x["uses"][0].__setitem__(2, 9), "S2.5"),
            ("another slot than the output's", lambda x: x["uses"][0].__setitem__(0, "quote"), "S3")]:
        lines = edit_ledger(t, change)
        test(f"refuses {name}", any(line.startswith(statement) for line in lines), f"wanted {statement}", *lines)
    for encoding in ("UTF-16LE", "UTF-16BE", "CP1252", "MacRoman"):
        t = Triple(encoding)
        if encoding.startswith("UTF"):
            t.lay("invisible", "\ufeff")
        at = t.copy("caf\u00e9 \u201cbar\u201d")
        accepts(f"{encoding}", written(t, [at]))
        t.encoding = {"UTF-16LE": "UTF-16BE", "UTF-16BE": "UTF-16LE", "CP1252": "MacRoman",
                      "MacRoman": "CP1252"}[encoding]
        t.raw = Triple.source(t)
        t.encoding = encoding
        test(f"refuses {encoding} read otherwise", t.failures() != [])
    t = written(*paragraphs("One."))
    t.raw = b"One.\xff"
    refuses("ill-formed UTF-8", t, "S0")

    # S2.1: separators
    t = Triple()
    a = t.copy("One.")
    t.lay("space", "\n", " ")
    b = t.copy("Two.")
    accepts("a blank between blocks", written(t, [a, b]))
    t = Triple()
    a = t.copy("One.")
    t.lay("space", "\n", " ")
    b = t.copy("Two.")
    t.put("<article><body>")
    t.element("p", "body", parts=[("body", "primary", *a), ("body", "primary", *b)])
    refuses("a blank lost inside a block", t.put("</body></article>"), "S2.1")
    t = Triple()
    a = t.copy("One.")
    t.lay("break", "\n", "\n")
    t.lay("space", " ", " ")
    b = t.copy("Two.")
    refuses("two blanks as a separator", written(t, [a, b]), "S2.1")
    for rest in (" b", "b", ""):
        accepts(f"a link's target before {rest!r}", after_target(rest))
    t, places = paragraphs("By One", "By Two")
    meta = ["<article><front><article-meta><custom-meta-group>", "</custom-meta-group></article-meta></front></article>"]
    t.put(meta[0])
    for place in places[::-1]:
        t.element("meta-name", "provenance", "asserted", "author-as-printed")
        t.element("meta-value", "byline", "primary", *place)
    accepts("bylines in any order", t.put(meta[1]))
    t.xml = t.xml.replace("author-as-printed", "issue-line-as-printed")
    for use in t.uses:
        use[:] = ["number-line" if m == "byline" else "issue-line-as-printed" if m == "author-as-printed" else m for m in use]
    refuses("number lines out of order", t, "S2.4")
    t = Triple()
    pieces = []
    for rule, before in (("md-link", "["), ("copy", "shown"), ("md-link", "]("), ("space", " "), ("copy", "target"),
                         ("md-link", ")")):
        pieces.append(t.lay(rule, before, " " if rule == "space" else ""))
    t.put('<article xmlns:xlink="http://www.w3.org/1999/xlink"><body>')
    t.block += 1
    t.put("<p><ext-link")
    t.attribute("xlink:href", "href", "primary", *pieces[4])
    t.uses.append(["body", "primary", 1, *pieces[1]])
    t.put(">shown</ext-link></p>")
    refuses("a blank lost before a link's target", t.put("</body></article>"), "S2.1")
    for gap, one, two, good in [(" x ", "One", "two", False), (" x ", "One.", "two", True), (" x ", "One ", "two", True),
                                (" x ", "One", ", two", True), ("\u00e9", "One", "\u00e9two", False)]:
        t = Triple()
        a = t.copy(one)
        hole = t.copy(gap)
        b = t.copy(two)
        t.put("<article><body>")
        t.element("p", "body", parts=[("body", "primary", *a), ("body", "primary", *b)])
        t.put("</body><back><fn-group><fn>")
        t.element("p", "note", "primary", *hole)
        t.put("</fn></fn-group></back></article>")
        if good:
            accepts(f"{one!r} and {two!r} over a hole", t)
        else:
            refuses(f"{one!r} and {two!r} glued over a hole", t, "S2.6")
    t, places = paragraphs("One.", "Two.", "Three.")
    refuses("a paragraph without a home", written(t, [places[0], places[2]]), "S2.1")
    t, places = paragraphs("One.", "Two.")
    refuses("paragraphs out of order", written(t, places[::-1]), "S2.4")
    t = Triple()
    t.lay("ligature", "\ufb03", "ffi")
    refuses("half a ligature in each of two blocks", written(t, [(0, 1), (1, 2)]), "S1")
    t = Triple()
    t.copy("\u00e9\u00e9")
    refuses("half a character", written(t, [(0, 1), (1, 3)]), "S2.1")
    t, places = paragraphs("1 A note.", "2 Another.")
    fn = ("<article><back><fn-group><fn>", "</fn></fn-group></back></article>")
    refuses("notes out of order", written(t, places[::-1], "note", "p", fn), "S2.4")
    t, places = paragraphs("1 A note.", "2 Another.")
    t.put(fn[0])
    for place in places[::-1]:
        t.element("p", "note", "primary", *place, moved=True)
    accepts("notes that moved", t.put(fn[1]))

    # S2.2 and S2.3
    for name, piece, value in [
            ("day", "18 March 2013", "18"), ("month", "18 March 2013", "03"), ("year", "March 18, 2013", "2013"),
            ("iso-date", "3/05/2013", "2013-05-03"), ("iso-date", "2012-02-29", "2012-02-29"),
            ("month", "1 Sep 2013", "09"), ("month", "1 SEPT. 2013", "09"), ("month", "18 Mar. 2013", "03"),
            ("day", "8 March 2013", "08"), ("iso-date", "march 8 2013", "2013-03-08"),
            ("iso-date", "18\u00a0March\u20282013", "2013-03-18"), ("day", "30 February 2013", "30"),
            ("iso-date", "2013-2-9", "2013-02-09"),
            ("number-year", "No. 046/2013 dated 18 March 2013", "046/2013"), ("number-year", "2013 No. 046", "046/2013"),
            ("number-year", "No. 046a of 2013", "046a/2013"), ("url", "www.rsis.edu.sg", "http://www.rsis.edu.sg"),
            ("mailto", "a@b.sg", "mailto:a@b.sg")]:
        accepts(f"{name} {value} of {piece!r}", derived(name, piece, value))
    for name, piece, value in [
            ("day", "18 March 2013", "19"), ("day", "8 March 2013", "8"), ("month", "18 March 2013", "3"),
            ("year", "18 March 2013", "13"), ("month", "18 Marc 2013", "03"), ("month", "18 Ma 2013", "03"),
            ("month", "18 Sept.. 2013", "09"), ("day", "118 March 2013", "118"), ("day", "18March 2013", "18"),
            ("iso-date", "03/18/2013", "2013-03-18"), ("iso-date", "March 18,, 2013", "2013-03-18"),
            ("iso-date", "on 18 March 2013", "2013-03-18"), ("iso-date", "18 March 2013", "2013-3-18"),
            ("number-year", "No. 046/2013", "46/2013"), ("number-year", "No. 046/2013", "046/2014"),
            ("number-year", "No. 046/20131", "046/2013"), ("number-year", "No. 046/2013", "No. 046/2013"),
            ("url", "www.rsis.edu.sg", "https://www.rsis.edu.sg"), ("url", "www.rsis.edu.sg", "www.rsis.edu.sg"),
            ("mailto", "a@b.sg", "a@b.sg")]:
        refuses(f"{name} {value} of {piece!r}", derived(name, piece, value), "S2.2")
    t = derived("day", "11 December 2013", "11")
    t.xml = t.xml.replace("<day>", "<month>").replace("</day>", "</month>")
    refuses("a day in the element month", t, "S3")
    for kind in ("asserted", "supplied"):
        t, places = paragraphs("One.")
        t.put("<article><body>")
        t.element("p", "body", parts=[("body", "primary", *places[0]), ("body", kind, " Two.")])
        refuses(f"an {kind} value in the body", t.put("</body></article>"), "S2.3")
    t, places = paragraphs("One.")
    t.put("<article><front><article-meta><title-group>")
    t.element("article-title", "title", "supplied", "A title by a person")
    t.put("</title-group></article-meta></front><body>")
    t.element("p", "body", "primary", *places[0])
    accepts("a supplied title", t.put("</body></article>"))
    t.uses[0][1] = "asserted"
    refuses("an asserted title", t, "S2.3")

    # S2.7
    for piece in ("2", "Page 3", "Page 3 of 10", "- 4 -", "\u2010 4 \u2010", "3 / 10", "| 4 |", "\u2014 4 \u2014", "2013",
                  "RSIS COMMENTARIES", "Commentaries are 12", "RSIS Commentaries No. 46, 18 March 2013", "3 of"):
        accepts(f"furniture {piece!r}", with_furniture(piece))
    for piece in ("Page two", "The body", "RSIS Commentaries 12345", "pages 3", "RSIS Mar 2013", "RSIS " * 39 + "x",
                  "\u0663", "RSIS1"):
        refuses(f"furniture {piece!r}", with_furniture(piece), "S2.7")
    accepts("furniture that is printed again", with_furniture("Hotlines at Sea 1", "hotlines  AT sea 12"))
    refuses("furniture that nearly repeats", with_furniture("Hotlines at Sea 1", "Hotlines at See 2"), "S2.7")
    accepts("furniture that the body repeats", with_furniture("THE BODY SPEAKS"))
    refuses("furniture of three letters that repeats", with_furniture("Wye", "wye"), "S2.7")
    accepts("furniture of four letters that repeats", with_furniture("Wye\u00e9", "wye \u00e9"))
    accepts("furniture in the profile's wording", with_furniture("Block S4, Nanyang", wordings=["Nanyang Block S4"]))
    refuses("long furniture of front words", with_furniture("RSIS " * 40 + "R"), "S2.7")
    refuses("long furniture that repeats", with_furniture("word " * 41, "word " * 41), "S2.7")
    for left, right, good in ((("break", "\n", "\n"), ("space", "\n", " "), True), (("space", "\x0c", " "), None, True),
                              (("space", " ", " "), ("break", "\n", "\n"), False),
                              (("break", "\n", "\n"), ("space", " ", " "), False),
                              (("break", " ", "\n"), ("break", "\n", "\n"), False),
                              (("space", "\n", " "), ("break", "\n", ""), False)):
        t = Triple()
        body = [t.copy("The body speaks.")]
        t.lay(*left)
        page = t.copy("2")
        if right:
            t.lay(*right)
            body.append(t.copy("It has spoken."))
        t.put("<article><body>")
        for place in body:
            t.element("p", "body", "primary", *place)
        t.put("</body><back><notes>")
        t.element("p", "furniture", "primary", *page)
        t.put("</notes></back></article>")
        if good:
            accepts(f"furniture between {left} and {right}", t)
        else:
            refuses(f"furniture between {left} and {right}", t, "S2.7")
    t, places = paragraphs("2", "The body speaks.", "3")
    t.put("<article><body>")
    t.element("p", "body", "primary", *places[1])
    t.put("</body><back><notes>")
    t.element("p", "furniture", parts=[("furniture", "primary", *places[0]), ("furniture", "primary", *places[2])])
    refuses("furniture of two lines with a paragraph between", t.put("</notes></back></article>"), "S2.7")


def outputs():
    t = written(*paragraphs("One two."))
    for name, old, new in [
            ("a word outside a block", "<body>", "<body>And"), ("a character more", "One", "Onee"),
            ("an unknown inline element", "two", "<sc>two</sc>"),
            ("an empty unknown element", "two", "two<graphic/>"), ("a paragraph in a paragraph", "two", "<p>two</p>"),
            ("a list in a paragraph", "two", "two<list><list-item/></list>"), ("XML that is broken", "</body>", ""),
            ("an attribute more", "<p>", '<p><ext-link xmlns:x="http://www.w3.org/1999/xlink" x:href="y"/>'),
            ("an empty block more", "<p>", "<p/><p>"), ("a paragraph in the back", "<body><p>One two.</p></body>",
                                                        "<back><sec><p>One two.</p></sec></back>"),
            ("a list in the furniture", "<body><p>One two.</p></body>",
             "<back><notes><list><list-item><p>One two.</p></list-item></list></notes></back>"),
            ("another name space", "<p>", '<p xmlns="urn:x">'), ("a declared entity", "<article>",
                                                                "<!DOCTYPE article [<!ENTITY a 'b'>]><article>")]:
        u = written(*paragraphs("One two."))
        u.xml = t.xml.replace(old, new)
        refuses(name, u, "S3")
    for name, old, new in [("markup inside a word", "One", "O<italic>n</italic>e"),
                           ("a target and a picture", "two", "two<target/><inline-graphic><alt-text/></inline-graphic>"),
                           ("a paragraph of a caption", "<p>One two.</p>", "<fig><caption><p>One two.</p></caption></fig>"), ("blanks between elements", "<p>", "\n <p>"),
                           ("a document type that is not fetched", "<article>",
                            '<!DOCTYPE article PUBLIC "-//X//DTD" "http://example.invalid/x.dtd"><article>'),
                           ("a character reference", "One", "&#79;ne")]:
        u = written(*paragraphs("One two."))
        u.xml = t.xml.replace(old, new)
        accepts(name, u)
    t, places = paragraphs("A word1 more.")
    t.put("<article><body>")
    t.element("p", "body", parts=[("body", "primary", 0, 6), "<xref>", ("note-ref", "primary", 6, 1), "</xref>",
                                  ("body", "primary", 7, 6)])
    accepts("a reference to a note", t.put("</body></article>"))
    t.xml = t.xml.replace("<xref>", "<sup>").replace("</xref>", "</sup>")
    refuses("a reference to a note that is none", t, "S3")


def whole():
    t = letter()
    accepts("a small commentary", t)
    lines = words.check(t.source(), t.xml.encode())
    test("words.py accepts a small commentary", lines == [], *lines)
    with tempfile.TemporaryDirectory() as room:
        names = [os.path.join(room, n) for n in ("x.txt", "x.json", "x.xml", "bad.xml", "none.json")]
        for name, data in zip(names, (t.source(), json.dumps({"ledger": t.ledger()}).encode(), t.xml.encode(),
                                      t.xml.replace("modest", "moderate").encode(), b"{}")):
            with open(name, "wb") as f:
                f.write(data)
        source, inspect, output, bad, none = names
        for name, got, status, silent in [
                ("witness.py: silence", run("witness.py", source, inspect, output), 0, True),
                ("witness.py: a failure", run("witness.py", source, inspect, bad), 1, False),
                ("witness.py: no ledger", run("witness.py", source, none, output), 2, True),
                ("witness.py: no file", run("witness.py", source, inspect, output + "x"), 2, True),
                ("witness.py: no arguments", run("witness.py"), 2, True),
                ("words.py: silence", run("words.py", source, output), 0, True),
                ("words.py: a failure", run("words.py", source, bad), 1, False),
                ("words.py: no arguments", run("words.py"), 2, True)]:
            test(name, got[0] == status and (got[1] == "") == silent, repr(got))
        status, out, err = run("mutants.py", source, inspect, output)
        test("mutants.py: every mutant of the small commentary is refused", status == 0, *(out + err).splitlines())
        test("mutants.py: at least sixteen kinds had a place", out.count("refused (") >= 16, *out.splitlines())


def body(*pieces):
    return "<body>" + "".join(f"<p>{p}</p>" for p in pieces) + "</body>"


def furniture(*pieces):
    return "<back><notes>" + "".join(f"<p>{p}</p>" for p in pieces) + "</notes></back>"


def ledger_free():
    w = words_case
    w("hyphenation", "inter-\nnational and well-\nknown", body("international and well-known"), True)
    w("a soft hyphen", "inter\u00ad\nnational co\u00adop", body("international coop"), True)
    w("a hyphen lost inside a line", "well-known", body("wellknown"), False)
    w("a slash at a line end", "and/\nor", body("and/or"), True)
    w("a ligature and a decomposed letter", "e\ufb03cient cafe\u0301", body("efficient caf\u00e9"), True)
    w("mojibake", "it\u00e2\u20ac\u2122s", body("it\u2019s"), True)
    w("C1 controls", "it\u0092s", body("it\u2019s"), True)
    w("entities", "R&amp;D&nbsp;x", body("R&amp;D\u00a0x"), True)
    w("Markdown", "# **One**\n\n*two* [three](http://four.five) <sup>6</sup>\n\n---\n\n{2}-----\n\n- seven\n",
      body("One", "<italic>two</italic> three 6", "seven"), True)
    w("a dash at a line start", "one\n\u2013 two", body("one \u2013 two"), True)
    w("furniture in a paragraph", "one two\n\n2\n\nthree", body("one two three") + furniture("2"), True)
    w("a word cut by furniture", "one inter-\n\n2\n\nnational", body("one international") + furniture("2"), True)
    w("words glued over furniture", "one two\n\n2\n\nthree", body("one twothree") + furniture("2"), False)
    w("a hole that stands nowhere", "one two\n\n2\n\nthree", body("one two three"), False)
    w("a hole of the body", "one two\n\nfour\n\nthree", body("one two three", "four"), False)
    w("a note in a paragraph", "one two1\n\n1 A note.\n\nthree",
      body("one two<xref>1</xref> three") + "<back><fn-group><fn><label>1</label><p>A note.</p></fn></fn-group></back>",
      True)
    w("paragraphs in another order", "one two\n\nthree four", body("three four", "one two"), False)
    w("a line break lost", "one<br>two", body("onetwo"), False)
    w("a form feed lost", "one\ftwo", body("onetwo"), False)
    w("a word cut into two paragraphs", "onetwo", body("one", "two"), False)
    w("copies left out", "one", "<front><article-meta><issue>one</issue></article-meta></front>" + body("one"), True)
    w("prose as furniture", "one two\n\nThis sentence is prose of some length.",
      body("one two") + furniture("This sentence is prose of some length."), False)
    w("a paragraph in the back", "one two", "<back><sec><p>one two</p></sec></back>", True)
    text = "The quick brown fox jumps over the lazy dog."
    for name, new in [("a word deleted", "The quick fox jumps over the lazy dog."),
                      ("words swapped", "The brown quick fox jumps over the lazy dog."),
                      ("words glued", "The quickbrown fox jumps over the lazy dog."),
                      ("a word doubled", "The quick quick brown fox jumps over the lazy dog."),
                      ("a word retyped", "The quick brown fix jumps over the lazy dog.")]:
        w(name, "First.\n\n" + text, body("First.", new), False)


if __name__ == "__main__":
    relations()
    outputs()
    ledger_free()
    whole()
    print(f"1..{COUNT}")
    sys.exit(1 if FAILED else 0)
