import { type ConfigurationForms, commonForms } from '../configuration/document-forms.ts';
import { replicationForm } from './replication-form.ts';

/** https://www.alibabacloud.com/help/en/oss/developer-reference/list-of-operations-by-function */
export const ossConfigurationForms: ConfigurationForms = {
  ...commonForms,
  acl: {
    subResource: 'acl',
    rootName: 'AccessControlPolicy',
    removal: null,
    isReadOnly: 'no-access-lists',
  },
  replication: replicationForm,
  logging: { subResource: 'logging', rootName: 'BucketLoggingStatus', removal: 'delete' },
  encryption: { subResource: 'encryption', rootName: 'ServerSideEncryptionRule', removal: 'delete' },
  referer: {
    subResource: 'referer',
    rootName: 'RefererConfiguration',
    removal: { put: { allowEmptyReferer: true, refererList: { referers: [] } } },
  },
  'request-payment': {
    subResource: 'requestPayment',
    rootName: 'RequestPaymentConfiguration',
    removal: null,
  },
  acceleration: {
    subResource: 'transferAcceleration',
    rootName: 'TransferAccelerationConfiguration',
    removal: null,
  },
  'public-access-block': {
    subResource: 'publicAccessBlock',
    rootName: 'PublicAccessBlockConfiguration',
    removal: 'delete',
  },
};
