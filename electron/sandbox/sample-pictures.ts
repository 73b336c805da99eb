import { crc32, deflateSync } from 'node:zlib';

const skies = [
  { top: [58, 78, 140], bottom: [250, 190, 140] },
  { top: [60, 130, 210], bottom: [190, 225, 250] },
  { top: [45, 45, 95], bottom: [235, 110, 80] },
  { top: [8, 10, 30], bottom: [40, 50, 90] },
] as const;

/** A PNG of a sky over hills; `kind` is 0 to 3. https://www.w3.org/TR/png-3/ */
export function pngPicture(width: number, height: number, kind: number): Uint8Array {
  const sky = skies[kind] ?? skies[0];
  const rows = Buffer.alloc((width * 3 + 1) * height);
  for (let y = 0; y < height; y += 1) {
    for (let x = 0; x < width; x += 1) {
      const place = y * (width * 3 + 1) + 1 + x * 3;
      const colour = colourAt(x / width, y / height, sky);
      for (let channel = 0; channel < 3; channel += 1) rows[place + channel] = colour[channel] ?? 0;
    }
  }
  const header = Buffer.alloc(13);
  header.writeUInt32BE(width, 0);
  header.writeUInt32BE(height, 4);
  header.set([8, 2, 0, 0, 0], 8);
  return Buffer.concat([
    Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]),
    pngChunk('IHDR', header),
    pngChunk('IDAT', deflateSync(rows)),
    pngChunk('IEND', Buffer.alloc(0)),
  ]);
}

/** An SVG of a crate. */
export function svgPicture(): string {
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 120 120" width="240" height="240">
  <rect width="120" height="120" rx="18" fill="#1f6feb"/>
  <path d="M24 42 60 24 96 42 60 60Z" fill="#fff"/>
  <path d="M24 48 57 64V98L24 82Z" fill="#dbe9ff"/>
  <path d="M96 48 63 64V98L96 82Z" fill="#a9c8ff"/>
</svg>
`;
}

/**
 * A baseline JPEG of 64 by 64 grey pixels, a checkerboard of light and dark blocks. Every block is flat, so only its
 * first coefficient is coded. https://www.w3.org/Graphics/JPEG/itu-t81.pdf
 */
export function jpegPicture(): Uint8Array {
  const side = 64;
  const quantisation = [0xff, 0xdb, 0, 67, 0, ...Array.from({ length: 64 }, () => 8)];
  const frame = [0xff, 0xc0, 0, 11, 8, 0, side, 0, side, 1, 1, 0x11, 0];
  // One code of 4 bits for each number of bits that a difference may need (0 to 11), and one code for "no more".
  const dcTable = huffmanTable(0x00, 4, [0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11]);
  const acTable = huffmanTable(0x10, 1, [0]);
  const scan = [0xff, 0xda, 0, 8, 1, 1, 0x00, 0, 63, 0];
  let bits = '';
  let previous = 0;
  for (let block = 0; block < (side / 8) ** 2; block += 1) {
    const isLight = (Math.floor(block / 8) + block) % 2 === 0;
    const value = isLight ? 90 : -60;
    bits += `${differenceBits(value - previous)}0`;
    previous = value;
  }
  const padded = bits.padEnd(Math.ceil(bits.length / 8) * 8, '1');
  const data: number[] = [];
  for (let place = 0; place < padded.length; place += 8) {
    const byte = Number.parseInt(padded.slice(place, place + 8), 2);
    // A byte of all ones would be read as the start of a marker.
    data.push(byte, ...(byte === 0xff ? [0] : []));
  }
  const start = [0xff, 0xd8, 0xff, 0xe0, 0, 16, 0x4a, 0x46, 0x49, 0x46, 0, 1, 1, 0, 0, 1, 0, 1, 0, 0];
  return Uint8Array.from([
    ...start,
    ...quantisation,
    ...frame,
    ...dcTable,
    ...acTable,
    ...scan,
    ...data,
    0xff,
    0xd9,
  ]);
}

function huffmanTable(id: number, codeBits: number, symbols: readonly number[]): number[] {
  const counts = Array.from({ length: 16 }, (_, index) => (index === codeBits - 1 ? symbols.length : 0));
  return [0xff, 0xc4, 0, 19 + symbols.length, id, ...counts, ...symbols];
}

function differenceBits(difference: number): string {
  const size = difference === 0 ? 0 : Math.floor(Math.log2(Math.abs(difference))) + 1;
  const code = size.toString(2).padStart(4, '0');
  if (size === 0) return code;
  const value = difference > 0 ? difference : difference + 2 ** size - 1;
  return code + value.toString(2).padStart(size, '0');
}

function pngChunk(type: string, data: Uint8Array): Buffer {
  const content = Buffer.concat([Buffer.from(type, 'latin1'), data]);
  const frame = Buffer.alloc(content.length + 8);
  frame.writeUInt32BE(data.length, 0);
  frame.set(content, 4);
  frame.writeUInt32BE(crc32(content), content.length + 4);
  return frame;
}

function colourAt(x: number, y: number, sky: (typeof skies)[number]): readonly number[] {
  const hill = 0.72 + 0.08 * Math.sin(x * 7) + 0.04 * Math.sin(x * 19);
  if (y > hill) return sky.top.map((channel) => Math.round(channel * 0.35 * (1.6 - y)));
  return sky.top.map((channel, index) =>
    Math.round(channel + ((sky.bottom[index] ?? 0) - channel) * (y / hill)),
  );
}
