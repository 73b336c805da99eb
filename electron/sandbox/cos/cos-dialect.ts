import { lifecycleRules } from '../face/configuration/lifecycle.ts';
import type { Dialect } from '../face/dialect.ts';
import { decodeStrictly, encodePath, encodeStrictly } from '../face/percent-encoding.ts';
import { granteeElement, readId, readUri } from './access-words.ts';
import { defaultEncryption } from './configuration/cos-documents.ts';
import { cosErrors, errorNodes } from './cos-errors.ts';
import { guard } from './guard.ts';
import { hostsInWords, readHost } from './hosts.ts';
import { camIdOf, isBucketName, uinOf } from './names.ts';
import { judgeByPolicy } from './policy/judge-policy.ts';
import { readPolicy } from './policy/policy-document.ts';
import { cosRoutes } from './route-table.ts';
import { isSigned, passiveParameters, verifyRequest } from './signature/verify.ts';
import { verifyForm } from './signature/verify-form.ts';

const mebibyte = 1024 * 1024;

/** COS as Tencent documents its XML API. https://www.tencentcloud.com/document/product/436/7751 */
export const cosDialect = {
  face: 'cos',
  settingPrefix: 'cos:',
  headers: {
    prefix: 'x-cos-',
    names: {
      'x-own-server-side-encryption-kms-key-id': 'x-cos-server-side-encryption-cos-kms-key-id',
    },
    featurePrefixes: ['x-ci-', 'pic-operations'],
    passive: ['x-own-security-token', 'x-own-sdk-retry'],
  },
  passiveParameters,
  errors: cosErrors,
  errorNodes,
  refusalHeaders: () => ({}),
  idHeaders: ({ requestId, hostId }) => ({ 'x-cos-request-id': requestId, 'x-cos-trace-id': hostId }),
  xml: { namespace: null, hasDeclaration: true, encodeListed: encodeStrictly },
  readHost,
  hostsInWords,
  isBucketName,
  verify: verifyRequest,
  isSigned,
  routes: cosRoutes,
  objects: {
    storageClasses: [
      'STANDARD',
      'STANDARD_IA',
      'INTELLIGENT_TIERING',
      'ARCHIVE',
      'DEEP_ARCHIVE',
      'MAZ_STANDARD',
      'MAZ_STANDARD_IA',
      'MAZ_INTELLIGENT_TIERING',
    ],
    archiveClasses: ['ARCHIVE', 'DEEP_ARCHIVE'],
    restoreJobElement: 'CASJobParameters',
    transitionClasses: [
      'STANDARD_IA',
      'INTELLIGENT_TIERING',
      'ARCHIVE',
      'DEEP_ARCHIVE',
      'MAZ_STANDARD_IA',
      'MAZ_INTELLIGENT_TIERING',
    ],
    typeNames: { normal: 'normal', multipart: 'normal', appendable: 'appendable', symlink: 'symlink' },
    defaultContentType: 'application/octet-stream',
    longestKeyBytes: 850,
    leastPartBytes: mebibyte,
    uploadLocation: (host, _bucket, key) => `http://${host}/${encodePath(key)}`,
    directives: {
      metadata: { copy: 'Copy', replace: 'Replaced' },
      tagging: { copy: 'Copy', replace: 'Replaced' },
    },
    takesUnknownLength: false,
    alwaysComputes: 'crc64ecma',
    readCopySource(text) {
      const slash = text.indexOf('/');
      const host = text.slice(0, slash).replace(/:\d+$/, '').toLowerCase();
      const bucket = readHost(host)?.bucket ?? null;
      const key = decodeStrictly(text.slice(slash + 1));
      return slash < 1 || bucket === null || !key ? null : { bucket, key };
    },
  },
  encryption: {
    withoutKey: ['AES256'],
    withKey: ['cos/kms'],
    byDefault: defaultEncryption,
  },
  listing: { alwaysTellsNextMarker: true, usualKeys: 1_000, describe: () => [] },
  acl: {
    canned: [
      'default',
      'private',
      'public-read',
      'public-read-write',
      'authenticated-read',
      'bucket-owner-read',
      'bucket-owner-full-control',
    ],
    idleGranteeElements: ['Type'],
    objectsInherit: true,
    readId,
    readUri,
    granteeElement,
  },
  idOf: camIdOf,
  ownerDisplayName: uinOf({ accountId: '000000000001' }),
  guard,
  policy: {
    check: (text, bucket) => void readPolicy(text, bucket),
    judge: judgeByPolicy,
  },
  lifecycleRules,
  form: {
    signingFields: ['q-sign-algorithm', 'q-ak', 'q-key-time', 'q-signature', 'x-cos-security-token'],
    aliases: { 'q-sign-time': 'q-key-time' },
    signatureField: 'q-signature',
    coversAllFields: false,
    verify: verifyForm,
    locationOf: (host, _bucket, key) => `http://${host}/${encodePath(key)}`,
  },
} as const satisfies Dialect;
