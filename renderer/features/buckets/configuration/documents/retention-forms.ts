import type { FormSpec } from '../form-spec.ts';

export const versioningForm: FormSpec = {
  empty: { status: 'Enabled', excludedPrefixes: [] },
  fields: [
    {
      kind: 'choice',
      path: 'status',
      label: 'status',
      hint: 'statusHint',
      options: ['Enabled', 'Suspended'],
    },
    {
      kind: 'list',
      path: 'excludedPrefixes',
      label: 'excludedPrefixes',
      hint: 'excludedPrefixesHint',
      providers: ['s3'],
      isCompact: true,
      empty: { prefix: '' },
      fields: [{ kind: 'text', path: 'prefix', label: 'prefix', isCode: true, placeholder: 'tmp/*' }],
    },
    { kind: 'flag', path: 'excludeFolders', label: 'excludeFolders', providers: ['s3'] },
  ],
};

export const objectLockForm: FormSpec = {
  empty: { objectLockEnabled: 'Enabled' },
  fields: [
    {
      kind: 'section',
      path: 'rule',
      label: 'rule',
      hint: 'ruleHint',
      empty: { defaultRetention: { mode: 'GOVERNANCE', days: 30 } },
      fields: [
        {
          kind: 'choice',
          path: 'defaultRetention.mode',
          label: 'mode',
          hint: 'modeHint',
          options: ['GOVERNANCE', 'COMPLIANCE'],
        },
        { kind: 'number', path: 'defaultRetention.days', label: 'days', unit: 'days', min: 1 },
        { kind: 'number', path: 'defaultRetention.years', label: 'years', unit: 'years', min: 1 },
      ],
    },
  ],
};

export const encryptionForm: FormSpec = {
  empty: { rules: [{ byDefault: { algorithm: 'AES256' } }] },
  emptyOf: { oss: { rules: [], byDefault: { algorithm: 'AES256' } } },
  fields: [
    {
      kind: 'list',
      path: 'rules',
      label: 'rules',
      providers: ['s3', 'cos'],
      empty: { byDefault: { algorithm: 'AES256' } },
      fields: [
        {
          kind: 'choice',
          path: 'byDefault.algorithm',
          label: 'algorithm',
          hint: 'algorithmHint',
          options: ['AES256', 'aws:kms', 'aws:kms:dsse', 'KMS'],
        },
        { kind: 'text', path: 'byDefault.kmsKeyId', label: 'kmsKeyId', hint: 'kmsKeyIdHint', isCode: true },
        { kind: 'flag', path: 'bucketKeyEnabled', label: 'bucketKeyEnabled', providers: ['s3'] },
      ],
    },
    {
      kind: 'choice',
      path: 'byDefault.algorithm',
      label: 'algorithm',
      providers: ['oss'],
      options: ['AES256', 'KMS', 'SM4'],
    },
    { kind: 'text', path: 'byDefault.kmsKeyId', label: 'kmsKeyId', providers: ['oss'], isCode: true },
    {
      kind: 'choice',
      path: 'byDefault.dataEncryption',
      label: 'dataEncryption',
      providers: ['oss'],
      options: ['SM4'],
      none: true,
    },
  ],
};

const filter = [
  {
    kind: 'text',
    path: 'filter.prefix',
    label: 'prefix',
    hint: 'prefixHint',
    isCode: true,
    keepsEmpty: true,
  },
  { kind: 'number', path: 'priority', label: 'priority', min: 0 },
] as const;

export const replicationForm: FormSpec = {
  empty: { rules: [] },
  fields: [
    { kind: 'text', path: 'role', label: 'role', hint: 'roleHint', isCode: true, providers: ['s3', 'cos'] },
    {
      kind: 'list',
      path: 'rules',
      label: 'rules',
      titlePath: 'id',
      empty: {
        status: 'Enabled',
        priority: 1,
        filter: { prefix: '' },
        destination: { bucket: '' },
        deleteMarkerReplication: { status: 'Disabled' },
      },
      fields: [
        { kind: 'text', path: 'id', label: 'id', isCode: true },
        { kind: 'switch', path: 'status', label: 'enabled', on: 'Enabled', off: 'Disabled' },
        {
          kind: 'text',
          path: 'destination.bucket',
          label: 'destination',
          hint: 'destinationHint',
          isCode: true,
        },
        { kind: 'text', path: 'destination.location', label: 'location', providers: ['oss'], isCode: true },
        { kind: 'text', path: 'destination.storageClass', label: 'storageClass', isCode: true },
        ...filter,
        {
          kind: 'switch',
          path: 'deleteMarkerReplication.status',
          label: 'deleteMarkers',
          on: 'Enabled',
          off: 'Disabled',
          providers: ['s3', 'cos'],
        },
        {
          kind: 'switch',
          path: 'deleteReplication.status',
          label: 'deletes',
          on: 'Enabled',
          off: 'Disabled',
          providers: ['s3'],
        },
        {
          kind: 'switch',
          path: 'existingObjectReplication.status',
          label: 'existing',
          on: 'Enabled',
          off: 'Disabled',
          providers: ['s3'],
        },
        {
          kind: 'choice',
          path: 'action',
          label: 'action',
          options: ['ALL', 'PUT'],
          none: true,
          providers: ['oss'],
        },
        {
          kind: 'choice',
          path: 'historicalObjectReplication',
          label: 'historical',
          options: ['enabled', 'disabled'],
          none: true,
          providers: ['oss'],
        },
      ],
    },
  ],
};
