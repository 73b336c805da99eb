// @vitest-environment happy-dom
import { cleanup, fireEvent, render, screen, waitFor, within } from '@testing-library/react';
import { afterEach, expect, it } from 'vitest';
import type { ConnectionTestResult } from '../../../shared/contract/connections.ts';
import type { MethodInput } from '../../../shared/contract/contract.ts';
import { failure } from '../../../shared/model/app-error.ts';
import { type Connection, connectionTestSteps } from '../../../shared/model/connection.ts';
import { LanguageProvider } from '../../app/languages.tsx';
import { createAppStore, StoreContext } from '../../app/store.ts';
import { connectionOf } from '../../app/testing/connections.ts';
import { createFakeClient } from '../../bridge/testing/fake-client.ts';
import { ConnectionDialogs } from './connection-dialogs.tsx';

const fingerprintSha256 = '9b'.repeat(32);

type TestInput = MethodInput<'connections.test'>;

function outcomeOf({ settings }: TestInput): ConnectionTestResult {
  const isTrusted = settings.tlsTrust.mode === 'pinned';
  const facts = { fact: 'signature-accepted' as const, values: {} };
  const passed = { outcome: 'passed', facts, detail: 'fine', durationMs: 1, error: null } as const;
  const { appError } = failure('tls', 'Not trusted.', {
    reason: 'certificate-untrusted',
    values: { host: 'minio.example', port: 443 },
  });
  const failed = { outcome: 'failed', facts: null, detail: '', durationMs: 1, error: appError } as const;
  const skipped = { outcome: 'skipped', facts: null, detail: '', durationMs: 0, error: null } as const;
  return {
    steps: connectionTestSteps.map((step, index) => ({
      step,
      ...(isTrusted || index < 2 ? passed : index === 2 ? failed : skipped),
    })),
    untrustedCertificate: isTrusted
      ? null
      : { fingerprintSha256, subject: 'CN=minio', issuer: 'CN=minio', validFromMs: 0, validToMs: 9e12 },
  };
}

function setUp(connections: readonly Connection[], refuse = false) {
  const client = createFakeClient({
    'connections.list': () => ({ connections: [...connections] }),
    'connections.create': ({ settings }) => {
      if (refuse) throw failure('local-file', 'x', { reason: 'vault-not-written', values: { path: '/v' } });
      return connectionOf('new', settings);
    },
    'connections.update': ({ settings }) => connectionOf('a', settings),
    'connections.test': (input) => outcomeOf(input),
    'connections.capabilities': () => ({ capabilities: {} as never }),
    'buckets.list': () => ({ buckets: [], isListingDenied: false }),
  });
  const memory = { getItem: () => null, setItem: () => undefined };
  const localFiles = { pathForFile: null, registry: { register: () => '', release: () => undefined } };
  const store = createAppStore({ client, memory, localFiles, now: () => 0 });
  render(
    <StoreContext value={store}>
      <LanguageProvider language="en">
        <ConnectionDialogs />
      </LanguageProvider>
    </StoreContext>,
  );
  const inputOf = (method: string) => client.calls.findLast((call) => call.method === method)?.input;
  return { store, inputOf };
}

const type = (label: string, text: string) =>
  fireEvent.change(screen.getByLabelText(label), { target: { value: text } });
const press = (name: string) => fireEvent.click(screen.getByRole('button', { name }));

async function openAdd(refuse = false) {
  const app = setUp([], refuse);
  app.store.getState().connections.openDialog({ type: 'add' });
  await screen.findByRole('dialog', { name: 'Add connection' });
  return app;
}

function fill() {
  type('Name', 'Studio');
  type('Server address', 'minio.example');
  type('Access key ID', 'AKIA');
  type('Secret access key', 'secret');
}

afterEach(cleanup);

it('says what is missing and saves nothing', async () => {
  const { inputOf } = await openAdd();
  press('Add connection');
  for (const words of [
    'Give it a name.',
    'Type or paste the address of the server.',
    'Access key ID is missing.',
  ]) {
    expect(await screen.findByText(words)).toBeTruthy();
  }
  await waitFor(() => expect(document.activeElement).toBe(screen.getByLabelText('Name')));
  expect(inputOf('connections.create')).toBeUndefined();
  type('Name', 'Studio');
  await waitFor(() => expect(screen.queryByText('Give it a name.')).toBeNull());
});

it('saves a new connection and shows it', async () => {
  const { store, inputOf } = await openAdd();
  fill();
  press('Add connection');
  await waitFor(() => expect(screen.queryByRole('dialog')).toBeNull());
  expect(inputOf('connections.create')).toMatchObject({
    settings: { name: 'Studio', endpoint: { host: 'minio.example', port: null, usesTls: true } },
    credential: { accessKeyId: 'AKIA', secretAccessKey: 'secret', sessionToken: null },
  });
  expect(store.getState().shell.view).toEqual({ type: 'connection', connectionId: 'new' });
});

it('stays open with what was typed when it could not be saved', async () => {
  await openAdd(true);
  fill();
  press('Add connection');
  const alert = await screen.findByRole('alert');
  expect(alert.textContent).toContain('The connection was not saved. The keys could not be saved in /v.');
  expect(screen.getByLabelText<HTMLInputElement>('Name').value).toBe('Studio');
});

it('tests what is typed, shows which step failed, and trusts the certificate when told to', async () => {
  const { inputOf } = await openAdd();
  fill();
  press('Test connection');
  const steps = await screen.findByRole('region', { name: 'Connection test' });
  expect(await within(steps).findByText('The connection does not work yet.')).toBeTruthy();
  expect(within(steps).getAllByText('Not reached')).toHaveLength(3);
  expect(within(steps).getByText(/^9B:9B:9B/)).toBeTruthy();
  press('Trust this certificate');
  expect(await screen.findByText('The connection works.')).toBeTruthy();
  expect(inputOf('connections.test')).toMatchObject({
    connectionId: null,
    settings: { tlsTrust: { mode: 'pinned', fingerprintSha256 } },
  });
  // The old outcome says nothing about a changed form.
  type('Server address', 'other.example');
  await waitFor(() => expect(screen.queryByText('The connection works.')).toBeNull());
});

it('keeps stored keys unless they are replaced', async () => {
  const { store, inputOf } = setUp([connectionOf('a', { name: 'Old' })]);
  await store.getState().connections.load();
  store.getState().connections.openDialog({ type: 'edit', connectionId: 'a', trustFingerprintSha256: null });
  expect(await screen.findByText('Keys are stored: AKIA…')).toBeTruthy();
  expect(screen.queryByLabelText('Secret access key')).toBeNull();
  type('Name', 'New');
  press('Save');
  await waitFor(() => expect(screen.queryByRole('dialog')).toBeNull());
  expect(inputOf('connections.update')).toMatchObject({ settings: { name: 'New' }, credential: null });
});

it('asks before it removes a connection', async () => {
  const { store, inputOf } = setUp([connectionOf('a', { name: 'Old' })]);
  await store.getState().connections.load();
  store.getState().connections.openDialog({ type: 'remove', connectionId: 'a' });
  await screen.findByRole('alertdialog', { name: 'Remove Old?' });
  press('Cancel');
  await waitFor(() => expect(screen.queryByRole('alertdialog')).toBeNull());
  expect(inputOf('connections.remove')).toBeUndefined();
});

it('asks each provider’s questions, with its own words', async () => {
  const { inputOf } = await openAdd();
  fireEvent.click(screen.getByRole('radio', { name: 'Tencent COS' }));
  expect(await screen.findByLabelText('SecretId')).toBeTruthy();
  expect(screen.queryByLabelText('Server address')).toBeNull();
  expect(screen.getByText('service.cos.myqcloud.com')).toBeTruthy();
  fireEvent.click(screen.getByRole('radio', { name: 'Alibaba OSS' }));
  type('Name', 'Studio');
  type('AccessKey ID', 'LTAI');
  type('AccessKey secret', 'secret');
  press('Add connection');
  expect(await screen.findByText('Choose the region.')).toBeTruthy();
  const region = screen.getByRole('combobox', { name: 'Region' });
  fireEvent.change(region, { target: { value: 'cn-shanghai' } });
  // The list of regions takes the rest of the page away while it is open.
  fireEvent.keyDown(region, { key: 'Escape' });
  expect(await screen.findByText('oss-cn-shanghai.aliyuncs.com')).toBeTruthy();
  press('Test connection');
  await waitFor(() =>
    expect(inputOf('connections.test')).toMatchObject({
      settings: {
        provider: 'oss',
        endpoint: { host: 'oss-cn-shanghai.aliyuncs.com', port: null, usesTls: true },
        region: 'cn-shanghai',
        signatureVersion: 'v4',
      },
      credential: { accessKeyId: 'LTAI', secretAccessKey: 'secret' },
    }),
  );
});

it('offers the vendor’s own API for an address that has one', async () => {
  await openAdd();
  type('Server address', 'cos.ap-seoul.myqcloud.com');
  press('Use its own API');
  expect(await screen.findByLabelText('SecretKey')).toBeTruthy();
  expect(screen.getByRole<HTMLInputElement>('combobox', { name: 'Region' }).value).toBe('ap-seoul');
});
