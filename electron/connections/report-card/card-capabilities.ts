import type { Capabilities, Capability } from '../../../shared/model/capability.ts';
import { type ReportCard, type ReportFinding, reportItem } from '../../../shared/model/report-card.ts';

/**
 * What a connection offers, with what its report card says: what the card found absent is not offered, in the server's
 * own words, and what it found there is no longer unknown. What was learned since, by a refusal, stays.
 */
export function withReportCard(capabilities: Capabilities, card: ReportCard | null): Capabilities {
  if (card === null) return capabilities;
  const corrected: Record<string, Capability> = { ...capabilities };
  for (const finding of card.findings) {
    for (const operation of operationsOf(finding)) {
      const before = capabilities[operation];
      if (before.status === 'not-offered') continue;
      if (finding.verdict === 'not-offered') {
        corrected[operation] = { status: 'not-offered', reason: 'report-card', message: finding.words };
      } else if (finding.verdict === 'offered' && before.status === 'unknown') {
        corrected[operation] = { status: 'offered' };
      }
    }
  }
  return corrected as Capabilities;
}

function operationsOf({ item, side }: ReportFinding) {
  const { reads = [], writes = [] } = reportItem(item);
  return side === 'read' ? reads : writes;
}
