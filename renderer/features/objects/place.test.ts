import { describe, expect, it } from 'vitest';
import type { Connection } from '../../../shared/model/connection.ts';
import { connectionOfHost, parseAddress, printAddress } from './address.ts';
import { emptyHistory, placeAbove, travel, visit } from './place.ts';

const at = (prefix: string) => ({ connectionId: 'c', bucket: 'media', prefix });

function connection(id: string, host: string, port: number | null): Connection {
  return {
    id,
    name: id,
    colour: 'grey',
    provider: 's3',
    endpoint: { host, port, usesTls: true },
    region: null,
    addressing: 'auto',
    tlsTrust: { mode: 'system' },
    proxy: { mode: 'none' },
    connectTimeoutMs: 1_000,
    idleTimeoutMs: 1_000,
    startAt: null,
    isReadOnly: false,
    credentialSource: { type: 'anonymous' },
    isSandbox: false,
    accessKeyHint: null,
    hasSessionToken: false,
    hasCredential: true,
  } as Connection;
}

const connections = [
  connection('minio', 'minio.example', 9000),
  connection('other', 's3.other.example', null),
];
const parse = (text: string) => parseAddress(text, at('photos/'), connections);

describe('addresses', () => {
  it.each([
    ['s3://b/a/b/', { bucket: 'b', prefix: 'a/b/', key: null, host: null }],
    ['s3://b', { bucket: 'b', prefix: '', key: null, host: null }],
    ['  s3://b/a/key.txt\n', { bucket: 'b', prefix: 'a/', key: 'a/key.txt', host: null }],
    ['s3://b/a//b /', { bucket: 'b', prefix: 'a//b /', key: null, host: null }],
    ['arn:aws:s3:::b/k', { bucket: 'b', prefix: '', key: 'k', host: null }],
    ['b/a/', { bucket: 'b', prefix: 'a/', key: null, host: null }],
    ['/2026/x', { bucket: 'media', prefix: '2026/', key: '2026/x', host: null }],
    [
      'https://minio.example:9000/b/a%20b/%E4%B8%AD.png?X-Amz-Signature=1#x',
      { bucket: 'b', prefix: 'a b/', key: 'a b/中.png', host: 'minio.example:9000' },
    ],
    ['https://b.s3.other.example/k', { bucket: 'b', prefix: '', key: 'k', host: 'b.s3.other.example' }],
    [
      'https://b.s3.eu-west-1.amazonaws.com/a/k%',
      { bucket: 'b', prefix: 'a/', key: 'a/k%', host: 'b.s3.eu-west-1.amazonaws.com' },
    ],
    ['https://somewhere.example/b/k', { bucket: 'b', prefix: '', key: 'k', host: 'somewhere.example' }],
  ])('%s', (text, target) => expect(parse(text)).toEqual(target));

  it.each(['', '   ', 's3://', 'ftp://x/y', 'two words/x', 'https://'])('%j is none', (text) =>
    expect(parse(text)).toBeNull(),
  );

  it('prints what it reads', () => {
    expect(printAddress(at('a//b/'))).toBe('s3://media/a//b/');
    expect(parse(printAddress(at('a//b/')))).toEqual({
      bucket: 'media',
      prefix: 'a//b/',
      key: null,
      host: null,
    });
  });

  it('finds the connection of a web address', () => {
    expect(connectionOfHost('minio.example:9000', connections, 'other')).toBe('minio');
    expect(connectionOfHost('b.s3.other.example', connections, 'minio')).toBe('other');
    expect(connectionOfHost('nowhere.example', connections, 'minio')).toBe('minio');
    expect(connectionOfHost(null, connections, 'other')).toBe('other');
  });
});

describe('history', () => {
  it('goes back and forward and forgets what was ahead', () => {
    const two = visit(visit(emptyHistory, at('')), at('a/'));
    expect(visit(two, at('a/'))).toBe(two);
    const back = travel(two, -1);
    expect(back?.entries[back.index]).toEqual(at(''));
    expect(travel(two, 1)).toBeNull();
    const other = visit(back ?? two, at('b/'));
    expect(other.entries.map(({ prefix }) => prefix)).toEqual(['', 'b/']);
    expect(travel(other, 1)).toBeNull();
  });

  it('remembers a hundred places', () => {
    let history = emptyHistory;
    for (let index = 0; index < 150; index += 1) history = visit(history, at(`${index}/`));
    expect(history.entries.length).toBe(100);
    expect(history.entries[history.index]).toEqual(at('149/'));
  });

  it('goes up by one segment, empty ones included', () => {
    expect(placeAbove(at('a//'))).toEqual(at('a/'));
    expect(placeAbove(at('a/'))).toEqual(at(''));
    expect(placeAbove(at(''))).toBeNull();
  });
});
