import type { ConnectionTestResult } from '../../../shared/contract/connections.ts';
import { type AppFailure, failure, toAppError } from '../../../shared/model/app-error.ts';
import {
  type ConnectionSettings,
  type ConnectionTestStep,
  connectionTestSteps,
} from '../../../shared/model/connection.ts';
import { type Finding, found } from './finding.ts';
import { isAddress, peerOf, resolveHost } from './network.ts';
import {
  type ConnectionTestInput,
  endpointPeer,
  greetServer,
  openConnection,
  type Progress,
  shakeHandsWith,
  speaksPlain,
  speaksTls,
} from './reach.ts';
import { judgeListing, listSomething } from './signed-steps.ts';

const clockWarningMs = 60_000;
/** Beyond this S3 refuses: https://docs.aws.amazon.com/AmazonS3/latest/API/ErrorResponses.html */
const clockFailureMs = 15 * 60_000;

/**
 * Tries a connection step by step and stops at the first that fails; the rest are `skipped`. Reads only: at most one
 * signed listing is asked for, so a read-only connection can be tested too.
 *
 * Every network step has `connectTimeoutMs`, and at most 3 s for a second look that makes its failure clearer; the
 * signed request has the idle timeout on top. Each failure is in its step's `error`; the promise itself rejects only
 * with `cancelled`, and then nothing is running any more.
 */
export async function testConnection(input: ConnectionTestInput): Promise<ConnectionTestResult> {
  const progress: Progress = {
    proxy: null,
    handshake: null,
    greeting: null,
    listing: null,
    untrustedCertificate: null,
    openSockets: [],
  };
  const steps: ConnectionTestResult['steps'] = [];
  let hasFailed = false;
  try {
    for (const step of connectionTestSteps) {
      if (hasFailed) {
        steps.push({ step, outcome: 'skipped', facts: null, detail: '', durationMs: 0, error: null });
        continue;
      }
      const startedAtMs = input.now();
      const durationMs = () => Math.max(0, input.now() - startedAtMs);
      const finding = await runStep(step, input, progress).catch((thrown) => toAppError(thrown));
      if (input.signal.aborted) throw failure('cancelled', 'The connection test was cancelled.');
      if ('outcome' in finding) {
        steps.push({ step, ...finding, error: finding.error ?? null, durationMs: durationMs() });
      } else {
        const detail = finding.message;
        steps.push({
          step,
          outcome: 'failed',
          facts: null,
          detail,
          durationMs: durationMs(),
          error: finding,
        });
        hasFailed = true;
      }
    }
  } finally {
    // Newest first: Node 24 crashes when a socket is destroyed before the TLS session on top of it.
    for (const socket of progress.openSockets.toReversed()) socket.destroy();
  }
  return { steps, untrustedCertificate: progress.untrustedCertificate };
}

async function runStep(
  step: ConnectionTestStep,
  input: ConnectionTestInput,
  progress: Progress,
): Promise<Finding> {
  const { connectTimeoutMs, idleTimeoutMs } = input.settings;
  const limitMs = step === 'signature' ? connectTimeoutMs + idleTimeoutMs : connectTimeoutMs;
  const timeout = AbortSignal.timeout(limitMs);
  const signal = AbortSignal.any([input.signal, timeout]);
  try {
    return await stepActions[step](input, progress, signal);
  } catch (error) {
    if (timeout.aborted && !input.signal.aborted) throw tookTooLong(step, input.settings, limitMs, error);
    throw error;
  }
}

type StepAction = (input: ConnectionTestInput, progress: Progress, signal: AbortSignal) => Promise<Finding>;

const stepActions: Record<ConnectionTestStep, StepAction> = {
  async dns(input, progress, signal) {
    progress.proxy = input.proxy();
    const peer = progress.proxy === null ? endpointPeer(input.settings) : peerOf(progress.proxy);
    const who = progress.proxy === null ? 'host' : 'proxy';
    const whose = progress.proxy === null ? '' : 'The proxy ';
    const { host } = peer;
    if (isAddress(host)) {
      return found('skipped', `${who}-is-address`, { host }, `${whose}${host} is an address already.`);
    }
    const addresses = (await resolveHost(host, signal)).join(', ');
    return found('passed', `${who}-resolves`, { host, addresses }, `${whose}${host} is ${addresses}.`);
  },

  async tcp(input, progress, signal) {
    const socket = await openConnection(input, progress, signal);
    const { host, port } = endpointPeer(input.settings);
    socket.destroy();
    const words = `Connected to ${host} on port ${port}`;
    if (progress.proxy === null) return found('passed', 'connected', { host, port }, `${words}.`);
    const proxy = progress.proxy.host;
    const values = { host, port, proxy };
    return found('passed', 'connected-by-proxy', values, `${words} through the proxy ${proxy}.`);
  },

  async tls(input, progress, signal) {
    if (!input.settings.endpoint.usesTls) return checkPlain(input, progress, signal);
    try {
      progress.handshake = await shakeHandsWith(input, progress, signal);
    } catch (error) {
      if (!input.signal.aborted && (await speaksPlain(input, progress)))
        throw portSpeaksPlain(input.settings);
      throw error;
    }
    const { certificate, distrust, protocol } = progress.handshake;
    if (distrust !== null) {
      progress.untrustedCertificate = certificate;
      throw distrust;
    }
    const { subject, validToMs } = certificate;
    const until = new Date(validToMs).toISOString().slice(0, 10);
    const words = `${protocol}; certificate of ${subject || 'no name'}, valid to ${until}.`;
    if (subject === '') return found('passed', 'encrypted-nameless', { protocol, validToMs }, words);
    return found('passed', 'encrypted', { protocol, subject, validToMs }, words);
  },

  async clock(input, progress, signal) {
    const greeting = progress.greeting ?? (await greetServer(input, progress, signal));
    if (greeting.clockDifferenceMs === null) {
      return found('skipped', 'time-untold', {}, 'The server does not tell its time.');
    }
    const offMs = Math.abs(greeting.clockDifferenceMs);
    if (offMs <= clockWarningMs) {
      const seconds = Math.ceil(offMs / 1000);
      return found('passed', 'clocks-agree', { seconds }, `The clocks agree within ${seconds} s.`);
    }
    const problem = clockIsOff(greeting.clockDifferenceMs);
    const isSigned = input.settings.credentialSource.type !== 'anonymous';
    if (offMs > clockFailureMs && isSigned) throw problem;
    const fact = greeting.clockDifferenceMs > 0 ? 'clock-behind' : 'clock-ahead';
    return found('warning', fact, { minutes: minutesOf(offMs) }, problem.message, problem.appError);
  },

  async signature(input, progress, signal) {
    const provider = await input.openProvider();
    try {
      progress.listing = await listSomething(provider, input.settings, signal);
    } finally {
      await provider.close();
    }
    if (input.settings.credentialSource.type === 'anonymous') {
      return found('skipped', 'nothing-signed', {}, 'Nothing is signed without keys.');
    }
    return found('passed', 'signature-accepted', {}, 'The server accepted the signature.');
  },

  async permission(input, progress) {
    if (progress.listing === null) return { outcome: 'skipped', facts: null, detail: '' };
    return judgeListing(progress.listing, input.settings, input.connectionId);
  },
};

/** Without TLS there is nothing to check but that the port really is a plain one. */
async function checkPlain(
  input: ConnectionTestInput,
  progress: Progress,
  signal: AbortSignal,
): Promise<Finding> {
  let problem: unknown = null;
  try {
    progress.greeting = await greetServer(input, progress, signal);
  } catch (error) {
    problem = error;
  }
  // TLS servers hang up on plain HTTP or answer 400 to it.
  if (problem !== null || progress.greeting?.status === 400) {
    if (!input.signal.aborted && (await speaksTls(input, progress))) throw portSpeaksTls(input.settings);
  }
  if (problem !== null) throw problem;
  const { host } = endpointPeer(input.settings);
  const isLoopback = host === 'localhost' || host.endsWith('.localhost') || /^(?:127\.|::1$)/.test(host);
  if (isLoopback) {
    const words = 'Not encrypted; the server is on this computer.';
    return found('skipped', 'plain-on-this-computer', {}, words);
  }
  const words =
    'Not encrypted: others on the way can read names and contents. Use TLS if the server offers it.';
  return found('warning', 'plain', {}, words);
}

function portSpeaksTls(settings: ConnectionSettings): AppFailure {
  const { host, port } = endpointPeer(settings);
  return failure('tls', `Port ${port} of ${host} speaks TLS. Switch TLS on for this connection.`, {
    reason: 'plain-to-tls-port',
    values: { host, port },
  });
}

function portSpeaksPlain(settings: ConnectionSettings): AppFailure {
  const { host, port } = endpointPeer(settings);
  return failure(
    'tls',
    `Port ${port} of ${host} speaks plain HTTP, not TLS. Use its TLS port, or switch TLS off for this connection.`,
    { reason: 'tls-to-plain-port', values: { host, port } },
  );
}

function minutesOf(timeMs: number): number {
  return Math.round(timeMs / 60_000);
}

function clockIsOff(differenceMs: number): AppFailure {
  const minutes = minutesOf(Math.abs(differenceMs));
  const direction = differenceMs > 0 ? 'behind' : 'ahead';
  return failure(
    'clock-skew',
    `The clock of this computer is ${minutes} min ${direction} compared with the server's. Set it right: signatures hold for 15 min only.`,
    { reason: 'clock-off', values: { minutes, direction } },
  );
}

function tookTooLong(
  step: ConnectionTestStep,
  settings: ConnectionSettings,
  limitMs: number,
  cause: unknown,
): AppFailure {
  const { host, port } = endpointPeer(settings);
  const seconds = limitMs / 1000;
  return failure('timeout', `${host} on port ${port} did not answer within ${seconds} s.`, {
    ...(step === 'tcp' ? { reason: 'connect-timeout' } : {}),
    values: { host, port, seconds },
    resource: `${host}:${port}`,
    cause,
  });
}
