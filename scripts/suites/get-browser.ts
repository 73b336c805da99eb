import { existsSync } from 'node:fs';
import { findBrowser } from '../browser.ts';
import { runProgram } from './run-suite.ts';

const advice =
  'The browser tests need a browser of the Chromium family. Install one (on Debian and Ubuntu: ' +
  '"sudo apt-get update && sudo apt-get install chromium"), or name it in STOWAGE_BROWSER.';

/**
 * A browser for the browser tests. Where there is none, Debian's is installed when this user may do that; otherwise
 * the answer says how to get one.
 */
export async function getBrowser(): Promise<{ path: string } | { missing: string }> {
  const found = findBrowser();
  if (found !== null) return { path: found };
  const mayInstall = process.getuid?.() === 0 && existsSync('/usr/bin/apt-get');
  if (!mayInstall || process.env.STOWAGE_BROWSER !== undefined) return { missing: advice };
  console.log('Installing Debian’s chromium…');
  const quiet = { DEBIAN_FRONTEND: 'noninteractive' };
  await runProgram(['apt-get', '-qq', 'update'], quiet);
  await runProgram(['apt-get', '-qq', 'install', '-y', '--no-install-recommends', 'chromium'], quiet);
  const installed = findBrowser();
  return installed === null ? { missing: advice } : { path: installed };
}
