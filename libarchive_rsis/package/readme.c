/* readme.c - README.txt of a package, for a person with a terminal and nothing of ours. */
#include "common.h"

void rsis_readme_head(struct rsis_buf *out, const char *text) {
    rsis_buf_printf(out, "%s%s\n", out->len ? "\n\n" : "", text);
    for (const char *p = text; *p; p++) rsis_buf_char(out, '-');
    rsis_buf_z(out, "\n\n");
}

void rsis_readme_line(struct rsis_buf *out, const char *label, struct rsis_str value) {
    if (!rsis_str_trim(value).len) return;
    rsis_buf_printf(out, "    %-10s", label);
    rsis_one_line(out, value);
    rsis_buf_char(out, '\n');
}

/* What a file is, in words. */
static const char *const in_words[RSIS_ROLE_COUNT] = {
    [RSIS_ROLE_SOURCE] = "the source: the text that was converted, byte for byte as it was received",
    [RSIS_ROLE_ORIGINAL] = "the original that the source was taken from, byte for byte as it was received",
    [RSIS_ROLE_JATS] = "the commentary for archives: JATS, an XML format for articles",
    [RSIS_ROLE_EPUB] = "the commentary for reading: an EPUB book",
    [RSIS_ROLE_LEDGER] = "what became of every byte of the source, so that anyone can follow the conversion",
    [RSIS_ROLE_DC] = "title, authors, date and so on in Dublin Core, for catalogues",
    [RSIS_ROLE_PREMIS] = "what was done to the files, when and by what, and their digests (PREMIS)",
    [RSIS_ROLE_METS] = "how the files belong together (METS)",
    [RSIS_ROLE_README] = "this text",
    [RSIS_ROLE_COLLECTION] = "all commentaries of the collection in one EPUB book",
    [RSIS_ROLE_INDEX] = "a table of all packages, for a spreadsheet",
};

/* A path as manifests have it, with other controls escaped in the same way: a name must not steer a terminal. */
static void shown_path(struct rsis_buf *out, const char *path) {
    for (const char *p = path; *p; p++) {
        if ((unsigned char)*p < ' ' || *p == 0x7F || *p == '%')
            rsis_buf_printf(out, "%%%02X", (unsigned)*p);
        else
            rsis_buf_char(out, *p);
    }
}

/* Files in the order of the package. Those of a collection that have no words are its packages: one line for all. */
void rsis_readme_files(struct rsis_buf *out, const struct rsis_file *files, size_t n) {
    for (size_t i = 0; i < n; i++) {
        if (!in_words[files[i].role]) continue;
        rsis_buf_z(out, "    ");
        shown_path(out, files[i].path);
        rsis_buf_printf(out, "\n        %s\n", in_words[files[i].role]);
    }
}

static bool has_escapes(const struct rsis_file *files, size_t n) {
    for (size_t i = 0; i < n; i++)
        if (strpbrk(files[i].path, "\r\n%")) return true;
    return false;
}

void rsis_readme_end(struct rsis_buf *out, const struct rsis_file *files, size_t n, const char *date) {
    rsis_readme_head(out, "How to check that nothing has changed");
    rsis_buf_z(out, "Open a terminal in the folder that holds the file bagit.txt, and type\n\n"
                    "    sha512sum -c manifest-sha512.txt\n"
                    "    sha512sum -c tagmanifest-sha512.txt\n\n"
                    "Every line must end in OK. The same works with sha256sum and the files that have sha256 in\n"
                    "their names; on macOS the command is: shasum -a 512 -c. The folder is a BagIt bag (RFC 8493),\n"
                    "so that any BagIt program can check it, too, and say whether a file is missing or was added.\n");
    if (has_escapes(files, n))
        rsis_buf_z(out,
                   "\nA file name here has a per cent sign or a line end in it. BagIt writes these as %25, %0A or\n"
                   "%0D in its lists, which sha512sum does not undo; check that file with a BagIt program, or\n"
                   "compare the number that sha512sum prints for it.\n");
    rsis_readme_head(out, "Who made this");
    rsis_buf_printf(out, "The program rsis, version %s, on %s. The file data/metadata/premis.xml has the\ndetails.\n",
                    RSIS_VERSION, date);
}

static void commentary(struct rsis_buf *out, const struct rsis_package *p) {
    const struct rsis_part *part = p->part;
    struct rsis_buf authors;
    rsis_buf_init(&authors, out->arena);
    rsis_names(&authors, part->authors, part->n_authors, "; ");
    rsis_readme_line(out, "Title", part->title);
    rsis_readme_line(out, "Authors", rsis_buf_slice(&authors));
    rsis_readme_line(out, "Series", part->series);
    rsis_readme_line(out, "Number", part->number);
    rsis_readme_line(out, "Date", part->date);
    rsis_readme_line(out, "Publisher", part->publisher);
    rsis_readme_line(out, "DOI", part->doi);
    rsis_readme_line(out, "Handle", part->handle);
    rsis_readme_line(out, "Package", rsis_str_c(p->id));
    rsis_readme_line(out, "Version", rsis_str_c(rsis_format(out->arena, "%u", p->version)));
    rsis_readme_line(out, "Replaces", p->replaces);
    rsis_readme_line(out, "Reason", p->reason);
}

struct rsis_str rsis_package_readme(struct rsis_arena *a, const struct rsis_package *p) {
    struct rsis_buf out;
    rsis_buf_init(&out, a);
    rsis_readme_head(&out, "What this is");
    rsis_buf_z(&out, "This folder keeps one commentary for good: the text as it was received, the same text in an\n"
                     "archival format and as a book, and the record of how one was made from the other.\n\n");
    commentary(&out, p);
    rsis_readme_head(&out, "What is inside");
    rsis_readme_files(&out, p->files, p->n_files);
    if (!p->has_original)
        rsis_buf_z(&out,
                   "\nThe original is missing. The source is a text that was taken from a document, such as a PDF\n"
                   "or a web page, and that document was not given to the program.\n");
    rsis_readme_end(&out, p->files, p->n_files, p->date);
    rsis_readme_head(&out, "Permissions");
    if (p->part->rights.len) {
        rsis_buf_z(&out, "The commentary carries this notice:\n\n");
        rsis_buf_str(&out, p->part->rights);
        rsis_buf_char(&out, '\n');
    } else {
        rsis_buf_z(&out,
                   "No permissions notice was found in the commentary. That does not mean that it is free to use.\n");
    }
    return rsis_buf_slice(&out);
}
