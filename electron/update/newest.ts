/**
 * Whether there is a newer program, and where its installers are: electron-updater's reading of the `latest*.yml` that a release on GitHub
 * carries. Loaded only when somebody chose to be told. The surprise: its own way to the internet is Chromium's, which cannot resolve a name in
 * this program (window/lockdown.ts), so it is given Node's; only its provider is used, which has nothing of Electron in it.
 */
import { GitHubProvider } from 'electron-updater/out/providers/GitHubProvider';
import * as v from 'valibot';
import { get, textOf } from './get';
import { isNewer } from './order';

export interface Feed {
  /** "owner/name" on GitHub. */
  readonly releases: string;
  /** The running program: "0.1.0". */
  readonly version: string;
  readonly platform: 'win32' | 'darwin' | 'linux';
  /** Another place than https://github.com, for tests. */
  readonly at?: { readonly host: string; readonly protocol: 'http' | 'https' };
}

export interface Installer {
  readonly address: URL;
  /** In base64, as the feed writes it. */
  readonly sha512: string;
  readonly bytes: number;
}

export interface Newer {
  readonly version: string;
  readonly installers: readonly Installer[];
}

interface Asked {
  readonly protocol?: string | null;
  readonly hostname?: string | null;
  readonly port?: string | number | null;
  readonly path?: string | null;
  readonly headers?: Record<string, string>;
}

const secondsToWait = 20;
const mostBytes = 2_000_000;
/** Electron's own size three times over: whatever names more is no installer of ours. */
const largest = 600_000_000;

const Version = v.object({ version: v.string() });
const File = v.object({
  url: v.instance(URL),
  info: v.object({
    sha512: v.pipe(v.string(), v.regex(/^[A-Za-z0-9+/]{86}==$/)),
    size: v.pipe(v.number(), v.integer(), v.minValue(1), v.maxValue(largest)),
  }),
});

/** What the provider wants of an executor: a text. */
const executor = {
  async request({ protocol, hostname, port, path, headers }: Asked): Promise<string> {
    const address = `${protocol ?? 'https:'}//${hostname ?? ''}${port ? `:${port}` : ''}${path ?? '/'}`;
    const signal = AbortSignal.timeout(secondsToWait * 1000);
    return textOf(await get(address, { headers: headers ?? {}, signal }), mostBytes);
  },
};

interface Provider {
  getLatestVersion(): Promise<unknown>;
  resolveFiles(info: unknown): unknown;
}

async function latest({ releases, version, platform, at }: Feed): Promise<{ version: string; files: () => unknown }> {
  const [owner = '', repo = ''] = releases.split('/');
  const FeedOfGitHub = GitHubProvider as unknown as new (...of: unknown[]) => Provider;
  const provider = new FeedOfGitHub(
    { provider: 'github', owner, repo, ...at },
    { allowPrerelease: false, channel: null, currentVersion: version, fullChangelog: false },
    { platform, executor, isUseMultipleRangeRequest: false },
  );
  const info = await provider.getLatestVersion();
  return { version: v.parse(Version, info).version, files: () => provider.resolveFiles(info) };
}

/**
 * Asks GitHub once. Null = the running version is the newest; a version before its release ("1.2.0-beta") never counts.
 * @throws when the feed is away or not readable
 */
export async function newestProgram(feed: Feed): Promise<string | null> {
  const { version } = await latest(feed);
  return isNewer(version, feed.version) ? version : null;
}

/** As `newestProgram`, with what the release brings to install it. A file without a SHA-512 or a size is none. */
export async function newestInstallers(feed: Feed): Promise<Newer | null> {
  const { version, files } = await latest(feed);
  if (!isNewer(version, feed.version)) return null;
  const installers = v.parse(v.array(v.unknown()), files()).flatMap((file) => {
    const { success, output } = v.safeParse(File, file);
    if (!success) return [];
    return [{ address: output.url, sha512: output.info.sha512, bytes: output.info.size }];
  });
  return { version, installers };
}
