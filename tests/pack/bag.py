"""bag.py - opens packages and reads their PREMIS, for the tests of packages. A module, not a test."""
import os
import sys
import xml.etree.ElementTree as ET
import zipfile

HERE = os.path.dirname(os.path.abspath(__file__))
sys.path.insert(0, os.path.join(HERE, "../property"))

from common import TOP, run  # noqa: E402

DAY = "2026-11-23"
ID = "rsis-commentary-2013-089-v1"
NS = {"p": "http://www.loc.gov/premis/v3"}
FINDING = "[RSIS-"


def sample(name="2013-markdown"):
    with open(os.path.join(TOP, "samples", name + ".txt"), "rb") as f:
        return f.read()


def write(path, data):
    with open(path, "wb") as f:
        f.write(data)
    return path


def clean(**change):
    """The environment without a day of its own."""
    env = {k: v for k, v in os.environ.items() if k != "SOURCE_DATE_EPOCH"}
    return {**env, **change}


class Done:
    """A run of pack: exit status, findings, and the package when there is one."""

    def __init__(self, out, *arguments, date=DAY, **how):
        how.setdefault("env", clean())
        day = ["--date", date] if date else []
        done = run("pack", *day, "-o", out, *arguments, **how)
        self.status, self.said = done.returncode, done.stderr.decode("utf-8", "backslashreplace")
        self.ids = sorted({line[line.rindex(FINDING) + 1:-1] for line in self.said.splitlines() if FINDING in line})
        self.out = out

    def __str__(self):
        return f"exit status {self.status}\n{self.said}"

    def bag(self):
        return Bag(self.out)


class Bag:
    """A package in a ZIP: its files without the top folder."""

    def __init__(self, path):
        with zipfile.ZipFile(path) as z:
            self.top = {name.split("/", 1)[0] for name in z.namelist()}
            self.files = {name.split("/", 1)[1]: z.read(name) for name in z.namelist()}
        self.premis = ET.fromstring(self.files["data/metadata/premis.xml"])

    def text(self, name):
        return self.files[name].decode("utf-8")

    def events(self, kind=None):
        return [e for e in self.premis.findall("p:event", NS) if kind in (None, e.findtext("p:eventType", "", NS))]

    def object(self, path):
        """The PREMIS object of a file."""
        for o in self.premis.findall("p:object", NS):
            if o.findtext("p:storage/p:contentLocation/p:contentLocationValue", "", NS) == path:
                return o
        return None

    def format(self, path):
        """PRONOM identifier and name of a file."""
        f = self.object(path).find("p:objectCharacteristics/p:format", NS)
        return (f.findtext("p:formatRegistry/p:formatRegistryKey", None, NS), f.findtext("p:formatDesignation/p:formatName", None, NS))


def details(event):
    return [d.text for d in event.findall("p:eventDetailInformation/p:eventDetail", NS)]


def when(event):
    return event.findtext("p:eventDateTime", "", NS)
