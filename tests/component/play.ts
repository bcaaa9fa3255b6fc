// Plays a scene in the page itself. Waits for states, each with a deadline that names what was missing.
import type { FakeBridge } from './fake-bridge';
import type { Step } from './scenes';

const patience = 10_000;

export function waitFor(selector: string): Promise<HTMLElement> {
  const find = (): HTMLElement | null => document.querySelector<HTMLElement>(selector);
  return new Promise((resolve, reject) => {
    const now = find();
    if (now) {
      resolve(now);
      return;
    }
    const watcher = new MutationObserver(() => {
      const element = find();
      if (element) end(() => resolve(element));
    });
    const deadline = setTimeout(
      () => end(() => reject(new Error(`nothing matches ${selector} after ${patience} ms`))),
      patience,
    );
    const end = (how: () => void): void => {
      watcher.disconnect();
      clearTimeout(deadline);
      how();
    };
    watcher.observe(document.documentElement, { subtree: true, childList: true, attributes: true });
  });
}

export async function play(steps: readonly Step[], bridge: FakeBridge): Promise<void> {
  for (const step of steps) {
    if ('tell' in step) step.tell(bridge);
    else if ('see' in step) await waitFor(step.see);
    else if ('click' in step) (await waitFor(step.click)).click();
    else {
      const field = await waitFor(step.into);
      if (!(field instanceof HTMLInputElement)) throw new Error(`${step.into} is no field`);
      field.value = step.type;
      field.dispatchEvent(new Event('input', { bubbles: true }));
      field.dispatchEvent(new Event('change', { bubbles: true }));
    }
    await new Promise((resolve) => requestAnimationFrame(resolve));
  }
}
