import type { ObjectTraits } from '../object-traits.ts';

/** https://www.alibabacloud.com/help/en/oss/developer-reference/putobject */
export const ossObjectTraits: ObjectTraits = {
  encryptionWords: { aes256: 'AES256', kms: 'KMS', sm4: 'SM4' },
  kmsContextHeader: null,
  dataCipherHeader: 'x-oss-server-side-data-encryption',
  hasCustomerKeys: false,
  hasLockHeaders: false,
  websiteRedirectHeader: null,
  checksumModeHeader: null,
  takesUnknownLength: true,
  // https://www.alibabacloud.com/help/en/oss/developer-reference/getobjectmeta
  metaQuery: ['objectMeta'],
  nextPositionHeader: 'x-oss-next-append-position',
  symlinkTargetHeader: 'x-oss-symlink-target',
  // https://www.alibabacloud.com/help/en/oss/user-guide/sys-or-saveas
  processing: {
    query: (expression) => [['x-oss-process', expression]],
    save: ({ expression, bucket, key }) => ({
      query: [['x-oss-process']],
      headers: {},
      body: `x-oss-process=${encodeURIComponent(`${expression}|sys/saveas,o_${urlBase64(key)},b_${urlBase64(bucket)}`)}`,
    }),
  },
  fetchesAddresses: true,
};

/** Base64 of the URL alphabet, with its padding. */
function urlBase64(text: string): string {
  return Buffer.from(text).toString('base64').replaceAll('+', '-').replaceAll('/', '_');
}
