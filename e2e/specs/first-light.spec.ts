import { test } from '../fixtures/test.ts';
import { runFirstLight } from '../journeys/first-light.ts';

test('a folder goes up and down through two crashes, is shared and deleted', async ({
  page,
  host,
  store,
  folder,
}) => {
  test.setTimeout(180_000);
  await runFirstLight(page, host, store, folder);
});
