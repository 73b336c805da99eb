import { type ConfigurationForms, commonForms } from '../configuration/document-forms.ts';

/** https://www.alibabacloud.com/help/en/oss/developer-reference/list-of-operations-by-function */
export const ossConfigurationForms: ConfigurationForms = {
  ...commonForms,
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
};
