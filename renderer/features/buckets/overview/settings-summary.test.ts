import { expect, it } from 'vitest';
import { failure } from '../../../../shared/model/app-error.ts';
import type { DocumentName } from '../../../../shared/model/configuration/configured.ts';
import { settled, unloadedDocument } from '../configuration/document-state.ts';
import { summaryOf } from './settings-summary.tsx';

const word = (document: DocumentName, source: string, value: unknown = null) =>
  summaryOf(
    document,
    settled({
      value: value as never,
      source,
      format: 'xml',
      revision: '',
      isRemovable: true,
      isReadOnly: false,
    }),
  ).word;
const policy = (statement: object) => JSON.stringify({ Statement: [statement] });

it.each([
  ['private', word('policy', '')],
  ['public', word('policy', policy({ Effect: 'Allow', Principal: '*' }))],
  ['public', word('policy', policy({ Effect: 'Allow', Principal: { AWS: ['*'] } }))],
  [
    'public',
    word(
      'policy',
      JSON.stringify({ statement: { effect: 'allow', principal: { qcs: ['qcs::cam::anyone:anyone'] } } }),
    ),
  ],
  ['on', word('policy', policy({ Effect: 'Deny', Principal: '*' }))],
  ['on', word('policy', policy({ Effect: 'Allow', Principal: { AWS: 'arn:aws:iam::1:root' } }))],
  ['on', word('versioning', '<V/>', { status: 'Enabled' })],
  ['off', word('versioning', '<V/>', {})],
  ['none', word('object-lock', '<L/>', { objectLockEnabled: 'Enabled' })],
  ['none', word('lifecycle', '')],
  ['on', word('lifecycle', '<L/>', { rules: [] })],
  ['loading', summaryOf('policy', unloadedDocument).word],
  [
    'absent',
    summaryOf('policy', { ...unloadedDocument, status: 'failed', error: failure('not-offered', '').appError })
      .word,
  ],
])('%s', (expected, found) => {
  expect(found).toBe(expected);
});
