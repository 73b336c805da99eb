/**
 * The embedded store alone: `npm run sandbox -- [--port N] [--faces s3,cos,oss] [--data-dir DIR]`, with a second user by
 * `--second-access-key … --second-secret-key …`.
 * Prints endpoint and keys, runs until Ctrl-C.
 */
import { randomBytes } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { describeFace, type SandboxFace, sandboxFaces } from '../electron/sandbox/faces.ts';
import { startSandbox } from '../electron/sandbox/start-sandbox.ts';
import { AppFailure } from '../shared/model/app-error.ts';

const usage =
  'npm run sandbox -- [--port N] [--faces s3,cos,oss] [--region NAME] [--data-dir DIR] [--no-sample] [--second-access-key … --second-secret-key …]';

try {
  await run();
} catch (error) {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\nUse: ${usage}\n`);
  process.exitCode = error instanceof AppFailure ? 1 : 2;
}

async function run(): Promise<void> {
  const { values } = parseArgs({
    options: {
      port: { type: 'string', default: '0' },
      faces: { type: 'string', default: 's3' },
      region: { type: 'string', default: 'us-east-1' },
      'data-dir': { type: 'string' },
      'access-key': { type: 'string' },
      'secret-key': { type: 'string' },
      'second-access-key': { type: 'string' },
      'second-secret-key': { type: 'string' },
      'no-sample': { type: 'boolean', default: false },
    },
  });
  const port = Number(values.port);
  if (!/^\d{1,5}$/.test(values.port) || port > 65_535)
    throw new Error('--port must be a number from 0 to 65535.');
  const faces = readFaces(values.faces);
  const { region } = values;

  const secondAccessKeyId = values['second-access-key'];
  const secondSecret = values['second-secret-key'];
  if ((secondAccessKeyId === undefined) !== (secondSecret === undefined)) {
    throw new Error('--second-access-key and --second-secret-key go together.');
  }
  // Another user, who may do what policies and access control lists allow.
  const second =
    secondAccessKeyId === undefined || secondSecret === undefined
      ? []
      : [{ accessKeyId: secondAccessKeyId, secretAccessKey: secondSecret, name: 'second' }];

  const givenDir = values['data-dir'];
  const dataDir = givenDir ?? mkdtempSync(join(tmpdir(), 'stowage-sandbox-'));
  const accessKeyId = values['access-key'] ?? `SANDBOX${randomBytes(6).toString('hex').toUpperCase()}`;
  const secretAccessKey = values['secret-key'] ?? randomBytes(24).toString('hex');
  const sandbox = await startSandbox({
    dataDir,
    port,
    faces,
    credentials: [{ accessKeyId, secretAccessKey, name: 'sandbox' }, ...second],
    region,
    now: Date.now,
    fillSample: !values['no-sample'],
  });
  const { host, port: boundPort } = sandbox.endpoint;
  console.log(`endpoint    http://${host}:${boundPort}`);
  for (const face of faces) console.log(`${face.padEnd(12)}${describeFace(face, boundPort)}`);
  console.log(`access key  ${accessKeyId}`);
  console.log(`secret key  ${secretAccessKey}`);
  console.log(`region      ${region}`);
  console.log(`data        ${dataDir}${givenDir === undefined ? ' (removed at the end)' : ''}`);

  let isClosing = false;
  const close = async () => {
    if (isClosing) return;
    isClosing = true;
    await sandbox.close();
    if (givenDir === undefined) rmSync(dataDir, { recursive: true, force: true });
  };
  process.on('SIGINT', () => void close());
  process.on('SIGTERM', () => void close());
}

function readFaces(text: string): SandboxFace[] {
  return text.split(',').map((name) => {
    const found = sandboxFaces.find((face) => face === name.trim());
    if (found === undefined) {
      throw new Error(`--faces ${name} is not offered; there are ${sandboxFaces.join(', ')}.`);
    }
    return found;
  });
}
