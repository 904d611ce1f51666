export const templates = (_language: string): never[] => [];
