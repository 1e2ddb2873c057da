#!/usr/bin/env python3
"""witness.py SOURCE INSPECT.json OUTPUT.xml - a second checker of the ledger.

Checks the statements S0 to S3 of specs/ledger.md. It was written from that page alone and shares no
code with the program. Exit status: 0 and silence when everything holds; 1 and one line a failure,
which names the statement, the place and the two sides; 2 for misuse.
"""

import bisect
import collections
import hashlib
import json
import re
import sys
import unicodedata
import xml.parsers.expat

# ------------------------------------------------------------------ characters

# CP1252 0x80-0x9F; None has no character.
CP1252_HIGH = [
    0x20AC, None, 0x201A, 0x0192, 0x201E, 0x2026, 0x2020, 0x2021, 0x02C6, 0x2030, 0x0160, 0x2039, 0x0152, None,
    0x017D, None, None, 0x2018, 0x2019, 0x201C, 0x201D, 0x2022, 0x2013, 0x2014, 0x02DC, 0x2122, 0x0161, 0x203A,
    0x0153, None, 0x017E, 0x0178]

# MacRoman 0x80-0xFF, Apple's table of 1998 (0xDB is the euro sign).
MAC_HIGH = (
    "\u00c4\u00c5\u00c7\u00c9\u00d1\u00d6\u00dc\u00e1\u00e0\u00e2\u00e4\u00e3\u00e5\u00e7\u00e9\u00e8"
    "\u00ea\u00eb\u00ed\u00ec\u00ee\u00ef\u00f1\u00f3\u00f2\u00f4\u00f6\u00f5\u00fa\u00f9\u00fb\u00fc"
    "\u2020\u00b0\u00a2\u00a3\u00a7\u2022\u00b6\u00df\u00ae\u00a9\u2122\u00b4\u00a8\u2260\u00c6\u00d8"
    "\u221e\u00b1\u2264\u2265\u00a5\u00b5\u2202\u2211\u220f\u03c0\u222b\u00aa\u00ba\u03a9\u00e6\u00f8"
    "\u00bf\u00a1\u00ac\u221a\u0192\u2248\u2206\u00ab\u00bb\u2026\u00a0\u00c0\u00c3\u00d5\u0152\u0153"
    "\u2013\u2014\u201c\u201d\u2018\u2019\u00f7\u25ca\u00ff\u0178\u2044\u20ac\u2039\u203a\ufb01\ufb02"
    "\u2021\u00b7\u201a\u201e\u2030\u00c2\u00ca\u00c1\u00cb\u00c8\u00cd\u00ce\u00cf\u00cc\u00d3\u00d4"
    "\uf8ff\u00d2\u00da\u00db\u00d9\u0131\u02c6\u02dc\u00af\u02d8\u02d9\u02da\u00b8\u02dd\u02db\u02c7")
assert len(MAC_HIGH) == 128

WHITE = frozenset("\t\n\x0b\x0c\r \x85\u2028\u2029")
LINE_END = frozenset("\n\x0b\x0c\r\x85\u2028\u2029")
BEFORE_MARK = frozenset(" \t\ufeff>#")  # what may stand between a line start and a mark
HYPHENS = ("-", "\u2010")
INVISIBLE = frozenset("\u00ad\u200b\u200c\u200d\u2060\ufeff\u200e\u200f\u202a\u202b\u202c\u202d\u202e"
                      "\u2066\u2067\u2068\u2069")
INLINE_BULLETS = frozenset("•●▪◦‣\uf0b7\uf0a7\uf0d8\uf0fc")
BULLETS = INLINE_BULLETS | frozenset("·–—*-+o")
LIGATURES = {"\ufb00": "ff", "\ufb01": "fi", "\ufb02": "fl", "\ufb03": "ffi", "\ufb04": "ffl",
             "\ufb05": "\u017ft", "\ufb06": "st"}
ENTITIES = {"&amp;": "&", "&lt;": "<", "&gt;": ">", "&quot;": '"', "&apos;": "'", "&nbsp;": "\u00a0"}
ASCII_PUNCT = frozenset("!\"#$%&'()*+,-./:;<=>?@[\\]^_`{|}~")


def xml_char(c):
    n = ord(c)
    return n in (9, 10, 13) or 0x20 <= n <= 0xD7FF or 0xE000 <= n <= 0xFFFD or 0x10000 <= n <= 0x10FFFF


def word_char(c):
    return c != "" and unicodedata.category(c)[0] in "LMN"


def white(s):
    return s != "" and all(c in WHITE for c in s)


def line_white(s):
    return white(s) and any(c in LINE_END for c in s)


def cp1252(data):
    """CP1252; a byte without a character is the C1 control of the same number."""
    return "".join(chr(CP1252_HIGH[b - 0x80] or b) if 0x80 <= b <= 0x9F else chr(b) for b in data)


def decode(raw, encoding):
    """The characters, or None when the bytes are ill-formed in that encoding."""
    try:
        if encoding == "UTF-8":
            return raw.decode("utf-8", "strict")
        if encoding == "UTF-16LE":
            return raw.decode("utf-16-le", "strict")
        if encoding == "UTF-16BE":
            return raw.decode("utf-16-be", "strict")
    except UnicodeDecodeError:
        return None
    if encoding == "CP1252":
        return cp1252(raw)
    if encoding == "MacRoman":
        return "".join(chr(b) if b < 0x80 else MAC_HIGH[b - 0x80] for b in raw)
    return None


def show(s, limit=60):
    if isinstance(s, (bytes, bytearray)):
        s = bytes(s).decode("utf-8", "backslashreplace")
    if isinstance(s, str) and len(s) > limit:
        s = s[:limit] + "..."
    return json.dumps(s)


def is_int(n):
    return isinstance(n, int) and not isinstance(n, bool) and n >= 0


# ------------------------------------------------------------------ S1: relations of tiles

class Sides:
    """What a relation may look at: the tile's two sides and what stands around it."""

    def __init__(self, stream, at, before, text, text_at, after):
        self.before, self.after = before.decode("utf-8"), after.decode("utf-8")
        # characters of the text next to the tile, and the next of the stream, or ""
        self.left, self.right = char_before(text, text_at), char_after(text, text_at + len(after))
        self.stream, self.at, self.end = stream, at, at + len(before)
        self.stream_right = char_after(stream, self.end)

    def line_start(self):
        at = self.at
        while True:
            c = char_before(self.stream, at)
            if c == "" or c in LINE_END:
                return True
            if c not in BEFORE_MARK:
                return False
            at -= len(c.encode("utf-8"))

    def line_end(self):
        end = self.end
        while True:
            c = char_after(self.stream, end)
            if c == "" or c in LINE_END:
                return True
            if c not in (" ", "\t"):
                return False
            end += 1


def empty(relation):
    return lambda t: t.after == "" and relation(t)


def pattern(expression):
    compiled = re.compile(expression)
    return empty(lambda t: compiled.fullmatch(t.before) is not None)


def one_of(wanted):
    return empty(lambda t: t.before in wanted)


def at_start(relation):
    return lambda t: relation(t) and t.line_start()


def at_both(relation):
    return lambda t: relation(t) and t.line_start() and t.line_end()


def rel_entity(t):
    if t.before in ENTITIES:
        return t.after == ENTITIES[t.before]
    m = re.fullmatch(r"&#(?:([0-9]+)|x([0-9A-Fa-f]+));", t.before)
    if m is None or len(t.before) > 32:
        return False
    n = int(m[1]) if m[1] else int(m[2], 16)
    return n <= 0x10FFFF and not 0xD800 <= n <= 0xDFFF and t.after == chr(n) and xml_char(t.after)


def rel_mojibake(t):
    if t.after == "" or t.after == t.before:
        return False
    once = cp1252(t.after.encode("utf-8"))
    return t.before == once or t.before == cp1252(once.encode("utf-8"))


def rel_c1(t):
    if len(t.before) != 1 or not 0x80 <= ord(t.before) <= 0x9F:
        return False
    to = CP1252_HIGH[ord(t.before) - 0x80]
    return to is not None and t.after == chr(to)


def glued(t):
    """Nothing is left between two word characters of the text."""
    return t.after == "" and word_char(t.left) and word_char(t.right)


def rel_break(t):
    return white(t.before) and not glued(t) and t.after in ("\n", "")


def rel_dehyphen(t):
    m = re.match("\u00ad[-\u2010]|[-\u00ad\u2010]", t.before)
    return m is not None and line_white(t.before[m.end():]) and word_char(t.left) and word_char(t.right)


def rel_heading(t):
    return re.fullmatch("#{1,6}", t.before) is not None and t.after == "" and (t.line_start() or t.line_end())


def rel_bullet(t):
    return t.before in BULLETS and t.stream_right in (" ", "\t") and (
        t.line_start() or (t.before in INLINE_BULLETS and char_before(t.stream, t.at) == " "))


def rel_tag(t):
    if t.before in ("<br>", "<br/>", "<br />"):
        return t.after == " " or (t.after == "" and not glued(t))
    return t.after == "" and re.fullmatch(r'</?su[pb]>|<span id="page-[0-9]+-[0-9]+">|</span>', t.before) is not None


# ------------------------------------------------------------------ tags and values of our JATS

PROLOGS = {'<?xml version="1.0" encoding="UTF-8"?>'} | {
    f'<!DOCTYPE article PUBLIC "-//NLM//DTD JATS (Z39.96) Journal Archiving and Interchange DTD v{v} {day}//EN" '
    f'"https://jats.nlm.nih.gov/archiving/{v}/JATS-archivearticle{v.replace(".", "-")}.dtd">'
    for v, day in (("1.3", "20210610"), ("1.4", "20241031"))}
TAG_NAMES = frozenset("""
    article processing-meta custom-meta-group custom-meta meta-name meta-value front journal-meta journal-title-group
    contrib-group contrib name publisher notes article-meta article-categories subj-group subject title-group
    article-title name-alternatives bio title p pub-date permissions license license-p abstract list list-item label
    kwd-group body sec disp-quote fig caption graphic back ack fn-group fn italic bold sup sub ext-link email xref
    target named-content inline-graphic alt-text""".split())
VALUE_NAMES = frozenset("""
    journal-id journal-title given-names surname role issn publisher-name publisher-loc article-id elocation-id article-version related-article
    contrib-id string-name day month year volume issue kwd""".split())
PRINTED_NAMES = {"issue-line-as-printed", "author-as-printed", "title-as-printed", "kicker-as-printed"}
META_NAMES = "|".join("""
    source-file source-sha256 source-media-type page-breaks-rejoined characters-repaired supplied version-reason needs-review
    asserted-not-printed accessibilityFeature accessibilityHazard""".split())
AN_ID = "(?:au|bio|abs|p|sec|fig|fn|page|break)[0-9]{1,6}"
A_CODE = "[A-Za-z0-9.-]{1,40}"
TAG_ATTRIBUTES = {
    "id": AN_ID, "rid": AN_ID, "article-type": A_CODE, "xml:lang": A_CODE, "iso-8601-date": A_CODE,
    "license-type": A_CODE, "dtd-version": r"1\.[34]", "xmlns:xlink": r"http://www\.w3\.org/1999/xlink",
    "tagset-family": "jats", "base-tagset": "archiving", "table-model": "none",
    "content-type": "accessibility-metadata|series-editors|authors|provenance|scope|disclaimer|terms|contact"
                    "|foreign-passage",
    "contrib-type": "author|editor", "notes-type": "masthead|preface|furniture", "subj-group-type": "heading|kicker",
    "name-style": "given-only", "specific-use": "index", "date-type": "pub", "publication-format": "electronic",
    "list-type": "bullet|order", "ref-type": "fn", "target-type": "page-break|inferred-break",
    "ext-link-type": "uri"}
ONE_TAG = re.compile(r'<([a-z-]+)((?: [A-Za-z0-9:-]+="[^"]*")*)(/?>| xlink:href=")')
ONE_VALUE = re.compile(r"<([a-z-]+)(?: [^<>]*)?>([^<>]*)</\1>")
GAP = "[ \t\n\x0b\x0c\r]*"
CUSTOM_META = re.compile(rf'<custom-meta(?: vocab="schema\.org")?>{GAP}<meta-name>(?:{META_NAMES})</meta-name>'
                         rf"{GAP}<meta-value>[^<>]*</meta-value>{GAP}</custom-meta>")


def shows_target(t, href):
    rest = t.stream[t.end:]
    ways = [href] + [href[7:] for prefix in ("http://", "mailto:") if href.startswith(prefix)]
    return any(way != "" and rest.startswith(way.encode("utf-8") + b"</") for way in ways)


def rel_xml_tag(t):
    if t.before in PROLOGS:
        return True
    if t.before in ('">', '"/>'):
        return re.search(rb' xlink:href="[^<>"]*\Z', t.stream[max(0, t.at - 100000):t.at]) is not None
    if t.before.startswith("</"):
        return t.before.endswith(">") and t.before[2:-1] in TAG_NAMES
    m = ONE_TAG.fullmatch(t.before)
    if m is None or m[1] not in TAG_NAMES:
        return False
    attributes = re.findall(r' ([A-Za-z0-9:-]+)="([^"]*)"', m[2])
    for i, (name, value) in enumerate(attributes):
        if name == "xlink:href":
            if i + 1 < len(attributes) or m[3] != ">" or not shows_target(t, value):
                return False
        elif name not in TAG_ATTRIBUTES or re.fullmatch(TAG_ATTRIBUTES[name], value) is None:
            return False
    return True


def rel_xml_value(t):
    if CUSTOM_META.fullmatch(t.before):
        return True
    m = ONE_VALUE.fullmatch(t.before)
    if m is None:
        return False
    field = {"article-title": "title", "subject": "kicker"}.get(m[1])
    if field is not None:
        return f"<meta-value>{field} = {m[2]}; by ".encode("utf-8") in t.stream
    return m[2] in PRINTED_NAMES if m[1] == "meta-name" else m[1] in VALUE_NAMES


RULES = {
    "copy": ("TEXT", lambda t: t.after == t.before and t.before != ""
             and all(xml_char(c) and c != "\n" for c in t.before)),
    "nfc": ("TEXT", lambda t: t.after != t.before and t.after == unicodedata.normalize("NFC", t.before)),
    "ligature": ("TEXT", lambda t: t.before in LIGATURES and t.after == LIGATURES[t.before]),
    "entity": ("TEXT", rel_entity),
    "mojibake": ("TEXT", rel_mojibake),
    "c1": ("TEXT", rel_c1),
    "hard-hyphen": ("TEXT", lambda t: t.before == "\x1e" and t.after == "\u2011"),
    "space": ("LAYOUT", lambda t: white(t.before) and t.after == " "),
    "break": ("LAYOUT", rel_break),
    "edge": ("LAYOUT", empty(lambda t: white(t.before) and not glued(t))),
    "hyphen-kept": ("LAYOUT", empty(lambda t: line_white(t.before) and t.left in (*HYPHENS, "/"))),
    "hyphen-space": ("LAYOUT", empty(lambda t: t.before == " " and t.left in HYPHENS and word_char(t.right))),
    "dehyphen": ("LAYOUT", empty(rel_dehyphen)),
    "invisible": ("LAYOUT", one_of(INVISIBLE)),
    "illegal": ("LAYOUT", empty(lambda t: len(t.before) == 1 and not xml_char(t.before) and t.before not in WHITE)),
    "md-heading": ("MARKUP", rel_heading),
    "md-emphasis": ("MARKUP", pattern(r"\*{1,3}|_{1,3}")),
    "md-quote": ("MARKUP", at_start(one_of({">"}))),
    "md-link": ("MARKUP", one_of({"[", "![", "](", ")", "<", ">"})),
    "md-escape": ("MARKUP", empty(lambda t: t.before == "\\" and t.right in ASCII_PUNCT and t.right != "")),
    "md-tag": ("MARKUP", rel_tag),
    "md-break": ("MARKUP", empty(lambda t: t.before == "\\" and t.line_end() and not glued(t))),
    "bullet": ("MARKUP", empty(rel_bullet)),
    "rule-line": ("MARKUP", at_both(pattern("([-_*=\u2500])(?: *\\1){2,}"))),
    "page-mark": ("MARKUP", at_both(pattern(r"\{[0-9]+\}-{3,}"))),
    "xml-tag": ("MARKUP", empty(rel_xml_tag)),
    "xml-value": ("MARKUP", empty(rel_xml_value)),
}
LINK_AFTER = {None: ("[", "![", "<"), "[": ("](",), "![": ("](",), "](": (")",), "<": (">",)}


def char_before(data, at):
    """The character that ends at byte `at`, or "" at the start."""
    start = at
    while start > 0:
        start -= 1
        if data[start] & 0xC0 != 0x80:
            return data[start:at].decode("utf-8", "replace")
    return ""


def char_after(data, at):
    end = at + 1
    if at >= len(data):
        return ""
    while end < len(data) and data[end] & 0xC0 == 0x80:
        end += 1
    return data[at:end].decode("utf-8", "replace")


def check_tiles(stream, ledger, fail):
    """S1. Gives the text, the offsets at which no use may cut and the tiles with their places, or None."""
    tiles = ledger.get("tiles")
    if not isinstance(tiles, list):
        fail("S1", "ledger", "a list of tiles", show(tiles))
        return None
    text = bytearray()
    laid = []  # (stream offset, before, text offset, after, rule)
    offset = 0
    for i, tile in enumerate(tiles):
        place = f"tile {i} (stream byte {offset})"
        if isinstance(tile, list) and len(tile) == 2 and tile[0] == "copy" and is_int(tile[1]):
            before = after = stream[offset:offset + tile[1]]
            if len(before) != tile[1]:
                fail("S1", place, f"copy of {tile[1]} bytes", f"the stream has {len(before)} more")
                return None
        elif (isinstance(tile, list) and len(tile) == 3 and all(isinstance(m, str) for m in tile)
              and tile[0] != "copy"):
            try:
                before, after = tile[1].encode("utf-8"), tile[2].encode("utf-8")
            except UnicodeEncodeError:
                fail("S1", place, "characters", show(tile))
                return None
            there = stream[offset:offset + len(before)]
            if there != before:
                fail("S1", place, f"{tile[0]} of {show(before)}", f"the stream has {show(there)}")
                return None
        else:
            fail("S1", place, '["copy", length] or [rule, before, after]', show(json.dumps(tile)))
            return None
        laid.append((offset, before, len(text), after, tile[0]))
        text += after
        offset += len(before)
    if offset != len(stream):
        fail("S1", "sum of the tiles", f"{offset} bytes", f"the stream has {len(stream)}")
        return None
    text = bytes(text)
    uncut, link = set(), None  # link: the md-link tile that waits for its partner
    for i, (at, before, text_at, after, rule) in enumerate(laid):
        place = f"tile {i} (stream byte {at}, text byte {text_at})"
        if rule not in RULES:
            fail("S1", place, "a rule of the page", show(rule))
            continue
        fate, relation = RULES[rule]
        try:
            sides = Sides(stream, at, before, text, text_at, after)
        except UnicodeDecodeError:
            fail("S1", place, f"{rule} of whole characters", show(before))
            continue
        if before == b"" or (fate != "TEXT" and sides.after not in ("", " ", "\n")) or not relation(sides):
            fail("S1", place, f"{rule}: before {show(before)}, after {show(after)}",
                 f"the relation does not hold between {show(sides.left)} and {show(sides.right)} of the text")
        if rule == "md-link":
            if sides.before not in LINK_AFTER[link]:
                fail("S1", place, f"md-link {' or '.join(LINK_AFTER[link])}", show(sides.before))
            link = None if sides.before in (")", ">") else sides.before if sides.before in LINK_AFTER else None
        if fate == "TEXT" and rule != "copy":
            uncut.update(range(text_at + 1, text_at + len(after)))
    if link is not None:
        fail("S1", "end of the tiles", f"md-link {' or '.join(LINK_AFTER[link])}", "nothing")
    digest = hashlib.sha256(text).hexdigest()
    if ledger.get("text_sha256") != digest:
        fail("S1", "text", f"text_sha256 {show(ledger.get('text_sha256'))}", f"the tiles yield {digest}")
    return text, uncut, laid


# ------------------------------------------------------------------ S2: uses

KINDS = {"primary", "copy", "derived", "asserted", "supplied"}


def slot_table():
    table = {}

    def row(slots, region, kinds):
        for slot in slots.split():
            table[slot] = (region, frozenset(kinds.split()))
    row("masthead", "masthead", "primary")
    row("preface", "preface", "primary")
    row("notice", "notice", "primary")
    row("number-line", "provenance", "primary")
    row("byline printed", None, "primary")
    row("kicker title", None, "primary supplied")
    row("section-label", None, "primary")
    row("abstract-title abstract", "abstract", "primary")
    row("heading body quote item item-label", "body", "primary")
    row("note-ref", None, "primary")
    row("notes-title note-label note", "notes", "primary")
    row("ack", "ack", "primary")
    row("bio-title bio", "bio", "primary")
    row("furniture", "furniture", "primary")
    row("href", None, "primary copy derived")
    row("article-id", None, "copy derived supplied")
    row("issue author name-part", None, "copy supplied")
    row("volume date-part", None, "copy derived supplied")
    row("date-iso", None, "derived supplied")
    row("contrib-id keyword version", None, "supplied")
    row("issn", None, "copy asserted")
    row("series editor publisher processing", None, "asserted")
    row("language provenance", None, "asserted supplied")
    return table


SLOTS = slot_table()
ATTRIBUTES = frozenset({"href", "date-iso", "language"})
FRONT = frozenset({"masthead", "notice", "number-line", "byline", "title", "kicker"})
MAY_MOVE = frozenset({"notes", "bio"})
# Which derivations make sense where; None is any.
DERIVATIONS = {"href": {"url", "mailto"}, "date-iso": {"iso-date"}, "date-part": {"day", "month", "year"},
               "volume": {"year"}, "article-id": {"number-year", "url"}}

MONTHS = ["January", "February", "March", "April", "May", "June", "July", "August", "September", "October",
          "November", "December"]


BLANKS = "[\t\n\x0b\x0c\r \x85\u2028\u2029\u00a0]+"
DATES = [re.compile(form.replace(" ", BLANKS)) for form in (
    r"(?P<d>[0-9]{1,2}) (?P<n>[A-Za-z]+)\.? (?P<y>[0-9]{4})", r"(?P<n>[A-Za-z]+)\.? (?P<d>[0-9]{1,2}),? (?P<y>[0-9]{4})",
    r"(?P<d>[0-9]{1,2})/(?P<m>[0-9]{1,2})/(?P<y>[0-9]{4})", r"(?P<y>[0-9]{4})-(?P<m>[0-9]{1,2})-(?P<d>[0-9]{1,2})")]


def read_date(piece):
    """(year, month, day) of a piece that reads as a date in one of the four forms, else None."""
    for form in DATES:
        m = form.fullmatch(piece)
        if m is None:
            continue
        parts = m.groupdict()
        if "n" in parts:
            names = [i for i, name in enumerate(MONTHS, 1)
                     if parts["n"].lower() in (name.lower(), name[:3].lower(), "sept" if i == 9 else name.lower())]
            if not names:
                return None
            parts["m"] = names[0]
        return int(parts["y"]), int(parts["m"]), int(parts["d"])
    return None


def derived_well(derivation, piece, value):
    if derivation in ("day", "month", "year", "iso-date"):
        date = read_date(piece)
        if date is None:
            return False
        year, month, day = date
        return value == {"day": f"{day:02}", "month": f"{month:02}", "year": f"{year:04}",
                         "iso-date": f"{year:04}-{month:02}-{day:02}"}[derivation]
    if derivation == "number-year":
        m = re.fullmatch("([0-9].*)/([0-9]{4})", value, re.DOTALL)
        return m is not None and all(re.search(f"(?<![0-9]){re.escape(part)}(?![0-9])", piece) for part in m.groups())
    if derivation == "url":
        return value == "http://" + piece
    if derivation == "mailto":
        return value == "mailto:" + piece
    return False


class Use:
    __slots__ = ("n", "slot", "kind", "block", "at", "len", "piece", "value", "derivation", "moved")


def read_uses(ledger, text, fail):
    out = []
    uses = ledger.get("uses")
    if not isinstance(uses, list):
        fail("S2", "ledger", "a list of uses", show(uses))
        return None
    for n, row in enumerate(uses):
        bad = True
        u = Use()
        u.n, u.at, u.len, u.piece, u.derivation, u.moved = n, 0, 0, None, None, False
        if (isinstance(row, list) and len(row) >= 4 and isinstance(row[0], str) and isinstance(row[1], str)
                and row[1] in KINDS and is_int(row[2])):
            u.slot, u.kind, u.block = row[:3]
            base = {"asserted": 4, "supplied": 4, "primary": 5, "copy": 5, "derived": 7}[u.kind]
            u.moved = len(row) == base + 1 and row[base] == "moved"
            if len(row) == base + u.moved:
                if base == 4:
                    u.value = row[3]
                    bad = not isinstance(u.value, str)
                elif is_int(row[3]) and is_int(row[4]):
                    u.at, u.len = row[3], row[4]
                    if base == 7:
                        u.derivation, u.value = row[5:7]
                    bad = base == 7 and not (isinstance(u.derivation, str) and isinstance(u.value, str))
        if bad:
            fail("S2", f"use {n}", "a use of the page's form", show(json.dumps(row)))
            return None
        if base != 4:
            data = text[u.at:u.at + u.len]
            try:
                u.piece = data.decode("utf-8")
            except UnicodeDecodeError:
                u.piece = None
            if u.len == 0 or len(data) != u.len or u.piece is None:
                fail("S2.1", f"use {n} ({u.slot}, block {u.block})", f"piece at {u.at}, {u.len} bytes",
                     f"no such piece of whole characters in a text of {len(text)} bytes")
                return None
            if base == 5:
                u.value = u.piece
        out.append(u)
    return out


def ascii_lower(s):
    return "".join(chr(ord(c) + 32) if "A" <= c <= "Z" else c for c in s)


def words_of(s):
    words, word = [], ""
    for c in ascii_lower(s):
        if word_char(c):
            word += c
        elif word:
            words.append(word)
            word = ""
    if word:
        words.append(word)
    return words


def letters_of(s):
    return "".join(c for c in ascii_lower(s) if "a" <= c <= "z" or c > "\u007f")


def is_page_number(s):
    """An optional word page, one or two numbers of at most three digits, of, blanks, hyphens, bars and slashes."""
    numbers, page = 0, 0
    for token in re.findall("[0-9]+|[A-Za-z]+|.", s, re.DOTALL):
        if token.isascii() and token.isdigit():
            if len(token) > 3:
                return False
            numbers += 1
        elif ascii_lower(token) == "page":
            page += 1
        elif ascii_lower(token) != "of" and token not in (" ", *HYPHENS, "|", "/"):
            return False
    return page <= 1 and 1 <= numbers <= 2


class Lines:
    """The lines of the stream, and which of them a piece of the text comes from."""

    def __init__(self, stream, laid):
        self.stream, self.laid = stream, laid
        self.starts, self.keys, start = [], [], 0
        for line in re.split("[\n\x0b\x0c\r\x85\u2028\u2029]", stream.decode("utf-8")):
            self.starts.append(start)
            self.keys.append(letters_of(line))
            start += len(line.encode("utf-8"))
            start += len(char_after(stream, start).encode("utf-8"))
        self.text_at = [t[2] for t in laid]
        self.count = collections.Counter(self.keys)

    def tile_of(self, byte):
        """The tile that yields this byte of the text."""
        i = bisect.bisect_right(self.text_at, byte) - 1
        return self.laid[i]

    def line_of(self, byte):
        at, _, text_at, _, rule = self.tile_of(byte)
        return bisect.bisect_right(self.starts, at + (byte - text_at if rule == "copy" else 0)) - 1

    def ends_at(self, text, byte):
        """Does the text end here, or is this byte yielded by a space or break tile with a line end?"""
        if not 0 <= byte < len(text):
            return True
        _, before, _, _, rule = self.tile_of(byte)
        return rule in ("space", "break") and line_white(before.decode("utf-8"))

    def again(self, first, last, key):
        """Do other lines than those from the byte `first` to the byte `last` of the text have these letters?"""
        own = self.keys[self.line_of(first):self.line_of(last) + 1].count(key)
        return self.count[key] > own


def check_uses(stream, text, uncut, laid, uses, ledger, fail):
    primary = []
    for u in uses:
        place = f"use {u.n} ({u.slot}, block {u.block})"
        if u.slot not in SLOTS:
            fail("S2.3", place, "a slot of the page", show(u.slot))
            continue
        region, kinds = SLOTS[u.slot]
        if u.kind not in kinds:
            fail("S2.3", place, f"one of {', '.join(sorted(kinds))}", u.kind)
        if (u.block == 0) != (u.slot in ATTRIBUTES):
            fail("S2.5", place, "block 0 for attributes and no others", f"block {u.block}")
        if u.moved and (region not in MAY_MOVE or u.kind != "primary"):
            fail("S2.4", place, "only primary uses of the regions notes and bio are moved", f"moved, {region}")
        if u.kind == "derived":
            if u.slot in DERIVATIONS and u.derivation not in DERIVATIONS[u.slot]:
                fail("S2.2", place, f"one of {', '.join(sorted(DERIVATIONS[u.slot]))}", u.derivation)
            if not derived_well(u.derivation, u.piece, u.value):
                fail("S2.2", place, f"{u.derivation} of {show(u.piece)}", show(u.value))
        if u.piece is not None:
            for cut in (u.at, u.at + u.len):
                if cut in uncut:
                    fail("S1", place, "whole tiles", f"text byte {cut} is inside one that may not be divided")
        if u.kind == "primary":
            primary.append(u)
            if "\n" in u.piece:
                fail("S2.1", place, "no line feed in a primary use", show(u.piece))

    # 1: exactly one home for every byte
    primary_sorted = sorted(primary, key=lambda u: (u.at, u.n))
    # the target of a link is in no block; it counts as part of what stands before it; one line feed may part the two
    # when the next block is another
    block_of, count = [], None
    for u in primary_sorted:
        count = u.block or count
        block_of.append(count)
    end = 0
    for i in range(len(primary_sorted) + 1):
        at = primary_sorted[i].at if i < len(primary_sorted) else len(text)
        if at < end:
            fail("S2.1", f"text byte {at}", f"use {primary_sorted[i].n} ({primary_sorted[i].slot})",
                 f"already in use {primary_sorted[i - 1].n} ({primary_sorted[i - 1].slot})")
        elif at > end:
            gap = text[end:at]
            after = next((u.block for u in primary_sorted[i:] if u.block), None)
            apart = i in (0, len(primary_sorted)) or block_of[i - 1] != (after if gap == b"\n" else block_of[i])
            if gap not in (b" ", b"\n") or not apart:
                fail("S2.1", f"text byte {end}", f"{show(gap)} in no primary use",
                     "only one blank or line feed between different blocks may be")
        if i < len(primary_sorted):
            end = max(end, at + primary_sorted[i].len)

    # 4 and 5: order
    region_end, block = {}, 0
    for u in uses:
        if u.block:
            if u.block < block:
                fail("S2.5", f"use {u.n} ({u.slot})", f"block {u.block}", f"after block {block}")
            block = max(block, u.block)
        region = SLOTS.get(u.slot, (None,))[0]
        if u.kind == "primary" and region and not u.moved:
            if u.at < region_end.get(region, 0):
                fail("S2.4", f"use {u.n} ({u.slot}, block {u.block})", f"text byte {u.at}",
                     f"the region {region} is at {region_end[region]} already")
            region_end[region] = max(region_end.get(region, 0), u.at + u.len)

    # 6: no words glued over a hole
    targets = {(u.at, u.at + u.len) for u in primary if u.slot == "href"}
    last = {}
    for u in primary:
        if u.slot in ATTRIBUTES:
            continue
        v = last.get(u.block)
        last[u.block] = u
        if v is None or v.at + v.len == u.at or not (word_char(v.piece[-1]) and word_char(u.piece[0])):
            continue
        if (v.at + v.len, u.at) not in targets:
            fail("S2.6", f"use {u.n} ({u.slot}, block {u.block})", f"{show(v.piece[-20:])} and {show(u.piece[:20])}",
                 f"glued, though text bytes {v.at + v.len} and {u.at} are apart")

    # 7: furniture shows why
    wordings = ledger.get("furniture")
    if not isinstance(wordings, list) or not all(isinstance(w, str) for w in wordings):
        fail("S2.7", "ledger", "a list of furniture wordings", show(json.dumps(wordings)))
        wordings = []
    known = {"no", "page", "of", *(ascii_lower(name) for name in MONTHS)}
    for wording in wordings:
        known.update(words_of(wording))
    joined = {}
    for u in primary:
        if u.slot in FRONT:
            joined.setdefault((u.block, u.slot), []).append(u.piece)
    for pieces in joined.values():
        known.update(words_of("".join(pieces)))
    furniture = {}
    for u in primary:
        if u.slot == "furniture":
            furniture.setdefault(u.block, []).append(u)
    lines = Lines(stream, laid) if furniture else None
    for block, pieces in furniture.items():
        first, last = pieces[0], pieces[-1]
        place = f"furniture, block {block}, text byte {first.at}"
        said = "".join(u.piece for u in pieces)
        for u, v in zip(pieces, pieces[1:]):
            if u.at + u.len != v.at and (u.at + u.len, v.at) not in targets:
                fail("S2.7", place, f"one line, but text byte {u.at + u.len} does not belong to it", show(said))
        size = sum(u.len for u in pieces)
        if size > 200:
            fail("S2.7", place, "at most 200 bytes", f"{size} bytes: {show(said)}")
        begin, end = first.at, last.at + last.len
        for _ in targets:  # the target of a link at either end belongs to the line
            begin = next((a for a, b in targets if b == begin and a < b), begin)
            end = next((b for a, b in targets if a == end and a < b), end)
        for byte in (begin - 1, end):
            if not lines.ends_at(text, byte):
                fail("S2.7", place, "a whole line", f"{show(said)}, but text byte {byte} is no line end of the stream")
        key = letters_of(said)
        if is_page_number(said) or (len(key) >= 4 and lines.again(begin, end - 1, key)):
            continue
        strange = [w for w in words_of(said) if w not in known and not re.fullmatch("[0-9]{1,4}", w)]
        if strange:
            fail("S2.7", place, "a page number, a line printed again, or known words",
                 f"{show(said)} with {show(strange[0])}")


# ------------------------------------------------------------------ S3: reading JATS back

XLINK_HREF = "http://www.w3.org/1999/xlink href"
XML_LANG = "http://www.w3.org/XML/1998/namespace lang"
INLINE = frozenset({"italic", "bold", "sup", "sub", "email", "ext-link", "named-content"})
ALSO_IN_BLOCKS = frozenset({"target", "inline-graphic", "alt-text"})  # nothing is said of characters in them

# element -> {inside: slot}; "a/b" is b as a child of a, "subj-group:x" one of that type
BLOCKS = {
    "journal-id": {"journal-meta": "series"},
    "journal-title": {"journal-meta": "series"},
    "given-names": {"journal-meta": "editor", "article-meta": "name-part"},
    "surname": {"journal-meta": "editor", "article-meta": "name-part"},
    "string-name": {"journal-meta": "editor", "article-meta": "author"},
    "role": {"journal-meta": "editor"},
    "issn": {"journal-meta": "issn"},
    "publisher-name": {"journal-meta": "publisher"},
    "publisher-loc": {"journal-meta": "publisher"},
    "article-id": {"article-meta": "article-id"},
    "elocation-id": {"article-meta": "article-id"},
    "article-version": {"article-meta": "version"},
    "related-article": {"article-meta": "version"},
    "subject": {"subj-group:heading": "section-label", "subj-group:kicker": "kicker"},
    "article-title": {"title-group": "title"},
    "contrib-id": {"contrib": "contrib-id"},
    "day": {"pub-date": "date-part"},
    "month": {"pub-date": "date-part"},
    "year": {"pub-date": "date-part"},
    "volume": {"article-meta": "volume"},
    "issue": {"article-meta": "issue"},
    "license-p": {"license": "notice"},
    "kwd": {"kwd-group": "keyword"},
    "meta-name": {"processing-meta": "processing", "article-meta": "provenance"},
    "meta-value": {"processing-meta": "processing", "article-meta": "?"},
    "title": {"bio": "bio-title", "abstract": "abstract-title", "sec": "heading", "fn-group": "notes-title"},
    "label": {"list-item": "item-label", "fn": "note-label"},
    "p": {"journal-meta/notes": "masthead", "bio": "bio", "abstract": "abstract", "front/notes": "preface",
          "body": "body", "sec": "body", "caption": "body", "disp-quote": "quote", "list-item": "item", "ack": "ack", "fn": "note",
          "back/notes": "furniture"},
}
IN_BODY = frozenset({"heading", "body", "quote", "item", "item-label"})


class Jats:
    """Reads JATS to items: ["run", block, slot, characters, element] and ["attr", slot, value, element]."""

    buffered = True

    def __init__(self, data, fail):
        self.fail, self.items, self.block = fail, [], 0
        self.path = []       # (name, type, block, slot) of the open elements; slot None outside blocks
        self.meta_name = None
        self.buffer = []
        p = xml.parsers.expat.ParserCreate(namespace_separator=" ")
        p.ordered_attributes = True
        p.buffer_text = self.buffered
        p.SetParamEntityParsing(xml.parsers.expat.XML_PARAM_ENTITY_PARSING_NEVER)
        p.StartElementHandler = self.start
        p.EndElementHandler = self.end
        p.CharacterDataHandler = self.chars
        p.EntityDeclHandler = lambda name, *rest: fail("S3", self.where(), "no entity declared", show(name))
        p.SkippedEntityHandler = lambda name, pe: fail("S3", self.where(), "no unknown entity", show(name))
        self.parser = p
        p.Parse(data, True)

    def where(self):
        return f"output line {self.parser.CurrentLineNumber}"

    def inside(self, name):
        """The slot of a block element that opens here, or None when it is none."""
        rows = BLOCKS.get(name)
        if rows is None:
            return None
        for i in range(len(self.path) - 1, -1, -1):
            outer, kind = self.path[i][:2]
            parent = self.path[i - 1][0] if i else ""
            for key in (f"{parent}/{outer}", f"{outer}:{kind}", outer):
                if key in rows:
                    # `sec`, `disp-quote`, `caption` and `list-item` are in the table as parts of the body only
                    if rows[key] not in IN_BODY or any(e[0] == "body" for e in self.path):
                        return rows[key]
            if outer == "subj-group" and name == "subject":
                return None
        return None

    def start(self, name, attributes):
        pairs = list(zip(attributes[::2], attributes[1::2]))
        for key, value in pairs:
            if key == XLINK_HREF:
                self.items.append(["attr", "href", value, name])
            elif key == "iso-8601-date" and name == "pub-date":
                self.items.append(["attr", "date-iso", value, name])
            elif key == XML_LANG and name in ("article", "named-content"):
                self.items.append(["attr", "language", value, name])
        outer_block, outer_slot = self.path[-1][2:] if self.path else (0, None)
        slot = self.inside(name)
        if slot is not None:
            self.block += 1
            if outer_slot is not None:
                self.fail("S3", self.where(), f"no {name} inside a block", "/".join(e[0] for e in self.path))
            if slot == "?":
                slot = self.meta_slot()
            if name == "meta-name":
                self.buffer = []
            self.path.append((name, None, self.block, slot))
            return
        if name == "custom-meta":
            self.meta_name = None
        if outer_slot is not None and name == "xref":
            slot = "note-ref"
        elif outer_slot is not None and name in INLINE:
            slot = outer_slot
        elif outer_slot is not None:
            slot = "?"  # it may not hold characters
            if name not in ALSO_IN_BLOCKS:
                self.fail("S3", self.where(), f"no {name} inside a block", "/".join(e[0] for e in self.path))
        self.path.append((name, dict(pairs).get("subj-group-type"), outer_block, slot))

    def meta_slot(self):
        if self.meta_name is None:
            self.fail("S3", self.where(), "a meta-name before the meta-value", "none")
            return "?"
        if self.meta_name == "issue-line-as-printed":
            return "number-line"
        if self.meta_name == "author-as-printed":
            return "byline"
        return "printed" if self.meta_name.endswith("-as-printed") else "provenance"

    def end(self, name):
        if name == "meta-name":
            self.meta_name = "".join(self.buffer)
        self.path.pop()

    def chars(self, data):
        name, _, block, slot = self.path[-1]
        if slot is None:
            if data.strip("\t\n\r ") != "":
                self.fail("S3", self.where(), f"no characters in {name}", show(data))
            return
        if slot == "?":
            self.fail("S3", self.where(), "characters in a block or a known inline element",
                      f"{show(data)} in {name}")
        self.buffer.append(data)
        last = self.items[-1] if self.items else None
        if last and last[0] == "run" and last[1] == block and last[2] == slot:
            last[3] += data
        else:
            self.items.append(["run", block, slot, data, name])


def items_of_uses(uses):
    items = []
    for u in uses:
        if u.slot in ATTRIBUTES:
            items.append(["attr", u.slot, u.value, u])
        elif u.value != "":
            last = items[-1] if items else None
            if last and last[0] == "run" and last[1] == u.block and last[2] == u.slot:
                last[3] += u.value
            else:
                items.append(["run", u.block, u.slot, u.value, u])
    return items


def show_item(item):
    if item is None:
        return "nothing"
    if item[0] == "run":
        return f"run (block {item[1]}, {item[2]}, {show(item[3])})"
    return f"attribute ({item[1]}, {show(item[2])})"


def check_output(uses, ledger, output, fail):
    said = ledger.get("output")
    said = said if isinstance(said, dict) else {}
    if said.get("format") not in ("jats-1.3", "jats-1.4"):
        fail("S3", "output", "format jats-1.3 or jats-1.4", show(said.get("format")))
    digest = hashlib.sha256(output).hexdigest()
    if said.get("sha256") != digest:
        fail("S3", "output", f"sha256 {show(said.get('sha256'))}", f"the file has {digest}")
    try:
        read = Jats(output, fail).items
    except (xml.parsers.expat.ExpatError, LookupError) as error:
        fail("S3", "output", "well-formed XML", str(error))
        return
    written = items_of_uses(uses)
    for i in range(max(len(read), len(written))):
        a = written[i] if i < len(written) else None
        b = read[i] if i < len(read) else None
        if a is None or b is None or a[:-1] != b[:-1]:
            if a and b and a[0] == b[0] == "run" and a[1:3] == b[1:3]:
                k = 0
                while k < min(len(a[3]), len(b[3])) and a[3][k] == b[3][k]:
                    k += 1
                k0 = max(0, k - 20)
                fail("S3", f"item {i} (block {a[1]}, {a[2]}), character {k}", f"ledger {show(a[3][k0:])}",
                     f"output {show(b[3][k0:])}")
            else:
                fail("S3", f"item {i}", f"ledger {show_item(a)}", f"output {show_item(b)}")
            return
        u = a[-1]
        if a[0] == "run" and a[2] == "date-part" and u.kind == "derived" and u.derivation != b[-1]:
            fail("S3", f"item {i} (block {a[1]}, date-part)", f"ledger: {u.derivation}", f"output: element {b[-1]}")


# ------------------------------------------------------------------ all four

def check(raw, ledger, output):
    """The failures, as lines."""
    lines = []

    def fail(statement, place, one, other):
        lines.append(f"{statement} {place}: {one} | {other}")

    if ledger.get("format") != "rsis-ledger/1":
        fail("S0", "ledger", "format rsis-ledger/1", show(ledger.get("format")))
    source = ledger.get("source")
    source = source if isinstance(source, dict) else {}
    if source.get("bytes") != len(raw):
        fail("S0", "source", f"{show(source.get('bytes'))} bytes", f"the file has {len(raw)}")
    digest = hashlib.sha256(raw).hexdigest()
    if source.get("sha256") != digest:
        fail("S0", "source", f"sha256 {show(source.get('sha256'))}", f"the file has {digest}")
    characters = decode(raw, source.get("encoding"))
    if characters is None:
        fail("S0", "source", f"encoding {show(source.get('encoding'))}", "the bytes cannot be decoded by it")
        return lines
    stream = characters.encode("utf-8")
    tiled = check_tiles(stream, ledger, fail)
    if tiled is None:
        return lines
    text, uncut, laid = tiled
    uses = read_uses(ledger, text, fail)
    if uses is None:
        return lines
    check_uses(stream, text, uncut, laid, uses, ledger, fail)
    check_output(uses, ledger, output, fail)
    return lines


def load_ledger(data):
    """The ledger of an inspect file; ValueError when there is none."""
    def once(pairs):
        keys = [k for k, _ in pairs]
        if len(set(keys)) != len(keys):
            raise ValueError("a member stands twice in an object")
        return dict(pairs)
    try:
        whole = json.loads(data, object_pairs_hook=once)
    except (UnicodeDecodeError, RecursionError) as error:
        raise ValueError(str(error)) from error
    if not isinstance(whole, dict) or not isinstance(whole.get("ledger"), dict):
        raise ValueError("no object with a member ledger")
    return whole["ledger"]


def read(path):
    with open(path, "rb") as f:
        return f.read()


def main(arguments):
    if len(arguments) != 3:
        print("usage: witness.py SOURCE INSPECT.json OUTPUT.xml", file=sys.stderr)
        return 2
    try:
        raw, inspect, output = (read(path) for path in arguments)
        ledger = load_ledger(inspect)
    except (OSError, ValueError) as error:
        print(f"witness.py: {error}", file=sys.stderr)
        return 2
    lines = check(raw, ledger, output)
    for line in lines:
        print(line)
    return 1 if lines else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
