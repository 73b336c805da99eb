import { z } from 'zod';
import { appErrorSchema } from '../model/app-error.ts';

/** What the page may send: a call, or word that it no longer wants the answer. */
export const pageFrameSchema = z.discriminatedUnion('type', [
  z.strictObject({
    type: z.literal('call'),
    /** Chosen by the page, unique among its running calls. */
    id: z.number().int().nonnegative(),
    method: z.string().max(100),
    input: z.unknown(),
  }),
  z.strictObject({ type: z.literal('cancel'), id: z.number().int().nonnegative() }),
]);

/** What the host sends: an answer, a failure, or an event with the next number of its name. */
export const hostFrameSchema = z.discriminatedUnion('type', [
  z.strictObject({ type: z.literal('result'), id: z.number().int(), output: z.unknown() }),
  z.strictObject({ type: z.literal('error'), id: z.number().int(), error: appErrorSchema }),
  z.strictObject({
    type: z.literal('event'),
    name: z.string(),
    /** Starts at 1 for each name and each page, and grows by 1: a gap means that an event was lost. */
    sequence: z.number().int().positive(),
    payload: z.unknown(),
  }),
]);

export type PageFrame = z.infer<typeof pageFrameSchema>;
export type HostFrame = z.infer<typeof hostFrameSchema>;

/** One end of a transport. `Sent` is what this end sends, `Received` what it gets; delivery is in order. */
export interface Wire<Sent, Received> {
  send(frame: Sent): void;
  /** Called for every frame until the wire closes; frames are data from outside and still to be checked. */
  onFrame(listener: (frame: Received) => void): void;
  /** Called once, when no frame can follow. */
  onClose(listener: () => void): void;
  close(): void;
}
