import { describe, expect, it } from 'vitest';

import { headerNameProblem, headerValue, isJsonTemplate, urlProblem } from './request.ts';

describe('addresses', () => {
  it.each([
    'https://example.com',
    'https://example.com/hooks/1?a=b#c',
    'https://Example.COM:8443/x',
    'https://example.com:443',
    'https://a.b-c.example.co/{{lead.id}}?q={{message.text}}',
    'https://пример.рф/хук',
    'https://example.com?x=1',
  ])('takes %s', (url) => {
    expect(urlProblem(url)).toBeUndefined();
  });

  it.each([
    '',
    'http://example.com',
    'ftp://example.com',
    '//example.com',
    'https:/example.com',
    'https://',
    'https://localhost/x',
    'https://127.0.0.1/x',
    'https://2130706433/',
    'https://0x7f.1/',
    'https://[::1]/',
    'https://example.com:80/',
    'https://example.com:8080/',
    'https://user:secret@example.com/',
    'https://example.com@evil.example/',
    'https://example.com\\@evil.example/',
    'https://{{contact.name}}/',
    'https://{{contact.name}}.example.com/',
    'https://example.com{{contact.name}}/',
    'https://example.{{contact.name}}/',
    'https://example.com:{{x}}/',
    'https://exa mple.com/',
    'https://-example.com/',
    'javascript:alert(1)//https://example.com',
  ])('refuses "%s"', (url) => {
    expect(urlProblem(url)).toContain('https://');
  });

  it('refuses a long one', () => {
    expect(urlProblem(`https://example.com/${'x'.repeat(2_048)}`)).toContain('2048');
  });
});

describe('headers', () => {
  it.each(['Authorization', 'X-Api-Key', 'content-type', 'x_y', 'Accept', 'Webhook-Token'])('takes %s', (name) => {
    expect(headerNameProblem(name)).toBeUndefined();
  });

  it.each([
    'Host',
    'content-length',
    'Transfer-Encoding',
    'CONNECTION',
    'Keep-Alive',
    'TE',
    'Trailer',
    'Upgrade',
    'Expect',
    'Proxy-Authorization',
    'Proxy-Connection',
    'Via',
    'Forwarded',
    'X-Forwarded-For',
    'Souffleur-Signature',
    'souffleur-id',
  ])('keeps %s to us', (name) => {
    expect(headerNameProblem(name)).toContain('set by us');
  });

  it.each(['X Y', 'X:Y', 'X\r\nY', 'Ключ', 'X\0', ''])('refuses the name %j', (name) => {
    expect(headerNameProblem(name)).toContain('letters');
  });

  it.each([
    ['Bearer abc.def', true],
    ['', true],
    ['café', true],
    ['a\tb', true],
    ['a\r\nX-Evil: 1', false],
    ['a\nb', false],
    ['a\0b', false],
    ['ключ', false],
    ['a\u007fb', false],
    ['a\u0085b', false],
  ])('value %j: %s', (value, fits) => {
    expect(headerValue.test(value)).toBe(fits);
  });
});

describe('JSON templates', () => {
  it.each([
    ['{"a": "{{contact.name}}"}', true],
    ['{"a": "x {{contact.name}} y {{lead.id}}"}', true],
    ['{"price": {{lead.price}}}', true],
    ['[{{lead.price}}, null]', true],
    ['{"a": {"b": {}}}', true],
    ['{{contact.name}}', true],
    ['{"a": }', false],
    ["{'a': 1}", false],
    ['{"a": 1', false],
    ['hello', false],
  ])('%s: %s', (text, fits) => {
    expect(isJsonTemplate(text)).toBe(fits);
  });
});
