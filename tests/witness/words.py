#!/usr/bin/env python3
"""words.py SOURCE OUTPUT.xml - a checker of words that knows no ledger.

Works from the source and the JATS alone. Both are stripped crudely of what is not words: encodings,
Markdown marks, link targets, bullets, rule lines, page marks, soft hyphens, ligatures. Then the source
must be a shuffle of the printed blocks of the output: every character of the source stands in exactly
one block and every block is found contiguous in the source, with the same gaps between words; blocks
of one region come in the order of the source; and a block may be interrupted only by whole furniture
or notes that stand elsewhere in the output. Elements that hold copies, computed or asserted values
are left out; a title that a person supplied is therefore refused.

Exit status: 0 and silence when the words agree; 1 and one line a failure; 2 for misuse.
"""

import collections
import re
import sys
import unicodedata
import xml.parsers.expat

sys.setrecursionlimit(100000)

# ------------------------------------------------------------------ the printed blocks of JATS

REGION = {"heading": "body", "quote": "body", "item": "body", "item-label": "body", "abstract-title": "abstract",
          "number-line": "provenance", "notes-title": "notes",
          "note-label": "notes", "note": "notes", "bio-title": "bio"}
FREE = {"title", "kicker", "section-label", "byline", "printed"}  # no region: anywhere
HOLE = {"furniture", "notes-title", "note-label", "note"}
FRONT = {"masthead", "notice", "number-line", "byline", "title", "kicker"}


def slot_of(path, meta_name):
    """The slot of a printed block element, or None for anything else. `path` ends in the element."""
    name, up = path[-1], path[:-1]
    inner = up[-1] if up else ""

    def nearest(*names):
        for i in range(len(up) - 1, -1, -1):
            if up[i] in names:
                return up[i], up[i - 1] if i else ""
        return "", ""
    if name == "article-title" and "title-group" in up:
        return "title"
    if name == "subject":
        return {"subj-group=heading": "section-label", "subj-group=kicker": "kicker"}.get(inner)
    if name == "license-p":
        return "notice"
    if name == "meta-value" and nearest("article-meta", "processing-meta")[0] == "article-meta":
        if meta_name == "issue-line-as-printed":
            return "number-line"
        if meta_name == "author-as-printed":
            return "byline"
        return "printed" if meta_name.endswith("-as-printed") else None
    if name == "title":
        return {"bio": "bio-title", "abstract": "abstract-title", "sec": "heading",
                "fn-group": "notes-title"}.get(nearest("bio", "abstract", "sec", "fn-group")[0])
    if name == "label":
        return {"list-item": "item-label", "fn": "note-label"}.get(nearest("list-item", "fn")[0])
    if name == "p":
        box, parent = nearest("notes", "bio", "abstract", "body", "sec", "disp-quote", "list-item", "ack", "fn")
        if box == "notes":
            return {"journal-meta": "masthead", "front": "preface", "back": "furniture"}.get(parent)
        slot = {"bio": "bio", "abstract": "abstract", "body": "body", "sec": "body", "disp-quote": "quote",
                "list-item": "item", "ack": "ack", "fn": "note"}.get(box)
        if slot == "item" and "abstract" in up:
            return "abstract"  # bullets of a summary
        if slot in ("body", "quote", "item") and "body" not in up:
            return "furniture"  # text of the body cannot stand outside it
        return slot
    return None


def blocks_of(data):
    """[(slot, characters)] of the printed blocks, in order."""
    blocks, path, open_blocks = [], [], []
    meta = ["", []]
    p = xml.parsers.expat.ParserCreate()
    p.SetParamEntityParsing(xml.parsers.expat.XML_PARAM_ENTITY_PARSING_NEVER)

    def start(name, attributes):
        if name == "custom-meta":
            meta[0] = ""
        if name == "meta-name":
            meta[1] = []
        if name == "subj-group":
            name += "=" + attributes.get("subj-group-type", "")
        path.append(name)
        slot = slot_of(path, meta[0])
        if slot is not None:
            blocks.append([slot, ""])
            open_blocks.append((len(path), len(blocks) - 1))

    def end(name):
        if name == "meta-name":
            meta[0] = "".join(meta[1])
        if open_blocks and open_blocks[-1][0] == len(path):
            open_blocks.pop()
        path.pop()

    def chars(text):
        meta[1].append(text)
        if open_blocks:
            blocks[open_blocks[-1][1]][1] += text
    p.StartElementHandler, p.EndElementHandler, p.CharacterDataHandler = start, end, chars
    p.buffer_text = True
    p.Parse(data, True)
    return blocks


# ------------------------------------------------------------------ stripping

OPTIONAL_HYPHEN, JOIN, OPTIONAL_ON, OPTIONAL_OFF = "\ufdd0", "\ufdd1", "\ufdd2", "\ufdd3"
LIGATURES = {0xFB00: "ff", 0xFB01: "fi", 0xFB02: "fl", 0xFB03: "ffi", 0xFB04: "ffl", 0xFB05: "\u017ft",
             0xFB06: "st"}
C1 = {0x80: "€", 0x82: "‚", 0x83: "ƒ", 0x84: "„", 0x86: "†", 0x87: "‡", 0x88: "ˆ", 0x89: "‰", 0x8A: "Š",
      0x8B: "‹", 0x8C: "Œ", 0x8E: "Ž", 0x91: "‘", 0x92: "’", 0x93: "“", 0x94: "”", 0x95: "•", 0x96: "–",
      0x97: "—", 0x98: "˜", 0x99: "™", 0x9A: "š", 0x9B: "›", 0x9C: "œ", 0x9E: "ž", 0x9F: "Ÿ"}
TO_BYTE = {ord(v): k for k, v in C1.items()} | {0x2026: 0x85} | {n: n for n in range(0x80, 0x100)}
MOJIBAKE = re.compile("[" + "".join(re.escape(chr(n)) for n in TO_BYTE) + "]{2,}")
DROPPED = re.compile("[\u200b\u200c\u200d\u2060\ufeff\u200e\u200f\u202a-\u202e\u2066-\u2069\ufdd0-\ufdef"
                     "\x00-\x08\x0e-\x1d\x1f\ufffe\uffff]")
BULLET = "[•●▪◦‣·–—+o\uf0b7\uf0a7\uf0d8\uf0fc-]"
ENTITY = re.compile("&(amp|lt|gt|quot|apos|nbsp|#[0-9]{1,7}|#x[0-9A-Fa-f]{1,6});")
NAMED = {"amp": "&", "lt": "<", "gt": ">", "quot": '"', "apos": "'", "nbsp": "\u00a0"}


def entity(m):
    name = m[1]
    if name in NAMED:
        return NAMED[name]
    n = int(name[2:], 16) if name[1] == "x" else int(name[1:])
    return chr(n) if 0 < n <= 0x10FFFF and not 0xD800 <= n <= 0xDFFF else m[0]


def mojibake(m):
    """Valid UTF-8 sequences among characters that were bytes once."""
    data, out, i = bytes(TO_BYTE[ord(c)] for c in m[0]), "", 0
    while i < len(data):
        for n in (2, 3, 4):
            try:
                out += data[i:i + n].decode("utf-8")
                i += n
                break
            except UnicodeDecodeError:
                pass
        else:
            out += m[0][i]
            i += 1
    return out


def strip(s, ellipsis):
    """What both sides lose. `ellipsis`: U+0085 is a lost ellipsis and no line end."""
    s = re.sub("\r\n?", "\n", s)
    s = DROPPED.sub("", s)
    for _ in range(2):
        s = MOJIBAKE.sub(mojibake, s)
    s = s.translate({k: v for k, v in C1.items()} | {0x85: "…" if ellipsis else "\n"})
    s = re.sub("[\x0b\x0c\u2028\u2029]", "\n", s)
    for _ in range(3):
        s = ENTITY.sub(entity, s)
    s = re.sub(r"</?su[pb]>|<span id=\"page-\d+-\d+\">|</span>", "", s)
    s = re.sub(r"<br ?/?>", " ", s)
    s = re.sub(r"\{\d+\}-{3,}", "", s)
    s = re.sub(r"(?m)^[ \t]*([-_*=─])(?:[ \t]*\1){2,}[ \t]*$", "", s)
    s = re.sub(r"\]\((?:[^()\n]|\n(?!\s*\n)|\([^()\n]*\))*\)", "", s)
    s = s.replace("![", "")
    s = re.sub(r"[][<>*_#\\]", "", s)
    s = s.translate(LIGATURES)
    s = re.sub("[\u2010\u2011\x1e]", "-", s)
    return unicodedata.normalize("NFC", s)


NONE, HARD, MAYBE = 0, 1, 2
Cells = collections.namedtuple("Cells", "chars gaps optional lines numbers")


def source_cells(s, ellipsis):
    s = strip(s, ellipsis)
    s = re.sub(rf"(?m)^((?:[ \t]*{BULLET}(?=\s))+)|(?<= )([•●▪◦‣\uf0b7\uf0a7\uf0d8\uf0fc])(?=[ \t])",
               lambda m: OPTIONAL_ON + m[0] + OPTIONAL_OFF, s)
    s = re.sub("-\u00ad(?=[ \t]*\n)|\u00ad-?(?=[ \t]*\n)|(?<=[^\\s\ufdd2])-(?=[ \t]*\n)", OPTIONAL_HYPHEN + JOIN, s)
    s = s.replace("\u00ad", "")
    s = re.sub(r"(?<=/)(?=[ \t]*\n)", JOIN, s)
    s = re.sub(r"(?<=[^\s-])-(?= \w)", "-" + JOIN, s)
    cells = Cells([], [], [], [], [])
    gap, line, optional, join, number = HARD, True, False, False, 1
    for c in s:
        if c == OPTIONAL_ON:
            optional = True
        elif c == OPTIONAL_OFF:
            optional = False
        elif c == JOIN:
            join = True
        elif c.isspace():
            gap = HARD
            if c == "\n":
                line = True
                number += 1
        else:
            cells.chars.append("-" if c == OPTIONAL_HYPHEN else c)
            cells.gaps.append(MAYBE if join else gap)
            cells.optional.append(optional or c == OPTIONAL_HYPHEN)
            cells.lines.append(line)
            cells.numbers.append(number)
            gap, line, join = NONE, False, False
    return cells


def block_cells(s, ellipsis):
    s = strip(s, ellipsis).replace("\u00ad", "")
    chars, gaps, gap = [], [], HARD
    for c in s:
        if c.isspace():
            gap = HARD
        else:
            chars.append(c)
            gaps.append(gap)
            gap = NONE
    return chars, gaps


# ------------------------------------------------------------------ the source as a shuffle of the blocks

class Shuffle:
    def __init__(self, source, blocks):
        self.s, self.blocks = source, blocks  # blocks: (slot, chars, gaps), none of them empty
        self.streams, self.free = {}, []
        for i, (slot, _, _) in enumerate(blocks):
            region = REGION.get(slot, slot)
            if slot in FREE or region in ("notes", "bio"):
                self.free.append(i)
            else:
                self.streams.setdefault(region, []).append(i)
        self.names = list(self.streams)
        self.failed, self.best, self.budget = set(), (0, None), 200000

    def fits(self, p, slot):
        """May a block start at p? Not in the middle of a word, labels and notes aside."""
        s = self.s
        return (p == 0 or s.gaps[p] != NONE or slot in ("note", "item", "note-label")
                or not (s.chars[p - 1].isalnum() and s.chars[p].isalnum()))

    def run(self, b, o, p, joinable):
        """Follows block b from its cell o at p. Gives (o, p) and where it may be interrupted."""
        s, (_, chars, gaps) = self.s, self.blocks[b]
        cuts, first = [], True
        while o < len(chars) and p < len(s.chars):
            if s.lines[p] and o > 0 and not first:
                cuts.append((o, p, s.gaps[p] == MAYBE))
            if s.chars[p] == chars[o] and (
                    o == 0 or (first and (gaps[o] == HARD or joinable))
                    or (not first and (s.gaps[p] == gaps[o] or s.gaps[p] == MAYBE))):
                o += 1
                p += 1
                first = False
            elif s.optional[p]:
                p += 1
            else:
                break
        if p > self.best[0] or self.best[1] is None:
            self.best = (p, (b, o))
        return o, p, cuts

    def go(self, p, heads, used, stack):
        s = self.s
        if p == len(s.chars):
            return not stack and len(used) == len(self.free) and all(
                h == len(self.streams[n]) for h, n in zip(heads, self.names))
        key = (p, heads, used, stack)
        if key in self.failed or self.budget <= 0:
            return False
        self.budget -= 1
        options = []
        if stack:
            b, o, joinable = stack[-1]
            options.append((b, o, joinable, heads, used, stack[:-1]))
        if not stack or (len(stack) < 3):
            for k, name in enumerate(self.names):
                if heads[k] < len(self.streams[name]):
                    b = self.streams[name][heads[k]]
                    options.append((b, 0, False, heads[:k] + (heads[k] + 1,) + heads[k + 1:], used, stack))
            options += [(b, 0, False, heads, used | {b}, stack) for b in self.free if b not in used]
        for b, o, joinable, heads2, used2, stack2 in options:
            slot, chars, gaps = self.blocks[b]
            if o == 0:
                if stack2 and slot not in HOLE:
                    continue
                if not self.fits(p, slot):
                    continue
            o2, p2, cuts = self.run(b, o, p, joinable)
            if o2 == len(chars) and self.go(p2, heads2, used2, stack2):
                return True
            for cut_o, cut_p, cut_join in reversed(cuts[-8:]):
                if self.go(cut_p, heads2, used2, stack2 + ((b, cut_o, cut_join),)):
                    return True
        if s.optional[p] and self.go(p + 1, heads, used, stack):
            return True
        self.failed.add(key)
        return False

    def holds(self):
        return self.go(0, (0,) * len(self.names), frozenset(), ())


# ------------------------------------------------------------------ furniture, as far as it goes without a ledger

def furniture_failures(blocks):
    def words(t):
        return re.findall(r"\w+", t.lower())
    front = set()
    for slot, text in blocks:
        if slot in FRONT:
            front.update(words(text))
    furniture = [text for slot, text in blocks if slot == "furniture"]
    keys = collections.Counter(re.sub(r"[\s\d]", "", t.lower()) for t in furniture)
    for text in furniture:
        mine = words(text)
        strange = [w for w in mine if w not in front and not w.isdigit()]
        small = [w for w in re.findall(r"\w+", text) if w[0].islower() and w not in front]
        if len(text.encode()) > 200:
            yield f"furniture: more than 200 bytes | {text[:60]!r}"
        elif keys[re.sub(r"[\s\d]", "", text.lower())] > 1:
            continue
        elif len(small) > 8 or (len(strange) > 3 and text.rstrip()[-1:] in ".?!\u201d\""
                                   and not re.search(r"www|http|@", text)):
            yield f"furniture: reads as prose | {text[:60]!r}"


# ------------------------------------------------------------------ main

def decodings(raw):
    for mark, name in ((b"\xff\xfe", "utf-16-le"), (b"\xfe\xff", "utf-16-be")):
        if raw.startswith(mark):
            return [raw.decode(name, "replace")]
    try:
        return [raw.decode("utf-8")]
    except UnicodeDecodeError:
        if len(raw) > 3 and 0 in (raw[0], raw[1]):
            return [raw.decode("utf-16-be" if raw[0] == 0 else "utf-16-le", "replace")]
        # a byte without a character stays a C1 control
        return ["".join(C1.get(b, "…" if b == 0x85 else chr(b)) for b in raw), raw.decode("mac_roman")]


def check(raw, output):
    """The failures, as lines."""
    try:
        blocks = blocks_of(output)
    except (xml.parsers.expat.ExpatError, LookupError) as error:
        return [f"output: not well-formed | {error}"]
    lines = list(furniture_failures(blocks))
    first = None
    for text in decodings(raw):
        for ellipsis in ((False, True) if "\x85" in text else (False,)):
            source = source_cells(text, ellipsis)
            cells = [(slot, *block_cells(t, ellipsis)) for slot, t in blocks]
            cells = [c for c in cells if c[1]]
            shuffle = Shuffle(source, cells)
            if shuffle.holds():
                return lines
            if first is None:
                first = (source, cells, shuffle)
    source, cells, shuffle = first

    def token_count(chars, gaps):
        out, word = [], ""
        for c, g in zip(chars, gaps):
            if g == HARD and word:
                out.append(word)
                word = ""
            word += "" if c == "-" else c  # a hyphen at a line end may be there or not
        return collections.Counter(out + [word])
    a = token_count(source.chars, source.gaps)
    b = collections.Counter()
    for _, chars, gaps in cells:
        b.update(token_count(chars, gaps))
    for word in sorted(set(a) | set(b)):
        if a[word] != b[word] and len(lines) < 12:
            lines.append(f"words: {word!r} | source {a[word]} times, output {b[word]} times")
    p, at = shuffle.best
    here = "".join((" " if g == HARD else "") + c for c, g in zip(source.chars[p:p + 40], source.gaps[p:p + 40]))
    number = source.numbers[min(p, len(source.numbers) - 1)] if source.numbers else 1
    if at is not None:
        slot, chars, gaps = cells[at[0]]
        there = "".join((" " if g else "") + c for c, g in zip(chars[at[1]:at[1] + 40], gaps[at[1]:at[1] + 40]))
        lines.append(f"order: source line {number}: {here!r} | output, {slot}: {there!r}")
    else:
        lines.append(f"order: source line {number}: {here!r} | output: no such block")
    return lines


def main(arguments):
    if len(arguments) != 2:
        print("usage: words.py SOURCE OUTPUT.xml", file=sys.stderr)
        return 2
    try:
        with open(arguments[0], "rb") as f:
            raw = f.read()
        with open(arguments[1], "rb") as f:
            output = f.read()
    except OSError as error:
        print(f"words.py: {error}", file=sys.stderr)
        return 2
    lines = check(raw, output)
    for line in lines:
        print(line)
    return 1 if lines else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
