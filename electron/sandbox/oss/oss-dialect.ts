import type { Dialect } from '../face/dialect.ts';
import { decodeStrictly, encodePath, encodeStrictly } from '../face/percent-encoding.ts';
import { element } from '../face/xml-writer.ts';
import { ossAclWords } from './access-words.ts';
import { defaultEncryption } from './configuration/encryption.ts';
import { lifecycleRules } from './configuration/lifecycle.ts';
import { guard } from './guard.ts';
import { hostsInWords, readHost } from './hosts.ts';
import { isBucketName, uidOf } from './names.ts';
import { errorNodes, ossErrors, refusalHeaders } from './oss-errors.ts';
import { judgeByPolicy } from './policy/judge-policy.ts';
import { readPolicy } from './policy/policy-document.ts';
import { ossRoutes } from './route-table.ts';
import { isSigned, passiveParameters, verifyRequest } from './signature/verify.ts';
import { verifyForm } from './signature/verify-form.ts';

const kibibyte = 1024;
const typeNames = {
  normal: 'Normal',
  multipart: 'Multipart',
  appendable: 'Appendable',
  symlink: 'Symlink',
} as const;

/** OSS as Alibaba documents it. https://www.alibabacloud.com/help/en/oss/developer-reference/list-of-operations-by-function */
export const ossDialect = {
  face: 'oss',
  settingPrefix: 'oss:',
  headers: {
    prefix: 'x-oss-',
    names: {
      'x-own-server-side-encryption-kms-key-id': 'x-oss-server-side-encryption-key-id',
      'x-own-acl': 'x-oss-object-acl',
    },
    featurePrefixes: [],
    passive: [
      'x-own-date',
      'x-own-content-sha256',
      'x-own-security-token',
      'x-own-user-agent',
      'x-own-request-payer',
      'x-own-traffic-limit',
    ],
  },
  passiveParameters,
  errors: ossErrors,
  errorNodes,
  refusalHeaders,
  idHeaders: ({ requestId }) => ({ 'x-oss-request-id': requestId }),
  xml: { namespace: null, hasDeclaration: true, encodeListed: encodeStrictly },
  readHost,
  hostsInWords,
  isBucketName,
  verify: verifyRequest,
  isSigned,
  routes: ossRoutes,
  objects: {
    storageClasses: ['Standard', 'IA', 'Archive', 'ColdArchive', 'DeepColdArchive'],
    archiveClasses: ['Archive', 'ColdArchive', 'DeepColdArchive'],
    restoreJobElement: 'JobParameters',
    transitionClasses: ['IA', 'Archive', 'ColdArchive', 'DeepColdArchive'],
    typeNames,
    defaultContentType: 'application/octet-stream',
    longestKeyBytes: 1_023,
    leastPartBytes: 100 * kibibyte,
    takesUnknownLength: true,
    uploadLocation: (host, _bucket, key) => `http://${host}/${encodePath(key)}`,
    directives: {
      metadata: { copy: 'COPY', replace: 'REPLACE' },
      tagging: { copy: 'Copy', replace: 'Replace' },
    },
    alwaysComputes: 'crc64ecma',
    readCopySource(text) {
      const path = decodeStrictly(text)?.replace(/^\//, '') ?? '';
      const slash = path.indexOf('/');
      const key = path.slice(slash + 1);
      return slash < 1 || key === '' ? null : { bucket: path.slice(0, slash), key };
    },
  },
  encryption: {
    withoutKey: ['AES256', 'SM4'],
    withKey: ['KMS'],
    byDefault: defaultEncryption,
  },
  listing: {
    alwaysTellsNextMarker: true,
    usualKeys: 100,
    describe: ({ special, etag, isDeleteMarker }) =>
      isDeleteMarker
        ? []
        : [element('Type', typeNames[special ?? (/-\d+$/.test(etag) ? 'multipart' : 'normal')])],
  },
  acl: ossAclWords,
  idOf: uidOf,
  ownerDisplayName: uidOf({ accountId: '000000000001' }),
  guard,
  policy: {
    check: (text, bucket) => void readPolicy(text, bucket),
    judge: judgeByPolicy,
  },
  lifecycleRules,
  form: {
    signingFields: [
      'ossaccesskeyid',
      'signature',
      'x-oss-signature-version',
      'x-oss-credential',
      'x-oss-date',
      'x-oss-signature',
      'x-oss-security-token',
    ],
    aliases: {},
    signatureField: 'signature',
    coversAllFields: false,
    verify: verifyForm,
    locationOf: (host, _bucket, key) => `http://${host}/${encodePath(key)}`,
  },
} as const satisfies Dialect;
