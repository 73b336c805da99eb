import { createHash, type Hash } from 'node:crypto';
import type { BodyDecoder } from '../../face/caller.ts';
import { FaceError } from '../../face/face-error.ts';
import { isSameSignature } from '../../face/same-signature.ts';
import { emptySha256, sha256Hex, signText } from './signing-key.ts';

/** What a chain of chunk signatures starts from. */
export interface ChunkSigner {
  readonly key: Buffer;
  readonly amzDate: string;
  readonly scope: string;
  readonly seedSignature: string;
}

const longestLineBytes = 4_096;
const mostTrailerBytes = 16_384;
const signatureTrailer = 'x-amz-trailer-signature';

/**
 * Makes a decoder for one body of `decodedBytes` bytes: takes the framing of `aws-chunked` off it and checks the signature
 * of every chunk as it ends.
 * `push` and `finish` throw FaceError `InvalidRequest`, `IncompleteBody`, `SignatureDoesNotMatch`, `MalformedTrailerError`.
 * https://docs.aws.amazon.com/AmazonS3/latest/API/sigv4-streaming.html and sigv4-streaming-trailers.html
 */
export function createChunkedDecoder(options: {
  signer: ChunkSigner | null;
  decodedBytes: number;
  /** Names that the trailer must bring, in lower case; null when there must be no trailer. */
  trailerNames: readonly string[] | null;
}): BodyDecoder {
  const { signer, decodedBytes, trailerNames } = options;
  let state: 'size' | 'data' | 'data-end' | 'trailer' | 'done' = 'size';
  let line = '';
  let chunkLeftBytes = 0;
  let isLastChunk = false;
  let seenBytes = 0;
  let trailerBytes = 0;
  let signature = '';
  let previousSignature = signer?.seedSignature ?? '';
  let hash: Hash | null = null;
  const trailer = new Map<string, string>();

  const startChunk = (text: string) => {
    const found = /^([0-9a-fA-F]{1,9})(?:;chunk-signature=([0-9a-f]{64}))?$/.exec(text);
    if (found === null || (found[2] !== undefined) !== (signer !== null)) throw malformedChunk();
    chunkLeftBytes = Number.parseInt(found[1] ?? '', 16);
    signature = found[2] ?? '';
    isLastChunk = chunkLeftBytes === 0;
    seenBytes += chunkLeftBytes;
    if (seenBytes > decodedBytes) throw new FaceError('IncompleteBody');
    hash = signer === null ? null : createHash('sha256');
    if (isLastChunk) endChunk();
    else state = 'data';
  };

  const endChunk = () => {
    if (signer !== null && hash !== null) {
      const text = [
        'AWS4-HMAC-SHA256-PAYLOAD',
        signer.amzDate,
        signer.scope,
        previousSignature,
        emptySha256,
        hash.digest('hex'),
      ].join('\n');
      if (!isSameSignature(signText(signer.key, text), signature))
        throw new FaceError('SignatureDoesNotMatch');
      previousSignature = signature;
    }
    state = !isLastChunk ? 'data-end' : trailerNames === null ? 'data-end' : 'trailer';
  };

  const endLine = (text: string) => {
    if (state === 'size') startChunk(text);
    else if (state === 'data-end') {
      if (text !== '') throw malformedChunk();
      state = isLastChunk ? 'done' : 'size';
    } else if (text === '') state = 'done';
    else {
      const cut = text.indexOf(':');
      const name = text.slice(0, cut).trim().toLowerCase();
      if (cut < 1 || trailer.has(name)) throw new FaceError('MalformedTrailerError');
      trailer.set(name, text.slice(cut + 1).trim());
    }
  };

  return {
    push(input) {
      const output: Buffer[] = [];
      let position = 0;
      while (position < input.length) {
        if (state === 'done') throw malformedChunk();
        if (state === 'data') {
          const piece = input.subarray(position, position + chunkLeftBytes);
          hash?.update(piece);
          output.push(piece);
          position += piece.length;
          chunkLeftBytes -= piece.length;
          if (chunkLeftBytes === 0) endChunk();
          continue;
        }
        const end = input.indexOf(10, position);
        const stop = end < 0 ? input.length : end;
        line += input.toString('latin1', position, stop);
        if (state === 'trailer') trailerBytes += stop - position + 1;
        if (line.length > longestLineBytes || trailerBytes > mostTrailerBytes) throw malformedChunk();
        position = stop + 1;
        if (end < 0) break;
        // Some clients end trailer lines with a line feed alone; the frames themselves have both characters.
        if (!line.endsWith('\r') && state !== 'trailer') throw malformedChunk();
        const text = line.endsWith('\r') ? line.slice(0, -1) : line;
        line = '';
        endLine(text);
      }
      return output;
    },
    finish() {
      if (state !== 'done' || seenBytes !== decodedBytes) throw new FaceError('IncompleteBody');
      if (trailerNames === null) return trailer;
      if (signer !== null) {
        const given = trailer.get(signatureTrailer) ?? '';
        trailer.delete(signatureTrailer);
        const content = [...trailer].map(([name, value]) => `${name}:${value}\n`).join('');
        const text = [
          'AWS4-HMAC-SHA256-TRAILER',
          signer.amzDate,
          signer.scope,
          previousSignature,
          sha256Hex(content),
        ].join('\n');
        if (!isSameSignature(signText(signer.key, text), given)) throw new FaceError('SignatureDoesNotMatch');
      }
      const isAsDeclared =
        trailer.size === trailerNames.length && trailerNames.every((name) => trailer.has(name));
      if (!isAsDeclared) throw new FaceError('MalformedTrailerError');
      return trailer;
    },
  };
}

function malformedChunk(): FaceError {
  return new FaceError('InvalidRequest', {
    message: 'The aws-chunked framing of the body is not well formed.',
  });
}
