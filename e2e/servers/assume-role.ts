import { createHash, createHmac } from 'node:crypto';

/** Keys that end. */
export interface TemporaryKeys {
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  readonly sessionToken: string;
  readonly expiresAtMs: number;
}

/** Who asks, and where. */
interface Asking {
  /** `http://127.0.0.1:9000` */
  readonly url: string;
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
}

const region = 'us-east-1';
const hex = (text: string): string => createHash('sha256').update(text).digest('hex');
const mac = (key: string | Buffer, text: string): Buffer => createHmac('sha256', key).update(text).digest();

/**
 * Asks MinIO's security token service for keys that last an hour, with `policy` to narrow them
 * (https://docs.aws.amazon.com/STS/latest/APIReference/API_AssumeRole.html). Signed here, and not by what is tested with
 * the keys. Rejects with what the server said.
 */
export async function assumeRole(asking: Asking, policy?: object): Promise<TemporaryKeys> {
  const body = new URLSearchParams({
    Action: 'AssumeRole',
    Version: '2011-06-15',
    DurationSeconds: '3600',
    ...(policy === undefined ? {} : { Policy: JSON.stringify(policy) }),
  }).toString();
  const { host } = new URL(asking.url);
  const time = new Date().toISOString().replaceAll(/[-:]|\.\d+/g, '');
  const scope = `${time.slice(0, 8)}/${region}/sts/aws4_request`;
  const signedHeaders = 'content-type;host;x-amz-date';
  const headers = { 'content-type': 'application/x-www-form-urlencoded', 'x-amz-date': time };
  const canonical = [
    'POST',
    '/',
    '',
    `content-type:${headers['content-type']}`,
    `host:${host}`,
    `x-amz-date:${time}`,
    '',
    signedHeaders,
    hex(body),
  ].join('\n');
  const key = [region, 'sts', 'aws4_request'].reduce<Buffer>(
    (made, part) => mac(made, part),
    mac(`AWS4${asking.secretAccessKey}`, time.slice(0, 8)),
  );
  const signature = mac(key, ['AWS4-HMAC-SHA256', time, scope, hex(canonical)].join('\n')).toString('hex');
  const credential = `${asking.accessKeyId}/${scope}`;
  const authorization = `AWS4-HMAC-SHA256 Credential=${credential}, SignedHeaders=${signedHeaders}, Signature=${signature}`;
  const answer = await fetch(`${asking.url}/`, {
    method: 'POST',
    headers: { ...headers, authorization },
    body,
  });
  const text = await answer.text();
  const word = (name: string): string => new RegExp(`<${name}>([^<]*)</${name}>`).exec(text)?.[1] ?? '';
  if (!answer.ok) throw new Error(`AssumeRole: ${answer.status} ${text}`);
  return {
    accessKeyId: word('AccessKeyId'),
    secretAccessKey: word('SecretAccessKey'),
    sessionToken: word('SessionToken'),
    expiresAtMs: Date.parse(word('Expiration')),
  };
}

/**
 * The same keys as they are after their end. MinIO's tokens are claims that it signed with its root secret
 * (https://www.rfc-editor.org/rfc/rfc7519), so that whoever has the secret need not wait for an hour.
 */
export function agedKeys(keys: TemporaryKeys, rootSecret: string): TemporaryKeys {
  const [header = '', claims = ''] = keys.sessionToken.split('.');
  const { exp: _, ...rest } = JSON.parse(Buffer.from(claims, 'base64url').toString());
  const expiresAtMs = Date.now() - 60_000;
  const aged = { ...rest, exp: Math.floor(expiresAtMs / 1_000) };
  const text = `${header}.${Buffer.from(JSON.stringify(aged)).toString('base64url')}`;
  const signature = createHmac('sha512', rootSecret).update(text).digest('base64url');
  return { ...keys, sessionToken: `${text}.${signature}`, expiresAtMs };
}
