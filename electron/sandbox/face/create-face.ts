import { randomBytes } from 'node:crypto';
import type { Exchange, Face } from '../http-server.ts';
import { mayKnow } from './access/authorize.ts';
import { readUsers } from './access/users.ts';
import type { FaceAnswer, FaceCall, FaceTools } from './call.ts';
import type { PayloadProof, SandboxCredential } from './caller.ts';
import { answerPreflight, corsHeaders } from './cross-origin.ts';
import type { Dialect } from './dialect.ts';
import { errorDocument, FaceError, tellError, toFaceError } from './face-error.ts';
import { type FaceRequest, hostOf, readRequest } from './face-request.ts';
import { postForm } from './form/post-operation.ts';
import { toWireName } from './own-names.ts';
import { receiveBody } from './receive.ts';
import { findRoute } from './routes.ts';
import { xmlDocument } from './xml-writer.ts';

/** How long the rest of a body that nobody wants is read before the connection is dropped, in ms. */
const drainMs = 3_000;

/**
 * A face of the sandbox: reads a request, verifies its signature, finds the operation for method and sub-resource, and
 * writes the answer or the error document, all in the words of its dialect. Whatever it does not implement is refused
 * with 501.
 */
export function createFace(
  tools: Omit<FaceTools, 'users'> & { readonly credentials: readonly SandboxCredential[] },
): Face {
  const { dialect } = tools;
  const users = readUsers(tools.credentials);
  const hostId = randomBytes(32).toString('base64');

  const perform = async (
    exchange: Exchange,
    requestId: string,
    request: FaceRequest,
  ): Promise<FaceAnswer> => {
    const startCall = (
      asked: FaceRequest,
      credential: SandboxCredential | null,
      proof: PayloadProof = { kind: 'unsigned' },
    ): FaceCall => {
      const caller = users.find(({ name }) => name === credential?.name) ?? anonymous;
      return {
        ...tools,
        users,
        request: asked,
        exchange,
        caller,
        proof,
        actor: { name: credential?.name ?? '', address: asked.remoteAddress },
        requestId,
        hostId,
      };
    };
    if (request.method === 'OPTIONS') return answerPreflight(tools, request);
    for (const [name, value] of Object.entries(corsHeaders(tools, request))) {
      exchange.response.setHeader(name, value);
    }
    const isForm = (exchange.message.headers['content-type'] ?? '').startsWith('multipart/form-data');
    if (request.method === 'POST' && isForm && !dialect.isSigned(request.wire) && isBucketAlone(request)) {
      return await postForm(request, receiveBody(exchange), { ...tools, startCall });
    }
    const { credential, proof } = dialect.verify(request.wire, tools);
    const call = startCall(request, credential, proof);
    try {
      return await findRoute(call)(call);
    } catch (thrown) {
      throw hideMissing(call, thrown);
    }
  };

  const refusal = (error: FaceError, request: FaceRequest | null, host: string, requestId: string) => {
    const told = tellError(dialect, error);
    const place = {
      bucket: request?.bucket ?? null,
      key: request?.key ?? null,
      resource: request?.path ?? '/',
      host,
      requestId,
      hostId,
      nowMs: tools.now(),
    };
    const xml = errorDocument(dialect, told, place);
    const headers = {
      ...error.headers,
      ...dialect.refusalHeaders(told.code, xml, request?.method === 'HEAD'),
    };
    return { status: told.status, headers, xml };
  };

  return {
    id: dialect.face,
    isFor: (message) => dialect.readHost(hostOf(message)) !== null,
    errorDocument(code) {
      const told = { code, status: 500, message: 'The request did not succeed.', fields: {} };
      const place = { bucket: null, key: null, resource: '/', host: '', requestId: newRequestId(), hostId };
      return errorDocument(dialect, told, { ...place, nowMs: tools.now() });
    },
    async answer(exchange) {
      const requestId = newRequestId();
      for (const [name, value] of Object.entries(dialect.idHeaders({ requestId, hostId }))) {
        exchange.response.setHeader(name, value);
      }
      exchange.response.setHeader('Server', 'StowageSandbox');
      let request: FaceRequest | null = null;
      try {
        request = readRequest(exchange.message, dialect);
        await send(dialect, exchange, await perform(exchange, requestId, request));
      } catch (thrown) {
        if (exchange.response.headersSent) {
          exchange.response.destroy();
          return;
        }
        const answer = refusal(toFaceError(thrown), request, hostOf(exchange.message), requestId);
        await send(dialect, exchange, answer);
      }
    },
  };
}

const anonymous = { kind: 'anonymous' } as const;

/** A form is posted to a bucket, with nothing but the bucket in its address. */
function isBucketAlone({ bucket, key, query }: FaceRequest): boolean {
  return bucket !== null && key === null && query.length === 0;
}

/** Who may not list learns nothing of which keys there are. */
function hideMissing(call: FaceCall, thrown: unknown): unknown {
  const { bucket } = call.request;
  const isMissing = ['NoSuchKey', 'NoSuchVersion', 'SymlinkTargetNotExist'].includes(
    toFaceError(thrown).code,
  );
  if (!isMissing || bucket === null || !['GET', 'HEAD'].includes(call.request.method)) return thrown;
  return mayKnow(call, bucket) ? thrown : new FaceError('AccessDenied');
}

async function send(dialect: Dialect, exchange: Exchange, answer: FaceAnswer): Promise<void> {
  const { message, response } = exchange;
  const { status, headers = {}, xml: root, write } = answer;
  const xml = root === undefined || typeof root === 'string' ? root : xmlDocument(dialect, root);
  for (const [name, value] of Object.entries(headers)) response.setHeader(toWireName(dialect, name), value);
  const isBodyless = message.method === 'HEAD' || status === 204 || status === 304;
  if (xml !== undefined && !isBodyless) {
    response.setHeader('Content-Type', 'application/xml');
    response.setHeader('Content-Length', String(Buffer.byteLength(xml)));
  } else if (xml !== undefined && message.method === 'HEAD') {
    response.setHeader('Content-Type', 'application/xml');
  } else if (write === undefined && status === 200 && !response.hasHeader('Content-Length')) {
    response.setHeader('Content-Length', '0');
  }
  const bodyState = exchange.bodyState();
  if (bodyState !== 'read') response.setHeader('Connection', 'close');
  response.writeHead(status);
  if (!isBodyless && write !== undefined) await write(response);
  const content = isBodyless ? '' : (xml ?? '');
  if (bodyState === 'due') {
    response.write(content);
    await drain(exchange);
    response.end();
  } else response.end(content);
}

/** A client that is still sending reads the answer only if the connection does not break under it. */
async function drain({ message, signal }: Exchange): Promise<void> {
  if (message.destroyed || signal.aborted) return;
  message.resume();
  await new Promise<void>((resolve) => {
    const done = () => {
      clearTimeout(timer);
      resolve();
    };
    const timer = setTimeout(done, drainMs);
    message.once('end', done);
    message.once('close', done);
    signal.addEventListener('abort', done);
  });
}

function newRequestId(): string {
  return randomBytes(8).toString('hex').toUpperCase();
}
