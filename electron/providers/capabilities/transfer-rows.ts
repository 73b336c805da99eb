import { emulated, file, method, offered, row } from './support.ts';

/** Uploads in parts, and the transfers that are made of many requests. */
export const transferRows = {
  createMultipartUpload: row(112, [method('multipart.createMultipartUpload')], offered),
  uploadPart: row(113, [method('multipart.uploadPart')], offered),
  uploadPartCopy: row(114, [method('multipart.copyPart')], offered),
  listParts: row(115, [method('multipart.listParts'), method('multipart.listPartsPage')], offered),
  completeMultipartUpload: row(116, [method('multipart.completeMultipartUpload')], offered),
  abortMultipartUpload: row(117, [method('multipart.abortMultipartUpload')], offered),
  listMultipartUploads: row(118, [method('multipart.listMultipartUploads')], offered),
  removeIncompleteUpload: row(
    119,
    [method('multipart.removeIncompleteUpload'), method('multipart.listUploadsOfKey')],
    emulated('find-then-abort'),
  ),
  uploadFile: row(
    120,
    [file('electron/transfer/plans/single-put.ts'), file('electron/transfer/plans/multipart-put.ts')],
    offered,
  ),
  downloadFile: row(121, [file('electron/transfer/plans/ranged-get.ts')], offered),
  multipartCopy: row(
    122,
    [method('objects.composeObject'), file('electron/transfer/plans/server-copy.ts')],
    offered,
  ),
  progress: row(123, [file('electron/transfer/progress.ts')], offered),
  bodyKinds: row(124, [method('objects.putObject', 'body')], offered),
};
