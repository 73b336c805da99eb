import { randomUUID } from 'node:crypto';
import { bucketOf, type FaceAnswer, type FaceCall, keepSetting, settingOf } from '../../face/call.ts';
import {
  group,
  many,
  maybe,
  one,
  partOf,
  partsOf,
  readShaped,
  text,
  textOf,
  word,
  writeShaped,
} from '../../face/configuration/xml-shape.ts';
import { FaceError, invalidArgument, notImplemented } from '../../face/face-error.ts';
import { parameterOf } from '../../face/face-request.ts';
import { receiveText } from '../../face/receive.ts';
import { readXml, type XmlElement } from '../../face/xml-reader.ts';
import { element, rootElement } from '../../face/xml-writer.ts';

const mostDocumentBytes = 64 * 1024;
const mostRules = 100;
const onOff = group({ Status: one(word('enabled', 'disabled', 'Enabled', 'Disabled')) });
const shape = group({
  Rule: one(
    group({
      ID: maybe(text((value) => value.length <= 255)),
      PrefixSet: maybe(group({ Prefix: many(text(), 1, 10) })),
      Action: maybe(text((value) => /^(ALL|PUT|DELETE|ABORT)(,(PUT|DELETE|ABORT))*$/.test(value))),
      Destination: one(
        group({
          Bucket: one(text((value) => value !== '')),
          Location: one(text((value) => value !== '')),
          TransferType: maybe(word('internal', 'oss_acc')),
        }),
      ),
      HistoricalObjectReplication: maybe(word('enabled', 'disabled')),
      SyncRole: maybe(text()),
      RTC: maybe(onOff),
      SourceSelectionCriteria: maybe(group({ SseKmsEncryptedObjects: maybe(onOff) })),
      EncryptionConfiguration: maybe(group({ ReplicaKmsKeyID: maybe(text()) })),
    }),
  ),
});
const removalShape = group({ ID: one(text((value) => value !== '')) });

/**
 * Adds or ends a rule. Nothing is ever copied, the sandbox has one region; a rule that is ended is gone at once.
 * https://www.alibabacloud.com/help/en/oss/developer-reference/putbucketreplication
 */
export async function changeReplication(call: FaceCall): Promise<FaceAnswer> {
  const change = parameterOf(call.request, 'comp') ?? '';
  call.store.buckets.find(bucketOf(call));
  const { text: source } = await receiveText(call, mostDocumentBytes);
  if (change === 'add') return add(call, source);
  if (change !== 'delete') throw notImplemented(`replication with comp=${change}`);
  const id = textOf(readShaped(source, 'ReplicationRules', removalShape), 'ID');
  const rules = storedRules(call);
  if (!rules.some((rule) => textOf(rule, 'ID') === id)) {
    throw invalidArgument('ID', id ?? '', 'There is no replication rule of that ID.');
  }
  keepRules(
    call,
    rules.filter((rule) => textOf(rule, 'ID') !== id),
  );
  return { status: 200 };
}

/** https://www.alibabacloud.com/help/en/oss/developer-reference/getbucketreplication */
export function getReplication(call: FaceCall): FaceAnswer {
  const source = settingOf(call, 'replication');
  if (source === null) throw new FaceError('ReplicationConfigurationNotFoundError');
  return { status: 200, xml: source };
}

/** Where this bucket could be copied to. https://www.alibabacloud.com/help/en/oss/developer-reference/getbucketreplicationlocation */
export function getReplicationLocation(call: FaceCall): FaceAnswer {
  call.store.buckets.find(bucketOf(call));
  return {
    status: 200,
    xml: rootElement('ReplicationLocation', [element('Location', `oss-${call.region}`)]),
  };
}

/** How far one rule is: all there is to do is done. https://www.alibabacloud.com/help/en/oss/developer-reference/getbucketreplicationprogress */
export function getReplicationProgress(call: FaceCall): FaceAnswer {
  const id = parameterOf(call.request, 'rule-id');
  const rules = storedRules(call).filter((rule) => id === null || textOf(rule, 'ID') === id);
  if (rules.length === 0) throw new FaceError('ReplicationConfigurationNotFoundError');
  return {
    status: 200,
    xml: rootElement(
      'ReplicationProgress',
      rules.map((rule) =>
        element('Rule', [
          ...rule.children
            .filter(({ name }) => ['ID', 'Action', 'HistoricalObjectReplication'].includes(name))
            .map(({ name, text: value }) => element(name, value)),
          element('Status', 'doing'),
          element('Progress', [element('HistoricalObject', '1.0')]),
        ]),
      ),
    ),
  };
}

function add(call: FaceCall, source: string): FaceAnswer {
  const root = readShaped(source, 'ReplicationConfiguration', shape);
  const [rule] = partsOf(root, 'Rule');
  const rules = storedRules(call);
  const target = textOf(partOf(rule ?? null, 'Destination'), 'Bucket') ?? '';
  if (rule === undefined || target === bucketOf(call)) {
    throw invalidArgument('Bucket', target, 'The target must be another bucket.');
  }
  call.store.buckets.find(target);
  const id = textOf(rule, 'ID') || randomUUID();
  if (rules.some((other) => textOf(other, 'ID') === id) || rules.length >= mostRules) {
    throw invalidArgument('ID', id, 'There is a replication rule of that ID already, or there are too many.');
  }
  const others = rule.children.filter(({ name }) => name !== 'ID' && name !== 'Status');
  const named = { ...rule, children: [leaf('ID', id), ...others, leaf('Status', 'doing')] };
  keepRules(call, [...rules, named]);
  return { status: 200, headers: { 'x-own-replication-rule-id': id } };
}

function leaf(name: string, value: string): XmlElement {
  return { name, text: value, children: [] };
}

function storedRules(call: FaceCall): XmlElement[] {
  const source = settingOf(call, 'replication');
  return source === null ? [] : partsOf(readXml(source), 'Rule');
}

function keepRules(call: FaceCall, rules: readonly XmlElement[]): void {
  const root = { name: 'ReplicationConfiguration', text: '', children: rules };
  keepSetting(call, 'replication', rules.length === 0 ? null : writeShaped(call.dialect, root));
}
