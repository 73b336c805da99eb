const mebibyte = 1_048_576;
/** Part sizes that clients commonly use, tried when an ETag says only how many parts there were. */
const commonPartMib = [8, 16, 5, 10, 15, 20, 25, 32, 50, 64, 100, 128];
/** Each try reads the whole file. */
const maxTries = 3;

/** Sizes of parts that would make `partCount` of an object of this size, the likeliest first, `ownPartBytes` before all. */
export function commonPartSizes(sizeBytes: number, partCount: number, ownPartBytes: number): number[] {
  const sizes = [ownPartBytes, ...commonPartMib.map((mib) => mib * mebibyte)];
  const fitting = sizes.filter((size) => Math.ceil(sizeBytes / size) === partCount);
  return [...new Set(fitting)].slice(0, maxTries);
}
