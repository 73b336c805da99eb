import type { StoredChecksum } from '../store/model.ts';
import type { XmlNode } from './xml-writer.ts';
import { element } from './xml-writer.ts';

/** Checksums as headers of an answer. */
export function checksumHeaders(checksums: readonly StoredChecksum[]): Record<string, string> {
  const result: Record<string, string> = {};
  for (const { algorithm, type, value } of checksums) {
    result[`x-own-checksum-${algorithm}`] = value;
    result['x-own-checksum-type'] = type;
  }
  return result;
}

/** Checksums as elements of an answer: ChecksumCRC32, ChecksumSHA256… */
export function checksumElements(checksums: readonly StoredChecksum[], withType: boolean): XmlNode[] {
  return checksums.flatMap(({ algorithm, type, value }) => [
    element(`Checksum${algorithm.toUpperCase()}`, value),
    ...(withType ? [element('ChecksumType', type)] : []),
  ]);
}
