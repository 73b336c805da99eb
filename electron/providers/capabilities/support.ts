import type { ConfigurationName } from '../../../shared/model/configuration/documents.ts';
import type { ProviderOptions } from '../provider-options.ts';
import type { StorageProvider } from '../storage-provider.ts';
import type { EmulationName } from './emulations.ts';
import type { RefusalName } from './refusals.ts';

/** Names of the provider's groups of methods. */
export type GroupName = Exclude<
  keyof StorageProvider,
  'id' | 'limits' | 'sources' | 'capabilities' | 'close'
>;

/** A method of the provider, for example `objects.putObject`. */
export type MethodPath = { [G in GroupName]: `${G}.${keyof StorageProvider[G] & string}` }[GroupName];

type MethodAt<Path extends MethodPath> = Path extends `${infer G extends GroupName}.${infer M}`
  ? M extends keyof StorageProvider[G]
    ? StorageProvider[G][M]
    : never
  : never;

type InputField<Path extends MethodPath> =
  MethodAt<Path> extends (input: infer Input, ...rest: never[]) => unknown ? keyof Input & string : never;

/** Where in the code an operation is: a method, a document of the settings, an option of the connection, or a file. */
export type Carrier =
  | { readonly kind: 'method'; readonly path: MethodPath; readonly field: string | null }
  | {
      readonly kind: 'document';
      readonly path: 'configuration.get' | 'configuration.put' | 'configuration.delete';
      readonly document: ConfigurationName;
    }
  | { readonly kind: 'option'; readonly option: keyof ProviderOptions }
  | { readonly kind: 'file'; readonly file: string };

/** How far one provider has an operation. `asked`: its servers differ, so that each is asked. */
export type Support =
  | { readonly status: 'offered' }
  | { readonly status: 'asked' }
  | { readonly status: 'emulated'; readonly how: EmulationName }
  | { readonly status: 'not-offered'; readonly reason: RefusalName };

/** Support by the vendor's own service, and by the servers of others that speak its language. */
export interface SplitSupport {
  readonly vendor: Support;
  readonly others: Support;
}

export type Column = Support | SplitSupport;

/** One operation: its number in docs/providers.md, where it is, and who has it. */
export interface Operation<By extends readonly Carrier[] = readonly Carrier[]> {
  readonly number: number;
  /** Empty: not built yet. */
  readonly by: By;
  readonly s3: Column;
  readonly cos: Column;
  readonly oss: Column;
}

/** A row of the table; COS and OSS are as S3 where nothing else is given. */
export function row<const By extends readonly Carrier[]>(
  number: number,
  by: By,
  s3: Column,
  cos: Column = s3,
  oss: Column = s3,
): Operation<By> {
  return { number, by, s3, cos, oss };
}

/** The operation is this method; with `field`, a part of what the method takes. */
export function method<const Path extends MethodPath>(
  path: Path,
  field: InputField<Path> | null = null,
): { readonly kind: 'method'; readonly path: Path; readonly field: string | null } {
  return { kind: 'method', path, field };
}

/** The operation reads, replaces or takes away a document of the settings. */
export function document<const Action extends 'get' | 'put' | 'delete'>(
  action: Action,
  name: ConfigurationName,
): {
  readonly kind: 'document';
  readonly path: `configuration.${Action}`;
  readonly document: ConfigurationName;
} {
  return { kind: 'document', path: `configuration.${action}`, document: name };
}

/** The operation is something that a connection is opened with. */
export function option(name: keyof ProviderOptions): Carrier & { readonly kind: 'option' } {
  return { kind: 'option', option: name };
}

/** The operation is no method: the file, from the project's folder, that does it for all of them. */
export function file(path: string): Carrier & { readonly kind: 'file' } {
  return { kind: 'file', file: path };
}

export const offered = { status: 'offered' } as const satisfies Support;
export const asked = { status: 'asked' } as const satisfies Support;
/** Amazon has it; other servers of the dialect are asked. */
export const askedElsewhere = { vendor: offered, others: asked } as const satisfies SplitSupport;

/** Made of several requests. */
export function emulated(how: EmulationName): Support {
  return { status: 'emulated', how };
}

/** Not to be had; see `refusals.ts` for the words. */
export function notOffered(reason: RefusalName): Support {
  return { status: 'not-offered', reason };
}
