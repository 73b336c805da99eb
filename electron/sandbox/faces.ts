import type { IncomingMessage } from 'node:http';
import { createFace } from './face/create-face.ts';
import type { Dialect } from './face/dialect.ts';
import type { Face } from './http-server.ts';
import { s3Dialect } from './s3/s3-dialect.ts';

/** APIs that the sandbox can speak. */
export const sandboxFaces = ['s3'] as const;
export type SandboxFace = (typeof sandboxFaces)[number];

/** S3 answers for every host below `localhost`, so the others are asked first. */
const dialects: readonly (Dialect & { readonly face: SandboxFace })[] = [s3Dialect];

/**
 * The chosen faces over one store. `faceFor` finds the one whose host a request names; a host of none of them is refused
 * in the words of the last, which is S3 where it was chosen.
 */
export function openFaces(
  wanted: readonly SandboxFace[],
  tools: Omit<Parameters<typeof createFace>[0], 'dialect'>,
): { readonly dialects: readonly Dialect[]; readonly faceFor: (message: IncomingMessage) => Face } {
  const chosen = dialects.filter(({ face }) => wanted.includes(face));
  const faces = chosen.map((dialect) => createFace({ ...tools, dialect }));
  const last = faces.at(-1);
  if (last === undefined) throw new Error('A sandbox needs a face.');
  return {
    dialects: chosen,
    faceFor: (message) => faces.find((face) => face.isFor(message)) ?? last,
  };
}
