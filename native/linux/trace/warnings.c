// SPDX-License-Identifier: MIT
/* What tracing changes for a program, said when it happens. */
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>
#include <limits.h>
#include "tracer.h"

/* Each is said for so many programs; a build that starts one a thousand times says it no oftener. */
#define WARNINGS_MAX 8

static int has_no_new_privileges(pid_t pid) {
  char name[32], line[128];
  int value = 0;
  snprintf(name, sizeof(name), "/proc/%d/status", pid);
  FILE *file = fopen(name, "re");
  if (file == NULL) return 0;
  while (fgets(line, sizeof(line), file) != NULL && sscanf(line, "NoNewPrivs: %d", &value) != 1) continue;
  fclose(file);
  return value;
}

void warn_of_program(struct tracer *tracer, const struct traced_process *process) {
  static struct {
    dev_t device;
    ino_t inode;
  } said[WARNINGS_MAX];
  static int count;
  char link[32], image[PATH_MAX], sentence[PATH_MAX + 256];
  struct stat facts;
  snprintf(link, sizeof(link), "/proc/%d/exe", process->pid);
  if (stat(link, &facts) != 0 || count == WARNINGS_MAX) return;
  ssize_t length = readlink(link, image, sizeof(image) - 1);
  image[length > 0 ? length : 0] = 0;
  const char *what = NULL;
  if ((facts.st_mode & (S_ISUID | S_ISGID)) && has_no_new_privileges(process->pid))
    what = "gets no rights of its own (setuid) while it is traced without administrator rights, and may refuse to work. "
           "Capture with administrator rights to see it as usual.";
#if defined(__aarch64__)
  if (!process->facts.is_64bit)
    what = "is a 32-bit program, whose calls are not seen when it is traced without administrator rights.";
#endif
  if (what == NULL) return;
  for (int i = 0; i < count; i++) {
    if (said[i].device == facts.st_dev && said[i].inode == facts.st_ino) return;
  }
  said[count].device = facts.st_dev;
  said[count++].inode = facts.st_ino;
  snprintf(sentence, sizeof(sentence), "\"%s\" %s", image, what);
  send_error(tracer->events->stream, PSW_ERR_UNSUPPORTED, PSW_WARNING, sentence, NULL);
}
