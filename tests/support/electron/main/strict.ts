// What the stand-in does not have must not look as if it had it: reading an unknown member throws.
const absentEverywhere = new Set(['then', 'toJSON', 'domain', 'default', '__esModule']);

export function strict<Api extends object>(name: string, api: Api): Api {
  return new Proxy(api, {
    get(target, key, receiver): unknown {
      if (typeof key === 'string' && !(key in target) && !absentEverywhere.has(key)) {
        throw new Error(`[stand-in] ${name}.${key} is not implemented`);
      }
      return Reflect.get(target, key, receiver);
    },
  });
}

/** Something a test has to script before the program may use it. */
export const unscripted = (name: string) => (): never => {
  throw new Error(`[stand-in] ${name} was called, but the test did not script it`);
};

export interface Preventable {
  defaultPrevented: boolean;
  preventDefault(): void;
}

export const preventable = <More extends object>(more: More): Preventable & More => ({
  ...more,
  defaultPrevented: false,
  preventDefault() {
    this.defaultPrevented = true;
  },
});
