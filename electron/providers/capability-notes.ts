import { AppFailure } from '../../shared/model/app-error.ts';
import type { Capabilities, Capability, CapabilityName } from '../../shared/model/capability.ts';
import type { StorageClient } from './client/storage-client.ts';

/** What the dialect says, corrected by what this endpoint answered so far. */
export interface CapabilityNotes {
  read(): Capabilities;
  note(name: CapabilityName, capability: Capability): void;
  /** Runs an operation and notes from its outcome whether the server offers it. */
  watch<Result>(name: CapabilityName, run: () => Promise<Result>): Promise<Result>;
  /** As `watch`, for a condition: only a refused write proves that the server looks at it. */
  watchCondition<Result>(run: () => Promise<Result>): Promise<Result>;
}

const offered: Capability = { status: 'offered' };
/** Offered by every release of these servers that is still in use. */
const offeredByName: readonly (readonly [RegExp, readonly CapabilityName[]])[] = [
  [/^(?:minio|amazons3|stowage)/i, ['objects.conditional-put', 'objects.versions']],
];

/** Starts with the dialect's own table. */
export function capabilityNotes(client: StorageClient): CapabilityNotes {
  const learned = new Map<CapabilityName, Capability>();
  const note = (name: CapabilityName, capability: Capability): void => {
    learned.set(name, capability);
  };
  const noteRefusal = (name: CapabilityName, thrown: unknown): void => {
    if (!(thrown instanceof AppFailure) || thrown.appError.kind !== 'not-offered') return;
    note(name, { status: 'not-offered', reason: thrown.appError.message });
  };
  return {
    note,
    read() {
      const named = offeredByName
        .filter(([pattern]) => pattern.test(client.serverName))
        .flatMap(([, names]) => names.map((name) => [name, offered] as const));
      return {
        ...client.dialect.capabilities(client.options.endpoint),
        ...Object.fromEntries(named),
        ...Object.fromEntries(learned),
      };
    },
    async watch(name, run) {
      try {
        const result = await run();
        note(name, offered);
        return result;
      } catch (thrown) {
        noteRefusal(name, thrown);
        throw thrown;
      }
    },
    async watchCondition(run) {
      try {
        return await run();
      } catch (thrown) {
        noteRefusal('objects.conditional-put', thrown);
        const isRefused = thrown instanceof AppFailure && thrown.appError.kind === 'precondition-failed';
        if (isRefused) note('objects.conditional-put', offered);
        throw thrown;
      }
    },
  };
}
