import { expect } from '@playwright/test';
import type { Store } from '../fixtures/store.ts';
import type { AppPage } from '../pages/app-page.ts';

/** What is typed into the dialog of a connection. */
export interface ConnectionInput {
  readonly name: string;
  readonly host: string;
  readonly port: number;
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  readonly usesTls?: boolean;
  readonly isReadOnly?: boolean;
}

/** The right answers for a store. */
export function inputFor(name: string, store: Store): ConnectionInput {
  const { host, port, accessKeyId, secretAccessKey } = store;
  return { name, host, port, accessKeyId, secretAccessKey };
}

/** Opens the dialog that adds a connection and fills it in. */
export async function fillConnection(app: AppPage, input: ConnectionInput): Promise<void> {
  await app.button('Add connection').first().click();
  const { dialog } = app;
  await dialog.getByRole('textbox', { name: 'Name', exact: true }).fill(input.name);
  await dialog.getByRole('radio', { name: input.usesTls === true ? 'HTTPS' : 'HTTP', exact: true }).click();
  await dialog.getByRole('textbox', { name: 'Server address' }).fill(input.host);
  await dialog.getByRole('textbox', { name: 'Port', exact: true }).fill(String(input.port));
  await dialog.getByRole('textbox', { name: 'Access key ID' }).fill(input.accessKeyId);
  await dialog.getByLabel('Secret access key').fill(input.secretAccessKey);
  if (input.isReadOnly === true) await dialog.getByText('Read-only', { exact: true }).click();
}

/** Adds a connection and waits until its buckets are shown. */
export async function addConnection(app: AppPage, input: ConnectionInput): Promise<void> {
  await fillConnection(app, input);
  await app.dialog.getByRole('button', { name: 'Add connection' }).click();
  await expect(app.dialog).toBeHidden();
  await expect(app.page.getByRole('heading', { level: 1, name: input.name })).toBeVisible();
}

/** Makes a bucket in the connection that is shown; the app then shows the bucket. */
export async function createBucket(app: AppPage, bucket: string): Promise<void> {
  await app.button('New bucket').first().click();
  await app.dialog.getByRole('textbox', { name: 'Name' }).fill(bucket);
  await app.dialog.getByRole('button', { name: 'Create bucket' }).click();
  await expect(app.dialog).toBeHidden();
  await expect(app.address).toContainText(bucket);
}
