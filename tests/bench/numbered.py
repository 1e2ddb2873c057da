#!/usr/bin/env python3
"""numbered.py - copies of commentaries with numbers and dates of their own: numbered.py DIRECTORY COUNT TEXT...

A book takes no two parts of one number. The copies are numbered 001 to 900 in 2013, then in 2014 and so on, and their
days are spread over the year. Texts that are not UTF-8, or that have no number line of the default series, are passed over.
"""
import datetime
import os
import re
import sys

MONTHS = "January February March April May June July August September October November December".split()
NUMBER = re.compile(r"No\. \d+(?:(?P<dated>/\d{4} dated )|(?P<dash> \S ))\d{1,2} (?:%s) \d{4}" % "|".join(MONTHS))
YEARLY = 900


def load(path):
    """The text, or None when it cannot be numbered."""
    with open(path, "rb") as source:
        data = source.read()
    try:
        text = data.decode("utf-8")
    except UnicodeDecodeError:
        return None
    return text if NUMBER.search(text) else None


def numbered(text, i):
    year, issue = 2013 + i // YEARLY, i % YEARLY + 1
    day = datetime.date(year, 1, 1) + datetime.timedelta(days=(issue - 1) * 365 // YEARLY)

    def line(match):
        between = f"/{year} dated " if match["dated"] else match["dash"]
        return f"No. {issue:03}{between}{day.day} {MONTHS[day.month - 1]} {year}"
    return NUMBER.sub(line, text)


def main():
    directory, count = sys.argv[1], int(sys.argv[2])
    texts = [text for text in map(load, sys.argv[3:]) if text]
    os.mkdir(directory)
    for i in range(count):
        with open(f"{directory}/{i:06}.txt", "w", encoding="utf-8", newline="") as out:
            out.write(numbered(texts[i % len(texts)], i))


if __name__ == "__main__":
    main()
