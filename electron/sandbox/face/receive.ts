import {
  type ChecksumAlgorithm,
  checksumAlgorithms,
  createDigest,
  isChecksumAlgorithm,
  isDigestText,
} from '../checksums/digests.ts';
import type { Exchange } from '../http-server.ts';
import type { Hasher } from '../store/body-files.ts';
import type { StoredChecksum } from '../store/model.ts';
import type { FaceCall } from './call.ts';
import { FaceError, invalidArgument, notImplemented } from './face-error.ts';
import { headerOf } from './face-request.ts';
import { fromWireName } from './own-names.ts';

/** What is known of a body once all of it came and every promise about it held. */
export interface ReceivedFacts {
  readonly md5Hex: string;
  /** The checksum that the client sent, or one it asked for; null when there is none. */
  readonly checksum: StoredChecksum | null;
  /** That and the one that the API computes of everything: what is kept with the bytes. */
  readonly checksums: readonly StoredChecksum[];
}

/** A body that was received: what the sink made of the bytes, and the facts. */
export interface Received<Result> extends ReceivedFacts {
  readonly result: Result;
}

const checksumHeader = 'x-own-checksum-';

/**
 * Receives the body of a call: takes off aws-chunked framing, feeds `sink`, then checks payload hash, Content-MD5,
 * checksums in headers and trailers, and length. When a check fails after `sink` has finished, `undo` gets its result.
 * `computes`: an algorithm that is computed although the client sent no value.
 *
 * Rejects with FaceError `MissingContentLength`, `EntityTooLarge`, `IncompleteBody`, `InvalidDigest`, `BadDigest`,
 * `XAmzContentSHA256Mismatch`, `RequestTimeout` and those of the chunked framing.
 */
export async function receive<Result>(
  call: FaceCall,
  options: {
    mostBytes: number;
    sink: (chunks: AsyncIterable<Uint8Array>, hashers: readonly Hasher[]) => Promise<Result>;
    undo?: (result: Result) => void;
    computes?: ChecksumAlgorithm | null;
  },
): Promise<Received<Result>> {
  const { mostBytes, sink, undo, computes = null } = options;
  const { proof } = call;
  const lengthBytes = declaredLength(call);
  checkLength(lengthBytes ?? 0, mostBytes);
  const declared = declaredChecksum(call);
  const contentMd5 = headerOf(call.request, 'content-md5');
  if (contentMd5 !== null && !isDigestText('md5', contentMd5)) throw new FaceError('InvalidDigest');

  const algorithm = declared?.algorithm ?? computes;
  const md5 = createDigest('md5');
  const sha256 = proof.kind === 'sha256' || algorithm === 'sha256' ? createDigest('sha256') : null;
  const other = algorithm === null || algorithm === 'sha256' ? null : createDigest(algorithm);
  const { alwaysComputes } = call.dialect.objects;
  const always = alwaysComputes === null ? null : createDigest(alwaysComputes);
  const hashers = [md5, sha256, other, always].filter((hasher) => hasher !== null);

  const trailer = new Map<string, string>();
  const result = await sink(readChunks(call, { lengthBytes, mostBytes }, trailer), hashers);
  try {
    const sha256Digest = sha256?.digest() ?? null;
    if (proof.kind === 'sha256' && sha256Digest?.toString('hex') !== proof.hex) {
      throw new FaceError('XAmzContentSHA256Mismatch', {
        fields: { ClientComputedContentSHA256: proof.hex },
      });
    }
    const md5Digest = md5.digest();
    if (contentMd5 !== null && md5Digest.toString('base64') !== contentMd5) {
      throw new FaceError('BadDigest', {
        fields: { ExpectedDigest: contentMd5, CalculatedDigest: md5Digest.toString('base64') },
      });
    }
    const value = (algorithm === 'sha256' ? sha256Digest : other?.digest())?.toString('base64') ?? '';
    if (declared !== null) {
      const given = declared.value ?? trailer.get(checksumHeader + declared.algorithm) ?? '';
      if (!isDigestText(declared.algorithm, given)) throw new FaceError('InvalidDigest');
      if (given !== value) {
        throw new FaceError('BadDigest', {
          message: `The ${declared.algorithm.toUpperCase()} you specified did not match the calculated checksum.`,
        });
      }
    }
    const whole = 'FULL_OBJECT' as const;
    const checksum = algorithm === null ? null : { algorithm, type: whole, value };
    const added =
      alwaysComputes === null || always === null
        ? null
        : { algorithm: alwaysComputes, type: whole, value: always.digest().toString('base64') };
    const checksums = [checksum, added].filter((one) => one !== null);
    return { result, md5Hex: md5Digest.toString('hex'), checksum, checksums };
  } catch (error) {
    undo?.(result);
    throw error;
  }
}

/** Receives a small body as text, for documents. At most `mostBytes` bytes. */
export async function receiveText(
  call: FaceCall,
  mostBytes: number,
): Promise<{ text: string; hasIntegrity: boolean }> {
  const { result } = await receive(call, {
    mostBytes,
    sink: async (chunks, hashers) => {
      const pieces: Uint8Array[] = [];
      for await (const chunk of chunks) {
        for (const hasher of hashers) hasher.update(chunk);
        pieces.push(chunk);
      }
      return Buffer.concat(pieces);
    },
  });
  const hasIntegrity = call.request.headers.has('content-md5') || declaredChecksum(call) !== null;
  return { text: result.toString('utf8'), hasIntegrity };
}

/** The checksum that the request declares, with its value when a header holds it and null when the trailer will. */
function declaredChecksum(call: FaceCall): { algorithm: ChecksumAlgorithm; value: string | null } | null {
  const { request } = call;
  const found = [...request.headers.keys()]
    .filter((name) => name.startsWith(checksumHeader))
    .map((name) => name.slice(checksumHeader.length))
    .filter((name) => name !== 'mode' && name !== 'algorithm' && name !== 'type');
  const unknown = found.find((name) => !isChecksumAlgorithm(name));
  if (unknown !== undefined) throw notImplemented(`the checksum ${unknown}`);
  const inTrailer = trailerNames(call).map((name) =>
    (fromWireName(call.dialect, name) ?? '').slice(checksumHeader.length),
  );
  const all = [...found, ...inTrailer].filter(isChecksumAlgorithm);
  if (all.length > 1) {
    throw new FaceError('InvalidRequest', { message: 'Expecting a single x-own-checksum- header.' });
  }
  const asked = headerOf(request, 'x-own-sdk-checksum-algorithm')?.toLowerCase() ?? null;
  const [algorithm] = all;
  if (asked !== null && asked !== algorithm) {
    throw new FaceError('InvalidRequest', {
      message: 'x-own-sdk-checksum-algorithm names a checksum that neither a header nor a trailer brings.',
    });
  }
  if (algorithm === undefined) return null;
  const value = headerOf(request, checksumHeader + algorithm);
  if (value !== null && !isDigestText(algorithm, value)) {
    throw new FaceError('InvalidRequest', {
      message: `Value for ${checksumHeader}${algorithm} header is invalid.`,
    });
  }
  return { algorithm, value };
}

/** As they stand on the wire. */
function trailerNames({ dialect, request, proof }: FaceCall): string[] {
  const text = headerOf(request, 'x-own-trailer');
  if (text === null) return [];
  if (proof.kind !== 'framed' || !proof.hasTrailer) {
    throw new FaceError('InvalidRequest', { message: 'x-own-trailer needs a payload form with a trailer.' });
  }
  const names = text.split(',').map((name) => name.trim().toLowerCase());
  const isKnown = (name: string) =>
    checksumAlgorithms.some((known) => fromWireName(dialect, name) === checksumHeader + known);
  const unknown = names.find((name) => !isKnown(name));
  if (unknown !== undefined) throw notImplemented(`the trailer ${unknown}`);
  return names;
}

function checkLength(lengthBytes: number, mostBytes: number): void {
  if (lengthBytes <= mostBytes) return;
  throw new FaceError('EntityTooLarge', {
    fields: { ProposedSize: String(lengthBytes), MaxSizeAllowed: String(mostBytes) },
  });
}

/** null for a body that may come without its length. */
function declaredLength({ request, proof, dialect }: FaceCall): number | null {
  const name = proof.kind === 'framed' ? 'x-own-decoded-content-length' : 'content-length';
  const text = headerOf(request, name);
  if (text === null) {
    // Nothing at all is a body of no bytes; a body without a length is refused.
    if (proof.kind !== 'framed' && !request.headers.has('transfer-encoding')) return 0;
    if (proof.kind !== 'framed' && dialect.objects.takesUnknownLength) return null;
    throw new FaceError('MissingContentLength');
  }
  if (!/^\d{1,15}$/.test(text)) throw invalidArgument(name, text, 'The length must be a whole number.');
  return Number(text);
}

/** The bytes of a body as they come, for a reader that checks them itself. */
export async function* receiveBody({ message, signal, askForBody }: Exchange): AsyncGenerator<Buffer> {
  askForBody();
  const stop = () => message.destroy();
  signal.addEventListener('abort', stop);
  try {
    yield* message.iterator({ destroyOnReturn: false });
  } finally {
    signal.removeEventListener('abort', stop);
  }
}

async function* readChunks(
  call: FaceCall,
  { lengthBytes, mostBytes }: { lengthBytes: number | null; mostBytes: number },
  trailer: Map<string, string>,
): AsyncGenerator<Uint8Array> {
  const { exchange, proof } = call;
  const decoder =
    proof.kind === 'framed'
      ? proof.openDecoder({
          decodedBytes: lengthBytes ?? 0,
          trailerNames: proof.hasTrailer ? trailerNames(call) : null,
        })
      : null;
  let receivedBytes = 0;
  for await (const chunk of receiveBody(exchange)) {
    receivedBytes += chunk.length;
    if (lengthBytes === null) checkLength(receivedBytes, mostBytes);
    if (decoder === null) yield chunk;
    else yield* decoder.push(chunk);
  }
  if (decoder === null && lengthBytes !== null && receivedBytes !== lengthBytes)
    throw new FaceError('IncompleteBody');
  for (const [name, value] of decoder?.finish() ?? []) {
    trailer.set(fromWireName(call.dialect, name) ?? name, value);
  }
}
