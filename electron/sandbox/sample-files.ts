import { jpegPicture, pngPicture, svgPicture } from './sample-pictures.ts';

/** One object of the sample. `chunks` makes its bytes anew each time, the same ones. */
export interface SampleFile {
  readonly key: string;
  readonly contentType: string;
  readonly chunks: Iterable<Uint8Array>;
  readonly userMetadata?: Readonly<Record<string, string>>;
  readonly tags?: readonly { readonly key: string; readonly value: string }[];
}

const mib = 1024 * 1024;

/** The sample, small objects first and the 100 MiB one last. */
export function* sampleFiles(): Generator<SampleFile> {
  yield text('README.md', 'text/markdown', readme, { userMetadata: { author: 'Stowage' } });
  yield text(
    'documents/notes/ideas.txt',
    'text/plain',
    'Sort the holiday pictures.\nBack up the old disk.\n',
  );
  yield text('documents/notes/2026/january.md', 'text/markdown', '# January\n\nNew year, new bucket.\n');
  yield text('documents/notes/2026/february.md', 'text/markdown', '# February\n\nA short month.\n');
  yield text('documents/reports/quarter 1.csv', 'text/csv', salesTable(1));
  yield text('documents/reports/quarter 2.csv', 'text/csv', salesTable(2));
  yield text('documents/with spaces in its name.txt', 'text/plain', 'A key may hold spaces.\n');
  yield text('documents//double slash.txt', 'text/plain', 'Two slashes make a folder without a name.\n');
  yield text('文档/中文说明.txt', 'text/plain; charset=utf-8', '键可以使用任何文字。\n');
  yield text('data/settings.json', 'application/json', `${JSON.stringify(settings, null, 2)}\n`, {
    tags: [{ key: 'kind', value: 'configuration' }],
  });
  yield text('data/readings.json', 'application/json', `${JSON.stringify(readings(500), null, 1)}\n`);
  yield text('data/readings.csv', 'text/csv', readingsTable(5_000));
  yield text('pictures/logo.svg', 'image/svg+xml', svgPicture());
  yield bytes('pictures/pixel.jpg', 'image/jpeg', jpegPicture());
  for (const [index, name] of ['dawn', 'noon', 'dusk', 'night'].entries()) {
    yield bytes(`pictures/skies/${name}.png`, 'image/png', pngPicture(640, 360, index));
  }
  yield bytes('pictures/skies/thumbnails/noon.png', 'image/png', pngPicture(96, 54, 1));
  yield bytes('empty/', 'application/x-directory', new Uint8Array(0));
  yield { key: 'large/100-mib.bin', contentType: 'application/octet-stream', chunks: largeChunks() };
}

function text(
  key: string,
  contentType: string,
  content: string,
  more: Pick<SampleFile, 'userMetadata' | 'tags'> = {},
): SampleFile {
  return { key, contentType, chunks: [Buffer.from(content)], ...more };
}

function bytes(key: string, contentType: string, content: Uint8Array): SampleFile {
  return { key, contentType, chunks: [content] };
}

const readme = `# Samples

This bucket was made on the first start, so that there is something to look at and to play with.
Change it, fill it, delete it: it is made only once.

- \`documents/\`: text and tables, a key with spaces, one with two slashes
- \`data/\`: JSON and CSV
- \`pictures/\`: PNG, JPEG and SVG
- \`large/\`: one file of 100 MiB, for trying pause and resume
`;

const settings = {
  name: 'samples',
  retries: 3,
  regions: ['north', 'south'],
  nested: { on: true, off: null },
};

function salesTable(quarter: number): string {
  const lines = ['month,region,units,price'];
  for (let month = quarter * 3 - 2; month <= quarter * 3; month += 1) {
    for (const [index, region] of ['north', 'east', 'south', 'west'].entries()) {
      lines.push(`2026-${String(month).padStart(2, '0')},${region},${month * 17 + index * 5},${9.5 + index}`);
    }
  }
  return `${lines.join('\n')}\n`;
}

function readings(count: number): object[] {
  return Array.from({ length: count }, (_, index) => ({
    at: new Date(Date.UTC(2026, 0, 1) + index * 3_600_000).toISOString(),
    celsius: Number((8 + 6 * Math.sin(index / 24)).toFixed(2)),
  }));
}

function readingsTable(count: number): string {
  const lines = ['number,celsius,humidity'];
  for (let index = 0; index < count; index += 1) {
    lines.push(`${index},${(8 + 6 * Math.sin(index / 24)).toFixed(2)},${50 + (index % 40)}`);
  }
  return `${lines.join('\n')}\n`;
}

/** 100 chunks of 1 MiB, each different: one pseudo-random block with its number written all over it. */
function* largeChunks(): Generator<Uint8Array> {
  const block = new Uint32Array(mib / 4);
  let state = 0x2545f491;
  for (let index = 0; index < block.length; index += 1) {
    state ^= state << 13;
    state ^= state >>> 17;
    state ^= state << 5;
    block[index] = state >>> 0;
  }
  for (let number = 0; number < 100; number += 1) {
    const chunk = Buffer.from(block.buffer.slice(0));
    for (let place = 0; place < mib; place += 4_096) chunk.writeUInt32LE(number, place);
    yield chunk;
  }
}
