import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { toAppError } from '../../../shared/model/app-error.ts';
import type { DocumentName } from '../../../shared/model/configuration/configured.ts';
import { makeDataFolder, startTestBackend, type TestBackend } from '../testing/start-test-backend.ts';

let backend: TestBackend;
let folder: Awaited<ReturnType<typeof makeDataFolder>>;
const place = { connectionId: 'sandbox', bucket: 'configured' };

beforeAll(async () => {
  folder = await makeDataFolder();
  backend = await startTestBackend(folder.dataDir);
  await backend.call('buckets.create', { ...place, region: null, hasObjectLock: false });
});
afterAll(async () => {
  await backend.close();
  await folder.remove();
});

const get = (document: DocumentName) => backend.call('buckets.getConfiguration', { ...place, document });
const save = (document: DocumentName, value: never, revision: string | null) =>
  backend.call('buckets.saveConfiguration', { ...place, document, value, revision });

describe('a document of a bucket', () => {
  const rule = { allowedOrigins: ['*'], allowedMethods: ['GET'], allowedHeaders: [], exposeHeaders: [] };
  const value = { rules: [rule] } as never;

  it('is loaded, saved, and taken away, and each version is kept', async () => {
    const none = await get('cors');
    expect(none).toMatchObject({ value: null, source: '', format: 'xml', isRemovable: true });
    const saved = await save('cors', value, none.revision);
    expect(saved.source).toContain('<AllowedOrigin>*</AllowedOrigin>');
    expect(saved.revision).not.toBe(none.revision);
    const removed = await save('cors', null as never, saved.revision);
    expect(removed).toMatchObject({ value: null, revision: none.revision });
    const { versions } = await backend.call('buckets.configurationHistory', { ...place, document: 'cors' });
    expect(versions.map(({ cause, source }) => [cause, source])).toEqual([
      ['saved', ''],
      ['saved', saved.source],
      ['found', ''],
    ]);
  });

  it('is not written over when somebody else changed it', async () => {
    const mine = await get('tagging');
    const tags = (key: string) => ({ tagSet: { tags: [{ key, value: '1' }] } }) as never;
    await save('tagging', tags('theirs'), null);
    const refused = await save('tagging', tags('mine'), mine.revision).catch(toAppError);
    expect(refused).toMatchObject({ kind: 'conflict', reason: 'configuration-changed' });
    expect((await get('tagging')).source).toContain('theirs');
  });

  it('is refused with the field that is not right', async () => {
    const refused = await save('cors', { rules: [{ ...rule, maxAgeSeconds: 'soon' }] } as never, null).catch(
      toAppError,
    );
    expect(refused).toMatchObject({ kind: 'invalid-input', values: { field: 'rules.0.maxAgeSeconds' } });
  });

  it('is read from and written as source', async () => {
    const { connectionId } = place;
    const { source } = await backend.call('buckets.printConfiguration', {
      connectionId,
      document: 'cors',
      value,
    });
    const parsed = await backend.call('buckets.parseConfiguration', {
      connectionId,
      document: 'cors',
      source,
    });
    expect(parsed).toMatchObject({ value, problem: null });
    const broken = await backend.call('buckets.parseConfiguration', {
      connectionId,
      document: 'cors',
      source: source.replace('</CORSRule>', ''),
    });
    expect(broken).toMatchObject({ value: null, problem: { line: 6 } });
  });
});

describe('a policy', () => {
  it('is JSON text from end to end', async () => {
    const policy = JSON.stringify({
      Version: '2012-10-17',
      Statement: [
        { Effect: 'Allow', Principal: '*', Action: 's3:GetObject', Resource: 'arn:aws:s3:::configured/*' },
      ],
    });
    const none = await get('policy');
    expect(none).toMatchObject({ value: null, source: '', format: 'json' });
    const saved = await save('policy', policy as never, none.revision);
    expect(JSON.parse(saved.source)).toEqual(JSON.parse(policy));
    expect((await save('policy', null as never, saved.revision)).value).toBeNull();
  });
});

it('a page is told what a preflight request says', async () => {
  const ask = { ...place, key: 'a.txt', method: 'GET' as const, headers: [] };
  const origin = 'https://a.example';
  expect(await backend.call('buckets.testCors', { ...ask, origin })).toMatchObject({ isAllowed: false });
  const rule = { allowedOrigins: [origin], allowedMethods: ['GET'], allowedHeaders: [], exposeHeaders: [] };
  await save('cors', { rules: [rule] } as never, null);
  expect(await backend.call('buckets.testCors', { ...ask, origin })).toMatchObject({ isAllowed: true });
});
