import { useConsole, useTexts, ConsoleContext, type Console as Parts } from './context.ts';
import { FirstScreen } from './first-screen.tsx';
import { Header } from './header.tsx';
import { Navigation } from './navigation.tsx';
import { Dialog, QuestionHost } from './parts/dialog.tsx';
import { ToastHost } from './parts/toasts.tsx';
import { ScreenView } from './screen-view.tsx';
import { type Screen } from './screens.ts';
import { type Theme } from './theme.ts';
import { Button } from '../ui/button.tsx';

/** Asked when a form has unsaved changes and somebody goes elsewhere. */
const LeaveQuestion = () => {
  const { router } = useConsole();
  const t = useTexts();
  if (!router.waiting.value) return null;
  return (
    <Dialog
      title={t('common:unsaved.title')}
      role="alertdialog"
      onClose={router.stay}
      actions={
        <>
          <Button kind="primary" onPress={router.stay}>
            {t('common:unsaved.stay')}
          </Button>
          <Button kind="danger" onPress={router.leave}>
            {t('common:unsaved.leave')}
          </Button>
        </>
      }
    >
      <p class="souffleur-paragraph">{t('common:unsaved.text')}</p>
    </Dialog>
  );
};

interface Props {
  parts: Parts;
  screens: readonly Screen[];
  /** Only on our own page. */
  theme?: Theme;
  onSignOut?: () => void;
}

/** The whole console of a member who is signed in. */
export const Console = ({ parts, screens, theme, onSignOut }: Props) => {
  const mine = screens.filter(({ roles }) => roles.includes(parts.session.member.role));
  const Main = parts.place === 'own' ? 'main' : 'div';
  return (
    <ConsoleContext.Provider value={parts}>
      <div class={`souffleur-console souffleur-console-${parts.place}`} lang={parts.format.language}>
        <div class="souffleur-shell">
          <Header theme={theme} onSignOut={onSignOut} />
          <div class="souffleur-columns">
            <Navigation screens={mine} />
            <Main class="souffleur-main">
              <ScreenView screens={mine} />
            </Main>
          </div>
        </div>
        <ToastHost />
        <QuestionHost />
        <LeaveQuestion />
        <FirstScreen />
      </div>
    </ConsoleContext.Provider>
  );
};
