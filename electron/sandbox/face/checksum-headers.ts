import { crcDecimal, isChecksumAlgorithm } from '../checksums/digests.ts';
import type { StoredChecksum } from '../store/model.ts';
import type { Dialect } from './dialect.ts';
import type { XmlNode } from './xml-writer.ts';
import { element } from './xml-writer.ts';

type Speaker = { readonly dialect: Pick<Dialect, 'objects'> };

/** Checksums as headers of an answer: those of S3, or the one CRC that the API tells of everything. */
export function checksumHeaders(
  speaker: Speaker,
  checksums: readonly StoredChecksum[],
): Record<string, string> {
  const result = crcHeaders(speaker, checksums);
  for (const { algorithm, type, value } of s3Checksums(speaker, checksums)) {
    result[`x-own-checksum-${algorithm}`] = value;
    result['x-own-checksum-type'] = type;
  }
  return result;
}

/** The header of the CRC that the API tells of everything; none in S3. */
export function crcHeaders(
  { dialect }: Speaker,
  checksums: readonly StoredChecksum[],
): Record<string, string> {
  const { alwaysComputes } = dialect.objects;
  const found = checksums.find(({ algorithm }) => algorithm === alwaysComputes);
  return found === undefined ? {} : { [`x-own-hash-${alwaysComputes}`]: crcDecimal(found.value) };
}

/** Checksums as elements of an answer of S3: ChecksumCRC32, ChecksumSHA256… */
export function checksumElements(
  { dialect }: Speaker,
  checksums: readonly StoredChecksum[],
  withType: boolean,
): XmlNode[] {
  return s3Checksums({ dialect }, checksums).flatMap(({ algorithm, type, value }) => [
    element(`Checksum${algorithm.toUpperCase()}`, value),
    ...(withType ? [element('ChecksumType', type)] : []),
  ]);
}

/** The checksums that S3 knows; none for an API that tells another one of everything. */
export function s3Checksums(
  { dialect }: Speaker,
  checksums: readonly StoredChecksum[],
): readonly StoredChecksum[] {
  if (dialect.objects.alwaysComputes !== null) return [];
  return checksums.filter(({ algorithm }) => isChecksumAlgorithm(algorithm));
}
