// The suites, in the order that tells soonest what is wrong. Those of the lab speak to a real server in network namespaces.
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { pinsFile } from '../../tests/lab/internet/index';
import { root } from '../build/bundles';
import { countPlaywright, countVitest, none, type Counts } from './count';
import { keepServerJournal, listEvidence } from './evidence';
import { binary, run } from './run';

export interface Suite {
  readonly name: string;
  readonly needsLab: boolean;
  /** It measures, and so nothing else may run. */
  readonly alone?: boolean;
  run(): Promise<Counts>;
  /** The rest of it, in a lab of its own while others run: two cores are not busy with one server. */
  beside?(): Promise<Counts>;
}

/** Where the runner of this suite is to write its report; an older one would be counted for it. */
function freshReport(name: string): string {
  const report = join(root, 'test-results/reports', `${name}.json`);
  rmSync(report, { force: true });
  return report;
}

function vitest(name: string, needsLab: boolean, minutes: number, files: readonly string[] = []): Suite {
  return {
    name,
    needsLab,
    async run() {
      if (!existsSync(join(root, 'tests', name))) return none;
      const report = freshReport(name);
      const reporters = ['--reporter=default', '--reporter=json', `--outputFile.json=${report}`];
      const code = await run([binary('vitest'), 'run', '--project', project(name), ...reporters, ...files], {
        minutes,
      });
      return countVitest(report, code);
    },
  };
}

/** What takes about as long as all else. */
const besideFiles = [
  ...['public-door', 'tunnel', 'debian-12', 'forwarding', 'share-host', 'share-host-mutations'].map(
    (it) => `${it}.test.ts`,
  ),
  ...['names-at-home', 'router-look', 'way-in', 'whoami'].map((it) => `${it}.test.ts`),
  ...['internet/edge.test.ts', 'internet/cloudflared/package.test.ts'],
].map((file) => join('tests/lab', file));

const testFiles = (folder: string): string[] =>
  readdirSync(join(root, folder), { recursive: true, encoding: 'utf8' })
    .filter((file) => file.endsWith('.test.ts'))
    .map((file) => join(folder, file))
    .toSorted();

const lab: Suite = {
  name: 'lab',
  needsLab: true,
  run: () =>
    vitest(
      'lab',
      true,
      25,
      testFiles('tests/lab').filter((file) => !besideFiles.includes(file)),
    ).run(),
  async beside() {
    const log = join(root, 'test-results/reports/lab-beside.log');
    mkdirSync(dirname(log), { recursive: true });
    rmSync(log, { force: true });
    const report = freshReport('lab-beside');
    const own = { env: { IAH_LAB: 'beside' }, into: log };
    const reporters = ['--reporter=default', '--reporter=json', `--outputFile.json=${report}`];
    await run([binary('tsx'), 'scripts/lab.ts', 'up'], { minutes: 5, ...own });
    const code = await run([binary('vitest'), 'run', '--project', 'lab', ...reporters, ...besideFiles], {
      minutes: 28,
      ...own,
    });
    await run([binary('tsx'), 'scripts/lab.ts', 'down'], { minutes: 3, ...own });
    console.log(`\n── lab, in a second one ${'─'.repeat(39)}\n${readFileSync(log, 'utf8')}`);
    return countVitest(report, code);
  },
};

/** A browser project is called after its browser as well. */
const project = (name: string): string => (name === 'component' ? 'component*' : name);

/** The whole Playwright process runs on the family's PC, so that the window, its debugger and the server are in one network. */
const e2e: Suite = {
  name: 'e2e',
  needsLab: true,
  async run() {
    if (!existsSync(join(root, 'tests/e2e'))) return none;
    const report = freshReport('e2e');
    const playwright = [binary('playwright'), 'test', '--reporter=list,json'];
    const code = await run([binary('tsx'), 'scripts/lab.ts', 'exec', 'pc', ...playwright], {
      minutes: 20,
      // The lab's registry holds other images than the real one.
      env: { PLAYWRIGHT_JSON_OUTPUT_NAME: report, IMMICH_AT_HOME_PINS: pinsFile },
    });
    if (code !== 0) {
      await keepServerJournal();
      listEvidence();
    }
    return countPlaywright(report, code);
  },
};

export const suites: readonly Suite[] = [
  vitest('unit', false, 5),
  vitest('cases', false, 5),
  vitest('component', false, 5),
  e2e,
  lab,
  { ...vitest('bench', true, 15), alone: true },
];
