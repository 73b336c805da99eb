import { expect, test, vi } from 'vitest';
import { alias, runMc } from '../../../e2e/servers/mc.ts';
import { openReal, startRealMinio } from '../../../e2e/servers/real-minio.ts';
import type { MinioServer } from '../../../e2e/servers/start-minio.ts';
import { Collector } from '../conformance/expectations.ts';
import type { StorageProvider } from '../storage-provider.ts';

const bucket = 'copied';
const document = 'replication';

async function openVersioned(server: MinioServer): Promise<StorageProvider> {
  const provider = openReal(server);
  await provider.buckets.createBucket({ bucket, region: null, hasObjectLock: false });
  const value = { status: 'Enabled', excludedPrefixes: [] };
  await provider.configuration.put({ bucket, document: 'versioning', value });
  return provider;
}

async function contentOf({ objects }: StorageProvider, key: string): Promise<string> {
  const got = new Collector();
  await objects.getObject({ bucket, key }, got);
  return got.text;
}

test('objects arrive at another server, as its rules say', async () => {
  const [here, there] = [await startRealMinio(), await startRealMinio()];
  const source = await openVersioned(here);
  const target = await openVersioned(there);
  try {
    const remote = `http://${there.accessKeyId}:${there.secretAccessKey}@127.0.0.1:${there.endpoint.port}/${bucket}`;
    await runMc(here, 'replicate', 'add', `${alias}/${bucket}`, '--remote-bucket', remote);
    const made = await source.configuration.get({ bucket, document });
    expect(made?.rules).toHaveLength(1);
    expect(made?.rules[0]).toMatchObject({ status: 'Enabled' });

    await source.objects.putObject({ bucket, key: 'first ü+', body: Buffer.from('one') });
    await vi.waitFor(async () => expect(await contentOf(target, 'first ü+')).toBe('one'), 30_000);

    // What the server answered, with one field changed, it takes back; and then it does what the field says.
    if (made === null) throw new Error('the rule is gone');
    const only = { ...made, rules: made.rules.map((rule) => ({ ...rule, filter: { prefix: 'in/' } })) };
    await source.configuration.put({ bucket, document, value: only });
    const changed = await source.configuration.get({ bucket, document });
    expect(changed?.rules[0]).toMatchObject({
      filter: { prefix: 'in/' },
      destination: made.rules[0]?.destination,
    });
    await source.objects.putObject({ bucket, key: 'outside', body: Buffer.from('stays') });
    await source.objects.putObject({ bucket, key: 'in/second', body: Buffer.from('two') });
    await vi.waitFor(async () => expect(await contentOf(target, 'in/second')).toBe('two'), 30_000);
    expect(await target.objects.objectExists({ bucket, key: 'outside' })).toBe(false);

    await source.configuration.delete({ bucket, document });
    expect(await source.configuration.get({ bucket, document })).toBe(null);
  } finally {
    await Promise.all([source.close(), target.close()]);
    await Promise.all([here.close(), there.close()]);
  }
}, 120_000);
