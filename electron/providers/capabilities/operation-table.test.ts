import { existsSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, test } from 'vitest';
import { toAppError } from '../../../shared/model/app-error.ts';
import type { ProviderId } from '../../../shared/model/connection.ts';
import { dialectOf, openProvider } from '../open-provider.ts';
import { localOptions } from '../testing/local-servers.ts';
import { instantPace, ScriptedTransport } from '../testing/scripted-transport.ts';
import { capabilitiesAt, supportAt } from './capabilities-of.ts';
import { methodsOf, operations } from './operation-table.ts';
import type { Carrier, GroupName, MethodPath } from './support.ts';

const providers: readonly ProviderId[] = ['s3', 'cos', 'oss'];
const projectFolder = path.resolve(import.meta.dirname, '../../..');
const vendorHosts = {
  s3: 's3.eu-west-1.amazonaws.com',
  cos: 'cos.ap-guangzhou.myqcloud.com',
  oss: 'oss-cn-hangzhou.aliyuncs.com',
};

const endpointOf = (host: string) => ({ host, port: null, usesTls: true });

/** A method of a provider as something to call with anything. */
function methodAt(provider: object, place: MethodPath): (input: unknown, call: unknown) => Promise<unknown> {
  const [group = '', name = ''] = place.split('.');
  return Reflect.get(Reflect.get(provider, group as GroupName), name);
}

test('the rows are numbered from 1 to 139, in order', () => {
  const numbers = operations.map(({ number }) => number);
  expect([...new Set(numbers)]).toEqual(Array.from({ length: 139 }, (_, index) => index + 1));
  expect(numbers).toEqual(numbers.toSorted((a, b) => a - b));
});

test('every file that a row names is there', () => {
  const files = operations.flatMap(({ by }) =>
    by.flatMap((carrier) => (carrier.kind === 'file' ? [carrier.file] : [])),
  );
  expect(files.filter((name) => !existsSync(path.join(projectFolder, name)))).toEqual([]);
});

describe.each(providers)('%s', (provider) => {
  const dialect = dialectOf({ provider });
  const hosts = ['127.0.0.1', vendorHosts[provider]];

  test.each(hosts)('refuses on %s what the table says it has not, and sends nothing', async (host) => {
    const transport = new ScriptedTransport();
    const options = { ...localOptions(9_000), provider, endpoint: endpointOf(host) };
    const opened = openProvider(options, { transport, pace: instantPace() });
    const present = new Set(
      operations
        .filter((operation) => supportAt(operation, dialect, options.endpoint).status !== 'not-offered')
        .flatMap((operation) => methodsOf(operation).map(({ path: place }) => place)),
    );
    for (const operation of operations) {
      const support = supportAt(operation, dialect, options.endpoint);
      if (support.status !== 'not-offered') continue;
      expect(opened.capabilities()[operation.id].status).toBe('not-offered');
      for (const carrier of methodsOf(operation)) {
        if (carrier.kind === 'document' || present.has(carrier.path)) continue;
        const error = await methodAt(opened, carrier.path)({ bucket: 'b', key: 'k' }, {}).then(
          () => null,
          toAppError,
        );
        expect(error, carrier.path).toMatchObject({ kind: 'not-offered', reason: support.reason });
      }
    }
    expect(transport.requests).toEqual([]);
  });

  test('has a way to do what the table says it has', () => {
    for (const operation of operations) {
      const { status } = supportAt(operation, dialect, endpointOf('127.0.0.1'));
      const isThere = ({ kind, ...carrier }: Carrier) =>
        kind !== 'document' || Object.hasOwn(dialect.configuration, Reflect.get(carrier, 'document'));
      if (status !== 'not-offered') expect(operation.by.some(isThere), operation.id).toBe(true);
    }
  });

  test('has no document that the table denies it', () => {
    const named = operations
      .filter((operation) => supportAt(operation, dialect, endpointOf('127.0.0.1')).status !== 'not-offered')
      .flatMap((operation) => methodsOf(operation))
      .flatMap((carrier) => (carrier.kind === 'document' ? [carrier.document] : []));
    expect(
      Object.keys(dialect.configuration).filter((name) => !named.some((known) => known === name)),
    ).toEqual([]);
  });

  test('says of every operation whether it is offered', () => {
    for (const host of hosts) {
      const capabilities = capabilitiesAt(dialect, endpointOf(host));
      expect(Object.keys(capabilities)).toEqual(operations.map(({ id }) => id));
    }
  });
});

test('Amazon is told apart from the servers that speak its language', () => {
  const s3 = dialectOf({ provider: 's3' });
  const amazon = capabilitiesAt(s3, endpointOf(vendorHosts.s3));
  const other = capabilitiesAt(s3, endpointOf('minio.example.com'));
  expect([amazon.conditionalPut.status, other.conditionalPut.status]).toEqual(['offered', 'unknown']);
  expect(
    capabilitiesAt(dialectOf({ provider: 'cos' }), endpointOf(vendorHosts.cos)).createLockedBucket,
  ).toEqual({
    status: 'not-offered',
    reason: 'no-lock-from-creation',
    message: 'The provider does not lock the objects of a bucket from its creation on.',
  });
});
