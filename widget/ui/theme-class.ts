import { addRule } from './sheet.ts';

const names = new WeakMap<object, string>();
let count = 0;

/** Stands in for the kit's hook of this name: a class that sets the theme's variables, kept in our own sheet. */
export const useThemeClassName = (theme: Record<string, string>): string => {
  const known = names.get(theme);
  if (known) return known;
  count += 1;
  const name = `souffleur-theme-${count}`;
  const body = Object.entries(theme).map(([property, value]) => `${property}: ${value};`);
  addRule(`.souffleur-root .${name} { ${body.join(' ')} }`);
  names.set(theme, name);
  return name;
};
