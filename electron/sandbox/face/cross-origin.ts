import type { FaceAnswer, FaceTools } from './call.ts';
import { answerCors, type CorsRule, corsRules } from './configuration/cors.ts';
import { FaceError, notImplemented } from './face-error.ts';
import { type FaceRequest, headerOf } from './face-request.ts';

type CorsTools = Pick<FaceTools, 'store' | 'dialect'>;

/**
 * What a browser is told before it asks: OPTIONS, which nobody signs. Throws `BadRequest` for one that is no preflight,
 * `AccessForbidden` where no rule of the bucket allows what it asks for.
 * https://docs.aws.amazon.com/AmazonS3/latest/API/RESTOPTIONSobject.html
 */
export function answerPreflight(tools: CorsTools, request: FaceRequest): FaceAnswer {
  if (request.bucket === null) throw notImplemented('the method OPTIONS outside of a bucket');
  const origin = headerOf(request, 'origin');
  const method = headerOf(request, 'access-control-request-method');
  if (origin === null) {
    throw new FaceError('BadRequest', { message: 'Insufficient information. Origin request header needed.' });
  }
  if (method === null) {
    throw new FaceError('BadRequest', {
      message: 'Invalid Access-Control-Request-Method: null',
    });
  }
  const requestHeaders = (headerOf(request, 'access-control-request-headers') ?? '')
    .split(',')
    .map((name) => name.trim())
    .filter((name) => name !== '');
  const rules = rulesOf(tools, tools.store.buckets.find(request.bucket).id);
  if (rules === null) {
    throw new FaceError('AccessForbidden', { message: 'CORSResponse: CORS is not enabled for this bucket.' });
  }
  const headers = answerCors(rules, { origin, method, requestHeaders });
  if (headers === null) throw new FaceError('AccessForbidden');
  return { status: 200, headers };
}

/** What is added to an answer so that a page may read it; nothing where no rule allows it. */
export function corsHeaders(tools: CorsTools, request: FaceRequest): Readonly<Record<string, string>> {
  const [origin] = request.headers.get('origin') ?? [];
  const { buckets } = tools.store;
  if (origin === undefined || request.bucket === null || !buckets.has(request.bucket)) return {};
  const rules = rulesOf(tools, buckets.find(request.bucket).id);
  return answerCors(rules ?? [], { origin, method: request.method, requestHeaders: [] }) ?? {};
}

function rulesOf({ store, dialect }: CorsTools, bucketId: number): CorsRule[] | null {
  const source = store.buckets.setting(bucketId, `${dialect.settingPrefix}cors`);
  return source === null ? null : corsRules(source);
}
