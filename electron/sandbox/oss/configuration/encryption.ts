import {
  group,
  maybe,
  one,
  partOf,
  readShaped,
  text,
  textOf,
  word,
} from '../../face/configuration/xml-shape.ts';
import { invalidArgument } from '../../face/face-error.ts';
import { readXml, type XmlElement } from '../../face/xml-reader.ts';

const shape = group({
  ApplyServerSideEncryptionByDefault: one(
    group({
      SSEAlgorithm: one(word('AES256', 'KMS', 'SM4')),
      KMSMasterKeyID: maybe(text()),
      KMSDataEncryption: maybe(word('SM4', '')),
    }),
  ),
});

/** Reads a ServerSideEncryptionRule. https://www.alibabacloud.com/help/en/oss/developer-reference/putbucketencryption */
export function readEncryption(source: string): XmlElement {
  const root = readShaped(source, 'ServerSideEncryptionRule', shape);
  const { algorithm, keyId } = defaultsOf(root);
  if (keyId !== null && algorithm !== 'KMS') {
    throw invalidArgument(
      'KMSMasterKeyID',
      keyId,
      'KMSMasterKeyID is not applicable if the algorithm is not KMS.',
    );
  }
  return root;
}

/** What a kept rule makes of an object that comes without a wish of its own. */
export function defaultEncryption(source: string): { algorithm: string; keyId: string | null } {
  return defaultsOf(readXml(source));
}

function defaultsOf(root: XmlElement): { algorithm: string; keyId: string | null } {
  const byDefault = partOf(root, 'ApplyServerSideEncryptionByDefault');
  return {
    algorithm: textOf(byDefault, 'SSEAlgorithm') ?? 'AES256',
    keyId: textOf(byDefault, 'KMSMasterKeyID') || null,
  };
}
