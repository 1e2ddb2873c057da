"""metadata.py - what a book says of itself beside what its JATS says. A module, not a test.

`failures(book, facts)` gives (rule, what) pairs; RULES has all rules, so that a test can name those that hold.
"""
import datetime
import re
import uuid

from book import DC, FOLDER, NCX, OPF, OPS, XHTML, XLINK, XML, fold, words_of

# Of an article: what a package document must repeat.


def people(jats):
    """[(name as printed, name as sorted)] of the authors."""
    found = []
    for contrib in jats.findall("front/article-meta/contrib-group[@content-type='authors']/contrib"):
        names = contrib.find("name-alternatives")
        shown = fold(words_of(names.find("string-name")))
        index = names.find("name")
        parts = [fold(index.findtext(n)) for n in ("surname", "given-names")] if index is not None else []
        found.append((shown, ", ".join(p for p in parts if p) or shown))
    return found


def paragraphs(root, path):
    return [fold(words_of(e)) for e in root.findall(path)]


def facts(jats):
    meta = jats.find("front/article-meta")
    date = meta.find("pub-date")
    return {
        "title": fold(words_of(meta.find("title-group/article-title"))),
        "series": fold(jats.findtext("front/journal-meta/journal-title-group/journal-title")),
        "publisher": fold(jats.findtext("front/journal-meta/publisher/publisher-name")),
        "number": fold(meta.findtext("article-id[@pub-id-type='publisher-id']")),
        "year": fold(meta.findtext("volume")),
        "issue": fold(meta.findtext("issue")),
        "date": date.get("iso-8601-date") if date is not None else None,
        "language": jats.get(XML + "lang"),
        "authors": people(jats),
        "synopsis": " ".join(paragraphs(meta, "abstract//p")),
        "rights": " ".join(paragraphs(meta, "permissions/license/license-p")),
        "pages": [t.get("id") for t in jats.iter("target") if t.get("target-type") == "page-break"],
        "sections": len(jats.findall("body//sec")),
        "pictures": any(True for tag in ("graphic", "inline-graphic") for _ in jats.iter(tag)),
    }


# Of any book.


def identity(book):
    value = fold(next((i.text for i in book.dc("identifier") if i.get("id") == book.opf.get("unique-identifier")), ""))
    try:
        number = uuid.UUID(value.removeprefix("urn:uuid:"))
    except ValueError:
        number = None
    if not value.startswith("urn:uuid:") or value != value.lower() or number is None or number.version != 5:
        yield f"{value!r} is no urn:uuid of version 5"
    in_ncx = [m.get("content") for m in book.xml(FOLDER + "toc.ncx").iter(NCX + "meta") if m.get("name") == "dtb:uid"]
    if in_ncx != [value]:
        yield f"toc.ncx has {in_ncx}"


def modified(book):
    values = book.metas("dcterms:modified")
    if len(values) != 1 or not re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ", values[0]):
        yield f"dcterms:modified: {values}"
        return
    try:
        datetime.datetime.strptime(values[0], "%Y-%m-%dT%H:%M:%SZ")
    except ValueError:
        yield f"{values[0]} does not exist"


def language(book, parts):
    values = [fold(e.text) for e in book.dc("language")]
    if values[:1] != [parts[0]["language"]] or book.opf.get(XML + "lang") != values[0]:
        yield f"dc:language {values}, package {book.opf.get(XML + 'lang')}, JATS {parts[0]['language']}"
    for key, part in zip(book.keys, parts):
        root = book.page(key)
        if not root.get("lang") == root.get(XML + "lang") == part["language"]:
            yield f"{key}: page {root.get('lang')}/{root.get(XML + 'lang')}, JATS {part['language']}"


def creators(book, parts):
    wanted, found = parts[0]["authors"], []
    for n, element in enumerate(book.dc("creator"), 1):
        own = element.get("id")
        roles = book.metas("role", own)
        if roles != ["aut"]:
            yield f"{element.text}: role {roles}"
        if book.metas("display-seq", own) not in ([], [str(n)]):
            yield f"{element.text}: display-seq {book.metas('display-seq', own)}"
        found.append((fold(element.text), (book.metas("file-as", own) or [fold(element.text)])[0]))
    if found != wanted:
        yield f"creators {found}, JATS {wanted}"


def rights(book, parts):
    said = [fold(e.text) for e in book.dc("rights")]
    if said != ([parts[0]["rights"]] if parts[0]["rights"] else []):
        yield f"dc:rights {said}, JATS {parts[0]['rights']!r}"


def of_parts(book, parts):
    """A collection says of each part what its own book would say; a notice that all share, once for all."""
    shared = len({p["rights"] for p in parts}) == 1
    for key, part in zip(book.keys, parts):
        wanted = {"title": [part["title"]], "creator": [shown for shown, _ in part["authors"]],
                  "issued": [part["date"]] if part["date"] else [], "rights": [part["rights"]] if part["rights"] and not shared else []}
        for name, values in wanted.items():
            if book.metas("dcterms:" + name, key) != values:
                yield f"{key}: dcterms:{name} {book.metas('dcterms:' + name, key)}, JATS {values}"
        if not any(i.endswith(part["number"]) for i in book.metas("dcterms:identifier", key)) and part["number"]:
            yield f"{key}: dcterms:identifier {book.metas('dcterms:identifier', key)}, number {part['number']}"


def rights_of_all(book, parts):
    """One notice that all share stands in dc:rights as it is; of several none is said to be that of the book."""
    notices = {p["rights"] for p in parts}
    said = [fold(e.text) for e in book.dc("rights")]
    if len(notices) == 1 and said != [n for n in notices if n]:
        yield f"dc:rights {said}, all parts {notices}"
    if len(notices) > 1 and (not said or notices & set(said)):
        yield f"dc:rights {said}, parts {notices}"


def pages(book, parts):
    """Page list, page marks and their source: all there, or none."""
    # Of a paper with breaks the first page is a page, too; nothing in its JATS stands before it.
    wanted = [f"{FOLDER}{k}.xhtml#{k}-{i}" for k, p in zip(book.keys, parts) if p["pages"]
              for i in ["page1"] * ("page1" not in p["pages"]) + p["pages"]]
    source = book.metas("pageBreakSource")
    if bool(source) != bool(wanted) or any(not s or s.startswith("urn:uuid:") for s in source):
        yield f"pageBreakSource {source}, {len(wanted)} evidenced page breaks"
    nav = book.navs().get("page-list")
    links = list(nav.iter(XHTML + "a")) if nav is not None else []
    if (nav is not None) != bool(wanted):
        yield f"page-list {'without' if links else 'missing with'} evidenced page breaks: {wanted}"
    labels = [fold("".join(a.itertext())) for a in links]
    if len(set(labels)) != len(labels) or not all(labels):
        yield f"labels of pages: {labels}"
    targets = [FOLDER + a.get("href") for a in links]
    if targets != wanted:
        yield f"page-list {targets}, page breaks in {wanted}"
    marks = [f"{FOLDER}{k}.xhtml#{e.get('id')}" for k in book.keys for e in book.page(k).iter()
             if e.get("role") == "doc-pagebreak" and e.get(OPS + "type") == "pagebreak" and e.get("aria-label")]
    if marks != targets:
        yield f"marks {marks}, page-list {targets}"
    in_ncx = [FOLDER + c.get("src") for t in book.xml(FOLDER + "toc.ncx").iter(NCX + "pageTarget") for c in t.iter(NCX + "content")]
    if in_ncx and in_ncx != targets:
        yield f"pageList of toc.ncx {in_ncx}, page-list {targets}"


def images(book):
    return [e for n in book.spine for e in book.xml(n).iter(XHTML + "img")]


# A claim and when it is true.
CLAIMS = {
    "tableOfContents": lambda b, p: "toc" in b.navs(),
    "readingOrder": lambda b, p: True,  # the order of the spine is that of the text
    "structuralNavigation": lambda b, p: any(x["sections"] for x in p),
    "displayTransformability": lambda b, p: not re.search(rb"\d(px|pt)|font-family|rgb|:\s*#|\b(black|white)\b", b.files[FOLDER + "style.css"]),
    "ARIA": lambda b, p: all(any(e.get("role") for e in b.page(k).iter()) for k in b.keys),
    "pageBreakMarkers": lambda b, p: any(x["pages"] for x in p),
    "pageNavigation": lambda b, p: any(x["pages"] for x in p),
    "alternativeText": lambda b, p: bool(images(b)) and all((e.get("alt") or "").strip() for e in images(b)),
    "index": lambda b, p: FOLDER + "authors.xhtml" in b.files,
}


def accessibility(book, parts):
    said = book.metas("schema:accessibilityFeature")
    for claim in said:
        if claim not in CLAIMS:
            yield f"{claim}: nobody here knows when that is true"
        elif not CLAIMS[claim](book, parts):
            yield f"{claim} is claimed and not true"
    needed = ["tableOfContents", "readingOrder", "displayTransformability"]
    needed += ["structuralNavigation"] if any(p["sections"] for p in parts) else []
    needed += ["pageBreakMarkers", "pageNavigation"] if any(p["pages"] for p in parts) else []
    yield from (f"{claim} is true and not claimed" for claim in needed if claim not in said)
    modes, hazards = book.metas("schema:accessMode"), book.metas("schema:accessibilityHazard")
    if "textual" not in modes or "textual" not in book.metas("schema:accessModeSufficient"):
        yield f"accessMode {modes}"
    # What stands in a picture that is not here, nobody knows.
    if not hazards or "none" in hazards and (len(hazards) > 1 or any(p["pictures"] for p in parts)):
        yield f"accessibilityHazard {hazards}"
    if not book.metas("schema:accessibilitySummary"):
        yield "no accessibilitySummary"
    if book.metas("dcterms:conformsTo") or [e for e in book.metadata if e.get("rel") == "dcterms:conformsTo"]:
        yield "conformance is claimed, and nobody evaluated it"


def navigation(book, parts):
    """Every part is in the table of contents, the NCX and the landmarks say where the text begins."""
    navs = book.navs()
    pages_of_parts = [f"{k}.xhtml" for k in book.keys]
    toc = [a.get("href") for a in navs["toc"].iter(XHTML + "a")] if "toc" in navs else []
    # The heading of a month leads to its first part.
    if list(dict.fromkeys(t for t in toc if t in pages_of_parts)) != pages_of_parts:
        yield f"toc {toc}"
    in_ncx = [c.get("src") for c in book.xml(FOLDER + "toc.ncx").iter(NCX + "content")]
    if list(dict.fromkeys(t for t in in_ncx if t in pages_of_parts)) != pages_of_parts:
        yield f"toc.ncx {in_ncx}"
    marks = {a.get(OPS + "type"): a.get("href") for a in navs["landmarks"].iter(XHTML + "a")} if "landmarks" in navs else {}
    if not {"toc", "bodymatter"} <= set(marks) or not marks["bodymatter"].startswith(pages_of_parts[0]):
        yield f"landmarks {marks}"
    for key, part in zip(book.keys, parts):
        heads = [e for e in book.page(key).iter(XHTML + "h1")]
        if len(heads) != 1 or fold("".join(heads[0].itertext())) != part["title"]:
            yield f"{key}: h1 {[fold(''.join(h.itertext())) for h in heads]}, title {part['title']!r}"


def ids(book):
    """Ids are unique in a file, and in a part begin with its key, so that parts may be joined."""
    for name in book.names:
        if name.endswith((".xhtml", ".opf", ".ncx")):
            found = book.ids(name)
            yield from (f"{name}: id {i} stands twice" for i in sorted(set(i for i in found if found.count(i) > 1)))
    for key in book.keys:
        yield from (f"{key}: id {i}" for i in book.ids(f"{FOLDER}{key}.xhtml") if not i.startswith(key))


def cover(book):
    items = [i for i in book.manifest.values() if "cover-image" in (i.get("properties") or "").split()]
    if len(items) != 1 or book.old_metas("cover") != [items[0].get("id")]:
        yield f"{len(items)} cover images, meta cover {book.old_metas('cover')}"
    page = book.xml(FOLDER + "cover.xhtml")
    shown = [e.get("src") or e.get(XLINK + "href") for e in page.iter() if e.tag == XHTML + "img"]
    if items and shown and shown != [items[0].get("href")]:
        yield f"the cover page shows {shown}"


def records(book):
    linked = [e.get("href") for e in book.metadata.findall(OPF + "link") if "record" in (e.get("rel") or "").split()]
    wanted = [k + ".xml" for k in book.keys]
    if sorted(linked) != sorted(wanted):
        yield f"records {linked}, parts {wanted}"


# Of a single.


def description(book, parts):
    said = [fold(e.text) for e in book.dc("description")]
    if said != ([parts[0]["synopsis"]] if parts[0]["synopsis"] else []):
        yield f"dc:description {said}, JATS {parts[0]['synopsis']!r}"


def title(book, parts):
    said = [fold(e.text) for e in book.dc("title")]
    if said[:1] != [parts[0]["title"]] or book.metas("title-type", book.dc("title")[0].get("id")) != ["main"]:
        yield f"dc:title {said}, JATS {parts[0]['title']!r}"


def date(book, parts):
    said = [fold(e.text) for e in book.dc("date")]
    if said != ([parts[0]["date"]] if parts[0]["date"] else []):
        yield f"dc:date {said}, JATS {parts[0]['date']}"
    if [fold(e.text) for e in book.dc("publisher")] != [parts[0]["publisher"]]:
        yield f"dc:publisher {[e.text for e in book.dc('publisher')]}, JATS {parts[0]['publisher']}"


def series(book, parts):
    """The EPUB 3 form, the form that older programs read, and the printed number as a second identifier."""
    part = parts[0]
    groups = [m for m in book.metadata.findall(OPF + "meta") if m.get("property") == "belongs-to-collection"]
    if not part["number"]:
        if groups or book.old_metas("calibre:series_index"):
            yield "a place in a series without a number"
        return
    if len(groups) != 1 or book.metas("collection-type", groups[0].get("id")) != ["series"]:
        yield f"{len(groups)} belongs-to-collection"
        return
    position = book.metas("group-position", groups[0].get("id"))
    padded = f"{part['year']}.{int(part['issue']):03d}"
    if position != [padded]:
        yield f"group-position {position}, not {padded}"
    if book.old_metas("calibre:series_index") != [str(int(part["issue"]))]:
        yield f"calibre:series_index {book.old_metas('calibre:series_index')}, issue {part['issue']}"
    if not (book.old_metas("calibre:series") or [""])[0].endswith(part["year"]):
        yield f"calibre:series {book.old_metas('calibre:series')}"
    numbers = [fold(i.text) for i in book.dc("identifier") if i.get("id") != book.opf.get("unique-identifier")]
    if not any(n.endswith(part["number"]) for n in numbers):
        yield f"identifiers {numbers}, number {part['number']}"


SINGLE = {"title": title, "date and publisher": date, "description is the synopsis": description, "series in both forms": series,
          "creators in order": creators, "rights verbatim": rights}
COLLECTION = {"each part is described": of_parts, "rights": rights_of_all}
ANY = {"page breaks and their source": pages, "language": language, "accessibility claims are true": accessibility,
       "navigation": navigation}
BARE = {"identifier": identity, "modified": modified, "ids": ids, "cover": cover, "records": records,
        "nothing leads nowhere": lambda book: book.dangling()}


def failures(book):
    """{rule: what is wrong}, a member for each rule; all lists are empty when all is well."""
    parts = [facts(book.jats(k)) for k in book.keys]
    found = {name: list(rule(book)) for name, rule in BARE.items()}
    rules = {**ANY, **(COLLECTION if FOLDER + "about.xhtml" in book.files else SINGLE)}
    found.update({name: list(rule(book, parts)) for name, rule in rules.items()})
    return found
