import type { IncomingMessage } from 'node:http';
import { cosDialect } from './cos/cos-dialect.ts';
import { appId } from './cos/names.ts';
import { createFace } from './face/create-face.ts';
import type { Dialect } from './face/dialect.ts';
import type { Face } from './http-server.ts';
import { ossDialect } from './oss/oss-dialect.ts';
import { s3Dialect } from './s3/s3-dialect.ts';

/** APIs that the sandbox can speak. */
export const sandboxFaces = ['s3', 'cos', 'oss'] as const;
export type SandboxFace = (typeof sandboxFaces)[number];

/** Where a face is reached, in words for a terminal. */
export function describeFace(face: SandboxFace, port: number): string {
  switch (face) {
    case 's3':
      return `http://127.0.0.1:${port}, http://<bucket>.s3.localhost:${port}`;
    case 'cos':
      return `http://cos.localhost:${port}, http://<name>-${appId}.cos.localhost:${port}; the endpoint is a proxy for myqcloud.com`;
    case 'oss':
      return `http://oss.localhost:${port}, http://<bucket>.oss.localhost:${port}; the endpoint is a proxy for aliyuncs.com`;
  }
}

/** S3 answers for every host below `localhost`, so the others are asked first. */
const dialects: readonly (Dialect & { readonly face: SandboxFace })[] = [cosDialect, ossDialect, s3Dialect];

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
