import { z } from 'zod';
import { operationIds } from './operations.ts';

/**
 * Whether a connection offers an operation:
 * - `offered`: the server has it;
 * - `emulated`: Stowage makes it of several requests; `how` is a name of `electron/providers/capabilities/emulations.ts`;
 * - `unknown`: nobody has asked the server yet;
 * - `not-offered`: the UI disables the entry instead of failing on click. `reason` is a stable name, worded in the
 *   user's language like the reason of an error (`errors.reasons`); `message` says it in English, or is what the server said.
 */
export const capabilitySchema = z.discriminatedUnion('status', [
  z.strictObject({ status: z.literal('offered') }),
  z.strictObject({ status: z.literal('emulated'), how: z.string() }),
  z.strictObject({ status: z.literal('unknown') }),
  z.strictObject({ status: z.literal('not-offered'), reason: z.string(), message: z.string() }),
]);

/** What a connection offers, operation by operation. */
export const capabilitiesSchema = z.record(z.enum(operationIds), capabilitySchema);

export type Capability = z.infer<typeof capabilitySchema>;
export type Capabilities = z.infer<typeof capabilitiesSchema>;
