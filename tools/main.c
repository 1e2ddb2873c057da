/* main.c - `rsis`: finds the command, and sees to what is the same for all of them. */
#include <fcntl.h>
#include <signal.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "run.h"

static int cmd_help(int argc, char **argv);

static const struct command {
    const char *name, *title; /* the title stands in messages */
    int (*run)(int argc, char **argv);
    const char *about;
} commands[] = {
    {"convert", "rsis convert", cmd_convert, "turn commentaries into archival JATS XML, EPUB, HTML or clean text"},
    {"collect", "rsis collect", cmd_collect, "make one EPUB of many commentaries"},
    {"pack", "rsis pack", cmd_pack, "make archive packages that can be checked in fifty years"},
    {"validate", "rsis validate", cmd_validate, "say what is wrong with JATS, EPUBs and packages"},
    {"inspect", "rsis inspect", cmd_inspect, "show what was found in one commentary, and where"},
    {"help", "rsis help", cmd_help, "open the manual page of a command"},
};
enum { COMMANDS = sizeof commands / sizeof *commands };

/* ---- a command that does not exist */

static size_t least(size_t a, size_t b) {
    return a < b ? a : b;
}

/* How many letters to put in, leave out, replace or swap with a neighbour (Damerau and Levenshtein). */
static size_t distance(const char *a, const char *b) {
    enum { LONGEST = 32 };
    size_t d[LONGEST + 1][LONGEST + 1], n = strlen(a), m = strlen(b);
    if (n > LONGEST || m > LONGEST) return LONGEST;
    for (size_t i = 0; i <= n; i++) {
        for (size_t j = 0; j <= m; j++) {
            if (!i || !j) {
                d[i][j] = i + j;
                continue;
            }
            d[i][j] = least(d[i - 1][j - 1] + (a[i - 1] != b[j - 1]), 1 + least(d[i - 1][j], d[i][j - 1]));
            if (i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1])
                d[i][j] = least(d[i][j], d[i - 2][j - 2] + 1);
        }
    }
    return d[n][m];
}

/* The command that was probably meant, or NULL. */
static const char *resembles(const char *word) {
    const char *best = NULL;
    size_t close = least(3, strlen(word)); /* below this */
    for (size_t i = 0; i < COMMANDS; i++) {
        bool begins = word[0] && strncmp(word, commands[i].name, strlen(word)) == 0;
        size_t d = begins ? 0 : distance(word, commands[i].name);
        if (d >= close) continue;
        close = d;
        best = commands[i].name;
    }
    return best;
}

static int unknown(const char *word) {
    const char *meant = resembles(word);
    fprintf(stderr, "rsis: '%s' is not a command", word);
    if (meant) fprintf(stderr, "; did you mean '%s'?", meant);
    fputs("\nTry 'rsis --help'.\n", stderr);
    return EXIT_TROUBLE;
}

static const struct command *find(const char *name) {
    for (size_t i = 0; i < COMMANDS; i++)
        if (strcmp(commands[i].name, name) == 0) return &commands[i];
    return NULL;
}

/* ---- help */

static void overview(FILE *out) {
    fputs("Usage: rsis COMMAND [OPTION]... INPUT...\n"
          "Archival XML, EPUB and clean text from policy commentaries, with a proof that no\n"
          "word was lost or invented.\n\n",
          out);
    for (size_t i = 0; i < COMMANDS; i++) fprintf(out, "  %-10s%s\n", commands[i].name, commands[i].about);
    fputs("\n'rsis COMMAND --help' shows a command's options, 'rsis help COMMAND' its manual\n"
          "page, 'rsis --version' the version.\n\n"
          "Example: rsis convert -o CO13046.xml CO13046.txt\n",
          out);
}

/* Runs `man` on the page; `where` only asks whether there is one. True when it went well. */
static bool man(const char *page, bool where) {
    fflush(NULL);
    pid_t pid = fork();
    if (pid == 0) {
        signal(SIGPIPE, SIG_DFL);
        signal(SIGXFSZ, SIG_DFL);
        int null = where ? open("/dev/null", O_WRONLY) : -1;
        if (where && (null < 0 || dup2(null, STDOUT_FILENO) < 0 || dup2(null, STDERR_FILENO) < 0)) _exit(127);
        execlp("man", "man", where ? "-w" : "--", page, (char *)NULL);
        _exit(127);
    }
    int status;
    return pid > 0 && waitpid(pid, &status, 0) == pid && WIFEXITED(status) && WEXITSTATUS(status) == 0;
}

/* Without a manual page, or without man, what --help shows. */
static int cmd_help(int argc, char **argv) {
    const struct command *c = argc > 1 ? find(argv[1]) : NULL;
    if (argc > 1 && !c) return unknown(argv[1]);
    char page[32] = "rsis";
    bool has_page = c && c->run != cmd_help;
    if (has_page) snprintf(page, sizeof page, "rsis-%s", c->name);
    if (argc > 1 && man(page, true) && man(page, false)) return EXIT_CLEAN;
    if (!has_page) {
        overview(stdout);
        return EXIT_CLEAN;
    }
    char title[32], option[] = "--help";
    snprintf(title, sizeof title, "%s", c->title);
    return c->run(2, (char *[]){title, option, NULL});
}

/* ---- the program */

/*
 * A standard stream that the caller closed would be the next file to be opened. It is opened the wrong way
 * round, so that using it fails.
 */
static bool open_standard_streams(void) {
    for (int fd = STDIN_FILENO; fd <= STDERR_FILENO; fd++)
        if (fcntl(fd, F_GETFD) < 0 && open("/dev/null", fd == STDIN_FILENO ? O_WRONLY : O_RDONLY) != fd) return false;
    return true;
}

static int dispatch(int argc, char **argv) {
    const char *word = argc > 1 ? argv[1] : "";
    if (strcmp(word, "--version") == 0) {
        printf("rsis %s (%s)\n", rsis_version(), RSIS_RELEASED);
        return EXIT_CLEAN;
    }
    if (strcmp(word, "--help") == 0 || strcmp(word, "-h") == 0) {
        overview(stdout);
        return EXIT_CLEAN;
    }
    if (argc < 2) {
        overview(stderr);
        return EXIT_TROUBLE;
    }
    const struct command *c = find(word);
    if (!c) return unknown(word);
    char title[32];
    snprintf(title, sizeof title, "%s", c->title);
    argv[1] = title;
    return c->run(argc - 1, argv + 1);
}

int main(int argc, char **argv) {
    /* A full disk and a reader that went away are errors to report, not to die of. */
    signal(SIGPIPE, SIG_IGN);
    signal(SIGXFSZ, SIG_IGN);
    if (!open_standard_streams()) return EXIT_TROUBLE;
    int rc = dispatch(argc, argv);
    if (fflush(stdout) != 0 || ferror(stdout) || close(STDOUT_FILENO) != 0) {
        perror("rsis: standard output");
        return EXIT_TROUBLE;
    }
    return rc;
}
