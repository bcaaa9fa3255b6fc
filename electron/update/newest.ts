/**
 * Whether there is a newer program: electron-updater's reading of the `latest*.yml` that a release on GitHub carries. Loaded only when somebody
 * chose to be told. The surprise: its own way to the internet is Chromium's, which cannot resolve a name in this program (window/lockdown.ts), so it
 * is given Node's; only its provider is used, which has nothing of Electron in it.
 */
import { GitHubProvider } from 'electron-updater/out/providers/GitHubProvider';
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

interface Asked {
  readonly protocol?: string | null;
  readonly hostname?: string | null;
  readonly port?: string | number | null;
  readonly path?: string | null;
  readonly headers?: Record<string, string>;
}

const secondsToWait = 20;
const mostBytes = 2_000_000;

/** What the provider wants of an executor: a text. */
const executor = {
  async request({ protocol, hostname, port, path, headers }: Asked): Promise<string> {
    const address = `${protocol ?? 'https:'}//${hostname ?? ''}${port ? `:${port}` : ''}${path ?? '/'}`;
    const answer = await fetch(address, { headers: headers ?? {}, signal: AbortSignal.timeout(secondsToWait * 1000) });
    if (!answer.ok) throw new Error(`the releases answered ${answer.status}`);
    const text = await answer.text();
    if (text.length > mostBytes) throw new Error('the releases answered too much');
    return text;
  },
};

/**
 * Asks GitHub once. Null = the running version is the newest; a version before its release ("1.2.0-beta") never counts.
 * @throws when the feed is away or not readable
 */
export async function newestProgram({ releases, version, platform, at }: Feed): Promise<string | null> {
  const [owner = '', repo = ''] = releases.split('/');
  const Provider = GitHubProvider as unknown as new (...of: unknown[]) => {
    getLatestVersion(): Promise<{ readonly version?: unknown }>;
  };
  const provider = new Provider(
    { provider: 'github', owner, repo, ...at },
    { allowPrerelease: false, channel: null, currentVersion: version, fullChangelog: false },
    { platform, executor, isUseMultipleRangeRequest: false },
  );
  const newest = await provider.getLatestVersion();
  if (typeof newest.version !== 'string') throw new Error('the releases name no version');
  return isNewer(newest.version, version) ? newest.version : null;
}
