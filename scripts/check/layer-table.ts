/** What one folder (or one file) may import. Whatever is not named is refused. */
export interface LayerRule {
  /** A folder or a file. The longest `from` that fits a file is the one that counts; a layer may import itself. */
  readonly from: string;
  /** Our own folders and files, `node:*` for Node's own modules, `npm:zod` for a package, `npm:*` for any but electron. */
  readonly may: readonly string[];
  readonly because: string;
}

/** Who may import whom. */
export const layerTable: readonly LayerRule[] = [
  {
    from: 'shared',
    may: ['npm:zod'],
    because:
      'it is the language both sides speak and runs wherever JavaScript runs: no Node, no DOM, no framework',
  },
  {
    from: 'electron/providers',
    may: ['shared', 'node:*', 'npm:undici', 'npm:fast-xml-parser', 'npm:zod'],
    because: 'a storage client knows no app, no transfer and no sandbox, so that it can be judged on its own',
  },
  {
    from: 'electron/providers/conformance',
    may: ['shared', 'electron/providers', 'electron/transfer', 'electron/app/transfer-storage.ts', 'node:*'],
    because:
      'the suite holds to a server what users do with it, whole transfers among it; it is a tool that no part of the app knows',
  },
  {
    from: 'electron/data',
    may: ['shared', 'node:*', 'npm:zod'],
    because: 'what is kept on disk does not know who asks for it',
  },
  {
    from: 'electron/transfer',
    may: ['shared', 'electron/data', 'node:*', 'npm:mime', 'npm:zod'],
    because:
      'the engine asks "what next?" of an interface of its own and knows no provider, no HTTP and no window',
  },
  {
    from: 'electron/listing-index',
    may: ['shared', 'electron/data', 'node:*'],
    because: 'an index of a bucket is told its pages and knows no provider',
  },
  {
    from: 'electron/live',
    may: ['shared', 'node:*'],
    because: 'a change feed reads an interface of its own',
  },
  {
    from: 'electron/connections',
    may: ['shared', 'electron/providers', 'electron/data', 'node:*', 'npm:undici', 'npm:zod'],
    because: 'profiles and credentials turn into a provider here and nowhere else',
  },
  {
    from: 'electron/sandbox',
    may: ['shared', 'node:*', 'npm:fast-xml-parser', 'npm:zod'],
    because: 'a test server that shares code with the client would agree with its mistakes',
  },
  {
    from: 'electron/app',
    may: [
      'shared',
      'electron/providers',
      'electron/data',
      'electron/transfer',
      'electron/listing-index',
      'electron/live',
      'electron/connections',
      'electron/sandbox',
      'node:*',
      'npm:zod',
    ],
    because: 'the handlers of the contract bring the parts together, and know neither window nor web server',
  },
  {
    from: 'electron/hosts/page',
    may: ['shared', 'node:*', 'npm:mime'],
    because: 'the built page and its strict policy are the same for every host and know none of them',
  },
  {
    from: 'electron/hosts/desktop',
    may: [
      'shared',
      'electron/app',
      'electron/hosts/page',
      'electron/connections/vault.ts',
      'node:*',
      'npm:electron',
      'npm:zod',
    ],
    because: 'it is the only folder that knows Electron, and a host reaches the parts through the app',
  },
  {
    from: 'electron/hosts/web',
    may: [
      'shared',
      'electron/app',
      'electron/hosts/page',
      'electron/connections/vault.ts',
      'node:*',
      'npm:ws',
      'npm:zod',
    ],
    because: 'it is the only folder that serves the page, and a host reaches the parts through the app',
  },
  {
    from: 'electron/desktop.ts',
    may: ['electron/hosts/desktop', 'electron/app', 'shared', 'node:*', 'npm:electron'],
    because: 'an entry composes a host and the app',
  },
  {
    from: 'electron/web.ts',
    may: ['electron/hosts/web', 'electron/app', 'shared', 'node:*'],
    because: 'an entry composes a host and the app',
  },
  {
    from: 'renderer',
    may: [
      'shared',
      'npm:react',
      'npm:react-dom',
      'npm:react-aria-components',
      'npm:@tanstack/react-table',
      'npm:@tanstack/react-virtual',
      'npm:lucide-react',
      'npm:d3-hierarchy',
      'npm:use-intl',
      'npm:uqr',
      'npm:zustand',
      'npm:zod',
    ],
    because:
      'the page runs in a sandbox and talks to the host by the contract alone: no Node and no Electron',
  },
  {
    from: 'renderer/ui',
    may: [
      'npm:react',
      'npm:react-dom',
      'npm:react-aria-components',
      'npm:lucide-react',
      'npm:codemirror',
      'npm:@codemirror/autocomplete',
      'npm:@codemirror/lang-json',
      'npm:@codemirror/lang-xml',
      'npm:@codemirror/language',
      'npm:@codemirror/lint',
      'npm:@codemirror/merge',
      'npm:@codemirror/state',
      'npm:@codemirror/view',
      'npm:@lezer/highlight',
    ],
    because: 'widgets are generic: they know no bucket, no store and no language file',
  },
  {
    from: 'renderer/bridge',
    may: ['shared', 'npm:zod'],
    because: 'the bridge carries the contract and knows no screen',
  },
  {
    from: 'e2e',
    may: ['electron', 'shared', 'scripts', 'node:*', 'npm:*'],
    because: 'the whole app is driven from outside; its servers and faults are tools of the tests',
  },
  {
    from: 'scripts',
    may: ['electron', 'e2e', 'shared', 'node:*', 'npm:*'],
    because: 'tools of the developers, never shipped',
  },
  { from: '', may: ['scripts', 'node:*', 'npm:*'], because: 'the root holds only configuration of tools' },
];

const anything = ['node:*', 'npm:*'];

/** The same for tests, which may import what they test and the servers they test it against. */
export const testTable: readonly LayerRule[] = [
  { from: 'shared', may: anything, because: 'a test of the shared language needs nothing of either side' },
  {
    from: 'electron',
    may: ['shared', 'e2e/servers', 'e2e/faults', ...anything],
    because: 'a test of the host may start any part of it, and real servers, but shows no page',
  },
  {
    from: 'electron/hosts/desktop',
    may: ['shared', 'electron', 'npm:electron', ...anything],
    because: 'only the desktop host knows Electron, in tests too',
  },
  { from: 'renderer', may: ['shared', ...anything], because: 'a test of the page has a bridge of its own' },
  { from: 'e2e', may: ['electron', 'shared', 'scripts', ...anything], because: 'as for e2e itself' },
  { from: 'scripts', may: ['electron', 'e2e', 'shared', ...anything], because: 'as for scripts themselves' },
];
