import { EventEmitter } from 'node:events';

/** A frame of a page as Electron shows it to the main process. */
export interface FakeFrame {
  readonly url: string;
  readonly parent: FakeFrame | null;
}

/** The contents of a window: what the main process did to it, and a way to be its page. */
export class FakeWebContents extends EventEmitter {
  mainFrame: FakeFrame = { url: '', parent: null };
  openHandler: ((details: { url: string }) => { action: string }) | null = null;
  readonly sent: unknown[][] = [];
  #isDestroyed = false;

  setWindowOpenHandler(handler: (details: { url: string }) => { action: string }): void {
    this.openHandler = handler;
  }
  getURL(): string {
    return this.mainFrame.url;
  }
  isDestroyed(): boolean {
    return this.#isDestroyed;
  }
  /** What crosses to the page is cloned, as between processes: functions and class instances do not survive. */
  send(channel: string, ...args: unknown[]): void {
    if (this.#isDestroyed) throw new TypeError('Object has been destroyed');
    const cloned = structuredClone(args);
    this.sent.push([channel, ...cloned]);
    ipcRenderer.emit(channel, {}, ...cloned);
  }
  destroy(): void {
    this.#isDestroyed = true;
    this.emit('destroyed');
  }
}

/** A window that records how it was made. */
export class BrowserWindow extends EventEmitter {
  static all: BrowserWindow[] = [];
  static getAllWindows(): BrowserWindow[] {
    return BrowserWindow.all;
  }
  static getFocusedWindow(): BrowserWindow | null {
    return BrowserWindow.all[0] ?? null;
  }
  readonly webContents = new FakeWebContents();
  readonly options: Record<string, unknown>;
  readonly calls: string[] = [];
  isMinimizedNow = false;

  constructor(options: Record<string, unknown>) {
    super();
    this.options = options;
    BrowserWindow.all.push(this);
    app.emit('web-contents-created', {}, this.webContents);
  }
  async loadURL(url: string): Promise<void> {
    this.webContents.mainFrame = { url, parent: null };
    this.emit('ready-to-show');
  }
  show(): void {
    this.calls.push('show');
  }
  focus(): void {
    this.calls.push('focus');
  }
  restore(): void {
    this.calls.push('restore');
    this.isMinimizedNow = false;
  }
  isMinimized(): boolean {
    return this.isMinimizedNow;
  }
}

type Callback = (...args: unknown[]) => unknown;

/** A session that records the handlers it was given. */
export class FakeSession extends EventEmitter {
  permissionRequest: Callback | null = null;
  permissionCheck: Callback | null = null;
  device: Callback | null = null;
  displayMedia: Callback | null = null;
  beforeRequest: Callback | null = null;
  readonly webRequest = {
    onBeforeRequest: (handler: Callback) => {
      this.beforeRequest = handler;
    },
  };
  setPermissionRequestHandler(handler: Callback): void {
    this.permissionRequest = handler;
  }
  setPermissionCheckHandler(handler: Callback): void {
    this.permissionCheck = handler;
  }
  setDevicePermissionHandler(handler: Callback): void {
    this.device = handler;
  }
  setDisplayMediaRequestHandler(handler: Callback): void {
    this.displayMedia = handler;
  }
}

class FakeApp extends EventEmitter {
  readonly calls: string[] = [];
  getLocale(): string {
    return 'en-GB';
  }
  quit(): void {
    this.calls.push('quit');
  }
  exit(code: number): void {
    this.calls.push(`exit ${code}`);
  }
}

/** What stands where `electron` does in a test. It proves our logic, not that Electron behaves as it does. */
export const app = new FakeApp();
export const ipcMain = new EventEmitter();

class FakeIpcRenderer extends EventEmitter {
  /** The frame that sends next; the main frame of the first window unless a test says otherwise. */
  frame: FakeFrame | null | undefined = undefined;

  send(channel: string, ...args: unknown[]): void {
    const sender = BrowserWindow.all[0]?.webContents;
    const senderFrame = this.frame === undefined ? sender?.mainFrame : this.frame;
    ipcMain.emit(channel, { sender, senderFrame }, ...structuredClone(args));
  }
}
export const ipcRenderer = new FakeIpcRenderer();
// Every page a test opens listens until the next reset.
ipcRenderer.setMaxListeners(0);

export const exposed = new Map<string, unknown>();
export const contextBridge = {
  exposeInMainWorld: (name: string, api: unknown) => {
    exposed.set(name, api);
  },
};
export const webUtils = { getPathForFile: (file: { name: string }) => `/dropped/${file.name}` };

export const schemes: unknown[] = [];
export const protocolHandlers = new Map<string, (request: Request) => Response | Promise<Response>>();
export const protocol = {
  registerSchemesAsPrivileged: (given: unknown[]) => void schemes.push(...given),
  handle: (scheme: string, handler: (request: Request) => Response) => {
    protocolHandlers.set(scheme, handler);
  },
};

export const session = { defaultSession: new FakeSession() };
export const nativeTheme = { shouldUseDarkColors: false };

export const menus: unknown[] = [];
export const Menu = {
  buildFromTemplate: (template: unknown) => template,
  setApplicationMenu: (menu: unknown) => void menus.push(menu),
};

/** Dialogs answer what a test put here, and note what they were asked. */
export const dialog = {
  asked: [] as unknown[],
  openAnswer: { canceled: false, filePaths: [] as string[] },
  messageAnswer: { response: 0 },
  showOpenDialog: async (...args: unknown[]) => {
    dialog.asked.push(args.at(-1));
    return dialog.openAnswer;
  },
  showMessageBox: async (...args: unknown[]) => {
    dialog.asked.push(args.at(-1));
    return dialog.messageAnswer;
  },
};
export const shown: string[] = [];
export const shell = { showItemInFolder: (path: string) => void shown.push(path) };

/** Stands for the key store: reversible, and recognisably not the text itself. */
export const safeStorage = {
  backend: 'gnome_libsecret',
  isAvailable: true,
  plainTextCalls: 0,
  getSelectedStorageBackend: () => safeStorage.backend,
  isAsyncEncryptionAvailable: async () => safeStorage.isAvailable,
  setUsePlainTextEncryption: () => {
    safeStorage.plainTextCalls += 1;
  },
  encryptStringAsync: async (text: string) => Buffer.from(`v10:${text}`, 'utf8').map((byte) => byte ^ 0x5a),
  decryptStringAsync: async (bytes: Buffer) => {
    const text = Buffer.from(bytes.map((byte) => byte ^ 0x5a)).toString('utf8');
    if (!text.startsWith('v10:')) throw new Error('Error while decrypting the ciphertext provided.');
    return { result: text.slice(4), shouldReEncrypt: false };
  },
};

/** Forgets everything a test did. */
export function resetFakeElectron(): void {
  BrowserWindow.all = [];
  for (const emitter of [app, ipcMain, ipcRenderer]) emitter.removeAllListeners();
  app.calls.length = 0;
  ipcRenderer.frame = undefined;
  session.defaultSession = new FakeSession();
  exposed.clear();
  protocolHandlers.clear();
  for (const list of [schemes, menus, shown, dialog.asked]) list.length = 0;
  dialog.openAnswer = { canceled: false, filePaths: [] };
  dialog.messageAnswer = { response: 0 };
  Object.assign(safeStorage, { backend: 'gnome_libsecret', isAvailable: true, plainTextCalls: 0 });
}
