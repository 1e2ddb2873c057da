#!/usr/bin/env python3
"""seed.t - the commentary that came with its JATS, made by hand: the same tree, element by element (TAP).

White space between elements is folded. Left out is what `asserted-not-printed` lists, which is a sentence of the
program's own.
"""
import os
import sys
import xml.etree.ElementTree as ET

HERE = os.path.dirname(os.path.abspath(__file__))
sys.path.insert(0, os.path.join(HERE, "../property"))

from common import SHARED, Tap, convert  # noqa: E402

GOLD = os.path.join(SHARED, "gold/046-2013.xml")
SOURCE = os.path.join(SHARED, "seed/rsis-commentary-046-2013.txt")
tap = Tap()


def fold(text):
    """Blank text is layout; any other counts as it is, white space as one blank."""
    return " ".join((text or "").split())


def facts(element, path, out):
    """[(path, what)] of all elements, attributes and texts in order of the document."""
    out.append((path, "element"))
    out.extend((path, f"@{key}={value}") for key, value in sorted(element.attrib.items()))
    if element.findtext("meta-name") == "asserted-not-printed":
        return
    if fold(element.text):
        out.append((path, fold(element.text)))
    seen = {}
    for child in element:
        seen[child.tag] = seen.get(child.tag, 0) + 1
        facts(child, f"{path}/{child.tag}[{seen[child.tag]}]", out)
        if fold(child.tail):
            out.append((path, fold(child.tail)))


def grouped(root):
    """{part of the document: its facts}, so that a failure says where to look."""
    out, groups = [], {}
    facts(root, root.tag, out)
    for path, what in out:
        depth = 3 if "article-meta" in path or "journal-meta" in path else 2
        groups.setdefault("/".join(path.split("/")[1:depth + 1]) or "the root", []).append((path, what))
    return groups


def main():
    if not (os.path.exists(GOLD) and os.path.exists(SOURCE)):
        print("1..0 # SKIP no gold/046-2013.xml and its source here (RSIS_SHARED)")
        return 0
    said, gold = grouped(ET.fromstring(convert(SOURCE))), grouped(ET.parse(GOLD).getroot())
    for part in list(gold) + [p for p in said if p not in gold]:
        a, b = gold.get(part, []), said.get(part, [])
        why = [f"gold alone: {x}" for x in a if x not in b] + [f"rsis alone: {x}" for x in b if x not in a]
        tap.ok(a == b, part, *(why or ["in another order"]))
    return tap.finish()


sys.exit(main())
