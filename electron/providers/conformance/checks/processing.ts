import { randomBytes } from 'node:crypto';
import { deflateSync } from 'node:zlib';
import { toAppError } from '../../../../shared/model/app-error.ts';
import { checksumOf } from '../../checksums/crc.ts';
import { CustomerKey } from '../../customer-key.ts';
import type { StorageProvider } from '../../storage-provider.ts';
import { type Check, NotOffered } from '../check.ts';
import { Collector, expectEqual, expectFailure, expectThat } from '../expectations.ts';
import { halfSize, selectTable } from '../own-words.ts';

const group = 'objects';

/** A grey picture of 64 by 64 points: https://www.w3.org/TR/png-3/ */
function greyPng(): Buffer {
  const size = 64;
  const header = Buffer.alloc(13);
  header.writeUInt32BE(size, 0);
  header.writeUInt32BE(size, 4);
  header.writeUInt8(8, 8);
  const rows = Buffer.alloc(size * (size + 1), 0x80);
  for (let row = 0; row < size; row += 1) rows[row * (size + 1)] = 0;
  const chunk = (type: string, data: Buffer): Buffer => {
    const content = Buffer.concat([Buffer.from(type), data]);
    const length = Buffer.alloc(4);
    length.writeUInt32BE(data.length);
    return Buffer.concat([length, content, checksumOf('crc32', content)]);
  };
  return Buffer.concat([
    Buffer.from('\x89PNG\r\n\x1a\n', 'latin1'),
    chunk('IHDR', header),
    chunk('IDAT', deflateSync(rows)),
    chunk('IEND', Buffer.alloc(0)),
  ]);
}

/** Width of a PNG; null for anything else. */
function pngWidth(bytes: Buffer): number | null {
  return bytes.length > 24 && bytes.toString('latin1', 1, 4) === 'PNG' ? bytes.readUInt32BE(16) : null;
}

async function bytesOf(
  { objects }: StorageProvider,
  input: { bucket: string; key: string; process?: string },
) {
  const got = new Collector();
  await objects.getObject(input, got);
  return got.bytes;
}

function expectHalf(bytes: Buffer, original: Buffer): void {
  if (bytes.equals(original)) throw new NotOffered('The server returns the picture as it was stored.');
  expectEqual('width', pngWidth(bytes), 32);
}

const people = 'name,count\nJane,10\nAnn,2\n"Zoë, the third",7\n';

/** What the server works out of an object, and objects that it encrypts with a key of the customer's. */
export const processingChecks: readonly Check[] = [
  {
    group,
    operation: 'processImage',
    async run({ provider, bucket }) {
      const place = { bucket, key: 'picture.png' };
      const body = greyPng();
      await provider.objects.putObject({ ...place, body, write: { headers: { contentType: 'image/png' } } });
      expectHalf(await bytesOf(provider, { ...place, process: halfSize[provider.id] }), body);
    },
  },
  {
    group,
    operation: 'saveProcessed',
    async run({ provider, bucket }) {
      const place = { bucket, key: 'picture to keep.png' };
      const body = greyPng();
      await provider.objects.putObject({ ...place, body, write: { headers: { contentType: 'image/png' } } });
      const target = { key: 'smaller.png' };
      await provider.objects.saveProcessed({ ...place, expression: halfSize[provider.id], target });
      expectHalf(await bytesOf(provider, { bucket, key: 'smaller.png' }), body);
    },
  },
  {
    group,
    operation: 'selectObjectContent',
    about: 'CSV',
    async run({ provider, bucket }) {
      await provider.objects.putObject({ bucket, key: 'people.csv', body: Buffer.from(people) });
      const got = new Collector();
      const { receivedBytes } = await provider.objects.selectObjectContent(
        {
          bucket,
          key: 'people.csv',
          expression: `select name from ${selectTable[provider.id]} where cast("count" as int) > 5`,
          source: { format: 'csv', header: 'use' },
          target: { format: 'csv' },
        },
        got,
      );
      expectEqual('records', got.text, 'Jane\n"Zoë, the third"\n');
      expectEqual('received bytes', receivedBytes, got.bytes.length);
    },
  },
  {
    group,
    operation: 'selectObjectContent',
    about: 'JSON lines',
    async run({ provider, bucket }) {
      const lines = '{"name":"Jane","count":10}\n{"name":"Ann","count":2}\n';
      await provider.objects.putObject({ bucket, key: 'people.jsonl', body: Buffer.from(lines) });
      const got = new Collector();
      const question = {
        bucket,
        key: 'people.jsonl',
        source: { format: 'json', layout: 'lines' },
        target: { format: 'json' },
      } as const;
      const table = selectTable[provider.id];
      const expression = `select s.name from ${table} s where s."count" = 2`;
      await provider.objects.selectObjectContent({ ...question, expression }, got);
      expectEqual('records', got.text.trim(), '{"name":"Ann"}');
      const wrong = { ...question, expression: `selekt * from ${table}` };
      const refused = provider.objects.selectObjectContent(wrong, new Collector());
      await expectFailure(refused, 'invalid-input');
    },
  },
  {
    group,
    operation: 'customerKeys',
    async run({ provider, options, bucket }) {
      const { objects } = provider;
      const customerKey = new CustomerKey(randomBytes(32));
      const place = { bucket, key: 'locked away' };
      try {
        await objects.putObject({ ...place, body: Buffer.from('secret'), customerKey });
      } catch (thrown) {
        // Without TLS the client sends no such key, and a server on this machine takes none.
        const { kind, message } = toAppError(thrown);
        if (options.endpoint.usesTls || kind !== 'invalid-input') throw thrown;
        throw new NotOffered(message);
      }
      const got = new Collector();
      await objects.getObject({ ...place, customerKey }, got);
      expectEqual('content', got.text, 'secret');
      const copy = { bucket, key: 'copied' };
      const other = new CustomerKey(randomBytes(32));
      await objects.copyObject({ source: { ...place, customerKey }, ...copy, customerKey: other });
      expectEqual('size', (await objects.headObject({ ...copy, customerKey: other })).sizeBytes, 6);
      const without = await objects.headObject(copy).then(
        () => true,
        () => false,
      );
      if (without) throw new NotOffered('The server answers without the key as well.');
      const call = objects.getObject({ ...copy, customerKey }, new Collector());
      const isRefused = await call.then(
        () => false,
        () => true,
      );
      expectThat(isRefused, 'gives the object out for another key');
    },
  },
];
