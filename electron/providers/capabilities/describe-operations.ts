import { emulationWords } from './emulations.ts';
import { type NamedOperation, operations } from './operation-table.ts';
import { refusalMessage } from './refusals.ts';
import type { Column, Operation, Support } from './support.ts';

const areas: readonly (readonly [firstNumber: number, title: string])[] = [
  [1, 'Connection'],
  [21, 'Service and buckets'],
  [32, 'Settings of buckets'],
  [77, 'Objects'],
  [112, 'Uploads in parts'],
  [120, 'Transfers'],
  [125, 'Signing for others'],
  [131, 'Live channels'],
];

const head = `# What each provider offers

Written by \`npm run docs\` from the table in \`electron/providers/capabilities\`; \`npm run check\` fails when the two differ.

- **yes**: the provider has it.
- **asked**: servers differ; each says by its answers whether it has it.
- **made**: Stowage makes it of several requests, and says how.
- **no**: not to be had, and why. The method rejects with \`not-offered\` before anything is sent.

S3 stands for Amazon S3 and for every server that speaks its language. The conformance suite
(\`npm run conformance\`) tells what one endpoint really has.
`;

/** The whole of docs/providers.md. */
export function describeOperations(): string {
  const sections = areas.map(([first, title], index) => {
    const end = areas[index + 1]?.[0] ?? Number.POSITIVE_INFINITY;
    const rows = operations.filter(({ number }) => number >= first && number < end);
    return [
      `## ${title}\n`,
      '| # | operation | where | S3 | COS | OSS |',
      '| --- | --- | --- | --- | --- | --- |',
      ...rows.map(describeRow),
    ].join('\n');
  });
  return `${[head, ...sections].join('\n')}\n`;
}

function describeRow(operation: NamedOperation): string {
  const cells = [operation.s3, operation.cos, operation.oss].map(describeColumn);
  return `| ${[operation.number, `\`${operation.id}\``, describePlaces(operation), ...cells].join(' | ')} |`;
}

function describePlaces({ by }: Operation): string {
  if (by.length === 0) return '**not built yet**';
  return by
    .map((carrier) => {
      if (carrier.kind === 'method')
        return `\`${carrier.path}\`${carrier.field ? `: \`${carrier.field}\`` : ''}`;
      if (carrier.kind === 'document') return `\`${carrier.path}\`: \`${carrier.document}\``;
      return carrier.kind === 'option' ? `option \`${carrier.option}\`` : `\`${carrier.file}\``;
    })
    .join(', ');
}

function describeColumn(column: Column): string {
  if ('status' in column) return describeSupport(column);
  return `Amazon: ${describeSupport(column.vendor)}; others: ${describeSupport(column.others)}`;
}

function describeSupport(support: Support): string {
  if (support.status === 'offered') return 'yes';
  if (support.status === 'asked') return 'asked';
  if (support.status === 'emulated') return `made: ${emulationWords(support.how)}`;
  return `no: ${refusalMessage(support.reason)}`;
}
