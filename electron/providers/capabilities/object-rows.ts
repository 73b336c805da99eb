import { asked, askedElsewhere, emulated, file, method, notOffered, offered, row } from './support.ts';

const noLock = notOffered('no-object-lock');
const noHold = notOffered('no-legal-hold');

/** Objects, one request each, and what is set on them. */
export const objectRows = {
  putObject: row(77, [method('objects.putObject')], offered),
  conditionalPut: row(77, [method('objects.putObject', 'conditions')], askedElsewhere, offered, offered),
  putObjectFromFile: row(
    78,
    [file('electron/transfer/plans/single-put.ts'), file('electron/transfer/plans/multipart-put.ts')],
    offered,
  ),
  createFolder: row(79, [method('objects.putObject')], offered),
  appendObject: row(80, [], emulated('copy-onto-itself'), offered, offered),
  getObject: row(81, [method('objects.getObject')], offered),
  ranges: row(82, [method('objects.getObject', 'range')], offered),
  conditionalRead: row(83, [method('objects.getObject', 'conditions')], offered),
  responseOverrides: row(84, [method('sharing.presign', 'responseHeaders')], offered),
  customerKeys: row(85, [], askedElsewhere, offered, notOffered('no-customer-keys')),
  processImage: row(86, [], notOffered('no-image-processing'), offered, offered),
  getObjectToFile: row(87, [file('electron/transfer/plans/ranged-get.ts')], offered),
  statObject: row(88, [method('objects.headObject')], offered),
  getObjectMeta: row(89, [], emulated('from-head'), emulated('from-head'), offered),
  objectExists: row(90, [], offered),
  updateObjectMeta: row(91, [], offered),
  copyObject: row(92, [method('objects.copyObject')], offered),
  moveObject: row(93, [file('electron/transfer/replace-sources.ts')], emulated('copy-then-delete')),
  composeObject: row(94, [], offered),
  deleteObject: row(95, [method('objects.deleteObject')], offered),
  deleteObjects: row(96, [method('objects.deleteObjects')], offered),
  setObjectTags: row(97, [method('tags.setObjectTags')], askedElsewhere, offered, offered),
  getObjectTags: row(98, [method('tags.getObjectTags')], askedElsewhere, offered, offered),
  deleteObjectTags: row(99, [method('tags.deleteObjectTags')], askedElsewhere, offered, offered),
  enableLegalHold: row(100, [method('lock.setLegalHold')], askedElsewhere, noHold, noHold),
  disableLegalHold: row(101, [method('lock.setLegalHold')], askedElsewhere, noHold, noHold),
  isLegalHoldEnabled: row(102, [method('lock.hasLegalHold')], askedElsewhere, noHold, noHold),
  getObjectRetention: row(103, [method('lock.getRetention')], askedElsewhere, offered, noLock),
  setObjectRetention: row(104, [method('lock.setRetention')], askedElsewhere, offered, noLock),
  putObjectAcl: row(105, [method('objects.putObjectAcl')], askedElsewhere, offered, offered),
  getObjectAcl: row(106, [method('objects.getObjectAcl')], askedElsewhere, offered, offered),
  restoreObject: row(107, [method('objects.restoreObject')], askedElsewhere, offered, offered),
  selectObjectContent: row(108, [method('objects.selectObjectContent')], asked, offered, offered),
  putSymlink: row(109, [], notOffered('no-symlinks'), offered, offered),
  getSymlink: row(110, [], notOffered('no-symlinks'), offered, offered),
  testCors: row(111, [], askedElsewhere, offered, offered),
};
