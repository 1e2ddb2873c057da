#!/usr/bin/env python3
"""variants.t - line ends, a byte-order mark and blank lines around the text change nothing but what the provenance
says of the source: its digest, and how much was repaired (TAP)."""
import hashlib
import os
import re
import sys

from common import Tap, convert, difference, note_what_is_missing, scratch, sources

BOM = b"\xef\xbb\xbf"
OF_THE_SOURCE = re.compile(
    rb"[ \t]*<custom-meta>\s*<meta-name>(?:source-sha256|characters-repaired)</meta-name>\s*"
    rb"<meta-value>[^<]*</meta-value>\s*</custom-meta>\n")
tap = Tap()


def line_feeds(raw):
    return raw.replace(b"\r\n", b"\n")


def is_utf8(raw):
    try:
        raw.decode("utf-8")
        return True
    except UnicodeDecodeError:
        return False


def variants(raw):
    plain = line_feeds(raw)
    yield "LF line ends", plain
    yield "CR LF line ends", plain.replace(b"\n", b"\r\n")
    yield "blank lines at the end", raw + b"\n\n \n\t\n\n"
    yield "CR LF blank lines at the end", raw + b"\r\n" * 5
    yield "no line end at the end", raw.rstrip(b"\r\n \t")
    if is_utf8(raw):
        without = raw[len(BOM):] if raw.startswith(BOM) else raw
        yield "no byte-order mark", without
        yield "a byte-order mark", BOM + without
        yield "all of it", BOM + line_feeds(without).replace(b"\n", b"\r\n") + b"\r\n" * 3
    if not is_utf8(raw):
        yield "UTF-8", raw.decode("cp1252").encode()


def comparable(output, encoded):
    output = OF_THE_SOURCE.sub(b"", output)
    if encoded:  # what the source was written in, and that this deserves a look
        output = output.replace(b"; charset=windows-1252", b"; charset=UTF-8")
        output = re.sub(rb"RSIS-IN-005(; )?", b"", output)
    return output


def main():
    note_what_is_missing()
    with scratch() as room:
        for name, path in sources():
            with open(path, "rb") as f:
                raw = f.read()
            before = convert(path, name=name)
            for what, changed in variants(raw):
                if changed == raw:
                    continue
                variant = os.path.join(room, os.path.basename(path))
                with open(variant, "wb") as f:
                    f.write(changed)
                encoded = what == "UTF-8"
                after = convert(variant, name=name)
                was, now = comparable(before, encoded), comparable(after, encoded)
                tap.ok(was == now, f"{name}: {what}", difference(was, now))
                digest = hashlib.sha256(changed).hexdigest().encode()
                tap.ok(after.count(b"<meta-value>" + digest + b"</meta-value>") == 1, f"{name}: {what}: its own digest")
    return tap.finish()


sys.exit(main())
