/* Expressions of the template language: parsed to closures, never to code (the page's policy forbids eval). */
define(function () {
  const TOKEN = /\s*(?:(\d+(?:\.\d+)?)|"((?:[^"\\]|\\.)*)"|'((?:[^'\\]|\\.)*)'|(==|!=|<=|>=|\*\*|\.\.|[-+*/%~<>?:|.,()[\]{}=])|([A-Za-z_]\w*))/y;
  const BINARY = [['or'], ['and'], ['==', '!=', '<', '>', '<=', '>=', 'in'], ['+', '-', '~'], ['*', '/', '%']];
  const own = (value, key) => (value !== null && value !== undefined && Object.hasOwn(Object(value), key) ? value[key] : undefined);
  const truthy = (value) => Boolean(value) && value !== '0' && !(Array.isArray(value) && value.length === 0);
  const text = (value) => (value === null || value === undefined || value === false ? '' : value === true ? '1' : String(value));

  /** Twig compares loosely: 5 equals "5". */
  const same = (a, b) => a === b || text(a) === text(b);

  const OPERATORS = {
    or: (a, b) => truthy(a) || truthy(b),
    and: (a, b) => truthy(a) && truthy(b),
    '==': same,
    '!=': (a, b) => !same(a, b),
    '<': (a, b) => a < b,
    '>': (a, b) => a > b,
    '<=': (a, b) => a <= b,
    '>=': (a, b) => a >= b,
    in: (a, b) => (Array.isArray(b) || typeof b === 'string' ? b.includes(a) : own(b, a) !== undefined),
    '+': (a, b) => Number(a) + Number(b),
    '-': (a, b) => Number(a) - Number(b),
    '~': (a, b) => text(a) + text(b),
    '*': (a, b) => a * b,
    '/': (a, b) => a / b,
    '%': (a, b) => a % b,
  };

  const ENTITIES = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', "'": '&#039;' };
  const escape = (value) => text(value).replace(/[&<>"']/g, (character) => ENTITIES[character]);
  const FILTERS = {
    escape,
    e: escape,
    raw: (value) => value,
    default: (value, other) => (value === undefined || value === null || value === '' ? other : value),
    length: (value) => (value === null || value === undefined ? 0 : (value.length ?? Object.keys(value).length)),
    upper: (value) => text(value).toUpperCase(),
    lower: (value) => text(value).toLowerCase(),
    capitalize: (value) => text(value).slice(0, 1).toUpperCase() + text(value).slice(1).toLowerCase(),
    trim: (value) => text(value).trim(),
    join: (value, by = '') =>
      Object.values(value ?? {})
        .map(text)
        .join(by),
    nl2br: (value) => text(value).replace(/\n/g, '<br />\n'),
    json_encode: (value) => JSON.stringify(value ?? null),
    keys: (value) => Object.keys(value ?? {}),
    first: (value) => Object.values(value ?? {})[0],
    last: (value) => Object.values(value ?? {}).at(-1),
    abs: Math.abs,
    striptags: (value) => text(value).replace(/<[^>]*>/g, ''),
  };
  const TESTS = {
    defined: (value) => value !== undefined,
    empty: (value) => !truthy(value),
    null: (value) => value === null || value === undefined,
    odd: (value) => value % 2 === 1,
    even: (value) => value % 2 === 0,
    iterable: (value) => value !== null && typeof value === 'object',
  };

  const tokens = (source) => {
    const found = [];
    TOKEN.lastIndex = 0;
    while (source.slice(TOKEN.lastIndex).trim() !== '') {
      const at = TOKEN.lastIndex;
      const match = TOKEN.exec(source);
      if (!match) throw new Error(`cannot read "${source.slice(at)}" in a template`);
      const [, number, double, single, symbol, name] = match;
      if (number !== undefined) found.push({ literal: Number(number) });
      else if (double !== undefined || single !== undefined) found.push({ literal: (double ?? single).replace(/\\(.)/g, '$1') });
      else found.push(symbol === undefined ? { name } : { symbol });
    }
    return found;
  };

  const parse = (source) => {
    const list = tokens(source);
    let at = 0;
    const is = (mark) => list[at]?.symbol === mark || list[at]?.name === mark;
    const take = (mark) => is(mark) && Boolean((at += 1));
    const need = (mark) => {
      if (!take(mark)) throw new Error(`a template lacks "${mark}" in "${source}"`);
    };
    const series = (end, one) => {
      const items = [];
      while (!is(end)) {
        items.push(one());
        if (!take(',')) break;
      }
      need(end);
      return items;
    };
    const primary = () => {
      if (take('(')) {
        const inner = ternary();
        need(')');
        return inner;
      }
      if (take('[')) {
        const items = series(']', ternary);
        return (scope) => items.map((item) => item(scope));
      }
      if (take('{')) {
        const pairs = series('}', () => {
          const key = list[at++];
          need(':');
          return [key.literal ?? key.name, ternary()];
        });
        return (scope) => Object.fromEntries(pairs.map(([key, value]) => [key, value(scope)]));
      }
      const token = list[at++];
      if (token && 'literal' in token) return () => token.literal;
      if (!token?.name) throw new Error(`cannot read "${source}" in a template`);
      const constants = { true: true, false: false, null: null, none: null };
      if (Object.hasOwn(constants, token.name)) return () => constants[token.name];
      return (scope) => own(scope, token.name);
    };
    const postfix = () => {
      let value = primary();
      for (;;) {
        const inner = value;
        if (take('.')) {
          const key = list[at++];
          value = (scope) => own(inner(scope), key.name ?? key.literal);
        } else if (take('[')) {
          const key = ternary();
          need(']');
          value = (scope) => own(inner(scope), key(scope));
        } else if (take('|')) {
          const { name } = list[at++];
          const args = take('(') ? series(')', ternary) : [];
          if (!Object.hasOwn(FILTERS, name)) throw new Error(`the sandbox's templates have no filter "${name}"`);
          value = (scope) => FILTERS[name](inner(scope), ...args.map((arg) => arg(scope)));
        } else return value;
      }
    };
    const unary = () => {
      if (take('not')) {
        const value = unary();
        return (scope) => !truthy(value(scope));
      }
      if (take('-')) {
        const value = unary();
        return (scope) => -value(scope);
      }
      const value = postfix();
      if (!take('is')) return value;
      const negated = take('not');
      const { name } = list[at++];
      if (!Object.hasOwn(TESTS, name)) throw new Error(`the sandbox's templates have no test "${name}"`);
      return (scope) => TESTS[name](value(scope)) !== negated;
    };
    const binary = (level) => {
      if (level === BINARY.length) return unary();
      let left = binary(level + 1);
      for (;;) {
        const operator = BINARY[level].find((candidate) => take(candidate));
        if (!operator) return left;
        const [a, b] = [left, binary(level + 1)];
        left = (scope) => OPERATORS[operator](a(scope), b(scope));
      }
    };
    const ternary = () => {
      const condition = binary(0);
      if (!take('?')) return condition;
      const yes = is(':') ? condition : ternary();
      const no = take(':') ? ternary() : () => '';
      return (scope) => (truthy(condition(scope)) ? yes(scope) : no(scope));
    };
    const result = ternary();
    if (at < list.length) throw new Error(`cannot read "${source}" in a template`);
    return result;
  };

  return { parse, truthy, text };
});
