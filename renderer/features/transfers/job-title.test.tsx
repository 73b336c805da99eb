// @vitest-environment happy-dom
import { cleanup, render, screen } from '@testing-library/react';
import { afterEach, it } from 'vitest';
import { LanguageProvider } from '../../app/languages.tsx';
import { useJobTitle } from './job-title.ts';

function Title({ moreCount }: { moreCount: number }) {
  return <p>{useJobTitle({ title: 'holiday', moreCount })}</p>;
}

afterEach(cleanup);

it.each([
  ['en', 0, 'holiday'],
  ['en', 3, 'holiday and 3 more'],
  ['en', 1_200, 'holiday and 1,200 more'],
  ['zh-CN', 0, 'holiday'],
  ['zh-CN', 3, 'holiday 及另外 3 项'],
] as const)('in %s with %i more is in words of that language', (language, moreCount, words) => {
  render(
    <LanguageProvider language={language}>
      <Title moreCount={moreCount} />
    </LanguageProvider>,
  );
  screen.getByText(words);
});
