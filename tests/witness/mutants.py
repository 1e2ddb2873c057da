#!/usr/bin/env python3
"""mutants.py SOURCE INSPECT.json OUTPUT.xml [EACH] - do the checkers refuse what is wrong?

Makes up to EACH (default 12) mutants of every kind at seeded places, of the output, of the ledger or of
both at once, with every digest made right again, and asks witness.py about each of them and words.py
about those that change the printed words. TAP, one test a kind. A mutant is skipped, and counted, only
when it provably changes nothing or when the page allows it.
"""

import hashlib
import os
import random
import re
import sys

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
import witness  # noqa: E402
import words  # noqa: E402

PRINTED = {slot for slot, (_, kinds) in witness.SLOTS.items() if kinds == {"primary"}} | {"title", "kicker"}
TAG = re.compile(rb"<[^\s>/]+(?:\s+[^\s=]+\s*=\s*(?:\"[^\"]*\"|'[^']*'))*\s*/?>")


class Spans(witness.Jats):
    """The items of a JATS file with their places in its bytes."""

    buffered = False

    def __init__(self, data):
        self.data = data
        self.cells = {}     # item -> (start, end, innermost element) of every character
        self.at = []        # item -> place
        self.elements = {}  # block -> [start of its start tag, end of that, start of its end tag, end, name, parent]
        super().__init__(data, lambda *failure: None)

    def start(self, name, attributes):
        index, number, count = self.parser.CurrentByteIndex, self.block, len(self.items)
        super().start(name, attributes)
        self.at += [index] * (len(self.items) - count)
        if self.block != number:
            end = TAG.match(self.data, index).end()
            parent = self.path[-2][0] if len(self.path) > 1 else ""
            self.elements[self.block] = [index, end, end, end, name, parent]

    def end(self, name):
        _, _, block, _ = self.path[-1]
        if block in self.elements and self.elements[block][4] == name:
            index = self.parser.CurrentByteIndex
            if self.data.startswith(b"</", index):
                self.elements[block][2:4] = index, self.data.index(b">", index) + 1
        super().end(name)

    def chars(self, data):
        index, count = self.parser.CurrentByteIndex, len(self.items)
        inner, slot = self.path[-1][0], self.path[-1][3]
        super().chars(data)
        if slot is None:
            return
        self.at += [index] * (len(self.items) - count)
        cells = self.cells.setdefault(len(self.items) - 1, [])
        if self.data.startswith(data.encode(), index):
            for c in data:
                cells.append((index, index + len(c.encode()), inner))
                index += len(c.encode())
        else:
            cells.append((index, self.data.index(b";", index) + 1, inner))


class Book:
    """One source with its ledger and its output."""

    def __init__(self, raw, ledger, output):
        self.raw, self.ledger, self.output = raw, ledger, output
        self.stream = witness.decode(raw, ledger["source"]["encoding"]).encode()
        self.text, _, _ = witness.check_tiles(self.stream, ledger, lambda *failure: None)
        self.uses = witness.read_uses(ledger, self.text, lambda *failure: None)
        self.spans = Spans(output)
        self.items = self.spans.items
        self.item_uses = []  # item -> [(use, characters before it in the item)]
        for u in self.uses:
            last = self.item_uses[-1] if self.item_uses else None
            if u.slot in witness.ATTRIBUTES:
                self.item_uses.append([(u, 0)])
            elif u.value != "":
                v = last[-1][0] if last else None
                if v and v.slot == u.slot and v.block == u.block and v.slot not in witness.ATTRIBUTES:
                    last.append((u, last[-1][1] + len(v.value)))
                else:
                    self.item_uses.append([(u, 0)])

    def runs(self, slots=None):
        return [i for i, item in enumerate(self.items) if item[0] == "run" and (slots is None or item[2] in slots)]

    def words(self, slots=None):
        """(item, from, to) of every word whose bytes in the output are its characters, without a tag between."""
        out = []
        for i in self.runs(slots):
            for m in re.finditer(r"[^ \u00a0]+", self.items[i][3]):
                if self.plain(i, m.start(), m.end()):
                    out.append((i, m.start(), m.end()))
        return out

    def plain(self, i, a, b):
        cells = self.spans.cells[i]
        return self.output[cells[a][0]:cells[b - 1][1]] == self.items[i][3][a:b].encode()

    def bytes_of(self, i, a, b):
        cells = self.spans.cells[i]
        return cells[a][0], cells[b - 1][1]

    def with_output(self, *edits):
        """The output with pieces (start, end, new bytes) replaced."""
        out = self.output
        for start, end, new in sorted(edits, reverse=True):
            out = out[:start] + new + out[end:]
        return out

    def rows(self):
        return [list(row) for row in self.ledger["uses"]]

    def place_of(self, start, end):
        """(item, from, to) of a piece of the text in its one primary use, or None."""
        for i, uses in enumerate(self.item_uses):
            for u, before in uses:
                if u.kind == "primary" and u.at <= start and end <= u.at + u.len and self.items[i][0] == "run":
                    a = before + len(self.text[u.at:start].decode())
                    return i, a, a + len(self.text[start:end].decode())
        return None

    def block_rows(self, block):
        """Numbers of the uses in a block's element, attributes too."""
        start, end = self.spans.elements[block][0], self.spans.elements[block][3]
        return [u.n for i, at in enumerate(self.spans.at) if start <= at < end for u, _ in self.item_uses[i]]

    def reorder(self, order, rows_order, slot_of=None):
        """Use rows in a new order, with blocks numbered by `order`."""
        number = {old: new + 1 for new, old in enumerate(order)}
        rows = []
        for n in rows_order:
            row = list(self.ledger["uses"][n])
            if slot_of and n in slot_of and row[0] in witness.IN_BODY:
                row[0] = slot_of[n]
            row[2] = number[row[2]] if row[2] else 0
            rows.append(row)
        return rows


def has_word(s):
    return any(witness.word_char(c) for c in s)


def bare(s):
    """What words.py sees of a word."""
    return words.strip(s, False).strip()


# A mutant is (output, {members of the ledger that change}, must words.py refuse it too), or None: skipped.

def word_kinds(book, rng, kind):
    # three places in four where words.py looks too
    everywhere, printed = book.words(), book.words(PRINTED)
    rng.shuffle(everywhere)
    rng.shuffle(printed)
    turn = 0
    while everywhere and printed:
        turn += 1
        yield one_word(book, rng, kind, *(everywhere.pop() if turn % 4 == 0 else printed.pop()))


def one_word(book, rng, kind, i, a, b):
    item = book.items[i]
    text = item[3]
    word = text[a:b]
    look = item[2] in PRINTED and has_word(word) and word != "o"
    start, end = book.bytes_of(i, a, b)
    if kind == "delete":
        if b < len(text) and book.plain(i, a, b + 1):
            end = book.bytes_of(i, a, b + 1)[1]
        elif a > 0 and book.plain(i, a - 1, b):
            start = book.bytes_of(i, a - 1, b)[0]
        return book.with_output((start, end, b"")), {}, look
    if kind == "double":
        return book.with_output((end, end, b" " + word.encode())), {}, look
    if kind == "retype":
        letters = [k for k, c in enumerate(word) if c.isascii() and c.isalnum()]
        if not letters:
            return "other"
        k = rng.choice(letters)
        new = rng.choice([c for c in ("0123456789" if word[k].isdigit() else "abcdefghijklmnopqrstuvwxyz")
                          if c != word[k]])
        return book.with_output((start, end, (word[:k] + new + word[k + 1:]).encode())), {}, look
    m = re.compile("([ \u00a0]+)([^ \u00a0]+)").match(text, b)
    if m is None or not book.plain(i, a, m.end()):
        return "other"
    start, end = book.bytes_of(i, a, m.end())
    if kind == "glue":
        # after a hyphen or a slash the source alone cannot tell
        look = item[2] in PRINTED and bare(word) != "" != bare(m[2]) and word[-1] not in "-/\u2010\u2011\u00ad"
        return book.with_output((start, end, (word + m[2]).encode())), {}, look
    if word == m[2]:
        return None
    look = item[2] in PRINTED and "" != bare(word) != bare(m[2]) != ""
    return book.with_output((start, end, (m[2] + m[1] + word).encode())), {}, look


def split_paragraph(book, rng):
    places = [(i, k) for i in book.runs({"body", "quote", "abstract", "notice", "bio"})
              for k, c in enumerate(book.items[i][3])
              if c == " " and book.spans.cells[i][k][2] == book.spans.elements[book.items[i][1]][4]]
    rng.shuffle(places)
    for i, k in places:
        start, end = book.bytes_of(i, k, k + 1)
        name = book.spans.elements[book.items[i][1]][4].encode()
        if not book.plain(i, k, k + 1):
            continue
        keep = rng.choice([b"", b" "])
        yield book.with_output((start, end, keep + b"</" + name + b"><" + name + b">")), {}, False


def merge_paragraphs(book, rng):
    blocks = sorted(book.spans.elements)
    places = []
    for one, two in zip(blocks, blocks[1:]):
        a, b = book.spans.elements[one], book.spans.elements[two]
        if a[4:] == b[4:] and a[3] <= b[0] and book.output[a[3]:b[0]].strip() == b"":
            places.append((a, b))
    rng.shuffle(places)
    for a, b in places:
        yield book.with_output((a[2], b[1], rng.choice([b" ", b""]))), {}, False


def paragraphs(book, slots):
    """Block -> its slot, for paragraphs that hold nothing but text of that slot."""
    out = {}
    for i in book.runs():
        _, block, slot = book.items[i][:3]
        if book.spans.elements[block][4] == "p":
            out[block] = slot if out.get(block, slot) in (slot, "note-ref") else out[block]
    return {block: slot for block, slot in out.items() if slot in slots}


def set_aside_allowed(book, block):
    """The page might allow this paragraph as furniture."""
    uses = [book.uses[n] for n in book.block_rows(block)]
    said = "".join(u.piece for u in uses if u.kind == "primary" and u.slot not in witness.ATTRIBUTES)
    known = {"no", "page", "of", *(name.lower() for name in witness.MONTHS)}
    for wording in book.ledger["furniture"]:
        known.update(witness.words_of(wording))
    for u in book.uses:
        if u.kind == "primary" and u.slot in witness.FRONT:
            known.update(witness.words_of(u.piece))
    lines = re.split("[\n\x0b\x0c\r\x85\u2028\u2029]", book.stream.decode())
    letters = witness.letters_of(said)
    again = sum(witness.letters_of(line) == letters for line in lines) > 1
    return len(said.encode()) <= 200 and (
        (again and len(letters) > 3) or all(w in known or (w.isdigit() and len(w) < 5) for w in witness.words_of(said)))


def to_furniture(book, rng, in_ledger):
    blocks = list(paragraphs(book, {"body", "quote", "item"}))
    rng.shuffle(blocks)
    order = sorted(book.spans.elements)
    homes = sorted(paragraphs(book, {"furniture"}))
    for block in blocks:
        if set_aside_allowed(book, block):
            yield None
            continue
        element = book.spans.elements[block]
        piece = book.output[element[0]:element[3]]
        mine = book.block_rows(block)
        at = min(book.uses[n].at for n in mine if book.uses[n].kind == "primary")

        def first(b):
            return min(book.uses[n].at for n in book.block_rows(b) if book.uses[n].kind == "primary")
        rest = [b for b in order if b != block]
        rows = [n for n in range(len(book.uses)) if n not in mine]
        before = [b for b in homes if first(b) < at]
        if before:
            home = book.spans.elements[before[-1]][3]
            spot = rest.index(before[-1]) + 1
            row = rows.index(max(book.block_rows(before[-1]))) + 1
        elif homes:
            home = book.spans.elements[homes[0]][0]
            spot = rest.index(homes[0])
            row = rows.index(min(book.block_rows(homes[0])))
        else:
            piece = b'<notes notes-type="furniture">' + piece + b"</notes>"
            home = book.output.rfind(b"</back>")
            if home < 0:
                home, piece = book.output.rindex(b"</article>"), b"<back>" + piece + b"</back>"
            spot, row = len(rest), len(rows)
        output = book.with_output((element[0], element[3], b""), (home, home, piece))
        uses = book.reorder(rest[:spot] + [block] + rest[spot:], rows[:row] + mine + rows[row:],
                            {n: "furniture" for n in mine})
        size = len("".join(book.uses[n].value for n in mine if book.uses[n].block).encode())
        yield output, {"uses": uses} if in_ledger else {}, size > 200


def piece_to_furniture(book, rng):
    """A few words of a paragraph, or its last ones, set aside in ledger and output, whatever they say."""
    blocks = paragraphs(book, {"body", "quote"})
    places = []
    for i in book.runs({"body", "quote"}):
        if book.items[i][1] not in blocks or len(book.item_uses[i]) != 1 or book.item_uses[i][0][0].kind != "primary":
            continue
        text = book.items[i][3]
        for m in re.finditer("[^ ]+(?: [^ ]+){0,3}", text):
            if 0 < m.start() and text[m.start():m.end() + 1].strip() and book.plain(i, m.start(), m.end()):
                places.append((i, m.start(), m.end()))
    rng.shuffle(places)
    homes = [u for u in book.uses if u.slot == "furniture"]
    for i, a, b in places:
        u = book.item_uses[i][0][0]
        at, size = u.at + len(u.piece[:a].encode()), len(u.piece[a:b].encode())
        cut = book.bytes_of(i, a, b)
        piece = b"<p>" + book.output[slice(*cut)] + b"</p>"
        before = [h for h in homes if h.at < at]  # the mutant is about the line, not about the order
        if before:
            spot, number = book.spans.elements[before[-1].block][3], before[-1].block
            row_at = max(book.block_rows(number)) + 1
        elif homes:
            spot, number = book.spans.elements[homes[0].block][0], homes[0].block - 1
            row_at = min(book.block_rows(homes[0].block))
        else:
            number, row_at = max(book.spans.elements), len(book.uses)
            piece, spot = b'<notes notes-type="furniture">' + piece + b"</notes>", book.output.rfind(b"</back>")
            if spot < 0:
                spot, piece = book.output.rindex(b"</article>"), b"<back>" + piece + b"</back>"
        rows = []
        for n, row in enumerate(book.rows()):
            if n == row_at:
                rows.append(["furniture", "primary", number + 1, at, size])
            if row[2] > number:
                row[2] += 1
            if n == u.n:
                rows.append(row[:4] + [at - u.at] + row[5:])
                if at + size < u.at + u.len:
                    rows.append(row[:3] + [at + size, u.at + u.len - at - size] + row[5:])
            else:
                rows.append(row)
        if row_at == len(book.uses):
            rows.append(["furniture", "primary", number + 1, at, size])
        yield book.with_output((*cut, b""), (spot, spot, piece)), {"uses": rows}, False


def glue_over_hole(book, rng):
    """The blank before a hole of a paragraph becomes a separator: its words meet in the output."""
    for u in book.uses:
        for v in book.uses[u.n + 1:]:
            if v.block != u.block:
                if v.block > u.block:
                    break
                continue
            if (u.kind == v.kind == "primary" and u.at + u.len != v.at and u.piece.endswith(" ") and u.len > 1
                    and witness.word_char(u.piece[-2]) and witness.word_char(v.piece[0])
                    and not any(w.slot == "href" and w.at == u.at + u.len for w in book.uses)):
                where = book.place_of(u.at + u.len - 1, u.at + u.len)
                if where and book.plain(*where):
                    rows = book.rows()
                    rows[u.n][4] -= 1
                    yield book.with_output((*book.bytes_of(*where), b"")), {"uses": rows}, True
            break


def swap_paragraphs(book, rng):
    blocks = paragraphs(book, {"body", "quote", "notice", "abstract"})
    places = [(a, b) for a, b in zip(sorted(blocks), sorted(blocks)[1:]) if b == a + 1
              and book.spans.elements[a][5] == book.spans.elements[b][5] and blocks[a] == blocks[b]
              and book.spans.elements[a][3] <= book.spans.elements[b][0]]
    rng.shuffle(places)
    order = sorted(book.spans.elements)
    for one, two in places:
        a, b = book.spans.elements[one], book.spans.elements[two]
        output = book.with_output((a[0], a[3], book.output[b[0]:b[3]]), (b[0], b[3], book.output[a[0]:a[3]]))
        new = list(order)
        k = new.index(one)
        new[k:k + 2] = [two, one]
        first, second = book.block_rows(one), book.block_rows(two)
        rows = [n for n in range(len(book.uses)) if n not in first and n not in second]
        rows[first[0]:first[0]] = second + first
        yield output, {"uses": book.reorder(new, rows)}, output != book.output


def last_to_back(book, rng):
    """The last paragraph of the body, set aside under a section so that its slot stays."""
    blocks = paragraphs(book, {"body"})
    body = [b for b in book.spans.elements if any(book.items[i][1] == b and book.items[i][2] in witness.IN_BODY
                                                  for i in book.runs())]
    if not body or max(body) not in blocks:
        return
    block = max(body)
    element = book.spans.elements[block]
    piece = b"<sec>" + book.output[element[0]:element[3]] + b"</sec>"
    home = book.output.rfind(b"</back>")
    piece = b"<notes>" + piece + b"</notes>"
    if home < 0:
        home, piece = book.output.rindex(b"</article>"), b"<back>" + piece + b"</back>"
    rest = [b for b in sorted(book.spans.elements) if b != block]
    mine = book.block_rows(block)
    rows = [n for n in range(len(book.uses)) if n not in mine]
    yield (book.with_output((element[0], element[3], b""), (home, home, piece)),
           {"uses": book.reorder(rest + [block], rows + mine)}, False)


def shift_tile(book, rng):
    tiles = book.ledger["tiles"]
    starts, offset = [], 0
    for tile in tiles:
        starts.append(offset)
        offset += tile[1] if tile[0] == "copy" else len(tile[1].encode())
    places = [i for i in range(1, len(tiles) - 1)
              if tiles[i][0] != "copy" and tiles[i - 1][0] == "copy" and tiles[i + 1][0] == "copy"]
    rng.shuffle(places)
    for i in places:
        new = [list(t) for t in tiles]
        by = rng.choice([1, -1])
        new[i - 1][1] += by
        new[i + 1][1] -= by
        size = len(tiles[i][1].encode())
        if new[i - 1][1] == 0 or new[i + 1][1] == 0:
            yield "other"
            continue
        before = book.stream[starts[i] + by:starts[i] + by + size]
        if rng.random() < 0.7:  # make the literal right again
            try:
                new[i][1] = before.decode()
            except UnicodeDecodeError:
                pass
        elif before == tiles[i][1].encode():
            yield None
            continue
        yield book.output, {"tiles": new}, False


HIDING = ["illegal", "edge", "md-tag", "break", "bullet", "invisible", "md-emphasis", "dehyphen", "hyphen-kept",
          "hyphen-space", "rule-line", "page-mark", "md-link", "md-heading", "md-quote", "md-escape", "md-break"]


def hide(book, rng):
    """A copied word, or a whole copy tile, gets a rule that yields nothing; uses and output follow."""
    tiles = book.ledger["tiles"]
    places, offset = [], 0
    for i, tile in enumerate(tiles):
        size = tile[1] if tile[0] == "copy" else len(tile[2].encode())
        if tile[0] == "copy":
            piece = book.text[offset:offset + size].decode()
            places.append((i, offset, 0, size))
            for m in re.finditer(r"[^\W_]{2,}", piece):
                a = len(piece[:m.start()].encode())
                places.append((i, offset, a, a + len(m[0].encode())))
        offset += size
    rng.shuffle(places)
    for i, at, a, b in places:
        start, end = at + a, at + b
        touched = [u for u in book.uses if u.piece is not None and u.at < end and start < u.at + u.len]
        where = book.place_of(start, end)
        if len(touched) != 1 or where is None or touched[0].len == end - start:
            continue
        hidden = book.text[start:end].decode()
        if not has_word(hidden) or len(hidden) < 2 or not book.plain(*where):
            continue
        new = tiles[:i] + ([["copy", a]] if a else []) + [[rng.choice(HIDING), hidden, ""]]
        new += ([["copy", tiles[i][1] - b]] if b < tiles[i][1] else []) + tiles[i + 1:]
        rows = book.rows()
        for row, u in zip(rows, book.uses):
            if u is touched[0]:
                row[4] -= end - start
            elif u.piece is not None and u.at >= end:
                row[3] -= end - start
        text = book.text[:start] + book.text[end:]
        yield (book.with_output((*book.bytes_of(*where), b"")),
               {"tiles": new, "uses": rows, "text_sha256": hashlib.sha256(text).hexdigest()}, True)


def change_value(book, u, value):
    """Ledger and output with another value of a derived use, or None when the output cannot follow simply."""
    rows = book.rows()
    rows[u.n][6] = value
    for i, uses in enumerate(book.item_uses):
        for v, before in uses:
            if v is u and book.items[i][0] == "run":
                if not book.plain(i, before, before + len(u.value)):
                    return None
                return book.with_output((*book.bytes_of(i, before, before + len(u.value)), value.encode())), rows
            if v is u:
                tag = TAG.match(book.output, book.spans.at[i])
                k = tag[0].find(u.value.encode())
                if k < 0:
                    return None
                k += tag.start()
                return book.with_output((k, k + len(u.value.encode()), value.encode())), rows
    return None


def change_derived(book, rng):
    derived = [u for u in book.uses if u.kind == "derived"]
    seen = set()
    for _ in range(200 if derived else 0):
        u = rng.choice(derived)
        k = rng.choice([k for k, c in enumerate(u.value) if c.isascii() and c.isalnum()] or [0])
        new = rng.choice("0123456789" if u.value[k].isdigit() else "abcdefghijklmnopqrstuvwxyz")
        value = u.value[:k] + new + u.value[k + 1:]
        if value == u.value or (u.n, value) in seen:
            continue
        seen.add((u.n, value))
        changed = change_value(book, u, value)
        yield (changed[0], {"uses": changed[1]}, False) if changed else "other"


def swap_date_parts(book, rng):
    """Day and month change places, in the ledger and in the output."""
    for u, v in zip(book.uses, book.uses[1:]):
        if {u.derivation, v.derivation} == {"day", "month"} and u.at == v.at:
            if u.value == v.value:
                yield None
                continue
            i, j = (next(i for i, uses in enumerate(book.item_uses) if uses[0][0] is w) for w in (u, v))
            rows = book.rows()
            rows[u.n][3:], rows[v.n][3:] = rows[v.n][3:], rows[u.n][3:]
            yield (book.with_output((*book.bytes_of(i, 0, len(u.value)), v.value.encode()),
                                    (*book.bytes_of(j, 0, len(v.value)), u.value.encode())), {"uses": rows}, False)


def invent(book, rng):
    places = book.runs({"body", "abstract", "notice", "bio", "heading"})
    rng.shuffle(places)
    sources = [u for u in book.uses if u.kind == "primary" and u.slot not in witness.ATTRIBUTES]
    for i in places:
        u = book.item_uses[i][-1][0]
        end = book.spans.cells[i][-1][1]
        kind = rng.choice(["asserted", "supplied", "copy"])
        rows = book.rows()
        if kind == "copy":
            v = rng.choice(sources)
            value, row = v.value, [u.slot, "copy", u.block, v.at, v.len]
        else:
            value = " It is certain."
            row = [u.slot, kind, u.block, value]
        rows.insert(u.n + 1, row)
        data = value.encode().replace(b"&", b"&amp;").replace(b"<", b"&lt;").replace(b">", b"&gt;")
        yield book.with_output((end, end, data)), {"uses": rows}, has_word(value)


def swap_uses(book, rng):
    places = list(range(len(book.uses) - 1))
    rng.shuffle(places)
    for n in places:
        rows = book.rows()
        one, two = book.uses[n], book.uses[n + 1]
        if rows[n] == rows[n + 1] or (one.block == two.block and one.slot == two.slot and one.value == two.value
                                      and witness.SLOTS[one.slot][0] is None):
            yield None  # the same items, and no order between them
            continue
        rows[n], rows[n + 1] = rows[n + 1], rows[n]
        yield book.output, {"uses": rows}, False


def drop_use(book, rng):
    places = list(range(len(book.uses)))
    rng.shuffle(places)
    for n in places:
        rows = book.rows()
        if rng.random() < 0.5:
            del rows[n]
        else:
            rows.insert(n, rows[n])
        yield book.output, {"uses": rows}, False


KINDS = [
    ("word deleted", lambda b, r: word_kinds(b, r, "delete")),
    ("words swapped", lambda b, r: word_kinds(b, r, "swap")),
    ("words glued", lambda b, r: word_kinds(b, r, "glue")),
    ("word doubled", lambda b, r: word_kinds(b, r, "double")),
    ("word retyped", lambda b, r: word_kinds(b, r, "retype")),
    ("paragraph split", split_paragraph),
    ("paragraphs merged", merge_paragraphs),
    ("paragraph moved to furniture in the output", lambda b, r: to_furniture(b, r, False)),
    ("paragraph moved to furniture in both", lambda b, r: to_furniture(b, r, True)),
    ("piece of a paragraph moved to furniture in both", piece_to_furniture),
    ("words glued over a hole in both", glue_over_hole),
    ("paragraphs swapped in both", swap_paragraphs),
    ("last paragraph moved to the back in both", last_to_back),
    ("tile shifted", shift_tile),
    ("words hidden by a rule in both", hide),
    ("derived value changed in both", change_derived),
    ("day and month swapped in both", swap_date_parts),
    ("value without a home in the text in both", invent),
    ("uses swapped", swap_uses),
    ("use dropped or doubled", drop_use),
]


def main(arguments):
    if len(arguments) not in (3, 4) or (len(arguments) == 4 and not arguments[3].isdigit()):
        print("usage: mutants.py SOURCE INSPECT.json OUTPUT.xml [EACH]", file=sys.stderr)
        return 2
    each = int(arguments[3]) if len(arguments) == 4 else 12
    try:
        raw, inspect, output = (witness.read(path) for path in arguments[:3])
        ledger = witness.load_ledger(inspect)
    except (OSError, ValueError) as error:
        print(f"mutants.py: {error}", file=sys.stderr)
        return 2
    print(f"1..{len(KINDS) + 1}")
    lines = witness.check(raw, ledger, output) + words.check(raw, output)
    print("ok 1 - the original is accepted" if not lines else "not ok 1 - the original is accepted")
    for line in lines[:20]:
        print(f"# {line}")
    if lines:
        print("Bail out! Nothing to mutate")
        return 1
    book = Book(raw, ledger, output)
    failed = False
    for number, (name, make) in enumerate(KINDS, 2):
        rng = random.Random(f"{name} {len(raw)}")
        made = skipped = looked = 0
        reasons, escaped = {}, []
        for mutant in make(book, rng):
            if mutant == "other":  # not this kind of mutant at this place; take another
                continue
            if mutant is None:
                skipped += 1
                continue
            new_output, members, look = mutant
            if new_output == output and all(members[k] == ledger[k] for k in members):
                skipped += 1
                continue
            made += 1
            new = {**ledger, **members}
            new["output"] = {**ledger["output"], "sha256": hashlib.sha256(new_output).hexdigest()}
            if "tiles" in members and "text_sha256" not in members:
                tiled = []
                text = witness.check_tiles(book.stream, new, lambda *failure, to=tiled: to.append(failure))
                if text is not None:
                    new["text_sha256"] = hashlib.sha256(text[0]).hexdigest()
            lines = witness.check(raw, new, new_output)
            place = [k for k in range(min(len(output), len(new_output))) if output[k] != new_output[k]][:1]
            if lines:
                reason = lines[0].split(" ")[0]
                reasons[reason] = reasons.get(reason, 0) + 1
            else:
                escaped.append(f"witness.py accepts mutant {made}, output byte {place}")
            if look:
                looked += 1
                if not words.check(raw, new_output):
                    escaped.append(f"words.py accepts mutant {made}, output byte {place}: "
                                   f"{new_output[place[0] - 30:place[0] + 30] if place else ''}")
            if made == each:
                break
        why = ", ".join(f"{k} {v}" for k, v in sorted(reasons.items()))
        told = f"{name}: {made} refused" if not escaped else name
        if made == 0:
            print(f"ok {number} - {name} # SKIP no place for it ({skipped} skipped)")
        else:
            print(f"{'not ' if escaped else ''}ok {number} - {told} ({why}; by words.py {looked}; skipped {skipped})")
        for line in escaped:
            print(f"# {line}")
        failed = failed or bool(escaped)
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
