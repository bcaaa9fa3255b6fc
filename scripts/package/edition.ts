// What kind of build this is, read from the environment alone: certificates and the repository of the releases are never in the source.
export interface Edition {
  /** The operating system can tell that it is from us. */
  readonly signed: boolean;
  /** "owner/name" on GitHub, where newer versions are told; null = this build knows of none. */
  readonly releases: string | null;
}

export type PlatformName = 'linux' | 'win32' | 'darwin';

/** Any one of a platform's groups, whole, is enough to sign with. The names are electron-builder's own. */
const certificates: Readonly<Record<PlatformName, readonly (readonly string[])[]>> = {
  win32: [
    ['WIN_CSC_LINK', 'WIN_CSC_KEY_PASSWORD'],
    ['CSC_LINK', 'CSC_KEY_PASSWORD'],
  ],
  darwin: [['CSC_LINK', 'CSC_KEY_PASSWORD']],
  // Neither AppImage nor a lone deb or rpm carries a signature that its installation checks.
  linux: [],
};

/** What Apple's notary wants: one of these groups, whole. */
const notaries: readonly (readonly string[])[] = [
  ['APPLE_API_KEY', 'APPLE_API_KEY_ID', 'APPLE_API_ISSUER'],
  ['APPLE_ID', 'APPLE_APP_SPECIFIC_PASSWORD', 'APPLE_TEAM_ID'],
];

type Environment = Readonly<Record<string, string | undefined>>;
const given = (env: Environment, groups: readonly (readonly string[])[]): boolean =>
  groups.some((names) => names.every((name) => (env[name] ?? '') !== ''));

export const editionOf = (platform: PlatformName, env: Environment): Edition => ({
  signed: given(env, certificates[platform]),
  releases: /^[\w.-]+\/[\w.-]+$/.exec(env['GITHUB_REPOSITORY'] ?? '')?.[0] ?? null,
});

export const canNotarise = (env: Environment): boolean => given(env, notaries);
