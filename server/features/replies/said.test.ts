import { describe, expect, it } from 'vitest';

import { type Said } from './context-rows.ts';
import { asHeard, questionOf } from './said.ts';

const said = (id: string, direction: Said['direction']): Said => ({ id, direction, text: id, attachment: null, authorName: null });
const they = (id: string): Said => said(id, 'in');
const we = (id: string): Said => said(id, 'out');

describe('a message that we hear of late', () => {
  /** What is asked, and the order in which it was heard. */
  const heard = (messages: Said[], answering: string | null, answered: string[] = []): [question: string, order: string] => {
    const ordered = asHeard(messages, answering, new Set(answered));
    return [questionOf(ordered), ordered.map(({ id }) => id).join(' ')];
  };

  it('is what is asked, although we have replied to something earlier since it was written', () => {
    expect(heard([they('price'), they('late'), we('reply')], 'late', ['price'])).toEqual(['late', 'price reply late']);
  });

  it('is asked together with what came right before it and nobody answered', () => {
    expect(heard([we('hello'), they('one'), they('two'), they('late'), we('reply')], 'late', ['one'])).toEqual(['two\nlate', 'hello one reply two late']);
    expect(heard([we('hello'), they('one'), they('late'), we('notice')], 'late')).toEqual(['one\nlate', 'hello notice one late']);
  });

  it('stays where it is when nothing of ours came after it, and when nobody answers it', () => {
    expect(heard([we('hello'), they('late'), they('next')], 'late')).toEqual(['late\nnext', 'hello late next']);
    expect(heard([they('one'), we('reply')], null)).toEqual(['one', 'one reply']);
    expect(heard([they('one'), we('reply')], 'gone')).toEqual(['one', 'one reply']);
  });
});
