/*
 * package.h - is a checked bag an archive package of ours, and is everything in its place? specs/package.md.
 *
 * What the files say to each other is asked by job/story.c, which also calls the proof.
 */
#ifndef RSIS_VALIDATE_PACKAGE_H
#define RSIS_VALIDATE_PACKAGE_H

#include "story.h"

/* The identifier of our bag profile, as package/ writes it; tests/unit/test_story.c compares the two. */
#define RSIS_STORY_PROFILE "urn:uuid:52a34fd0-9c0e-4f6f-8a55-0c7d2a4b91e3"

/* Does bag-info.txt name our profile? */
bool rsis_is_our_package(const struct rsis_bag *bag);

/* Is it a collection of packages and not one commentary? Asked of a package of ours. */
bool rsis_is_collection(const struct rsis_bag *bag);

/*
 * Takes id, group and version from bag-info.txt and asks whether the folder has that name and every file its place.
 * False when files are missing without which no story can be told.
 */
bool rsis_check_layout(struct rsis_story *s);

/* bag-info.txt, and the id, against the record; and the version in both. After the facts were read. */
void rsis_check_bag_info(struct rsis_story *s);

#endif
