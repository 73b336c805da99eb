import { createHash } from 'node:crypto';
import { authorize, authorizeExtras } from './access/authorize.ts';
import type { FaceCall, Operation } from './call.ts';
import { bucketOf } from './call.ts';
import { readCopySource } from './copy-source.ts';
import { FaceError, notImplemented } from './face-error.ts';
import { parameterOf } from './face-request.ts';
import { ownPrefix } from './own-names.ts';
import type { Route, Scope } from './route.ts';

const emptySha256 = createHash('sha256').digest('hex');

/**
 * The operation for a call that is allowed to perform it. Throws NotImplemented for a method, a parameter or a header
 * that no operation of the face takes, MethodNotAllowed for a method that its API does not have there either, and
 * AccessDenied.
 */
export function findRoute(call: FaceCall): Operation {
  const { dialect, request, exchange } = call;
  const scope: Scope = request.bucket === null ? 'service' : request.key === null ? 'bucket' : 'object';
  const passive = dialect.passiveParameters(request.wire);
  const names = new Set(request.query.map(([name]) => name).filter((name) => !passive.includes(name)));
  const found = dialect.routes.find(
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
    throw new FaceError('MethodNotAllowed', {
      fields: { Method: request.method, ResourceType: scope.toUpperCase() },
    });
  }
  const known = [...found.needs, ...found.takes];
  for (const name of names) {
    if (!covers(known, name)) throw notImplemented(`${request.method} with the parameter ${name}`);
  }
  checkHeaders(call, [...found.headers, ...dialect.headers.passive]);
  if (!found.readsBody && exchange.bodyState() !== 'read') {
    throw new FaceError('InvalidRequest', { message: 'This operation takes no body.' });
  }
  if (!found.readsBody) checkEmptyPayload(call);
  checkAccess(call, found);
  dialect.guard(call);
  return found.run;
}

function covers(known: readonly string[], name: string): boolean {
  return known.some((pattern) =>
    pattern.endsWith('*') ? name.startsWith(pattern.slice(0, -1)) : name === pattern,
  );
}

function checkHeaders({ dialect, request }: FaceCall, known: readonly string[]): void {
  const prefixes = [ownPrefix, ...dialect.headers.featurePrefixes];
  for (const name of request.headers.keys()) {
    const isFeature = prefixes.some((prefix) => name.startsWith(prefix));
    if (isFeature && !covers(known, name)) throw notImplemented(`the header ${name}`);
  }
}

function checkEmptyPayload({ proof }: FaceCall): void {
  if (proof.kind === 'sha256' && proof.hex !== emptySha256) throw new FaceError('XAmzContentSHA256Mismatch');
}

function checkAccess(call: FaceCall, { access, method, scope }: Route): void {
  const { caller, request } = call;
  if (access === 'checked') return;
  if (access === 'owner') {
    if (caller.kind === 'anonymous' || !caller.isOwner) throw new FaceError('AccessDenied');
    return;
  }
  const deed = { bucket: bucketOf(call), key: request.key, versionId: parameterOf(request, 'versionId') };
  authorize(call, { ...deed, action: access });
  if (access === 'GetObjectAttributes') authorize(call, { ...deed, action: 'GetObject' });
  if (scope !== 'object' || method === 'GET' || method === 'HEAD') return;
  if (request.headers.has('x-own-copy-source')) {
    authorize(call, { ...readCopySource(call), action: 'GetObject' });
  }
  if (access === 'PutObject') authorizeExtras(call, deed);
}
