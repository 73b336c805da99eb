import type { Version } from './name-plan.ts';

/**
 * A plan says what to do next and nothing else: plain data in, plain data out, no clock, no network, no file. The
 * runner performs the steps and tells the plan how each went.
 */
export interface Plan<State, Step, Event> {
  /**
   * The next step that may start now together with the state in which it runs; null when the plan waits for a running
   * step, or has ended.
   */
  next(state: State): { step: Step; state: State } | null;
  /** The state after a step went as `event` says. */
  apply(state: State, event: Event): State;
  /** How it ended; null while it has not. */
  outcome(state: State): PlanOutcome | null;
}

export interface PlanOutcome {
  /** `conflict` hands the decision to the user. */
  readonly result: 'done' | 'skipped' | 'conflict';
  readonly guard: 'atomic' | 'checked' | 'none';
  /** The name that was written to, after any rename. */
  readonly name: string;
  /** What was last seen at `name`; null for nothing, or when it was not looked at. */
  readonly existing: Version | null;
}
