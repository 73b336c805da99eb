// @vitest-environment happy-dom
import { cleanup, fireEvent, render, screen, waitFor } from '@testing-library/react';
import { afterEach, describe, expect, it } from 'vitest';
import type { MethodInput, MethodOutput } from '../../../shared/contract/contract.ts';
import { failure } from '../../../shared/model/app-error.ts';
import { LanguageProvider } from '../../app/languages.tsx';
import { createAppStore, StoreContext } from '../../app/store.ts';
import { createFakeClient } from '../../bridge/testing/fake-client.ts';
import { ShareDialog } from './share-dialog.tsx';

type IssueLink = (
  input: MethodInput<'sharing.issueLink'>,
) => MethodOutput<'sharing.issueLink'> | Promise<MethodOutput<'sharing.issueLink'>>;

const link = 'https://store.example/b/a%20b.txt?X-Amz-Signature=0123';
const target = { connectionId: 'c', bucket: 'b', key: 'folder/a b.txt', versionId: null };

function show(issueLink: IssueLink, language: 'en' | 'zh-CN' = 'en') {
  const client = createFakeClient({
    'sharing.issueLink': issueLink,
    'transfers.list': () => new Promise(() => undefined),
  });
  const store = createAppStore({
    client,
    now: () => Date.now(),
    memory: { getItem: () => null, setItem: () => undefined },
    localFiles: { pathForFile: null, registry: { register: () => 'f', release: () => undefined } },
  });
  const view = render(
    <StoreContext value={store}>
      <LanguageProvider language={language}>
        <ShareDialog onClose={() => undefined} target={target} />
      </LanguageProvider>
    </StoreContext>,
  );
  const asked = () =>
    client.calls
      .filter(({ method }) => method === 'sharing.issueLink')
      .map(({ input }) => input as MethodInput<'sharing.issueLink'>);
  return { asked, store, ...view };
}

const plain: IssueLink = ({ expiresInSeconds }) => ({
  url: link,
  expiresAtMs: Date.now() + expiresInSeconds * 1_000,
  limitedBy: null,
});

afterEach(cleanup);

describe('the share dialog', () => {
  it('shows a link for a day at once, and a new one for every change', async () => {
    const { asked } = show(plain);
    await waitFor(() => expect(screen.getByDisplayValue(link)).toBeTruthy());
    expect(asked()).toEqual([{ ...target, expiresInSeconds: 86_400, disposition: 'as-stored' }]);
    fireEvent.click(screen.getByRole('radio', { name: '15 min' }));
    await waitFor(() => expect(asked().at(-1)?.expiresInSeconds).toBe(900));
  });

  it('says when and why a link ends earlier than asked', async () => {
    show(() => ({ url: link, expiresAtMs: Date.now() + 60_000, limitedBy: 'credential-expiry' }));
    expect(await screen.findByText(/your session token ends then/)).toBeTruthy();
  });

  it('speaks Chinese', async () => {
    show(() => ({ url: link, expiresAtMs: Date.now() + 60_000, limitedBy: 'provider-cap' }), 'zh-CN');
    expect(await screen.findByText(/服务商不允许链接的有效期更长/)).toBeTruthy();
  });

  it('keeps the link nowhere but in itself', async () => {
    const { store, unmount, baseElement } = show(plain);
    await screen.findByDisplayValue(link);
    expect(JSON.stringify(store.getState())).not.toContain('X-Amz-Signature');
    unmount();
    expect(baseElement.innerHTML).not.toContain('X-Amz-Signature');
  });

  it('shows why there is no link, and offers none to copy', async () => {
    show(() => {
      throw failure('authentication', 'No keys.');
    });
    await screen.findByRole('alert');
    const copy = screen.getAllByRole('button', { name: 'Copy link' });
    expect(copy.every((button) => button.hasAttribute('disabled'))).toBe(true);
  });
});
