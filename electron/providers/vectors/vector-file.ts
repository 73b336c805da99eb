import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';

/** Decoded query pairs; a one-element pair had no equals sign. */
export const pairsSchema = z.array(z.union([z.tuple([z.string(), z.string()]), z.tuple([z.string()])]));

/** One request as an SDK put it on the wire. */
export const capturedRequestSchema = z.looseObject({
  method: z.string(),
  host: z.string(),
  rawPath: z.string(),
  path: z.string().optional(),
  query: pairsSchema,
  headers: z.record(z.string(), z.string()),
  body: z
    .looseObject({
      utf8: z.string().optional(),
      length: z.number().optional(),
      sha256: z.string().optional(),
      fill: z.string().optional(),
    })
    .optional(),
  signing: z
    .looseObject({
      signature: z.string().optional(),
      canonicalRequest: z.string().optional(),
      stringToSign: z.string().optional(),
    })
    .nullish(),
});
export type CapturedRequest = z.infer<typeof capturedRequestSchema>;

/** One vector of any kind; what its kind needs is checked where it is replayed. */
export const vectorSchema = z.looseObject({
  id: z.string(),
  operation: z.string().optional(),
  call: z.string().optional(),
  scheme: z.string().optional(),
  sdkQuirk: z.string().optional(),
  disputed: z.unknown().optional(),
  config: z.record(z.string(), z.unknown()).optional(),
  input: z.record(z.string(), z.unknown()).optional(),
  expect: z.record(z.string(), z.unknown()).optional(),
  requests: z.array(capturedRequestSchema).optional(),
});
export type Vector = z.infer<typeof vectorSchema>;

export const vectorFileSchema = z.looseObject({
  format: z.literal('stowage-vectors/1'),
  kind: z.string(),
  clock: z.string().optional(),
  dialect: z.string().optional(),
  credentials: z.object({ id: z.string(), secret: z.string() }).optional(),
  vectors: z.array(vectorSchema),
});
export type VectorFile = z.infer<typeof vectorFileSchema>;

/**
 * How a vector ended. `skipped`: not implemented, or marked as a quirk or dispute and different; `reason` says which.
 */
export interface VectorResult {
  readonly id: string;
  readonly outcome: 'passed' | 'failed' | 'skipped';
  readonly reason?: string;
  readonly differences?: readonly string[];
}

/** Reads every JSON file of a folder that has the format; another file is an error, not a silence. */
export async function readVectorFiles(
  folder: string,
): Promise<{ name: string; file: VectorFile | null; problem: string }[]> {
  const names = (await readdir(folder)).filter((name) => name.endsWith('.json')).sort();
  return Promise.all(
    names.map(async (name) => {
      try {
        const file = vectorFileSchema.parse(JSON.parse(await readFile(join(folder, name), 'utf8')));
        return { name, file, problem: '' };
      } catch (thrown) {
        return { name, file: null, problem: thrown instanceof Error ? thrown.message : 'unreadable' };
      }
    }),
  );
}
