import { useEffect } from 'preact/hooks';

import { readOnboarding } from '../state/onboarding.ts';
import { useConsole } from './context.ts';

/** An admin whose account is not set up yet begins there, unless they hid it or came for something else. */
export const FirstScreen = () => {
  const { api, router, session } = useConsole();
  useEffect(() => {
    if (session.member.role !== 'admin' || router.place.peek().path !== '') return;
    api.get('/onboarding').then(
      (answer) => {
        const { done, dismissed } = readOnboarding(answer);
        if (!done && !dismissed && router.place.peek().path === '') router.go('onboarding');
      },
      () => undefined,
    );
  }, []);
  return null;
};
