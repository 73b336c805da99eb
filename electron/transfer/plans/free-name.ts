/**
 * `report.pdf` becomes `report (2).pdf`, `report (3).pdf`, …; `count` is from 2. Only the part after the last `/`
 * changes; a leading dot does not begin an ending, and `.tar.gz` stays together.
 */
export function numberedName(name: string, count: number): string {
  const isFolder = name.endsWith('/');
  const bare = isFolder ? name.slice(0, -1) : name;
  const slash = bare.lastIndexOf('/');
  const last = bare.slice(slash + 1);
  const ending = isFolder ? '' : endingOf(last);
  const stem = last.slice(0, last.length - ending.length);
  return `${bare.slice(0, slash + 1)}${stem} (${count})${ending}${isFolder ? '/' : ''}`;
}

function endingOf(name: string): string {
  const dot = name.lastIndexOf('.');
  if (dot <= 0 || dot === name.length - 1) return '';
  const ending = name.slice(dot);
  const stem = name.slice(0, dot);
  return stem.endsWith('.tar') && stem.length > '.tar'.length ? `.tar${ending}` : ending;
}
