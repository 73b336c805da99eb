import type {
  AddressingStyle,
  CredentialSource,
  ProviderId,
  SignatureVersion,
} from '../../../shared/model/connection.ts';
import type { Network } from './vendor-hosts.ts';

/** What the form asks for a provider beyond name, keys and network. */
export interface ProviderForm {
  readonly sources: readonly CredentialSource['type'][];
  /** Ways to name a bucket on a server of one's own; with fewer than two there is nothing to choose. */
  readonly addressings: readonly AddressingStyle[];
  /** With fewer than two there is nothing to choose. */
  readonly signatureVersions: readonly SignatureVersion[];
  /** True when a signature names the region, so that a host that does not tell it is not enough. */
  signsRegion(version: SignatureVersion): boolean;
  /** An example for the address of a server. */
  readonly hostExample: string;
  /** An example for the name of a bucket. */
  readonly bucketExample: string;
  /** Every name of a bucket ends in the number of its account. */
  readonly hasAccountInNames: boolean;
  /** Where a new connection begins. */
  readonly firstNetwork: Network;
}

/** The providers as the form sees them. */
export const providerForms: Record<ProviderId, ProviderForm> = {
  s3: {
    sources: ['keys', 'aws-profile', 'environment', 'anonymous'],
    addressings: ['auto', 'path', 'virtual-host', 'custom-domain'],
    signatureVersions: ['v4'],
    signsRegion: () => false,
    hostExample: 's3.eu-west-1.amazonaws.com',
    bucketExample: 'media',
    hasAccountInNames: false,
    firstNetwork: 'own-server',
  },
  cos: {
    sources: ['keys', 'environment', 'anonymous'],
    addressings: ['virtual-host'],
    signatureVersions: ['v4'],
    signsRegion: () => false,
    hostExample: 'cos.example.com',
    bucketExample: 'media-1250000000',
    hasAccountInNames: true,
    firstNetwork: 'region',
  },
  oss: {
    sources: ['keys', 'environment', 'anonymous'],
    addressings: ['auto', 'virtual-host', 'path'],
    signatureVersions: ['v4', 'v1'],
    signsRegion: (version) => version === 'v4',
    hostExample: 'oss.example.com',
    bucketExample: 'media',
    hasAccountInNames: false,
    firstNetwork: 'region',
  },
};
