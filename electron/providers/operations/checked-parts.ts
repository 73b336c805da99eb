import { hash } from 'node:crypto';
import { combineChecksums } from '../checksums/combine.ts';
import { type ChecksumName, checksumOf } from '../checksums/crc.ts';
import type { StorageResponse } from '../client/request.ts';
import type { StorageClient } from '../client/storage-client.ts';
import type { ChecksumNames, Dialect } from '../dialect.ts';
import type { UploadedPart } from '../interface/multipart-group.ts';
import { differs, parseDigest, printDigest, verifiesChecksums } from './checked-bodies.ts';

type Parts = readonly Pick<UploadedPart, 'checksums' | 'sizeBytes'>[];

/**
 * Compares the checksum of an object made of parts with those of its parts, without reading a byte again. Throws
 * `integrity` when they differ; what is not known of every part is not compared.
 */
export function checkWhole(
  client: StorageClient,
  response: Pick<StorageResponse, 'headers'>,
  told: Readonly<Record<string, string>>,
  parts: Parts,
  resource: string,
): void {
  if (!verifiesChecksums(client)) return;
  for (const names of client.dialect.checksums) {
    const value = told[names.name];
    if (value === undefined) continue;
    const expected = /-\d+$/.test(value) ? compositeOf(names, parts) : wholeOf(names, parts);
    if (expected !== null && expected !== value) throw differs(client, response, names.name, resource);
  }
}

/** The checksum of the whole, for the server to compare when it joins the parts; only what can be combined. */
export function wholeChecksumHeaders(dialect: Dialect, parts: Parts): Record<string, string> {
  return Object.fromEntries(
    dialect.checksums.flatMap((names) => {
      const value = names.isSendable ? wholeOf(names, parts) : null;
      return value === null ? [] : [[names.header, value]];
    }),
  );
}

/** Checksum of all bytes; null when one of a part is not known, or the algorithm cannot be combined. */
function wholeOf(names: ChecksumNames, parts: Parts): string | null {
  if (!isCrc(names.name)) return null;
  const pieces = parts.map(({ checksums = {}, sizeBytes }) => {
    const value = checksums[names.name];
    return { digest: value === undefined ? null : parseDigest(names, value), sizeBytes };
  });
  const known = pieces.flatMap(({ digest, sizeBytes }) => (digest === null ? [] : [{ digest, sizeBytes }]));
  // A size of 0 is one that nobody knows, but for an object without any byte.
  const areSized = known.every(({ sizeBytes }) => sizeBytes > 0) || known.length === 1;
  if (known.length === 0 || known.length < pieces.length || !areSized) return null;
  return printDigest(names.form, combineChecksums(names.name, known));
}

/** Checksum of the parts' checksums and the number of parts; null when one of a part is not known. */
function compositeOf({ name, form }: ChecksumNames, parts: Parts): string | null {
  const values = parts.map(({ checksums = {} }) => checksums[name]);
  const known = values.filter((value) => value !== undefined);
  if (form !== 'base64' || known.length === 0 || known.length < parts.length) return null;
  const digests = Buffer.concat(known.map((value) => Buffer.from(value, 'base64')));
  const whole = isCrc(name) ? checksumOf(name, digests).toString('base64') : hash(name, digests, 'base64');
  return `${whole}-${parts.length}`;
}

function isCrc(name: string): name is ChecksumName {
  return name.startsWith('crc');
}
