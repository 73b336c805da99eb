import type { Field, FormSpec } from '../form-spec.ts';

const tagFields: readonly Field[] = [
  { kind: 'text', path: 'key', label: 'tagKey' },
  { kind: 'text', path: 'value', label: 'tagValue', keepsEmpty: true },
];

const when: readonly Field[] = [
  { kind: 'number', path: 'days', label: 'days', unit: 'days', min: 0 },
  { kind: 'text', path: 'date', label: 'date', hint: 'dateHint', isCode: true, providers: ['s3', 'cos'] },
  { kind: 'text', path: 'createdBeforeDate', label: 'createdBefore', isCode: true, providers: ['oss'] },
];

/** S3 and COS say what a rule is about in a filter, OSS in the rule itself. */
export const lifecycleForm: FormSpec = {
  empty: { rules: [] },
  fields: [
    {
      kind: 'list',
      path: 'rules',
      label: 'rules',
      titlePath: 'id',
      empty: {
        status: 'Enabled',
        filter: { prefix: '' },
        tags: [],
        transitions: [],
        noncurrentVersionTransitions: [],
      },
      fields: [
        { kind: 'text', path: 'id', label: 'id', isCode: true },
        { kind: 'switch', path: 'status', label: 'enabled', on: 'Enabled', off: 'Disabled' },
        {
          kind: 'text',
          path: 'filter.prefix',
          label: 'prefix',
          hint: 'prefixHint',
          isCode: true,
          keepsEmpty: true,
          providers: ['s3', 'cos'],
        },
        {
          kind: 'text',
          path: 'prefix',
          label: 'prefix',
          hint: 'prefixHint',
          isCode: true,
          keepsEmpty: true,
          providers: ['oss'],
        },
        {
          kind: 'section',
          path: 'filter.tag',
          label: 'tag',
          empty: { key: '', value: '' },
          fields: tagFields,
          providers: ['s3', 'cos'],
        },
        {
          kind: 'number',
          path: 'filter.objectSizeGreaterThanBytes',
          label: 'largerThan',
          unit: 'bytes',
          min: 0,
          providers: ['s3'],
        },
        {
          kind: 'number',
          path: 'filter.objectSizeLessThanBytes',
          label: 'smallerThan',
          unit: 'bytes',
          min: 1,
          providers: ['s3'],
        },
        {
          kind: 'list',
          path: 'tags',
          label: 'tags',
          isCompact: true,
          empty: { key: '', value: '' },
          fields: tagFields,
          providers: ['oss'],
        },
        {
          kind: 'section',
          path: 'expiration',
          label: 'expiration',
          hint: 'expirationHint',
          empty: { days: 30 },
          fields: [
            ...when,
            {
              kind: 'flag',
              path: 'expiredObjectDeleteMarker',
              label: 'deleteMarkers',
              hint: 'deleteMarkersHint',
            },
          ],
        },
        {
          kind: 'list',
          path: 'transitions',
          label: 'transitions',
          isCompact: true,
          empty: { days: 30, storageClass: '' },
          fields: [...when, { kind: 'text', path: 'storageClass', label: 'storageClass', isCode: true }],
        },
        {
          kind: 'section',
          path: 'noncurrentVersionExpiration',
          label: 'noncurrentExpiration',
          hint: 'noncurrentExpirationHint',
          empty: { noncurrentDays: 30 },
          fields: [
            { kind: 'number', path: 'noncurrentDays', label: 'days', unit: 'days', min: 1 },
            {
              kind: 'number',
              path: 'newerNoncurrentVersions',
              label: 'newerVersions',
              min: 0,
              providers: ['s3'],
            },
          ],
        },
        {
          kind: 'list',
          path: 'noncurrentVersionTransitions',
          label: 'noncurrentTransitions',
          isCompact: true,
          empty: { noncurrentDays: 30, storageClass: '' },
          fields: [
            { kind: 'number', path: 'noncurrentDays', label: 'days', unit: 'days', min: 0 },
            { kind: 'text', path: 'storageClass', label: 'storageClass', isCode: true },
          ],
        },
        {
          kind: 'section',
          path: 'abortIncompleteMultipartUpload',
          label: 'abort',
          hint: 'abortHint',
          providers: ['s3', 'cos'],
          empty: { daysAfterInitiation: 7 },
          fields: [{ kind: 'number', path: 'daysAfterInitiation', label: 'days', unit: 'days', min: 1 }],
        },
        {
          kind: 'section',
          path: 'abortMultipartUpload',
          label: 'abort',
          hint: 'abortHint',
          providers: ['oss'],
          empty: { days: 7 },
          fields: [{ kind: 'number', path: 'days', label: 'days', unit: 'days', min: 1 }],
        },
      ],
    },
  ],
};
