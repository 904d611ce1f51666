import { afterEach, beforeEach, describe, expect, test } from 'vitest';

import { createRouter, hashOf, match, placeOf, type Router } from './router.ts';

let router: Router;

beforeEach(() => {
  window.history.replaceState(null, '', '/settings/widgets/souffleur/#souffleur/hooks/7?state=failed');
  router = createRouter();
});
afterEach(() => router.close());

/** What the browser does on back, forward, or an address typed by hand. */
const arrive = (hash: string): void => {
  window.history.replaceState(null, '', hash);
  window.dispatchEvent(new Event('popstate'));
  window.dispatchEvent(new Event('hashchange'));
};

describe('places', () => {
  test('begins where the address says', () => expect(router.place.value).toEqual({ path: 'hooks/7', query: { state: 'failed' } }));

  test('goes to a place with a new entry, changes filters without one', () => {
    const entries = window.history.length;
    router.go('members');
    expect([window.location.hash, router.place.value.path, window.history.length]).toEqual(['#souffleur/members', 'members', entries + 1]);
    router.setQuery({ role: 'admin', empty: '' });
    expect([window.location.hash, window.history.length]).toEqual(['#souffleur/members?role=admin', entries + 1]);
    router.setQuery({ role: undefined });
    expect(window.location.hash).toBe('#souffleur/members');
    expect(window.location.pathname).toBe('/settings/widgets/souffleur/');
  });

  test('follows back and forward', () => {
    arrive('#souffleur/members');
    expect(router.place.value.path).toBe('members');
  });

  test.each([
    ['', ''],
    ['#top', ''],
    ['#souffleur/', ''],
    ['#souffleur//members//', 'members'],
    ['#souffleur/<img src=x>', 'imgsrcx'],
    ['#souffleur/hooks/018f-1/raw', 'hooks/018f-1/raw'],
  ])('%s names the place %s', (hash, path) => expect(placeOf(hash).path).toBe(path));

  test('an address and its place are one', () => {
    const hash = hashOf('hooks', { state: 'failed', q: 'a&b=c#d', none: undefined });
    expect(placeOf(hash)).toEqual({ path: 'hooks', query: { state: 'failed', q: 'a&b=c#d' } });
  });

  test('patterns', () => {
    expect(match('hooks/:id', 'hooks/7')).toEqual({ id: '7' });
    expect(match('hooks', 'hooks')).toEqual({});
    expect(match('hooks/:id', 'hooks')).toBeUndefined();
    expect(match('hooks/:id', 'members/7')).toBeUndefined();
  });
});

describe('unsaved changes', () => {
  let dirty: boolean;
  beforeEach(() => {
    dirty = true;
    router.guard(() => dirty);
  });

  test('hold a link back until the person decides', () => {
    router.go('members');
    expect([router.place.value.path, router.waiting.value?.path]).toEqual(['hooks/7', 'members']);
    router.stay();
    expect([router.place.value.path, router.waiting.value]).toEqual(['hooks/7', undefined]);
    router.go('members');
    router.leave();
    expect([router.place.value.path, window.location.hash]).toEqual(['members', '#souffleur/members']);
  });

  test('hold the back button back and leave the address as it was', () => {
    arrive('#souffleur/members');
    expect([router.place.value.path, router.waiting.value?.path, window.location.hash]).toEqual(['hooks/7', 'members', '#souffleur/hooks/7?state=failed']);
  });

  test('ask before the page is closed, and only then', () => {
    const ask = (): boolean => {
      const event = new Event('beforeunload', { cancelable: true });
      window.dispatchEvent(event);
      return event.defaultPrevented;
    };
    expect(ask()).toBe(true);
    dirty = false;
    expect(ask()).toBe(false);
    router.go('members');
    expect(router.place.value.path).toBe('members');
  });
});

test('closing takes its place out of the address and hears nothing more', () => {
  router.close();
  expect([window.location.hash, window.location.pathname]).toEqual(['', '/settings/widgets/souffleur/']);
  arrive('#souffleur/members');
  expect(router.place.value.path).toBe('hooks/7');
});
