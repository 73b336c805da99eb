import type { ObjectTraits } from '../object-traits.ts';

/** https://www.tencentcloud.com/document/product/436/7749 */
export const cosObjectTraits: ObjectTraits = {
  encryptionWords: { aes256: 'AES256', kms: 'cos/kms' },
  kmsContextHeader: 'x-cos-server-side-encryption-context',
  dataCipherHeader: null,
  hasCustomerKeys: true,
  hasLockHeaders: false,
  websiteRedirectHeader: null,
  checksumModeHeader: null,
  takesUnknownLength: false,
  metaQuery: null,
  nextPositionHeader: 'x-cos-next-append-position',
  symlinkTargetHeader: 'x-cos-symlink-target',
  // https://www.tencentcloud.com/document/product/1045/45580: results are stored in the bucket they come from.
  processing: {
    query: (expression) => [[expression]],
    save: ({ expression, bucket, key }) => ({
      query: [['image_process']],
      headers: {
        'pic-operations': asciiJson({
          is_pic_info: 1,
          rules: [{ fileid: `/${key}`, rule: expression, bucket }],
        }),
      },
      body: '',
    }),
  },
  fetchesAddresses: false,
};

/** JSON that a header can carry. */
function asciiJson(value: unknown): string {
  return JSON.stringify(value).replace(
    /[^\x20-\x7e]/g,
    (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );
}
