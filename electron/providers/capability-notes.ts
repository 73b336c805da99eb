import { AppFailure } from '../../shared/model/app-error.ts';
import type { Capabilities, Capability } from '../../shared/model/capability.ts';
import type { OperationId } from '../../shared/model/operations.ts';
import { capabilitiesAt } from './capabilities/capabilities-of.ts';
import type { StorageClient } from './client/storage-client.ts';

/** What the table says, corrected by what this endpoint answered so far. */
export interface CapabilityNotes {
  read(): Capabilities;
  note(name: OperationId, capability: Capability): void;
  /** Runs an operation and notes from its outcome whether the server offers it. */
  watch<Result>(name: OperationId, run: () => Promise<Result>): Promise<Result>;
  /** As `watch`, for a condition: only a refused write proves that the server looks at it. */
  watchCondition<Result>(run: () => Promise<Result>): Promise<Result>;
}

const offered: Capability = { status: 'offered' };
/** Offered by every release of these servers that is still in use. */
const offeredByName: readonly (readonly [RegExp, readonly OperationId[]])[] = [
  [/^(?:minio|amazons3|stowage)/i, ['conditionalPut', 'listObjectVersions']],
];

/** Starts with the table of operations. */
export function capabilityNotes(client: StorageClient): CapabilityNotes {
  const learned = new Map<OperationId, Capability>();
  // The engine asks before each file, and the table is long.
  let table: Capabilities | null = null;
  const note = (name: OperationId, capability: Capability): void => {
    learned.set(name, capability);
  };
  const noteRefusal = (name: OperationId, thrown: unknown): void => {
    if (!(thrown instanceof AppFailure) || thrown.appError.kind !== 'not-offered') return;
    const { reason = 'refused-by-server', message } = thrown.appError;
    note(name, { status: 'not-offered', reason, message });
  };
  return {
    note,
    read() {
      const named = offeredByName
        .filter(([pattern]) => pattern.test(client.serverName))
        .flatMap(([, names]) => names.map((name) => [name, offered] as const));
      table ??= capabilitiesAt(client.dialect, client.options.endpoint);
      return {
        ...table,
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
        noteRefusal('conditionalPut', thrown);
        const isRefused = thrown instanceof AppFailure && thrown.appError.kind === 'precondition-failed';
        if (isRefused) note('conditionalPut', offered);
        throw thrown;
      }
    },
  };
}
