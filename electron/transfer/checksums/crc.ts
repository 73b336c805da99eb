import { crc32 } from 'node:zlib';
import { crcModule, dataBytes, dataOffset } from './crc-module.ts';

/** CRCs that storage servers tell of whole objects; https://reveng.sourceforge.io/crc-catalogue/all.htm. */
export const crcNames = ['crc32', 'crc32c', 'crc64nvme', 'crc64ecma'] as const;
export type CrcName = (typeof crcNames)[number];

/** Reflected polynomials and their widths. Start and end are all ones in each. */
const fields = {
  crc32c: { bits: 32, polynomial: 0x82f63b78n },
  crc64nvme: { bits: 64, polynomial: 0x9a6c9329_ac4bc9b5n },
  crc64ecma: { bits: 64, polynomial: 0xc96c5795_d7870f42n },
} as const;

/** The few words of WebAssembly that are used; the types of Node do not have them. */
declare const WebAssembly: {
  readonly Module: new (bytes: Uint8Array<ArrayBuffer>) => object;
  readonly Instance: new (
    module: object,
  ) => {
    readonly exports: {
      readonly memory: { readonly buffer: ArrayBuffer };
      readonly update: Machine['update'];
    };
  };
};

interface Machine {
  readonly memory: Uint8Array;
  readonly update: (value: bigint, start: number, end: number) => bigint;
}

const machines = new Map<CrcName, Machine>();

/** A running CRC; `end` gives it as lower-case hex of its full width. */
export function startCrc(name: CrcName): { add(bytes: Uint8Array): void; end(): string } {
  if (name === 'crc32') {
    let value = 0;
    return {
      add: (bytes) => {
        value = crc32(bytes, value);
      },
      end: () => value.toString(16).padStart(8, '0'),
    };
  }
  const { bits } = fields[name];
  const ones = (1n << BigInt(bits)) - 1n;
  const { memory, update } = machineOf(name);
  let value = ones;
  return {
    add(bytes) {
      for (let at = 0; at < bytes.length; at += dataBytes) {
        const piece = bytes.subarray(at, at + dataBytes);
        memory.set(piece, dataOffset);
        // WebAssembly gives its words back as signed ones.
        value = BigInt.asUintN(64, update(value, dataOffset, dataOffset + piece.length));
      }
    },
    end: () => (value ^ ones).toString(16).padStart(bits / 4, '0'),
  };
}

function machineOf(name: keyof typeof fields): Machine {
  const known = machines.get(name);
  if (known !== undefined) return known;
  const { exports } = new WebAssembly.Instance(new WebAssembly.Module(crcModule()));
  const { buffer } = exports.memory;
  const machine = { memory: new Uint8Array(buffer), update: exports.update };
  fillTables(new BigUint64Array(buffer, 0, 16 * 256), fields[name].polynomial);
  machines.set(name, machine);
  return machine;
}

function fillTables(tables: BigUint64Array, polynomial: bigint): void {
  for (let index = 0; index < 256; index += 1) {
    let value = BigInt(index);
    for (let bit = 0; bit < 8; bit += 1) value = (value >> 1n) ^ (value & 1n ? polynomial : 0n);
    tables[index] = value;
  }
  for (let index = 256; index < tables.length; index += 1) {
    const before = tables[index - 256] ?? 0n;
    tables[index] = (before >> 8n) ^ (tables[Number(before & 0xffn)] ?? 0n);
  }
}
