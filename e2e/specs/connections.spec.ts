import { createServer } from 'node:net';
import { openBucket } from '../actions/browse.ts';
import { addConnection, type ConnectionInput, fillConnection, inputFor } from '../actions/connect.ts';
import { fillBucket } from '../actions/fill-store.ts';
import { openApp } from '../actions/open-app.ts';
import { expect, test } from '../fixtures/test.ts';

/** A port on which nothing listens. */
async function deadPort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  await new Promise((resolve) => server.close(resolve));
  if (address === null || typeof address !== 'object') throw new Error('no port');
  return address.port;
}

const stepNames = ['Name', 'Reach', 'Encryption', 'Clock', 'Signature', 'Permission'] as const;

interface WrongInput {
  readonly what: string;
  readonly change: () => Promise<Partial<ConnectionInput>> | Partial<ConnectionInput>;
  readonly failingStep: (typeof stepNames)[number];
  readonly words: RegExp;
}

const wrongInputs: readonly WrongInput[] = [
  {
    what: 'a host that does not exist',
    change: () => ({ host: 'no-such-host.invalid' }),
    failingStep: 'Name',
    words: /no address for no-such-host\.invalid/,
  },
  {
    what: 'a port on which nothing listens',
    change: async () => ({ port: await deadPort() }),
    failingStep: 'Reach',
    words: /Nothing answers at 127\.0\.0\.1:\d+/,
  },
  {
    what: 'HTTPS to a port that speaks HTTP',
    change: () => ({ usesTls: true }),
    failingStep: 'Encryption',
    words: /does not speak HTTPS/,
  },
  {
    what: 'an access key that the server does not know',
    change: () => ({ accessKeyId: 'stranger' }),
    failingStep: 'Signature',
    words: /does not know this access key/,
  },
  {
    what: 'a wrong secret',
    change: () => ({ secretAccessKey: 'not-the-secret' }),
    failingStep: 'Signature',
    words: /secret key does not belong to this access key/,
  },
];

for (const { what, change, failingStep, words } of wrongInputs) {
  test(`the test of a connection names the failing step: ${what}`, async ({ page, host, store }) => {
    const app = await openApp(page, host);
    const input = { ...inputFor('Archive', store), ...(await change()) };
    await fillConnection(app, input);
    await app.dialog.getByRole('button', { name: 'Test connection' }).click();
    const outcome = app.dialog.getByRole('region', { name: 'Connection test' });
    await expect(outcome.getByRole('status').first()).toContainText('does not work yet', { timeout: 20_000 });
    const step = outcome.getByRole('listitem').filter({ has: page.getByText(failingStep, { exact: true }) });
    await expect(step.getByRole('alert')).toContainText(words);
    await expect(outcome.getByRole('alert')).toHaveCount(1);
    // What comes after the failing step was not tried, and says so.
    const laterCount = stepNames.length - 1 - stepNames.indexOf(failingStep);
    await expect(outcome.getByText('Not reached')).toHaveCount(laterCount);
    await app.dialog.getByRole('button', { name: 'Cancel' }).click();
    await expect(app.dialog).toBeHidden();
    expect(await page.content()).not.toContain(input.secretAccessKey);
  });
}

test('a connection that works passes its test, is kept over a restart, and never shows its secret', async ({
  page,
  host,
  store,
}) => {
  await store.client.makeBucket('here');
  const app = await openApp(page, host);
  await fillConnection(app, inputFor('Archive', store));
  await app.dialog.getByRole('button', { name: 'Test connection' }).click();
  await expect(app.dialog.getByText('The connection works.')).toBeVisible();
  await app.dialog.getByRole('button', { name: 'Add connection' }).click();
  await expect(app.treeRow('here')).toBeVisible();

  await host.stop();
  await host.start();
  await page.goto(host.url);
  await openBucket(app, 'Archive', 'here');
  await app.treeRow('Archive').click({ button: 'right' });
  await app.menu.getByRole('menuitem').filter({ hasText: 'Edit connection…' }).click();
  await expect(app.dialog).toContainText('Keys are stored:');
  expect(await page.content()).not.toContain(store.secretAccessKey);
});

test('a read-only connection refuses every change', async ({ page, host, store }) => {
  await fillBucket(store, 'museum', { 'vase.txt': 'a vase' });
  const app = await openApp(page, host);
  await addConnection(app, { ...inputFor('Archive', store), isReadOnly: true });
  await openBucket(app, 'Archive', 'museum');
  await expect(app.treeRow('Archive')).toContainText('read-only');
  await app.row('vase.txt').click();
  await page.keyboard.press('Delete');
  await expect(app.dialog).toBeHidden();
  await app.row('vase.txt').click({ button: 'right' });
  const entry = app.menu.getByRole('menuitem').filter({ hasText: 'Delete…' });
  await expect(entry).toHaveAttribute('aria-disabled', 'true');
  await expect(entry).toContainText('This connection is read-only');
  expect(await store.keys('museum')).toEqual(['vase.txt']);
});

test('a bucket whose name the rules refuse is not sent', async ({ page, host, store }) => {
  const app = await openApp(page, host);
  await addConnection(app, inputFor('Archive', store));
  const sentBytes = store.proxy.sentBytes();
  await app.button('New bucket').first().click();
  await app.dialog.getByRole('textbox', { name: 'Name' }).fill('Not A Bucket');
  await app.dialog.getByRole('button', { name: 'Create bucket' }).click();
  await expect(app.dialog).toContainText('Only lower-case letters, digits, hyphens and dots.');
  expect(store.proxy.sentBytes()).toBe(sentBytes);
});
