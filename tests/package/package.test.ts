// What `npm run package -- --dry` builds is what a release may be; broken in one way, each rule says so; and on a Debian it installs,
// tells its version, and goes without a trace.
import { spawnSync } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { cpSync, existsSync, mkdtempSync, readFileSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import * as asar from '@electron/asar';
import { flipFuses, FuseV1Options, FuseVersion } from '@electron/fuses';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { checkPackage } from '../../scripts/package/check';
import { open } from '../../scripts/package/check/package';
import { version } from '../../scripts/package/identity';
import { built, endingIn, type Built } from './built';

let all: Built;
const work = mkdtempSync(join(tmpdir(), 'iah-package-'));
beforeAll(async () => {
  all = await built();
}, 240_000);
afterAll(() => {
  rmSync(work, { recursive: true, force: true });
});

const run = (command: string, ...args: string[]): { status: number | null; stdout: string; stderr: string } =>
  spawnSync(command, args, { encoding: 'utf8', maxBuffer: 64 * 2 ** 20 });

describe('a built package', () => {
  it.each(['linux', 'win32', 'darwin'] as const)('keeps every rule on %s', async (platform) => {
    expect(await checkPackage(all.folder(platform), platform)).toEqual([]);
  });

  /** A copy of the Linux package to be broken. */
  const copy = (platform: 'linux' | 'win32' | 'darwin' = 'linux'): string => {
    const folder = join(mkdtempSync(join(work, 'copy-')), basename(all.folder(platform)));
    cpSync(all.folder(platform), folder, { recursive: true, verbatimSymlinks: true });
    return folder;
  };
  const rules = async (folder: string, platform: 'linux' | 'win32' | 'darwin' = 'linux'): Promise<string[]> => [
    ...new Set((await checkPackage(folder, platform)).map(({ rule }) => rule)),
  ];
  /** The archive anew, with its files as `change` leaves them. */
  async function repacked(folder: string, change: (files: string) => void): Promise<void> {
    const { archive } = open(folder, 'linux');
    const files = mkdtempSync(join(work, 'files-'));
    asar.extractAll(archive, files);
    change(files);
    await asar.createPackage(files, archive);
    asar.uncache(archive);
  }

  it.each([
    ['RunAsNode', true],
    ['EnableNodeOptionsEnvironmentVariable', true],
    ['EnableNodeCliInspectArguments', true],
    ['GrantFileProtocolExtraPrivileges', true],
    ['EnableCookieEncryption', false],
    ['EnableEmbeddedAsarIntegrityValidation', false],
    ['OnlyLoadAppFromAsar', false],
  ] as const)('is refused with the fuse %s the other way', async (fuse, to) => {
    const folder = copy();
    await flipFuses(open(folder, 'linux').binary, { version: FuseVersion.V1, [FuseV1Options[fuse]]: to });
    expect(await rules(folder)).toEqual([`fuse ${fuse}`]);
  });

  it.each([
    ['a source map', 'dist/renderer/assets/index.js.map', '{}', 'no source maps'],
    ['the name of a source map', 'dist/main/x.js', '0\n//# sourceMappingURL=x.js.map', 'no source maps'],
    ['somebody else’s modules', 'node_modules/a/index.js', '0', 'only dist and package.json'],
    ['a script of ours', 'scripts/a.ts', '0', 'only dist and package.json'],
    ['a switch that ends the sandbox', 'dist/main/x.js', 'spawn("x", ["--no-sandbox"])', 'no --no-sandbox'],
    ['an unsafe policy', 'dist/main/x.js', '"script-src \'unsafe-inline\'"', 'no unsafe policy'],
    ['a window without its walls', 'dist/main/x.js', 'x({webSecurity:false})', 'no weakened window'],
    ['a script in the page', 'dist/renderer/a.html', '<script>0</script>', 'nothing inline, nothing from elsewhere'],
    ['a style in the page', 'dist/renderer/a.html', '<p style="x">', 'nothing inline, nothing from elsewhere'],
    [
      'a picture from elsewhere',
      'dist/renderer/a.html',
      '<img src="https://a.example/">',
      'nothing inline, nothing from elsewhere',
    ],
  ])('is refused with %s in it', async (_what, file, content, rule) => {
    const folder = copy();
    await repacked(folder, (files) => {
      const [, parent = ''] = /^(.*)\//.exec(file) ?? [];
      spawnSync('mkdir', ['-p', join(files, parent)]);
      writeFileSync(join(files, file), content);
    });
    expect(await rules(folder)).toEqual([rule]);
  });

  it.each([
    ["default-src 'none'", 'a policy that lets nothing in'],
    ["connect-src 'none'", 'no connections by the page'],
    ['sandbox:!0', 'a sandbox'],
    ['contextIsolation:!0', 'an isolated world'],
    ['nodeIntegration:!1', 'no Node in the page'],
    ['setWindowOpenHandler', 'no other windows'],
    ['will-navigate', 'no navigation'],
    ['will-redirect', 'no redirection'],
    ['will-attach-webview', 'no webviews'],
    ['setPermissionRequestHandler', 'no permissions'],
    ['setPermissionCheckHandler', 'no permission checks'],
    ['requestSingleInstanceLock', 'a single instance'],
    ['MAP * ~NOTFOUND', 'no names for the page'],
  ])('is refused without %s', async (word, rule) => {
    const folder = copy();
    await repacked(folder, (files) => {
      const main = join(files, 'dist/main');
      for (const file of readdirSync(main, { recursive: true, encoding: 'utf8' }).filter((name) =>
        name.endsWith('.js'),
      ))
        writeFileSync(join(main, file), readFileSync(join(main, file), 'utf8').replaceAll(word, 'gone'));
    });
    expect(await rules(folder)).toEqual([rule]);
  });

  it.each([
    [
      'more before the first screen',
      'dist/renderer/assets/more.js',
      'dist/renderer/index.html',
      'the page up to its first screen',
    ],
    ['more before the window', 'dist/main/more.js', 'dist/main/main.js', 'main up to its window'],
  ])('is refused with %s than it may have', async (_what, file, from, rule) => {
    const folder = copy();
    const noise = randomBytes(240_000).toString('base64');
    await repacked(folder, (files) => {
      writeFileSync(join(files, file), `"${noise}"`);
      const text = readFileSync(join(files, from), 'utf8');
      const link = from.endsWith('.html')
        ? text.replace('</head>', '<script type="module" src="./assets/more.js"></script></head>')
        : `import"./more.js";${text}`;
      writeFileSync(join(files, from), link);
    });
    expect(await rules(folder)).toContain(rule);
  });

  it('is refused when it adds more than 3 MB to Electron', async () => {
    const folder = copy();
    await repacked(folder, (files) => {
      writeFileSync(join(files, 'dist/resources/words.bin'), randomBytes(1_000_000));
    });
    expect(await rules(folder)).toEqual(['what the program adds to Electron']);
  });

  it('is refused with a second archive beside it', async () => {
    const folder = copy();
    writeFileSync(join(folder, 'resources/default_app.asar'), '');
    expect(await rules(folder)).toEqual(['only one archive']);
  });

  it('is refused when a desktop file starts it without the sandbox', async () => {
    const folder = copy();
    writeFileSync(join(folder, 'x.desktop'), 'Exec=AppRun --no-sandbox %U\n');
    expect(await rules(folder)).toEqual(['no --no-sandbox']);
  });

  it.each(['win32', 'darwin'] as const)('is refused on %s with another archive than it was told', async (platform) => {
    const folder = copy(platform);
    const { archive } = open(folder, platform);
    const files = mkdtempSync(join(work, 'files-'));
    asar.extractAll(archive, files);
    writeFileSync(join(files, 'dist/main/more.js'), '0');
    await asar.createPackage(files, archive);
    asar.uncache(archive);
    expect(await rules(folder, platform)).toEqual(['integrity']);
  });

  it('is refused on macOS when it may load from anywhere, or wants the camera', async () => {
    const folder = copy('darwin');
    const file = join(folder, 'Contents/Info.plist');
    const text = readFileSync(file, 'utf8');
    writeFileSync(
      file,
      text
        .replace(/(<key>NSAllowsArbitraryLoads<\/key>\s*)<false\/>/, '$1<true/>')
        .replace(
          '<key>NSHumanReadableCopyright',
          '<key>NSCameraUsageDescription</key><string>x</string>\n<key>NSHumanReadableCopyright',
        ),
    );
    expect(await rules(folder, 'darwin')).toEqual(['arbitrary loads off', 'asks macOS for nothing']);
  });
});

describe('what is inside', () => {
  it('runs on plain Node and tells its version', () => {
    const files = join(work, 'app');
    asar.extractAll(open(all.folder('linux'), 'linux').archive, files);
    expect(run(process.execPath, join(files, 'dist/cli.js'), '--version')).toMatchObject({
      status: 0,
      stdout: `${version}\n`,
    });
  });
});

const debian = process.platform === 'linux' && process.getuid?.() === 0 && existsSync('/usr/bin/mmdebstrap');

describe.skipIf(!debian)('the Debian package', () => {
  const root = join(work, 'root');
  /** dpkg's own memory, and what every installation of anything touches. */
  const dpkgs =
    /^\.?\/?(var\/lib\/dpkg\/(status|status-old|available|lock.*|triggers\/.*|diversions.*|statoverride.*)|var\/log\/.*|etc\/ld\.so\.cache|var\/cache\/.*)$/;
  const everything = (): string[] =>
    run('find', root, '-xdev', '-printf', '%P %y %m %l\n')
      .stdout.split('\n')
      .filter((line) => line !== '' && !dpkgs.test(line.split(' ')[0] ?? ''))
      .toSorted();
  const dpkg = (...args: string[]): void => {
    const { status, stderr } = run('chroot', root, 'dpkg', ...args);
    if (status !== 0) throw new Error(`dpkg ${args.join(' ')}: ${stderr}`);
  };
  let before: string[];

  beforeAll(() => {
    const { status, stderr } = run(
      'mmdebstrap',
      '--quiet',
      '--variant=essential',
      'trixie',
      root,
      'http://deb.debian.org/debian',
    );
    if (status !== 0) throw new Error(stderr);
    // dpkg takes an empty folder away that no package has for its own.
    writeFileSync(join(root, 'opt/of-somebody-else'), '');
    before = everything();
    cpSync(endingIn(all, '.deb'), join(root, 'tmp/one.deb'));
    // Its libraries are of no interest to what is looked at here.
    dpkg('--force-depends', '--install', '/tmp/one.deb');
    rmSync(join(root, 'tmp/one.deb'));
  }, 240_000);

  it('has a desktop entry that every desktop understands, in both languages', () => {
    const file = join(root, 'usr/share/applications/immich-at-home.desktop');
    expect(run('desktop-file-validate', file)).toMatchObject({ status: 0, stdout: '' });
    const entry = readFileSync(file, 'utf8');
    expect(entry).toContain('Exec="/opt/Immich at Home/immich-at-home" %U\n');
    expect(entry).toMatch(/^Comment\[de\]=Richtet /m);
    expect(entry).not.toContain('no-sandbox');
  });

  it('has icons of every size, and a program that is found by its name', () => {
    for (const size of [16, 24, 32, 48, 64, 128, 256, 512]) {
      const icon = readFileSync(join(root, `usr/share/icons/hicolor/${size}x${size}/apps/immich-at-home.png`));
      expect([icon.readUInt32BE(16), icon.readUInt32BE(20)]).toEqual([size, size]);
    }
    expect(run('chroot', root, 'readlink', '-f', '/usr/bin/immich-at-home').stdout).toBe(
      '/opt/Immich at Home/immich-at-home\n',
    );
    // Setuid where the kernel has no user namespaces, as Chromium wants it.
    expect([0o755, 0o4755]).toContain(statSync(join(root, 'opt/Immich at Home/chrome-sandbox')).mode & 0o7777);
  });

  it('goes without a trace', () => {
    dpkg('--purge', 'immich-at-home');
    expect(everything()).toEqual(before);
  });
});

describe.skipIf(!existsSync('/usr/bin/rpm'))('the RPM', () => {
  it('holds the program and is for the right machine', () => {
    const rpm = endingIn(all, '.rpm');
    expect(run('rpm', '-qp', '--qf', '%{NAME} %{VERSION} %{ARCH}', rpm).stdout).toBe(
      `immich-at-home ${version} x86_64`,
    );
    const files = run('rpm', '-qpl', rpm).stdout.split('\n');
    expect(files).toContain('/opt/Immich at Home/resources/app.asar');
    expect(files).toContain('/usr/share/applications/immich-at-home.desktop');
  });
});
