import { describe, expect, test } from 'vitest';
import { readConformanceCall } from './cli-options.ts';

const needed = ['--endpoint', 'http://127.0.0.1:9000', '--access-key', 'a', '--secret-key', 'b'];
const whole = [...needed, '--dialect', 'cos'];

describe('readConformanceCall', () => {
  test('reads every option', async () => {
    const call = readConformanceCall([
      ...whole,
      ...['--session-token', 't', '--region', 'ap-guangzhou', '--bucket-prefix', 'mine', '--account', '1250'],
      ...[
        '--second-access-key',
        'c',
        '--second-secret-key',
        'd',
        '--only',
        'tags, lock',
        '--json',
        'out.json',
      ],
      ...['--addressing', 'virtual-host', '--pinned-certificate', 'ab'.repeat(32)],
    ]);
    if (call === 'help') throw new Error('help');
    expect(call.jsonFile).toBe('out.json');
    const { provider, secondCredentials, ...suite } = call.suite;
    expect(suite).toEqual({ bucketPrefix: 'mine', account: '1250', only: ['tags', 'lock'] });
    expect(provider).toMatchObject({
      provider: 'cos',
      endpoint: { host: '127.0.0.1', port: 9000, usesTls: false },
      region: 'ap-guangzhou',
      addressing: 'virtual-host',
      tls: { mode: 'pinned' },
    });
    const keys = { accessKeyId: 'a', secretAccessKey: 'b', sessionToken: 't' };
    expect(await provider.credentials()).toMatchObject(keys);
    expect(await secondCredentials?.()).toMatchObject({ accessKeyId: 'c', sessionToken: null });
  });

  test('asks for help', () => {
    expect(readConformanceCall(['--help'])).toBe('help');
  });

  test.each([
    [[...needed], /^--dialect is missing/],
    [[...needed, '--dialect', 's4'], /^--dialect is one of s3, cos, oss, not “s4”\.$/],
    [[...whole.slice(2)], /^--endpoint is missing/],
    [[...whole, '--endpoint', 'ftp://x'], /^--endpoint is http:\/\/HOST/],
    [[...whole, '--endpoint', 'https://x/path'], /^--endpoint is http:\/\/HOST/],
    [[...whole, '--endpoint', 'https://x:99999'], /^--endpoint is http:\/\/HOST/],
    [[...whole, '--only', 'everything'], /^--only is one of client, service, /],
    [[...whole, '--addressing', 'x'], /^--addressing is one of/],
    [[...whole, '--second-access-key', 'c'], /go together\.$/],
    [[...whole, '--account', 'me'], /^--account is a number/],
    [[...whole, '--ca-file', '/no/such/file'], /^--ca-file .* cannot be read\.$/],
    [[...whole, '--ca-file', 'x', '--pinned-certificate', 'y'], /exclude each other/],
    [[...whole, '--frob'], /--frob/],
  ])('says in one line what is wrong with %s', (args, words) => {
    expect(() => readConformanceCall(args)).toThrow(words);
  });
});
