// The four bundles of dist/ and the resources beside them. Everything is bundled, so the package ships no node_modules.
// The surprise: ssh2 is CommonJS at heart and asks for `__dirname`, which an ES module does not have: a banner gives it one.
import { cpSync, existsSync, rmSync } from 'node:fs';
import { builtinModules } from 'node:module';
import { join } from 'node:path';
import { svelte } from '@sveltejs/vite-plugin-svelte';
import { build as viteBuild, type InlineConfig, type Plugin } from 'vite';
import { events, requests } from '../../electron/contract/ipc';

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

const dirnames = 'const __dirname=import.meta.dirname,__filename=import.meta.filename;';

/** A program for Node or for Electron's main process; `output` is a path in dist/. */
function program(entry: string, output: string, external: string[] = []): InlineConfig {
  return {
    ...common,
    ssr: { noExternal: true, target: 'node' },
    build: {
      ...common.build,
      ssr: entry,
      outDir: dist,
      emptyOutDir: false,
      target: 'node20',
      minify: false,
      rolldownOptions: {
        checks,
        external: [/^node:/, ...builtinModules, /\.node$/, 'cpu-features', ...external],
        output: {
          format: 'es',
          entryFileNames: output,
          codeSplitting: false,
          banner: dirnames,
        },
      },
    },
  };
}

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
  plugins: [channelNamesOnly],
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
  plugins: [svelte({ configFile: join(root, 'svelte.config.js') })],
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

const bundles: readonly { entry: string; config: InlineConfig }[] = [
  { entry: 'electron/main.ts', config: program('electron/main.ts', 'main/main.js', ['electron']) },
  { entry: 'electron/cli.ts', config: program('electron/cli.ts', 'cli.js') },
  { entry: 'electron/preload.ts', config: preload },
  { entry: 'renderer/index.html', config: renderer },
];

export async function build(entries: readonly string[] = bundles.map(({ entry }) => entry)): Promise<void> {
  for (const { entry, config } of bundles) {
    if (!entries.includes(entry)) continue;
    if (!existsSync(join(root, entry))) console.warn(`build: there is no ${entry} yet`);
    else await viteBuild(config);
  }
  copyResources();
}

/** Templates and guides are read at run time, from dist/resources. */
function copyResources(): void {
  const target = join(dist, 'resources');
  rmSync(target, { recursive: true, force: true });
  if (existsSync(join(root, 'resources'))) cpSync(join(root, 'resources'), target, { recursive: true });
}
