import type { MethodInput, MethodOutput } from '../../../../shared/contract/contract.ts';
import { type AppError, toAppError } from '../../../../shared/model/app-error.ts';
import type { DocumentName, DocumentVersion } from '../../../../shared/model/configuration/configured.ts';
import type { Client } from '../../../bridge/client.ts';
import { type DocumentState, edited, settled, stepped, unloadedDocument } from './document-state.ts';
import type { FormName } from './form-spec.ts';
import type { Json } from './model-path.ts';

/** A page of a bucket: what is in it, or one of its documents. */
export type BucketSection = 'overview' | DocumentName;

/** The bucket whose settings are open. */
export interface ConfiguredBucket {
  readonly connectionId: string;
  readonly bucket: string;
}

export interface ConfigurationState {
  readonly place: ConfiguredBucket | null;
  readonly section: BucketSection;
  /** By bucket, then by name: drafts stay while another bucket is open. */
  readonly documents: Readonly<Record<string, Readonly<Partial<Record<DocumentName, DocumentState>>>>>;
  /** Opens the settings of a bucket. */
  open(place: ConfiguredBucket, section?: BucketSection): void;
  select(section: BucketSection): void;
  /** Loads a document unless it is there or on its way. */
  load(document: DocumentName): void;
  /** Loads it again; a draft goes. */
  reload(document: DocumentName): void;
  /** A change in the form. `joins` as in `edited`. */
  edit(document: FormName, value: Json, joins: boolean): void;
  /** A change in the source; of a policy, `value` is the text itself. */
  editSource(document: DocumentName, source: string): void;
  revert(document: DocumentName): void;
  step(document: DocumentName, direction: 'undo' | 'redo'): void;
  /** Saves the draft, or takes the document away. `overTheirs`: over what somebody else made of it. */
  save(document: DocumentName, how: { isRemoval: boolean; overTheirs: boolean }): Promise<boolean>;
  /** Takes an earlier or another text as draft. */
  takeSource(document: DocumentName, source: string): void;
  /** Rejects with AppFailure. */
  history(document: DocumentName): Promise<readonly DocumentVersion[]>;
  /** Saves the draft in other buckets too; answers what became of each. */
  copyTo(document: DocumentName, buckets: readonly string[]): Promise<ReadonlyMap<string, AppError | null>>;
  /** Rejects with AppFailure. */
  testCors(
    question: Omit<MethodInput<'buckets.testCors'>, 'connectionId' | 'bucket'>,
  ): Promise<MethodOutput<'buckets.testCors'>>;
}

export interface ConfigurationSlice {
  readonly configuration: ConfigurationState;
}

type Update = (change: (state: ConfigurationSlice) => Partial<ConfigurationSlice>) => void;

/** A document of the open bucket as far as it is known. */
export function selectDocument(state: ConfigurationSlice, document: DocumentName): DocumentState {
  const { place, documents } = state.configuration;
  return (place === null ? undefined : documents[placeKey(place)]?.[document]) ?? unloadedDocument;
}

function placeKey({ connectionId, bucket }: ConfiguredBucket): string {
  return `${connectionId}/${bucket}`;
}

/** Makes the slice: the settings of one bucket at a time. */
export function createConfigurationSlice(client: Client) {
  return (set: Update, get: () => ConfigurationSlice): ConfigurationSlice => {
    /** Numbers of the newest question about each document: an older answer comes too late. */
    const asked = new Map<string, number>();
    const ask = (place: ConfiguredBucket, document: DocumentName): (() => boolean) => {
      const name = `${placeKey(place)}/${document}`;
      const number = (asked.get(name) ?? 0) + 1;
      asked.set(name, number);
      return () => asked.get(name) === number;
    };
    const change = (part: Partial<ConfigurationState>) =>
      set((state) => ({ configuration: { ...state.configuration, ...part } }));
    const put = (
      place: ConfiguredBucket,
      document: DocumentName,
      next: (state: DocumentState) => DocumentState,
    ) => {
      const { documents } = get().configuration;
      const ofBucket = documents[placeKey(place)] ?? {};
      const after = next(ofBucket[document] ?? unloadedDocument);
      change({ documents: { ...documents, [placeKey(place)]: { ...ofBucket, [document]: after } } });
    };
    const here = (): ConfiguredBucket => {
      const { place } = get().configuration;
      if (place === null) throw new Error('No bucket is open.');
      return place;
    };

    const load = async (document: DocumentName) => {
      const place = here();
      const isNewest = ask(place, document);
      put(place, document, (state) => ({ ...state, status: 'loading', error: null }));
      try {
        const loaded = await client.call('buckets.getConfiguration', { ...place, document });
        if (isNewest()) put(place, document, () => settled(loaded));
      } catch (thrown) {
        if (!isNewest()) return;
        put(place, document, () => ({ ...unloadedDocument, status: 'failed', error: toAppError(thrown) }));
      }
    };

    const parse = async (document: FormName, source: string) => {
      const place = here();
      const isNewest = ask(place, document);
      const { connectionId } = place;
      const empty = source.trim() === '';
      const parsed = empty
        ? { value: null, problem: null }
        : await client.call('buckets.parseConfiguration', { connectionId, document, source });
      if (!isNewest()) return;
      put(place, document, (state) => ({
        ...state,
        // A form goes on showing what the source last said while that is broken.
        draft: {
          source,
          problem: parsed.problem,
          value: parsed.problem === null ? (parsed.value as Json) : state.draft.value,
        },
      }));
    };

    const print = async (document: FormName, value: Json) => {
      const place = here();
      const isNewest = ask(place, document);
      const { connectionId } = place;
      try {
        const { source } = await client.call('buckets.printConfiguration', {
          connectionId,
          document,
          value: value as never,
        });
        if (!isNewest()) return;
        put(place, document, (state) => ({ ...state, draft: { ...state.draft, source, problem: null } }));
      } catch (thrown) {
        if (!isNewest()) return;
        put(place, document, (state) => ({ ...state, saving: toAppError(thrown) }));
      }
    };

    return {
      configuration: {
        place: null,
        section: 'overview',
        documents: {},
        open: (place, section) => change({ place, section: section ?? get().configuration.section }),
        select: (section) => change({ section }),
        load(document) {
          if (selectDocument(get(), document).status === 'idle') void load(document);
        },
        reload: (document) => void load(document),
        edit(document, value, joins) {
          const place = here();
          put(place, document, (state) => edited(state, { value }, joins));
          void print(document, value);
        },
        editSource(document, source) {
          const place = here();
          if (document === 'policy') {
            put(place, document, (state) => edited(state, { source, value: source, problem: null }, true));
            return;
          }
          put(place, document, (state) => edited(state, { source }, true));
          void parse(document, source);
        },
        revert(document) {
          const place = here();
          ask(place, document);
          put(place, document, (state) => (state.loaded === null ? state : settled(state.loaded)));
        },
        step(document, direction) {
          const place = here();
          ask(place, document);
          put(place, document, (state) => stepped(state, direction));
        },
        async save(document, { isRemoval, overTheirs }) {
          const place = here();
          const { draft, loaded, theirs } = selectDocument(get(), document);
          const revision = overTheirs ? (theirs?.revision ?? null) : (loaded?.revision ?? null);
          const value = isRemoval || draft.source.trim() === '' ? null : draft.value;
          put(place, document, (state) => ({ ...state, saving: 'running' }));
          try {
            const saved = await client.call('buckets.saveConfiguration', {
              ...place,
              document,
              value: value as never,
              revision,
            });
            put(place, document, () => settled(saved));
            return true;
          } catch (thrown) {
            const error = toAppError(thrown);
            put(place, document, (state) => ({ ...state, saving: error }));
            if (error.reason === 'configuration-changed') {
              const now = await client
                .call('buckets.getConfiguration', { ...place, document })
                .catch(() => null);
              put(place, document, (state) => ({ ...state, theirs: now }));
            }
            return false;
          }
        },
        takeSource(document, source) {
          const place = here();
          put(place, document, (state) => edited(state, { source }, false));
          if (document === 'policy') put(place, document, (state) => edited(state, { value: source }, true));
          else void parse(document, source);
        },
        async history(document) {
          return (await client.call('buckets.configurationHistory', { ...here(), document })).versions;
        },
        async copyTo(document, buckets) {
          const { connectionId } = here();
          const { draft } = selectDocument(get(), document);
          const outcomes = new Map<string, AppError | null>();
          for (const bucket of buckets) {
            const value = (draft.source.trim() === '' ? null : draft.value) as never;
            const input = { connectionId, bucket, document, value, revision: null };
            const error = await client.call('buckets.saveConfiguration', input).then(() => null, toAppError);
            outcomes.set(bucket, error);
          }
          return outcomes;
        },
        testCors: (question) => client.call('buckets.testCors', { ...here(), ...question }),
      },
    };
  };
}
