import type { MethodInput, MethodOutput } from '../../../../shared/contract/contract.ts';
import { type AppError, failure, toAppError } from '../../../../shared/model/app-error.ts';
import type { ReportCard, ReportScratch } from '../../../../shared/model/report-card.ts';
import type { Client } from '../../../bridge/client.ts';
import type { ConnectionsSlice } from '../connections-slice.ts';

/** The report card of one connection, and the run that makes a new one. */
export interface ReportState {
  /** null: the server was not asked yet. */
  readonly card: ReportCard | null;
  readonly isLoaded: boolean;
  /** null: none is running. `total` is null before the first answer. */
  readonly run: { readonly done: number; readonly total: number | null } | null;
  /** Why the last run made no card; the one of before stays. */
  readonly error: AppError | null;
}

export const noReport: ReportState = { card: null, isLoaded: false, run: null, error: null };

export interface ReportsState {
  readonly byConnection: Readonly<Record<string, ReportState>>;
  /** Reads the card that is kept. */
  load(connectionId: string): Promise<void>;
  /** Asks the server; one run for each connection at a time. What came of it is in the state. */
  make(connectionId: string, scratch: ReportScratch): Promise<void>;
  /** Ends a run; the card of before stays. */
  stop(connectionId: string): void;
  /** Rejects with AppFailure. */
  describe(
    input: MethodInput<'connections.exportReportCard'>,
  ): Promise<MethodOutput<'connections.exportReportCard'>>;
}

export interface ReportsSlice {
  readonly reports: ReportsState;
}

type State = ReportsSlice & ConnectionsSlice;
type Update = (change: (state: State) => Partial<ReportsSlice>) => void;

/** Makes the slice and follows how far runs are. */
export function createReportsSlice(client: Client) {
  return (set: Update, get: () => State): ReportsSlice => {
    const running = new Map<string, AbortController>();
    const change = (connectionId: string, part: Partial<ReportState>) =>
      set(({ reports }) => {
        const before = reports.byConnection[connectionId] ?? noReport;
        const byConnection = { ...reports.byConnection, [connectionId]: { ...before, ...part } };
        return { reports: { ...reports, byConnection } };
      });

    client.on('connections.reportProgress', ({ connectionId, done, total }) => {
      if (running.has(connectionId)) change(connectionId, { run: { done, total } });
    });

    return {
      reports: {
        byConnection: {},
        async load(connectionId) {
          try {
            const { card } = await client.call('connections.reportCard', { connectionId });
            change(connectionId, { card, isLoaded: true });
          } catch (thrown) {
            change(connectionId, { isLoaded: true, error: toAppError(thrown) });
          }
        },
        async make(connectionId, scratch) {
          if (running.has(connectionId)) return;
          const controller = new AbortController();
          running.set(connectionId, controller);
          change(connectionId, { run: { done: 0, total: null }, error: null });
          try {
            const { signal } = controller;
            const { card } = await client.call(
              'connections.makeReportCard',
              { connectionId, scratch },
              { signal },
            );
            change(connectionId, { card, isLoaded: true });
            await get().connections.reloadCapabilities(connectionId);
          } catch (thrown) {
            const error = toAppError(thrown);
            if (error.kind !== 'cancelled') change(connectionId, { error });
          } finally {
            running.delete(connectionId);
            change(connectionId, { run: null });
          }
        },
        stop(connectionId) {
          running.get(connectionId)?.abort(failure('cancelled', 'The report card was stopped.'));
        },
        describe: (input) => client.call('connections.exportReportCard', input),
      },
    };
  };
}
