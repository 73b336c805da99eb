import { createHash } from 'node:crypto';
import { failure } from '../../../shared/model/app-error.ts';
import { type ChecksumName, createChecksum } from '../checksums/crc.ts';
import type { StorageResponse } from '../client/request.ts';
import type { StorageClient } from '../client/storage-client.ts';
import type { ChecksumNames, Dialect } from '../dialect.ts';
import type { BodyReceiver, RequestBody } from '../interface/body.ts';

interface Digest {
  update(bytes: Uint8Array): void;
  digest(): Buffer;
}

/** Cheapest first: the machine's own code, then ours. */
const preference = ['crc32', 'crc64ecma', 'crc64nvme', 'crc32c', 'sha1', 'sha256'];

/** False where the user switched the comparison of checksums off. */
export function verifiesChecksums(client: StorageClient): boolean {
  return client.options.verifiesChecksums !== false;
}

/** A digest as a provider writes it. */
export function printDigest(form: ChecksumNames['form'], digest: Buffer): string {
  return form === 'base64' ? digest.toString('base64') : BigInt(`0x${digest.toString('hex')}`).toString();
}

/** What a provider wrote as bytes; null for what is no digest of this kind, such as one of several parts. */
export function parseDigest(
  { form, name }: Pick<ChecksumNames, 'form' | 'name'>,
  text: string,
): Buffer | null {
  const sizeBytes = name.startsWith('crc64') ? 8 : 4;
  if (form === 'base64') {
    const bytes = /^[A-Za-z0-9+/]+=*$/.test(text) ? Buffer.from(text, 'base64') : null;
    return bytes?.byteLength === sizeBytes ? bytes : null;
  }
  if (!/^\d{1,20}$/.test(text)) return null;
  const hex = BigInt(text)
    .toString(16)
    .padStart(sizeBytes * 2, '0');
  return hex.length === sizeBytes * 2 ? Buffer.from(hex, 'hex') : null;
}

/**
 * A receiver that computes along what the answer is to be compared with. `begin` chooses by the headers of an answer,
 * `check` compares when all of it was delivered.
 */
export function checkedReceiver(client: StorageClient, receiver: BodyReceiver) {
  let told: (ChecksumNames & { value: string }) | null = null;
  let digest: Digest | null = null;
  return {
    receiver: {
      start(head: Parameters<BodyReceiver['start']>[0]) {
        digest = told && startDigest(told.name);
        receiver.start(head);
      },
      data(chunk: Uint8Array) {
        digest?.update(chunk);
        receiver.data(chunk);
      },
    } satisfies BodyReceiver,
    begin(headers: Readonly<Record<string, string>>): void {
      told = toldChecksum(client.dialect, headers);
    },
    check(response: StorageResponse, resource: string): void {
      if (told === null || digest === null) return;
      compare(client, response, told, digest.digest(), resource);
    },
  };
}

/**
 * A body whose checksum is known when it was sent, in the ways in which the provider tells its own by itself. Bytes
 * at hand are read only when there is something to compare with.
 */
export function checkedBody(client: StorageClient, body: RequestBody, before?: Uint8Array) {
  const names = client.dialect.checksums.find(({ isSendable }) => !isSendable);
  if (names === undefined || !verifiesChecksums(client)) return { body, check() {} };
  const name = names.name as ChecksumName;
  let running: Digest | null = null;
  const digestOf = (): Digest => {
    if (!(body instanceof Uint8Array) && running !== null) return running;
    const made = createChecksum(name, before);
    if (body instanceof Uint8Array) made.update(body);
    return made;
  };
  return {
    body: body instanceof Uint8Array ? body : watched(body, () => (running = createChecksum(name, before))),
    /** Throws `integrity` when the answer tells another checksum. */
    check(response: Pick<StorageResponse, 'headers'>, resource: string): void {
      const value = response.headers[names.header];
      if (value === undefined) return;
      compare(client, response, { ...names, value }, digestOf().digest(), resource);
    },
  };
}

/** Throws `integrity` when the server names another checksum than it was sent. */
export function checkEcho(
  client: StorageClient,
  response: Pick<StorageResponse, 'headers'>,
  sent: Readonly<Record<string, string>>,
  resource: string,
): void {
  if (!verifiesChecksums(client)) return;
  for (const { name, header, isSendable } of client.dialect.checksums) {
    const [ours, theirs] = [sent[name], response.headers[header]];
    if (isSendable && ours !== undefined && theirs !== undefined && ours !== theirs) {
      throw differs(client, response, name, resource);
    }
  }
}

/** The failure of bytes whose checksum is another than the server's. */
export function differs(
  client: StorageClient,
  { headers }: Pick<StorageResponse, 'headers'>,
  name: string,
  resource: string,
): ReturnType<typeof failure> {
  const { headerPrefix, traceIdHeader } = client.dialect;
  return failure('integrity', 'The bytes here and those on the server have different checksums.', {
    reason: 'checksum-differs',
    resource,
    values: { algorithm: name },
    ...given('requestId', headers[`${headerPrefix}request-id`]),
    ...given('traceId', traceIdHeader === null ? undefined : headers[traceIdHeader]),
  });
}

function watched(
  body: Exclude<RequestBody, Uint8Array>,
  begin: () => Digest,
): Exclude<RequestBody, Uint8Array> {
  async function* slices(): AsyncGenerator<Uint8Array, void, undefined> {
    const digest = begin();
    for await (const slice of body.slices()) {
      digest.update(slice);
      yield slice;
    }
  }
  if (body.sizeBytes !== null) return { sizeBytes: body.sizeBytes, slices };
  return {
    sizeBytes: null,
    get isSpent() {
      return body.isSpent;
    },
    slices,
  };
}

/** The checksum of the whole body in an answer; a checksum of parts says nothing about it. */
function toldChecksum(dialect: Dialect, headers: Readonly<Record<string, string>>) {
  if (headers[`${dialect.headerPrefix}checksum-type`] === 'COMPOSITE') return null;
  const told = dialect.checksums.flatMap((names) => {
    const value = headers[names.header];
    return value === undefined || /-\d+$/.test(value) ? [] : [{ ...names, value }];
  });
  return told.sort((a, b) => preference.indexOf(a.name) - preference.indexOf(b.name))[0] ?? null;
}

function startDigest(name: string): Digest {
  return name.startsWith('sha') ? createHash(name) : createChecksum(name as ChecksumName);
}

function compare(
  client: StorageClient,
  response: Pick<StorageResponse, 'headers'>,
  told: ChecksumNames & { value: string },
  digest: Buffer,
  resource: string,
): void {
  if (printDigest(told.form, digest) !== told.value) throw differs(client, response, told.name, resource);
}

function given<Name extends string>(name: Name, value: string | undefined): { [K in Name]?: string } {
  return value === undefined ? {} : ({ [name]: value } as { [K in Name]?: string });
}
