import type { ConfigurationDocuments } from '../../../../shared/model/configuration/documents.ts';
import { given } from './aws-fields.ts';
import type { Fields } from './fields.ts';

type Model<Name extends keyof ConfigurationDocuments> = ConfigurationDocuments[Name];

/** Reads a list of objects of the AWS client's input, each to its end. */
function takeAll<Item>(fields: Fields, name: string, take: (fields: Fields) => Item): Item[] {
  return fields.objects(name).map((entry) => {
    const item = take(entry);
    entry.end();
    return item;
  });
}

/** Reads an object that may be absent, to its end. */
function takeInner<Item>(fields: Fields, name: string, take: (fields: Fields) => Item): Item | undefined {
  const value = fields.take(name);
  if (value === undefined || value === null) return undefined;
  const entry = fields.inner(name, value);
  const item = take(entry);
  entry.end();
  return item;
}

function takeTexts(fields: Fields, name: string): string[] {
  const value = fields.take(name);
  return Array.isArray(value) ? value.map(String) : [];
}

export function takeTags(fields: Fields, name: string) {
  return takeAll(fields, name, (tag) => given({ key: tag.text('Key'), value: tag.text('Value') }));
}

export function takeTagging(fields: Fields): Model<'tagging'> {
  return { tagSet: { tags: takeTags(fields, 'TagSet') } };
}

export function takeAcl(fields: Fields): Model<'acl'> {
  const grants = takeAll(fields, 'Grants', (grant) =>
    given({
      grantee: takeInner(grant, 'Grantee', (grantee) =>
        given({ type: grantee.text('Type'), id: grantee.text('ID'), uri: grantee.text('URI') }),
      ),
      permission: grant.text('Permission'),
    }),
  );
  const owner = takeInner(fields, 'Owner', (person) => given({ id: person.text('ID') }));
  return { ...given({ owner }), accessControlList: { grants } };
}

export function takeCors(fields: Fields): Model<'cors'> {
  const rules = takeAll(fields, 'CORSRules', (rule) => ({
    ...given({ id: rule.text('ID'), maxAgeSeconds: rule.number('MaxAgeSeconds') }),
    allowedOrigins: takeTexts(rule, 'AllowedOrigins'),
    allowedMethods: takeTexts(rule, 'AllowedMethods'),
    allowedHeaders: takeTexts(rule, 'AllowedHeaders'),
    exposeHeaders: takeTexts(rule, 'ExposeHeaders'),
  }));
  return { rules };
}

export function takeVersioning(fields: Fields): Model<'versioning'> {
  return {
    ...given({ status: fields.text('Status'), mfaDelete: fields.text('MFADelete') }),
    excludedPrefixes: [],
  };
}

export function takeLifecycle(fields: Fields): Model<'lifecycle'> {
  const rules = takeAll(fields, 'Rules', (rule) => ({
    ...given({
      id: rule.text('ID'),
      status: rule.text('Status'),
      filter: takeInner(rule, 'Filter', (filter) => given({ prefix: filter.text('Prefix') })),
      expiration: takeInner(rule, 'Expiration', (expiration) => given({ days: expiration.number('Days') })),
    }),
    tags: [],
    transitions: [],
    noncurrentVersionTransitions: [],
  }));
  return { rules };
}

export function takeReplication(fields: Fields): Model<'replication'> {
  const status = (name: string) => (rule: Fields) =>
    takeInner(rule, name, (entry) => given({ status: entry.text('Status') }));
  const rules = takeAll(fields, 'Rules', (rule) =>
    given({
      id: rule.text('ID'),
      priority: rule.number('Priority'),
      status: rule.text('Status'),
      filter: takeInner(rule, 'Filter', (filter) =>
        given({
          prefix: filter.text('Prefix'),
          and: takeInner(filter, 'And', (and) => ({
            ...given({ prefix: and.text('Prefix') }),
            tags: takeTags(and, 'Tags'),
          })),
        }),
      ),
      deleteMarkerReplication: status('DeleteMarkerReplication')(rule),
      deleteReplication: status('DeleteReplication')(rule),
      destination: takeInner(rule, 'Destination', (destination) =>
        given({ bucket: destination.text('Bucket'), storageClass: destination.text('StorageClass') }),
      ),
    }),
  );
  return { ...given({ role: fields.text('Role') }), rules };
}

export function takeNotification(fields: Fields): Model<'notification'> {
  const targets = (name: string, arn: string) =>
    takeAll(fields, name, (target) => ({
      ...given({
        id: target.text('Id'),
        arn: target.text(arn),
        filter: takeInner(target, 'Filter', (filter) =>
          given({
            key: takeInner(filter, 'Key', (key) => ({
              rules: takeAll(key, 'FilterRules', (rule) =>
                given({ name: rule.text('Name'), value: rule.text('Value') }),
              ),
            })),
          }),
        ),
      }),
      events: takeTexts(target, 'Events'),
    }));
  return {
    topics: targets('TopicConfigurations', 'TopicArn'),
    queues: targets('QueueConfigurations', 'QueueArn'),
    functions: targets('LambdaFunctionConfigurations', 'LambdaFunctionArn'),
  };
}

export function takeEncryption(fields: Fields): Model<'encryption'> {
  const rules = takeAll(fields, 'Rules', (rule) => ({
    ...given({
      byDefault: takeInner(rule, 'ApplyServerSideEncryptionByDefault', (byDefault) =>
        given({ algorithm: byDefault.text('SSEAlgorithm'), kmsKeyId: byDefault.text('KMSMasterKeyID') }),
      ),
      bucketKeyEnabled: rule.take('BucketKeyEnabled') as boolean | undefined,
    }),
  }));
  return { rules };
}

export function takeObjectLock(fields: Fields): Model<'object-lock'> {
  return given({
    objectLockEnabled: fields.text('ObjectLockEnabled'),
    rule: takeInner(fields, 'Rule', (rule) =>
      given({
        defaultRetention: takeInner(rule, 'DefaultRetention', (retention) =>
          given({ mode: retention.text('Mode'), days: retention.number('Days') }),
        ),
      }),
    ),
  });
}

export function takeLogging(fields: Fields): Model<'logging'> {
  return given({
    loggingEnabled: takeInner(fields, 'LoggingEnabled', (target) =>
      given({ targetBucket: target.text('TargetBucket'), targetPrefix: target.text('TargetPrefix') }),
    ),
  });
}
