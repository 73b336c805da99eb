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
  referer: { subResource: 'referer', rootName: 'RefererConfiguration', removal: 'put-nothing' },
  // The lock itself stays for good; only its default can go: https://www.tencentcloud.com/document/product/436/54044
  'object-lock': {
    subResource: 'object-lock',
    rootName: 'ObjectLockConfiguration',
    removal: { put: { objectLockEnabled: 'Enabled' } },
  },
  'custom-domain': { subResource: 'domain', rootName: 'DomainConfiguration', removal: 'delete' },
  origin: { subResource: 'origin', rootName: 'OriginConfiguration', removal: 'delete' },
  acceleration: { subResource: 'accelerate', rootName: 'AccelerateConfiguration', removal: null },
};
