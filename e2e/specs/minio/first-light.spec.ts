import { openMinioStore } from '../../fixtures/store.ts';
import { test } from '../../fixtures/test.ts';
import { runFirstLight } from '../../journeys/first-light.ts';

test('on a real MinIO: a folder goes up and down through two crashes, is shared and deleted', async ({
  page,
  host,
  folder,
}) => {
  const store = await openMinioStore();
  try {
    await runFirstLight(page, host, store, folder);
  } finally {
    await store.close();
  }
});
