import { findBucketNameProblem } from '../../../shared/model/bucket-name.ts';
import { type Grantee, groups } from '../face/access/acl.ts';
import { owner, type User } from '../face/access/users.ts';
import { lifecycleRules } from '../face/configuration/lifecycle.ts';
import { defaultEncryption } from '../face/configuration/other-documents.ts';
import type { Dialect, HostAddress } from '../face/dialect.ts';
import { FaceError } from '../face/face-error.ts';
import { headerOf, type WireRequest } from '../face/face-request.ts';
import { decodeStrictly, encodeListed, encodePath } from '../face/percent-encoding.ts';
import { readXml } from '../face/xml-reader.ts';
import { element, type XmlNode } from '../face/xml-writer.ts';
import { judgeByPolicy } from './policy/evaluate.ts';
import { readPolicy } from './policy/policy-document.ts';
import { s3Routes } from './route-table.ts';
import { isSigned, verifyRequest } from './signature/verify.ts';
import { verifyForm } from './signature/verify-form.ts';

/** Hosts under which this face is reached; `<bucket>.<host>` is the virtual-host form. */
const ownHosts = ['s3.localhost', 'localhost', '127.0.0.1', '[::1]'];
const presignedParameters = [
  'X-Amz-Algorithm',
  'X-Amz-Credential',
  'X-Amz-Date',
  'X-Amz-Expires',
  'X-Amz-SignedHeaders',
  'X-Amz-Signature',
  'X-Amz-Security-Token',
  'X-Amz-Content-Sha256',
];

/** S3 as AWS documents it. https://docs.aws.amazon.com/AmazonS3/latest/API/Welcome.html */
export const s3Dialect = {
  face: 's3',
  settingPrefix: '',
  headers: {
    prefix: 'x-amz-',
    names: { 'x-own-server-side-encryption-kms-key-id': 'x-amz-server-side-encryption-aws-kms-key-id' },
    featurePrefixes: ['x-minio-'],
    passive: [
      'x-own-date',
      'x-own-content-sha256',
      'x-own-security-token',
      'x-own-user-agent',
      'x-own-request-payer',
      'x-own-expected-bucket-owner',
      'x-own-source-expected-bucket-owner',
    ],
  },
  // `x-id` names the operation for the eyes of a log reader: the AWS SDK for JavaScript sends it with every request.
  passiveParameters: (request) =>
    request.headers.has('authorization') ? ['x-id'] : ['x-id', ...presignedParameters],
  // Symlinks come from other faces: to S3 one that leads nowhere is no object.
  errors: {
    SymlinkTargetNotExist: { code: 'NoSuchKey', message: 'The specified key does not exist.' },
    ObjectLocked: { code: 'AccessDenied' },
  },
  errorNodes: ({ code, message, fields }, { bucket, key, resource, requestId, hostId }) => [
    element('Code', code),
    element('Message', message),
    ...Object.entries(fields).map(([name, value]) => element(name, value)),
    ...(bucket === null ? [] : [element('BucketName', bucket)]),
    ...(key === null ? [] : [element('Key', key)]),
    element('Resource', resource),
    element('RequestId', requestId),
    element('HostId', hostId),
  ],
  refusalHeaders: () => ({}),
  idHeaders: ({ requestId, hostId }) => ({ 'x-amz-request-id': requestId, 'x-amz-id-2': hostId }),
  xml: { namespace: 'http://s3.amazonaws.com/doc/2006-03-01/', hasDeclaration: true, encodeListed },
  readHost,
  hostsInWords: `${ownHosts.join(', ')} and for buckets below those names`,
  isBucketName: (name) => findBucketNameProblem('s3', name) === null,
  verify(request, options) {
    const verified = verifyRequest(request, options);
    checkExpectedOwner(request);
    return verified;
  },
  isSigned,
  routes: s3Routes,
  objects: {
    storageClasses: [
      'STANDARD',
      'REDUCED_REDUNDANCY',
      'STANDARD_IA',
      'ONEZONE_IA',
      'INTELLIGENT_TIERING',
      'GLACIER_IR',
      'GLACIER',
      'DEEP_ARCHIVE',
    ],
    archiveClasses: ['GLACIER', 'DEEP_ARCHIVE'],
    transitionClasses: [
      'STANDARD_IA',
      'ONEZONE_IA',
      'INTELLIGENT_TIERING',
      'GLACIER_IR',
      'GLACIER',
      'DEEP_ARCHIVE',
    ],
    restoreJobElement: 'GlacierJobParameters',
    typeNames: null,
    defaultContentType: 'binary/octet-stream',
    longestKeyBytes: 1_024,
    leastPartBytes: 5 * 1024 * 1024,
    uploadLocation: (_host, bucket, key) => `/${bucket}/${key}`,
    directives: {
      metadata: { copy: 'COPY', replace: 'REPLACE' },
      tagging: { copy: 'COPY', replace: 'REPLACE' },
    },
    takesUnknownLength: false,
    alwaysComputes: null,
    readCopySource(text) {
      const path = decodeStrictly(text)?.replace(/^\//, '') ?? '';
      const slash = path.indexOf('/');
      const key = path.slice(slash + 1);
      return slash < 1 || key === '' ? null : { bucket: path.slice(0, slash), key };
    },
  },
  encryption: {
    withoutKey: ['AES256'],
    withKey: ['aws:kms', 'aws:kms:dsse'],
    byDefault: (document) => defaultEncryption(readXml(document)),
  },
  listing: { alwaysTellsNextMarker: false, usualKeys: 1_000, describe: () => [] },
  acl: {
    canned: [
      'private',
      'public-read',
      'public-read-write',
      'authenticated-read',
      'bucket-owner-read',
      'bucket-owner-full-control',
      'log-delivery-write',
    ],
    idleGranteeElements: [],
    objectsInherit: false,
    readId: (id, users) =>
      users.some(({ canonicalId }) => canonicalId === id) ? { kind: 'user', id } : null,
    readUri: (uri) => (Object.values(groups).some((known) => known === uri) ? { kind: 'group', uri } : null),
    granteeElement,
  },
  idOf: ({ canonicalId }) => canonicalId,
  ownerDisplayName: owner.displayName,
  guard: () => undefined,
  policy: {
    check: (text, bucket) => void readPolicy(text, bucket),
    judge: judgeByPolicy,
  },
  lifecycleRules,
  form: {
    signingFields: [
      'x-amz-algorithm',
      'x-amz-credential',
      'x-amz-date',
      'x-amz-signature',
      'x-amz-security-token',
    ],
    aliases: {},
    signatureField: 'x-amz-signature',
    coversAllFields: true,
    verify: verifyForm,
    locationOf: (host, bucket, key) => `http://${host}/${bucket}/${encodePath(key)}`,
  },
} as const satisfies Dialect;

/** https://docs.aws.amazon.com/AmazonS3/latest/userguide/bucket-owner-condition.html */
function checkExpectedOwner(request: WireRequest): void {
  for (const name of ['x-amz-expected-bucket-owner', 'x-amz-source-expected-bucket-owner']) {
    const expected = headerOf(request, name);
    if (expected !== null && expected !== owner.id) throw new FaceError('AccessDenied');
  }
}

function readHost(host: string): HostAddress | null {
  const own = ownHosts.find((name) => host === name || host.endsWith(`.${name}`));
  if (own === undefined) return null;
  const isPathStyle = ownHosts.includes(host);
  return { bucket: isPathStyle ? null : host.slice(0, -own.length - 1), isPathStyle, region: null };
}

function granteeElement(grantee: Grantee, users: readonly User[]): XmlNode {
  const isUser = grantee.kind === 'user';
  const content = isUser
    ? [
        element('ID', grantee.id),
        element(
          'DisplayName',
          grantee.id === owner.id
            ? owner.displayName
            : (users.find(({ canonicalId }) => canonicalId === grantee.id)?.name ?? ''),
        ),
      ]
    : [element('URI', grantee.uri)];
  const schema = 'http://www.w3.org/2001/XMLSchema-instance';
  const type = isUser ? 'CanonicalUser' : 'Group';
  const inner = content.map(({ xml }) => xml).join('');
  return { xml: `<Grantee xmlns:xsi="${schema}" xsi:type="${type}">${inner}</Grantee>` };
}
