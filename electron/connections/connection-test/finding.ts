import type {
  ConnectionTestFact,
  ConnectionTestResult,
  FactValues,
} from '../../../shared/contract/connections.ts';
import type { AppError } from '../../../shared/model/app-error.ts';

type StepResult = ConnectionTestResult['steps'][number];

/** What a step of a connection test found out. A step that fails throws instead. */
export interface Finding extends Pick<StepResult, 'facts' | 'detail'> {
  readonly outcome: Exclude<StepResult['outcome'], 'failed'>;
  readonly error?: AppError;
}

/** A finding with its fact, the values of that fact, and the same in one English sentence. */
export function found<F extends ConnectionTestFact>(
  outcome: Finding['outcome'],
  fact: F,
  values: FactValues<F>,
  detail: string,
  error?: AppError,
): Finding {
  return {
    outcome,
    facts: { fact, values: { ...values } },
    detail,
    ...(error === undefined ? {} : { error }),
  };
}
