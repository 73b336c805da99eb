// @vitest-environment happy-dom
import { cleanup, render, screen } from '@testing-library/react';
import { afterEach, describe, expect, it } from 'vitest';
import {
  type ConnectionTestFact,
  type ConnectionTestResult,
  connectionTestFacts,
  connectionTestResultSchema,
} from '../../../shared/contract/connections.ts';
import { connectionTestSteps } from '../../../shared/model/connection.ts';
import { LanguageProvider, languages } from '../../app/languages.tsx';
import { ConnectionTestList } from './connection-test-list.tsx';

afterEach(cleanup);

/** Values that can be told apart in a sentence. */
const values: Readonly<Record<string, string | number>> = {
  host: 'storage.example',
  addresses: '192.0.2.1, 192.0.2.2',
  proxy: 'proxy.example:3128',
  port: 9443,
  protocol: 'TLSv1.3',
  subject: 'CN=storage <example>',
  validToMs: Date.UTC(2031, 5, 15, 12),
  seconds: 7,
  minutes: 14,
  count: 12,
  place: 'media/raw {1}/',
};
const shownAs = (name: string) => (name === 'validToMs' ? '2031' : String(values[name]));

function resultOf(fact: ConnectionTestFact): ConnectionTestResult {
  const given = Object.fromEntries(connectionTestFacts[fact].map((name) => [name, values[name] ?? '']));
  return connectionTestResultSchema.parse({
    steps: connectionTestSteps.map((step) => ({
      step,
      outcome: 'passed',
      facts: { fact, values: given },
      detail: 'The words of the host.',
      durationMs: 3,
      error: null,
    })),
    untrustedCertificate: null,
  });
}

function show(language: (typeof languages)[number], result: ConnectionTestResult): string {
  render(
    <LanguageProvider language={language}>
      <ConnectionTestList
        onAction={() => false}
        onTrust={() => undefined}
        test={{ status: 'done', result }}
      />
    </LanguageProvider>,
  );
  return screen.getByRole('region').textContent ?? '';
}

describe.each(languages)('a connection test in %s', (language) => {
  it.each(Object.keys(connectionTestFacts) as ConnectionTestFact[])('words %s with its values', (fact) => {
    const text = show(language, resultOf(fact));
    for (const name of connectionTestFacts[fact]) expect(text).toContain(shownAs(name));
    expect(text).not.toContain('facts.');
    expect(text).not.toContain('The words of the host.');
    if (language === 'zh-CN') expect(text).not.toMatch(/\b(?:is|the|to|not|may|can|of)\b/i);
  });

  it('never shows the words of the host, which are English', () => {
    const skipped = resultOf('plain').steps.map((step) => ({
      ...step,
      outcome: 'skipped' as const,
      facts: null,
    }));
    const text = show(language, { steps: skipped, untrustedCertificate: null });
    expect(text).not.toContain('The words of the host.');
    expect(screen.getAllByText(language === 'en' ? 'Not needed' : '无需检查')).toHaveLength(6);
  });
});

describe('the facts of a step', () => {
  it('come with all their values', () => {
    const result = resultOf('connected');
    const [first] = result.steps;
    const steps = [{ ...first, facts: { fact: 'connected', values: { host: 'a' } } }];
    expect(connectionTestResultSchema.safeParse({ ...result, steps }).success).toBe(false);
  });
});
