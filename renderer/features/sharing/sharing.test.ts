import { describe, expect, it } from 'vitest';
import { curlCommand } from './curl-command.ts';
import { askedExpiry, toLocalInput } from './link-expiry.ts';

const nowMs = new Date(2026, 10, 21, 11, 2).getTime();

describe('how long a link shall live', () => {
  it.each([
    ['15m', 900],
    ['1h', 3_600],
    ['6h', 21_600],
    ['12h', 43_200],
    ['24h', 86_400],
    ['7d', 604_800],
  ] as const)('%s is %d seconds', (preset, expiresInSeconds) => {
    const endsAtMs = nowMs + expiresInSeconds * 1_000;
    expect(askedExpiry(preset, '', nowMs)).toEqual({ type: 'valid', expiresInSeconds, endsAtMs });
  });

  it('takes a time of the page’s own zone', () => {
    const end = nowMs + 3 * 3_600_000;
    expect(askedExpiry('until', toLocalInput(end), nowMs)).toEqual({
      type: 'valid',
      expiresInSeconds: 10_800,
      endsAtMs: end,
    });
  });

  it.each([
    ['', 'empty'],
    ['not a time', 'empty'],
    [toLocalInput(nowMs - 60_000), 'past'],
    [toLocalInput(nowMs), 'past'],
    [toLocalInput(nowMs + 8 * 86_400_000), 'tooLate'],
  ])('refuses %j', (text, problem) =>
    expect(askedExpiry('until', text, nowMs)).toEqual({ type: 'invalid', problem }),
  );
});

describe('the curl command', () => {
  it.each([
    ['https://h/b/k?a=1&b=2', 'k', `curl --fail --location --output 'k' 'https://h/b/k?a=1&b=2'`],
    ['https://h/x', "it's", `curl --fail --location --output 'it'\\''s' 'https://h/x'`],
    ['https://h/x', '-rf', `curl --fail --location --output './-rf' 'https://h/x'`],
    ['https://h/x', 'a/b', `curl --fail --location --output 'a_b' 'https://h/x'`],
  ])('%s as %s', (url, name, command) => expect(curlCommand(url, name)).toBe(command));
});
