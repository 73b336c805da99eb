import { FaceError, invalidArgument } from '../face-error.ts';
import { malformed, type XmlElement } from '../xml-reader.ts';
import {
  group,
  many,
  maybe,
  one,
  partOf,
  partsOf,
  readShaped,
  text,
  textOf,
  textsOf,
  wholeNumber,
  word,
} from './xml-shape.ts';

const encryptionShape = group({
  Rule: one(
    group({
      ApplyServerSideEncryptionByDefault: one(
        group({
          SSEAlgorithm: one(word('AES256', 'aws:kms', 'aws:kms:dsse')),
          KMSMasterKeyID: maybe(text()),
        }),
      ),
      BucketKeyEnabled: maybe(word('true', 'false')),
    }),
  ),
});

/** https://docs.aws.amazon.com/AmazonS3/latest/API/API_PutBucketEncryption.html */
export function readEncryption(source: string): XmlElement {
  const root = readShaped(source, 'ServerSideEncryptionConfiguration', encryptionShape);
  const { algorithm, keyId } = defaultEncryption(root);
  if (keyId !== null && algorithm === 'AES256') {
    throw invalidArgument(
      'KMSMasterKeyID',
      keyId,
      'a KMSMasterKeyID is not applicable if the default sse algorithm is not aws:kms or aws:kms:dsse',
    );
  }
  return root;
}

/** What an encryption document makes of an object that comes without a wish of its own. */
export function defaultEncryption(root: XmlElement): { algorithm: string; keyId: string | null } {
  const byDefault = partOf(partOf(root, 'Rule'), 'ApplyServerSideEncryptionByDefault');
  return {
    algorithm: textOf(byDefault, 'SSEAlgorithm') ?? 'AES256',
    keyId: textOf(byDefault, 'KMSMasterKeyID'),
  };
}

const lockShape = group({
  ObjectLockEnabled: one(word('Enabled')),
  Rule: maybe(
    group({
      DefaultRetention: one(
        group({
          Mode: one(word('GOVERNANCE', 'COMPLIANCE')),
          Days: maybe(wholeNumber),
          Years: maybe(wholeNumber),
        }),
      ),
    }),
  ),
});

/** https://docs.aws.amazon.com/AmazonS3/latest/API/API_PutObjectLockConfiguration.html */
export function readLockConfiguration(source: string): XmlElement {
  const root = readShaped(source, 'ObjectLockConfiguration', lockShape);
  const retention = partOf(partOf(root, 'Rule'), 'DefaultRetention');
  if (retention === null) return root;
  const [days, years] = [textOf(retention, 'Days'), textOf(retention, 'Years')];
  if ((days === null) === (years === null)) throw malformed();
  const [name, value, most] = days === null ? ['Years', years ?? '', 100] : ['Days', days, 36_500];
  if (Number(value) < 1 || Number(value) > most) {
    throw invalidArgument(
      name,
      value,
      `Default retention period must be from 1 to ${most} ${name.toLowerCase()}.`,
    );
  }
  return root;
}

const redirect = {
  HostName: maybe(text()),
  Protocol: maybe(word('http', 'https')),
  HttpRedirectCode: maybe(text((value) => /^3\d\d$/.test(value))),
  ReplaceKeyPrefixWith: maybe(text()),
  ReplaceKeyWith: maybe(text()),
};
const websiteShape = group({
  IndexDocument: maybe(group({ Suffix: one(text((value) => value !== '')) })),
  ErrorDocument: maybe(group({ Key: one(text((value) => value !== '')) })),
  RedirectAllRequestsTo: maybe(
    group({ HostName: one(text((value) => value !== '')), Protocol: maybe(word('http', 'https')) }),
  ),
  RoutingRules: maybe(
    group({
      RoutingRule: many(
        group({
          Condition: maybe(
            group({
              KeyPrefixEquals: maybe(text()),
              HttpErrorCodeReturnedEquals: maybe(text((value) => /^[45]\d\d$/.test(value))),
            }),
          ),
          Redirect: one(group(redirect)),
        }),
        1,
        50,
      ),
    }),
  ),
});

/** https://docs.aws.amazon.com/AmazonS3/latest/API/API_PutBucketWebsite.html */
export function readWebsite(source: string): XmlElement {
  const root = readShaped(source, 'WebsiteConfiguration', websiteShape);
  const suffix = textOf(partOf(root, 'IndexDocument'), 'Suffix');
  const redirectsAll = partOf(root, 'RedirectAllRequestsTo') !== null;
  if (redirectsAll && root.children.length > 1) {
    throw new FaceError('InvalidRequest', {
      message: 'RedirectAllRequestsTo cannot be provided in conjunction with other Routing Rules.',
    });
  }
  if (!redirectsAll && suffix === null) {
    throw invalidArgument('IndexDocument', 'null', 'A value for IndexDocument Suffix must be provided');
  }
  if (suffix?.includes('/')) {
    throw invalidArgument('IndexDocument', suffix, 'The IndexDocument Suffix is not well formed');
  }
  for (const rule of partsOf(partOf(root, 'RoutingRules'), 'RoutingRule')) {
    const target = partOf(rule, 'Redirect');
    if (partOf(target, 'ReplaceKeyWith') !== null && partOf(target, 'ReplaceKeyPrefixWith') !== null) {
      throw new FaceError('InvalidRequest', {
        message: 'You can only define ReplaceKeyPrefix or ReplaceKey but not both.',
      });
    }
  }
  return root;
}

const loggingShape = group({
  LoggingEnabled: maybe(
    group({ TargetBucket: one(text((value) => value !== '')), TargetPrefix: one(text()) }),
  ),
});

/** Target grants are refused: the log files of the sandbox would have none. */
export function readLogging(source: string, hasBucket: (name: string) => boolean): XmlElement {
  const root = readShaped(source, 'BucketLoggingStatus', loggingShape);
  const target = textOf(partOf(root, 'LoggingEnabled'), 'TargetBucket');
  if (target !== null && !hasBucket(target)) throw new FaceError('InvalidTargetBucketForLogging');
  return root;
}

const events = [
  's3:ObjectCreated:*',
  's3:ObjectCreated:Put',
  's3:ObjectCreated:Post',
  's3:ObjectCreated:Copy',
  's3:ObjectCreated:CompleteMultipartUpload',
  's3:ObjectRemoved:*',
  's3:ObjectRemoved:Delete',
  's3:ObjectRemoved:DeleteMarkerCreated',
  's3:ObjectAccessed:*',
  's3:ObjectAccessed:Get',
  's3:ObjectAccessed:Head',
  's3:ObjectTagging:*',
  's3:ObjectTagging:Put',
  's3:ObjectTagging:Delete',
  's3:ObjectAcl:Put',
  's3:ObjectRestore:*',
  's3:ObjectRestore:Post',
  's3:ObjectRestore:Completed',
  's3:ReducedRedundancyLostObject',
  's3:LifecycleExpiration:*',
  's3:LifecycleExpiration:Delete',
  's3:LifecycleExpiration:DeleteMarkerCreated',
  's3:LifecycleTransition',
  's3:Replication:*',
];
const targets = {
  QueueConfiguration: 'Queue',
  TopicConfiguration: 'Topic',
  CloudFunctionConfiguration: 'CloudFunction',
};
const services: Readonly<Record<string, string>> = { Queue: 'sqs', Topic: 'sns', CloudFunction: 'lambda' };
const targetShape = (name: string) =>
  group({
    Id: maybe(text((value) => value.length <= 255)),
    [name]: one(text()),
    Event: many(text(), 1, 100),
    Filter: maybe(
      group({
        S3Key: one(
          group({
            FilterRule: many(
              group({ Name: one(text()), Value: one(text((value) => value.length <= 1_024)) }),
              0,
              2,
            ),
          }),
        ),
      }),
    ),
  });
const notificationShape = group(
  Object.fromEntries(Object.entries(targets).map(([tag, name]) => [tag, many(targetShape(name), 0, 100)])),
);

/**
 * Targets are checked for their form alone: the sandbox sends events to its listen stream and nowhere else.
 * https://docs.aws.amazon.com/AmazonS3/latest/API/API_PutBucketNotificationConfiguration.html
 */
export function readNotification(source: string): XmlElement {
  const root = readShaped(source, 'NotificationConfiguration', notificationShape);
  for (const [tag, name] of Object.entries(targets)) {
    for (const part of partsOf(root, tag)) {
      const arn = textOf(part, name) ?? '';
      if (!new RegExp(`^arn:(aws|minio):${services[name]}:[^:]*:[^:]*:.+$`).test(arn)) {
        throw invalidArgument(name, arn, 'The ARN could not be parsed');
      }
      const unknown = textsOf(part, 'Event').find((event) => !events.includes(event));
      if (unknown !== undefined) {
        throw invalidArgument('Event', unknown, 'A specified event is not supported for notifications.');
      }
      const names = partsOf(partOf(partOf(part, 'Filter'), 'S3Key'), 'FilterRule').map((rule) =>
        (textOf(rule, 'Name') ?? '').toLowerCase(),
      );
      if (names.some((given) => given !== 'prefix' && given !== 'suffix')) {
        throw invalidArgument(
          'FilterRule.Name',
          names.join(),
          'filter rule name must be either prefix or suffix',
        );
      }
      if (new Set(names).size !== names.length) {
        throw invalidArgument(
          'FilterRule.Name',
          names.join(),
          'Cannot specify more than one prefix or suffix rule.',
        );
      }
    }
  }
  return root;
}
