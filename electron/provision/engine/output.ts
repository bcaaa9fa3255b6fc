/**
 * Reads what a job says while it says it: what can be counted (bytes of images, apt's own percentages) and lines worth showing.
 * Only counted things move a progress bar. Docker tells bytes per layer, so the sum over layers is the truth of the moment and
 * its total grows while new layers are announced.
 */
import type { JobKind } from './action';

export interface Heard {
  readonly lines: readonly string[];
  readonly counted: { readonly unit: 'bytes' | 'percent'; readonly done: number; readonly total: number | null } | null;
}

export interface Listener {
  hear(output: string): Heard;
}

/** Splits a stream into whole lines. */
const lineCutter = (): ((output: string) => string[]) => {
  let rest = '';
  return (output) => {
    const lines = (rest + output).split(/\r?\n|\r/);
    rest = lines.pop() ?? '';
    return lines;
  };
};

export function listener(kind: JobKind): Listener {
  const cut = lineCutter();
  switch (kind) {
    case 'plain':
      return { hear: (output) => ({ lines: cut(output).filter((line) => line.trim() !== ''), counted: null }) };
    case 'percent':
      return percentListener(cut);
    case 'apt':
      return aptListener(cut);
    case 'pull':
      return pullListener(cut);
  }
}

/** Scripts of ours that know how far they are say so in lines of their own. */
function percentListener(cut: (output: string) => string[]): Listener {
  return {
    hear(output) {
      let counted: Heard['counted'] = null;
      const lines = cut(output).filter((line) => {
        const percent = /^percent (\d+(?:\.\d+)?)$/.exec(line)?.[1];
        if (percent !== undefined) counted = { unit: 'percent', done: Number(percent), total: 100 };
        return percent === undefined && line.trim() !== '';
      });
      return { lines, counted };
    },
  };
}

/** `dlstatus:1:12.5:Retrieving…` counts to 50, `pmstatus:nginx:40.0:…` the other half. */
function aptListener(cut: (output: string) => string[]): Listener {
  return {
    hear(output) {
      let counted: Heard['counted'] = null;
      const lines = cut(output).filter((line) => {
        const status = /^(dl|pm)status:[^:]*:([\d.]+):/.exec(line);
        if (status)
          counted = { unit: 'percent', done: Number(status[2]) / 2 + (status[1] === 'pm' ? 50 : 0), total: 100 };
        return !status && line.trim() !== '' && !/^(?:\(Reading database|pmconffile|media-change)/.test(line);
      });
      return { lines, counted };
    },
  };
}

interface Layer {
  done: number;
  total: number;
}

function pullListener(cut: (output: string) => string[]): Listener {
  const layers = new Map<string, Layer>();
  return {
    hear(output) {
      const lines: string[] = [];
      let changed = false;
      for (const line of cut(output)) {
        const said = parseJson(line);
        if (!said) {
          if (line.trim() !== '') lines.push(line);
          continue;
        }
        const { id, status = '', progressDetail, error } = said;
        if (error) lines.push(error);
        if (id && status === 'Downloading' && progressDetail?.total) {
          layers.set(id, { done: progressDetail.current ?? 0, total: progressDetail.total });
          changed = true;
        } else if (id && /^(?:Download complete|Pull complete|Verifying Checksum|Extracting)$/.test(status)) {
          const layer = layers.get(id);
          if (layer && layer.done !== layer.total) {
            layer.done = layer.total;
            changed = true;
          }
          if (status === 'Pull complete') lines.push(`${id} ${status}`);
        } else if (status && !/^(?:Downloading|Extracting|Waiting|Pulling fs layer)$/.test(status))
          lines.push(id ? `${id} ${status}` : status);
      }
      const sum = (which: keyof Layer): number =>
        [...layers.values()].reduce((total, layer) => total + layer[which], 0);
      return { lines, counted: changed ? { unit: 'bytes', done: sum('done'), total: sum('total') } : null };
    },
  };
}

interface PullLine {
  id?: string;
  status?: string;
  error?: string;
  progressDetail?: { current?: number; total?: number };
}

function parseJson(line: string): PullLine | null {
  if (!line.startsWith('{')) return null;
  try {
    return JSON.parse(line) as PullLine;
  } catch {
    return null;
  }
}
