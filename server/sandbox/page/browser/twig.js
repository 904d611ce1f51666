/*
 * The part of twig.js 0.8.9 that widgets' templates use: output, if, for, set, comments, the common filters.
 * No include, extends, block or macro. Like that version it does not escape unless asked to.
 */
define(['twig-expressions'], function ({ parse, truthy, text }) {
  const PIECE = /\{\{-?([\s\S]*?)-?\}\}|\{%-?([\s\S]*?)-?%\}|\{#[\s\S]*?#\}/g;
  const compiled = new Map();

  const pieces = (source) => {
    const found = [];
    let from = 0;
    for (const match of source.matchAll(PIECE)) {
      found.push({ text: source.slice(from, match.index) });
      if (match[1] !== undefined) found.push({ output: parse(match[1]) });
      else if (match[2] !== undefined) found.push({ tag: match[2].trim() });
      from = match.index + match[0].length;
    }
    found.push({ text: source.slice(from) });
    return found;
  };

  const forEach = (body, otherwise, keyName, valueName, list) => (scope) => {
    const value = list(scope) ?? [];
    const keys = Object.keys(value);
    if (keys.length === 0) return otherwise(scope);
    return keys
      .map((key, index) =>
        body({
          ...scope,
          ...(keyName ? { [keyName]: key } : {}),
          [valueName]: value[key],
          loop: { index: index + 1, index0: index, first: index === 0, last: index === keys.length - 1, length: keys.length },
        }),
      )
      .join('');
  };

  const compile = (source) => {
    const list = pieces(source);
    let at = 0;
    /** Reads until one of the closing tags; leaves `at` on it. */
    const block = (...ends) => {
      const parts = [];
      while (at < list.length) {
        const piece = list[at];
        if (piece.tag !== undefined && ends.some((end) => piece.tag === end || piece.tag.startsWith(`${end} `))) break;
        at += 1;
        if (piece.text !== undefined) parts.push(() => piece.text);
        else if (piece.output) parts.push((scope) => text(piece.output(scope)));
        else parts.push(tag(piece.tag));
      }
      return (scope) => parts.map((part) => part(scope)).join('');
    };
    const closing = () => {
      const piece = list[at++];
      if (!piece) throw new Error('a template ends inside a block');
      return piece.tag;
    };
    const branch = (condition) => {
      const yes = block('elseif', 'else', 'endif');
      const end = closing();
      if (end.startsWith('elseif ')) {
        const no = branch(parse(end.slice(7)));
        return (scope) => (truthy(condition(scope)) ? yes(scope) : no(scope));
      }
      const no = end === 'else' ? block('endif') : () => '';
      if (end === 'else') closing();
      return (scope) => (truthy(condition(scope)) ? yes(scope) : no(scope));
    };
    const tag = (line) => {
      if (line.startsWith('if ')) return branch(parse(line.slice(3)));
      const loop = /^for\s+(?:(\w+)\s*,\s*)?(\w+)\s+in\s+([\s\S]+)$/.exec(line);
      if (loop) {
        const body = block('else', 'endfor');
        const otherwise = closing() === 'else' ? block('endfor') : undefined;
        if (otherwise) closing();
        return forEach(body, otherwise ?? (() => ''), loop[1], loop[2], parse(loop[3]));
      }
      const assignment = /^set\s+(\w+)\s*=([\s\S]+)$/.exec(line);
      if (!assignment) throw new Error(`the sandbox's templates have no tag "${line}"`);
      const value = parse(assignment[2]);
      return (scope) => {
        scope[assignment[1]] = value(scope);
        return '';
      };
    };
    return block();
  };

  const render = (source, params = {}) => {
    if (!compiled.has(source)) compiled.set(source, compile(source));
    return compiled.get(source)({ ...params });
  };
  const twig = ({ data }) => ({ render: (params) => render(data, params) });
  return { render, twig, global: { twig } };
});
