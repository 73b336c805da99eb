/*
 * A server that costs as little as a server can, so that a client is measured and not it: bodies of uploads are dropped
 * inside the kernel, downloads come from one buffer, nothing is kept. It speaks as much S3 as command line clients ask.
 *
 *   null-server [--delay-ms N] [--small-count N] [--tls CERT KEY]
 *
 * Listens on 127.0.0.1 on a free port and prints it. Ends when its standard input does.
 *
 * An object exists when its name says its size: any key that ends in `-<bytes>.bin`. Its bytes repeat every MiB. A
 * listing has `small-count` objects of 4 KiB below the prefix `small/`, in pages.
 */
#define _GNU_SOURCE
#include <arpa/inet.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <pthread.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <sys/socket.h>
#include <unistd.h>
#include <openssl/evp.h>
#include <openssl/ssl.h>

enum { MIB = 1 << 20, HEADER_MAX = 32768, PAGE_MAX = 1000, SMALL_BYTES = 4096, REMEMBERED = 64 };

static long delay_ms, small_count;
static SSL_CTX *tls;
static char content[MIB];

/* The ETags of the last multipart uploads, which careful clients ask for afterwards; all that is ever remembered. */
static struct { char path[1024], etag[48]; } completed[REMEMBERED];
static int completed_count;
static pthread_mutex_t completed_lock = PTHREAD_MUTEX_INITIALIZER;

struct connection {
  int socket;
  SSL *ssl;
  char buffer[HEADER_MAX + 1];
  size_t held;
  char *scratch;
};

struct request {
  char head[HEADER_MAX + 1];
  char method[8];
  char path[16384];
  char *query;
  char *body;
  size_t body_bytes;
};

static ssize_t receive(struct connection *c, void *into, size_t most) {
  return c->ssl ? SSL_read(c->ssl, into, (int)most) : recv(c->socket, into, most, 0);
}

static int send_all(struct connection *c, const char *bytes, size_t count) {
  while (count > 0) {
    ssize_t sent = c->ssl ? SSL_write(c->ssl, bytes, (int)(count > 65536 ? 65536 : count))
                          : send(c->socket, bytes, count, MSG_NOSIGNAL);
    if (sent <= 0) return -1;
    bytes += sent;
    count -= (size_t)sent;
  }
  return 0;
}

/* Reads `count` bytes and forgets them; on plain sockets the kernel does not even copy them. */
static int drop(struct connection *c, long count) {
  long held = (long)c->held < count ? (long)c->held : count;
  memmove(c->buffer, c->buffer + held, c->held - (size_t)held);
  c->held -= (size_t)held;
  count -= held;
  while (count > 0) {
    size_t want = count > MIB ? MIB : (size_t)count;
    ssize_t got = c->ssl ? receive(c, c->scratch, want) : recv(c->socket, c->scratch, want, MSG_TRUNC);
    if (got <= 0) return -1;
    count -= got;
  }
  return 0;
}

/* Waits until `text` is held; returns the bytes up to its end, 0 when the connection ended first. */
static size_t await_text(struct connection *c, const char *text) {
  size_t length = strlen(text);
  for (;;) {
    char *found = memmem(c->buffer, c->held, text, length);
    if (found) return (size_t)(found - c->buffer) + length;
    if (c->held >= HEADER_MAX) return 0;
    ssize_t got = receive(c, c->buffer + c->held, HEADER_MAX - c->held);
    if (got <= 0) return 0;
    c->held += (size_t)got;
  }
}

static void take(struct connection *c, char *into, size_t count) {
  memcpy(into, c->buffer, count);
  memmove(c->buffer, c->buffer + count, c->held - count);
  c->held -= count;
}

static const char *header(const struct request *r, const char *name) {
  size_t length = strlen(name);
  for (const char *line = strstr(r->head, "\r\n"); line; line = strstr(line, "\r\n")) {
    line += 2;
    if (strncasecmp(line, name, length) != 0 || line[length] != ':') continue;
    for (line += length + 1; *line == ' '; line++) {}
    return line;
  }
  return NULL;
}

/* A body that is a document is kept, whole, for `complete`; every other one is dropped. */
static int read_body(struct connection *c, struct request *r, int keeps) {
  const char *length = header(r, "content-length"), *coding = header(r, "transfer-encoding");
  r->body = NULL;
  r->body_bytes = 0;
  if (length && keeps) {
    size_t count = (size_t)atol(length), got = c->held < count ? c->held : count;
    r->body = malloc(count + 1);
    take(c, r->body, got);
    while (got < count) {
      ssize_t more = receive(c, r->body + got, count - got);
      if (more <= 0) return -1;
      got += (size_t)more;
    }
    r->body[count] = 0;
    r->body_bytes = count;
    return 0;
  }
  if (length) return drop(c, atol(length));
  if (!coding || strncasecmp(coding, "chunked", 7) != 0) return 0;
  for (;;) {
    size_t line = await_text(c, "\r\n");
    if (line == 0) return -1;
    long count = strtol(c->buffer, NULL, 16);
    if (drop(c, (long)line) || drop(c, count + 2)) return -1;
    if (count == 0) return 0;
  }
}

static int answer(struct connection *c, const char *status, const char *headers, const char *body) {
  char text[HEADER_MAX];
  size_t count = body ? strlen(body) : 0;
  int head = snprintf(text, sizeof text,
                      "HTTP/1.1 %s\r\nServer: null\r\nDate: Sat, 28 Nov 2026 06:00:00 GMT\r\n"
                      "x-amz-request-id: 1\r\nContent-Length: %zu\r\n%s\r\n",
                      status, count, headers);
  if (head + count < sizeof text) {
    if (count > 0) memcpy(text + head, body, count);
    return send_all(c, text, (size_t)head + count);
  }
  return send_all(c, text, (size_t)head) || send_all(c, body, count);
}

static int answer_xml(struct connection *c, const char *body) {
  return answer(c, "200 OK", "Content-Type: application/xml\r\n", body);
}

/* The ETag that a client which sent Content-MD5 expects; one that is no MD5 for the others. */
static void etag_of(const struct request *r, char *into) {
  const char *md5 = header(r, "content-md5");
  unsigned char bytes[24] = {0};
  if (!md5 || EVP_DecodeBlock(bytes, (const unsigned char *)md5, 24) < 16) {
    strcpy(into, "nothing-is-kept");
    return;
  }
  for (int i = 0; i < 16; i++) sprintf(into + 2 * i, "%02x", bytes[i]);
}

static int complete(struct connection *c, const struct request *r) {
  unsigned char digests[16 * 10000], whole[EVP_MAX_MD_SIZE];
  char text[512], etag[48] = "nothing-is-kept";
  size_t parts = 0, isMd5 = 1;
  for (const char *at = r->body; at && (at = strstr(at, "<ETag>")) && parts < 10000; parts++) {
    at += 6;
    while (*at == '"' || strncmp(at, "&quot;", 6) == 0) at += *at == '"' ? 1 : 6;
    for (int i = 0; i < 16; i++) {
      unsigned value;
      if (sscanf(at + 2 * i, "%2x", &value) != 1) isMd5 = 0;
      digests[16 * parts + (size_t)i] = (unsigned char)value;
    }
  }
  if (isMd5 && parts > 0) {
    EVP_Digest(digests, 16 * parts, whole, NULL, EVP_md5(), NULL);
    for (int i = 0; i < 16; i++) sprintf(etag + 2 * i, "%02x", whole[i]);
    sprintf(etag + 32, "-%zu", parts);
  }
  pthread_mutex_lock(&completed_lock);
  snprintf(completed[completed_count % REMEMBERED].path, sizeof completed[0].path, "%.1023s", r->path);
  strcpy(completed[completed_count++ % REMEMBERED].etag, etag);
  pthread_mutex_unlock(&completed_lock);
  snprintf(text, sizeof text,
           "<?xml version=\"1.0\"?><CompleteMultipartUploadResult><Bucket>b</Bucket><Key>k</Key>"
           "<ETag>\"%s\"</ETag></CompleteMultipartUploadResult>",
           etag);
  return answer_xml(c, text);
}

/* Value of a query parameter as a number; `fallback` when it is not there. */
static long number_in(const char *query, const char *name, long fallback) {
  const char *at = query ? strstr(query, name) : NULL;
  return at ? atol(at + strlen(name)) : fallback;
}

static int list(struct connection *c, const char *query) {
  int isV2 = query && strstr(query, "list-type=2");
  int isWithin = query && (strstr(query, "prefix=small") || !strstr(query, "prefix=") || strstr(query, "prefix=&"));
  long first = number_in(query, isV2 ? "continuation-token=n" : "marker=n", 0);
  long count = isWithin ? small_count - first : 0;
  int isCut = count > PAGE_MAX;
  if (isCut) count = PAGE_MAX;
  char *text = malloc((size_t)(count + 4) * 320);
  int at = sprintf(text, "<?xml version=\"1.0\"?><ListBucketResult><Name>b</Name><Prefix></Prefix><KeyCount>%ld</KeyCount>"
                         "<MaxKeys>%d</MaxKeys><IsTruncated>%s</IsTruncated>",
                   count, PAGE_MAX, isCut ? "true" : "false");
  if (isCut) at += sprintf(text + at, isV2 ? "<NextContinuationToken>n%ld</NextContinuationToken>" : "<NextMarker>n%ld</NextMarker>", first + count);
  for (long i = first; i < first + count; i++)
    at += sprintf(text + at,
                  "<Contents><Key>small/%08ld-%d.bin</Key><LastModified>2026-11-20T00:00:00.000Z</LastModified>"
                  "<ETag>&quot;nothing-is-kept&quot;</ETag><Size>%d</Size><StorageClass>STANDARD</StorageClass></Contents>",
                  i, SMALL_BYTES, SMALL_BYTES);
  sprintf(text + at, "</ListBucketResult>");
  int failed = answer_xml(c, text);
  free(text);
  return failed;
}

/* Bytes of the object that a path names; -1 when the name says no size. */
static long size_in(const char *path) {
  const char *end = strstr(path, ".bin");
  if (!end) return -1;
  const char *digits = end;
  while (digits > path && digits[-1] >= '0' && digits[-1] <= '9') digits--;
  return digits < end && digits > path && digits[-1] == '-' ? atol(digits) : -1;
}

static void remembered_etag(const char *path, char *into) {
  strcpy(into, "nothing-is-kept");
  pthread_mutex_lock(&completed_lock);
  for (int i = 0; i < REMEMBERED; i++)
    if (strcmp(completed[i].path, path) == 0) strcpy(into, completed[i].etag);
  pthread_mutex_unlock(&completed_lock);
}

static int read_object(struct connection *c, const struct request *r, int isHead) {
  long size = size_in(r->path), first = 0, last = size - 1;
  if (size < 0) return answer(c, "404 Not Found", "", isHead ? NULL : "<Error><Code>NoSuchKey</Code></Error>");
  const char *range = header(r, "range");
  int isPart = range && sscanf(range, "bytes=%ld-%ld", &first, &last) >= 1;
  if (last > size - 1) last = size - 1;
  char head[1024], etag[48];
  remembered_etag(r->path, etag);
  int at = snprintf(head, sizeof head,
                    "HTTP/1.1 %s\r\nServer: null\r\nDate: Sat, 28 Nov 2026 06:00:00 GMT\r\nx-amz-request-id: 1\r\n"
                    "Content-Length: %ld\r\nETag: \"%s\"\r\nAccept-Ranges: bytes\r\n"
                    "Last-Modified: Fri, 20 Nov 2026 00:00:00 GMT\r\nContent-Type: application/octet-stream\r\n",
                    isPart ? "206 Partial Content" : "200 OK", last - first + 1, etag);
  if (isPart) at += sprintf(head + at, "Content-Range: bytes %ld-%ld/%ld\r\n", first, last, size);
  at += sprintf(head + at, "\r\n");
  if (send_all(c, head, (size_t)at)) return -1;
  for (long offset = first; !isHead && offset <= last;) {
    long start = offset % MIB, count = MIB - start;
    if (count > last - offset + 1) count = last - offset + 1;
    if (send_all(c, content + start, (size_t)count)) return -1;
    offset += count;
  }
  return 0;
}

static int respond(struct connection *c, const struct request *r) {
  const char *query = r->query;
  int isHead = strcmp(r->method, "HEAD") == 0;
  char etag[48], headers[96];
  if (strcmp(r->method, "PUT") == 0) {
    etag_of(r, etag);
    snprintf(headers, sizeof headers, "ETag: \"%s\"\r\n", etag);
    return answer(c, "200 OK", headers, NULL);
  }
  if (strcmp(r->method, "POST") == 0 && query && strstr(query, "uploads"))
    return answer_xml(c, "<?xml version=\"1.0\"?><InitiateMultipartUploadResult><Bucket>b</Bucket><Key>k</Key>"
                         "<UploadId>u1</UploadId></InitiateMultipartUploadResult>");
  if (strcmp(r->method, "POST") == 0 && query && strstr(query, "uploadId")) return complete(c, r);
  if (strcmp(r->method, "POST") == 0) return answer_xml(c, "<DeleteResult></DeleteResult>");
  if (strcmp(r->method, "DELETE") == 0) return answer(c, "204 No Content", "", NULL);
  if (strcmp(r->method, "GET") != 0 && !isHead) return answer(c, "405 Method Not Allowed", "", NULL);
  if (query && strstr(query, "location")) return answer_xml(c, "<LocationConstraint></LocationConstraint>");
  if (query && strstr(query, "uploads"))
    return answer_xml(c, "<ListMultipartUploadsResult><Bucket>b</Bucket><IsTruncated>false</IsTruncated></ListMultipartUploadsResult>");
  const char *key = strchr(r->path + 1, '/');
  if (strcmp(r->path, "/") == 0) return answer_xml(c, "<ListAllMyBucketsResult><Buckets><Bucket><Name>b</Name></Bucket></Buckets></ListAllMyBucketsResult>");
  if (!key || key[1] == 0) return isHead ? answer(c, "200 OK", "", NULL) : list(c, query);
  return read_object(c, r, isHead);
}

static int serve_one(struct connection *c, struct request *r) {
  size_t length = await_text(c, "\r\n\r\n");
  if (length == 0) return -1;
  take(c, r->head, length);
  r->head[length] = 0;
  if (sscanf(r->head, "%7s %16383s", r->method, r->path) != 2) return -1;
  r->query = strchr(r->path, '?');
  if (r->query) *r->query++ = 0;
  if (header(r, "expect") && send_all(c, "HTTP/1.1 100 Continue\r\n\r\n", 25)) return -1;
  int keeps = strcmp(r->method, "POST") == 0;
  if (read_body(c, r, keeps)) return -1;
  if (delay_ms > 0) usleep((useconds_t)delay_ms * 1000);
  int failed = respond(c, r);
  free(r->body);
  const char *connection = header(r, "connection");
  return failed || (connection && strncasecmp(connection, "close", 5) == 0);
}

static void *serve(void *argument) {
  struct connection *c = calloc(1, sizeof *c);
  struct request *r = calloc(1, sizeof *r);
  c->socket = (int)(long)argument;
  c->scratch = malloc(MIB);
  int isReady = 1;
  if (tls) {
    c->ssl = SSL_new(tls);
    SSL_set_fd(c->ssl, c->socket);
    isReady = SSL_accept(c->ssl) > 0;
  }
  while (isReady && serve_one(c, r) == 0) {}
  if (c->ssl) SSL_free(c->ssl);
  close(c->socket);
  free(c->scratch);
  free(r);
  free(c);
  return NULL;
}

static void *end_with_input(void *unused) {
  char byte;
  (void)unused;
  while (read(0, &byte, 1) > 0) {}
  exit(0);
}

static int fail(const char *what) {
  perror(what);
  return 1;
}

int main(int count, char **words) {
  for (int i = 1; i < count; i++) {
    if (strcmp(words[i], "--delay-ms") == 0 && i + 1 < count) delay_ms = atol(words[++i]);
    else if (strcmp(words[i], "--small-count") == 0 && i + 1 < count) small_count = atol(words[++i]);
    else if (strcmp(words[i], "--tls") == 0 && i + 2 < count) {
      tls = SSL_CTX_new(TLS_server_method());
      if (SSL_CTX_use_certificate_file(tls, words[i + 1], SSL_FILETYPE_PEM) <= 0 ||
          SSL_CTX_use_PrivateKey_file(tls, words[i + 2], SSL_FILETYPE_PEM) <= 0)
        return fail("certificate");
      SSL_CTX_set_read_ahead(tls, 1);
      i += 2;
    } else {
      fprintf(stderr, "usage: null-server [--delay-ms N] [--small-count N] [--tls CERT KEY]\n");
      return 2;
    }
  }
  signal(SIGPIPE, SIG_IGN);
  for (unsigned i = 0; i < MIB; i++) content[i] = (char)((i * 2654435761u) >> 13);
  int listener = socket(AF_INET, SOCK_STREAM, 0), on = 1;
  struct sockaddr_in address = {.sin_family = AF_INET, .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
  socklen_t size = sizeof address;
  if (bind(listener, (struct sockaddr *)&address, size) || listen(listener, 1024)) return fail("listen");
  getsockname(listener, (struct sockaddr *)&address, &size);
  printf("%d\n", ntohs(address.sin_port));
  fflush(stdout);
  pthread_t thread;
  pthread_attr_t attributes;
  pthread_attr_init(&attributes);
  pthread_attr_setstacksize(&attributes, MIB);
  pthread_attr_setdetachstate(&attributes, PTHREAD_CREATE_DETACHED);
  pthread_create(&thread, &attributes, end_with_input, NULL);
  for (;;) {
    int accepted = accept(listener, NULL, NULL);
    if (accepted < 0) continue;
    setsockopt(accepted, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
    if (pthread_create(&thread, &attributes, serve, (void *)(long)accepted)) close(accepted);
  }
}
