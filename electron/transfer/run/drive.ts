import type { Plan, PlanOutcome } from '../plans/plan.ts';

/**
 * Performs the steps of a plan, as many at once as the plan gives out. After `stopSignal` nothing new starts; what runs
 * settles. Rejects with the first error once every running step has settled; `outcome` is null when the plan was
 * stopped or has given up.
 */
export async function drive<State, Step, Event>(
  plan: Plan<State, Step, Event>,
  start: State,
  perform: (step: Step) => Promise<Event>,
  stopSignal: AbortSignal,
): Promise<{ state: State; outcome: PlanOutcome | null }> {
  let state = start;
  let failed: { error: unknown } | null = null;
  const running = new Set<Promise<void>>();
  const begin = (step: Step) => {
    const run: Promise<void> = perform(step).then(
      (event) => {
        state = plan.apply(state, event);
        running.delete(run);
      },
      (error: unknown) => {
        failed ??= { error };
        running.delete(run);
      },
    );
    running.add(run);
  };
  for (;;) {
    while (failed === null && !stopSignal.aborted) {
      const found = plan.next(state);
      if (found === null) break;
      state = found.state;
      begin(found.step);
    }
    if (running.size === 0) break;
    await Promise.race(running);
  }
  const error = failed as { error: unknown } | null;
  if (error !== null) throw error.error;
  return { state, outcome: plan.outcome(state) };
}
