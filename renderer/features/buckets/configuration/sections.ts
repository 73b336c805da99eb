import {
  BadgeCheck,
  Bell,
  Clock,
  CreditCard,
  FileLock2,
  Gauge,
  Globe,
  History,
  type LucideIcon,
  MonitorSmartphone,
  Quote,
  Repeat,
  ScrollText,
  Server,
  ShieldCheck,
  ShieldOff,
  Tags,
  UserCog,
  Users,
  Waypoints,
} from 'lucide-react';
import type { DocumentName } from '../../../../shared/model/configuration/configured.ts';
import type { OperationId } from '../../../../shared/model/operations.ts';

/** A page of a bucket's settings: its icon, and the operations that read and write it. */
interface Section {
  readonly document: DocumentName;
  readonly icon: LucideIcon;
  readonly reads: OperationId;
  readonly writes: OperationId;
}

/** The pages in the order and the groups in which they are shown. Names of groups are keys of `configuration.groups`. */
export const sectionGroups: readonly { readonly name: string; readonly sections: readonly Section[] }[] = [
  {
    name: 'access',
    sections: [
      { document: 'policy', icon: ShieldCheck, reads: 'getBucketPolicy', writes: 'putBucketPolicy' },
      { document: 'acl', icon: Users, reads: 'getBucketAcl', writes: 'putBucketAcl' },
      {
        document: 'public-access-block',
        icon: ShieldOff,
        reads: 'publicAccessBlock',
        writes: 'publicAccessBlock',
      },
      {
        document: 'ownership-controls',
        icon: UserCog,
        reads: 'ownershipControls',
        writes: 'ownershipControls',
      },
      { document: 'policy-status', icon: BadgeCheck, reads: 'policyStatus', writes: 'policyStatus' },
      { document: 'cors', icon: MonitorSmartphone, reads: 'getBucketCors', writes: 'putBucketCors' },
      { document: 'referer', icon: Quote, reads: 'getBucketReferer', writes: 'putBucketReferer' },
    ],
  },
  {
    name: 'protection',
    sections: [
      { document: 'versioning', icon: History, reads: 'getBucketVersioning', writes: 'putBucketVersioning' },
      {
        document: 'object-lock',
        icon: FileLock2,
        reads: 'getObjectLockConfig',
        writes: 'putObjectLockConfig',
      },
      {
        document: 'encryption',
        icon: ShieldCheck,
        reads: 'getBucketEncryption',
        writes: 'putBucketEncryption',
      },
      {
        document: 'replication',
        icon: Repeat,
        reads: 'getBucketReplication',
        writes: 'putBucketReplication',
      },
    ],
  },
  {
    name: 'upkeep',
    sections: [
      { document: 'lifecycle', icon: Clock, reads: 'getBucketLifecycle', writes: 'putBucketLifecycle' },
      { document: 'tagging', icon: Tags, reads: 'getBucketTags', writes: 'putBucketTags' },
      {
        document: 'notification',
        icon: Bell,
        reads: 'getBucketNotification',
        writes: 'putBucketNotification',
      },
      { document: 'logging', icon: ScrollText, reads: 'getBucketLogging', writes: 'putBucketLogging' },
    ],
  },
  {
    name: 'delivery',
    sections: [
      { document: 'website', icon: Globe, reads: 'getBucketWebsite', writes: 'putBucketWebsite' },
      { document: 'acceleration', icon: Gauge, reads: 'acceleration', writes: 'acceleration' },
      { document: 'request-payment', icon: CreditCard, reads: 'requestPayment', writes: 'requestPayment' },
      { document: 'custom-domain', icon: Server, reads: 'bucketDomain', writes: 'bucketDomain' },
      { document: 'origin', icon: Waypoints, reads: 'bucketOrigin', writes: 'bucketOrigin' },
    ],
  },
];

/** The page of a document. */
export function sectionOf(document: DocumentName): Section {
  for (const { sections } of sectionGroups) {
    const found = sections.find((section) => section.document === document);
    if (found !== undefined) return found;
  }
  throw new Error(`${document} has no page.`);
}
