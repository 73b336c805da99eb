/** What an object is likely to be, by its name: chooses the icon. */
export const fileKinds = [
  'image',
  'video',
  'audio',
  'text',
  'code',
  'table',
  'archive',
  'document',
  'other',
] as const;
export type FileKind = (typeof fileKinds)[number];

const extensions: Record<Exclude<FileKind, 'other'>, string> = {
  image: 'jpg jpeg png gif webp avif heic svg bmp tif tiff ico psd raw dng cr2 nef',
  video: 'mp4 mov mkv webm avi m4v mpg mpeg flv wmv ts m3u8',
  audio: 'mp3 wav flac aac ogg opus m4a wma aiff',
  text: 'txt md markdown log rst nfo',
  code: 'js mjs cjs ts tsx jsx json jsonl ndjson yaml yml toml xml html css scss py rb go rs java c h cpp cs php sh sql ini conf lua swift kt vue',
  table: 'csv tsv xlsx xls ods parquet avro orc numbers',
  archive: 'zip tar gz tgz bz2 xz zst 7z rar iso dmg jar deb rpm whl',
  document: 'pdf doc docx odt rtf ppt pptx odp key pages epub',
};

const kindByExtension = new Map<string, FileKind>();
for (const kind of fileKinds) {
  if (kind === 'other') continue;
  for (const extension of extensions[kind].split(' ')) kindByExtension.set(extension, kind);
}

/** The extension of a key in lower case, without its dot; empty for none and for a name that starts with its only dot. */
export function fileExtension(key: string): string {
  const name = key.slice(key.lastIndexOf('/') + 1);
  const dot = name.lastIndexOf('.');
  return dot <= 0 ? '' : name.slice(dot + 1).toLowerCase();
}

export function fileKind(key: string): FileKind {
  return kindByExtension.get(fileExtension(key)) ?? 'other';
}
