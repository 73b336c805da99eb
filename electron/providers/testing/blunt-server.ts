import { type LocalServer, serveHttp } from './local-servers.ts';

/** One answer to every request, whatever it asks; `closes` hangs up, `hangs` never answers. */
export type Bluntness =
  | 'listing'
  | 'list of buckets'
  | 'empty 200'
  | 'empty 404'
  | 'S3 404'
  | '501'
  | 'HTML'
  | 'JSON'
  | 'redirect to itself'
  | 'closes'
  | 'hangs';

const bodies: Partial<Record<Bluntness, readonly [status: number, body: string]>> = {
  listing: [200, '<ListBucketResult><Name>b</Name><IsTruncated>false</IsTruncated></ListBucketResult>'],
  'list of buckets': [200, '<ListAllMyBucketsResult><Buckets></Buckets></ListAllMyBucketsResult>'],
  'empty 200': [200, ''],
  'empty 404': [404, ''],
  'S3 404': [404, '<Error><Code>NoSuchKey</Code><Message>No.</Message></Error>'],
  '501': [501, '<Error><Code>NotImplemented</Code><Message>Not here.</Message></Error>'],
  HTML: [200, '<!DOCTYPE html><html><body>Welcome</body></html>'],
  JSON: [200, '{"status":"ok"}'],
};

/** Serves it, and keeps what was asked: methods with their targets. */
export async function serveBluntly(
  kind: Bluntness,
): Promise<LocalServer & { readonly asked: readonly string[] }> {
  const asked: string[] = [];
  const server = await serveHttp((request, response) => {
    asked.push(`${request.method} ${request.url}`);
    request.resume();
    if (kind === 'hangs') return;
    if (kind === 'closes') {
      request.socket.destroy();
      return;
    }
    if (kind === 'redirect to itself') {
      response.writeHead(307, { location: request.url ?? '/' }).end();
      return;
    }
    const [status, body] = bodies[kind] ?? [500, ''];
    response.writeHead(status, { etag: '"0"', 'content-length': Buffer.byteLength(body) });
    response.end(request.method === 'HEAD' ? '' : body);
  });
  return { ...server, asked };
}
