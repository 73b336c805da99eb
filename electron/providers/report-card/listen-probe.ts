import { failure } from '../../../shared/model/app-error.ts';
import type { ReportFinding } from '../../../shared/model/report-card.ts';
import { watchIgnorance } from '../client/ignorance.ts';
import { openProvider } from '../open-provider.ts';
import type { ProviderOptions } from '../provider-options.ts';
import { judge, unknownFinding } from './judge.ts';

/** Longer than a silent server is given by the listener itself. */
const LISTEN_TIMEOUT_MS = 15_000;
const probe = { item: 'listen', side: 'read' } as const;

/** Listens until the server shows that it tells of changes, or that it does not. Runs beside the other probes. */
export async function probeListen(
  options: ProviderOptions,
  bucket: string | null,
  signal: AbortSignal,
): Promise<ReportFinding> {
  if (bucket === null) return unknownFinding(probe.item, probe.side, 'no-bucket');
  const heard = new AbortController();
  const deadline = AbortSignal.timeout(LISTEN_TIMEOUT_MS);
  const provider = openProvider(options);
  const listener = {
    opened: () => heard.abort(),
    change: () => heard.abort(),
    interrupted: () => undefined,
  };
  try {
    const stops = AbortSignal.any([heard.signal, deadline, signal]);
    // Of nothing that happens: a server that never flushes speaks at last when enough changes have piled up.
    const prefix = 'stowage-report-card-nobody/';
    await provider.live.listen({ bucket, prefix }, listener, { signal: stops });
    throw failure('internal', 'A stream of changes never resolves.');
  } catch (thrown) {
    const outcome = heard.signal.aborted ? null : thrown;
    return judge(probe, outcome, { ignorance: watchIgnorance(), hasRunOut: deadline.aborted });
  } finally {
    await provider.close();
  }
}
