import type { ObjectStore } from '../store/object-store.ts';
import { answerCors, type CorsRule, corsRules } from './configuration/cors.ts';
import type { S3Answer } from './context.ts';
import { notImplemented, S3Error } from './s3-error.ts';
import { headerOf, type S3Request } from './s3-request.ts';

/**
 * What a browser is told before it asks: OPTIONS, which nobody signs. Throws `BadRequest` for one that is no preflight,
 * `AccessForbidden` where no rule of the bucket allows what it asks for.
 * https://docs.aws.amazon.com/AmazonS3/latest/API/RESTOPTIONSobject.html
 */
export function answerPreflight(store: ObjectStore, request: S3Request): S3Answer {
  if (request.bucket === null) throw notImplemented('the method OPTIONS outside of a bucket');
  const origin = headerOf(request, 'origin');
  const method = headerOf(request, 'access-control-request-method');
  if (origin === null) {
    throw new S3Error('BadRequest', { message: 'Insufficient information. Origin request header needed.' });
  }
  if (method === null) {
    throw new S3Error('BadRequest', {
      message: 'Invalid Access-Control-Request-Method: null',
    });
  }
  const requestHeaders = (headerOf(request, 'access-control-request-headers') ?? '')
    .split(',')
    .map((name) => name.trim())
    .filter((name) => name !== '');
  const { id } = store.buckets.find(request.bucket);
  const rules = rulesOf(store, id);
  if (rules === null) {
    throw new S3Error('AccessForbidden', { message: 'CORSResponse: CORS is not enabled for this bucket.' });
  }
  const headers = answerCors(rules, { origin, method, requestHeaders });
  if (headers === null) throw new S3Error('AccessForbidden');
  return { status: 200, headers };
}

/** What is added to an answer so that a page may read it; nothing where no rule allows it. */
export function corsHeaders(store: ObjectStore, request: S3Request): Readonly<Record<string, string>> {
  const [origin] = request.headers.get('origin') ?? [];
  if (origin === undefined || request.bucket === null || !store.buckets.has(request.bucket)) return {};
  const rules = rulesOf(store, store.buckets.find(request.bucket).id);
  return answerCors(rules ?? [], { origin, method: request.method, requestHeaders: [] }) ?? {};
}

function rulesOf(store: ObjectStore, bucketId: number): CorsRule[] | null {
  const source = store.buckets.setting(bucketId, 'cors');
  return source === null ? null : corsRules(source);
}
