import { refusal } from '../capabilities/refusals.ts';
import { type ConfigurationForms, commonForms } from '../configuration/document-forms.ts';
import { putBucketAcl } from '../operations/access.ts';
import { replicationForm } from './replication-form.ts';

/** https://www.alibabacloud.com/help/en/oss/developer-reference/list-of-operations-by-function */
export const ossConfigurationForms: ConfigurationForms = {
  ...commonForms,
  acl: {
    subResource: 'acl',
    rootName: 'AccessControlPolicy',
    removal: null,
    // A word is all there is: https://www.alibabacloud.com/help/en/oss/developer-reference/putbucketacl
    async write(client, { bucket, value }, options) {
      const word = value.accessControlList?.grants.at(0)?.word;
      if (word === undefined) throw refusal('no-access-lists');
      await putBucketAcl(client, { bucket, canned: word }, options);
    },
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
