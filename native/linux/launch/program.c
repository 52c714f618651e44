// SPDX-License-Identifier: MIT
#include "program.h"
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

/* Whether a file can be run: 0, or why not. */
static int check_file(const char *path) {
  struct stat facts;
  if (stat(path, &facts) != 0) return errno;
  if (S_ISDIR(facts.st_mode)) return EISDIR;
  return access(path, X_OK) == 0 ? 0 : errno;
}

int find_program(const char *name, char *path, size_t size) {
  if (*name == 0) return ENOENT;
  if (strchr(name, '/') != NULL) {
    if (strlen(name) >= size) return ENAMETOOLONG;
    strcpy(path, name);
    return check_file(path);
  }
  const char *folders = getenv("PATH");
  if (folders == NULL || *folders == 0) folders = "/usr/local/bin:/usr/bin:/bin";
  int best = ENOENT;
  for (const char *at = folders;; at++) {
    size_t length = strcspn(at, ":");
    int written = length == 0 ? snprintf(path, size, "./%s", name) : snprintf(path, size, "%.*s/%s", (int)length, at, name);
    if (written >= 0 && (size_t)written < size) {
      int error = check_file(path);
      if (error == 0) return 0;
      /* One that is there and cannot be run says more than the folders without it. */
      if (error == EACCES) best = EACCES;
    }
    at += length;
    if (*at == 0) return best;
  }
}

int run_program(const char *path, char *const *arguments) {
  execv(path, arguments);
  int error = errno;
  if (error != ENOEXEC) return error;
  size_t count = 0;
  while (arguments[count] != NULL) count++;
  char **for_shell = calloc(count + 2, sizeof(char *));
  if (for_shell == NULL) return error;
  for_shell[0] = "sh";
  for_shell[1] = (char *)path;
  for (size_t i = 1; i < count; i++) for_shell[i + 1] = arguments[i];
  /* A shell reads anything, but a program for another machine is no text. */
  char head[64];
  FILE *file = fopen(path, "re");
  size_t length = file == NULL ? 0 : fread(head, 1, sizeof(head), file);
  if (file != NULL) fclose(file);
  if (length > 0 && memchr(head, 0, length) == NULL) execv("/bin/sh", for_shell);
  free(for_shell);
  return error;
}

int exit_status_of(int error) { return error == ENOENT ? EXIT_NOT_FOUND : EXIT_NOT_RUN; }

static const char *name_of_error(int error) {
  const char *name = strerrorname_np(error);
  return name == NULL ? "error" : name;
}

void program_sentence(char *sentence, size_t size, const char *name, int error) {
  const char *reason;
  int has_slash = strchr(name, '/') != NULL;
  switch (error) {
  case ENOENT:
    reason = !has_slash ? "no folder of PATH has a program of this name. Check its spelling, or give its full path"
             : access(name, F_OK) == 0
                 ? "the interpreter or loader that it names is missing. Look at its first line, or install what it was built for"
                 : "there is no such file. Check its path";
    break;
  case EACCES:
    reason = "it is not marked as a program, or a folder above it is closed to you. Allow it with chmod +x, or name its "
             "interpreter as the program";
    break;
  case EISDIR: reason = "it is a folder. Name the program inside"; break;
  case ENOEXEC: reason = "it is no program for this machine. Get one that was built for it, or name its interpreter"; break;
  case EPERM: reason = "the system forbids running it. It may lie on a file system that is mounted without programs (noexec)"; break;
  case ETXTBSY: reason = "another process is writing to it. Wait until that has ended"; break;
  case E2BIG: reason = "its arguments and environment are too long together. Shorten them"; break;
  case ELOOP: reason = "too many symbolic links lead to it. Give the path that they lead to"; break;
  case ENOTDIR: reason = "a part of its path is no folder. Check its path"; break;
  case ENAMETOOLONG: reason = "its path is too long. Start it from a folder that is nearer"; break;
  case ENOMEM: reason = "there is not enough memory. Close other programs"; break;
  default: reason = "the system refused it"; break;
  }
  snprintf(sentence, size, "\"%s\" could not be started: %s (%s, %d).", name, reason, name_of_error(error), error);
}

void directory_sentence(char *sentence, size_t size, const char *directory, int error) {
  snprintf(sentence, size,
           "The program could not be started in the folder \"%s\": %s (%s, %d). Choose a folder that exists and that you may "
           "enter.",
           directory, strerror(error), name_of_error(error), error);
}
