/**
 * The command that downloads a link, for any POSIX shell. Single quotes keep every character of the link and of the name
 * as it is; a quote itself is written as `'\''`.
 */
export function curlCommand(url: string, fileName: string): string {
  const quote = (text: string) => `'${text.replaceAll("'", `'\\''`)}'`;
  // A name that begins with a dash would be read as an option, and one with a slash as a path.
  const name = fileName.replaceAll('/', '_').replace(/^-/, './-');
  return `curl --fail --location --output ${quote(name)} ${quote(url)}`;
}
