import { readCors } from '../../face/configuration/cors.ts';
import { readLifecycle } from '../../face/configuration/lifecycle.ts';
import { readLockConfiguration, readLogging } from '../../face/configuration/other-documents.ts';
import {
  group,
  many,
  maybe,
  one,
  partOf,
  partsOf,
  readShaped,
  type Shape,
  text,
  textOf,
  wholeNumber,
  word,
} from '../../face/configuration/xml-shape.ts';
import { FaceError, invalidArgument } from '../../face/face-error.ts';
import {
  type DocumentOperations,
  documentOperations,
  lockDocumentOperations,
} from '../../face/operations/document-operations.ts';
import { malformed, readXml, type XmlElement } from '../../face/xml-reader.ts';
import { readReferer } from './referer.ts';
import { readReplication } from './replication.ts';

const someText = text((value) => value !== '');
/** A day begins at midnight, in UTC or in China. */
const midnightHours = [0, 8];

/** https://www.tencentcloud.com/document/product/436/8279 */
export const cors: DocumentOperations = documentOperations({
  setting: 'cors',
  read: (source) => readCors(source, { mayVary: true }),
  missing: { code: 'NoSuchCORSConfiguration' },
  needsDigest: true,
});

/** https://www.tencentcloud.com/document/product/436/8280 */
export const lifecycle: DocumentOperations = documentOperations({
  setting: 'lifecycle',
  read: (source, { dialect }) =>
    readLifecycle(source, { transitionClasses: dialect.objects.transitionClasses, midnightHours }),
  missing: { code: 'NoSuchLifecycleConfiguration' },
  needsDigest: true,
});

/** COS writes the code so, and its SDK looks for that. https://www.tencentcloud.com/document/product/436/19223 */
export const replication: DocumentOperations = documentOperations({
  setting: 'replication',
  read: readReplication,
  missing: { code: 'ReplicationConfigurationnotFoundError' },
  needsDigest: false,
});

const algorithm = group({
  SSEAlgorithm: one(word('AES256', 'KMS', 'cos/kms')),
  KMSMasterKeyID: maybe(text()),
});
/** The documentation and the SDKs name it differently. */
const byDefault = ['ApplySideEncryptionConfiguration', 'ApplyServerSideEncryptionByDefault'] as const;
const encryptionShape = group({
  Rule: one(
    group({
      [byDefault[0]]: maybe(algorithm),
      [byDefault[1]]: maybe(algorithm),
      BucketKeyEnabled: maybe(word('true', 'false')),
    }),
  ),
});

/** https://www.tencentcloud.com/document/product/436/35276 */
export const encryption: DocumentOperations = documentOperations({
  setting: 'encryption',
  read(source) {
    const root = readShaped(source, 'ServerSideEncryptionConfiguration', encryptionShape);
    const rule = partOf(root, 'Rule');
    if (byDefault.filter((name) => partOf(rule, name) !== null).length !== 1) throw malformed();
    return root;
  },
  missing: { code: 'NoSuchEncryptionConfiguration' },
  needsDigest: false,
});

/** What an encryption document makes of an object that comes without a wish of its own. */
export function defaultEncryption(source: string): { algorithm: string; keyId: string | null } {
  const rule = partOf(readXml(source), 'Rule');
  const found = partOf(rule, byDefault[0]) ?? partOf(rule, byDefault[1]);
  const isPlain = textOf(found, 'SSEAlgorithm') === 'AES256';
  return { algorithm: isPlain ? 'AES256' : 'cos/kms', keyId: textOf(found, 'KMSMasterKeyID') };
}

const websiteShape = group({
  IndexDocument: one(group({ Suffix: one(someText) })),
  ErrorDocument: maybe(group({ Key: one(someText), OriginalHttpStatus: maybe(word('Enabled', 'Disabled')) })),
  RedirectAllRequestsTo: maybe(group({ Protocol: one(word('http', 'https')) })),
  AutoAddressing: maybe(group({ Status: one(word('Enabled', 'Disabled')) })),
  RoutingRules: maybe(
    group({
      RoutingRule: many(
        group({
          Condition: one(
            group({
              HttpErrorCodeReturnedEquals: maybe(text((value) => /^4(\d\d|XX)?$/i.test(value))),
              KeyPrefixEquals: maybe(text()),
            }),
          ),
          Redirect: one(
            group({
              Protocol: maybe(word('http', 'https')),
              ReplaceKeyWith: maybe(text()),
              ReplaceKeyPrefixWith: maybe(text()),
            }),
          ),
        }),
        1,
        100,
      ),
    }),
  ),
});

/** https://www.tencentcloud.com/document/product/436/30616 */
export const website: DocumentOperations = documentOperations({
  setting: 'website',
  read(source) {
    const root = readShaped(source, 'WebsiteConfiguration', websiteShape);
    const suffix = textOf(partOf(root, 'IndexDocument'), 'Suffix') ?? '';
    if (suffix.includes('/')) {
      throw invalidArgument('IndexDocument', suffix, 'The IndexDocument Suffix is not well formed');
    }
    for (const rule of partsOf(partOf(root, 'RoutingRules'), 'RoutingRule')) checkRoutingRule(rule);
    return root;
  },
  missing: { code: 'NoSuchWebsiteConfiguration' },
  needsDigest: false,
});

/** A rule asks for one thing and changes one thing. */
function checkRoutingRule(rule: XmlElement): void {
  const count = (part: XmlElement | null, names: readonly string[]) =>
    names.filter((name) => partOf(part, name) !== null).length;
  const conditions = count(partOf(rule, 'Condition'), ['HttpErrorCodeReturnedEquals', 'KeyPrefixEquals']);
  const changes = count(partOf(rule, 'Redirect'), ['ReplaceKeyWith', 'ReplaceKeyPrefixWith']);
  if (conditions !== 1 || changes > 1) throw malformed();
}

/** https://www.tencentcloud.com/document/product/436/17054 */
export const logging: Pick<DocumentOperations, 'get' | 'put'> = documentOperations({
  setting: 'logging',
  read: (source, { store }) => readLogging(source, (name) => store.buckets.has(name)),
  missing: { emptyRoot: 'BucketLoggingStatus' },
  needsDigest: false,
});

/** https://www.tencentcloud.com/document/product/436/31893 */
export const referer: DocumentOperations = documentOperations({
  setting: 'referer',
  read: readReferer,
  missing: { code: 'NoSuchRefererConfiguration' },
  needsDigest: false,
  emptyTakesAway: true,
});

const domainShape = group({
  DomainRule: many(
    group({
      Status: one(word('ENABLED', 'DISABLED')),
      Name: one(text((value) => /^([a-z0-9-]+\.)+[a-z]{2,}$/i.test(value))),
      Type: one(word('REST', 'WEBSITE', 'ACCELERATE')),
      ForcedReplacement: maybe(word('CNAME', 'TXT')),
    }),
    0,
    100,
  ),
});

/** https://www.tencentcloud.com/document/product/436/35286 */
export const domain: DocumentOperations = documentOperations({
  setting: 'domain',
  read: (source) => readShaped(source, 'DomainConfiguration', domainShape),
  missing: { emptyRoot: 'DomainConfiguration' },
  needsDigest: false,
});

/** Its inner documents are kept for those who read them again: the sandbox fetches nothing from elsewhere. */
const kept: Shape = () => undefined;
const originShape = group({
  OriginRule: many(
    group({
      RulePriority: maybe(wholeNumber),
      OriginType: one(word('Mirror', 'Proxy', 'Redirect')),
      OriginCondition: one(kept),
      OriginParameter: one(kept),
      OriginInfo: one(kept),
    }),
    1,
    100,
  ),
});

/** https://www.tencentcloud.com/document/product/436/32649 */
export const origin: DocumentOperations = documentOperations({
  setting: 'origin',
  read: (source) => readShaped(source, 'OriginConfiguration', originShape),
  missing: { code: 'NoSuchOriginConfiguration' },
  needsDigest: false,
});

const accelerateShape = group({
  Status: one(word('Enabled', 'Suspended')),
  Type: maybe(word('COS', 'CI')),
});

/** https://www.tencentcloud.com/document/product/436/38868 */
export const accelerate: Pick<DocumentOperations, 'get' | 'put'> = documentOperations({
  setting: 'accelerate',
  read: (source) => readShaped(source, 'AccelerateConfiguration', accelerateShape),
  missing: { emptyRoot: 'AccelerateConfiguration' },
  needsDigest: false,
});

/** Only compliance, and only in days. https://www.tencentcloud.com/document/product/436/69222 */
export const objectLock: Pick<DocumentOperations, 'get' | 'put'> = lockDocumentOperations((source) => {
  const root = readLockConfiguration(source);
  const retention = partOf(partOf(root, 'Rule'), 'DefaultRetention');
  if (retention !== null && textOf(retention, 'Mode') !== 'COMPLIANCE') {
    throw new FaceError('InvalidArgument', {
      message: 'The mode of a default retention must be COMPLIANCE.',
    });
  }
  return root;
});
