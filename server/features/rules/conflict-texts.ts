export const conflictText = (_conflict: unknown, _names: unknown, _language: string): string => '';
