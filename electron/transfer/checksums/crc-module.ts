/**
 * A WebAssembly module that computes any reflected CRC of up to 64 bits, sixteen bytes at a step: Node has code of its
 * own for CRC-32 alone, and JavaScript has no fast integers of 64 bits. The module has one memory: sixteen tables of
 * 256 entries of 8 bytes (entry `i` of table `n` is the CRC of byte `i` that `n` zero bytes follow), then the data.
 *
 * `update(value, start, end)` goes on from a value over the bytes from `start` to `end`.
 */
export const dataOffset = 16 * 256 * 8;
/** Bytes of data that fit. */
export const dataBytes = 1_048_576;

const i32 = 0x7f;
const i64 = 0x7e;
const memoryPages = Math.ceil((dataOffset + dataBytes) / 65_536);

/** Names of the locals: the three parameters, then two words of eight bytes each. */
const local = { value: 0, at: 1, end: 2, first: 3, second: 4 };

/** Instructions (https://webassembly.github.io/spec/core/binary/instructions.html). */
const op = {
  block: [0x02, 0x40],
  loop: [0x03, 0x40],
  end: [0x0b],
  branch: (depth: number) => [0x0c, depth],
  branchIf: (depth: number) => [0x0d, depth],
  get: (index: number) => [0x20, index],
  set: (index: number) => [0x21, index],
  load64: (align: number, offset: number) => [0x29, align, ...unsigned(offset)],
  load8: [0x31, 0, 0],
  constant32: (value: number) => [0x41, ...signed(value)],
  constant64: (value: number) => [0x42, ...signed(value)],
  isLess32: [0x49],
  add32: [0x6a],
  sub32: [0x6b],
  and32: [0x71],
  shiftLeft32: [0x74],
  xor64: [0x85],
  shiftRight64: [0x88],
  wrap: [0xa7],
};

/** The module's bytes. */
export function crcModule(): Uint8Array<ArrayBuffer> {
  const type = [0x60, ...vector([[i64], [i32], [i32]]), ...vector([[i64]])];
  const locals = vector([[...unsigned(2), i64]]);
  const body = [...locals, ...updateCode(), ...op.end];
  return new Uint8Array([
    ...[0x00, 0x61, 0x73, 0x6d, 0x01, 0x00, 0x00, 0x00],
    ...section(1, vector([type])),
    ...section(3, vector([unsigned(0)])),
    ...section(5, vector([[0x00, ...unsigned(memoryPages)]])),
    ...section(7, vector([exported('memory', 2), exported('update', 0)])),
    ...section(10, vector([[...unsigned(body.length), ...body]])),
  ]);
}

function updateCode(): number[] {
  const { value, at, end, first, second } = local;
  return [
    ...whileSteps(16, [
      ...[...op.get(at), ...op.load64(0, 0), ...op.get(value), ...op.xor64, ...op.set(first)],
      ...[...op.get(at), ...op.load64(0, 8), ...op.set(second)],
      ...lookUp(first, 0, 15),
      ...Array.from({ length: 15 }, (_, index) => {
        const byte = index + 1;
        const word = byte < 8 ? first : second;
        return [...lookUp(word, (byte % 8) * 8, 15 - byte), ...op.xor64];
      }).flat(),
      ...op.set(value),
    ]),
    ...whileSteps(1, [
      ...[...op.get(at), ...op.load8, ...op.get(value), ...op.xor64, ...op.set(first)],
      ...lookUp(first, 0, 0),
      ...[...op.get(value), ...op.constant64(8), ...op.shiftRight64, ...op.xor64, ...op.set(value)],
    ]),
    ...op.get(value),
  ];

  /** Repeats `code` while at least so many bytes are left. */
  function whileSteps(stepBytes: number, code: readonly number[]): number[] {
    return [
      ...op.block,
      ...op.loop,
      ...[...op.get(end), ...op.get(at), ...op.sub32, ...op.constant32(stepBytes), ...op.isLess32],
      ...op.branchIf(1),
      ...code,
      ...[...op.get(at), ...op.constant32(stepBytes), ...op.add32, ...op.set(at)],
      ...op.branch(0),
      ...op.end,
      ...op.end,
    ];
  }
}

/** The entry of a table for one byte of a word. */
function lookUp(word: number, shift: number, table: number): number[] {
  return [
    ...[...op.get(word), ...op.constant64(shift), ...op.shiftRight64, ...op.wrap],
    ...[...op.constant32(255), ...op.and32, ...op.constant32(3), ...op.shiftLeft32],
    ...op.load64(3, table * 2_048),
  ];
}

function exported(name: string, kind: number): number[] {
  return [...unsigned(name.length), ...Buffer.from(name), kind, 0];
}

function section(id: number, content: readonly number[]): number[] {
  return [id, ...unsigned(content.length), ...content];
}

function vector(entries: readonly (readonly number[])[]): number[] {
  return [...unsigned(entries.length), ...entries.flat()];
}

/** LEB128, seven bits a byte. */
function unsigned(value: number): number[] {
  return value < 128 ? [value] : [(value & 127) | 128, ...unsigned(value >>> 7)];
}

function signed(value: number): number[] {
  const rest = value >> 7;
  const isLast = (rest === 0 && (value & 64) === 0) || (rest === -1 && (value & 64) !== 0);
  return isLast ? [value & 127] : [(value & 127) | 128, ...signed(rest)];
}
