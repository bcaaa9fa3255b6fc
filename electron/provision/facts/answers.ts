/** Several questions by name, asked before any is awaited, so that they travel in one round trip; their answers by the same names. */
export async function answers<T extends object>(asked: { readonly [K in keyof T]: Promise<T[K]> }): Promise<T> {
  const names = Object.keys(asked) as (keyof T)[];
  const values = await Promise.all(names.map((name) => asked[name]));
  return Object.fromEntries(names.map((name, n) => [name, values[n]])) as T;
}
