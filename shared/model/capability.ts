import { z } from 'zod';

/**
 * Whether a connection offers something, and why not when it does not: the UI disables an entry and says `reason`
 * instead of failing on click. `unknown` means that nobody has asked the server yet.
 */
export const capabilitySchema = z.discriminatedUnion('status', [
  z.strictObject({ status: z.literal('offered') }),
  z.strictObject({ status: z.literal('unknown') }),
  z.strictObject({ status: z.literal('not-offered'), reason: z.string() }),
]);

/** What the first screens ask about; the list grows with the operations. */
export const capabilityNames = [
  'buckets.create',
  'buckets.object-lock',
  'objects.conditional-put',
  'objects.versions',
  'objects.delete-many',
  'objects.copy',
  'sharing.presigned-get',
  'live.server-stream',
] as const;

export const capabilitiesSchema = z.record(z.enum(capabilityNames), capabilitySchema);

export type Capability = z.infer<typeof capabilitySchema>;
export type CapabilityName = (typeof capabilityNames)[number];
export type Capabilities = z.infer<typeof capabilitiesSchema>;
