/** One page of Kommo has four names, by who asks (kommo's `getBaseEntity`, `getWidgetsArea`, `getV3WidgetsArea`, `system().area`). */
export interface Area {
  entity: string;
  widgets: string;
  v3: string;
  system: string;
  /** The code of a manifest's `locations` that brings a widget here, without its suffix. */
  location: string;
  isCard: boolean;
}

export const LEAD_CARD: Area = { entity: 'leads', widgets: 'leads_card', v3: 'leads.card', system: 'lcard', location: 'lcard', isCard: true };
export const LEAD_LIST: Area = { entity: 'leads', widgets: 'leads', v3: 'leads.list', system: 'llist', location: 'llist', isCard: false };
export const INTEGRATIONS: Area = {
  entity: 'widgetsSettings',
  widgets: 'widgetsSettings',
  v3: 'settings.widgets',
  system: 'settings',
  location: 'settings',
  isCard: false,
};
export const advancedSettings = (code: string): Area => ({
  entity: 'widgetsSettings',
  widgets: `advanced-settings:${code}`,
  v3: 'widget.advanced_settings',
  system: 'advanced_settings',
  location: 'advanced_settings',
  isCard: false,
});
/** A page that no manifest names: only widgets of `everywhere` come here. */
export const OUTER_SPACE: Area = {
  entity: 'settings',
  widgets: 'settings',
  v3: 'settings.general',
  system: 'outer_space',
  location: 'outer_space',
  isCard: false,
};
