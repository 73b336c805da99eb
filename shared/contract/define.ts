import type { z } from 'zod';

/** A method: what it takes and what it gives back, both checked at run time on the host's side. */
export interface MethodDefinition<I extends z.ZodType = z.ZodType, O extends z.ZodType = z.ZodType> {
  readonly input: I;
  readonly output: O;
  /** The result holds something that must not be logged even in outline: an issued link. */
  readonly isResultSecret?: true;
  /** The argument holds a secret: it is logged by its name only. */
  readonly isInputSecret?: true;
}

/** An event: what it carries. Every event has a sequence number of its own name, so that a lost one is noticed. */
export interface EventDefinition<P extends z.ZodType = z.ZodType> {
  readonly payload: P;
}

/** One area of the contract. Names on the wire are `area.name`. */
export interface AreaDefinition {
  readonly methods: Readonly<Record<string, MethodDefinition>>;
  readonly events: Readonly<Record<string, EventDefinition>>;
}

/** Keeps the exact types of an area while checking its shape. */
export function defineArea<const A extends AreaDefinition>(area: A): A {
  return area;
}
