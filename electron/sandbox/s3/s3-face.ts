import { randomBytes } from 'node:crypto';
import type { Exchange, Face } from '../http-server.ts';
import { mayKnow } from './access/authorize.ts';
import { readUsers } from './access/users.ts';
import type { FaceTools, S3Answer, S3Call } from './context.ts';
import { answerPreflight, corsHeaders } from './cross-origin.ts';
import { postForm } from './form/post-operation.ts';
import { receiveBody } from './receive.ts';
import { findRoute } from './routes.ts';
import { errorDocument, S3Error, toS3Error } from './s3-error.ts';
import { readRequest, type S3Request } from './s3-request.ts';
import type { PayloadProof, SandboxCredential } from './signature/caller.ts';
import { isSigned, verifyRequest } from './signature/verify.ts';
import { element, xmlDocument } from './xml-writer.ts';

/** How long the rest of a body that nobody wants is read before the connection is dropped, in ms. */
const drainMs = 3_000;

/**
 * The S3 face of the sandbox: reads a request, verifies its signature, finds the operation for method and sub-resource,
 * and writes the answer or the error document. Whatever it does not implement is refused with 501.
 */
export function createS3Face(
  tools: Omit<FaceTools, 'users'> & { readonly credentials: readonly SandboxCredential[] },
): Face {
  const users = readUsers(tools.credentials);
  const hostId = randomBytes(32).toString('base64');

  const perform = async (exchange: Exchange, requestId: string, request: S3Request): Promise<S3Answer> => {
    const startCall = (
      asked: S3Request,
      credential: SandboxCredential | null,
      proof: PayloadProof = { kind: 'unsigned' },
    ): S3Call => {
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
    if (request.method === 'OPTIONS') return answerPreflight(tools.store, request);
    for (const [name, value] of Object.entries(corsHeaders(tools.store, request))) {
      exchange.response.setHeader(name, value);
    }
    const isForm = (exchange.message.headers['content-type'] ?? '').startsWith('multipart/form-data');
    if (request.method === 'POST' && isForm && !isSigned(request) && isBucketAlone(request)) {
      return await postForm(request, receiveBody(exchange), { ...tools, startCall });
    }
    const { credential, proof } = verifyRequest(request, tools);
    const call = startCall(request, credential, proof);
    try {
      return await findRoute(call)(call);
    } catch (thrown) {
      throw hideMissing(call, thrown);
    }
  };

  return {
    id: 's3',
    errorDocument: (code) =>
      xmlDocument(
        element('Error', [
          element('Code', code),
          element('Message', 'The request did not succeed.'),
          element('RequestId', newRequestId()),
          element('HostId', hostId),
        ]),
      ),
    async answer(exchange) {
      const requestId = newRequestId();
      exchange.response.setHeader('x-amz-request-id', requestId);
      exchange.response.setHeader('x-amz-id-2', hostId);
      exchange.response.setHeader('Server', 'StowageSandbox');
      let request: S3Request | null = null;
      try {
        request = readRequest(exchange.message);
        await send(exchange, await perform(exchange, requestId, request));
      } catch (thrown) {
        if (exchange.response.headersSent) {
          exchange.response.destroy();
          return;
        }
        const error = toS3Error(thrown);
        const place = {
          bucket: request?.bucket ?? null,
          key: request?.key ?? null,
          resource: request?.path ?? '/',
          requestId,
          hostId,
        };
        await send(exchange, toAnswer(error, errorDocument(error, place)));
      }
    },
  };
}

const anonymous = { kind: 'anonymous' } as const;

/** A form is posted to a bucket, with nothing but the bucket in its address. */
function isBucketAlone({ bucket, key, query }: S3Request): boolean {
  return bucket !== null && key === null && query.length === 0;
}

/** Who may not list learns nothing of which keys there are. */
function hideMissing(call: S3Call, thrown: unknown): unknown {
  const { bucket } = call.request;
  const isMissing = ['NoSuchKey', 'NoSuchVersion'].includes(toS3Error(thrown).code);
  if (!isMissing || bucket === null || !['GET', 'HEAD'].includes(call.request.method)) return thrown;
  return mayKnow(call, bucket) ? thrown : new S3Error('AccessDenied');
}

function toAnswer(error: S3Error, xml: string): S3Answer {
  return { status: error.status, headers: error.headers, xml };
}

async function send(exchange: Exchange, answer: S3Answer): Promise<void> {
  const { message, response } = exchange;
  const { status, headers = {}, xml, write } = answer;
  for (const [name, value] of Object.entries(headers)) response.setHeader(name, value);
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
