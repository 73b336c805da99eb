import { type Connection, type VendorNetwork, vendorNetworks } from '../../../shared/model/connection.ts';
import type { ConnectionForm, FormField, FormProblems } from './connection-form.ts';
import { parseEndpointText } from './endpoint-text.ts';
import { providerForms } from './provider-forms.ts';
import { type Network, vendorHosts } from './vendor-hosts.ts';

/** Takes a pasted address apart into the fields it speaks of; text without a host is left where it was pasted. */
export function withEndpointText(form: ConnectionForm, text: string): ConnectionForm {
  const parsed = parseEndpointText(text);
  if (parsed === null) return { ...form, host: text.trim() };
  const known = vendorHosts[form.provider]?.read(parsed.host) ?? null;
  const usesTls = parsed.usesTls ?? form.usesTls;
  if (known !== null) {
    const start = known.bucket === null ? {} : { startBucket: known.bucket, startPrefix: parsed.path };
    return withPlace({ ...form, ...start, usesTls }, known.network, known.region ?? '');
  }
  if (isBucketDomain(form)) {
    const port = parsed.port === null ? '' : String(parsed.port);
    return { ...form, host: parsed.host, usesTls, port, startPrefix: parsed.path || form.startPrefix };
  }
  return {
    ...form,
    host: parsed.host,
    network: vendorHosts[form.provider] === null ? form.network : 'own-server',
    usesTls,
    port: parsed.port === null ? (parsed.usesTls === null ? form.port : '') : String(parsed.port),
    region: parsed.region ?? form.region,
    startBucket: parsed.bucket ?? form.startBucket,
    startPrefix: parsed.bucket === null ? form.startPrefix : parsed.prefix,
  };
}

/** The form for another provider: what only made sense for the one before begins anew, a host that fits stays. */
export function withProvider(form: ConnectionForm, provider: Connection['provider']): ConnectionForm {
  if (provider === form.provider) return form;
  const { firstNetwork, sources } = providerForms[provider];
  const began: ConnectionForm = {
    ...form,
    provider,
    addressing: 'auto',
    signatureVersion: 'v4',
    source: sources.includes(form.source) ? form.source : 'keys',
  };
  if (vendorHosts[provider]?.read(form.host)) return withEndpointText(began, form.host);
  return withPlace({ ...began, port: '' }, firstNetwork, '');
}

/** The form on a network and in a region of its vendor, with the host that follows from both. */
export function withPlace(form: ConnectionForm, network: Network, typedRegion: string): ConnectionForm {
  const hosts = vendorHosts[form.provider];
  if (hosts === null) return { ...form, network, region: typedRegion, host: '' };
  const region = hosts.readRegion(typedRegion);
  const isFollowing = !isNamedByUser(network);
  const isFromVendor = form.host !== '' && hosts.read(form.host) !== null;
  return {
    ...form,
    network,
    region,
    host: isFollowing ? hosts.hostOf(network, region) : isFromVendor ? '' : form.host,
    port: isFollowing ? '' : form.port,
  };
}

function isNamedByUser(network: Network): boolean {
  return network === 'custom-domain' || network === 'own-server';
}

/** True when the host follows from network and region instead of being typed. */
export function isHostFollowing({ provider, network }: ConnectionForm): boolean {
  return vendorHosts[provider] !== null && !isNamedByUser(network);
}

const networksByName = {
  internal: 'internal',
  acceleration: 'accelerate',
  'dual-stack': 'dual-stack',
} as const satisfies Record<VendorNetwork, Network>;

/** The form with a network that settings name beside the host, where the host alone would say another. */
export function withNamedNetwork(form: ConnectionForm, name: VendorNetwork | undefined): ConnectionForm {
  if (name === undefined) return form;
  const network = networksByName[name];
  const hosts = vendorHosts[form.provider];
  if (hosts === null) return { ...form, network };
  return hosts.networks.includes(network) ? withPlace(form, network, form.region) : form;
}

/** The network beside the host, for hosts that do not name it themselves. */
export function readNetwork(form: ConnectionForm): { network?: VendorNetwork } {
  if (vendorHosts[form.provider] !== null || !isSelectableNetwork(form.host)) return {};
  const name = vendorNetworks.find((known) => networksByName[known] === form.network);
  return name === undefined ? {} : { network: name };
}

/** True for a host that has variants for other networks without a name of its own for each: those of AWS. */
export function isSelectableNetwork(host: string): boolean {
  return /(?:^|\.)amazonaws\.com$/i.test(host.trim());
}

/** True when the host is one bucket's own, which must then be named. */
export function isBucketDomain(form: ConnectionForm): boolean {
  return form.network === 'custom-domain' || form.addressing === 'custom-domain';
}

/** The network that a saved connection takes. */
export function networkOf({ provider, endpoint, addressing }: Connection): Network {
  const hosts = vendorHosts[provider];
  if (hosts === null) return 'own-server';
  const known = hosts.read(endpoint.host);
  if (known !== null) return known.network;
  // Left open, a name that is nobody's server is taken for a bucket's domain: so does the provider.
  const isDomain = addressing === 'auto' && !isLocalOrAddress(endpoint.host);
  return addressing === 'custom-domain' || isDomain ? 'custom-domain' : 'own-server';
}

/** An IP address, or a name of this computer. */
function isLocalOrAddress(host: string): boolean {
  return isIpAddress(host) || /(?:^|\.)localhost$/i.test(host);
}

function isIpAddress(host: string): boolean {
  return host.startsWith('[') || /^\d{1,3}(?:\.\d{1,3}){3}$/.test(host);
}

/** How the settings name buckets; an address can have no name in front of it. */
export function readAddressing(form: ConnectionForm, host: string): Connection['addressing'] {
  if (vendorHosts[form.provider] === null) return form.addressing;
  if (form.network === 'custom-domain') return 'custom-domain';
  if (form.network !== 'own-server') return 'auto';
  if (form.addressing === 'path' || form.addressing === 'virtual-host') return form.addressing;
  return isIpAddress(host) ? 'path' : 'virtual-host';
}

/** What is wrong with where the form leads. */
export function findPlaceProblems(form: ConnectionForm, host: string): FormProblems {
  const hosts = vendorHosts[form.provider];
  const { signsRegion, hasAccountInNames } = providerForms[form.provider];
  const region = form.region.trim();
  const bucket = form.startBucket.trim();
  const found: [FormField, string, boolean][] = [
    ['region', 'region-missing', region === '' && hosts?.needsRegion(form.network) === true],
    [
      'region',
      'region-for-signature',
      region === '' && form.network === 'custom-domain' && signsRegion(form.signatureVersion),
    ],
    ['host', 'host-missing', host === ''],
    ['host', 'host-invalid', parseEndpointText(host)?.host !== host || host.length > 253],
    ['host', 'domain-invalid', isBucketDomain(form) && isIpAddress(host)],
    ['startBucket', 'domain-bucket-missing', isBucketDomain(form) && bucket === ''],
    ['startBucket', 'start-bucket-missing', form.startPrefix !== '' && bucket === ''],
    ['startBucket', 'start-bucket-account', hasAccountInNames && bucket !== '' && !/-\d+$/.test(bucket)],
  ];
  const problems: Partial<Record<FormField, string>> = {};
  for (const [field, problem, isWrong] of found) if (isWrong) problems[field] ??= problem;
  // A vendor's host is empty only because its region is.
  if (problems.region === 'region-missing') delete problems.host;
  return problems;
}
