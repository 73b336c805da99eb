import { resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { failure } from '../../shared/model/app-error.ts';

/** What was asked for on the command line of either host. */
export interface Flags {
  /** null: the host chooses. */
  readonly port: number | null;
  /** Absolute; null: the platform's usual place. */
  readonly dataDir: string | null;
  /** Where a development server serves the page; null: the built page. */
  readonly devRendererUrl: string | null;
  /** The user agrees to keep keys where the desktop has no key store and can only pretend to encrypt them. */
  readonly acceptsWeakKeyStore: boolean;
}

const options = {
  port: { type: 'string' },
  'data-dir': { type: 'string' },
  // The host opens no browser by itself; the flag is taken so that the same flags serve everywhere.
  'no-open': { type: 'boolean' },
  'dev-renderer': { type: 'string' },
  'accept-weak-key-store': { type: 'boolean' },
} as const;

/**
 * Reads the flags. Throws `invalid-input` with a sentence for the terminal. `isStrict` refuses what is not known; the
 * desktop host is not strict, because Chromium's own switches come in the same list.
 */
export function parseFlags(argv: readonly string[], { isStrict }: { readonly isStrict: boolean }): Flags {
  const values = parse(argv, isStrict);
  const dataDir = textOf(values['data-dir']);
  if (dataDir === '') throw failure('invalid-input', '--data-dir takes a folder.');
  return {
    port: parsePort(textOf(values.port)),
    dataDir: dataDir === null ? null : resolve(dataDir),
    devRendererUrl: parsePageUrl(textOf(values['dev-renderer'])),
    acceptsWeakKeyStore: values['accept-weak-key-store'] === true,
  };
}

function parse(argv: readonly string[], isStrict: boolean): Record<string, string | boolean | undefined> {
  try {
    return parseArgs({ args: [...argv], options, strict: isStrict, allowPositionals: !isStrict }).values;
  } catch (cause) {
    const known = Object.keys(options).map((name) => `--${name}`);
    const why = cause instanceof Error ? cause.message.split(/\.\s/, 1)[0]?.replace(/\.$/, '') : '';
    throw failure('invalid-input', `${why}. Known: ${known.join(', ')}.`, { cause });
  }
}

function textOf(value: string | boolean | undefined): string | null {
  return typeof value === 'string' ? value : null;
}

function parsePort(text: string | null): number | null {
  if (text === null) return null;
  const port = /^\d{1,5}$/.test(text) ? Number(text) : Number.NaN;
  if (port <= 65_535) return port;
  throw failure('invalid-input', `--port takes a number from 0 to 65535, not "${text}".`);
}

function parsePageUrl(text: string | null): string | null {
  if (text === null) return null;
  if (URL.canParse(text) && new URL(text).protocol === 'http:') return text;
  throw failure('invalid-input', `--dev-renderer takes an http address, not "${text}".`);
}
