/**
 * How fast codes of phones are shown: no faster than a person can use them, so that a window in strange hands cannot take every key in
 * one go. While a code is shown the next one waits a moment; put away, it makes room at once.
 */
import { failure, FailureError } from '../contract/failure';

const pauseMs = 2_000;
const minuteMs = 60_000;
const perMinute = 20;

/** The returned function is called before each code, and throws FailureError('codes-too-fast'). */
export function codePace(now: () => number): (another: boolean) => void {
  let shown: readonly number[] = [];
  return (another) => {
    const at = now();
    shown = shown.filter((before) => at - before < minuteMs);
    const last = shown.at(-1) ?? -Infinity;
    if (shown.length >= perMinute || (another && at - last < pauseMs))
      throw new FailureError(failure('codes-too-fast', {}));
    shown = [...shown, at];
  };
}
