import { type ConfigurationForms, commonForms } from '../configuration/document-forms.ts';

// Requests that this server has no route for fall through to those that make a bucket.
const unwrittenBy = /^minio/i;

/** https://docs.aws.amazon.com/AmazonS3/latest/API/API_Operations_Amazon_Simple_Storage_Service.html */
export const s3ConfigurationForms: ConfigurationForms = {
  ...commonForms,
  website: { ...commonForms.website, unwrittenBy },
  logging: { ...commonForms.logging, unwrittenBy },
  acl: { subResource: 'acl', rootName: 'AccessControlPolicy', removal: null },
  replication: { subResource: 'replication', rootName: 'ReplicationConfiguration', removal: 'delete' },
  notification: {
    subResource: 'notification',
    rootName: 'NotificationConfiguration',
    removal: { put: { topics: [], queues: [], functions: [] } },
  },
  encryption: {
    subResource: 'encryption',
    rootName: 'ServerSideEncryptionConfiguration',
    removal: 'delete',
  },
  // The lock itself stays for good; only its default can go.
  'object-lock': {
    subResource: 'object-lock',
    rootName: 'ObjectLockConfiguration',
    removal: { put: { objectLockEnabled: 'Enabled' } },
  },
  'request-payment': {
    subResource: 'requestPayment',
    rootName: 'RequestPaymentConfiguration',
    removal: null,
    unwrittenBy,
  },
  acceleration: {
    subResource: 'accelerate',
    rootName: 'AccelerateConfiguration',
    removal: null,
    unwrittenBy,
  },
  'public-access-block': {
    subResource: 'publicAccessBlock',
    rootName: 'PublicAccessBlockConfiguration',
    removal: 'delete',
  },
  'policy-status': {
    subResource: 'policyStatus',
    rootName: 'PolicyStatus',
    removal: null,
    isReadOnly: 'worked-out',
  },
  'ownership-controls': {
    subResource: 'ownershipControls',
    rootName: 'OwnershipControls',
    removal: 'delete',
  },
};
