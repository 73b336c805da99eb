import { describe, expect, it } from 'vitest';
import { createStore } from 'zustand';
import { failure } from '../../../../shared/model/app-error.ts';
import type { ReportCard } from '../../../../shared/model/report-card.ts';
import { createFakeClient } from '../../../bridge/testing/fake-client.ts';
import { type ConnectionsSlice, createConnectionsSlice } from '../connections-slice.ts';
import { createReportsSlice, type ReportsSlice } from './reports-slice.ts';

const card: ReportCard = {
  madeAtMs: 1,
  durationMs: 2,
  requestCount: 3,
  provider: 's3',
  host: 'store.example',
  usesTls: true,
  region: null,
  bucket: null,
  wroteIn: null,
  vendor: { id: null, certainty: 'guess', evidence: [] },
  findings: [],
  faults: [],
  problem: null,
  leftBehind: [],
};

function open(make: (signal: AbortSignal | undefined) => Promise<ReportCard>) {
  const client = createFakeClient({
    'connections.makeReportCard': async (_input, signal) => ({ card: await make(signal) }),
    'connections.reportCard': () => ({ card: null }),
    'connections.capabilities': () => ({ capabilities: {} as never }),
  });
  const store = createStore<ReportsSlice & ConnectionsSlice>()((set, get) => ({
    ...createConnectionsSlice(client)(set, get),
    ...createReportsSlice(client)(set, get),
  }));
  const report = () => store.getState().reports.byConnection.one;
  return { client, report, reports: store.getState().reports };
}

describe('a run', () => {
  it('follows the progress of its own connection, then keeps the card and asks for capabilities anew', async () => {
    let finish = (_card: ReportCard): void => undefined;
    const made = new Promise<ReportCard>((resolve) => {
      finish = resolve;
    });
    const { client, report, reports } = open(() => made);
    client.emit('connections.reportProgress', { connectionId: 'one', done: 9, total: 9 });
    expect(report()).toBeUndefined();
    const running = reports.make('one', { type: 'none' });
    expect(report()?.run).toEqual({ done: 0, total: null });
    client.emit('connections.reportProgress', { connectionId: 'one', done: 2, total: 9 });
    expect(report()?.run).toEqual({ done: 2, total: 9 });
    await reports.make('one', { type: 'none' });
    finish(card);
    await running;
    expect(report()).toMatchObject({ card, run: null, error: null });
    expect(client.calls.map(({ method }) => method)).toEqual([
      'connections.makeReportCard',
      'connections.capabilities',
    ]);
  });

  it('that fails keeps the card of before and says why', async () => {
    const outcomes = [Promise.resolve(card), Promise.reject(failure('network', 'gone'))];
    const { report, reports } = open(() => outcomes.shift() ?? Promise.resolve(card));
    await reports.make('one', { type: 'none' });
    await reports.make('one', { type: 'none' });
    expect(report()).toMatchObject({ card, run: null, error: { kind: 'network' } });
    await reports.make('one', { type: 'none' });
    expect(report()?.error).toBeNull();
  });

  it('that is stopped is no failure', async () => {
    const { report, reports } = open(
      (signal) =>
        new Promise((_, reject) =>
          signal?.addEventListener('abort', () => reject(failure('cancelled', 'x'))),
        ),
    );
    const running = reports.make('one', { type: 'none' });
    reports.stop('one');
    await running;
    expect(report()).toMatchObject({ card: null, run: null, error: null });
  });
});
