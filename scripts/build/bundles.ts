// The three builds of dist/ and the resources beside them. Everything is bundled, so the package ships no node_modules.
// The surprise: ssh2 is CommonJS at heart and asks for `__dirname`, which an ES module does not have: a banner gives it one.
import { cpSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { builtinModules } from 'node:module';
import { join } from 'node:path';
import { svelte } from '@sveltejs/vite-plugin-svelte';
import { build as viteBuild, type InlineConfig, type Plugin } from 'vite';
import { events, requests } from '../../electron/contract/ipc';
import { inventory, packagesIn } from './inventory';

export const root = join(import.meta.dirname, '../..');
const dist = join(root, 'dist');

const common = {
  root,
  configFile: false,
  logLevel: 'warn',
  // Nothing is fetched over a network: one large file starts faster than many small ones.
  build: { chunkSizeWarningLimit: 10_000 },
} satisfies InlineConfig;

/** How long which plugin took is of no interest to whoever only wants to start the program. */
const checks = { pluginTimings: false };

/** Folders of the npm packages that are in the bundles of this run. */
const inside = new Set<string>();

/** Instead of these modules, an importer of these packages gets names that say they are not there as soon as they are used. */
const leftOut: readonly { readonly by: string; readonly module: RegExp; readonly names: readonly string[] }[] = [
  // Age can seal for keys of many kinds; a recovery kit is sealed with a passphrase alone.
  {
    by: '/age-encryption/',
    module: /^@noble\/(?:post-quantum|curves\/nist)/,
    names: ['MLKEM768P256', 'MLKEM768X25519', 'p256'],
  },
  // The program is no SSH server, makes no SSH keys and goes through no web proxy.
  {
    by: '/ssh2/lib/index.js',
    module: /^\.\/(?:server|keygen|http-agents)\.js$/,
    names: ['SSHTTPAgent', 'SSHTTPSAgent'],
  },
];

const notThere = (name: string): string =>
  `${name}: new Proxy({}, { get() { throw new Error('${name} is not in this program'); } })`;

const leaveOut: Plugin = {
  name: 'leave-out',
  enforce: 'pre',
  resolveId(id, importer) {
    const which = leftOut.findIndex(({ by, module }) => importer?.includes(by) === true && module.test(id));
    return which === -1 ? null : `\0left-out:${which}.cjs`;
  },
  load(id) {
    const which = /^\0left-out:(\d+)\.cjs$/.exec(id)?.[1];
    if (which === undefined) return null;
    return `module.exports = { ${(leftOut[Number(which)]?.names ?? []).map(notThere).join(', ')} };`;
  },
};

const dirnames = 'const __dirname=import.meta.dirname,__filename=import.meta.filename;';

/**
 * Electron's main process and the command line, which share their chunks: what is loaded lazily is there once. Minified with the
 * names of functions and classes kept, so that a stack in the log can still be read without a source map.
 */
const programs: InlineConfig = {
  ...common,
  plugins: [leaveOut, inventory(inside)],
  ssr: { noExternal: true, target: 'node' },
  build: {
    ...common.build,
    ssr: true,
    outDir: dist,
    emptyOutDir: false,
    target: 'node20',
    minify: 'oxc',
    rolldownOptions: {
      checks,
      input: { 'main/main': 'electron/main.ts', cli: 'electron/cli.ts' },
      external: [/^node:/, ...builtinModules, /\.node$/, 'cpu-features', 'electron'],
      output: {
        format: 'es',
        entryFileNames: '[name].js',
        chunkFileNames: 'main/chunks/[name]-[hash].js',
        banner: dirnames,
        keepNames: true,
      },
    },
  },
};

/**
 * The preload needs the names of the channels, not the schemas behind them, which drag 240 kB of validators into every page
 * load: its bundle gets the names alone, taken from the real table.
 */
const channelNamesOnly: Plugin = {
  name: 'channel-names-only',
  load(id) {
    if (!id.endsWith('/electron/contract/ipc.ts')) return null;
    return `export const requests = ${JSON.stringify(requests)};\nexport const events = ${JSON.stringify(events)};\n`;
  },
};

/** A sandboxed preload may only be one CommonJS file. */
const preload: InlineConfig = {
  ...common,
  plugins: [channelNamesOnly, inventory(inside)],
  build: {
    ...common.build,
    outDir: join(dist, 'preload'),
    emptyOutDir: true,
    target: 'chrome140',
    minify: false,
    lib: { entry: 'electron/preload.ts', formats: ['cjs'], fileName: () => 'preload.cjs' },
    rolldownOptions: { checks, external: ['electron'], output: { codeSplitting: false } },
  },
};

const renderer: InlineConfig = {
  ...common,
  root: join(root, 'renderer'),
  base: './',
  publicDir: false,
  plugins: [svelte({ configFile: join(root, 'svelte.config.js') }), inventory(inside)],
  build: {
    ...common.build,
    outDir: join(dist, 'renderer'),
    emptyOutDir: true,
    target: 'chrome140',
    // The content security policy lets nothing inline in: every picture and font is a file.
    assetsInlineLimit: 0,
    modulePreload: false,
    rolldownOptions: { checks },
  },
};

const bundles: readonly { entries: readonly string[]; config: InlineConfig }[] = [
  { entries: ['electron/main.ts', 'electron/cli.ts'], config: programs },
  { entries: ['electron/preload.ts'], config: preload },
  { entries: ['renderer/index.html'], config: renderer },
];

/** Builds the bundles that these entries are in; all of them without. */
export async function build(entries?: readonly string[]): Promise<void> {
  // A test runner calls itself "test", and would be given Svelte's development build.
  process.env['NODE_ENV'] = 'production';
  for (const bundle of bundles) {
    if (entries && !bundle.entries.some((entry) => entries.includes(entry))) continue;
    if (bundle.config === programs) rmSync(join(dist, 'main'), { recursive: true, force: true });
    await viteBuild(bundle.config);
  }
  if (!entries) writeFileSync(join(dist, 'licences.json'), `${JSON.stringify({ packages: packagesIn(inside) })}\n`);
  copyResources();
}

/** What the program reads at run time: templates, guides, words. Icons and the installers' art are for packaging alone. */
const readAtRunTime = ['server', 'routers', 'words.txt'] as const;

function copyResources(): void {
  const target = join(dist, 'resources');
  rmSync(target, { recursive: true, force: true });
  for (const name of readAtRunTime) cpSync(join(root, 'resources', name), join(target, name), { recursive: true });
  // Written for people to read; a machine reads them without the spaces.
  for (const name of readdirSync(target, { recursive: true, encoding: 'utf8' }).filter((file) =>
    file.endsWith('.json'),
  )) {
    const file = join(target, name);
    writeFileSync(file, JSON.stringify(JSON.parse(readFileSync(file, 'utf8'))));
  }
}
