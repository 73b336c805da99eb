import { authorize, authorizeExtras } from './access/authorize.ts';
import { owner } from './access/users.ts';
import type { Operation, S3Call } from './context.ts';
import { bucketOf } from './context.ts';
import { readCopySource } from './copy-source.ts';
import { type Route, routes, type Scope } from './route-table.ts';
import { notImplemented, S3Error } from './s3-error.ts';
import { headerOf, parameterOf, type S3Request } from './s3-request.ts';
import { emptySha256 } from './signature/signing-key.ts';

/** Signing, and what clients send along that changes nothing here. */
const commonHeaders = [
  'x-amz-date',
  'x-amz-content-sha256',
  'x-amz-security-token',
  'x-amz-user-agent',
  'x-amz-request-payer',
  'x-amz-expected-bucket-owner',
  'x-amz-source-expected-bucket-owner',
];
const presignedParameters = [
  'X-Amz-Algorithm',
  'X-Amz-Credential',
  'X-Amz-Date',
  'X-Amz-Expires',
  'X-Amz-SignedHeaders',
  'X-Amz-Signature',
  'X-Amz-Security-Token',
  'X-Amz-Content-Sha256',
];
/**
 * The operation for a call that is allowed to perform it. Throws NotImplemented for a method, a parameter or a header
 * that no operation here takes, MethodNotAllowed for a method that S3 does not have there either, and AccessDenied.
 */
export function findRoute(call: S3Call): Operation {
  const { request, exchange } = call;
  const scope: Scope = request.bucket === null ? 'service' : request.key === null ? 'bucket' : 'object';
  const names = new Set(request.query.map(([name]) => name).filter((name) => !isIgnored(request, name)));
  const found = routes.find(
    (candidate) =>
      candidate.scope === scope &&
      candidate.method === request.method &&
      candidate.needs.every((name) => names.has(name)) &&
      (candidate.needsHeader === null || request.headers.has(candidate.needsHeader)),
  );
  if (found === undefined) {
    const [first] = names;
    if (first !== undefined) throw notImplemented(`${request.method} ?${first}`);
    if (!['GET', 'HEAD', 'PUT', 'POST', 'DELETE'].includes(request.method)) {
      throw notImplemented(`the method ${request.method}`);
    }
    throw new S3Error('MethodNotAllowed', {
      fields: { Method: request.method, ResourceType: scope.toUpperCase() },
    });
  }
  const known = [...found.needs, ...found.takes];
  for (const name of names) {
    if (!known.includes(name)) throw notImplemented(`${request.method} with the parameter ${name}`);
  }
  checkHeaders(request, [...found.headers, ...commonHeaders]);
  if (!found.readsBody && exchange.bodyState() !== 'read') {
    throw new S3Error('InvalidRequest', { message: 'This operation takes no body.' });
  }
  if (!found.readsBody) checkEmptyPayload(call);
  checkAccess(call, found);
  return found.run;
}

/** `x-id` names the operation for the eyes of a log reader: the AWS SDK for JavaScript sends it with every request. */
function isIgnored(request: S3Request, name: string): boolean {
  return name === 'x-id' || (presignedParameters.includes(name) && !request.headers.has('authorization'));
}

function checkHeaders(request: S3Request, known: readonly string[]): void {
  const takes = (name: string) =>
    known.some((pattern) =>
      pattern.endsWith('*') ? name.startsWith(pattern.slice(0, -1)) : name === pattern,
    );
  for (const name of request.headers.keys()) {
    const isFeature = name.startsWith('x-amz-') || name.startsWith('x-minio-');
    if (isFeature && !takes(name)) throw notImplemented(`the header ${name}`);
  }
  for (const name of ['x-amz-expected-bucket-owner', 'x-amz-source-expected-bucket-owner']) {
    const expected = headerOf(request, name);
    if (expected !== null && expected !== owner.id) throw new S3Error('AccessDenied');
  }
}

function checkEmptyPayload({ proof }: S3Call): void {
  if (proof.kind === 'sha256' && proof.hex !== emptySha256) throw new S3Error('XAmzContentSHA256Mismatch');
}

function checkAccess(call: S3Call, { access, method, scope }: Route): void {
  const { caller, request } = call;
  if (access === 'checked') return;
  if (access === 'owner') {
    if (caller.kind === 'anonymous' || !caller.isOwner) throw new S3Error('AccessDenied');
    return;
  }
  const deed = { bucket: bucketOf(call), key: request.key, versionId: parameterOf(request, 'versionId') };
  authorize(call, { ...deed, action: access });
  if (access === 's3:GetObjectAttributes') authorize(call, { ...deed, action: 's3:GetObject' });
  if (scope !== 'object' || method === 'GET' || method === 'HEAD') return;
  if (request.headers.has('x-amz-copy-source')) {
    authorize(call, { ...readCopySource(request), action: 's3:GetObject' });
  }
  if (access === 's3:PutObject') authorizeExtras(call, deed);
}
