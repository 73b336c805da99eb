/*
 * The least that moving a file in parts costs on this machine: the yardstick that the engine's speed is a ratio to.
 *
 *   reference-client up|down PORT FILE TOTAL_BYTES PART_BYTES CONNECTIONS [none|md5|sha256]
 *
 * Sends FILE to a null server in parts, read by pread and sent whole, or fetches ranges of an object into it, 256 KiB at
 * a time by pwrite. Prints one JSON line: seconds, CPU seconds, peak resident MiB.
 */
#define _GNU_SOURCE
#include <arpa/inet.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>
#include <openssl/evp.h>

enum { READ_BYTES = 262144, HEAD_BYTES = 4096, MOST_CONNECTIONS = 64 };

static int port, file, is_up;
static long total_bytes, part_bytes;
static int next_part, part_count;
static const EVP_MD *hash;
static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;

static void die(const char *what) {
  perror(what);
  exit(1);
}

static int open_connection(void) {
  int connection = socket(AF_INET, SOCK_STREAM, 0), on = 1;
  struct sockaddr_in address = {
      .sin_family = AF_INET, .sin_port = htons((unsigned short)port), .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
  if (connect(connection, (struct sockaddr *)&address, sizeof address)) die("connect");
  setsockopt(connection, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
  return connection;
}

static void send_all(int connection, const char *bytes, long count, int flags) {
  while (count > 0) {
    ssize_t sent = send(connection, bytes, (size_t)count, flags);
    if (sent <= 0) die("send");
    bytes += sent;
    count -= sent;
  }
}

/* Reads an answer's head into `buffer`; tells how many bytes there are and where its body begins. */
static long read_head(int connection, char *buffer, long *received) {
  for (*received = 0;;) {
    ssize_t got = recv(connection, buffer + *received, (size_t)(HEAD_BYTES - *received), 0);
    if (got <= 0) die("recv");
    *received += got;
    char *end = memmem(buffer, (size_t)*received, "\r\n\r\n", 4);
    if (end) return end + 4 - buffer;
  }
}

static void put_part(int connection, char *buffer, int part, long offset, long count) {
  char head[256];
  unsigned char digest[EVP_MAX_MD_SIZE];
  for (long at = 0; at < count;) {
    ssize_t got = pread(file, buffer + at, (size_t)(count - at), offset + at);
    if (got <= 0) die("pread");
    at += got;
  }
  if (hash) EVP_Digest(buffer, (size_t)count, digest, NULL, hash, NULL);
  int length = snprintf(head, sizeof head,
                        "PUT /b/k?partNumber=%d&uploadId=u1 HTTP/1.1\r\nHost: x\r\nContent-Length: %ld\r\n\r\n", part + 1, count);
  send_all(connection, head, length, MSG_MORE);
  send_all(connection, buffer, count, 0);
  long received;
  read_head(connection, buffer, &received);
}

static void get_part(int connection, char *buffer, long offset, long count) {
  char head[256];
  int length = snprintf(head, sizeof head, "GET /b/big-%ld.bin HTTP/1.1\r\nHost: x\r\nRange: bytes=%ld-%ld\r\n\r\n",
                        total_bytes, offset, offset + count - 1);
  send_all(connection, head, length, 0);
  long received, body = read_head(connection, buffer, &received), done = received - body;
  if (done > 0 && pwrite(file, buffer + body, (size_t)done, offset) != done) die("pwrite");
  while (done < count) {
    long want = count - done < READ_BYTES ? count - done : READ_BYTES;
    ssize_t got = recv(connection, buffer, (size_t)want, 0);
    if (got <= 0) die("recv");
    if (pwrite(file, buffer, (size_t)got, offset + done) != got) die("pwrite");
    done += got;
  }
}

static void *lane(void *unused) {
  int connection = open_connection();
  char *buffer = malloc((size_t)(part_bytes > READ_BYTES ? part_bytes : READ_BYTES));
  (void)unused;
  for (;;) {
    pthread_mutex_lock(&lock);
    int part = next_part++;
    pthread_mutex_unlock(&lock);
    if (part >= part_count) break;
    long offset = part * part_bytes;
    long count = total_bytes - offset < part_bytes ? total_bytes - offset : part_bytes;
    if (is_up) put_part(connection, buffer, part, offset, count);
    else get_part(connection, buffer, offset, count);
  }
  free(buffer);
  close(connection);
  return NULL;
}

int main(int count, char **words) {
  if (count < 7) {
    fprintf(stderr, "usage: reference-client up|down PORT FILE TOTAL_BYTES PART_BYTES CONNECTIONS [none|md5|sha256]\n");
    return 2;
  }
  is_up = strcmp(words[1], "up") == 0;
  port = atoi(words[2]);
  total_bytes = atol(words[4]);
  part_bytes = atol(words[5]);
  int connections = atoi(words[6]);
  if (connections < 1 || connections > MOST_CONNECTIONS) return 2;
  if (count > 7) hash = strcmp(words[7], "md5") == 0 ? EVP_md5() : strcmp(words[7], "sha256") == 0 ? EVP_sha256() : NULL;
  part_count = (int)((total_bytes + part_bytes - 1) / part_bytes);
  file = is_up ? open(words[3], O_RDONLY) : open(words[3], O_RDWR | O_CREAT | O_TRUNC, 0600);
  if (file < 0) die(words[3]);
  struct timespec start, end;
  clock_gettime(CLOCK_MONOTONIC, &start);
  pthread_t threads[MOST_CONNECTIONS];
  for (int i = 0; i < connections; i++) pthread_create(&threads[i], NULL, lane, NULL);
  for (int i = 0; i < connections; i++) pthread_join(threads[i], NULL);
  clock_gettime(CLOCK_MONOTONIC, &end);
  struct rusage used;
  getrusage(RUSAGE_SELF, &used);
  printf("{\"seconds\":%.4f,\"cpuSeconds\":%.4f,\"peakMib\":%.1f}\n",
         (double)(end.tv_sec - start.tv_sec) + (double)(end.tv_nsec - start.tv_nsec) / 1e9,
         (double)(used.ru_utime.tv_sec + used.ru_stime.tv_sec) + (double)(used.ru_utime.tv_usec + used.ru_stime.tv_usec) / 1e6,
         (double)used.ru_maxrss / 1024);
  return 0;
}
