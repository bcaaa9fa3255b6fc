// Where the window was and how large, kept in a small file. A window on a screen that is no longer plugged in would be lost:
// what is remembered counts only if most of it still lies on a screen.
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';

export interface Placement {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

export const contentSize = { width: 1040, height: 720 } as const;
export const smallest = { width: 900, height: 640 } as const;

export function readPlacement(file: string, screens: readonly Placement[]): Placement | undefined {
  const placement = parse(read(file));
  return placement && screens.some((screen) => mostlyOn(placement, screen)) ? placement : undefined;
}

/** A place that cannot be kept is no reason to bother anybody. */
export function keepPlacement(file: string, placement: Placement): void {
  try {
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, JSON.stringify(placement));
  } catch {
    // the next start uses the usual place
  }
}

function read(file: string): unknown {
  try {
    return JSON.parse(readFileSync(file, 'utf8')) as unknown;
  } catch {
    return undefined;
  }
}

function parse(value: unknown): Placement | undefined {
  if (typeof value !== 'object' || value === null) return undefined;
  const { x, y, width, height } = value as Record<string, unknown>;
  if (!isPixels(x) || !isPixels(y) || !isPixels(width) || !isPixels(height)) return undefined;
  return width < smallest.width || height < smallest.height ? undefined : { x, y, width, height };
}

const isPixels = (value: unknown): value is number => Number.isInteger(value) && Math.abs(value as number) < 100_000;

function mostlyOn(placement: Placement, screen: Placement): boolean {
  const across = overlap(placement.x, placement.width, screen.x, screen.width);
  const down = overlap(placement.y, placement.height, screen.y, screen.height);
  return across * down > (placement.width * placement.height) / 2;
}

const overlap = (a: number, lengthOfA: number, b: number, lengthOfB: number): number =>
  Math.max(0, Math.min(a + lengthOfA, b + lengthOfB) - Math.max(a, b));
