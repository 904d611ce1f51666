/** What is wrong with a field, below it. */
export const Problem = ({ id, words }: { id: string; words: string | undefined }) =>
  words ? (
    <p class="souffleur-field-error" id={id}>
      {words}
    </p>
  ) : null;
