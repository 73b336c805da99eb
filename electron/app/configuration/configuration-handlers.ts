import { hash } from 'node:crypto';
import type { z } from 'zod';
import { failure } from '../../../shared/model/app-error.ts';
import type { DocumentName, LoadedDocument } from '../../../shared/model/configuration/configured.ts';
import {
  type ConfigurationDocuments,
  type ConfigurationName,
  configurationSchemas,
} from '../../../shared/model/configuration/documents.ts';
import type { ConnectionPool } from '../../connections/open-connection.ts';
import type { StorageProvider } from '../../providers/storage-provider.ts';
import type { AreaHandlers } from '../handlers.ts';
import type { DocumentHistory } from './document-history.ts';

type Methods = Pick<
  AreaHandlers<'buckets'>,
  | 'buckets.getConfiguration'
  | 'buckets.saveConfiguration'
  | 'buckets.parseConfiguration'
  | 'buckets.printConfiguration'
  | 'buckets.configurationHistory'
  | 'buckets.testCors'
>;

/** Answers what `buckets.*` has about the documents of a bucket. */
export function configurationHandlers({
  pool,
  history,
}: {
  pool: ConnectionPool;
  history: DocumentHistory;
}): Methods {
  return {
    async 'buckets.getConfiguration'({ connectionId, bucket, document }, { signal }) {
      const provider = await pool.open(connectionId);
      return await load(provider, bucket, document, signal);
    },

    async 'buckets.saveConfiguration'({ connectionId, bucket, document, value, revision }, { signal }) {
      const provider = await pool.open(connectionId);
      const before = await load(provider, bucket, document, signal);
      if (revision !== null && before.revision !== revision) {
        throw failure(
          'conflict',
          'Somebody else changed this since it was loaded. Nothing was saved. Compare the two and save again.',
          { reason: 'configuration-changed', retry: 'after-user-acts', resource: bucket },
        );
      }
      const address = { connectionId, bucket, document };
      history.keep(address, { cause: 'found', source: before.source });
      await write(provider, bucket, document, value, signal);
      const after = await load(provider, bucket, document, signal);
      history.keep(address, { cause: 'saved', source: after.source });
      return after;
    },

    async 'buckets.parseConfiguration'({ connectionId, document, source }) {
      const provider = await pool.open(connectionId);
      return asJson(provider.sources.parse(document, source));
    },

    async 'buckets.printConfiguration'({ connectionId, document, value }) {
      const provider = await pool.open(connectionId);
      return { source: provider.sources.print(document, checkedModel(document, value)) };
    },

    async 'buckets.configurationHistory'(address) {
      return { versions: history.list(address) };
    },

    async 'buckets.testCors'({ connectionId, bucket, key, origin, method, headers }, { signal }) {
      const provider = await pool.open(connectionId);
      const question = { bucket, origin, method, headers, ...(key === '' ? {} : { key }) };
      const verdict = await provider.objects.testCors(question, { signal });
      const { isAllowed, allowedOrigin, allowedMethods, allowedHeaders, maxAgeSeconds } = verdict;
      return {
        isAllowed,
        allowedOrigin,
        allowedMethods: [...allowedMethods],
        allowedHeaders: [...allowedHeaders],
        maxAgeSeconds,
      };
    },
  };
}

async function load(
  provider: StorageProvider,
  bucket: string,
  document: DocumentName,
  signal: AbortSignal,
): Promise<LoadedDocument> {
  if (document === 'policy') {
    const policy = await provider.configuration.getPolicy({ bucket }, { signal });
    const facts = { format: 'json', isRemovable: true, isReadOnly: false } as const;
    return { value: policy, source: policy ?? '', revision: revisionOf(policy ?? ''), ...facts };
  }
  const { isRemovable, isReadOnly } = provider.sources.describe(document);
  const value = await provider.configuration.get({ bucket, document }, { signal });
  const source = value === null ? '' : provider.sources.print(document, value);
  return asJson({
    value,
    source,
    format: 'xml' as const,
    revision: revisionOf(source),
    isRemovable,
    isReadOnly,
  });
}

async function write(
  { configuration }: StorageProvider,
  bucket: string,
  document: DocumentName,
  value: unknown,
  signal: AbortSignal,
): Promise<void> {
  if (document === 'policy') {
    if (value === null) await configuration.deletePolicy({ bucket }, { signal });
    else await configuration.putPolicy({ bucket, policy: String(value) }, { signal });
  } else if (value === null) await configuration.delete({ bucket, document }, { signal });
  else await configuration.put({ bucket, document, value: checkedModel(document, value) }, { signal });
}

/** The page sends what its forms made: checked before anything is sent on. */
function checkedModel<Name extends ConfigurationName>(
  document: Name,
  value: unknown,
): ConfigurationDocuments[Name] {
  const checked = configurationSchemas[document].safeParse(value);
  if (checked.success) return checked.data as ConfigurationDocuments[Name];
  const [issue] = checked.error.issues;
  throw failure('invalid-input', `“${document}” has a field that is not right: ${issue?.path.join('.')}.`, {
    reason: 'configuration-field',
    values: { field: issue?.path.join('.') ?? '' },
  });
}

/** What is absent is left out: the contract carries JSON. */
function asJson<T>(value: T): AsJson<T> {
  return JSON.parse(JSON.stringify(value)) as AsJson<T>;
}
type AsJson<T> = { [K in keyof T]: K extends 'value' ? z.infer<ReturnType<typeof z.json>> : T[K] };

function revisionOf(source: string): string {
  return hash('sha256', source, 'base64url').slice(0, 22);
}
