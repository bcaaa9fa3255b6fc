/**
 * Fills `{{placeholders}}` of a file in resources/server. Those files are readable as what they become; there is no logic in them.
 * A placeholder without a value, or a value without a placeholder, is a bug and throws.
 */
export function render(template: string, values: Readonly<Record<string, string | number>>): string {
  const unused = new Set(Object.keys(values));
  const text = template.replace(/\{\{([a-z0-9_]+)\}\}/g, (_, name: string) => {
    const value = values[name];
    if (value === undefined) throw new TypeError(`template: nothing for {{${name}}}`);
    unused.delete(name);
    return String(value);
  });
  if (unused.size > 0) throw new TypeError(`template: no place for ${[...unused].join(', ')}`);
  return text;
}
