// Reads what the runners wrote about their run and counts. A file that could not even be loaded has no tests: it counts as one
// failure, and so does a runner that ended badly without saying why.
import { existsSync, readFileSync } from 'node:fs';

export interface Counts {
  readonly passed: number;
  readonly failed: number;
  readonly skipped: number;
}

export const none: Counts = { passed: 0, failed: 0, skipped: 0 };
export const oneFailure: Counts = { ...none, failed: 1 };

export const sum = (...all: readonly Counts[]): Counts => ({
  passed: all.reduce((total, { passed }) => total + passed, 0),
  failed: all.reduce((total, { failed }) => total + failed, 0),
  skipped: all.reduce((total, { skipped }) => total + skipped, 0),
});

export const spoken = ({ passed, failed, skipped }: Counts): string =>
  `${passed} passed, ${failed} failed, ${skipped} skipped`;

interface VitestReport {
  readonly numPassedTests: number;
  readonly numFailedTests: number;
  readonly numPendingTests: number;
  readonly numTodoTests: number;
  readonly testResults: readonly { readonly status: string; readonly assertionResults: readonly unknown[] }[];
}

export function countVitest(file: string, exitCode: number): Counts {
  return honest(exitCode, file, (report: VitestReport) => ({
    passed: report.numPassedTests,
    failed:
      report.numFailedTests +
      report.testResults.filter(({ status, assertionResults }) => status === 'failed' && assertionResults.length === 0)
        .length,
    skipped: report.numPendingTests + report.numTodoTests,
  }));
}

interface PlaywrightReport {
  readonly stats: {
    readonly expected: number;
    readonly unexpected: number;
    readonly flaky: number;
    readonly skipped: number;
  };
}

export function countPlaywright(file: string, exitCode: number): Counts {
  return honest(exitCode, file, ({ stats }: PlaywrightReport) => ({
    passed: stats.expected + stats.flaky,
    failed: stats.unexpected,
    skipped: stats.skipped,
  }));
}

function honest<Report>(exitCode: number, file: string, count: (report: Report) => Counts): Counts {
  if (!existsSync(file)) return exitCode === 0 ? none : oneFailure;
  const counts = count(JSON.parse(readFileSync(file, 'utf8')) as Report);
  return exitCode !== 0 && counts.failed === 0 ? sum(counts, oneFailure) : counts;
}
