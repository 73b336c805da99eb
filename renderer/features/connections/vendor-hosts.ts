import type { ProviderId } from '../../../shared/model/connection.ts';

/**
 * Which of a vendor's doors a connection takes. `custom-domain` is a host of one bucket; `own-server` is an address that
 * speaks the vendor's API without being the vendor.
 */
export const networks = [
  'region',
  'internal',
  'accelerate',
  'accelerate-overseas',
  'dual-stack',
  'custom-domain',
  'own-server',
] as const;
export type Network = (typeof networks)[number];

/** What the name of one of the vendor's hosts says. */
export interface VendorHost {
  readonly network: Network;
  /** null for a host of all regions. */
  readonly region: string | null;
  /** The name in front of the host; null without one. */
  readonly bucket: string | null;
}

/** The hosts of a vendor that has a name for each region. */
export interface VendorHosts {
  readonly networks: readonly Network[];
  /** Known today, the first ones first; another may be typed. */
  readonly regions: readonly string[];
  /** True where the network's host has the region in it and none serves all. */
  needsRegion(network: Network): boolean;
  /** Host without a bucket; empty while its region is missing, or for a network whose host the user names. */
  hostOf(network: Network, region: string): string;
  /** null for a host that is not the vendor's. */
  read(host: string): VendorHost | null;
  /** A region as people paste it, without what only hosts put around it. */
  readRegion(text: string): string;
}

/** https://www.tencentcloud.com/document/product/436/6224 */
const cosHost =
  /^(?:(?<bucket>[a-z0-9-]+-\d+)\.)?cos(?<internal>-internal)?\.(?<region>[a-z0-9-]+)\.(?:myqcloud\.com|tencentcos\.cn)$/;

const cosHosts: VendorHosts = {
  networks: ['region', 'internal', 'accelerate', 'custom-domain', 'own-server'],
  regions: [
    'ap-guangzhou',
    'ap-shanghai',
    'ap-beijing',
    'ap-nanjing',
    'ap-chengdu',
    'ap-chongqing',
    'ap-shenzhen-fsi',
    'ap-shanghai-fsi',
    'ap-beijing-fsi',
    'ap-hongkong',
    'ap-singapore',
    'ap-jakarta',
    'ap-bangkok',
    'ap-seoul',
    'ap-tokyo',
    'na-siliconvalley',
    'na-ashburn',
    'sa-saopaulo',
    'eu-frankfurt',
  ],
  needsRegion: (network) => network === 'internal',
  hostOf(network, region) {
    if (network === 'accelerate') return 'cos.accelerate.myqcloud.com';
    if (network === 'internal') return region === '' ? '' : `cos-internal.${region}.tencentcos.cn`;
    if (network !== 'region') return '';
    return region === '' ? 'service.cos.myqcloud.com' : `cos.${region}.myqcloud.com`;
  },
  read(host) {
    const name = host.toLowerCase();
    if (/^service\.cos\.(?:myqcloud\.com|tencentcos\.cn)$/.test(name)) {
      return { network: 'region', region: null, bucket: null };
    }
    const { bucket = null, internal, region = '' } = cosHost.exec(name)?.groups ?? {};
    if (region === '') return null;
    if (region === 'accelerate') return { network: 'accelerate', region: null, bucket };
    return { network: internal === undefined ? 'region' : 'internal', region, bucket };
  },
  readRegion: (text) => text.trim().toLowerCase(),
};

/** https://www.alibabacloud.com/help/en/oss/user-guide/regions-and-endpoints */
const ossHost =
  /^(?:(?<bucket>(?!s3\.)[a-z0-9][a-z0-9-]*)\.)?oss-(?<region>[a-z0-9-]+?)(?<internal>-internal)?\.aliyuncs\.com$/;

const ossDualStackHost = /^(?:(?<bucket>[a-z0-9][a-z0-9-]*)\.)?(?<region>[a-z0-9-]+)\.oss\.aliyuncs\.com$/;

const ossHosts: VendorHosts = {
  networks: [
    'region',
    'internal',
    'accelerate',
    'accelerate-overseas',
    'dual-stack',
    'custom-domain',
    'own-server',
  ],
  regions: [
    'cn-hangzhou',
    'cn-shanghai',
    'cn-beijing',
    'cn-shenzhen',
    'cn-guangzhou',
    'cn-qingdao',
    'cn-zhangjiakou',
    'cn-huhehaote',
    'cn-wulanchabu',
    'cn-heyuan',
    'cn-chengdu',
    'cn-nanjing',
    'cn-fuzhou',
    'cn-wuhan-lr',
    'cn-hongkong',
    'ap-southeast-1',
    'ap-southeast-3',
    'ap-southeast-5',
    'ap-southeast-6',
    'ap-southeast-7',
    'ap-northeast-1',
    'ap-northeast-2',
    'us-west-1',
    'us-east-1',
    'na-south-1',
    'eu-central-1',
    'eu-west-1',
    'me-east-1',
    'me-central-1',
  ],
  needsRegion: (network) => network === 'region' || network === 'internal' || network === 'dual-stack',
  hostOf(network, region) {
    if (network === 'accelerate' || network === 'accelerate-overseas') return `oss-${network}.aliyuncs.com`;
    if (region === '') return '';
    if (network === 'region') return `oss-${region}.aliyuncs.com`;
    if (network === 'dual-stack') return `${region}.oss.aliyuncs.com`;
    return network === 'internal' ? `oss-${region}-internal.aliyuncs.com` : '';
  },
  read(host) {
    const name = host.toLowerCase();
    const dualStack = ossDualStackHost.exec(name)?.groups;
    if (dualStack) {
      return { network: 'dual-stack', region: dualStack.region ?? null, bucket: dualStack.bucket ?? null };
    }
    const { bucket = null, internal, region = '' } = ossHost.exec(name)?.groups ?? {};
    if (region === '') return null;
    if (region === 'accelerate' || region === 'accelerate-overseas') {
      return { network: region, region: null, bucket };
    }
    return { network: internal === undefined ? 'region' : 'internal', region, bucket };
  },
  readRegion: (text) => text.trim().toLowerCase().replace(/^oss-/, ''),
};

/** The hosts of the providers that are one vendor's; null where everybody has a server of their own. */
export const vendorHosts: Record<ProviderId, VendorHosts | null> = { s3: null, cos: cosHosts, oss: ossHosts };

/** The provider whose own API a host speaks; null when the name does not tell. */
export function providerOfHost(host: string): ProviderId | null {
  const known = Object.entries(vendorHosts) as [ProviderId, VendorHosts | null][];
  return known.find(([, hosts]) => hosts?.read(host.trim()) != null)?.[0] ?? null;
}
