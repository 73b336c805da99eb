import {
  type ReportCard,
  type ReportFinding,
  reportItem,
  reportItemIds,
  reportSubjects,
} from '../../../shared/model/report-card.ts';

/** How a card leaves Stowage. */
export interface CardExport {
  readonly format: 'markdown' | 'json';
  /** Leaves the names of hosts and buckets out, also where the server repeats them. */
  readonly hidesNames: boolean;
  /** Of Stowage. */
  readonly version: string;
}

/** A card as text for a bug report, in English. It holds no secret, since a card has none. */
export function describeCard(card: ReportCard, { format, hidesNames, version }: CardExport): string {
  const shown = hidesNames ? withoutNames(card) : card;
  if (format === 'json') {
    return `${JSON.stringify({ stowage: version, ...shown, madeAt: isoTime(card) }, null, 2)}\n`;
  }
  return [
    `# Report card of ${shown.host}`,
    '',
    ...facts(shown, version).map(([name, value]) => `- ${name}: ${value}`),
    '',
    ...faultLines(shown),
    ...reportSubjects.flatMap((subject) => subjectLines(shown, subject)),
  ].join('\n');
}

/** A file name for the text; hosts are in it only when they may be seen. */
export function cardFileName(card: ReportCard, { format, hidesNames }: CardExport): string {
  const host = hidesNames ? '' : `-${card.host.replaceAll(/[^\w.-]+/g, '_')}`;
  const day = isoTime(card).slice(0, 10);
  return `report-card${host}-${day}.${format === 'json' ? 'json' : 'md'}`;
}

function isoTime({ madeAtMs }: ReportCard): string {
  return new Date(madeAtMs).toISOString();
}

function facts(card: ReportCard, version: string): (readonly [string, string])[] {
  const { vendor, wroteIn, problem, leftBehind } = card;
  const wrote =
    wroteIn === null
      ? 'nothing, only reading was tried'
      : wroteIn.isNew
        ? 'in a bucket made for it and removed again'
        : `in ${wroteIn.bucket}`;
  return [
    ['made', `${isoTime(card)} by Stowage ${version}, ${card.requestCount} requests`],
    ['dialect', `${card.provider}${card.usesTls ? ' over TLS' : ' in the clear'}`],
    ['region', card.region ?? 'found out'],
    ['bucket asked about', card.bucket ?? 'none'],
    ['written', wrote],
    ['seems to be', vendor.id === null ? 'unknown' : `${vendor.id} (${vendor.certainty})`],
    ...vendor.evidence.map(
      ({ sign, vendor: who, value }) => [`sign of ${who}`, `${sign}: \`${plain(value)}\``] as const,
    ),
    ...(problem === null ? [] : [['not everything was asked', problem.message] as const]),
    ...(leftBehind.length === 0 ? [] : [['left behind', leftBehind.join(', ')] as const]),
  ];
}

function faultLines({ faults }: ReportCard): string[] {
  if (faults.length === 0) return [];
  return ['## Faults', '', ...faults.map(({ id, seen }) => `- **${id}**: ${plain(seen)}`), ''];
}

function subjectLines(card: ReportCard, subject: (typeof reportSubjects)[number]): string[] {
  const items = reportItemIds.filter((id) => reportItem(id).subject === subject);
  const findingOf = (item: string, side: ReportFinding['side']) =>
    card.findings.find((one) => one.item === item && one.side === side);
  const rows = items.map((item) => {
    const read = findingOf(item, 'read');
    const written = findingOf(item, 'write');
    const words = [read?.words, written?.words].filter(Boolean).map((one) => plain(one ?? ''));
    return `| ${item} | ${verdict(read)} | ${verdict(written)} | ${[...new Set(words)].join('; ')} |`;
  });
  return [
    `## ${subject}`,
    '',
    '| | reading | writing | the server says |',
    '| --- | --- | --- | --- |',
    ...rows,
    '',
  ];
}

function verdict(finding: ReportFinding | undefined): string {
  if (finding === undefined) return '';
  if (finding.verdict !== 'unknown') return finding.verdict === 'offered' ? 'yes' : '**no**';
  return `? (${finding.why ?? 'unclear'})`;
}

/** One line that breaks no table. */
function plain(words: string): string {
  return words.replaceAll(/\s+/g, ' ').replaceAll('|', '\\|').replaceAll('`', "'");
}

function withoutNames(card: ReportCard): ReportCard {
  const [host = ''] = card.host.split(/:(?=\d+$)/);
  const names: (readonly [string | null | undefined, string])[] = [
    [card.wroteIn?.bucket, '<bucket>'],
    [card.bucket, '<bucket>'],
    [card.host, '<host>'],
    [host, '<host>'],
  ];
  const text = names.reduce((json, [name, stand]) => {
    if (!name) return json;
    return json.replaceAll(JSON.stringify(name).slice(1, -1), stand);
  }, JSON.stringify(card));
  return JSON.parse(text) as ReportCard;
}
