// Builds the stand-in into .cache/: one module for main's side, and one script for each of the page's two worlds.
import { join } from 'node:path';
import { build, type InlineConfig } from 'vite';

const root = join(import.meta.dirname, '../../..');
const outDir = join(root, '.cache', 'electron-stand-in');

/** What STANDIN_ELECTRON must name. */
export const standInModule = join(outDir, 'electron.mjs');

const common = { root, configFile: false, logLevel: 'warn' } satisfies InlineConfig;
const output = { outDir, emptyOutDir: false, minify: false } as const;

const mainSide: InlineConfig = {
  ...common,
  ssr: { external: ['playwright-core'] },
  build: {
    ...output,
    ssr: join(import.meta.dirname, 'main/index.ts'),
    target: 'node20',
    rolldownOptions: { output: { entryFileNames: 'electron.mjs', codeSplitting: false } },
  },
};

const pageSide = (name: string): InlineConfig => ({
  ...common,
  build: {
    ...output,
    lib: {
      entry: join(import.meta.dirname, `page/${name}.ts`),
      formats: ['iife'],
      name: 'standIn',
      fileName: () => `${name}.js`,
    },
  },
});

export async function buildStandIn(): Promise<void> {
  for (const config of [mainSide, pageSide('main-world'), pageSide('preload-world')]) await build(config);
}
