import type { IncomingMessage, ServerResponse } from 'node:http';
import { z } from 'zod';
import type { RendererFiles } from '../page/renderer-files.ts';
import { type BrowserReads, type ReadOutcome, type ReceiptOutcome, readOutcomes } from './browser-files.ts';
import { rawPathOf, readBearer } from './request-checks.ts';
import type { WebSessions } from './sessions.ts';

type Headers = Readonly<Record<string, string>>;
type Route = (request: IncomingMessage, response: ServerResponse) => void;

export interface RoutesOptions {
  readonly files: RendererFiles;
  readonly sessions: WebSessions;
  readonly reads: BrowserReads;
  /** Sent with every answer. */
  readonly headers: Headers;
}

/** A token and its JSON, with room to spare. */
const maxSessionBytes = 4_096;
const exchangeSchema = z.strictObject({ token: z.string().min(20).max(200) });
const bytesPath = /^\/bytes\/([0-9a-f]{32})$/;

const receiptStatus: Record<ReceiptOutcome, number> = {
  stored: 204,
  'not-wanted': 404,
  'in-progress': 409,
  'wrong-length': 413,
  'broken-off': 400,
};

/** Answers a request that already passed the checks of host and origin. */
export function createRoutes(options: RoutesOptions): Route {
  const { files, sessions, reads, headers } = options;

  const isAllowed = (request: IncomingMessage, response: ServerResponse): boolean => {
    const bearer = readBearer(request);
    if (bearer !== null && sessions.isBearer(bearer)) return true;
    refuse(response, headers, 401, 'This needs a session.');
    return false;
  };

  const exchange: Route = async (request, response) => {
    const body = await readSmallBody(request, maxSessionBytes);
    if (body === null) return refuse(response, headers, 413, 'That is too much.');
    const asked = exchangeSchema.safeParse(parseJson(body));
    if (!asked.success) return refuse(response, headers, 400, 'This is not a token.');
    const bearer = sessions.exchange(asked.data.token);
    if (bearer === null) return refuse(response, headers, 401, 'This link was used before or is too old.');
    answerJson(response, headers, { bearer });
  };

  /** Lets an open page make a link for another tab. */
  const mint: Route = (request, response) => {
    if (isAllowed(request, response)) answerJson(response, headers, { token: sessions.mintToken() });
  };

  const putBytes = async (request: IncomingMessage, response: ServerResponse, readId: string) => {
    if (!isAllowed(request, response)) return;
    const declared = request.headers['content-length'];
    if (declared === undefined || request.headers['transfer-encoding'] !== undefined) {
      return refuse(response, headers, 411, 'The length must be declared.');
    }
    const outcome = request.headers['x-stowage-outcome'];
    if (outcome !== undefined) {
      if (!isReadOutcome(outcome)) return refuse(response, headers, 400, 'There is no such outcome.');
      return answer(response, headers, reads.decline(readId, outcome) ? 204 : 404);
    }
    const receipt = await reads.receive(readId, request, Number(declared));
    if (!response.destroyed) answer(response, headers, receiptStatus[receipt]);
  };

  const getFile: Route = (request, response) => {
    const file = files.find(rawPathOf(request));
    if (file === null) return refuse(response, headers, 404, 'There is nothing here.');
    const described = { ETag: file.etag, 'Cache-Control': file.caching };
    if (request.headers['if-none-match'] === file.etag) {
      response.writeHead(304, { ...headers, ...described }).end();
      return;
    }
    const sized = { ...described, 'Content-Type': file.type, 'Content-Length': file.body.length };
    response.writeHead(200, { ...headers, ...sized });
    response.end(request.method === 'HEAD' ? undefined : file.body);
  };

  return (request, response) => {
    const path = rawPathOf(request);
    const readId = bytesPath.exec(path)?.[1];
    const [method, handle]: [string, Route] =
      path === '/session'
        ? ['POST', exchange]
        : path === '/session/token'
          ? ['POST', mint]
          : readId !== undefined
            ? ['PUT', (asked, given) => putBytes(asked, given, readId)]
            : [request.method === 'HEAD' ? 'HEAD' : 'GET', getFile];
    if (request.method === method) handle(request, response);
    else refuse(response, { ...headers, Allow: method }, 405, `Only ${method} works here.`);
  };
}

/** Answers with a status and a plain sentence; a body that nobody wants is not waited for. */
export function refuse(response: ServerResponse, headers: Headers, status: number, message: string): void {
  const plain = { 'Content-Type': 'text/plain; charset=utf-8', 'Cache-Control': 'no-store' };
  const ending = response.req.method === 'GET' ? {} : { Connection: 'close' };
  response.writeHead(status, { ...headers, ...plain, ...ending }).end(`${message}\n`);
}

function answer(response: ServerResponse, headers: Headers, status: number): void {
  response.writeHead(status, { ...headers, 'Cache-Control': 'no-store' }).end();
}

function answerJson(response: ServerResponse, headers: Headers, value: unknown): void {
  const json = { 'Content-Type': 'application/json; charset=utf-8', 'Cache-Control': 'no-store' };
  response.writeHead(200, { ...headers, ...json }).end(JSON.stringify(value));
}

/** The body as text; null when it is longer than `maxBytes`, of which the rest is not read. */
async function readSmallBody(request: IncomingMessage, maxBytes: number): Promise<string | null> {
  // Ending the loop early would end the connection too, and the answer with it.
  if (Number(request.headers['content-length'] ?? 0) > maxBytes) return null;
  const chunks: Uint8Array[] = [];
  let sizeBytes = 0;
  try {
    for await (const chunk of request as AsyncIterable<Uint8Array>) {
      sizeBytes += chunk.length;
      if (sizeBytes > maxBytes) return null;
      chunks.push(chunk);
    }
  } catch {
    return null;
  }
  return Buffer.concat(chunks).toString('utf8');
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function isReadOutcome(value: unknown): value is ReadOutcome {
  return readOutcomes.some((outcome) => outcome === value);
}
