import { type ConfigurationForms, commonForms } from '../configuration/document-forms.ts';

/** https://www.tencentcloud.com/document/product/436/7751 */
export const cosConfigurationForms: ConfigurationForms = {
  ...commonForms,
  acl: { subResource: 'acl', rootName: 'AccessControlPolicy', removal: null },
  replication: { subResource: 'replication', rootName: 'ReplicationConfiguration', removal: 'delete' },
  encryption: {
    subResource: 'encryption',
    rootName: 'ServerSideEncryptionConfiguration',
    removal: 'delete',
  },
  referer: { subResource: 'referer', rootName: 'RefererConfiguration', removal: null },
  acceleration: { subResource: 'accelerate', rootName: 'AccelerateConfiguration', removal: null },
};
