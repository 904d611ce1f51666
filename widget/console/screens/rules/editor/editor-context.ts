import { createContext } from 'preact';
import { useContext } from 'preact/hooks';

import { type Signal } from '@preact/signals';

import { type RuleEditor } from '../../../../state/rule-editor.ts';
import { type Part, type RuleChoices } from '../../../../state/rule-parts.ts';
import { type FieldWords } from '../../../form/words.ts';
import { type Drag } from './drag.ts';
import { type Places } from './problems.ts';

/** What every part of the editor has at hand. */
export interface EditorParts {
  editor: RuleEditor;
  parts: readonly Part[];
  choices: RuleChoices;
  words: FieldWords;
  drag: Drag;
  /** Id of the text that says how to move things with the keyboard. */
  dragHelp: string;
  /** A rep may look. */
  readOnly: boolean;
  /** What is wrong, by place; only what somebody has already been at. */
  wrong: { readonly value: Places };
  /** Nodes whose form is open. */
  opened: Signal<ReadonlySet<string>>;
  /** Somebody has been at this place: what is wrong there may be said. */
  touch(place: string): void;
  wanted: { current: { key: string; on: 'field' | 'grip' } | undefined };
  /** Puts the focus on a node once it is drawn: on its first field, or on what it is grabbed by. */
  focus(key: string, on?: 'field' | 'grip'): void;
}

export const EditorContext = createContext<EditorParts | undefined>(undefined);

export const useEditor = (): EditorParts => {
  const parts = useContext(EditorContext);
  if (!parts) throw new Error('A part of the rule editor was drawn outside of it.');
  return parts;
};
