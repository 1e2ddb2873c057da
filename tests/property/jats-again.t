#!/usr/bin/env python3
"""jats-again.t - our JATS can be read again: it gives the same JATS, byte for byte, and the same reading text (TAP).

The ledger of such a conversion is one like any other: the witness must accept it. Where author notes stand in another
order than the authors, reading text made from JATS has them in the order of the authors; no source here is so, and a
document of this test is. A value that is edited is kept as edited or refused: never dropped or put right in silence.
sanitizers: no; timeout: 600
"""
import os
import re
import subprocess
import sys

from common import SHARED, TOP, Tap, convert, difference, note_what_is_missing, run, scratch, sources

OVERRIDES = """source,field,value,who,when,reason
{0},number,046/2013,L. Tan,2026-03-02,cut off; by hand on 2020-01-01; yes
{0},date,2014-03-18,L. Tan,2026-03-02,from the web page
{0},title,"Talks & <b>, at last: ""No"" is; by nobody",L. Tan,2026-03-02,three lines
{0},kicker,Cyber Security,L. Tan,2026-03-02,banner
{0},author.1.given,C.,L. Tan,2026-03-02,name authority file
{0},author.1.surname,Raja Mohan,L. Tan,2026-03-02,name authority file
{0},author.1.orcid,0000-0002-1825-0097,L. Tan,2026-03-02,the author told us
{0},handle,10356/81799,L. Tan,2026-03-02,DR-NTU
{0},doi,10.5555/12345678,L. Tan,2026-03-02,registered this year
{0},keyword,cyber security,L. Tan,2026-03-02,subject
{0},keyword,espionage,L. Tan,2026-03-02,subject
{0},language,en-SG,L. Tan,2026-03-02,house style
"""
AUTHORS = """{0},author,Z. Someone Else,L. Tan,2026-03-02,the byline was taken for a heading
{0},author,Mary Tan,L. Tan,2026-03-02,the same
"""
EVERYTHING = """No. 046 dated 18 March 2013

Reefs *and* Radars with [a link](http://x.example/y?a=1&b="2")

By Mary Tan and Omar Said

Synopsis

Small islands need large charts.

Commentary

See [www.rsis.edu.sg](http://www.rsis.edu.sg/), [mail us](mailto:a@b.example), http://x.example/a?b=1&c=2, www.x.example.

![A picture of "x" & y](pic one.png)

With ![inline](p.png) and [both **bold** words](http://y.example/\u00e9) and \u4e2d\u6587\u5b57 here & there < ok.

## **A *head*ing**

1. One.

2. Two[1].

> Quote one
> two.

About the Authors

Omar Said is a pilot of the harbour school, at [home](http://home.example).

Mary Tan is a Senior Fellow at [RSIS](http://www.rsis.edu.sg).

[1] A note at http://n.example/x.
"""
tap = Tap()


def again(room, name, *options):
    """Converts a source, reads its JATS and writes both formats; gives the path of the JATS."""
    path = os.path.join(room, name)
    version = [o for o in ("--jats", "1.4") if "--jats" in options]
    jats = convert(path, *options, name=name)
    copy = os.path.join(room, "copy.xml")
    with open(copy, "wb") as f:
        f.write(jats)
    twice = convert(copy, *version, name="")
    tap.ok(twice == jats, f"{name} {' '.join(options)}: JATS from its JATS is the same", difference(jats, twice))
    return copy


def same_text(name, path, copy, *options):
    a, b = convert(path, "-t", "text", *options, name=name), convert(copy, "-t", "text", name="")
    tap.ok(a == b, f"{name}: the text from its JATS is the same", difference(a, b))


def witnessed(name, copy):
    files = []
    for kind, arguments in (("json", ["inspect", "-q", "--format", "json"]), ("out", ["convert", "-q", "-o", "-"])):
        files.append(copy + "." + kind)
        with open(files[-1], "wb") as f:
            f.write(run(*arguments, copy).stdout)
    done = subprocess.run([sys.executable, TOP + "/tests/witness/witness.py", copy, *files], capture_output=True,
                          check=False)
    tap.ok(done.returncode == 0, f"{name}: the witness accepts", done.stdout.decode("utf-8", "replace"))


def put(room, name, text):
    with open(os.path.join(room, name), "w", encoding="utf-8") as f:
        f.write(text)


def refused(room, name, jats, before, after, finding):
    changed = jats.replace(before, after, 1)
    path = os.path.join(room, "changed.xml")
    with open(path, "wb") as f:
        f.write(changed)
    done = run("convert", "-q", "-o", "-", path)
    tap.ok(changed != jats and not done.stdout and finding in done.stderr, f"refused: {name}", done.stderr.decode())


def edits(room):
    """A corrected word is one; a value that is changed in one place is none."""
    jats = convert(TOP + "/samples/2013-markdown.txt")
    path = os.path.join(room, "edited.xml")
    edited = jats.replace(b"The lesson was", b"The lessons  were").replace(b" neighbours ", b"\n   neighbours ")
    with open(path, "wb") as f:
        f.write(edited)
    wanted = jats.replace(b"The lesson was", b"The lessons  were")
    tap.ok(wanted != jats and convert(path, name="") == wanted, "a corrected word is kept, a new line end is a blank")
    with open(path, "wb") as f:
        f.write(b"\xef\xbb\xbf" + jats.replace(b"\n", b"\r\n"))
    tap.ok(convert(path, name="") == jats, "a byte-order mark and other line ends do not count")
    for row in ((b"<issue content-type=\"series-number\">089", b"<issue content-type=\"series-number\">088", b"JATS-003"),
                (b"as-printed\">Leopold", b"as-printed\">Leo", b"JATS-003"),
                (b"2013-05-14", b"2013-05-15", b"JATS-003"), (b"<day>14", b"<day>15", b"JATS-003"),
                (b"<permissions>", b"<article-id pub-id-type=\"doi\">10.5555/1</article-id><permissions>", b"JATS-003"),
                (b"<body>", b"<body><!-- mine -->", b"JATS-002"), (b"<body>", b"<body>mine", b"JATS-002"),
                (b"<body>", b"<body><![CDATA[mine]]>", b"JATS-002"), (b"<meta-name>source", b"mine<meta-name>source", b"JATS-002"),
                (b"The lesson", b"The&#10;lesson", b"JATS-002"), (b"The lesson", b"The&nbsp;lesson", b"JATS-002"),
                (b"Singapore<", b"Singa&foo;pore<", b"JATS-002"), (b"journal-title; ", b"journal-titel; ", b"JATS-002"),
                (b"<title>Who do you call?</title>", b"", b"JATS-002"), (b"source-sha256", b"source-sha512", b"JATS-002"),
                (b"DTD v1.3 ", b"DTD v1.2 ", b"JATS-001"), (b"</article>", b"", b"JATS-001")):
        refused(room, f"{row[1].decode()} for {row[0].decode()}", jats, *row)


# What holds a value, and no text of the source.
VALUES = ("journal-id|journal-title|surname|given-names|role|issn|publisher-name|publisher-loc|article-id|contrib-id|"
          "string-name|day|month|year|volume|issue|elocation-id|kwd|meta-name|meta-value").encode()


def places(jats):
    """What is edited, from, to: each value once, and attributes but for the ids that are counted anew."""
    found = {}
    for m in re.finditer(rb"<(" + VALUES + rb")(?: [^<>]*)?>([^<>]+)</", jats):
        found.setdefault((m[1], m[2]), m.span(2))
    for m in re.finditer(rb" ([a-z:0-9-]+)=\"([^\"<>]*)\"", jats):
        if not re.fullmatch(rb"(p|sec|fig|bio|break)\d+", m[2]):
            found.setdefault((m[1], m[2]), m.span(2))
    return [(what.decode(), *span) for (what, _), span in found.items()]


def spoilt(value):
    """The value with slips of a pen. A review list may get back what the run finds again, so no entry is left out."""
    yield from (value + b"x", value + b"1", b"0" + value, b" " + value, value + b"&foo;", value + b"&#10;", b"",
                value[:-1], value[1:], value.upper(), value + b"; ", value.replace(b"; ", b";", 1))
    if not value.startswith(b"RSIS-"):
        yield value[value.find(b"; ") + 2 :] if b"; " in value else value
        yield value[: max(value.rfind(b"; "), 0)]


def slips(room, name, jats, *options):
    path, wrong, count = os.path.join(room, "slip.xml"), [], 0
    for what, start, end in places(jats):
        for value in spoilt(jats[start:end]):
            edited = jats[:start] + value + jats[end:]
            with open(path, "wb") as f:
                f.write(edited)
            done = run("convert", "-q", *options, "-o", "-", path)
            count += 1
            if done.stdout and done.stdout != edited or not (done.stdout or b"[RSIS-JATS-00" in done.stderr):
                wrong.append(f"{what}: {jats[start:end]} as {value}")
    tap.ok(count > 100 and not wrong, f"{name}: no edit of a value is lost", *wrong)


def main():
    note_what_is_missing()
    with scratch() as room:
        for name, path in sources():
            name += ".txt"
            with open(path, "rb") as source:
                data = source.read()
            with open(os.path.join(room, name), "wb") as f:
                f.write(data)
            copy = again(room, name)
            same_text(name, os.path.join(room, name), copy)
            if not SHARED or name.startswith("sample-") or "d01-" in name:
                witnessed(name, copy)
                for rows in (OVERRIDES, OVERRIDES + AUTHORS):
                    put(room, "decisions.csv", rows.format(name))
                    decided = ("--overrides", os.path.join(room, "decisions.csv"))
                    witnessed(name, again(room, name, *decided, "--jats", "1.4"))
                    same_text(name, os.path.join(room, name), again(room, name, *decided), *decided)
        put(room, "everything.txt", EVERYTHING)
        again(room, "everything.txt")
        put(room, "decisions.csv", OVERRIDES.format("everything.txt"))
        version = ("--jats", "1.4")
        jats = convert(os.path.join(room, "everything.txt"), *version, "--overrides", os.path.join(room, "decisions.csv"))
        slips(room, "everything.txt", jats, *version)
        slips(room, "2013-markdown.txt", convert(TOP + "/samples/2013-markdown.txt"))
        edits(room)
    return tap.finish()


sys.exit(main())
