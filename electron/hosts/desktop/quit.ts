import { app, BrowserWindow, dialog } from 'electron';

export interface QuitOptions {
  /** How many transfers are running now. */
  readonly countRunning: () => Promise<number>;
  /** Ends everything cleanly. */
  readonly close: () => Promise<void>;
  /** The language of the question, as a locale such as `zh-CN`. */
  readonly locale: string;
}

/** Ending without a clean close is still safe, so a close that hangs may not keep the user. */
const closeTimeoutMs = 10_000;

/** Asks before quitting while transfers run, then closes everything before the process ends. */
export function guardQuit(options: QuitOptions): void {
  let state: 'open' | 'asking' | 'closing' = 'open';

  async function quit(): Promise<void> {
    const runningCount = await options.countRunning().catch(() => 0);
    if (runningCount > 0 && !(await askToQuit(runningCount, options.locale))) {
      state = 'open';
      return;
    }
    state = 'closing';
    const late = new Promise<void>((resolve) => setTimeout(resolve, closeTimeoutMs).unref());
    await Promise.race([options.close().catch(() => undefined), late]);
    app.exit(0);
  }

  app.on('before-quit', (event) => {
    event.preventDefault();
    if (state !== 'open') return;
    state = 'asking';
    void quit();
  });
}

async function askToQuit(runningCount: number, locale: string): Promise<boolean> {
  const isChinese = locale.startsWith('zh');
  const options = {
    type: 'question' as const,
    buttons: isChinese ? ['退出', '继续传输'] : ['Quit', 'Keep running'],
    defaultId: 1,
    cancelId: 1,
    message: isChinese ? `有 ${runningCount} 个传输正在进行。` : `Transfers are running: ${runningCount}.`,
    detail: isChinese
      ? '现在退出不会丢失任何内容：下次打开 Stowage 时会从中断处继续。'
      : 'Nothing is lost by quitting: they go on from where they are when Stowage is opened again.',
  };
  const parent = BrowserWindow.getFocusedWindow() ?? BrowserWindow.getAllWindows()[0];
  const answer = await (parent === undefined
    ? dialog.showMessageBox(options)
    : dialog.showMessageBox(parent, options));
  return answer.response === 0;
}
