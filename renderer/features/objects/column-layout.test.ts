import { describe, expect, it } from 'vitest';
import {
  defaultLayout,
  drawnColumns,
  loadLayout,
  resizeColumn,
  saveLayout,
  toggleColumn,
} from './column-layout.ts';
import { fileExtension, fileKind } from './file-kinds.ts';
import { headerPx, maxScrollPx, rowPx, scrollRatio } from './use-row-window.ts';

function memory(text: string | null = null) {
  let kept = text;
  return {
    getItem: () => kept,
    setItem(_: string, value: string) {
      kept = value;
    },
  };
}

describe('the columns of the table', () => {
  it('are kept with their widths', () => {
    const storage = memory();
    const layout = resizeColumn(toggleColumn(defaultLayout, 'etag'), 'size', 120);
    saveLayout(storage, layout);
    expect(loadLayout(storage)).toEqual(layout);
    expect(layout.shown).toEqual(['name', 'size', 'modified', 'class', 'etag']);
  });

  it('never lose the name, nor become unusably narrow', () => {
    expect(loadLayout(memory('{"shown":["size"],"widths":{}}')).shown).toEqual(['name', 'size']);
    expect(resizeColumn(defaultLayout, 'size', 3).widths.size).toBe(56);
    expect(resizeColumn(defaultLayout, 'size', 9_999).widths.size).toBe(480);
  });

  it('step back where there is no room, and are still chosen', () => {
    const storage = memory();
    const layout = toggleColumn(toggleColumn(defaultLayout, 'etag'), 'size');
    const roomy = { tablePx: 900, isWindowNarrow: false };
    expect(drawnColumns(layout, roomy)).toEqual(['name', 'modified', 'class', 'etag']);
    for (const narrow of [
      { tablePx: 720, isWindowNarrow: true },
      { tablePx: 640, isWindowNarrow: true },
      { tablePx: 559, isWindowNarrow: false },
    ]) {
      expect(drawnColumns(defaultLayout, narrow)).toEqual(['name', 'size', 'modified']);
      // What the user hid does not come back.
      expect(drawnColumns(layout, narrow)).toEqual(['name', 'modified']);
    }
    saveLayout(storage, layout);
    expect(drawnColumns(loadLayout(storage), roomy)).toEqual(['name', 'modified', 'class', 'etag']);
  });

  it.each(['', '{', '{"shown":["x"]}', '{"shown":[],"widths":{"size":-1}}'])(
    'are the usual ones for %j',
    (text) => expect(loadLayout(memory(text))).toEqual(defaultLayout),
  );

  it('do not fall over a storage that refuses', () => {
    const refusing = {
      getItem: () => null,
      setItem: () => {
        throw new DOMException('', 'QuotaExceededError');
      },
    };
    expect(() => saveLayout(refusing, defaultLayout)).not.toThrow();
  });
});

describe('names', () => {
  it.each([
    ['a/b.JPG', 'jpg', 'image'],
    ['x.tar.gz', 'gz', 'archive'],
    ['.bashrc', '', 'other'],
    ['no-dot', '', 'other'],
    ['dir.d/file', '', 'other'],
    ['t.parquet', 'parquet', 'table'],
  ])('%s', (key, extension, kind) => {
    expect(fileExtension(key)).toBe(extension);
    expect(fileKind(key)).toBe(kind);
  });
});

describe('the scroll bar', () => {
  it('is as long as the rows until a browser can draw no more', () => {
    expect(scrollRatio(1_000_000, 600)).toBe(1);
    const rows = 3_000_000;
    const ratio = scrollRatio(rows, 600);
    // At the end of the bar the last row stands at the bottom of the window.
    expect((maxScrollPx - 600) * ratio).toBeCloseTo(headerPx + rows * rowPx - 600, 0);
  });
});
