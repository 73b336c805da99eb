import type { z } from 'zod';
import { accessControlSchema } from '../../../../shared/model/configuration/access-control.ts';
import {
  type ConfigurationDocuments,
  type ConfigurationName,
  configurationSchemas,
} from '../../../../shared/model/configuration/documents.ts';
import type { StorageClient } from '../../client/storage-client.ts';
import { readDocument } from '../../configuration/document-codec.ts';
import { putBucketAcl } from '../../operations/access.ts';
import { deleteBucketPolicy, getBucketPolicy, putBucketPolicy } from '../../operations/bucket-policy.ts';
import { deleteConfiguration, getConfiguration, putConfiguration } from '../../operations/configuration.ts';
import * as settings from '../../operations/object-settings.ts';
import { child, parseXml, text } from '../../xml/xml.ts';
import { given } from './aws-fields.ts';
import type { Driver } from './drive-aws.ts';
import { type Fields, NotImplemented } from './fields.ts';
import * as models from './settings-fields.ts';

/** The AWS client's names of the documents. */
const reads: Readonly<Record<string, ConfigurationName>> = {
  GetBucketAcl: 'acl',
  GetBucketCors: 'cors',
  GetBucketVersioning: 'versioning',
  GetBucketReplication: 'replication',
  GetBucketTagging: 'tagging',
  GetBucketPolicyStatus: 'policy-status',
  GetBucketNotificationConfiguration: 'notification',
  GetBucketEncryption: 'encryption',
  GetObjectLockConfiguration: 'object-lock',
  GetBucketWebsite: 'website',
  GetBucketRequestPayment: 'request-payment',
  GetPublicAccessBlock: 'public-access-block',
  GetBucketAccelerateConfiguration: 'acceleration',
};
const deletions: Readonly<Record<string, ConfigurationName>> = {
  DeleteBucketCors: 'cors',
  DeleteBucketLifecycle: 'lifecycle',
  DeleteBucketTagging: 'tagging',
  DeleteBucketReplication: 'replication',
  DeleteBucketWebsite: 'website',
  DeletePublicAccessBlock: 'public-access-block',
};

function put<Name extends ConfigurationName>(
  document: Name,
  name: string,
  take: (fields: Fields) => ConfigurationDocuments[Name],
): Driver {
  return (fields, { client }) => {
    const inner = fields.object(name);
    const input = { bucket: fields.need('Bucket'), document, value: take(inner) };
    inner.end();
    return () => putConfiguration(client, input);
  };
}

/** Drivers of the settings of buckets and objects. */
export const settingsDrivers: Readonly<Record<string, Driver>> = {
  ...Object.fromEntries(
    Object.entries(reads).map(([command, document]): [string, Driver] => [
      command,
      (fields, { client }) => {
        const input = { bucket: fields.need('Bucket'), document };
        return () => getConfiguration(client, input);
      },
    ]),
  ),
  ...Object.fromEntries(
    Object.entries(deletions).map(([command, document]): [string, Driver] => [
      command,
      (fields, { client }) => {
        const input = { bucket: fields.need('Bucket'), document };
        return () => deleteConfiguration(client, input);
      },
    ]),
  ),
  PutBucketAcl: (fields, { client }) => {
    const bucket = fields.need('Bucket');
    const acl = fields.text('ACL');
    if (acl !== undefined) return () => putBucketAcl(client, { bucket, canned: acl });
    const policy = fields.object('AccessControlPolicy');
    const value = models.takeAcl(policy);
    policy.end();
    return () => putBucketAcl(client, { bucket, acl: value });
  },
  PutBucketCors: put('cors', 'CORSConfiguration', models.takeCors),
  PutBucketLifecycleConfiguration: put('lifecycle', 'LifecycleConfiguration', models.takeLifecycle),
  PutBucketVersioning: put('versioning', 'VersioningConfiguration', models.takeVersioning),
  PutBucketReplication: put('replication', 'ReplicationConfiguration', models.takeReplication),
  PutBucketTagging: put('tagging', 'Tagging', models.takeTagging),
  PutBucketNotificationConfiguration: put(
    'notification',
    'NotificationConfiguration',
    models.takeNotification,
  ),
  PutBucketEncryption: put('encryption', 'ServerSideEncryptionConfiguration', models.takeEncryption),
  PutObjectLockConfiguration: put('object-lock', 'ObjectLockConfiguration', models.takeObjectLock),
  PutBucketLogging: put('logging', 'BucketLoggingStatus', models.takeLogging),
  PutBucketRequestPayment: put('request-payment', 'RequestPaymentConfiguration', (fields) =>
    given({ payer: fields.text('Payer') }),
  ),
  PutBucketAccelerateConfiguration: put('acceleration', 'AccelerateConfiguration', (fields) =>
    given({ status: fields.text('Status') }),
  ),
  PutPublicAccessBlock: put('public-access-block', 'PublicAccessBlockConfiguration', (fields) => ({
    blockPublicAcls: fields.flag('BlockPublicAcls'),
    ignorePublicAcls: fields.flag('IgnorePublicAcls'),
    blockPublicPolicy: fields.flag('BlockPublicPolicy'),
    restrictPublicBuckets: fields.flag('RestrictPublicBuckets'),
  })),
  GetConfiguration: (fields, { client }) => {
    const input = { bucket: fields.need('Bucket'), document: takeDocument(fields, client) };
    return () => getConfiguration(client, input);
  },
  DeleteConfiguration: (fields, { client }) => {
    const input = { bucket: fields.need('Bucket'), document: takeDocument(fields, client) };
    return () => deleteConfiguration(client, input);
  },
  PutConfiguration: (fields, { client }) => {
    const document = takeDocument(fields, client);
    const form = client.dialect.configuration[document];
    if (!form || 'emulation' in form) throw new NotImplemented('this setting in this dialect');
    const { rootName } = form;
    const schema: z.ZodObject = configurationSchemas[document];
    const value = readDocument(fields.need('Text'), rootName, schema, client.dialect.xmlNamespace);
    const input = { bucket: fields.need('Bucket'), document, value: value as never };
    return () => putConfiguration(client, input);
  },
  PutBucketPolicy: (fields, { client }) => {
    const input = { bucket: fields.need('Bucket'), policy: fields.need('Policy') };
    return () => putBucketPolicy(client, input);
  },
  PutObjectAcl: (fields, { client }) => {
    const place = takeVersion(fields);
    const acl = fields.text('ACL');
    if (acl !== undefined) return () => settings.putObjectAcl(client, { ...place, canned: acl });
    const text = fields.need('Text');
    const value = readDocument(text, 'AccessControlPolicy', accessControlSchema, client.dialect.xmlNamespace);
    return () => settings.putObjectAcl(client, { ...place, acl: value });
  },
  GetObjectRetention: (fields, { client }) => {
    const place = takeVersion(fields);
    return () => settings.getRetention(client, place);
  },
  RestoreFromText: (fields, { client }) => {
    const root = parseXml(fields.need('RestoreText'), 'RestoreRequest');
    const tier = text(child(root, client.dialect.restoreTierElement), 'Tier') ?? undefined;
    const input = { ...takeVersion(fields), days: Number(text(root, 'Days')), ...given({ tier }) };
    return () => settings.restoreObject(client, input);
  },
  GetBucketPolicy: (fields, { client }) => {
    const input = { bucket: fields.need('Bucket') };
    return () => getBucketPolicy(client, input);
  },
  DeleteBucketPolicy: (fields, { client }) => {
    const input = { bucket: fields.need('Bucket') };
    return () => deleteBucketPolicy(client, input);
  },
  GetObjectAcl: (fields, { client }) => {
    const place = takeVersion(fields);
    return () => settings.getObjectAcl(client, place);
  },
  GetObjectTagging: (fields, { client }) => {
    const place = takeVersion(fields);
    return () => settings.getObjectTags(client, place);
  },
  PutObjectTagging: (fields, { client }) => {
    const tagging = fields.object('Tagging');
    const pairs = models.takeTags(tagging, 'TagSet').map(({ key = '', value = '' }) => [key, value] as const);
    tagging.end();
    const input = { ...takeVersion(fields), tags: Object.fromEntries(pairs) };
    return () => settings.setObjectTags(client, input);
  },
  DeleteObjectTagging: (fields, { client }) => {
    const place = takeVersion(fields);
    return () => settings.deleteObjectTags(client, place);
  },
  PutObjectRetention: (fields, { client }) => {
    const retention = fields.object('Retention');
    const input = {
      ...takeVersion(fields),
      bypassesGovernance: fields.flag('BypassGovernanceRetention'),
      retention: given({
        mode: retention.text('Mode'),
        // The client writes its dates without milliseconds.
        retainUntil: retention.text('RetainUntilDate')?.replace('.000Z', 'Z'),
      }),
    };
    retention.end();
    return () => settings.setRetention(client, input);
  },
  GetObjectLegalHold: (fields, { client }) => {
    const place = takeVersion(fields);
    return () => settings.hasLegalHold(client, place);
  },
  PutObjectLegalHold: (fields, { client }) => {
    const hold = fields.object('LegalHold');
    const input = { ...takeVersion(fields), isOn: hold.text('Status') === 'ON' };
    hold.end();
    return () => settings.setLegalHold(client, input);
  },
  RestoreObject: (fields, { client }) => {
    const request = fields.object('RestoreRequest');
    const job = request.object('GlacierJobParameters');
    const input = {
      ...takeVersion(fields),
      days: Number(request.need('Days')),
      ...given({ tier: job.text('Tier') }),
    };
    job.end();
    request.end();
    return () => settings.restoreObject(client, input);
  },
};

function takeDocument(fields: Fields, client: StorageClient): ConfigurationName {
  const wanted = fields.need('Document');
  const name = (Object.keys(configurationSchemas) as ConfigurationName[]).find((known) => known === wanted);
  if (!name || !client.dialect.configuration[name]) throw new NotImplemented('this setting in this dialect');
  return name;
}

function takeVersion(fields: Fields) {
  const versionId = fields.text('VersionId');
  return { bucket: fields.need('Bucket'), key: fields.need('Key'), ...given({ versionId }) };
}
