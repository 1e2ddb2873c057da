"""words.py - the words of a part's page beside those of its JATS, slot by slot. A module, not a test.

Written from the table "Reading JATS back" of specs/ledger.md and from one rule of the page: the class of an element
is the name of the slot that its text belongs to, up to the next element that has such a class.
"""
import re

from book import XHTML, fold

# Slots whose words are printed and stand nowhere else, in the order of the page or in another.
PRINTED = ("masthead", "preface", "notice", "number-line", "byline", "printed", "kicker", "title", "section-label",
           "abstract-title", "abstract", "heading", "body", "quote", "item", "item-label", "note-ref", "notes-title",
           "note-label", "note", "ack", "bio-title", "bio", "furniture")

# (element, nearest ancestor among these) -> slot.
TITLES = {"bio": "bio-title", "abstract": "abstract-title", "sec": "heading", "fn-group": "notes-title"}
LABELS = {"list-item": "item-label", "fn": "note-label"}
BOXES = {"bio": "bio", "abstract": "abstract", "body": "body", "sec": "body", "disp-quote": "quote", "list-item": "item",
         "ack": "ack", "fn": "note"}
NOTES = {"journal-meta": "masthead", "front": "preface", "back": "furniture"}
BREAKS = {XHTML + t for t in ("p", "div", "li", "ol", "ul", "section", "header", "footer", "h1", "h2", "h3", "h4", "br", "dt",
                              "dd", "dl", "blockquote", "figure", "figcaption", "aside", "address", "nav", "article", "main")}


def nearest(path, names):
    return next((n for n in reversed(path) if n in names), None)


def slot_in_jats(name, path, meta_name):
    """The printed slot that an element of JATS opens, or None. `path`: the names around it, outermost first."""
    if name == "xref":
        return "note-ref"
    if name == "license-p":
        return "notice"
    if name == "article-title":
        return "title" if "title-group" in path else None
    if name == "subject":
        return {"heading": "section-label", "kicker": "kicker"}.get(path[-1].partition("=")[2])
    if name == "meta-value" and "article-meta" in path:
        own = {"issue-line-as-printed": "number-line", "author-as-printed": "byline"}
        return own.get(meta_name) or ("printed" if meta_name.endswith("-as-printed") else None)
    if name == "title":
        return TITLES.get(nearest(path, TITLES))
    if name == "label":
        return LABELS.get(nearest(path, LABELS))
    if name != "p":
        return None
    if path[-1] == "notes":
        return NOTES.get(path[-2])
    if "abstract" in path:
        return "abstract"
    return BOXES.get(nearest(path, BOXES))


def jats_slots(root):
    """{slot: [text of a block]} of a JATS article."""
    found = {slot: [] for slot in PRINTED}

    def walk(element, path, slot, meta_name):
        name = element.tag
        own = slot_in_jats(name, path, meta_name) if path else None
        if own:
            found[own].append("")
            slot = own
        if name == "subj-group":
            name += "=" + (element.get("subj-group-type") or "")
        if slot and element.text:
            found[slot][-1] += element.text
        inside = fold(element.findtext("meta-name")) if element.tag == "custom-meta" else meta_name
        for child in element:
            block = len(found[slot]) - 1 if slot else 0
            walk(child, path + [name], slot, inside)
            if slot and child.tail:
                found[slot][block] += child.tail
    walk(root, [], None, "")
    return {slot: [fold(t) for t in texts if fold(t)] for slot, texts in found.items()}


def page_slots(root):
    """({slot: text}, text that belongs to no slot) of a page. A block, or a line break, is a gap between words."""
    found = {slot: "" for slot in PRINTED}
    loose = [""]

    def put(slot, text):
        if slot:
            found[slot] += text or ""
        else:
            loose[0] += text or ""

    def walk(element, slot):
        own = [c for c in (element.get("class") or "").split() if c in PRINTED]
        if len(own) > 1:
            raise ValueError(f"an element with the classes {own}")
        inside = own[0] if own else slot
        gap = " " if element.tag in BREAKS or own else ""
        put(inside, gap + (element.text or ""))
        for child in element:
            walk(child, inside)
            put(inside, child.tail)
        put(inside, gap)
        # A block in the middle is a gap for what stands around it; a note mark is none.
        put(slot, " " if element.tag in BREAKS else "")
    walk(root.find(XHTML + "body"), None)
    return {slot: fold(text) for slot, text in found.items()}, fold(loose[0])


def differences(page, jats):
    """[(slot, what is wrong)] between the roots of a page and of its JATS; empty when they say the same."""
    there, wanted = page_slots(page)[0], jats_slots(jats)
    wrong = []
    for slot in PRINTED:
        words = " ".join(wanted[slot])
        if there[slot] != words:
            at = next((i for i, (a, b) in enumerate(zip(there[slot], words)) if a != b), min(len(there[slot]), len(words)))
            wrong.append((slot, f"page: {there[slot][max(0, at - 30):at + 50]!r}, JATS: {words[max(0, at - 30):at + 50]!r}"))
    return wrong


def tokens(text):
    return re.findall(r"\w+", text)
