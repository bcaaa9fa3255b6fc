// Mounts a Svelte component in the test's own page and takes it away again.
import { mount, unmount, type Component } from 'svelte';

const mounted: Record<string, unknown>[] = [];

export function render<Props extends Record<string, unknown>>(component: Component<Props>, props: Props): void {
  const target = document.createElement('div');
  document.body.append(target);
  mounted.push(mount(component, { target, props }));
}

export async function cleanUp(): Promise<void> {
  await Promise.all(mounted.splice(0).map((one) => unmount(one)));
  document.body.replaceChildren();
}
