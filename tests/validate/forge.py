"""forge.py - alters archive packages and makes their sums right again, so that only their story can give them away. A
module, not a test.

A package is read from the ZIP that `rsis pack` made; `seal` writes it again with every manifest, the Payload-Oxum and the
digests in PREMIS and METS made right. `alterations` yields what the check of packages must refuse.

Left out on purpose, because nothing in a package can show it:
- everything replaced, source and ledger included, so that it all agrees: that is another valid package;
- a value that the record marks as asserted by the profile (series, publisher, editors) changed in every file alike;
- a supplied value changed together with the decision that the record and PREMIS tell of it: that is another decision;
- an author or a date taken from other printed words in every file: the words are in place, the record is wrong;
- a short line of the body moved to furniture everywhere when the ledger's list of furniture wordings, which is the
  profile's and not in the package, was given its words;
- our profile struck from bag-info.txt: what is left is a bag, and is reported as one.
"""
import hashlib
import html
import io
import json
import re
import zipfile

JATS = "data/article.xml"
EPUB = "data/article.epub"
LEDGER = "data/metadata/ledger.json"
PREMIS = "data/metadata/premis.xml"
METS = "data/metadata/mets.xml"
DC = "data/metadata/oai_dc.xml"
README = "data/README.txt"
INFO = "bag-info.txt"


def digest(data, name):
    return hashlib.new(name, data).hexdigest()


class Package:
    """The files of a package by path, its id, and the files of its book by name, in order."""

    def __init__(self, path):
        self.files = {}
        with zipfile.ZipFile(path) as z:
            for info in z.infolist():
                self.id, name = info.filename.split("/", 1)
                self.files[name] = z.read(info)
        self.folder = self.id
        with zipfile.ZipFile(io.BytesIO(self.files[EPUB])) as z:
            self.book = {i.filename: z.read(i) for i in z.infolist()}
        self.book_changed = False
        self.keep_premis = self.keep_mets = False  # True: their digests stay wrong

    # ---- files as text

    def text(self, path):
        return self.files[path].decode()

    def set(self, path, text):
        self.files[path] = text.encode() if isinstance(text, str) else text

    def edit(self, path, old, new, count=1):
        """Replaces literally; False when there is nothing to replace."""
        text = self.text(path)
        if old not in text or old == new:
            return False
        self.set(path, text.replace(old, new, count) if count else text.replace(old, new))
        return True

    def sub(self, path, pattern, new, count=1):
        text, n = re.subn(pattern, new, self.text(path), count=count, flags=re.S)
        if n:
            self.set(path, text)
        return n > 0

    # ---- the book

    @property
    def page_name(self):
        return next(n for n in self.book if re.fullmatch(r"epub/[a-z][0-9a-f-].*\.xhtml", n)
                    and n[5:] not in ("nav.xhtml", "cover.xhtml"))

    @property
    def record_name(self):
        return self.page_name[:-6] + ".xml"

    def set_book(self, name, data):
        self.book[name] = data.encode() if isinstance(data, str) else data
        self.book_changed = True

    def edit_book(self, name, old, new, count=1):
        text = self.book[name].decode()
        if old not in text or old == new:
            return False
        self.set_book(name, text.replace(old, new, count) if count else text.replace(old, new))
        return True

    def sub_book(self, name, pattern, new, count=1):
        text, n = re.subn(pattern, new, self.book[name].decode(), count=count, flags=re.S)
        if n:
            self.set_book(name, text)
        return n > 0

    def copy_record(self):
        self.set_book(self.record_name, self.files[JATS])

    def pack_book(self):
        out = io.BytesIO()
        with zipfile.ZipFile(out, "w") as z:
            for name, data in self.book.items():
                info = zipfile.ZipInfo(name, (1980, 1, 1, 0, 0, 0))
                z.writestr(info, data, zipfile.ZIP_STORED if name == "mimetype" else zipfile.ZIP_DEFLATED)
        self.files[EPUB] = out.getvalue()

    # ---- the ledger

    def ledger(self):
        return json.loads(self.files[LEDGER])

    def set_ledger(self, ledger):
        self.set(LEDGER, json.dumps(ledger, separators=(",", ":")) + "\n")

    def fix_output(self):
        """The ledger's digest of the record."""
        ledger = self.ledger()
        ledger["output"]["sha256"] = digest(self.files[JATS], "sha256")
        self.set_ledger(ledger)

    @property
    def source(self):
        name = self.ledger()["source"]["name"]
        return "data/original/" + name

    def ledger_text(self, ledger):
        """What the tiles yield over the source, as bytes."""
        raw = self.files[self.source].decode(ledger["source"]["encoding"].replace("MacRoman", "mac_roman")).encode()
        at, out = 0, []
        for tile in ledger["tiles"]:
            if len(tile) == 2:
                out.append(raw[at:at + tile[1]])
                at += tile[1]
            else:
                out.append(tile[2].encode())
                at += len(tile[1].encode())
        return b"".join(out)

    def fix_text(self, ledger):
        ledger["text_sha256"] = digest(self.ledger_text(ledger), "sha256")

    # ---- sealing

    def payload(self):
        return sorted((p for p in self.files if p.startswith("data/")), key=str.encode)

    def fix_premis(self):
        text = self.text(PREMIS)

        def mend(m):
            place = re.search("<contentLocationValue>(.*?)</contentLocationValue>", m[0])
            path = html.unescape(place[1]) if place else ""
            if path not in self.files:
                return m[0]
            data, block = self.files[path], m[0]
            for label, name in (("SHA-512", "sha512"), ("SHA-256", "sha256"), ("MD5", "md5")):
                block = re.sub(rf"({label}</messageDigestAlgorithm>\s*<messageDigest>)[^<]*",
                               rf"\g<1>{digest(data, name)}", block)
            return re.sub("<size>[^<]*", f"<size>{len(data)}", block)
        self.set(PREMIS, re.sub(r'<object xsi:type="file">.*?</object>', mend, text, flags=re.S))

    def fix_mets(self):
        def target(href):
            href = re.sub("%([0-9A-F]{2})", lambda m: chr(int(m[1], 16)), href)
            return "data/" + href[3:] if href.startswith("../") else "data/metadata/" + href

        def mend(m):
            path = target(re.search('xlink:href="([^"]*)"', m[0])[1])
            if path not in self.files:
                return m[0]
            block = re.sub('CHECKSUM="[^"]*"', f'CHECKSUM="{digest(self.files[path], "sha512")}"', m[0])
            return re.sub('SIZE="[^"]*"', f'SIZE="{len(self.files[path])}"', block)
        text = re.sub(r"<mdRef [^>]*>|<file .*?</file>", mend, self.text(METS), flags=re.S)
        self.set(METS, text)

    def fix_bag(self):
        payload = self.payload()
        if INFO in self.files:
            octets = sum(len(self.files[p]) for p in payload)
            self.sub(INFO, r"Payload-Oxum: [^\n]*", f"Payload-Oxum: {octets}.{len(payload)}")
        names = ["sha512", "sha256"] + ["md5"] * ("manifest-md5.txt" in self.files)
        for name in names:
            self.set(f"manifest-{name}.txt", "".join(f"{digest(self.files[p], name)}  {escaped(p)}\n" for p in payload))
        tags = sorted(p for p in self.files if not p.startswith(("data/", "tagmanifest-")))
        for name in names:
            self.set(f"tagmanifest-{name}.txt", "".join(f"{digest(self.files[p], name)}  {p}\n" for p in tags))

    def seal(self, path):
        if self.book_changed and EPUB in self.files:
            self.pack_book()
        if not self.keep_premis and PREMIS in self.files:
            self.fix_premis()
        if not self.keep_mets and METS in self.files:
            self.fix_mets()
        self.fix_bag()
        with zipfile.ZipFile(path, "w") as z:
            for name in sorted(self.files, key=str.encode):
                z.writestr(zipfile.ZipInfo(f"{self.folder}/{name}", (1980, 1, 1, 0, 0, 0)), self.files[name])


def escaped(path):
    return path.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


# ---------------------------------------------------------------- words

def paragraph(package):
    """(whole tag, text) of a paragraph of the body that is plain text and stands once."""
    text = package.text(JATS)
    for m in re.finditer(r'<p id="p\d+">([^<&]{120,})</p>', text):
        if text.count(m[1]) == 1 and m[1] in package.book[package.page_name].decode() \
                and len(set(m[1].split())) > 15:
            return m[0], m[1]
    return None


def deleted(s):
    w = s.split(" ")
    return " ".join(w[:5] + w[6:])


def swapped(s):
    w = s.split(" ")
    i = next(i for i in range(3, len(w) - 1) if w[i] != w[i + 1])
    w[i], w[i + 1] = w[i + 1], w[i]
    return " ".join(w)


def added(s):
    w = s.split(" ")
    return " ".join(w[:4] + ["not"] + w[4:])


def retyped(s):
    w = s.split(" ")
    i = next(i for i in range(2, len(w)) if w[i].isalpha() and len(w[i]) > 3)
    w[i] = w[i][:-1] + ("x" if w[i][-1] != "x" else "y")
    return " ".join(w)


def doubled(s):
    w = s.split(" ")
    return " ".join(w[:4] + w[3:])


def glued(s):
    w = s.split(" ")
    i = next(i for i in range(2, len(w) - 1) if w[i].isalpha() and w[i + 1].isalpha())
    return " ".join(w[:i] + [w[i] + w[i + 1]] + w[i + 2:])


def cut(s):
    return s[:len(s) * 2 // 3]


EDITS = (deleted, swapped, added, retyped, doubled, glued, cut)


def word_edits():
    """One change of words, in each place alone and in several at once."""
    def record_only(p, old, new):
        return p.edit(JATS, old, new) and (p.fix_output() or JATS, p.record_name)

    def record_twice(p, old, new):
        p.edit(JATS, old, new)
        p.fix_output()
        p.copy_record()
        return (JATS,)

    def page_only(p, old, new):
        return p.edit_book(p.page_name, old, new) and (p.page_name,)

    def book_only(p, old, new):
        p.edit_book(p.page_name, old, new)
        p.edit_book(p.record_name, old, new)
        return (p.record_name, p.page_name)

    def everywhere(p, old, new):
        p.edit_book(p.page_name, old, new)
        return record_twice(p, old, new)

    def digest_left(p, old, new):
        p.edit_book(p.page_name, old, new)
        p.edit(JATS, old, new)
        p.copy_record()
        return (LEDGER, JATS)

    def source_only(p, old, new):
        raw = p.files[p.source]
        piece = old[:40].encode()
        if raw.count(piece) != 1:
            return None
        p.files[p.source] = raw.replace(piece, new[:39].encode())
        ledger = p.ledger()
        ledger["source"].update(sha256=digest(p.files[p.source], "sha256"), bytes=len(p.files[p.source]))
        p.set_ledger(ledger)
        p.edit(JATS, digest(raw, "sha256"), ledger["source"]["sha256"])
        p.fix_output()
        p.copy_record()
        return (LEDGER, JATS)

    def with_uses(p, old, new):
        """The uses are stretched or shortened to fit the new text; the text itself cannot be."""
        ledger = p.ledger()
        text = p.ledger_text(ledger)
        at = text.find(old.encode())
        if at < 0:
            return None
        for use in ledger["uses"]:
            if use[1] == "primary" and use[3] == at and use[0] == "body":
                use[4] = len(new.encode())
        p.edit_book(p.page_name, old, new)
        p.edit(JATS, old, new)
        p.copy_record()
        ledger["output"]["sha256"] = digest(p.files[JATS], "sha256")
        p.set_ledger(ledger)
        return (LEDGER, JATS)

    for place in (record_only, record_twice, page_only, book_only, everywhere, digest_left, source_only, with_uses):
        for edit in EDITS:
            def alter(p, place=place, edit=edit):
                found = paragraph(p)
                if not found or edit(found[1]) == found[1]:
                    return None
                if place is source_only and edit(found[1])[:39] == found[1][:39]:
                    return None
                return place(p, found[1], edit(found[1]))
            yield f"a word {edit.__name__}, {place.__name__}", alter


# ---------------------------------------------------------------- order and places

def moves():
    def two_paragraphs(p):
        found = re.findall(r'<p id="p\d+">[^<&]{80,}</p>', p.text(JATS))
        texts = [re.sub("<.*?>", "", x) for x in found]
        page = p.book[p.page_name].decode()
        texts = [t for t in texts if page.count(t) == 1]
        return texts[:2] if len(texts) >= 2 else None

    def exchange(text, one, two):
        return text.replace(one, "\0").replace(two, one).replace("\0", two)

    def swap_page(p):
        two = two_paragraphs(p)
        if not two:
            return None
        p.set_book(p.page_name, exchange(p.book[p.page_name].decode(), *two))
        return (p.page_name,)

    def swap_all(p):
        two = two_paragraphs(p)
        if not two:
            return None
        p.set_book(p.page_name, exchange(p.book[p.page_name].decode(), *two))
        p.set(JATS, exchange(p.text(JATS), *two))
        p.fix_output()
        p.copy_record()
        return (JATS,)

    def swap_with_uses(p):
        two = two_paragraphs(p)
        names = swap_all(p)
        if not names:
            return None
        ledger = p.ledger()
        text = p.ledger_text(ledger)
        at = [text.find(t.encode()) for t in two]
        uses = [u for u in ledger["uses"] if u[0] == "body" and u[1] == "primary" and u[3] in at]
        if -1 in at or len(uses) != 2:
            return None
        uses[0][3:5], uses[1][3:5] = uses[1][3:5], uses[0][3:5]
        p.set_ledger(ledger)
        return (LEDGER,)

    def heading_page(p):
        return p.sub_book(p.page_name, r'(<h2 class="heading".*?</h2>\s*)(<p class="body".*?</p>)', r"\2\1") and \
            (p.page_name,)

    def furniture(p):
        """A paragraph of the body becomes page furniture in every file, blocks and uses included."""
        found = paragraph(p)
        ledger = p.ledger()
        at = p.ledger_text(ledger).find(found[1].encode()) if found else -1
        mine = [u for u in ledger["uses"] if u[0] == "body" and u[1] == "primary" and u[3] == at]
        if not mine or sum(u[2] == mine[0][2] for u in ledger["uses"]) != 1:
            return None
        block, last = mine[0][2], max(u[2] for u in ledger["uses"])
        ledger["uses"].remove(mine[0])
        for u in ledger["uses"]:
            u[2] -= u[2] > block
        ledger["uses"].append(["furniture", "primary", last] + mine[0][3:])
        jats = p.text(JATS).replace(found[0], "", 1)
        hidden = f"<p>{found[1]}</p>"
        if '<notes notes-type="furniture">' in jats:
            jats = re.sub(r"(<notes notes-type=\"furniture\">.*?)(</notes>)", lambda m: m[1] + hidden + m[2], jats, flags=re.S)
        elif "<back>" in jats:
            jats = jats.replace("</back>", f'<notes notes-type="furniture">{hidden}</notes></back>')
        else:
            jats = jats.replace("</article>", f'<back><notes notes-type="furniture">{hidden}</notes></back></article>')
        p.set(JATS, jats)
        p.copy_record()
        p.sub_book(p.page_name, r'<p class="body"[^>]*>' + re.escape(found[1]) + "</p>", "")
        shown = f'<p class="furniture">{found[1]}</p>'
        if not p.sub_book(p.page_name, r'(<section class="page-furniture".*?)(</section>)',
                          lambda m: m[1] + shown + m[2]):
            p.edit_book(p.page_name, "</section>\n  </body>",
                        f'<section class="page-furniture" hidden="hidden">{shown}</section></section>\n  </body>')
        ledger["output"]["sha256"] = digest(p.files[JATS], "sha256")
        p.set_ledger(ledger)
        return (LEDGER,)

    def furniture_page(p):
        return p.sub_book(p.page_name, r'<p class="body"', '<p class="furniture"') and (p.page_name,)

    def furniture_record(p):
        found = paragraph(p)
        if not found:
            return None
        p.set(JATS, p.text(JATS).replace(found[0], "", 1).replace(
            "</article>", f'<back><notes notes-type="furniture"><p>{found[1]}</p></notes></back></article>'))
        p.fix_output()
        p.copy_record()
        return (JATS,)

    def hide(p):
        return p.edit_book(p.page_name, '<p class="body"', '<p hidden="hidden" class="body"') and (p.page_name,)

    def hide_style(p):
        return p.edit_book(p.page_name, '<p class="body"', '<p style="display:none" class="body"') and (p.page_name,)

    def emphasis(p):
        found = paragraph(p)
        if not found:
            return None
        word = found[1].split(" ")[3]
        return p.edit_book(p.page_name, found[1], found[1].replace(f" {word} ", f" <em>{word}</em> ", 1)) and \
            (p.page_name,)

    def link(p):
        return p.sub_book(p.page_name, r'(<a href=")(mailto:|http)', r"\1http://evil.example/?\2") and (p.page_name,)

    def link_all(p):
        if not p.sub_book(p.page_name, r'(<a href=")(mailto:|http)', r"\1http://evil.example/?\2"):
            return None
        p.sub(JATS, r'(xlink:href=")(mailto:|http)(?!://www.w3)', r"\1http://evil.example/?\2")
        p.fix_output()
        p.copy_record()
        return (JATS,)

    def outside(p):
        return p.edit_book(p.page_name, "</header>", "</header>Buy now!") and (p.page_name,)

    def unclassed(p):
        return p.edit_book(p.page_name, "</header>", "</header><p>Buy now!</p>") and (p.page_name,)

    def note_mark(p):
        return p.sub_book(p.page_name, r'<a class="note-ref"[^>]*>(.*?)</a>', r"\1") and (p.page_name,)

    def language(p):
        return p.sub_book(p.page_name, r'lang="en" xml:lang="en"', 'lang="de" xml:lang="de"') and (p.page_name,)

    for f in (swap_page, swap_all, swap_with_uses, heading_page, furniture, furniture_page, furniture_record, hide,
              hide_style, emphasis, link, link_all, outside, unclassed, note_mark, language):
        yield f"text moved or hidden: {f.__name__}", f


# ---------------------------------------------------------------- values

def values(package):
    """What the record says, by name: as it stands in XML."""
    jats = package.text(JATS)
    front = jats[:jats.index("</article-meta>")]

    def first(pattern):
        m = re.search(pattern, front, re.S)
        return m and re.sub("<[^>]*>", "", m[1])
    return {"title": first("<article-title>(.*?)</article-title>"),
            "author": first("<string-name[^>]*>(.*?)</string-name>"),
            "date": first('iso-8601-date="(.*?)"'),
            "number": first('pub-id-type="publisher-id">(.*?)<'),
            "notice": first("<license-p[^>]*>([^<]{20,}?)</license-p>"),
            "synopsis": first("<abstract.*?<p>([^<]{20,}?)</p>"),
            "doi": first('pub-id-type="doi">(.*?)<'),
            "keyword": first("<kwd>(.*?)</kwd>"),
            "publisher": first("<publisher-name>(.*?)<"),
            "series": first("<journal-title>(.*?)<"),
            "reason": first("<meta-name>version-reason</meta-name>\\s*<meta-value>(.*?)</meta-value>")}


def other(name, value):
    """Another value of the same kind."""
    if name == "date":
        return value[:-2] + ("11" if value[-2:] != "11" else "12")
    if name == "number":
        return ("9" if value[0] != "9" else "8") + value[1:]
    if name == "doi":
        return value + "9"
    return value[:-1] + "Q" if not value.endswith(".") else value[:-2] + "Q."


def value_edits():
    names = ("title", "author", "date", "number", "notice", "synopsis", "doi", "keyword", "publisher", "series", "reason")

    def change(p, place, name, count=0):
        old = values(p)[name]
        if not old:
            return False
        new = other(name, old)
        if place in p.files:
            plain = place in (README, INFO)
            return p.edit(place, html.unescape(old) if plain else old, html.unescape(new) if plain else new, count)
        return p.edit_book(place, old, new, count)

    for name in names:
        def record(p, name=name):
            return change(p, JATS, name) and (p.fix_output() or p.copy_record() or (JATS,))

        def book(p, name=name):
            pages = [n for n in p.book if n != p.record_name and not n.endswith(".css")]
            done = [n for n in pages if change(p, n, name)]
            return done and tuple(done)

        def derived(p, name=name):
            """In every file but source and ledger."""
            old = values(p)[name]
            if not old:
                return None
            for n in list(p.book):
                change_in = p.book[n].decode("utf-8", "replace")
                if old in change_in:
                    p.set_book(n, change_in.replace(old, other(name, old)))
            for f in (PREMIS, METS, DC):
                p.edit(f, old, other(name, old), 0)
            for f in (README, INFO):
                p.edit(f, html.unescape(old), html.unescape(other(name, old)), 0)
            p.edit(JATS, old, other(name, old), 0)
            p.copy_record()
            p.fix_output()
            return (JATS,)

        def claimed(p, name=name):
            """In every file, and the ledger says that somebody supplied it."""
            slots = {"title": "title", "author": "author", "date": "date-iso", "number": "article-id",
                     "keyword": "keyword", "doi": "article-id"}
            old = values(p)[name]
            if not old or name not in slots or not derived(p):
                return None
            ledger, new = p.ledger(), html.unescape(other(name, old))
            uses = ledger["uses"]
            for i, use in enumerate(uses):
                if use[0] == slots[name] and (use[1] != "supplied" or use[3] == html.unescape(old)):
                    uses[i] = [use[0], "supplied", use[2], new]
                elif use[1] in ("asserted", "supplied") and old in use[-1]:
                    return None  # the decision itself was changed: another decision
            p.set_ledger(ledger)
            return (LEDGER, JATS)

        yield f"{name} changed in the record", record
        yield f"{name} changed in the book", book
        for place in (PREMIS, METS, DC, README, INFO):
            def one(p, name=name, place=place):
                return change(p, place, name) and (place,)
            yield f"{name} changed in {place}", one
        for place in ("epub/package.opf", "epub/nav.xhtml", "epub/toc.ncx", "epub/cover.xhtml", "epub/cover.svg", "page"):
            def within(p, name=name, place=place):
                place = p.page_name if place == "page" else place
                if place not in p.book or (name in ("date", "series", "notice", "synopsis") and "cover" in place):
                    return None  # there they are parts of sentences of ours
                return change(p, place, name) and (place,)
            yield f"{name} changed in {place} of the book", within
        yield f"{name} changed in all derived files", derived
        yield f"{name} changed everywhere and said to be supplied", claimed


# ---------------------------------------------------------------- the ledger

def ledger_edits():
    def edit(name):
        def wrap(change):
            def alter(p):
                ledger = p.ledger()
                if change(ledger, p) is False:
                    return None
                p.set_ledger(ledger)
                return (LEDGER, JATS)
            found.append((f"ledger: {name}", alter))
            return change
        return wrap

    found = []

    def copies(ledger, least=30):
        return [i for i, t in enumerate(ledger["tiles"]) if t[0] == "copy" and t[1] >= least]

    def split_copy(ledger, p, rule, after):
        """A word in the middle of a copied piece gets a tile of its own."""
        raw = p.files[p.source].decode(ledger["source"]["encoding"].replace("MacRoman", "mac_roman")).encode()
        at = 0
        for i, t in enumerate(ledger["tiles"]):
            if len(t) == 2 and t[1] >= 60:
                piece = raw[at:at + t[1]]
                m = re.search(rb" ([A-Za-z]{4,}) ", piece)
                if m and piece.isascii():
                    word = m[1].decode()
                    ledger["tiles"][i:i + 1] = [["copy", m.start(1)], [rule, word, after(word)],
                                                ["copy", t[1] - m.end(1)]]
                    p.fix_text(ledger)
                    return True
            at += t[1] if len(t) == 2 else len(t[1].encode())
        return False

    for rule, after in (("edge", lambda w: ""), ("space", lambda w: " "), ("nfc", lambda w: w[::-1]),
                        ("entity", lambda w: "x"), ("mojibake", lambda w: w + "s"), ("illegal", lambda w: ""),
                        ("md-heading", lambda w: ""), ("bullet", lambda w: ""), ("invisible", lambda w: ""),
                        ("xml-value", lambda w: ""), ("page-mark", lambda w: ""), ("dehyphen", lambda w: "")):
        @edit(f"a word becomes {rule}")
        def _(ledger, p, rule=rule, after=after):
            return split_copy(ledger, p, rule, after)

    @edit("a tile is longer")
    def _(ledger, p):
        ledger["tiles"][copies(ledger)[0]][1] += 1

    @edit("a tile is shorter")
    def _(ledger, p):
        ledger["tiles"][copies(ledger)[-1]][1] -= 1

    @edit("a tile is missing")
    def _(ledger, p):
        del ledger["tiles"][copies(ledger)[0]]

    @edit("the last tile is missing")
    def _(ledger, p):
        del ledger["tiles"][-1]

    @edit("two tiles are exchanged")
    def _(ledger, p):
        i = next(i for i, t in enumerate(ledger["tiles"][:-1]) if t != ledger["tiles"][i + 1])
        t = ledger["tiles"]
        t[i], t[i + 1] = t[i + 1], t[i]

    @edit("an empty tile is added")
    def _(ledger, p):
        ledger["tiles"].insert(3, ["edge", "", ""])

    @edit("a tile is huge")
    def _(ledger, p):
        ledger["tiles"][copies(ledger)[0]][1] = 2 ** 32 - 1

    @edit("a tile is too large for a number")
    def _(ledger, p):
        ledger["tiles"][copies(ledger)[0]][1] = 2 ** 32 + 5

    @edit("a tile is negative")
    def _(ledger, p):
        ledger["tiles"][copies(ledger)[0]][1] = -1

    @edit("a rule is not known")
    def _(ledger, p):
        ledger["tiles"][0][0] = "magic"

    @edit("a tile is no array")
    def _(ledger, p):
        ledger["tiles"][0] = "copy"

    @edit("the digest of the text is wrong")
    def _(ledger, p):
        ledger["text_sha256"] = "0" * 64

    @edit("the digest of the record is wrong")
    def _(ledger, p):
        ledger["output"]["sha256"] = "0" * 64

    @edit("the digest of the source is wrong")
    def _(ledger, p):
        ledger["source"]["sha256"] = "0" * 64

    @edit("the size of the source is wrong")
    def _(ledger, p):
        ledger["source"]["bytes"] += 1

    @edit("the source has another name")
    def _(ledger, p):
        ledger["source"]["name"] = "other.txt"

    @edit("the encoding is another")
    def _(ledger, p):
        ledger["source"]["encoding"] = "UTF-16LE" if ledger["source"]["encoding"] != "UTF-16LE" else "CP1252"

    @edit("the encoding is not known")
    def _(ledger, p):
        ledger["source"]["encoding"] = "UTF-7"

    @edit("the format is another")
    def _(ledger, p):
        ledger["format"] = "rsis-ledger/2"

    @edit("the record has another version of JATS")
    def _(ledger, p):
        ledger["output"]["format"] = "jats-1.4" if ledger["output"]["format"] != "jats-1.4" else "jats-1.3"

    @edit("a member is added")
    def _(ledger, p):
        ledger["note"] = "trust me"

    @edit("a member is missing")
    def _(ledger, p):
        del ledger["furniture"]

    @edit("the uses are no array")
    def _(ledger, p):
        ledger["uses"] = {}

    def bodies(ledger):
        return [i for i, u in enumerate(ledger["uses"]) if u[0] == "body" and u[1] == "primary"]

    def a_body(name):
        def wrap(change):
            @edit(f"a use of the body {name}")
            def _(ledger, p):
                some = bodies(ledger)
                return bool(some) and change(ledger["uses"], some[len(some) // 2])
            return change
        return wrap

    @a_body("is missing")
    def _(uses, i):
        del uses[i]

    @a_body("is doubled")
    def _(uses, i):
        uses.insert(i, list(uses[i]))

    @a_body("begins later")
    def _(uses, i):
        uses[i][3] += 1

    @a_body("is shorter")
    def _(uses, i):
        uses[i][4] -= 1

    @a_body("is empty")
    def _(uses, i):
        uses[i][4] = 0

    @a_body("lies outside of the text")
    def _(uses, i):
        uses[i][3] = 2 ** 32 - 2

    @a_body("is furniture")
    def _(uses, i):
        uses[i][0] = "furniture"

    @a_body("is a slot that is not known")
    def _(uses, i):
        uses[i][0] = "advert"

    @a_body("is a copy")
    def _(uses, i):
        uses[i][1] = "copy"

    @a_body("is supplied")
    def _(uses, i):
        uses[i] = [uses[i][0], "supplied", uses[i][2], "words"]

    @a_body("is a kind that is not known")
    def _(uses, i):
        uses[i][1] = "trusted"

    @a_body("is moved")
    def _(uses, i):
        uses[i].append("moved")

    @a_body("has a member too many")
    def _(uses, i):
        uses[i].append(1)

    @a_body("has a member too few")
    def _(uses, i):
        uses[i].pop()

    @a_body("stands in another block")
    def _(uses, i):
        uses[i][2] -= 1

    @a_body("has a negative block")
    def _(uses, i):
        uses[i][2] = -1

    @a_body("is exchanged with the next")
    def _(uses, i):
        if i + 1 >= len(uses):
            return False
        uses[i], uses[i + 1] = uses[i + 1], uses[i]
        return True

    @edit("a derived date has another value")
    def _(ledger, p):
        for u in ledger["uses"]:
            if u[0] == "date-iso" and u[1] == "derived":
                u[-1] = "1999-01-01"
                return True
        return False

    @edit("a derivation is another")
    def _(ledger, p):
        for u in ledger["uses"]:
            if u[1] == "derived":
                u[5] = "mailto" if u[5] != "mailto" else "url"
                return True
        return False

    @edit("an asserted value is another")
    def _(ledger, p):
        for u in ledger["uses"]:
            if u[1] == "asserted" and u[0] == "series":
                u[-1] += "x"
                return True
        return False

    def no_json(p):
        p.set(LEDGER, p.text(LEDGER)[:-3])
        return (LEDGER,)

    def twice(p):
        p.set(LEDGER, p.text(LEDGER).replace('"tiles":', '"tiles":[],"tiles":', 1))
        return (LEDGER,)

    def deep(p):
        p.set(LEDGER, "[" * 100000)
        return (LEDGER,)

    found += [("ledger: it is cut", no_json), ("ledger: a member stands twice", twice),
              ("ledger: a hundred thousand brackets", deep)]
    yield from found


# ---------------------------------------------------------------- PREMIS and METS

FILE_OBJECT = r'<object xsi:type="file">(?:(?!</object>).)*?'


def description_edits():
    def premis(name, pattern, new, count=1, keep=False):
        def alter(p):
            p.keep_premis = keep
            return p.sub(PREMIS, pattern, new, count) and (PREMIS,)
        return f"PREMIS: {name}", alter

    def mets(name, pattern, new, count=1, keep=False):
        def alter(p):
            p.keep_mets = keep
            return p.sub(METS, pattern, new, count) and (METS,)
        return f"METS: {name}", alter

    def of(path, inner):
        """Within the object of one file; the place follows what is matched."""
        return f"({inner})((?:(?!</object>).)*?<contentLocationValue>{re.escape(path)}<)"

    def flip(m):
        return m[1] + ("0" if m[2][0] != "0" else "1") + m[2][1:]

    for path in (JATS, EPUB, LEDGER, README, DC):
        for algorithm in ("SHA-512", "SHA-256"):
            def wrong(p, path=path, algorithm=algorithm):
                p.keep_premis = True
                p.fix_premis()
                blocks = re.split(r'(?=<object xsi:type="file">)', p.text(PREMIS))
                for i, b in enumerate(blocks):
                    if f"<contentLocationValue>{path}<" in b:
                        blocks[i] = re.sub(rf"({algorithm}</messageDigestAlgorithm>\s*<messageDigest>)([^<]*)", flip, b)
                p.set(PREMIS, "".join(blocks))
                return (PREMIS,)
            yield f"PREMIS: {algorithm} of {path} is wrong", wrong

        def gone(p, path=path):
            pattern = r'<object xsi:type="file">(?:(?!</object>).)*?<contentLocationValue>' + re.escape(path) + \
                      r"<.*?</object>\s*"
            return p.sub(PREMIS, pattern, "") and (PREMIS,)
        yield f"PREMIS: the object of {path} is missing", gone

        def unlisted(p, path=path):
            name = path[5:] if path.startswith("data/metadata/") else path
            href = path[len("data/metadata/"):] if path.startswith("data/metadata/") else "../" + path[5:]
            return name and p.sub(METS, r'<file (?:(?!</file>).)*?xlink:href="' + re.escape(href) + r'".*?</file>\s*', "") \
                and (METS,)
        yield f"METS: {path} is not listed", unlisted

    yield premis("a size is wrong", r"<size>(\d+)", r"<size>1\1", keep=True)
    yield premis("a digest is missing", r"<fixity>.*?</fixity>", "")
    yield premis("a path leads nowhere", r"<contentLocationValue>data/", "<contentLocationValue>data/x")
    yield premis("a path leads to a tag file", r"<contentLocationValue>[^<]*", "<contentLocationValue>bagit.txt")
    yield premis("an object is doubled", f"({FILE_OBJECT}</object>)", r"\1\1")
    yield premis("the package has another id", "(Type>package<.*?Value>)", r"\1x")
    yield premis("the package has another version", "(significantPropertiesValue>)", r"\g<1>7")
    yield premis("an event is missing", r"<event>.*?</event>", "")
    yield premis("the event of the conversion is missing",
                 r"<event>(?:(?!</event>).)*?normalization(?:(?!</event>).)*?</event>", "")
    yield premis("an event names no object", r"<linkingObjectIdentifier>.*?</linkingObjectIdentifier>", "")
    yield premis("an event names an object that is not there",
                 "(<linkingObjectIdentifierValue>)........", r"\g<1>00000000")
    yield premis("an event names an agent that is not there", "(<linkingAgentIdentifierValue>)........", r"\g<1>00000000")
    yield premis("an object names an event that is not there",
                 "(<linkingEventIdentifierValue>)........", r"\g<1>00000000")
    yield premis("an event has another identifier", "(<eventIdentifierValue>)........", r"\g<1>00000000")
    yield premis("the agent is missing", r"<agent>.*?</agent>", "")
    yield premis("the commentary is missing", r'<object xsi:type="intellectualEntity">.*?</object>', "")
    yield premis("the package is missing", r'<object xsi:type="representation">.*?</object>', "")
    yield premis("a file is not included", r"(inc\">includes</relationshipSubType>\s*)<relatedObjectIdentifier>.*?"
                 r"</relatedObjectIdentifier>", r"\1")
    yield premis("an original has another name", r"(<size>(?:(?!</object>).)*?<originalName>)", r"\1x")
    yield premis("the notice is missing", r"<rights>.*?</rights>", "")
    yield premis("a decision is told otherwise", "was set to \"", "was set to \"un")
    yield premis("a source is another", r"(has source</relationshipSubType>\s*<relatedObjectIdentifier>.*?Value>)........",
                 r"\g<1>00000000")
    yield premis("it declares an entity", r'(<\?xml[^>]*>)', r'\1<!DOCTYPE premis [<!ENTITY x "y">]>')
    yield premis("it is cut", r"</premis>", "")

    def uuids(p):
        ids = re.findall(r'<object xsi:type="file">\s*<objectIdentifier>.*?Value>(.*?)<', p.text(PREMIS), re.S)
        text = p.text(PREMIS).replace(ids[0], "\0").replace(ids[1], ids[0]).replace("\0", ids[1])
        p.set(PREMIS, text)
        return (PREMIS,)
    yield "PREMIS: two files exchange their identifiers", uuids

    yield mets("a digest is wrong", r'(CHECKSUM=")(.)', lambda m: m[1] + ("0" if m[2] != "0" else "1"), keep=True)
    yield mets("the last digest is wrong", r'(.*CHECKSUM=")(.)', lambda m: m[1] + ("0" if m[2] != "0" else "1"), keep=True)
    yield mets("a size is wrong", r'SIZE="(\d+)', r'SIZE="1\1', keep=True)
    yield mets("a digest has another type", 'CHECKSUMTYPE="SHA-512"', 'CHECKSUMTYPE="SHA-256"')
    yield mets("a reference leads nowhere", r'(<FLocat [^>]*href="[^"]*)"', r'\1x"')
    yield mets("a reference leads out", r'(<FLocat [^>]*href=")', r"\1../../../")
    yield mets("a reference leads to another file", r'(<FLocat [^>]*href=")\.\./article\.xml', r"\1../article.epub")
    yield mets("metadata lead nowhere", r'(<mdRef [^>]*href="[^"]*)"', r'\1x"')
    yield mets("metadata are another file", r'(<mdRef [^>]*href=")oai_dc\.xml', r"\1../README.txt")
    yield mets("provenance is missing", r"<amdSec>.*?</amdSec>", "")
    yield mets("a pointer leads nowhere", r'FILEID="[^"]*', 'FILEID="nothing')
    yield mets("a pointer is missing", r"<fptr [^>]*>", "")
    yield mets("a file stands in another group", 'USE="source"', 'USE="original"')
    yield mets("the package has another id", 'OBJID="', 'OBJID="x')
    yield mets("it is cut", "</mets>", "")


# ---------------------------------------------------------------- files, ids and versions

def file_edits():
    for path in (JATS, EPUB, LEDGER, PREMIS, METS, DC, README):
        def gone(p, path=path):
            del p.files[path]
            if path == EPUB:
                p.book_changed = False
            return (path,)
        yield f"{path} is removed and not listed", gone

    def no_source(p):
        del p.files[p.source]
        return ("data/original",)
    yield "the source is removed and not listed", no_source

    for path in ("data/extra.txt", "data/original/more/extra.txt", "data/metadata/extra.xml", "data/index.csv",
                 "data/packages/x.zip", "notes.txt", "aptrust-info.txt", "custom/tags.txt", "data/article.pdf"):
        def more(p, path=path):
            p.set(path, "more\n")
            return (path, "manifest-md5.txt")
        yield f"{path} is added and listed", more

    def more_original(p):
        p.set("data/original/extra.pdf", "%PDF-1.4 more\n")
        return (PREMIS, METS, README)
    yield "an original is added and listed in the manifests alone", more_original

    def folder(p):
        p.folder += "x"
        return ("",)
    yield "the folder has another name", folder

    def info(name, pattern, new):
        def alter(p):
            return p.sub(INFO, pattern, new) and (INFO, "")
        return f"bag-info: {name}", alter
    yield info("another id", r"External-Identifier: (\S+)-v", r"External-Identifier: \1x-v")
    yield info("no id", r"External-Identifier: rsis[^\n]*\n", "")
    yield info("no version in the id", r"(External-Identifier: \S+)-v\d+", r"\1")
    yield info("another group", "(Bag-Group-Identifier: )", r"\1x")
    yield info("no group", "Bag-Group-Identifier: [^\n]*\n", "")
    yield info("another source", "(Internal-Sender-Identifier: )", r"\1x")
    yield info("another publisher", "(Source-Organization: )", r"\1x")
    yield info("no description", "External-Description: [^\n]*\n", "")
    yield info("another address", "(Contact-Email: )", r"\1x")
    yield info("no address", "Contact-Email: [^\n]*\n", "")
    yield info("a field more", r"\Z", "Internal-Sender-Description: more\n")
    yield info("no date", "Bagging-Date: [^\n]*\n", "")
    yield info("no program", "Bag-Software-Agent: [^\n]*\n", "")

    def rename(p, new):
        for path in (INFO, PREMIS, METS, README):
            p.edit(path, p.id, new, 0)
        p.folder = new
        return (INFO, PREMIS)

    def other_number(p):
        return rename(p, re.sub(r"-(\d+)-v", lambda m: f"-{int(m[1]) + 1:03}-v", p.id))
    yield "the id has another number in all files", other_number

    def other_version(p):
        return rename(p, p.id + "9") + (JATS,)
    yield "the id has another version in all files", other_version

    def other_series(p):
        return rename(p, "x" + p.id) + (INFO,)
    yield "the id has another series in all files but for identifiers", other_series

    def record_version(p):
        return p.sub(JATS, "(<article-version[^>]*>)", r"\g<1>1") and (p.fix_output() or p.copy_record() or (JATS,))
    yield "the record has another version", record_version

    def record_versioned(p):
        if "<article-version" in p.text(JATS):
            return None
        done = p.sub(JATS, "(<title-group>|<article-categories>)",
                     r'<article-version article-version-type="package">2</article-version>\1')
        return done and (p.fix_output() or p.copy_record() or (JATS,))
    yield "the record has a version and the package is the first", record_versioned

    def record_replaces(p):
        return p.sub(JATS, "(<related-article[^>]*>)", r"\1x") and (p.fix_output() or p.copy_record() or (JATS, PREMIS))
    yield "the record replaces another package", record_replaces

    def readme(name, pattern, new):
        def alter(p):
            return p.sub(README, pattern, new) and (README,)
        return f"README: {name}", alter
    yield readme("another id", r"(Package   )", r"\1x")
    yield readme("another version", r"(Version   )", r"\g<1>1")
    yield readme("a file is not named", r"    data/article\.epub\n", "")
    yield readme("the notice is missing", r"carries this notice:.*\Z", "carries this notice:\n")

    def declares(p):
        found = paragraph(p)
        if not found:
            return None
        word = found[1].split(" ")[3]
        text = p.text(JATS).replace(found[1], found[1].replace(f" {word} ", " &w; ", 1))
        p.set(JATS, re.sub(r'(<!DOCTYPE [^>]*)>', rf'\1 [<!ENTITY w "{word}">]>', text))
        p.fix_output()
        p.copy_record()
        return (JATS,)
    yield "the record has a word as an entity", declares

    def cut_record(p):
        p.set(JATS, p.text(JATS).replace("</article>", ""))
        p.fix_output()
        p.copy_record()
        return (JATS,)
    yield "the record is cut", cut_record


def book_edits():
    def extra(p):
        p.set_book("epub/more.xhtml", p.book[p.page_name])
        return ("epub/more.xhtml",)

    def no_page(p):
        name = p.page_name
        del p.book[name]
        p.book_changed = True
        return (name,)

    def no_record(p):
        name = p.record_name
        del p.book[name]
        p.book_changed = True
        return (name,)

    def renamed(p):
        name = p.page_name
        p.book = {("epub/x000-2000.xhtml" if n == name else n): d for n, d in p.book.items()}
        p.book_changed = True
        return (name,)

    def no_zip(p):
        p.set(EPUB, b"PK no more")
        return (EPUB,)

    def head(pattern, new):
        return lambda p: p.sub_book(p.page_name, pattern, new) and (p.page_name,)

    def opf(pattern, new):
        return lambda p: p.sub_book("epub/package.opf", pattern, new) and ("epub/package.opf",)

    yield "book: a file more", extra
    yield "book: the page is missing", no_page
    yield "book: the record is missing", no_record
    yield "book: the page has another name", renamed
    yield "book: it is no ZIP", no_zip
    yield "book: metadata of the page are missing", head(r'<meta name="dcterms\.[^>]*>\s*', "")
    yield "book: metadata of the page are doubled", head(r'(<meta name="dcterms\.[^>]*>)', r"\1\1")
    yield "book: metadata of the page have another name", head(r'dcterms\.creator', "dcterms.contributor")
    yield "book: the page's title is missing", head(r"<title>.*?</title>", "<title></title>")
    yield "book: the byline is missing", head(r'<p class="byline">.*?</p>', "")
    yield "book: a date is added to the page", head("</header>", '<p class="date-iso">1999-01-01</p></header>')
    yield "book: an author is added to the page", head("</header>", '<p class="author">A. Nonymous</p></header>')
    yield "book: text of another class", head("</header>", '<p class="provenance">trust me</p></header>')
    yield "book: an element in a block", head(r'(<p class="body"[^>]*>)', r"\1<img src='x'/>")
    def drawn(p):
        return p.sub_book("epub/cover.svg", r"(font-weight=\"bold\">)(\w+)", r"\1Other") and ("epub/cover.svg",)
    yield "book: the cover draws another word", drawn
    yield "book: no creator", opf(r"<dc:creator.*?</dc:creator>\s*", "")
    yield "book: a creator more", opf(r"(<dc:publisher)", r"<dc:creator>A. Nonymous</dc:creator>\1")
    yield "book: no rights", opf(r"<dc:rights.*?</dc:rights>\s*", "")
    yield "book: another way to sort", opf(r'(property="file-as">)', r"\1Q")
    yield "book: another language", opf(r"<dc:language>.*?<", "<dc:language>fr<")
    yield "book: the page is not in the spine", opf(r'<itemref idref="[a-z]\d[^>]*>', "")
    yield "book: the page stands beside the spine", opf(r'<itemref idref="([a-z]\d[^"]*)"', r'<itemref idref="\1" linear="no"')
    yield "book: another package document", \
        lambda p: p.sub_book("META-INF/container.xml", "package.opf", "toc.ncx") and ("META-INF/container.xml",)
    yield "book: two package documents", \
        lambda p: p.sub_book("META-INF/container.xml", r"(<rootfile .*?/>)", r"\1\1") and ("META-INF/container.xml",)
    yield "book: another media type", \
        lambda p: p.sub_book("mimetype", "epub", "zip") and ("mimetype",)
    yield "book: another source", opf(r"(<dc:source[^>]*>)", r"\1x")
    yield "book: another identifier", opf(r"(<dc:identifier id=\"part[^>]*>)", r"\1x")
    yield "book: no metadata", opf(r"<metadata.*?</metadata>", "<metadata/>")
    yield "book: an ORCID more", opf(r"(<dc:publisher)", '<meta property="dcterms:identifier">https://orcid.org/0000'
                                     r"-0002-1825-0097</meta>\1")


def foreign(others):
    """Parts of another package in the place of this one's."""
    def book(p, q):
        p.files[EPUB] = q.files[EPUB]
        return (EPUB,)

    def record(p, q):
        p.files[JATS] = q.files[JATS]
        p.fix_output()
        p.copy_record()
        return (JATS, LEDGER)

    def ledger(p, q):
        p.files[LEDGER] = q.files[LEDGER]
        return (LEDGER,)

    def source(p, q):
        p.files[p.source] = q.files[q.source]
        ledger = p.ledger()
        ledger["source"].update(sha256=digest(p.files[p.source], "sha256"), bytes=len(p.files[p.source]))
        p.set_ledger(ledger)
        return (LEDGER,)

    def dublin(p, q):
        p.files[DC] = q.files[DC]
        return (DC,)

    def premis(p, q):
        p.files[PREMIS] = q.files[PREMIS]
        return (PREMIS,)

    def readme(p, q):
        p.files[README] = q.files[README]
        return (README,)

    def all_but_source(p, q):
        name = p.source
        for path in (JATS, EPUB, LEDGER, DC, README, PREMIS, METS):
            p.files[path] = q.files[path]
        return (LEDGER, INFO) if name else None
    for change in (book, record, ledger, source, dublin, premis, readme, all_but_source):
        def alter(p, change=change):
            q = next(o for o in others if o.id != p.id)
            return change(p, q)
        yield f"from another package: {change.__name__}", alter


def alterations(others):
    """(name, function): the function alters a package and gives the files of which one must be named, or nothing."""
    for group in (word_edits(), moves(), value_edits(), ledger_edits(), description_edits(), file_edits(), book_edits(),
                  foreign(others)):
        yield from group
