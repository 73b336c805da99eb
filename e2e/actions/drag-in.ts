import type { Locator, Page } from '@playwright/test';

/**
 * Drags files and folders of the disk over a target and drops them there, as a file manager does: the browser itself
 * makes the DataTransfer, and folders are walked by the page.
 */
export async function dragIn(page: Page, target: Locator, paths: readonly string[]): Promise<void> {
  const box = await target.boundingBox();
  if (box === null) throw new Error('the drop target is not on the screen');
  const session = await page.context().newCDPSession(page);
  const at = { x: box.x + box.width / 2, y: box.y + box.height / 2 };
  const data = { items: [], files: [...paths], dragOperationsMask: 1 };
  for (const type of ['dragEnter', 'dragOver', 'dragOver', 'drop'] as const) {
    await session.send('Input.dispatchDragEvent', { type, ...at, data });
  }
  await session.detach();
}
