import './zod-without-eval.ts';
import './ui/tokens.css';
import './ui/base.css';
import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import { App } from './app/app.tsx';
import { createCommandRegistry } from './app/commands.ts';
import { startApp } from './app/navigation.ts';
import { openBridge } from './app/open-bridge.ts';
import { shellCommands } from './app/shell-commands.ts';
import { createAppStore } from './app/store.ts';
import { bucketsCommands } from './features/buckets/buckets-commands.ts';
import { objectsCommands } from './features/objects/objects-commands.ts';

const bridge = openBridge(window);
const memory = window.localStorage;
const store = createAppStore({
  client: bridge.client,
  localFiles: bridge.localFiles,
  openWindow: bridge.openWindow,
  memory,
  now: () => Date.now(),
});
const commands = createCommandRegistry([shellCommands, bucketsCommands, objectsCommands(store.getState)]);

const root = document.getElementById('root');
if (root !== null) {
  createRoot(root).render(
    <StrictMode>
      <App commands={commands} knownPlatform={bridge.platform} store={store} />
    </StrictMode>,
  );
}
void startApp(store, memory);
