/**
 * What electron-builder is told. The surprises: its macOS template allows arbitrary loads, and its AppImage starts the program with
 * `--no-sandbox`; both are taken back here, and the package check sees to it that they stay away.
 */
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import type { Configuration } from 'electron-builder';
import { root } from '../build/bundles';
import { canNotarise, type Edition } from './edition';
import { ownAppRun } from './app-run';
import { withoutElectronsAsking } from './mac-info';
import { appId, executable, productName, releaseFolder } from './identity';

interface Wanted {
  readonly edition: Edition;
  /** A prepared distribution of Electron; null = the one that electron-builder downloads. */
  readonly electron: string | null;
  /** Debuggers may attach: for tests of the package itself, never in a release. */
  readonly inspect: boolean;
  readonly env: Readonly<Record<string, string | undefined>>;
}

const art = (...path: string[]): string => join(root, 'resources', ...path);
const ifThere = <Key extends string>(key: Key, file: string): Partial<Record<Key, string>> =>
  existsSync(file) ? ({ [key]: file } as Record<Key, string>) : {};

const words = {
  en: { name: productName, comment: 'Sets up Immich on your own home server', generic: 'Home server set-up' },
  de: { comment: 'Richtet Immich auf deinem eigenen Server zu Hause ein', generic: 'Server zu Hause einrichten' },
};

const withPlatform = '${name}-${version}-${os}-${arch}.${ext}';

export function configuration({ edition, electron, inspect, env }: Wanted): Configuration {
  const [owner = '', repo = ''] = edition.releases?.split('/') ?? [];
  /** In the language of fpm. */
  const beside = [
    '--exclude',
    '*/AppRun',
    `${art('installer', 'metainfo.xml')}=/usr/share/metainfo/${appId}.metainfo.xml`,
  ];
  return {
    appId,
    productName,
    copyright: 'The authors of Immich at Home, MIT licence',
    afterPack: (context) => {
      withoutElectronsAsking(context);
      ownAppRun(context);
    },
    directories: { output: releaseFolder, buildResources: art('installer') },
    artifactName: withPlatform,
    // Everything is bundled: dependencies are neither rebuilt nor shipped.
    files: ['dist/**', '!dist/**/*.map', 'package.json', '!**/node_modules/**'],
    npmRebuild: false,
    asar: true,
    electronLanguages: ['en-US', 'de'],
    ...(electron === null ? {} : { electronDist: electron }),
    extraMetadata: { edition, scripts: undefined, devDependencies: undefined },
    publish: edition.releases === null ? null : { provider: 'github', owner, repo, releaseType: 'draft' },
    electronFuses: {
      runAsNode: false,
      enableCookieEncryption: true,
      enableNodeOptionsEnvironmentVariable: false,
      enableNodeCliInspectArguments: inspect,
      enableEmbeddedAsarIntegrityValidation: true,
      onlyLoadAppFromAsar: true,
      loadBrowserProcessSpecificV8Snapshot: false,
      grantFileProtocolExtraPrivileges: false,
    },
    win: {
      target: ['nsis'],
      ...ifThere('icon', art('icons', 'icon.ico')),
      ...(edition.signed ? {} : { signAndEditExecutable: electron === null }),
    },
    nsis: {
      oneClick: true,
      perMachine: false,
      allowElevation: false,
      // One for each kind of processor: both in one would be twice the download.
      buildUniversalInstaller: false,
      // The person is asked by our own page, in words; updates and silent runs keep everything.
      deleteAppDataOnUninstall: false,
      installerLanguages: ['en_US', 'de_DE'],
      multiLanguageInstaller: true,
      shortcutName: productName,
      ...ifThere('include', art('installer', 'installer.nsh')),
      ...ifThere('installerIcon', art('icons', 'icon.ico')),
    },
    mac: {
      target: ['dmg', 'zip'],
      category: 'public.app-category.utilities',
      hardenedRuntime: true,
      gatekeeperAssess: false,
      ...(edition.signed ? {} : { identity: null }),
      notarize: edition.signed && canNotarise(env),
      ...ifThere('icon', art('icons', 'icon.icns')),
      ...ifThere('entitlements', art('installer', 'entitlements.mac.plist')),
      ...ifThere('entitlementsInherit', art('installer', 'entitlements.mac.plist')),
    },
    // Its signature is what a running program checks before it opens a newer one.
    dmg: { title: productName, sign: edition.signed, ...ifThere('background', art('installer', 'dmg.png')) },
    linux: {
      executableName: executable,
      target: ['AppImage', 'deb', 'rpm'],
      category: 'Network',
      description: words.en.comment,
      synopsis: words.en.comment,
      maintainer: 'Immich at Home <immich-at-home@users.noreply.github.com>',
      vendor: productName,
      icon: art('icons', 'linux'),
      desktop: {
        entry: {
          'Name[de]': productName,
          GenericName: words.en.generic,
          'GenericName[de]': words.de.generic,
          Comment: words.en.comment,
          'Comment[de]': words.de.comment,
          Keywords: 'immich;photos;server;wireguard;cloudflare;',
          'Keywords[de]': 'immich;fotos;server;wireguard;cloudflare;',
          StartupWMClass: executable,
        },
      },
    },
    deb: {
      // What Debian's own Electron programs need; the recommendation of a long-gone library is left out.
      recommends: [],
      fpm: beside,
    },
    rpm: { fpm: beside },
    // Its runtime needs no libfuse2, which newer systems do not have.
    toolsets: { appimage: '1.0.3' },
    appImage: { executableArgs: [] },
  };
}
