import { expect, test } from 'vitest';

import { html, jsonBlock } from './html.ts';

test('values are escaped in text and attributes, nested markup is not', () => {
  const name = `"><img src=x onerror='alert(1)'>&`;
  expect(html`<a title="${name}">${[html`<b>${name}</b>`, null, false, 0]}</a>`.text).toBe(
    '<a title="&quot;&gt;&lt;img src=x onerror=&#39;alert(1)&#39;&gt;&amp;"><b>&quot;&gt;&lt;img src=x onerror=&#39;alert(1)&#39;&gt;&amp;</b>0</a>',
  );
});

test('a data block cannot be ended by its own text and reads back as it was', () => {
  const value = { text: '</script><!-- \u2028' };
  const block = jsonBlock('page', value).text;
  expect(block.match(/<\/script>/g)).toHaveLength(1);
  expect(JSON.parse(block.slice(block.indexOf('>') + 1, block.lastIndexOf('</')))).toEqual(value);
});
