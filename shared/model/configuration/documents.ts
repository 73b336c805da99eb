import type { z } from 'zod';
import { accelerationSchema } from './acceleration.ts';
import { accessControlSchema } from './access-control.ts';
import { corsSchema } from './cors.ts';
import { customDomainSchema } from './custom-domain.ts';
import { encryptionSchema } from './encryption.ts';
import { lifecycleSchema } from './lifecycle.ts';
import { loggingSchema } from './logging.ts';
import { notificationSchema } from './notification.ts';
import { objectLockSchema } from './object-lock.ts';
import { originSchema } from './origin.ts';
import { ownershipControlsSchema } from './ownership-controls.ts';
import { policyStatusSchema } from './policy-status.ts';
import { publicAccessBlockSchema } from './public-access-block.ts';
import { refererSchema } from './referer.ts';
import { replicationSchema } from './replication.ts';
import { requestPaymentSchema } from './request-payment.ts';
import { taggingSchema } from './tagging.ts';
import { versioningSchema } from './versioning.ts';
import { websiteSchema } from './website.ts';

/** Schemas of the documents a bucket is configured by. The policy is not among them: it is JSON text. */
export const configurationSchemas = {
  acl: accessControlSchema,
  cors: corsSchema,
  lifecycle: lifecycleSchema,
  versioning: versioningSchema,
  replication: replicationSchema,
  tagging: taggingSchema,
  notification: notificationSchema,
  encryption: encryptionSchema,
  'object-lock': objectLockSchema,
  website: websiteSchema,
  logging: loggingSchema,
  referer: refererSchema,
  'request-payment': requestPaymentSchema,
  acceleration: accelerationSchema,
  'public-access-block': publicAccessBlockSchema,
  'policy-status': policyStatusSchema,
  'ownership-controls': ownershipControlsSchema,
  'custom-domain': customDomainSchema,
  origin: originSchema,
} as const;

export type ConfigurationName = keyof typeof configurationSchemas;

/** Model of each document, by its name. */
export type ConfigurationDocuments = {
  readonly [Name in ConfigurationName]: z.infer<(typeof configurationSchemas)[Name]>;
};
