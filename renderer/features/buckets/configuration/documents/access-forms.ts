import type { FormSpec } from '../form-spec.ts';

export const corsForm: FormSpec = {
  empty: { rules: [] },
  fields: [
    {
      kind: 'list',
      path: 'rules',
      label: 'rules',
      titlePath: 'id',
      empty: {
        allowedOrigins: ['https://'],
        allowedMethods: ['GET', 'HEAD'],
        allowedHeaders: ['*'],
        exposeHeaders: [],
        maxAgeSeconds: 3_600,
      },
      fields: [
        { kind: 'text', path: 'id', label: 'id', isCode: true, providers: ['s3', 'cos'] },
        {
          kind: 'lines',
          path: 'allowedOrigins',
          label: 'origins',
          hint: 'originsHint',
          placeholder: 'https://app.example',
        },
        {
          kind: 'checks',
          path: 'allowedMethods',
          label: 'methods',
          options: ['GET', 'PUT', 'POST', 'DELETE', 'HEAD'],
        },
        { kind: 'lines', path: 'allowedHeaders', label: 'headers', hint: 'headersHint', placeholder: '*' },
        { kind: 'lines', path: 'exposeHeaders', label: 'expose', hint: 'exposeHint', placeholder: 'ETag' },
        { kind: 'number', path: 'maxAgeSeconds', label: 'maxAge', unit: 'seconds', min: 0 },
      ],
    },
    { kind: 'flag', path: 'responseVary', label: 'vary', hint: 'varyHint', providers: ['cos', 'oss'] },
  ],
};

const permissions = ['READ', 'WRITE', 'READ_ACP', 'WRITE_ACP', 'FULL_CONTROL'] as const;

export const aclForm: FormSpec = {
  empty: { accessControlList: { grants: [] } },
  emptyOf: { oss: { accessControlList: { grants: [{ word: 'private' }] } } },
  fields: [
    {
      kind: 'text',
      path: 'owner.id',
      label: 'owner',
      hint: 'ownerHint',
      isCode: true,
      providers: ['s3', 'cos'],
    },
    {
      kind: 'list',
      path: 'accessControlList.grants',
      label: 'grants',
      providers: ['s3', 'cos'],
      titlePath: 'permission',
      empty: { grantee: { type: 'CanonicalUser', id: '' }, permission: 'READ' },
      fields: [
        { kind: 'choice', path: 'permission', label: 'permission', options: permissions },
        {
          kind: 'choice',
          path: 'grantee.type',
          label: 'granteeType',
          options: ['CanonicalUser', 'Group', 'AmazonCustomerByEmail'],
          none: true,
        },
        { kind: 'text', path: 'grantee.id', label: 'granteeId', isCode: true },
        { kind: 'text', path: 'grantee.uri', label: 'granteeUri', hint: 'granteeUriHint', isCode: true },
      ],
    },
    {
      kind: 'choice',
      path: 'accessControlList.grants.0.word',
      label: 'word',
      hint: 'wordHint',
      providers: ['oss'],
      options: ['private', 'public-read', 'public-read-write'],
    },
  ],
};

export const publicAccessBlockForm: FormSpec = {
  empty: {},
  fields: [
    {
      kind: 'flag',
      path: 'blockPublicAcls',
      label: 'blockPublicAcls',
      hint: 'blockPublicAclsHint',
      providers: ['s3'],
    },
    {
      kind: 'flag',
      path: 'ignorePublicAcls',
      label: 'ignorePublicAcls',
      hint: 'ignorePublicAclsHint',
      providers: ['s3'],
    },
    {
      kind: 'flag',
      path: 'blockPublicPolicy',
      label: 'blockPublicPolicy',
      hint: 'blockPublicPolicyHint',
      providers: ['s3'],
    },
    {
      kind: 'flag',
      path: 'restrictPublicBuckets',
      label: 'restrictPublicBuckets',
      hint: 'restrictPublicBucketsHint',
      providers: ['s3'],
    },
    { kind: 'flag', path: 'blockPublicAccess', label: 'blockPublicAccess', providers: ['oss'] },
  ],
};

export const ownershipForm: FormSpec = {
  empty: { rules: [{ objectOwnership: 'BucketOwnerEnforced' }] },
  fields: [
    {
      kind: 'choice',
      path: 'rules.0.objectOwnership',
      label: 'ownership',
      hint: 'ownershipHint',
      options: ['BucketOwnerEnforced', 'BucketOwnerPreferred', 'ObjectWriter'],
    },
  ],
};

export const policyStatusForm: FormSpec = {
  empty: {},
  fields: [{ kind: 'text', path: 'isPublic', label: 'isPublic', isCode: true }],
};

export const refererForm: FormSpec = {
  empty: {},
  fields: [
    {
      kind: 'switch',
      path: 'status',
      label: 'enabled',
      on: 'Enabled',
      off: 'Disabled',
      providers: ['cos'],
    },
    {
      kind: 'choice',
      path: 'type',
      label: 'type',
      options: ['White-List', 'Black-List'],
      providers: ['cos'],
    },
    {
      kind: 'lines',
      path: 'domainList.domains',
      label: 'domains',
      hint: 'domainsHint',
      placeholder: '*.example.com',
      providers: ['cos'],
    },
    {
      kind: 'switch',
      path: 'emptyReferer',
      label: 'allowEmpty',
      hint: 'allowEmptyHint',
      on: 'Allow',
      off: 'Deny',
      providers: ['cos'],
    },
    {
      kind: 'flag',
      path: 'allowEmptyReferer',
      label: 'allowEmpty',
      hint: 'allowEmptyHint',
      providers: ['oss'],
    },
    {
      kind: 'lines',
      path: 'refererList.referers',
      label: 'domains',
      hint: 'referersHint',
      placeholder: 'https://*.example.com',
      providers: ['oss'],
    },
  ],
};
