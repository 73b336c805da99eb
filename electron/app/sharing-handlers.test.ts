import { describe, expect, it } from 'vitest';
import type { StorageProvider } from '../providers/storage-provider.ts';
import { contentDisposition, sharingHandlers } from './sharing-handlers.ts';
import { scriptedPool } from './testing/scripted-provider.ts';

const context = { signal: new AbortController().signal, pageId: 'page' };
const ask = {
  connectionId: 'c',
  bucket: 'b',
  key: 'folder/Prüfung "1".pdf',
  versionId: null,
  expiresInSeconds: 3_600,
  disposition: 'attachment' as const,
};
type Presign = Parameters<StorageProvider['sharing']['presign']>[0];

function start(limitedBy: 'credential-expiry' | 'provider-cap' | null = null) {
  const asked: Presign[] = [];
  const pool = scriptedPool({
    maxLinkLifetimeSeconds: 86_400,
    sharing: {
      presign: async (input) => {
        asked.push(input);
        return { url: 'https://signed', expiresAtMs: input.expiresInSeconds * 1_000, limitedBy };
      },
    },
  });
  return { issue: sharingHandlers({ pool })['sharing.issueLink'], asked };
}

describe('issuing a link', () => {
  it('lives as long as was asked when nothing forbids it', async () => {
    const { issue, asked } = start();
    expect(await issue(ask, context)).toEqual({
      url: 'https://signed',
      expiresAtMs: 3_600_000,
      limitedBy: null,
    });
    expect(asked[0]).toMatchObject({ method: 'GET', bucket: 'b', key: ask.key, expiresInSeconds: 3_600 });
    expect(asked[0]).not.toHaveProperty('versionId');
  });

  it('is cut to the cap of the provider and says so', async () => {
    const { issue, asked } = start();
    const link = await issue({ ...ask, expiresInSeconds: 604_800, versionId: 'v1' }, context);
    expect(link).toMatchObject({ expiresAtMs: 86_400_000, limitedBy: 'provider-cap' });
    expect(asked[0]).toMatchObject({ versionId: 'v1', expiresInSeconds: 86_400 });
  });

  it('is not limited when exactly the longest life was asked for', async () => {
    const { issue } = start('provider-cap');
    expect((await issue({ ...ask, expiresInSeconds: 86_400 }, context)).limitedBy).toBeNull();
  });

  it('names the credential when that ends first', async () => {
    const { issue } = start('credential-expiry');
    expect((await issue({ ...ask, expiresInSeconds: 604_800 }, context)).limitedBy).toBe('credential-expiry');
  });

  it('asks for the disposition only when it is to be changed', async () => {
    const { issue, asked } = start();
    await issue({ ...ask, disposition: 'as-stored' }, context);
    await issue({ ...ask, disposition: 'inline', key: 'a/b.txt' }, context);
    expect(asked.map(({ responseHeaders }) => responseHeaders)).toEqual([
      {},
      { 'response-content-disposition': 'inline; filename="b.txt"' },
    ]);
  });
});

describe('the file name of a link', () => {
  it.each([
    ['plain.txt', 'attachment; filename="plain.txt"'],
    ['with space.txt', 'attachment; filename="with space.txt"'],
    ['', 'attachment'],
    ['say "hi".txt', `attachment; filename="say _hi_.txt"; filename*=UTF-8''say%20%22hi%22.txt`],
    ['Prüfung.pdf', `attachment; filename="Pr_fung.pdf"; filename*=UTF-8''Pr%C3%BCfung.pdf`],
    ["it's (1)*.txt", `attachment; filename="it's (1)*.txt"`],
    ["ü'(1)*", `attachment; filename="_'(1)*"; filename*=UTF-8''%C3%BC%27%281%29%2A`],
    ['100%41.txt', `attachment; filename="100_41.txt"; filename*=UTF-8''100%2541.txt`],
    ['a\r\nSet-Cookie: x', 'attachment; filename="a__Set-Cookie: x"'],
    ['日本.csv', `attachment; filename="__.csv"; filename*=UTF-8''%E6%97%A5%E6%9C%AC.csv`],
    ['\ud800.txt', `attachment; filename="_.txt"; filename*=UTF-8''%EF%BF%BD.txt`],
  ])('%j gives %s', (name, expected) => {
    expect(contentDisposition('attachment', name)).toBe(expected);
  });
});
