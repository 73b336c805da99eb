import { inputFor } from '../actions/connect.ts';
import { fillBucket } from '../actions/fill-store.ts';
import { openApp } from '../actions/open-app.ts';
import { expect, test } from '../fixtures/test.ts';

test('connect, browse, filter, rename, delete and share without a mouse', async ({ page, host, store }) => {
  await fillBucket(store, 'keys', { 'folder/inside.txt': 'inside', 'first.txt': '1', 'second.txt': '2' });
  const app = await openApp(page, host);
  const { keyboard } = page;
  const input = inputFor('Archive', store);

  await app.button('Add connection').first().focus();
  await keyboard.press('Enter');
  await expect(app.dialog.getByRole('textbox', { name: 'Name', exact: true })).toBeFocused();
  await keyboard.type(input.name);
  // From here on only Tab, arrows, letters and Enter.
  const tabTo = async (name: string, role: 'textbox' | 'radio' = 'textbox') => {
    const target =
      role === 'radio'
        ? app.dialog.getByRole(role, { name, exact: true })
        : app.dialog.getByLabel(name, { exact: true });
    for (let count = 0; count < 30; count += 1) {
      if (await target.evaluate((element) => element === document.activeElement)) return;
      await keyboard.press('Tab');
    }
    throw new Error(`Tab does not lead to ${name}`);
  };
  await tabTo('HTTPS', 'radio');
  await keyboard.press('ArrowRight');
  await keyboard.press('Space');
  await tabTo('Server address');
  await keyboard.type(input.host);
  await tabTo('Port');
  await keyboard.type(String(input.port));
  await tabTo('Access key ID');
  await keyboard.type(input.accessKeyId);
  await tabTo('Secret access key');
  await keyboard.type(input.secretAccessKey);
  await keyboard.press('Enter');
  await expect(app.dialog).toBeHidden();

  await keyboard.press('ControlOrMeta+k');
  await keyboard.type('keys');
  await keyboard.press('ArrowDown');
  await keyboard.press('Enter');
  await expect(app.row('first.txt')).toBeVisible();

  await app.objects.focus();
  await keyboard.press('Home');
  await keyboard.press('Enter');
  await expect(app.row('inside.txt')).toBeVisible();
  await keyboard.press('Alt+ArrowUp');
  await expect(app.row('first.txt')).toBeVisible();

  await keyboard.press('/');
  await keyboard.type('sec');
  await expect(app.row('first.txt')).toBeHidden();
  await keyboard.press('Enter');
  await keyboard.press('Home');
  await keyboard.press('F2');
  await expect(page.getByRole('textbox', { name: 'New name' })).toBeFocused();
  await keyboard.press('ControlOrMeta+a');
  await keyboard.type('secret-plan.txt');
  await keyboard.press('Enter');
  await expect(app.row('secret-plan.txt')).toBeVisible({ timeout: 20_000 });

  await app.objects.focus();
  await keyboard.press('Home');
  await keyboard.press('ControlOrMeta+Shift+l');
  await expect(app.dialog.getByRole('textbox', { name: 'Link' })).toBeVisible();
  await keyboard.press('Escape');
  await expect(app.dialog).toBeHidden();

  await expect(app.objects).toBeFocused();
  await keyboard.press('Delete');
  await expect(app.dialog.getByRole('button', { name: 'Delete 1 object' })).toBeEnabled();
  await keyboard.press('Escape');
  await expect(app.dialog).toBeHidden();
  await keyboard.press('Delete');
  const confirm = app.dialog.getByRole('button', { name: 'Delete 1 object' });
  await expect(confirm).toBeEnabled();
  for (
    let count = 0;
    count < 6 && !(await confirm.evaluate((el) => el === document.activeElement));
    count += 1
  ) {
    await keyboard.press('Tab');
  }
  await keyboard.press('Enter');
  await expect(app.row('secret-plan.txt')).toBeHidden({ timeout: 20_000 });
  expect(await store.keys('keys')).toEqual(['first.txt', 'folder/inside.txt']);
});
