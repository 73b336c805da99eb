import type { ObjectTraits } from '../object-traits.ts';

/** https://docs.aws.amazon.com/AmazonS3/latest/API/API_PutObject.html, and what MinIO adds. */
export const s3ObjectTraits: ObjectTraits = {
  encryptionWords: { aes256: 'AES256', kms: 'aws:kms', 'kms-dual-layer': 'aws:kms:dsse' },
  kmsContextHeader: 'x-amz-server-side-encryption-context',
  dataCipherHeader: null,
  hasCustomerKeys: true,
  hasLockHeaders: true,
  websiteRedirectHeader: 'x-amz-website-redirect-location',
  checksumModeHeader: 'x-amz-checksum-mode',
  takesUnknownLength: false,
  metaQuery: null,
  nextPositionHeader: null,
  symlinkTargetHeader: null,
  processing: null,
  fetchesAddresses: false,
};
