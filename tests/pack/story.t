#!/usr/bin/env python3
"""story.t - what PREMIS tells: which events, when, by whom, with what outcome (TAP)."""
import datetime
import os
import re
import sys

from bag import DAY, ID, NS, Done, clean, details, sample, when, write
from common import TOP, Tap, scratch

NOTE = "The time of this event was given by the caller and not read from a clock."
EVENTS = ["message digest calculation", "normalization", "validation", "creation", "validation", "information package creation"]
tap = Tap()


def moments(room):
    text = write(os.path.join(room, "x.txt"), sample())
    before = datetime.datetime.now(datetime.timezone.utc).replace(microsecond=0)
    now = Done(os.path.join(room, "now.zip"), text, date=None).bag()
    after = datetime.datetime.now(datetime.timezone.utc)
    times = [datetime.datetime.fromisoformat(when(e).replace("Z", "+00:00")) for e in now.events()]
    tap.ok(times and all(before <= t <= after for t in times), "without a day, events have the actual time", before, *times)
    tap.ok(not any(NOTE in details(e) for e in now.events()), "and no note")
    tap.ok(f"Bagging-Date: {before:%Y-%m-%d}\n" in now.text("bag-info.txt"), "nor is the bag of another day", now.text("bag-info.txt"))
    given = {"--date": Done(os.path.join(room, "given.zip"), text),
             "SOURCE_DATE_EPOCH": Done(os.path.join(room, "epoch.zip"), text, date=None, env=clean(SOURCE_DATE_EPOCH="1795434896"))}
    for name, moment in (("--date", DAY + "T00:00:00Z"), ("SOURCE_DATE_EPOCH", DAY + "T11:54:56Z")):
        bag = given[name].bag()
        tap.ok([when(e) for e in bag.events()] == [moment] * len(EVENTS), f"{name}: its moment in every event", *map(when, bag.events()))
        tap.ok(all(NOTE in details(e) for e in bag.events()), f"{name}: every event says that it was given")
        tap.ok(f"Bagging-Date: {DAY}\n" in bag.text("bag-info.txt"), f"{name}: the day of the bag")
        tap.ok("2013-05-14" not in " ".join(map(when, bag.events())), f"{name}: the day of publication dates no event")
    wrong = Done(os.path.join(room, "wrong.zip"), text, date="2026-02-30")
    tap.ok(wrong.status == 2 and not os.path.exists(wrong.out), "a day that does not exist: 2", wrong)
    wrong = Done(os.path.join(room, "wrong.zip"), text, date=None, env=clean(SOURCE_DATE_EPOCH="tomorrow"))
    tap.ok(wrong.status == 2 and not os.path.exists(wrong.out), "no number in SOURCE_DATE_EPOCH: 2", wrong)


def kinds(room):
    bag = Done(os.path.join(room, "kinds.zip"), write(os.path.join(room, "x.txt"), sample())).bag()
    said = [e.findtext("p:eventType", "", NS) for e in bag.events()]
    tap.ok(said == EVENTS, "these events, in this order", said)
    outcomes = {e.findtext("p:eventOutcomeInformation/p:eventOutcome", "", NS) for e in bag.events()}
    tap.ok(outcomes == {"success"}, "all went well", outcomes)
    normalization = " ".join(details(bag.events("normalization")[0]))
    breaks = bag.text("data/article.xml").count('target-type="inferred-break"')
    tap.ok(breaks == 1 and "paragraphs rejoined: 1;" in normalization, "normalization counts repairs", normalization)
    agent = bag.premis.find("p:agent", NS)
    with open(os.path.join(TOP, "libarchive_rsis/include/rsis.h"), encoding="ascii") as f:
        version = re.search(r'#define RSIS_VERSION "(.*)"', f.read())[1]
    tap.ok(agent.findtext("p:agentVersion", "", NS) == version, "the program and its version")
    notice = bag.premis.findtext("p:rights//p:otherRightsNote", "", NS)
    tap.ok(notice.startswith("RSIS Commentaries are intended") and notice in bag.text("data/README.txt").replace("\n", " "),
           "the notice is the basis of the rights", notice)
    tap.ok("The original is missing." in bag.text("data/README.txt"), "without an original the readme says so")
    ids = [i.text for i in bag.premis.iter("{%s}objectIdentifierValue" % NS["p"])]
    linked = {i.text for i in bag.premis.iter("{%s}linkingObjectIdentifierValue" % NS["p"])}
    tap.ok(linked <= set(ids) and len(set(ids)) == len(ids), "events speak of objects that are there", linked - set(ids))


def errors(room):
    text = write(os.path.join(room, "bad.txt"), re.sub(rb"(?m)^By .*\n", b"", sample()))
    refused = Done(os.path.join(room, "bad.zip"), text)
    tap.ok(refused.status == 1 and "RSIS-PACK-001" in refused.ids and not os.path.exists(refused.out),
           "a document with errors is not packed: 1", refused)
    allowed = Done(os.path.join(room, "bad.zip"), "--allow-errors", text)
    tap.ok(allowed.status == 1 and "RSIS-PACK-001" not in allowed.ids and os.path.exists(allowed.out),
           "--allow-errors packs it; the errors are told all the same", allowed)
    event = allowed.bag().events("normalization")[0]
    note = event.findtext(".//p:eventOutcomeDetailNote", "", NS)
    found = [i for i in allowed.ids if i in note]
    tap.ok(event.findtext(".//p:eventOutcome", "", NS) == "failure" and "a person allowed it" in note and found,
           "and the package says so", note)
    cp1252 = Done(os.path.join(room, "cp.zip"), write(os.path.join(room, "cp.txt"), sample("cp1252")))
    event = cp1252.bag().events("normalization")[0]
    note = event.findtext(".//p:eventOutcomeDetailNote", "", NS)
    tap.ok(event.findtext(".//p:eventOutcome", "", NS) == "warning" and "RSIS-IN-005" in note, "doubts are a warning, with their ids", note)


def decisions(room):
    text = write(os.path.join(room, "x.txt"), sample())
    csv = write(os.path.join(room, "d.csv"), b"source,field,value,who,when,reason\n"
                b"x.txt,keyword,submarines,L. Tan <&>,2026-03-02,subject cataloguing\n")
    done = Done(os.path.join(room, "over.zip"), "--overrides", csv, text)
    bag = done.bag()
    event = bag.events("metadata modification")
    tap.ok(len(event) == 1 and when(event[0]) == "2026-03-02" and NOTE not in details(event[0]),
           "a person's decision has the day of the decision", done, *map(when, event))
    agents = [a.findtext("p:agentName", "", NS) for a in bag.premis.findall("p:agent", NS)]
    tap.ok(agents == ["rsis", "L. Tan <&>"], "and the person is an agent", agents)


def editions(room):
    text = write(os.path.join(room, "x.txt"), sample())
    out = os.path.join(room, "second.zip")
    wrong = {"a version without what it replaces": ["--version", "2"],
             "what is replaced without a version": ["--replaces", ID],
             "a reason without a version": ["--reason", "a slip"],
             "version 1 that replaces": ["--version", "1", "--replaces", ID]}
    for name, options in wrong.items():
        done = Done(out, *options, text)
        tap.ok(done.status == 2 and done.ids == ["RSIS-PACK-005"] and not os.path.exists(out), f"{name}: 2", done)
    other = write(os.path.join(room, "y.txt"), sample("2021-lines"))
    for name, options in (("a version", ["--version", "2", "--replaces", ID]), ("an original", ["--original", text])):
        done = Done(os.path.join(room, "many/"), *options, text, other)
        tap.ok(done.status == 2 and done.ids == ["RSIS-OUT-005"] and not os.path.exists(done.out), f"{name} of two works: 2", done)
    bad = Done(out, "--version", "-1", "--replaces", ID, text)
    tap.ok(bad.status == 2 and not os.path.exists(out), "a version below 1: 2", bad)
    for name, reason in (("a control", b"a\x01b"), ("a line end", b"a\nb"), ("no UTF-8", b"a\xffb")):
        for what in (["--replaces", reason], ["--replaces", ID, "--reason", reason]):
            done = Done(out, "--version", "2", *what, text)
            tap.ok(done.status == 2 and done.ids == ["RSIS-PACK-005"] and not os.path.exists(out), f"{name} in {what[-2]}: 2", done)
    done = Done(out, "--version", "2", "--replaces", ID[:-1] + "2", text)
    tap.ok(done.status == 1 and done.ids == ["RSIS-PACK-005"] and not os.path.exists(out), "a package that replaces itself: 1", done)
    done = Done(out, "--version", "2", "--replaces", ID, text)
    bag = done.bag()
    tap.ok(done.status == 0 and bag.top == {ID[:-1] + "2"}, "a second version needs no reason", done)
    first = Done(os.path.join(room, "first.zip"), text).bag()
    work = [b.premis.findtext("p:object/p:objectIdentifier/p:objectIdentifierValue", "", NS) for b in (first, bag)]
    tap.ok(work[0] == work[1], "both are versions of one work", work)
    package = first.premis.findall("p:object", NS)[1].findtext("p:objectIdentifier/p:objectIdentifierValue", "-", NS)
    tap.ok(package in bag.text("data/metadata/premis.xml"), "the first version is known by the identifier that it has itself")


def main():
    with scratch() as room:
        for part in (moments, kinds, errors, decisions, editions):
            part(room)
            for name in os.listdir(room):
                if os.path.isfile(os.path.join(room, name)):
                    os.remove(os.path.join(room, name))
    return tap.finish()


sys.exit(main())
