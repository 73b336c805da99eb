import { encodeRfc3986 } from '../../client/encode.ts';
import { authorizationValue, signRequest } from '../../cos/signing/authorization.ts';
import type { Differences } from '../differences.ts';
import type { CapturedRequest } from '../vector-file.ts';

/** Signs a captured COS request again, with the headers and for the time its Authorization names. */
export function resignCos(
  { method, host, rawPath, query, headers, signing }: CapturedRequest,
  credentials: { id: string; secret: string },
  label: string,
  differences: Differences,
): void {
  const { authorization } = headers;
  if (authorization === undefined) return;
  const parameters = new Map(authorization.split('&').map((pair) => splitOnce(pair)));
  const [startSeconds = 0, endSeconds = 0] = (parameters.get('q-key-time') ?? '').split(';').map(Number);
  const names = (parameters.get('q-header-list') ?? '').split(';').filter(Boolean);
  // The SDK leaves parameters of data processing out.
  const listed = (parameters.get('q-url-param-list') ?? '').split(';');
  const signedQuery = query.filter(([name = '']) => listed.includes(encodeRfc3986(name).toLowerCase()));
  const signed = signRequest(
    { method, hostHeader: host, rawPath, query: signedQuery, headers },
    { startSeconds, endSeconds },
    { accessKeyId: credentials.id, secretAccessKey: credentials.secret },
    names.map((name) => [name, headers[name] ?? '']),
  );
  differences.compare(`${label} httpString`, signed.httpString, signing?.httpString);
  differences.compare(`${label} stringToSign`, signed.stringToSign, signing?.stringToSign);
  differences.compare(`${label} authorization`, authorizationValue(signed), authorization);
}

function splitOnce(pair: string): [string, string] {
  const at = pair.indexOf('=');
  return [pair.slice(0, at), pair.slice(at + 1)];
}
