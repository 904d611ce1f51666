interface Props {
  id: string;
  checked: boolean;
  onChange: (checked: boolean) => void;
  disabled?: boolean;
  describedBy?: string;
}

/** A switch that looks like Kommo's; the text beside it names it. */
export const Switch = ({ id, checked, onChange, disabled = false, describedBy }: Props) => (
  <input
    type="checkbox"
    role="switch"
    class="souffleur-switch"
    id={id}
    checked={checked}
    disabled={disabled}
    aria-describedby={describedBy}
    onChange={({ currentTarget }) => onChange(currentTarget.checked)}
  />
);
