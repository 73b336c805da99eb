/**
 * Calls back once after a silence. `touch` is cheap enough for every chunk; `hold` stops the clock while the silence
 * is not the server's (a paused download, a request that waits for a free connection), `release` starts it again.
 */
export interface IdleWatch {
  touch(): void;
  hold(): void;
  release(): void;
  end(): void;
}

/** Makes a watch, held at first. One timer per request; it is re-armed lazily rather than on every touch. */
export function watchIdle(idleTimeoutMs: number, onIdle: () => void): IdleWatch {
  let lastMs = 0;
  let isRunning = false;
  let hasEnded = false;
  let timer: NodeJS.Timeout | undefined;

  function check(): void {
    const silentMs = performance.now() - lastMs;
    if (silentMs >= idleTimeoutMs - 1) onIdle();
    else timer = setTimeout(check, idleTimeoutMs - silentMs);
  }

  return {
    touch() {
      lastMs = performance.now();
    },
    hold() {
      isRunning = false;
      clearTimeout(timer);
    },
    release() {
      lastMs = performance.now();
      if (isRunning || hasEnded) return;
      isRunning = true;
      timer = setTimeout(check, idleTimeoutMs);
    },
    end() {
      hasEnded = true;
      clearTimeout(timer);
    },
  };
}
