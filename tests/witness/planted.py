#!/usr/bin/env python3
"""planted.py [--seed N] [--keep DIR] RSIS SAMPLE... - one-off sentences planted at any place never vanish.

Into each sample, at named and at seeded places and in the manner of its layout, one sentence of invented
words is planted. The program must convert it (exit status 0 or 1, output written), every invented word must
stand in the printed blocks of the JATS exactly once and none of them as furniture, and witness.py must accept
ledger and output. TAP, one test a sample and place. With --keep, sources that failed are left in DIR.
"""

import argparse
import concurrent.futures
import json
import os
import random
import re
import subprocess
import sys
import tempfile
import textwrap
import unicodedata

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
import witness  # noqa: E402
import words  # noqa: E402

SERIES = {"iseas-2021.txt": "iseas-perspective"}
ONSETS = ["b", "br", "d", "dr", "f", "fl", "g", "gr", "h", "j", "k", "kr", "l", "m", "n", "p", "pl", "qu", "r", "s",
          "sk", "st", "t", "tr", "v", "w", "z", "zw"]
VOWELS = ["a", "e", "i", "o", "u", "au", "oo"]
CODAS = ["b", "ck", "ft", "g", "lm", "m", "nd", "nk", "p", "rb", "sp", "x", "zz"]


def invent(rng, source, count):
    """Words that nobody has written, in small letters; none is part of another or of the source."""
    out, lower = [], source.lower()
    while len(out) < count:
        word = "".join(rng.choice(ONSETS) + rng.choice(VOWELS) for _ in range(rng.choice([1, 2]))) \
            + rng.choice(ONSETS) + rng.choice(VOWELS) + rng.choice(CODAS)
        if word not in lower and not any(word in w or w in word for w in out):
            out.append(word)
    return out


def sentence(rng, source, shape):
    """(the sentence, its invented words)"""
    new = invent(rng, source, {"short": 3, "head": 4, "known": 1, "byline": 2, "page": 1}.get(shape, rng.randint(7, 12)))
    if shape == "short":
        return " ".join(new).capitalize(), new
    if shape == "head":
        return " ".join(new).upper(), new
    if shape == "known":  # known words of the series around one invented word
        return f"RSIS Commentary {new[0].capitalize()} Singapore 3", new
    if shape == "item":
        return f"{rng.choice(['-', '*', '•', '–', '3.', '(b)'])} {' '.join(new).capitalize()}.", new
    if shape == "note":
        return f"{rng.choice(['3', '[3]', '3.', '<sup>3</sup>', '*'])} {' '.join(new).capitalize()}.", new
    if shape == "byline":
        return f"By {new[0].capitalize()} {new[1].capitalize()}", new
    if shape == "markdown":
        mark = rng.choice(["## ", "**", "*", "> ", "### **"])
        return mark + " ".join(new).capitalize() + mark.lstrip("#> "), new
    if shape == "page":
        return f"{rng.choice(['Page 3', '- 3 -', 'RSIS Commentary No. 3 |'])} {new[0]}", new
    if shape == "number":
        return f"{' '.join(new[:4]).capitalize()} 2013, {' '.join(new[4:])}.", new
    return " ".join(new).capitalize() + ".", new


class Sample:
    def __init__(self, path):
        self.name = os.path.basename(path)
        with open(path, "rb") as f:
            raw = f.read()
        try:
            self.text, self.encoding = raw.decode("utf-8"), "utf-8"
        except UnicodeDecodeError:
            self.text, self.encoding = raw.decode("cp1252"), "cp1252"
        self.eol = "\r\n" if "\r\n" in self.text else "\n"
        self.lines = self.text.split(self.eol)
        self.blanks = sum(line.strip() == "" for line in self.lines) * 8 > len(self.lines)
        long = sorted(len(line) for line in self.lines if line.strip())
        self.width = long[-1] if long and long[-1] <= 90 else 0  # 0: a line a paragraph
        self.expected = {}
        known = os.path.splitext(path)[0] + ".expected.json"
        if os.path.exists(known):
            with open(known, encoding="utf-8") as f:
                self.expected = json.load(f)

    def line_of(self, what, last=False):
        """The first or last line that holds the first words of this, or None."""
        def plain(s):
            return re.sub(r"\s+", " ", unicodedata.normalize("NFKC", s).replace("\u00ad", ""))
        found = [n for n, line in enumerate(self.lines) if plain(what)[:24] in plain(line)]
        return found[-1 if last else 0] if found else None

    def paragraph(self, line):
        """The lines from this one to the end of its paragraph."""
        end = line + 1
        while self.width and end < len(self.lines) and self.lines[end].strip():
            end += 1
        return list(range(line, end))

    def places(self):
        """name -> line numbers"""
        def lines(*texts, last=False):
            return [n for n in (self.line_of(t, last) for t in texts if t) if n is not None]

        def whole(starts):
            return [n for start in starts for n in self.paragraph(start)]

        def find(pattern):
            return [n for n, line in enumerate(self.lines) if re.search(pattern, line)]
        e = self.expected
        notice = find("RSIS Commentar(y is|ies are) |presents the following|RESEARCHERS AT")
        bios = lines(*e.get("bios", []), last=True)
        edges = [n for n, line in enumerate(self.lines) if "\f" in line]
        edges += find("Nanyang Avenue|^Tel: |^ISSUE:|^ISSN |^ *RSIS Commentary No|^Page |^[0-9]{1,3}$|^<span id|^\\{[0-9]+\\}-")
        return {
            "start of file": [0], "end of file": [len(self.lines) - 1], "notice": whole(notice),
            "number line": find(r"^(\[?www.*)?No\. [0-9]+|^ISSUE|\| 18 May"), "title": lines(e.get("title", "")),
            "byline": lines(*[a.split(",")[0] for a in e.get("authors", [])]),
            "synopsis": whole(lines(*e.get("synopsis", []))), "heading": lines(*e.get("headings", [])),
            "list item": find(r"^\s*([-*•\uf0b7] |[0-9]{1,2}\. )"), "note": whole(lines(*e.get("footnotes", []), last=True)),
            "page margin": edges, "bio": whole(bios)}


def plant(sample, rng, at, mode, text):
    """The source with the text planted near line `at`, or None when the mode does not fit there."""
    lines = list(sample.lines)
    if mode == "inside":  # between two words of the line, as text was
        line = lines[at]
        spots = [m.end() for m in re.finditer(r"(?<=\S) (?=\S)", line)
                 if line.count("](", 0, m.end()) <= line.count(")", 0, m.end())
                 and line.count("<", 0, m.end()) == line.count(">", 0, m.end())]
        if not spots:
            return None
        spot = rng.choice(spots)
        lines[at] = line[:spot] + text + " " + line[spot:]
        return sample.eol.join(lines)
    block = textwrap.wrap(text, sample.width, break_on_hyphens=False) if sample.width else [text]
    if mode == "end":  # at the end of the line
        lines[at] = lines[at].rstrip(" ") + " " + text
        return sample.eol.join(lines)
    if mode == "line before":
        lines[at:at] = block
    elif mode == "line after":
        lines[at + 1:at + 1] = block
    else:  # a paragraph of its own
        if not sample.blanks:
            return None
        spot = at if mode == "paragraph before" else at + 1
        lines[spot:spot] = ["", *block, ""]
    return sample.eol.join(lines)


MODES = ["inside", "end", "line before", "line after", "paragraph before", "paragraph after"]
OWN_LINE = ["number", "short", "head", "known", "item", "note", "byline", "markdown", "page"]  # as a line of its own only


def plants(sample, seed, each):
    """(place, what was done, source, invented words)"""
    rng = random.Random(f"{seed} {sample.name}")
    inner = [n for n, line in enumerate(sample.lines) if line.strip()]
    gaps = [n for n, line in enumerate(sample.lines) if not line.strip()]
    places = sample.places()
    places["anywhere"] = inner
    places["between paragraphs"] = gaps
    seen = set()
    for place, lines in places.items():
        made = 0
        for _ in range(20 * each if lines else 0):
            at, mode, shape = rng.choice(lines), rng.choice(MODES), rng.choice(["sentence", "sentence", "number"])
            if mode not in ("inside", "end") and rng.random() < 0.5:
                shape = rng.choice(OWN_LINE)
            if (at, mode, shape) in seen:
                continue
            seen.add((at, mode, shape))
            text, new = sentence(rng, sample.text, shape)
            source = plant(sample, rng, at, mode, text)
            if source is None:
                continue
            yield place, f"{mode} line {at + 1}: {text}", source.encode(sample.encoding), new
            made += 1
            if made == (3 * each if place == "anywhere" else each):
                break


def judge(rsis, series, name, source, new):
    """The failures, as lines."""
    with tempfile.TemporaryDirectory() as room:
        path, out = os.path.join(room, name), os.path.join(room, "out.xml")
        with open(path, "wb") as f:
            f.write(source)
        options = ["--series", series] if series else []
        done = subprocess.run([rsis, "convert", "-q", *options, "-o", out, path], capture_output=True, text=True,
                              check=False, timeout=60)
        if done.returncode not in (0, 1) or not os.path.exists(out):
            return [f"not converted, exit status {done.returncode}", *done.stderr.splitlines()[:4]]
        with open(out, "rb") as f:
            output = f.read()
        seen = subprocess.run([rsis, "inspect", *options, "--format", "json", path], capture_output=True, check=False,
                              timeout=60)
    found = []
    for word in new:
        places = [slot for slot, text in words.blocks_of(output) for _ in re.finditer(word, text, re.IGNORECASE)]
        if len(places) != 1 or places[0] == "furniture":
            found.append(f"{word} stands in {', '.join(places) or 'no block'}")
    try:
        found += witness.check(source, witness.load_ledger(seen.stdout), output)[:4]
    except ValueError as error:
        found.append(f"inspect, exit status {seen.returncode}: {error}")
    return found


def main():
    parser = argparse.ArgumentParser(usage="planted.py [--seed N] [--each N] [--keep DIR] RSIS SAMPLE...")
    parser.add_argument("--seed", default="1")
    parser.add_argument("--each", type=int, default=2, help="sentences a place")
    parser.add_argument("--keep")
    parser.add_argument("rsis")
    parser.add_argument("samples", nargs="+")
    options = parser.parse_args()
    tasks, results = [], {}
    with concurrent.futures.ProcessPoolExecutor(int(os.environ.get("JOBS", "2"))) as pool:
        for path in options.samples:
            sample = Sample(path)
            for n, (place, what, source, new) in enumerate(plants(sample, options.seed, options.each)):
                future = pool.submit(judge, os.path.abspath(options.rsis), SERIES.get(sample.name), sample.name, source, new)
                tasks.append((sample.name, place, what, n, source, future))
        for name, place, what, n, source, future in tasks:
            test = results.setdefault((name, place), [0, []])
            test[0] += 1
            found = future.result()
            if found:
                test[1] += [what, *(f"    {line}" for line in found)]
                if options.keep:
                    with open(os.path.join(options.keep, f"{n}-{name}"), "wb") as f:
                        f.write(source)
    failed = False
    for number, ((name, place), (count, found)) in enumerate(results.items(), 1):
        print(f"{'not ' if found else ''}ok {number} - {name}: {place}, {count} planted")
        for line in found[:24]:
            print(f"# {line}")
        failed = failed or bool(found)
    print(f"1..{len(results)}")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
