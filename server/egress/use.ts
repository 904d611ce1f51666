/** Who asks the CRM, and how urgent it is. Its requests are few: the most urgent go first, and what they were spent on is shown. */

/** `reply`: a customer waits. `click`: a member waits. `background`: nobody does. */
export type Priority = 'reply' | 'click' | 'background';

export const crmFeatures = ['replies', 'card', 'hooks', 'setup', 'sync', 'sweep', 'callbacks', 'test', 'rules'] as const;
export type CrmFeature = (typeof crmFeatures)[number];

export interface CrmUse {
  priority: Priority;
  feature: CrmFeature;
}

/** Told when a request begins to wait for its turn; what it answers is called when the wait is over. */
export type OnWait = () => () => void;
