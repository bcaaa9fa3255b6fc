// The time now, ticking once a second only while somebody looks at it. For display: nothing is decided by it.
import { createSubscriber } from 'svelte/reactivity';

const look = createSubscriber((tick) => {
  const timer = setInterval(tick, 1000);
  return () => clearInterval(timer);
});

export function now(): number {
  look();
  return Date.now();
}
