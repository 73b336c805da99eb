import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { failure } from '../../shared/model/app-error.ts';
import { describeFileError, errorCode } from '../data/atomic-file.ts';

/** The settings of one profile by their names in the files, those of the credentials file before the others. */
export type AwsProfile = Readonly<Record<string, string>>;

/** Where the AWS files are looked for: the process environment and the user's home folder. */
export interface AwsSurroundings {
  readonly environment: Readonly<Record<string, string | undefined>>;
  readonly homeFolder: string;
}

/**
 * All profiles of the AWS credentials and config files, in the order they appear. No file means no profiles.
 * Rejects with `local-file` for a file that is there and cannot be read.
 * https://docs.aws.amazon.com/cli/latest/userguide/cli-configure-files.html
 */
export async function readAwsProfiles(surroundings: AwsSurroundings): Promise<Map<string, AwsProfile>> {
  const { credentialsPath, configPath } = awsFilePaths(surroundings);
  const [credentialsText, configText] = await Promise.all([
    readOptional(credentialsPath),
    readOptional(configPath),
  ]);
  const profiles = new Map<string, AwsProfile>();
  const add = (name: string, settings: AwsProfile) =>
    profiles.set(name, { ...settings, ...profiles.get(name) });
  for (const [name, settings] of parseSections(credentialsText)) add(name, settings);
  for (const [section, settings] of parseSections(configText)) {
    const name = configProfileName(section);
    if (name !== null) add(name, settings);
  }
  return profiles;
}

/** One profile; rejects with `authentication` (reason `aws-profile-missing`) naming the files that were read. */
export async function readAwsProfile(name: string, surroundings: AwsSurroundings): Promise<AwsProfile> {
  const profile = (await readAwsProfiles(surroundings)).get(name);
  if (profile !== undefined) return profile;
  const { credentialsPath, configPath } = awsFilePaths(surroundings);
  throw failure(
    'authentication',
    `There is no AWS profile ${name} in ${credentialsPath} or ${configPath}. Choose another profile for the connection.`,
    { reason: 'aws-profile-missing', values: { profile: name, credentialsPath, configPath } },
  );
}

/** The two files, by their environment variables or at their usual places. A leading `~` is the home folder. */
function awsFilePaths({ environment, homeFolder }: AwsSurroundings) {
  const resolve = (given: string | undefined, usual: string) => {
    if (given === undefined || given === '') return join(homeFolder, '.aws', usual);
    return given.replace(/^~(?=$|[\\/])/, () => homeFolder);
  };
  return {
    credentialsPath: resolve(environment.AWS_SHARED_CREDENTIALS_FILE, 'credentials'),
    configPath: resolve(environment.AWS_CONFIG_FILE, 'config'),
  };
}

async function readOptional(path: string): Promise<string> {
  try {
    return await readFile(path, 'utf8');
  } catch (cause) {
    if (errorCode(cause) === 'ENOENT') return '';
    throw describeFileError(cause, path, 'read');
  }
}

/** `profile work` and `profile "my work"` name a profile of the config file, and so does `default`. */
function configProfileName(section: string): string | null {
  if (section === 'default') return section;
  const match = /^profile\s+(?:"([^"]+)"|'([^']+)'|(\S+))$/.exec(section);
  return match?.[1] ?? match?.[2] ?? match?.[3] ?? null;
}

/**
 * Reads sections as the AWS tools do. General INI libraries cut a value at any `#` or `;` and split names at dots;
 * here a comment begins a line or follows a space, so that secrets with such characters stay whole.
 * An indented line belongs to a nested setting (`s3 =`), none of which matters here.
 */
function parseSections(text: string): Map<string, AwsProfile> {
  const sections = new Map<string, AwsProfile>();
  let current: Map<string, string> | null = null;
  let name = '';
  const finish = () => {
    if (current !== null) sections.set(name, { ...sections.get(name), ...Object.fromEntries(current) });
  };
  for (const rawLine of text.replace(/^\uFEFF/, '').split(/\r\n|\r|\n/)) {
    const line = (rawLine.split(/(?:^|\s)[;#]/, 1)[0] ?? '').trimEnd();
    const header = /^\s*\[([^\]]*)\]$/.exec(line);
    if (header !== null) {
      finish();
      name = (header[1] ?? '').trim();
      current = new Map();
      continue;
    }
    const setting = /^(\S[^=]*?)\s*=\s*(.*)$/.exec(line);
    if (setting !== null) current?.set((setting[1] ?? '').toLowerCase(), setting[2] ?? '');
  }
  finish();
  return sections;
}
