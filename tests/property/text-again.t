#!/usr/bin/env python3
"""text-again.t - reading text can be read again: the same data, the same blocks, and the same text once more (TAP).

Emphasis and targets of links have no place in reading text, and what page furniture was set aside stands at its
end; page breaks are gone.
"""
import os
import sys

from common import Tap, convert, difference, note_what_is_missing, options_for, scratch, sources
import jats

KEPT = ("series", "issue", "year", "date", "title", "kicker", "authors", "notice_text", "synopsis", "headings", "blocks",
        "footnotes", "note_marks", "bios", "acknowledgement")
tap = Tap()


def differences(before, after):
    for key in KEPT:
        if before[key] != after[key]:
            yield f"{key}:"
            a, b = (v if isinstance(v, list) else [v] for v in (before[key], after[key]))
            yield from (f"    was: {x}" for x in a if x not in b)
            yield from (f"    now: {x}" for x in b if x not in a)


def main():
    note_what_is_missing()
    with scratch() as room:
        for name, path in sources():
            text = convert(path, "-t", "text", name=name)
            again = os.path.join(room, name + ".txt")
            with open(again, "wb") as f:
                f.write(text)
            before, after = jats.read(convert(path, name=name)), jats.read(convert(again, name=name))
            wrong = list(differences(before, after))
            tap.ok(not wrong, f"{name}: text read again says the same", *wrong)
            twice = convert(again, "-t", "text", *options_for(name), name="")
            tap.ok(twice == text, f"{name}: and gives the same text", difference(text, twice))
    return tap.finish()


sys.exit(main())
