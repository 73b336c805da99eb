/*
 * Runs a command and tells what it cost, as the operating system counted it when the command ended:
 *
 *   measured-run COMMAND [ARGUMENT ...]
 *
 * The command's own output goes to standard error; standard output gets one JSON line: exit code, seconds from start to
 * end, CPU seconds with its children's, peak resident MiB of the largest of them.
 */
#define _GNU_SOURCE
#include <stdio.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

int main(int count, char **words) {
  if (count < 2) {
    fprintf(stderr, "usage: measured-run COMMAND [ARGUMENT ...]\n");
    return 2;
  }
  struct timespec start, end;
  struct rusage used;
  int status;
  clock_gettime(CLOCK_MONOTONIC, &start);
  pid_t child = fork();
  if (child < 0) return 1;
  if (child == 0) {
    dup2(2, 1);
    execvp(words[1], words + 1);
    perror(words[1]);
    _exit(127);
  }
  while (waitpid(child, &status, 0) < 0) {}
  clock_gettime(CLOCK_MONOTONIC, &end);
  getrusage(RUSAGE_CHILDREN, &used);
  printf("{\"exitCode\":%d,\"seconds\":%.4f,\"cpuSeconds\":%.4f,\"peakMib\":%.1f}\n",
         WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status),
         (double)(end.tv_sec - start.tv_sec) + (double)(end.tv_nsec - start.tv_nsec) / 1e9,
         (double)(used.ru_utime.tv_sec + used.ru_stime.tv_sec) + (double)(used.ru_utime.tv_usec + used.ru_stime.tv_usec) / 1e6,
         (double)used.ru_maxrss / 1024);
  return 0;
}
