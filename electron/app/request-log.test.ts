import { expect, it } from 'vitest';
import { logFailedRequests } from './request-log.ts';

it('notes failed requests only, without the path and the query', () => {
  const lines: unknown[] = [];
  const note = (event: string, fields: object = {}) => void lines.push({ event, ...fields });
  const onRequest = logFailedRequests({ info: note, warn: note, error: note });
  const record = {
    atMs: 1,
    operation: 'getObject',
    attempt: 2,
    method: 'GET',
    host: 'h',
    path: '/private-bucket/private-key',
    query: 'versionId=private',
    status: 503,
    durationMs: 12,
    sentBytes: 0,
    receivedBytes: 9,
    requestId: 'r-1',
    errorKind: 'server',
    errorCode: 'SlowDown',
  };
  onRequest('c1', { ...record, status: 200, errorKind: null, errorCode: null });
  expect(lines).toEqual([]);
  onRequest('c1', record);
  expect(lines).toEqual([
    {
      event: 'request',
      connectionId: 'c1',
      operation: 'getObject',
      attempt: 2,
      method: 'GET',
      status: 503,
      durationMs: 12,
      requestId: 'r-1',
      errorKind: 'server',
      errorCode: 'SlowDown',
    },
  ]);
  expect(JSON.stringify(lines)).not.toContain('private');
});
