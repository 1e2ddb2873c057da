"""jats.py - a small reader of JATS as specs/jats-mapping.md writes it: what a reader sees, as plain Python.

A module for tests; it shares nothing with the program. Text has its white space folded and its note marks
and printed labels left out.
"""
import re
import xml.etree.ElementTree as ET

HREF = "{http://www.w3.org/1999/xlink}href"


def fold(text):
    """White space folded; U+00A0 and its like are no white space here."""
    return re.sub(r"[ \t\n\r]+", " ", text).strip(" \t\n\r")


def text_of(element, skip=("xref",)):
    """All characters of an element but those of the elements in `skip`."""
    parts = [element.text or ""]
    for child in element:
        if child.tag not in skip:
            parts.append(text_of(child, skip))
        parts.append(child.tail or "")
    return "".join(parts)


def seen(element, skip=("xref",)):
    return fold(text_of(element, skip))


def texts(root, path):
    return [seen(e) for e in root.findall(path)]


def one(root, path):
    found = texts(root, path)
    if len(found) > 1:
        raise ValueError(f"{path} stands {len(found)} times")
    return found[0] if found else None


def printed_number(text):
    """A list's or note's label without its dress."""
    return re.sub(r"[\[\]().^:]", "", text)


def blocks_of(parent, out):
    """The body as [kind, text]: h, p, li, quote."""
    for child in parent:
        if child.tag == "sec":
            blocks_of(child, out)
        elif child.tag == "title":
            out.append(["h", seen(child)])
        elif child.tag == "p":
            out.append(["p", seen(child)])
        elif child.tag == "list":
            for item in child.findall("list-item"):
                out.append(["li", " ".join(texts(item, "p"))])
        elif child.tag == "disp-quote":
            out.extend(["quote", t] for t in texts(child, "p"))
        elif child.tag == "fig":
            out.extend(["fig", t] for t in texts(child, "caption/p"))
        else:
            raise ValueError(f"<{child.tag}> in the body")
    return out


def name_of(contrib):
    return seen(contrib.find("name-alternatives/string-name"))


def provenance(root):
    """The provenance as (name, value) pairs, in order."""
    path = "front/article-meta/custom-meta-group/custom-meta"
    return [(seen(m.find("meta-name")), seen(m.find("meta-value"))) for m in root.findall(path)]


def read_root(root):
    meta = root.find("front/article-meta")
    date = meta.find("pub-date")
    body = root.find("body")
    blocks = blocks_of(body, []) if body is not None else []
    return {
        "series": one(root, "front/journal-meta/journal-title-group/journal-title"),
        "journal_id": one(root, "front/journal-meta/journal-id"),
        "issue": one(meta, "issue"),
        "year": one(meta, "volume"),
        "date": date.get("iso-8601-date") if date is not None else None,
        "title": one(meta, "title-group/article-title"),
        "kicker": one(meta, "article-categories/subj-group[@subj-group-type='kicker']/subject"),
        "authors": [name_of(c) for c in meta.findall("contrib-group/contrib[@contrib-type='author']")],
        "notice_text": " ".join(texts(meta, "permissions/license/license-p")),
        "synopsis": texts(meta, "abstract//p"),
        "preface": texts(root, "front/notes/p"),
        "masthead": texts(root, "front/journal-meta/notes/p"),
        "blocks": blocks,
        "headings": [t for kind, t in blocks if kind == "h"],
        "footnotes": [" ".join(texts(fn, "p")) for fn in root.findall("back/fn-group/fn")],
        "note_marks": [printed_number(seen(x, ())) for x in root.iter("xref") if x.get("ref-type") == "fn"],
        "bios": texts(meta, ".//bio/p") + texts(root, "back//bio/p"),
        "acknowledgement": " ".join(texts(root, "back/ack/p")) or None,
        "furniture": texts(root, "back/notes/p"),
        "page_breaks": sum(1 for _ in root.iter("target")),
        "links": [e.get(HREF) for e in root.iter() if e.get(HREF)],
        "provenance": provenance(root),
    }


def read(source):
    """Reads a file name or bytes."""
    root = ET.fromstring(source) if isinstance(source, bytes) else ET.parse(source).getroot()
    return read_root(root)
