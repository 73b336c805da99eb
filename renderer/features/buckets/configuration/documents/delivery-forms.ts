import type { Field, FormSpec } from '../form-spec.ts';

export const taggingForm: FormSpec = {
  empty: { tagSet: { tags: [] } },
  fields: [
    {
      kind: 'list',
      path: 'tagSet.tags',
      label: 'tags',
      hint: 'tagsHint',
      isCompact: true,
      empty: { key: '', value: '' },
      fields: [
        { kind: 'text', path: 'key', label: 'key' },
        { kind: 'text', path: 'value', label: 'value', keepsEmpty: true },
      ],
    },
  ],
};

export const loggingForm: FormSpec = {
  empty: {},
  fields: [
    {
      kind: 'section',
      path: 'loggingEnabled',
      label: 'logging',
      hint: 'loggingHint',
      empty: { targetBucket: '', targetPrefix: 'logs/' },
      fields: [
        { kind: 'text', path: 'targetBucket', label: 'targetBucket', isCode: true },
        { kind: 'text', path: 'targetPrefix', label: 'targetPrefix', isCode: true },
      ],
    },
  ],
};

const events = [
  's3:ObjectCreated:*',
  's3:ObjectRemoved:*',
  's3:ObjectAccessed:*',
  's3:ObjectRestore:*',
  's3:ObjectTagging:*',
  's3:Replication:*',
  's3:LifecycleExpiration:*',
] as const;

const target = (path: string, arnLabel: string): Field => ({
  kind: 'list',
  path,
  label: path,
  titlePath: 'arn',
  empty: { arn: '', events: ['s3:ObjectCreated:*'] },
  fields: [
    { kind: 'text', path: 'arn', label: arnLabel, hint: 'arnHint', isCode: true },
    { kind: 'checks', path: 'events', label: 'events', options: events },
    {
      kind: 'list',
      path: 'filter.key.rules',
      label: 'filter',
      isCompact: true,
      empty: { name: 'prefix', value: '' },
      fields: [
        { kind: 'choice', path: 'name', label: 'filterName', options: ['prefix', 'suffix'] },
        { kind: 'text', path: 'value', label: 'filterValue', isCode: true },
      ],
    },
    { kind: 'text', path: 'id', label: 'id', isCode: true },
  ],
});

export const notificationForm: FormSpec = {
  empty: { topics: [], queues: [], functions: [] },
  fields: [target('queues', 'queueArn'), target('topics', 'topicArn'), target('functions', 'functionArn')],
};

export const websiteForm: FormSpec = {
  empty: { indexDocument: { suffix: 'index.html' } },
  fields: [
    { kind: 'text', path: 'indexDocument.suffix', label: 'index', hint: 'indexHint', isCode: true },
    { kind: 'text', path: 'errorDocument.key', label: 'error', hint: 'errorHint', isCode: true },
    { kind: 'flag', path: 'indexDocument.supportSubDir', label: 'subFolders', providers: ['oss'] },
    {
      kind: 'section',
      path: 'redirectAllRequestsTo',
      label: 'redirectAll',
      hint: 'redirectAllHint',
      empty: { hostName: '' },
      fields: [
        { kind: 'text', path: 'hostName', label: 'hostName', isCode: true },
        { kind: 'choice', path: 'protocol', label: 'protocol', options: ['http', 'https'], none: true },
      ],
    },
    {
      kind: 'list',
      path: 'routingRules.rules',
      label: 'routingRules',
      empty: { condition: { keyPrefixEquals: '' }, redirect: { replaceKeyPrefixWith: '' } },
      fields: [
        { kind: 'number', path: 'ruleNumber', label: 'ruleNumber', min: 1, providers: ['oss'] },
        { kind: 'text', path: 'condition.keyPrefixEquals', label: 'whenPrefix', isCode: true },
        { kind: 'text', path: 'condition.httpErrorCodeReturnedEquals', label: 'whenStatus', isCode: true },
        {
          kind: 'choice',
          path: 'redirect.protocol',
          label: 'protocol',
          options: ['http', 'https'],
          none: true,
        },
        { kind: 'text', path: 'redirect.hostName', label: 'hostName', isCode: true },
        { kind: 'text', path: 'redirect.replaceKeyPrefixWith', label: 'replacePrefix', isCode: true },
        { kind: 'text', path: 'redirect.replaceKeyWith', label: 'replaceKey', isCode: true },
        { kind: 'text', path: 'redirect.httpRedirectCode', label: 'redirectStatus', isCode: true },
      ],
    },
  ],
};

export const requestPaymentForm: FormSpec = {
  empty: { payer: 'BucketOwner' },
  fields: [
    {
      kind: 'choice',
      path: 'payer',
      label: 'payer',
      hint: 'payerHint',
      options: ['BucketOwner', 'Requester'],
    },
  ],
};

export const accelerationForm: FormSpec = {
  empty: {},
  fields: [
    {
      kind: 'choice',
      path: 'status',
      label: 'status',
      hint: 'statusHint',
      options: ['Enabled', 'Suspended'],
      providers: ['s3', 'cos'],
    },
    { kind: 'flag', path: 'enabled', label: 'enabled', providers: ['oss'] },
  ],
};

export const customDomainForm: FormSpec = {
  empty: { rules: [] },
  fields: [
    {
      kind: 'list',
      path: 'rules',
      label: 'rules',
      titlePath: 'name',
      empty: { status: 'ENABLED', name: '', type: 'REST' },
      fields: [
        { kind: 'text', path: 'name', label: 'name', isCode: true },
        { kind: 'switch', path: 'status', label: 'enabled', on: 'ENABLED', off: 'DISABLED' },
        { kind: 'choice', path: 'type', label: 'type', options: ['REST', 'WEBSITE'] },
        {
          kind: 'choice',
          path: 'forcedReplacement',
          label: 'replace',
          hint: 'replaceHint',
          options: ['CNAME', 'TXT'],
          none: true,
        },
      ],
    },
  ],
};

export const originForm: FormSpec = {
  empty: { rules: [] },
  fields: [
    {
      kind: 'list',
      path: 'rules',
      label: 'rules',
      empty: {
        priority: 1,
        type: 'Mirror',
        condition: { httpStatusCode: '404' },
        info: { hostInfo: { hostName: '' } },
      },
      fields: [
        { kind: 'number', path: 'priority', label: 'priority', min: 1 },
        { kind: 'choice', path: 'type', label: 'type', options: ['Mirror', 'Proxy', 'Redirect'] },
        { kind: 'text', path: 'condition.prefix', label: 'prefix', isCode: true },
        { kind: 'text', path: 'info.hostInfo.hostName', label: 'hostName', isCode: true },
        {
          kind: 'choice',
          path: 'parameter.protocol',
          label: 'protocol',
          options: ['HTTP', 'HTTPS', 'FOLLOW'],
          none: true,
        },
        { kind: 'flag', path: 'parameter.followQueryString', label: 'followQuery' },
        { kind: 'flag', path: 'parameter.followRedirection', label: 'followRedirects' },
      ],
    },
  ],
};
